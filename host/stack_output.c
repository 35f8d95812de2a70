/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <string.h>

#include "stack_private.h"

#define LIMIT_US 500000u
#define FIRST_RTO_US 1000000u
#define LONGEST_RTO_US 120000000u
#define FIRST_WINDOW 10u /* segments: RFC 6928 */
#define SYN_TRIES 6u
#define DATA_TRIES 15u
#define US_PER_MS 1000u

uint32_t stack_clock(const struct stack *stack)
{
	return (uint32_t)(stack_now(stack) >> stack->ts_shift);
}

/* ---- options --------------------------------------------------------------------------------- */

static void add_option(struct segment *s, const void *bytes, size_t len)
{
	memcpy(s->options + s->option_bytes, bytes, len);
	s->option_bytes = (uint8_t)(s->option_bytes + len);
}

static void set_timestamp(const struct stack *stack, const struct sock *sock, uint8_t *option)
{
	put32(option + 2, sock->ts_offset + stack_clock(stack));
	put32(option + 6, sock->ts_recent);
}

static void add_timestamp(const struct stack *stack, const struct sock *sock, struct segment *s,
                          const uint8_t lead[2])
{
	uint8_t option[10] = { OPTION_TS, 10 };

	set_timestamp(stack, sock, option);
	add_option(s, lead, 2);
	add_option(s, option, sizeof(option));
}

static bool offers(const struct stack_offer *offer, enum option_kind kind)
{
	return segment_find_option(offer->options, offer->option_bytes, kind) < offer->option_bytes;
}

/* The script's own order, when it shows the options that were negotiated. */
static bool add_as_written(const struct stack *stack, const struct sock *sock, struct segment *s,
                           const struct stack_offer *offer)
{
	size_t at = segment_find_option(offer->options, offer->option_bytes, OPTION_TS);

	if (!offer->option_bytes || offers(offer, OPTION_WSCALE) != sock->scaling ||
	    offers(offer, OPTION_SACK_OK) != sock->sack ||
	    offers(offer, OPTION_TS) != sock->timestamps || !offers(offer, OPTION_MSS))
		return false;
	add_option(s, offer->options, offer->option_bytes);
	if (at + 10 <= offer->option_bytes)
		set_timestamp(stack, sock, s->options + at);
	return true;
}

/* Linux's order: mss, sackOK and timestamp in one word, nop and wscale. */
static void add_syn_options(const struct stack *stack, const struct sock *sock, struct segment *s,
                            const struct stack_offer *offer)
{
	static const uint8_t nops[2] = { OPTION_NOP, OPTION_NOP }, sack[2] = { OPTION_SACK_OK, 2 };
	uint8_t mss[4] = { OPTION_MSS, 4 };
	uint8_t wscale[4] = { OPTION_NOP, OPTION_WSCALE, 3, offer->wscale };

	if (sock->no_options || add_as_written(stack, sock, s, offer))
		return;
	put16(mss + 2, offer->mss);
	add_option(s, mss, sizeof(mss));
	if (sock->timestamps) {
		add_timestamp(stack, sock, s, sock->sack ? sack : nops);
	} else if (sock->sack) {
		add_option(s, nops, 2);
		add_option(s, sack, 2);
	}
	if (sock->scaling)
		add_option(s, wscale, sizeof(wscale));
}

/* Where the peer's data has holes: the newest block first (RFC 2018). */
static void add_sack_blocks(const struct sock *sock, struct segment *s)
{
	uint8_t option[28] = { OPTION_NOP, OPTION_NOP, OPTION_SACK };
	size_t len = 4;

	for (size_t i = 0; i < sock->range_count && i < 3; i++, len += 8) {
		put32(option + len, sock->ranges[i].start);
		put32(option + len + 4, sock->ranges[i].end);
	}
	option[3] = (uint8_t)(len - 2);
	if (sock->sack && sock->range_count)
		add_option(s, option, len);
}

/* ---- sending --------------------------------------------------------------------------------- */

void stack_open_window(struct stack *stack, struct sock *sock)
{
	uint32_t room =
		sock->unread < stack->receive_window ? stack->receive_window - sock->unread : 0;

	sock->rcv_edge = seq_max(sock->rcv_edge, sock->rcv_nxt + room);
}

static uint16_t window_field(const struct sock *sock)
{
	uint32_t window = (sock->rcv_edge - sock->rcv_nxt) >> sock->rcv_wscale;

	return window > 65535 ? 65535 : (uint16_t)window;
}

static void transmit(struct stack *stack, struct sock *sock, uint8_t flags, uint32_t seq,
                     uint32_t payload)
{
	static const uint8_t nops[2] = { OPTION_NOP, OPTION_NOP };
	struct segment s = { .flags = flags, .seq = seq, .payload = payload };

	if (sock->timestamps)
		add_timestamp(stack, sock, &s, nops);
	add_sack_blocks(sock, &s);
	stack_open_window(stack, sock);
	s.window = window_field(sock);
	s.ack = sock->rcv_nxt;
	sock->ack_due = STACK_NEVER;
	stack->ops->send(stack->ctx, &sock->path, &s);
}

void stack_send_syn(struct stack *stack, struct sock *sock)
{
	bool answer = sock->state == STACK_SYN_RCVD;
	const struct stack_offer *offer = answer ? &stack->syn_ack : &stack->syn;
	struct segment s = { .flags = TCP_SYN, .seq = sock->iss, .window = offer->window };

	if (answer) {
		s.flags |= TCP_ACK;
		s.ack = sock->rcv_nxt;
	}
	add_syn_options(stack, sock, &s, offer);
	stack->ops->send(stack->ctx, &sock->path, &s);
	if (!sock->tries) {
		sock->rto_us = FIRST_RTO_US;
		sock->timing = true;
		sock->sent_us = stack_now(stack);
		sock->timed_seq = sock->iss + 1;
	}
	sock->deadline = stack_now(stack) + sock->rto_us;
}

/* Behind what the engine has sent for us. */
static uint32_t next_number(const struct sock *sock)
{
	return sock->state == STACK_HELD ? seq_max(sock->snd_nxt, sock->held_nxt) : sock->snd_nxt;
}

void stack_send_ack(struct stack *stack, struct sock *sock)
{
	transmit(stack, sock, TCP_ACK, next_number(sock), 0);
}

void stack_send_abort(struct stack *stack, struct sock *sock)
{
	transmit(stack, sock, TCP_RST | TCP_ACK, sock->snd_nxt, 0);
}

void stack_send_limited_ack(struct stack *stack, struct sock *sock)
{
	uint64_t now = stack_now(stack);

	if (sock->limited && now - sock->limited_us < LIMIT_US)
		return;
	sock->limited = true;
	sock->limited_us = now;
	stack_send_ack(stack, sock);
}

void stack_send_reset(struct stack *stack, const struct frame *frame)
{
	struct segment s = { .flags = TCP_RST, .seq = frame->ack };
	struct segment_path path = stack->path;

	if (frame->flags & TCP_RST)
		return;
	if (!(frame->flags & TCP_ACK)) {
		s.flags |= TCP_ACK;
		s.seq = 0;
		s.ack = frame_seq_end(frame);
	}
	path.src_port = frame->dst_port;
	path.dst_port = frame->src_port;
	stack->ops->send(stack->ctx, &path, &s);
}

void stack_start_timer(struct stack *stack, struct sock *sock)
{
	if (!sock->rto_us)
		sock->rto_us = FIRST_RTO_US;
	if (!sock->tries)
		sock->tried_us = stack_now(stack);
	sock->deadline = stack_now(stack) + sock->rto_us;
}

/* How much of what waits may leave now. */
static uint32_t may_send(const struct sock *sock)
{
	uint32_t flying = sock->snd_nxt - sock->snd_una, waiting = sock->snd_end - sock->snd_nxt;
	uint32_t window = sock->snd_wnd < sock->cwnd ? sock->snd_wnd : sock->cwnd;
	uint32_t room = window > flying ? window - flying : 0;
	uint32_t most = waiting < sock->mss ? waiting : sock->mss;

	if (room >= most)
		return most;
	/* RFC 9293 3.8.6.2.1: no small pieces while others fly. */
	return flying ? 0 : room;
}

/* What reaches the end is pushed, and has the FIN with it when that is the stack's and has left. */
static void send_data(struct stack *stack, struct sock *sock, uint32_t seq, uint32_t payload)
{
	uint8_t flags = TCP_ACK;

	if (seq + payload + sock->fin_sent == sock->snd_end) {
		flags |= payload ? TCP_PSH : 0;
		flags |= sock->fin_sent ? TCP_FIN : 0;
	}
	transmit(stack, sock, flags, seq, payload);
}

/*
 * Bytes that wait and go with the FIN, by the engine: the last segment, as Linux does. None when all
 * before them leaves now and only the congestion window keeps them here: the engine has none.
 */
static uint32_t choose_tail(const struct sock *sock)
{
	uint32_t all = sock->snd_end - sock->snd_una, waiting = sock->snd_end - sock->snd_nxt;
	uint32_t tail = waiting % sock->mss;

	if (waiting && !tail)
		tail = sock->mss;
	if (tail > SEGMENT_TAIL_BYTES || (all > sock->cwnd && all - tail <= sock->cwnd))
		return 0;
	return tail;
}

/* The close is given at once; the engine's FIN waits for what the stack has still to send. */
static void give_fin(struct stack *stack, struct sock *sock)
{
	uint32_t tail = 0;
	int err;

	if (sock->state != STACK_HELD || sock->fin == sock->fin_given)
		return;
	if (sock->fin_given == STACK_FIN_NONE)
		tail = choose_tail(sock);
	err = stack->ops->finish(stack->ctx, sock, sock->fin, tail);
	if (err == -ENOBUFS) {
		tail = 0;
		err = stack->ops->finish(stack->ctx, sock, sock->fin, tail);
	}
	stack_note(stack, err);
	sock->fin_given = sock->fin;
	sock->snd_end -= tail;
	/* Nobody reads any more; our FIN acknowledges. */
	if (sock->fin == STACK_FIN_CLOSE) {
		sock->watch = false;
		sock->ack_due = STACK_NEVER;
	}
	if (sock->snd_una == sock->snd_end)
		sock->deadline = STACK_NEVER;
}

static bool fin_waits(const struct stack *stack, const struct sock *sock)
{
	return !stack_is_handed(stack, sock) && sock->fin != STACK_FIN_NONE && !sock->fin_sent;
}

static void send_new(struct stack *stack, struct sock *sock, uint32_t payload)
{
	uint32_t seq = sock->snd_nxt;

	sock->snd_nxt += payload;
	if (fin_waits(stack, sock) && sock->snd_nxt == sock->snd_end) {
		sock->fin_sent = true;
		sock->snd_nxt = ++sock->snd_end;
	}
	send_data(stack, sock, seq, payload);
	if (sock->timing)
		return;
	sock->timing = true;
	sock->sent_us = stack_now(stack);
	sock->timed_seq = sock->snd_nxt;
}

void stack_push(struct stack *stack, struct sock *sock)
{
	uint32_t payload;

	if (sock->state < STACK_ESTABLISHED || sock->state == STACK_FIN_WAIT_2 ||
	    sock->state == STACK_TIME_WAIT)
		return;
	if (!sock->cwnd)
		sock->cwnd = FIRST_WINDOW * sock->mss;
	while ((payload = may_send(sock)) > 0)
		send_new(stack, sock, payload);
	if (fin_waits(stack, sock) && sock->snd_nxt == sock->snd_end)
		send_new(stack, sock, 0);
	if (sock->snd_una != sock->snd_end && sock->deadline == STACK_NEVER)
		stack_start_timer(stack, sock);
	give_fin(stack, sock);
}

/* ---- acknowledgments and time ---------------------------------------------------------------- */

/* RFC 6298; Linux keeps the variation no smaller than its least RTO. */
static void measure(struct stack *stack, struct sock *sock)
{
	uint64_t rtt = stack_now(stack) - sock->sent_us, delta, rto;

	sock->timing = false;
	if (!sock->srtt_us) {
		sock->srtt_us = rtt ? rtt : 1;
		sock->rttvar_us = rtt / 2;
	} else {
		delta = rtt > sock->srtt_us ? rtt - sock->srtt_us : sock->srtt_us - rtt;
		sock->rttvar_us = (3 * sock->rttvar_us + delta) / 4;
		sock->srtt_us = (7 * sock->srtt_us + rtt) / 8;
	}
	rto = 4 * sock->rttvar_us;
	if (stack->least_rto_us < FIRST_RTO_US) {
		rto = rto > stack->least_rto_us ? rto : stack->least_rto_us;
		rto += sock->srtt_us;
	} else {
		rto += sock->srtt_us;
		rto = rto > stack->least_rto_us ? rto : stack->least_rto_us;
	}
	sock->rto_us = rto < LONGEST_RTO_US ? rto : LONGEST_RTO_US;
}

void stack_acked(struct stack *stack, struct sock *sock, uint32_t ack)
{
	if (!seq_after(ack, sock->snd_una))
		return;
	if (sock->timing && !seq_before(ack, sock->timed_seq))
		measure(stack, sock);
	sock->cwnd += sock->cwnd ? ack - sock->snd_una : 0;
	sock->snd_una = ack;
	sock->tries = 0;
	sock->deadline = STACK_NEVER;
	if (sock->snd_una != sock->snd_nxt)
		stack_start_timer(stack, sock);
}

uint64_t stack_deadline(const struct stack *stack)
{
	uint64_t earliest = STACK_NEVER;

	for (size_t i = 0; i < STACK_SOCKS; i++) {
		const struct sock *sock = &stack->socks[i];

		if (sock->used && sock->deadline < earliest)
			earliest = sock->deadline;
		if (sock->used && sock->ack_due < earliest)
			earliest = sock->ack_due;
	}
	return earliest;
}

static void resend_data(struct stack *stack, struct sock *sock)
{
	uint32_t flying = sock->snd_nxt - sock->snd_una, text = flying;

	if (sock->fin_sent)
		text--;
	if (flying) {
		send_data(stack, sock, sock->snd_una, text < sock->mss ? text : sock->mss);
	} else if (sock->snd_end != sock->snd_nxt) {
		/* RFC 9293 3.8.6.1: a closed window is probed with one byte. */
		sock->snd_nxt++;
		send_data(stack, sock, sock->snd_una, 1);
	}
}

/* RFC 9293 3.8.3, and TCP_USER_TIMEOUT. A FIN alone is given up as the engine does it. */
static bool gives_up(const struct stack *stack, const struct sock *sock, bool opening)
{
	uint64_t age = stack_now(stack) - sock->tried_us;

	if (opening)
		return sock->tries > SYN_TRIES;
	if (sock->user_timeout_ms)
		return age >= sock->user_timeout_ms * US_PER_MS;
	if (sock->fin_sent && sock->snd_nxt - sock->snd_una == 1)
		return sock->tries > stack->fin_retries && age >= stack->r2_us;
	return sock->tries > DATA_TRIES;
}

static void timer(struct stack *stack, struct sock *sock)
{
	bool opening = sock->state == STACK_SYN_SENT || sock->state == STACK_SYN_RCVD;

	sock->deadline = STACK_NEVER;
	sock->timing = false;
	if (sock->state == STACK_FIN_WAIT_2 || sock->state == STACK_TIME_WAIT) {
		stack_drop(stack, sock, 0);
		return;
	}
	if (!opening && sock->snd_una == sock->snd_end)
		return;
	sock->tries++;
	if (gives_up(stack, sock, opening)) {
		if (sock->state != STACK_HELD)
			stack_drop(stack, sock, ETIMEDOUT);
		return;
	}
	sock->rto_us *= 2;
	if (sock->rto_us > LONGEST_RTO_US)
		sock->rto_us = LONGEST_RTO_US;
	if (opening) {
		stack_send_syn(stack, sock);
		return;
	}
	sock->cwnd = sock->mss;
	resend_data(stack, sock);
	stack_start_timer(stack, sock);
}

void stack_run_timers(struct stack *stack)
{
	uint64_t now = stack_now(stack);

	for (size_t i = 0; i < STACK_SOCKS; i++) {
		struct sock *sock = &stack->socks[i];

		if (sock->used && sock->ack_due <= now)
			stack_send_ack(stack, sock);
		if (sock->used && sock->deadline <= now)
			timer(stack, sock);
	}
}
