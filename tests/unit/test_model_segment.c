// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * fwm_segment(): a segment meets a flow. Each row runs at many places of the sequence space, so that
 * every number of it crosses 2^32 and 2^31 once. Numbers in a row are relative: SEG.SEQ to RCV.NXT,
 * SEG.ACK to SND.NXT, TSval to TS.Recent.
 */
#include "test_model.h"

enum {
	HALF = 1,       /* half_close */
	TS = 2,         /* timestamps on the flow */
	LINUX = 4,      /* linux_compat */
	TW_RST = 8,     /* time_wait_rst */
	SYN_RST = 16,   /* syn_rst */
	NO_WND = 32,    /* RCV.WND = 0 */
	OVERDRAWN = 64, /* the edge is before RCV.NXT */
	OLD_UNA = 128,  /* SND.UNA = SND.NXT - 100: data before the FIN is out too */
	NO_FW2 = 256,   /* FIN_WAIT_2_TIMEOUT = 0 */
	SCALED = 512,   /* snd_wscale = 2 */
};

enum timer { KEPT, NONE, RESTARTED, TWO_MSL, IDLE };

#define SEND_NONE FINWAVE_SEND_NONE
#define SEND_ACK FINWAVE_SEND_ACK
#define R(name) FINWAVE_REASON_##name
#define E(name) FINWAVE_EVENT_##name

struct row {
	const char *name;
	uint8_t state;
	int options;
	uint8_t flags;
	int seq, payload, ack; /* relative */
	bool has_ts;
	int ts;
	uint8_t reason, send, new_state;
	enum timer timer; /* IDLE: FIN_WAIT_2_TIMEOUT */
	int taken;        /* RCV.NXT moves by so much */
	uint8_t completion;
	bool pass;
};

#define NO_TS false, 0
#define TSVAL(ts) true, (ts)

/* clang-format off */
static const struct row rows[] = {
	/* ---- RST, RFC 9293 3.5.3 and RFC 5961 3.2 ---- */
	{ "rcv-rst-established/exact", ESTABLISHED, 0, RST, 0, 0, 0, NO_TS, R(RST_ACCEPTED),
	  SEND_NONE, CLOSED, NONE, 0, E(RESET), false },
	{ "rcv-rst-ack-established/ack-not-looked-at", ESTABLISHED, 0, RST | ACK, 0, 0, 5000, NO_TS,
	  R(RST_ACCEPTED), SEND_NONE, CLOSED, NONE, 0, E(RESET), false },
	{ "rcv-rst-fin-wait-1/exact-in-closed-window", FIN_WAIT_1, NO_WND, RST, 0, 0, 0, NO_TS,
	  R(RST_ACCEPTED), SEND_NONE, CLOSED, NONE, 0, E(RESET), false },
	{ "rcv-rst-fin-wait-1/not-exact-in-closed-window", FIN_WAIT_1, NO_WND, RST, 1, 0, 0, NO_TS,
	  R(RST_OUT_OF_WINDOW), SEND_NONE, FIN_WAIT_1, KEPT, 0, 0, false },
	{ "rcv-rst-fin-wait-1/one-inside", FIN_WAIT_1, 0, RST, 1, 0, 0, NO_TS, R(RST_CHALLENGE),
	  SEND_ACK, FIN_WAIT_1, KEPT, 0, 0, false },
	{ "rcv-rst-fin-wait-1/last-inside", FIN_WAIT_1, 0, RST, WND - 1, 0, 0, NO_TS,
	  R(RST_CHALLENGE), SEND_ACK, FIN_WAIT_1, KEPT, 0, 0, false },
	{ "rcv-rst-fin-wait-1/first-outside", FIN_WAIT_1, 0, RST, WND, 0, 0, NO_TS,
	  R(RST_OUT_OF_WINDOW), SEND_NONE, FIN_WAIT_1, KEPT, 0, 0, false },
	{ "rcv-rst-fin-wait-1/out-of-window", FIN_WAIT_1, 0, RST, -1, 0, 0, NO_TS,
	  R(RST_OUT_OF_WINDOW), SEND_NONE, FIN_WAIT_1, KEPT, 0, 0, false },
	{ "rcv-rst-close-wait/no-reply", CLOSE_WAIT, 0, RST | ACK, 0, 0, 0, NO_TS, R(RST_ACCEPTED),
	  SEND_NONE, CLOSED, NONE, 0, E(RESET), false },
	{ "rcv-rst-last-ack/exact", LAST_ACK, 0, RST, 0, 0, 0, NO_TS, R(RST_ACCEPTED), SEND_NONE,
	  CLOSED, NONE, 0, E(RESET), false },
	{ "rcv-rst-time-wait/ignored", TIME_WAIT, 0, RST, 0, 0, 0, NO_TS, R(RST_IGNORED),
	  SEND_NONE, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-rst-time-wait/accepted-by-register", TIME_WAIT, TW_RST, RST, 0, 0, 0, NO_TS,
	  R(RST_ACCEPTED), SEND_NONE, CLOSED, NONE, 0, E(RESET), false },
	{ "rcv-rst-time-wait/accepted-linux", TIME_WAIT, LINUX, RST, 0, 0, 0, NO_TS,
	  R(RST_ACCEPTED), SEND_NONE, CLOSED, NONE, 0, E(RESET), false },
	{ "rcv-rst-established/paws-does-not-count", ESTABLISHED, TS, RST, 0, 0, 0, TSVAL(-1),
	  R(RST_ACCEPTED), SEND_NONE, CLOSED, NONE, 0, E(RESET), false },
	{ "rcv-rst-established/without-timestamp", ESTABLISHED, TS, RST, 0, 0, 0, NO_TS,
	  R(RST_ACCEPTED), SEND_NONE, CLOSED, NONE, 0, E(RESET), false },

	/* ---- SYN, RFC 5961 4 and RFC 793 ---- */
	{ "rcv-syn-established/in-window", ESTABLISHED, 0, SYN, 10, 0, 0, NO_TS, R(SYN_CHALLENGE),
	  SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-syn-established/out-of-window", ESTABLISHED, 0, SYN, -5000, 0, 0, NO_TS,
	  R(SYN_CHALLENGE), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-syn-ack-last-ack/challenge", LAST_ACK, 0, SYN | ACK, -1, 0, 0, NO_TS,
	  R(SYN_CHALLENGE), SEND_ACK, LAST_ACK, KEPT, 0, 0, false },
	{ "rcv-syn-last-ack/reset-in-window", LAST_ACK, SYN_RST, SYN, 3, 0, 0, NO_TS, R(SYN_RESET),
	  FINWAVE_SEND_RST_SYN, CLOSED, NONE, 0, E(RESET), false },
	{ "rcv-syn-last-ack/reset-out-of-window", LAST_ACK, SYN_RST, SYN, -3, 0, 0, NO_TS,
	  R(SYN_RESET), FINWAVE_SEND_RST_SYN, LAST_ACK, KEPT, 0, 0, false },
	{ "rcv-syn-ack-last-ack/reset-in-window", LAST_ACK, SYN_RST, SYN | ACK, 0, 0, 0, NO_TS,
	  R(SYN_RESET), FINWAVE_SEND_RST_SEG, CLOSED, NONE, 0, E(RESET), false },
	{ "rcv-syn-established/closed-window", ESTABLISHED, NO_WND | SYN_RST, SYN, 0, 0, 0, NO_TS,
	  R(SYN_RESET), FINWAVE_SEND_RST_SYN, ESTABLISHED, KEPT, 0, 0, false },

	/* ---- SYN in TIME-WAIT, the table of RFC 6191 2 ---- */
	{ "rcv-syn-time-wait/both-newer", TIME_WAIT, TS, SYN, -9999, 0, 0, TSVAL(1), R(SYN_REUSED),
	  SEND_NONE, CLOSED, NONE, 0, E(REUSED), true },
	{ "rcv-syn-time-wait/both-equal-seq-next", TIME_WAIT, TS, SYN, 0, 0, 0, TSVAL(0),
	  R(SYN_REUSED), SEND_NONE, CLOSED, NONE, 0, E(REUSED), true },
	{ "rcv-syn-time-wait/both-equal-seq-old", TIME_WAIT, TS, SYN, -1, 0, 0, TSVAL(0),
	  R(SYN_CHALLENGE), SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-syn-time-wait/both-older", TIME_WAIT, TS, SYN, 9999, 0, 0, TSVAL(-1), R(PAWS),
	  SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-syn-time-wait/only-flow-seq-next", TIME_WAIT, TS, SYN, 0, 0, 0, NO_TS, R(SYN_REUSED),
	  SEND_NONE, CLOSED, NONE, 0, E(REUSED), true },
	{ "rcv-syn-time-wait/only-flow-seq-old", TIME_WAIT, TS, SYN, -1, 0, 0, NO_TS, R(SYN_CHALLENGE),
	  SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-syn-time-wait/only-syn", TIME_WAIT, 0, SYN, -9999, 0, 0, TSVAL(-9), R(SYN_REUSED),
	  SEND_NONE, CLOSED, NONE, 0, E(REUSED), true },
	{ "rcv-syn-time-wait/neither-seq-next", TIME_WAIT, 0, SYN, 0, 0, 0, NO_TS, R(SYN_REUSED),
	  SEND_NONE, CLOSED, NONE, 0, E(REUSED), true },
	{ "rcv-syn-time-wait/neither-seq-far", TIME_WAIT, 0, SYN, 2000000000, 0, 0, NO_TS,
	  R(SYN_REUSED), SEND_NONE, CLOSED, NONE, 0, E(REUSED), true },
	{ "rcv-syn-time-wait/neither-seq-old", TIME_WAIT, 0, SYN, -1, 0, 0, NO_TS, R(SYN_CHALLENGE),
	  SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-syn-ack-time-wait/never", TIME_WAIT, 0, SYN | ACK, 10, 0, 0, NO_TS, R(SYN_CHALLENGE),
	  SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-syn-time-wait/linux-seq-next-is-old", TIME_WAIT, LINUX, SYN, 0, 0, 0, NO_TS,
	  R(SYN_CHALLENGE), SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-syn-time-wait/linux-seq-newer", TIME_WAIT, LINUX, SYN, 1, 0, 0, NO_TS, R(SYN_REUSED),
	  SEND_NONE, CLOSED, NONE, 0, E(REUSED), true },
	{ "rcv-syn-time-wait/linux-seq-old-ts-newer", TIME_WAIT, LINUX | TS, SYN, -9, 0, 0,
	  TSVAL(1), R(SYN_REUSED), SEND_NONE, CLOSED, NONE, 0, E(REUSED), true },
	{ "rcv-syn-time-wait/linux-only-syn-has-ts", TIME_WAIT, LINUX, SYN, -9, 0, 0, TSVAL(1),
	  R(SYN_CHALLENGE), SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },

	/* ---- timestamps, RFC 7323 ---- */
	{ "rcv-ack-last-ack/paws", LAST_ACK, TS, ACK, 0, 0, 0, TSVAL(-1), R(PAWS), SEND_ACK,
	  LAST_ACK, KEPT, 0, 0, false },
	{ "rcv-ack-last-ack/paws-far", LAST_ACK, TS, ACK, 0, 0, 0, TSVAL(-2000000000), R(PAWS),
	  SEND_ACK, LAST_ACK, KEPT, 0, 0, false },
	{ "rcv-ack-last-ack/same-timestamp", LAST_ACK, TS, ACK, 0, 0, 0, TSVAL(0), R(ACK_OF_FIN),
	  SEND_NONE, CLOSED, NONE, 0, E(ORDERLY), false },
	{ "rcv-ack-last-ack/timestamp-missing", LAST_ACK, TS, ACK, 0, 0, 0, NO_TS, R(TS_MISSING),
	  SEND_NONE, LAST_ACK, KEPT, 0, 0, false },
	{ "rcv-ack-last-ack/timestamp-missing-linux", LAST_ACK, TS | LINUX, ACK, 0, 0, 0, NO_TS,
	  R(ACK_OF_FIN), SEND_NONE, CLOSED, NONE, 0, E(ORDERLY), false },
	{ "rcv-ack-last-ack/timestamp-not-negotiated", LAST_ACK, 0, ACK, 0, 0, 0, TSVAL(-100),
	  R(ACK_OF_FIN), SEND_NONE, CLOSED, NONE, 0, E(ORDERLY), false },
	{ "rcv-fin-time-wait/paws", TIME_WAIT, TS, FIN | ACK, -1, 0, 0, TSVAL(-1), R(PAWS),
	  SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-fin-time-wait/paws-restart-linux", TIME_WAIT, TS | LINUX, FIN | ACK, -1, 0, 0,
	  TSVAL(-1), R(PAWS), SEND_ACK, TIME_WAIT, TWO_MSL, 0, 0, false },

	/* ---- the window, RFC 9293 3.10.7.4 ---- */
	{ "rcv-ack-established/keepalive", ESTABLISHED, 0, ACK, -1, 0, 0, NO_TS, R(OUT_OF_WINDOW),
	  SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-ack-established/last-inside", ESTABLISHED, 0, ACK, WND - 1, 0, 0, NO_TS,
	  R(ACK_NOTHING), SEND_NONE, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-ack-established/first-outside", ESTABLISHED, 0, ACK, WND, 0, 0, NO_TS,
	  R(OUT_OF_WINDOW), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-ack-fin-wait-1/closed-window", FIN_WAIT_1, NO_WND, ACK, 0, 0, 0, NO_TS,
	  R(ACK_OF_FIN), SEND_NONE, FIN_WAIT_2, IDLE, 0, 0, false },
	{ "rcv-data-established/closed-window", ESTABLISHED, NO_WND, ACK, 0, 1, 0, NO_TS,
	  R(OUT_OF_WINDOW), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-fin-fin-wait-2/closed-window", FIN_WAIT_2, NO_WND, FIN | ACK, 0, 0, 0, NO_TS,
	  R(FIN_ACCEPTED), SEND_ACK, TIME_WAIT, TWO_MSL, 1, 0, false },
	{ "rcv-fin-fin-wait-2/closed-window-with-text", FIN_WAIT_2, NO_WND, FIN | ACK, 0, 1, 0,
	  NO_TS, R(OUT_OF_WINDOW), SEND_ACK, FIN_WAIT_2, KEPT, 0, 0, false },
	{ "rcv-fin-fin-wait-2/overdrawn-window", FIN_WAIT_2, OVERDRAWN, FIN | ACK, 0, 0, 0, NO_TS,
	  R(FIN_ACCEPTED), SEND_ACK, TIME_WAIT, TWO_MSL, 1, 0, false },
	{ "rcv-data-established/all-old", ESTABLISHED, 0, ACK, -100, 100, 0, NO_TS,
	  R(OUT_OF_WINDOW), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },

	/* ---- the ACK number, RFC 5961 5.2 ---- */
	{ "rcv-ack-established/of-the-unsent", ESTABLISHED, 0, ACK, 0, 0, 1, NO_TS,
	  R(ACK_UNACCEPTABLE), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-ack-established/oldest", ESTABLISHED, 0, ACK, 0, 0, -MAX_WND, NO_TS, R(ACK_NOTHING),
	  SEND_NONE, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-ack-established/too-old", ESTABLISHED, 0, ACK, 0, 0, -MAX_WND - 1, NO_TS,
	  R(ACK_UNACCEPTABLE), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-ack-established/oldest-scaled", ESTABLISHED, SCALED, ACK, 0, 0, -4 * MAX_WND, NO_TS,
	  R(ACK_NOTHING), SEND_NONE, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-ack-established/too-old-scaled", ESTABLISHED, SCALED, ACK, 0, 0, -4 * MAX_WND - 1,
	  NO_TS, R(ACK_UNACCEPTABLE), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-fin-established/of-the-unsent", ESTABLISHED, 0, FIN | ACK, 0, 0, 1, NO_TS,
	  R(ACK_UNACCEPTABLE), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-fin-fin-wait-2/ack-bit-clear", FIN_WAIT_2, 0, FIN, 0, 0, 0, NO_TS, R(NO_ACK),
	  SEND_NONE, FIN_WAIT_2, KEPT, 0, 0, false },

	/* ---- ACK of our FIN ---- */
	{ "rcv-ack-fin-wait-1/of-fin", FIN_WAIT_1, 0, ACK, 0, 0, 0, NO_TS, R(ACK_OF_FIN), SEND_NONE,
	  FIN_WAIT_2, IDLE, 0, 0, false },
	{ "rcv-ack-fin-wait-1/of-fin-no-timeout", FIN_WAIT_1, NO_FW2, ACK, 0, 0, 0, NO_TS,
	  R(ACK_OF_FIN), SEND_NONE, FIN_WAIT_2, NONE, 0, 0, false },
	{ "rcv-ack-fin-wait-1/of-fin-half-close", FIN_WAIT_1, HALF, ACK, 0, 0, 0, NO_TS,
	  R(ACK_OF_FIN), SEND_NONE, FIN_WAIT_2, NONE, 0, 0, false },
	{ "rcv-ack-fin-wait-1/of-data-before-fin", FIN_WAIT_1, OLD_UNA, ACK, 0, 0, -1, NO_TS,
	  R(ACK_NOTHING), SEND_NONE, FIN_WAIT_1, RESTARTED, 0, 0, false },
	{ "rcv-ack-fin-wait-1/old", FIN_WAIT_1, 0, ACK, 0, 0, -1, NO_TS, R(ACK_NOTHING), SEND_NONE,
	  FIN_WAIT_1, KEPT, 0, 0, false },
	{ "rcv-ack-closing/timer-armed", CLOSING, 0, ACK, 0, 0, 0, NO_TS, R(ACK_OF_FIN), SEND_NONE,
	  TIME_WAIT, TWO_MSL, 0, 0, false },
	{ "rcv-ack-closing/not-of-fin", CLOSING, 0, ACK, 0, 0, -1, NO_TS, R(ACK_NOTHING), SEND_NONE,
	  CLOSING, KEPT, 0, 0, false },
	{ "rcv-ack-last-ack/of-fin", LAST_ACK, 0, ACK, 0, 0, 0, NO_TS, R(ACK_OF_FIN), SEND_NONE,
	  CLOSED, NONE, 0, E(ORDERLY), false },
	{ "rcv-ack-last-ack/not-of-fin", LAST_ACK, 0, ACK, 0, 0, -1, NO_TS, R(ACK_NOTHING),
	  SEND_NONE, LAST_ACK, KEPT, 0, 0, false },
	{ "rcv-ack-last-ack/of-data-before-fin", LAST_ACK, OLD_UNA, ACK, 0, 0, -1, NO_TS,
	  R(ACK_NOTHING), SEND_NONE, LAST_ACK, RESTARTED, 0, 0, false },
	{ "rcv-ack-fin-wait-2/silent", FIN_WAIT_2, 0, ACK, 0, 0, 0, NO_TS, R(ACK_NOTHING),
	  SEND_NONE, FIN_WAIT_2, KEPT, 0, 0, false },
	{ "rcv-ack-close-wait/silent", CLOSE_WAIT, 0, ACK, 0, 0, 0, NO_TS, R(ACK_NOTHING),
	  SEND_NONE, CLOSE_WAIT, KEPT, 0, 0, false },
	{ "rcv-ack-time-wait/silent", TIME_WAIT, 0, ACK, 0, 0, 0, NO_TS, R(ACK_NOTHING), SEND_NONE,
	  TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-ack-time-wait/restart-linux", TIME_WAIT, LINUX, ACK, 0, 0, 0, NO_TS, R(ACK_NOTHING),
	  SEND_NONE, TIME_WAIT, TWO_MSL, 0, 0, false },

	/* ---- text ---- */
	{ "rcv-data-established/in-order", ESTABLISHED, 0, ACK | PSH, 0, 7, 0, NO_TS,
	  R(DATA_ACCEPTED), SEND_ACK, ESTABLISHED, KEPT, 7, 0, true },
	{ "rcv-data-established/overlap", ESTABLISHED, 0, ACK, -5, 12, 0, NO_TS, R(DATA_ACCEPTED),
	  SEND_ACK, ESTABLISHED, KEPT, 7, 0, true },
	{ "rcv-data-established/fills-window", ESTABLISHED, 0, ACK, 0, WND, 0, NO_TS,
	  R(DATA_ACCEPTED), SEND_ACK, ESTABLISHED, KEPT, WND, 0, true },
	{ "rcv-data-established/beyond-window", ESTABLISHED, 0, ACK, 0, WND + 1, 0, NO_TS,
	  R(DATA_ACCEPTED), SEND_ACK, ESTABLISHED, KEPT, WND, 0, true },
	{ "rcv-data-established/out-of-order", ESTABLISHED, 0, ACK, 1, 7, 0, NO_TS,
	  R(DATA_OUT_OF_ORDER), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-data-fin-wait-2/half-close", FIN_WAIT_2, HALF, ACK, 0, 7, 0, NO_TS, R(DATA_ACCEPTED),
	  SEND_ACK, FIN_WAIT_2, KEPT, 7, 0, true },
	{ "rcv-data-fin-wait-1/half-close-with-ack-of-fin", FIN_WAIT_1, HALF, ACK, 0, 7, 0, NO_TS,
	  R(DATA_ACCEPTED), SEND_ACK, FIN_WAIT_2, NONE, 7, 0, true },
	{ "rcv-data-fin-wait-1/closed", FIN_WAIT_1, 0, ACK, 0, 7, -1, NO_TS, R(DATA_AFTER_CLOSE),
	  FINWAVE_SEND_RST_SEG, CLOSED, NONE, 0, E(ABORTED_DATA), false },
	{ "rcv-data-fin-wait-2/closed-out-of-order", FIN_WAIT_2, 0, ACK, 9, 7, 0, NO_TS,
	  R(DATA_AFTER_CLOSE), FINWAVE_SEND_RST_SEG, CLOSED, NONE, 0, E(ABORTED_DATA), false },
	{ "rcv-data-fin-wait-2/closed-old", FIN_WAIT_2, 0, ACK, -7, 7, 0, NO_TS, R(OUT_OF_WINDOW),
	  SEND_ACK, FIN_WAIT_2, KEPT, 0, 0, false },
	{ "rcv-data-close-wait/after-fin", CLOSE_WAIT, 0, ACK, 0, 7, 0, NO_TS, R(DATA_AFTER_FIN),
	  SEND_ACK, CLOSE_WAIT, KEPT, 0, 0, false },
	{ "rcv-data-last-ack/after-fin", LAST_ACK, 0, ACK, 0, 7, -1, NO_TS, R(DATA_AFTER_FIN),
	  SEND_ACK, LAST_ACK, KEPT, 0, 0, false },
	{ "rcv-data-last-ack/after-fin-with-ack-of-fin", LAST_ACK, 0, ACK, 0, 7, 0, NO_TS,
	  R(ACK_OF_FIN), SEND_NONE, CLOSED, NONE, 0, E(ORDERLY), false },
	{ "rcv-data-closing/after-fin-with-ack-of-fin", CLOSING, 0, ACK, 0, 7, 0, NO_TS,
	  R(DATA_AFTER_FIN), SEND_ACK, TIME_WAIT, TWO_MSL, 0, 0, false },
	{ "rcv-data-closing/after-fin-with-ack-of-data", CLOSING, OLD_UNA, ACK, 0, 7, -1, NO_TS,
	  R(DATA_AFTER_FIN), SEND_ACK, CLOSING, RESTARTED, 0, 0, false },
	{ "rcv-data-time-wait/after-fin", TIME_WAIT, 0, ACK, 3, 7, 0, NO_TS, R(DATA_AFTER_FIN),
	  SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-data-time-wait/after-fin-linux", TIME_WAIT, LINUX, ACK, 3, 7, 0, NO_TS, R(DATA_AFTER_FIN),
	  SEND_ACK, TIME_WAIT, TWO_MSL, 0, 0, false },

	/* ---- FIN ---- */
	{ "rcv-fin-established/in-order", ESTABLISHED, 0, FIN | ACK, 0, 0, 0, NO_TS,
	  R(FIN_ACCEPTED), SEND_ACK, CLOSE_WAIT, KEPT, 1, 0, false },
	{ "rcv-fin-established/with-text", ESTABLISHED, 0, FIN | ACK, 0, 7, 0, NO_TS,
	  R(FIN_ACCEPTED), SEND_ACK, CLOSE_WAIT, KEPT, 8, 0, true },
	{ "rcv-fin-established/with-old-text", ESTABLISHED, 0, FIN | ACK, -7, 7, 0, NO_TS,
	  R(FIN_ACCEPTED), SEND_ACK, CLOSE_WAIT, KEPT, 1, 0, false },
	{ "rcv-fin-established/text-fills-window", ESTABLISHED, 0, FIN | ACK, 0, WND, 0, NO_TS,
	  R(FIN_ACCEPTED), SEND_ACK, CLOSE_WAIT, KEPT, WND + 1, 0, true },
	{ "rcv-fin-established/behind-window", ESTABLISHED, 0, FIN | ACK, 0, WND + 1, 0, NO_TS,
	  R(DATA_ACCEPTED), SEND_ACK, ESTABLISHED, KEPT, WND, 0, true },
	{ "rcv-fin-established/hole-before-fin", ESTABLISHED, 0, FIN | ACK, 1, 0, 0, NO_TS,
	  R(DATA_OUT_OF_ORDER), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-fin-established/hole-before-text", ESTABLISHED, 0, FIN | ACK, 1, 7, 0, NO_TS,
	  R(DATA_OUT_OF_ORDER), SEND_ACK, ESTABLISHED, KEPT, 0, 0, false },
	{ "rcv-fin-fin-wait-1/ours-not-acknowledged", FIN_WAIT_1, 0, FIN | ACK, 0, 0, -1, NO_TS,
	  R(FIN_ACCEPTED), SEND_ACK, CLOSING, KEPT, 1, 0, false },
	{ "rcv-fin-fin-wait-1/ours-acknowledged", FIN_WAIT_1, 0, FIN | ACK, 0, 0, 0, NO_TS,
	  R(FIN_ACCEPTED), SEND_ACK, TIME_WAIT, TWO_MSL, 1, 0, false },
	{ "rcv-fin-fin-wait-1/half-close-all-at-once", FIN_WAIT_1, HALF, FIN | ACK, -3, 7, 0, NO_TS,
	  R(FIN_ACCEPTED), SEND_ACK, TIME_WAIT, TWO_MSL, 5, 0, true },
	{ "rcv-fin-fin-wait-1/hole-and-ack-of-fin", FIN_WAIT_1, 0, FIN | ACK, 1, 0, 0, NO_TS,
	  R(DATA_OUT_OF_ORDER), SEND_ACK, FIN_WAIT_2, IDLE, 0, 0, false },
	{ "rcv-fin-fin-wait-1/with-text-closed", FIN_WAIT_1, 0, FIN | ACK, 0, 7, 0, NO_TS,
	  R(DATA_AFTER_CLOSE), FINWAVE_SEND_RST_SEG, CLOSED, NONE, 0, E(ABORTED_DATA), false },
	{ "rcv-fin-fin-wait-2/in-order", FIN_WAIT_2, 0, FIN | ACK, 0, 0, 0, NO_TS, R(FIN_ACCEPTED),
	  SEND_ACK, TIME_WAIT, TWO_MSL, 1, 0, false },
	{ "rcv-fin-close-wait/repeated", CLOSE_WAIT, 0, FIN | ACK, -1, 0, 0, NO_TS, R(FIN_REPEATED),
	  SEND_ACK, CLOSE_WAIT, KEPT, 0, 0, false },
	{ "rcv-fin-close-wait/repeated-with-text", CLOSE_WAIT, 0, FIN | ACK, -8, 7, 0, NO_TS,
	  R(FIN_REPEATED), SEND_ACK, CLOSE_WAIT, KEPT, 0, 0, false },
	{ "rcv-fin-close-wait/repeated-in-closed-window", CLOSE_WAIT, NO_WND, FIN | ACK, -1, 0, 0,
	  NO_TS, R(FIN_REPEATED), SEND_ACK, CLOSE_WAIT, KEPT, 0, 0, false },
	{ "rcv-fin-close-wait/beyond-fin", CLOSE_WAIT, 0, FIN | ACK, 0, 0, 0, NO_TS,
	  R(DATA_AFTER_FIN), SEND_ACK, CLOSE_WAIT, KEPT, 0, 0, false },
	{ "rcv-fin-closing/repeated", CLOSING, 0, FIN | ACK, -1, 0, -1, NO_TS, R(FIN_REPEATED),
	  SEND_ACK, CLOSING, KEPT, 0, 0, false },
	{ "rcv-fin-closing/repeated-with-ack-of-fin", CLOSING, 0, FIN | ACK, -1, 0, 0, NO_TS,
	  R(FIN_REPEATED), SEND_ACK, TIME_WAIT, TWO_MSL, 0, 0, false },
	{ "rcv-fin-last-ack/repeated", LAST_ACK, 0, FIN | ACK, -1, 0, -1, NO_TS, R(FIN_REPEATED),
	  SEND_ACK, LAST_ACK, KEPT, 0, 0, false },
	{ "rcv-fin-last-ack/repeated-with-ack-of-fin", LAST_ACK, 0, FIN | ACK, -1, 0, 0, NO_TS,
	  R(FIN_REPEATED), SEND_NONE, CLOSED, NONE, 0, E(ORDERLY), false },
	{ "rcv-fin-last-ack/repeated-with-wrong-ack", LAST_ACK, 0, FIN | ACK, -1, 0, 1, NO_TS,
	  R(FIN_REPEATED), SEND_ACK, LAST_ACK, KEPT, 0, 0, false },
	{ "rcv-fin-time-wait/reack-and-restart", TIME_WAIT, 0, FIN | ACK, -1, 0, 0, NO_TS,
	  R(FIN_REPEATED), SEND_ACK, TIME_WAIT, TWO_MSL, 0, 0, false },
	{ "rcv-fin-time-wait/bad-seq", TIME_WAIT, 0, FIN | ACK, -2, 0, 0, NO_TS, R(OUT_OF_WINDOW),
	  SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-fin-time-wait/bad-seq-restart-linux", TIME_WAIT, LINUX, FIN | ACK, -2, 0, 0, NO_TS,
	  R(OUT_OF_WINDOW), SEND_ACK, TIME_WAIT, TWO_MSL, 0, 0, false },
	{ "rcv-fin-time-wait/beyond-fin", TIME_WAIT, 0, FIN | ACK, 0, 0, 0, NO_TS,
	  R(DATA_AFTER_FIN), SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-fin-time-wait/ack-bit-clear", TIME_WAIT, 0, FIN, -1, 0, 0, NO_TS, R(OUT_OF_WINDOW),
	  SEND_ACK, TIME_WAIT, KEPT, 0, 0, false },
	{ "rcv-nothing-established/ack-bit-clear", ESTABLISHED, 0, PSH, 0, 5, 0, NO_TS, R(NO_ACK),
	  SEND_NONE, ESTABLISHED, KEPT, 0, 0, false },
};
/* clang-format on */

static struct fwm_config config_of(const struct row *row)
{
	struct fwm_config cfg = default_config;

	cfg.linux_compat = row->options & LINUX;
	cfg.time_wait_rst = row->options & TW_RST;
	cfg.syn_rst = row->options & SYN_RST;
	if (row->options & NO_FW2)
		cfg.fin_wait_2_timeout = 0;
	return cfg;
}

static struct fwm_flow flow_of(const struct row *row, uint32_t snd, uint32_t rcv)
{
	struct fwm_flow flow = base_flow(row->state, snd, rcv);

	flow.half_close = row->options & HALF;
	flow.timestamps = row->options & TS;
	if (row->options & NO_WND)
		flow.rcv_edge = rcv;
	if (row->options & OVERDRAWN)
		flow.rcv_edge = rcv - 1;
	if (row->options & OLD_UNA)
		flow.snd_una = snd - 100;
	if (row->options & SCALED)
		flow.snd_wscale = 2;
	if (flow.half_close && row->state == FIN_WAIT_2)
		flow.timer = false;
	return flow;
}

static struct fwm_segment segment_of(const struct row *row, uint32_t snd, uint32_t rcv)
{
	return (struct fwm_segment){
		.seq = rcv + (uint32_t)row->seq,
		.ack = snd + (uint32_t)row->ack,
		.flags = row->flags,
		.window = 100,
		.payload = (uint32_t)row->payload,
		.has_ts = row->has_ts,
		.tsval = TS_RECENT + (uint32_t)row->ts,
	};
}

static void check_timer(const struct row *row, const struct fwm_config *cfg,
                        const struct fwm_flow *before, const struct fwm_flow *after)
{
	const uint32_t ticks[] = {
		[RESTARTED] = RTO,
		[TWO_MSL] = cfg->time_wait,
		[IDLE] = cfg->fin_wait_2_timeout,
	};

	if (row->timer == KEPT) {
		assert_int_equal(after->timer, before->timer);
		assert_int_equal(after->deadline, before->deadline);
	} else if (row->timer == NONE) {
		assert_false(after->timer);
	} else {
		assert_true(after->timer);
		assert_int_equal(after->deadline, (uint32_t)NOW + ticks[row->timer]);
	}
}

static void check_numbers(const struct row *row, const struct fwm_flow *flow,
                          const struct fwm_segment *seg, const struct fwm_result *got)
{
	uint32_t seq = 0, ack = 0;

	if (row->send == FINWAVE_SEND_ACK) {
		seq = flow->snd_nxt;
		ack = flow->rcv_nxt;
	} else if (row->send == FINWAVE_SEND_RST_SEG) {
		seq = seg->ack;
	} else if (row->send == FINWAVE_SEND_RST_SYN) {
		ack = seg->seq + 1;
	}
	assert_int_equal(got->seq, seq);
	assert_int_equal(got->ack, ack);
	assert_int_equal(got->frame_len != 0, row->send != FINWAVE_SEND_NONE);
}

static void run_at(const struct row *row, uint32_t snd, uint32_t rcv)
{
	struct fwm_config cfg = config_of(row);
	struct fwm_limits limits = { 0 };
	struct fwm_flow flow = flow_of(row, snd, rcv), before = flow;
	struct fwm_segment seg = segment_of(row, snd, rcv);
	struct fwm_result got;

	fwm_segment(&cfg, &limits, &flow, &seg, NOW, &got);
	assert_int_equal(got.reason, row->reason);
	assert_int_equal(got.send, row->send);
	assert_int_equal(got.old_state, row->state);
	assert_int_equal(got.new_state, row->new_state);
	assert_int_equal(flow.state, row->new_state);
	assert_int_equal(got.completion, row->completion);
	assert_int_equal(got.freed, row->new_state == CLOSED);
	assert_int_equal(got.pass, row->pass);
	assert_int_equal(got.peer_fin, row->reason == FINWAVE_REASON_FIN_ACCEPTED);
	assert_false(got.ack_limited);
	assert_int_equal(flow.snd_nxt, snd);
	assert_int_equal(flow.rcv_nxt, rcv + (uint32_t)row->taken);
	assert_int_equal(flow.rcv_edge, before.rcv_edge);
	check_timer(row, &cfg, &before, &flow);
	check_numbers(row, &flow, &seg, &got);
}

static void run_row(void **state)
{
	static const uint32_t places[] = {
		0x10000000, 0x80000000, 0x7FFFFFFF, 0x7FFFFE00, 0xFFFFFFFF, 0xFFFFFFFE,
		0xFFFFFE00, 0,          1,          2,          500,
	};

	for (size_t i = 0; i < COUNT_OF(places); i++)
		for (size_t j = 0; j < COUNT_OF(places); j++)
			run_at(*state, places[i], places[j]);
}

/* ---- what a segment leaves in the record ------------------------------------------------------- */

struct fixture {
	struct fwm_config cfg;
	struct fwm_limits limits;
	struct fwm_flow flow;
	struct fwm_result got;
};

static struct fixture fixture_of(uint8_t tcp_state)
{
	return (struct fixture){
		.cfg = default_config,
		.flow = base_flow(tcp_state, 0x2000, 0xFFFFFFFC),
	};
}

static void deliver(struct fixture *f, struct fwm_segment seg, uint64_t now)
{
	fwm_segment(&f->cfg, &f->limits, &f->flow, &seg, now, &f->got);
}

static struct fwm_segment pure_ack(const struct fixture *f)
{
	return (struct fwm_segment){
		.seq = f->flow.rcv_nxt,
		.ack = f->flow.snd_nxt,
		.flags = ACK,
		.window = 100,
	};
}

static void ack_established_moves_snd_una_only_forward(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);
	struct fwm_segment seg = pure_ack(&f);

	(void)state;
	f.flow.snd_una = f.flow.snd_nxt - 10;
	seg.ack = f.flow.snd_nxt - 4;
	deliver(&f, seg, NOW);
	assert_int_equal(f.flow.snd_una, f.flow.snd_nxt - 4);
	seg.ack = f.flow.snd_nxt - 7;
	deliver(&f, seg, NOW);
	assert_int_equal(f.flow.snd_una, f.flow.snd_nxt - 4);
}

static void ack_established_keeps_the_largest_window(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);
	struct fwm_segment seg = pure_ack(&f);

	(void)state;
	seg.window = MAX_WND + 1;
	deliver(&f, seg, NOW);
	seg.window = 3;
	deliver(&f, seg, NOW);
	assert_int_equal(f.flow.max_wnd, MAX_WND + 1);
}

/* RFC 7323 4.3 (2): SEG.SEQ <= Last.ACK.sent, and only of acceptable segments (5.3 R2 before R3). */
static void timestamp_established_is_taken_in_order_only(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);
	struct fwm_segment seg = pure_ack(&f);

	(void)state;
	f.flow.timestamps = true;
	seg.has_ts = true;
	seg.tsval = TS_RECENT + 5;
	seg.seq++;
	deliver(&f, seg, NOW);
	assert_int_equal(f.flow.ts_recent, TS_RECENT);
	seg.seq -= 2;
	deliver(&f, seg, NOW);
	assert_int_equal(f.got.reason, FINWAVE_REASON_OUT_OF_WINDOW);
	assert_int_equal(f.flow.ts_recent, TS_RECENT);
	seg.seq++;
	deliver(&f, seg, NOW);
	assert_int_equal(f.flow.ts_recent, TS_RECENT + 5);
}

static void timestamp_established_wraps(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);
	struct fwm_segment seg = pure_ack(&f);

	(void)state;
	f.flow.timestamps = true;
	f.flow.ts_recent = 0xFFFFFFFE;
	seg.has_ts = true;
	seg.tsval = 3;
	deliver(&f, seg, NOW);
	assert_int_equal(f.flow.ts_recent, 3);
	seg.tsval = 0xFFFFFFFF;
	deliver(&f, seg, NOW);
	assert_int_equal(f.got.reason, FINWAVE_REASON_PAWS);
}

/* The answer echoes the timestamp of the segment that it answers. */
static void fin_established_is_echoed_with_its_own_timestamp(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);
	struct fwm_segment seg = pure_ack(&f);

	(void)state;
	f.flow.timestamps = true;
	seg.has_ts = true;
	seg.tsval = 0x01020304;
	seg.flags |= FIN;
	deliver(&f, seg, NOW);
	assert_int_equal(f.got.frame_len, 66);
	assert_memory_equal(f.got.frame + 62, "\x01\x02\x03\x04", 4);
}

static void bad_frames_leave_the_flow_alone(void **state)
{
	struct fixture f = fixture_of(TIME_WAIT);
	struct fwm_flow before = f.flow;
	struct fwm_segment seg = pure_ack(&f);

	(void)state;
	seg.bad_checksum = true;
	seg.flags = SYN;
	deliver(&f, seg, NOW);
	assert_int_equal(f.got.reason, FINWAVE_REASON_BAD_CHECKSUM);
	seg.bad_frame = true;
	deliver(&f, seg, NOW);
	assert_int_equal(f.got.reason, FINWAVE_REASON_BAD_FRAME);
	assert_false(f.got.pass);
	assert_memory_equal(&before, &f.flow, sizeof(before));
}

static void any_closed_passes(void **state)
{
	struct fixture f = fixture_of(CLOSED);
	struct fwm_flow before = f.flow;

	(void)state;
	deliver(&f, pure_ack(&f), NOW);
	assert_true(f.got.pass);
	assert_int_equal(f.got.reason, FINWAVE_REASON_NONE);
	assert_memory_equal(&before, &f.flow, sizeof(before));
}

/* ---- limits on ACKs, RFC 5961 7 ---------------------------------------------------------------- */

static struct fwm_segment stale(const struct fixture *f)
{
	struct fwm_segment seg = pure_ack(f);

	seg.seq -= 100;
	return seg;
}

/* rcv-ack-time-wait/rate-limit: two stacks that challenge each other fall silent. */
static void ack_time_wait_rate_limit(void **state)
{
	struct fixture f = fixture_of(TIME_WAIT);
	uint32_t interval = f.cfg.ack_interval;

	(void)state;
	deliver(&f, stale(&f), NOW);
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	deliver(&f, stale(&f), NOW + interval - 1);
	assert_int_equal(f.got.reason, FINWAVE_REASON_OUT_OF_WINDOW);
	assert_int_equal(f.got.send, FINWAVE_SEND_NONE);
	assert_true(f.got.ack_limited);
	assert_int_equal(f.got.seq | f.got.ack | f.got.frame_len, 0);
	deliver(&f, stale(&f), NOW + interval);
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	assert_false(f.got.ack_limited);
}

static void ack_established_interval_off(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);

	(void)state;
	f.cfg.ack_interval = 0;
	for (unsigned i = 0; i < f.cfg.ack_budget; i++) {
		deliver(&f, stale(&f), NOW);
		assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	}
	deliver(&f, stale(&f), NOW);
	assert_true(f.got.ack_limited);
}

static void ack_established_budget_off(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);

	(void)state;
	f.cfg.ack_interval = 0;
	f.cfg.ack_budget = 0;
	for (unsigned i = 0; i < 0x10000; i++) {
		deliver(&f, stale(&f), NOW);
		assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	}
	f.cfg.ack_budget = 0xFFFF; /* set in the middle of a period: used up already */
	deliver(&f, stale(&f), NOW);
	assert_true(f.got.ack_limited);
}

static void ack_established_budget_is_full_in_the_next_period(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);

	(void)state;
	f.cfg.ack_interval = 0;
	f.cfg.ack_budget = 1;
	deliver(&f, stale(&f), 0xFFFFF);
	assert_false(f.got.ack_limited);
	deliver(&f, stale(&f), 0xFFFFF);
	assert_true(f.got.ack_limited);
	deliver(&f, stale(&f), 0x100000);
	assert_false(f.got.ack_limited);
}

/* The interval ends for good, also when the low word of the time comes round again. */
static void ack_established_interval_survives_a_wrapped_clock(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);

	(void)state;
	deliver(&f, stale(&f), NOW);
	deliver(&f, stale(&f), NOW + 0x100000000 + 1);
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
}

/* A lost ACK of the peer's FIN must never be held back, or the peer gives up. */
static void fin_time_wait_is_not_limited(void **state)
{
	struct fixture f = fixture_of(TIME_WAIT);
	struct fwm_segment seg = pure_ack(&f);

	(void)state;
	seg.seq--;
	seg.flags |= FIN;
	deliver(&f, stale(&f), NOW);
	deliver(&f, seg, NOW);
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	assert_false(f.got.ack_limited);
	f.cfg.linux_compat = true;
	deliver(&f, seg, NOW);
	assert_int_equal(f.got.reason, FINWAVE_REASON_FIN_REPEATED);
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
}

/* What is held back is the ACK only: the state moves all the same. */
static void data_closing_limited_still_counts(void **state)
{
	struct fixture f = fixture_of(CLOSING);
	struct fwm_segment seg = pure_ack(&f);

	(void)state;
	deliver(&f, stale(&f), NOW);
	seg.payload = 3;
	deliver(&f, seg, NOW);
	assert_true(f.got.ack_limited);
	assert_int_equal(f.got.reason, FINWAVE_REASON_DATA_AFTER_FIN);
	assert_int_equal(f.flow.state, TIME_WAIT);
}

int main(void)
{
	const struct CMUnitTest record[] = {
		cmocka_unit_test(ack_established_moves_snd_una_only_forward),
		cmocka_unit_test(ack_established_keeps_the_largest_window),
		cmocka_unit_test(timestamp_established_is_taken_in_order_only),
		cmocka_unit_test(timestamp_established_wraps),
		cmocka_unit_test(fin_established_is_echoed_with_its_own_timestamp),
		cmocka_unit_test(bad_frames_leave_the_flow_alone),
		cmocka_unit_test(any_closed_passes),
	};
	const struct CMUnitTest limits[] = {
		cmocka_unit_test(ack_time_wait_rate_limit),
		cmocka_unit_test(ack_established_interval_off),
		cmocka_unit_test(ack_established_budget_off),
		cmocka_unit_test(ack_established_budget_is_full_in_the_next_period),
		cmocka_unit_test(ack_established_interval_survives_a_wrapped_clock),
		cmocka_unit_test(fin_time_wait_is_not_limited),
		cmocka_unit_test(data_closing_limited_still_counts),
	};
	int failed = RUN_ROWS(rows, run_row);

	failed += cmocka_run_group_tests_name("record", record, NULL, NULL);
	failed += cmocka_run_group_tests_name("limits", limits, NULL, NULL);
	return failed != 0;
}
