/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Signals of the engine clock by clock, out of the waveform that a simulation wrote (FST).
 */
#ifndef FINWAVE_TESTS_TIMING_TRACE_H
#define FINWAVE_TESTS_TIMING_TRACE_H

#include <stddef.h>
#include <stdint.h>

struct timing_trace {
	unsigned clocks, signals;
	const char **
		values; /* [clock * signals + signal]: what the rising edge takes, '0' and '1', high bit first */
	void *memory;
};

/* Reads the signals of the module finwave with these names (a path for one of a block inside). 0, or a negative
 * number with a line on stderr. */
int timing_trace_read(const char *file, const char *const *names, unsigned count,
                      struct timing_trace *trace);
void timing_trace_free(struct timing_trace *trace);

/* The bits of a value, the lowest 64 of them. */
uint64_t timing_trace_number(const struct timing_trace *trace, unsigned clock, unsigned signal);
/* Its byte number n, the lowest one is 0. */
uint8_t timing_trace_byte(const struct timing_trace *trace, unsigned clock, unsigned signal,
                          unsigned n);

#endif
