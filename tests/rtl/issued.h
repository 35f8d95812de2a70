/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * When operations may send: finwave_issue sees 9 clocks later in the pipeline that there is no room, and at 64 bits
 * issues in one of two clocks at most.
 */
#ifndef FINWAVE_TESTS_ISSUED_H
#define FINWAVE_TESTS_ISSUED_H

#include <algorithm>

class Issued
{
public:
	explicit Issued(unsigned bytes) : apart_(bytes == 8 ? 2 : 1) {}

	/* Once a clock: may one send in this clock? */
	bool may(bool room)
	{
		clocks_without_ = room ? 0 : clocks_without_ + 1;
		if (room)
			sent_without_ = 0;
		clocks_since_++;
		return clocks_without_ <= STAGES && clocks_since_ >= apart_;
	}

	/* One does. */
	void sent()
	{
		clocks_since_ = 0;
		sent_without_ += clocks_without_ > 0;
		most_ = std::max(most_, sent_without_);
	}

	/* As many as ever can came when `room` had fallen. */
	bool went_to_the_limit() const { return most_ == (STAGES + apart_ - 1) / apart_; }

private:
	static const unsigned STAGES = 9;

	unsigned apart_, clocks_since_ = STAGES, clocks_without_ = 0, sent_without_ = 0, most_ = 0;
};

#endif
