/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <string.h>

#include "bytes.h"
#include "frame.h"

#define ETHER_BYTES 14u
#define ETHERTYPE_IPV4 0x0800u
#define ETHERTYPE_IPV6 0x86DDu
#define ETHERTYPE_8021Q 0x8100u
#define ETHERTYPE_8021AD 0x88A8u
#define ETHERTYPE_MPLS 0x8847u
#define ETHERTYPE_PPPOE 0x8864u
#define PROTOCOL_TCP 6u
#define PROTOCOL_UDP 17u
#define TCP_BYTES 20u
#define OPTION_MSS 2u
#define OPTION_WSCALE 3u
#define OPTION_SACK_OK 4u
#define OPTION_TIMESTAMP 8u

uint32_t frame_seq_end(const struct frame *f)
{
	return f->seq + f->payload + !!(f->flags & TCP_SYN) + !!(f->flags & TCP_FIN);
}

static uint32_t sum16(uint32_t sum, const uint8_t *p, size_t len)
{
	for (; len > 1; p += 2, len -= 2)
		sum += get16(p);
	if (len)
		sum += (uint32_t)p[0] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return (uint16_t)sum;
}

/* The ones' complement sum of the segment with its pseudo header: 0xFFFF when it is right. */
static uint16_t tcp_sum(const uint8_t *bytes, const struct frame *f)
{
	const uint8_t *ip = bytes + f->ip_offset;
	size_t len = f->ip_end - f->tcp_offset;
	uint32_t sum = (uint32_t)len + PROTOCOL_TCP;

	sum = f->ipv6 ? sum16(sum, ip + 8, 32) : sum16(sum, ip + 12, 8);
	/* At most 65535 bytes: 32 bits do not overflow. */
	return fold(sum16(sum, bytes + f->tcp_offset, len));
}

static uint16_t ipv4_sum(const uint8_t *bytes, const struct frame *f)
{
	return fold(sum16(0, bytes + f->ip_offset, f->tcp_offset - f->ip_offset));
}

void frame_fix_checksums(uint8_t *bytes, const struct frame *f)
{
	if (!f->ipv6) {
		put16(bytes + f->ip_offset + 10, 0);
		put16(bytes + f->ip_offset + 10, (uint16_t)~ipv4_sum(bytes, f));
	}
	put16(bytes + f->tcp_offset + 16, 0);
	put16(bytes + f->tcp_offset + 16, (uint16_t)~tcp_sum(bytes, f));
}

/* Returns the offset behind the tags, and the ethertype there; 0 when the frame is too short. */
static size_t dissect_ethernet(const uint8_t *bytes, size_t len, struct frame *f, uint16_t *type)
{
	size_t at = ETHER_BYTES;

	if (len < ETHER_BYTES)
		return 0;
	memcpy(f->dst_mac, bytes, 6);
	memcpy(f->src_mac, bytes + 6, 6);
	*type = get16(bytes + 12);
	while ((*type == ETHERTYPE_8021Q || *type == ETHERTYPE_8021AD) && f->vlan_count < 2) {
		if (len < at + 4)
			return 0;
		if (!f->vlan_count)
			f->outer_88a8 = *type == ETHERTYPE_8021AD;
		f->vlan_tci[f->vlan_count++] = get16(bytes + at);
		*type = get16(bytes + at + 2);
		at += 4;
	}
	return at;
}

static bool is_tunnel_protocol(uint8_t protocol)
{
	return protocol == 4 || protocol == 41 || protocol == 47; /* IPv4, IPv6, GRE */
}

static bool is_tunnel_port(uint16_t port)
{
	return port == 4789 || port == 8472 || port == 6081 ||
	       port == 2152; /* VXLAN, Geneve, GTP-U */
}

/* What an IP packet that is not TCP carries. */
static enum frame_kind kind_of_payload(uint8_t protocol, const uint8_t *bytes, size_t at,
                                       size_t len)
{
	if (is_tunnel_protocol(protocol))
		return FRAME_TUNNEL;
	if (protocol == PROTOCOL_UDP && len >= at + 8 &&
	    (is_tunnel_port(get16(bytes + at + 2)) || is_tunnel_port(get16(bytes + at))))
		return FRAME_TUNNEL;
	return FRAME_OTHER;
}

/* The end of the IP packet by its length field; a length that cannot be is a fault of the frame. */
static void set_ip_end(struct frame *f, size_t length, size_t least, size_t len)
{
	f->ip_end = f->ip_offset + length;
	if (length < least) {
		f->fault = FRAME_LENGTH;
		f->ip_end = len;
	} else if (f->ip_end > len) {
		f->fault = FRAME_CUT;
	} else if (len - f->ip_offset > FRAME_LONGEST) {
		f->fault = FRAME_LONG;
	}
}

static void dissect_ipv4(const uint8_t *bytes, size_t len, struct frame *f)
{
	const uint8_t *ip = bytes + f->ip_offset;
	size_t header;

	if (len < f->ip_offset + 20 || ip[0] >> 4 != 4)
		return;
	header = (size_t)(ip[0] & 15) * 4;
	if (header < 20)
		return;
	f->tos = ip[1];
	f->ip_id = get16(ip + 4);
	f->ttl = ip[8];
	memcpy(f->src, ip + 12, 4);
	memcpy(f->dst, ip + 16, 4);
	f->tcp_offset = f->ip_offset + header;
	if (ip[9] != PROTOCOL_TCP)
		f->kind = kind_of_payload(ip[9], bytes, f->tcp_offset, len);
	else
		f->kind = get16(ip + 6) & 0x3FFF ? FRAME_FRAGMENT : FRAME_TCP;
	set_ip_end(f, get16(ip + 2), header + TCP_BYTES, len);
}

static void dissect_ipv6(const uint8_t *bytes, size_t len, struct frame *f)
{
	const uint8_t *ip = bytes + f->ip_offset;

	if (len < f->ip_offset + 40 || ip[0] >> 4 != 6)
		return;
	f->ipv6 = true;
	f->tos = (uint8_t)(get16(ip) >> 4);
	f->flow_label = get32(ip) & 0xFFFFF;
	f->ttl = ip[7];
	memcpy(f->src, ip + 8, 16);
	memcpy(f->dst, ip + 24, 16);
	f->tcp_offset = f->ip_offset + 40;
	f->kind = ip[6] == PROTOCOL_TCP ? FRAME_TCP
	                                : kind_of_payload(ip[6], bytes, f->tcp_offset, len);
	set_ip_end(f, get16(ip + 4) + 40u, 40 + TCP_BYTES, len);
}

/* RFC 9293 3.1: NOP is one byte, EOL ends, a length below 2 or past the header ends the walk. */
static void dissect_options(const uint8_t *p, const uint8_t *end, struct frame *f)
{
	while (p < end && *p) {
		size_t size;

		if (*p == 1) {
			p++;
			continue;
		}
		if (end - p < 2)
			return;
		size = p[1];
		if (size < 2 || size > (size_t)(end - p))
			return;
		if (*p == OPTION_TIMESTAMP && size == 10 && !f->has_ts) {
			f->has_ts = true;
			f->tsval = get32(p + 2);
			f->tsecr = get32(p + 6);
		} else if (*p == OPTION_WSCALE && size == 3) {
			f->has_wscale = true;
			f->wscale = p[2] > 14 ? 14 : p[2];
		} else if (*p == OPTION_MSS && size == 4) {
			f->has_mss = true;
			f->mss = get16(p + 2);
		} else if (*p == OPTION_SACK_OK && size == 2) {
			f->sack_ok = true;
		}
		p += size;
	}
}

static void check_checksums(const uint8_t *bytes, struct frame *f)
{
	if (f->fault != FRAME_SOUND)
		return;
	if ((!f->ipv6 && ipv4_sum(bytes, f) != 0xFFFF) || tcp_sum(bytes, f) != 0xFFFF)
		f->fault = FRAME_CHECKSUM;
}

/* A segment whose header is not there whole is none. */
static void dissect_tcp(const uint8_t *bytes, size_t len, struct frame *f)
{
	const uint8_t *tcp = bytes + f->tcp_offset;
	size_t header, options_end;

	if (len < f->tcp_offset + TCP_BYTES) {
		f->kind = FRAME_OTHER;
		return;
	}
	header = (size_t)(tcp[12] >> 4) * 4;
	f->payload_offset = f->tcp_offset + header;
	if (header < TCP_BYTES || f->payload_offset > f->ip_end) {
		f->kind = FRAME_OTHER;
		return;
	}
	f->src_port = get16(tcp);
	f->dst_port = get16(tcp + 2);
	f->seq = get32(tcp + 4);
	f->ack = get32(tcp + 8);
	f->flags = tcp[13];
	f->window = get16(tcp + 14);
	f->payload = (uint32_t)(f->ip_end - f->payload_offset);
	options_end = f->payload_offset < len ? f->payload_offset : len;
	dissect_options(tcp + TCP_BYTES, bytes + options_end, f);
	check_checksums(bytes, f);
}

void frame_dissect(const uint8_t *bytes, size_t len, struct frame *out)
{
	uint16_t type = 0;

	memset(out, 0, sizeof(*out));
	out->ip_offset = dissect_ethernet(bytes, len, out, &type);
	if (out->ip_offset && type == ETHERTYPE_IPV4)
		dissect_ipv4(bytes, len, out);
	else if (out->ip_offset && type == ETHERTYPE_IPV6)
		dissect_ipv6(bytes, len, out);
	else if (out->ip_offset && (type == ETHERTYPE_MPLS || type == ETHERTYPE_PPPOE))
		out->kind = FRAME_TUNNEL;
	if (out->kind == FRAME_TCP)
		dissect_tcp(bytes, len, out);
}
