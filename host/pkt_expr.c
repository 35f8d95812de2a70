/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "pkt_parse.h"

#define DEEPEST 16u /* brackets in brackets */

static struct pkt_expr *parse_expr(struct lexer *lexer, unsigned depth);

static struct pkt_expr *new_expr(struct lexer *lexer, enum pkt_expr_kind kind)
{
	struct pkt_expr *expr = lex_alloc(lexer, sizeof(*expr));

	if (!expr)
		return NULL;
	expr->kind = kind;
	expr->text = lexer->word.text;
	expr->integer = lexer->word.value;
	return expr;
}

static bool add_item(struct lexer *lexer, struct pkt_expr *expr, struct pkt_expr *item)
{
	if (!item)
		return false;
	expr->items = lex_grow(lexer, expr->items, expr->count, sizeof(struct pkt_expr *));
	if (!expr->items)
		return false;
	expr->items[expr->count++] = item;
	return true;
}

/* The items up to and with `end`. */
static bool parse_items(struct lexer *lexer, struct pkt_expr *expr, char end, unsigned depth)
{
	if (lex_take_sign(lexer, end))
		return true;
	do {
		if (!add_item(lexer, expr, parse_expr(lexer, depth)))
			return false;
	} while (lex_take_sign(lexer, ','));
	return lex_need_sign(lexer, end);
}

/* WORD, WORD = value, WORD(items), WORD(items) = value */
static struct pkt_expr *parse_word(struct lexer *lexer, unsigned depth)
{
	struct pkt_expr *expr = new_expr(lexer, PKT_WORD);

	lex_next(lexer);
	if (!expr)
		return NULL;
	if (lex_take_sign(lexer, '(')) {
		expr->kind = PKT_APPLY;
		if (!parse_items(lexer, expr, ')', depth))
			return NULL;
	}
	if (!lex_take_sign(lexer, '='))
		return expr;
	expr->kind = PKT_FIELD;
	expr->count = 0;
	expr->items = NULL;
	return add_item(lexer, expr, parse_expr(lexer, depth)) ? expr : NULL;
}

static struct pkt_expr *parse_bracket(struct lexer *lexer, unsigned depth)
{
	bool list = lex_is_sign(lexer, '[');
	struct pkt_expr *expr = new_expr(lexer, list ? PKT_LIST : PKT_STRUCT);

	lex_next(lexer);
	return expr && parse_items(lexer, expr, list ? ']' : '}', depth) ? expr : NULL;
}

static struct pkt_expr *parse_one(struct lexer *lexer, unsigned depth)
{
	struct pkt_expr *expr = NULL;

	switch (lexer->word.kind) {
	case LEX_ELLIPSIS:
		expr = new_expr(lexer, PKT_ELLIPSIS);
		break;
	case LEX_INTEGER:
		expr = new_expr(lexer, PKT_INTEGER);
		break;
	case LEX_STRING:
		expr = new_expr(lexer, PKT_STRING);
		break;
	case LEX_WORD:
		return parse_word(lexer, depth);
	default:
		if (lex_is_sign(lexer, '[') || lex_is_sign(lexer, '{'))
			return parse_bracket(lexer, depth);
		lex_fail(lexer, "expected a value instead of %s", lex_shown(lexer));
		return NULL;
	}
	lex_next(lexer);
	/* "abc" "def", and "abc"... for a longer text */
	if (expr && expr->kind == PKT_STRING)
		while (lexer->word.kind == LEX_STRING || lexer->word.kind == LEX_ELLIPSIS)
			lex_next(lexer);
	return expr;
}

static struct pkt_expr *parse_expr(struct lexer *lexer, unsigned depth)
{
	struct pkt_expr *first, *all;

	if (depth == DEEPEST) {
		lex_fail(lexer, "too many brackets in brackets");
		return NULL;
	}
	first = parse_one(lexer, depth + 1);
	if (!first || !lex_is_sign(lexer, '|'))
		return first;
	all = new_expr(lexer, PKT_OR);
	if (!all || !add_item(lexer, all, first))
		return NULL;
	while (lex_take_sign(lexer, '|'))
		if (!add_item(lexer, all, parse_one(lexer, depth + 1)))
			return NULL;
	return all;
}

/* (Operation now in progress), (flags O_RDWR) */
static bool parse_note(struct lexer *lexer)
{
	if (!lex_take_sign(lexer, '('))
		return true;
	while (lexer->word.kind != LEX_END && !lex_is_sign(lexer, ')'))
		lex_next(lexer);
	return lex_need_sign(lexer, ')');
}

bool pkt_parse_call(struct lexer *lexer, struct pkt_call *call)
{
	call->name = lexer->word.text;
	lex_next(lexer);
	if (!lex_need_sign(lexer, '('))
		return false;
	while (!lex_is_sign(lexer, ')')) {
		if (call->count == PKT_ARGUMENTS)
			return lex_fail(lexer, "%s takes no more than %u arguments", call->name,
			                PKT_ARGUMENTS);
		call->arguments[call->count] = parse_expr(lexer, 0);
		if (!call->arguments[call->count++])
			return false;
		if (!lex_take_sign(lexer, ','))
			break;
	}
	if (!lex_need_sign(lexer, ')') || !lex_need_sign(lexer, '='))
		return false;
	call->result = parse_expr(lexer, 0);
	if (!call->result)
		return false;
	if (lexer->word.kind == LEX_WORD) {
		call->error = lexer->word.text;
		lex_next(lexer);
	}
	return parse_note(lexer);
}
