/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_track against the model's fwm_track_decide(): every state that is tracked, every combination of
 * all inputs, all outputs compared.
 *
 * Time limit: 60 s
 */
#include "dut.h"

#include "Vtrack.h"
#include "contracts.h"
#include "finwave_regs.h"

/*
 * Inputs: name of the port, name in struct fwm_track_class; a combination's number holds them in this order,
 * the first one lowest. Outputs: name of the port, name in struct fwm_track_decision; the next state counts only
 * where the connection does not end.
 */
/* clang-format off */
#define INPUTS(X) \
	X(from_host, from_host) X(syn, syn) X(fin, fin) X(rst_flag, rst) X(ack, ack) \
	X(seq_una, seq_una) X(end_exact, end_exact) X(ack_nxt, ack_nxt) X(ack_rcv, ack_rcv) \
	X(seq_ok, seq_ok) X(ack_ok, ack_ok) X(fin_out, fin_out) X(fin_differs, fin_differs) \
	X(host_beyond, host_beyond) X(fin_acked, fin_acked) X(fin_passed, fin_passed)
#define OUTPUTS(X) \
	X(ended, ended) X(own, own) X(open_wire, open_wire) X(open_host, open_host) \
	X(take, take) X(take_fin, take_fin)
/* clang-format on */

#define COUNT_ONE(port, field) +1
static constexpr unsigned INPUT_BITS = 0 INPUTS(COUNT_ONE);

static void unpack(uint32_t number, fwm_track_class &in)
{
	unsigned bit = 0;

#define UNPACK(port, field) in.field = (number >> bit++ & 1) != 0;
	INPUTS(UNPACK)
}

static void drive(Vtrack &top, const fwm_track_class &in)
{
	top.in_state = static_cast<uint16_t>(1u << in.state);
#define DRIVE(port, field) top.port = in.field;
	INPUTS(DRIVE)
	top.eval();
}

static bool same(const Vtrack &top, const fwm_track_decision &out)
{
#define SAME(port, field) &&top.port == static_cast<uint8_t>(out.field)
	return (out.ended || top.next_state == out.state) OUTPUTS(SAME);
}

static void explain(const Vtrack &top, const fwm_track_class &in, const fwm_track_decision &out)
{
	print_error("a segment in state %u with", in.state);
#define SHOW_INPUT(port, field) \
	if (in.field)           \
		print_error(" %s", #port);
	INPUTS(SHOW_INPUT)
	print_error(":\n");
#define SHOW_OUTPUT(port, field)                         \
	if (top.port != static_cast<uint8_t>(out.field)) \
		print_error("  %s: RTL %u, expected %u\n", #port, top.port, out.field);
	if (!out.ended && top.next_state != out.state)
		print_error("  next_state: RTL %u, expected %u\n", top.next_state, out.state);
	OUTPUTS(SHOW_OUTPUT)
	fail_msg("a decision differs; docs/theory.md says which is right");
}

static void every_segment(void **)
{
	Dut<Vtrack> dut{ 1 };
	Vtrack &top = *dut.operator->();
	fwm_track_class in = {};
	fwm_track_decision out;
	uint64_t compared = 0;

	for (uint8_t state = FINWAVE_TCP_STATE_LISTEN; state <= FINWAVE_TCP_STATE_LAST_ACK;
	     state++) {
		for (uint32_t number = 0; number < 1u << INPUT_BITS; number++, compared++) {
			in.state = state;
			unpack(number, in);
			drive(top, in);
			fwm_track_decide(&in, &out);
			if (!same(top, out))
				explain(top, in, out);
		}
	}
	print_message("%llu combinations compared\n", static_cast<unsigned long long>(compared));
}

int main()
{
	const CMUnitTest tests[] = {
		cmocka_unit_test(every_segment),
	};

	return cmocka_run_group_tests_name("track", tests, nullptr, nullptr) ? 1 : 0;
}
