/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Running text for people.
 */
#ifndef HOST_WRAPPED_H
#define HOST_WRAPPED_H

#include <stdio.h>

#define WRAPPED_COLUMNS 110

/* Words of `text` in lines of WRAPPED_COLUMNS, the first behind `lead`, the others under it. */
void print_wrapped(FILE *file, const char *lead, const char *text);

#endif
