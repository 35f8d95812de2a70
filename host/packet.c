/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "packet.h"

#include <string.h>

enum {
	IPPROTO_NUMBER_TCP = 6,
	ETHERTYPE_4 = 0x0800,
	ETHERTYPE_6 = 0x86DD,
	TPID_C = 0x8100,
	TPID_S = 0x88A8
};

static void put16(uint8_t *p, uint32_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static void put32(uint8_t *p, uint32_t value)
{
	put16(p, value >> 16);
	put16(p + 2, value & 0xffff);
}

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static uint32_t sum(uint32_t total, const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		total += i % 2 ? data[i] : (uint32_t)data[i] << 8;
	return total;
}

static uint16_t fold(uint32_t total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return (uint16_t)~total;
}

static size_t build_ethernet(const struct finwave_flow_config *flow, bool from_host, uint8_t *p)
{
	size_t at = 12;

	memcpy(p, from_host ? flow->peer_mac : flow->local_mac, 6);
	memcpy(p + 6, from_host ? flow->local_mac : flow->peer_mac, 6);
	for (unsigned i = 0; i < flow->vlan_count; i++, at += 4) {
		put16(p + at, i == 0 && flow->outer_88a8 ? TPID_S : TPID_C);
		put16(p + at + 2, flow->vlan_tci[i]);
	}
	put16(p + at, flow->ipv6 ? ETHERTYPE_6 : ETHERTYPE_4);
	return at + 2;
}

static size_t build_ip(const struct finwave_flow_config *flow, const struct packet *packet,
                       size_t tcp_len, uint8_t *p)
{
	const uint8_t *src = packet->from_host ? flow->local_addr : flow->remote_addr;
	const uint8_t *dst = packet->from_host ? flow->remote_addr : flow->local_addr;
	size_t len = 20 + 4 * packet->ip_option_words;

	if (flow->ipv6) {
		memset(p, 0, 8);
		p[0] = 0x60;
		put16(p + 4, (uint32_t)tcp_len);
		p[6] = IPPROTO_NUMBER_TCP;
		p[7] = 61;
		memcpy(p + 8, src, 16);
		memcpy(p + 24, dst, 16);
		return 40;
	}
	memset(p, 0, 20);
	memset(p + 20, 1, len - 20);
	p[0] = (uint8_t)(0x40 | len / 4);
	put16(p + 2, (uint32_t)(len + tcp_len));
	put16(p + 4, packet->seq & 0xffff);
	p[6] = packet->more_fragments ? 0x20 : 0x40;
	p[8] = 61;
	p[9] = IPPROTO_NUMBER_TCP;
	memcpy(p + 12, src, 4);
	memcpy(p + 16, dst, 4);
	put16(p + 10, fold(sum(0, p, len)));
	return len;
}

static size_t build_tcp(const struct finwave_flow_config *flow, const struct packet *packet,
                        uint8_t *p)
{
	size_t at = 20;

	put16(p, packet->from_host ? flow->local_port : flow->remote_port);
	put16(p + 2, packet->from_host ? flow->remote_port : flow->local_port);
	put32(p + 4, packet->seq);
	put32(p + 8, packet->ack);
	p[13] = packet->flags;
	put16(p + 14, packet->window);
	memset(p + 16, 0, 4);
	memset(p + at, 1, packet->tcp_nops);
	at += packet->tcp_nops;
	memcpy(p + at, packet->options, packet->options_len);
	at += packet->options_len;
	if (packet->timestamps && !packet->options_len) {
		p[at] = 8;
		p[at + 1] = 10;
		put32(p + at + 2, packet->tsval);
		put32(p + at + 6, packet->tsecr);
		at += 10;
	}
	if (packet->has_wscale) {
		p[at++] = 3;
		p[at++] = 3;
		p[at++] = packet->wscale;
	}
	while (at % 4)
		p[at++] = 0;
	p[12] = (uint8_t)(at / 4 << 4);
	for (size_t i = 0; i < packet->payload; i++)
		p[at + i] = (uint8_t)(packet->seq + i);
	return at + packet->payload;
}

static uint32_t pseudo_sum(const struct finwave_flow_config *flow, size_t tcp_len)
{
	size_t addr = flow->ipv6 ? 16 : 4;
	uint32_t total = IPPROTO_NUMBER_TCP + (uint32_t)tcp_len;

	return sum(sum(total, flow->local_addr, addr), flow->remote_addr, addr);
}

size_t packet_build(const struct finwave_flow_config *flow, const struct packet *packet,
                    uint8_t *frame)
{
	size_t ip = build_ethernet(flow, packet->from_host, frame);
	size_t tcp = ip + (flow->ipv6 ? 40 : 20 + 4 * packet->ip_option_words);
	size_t tcp_len = build_tcp(flow, packet, frame + tcp);
	size_t end = tcp + tcp_len;

	build_ip(flow, packet, tcp_len, frame + ip);
	put16(frame + tcp + 16, fold(sum(pseudo_sum(flow, tcp_len), frame + tcp, tcp_len)));
	for (size_t i = 0; i < packet->padding; i++)
		frame[end++] = 0x5a;
	while (end < 60)
		frame[end++] = 0;
	return end;
}

/* NOP NOP timestamp: the only option that the engine sends. */
static void read_timestamps(const uint8_t *options, struct packet_seen *seen)
{
	seen->timestamps = get32(options) == 0x0101080a;
	seen->tsval = seen->timestamps ? get32(options + 4) : 0;
	seen->tsecr = seen->timestamps ? get32(options + 8) : 0;
}

bool packet_read(const uint8_t *frame, size_t len, struct packet_seen *seen)
{
	size_t at = 12, end, header;

	while (at + 6 < len && (get16(frame + at) == TPID_C || get16(frame + at) == TPID_S))
		at += 4;
	if (get16(frame + at) == ETHERTYPE_6) {
		end = at + 2 + 40 + get16(frame + at + 6);
		at += 2 + 40;
	} else {
		end = at + 2 + get16(frame + at + 4);
		at += 2 + 4 * (size_t)(frame[at + 2] & 15);
	}
	if (at + 20 > len)
		return false;
	header = 4 * (size_t)(frame[at + 12] >> 4);
	seen->local_port = get16(frame + at);
	seen->remote_port = get16(frame + at + 2);
	seen->seq = get32(frame + at + 4);
	seen->ack = get32(frame + at + 8);
	seen->flags = frame[at + 13];
	seen->window = get16(frame + at + 14);
	seen->payload = (uint16_t)(end - at - header);
	seen->text_at = at + header;
	seen->timestamps = false;
	if (header >= 32 && at + 32 <= len)
		read_timestamps(frame + at + 20, seen);
	return true;
}
