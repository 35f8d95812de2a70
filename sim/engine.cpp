/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "engine.h"

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "report.h"

using fws::format;

namespace
{

constexpr uint64_t CALM = 16;             /* quiet clocks that prove that nothing is in flight */
constexpr uint64_t ACCESS_LIMIT = 100000; /* clocks that a register access may take */
constexpr uint64_t SKIP_MAX = uint64_t{ 1 } << 30; /* ticks; a sweep of all records after each */

const uint32_t FLOW_COUNT = FINWAVE_SIM_FLOWS;

using ull = unsigned long long;

} // namespace

finwave_sim::finwave_sim(const struct finwave_sim_config &config)
	: config_(config), garbage_(config.seed), wire_(config.stall ? &garbage_ : nullptr),
	  host_(config.stall ? &garbage_ : nullptr),
	  score_(fault_, wire_, host_, FLOW_COUNT, !config.no_score),
	  tick_cycles_(static_cast<uint32_t>(std::lround(config.clock_mhz * 256)))
{
}

/* ---- registers ------------------------------------------------------------------------------- */

int finwave_sim::wait_access()
{
	for (uint64_t left = ACCESS_LIMIT; axil_busy(); left--) {
		if (left == 0) {
			fault_.report(
				format("clock %llu: AXI4-Lite: no response within %llu clocks",
			               static_cast<ull>(clock_), static_cast<ull>(ACCESS_LIMIT)));
			return -ETIMEDOUT;
		}
		if (!step())
			return -EIO;
	}
	return 0;
}

int finwave_sim::read32(uint32_t offset, uint32_t *value)
{
	if (fault_.set())
		return -EIO;
	axil_read(offset);
	int rc = wait_access();

	if (rc)
		return rc;
	if (axil_error())
		return -EIO;
	*value = axil_value();
	score_.read_ends(offset, *value, clock_);
	return fault_.set() ? -EIO : 0;
}

int finwave_sim::write32(uint32_t offset, uint32_t value)
{
	if (fault_.set())
		return -EIO;
	score_.write_begins(offset, value, clock_);
	axil_write(offset, value);
	int rc = wait_access();

	if (rc)
		return rc;
	score_.write_ends(offset, value, axil_error(), clock_);
	if (axil_error())
		return -EIO;
	if (offset == FINWAVE_REG_TICK_CYCLES)
		tick_cycles_ = std::max(value & FINWAVE_TICK_CYCLES_VALUE_MASK, 256u);
	return fault_.set() ? -EIO : 0;
}

int finwave_sim::read64(uint32_t offset, uint64_t *value)
{
	uint32_t low, high;
	int rc = read32(offset, &low);

	if (!rc)
		rc = read32(offset + 4, &high);
	if (!rc)
		*value = uint64_t{ high } << 32 | low;
	return rc;
}

/* ---- start ----------------------------------------------------------------------------------- */

int finwave_sim::sync_time()
{
	uint64_t now = 0;
	int rc = read64(FINWAVE_REG_TIME_LOW, &now);

	tick_ = now;
	phase_ = 0;
	return rc;
}

int finwave_sim::start()
{
	const uint64_t deadline = clock_ + 8 * uint64_t{ FLOW_COUNT } + 10000;
	uint32_t value = 0;
	int rc;

	reset();
	do {
		rc = read32(FINWAVE_REG_STATUS, &value);
		if (rc)
			return rc;
		if (clock_ > deadline) {
			fault_.report("the engine does not end its initialisation");
			return -ETIMEDOUT;
		}
	} while (!(value & FINWAVE_STATUS_INIT_DONE_MASK));
	rc = read32(FINWAVE_REG_FLOW_COUNT, &value);
	if (!rc && value != FLOW_COUNT)
		fault_.report(
			format("FLOW_COUNT is %u, the engine was built for %u", value, FLOW_COUNT));
	if (!rc)
		rc = read32(FINWAVE_REG_CAPABILITY, &value);
	if (!rc)
		rc = write32(FINWAVE_REG_TICK_CYCLES, tick_cycles_);
	return rc ? rc : sync_time();
}

/* ---- frames ---------------------------------------------------------------------------------- */

int64_t finwave_sim::send(enum finwave_sim_port port, const uint8_t *frame, size_t len, bool bad)
{
	if (fault_.set())
		return -EIO;
	if (!frame || len == 0 || len > fws::FRAME_MAX)
		return -EINVAL;
	return static_cast<int64_t>(
		(port == FINWAVE_SIM_WIRE ? wire_ : host_).add(frame, len, bad));
}

int finwave_sim::receive(struct finwave_sim_frame *frame)
{
	if (fault_.set())
		return -EIO;
	if (!score_.next_delivery(&delivery_))
		return 0;
	*frame = {};
	frame->port = delivery_.port;
	frame->data = delivery_.frame.data.data();
	frame->len = delivery_.frame.data.size();
	frame->from_engine = delivery_.from_engine;
	frame->bad = delivery_.frame.bad;
	frame->first_clock = delivery_.frame.first_clock;
	frame->last_clock = delivery_.frame.last_clock;
	frame->tick = delivery_.frame.tick;
	frame->cause = delivery_.cause;
	return 1;
}

int finwave_sim::retired(struct finwave_sim_retire *entry)
{
	if (fault_.set())
		return -EIO;
	return score_.next_retired(entry);
}

void finwave_sim::stats(fws::Stats *stats) const
{
	*stats = {};
	stats->clocks = clock_;
	stats->ticks = tick_;
	stats->frames_in = wire_.entered();
	stats->frames_out = score_.left;
	stats->held = score_.segments;
	stats->passed = score_.passed;
	stats->made = score_.made;
	stats->checked = score_.checked;
}

/* ---- time ------------------------------------------------------------------------------------ */

/* `now` was on the retire port: at most LAG clocks old, and never ahead. */
void finwave_sim::check_time(uint64_t now)
{
	uint64_t slack = fws::Scoreboard::LAG * 256 / tick_cycles_ + 2;

	if (now > tick_ + 2 || now + slack < tick_)
		fault_.report(format("clock %llu: the engine's time is %llu, it should be %llu",
		                     static_cast<ull>(clock_), static_cast<ull>(now),
		                     static_cast<ull>(tick_)));
	if (now > tick_) {
		tick_ = now;
		phase_ = 0;
	}
}

int finwave_sim::run(uint64_t clocks)
{
	return !fault_.set() && steps(clocks) ? 0 : -EIO;
}

int finwave_sim::settle(uint64_t limit)
{
	uint64_t calm = 0;

	for (uint64_t n = 0; calm < CALM; n++) {
		if (fault_.set())
			return -EIO;
		if (n >= limit)
			return -ETIMEDOUT;
		if (!step())
			return -EIO;
		calm = resting() ? calm + 1 : 0;
	}
	score_.settled();
	return fault_.set() ? -EIO : 0;
}

/* One clock in which `ticks` pass. */
int finwave_sim::skip(uint64_t ticks)
{
	skip_ = static_cast<uint32_t>(ticks);
	return steps(2) ? 0 : -EIO;
}

/* Clocks in which the sweep surely visits every record, a tick ends and frames leave. */
uint64_t finwave_sim::sweep_limit() const
{
	uint64_t limit = 2 * uint64_t{ FLOW_COUNT } + tick_cycles_ / 64 + 2000;

	return config_.stall ? 8 * limit : limit;
}

/* Runs until every timer that is due has retired and all is calm. */
int finwave_sim::run_timers()
{
	uint64_t calm = 0, entries = score_.entries, since = clock_, due = 0;

	while (calm < CALM) {
		if (!step())
			return -EIO;
		bool waits = score_.deadline(&due) && due <= tick_;

		calm = !waits && resting() ? calm + 1 : 0;
		if (score_.entries != entries) {
			entries = score_.entries;
			since = clock_;
		}
		if (clock_ - since <= sweep_limit())
			continue;
		if (config_.no_score) {
			score_.forget_deadline();
			return 0;
		}
		fault_.report(
			format("clock %llu, tick %llu: nothing retired for %llu clocks, and due "
		               "is ",
		               static_cast<ull>(clock_), static_cast<ull>(tick_),
		               static_cast<ull>(sweep_limit())) +
			(waits ? score_.deadline_text() : "nothing, but the engine is not quiet"));
		return -EIO;
	}
	score_.settled();
	return fault_.set() ? -EIO : 0;
}

/* A whole round of the timer sweep, so that flags older than the clock's half range are cleared. */
int finwave_sim::sweep()
{
	return steps(FLOW_COUNT + 200) ? 0 : -EIO;
}

int finwave_sim::advance(uint64_t target)
{
	int rc = settle(1000000 +
	                64 * (wire_.sent() - wire_.entered() + host_.sent() - host_.entered()) *
	                        (fws::FRAME_MAX / 8));
	uint64_t due;

	while (!rc && tick_ < target) {
		uint64_t next = std::min(target, tick_ + SKIP_MAX);

		if (score_.deadline(&due) && due < next)
			next = due;
		if (next > tick_)
			rc = skip(next - tick_);
		if (!rc && next != target && (!score_.deadline(&due) || due > tick_))
			rc = sweep();
		if (!rc && score_.deadline(&due) && due <= tick_)
			rc = run_timers();
	}
	return rc;
}

/* ---- end ------------------------------------------------------------------------------------- */

int finwave_sim::expect_register(const char *name, uint64_t value, uint64_t model)
{
	if (value == model)
		return 0;
	fault_.report(format("at the end: %s is %llu, it should be %llu", name,
	                     static_cast<ull>(value), static_cast<ull>(model)));
	return -EBUSY;
}

int finwave_sim::check_registers()
{
	uint32_t held = 0, status = 0, events = 0, due;
	int rc = read32(FINWAVE_REG_FLOWS_HELD, &held);

	if (!rc)
		rc = expect_register("FLOWS_HELD", held, 0);
	if (!rc)
		rc = read32(FINWAVE_REG_STATUS, &status);
	if (!rc)
		rc = expect_register("STATUS.fault", (status & FINWAVE_STATUS_FAULT_MASK) != 0, 0);
	if (!rc)
		rc = read32(FINWAVE_REG_EVENT_COUNT, &events);
	if (!rc && score_.events_outstanding(&due))
		rc = expect_register("EVENT_COUNT", events, due);
	return rc;
}

#define COUNTER_ROW(name, offset) { #name, offset },
#define REASON_ROW(name, code) { "REASON_" #name, FINWAVE_REG_REASON_COUNT + 8 * (code) },

int finwave_sim::check_counters()
{
	static const struct {
		const char *name;
		uint32_t offset;
	} counters[] = { FINWAVE_COUNT_LIST(COUNTER_ROW) FINWAVE_REASON_LIST(REASON_ROW) };
	uint64_t value, model;
	int rc = 0;

	for (const auto &counter : counters) {
		if (!score_.counter(counter.offset, &model))
			continue;
		rc = read64(counter.offset, &value);
		if (!rc)
			rc = expect_register((std::string("counter ") + counter.name).c_str(),
			                     value, model);
		if (rc)
			break;
	}
	return rc;
}

int finwave_sim::finish()
{
	int rc = settle(1000000);

	if (rc == -ETIMEDOUT) {
		fault_.report(format("clock %llu: the engine does not become quiet",
		                     static_cast<ull>(clock_)));
		return -EBUSY;
	}
	if (rc)
		return rc;
	if (!config_.no_score && !score_.drained())
		return -EBUSY;
	rc = check_registers();
	if (!rc && !config_.no_score)
		rc = check_counters();
	return rc;
}
