/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_transition against the model's fwm_decide(), over all inputs: every operation, every state that
 * can be held, every combination of the bits that such an operation looks at. The bits that it must not
 * look at take other values from combination to combination. All outputs are compared.
 *
 * Time limit: 120 s
 */
#include "dut.h"

#include "Vtransition.h"
#include "contracts.h"
#include "finwave_regs.h"

/*
 * Inputs: name of the port, name in struct fwm_class. First what a segment looks at, then the rest; a
 * combination's number holds them in this order, the first one lowest.
 */
/* clang-format off */
#define SEGMENT_INPUTS(X) \
	X(half_close, half_close) X(syn, syn) X(fin, fin) X(rst_flag, rst) X(ack, ack) \
	X(reuse_ok, reuse_ok) X(ts_missing, ts_missing) X(ts_old, ts_old) X(seq_ok, seq_ok) \
	X(seq_exact, seq_exact) X(end_exact, end_exact) X(ack_ok, ack_ok) X(ack_new, ack_new) \
	X(ack_all, ack_all) X(text, text) X(text_new, text_new) X(seq_after, seq_after) \
	X(text_cut, text_cut) X(linux_compat, linux_compat) X(time_wait_rst, time_wait_rst) \
	X(syn_rst, syn_rst) X(bad_frame, bad_frame) X(bad_checksum, bad_checksum)
#define OTHER_INPUTS(X) \
	X(retries_left, retries_left) X(set_snd_nxt, set_snd_nxt) X(give_up_silent, give_up_silent)
#define INPUTS(X) SEGMENT_INPUTS(X) OTHER_INPUTS(X)

/* Outputs: name of the port, name in struct fwm_decision. */
#define OUTPUTS(X) \
	X(next_state, state) X(reason, reason) X(send, send) X(completion, completion) \
	X(limited, limited) X(pass, pass) X(peer_fin, peer_fin) X(free, free) X(refuse, refuse) \
	X(take_ack, take_ack) X(take_text, take_text) X(take_fin, take_fin) X(send_fin, send_fin) \
	X(set_half_close, set_half_close) X(clear_half_close, clear_half_close) X(timer, timer)
/* clang-format on */

#define COUNT_ONE(port, field) +1
static constexpr unsigned SEGMENT_BITS = 0 SEGMENT_INPUTS(COUNT_ONE);
static constexpr unsigned OTHER_BITS = 0 OTHER_INPUTS(COUNT_ONE);

/* ---- one combination --------------------------------------------------------------------------------- */

struct TransitionBench {
	Dut<Vtransition> dut{ 1 };
	uint64_t compared = 0;
};

static void drive(Vtransition &top, const fwm_class &in)
{
	top.op = in.op;
	top.state = in.state;
#define DRIVE(port, field) top.port = in.field;
	INPUTS(DRIVE)
	top.eval();
}

static void unpack(uint64_t number, fwm_class &in)
{
	unsigned bit = 0;

#define UNPACK(port, field) in.field = (number >> bit++ & 1) != 0;
	INPUTS(UNPACK)
}

static bool same(const Vtransition &top, const fwm_decision &out)
{
#define SAME(port, field) &&top.port == static_cast<uint8_t>(out.field)
	return true OUTPUTS(SAME);
}

static void explain(const Vtransition &top, const fwm_class &in, const fwm_decision &out)
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
	Vtransition &top = *bench.dut.operator->();

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

/* f(number) for every value of `bits` bits from bit `first` on; the other bits are scrambled. */
template <class F> static void all_numbers(unsigned first, unsigned bits, uint64_t seed, const F &f)
{
	const uint64_t mask = ((1ull << bits) - 1) << first;
	fws::Random random(seed);

	for (uint64_t n = 0; n < 1ull << bits; n++)
		f((n << first) | (random.next() & ~mask));
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

static void segments(void **)
{
	TransitionBench bench;
	fwm_class in = {};

	in.op = FINWAVE_OP_SEGMENT;
	every_state([&](uint8_t state) {
		in.state = state;
		all_numbers(0, SEGMENT_BITS, state,
		            [&](uint64_t number) { decide_like_model(bench, in, number); });
	});
	report(bench);
	assert_int_equal(bench.compared, 7ull << SEGMENT_BITS);
}

/* What they look at stands at the end, half_close behind it: 16 combinations, 4096 times each. */
static void timeouts_and_commands(void **)
{
	static const uint8_t ops[] = {
		FINWAVE_OP_TIMEOUT, FINWAVE_OP_CLOSE,  FINWAVE_OP_SHUTDOWN,
		FINWAVE_OP_ABORT,   FINWAVE_OP_UPDATE, FINWAVE_OP_RELEASE,
	};
	TransitionBench bench;
	fwm_class in = {};

	for (uint8_t op : ops) {
		in.op = op;
		every_state([&](uint8_t state) {
			in.state = state;
			for (unsigned i = 0; i < 4096; i++)
				all_numbers(SEGMENT_BITS, OTHER_BITS, i, [&](uint64_t number) {
					decide_like_model(bench, in, number & ~1ull);
					decide_like_model(bench, in, number | 1);
				});
		});
	}
	report(bench);
}

/* ADOPT, QUERY, the engine's own operations and codes that are none. */
static void other_operations_decide_nothing(void **)
{
	TransitionBench bench;

	for (uint8_t op = 0; op < 16; op++) {
		if (op <= FINWAVE_OP_RELEASE && op != FINWAVE_OP_ADOPT)
			continue;
		every_state([&](uint8_t state) {
			fwm_class in = {};
			fwm_decision nothing = {};

			nothing.state = in.state = state;
			in.op = op;
			all_numbers(0, 12, op, [&](uint64_t number) {
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
		cmocka_unit_test(segments),
		cmocka_unit_test(timeouts_and_commands),
		cmocka_unit_test(other_operations_decide_nothing),
	};

	return cmocka_run_group_tests_name("transition", tests, nullptr, nullptr) ? 1 : 0;
}
