/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The words of a scenario, one ahead, and the memory in which the script keeps what it reads. The
 * first error stays: from then on every word is LEX_END.
 */
#ifndef HOST_PKT_LEX_H
#define HOST_PKT_LEX_H

#include "pkt.h"

enum lex_kind {
	LEX_END,
	LEX_INTEGER, /* value */
	LEX_FLOAT,   /* number */
	LEX_WORD,
	LEX_STRING, /* text without its quotes, as are the next two */
	LEX_SHELL,
	LEX_PYTHON,
	LEX_OPTION,   /* --name: text is the name, value_text what follows = or NULL */
	LEX_ELLIPSIS, /* ... */
	LEX_SIGN,     /* any other character: sign */
};

struct lex_word {
	enum lex_kind kind;
	unsigned line;
	const char *text; /* as written, from the script's memory; NULL for signs */
	const char *value_text;
	int64_t value;
	double number;
	char sign;
};

struct lexer {
	struct pkt_script *script;
	const char *at;
	unsigned line;
	struct lex_word word; /* the present one */
	bool failed, substituting;
	char *error;
};

void lex_start(struct lexer *lexer, struct pkt_script *script, const char *text, char *error);
/* Goes on to the next word. */
void lex_next(struct lexer *lexer);

bool lex_is_sign(const struct lexer *lexer, char sign);
bool lex_is_word(const struct lexer *lexer, const char *text);
/* If it is there, goes behind it. */
bool lex_take_sign(struct lexer *lexer, char sign);
bool lex_take_word(struct lexer *lexer, const char *text);
/* It must be there: else an error that says what was expected. */
bool lex_need_sign(struct lexer *lexer, char sign);
/* An integer from least to most; `what` names it in errors. */
bool lex_need_integer(struct lexer *lexer, const char *what, int64_t least, int64_t most,
                      int64_t *value);

/* Records an error at the present word. Always false. */
__attribute__((format(printf, 2, 3))) bool lex_fail(struct lexer *lexer, const char *format, ...);
/* The present word as errors show it. */
const char *lex_shown(const struct lexer *lexer);

/* Zeroed memory that pkt_free() frees. NULL, with the error set, when there is none. */
void *lex_alloc(struct lexer *lexer, size_t size);
/* Room for one more item of an array that grows by doubling. */
void *lex_grow(struct lexer *lexer, void *items, size_t count, size_t size);

#endif
