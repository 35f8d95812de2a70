/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Dissects an Ethernet frame as far as the engine does: 0 to 2 VLAN tags, IPv4 with options or
 * IPv6, TCP. Never reads past `len`. Also the sequence arithmetic of the whole command.
 */
#ifndef HOST_FRAME_H
#define HOST_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TCP_FIN 0x01u
#define TCP_SYN 0x02u
#define TCP_RST 0x04u
#define TCP_PSH 0x08u
#define TCP_ACK 0x10u
#define TCP_URG 0x20u
#define TCP_ECE 0x40u
#define TCP_CWR 0x80u

/* Bytes behind the Ethernet header and tags that the engine looks at (docs/theory.md). */
#define FRAME_LONGEST 12000u

enum frame_kind {
	FRAME_OTHER,    /* not IP, or nothing that the engine could hold */
	FRAME_FRAGMENT, /* TCP over IPv4, but a fragment */
	FRAME_TUNNEL,   /* IP in another packet: VXLAN, Geneve, GTP, GRE, IP in IP, PPPoE, MPLS */
	FRAME_TCP,
};

/* Why the engine drops a frame of a held flow without a look at its sequence number. */
enum frame_fault {
	FRAME_SOUND,
	FRAME_CUT,      /* shorter than its IP length says: snapped */
	FRAME_LENGTH,   /* IP length 0 or too small: left to the NIC (TSO) */
	FRAME_LONG,     /* more than the engine stores: joined in the capturing host (TSO, GRO) */
	FRAME_CHECKSUM, /* IPv4 or TCP checksum wrong: left to the NIC */
};

struct frame {
	enum frame_kind kind;
	enum frame_fault fault;
	bool ipv6;
	uint8_t src_mac[6], dst_mac[6];
	uint8_t vlan_count;
	uint16_t vlan_tci[2]; /* outer first */
	bool outer_88a8;
	uint8_t src[16], dst[16]; /* IPv4 in the first four bytes */
	uint16_t src_port, dst_port;
	uint8_t ttl, tos;
	uint32_t flow_label;
	uint16_t ip_id;
	uint32_t seq, ack;
	uint8_t flags;
	uint16_t window;
	uint32_t payload; /* bytes, by the IP length */
	bool has_ts, has_wscale, has_mss, sack_ok;
	uint32_t tsval, tsecr;
	uint16_t mss;
	uint8_t wscale;
	size_t ip_offset, tcp_offset, payload_offset, ip_end; /* in the frame's bytes */
};

/* a before b, modulo 2^32 */
static inline bool seq_before(uint32_t a, uint32_t b)
{
	return (a - b) >> 31;
}

static inline bool seq_after(uint32_t a, uint32_t b)
{
	return seq_before(b, a);
}

static inline uint32_t seq_max(uint32_t a, uint32_t b)
{
	return seq_before(a, b) ? b : a;
}

/* Number after the frame's last: payload, SYN and FIN counted. */
uint32_t frame_seq_end(const struct frame *f);

/* `bytes` is `len` long and starts with an Ethernet header. */
void frame_dissect(const uint8_t *bytes, size_t len, struct frame *out);

/* Writes the right IPv4 header and TCP checksums into a complete TCP frame. */
void frame_fix_checksums(uint8_t *bytes, const struct frame *f);

#endif
