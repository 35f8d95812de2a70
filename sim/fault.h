/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The first thing that went wrong in a simulation, as text for a person. Later reports are
 * ignored: they are mostly consequences of the first.
 */
#ifndef FINWAVE_SIM_FAULT_H
#define FINWAVE_SIM_FAULT_H

#include <string>
#include <utility>

namespace fws
{

class Fault
{
public:
	bool set() const { return set_; }
	const char *text() const { return set_ ? text_.c_str() : nullptr; }

	void report(std::string text)
	{
		if (set_)
			return;
		text_ = std::move(text);
		set_ = true;
	}

private:
	bool set_ = false;
	std::string text_;
};

} // namespace fws
#endif
