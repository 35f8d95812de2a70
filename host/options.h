/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* What the commands of finwave share on their command lines. */
#ifndef HOST_OPTIONS_H
#define HOST_OPTIONS_H

#include "engine.h"

#define EXIT_DIFFERENT 1
#define EXIT_BAD 2

/* One line on stderr; returns EXIT_BAD. The format takes one string. */
int options_bad(const char *format, const char *what);

/* False: not such a value. */
bool options_width(const char *text, struct engine_options *options);
bool options_stall(const char *text, struct engine_options *options);

#define OPTIONS_BAD_WIDTH "--width %s: must be 64 or 512"
#define OPTIONS_BAD_STALL "--stall %s: must be none or rand:SEED, SEED a number"
#define OPTIONS_BAD_NAME "%s: no such option; see finwave --help"
#define OPTIONS_NO_VALUE "%s: needs a value; see finwave --help"

/* argv[0] is the command's name. Returns the exit status. */
int command_script(int argc, char **argv);
extern const char command_script_usage[], command_script_help[];

#endif
