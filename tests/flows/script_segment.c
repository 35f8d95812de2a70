/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Segments, in packetdrill's words. */
#include <stdio.h>
#include <string.h>

#include "script_parse.h"

static const char flag_letters[] = "FSRP.U";

void script_flags_text(uint8_t flags, char *text)
{
	for (unsigned i = 0; flag_letters[i]; i++)
		if (flags >> i & 1)
			*text++ = flag_letters[i];
	*text = '\0';
}

static int parse_flags(struct line *line, struct packet *packet)
{
	const char *word = take(line);

	if (!*word)
		return complain(line, "the flags of the segment are missing");
	if (strcmp(word, "-") == 0)
		return 0;
	for (const char *p = word; *p; p++) {
		const char *letter = strchr(flag_letters, *p);

		if (!letter)
			return complain(line, "'%c' is no flag; they are %s", *p, flag_letters);
		packet->flags |= (uint8_t)(1u << (letter - flag_letters));
	}
	return 0;
}

/* SEQ:END(LENGTH); length counts text alone. */
static int parse_range(struct line *line, struct packet *packet)
{
	const char *word = take(line);
	const char *colon = strchr(word, ':');
	char first[32];
	uint32_t end, length;

	if (!colon || (size_t)(colon - word) >= sizeof(first))
		return complain(line, "'%s' is not SEQ:END(LENGTH)", word);
	memcpy(first, word, (size_t)(colon - word));
	first[colon - word] = '\0';
	if (parse_number(line, first, &packet->seq) || parse_number(line, colon + 1, &end) ||
	    take_exactly(line, "(") || take_number(line, &length) || take_exactly(line, ")"))
		return -1;
	if (end - packet->seq != length || length > 1500)
		return complain(line, "%s is not a text of %u bytes, at most 1500", word, length);
	packet->payload = length;
	return 0;
}

static int put_option(struct line *line, struct packet *packet, const uint8_t *bytes, unsigned len)
{
	if (packet->options_len + len > sizeof(packet->options))
		return complain(line, "more than %zu bytes of options", sizeof(packet->options));
	memcpy(packet->options + packet->options_len, bytes, len);
	packet->options_len += len;
	return 0;
}

static void put32(uint8_t *at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* TS val V ecr E */
static int parse_timestamps(struct line *line, struct packet *packet)
{
	uint8_t bytes[10] = { 8, 10 };

	if (take_exactly(line, "val") || take_number(line, &packet->tsval) ||
	    take_exactly(line, "ecr") || take_number(line, &packet->tsecr))
		return -1;
	packet->timestamps = true;
	put32(bytes + 2, packet->tsval);
	put32(bytes + 6, packet->tsecr);
	return put_option(line, packet, bytes, sizeof(bytes));
}

/* mss N, wscale N */
static int parse_syn_option(struct line *line, struct packet *packet, bool mss)
{
	uint8_t bytes[4] = { mss ? 2 : 3, mss ? 4 : 3 };
	uint32_t value;

	if (take_number(line, &value))
		return -1;
	if (value > (mss ? UINT16_MAX : UINT8_MAX))
		return complain(line, "%u is too large for the option", value);
	bytes[2] = (uint8_t)(mss ? value >> 8 : value);
	bytes[3] = (uint8_t)value;
	return put_option(line, packet, bytes, bytes[1]);
}

static int parse_option(struct line *line, struct packet *packet)
{
	static const struct {
		const char *name;
		uint8_t bytes[2];
		unsigned len;
	} fixed[] = { { "sackOK", { 4, 2 }, 2 }, { "nop", { 1 }, 1 }, { "eol", { 0 }, 1 } };

	if (take_if(line, "TS"))
		return parse_timestamps(line, packet);
	if (take_if(line, "mss"))
		return parse_syn_option(line, packet, true);
	if (take_if(line, "wscale"))
		return parse_syn_option(line, packet, false);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (take_if(line, fixed[i].name))
			return put_option(line, packet, fixed[i].bytes, fixed[i].len);
	return complain(line, "'%s' is no option", peek(line));
}

/* <mss 1460,nop,wscale 7,sackOK,TS val 1 ecr 0,eol>, as they stand in the header. */
static int parse_options(struct line *line, struct packet *packet)
{
	size_t end = line->next;
	char *last;

	if (*peek(line) != '<')
		return 0;
	while (end < line->count && !strchr(line->words[end], '>'))
		end++;
	last = end < line->count ? strchr(line->words[end], '>') : NULL;
	if (!last || last[1])
		return complain(line, "'>' is missing behind the option");
	*last = '\0';
	line->words[line->next]++;
	while (line->next <= end)
		if (parse_option(line, packet))
			return -1;
	return 0;
}

/* What can be wrong or unusual with a frame that is sent to the engine. */
static int parse_oddity(struct line *line, struct script_segment *segment)
{
	uint32_t number;

	if (take_if(line, "marked_bad"))
		segment->bad = true;
	else if (take_if(line, "bad_tcp_sum"))
		segment->bad_tcp_sum = true;
	else if (take_if(line, "bad_ip_sum"))
		segment->bad_ip_sum = true;
	else if (take_if(line, "cut")) {
		if (take_number(line, &number))
			return -1;
		segment->cut = number;
	} else if (take_if(line, "pad")) {
		if (take_number(line, &number))
			return -1;
		segment->packet.padding = number % 64;
	} else if (take_if(line, "ip_options")) {
		segment->packet.ip_option_words = 3;
	} else if (take_if(line, "nops")) {
		segment->packet.tcp_nops = 2;
	} else if (take_if(line, "fragment")) {
		segment->packet.more_fragments = true;
	} else {
		return complain(line, "'%s' is not understood here", peek(line));
	}
	return 0;
}

int parse_segment(struct line *line, struct script_step *step)
{
	struct script_segment *segment = &step->segment;
	struct packet *packet = &segment->packet;
	uint32_t window = 1000;

	if (parse_flags(line, packet) || parse_range(line, packet))
		return -1;
	if (take_if(line, "ack")) {
		if (take_number(line, &packet->ack))
			return -1;
	} else if (packet->flags & TH_ACK) {
		return complain(line, "the ACK flag stands without ack");
	}
	if (take_if(line, "win")) {
		segment->has_win = true;
		if (take_number(line, &window))
			return -1;
		if (window > UINT16_MAX)
			return complain(line, "a window has 16 bits");
	}
	packet->window = (uint16_t)window;
	if (parse_options(line, packet))
		return -1;
	while ((step->kind == SCRIPT_SEND || step->kind == SCRIPT_HOST) && *peek(line))
		if (parse_oddity(line, segment))
			return -1;
	return 0;
}
