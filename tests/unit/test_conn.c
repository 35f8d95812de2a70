/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Connections of a capture: how they close, what both ends know, copies and reuse. */
#include "host_frames.h"
#include "plan.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A handshake, ISNs 100 and 500; the next numbers are 101 and 501. */
#define HANDSHAKE                                                          \
	{ .from = 0, .flags = SYN, .seq = 100 },                           \
		{ .from = 1, .flags = SYN | ACK, .seq = 500, .ack = 101 }, \
	{                                                                  \
		.from = 0, .flags = ACK, .seq = 101, .ack = 501            \
	}

static void expect_close(const struct spec *specs, size_t count, enum conn_close close,
                         unsigned active)
{
	struct scene scene;

	scene_open(&scene, specs, count);
	assert_int_equal(scene.conns.connections, 1);
	assert_int_equal(scene.conns.conns[0]->skip, CONN_PLAYED);
	assert_string_equal(conn_close_name(scene.conns.conns[0]->close), conn_close_name(close));
	assert_int_equal(scene.conns.conns[0]->active, active);
	scene_close(&scene);
}

static void expect_skip(const struct spec *specs, size_t count, enum conn_skip skip)
{
	struct scene scene;

	scene_open(&scene, specs, count);
	assert_string_equal(conn_skip_name(scene.conns.conns[0]->skip), conn_skip_name(skip));
	scene_close(&scene);
}

static void four_segment_close(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 502 },
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 502 },
		{ .from = 1, .flags = ACK, .seq = 502, .ack = 102 },
	};

	(void)state;
	expect_close(specs, COUNT(specs), CONN_FOUR_SEGMENT, 1);
}

static void three_segment_close(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 102 },
		{ .from = 0, .flags = ACK, .seq = 102, .ack = 502 },
	};

	(void)state;
	expect_close(specs, COUNT(specs), CONN_THREE_SEGMENT, 0);
}

static void simultaneous_close(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = ACK, .seq = 102, .ack = 502 },
		{ .from = 1, .flags = ACK, .seq = 502, .ack = 102 },
	};

	(void)state;
	expect_close(specs, COUNT(specs), CONN_SIMULTANEOUS, 0);
}

static void half_close_when_data_is_taken_after_fin(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = ACK | PSH, .seq = 501, .ack = 102, .payload = 10 },
		{ .from = 0, .flags = ACK, .seq = 102, .ack = 511 },
		{ .from = 1, .flags = FIN | ACK, .seq = 511, .ack = 102 },
		{ .from = 0, .flags = ACK, .seq = 102, .ack = 512 },
	};

	(void)state;
	expect_close(specs, COUNT(specs), CONN_HALF_CLOSE, 0);
}

static void no_half_close_when_data_is_refused(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = ACK | PSH, .seq = 501, .ack = 102, .payload = 10 },
		{ .from = 1, .flags = FIN | ACK, .seq = 511, .ack = 102 },
		{ .from = 0, .flags = RST, .seq = 102 },
	};

	(void)state;
	expect_close(specs, COUNT(specs), CONN_FOUR_SEGMENT, 0);
}

static void reset_without_fin(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = ACK | PSH, .seq = 501, .ack = 101, .payload = 10 },
		{ .from = 0, .flags = RST | ACK, .seq = 101, .ack = 511 },
	};

	(void)state;
	expect_close(specs, COUNT(specs), CONN_RESET, 0);
}

static void reset_between_the_fins(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = RST | ACK, .seq = 101, .ack = 502 },
	};

	(void)state;
	expect_close(specs, COUNT(specs), CONN_RESET, 1);
}

static void unfinished_with_one_fin(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 502 },
	};

	(void)state;
	expect_close(specs, COUNT(specs), CONN_UNFINISHED, 1);
}

static void rst_that_the_connection_survives_is_no_close(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = RST | ACK, .seq = 90, .ack = 501 },
		{ .from = 0, .flags = ACK | PSH, .seq = 101, .ack = 501, .payload = 5 },
	};

	(void)state;
	expect_skip(specs, COUNT(specs), CONN_OPEN);
}

static void refused_syn_is_skipped(void **state)
{
	static const struct spec specs[] = {
		{ .from = 0, .flags = SYN, .seq = 100 },
		{ .from = 1, .flags = RST | ACK, .seq = 0, .ack = 101 },
	};

	(void)state;
	expect_skip(specs, COUNT(specs), CONN_REFUSED);
}

static void fin_out_of_nothing_is_skipped(void **state)
{
	static const struct spec specs[] = {
		{ .from = 0, .flags = FIN, .seq = 100 },
		{ .from = 1, .flags = RST | ACK, .seq = 0, .ack = 101 },
	};

	(void)state;
	expect_skip(specs, COUNT(specs), CONN_NO_STATE);
}

static void same_frames_on_another_vlan_are_a_copy(void **state)
{
	static const struct spec specs[] = {
		{ .from = 0, .flags = SYN, .seq = 100 },
		{ .from = 0, .flags = SYN, .seq = 100, .vlan = 7 },
		{ .from = 1, .flags = SYN | ACK, .seq = 500, .ack = 101 },
		{ .from = 1, .flags = SYN | ACK, .seq = 500, .ack = 101, .vlan = 7 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .vlan = 7 },
	};
	struct scene scene;

	(void)state;
	scene_open(&scene, specs, COUNT(specs));
	assert_int_equal(scene.conns.count, 2);
	assert_int_equal(scene.conns.connections, 1);
	assert_int_equal(scene.conns.conns[1]->skip, CONN_COPY);
	assert_int_equal(scene.conns.conns[1]->count, 3);
	scene_close(&scene);
}

static void directions_may_have_different_vlans(void **state)
{
	static const struct spec specs[] = {
		{ .from = 0, .flags = SYN, .seq = 100, .vlan = 80 },
		{ .from = 1, .flags = SYN | ACK, .seq = 500, .ack = 101, .vlan = 81 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .vlan = 80 },
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501, .vlan = 80 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 102, .vlan = 81 },
	};
	struct scene scene;
	struct plan plan;

	(void)state;
	scene_open(&scene, specs, COUNT(specs));
	assert_int_equal(scene.conns.count, 1);
	assert_true(plan_make(&scene.capture, scene.conns.conns[0], 1, &plan));
	assert_int_equal(plan.flow.vlan_tci[0], 80); /* what the other end's frames carry */
	plan_free(&plan);
	scene_close(&scene);
}

static void another_isn_starts_another_connection(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 102 },
		{ .from = 0, .flags = ACK, .seq = 102, .ack = 502 },
		{ .from = 0, .flags = SYN, .seq = 9000 },
		{ .from = 1, .flags = SYN | ACK, .seq = 8000, .ack = 9001 },
		{ .from = 0, .flags = ACK, .seq = 9001, .ack = 8001 },
	};
	struct scene scene;

	(void)state;
	scene_open(&scene, specs, COUNT(specs));
	assert_int_equal(scene.conns.connections, 2);
	assert_int_equal(scene.conns.conns[0]->count, 6);
	assert_int_equal(scene.conns.conns[1]->count, 3);
	assert_ptr_equal(scene.conns.conns[1]->older, scene.conns.conns[0]);
	scene_close(&scene);
}

static void late_syn_of_the_same_isn_is_of_the_connection(void **state)
{
	static const struct spec specs[] = {
		{ .from = 1, .flags = SYN | ACK, .seq = 500, .ack = 101 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501 },
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 0, .flags = SYN, .seq = 100 },
	};
	struct scene scene;

	(void)state;
	scene_open(&scene, specs, COUNT(specs));
	assert_int_equal(scene.conns.connections, 1);
	assert_int_equal(scene.conns.conns[0]->active, 0);
	scene_close(&scene);
}

static void view_before_the_close(void **state)
{
	static const struct spec specs[] = {
		{ .from = 0, .flags = SYN, .seq = 0xFFFFFFF0, .ts = true, .tsval = 10 },
		{ .from = 1,
		  .flags = SYN | ACK,
		  .seq = 500,
		  .ack = 0xFFFFFFF1,
		  .ts = true,
		  .tsval = 70 },
		{ .from = 0, .flags = ACK, .seq = 0xFFFFFFF1, .ack = 501, .ts = true, .tsval = 11 },
		/* across the wrap, out of order */
		{ .from = 0,
		  .flags = ACK,
		  .seq = 5,
		  .ack = 501,
		  .payload = 10,
		  .ts = true,
		  .tsval = 13 },
		{ .from = 0,
		  .flags = ACK,
		  .seq = 0xFFFFFFF1,
		  .ack = 501,
		  .payload = 20,
		  .ts = true,
		  .tsval = 12,
		  .window = 1234 },
		{ .from = 1,
		  .flags = ACK,
		  .seq = 501,
		  .ack = 5,
		  .payload = 3,
		  .ts = true,
		  .tsval = 71 },
		{ .from = 0, .flags = FIN | ACK, .seq = 15, .ack = 504, .ts = true, .tsval = 14 },
	};
	struct scene scene;
	struct conn_view view[2];

	(void)state;
	scene_open(&scene, specs, COUNT(specs));
	conn_view_at(&scene.capture, scene.conns.conns[0], 6, view);
	assert_int_equal(view[0].nxt, 15);
	assert_int_equal(view[0].una, 5);
	assert_int_equal(view[0].rcv_nxt, 504);
	assert_int_equal(view[0].max_window, 1234);
	assert_int_equal(view[0].ts_recent, 71);
	assert_int_equal(view[1].nxt, 504);
	assert_int_equal(view[1].una, 501);
	assert_int_equal(view[1].rcv_nxt, 15);
	assert_int_equal(view[1].ts_recent, 12); /* 13 came before its turn */
	scene_close(&scene);
}

/* The played end's command and what goes to the host's port. */
static void expect_command(const struct spec *specs, size_t count, unsigned side, size_t place,
                           enum plan_command command, enum plan_route route)
{
	struct scene scene;
	struct plan plan;

	scene_open(&scene, specs, count);
	assert_true(plan_make(&scene.capture, scene.conns.conns[0], side, &plan));
	assert_int_equal(plan.steps[place].command, command);
	assert_int_equal(plan.steps[place].route, route);
	plan_free(&plan);
	scene_close(&scene);
}

static void plan_closes_at_the_fin(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501, .payload = 8 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 110 },
	};

	(void)state;
	expect_command(specs, COUNT(specs), 0, 3, PLAN_CLOSE, PLAN_TAIL);
	expect_command(specs, COUNT(specs), 1, 4, PLAN_CLOSE, PLAN_ENGINE);
}

static void plan_shuts_down_when_the_end_still_reads(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = ACK, .seq = 501, .ack = 102, .payload = 8 },
		{ .from = 0, .flags = ACK, .seq = 102, .ack = 509 },
	};

	(void)state;
	expect_command(specs, COUNT(specs), 0, 3, PLAN_SHUTDOWN, PLAN_ENGINE);
}

static void plan_closes_when_the_end_refuses_data(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = ACK, .seq = 501, .ack = 102, .payload = 8 },
		{ .from = 0, .flags = RST, .seq = 102 },
	};

	(void)state;
	expect_command(specs, COUNT(specs), 0, 3, PLAN_CLOSE, PLAN_ENGINE);
	expect_command(specs, COUNT(specs), 0, 5, PLAN_ABORT, PLAN_ENGINE);
}

static void plan_updates_after_data_of_the_host(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 502, .payload = 8 },
		{ .from = 0, .flags = FIN | ACK, .seq = 109, .ack = 502 },
	};
	struct scene scene;
	struct plan plan;

	(void)state;
	scene_open(&scene, specs, COUNT(specs));
	assert_true(plan_make(&scene.capture, scene.conns.conns[0], 0, &plan));
	assert_int_equal(plan.steps[4].route, PLAN_HOST);
	assert_int_equal(plan.steps[4].command, PLAN_UPDATE);
	assert_int_equal(plan.steps[4].snd_nxt, 109);
	assert_false(plan.steps[4].counts);
	assert_int_equal(plan.steps[5].snd_nxt, 109);
	plan_free(&plan);
	scene_close(&scene);
}

static void plan_reckons_what_the_capture_lost_as_received(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1,
		  .flags = ACK,
		  .seq = 511,
		  .ack = 101,
		  .payload = 10 }, /* 501..510 lost */
		{ .from = 1, .flags = FIN | ACK, .seq = 521, .ack = 101 },
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 522 },
	};
	struct scene scene;
	struct plan plan;

	(void)state;
	scene_open(&scene, specs, COUNT(specs));
	assert_true(plan_make(&scene.capture, scene.conns.conns[0], 0, &plan));
	assert_true(plan.missing_before);
	assert_int_equal(plan.flow.rcv_nxt, 521);
	plan_free(&plan);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_segment_close),
		cmocka_unit_test(three_segment_close),
		cmocka_unit_test(simultaneous_close),
		cmocka_unit_test(half_close_when_data_is_taken_after_fin),
		cmocka_unit_test(no_half_close_when_data_is_refused),
		cmocka_unit_test(reset_without_fin),
		cmocka_unit_test(reset_between_the_fins),
		cmocka_unit_test(unfinished_with_one_fin),
		cmocka_unit_test(rst_that_the_connection_survives_is_no_close),
		cmocka_unit_test(refused_syn_is_skipped),
		cmocka_unit_test(fin_out_of_nothing_is_skipped),
		cmocka_unit_test(same_frames_on_another_vlan_are_a_copy),
		cmocka_unit_test(directions_may_have_different_vlans),
		cmocka_unit_test(another_isn_starts_another_connection),
		cmocka_unit_test(late_syn_of_the_same_isn_is_of_the_connection),
		cmocka_unit_test(view_before_the_close),
		cmocka_unit_test(plan_closes_at_the_fin),
		cmocka_unit_test(plan_shuts_down_when_the_end_still_reads),
		cmocka_unit_test(plan_closes_when_the_end_refuses_data),
		cmocka_unit_test(plan_updates_after_data_of_the_host),
		cmocka_unit_test(plan_reckons_what_the_capture_lost_as_received),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
