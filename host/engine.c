/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "load_library.h"

#define CLOCK_MHZ_64 156.25
#define CLOCK_MHZ_512 250.0

struct opener {
	struct engine *engine;
	char *error;
	size_t error_size;
};

__attribute__((format(printf, 2, 3))) static bool fail(struct opener *o, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(o->error, o->error_size, format, args);
	va_end(args);
	return false;
}

static bool load(struct opener *o, const char *name)
{
	int err = finwave_load_library(name, &o->engine->library);

	if (err == -ENOENT)
		return fail(
			o,
			"%s is not found; build it (make all) or set FINWAVE_SIM_DIR to its folder",
			name);
	return !err || fail(o, "%s; build it again: make all", dlerror());
}

static bool find_symbol(struct opener *o, const char *name, void *function)
{
	void *symbol = dlsym(o->engine->library, name);

	memcpy(function, &symbol, sizeof(symbol));
	return symbol || fail(o, "the engine's library lacks %s; build it again: make all", name);
}

static bool find_functions(struct opener *o)
{
	struct engine_api *api = &o->engine->api;

#define FIND(name)                                             \
	if (!find_symbol(o, "finwave_sim_" #name, &api->name)) \
		return false;
	ENGINE_FUNCTIONS(FIND)
#undef FIND
	return true;
}

static int engine_read32(void *ctx, uint32_t offset, uint32_t *value)
{
	struct engine *engine = ctx;

	return engine->api.read32(engine->sim, offset, value);
}

static int engine_write32(void *ctx, uint32_t offset, uint32_t value)
{
	struct engine *engine = ctx;

	return engine->api.write32(engine->sim, offset, value);
}

static bool start(struct opener *o, const struct engine_options *options)
{
	static const struct finwave_transport transport = {
		.size = sizeof(transport),
		.read32 = engine_read32,
		.write32 = engine_write32,
	};
	struct engine *e = o->engine;
	const struct finwave_sim_config config = {
		.size = sizeof(config),
		.clock_mhz = e->clock_mhz,
		.stall = options->stall,
		.seed = options->seed,
		.trace = options->trace,
	};
	int err = e->api.open(&config, &e->sim);

	if (err && e->sim && e->api.error(e->sim))
		return fail(o, "the simulation does not start: %s", e->api.error(e->sim));
	if (err && options->trace)
		return fail(o, "the simulation does not start (%s); is %s writable?",
		            finwave_strerror(err), options->trace);
	if (err)
		return fail(o, "the simulation does not start: %s", finwave_strerror(err));
	err = finwave_open_transport(&transport, e, &e->dev);
	if (!err)
		err = finwave_enable(e->dev, true);
	return !err || fail(o, "the engine does not start: %s", finwave_strerror(err));
}

bool engine_open(struct engine *engine, const struct engine_options *options, char *error,
                 size_t error_size)
{
	struct opener o = { .engine = engine, .error = error, .error_size = error_size };
	bool wide = options->width == 512;

	memset(engine, 0, sizeof(*engine));
	engine->clock_mhz = wide ? CLOCK_MHZ_512 : CLOCK_MHZ_64;
	if (options->clock_mhz > 0)
		engine->clock_mhz = options->clock_mhz;
	return load(&o, wide ? "libfinwave_sim512.so" : "libfinwave_sim64.so") &&
	       find_functions(&o) && start(&o, options);
}

void engine_close(struct engine *engine)
{
	finwave_close(engine->dev);
	if (engine->sim)
		engine->api.close(engine->sim);
	if (engine->library)
		dlclose(engine->library);
	memset(engine, 0, sizeof(*engine));
}
