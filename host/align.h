/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Aligns two sequences at the least cost, in order. Of equals, the first of a is paired. */
#ifndef HOST_ALIGN_H
#define HOST_ALIGN_H

#include <stdbool.h>
#include <stddef.h>

#define ALIGN_NEVER 1000u /* cost of two that must not be paired */
#define ALIGN_SKIP 2u     /* cost of one without counterpart */

enum align_step { ALIGN_PAIR = 1, ALIGN_SKIP_A, ALIGN_SKIP_B };

typedef unsigned (*align_cost)(const void *ctx, size_t a, size_t b);

/*
 * Writes at most a_count + b_count steps, from malloc(), into *steps. Long sequences are compared
 * in a band around the diagonal. False: out of memory.
 */
bool align(size_t a_count, size_t b_count, align_cost cost, const void *ctx, unsigned char **steps,
           size_t *step_count);

#endif
