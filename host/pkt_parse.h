/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Parts of the reader of scenarios. Each takes the words of what it reads, or leaves an error with
 * the lexer and returns false.
 */
#ifndef HOST_PKT_PARSE_H
#define HOST_PKT_PARSE_H

#include "pkt_lex.h"

/* Behind < or >. */
bool pkt_parse_segment(struct lexer *lexer, struct pkt_segment *segment);
/* name(arguments) = result ERRNO (note) */
bool pkt_parse_call(struct lexer *lexer, struct pkt_call *call);

#endif
