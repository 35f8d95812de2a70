/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Settings of the engine by name: the members of struct finwave_config. */
#ifndef HOST_SETTINGS_H
#define HOST_SETTINGS_H

#include "finwave.h"

/* Sets one. NULL, or a text that says what is wrong; valid until the next call. */
const char *settings_set(struct finwave_config *config, const char *name, const char *value);

/* The same from "NAME=VALUE". On failure: false and one line in `error`. */
bool settings_apply(const char *text, struct finwave_config *config, char *error, size_t size);

#endif
