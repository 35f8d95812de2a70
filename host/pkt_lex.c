/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pkt_lex.h"

struct block {
	struct block *next;
	max_align_t bytes[];
};

void lex_start(struct lexer *lexer, struct pkt_script *script, const char *text, char *error)
{
	*lexer = (struct lexer){ .script = script, .at = text, .line = 1, .error = error };
	lex_next(lexer);
}

bool lex_fail(struct lexer *lexer, const char *format, ...)
{
	va_list args;
	int used;

	if (lexer->failed)
		return false;
	lexer->failed = true;
	used = snprintf(lexer->error, PKT_ERROR_BYTES, "%s:%u: ", lexer->script->path,
	                lexer->word.line);
	if (used < 0 || used >= PKT_ERROR_BYTES)
		return false;
	va_start(args, format);
	vsnprintf(lexer->error + used, PKT_ERROR_BYTES - (size_t)used, format, args);
	va_end(args);
	return false;
}

void *lex_alloc(struct lexer *lexer, size_t size)
{
	struct block *block = calloc(1, sizeof(*block) + size);

	if (!block) {
		lex_fail(lexer, "out of memory");
		return NULL;
	}
	block->next = lexer->script->memory;
	lexer->script->memory = block;
	return block->bytes;
}

void pkt_free(struct pkt_script *script)
{
	struct block *block = script->memory, *next;

	for (; block; block = next) {
		next = block->next;
		free(block);
	}
	memset(script, 0, sizeof(*script));
}

void *lex_grow(struct lexer *lexer, void *items, size_t count, size_t size)
{
	void *larger;

	if (count && (count & (count - 1)))
		return items;
	larger = lex_alloc(lexer, (count ? 2 * count : 1) * size);
	if (larger && count)
		memcpy(larger, items, count * size);
	return larger;
}

static const char *copy(struct lexer *lexer, const char *from, size_t len)
{
	char *text = lex_alloc(lexer, len + 1);

	if (text)
		memcpy(text, from, len);
	return text;
}

/* ---- blanks and comments -------------------------------------------------------------------- */

static void skip_line(struct lexer *lexer)
{
	while (*lexer->at && *lexer->at != '\n')
		lexer->at++;
}

/* Behind `end`, counting lines; false if it does not come. */
static bool skip_behind(struct lexer *lexer, const char *end)
{
	const char *found = strstr(lexer->at, end);

	if (!found)
		return false;
	for (; lexer->at < found; lexer->at++)
		lexer->line += *lexer->at == '\n';
	lexer->at += strlen(end);
	return true;
}

static bool skip_comment(struct lexer *lexer)
{
	if (!strncmp(lexer->at, "//", 2) || *lexer->at == '#') {
		skip_line(lexer);
		return true;
	}
	if (strncmp(lexer->at, "/*", 2))
		return false;
	lexer->word.line = lexer->line;
	if (!skip_behind(lexer, "*/")) {
		lex_fail(lexer, "this comment has no end; write */ behind it");
		lexer->at += strlen(lexer->at);
	}
	return true;
}

static void skip_blanks(struct lexer *lexer)
{
	for (;;) {
		if (isspace((unsigned char)*lexer->at))
			lexer->line += *lexer->at++ == '\n';
		else if (!skip_comment(lexer))
			return;
	}
}

/* ---- words ---------------------------------------------------------------------------------- */

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* From `open` (of that length) to the next `close`; `escapes`: a backslash takes the next sign's meaning. */
static void read_quoted(struct lexer *lexer, enum lex_kind kind, size_t open, const char *close,
                        bool escapes)
{
	const char *start = lexer->at + open, *end = start;

	while (*end && strncmp(end, close, strlen(close))) {
		if (escapes && *end == '\\' && end[1])
			end++;
		lexer->line += *end == '\n';
		end++;
	}
	lexer->word.kind = kind;
	lexer->word.text = copy(lexer, start, (size_t)(end - start));
	if (!*end)
		lex_fail(lexer, "this has no end; write %s behind it", close);
	lexer->at = *end ? end + strlen(close) : end;
}

/* Behind a sign, or behind all that stands in quotes. */
static const char *quotes_end(const char *p)
{
	const char *end = *p == '"' || *p == '`' ? strchr(p + 1, *p) : NULL;

	return end ? end + 1 : p + 1;
}

static void read_option(struct lexer *lexer)
{
	const char *name = lexer->at + 2, *end = name;

	while (is_word_char(*end) || *end == '-')
		end++;
	lexer->word.kind = LEX_OPTION;
	lexer->word.text = copy(lexer, name, (size_t)(end - name));
	lexer->at = end;
	if (*end != '=')
		return;
	name = ++end;
	while (*end && !isspace((unsigned char)*end))
		end = quotes_end(end);
	lexer->word.value_text = copy(lexer, name, (size_t)(end - name));
	lexer->at = end;
}

/* Where the number that starts here ends. A dot belongs to it if a digit follows: "0.1...0.2". */
static const char *number_end(const char *p, bool *fraction)
{
	*fraction = false;
	if (*p == '-')
		p++;
	while (isdigit((unsigned char)*p))
		p++;
	if (*p != '.' || !isdigit((unsigned char)p[1]))
		return p;
	*fraction = true;
	for (p++; isdigit((unsigned char)*p); p++)
		;
	return p;
}

static void read_number(struct lexer *lexer)
{
	bool fraction;
	const char *start = lexer->at, *end = number_end(start, &fraction);
	bool hex = start[0] == '0' && (start[1] == 'x' || start[1] == 'X');

	if (hex)
		end = start + 2;
	while (!fraction && is_word_char(*end))
		end++;
	lexer->word.text = copy(lexer, start, (size_t)(end - start));
	lexer->at = end;
	if (!lexer->word.text)
		return;
	if (fraction) {
		lexer->word.kind = LEX_FLOAT;
		lexer->word.number = strtod(lexer->word.text, NULL);
		return;
	}
	errno = 0;
	lexer->word.value = strtoll(lexer->word.text, (char **)(uintptr_t)&start, hex ? 16 : 10);
	/* Digits of a cookie may be more than a number has. */
	lexer->word.kind = *start || errno == ERANGE ? LEX_WORD : LEX_INTEGER;
}

static void read_word(struct lexer *lexer)
{
	const char *end = lexer->at;

	while (is_word_char(*end))
		end++;
	lexer->word.kind = LEX_WORD;
	lexer->word.text = copy(lexer, lexer->at, (size_t)(end - lexer->at));
	lexer->at = end;
}

/* A word that --define gave a meaning is what stands there. */
static void substitute(struct lexer *lexer)
{
	const struct pkt_setting *define = NULL;
	struct lexer inner = *lexer;

	if (lexer->word.kind != LEX_WORD || !lexer->word.text || lexer->substituting)
		return;
	for (size_t i = 0; i < lexer->script->define_count; i++)
		if (!strcmp(lexer->script->defines[i].name, lexer->word.text))
			define = &lexer->script->defines[i];
	if (!define)
		return;
	inner.at = define->value;
	inner.substituting = true;
	lex_next(&inner);
	lexer->word = inner.word;
	lexer->word.line = lexer->line;
	lexer->failed = inner.failed;
}

static bool starts_number(const char *p)
{
	if (*p == '-')
		p++;
	return isdigit((unsigned char)*p) || (*p == '.' && isdigit((unsigned char)p[1]));
}

static void read_sign(struct lexer *lexer)
{
	lexer->word.kind = LEX_SIGN;
	lexer->word.sign = *lexer->at;
	if (strncmp(lexer->at, "...", 3)) {
		lexer->at++;
		return;
	}
	lexer->word.kind = LEX_ELLIPSIS;
	lexer->at += 3;
}

void lex_next(struct lexer *lexer)
{
	skip_blanks(lexer);
	lexer->word = (struct lex_word){ .kind = LEX_END, .line = lexer->line };
	if (!*lexer->at)
		return;
	if (!strncmp(lexer->at, "--", 2) && isalpha((unsigned char)lexer->at[2]))
		read_option(lexer);
	else if (!strncmp(lexer->at, "%{", 2))
		read_quoted(lexer, LEX_PYTHON, 2, "}%", false);
	else if (*lexer->at == '"')
		read_quoted(lexer, LEX_STRING, 1, "\"", true);
	else if (*lexer->at == '`')
		read_quoted(lexer, LEX_SHELL, 1, "`", true);
	else if (starts_number(lexer->at))
		read_number(lexer);
	else if (is_word_char(*lexer->at))
		read_word(lexer);
	else
		read_sign(lexer);
	substitute(lexer);
	if (lexer->failed)
		lexer->word.kind = LEX_END;
}

/* ---- what the parser asks for --------------------------------------------------------------- */

const char *lex_shown(const struct lexer *lexer)
{
	static char text[80];

	if (lexer->word.kind == LEX_END)
		return "the end of the script";
	if (lexer->word.kind == LEX_ELLIPSIS)
		return "...";
	if (lexer->word.kind == LEX_SIGN)
		snprintf(text, sizeof(text), "%c", lexer->word.sign);
	else
		snprintf(text, sizeof(text), "%.*s", 60, lexer->word.text);
	text[strcspn(text, "\n")] = 0;
	return text;
}

bool lex_is_sign(const struct lexer *lexer, char sign)
{
	return lexer->word.kind == LEX_SIGN && lexer->word.sign == sign;
}

bool lex_is_word(const struct lexer *lexer, const char *text)
{
	return lexer->word.kind == LEX_WORD && !strcmp(lexer->word.text, text);
}

bool lex_take_sign(struct lexer *lexer, char sign)
{
	bool there = lex_is_sign(lexer, sign);

	if (there)
		lex_next(lexer);
	return there;
}

bool lex_take_word(struct lexer *lexer, const char *text)
{
	bool there = lex_is_word(lexer, text);

	if (there)
		lex_next(lexer);
	return there;
}

bool lex_need_sign(struct lexer *lexer, char sign)
{
	return lex_take_sign(lexer, sign) ||
	       lex_fail(lexer, "expected %c instead of %s", sign, lex_shown(lexer));
}

bool lex_need_integer(struct lexer *lexer, const char *what, int64_t least, int64_t most,
                      int64_t *value)
{
	if (lexer->word.kind != LEX_INTEGER)
		return lex_fail(lexer, "expected %s, a number, instead of %s", what,
		                lex_shown(lexer));
	*value = lexer->word.value;
	if (*value < least || *value > most)
		return lex_fail(lexer, "%s must be from %lld to %lld, not %s", what,
		                (long long)least, (long long)most, lexer->word.text);
	lex_next(lexer);
	return true;
}
