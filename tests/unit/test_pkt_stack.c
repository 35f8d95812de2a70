/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* The host's TCP of `finwave script`, without an engine: what it sends, and when it hands over. */
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

static struct sock *listening(void)
{
	struct sock *sock = stack_socket(&w.stack, 3);

	assert_int_equal(stack_bind(&w.stack, sock, 80), 0);
	assert_int_equal(stack_listen(&w.stack, sock), 0);
	return sock;
}

/* ---- opening ---------------------------------------------------------------------------------- */

static void test_closed(void **state)
{
	(void)state;
	receive(NULL, TCP_SYN, 0, 0, 0);
	expect_sent("R. 0:0(0) ack 1");
	receive(NULL, TCP_ACK, 5, 10, 9);
	expect_sent("R 9:9(0)");
	receive(NULL, TCP_RST, 5, 0, 0);
	assert_int_equal(w.count, 0);
}

static void test_listen(void **state)
{
	struct sock *listener = listening();
	struct frame syn = segment(NULL, TCP_SYN, 0, 0, 0);

	(void)state;
	receive(NULL, TCP_RST, 5, 0, 0);
	receive(NULL, TCP_FIN, 5, 0, 0);
	receive(NULL, TCP_SYN | TCP_FIN, 5, 0, 0);
	assert_int_equal(w.count, 0);
	receive(NULL, TCP_ACK, 5, 0, 9);
	expect_sent("R 9:9(0)");
	stack_input(&w.stack, &syn);
	expect_sent("S. 0:0(0) ack 1");
	assert_int_equal(stack_accept(&w.stack, listener, 4), -EAGAIN);
	receive(NULL, TCP_ACK, 1, 0, 1);
	assert_int_equal(stack_accept(&w.stack, listener, 4), 0);
	assert_int_equal(stack_by_fd(&w.stack, 4)->state, STACK_ESTABLISHED);
}

static void test_syn_received(void **state)
{
	(void)state;
	listening();
	receive(NULL, TCP_SYN, 0, 0, 0);
	expect_sent("S. 0:0(0) ack 1");
	receive(NULL, TCP_SYN, 0, 0, 0);
	expect_sent("S. 0:0(0) ack 1");
	receive(NULL, TCP_ACK, 1, 0, 2);
	expect_sent("R 2:2(0)");
	receive(NULL, TCP_ACK, 70000, 0, 1);
	expect_sent(". 1:1(0) ack 1");
	receive(NULL, TCP_RST, 70000, 0, 0);
	assert_int_equal(w.count, 0);
	receive(NULL, TCP_RST, 1, 0, 0);
	receive(NULL, TCP_ACK, 1, 0, 1);
	expect_sent("R 1:1(0)");
}

static void test_syn_sent(void **state)
{
	struct sock *sock = stack_socket(&w.stack, 3);

	(void)state;
	stack_connect(&w.stack, sock, 80);
	expect_sent("S 0:0(0)");
	receive(sock, TCP_ACK, 0, 0, 0);
	expect_sent("R 0:0(0)");
	receive(sock, TCP_RST, 0, 0, 0);
	receive(sock, TCP_FIN, 0, 0, 0);
	assert_int_equal(w.count, 0);
	w.now = stack_deadline(&w.stack);
	assert_int_equal(w.now, 1000000);
	stack_run_timers(&w.stack);
	expect_sent("S 0:0(0)");
	assert_int_equal(stack_deadline(&w.stack), 3000000);
	receive(sock, TCP_RST | TCP_ACK, 0, 0, 1);
	assert_int_equal(stack_take_error(sock), ECONNREFUSED);
}

static void test_simultaneous_open(void **state)
{
	struct sock *sock = stack_socket(&w.stack, 3);

	(void)state;
	stack_connect(&w.stack, sock, 80);
	expect_sent("S 0:0(0)");
	receive(sock, TCP_SYN, 0, 0, 0);
	expect_sent("S. 0:0(0) ack 1");
	receive(sock, TCP_SYN | TCP_ACK, 0, 0, 1);
	assert_int_equal(sock->state, STACK_ESTABLISHED);
	assert_int_equal(w.count, 0);
}

/* ---- data ------------------------------------------------------------------------------------- */

static void test_send(void **state)
{
	struct sock *sock = connected();

	(void)state;
	assert_int_equal(stack_write(&w.stack, sock, 1500), 1500);
	assert_int_equal(w.count, 2);
	assert_string_equal(w.sent[0], ". 1:1001(1000) ack 1");
	assert_string_equal(w.sent[1], "P. 1001:1501(500) ack 1");
	w.count = 0;
	receive(sock, TCP_ACK, 1, 0, 1001);
	w.now = stack_deadline(&w.stack);
	stack_run_timers(&w.stack);
	expect_sent("P. 1001:1501(500) ack 1");
	receive(sock, TCP_ACK, 1, 0, 1501);
	assert_true(stack_deadline(&w.stack) == STACK_NEVER);
}

static void test_receive(void **state)
{
	struct sock *sock = connected();

	(void)state;
	receive(sock, TCP_ACK, 1, 100, 1);
	expect_sent(". 1:1(0) ack 101");
	receive(sock, TCP_ACK, 201, 100, 1);
	expect_sent(". 1:1(0) ack 101");
	receive(sock, TCP_ACK, 101, 100, 1);
	expect_sent(". 1:1(0) ack 301");
	assert_int_equal(stack_read(&w.stack, sock, 1000), 300);
	assert_int_equal(stack_read(&w.stack, sock, 1000), -EAGAIN);
	receive(sock, TCP_ACK, 301, 0, 99);
	expect_sent(". 1:1(0) ack 301");
	receive(sock, TCP_ACK, 301, 0, 99);
	assert_int_equal(w.count, 0); /* limited */
}

static void test_delayed_ack(void **state)
{
	struct sock *sock = connected();

	(void)state;
	w.stack.delay_ack = true;
	receive(sock, TCP_ACK, 1, 100, 1);
	assert_int_equal(w.count, 0);
	w.now = stack_deadline(&w.stack);
	stack_run_timers(&w.stack);
	expect_sent(". 1:1(0) ack 101");
}

/* ---- handing over ------------------------------------------------------------------------------ */

static void test_close(void **state)
{
	struct sock *sock = connected();

	(void)state;
	stack_close(&w.stack, sock);
	expect_calls("adopt una 1 nxt 1 rcv 1;close at 1;");
	assert_ptr_equal(stack_by_flow(&w.stack, 7), sock);
	stack_held_done(&w.stack, sock, 0);
	assert_false(sock->used);
}

static void test_shutdown_then_close(void **state)
{
	struct sock *sock = connected();

	(void)state;
	assert_int_equal(stack_shutdown(&w.stack, sock, STACK_SHUT_WR), 0);
	expect_calls("adopt una 1 nxt 1 rcv 1;shutdown at 1;");
	assert_int_equal(stack_write(&w.stack, sock, 1), -EPIPE);
	receive(sock, TCP_ACK, 1, 50, 2);
	assert_int_equal(stack_read(&w.stack, sock, 100), 50);
	expect_calls("window;");
	stack_held_eof(&w.stack, sock);
	assert_int_equal(stack_read(&w.stack, sock, 100), 0);
	expect_calls("window;");
	stack_close(&w.stack, sock);
	expect_calls("close at 1;");
}

/* What is sent is the host's to repeat; the last segment that waits goes with the FIN. */
static void test_tail(void **state)
{
	struct sock *sock = connected();

	(void)state;
	sock->snd_wnd = 1000;
	stack_write(&w.stack, sock, 1500);
	expect_sent(". 1:1001(1000) ack 1");
	stack_close(&w.stack, sock);
	expect_calls("adopt una 1 nxt 1001 rcv 1;close at 1001;tail 500;");
	w.now = stack_deadline(&w.stack);
	stack_run_timers(&w.stack);
	expect_sent("P. 1:1001(1000) ack 1");
	stack_held_progress(&w.stack, sock, ISN + 1502, 1000, ISN + 1502);
	assert_true(stack_deadline(&w.stack) == STACK_NEVER);
	assert_int_equal(w.count, 0);
}

static void test_no_tail_buffer(void **state)
{
	struct sock *sock = connected();

	(void)state;
	w.no_tail = true;
	sock->snd_wnd = 1000;
	stack_write(&w.stack, sock, 1500);
	expect_sent(". 1:1001(1000) ack 1");
	stack_shutdown(&w.stack, sock, STACK_SHUT_WR);
	expect_calls("adopt una 1 nxt 1001 rcv 1;shutdown at 1501;");
	stack_held_progress(&w.stack, sock, ISN + 1001, 1000, ISN + 1001);
	expect_sent("P. 1001:1501(500) ack 1");
}

/* More than a segment waits: the host sends on, and the FIN waits for it. */
static void test_fence(void **state)
{
	struct sock *sock = connected();

	(void)state;
	sock->snd_wnd = 1000;
	stack_write(&w.stack, sock, 3200);
	expect_sent(". 1:1001(1000) ack 1");
	stack_close(&w.stack, sock);
	expect_calls("adopt una 1 nxt 1001 rcv 1;close at 3001;tail 200;");
	stack_held_progress(&w.stack, sock, ISN + 1001, 1000, ISN + 1001);
	expect_sent(". 1001:2001(1000) ack 1");
	/* A window that opens is enough. */
	stack_held_progress(&w.stack, sock, ISN + 1001, 2000, ISN + 2001);
	expect_sent("P. 2001:3001(1000) ack 1");
	assert_int_equal(sock->state, STACK_HELD);
	expect_calls("");
}

/* Only the congestion window keeps the eleventh segment here: that is not for the engine to send. */
static void test_no_tail_behind_cwnd(void **state)
{
	struct sock *sock = connected();

	(void)state;
	sock->snd_wnd = 60000;
	sock->cwnd = 2000;
	stack_write(&w.stack, sock, 3000);
	assert_int_equal(w.count, 2);
	w.count = 0;
	stack_close(&w.stack, sock);
	expect_calls("adopt una 1 nxt 2001 rcv 1;close at 3001;");
	stack_held_progress(&w.stack, sock, ISN + 1001, 60000, ISN + 2001);
	expect_sent("P. 2001:3001(1000) ack 1");
}

static void test_peer_closes(void **state)
{
	struct sock *sock = connected();

	(void)state;
	receive(sock, TCP_FIN | TCP_ACK, 1, 0, 1);
	expect_calls("adopt una 1 nxt 1 rcv 1;");
	stack_held_eof(&w.stack, sock);
	expect_calls("window;");
	assert_int_equal(stack_read(&w.stack, sock, 10), 0);
	stack_write(&w.stack, sock, 10);
	expect_calls("");
	expect_sent("P. 1:11(10) ack 2");
	stack_close(&w.stack, sock);
	expect_calls("close at 11;");
}

static void test_abort(void **state)
{
	struct sock *sock = connected();

	(void)state;
	sock->linger = true;
	stack_close(&w.stack, sock);
	expect_calls("adopt una 1 nxt 1 rcv 1;abort;");
	sock = connected();
	receive(sock, TCP_ACK, 1, 100, 1);
	expect_sent(". 1:1(0) ack 101");
	stack_close(&w.stack, sock);
	expect_calls("adopt una 1 nxt 1 rcv 101;abort;");
}

static void test_reset(void **state)
{
	struct sock *sock = connected();

	(void)state;
	receive(sock, TCP_RST, 1, 0, 0);
	expect_calls("adopt una 1 nxt 1 rcv 1;");
	stack_held_done(&w.stack, sock, ECONNRESET);
	assert_int_equal(stack_write(&w.stack, sock, 1), -ECONNRESET);
	assert_int_equal(stack_write(&w.stack, sock, 1), -EPIPE);
	assert_int_equal(stack_read(&w.stack, sock, 1), 0);
	assert_int_equal(stack_shutdown(&w.stack, sock, STACK_SHUT_WR), -ENOTCONN);
}

/* ---- watched ------------------------------------------------------------------------------------ */

static void test_watch(void **state)
{
	struct sock *sock;

	(void)state;
	w.stack.mode = STACK_WATCH;
	sock = connected();
	expect_calls("adopt una 1 nxt 1 rcv 1;");
	receive(sock, TCP_ACK, 1, 100, 1);
	expect_sent(". 1:1(0) ack 101");
	assert_int_equal(stack_read(&w.stack, sock, 1000), 100);
	expect_calls("");
	/* Its number lies behind our FIN when that is out. */
	stack_shutdown(&w.stack, sock, STACK_SHUT_WR);
	expect_calls("shutdown at 1;");
	stack_held_progress(&w.stack, sock, ISN + 1, 30000, ISN + 2);
	receive(sock, TCP_ACK, 101, 100, 2);
	expect_sent(". 2:2(0) ack 201");
	/* The engine answers the peer's FIN, and the text in front of it. */
	receive(sock, TCP_ACK | TCP_FIN, 201, 100, 2);
	assert_int_equal(w.count, 0);
	assert_int_equal(stack_read(&w.stack, sock, 1000), 200);
}

static void test_close_on_fin(void **state)
{
	struct sock *sock;

	(void)state;
	w.stack.mode = STACK_CLOSE_ON_FIN;
	sock = connected();
	expect_calls("adopt una 1 nxt 1 rcv 1;");
	stack_held_eof(&w.stack, sock);
	expect_calls("window;");
	assert_int_equal(stack_write(&w.stack, sock, 1), -EPIPE);
	stack_close(&w.stack, sock);
	expect_calls("");
}

/* ---- not handed over ----------------------------------------------------------------------------- */

static struct sock *alone(void)
{
	w.stack.mode = STACK_ALONE;
	return connected();
}

static void test_own_active_close(void **state)
{
	struct sock *sock = alone();

	(void)state;
	stack_write(&w.stack, sock, 100);
	expect_sent("P. 1:101(100) ack 1");
	stack_close(&w.stack, sock);
	expect_sent("F. 101:101(0) ack 1");
	assert_int_equal(sock->state, STACK_FIN_WAIT_1);
	/* As Linux: what fits into one segment is sent again in one. */
	w.now = stack_deadline(&w.stack);
	stack_run_timers(&w.stack);
	expect_sent("FP. 1:101(100) ack 1");
	receive(sock, TCP_ACK, 1, 0, 102);
	assert_int_equal(sock->state, STACK_FIN_WAIT_2);
	assert_int_equal(stack_deadline(&w.stack), w.now + 30000000);
	receive(sock, TCP_FIN | TCP_ACK, 1, 0, 102);
	expect_sent(". 102:102(0) ack 2");
	assert_int_equal(sock->state, STACK_TIME_WAIT);
	w.now += 1000000;
	receive(sock, TCP_FIN | TCP_ACK, 1, 0, 102);
	expect_sent(". 102:102(0) ack 2");
	assert_int_equal(stack_deadline(&w.stack), w.now + 60000000);
	/* The engine's RST in the peer's name. */
	receive(sock, TCP_RST, 2, 0, 0);
	assert_false(sock->used);
	expect_calls("");
}

static void test_own_fin_with_data(void **state)
{
	struct sock *sock = alone();

	(void)state;
	sock->snd_wnd = 1000;
	stack_write(&w.stack, sock, 1500);
	expect_sent(". 1:1001(1000) ack 1");
	stack_close(&w.stack, sock);
	assert_int_equal(w.count, 0);
	receive(sock, TCP_ACK, 1, 0, 1001);
	expect_sent("FP. 1001:1501(500) ack 1");
}

static void test_own_passive_close(void **state)
{
	struct sock *sock = alone();

	(void)state;
	receive(sock, TCP_FIN | TCP_ACK, 101, 0, 1); /* behind a hole */
	expect_sent(". 1:1(0) ack 1");
	receive(sock, TCP_ACK, 1, 100, 1);
	assert_int_equal(w.count, 2);
	assert_string_equal(w.sent[1], ". 1:1(0) ack 102");
	w.count = 0;
	assert_int_equal(sock->state, STACK_CLOSE_WAIT);
	assert_int_equal(stack_read(&w.stack, sock, 1000), 100);
	assert_int_equal(stack_read(&w.stack, sock, 1000), 0);
	stack_close(&w.stack, sock);
	expect_sent("F. 1:1(0) ack 102");
	assert_int_equal(sock->state, STACK_LAST_ACK);
	receive(sock, TCP_ACK, 102, 0, 2);
	assert_false(sock->used);
}

static void test_own_merged(void **state)
{
	struct sock *sock = alone();

	(void)state;
	w.stack.delay_ack = true;
	receive(sock, TCP_FIN | TCP_ACK, 1, 0, 1);
	assert_int_equal(w.count, 0);
	stack_close(&w.stack, sock);
	expect_sent("F. 1:1(0) ack 2");
}

static void test_own_simultaneous_close(void **state)
{
	struct sock *sock = alone();

	(void)state;
	stack_close(&w.stack, sock);
	expect_sent("F. 1:1(0) ack 1");
	receive(sock, TCP_FIN | TCP_ACK, 1, 0, 1);
	expect_sent(". 2:2(0) ack 2");
	assert_int_equal(sock->state, STACK_CLOSING);
	receive(sock, TCP_ACK, 2, 0, 2);
	assert_int_equal(sock->state, STACK_TIME_WAIT);
}

static void test_own_data_after_close(void **state)
{
	struct sock *sock = alone();

	(void)state;
	stack_close(&w.stack, sock);
	expect_sent("F. 1:1(0) ack 1");
	receive(sock, TCP_ACK, 1, 100, 2);
	expect_sent("R 2:2(0)");
	assert_false(sock->used);
}

static void test_own_gives_up(void **state)
{
	struct sock *sock = alone();

	(void)state;
	w.stack.fin_retries = 2;
	stack_close(&w.stack, sock);
	for (unsigned i = 0; i < 3; i++) {
		expect_sent("F. 1:1(0) ack 1");
		w.now = stack_deadline(&w.stack);
		stack_run_timers(&w.stack);
	}
	assert_int_equal(w.count, 0);
	assert_false(sock->used);
}

/* The engine is full: the host keeps the connection. */
static void test_no_room(void **state)
{
	struct sock *sock = connected();

	(void)state;
	w.no_room = true;
	stack_close(&w.stack, sock);
	expect_sent("F. 1:1(0) ack 1");
	receive(sock, TCP_FIN | TCP_ACK, 1, 0, 2);
	expect_sent(". 2:2(0) ack 2");
	assert_int_equal(sock->state, STACK_TIME_WAIT);
	assert_int_equal(w.stack.failed, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_closed),
		TEST(test_listen),
		TEST(test_syn_received),
		TEST(test_syn_sent),
		TEST(test_simultaneous_open),
		TEST(test_send),
		TEST(test_receive),
		TEST(test_delayed_ack),
		TEST(test_close),
		TEST(test_shutdown_then_close),
		TEST(test_tail),
		TEST(test_no_tail_buffer),
		TEST(test_fence),
		TEST(test_no_tail_behind_cwnd),
		TEST(test_peer_closes),
		TEST(test_abort),
		TEST(test_reset),
		TEST(test_watch),
		TEST(test_close_on_fin),
		TEST(test_own_active_close),
		TEST(test_own_fin_with_data),
		TEST(test_own_passive_close),
		TEST(test_own_merged),
		TEST(test_own_simultaneous_close),
		TEST(test_own_data_after_close),
		TEST(test_own_gives_up),
		TEST(test_no_room),
	};

	return cmocka_run_group_tests_name("pkt_stack", tests, NULL, NULL);
}
