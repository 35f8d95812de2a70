/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * What a replay found, for people (ladder.c) and for programs (report_json.c).
 */
#ifndef HOST_REPORT_H
#define HOST_REPORT_H

#include <stdio.h>

#include "compare.h"

/* One end played of one connection. */
struct result {
	const struct play *play;
	enum replay_role role;
	struct comparison comparison;
};

struct report_totals {
	size_t compared, equal, explained, unexplained;
};

struct report_skipped {
	const char *reason;
	size_t count;
};

#define REPORT_SKIPPED 8

struct report {
	const struct replay *replay;
	struct result *results;
	size_t count;
	unsigned data_width, flow_count;
	struct report_totals totals;
	struct report_skipped skipped[REPORT_SKIPPED]; /* up to the first without reason */
};

/* Compares all that was played. False: out of memory. */
bool report_make(const struct replay *replay, unsigned roles, struct report *report);
void report_free(struct report *report);

const char *report_role_name(enum replay_role role);
/* "address:port" of one side. */
#define REPORT_END_BYTES 64
void report_end(const struct conn *c, unsigned side, char text[REPORT_END_BYTES]);
/* Captured FIN to the played end's first ACK of it. False if the capture has no such pair. */
bool report_captured_ack(const struct report *report, const struct result *result, double *us);

/* The ladder of one connection; the summary. */
void ladder_print(FILE *file, const struct report *report, const struct result *result);
void ladder_summary(FILE *file, const struct report *report);

/* False: the file cannot be written (errno). */
bool report_json_write(const char *path, const struct report *report);

#endif
