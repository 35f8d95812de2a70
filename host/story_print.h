/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * A story that was played, as a ladder for people: at most 110 columns, no colours. Everything but the
 * story's own words comes from the log of the pair.
 */
#ifndef HOST_STORY_PRINT_H
#define HOST_STORY_PRINT_H

#include <stdio.h>

#include "stories.h"

/* `changes`: after every step the fields that changed, not all fields after those that changed a state. */
void story_print(FILE *file, const struct story *story, const struct pair *pair,
                 const uint32_t isn[2], bool changes);

#endif
