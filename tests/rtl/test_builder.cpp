/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_frame_sums, and finwave_builder at 64 to 512 bits, against the model's fwm_build_frame(): random
 * flows and numbers, every kind of frame, with and without a stream that waits. No frame is lost though 12 more
 * come after `room` fell; a beat that waits does not change; a stream that never waits sees no gap while
 * frames come without one.
 */
#include "record.h"

#include <cstring>
#include <deque>
#include <vector>

extern "C" {
#include "bytes.h"
}
#include "Vbuilder128.h"
#include "Vbuilder256.h"
#include "Vbuilder512.h"
#include "Vbuilder64.h"
#include "Vframe_sums.h"
#include "finwave_regs.h"
#include "issued.h"

enum { FRAME_MAX = 128 };

struct Descriptor {
	uint32_t words[(FRAME_BITS + 31) / 32] = {};

	void put(unsigned at, unsigned width, uint64_t value) { put_bits(words, at, width, value); }
};

struct Job {
	Descriptor descriptor;
	std::vector<uint8_t> bytes; /* that must come out */
	fwm_flow flow;
	uint32_t ip_sum, tcp_sum; /* what finwave_frame_sums makes of the flow */
};

/* ---- random frames --------------------------------------------------------------------------------- */

class JobGenerator
{
public:
	explicit JobGenerator(uint64_t seed) : random_(seed) {}

	Job next()
	{
		static const uint8_t sends[] = { FINWAVE_SEND_ACK, FINWAVE_SEND_FIN,
			                         FINWAVE_SEND_RST, FINWAVE_SEND_RST_SEG,
			                         FINWAVE_SEND_RST_SYN };
		uint8_t frame[FRAME_MAX];
		size_t len;
		Job job;

		draw_flow();
		send_ = sends[random_.below(sizeof(sends))];
		seq_ = number();
		ack_ = number();
		flow_.fin_at = seq_;
		now_ = random_.next() & 0xffffffffffff;
		len = fwm_build_frame(&config_, &flow_, send_, seq_, ack_, 0, now_, frame);
		job.bytes.assign(frame, frame + len);
		describe(job.descriptor);
		job.flow = flow_;
		job.ip_sum = ip_sum();
		job.tcp_sum = tcp_sum();
		return job;
	}

private:
	/* Often all ones or zeros, for the carries of the checksum. */
	uint32_t number()
	{
		const uint32_t kind = random_.below(4);

		return kind == 0   ? 0
		       : kind == 1 ? UINT32_MAX
		                   : static_cast<uint32_t>(random_.next());
	}

	template <size_t N> void fill(uint8_t (&bytes)[N], size_t count = N)
	{
		const uint32_t kind = random_.below(8);

		for (size_t i = 0; i < count; i++)
			bytes[i] = kind == 0   ? 0
			           : kind == 1 ? 0xff
			                       : static_cast<uint8_t>(random_.next());
	}

	void draw_flow()
	{
		config_.ts_shift = random_.below(16) & 15;
		flow_ = {};
		draw_tuple(flow_.tuple);
		flow_.timestamps = random_.below(2);
		flow_.rcv_nxt = number();
		flow_.rcv_edge =
			random_.below(4) ? flow_.rcv_nxt + random_.below(1 << 20) : number();
		flow_.rcv_wscale = random_.below(15) & 15;
		flow_.ts_recent = number();
		flow_.ts_offset = number();
		fill(flow_.peer_mac);
		fill(flow_.local_mac);
		flow_.outer_88a8 = random_.below(2);
		flow_.ttl = static_cast<uint8_t>(random_.next());
		flow_.tos = static_cast<uint8_t>(random_.next());
		flow_.flow_label = random_.below(1 << 20);
	}

	void draw_tuple(fwm_tuple &tuple)
	{
		tuple.ipv6 = random_.below(2);
		fill(tuple.local, tuple.ipv6 ? 16 : 4);
		fill(tuple.remote, tuple.ipv6 ? 16 : 4);
		tuple.local_port = static_cast<uint16_t>(number());
		tuple.remote_port = static_cast<uint16_t>(number());
		tuple.vlan_count = random_.below(3) & 3;
		for (unsigned i = 0; i < tuple.vlan_count; i++) {
			flow_.vlan_tci[i] = static_cast<uint16_t>(random_.next());
			tuple.vlan_id[i] = flow_.vlan_tci[i] & 0xfff;
		}
	}

	/* What the flow pipeline works out before: the fields of finwave_frame_sums. */
	unsigned ip_sum() const
	{
		const unsigned len = flow_.timestamps ? 52 : 40;
		uint32_t sum = 0x4500u + flow_.tos + len + 0x4000 + flow_.ttl * 256u + 6;

		sum = fwm_sum(sum, flow_.tuple.local, 4);
		return ~fwm_fold(fwm_sum(sum, flow_.tuple.remote, 4)) & 0xffffu;
	}

	uint32_t tcp_sum() const
	{
		const fwm_tuple &t = flow_.tuple;
		uint32_t sum = t.local_port + t.remote_port + 6u + (flow_.timestamps ? 32 : 20);

		if (flow_.timestamps)
			sum += 0x0101 + 0x080a;
		return fwm_sum(fwm_sum(sum, t.local, 16), t.remote, 16);
	}

	void describe(Descriptor &d) const
	{
		const bool rst = send_ != FINWAVE_SEND_ACK && send_ != FINWAVE_SEND_FIN;
		const bool echo = send_ != FINWAVE_SEND_RST_SEG && send_ != FINWAVE_SEND_RST_SYN;
		const unsigned flags = (send_ == FINWAVE_SEND_FIN) | rst << 2 |
		                       (send_ != FINWAVE_SEND_RST_SEG) << 4;

		describe_headers(d);
		d.put(FRAME_SEQ, 32, seq_);
		d.put(FRAME_ACK, 32, ack_);
		d.put(FRAME_FLAGS, 16, (flow_.timestamps ? 0x8000u : 0x5000u) | flags);
		d.put(FRAME_RCV_WND, 32, rst ? 0 : flow_.rcv_edge - flow_.rcv_nxt);
		d.put(FRAME_RCV_WSCALE, 4, flow_.rcv_wscale);
		d.put(FRAME_TIMESTAMPS, 1, flow_.timestamps);
		d.put(FRAME_TSVAL, 32,
		      flow_.ts_offset + static_cast<uint32_t>(now_ >> config_.ts_shift));
		d.put(FRAME_TSECR, 32, echo ? flow_.ts_recent : 0);
		d.put(FRAME_IP_SUM, 16, ip_sum());
		d.put(FRAME_TCP_SUM, 21, tcp_sum());
	}

	void describe_headers(Descriptor &d) const
	{
		const Key key = key_of(flow_.tuple);

		for (unsigned i = 0; i < KEY_BITS; i += 32)
			d.put(FRAME_KEY + i, KEY_BITS - i < 32 ? KEY_BITS - i : 32,
			      key.words[i / 32]);
		for (unsigned i = 0; i < 6; i++) {
			d.put(FRAME_MACS + 8 * (11 - i), 8, flow_.peer_mac[i]);
			d.put(FRAME_MACS + 8 * (5 - i), 8, flow_.local_mac[i]);
		}
		d.put(FRAME_PCP_OUTER, 4, flow_.vlan_tci[0] >> 12);
		d.put(FRAME_PCP_INNER, 4, flow_.vlan_tci[1] >> 12);
		d.put(FRAME_OUTER_88A8, 1, flow_.outer_88a8);
		d.put(FRAME_TTL, 8, flow_.ttl);
		d.put(FRAME_TOS, 8, flow_.tos);
		d.put(FRAME_FLOW_LABEL, 20, flow_.flow_label);
	}

	fws::Random random_;
	fwm_config config_ = {};
	fwm_flow flow_ = {};
	uint8_t send_ = 0;
	uint32_t seq_ = 0, ack_ = 0;
	uint64_t now_ = 0;
};

/* ---- bench ------------------------------------------------------------------------------------------- */

template <class Top, unsigned BYTES> class BuilderBench
{
public:
	BuilderBench(uint64_t seed, bool stall)
		: jobs_(seed), waits_(stall ? fws::Stall(seed) : fws::Stall())
	{
		dut_->early_soon = dut_->early_valid = dut_->send_valid = dut_->out_ready = 0;
		dut_.reset();
	}

	/* Frames as fast as `room` allows, or fewer. */
	void run(unsigned count, fws::Stall idle)
	{
		steady_ = !idle.on() && !waits_.on();
		for (unsigned sent = 0; sent < count;) {
			dut_->send_valid = 0;
			if (issued_.may(dut_->room) && !idle.now()) {
				issued_.sent();
				offer();
				sent++;
			}
			step();
		}
		dut_->send_valid = 0;
		for (unsigned i = 0; i < 10000 && !expected_.empty(); i++)
			step();
		assert_true(expected_.empty());
		for (unsigned i = 0; i < 20; i++)
			step();
		assert_false(dut_->busy || dut_->out_valid);
		assert_int_equal(seen_, count);
	}

private:
	struct Beat {
		uint8_t bytes[BYTES];
		uint64_t keep;
		bool last;
	};

	static constexpr uint64_t FULL = BYTES == 64 ? UINT64_MAX : (1ull << BYTES % 64) - 1;

	void offer()
	{
		const Job job = jobs_.next();

		dut_->send_valid = 1;
		for (unsigned i = 0; i < sizeof(job.descriptor.words) / 4; i++)
			dut_->send_frame[i] = job.descriptor.words[i];
		expected_.push_back(job.bytes);
	}

	void step()
	{
		dut_->send_may = dut_->send_valid || may_.below(2);
		dut_->out_ready = !waits_.now();
		dut_.settle();
		look();
		dut_.edge();
	}

	void look()
	{
		const bool gap = running_ && !dut_->out_valid;

		if (gap && (waited_ || !got_.empty()))
			fail_msg("clock %llu: a beat was taken back, or a gap inside a frame",
			         static_cast<unsigned long long>(dut_.clock()));
		/* what was offered 5 clocks ago is through the pipeline of the wide builder */
		if (gap && steady_ && backlog_ > 5)
			fail_msg("clock %llu: a gap though %u frames wait",
			         static_cast<unsigned long long>(dut_.clock()), backlog_);
		running_ = dut_->out_valid;
		if (dut_->out_valid)
			look_at_beat();
		backlog_ = static_cast<unsigned>(expected_.size());
	}

	void look_at_beat()
	{
		Beat beat;

		memcpy(beat.bytes, reinterpret_cast<const uint8_t *>(&dut_->out_data), BYTES);
		beat.keep = dut_->out_keep;
		beat.last = dut_->out_last;
		if (waited_ && (memcmp(beat.bytes, before_.bytes, BYTES) != 0 ||
		                beat.keep != before_.keep || beat.last != before_.last))
			fail_msg("clock %llu: a beat changes while it waits",
			         static_cast<unsigned long long>(dut_.clock()));
		before_ = beat;
		waited_ = !dut_->out_ready;
		if (!waited_)
			take(beat);
	}

	void take(const Beat &beat)
	{
		const int count = __builtin_popcountll(beat.keep);

		assert_true(beat.last || beat.keep == FULL);
		assert_true(count > 0 &&
		            beat.keep == (FULL >> (BYTES - static_cast<unsigned>(count))));
		got_.insert(got_.end(), beat.bytes, beat.bytes + count);
		if (beat.last)
			compare();
	}

	void compare()
	{
		assert_false(expected_.empty());
		if (got_ != expected_.front())
			differ(expected_.front());
		expected_.pop_front();
		got_.clear();
		seen_++;
	}

	void differ(const std::vector<uint8_t> &want)
	{
		size_t i = 0;

		while (i < got_.size() && i < want.size() && got_[i] == want[i])
			i++;
		fail_msg("frame %u: %zu bytes, expected %zu; byte %zu is %02x, expected %02x",
		         seen_, got_.size(), want.size(), i, i < got_.size() ? got_[i] : 0,
		         i < want.size() ? want[i] : 0);
	}

	Dut<Top> dut_{ 1 };
	Issued issued_{ BYTES };
	fws::Random may_{ 1 };
	JobGenerator jobs_;
	fws::Stall waits_;
	std::deque<std::vector<uint8_t>> expected_;
	std::vector<uint8_t> got_;
	Beat before_ = {};
	bool running_ = false, waited_ = false, steady_ = false;
	unsigned seen_ = 0, backlog_ = 0;
};

template <class Top, unsigned BYTES> static void build(void **)
{
	BuilderBench<Top, BYTES>(1, false).run(5000, fws::Stall());
	BuilderBench<Top, BYTES>(2, false).run(5000, fws::Stall(2));
	BuilderBench<Top, BYTES>(3, true).run(5000, fws::Stall());
	BuilderBench<Top, BYTES>(4, true).run(5000, fws::Stall(4));
}

/* A frame starts in the clock in which it comes, or so many later; one that is marked a clock after its time. */
template <class Top, unsigned CLOCKS> static void starts_at_once(void **)
{
	Dut<Top> dut(1);
	JobGenerator jobs(6);

	dut->early_soon = dut->early_valid = dut->send_valid = 0;
	dut->send_may = 1;
	dut->other_number = 0;
	dut->out_ready = 1;
	dut.reset();
	for (unsigned n = 0; n < 2000; n++) {
		const unsigned number = 7 * n, waits = n % 3 ? 0 : n % 50;
		const bool marked = waits || n % 2;
		Job job = jobs.next();
		unsigned clocks = 0;

		job.descriptor.put(FRAME_MARKED, 1, marked);
		job.descriptor.put(FRAME_MARK, 10, (waits ? number : number - 1 - n % 500) & 1023);
		for (unsigned i = 0; i < sizeof(job.descriptor.words) / 4; i++)
			dut->send_frame[i] = job.descriptor.words[i];
		dut->send_valid = 1;
		for (;; clocks++) {
			dut->other_number = (number + (clocks >= waits)) & 1023;
			dut.settle();
			if (dut->out_valid)
				break;
			dut.edge();
			dut->send_valid = 0;
			assert_true(clocks < 100);
		}
		/* at 64 bits the mark is looked at when the frame is in the queue */
		assert_int_equal(clocks,
		                 CLOCKS + (CLOCKS == 2 && waits > 0 ? waits : waits + marked));
		dut.edge();
		dut->send_valid = 0;
		for (dut.settle(); dut->busy || dut->out_valid; dut.settle())
			dut.edge();
	}
}

/*
 * A frame that is announced starts a clock before it comes: what of it does not depend on numbers is there then. Before
 * and behind it come frames that are not announced, a clock apart at least; what is announced while another frame
 * leaves waits for its turn.
 */
static void narrow_starts_when_announced(void **)
{
	Dut<Vbuilder64> dut(1);
	JobGenerator jobs(7);
	fws::Random random(7);
	std::deque<std::vector<uint8_t>> expected;
	std::vector<uint8_t> got;
	unsigned early_starts = 0;
	bool announced = false;
	Job job;

	dut->early_soon = dut->early_valid = dut->send_valid = 0;
	dut->other_number = 0;
	dut->out_ready = 1;
	dut.reset();
	for (unsigned clock = 0; clock < 40000; clock++) {
		dut->send_valid = announced || (clock < 39000 && random.next() % 64 == 0);
		dut->send_may = dut->send_valid || random.next() % 2;
		if (dut->send_valid && !announced)
			job = jobs.next();
		if (dut->send_valid) {
			job.descriptor.put(FRAME_MARKED, 1, 0);
			for (unsigned i = 0; i < sizeof(job.descriptor.words) / 4; i++)
				dut->send_frame[i] = job.descriptor.words[i];
			expected.push_back(job.bytes);
		}
		announced = clock < 39000 && !dut->send_valid && random.next() % 32 == 0;
		dut->early_valid = announced;
		dut->early_soon = announced || random.next() % 4 == 0;
		if (announced) {
			job = jobs.next();
			for (unsigned i = 0; i < sizeof(dut->early_link) / 4; i++)
				dut->early_link[i] = job.descriptor.words[i];
			dut->early_link[14] &= 0xff; /* 456 bits */
		}
		dut->out_ready = random.next() % 4 != 0;
		dut.settle();
		assert_true(dut->out_wants || !dut->out_valid);
		early_starts += announced && dut->out_valid && expected.empty() && got.empty();
		if (dut->out_valid && dut->out_ready) {
			for (unsigned i = 0; i < 8; i++)
				if (dut->out_keep >> i & 1)
					got.push_back(dut->out_data >> 8 * i & 0xff);
			if (dut->out_last) {
				assert_false(expected.empty());
				assert_int_equal(got.size(), expected.front().size());
				assert_memory_equal(got.data(), expected.front().data(),
				                    got.size());
				expected.pop_front();
				got.clear();
			}
		}
		dut.edge();
	}
	assert_true(expected.empty() && got.empty());
	assert_true(early_starts > 100);
}

/* ---- the sums that begin beside the decision ----------------------------------------------------------- */

/* One flow a clock: p3, TTL and TOS at p6; TCP's sum comes at p6, IPv4's checksum at p8. */
static void sums_of_addresses_and_lengths(void **)
{
	Dut<Vframe_sums> dut(1);
	JobGenerator jobs(5);
	std::deque<Job> inside;

	for (unsigned n = 0; n < 20000; n++) {
		inside.push_front(jobs.next());
		const Key key = key_of(inside[0].flow.tuple);
		for (unsigned i = 0; i < KEY_WORDS; i++)
			dut->p3_key[i] = key.words[i];
		dut->p3_ts = inside[0].flow.timestamps;
		if (n >= 3) {
			dut->p6_ttl = inside[3].flow.ttl;
			dut->p6_tos = inside[3].flow.tos;
		}
		dut.step();
		if (n >= 2)
			assert_int_equal(dut->p6_tcp_sum, inside[2].tcp_sum);
		if (n < 4)
			continue;
		if (!inside[4].flow.tuple.ipv6)
			assert_int_equal(dut->p8_ip_sum, inside[4].ip_sum);
		inside.pop_back();
	}
}

int main()
{
	const CMUnitTest tests[] = {
		cmocka_unit_test(narrow_starts_when_announced),
		cmocka_unit_test(sums_of_addresses_and_lengths),
		{ "64 bits", build<Vbuilder64, 8>, nullptr, nullptr, nullptr },
		{ "128 bits", build<Vbuilder128, 16>, nullptr, nullptr, nullptr },
		{ "256 bits", build<Vbuilder256, 32>, nullptr, nullptr, nullptr },
		{ "512 bits", build<Vbuilder512, 64>, nullptr, nullptr, nullptr },
		{ "64 bits, at once", starts_at_once<Vbuilder64, 2>, nullptr, nullptr, nullptr },
		{ "512 bits, at once", starts_at_once<Vbuilder512, 4>, nullptr, nullptr, nullptr },
	};

	return cmocka_run_group_tests_name("builder", tests, nullptr, nullptr) ? 1 : 0;
}
