/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

int options_bad(const char *format, const char *what)
{
	fputs("finwave: ", stderr);
	fprintf(stderr, format, what);
	fputs("\n", stderr);
	return EXIT_BAD;
}

bool options_width(const char *text, struct engine_options *options)
{
	if (strcmp(text, "64") && strcmp(text, "512"))
		return false;
	options->width = strcmp(text, "64") ? 512 : 64;
	return true;
}

bool options_stall(const char *text, struct engine_options *options)
{
	static const char random[] = "rand:";
	char *end;

	options->stall = strcmp(text, "none");
	if (!options->stall)
		return true;
	if (strncmp(text, random, strlen(random)))
		return false;
	text += strlen(random);
	errno = 0;
	options->seed = strtoull(text, &end, 0);
	return !errno && *text >= '0' && *text <= '9' && !*end;
}
