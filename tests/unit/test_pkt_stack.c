/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* What the host's TCP sends, and when it hands over. */
#include "pkt_world.h"

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

/* Without a tail the FIN goes again with the data before it. */
static void test_data_and_fin_again(void **state)
{
	struct sock *sock = connected();

	(void)state;
	stack_write(&w.stack, sock, 500);
	expect_sent("P. 1:501(500) ack 1");
	stack_close(&w.stack, sock);
	expect_calls("adopt una 1 nxt 501 rcv 1;close at 501;");
	stack_held_progress(&w.stack, sock, ISN + 1, 30000, ISN + 502);
	w.now = stack_deadline(&w.stack);
	stack_run_timers(&w.stack);
	expect_sent("FP. 1:501(500) ack 1");
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
		TEST(test_data_and_fin_again),
		TEST(test_no_tail_buffer),
		TEST(test_fence),
		TEST(test_no_tail_behind_cwnd),
		TEST(test_peer_closes),
		TEST(test_abort),
		TEST(test_reset),
		TEST(test_watch),
		TEST(test_close_on_fin),
	};

	return cmocka_run_group_tests_name("pkt_stack", tests, NULL, NULL);
}
