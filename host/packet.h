/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Frames as the peer of a flow sends them, for tests and the command: every field can be wrong on purpose.
 */
#ifndef HOST_PACKET_H
#define HOST_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "finwave.h"

enum { TH_FIN = 1, TH_SYN = 2, TH_RST = 4, TH_PSH = 8, TH_ACK = 16, TH_URG = 32 };

#define PACKET_MAX 2048

struct packet {
	uint8_t flags;
	uint32_t seq, ack;
	uint16_t window;
	size_t payload;
	bool timestamps;
	uint32_t tsval, tsecr;
	uint8_t options[40]; /* not empty: these, in place of the timestamps */
	unsigned options_len;
	bool has_wscale; /* the window scale option, for a SYN */
	uint8_t wscale;
	unsigned ip_option_words; /* IPv4: NOPs between header and TCP, 0 to 10 */
	unsigned tcp_nops;        /* before the other options, at most 28, 25 with has_wscale */
	size_t padding;           /* behind the IP length */
	bool from_host;           /* our end sends it, not the peer */
	bool more_fragments;      /* IPv4: MF in place of DF */
};

/* Fills frame (PACKET_MAX bytes) with sound checksums and returns its length. */
size_t packet_build(const struct finwave_flow_config *flow, const struct packet *packet,
                    uint8_t *frame);

/* What a frame says: for frames that packet_build() or the engine made. */
struct packet_seen {
	uint8_t flags;
	uint32_t seq, ack;
	uint16_t local_port, remote_port; /* source, destination */
	uint16_t window, payload;
	size_t text_at;        /* of the payload, in the frame */
	bool timestamps;       /* as the engine writes them: first, behind two NOPs */
	uint32_t tsval, tsecr; /* 0 without */
};

/* False: no TCP in it. */
bool packet_read(const uint8_t *frame, size_t len, struct packet_seen *seen);

#endif
