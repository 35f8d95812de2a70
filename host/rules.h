/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The rules that explain a difference between the engine and the capture. Each checks a condition
 * on the frames of the connection and the engine's retire log, and says in its detail what it
 * found. docs/replay.md lists them; a rule that would hold for anything has no place here.
 */
#ifndef HOST_RULES_H
#define HOST_RULES_H

#include "compare.h"

/* What differs. LACKING: the engine has no such segment; EXTRA: the capture has none. */
#define DIFF_FLAGS 0x01u
#define DIFF_SEQ 0x02u
#define DIFF_ACK 0x04u
#define DIFF_PAYLOAD 0x08u
#define DIFF_TS 0x10u
#define DIFF_KIND 0x20u /* an ACK beside a RST */
#define DIFF_LACKING 0x40u
#define DIFF_EXTRA 0x80u
#define DIFF_REFUSED 0x100u /* a frame of the host that the engine did not let out */

struct rule_case {
	const struct capture *capture;
	const struct play *play;
	const struct play_event *event; /* NULL: LACKING; an operation HOST: REFUSED */
	size_t place;                   /* of the captured frame; COMPARE_NONE: EXTRA */
	const struct frame *frame;      /* at place, or NULL */
};

struct rule {
	const char *name;
	unsigned explains; /* DIFF_ bits */
	bool (*check)(const struct rule_case *rc, char *detail, size_t size);
};

extern const struct rule compare_rules[];
extern const size_t compare_rule_count;

/* The differences of a case: DIFF_ bits, 0 if the segments are equal. */
unsigned compare_differences(const struct rule_case *rc);

#endif
