/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "stack_private.h"

#define FIRST_PORT 32768u
#define LINUX_LEAST_RTO_US 200000u

void stack_init(struct stack *stack, const struct stack_ops *ops, void *ctx)
{
	memset(stack, 0, sizeof(*stack));
	stack->ops = ops;
	stack->ctx = ctx;
	stack->next_port = FIRST_PORT;
	stack->least_rto_us = LINUX_LEAST_RTO_US;
	stack->random = 1;
}

/* xorshift64: the same numbers in every run. */
uint32_t stack_new_isn(struct stack *stack)
{
	if (stack->fixed_isn)
		return stack->isn;
	stack->random ^= stack->random << 13;
	stack->random ^= stack->random >> 7;
	stack->random ^= stack->random << 17;
	return (uint32_t)(stack->random >> 16);
}

void stack_note(struct stack *stack, int err)
{
	if (err && err != -ENOENT && err != -EALREADY && !stack->failed)
		stack->failed = err;
}

struct sock *stack_new(struct stack *stack)
{
	for (size_t i = 0; i < STACK_SOCKS; i++) {
		struct sock *sock = &stack->socks[i];

		if (sock->used)
			continue;
		memset(sock, 0, sizeof(*sock));
		sock->used = true;
		sock->fd = -1;
		sock->path = stack->path;
		sock->deadline = sock->ack_due = STACK_NEVER;
		return sock;
	}
	return NULL;
}

void stack_drop(struct stack *stack, struct sock *sock, int error)
{
	(void)stack;
	sock->state = STACK_CLOSED;
	sock->deadline = sock->ack_due = STACK_NEVER;
	sock->done = true;
	sock->eof = true;
	if (error)
		sock->error = error;
	if (sock->fd < 0 && !(sock->listener && sock->connected))
		sock->used = false;
}

bool stack_hand_over(struct stack *stack, struct sock *sock)
{
	int err;

	stack_open_window(stack, sock);
	sock->watch = stack_is_watched(stack);
	err = stack->ops->adopt(stack->ctx, sock);
	/* No room: the stack does what it did before there were engines. */
	sock->kept = err == -ENOSPC;
	if (!sock->kept)
		stack_note(stack, err);
	if (err)
		return false;
	sock->state = STACK_HELD;
	sock->held_nxt = sock->snd_nxt;
	if (sock->watch)
		return true;
	/* What comes next acknowledges: our FIN, or the answer to the peer's segment. */
	sock->ack_due = STACK_NEVER;
	sock->range_count = 0;
	if (sock->snd_una == sock->snd_end)
		sock->deadline = STACK_NEVER;
	return true;
}

struct sock *stack_by_fd(struct stack *stack, int fd)
{
	for (size_t i = 0; i < STACK_SOCKS; i++)
		if (stack->socks[i].used && stack->socks[i].fd == fd)
			return &stack->socks[i];
	return NULL;
}

/* ---- opening --------------------------------------------------------------------------------- */

struct sock *stack_socket(struct stack *stack, int fd)
{
	struct sock *sock = stack_new(stack);

	if (sock)
		sock->fd = fd;
	return sock;
}

int stack_bind(struct stack *stack, struct sock *sock, uint16_t port)
{
	(void)stack;
	if (sock->bound || sock->state != STACK_CLOSED)
		return -EINVAL;
	sock->bound = true;
	sock->path.src_port = port;
	return 0;
}

int stack_listen(struct stack *stack, struct sock *sock)
{
	(void)stack;
	if (sock->state != STACK_CLOSED && sock->state != STACK_LISTEN)
		return -EINVAL;
	sock->state = STACK_LISTEN;
	return 0;
}

static int connect_again(struct sock *sock)
{
	if (sock->error)
		return -stack_take_error(sock);
	if (sock->state == STACK_SYN_SENT || sock->state == STACK_SYN_RCVD)
		return -EALREADY;
	return -EISCONN;
}

int stack_connect(struct stack *stack, struct sock *sock, uint16_t port)
{
	if (sock->state != STACK_CLOSED || sock->error)
		return connect_again(sock);
	if (!sock->bound)
		sock->path.src_port = stack->next_port++;
	sock->path.dst_port = port;
	sock->state = STACK_SYN_SENT;
	sock->done = sock->eof = false;
	sock->iss = stack_new_isn(stack);
	sock->snd_una = sock->iss;
	sock->snd_nxt = sock->snd_end = sock->iss + 1;
	sock->timestamps = stack->syn.timestamps && !sock->no_options;
	sock->sack = stack->syn.sack && !sock->no_options;
	sock->scaling = stack->syn.scaling && !sock->no_options;
	stack_send_syn(stack, sock);
	return -EINPROGRESS;
}

/* The connection of this listener that came first and is established. */
int stack_accept(struct stack *stack, struct sock *listener, int fd)
{
	if (listener->state != STACK_LISTEN)
		return -EINVAL;
	for (size_t i = 0; i < STACK_SOCKS; i++) {
		struct sock *sock = &stack->socks[i];

		if (!sock->used || sock->listener != listener || !sock->connected)
			continue;
		sock->listener = NULL;
		sock->fd = fd;
		return 0;
	}
	return -EAGAIN;
}

/* ---- data ------------------------------------------------------------------------------------ */

int stack_take_error(struct sock *sock)
{
	int error = sock->error;

	sock->error = 0;
	return error;
}

int stack_read(struct stack *stack, struct sock *sock, uint32_t count)
{
	uint32_t taken = sock->unread < count ? sock->unread : count;

	if (taken) {
		sock->unread -= taken;
		stack_open_window(stack, sock);
		/* Who is watched tells the peer by its own ACKs. */
		if (sock->state == STACK_HELD && !sock->watch)
			stack_note(stack, stack->ops->update(stack->ctx, sock));
		return (int)taken;
	}
	if (sock->error)
		return -stack_take_error(sock);
	if (sock->read_shut || (sock->eof && sock->connected))
		return 0;
	if (sock->state == STACK_CLOSED || sock->state == STACK_LISTEN)
		return sock->done ? 0 : -ENOTCONN;
	return -EAGAIN;
}

int stack_write(struct stack *stack, struct sock *sock, uint32_t count)
{
	if (sock->error)
		return -stack_take_error(sock);
	if (sock->write_shut || sock->state == STACK_CLOSED || sock->state == STACK_LISTEN)
		return -EPIPE;
	if (sock->state == STACK_SYN_SENT || sock->state == STACK_SYN_RCVD)
		return -EAGAIN;
	if (count > INT_MAX / 4 || sock->snd_end - sock->snd_una > INT_MAX / 4)
		return -EAGAIN;
	sock->snd_end += count;
	stack_push(stack, sock);
	return (int)count;
}

/* ---- closing --------------------------------------------------------------------------------- */

/* The peer's ACK of our SYN may still be on its way. */
static void want_fin(struct stack *stack, struct sock *sock, enum stack_fin fin)
{
	sock->write_shut = true;
	if (sock->fin < fin)
		sock->fin = fin;
	if (sock->state == STACK_SYN_RCVD)
		sock->state = STACK_ESTABLISHED;
	if (sock->state == STACK_ESTABLISHED && stack_is_handed(stack, sock))
		stack_hand_over(stack, sock);
	if (!stack_is_handed(stack, sock))
		stack_close_own(stack, sock);
	stack_push(stack, sock);
}

int stack_shutdown(struct stack *stack, struct sock *sock, enum stack_how how)
{
	bool open = sock->state >= STACK_SYN_RCVD && sock->state != STACK_TIME_WAIT;

	if (sock->state == STACK_LISTEN && (how & STACK_SHUT_RD)) {
		sock->state = STACK_CLOSED;
		return 0;
	}
	if (sock->state == STACK_SYN_SENT && (how & STACK_SHUT_WR)) {
		stack_drop(stack, sock, ECONNRESET);
		return 0;
	}
	if (!open)
		return -ENOTCONN;
	if (how & STACK_SHUT_RD)
		sock->read_shut = true;
	/* Who neither reads nor writes takes no data any more: as Linux. */
	if (how & STACK_SHUT_WR)
		want_fin(stack, sock, sock->read_shut ? STACK_FIN_CLOSE : STACK_FIN_SHUTDOWN);
	else if (sock->fin == STACK_FIN_SHUTDOWN)
		want_fin(stack, sock, STACK_FIN_CLOSE);
	return 0;
}

/* RST at once: RFC 9293 3.10.5, and 3.6.1 for data that nobody will read. */
static void abort_connection(struct stack *stack, struct sock *sock)
{
	if (sock->state == STACK_SYN_RCVD)
		sock->state = STACK_ESTABLISHED;
	if (sock->state == STACK_ESTABLISHED && stack_is_handed(stack, sock))
		stack_hand_over(stack, sock);
	if (sock->state == STACK_HELD)
		stack_note(stack, stack->ops->abort(stack->ctx, sock));
	else
		stack_abort_own(stack, sock);
}

static void close_listener(struct stack *stack, struct sock *listener)
{
	for (size_t i = 0; i < STACK_SOCKS; i++) {
		struct sock *sock = &stack->socks[i];

		if (!sock->used || sock->listener != listener)
			continue;
		sock->listener = NULL;
		if (sock->connected && !sock->done)
			abort_connection(stack, sock);
		else
			stack_drop(stack, sock, 0);
	}
	stack_drop(stack, listener, 0);
}

int stack_close(struct stack *stack, struct sock *sock)
{
	bool abort = (sock->linger && !sock->linger_s) || sock->unread;

	sock->fd = -1;
	if (sock->state == STACK_LISTEN)
		close_listener(stack, sock);
	else if (sock->state == STACK_CLOSED || sock->state == STACK_SYN_SENT)
		stack_drop(stack, sock, 0);
	else if (abort)
		abort_connection(stack, sock);
	else
		want_fin(stack, sock, STACK_FIN_CLOSE);
	return 0;
}

/* ---- what the engine says -------------------------------------------------------------------- */

struct sock *stack_by_flow(struct stack *stack, uint32_t flow)
{
	for (size_t i = 0; i < STACK_SOCKS; i++) {
		struct sock *sock = &stack->socks[i];

		if (sock->used && sock->state == STACK_HELD && sock->flow == flow)
			return sock;
	}
	return NULL;
}

void stack_held_progress(struct stack *stack, struct sock *sock, uint32_t snd_una, uint32_t snd_wnd,
                         uint32_t snd_nxt)
{
	bool more = snd_wnd != sock->snd_wnd;

	sock->held_nxt = snd_nxt;
	sock->snd_wnd = snd_wnd;
	/* The tail and our FIN stand behind the data. */
	if (seq_after(snd_una, sock->snd_nxt))
		snd_una = sock->snd_nxt;
	if (seq_after(snd_una, sock->snd_una))
		stack_acked(stack, sock, snd_una);
	else if (!more)
		return;
	stack_push(stack, sock);
}

void stack_held_eof(struct stack *stack, struct sock *sock)
{
	sock->eof = true;
	sock->rcv_nxt++;
	sock->ack_due = STACK_NEVER;
	/* Its ACK was our FIN. */
	if (stack->mode == STACK_CLOSE_ON_FIN && sock->fin_given == STACK_FIN_NONE) {
		sock->write_shut = true;
		sock->fin = sock->fin_given = STACK_FIN_CLOSE;
	}
	stack_open_window(stack, sock);
	stack_note(stack, stack->ops->update(stack->ctx, sock));
}

void stack_held_done(struct stack *stack, struct sock *sock, int error)
{
	stack_drop(stack, sock, error);
}
