/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdlib.h>
#include <string.h>

#include "plan.h"

/* What is assumed of a window when the capture lacks the handshake. */
#define UNKNOWN_WSCALE 7u
#define LEAST_CREDIT 65535u

#define ECN_BITS 3u

#define TAIL_MOST 1460u
#define MSS_IPV4 536u /* RFC 9293 3.7.1: of a SYN without the option */
#define MSS_IPV6 1220u
#define TIMESTAMP_BYTES 12u

#define MERGE_SLACK 1000u              /* of the window, for what the engine does meanwhile */
#define LONGEST_DELAYED_ACK 500000000u /* RFC 9293 3.8.6.3 */

struct planner {
	const struct capture *capture;
	const struct conn *c;
	unsigned side;
	struct plan *plan;
	struct conn_view own, other; /* before the close */
	size_t last_text;            /* place of the other end's last frame with text */
	uint32_t snd_nxt;            /* of the engine, before the frame at hand */
	bool closed_first;           /* by a frame before it */
};

static const struct frame *frame_at(const struct planner *p, size_t place)
{
	return conn_frame(p->capture, p->c, place);
}

static bool is_own(const struct planner *p, size_t place)
{
	return conn_sender(p->c, frame_at(p, place)) == p->side;
}

static uint64_t time_of(const struct planner *p, size_t place)
{
	return p->capture->frames[p->c->frames[place]].time_ns;
}

static size_t find_of(const struct planner *p, bool own, size_t from, uint8_t flag)
{
	while (from < p->c->count && !(is_own(p, from) == own && (frame_at(p, from)->flags & flag)))
		from++;
	return from;
}

static size_t find_own(const struct planner *p, size_t from, uint8_t flag)
{
	return find_of(p, true, from, flag);
}

static uint32_t fin_number(const struct frame *f)
{
	return f->seq + f->payload;
}

/* Is the whole of the frame's text in the capture? */
static bool is_whole(const struct frame *f)
{
	return f->fault != FRAME_CUT && f->fault != FRAME_LENGTH;
}

/* Does the engine take a frame of the host for a segment? It looks at no checksum. */
static bool is_watched(const struct frame *f)
{
	return is_whole(f) && f->fault != FRAME_LONG;
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
	/* What is reckoned as received had been in the window, which has moved since. */
	bool known = p->own.has_acked && !p->plan->missing_before;
	uint32_t from = known ? p->own.acked : rcv_nxt;
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

/* A FIN that was acknowledged before it was captured is still to come. */
static uint32_t without_fin(const struct planner *p, bool own, uint32_t number)
{
	size_t place = find_of(p, own, p->plan->adopt_at, TCP_FIN);

	if (place < p->c->count && number == fin_number(frame_at(p, place)) + 1)
		return number - 1;
	return number;
}

/* Newest window field of the other end, as if scaled. */
static uint16_t newest_window(const struct planner *p)
{
	return (uint16_t)(p->other.window_of_syn ? p->other.window >> wscale_of(p->c, !p->side)
	                                         : p->other.window);
}

/* When the capture has no TSval of the other end, the one that the played end echoed. */
static uint32_t ts_recent(const struct planner *p)
{
	if (p->own.has_recent || !p->own.last || !p->own.last->has_ts)
		return p->own.ts_recent;
	return p->own.last->tsecr;
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
	flow->snd_una = without_fin(p, true, p->own.una);
	flow->snd_nxt = without_fin(p, true, p->own.nxt);
	flow->rcv_nxt = without_fin(p, false, pass_missing(p, p->own.rcv_nxt));
	flow->rcv_wnd = credit(p, flow->rcv_nxt);
	flow->snd_wscale = wscale_of(p->c, !p->side);
	flow->rcv_wscale = wscale_of(p->c, p->side);
	flow->max_wnd = p->other.max_window ? p->other.max_window : p->other.window;
	flow->has_snd_wnd = p->other.last != NULL;
	flow->snd_wnd = newest_window(p);
	flow->ts_recent = ts_recent(p);
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

/* ---- the text of the FIN -------------------------------------------------------------------- */

static const struct frame *own_fin(const struct planner *p)
{
	return p->plan->own_fin < p->c->count ? frame_at(p, p->plan->own_fin) : NULL;
}

static uint32_t longest_tail(const struct planner *p)
{
	const struct conn_side *other = &p->c->side[!p->side];
	uint32_t mss = TAIL_MOST;

	if (other->has_syn)
		mss = other->mss ? other->mss : p->c->ipv6 ? MSS_IPV6 : MSS_IPV4;
	if (p->plan->flow.timestamps)
		mss -= mss > TIMESTAMP_BYTES ? TIMESTAMP_BYTES : mss;
	return mss < TAIL_MOST ? mss : TAIL_MOST;
}

/*
 * Is the FIN's text new in its frame? Neither sent in a frame before, nor acknowledged but together
 * with the FIN, which was captured late then.
 */
static bool is_first_time(const struct planner *p, const struct frame *fin)
{
	for (size_t i = 0; i < p->plan->own_fin; i++) {
		const struct frame *f = frame_at(p, i);
		uint32_t reached = is_own(p, i) ? f->seq + f->payload : f->ack;

		if ((f->flags & TCP_RST) || !(is_own(p, i) || (f->flags & TCP_ACK)))
			continue;
		if (seq_after(reached, fin->seq) &&
		    (is_own(p, i) || reached != fin_number(fin) + 1))
			return false;
	}
	return true;
}

/* The right edge of the window that the engine will have been told of before the FIN. */
static uint32_t right_edge(const struct planner *p)
{
	uint8_t shift = wscale_of(p->c, !p->side);
	uint32_t una = p->plan->flow.snd_una, window = p->plan->flow.snd_wnd;

	for (size_t i = p->plan->adopt_at; i < p->plan->own_fin; i++) {
		const struct frame *f = frame_at(p, i);

		if (is_own(p, i) || f->fault != FRAME_SOUND ||
		    (f->flags & (TCP_ACK | TCP_RST | TCP_SYN)) != TCP_ACK ||
		    seq_before(f->ack, una))
			continue;
		una = f->ack;
		window = f->window;
	}
	return una + (window << shift);
}

/* One segment of new text, which the peer has room for: the engine can send it with the FIN. */
static void choose_tail(struct planner *p)
{
	const struct frame *f = own_fin(p);
	struct finwave_flow_config *flow = &p->plan->flow;

	if (!f || !f->payload || !is_whole(f) || f->payload > longest_tail(p) ||
	    !is_first_time(p, f))
		return;
	if (seq_after(flow->snd_una, f->seq))
		flow->snd_una = f->seq;
	if (seq_after(flow->snd_nxt, f->seq))
		flow->snd_nxt = f->seq;
	p->plan->tail = !seq_after(fin_number(f), right_edge(p));
}

/* ---- a FIN that acknowledges the other --------------------------------------------------------- */

/* The other end's FIN comes in order, and our first segment behind it that knows of it is our FIN. */
static bool is_merged(const struct planner *p)
{
	const struct frame *first = frame_at(p, p->plan->adopt_at), *fin = own_fin(p);

	return p->c->close == CONN_THREE_SEGMENT && p->side != p->c->active && fin &&
	       first->fault == FRAME_SOUND && fin->ack == frame_seq_end(first) &&
	       !seq_after(first->seq, p->plan->flow.rcv_nxt);
}

static bool has_text_between(const struct planner *p)
{
	for (size_t i = p->plan->adopt_at; i < p->plan->own_fin; i++)
		if (is_own(p, i) && frame_at(p, i)->payload)
			return true;
	return false;
}

static void choose_merge(struct planner *p)
{
	size_t from = p->plan->adopt_at;
	uint64_t delay;

	if (!is_merged(p))
		return;
	delay = time_of(p, p->plan->own_fin) > time_of(p, from)
	                ? time_of(p, p->plan->own_fin) - time_of(p, from)
	                : 0;
	if (delay / 1000 <= PLAN_MERGE_WINDOW - MERGE_SLACK) {
		p->plan->merge = PLAN_WINDOW;
		p->plan->flow.watch = true;
	} else if (delay < LONGEST_DELAYED_ACK && !own_fin(p)->payload && !has_text_between(p) &&
	           own_fin(p)->seq == p->plan->flow.snd_nxt) {
		p->plan->merge = PLAN_ANSWER;
		p->plan->flow.close_on_peer_fin = true;
	}
}

/* ---- frames of the other end ---------------------------------------------------------------- */

/* The end of the host's own stream, when it closes. */
static uint32_t end_of_stream(const struct planner *p)
{
	return p->plan->tail ? own_fin(p)->seq : fin_number(own_fin(p));
}

/* The engine is told of numbers that it did not see pass. */
static void plan_sent(struct planner *p, struct plan_step *step, uint32_t number)
{
	step->has_sent = number != p->snd_nxt;
	step->sent = p->snd_nxt = number;
}

/* Do frames of the played end show that it had sent all before `number`? */
static bool was_sent(const struct planner *p, size_t place, uint32_t number)
{
	for (size_t i = 0; i < p->c->count; i++) {
		const struct frame *f = frame_at(p, i);

		if (is_own(p, i) && !(f->flags & TCP_RST) &&
		    !seq_before(i < place ? f->seq + f->payload : fin_number(f), number))
			return true;
	}
	return false;
}

/*
 * What the other end acknowledges had left the host, whether the capture has the frames or not; and
 * if that is our FIN, which is captured later, the close came before.
 */
static void plan_other(struct planner *p, size_t place, struct plan_step *step)
{
	const struct frame *f = frame_at(p, place), *fin = own_fin(p);

	step->route = PLAN_WIRE;
	if (place < p->plan->adopt_at || place > p->plan->own_fin || p->closed_first ||
	    (f->flags & (TCP_ACK | TCP_RST)) != TCP_ACK || !seq_after(f->ack, p->snd_nxt))
		return;
	if (fin && f->ack == fin_number(fin) + 1 && f->fault == FRAME_SOUND) {
		step->close_first = p->closed_first = true;
		plan_sent(p, step, end_of_stream(p));
	} else if (was_sent(p, place, f->ack)) {
		plan_sent(p, step,
		          fin && seq_after(f->ack, end_of_stream(p)) ? end_of_stream(p) : f->ack);
	}
}

/* ---- frames of the played end --------------------------------------------------------------- */

static void plan_edge(const struct planner *p, size_t place, struct plan_step *step)
{
	const struct frame *f = frame_at(p, place);

	if (!(f->flags & TCP_ACK) || place > p->last_text)
		return;
	step->has_edge = true;
	step->edge = f->ack + ((uint32_t)f->window << wscale_of(p->c, p->side));
}

/* Is the end of the frame's text the tail's, behind the close? */
static bool is_of_tail(const struct planner *p, size_t place)
{
	const struct frame *f = frame_at(p, place);

	return p->plan->tail && place >= p->plan->own_fin &&
	       seq_after(f->seq + f->payload, end_of_stream(p)) &&
	       !seq_after(f->seq + f->payload, fin_number(own_fin(p)));
}

static void plan_fin(struct planner *p, size_t place, struct plan_step *step)
{
	const struct frame *f = frame_at(p, place);

	if (f->payload)
		step->route = is_of_tail(p, place) ? PLAN_TAIL : PLAN_SPLIT;
	step->snd_nxt = f->seq + f->payload;
	if (place != p->plan->own_fin)
		return;
	step->command = choose_close(p, place);
	step->snd_nxt = end_of_stream(p);
	if (step->route == PLAN_SPLIT && is_watched(f))
		p->snd_nxt = seq_max(p->snd_nxt, step->snd_nxt);
	if (!p->closed_first)
		plan_sent(p, step, step->snd_nxt);
}

static void plan_text(struct planner *p, size_t place, struct plan_step *step)
{
	const struct frame *f = frame_at(p, place);

	if (is_of_tail(p, place)) {
		step->route = PLAN_TAIL;
		return;
	}
	step->route = PLAN_HOST;
	step->counts = false;
	if (place > p->plan->own_fin)
		return;
	step->has_nxt = !is_watched(f) && seq_after(f->seq + f->payload, p->snd_nxt);
	p->snd_nxt = step->snd_nxt = seq_max(p->snd_nxt, f->seq + f->payload);
}

/* With `watch` the host's stack acknowledges text. */
static bool is_hosts_ack(const struct planner *p, size_t place)
{
	return p->plan->merge == PLAN_WINDOW && place < p->plan->own_fin &&
	       seq_before(frame_at(p, place)->ack, own_fin(p)->ack);
}

/* A frame of the played end after the adoption. */
static void plan_own(struct planner *p, size_t place, struct plan_step *step)
{
	const struct frame *f = frame_at(p, place);

	step->route = PLAN_ENGINE;
	step->counts = true;
	if (f->flags & TCP_RST) {
		step->command = PLAN_ABORT;
		return;
	}
	if (f->flags & TCP_FIN && !(f->flags & TCP_SYN)) {
		plan_fin(p, place, step);
		return;
	}
	if (f->flags & TCP_SYN || is_hosts_ack(p, place)) {
		step->route = PLAN_HOST;
		step->counts = false;
	}
	if (f->flags & TCP_SYN)
		return;
	if (f->payload)
		plan_text(p, place, step);
	step->command = PLAN_UPDATE;
	if (p->plan->merge != PLAN_WINDOW || step->route != PLAN_HOST)
		plan_edge(p, place, step);
}

static void plan_steps(struct planner *p)
{
	p->snd_nxt = p->plan->flow.snd_nxt;
	for (size_t i = 0; i < p->c->count; i++)
		if (!is_own(p, i) && frame_at(p, i)->payload)
			p->last_text = i;
	for (size_t i = 0; i < p->c->count; i++) {
		struct plan_step *step = &p->plan->steps[i];

		if (!is_own(p, i))
			plan_other(p, i, step);
		else if (i < p->plan->adopt_at)
			step->route = PLAN_HOST;
		else
			plan_own(p, i, step);
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
	choose_tail(&p);
	choose_merge(&p);
	plan_steps(&p);
	return true;
}

void plan_free(struct plan *plan)
{
	free(plan->steps);
	plan->steps = NULL;
}
