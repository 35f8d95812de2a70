/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Exactly one completion for each flow that was handed over: for every kind of end; when the host does not
 * poll while more flows end than the queue and all records can hold; for hundreds of thousands of
 * closes through the small queue.
 *
 *   test_events [--closes N]
 *
 * Time limit: 300 s
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "finwave_regs.h"
#include "packet.h"
#include "rig.h"

enum { SETTLE_LIMIT = 4000000, SECOND = 1000000, GENERATIONS = 16, BATCH = 64 };

static uint64_t closes = 200000;

struct bench {
	struct rig rig;
	struct finwave_flow_config config;
	finwave_flow flow;
	uint32_t flows; /* records */
	struct draw draw;
};

/* ---- the engine ------------------------------------------------------------------------------ */

static void check(struct bench *b, int rc, int expected)
{
	if (rc != expected)
		rig_report(&b->rig);
	assert_int_equal(rc, expected);
}

static int open_bench(void **state)
{
	const struct finwave_sim_config config = { .size = sizeof(config), .seed = 1 };
	struct bench *b = calloc(1, sizeof(*b));
	int rc;

	*state = b;
	if (!b)
		return -1;
	rc = rig_open(&b->rig, 64, &config);
	b->flows = rc ? 0 : b->rig.lib.flow_count();
	return rc;
}

static int close_bench(void **state)
{
	struct bench *b = *state;

	rig_close(&b->rig);
	free(b);
	return 0;
}

static void finish(struct bench *b)
{
	check(b, b->rig.lib.finish(b->rig.sim), 0);
}

static void settle(struct bench *b)
{
	check(b, b->rig.lib.settle(b->rig.sim, SETTLE_LIMIT), 0);
}

static void wait_ticks(struct bench *b, uint64_t ticks)
{
	check(b, b->rig.lib.advance(b->rig.sim, b->rig.lib.tick(b->rig.sim) + ticks), 0);
}

/* The sweep visits every record: what waits there goes to the queue. */
static void sweep(struct bench *b)
{
	check(b, b->rig.lib.run(b->rig.sim, 3 * (uint64_t)b->flows + 1000), 0);
}

/* 1 and the oldest event, or 0 if there is none even in the records. */
static int next_event(struct bench *b, struct finwave_event *event)
{
	int rc = finwave_next_event(b->rig.dev, event);

	if (rc == 0) {
		sweep(b);
		rc = finwave_next_event(b->rig.dev, event);
	}
	return rc;
}

/* What came out is of no interest here. */
static void drain(struct bench *b)
{
	struct finwave_sim_retire entry;
	struct finwave_sim_frame frame;

	while (b->rig.lib.retired(b->rig.sim, &entry) == 1)
		;
	while (b->rig.lib.receive(b->rig.sim, &frame) == 1)
		;
}

static void configure(struct bench *b, uint32_t time_wait_us, bool evict)
{
	struct finwave_config config = { .size = sizeof(config) };

	check(b, finwave_get_config(b->rig.dev, &config), 0);
	config.time_wait_us = time_wait_us;
	config.evict = evict;
	config.fin_retries = 1;
	config.r2_us = 0;
	check(b, finwave_set_config(b->rig.dev, &config), 0);
}

static void set_flow(struct bench *b, uint32_t number, enum finwave_state state)
{
	struct finwave_flow_config *c = &b->config;

	memset(c, 0, sizeof(*c));
	c->size = sizeof(*c);
	c->state = state;
	c->local_addr[0] = 10;
	c->remote_addr[0] = 11;
	for (unsigned i = 0; i < 3; i++)
		c->remote_addr[1 + i] = (uint8_t)(number >> (16 - 8 * i));
	c->local_port = 80;
	c->remote_port = 4000;
	c->snd_una = c->snd_nxt = 1000;
	c->rcv_nxt = 5000;
	c->rcv_wnd = 10000;
	c->max_wnd = 1000;
	c->rto_us = SECOND;
	if (state == FINWAVE_FIN_WAIT_1 || state == FINWAVE_CLOSING || state == FINWAVE_LAST_ACK)
		c->snd_una--;
}

static void adopt(struct bench *b, uint32_t number, enum finwave_state state)
{
	set_flow(b, number, state);
	check(b, finwave_adopt(b->rig.dev, &b->config, &b->flow), 0);
}

static void send(struct bench *b, bool from_host, uint8_t flags, uint32_t seq, uint32_t ack,
                 size_t payload)
{
	const struct packet packet = {
		.from_host = from_host,
		.flags = flags,
		.seq = seq,
		.ack = ack,
		.window = 1000,
		.payload = payload,
	};
	uint8_t frame[PACKET_MAX];
	size_t len = packet_build(&b->config, &packet, frame);

	assert_true(b->rig.lib.send(b->rig.sim, from_host ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE,
	                            frame, len, false) >= 0);
}

/* ---- one completion for every kind of end ----------------------------------------------------- */

static void end_by_last_ack(struct bench *b)
{
	adopt(b, 1, FINWAVE_LAST_ACK);
	send(b, false, TH_ACK, 5000, 1000, 0);
}

static void end_by_time_wait(struct bench *b)
{
	adopt(b, 1, FINWAVE_ESTABLISHED);
	check(b, finwave_close_flow(b->rig.dev, b->flow, NULL), 0);
	send(b, false, TH_FIN | TH_ACK, 5000, 1001, 0);
}

static void end_by_reset(struct bench *b)
{
	adopt(b, 1, FINWAVE_ESTABLISHED);
	send(b, false, TH_RST, 5000, 0, 0);
}

static void end_by_silence(struct bench *b)
{
	adopt(b, 1, FINWAVE_ESTABLISHED);
	check(b, finwave_close_flow(b->rig.dev, b->flow, NULL), 0);
}

static void end_by_fenced_silence(struct bench *b)
{
	const uint32_t end = 2000;

	adopt(b, 1, FINWAVE_ESTABLISHED);
	check(b, finwave_close_tail(b->rig.dev, b->flow, &end, "bye", 3), 0);
}

static void end_by_data(struct bench *b)
{
	adopt(b, 1, FINWAVE_FIN_WAIT_2);
	send(b, false, TH_ACK, 5000, 1000, 10);
}

static void end_by_abort(struct bench *b)
{
	adopt(b, 1, FINWAVE_CLOSE_WAIT);
	check(b, finwave_abort(b->rig.dev, b->flow), 0);
}

static void end_by_host_rst(struct bench *b)
{
	adopt(b, 1, FINWAVE_ESTABLISHED);
	send(b, true, TH_RST, 1000, 0, 0);
}

static void end_by_new_syn(struct bench *b)
{
	adopt(b, 1, FINWAVE_TIME_WAIT);
	send(b, false, TH_SYN, 5001, 0, 0);
}

static void end_by_host_syn(struct bench *b)
{
	adopt(b, 1, FINWAVE_TIME_WAIT);
	send(b, true, TH_SYN, 1001, 0, 0);
}

static void end_by_fin_wait_2_timeout(struct bench *b)
{
	adopt(b, 1, FINWAVE_FIN_WAIT_2);
}

static void end_by_release(struct bench *b)
{
	adopt(b, 1, FINWAVE_ESTABLISHED);
	check(b, finwave_release(b->rig.dev, b->flow), 0);
}

static void end_by_close_on_fin(struct bench *b)
{
	set_flow(b, 1, FINWAVE_ESTABLISHED);
	b->config.close_on_peer_fin = true;
	check(b, finwave_adopt(b->rig.dev, &b->config, &b->flow), 0);
	send(b, false, TH_FIN | TH_ACK, 5000, 1000, 0);
	send(b, false, TH_ACK, 5001, 1001, 0);
}

/* Reads what waits: completions of the flow by kind, and nothing of others. */
static unsigned completions(struct bench *b, unsigned kinds[16])
{
	struct finwave_event event;
	unsigned count = 0;
	int rc;

	while ((rc = next_event(b, &event)) == 1) {
		assert_int_equal(event.flow, b->flow);
		if (event.kind == FINWAVE_PEER_FIN) {
			assert_int_equal(count, 0);
			continue;
		}
		kinds[event.kind]++;
		count++;
	}
	check(b, rc, 0);
	return count;
}

static void one_completion_for_every_end(void **state)
{
	static const struct {
		void (*end)(struct bench *b);
		enum finwave_event_kind kind;
	} ends[] = {
		{ end_by_last_ack, FINWAVE_ORDERLY },
		{ end_by_time_wait, FINWAVE_ORDERLY },
		{ end_by_reset, FINWAVE_RESET },
		{ end_by_silence, FINWAVE_GAVE_UP },
		{ end_by_fenced_silence, FINWAVE_GAVE_UP },
		{ end_by_data, FINWAVE_ABORTED_DATA },
		{ end_by_abort, FINWAVE_ABORTED_HOST },
		{ end_by_host_rst, FINWAVE_ABORTED_HOST },
		{ end_by_new_syn, FINWAVE_REUSED },
		{ end_by_host_syn, FINWAVE_REUSED },
		{ end_by_fin_wait_2_timeout, FINWAVE_FIN_WAIT_2_EXPIRED },
		{ end_by_release, FINWAVE_RELEASED },
		{ end_by_close_on_fin, FINWAVE_ORDERLY },
	};
	struct bench *b = *state;

	configure(b, 60 * SECOND, false);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		unsigned kinds[16] = { 0 }, count;

		ends[i].end(b);
		settle(b);
		wait_ticks(b, 1000 * (uint64_t)SECOND);
		settle(b);
		count = completions(b, kinds);
		if (count != 1 || kinds[ends[i].kind] != 1)
			fail_msg("end %zu: %u completions, %u of the kind %s", i, count,
			         kinds[ends[i].kind], finwave_event_name(ends[i].kind));
		/* and nothing later, whatever comes */
		send(b, false, TH_ACK, 5001, 1001, 0);
		check(b, finwave_abort(b->rig.dev, b->flow), -ENOENT);
		wait_ticks(b, 1000 * (uint64_t)SECOND);
		assert_int_equal(completions(b, kinds), 0);
		drain(b);
	}
	finish(b);
}

/* ---- the host does not poll -------------------------------------------------------------------- */

/* Ends a flow at once, in one of the ways that need no time. */
static void end_now(struct bench *b, uint32_t number)
{
	switch (number % 3) {
	case 0:
		check(b, finwave_release(b->rig.dev, b->flow), 0);
		break;
	case 1:
		check(b, finwave_abort(b->rig.dev, b->flow), 0);
		break;
	default:
		send(b, false, TH_RST, 5000, 0, 0);
		settle(b);
		break;
	}
}

static enum finwave_event_kind kind_of_end(uint32_t number)
{
	return number % 3 == 0   ? FINWAVE_RELEASED
	       : number % 3 == 1 ? FINWAVE_ABORTED_HOST
	                         : FINWAVE_RESET;
}

/* Adopts and ends flows until the engine takes no more; returns how many it took. */
static uint32_t end_all_without_polling(struct bench *b, finwave_flow *handles, uint32_t most)
{
	uint32_t count = 0;
	int rc = 0;

	while (count < most) {
		set_flow(b, count, FINWAVE_ESTABLISHED);
		rc = finwave_adopt(b->rig.dev, &b->config, &b->flow);
		if (rc)
			break;
		handles[count] = b->flow;
		end_now(b, count++);
		drain(b);
	}
	check(b, rc, -ENOSPC);
	return count;
}

/* The completion of each, once. */
static void find_all(struct bench *b, const finwave_flow *handles, uint32_t count)
{
	uint8_t *seen = calloc(count, 1);
	struct finwave_event event;
	uint32_t events = 0;
	int rc;

	assert_non_null(seen);
	while ((rc = next_event(b, &event)) == 1) {
		uint32_t i = 0;

		while (i < count && (handles[i] != event.flow || seen[i]))
			i++;
		if (i == count)
			fail_msg("%s of flow 0x%x came twice, or it was never adopted",
			         finwave_event_name(event.kind), event.flow);
		assert_int_equal(event.kind, kind_of_end(i));
		seen[i] = 1;
		events++;
	}
	check(b, rc, 0);
	assert_int_equal(events, count);
	free(seen);
}

static void more_ends_than_queue_and_records(void **state)
{
	struct bench *b = *state;
	struct finwave_info info = { .size = sizeof(info) };
	finwave_flow *handles;
	uint32_t count, most;

	check(b, finwave_get_info(b->rig.dev, &info), 0);
	most = 2 * (b->flows + info.event_depth);
	handles = calloc(most, sizeof(*handles));
	assert_non_null(handles);
	for (unsigned round = 0; round < 2; round++) {
		count = end_all_without_polling(b, handles, most);
		print_message("%u ends without polling: %u records, a queue of %u\n", count,
		              b->flows, info.event_depth);
		assert_true(count >= b->flows);
		assert_true(count <= b->flows + info.event_depth);
		wait_ticks(b, 1000 * (uint64_t)SECOND);
		find_all(b, handles, count);
	}
	free(handles);
	finish(b);
}

/* Segments, timers and PEER_FIN events while the queue is full. */
static void peer_fin_and_completion_wait_in_the_record(void **state)
{
	struct bench *b = *state;
	struct finwave_info info = { .size = sizeof(info) };
	struct finwave_event event;
	finwave_flow waits;
	unsigned left;

	configure(b, SECOND, false);
	check(b, finwave_get_info(b->rig.dev, &info), 0);
	for (unsigned i = 0; i < info.event_depth; i++) {
		adopt(b, i, FINWAVE_ESTABLISHED);
		check(b, finwave_release(b->rig.dev, b->flow), 0);
	}
	adopt(b, 100000, FINWAVE_ESTABLISHED);
	waits = b->flow;
	check(b, finwave_close_flow(b->rig.dev, waits, NULL), 0);
	send(b, false, TH_FIN | TH_ACK, 5000, 1001, 0);
	settle(b);
	wait_ticks(b, 100 * (uint64_t)SECOND);
	for (left = info.event_depth; left; left--) {
		check(b, next_event(b, &event), 1);
		assert_int_equal(event.kind, FINWAVE_RELEASED);
	}
	wait_ticks(b, SECOND);
	check(b, next_event(b, &event), 1);
	assert_int_equal(event.flow, waits);
	assert_int_equal(event.kind, FINWAVE_PEER_FIN);
	wait_ticks(b, SECOND);
	check(b, next_event(b, &event), 1);
	assert_int_equal(event.flow, waits);
	assert_int_equal(event.kind, FINWAVE_ORDERLY);
	wait_ticks(b, SECOND);
	check(b, next_event(b, &event), 0);
	finish(b);
}

/* A full table, all in TIME_WAIT: each adoption evicts one, and each has its completion. */
static void evictions(void **state)
{
	struct bench *b = *state;
	struct finwave_event event;
	uint32_t evicted = 0, more = 200;

	configure(b, 100 * SECOND, true);
	for (uint32_t i = 0; i < b->flows + more; i++) {
		adopt(b, i, FINWAVE_TIME_WAIT);
		drain(b);
		while (finwave_next_event(b->rig.dev, &event) == 1) {
			assert_int_equal(event.kind, FINWAVE_EVICTED);
			evicted++;
		}
	}
	assert_in_range(evicted, more - 1, more);
	wait_ticks(b, 1000 * (uint64_t)SECOND);
	for (uint32_t left = b->flows + more - evicted; left; left--) {
		check(b, next_event(b, &event), 1);
		evicted += event.kind == FINWAVE_EVICTED;
	}
	assert_int_equal(evicted, more);
	check(b, next_event(b, &event), 0);
	finish(b);
}

/* ---- very many closes -------------------------------------------------------------------------- */

/* What the host knows of each handle: a number may be given out again while its event waits in the queue. */
struct open_flow {
	bool open;
	uint8_t kind;
};

static struct open_flow *flow_of(struct open_flow *flows, uint32_t handle)
{
	uint32_t id = handle & FINWAVE_CMD_HANDLE_ID_MASK;

	return &flows[id * GENERATIONS + (handle >> FINWAVE_CMD_HANDLE_GENERATION_SHIFT)];
}

static void write_word(struct bench *b, uint32_t offset, uint32_t value)
{
	check(b, b->rig.lib.write32(b->rig.sim, offset, value), 0);
}

static uint32_t read_word(struct bench *b, uint32_t offset)
{
	uint32_t value = 0;

	check(b, b->rig.lib.read32(b->rig.sim, offset, &value), 0);
	return value;
}

/* ADOPT with the descriptor as it stands, but for the peer's address and the state. */
static void adopt_next(struct bench *b, uint32_t number, enum finwave_state state)
{
	for (unsigned i = 0; i < 3; i++)
		b->config.remote_addr[1 + i] = (uint8_t)(number >> (16 - 8 * i));
	write_word(b, FINWAVE_REG_CMD_REMOTE, 11u << 24 | (number & 0xffffff));
	write_word(b, FINWAVE_REG_CMD_FLAGS, (uint32_t)state);
	write_word(b, FINWAVE_REG_DOORBELL, FINWAVE_OP_ADOPT);
	while (read_word(b, FINWAVE_REG_STATUS) & FINWAVE_STATUS_COMMAND_BUSY_MASK)
		;
	b->flow = read_word(b, FINWAVE_REG_CMD_HANDLE);
}

/* One more flow, and the frame that ends it, if it needs one. */
static enum finwave_event_kind begin_and_end(struct bench *b, uint32_t number)
{
	switch (draw_below(&b->draw, 4)) {
	case 0: /* TIME_WAIT passes by itself */
		adopt_next(b, number, FINWAVE_TIME_WAIT);
		return FINWAVE_ORDERLY;
	case 1:
		adopt_next(b, number, FINWAVE_ESTABLISHED);
		send(b, false, TH_RST, 5000, 0, 0);
		return FINWAVE_RESET;
	case 2:
		adopt_next(b, number, FINWAVE_FIN_WAIT_2);
		send(b, false, TH_ACK, 5000, 1000, 1);
		return FINWAVE_ABORTED_DATA;
	default:
		adopt_next(b, number, FINWAVE_LAST_ACK);
		send(b, false, TH_ACK, 5000, 1000, 0);
		return FINWAVE_ORDERLY;
	}
}

/* Pops what waits; every event must be the one completion of an open flow. Returns how many. */
static uint32_t take_events(struct bench *b, struct open_flow *flows)
{
	uint32_t count = 0;

	for (;;) {
		uint32_t type = read_word(b, FINWAVE_REG_EVENT_TYPE), handle;
		struct open_flow *flow;

		if (!type)
			return count;
		handle = read_word(b, FINWAVE_REG_EVENT_FLOW);
		flow = flow_of(flows, handle);
		if (!flow->open || flow->kind != (type & FINWAVE_EVENT_TYPE_KIND_MASK))
			fail_msg("event 0x%x of flow 0x%x: it is not the one that is due", type,
			         handle);
		flow->open = false;
		write_word(b, FINWAVE_REG_EVENT_POP, 1);
		count++;
	}
}

static void begin_batch(struct bench *b, struct open_flow *flows, uint32_t first, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		enum finwave_event_kind kind = begin_and_end(b, first + i);
		struct open_flow *flow = flow_of(flows, b->flow);

		assert_int_equal(read_word(b, FINWAVE_REG_CMD_RESULT), FINWAVE_CMD_RESULT_OK);
		if (flow->open)
			fail_msg("handle 0x%x was given out again before its completion", b->flow);
		flow->open = true;
		flow->kind = (uint8_t)kind;
	}
}

static void very_many_closes(void **state)
{
	struct bench *b = *state;
	struct open_flow *flows = calloc((size_t)b->flows * GENERATIONS, sizeof(*flows));
	uint64_t begun = 0, ended = 0;

	assert_non_null(flows);
	configure(b, 1, false);
	adopt(b, 0xffffff, FINWAVE_ESTABLISHED);
	check(b, finwave_release(b->rig.dev, b->flow), 0);
	write_word(b, FINWAVE_REG_EVENT_POP, 1);
	while (begun < closes) {
		unsigned batch = 1 + draw_below(&b->draw, BATCH);

		begin_batch(b, flows, (uint32_t)begun, batch);
		begun += batch;
		drain(b);
		if (draw_chance(&b->draw, 70))
			ended += take_events(b, flows);
	}
	wait_ticks(b, SECOND);
	for (uint32_t more = 1; more; ended += more) {
		sweep(b);
		more = take_events(b, flows);
	}
	print_message("%llu closes, %llu completions\n", (unsigned long long)begun,
	              (unsigned long long)ended);
	assert_int_equal(begun, ended);
	free(flows);
	finish(b);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_completion_for_every_end, open_bench,
		                                close_bench),
		cmocka_unit_test_setup_teardown(more_ends_than_queue_and_records, open_bench,
		                                close_bench),
		cmocka_unit_test_setup_teardown(peer_fin_and_completion_wait_in_the_record,
		                                open_bench, close_bench),
		cmocka_unit_test_setup_teardown(evictions, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(very_many_closes, open_bench, close_bench),
	};

	if (argc == 3 && strcmp(argv[1], "--closes") == 0)
		closes = strtoull(argv[2], NULL, 0);
	return cmocka_run_group_tests_name("events", tests, NULL, NULL) ? 1 : 0;
}
