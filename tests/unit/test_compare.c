/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The comparison: alignment, and each rule with a case that it explains and one, with its condition
 * broken, that it must not.
 */
#include "host_frames.h"
#include "align.h"
#include "compare.h"
#include "finwave_regs.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A handshake, ISNs 100 and 500; places 0 to 2. */
#define HANDSHAKE                                                          \
	{ .from = 0, .flags = SYN, .seq = 100 },                           \
		{ .from = 1, .flags = SYN | ACK, .seq = 500, .ack = 101 }, \
	{                                                                  \
		.from = 0, .flags = ACK, .seq = 101, .ack = 501            \
	}

/* What the engine did, written down by hand. */
struct run {
	struct scene scene;
	struct play play;
	struct comparison comparison;
};

static void run_open(struct run *run, const struct spec *specs, size_t count, unsigned side)
{
	memset(run, 0, sizeof(*run));
	scene_open(&run->scene, specs, count);
	assert_int_equal(run->scene.conns.count, 1);
	assert_true(
		plan_make(&run->scene.capture, run->scene.conns.conns[0], side, &run->play.plan));
	run->play.fate = calloc(count, sizeof(*run->play.fate));
	run->play.events = calloc(32, sizeof(*run->play.events));
	assert_non_null(run->play.fate);
	assert_non_null(run->play.events);
	for (size_t i = 0; i < count; i++)
		if (run->play.plan.steps[i].route == PLAN_WIRE)
			run->play.fate[i] = PLAY_TAKEN;
	run->play.status = PLAY_FREED;
}

static struct play_event *add(struct run *run, uint8_t op, uint8_t reason, size_t cause,
                              uint8_t new_state)
{
	struct play_event *event = &run->play.events[run->play.event_count++];

	event->op = op;
	event->reason = reason;
	event->cause = cause;
	event->new_state = new_state;
	return event;
}

static struct play_event *send_segment(struct play_event *event, uint8_t flags, uint32_t seq,
                                       uint32_t ack)
{
	event->emitted = true;
	event->send = FINWAVE_SEND_ACK;
	event->segment = (struct play_segment){ .seq = seq, .ack = ack, .flags = flags };
	return event;
}

static struct play_event *answer(struct run *run, uint8_t reason, size_t cause, uint8_t state,
                                 uint32_t seq, uint32_t ack)
{
	return send_segment(add(run, FINWAVE_OP_SEGMENT, reason, cause, state), ACK, seq, ack);
}

static struct play_event *close_at(struct run *run, size_t cause, uint8_t state, uint32_t seq,
                                   uint32_t ack)
{
	return send_segment(add(run, FINWAVE_OP_CLOSE, FINWAVE_REASON_COMMAND_DONE, cause, state),
	                    FIN | ACK, seq, ack);
}

static void run_compare(struct run *run)
{
	assert_true(compare_play(&run->scene.capture, &run->play, &run->comparison));
}

static void run_close(struct run *run)
{
	compare_free(&run->comparison);
	free(run->play.events);
	free(run->play.fate);
	plan_free(&run->play.plan);
	scene_close(&run->scene);
}

/* Item `index` is explained by `rule`; "": equal; NULL: unexplained. */
static void expect_item(const struct run *run, size_t index, const char *rule)
{
	const struct comparison_item *item;

	assert_true(index < run->comparison.count);
	item = &run->comparison.items[index];
	if (!rule)
		assert_int_equal(item->verdict, COMPARE_UNEXPLAINED);
	else if (!*rule)
		assert_int_equal(item->verdict, COMPARE_EQUAL);
	else
		assert_string_equal(item->rule, rule);
	if (rule && *rule) {
		assert_int_equal(item->verdict, COMPARE_EXPLAINED);
		assert_true(item->detail[0]);
	}
}

static unsigned letter_cost(const void *ctx, size_t a, size_t b)
{
	const char *const *words = ctx;

	return words[0][a] == words[1][b] ? 0 : ALIGN_NEVER;
}

static void alignment_is_the_cheapest_and_early(void **state)
{
	const char *words[] = { "axbcc", "abdc" };
	static const unsigned char want[] = { ALIGN_PAIR,   ALIGN_SKIP_A, ALIGN_PAIR,
		                              ALIGN_SKIP_B, ALIGN_PAIR,   ALIGN_SKIP_A };
	unsigned char *steps;
	size_t count;

	(void)state;
	assert_true(align(5, 4, letter_cost, words, &steps, &count));
	assert_int_equal(count, COUNT(want));
	assert_memory_equal(steps, want, count);
	free(steps);
	assert_true(align(0, 0, letter_cost, words, &steps, &count));
	assert_int_equal(count, 0);
	free(steps);
}

static unsigned number_cost(const void *ctx, size_t a, size_t b)
{
	(void)ctx;
	return a / 2 == b && a % 2 ? 0 : ALIGN_NEVER;
}

static void long_sequences_are_aligned_in_a_band(void **state)
{
	unsigned char *steps;
	size_t count, pairs = 0;

	(void)state;
	assert_true(align(40000, 20000, number_cost, NULL, &steps, &count));
	for (size_t i = 0; i < count; i++)
		pairs += steps[i] == ALIGN_PAIR;
	assert_int_equal(pairs, 20000);
	free(steps);
}

/* The passive end of a plain close: FIN, ACK, FIN, ACK. */
static const struct spec passive[] = {
	HANDSHAKE,
	{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 }, /* 3 */
	{ .from = 0, .flags = ACK, .seq = 101, .ack = 502 },       /* 4 */
	{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 502 }, /* 5 */
	{ .from = 1, .flags = ACK, .seq = 502, .ack = 102 },       /* 6 */
};

static void equal_close(void **state)
{
	struct run run;

	(void)state;
	run_open(&run, passive, COUNT(passive), 0);
	answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502);
	close_at(&run, 5, FINWAVE_LAST_ACK, 101, 502);
	run_compare(&run);
	assert_int_equal(run.comparison.count, 2);
	assert_int_equal(run.comparison.equal, 2);
	run_close(&run);
}

static void wrong_numbers_are_unexplained(void **state)
{
	struct run run;

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		run_open(&run, passive, COUNT(passive), 0);
		answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502);
		close_at(&run, 5, FINWAVE_LAST_ACK, 101, 502);
		if (i == 0)
			run.play.events[1].segment.seq++;
		else if (i == 1)
			run.play.events[1].segment.ack++;
		else if (i == 2)
			run.play.events[1].segment.ts = true;
		else
			run.play.events[1].segment.flags = FIN | ACK | 0x20;
		run_compare(&run);
		expect_item(&run, 1, NULL);
		run_close(&run);
	}
}

static void engine_that_sends_nothing_is_unexplained(void **state)
{
	struct run run;

	(void)state;
	run_open(&run, passive, COUNT(passive), 0);
	run_compare(&run);
	assert_int_equal(run.comparison.unexplained, 2);
	run_close(&run);
}

static void extra_rst_is_unexplained(void **state)
{
	struct run run;

	(void)state;
	run_open(&run, passive, COUNT(passive), 0);
	answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502);
	close_at(&run, 5, FINWAVE_LAST_ACK, 101, 502);
	send_segment(
		add(&run, FINWAVE_OP_SEGMENT, FINWAVE_REASON_DATA_AFTER_CLOSE, 6, FINWAVE_CLOSED),
		RST, 102, 0);
	run_compare(&run);
	expect_item(&run, 2, NULL);
	run_close(&run);
}

static void delayed_ack_when_the_fin_acknowledges_later(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 502 },
	};
	struct run run;

	(void)state;
	run_open(&run, specs, COUNT(specs), 0);
	answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502);
	close_at(&run, 4, FINWAVE_LAST_ACK, 101, 502);
	run_compare(&run);
	expect_item(&run, 0, "delayed-ack");
	expect_item(&run, 1, "");
	run_close(&run);
}

/* The other end's frames are in; nothing of the played end follows. */
static void end_silent_only_if_nothing_follows(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501 },
	};
	struct run run;

	(void)state;
	run_open(&run, specs, 5, 0);
	answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502);
	run_compare(&run);
	expect_item(&run, 0, "end-silent");
	run_close(&run);

	run_open(&run, specs, 6, 0);
	answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502);
	run_compare(&run);
	expect_item(&run, 0, "before-adoption");
	expect_item(&run, 1, NULL);
	run_close(&run);
}

/* The engine's segment is the captured one, or the host sent the text because no buffer was free. */
static void fin_with_data_needs_a_host_that_sent_it(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK | PSH, .seq = 101, .ack = 501, .payload = 9 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 111 },
	};
	struct run run;

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		run_open(&run, specs, COUNT(specs), 0);
		run.play.no_tail = i < 2;
		close_at(&run, 3, FINWAVE_FIN_WAIT_1, 110 + (i == 1), 501);
		run_compare(&run);
		expect_item(&run, 0, i ? NULL : "fin-with-data");
		run_close(&run);
	}
}

/* FIN, text and PSH as captured; PSH alone may be missing there, for FIN implies it. */
static void tail_is_compared_whole(void **state)
{
	struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK | PSH, .seq = 101, .ack = 501, .payload = 9 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 111 },
	};
	static const char *const want[] = { "", "psh", NULL, NULL };
	struct run run;

	(void)state;
	for (unsigned i = 0; i < COUNT(want); i++) {
		struct play_event *event;

		specs[3].flags = i ? FIN | ACK : FIN | ACK | PSH;
		run_open(&run, specs, COUNT(specs), 0);
		event = close_at(&run, 3, FINWAVE_FIN_WAIT_1, 101, 501);
		event->segment.flags |= PSH;
		event->segment.payload = i == 2 ? 8 : 9;
		event->segment.ack += i == 3;
		run_compare(&run);
		expect_item(&run, 0, want[i]);
		run_close(&run);
	}
}

/* The tail and its FIN by the engine's timer, and once more by the captured stack's. */
static void tail_again_is_explained(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK | PSH, .seq = 101, .ack = 501, .payload = 9 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .payload = 4 },
		{ .from = 0,
		  .flags = ACK | PSH,
		  .seq = 105,
		  .ack = 501,
		  .time_us = 900000,
		  .payload = 5 },
	};
	struct run run;
	struct play_event *event;

	(void)state;
	for (unsigned wrong = 0; wrong < 2; wrong++) {
		run_open(&run, specs, COUNT(specs), 0);
		event = close_at(&run, 3, FINWAVE_FIN_WAIT_1, 101, 501);
		event->segment.flags |= PSH;
		event->segment.payload = 9;
		event = send_segment(add(&run, FINWAVE_OP_TIMEOUT,
		                         FINWAVE_REASON_TIMEOUT_RETRANSMIT, PLAY_NO_PLACE,
		                         FINWAVE_FIN_WAIT_1),
		                     FIN | ACK | PSH, 103 + 8 * wrong, 501);
		event->segment.payload = 7;
		run_compare(&run);
		expect_item(&run, 0, "");
		expect_item(&run, 1, "tlp");
		expect_item(&run, 2, "rto-time");
		expect_item(&run, 3, wrong ? NULL : "rto-time");
		run_close(&run);
	}
}

/* A frame of the host at `place` that the engine did not let out. */
static void expect_refused(const struct spec *specs, size_t count, size_t place, uint8_t reason,
                           const char *rule)
{
	struct run run;

	run_open(&run, specs, count, 0);
	close_at(&run, 3, FINWAVE_FIN_WAIT_1, 101, 501);
	add(&run, FINWAVE_OP_HOST, reason, place, FINWAVE_FIN_WAIT_1);
	run.play.fate[place] = PLAY_LET_OUT;
	run_compare(&run);
	assert_int_equal(run.comparison.count, 1);
	compare_free(&run.comparison);
	run.play.fate[place] = PLAY_HELD_BACK;
	run_compare(&run);
	assert_int_equal(run.comparison.count, 2);
	expect_item(&run, 1, rule);
	run_close(&run);
}

static void refused_frames_of_the_host_need_a_reason(void **state)
{
	struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .payload = 4 },
		{ .from = 0, .flags = SYN, .seq = 100 },
	};

	(void)state;
	expect_refused(specs, 5, 4, FINWAVE_REASON_HOST_REFUSED, "beyond-fin");
	expect_refused(specs, 5, 4, FINWAVE_REASON_HOST_SYN_HELD, NULL);
	specs[4].seq = 97; /* ends where the FIN is */
	expect_refused(specs, 5, 4, FINWAVE_REASON_HOST_REFUSED, NULL);
	expect_refused(specs, 6, 5, FINWAVE_REASON_HOST_SYN_HELD, "late-syn");
	expect_refused(specs, 6, 5, FINWAVE_REASON_HOST_REFUSED, NULL);
}

/* The engine acknowledges frame 3; the captured ACK, frame 4, has another sequence number. */
static void expect_seq(const struct spec *specs, size_t count, uint32_t engine, const char *rule)
{
	struct run run;

	run_open(&run, specs, count, 0);
	answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, engine, 502);
	run_compare(&run);
	expect_item(&run, 0, rule);
	run_close(&run);
}

static void sequence_of_an_ack_needs_the_frames_between(void **state)
{
	struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = ACK, .seq = 111, .ack = 502 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 501, .payload = 10 },
	};

	(void)state;
	expect_seq(specs, 6, 101, "capture-order");
	expect_seq(specs, 5, 101, "missing-frame");
	specs[5].payload = 9; /* the last of the ten is missing */
	expect_seq(specs, 6, 101, "missing-frame");
	specs[4].seq = 1103; /* beyond the window and a FIN */
	expect_seq(specs, 6, 101, NULL);
	specs[4].seq = 101; /* the engine is ahead of the captured end */
	expect_seq(specs, 6, 111, NULL);
}

static void last_ack_missing_only_if_all_left_before(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 }, /* crossed */
		{ .from = 1, .flags = ACK, .seq = 502, .ack = 102 },
	};
	struct run run;

	(void)state;
	for (unsigned wrong = 0; wrong < 2; wrong++) {
		run_open(&run, specs, COUNT(specs), 0);
		/* A number that the frame does not end with is no ACK of it. */
		answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502 + wrong);
		close_at(&run, 4, FINWAVE_LAST_ACK, 101, 502);
		run_compare(&run);
		expect_item(&run, 0, wrong ? NULL : "last-ack-missing");
		run_close(&run);
	}
}

static void ack_in_flight_needs_the_frames_before(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 }, /* crossed */
		{ .from = 1, .flags = ACK, .seq = 502, .ack = 102 },
	};
	struct run run;

	(void)state;
	for (unsigned wrong = 0; wrong < 2; wrong++) {
		run_open(&run, specs, COUNT(specs), 1);
		answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 501, 102);
		close_at(&run, 4, FINWAVE_LAST_ACK, 501, 102 + wrong);
		run_compare(&run);
		expect_item(&run, 0, "delayed-ack");
		expect_item(&run, 1, wrong ? NULL : "ack-in-flight");
		expect_item(&run, 2, "delayed-ack");
		run_close(&run);
	}
}

static void rto_time_needs_the_same_fin(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501, .time_us = 50000 },
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501, .time_us = 900000 },
		{ .from = 0, .flags = FIN | ACK, .seq = 103, .ack = 501, .time_us = 2000000 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 102, .time_us = 3000000 },
	};
	struct run run;

	(void)state;
	run_open(&run, specs, COUNT(specs), 0);
	close_at(&run, 3, FINWAVE_FIN_WAIT_1, 101, 501);
	run_compare(&run);
	expect_item(&run, 0, "");
	expect_item(&run, 1, "tlp");
	expect_item(&run, 2, "rto-time");
	expect_item(&run, 3, NULL);
	run_close(&run);
}

static void engines_rto_is_explained(void **state)
{
	struct run run;

	(void)state;
	run_open(&run, passive, COUNT(passive), 0);
	answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502);
	close_at(&run, 5, FINWAVE_LAST_ACK, 101, 502);
	send_segment(add(&run, FINWAVE_OP_TIMEOUT, FINWAVE_REASON_TIMEOUT_RETRANSMIT, PLAY_NO_PLACE,
	                 FINWAVE_LAST_ACK),
	             FIN | ACK, 101, 502);
	run_compare(&run);
	expect_item(&run, 2, "rto-time");
	run_close(&run);
}

static void give_up_is_wrong_when_the_fin_was_acknowledged(void **state)
{
	struct run run;

	(void)state;
	for (unsigned acked = 0; acked < 2; acked++) {
		run_open(&run, passive, COUNT(passive) - !acked, 0);
		answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502);
		close_at(&run, 5, FINWAVE_LAST_ACK, 101, 502);
		send_segment(add(&run, FINWAVE_OP_TIMEOUT, FINWAVE_REASON_TIMEOUT_GIVE_UP,
		                 PLAY_NO_PLACE, FINWAVE_CLOSED),
		             RST | ACK, 102, 502);
		run_compare(&run);
		expect_item(&run, 2, acked ? NULL : "give-up");
		run_close(&run);
	}
}

/* The FIN of frame 4 does not get in; the captured stack went on. */
static void expect_hole(const struct spec *specs, size_t count, uint8_t reason, const char *rule)
{
	struct run run;

	run_open(&run, specs, count, 0);
	if (reason == FINWAVE_REASON_DATA_OUT_OF_ORDER)
		answer(&run, reason, 4, FINWAVE_FIN_WAIT_1, 102, 501);
	else
		add(&run, FINWAVE_OP_SEGMENT, reason, 4, FINWAVE_FIN_WAIT_1);
	close_at(&run, 3, FINWAVE_FIN_WAIT_1, 101, 501);
	run_compare(&run);
	expect_item(&run, run.comparison.count - 1, rule);
	run_close(&run);
}

static void checksum_offload_needs_a_bad_frame(void **state)
{
	struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 102, .bad_checksum = true },
		{ .from = 0, .flags = ACK, .seq = 102, .ack = 502 },
	};

	(void)state;
	expect_hole(specs, COUNT(specs), FINWAVE_REASON_BAD_CHECKSUM, "checksum-offload");
	specs[4].bad_checksum = false;
	expect_hole(specs, COUNT(specs), FINWAVE_REASON_BAD_CHECKSUM, NULL);
}

static void missing_frame_needs_a_hole_in_the_capture(void **state)
{
	struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = FIN | ACK, .seq = 511, .ack = 102 },
		{ .from = 0, .flags = ACK, .seq = 102, .ack = 512 },
		{ .from = 1, .flags = ACK, .seq = 501, .ack = 102, .payload = 10 },
	};

	(void)state;
	expect_hole(specs, 6, FINWAVE_REASON_DATA_OUT_OF_ORDER, "missing-frame");
	expect_hole(specs, 7, FINWAVE_REASON_DATA_OUT_OF_ORDER, NULL);
}

static void after_free_needs_a_frame_that_passed(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 0, .flags = FIN | ACK, .seq = 101, .ack = 501 },
		{ .from = 1, .flags = ACK, .seq = 501, .ack = 102, .payload = 10 }, /* 4 */
		{ .from = 0, .flags = RST, .seq = 102 },                            /* 5 */
		{ .from = 1, .flags = FIN | ACK, .seq = 511, .ack = 102 },          /* 6 */
		{ .from = 0, .flags = RST, .seq = 102 },                            /* 7 */
	};
	struct run run;
	struct play_event *reset;

	(void)state;
	run_open(&run, specs, COUNT(specs), 0);
	close_at(&run, 3, FINWAVE_FIN_WAIT_1, 101, 501);
	reset = send_segment(
		add(&run, FINWAVE_OP_SEGMENT, FINWAVE_REASON_DATA_AFTER_CLOSE, 4, FINWAVE_CLOSED),
		RST, 102, 0);
	reset->freed = true;
	run.play.fate[6] = PLAY_PASSED;
	run_compare(&run);
	expect_item(&run, 1, "");
	expect_item(&run, 2, "after-free");
	compare_free(&run.comparison);

	run.play.fate[6] = PLAY_TAKEN;
	run_compare(&run);
	expect_item(&run, 2, "no-socket");
	run_close(&run);
}

static void rst_form_needs_the_same_number(void **state)
{
	struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = ACK, .seq = 501, .ack = 101, .payload = 10 },
		{ .from = 0, .flags = RST, .seq = 101 },
	};
	static const struct {
		uint32_t seq;
		const char *rule;
	} cases[] = {
		{ 101, "rst-form" },
		{ 106, "rst-form+missing-frame" }, /* its end had sent five more */
		{ 1103, NULL },                    /* beyond the window and a FIN */
		{ 99, NULL },
	};
	struct run run;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		specs[4].seq = cases[i].seq;
		run_open(&run, specs, COUNT(specs), 0);
		send_segment(
			add(&run, FINWAVE_OP_ABORT, FINWAVE_REASON_COMMAND_DONE, 4, FINWAVE_CLOSED),
			RST | ACK, 101, 511);
		run_compare(&run);
		expect_item(&run, 0, cases[i].rule);
		run_close(&run);
	}
}

static void window_update_and_duplicate_ack(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 502 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 502, .window = 2000 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 502, .window = 2000 },
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 900, .window = 2000 },
	};
	struct run run;

	(void)state;
	run_open(&run, specs, COUNT(specs) - 1, 0);
	answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502);
	run_compare(&run);
	expect_item(&run, 0, "");
	expect_item(&run, 1, "window-update");
	expect_item(&run, 2, "duplicate-ack");
	run_close(&run);
}

static void after_reset_needs_the_reset_before(void **state)
{
	static const struct spec specs[] = {
		HANDSHAKE,
		{ .from = 1, .flags = FIN | ACK, .seq = 501, .ack = 101 }, /* 3 */
		{ .from = 0, .flags = ACK, .seq = 101, .ack = 502 },
		{ .from = 1, .flags = RST | ACK, .seq = 502, .ack = 101 }, /* 5 */
		{ .from = 0, .flags = RST | ACK, .seq = 101, .ack = 502 },
	};
	struct run run;

	(void)state;
	for (unsigned reset = 0; reset < 2; reset++) {
		run_open(&run, specs, COUNT(specs), 0);
		answer(&run, FINWAVE_REASON_FIN_ACCEPTED, 3, FINWAVE_CLOSE_WAIT, 101, 502);
		if (reset)
			add(&run, FINWAVE_OP_SEGMENT, FINWAVE_REASON_RST_ACCEPTED, 5,
			    FINWAVE_CLOSED)
				->freed = true;
		run_compare(&run);
		expect_item(&run, 1, reset ? "after-reset" : NULL);
		run_close(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alignment_is_the_cheapest_and_early),
		cmocka_unit_test(long_sequences_are_aligned_in_a_band),
		cmocka_unit_test(equal_close),
		cmocka_unit_test(wrong_numbers_are_unexplained),
		cmocka_unit_test(engine_that_sends_nothing_is_unexplained),
		cmocka_unit_test(extra_rst_is_unexplained),
		cmocka_unit_test(delayed_ack_when_the_fin_acknowledges_later),
		cmocka_unit_test(end_silent_only_if_nothing_follows),
		cmocka_unit_test(fin_with_data_needs_a_host_that_sent_it),
		cmocka_unit_test(tail_is_compared_whole),
		cmocka_unit_test(tail_again_is_explained),
		cmocka_unit_test(refused_frames_of_the_host_need_a_reason),
		cmocka_unit_test(sequence_of_an_ack_needs_the_frames_between),
		cmocka_unit_test(last_ack_missing_only_if_all_left_before),
		cmocka_unit_test(ack_in_flight_needs_the_frames_before),
		cmocka_unit_test(rto_time_needs_the_same_fin),
		cmocka_unit_test(engines_rto_is_explained),
		cmocka_unit_test(give_up_is_wrong_when_the_fin_was_acknowledged),
		cmocka_unit_test(checksum_offload_needs_a_bad_frame),
		cmocka_unit_test(missing_frame_needs_a_hole_in_the_capture),
		cmocka_unit_test(after_free_needs_a_frame_that_passed),
		cmocka_unit_test(rst_form_needs_the_same_number),
		cmocka_unit_test(window_update_and_duplicate_ack),
		cmocka_unit_test(after_reset_needs_the_reset_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
