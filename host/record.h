/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The record of a flow in one line, as finwave_query() shows it. Times are in seconds; `tick` is now,
 * `base` the tick that counts as 0.
 */
#ifndef HOST_RECORD_H
#define HOST_RECORD_H

#include "finwave.h"

/* Without a timer that is off, retries and half_close of 0. */
void record_text(const struct finwave_flow_info *info, uint64_t tick, uint64_t base, char *text,
                 size_t size);
/* Only what differs; empty when nothing does. */
void record_changes(const struct finwave_flow_info *before, const struct finwave_flow_info *info,
                    uint64_t tick, uint64_t base, char *text, size_t size);

#endif
