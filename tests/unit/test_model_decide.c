// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * fwm_decide(): rows for each rule, then properties over every combination of classified bits. The
 * properties are what a reader of RFC 9293 would bet on whatever the details are.
 */
#include "test_model.h"

enum { SEGMENT = FINWAVE_OP_SEGMENT };

/* clang-format off */
#define CLASS(...) { __VA_ARGS__ }
#define DECISION(...) { __VA_ARGS__ }
/* clang-format on */

/* A sound, acceptable segment with a good ACK that is not new. */
#define SOUND(st) .op = SEGMENT, .state = (st), .seq_ok = true, .ack_ok = true, .ack = true
#define LIMITED .send = FINWAVE_SEND_ACK, .limited = true
#define FREED(event) .state = CLOSED, .free = true, .completion = (event), .timer = FWM_TIMER_STOP

struct row {
	const char *name;
	struct fwm_class in;
	struct fwm_decision out;
};

/* clang-format off */
static const struct row segments[] = {
	{ "rcv-bad-frame-time-wait",
	  CLASS(SOUND(TIME_WAIT), .bad_frame = true, .bad_checksum = true, .syn = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_BAD_FRAME) },
	{ "rcv-bad-checksum-last-ack",
	  CLASS(SOUND(LAST_ACK), .bad_checksum = true, .ack_all = true),
	  DECISION(.state = LAST_ACK, .reason = FINWAVE_REASON_BAD_CHECKSUM) },
	{ "rcv-syn-time-wait/reuse",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .syn = true, .reuse_ok = true),
	  DECISION(FREED(FINWAVE_EVENT_REUSED), .reason = FINWAVE_REASON_SYN_REUSED,
		   .pass = true) },
	{ "rcv-syn-time-wait/reuse-before-paws",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .syn = true, .reuse_ok = true, .ts_missing = true),
	  DECISION(FREED(FINWAVE_EVENT_REUSED), .reason = FINWAVE_REASON_SYN_REUSED,
		   .pass = true) },
	{ "rcv-syn-ack-time-wait/no-reuse",
	  CLASS(SOUND(TIME_WAIT), .syn = true, .reuse_ok = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_SYN_CHALLENGE, LIMITED) },
	{ "rcv-syn-fin-time-wait/no-reuse",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .syn = true, .fin = true, .reuse_ok = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_SYN_CHALLENGE, LIMITED) },
	{ "rcv-syn-last-ack/no-reuse",
	  CLASS(.op = SEGMENT, .state = LAST_ACK, .syn = true, .reuse_ok = true),
	  DECISION(.state = LAST_ACK, .reason = FINWAVE_REASON_SYN_CHALLENGE, LIMITED) },
	{ "rcv-ack-established/timestamp-missing",
	  CLASS(SOUND(ESTABLISHED), .ts_missing = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_TS_MISSING) },
	{ "rcv-ack-established/timestamp-missing-linux",
	  CLASS(SOUND(ESTABLISHED), .ts_missing = true, .linux_compat = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true) },
	{ "rcv-ack-last-ack/paws",
	  CLASS(SOUND(LAST_ACK), .ts_old = true, .ack_all = true, .ack_new = true),
	  DECISION(.state = LAST_ACK, .reason = FINWAVE_REASON_PAWS, LIMITED) },
	{ "rcv-ack-time-wait/paws",
	  CLASS(SOUND(TIME_WAIT), .ts_old = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_PAWS, LIMITED) },
	{ "rcv-ack-time-wait/paws-linux",
	  CLASS(SOUND(TIME_WAIT), .ts_old = true, .linux_compat = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_PAWS, LIMITED,
		   .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-rst-established/no-paws",
	  CLASS(SOUND(ESTABLISHED), .rst = true, .seq_exact = true, .ts_old = true),
	  DECISION(FREED(FINWAVE_EVENT_RESET), .reason = FINWAVE_REASON_RST_ACCEPTED) },
	{ "rcv-rst-closing/out-of-window",
	  CLASS(.op = SEGMENT, .state = CLOSING, .rst = true, .syn = true),
	  DECISION(.state = CLOSING, .reason = FINWAVE_REASON_RST_OUT_OF_WINDOW) },
	{ "rcv-rst-closing/in-window",
	  CLASS(.op = SEGMENT, .state = CLOSING, .rst = true, .seq_ok = true),
	  DECISION(.state = CLOSING, .reason = FINWAVE_REASON_RST_CHALLENGE, LIMITED) },
	{ "rcv-rst-time-wait/ignored",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .rst = true, .seq_ok = true, .seq_exact = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_RST_IGNORED) },
	{ "rcv-rst-time-wait/accepted",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .rst = true, .seq_ok = true, .seq_exact = true,
		.time_wait_rst = true),
	  DECISION(FREED(FINWAVE_EVENT_RESET), .reason = FINWAVE_REASON_RST_ACCEPTED) },
	{ "rcv-rst-time-wait/not-exact-linux",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .rst = true, .seq_ok = true,
		.linux_compat = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_RST_OUT_OF_WINDOW) },
	{ "rcv-ack-time-wait/out-of-window",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .ack = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_OUT_OF_WINDOW, LIMITED) },
	{ "rcv-ack-time-wait/out-of-window-linux",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .ack = true, .linux_compat = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_OUT_OF_WINDOW, LIMITED,
		   .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-nothing-time-wait/out-of-window-linux",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .linux_compat = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_OUT_OF_WINDOW, LIMITED) },
	{ "rcv-fin-time-wait/reack-and-restart",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .fin = true, .ack = true, .end_exact = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_FIN_REPEATED,
		   .send = FINWAVE_SEND_ACK, .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-fin-time-wait/bad-seq",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .fin = true, .ack = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_OUT_OF_WINDOW, LIMITED) },
	{ "rcv-fin-time-wait/ack-bit-clear",
	  CLASS(.op = SEGMENT, .state = TIME_WAIT, .fin = true, .end_exact = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_OUT_OF_WINDOW, LIMITED) },
	{ "rcv-fin-close-wait/repeated",
	  CLASS(.op = SEGMENT, .state = CLOSE_WAIT, .fin = true, .ack = true, .end_exact = true,
		.ack_ok = true, .ack_all = true),
	  DECISION(.state = CLOSE_WAIT, .reason = FINWAVE_REASON_FIN_REPEATED,
		   .send = FINWAVE_SEND_ACK) },
	{ "rcv-fin-close-wait/repeated-linux",
	  CLASS(.op = SEGMENT, .state = CLOSE_WAIT, .fin = true, .ack = true, .end_exact = true,
		.linux_compat = true),
	  DECISION(.state = CLOSE_WAIT, .reason = FINWAVE_REASON_FIN_REPEATED,
		   .send = FINWAVE_SEND_ACK) },
	{ "rcv-fin-closing/repeated-with-ack-of-fin",
	  CLASS(.op = SEGMENT, .state = CLOSING, .fin = true, .ack = true, .end_exact = true,
		.ack_ok = true, .ack_all = true, .ack_new = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_FIN_REPEATED,
		   .send = FINWAVE_SEND_ACK, .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-fin-closing/repeated",
	  CLASS(.op = SEGMENT, .state = CLOSING, .fin = true, .ack = true, .end_exact = true,
		.ack_ok = true),
	  DECISION(.state = CLOSING, .reason = FINWAVE_REASON_FIN_REPEATED,
		   .send = FINWAVE_SEND_ACK) },
	{ "rcv-fin-last-ack/repeated-with-ack-of-fin",
	  CLASS(.op = SEGMENT, .state = LAST_ACK, .fin = true, .ack = true, .end_exact = true,
		.ack_ok = true, .ack_all = true, .ack_new = true),
	  DECISION(FREED(FINWAVE_EVENT_ORDERLY), .reason = FINWAVE_REASON_FIN_REPEATED) },
	{ "rcv-fin-established/old",
	  CLASS(.op = SEGMENT, .state = ESTABLISHED, .fin = true, .ack = true, .end_exact = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_OUT_OF_WINDOW, LIMITED) },
	{ "rcv-syn-established/challenge",
	  CLASS(.op = SEGMENT, .state = ESTABLISHED, .syn = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_SYN_CHALLENGE, LIMITED) },
	{ "rcv-syn-established/reset-out-of-window",
	  CLASS(.op = SEGMENT, .state = ESTABLISHED, .syn = true, .syn_rst = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_SYN_RESET,
		   .send = FINWAVE_SEND_RST_SYN) },
	{ "rcv-syn-ack-last-ack/reset-in-window",
	  CLASS(SOUND(LAST_ACK), .syn = true, .syn_rst = true),
	  DECISION(FREED(FINWAVE_EVENT_RESET), .reason = FINWAVE_REASON_SYN_RESET,
		   .send = FINWAVE_SEND_RST_SEG) },
	{ "rcv-fin-fin-wait-2/ack-bit-clear",
	  CLASS(.op = SEGMENT, .state = FIN_WAIT_2, .fin = true, .seq_ok = true, .seq_exact = true),
	  DECISION(.state = FIN_WAIT_2, .reason = FINWAVE_REASON_NO_ACK) },
	{ "rcv-fin-fin-wait-2/ack-unacceptable",
	  CLASS(.op = SEGMENT, .state = FIN_WAIT_2, .fin = true, .ack = true, .seq_ok = true),
	  DECISION(.state = FIN_WAIT_2, .reason = FINWAVE_REASON_ACK_UNACCEPTABLE, LIMITED) },
	{ "rcv-ack-fin-wait-1/of-fin",
	  CLASS(SOUND(FIN_WAIT_1), .ack_new = true, .ack_all = true),
	  DECISION(.state = FIN_WAIT_2, .reason = FINWAVE_REASON_ACK_OF_FIN, .take_ack = true,
		   .timer = FWM_TIMER_FIN_WAIT_2) },
	{ "rcv-ack-fin-wait-1/of-fin-half-close",
	  CLASS(SOUND(FIN_WAIT_1), .ack_new = true, .ack_all = true, .half_close = true),
	  DECISION(.state = FIN_WAIT_2, .reason = FINWAVE_REASON_ACK_OF_FIN, .take_ack = true,
		   .timer = FWM_TIMER_STOP) },
	{ "rcv-ack-fin-wait-1/of-data",
	  CLASS(SOUND(FIN_WAIT_1), .ack_new = true),
	  DECISION(.state = FIN_WAIT_1, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true,
		   .zero_retries = true, .progress = true, .timer = FWM_TIMER_RTO) },
	{ "rcv-ack-last-ack/window-opens-behind-a-probe",
	  CLASS(SOUND(LAST_ACK), .may_go = true, .again_goes = true),
	  DECISION(.state = LAST_ACK, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true,
		   .send = FINWAVE_SEND_FIN, .send_again = true, .timer = FWM_TIMER_RTO) },
	{ "rcv-ack-closing/timer-armed",
	  CLASS(SOUND(CLOSING), .ack_new = true, .ack_all = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_ACK_OF_FIN, .take_ack = true,
		   .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-ack-last-ack/of-fin",
	  CLASS(SOUND(LAST_ACK), .ack_new = true, .ack_all = true, .text = true, .text_new = true),
	  DECISION(FREED(FINWAVE_EVENT_ORDERLY), .reason = FINWAVE_REASON_ACK_OF_FIN,
		   .take_ack = true) },
	{ "rcv-ack-last-ack/not-of-fin",
	  CLASS(SOUND(LAST_ACK)),
	  DECISION(.state = LAST_ACK, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true) },
	{ "rcv-ack-time-wait/silent",
	  CLASS(SOUND(TIME_WAIT), .ack_all = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true) },
	{ "rcv-ack-time-wait/restart-linux",
	  CLASS(SOUND(TIME_WAIT), .seq_exact = true, .ack_all = true, .linux_compat = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true,
		   .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-ack-time-wait/not-exact-linux",
	  CLASS(SOUND(TIME_WAIT), .ack_all = true, .linux_compat = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true,
		   LIMITED, .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-data-closing/after-fin-with-ack-of-fin",
	  CLASS(SOUND(CLOSING), .ack_new = true, .ack_all = true, .text = true, .text_new = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_DATA_AFTER_FIN, LIMITED,
		   .take_ack = true, .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-fin-time-wait/beyond-fin",
	  CLASS(SOUND(TIME_WAIT), .fin = true, .linux_compat = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_DATA_AFTER_FIN, LIMITED,
		   .take_ack = true, .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-data-fin-wait-2/closed",
	  CLASS(SOUND(FIN_WAIT_2), .text = true, .text_new = true, .seq_after = true),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_DATA), .reason = FINWAVE_REASON_DATA_AFTER_CLOSE,
		   .send = FINWAVE_SEND_RST_SEG, .take_ack = true) },
	{ "rcv-data-fin-wait-2/half-close",
	  CLASS(SOUND(FIN_WAIT_2), .text = true, .text_new = true, .half_close = true),
	  DECISION(.state = FIN_WAIT_2, .reason = FINWAVE_REASON_DATA_ACCEPTED,
		   .send = FINWAVE_SEND_ACK, .take_ack = true, .take_text = true, .pass = true) },
	{ "rcv-data-fin-wait-1/half-close-with-ack-of-fin",
	  CLASS(SOUND(FIN_WAIT_1), .text = true, .text_new = true, .half_close = true,
		.ack_new = true, .ack_all = true),
	  DECISION(.state = FIN_WAIT_2, .reason = FINWAVE_REASON_DATA_ACCEPTED,
		   .send = FINWAVE_SEND_ACK, .take_ack = true, .take_text = true, .pass = true,
		   .timer = FWM_TIMER_STOP) },
	{ "rcv-fin-established/hole-before-fin",
	  CLASS(SOUND(ESTABLISHED), .fin = true, .seq_after = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_DATA_OUT_OF_ORDER,
		   .send = FINWAVE_SEND_ACK, .take_ack = true) },
	{ "rcv-fin-fin-wait-2/hole-before-fin",
	  CLASS(SOUND(FIN_WAIT_2), .fin = true, .seq_after = true),
	  DECISION(.state = FIN_WAIT_2, .reason = FINWAVE_REASON_DATA_OUT_OF_ORDER,
		   .send = FINWAVE_SEND_ACK, .take_ack = true) },
	{ "rcv-data-established/out-of-order",
	  CLASS(SOUND(ESTABLISHED), .text = true, .text_new = true, .seq_after = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_DATA_OUT_OF_ORDER,
		   .send = FINWAVE_SEND_ACK, .take_ack = true) },
	{ "rcv-fin-established/in-order",
	  CLASS(SOUND(ESTABLISHED), .fin = true, .seq_exact = true),
	  DECISION(.state = CLOSE_WAIT, .reason = FINWAVE_REASON_FIN_ACCEPTED,
		   .send = FINWAVE_SEND_ACK, .take_ack = true, .take_fin = true,
		   .peer_fin = true) },
	{ "rcv-fin-established/with-text",
	  CLASS(SOUND(ESTABLISHED), .fin = true, .text = true, .text_new = true),
	  DECISION(.state = CLOSE_WAIT, .reason = FINWAVE_REASON_FIN_ACCEPTED,
		   .send = FINWAVE_SEND_ACK, .take_ack = true, .take_text = true,
		   .take_fin = true, .peer_fin = true, .pass = true) },
	{ "rcv-fin-established/behind-cut-text",
	  CLASS(SOUND(ESTABLISHED), .fin = true, .text = true, .text_new = true, .text_cut = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_DATA_ACCEPTED,
		   .send = FINWAVE_SEND_ACK, .take_ack = true, .take_text = true, .pass = true) },
	{ "rcv-fin-fin-wait-1/ours-not-acknowledged",
	  CLASS(SOUND(FIN_WAIT_1), .fin = true),
	  DECISION(.state = CLOSING, .reason = FINWAVE_REASON_FIN_ACCEPTED,
		   .send = FINWAVE_SEND_ACK, .take_ack = true, .take_fin = true,
		   .peer_fin = true) },
	{ "rcv-fin-fin-wait-1/ours-acknowledged",
	  CLASS(SOUND(FIN_WAIT_1), .fin = true, .ack_new = true, .ack_all = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_FIN_ACCEPTED,
		   .send = FINWAVE_SEND_ACK, .take_ack = true, .take_fin = true,
		   .peer_fin = true, .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-fin-fin-wait-2/in-order",
	  CLASS(SOUND(FIN_WAIT_2), .fin = true, .ack_all = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_FIN_ACCEPTED,
		   .send = FINWAVE_SEND_ACK, .take_ack = true, .take_fin = true,
		   .peer_fin = true, .timer = FWM_TIMER_TIME_WAIT) },
	{ "rcv-any-closed/passes",
	  CLASS(SOUND(CLOSED), .fin = true, .bad_frame = true),
	  DECISION(.state = CLOSED, .pass = true) },
};
/* clang-format on */

#define COMMAND(o, st) .op = FINWAVE_OP_##o, .state = (st)
#define DONE .reason = FINWAVE_REASON_COMMAND_DONE
#define REFUSED .reason = FINWAVE_REASON_COMMAND_REFUSED, .refuse = true
#define QUEUED DONE, .queue_fin = true, .timer = FWM_TIMER_RTO_FIRST
#define FIRST_FIN QUEUED, .send = FINWAVE_SEND_FIN
#define CLOSED_FOR_GOOD .clear_half_close = true

/* clang-format off */
static const struct row commands[] = {
	{ "cmd-close-established", CLASS(COMMAND(CLOSE, ESTABLISHED), .may_go = true),
	  DECISION(.state = FIN_WAIT_1, FIRST_FIN, CLOSED_FOR_GOOD) },
	{ "cmd-shutdown-established", CLASS(COMMAND(SHUTDOWN, ESTABLISHED), .may_go = true),
	  DECISION(.state = FIN_WAIT_1, FIRST_FIN, .set_half_close = true) },
	{ "cmd-close-close-wait", CLASS(COMMAND(CLOSE, CLOSE_WAIT), .may_go = true),
	  DECISION(.state = LAST_ACK, FIRST_FIN, CLOSED_FOR_GOOD) },
	{ "cmd-shutdown-close-wait", CLASS(COMMAND(SHUTDOWN, CLOSE_WAIT), .may_go = true),
	  DECISION(.state = LAST_ACK, FIRST_FIN, .set_half_close = true) },
	{ "cmd-close-fin-wait-1", CLASS(COMMAND(CLOSE, FIN_WAIT_1)),
	  DECISION(.state = FIN_WAIT_1, REFUSED) },
	{ "cmd-close-fin-wait-1/half-close", CLASS(COMMAND(CLOSE, FIN_WAIT_1), .half_close = true),
	  DECISION(.state = FIN_WAIT_1, DONE, CLOSED_FOR_GOOD) },
	{ "cmd-close-fin-wait-2/half-close", CLASS(COMMAND(CLOSE, FIN_WAIT_2), .half_close = true),
	  DECISION(.state = FIN_WAIT_2, DONE, CLOSED_FOR_GOOD,
		   .timer = FWM_TIMER_FIN_WAIT_2) },
	{ "cmd-shutdown-fin-wait-2/half-close",
	  CLASS(COMMAND(SHUTDOWN, FIN_WAIT_2), .half_close = true),
	  DECISION(.state = FIN_WAIT_2, REFUSED) },
	{ "cmd-close-closing", CLASS(COMMAND(CLOSE, CLOSING), .half_close = true),
	  DECISION(.state = CLOSING, REFUSED) },
	{ "cmd-close-last-ack", CLASS(COMMAND(CLOSE, LAST_ACK)),
	  DECISION(.state = LAST_ACK, REFUSED) },
	{ "cmd-close-time-wait", CLASS(COMMAND(CLOSE, TIME_WAIT)),
	  DECISION(.state = TIME_WAIT, REFUSED) },
	{ "cmd-close-closed", CLASS(COMMAND(CLOSE, CLOSED)), DECISION(.state = CLOSED, REFUSED) },
	{ "cmd-close-established/waits", CLASS(COMMAND(CLOSE, ESTABLISHED)),
	  DECISION(.state = FIN_WAIT_1, QUEUED, CLOSED_FOR_GOOD) },
	{ "cmd-close-close-wait/waits-but-the-ack-does-not",
	  CLASS(COMMAND(CLOSE, CLOSE_WAIT), .ack_owed = true),
	  DECISION(.state = LAST_ACK, QUEUED, CLOSED_FOR_GOOD, .send = FINWAVE_SEND_ACK) },
	{ "cmd-shutdown-close-wait/fin-pays-the-ack",
	  CLASS(COMMAND(SHUTDOWN, CLOSE_WAIT), .ack_owed = true, .may_go = true, .tail = true),
	  DECISION(.state = LAST_ACK, FIRST_FIN, .set_half_close = true) },
	{ "cmd-close-established/number-used",
	  CLASS(COMMAND(CLOSE, ESTABLISHED), .set_snd_nxt = true, .snd_nxt_used = true,
		.may_go = true, .ack_owed = true),
	  DECISION(.state = ESTABLISHED, REFUSED) },
	{ "cmd-shutdown-close-wait/number-used",
	  CLASS(COMMAND(SHUTDOWN, CLOSE_WAIT), .set_snd_nxt = true, .snd_nxt_used = true),
	  DECISION(.state = CLOSE_WAIT, REFUSED) },
	{ "cmd-close-fin-wait-2/half-close-with-a-tail",
	  CLASS(COMMAND(CLOSE, FIN_WAIT_2), .half_close = true, .tail = true),
	  DECISION(.state = FIN_WAIT_2, REFUSED) },
	{ "cmd-close-fin-wait-1/half-close-number-ignored",
	  CLASS(COMMAND(CLOSE, FIN_WAIT_1), .half_close = true, .set_snd_nxt = true,
		.snd_nxt_used = true),
	  DECISION(.state = FIN_WAIT_1, DONE, CLOSED_FOR_GOOD) },
	{ "cmd-abort-established", CLASS(COMMAND(ABORT, ESTABLISHED)),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_HOST), DONE, .send = FINWAVE_SEND_RST) },
	{ "cmd-abort-fin-wait-1", CLASS(COMMAND(ABORT, FIN_WAIT_1)),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_HOST), DONE, .send = FINWAVE_SEND_RST) },
	{ "cmd-abort-fin-wait-2", CLASS(COMMAND(ABORT, FIN_WAIT_2)),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_HOST), DONE, .send = FINWAVE_SEND_RST) },
	{ "cmd-abort-close-wait", CLASS(COMMAND(ABORT, CLOSE_WAIT)),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_HOST), DONE, .send = FINWAVE_SEND_RST) },
	{ "cmd-abort-closing/silent", CLASS(COMMAND(ABORT, CLOSING)),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_HOST), DONE) },
	{ "cmd-abort-last-ack/silent", CLASS(COMMAND(ABORT, LAST_ACK)),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_HOST), DONE) },
	{ "cmd-abort-time-wait/silent", CLASS(COMMAND(ABORT, TIME_WAIT)),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_HOST), DONE) },
	{ "cmd-update-established", CLASS(COMMAND(UPDATE, ESTABLISHED), .set_snd_nxt = true),
	  DECISION(.state = ESTABLISHED, DONE) },
	{ "cmd-update-close-wait", CLASS(COMMAND(UPDATE, CLOSE_WAIT), .set_snd_nxt = true),
	  DECISION(.state = CLOSE_WAIT, DONE) },
	{ "cmd-update-fin-wait-2/snd-nxt",
	  CLASS(COMMAND(UPDATE, FIN_WAIT_2), .set_snd_nxt = true),
	  DECISION(.state = FIN_WAIT_2, REFUSED) },
	{ "cmd-update-fin-wait-2/credit", CLASS(COMMAND(UPDATE, FIN_WAIT_2)),
	  DECISION(.state = FIN_WAIT_2, DONE) },
	{ "cmd-update-fin-wait-1/snd-nxt-and-announce",
	  CLASS(COMMAND(UPDATE, FIN_WAIT_1), .set_snd_nxt = true, .announce = true, .half_close = true),
	  DECISION(.state = FIN_WAIT_1, REFUSED) },
	{ "cmd-update-established/announce", CLASS(COMMAND(UPDATE, ESTABLISHED), .announce = true),
	  DECISION(.state = ESTABLISHED, DONE, .send = FINWAVE_SEND_ACK) },
	{ "cmd-update-established/announce-watch",
	  CLASS(COMMAND(UPDATE, ESTABLISHED), .announce = true, .watch = true),
	  DECISION(.state = ESTABLISHED, DONE) },
	{ "cmd-update-fin-wait-1/announce-half-close",
	  CLASS(COMMAND(UPDATE, FIN_WAIT_1), .announce = true, .half_close = true),
	  DECISION(.state = FIN_WAIT_1, DONE, .send = FINWAVE_SEND_ACK) },
	{ "cmd-update-fin-wait-2/announce-half-close",
	  CLASS(COMMAND(UPDATE, FIN_WAIT_2), .announce = true, .half_close = true),
	  DECISION(.state = FIN_WAIT_2, DONE, .send = FINWAVE_SEND_ACK) },
	{ "cmd-update-fin-wait-2/announce-closed",
	  CLASS(COMMAND(UPDATE, FIN_WAIT_2), .announce = true),
	  DECISION(.state = FIN_WAIT_2, DONE) },
	{ "cmd-update-close-wait/announce", CLASS(COMMAND(UPDATE, CLOSE_WAIT), .announce = true),
	  DECISION(.state = CLOSE_WAIT, DONE) },
	{ "cmd-evict-time-wait", CLASS(COMMAND(EVICT, TIME_WAIT)),
	  DECISION(FREED(FINWAVE_EVENT_EVICTED), .reason = FINWAVE_REASON_EVICTED) },
	{ "cmd-evict-established", CLASS(COMMAND(EVICT, ESTABLISHED)),
	  DECISION(.state = ESTABLISHED, REFUSED) },
	{ "cmd-evict-closed", CLASS(COMMAND(EVICT, CLOSED)), DECISION(.state = CLOSED, REFUSED) },
	{ "cmd-release-fin-wait-1", CLASS(COMMAND(RELEASE, FIN_WAIT_1)),
	  DECISION(FREED(FINWAVE_EVENT_RELEASED), DONE) },
	{ "timeout-fin-wait-1/retransmit-fin",
	  CLASS(COMMAND(TIMEOUT, FIN_WAIT_1), .retries_left = true),
	  DECISION(.state = FIN_WAIT_1, .reason = FINWAVE_REASON_TIMEOUT_RETRANSMIT,
		   .send = FINWAVE_SEND_FIN, .send_again = true, .timer = FWM_TIMER_RTO_BACKOFF) },
	{ "timeout-closing/retransmit-fin", CLASS(COMMAND(TIMEOUT, CLOSING), .retries_left = true),
	  DECISION(.state = CLOSING, .reason = FINWAVE_REASON_TIMEOUT_RETRANSMIT,
		   .send = FINWAVE_SEND_FIN, .send_again = true, .timer = FWM_TIMER_RTO_BACKOFF) },
	{ "timeout-last-ack/give-up", CLASS(COMMAND(TIMEOUT, LAST_ACK)),
	  DECISION(FREED(FINWAVE_EVENT_GAVE_UP), .reason = FINWAVE_REASON_TIMEOUT_GIVE_UP,
		   .send = FINWAVE_SEND_RST) },
	{ "timeout-last-ack/give-up-silent",
	  CLASS(COMMAND(TIMEOUT, LAST_ACK), .give_up_silent = true),
	  DECISION(FREED(FINWAVE_EVENT_GAVE_UP), .reason = FINWAVE_REASON_TIMEOUT_GIVE_UP) },
	{ "timeout-fin-wait-1/fenced",
	  CLASS(COMMAND(TIMEOUT, FIN_WAIT_1), .fenced = true, .retries_left = true),
	  DECISION(.state = FIN_WAIT_1, .reason = FINWAVE_REASON_TIMEOUT_FENCED,
		   .timer = FWM_TIMER_RTO_COUNT) },
	{ "timeout-last-ack/fenced-too-long",
	  CLASS(COMMAND(TIMEOUT, LAST_ACK), .fenced = true),
	  DECISION(FREED(FINWAVE_EVENT_GAVE_UP), .reason = FINWAVE_REASON_TIMEOUT_GIVE_UP,
		   .send = FINWAVE_SEND_RST) },
	{ "timeout-closing/user-timeout",
	  CLASS(COMMAND(TIMEOUT, CLOSING), .user_over = true, .retries_left = true),
	  DECISION(FREED(FINWAVE_EVENT_GAVE_UP), .reason = FINWAVE_REASON_TIMEOUT_GIVE_UP,
		   .send = FINWAVE_SEND_RST) },
	{ "timeout-fin-wait-1/user-timeout-fenced-silent",
	  CLASS(COMMAND(TIMEOUT, FIN_WAIT_1), .user_over = true, .fenced = true,
		.give_up_silent = true),
	  DECISION(FREED(FINWAVE_EVENT_GAVE_UP), .reason = FINWAVE_REASON_TIMEOUT_GIVE_UP) },
	{ "timeout-close-wait/merge", CLASS(COMMAND(TIMEOUT, CLOSE_WAIT), .ack_owed = true),
	  DECISION(.state = CLOSE_WAIT, .reason = FINWAVE_REASON_TIMEOUT_MERGE,
		   .send = FINWAVE_SEND_ACK, .timer = FWM_TIMER_STOP) },
	{ "timeout-close-wait/merge-paid", CLASS(COMMAND(TIMEOUT, CLOSE_WAIT)),
	  DECISION(.state = CLOSE_WAIT, .reason = FINWAVE_REASON_TIMEOUT_MERGE,
		   .timer = FWM_TIMER_STOP) },
	{ "timeout-fin-wait-2", CLASS(COMMAND(TIMEOUT, FIN_WAIT_2)),
	  DECISION(FREED(FINWAVE_EVENT_FIN_WAIT_2_EXPIRED),
		   .reason = FINWAVE_REASON_TIMEOUT_FIN_WAIT_2) },
	{ "timeout-time-wait", CLASS(COMMAND(TIMEOUT, TIME_WAIT)),
	  DECISION(FREED(FINWAVE_EVENT_ORDERLY), .reason = FINWAVE_REASON_TIMEOUT_TIME_WAIT) },
	{ "timeout-established/none", CLASS(COMMAND(TIMEOUT, ESTABLISHED)),
	  DECISION(.state = ESTABLISHED, .timer = FWM_TIMER_STOP) },
	{ "timeout-closed/none", CLASS(COMMAND(TIMEOUT, CLOSED)), DECISION(.state = CLOSED) },
};
/* clang-format on */

#define HOST(st) .op = FINWAVE_OP_HOST, .state = (st)
#define PASSED .reason = FINWAVE_REASON_HOST_PASSED, .pass = true
#define HELD_BACK(why) .reason = FINWAVE_REASON_HOST_##why

/* clang-format off */
static const struct row host_frames[] = {
	{ "host-bad-frame-time-wait", CLASS(HOST(TIME_WAIT), .bad_frame = true, .syn = true, .host_newer = true),
	  DECISION(.state = TIME_WAIT, PASSED) },
	{ "host-syn-time-wait/reuse", CLASS(HOST(TIME_WAIT), .syn = true, .host_newer = true),
	  DECISION(FREED(FINWAVE_EVENT_REUSED), .reason = FINWAVE_REASON_HOST_REUSED, .pass = true) },
	{ "host-syn-time-wait/old", CLASS(HOST(TIME_WAIT), .syn = true),
	  DECISION(.state = TIME_WAIT, HELD_BACK(SYN_HELD)) },
	{ "host-syn-ack-time-wait/held",
	  CLASS(HOST(TIME_WAIT), .syn = true, .ack = true, .host_newer = true),
	  DECISION(.state = TIME_WAIT, HELD_BACK(SYN_HELD)) },
	{ "host-syn-rst-last-ack/syn-first",
	  CLASS(HOST(LAST_ACK), .syn = true, .rst = true, .host_newer = true),
	  DECISION(.state = LAST_ACK, HELD_BACK(SYN_HELD)) },
	{ "host-syn-established/held", CLASS(HOST(ESTABLISHED), .syn = true, .host_newer = true),
	  DECISION(.state = ESTABLISHED, HELD_BACK(SYN_HELD)) },
	{ "host-rst-established", CLASS(HOST(ESTABLISHED), .rst = true),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_HOST), .reason = FINWAVE_REASON_HOST_RST,
		   .pass = true) },
	{ "host-rst-close-wait", CLASS(HOST(CLOSE_WAIT), .rst = true, .fin = true),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_HOST), .reason = FINWAVE_REASON_HOST_RST,
		   .pass = true) },
	{ "host-rst-fin-wait-1", CLASS(HOST(FIN_WAIT_1), .rst = true),
	  DECISION(.state = FIN_WAIT_1, HELD_BACK(REFUSED)) },
	{ "host-rst-fin-wait-2", CLASS(HOST(FIN_WAIT_2), .rst = true),
	  DECISION(.state = FIN_WAIT_2, HELD_BACK(REFUSED)) },
	{ "host-rst-closing", CLASS(HOST(CLOSING), .rst = true),
	  DECISION(.state = CLOSING, HELD_BACK(REFUSED)) },
	{ "host-rst-last-ack", CLASS(HOST(LAST_ACK), .rst = true),
	  DECISION(.state = LAST_ACK, HELD_BACK(REFUSED)) },
	{ "host-rst-time-wait", CLASS(HOST(TIME_WAIT), .rst = true, .ack = true),
	  DECISION(.state = TIME_WAIT, HELD_BACK(REFUSED)) },
	{ "host-data-fin-wait-1/beyond", CLASS(HOST(FIN_WAIT_1), .text = true, .host_beyond = true),
	  DECISION(.state = FIN_WAIT_1, HELD_BACK(REFUSED)) },
	{ "host-fin-time-wait/beyond", CLASS(HOST(TIME_WAIT), .fin = true, .host_beyond = true),
	  DECISION(.state = TIME_WAIT, HELD_BACK(REFUSED)) },
	{ "host-ack-last-ack/beyond", CLASS(HOST(LAST_ACK), .ack = true, .host_beyond = true),
	  DECISION(.state = LAST_ACK, PASSED, .take_host = true) },
	{ "host-fin-closing/not-beyond", CLASS(HOST(CLOSING), .fin = true),
	  DECISION(.state = CLOSING, PASSED, .take_host = true) },
	{ "host-data-established/bits-of-the-close-ignored",
	  CLASS(HOST(ESTABLISHED), .text = true, .host_beyond = true, .fence_ends = true,
		.may_go = true, .bad_checksum = true),
	  DECISION(.state = ESTABLISHED, PASSED, .take_host = true) },
	{ "host-fin-established", CLASS(HOST(ESTABLISHED), .fin = true, .ack = true),
	  DECISION(.state = FIN_WAIT_1, .reason = FINWAVE_REASON_HOST_FIN, .pass = true,
		   .take_host = true, .queue_fin = true, .set_half_close = true,
		   .timer = FWM_TIMER_RTO_FIRST) },
	{ "host-fin-close-wait/owed-ack", CLASS(HOST(CLOSE_WAIT), .fin = true, .ack_owed = true),
	  DECISION(.state = LAST_ACK, .reason = FINWAVE_REASON_HOST_FIN, .pass = true,
		   .take_host = true, .queue_fin = true, .set_half_close = true,
		   .send = FINWAVE_SEND_ACK, .timer = FWM_TIMER_RTO_FIRST) },
	{ "host-data-fin-wait-1/ends-the-fence",
	  CLASS(HOST(FIN_WAIT_1), .text = true, .fence_ends = true, .may_go = true),
	  DECISION(.state = FIN_WAIT_1, PASSED, .take_host = true, .send = FINWAVE_SEND_FIN,
		   .timer = FWM_TIMER_RTO_FIRST) },
	{ "host-data-last-ack/ends-the-fence-window-shut",
	  CLASS(HOST(LAST_ACK), .text = true, .fence_ends = true),
	  DECISION(.state = LAST_ACK, PASSED, .take_host = true, .timer = FWM_TIMER_RTO_FIRST) },
	{ "host-data-closing/still-fenced", CLASS(HOST(CLOSING), .text = true, .may_go = true),
	  DECISION(.state = CLOSING, PASSED, .take_host = true) },
	{ "host-ack-fin-wait-2", CLASS(HOST(FIN_WAIT_2), .ack = true, .fence_ends = true, .may_go = true),
	  DECISION(.state = FIN_WAIT_2, PASSED, .take_host = true) },
	{ "host-any-closed", CLASS(HOST(CLOSED), .syn = true), DECISION(.state = CLOSED, .pass = true) },
};

static const struct row modes[] = {
	{ "rcv-ack-fin-wait-1/tail-may-go", CLASS(SOUND(FIN_WAIT_1), .may_go = true),
	  DECISION(.state = FIN_WAIT_1, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true,
		   .send = FINWAVE_SEND_FIN, .timer = FWM_TIMER_RTO) },
	{ "rcv-data-fin-wait-1/tail-in-place-of-the-ack",
	  CLASS(SOUND(FIN_WAIT_1), .may_go = true, .half_close = true, .text = true, .text_new = true),
	  DECISION(.state = FIN_WAIT_1, .reason = FINWAVE_REASON_DATA_ACCEPTED, .take_ack = true,
		   .take_text = true, .pass = true, .send = FINWAVE_SEND_FIN, .timer = FWM_TIMER_RTO) },
	{ "rcv-fin-fin-wait-1/tail-in-place-of-the-ack",
	  CLASS(SOUND(FIN_WAIT_1), .may_go = true, .fin = true),
	  DECISION(.state = CLOSING, .reason = FINWAVE_REASON_FIN_ACCEPTED, .take_ack = true,
		   .take_fin = true, .peer_fin = true, .send = FINWAVE_SEND_FIN,
		   .timer = FWM_TIMER_RTO) },
	{ "rcv-data-last-ack/tail-in-place-of-the-limited-ack",
	  CLASS(SOUND(LAST_ACK), .may_go = true, .text = true, .text_new = true),
	  DECISION(.state = LAST_ACK, .reason = FINWAVE_REASON_DATA_AFTER_FIN, .take_ack = true,
		   .send = FINWAVE_SEND_FIN, .timer = FWM_TIMER_RTO) },
	{ "rcv-data-fin-wait-1/reset-beats-the-tail",
	  CLASS(SOUND(FIN_WAIT_1), .may_go = true, .window_shut = true, .text = true, .text_new = true),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_DATA), .reason = FINWAVE_REASON_DATA_AFTER_CLOSE,
		   .send = FINWAVE_SEND_RST_SEG, .take_ack = true) },
	{ "rcv-fin-closing/repeated-ignores-the-tail",
	  CLASS(.op = SEGMENT, .state = CLOSING, .fin = true, .ack = true, .end_exact = true,
		.ack_ok = true, .may_go = true, .window_shut = true),
	  DECISION(.state = CLOSING, .reason = FINWAVE_REASON_FIN_REPEATED,
		   .send = FINWAVE_SEND_ACK) },
	{ "rcv-ack-closing/unacceptable-ignores-the-tail",
	  CLASS(.op = SEGMENT, .state = CLOSING, .seq_ok = true, .ack = true, .may_go = true),
	  DECISION(.state = CLOSING, .reason = FINWAVE_REASON_ACK_UNACCEPTABLE, LIMITED) },
	{ "rcv-ack-established/no-tail", CLASS(SOUND(ESTABLISHED), .may_go = true, .window_shut = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true) },
	{ "rcv-ack-fin-wait-1/of-fin-beats-the-tail",
	  CLASS(SOUND(FIN_WAIT_1), .may_go = true, .window_shut = true, .ack_all = true),
	  DECISION(.state = FIN_WAIT_2, .reason = FINWAVE_REASON_ACK_OF_FIN, .take_ack = true,
		   .timer = FWM_TIMER_FIN_WAIT_2) },
	{ "rcv-ack-last-ack/window-shut", CLASS(SOUND(LAST_ACK), .window_shut = true),
	  DECISION(.state = LAST_ACK, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true,
		   .zero_retries = true) },
	{ "rcv-ack-closing/window-shut-bare-fin",
	  CLASS(SOUND(CLOSING), .window_shut = true, .may_go = true, .ack_new = true),
	  DECISION(.state = CLOSING, .reason = FINWAVE_REASON_ACK_NOTHING, .take_ack = true,
		   .zero_retries = true, .progress = true, .send = FINWAVE_SEND_FIN,
		   .timer = FWM_TIMER_RTO) },
	{ "rcv-data-established/watch",
	  CLASS(SOUND(ESTABLISHED), .watch = true, .text = true, .text_new = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_DATA_ACCEPTED, .take_ack = true,
		   .take_text = true, .pass = true) },
	{ "rcv-data-established/watch-old-text-passes",
	  CLASS(.op = SEGMENT, .state = ESTABLISHED, .watch = true, .text = true, .ack = true,
		.ack_ok = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_OUT_OF_WINDOW, .pass = true) },
	{ "rcv-data-established/old-text",
	  CLASS(.op = SEGMENT, .state = ESTABLISHED, .text = true, .ack = true, .ack_ok = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_OUT_OF_WINDOW, LIMITED) },
	{ "rcv-data-established/watch-out-of-order",
	  CLASS(SOUND(ESTABLISHED), .watch = true, .text = true, .text_new = true,
		.seq_after = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_DATA_OUT_OF_ORDER,
		   .take_ack = true, .pass = true) },
	{ "rcv-fin-established/watch-hole-before-text-and-fin",
	  CLASS(SOUND(ESTABLISHED), .watch = true, .text = true, .text_new = true, .fin = true,
		.seq_after = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_DATA_OUT_OF_ORDER,
		   .take_ack = true, .send = FINWAVE_SEND_ACK) },
	{ "rcv-fin-established/watch-hole-before-fin",
	  CLASS(SOUND(ESTABLISHED), .watch = true, .fin = true, .seq_after = true),
	  DECISION(.state = ESTABLISHED, .reason = FINWAVE_REASON_DATA_OUT_OF_ORDER,
		   .take_ack = true, .send = FINWAVE_SEND_ACK) },
	{ "rcv-data-fin-wait-2/watch-half-close",
	  CLASS(SOUND(FIN_WAIT_2), .watch = true, .half_close = true, .text = true, .text_new = true),
	  DECISION(.state = FIN_WAIT_2, .reason = FINWAVE_REASON_DATA_ACCEPTED, .take_ack = true,
		   .take_text = true, .pass = true) },
	{ "rcv-data-fin-wait-1/watch-tail-may-go",
	  CLASS(SOUND(FIN_WAIT_1), .watch = true, .half_close = true, .text = true, .text_new = true,
		.seq_after = true, .may_go = true),
	  DECISION(.state = FIN_WAIT_1, .reason = FINWAVE_REASON_DATA_OUT_OF_ORDER,
		   .take_ack = true, .pass = true, .send = FINWAVE_SEND_FIN, .timer = FWM_TIMER_RTO) },
	{ "rcv-data-fin-wait-2/watch-closed",
	  CLASS(SOUND(FIN_WAIT_2), .watch = true, .text = true, .text_new = true),
	  DECISION(FREED(FINWAVE_EVENT_ABORTED_DATA), .reason = FINWAVE_REASON_DATA_AFTER_CLOSE,
		   .send = FINWAVE_SEND_RST_SEG, .take_ack = true) },
	{ "rcv-data-close-wait/watch-after-fin",
	  CLASS(SOUND(CLOSE_WAIT), .watch = true, .text = true, .text_new = true),
	  DECISION(.state = CLOSE_WAIT, .reason = FINWAVE_REASON_DATA_AFTER_FIN, LIMITED,
		   .take_ack = true) },
	{ "rcv-fin-established/watch-merge-with-text",
	  CLASS(SOUND(ESTABLISHED), .watch = true, .merge = true, .fin = true, .text = true,
		.text_new = true),
	  DECISION(.state = CLOSE_WAIT, .reason = FINWAVE_REASON_FIN_ACCEPTED, .take_ack = true,
		   .take_text = true, .pass = true, .take_fin = true, .peer_fin = true,
		   .owe_ack = true, .timer = FWM_TIMER_MERGE) },
	{ "rcv-fin-established/watch-no-merge",
	  CLASS(SOUND(ESTABLISHED), .watch = true, .fin = true, .text = true, .text_new = true),
	  DECISION(.state = CLOSE_WAIT, .reason = FINWAVE_REASON_FIN_ACCEPTED, .take_ack = true,
		   .take_text = true, .pass = true, .take_fin = true, .peer_fin = true,
		   .send = FINWAVE_SEND_ACK) },
	{ "rcv-fin-established/merge-without-watch",
	  CLASS(SOUND(ESTABLISHED), .merge = true, .fin = true),
	  DECISION(.state = CLOSE_WAIT, .reason = FINWAVE_REASON_FIN_ACCEPTED, .take_ack = true,
		   .take_fin = true, .peer_fin = true, .send = FINWAVE_SEND_ACK) },
	{ "rcv-fin-fin-wait-1/merge-is-for-established",
	  CLASS(SOUND(FIN_WAIT_1), .watch = true, .merge = true, .half_close = true, .fin = true),
	  DECISION(.state = CLOSING, .reason = FINWAVE_REASON_FIN_ACCEPTED, .take_ack = true,
		   .take_fin = true, .peer_fin = true, .send = FINWAVE_SEND_ACK) },
	{ "rcv-fin-established/close-on-fin",
	  CLASS(SOUND(ESTABLISHED), .watch = true, .merge = true, .close_on_fin = true, .fin = true),
	  DECISION(.state = LAST_ACK, .reason = FINWAVE_REASON_FIN_ACCEPTED, .take_ack = true,
		   .take_fin = true, .peer_fin = true, .send = FINWAVE_SEND_FIN, .queue_fin = true,
		   .clear_half_close = true, .timer = FWM_TIMER_RTO_FIRST) },
	{ "rcv-fin-fin-wait-2/close-on-fin-is-for-established",
	  CLASS(SOUND(FIN_WAIT_2), .close_on_fin = true, .fin = true),
	  DECISION(.state = TIME_WAIT, .reason = FINWAVE_REASON_FIN_ACCEPTED, .take_ack = true,
		   .take_fin = true, .peer_fin = true, .send = FINWAVE_SEND_ACK,
		   .timer = FWM_TIMER_TIME_WAIT) },
};
/* clang-format on */

static void run_row(void **state)
{
	const struct row *row = *state;
	const struct fwm_decision *want = &row->out;
	struct fwm_decision got;

	fwm_decide(&row->in, &got);
	assert_int_equal(got.reason, want->reason);
	assert_int_equal(got.state, want->state);
	assert_int_equal(got.send, want->send);
	assert_int_equal(got.completion, want->completion);
	assert_int_equal(got.timer, want->timer);
	assert_int_equal(got.limited, want->limited);
	assert_int_equal(got.pass, want->pass);
	assert_int_equal(got.peer_fin, want->peer_fin);
	assert_int_equal(got.free, want->free);
	assert_int_equal(got.refuse, want->refuse);
	assert_int_equal(got.take_ack, want->take_ack);
	assert_int_equal(got.take_text, want->take_text);
	assert_int_equal(got.take_fin, want->take_fin);
	assert_int_equal(got.take_host, want->take_host);
	assert_int_equal(got.queue_fin, want->queue_fin);
	assert_int_equal(got.send_again, want->send_again);
	assert_int_equal(got.zero_retries, want->zero_retries);
	assert_int_equal(got.owe_ack, want->owe_ack);
	assert_int_equal(got.progress, want->progress);
	assert_int_equal(got.set_half_close, want->set_half_close);
	assert_int_equal(got.clear_half_close, want->clear_half_close);
}

/* ---- properties ------------------------------------------------------------------------------- */

/* What a flow was adopted for, and what its tail and the peer's window are at. */
struct mode {
	bool watch, merge, close_on_fin, may_go, window_shut;
};

static const struct mode mode_list[] = {
	{ 0 },
	{ .may_go = true },
	{ .may_go = true, .window_shut = true },
	{ .watch = true, .may_go = true },
	{ .watch = true, .merge = true },
	{ .close_on_fin = true },
	{ true, true, true, true, true },
};

/* The class of combination `bits`, a SEGMENT. */
static struct fwm_class class_of(uint8_t state, const struct mode *mode, uint32_t bits)
{
	return (struct fwm_class){
		.watch = mode->watch,
		.merge = mode->merge,
		.close_on_fin = mode->close_on_fin,
		.may_go = mode->may_go,
		.window_shut = mode->window_shut,
		.op = SEGMENT,
		.state = state,
		.half_close = bits & 1,
		.syn = bits >> 1 & 1,
		.fin = bits >> 2 & 1,
		.rst = bits >> 3 & 1,
		.ack = bits >> 4 & 1,
		.reuse_ok = bits >> 5 & 1,
		.ts_missing = bits >> 6 & 1,
		.ts_old = bits >> 7 & 1,
		.seq_ok = bits >> 8 & 1,
		.seq_exact = bits >> 9 & 1,
		.end_exact = bits >> 10 & 1,
		.ack_ok = bits >> 11 & 1,
		.ack_new = bits >> 12 & 1,
		.ack_all = bits >> 13 & 1,
		.text = bits >> 14 & 1,
		.text_new = bits >> 15 & 1,
		.seq_after = bits >> 16 & 1,
		.text_cut = bits >> 17 & 1,
		.linux_compat = bits >> 18 & 1,
		.time_wait_rst = bits >> 19 & 1,
		.syn_rst = bits >> 20 & 1,
	};
}

enum { CLASS_BITS = 21 };

/* The arcs of RFC 9293 figure 5 that a segment may take. */
static bool legal_arc(uint8_t from, uint8_t to)
{
	switch (from) {
	case ESTABLISHED:
		return to == from || to == CLOSED || to == CLOSE_WAIT || to == LAST_ACK;
	case FIN_WAIT_1:
		return to == from || to == CLOSED || to == FIN_WAIT_2 || to == CLOSING ||
		       to == TIME_WAIT;
	case FIN_WAIT_2:
	case CLOSING:
		return to == from || to == CLOSED || to == TIME_WAIT;
	default: /* CLOSE_WAIT, LAST_ACK, TIME_WAIT */
		return to == from || to == CLOSED;
	}
}

/* What is sent has a reason to be, and the peer's FIN is always answered, now or a little later. */
static bool answered(const struct fwm_class *in, const struct fwm_decision *out)
{
	bool fin = out->send == FINWAVE_SEND_FIN;

	if (out->limited && out->send != FINWAVE_SEND_ACK)
		return false;
	if (out->take_fin && out->send != FINWAVE_SEND_ACK && !fin && !out->owe_ack)
		return false;
	if (fin && !out->queue_fin && !(in->may_go && our_fin_waits(in->state) && out->take_ack))
		return false;
	if (out->owe_ack && (!in->watch || !in->merge || out->send != FINWAVE_SEND_NONE))
		return false;
	return out->send != FINWAVE_SEND_RST && out->send != FINWAVE_SEND_HOST_RST;
}

static bool consistent(const struct fwm_class *in, const struct fwm_decision *out)
{
	bool freed = out->state == CLOSED;
	bool hosts = in->watch && in->text && !in->fin &&
	             (out->reason == FINWAVE_REASON_DATA_OUT_OF_ORDER ||
	              out->reason == FINWAVE_REASON_OUT_OF_WINDOW);

	if (out->free != freed || (out->completion != FINWAVE_EVENT_NONE) != freed)
		return false;
	if (out->peer_fin != out->take_fin ||
	    out->queue_fin != (out->state == LAST_ACK && out->take_fin))
		return false;
	if (!out->pass && (out->take_text || out->reason == FINWAVE_REASON_SYN_REUSED))
		return false;
	if (out->pass && !out->take_text && out->reason != FINWAVE_REASON_SYN_REUSED && !hosts)
		return false;
	if (out->zero_retries && (!(in->window_shut || in->ack_new) || freed || !out->take_ack))
		return false;
	if (out->take_host || (out->send_again && !in->again_goes) || out->set_half_close)
		return false;
	return out->reason != FINWAVE_REASON_NONE && !out->refuse &&
	       legal_arc(in->state, out->state);
}

/* RST never draws a RST (3.5.2), SYN and bad ACK numbers never move the state (5961). */
static bool safe(const struct fwm_class *in, const struct fwm_decision *out)
{
	bool moved = out->state != in->state;

	if (in->rst && (out->take_ack || out->take_text || out->take_fin))
		return false;
	if (in->rst && out->send != FINWAVE_SEND_NONE &&
	    out->reason != FINWAVE_REASON_RST_CHALLENGE)
		return false;
	if (in->rst && moved && !(in->seq_ok && in->seq_exact))
		return false;
	if (in->syn && !in->rst && moved && !in->syn_rst &&
	    out->reason != FINWAVE_REASON_SYN_REUSED)
		return false;
	if (!in->ack && !in->rst && !in->syn && moved)
		return false;
	return in->rst || in->syn || !moved || in->ack_ok;
}

/* Timers: TIME-WAIT is never entered or held without 2 MSL, and left early by RST or SYN only. */
static bool timed(const struct fwm_class *in, const struct fwm_decision *out)
{
	bool entered = out->state == TIME_WAIT && in->state != TIME_WAIT;

	if (entered && out->timer != FWM_TIMER_TIME_WAIT)
		return false;
	if (in->state == TIME_WAIT && out->free && !in->rst && !in->syn)
		return false;
	if (in->state == TIME_WAIT && !out->free && out->timer != FWM_TIMER_KEEP &&
	    out->timer != FWM_TIMER_TIME_WAIT)
		return false;
	return !out->free || out->timer == FWM_TIMER_STOP;
}

struct state_row {
	const char *name;
	uint8_t state;
};

static void check_mode(uint8_t tcp_state, const struct mode *mode)
{
	for (uint32_t bits = 0; bits < 1u << CLASS_BITS; bits++) {
		struct fwm_class in = class_of(tcp_state, mode, bits);
		struct fwm_decision out;

		fwm_decide(&in, &out);
		if (!consistent(&in, &out) || !answered(&in, &out) || !safe(&in, &out) ||
		    !timed(&in, &out))
			fail_msg("class 0x%06x: reason %u, state %u, send %u", bits, out.reason,
			         out.state, out.send);
	}
}

static void check_state(void **state)
{
	const struct state_row *row = *state;

	for (size_t i = 0; i < COUNT_OF(mode_list); i++)
		check_mode(row->state, &mode_list[i]);
}

static const struct state_row every_combination[] = {
	{ "rcv-any-established", ESTABLISHED }, { "rcv-any-fin-wait-1", FIN_WAIT_1 },
	{ "rcv-any-fin-wait-2", FIN_WAIT_2 },   { "rcv-any-close-wait", CLOSE_WAIT },
	{ "rcv-any-closing", CLOSING },         { "rcv-any-last-ack", LAST_ACK },
	{ "rcv-any-time-wait", TIME_WAIT },
};

int main(void)
{
	int failed = RUN_ROWS(segments, run_row);

	failed += RUN_ROWS(commands, run_row);
	failed += RUN_ROWS(host_frames, run_row);
	failed += RUN_ROWS(modes, run_row);
	failed += RUN_ROWS(every_combination, check_state);
	return failed != 0;
}
