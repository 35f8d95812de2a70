// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * The frames that the engine sends: addresses and tags of the record, text of the tail, both checksums.
 *
 *   Ethernet 14 | tags 0, 4, 8 | IPv4 20 or IPv6 40 | TCP 20 or 32 | text | zeros up to 60 bytes
 *
 * A RST towards the host is the peer's: it comes from where the peer's frames come from.
 */
#include "bytes.h"
#include "internal.h"

#include <string.h>

enum { MIN_FRAME = 60, TS_OPTION = 12 };

/* Who speaks to whom. */
struct ends {
	const uint8_t *src_mac, *dst_mac, *src, *dst;
	uint16_t src_port, dst_port;
};

static struct ends ends_of(const struct fwm_flow *flow, bool to_host)
{
	const struct fwm_tuple *tuple = &flow->tuple;

	if (to_host)
		return (struct ends){ flow->peer_mac, flow->local_mac,    tuple->remote,
			              tuple->local,   tuple->remote_port, tuple->local_port };
	return (struct ends){ flow->local_mac, flow->peer_mac,    tuple->local,
		              tuple->remote,   tuple->local_port, tuple->remote_port };
}

static uint8_t *put_bytes(uint8_t *p, const uint8_t *bytes, size_t len)
{
	memcpy(p, bytes, len);
	return p + len;
}

static uint8_t *put_ethernet(const struct fwm_flow *flow, const struct ends *ends, uint8_t *p)
{
	uint16_t tpid = flow->outer_88a8 ? FWM_SVLAN : FWM_VLAN;

	p = put_bytes(p, ends->dst_mac, 6);
	p = put_bytes(p, ends->src_mac, 6);
	for (unsigned i = 0; i < flow->tuple.vlan_count && i < 2; i++) {
		p = fwm_put16(p, tpid);
		p = fwm_put16(p, flow->vlan_tci[i]);
		tpid = FWM_VLAN;
	}
	return fwm_put16(p, flow->tuple.ipv6 ? FWM_IPV6 : FWM_IPV4);
}

/* RFC 791 3.1: no options; DF, so that ID 0 is right (RFC 6864 4.1). */
static uint8_t *put_ipv4(const struct fwm_flow *flow, const struct ends *ends, uint16_t tcp_len,
                         uint8_t *ip)
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
	p = put_bytes(p, ends->src, 4);
	p = put_bytes(p, ends->dst, 4);
	fwm_put16(ip + 10, (uint16_t)~fwm_fold(fwm_sum(0, ip, 20)));
	return p;
}

/* RFC 8200 3. */
static uint8_t *put_ipv6(const struct fwm_flow *flow, const struct ends *ends, uint16_t tcp_len,
                         uint8_t *p)
{
	p = fwm_put32(p, 6u << 28 | (uint32_t)flow->tos << 20 | (flow->flow_label & 0xFFFFF));
	p = fwm_put16(p, tcp_len);
	*p++ = FWM_TCP;
	*p++ = flow->ttl;
	p = put_bytes(p, ends->src, 16);
	return put_bytes(p, ends->dst, 16);
}

/* What the TCP header and the text are made from. */
struct content {
	uint8_t send, flags;
	bool timestamp;
	uint32_t seq, ack;
	uint16_t text_len;
};

/* 3.9.1.2 (MUST-61): PSH, for the host will send no more. 3.10.4: the FIN when the text reaches it. */
static uint8_t flags_of_text(const struct fwm_flow *flow, const struct content *what)
{
	uint8_t flags = FWM_ACK;

	if (what->text_len > 0)
		flags |= FWM_PSH;
	if (what->seq + what->text_len == flow->fin_at)
		flags |= FWM_FIN;
	return flags;
}

static uint8_t flags_of(const struct fwm_flow *flow, const struct content *what)
{
	switch (what->send) {
	case FINWAVE_SEND_ACK:
		return FWM_ACK;
	case FINWAVE_SEND_FIN:
		return flags_of_text(flow, what);
	case FINWAVE_SEND_RST_SEG:
	case FINWAVE_SEND_HOST_RST:
		return FWM_RST;
	default: /* RST, RST_SYN */
		return FWM_RST | FWM_ACK;
	}
}

static struct content content_of(const struct fwm_flow *flow, uint8_t send, uint32_t seq,
                                 uint32_t ack, uint16_t text_len)
{
	struct content what = {
		.send = send,
		/* The host's kernel knows its own connection: no option is needed to reset it. */
		.timestamp = flow->timestamps && send != FINWAVE_SEND_HOST_RST,
		.seq = seq,
		.ack = ack,
		.text_len = send == FINWAVE_SEND_FIN ? text_len : 0,
	};

	what.flags = flags_of(flow, &what);
	return what;
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
	p = fwm_put32(p, flow->ts_offset + fwm_ts_clock(cfg, now));
	return fwm_put32(p, echo ? flow->ts_recent : 0);
}

/* What of the tail stands at SEG.SEQ; the caller keeps inside it, or the bytes are 0. */
static uint8_t *put_text(const struct fwm_flow *flow, const struct content *what, uint8_t *p)
{
	uint32_t at = what->seq - fwm_tail_at(flow);

	memset(p, 0, what->text_len);
	if (at <= flow->tail_len && what->text_len <= flow->tail_len - at)
		memcpy(p, flow->tail + at, what->text_len);
	return p + what->text_len;
}

/* RFC 9293 3.1, without the checksum. */
static uint8_t *put_tcp(const struct fwm_config *cfg, const struct fwm_flow *flow,
                        const struct ends *ends, const struct content *what, uint64_t now,
                        uint8_t *p)
{
	p = fwm_put16(p, ends->src_port);
	p = fwm_put16(p, ends->dst_port);
	p = fwm_put32(p, what->seq);
	p = fwm_put32(p, what->ack);
	*p++ = what->timestamp ? (20 + TS_OPTION) / 4 << 4 : 20 / 4 << 4;
	*p++ = what->flags;
	p = fwm_put16(p, window_of(flow, what->flags));
	p = fwm_put32(p, 0);
	if (what->timestamp)
		p = put_timestamp(cfg, flow, what->send, now, p);
	return put_text(flow, what, p);
}

size_t fwm_build_frame(const struct fwm_config *cfg, const struct fwm_flow *flow, uint8_t send,
                       uint32_t seq, uint32_t ack, uint16_t text_len, uint64_t now, uint8_t *frame)
{
	struct content what = content_of(flow, send, seq, ack, text_len);
	struct ends ends = ends_of(flow, send == FINWAVE_SEND_HOST_RST);
	uint16_t tcp_len = (uint16_t)(20 + (what.timestamp ? TS_OPTION : 0) + what.text_len);
	bool ipv6 = flow->tuple.ipv6;
	uint8_t *ip, *tcp;
	uint32_t sum;
	size_t len;

	if (send == FINWAVE_SEND_NONE)
		return 0;
	memset(frame, 0, MIN_FRAME);
	ip = put_ethernet(flow, &ends, frame);
	tcp = ipv6 ? put_ipv6(flow, &ends, tcp_len, ip) : put_ipv4(flow, &ends, tcp_len, ip);
	put_tcp(cfg, flow, &ends, &what, now, tcp);
	sum = fwm_sum_pseudo(ipv6, ends.src, ends.dst, tcp_len);
	fwm_put16(tcp + 16, (uint16_t)~fwm_fold(fwm_sum(sum, tcp, tcp_len)));
	len = (size_t)(tcp - frame) + tcp_len;
	return len < MIN_FRAME ? MIN_FRAME : len;
}
