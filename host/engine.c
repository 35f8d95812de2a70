/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#define _GNU_SOURCE /* secure_getenv */
#include <dlfcn.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"

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

/* False only if the library is there and cannot be loaded. */
static bool load_from(struct opener *o, const char *dir, const char *name)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s/%s", dir, name);

	if (length < 0 || (size_t)length >= sizeof(path) || access(path, F_OK))
		return true;
	o->engine->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	return o->engine->library || fail(o, "%s; build it again: make all", dlerror());
}

static bool load_beside_program(struct opener *o, const char *name)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (length < 0)
		return true;
	path[length] = '\0';
	slash = strrchr(path, '/');
	if (!slash)
		return true;
	*slash = '\0';
	return load_from(o, path, name);
}

/* Where the "sim:" transport looks: $FINWAVE_SIM_DIR, the program's folder, the loader's path. */
static bool load(struct opener *o, const char *name)
{
	const char *dir = secure_getenv("FINWAVE_SIM_DIR");

	if (dir && *dir && !load_from(o, dir, name))
		return false;
	if (!o->engine->library && !load_beside_program(o, name))
		return false;
	if (!o->engine->library)
		o->engine->library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	return o->engine->library ||
	       fail(o, "%s is not found; build it (make all) or set FINWAVE_SIM_DIR to its folder",
	            name);
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
