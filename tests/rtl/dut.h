/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * One Verilated module under test: its clock and reset; a failed assertion of the RTL fails the test.
 * Registers without a reset and memories start with random values.
 *
 * A clock is: drive inputs, settle(), look at the outputs, edge().
 */
#ifndef FINWAVE_TESTS_DUT_H
#define FINWAVE_TESTS_DUT_H

#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <memory>

extern "C" {
#include <cmocka.h>
}

#include "stall.h"
#include "vl.h"

template <class Top> class Dut
{
public:
	explicit Dut(uint64_t seed)
	{
		context_.randReset(2);
		context_.randSeed(static_cast<int>(seed & 0x7fffffff) + 1);
		top_ = std::make_unique<Top>(&context_, "dut");
	}

	~Dut() { top_->final(); }

	Dut(const Dut &) = delete;
	Dut &operator=(const Dut &) = delete;

	Top *operator->() { return top_.get(); }

	/* Clocks with an edge since the last reset. */
	uint64_t clock() const { return clock_; }

	void settle()
	{
		top_->clk = 0;
		top_->eval();
	}

	void edge()
	{
		top_->clk = 1;
		top_->eval();
		clock_++;
		if (context_.gotFinish())
			fail_msg("clock %llu: %s", static_cast<unsigned long long>(clock_),
			         fws::vl_said().c_str());
	}

	/* With the inputs as they are. */
	void step()
	{
		settle();
		edge();
	}

	void reset()
	{
		top_->rst = 1;
		for (unsigned i = 0; i < 4; i++)
			step();
		top_->rst = 0;
		clock_ = 0;
	}

private:
	VerilatedContext context_;
	std::unique_ptr<Top> top_;
	uint64_t clock_ = 0;
};

/* `width` bits of a wide port from bit `at` on; the rest of the port stays. Words are VlWide or an array. */
template <class Wide> void put_bits(Wide &wide, unsigned at, unsigned width, uint64_t value)
{
	for (unsigned i = 0; i < width; i++) {
		const unsigned bit = at + i;
		const uint32_t mask = 1u << bit % 32;

		wide[bit / 32] = (value >> i & 1) ? wide[bit / 32] | mask : wide[bit / 32] & ~mask;
	}
}

/* Up to 64 bits of a wide port. */
template <class Wide> uint64_t get_bits(const Wide &wide, unsigned at, unsigned width)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < width; i++)
		value |= static_cast<uint64_t>(wide[(at + i) / 32] >> (at + i) % 32 & 1) << i;
	return value;
}

#endif
