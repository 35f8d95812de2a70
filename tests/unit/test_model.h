/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * What the tests of the reference model share: rows of a table run as tests of their own, the default
 * configuration, and a flow in each state around two freely chosen sequence numbers.
 *
 * The flow of base_flow(): RCV.NXT = rcv, SND.NXT = snd (our FIN counted where it is out), a window of
 * WND bytes, SND.WND = MAX.WND = MAX_WND, TS.Recent = TS_RECENT when it has timestamps. A timer that the state
 * has runs out at NOW + LEFT.
 */
#ifndef FINWAVE_TEST_MODEL_H
#define FINWAVE_TEST_MODEL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "finwave_model.h"
#include "finwave_regs.h"

enum {
	CLOSED = FINWAVE_TCP_STATE_CLOSED,
	LISTEN = FINWAVE_TCP_STATE_LISTEN,
	SYN_SENT = FINWAVE_TCP_STATE_SYN_SENT,
	SYN_RECEIVED = FINWAVE_TCP_STATE_SYN_RECEIVED,
	ESTABLISHED = FINWAVE_TCP_STATE_ESTABLISHED,
	FIN_WAIT_1 = FINWAVE_TCP_STATE_FIN_WAIT_1,
	FIN_WAIT_2 = FINWAVE_TCP_STATE_FIN_WAIT_2,
	CLOSE_WAIT = FINWAVE_TCP_STATE_CLOSE_WAIT,
	CLOSING = FINWAVE_TCP_STATE_CLOSING,
	LAST_ACK = FINWAVE_TCP_STATE_LAST_ACK,
	TIME_WAIT = FINWAVE_TCP_STATE_TIME_WAIT,
};

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32 };

enum { WND = 1000, MAX_WND = 500, TS_RECENT = 5000, RTO = 200000, LEFT = 77 };

#define NOW 0x123456789Aull

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct fwm_config default_config = {
	.time_wait = FINWAVE_TIME_WAIT_RESET,
	.rto_first = FINWAVE_RTO_FIRST_RESET,
	.rto_max = FINWAVE_RTO_MAX_RESET,
	.r2 = FINWAVE_R2_RESET,
	.fin_wait_2_timeout = FINWAVE_FIN_WAIT_2_TIMEOUT_RESET,
	.ack_interval = FINWAVE_ACK_INTERVAL_RESET,
	.ack_budget = FINWAVE_ACK_BUDGET_RESET,
	.merge_window = FINWAVE_MERGE_WINDOW_RESET,
	.track_idle = FINWAVE_TRACK_IDLE_RESET,
	.fin_retries = FINWAVE_FIN_RETRIES_RESET,
	.ts_shift = 10,
};

static inline bool our_fin_waits(uint8_t state)
{
	return state == FIN_WAIT_1 || state == CLOSING || state == LAST_ACK;
}

static inline struct fwm_flow base_flow(uint8_t state, uint32_t snd, uint32_t rcv)
{
	return (struct fwm_flow){
		.state = state,
		.timer = our_fin_waits(state) || state == FIN_WAIT_2 || state == TIME_WAIT,
		.snd_una = our_fin_waits(state) ? snd - 1 : snd,
		.snd_nxt = snd,
		.rcv_nxt = rcv,
		.rcv_edge = rcv + WND,
		.fin_at = snd - 1,
		.max_wnd = MAX_WND,
		.snd_wnd = MAX_WND,
		.ts_recent = TS_RECENT,
		.deadline = (uint32_t)NOW + LEFT,
		.rto = RTO,
		.first_fin = (uint32_t)NOW >> 14,
		.max_retries = 8,
		.tuple = { .local = { 192, 0, 2, 1 },
		           .remote = { 198, 51, 100, 7 },
		           .local_port = 80,
		           .remote_port = 40000 },
		.peer_mac = { 2, 0, 0, 0, 0, 7 },
		.local_mac = { 2, 0, 0, 0, 0, 1 },
		.ttl = 64,
	};
}

/* Runs `fn` once for each row; a row starts with its name. */
static inline int run_rows(const char *group, const void *rows, size_t row_size, size_t count,
                           CMUnitTestFunction fn)
{
	struct CMUnitTest *tests = calloc(count, sizeof(*tests));
	int failed;

	if (!tests)
		return 1;
	for (size_t i = 0; i < count; i++) {
		const char *row = (const char *)rows + i * row_size;

		memcpy(&tests[i].name, row, sizeof(tests[i].name));
		tests[i].test_func = fn;
		memcpy(&tests[i].initial_state, &row, sizeof(row));
	}
	failed = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
	free(tests);
	return failed;
}

#define RUN_ROWS(rows, fn) run_rows(#rows, rows, sizeof((rows)[0]), COUNT_OF(rows), fn)

#endif
