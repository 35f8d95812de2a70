/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* The closing states that the host's TCP plays itself, of connections that no engine has. */
#include "pkt_world.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_own_active_close),       TEST(test_own_fin_with_data),
		TEST(test_own_passive_close),      TEST(test_own_merged),
		TEST(test_own_simultaneous_close), TEST(test_own_data_after_close),
		TEST(test_own_gives_up),           TEST(test_no_room),
	};

	return cmocka_run_group_tests_name("pkt_close", tests, NULL, NULL);
}
