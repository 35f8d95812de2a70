/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* The closing states of connections that no engine has: RFC 9293 3.10.7.4 and 3.10.4. */
#include <errno.h>

#include "stack_private.h"

static void enter_time_wait(struct stack *stack, struct sock *sock)
{
	sock->state = STACK_TIME_WAIT;
	sock->deadline = stack_now(stack) + stack->time_wait_us;
}

/* Who still reads may wait for ever. */
static void enter_fin_wait_2(struct stack *stack, struct sock *sock)
{
	sock->state = STACK_FIN_WAIT_2;
	sock->deadline = STACK_NEVER;
	if (sock->fin == STACK_FIN_CLOSE && stack->fin_wait_2_us)
		sock->deadline = stack_now(stack) + stack->fin_wait_2_us;
}

/* ---- the application ------------------------------------------------------------------------- */

void stack_close_own(struct stack *stack, struct sock *sock)
{
	if (sock->state == STACK_ESTABLISHED)
		sock->state = STACK_FIN_WAIT_1;
	else if (sock->state == STACK_CLOSE_WAIT)
		sock->state = STACK_LAST_ACK;
	else if (sock->state == STACK_FIN_WAIT_2)
		enter_fin_wait_2(stack, sock);
}

void stack_abort_own(struct stack *stack, struct sock *sock)
{
	if (sock->state >= STACK_ESTABLISHED && sock->state <= STACK_CLOSE_WAIT)
		stack_send_abort(stack, sock);
	stack_drop(stack, sock, 0);
}

/* ---- the wire -------------------------------------------------------------------------------- */

/* The peer has not got the ACK of its FIN. */
static bool is_fin_again(const struct sock *sock, const struct frame *f)
{
	return sock->state >= STACK_CLOSE_WAIT && (f->flags & TCP_FIN) &&
	       !(f->flags & (TCP_SYN | TCP_RST)) && frame_seq_end(f) == sock->rcv_nxt;
}

static void answer_fin_again(struct stack *stack, struct sock *sock)
{
	stack->answering = true;
	stack_send_ack(stack, sock);
	stack->answering = false;
}

static bool is_reuse(const struct sock *sock, const struct frame *f)
{
	if ((f->flags & (TCP_SYN | TCP_ACK | TCP_RST)) != TCP_SYN || stack_paws_rejects(sock, f))
		return false;
	return seq_after(f->seq, sock->rcv_nxt) ||
	       (sock->timestamps && f->has_ts && seq_after(f->tsval, sock->ts_recent));
}

/* As Linux: a RST ends it (RFC 1337 is not followed). */
static void input_time_wait(struct stack *stack, struct sock *sock, const struct frame *f)
{
	if (is_reuse(sock, f)) {
		stack_drop(stack, sock, 0);
		stack_input(stack, f);
	} else if (is_fin_again(sock, f) && !stack_paws_rejects(sock, f)) {
		enter_time_wait(stack, sock);
		answer_fin_again(stack, sock);
	} else if (f->flags & TCP_RST) {
		if (f->seq == sock->rcv_nxt)
			stack_drop(stack, sock, 0);
	} else if (stack_acceptable(stack, sock, f) && f->flags & (TCP_SYN | TCP_FIN)) {
		stack_send_limited_ack(stack, sock);
	}
}

/* RST and SYN of an acceptable segment; true: there is no more to do with it. */
static bool take_reset(struct stack *stack, struct sock *sock, const struct frame *f)
{
	if (!(f->flags & (TCP_RST | TCP_SYN)))
		return false;
	if ((f->flags & TCP_RST) && f->seq == sock->rcv_nxt)
		stack_drop(stack, sock, sock->state == STACK_CLOSE_WAIT ? EPIPE : ECONNRESET);
	else
		stack_send_limited_ack(stack, sock);
	return true;
}

/* What the ACK of our FIN ends; false: the connection. */
static bool take_ack_of_fin(struct stack *stack, struct sock *sock)
{
	if (!sock->fin_sent || sock->snd_una != sock->snd_end)
		return true;
	if (sock->state == STACK_FIN_WAIT_1)
		enter_fin_wait_2(stack, sock);
	else if (sock->state == STACK_CLOSING)
		enter_time_wait(stack, sock);
	else if (sock->state == STACK_LAST_ACK)
		stack_drop(stack, sock, 0);
	return sock->state != STACK_CLOSED;
}

static void take_fin(struct stack *stack, struct sock *sock)
{
	sock->rcv_nxt++;
	sock->eof = true;
	if (sock->state == STACK_ESTABLISHED) {
		sock->state = STACK_CLOSE_WAIT;
		/* Linux: with our data or our FIN, if they come soon. */
		if (stack->delay_ack) {
			stack_delay_ack(stack, sock);
			return;
		}
	} else if (sock->state == STACK_FIN_WAIT_1) {
		sock->state = STACK_CLOSING;
	} else {
		enter_time_wait(stack, sock);
	}
	stack_send_ack(stack, sock);
}

/* Text and FIN; false: the connection ended by it. */
static bool take_stream(struct stack *stack, struct sock *sock, const struct frame *f)
{
	uint32_t end = f->seq + f->payload;

	/* Behind the peer's FIN there is nothing. */
	if (sock->state >= STACK_CLOSE_WAIT)
		return true;
	/* RFC 9293 3.6.1: nobody reads it. */
	if (sock->fin == STACK_FIN_CLOSE && f->payload && seq_after(end, sock->rcv_nxt)) {
		stack_send_reset(stack, f);
		stack_drop(stack, sock, ECONNRESET);
		return false;
	}
	if (f->flags & TCP_FIN) {
		sock->has_peer_fin = true;
		sock->peer_fin_at = end;
	}
	if (f->payload)
		stack_take_text(stack, sock, f);
	if (sock->has_peer_fin && sock->rcv_nxt == sock->peer_fin_at)
		take_fin(stack, sock);
	else if ((f->flags & TCP_FIN) && !f->payload)
		stack_send_ack(stack, sock);
	return true;
}

void stack_input_own(struct stack *stack, struct sock *sock, const struct frame *f)
{
	if (sock->state == STACK_TIME_WAIT) {
		input_time_wait(stack, sock, f);
		return;
	}
	if (is_fin_again(sock, f)) {
		if ((f->flags & TCP_ACK) && !seq_after(f->ack, sock->snd_nxt))
			stack_acked(stack, sock, f->ack);
		if (take_ack_of_fin(stack, sock))
			answer_fin_again(stack, sock);
		return;
	}
	if (!stack_acceptable(stack, sock, f) || take_reset(stack, sock, f) ||
	    !stack_take_ack(stack, sock, f) || !take_ack_of_fin(stack, sock) ||
	    !take_stream(stack, sock, f))
		return;
	stack_push(stack, sock);
}
