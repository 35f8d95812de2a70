// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * Frame bytes to segment. The question comes in two halves: whose frame is it (the tuple, from the
 * places where a sound frame has it), and is it sound. What has no tuple passes to the host.
 *
 *   Ethernet 14 | tags 0 to 2 | IPv4 20 to 60, no fragment, or IPv6 40 | TCP 20 to 60 | text | padding
 *
 * With an IHL below 5 nobody can tell where the ports are: not TCP for this engine.
 */
#include "bytes.h"
#include "internal.h"

#include <string.h>

/* Where the parts of a frame stand. ip_len is what the IP header claims. */
struct layout {
	const uint8_t *frame, *ip, *tcp;
	size_t have;   /* bytes of the frame from ip on */
	size_t ip_hdr; /* bytes before tcp, at least 20 */
	size_t ip_len; /* with the IP header */
};

/* Skips the tags; returns the EtherType behind them, 0 when the frame ends before. */
static uint16_t parse_tags(const uint8_t *frame, size_t len, struct fwm_tuple *tuple, size_t *at)
{
	uint16_t type = len < 14 ? 0 : fwm_get16(frame + 12);

	*at = 14;
	while ((type == FWM_VLAN || type == FWM_SVLAN) && tuple->vlan_count < 2 && len >= *at + 4) {
		tuple->vlan_id[tuple->vlan_count++] = fwm_get16(frame + *at) & 0xFFF;
		type = fwm_get16(frame + *at + 2);
		*at += 4;
	}
	return type;
}

/* RFC 791 3.1. False: not a whole TCP datagram, or no place for it. */
static bool parse_ipv4(struct layout *lay, struct fwm_tuple *tuple)
{
	const uint8_t *ip = lay->ip;

	if (lay->have < 20 || ip[0] >> 4 != 4 || (ip[0] & 15) < 5 || ip[9] != FWM_TCP)
		return false;
	if (fwm_get16(ip + 6) & 0x3FFF) /* MF or an offset: a fragment */
		return false;
	lay->ip_hdr = (ip[0] & 15) * 4u;
	lay->ip_len = fwm_get16(ip + 2);
	memcpy(tuple->remote, ip + 12, 4);
	memcpy(tuple->local, ip + 16, 4);
	return true;
}

/* RFC 8200 3; extension headers are the host's. */
static bool parse_ipv6(struct layout *lay, struct fwm_tuple *tuple)
{
	const uint8_t *ip = lay->ip;

	if (lay->have < 40 || ip[0] >> 4 != 6 || ip[6] != FWM_TCP)
		return false;
	lay->ip_hdr = 40;
	lay->ip_len = 40u + fwm_get16(ip + 4);
	tuple->ipv6 = true;
	memcpy(tuple->remote, ip + 8, 16);
	memcpy(tuple->local, ip + 24, 16);
	return true;
}

static bool find_tuple(const uint8_t *frame, size_t len, struct layout *lay,
                       struct fwm_tuple *tuple)
{
	size_t at;
	uint16_t type = parse_tags(frame, len, tuple, &at);

	if (len < at)
		return false;
	lay->frame = frame;
	lay->ip = frame + at;
	lay->have = len - at;
	if (!(type == FWM_IPV4 && parse_ipv4(lay, tuple)) &&
	    !(type == FWM_IPV6 && parse_ipv6(lay, tuple)))
		return false;
	if (lay->have < lay->ip_hdr + 4)
		return false;
	lay->tcp = lay->ip + lay->ip_hdr;
	tuple->remote_port = fwm_get16(lay->tcp);
	tuple->local_port = fwm_get16(lay->tcp + 2);
	return true;
}

/* More than this from the IP header on is no frame for the engine (docs/theory.md). */
#define FWM_FRAME_MAX 12000

/* Lengths that agree: frame >= IP length >= headers. Only then may the TCP header be read. */
static bool is_sound(const struct layout *lay)
{
	if (lay->have < lay->ip_len || lay->ip_len < lay->ip_hdr + 20)
		return false;
	if (lay->have > FWM_FRAME_MAX)
		return false;
	return lay->tcp[12] >> 4 >= 5 && lay->ip_len >= lay->ip_hdr + (lay->tcp[12] >> 4) * 4u;
}

/* RFC 791 3.1 and RFC 9293 3.1 (MUST-3), over the IP length: padding does not count. */
static bool checksums_ok(const struct layout *lay, bool ipv6)
{
	size_t addr = ipv6 ? 16 : 4, src = ipv6 ? 8 : 12;
	size_t tcp_len = lay->ip_len - lay->ip_hdr;
	uint32_t sum = fwm_sum_pseudo(ipv6, lay->ip + src, lay->ip + src + addr, (uint32_t)tcp_len);

	if (!ipv6 && fwm_fold(fwm_sum(0, lay->ip, lay->ip_hdr)) != 0xFFFF)
		return false;
	return fwm_fold(fwm_sum(sum, lay->tcp, tcp_len)) == 0xFFFF;
}

/* RFC 7323 3.2: the first timestamp counts. */
static void parse_timestamp(const uint8_t *option, struct fwm_segment *out)
{
	if (out->has_ts)
		return;
	out->has_ts = true;
	out->tsval = fwm_get32(option + 2);
	out->tsecr = fwm_get32(option + 6);
}

/* RFC 7323 2.2 and 2.3: a shift above 14 is 14. */
static void parse_wscale(const uint8_t *option, struct fwm_segment *out)
{
	if (out->has_wscale)
		return;
	out->has_wscale = true;
	out->wscale = option[2] < 14 ? option[2] : 14;
}

/* RFC 9293 3.1 (MUST-5 to 7, MUST-68): the first of each kind counts, a broken length ends the walk. */
static void parse_options(const uint8_t *p, size_t left, struct fwm_segment *out)
{
	while (left > 0 && p[0] != 0) {
		size_t len = p[0] == 1 ? 1 : left < 2 ? 0 : p[1];

		if (p[0] != 1 && (len < 2 || len > left))
			return;
		if (p[0] == 8 && len == 10)
			parse_timestamp(p, out);
		if (p[0] == 3 && len == 3)
			parse_wscale(p, out);
		p += len;
		left -= len;
	}
}

static void parse_tcp(const struct layout *lay, struct fwm_segment *out)
{
	const uint8_t *tcp = lay->tcp;
	size_t hdr = (tcp[12] >> 4) * 4u;

	out->seq = fwm_get32(tcp + 4);
	out->ack = fwm_get32(tcp + 8);
	out->flags = tcp[13];
	out->window = fwm_get16(tcp + 14);
	out->payload = (uint32_t)(lay->ip_len - lay->ip_hdr - hdr);
	parse_options(tcp + 20, hdr - 20, out);
}

/* The tuple is seen from our end, which is the source of a frame of the host. */
static void swap_ends(struct fwm_tuple *tuple)
{
	uint16_t port = tuple->local_port;
	uint8_t addr[16];

	tuple->local_port = tuple->remote_port;
	tuple->remote_port = port;
	memcpy(addr, tuple->local, sizeof(addr));
	memcpy(tuple->local, tuple->remote, sizeof(addr));
	memcpy(tuple->remote, addr, sizeof(addr));
}

/* What a connection that is tracked learns of the way to the peer. */
static void parse_link(const struct layout *lay, struct fwm_segment *out)
{
	const uint8_t *frame = lay->frame, *ip = lay->ip;
	uint32_t word = fwm_get32(ip);

	memcpy(out->dst_mac, frame, 6);
	memcpy(out->src_mac, frame + 6, 6);
	for (unsigned i = 0; i < out->tuple.vlan_count; i++)
		out->vlan_tci[i] = fwm_get16(frame + 14 + 4 * i);
	out->outer_88a8 = fwm_get16(frame + 12) == FWM_SVLAN;
	out->ttl = out->tuple.ipv6 ? ip[7] : ip[8];
	out->tos = (uint8_t)(out->tuple.ipv6 ? word >> 20 : word >> 16);
	out->flow_label = out->tuple.ipv6 ? word & 0xFFFFF : 0;
}

enum fwm_frame_kind fwm_parse(const uint8_t *frame, size_t len, bool bad, bool from_host,
                              struct fwm_segment *out)
{
	struct layout lay = { 0 };

	*out = (struct fwm_segment){ 0 };
	if (!find_tuple(frame, len, &lay, &out->tuple))
		return FWM_NOT_TCP;
	if (from_host)
		swap_ends(&out->tuple);
	out->bad_frame = bad || !is_sound(&lay);
	if (out->bad_frame)
		return FWM_SEGMENT;
	if (from_host)
		parse_link(&lay, out);
	else
		out->bad_checksum = !checksums_ok(&lay, out->tuple.ipv6);
	parse_tcp(&lay, out);
	return FWM_SEGMENT;
}

bool fwm_tuple_equal(const struct fwm_tuple *a, const struct fwm_tuple *b)
{
	size_t addr_len = a->ipv6 ? 16 : 4;

	if (a->ipv6 != b->ipv6 || a->vlan_count != b->vlan_count)
		return false;
	if (a->local_port != b->local_port || a->remote_port != b->remote_port)
		return false;
	for (unsigned i = 0; i < a->vlan_count && i < 2; i++)
		if (a->vlan_id[i] != b->vlan_id[i])
			return false;
	return memcmp(a->local, b->local, addr_len) == 0 &&
	       memcmp(a->remote, b->remote, addr_len) == 0;
}
