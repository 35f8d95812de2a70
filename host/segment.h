/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Builds TCP segments as Ethernet frames with right checksums, and says in packetdrill's words what
 * a segment is.
 */
#ifndef HOST_SEGMENT_H
#define HOST_SEGMENT_H

#include "bytes.h"
#include "frame.h"

#define SEGMENT_LONGEST 60000u /* bytes of payload */
#define SEGMENT_FRAME_BYTES (SEGMENT_LONGEST + 128u)
#define SEGMENT_OPTION_BYTES 40u
#define SEGMENT_TAIL_BYTES 1460u /* of text that the engine sends with a FIN */

/* Bit i of the flags is letter i; . for ACK. */
#define SEGMENT_FLAG_LETTERS "FSRP.UEW"

enum option_kind {
	OPTION_EOL = 0,
	OPTION_NOP = 1,
	OPTION_MSS = 2,
	OPTION_WSCALE = 3,
	OPTION_SACK_OK = 4,
	OPTION_SACK = 5,
	OPTION_TS = 8,
	OPTION_COOKIE = 34, /* TCP Fast Open */
};

/* Both ends of a connection; src is who sends. */
struct segment_path {
	bool ipv6;
	uint8_t vlan_count;
	uint16_t vlan_tci[2]; /* outer first */
	bool outer_88a8;
	uint8_t src_mac[6], dst_mac[6];
	uint8_t src[16], dst[16]; /* IPv4 in the first four bytes */
	uint16_t src_port, dst_port;
};

struct segment {
	uint8_t flags, tos, ttl; /* ttl 0: 64 */
	uint8_t ip_option_words; /* IPv4: NOPs, 0 to 10 */
	uint8_t padding;         /* bytes behind the IP packet, not 0 */
	uint16_t ip_id;
	bool more_fragments;     /* IPv4: MF in place of DF */
	uint32_t flow_label;
	uint32_t seq, ack, payload;
	uint16_t window, urgent;
	uint8_t options[SEGMENT_OPTION_BYTES];
	uint8_t option_bytes; /* a multiple of 4 */
};

/*
 * Fills `frame` (SEGMENT_FRAME_BYTES) and returns its length. The payload is made of the sequence
 * numbers.
 */
size_t segment_build(const struct segment_path *path, const struct segment *segment,
                     uint8_t *frame);

/* The payload of a segment that begins at `seq`. */
void segment_fill(uint8_t *bytes, uint32_t seq, size_t len);

/* The option at `at`: its length, 0 at the end of the options or when they are broken. */
size_t segment_option(const uint8_t *options, size_t len, size_t at);
/* Where the first option of a kind is, or len. */
size_t segment_find_option(const uint8_t *options, size_t len, enum option_kind kind);

/* "S. 0:0(0) ack 1 win 500 <mss 1460,nop>" of numbers as they stand in it; window < 0: not said. */
#define SEGMENT_TEXT_BYTES 320
void segment_text(const struct segment *segment, long window, char text[SEGMENT_TEXT_BYTES]);

#endif
