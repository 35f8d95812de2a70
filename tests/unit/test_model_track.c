// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * Connections that nobody adopted: the table of docs/theory.md row by row, properties over every combination of its
 * bits, and whole connections across 2^32.
 */
#include "test_model.h"

#define R(name) FINWAVE_REASON_##name

/* clang-format off */
#define CLASS(...) { __VA_ARGS__ }
#define DECISION(...) { __VA_ARGS__ }
/* clang-format on */

struct row {
	const char *name;
	struct fwm_track_class in;
	struct fwm_track_decision out;
};

#define WIRE(st) .state = (st)
#define HOST(st) .from_host = true, .state = (st)
#define GOOD(st) WIRE(st), .ack = true, .seq_ok = true, .ack_ok = true
#define ENDED .state = CLOSED, .ended = true
#define OWNED .state = TIME_WAIT, .own = true, .take = true

/* clang-format off */
static const struct row rows[] = {
	{ "rcv-rst-syn-sent", CLASS(WIRE(SYN_SENT), .rst = true), DECISION(ENDED) },
	{ "host-rst-last-ack", CLASS(HOST(LAST_ACK), .rst = true, .ack = true), DECISION(ENDED) },
	{ "rcv-syn-fin-established", CLASS(GOOD(ESTABLISHED), .syn = true, .fin = true), DECISION(ENDED) },
	{ "rcv-syn-ack-syn-sent", CLASS(WIRE(SYN_SENT), .syn = true, .ack = true, .ack_nxt = true),
	  DECISION(.state = ESTABLISHED, .open_wire = true) },
	{ "rcv-syn-ack-syn-sent/of-another", CLASS(WIRE(SYN_SENT), .syn = true, .ack = true),
	  DECISION(ENDED) },
	{ "rcv-syn-syn-sent/simultaneous-open", CLASS(WIRE(SYN_SENT), .syn = true, .ack_nxt = true),
	  DECISION(ENDED) },
	{ "rcv-ack-syn-sent", CLASS(GOOD(SYN_SENT), .ack_nxt = true), DECISION(.state = SYN_SENT) },
	{ "host-syn-syn-sent/again", CLASS(HOST(SYN_SENT), .syn = true, .seq_una = true),
	  DECISION(.state = SYN_SENT) },
	{ "host-syn-syn-sent/another", CLASS(HOST(SYN_SENT), .syn = true), DECISION(ENDED) },
	{ "host-syn-ack-syn-sent", CLASS(HOST(SYN_SENT), .syn = true, .ack = true, .seq_una = true),
	  DECISION(ENDED) },
	{ "host-ack-syn-sent", CLASS(HOST(SYN_SENT), .ack = true, .seq_una = true), DECISION(ENDED) },
	{ "rcv-syn-listen/again", CLASS(WIRE(LISTEN), .syn = true, .end_exact = true),
	  DECISION(.state = LISTEN) },
	{ "rcv-syn-listen/another", CLASS(WIRE(LISTEN), .syn = true), DECISION(ENDED) },
	{ "rcv-ack-listen", CLASS(GOOD(LISTEN), .end_exact = true), DECISION(ENDED) },
	{ "host-syn-ack-listen", CLASS(HOST(LISTEN), .syn = true, .ack = true, .ack_rcv = true),
	  DECISION(.state = SYN_RECEIVED, .open_host = true) },
	{ "host-syn-ack-listen/of-another", CLASS(HOST(LISTEN), .syn = true, .ack = true),
	  DECISION(ENDED) },
	{ "host-ack-listen", CLASS(HOST(LISTEN), .ack = true, .ack_rcv = true), DECISION(ENDED) },
	{ "rcv-syn-syn-received/again", CLASS(WIRE(SYN_RECEIVED), .syn = true, .end_exact = true),
	  DECISION(.state = SYN_RECEIVED) },
	{ "rcv-syn-syn-received/another", CLASS(WIRE(SYN_RECEIVED), .syn = true), DECISION(ENDED) },
	{ "rcv-syn-ack-syn-received",
	  CLASS(GOOD(SYN_RECEIVED), .syn = true, .end_exact = true, .ack_nxt = true), DECISION(ENDED) },
	{ "rcv-ack-syn-received", CLASS(GOOD(SYN_RECEIVED), .ack_nxt = true),
	  DECISION(.state = ESTABLISHED, .take = true) },
	{ "rcv-fin-syn-received", CLASS(GOOD(SYN_RECEIVED), .ack_nxt = true, .fin = true),
	  DECISION(.state = ESTABLISHED, .take = true, .take_fin = true) },
	{ "rcv-ack-syn-received/out-of-window", CLASS(WIRE(SYN_RECEIVED), .ack = true, .ack_nxt = true),
	  DECISION(.state = ESTABLISHED) },
	{ "rcv-ack-syn-received/of-another", CLASS(GOOD(SYN_RECEIVED)), DECISION(.state = SYN_RECEIVED) },
	{ "host-syn-ack-syn-received/again",
	  CLASS(HOST(SYN_RECEIVED), .syn = true, .ack = true, .seq_una = true, .ack_rcv = true),
	  DECISION(.state = SYN_RECEIVED) },
	{ "host-syn-ack-syn-received/another",
	  CLASS(HOST(SYN_RECEIVED), .syn = true, .ack = true, .ack_rcv = true), DECISION(ENDED) },
	{ "host-data-syn-received", CLASS(HOST(SYN_RECEIVED), .ack = true, .ack_rcv = true),
	  DECISION(ENDED) },
	{ "rcv-syn-established", CLASS(GOOD(ESTABLISHED), .syn = true), DECISION(ENDED) },
	{ "rcv-nothing-established", CLASS(WIRE(ESTABLISHED), .seq_ok = true, .fin = true),
	  DECISION(.state = ESTABLISHED) },
	{ "rcv-fin-established/out-of-window",
	  CLASS(WIRE(ESTABLISHED), .ack = true, .ack_ok = true, .fin = true, .fin_differs = true),
	  DECISION(.state = ESTABLISHED) },
	{ "rcv-fin-established/ack-unacceptable", CLASS(WIRE(ESTABLISHED), .ack = true, .seq_ok = true, .fin = true),
	  DECISION(.state = ESTABLISHED) },
	{ "rcv-fin-established", CLASS(GOOD(ESTABLISHED), .fin = true),
	  DECISION(.state = ESTABLISHED, .take = true, .take_fin = true) },
	{ "rcv-fin-fin-wait-2/at-another-number", CLASS(GOOD(FIN_WAIT_2), .fin = true, .fin_differs = true),
	  DECISION(ENDED) },
	{ "rcv-ack-fin-wait-1/of-fin", CLASS(GOOD(FIN_WAIT_1), .fin_out = true, .ack_nxt = true),
	  DECISION(.state = FIN_WAIT_2, .take = true) },
	{ "rcv-ack-fin-wait-1/not-of-fin", CLASS(GOOD(FIN_WAIT_1), .fin_out = true),
	  DECISION(.state = FIN_WAIT_1, .take = true) },
	{ "rcv-fin-fin-wait-1/with-ack-of-fin",
	  CLASS(GOOD(FIN_WAIT_1), .fin_out = true, .ack_nxt = true, .fin = true),
	  DECISION(.state = FIN_WAIT_2, .take = true, .take_fin = true) },
	{ "rcv-ack-closing/owned", CLASS(GOOD(CLOSING), .fin_out = true, .ack_nxt = true),
	  DECISION(OWNED) },
	{ "rcv-ack-last-ack/over", CLASS(GOOD(LAST_ACK), .fin_out = true, .ack_nxt = true),
	  DECISION(ENDED) },
	{ "host-syn-established", CLASS(HOST(ESTABLISHED), .syn = true, .ack = true), DECISION(ENDED) },
	{ "host-data-established/ack-bit-clear", CLASS(HOST(ESTABLISHED)), DECISION(ENDED) },
	{ "host-data-fin-wait-1/beyond-its-fin",
	  CLASS(HOST(FIN_WAIT_1), .ack = true, .fin_out = true, .host_beyond = true), DECISION(ENDED) },
	{ "host-data-established/new", CLASS(HOST(ESTABLISHED), .ack = true, .host_beyond = true),
	  DECISION(.state = ESTABLISHED, .take = true) },
	{ "host-ack-close-wait/of-more-than-the-fin",
	  CLASS(HOST(CLOSE_WAIT), .ack = true, .fin_acked = true, .fin_passed = true), DECISION(ENDED) },
	{ "host-ack-established/of-the-peers-fin", CLASS(HOST(ESTABLISHED), .ack = true, .fin_acked = true),
	  DECISION(.state = CLOSE_WAIT, .take = true) },
	{ "host-fin-established/with-ack-of-the-peers",
	  CLASS(HOST(ESTABLISHED), .ack = true, .fin_acked = true, .fin = true),
	  DECISION(.state = LAST_ACK, .take = true, .take_fin = true) },
	{ "host-fin-established", CLASS(HOST(ESTABLISHED), .ack = true, .fin = true),
	  DECISION(.state = FIN_WAIT_1, .take = true, .take_fin = true) },
	{ "host-fin-close-wait", CLASS(HOST(CLOSE_WAIT), .ack = true, .fin_acked = true, .fin = true),
	  DECISION(.state = LAST_ACK, .take = true, .take_fin = true) },
	{ "host-fin-fin-wait-1/again", CLASS(HOST(FIN_WAIT_1), .ack = true, .fin = true, .fin_out = true),
	  DECISION(.state = FIN_WAIT_1, .take = true, .take_fin = true) },
	{ "host-ack-fin-wait-1/simultaneous", CLASS(HOST(FIN_WAIT_1), .ack = true, .fin_acked = true),
	  DECISION(.state = CLOSING, .take = true) },
	{ "host-ack-fin-wait-2/owned", CLASS(HOST(FIN_WAIT_2), .ack = true, .fin_acked = true),
	  DECISION(OWNED) },
	{ "host-fin-fin-wait-2/again-owned",
	  CLASS(HOST(FIN_WAIT_2), .ack = true, .fin_acked = true, .fin = true, .fin_out = true),
	  DECISION(OWNED, .take_fin = true) },
	{ "rcv-rst-time-wait/not-here", CLASS(WIRE(TIME_WAIT), .rst = true), DECISION(.state = TIME_WAIT) },
};
/* clang-format on */

static void run_row(void **state)
{
	const struct row *row = *state;
	struct fwm_track_decision got;

	fwm_track_decide(&row->in, &got);
	assert_int_equal(got.state, row->out.state);
	assert_int_equal(got.ended, row->out.ended);
	assert_int_equal(got.own, row->out.own);
	assert_int_equal(got.open_wire, row->out.open_wire);
	assert_int_equal(got.open_host, row->out.open_host);
	assert_int_equal(got.take, row->out.take);
	assert_int_equal(got.take_fin, row->out.take_fin);
}

static struct fwm_track_class class_of(uint8_t tcp_state, uint32_t bits)
{
	return (struct fwm_track_class){
		.state = tcp_state,
		.from_host = bits & 1,
		.syn = bits >> 1 & 1,
		.fin = bits >> 2 & 1,
		.rst = bits >> 3 & 1,
		.ack = bits >> 4 & 1,
		.seq_una = bits >> 5 & 1,
		.end_exact = bits >> 6 & 1,
		.ack_nxt = bits >> 7 & 1,
		.ack_rcv = bits >> 8 & 1,
		.seq_ok = bits >> 9 & 1,
		.ack_ok = bits >> 10 & 1,
		.fin_out = bits >> 11 & 1,
		.fin_differs = bits >> 12 & 1,
		.host_beyond = bits >> 13 & 1,
		.fin_acked = bits >> 14 & 1,
		.fin_passed = bits >> 15 & 1,
	};
}

/* Owned only with both FINs acknowledged; nothing counts when it ends; the wire is checked before it counts. */
static bool sane(const struct fwm_track_class *in, const struct fwm_track_decision *out)
{
	bool counts = out->take || out->take_fin || out->open_wire || out->open_host;

	if (out->ended && (out->own || counts || out->state != CLOSED))
		return false;
	if (out->own && !(in->from_host ? in->state == FIN_WAIT_2 && in->fin_acked
	                                : in->state == CLOSING && in->fin_out && in->ack_nxt))
		return false;
	if (out->own != (out->state == TIME_WAIT))
		return false;
	if (out->take && !in->from_host && !(in->ack && in->seq_ok && in->ack_ok))
		return false;
	if ((in->rst || (in->syn && in->state >= ESTABLISHED)) && !out->ended)
		return false;
	return !out->take_fin || (in->fin && out->take);
}

static void every_combination(void **state)
{
	(void)state;
	for (uint8_t tcp_state = LISTEN; tcp_state <= LAST_ACK; tcp_state++)
		for (uint32_t bits = 0; bits < 1u << 16; bits++) {
			struct fwm_track_class in = class_of(tcp_state, bits);
			struct fwm_track_decision out;

			fwm_track_decide(&in, &out);
			if (!sane(&in, &out))
				fail_msg("state %u class 0x%04x", tcp_state, bits);
		}
}

/* ---- whole connections ------------------------------------------------------------------------- */

enum { IRS_GAP = 0x33 };

struct fixture {
	struct fwm_config cfg;
	struct fwm_limits limits;
	struct fwm_flow flow;
	struct fwm_result got;
	uint64_t now;
	uint32_t iss, irs;
};

static const struct fwm_segment link_of_host = {
	.tuple = { .local = { 10, 0, 0, 1 },
	           .remote = { 10, 0, 0, 2 },
	           .local_port = 1000,
	           .remote_port = 80,
	           .vlan_count = 1,
	           .vlan_id = { 5 } },
	.dst_mac = { 2, 0, 0, 0, 0, 7 },
	.src_mac = { 2, 0, 0, 0, 0, 1 },
	.vlan_tci = { 0x6005 },
	.ttl = 61,
	.tos = 8,
};

static struct fixture fixture_at(uint32_t iss)
{
	return (struct fixture){ .cfg = default_config,
		                 .now = NOW,
		                 .iss = iss,
		                 .irs = iss + IRS_GAP,
		                 .flow.generation = 9 };
}

/* Numbers count from the SYNs: SEG.SEQ from ISS, SEG.ACK from IRS. */
static struct fwm_segment from_host(const struct fixture *f, uint8_t flags, uint32_t seq,
                                    uint32_t ack)
{
	struct fwm_segment seg = link_of_host;

	seg.flags = flags;
	seg.seq = f->iss + seq;
	seg.ack = flags & ACK ? f->irs + ack : 0;
	seg.window = 5000;
	return seg;
}

static struct fwm_segment from_wire(const struct fixture *f, uint8_t flags, uint32_t seq,
                                    uint32_t ack)
{
	struct fwm_segment seg = { .tuple = link_of_host.tuple };

	seg.flags = flags;
	seg.seq = f->irs + seq;
	seg.ack = flags & ACK ? f->iss + ack : 0;
	seg.window = 3000;
	return seg;
}

static void start(struct fixture *f, struct fwm_segment seg, bool host)
{
	assert_true(fwm_may_track(&seg, host));
	fwm_track(&f->cfg, &seg, host, f->now, &f->flow, &f->got);
	assert_int_equal(f->got.reason, R(TRACK_STARTED));
	assert_int_equal(f->got.new_state, host ? SYN_SENT : LISTEN);
	assert_true(f->flow.tracked);
	assert_int_equal(f->flow.generation, 9);
}

static void expect(struct fixture *f, uint8_t reason, uint8_t tcp_state)
{
	assert_int_equal(f->got.reason, reason);
	assert_int_equal(f->flow.state, tcp_state);
	assert_int_equal(f->got.new_state, tcp_state);
	assert_true(f->got.pass);
	assert_false(f->got.peer_fin);
	assert_int_equal(f->got.completion, FINWAVE_EVENT_NONE);
	if (reason == R(TRACK_PASSED))
		assert_int_equal(f->flow.deadline, (uint32_t)f->now + f->cfg.track_idle);
	assert_int_equal(f->got.freed, reason == R(TRACK_ENDED));
}

static void host_says(struct fixture *f, struct fwm_segment seg, uint8_t reason, uint8_t tcp_state)
{
	f->now += 100;
	fwm_host(&f->cfg, &f->flow, &seg, f->now, &f->got);
	expect(f, reason, tcp_state);
}

static void wire_says(struct fixture *f, struct fwm_segment seg, uint8_t reason, uint8_t tcp_state)
{
	f->now += 100;
	fwm_segment(&f->cfg, &f->limits, &f->flow, &seg, f->now, &f->got);
	expect(f, reason, tcp_state);
}

#define PASSED R(TRACK_PASSED)
#define H(flags, seq, ack) from_host(&f, (flags), (seq), (ack))
#define W(flags, seq, ack) from_wire(&f, (flags), (seq), (ack))

typedef void (*test_at)(uint32_t iss);

static void everywhere(test_at test)
{
	for (uint32_t i = 0; i < 128; i++)
		test(i - 100);
	for (uint32_t i = 0; i < 128; i++)
		test(0x80000000 + i - 100);
}

#define EVERYWHERE(name)                    \
	static void name(void **test_state) \
	{                                   \
		(void)test_state;           \
		everywhere(name##_at);      \
	}

static struct fixture client_at(uint32_t iss)
{
	struct fixture f = fixture_at(iss);

	start(&f, H(SYN, 0, 0), true);
	host_says(&f, H(SYN, 0, 0), PASSED, SYN_SENT);
	wire_says(&f, W(SYN | ACK, 0, 1), PASSED, ESTABLISHED);
	host_says(&f, H(ACK, 1, 1), PASSED, ESTABLISHED);
	return f;
}

static struct fixture server_at(uint32_t iss)
{
	struct fixture f = fixture_at(iss);

	start(&f, W(SYN, 0, 0), false);
	wire_says(&f, W(SYN, 0, 0), PASSED, LISTEN);
	host_says(&f, H(SYN | ACK, 0, 1), PASSED, SYN_RECEIVED);
	wire_says(&f, W(SYN, 0, 0), PASSED, SYN_RECEIVED);
	host_says(&f, H(SYN | ACK, 0, 1), PASSED, SYN_RECEIVED);
	assert_int_equal(f.flow.max_wnd, 0);
	wire_says(&f, W(ACK, 1, 1), PASSED, ESTABLISHED);
	assert_int_equal(f.flow.max_wnd, 3000);
	return f;
}

/* TIME-WAIT is the engine's; a RST that the host's kernel must take goes up. */
static void expect_owned(const struct fixture *f)
{
	const struct fwm_tuple *tuple = &link_of_host.tuple;
	struct fwm_segment seg;

	assert_int_equal(f->got.send, FINWAVE_SEND_HOST_RST);
	assert_true(f->got.to_host && f->flow.tracked && f->flow.timer);
	assert_int_equal(f->flow.deadline, (uint32_t)f->now + f->cfg.time_wait);
	assert_int_equal(f->got.seq, f->flow.rcv_nxt);
	assert_int_equal(f->got.ack, 0);
	assert_int_equal(f->got.frame_len, 60);
	assert_memory_equal(f->got.frame, "\2\0\0\0\0\1\2\0\0\0\0\7\x81\0\x60\5\x08\0", 18);
	assert_int_equal(fwm_parse(f->got.frame, f->got.frame_len, false, false, &seg),
	                 FWM_SEGMENT);
	assert_false(seg.bad_frame || seg.bad_checksum);
	assert_true(fwm_tuple_equal(&seg.tuple, tuple)); /* as the peer would send it */
	assert_int_equal(seg.flags, RST);
	assert_int_equal(seg.seq, f->flow.rcv_nxt);
	assert_int_equal(seg.ack | seg.window | seg.payload | seg.has_ts, 0);
}

static void close_by_the_host_at(uint32_t iss)
{
	struct fixture f = client_at(iss);
	struct fwm_segment data = H(ACK | PSH, 1, 1);

	data.payload = 20;
	host_says(&f, data, PASSED, ESTABLISHED);
	assert_int_equal(f.flow.snd_nxt, iss + 21);
	wire_says(&f, W(ACK, 1, 21), PASSED, ESTABLISHED);
	assert_int_equal(f.flow.snd_una, iss + 21);
	assert_int_equal(f.flow.snd_wnd, 3000);
	host_says(&f, H(FIN | ACK, 21, 1), PASSED, FIN_WAIT_1);
	host_says(&f, H(FIN | ACK, 21, 1), PASSED, FIN_WAIT_1);
	wire_says(&f, W(ACK, 1, 22), PASSED, FIN_WAIT_2);
	data = W(ACK, 1, 22);
	data.payload = 30;
	wire_says(&f, data, PASSED, FIN_WAIT_2);
	host_says(&f, H(ACK, 22, 31), PASSED, FIN_WAIT_2);
	assert_int_equal(f.flow.rcv_nxt, f.irs + 31);
	assert_int_equal(f.flow.rcv_edge, f.irs + 31 + 5000);
	wire_says(&f, W(FIN | ACK, 31, 22), PASSED, FIN_WAIT_2);
	host_says(&f, H(ACK, 22, 32), R(TRACK_OWNED), TIME_WAIT);
	expect_owned(&f);
	assert_int_equal(f.flow.snd_nxt, iss + 22);
	f.now += 5;
	f.got.pass = true;
	{ /* the peer's FIN again: answered by the engine, without an event */
		struct fwm_segment fin = W(FIN | ACK, 31, 22);

		fwm_segment(&f.cfg, &f.limits, &f.flow, &fin, f.now, &f.got);
		assert_int_equal(f.got.reason, R(FIN_REPEATED));
		assert_int_equal(f.got.send, FINWAVE_SEND_ACK);
		assert_int_equal(f.got.seq, iss + 22);
		assert_false(f.got.to_host || f.got.pass);
	}
	f.now += f.cfg.time_wait;
	fwm_timeout(&f.cfg, &f.flow, f.now, &f.got);
	assert_int_equal(f.got.reason, R(TIMEOUT_TIME_WAIT));
	assert_true(f.got.freed);
	assert_int_equal(f.got.completion, FINWAVE_EVENT_NONE);
}
EVERYWHERE(close_by_the_host)

static void close_by_the_peer_at(uint32_t iss)
{
	struct fixture f = server_at(iss);

	wire_says(&f, W(FIN | ACK, 1, 1), PASSED, ESTABLISHED);
	assert_true(f.flow.peer_fin_seen);
	host_says(&f, H(ACK, 1, 1), PASSED, ESTABLISHED); /* it had not seen it yet */
	host_says(&f, H(ACK, 1, 2), PASSED, CLOSE_WAIT);
	host_says(&f, H(FIN | ACK, 1, 2), PASSED, LAST_ACK);
	wire_says(&f, W(ACK, 2, 1), PASSED, LAST_ACK);
	wire_says(&f, W(ACK, 2, 2), R(TRACK_ENDED), CLOSED);
	assert_false(f.flow.timer);
	assert_int_equal(f.got.send, FINWAVE_SEND_NONE);
}
EVERYWHERE(close_by_the_peer)

static void close_by_the_peer_in_three_segments_at(uint32_t iss)
{
	struct fixture f = server_at(iss);

	wire_says(&f, W(FIN | ACK, 1, 1), PASSED, ESTABLISHED);
	host_says(&f, H(FIN | ACK, 1, 2), PASSED, LAST_ACK);
	wire_says(&f, W(ACK, 2, 2), R(TRACK_ENDED), CLOSED);
}
EVERYWHERE(close_by_the_peer_in_three_segments)

static void close_by_the_host_in_three_segments_at(uint32_t iss)
{
	struct fixture f = client_at(iss);

	host_says(&f, H(FIN | ACK, 1, 1), PASSED, FIN_WAIT_1);
	wire_says(&f, W(FIN | ACK, 1, 2), PASSED, FIN_WAIT_2);
	host_says(&f, H(ACK, 2, 2), R(TRACK_OWNED), TIME_WAIT);
	expect_owned(&f);
}
EVERYWHERE(close_by_the_host_in_three_segments)

static void close_simultaneous_at(uint32_t iss)
{
	struct fixture f = server_at(iss);

	host_says(&f, H(FIN | ACK, 1, 1), PASSED, FIN_WAIT_1);
	wire_says(&f, W(FIN | ACK, 1, 1), PASSED, FIN_WAIT_1);
	host_says(&f, H(ACK, 2, 2), PASSED, CLOSING);
	wire_says(&f, W(ACK, 2, 2), R(TRACK_OWNED), TIME_WAIT);
	expect_owned(&f);
}
EVERYWHERE(close_simultaneous)

/* A FIN that overtakes text is seen, but moves nothing before the host acknowledges it. */
static void fin_established_before_its_text_at(uint32_t iss)
{
	struct fixture f = client_at(iss);
	struct fwm_segment data = W(ACK, 1, 1);

	data.payload = 10;
	wire_says(&f, W(FIN | ACK, 11, 1), PASSED, ESTABLISHED);
	host_says(&f, H(ACK, 1, 1), PASSED, ESTABLISHED);
	wire_says(&f, data, PASSED, ESTABLISHED);
	host_says(&f, H(ACK, 1, 11), PASSED, ESTABLISHED);
	host_says(&f, H(ACK, 1, 12), PASSED, CLOSE_WAIT);
}
EVERYWHERE(fin_established_before_its_text)

static void hands_off_established_at(uint32_t iss)
{
	struct fixture f = client_at(iss), open = f;
	struct fwm_segment data = H(ACK, 2, 1);

	wire_says(&f, W(RST, 1, 0), R(TRACK_ENDED), CLOSED);
	f = open;
	host_says(&f, H(RST | ACK, 1, 1), R(TRACK_ENDED), CLOSED);
	f = open;
	wire_says(&f, W(SYN, 500, 0), R(TRACK_ENDED), CLOSED);
	f = open;
	host_says(&f, H(SYN, 500, 0), R(TRACK_ENDED), CLOSED);
	f = open;
	host_says(&f, H(FIN | ACK, 1, 1), PASSED, FIN_WAIT_1);
	data.payload = 1;
	host_says(&f, data, R(TRACK_ENDED), CLOSED); /* behind its own FIN */
	f = open;
	wire_says(&f, W(FIN | ACK, 1, 1), PASSED, ESTABLISHED);
	wire_says(&f, W(FIN | ACK, 2, 1), R(TRACK_ENDED), CLOSED);
	f = open;
	wire_says(&f, W(FIN | ACK, 1, 1), PASSED, ESTABLISHED);
	host_says(&f, H(ACK, 1, 3), R(TRACK_ENDED), CLOSED); /* of more than the FIN */
}
EVERYWHERE(hands_off_established)

static void hands_off_in_the_handshake_at(uint32_t iss)
{
	struct fixture f = fixture_at(iss), syn;

	start(&f, H(SYN, 0, 0), true);
	syn = f;
	wire_says(&f, W(SYN, 0, 0), R(TRACK_ENDED), CLOSED);
	f = syn;
	wire_says(&f, W(ACK, 0, 1), PASSED, SYN_SENT);
	host_says(&f, H(SYN, 1, 0), R(TRACK_ENDED), CLOSED);
	f = fixture_at(iss);
	start(&f, W(SYN, 0, 0), false);
	syn = f;
	wire_says(&f, W(SYN, 1, 0), R(TRACK_ENDED), CLOSED);
	f = syn;
	host_says(&f, H(SYN | ACK, 0, 2), R(TRACK_ENDED), CLOSED);
}
EVERYWHERE(hands_off_in_the_handshake)

static void segments_without_effect_at(uint32_t iss)
{
	struct fixture f = client_at(iss);
	struct fwm_flow before;
	struct fwm_segment seg;

	wire_says(&f, W(ACK, 1, 1), PASSED, ESTABLISHED);
	before = f.flow;
	wire_says(&f, W(FIN | ACK, 6000, 1), PASSED, ESTABLISHED); /* out of the window */
	wire_says(&f, W(FIN | ACK, 1, 2), PASSED, ESTABLISHED);    /* of the unsent */
	wire_says(&f, W(FIN, 1, 1), PASSED, ESTABLISHED);
	f.flow.deadline = before.deadline;
	assert_memory_equal(&before, &f.flow, sizeof(before));
	seg = W(RST, 1, 1);
	seg.bad_checksum = true;
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.got.reason, PASSED);
	assert_true(f.got.pass);
	seg.bad_frame = true;
	fwm_host(&f.cfg, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.got.reason, PASSED);
	assert_memory_equal(&before, &f.flow, sizeof(before)); /* the idle timer, too */
}
EVERYWHERE(segments_without_effect)

/* ---- what a record starts with ----------------------------------------------------------------- */

static void may_track_plain_syns_only(void **state)
{
	struct fwm_segment seg = { .flags = SYN };

	(void)state;
	for (unsigned flags = 0; flags < 64; flags++) {
		seg.flags = (uint8_t)flags;
		assert_int_equal(fwm_may_track(&seg, false),
		                 (flags & (SYN | ACK | RST | FIN)) == SYN);
	}
	seg.flags = SYN;
	seg.bad_checksum = true;
	assert_false(fwm_may_track(&seg, false));
	assert_true(fwm_may_track(&seg, true));
	seg.bad_frame = true;
	assert_false(fwm_may_track(&seg, true));
}

static void options_in(struct fwm_segment *seg, bool ts, bool wscale, uint32_t tsval, uint8_t shift)
{
	seg->has_ts = ts;
	seg->tsval = ts ? tsval : 0;
	seg->has_wscale = wscale;
	seg->wscale = wscale ? shift : 0;
}

/* Each option counts when both SYNs had it; the host's clock is known either way. */
static void check_options(unsigned kind, bool host_first)
{
	bool ours_ts = kind & 1, ours_ws = kind & 2, theirs_ts = kind & 4, theirs_ws = kind & 8;
	struct fixture f = fixture_at(0xFFFFFFFF);
	struct fwm_segment ours = H(host_first ? SYN : SYN | ACK, 0, 1);
	struct fwm_segment theirs = W(host_first ? SYN | ACK : SYN, 0, 1);

	options_in(&ours, ours_ts, ours_ws, 5000, 7);
	options_in(&theirs, theirs_ts, theirs_ws, 9000, 14);
	start(&f, host_first ? ours : theirs, host_first);
	if (host_first)
		wire_says(&f, theirs, PASSED, ESTABLISHED);
	else
		host_says(&f, ours, PASSED, SYN_RECEIVED);
	assert_int_equal(f.flow.timestamps, ours_ts && theirs_ts);
	assert_int_equal(f.flow.rcv_wscale, ours_ws && theirs_ws ? 7 : 0);
	assert_int_equal(f.flow.snd_wscale, ours_ws && theirs_ws ? 14 : 0);
	if (f.flow.timestamps) {
		uint64_t then = host_first ? NOW : f.now;

		assert_int_equal(f.flow.ts_recent, 9000);
		assert_int_equal(f.flow.ts_offset + (uint32_t)(then >> f.cfg.ts_shift), 5000);
	}
	assert_int_equal(f.flow.rcv_nxt, f.irs + 1);
	assert_int_equal(f.flow.rcv_edge, f.irs + 1 + (host_first ? 0 : 5000));
	assert_int_equal(f.flow.snd_una, f.iss + host_first);
	assert_int_equal(f.flow.snd_nxt, f.iss + 1);
	assert_memory_equal(f.flow.peer_mac, link_of_host.dst_mac, 6);
	assert_memory_equal(f.flow.local_mac, link_of_host.src_mac, 6);
	assert_int_equal(f.flow.vlan_tci[0], 0x6005);
	assert_int_equal(f.flow.ttl, 61);
	assert_int_equal(f.flow.tos, 8);
}

static void options_of_both_syns(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < 16; kind++) {
		check_options(kind, false);
		check_options(kind, true);
	}
}

/* The host's segments bring its clock up to date, and its scaled window moves the edge. */
static void host_ack_established_clock_and_window(void **state)
{
	struct fixture f = client_at(77);
	struct fwm_segment ack = H(ACK, 1, 1);

	(void)state;
	f.flow.timestamps = true;
	f.flow.rcv_wscale = 3;
	options_in(&ack, true, false, 123456, 0);
	host_says(&f, ack, PASSED, ESTABLISHED);
	assert_int_equal(f.flow.ts_offset + (uint32_t)(f.now >> f.cfg.ts_shift), 123456);
	assert_int_equal(f.flow.rcv_edge, f.irs + 1 + (5000 << 3));
	ack.has_ts = false;
	ack.tsval = 0;
	host_says(&f, ack, PASSED, ESTABLISHED);
	assert_int_equal(f.flow.ts_offset + (uint32_t)((f.now - 100) >> f.cfg.ts_shift), 123456);
}

static void timeout_established_expires(void **state)
{
	struct fixture f = client_at(77);

	(void)state;
	f.now += f.cfg.track_idle - 1;
	fwm_timeout(&f.cfg, &f.flow, f.now, &f.got);
	assert_int_equal(f.got.reason, R(NONE));
	f.now++;
	fwm_timeout(&f.cfg, &f.flow, f.now, &f.got);
	assert_int_equal(f.got.reason, R(TRACK_EXPIRED));
	assert_int_equal(f.got.completion, FINWAVE_EVENT_NONE);
	assert_true(f.got.freed && !f.flow.timer && !f.flow.tracked);
	assert_int_equal(f.flow.state, CLOSED);
}

/* An owned flow has no handle; a SYN of either side may end it, and no event tells. */
static void time_wait_owned(void **state)
{
	struct fixture f = client_at(0xFFFFFFFE), owned;
	const struct fwm_command cmd = { .op = FINWAVE_OP_RELEASE };
	struct fwm_segment seg;

	(void)state;
	host_says(&f, H(FIN | ACK, 1, 1), PASSED, FIN_WAIT_1);
	wire_says(&f, W(FIN | ACK, 1, 2), PASSED, FIN_WAIT_2);
	host_says(&f, H(ACK, 2, 2), R(TRACK_OWNED), TIME_WAIT);
	owned = f;
	fwm_command(&f.cfg, &f.flow, &cmd, f.now, &f.got);
	assert_int_equal(f.got.result, FINWAVE_CMD_RESULT_NO_FLOW);
	seg = W(SYN, 2, 0);
	fwm_segment(&f.cfg, &f.limits, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.got.reason, R(SYN_REUSED));
	assert_int_equal(f.got.completion, FINWAVE_EVENT_NONE);
	assert_true(f.got.pass && f.got.freed);
	f = owned;
	seg = H(SYN, 2, 0);
	fwm_host(&f.cfg, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.got.reason, R(HOST_REUSED));
	assert_int_equal(f.got.completion, FINWAVE_EVENT_NONE);
	assert_true(f.got.pass && f.got.freed);
	f = owned;
	seg = H(RST, 2, 0);
	fwm_host(&f.cfg, &f.flow, &seg, f.now, &f.got);
	assert_int_equal(f.got.reason, R(HOST_REFUSED));
	assert_false(f.got.pass);
}

int main(void)
{
	const struct CMUnitTest closes[] = {
		cmocka_unit_test(every_combination),
		cmocka_unit_test(close_by_the_host),
		cmocka_unit_test(close_by_the_peer),
		cmocka_unit_test(close_by_the_peer_in_three_segments),
		cmocka_unit_test(close_by_the_host_in_three_segments),
		cmocka_unit_test(close_simultaneous),
		cmocka_unit_test(fin_established_before_its_text),
		cmocka_unit_test(hands_off_established),
		cmocka_unit_test(hands_off_in_the_handshake),
		cmocka_unit_test(segments_without_effect),
		cmocka_unit_test(may_track_plain_syns_only),
		cmocka_unit_test(options_of_both_syns),
		cmocka_unit_test(host_ack_established_clock_and_window),
		cmocka_unit_test(timeout_established_expires),
		cmocka_unit_test(time_wait_owned),
	};
	int failed = RUN_ROWS(rows, run_row);

	failed += cmocka_run_group_tests_name("track", closes, NULL, NULL);
	return failed != 0;
}
