/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finwave_regs.h"
#include "script_parse.h"

enum { SECOND = 1000000 };

int complain(const struct line *line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u: ", line->path, line->number);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return -1;
}

/* ---- words ----------------------------------------------------------------------------------- */

/* Blanks, parentheses, commas and `=` part words, and only `(`, `)` and `=` are words. */
void cut_words(struct line *line, char *copy, size_t size)
{
	size_t used = 0;

	line->count = 0;
	line->next = 0;
	for (const char *p = line->text; *p && line->count < WORDS_MAX - 1;) {
		if (isspace((unsigned char)*p) || *p == ',') {
			p++;
			continue;
		}
		if (used + strlen(p) + 2 > size)
			return;
		line->words[line->count++] = copy + used;
		if (strchr("()=", *p))
			copy[used++] = *p++;
		else
			while (*p && !isspace((unsigned char)*p) && !strchr("()=,", *p))
				copy[used++] = *p++;
		copy[used++] = '\0';
	}
}

const char *peek(const struct line *line)
{
	return line->next < line->count ? line->words[line->next] : "";
}

const char *take(struct line *line)
{
	const char *word = peek(line);

	if (line->next < line->count)
		line->next++;
	return word;
}

bool take_if(struct line *line, const char *word)
{
	if (strcmp(peek(line), word) != 0)
		return false;
	line->next++;
	return true;
}

int take_exactly(struct line *line, const char *word)
{
	const char *found = *peek(line) ? peek(line) : "the end of the line";

	return take_if(line, word) ? 0 : complain(line, "'%s' is missing before %s", word, found);
}

int take_end(struct line *line)
{
	return *peek(line) ? complain(line, "'%s' is not understood here", peek(line)) : 0;
}

/* A number modulo 2^32, decimal or 0x, also negative. */
int parse_number(const struct line *line, const char *text, uint32_t *value)
{
	char *end;
	long long number = strtoll(text, &end, 0);

	if (!isdigit((unsigned char)text[text[0] == '-']) || *end || number > UINT32_MAX ||
	    number < -(long long)UINT32_MAX)
		return complain(line, "'%s' is not a number of 32 bits", text);
	*value = (uint32_t)number;
	return 0;
}

int take_number(struct line *line, uint32_t *value)
{
	return parse_number(line, take(line), value);
}

/* Seconds with a fraction -> ticks. */
int parse_time(const struct line *line, const char *text, uint64_t *ticks)
{
	char *end;
	double seconds = strtod(text, &end);

	if (!(isdigit((unsigned char)*text) || *text == '.') || *end || !(seconds <= 1e6))
		return complain(line, "'%s' is not a time in seconds", text);
	*ticks = (uint64_t)(seconds * SECOND + 0.5);
	return 0;
}

int take_time(struct line *line, uint32_t *ticks)
{
	uint64_t value;

	if (parse_time(line, take(line), &value))
		return -1;
	if (value > INT32_MAX)
		return complain(line, "a timer holds at most 2147 seconds");
	*ticks = (uint32_t)value;
	return 0;
}

/* ---- names ----------------------------------------------------------------------------------- */

int take_name(struct line *line, const char *what, const struct name *names, uint32_t *code)
{
	const char *word = take(line);

	for (; names->text; names++)
		if (strcmp(names->text, word) == 0) {
			*code = names->code;
			return 0;
		}
	return complain(line, "'%s' is no %s", word, what);
}

#define NAME(text, code) { #text, code },
static const struct name states[] = { FINWAVE_TCP_STATE_LIST(NAME){ NULL, 0 } };
#undef NAME

int take_state(struct line *line, enum finwave_state *state)
{
	uint32_t code;

	if (take_name(line, "state", states, &code))
		return -1;
	*state = (enum finwave_state)code;
	return 0;
}
