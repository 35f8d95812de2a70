/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The whole engine once around, at 64 and 512 bits, with and without stalls: foreign frames pass both
 * ways; flows are adopted and closed, each for one way through the states; 60 s of TIME-WAIT go by in
 * milliseconds; at the end nothing is left. Every decision is compared with the model underneath.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "finwave_regs.h"
#include "packet.h"
#include "rig.h"

enum { SETTLE_LIMIT = 1000000, SECOND = 1000000 };

#define SND_NXT 0xfffffffeu /* the FIN takes the last number but one: all wraps on the way */
#define RCV_NXT 0x00000010u

struct bench {
	unsigned width;
	bool stall, random_start;
	struct rig rig;
	struct finwave_flow_config config;
	finwave_flow flow;
	struct finwave_sim_frame frame;
	struct packet_seen seen;
};

static int open_bench(void **state)
{
	struct bench *b = *state;
	const struct finwave_sim_config config = {
		.size = sizeof(config),
		.stall = b->stall,
		.seed = 1,
		.random_start = b->random_start,
	};

	return rig_open(&b->rig, b->width, &config);
}

static int close_bench(void **state)
{
	struct bench *b = *state;

	rig_close(&b->rig);
	return 0;
}

static void check(struct bench *b, int rc, int expected)
{
	if (rc != expected)
		rig_report(&b->rig);
	assert_int_equal(rc, expected);
}

static void set_flow(struct bench *b, bool ipv6, unsigned tags, enum finwave_state state)
{
	static const uint8_t local_mac[6] = { 2, 0, 0, 0, 0, 2 },
			     peer_mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct finwave_flow_config *c = &b->config;

	memset(c, 0, sizeof(*c));
	c->size = sizeof(*c);
	c->state = state;
	c->ipv6 = ipv6;
	memcpy(c->local_mac, local_mac, 6);
	memcpy(c->peer_mac, peer_mac, 6);
	for (unsigned i = 0; i < (ipv6 ? 16 : 4); i++) {
		c->local_addr[i] = (uint8_t)(0x20 + i);
		c->remote_addr[i] = (uint8_t)(0xe0 - i);
	}
	c->local_port = 80;
	c->remote_port = 43210;
	c->vlan_count = (uint8_t)tags;
	c->vlan_tci[0] = tags ? 0x6064 : 0;
	c->vlan_tci[1] = tags > 1 ? 0x0007 : 0;
	c->outer_88a8 = tags > 1;
	c->snd_una = c->snd_nxt = SND_NXT;
	c->rcv_nxt = RCV_NXT;
	c->rcv_wnd = 10000;
	c->max_wnd = 1000;
	c->timestamps = true;
	c->ts_recent = 500;
	c->tsval = 70000;
}

static void adopt(struct bench *b)
{
	check(b, finwave_adopt(b->rig.dev, &b->config, &b->flow), 0);
}

static void peer_sends(struct bench *b, uint8_t flags, uint32_t seq, uint32_t ack)
{
	const struct packet packet = {
		.flags = flags,
		.seq = seq,
		.ack = ack,
		.window = 900,
		.timestamps = b->config.timestamps,
		.tsval = 600,
		.tsecr = 70000,
	};
	uint8_t frame[PACKET_MAX];
	size_t len = packet_build(&b->config, &packet, frame);

	assert_true(b->rig.lib.send(b->rig.sim, FINWAVE_SIM_WIRE, frame, len, false) >= 0);
}

static void settle(struct bench *b)
{
	check(b, b->rig.lib.settle(b->rig.sim, SETTLE_LIMIT), 0);
}

/* The next frame on the wire is the engine's, with these fields. */
static void expect_segment(struct bench *b, uint8_t flags, uint32_t seq, uint32_t ack)
{
	settle(b);
	check(b, b->rig.lib.receive(b->rig.sim, &b->frame), 1);
	assert_int_equal(b->frame.port, FINWAVE_SIM_WIRE);
	assert_true(b->frame.from_engine);
	assert_true(packet_read(b->frame.data, b->frame.len, &b->seen));
	assert_int_equal(b->seen.flags, flags);
	assert_int_equal(b->seen.seq, seq);
	assert_int_equal(b->seen.ack, ack);
	assert_int_equal(b->seen.local_port, 80);
	assert_int_equal(b->seen.remote_port, 43210);
}

static void expect_silence(struct bench *b)
{
	settle(b);
	check(b, b->rig.lib.receive(b->rig.sim, &b->frame), 0);
}

static void expect_event(struct bench *b, enum finwave_event_kind kind, enum finwave_state state)
{
	struct finwave_event event;

	check(b, finwave_next_event(b->rig.dev, &event), 1);
	assert_int_equal(event.kind, kind);
	assert_int_equal(event.state, state);
	assert_int_equal(event.flow, b->flow);
}

static void expect_state(struct bench *b, enum finwave_state state)
{
	struct finwave_flow_info info;

	check(b, finwave_query(b->rig.dev, b->flow, &info), 0);
	assert_int_equal(info.state, state);
}

static void wait_ticks(struct bench *b, uint64_t ticks)
{
	check(b, b->rig.lib.advance(b->rig.sim, b->rig.lib.tick(b->rig.sim) + ticks), 0);
}

static void finish(struct bench *b)
{
	check(b, b->rig.lib.finish(b->rig.sim), 0);
}

static void active_close(struct bench *b, bool ipv6, unsigned tags)
{
	set_flow(b, ipv6, tags, FINWAVE_ESTABLISHED);
	adopt(b);
	expect_state(b, FINWAVE_ESTABLISHED);
	check(b, finwave_close_flow(b->rig.dev, b->flow, NULL), 0);
	expect_segment(b, TH_FIN | TH_ACK, SND_NXT, RCV_NXT);
	expect_state(b, FINWAVE_FIN_WAIT_1);
	peer_sends(b, TH_ACK, RCV_NXT, SND_NXT + 1);
	expect_silence(b);
	expect_state(b, FINWAVE_FIN_WAIT_2);
	peer_sends(b, TH_FIN | TH_ACK, RCV_NXT, SND_NXT + 1);
	expect_segment(b, TH_ACK, SND_NXT + 1, RCV_NXT + 1);
	expect_event(b, FINWAVE_PEER_FIN, FINWAVE_FIN_WAIT_2);
	expect_state(b, FINWAVE_TIME_WAIT);
	wait_ticks(b, 60 * SECOND);
	expect_event(b, FINWAVE_ORDERLY, FINWAVE_TIME_WAIT);
	check(b, finwave_close_flow(b->rig.dev, b->flow, NULL), -ENOENT);
	expect_silence(b);
}

static void close_active(void **state)
{
	struct bench *b = *state;

	for (unsigned tags = 0; tags <= 2; tags++) {
		active_close(b, false, tags);
		active_close(b, true, tags);
	}
	finish(b);
}

static void close_passive(void **state)
{
	struct bench *b = *state;

	set_flow(b, false, 0, FINWAVE_ESTABLISHED);
	adopt(b);
	peer_sends(b, TH_FIN | TH_ACK, RCV_NXT, SND_NXT);
	expect_segment(b, TH_ACK, SND_NXT, RCV_NXT + 1);
	expect_event(b, FINWAVE_PEER_FIN, FINWAVE_ESTABLISHED);
	expect_state(b, FINWAVE_CLOSE_WAIT);
	check(b, finwave_close_flow(b->rig.dev, b->flow, NULL), 0);
	expect_segment(b, TH_FIN | TH_ACK, SND_NXT, RCV_NXT + 1);
	peer_sends(b, TH_ACK, RCV_NXT + 1, SND_NXT + 1);
	expect_silence(b);
	expect_event(b, FINWAVE_ORDERLY, FINWAVE_LAST_ACK);
	finish(b);
}

static void close_simultaneous(void **state)
{
	struct bench *b = *state;

	set_flow(b, true, 1, FINWAVE_ESTABLISHED);
	adopt(b);
	check(b, finwave_close_flow(b->rig.dev, b->flow, NULL), 0);
	expect_segment(b, TH_FIN | TH_ACK, SND_NXT, RCV_NXT);
	peer_sends(b, TH_FIN | TH_ACK, RCV_NXT, SND_NXT);
	expect_segment(b, TH_ACK, SND_NXT + 1, RCV_NXT + 1);
	expect_state(b, FINWAVE_CLOSING);
	peer_sends(b, TH_ACK, RCV_NXT + 1, SND_NXT + 1);
	expect_silence(b);
	expect_state(b, FINWAVE_TIME_WAIT);
	wait_ticks(b, 60 * SECOND);
	finish(b);
}

static void fin_retransmitted_then_given_up(void **state)
{
	struct bench *b = *state;

	set_flow(b, false, 0, FINWAVE_ESTABLISHED);
	b->config.retries = 8;
	adopt(b);
	check(b, finwave_close_flow(b->rig.dev, b->flow, NULL), 0);
	wait_ticks(b, 1200u * SECOND);
	for (unsigned i = 0; i < 9; i++)
		expect_segment(b, TH_FIN | TH_ACK, SND_NXT, RCV_NXT);
	expect_segment(b, TH_RST | TH_ACK, SND_NXT + 1, RCV_NXT);
	expect_silence(b);
	expect_event(b, FINWAVE_GAVE_UP, FINWAVE_FIN_WAIT_1);
	finish(b);
}

static void time_wait_costs_milliseconds(void **state)
{
	struct bench *b = *state;
	struct timespec from, to;
	double ms;

	set_flow(b, false, 0, FINWAVE_TIME_WAIT);
	adopt(b);
	settle(b);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	wait_ticks(b, 60 * SECOND);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	ms = (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
	print_message("60 s of TIME-WAIT: %.1f ms\n", ms);
	assert_true(ms < 50 || b->random_start);
	finish(b);
}

/* Not held: what arrives leaves, byte for byte; the scoreboard compares. */
static void foreign_frames_pass(void **state)
{
	struct bench *b = *state;
	uint8_t frame[1514];
	unsigned to_wire = 0, to_host = 0;

	set_flow(b, false, 0, FINWAVE_ESTABLISHED);
	peer_sends(b, TH_FIN | TH_ACK, RCV_NXT, SND_NXT);
	for (size_t i = 0; i < sizeof(frame); i++)
		frame[i] = (uint8_t)(i * 7);
	for (size_t len = 60; len <= sizeof(frame); len += 13) {
		assert_true(b->rig.lib.send(b->rig.sim, FINWAVE_SIM_WIRE, frame, len,
		                            len % 5 == 0) >= 0);
		assert_true(b->rig.lib.send(b->rig.sim, FINWAVE_SIM_HOST, frame, len,
		                            len % 7 == 0) >= 0);
	}
	settle(b);
	while (b->rig.lib.receive(b->rig.sim, &b->frame) == 1)
		*(b->frame.port == FINWAVE_SIM_WIRE ? &to_wire : &to_host) += 1;
	assert_int_equal(to_wire, 112);
	assert_int_equal(to_host, 113);
	finish(b);
}

/* Not TCP, and longer than the frame store: it must leave while it arrives. */
static void foreign_frame_longer_than_the_store_passes(void **state)
{
	struct bench *b = *state;
	static uint8_t frame[20000];

	memset(frame, 0x11, sizeof(frame));
	assert_true(b->rig.lib.send(b->rig.sim, FINWAVE_SIM_WIRE, frame, sizeof(frame), false) >=
	            0);
	settle(b);
	check(b, b->rig.lib.receive(b->rig.sim, &b->frame), 1);
	assert_int_equal(b->frame.port, FINWAVE_SIM_HOST);
	assert_int_equal(b->frame.len, sizeof(frame));
	finish(b);
}

static void expect_event_of(struct bench *b, finwave_flow flow, enum finwave_event_kind kind)
{
	struct finwave_event event;

	check(b, finwave_next_event(b->rig.dev, &event), 1);
	assert_int_equal(event.flow, flow);
	assert_int_equal(event.kind, kind);
}

/* A wire: nothing that would send is taken, flows can be released, and their events come. */
static void cmd_close_while_disabled_is_refused(void **state)
{
	struct bench *b = *state;
	finwave_flow flows[80];

	set_flow(b, false, 0, FINWAVE_ESTABLISHED);
	for (unsigned i = 0; i < 80; i++) {
		b->config.remote_port = (uint16_t)(1000 + i);
		adopt(b);
		flows[i] = b->flow;
	}
	check(b, finwave_enable(b->rig.dev, false), 0);
	check(b, finwave_close_flow(b->rig.dev, flows[0], NULL), -ENETDOWN);
	check(b, finwave_abort(b->rig.dev, flows[0]), -ENETDOWN);
	for (unsigned i = 0; i < 80; i++) /* more than the event queue holds */
		check(b, finwave_release(b->rig.dev, flows[i]), 0);
	for (unsigned i = 0; i < 80; i++) {
		check(b, b->rig.lib.run(b->rig.sim, 5000), 0); /* a round of the sweep */
		expect_event_of(b, flows[i], FINWAVE_RELEASED);
	}
	check(b, finwave_enable(b->rig.dev, true), 0);
	finish(b);
}

/* The handle in CMD_HANDLE stays that of the command when another flow is freed before it is read. */
static void cmd_adopt_handle_survives_a_free(void **state)
{
	struct bench *b = *state;
	finwave_flow first;
	uint32_t handle;

	if (b->width != 64 || b->stall || b->random_start)
		skip(); /* long: every number is used once */
	set_flow(b, false, 0, FINWAVE_ESTABLISHED);
	adopt(b);
	first = b->flow;
	b->config.local_port = 81;
	for (unsigned i = 0; i < 2 * b->rig.lib.flow_count() - 10; i++) {
		adopt(b);
		check(b, finwave_release(b->rig.dev, b->flow), 0);
		expect_event_of(b, b->flow, FINWAVE_RELEASED);
	}
	adopt(b);
	assert_int_not_equal(b->flow >> FINWAVE_CMD_HANDLE_GENERATION_SHIFT,
	                     first >> FINWAVE_CMD_HANDLE_GENERATION_SHIFT);
	b->config.local_port = 80;
	peer_sends(b, TH_RST, RCV_NXT, 0);
	settle(b);
	expect_event_of(b, first, FINWAVE_RESET);
	check(b, b->rig.lib.read32(b->rig.sim, FINWAVE_REG_CMD_HANDLE, &handle), 0);
	assert_int_equal(handle, b->flow);
	check(b, finwave_release(b->rig.dev, b->flow), 0);
	expect_event_of(b, b->flow, FINWAVE_RELEASED);
	finish(b);
}

#define TEST(function, bench)                                       \
	{                                                           \
#function, function, open_bench, close_bench, bench \
	}

static int run(struct bench *bench)
{
	const struct CMUnitTest tests[] = {
		TEST(foreign_frames_pass, bench),
		TEST(foreign_frame_longer_than_the_store_passes, bench),
		TEST(cmd_close_while_disabled_is_refused, bench),
		TEST(cmd_adopt_handle_survives_a_free, bench),
		TEST(close_active, bench),
		TEST(close_passive, bench),
		TEST(close_simultaneous, bench),
		TEST(fin_retransmitted_then_given_up, bench),
		TEST(time_wait_costs_milliseconds, bench),
	};
	char name[64];

	snprintf(name, sizeof(name), "smoke %u bits%s%s", bench->width,
	         bench->stall ? " stall" : "", bench->random_start ? " random start" : "");
	return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

int main(void)
{
	struct bench benches[] = {
		{ .width = 64 },
		{ .width = 64, .stall = true },
		{ .width = 64, .random_start = true },
		{ .width = 512 },
		{ .width = 512, .stall = true },
		{ .width = 512, .random_start = true },
	};
	int failed = 0;

	for (size_t i = 0; i < sizeof(benches) / sizeof(benches[0]); i++)
		failed += run(&benches[i]);
	return failed ? 1 : 0;
}
