/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#define _GNU_SOURCE /* dladdr, secure_getenv */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load_library.h"

/* The library in the folder `dir`: -ENOENT, or -ENOEXEC if it is there and no good. */
static int load_from(const char *dir, const char *name, void **library)
{
	char path[PATH_MAX];
	int length;

	if (!dir || !*dir)
		return -ENOENT;
	length = snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (length < 0 || (size_t)length >= sizeof(path))
		return -ENOENT;
	*library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (*library)
		return 0;
	return access(path, F_OK) ? -ENOENT : -ENOEXEC;
}

/* Cuts the file name off; NULL if there is no folder in it. */
static char *folder_of(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return NULL;
	*slash = '\0';
	return path;
}

static int load_beside_program(const char *name, void **library)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length < 0)
		return -ENOENT;
	path[length] = '\0';
	return load_from(folder_of(path), name, library);
}

static int load_beside_library(const char *name, void **library)
{
	char path[PATH_MAX];
	Dl_info info;

	if (!dladdr((const void *)finwave_load_library, &info) || !info.dli_fname ||
	    strlen(info.dli_fname) >= sizeof(path))
		return -ENOENT;
	strcpy(path, info.dli_fname);
	return load_from(folder_of(path), name, library);
}

int finwave_load_library(const char *name, void **library)
{
	int err = load_from(secure_getenv("FINWAVE_SIM_DIR"), name, library);

	if (err == -ENOENT)
		err = load_beside_program(name, library);
	if (err == -ENOENT)
		err = load_beside_library(name, library);
	if (err == -ENOENT) {
		*library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
		err = *library ? 0 : -ENOENT;
	}
	return err;
}
