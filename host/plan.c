/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdlib.h>
#include <string.h>

#include "plan.h"

/* What is assumed of a window when the capture lacks the handshake. */
#define UNKNOWN_WSCALE 7u
#define LEAST_CREDIT 65535u

#define ECN_BITS 3u

struct planner {
	const struct capture *capture;
	const struct conn *c;
	unsigned side;
	struct plan *plan;
	struct conn_view own, other; /* before the close */
	size_t last_text;            /* place of the other end's last frame with text */
};

static const struct frame *frame_at(const struct planner *p, size_t place)
{
	return conn_frame(p->capture, p->c, place);
}

static bool is_own(const struct planner *p, size_t place)
{
	return conn_sender(p->c, frame_at(p, place)) == p->side;
}

static size_t find_own(const struct planner *p, size_t from, uint8_t flag)
{
	while (from < p->c->count && !(is_own(p, from) && (frame_at(p, from)->flags & flag)))
		from++;
	return from;
}

/* ---- the state to adopt --------------------------------------------------------------------- */

static uint8_t wscale_of(const struct conn *c, unsigned side)
{
	const struct conn_side *own = &c->side[side], *other = &c->side[!side];

	if (!own->has_syn)
		return UNKNOWN_WSCALE;
	if (!own->syn_wscale || (other->has_syn && !other->syn_wscale))
		return 0;
	return own->wscale;
}

static bool has_timestamps(const struct planner *p)
{
	const struct conn_side *own = &p->c->side[p->side], *other = &p->c->side[!p->side];

	if (own->has_syn && other->has_syn)
		return own->syn_ts && other->syn_ts;
	if (p->own.last && p->other.last)
		return p->own.last_ts && p->other.last_ts;
	return p->own.last_ts || p->other.last_ts;
}

/* Does a frame of the other end, from `from` on, carry the byte `seq`? */
static bool is_sent_later(const struct planner *p, size_t from, uint32_t seq)
{
	for (size_t i = from; i < p->c->count; i++) {
		const struct frame *f = frame_at(p, i);

		if (!is_own(p, i) && f->payload && !seq_after(f->seq, seq) &&
		    seq_after(f->seq + f->payload, seq))
			return true;
	}
	return false;
}

static bool is_acked_later(const struct planner *p, size_t from, uint32_t seq)
{
	for (size_t i = from; i < p->c->count; i++) {
		const struct frame *f = frame_at(p, i);

		if (is_own(p, i) && (f->flags & TCP_ACK) && !(f->flags & TCP_RST) &&
		    seq_after(f->ack, seq))
			return true;
	}
	return false;
}

/*
 * The first number at or after rcv_nxt that a frame of the other end starts at, up to the frame
 * before which the flow is adopted.
 */
static bool find_after_hole(const struct planner *p, uint32_t rcv_nxt, uint32_t *start)
{
	bool found = false;

	for (size_t i = 0; i <= p->plan->adopt_at; i++) {
		const struct frame *f = frame_at(p, i);

		if (is_own(p, i) || (f->flags & (TCP_SYN | TCP_RST)) ||
		    !(f->payload || (f->flags & TCP_FIN)) || seq_before(f->seq, rcv_nxt))
			continue;
		if (!found || seq_before(f->seq, *start))
			*start = f->seq;
		found = true;
	}
	return found;
}

/* The end of what frames before the close carry without a gap from `seq` on. */
static uint32_t run_from(const struct planner *p, size_t before, uint32_t seq)
{
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < before; i++) {
			const struct frame *f = frame_at(p, i);

			if (!is_own(p, i) && !seq_after(f->seq, seq) &&
			    seq_after(f->seq + f->payload, seq)) {
				seq = f->seq + f->payload;
				more = true;
			}
		}
	}
	return seq;
}

/*
 * Data that no frame of the capture carries, but that the played end acknowledged later, was lost
 * to the capture, not to the end: it had it.
 */
static uint32_t pass_missing(const struct planner *p, uint32_t rcv_nxt)
{
	size_t at = p->plan->adopt_at;
	uint32_t start = rcv_nxt;

	while (find_after_hole(p, rcv_nxt, &start) && start != rcv_nxt &&
	       !is_sent_later(p, at, rcv_nxt) && is_acked_later(p, at, rcv_nxt)) {
		p->plan->missing_before = true;
		rcv_nxt = run_from(p, at, start);
	}
	return rcv_nxt;
}

/* The tags of our frames: those of the other end's, with our own priority bits if the ids agree. */
static void set_vlan(const struct planner *p, struct finwave_flow_config *flow)
{
	const struct frame *own = p->own.last, *tags = p->other.last ? p->other.last : own;

	if (!tags)
		return;
	if (own && own->vlan_count == tags->vlan_count &&
	    !((own->vlan_tci[0] ^ tags->vlan_tci[0]) & 0xFFF) &&
	    !((own->vlan_tci[1] ^ tags->vlan_tci[1]) & 0xFFF))
		tags = own;
	flow->vlan_count = tags->vlan_count;
	flow->vlan_tci[0] = tags->vlan_tci[0];
	flow->vlan_tci[1] = tags->vlan_tci[1];
	flow->outer_88a8 = tags->outer_88a8;
}

static void set_link(const struct planner *p, struct finwave_flow_config *flow)
{
	const struct frame *own = p->own.last, *other = p->other.last;

	if (own) {
		memcpy(flow->local_mac, own->src_mac, 6);
		memcpy(flow->peer_mac, own->dst_mac, 6);
		flow->ttl = own->ttl;
		flow->tos = own->tos & (uint8_t)~ECN_BITS;
		flow->flow_label = own->flow_label;
	} else if (other) {
		memcpy(flow->local_mac, other->dst_mac, 6);
		memcpy(flow->peer_mac, other->src_mac, 6);
	}
	set_vlan(p, flow);
}

static void set_identity(const struct planner *p, struct finwave_flow_config *flow)
{
	const struct conn_side *own = &p->c->side[p->side], *other = &p->c->side[!p->side];

	flow->ipv6 = p->c->ipv6;
	memcpy(flow->local_addr, own->addr, 16);
	memcpy(flow->remote_addr, other->addr, 16);
	flow->local_port = own->port;
	flow->remote_port = other->port;
}

static uint32_t credit(const struct planner *p, uint32_t rcv_nxt)
{
	uint8_t shift = wscale_of(p->c, p->side);
	uint32_t from = p->own.has_acked ? p->own.acked : rcv_nxt;
	uint32_t edge = from + ((uint32_t)p->own.window << shift);

	if (!p->c->side[p->side].has_syn && seq_before(edge, rcv_nxt + LEAST_CREDIT))
		edge = rcv_nxt + LEAST_CREDIT;
	return seq_after(edge, rcv_nxt) ? edge - rcv_nxt : 0;
}

/* The clock of a stack's timestamps runs at 1 kHz as a rule. */
static uint32_t tsval_now(const struct planner *p)
{
	uint64_t now = p->capture->frames[p->c->frames[p->plan->adopt_at]].time_ns;
	uint64_t since = now > p->own.ts_time ? now - p->own.ts_time : 0;

	return p->own.has_ts ? p->own.tsval + (uint32_t)(since / 1000000) : 0;
}

static void set_flow(struct planner *p)
{
	struct finwave_flow_config *flow = &p->plan->flow;
	struct conn_view view[2];

	conn_view_at(p->capture, p->c, p->plan->adopt_at, view);
	p->own = view[p->side];
	p->other = view[!p->side];

	flow->size = sizeof(*flow);
	flow->state = FINWAVE_ESTABLISHED;
	set_identity(p, flow);
	set_link(p, flow);
	flow->timestamps = has_timestamps(p);
	flow->snd_una = p->own.una;
	flow->snd_nxt = p->own.nxt;
	flow->rcv_nxt = pass_missing(p, p->own.rcv_nxt);
	flow->rcv_wnd = credit(p, flow->rcv_nxt);
	flow->snd_wscale = wscale_of(p->c, !p->side);
	flow->rcv_wscale = wscale_of(p->c, p->side);
	flow->max_wnd = p->other.max_window ? p->other.max_window : p->other.window;
	flow->ts_recent = p->own.ts_recent;
	flow->tsval = tsval_now(p);
}

/* ---- what happens at each frame ------------------------------------------------------------- */

static bool is_new_text(const struct planner *p, size_t place, uint32_t rcv_nxt)
{
	const struct frame *f = frame_at(p, place);

	return !is_own(p, place) && !(f->flags & TCP_RST) && f->payload &&
	       seq_after(f->seq + f->payload, rcv_nxt);
}

static size_t find_new_text(const struct planner *p, size_t from, size_t before, uint32_t rcv_nxt)
{
	while (from < before && !is_new_text(p, from, rcv_nxt))
		from++;
	return from;
}

/* The highest number that the played end acknowledged between two places. */
static uint32_t acked_between(const struct planner *p, size_t from, size_t before, uint32_t acked)
{
	for (; from < before; from++)
		if (is_own(p, from) && (frame_at(p, from)->flags & TCP_ACK))
			acked = seq_max(acked, frame_at(p, from)->ack);
	return acked;
}

/*
 * CLOSE or SHUTDOWN? An end that took data after its FIN still reads. One that answers new data
 * with RST does not: when it took some before, it stopped reading before the data that it refused.
 */
static enum plan_command choose_close(struct planner *p, size_t fin)
{
	struct conn_view view[2];
	uint32_t rcv_nxt, acked;
	size_t text, reset;

	conn_view_at(p->capture, p->c, fin, view);
	rcv_nxt = view[p->side].rcv_nxt;
	text = find_new_text(p, fin + 1, p->c->count, rcv_nxt);
	if (text == p->c->count)
		return PLAN_CLOSE;
	reset = find_own(p, text, TCP_RST);
	if (reset == p->c->count)
		return PLAN_SHUTDOWN;
	acked = acked_between(p, fin + 1, reset, rcv_nxt);
	if (acked == rcv_nxt)
		return PLAN_CLOSE;
	text = find_new_text(p, fin + 1, reset, acked);
	if (text < reset)
		p->plan->steps[text].full_close = true;
	return PLAN_SHUTDOWN;
}

static void plan_edge(const struct planner *p, size_t place, struct plan_step *step)
{
	const struct frame *f = frame_at(p, place);

	if (!(f->flags & TCP_ACK) || place > p->last_text)
		return;
	step->has_edge = true;
	step->edge = f->ack + ((uint32_t)f->window << wscale_of(p->c, p->side));
}

/* A frame of the played end after the adoption. */
static void plan_own(struct planner *p, size_t place, struct plan_step *step, uint32_t *snd_nxt)
{
	const struct frame *f = frame_at(p, place);

	step->route = PLAN_ENGINE;
	step->counts = true;
	if (f->flags & TCP_RST) {
		step->command = PLAN_ABORT;
	} else if (f->flags & TCP_SYN) {
		step->route = PLAN_HOST;
		step->counts = false;
	} else if (f->flags & TCP_FIN) {
		step->route = f->payload ? PLAN_SPLIT : PLAN_ENGINE;
		step->snd_nxt = f->seq + f->payload;
		if (place == p->plan->own_fin)
			step->command = choose_close(p, place);
	} else {
		step->command = PLAN_UPDATE;
		if (f->payload) {
			step->route = PLAN_HOST;
			step->counts = false;
			*snd_nxt = seq_max(*snd_nxt, f->seq + f->payload);
		}
		step->snd_nxt = *snd_nxt;
		plan_edge(p, place, step);
	}
}

static void plan_steps(struct planner *p)
{
	uint32_t snd_nxt = p->plan->flow.snd_nxt;

	for (size_t i = 0; i < p->c->count; i++)
		if (!is_own(p, i) && frame_at(p, i)->payload)
			p->last_text = i;
	for (size_t i = 0; i < p->c->count; i++) {
		struct plan_step *step = &p->plan->steps[i];

		if (!is_own(p, i))
			step->route = PLAN_WIRE;
		else if (i < p->plan->adopt_at)
			step->route = PLAN_HOST;
		else
			plan_own(p, i, step, &snd_nxt);
	}
}

bool plan_make(const struct capture *capture, const struct conn *c, unsigned side,
               struct plan *plan)
{
	struct planner p = { .capture = capture, .c = c, .side = side, .plan = plan };

	memset(plan, 0, sizeof(*plan));
	plan->steps = calloc(c->count, sizeof(*plan->steps));
	if (!plan->steps)
		return false;
	plan->conn = c;
	plan->side = side;
	plan->adopt_at = c->first_close;
	plan->own_fin = find_own(&p, 0, TCP_FIN);
	set_flow(&p);
	plan_steps(&p);
	return true;
}

void plan_free(struct plan *plan)
{
	free(plan->steps);
	plan->steps = NULL;
}
