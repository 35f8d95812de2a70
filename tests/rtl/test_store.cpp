/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_frame_store: frames pass or are dropped as it was said, in order and unchanged, each under its number, which
 * never jumps far, however long a frame waits while others are dropped behind it; without a beat the number is that of
 * the next frame that could leave. Frames longer than the store: those of no flow pass, a candidate's is dropped, or
 * passes with GIANT_PASSES, whatever is said of it later.
 */
#include "segments.h"

#include <algorithm>
#include <cstring>
#include <deque>

#include "Vstore512.h"
#include "Vstore64.h"
#include "Vstore_giants512.h"
#include "Vstore_giants64.h"

static const unsigned STORE_BYTES = 16384;

template <class Top, unsigned BYTES, bool GIANTS> class StoreBench
{
public:
	StoreBench(uint64_t seed, bool stall)
		: random_(seed), waits_(stall ? fws::Stall(seed) : fws::Stall())
	{
		dut_->in_valid = dut_->find_valid = dut_->verdict_valid = dut_->out_ready = 0;
		dut_.reset();
	}

	/* Of 256 frames so many have no flow, are dropped of the others, are giants. */
	void run(unsigned count, unsigned miss, unsigned drop, unsigned giants)
	{
		const size_t end = frames_.size() + count;

		miss_ = miss;
		drop_ = drop;
		giants_ = giants;
		while (frames_.size() < end || in_at_ != 0)
			clock(frames_.size() < end);
		for (unsigned i = 0; i < 200000 && (judged_ < frames_.size() || dut_->busy); i++)
			clock(false);
		for (unsigned i = 0; i < 4; i++)
			clock(false);
		skip_dropped();
		assert_true(out_ == frames_.size() && judged_ == out_);
		dut_.settle();
		assert_false(dut_->busy || dut_->out_valid);
		assert_int_equal(dut_->out_number, frames_.size() & 1023);
		assert_int_equal(passed_, seen_);
	}

	/* One passes, but its last beat is not taken; others are dropped behind it, as long as they may. */
	void hold()
	{
		const size_t first = frames_.size(), end = first + 2000;

		miss_ = giants_ = 0;
		held_ = true;
		for (unsigned i = 0; i < 100000 && frames_.size() < end; i++) {
			drop_ = frames_.size() == first ? 0 : 256;
			clock(true);
		}
		assert_true(dut_->out_valid && frames_.size() < end);
		held_ = false;
		while (in_at_ != 0)
			clock(true);
		run(100, 0, 128, 16);
	}

	uint64_t farthest() const { return farthest_; }
	unsigned giants_seen() const { return giants_seen_; }

private:
	struct Frame {
		Bytes bytes;
		bool hit, verdict, passes;
	};

	bool chance(unsigned of_256) { return random_.below(256) < of_256; }

	void clock(bool more)
	{
		enter(more);
		say();
		dut_->out_ready = !(held_ && dut_->out_last) && !waits_.now();
		dut_.settle();
		room_ = dut_->room;
		look();
		passed_ += dut_->passed;
		dut_.edge();
	}

	void begin()
	{
		const bool giant = chance(giants_);
		Frame f;

		f.bytes.resize(giant ? STORE_BYTES + random_.below(2 * STORE_BYTES)
		                     : 60 + random_.below(chance(8) ? 9000 : 200));
		for (uint8_t &b : f.bytes)
			b = static_cast<uint8_t>(random_.next());
		f.hit = !chance(miss_);
		f.verdict = !chance(drop_);
		f.passes = !f.hit || (giant ? GIANTS : f.verdict);
		frames_.push_back(f);
	}

	void enter(bool more)
	{
		dut_->in_valid = 0;
		if (!room_ || chance(16) || (in_at_ == 0 && !more))
			return;
		if (in_at_ == 0)
			begin();
		const Bytes &bytes = frames_.back().bytes;
		const size_t count = std::min<size_t>(BYTES, bytes.size() - in_at_);
		const uint64_t keep = UINT64_MAX >> (64 - count);
		dut_->in_valid = 1;
		memcpy(&dut_->in_data, bytes.data() + in_at_, count);
		memcpy(&dut_->in_keep, &keep, sizeof(dut_->in_keep));
		in_at_ += count;
		dut_->in_last = in_at_ == bytes.size();
		dut_->in_user = bytes[0] & 1;
		if (dut_->in_last) {
			in_at_ = 0;
			whole_++;
		}
	}

	/* In order; a verdict comes behind the end of its frame. */
	void say()
	{
		dut_->find_valid = dut_->verdict_valid = 0;
		while (judged_ < said_ && !frames_[judged_].hit)
			judged_++;
		if (judged_ < said_ && judged_ < whole_ && chance(64)) {
			dut_->verdict_valid = 1;
			dut_->verdict_pass = frames_[judged_++].verdict;
		}
		if (said_ < frames_.size() && chance(128)) {
			dut_->find_valid = 1;
			dut_->find_hit = frames_[said_++].hit;
		}
	}

	void skip_dropped()
	{
		while (out_ < frames_.size() && !frames_[out_].passes)
			out_++;
	}

	void look()
	{
		const uint64_t ahead = (dut_->out_number - number_) & 1023;

		/* it only grows, and never beyond the frames that were decided, or that arrive; it tells
		 * of two clocks ago */
		number_ += ahead;
		farthest_ = std::max(farthest_, ahead);
		assert_true(number_ <= frames_.size() && number_ >= then_.out);
		if (then_.valid)
			assert_int_equal(number_, then_.out);
		for (size_t i = then_.out; i < number_; i++)
			assert_false(frames_[i].passes);
		if (dut_->out_valid) {
			skip_dropped();
			assert_int_equal(dut_->out_user, frames_[out_].bytes[0] & 1);
		}
		then_ = before_;
		before_ = { dut_->out_valid != 0, out_ };
		if (!reader_.look(dut_->out_valid, dut_->out_ready, dut_->out_data, dut_->out_keep,
		                  dut_->out_last, false))
			return;
		assert_same_frame(reader_.frame(), frames_[out_].bytes);
		giants_seen_ += frames_[out_].hit && frames_[out_].bytes.size() >= STORE_BYTES;
		out_++;
		seen_++;
	}

	Dut<Top> dut_{ 1 };
	fws::Random random_;
	fws::Stall waits_;
	FrameReader<BYTES> reader_;
	std::vector<Frame> frames_;
	bool room_ = false, held_ = false;
	unsigned miss_ = 0, drop_ = 0, giants_ = 0, seen_ = 0, passed_ = 0, giants_seen_ = 0;
	size_t in_at_ = 0, whole_ = 0, said_ = 0, judged_ = 0, out_ = 0;
	struct Head {
		bool valid;
		size_t out;
	} before_ = {}, then_ = {}; /* a clock ago, two */
	uint64_t number_ = 0, farthest_ = 0;
};

template <class Top, unsigned BYTES, bool GIANTS> static void keeps(void **)
{
	for (unsigned round = 0; round < 4; round++) {
		StoreBench<Top, BYTES, GIANTS> bench(round, round & 1);

		bench.run(2500, 64, 64, 0);
		bench.run(1200, 0, 256, 0); /* none passes */
		bench.run(1200, 256, 0, 0);
		bench.run(150, 64, 128, 64);
		bench.run(60, 0, 128, 200);
		bench.run(500, 128, 128, 4);
		assert_true(GIANTS ? bench.giants_seen() > 30 : bench.giants_seen() == 0);
	}
}

/* Numbers are compared modulo 1024 (finwave_mark): 512 later one that is gone would look like one to come. */
template <class Top, unsigned BYTES, bool GIANTS>
static void drops_some_256_behind_one_that_waits(void **)
{
	for (unsigned round = 0; round < 8; round++) {
		StoreBench<Top, BYTES, GIANTS> bench(round, false);

		for (unsigned i = 0; i < 4; i++)
			bench.hold();
		assert_in_range(bench.farthest(), 250, 280);
	}
}

int main()
{
	const CMUnitTest tests[] = {
		{ "64 bits", keeps<Vstore64, 8, false>, nullptr, nullptr, nullptr },
		{ "512 bits", keeps<Vstore512, 64, false>, nullptr, nullptr, nullptr },
		{ "64 bits, one waits", drops_some_256_behind_one_that_waits<Vstore64, 8, false>,
		  nullptr, nullptr, nullptr },
		{ "512 bits, one waits", drops_some_256_behind_one_that_waits<Vstore512, 64, false>,
		  nullptr, nullptr, nullptr },
		{ "64 bits, giants pass", keeps<Vstore_giants64, 8, true>, nullptr, nullptr,
		  nullptr },
		{ "512 bits, giants pass", keeps<Vstore_giants512, 64, true>, nullptr, nullptr,
		  nullptr },
	};

	return cmocka_run_group_tests_name("store", tests, nullptr, nullptr) ? 1 : 0;
}
