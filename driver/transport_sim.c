/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Transport "sim:": the Verilated engine, loaded into this process as a shared library, so that
 * everything runs with no hardware. Register accesses take simulated clocks.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "finwave_sim.h"
#include "load_library.h"
#include "private.h"

struct sim_transport {
	void *library;
	struct finwave_sim *sim;
	int (*open)(const struct finwave_sim_config *config, struct finwave_sim **out);
	void (*close)(struct finwave_sim *sim);
	int (*read32)(struct finwave_sim *sim, uint32_t offset, uint32_t *value);
	int (*write32)(struct finwave_sim *sim, uint32_t offset, uint32_t value);
};

static const char *library_name(const char *options)
{
	if (!strcmp(options, "") || !strcmp(options, "64"))
		return "libfinwave_sim64.so";
	if (!strcmp(options, "128"))
		return "libfinwave_sim128.so";
	if (!strcmp(options, "256"))
		return "libfinwave_sim256.so";
	if (!strcmp(options, "512"))
		return "libfinwave_sim512.so";
	return NULL;
}

static bool find_function(void *library, const char *name, void *function)
{
	void *symbol = dlsym(library, name);

	memcpy(function, &symbol, sizeof(symbol));
	return symbol;
}

static bool find_functions(struct sim_transport *t)
{
	return find_function(t->library, "finwave_sim_open", &t->open) &&
	       find_function(t->library, "finwave_sim_close", &t->close) &&
	       find_function(t->library, "finwave_sim_read32", &t->read32) &&
	       find_function(t->library, "finwave_sim_write32", &t->write32);
}

static int sim_read32(void *ctx, uint32_t offset, uint32_t *value)
{
	struct sim_transport *t = ctx;

	return t->read32(t->sim, offset, value);
}

static int sim_write32(void *ctx, uint32_t offset, uint32_t value)
{
	struct sim_transport *t = ctx;

	return t->write32(t->sim, offset, value);
}

static void sim_close(void *ctx)
{
	struct sim_transport *t = ctx;

	if (t->sim)
		t->close(t->sim);
	if (t->library)
		dlclose(t->library);
	free(t);
}

static int start(struct sim_transport *t, const char *name)
{
	const struct finwave_sim_config config = { .size = sizeof(config) };
	int err = finwave_load_library(name, &t->library);

	if (err)
		return err;
	if (!find_functions(t))
		return -ENOEXEC;
	return t->open(&config, &t->sim);
}

int finwave_open_sim(const char *options, struct finwave_dev **dev)
{
	static const struct finwave_transport transport = {
		.size = sizeof(transport),
		.read32 = sim_read32,
		.write32 = sim_write32,
		.close = sim_close,
	};
	const char *name = library_name(options);
	struct sim_transport *t;
	int err;

	if (!name)
		return -EINVAL;
	t = calloc(1, sizeof(*t));
	if (!t)
		return -ENOMEM;
	err = start(t, name);
	if (!err)
		err = finwave_open_transport(&transport, t, dev);
	if (err)
		sim_close(t);
	return err;
}
