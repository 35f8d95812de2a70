// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * Commands, timers, and whole closes of the model: adopt, close, lose a segment, wait, free. The flows
 * start a few numbers before 2^32, so that every close crosses it.
 */
#include "test_model.h"

struct fixture {
	struct fwm_config cfg;
	struct fwm_limits limits;
	struct fwm_flow flow;
	struct fwm_result got;
	uint64_t now;
};

static struct fwm_adopt adopt_of(uint8_t tcp_state)
{
	return (struct fwm_adopt){
		.flow = base_flow(tcp_state, 0xFFFFFFFF, 0xFFFFFFFE),
		.rcv_wnd = WND,
		.rto = RTO,
	};
}

static void adopt(struct fixture *f, struct fwm_adopt in)
{
	in.flow.max_retries = 0;
	fwm_adopt(&f->cfg, &in, f->now, &f->flow, &f->got);
}

static struct fixture fixture_of(uint8_t tcp_state)
{
	struct fixture f = { .cfg = default_config, .now = NOW };

	adopt(&f, adopt_of(tcp_state));
	return f;
}

static void command(struct fixture *f, uint8_t op)
{
	const struct fwm_command cmd = { .op = op };

	fwm_command(&f->cfg, &f->flow, &cmd, f->now, &f->got);
}

/* A segment with SEG.SEQ = RCV.NXT + seq and SEG.ACK = SND.NXT + ack. */
static void deliver(struct fixture *f, uint8_t flags, int seq, int ack)
{
	const struct fwm_segment seg = {
		.seq = f->flow.rcv_nxt + (uint32_t)seq,
		.ack = f->flow.snd_nxt + (uint32_t)ack,
		.flags = flags,
		.window = 100,
	};

	fwm_segment(&f->cfg, &f->limits, &f->flow, &seg, f->now, &f->got);
}

/* Time passes until the timer is due, which then fires. */
static void expire(struct fixture *f)
{
	uint64_t tick;

	assert_true(fwm_next_deadline(&f->flow, f->now, &tick));
	f->now = tick;
	fwm_timeout(&f->cfg, &f->flow, f->now, &f->got);
}

static void expect(const struct fixture *f, uint8_t reason, uint8_t send, uint8_t tcp_state)
{
	assert_int_equal(f->got.reason, reason);
	assert_int_equal(f->got.send, send);
	assert_int_equal(f->got.new_state, tcp_state);
	assert_int_equal(f->flow.state, tcp_state);
}

/* ---- ADOPT ------------------------------------------------------------------------------------- */

struct adopt_row {
	const char *name;
	uint8_t state;
	bool half_close, timer;
	uint32_t ticks; /* 0: RTO of the row's state */
};

/* clang-format off */
static const struct adopt_row adopted[] = {
	{ "cmd-adopt-established", ESTABLISHED, false, false, 0 },
	{ "cmd-adopt-fin-wait-1", FIN_WAIT_1, false, true, RTO },
	{ "cmd-adopt-fin-wait-2", FIN_WAIT_2, false, true, FINWAVE_FIN_WAIT_2_TIMEOUT_RESET },
	{ "cmd-adopt-fin-wait-2/half-close", FIN_WAIT_2, true, false, 0 },
	{ "cmd-adopt-close-wait", CLOSE_WAIT, false, false, 0 },
	{ "cmd-adopt-closing", CLOSING, false, true, RTO },
	{ "cmd-adopt-last-ack", LAST_ACK, false, true, RTO },
	{ "cmd-adopt-time-wait", TIME_WAIT, false, true, FINWAVE_TIME_WAIT_RESET },
};
/* clang-format on */

static void run_adopt(void **state)
{
	const struct adopt_row *row = *state;
	struct fixture f = { .cfg = default_config, .now = NOW };
	struct fwm_adopt in = adopt_of(row->state);

	in.flow.half_close = row->half_close;
	adopt(&f, in);
	expect(&f, FINWAVE_REASON_COMMAND_DONE, FINWAVE_SEND_NONE, row->state);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_OK);
	assert_int_equal(f.got.old_state, CLOSED);
	assert_int_equal(f.flow.rcv_edge, f.flow.rcv_nxt + WND);
	assert_int_equal(f.flow.max_retries, f.cfg.fin_retries);
	assert_int_equal(f.flow.timer, row->timer);
	if (row->timer)
		assert_int_equal(f.flow.deadline, (uint32_t)NOW + row->ticks);
}

static void cmd_adopt_bad_states(void **state)
{
	static const uint8_t bad[] = {
		CLOSED,
		FINWAVE_TCP_STATE_LISTEN,
		FINWAVE_TCP_STATE_SYN_SENT,
		FINWAVE_TCP_STATE_SYN_RECEIVED,
		TIME_WAIT + 1,
		15,
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct fixture f = { .cfg = default_config, .now = NOW };

		adopt(&f, adopt_of(bad[i]));
		assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_BAD_STATE);
		assert_int_equal(f.flow.state, CLOSED);
	}
}

/* The record may hold what an earlier flow left: counts and limits start afresh. */
static void cmd_adopt_starts_afresh(void **state)
{
	struct fixture f = { .cfg = default_config, .now = NOW };
	struct fwm_adopt in = adopt_of(LAST_ACK);

	(void)state;
	in.flow.limited = true;
	in.flow.limited_at = NOW;
	in.flow.retries = 5;
	in.flow.first_fin = 0;
	adopt(&f, in);
	assert_int_equal(f.flow.retries, 0);
	assert_int_equal(f.flow.first_fin, (uint32_t)NOW >> 14);
	deliver(&f, ACK, -100, 0);
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
}

static void cmd_adopt_rto(void **state)
{
	struct fixture f = { .cfg = default_config, .now = NOW };
	struct fwm_adopt in = adopt_of(LAST_ACK);

	(void)state;
	in.rto = 0;
	adopt(&f, in);
	assert_int_equal(f.flow.rto, f.cfg.rto_first);
	in.rto = f.cfg.rto_max + 1;
	adopt(&f, in);
	assert_int_equal(f.flow.rto, f.cfg.rto_max);
}

/* The host's timestamp clock goes on without a step, in units of 2^shift ticks. */
static void cmd_adopt_timestamp_clock(void **state)
{
	struct fixture f = { .cfg = default_config, .now = NOW };
	struct fwm_adopt in = adopt_of(FIN_WAIT_1);

	(void)state;
	in.flow.timestamps = true;
	in.tsval = 0xFFFFFFFF;
	adopt(&f, in);
	f.now += 0x1234ull << f.cfg.ts_shift;
	fwm_timeout(&f.cfg, &f.flow, f.now, &f.got);
	assert_int_equal(f.got.reason, FINWAVE_REASON_TIMEOUT_RETRANSMIT);
	assert_memory_equal(f.got.frame + 58, "\x00\x00\x12\x33", 4); /* 2^32 - 1 + 0x1234 */
}

static void cmd_adopt_vlan_ids_follow_the_tags(void **state)
{
	struct fixture f = { .cfg = default_config, .now = NOW };
	struct fwm_adopt in = adopt_of(ESTABLISHED);

	(void)state;
	in.flow.tuple.vlan_count = 1;
	in.flow.vlan_tci[0] = 0xE123;
	in.flow.vlan_tci[1] = 0xFFFF;
	adopt(&f, in);
	assert_int_equal(f.flow.tuple.vlan_id[0], 0x123);
	assert_int_equal(f.flow.tuple.vlan_id[1], 0);
}

/* ---- the other commands ------------------------------------------------------------------------ */

static void cmd_close_established_waits_for_the_data(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);
	const struct fwm_command cmd = {
		.op = FINWAVE_OP_CLOSE,
		.set_snd_nxt = true,
		.snd_nxt = 0xFFFFFFFF + 5u,
		.set_rcv_wnd = true,
		.rcv_wnd = 1,
	};

	(void)state;
	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	expect(&f, FINWAVE_REASON_COMMAND_DONE, FINWAVE_SEND_NONE, FIN_WAIT_1);
	assert_int_equal(f.flow.snd_nxt, 0xFFFFFFFF);
	assert_int_equal(f.flow.fin_at, 4);
	assert_int_equal(f.flow.rcv_edge, f.flow.rcv_nxt + WND);
	assert_int_equal(f.flow.deadline, (uint32_t)NOW + RTO);
}

static void cmd_close_fin_wait_2_half_close_arms_the_timeout(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);
	const struct fwm_command cmd = { .op = FINWAVE_OP_CLOSE,
		                         .set_snd_nxt = true,
		                         .snd_nxt = 7 };
	uint32_t snd_nxt;

	(void)state;
	command(&f, FINWAVE_OP_SHUTDOWN);
	assert_true(f.flow.half_close);
	deliver(&f, ACK, 0, 0);
	assert_false(f.flow.timer);
	snd_nxt = f.flow.snd_nxt;
	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	expect(&f, FINWAVE_REASON_COMMAND_DONE, FINWAVE_SEND_NONE, FIN_WAIT_2);
	assert_false(f.flow.half_close);
	assert_int_equal(f.flow.snd_nxt, snd_nxt);
	assert_int_equal(f.flow.deadline, (uint32_t)NOW + f.cfg.fin_wait_2_timeout);
}

static void cmd_close_time_wait_is_refused(void **state)
{
	struct fixture f = fixture_of(TIME_WAIT);
	struct fwm_flow before = f.flow;
	const struct fwm_command cmd = {
		.op = FINWAVE_OP_CLOSE,
		.set_snd_nxt = true,
		.snd_nxt = 1,
		.set_rcv_wnd = true,
		.rcv_wnd = 1,
	};

	(void)state;
	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	expect(&f, FINWAVE_REASON_COMMAND_REFUSED, FINWAVE_SEND_NONE, TIME_WAIT);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_BAD_STATE);
	assert_memory_equal(&before, &f.flow, sizeof(before));
}

static void cmd_update_established(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);
	const struct fwm_command cmd = {
		.op = FINWAVE_OP_UPDATE,
		.set_snd_nxt = true,
		.snd_nxt = 9,
		.set_rcv_wnd = true,
		.rcv_wnd = 4,
	};

	(void)state;
	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	expect(&f, FINWAVE_REASON_COMMAND_DONE, FINWAVE_SEND_NONE, ESTABLISHED);
	assert_int_equal(f.flow.snd_nxt, 9);
	assert_int_equal(f.flow.rcv_edge, f.flow.rcv_nxt + 4);
}

static void cmd_update_fin_wait_1_is_refused_whole(void **state)
{
	struct fixture f = fixture_of(FIN_WAIT_1);
	struct fwm_flow before = f.flow;
	const struct fwm_command cmd = {
		.op = FINWAVE_OP_UPDATE,
		.set_snd_nxt = true,
		.set_rcv_wnd = true,
		.rcv_wnd = 4,
	};

	(void)state;
	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_BAD_STATE);
	assert_memory_equal(&before, &f.flow, sizeof(before));
}

/* RFC 9293 3.10.5. */
static void cmd_abort_fin_wait_1(void **state)
{
	struct fixture f = fixture_of(FIN_WAIT_1);

	(void)state;
	command(&f, FINWAVE_OP_ABORT);
	expect(&f, FINWAVE_REASON_COMMAND_DONE, FINWAVE_SEND_RST, CLOSED);
	assert_int_equal(f.got.seq, f.flow.snd_nxt);
	assert_int_equal(f.got.ack, f.flow.rcv_nxt);
	assert_int_equal(f.got.completion, FINWAVE_EVENT_ABORTED_HOST);
	assert_false(f.flow.timer);
}

static void cmd_query_changes_nothing(void **state)
{
	struct fixture f = fixture_of(LAST_ACK);
	struct fwm_flow before = f.flow;

	(void)state;
	command(&f, FINWAVE_OP_QUERY);
	expect(&f, FINWAVE_REASON_NONE, FINWAVE_SEND_NONE, LAST_ACK);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_OK);
	assert_memory_equal(&before, &f.flow, sizeof(before));
}

static void cmd_without_a_flow(void **state)
{
	struct fixture f = { .cfg = default_config };

	(void)state;
	command(&f, FINWAVE_OP_CLOSE);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_NO_FLOW);
	command(&f, FINWAVE_OP_QUERY);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_NO_FLOW);
	command(&f, FINWAVE_OP_ADOPT);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_BAD_OP);
	command(&f, 15);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_BAD_OP);
}

/* ---- timers ------------------------------------------------------------------------------------ */

static void timeout_fin_wait_1_not_due(void **state)
{
	struct fixture f = fixture_of(FIN_WAIT_1);
	struct fwm_flow before = f.flow;

	(void)state;
	fwm_timeout(&f.cfg, &f.flow, f.now + RTO - 1, &f.got);
	expect(&f, FINWAVE_REASON_NONE, FINWAVE_SEND_NONE, FIN_WAIT_1);
	assert_memory_equal(&before, &f.flow, sizeof(before));
}

/* timeout-fin-wait-1/retransmit-fin and /same-seq: RFC 6298 5.4 to 5.6. */
static void timeout_fin_wait_1_retransmits_the_same_fin(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);
	uint32_t seq, rto = RTO;

	(void)state;
	command(&f, FINWAVE_OP_CLOSE);
	seq = f.got.seq;
	for (unsigned i = 1; i <= f.cfg.fin_retries; i++) {
		uint64_t sent = f.now;

		expire(&f);
		assert_int_equal(f.now - sent, rto);
		expect(&f, FINWAVE_REASON_TIMEOUT_RETRANSMIT, FINWAVE_SEND_FIN, FIN_WAIT_1);
		assert_int_equal(f.got.seq, seq);
		assert_int_equal(f.flow.snd_nxt, seq + 1);
		assert_int_equal(f.flow.retries, i);
		rto *= 2;
		assert_int_equal(f.flow.rto, rto);
	}
}

static void timeout_last_ack_rto_stops_at_its_largest(void **state)
{
	struct fixture f = fixture_of(LAST_ACK);

	(void)state;
	f.cfg.rto_max = 3 * RTO;
	expire(&f);
	assert_int_equal(f.flow.rto, 2 * RTO);
	expire(&f);
	assert_int_equal(f.flow.rto, 3 * RTO);
	expire(&f);
	assert_int_equal(f.flow.rto, 3 * RTO);
}

/* RFC 9293 3.8.3: not before both are used up. 0.2 s doubled reaches R2 = 100 s with the eighth FIN. */
static void timeout_closing_gives_up_after_count_then_r2(void **state)
{
	struct fixture f = fixture_of(CLOSING);
	unsigned sent = 0;

	(void)state;
	f.flow.max_retries = 5;
	do {
		expire(&f);
		sent += f.got.send == FINWAVE_SEND_FIN;
	} while (f.flow.state == CLOSING);
	assert_int_equal(sent, 8);
	assert_true(f.now - NOW >= f.cfg.r2);
	expect(&f, FINWAVE_REASON_TIMEOUT_GIVE_UP, FINWAVE_SEND_RST, CLOSED);
	assert_int_equal(f.got.completion, FINWAVE_EVENT_GAVE_UP);
	assert_int_equal(f.got.seq, f.flow.snd_nxt);
	assert_int_equal(f.got.ack, f.flow.rcv_nxt);
}

static void timeout_closing_gives_up_after_r2_then_count(void **state)
{
	struct fixture f = fixture_of(CLOSING);
	unsigned sent = 0;

	(void)state;
	f.cfg.r2 = 0;
	f.cfg.give_up_silent = true;
	f.flow.max_retries = 3;
	do {
		expire(&f);
		sent += f.got.send == FINWAVE_SEND_FIN;
	} while (f.flow.state == CLOSING);
	assert_int_equal(sent, 3);
	expect(&f, FINWAVE_REASON_TIMEOUT_GIVE_UP, FINWAVE_SEND_NONE, CLOSED);
	assert_int_equal(f.got.frame_len, 0);
}

/* R2 is counted in units of 2^14 ticks, from the first FIN. */
static void timeout_last_ack_r2_ends_exactly(void **state)
{
	struct fixture f = fixture_of(LAST_ACK);
	struct fwm_flow flow;

	(void)state;
	f.cfg.r2 = 100 << 14;
	f.flow.retries = f.flow.max_retries;
	f.flow.deadline = (uint32_t)NOW;
	flow = f.flow;
	fwm_timeout(&f.cfg, &flow, NOW + (99 << 14), &f.got);
	assert_int_equal(f.got.reason, FINWAVE_REASON_TIMEOUT_RETRANSMIT);
	flow = f.flow;
	fwm_timeout(&f.cfg, &flow, NOW + (100 << 14), &f.got);
	assert_int_equal(f.got.reason, FINWAVE_REASON_TIMEOUT_GIVE_UP);
}

static void timeout_last_ack_count_stays_at_31(void **state)
{
	struct fixture f = fixture_of(LAST_ACK);

	(void)state;
	f.flow.retries = 30;
	expire(&f);
	assert_int_equal(f.flow.retries, 31);
	f.flow.first_fin = (uint32_t)f.now >> 14;
	expire(&f);
	assert_int_equal(f.flow.retries, 31);
}

static void timeout_time_wait_any_length(void **state)
{
	static const uint32_t lengths[] = { 1, 60000000, 240000000, 0x7FFFFFFF };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		struct fixture f = { .cfg = default_config, .now = NOW };

		f.cfg.time_wait = lengths[i];
		adopt(&f, adopt_of(TIME_WAIT));
		expire(&f);
		assert_int_equal(f.now - NOW, lengths[i]);
		expect(&f, FINWAVE_REASON_TIMEOUT_TIME_WAIT, FINWAVE_SEND_NONE, CLOSED);
		assert_int_equal(f.got.completion, FINWAVE_EVENT_ORDERLY);
	}
}

static void timeout_fin_wait_2_idle(void **state)
{
	struct fixture f = fixture_of(FIN_WAIT_2);

	(void)state;
	expire(&f);
	expect(&f, FINWAVE_REASON_TIMEOUT_FIN_WAIT_2, FINWAVE_SEND_NONE, CLOSED);
	assert_int_equal(f.got.completion, FINWAVE_EVENT_FIN_WAIT_2_EXPIRED);
}

/* A deadline that the sweep meets late is still met, and across the end of the low word. */
static void next_deadline_wraps(void **state)
{
	struct fwm_flow flow = { .timer = true, .deadline = 5 };
	uint64_t tick;

	(void)state;
	assert_true(fwm_next_deadline(&flow, 0x1FFFFFFF0, &tick));
	assert_true(tick == 0x200000005);
	assert_true(fwm_next_deadline(&flow, 0x200000009, &tick));
	assert_true(tick == 0x200000009);
	flow.timer = false;
	assert_false(fwm_next_deadline(&flow, 0, &tick));
}

/* ---- whole closes ------------------------------------------------------------------------------ */

static void close_active_four_segments(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);

	(void)state;
	command(&f, FINWAVE_OP_CLOSE);
	expect(&f, FINWAVE_REASON_COMMAND_DONE, FINWAVE_SEND_FIN, FIN_WAIT_1);
	deliver(&f, ACK, 0, 0);
	expect(&f, FINWAVE_REASON_ACK_OF_FIN, FINWAVE_SEND_NONE, FIN_WAIT_2);
	deliver(&f, FIN | ACK, 0, 0);
	expect(&f, FINWAVE_REASON_FIN_ACCEPTED, FINWAVE_SEND_ACK, TIME_WAIT);
	assert_int_equal(f.got.seq, 0);
	assert_int_equal(f.got.ack, 0xFFFFFFFF);
	assert_true(f.got.peer_fin);
	expire(&f);
	expect(&f, FINWAVE_REASON_TIMEOUT_TIME_WAIT, FINWAVE_SEND_NONE, CLOSED);
	assert_int_equal(f.now - NOW, f.cfg.time_wait);
}

/* rcv-fin-fin-wait-1/own-fin-unsent: our FIN goes out although the peer's came first. */
static void close_passive_sends_our_fin(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);

	(void)state;
	deliver(&f, FIN | ACK, 0, 0);
	expect(&f, FINWAVE_REASON_FIN_ACCEPTED, FINWAVE_SEND_ACK, CLOSE_WAIT);
	command(&f, FINWAVE_OP_CLOSE);
	expect(&f, FINWAVE_REASON_COMMAND_DONE, FINWAVE_SEND_FIN, LAST_ACK);
	assert_int_equal(f.got.ack, f.flow.rcv_nxt);
	expire(&f);
	expect(&f, FINWAVE_REASON_TIMEOUT_RETRANSMIT, FINWAVE_SEND_FIN, LAST_ACK);
	deliver(&f, ACK, 0, 0);
	expect(&f, FINWAVE_REASON_ACK_OF_FIN, FINWAVE_SEND_NONE, CLOSED);
	assert_int_equal(f.got.completion, FINWAVE_EVENT_ORDERLY);
	assert_false(f.flow.timer);
}

/* The same in a simultaneous close: the peer's FIN crosses ours, and ours is lost. */
static void close_simultaneous_keeps_sending_our_fin(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);

	(void)state;
	command(&f, FINWAVE_OP_CLOSE);
	deliver(&f, FIN | ACK, 0, -1);
	expect(&f, FINWAVE_REASON_FIN_ACCEPTED, FINWAVE_SEND_ACK, CLOSING);
	expire(&f);
	expect(&f, FINWAVE_REASON_TIMEOUT_RETRANSMIT, FINWAVE_SEND_FIN, CLOSING);
	deliver(&f, ACK, 0, 0);
	expect(&f, FINWAVE_REASON_ACK_OF_FIN, FINWAVE_SEND_NONE, TIME_WAIT);
	expire(&f);
	expect(&f, FINWAVE_REASON_TIMEOUT_TIME_WAIT, FINWAVE_SEND_NONE, CLOSED);
}

/* cmd-close-established/fin-lost: the flow outlives the loss of its first FIN. */
static void close_established_fin_lost(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);

	(void)state;
	command(&f, FINWAVE_OP_CLOSE);
	expire(&f);
	expect(&f, FINWAVE_REASON_TIMEOUT_RETRANSMIT, FINWAVE_SEND_FIN, FIN_WAIT_1);
	deliver(&f, FIN | ACK, 0, 0);
	expect(&f, FINWAVE_REASON_FIN_ACCEPTED, FINWAVE_SEND_ACK, TIME_WAIT);
}

/* The last ACK is lost: each repeated FIN is acknowledged and starts 2 MSL again. */
static void close_last_ack_lost(void **state)
{
	struct fixture f = fixture_of(TIME_WAIT);
	uint64_t tick;

	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		f.now += 1000000;
		deliver(&f, FIN | ACK, -1, 0);
		expect(&f, FINWAVE_REASON_FIN_REPEATED, FINWAVE_SEND_ACK, TIME_WAIT);
		assert_true(fwm_next_deadline(&f.flow, f.now, &tick));
		assert_int_equal(tick - f.now, f.cfg.time_wait);
	}
}

static void close_half_close_takes_data_until_the_peers_fin(void **state)
{
	struct fixture f = fixture_of(ESTABLISHED);
	struct fwm_segment data = { .flags = ACK, .payload = 300, .window = 10 };

	(void)state;
	command(&f, FINWAVE_OP_SHUTDOWN);
	for (unsigned i = 0; i < 3; i++) {
		data.seq = f.flow.rcv_nxt;
		data.ack = f.flow.snd_nxt;
		fwm_segment(&f.cfg, &f.limits, &f.flow, &data, f.now, &f.got);
		expect(&f, FINWAVE_REASON_DATA_ACCEPTED, FINWAVE_SEND_ACK, FIN_WAIT_2);
		assert_true(f.got.pass);
	}
	assert_int_equal(f.flow.rcv_edge - f.flow.rcv_nxt, WND - 900);
	deliver(&f, FIN | ACK, 0, 0);
	expect(&f, FINWAVE_REASON_FIN_ACCEPTED, FINWAVE_SEND_ACK, TIME_WAIT);
}

/* soak/close-100k-reuse: nothing of an earlier flow survives in the record. */
static void close_100k_reuse(void **state)
{
	struct fixture f = { .cfg = default_config, .now = NOW };
	struct fwm_flow first = { 0 };

	(void)state;
	for (unsigned i = 0; i < 100000; i++) {
		f.now = NOW;
		adopt(&f, adopt_of(ESTABLISHED));
		if (i == 0)
			first = f.flow;
		assert_memory_equal(&first, &f.flow, sizeof(first));
		command(&f, FINWAVE_OP_CLOSE);
		expire(&f);
		deliver(&f, FIN | ACK, 0, 0);
		deliver(&f, ACK, -1, 0);
		expire(&f);
		assert_int_equal(f.got.completion, FINWAVE_EVENT_ORDERLY);
	}
}

int main(void)
{
	const struct CMUnitTest commands[] = {
		cmocka_unit_test(cmd_adopt_bad_states),
		cmocka_unit_test(cmd_adopt_starts_afresh),
		cmocka_unit_test(cmd_adopt_rto),
		cmocka_unit_test(cmd_adopt_timestamp_clock),
		cmocka_unit_test(cmd_adopt_vlan_ids_follow_the_tags),
		cmocka_unit_test(cmd_close_established_waits_for_the_data),
		cmocka_unit_test(cmd_close_fin_wait_2_half_close_arms_the_timeout),
		cmocka_unit_test(cmd_close_time_wait_is_refused),
		cmocka_unit_test(cmd_update_established),
		cmocka_unit_test(cmd_update_fin_wait_1_is_refused_whole),
		cmocka_unit_test(cmd_abort_fin_wait_1),
		cmocka_unit_test(cmd_query_changes_nothing),
		cmocka_unit_test(cmd_without_a_flow),
	};
	const struct CMUnitTest timers[] = {
		cmocka_unit_test(timeout_fin_wait_1_not_due),
		cmocka_unit_test(timeout_fin_wait_1_retransmits_the_same_fin),
		cmocka_unit_test(timeout_last_ack_rto_stops_at_its_largest),
		cmocka_unit_test(timeout_closing_gives_up_after_count_then_r2),
		cmocka_unit_test(timeout_closing_gives_up_after_r2_then_count),
		cmocka_unit_test(timeout_last_ack_r2_ends_exactly),
		cmocka_unit_test(timeout_last_ack_count_stays_at_31),
		cmocka_unit_test(timeout_time_wait_any_length),
		cmocka_unit_test(timeout_fin_wait_2_idle),
		cmocka_unit_test(next_deadline_wraps),
	};
	const struct CMUnitTest closes[] = {
		cmocka_unit_test(close_active_four_segments),
		cmocka_unit_test(close_passive_sends_our_fin),
		cmocka_unit_test(close_simultaneous_keeps_sending_our_fin),
		cmocka_unit_test(close_established_fin_lost),
		cmocka_unit_test(close_last_ack_lost),
		cmocka_unit_test(close_half_close_takes_data_until_the_peers_fin),
		cmocka_unit_test(close_100k_reuse),
	};
	int failed = RUN_ROWS(adopted, run_adopt);

	failed += cmocka_run_group_tests_name("commands", commands, NULL, NULL);
	failed += cmocka_run_group_tests_name("timers", timers, NULL, NULL);
	failed += cmocka_run_group_tests_name("closes", closes, NULL, NULL);
	return failed != 0;
}
