/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_text at 64 to 512 bits with 4 to 256 buffers: texts of 0 to 1460 bytes from anywhere in their buffers, in
 * frames of every kind, and RSTs to the host between them, against frames worked out in segments.h. Buffers are filled
 * again as soon as they are free, so that one that comes back too early shows in a frame. Nothing is lost though sends
 * still come when `room` fell (issued.h); marked frames wait for theirs and only for it, however often the numbers come
 * round meanwhile, but for RSTs: those wait in finwave_host_queue.
 */
#include "issued.h"
#include "segments.h"

#include <algorithm>
#include <deque>

#include "Vtext128.h"
#include "Vtext256.h"
#include "Vtext512.h"
#include "Vtext64.h"

static const unsigned TEXT_MAX = 1460;

struct Expected {
	Bytes frame;
	bool rst, marked;
	uint64_t mark;
};

template <class Top, unsigned BYTES, unsigned TAILS> class TextBench
{
public:
	explicit TextBench(uint64_t seed) : segments_(seed), random_(seed + 1)
	{
		dut_->stage_wr = dut_->take = dut_->free_valid = dut_->send_text_valid =
			dut_->send_rst_valid = 0;
		dut_->out_ready = 0;
		dut_->other_number = 0;
		dut_.reset();
	}

	void stall(uint64_t seed) { waits_ = fws::Stall(seed); }
	void idle(uint64_t seed) { idle_ = fws::Stall(seed); }

	/* One frame of the other source in so many clocks. */
	void pass_every(unsigned clocks) { pass_every_ = clocks; }

	void run(unsigned count)
	{
		const unsigned end = seen_ + count;

		for (uint64_t i = 0; seen_ < end; i++) {
			clock(seen_ + expected_.size() < end);
			if (i > 5000ull * count)
				fail_msg("it stands still: %u of %u frames", seen_, end);
		}
	}

	/* All that is under way comes out, all buffers come back, one in two clocks. */
	void finish()
	{
		for (unsigned i = 0; i < 100000 && (!expected_.empty() || !held_.empty()); i++)
			clock(false);
		for (unsigned i = 0; i < 10 + 2 * TAILS; i++)
			clock(false);
		assert_true(expected_.empty() && held_.empty());
		assert_false(dut_->busy || dut_->out_valid);
		assert_int_equal(dut_->free_count, TAILS);
		assert_true(refused_ > 0 || TAILS > 16);
	}

	/* Where sends come as they may, as many as ever can came without room. */
	void check_issued()
	{
		assert_true(issued_.went_to_the_limit() || TAILS < 16 || idle_.on());
	}

	void reset()
	{
		dut_->stage_wr = dut_->take = dut_->free_valid = dut_->send_text_valid =
			dut_->send_rst_valid = 0;
		dut_->other_number = 0;
		dut_.reset();
		passing_ = passed_before_ = 0;
		expected_.clear();
		held_.clear();
		words_.clear();
		staging_ = false;
		reader_ = FrameReader<BYTES>();
		seen_ = 0;
	}

	/* Clocks from a descriptor to its first beat, nothing else under way. */
	unsigned latency(unsigned text_len)
	{
		unsigned clocks = 0;

		want_len_ = static_cast<int>(text_len);
		while (expected_.empty())
			clock(true);
		want_len_ = -1;
		for (; !dut_->out_valid; clocks++)
			clock(false);
		return clocks;
	}

	/* Clocks for so many RSTs, one after the other. */
	uint64_t resets(unsigned count)
	{
		rsts_in_8_ = 8;
		run(10);
		keep_ = true; /* the buffers: nothing waits for one */
		const uint64_t start = dut_.clock();
		run(count);
		return dut_.clock() - start;
	}

	/* Two texts wait, and but for a few all buffers come back behind them; then short ones are made. */
	void frees_behind(unsigned short_ones)
	{
		const unsigned few = 6;

		keep_ = quiet_ = true;
		want_len_ = 1;
		while (held_.size() < TAILS - 1)
			clock(true);
		blocked_ = true;
		quiet_ = false;
		while (expected_.size() < 2)
			clock(true);
		quiet_ = true;
		for (to_free_ = TAILS - few; to_free_ > 0;)
			clock(false);
		blocked_ = quiet_ = false;
		run(short_ones);
		keep_ = false;
		finish();
	}

private:
	struct Held {
		uint8_t buffer;
		Bytes text;
	};

	/* ---- inputs ---- */

	void clock(bool more)
	{
		dut_->stage_wr = dut_->take = dut_->free_valid = dut_->send_text_valid =
			dut_->send_rst_valid = 0;
		dut_->send_may = random_.below(2) & 1;
		stage(more);
		if (issued_.may(dut_->room) && more && !quiet_ && !held_.empty() && !idle_.now()) {
			issued_.sent();
			send();
		} else if (to_free_ > 0) {
			to_free_--;
			let_go(0);
		} else if (!keep_ && !held_.empty() && (!more || random_.below(200) == 0)) {
			let_go(random_.below(static_cast<uint32_t>(held_.size())));
		}
		passed_before_ = passing_;
		passing_ += pass_every_ && random_.below(pass_every_) == 0;
		dut_->other_number = passing_ & 1023;
		dut_->out_ready = !blocked_ && !waits_.now();
		dut_.settle();
		look();
		dut_.edge();
	}

	/* Without `more` no buffer is taken: none comes back behind the last frame. */
	void stage(bool more)
	{
		refused_ += !dut_->stage_room;
		if (!dut_->stage_room || random_.below(8) == 0)
			return;
		if (!staging_)
			begin_buffer();
		if (!words_.empty()) {
			const unsigned word = words_.back();

			dut_->stage_wr = 1;
			dut_->stage_word = word & 511;
			dut_->stage_data = 0;
			for (unsigned i = 0; i < 4; i++)
				dut_->stage_data = dut_->stage_data << 8 | byte(4 * word + i);
			words_.pop_back();
		}
		if (words_.empty() && more && random_.below(2)) {
			dut_->take = 1;
			held_.push_back({ dut_->stage_buffer, text_ });
			staging_ = false;
		}
	}

	/* New bytes everywhere in the buffer's part that counts, in an order of its own. */
	void begin_buffer()
	{
		for (const Held &held : held_)
			assert_int_not_equal(held.buffer, dut_->stage_buffer);
		assert_true(dut_->stage_buffer < TAILS);
		staging_ = true;
		text_.resize(want_len_ >= 0 ? static_cast<size_t>(want_len_) + 7 : length());
		if (text_.size() > TEXT_MAX)
			text_.resize(TEXT_MAX);
		const uint8_t ones = random_.below(8) ? 0 : 0xff;
		for (uint8_t &b : text_)
			b = static_cast<uint8_t>(random_.next()) | ones;
		for (unsigned i = 0; i < (text_.size() + 3) / 4; i++)
			words_.push_back(i);
		for (size_t i = words_.size(); i > 1; i--)
			std::swap(words_[i - 1], words_[random_.below(static_cast<uint32_t>(i))]);
	}

	unsigned length()
	{
		const uint32_t kind = random_.below(8);

		return kind == 0  ? TEXT_MAX
		       : kind < 5 ? random_.below(64)
		                  : random_.below(TEXT_MAX + 1);
	}

	uint8_t byte(size_t i) const
	{
		return i < text_.size() ? text_[i] : static_cast<uint8_t>(0xa5 + i);
	}

	void send()
	{
		const uint32_t who = random_.below(static_cast<uint32_t>(held_.size()));
		const Held &held = held_[who];
		const uint32_t size = static_cast<uint32_t>(held.text.size());
		Segment s = segments_.next();
		uint32_t len;

		/* all of it, or any part */
		s.from = random_.below(2) ? 0 : random_.below(size + 1);
		len = random_.below(2) ? size - s.from : random_.below(size - s.from + 1);
		if (want_len_ >= 0) {
			s.from = size - static_cast<uint32_t>(want_len_);
			len = static_cast<uint32_t>(want_len_);
		}
		s.tail = held.buffer;
		const bool rst = want_len_ < 0 && random_.below(8) < rsts_in_8_;
		if (!rst)
			s.text.assign(held.text.begin() + s.from, held.text.begin() + s.from + len);
		s.marked = pass_every_ && random_.below(2);
		const uint64_t mark = draw_mark();
		s.mark = mark & 1023;
		offer(descriptor_of(s), rst);
		expected_.push_back({ frame_of(rst ? reset_of(s) : s), rst, s.marked, mark });
		if (!keep_ && random_.below(6) == 0)
			let_go(who);
	}

	/* Of a frame that has passed long ago, or has still to pass. */
	uint64_t draw_mark()
	{
		return random_.below(2)
		               ? passing_ + random_.below(60)
		               : passing_ - std::min<uint64_t>(passing_, random_.below(400));
	}

	void offer(const Descriptor &d, bool rst)
	{
		dut_->send_may = 1;
		dut_->send_text_valid = !rst;
		dut_->send_rst_valid = rst;
		for (unsigned i = 0; i < sizeof(d.words) / 4; i++)
			dut_->send_frame[i] = d.words[i];
	}

	void let_go(uint32_t who)
	{
		dut_->free_valid = 1;
		dut_->free_buffer = held_[who].buffer;
		held_.erase(held_.begin() + who);
	}

	/* ---- outputs ---- */

	void look()
	{
		const bool first = dut_->out_valid && !begun_;

		if (first) {
			assert_false(expected_.empty());
			const Expected &want = expected_.front();
			if (want.marked && !want.rst && passed_before_ <= want.mark)
				fail_msg("frame %u does not wait for frame %llu of the other "
				         "source: %llu "
				         "passes",
				         seen_, static_cast<unsigned long long>(want.mark),
				         static_cast<unsigned long long>(passing_));
		}
		if (expected_.size() > (dut_->send_text_valid | dut_->send_rst_valid) &&
		    !dut_->busy)
			fail_msg("clock %llu: not busy",
			         static_cast<unsigned long long>(dut_.clock()));
		begun_ = dut_->out_valid;
		if (reader_.look(dut_->out_valid, dut_->out_ready, dut_->out_data, dut_->out_keep,
		                 dut_->out_last, true)) {
			assert_same_frame(reader_.frame(), expected_.front().frame);
			assert_int_equal(dut_->out_rst, expected_.front().rst);
			expected_.pop_front();
			begun_ = false;
			seen_++;
		}
	}

	Dut<Top> dut_{ 1 };
	SegmentGenerator segments_;
	fws::Random random_;
	fws::Stall waits_, idle_;
	Issued issued_{ BYTES };
	FrameReader<BYTES> reader_;
	std::deque<Expected> expected_;
	std::vector<Held> held_;
	std::vector<unsigned> words_;
	Bytes text_;
	bool staging_ = false, begun_ = false;
	bool keep_ = false, quiet_ = false, blocked_ = false; /* buffers; no sends; none goes */
	unsigned to_free_ = 0;
	int want_len_ = -1;
	unsigned rsts_in_8_ = 2;
	unsigned pass_every_ = 0, seen_ = 0, refused_ = 0;
	uint64_t passing_ = 0, passed_before_ = 0;
};

/* ---- tests ----------------------------------------------------------------------------------------------- */

template <class Top, unsigned BYTES, unsigned TAILS> static void build(void **)
{
	for (unsigned round = 0; round < 8; round++) {
		TextBench<Top, BYTES, TAILS> bench(round);

		if (round & 1)
			bench.stall(round + 10);
		if (round & 2)
			bench.idle(round + 20);
		if (round & 4)
			bench.pass_every(round & 1 ? 1 : 60);
		bench.run(3000);
		bench.finish();
		bench.check_issued();
	}
}

template <class Top, unsigned BYTES, unsigned TAILS> static void starts_anew(void **)
{
	TextBench<Top, BYTES, TAILS> bench(77);

	bench.pass_every(60);
	bench.stall(1);
	for (unsigned i = 0; i < 50; i++) {
		bench.run(1 + i % 5);
		bench.reset();
	}
	bench.run(300);
	bench.finish();
}

/* 14 to 20 clocks and one for each 8 bytes of the whole beats; the header is of any kind. */
template <class Top, unsigned BYTES, unsigned TAILS> static void is_quick(void **)
{
	static const unsigned lengths[] = { 0, 1, 7, 8, 100, 536, 1000, 1460 };

	for (unsigned len : lengths) {
		TextBench<Top, BYTES, TAILS> bench(len);
		const unsigned clocks = bench.latency(len);

		assert_true(clocks >= 14 + (54 + len) / 8 && clocks <= 20 + (94 + len + BYTES) / 8);
	}
}

/* One RST in 35 clocks or fewer, of any kind. */
template <class Top, unsigned BYTES, unsigned TAILS> static void resets_follow(void **)
{
	TextBench<Top, BYTES, TAILS> bench(5);

	assert_true(bench.resets(1000) <= 35000);
}

/* With 16 to 31 of them the last of 256 buffers once stayed where they were. */
static void buffers_come_back_while_texts_are_made(void **)
{
	for (unsigned short_ones = 2; short_ones < 70; short_ones += 3) {
		TextBench<Vtext64, 8, 256> bench(short_ones);

		bench.frees_behind(short_ones);
	}
}

#define AT(width, tails)                                                                      \
	{ #width " bits, " #tails " buffers", build<Vtext##width, width / 8, tails>, nullptr, \
	  nullptr, nullptr },                                                                 \
		{ #width " bits, RSTs follow each other",                                     \
		  resets_follow<Vtext##width, width / 8, tails>, nullptr, nullptr, nullptr }, \
		{ #width " bits, starts anew after a reset",                                  \
		  starts_anew<Vtext##width, width / 8, tails>, nullptr, nullptr, nullptr },   \
	{                                                                                     \
#width " bits, latency", is_quick < Vtext##width, width / 8, tails>, nullptr, \
			nullptr, nullptr                                                      \
	}

int main()
{
	const CMUnitTest tests[] = {
		AT(64, 256),
		AT(128, 4),
		AT(256, 16),
		AT(512, 16),
		cmocka_unit_test(buffers_come_back_while_texts_are_made),
	};

	return cmocka_run_group_tests_name("text", tests, nullptr, nullptr) ? 1 : 0;
}
