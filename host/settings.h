/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Settings of the engine as text, "NAME=VALUE": the names of struct finwave_config, numbers in decimal
 * or 0x. A switch takes 0 or 1. Whether the engine takes the value is for finwave_set_config() to say.
 */
#ifndef HOST_SETTINGS_H
#define HOST_SETTINGS_H

#include "finwave.h"

/* Writes one setting into `config`. On failure: false and one line in `error`. */
bool settings_apply(const char *text, struct finwave_config *config, char *error, size_t size);

#endif
