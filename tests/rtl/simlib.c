/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "simlib.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Cuts `levels` names off the end. */
static void cut(char *path, unsigned levels)
{
	while (levels--) {
		char *slash = strrchr(path, '/');

		if (slash)
			*slash = '\0';
	}
}

static int library_path(unsigned width, char *path, size_t size)
{
	const char *build = getenv("BUILD");
	char folder[PATH_MAX];
	ssize_t len;

	if (build) {
		snprintf(path, size, "%s%s/libfinwave_sim%u.so", *build == '/' ? "" : "./", build,
		         width);
		if (access(path, R_OK) == 0)
			return 0;
	}
	len = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	if (len < 0)
		return -ENOENT;
	folder[len] = '\0';
	cut(folder, 3);
	return snprintf(path, size, "%s/libfinwave_sim%u.so", folder, width) < (int)size ? 0
	                                                                                 : -ENOENT;
}

#define SIMLIB_FIND(name)                                   \
	address = dlsym(lib->handle, "finwave_sim_" #name); \
	if (!address)                                       \
		goto missing;                               \
	memcpy(&lib->name, &address, sizeof(address));

int simlib_load(unsigned width, struct simlib *lib)
{
	char path[PATH_MAX + 64];
	void *address;

	memset(lib, 0, sizeof(*lib));
	if (library_path(width, path, sizeof(path)))
		return -ENOENT;
	lib->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!lib->handle)
		goto missing;
	SIMLIB_FUNCTIONS(SIMLIB_FIND)
	return 0;
missing:
	fprintf(stderr, "%s\n", dlerror());
	simlib_unload(lib);
	return -ENOENT;
}

void simlib_unload(struct simlib *lib)
{
	if (lib->handle)
		dlclose(lib->handle);
	lib->handle = NULL;
}
