/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Between the parts of the host's TCP. */
#ifndef HOST_STACK_PRIVATE_H
#define HOST_STACK_PRIVATE_H

#include "stack.h"

/* ---- stack.c --------------------------------------------------------------------------------- */

struct sock *stack_new(struct stack *stack);
/* Nothing of the connection is left; the socket goes when the application has closed it. */
void stack_drop(struct stack *stack, struct sock *sock, int error);
void stack_note(struct stack *stack, int err);
/* False: it could not be. */
bool stack_hand_over(struct stack *stack, struct sock *sock);
static inline bool stack_is_handed(const struct stack *stack, const struct sock *sock)
{
	return stack->mode != STACK_ALONE && !sock->kept;
}
static inline bool stack_is_watched(const struct stack *stack)
{
	return stack->mode == STACK_WATCH || stack->mode == STACK_CLOSE_ON_FIN;
}
uint32_t stack_new_isn(struct stack *stack);

/* ---- stack_input.c --------------------------------------------------------------------------- */

/* RFC 7323 5.3 */
bool stack_paws_rejects(const struct sock *sock, const struct frame *f);
/* RFC 9293 3.10.7.4, timestamps and sequence; false: it was answered. */
bool stack_acceptable(struct stack *stack, struct sock *sock, const struct frame *f);
/* The ACK, window and timestamp of an acceptable one; false: it is to be dropped. */
bool stack_take_ack(struct stack *stack, struct sock *sock, const struct frame *f);
/* Text is acknowledged at once or later; with a FIN in order by whoever answers that. */
void stack_take_text(struct stack *stack, struct sock *sock, const struct frame *f);
void stack_delay_ack(struct stack *stack, struct sock *sock);

/* ---- stack_close.c --------------------------------------------------------------------------- */

/* A segment of a connection that is not handed over, from ESTABLISHED on. */
void stack_input_own(struct stack *stack, struct sock *sock, const struct frame *f);
/* The application has closed one, in whole or in part. */
void stack_close_own(struct stack *stack, struct sock *sock);
void stack_abort_own(struct stack *stack, struct sock *sock);

/* ---- stack_output.c -------------------------------------------------------------------------- */

void stack_send_syn(struct stack *stack, struct sock *sock);
void stack_send_ack(struct stack *stack, struct sock *sock);
/* RFC 9293 3.10.5 */
void stack_send_abort(struct stack *stack, struct sock *sock);
/* At most one in 500 ms, as RFC 5961 and Linux limit it. */
void stack_send_limited_ack(struct stack *stack, struct sock *sock);
/* The answer to a segment that nobody takes: RFC 9293 3.10.7.1. */
void stack_send_reset(struct stack *stack, const struct frame *frame);
/* As much data as the peer takes, and behind the last of it the FIN that is wanted. */
void stack_push(struct stack *stack, struct sock *sock);
/* The peer acknowledged up to `ack`. */
void stack_acked(struct stack *stack, struct sock *sock, uint32_t ack);
/* Moves the edge of the window that the peer may fill. */
void stack_open_window(struct stack *stack, struct sock *sock);
void stack_start_timer(struct stack *stack, struct sock *sock);
uint32_t stack_clock(const struct stack *stack);

static inline uint64_t stack_now(const struct stack *stack)
{
	return stack->ops->now(stack->ctx);
}

#endif
