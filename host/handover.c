/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <string.h>

#include "handover.h"

#define US_PER_MS 1000u
#define DRAIN_CLOCKS 20000000u
#define MOST_RETRIES 31u

/* ---- commands -------------------------------------------------------------------------------- */

/* Until all that the host has sent has passed the engine. */
static int drain(struct handover *handover)
{
	return handover->engine->api.settle(handover->engine->sim, DRAIN_CLOCKS);
}

int handover_adopt(struct handover *handover, struct sock *sock)
{
	const struct segment_path *path = &sock->path;
	struct finwave_flow_config config = {
		.size = sizeof(config),
		.state = FINWAVE_ESTABLISHED,
		.ipv6 = path->ipv6,
		.timestamps = sock->timestamps,
		.local_port = path->src_port,
		.remote_port = path->dst_port,
		.snd_una = sock->snd_una,
		.snd_nxt = sock->snd_nxt,
		.rcv_nxt = sock->rcv_nxt,
		.rcv_wnd = sock->rcv_edge - sock->rcv_nxt,
		.snd_wscale = sock->snd_wscale,
		.rcv_wscale = sock->rcv_wscale,
		.max_wnd = sock->max_wnd,
		.has_snd_wnd = true,
		.snd_wnd = (uint16_t)(sock->snd_wnd >> sock->snd_wscale),
		.rto_us = (uint32_t)sock->rto_us,
		.user_timeout_us = sock->user_timeout_ms * US_PER_MS,
		/* Only the time counts then, as in Linux. */
		.retries = sock->user_timeout_ms ? MOST_RETRIES : 0,
		.watch = sock->watch,
		.close_on_peer_fin = handover->stack->mode == STACK_CLOSE_ON_FIN,
	};
	/* The engine counts what passes from now on, and takes snd_nxt for what has passed. */
	int err = drain(handover);

	if (err)
		return err;
	memcpy(config.local_addr, path->src, sizeof(config.local_addr));
	memcpy(config.remote_addr, path->dst, sizeof(config.remote_addr));
	memcpy(config.local_mac, path->src_mac, sizeof(config.local_mac));
	memcpy(config.peer_mac, path->dst_mac, sizeof(config.peer_mac));
	if (sock->timestamps) {
		uint64_t now = handover->stack->ops->now(handover->stack->ctx);

		config.ts_recent = sock->ts_recent;
		config.tsval = sock->ts_offset + (uint32_t)(now >> handover->stack->ts_shift);
	}
	return finwave_adopt(handover->engine->dev, &config, &sock->flow);
}

int handover_adopt_again(struct handover *handover, struct sock *sock)
{
	int err;

	if (sock->state != STACK_HELD || sock->eof || sock->fin_given != STACK_FIN_NONE)
		return 0;
	err = drain(handover);
	if (!err)
		err = finwave_release(handover->engine->dev, sock->flow);
	return err ? err : handover_adopt(handover, sock);
}

int handover_finish(struct handover *handover, struct sock *sock, enum stack_fin fin, uint32_t tail)
{
	struct finwave_dev *dev = handover->engine->dev;
	uint32_t end = sock->snd_end - tail;
	uint8_t text[SEGMENT_TAIL_BYTES];

	/* The FIN is on its way already: the half-close becomes a full one. */
	if (sock->fin_given != STACK_FIN_NONE)
		return finwave_close_flow(dev, sock->flow, NULL);
	if (tail > sizeof(text))
		return -ENOBUFS;
	segment_fill(text, end, tail);
	if (fin == STACK_FIN_SHUTDOWN)
		return finwave_shutdown_tail(dev, sock->flow, &end, text, tail);
	return finwave_close_tail(dev, sock->flow, &end, text, tail);
}

/* A RST has no fence: it must not overtake data that is on its way down. */
int handover_abort(struct handover *handover, struct sock *sock)
{
	int err = drain(handover);

	return err ? err : finwave_abort(handover->engine->dev, sock->flow);
}

int handover_update(struct handover *handover, struct sock *sock)
{
	uint32_t room = sock->rcv_edge - sock->rcv_nxt;

	return finwave_update(handover->engine->dev, sock->flow, NULL, &room);
}

int handover_set_linger2(struct handover *handover, uint32_t seconds)
{
	struct finwave_config config = { .size = sizeof(config) };
	int err = finwave_get_config(handover->engine->dev, &config);

	if (err)
		return err;
	config.fin_wait_2_us = seconds * 1000000u;
	return finwave_set_config(handover->engine->dev, &config);
}

/* ---- what comes back ------------------------------------------------------------------------- */

/* What a kernel tells the application. */
static int error_of(const struct finwave_event *event)
{
	switch (event->kind) {
	case FINWAVE_RESET:
		return event->state == FINWAVE_CLOSE_WAIT ? EPIPE : ECONNRESET;
	case FINWAVE_ABORTED_DATA:
		return ECONNRESET;
	case FINWAVE_GAVE_UP:
		return ETIMEDOUT;
	default:
		return 0;
	}
}

static void take_event(struct handover *handover, const struct finwave_event *event)
{
	struct sock *sock = stack_by_flow(handover->stack, event->flow);

	if (!sock)
		return;
	if (event->kind == FINWAVE_PEER_FIN)
		stack_held_eof(handover->stack, sock);
	else
		stack_held_done(handover->stack, sock, error_of(event));
}

/* The engine absorbs the peer's ACKs: who still sends, or acknowledges, asks for their numbers. */
static int take_progress(struct handover *handover, struct sock *sock)
{
	struct finwave_flow_info info;
	int rc;

	if (sock->snd_una == sock->snd_end && !(sock->watch && sock->fin_given))
		return 0;
	rc = finwave_query(handover->engine->dev, sock->flow, &info);
	if (!rc)
		stack_held_progress(handover->stack, sock, info.snd_una,
		                    (uint32_t)info.snd_wnd << sock->snd_wscale, info.snd_nxt);
	return rc == -ENOENT ? 0 : rc;
}

int handover_poll(struct handover *handover)
{
	struct finwave_event event;
	int rc;

	while ((rc = finwave_next_event(handover->engine->dev, &event)) == 1)
		take_event(handover, &event);
	for (size_t i = 0; !rc && i < STACK_SOCKS; i++) {
		struct sock *sock = &handover->stack->socks[i];

		if (sock->used && sock->state == STACK_HELD)
			rc = take_progress(handover, sock);
	}
	return rc;
}

uint64_t handover_deadline(struct handover *handover)
{
	struct engine *engine = handover->engine;
	uint64_t earliest = STACK_NEVER, now = engine->api.tick(engine->sim);
	struct finwave_flow_info info;

	for (size_t i = 0; i < STACK_SOCKS; i++) {
		const struct sock *sock = &handover->stack->socks[i];
		uint64_t deadline;

		if (!sock->used || sock->state != STACK_HELD ||
		    finwave_query(engine->dev, sock->flow, &info) || !info.timer_running)
			continue;
		deadline = now + (uint64_t)(int64_t)(int32_t)(info.deadline - (uint32_t)now);
		if (deadline < earliest)
			earliest = deadline;
	}
	return earliest;
}

enum finwave_state handover_state(struct handover *handover, const struct sock *sock)
{
	struct finwave_flow_info info;

	if (finwave_query(handover->engine->dev, sock->flow, &info))
		return FINWAVE_CLOSED;
	return info.state;
}

int handover_release_all(struct handover *handover)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < STACK_SOCKS; i++) {
		const struct sock *sock = &handover->stack->socks[i];

		if (sock->used && sock->state == STACK_HELD)
			rc = finwave_release(handover->engine->dev, sock->flow);
		if (rc == -ENOENT)
			rc = 0;
	}
	return rc ? rc : handover_poll(handover);
}
