/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finwave_regs.h"
#include "script_parse.h"

/* ---- commands ---------------------------------------------------------------------------------- */

static const struct name errors[] = {
	{ "EALREADY", EALREADY }, { "ENOENT", ENOENT }, { "EEXIST", EEXIST },
	{ "ENOSPC", ENOSPC },     { "EINVAL", EINVAL }, { "ENOBUFS", ENOBUFS },
	{ "EMSGSIZE", EMSGSIZE }, { NULL, 0 },
};

static int parse_nothing(struct line *line, struct script_step *step)
{
	(void)line;
	(void)step;
	return 0;
}

/* = 0, or as packetdrill writes an error: = -1 EALREADY */
static int parse_result(struct line *line, struct script_step *step)
{
	uint32_t value;

	if (take_exactly(line, "="))
		return -1;
	if (take_if(line, "0"))
		return 0;
	if (take_exactly(line, "-1") || take_name(line, "error", errors, &value))
		return -1;
	step->result = -(int)value;
	return 0;
}

static int parse_command(struct line *line, struct script_step *step,
                         int (*arguments)(struct line *, struct script_step *))
{
	if (take_exactly(line, "(") || arguments(line, step) || take_exactly(line, ")"))
		return -1;
	return parse_result(line, step);
}

#define NAME(text, code) { #text, code },
static const struct name events[] = { FINWAVE_EVENT_LIST(NAME){ NULL, 0 } };
static const struct name reasons[] = { FINWAVE_REASON_LIST(NAME){ NULL, 0 } };
#undef NAME

/* ---- what is checked --------------------------------------------------------------------------- */

static int parse_event(struct line *line, struct script_step *step)
{
	uint32_t code;

	if (take_name(line, "event", events, &code))
		return -1;
	step->event = (enum finwave_event_kind)code;
	return take_state(line, &step->state);
}

static int parse_check(struct line *line, struct script_check *check)
{
	static const struct {
		const char *name;
		bool time;
	} checks[] = {
		[CHECK_SND_UNA] = { "snd_una", false },
		[CHECK_SND_NXT] = { "snd_nxt", false },
		[CHECK_RCV_NXT] = { "rcv_nxt", false },
		[CHECK_RCV_WND] = { "rcv_wnd", false },
		[CHECK_TS_RECENT] = { "ts_recent", false },
		[CHECK_RTO] = { "rto", true },
		[CHECK_RETRIES] = { "retries", false },
		[CHECK_HALF_CLOSE] = { "half_close", false },
		[CHECK_TIMER] = { "timer", true },
		[CHECK_FIN_AT] = { "fin_at", false },
		[CHECK_TAIL_LEN] = { "tail_len", false },
		[CHECK_SND_WND] = { "snd_wnd", false },
		[CHECK_WATCH] = { "watch", false },
		[CHECK_ACK_OWED] = { "ack_owed", false },
	};
	const char *name = take(line);

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (strcmp(checks[i].name, name) != 0)
			continue;
		check->kind = (enum script_check_kind)i;
		if (checks[i].time && strcmp(peek(line), "off") != 0)
			return take_time(line, &check->value);
		if (checks[i].time) {
			take(line);
			check->value = SCRIPT_NO_TIMER;
			return 0;
		}
		return take_number(line, &check->value);
	}
	return complain(line, "state has no '%s'", name);
}

static int parse_state(struct line *line, struct script_step *step)
{
	if (take_state(line, &step->state))
		return -1;
	while (*peek(line)) {
		if (step->check_count == SCRIPT_CHECKS)
			return complain(line, "more than %d checks", SCRIPT_CHECKS);
		if (parse_check(line, &step->checks[step->check_count++]))
			return -1;
	}
	return 0;
}

static int parse_reason(struct line *line, struct script_step *step)
{
	return take_name(line, "reason", reasons, &step->number);
}

static int parse_counter(struct line *line, struct script_step *step)
{
	const char *name = take(line);

	if (strlen(name) >= sizeof(step->name))
		return complain(line, "'%s' is no counter", name);
	strcpy(step->name, name);
	return take_number(line, &step->number);
}

/* v, v late */
static int parse_down(struct line *line, struct script_step *step)
{
	step->late = take_if(line, "late");
	return 0;
}

/* shift peer N, shift host N */
static int parse_shift(struct line *line, struct script_step *step)
{
	step->peer = take_if(line, "peer");
	if (!step->peer && take_exactly(line, "host"))
		return -1;
	return take_number(line, &step->number);
}

static int parse_one_number(struct line *line, struct script_step *step)
{
	if (take_number(line, &step->number))
		return -1;
	if (step->kind == SCRIPT_FLOW && step->number >= SCRIPT_FLOWS)
		return complain(line, "flows are numbered 0 to %d", SCRIPT_FLOWS - 1);
	return 0;
}

/* ---- lines ------------------------------------------------------------------------------------- */

static const struct verb {
	const char *word;
	enum script_kind kind;
	bool command;
	int (*parse)(struct line *line, struct script_step *step);
} verbs[] = {
	{ "set", SCRIPT_SET, false, parse_set },
	{ "flow", SCRIPT_FLOW, false, parse_one_number },
	{ "tuple", SCRIPT_TUPLE, false, parse_tuple },
	{ "shift", SCRIPT_SHIFT, false, parse_shift },
	{ "adopt", SCRIPT_ADOPT, true, parse_adopt },
	{ "close", SCRIPT_CLOSE, true, parse_close },
	{ "shutdown", SCRIPT_SHUTDOWN, true, parse_close },
	{ "abort", SCRIPT_ABORT, true, parse_nothing },
	{ "update", SCRIPT_UPDATE, true, parse_update },
	{ "release", SCRIPT_RELEASE, true, parse_nothing },
	{ "<", SCRIPT_SEND, false, parse_segment },
	{ ">", SCRIPT_EXPECT, false, parse_segment },
	{ "^", SCRIPT_UP, false, parse_nothing },
	{ "host", SCRIPT_HOST, false, parse_segment },
	{ "v", SCRIPT_DOWN, false, parse_down },
	{ "up", SCRIPT_EXPECT_UP, false, parse_segment },
	{ "event", SCRIPT_EVENT, false, parse_event },
	{ "state", SCRIPT_STATE, false, parse_state },
	{ "reason", SCRIPT_REASON, false, parse_reason },
	{ "counter", SCRIPT_COUNTER, false, parse_counter },
	{ "held", SCRIPT_HELD, false, parse_one_number },
	{ "tracked", SCRIPT_TRACKED, false, parse_one_number },
	{ "tails_free", SCRIPT_TAILS_FREE, false, parse_one_number },
	{ "repeat", SCRIPT_REPEAT, false, parse_one_number },
	{ "end", SCRIPT_END, false, parse_nothing },
};

static int parse_verb(struct line *line, struct script_step *step)
{
	const char *word = take(line);

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].word, word) != 0)
			continue;
		step->kind = verbs[i].kind;
		if (verbs[i].command ? parse_command(line, step, verbs[i].parse)
		                     : verbs[i].parse(line, step))
			return -1;
		return take_end(line);
	}
	return complain(line, "'%s' is not understood", word);
}

static int parse_line(struct line *line, struct script_step *step)
{
	step->line = line->number;
	if (*peek(line) == '+') {
		step->delayed = true;
		if (parse_time(line, take(line) + 1, &step->delay))
			return -1;
	}
	if (step->delayed && !*peek(line)) {
		step->kind = SCRIPT_WAIT;
		return 0;
	}
	return parse_verb(line, step);
}

static struct script_step *new_step(struct script *script)
{
	size_t count = script->count;

	if (!(count & (count - 1))) {
		void *grown =
			realloc(script->steps, (count ? 2 * count : 1) * sizeof(script->steps[0]));

		if (!grown)
			return NULL;
		script->steps = grown;
	}
	script->count++;
	memset(&script->steps[count], 0, sizeof(script->steps[0]));
	return &script->steps[count];
}

static int read_line(struct script *script, struct line *line)
{
	char words[2 * LINE_LENGTH_MAX];
	char *comment = strstr(line->text, "//");
	struct script_step *step;

	if (strlen(line->text) == LINE_LENGTH_MAX - 1)
		return complain(line, "longer than %d characters", LINE_LENGTH_MAX - 2);
	if (comment)
		*comment = '\0';
	cut_words(line, words, sizeof(words));
	if (!line->count)
		return 0;
	step = new_step(script);
	return step ? parse_line(line, step) : complain(line, "out of memory");
}

/* repeat and end in pairs, not one in another. */
static int check_repeats(const struct script *script)
{
	struct line line = { .path = script->path };
	bool open = false;

	for (size_t i = 0; i < script->count; i++) {
		const struct script_step *step = &script->steps[i];
		bool begin = step->kind == SCRIPT_REPEAT;

		line.number = step->line;
		if (!begin && step->kind != SCRIPT_END)
			continue;
		if (begin == open)
			return complain(&line,
			                begin ? "repeat inside repeat" : "end without repeat");
		open = begin;
	}
	return open ? complain(&line, "repeat without end") : 0;
}

int script_read(const char *path, struct script *script)
{
	struct line line = { .path = path };
	FILE *file = fopen(path, "r");
	int rc = 0;

	*script = (struct script){ .path = path };
	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	while (!rc && fgets(line.text, sizeof(line.text), file)) {
		line.number++;
		rc = read_line(script, &line);
	}
	fclose(file);
	if (!rc && !script->count)
		rc = complain(&line, "there is no step in it");
	return rc ? rc : check_repeats(script);
}

void script_free(struct script *script)
{
	free(script->steps);
	*script = (struct script){ 0 };
}
