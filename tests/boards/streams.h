/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Streams of several lanes packed into one vector, as boards have them: what goes in, what must come out.
 *
 * A clock is: drive(), settle, sample(), edge. A beat is the bits of all its pins, one after the other.
 */
#ifndef FINWAVE_TESTS_STREAMS_H
#define FINWAVE_TESTS_STREAMS_H

#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "dut.h"

using Bytes = std::vector<uint8_t>;

/* ---- pins ---------------------------------------------------------------------------------------------- */

/* A vector of the Verilated top; its memory has bit 0 first. */
struct Pin {
	uint8_t *memory;
	unsigned width; /* of one lane */

	size_t bytes() const { return (width + 7) / 8; }

	void put(unsigned lane, const uint8_t *from) const
	{
		const unsigned at = lane * width;

		if (at % 8 == 0 && width % 8 == 0) {
			memcpy(memory + at / 8, from, width / 8);
			return;
		}
		for (unsigned i = 0; i < width; i++) {
			const unsigned bit = at + i;
			const uint8_t mask = static_cast<uint8_t>(1u << bit % 8);
			const bool one = from[i / 8] >> i % 8 & 1;

			memory[bit / 8] = static_cast<uint8_t>(one ? memory[bit / 8] | mask
			                                           : memory[bit / 8] & ~mask);
		}
	}

	void get(unsigned lane, uint8_t *to) const
	{
		const unsigned at = lane * width;

		if (at % 8 == 0 && width % 8 == 0) {
			memcpy(to, memory + at / 8, width / 8);
			return;
		}
		memset(to, 0, bytes());
		for (unsigned i = 0; i < width; i++)
			to[i / 8] = static_cast<uint8_t>(
				to[i / 8] | (memory[(at + i) / 8] >> (at + i) % 8 & 1) << i % 8);
	}

	void set(unsigned lane, uint64_t value) const
	{
		uint8_t bits[8];

		memcpy(bits, &value, 8);
		put(lane, bits);
	}

	uint64_t value(unsigned lane) const
	{
		uint8_t bits[8] = {};
		uint64_t value;

		get(lane, bits);
		memcpy(&value, bits, 8);
		return value;
	}
};

#define PIN(top, name, width)                                    \
	Pin                                                      \
	{                                                        \
		reinterpret_cast<uint8_t *>(&(top)->name), width \
	}

/* The pins of one direction of a stream; the first ones may be data, keep, last of frames. */
struct Port {
	std::vector<Pin> pins;
	Pin valid, ready;

	size_t bytes() const
	{
		size_t sum = 0;

		for (const Pin &pin : pins)
			sum += pin.bytes();
		return sum;
	}

	void put(unsigned lane, const Bytes &beat) const
	{
		const uint8_t *at = beat.data();

		for (const Pin &pin : pins) {
			pin.put(lane, at);
			at += pin.bytes();
		}
	}

	Bytes get(unsigned lane) const
	{
		Bytes beat(bytes());
		uint8_t *at = beat.data();

		for (const Pin &pin : pins) {
			pin.get(lane, at);
			at += pin.bytes();
		}
		return beat;
	}

	/* Only bits that the pins have. */
	void cut(Bytes &beat) const
	{
		size_t at = 0;

		for (const Pin &pin : pins) {
			at += pin.bytes();
			if (pin.width % 8)
				beat[at - 1] &= static_cast<uint8_t>((1u << pin.width % 8) - 1);
		}
	}
};

inline void fill(fws::Random &random, uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		bytes[i] = static_cast<uint8_t>(random.next());
}

/* ---- what takes beats ------------------------------------------------------------------------------------- */

/* Offers ready at random, and sees to it that what waits stays as it is. */
class Taker
{
public:
	Taker(const char *name, const Port &port, unsigned lane, const fws::Stall &stall)
		: name_(name), port_(port), lane_(lane), stall_(stall)
	{
	}

	void drive() { port_.ready.set(lane_, !stall_.now()); }

	/* True: a beat was taken; beat() is it. */
	bool sample()
	{
		if (!port_.valid.value(lane_)) {
			if (waiting_)
				fail_msg("%s lane %u: valid fell before ready", name_.c_str(),
				         lane_);
			return false;
		}
		const Bytes beat = port_.get(lane_);

		if (waiting_ && beat != beat_)
			fail_msg("%s lane %u: a beat changed while it waited", name_.c_str(),
			         lane_);
		beat_ = beat;
		waiting_ = !port_.ready.value(lane_);
		return !waiting_;
	}

	const Bytes &beat() const { return beat_; }
	const std::string &name() const { return name_; }
	unsigned lane() const { return lane_; }

private:
	const std::string name_;
	const Port port_;
	const unsigned lane_;
	fws::Stall stall_;
	Bytes beat_;
	bool waiting_ = false;
};

/* ---- words that pass --------------------------------------------------------------------------------------- */

/* One lane: random words go in, the same come out, in order. */
class Words
{
public:
	Words(const char *name, const Port &in, const Port &out, unsigned lane, uint64_t seed)
		: in_(in), lane_(lane), random_(seed), idle_(seed + 1),
		  taker_(name, out, lane, fws::Stall(seed + 2))
	{
	}

	void stop() { stopped_ = true; }
	uint64_t count() const { return count_; }

	void drive()
	{
		taker_.drive();
		if (!offered_ && !stopped_ && !idle_.now()) {
			beat_.resize(in_.bytes());
			fill(random_, beat_.data(), beat_.size());
			in_.cut(beat_);
			in_.put(lane_, beat_);
			offered_ = true;
		}
		in_.valid.set(lane_, offered_);
	}

	void sample()
	{
		if (offered_ && in_.ready.value(lane_)) {
			expected_.push_back(beat_);
			offered_ = false;
		}
		if (!taker_.sample())
			return;
		if (expected_.empty() || expected_.front() != taker_.beat())
			fail_msg("%s lane %u: word %llu is not what went in", taker_.name().c_str(),
			         lane_, static_cast<unsigned long long>(count_));
		expected_.pop_front();
		count_++;
	}

	bool empty() const { return !offered_ && expected_.empty(); }

private:
	const Port in_;
	const unsigned lane_;
	fws::Random random_;
	fws::Stall idle_;
	Taker taker_;
	std::deque<Bytes> expected_;
	Bytes beat_;
	bool offered_ = false, stopped_ = false;
	uint64_t count_ = 0;
};

/* ---- frames ---------------------------------------------------------------------------------------------------- */

struct Frame {
	Bytes bytes;
	Bytes rest;  /* of the pins behind last: empty is random in every beat */
	bool passes; /* the engine must let it through */
};

/* Pins: data, keep, last, rest. Beats of frames that pass are added to `expected`. */
class FrameSource
{
public:
	FrameSource(const Port &port, unsigned lane, uint64_t seed, std::deque<Bytes> &expected)
		: port_(port), lane_(lane), random_(seed), idle_(seed + 1), expected_(expected),
		  width_(port.pins[0].bytes())
	{
	}

	/* Returns its number, from 0. */
	uint64_t add(Frame frame)
	{
		queue_.push_back(std::move(frame));
		return frames_ + queue_.size() - 1;
	}
	size_t waiting() const { return queue_.size(); }
	bool empty() const { return !offered_ && queue_.empty(); }
	uint64_t frames() const { return frames_; }

	void drive()
	{
		if (!offered_ && !queue_.empty() && !idle_.now())
			offer(queue_.front());
		port_.valid.set(lane_, offered_);
	}

	void sample()
	{
		if (!offered_ || !port_.ready.value(lane_))
			return;
		offered_ = false;
		if (queue_.front().passes)
			expected_.push_back(beat_);
		at_ += width_;
		if (at_ < queue_.front().bytes.size())
			return;
		queue_.pop_front();
		frames_++;
		at_ = 0;
	}

private:
	/* Bytes behind the end are random: they, too, must come out as they went in. */
	void offer(const Frame &frame)
	{
		const size_t keep_at = width_, last_at = keep_at + port_.pins[1].bytes();
		const size_t left = frame.bytes.size() - at_;
		const size_t count = left < width_ ? left : width_;

		beat_.assign(port_.bytes(), 0);
		fill(random_, beat_.data(), width_);
		memcpy(beat_.data(), &frame.bytes[at_], count);
		for (size_t i = 0; i < count; i++)
			beat_[keep_at + i / 8] =
				static_cast<uint8_t>(beat_[keep_at + i / 8] | 1u << i % 8);
		beat_[last_at] = left <= width_;
		if (frame.rest.empty())
			fill(random_, &beat_[last_at + 1], beat_.size() - last_at - 1);
		else
			memcpy(&beat_[last_at + 1], frame.rest.data(), frame.rest.size());
		port_.cut(beat_);
		port_.put(lane_, beat_);
		offered_ = true;
	}

	const Port port_;
	const unsigned lane_;
	fws::Random random_;
	fws::Stall idle_;
	std::deque<Bytes> &expected_;
	const size_t width_;
	std::deque<Frame> queue_;
	Bytes beat_;
	size_t at_ = 0;
	bool offered_ = false;
	uint64_t frames_ = 0;
};

/* What the engine made, and of each of its beats what followed its mark. */
struct EngineFrame {
	Bytes bytes;
	std::vector<Bytes> rests;
};

/*
 * Every frame is either the next one expected, beat by beat, or the engine's: those whose bits behind last begin with
 * `own` in all beats are collected. `own` empty: there must be none.
 */
class FrameSink
{
public:
	FrameSink(const char *name, const Port &port, unsigned lane, uint64_t seed,
	          std::deque<Bytes> &expected, Bytes own)
		: taker_(name, port, lane, fws::Stall(seed)), expected_(expected),
		  own_(std::move(own)), width_(port.pins[0].bytes()),
		  last_at_(width_ + port.pins[1].bytes())
	{
	}

	void drive() { taker_.drive(); }

	void sample()
	{
		if (!taker_.sample())
			return;
		const Bytes &beat = taker_.beat();
		const bool owns = is_own(beat);

		if (!inside_)
			own_frame_ = owns;
		else if (owns != own_frame_)
			fail_msg("%s lane %u: tuser changes inside a frame", taker_.name().c_str(),
			         taker_.lane());
		inside_ = !beat[last_at_];
		if (own_frame_)
			collect(beat);
		else
			compare(beat);
	}

	bool inside() const { return inside_; }
	std::deque<EngineFrame> &engine_frames() { return engine_; }
	uint64_t beats() const { return beats_; }

private:
	bool is_own(const Bytes &beat) const
	{
		return !own_.empty() && memcmp(&beat[last_at_ + 1], own_.data(), own_.size()) == 0;
	}

	void collect(const Bytes &beat)
	{
		size_t count = 0;

		while (count < width_ && (beat[width_ + count / 8] >> count % 8 & 1))
			count++;
		assert_true(count == width_ || beat[last_at_]);
		frame_.bytes.insert(frame_.bytes.end(), beat.begin(),
		                    beat.begin() + static_cast<ptrdiff_t>(count));
		frame_.rests.emplace_back(
			beat.begin() + static_cast<ptrdiff_t>(last_at_ + 1 + own_.size()),
			beat.end());
		if (beat[last_at_]) {
			engine_.push_back(frame_);
			frame_ = {};
		}
	}

	void compare(const Bytes &beat)
	{
		if (expected_.empty() || expected_.front() != beat)
			fail_msg("%s lane %u: beat %llu is not what went in", taker_.name().c_str(),
			         taker_.lane(), static_cast<unsigned long long>(beats_));
		expected_.pop_front();
		beats_++;
	}

	Taker taker_;
	std::deque<Bytes> &expected_;
	const Bytes own_;
	const size_t width_, last_at_;
	EngineFrame frame_;
	std::deque<EngineFrame> engine_;
	bool inside_ = false, own_frame_ = false;
	uint64_t beats_ = 0;
};

#endif
