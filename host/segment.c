/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "segment.h"

#define SMALLEST_FRAME 60u
#define TTL 64u
#define TCP_NUMBER 6u

enum {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_8021Q = 0x8100,
	ETHERTYPE_IPV6 = 0x86DD,
	ETHERTYPE_8021AD = 0x88A8
};

/* ---- building -------------------------------------------------------------------------------- */

static size_t build_ethernet(const struct segment_path *path, uint8_t *p)
{
	size_t at = 12;

	memcpy(p, path->dst_mac, 6);
	memcpy(p + 6, path->src_mac, 6);
	for (unsigned i = 0; i < path->vlan_count; i++, at += 4) {
		put16(p + at, i == 0 && path->outer_88a8 ? ETHERTYPE_8021AD : ETHERTYPE_8021Q);
		put16(p + at + 2, path->vlan_tci[i]);
	}
	put16(p + at, path->ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
	return at + 2;
}

static size_t ip_bytes(const struct segment_path *path, const struct segment *s)
{
	return path->ipv6 ? 40 : 20 + 4u * s->ip_option_words;
}

static void build_ipv4(const struct segment_path *path, const struct segment *s, size_t tcp_bytes,
                       uint8_t *p)
{
	size_t header = ip_bytes(path, s);

	memset(p, 0, 20);
	memset(p + 20, OPTION_NOP, header - 20);
	p[0] = (uint8_t)(0x40 | header / 4);
	p[1] = s->tos;
	put16(p + 2, (uint32_t)(header + tcp_bytes));
	put16(p + 4, s->ip_id);
	p[6] = s->more_fragments ? 0x20 : 0x40;
	p[8] = s->ttl ? s->ttl : TTL;
	p[9] = TCP_NUMBER;
	memcpy(p + 12, path->src, 4);
	memcpy(p + 16, path->dst, 4);
}

static void build_ipv6(const struct segment_path *path, const struct segment *s, size_t tcp_bytes,
                       uint8_t *p)
{
	put32(p, 6u << 28 | (uint32_t)s->tos << 20 | s->flow_label);
	put16(p + 4, (uint32_t)tcp_bytes);
	p[6] = TCP_NUMBER;
	p[7] = s->ttl ? s->ttl : TTL;
	memcpy(p + 8, path->src, 16);
	memcpy(p + 24, path->dst, 16);
}

void segment_fill(uint8_t *bytes, uint32_t seq, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(seq + i);
}

static size_t build_tcp(const struct segment_path *path, const struct segment *s, uint8_t *p)
{
	size_t header = 20u + s->option_bytes;

	memset(p, 0, 20);
	put16(p, path->src_port);
	put16(p + 2, path->dst_port);
	put32(p + 4, s->seq);
	put32(p + 8, s->ack);
	p[12] = (uint8_t)(header / 4 << 4);
	p[13] = s->flags;
	put16(p + 14, s->window);
	put16(p + 18, s->urgent);
	memcpy(p + 20, s->options, s->option_bytes);
	segment_fill(p + header, s->seq, s->payload);
	return header + s->payload;
}

size_t segment_build(const struct segment_path *path, const struct segment *segment, uint8_t *frame)
{
	size_t ip = build_ethernet(path, frame), tcp = ip + ip_bytes(path, segment);
	size_t tcp_bytes = build_tcp(path, segment, frame + tcp), len = tcp + tcp_bytes;
	struct frame dissected;

	if (path->ipv6)
		build_ipv6(path, segment, tcp_bytes, frame + ip);
	else
		build_ipv4(path, segment, tcp_bytes, frame + ip);
	frame_dissect(frame, len, &dissected);
	frame_fix_checksums(frame, &dissected);
	memset(frame + len, 0x5a, segment->padding);
	len += segment->padding;
	for (; len < SMALLEST_FRAME; len++)
		frame[len] = 0;
	return len;
}

/* ---- options --------------------------------------------------------------------------------- */

size_t segment_option(const uint8_t *options, size_t len, size_t at)
{
	if (at >= len)
		return 0;
	if (options[at] == OPTION_EOL || options[at] == OPTION_NOP)
		return 1;
	if (at + 1 >= len || options[at + 1] < 2 || options[at + 1] > len - at)
		return 0;
	return options[at + 1];
}

size_t segment_find_option(const uint8_t *options, size_t len, enum option_kind kind)
{
	size_t at = 0, size;

	while ((size = segment_option(options, len, at)) > 0) {
		if (options[at] == kind)
			return at;
		if (options[at] == OPTION_EOL)
			break;
		at += size;
	}
	return len;
}

/* ---- text ------------------------------------------------------------------------------------ */

struct writer {
	char *text;
	size_t used, room;
};

__attribute__((format(printf, 2, 3))) static void add(struct writer *w, const char *format, ...)
{
	va_list args;
	int more;

	va_start(args, format);
	more = vsnprintf(w->text + w->used, w->room - w->used, format, args);
	va_end(args);
	if (more > 0)
		w->used += (size_t)more;
	if (w->used >= w->room)
		w->used = w->room - 1;
}

static void add_flags(struct writer *w, uint8_t flags)
{
	const char *letters = SEGMENT_FLAG_LETTERS;

	if (!flags)
		add(w, "-");
	for (unsigned i = 0; letters[i]; i++)
		if ((flags & 1u << i) && letters[i] != '.')
			add(w, "%c", letters[i]);
	if (flags & TCP_ACK)
		add(w, ".");
}

static void add_option(struct writer *w, const uint8_t *p, size_t size)
{
	if (*p == OPTION_EOL) {
		add(w, "eol");
	} else if (*p == OPTION_NOP) {
		add(w, "nop");
	} else if (*p == OPTION_MSS && size == 4) {
		add(w, "mss %u", get16(p + 2));
	} else if (*p == OPTION_WSCALE && size == 3) {
		add(w, "wscale %u", p[2]);
	} else if (*p == OPTION_SACK_OK && size == 2) {
		add(w, "sackOK");
	} else if (*p == OPTION_TS && size == 10) {
		add(w, "TS val %u ecr %u", get32(p + 2), get32(p + 6));
	} else if (*p == OPTION_SACK && size % 8 == 2) {
		add(w, "sack");
		for (size_t i = 2; i + 8 <= size; i += 8)
			add(w, " %u:%u", get32(p + i), get32(p + i + 4));
	} else if (*p == OPTION_COOKIE) {
		add(w, size > 2 ? "FO " : "FO");
		for (size_t i = 2; i < size; i++)
			add(w, "%02x", p[i]);
	} else {
		add(w, "option %u of %zu bytes", *p, size);
	}
}

static void add_options(struct writer *w, const struct segment *s)
{
	size_t size;

	for (size_t at = 0; (size = segment_option(s->options, s->option_bytes, at)) > 0;
	     at += size) {
		add(w, at ? "," : " <");
		add_option(w, s->options + at, size);
	}
	if (s->option_bytes)
		add(w, ">");
}

void segment_text(const struct segment *segment, long window, char text[SEGMENT_TEXT_BYTES])
{
	struct writer w = { .text = text, .room = SEGMENT_TEXT_BYTES };

	add_flags(&w, segment->flags);
	add(&w, " %u:%u(%u)", segment->seq, segment->seq + segment->payload, segment->payload);
	if (segment->flags & TCP_ACK || segment->ack)
		add(&w, " ack %u", segment->ack);
	if (window >= 0)
		add(&w, " win %ld", window);
	if (segment->urgent)
		add(&w, " urg %u", segment->urgent);
	add_options(&w, segment);
}
