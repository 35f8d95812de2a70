/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Random numbers (splitmix64) and the stalls that a bus model inserts: stretches of 1 to 64 clocks,
 * each with its own density, so that bursts, single gaps and long waits all occur. The same
 * seed gives the same stalls. Without a seed it never stalls and costs one branch.
 */
#ifndef FINWAVE_SIM_STALL_H
#define FINWAVE_SIM_STALL_H

#include <cstdint>

namespace fws
{

class Random
{
public:
	explicit Random(uint64_t seed) : state_(seed) {}

	uint64_t next()
	{
		uint64_t z = (state_ += 0x9E3779B97F4A7C15u);

		z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
		z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
		return z ^ (z >> 31);
	}

	/* 0 to limit - 1; limit below 2^32 */
	uint32_t below(uint32_t limit)
	{
		return static_cast<uint32_t>(((next() >> 32) * limit) >> 32);
	}

private:
	uint64_t state_;
};

class Stall
{
public:
	Stall() = default;
	explicit Stall(uint64_t seed) : random_(seed), on_(true) {}

	bool on() const { return on_; }

	/* true: the bus rests in this clock */
	bool now() { return on_ && draw(); }

private:
	bool draw()
	{
		static const uint8_t densities[8] = { 0, 0, 32, 64, 128, 192, 240, 255 };
		uint64_t r = random_.next();

		if (left_ == 0) {
			density_ = densities[r & 7];
			left_ = 1 + ((r >> 8) & 63);
		}
		left_--;
		return (r >> 32 & 0xff) < density_;
	}

	Random random_{ 0 };
	bool on_ = false;
	uint8_t density_ = 0;
	uint64_t left_ = 0;
};

} // namespace fws
#endif
