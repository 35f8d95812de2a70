/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* The plan of a played end: the text of its FIN, merged closes, what the engine is told. */
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

struct made {
	struct scene scene;
	struct plan plan;
};

static void make(struct made *m, const struct spec *specs, size_t count, unsigned side)
{
	scene_open(&m->scene, specs, count);
	assert_int_equal(m->scene.conns.connections, 1);
	assert_true(plan_make(&m->scene.capture, m->scene.conns.conns[0], side, &m->plan));
}

static void unmake(struct made *m)
{
	plan_free(&m->plan);
	scene_close(&m->scene);
}

/* ---- the tail ------------------------------------------------------------------------------- */

/* A FIN with `payload` bytes; the other end's window before it. */
static void expect_tail(uint32_t payload, uint16_t window, bool ts, bool tail)
{
	const struct spec specs[] = {
		{ .from = 0, .flags = SYN, .seq = 100, .ts = ts, .tsval = 1 },
		{ .from = 1, .flags = SYN | ACK, .seq = 500, .ack = 101, .ts = ts, .tsval = 1 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .ts = ts, .tsval = 2 },
		{ .from = 1,
		  .flags = ACK,
		  .seq = 501,
		  .ack = 101,
		  .window = window,
		  .ts = ts,
		  .tsval = 2 },
		{ .from = 0,
		  .flags = FIN | ACK,
		  .seq = 101,
		  .ack = 501,
		  .payload = payload,
		  .ts = ts,
		  .tsval = 3 },
		{ .from = 1,
		  .flags = FIN | ACK,
		  .seq = 501,
		  .ack = 102 + payload,
		  .ts = ts,
		  .tsval = 3 },
	};
	struct made m;

	make(&m, specs, COUNT(specs), 0);
	assert_int_equal(m.plan.tail, tail);
	assert_int_equal(m.plan.steps[4].route, tail ? PLAN_TAIL : PLAN_SPLIT);
	assert_int_equal(m.plan.steps[4].command, PLAN_CLOSE);
	assert_int_equal(m.plan.steps[4].snd_nxt, tail ? 101 : 101 + payload);
	assert_true(m.plan.flow.has_snd_wnd);
	assert_int_equal(m.plan.flow.snd_wnd, window);
	unmake(&m);
}

static void tail_is_one_segment_that_the_peer_has_room_for(void **state)
{
	(void)state;
	expect_tail(536, 1000, false, true); /* the MSS of a SYN without the option */
	expect_tail(537, 1000, false, false);
	expect_tail(524, 1000, true, true); /* 12 bytes are the timestamps' */
	expect_tail(525, 1000, true, false);
	expect_tail(20, 20, false, true);
	expect_tail(20, 19, false, false);
}

static void tail_is_new_text(void **state)
{
	struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .payload = 8 },
		{ .from = 0, .flags = FIN | ACK, .seq = 109, .ack = 501, .payload = 8 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 118 },
	};
	struct made m;

	(void)state;
	make(&m, specs, COUNT(specs), 0);
	assert_true(m.plan.tail);
	unmake(&m);
	specs[4].seq = 108; /* one byte of it was in the frame before */
	specs[4].payload = 9;
	make(&m, specs, COUNT(specs), 0);
	assert_false(m.plan.tail);
	unmake(&m);
}

/* Text of the tail again is the engine's, what lies before it is the host's. */
static void tail_again_is_the_engines(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .payload = 8 },
		{ .from = 0, .flags = FIN | ACK, .seq = 109, .ack = 501, .payload = 8 },
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501, .payload = 16 },
		{ .from = 0, .flags = ACK, .seq = 109, .ack = 501, .payload = 4 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .payload = 8 },
		{ .from = 0, .flags = ACK, .seq = 109, .ack = 501, .payload = 9 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 118 },
	};
	struct made m;

	(void)state;
	make(&m, specs, COUNT(specs), 0);
	assert_int_equal(m.plan.steps[5].route, PLAN_TAIL);
	assert_int_equal(m.plan.steps[6].route, PLAN_TAIL);
	assert_true(m.plan.steps[6].counts);
	assert_int_equal(m.plan.steps[7].route, PLAN_HOST);
	assert_int_equal(m.plan.steps[8].route, PLAN_HOST); /* beyond the FIN */
	assert_false(m.plan.steps[8].counts);
	unmake(&m);
}

/* ---- a FIN that acknowledges the other ------------------------------------------------------- */

/* The passive end sends `payload` bytes, if any, and its FIN `delay` microseconds after the other's. */
static void expect_merge(uint64_t delay, uint32_t payload, uint32_t ack, bool broken,
                         enum plan_merge merge)
{
	const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0,
		  .flags = FIN | ACK,
		  .seq = 101,
		  .ack = 501,
		  .time_us = 1000000,
		  .bad_checksum = broken },
		{ .from = 1,
		  .flags = ACK,
		  .seq = 501,
		  .ack = 101,
		  .payload = payload,
		  .time_us = 1000000 + delay / 2 },
		{ .from = 1,
		  .flags = FIN | ACK,
		  .seq = 501 + payload,
		  .ack = ack,
		  .time_us = 1000000 + delay },
		{ .from = 0, .flags = ACK, .seq = 102, .ack = 502 + payload },
	};
	struct made m;

	make(&m, specs, COUNT(specs), 1);
	assert_int_equal(m.plan.merge, merge);
	assert_int_equal(m.plan.flow.watch, merge == PLAN_WINDOW);
	assert_int_equal(m.plan.flow.close_on_peer_fin, merge == PLAN_ANSWER);
	/* The ACK of what came before is the stack's, with `watch`; without, it is compared. */
	if (!payload)
		assert_int_equal(m.plan.steps[4].route,
		                 merge == PLAN_WINDOW ? PLAN_HOST : PLAN_ENGINE);
	unmake(&m);

	make(&m, specs, COUNT(specs), 0);
	assert_int_equal(m.plan.merge, PLAN_APART);
	unmake(&m);
}

static void passive_end_merges_where_the_capture_does(void **state)
{
	(void)state;
	expect_merge(200, 0, 102, false, PLAN_WINDOW);
	expect_merge(130000, 0, 102, false, PLAN_WINDOW);
	expect_merge(130000, 5, 102, false, PLAN_WINDOW);
	expect_merge(131000, 0, 102, false, PLAN_ANSWER); /* longer than the window */
	expect_merge(131000, 5, 102, false, PLAN_APART);
	expect_merge(499999, 0, 102, false, PLAN_ANSWER);
	expect_merge(500000, 0, 102, false, PLAN_APART); /* no ACK is delayed so long */
	expect_merge(200, 0, 101, false, PLAN_APART);    /* simultaneous */
	expect_merge(200, 0, 102, true, PLAN_APART);     /* the engine will drop the FIN */
}

static void ack_of_its_own_is_no_merged_close(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = ACK, .seq = 501, .ack = 102 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 102 },
	};
	struct made m;

	(void)state;
	make(&m, specs, COUNT(specs), 1);
	assert_int_equal(m.plan.merge, PLAN_APART);
	unmake(&m);
}

/* ---- what the engine is told ------------------------------------------------------------------ */

static void host_frames_need_no_update(void **state)
{
	struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 502, .payload = 8 },
		{ .from = 1, .flags = ACK, .seq = 502, .ack = 109 },
		{ .from = 0, .flags = FIN | ACK, .seq = 109, .ack = 502 },
	};
	struct made m;

	(void)state;
	make(&m, specs, COUNT(specs), 0);
	for (size_t i = 0; i < COUNT(specs); i++) {
		assert_false(m.plan.steps[i].has_nxt);
		assert_false(m.plan.steps[i].has_sent);
	}
	unmake(&m);
}

/* Numbers 101 to 108 are in no frame: they count as sent once acknowledged, or when the FIN leaves. */
static void what_the_capture_lacks_counts_as_sent(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 1, .flags = ACK, .seq = 502, .ack = 105 },
		{ .from = 1, .flags = ACK, .seq = 502, .ack = 900 }, /* never sent */
		{ .from = 0, .flags = FIN | ACK, .seq = 109, .ack = 502 },
	};
	struct made m;

	(void)state;
	make(&m, specs, COUNT(specs), 0);
	assert_false(m.plan.steps[3].has_sent);
	assert_true(m.plan.steps[4].has_sent);
	assert_int_equal(m.plan.steps[4].sent, 105);
	assert_false(m.plan.steps[5].has_sent);
	assert_true(m.plan.steps[6].has_sent);
	assert_int_equal(m.plan.steps[6].sent, 109);
	unmake(&m);
}

/* The ACK of our FIN was captured before it: the engine closes first, at the FIN's number. */
static void ack_of_the_fin_before_the_fin(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 502 },
		{ .from = 1, .flags = ACK, .seq = 502, .ack = 110 }, /* 5 */
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 502, .payload = 8 },
		{ .from = 0, .flags = FIN | ACK, .seq = 109, .ack = 502 },
	};
	struct made m;

	(void)state;
	make(&m, specs, COUNT(specs), 0);
	assert_true(m.plan.steps[5].close_first);
	assert_true(m.plan.steps[5].has_sent);
	assert_int_equal(m.plan.steps[5].sent, 109);
	assert_false(m.plan.steps[7].has_sent);
	assert_int_equal(m.plan.steps[7].snd_nxt, 109);
	unmake(&m);
}

/* The same before the adoption: neither end's FIN counts in the state that is adopted. */
static void fins_acknowledged_before_they_were_captured(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = ACK, .seq = 501, .ack = 110 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .payload = 8 },
		{ .from = 0, .flags = FIN | ACK, .seq = 109, .ack = 501 }, /* 5 */
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 110 },
	};
	struct made m;

	(void)state;
	make(&m, specs, COUNT(specs), 0);
	assert_int_equal(m.plan.flow.snd_una, 109);
	assert_int_equal(m.plan.flow.snd_nxt, 109);
	assert_int_equal(m.plan.steps[5].snd_nxt, 109);
	unmake(&m);
	make(&m, specs, COUNT(specs), 1);
	assert_int_equal(m.plan.flow.rcv_nxt, 109);
	unmake(&m);
}

static void echo_stands_for_a_timestamp_that_was_not_seen(void **state)
{
	static const struct spec specs[] = {
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .ts = true, .tsval = 7 },
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501, .ts = true, .tsval = 8 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 102, .ts = true, .tsval = 9 },
	};
	struct made m;

	(void)state;
	make(&m, specs, COUNT(specs), 0);
	assert_int_equal(m.plan.flow.ts_recent, 1); /* what build_frame() echoes */
	unmake(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tail_is_one_segment_that_the_peer_has_room_for),
		cmocka_unit_test(tail_is_new_text),
		cmocka_unit_test(tail_again_is_the_engines),
		cmocka_unit_test(passive_end_merges_where_the_capture_does),
		cmocka_unit_test(ack_of_its_own_is_no_merged_close),
		cmocka_unit_test(host_frames_need_no_update),
		cmocka_unit_test(what_the_capture_lacks_counts_as_sent),
		cmocka_unit_test(ack_of_the_fin_before_the_fin),
		cmocka_unit_test(fins_acknowledged_before_they_were_captured),
		cmocka_unit_test(echo_stands_for_a_timestamp_that_was_not_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
