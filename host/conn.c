/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdlib.h>
#include <string.h>

#include "conn.h"

#define BUCKETS 4096u /* a power of two */
#define PENDING 64u   /* pieces of data that came before their turn, per side */

const char *conn_close_name(enum conn_close close)
{
	static const char *const names[] = {
		[CONN_FOUR_SEGMENT] = "four-segment", [CONN_THREE_SEGMENT] = "three-segment",
		[CONN_SIMULTANEOUS] = "simultaneous", [CONN_RESET] = "reset",
		[CONN_HALF_CLOSE] = "half-close",     [CONN_UNFINISHED] = "unfinished",
	};

	return names[close];
}

const char *conn_skip_name(enum conn_skip skip)
{
	static const char *const names[] = {
		[CONN_PLAYED] = "played",
		[CONN_OPEN] = "never closes",
		[CONN_REFUSED] = "never established",
		[CONN_COPY] = "copy on another VLAN",
		[CONN_NO_STATE] = "no state before the close",
	};

	return names[skip];
}

const struct frame *conn_frame(const struct capture *capture, const struct conn *c, size_t place)
{
	return &capture->frames[c->frames[place]].f;
}

static bool is_sent_by(const struct conn *c, const struct frame *f, unsigned side)
{
	const struct conn_side *from = &c->side[side], *to = &c->side[!side];

	return f->src_port == from->port && f->dst_port == to->port &&
	       !memcmp(f->src, from->addr, 16) && !memcmp(f->dst, to->addr, 16);
}

unsigned conn_sender(const struct conn *c, const struct frame *f)
{
	return is_sent_by(c, f, 0) ? 0 : 1;
}

/* The same value for both directions. */
static unsigned bucket_of(const struct frame *f)
{
	uint32_t hash = (uint32_t)f->src_port * f->dst_port + f->src_port + f->dst_port;

	for (size_t i = 0; i < 16; i++)
		hash = hash * 31 + (uint32_t)(f->src[i] ^ f->dst[i]) +
		       (uint32_t)(f->src[i] + f->dst[i]) * 257;
	return (hash ^ hash >> 16) & (BUCKETS - 1);
}

static bool is_same_vlan(const struct conn_side *side, const struct frame *f)
{
	if (side->vlan_count != f->vlan_count)
		return false;
	for (unsigned i = 0; i < f->vlan_count; i++)
		if (side->vlan_id[i] != (f->vlan_tci[i] & 0xFFF))
			return false;
	return true;
}

/*
 * How well the frame's tags fit: 3 when the sender used them before, 2 when it sent nothing and the
 * other side uses them, 1 when it sent nothing; 0: another VLAN.
 */
static unsigned vlan_fit(const struct conn *c, const struct frame *f)
{
	unsigned sender = conn_sender(c, f);

	if (c->side[sender].seen)
		return is_same_vlan(&c->side[sender], f) ? 3 : 0;
	return is_same_vlan(&c->side[!sender], f) ? 2 : 1;
}

/* Is it a SYN that cannot be of this connection, but starts another one? */
static bool starts_anew(const struct conn *c, const struct frame *f)
{
	const struct conn_side *side = &c->side[conn_sender(c, f)];

	if (!(f->flags & TCP_SYN) || (f->flags & TCP_RST))
		return false;
	if (f->flags & TCP_ACK) /* its ACK number names the opener's ISN */
		return side->has_isn && side->isn != f->seq &&
		       c->side[conn_sender(c, f) ^ 1].isn != f->ack - 1;
	if (side->has_isn)
		return side->isn != f->seq;
	return side->seen && side->base != f->seq;
}

static struct conn *find(const struct conn_set *set, const struct frame *f)
{
	struct conn *best = NULL;
	unsigned best_fit = 0;

	for (struct conn *c = set->buckets[bucket_of(f)]; c; c = c->next_in_bucket) {
		unsigned fit;

		if (c->superseded || c->ipv6 != f->ipv6 ||
		    (!is_sent_by(c, f, 0) && !is_sent_by(c, f, 1)))
			continue;
		fit = vlan_fit(c, f);
		if (fit > best_fit) {
			best = c;
			best_fit = fit;
		}
	}
	return best;
}

static void init_side(struct conn_side *side, const uint8_t *addr, uint16_t port)
{
	memcpy(side->addr, addr, 16);
	side->port = port;
}

static struct conn *new_conn(struct conn_set *set, const struct frame *f, struct conn *older)
{
	bool from_opener = (f->flags & (TCP_SYN | TCP_ACK)) != (TCP_SYN | TCP_ACK);
	struct conn *c = calloc(1, sizeof(*c));
	unsigned bucket = bucket_of(f);

	if (!c)
		return NULL;
	if (set->count == set->room) {
		size_t room = set->room ? 2 * set->room : 64;
		void *conns = realloc(set->conns, room * sizeof(*set->conns));

		if (!conns) {
			free(c);
			return NULL;
		}
		set->conns = conns;
		set->room = room;
	}
	set->conns[set->count++] = c;
	c->ipv6 = f->ipv6;
	init_side(&c->side[!from_opener], f->src, f->src_port);
	init_side(&c->side[from_opener], f->dst, f->dst_port);
	c->older = older;
	if (older)
		older->superseded = true;
	c->next_in_bucket = set->buckets[bucket];
	set->buckets[bucket] = c;
	return c;
}

static void learn_isn(struct conn_side *side, uint32_t isn)
{
	if (!side->has_isn)
		side->base = side->isn = isn;
	side->has_isn = true;
}

static void learn(struct conn *c, const struct frame *f)
{
	unsigned sender = conn_sender(c, f);
	struct conn_side *side = &c->side[sender];

	if (!side->seen) {
		side->seen = true;
		side->vlan_count = f->vlan_count;
		for (unsigned i = 0; i < f->vlan_count; i++)
			side->vlan_id[i] = f->vlan_tci[i] & 0xFFF;
		if (!side->has_isn)
			side->base = f->seq - 1;
	}
	if (!(f->flags & TCP_SYN) || (f->flags & TCP_RST))
		return;
	learn_isn(side, f->seq);
	if (f->flags & TCP_ACK)
		learn_isn(&c->side[!sender], f->ack - 1);
	if (!side->has_syn) {
		side->has_syn = true;
		side->syn_ts = f->has_ts;
		side->syn_wscale = f->has_wscale;
		side->wscale = f->wscale;
		side->mss = f->mss;
	}
}

static bool append(struct conn *c, size_t index)
{
	if (c->count == c->room) {
		size_t room = c->room ? 2 * c->room : 16;
		void *frames = realloc(c->frames, room * sizeof(*c->frames));

		if (!frames)
			return false;
		c->frames = frames;
		c->room = room;
	}
	c->frames[c->count++] = index;
	return true;
}

static bool assign(struct conn_set *set, struct capture *capture, size_t index)
{
	struct capture_frame *frame = &capture->frames[index];
	struct conn *c = find(set, &frame->f);

	if (!c || starts_anew(c, &frame->f))
		c = new_conn(set, &frame->f, c);
	if (!c || !append(c, index))
		return false;
	learn(c, &frame->f);
	frame->conn = c;
	frame->place = (uint32_t)(c->count - 1);
	return true;
}

/* ---- copies --------------------------------------------------------------------------------- */

static bool is_same_segment(const struct frame *a, const struct frame *b)
{
	return a->seq == b->seq && a->ack == b->ack && a->flags == b->flags &&
	       a->payload == b->payload && a->window == b->window && a->has_ts == b->has_ts &&
	       a->tsval == b->tsval && a->ip_id == b->ip_id && a->src_port == b->src_port &&
	       !memcmp(a->src, b->src, 16);
}

static bool holds_segment(const struct capture *capture, const struct conn *c,
                          const struct frame *f)
{
	for (size_t i = 0; i < c->count; i++)
		if (is_same_segment(conn_frame(capture, c, i), f))
			return true;
	return false;
}

static bool is_same_pair(const struct conn *a, const struct conn *b)
{
	for (unsigned i = 0; i < 2; i++)
		if (a->ipv6 == b->ipv6 && a->side[0].port == b->side[i].port &&
		    a->side[1].port == b->side[!i].port &&
		    !memcmp(a->side[0].addr, b->side[i].addr, 16) &&
		    !memcmp(a->side[1].addr, b->side[!i].addr, 16))
			return true;
	return false;
}

/* The connection of which `c` is a copy, or NULL. Those before `c` in its bucket are older. */
static struct conn *find_original(const struct capture *capture, const struct conn *c)
{
	for (struct conn *d = c->next_in_bucket; d; d = d->next_in_bucket)
		if (!d->original && is_same_pair(c, d) &&
		    holds_segment(capture, d, conn_frame(capture, c, 0)) && d != c->older)
			return d;
	return NULL;
}

/* ---- how it closes -------------------------------------------------------------------------- */

static bool is_established(const struct capture *capture, const struct conn *c, size_t before)
{
	bool syn = false, more = false;

	for (size_t i = 0; i < before; i++) {
		const struct frame *f = conn_frame(capture, c, i);

		if (f->flags & TCP_SYN)
			syn = true;
		else if (!(f->flags & TCP_RST))
			more = true;
	}
	return more || !syn;
}

/* The place of the first frame at or after `from` with one of `flags`; count if there is none. */
static size_t find_flags(const struct capture *capture, const struct conn *c, size_t from,
                         uint8_t flags)
{
	while (from < c->count && !(conn_frame(capture, c, from)->flags & flags))
		from++;
	return from;
}

/* The first RST after everything that shows the connection alive; count if there is none. */
static size_t find_closing_rst(const struct capture *capture, const struct conn *c)
{
	size_t alive = 0;

	for (size_t i = 0; i < c->count; i++) {
		const struct frame *f = conn_frame(capture, c, i);

		if (!(f->flags & TCP_RST) && (f->payload || (f->flags & TCP_SYN)))
			alive = i + 1;
	}
	return find_flags(capture, c, alive, TCP_RST);
}

/* The other side's FIN after the first one. */
static size_t find_second_fin(const struct capture *capture, const struct conn *c)
{
	size_t i = c->first_close + 1;

	while ((i = find_flags(capture, c, i, TCP_FIN)) < c->count &&
	       conn_sender(c, conn_frame(capture, c, i)) == c->active)
		i++;
	return i;
}

/*
 * Between the FINs the passive side sent new data in segments that acknowledge the first FIN, and
 * the active side took it, or at least did not refuse it with a RST.
 */
static bool is_half_close(const struct capture *capture, const struct conn *c, size_t second,
                          uint32_t fin_end)
{
	bool data = false;
	uint32_t start = 0;

	for (size_t i = c->first_close + 1; i < c->count; i++) {
		const struct frame *f = conn_frame(capture, c, i);

		if (conn_sender(c, f) == c->active) {
			if (data && (f->flags & TCP_RST))
				return false;
			if (data && (f->flags & TCP_ACK) && seq_after(f->ack, start))
				return true;
		} else if (!data && i <= second && f->payload && f->ack == fin_end) {
			data = true;
			start = f->seq;
		}
	}
	return data;
}

static enum conn_close classify_two_fins(const struct capture *capture, const struct conn *c,
                                         size_t second)
{
	uint32_t fin_end = frame_seq_end(conn_frame(capture, c, c->first_close));

	if (seq_before(conn_frame(capture, c, second)->ack, fin_end))
		return CONN_SIMULTANEOUS;
	if (is_half_close(capture, c, second, fin_end))
		return CONN_HALF_CLOSE;
	for (size_t i = c->first_close + 1; i < second; i++) {
		const struct frame *f = conn_frame(capture, c, i);

		if (conn_sender(c, f) != c->active && (f->flags & TCP_ACK) &&
		    !(f->flags & TCP_RST) && !seq_before(f->ack, fin_end))
			return CONN_FOUR_SEGMENT;
	}
	return CONN_THREE_SEGMENT;
}

static void classify(const struct capture *capture, struct conn *c)
{
	size_t second;

	c->first_close = find_flags(capture, c, 0, TCP_FIN);
	if (c->first_close == c->count) {
		c->first_close = find_closing_rst(capture, c);
		if (c->first_close == c->count) {
			c->skip = is_established(capture, c, c->count) ? CONN_OPEN : CONN_REFUSED;
			return;
		}
		c->close = CONN_RESET;
	}
	c->active = conn_sender(c, conn_frame(capture, c, c->first_close));
	if (!is_established(capture, c, c->first_close)) {
		c->skip = CONN_REFUSED;
		return;
	}
	if (c->close == CONN_RESET)
		return;
	second = find_second_fin(capture, c);
	if (second < c->count)
		c->close = classify_two_fins(capture, c, second);
	else if (find_flags(capture, c, c->first_close, TCP_RST) < c->count)
		c->close = CONN_RESET;
	else
		c->close = CONN_UNFINISHED;
}

/* ---- what each side knows ------------------------------------------------------------------- */

/* Data that came before its turn. */
struct pending {
	uint32_t seq[PENDING], end[PENDING];
	unsigned count;
};

static void keep_pending(struct pending *p, uint32_t seq, uint32_t end)
{
	if (p->count == PENDING)
		return;
	p->seq[p->count] = seq;
	p->end[p->count] = end;
	p->count++;
}

/* Takes what follows rcv_nxt by now. */
static uint32_t take_pending(struct pending *p, uint32_t rcv_nxt)
{
	for (unsigned i = 0; i < p->count;) {
		if (seq_after(p->seq[i], rcv_nxt)) {
			i++;
			continue;
		}
		rcv_nxt = seq_max(rcv_nxt, p->end[i]);
		p->count--;
		p->seq[i] = p->seq[p->count];
		p->end[i] = p->end[p->count];
		i = 0;
	}
	return rcv_nxt;
}

/* The receiver's half: text, and TS.Recent as RFC 7323 4.3 says. */
static void view_receive(struct conn_view *to, struct pending *pending, const struct frame *f)
{
	uint32_t end = f->seq + f->payload + !!(f->flags & TCP_SYN);

	if (!to->has_rcv) {
		to->has_rcv = true;
		to->rcv_nxt = f->seq;
	}
	if (f->has_ts && !seq_after(f->seq, to->rcv_nxt) &&
	    (!to->has_recent || seq_after(f->tsval, to->ts_recent))) {
		to->has_recent = true;
		to->ts_recent = f->tsval;
	}
	if (!seq_after(end, to->rcv_nxt))
		return;
	if (seq_after(f->seq, to->rcv_nxt))
		keep_pending(pending, f->seq, end);
	else
		to->rcv_nxt = take_pending(pending, end);
}

/* The ACK in a frame: what its sender took in, and what the receiver's data became. */
static void view_ack(struct conn_view *from, struct conn_view *to, struct pending *from_pending,
                     const struct frame *f)
{
	if (!from->has_acked || seq_after(f->ack, from->acked))
		from->acked = f->ack;
	from->has_acked = true;
	if (!from->has_rcv || seq_after(f->ack, from->rcv_nxt))
		from->rcv_nxt = take_pending(from_pending, f->ack);
	from->has_rcv = true;
	if (!to->known)
		to->una = to->nxt = f->ack;
	to->known = true;
	to->una = seq_max(to->una, f->ack);
	to->nxt = seq_max(to->nxt, f->ack);
}

static void view_send(struct conn_view *from, const struct capture_frame *frame)
{
	const struct frame *f = &frame->f;
	uint32_t end = f->seq + f->payload + !!(f->flags & TCP_SYN);

	if (!from->known)
		from->una = from->nxt = f->seq;
	from->known = true;
	from->nxt = seq_max(from->nxt, end);
	from->last = f;
	from->window = f->window;
	from->window_of_syn = f->flags & TCP_SYN;
	if (!(f->flags & TCP_SYN) && f->window > from->max_window)
		from->max_window = f->window;
	from->last_ts = f->has_ts;
	if (f->has_ts && (!from->has_ts || seq_after(f->tsval, from->tsval))) {
		from->has_ts = true;
		from->tsval = f->tsval;
		from->ts_time = frame->time_ns;
	}
}

void conn_view_at(const struct capture *capture, const struct conn *c, size_t place,
                  struct conn_view view[2])
{
	struct pending pending[2] = { { .count = 0 }, { .count = 0 } };

	memset(view, 0, 2 * sizeof(*view));
	for (size_t i = 0; i < place; i++) {
		const struct capture_frame *frame = &capture->frames[c->frames[i]];
		const struct frame *f = &frame->f;
		unsigned from = conn_sender(c, f);

		if (f->flags & TCP_RST)
			continue;
		view_send(&view[from], frame);
		view_receive(&view[!from], &pending[!from], f);
		if (f->flags & TCP_ACK)
			view_ack(&view[from], &view[!from], &pending[from], f);
	}
}

/* ---- all together --------------------------------------------------------------------------- */

static bool has_state(const struct capture *capture, const struct conn *c)
{
	struct conn_view view[2];

	conn_view_at(capture, c, c->first_close, view);
	return view[0].known && view[1].known && view[0].has_rcv && view[1].has_rcv;
}

static void finish(const struct capture *capture, struct conn_set *set, struct conn *c)
{
	c->original = find_original(capture, c);
	if (c->original) {
		c->skip = CONN_COPY;
		return;
	}
	c->id = (unsigned)++set->connections;
	classify(capture, c);
	if (c->skip != CONN_PLAYED)
		return;
	set->closing++;
	if (!has_state(capture, c))
		c->skip = CONN_NO_STATE;
}

bool conn_find_all(struct capture *capture, struct conn_set *set)
{
	memset(set, 0, sizeof(*set));
	set->buckets = calloc(BUCKETS, sizeof(*set->buckets));
	if (!set->buckets)
		return false;
	for (size_t i = 0; i < capture->count; i++)
		if (capture->frames[i].f.kind == FRAME_TCP && !assign(set, capture, i))
			return false;
	for (size_t i = 0; i < set->count; i++)
		finish(capture, set, set->conns[i]);
	return true;
}

void conn_free_all(struct conn_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		free(set->conns[i]->frames);
		free(set->conns[i]);
	}
	free(set->conns);
	free(set->buckets);
	memset(set, 0, sizeof(*set));
}
