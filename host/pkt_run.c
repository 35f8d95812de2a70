/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "finwave_regs.h"
#include "pkt_run.h"

#define SETTLE_CLOCKS 20000000u
#define ROUNDS 10000u /* of frames that cause frames */
#define SWEEP_US 20u  /* a timer of the engine is met by a sweep */
#define LONGEST_SWEEP_US 5000u
#define LONGEST_WAIT_US 7200000000u /* of a segment that may come at any time */

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

bool run_engine_failed(struct run *run, const char *what, int err)
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

/* The retire port says for each segment of the peer why. */
static int collect_reasons(struct run *run)
{
	struct finwave_sim_retire entry;
	int rc;

	while ((rc = run->engine.api.retired(run->engine.sim, &entry)) == 1)
		if (entry.op == FINWAVE_OP_SEGMENT && !entry.from_host &&
		    entry.reason != FINWAVE_REASON_TRACK_PASSED)
			run->reasons[run->reason_count++ % RUN_REASONS] =
				(struct run_reason){ entry.frame, entry.reason, entry.pass };
	return rc;
}

static bool collect(struct run *run)
{
	struct finwave_sim_frame frame;
	struct frame dissected;
	int rc = collect_reasons(run);

	if (rc)
		return run_engine_failed(run, "the simulation stopped", rc);
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
		if (frame.from_engine)
			run_show_raised(run, &dissected, frame.tick);
	}
	return !rc || run_engine_failed(run, "the simulation stopped", rc);
}

bool run_settle(struct run *run)
{
	int err;

	for (unsigned round = 0; round < ROUNDS; round++) {
		run->work = false;
		err = run->engine.api.settle(run->engine.sim, SETTLE_CLOCKS);
		if (err)
			return run_engine_failed(run, "the engine does not come to rest", err);
		if (!collect(run))
			return false;
		err = handover_poll(&run->handover);
		if (!err)
			err = run->stack.failed;
		if (err)
			return run_engine_failed(run, "the engine refuses", err);
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
			return run_engine_failed(run, "time does not pass", err);
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
	uint32_t seq_end = event->segment.seq + event->segment.payload +
	                   (event->segment.flags & TCP_FIN ? 1 : 0);

	while (event < end && (event->kind != PKT_SEGMENT || event->segment.inbound))
		event++;
	run->stack.delay_ack = event == end || event->segment.payload ||
	                       (event->segment.flags & TCP_FIN) ||
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

/* What is only followed, and TIME_WAIT that was taken over, end by time alone. */
static bool outlast_tracking(struct run *run)
{
	struct finwave_config config = { .size = sizeof(config) };
	struct finwave_info info = { .size = sizeof(info) };
	uint64_t longest;
	int err = finwave_get_info(run->engine.dev, &info);

	if (!err)
		err = finwave_get_config(run->engine.dev, &config);
	longest = config.track_idle_us > config.time_wait_us ? config.track_idle_us
	                                                     : config.time_wait_us;
	if (!err && info.flows_held + info.flows_tracked)
		err = run->engine.api.advance(run->engine.sim,
		                              run_now(run) + longest + LONGEST_SWEEP_US);
	return !err || run_engine_failed(run, "time does not pass", err);
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
		return run_engine_failed(run, "the engine does not give back what it holds", err);
	if (run->mode == PKT_TRANSPARENT && !outlast_tracking(run))
		return false;
	if (!run_settle(run) || !run_nothing_waits(run, UINT64_MAX))
		return false;
	err = run->engine.api.finish(run->engine.sim);
	return !err || run_engine_failed(run, "the engine is not empty at the end", err);
}

enum run_result run_script(struct run *run, const struct pkt_script *script,
                           const struct run_options *options)
{
	bool good;

	memset(run, 0, sizeof(*run));
	run->script = script;
	run->options = options;
	good = run_start(run);
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
