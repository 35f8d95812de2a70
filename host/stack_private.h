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
bool stack_hand_over(struct stack *stack, struct sock *sock);
uint32_t stack_new_isn(struct stack *stack);

/* ---- stack_output.c -------------------------------------------------------------------------- */

void stack_send_syn(struct stack *stack, struct sock *sock);
void stack_send_ack(struct stack *stack, struct sock *sock);
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
