/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * A simulated engine with libfinwave over its registers: what the tests of the whole engine start from.
 */
#ifndef FINWAVE_TESTS_RIG_H
#define FINWAVE_TESTS_RIG_H

#include "finwave.h"
#include "simlib.h"

struct rig {
	struct simlib lib;
	struct finwave_sim *sim;
	struct finwave_dev *dev;
};

/* Enabled and ready. On failure a line on stderr and a negative number; nothing stays open. */
int rig_open(struct rig *rig, unsigned width, const struct finwave_sim_config *config);
void rig_close(struct rig *rig);

/* The scoreboard's report on stderr, if there is one; returns whether. */
bool rig_report(const struct rig *rig);

#endif
