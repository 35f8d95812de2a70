/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The Verilated engine, loaded at run time: `api` is the harness (sim/finwave_sim.h), `dev` the
 * handle of libfinwave over its registers. Commands go through `dev` only.
 */
#ifndef HOST_ENGINE_H
#define HOST_ENGINE_H

#include "finwave.h"
#include "finwave_sim.h"

#define ENGINE_FUNCTIONS(X) \
	X(open)             \
	X(close)            \
	X(data_width)       \
	X(flow_count)       \
	X(read32)           \
	X(write32)          \
	X(send)             \
	X(run)              \
	X(settle)           \
	X(advance)          \
	X(receive)          \
	X(retired)          \
	X(arrival)          \
	X(tick)             \
	X(stats)            \
	X(error)            \
	X(finish)

struct engine_api {
#define ENGINE_POINTER(name) __typeof__(&finwave_sim_##name) name;
	ENGINE_FUNCTIONS(ENGINE_POINTER)
#undef ENGINE_POINTER
};

struct engine_options {
	unsigned width;   /* 64 or 512 */
	double clock_mhz; /* 0: what the harness takes */
	bool stall;
	uint64_t seed;
	const char *trace; /* file or NULL */
};

struct engine {
	void *library;
	struct engine_api api;
	struct finwave_sim *sim;
	struct finwave_dev *dev;
	double clock_mhz;
};

/* On failure: false and one line in `error`; engine_close() is to be called all the same. */
bool engine_open(struct engine *engine, const struct engine_options *options, char *error,
                 size_t error_size);
void engine_close(struct engine *engine);

#endif
