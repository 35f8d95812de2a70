// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * The frames that the engine sends: no payload, addresses and tags of the record, both checksums.
 *
 *   Ethernet 14 | tags 0, 4, 8 | IPv4 20 or IPv6 40 | TCP 20 or 32 | zeros up to 60 bytes
 */
#include "bytes.h"
#include "internal.h"

#include <string.h>

enum { MIN_FRAME = 60, TS_OPTION = 12 };

static uint8_t *put_bytes(uint8_t *p, const uint8_t *bytes, size_t len)
{
	memcpy(p, bytes, len);
	return p + len;
}

static uint8_t *put_ethernet(const struct fwm_flow *flow, uint8_t *p)
{
	uint16_t tpid = flow->outer_88a8 ? FWM_SVLAN : FWM_VLAN;

	p = put_bytes(p, flow->peer_mac, 6);
	p = put_bytes(p, flow->local_mac, 6);
	for (unsigned i = 0; i < flow->tuple.vlan_count && i < 2; i++) {
		p = fwm_put16(p, tpid);
		p = fwm_put16(p, flow->vlan_tci[i]);
		tpid = FWM_VLAN;
	}
	return fwm_put16(p, flow->tuple.ipv6 ? FWM_IPV6 : FWM_IPV4);
}

/* RFC 791 3.1: no options; DF, so that ID 0 is right (RFC 6864 4.1). */
static uint8_t *put_ipv4(const struct fwm_flow *flow, uint16_t tcp_len, uint8_t *ip)
{
	uint8_t *p = ip;

	*p++ = 0x45;
	*p++ = flow->tos;
	p = fwm_put16(p, (uint16_t)(20 + tcp_len));
	p = fwm_put16(p, 0);
	p = fwm_put16(p, 0x4000);
	*p++ = flow->ttl;
	*p++ = FWM_TCP;
	p = fwm_put16(p, 0);
	p = put_bytes(p, flow->tuple.local, 4);
	p = put_bytes(p, flow->tuple.remote, 4);
	fwm_put16(ip + 10, (uint16_t)~fwm_fold(fwm_sum(0, ip, 20)));
	return p;
}

/* RFC 8200 3. */
static uint8_t *put_ipv6(const struct fwm_flow *flow, uint16_t tcp_len, uint8_t *p)
{
	p = fwm_put32(p, 6u << 28 | (uint32_t)flow->tos << 20 | (flow->flow_label & 0xFFFFF));
	p = fwm_put16(p, tcp_len);
	*p++ = FWM_TCP;
	*p++ = flow->ttl;
	p = put_bytes(p, flow->tuple.local, 16);
	return put_bytes(p, flow->tuple.remote, 16);
}

static uint8_t flags_of(uint8_t send)
{
	switch (send) {
	case FINWAVE_SEND_ACK:
		return FWM_ACK;
	case FINWAVE_SEND_FIN:
		return FWM_FIN | FWM_ACK;
	case FINWAVE_SEND_RST_SEG:
		return FWM_RST;
	default: /* RST, RST_SYN */
		return FWM_RST | FWM_ACK;
	}
}

/* RFC 7323 2.3: the window is scaled in every segment but a SYN. A RST offers none. */
static uint16_t window_of(const struct fwm_flow *flow, uint8_t flags)
{
	uint32_t window = fwm_rcv_wnd(flow) >> flow->rcv_wscale;

	if (flags & FWM_RST)
		return 0;
	return window < 0xFFFF ? (uint16_t)window : 0xFFFF;
}

/*
 * RFC 7323 3.2 and 4.3 (3). TSecr is 0 where the ACK bit is off (3.2), and in the answer to a SYN: it
 * is of another connection than TS.Recent.
 */
static uint8_t *put_timestamp(const struct fwm_config *cfg, const struct fwm_flow *flow,
                              uint8_t send, uint64_t now, uint8_t *p)
{
	bool echo = send != FINWAVE_SEND_RST_SEG && send != FINWAVE_SEND_RST_SYN;

	p = fwm_put32(p, 0x0101080A);
	p = fwm_put32(p, flow->ts_offset + (uint32_t)(now >> cfg->ts_shift));
	return fwm_put32(p, echo ? flow->ts_recent : 0);
}

/* RFC 9293 3.1, without the checksum. */
static uint8_t *put_tcp(const struct fwm_config *cfg, const struct fwm_flow *flow, uint8_t send,
                        uint32_t seq, uint32_t ack, uint64_t now, uint8_t *p)
{
	uint8_t flags = flags_of(send);

	p = fwm_put16(p, flow->tuple.local_port);
	p = fwm_put16(p, flow->tuple.remote_port);
	p = fwm_put32(p, seq);
	p = fwm_put32(p, ack);
	*p++ = flow->timestamps ? (20 + TS_OPTION) / 4 << 4 : 20 / 4 << 4;
	*p++ = flags;
	p = fwm_put16(p, window_of(flow, flags));
	p = fwm_put32(p, 0);
	return flow->timestamps ? put_timestamp(cfg, flow, send, now, p) : p;
}

size_t fwm_build_frame(const struct fwm_config *cfg, const struct fwm_flow *flow, uint8_t send,
                       uint32_t seq, uint32_t ack, uint64_t now, uint8_t *frame)
{
	const struct fwm_tuple *tuple = &flow->tuple;
	uint16_t tcp_len = flow->timestamps ? 20 + TS_OPTION : 20;
	uint8_t *ip, *tcp;
	uint32_t sum;
	size_t len;

	if (send == FINWAVE_SEND_NONE)
		return 0;
	memset(frame, 0, MIN_FRAME);
	ip = put_ethernet(flow, frame);
	tcp = tuple->ipv6 ? put_ipv6(flow, tcp_len, ip) : put_ipv4(flow, tcp_len, ip);
	put_tcp(cfg, flow, send, seq, ack, now, tcp);
	sum = fwm_sum_pseudo(tuple->ipv6, tuple->local, tuple->remote, tcp_len);
	fwm_put16(tcp + 16, (uint16_t)~fwm_fold(fwm_sum(sum, tcp, tcp_len)));
	len = (size_t)(tcp - frame) + tcp_len;
	return len < MIN_FRAME ? MIN_FRAME : len;
}
