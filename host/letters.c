/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdio.h>
#include <string.h>

#include "letters.h"

#define FAR 100000 /* a distance that says nothing any more */

static bool name_by(char letter, uint32_t base, uint32_t number, char text[LETTERS_SIZE])
{
	int32_t distance = (int32_t)(number - base);

	if (distance <= -FAR || distance >= FAR)
		return false;
	if (distance)
		snprintf(text, LETTERS_SIZE, "%c%+d", letter, distance);
	else
		snprintf(text, LETTERS_SIZE, "%c", letter);
	return true;
}

void letters_number(const struct letters *letters, bool of_a, bool from_w, uint32_t number,
                    char text[LETTERS_SIZE])
{
	bool by_w = letters->only_w || (letters->has_w && (seq_after(number, letters->w) ||
	                                                   (from_w && number == letters->w)));

	if (of_a ? name_by('u', letters->u, number, text)
	         : name_by(by_w ? 'w' : 'v', by_w ? letters->w : letters->v, number, text))
		return;
	snprintf(text, LETTERS_SIZE, "%u", number);
}

const char *letters_flags(uint8_t flags, char *text, size_t size)
{
	static const struct {
		uint8_t flag;
		const char *name;
	} names[] = {
		{ TCP_SYN, "SYN" }, { TCP_FIN, "FIN" }, { TCP_RST, "RST" }, { TCP_ACK, "ACK" }
	};
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (flags & names[i].flag)
			used += (size_t)snprintf(text + used, size - used, "%s%s", used ? " " : "",
			                         names[i].name);
	return used ? text : "none";
}

void letters_segment(const struct letters *letters, bool from_a, bool from_w, const struct frame *f,
                     char *text, size_t size)
{
	char flags[24], seq[LETTERS_SIZE], ack[LETTERS_SIZE];
	size_t used;

	letters_number(letters, from_a, from_w, f->seq, seq);
	if (f->flags & TCP_RST && !f->seq) /* nobody's number: <SEQ=0><ACK=...><CTL=RST,ACK> */
		snprintf(seq, sizeof(seq), "0");
	letters_number(letters, !from_a, from_w, f->ack, ack);
	used = (size_t)snprintf(text, size, "%s seq=%s",
	                        letters_flags(f->flags, flags, sizeof(flags)), seq);
	if (f->flags & TCP_ACK && used < size)
		used += (size_t)snprintf(text + used, size - used, " ack=%s", ack);
	if (f->payload && used < size)
		snprintf(text + used, size - used, " len=%u", f->payload);
}
