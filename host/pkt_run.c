/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "pkt_run.h"
#include "settings.h"

#define SETTLE_CLOCKS 20000000u
#define ROUNDS 10000u /* of frames that cause frames */
#define SWEEP_US 20u  /* a timer of the engine is met by a sweep */
#define LONGEST_SWEEP_US 5000u
#define BUFFER_BYTES 65536u
#define IPV4_HEADERS 40u
#define IPV6_HEADERS 60u
#define LONGEST_WAIT_US 7200000000u /* of a segment that may come at any time */
#define RFC_LEAST_RTO_US 1000000u

/* ---- errors ---------------------------------------------------------------------------------- */

static bool fail(struct run *run, const char *format, va_list args)
{
	unsigned line = run->event ? run->event->line : 0;
	int used;

	if (*run->error)
		return false;
	if (line)
		used = snprintf(run->error, sizeof(run->error), "%s:%u: ", run->script->path, line);
	else
		used = snprintf(run->error, sizeof(run->error), "%s: ", run->script->path);
	if (used > 0 && (size_t)used < sizeof(run->error))
		vsnprintf(run->error + used, sizeof(run->error) - (size_t)used, format, args);
	return false;
}

bool run_fail(struct run *run, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail(run, format, args);
	va_end(args);
	return false;
}

bool run_bad(struct run *run, const char *format, ...)
{
	va_list args;

	run->bad |= !*run->error;
	va_start(args, format);
	fail(run, format, args);
	va_end(args);
	return false;
}

static bool engine_failed(struct run *run, const char *what, int err)
{
	const char *score = run->engine.sim ? run->engine.api.error(run->engine.sim) : NULL;

	return run_fail(run, "%s: %s", what, score ? score : finwave_strerror(err));
}

/* ---- time ------------------------------------------------------------------------------------ */

uint64_t run_now(const struct run *run)
{
	return run->engine.api.tick(run->engine.sim);
}

double run_seconds(const struct run *run, uint64_t tick)
{
	return ((double)tick - (double)run->base) / 1e6;
}

/* The retire port says for each segment why. */
static int collect_reasons(struct run *run)
{
	struct finwave_sim_retire entry;
	int rc;

	while ((rc = run->engine.api.retired(run->engine.sim, &entry)) == 1)
		run->reasons[run->reason_count++ % RUN_REASONS] =
			(struct run_reason){ entry.frame, entry.reason };
	return rc;
}

static bool collect(struct run *run)
{
	struct finwave_sim_frame frame;
	struct frame dissected;
	int rc = collect_reasons(run);

	if (rc)
		return engine_failed(run, "the simulation stopped", rc);
	while ((rc = run->engine.api.receive(run->engine.sim, &frame)) == 1) {
		run->work = true;
		if (frame.port == FINWAVE_SIM_WIRE) {
			if (!run_take_frame(run, &frame))
				return false;
			continue;
		}
		frame_dissect(frame.data, frame.len, &dissected);
		/* A SYN that took over a connection in TIME-WAIT: the host hears of its end first. */
		if (dissected.flags & TCP_SYN)
			handover_poll(&run->handover);
		stack_input(&run->stack, &dissected);
	}
	return !rc || engine_failed(run, "the simulation stopped", rc);
}

bool run_settle(struct run *run)
{
	int err;

	for (unsigned round = 0; round < ROUNDS; round++) {
		run->work = false;
		err = run->engine.api.settle(run->engine.sim, SETTLE_CLOCKS);
		if (err)
			return engine_failed(run, "the engine does not come to rest", err);
		if (!collect(run))
			return false;
		err = handover_poll(&run->handover);
		if (!err)
			err = run->stack.failed;
		if (err)
			return engine_failed(run, "the engine refuses", err);
		if (!run_call_again(run))
			return false;
		if (!run->work)
			return true;
	}
	return run_fail(run, "segments cause segments without an end");
}

/* Lets time pass until `tick`; what leaves on the way is kept. */
static bool advance(struct run *run, uint64_t tick)
{
	while (run_now(run) < tick) {
		uint64_t next = stack_deadline(&run->stack);
		int err = 0;

		if (next > tick)
			next = tick;
		if (next > run_now(run))
			err = run->engine.api.advance(run->engine.sim, next);
		if (err)
			return engine_failed(run, "time does not pass", err);
		if (!run_settle(run))
			return false;
		stack_run_timers(&run->stack);
		if (!run_settle(run))
			return false;
	}
	return true;
}

/* To the next timer of anyone, at most to `limit`, and on until the engine's sweep has met it. */
static bool advance_to_timer(struct run *run, uint64_t limit)
{
	uint64_t engine = handover_deadline(&run->handover), next = stack_deadline(&run->stack);
	uint64_t sweep_end = engine < limit ? engine + LONGEST_SWEEP_US : engine;

	if (engine < next)
		next = engine;
	if (next > limit)
		next = limit;
	if (!advance(run, next))
		return false;
	while (engine <= limit && !run->seen_count && run_now(run) < sweep_end &&
	       handover_deadline(&run->handover) == engine)
		if (!advance(run, run_now(run) + SWEEP_US))
			return false;
	return true;
}

/* Until a frame has left or `limit` has come. */
static bool await_frame(struct run *run, uint64_t limit)
{
	if (!run_settle(run))
		return false;
	while (!run->seen_count && run_now(run) < limit) {
		uint64_t before = run_now(run);

		if (!advance_to_timer(run, limit))
			return false;
		if (run_now(run) == before && !advance(run, before + SWEEP_US))
			return false;
	}
	return true;
}

/* A call that waits must end before another one, and in its time. */
static bool await_call(struct run *run)
{
	uint64_t limit = run->waiting_end + run->script->options.tolerance_us;

	while (run->waiting && run_now(run) < limit && !run->seen_count)
		if (!advance_to_timer(run, limit))
			return false;
	if (!run->waiting || run->seen_count)
		return true;
	run->event = run->waiting;
	return run_fail(run, "%s() did not end by %.6f s", run->waiting->call.name,
	                run_seconds(run, limit));
}

/* ---- events ---------------------------------------------------------------------------------- */

/* Relative times count from now, those of incoming segments in a row from each other. */
static uint64_t offset_of(const struct run *run, const struct pkt_event *event)
{
	bool inbound = event->kind == PKT_SEGMENT && event->segment.inbound;

	if (event->time.kind == PKT_ABSOLUTE)
		return run->base;
	return inbound && run->last_inbound ? run->last : run_now(run);
}

static bool expect_event(struct run *run, const struct pkt_event *event, uint64_t offset)
{
	const struct pkt_options *options = &run->script->options;
	uint64_t from = offset + event->time.at, to = offset + event->time.end;
	double share = (double)(from > run->last ? from - run->last : 0) / 100;
	uint64_t tolerance = (uint64_t)(share * options->tolerance_percent);

	if (tolerance < options->tolerance_us)
		tolerance = options->tolerance_us;
	if (event->time.kind == PKT_ANY_TIME) {
		from = 0;
		to = run_now(run) + LONGEST_WAIT_US;
	} else {
		from = from > tolerance ? from - tolerance : 0;
		to += tolerance;
	}
	if (!await_frame(run, to) || !run_expect(run, &event->segment, from, to))
		return false;
	run->last = run_now(run);
	run->last_inbound = false;
	return true;
}

/* A line further on may ask for what leaves now, within its tolerance; a * for what left long ago. */
static bool nothing_lost(struct run *run, const struct pkt_event *event, uint64_t at)
{
	const struct pkt_event *end = run->script->events + run->script->count;
	uint64_t tolerance = run->script->options.tolerance_us;

	if (run->behind_last)
		return run_nothing_waits(run, UINT64_MAX);
	while (event < end && (event->kind != PKT_SEGMENT || event->segment.inbound))
		event++;
	if (event == end || event->time.kind == PKT_ANY_TIME)
		return true;
	return run_nothing_waits(run, at > tolerance ? at - tolerance : 0);
}

/* The host acknowledges data at once if the next segment of ours in the scenario does just that. */
static void choose_ack(struct run *run, const struct pkt_event *event)
{
	const struct pkt_event *end = run->script->events + run->script->count;
	uint32_t seq_end = event->segment.seq + event->segment.payload;

	while (event < end && (event->kind != PKT_SEGMENT || event->segment.inbound))
		event++;
	run->stack.delay_ack = event == end || event->segment.payload ||
	                       (int32_t)(event->segment.ack - seq_end) > 0;
}

/* Events that do something: what left before them must have been asked for. */
static bool act_event(struct run *run, const struct pkt_event *event, uint64_t offset)
{
	uint64_t at = offset + event->time.at;

	if (event->kind == PKT_CALL && !await_call(run))
		return false;
	run->event = event;
	if (!advance(run, at) || !run_settle(run) || !nothing_lost(run, event, at))
		return false;
	run->last = at > run_now(run) ? at : run_now(run);
	run->last_inbound = false;
	if (event->kind == PKT_SEGMENT) {
		run->last = at;
		run->last_inbound = true;
		choose_ack(run, event);
		return run_inject(run, &event->segment);
	}
	if (event->kind == PKT_CALL) {
		run->waiting_end = offset + event->call.end;
		return run_call(run, event) && run_settle(run);
	}
	return true;
}

static bool play_event(struct run *run, const struct pkt_event *event)
{
	uint64_t offset = offset_of(run, event);

	run->event = event;
	run->behind_last = (size_t)(event - run->script->events) >= run->last_expected;
	if (event->kind == PKT_SEGMENT && !event->segment.inbound)
		return expect_event(run, event, offset);
	return act_event(run, event, offset);
}

/* Nothing more may leave; then the engine must be empty when it gives back what it holds. */
static bool finish(struct run *run)
{
	int err;

	if (run->waiting && !await_call(run))
		return false;
	if (!run_settle(run) || !run_nothing_waits(run, UINT64_MAX))
		return false;
	run->event = NULL;
	err = handover_release_all(&run->handover);
	if (err)
		return engine_failed(run, "the engine does not give back what it holds", err);
	if (!run_settle(run) || !run_nothing_waits(run, UINT64_MAX))
		return false;
	err = run->engine.api.finish(run->engine.sim);
	return !err || engine_failed(run, "the engine is not empty at the end", err);
}

/* ---- start ----------------------------------------------------------------------------------- */

static uint64_t op_now(void *ctx)
{
	return run_now(ctx);
}

static void op_send(void *ctx, const struct segment_path *path, const struct segment *segment)
{
	struct run *run = ctx;
	size_t len = segment_build(path, segment, run->frame);
	int64_t number =
		run->engine.api.send(run->engine.sim, FINWAVE_SIM_HOST, run->frame, len, false);

	run->work = true;
	if (number < 0 && !run->stack.failed)
		run->stack.failed = (int)number;
}

static int op_adopt(void *ctx, struct sock *sock)
{
	struct run *run = ctx;

	run->work = true;
	return handover_adopt(&run->handover, sock);
}

static int op_finish(void *ctx, struct sock *sock, enum stack_fin fin)
{
	struct run *run = ctx;

	run->work = true;
	return handover_finish(&run->handover, sock, fin);
}

static int op_abort(void *ctx, struct sock *sock)
{
	struct run *run = ctx;

	run->work = true;
	return handover_abort(&run->handover, sock);
}

static int op_update(void *ctx, struct sock *sock, bool snd_nxt, bool window)
{
	struct run *run = ctx;

	return handover_update(&run->handover, sock, snd_nxt, window);
}

static bool set_address(struct run *run, const char *text, const char *ipv4, const char *ipv6,
                        uint8_t *address)
{
	bool six = run->script->options.ipv6;

	if (!text)
		text = six ? ipv6 : ipv4;
	return inet_pton(six ? AF_INET6 : AF_INET, text, address) == 1 ||
	       run_bad(run, "%s is no %s address; write one as %s", text, six ? "IPv6" : "IPv4",
	               six ? ipv6 : ipv4);
}

/* The options that the scenario shows in the first segment with these flags. */
static void take_offer(const struct pkt_script *script, uint8_t flags, struct stack_offer *offer)
{
	for (size_t i = 0; i < script->count; i++) {
		const struct pkt_segment *s = &script->events[i].segment;
		size_t at;

		if (script->events[i].kind != PKT_SEGMENT || s->inbound ||
		    (s->flags & (TCP_SYN | TCP_ACK)) != flags)
			continue;
		if (s->has_window)
			offer->window = s->window;
		if (s->any_options)
			return;
		memcpy(offer->options, s->options, s->option_bytes);
		offer->option_bytes = s->option_bytes;
		at = segment_find_option(s->options, s->option_bytes, OPTION_WSCALE);
		if (at + 3 <= s->option_bytes)
			offer->wscale = s->options[at + 2] > 14 ? 14 : s->options[at + 2];
		at = segment_find_option(s->options, s->option_bytes, OPTION_MSS);
		if (at + 4 <= s->option_bytes)
			offer->mss = segment_get16(s->options + at + 2);
		if (flags & TCP_ACK)
			return;
		offer->scaling = offer->sack = offer->timestamps = false;
		for (at = 0; at < s->option_bytes;
		     at += segment_option(s->options, s->option_bytes, at)) {
			offer->scaling |= s->options[at] == OPTION_WSCALE;
			offer->sack |= s->options[at] == OPTION_SACK_OK;
			offer->timestamps |= s->options[at] == OPTION_TS;
			if (!segment_option(s->options, s->option_bytes, at))
				return;
		}
		return;
	}
}

static bool start_stack(struct run *run)
{
	static const struct stack_ops ops = {
		.now = op_now,
		.send = op_send,
		.adopt = op_adopt,
		.finish = op_finish,
		.abort = op_abort,
		.update = op_update,
	};
	const struct pkt_options *options = &run->script->options;
	struct stack *stack = &run->stack;
	uint16_t mss = (uint16_t)(options->mtu - (options->ipv6 ? IPV6_HEADERS : IPV4_HEADERS));

	stack_init(stack, &ops, run);
	stack->path = (struct segment_path){ .ipv6 = options->ipv6,
		                             .src_mac = { 2, 0, 0, 0, 0, 2 },
		                             .dst_mac = { 2, 0, 0, 0, 0, 1 } };
	stack->syn = (struct stack_offer){ .mss = mss,
		                           .window = 65535,
		                           .wscale = 7,
		                           .scaling = true,
		                           .sack = true,
		                           .timestamps = true };
	stack->syn_ack = stack->syn;
	take_offer(run->script, TCP_SYN, &stack->syn);
	take_offer(run->script, TCP_SYN | TCP_ACK, &stack->syn_ack);
	stack->receive_window = (BUFFER_BYTES + mss - 1) / mss * mss;
	stack->fixed_isn = run->options->has_isn;
	stack->isn = run->options->isn;
	stack->random = 0x9e3779b97f4a7c15u ^ run->options->engine.seed;
	if (!run->options->compat_linux)
		stack->least_rto_us = RFC_LEAST_RTO_US;
	run->random = stack->random * 3;
	return set_address(run, options->local_ip, "192.168.0.1", "fd3d:fa7b:d17d::1",
	                   stack->path.src) &&
	       set_address(run, options->remote_ip, "192.0.2.1", "2001:db8::1", stack->path.dst);
}

static bool apply(struct run *run, struct finwave_config *config,
                  const struct pkt_setting *settings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *wrong = settings_set(config, settings[i].name, settings[i].value);

		if (wrong)
			return run_bad(run, "%s", wrong);
	}
	return true;
}

/* Linux gives up without a word. */
static bool configure(struct run *run)
{
	struct finwave_config config = { .size = sizeof(config) };
	int err = finwave_get_config(run->engine.dev, &config);

	if (err)
		return engine_failed(run, "the engine's settings cannot be read", err);
	config.linux_compat = config.give_up_silent = run->options->compat_linux;
	if (!apply(run, &config, run->options->settings, run->options->setting_count) ||
	    !apply(run, &config, run->script->settings, run->script->setting_count))
		return false;
	run->stack.ts_shift = config.ts_shift;
	err = finwave_set_config(run->engine.dev, &config);
	return !err ||
	       run_bad(run, "the engine does not take these settings: %s", finwave_strerror(err));
}

static bool start(struct run *run)
{
	char error[512];

	if (!engine_open(&run->engine, &run->options->engine, error, sizeof(error)))
		return run_bad(run, "%s", error);
	run->handover = (struct handover){ .engine = &run->engine, .stack = &run->stack };
	if (!start_stack(run) || !configure(run))
		return false;
	run->base = run->last = run_now(run);
	for (size_t i = 0; i < run->script->count; i++)
		if (run->script->events[i].kind == PKT_SEGMENT &&
		    !run->script->events[i].segment.inbound)
			run->last_expected = i + 1;
	run->next_port = 50000;
	return true;
}

enum run_result run_script(struct run *run, const struct pkt_script *script,
                           const struct run_options *options)
{
	bool good;

	memset(run, 0, sizeof(*run));
	run->script = script;
	run->options = options;
	good = start(run);
	if (good && options->ladder)
		run_ladder_start(run);
	for (size_t i = 0; good && i < script->count; i++)
		good = play_event(run, &script->events[i]);
	good = good && finish(run);
	engine_close(&run->engine);
	if (run->bad)
		return RUN_BAD;
	return good ? RUN_PASSED : RUN_FAILED;
}
