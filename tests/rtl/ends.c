/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "ends.h"

#include <string.h>

enum { SEGMENT_MAX = 1400 };

static struct end *end_of(struct connection *c, bool host)
{
	return host ? &c->host : &c->peer;
}

static uint32_t shorter(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* a before b, modulo 2^32 */
static bool before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* ---- sending --------------------------------------------------------------------------------- */

static void blank(const struct connection *c, bool host, struct packet *out)
{
	const struct end *e = host ? &c->host : &c->peer;

	memset(out, 0, sizeof(*out));
	out->from_host = host;
	out->window = 50000;
	out->timestamps = e->timestamps;
	out->tcp_nops = e->timestamps ? 2 : 0;
	out->tsval = c->clock + e->ts_offset;
	out->tsecr = e->ts_recent;
}

static void segment(const struct connection *c, bool host, uint8_t flags, uint32_t seq,
                    struct packet *out)
{
	const struct end *e = host ? &c->host : &c->peer;

	blank(c, host, out);
	out->flags = flags;
	out->seq = seq;
	out->ack = flags & TH_ACK ? e->rcv_nxt : 0;
	if (flags & TH_SYN) {
		out->has_wscale = e->wscale;
		out->wscale = e->shift;
	}
}

static void send_new(struct connection *c, bool host, struct draw *d, struct packet *out)
{
	struct end *e = end_of(c, host);
	uint32_t len = shorter(e->left, 1 + draw_below(d, SEGMENT_MAX));

	segment(c, host, len ? TH_PSH | TH_ACK : TH_ACK, e->nxt, out);
	out->payload = len;
	e->left -= len;
	e->nxt += len;
	if (e->left || !e->wants_fin || (len && draw_chance(d, 30)))
		return;
	out->flags |= TH_FIN;
	e->fin_out = true;
	e->nxt++;
}

static void send_again(struct connection *c, bool host, struct packet *out)
{
	const struct end *e = end_of(c, host);
	uint32_t end = e->nxt - e->fin_out, len = shorter(end - e->una, SEGMENT_MAX);

	segment(c, host, TH_ACK, e->una, out);
	out->payload = len;
	if (e->fin_out && e->una + len == end)
		out->flags |= TH_FIN;
}

static bool act_open(struct connection *c, bool host, struct draw *d, struct packet *out)
{
	struct end *e = end_of(c, host);
	bool news = e->left || (e->wants_fin && !e->fin_out);

	if (e->una != e->nxt && (!news || draw_chance(d, 40)))
		send_again(c, host, out);
	else if (news && e->nxt - e->una < 20000)
		send_new(c, host, d, out);
	else
		segment(c, host, TH_ACK, e->nxt, out);
	return true;
}

bool ends_act(struct connection *c, bool host, struct draw *d, struct packet *out)
{
	struct end *e = end_of(c, host);

	switch (e->state) {
	case END_SYN_SENT:
		segment(c, host, TH_SYN, e->iss, out);
		return true;
	case END_SYN_RECEIVED:
		segment(c, host, TH_SYN | TH_ACK, e->iss, out);
		return true;
	case END_OPEN:
		return act_open(c, host, d, out);
	default:
		return false;
	}
}

/* ---- receiving ------------------------------------------------------------------------------- */

static bool answer_ack(struct connection *c, bool host, struct packet *out)
{
	segment(c, host, TH_ACK, end_of(c, host)->nxt, out);
	return true;
}

/* 3.10.7.1 */
static bool answer_rst(const struct connection *c, bool host, const struct packet_seen *in,
                       struct packet *out)
{
	if (in->flags & TH_RST)
		return false;
	blank(c, host, out);
	out->timestamps = false;
	out->tcp_nops = 0;
	out->flags = TH_RST;
	if (in->flags & TH_ACK) {
		out->seq = in->ack;
		return true;
	}
	out->flags |= TH_ACK;
	out->ack =
		in->seq + in->payload + (in->flags & TH_SYN ? 1 : 0) + (in->flags & TH_FIN ? 1 : 0);
	return true;
}

static void take_syn(struct end *e, const struct packet_seen *in)
{
	e->irs = in->seq;
	e->rcv_nxt = in->seq + 1;
	e->timestamps = e->timestamps && in->timestamps;
	e->ts_recent = in->tsval;
}

static bool receive_syn_sent(struct connection *c, bool host, const struct packet_seen *in,
                             struct packet *out)
{
	struct end *e = end_of(c, host);

	if (in->flags & TH_ACK && in->ack != e->nxt)
		return answer_rst(c, host, in, out);
	if (in->flags & TH_RST) {
		if (in->flags & TH_ACK)
			e->state = END_CLOSED;
		return false;
	}
	if (!(in->flags & TH_SYN))
		return false;
	take_syn(e, in);
	if (!(in->flags & TH_ACK)) {
		e->state = END_SYN_RECEIVED;
		segment(c, host, TH_SYN | TH_ACK, e->iss, out);
		return true;
	}
	e->una = in->ack;
	e->state = END_OPEN;
	return answer_ack(c, host, out);
}

static bool receive_listen(struct connection *c, bool host, const struct packet_seen *in,
                           struct packet *out)
{
	struct end *e = end_of(c, host);

	if (in->flags & TH_RST)
		return false;
	if (in->flags & TH_ACK)
		return answer_rst(c, host, in, out);
	if (!(in->flags & TH_SYN))
		return false;
	take_syn(e, in);
	e->state = END_SYN_RECEIVED;
	segment(c, host, TH_SYN | TH_ACK, e->iss, out);
	return true;
}

static void take_ack(struct end *e, const struct packet_seen *in)
{
	if (!before(e->una, in->ack) || before(e->nxt, in->ack))
		return;
	e->una = in->ack;
	if (e->state == END_SYN_RECEIVED)
		e->state = END_OPEN;
}

/* Text and FIN in order; true when there was something that must be answered. */
static bool take_text(struct end *e, const struct packet_seen *in)
{
	bool fin = in->flags & TH_FIN;

	if (!in->payload && !fin)
		return false;
	if (before(e->rcv_nxt, in->seq))
		return true;
	if (!e->peer_fin && before(e->rcv_nxt, in->seq + in->payload + fin)) {
		e->rcv_nxt = in->seq + in->payload + fin;
		e->peer_fin = fin;
		e->passive = fin && !e->fin_out;
	}
	return true;
}

static bool receive_open(struct connection *c, bool host, const struct packet_seen *in,
                         struct packet *out)
{
	struct end *e = end_of(c, host);
	bool answer;

	if (in->flags & TH_RST) {
		if (in->seq == e->rcv_nxt)
			e->state = END_CLOSED;
		return false;
	}
	if (in->flags & TH_SYN) {
		if (e->state == END_SYN_RECEIVED && !(in->flags & TH_ACK)) {
			segment(c, host, TH_SYN | TH_ACK, e->iss, out);
			return true;
		}
		return answer_ack(c, host, out);
	}
	if (!(in->flags & TH_ACK))
		return false;
	if (before(e->nxt, in->ack))
		return answer_ack(c, host, out);
	if (in->timestamps && !before(in->tsval, e->ts_recent))
		e->ts_recent = in->tsval;
	take_ack(e, in);
	if (e->state == END_SYN_RECEIVED)
		return false;
	answer = take_text(e, in);
	if (answer)
		answer_ack(c, host, out);
	if (e->peer_fin && e->fin_out && e->una == e->nxt)
		e->state = e->passive ? END_CLOSED : END_TIME_WAIT;
	return answer;
}

bool ends_receive(struct connection *c, bool host, const struct packet_seen *in, struct packet *out)
{
	switch (end_of(c, host)->state) {
	case END_CLOSED:
		return answer_rst(c, host, in, out);
	case END_LISTEN:
		return receive_listen(c, host, in, out);
	case END_SYN_SENT:
		return receive_syn_sent(c, host, in, out);
	default:
		return receive_open(c, host, in, out);
	}
}

bool ends_over(const struct connection *c)
{
	bool host = c->host.state == END_CLOSED || c->host.state == END_TIME_WAIT;
	bool peer = c->peer.state == END_CLOSED || c->peer.state == END_TIME_WAIT;

	return host && peer;
}

/* ---- a new connection ------------------------------------------------------------------------- */

static void start_end(struct connection *c, struct end *e, bool opens, uint32_t iss, uint32_t bytes,
                      bool closes, const struct ends_plan *plan, struct draw *d)
{
	memset(e, 0, sizeof(*e));
	e->state = opens ? END_SYN_SENT : END_LISTEN;
	e->iss = e->una = iss;
	e->nxt = iss + 1;
	e->left = bytes;
	e->wants_fin = closes;
	e->timestamps = e == &c->host ? plan->host_timestamps : plan->peer_timestamps;
	e->wscale = plan->wscale;
	e->shift = (uint8_t)draw_below(d, 15);
	e->ts_offset = draw_word(d);
}

void ends_start(struct connection *c, const struct ends_plan *plan, struct draw *d)
{
	start_end(c, &c->host, plan->host_opens || plan->both_open, plan->host_iss,
	          plan->host_bytes, plan->host_closes, plan, d);
	start_end(c, &c->peer, !plan->host_opens || plan->both_open, plan->peer_iss,
	          plan->peer_bytes, plan->peer_closes, plan, d);
}
