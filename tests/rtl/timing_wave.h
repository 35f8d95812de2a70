/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * A timing diagram: as WaveDrom's JSON, and drawn as SVG.
 */
#ifndef FINWAVE_TESTS_TIMING_WAVE_H
#define FINWAVE_TESTS_TIMING_WAVE_H

#include <stdbool.h>
#include <stdio.h>

enum { WAVE_ROWS = 48, WAVE_CLOCKS = 64, WAVE_LABEL = 24, WAVE_TEXT = 160 };

struct wave_row {
	const char *group, *name; /* rows of one group stand together */
	bool labels;              /* else levels */
	bool level[WAVE_CLOCKS];
	char label[WAVE_CLOCKS][WAVE_LABEL]; /* empty: nothing there */
};

struct wave {
	char title[WAVE_TEXT], foot[WAVE_TEXT];
	int first; /* number of the first clock */
	unsigned clocks, count;
	struct wave_row rows[WAVE_ROWS];
	/* the measured distance: from the clock numbered 0 in one row to a clock in another */
	unsigned from_row, to_row;
	int distance;
};

/* The next row, or NULL when there are too many. */
struct wave_row *wave_add(struct wave *wave, const char *group, const char *name);

void wave_json(const struct wave *wave, FILE *out);
void wave_svg(const struct wave *wave, FILE *out);

#endif
