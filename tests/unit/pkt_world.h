/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* The host's TCP of `finwave script`, without an engine. */
#ifndef TESTS_PKT_WORLD_H
#define TESTS_PKT_WORLD_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "stack.h"

#define ISN 1000u
#define PEER_ISN 5000u

struct world {
	struct stack stack;
	uint64_t now;
	char sent[8][SEGMENT_TEXT_BYTES]; /* numbers relative */
	size_t count;
	char calls[200]; /* to the engine */
	bool no_room, no_tail;
};

static struct world w;

static uint64_t op_now(void *ctx)
{
	(void)ctx;
	return w.now;
}

static void op_send(void *ctx, const struct segment_path *path, const struct segment *segment)
{
	struct segment s = *segment;

	(void)ctx;
	(void)path;
	assert_true(w.count < 8);
	s.option_bytes = 0;
	s.seq -= s.flags & TCP_RST && !s.seq ? 0 : ISN;
	s.ack -= s.flags & TCP_ACK ? PEER_ISN : 0;
	segment_text(&s, -1, w.sent[w.count++]);
}

static void note(const char *what)
{
	size_t used = strlen(w.calls);

	snprintf(w.calls + used, sizeof(w.calls) - used, "%s;", what);
}

static int op_adopt(void *ctx, struct sock *sock)
{
	char text[60];

	(void)ctx;
	if (w.no_room)
		return -ENOSPC;
	snprintf(text, sizeof(text), "adopt una %u nxt %u rcv %u", sock->snd_una - ISN,
	         sock->snd_nxt - ISN, sock->rcv_nxt - PEER_ISN);
	note(text);
	sock->flow = 7;
	return 0;
}

static int op_finish(void *ctx, struct sock *sock, enum stack_fin fin, uint32_t tail)
{
	char text[60];

	(void)ctx;
	if (tail && w.no_tail)
		return -ENOBUFS;
	snprintf(text, sizeof(text), "%s at %u", fin == STACK_FIN_CLOSE ? "close" : "shutdown",
	         sock->snd_end - tail - ISN);
	note(text);
	if (tail) {
		snprintf(text, sizeof(text), "tail %u", tail);
		note(text);
	}
	return 0;
}

static int op_abort(void *ctx, struct sock *sock)
{
	(void)ctx;
	(void)sock;
	note("abort");
	return 0;
}

static int op_update(void *ctx, struct sock *sock)
{
	(void)ctx;
	(void)sock;
	note("window");
	return 0;
}

static int setup(void **state)
{
	static const struct stack_ops ops = { .now = op_now,
		                              .send = op_send,
		                              .adopt = op_adopt,
		                              .finish = op_finish,
		                              .abort = op_abort,
		                              .update = op_update };

	(void)state;
	memset(&w, 0, sizeof(w));
	stack_init(&w.stack, &ops, &w);
	w.stack.fixed_isn = true;
	w.stack.isn = ISN;
	w.stack.receive_window = 65700;
	w.stack.syn = (struct stack_offer){ .mss = 1460, .window = 65535 };
	w.stack.syn_ack = w.stack.syn;
	w.stack.ts_shift = 10;
	w.stack.time_wait_us = 60000000;
	w.stack.fin_wait_2_us = 30000000;
	w.stack.fin_retries = 8;
	return 0;
}

static struct frame segment(const struct sock *sock, uint8_t flags, uint32_t seq, uint32_t payload,
                            uint32_t ack)
{
	return (struct frame){ .kind = FRAME_TCP,
		               .src_port = sock ? sock->path.dst_port : 4000,
		               .dst_port = sock ? sock->path.src_port : 80,
		               .seq = seq + PEER_ISN,
		               .ack = flags & TCP_ACK ? ack + ISN : 0,
		               .flags = flags,
		               .window = 30000,
		               .payload = payload,
		               .has_mss = flags & TCP_SYN,
		               .mss = 1000 };
}

static void receive(const struct sock *sock, uint8_t flags, uint32_t seq, uint32_t payload,
                    uint32_t ack)
{
	struct frame frame = segment(sock, flags, seq, payload, ack);

	stack_before(&w.stack, &frame);
	stack_input(&w.stack, &frame);
}

static void expect_sent(const char *text)
{
	assert_int_equal(w.count, 1);
	assert_string_equal(w.sent[0], text);
	w.count = 0;
}

static void expect_calls(const char *text)
{
	assert_string_equal(w.calls, text);
	*w.calls = 0;
}

static struct sock *connected(void)
{
	struct sock *sock = stack_socket(&w.stack, 3);

	assert_int_equal(stack_connect(&w.stack, sock, 80), -EINPROGRESS);
	expect_sent("S 0:0(0)");
	receive(sock, TCP_SYN | TCP_ACK, 0, 0, 1);
	expect_sent(". 1:1(0) ack 1");
	assert_true(sock->connected);
	return sock;
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

#endif
