/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The ladder of a scenario: who has a segment in his hands (sent it, or has to answer it), time, the
 * state of this end after it, and in two columns what each end sends. Numbers are as scenarios write
 * them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pkt_run.h"

#define COLUMN 40 /* of what this end sends */
#define LINE_BYTES (SEGMENT_TEXT_BYTES + COLUMN + 80)

void run_ladder_start(const struct run *run)
{
	printf("%s\n%-6s%12s  %-12s%-*s       %s\n", run->script->path, "hands", "time", "state",
	       COLUMN, "this end", "peer");
}

void run_ladder_hold(struct run *run)
{
	run->holding = run->options->ladder;
	*run->held = 0;
}

static void format_line(struct run *run, bool inbound, enum run_hands hands, const char *text,
                        uint64_t tick, char line[LINE_BYTES])
{
	static const char *const names[] = { "host", "engine", "both" };

	snprintf(line, LINE_BYTES, "%-6s%12.6f  %-12s%-*s  %s%s%s\n", names[hands],
	         run_seconds(run, tick), run_state_name(run), COLUMN, inbound ? "" : text,
	         inbound ? "<--" : "-->", inbound ? "  " : "", inbound ? text : "");
}

void run_ladder_segment(struct run *run, bool inbound, enum run_hands hands, const char *text,
                        uint64_t tick)
{
	char line[LINE_BYTES];
	size_t used = strlen(run->held);

	if (!run->options->ladder)
		return;
	format_line(run, inbound, hands, text, tick, line);
	if (run->holding)
		snprintf(run->held + used, sizeof(run->held) - used, "%s", line);
	else
		printf("%s", line);
}

void run_ladder_incoming(struct run *run, enum run_hands hands, const char *text, uint64_t tick)
{
	if (!run->options->ladder)
		return;
	run->holding = false;
	run_ladder_segment(run, true, hands, text, tick);
	printf("%s", run->held);
}

static void print_expr(const struct pkt_expr *expr)
{
	if (expr->kind == PKT_INTEGER)
		printf("%" PRId64, expr->integer);
	else if (expr->kind == PKT_WORD)
		printf("%s", expr->text);
	else
		printf("...");
}

/* Calls stand between the segments, with the state before them. */
void run_ladder_call(struct run *run, const struct pkt_call *call)
{
	if (!run->options->ladder)
		return;
	printf("%18.6f  %-12s%s(", run_seconds(run, run_now(run)), run_state_name(run), call->name);
	for (size_t i = 0; i < call->count; i++) {
		printf("%s", i ? ", " : "");
		print_expr(call->arguments[i]);
	}
	printf(")\n");
}
