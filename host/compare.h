/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Compares what the engine sent for a played connection with what the played end sent in the
 * capture to close. Both sequences are aligned; each difference is explained by a rule whose
 * condition was checked (docs/replay.md lists them), or it is unexplained.
 *
 * Compared: flags, sequence, acknowledgment, payload length, presence of the timestamp option, and
 * the order. Not compared: IP ID, TTL, window, TSval, timing. A frame of the host that the engine
 * refuses is a difference, too.
 */
#ifndef HOST_COMPARE_H
#define HOST_COMPARE_H

#include "replay.h"

#define COMPARE_NONE SIZE_MAX

enum compare_verdict { COMPARE_EQUAL, COMPARE_EXPLAINED, COMPARE_UNEXPLAINED };

/* A pair of segments, or one that has no counterpart. */
struct comparison_item {
	size_t event; /* in play->events, or COMPARE_NONE */
	size_t place; /* of the captured frame, or COMPARE_NONE */
	enum compare_verdict verdict;
	char rule[48]; /* names joined by "+" when several fields differ */
	char detail[200];
};

struct comparison {
	struct comparison_item *items; /* in order */
	size_t count;
	size_t equal, explained, unexplained;
};

/* False: out of memory. */
bool compare_play(const struct capture *capture, const struct play *play, struct comparison *out);
void compare_free(struct comparison *comparison);

/* Was the event a frame of the host that the engine did not let out? */
bool compare_is_refused(const struct play *play, const struct play_event *event);

/* Number to show for an item: the captured frame, else the frame that the engine answered, else the
 * frame at which the flow was closed. */
size_t compare_frame_number(const struct play *play, const struct comparison_item *item);

#endif
