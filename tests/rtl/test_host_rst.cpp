/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_host_rst: the RST in the peer's name that is made of a frame to the peer, field by field, the sums as if they
 * had been worked out for it.
 */
#include "Vhost_rst.h"
#include "segments.h"

/* As the host must see it: ends and MACs exchanged, no options, nothing acknowledged. */
static Segment reset_of(const Segment &s)
{
	Segment r = s;

	memcpy(r.local, s.remote, sizeof(r.local));
	memcpy(r.remote, s.local, sizeof(r.remote));
	memcpy(r.macs, s.macs + 6, 6);
	memcpy(r.macs + 6, s.macs, 6);
	r.local_port = s.remote_port;
	r.remote_port = s.local_port;
	r.timestamps = false;
	r.flags = 0x5004;
	r.ack = r.window = r.tsval = r.tsecr = 0;
	r.wscale = 0;
	return r;
}

static void assert_reset_of(Dut<Vhost_rst> &dut, const Segment &s)
{
	Descriptor in = descriptor_of(s), want = descriptor_of(reset_of(s)), got;

	for (unsigned i = 0; i < sizeof(in.words) / 4; i++)
		dut->in_frame[i] = in.words[i];
	dut->in_valid = 1;
	dut.step();
	dut->in_valid = 0;
	dut.settle();
	assert_true(dut->out_valid);
	for (unsigned i = 0; i < sizeof(got.words) / 4; i++)
		got.words[i] = dut->out_frame[i];
	if (s.ipv6)
		got.put(FRAME_IP_SUM, 16, 0);
	assert_memory_equal(got.words, want.words, sizeof(got.words));
	dut.step();
	dut.settle();
	assert_false(dut->out_valid);
}

static void a_frame_of_any_kind_is_turned(void **)
{
	Dut<Vhost_rst> dut(1);
	SegmentGenerator segments(1);

	dut->in_valid = 0;
	dut.reset();
	for (unsigned i = 0; i < 20000; i++)
		assert_reset_of(dut, segments.next());
}

/* Without the option's 12 bytes its header sums up to all ones: the checksum is 0, not all ones. */
static void an_ip_checksum_becomes_zero(void **)
{
	Dut<Vhost_rst> dut(1);
	SegmentGenerator segments(2);
	unsigned seen = 0;

	dut->in_valid = 0;
	dut.reset();
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
		cmocka_unit_test(an_ip_checksum_becomes_zero),
	};

	return cmocka_run_group_tests_name("host_rst", tests, nullptr, nullptr) ? 1 : 0;
}
