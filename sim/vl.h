/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * One Verilated model with its context: clock, start values, waveform, assertions. A failed assertion
 * stops the simulation and leaves its text; the process goes on.
 */
#ifndef FINWAVE_SIM_VL_H
#define FINWAVE_SIM_VL_H

#include <cstdint>
#include <memory>
#include <string>

#include "verilated.h"
#include "verilated_fst_c.h"

namespace fws
{

/* What Verilator's run time said since the last call, on this thread. */
std::string vl_said();

struct VlConfig {
	double clock_mhz;
	uint64_t seed;
	bool random_start; /* registers and memories start with random values */
	const char *trace; /* FST file or NULL */
};

template <class Top> class Vl
{
public:
	explicit Vl(const VlConfig &config) : period_(static_cast<uint64_t>(1e6 / config.clock_mhz))
	{
		context_.randReset(config.random_start ? 2 : 0);
		context_.randSeed(static_cast<int>(config.seed & 0x7fffffff) + 1);
		context_.traceEverOn(config.trace != nullptr);
		top_ = std::make_unique<Top>(&context_, "finwave");
		open_trace(config.trace);
	}

	~Vl()
	{
		top_->final();
		close_trace();
	}

	Vl(const Vl &) = delete;
	Vl &operator=(const Vl &) = delete;

	Top &top() { return *top_; }
	bool stopped() const { return context_.gotFinish(); }
	bool trace_failed() const { return trace_failed_; }

	/* The rising edge; inputs must not have changed since fall(). */
	void rise()
	{
		time_ += period_ - period_ / 2;
		context_.time(time_);
		top_->clk = 1;
		top_->eval();
		dump();
	}

	/* The falling edge, with the inputs that were driven after the rising one. */
	void fall()
	{
		time_ += period_ / 2;
		context_.time(time_);
		top_->clk = 0;
		top_->eval();
		dump();
	}

private:
	/* A model that was Verilated without tracing (sim/gates) has no trace(). */
	template <class T>
	static auto attach(T &top, VerilatedFstC *file) -> decltype(top.trace(file, 99))
	{
		top.trace(file, 99);
	}
	template <class... T> static void attach(const T &...) {}

	void open_trace(const char *file)
	{
		if (!file)
			return;
		trace_ = std::make_unique<VerilatedFstC>();
		attach(*top_, trace_.get());
		trace_->open(file);
		trace_failed_ = !trace_->isOpen();
		if (trace_failed_)
			trace_.reset();
	}

	void close_trace()
	{
		if (trace_)
			trace_->close();
	}

	void dump()
	{
		if (trace_)
			trace_->dump(time_);
	}

	VerilatedContext context_;
	std::unique_ptr<Top> top_;
	std::unique_ptr<VerilatedFstC> trace_;
	const uint64_t period_; /* ps */
	uint64_t time_ = 0;
	bool trace_failed_ = false;
};

} // namespace fws
#endif
