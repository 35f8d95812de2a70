/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Feeds the frames of a FrameStore into a stream, back to back or with random idle clocks, also inside
 * a frame. tuser[0] of the last beat carries the frame's bad mark. A beat that is offered stays until it
 * is taken.
 */
#ifndef FINWAVE_SIM_AXIS_SOURCE_H
#define FINWAVE_SIM_AXIS_SOURCE_H

#include <cstring>

#include "axis_port.h"
#include "frames.h"
#include "stall.h"

namespace fws
{

template <class Port> class AxisSource
{
public:
	AxisSource(const Port &port, FrameStore &store, const Stall &stall)
		: port_(port), store_(store), stall_(stall)
	{
		*port_.valid = 0;
		*port_.last = 0;
		*port_.user = 0;
	}

	/* Before the edge: was the beat taken? */
	void sample(uint64_t clock)
	{
		if (!*port_.valid || !*port_.ready)
			return;
		offered_ = false;
		if (offset_ == 0)
			frame_->first_clock = clock;
		offset_ += Port::BYTES;
		if (offset_ < frame_->len)
			return;
		store_.arrived(clock);
		frame_ = nullptr;
	}

	/* After the edge: the next beat. */
	void drive()
	{
		if (offered_)
			return;
		if (!frame_)
			begin();
		if (!frame_ || stall_.now()) {
			*port_.valid = 0;
			return;
		}
		offer();
	}

	bool idle() const { return !offered_ && !frame_ && store_.empty(); }

private:
	void begin()
	{
		frame_ = store_.entering();
		offset_ = 0;
	}

	void offer()
	{
		size_t left = frame_->len - offset_;
		bool last = left <= Port::BYTES;

		memcpy(port_.data, &frame_->data[offset_], Port::BYTES);
		*port_.keep = static_cast<typename Port::Keep>(Port::FULL >>
		                                               (last ? Port::BYTES - left : 0));
		*port_.last = last;
		*port_.user = last && frame_->bad;
		*port_.valid = 1;
		offered_ = true;
	}

	const Port port_;
	FrameStore &store_;
	Stall stall_;
	InFrame *frame_ = nullptr;
	size_t offset_ = 0;
	bool offered_ = false;
};

} // namespace fws
#endif
