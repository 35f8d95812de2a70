/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The simulated engine of a chosen width, loaded at run time so that one test program runs them all.
 * The library is looked for in $BUILD, else two folders above the program (build/tests/rtl/x).
 */
#ifndef FINWAVE_TESTS_SIMLIB_H
#define FINWAVE_TESTS_SIMLIB_H

#include "finwave_sim.h"

/* clang-format does not agree with itself on these lines. */
/* clang-format off */
#define SIMLIB_FUNCTIONS(X) \
	X(open) X(close) X(data_width) X(flow_count) X(read32) X(write32) X(send) X(run) X(settle) \
	X(advance) X(receive) X(retired) X(arrival) X(tick) X(stats) X(error) X(finish)
/* clang-format on */

#define SIMLIB_MEMBER(name) __typeof__(&finwave_sim_##name) name;

struct simlib {
	void *handle;
	SIMLIB_FUNCTIONS(SIMLIB_MEMBER)
};

/* 0, or -ENOENT with a line on stderr. */
int simlib_load(unsigned width, struct simlib *lib);
void simlib_unload(struct simlib *lib);

#endif
