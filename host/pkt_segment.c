/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <string.h>

#include "frame.h"
#include "pkt_parse.h"
#include "segment.h"

#define U32_MOST 0xffffffffll
#define LONGEST_COOKIE 16u

/* ---- what stands before the flags ------------------------------------------------------------ */

static bool parse_tos(struct lexer *lexer, struct pkt_segment *segment)
{
	static const struct {
		const char *name;
		uint8_t tos;
	} marks[] = { { "noecn", 0 }, { "ect0", 2 }, { "ect1", 1 }, { "ce", 3 } };
	int64_t value;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (!lex_take_word(lexer, marks[i].name))
			continue;
		segment->has_tos = true;
		segment->tos = marks[i].tos;
		segment->tos_mask = 3;
		return true;
	}
	if (lex_take_word(lexer, "ect01"))
		return true;
	if (!lex_take_word(lexer, "tos"))
		return lex_fail(lexer,
		                "expected noecn, ect0, ect1, ect01, ce, tos, flowlabel or ttl "
		                "instead of %s",
		                lex_shown(lexer));
	if (!lex_need_integer(lexer, "tos", 0, 255, &value))
		return false;
	segment->has_tos = true;
	segment->tos = (uint8_t)value;
	segment->tos_mask = 0xff;
	return true;
}

static bool parse_ip_item(struct lexer *lexer, struct pkt_segment *segment)
{
	int64_t value;

	if (lex_take_word(lexer, "flowlabel")) {
		if (!lex_need_integer(lexer, "flowlabel", 0, 0xfffff, &value))
			return false;
		segment->flow_label = (uint32_t)value;
		return true;
	}
	if (lex_take_word(lexer, "ttl")) {
		if (!lex_need_integer(lexer, "ttl", 1, 255, &value))
			return false;
		segment->ttl = (uint8_t)value;
		return true;
	}
	return parse_tos(lexer, segment);
}

/* [ect0], (tos 0x10, flowlabel 0x1) */
static bool parse_ip(struct lexer *lexer, struct pkt_segment *segment)
{
	char end = lex_is_sign(lexer, '[') ? ']' : ')';

	if (!lex_take_sign(lexer, '[') && !lex_take_sign(lexer, '('))
		return true;
	do {
		if (!parse_ip_item(lexer, segment))
			return false;
	} while (lex_take_sign(lexer, ','));
	return lex_need_sign(lexer, end);
}

static bool parse_ports(struct lexer *lexer, struct pkt_segment *segment)
{
	int64_t from, to;

	if (lexer->word.kind != LEX_INTEGER)
		return true;
	if (!lex_need_integer(lexer, "the source port", 1, 65535, &from) ||
	    !lex_need_sign(lexer, '>') ||
	    !lex_need_integer(lexer, "the destination port", 1, 65535, &to))
		return false;
	segment->src_port = (uint16_t)from;
	segment->dst_port = (uint16_t)to;
	return true;
}

/* ---- flags and numbers ----------------------------------------------------------------------- */

static bool add_flags(struct lexer *lexer, const char *letters, struct pkt_segment *segment)
{
	for (; *letters; letters++) {
		const char *found = strchr(SEGMENT_FLAG_LETTERS, *letters);

		if (!found)
			return lex_fail(lexer,
			                "%c in %s is no flag; they are F S R P U E W, . for ACK "
			                "and - for none",
			                *letters, lex_shown(lexer));
		segment->flags |= (uint8_t)(1u << (found - SEGMENT_FLAG_LETTERS));
	}
	return true;
}

static bool parse_flags(struct lexer *lexer, struct pkt_segment *segment)
{
	if (lex_take_sign(lexer, '-'))
		return true;
	if (lex_is_word(lexer, "icmp") || lex_is_word(lexer, "udp") || lex_is_word(lexer, "ipv4") ||
	    lex_is_word(lexer, "ipv6") || lex_is_word(lexer, "gre") || lex_is_word(lexer, "mpls"))
		return lex_fail(lexer, "%s is not played here, only TCP segments are; leave it out",
		                lex_shown(lexer));
	if (lexer->word.kind != LEX_WORD && !lex_is_sign(lexer, '.'))
		return lex_fail(lexer, "expected flags, as S. or F., instead of %s",
		                lex_shown(lexer));
	if (lexer->word.kind == LEX_WORD) {
		if (!add_flags(lexer, lexer->word.text, segment))
			return false;
		lex_next(lexer);
	}
	if (lex_take_sign(lexer, '.'))
		segment->flags |= TCP_ACK;
	return true;
}

static bool parse_sequence(struct lexer *lexer, struct pkt_segment *segment)
{
	int64_t start, end, payload;

	if (!lex_need_integer(lexer, "the sequence number", 0, U32_MOST, &start) ||
	    !lex_need_sign(lexer, ':') ||
	    !lex_need_integer(lexer, "the end of the sequence numbers", 0, U32_MOST, &end) ||
	    !lex_need_sign(lexer, '(') ||
	    !lex_need_integer(lexer, "the length", 0, SEGMENT_LONGEST, &payload))
		return false;
	if ((uint32_t)(start + payload) != (uint32_t)end)
		return lex_fail(lexer,
		                "%lld:%lld(%lld) does not add up; the length is end less start",
		                (long long)start, (long long)end, (long long)payload);
	segment->seq = (uint32_t)start;
	segment->payload = (uint32_t)payload;
	return lex_need_sign(lexer, ')');
}

static bool parse_numbers(struct lexer *lexer, struct pkt_segment *segment)
{
	int64_t value;

	if (lex_take_word(lexer, "ack")) {
		if (!lex_need_integer(lexer, "ack", 0, U32_MOST, &value))
			return false;
		segment->ack = (uint32_t)value;
	}
	if (lex_take_word(lexer, "win")) {
		if (!lex_need_integer(lexer, "win", 0, 65535, &value))
			return false;
		segment->has_window = true;
		segment->window = (uint16_t)value;
	}
	if (lex_take_word(lexer, "urg")) {
		if (!lex_need_integer(lexer, "urg", 0, 65535, &value))
			return false;
		segment->urgent = (uint16_t)value;
	}
	return true;
}

/* ---- options --------------------------------------------------------------------------------- */

static bool add_bytes(struct lexer *lexer, struct pkt_segment *segment, const uint8_t *bytes,
                      size_t len)
{
	if (segment->option_bytes + len > PKT_OPTION_BYTES)
		return lex_fail(lexer, "these options take more than %u bytes; leave some out",
		                PKT_OPTION_BYTES);
	memcpy(segment->options + segment->option_bytes, bytes, len);
	segment->option_bytes = (uint8_t)(segment->option_bytes + len);
	return true;
}

static bool add_option(struct lexer *lexer, struct pkt_segment *segment, uint8_t kind,
                       const uint8_t *data, size_t len)
{
	uint8_t head[2] = { kind, (uint8_t)(len + 2) };

	return add_bytes(lexer, segment, head, 2) && add_bytes(lexer, segment, data, len);
}

static bool parse_mss(struct lexer *lexer, struct pkt_segment *segment)
{
	uint8_t data[2];
	int64_t mss;

	if (!lex_need_integer(lexer, "mss", 0, 65535, &mss))
		return false;
	put16(data, (uint32_t)mss);
	return add_option(lexer, segment, OPTION_MSS, data, 2);
}

static bool parse_wscale(struct lexer *lexer, struct pkt_segment *segment)
{
	uint8_t data;
	int64_t shift;

	if (!lex_need_integer(lexer, "wscale", 0, 255, &shift))
		return false;
	data = (uint8_t)shift;
	return add_option(lexer, segment, OPTION_WSCALE, &data, 1);
}

static bool parse_timestamp(struct lexer *lexer, struct pkt_segment *segment)
{
	uint8_t data[8];
	int64_t val, ecr;

	if (!lex_take_word(lexer, "val") || !lex_need_integer(lexer, "TS val", 0, U32_MOST, &val) ||
	    !lex_take_word(lexer, "ecr") || !lex_need_integer(lexer, "TS ecr", 0, U32_MOST, &ecr))
		return lex_fail(lexer, "expected TS val NUMBER ecr NUMBER instead of %s",
		                lex_shown(lexer));
	put32(data, (uint32_t)val);
	put32(data + 4, (uint32_t)ecr);
	return add_option(lexer, segment, OPTION_TS, data, 8);
}

static bool parse_sack(struct lexer *lexer, struct pkt_segment *segment)
{
	uint8_t data[32];
	size_t len = 0;
	int64_t left, right;

	while (lexer->word.kind == LEX_INTEGER && len < sizeof(data)) {
		if (!lex_need_integer(lexer, "sack", 0, U32_MOST, &left) ||
		    !lex_need_sign(lexer, ':') ||
		    !lex_need_integer(lexer, "sack", 0, U32_MOST, &right))
			return false;
		put32(data + len, (uint32_t)left);
		put32(data + len + 4, (uint32_t)right);
		len += 8;
	}
	return add_option(lexer, segment, OPTION_SACK, data, len);
}

static unsigned hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *found = strchr(digits, c | 0x20);

	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	return found && c ? (unsigned)(found - digits) : 16;
}

/* Pairs of hex digits; false: something else, or too many. */
static bool read_hex(const char *text, uint8_t *bytes, size_t room, size_t *len)
{
	unsigned high, low;

	for (*len = 0; *text; text += 2) {
		high = hex_digit(text[0]);
		low = hex_digit(text[1]);
		if (high > 15 || low > 15 || *len == room)
			return false;
		bytes[(*len)++] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* FO and its cookie, if there is one. */
static bool parse_cookie(struct lexer *lexer, struct pkt_segment *segment)
{
	uint8_t data[LONGEST_COOKIE];
	size_t len;

	if (lexer->word.kind != LEX_WORD && lexer->word.kind != LEX_INTEGER)
		return add_option(lexer, segment, OPTION_COOKIE, data, 0);
	if (!read_hex(lexer->word.text, data, sizeof(data), &len))
		return lex_fail(lexer, "%s is no cookie; write up to %u pairs of hex digits",
		                lexer->word.text, LONGEST_COOKIE);
	lex_next(lexer);
	return add_option(lexer, segment, OPTION_COOKIE, data, len);
}

static bool parse_option(struct lexer *lexer, struct pkt_segment *segment)
{
	static const uint8_t eol = OPTION_EOL, nop = OPTION_NOP, sack_ok[] = { OPTION_SACK_OK, 2 };

	if (lex_take_word(lexer, "nop"))
		return add_bytes(lexer, segment, &nop, 1);
	if (lex_take_word(lexer, "eol"))
		return add_bytes(lexer, segment, &eol, 1);
	if (lex_take_word(lexer, "sackOK"))
		return add_bytes(lexer, segment, sack_ok, sizeof(sack_ok));
	if (lex_take_word(lexer, "mss"))
		return parse_mss(lexer, segment);
	if (lex_take_word(lexer, "wscale"))
		return parse_wscale(lexer, segment);
	if (lex_take_word(lexer, "TS"))
		return parse_timestamp(lexer, segment);
	if (lex_take_word(lexer, "sack"))
		return parse_sack(lexer, segment);
	if (lex_take_word(lexer, "FO"))
		return parse_cookie(lexer, segment);
	return lex_fail(lexer,
	                "%s is no option that is known here; they are mss, wscale, sackOK, TS, "
	                "sack, nop, eol, FO and ...",
	                lex_shown(lexer));
}

/* The peer's options are filled up with EOL; ours must be written as they are. */
static bool pad_options(struct lexer *lexer, struct pkt_segment *segment)
{
	static const uint8_t zeros[3];
	size_t missing = -(size_t)segment->option_bytes & 3;

	if (missing && !segment->inbound)
		return lex_fail(lexer,
		                "these options are %u bytes; write nop or eol until they "
		                "are a multiple of 4",
		                segment->option_bytes);
	return add_bytes(lexer, segment, zeros, missing);
}

static bool parse_options(struct lexer *lexer, struct pkt_segment *segment)
{
	if (!lex_take_sign(lexer, '<'))
		return true;
	if (lexer->word.kind == LEX_ELLIPSIS) {
		if (segment->inbound)
			return lex_fail(lexer, "<...> stands behind outgoing segments (>) only");
		segment->any_options = true;
		lex_next(lexer);
		return lex_need_sign(lexer, '>');
	}
	do {
		if (!parse_option(lexer, segment))
			return false;
	} while (lex_take_sign(lexer, ','));
	return lex_need_sign(lexer, '>') && pad_options(lexer, segment);
}

bool pkt_parse_segment(struct lexer *lexer, struct pkt_segment *segment)
{
	return parse_ip(lexer, segment) && parse_ports(lexer, segment) &&
	       parse_flags(lexer, segment) && parse_sequence(lexer, segment) &&
	       parse_numbers(lexer, segment) && parse_options(lexer, segment);
}
