/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Takes the frames that leave on a stream, with or without random tready, and watches the rules of the
 * bus: a beat that is offered stays unchanged until it is taken, tkeep is all ones before the last beat
 * and one run of ones from bit 0 in it. A broken rule ends the simulation.
 */
#ifndef FINWAVE_SIM_AXIS_SINK_H
#define FINWAVE_SIM_AXIS_SINK_H

#include <cstring>
#include <string>
#include <utility>

#include "axis_port.h"
#include "fault.h"
#include "frames.h"
#include "stall.h"

namespace fws
{

template <class Port> class AxisSink
{
public:
	AxisSink(const Port &port, const char *name, Fault &fault, const Stall &stall)
		: port_(port), name_(name), fault_(fault), stall_(stall)
	{
		*port_.ready = 1;
	}

	/* Before the edge. Calls done(OutFrame &&) with the frame that this beat completes. */
	template <class Done> void sample(uint64_t clock, uint64_t tick, Done &&done)
	{
		if (waiting_)
			check_stable(clock);
		if (!*port_.valid)
			return;
		if (!*port_.ready) {
			remember();
			return;
		}
		waiting_ = false;
		take(clock, tick);
		if (!*port_.last)
			return;
		frame_.bad = *port_.user & 1;
		frame_.last_clock = clock;
		done(std::move(frame_));
		frame_ = OutFrame();
	}

	void drive()
	{
		if (stall_.on())
			*port_.ready = !stall_.now();
	}

	bool idle() const { return !*port_.valid && frame_.data.empty(); }

private:
	void broken(uint64_t clock, const char *rule)
	{
		fault_.report("clock " + std::to_string(clock) + ": " + name_ +
		              " breaks a bus rule: " + rule);
	}

	void remember()
	{
		waiting_ = true;
		data_ = *port_.data;
		keep_ = *port_.keep;
		last_ = *port_.last;
		user_ = *port_.user;
	}

	void check_stable(uint64_t clock)
	{
		if (!*port_.valid)
			broken(clock, "tvalid fell before tready took the beat");
		else if (memcmp(&data_, port_.data, sizeof(data_)) != 0)
			broken(clock, "tdata changed while the beat waited for tready");
		else if (keep_ != *port_.keep || last_ != *port_.last || user_ != *port_.user)
			broken(clock,
			       "tkeep, tlast or tuser changed while the beat waited for tready");
	}

	void take(uint64_t clock, uint64_t tick)
	{
		uint64_t keep = *port_.keep;
		size_t bytes = Port::BYTES;

		if (keep != Port::FULL) {
			if (!*port_.last)
				broken(clock, "tkeep is not all ones before tlast");
			else if (keep == 0 || (keep & (keep + 1)) != 0)
				broken(clock,
				       "tkeep of the last beat is not a run of ones from bit 0");
			bytes = static_cast<size_t>(__builtin_popcountll(keep));
		}
		if (frame_.data.empty()) {
			frame_.data.reserve(2 * BEAT_MAX);
			frame_.first_clock = clock;
			frame_.tick = tick;
		}
		const uint8_t *from = reinterpret_cast<const uint8_t *>(port_.data);

		frame_.data.insert(frame_.data.end(), from, from + bytes);
		if (frame_.data.size() > 2 * FRAME_MAX)
			broken(clock, "a frame without tlast");
	}

	const Port port_;
	const char *name_;
	Fault &fault_;
	Stall stall_;
	OutFrame frame_;
	bool waiting_ = false;
	typename Port::Data data_{};
	typename Port::Keep keep_{};
	uint8_t last_ = 0, user_ = 0;
};

} // namespace fws
#endif
