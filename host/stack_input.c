/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <string.h>

#include "stack_private.h"

#define LEAST_MSS_IPV4 536u
#define LEAST_MSS_IPV6 1220u
#define LARGEST_MSS 9000u /* jumbo frames; larger ones are left to the NIC */
#define TIMESTAMP_BYTES 12u
#define ACK_DELAY_US 40000u

/* ---- whose segment it is ---------------------------------------------------------------------- */

static bool is_peer_of(const struct sock *sock, const struct frame *f)
{
	return sock->used && sock->state != STACK_CLOSED && sock->state != STACK_LISTEN &&
	       sock->path.src_port == f->dst_port && sock->path.dst_port == f->src_port;
}

static struct sock *find_connection(struct stack *stack, const struct frame *f)
{
	for (size_t i = 0; i < STACK_SOCKS; i++)
		if (is_peer_of(&stack->socks[i], f))
			return &stack->socks[i];
	return NULL;
}

static struct sock *find_listener(struct stack *stack, const struct frame *f)
{
	for (size_t i = 0; i < STACK_SOCKS; i++) {
		struct sock *sock = &stack->socks[i];

		if (sock->used && sock->state == STACK_LISTEN && sock->path.src_port == f->dst_port)
			return sock;
	}
	return NULL;
}

/* ---- SYNs ------------------------------------------------------------------------------------ */

static void take_window(struct sock *sock, const struct frame *f)
{
	uint8_t shift = f->flags & TCP_SYN ? 0 : sock->snd_wscale;
	uint16_t field = (uint16_t)(f->flags & TCP_SYN ? f->window >> sock->snd_wscale : f->window);

	if (field > sock->max_wnd)
		sock->max_wnd = field;
	if (!(f->flags & TCP_SYN) &&
	    (seq_before(f->seq, sock->snd_wl1) ||
	     (f->seq == sock->snd_wl1 && seq_before(f->ack, sock->snd_wl2))))
		return;
	sock->snd_wnd = (uint32_t)f->window << shift;
	sock->snd_wl1 = f->seq;
	sock->snd_wl2 = f->ack;
}

/* What both ends offer is used. */
static void take_syn(struct stack *stack, struct sock *sock, const struct frame *f,
                     const struct stack_offer *offer)
{
	bool options = !sock->no_options;

	sock->irs = f->seq;
	sock->rcv_nxt = f->seq + 1;
	sock->rcv_edge = sock->rcv_nxt;
	sock->scaling = options && offer->scaling && f->has_wscale;
	sock->snd_wscale = sock->scaling ? f->wscale : 0;
	sock->rcv_wscale = sock->scaling ? offer->wscale : 0;
	sock->sack = options && offer->sack && f->sack_ok;
	sock->timestamps = options && offer->timestamps && f->has_ts;
	sock->ts_recent = sock->timestamps ? f->tsval : 0;
	sock->mss = sock->path.ipv6 ? LEAST_MSS_IPV6 : LEAST_MSS_IPV4;
	if (f->has_mss && f->mss)
		sock->mss = f->mss;
	if (sock->mss > offer->mss)
		sock->mss = offer->mss;
	if (sock->mss > LARGEST_MSS)
		sock->mss = LARGEST_MSS;
	if (sock->timestamps && sock->mss > 2 * TIMESTAMP_BYTES)
		sock->mss -= TIMESTAMP_BYTES;
	sock->max_wnd = 0;
	take_window(sock, f);
	/* What a SYN-ACK can offer is not scaled. */
	if (sock->passive)
		sock->rcv_edge = sock->rcv_nxt + offer->window;
	else
		stack_open_window(stack, sock);
}

static void open_passive(struct stack *stack, struct sock *listener, const struct frame *f)
{
	struct sock *sock = stack_new(stack);

	if (!sock)
		return;
	sock->listener = listener;
	sock->no_options = listener->no_options;
	sock->nonblocking = false;
	sock->linger = listener->linger;
	sock->linger_s = listener->linger_s;
	sock->user_timeout_ms = listener->user_timeout_ms;
	sock->passive = true;
	sock->state = STACK_SYN_RCVD;
	sock->path.src_port = f->dst_port;
	sock->path.dst_port = f->src_port;
	sock->iss = stack_new_isn(stack);
	sock->snd_una = sock->iss;
	sock->snd_nxt = sock->snd_end = sock->iss + 1;
	take_syn(stack, sock, f, &stack->syn_ack);
	stack_send_syn(stack, sock);
}

/* RFC 9293 3.10.7.2; a SYN with a FIN is dropped, as Linux does. */
static void input_listen(struct stack *stack, struct sock *listener, const struct frame *f)
{
	if (f->flags & TCP_RST)
		return;
	if (f->flags & TCP_ACK)
		stack_send_reset(stack, f);
	else if ((f->flags & TCP_SYN) && !(f->flags & TCP_FIN))
		open_passive(stack, listener, f);
}

static void establish(struct stack *stack, struct sock *sock, const struct frame *f)
{
	sock->state = STACK_ESTABLISHED;
	sock->connected = true;
	sock->cwnd = 0;
	stack_acked(stack, sock, f->ack);
	take_window(sock, f);
	if (stack_is_watched(stack))
		stack_hand_over(stack, sock);
}

/* RFC 9293 3.10.7.3 */
static void input_syn_sent(struct stack *stack, struct sock *sock, const struct frame *f)
{
	bool ack = f->flags & TCP_ACK;

	if (ack && (!seq_after(f->ack, sock->iss) || seq_after(f->ack, sock->snd_nxt))) {
		stack_send_reset(stack, f);
		return;
	}
	if (f->flags & TCP_RST) {
		if (ack)
			stack_drop(stack, sock, ECONNREFUSED);
		return;
	}
	if (!(f->flags & TCP_SYN))
		return;
	take_syn(stack, sock, f, ack ? &stack->syn : &stack->syn_ack);
	if (ack) {
		establish(stack, sock, f);
		stack_send_ack(stack, sock);
		stack_push(stack, sock);
		return;
	}
	sock->state = STACK_SYN_RCVD;
	sock->rcv_wscale = sock->scaling ? stack->syn.wscale : 0;
	sock->tries = 0;
	stack_send_syn(stack, sock);
}

/* ---- segments of a connection ------------------------------------------------------------------ */

/* RFC 9293 3.10.7.4, first table. */
static bool in_window(const struct sock *sock, const struct frame *f)
{
	uint32_t end = frame_seq_end(f);

	if (f->seq == sock->rcv_nxt)
		return true;
	if (seq_before(f->seq, sock->rcv_nxt))
		return seq_after(end, sock->rcv_nxt);
	return seq_before(f->seq, sock->rcv_edge);
}

static void not_acceptable(struct stack *stack, struct sock *sock, const struct frame *f)
{
	if (f->flags & TCP_RST)
		return;
	stack->answering = true;
	if (f->payload && !(f->flags & TCP_SYN))
		stack_send_ack(stack, sock);
	else
		stack_send_limited_ack(stack, sock);
	stack->answering = false;
}

bool stack_paws_rejects(const struct sock *sock, const struct frame *f)
{
	return sock->timestamps && f->has_ts && !(f->flags & TCP_RST) &&
	       seq_before(f->tsval, sock->ts_recent);
}

static void take_timestamp(struct sock *sock, const struct frame *f)
{
	if (sock->timestamps && f->has_ts && !seq_after(f->seq, sock->rcv_nxt))
		sock->ts_recent = f->tsval;
}

/* A passive opener forgets the attempt and listens on; an active one is told. */
static void reset_syn_rcvd(struct stack *stack, struct sock *sock)
{
	stack_drop(stack, sock, sock->passive ? 0 : ECONNREFUSED);
}

/* Returns true when the connection is established by it, and text and FIN are to be looked at. */
static bool input_syn_rcvd(struct stack *stack, struct sock *sock, const struct frame *f)
{
	bool good_ack = (f->flags & TCP_ACK) && f->ack == sock->snd_nxt;
	bool only_syn = (f->flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN;

	if (sock->passive && only_syn && f->seq == sock->irs) {
		stack_send_syn(stack, sock);
		return false;
	}
	if (sock->passive && (f->flags & TCP_ACK) && !good_ack) {
		stack_send_reset(stack, f);
		return false;
	}
	/* The SYN-ACK of a simultaneous open begins one before the window. */
	if (!sock->passive && good_ack && (f->flags & TCP_SYN) && f->seq == sock->irs) {
		establish(stack, sock, f);
		return true;
	}
	if (!stack_acceptable(stack, sock, f))
		return false;
	if (f->flags & TCP_RST) {
		if (sock->passive || f->seq == sock->rcv_nxt)
			reset_syn_rcvd(stack, sock);
		else
			stack_send_limited_ack(stack, sock);
		return false;
	}
	if (f->flags & TCP_SYN) {
		if (sock->passive) {
			stack_send_reset(stack, f);
			reset_syn_rcvd(stack, sock);
		} else {
			stack_send_limited_ack(stack, sock);
		}
		return false;
	}
	if (!(f->flags & TCP_ACK))
		return false;
	if (!good_ack) {
		stack_send_reset(stack, f);
		return false;
	}
	take_timestamp(sock, f);
	establish(stack, sock, f);
	return true;
}

/* ---- data ------------------------------------------------------------------------------------ */

static void keep_for_later(struct sock *sock, uint32_t start, uint32_t end)
{
	size_t kept = 0;

	for (size_t i = 0; i < sock->range_count; i++) {
		struct stack_range *range = &sock->ranges[i];

		if (seq_before(range->end, start) || seq_after(range->start, end)) {
			sock->ranges[kept++] = *range;
			continue;
		}
		start = seq_before(range->start, start) ? range->start : start;
		end = seq_max(range->end, end);
	}
	if (kept == STACK_RANGES)
		kept--;
	memmove(sock->ranges + 1, sock->ranges, kept * sizeof(*sock->ranges));
	sock->ranges[0] = (struct stack_range){ start, end };
	sock->range_count = kept + 1;
}

/* What was kept may be next in order now. */
static void take_kept(struct sock *sock)
{
	for (size_t i = 0; i < sock->range_count;) {
		struct stack_range range = sock->ranges[i];

		if (seq_after(range.start, sock->rcv_nxt)) {
			i++;
			continue;
		}
		sock->rcv_nxt = seq_max(sock->rcv_nxt, range.end);
		sock->range_count--;
		memmove(sock->ranges + i, sock->ranges + i + 1,
		        (sock->range_count - i) * sizeof(*sock->ranges));
		i = 0;
	}
}

void stack_delay_ack(struct stack *stack, struct sock *sock)
{
	if (sock->ack_due == STACK_NEVER)
		sock->ack_due = stack_now(stack) + ACK_DELAY_US;
}

void stack_take_text(struct stack *stack, struct sock *sock, const struct frame *f)
{
	uint32_t end = f->seq + f->payload, before = sock->rcv_nxt;

	if (seq_after(end, sock->rcv_edge))
		end = sock->rcv_edge;
	if (seq_after(f->seq, sock->rcv_nxt)) {
		keep_for_later(sock, f->seq, end);
	} else {
		sock->rcv_nxt = seq_max(sock->rcv_nxt, end);
		take_kept(sock);
		sock->unread += sock->rcv_nxt - before;
	}
	if ((f->flags & TCP_FIN) && !sock->range_count)
		sock->ack_due = STACK_NEVER;
	else if (sock->range_count || sock->rcv_nxt == before)
		stack_send_ack(stack, sock);
	else if (stack->delay_ack)
		stack_delay_ack(stack, sock);
	else
		stack_send_ack(stack, sock);
}

bool stack_acceptable(struct stack *stack, struct sock *sock, const struct frame *f)
{
	if (!stack_paws_rejects(sock, f) && in_window(sock, f))
		return true;
	not_acceptable(stack, sock, f);
	return false;
}

bool stack_take_ack(struct stack *stack, struct sock *sock, const struct frame *f)
{
	uint32_t oldest = sock->snd_una - ((uint32_t)sock->max_wnd << sock->snd_wscale);

	if (!(f->flags & TCP_ACK))
		return false;
	if (seq_after(f->ack, sock->snd_nxt) || seq_before(f->ack, oldest)) {
		stack_send_limited_ack(stack, sock);
		return false;
	}
	take_timestamp(sock, f);
	take_window(sock, f);
	stack_acked(stack, sock, f->ack);
	return true;
}

static void input_established(struct stack *stack, struct sock *sock, const struct frame *f)
{
	if (!stack_acceptable(stack, sock, f) || !stack_take_ack(stack, sock, f))
		return;
	if (f->payload)
		stack_take_text(stack, sock, f);
	stack_push(stack, sock);
}

/* The engine has checked it and knows its ACK and window. */
static void input_watched(struct stack *stack, struct sock *sock, const struct frame *f)
{
	take_timestamp(sock, f);
	if (f->payload)
		stack_take_text(stack, sock, f);
}

/* Text that the engine took, acknowledged and passed up. */
static void input_held(struct stack *stack, struct sock *sock, const struct frame *f)
{
	uint32_t end = f->seq + f->payload;

	(void)stack;
	if (seq_after(end, sock->rcv_edge))
		end = sock->rcv_edge;
	if (seq_after(f->seq, sock->rcv_nxt) || !seq_after(end, sock->rcv_nxt))
		return;
	sock->unread += end - sock->rcv_nxt;
	sock->rcv_nxt = end;
}

/* ---- entry ----------------------------------------------------------------------------------- */

void stack_before(struct stack *stack, const struct frame *frame)
{
	struct sock *sock = find_connection(stack, frame);
	bool closing = frame->flags & (TCP_FIN | TCP_SYN | TCP_RST);

	if (!sock || !closing || !stack_is_handed(stack, sock))
		return;
	/* The ACK that establishes may bring the FIN with it. */
	if (sock->state == STACK_SYN_RCVD && (frame->flags & TCP_FIN) &&
	    !(frame->flags & (TCP_RST | TCP_SYN)) && (frame->flags & TCP_ACK) &&
	    frame->ack == sock->snd_nxt && !stack_paws_rejects(sock, frame) &&
	    in_window(sock, frame))
		establish(stack, sock, frame);
	if (sock->state == STACK_ESTABLISHED)
		stack_hand_over(stack, sock);
}

void stack_input(struct stack *stack, const struct frame *frame)
{
	struct sock *sock = find_connection(stack, frame);

	if (frame->kind != FRAME_TCP || frame->fault != FRAME_SOUND)
		return;
	if (!sock) {
		sock = find_listener(stack, frame);
		if (sock)
			input_listen(stack, sock, frame);
		else
			stack_send_reset(stack, frame);
	} else if (sock->state == STACK_SYN_SENT) {
		input_syn_sent(stack, sock, frame);
	} else if (sock->state == STACK_SYN_RCVD) {
		if (!input_syn_rcvd(stack, sock, frame))
			return;
		if (!stack_is_handed(stack, sock) && !(frame->flags & TCP_SYN))
			stack_input_own(stack, sock, frame);
		else if (frame->payload)
			stack_take_text(stack, sock, frame);
	} else if (sock->state == STACK_HELD) {
		if (sock->watch)
			input_watched(stack, sock, frame);
		else
			input_held(stack, sock, frame);
	} else if (stack_is_handed(stack, sock)) {
		input_established(stack, sock, frame);
	} else {
		stack_input_own(stack, sock, frame);
	}
}
