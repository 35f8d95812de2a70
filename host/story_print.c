/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <string.h>

#include "codes.h"
#include "finwave_regs.h"
#include "letters.h"
#include "record.h"
#include "replay.h"
#include "story_print.h"
#include "wrapped.h"

#define LINE_SIZE 512

struct printer {
	FILE *file;
	const struct pair *pair;
	bool changes;
	struct letters letters;
	const struct pair_entry *fin; /* B's first FIN, or NULL */
	bool dirty;                   /* since the records were printed, a state changed */
	bool arrived;                 /* .. and a frame arrived */
	struct pair_state shown[2];   /* the records as they were printed last */
};

/* ---- letters --------------------------------------------------------------------------------- */

static const struct pair_entry *first_fin(const struct pair *pair, enum pair_side side)
{
	for (size_t i = 0; i < pair->log_count; i++) {
		const struct pair_entry *entry = &pair->log[i];

		if ((entry->kind == PAIR_LEFT || entry->kind == PAIR_LOST) && entry->side == side &&
		    pair->frames[entry->frame].f.flags & TCP_FIN)
			return entry;
	}
	return NULL;
}

/* Without a FIN of A the letters are the numbers at the start. */
static void set_letters(struct printer *p, const uint32_t isn[2])
{
	const struct pair_entry *fin = first_fin(p->pair, PAIR_A);

	p->letters = (struct letters){ .u = isn[PAIR_A] + 1, .v = isn[PAIR_B] + 1 };
	if (fin) {
		p->letters.u = p->pair->frames[fin->frame].f.seq;
		p->letters.v = p->pair->frames[fin->frame].f.ack;
	}
	p->fin = first_fin(p->pair, PAIR_B);
	p->letters.has_w = p->fin;
	if (p->fin)
		p->letters.w = p->pair->frames[p->fin->frame].f.seq;
}

static void print_legend(struct printer *p)
{
	const struct letters *l = &p->letters;
	const struct letters before = { .u = l->u, .v = l->v };
	bool fin = first_fin(p->pair, PAIR_A);
	char name[LETTERS_SIZE];

	fprintf(p->file, "  u = %-10u  %s\n", l->u,
	        fin ? "seq of A's FIN: the number after A's last byte before it"
	            : "A's next number when the story begins");
	fprintf(p->file, "  v = %-10u  %s\n", l->v,
	        fin ? "ack of A's FIN: the number after B's last byte by then"
	            : "B's next number when the story begins");
	if (!p->fin)
		return;
	letters_number(&before, false, false, l->w, name);
	fprintf(p->file, "  w = %-10u  seq of B's FIN: %s\n", l->w, name);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static const char *state_text(const struct pair_state *state)
{
	static const char *const hosts[] = {
		[PAIR_HOST_OWN] = "(host's)",      [PAIR_HOST_NONE] = "CLOSED",
		[PAIR_HOST_LISTEN] = "(listens)",  [PAIR_HOST_OPENING] = "(SYN sent)",
		[PAIR_HOST_OPEN] = "(open again)",
	};

	return state->held ? codes_state_name(state->info.state) : hosts[state->host];
}

static double seconds(uint64_t tick)
{
	return (double)tick / 1e6;
}

/* Is a frame of B its FIN or a later one? */
static bool says_w(const struct printer *p, const struct pair_frame *frame)
{
	return p->fin && frame->from == PAIR_B && frame >= &p->pair->frames[p->fin->frame];
}

/* `near`: the mark at the sender's side, `far` at the receiver's. */
static void print_row(struct printer *p, const struct pair_entry *entry, bool leaves, bool arrives,
                      bool lost)
{
	const struct pair_frame *frame = &p->pair->frames[entry->frame];
	bool from_a = frame->from == PAIR_A;
	const char *arrow = from_a ? "-->" : "<--";
	const char *near = leaves ? arrow : "...";
	const char *far = lost ? " X " : arrives ? arrow : "...";
	char segment[64], numbers[48];
	int used = snprintf(numbers, sizeof(numbers), "seq %u", frame->f.seq);

	if (frame->f.flags & TCP_ACK)
		snprintf(numbers + used, sizeof(numbers) - (size_t)used, " ack %u", frame->f.ack);
	letters_segment(&p->letters, from_a, says_w(p, frame), &frame->f, segment, sizeof(segment));
	fprintf(p->file, "%12.6f  %-12s %s %-31s %-29s %s %s\n", seconds(entry->tick),
	        state_text(&entry->after[PAIR_A]), from_a ? near : far, segment, numbers,
	        from_a ? far : near, state_text(&entry->after[PAIR_B]));
}

static void print_states(struct printer *p, const struct pair_entry *entry)
{
	fprintf(p->file, "%12.6f  %-12s %69s %s\n", seconds(entry->tick),
	        state_text(&entry->after[PAIR_A]), "", state_text(&entry->after[PAIR_B]));
}

/* ---- notes under a row ----------------------------------------------------------------------- */

static void note(const struct printer *p, unsigned side, const char *text)
{
	char lead[32];

	snprintf(lead, sizeof(lead), "%14s%c: ", "", "AB"[side]);
	print_wrapped(p->file, lead, text);
}

static void add(char text[LINE_SIZE], const char *lead, const char *more)
{
	size_t used = strlen(text);

	if (*more)
		snprintf(text + used, LINE_SIZE - used, "%s%s", lead, more);
}

/* What the engine did, why, and by which clause. */
static void note_retired(struct printer *p, const struct pair_entry *entry)
{
	const struct finwave_sim_retire *r = &entry->retire;
	char text[LINE_SIZE] = "";

	if (r->op == FINWAVE_OP_ADOPT) {
		snprintf(text, sizeof(text), "adopted in %s", codes_state_name(r->new_state));
		p->dirty = true;
	} else if (r->old_state != r->new_state) {
		snprintf(text, sizeof(text), "%s > %s", codes_state_name(r->old_state),
		         codes_state_name(r->new_state));
		p->dirty = true;
	}
	if (entry->kind != PAIR_COMMAND) {
		add(text, *text ? ": " : "", replay_reason_name(r->reason));
		add(text, ", ", codes_reason(r->reason));
	}
	add(text, "; ", r->ack_limited ? "the ACK is held back (RFC 5961 7, ACK_INTERVAL)" : "");
	add(text, "; ", r->pass ? "up to the host" : "");
	add(text, " [", codes_clause(r));
	if (*codes_clause(r))
		add(text, "", "]");
	note(p, entry->side, text);
}

static void note_arrival(struct printer *p, const struct pair_entry *entry)
{
	p->arrived = true;
	if (entry->retired)
		note_retired(p, entry);
	else
		note(p, entry->side,
		     entry->up ? "not held by the engine: up to the host" : "dropped");
}

static void note_event(const struct printer *p, const struct pair_entry *entry)
{
	char text[LINE_SIZE];

	snprintf(text, sizeof(text), "event %s: %s", finwave_event_name(entry->event.kind),
	         codes_event(entry->event.kind));
	note(p, entry->side, text);
}

static bool same_record(const struct finwave_flow_info *a, const struct finwave_flow_info *b)
{
	char changes[LINE_SIZE];

	record_changes(a, b, 0, 0, changes, sizeof(changes));
	return !*changes;
}

/* Of an end whose record still is as it was printed, nothing. */
static void print_records(struct printer *p, const struct pair_entry *entry)
{
	p->arrived = false;
	if (!p->dirty && !p->changes)
		return;
	for (unsigned side = 0; side < 2; side++) {
		const struct pair_state *now = &entry->after[side], *before = &p->shown[side];
		uint64_t tick = entry->tick + p->pair->base;
		char text[LINE_SIZE];

		if (p->changes && before->held && now->held)
			record_changes(&before->info, &now->info, tick, p->pair->base, text,
			               sizeof(text));
		else if (now->held && !(before->held && same_record(&now->info, &before->info)))
			record_text(&now->info, tick, p->pair->base, text, sizeof(text));
		else
			snprintf(text, sizeof(text), "%s",
			         before->held && !now->held ? "free" : "");
		if (*text)
			note(p, side, text);
		p->shown[side] = *now;
	}
	p->dirty = false;
}

/* ---- the whole log --------------------------------------------------------------------------- */

static bool is_departure(const struct pair_entry *entry)
{
	return entry->kind == PAIR_LEFT || entry->kind == PAIR_LOST;
}

/* The arrival of the frame that left with `entry`, when nothing but events lies between the two. */
static size_t arrival_of(const struct pair *pair, size_t entry)
{
	size_t i = entry + 1;

	while (i < pair->log_count && pair->log[i].kind == PAIR_EVENT)
		i++;
	return i < pair->log_count && pair->log[i].kind == PAIR_ARRIVED &&
	                       pair->log[i].frame == pair->log[entry].frame
	               ? i
	               : 0;
}

/* One row for a frame that arrives before anything else happens; its first entry knows the sender's state. */
static size_t print_departure(struct printer *p, size_t index)
{
	const struct pair *pair = p->pair;
	struct pair_entry row = pair->log[index];
	size_t arrival = row.kind == PAIR_LEFT ? arrival_of(pair, index) : 0;

	if (arrival)
		row.after[pair_other(row.side)] = pair->log[arrival].after[pair_other(row.side)];
	print_row(p, &row, true, arrival, row.kind == PAIR_LOST);
	if (row.kind == PAIR_LOST)
		note(p, row.side, "lost");
	if (!arrival)
		return index;
	for (size_t i = index + 1; i < arrival; i++)
		note_event(p, &pair->log[i]);
	note_arrival(p, &pair->log[arrival]);
	return arrival;
}

static void print_said(struct printer *p, const struct pair_entry *entry)
{
	const char *who = entry->kind == PAIR_TOLD ? "" : entry->side == PAIR_A ? "A: " : "B: ";
	char text[LINE_SIZE];

	snprintf(text, sizeof(text), "%12.6f  %s%s", seconds(entry->tick), who, entry->text);
	if (entry->result)
		add(text, ": refused, ", codes_refusal(entry->result));
	fprintf(p->file, "%s\n", text);
	if (entry->retired)
		note_retired(p, entry);
}

static size_t print_entry(struct printer *p, size_t index)
{
	const struct pair_entry *entry = &p->pair->log[index];

	switch (entry->kind) {
	case PAIR_TOLD:
	case PAIR_SAID:
	case PAIR_COMMAND:
		print_said(p, entry);
		return index;
	case PAIR_LEFT:
	case PAIR_LOST:
		return print_departure(p, index);
	case PAIR_ARRIVED:
		print_row(p, entry, false, true, false);
		note_arrival(p, entry);
		return index;
	case PAIR_TIMER:
		if (index + 1 < p->pair->log_count && is_departure(entry + 1))
			fprintf(p->file, "%12.6f  %c: timer\n", seconds(entry->tick),
			        "AB"[entry->side]);
		else
			print_states(p, entry);
		note_retired(p, entry);
		p->dirty = true;
		return index;
	case PAIR_ENGINE:
		note_retired(p, entry);
		return index;
	default:
		note_event(p, entry);
		return index;
	}
}

/*
 * The records follow when all that belongs to one moment was printed: events, and after a command or a
 * timer the frame that it sends.
 */
static bool is_moment_over(const struct printer *p, size_t index)
{
	const struct pair_entry *next = &p->pair->log[index + 1];

	return index + 1 >= p->pair->log_count ||
	       (next->kind != PAIR_EVENT && (p->arrived || !is_departure(next)));
}

/* The states of an end since its engine has it, and how the flow ended. */
static void print_walk(const struct printer *p, enum pair_side side)
{
	const struct pair *pair = p->pair;
	const char *last = "";
	char text[LINE_SIZE] = "";

	for (size_t i = 0; i < pair->log_count; i++) {
		const struct pair_entry *entry = &pair->log[i];
		const char *state = state_text(&entry->after[side]);

		if (!*last && entry->after[side].host == PAIR_HOST_OWN)
			continue;
		if (strcmp(state, last))
			add(text, *last ? " > " : "", state);
		last = state;
		if (entry->kind != PAIR_EVENT || entry->side != side ||
		    entry->event.kind == FINWAVE_PEER_FIN)
			continue;
		add(text, " (", finwave_event_name(entry->event.kind));
		add(text, "", ")");
	}
	print_wrapped(p->file, side == PAIR_A ? "  A: " : "  B: ", text);
}

void story_print(FILE *file, const struct story *story, const struct pair *pair,
                 const uint32_t isn[2], bool changes)
{
	struct printer p = { .file = file, .pair = pair, .changes = changes };

	set_letters(&p, isn);
	fprintf(file, "%s: %s\n", story->name, story->title);
	print_wrapped(file, "  ", story->lesson);
	fprintf(file, "\n%12s  %-12s %69s %s\n", "seconds", "A", "", "B");
	for (size_t i = 0; i < pair->log_count; i++) {
		i = print_entry(&p, i);
		if (is_moment_over(&p, i))
			print_records(&p, &pair->log[i]);
	}
	fputs("\n  ... under way, X lost, () not held by the engine\n", file);
	print_legend(&p);
	fputc('\n', file);
	print_walk(&p, PAIR_A);
	print_walk(&p, PAIR_B);
}
