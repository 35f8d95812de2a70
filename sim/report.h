/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Words for the scoreboard's reports: names of codes, tuples, frames, tables with the engine's side
 * beside the model's.
 */
#ifndef FINWAVE_SIM_REPORT_H
#define FINWAVE_SIM_REPORT_H

#include <cstddef>
#include <cstdint>
#include <string>

#include "contracts.h"

namespace fws
{

std::string format(const char *form, ...) __attribute__((format(printf, 1, 2)));

/* "?N" when the code has no name. */
std::string state_name(unsigned code);
std::string op_name(unsigned code);
std::string reason_name(unsigned code);
std::string send_name(unsigned code);
std::string event_name(unsigned code);
std::string result_name(unsigned code);

std::string tuple_text(const fwm_tuple &tuple);
std::string flow_text(const fwm_flow &flow);
std::string segment_text(const Segment &segment);
std::string config_text(const fwm_config &config);

/* Hex lines of both frames; a line that differs starts with "!". */
std::string frames_text(const char *left, const uint8_t *a, size_t a_len, const char *right,
                        const uint8_t *b, size_t b_len);
std::string frame_text(const uint8_t *data, size_t len);

/* Rows of a comparison; one that differs starts with "!". */
class Table
{
public:
	void row(const char *name, const std::string &engine, const std::string &model);
	void number(const char *name, uint32_t engine, uint32_t model);
	std::string text() const;

private:
	std::string rows_;
};

} // namespace fws
#endif
