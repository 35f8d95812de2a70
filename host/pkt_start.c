/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* What a scenario finds: an engine with its settings, the host's TCP, addresses. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "pkt_run.h"
#include "settings.h"

#define BUFFER_BYTES 65536u
#define IPV4_HEADERS 40u
#define IPV6_HEADERS 60u
#define RFC_LEAST_RTO_US 1000000u

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
	if (run->stack.answering)
		run->answers[run->answer_count++ % RUN_REASONS] = (uint64_t)number;
}

static int op_adopt(void *ctx, struct sock *sock)
{
	struct run *run = ctx;

	run->work = true;
	return handover_adopt(&run->handover, sock);
}

static int op_finish(void *ctx, struct sock *sock, enum stack_fin fin, uint32_t tail)
{
	struct run *run = ctx;

	run->work = true;
	return handover_finish(&run->handover, sock, fin, tail);
}

static int op_abort(void *ctx, struct sock *sock)
{
	struct run *run = ctx;

	run->work = true;
	return handover_abort(&run->handover, sock);
}

static int op_update(void *ctx, struct sock *sock)
{
	struct run *run = ctx;

	return handover_update(&run->handover, sock);
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

static void take_options(const struct pkt_segment *s, struct stack_offer *offer)
{
	size_t len = s->option_bytes, wscale, mss;

	memcpy(offer->options, s->options, len);
	offer->option_bytes = s->option_bytes;
	wscale = segment_find_option(s->options, len, OPTION_WSCALE);
	if (wscale + 3 <= len)
		offer->wscale = s->options[wscale + 2] > 14 ? 14 : s->options[wscale + 2];
	mss = segment_find_option(s->options, len, OPTION_MSS);
	if (mss + 4 <= len)
		offer->mss = get16(s->options + mss + 2);
	/* A SYN-ACK shows what was negotiated, a SYN what there is. */
	if (s->flags & TCP_ACK)
		return;
	offer->scaling = wscale < len;
	offer->sack = segment_find_option(s->options, len, OPTION_SACK_OK) < len;
	offer->timestamps = segment_find_option(s->options, len, OPTION_TS) < len;
}

/* What the scenario shows in the first segment of ours with these flags. */
static void take_offer(const struct pkt_script *script, uint8_t flags, struct stack_offer *offer)
{
	for (size_t i = 0; i < script->count; i++) {
		const struct pkt_segment *s = &script->events[i].segment;

		if (script->events[i].kind != PKT_SEGMENT || s->inbound ||
		    (s->flags & (TCP_SYN | TCP_ACK)) != flags)
			continue;
		if (s->has_window)
			offer->window = s->window;
		if (!s->any_options)
			take_options(s, offer);
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
	if (!run->script->options.compat_linux)
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

/* Who asks for the merge window or for transparent TIME_WAIT needs the host for it. */
static enum pkt_mode mode_of_settings(const struct pkt_setting *settings, size_t count)
{
	enum pkt_mode mode = PKT_NO_MODE;

	for (size_t i = 0; i < count; i++) {
		if (!strtoul(settings[i].value, NULL, 0))
			continue;
		if (!strcmp(settings[i].name, "merge_window_us"))
			mode = PKT_WATCH;
		else if (!strcmp(settings[i].name, "transparent"))
			mode = PKT_TRANSPARENT;
	}
	return mode;
}

static void choose_mode(struct run *run, struct finwave_config *config)
{
	static const enum stack_mode modes[] = {
		[PKT_NO_MODE] = STACK_HANDOVER,  [PKT_HANDOVER] = STACK_HANDOVER,
		[PKT_WATCH] = STACK_WATCH,       [PKT_CLOSE_ON_FIN] = STACK_CLOSE_ON_FIN,
		[PKT_TRANSPARENT] = STACK_ALONE, [PKT_HOST] = STACK_ALONE,
	};
	const struct run_options *options = run->options;

	run->mode = options->mode;
	if (run->mode == PKT_NO_MODE)
		run->mode = run->script->options.mode;
	if (run->mode == PKT_NO_MODE)
		run->mode = mode_of_settings(options->settings, options->setting_count);
	if (run->mode == PKT_NO_MODE)
		run->mode = mode_of_settings(run->script->settings, run->script->setting_count);
	run->stack.mode = modes[run->mode];
	config->transparent |= run->mode == PKT_TRANSPARENT;
}

/* Linux gives up without a word. */
static bool configure(struct run *run)
{
	struct finwave_config config = { .size = sizeof(config) };
	int err = finwave_get_config(run->engine.dev, &config);

	if (err)
		return run_engine_failed(run, "the engine's settings cannot be read", err);
	config.linux_compat = config.give_up_silent = run->script->options.compat_linux;
	if (!apply(run, &config, run->options->settings, run->options->setting_count) ||
	    !apply(run, &config, run->script->settings, run->script->setting_count))
		return false;
	choose_mode(run, &config);
	run->stack.ts_shift = config.ts_shift;
	run->stack.time_wait_us = config.time_wait_us;
	run->stack.fin_wait_2_us = config.fin_wait_2_us;
	run->stack.r2_us = config.r2_us;
	run->stack.fin_retries = config.fin_retries;
	err = finwave_set_config(run->engine.dev, &config);
	if (!err && run->mode == PKT_HOST)
		err = finwave_enable(run->engine.dev, false);
	return !err ||
	       run_bad(run, "the engine does not take these settings: %s", finwave_strerror(err));
}

bool run_start(struct run *run)
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
