/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Frames on their way: what enters a port (kept by number until the scoreboard lets it go) and what
 * leaves one.
 */
#ifndef FINWAVE_SIM_FRAMES_H
#define FINWAVE_SIM_FRAMES_H

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <vector>

#include "stall.h"

namespace fws
{

constexpr uint64_t NEVER = UINT64_MAX;
constexpr size_t FRAME_MAX = 65535;
constexpr size_t BEAT_MAX = 64; /* bytes of the widest stream */

enum class Fate : uint8_t { UNKNOWN, PASS, DROP };

struct InFrame {
	std::vector<uint8_t> data; /* padded to whole beats */
	size_t len;
	bool bad;                         /* tuser[0] */
	Fate fate;                        /* what the retire port said */
	uint64_t first_clock, last_clock; /* NEVER: not yet */
	bool tracked;                     /* a SYN that started a record */
};

struct OutFrame {
	std::vector<uint8_t> data;
	bool bad = false;
	uint64_t first_clock = 0, last_clock = 0, tick = 0;
};

/* The frames of one input port, numbered from 0 in order of arrival. */
class FrameStore
{
public:
	/* With `garbage` the bytes behind the end of a frame are random: the engine must not use them. */
	explicit FrameStore(const Random *garbage = nullptr)
		: fill_(garbage ? *garbage : Random(0)), garbage_(garbage != nullptr)
	{
	}

	uint64_t add(const uint8_t *data, size_t len, bool bad)
	{
		std::vector<uint8_t> copy((len + BEAT_MAX - 1) / BEAT_MAX * BEAT_MAX);

		memcpy(copy.data(), data, len);
		for (size_t i = len; garbage_ && i < copy.size(); i++)
			copy[i] = static_cast<uint8_t>(fill_.next());
		frames_.push_back(
			{ std::move(copy), len, bad, Fate::UNKNOWN, NEVER, NEVER, false });
		arrival_.push_back(NEVER);
		return arrival_.size() - 1;
	}

	/* The frame that enters now or next; NULL if none waits. */
	InFrame *entering() { return entering_ < arrival_.size() ? find(entering_) : nullptr; }

	void arrived(uint64_t clock)
	{
		find(entering_)->last_clock = clock;
		arrival_[entering_++] = clock;
	}

	/* NULL: never sent, or released. */
	InFrame *find(uint64_t number)
	{
		if (number < oldest_ || number >= arrival_.size())
			return nullptr;
		return &frames_[number - oldest_];
	}

	/* The oldest frame that is not released; NULL if there is none or it is not wholly in. */
	InFrame *oldest() { return oldest_ < entering_ ? &frames_.front() : nullptr; }
	uint64_t oldest_number() const { return oldest_; }
	void release()
	{
		frames_.pop_front();
		oldest_++;
	}

	uint64_t sent() const { return arrival_.size(); }
	uint64_t entered() const { return entering_; }
	bool empty() const { return entering_ == arrival_.size(); }
	uint64_t arrival(uint64_t number) const
	{
		return number < arrival_.size() ? arrival_[number] : NEVER;
	}

private:
	std::deque<InFrame> frames_;
	std::vector<uint64_t> arrival_; /* by number, for ever: 8 bytes a frame */
	uint64_t oldest_ = 0, entering_ = 0;
	Random fill_;
	bool garbage_;
};

} // namespace fws
#endif
