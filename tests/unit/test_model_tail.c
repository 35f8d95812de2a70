// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * Text that goes with our FIN, the fence before it, the peer's window, the user timeout, the merged close and what
 * UPDATE announces. Every test runs at many places of the sequence space; frames are read back by the model's parser.
 */
#include "test_model.h"

#define R(name) FINWAVE_REASON_##name

struct fixture {
	struct fwm_config cfg;
	struct fwm_limits limits;
	struct fwm_flow flow;
	struct fwm_result got;
	uint64_t now;
	uint32_t start; /* SND.NXT at the beginning */
	uint8_t tail[FWM_TAIL_MAX];
};

static struct fixture fixture_at(uint8_t tcp_state, uint32_t snd)
{
	struct fixture f = {
		.cfg = default_config,
		.flow = base_flow(tcp_state, snd, snd ^ 0x80000001),
		.now = NOW,
		.start = snd,
	};

	for (size_t i = 0; i < sizeof(f.tail); i++)
		f.tail[i] = (uint8_t)(i * 7 + 1);
	return f;
}

typedef void (*test_at)(uint32_t snd);

static void everywhere(test_at test)
{
	static const uint32_t places[] = {
		0x10000000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE,
		0xFFFFFFC0, 0xFFFFFF00, 0xFFFFFA00, 0,          1,
	};

	for (size_t i = 0; i < COUNT_OF(places); i++)
		test(places[i]);
}

/* A function `name` that runs name_at() everywhere. */
#define EVERYWHERE(name)                    \
	static void name(void **test_state) \
	{                                   \
		(void)test_state;           \
		everywhere(name##_at);      \
	}

static void close_with(struct fixture *f, uint8_t op, uint16_t tail_len)
{
	const struct fwm_command cmd = { .op = op, .tail_len = tail_len, .tail = f->tail };

	fwm_command(&f->cfg, &f->flow, &cmd, f->now, &f->got);
}

/* A segment in order whose ACK stands at start + ack. */
static void deliver(struct fixture *f, uint8_t flags, uint32_t ack, uint16_t window)
{
	const struct fwm_segment seg = {
		.seq = f->flow.rcv_nxt,
		.ack = f->start + ack,
		.flags = flags,
		.window = window,
	};

	fwm_segment(&f->cfg, &f->limits, &f->flow, &seg, f->now, &f->got);
}

static void expire(struct fixture *f)
{
	uint64_t tick;

	assert_true(fwm_next_deadline(&f->flow, f->now, &tick));
	f->now = tick;
	fwm_timeout(&f->cfg, &f->flow, f->now, &f->got);
}

/* The segment holds `text_len` bytes from start + seq on; the tail starts at start + tail_at. */
static void expect_text(const struct fixture *f, uint32_t seq, uint32_t tail_at, uint16_t text_len,
                        bool fin)
{
	struct fwm_segment seg;
	size_t head = 54;

	assert_int_equal(f->got.send, FINWAVE_SEND_FIN);
	assert_int_equal(f->got.seq, f->start + seq);
	assert_int_equal(f->got.ack, f->flow.rcv_nxt);
	assert_int_equal(f->got.text_len, text_len);
	assert_int_equal(fwm_parse(f->got.frame, f->got.frame_len, false, false, &seg),
	                 FWM_SEGMENT);
	assert_false(seg.bad_frame || seg.bad_checksum);
	assert_int_equal(seg.seq, f->got.seq);
	assert_int_equal(seg.ack, f->got.ack);
	assert_int_equal(seg.payload, text_len);
	assert_int_equal(seg.flags, ACK | (fin ? FIN : 0) | (text_len ? PSH : 0));
	assert_int_equal(f->got.frame_len, head + text_len < 60 ? 60 : head + text_len);
	assert_memory_equal(f->got.frame + head, f->tail + (seq - tail_at), text_len);
}

static void expect_nothing(const struct fixture *f, uint8_t reason, uint8_t tcp_state)
{
	assert_int_equal(f->got.reason, reason);
	assert_int_equal(f->got.send, FINWAVE_SEND_NONE);
	assert_int_equal(f->got.frame_len, 0);
	assert_int_equal(f->flow.state, tcp_state);
}

/* ---- what of it may go at once ----------------------------------------------------------------- */

struct close_row {
	const char *name;
	uint16_t tail_len, snd_wnd;
	uint8_t wscale;
	uint16_t max_wnd;
	uint32_t outstanding, ahead; /* SND.NXT - SND.UNA; CMD_SND_NXT - SND.NXT */
	bool goes;
	uint16_t text_len;
	bool fin;
};

/* clang-format off */
static const struct close_row closes[] = {
	{ "cmd-close-established/bare-fin", 0, 100, 0, 500, 0, 0, true, 0, true },
	{ "cmd-close-established/bare-fin-into-a-closed-window", 0, 0, 0, 500, 0, 0, true, 0, true },
	{ "cmd-close-established/bare-fin-behind-the-window", 0, 10, 0, 500, 50, 0, true, 0, true },
	{ "cmd-close-established/tail-fits-exactly", 100, 100, 0, 500, 0, 0, true, 100, true },
	{ "cmd-close-established/tail-of-one-byte", 1, 1, 0, 65535, 0, 0, true, 1, true },
	{ "cmd-close-established/tail-fits-behind-what-is-out", 100, 150, 0, 500, 50, 0, true, 100, true },
	{ "cmd-close-established/tail-one-byte-too-long", 100, 149, 0, 500, 50, 0, false, 0, false },
	{ "cmd-close-established/half-of-the-largest-window", 100, 60, 0, 120, 0, 0, true, 60, false },
	{ "cmd-close-established/below-half-of-it", 100, 59, 0, 120, 0, 0, false, 0, false },
	{ "cmd-close-established/half-of-it-rounded-up", 100, 60, 0, 121, 0, 0, false, 0, false },
	{ "cmd-close-established/closed-window", 100, 0, 0, 0, 0, 0, false, 0, false },
	{ "cmd-close-established/window-all-used", 100, 50, 0, 50, 50, 0, false, 0, false },
	{ "cmd-close-established/window-overdrawn", 100, 10, 0, 50, 50, 0, false, 0, false },
	{ "cmd-close-established/scaled", 1000, 1, 7, 2, 0, 0, true, 128, false },
	{ "cmd-close-established/scaled-below-half", 1000, 1, 7, 3, 0, 0, false, 0, false },
	{ "cmd-close-established/scaled-all", 1460, 3, 14, 65535, 0, 0, true, 1460, true },
	{ "cmd-close-established/largest-tail", FWM_TAIL_MAX, FWM_TAIL_MAX, 0, 65535, 0, 0, true, FWM_TAIL_MAX, true },
	{ "cmd-close-established/fenced", 5, 100, 0, 500, 0, 10, false, 0, false },
	{ "cmd-close-established/bare-fin-fenced", 0, 100, 0, 500, 0, 1, false, 0, false },
};
/* clang-format on */

static void run_close_at(const struct close_row *row, uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);
	const struct fwm_command cmd = {
		.op = FINWAVE_OP_CLOSE,
		.set_snd_nxt = row->ahead > 0,
		.snd_nxt = snd + row->ahead,
		.tail_len = row->tail_len,
		.tail = f.tail,
	};

	f.flow.snd_una = snd - row->outstanding;
	f.flow.snd_wnd = row->snd_wnd;
	f.flow.snd_wscale = row->wscale;
	f.flow.max_wnd = row->max_wnd;
	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	assert_int_equal(f.got.reason, R(COMMAND_DONE));
	assert_int_equal(f.flow.state, FIN_WAIT_1);
	assert_int_equal(f.flow.fin_at, snd + row->ahead + row->tail_len);
	assert_int_equal(f.flow.tail_len, row->tail_len);
	assert_int_equal(f.flow.snd_nxt, snd + row->text_len + row->fin);
	assert_int_equal(f.flow.deadline, (uint32_t)NOW + RTO);
	assert_int_equal(f.flow.first_fin, (uint32_t)NOW >> 14);
	if (row->goes)
		expect_text(&f, 0, 0, row->text_len, row->fin);
	else
		expect_nothing(&f, R(COMMAND_DONE), FIN_WAIT_1);
}

static void run_close(void **state)
{
	for (uint32_t i = 0; i < 64; i++)
		run_close_at(*state, (i % 2 ? 0x80000000 : 0) + 3 - 50 * (i / 2));
}

/* ---- what follows ------------------------------------------------------------------------------ */

/* The peer takes a part, then the rest goes with the FIN; what is acknowledged is not sent again. */
static void ack_fin_wait_1_of_a_part_of_the_tail_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);

	f.flow.snd_wnd = f.flow.max_wnd = 60;
	close_with(&f, FINWAVE_OP_CLOSE, 100);
	expect_text(&f, 0, 0, 60, false);
	f.now += 5;
	deliver(&f, ACK, 60, 60);
	assert_int_equal(f.got.reason, R(ACK_NOTHING));
	expect_text(&f, 60, 0, 40, true);
	assert_int_equal(f.flow.deadline, (uint32_t)f.now + RTO);
	assert_int_equal(f.flow.snd_nxt, snd + 101);
	deliver(&f, ACK, 75, 60);
	expect_nothing(&f, R(ACK_NOTHING), FIN_WAIT_1);
	expire(&f);
	assert_int_equal(f.got.reason, R(TIMEOUT_RETRANSMIT));
	expect_text(&f, 75, 0, 25, true);
	assert_int_equal(f.flow.snd_nxt, snd + 101);
	deliver(&f, ACK, 100, 60);
	expire(&f);
	expect_text(&f, 100, 0, 0, true);
	deliver(&f, ACK, 101, 60);
	expect_nothing(&f, R(ACK_OF_FIN), FIN_WAIT_2);
}
EVERYWHERE(ack_fin_wait_1_of_a_part_of_the_tail)

/* The host's own text is the host's to repeat: the engine starts where the tail does. */
static void timeout_fin_wait_1_repeats_only_its_own_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);

	f.flow.snd_una = snd - 30;
	close_with(&f, FINWAVE_OP_CLOSE, 10);
	expect_text(&f, 0, 0, 10, true);
	expire(&f);
	expect_text(&f, 0, 0, 10, true);
	assert_int_equal(f.flow.snd_nxt, snd + 11);
}
EVERYWHERE(timeout_fin_wait_1_repeats_only_its_own)

/* 3.8.6.2.1: the RTO overrides the wait for half of the largest window. */
static void timeout_last_ack_small_window_at(uint32_t snd)
{
	struct fixture f = fixture_at(CLOSE_WAIT, snd);

	f.flow.snd_wnd = 20;
	close_with(&f, FINWAVE_OP_CLOSE, 100);
	expect_nothing(&f, R(COMMAND_DONE), LAST_ACK);
	expire(&f);
	assert_int_equal(f.got.reason, R(TIMEOUT_RETRANSMIT));
	expect_text(&f, 0, 0, 20, false);
	assert_int_equal(f.flow.snd_nxt, snd + 20);
	assert_int_equal(f.flow.retries, 1);
	deliver(&f, ACK, 20, 20);
	expect_nothing(&f, R(ACK_NOTHING), LAST_ACK);
	deliver(&f, ACK, 20, 80);
	expect_text(&f, 20, 0, 80, true);
}
EVERYWHERE(timeout_last_ack_small_window)

/* 3.8.6.1: probes of one byte, for as long as the peer answers; then the window opens. */
static void timeout_fin_wait_1_closed_window_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);

	f.flow.snd_wnd = 0;
	close_with(&f, FINWAVE_OP_CLOSE, 100);
	expect_nothing(&f, R(COMMAND_DONE), FIN_WAIT_1);
	for (unsigned i = 0; i < 50; i++) {
		expire(&f);
		assert_int_equal(f.got.reason, R(TIMEOUT_RETRANSMIT));
		expect_text(&f, 0, 0, 1, false);
		assert_int_equal(f.flow.snd_nxt, snd + 1);
		assert_int_equal(f.flow.retries, 1);
		deliver(&f, ACK, 0, 0);
		expect_nothing(&f, R(ACK_NOTHING), FIN_WAIT_1);
		assert_int_equal(f.flow.retries, 0);
	}
	assert_int_equal(f.flow.rto, f.cfg.rto_max);
	deliver(&f, ACK, 1, 0);
	expect_nothing(&f, R(ACK_NOTHING), FIN_WAIT_1);
	expire(&f);
	expect_text(&f, 1, 0, 1, false);
	deliver(&f, ACK, 2, 1000);
	expect_text(&f, 2, 0, 98, true);
	assert_int_equal(f.flow.retries, 0);
}
EVERYWHERE(timeout_fin_wait_1_closed_window)

/* The probe was not taken, the window opens: its byte goes again, or there were a hole before the rest. */
static void ack_fin_wait_1_window_opens_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);

	f.flow.snd_wnd = 0;
	close_with(&f, FINWAVE_OP_CLOSE, 100);
	expire(&f);
	expect_text(&f, 0, 0, 1, false);
	deliver(&f, ACK, 0, 20); /* a fiftieth of the largest: silly */
	expect_nothing(&f, R(ACK_NOTHING), FIN_WAIT_1);
	f.flow.snd_wnd = 0;
	deliver(&f, ACK, 0, 500);
	expect_text(&f, 0, 0, 100, true);
	assert_int_equal(f.flow.snd_nxt, snd + 101);
	deliver(&f, ACK, 0, 500);
	expect_nothing(&f, R(ACK_NOTHING), FIN_WAIT_1);
	expire(&f);
	expect_text(&f, 0, 0, 100, true);
}
EVERYWHERE(ack_fin_wait_1_window_opens)

/* A peer that does not answer its probes is given up like any other. */
static void timeout_fin_wait_1_closed_window_and_silence_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);

	f.flow.snd_wnd = 0;
	close_with(&f, FINWAVE_OP_CLOSE, 2);
	for (unsigned i = 0; i < 20 && f.flow.state != CLOSED; i++)
		expire(&f);
	assert_int_equal(f.got.reason, R(TIMEOUT_GIVE_UP));
	assert_int_equal(f.got.seq, snd + 1);
	assert_int_equal(f.got.completion, FINWAVE_EVENT_GAVE_UP);
}
EVERYWHERE(timeout_fin_wait_1_closed_window_and_silence)

/* A bare FIN is its own probe, and lasts as long as the peer answers with a closed window. */
static void timeout_last_ack_fin_into_a_closed_window_at(uint32_t snd)
{
	struct fixture f = fixture_at(CLOSE_WAIT, snd);

	f.flow.snd_wnd = 0;
	close_with(&f, FINWAVE_OP_CLOSE, 0);
	expect_text(&f, 0, 0, 0, true);
	for (unsigned i = 0; i < 30; i++) {
		expire(&f);
		expect_text(&f, 0, 0, 0, true);
		deliver(&f, ACK, 0, 0);
		assert_int_equal(f.flow.retries, 0);
	}
	assert_int_equal(f.flow.state, LAST_ACK);
}
EVERYWHERE(timeout_last_ack_fin_into_a_closed_window)

static void fin_fin_wait_1_while_the_tail_waits_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);

	f.flow.snd_wnd = 0;
	close_with(&f, FINWAVE_OP_CLOSE, 10);
	deliver(&f, FIN | ACK, 0, 0);
	assert_int_equal(f.got.reason, R(FIN_ACCEPTED));
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	assert_int_equal(f.got.seq, snd);
	assert_int_equal(f.flow.state, CLOSING);
	deliver(&f, ACK, 0, 10);
	expect_text(&f, 0, 0, 10, true);
	deliver(&f, ACK, 11, 10);
	expect_nothing(&f, R(ACK_OF_FIN), TIME_WAIT);
}
EVERYWHERE(fin_fin_wait_1_while_the_tail_waits)

/* SND.NXT is acknowledged, but our FIN is not out: this is no ACK of it. */
static void ack_last_ack_before_our_fin_is_out_at(uint32_t snd)
{
	struct fixture f = fixture_at(CLOSE_WAIT, snd);

	f.flow.snd_wnd = 0;
	close_with(&f, FINWAVE_OP_CLOSE, 10);
	deliver(&f, ACK, 0, 0);
	expect_nothing(&f, R(ACK_NOTHING), LAST_ACK);
}
EVERYWHERE(ack_last_ack_before_our_fin_is_out)

/* A segment older than the newest window does not bring it back. */
static void ack_established_window_of_an_old_segment_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);
	struct fwm_segment seg = { .ack = snd - 1, .flags = ACK, .window = 7 };

	f.flow.snd_wnd = 300;
	seg.seq = f.flow.rcv_nxt;
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.flow.snd_wnd, 300);
	seg.ack = snd;
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.flow.snd_wnd, 7);
	seg.seq--; /* begins before RCV.NXT, with a byte that is new */
	seg.payload = 2;
	seg.window = 9;
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.got.reason, R(DATA_ACCEPTED));
	assert_int_equal(f.flow.snd_wnd, 7);
	f.flow.snd_una = snd - 5;
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.flow.snd_wnd, 7); /* all old: not acceptable */
	seg.payload = 3;
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.flow.snd_wnd, 9);
}
EVERYWHERE(ack_established_window_of_an_old_segment)

/* ---- refusals ---------------------------------------------------------------------------------- */

static void cmd_close_number_used_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);
	struct fwm_flow before = f.flow;
	const struct fwm_command cmd = {
		.op = FINWAVE_OP_CLOSE,
		.set_snd_nxt = true,
		.snd_nxt = snd - 1,
		.tail_len = 1,
		.tail = f.tail,
	};

	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	expect_nothing(&f, R(COMMAND_REFUSED), ESTABLISHED);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_BAD_STATE);
	assert_memory_equal(&before, &f.flow, sizeof(before));
}
EVERYWHERE(cmd_close_number_used)

static void cmd_close_tail_too_long_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);
	struct fwm_flow before = f.flow;

	close_with(&f, FINWAVE_OP_SHUTDOWN, FWM_TAIL_MAX + 1);
	expect_nothing(&f, R(NONE), ESTABLISHED);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_NO_BUFFER);
	assert_memory_equal(&before, &f.flow, sizeof(before));
}
EVERYWHERE(cmd_close_tail_too_long)

static void cmd_close_half_closed_with_a_tail_at(uint32_t snd)
{
	struct fixture f = fixture_at(FIN_WAIT_2, snd);

	f.flow.half_close = true;
	f.flow.watch = true;
	close_with(&f, FINWAVE_OP_CLOSE, 1);
	expect_nothing(&f, R(COMMAND_REFUSED), FIN_WAIT_2);
	assert_true(f.flow.half_close && f.flow.watch);
	close_with(&f, FINWAVE_OP_CLOSE, 0);
	expect_nothing(&f, R(COMMAND_DONE), FIN_WAIT_2);
	assert_false(f.flow.half_close);
	assert_true(f.flow.watch);
}
EVERYWHERE(cmd_close_half_closed_with_a_tail)

/* From the close on SND.NXT is the engine's. */
static void cmd_update_fenced_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);
	struct fwm_command cmd = { .op = FINWAVE_OP_CLOSE,
		                   .set_snd_nxt = true,
		                   .snd_nxt = snd + 5 };

	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	cmd.op = FINWAVE_OP_UPDATE;
	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	expect_nothing(&f, R(COMMAND_REFUSED), FIN_WAIT_1);
	assert_int_equal(f.flow.snd_nxt, snd);
}
EVERYWHERE(cmd_update_fenced)

/* ---- the fence and the user timeout ------------------------------------------------------------ */

/* Behind the fence nothing is sent: the RTO starts again as it is, until R2. */
static void timeout_fin_wait_1_fenced_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);
	const struct fwm_command cmd = {
		.op = FINWAVE_OP_CLOSE,
		.set_snd_nxt = true,
		.snd_nxt = snd + 5,
	};
	unsigned waits = 0;

	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	for (expire(&f); f.got.reason == R(TIMEOUT_FENCED); expire(&f), waits++) {
		expect_nothing(&f, R(TIMEOUT_FENCED), FIN_WAIT_1);
		assert_int_equal(f.flow.rto, RTO);
		assert_int_equal(f.flow.retries, waits < 30 ? waits + 1 : 31);
	}
	assert_int_equal(f.got.reason, R(TIMEOUT_GIVE_UP));
	assert_int_equal(f.got.send, FINWAVE_SEND_RST);
	assert_int_equal(f.got.seq, snd);
	assert_in_range(waits, f.cfg.r2 / RTO - 1, f.cfg.r2 / RTO + 1);
}
EVERYWHERE(timeout_fin_wait_1_fenced)

/* The ACK that was owed does not wait for the fence. */
static void cmd_close_close_wait_fenced_pays_the_ack_at(uint32_t snd)
{
	struct fixture f = fixture_at(CLOSE_WAIT, snd);
	const struct fwm_command cmd = {
		.op = FINWAVE_OP_CLOSE,
		.set_snd_nxt = true,
		.snd_nxt = snd + 5,
	};

	f.flow.ack_owed = true;
	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	assert_int_equal(f.got.seq, snd);
	assert_int_equal(f.got.ack, f.flow.rcv_nxt);
	assert_false(f.flow.ack_owed);
}
EVERYWHERE(cmd_close_close_wait_fenced_pays_the_ack)

/* RFC 5482: the user timeout ends what a live peer with a closed window would draw out for ever. */
static void timeout_fin_wait_1_user_timeout_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);

	f.flow.snd_wnd = 0;
	f.flow.user_timeout = 50000000;
	close_with(&f, FINWAVE_OP_CLOSE, 3);
	for (expire(&f); f.got.reason == R(TIMEOUT_RETRANSMIT); expire(&f))
		deliver(&f, ACK, 0, 0);
	assert_int_equal(f.got.reason, R(TIMEOUT_GIVE_UP));
	assert_true(f.now - NOW >= 50000000 - (1 << 14));
	assert_true(f.now - NOW < f.cfg.r2);
	assert_int_equal(f.got.completion, FINWAVE_EVENT_GAVE_UP);
}
EVERYWHERE(timeout_fin_wait_1_user_timeout)

/* It is counted in units of 2^14 ticks, and comes before R2 and the retries that are left. */
static void timeout_closing_user_timeout_is_exact(void **state)
{
	struct fixture f = fixture_at(CLOSING, 5);
	struct fwm_flow flow;

	(void)state;
	f.flow.user_timeout = (10 << 14) + 16383;
	f.flow.deadline = (uint32_t)NOW;
	flow = f.flow;
	fwm_timeout(&f.cfg, &flow, NOW + (9 << 14), &f.got);
	assert_int_equal(f.got.reason, R(TIMEOUT_RETRANSMIT));
	flow = f.flow;
	fwm_timeout(&f.cfg, &flow, NOW + (10 << 14), &f.got);
	assert_int_equal(f.got.reason, R(TIMEOUT_GIVE_UP));
}

/* ---- the merged close -------------------------------------------------------------------------- */

static struct fixture watch_at(uint32_t snd)
{
	struct fixture f = fixture_at(ESTABLISHED, snd);

	f.flow.watch = true;
	return f;
}

static void fin_established_merged_at(uint32_t snd)
{
	struct fixture f = watch_at(snd);
	uint32_t rcv = f.flow.rcv_nxt;

	deliver(&f, FIN | ACK, 0, 100);
	expect_nothing(&f, R(FIN_ACCEPTED), CLOSE_WAIT);
	assert_true(f.got.peer_fin && f.flow.ack_owed && f.flow.timer);
	assert_int_equal(f.flow.deadline, (uint32_t)NOW + f.cfg.merge_window);
	f.now += f.cfg.merge_window - 1;
	close_with(&f, FINWAVE_OP_CLOSE, 0);
	expect_text(&f, 0, 0, 0, true);
	assert_int_equal(f.got.ack, rcv + 1);
	assert_false(f.flow.ack_owed);
	assert_int_equal(f.flow.deadline, (uint32_t)f.now + RTO);
	deliver(&f, ACK, 1, 100);
	expect_nothing(&f, R(ACK_OF_FIN), CLOSED);
}
EVERYWHERE(fin_established_merged)

static void timeout_close_wait_merge_over_at(uint32_t snd)
{
	struct fixture f = watch_at(snd);
	uint32_t rcv = f.flow.rcv_nxt;

	deliver(&f, FIN | ACK, 0, 100);
	expire(&f);
	assert_int_equal(f.got.reason, R(TIMEOUT_MERGE));
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	assert_int_equal(f.got.seq, snd);
	assert_int_equal(f.got.ack, rcv + 1);
	assert_false(f.flow.ack_owed || f.flow.timer);
}
EVERYWHERE(timeout_close_wait_merge_over)

/* The peer repeats its FIN inside the window: answered at once, nothing is left to pay. */
static void fin_close_wait_repeated_pays_at(uint32_t snd)
{
	struct fixture f = watch_at(snd);
	struct fwm_segment seg = { .ack = snd, .flags = FIN | ACK, .window = 1 };

	deliver(&f, FIN | ACK, 0, 100);
	seg.seq = f.flow.rcv_nxt - 1;
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.got.reason, R(FIN_REPEATED));
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	assert_false(f.flow.ack_owed);
	expire(&f);
	expect_nothing(&f, R(TIMEOUT_MERGE), CLOSE_WAIT);
}
EVERYWHERE(fin_close_wait_repeated_pays)

/* An ACK that the limits held back paid nothing. */
static void data_close_wait_limited_pays_nothing_at(uint32_t snd)
{
	struct fixture f = watch_at(snd);
	struct fwm_segment seg = { .ack = snd, .flags = ACK, .payload = 3 };

	deliver(&f, FIN | ACK, 0, 100);
	f.flow.limited = true;
	f.flow.limited_at = f.now;
	seg.seq = f.flow.rcv_nxt;
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.got.reason, R(DATA_AFTER_FIN));
	assert_true(f.got.ack_limited && f.flow.ack_owed);
	f.flow.limited = false;
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	assert_false(f.flow.ack_owed);
}
EVERYWHERE(data_close_wait_limited_pays_nothing)

static void rst_close_wait_forgets_the_debt_at(uint32_t snd)
{
	struct fixture f = watch_at(snd);

	deliver(&f, FIN | ACK, 0, 100);
	deliver(&f, RST, 0, 0);
	expect_nothing(&f, R(RST_ACCEPTED), CLOSED);
	assert_false(f.flow.ack_owed || f.flow.timer);
}
EVERYWHERE(rst_close_wait_forgets_the_debt)

/* Three segments: FIN, FIN+ACK, ACK. */
static void fin_established_close_on_fin_at(uint32_t snd)
{
	struct fixture f = watch_at(snd);
	uint32_t rcv = f.flow.rcv_nxt;

	f.flow.close_on_fin = true;
	f.flow.half_close = true;
	f.flow.retries = 3;
	f.flow.fin_at = 77; /* whatever was there */
	f.flow.tail_len = 9;
	deliver(&f, FIN | ACK, 0, 0);
	assert_int_equal(f.got.reason, R(FIN_ACCEPTED));
	assert_true(f.got.peer_fin);
	expect_text(&f, 0, 0, 0, true);
	assert_int_equal(f.got.ack, rcv + 1);
	assert_int_equal(f.flow.state, LAST_ACK);
	assert_int_equal(f.flow.fin_at, snd);
	assert_int_equal(f.flow.tail_len, 0);
	assert_int_equal(f.flow.retries, 0);
	assert_false(f.flow.half_close);
	expire(&f);
	expect_text(&f, 0, 0, 0, true);
	deliver(&f, ACK, 1, 0);
	expect_nothing(&f, R(ACK_OF_FIN), CLOSED);
}
EVERYWHERE(fin_established_close_on_fin)

/* With `watch` text passes without an answer, in order or not; RCV.NXT follows what is in order. */
static void data_established_watch_at(uint32_t snd)
{
	struct fixture f = watch_at(snd);
	uint32_t rcv = f.flow.rcv_nxt;
	struct fwm_segment seg = { .seq = rcv, .ack = snd, .flags = ACK, .payload = 10 };

	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	expect_nothing(&f, R(DATA_ACCEPTED), ESTABLISHED);
	assert_true(f.got.pass);
	assert_int_equal(f.flow.rcv_nxt, rcv + 10);
	seg.seq = rcv + 20;
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	expect_nothing(&f, R(DATA_OUT_OF_ORDER), ESTABLISHED);
	assert_true(f.got.pass);
	assert_int_equal(f.flow.rcv_nxt, rcv + 10);
	seg.flags = FIN | ACK; /* the host's stack must not see it before the engine counts it */
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.got.reason, R(DATA_OUT_OF_ORDER));
	assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
	assert_false(f.got.pass);
}
EVERYWHERE(data_established_watch)

/* ---- what UPDATE announces --------------------------------------------------------------------- */

struct update_row {
	const char *name;
	uint8_t state;
	bool half_close, watch;
	uint32_t had, gets;
	bool announced;
};

/* clang-format off */
static const struct update_row updates[] = {
	{ "cmd-update-established/window-reopens", ESTABLISHED, false, false, 0, 1460, true },
	{ "cmd-update-established/small-window-grows", ESTABLISHED, false, false, 1459, 1460, true },
	{ "cmd-update-established/large-window-grows", ESTABLISHED, false, false, 1460, 5000, false },
	{ "cmd-update-established/stays", ESTABLISHED, false, false, 100, 100, false },
	{ "cmd-update-established/shrinks", ESTABLISHED, false, false, 100, 99, false },
	{ "cmd-update-established/watch", ESTABLISHED, false, true, 0, 5000, false },
	{ "cmd-update-fin-wait-1/half-close", FIN_WAIT_1, true, false, 0, 1, true },
	{ "cmd-update-fin-wait-2/half-close", FIN_WAIT_2, true, false, 0, 1, true },
	{ "cmd-update-fin-wait-2/closed", FIN_WAIT_2, false, false, 0, 1, false },
	{ "cmd-update-close-wait", CLOSE_WAIT, false, false, 0, 1, false },
	{ "cmd-update-time-wait", TIME_WAIT, true, false, 0, 1, false },
};
/* clang-format on */

static void run_update(void **state)
{
	const struct update_row *row = *state;
	const struct fwm_command cmd = {
		.op = FINWAVE_OP_UPDATE,
		.set_rcv_wnd = true,
		.rcv_wnd = row->gets,
	};

	for (uint32_t rcv = 0xFFFFFFF0; rcv != 0x10; rcv++) {
		struct fixture f = fixture_at(row->state, rcv ^ 0x80000001);

		f.flow.half_close = row->half_close;
		f.flow.watch = row->watch;
		f.flow.rcv_edge = rcv + row->had;
		fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
		assert_int_equal(f.got.reason, R(COMMAND_DONE));
		assert_int_equal(f.got.send, row->announced ? FINWAVE_SEND_ACK : FINWAVE_SEND_NONE);
		assert_int_equal(f.flow.rcv_edge, rcv + row->gets);
		if (row->announced) /* with the new window */
			assert_int_equal(f.got.frame[48] << 8 | f.got.frame[49], row->gets);
	}
}

static void cmd_adopt_takes_the_newest_window(void **state)
{
	struct fixture f = fixture_at(ESTABLISHED, 3);
	struct fwm_adopt in = { .flow = f.flow, .rcv_wnd = 1 };

	(void)state;
	in.flow.snd_wnd = 7;
	in.flow.tail_len = 9;
	in.flow.fin_at = 99;
	in.flow.tracked = in.flow.ack_owed = in.flow.peer_fin_seen = true;
	fwm_adopt(&f.cfg, &in, f.now, &f.flow, &f.got);
	assert_int_equal(f.flow.snd_wnd, MAX_WND);
	assert_int_equal(f.flow.tail_len, 0);
	assert_int_equal(f.flow.fin_at, 2);
	assert_false(f.flow.tracked || f.flow.ack_owed || f.flow.peer_fin_seen);
	in.set_snd_wnd = true;
	fwm_adopt(&f.cfg, &in, f.now, &f.flow, &f.got);
	assert_int_equal(f.flow.snd_wnd, 7);
}

/* SND.UNA of a flow that was adopted with its FIN acknowledged, though its state denies it. */
static void cmd_adopt_last_ack_wrong_una_repeats_the_fin(void **state)
{
	struct fixture f = fixture_at(LAST_ACK, 0);

	(void)state;
	f.flow.snd_una = f.flow.snd_nxt;
	f.flow.deadline = (uint32_t)f.now;
	fwm_timeout(&f.cfg, &f.flow, f.now, &f.got);
	expect_text(&f, 0xFFFFFFFF, 0xFFFFFFFF, 0, true);
	assert_int_equal(f.flow.snd_nxt, 0);
}

int main(void)
{
	const struct CMUnitTest tail[] = {
		cmocka_unit_test(ack_fin_wait_1_of_a_part_of_the_tail),
		cmocka_unit_test(timeout_fin_wait_1_repeats_only_its_own),
		cmocka_unit_test(timeout_last_ack_small_window),
		cmocka_unit_test(timeout_fin_wait_1_closed_window),
		cmocka_unit_test(ack_fin_wait_1_window_opens),
		cmocka_unit_test(timeout_fin_wait_1_closed_window_and_silence),
		cmocka_unit_test(timeout_last_ack_fin_into_a_closed_window),
		cmocka_unit_test(fin_fin_wait_1_while_the_tail_waits),
		cmocka_unit_test(ack_last_ack_before_our_fin_is_out),
		cmocka_unit_test(ack_established_window_of_an_old_segment),
		cmocka_unit_test(cmd_close_number_used),
		cmocka_unit_test(cmd_close_tail_too_long),
		cmocka_unit_test(cmd_close_half_closed_with_a_tail),
		cmocka_unit_test(cmd_update_fenced),
		cmocka_unit_test(cmd_adopt_takes_the_newest_window),
		cmocka_unit_test(cmd_adopt_last_ack_wrong_una_repeats_the_fin),
	};
	const struct CMUnitTest waits[] = {
		cmocka_unit_test(timeout_fin_wait_1_fenced),
		cmocka_unit_test(cmd_close_close_wait_fenced_pays_the_ack),
		cmocka_unit_test(timeout_fin_wait_1_user_timeout),
		cmocka_unit_test(timeout_closing_user_timeout_is_exact),
	};
	const struct CMUnitTest merged[] = {
		cmocka_unit_test(fin_established_merged),
		cmocka_unit_test(timeout_close_wait_merge_over),
		cmocka_unit_test(fin_close_wait_repeated_pays),
		cmocka_unit_test(data_close_wait_limited_pays_nothing),
		cmocka_unit_test(rst_close_wait_forgets_the_debt),
		cmocka_unit_test(fin_established_close_on_fin),
		cmocka_unit_test(data_established_watch),
	};
	int failed = RUN_ROWS(closes, run_close);

	failed += RUN_ROWS(updates, run_update);
	failed += cmocka_run_group_tests_name("tail", tail, NULL, NULL);
	failed += cmocka_run_group_tests_name("waits", waits, NULL, NULL);
	failed += cmocka_run_group_tests_name("merged", merged, NULL, NULL);
	return failed != 0;
}
