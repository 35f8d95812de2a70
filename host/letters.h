/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Sequence numbers in the letters of the textbooks: A closes with seq u and ack v, the FIN of B has
 * seq w.
 */
#ifndef HOST_LETTERS_H
#define HOST_LETTERS_H

#include "frame.h"

struct letters {
	uint32_t u, v, w;
	bool has_w;  /* else B sends no FIN */
	bool only_w; /* v is not used */
};

#define LETTERS_SIZE 16

/* "u+1"; the number itself when it is far from its letters. `from_w`: w itself is called w, not v. */
void letters_number(const struct letters *letters, bool of_a, bool from_w, uint32_t number,
                    char text[LETTERS_SIZE]);

/* "FIN ACK" and so on, "none" without a flag. */
const char *letters_flags(uint8_t flags, char *text, size_t size);
/* "FIN ACK seq=u ack=v len=3" */
void letters_segment(const struct letters *letters, bool from_a, bool from_w, const struct frame *f,
                     char *text, size_t size);

#endif
