/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Commands to the engine, settings, and what a flow is called. */
#include <string.h>

#include "run.h"

/* Everybody's addresses and ports, from the number of the flow. */
static void name_flow(struct run *run, const struct script_adopt *adopt)
{
	struct flow *flow = run->flow;
	struct finwave_flow_config *config = &flow->adopt.config;
	unsigned bytes;

	flow->adopt = *adopt;
	flow->named = true;
	bytes = config->ipv6 ? 16 : 4;
	for (unsigned i = 0; i < bytes; i++) {
		config->local_addr[i] = (uint8_t)(0x20 + i);
		config->remote_addr[i] = (uint8_t)(0xe0 - i);
	}
	memcpy(config->local_mac, (const uint8_t[]){ 2, 0xff, 0xff, 0xff, 0xff, 2 }, 6);
	memcpy(config->peer_mac, (const uint8_t[]){ 2, 0xff, 0xff, 0xff, 0xff, 1 }, 6);
	config->local_port = 80;
	config->remote_port = (uint16_t)(43210 + (flow - run->flows));
}

int do_tuple(struct run *run, const struct script_step *step)
{
	name_flow(run, &step->adopt);
	return 0;
}

/* What the following lines call N is now called 0: for text that goes on in a `repeat`. */
int do_shift(struct run *run, const struct script_step *step)
{
	struct script_adopt *adopt = &run->flow->adopt;

	*(step->peer ? &adopt->peer_isn : &adopt->local_isn) += step->number;
	return 0;
}

static int call_adopt(struct run *run, const struct script_step *step)
{
	struct flow *flow = run->flow;
	struct finwave_flow_config *config = &flow->adopt.config;

	name_flow(run, &step->adopt);
	config->snd_una += flow->adopt.local_isn;
	config->snd_nxt += flow->adopt.local_isn;
	config->rcv_nxt += flow->adopt.peer_isn;
	flow->adopted = true;
	return finwave_adopt(run->rig.dev, config, &flow->handle);
}

/* Text is numbered from the end of the host's stream on. */
static int close_with_tail(struct run *run, const struct script_step *step, const uint32_t *snd_nxt)
{
	struct finwave_dev *dev = run->rig.dev;
	finwave_flow handle = run->flow->handle;
	struct finwave_flow_info info = { 0 };
	uint8_t tail[SCRIPT_TAIL];
	uint32_t len = step->update.tail, first;
	int rc = snd_nxt ? 0 : finwave_query(dev, handle, &info);

	if (rc)
		return rc;
	first = snd_nxt ? *snd_nxt : info.snd_nxt;
	for (uint32_t i = 0; i < len; i++)
		tail[i] = tail_byte(first + i);
	if (step->kind == SCRIPT_CLOSE)
		return finwave_close_tail(dev, handle, snd_nxt, tail, len);
	return finwave_shutdown_tail(dev, handle, snd_nxt, tail, len);
}

static int call(struct run *run, const struct script_step *step)
{
	struct finwave_dev *dev = run->rig.dev;
	finwave_flow handle = run->flow->handle;
	uint32_t number = step->update.snd_nxt + run->flow->adopt.local_isn;
	const uint32_t *snd_nxt = step->update.has_snd_nxt ? &number : NULL;

	if (step->update.has_tail)
		return close_with_tail(run, step, snd_nxt);
	switch (step->kind) {
	case SCRIPT_ADOPT:
		return call_adopt(run, step);
	case SCRIPT_CLOSE:
		return finwave_close_flow(dev, handle, snd_nxt);
	case SCRIPT_SHUTDOWN:
		return finwave_shutdown(dev, handle, snd_nxt);
	case SCRIPT_ABORT:
		return finwave_abort(dev, handle);
	case SCRIPT_UPDATE:
		return finwave_update(dev, handle, snd_nxt,
		                      step->update.has_wnd ? &step->update.wnd : NULL);
	default:
		return finwave_release(dev, handle);
	}
}

int do_command(struct run *run, const struct script_step *step)
{
	int rc;

	if (come_to(run, step))
		return -1;
	if (step->kind != SCRIPT_ADOPT && !run->flow->adopted)
		return failed(run, "this flow was never adopted");
	rc = call(run, step);
	if (settle(run))
		return -1;
	if (rc != step->result)
		return failed(run, "the result is %d: %s", rc, finwave_strerror(rc));
	step_done(run, now(run));
	return 0;
}

int do_set(struct run *run, const struct script_step *step)
{
	struct finwave_config config = { .size = sizeof(config) };

	if (come_to(run, step))
		return -1;
	if (finwave_get_config(run->rig.dev, &config))
		return failed(run, "the settings cannot be read");
	script_apply_set(step, &config);
	if (finwave_set_config(run->rig.dev, &config))
		return failed(run, "the setting is refused");
	return 0;
}
