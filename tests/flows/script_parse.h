/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * What the parts of the script reader share: a line that is cut into words, and how words are taken from it.
 * Whatever returns int gives 0, or -1 with a line on stderr.
 */
#ifndef FINWAVE_TESTS_SCRIPT_PARSE_H
#define FINWAVE_TESTS_SCRIPT_PARSE_H

#include "script.h"

enum { WORDS_MAX = 64, LINE_LENGTH_MAX = 256 };

/* One line, cut into words. */
struct line {
	const char *path;
	unsigned number;
	char text[LINE_LENGTH_MAX];
	char *words[WORDS_MAX];
	size_t count, next;
};

/* A table of these ends with a NULL. */
struct name {
	const char *text;
	uint32_t code;
};

/* Says what is wrong with the line; always -1. */
__attribute__((format(printf, 2, 3))) int complain(const struct line *line, const char *format,
                                                   ...);

/* Into copy, which holds `size` bytes. */
void cut_words(struct line *line, char *copy, size_t size);

/* The next word, "" at the end. */
const char *peek(const struct line *line);
const char *take(struct line *line);
bool take_if(struct line *line, const char *word);
int take_exactly(struct line *line, const char *word);
int take_end(struct line *line);

/* A number modulo 2^32, decimal or 0x, also negative. */
int parse_number(const struct line *line, const char *text, uint32_t *value);
int take_number(struct line *line, uint32_t *value);

/* Seconds with a fraction, in ticks. */
int parse_time(const struct line *line, const char *text, uint64_t *ticks);
int take_time(struct line *line, uint32_t *ticks);

int take_name(struct line *line, const char *what, const struct name *names, uint32_t *code);
int take_state(struct line *line, enum finwave_state *state);

/* set NAME VALUE */
int parse_set(struct line *line, struct script_step *step);

/* What stands between the parentheses. */
int parse_adopt(struct line *line, struct script_step *step);
int parse_close(struct line *line, struct script_step *step);
int parse_update(struct line *line, struct script_step *step);
/* (...) of `tuple` */
int parse_tuple(struct line *line, struct script_step *step);

/* FLAGS SEQ:END(LENGTH) ... */
int parse_segment(struct line *line, struct script_step *step);

#endif
