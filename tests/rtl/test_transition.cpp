/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_rule and finwave_transition against the model's fwm_decide(): every operation in every state that can be
 * held; at most one rule applies.
 * What an operation looks at takes every combination of values, the rest takes other values from
 * combination to combination. All outputs are compared.
 *
 * A segment looks at 29 bits. bad_frame and bad_checksum end the walk through the checks of
 * docs/theory.md before it begins, so they are enumerated apart, with the flags; of the others 26 take every
 * combination in every state while both are 0. again_goes is drawn there: it counts in what passes all
 * checks, and takes every combination with what is looked at behind them.
 *
 * Time limit: 400 s
 */
#include "dut.h"

#include "Vdecision.h"
#include "contracts.h"
#include "finwave_regs.h"

/*
 * Inputs: name of the port, name in struct fwm_class. A combination's number holds them in this order, the
 * first one lowest.
 */
/* clang-format off */
#define BAD_INPUTS(X) X(bad_frame, bad_frame) X(bad_checksum, bad_checksum)
#define FLAG_INPUTS(X) X(syn, syn) X(rst_flag, rst) X(fin, fin) X(ack, ack)
#define SEGMENT_INPUTS(X) \
	X(ts_missing, ts_missing) X(ts_old, ts_old) X(seq_ok, seq_ok) X(end_exact, end_exact) \
	X(linux_compat, linux_compat) X(reuse_ok, reuse_ok) X(seq_exact, seq_exact) \
	X(time_wait_rst, time_wait_rst) X(syn_rst, syn_rst) X(half_close, half_close) X(watch, watch) \
	X(close_on_fin, close_on_fin) X(ack_ok, ack_ok) X(ack_new, ack_new) X(ack_all, ack_all) \
	X(text, text) X(text_new, text_new) X(seq_after, seq_after) X(text_cut, text_cut) \
	X(window_shut, window_shut) X(may_go, may_go) X(merge, merge)
#define OTHER_INPUTS(X) \
	X(again_goes, again_goes) X(ack_owed, ack_owed) X(host_beyond, host_beyond) X(host_newer, host_newer) \
	X(host_moves, host_moves) X(fence_ends, fence_ends) X(fenced, fenced) X(retries_left, retries_left) \
	X(user_over, user_over) X(set_snd_nxt, set_snd_nxt) X(snd_nxt_used, snd_nxt_used) X(tail, tail) \
	X(announce, announce) X(give_up_silent, give_up_silent)
#define INPUTS(X) \
	BAD_INPUTS(X) FLAG_INPUTS(X) SEGMENT_INPUTS(X) OTHER_INPUTS(X)

/* Outputs: name of the port, name in struct fwm_decision. */
#define OUTPUTS(X) \
	X(next_state, state) X(reason, reason) X(send, send) X(completion, completion) \
	X(limited, limited) X(pass, pass) X(peer_fin, peer_fin) X(free, free) X(refuse, refuse) \
	X(take_ack, take_ack) X(take_text, take_text) X(take_fin, take_fin) X(take_host, take_host) \
	X(queue_fin, queue_fin) X(send_again, send_again) X(zero_retries, zero_retries) \
	X(owe_ack, owe_ack) X(set_half_close, set_half_close) X(clear_half_close, clear_half_close) \
	X(progress, progress) X(timer, timer)
/* clang-format on */

#define COUNT_ONE(port, field) +1
static constexpr unsigned BAD_BITS = 0 BAD_INPUTS(COUNT_ONE);
static constexpr unsigned FLAG_BITS = 0 FLAG_INPUTS(COUNT_ONE);
static constexpr unsigned SEGMENT_BITS = 0 SEGMENT_INPUTS(COUNT_ONE);
static constexpr unsigned ALL_BITS = 0 INPUTS(COUNT_ONE);
static_assert(ALL_BITS <= 64, "a combination is one number");

/* The bit of an input in a combination's number. */
#define NUMBER_INPUT(port, field) BIT_##field,
enum Bit : unsigned { INPUTS(NUMBER_INPUT) BIT_COUNT };
static constexpr uint64_t bit(Bit which)
{
	return 1ull << which;
}

/* ---- one combination --------------------------------------------------------------------------------- */

struct TransitionBench {
	Dut<Vdecision> dut{ 1 };
	uint64_t compared = 0;
};

static void drive(Vdecision &top, const fwm_class &in)
{
	top.op = in.op;
	top.state = in.state;
#define DRIVE(port, field) top.port = in.field;
	INPUTS(DRIVE)
	top.eval();
}

static void unpack(uint64_t number, fwm_class &in)
{
#define UNPACK(port, field) in.field = (number >> BIT_##field & 1) != 0;
	INPUTS(UNPACK)
}

static bool same(const Vdecision &top, const fwm_decision &out)
{
#define SAME(port, field) &&top.port == static_cast<uint8_t>(out.field)
	return top.one_rule OUTPUTS(SAME);
}

static void explain(const Vdecision &top, const fwm_class &in, const fwm_decision &out)
{
	print_error("op %u in state %u with", in.op, in.state);
#define SHOW_INPUT(port, field) \
	if (in.field)           \
		print_error(" %s", #port);
	INPUTS(SHOW_INPUT)
	print_error(":\n");
#define SHOW_OUTPUT(port, field)                         \
	if (top.port != static_cast<uint8_t>(out.field)) \
		print_error("  %s: RTL %u, expected %u\n", #port, top.port, out.field);
	OUTPUTS(SHOW_OUTPUT)
}

static void compare(TransitionBench &bench, const fwm_class &in, const fwm_decision &expected)
{
	Vdecision &top = *bench.dut.operator->();

	drive(top, in);
	bench.compared++;
	if (same(top, expected))
		return;
	explain(top, in, expected);
	fail_msg("a decision differs; docs/theory.md says which is right");
}

static void report(const TransitionBench &bench)
{
	print_message("%llu combinations compared\n",
	              static_cast<unsigned long long>(bench.compared));
}

/* ---- all combinations ------------------------------------------------------------------------------ */

/* f(number) for every value of the bits in `mask`; the others are drawn, but those in `off` are 0. */
template <class F> static void all_numbers(uint64_t mask, uint64_t off, uint64_t seed, const F &f)
{
	fws::Random random(seed);
	uint64_t n = 0;

	do {
		f(n | (random.next() & ~mask & ~off));
		n = (n - mask) & mask; /* the next subset */
	} while (n);
}

static constexpr uint64_t bits(unsigned first, unsigned count)
{
	return ((1ull << count) - 1) << first;
}

template <class F> static void every_state(const F &f)
{
	for (uint8_t s = FINWAVE_TCP_STATE_ESTABLISHED; s <= FINWAVE_TCP_STATE_TIME_WAIT; s++)
		f(s);
}

static void decide_like_model(TransitionBench &bench, fwm_class in, uint64_t number)
{
	fwm_decision expected;

	unpack(number, in);
	fwm_decide(&in, &expected);
	compare(bench, in, expected);
}

/* Every state, every value of `mask`; what is in `off` is 0. */
static void enumerate(TransitionBench &bench, uint8_t op, uint64_t mask, uint64_t off,
                      uint64_t seed)
{
	fwm_class in = {};

	in.op = op;
	every_state([&](uint8_t state) {
		in.state = state;
		all_numbers(mask, off, seed + state,
		            [&](uint64_t number) { decide_like_model(bench, in, number); });
	});
}

static constexpr uint64_t BAD = bits(0, BAD_BITS);
static constexpr uint64_t FLAGS = bits(BAD_BITS, FLAG_BITS);
static constexpr uint64_t SEGMENT = bits(BAD_BITS + FLAG_BITS, SEGMENT_BITS);

static void bad_segments(void **)
{
	TransitionBench bench;

	for (unsigned i = 0; i < 256; i++)
		enumerate(bench, FINWAVE_OP_SEGMENT, BAD | FLAGS, 0, i * 16);
	report(bench);
}

static void segments(void **)
{
	TransitionBench bench;

	enumerate(bench, FINWAVE_OP_SEGMENT, FLAGS | SEGMENT, BAD, 0);
	report(bench);
	assert_int_equal(bench.compared, 7ull << (FLAG_BITS + SEGMENT_BITS));
}

static void segments_that_pass_the_checks(void **)
{
	const uint64_t ends = bit(BIT_ts_missing) | bit(BIT_ts_old) | bit(BIT_reuse_ok) |
	                      bit(BIT_time_wait_rst) | bit(BIT_syn_rst) | bit(BIT_syn) |
	                      bit(BIT_rst);
	const uint64_t looks = ((FLAGS | SEGMENT) & ~ends) | bit(BIT_again_goes);
	TransitionBench bench;

	enumerate(bench, FINWAVE_OP_SEGMENT, looks, BAD | ends, 5);
	report(bench);
}

static void host_frames(void **)
{
	const uint64_t looks = BAD | FLAGS | bit(BIT_half_close) | bit(BIT_watch) |
	                       bit(BIT_may_go) | bit(BIT_ack_owed) | bit(BIT_host_beyond) |
	                       bit(BIT_host_newer) | bit(BIT_host_moves) | bit(BIT_fence_ends) |
	                       bit(BIT_fenced);
	TransitionBench bench;

	for (unsigned i = 0; i < 64; i++)
		enumerate(bench, FINWAVE_OP_HOST, looks, 0, i * 16);
	report(bench);
}

static void timeouts(void **)
{
	const uint64_t looks = bit(BIT_half_close) | bit(BIT_watch) | bit(BIT_ack_owed) |
	                       bit(BIT_fenced) | bit(BIT_retries_left) | bit(BIT_user_over) |
	                       bit(BIT_give_up_silent) | bit(BIT_merge);
	TransitionBench bench;

	for (unsigned i = 0; i < 1024; i++)
		enumerate(bench, FINWAVE_OP_TIMEOUT, looks, 0, i * 16);
	report(bench);
}

static void commands(void **)
{
	static const uint8_t ops[] = {
		FINWAVE_OP_CLOSE,  FINWAVE_OP_SHUTDOWN, FINWAVE_OP_ABORT,
		FINWAVE_OP_UPDATE, FINWAVE_OP_RELEASE,  FINWAVE_OP_EVICT,
	};
	const uint64_t looks = bit(BIT_half_close) | bit(BIT_watch) | bit(BIT_close_on_fin) |
	                       bit(BIT_ack_owed) | bit(BIT_may_go) | bit(BIT_set_snd_nxt) |
	                       bit(BIT_snd_nxt_used) | bit(BIT_tail) | bit(BIT_announce) |
	                       bit(BIT_fenced) | bit(BIT_give_up_silent);
	TransitionBench bench;

	for (uint8_t op : ops)
		for (unsigned i = 0; i < 64; i++)
			enumerate(bench, op, looks, 0, i * 16);
	report(bench);
}

/* ADOPT, QUERY, TRACK and codes that are none. */
static void other_operations_decide_nothing(void **)
{
	TransitionBench bench;

	for (uint8_t op = 0; op < 16; op++) {
		if ((op <= FINWAVE_OP_RELEASE && op != FINWAVE_OP_ADOPT) || op == FINWAVE_OP_HOST ||
		    op == FINWAVE_OP_EVICT)
			continue;
		every_state([&](uint8_t state) {
			fwm_class in = {};
			fwm_decision nothing = {};

			nothing.state = in.state = state;
			in.op = op;
			all_numbers(BAD | FLAGS, 0, op, [&](uint64_t number) {
				unpack(number, in);
				compare(bench, in, nothing);
			});
		});
	}
	report(bench);
}

int main()
{
	const CMUnitTest tests[] = {
		cmocka_unit_test(bad_segments),
		cmocka_unit_test(segments),
		cmocka_unit_test(segments_that_pass_the_checks),
		cmocka_unit_test(host_frames),
		cmocka_unit_test(timeouts),
		cmocka_unit_test(commands),
		cmocka_unit_test(other_operations_decide_nothing),
	};

	return cmocka_run_group_tests_name("transition", tests, nullptr, nullptr) ? 1 : 0;
}
