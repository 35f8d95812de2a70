/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_host_queue at 64 and 512 bits: frames that are asked for, laid out some time later, beat by beat with gaps,
 * and taken by a host that stands still at times. They come out in order and whole, a marked one behind its frame of
 * the wire and no later than it must; nothing is lost though 18 more (9 at 64 bits) are asked for after `room` fell.
 */
#include "issued.h"
#include "segments.h"

#include <deque>

#include "Vhost_queue512.h"
#include "Vhost_queue64.h"

template <class Top, unsigned BYTES> class QueueBench
{
public:
	explicit QueueBench(uint64_t seed) : random_(seed)
	{
		dut_->send_valid = dut_->in_valid = dut_->out_ready = 0;
		dut_->other_number = 0;
		dut_.reset();
	}

	void stall(uint64_t seed) { waits_ = fws::Stall(seed); }
	void lay_out_slowly(uint64_t seed) { lays_out_ = fws::Stall(seed); }
	void pass_every(unsigned clocks) { pass_every_ = clocks; }
	void only_long_ones() { shortest_ = 88; }

	void run(unsigned count)
	{
		const unsigned end = seen_ + count;

		for (uint64_t i = 0; seen_ < end; i++) {
			clock(seen_ + waiting_.size() < end, true);
			if (i > 2000ull * count)
				fail_msg("it stands still: %u of %u frames", seen_, end);
		}
		assert_false(dut_->busy);
	}

	/* All it can hold, and a host that takes nothing: frames that are laid out meanwhile. */
	unsigned hold()
	{
		for (unsigned i = 0; i < 2000; i++)
			clock(true, false);
		assert_true(to_lay_out_.empty());
		return static_cast<unsigned>(waiting_.size());
	}

private:
	struct Waiting {
		Bytes frame;
		bool marked;
		uint64_t mark;
	};

	void clock(bool more, bool take)
	{
		dut_->send_valid = dut_->in_valid = 0;
		if (issued_.may(dut_->room) && more) {
			issued_.sent();
			ask();
		}
		lay_out();
		passed_before_ = passing_;
		passing_ += pass_every_ && random_.below(pass_every_) == 0;
		dut_->other_number = passing_ & 1023;
		dut_->out_ready = take && !waits_.now();
		dut_.settle();
		look();
		dut_.edge();
	}

	/* Of a frame that has passed, or has still to pass. */
	void ask()
	{
		Waiting w;

		w.frame.resize(shortest_ + random_.below(89 - shortest_));
		for (uint8_t &b : w.frame)
			b = static_cast<uint8_t>(random_.next());
		w.marked = pass_every_ && random_.below(2);
		newest_ = std::max(newest_, passing_) + random_.below(3);
		w.mark = newest_;
		dut_->send_valid = 1;
		dut_->send_marked = w.marked;
		dut_->send_mark = w.mark & 1023;
		waiting_.push_back(w);
		to_lay_out_.push_back(w.frame);
	}

	void lay_out()
	{
		if (to_lay_out_.size() <= dut_->send_valid || lays_out_.now())
			return;
		const Bytes &frame = to_lay_out_.front();
		const size_t count = std::min<size_t>(BYTES, frame.size() - at_);
		const uint64_t keep = UINT64_MAX >> (64 - count);

		dut_->in_valid = 1;
		memcpy(&dut_->in_data, frame.data() + at_, count);
		memcpy(&dut_->in_keep, &keep, sizeof(dut_->in_keep));
		at_ += count;
		dut_->in_last = at_ == frame.size();
		if (dut_->in_last) {
			to_lay_out_.pop_front();
			at_ = 0;
		}
	}

	void look()
	{
		if (waiting_.size() > dut_->send_valid && !dut_->busy)
			fail_msg("not busy with %zu frames", waiting_.size());
		if (dut_->out_valid && !begun_) {
			assert_false(waiting_.empty());
			const Waiting &want = waiting_.front();
			if (want.marked && passed_before_ <= want.mark)
				fail_msg("frame %u does not wait for the one that passes", seen_);
		}
		begun_ = dut_->out_valid && !dut_->out_last;
		/* the marks of all before it are looked at first, one a clock */
		const bool may =
			waiting_.size() > to_lay_out_.size() &&
			(!waiting_.front().marked || passed_before_ > waiting_.front().mark);
		idle_ = may && !dut_->out_valid ? idle_ + 1 : 0;
		assert_true(idle_ < 60);
		if (!reader_.look(dut_->out_valid, dut_->out_ready, dut_->out_data, dut_->out_keep,
		                  dut_->out_last, false))
			return;
		assert_same_frame(reader_.frame(), waiting_.front().frame);
		waiting_.pop_front();
		seen_++;
	}

	Dut<Top> dut_{ 1 };
	fws::Random random_;
	fws::Stall waits_, lays_out_;
	Issued issued_{ BYTES };
	FrameReader<BYTES> reader_;
	std::deque<Waiting> waiting_;
	std::deque<Bytes> to_lay_out_;
	size_t at_ = 0;
	bool begun_ = false;
	unsigned shortest_ = 60, idle_ = 0, pass_every_ = 0, seen_ = 0;
	uint64_t passing_ = 0, passed_before_ = 0, newest_ = 0;
};

template <class Top, unsigned BYTES> static void keeps_order_and_waits_for_marks(void **)
{
	for (unsigned round = 0; round < 8; round++) {
		QueueBench<Top, BYTES> bench(round);

		if (round & 1)
			bench.stall(round + 10);
		if (round & 2)
			bench.lay_out_slowly(round + 20);
		if (round & 4)
			bench.pass_every(round & 1 ? 1 : 20);
		for (unsigned i = 0; i < 20; i++)
			bench.run(1 + 13 * i);
		bench.run(5000);
	}
}

/* Whoever lays out goes on to other frames; the host gets them all when it takes again. */
template <class Top, unsigned BYTES> static void host_that_takes_nothing_holds_up_no_layout(void **)
{
	for (unsigned round = 0; round < 20; round++) {
		QueueBench<Top, BYTES> bench(round);

		if (round & 1)
			bench.only_long_ones();
		assert_int_equal(bench.hold(), 46);
		bench.run(200);
		assert_int_equal(bench.hold(), 46);
	}
}

#define AT(width)                                                                           \
	{ #width " bits, keeps order and waits for marks",                                  \
	  keeps_order_and_waits_for_marks<Vhost_queue##width, width / 8>, nullptr, nullptr, \
	  nullptr },                                                                        \
	{                                                                                   \
#width " bits, a host that takes nothing holds up no layout",               \
			host_that_takes_nothing_holds_up_no_layout < Vhost_queue##width,    \
			width / 8>, nullptr, nullptr, nullptr                               \
	}

int main()
{
	const CMUnitTest tests[] = {
		AT(64),
		AT(512),
	};

	return cmocka_run_group_tests_name("host_queue", tests, nullptr, nullptr) ? 1 : 0;
}
