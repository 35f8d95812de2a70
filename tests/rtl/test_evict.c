/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * A full table: what makes room for an adoption, and what does not. Tracked connections first, then, with
 * CONTROL.evict, the TIME-WAIT that ends first; of neighbours those that no flow has. Every decision is compared with
 * the model underneath.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "finwave_regs.h"
#include "packet.h"
#include "rig.h"

enum {
	SETTLE_LIMIT = 4000000,
	SECOND = 1000000,
	OLD = 4, /* flows in TIME-WAIT */
	NEIGHBOURS = 256,
	PAIRS = 40,
	FIRST = 10000,   /* port of the first flow that fills the table */
	OTHERS = 60000,  /* ports of what comes later */
	HOST_ISN = 1000, /* of connections that nobody adopts */
	PEER_ISN = 2000,
};

struct bench {
	unsigned width;
	struct rig rig;
	struct finwave_flow_config config;
	finwave_flow old[OLD]; /* in the order in which their TIME-WAIT ends */
	finwave_flow any;      /* one in ESTABLISHED */
	size_t frames[2];      /* that left, by port, since the last look */
	uint8_t macs[4];       /* the middle of both MACs */
};

static int open_bench(void **state)
{
	struct bench *b = *state;

	return rig_open(&b->rig, b->width, NULL);
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

static void settle(struct bench *b)
{
	check(b, b->rig.lib.settle(b->rig.sim, SETTLE_LIMIT), 0);
}

static uint32_t reg(struct bench *b, uint32_t offset)
{
	uint32_t value;

	settle(b);
	check(b, finwave_read32(b->rig.dev, offset, &value), 0);
	return value;
}

static void set(struct bench *b, bool transparent, bool evict, uint32_t time_wait)
{
	struct finwave_config config = { .size = sizeof(config) };

	check(b, finwave_get_config(b->rig.dev, &config), 0);
	config.transparent = transparent;
	config.evict = evict;
	config.time_wait_us = time_wait;
	check(b, finwave_set_config(b->rig.dev, &config), 0);
}

static void name_flow(struct bench *b, uint16_t port)
{
	static const uint8_t local_mac[6] = { 2, 0, 0, 0, 0, 2 },
			     peer_mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct finwave_flow_config *c = &b->config;

	memset(c, 0, sizeof(*c));
	c->size = sizeof(*c);
	memcpy(c->local_mac, local_mac, 6);
	memcpy(c->peer_mac, peer_mac, 6);
	memcpy(c->local_mac + 1, b->macs, sizeof(b->macs));
	memcpy(c->peer_mac + 1, b->macs, sizeof(b->macs));
	memcpy(c->local_addr, (const uint8_t[]){ 192, 0, 2, 1 }, 4);
	memcpy(c->remote_addr, (const uint8_t[]){ 192, 0, 2, 2 }, 4);
	c->local_port = 80;
	c->remote_port = port;
	c->snd_una = c->snd_nxt = HOST_ISN + 2;
	c->rcv_nxt = PEER_ISN + 2;
	c->rcv_wnd = 10000;
	c->max_wnd = 1000;
}

static int adopt(struct bench *b, uint16_t port, enum finwave_state state, finwave_flow *flow)
{
	name_flow(b, port);
	b->config.state = state;
	return finwave_adopt(b->rig.dev, &b->config, flow);
}

static void send(struct bench *b, bool host, uint16_t port, uint8_t flags, uint32_t seq,
                 uint32_t ack)
{
	const struct packet packet = {
		.from_host = host, .flags = flags, .seq = seq, .ack = ack, .window = 900
	};
	enum finwave_sim_port from = host ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE;
	uint8_t frame[PACKET_MAX];
	size_t len;

	name_flow(b, port);
	len = packet_build(&b->config, &packet, frame);
	assert_true(b->rig.lib.send(b->rig.sim, from, frame, len, false) >= 0);
	settle(b);
}

/* How many frames left there since the last look. */
static size_t left(struct bench *b, enum finwave_sim_port port)
{
	struct finwave_sim_frame frame;
	size_t count;

	settle(b);
	while (b->rig.lib.receive(b->rig.sim, &frame) == 1)
		b->frames[frame.port]++;
	count = b->frames[port];
	b->frames[port] = 0;
	return count;
}

static void expect_event(struct bench *b, finwave_flow flow, enum finwave_event_kind kind)
{
	struct finwave_event event;

	settle(b);
	assert_int_equal(finwave_next_event(b->rig.dev, &event), 1);
	assert_int_equal(event.flow, flow);
	assert_int_equal(event.kind, kind);
}

static void expect_no_event(struct bench *b)
{
	struct finwave_event event;

	settle(b);
	assert_int_equal(finwave_next_event(b->rig.dev, &event), 0);
}

/* OLD flows in TIME-WAIT, the first adopted ending last; `spare` numbers stay free, all others are ESTABLISHED. */
static void fill(struct bench *b, uint32_t spare)
{
	uint32_t count = b->rig.lib.flow_count() - spare;
	uint16_t port = FIRST;

	for (uint32_t i = 0; i < OLD; i++) {
		set(b, true, false, (60 + OLD - i) * SECOND);
		check(b, adopt(b, port++, FINWAVE_TIME_WAIT, &b->old[OLD - 1 - i]), 0);
	}
	set(b, true, false, 60 * SECOND);
	while (reg(b, FINWAVE_REG_FLOWS_HELD) < count)
		check(b, adopt(b, port++, FINWAVE_ESTABLISHED, &b->any), 0);
}

/* A connection from SYN to TIME-WAIT, which the engine takes over. */
static void own(struct bench *b, uint16_t port)
{
	send(b, true, port, TH_SYN, HOST_ISN, 0);
	send(b, false, port, TH_SYN | TH_ACK, PEER_ISN, HOST_ISN + 1);
	send(b, true, port, TH_FIN | TH_ACK, HOST_ISN + 1, PEER_ISN + 1);
	send(b, false, port, TH_FIN | TH_ACK, PEER_ISN + 1, HOST_ISN + 2);
	send(b, true, port, TH_ACK, HOST_ISN + 2, PEER_ISN + 2);
}

/* No TIME-WAIT, or evict is off: the table stays full. */
static void full_table_refuses(struct bench *b)
{
	finwave_flow flow;

	check(b, adopt(b, OTHERS, FINWAVE_ESTABLISHED, &flow), -ENOSPC);
	assert_int_equal(reg(b, FINWAVE_REG_FLOWS_HELD), b->rig.lib.flow_count());
	expect_no_event(b);
}

/* A new connection passes a full table and nobody follows it, also with evict. */
static void full_table_passes(struct bench *b)
{
	left(b, FINWAVE_SIM_WIRE);
	left(b, FINWAVE_SIM_HOST);
	send(b, true, OTHERS + 1, TH_SYN, HOST_ISN, 0);
	assert_int_equal(left(b, FINWAVE_SIM_WIRE), 1);
	send(b, false, OTHERS + 1, TH_SYN | TH_ACK, PEER_ISN, HOST_ISN + 1);
	assert_int_equal(left(b, FINWAVE_SIM_HOST), 1);
	assert_int_equal(reg(b, FINWAVE_REG_FLOWS_TRACKED), 0);
	assert_int_equal(reg(b, FINWAVE_REG_FLOWS_HELD), b->rig.lib.flow_count());
}

/* The TIME-WAIT that ends first goes; one whose 2 MSL started again is not it any more. */
static void evicts_the_oldest(struct bench *b)
{
	static const uint16_t second_port = FIRST + OLD - 2; /* of old[1] */
	finwave_flow flow, newest;

	set(b, true, true, 60 * SECOND);
	check(b, adopt(b, OTHERS + 2, FINWAVE_ESTABLISHED, &flow), 0);
	expect_event(b, b->old[0], FINWAVE_EVICTED);
	set(b, true, true, 240 * SECOND);
	send(b, false, second_port, TH_FIN | TH_ACK, PEER_ISN + 1, HOST_ISN + 2);
	assert_int_equal(left(b, FINWAVE_SIM_WIRE), 1);
	check(b, adopt(b, OTHERS + 3, FINWAVE_ESTABLISHED, &flow), 0);
	expect_event(b, b->old[2], FINWAVE_EVICTED);
	check(b, adopt(b, OTHERS + 4, FINWAVE_TIME_WAIT, &newest), 0);
	expect_event(b, b->old[3], FINWAVE_EVICTED);
	check(b, adopt(b, OTHERS + 5, FINWAVE_ESTABLISHED, &flow), 0);
	expect_event(b, b->old[1], FINWAVE_EVICTED);
	check(b, adopt(b, OTHERS + 6, FINWAVE_ESTABLISHED, &flow), 0);
	expect_event(b, newest, FINWAVE_EVICTED);
	assert_int_equal(reg(b, FINWAVE_REG_FLOWS_HELD), b->rig.lib.flow_count());
	assert_int_equal(reg(b, FINWAVE_REG_REASON_COUNT + 8 * FINWAVE_REASON_EVICTED), 5);
	expect_no_event(b);
}

/* What is only tracked goes before any TIME-WAIT, with evict or without, and nobody is told. */
static void tracked_first(struct bench *b)
{
	finwave_flow flow;

	send(b, true, OTHERS, TH_SYN, HOST_ISN, 0);
	assert_int_equal(reg(b, FINWAVE_REG_FLOWS_TRACKED), 1);
	check(b, adopt(b, OTHERS + 1, FINWAVE_ESTABLISHED, &flow), 0);
	assert_int_equal(reg(b, FINWAVE_REG_FLOWS_TRACKED), 0);
	expect_no_event(b);
	check(b, finwave_release(b->rig.dev, flow), 0);
	expect_event(b, flow, FINWAVE_RELEASED);
}

/* A TIME-WAIT that the engine owns is evicted like any other; it has nobody to tell. */
static void owned_is_silent(struct bench *b)
{
	finwave_flow flow;

	set(b, true, true, SECOND);
	own(b, OTHERS);
	assert_int_equal(reg(b, FINWAVE_REG_FLOWS_HELD), b->rig.lib.flow_count());
	check(b, adopt(b, OTHERS + 1, FINWAVE_ESTABLISHED, &flow), 0);
	assert_int_equal(reg(b, FINWAVE_REG_FLOWS_HELD), b->rig.lib.flow_count());
	assert_int_equal(reg(b, FINWAVE_REG_REASON_COUNT + 8 * FINWAVE_REASON_EVICTED), 1);
	expect_no_event(b);
	send(b, false, OTHERS, TH_FIN | TH_ACK, PEER_ISN + 1, HOST_ISN + 2);
	check(b, finwave_release(b->rig.dev, flow), 0);
	expect_event(b, flow, FINWAVE_RELEASED);
}

static void time_waits_of_a_full_table(void **state)
{
	struct bench *b = *state;

	fill(b, 0);
	full_table_refuses(b);
	full_table_passes(b);
	evicts_the_oldest(b);
	full_table_refuses(b);
	full_table_passes(b);
}

static void connections_that_nobody_adopted(void **state)
{
	struct bench *b = *state;

	fill(b, 1);
	tracked_first(b);
	owned_is_silent(b);
}

static int adopt_of_neighbour(struct bench *b, uint16_t port, unsigned neighbour,
                              finwave_flow *flow)
{
	name_flow(b, port);
	b->config.state = FINWAVE_ESTABLISHED;
	b->config.peer_mac[4] = (uint8_t)(neighbour >> 8);
	b->config.peer_mac[5] = (uint8_t)neighbour;
	return finwave_adopt(b->rig.dev, &b->config, flow);
}

/* Each flow's peer sends its FIN: the scoreboard compares the MACs of every ACK. */
static void fins_of_all(struct bench *b, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		send(b, false, (uint16_t)(FIRST + i), TH_FIN | TH_ACK, PEER_ISN + 2, HOST_ISN + 2);
	assert_int_equal(left(b, FINWAVE_SIM_WIRE), count);
}

static void adopt_with_256_other_neighbours(void **state)
{
	struct bench *b = *state;
	finwave_flow flows[NEIGHBOURS], flow;

	set(b, true, false, 60 * SECOND);
	for (unsigned i = 0; i < NEIGHBOURS; i++)
		check(b, adopt_of_neighbour(b, (uint16_t)(FIRST + i), i, &flows[i]), 0);
	check(b, adopt_of_neighbour(b, OTHERS, NEIGHBOURS, &flow), -ENOSPC);
	assert_int_equal(reg(b, FINWAVE_REG_COUNT_REFUSED), 1);
	check(b, adopt_of_neighbour(b, OTHERS, 7, &flow), 0);
	check(b, finwave_release(b->rig.dev, flows[7]), 0);
	expect_event(b, flows[7], FINWAVE_RELEASED);
	check(b, adopt_of_neighbour(b, OTHERS + 1, NEIGHBOURS, &flow), -ENOSPC);
	check(b, finwave_release(b->rig.dev, flows[8]), 0);
	expect_event(b, flows[8], FINWAVE_RELEASED);
	check(b, adopt_of_neighbour(b, FIRST + 7, 7, &flow), 0);
	check(b, adopt_of_neighbour(b, FIRST + 8, NEIGHBOURS, &flow), 0);
	fins_of_all(b, NEIGHBOURS);
}

/* Nothing of a refused ADOPT's search reaches the next flow. */
static void adopt_after_one_that_was_refused(void **state)
{
	struct bench *b = *state;
	finwave_flow flow;

	set(b, true, false, 60 * SECOND);
	for (unsigned i = 0; i < PAIRS; i++) {
		check(b, adopt_of_neighbour(b, (uint16_t)(FIRST + 2 * i), 3 * i, &flow), 0);
		check(b, adopt_of_neighbour(b, (uint16_t)(FIRST + 2 * i), 3 * i + 1, &flow),
		      -EEXIST);
		check(b, adopt_of_neighbour(b, (uint16_t)(FIRST + 2 * i + 1), 3 * i + 2, &flow), 0);
	}
	fins_of_all(b, 2 * PAIRS);
}

/* In the record of a tracked connection its MACs stand where an adopted flow has its tail. */
static void owned_time_wait_passes_the_hosts_repeats_whatever_its_macs(void **state)
{
	struct bench *b = *state;

	for (unsigned bit = 0; bit < 8; bit++) {
		const uint16_t port = (uint16_t)(OTHERS + bit);

		set(b, true, false, 60 * SECOND);
		memset(b->macs, 1 << bit, sizeof(b->macs));
		own(b, port);
		left(b, FINWAVE_SIM_WIRE);
		send(b, true, port, TH_FIN | TH_ACK, HOST_ISN + 1, PEER_ISN + 1);
		send(b, true, port, TH_ACK, HOST_ISN + 2, PEER_ISN + 2);
		assert_int_equal(left(b, FINWAVE_SIM_WIRE), 2);
		send(b, false, port, TH_FIN | TH_ACK, PEER_ISN + 1, HOST_ISN + 2);
		assert_int_equal(left(b, FINWAVE_SIM_WIRE), 1);
	}
}

static int run(struct bench *bench)
{
	const struct CMUnitTest tests[] = {
		{ "time_waits_of_a_full_table", time_waits_of_a_full_table, open_bench, close_bench,
		  bench },
		{ "connections_that_nobody_adopted", connections_that_nobody_adopted, open_bench,
		  close_bench, bench },
		{ "adopt_with_256_other_neighbours", adopt_with_256_other_neighbours, open_bench,
		  close_bench, bench },
		{ "adopt_after_one_that_was_refused", adopt_after_one_that_was_refused, open_bench,
		  close_bench, bench },
		{ "owned_time_wait_passes_the_hosts_repeats_whatever_its_macs",
		  owned_time_wait_passes_the_hosts_repeats_whatever_its_macs, open_bench,
		  close_bench, bench },
	};

	return cmocka_run_group_tests_name(bench->width == 64 ? "evict 64 bits" : "evict 512 bits",
	                                   tests, NULL, NULL);
}

int main(void)
{
	struct bench benches[] = { { .width = 64 }, { .width = 512 } };

	return run(&benches[0]) + run(&benches[1]);
}
