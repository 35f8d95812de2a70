/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * libfinwave over "sim:64": the same calls as a program makes, answered by the Verilated engine.
 * Nothing is on its wire, so flows move by commands only. Skipped where the engine is not built.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "finwave.h"

#define EVENT_POLLS 100000

static const struct finwave_flow_config some_flow = {
	.size = sizeof(some_flow),
	.state = FINWAVE_ESTABLISHED,
	.local_addr = { 192, 0, 2, 1 },
	.remote_addr = { 198, 51, 100, 7 },
	.local_port = 443,
	.remote_port = 50000,
	.local_mac = { 0x02, 0, 0, 0, 0, 1 },
	.peer_mac = { 0x02, 0, 0, 0, 0, 2 },
	.snd_una = 0xFFFFFFF0u,
	.snd_nxt = 0xFFFFFFFFu,
	.rcv_nxt = 5000,
	.rcv_wnd = 65535,
	.snd_wscale = 7,
	.max_wnd = 501,
	.rto_us = 200000,
};

static int open_device(void **state)
{
	struct finwave_dev *dev;

	assert_int_equal(finwave_open("sim:64", &dev), 0);
	assert_int_equal(finwave_enable(dev, true), 0);
	*state = dev;
	return 0;
}

static int close_device(void **state)
{
	finwave_close(*state);
	return 0;
}

static finwave_flow adopt(struct finwave_dev *dev, uint16_t remote_port, enum finwave_state state)
{
	struct finwave_flow_config config = some_flow;
	finwave_flow flow = 0;

	config.remote_port = remote_port;
	config.state = state;
	assert_int_equal(finwave_adopt(dev, &config, &flow), 0);
	return flow;
}

static struct finwave_flow_info query(struct finwave_dev *dev, finwave_flow flow)
{
	struct finwave_flow_info info;

	assert_int_equal(finwave_query(dev, flow, &info), 0);
	return info;
}

static struct finwave_event wait_event(struct finwave_dev *dev)
{
	struct finwave_event event = { .flow = 0 };
	int got = 0;

	for (int i = 0; i < EVENT_POLLS && !got; i++)
		got = finwave_next_event(dev, &event);
	assert_int_equal(got, 1);
	return event;
}

static void expect_end(struct finwave_dev *dev, finwave_flow flow, enum finwave_event_kind kind,
                       enum finwave_state before)
{
	struct finwave_event event = wait_event(dev);
	struct finwave_flow_info info;

	assert_int_equal(event.kind, kind);
	assert_int_equal(event.flow, flow);
	assert_int_equal(event.state, before);
	assert_int_equal(finwave_query(dev, flow, &info), -ENOENT);
	assert_int_equal(finwave_next_event(dev, &event), 0);
}

static uint64_t counter(struct finwave_dev *dev, const char *wanted)
{
	const char *name;
	uint64_t value;

	for (unsigned i = 0; finwave_counter(dev, i, &name, &value) == 0; i++)
		if (!strcmp(name, wanted))
			return value;
	fail_msg("no counter %s", wanted);
	return 0;
}

static struct finwave_info info_of(struct finwave_dev *dev)
{
	struct finwave_info info = { .size = sizeof(info) };

	assert_int_equal(finwave_get_info(dev, &info), 0);
	assert_false(info.fault);
	return info;
}

static uint32_t flows_held(struct finwave_dev *dev)
{
	return info_of(dev).flows_held;
}

/* ---- the engine as a whole ------------------------------------------------------------------ */

static void info_of_an_idle_engine(void **state)
{
	struct finwave_info info = { .size = sizeof(info) };

	assert_int_equal(finwave_get_info(*state, &info), 0);
	assert_int_equal(info.version_major, 2);
	assert_int_equal(info.data_width, 64);
	assert_true(info.flow_count >= 256 && info.event_depth > 1);
	assert_int_equal(info.flows_held, 0);
	assert_int_equal(info.flows_tracked, 0);
	assert_true(info.tail_buffers >= 1);
	assert_int_equal(info.tail_free, info.tail_buffers);
	assert_int_equal(info.tail_max, 1460);
	assert_false(info.fault);
}

static void config_comes_back_as_written(void **state)
{
	struct finwave_config config = { .size = sizeof(config) };
	struct finwave_config back = { .size = sizeof(back) };

	assert_int_equal(finwave_get_config(*state, &config), 0);
	assert_int_equal(config.time_wait_us, 60000000);
	assert_int_equal(config.merge_window_us, 500);
	assert_int_equal(config.track_idle_us, 300000000);
	assert_false(config.transparent || config.evict);
	config.linux_compat = config.syn_rst = config.transparent = config.evict = true;
	config.time_wait_us = 0;
	config.merge_window_us = 0x1FFFF;
	config.track_idle_us = 0x7FFFFFFF;
	config.rto_first_us = 200000;
	config.rto_max_us = 0x0FFFFFFF;
	config.r2_us = 0;
	config.fin_wait_2_us = 0x7FFFFFFF;
	config.ack_interval_us = 0;
	config.ack_budget = 65535;
	config.fin_retries = 31;
	config.ts_shift = 0;
	config.hash_key[3] ^= 0x12345678u;
	assert_int_equal(finwave_set_config(*state, &config), 0);
	assert_int_equal(finwave_get_config(*state, &back), 0);
	assert_memory_equal(&config, &back, sizeof(config));
	adopt(*state, 50000, FINWAVE_ESTABLISHED);
	config.hash_key[0]++;
	assert_int_equal(finwave_set_config(*state, &config), -EBUSY);
}

static void adopt_while_disabled_is_refused(void **state)
{
	finwave_flow flow;

	assert_int_equal(finwave_enable(*state, false), 0);
	assert_int_equal(finwave_adopt(*state, &some_flow, &flow), -ENETDOWN);
	assert_int_equal(finwave_enable(*state, true), 0);
	assert_int_equal(finwave_adopt(*state, &some_flow, &flow), 0);
}

/* ---- adopt and query ------------------------------------------------------------------------ */

static void adopted_flow_is_what_was_given(void **state)
{
	finwave_flow flow = adopt(*state, 50000, FINWAVE_ESTABLISHED);
	struct finwave_flow_info info = query(*state, flow);

	assert_int_equal(info.state, FINWAVE_ESTABLISHED);
	assert_int_equal(info.snd_una, some_flow.snd_una);
	assert_int_equal(info.snd_nxt, some_flow.snd_nxt);
	assert_int_equal(info.rcv_nxt, some_flow.rcv_nxt);
	assert_int_equal(info.rcv_wnd, some_flow.rcv_wnd);
	assert_int_equal(info.rto_us, some_flow.rto_us);
	assert_int_equal(info.snd_wnd, some_flow.max_wnd);
	assert_int_equal(info.tail_len, 0);
	assert_false(info.timer_running || info.half_close);
	assert_false(info.watch || info.ack_owed || info.tracked);
	assert_int_equal(flows_held(*state), 1);
	assert_true(counter(*state, "COUNT_ADOPTED") == 1);
	assert_true(counter(*state, "COUNT_SENT") == 0);
}

static void adopt_takes_every_synchronized_state(void **state)
{
	for (unsigned s = FINWAVE_ESTABLISHED; s <= FINWAVE_TIME_WAIT; s++) {
		finwave_flow flow = adopt(*state, (uint16_t)s, (enum finwave_state)s);
		struct finwave_flow_info info = query(*state, flow);

		assert_int_equal(info.state, s);
		assert_int_equal(info.timer_running,
		                 s != FINWAVE_ESTABLISHED && s != FINWAVE_CLOSE_WAIT);
		assert_int_equal(finwave_abort(*state, flow), 0);
		expect_end(*state, flow, FINWAVE_ABORTED_HOST, (enum finwave_state)s);
	}
	/* RFC 9293 3.10.5: no RST from CLOSING, LAST-ACK, TIME-WAIT. */
	assert_true(counter(*state, "COUNT_SENT") == 4);
	assert_int_equal(flows_held(*state), 0);
}

static void adopt_twice_exists(void **state)
{
	finwave_flow flow = adopt(*state, 50000, FINWAVE_ESTABLISHED), second;

	assert_int_equal(finwave_adopt(*state, &some_flow, &second), -EEXIST);
	assert_int_equal(finwave_release(*state, flow), 0);
	expect_end(*state, flow, FINWAVE_RELEASED, FINWAVE_ESTABLISHED);
	second = adopt(*state, 50000, FINWAVE_ESTABLISHED);
	assert_int_not_equal(second, flow);
	assert_int_equal(finwave_abort(*state, flow), -ENOENT);
}

static void adopt_tells_tuples_apart(void **state)
{
	struct finwave_flow_config config = some_flow;
	finwave_flow flow;

	assert_int_equal(finwave_adopt(*state, &config, &flow), 0);
	config.vlan_count = 1;
	config.vlan_tci[0] = 100;
	assert_int_equal(finwave_adopt(*state, &config, &flow), 0);
	config.vlan_tci[0] = 0xE000 | 100; /* another priority is no other VLAN */
	assert_int_equal(finwave_adopt(*state, &config, &flow), -EEXIST);
	config.vlan_count = 2;
	assert_int_equal(finwave_adopt(*state, &config, &flow), 0);
	config.vlan_count = 0;
	config.ipv6 = true;
	assert_int_equal(finwave_adopt(*state, &config, &flow), 0);
	config.remote_addr[15] = 1;
	assert_int_equal(finwave_adopt(*state, &config, &flow), 0);
	assert_int_equal(flows_held(*state), 5);
}

/* ---- commands ------------------------------------------------------------------------------- */

static void close_of_established_sends_fin(void **state)
{
	finwave_flow flow = adopt(*state, 50000, FINWAVE_ESTABLISHED);
	struct finwave_flow_info info;

	assert_int_equal(finwave_close_flow(*state, flow, &some_flow.snd_nxt), 0);
	info = query(*state, flow);
	assert_int_equal(info.state, FINWAVE_FIN_WAIT_1);
	assert_int_equal(info.fin_at, some_flow.snd_nxt);
	assert_int_equal(info.snd_nxt, some_flow.snd_nxt + 1);
	assert_int_equal(info.retries, 0);
	assert_true(info.timer_running);
	assert_int_equal(finwave_close_flow(*state, flow, NULL), -EALREADY);
	assert_true(counter(*state, "COUNT_SENT") == 1);
	assert_int_equal(finwave_abort(*state, flow), 0);
	expect_end(*state, flow, FINWAVE_ABORTED_HOST, FINWAVE_FIN_WAIT_1);
}

static void close_ahead_of_the_hosts_frames_waits_for_them(void **state)
{
	finwave_flow flow = adopt(*state, 50000, FINWAVE_ESTABLISHED);
	const uint32_t end = some_flow.snd_nxt + 1000;
	struct finwave_flow_info info;

	assert_int_equal(finwave_close_flow(*state, flow, &end), 0);
	info = query(*state, flow);
	assert_int_equal(info.state, FINWAVE_FIN_WAIT_1);
	assert_int_equal(info.fin_at, end);
	assert_int_equal(info.snd_nxt, some_flow.snd_nxt);
	assert_true(info.timer_running);
	assert_true(counter(*state, "COUNT_SENT") == 0);
}

static void close_behind_what_was_sent_is_refused(void **state)
{
	finwave_flow flow = adopt(*state, 50000, FINWAVE_ESTABLISHED);
	const uint32_t end = some_flow.snd_nxt - 1;

	assert_int_equal(finwave_close_flow(*state, flow, &end), -EALREADY);
	assert_int_equal(finwave_shutdown_tail(*state, flow, &end, "bye", 3), -EALREADY);
	assert_int_equal(query(*state, flow).state, FINWAVE_ESTABLISHED);
	assert_int_equal(info_of(*state).tail_free, info_of(*state).tail_buffers);
}

static void close_tail_is_sent_and_its_buffer_comes_back(void **state)
{
	finwave_flow flow = adopt(*state, 50000, FINWAVE_ESTABLISHED);
	struct finwave_flow_info info;

	assert_int_equal(finwave_close_tail(*state, flow, NULL, "bye", 3), 0);
	info = query(*state, flow);
	assert_int_equal(info.state, FINWAVE_FIN_WAIT_1);
	assert_int_equal(info.fin_at, some_flow.snd_nxt + 3);
	assert_int_equal(info.snd_nxt, some_flow.snd_nxt + 4);
	assert_int_equal(info.tail_len, 3);
	assert_int_equal(info_of(*state).tail_free, info_of(*state).tail_buffers - 1);
	assert_int_equal(finwave_abort(*state, flow), 0);
	expect_end(*state, flow, FINWAVE_ABORTED_HOST, FINWAVE_FIN_WAIT_1);
	assert_int_equal(info_of(*state).tail_free, info_of(*state).tail_buffers);
}

static void close_tail_without_a_buffer_then_plainly(void **state)
{
	const uint32_t buffers = info_of(*state).tail_buffers;
	finwave_flow flow = 0;

	for (uint32_t i = 0; i <= buffers && i < info_of(*state).flow_count; i++) {
		flow = adopt(*state, (uint16_t)(1000 + i), FINWAVE_CLOSE_WAIT);
		assert_int_equal(finwave_shutdown_tail(*state, flow, NULL, "bye", 3),
		                 i < buffers ? 0 : -ENOBUFS);
	}
	assert_int_equal(query(*state, flow).state, FINWAVE_CLOSE_WAIT);
	assert_int_equal(finwave_shutdown(*state, flow, NULL), 0);
	assert_int_equal(query(*state, flow).state, FINWAVE_LAST_ACK);
	assert_int_equal(query(*state, flow).tail_len, 0);
}

static void close_of_a_watched_flow_keeps_the_watch(void **state)
{
	struct finwave_flow_config config = some_flow;
	finwave_flow flow;

	config.watch = config.has_snd_wnd = true;
	config.snd_wnd = 17;
	assert_int_equal(finwave_adopt(*state, &config, &flow), 0);
	assert_true(query(*state, flow).watch);
	assert_int_equal(query(*state, flow).snd_wnd, 17);
	assert_int_equal(finwave_shutdown(*state, flow, NULL), 0);
	assert_true(query(*state, flow).watch);
	assert_int_equal(finwave_close_flow(*state, flow, NULL), 0);
	assert_true(query(*state, flow).watch);
	assert_false(query(*state, flow).half_close);
}

static void close_of_close_wait_leads_to_last_ack(void **state)
{
	finwave_flow flow = adopt(*state, 50000, FINWAVE_CLOSE_WAIT);

	assert_int_equal(finwave_close_flow(*state, flow, NULL), 0);
	assert_int_equal(query(*state, flow).state, FINWAVE_LAST_ACK);
	assert_int_equal(query(*state, flow).snd_nxt, 0); /* the FIN is number 2^32 - 1 */
}

static void shutdown_then_close_drops_the_half_close(void **state)
{
	finwave_flow flow = adopt(*state, 50000, FINWAVE_ESTABLISHED);

	assert_int_equal(finwave_shutdown(*state, flow, NULL), 0);
	assert_true(query(*state, flow).half_close);
	assert_int_equal(finwave_close_flow(*state, flow, NULL), 0);
	assert_false(query(*state, flow).half_close);
	assert_int_equal(query(*state, flow).state, FINWAVE_FIN_WAIT_1);
	assert_true(counter(*state, "COUNT_SENT") == 1);
}

static void update_moves_snd_nxt_and_credit(void **state)
{
	finwave_flow flow = adopt(*state, 50000, FINWAVE_ESTABLISHED);
	const uint32_t snd_nxt = 100, rcv_wnd = 1000;

	assert_int_equal(finwave_update(*state, flow, &snd_nxt, &rcv_wnd), 0);
	assert_int_equal(query(*state, flow).snd_nxt, snd_nxt);
	assert_int_equal(query(*state, flow).rcv_wnd, rcv_wnd);
	assert_int_equal(finwave_close_flow(*state, flow, NULL), 0);
	assert_int_equal(finwave_update(*state, flow, &snd_nxt, NULL), -EALREADY);
	assert_int_equal(finwave_update(*state, flow, NULL, &snd_nxt), 0);
	assert_int_equal(query(*state, flow).rcv_wnd, 100);
}

static void command_on_no_flow(void **state)
{
	assert_int_equal(finwave_close_flow(*state, 5, NULL), -ENOENT);
	assert_int_equal(finwave_abort(*state, 0x00FFFFFFu), -ENOENT);
	assert_int_equal(finwave_release(*state, 0), -ENOENT);
}

/* ---- many ----------------------------------------------------------------------------------- */

static void events_outlive_a_full_queue(void **state)
{
	struct finwave_info info = { .size = sizeof(info) };
	finwave_flow *flows;
	uint32_t count;

	assert_int_equal(finwave_get_info(*state, &info), 0);
	count = 2 * info.event_depth + 3;
	if (count > info.flow_count / 2)
		count = info.flow_count / 2;
	flows = calloc(count, sizeof(*flows));
	assert_non_null(flows);
	for (uint32_t i = 0; i < count; i++)
		flows[i] = adopt(*state, (uint16_t)(1000 + i), FINWAVE_ESTABLISHED);
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(finwave_abort(*state, flows[i]), 0);
	for (uint32_t i = 0; i < count; i++) {
		struct finwave_event event = wait_event(*state);
		uint32_t j = 0;

		assert_int_equal(event.kind, FINWAVE_ABORTED_HOST);
		while (j < count && flows[j] != event.flow)
			j++;
		assert_true(j < count);
		flows[j] = UINT32_MAX; /* each flow has one event */
	}
	free(flows);
	assert_int_equal(flows_held(*state), 0);
	assert_true(counter(*state, "COUNT_FREED") == count);
}

static void table_takes_95_percent_before_it_refuses(void **state)
{
	struct finwave_info info = { .size = sizeof(info) };
	struct finwave_flow_config config = some_flow;
	finwave_flow flow;
	uint32_t count = 0;
	int err;

	assert_int_equal(finwave_get_info(*state, &info), 0);
	do {
		config.remote_port = (uint16_t)(count * 40503u);
		config.remote_addr[2] = (uint8_t)(count >> 8);
		config.remote_addr[3] = (uint8_t)count;
		err = finwave_adopt(*state, &config, &flow);
	} while (!err && ++count < info.flow_count);
	assert_true(err == 0 || err == -ENOSPC);
	assert_true(count >= info.flow_count / 100 * 95);
	assert_int_equal(flows_held(*state), count);
}

static void time_wait_of_zero_ends_at_once(void **state)
{
	struct finwave_config config = { .size = sizeof(config) };
	finwave_flow flow;

	assert_int_equal(finwave_get_config(*state, &config), 0);
	config.time_wait_us = 0;
	assert_int_equal(finwave_set_config(*state, &config), 0);
	flow = adopt(*state, 50000, FINWAVE_TIME_WAIT);
	expect_end(*state, flow, FINWAVE_ORDERLY, FINWAVE_TIME_WAIT);
	assert_int_equal(flows_held(*state), 0);
}

/* One flow in TIME_WAIT in a table full of others: it makes room, once, and only when it may. */
static void evict_makes_room_in_a_full_table(void **state)
{
	struct finwave_config config = { .size = sizeof(config) };
	struct finwave_flow_config new_flow = some_flow;
	const uint32_t flow_count = info_of(*state).flow_count;
	finwave_flow oldest = adopt(*state, 443, FINWAVE_TIME_WAIT), flow;
	uint32_t tries = 0;

	while (flows_held(*state) < flow_count && tries++ < 2 * flow_count) {
		new_flow.remote_addr[2] = (uint8_t)(tries >> 8);
		new_flow.remote_addr[3] = (uint8_t)tries;
		new_flow.remote_port = (uint16_t)(tries * 40503u);
		finwave_adopt(*state, &new_flow, &flow);
	}
	assert_int_equal(flows_held(*state), flow_count);
	new_flow.remote_addr[0]++;
	assert_int_equal(finwave_adopt(*state, &new_flow, &flow), -ENOSPC);

	assert_int_equal(finwave_get_config(*state, &config), 0);
	config.evict = true;
	assert_int_equal(finwave_set_config(*state, &config), 0);
	assert_int_equal(finwave_adopt(*state, &new_flow, &flow), 0);
	expect_end(*state, oldest, FINWAVE_EVICTED, FINWAVE_TIME_WAIT);
	new_flow.remote_addr[0]++;
	assert_int_equal(finwave_adopt(*state, &new_flow, &flow), -ENOSPC);
	assert_int_equal(flows_held(*state), flow_count);
}

#define WITH_DEVICE(test) cmocka_unit_test_setup_teardown(test, open_device, close_device)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DEVICE(info_of_an_idle_engine),
		WITH_DEVICE(config_comes_back_as_written),
		WITH_DEVICE(adopt_while_disabled_is_refused),
		WITH_DEVICE(adopted_flow_is_what_was_given),
		WITH_DEVICE(adopt_takes_every_synchronized_state),
		WITH_DEVICE(adopt_twice_exists),
		WITH_DEVICE(adopt_tells_tuples_apart),
		WITH_DEVICE(close_of_established_sends_fin),
		WITH_DEVICE(close_ahead_of_the_hosts_frames_waits_for_them),
		WITH_DEVICE(close_behind_what_was_sent_is_refused),
		WITH_DEVICE(close_tail_is_sent_and_its_buffer_comes_back),
		WITH_DEVICE(close_tail_without_a_buffer_then_plainly),
		WITH_DEVICE(close_of_a_watched_flow_keeps_the_watch),
		WITH_DEVICE(close_of_close_wait_leads_to_last_ack),
		WITH_DEVICE(shutdown_then_close_drops_the_half_close),
		WITH_DEVICE(update_moves_snd_nxt_and_credit),
		WITH_DEVICE(command_on_no_flow),
		WITH_DEVICE(events_outlive_a_full_queue),
		WITH_DEVICE(table_takes_95_percent_before_it_refuses),
		WITH_DEVICE(time_wait_of_zero_ends_at_once),
		WITH_DEVICE(evict_makes_room_in_a_full_table),
	};
	struct finwave_dev *dev;

	if (finwave_open("sim:64", &dev) == -ENOENT) {
		puts("skipped: libfinwave_sim64.so is not built");
		return 77;
	}
	finwave_close(dev);
	return cmocka_run_group_tests_name("driver_sim", tests, NULL, NULL);
}
