/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <string.h>

#include "packet.h"
#include "segment.h"

#define PEER_TTL 61u

static void set_path(const struct finwave_flow_config *flow, bool from_host,
                     struct segment_path *path)
{
	*path = (struct segment_path){ .ipv6 = flow->ipv6,
		                       .vlan_count = flow->vlan_count,
		                       .vlan_tci = { flow->vlan_tci[0], flow->vlan_tci[1] },
		                       .outer_88a8 = flow->outer_88a8 };
	memcpy(path->src_mac, from_host ? flow->local_mac : flow->peer_mac, 6);
	memcpy(path->dst_mac, from_host ? flow->peer_mac : flow->local_mac, 6);
	memcpy(path->src, from_host ? flow->local_addr : flow->remote_addr, 16);
	memcpy(path->dst, from_host ? flow->remote_addr : flow->local_addr, 16);
	path->src_port = from_host ? flow->local_port : flow->remote_port;
	path->dst_port = from_host ? flow->remote_port : flow->local_port;
}

static void set_options(const struct packet *packet, struct segment *s)
{
	size_t at = packet->tcp_nops;

	memset(s->options, OPTION_NOP, at);
	memcpy(s->options + at, packet->options, packet->options_len);
	at += packet->options_len;
	if (packet->timestamps && !packet->options_len) {
		s->options[at] = OPTION_TS;
		s->options[at + 1] = 10;
		put32(s->options + at + 2, packet->tsval);
		put32(s->options + at + 6, packet->tsecr);
		at += 10;
	}
	if (packet->has_wscale) {
		s->options[at] = OPTION_WSCALE;
		s->options[at + 1] = 3;
		s->options[at + 2] = packet->wscale;
		at += 3;
	}
	s->option_bytes = (uint8_t)((at + 3) / 4 * 4);
}

size_t packet_build(const struct finwave_flow_config *flow, const struct packet *packet,
                    uint8_t *frame)
{
	struct segment_path path;
	struct segment s = { .flags = packet->flags,
		             .ttl = PEER_TTL,
		             .ip_option_words = (uint8_t)packet->ip_option_words,
		             .padding = (uint8_t)packet->padding,
		             .ip_id = (uint16_t)packet->seq,
		             .more_fragments = packet->more_fragments,
		             .seq = packet->seq,
		             .ack = packet->ack,
		             .payload = (uint32_t)packet->payload,
		             .window = packet->window };

	set_path(flow, packet->from_host, &path);
	set_options(packet, &s);
	return segment_build(&path, &s, frame);
}

bool packet_read(const uint8_t *frame, size_t len, struct packet_seen *seen)
{
	struct frame f;

	frame_dissect(frame, len, &f);
	if (f.kind != FRAME_TCP)
		return false;
	*seen = (struct packet_seen){ .flags = f.flags,
		                      .seq = f.seq,
		                      .ack = f.ack,
		                      .local_port = f.src_port,
		                      .remote_port = f.dst_port,
		                      .window = f.window,
		                      .payload = (uint16_t)f.payload,
		                      .text_at = f.payload_offset,
		                      .timestamps = f.has_ts,
		                      .tsval = f.tsval,
		                      .tsecr = f.tsecr };
	return true;
}
