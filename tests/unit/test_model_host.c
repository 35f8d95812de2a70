// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * fwm_host(): a segment of the host meets its own flow. Numbers in a row are relative: SEG.SEQ to SND.NXT, SEG.ACK to
 * RCV.NXT. Each row runs at many places of the sequence space.
 */
#include "test_model.h"

#define R(name) FINWAVE_REASON_##name
#define E(name) FINWAVE_EVENT_##name

enum {
	WATCH = 1,
	OWED = 2,       /* ack_owed */
	FENCED = 4,     /* the host's stream ends at SND.NXT + 20; a tail of 10 bytes follows */
	SHUT = 8,       /* the peer's window is closed */
	SCALED = 16,    /* rcv_wscale = 2 */
	BAD = 32,       /* bad frame */
	BARE = 64,      /* fenced, without a tail */
	TAIL_OUT = 128, /* a tail of 10 bytes and the FIN are out */
	OLD_UNA = 256,  /* SND.UNA = SND.NXT - 1 */
};

struct row {
	const char *name;
	uint8_t state;
	int options;
	uint8_t flags;
	int seq, payload, ack; /* relative */
	uint16_t window;
	uint8_t reason, send, new_state;
	bool pass;
	int moved;       /* SND.NXT */
	int taken, edge; /* RCV.NXT and its edge */
	uint8_t completion;
};

#define NONE FINWAVE_SEND_NONE

/* clang-format off */
static const struct row rows[] = {
	{ "host-data-established",
	  ESTABLISHED, 0, ACK, 0, 30, 5, 9000, R(HOST_PASSED), NONE, ESTABLISHED, true, 30, 0, 0, 0 },
	{ "host-data-established/again",
	  ESTABLISHED, 0, ACK, -30, 30, 0, 9000, R(HOST_PASSED), NONE, ESTABLISHED, true, 0, 0, 0, 0 },
	{ "host-data-established/overlap",
	  ESTABLISHED, 0, ACK, -30, 31, 0, 9000, R(HOST_PASSED), NONE, ESTABLISHED, true, 1, 0, 0, 0 },
	{ "host-ack-established/keepalive",
	  ESTABLISHED, WATCH, ACK, -1, 0, 0, WND, R(HOST_PASSED), NONE, ESTABLISHED, true, 0, 0, 0, 0 },
	{ "host-ack-established/watch",
	  ESTABLISHED, WATCH, ACK, 0, 0, 50, 2000, R(HOST_PASSED), NONE, ESTABLISHED, true, 0, 50, 1050, 0 },
	{ "host-ack-established/watch-scaled",
	  ESTABLISHED, WATCH | SCALED, ACK, 0, 0, 50, 2000, R(HOST_PASSED), NONE, ESTABLISHED, true, 0, 50, 7050, 0 },
	{ "host-ack-established/watch-edge-never-back",
	  ESTABLISHED, WATCH, ACK, 0, 0, 50, 100, R(HOST_PASSED), NONE, ESTABLISHED, true, 0, 50, 0, 0 },
	{ "host-ack-established/watch-only-the-window",
	  ESTABLISHED, WATCH, ACK, 0, 0, 0, 1001, R(HOST_PASSED), NONE, ESTABLISHED, true, 0, 0, 1, 0 },
	{ "host-ack-established/watch-old-ack",
	  ESTABLISHED, WATCH, ACK, 0, 0, -10, 2000, R(HOST_PASSED), NONE, ESTABLISHED, true, 0, 0, 990, 0 },
	{ "host-data-established/watch-ack-bit-clear",
	  ESTABLISHED, WATCH, 0, 0, 3, 50, 9000, R(HOST_PASSED), NONE, ESTABLISHED, true, 3, 0, 0, 0 },
	{ "host-ack-fin-wait-2/watch",
	  FIN_WAIT_2, WATCH, ACK, -1, 0, 50, 2000, R(HOST_PASSED), NONE, FIN_WAIT_2, true, 0, 50, 1050, 0 },
	{ "host-ack-close-wait/watch-behind-the-peers-fin",
	  CLOSE_WAIT, WATCH, ACK, 0, 0, 50, 2000, R(HOST_PASSED), NONE, CLOSE_WAIT, true, 0, 0, 0, 0 },
	{ "host-bad-frame-established",
	  ESTABLISHED, WATCH | BAD, RST, 0, 9, 9, 9000, R(HOST_PASSED), NONE, ESTABLISHED, true, 0, 0, 0, 0 },

	{ "host-syn-time-wait/newer",
	  TIME_WAIT, 0, SYN, 0, 0, 0, 0, R(HOST_REUSED), NONE, CLOSED, true, 0, 0, 0, E(REUSED) },
	{ "host-syn-time-wait/old",
	  TIME_WAIT, 0, SYN, -1, 0, 0, 0, R(HOST_SYN_HELD), NONE, TIME_WAIT, false, 0, 0, 0, 0 },
	{ "host-syn-time-wait/old-una-does-not-count",
	  TIME_WAIT, OLD_UNA, SYN, -1, 0, 0, 0, R(HOST_SYN_HELD), NONE, TIME_WAIT, false, 0, 0, 0, 0 },
	{ "host-syn-ack-time-wait",
	  TIME_WAIT, 0, SYN | ACK, 5, 0, 0, 0, R(HOST_SYN_HELD), NONE, TIME_WAIT, false, 0, 0, 0, 0 },
	{ "host-syn-last-ack", LAST_ACK, 0, SYN, 5, 0, 0, 0, R(HOST_SYN_HELD), NONE, LAST_ACK, false, 0, 0, 0, 0 },
	{ "host-syn-established",
	  ESTABLISHED, 0, SYN, 5, 0, 0, 0, R(HOST_SYN_HELD), NONE, ESTABLISHED, false, 0, 0, 0, 0 },

	{ "host-rst-established",
	  ESTABLISHED, 0, RST | ACK, 0, 0, 0, 0, R(HOST_RST), NONE, CLOSED, true, 0, 0, 0, E(ABORTED_HOST) },
	{ "host-rst-close-wait",
	  CLOSE_WAIT, OWED, RST, 0, 0, 0, 0, R(HOST_RST), NONE, CLOSED, true, 0, 0, 0, E(ABORTED_HOST) },
	{ "host-rst-fin-wait-1", FIN_WAIT_1, 0, RST, 0, 0, 0, 0, R(HOST_REFUSED), NONE, FIN_WAIT_1, false, 0, 0, 0, 0 },
	{ "host-rst-time-wait", TIME_WAIT, 0, RST, 0, 0, 0, 0, R(HOST_REFUSED), NONE, TIME_WAIT, false, 0, 0, 0, 0 },

	{ "host-data-fin-wait-1/repeated",
	  FIN_WAIT_1, 0, ACK, -31, 30, 0, WND, R(HOST_PASSED), NONE, FIN_WAIT_1, true, 0, 0, 0, 0 },
	{ "host-data-fin-wait-1/one-byte-beyond",
	  FIN_WAIT_1, 0, ACK, -31, 31, 0, WND, R(HOST_REFUSED), NONE, FIN_WAIT_1, false, 0, 0, 0, 0 },
	{ "host-data-closing/before-the-tail",
	  CLOSING, TAIL_OUT, ACK, -21, 10, 0, WND, R(HOST_PASSED), NONE, CLOSING, true, 0, 0, 0, 0 },
	{ "host-data-closing/into-the-tail",
	  CLOSING, TAIL_OUT, ACK, -21, 11, 0, WND, R(HOST_REFUSED), NONE, CLOSING, false, 0, 0, 0, 0 },
	{ "host-fin-last-ack/its-own-again",
	  LAST_ACK, 0, FIN | ACK, -1, 0, 0, WND, R(HOST_PASSED), NONE, LAST_ACK, true, 0, 0, 0, 0 },
	{ "host-fin-last-ack/its-own-again-with-text",
	  LAST_ACK, 0, FIN | ACK, -11, 10, 0, WND, R(HOST_PASSED), NONE, LAST_ACK, true, 0, 0, 0, 0 },
	{ "host-data-last-ack/in-place-of-the-fin",
	  LAST_ACK, 0, ACK, -11, 11, 0, WND, R(HOST_REFUSED), NONE, LAST_ACK, false, 0, 0, 0, 0 },
	{ "host-fin-last-ack/beyond",
	  LAST_ACK, 0, FIN | ACK, 0, 0, 0, WND, R(HOST_REFUSED), NONE, LAST_ACK, false, 0, 0, 0, 0 },
	{ "host-ack-time-wait/beyond-moves-nothing",
	  TIME_WAIT, 0, ACK, 100, 0, 0, WND, R(HOST_PASSED), NONE, TIME_WAIT, true, 0, 0, 0, 0 },

	{ "host-fin-established",
	  ESTABLISHED, 0, FIN | ACK, 0, 0, 0, WND, R(HOST_FIN), NONE, FIN_WAIT_1, true, 1, 0, 0, 0 },
	{ "host-fin-established/with-text-and-watch",
	  ESTABLISHED, WATCH, FIN | ACK, 0, 30, 7, 2000, R(HOST_FIN), NONE, FIN_WAIT_1, true, 31, 7, 1007, 0 },
	{ "host-fin-close-wait",
	  CLOSE_WAIT, WATCH, FIN | ACK, -5, 10, 0, WND, R(HOST_FIN), NONE, LAST_ACK, true, 6, 0, 0, 0 },
	{ "host-fin-close-wait/ack-owed",
	  CLOSE_WAIT, WATCH | OWED, FIN | ACK, 0, 0, -1, WND,
	  R(HOST_FIN), FINWAVE_SEND_ACK, LAST_ACK, true, 1, 0, 0, 0 },

	{ "host-data-fin-wait-1/fence-goes-on",
	  FIN_WAIT_1, FENCED, ACK, 0, 19, 0, WND, R(HOST_PASSED), NONE, FIN_WAIT_1, true, 19, 0, 0, 0 },
	{ "host-data-fin-wait-1/fence-ends",
	  FIN_WAIT_1, FENCED, ACK, 0, 20, 0, WND, R(HOST_PASSED), FINWAVE_SEND_FIN, FIN_WAIT_1, true, 31, 0, 0, 0 },
	{ "host-data-last-ack/fence-ends",
	  LAST_ACK, FENCED, ACK, -7, 27, 0, WND, R(HOST_PASSED), FINWAVE_SEND_FIN, LAST_ACK, true, 31, 0, 0, 0 },
	{ "host-data-closing/fence-ends-bare-fin",
	  CLOSING, BARE | SHUT, ACK, 10, 10, 0, WND, R(HOST_PASSED), FINWAVE_SEND_FIN, CLOSING, true, 21, 0, 0, 0 },
	{ "host-data-fin-wait-1/fence-ends-window-shut",
	  FIN_WAIT_1, FENCED | SHUT, ACK, 0, 20, 0, WND, R(HOST_PASSED), NONE, FIN_WAIT_1, true, 20, 0, 0, 0 },
	{ "host-data-fin-wait-1/beyond-the-fence",
	  FIN_WAIT_1, FENCED, ACK, 0, 21, 0, WND, R(HOST_REFUSED), NONE, FIN_WAIT_1, false, 0, 0, 0, 0 },
	{ "host-fin-fin-wait-1/at-the-fence",
	  FIN_WAIT_1, FENCED, FIN | ACK, 0, 20, 0, WND, R(HOST_REFUSED), NONE, FIN_WAIT_1, false, 0, 0, 0, 0 },
};
/* clang-format on */

static struct fwm_flow flow_of(const struct row *row, uint32_t snd, uint32_t rcv)
{
	struct fwm_flow flow = base_flow(row->state, snd, rcv);

	flow.watch = row->options & WATCH;
	flow.ack_owed = row->options & OWED;
	flow.rcv_wscale = row->options & SCALED ? 2 : 0;
	if (row->options & SHUT)
		flow.snd_wnd = 0;
	if (row->options & FENCED)
		flow.tail_len = 10;
	if (row->options & (FENCED | BARE)) {
		flow.snd_una = snd;
		flow.fin_at = snd + 20 + flow.tail_len;
		flow.retries = 2;
		flow.first_fin = 0;
	}
	if (row->options & OLD_UNA)
		flow.snd_una = snd - 1;
	if (row->options & TAIL_OUT)
		flow.tail_len = 10;
	memcpy(flow.tail, "0123456789", 10);
	return flow;
}

static bool starts_rto(const struct row *row)
{
	return row->reason == R(HOST_FIN) ||
	       (row->options & (FENCED | BARE) && row->pass && row->moved >= 20);
}

/* R2 counts from the host's last sign of life. */
static bool moves_behind_the_fence(const struct row *row)
{
	return (row->options & FENCED) != 0 && row->moved > 0;
}

static void check_close(const struct row *row, const struct fwm_flow *before,
                        const struct fwm_flow *flow)
{
	if (starts_rto(row)) {
		assert_int_equal(flow->retries, 0);
		assert_int_equal(flow->first_fin, (uint32_t)NOW >> 14);
		assert_true(flow->timer);
		assert_int_equal(flow->deadline, (uint32_t)NOW + RTO);
	} else if (row->new_state != CLOSED) {
		assert_int_equal(flow->timer, before->timer);
		assert_int_equal(flow->deadline, before->deadline);
		if (moves_behind_the_fence(row)) {
			assert_int_equal(flow->retries, 0);
			assert_int_equal(flow->first_fin, (uint32_t)NOW >> 14);
		} else {
			assert_int_equal(flow->retries, before->retries);
		}
	}
	if (row->reason != R(HOST_FIN))
		return;
	assert_int_equal(flow->fin_at, flow->snd_nxt - 1);
	assert_int_equal(flow->tail_len, 0);
	assert_true(flow->half_close);
	assert_int_equal(flow->watch, before->watch);
}

static void check_sent(const struct row *row, uint32_t snd, const struct fwm_flow *flow,
                       const struct fwm_result *got)
{
	if (row->send == FINWAVE_SEND_FIN) {
		assert_int_equal(got->seq, snd + 20);
		assert_int_equal(got->text_len, flow->tail_len);
		assert_memory_equal(got->frame + 54, "0123456789", got->text_len);
		assert_int_equal(got->frame[47], FIN | ACK | (got->text_len ? PSH : 0));
	}
	if (row->send == FINWAVE_SEND_ACK) { /* behind the host's FIN */
		assert_int_equal(got->seq, flow->snd_nxt);
		assert_false(flow->ack_owed);
	}
	if (row->send != NONE)
		assert_int_equal(got->ack, flow->rcv_nxt);
	assert_false(got->to_host);
	assert_int_equal(got->frame_len != 0, row->send != NONE);
}

static void run_at(const struct row *row, uint32_t snd, uint32_t rcv)
{
	struct fwm_flow flow = flow_of(row, snd, rcv), before = flow;
	const struct fwm_segment seg = {
		.bad_frame = row->options & BAD,
		.seq = snd + (uint32_t)row->seq,
		.ack = rcv + (uint32_t)row->ack,
		.flags = row->flags,
		.window = row->window,
		.payload = (uint32_t)row->payload,
	};
	struct fwm_result got;

	fwm_host(&default_config, &flow, &seg, NOW, &got);
	assert_int_equal(got.reason, row->reason);
	assert_int_equal(got.send, row->send);
	assert_int_equal(got.old_state, row->state);
	assert_int_equal(got.new_state, row->new_state);
	assert_int_equal(flow.state, row->new_state);
	assert_int_equal(got.pass, row->pass);
	assert_int_equal(got.completion, row->completion);
	assert_int_equal(got.freed, row->new_state == CLOSED);
	assert_int_equal(flow.snd_nxt, snd + (uint32_t)row->moved);
	assert_int_equal(flow.rcv_nxt, rcv + (uint32_t)row->taken);
	assert_int_equal(flow.rcv_edge, before.rcv_edge + (uint32_t)row->edge);
	check_close(row, &before, &flow);
	check_sent(row, snd, &flow, &got);
}

static void run_row(void **state)
{
	static const uint32_t places[] = {
		0x10000000, 0x80000000, 0x7FFFFFFF, 0x7FFFFFF0, 0xFFFFFFFF, 0xFFFFFFFE,
		0xFFFFFFF6, 0xFFFFFFEC, 0xFFFFFC18, 0,          1,          20,
	};

	for (size_t i = 0; i < COUNT_OF(places); i++)
		for (size_t j = 0; j < COUNT_OF(places); j++)
			run_at(*state, places[i], places[j]);
}

/* The whole of it: CLOSE with a tail while the host's last text is still on its way, then the two pass. */
static void close_established_overtaken_by_nothing(void **state)
{
	struct fwm_flow flow = base_flow(ESTABLISHED, 0xFFFFFFFA, 7);
	const struct fwm_command cmd = {
		.op = FINWAVE_OP_CLOSE,
		.set_snd_nxt = true,
		.snd_nxt = 14,
		.tail_len = 3,
		.tail = (const uint8_t *)"end",
	};
	struct fwm_segment seg = { .seq = 0xFFFFFFFA, .ack = 7, .flags = ACK, .payload = 10 };
	struct fwm_result got;

	(void)state;
	fwm_command(&default_config, &flow, &cmd, NOW, &got);
	assert_int_equal(got.send, FINWAVE_SEND_NONE);
	fwm_host(&default_config, &flow, &seg, NOW, &got);
	assert_int_equal(got.send, FINWAVE_SEND_NONE);
	seg.seq = 4;
	fwm_host(&default_config, &flow, &seg, NOW, &got);
	assert_int_equal(got.send, FINWAVE_SEND_FIN);
	assert_int_equal(got.seq, 14);
	assert_int_equal(got.frame_len, 60);
	assert_memory_equal(got.frame + 54, "end", 3);
	assert_int_equal(flow.snd_nxt, 18);
	fwm_host(&default_config, &flow, &seg, NOW, &got); /* the host repeats its own */
	assert_int_equal(got.reason, R(HOST_PASSED));
	assert_int_equal(got.send, FINWAVE_SEND_NONE);
}

/* A FIN below SND.NXT, which no sane host sends, must not leave our FIN unsendable. */
static void host_fin_established_below_snd_nxt(void **state)
{
	struct fwm_flow flow = base_flow(ESTABLISHED, 5, 7);
	const struct fwm_segment seg = { .seq = 0xFFFFFFF0, .flags = FIN | ACK };
	struct fwm_result got;

	(void)state;
	fwm_host(&default_config, &flow, &seg, NOW, &got);
	assert_int_equal(got.reason, R(HOST_FIN));
	assert_int_equal(flow.snd_nxt, 5);
	assert_int_equal(flow.fin_at, 4);
}

static void host_any_closed_passes(void **state)
{
	struct fwm_flow flow = base_flow(CLOSED, 5, 7), before = flow;
	const struct fwm_segment seg = { .seq = 5, .flags = SYN };
	struct fwm_result got;

	(void)state;
	fwm_host(&default_config, &flow, &seg, NOW, &got);
	assert_true(got.pass);
	assert_int_equal(got.reason, R(NONE));
	assert_memory_equal(&before, &flow, sizeof(before));
}

static void evict(uint8_t tcp_state, bool tracked, struct fwm_flow *flow, struct fwm_result *got)
{
	*flow = base_flow(tcp_state, 5, 7);
	flow->tracked = tracked;
	fwm_evict(&default_config, flow, NOW, got);
}

static void evict_time_wait(void **state)
{
	struct fwm_flow flow;
	struct fwm_result got;

	(void)state;
	evict(TIME_WAIT, false, &flow, &got);
	assert_int_equal(got.reason, R(EVICTED));
	assert_int_equal(got.completion, E(EVICTED));
	assert_int_equal(flow.state, CLOSED);
	evict(TIME_WAIT, true, &flow, &got);
	assert_int_equal(got.reason, R(EVICTED));
	assert_int_equal(got.completion, E(NONE));
	assert_true(got.freed);
}

static void evict_others(void **state)
{
	struct fwm_flow flow;
	struct fwm_result got;

	(void)state;
	evict(FIN_WAIT_2, true, &flow, &got);
	assert_int_equal(got.reason, R(TRACK_ENDED));
	assert_int_equal(got.completion, E(NONE));
	assert_true(got.freed && !flow.timer && !flow.tracked);
	evict(FIN_WAIT_2, false, &flow, &got);
	assert_int_equal(got.reason, R(COMMAND_REFUSED));
	assert_int_equal(got.result, FINWAVE_CMD_RESULT_BAD_STATE);
	assert_int_equal(flow.state, FIN_WAIT_2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(close_established_overtaken_by_nothing),
		cmocka_unit_test(host_fin_established_below_snd_nxt),
		cmocka_unit_test(host_any_closed_passes),
		cmocka_unit_test(evict_time_wait),
		cmocka_unit_test(evict_others),
	};
	int failed = RUN_ROWS(rows, run_row);

	failed += cmocka_run_group_tests_name("host", tests, NULL, NULL);
	return failed != 0;
}
