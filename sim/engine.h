/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * One simulation: what does not need the Verilated classes. core.cpp adds the pins.
 *
 * Time: `tick_` mirrors the engine's counter with the same arithmetic, TICK_CYCLES and skips included.
 * The phase inside a tick is not known exactly, so it may be one tick off; every retired entry that
 * shows a later time corrects it.
 */
#ifndef FINWAVE_SIM_ENGINE_H
#define FINWAVE_SIM_ENGINE_H

#include <cstdint>
#include <string>

#include "contracts.h"
#include "fault.h"
#include "frames.h"
#include "scoreboard.h"
#include "stall.h"

struct finwave_sim {
public:
	virtual ~finwave_sim() = default;
	finwave_sim(const finwave_sim &) = delete;
	finwave_sim &operator=(const finwave_sim &) = delete;

	/* Reset, tables cleared, TICK_CYCLES written. */
	int start();
	int read32(uint32_t offset, uint32_t *value);
	int write32(uint32_t offset, uint32_t value);
	int64_t send(enum finwave_sim_port port, const uint8_t *frame, size_t len, bool bad);
	int run(uint64_t clocks);
	int settle(uint64_t limit);
	int advance(uint64_t tick);
	int receive(struct finwave_sim_frame *frame);
	int retired(struct finwave_sim_retire *entry);
	uint64_t arrival(uint64_t frame) const { return wire_.arrival(frame); }
	uint64_t tick() const { return tick_; }
	void stats(fws::Stats *stats) const;
	const char *error() const { return fault_.text(); }
	int finish();

protected:
	explicit finwave_sim(const struct finwave_sim_config &config);

	/* One clock; false when something is wrong. */
	virtual bool step() = 0;
	virtual bool steps(uint64_t clocks) = 0;
	/* Nothing moves on any pin and the engine says that it is quiet. */
	virtual bool resting() = 0;
	virtual void reset() = 0;
	virtual void axil_write(uint32_t offset, uint32_t value) = 0;
	virtual void axil_read(uint32_t offset) = 0;
	virtual bool axil_busy() = 0;
	virtual bool axil_error() = 0;
	virtual uint32_t axil_value() = 0;

	uint64_t seed(uint64_t purpose) const
	{
		return fws::Random(config_.seed * 16 + purpose).next();
	}
	fws::Stall stall(uint64_t purpose) const
	{
		return config_.stall ? fws::Stall(seed(purpose)) : fws::Stall();
	}

	/* After each rising edge; `skip` was on the pins. */
	void pass_time(uint32_t skip)
	{
		phase_ += 256;
		tick_ += skip;
		if (phase_ >= tick_cycles_) {
			phase_ -= phase_ < 2 * tick_cycles_ ? tick_cycles_ : phase_;
			tick_++;
		}
		clock_++;
	}
	void check_time(uint64_t now);

	const struct finwave_sim_config config_;
	fws::Fault fault_;
	fws::Random garbage_;
	fws::FrameStore wire_, host_;
	fws::Scoreboard score_;
	uint64_t clock_ = 0, tick_ = 0;
	uint32_t phase_ = 0, tick_cycles_;
	uint32_t skip_ = 0; /* ticks to add in the next clock */

private:
	int wait_access();
	int read64(uint32_t offset, uint64_t *value);
	int sync_time();
	int skip(uint64_t ticks);
	int run_timers();
	int sweep();
	uint64_t sweep_limit() const;
	int check_registers();
	int check_counters();
	int expect_register(const char *name, uint64_t value, uint64_t model);

	fws::Delivery delivery_{}; /* what the last receive() gave */
};

namespace fws
{

finwave_sim *make_engine(const finwave_sim_config &config);

} // namespace fws
#endif
