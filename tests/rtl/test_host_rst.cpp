/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_host_rst: the RST in the peer's name that is made of a frame to the peer, field by field, the sums as if they
 * had been worked out for it.
 */
#include "Vhost_rst.h"
#include "segments.h"

static Descriptor turned(Dut<Vhost_rst> &dut, const Segment &s, bool rst)
{
	const Descriptor in = descriptor_of(s);
	Descriptor got;

	for (unsigned i = 0; i < sizeof(in.words) / 4; i++)
		dut->in_frame[i] = in.words[i];
	dut->in_rst = rst;
	dut->en = 1;
	dut.step();
	dut->en = 0;
	dut->in_rst = !rst;
	dut->in_frame[0] = ~in.words[0];
	dut.step();
	dut.settle();
	assert_int_equal(dut->out_rst, rst);
	for (unsigned i = 0; i < sizeof(got.words) / 4; i++)
		got.words[i] = dut->out_frame[i];
	return got;
}

/* But for what is not sent without timestamps. */
static void assert_reset_of(Dut<Vhost_rst> &dut, const Segment &s)
{
	const Descriptor want = descriptor_of(reset_of(s));
	Descriptor got = turned(dut, s, true);

	if (s.ipv6)
		got.put(FRAME_IP_SUM, 16, 0);
	got.put(FRAME_RCV_WSCALE, 4, 0);
	got.put(FRAME_TSVAL, 32, 0);
	got.put(FRAME_TSECR, 32, 0);
	assert_memory_equal(got.words, want.words, sizeof(got.words));
}

static void a_frame_of_any_kind_is_turned(void **)
{
	Dut<Vhost_rst> dut(1);
	SegmentGenerator segments(1);

	for (unsigned i = 0; i < 20000; i++)
		assert_reset_of(dut, segments.next());
}

static void a_frame_to_the_peer_stays_as_it_is(void **)
{
	Dut<Vhost_rst> dut(1);
	SegmentGenerator segments(3);

	for (unsigned i = 0; i < 2000; i++) {
		const Segment s = segments.next();
		const Descriptor want = descriptor_of(s), got = turned(dut, s, false);

		assert_memory_equal(got.words, want.words, sizeof(got.words));
	}
}

/* Without the option's 12 bytes its header sums up to all ones: the checksum is 0, not all ones. */
static void an_ip_checksum_becomes_zero(void **)
{
	Dut<Vhost_rst> dut(1);
	SegmentGenerator segments(2);
	unsigned seen = 0;

	for (unsigned i = 0; i < 2000; i++) {
		Segment s = segments.next();

		if (s.ipv6 || !s.timestamps)
			continue;
		memset(s.remote + 2, 0, 2);
		const Bytes ip = ipv4_header(reset_of(s), 20);
		memcpy(s.remote + 2, &ip[10], 2);
		seen += ipv4_header(reset_of(s), 20)[10] == 0;
		assert_reset_of(dut, s);
	}
	assert_true(seen > 100);
}

int main()
{
	const CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_of_any_kind_is_turned),
		cmocka_unit_test(a_frame_to_the_peer_stays_as_it_is),
		cmocka_unit_test(an_ip_checksum_becomes_zero),
	};

	return cmocka_run_group_tests_name("host_rst", tests, nullptr, nullptr) ? 1 : 0;
}
