// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * The frames that the model builds, byte for byte against frames of another builder (scapy 2.5), and
 * read back by the model's own parser. Frames shorter than 60 bytes were filled with zeros.
 */
#include "test_model.h"

/* clang-format off */
static const uint8_t want_ack_ipv4[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x07, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01,
	0x08, 0x00, 0x45, 0x00, 0x00, 0x28, 0x00, 0x00, 0x40, 0x00, 0x40, 0x06,
	0x4E, 0x94, 0xC0, 0x00, 0x02, 0x01, 0xC6, 0x33, 0x64, 0x07, 0x00, 0x50,
	0x9C, 0x40, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x50, 0x10,
	0x03, 0xE8, 0x11, 0xCB, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static const uint8_t want_fin_vlan_ts[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x07, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01,
	0x81, 0x00, 0x20, 0x64, 0x08, 0x00, 0x45, 0x10, 0x00, 0x34, 0x00, 0x00,
	0x40, 0x00, 0x3F, 0x06, 0x4F, 0x78, 0xC0, 0x00, 0x02, 0x01, 0xC6, 0x33,
	0x64, 0x07, 0x00, 0x50, 0x9C, 0x40, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00,
	0x00, 0x00, 0x80, 0x11, 0x1E, 0x84, 0x1E, 0x46, 0x00, 0x00, 0x01, 0x01,
	0x08, 0x0A, 0xDE, 0xAD, 0xBE, 0xEF, 0x00, 0x00, 0x13, 0x88,
};

static const uint8_t want_rst_qinq_ipv6_ts[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x07, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01,
	0x88, 0xA8, 0xAF, 0xFE, 0x81, 0x00, 0x10, 0x02, 0x86, 0xDD, 0x6B, 0x81,
	0x23, 0x45, 0x00, 0x20, 0x06, 0xFF, 0x20, 0x01, 0x0D, 0xB8, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x20, 0x01,
	0x0D, 0xB8, 0x00, 0x07, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x09, 0x01, 0xBB, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00,
	0x00, 0x02, 0x80, 0x14, 0x00, 0x00, 0x05, 0xF1, 0x00, 0x00, 0x01, 0x01,
	0x08, 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x13, 0x88,
};

static const uint8_t want_rst_seg_ipv4_ts[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x07, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01,
	0x08, 0x00, 0x45, 0x00, 0x00, 0x34, 0x00, 0x00, 0x40, 0x00, 0x40, 0x06,
	0x4E, 0x88, 0xC0, 0x00, 0x02, 0x01, 0xC6, 0x33, 0x64, 0x07, 0x00, 0x50,
	0x9C, 0x40, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x04,
	0x00, 0x00, 0x6D, 0xFB, 0x00, 0x00, 0x01, 0x01, 0x08, 0x0A, 0x00, 0x00,
	0x00, 0x01, 0x00, 0x00, 0x00, 0x00,
};

static const uint8_t want_rst_syn_ipv6[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x07, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01,
	0x86, 0xDD, 0x60, 0x00, 0x00, 0x00, 0x00, 0x14, 0x06, 0x40, 0x20, 0x01,
	0x0D, 0xB8, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x01, 0x20, 0x01, 0x0D, 0xB8, 0x00, 0x07, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x09, 0x00, 0x50, 0x9C, 0x40, 0x00, 0x00,
	0x00, 0x00, 0x01, 0x02, 0x03, 0x04, 0x50, 0x14, 0x00, 0x00, 0xB3, 0xB7,
	0x00, 0x00,
};
/* clang-format on */

/* All frames are built at NOW, when the timestamp clock shows CLOCK. */
#define CLOCK ((uint32_t)(NOW >> 10))

static struct fwm_flow ipv4_flow(void)
{
	return base_flow(ESTABLISHED, 0x11223344, 0x55667788);
}

static struct fwm_flow ipv6_flow(void)
{
	static const uint8_t local[16] = { 0x20, 1, 0x0D, 0xB8, [15] = 1 };
	static const uint8_t remote[16] = { 0x20, 1, 0x0D, 0xB8, 0, 7, [15] = 9 };
	struct fwm_flow flow = ipv4_flow();

	flow.tuple.ipv6 = true;
	memcpy(flow.tuple.local, local, sizeof(local));
	memcpy(flow.tuple.remote, remote, sizeof(remote));
	return flow;
}

static size_t build(const struct fwm_flow *flow, uint8_t send, uint32_t seq, uint32_t ack,
                    uint8_t *frame)
{
	memset(frame, 0xEE, 128);
	return fwm_build_frame(&default_config, flow, send, seq, ack, 0, NOW, frame);
}

static void check(const struct fwm_flow *flow, uint8_t send, uint32_t seq, uint32_t ack,
                  const uint8_t *want, size_t want_len)
{
	uint8_t frame[128];

	assert_int_equal(build(flow, send, seq, ack, frame), want_len);
	assert_memory_equal(frame, want, want_len);
	assert_int_equal(frame[want_len], 0xEE);
}

#define CHECK(flow, send, seq, ack, want) check(flow, send, seq, ack, want, sizeof(want))

static void ack_ipv4_is_padded_to_60(void **state)
{
	struct fwm_flow flow = ipv4_flow();

	(void)state;
	CHECK(&flow, FINWAVE_SEND_ACK, 0x11223344, 0x55667788, want_ack_ipv4);
}

static void fin_vlan_with_timestamp_and_scaled_window(void **state)
{
	struct fwm_flow flow = ipv4_flow();

	(void)state;
	flow.timestamps = true;
	flow.ts_offset = 0xDEADBEEF - CLOCK;
	flow.ttl = 63;
	flow.tos = 0x10;
	flow.rcv_wscale = 7;
	flow.rcv_edge = flow.rcv_nxt + 1000000;
	flow.tuple.vlan_count = 1;
	flow.vlan_tci[0] = 0x2064;
	flow.fin_at = 0xFFFFFFFF;
	CHECK(&flow, FINWAVE_SEND_FIN, 0xFFFFFFFF, 0, want_fin_vlan_ts);
}

static void rst_qinq_ipv6_with_timestamp(void **state)
{
	struct fwm_flow flow = ipv6_flow();

	(void)state;
	flow.timestamps = true;
	flow.ts_offset = 0xFFFFFFFF - CLOCK;
	flow.ttl = 255;
	flow.tos = 0xB8;
	flow.flow_label = 0x12345;
	flow.outer_88a8 = true;
	flow.tuple.vlan_count = 2;
	flow.tuple.local_port = 443;
	flow.tuple.remote_port = 65535;
	flow.vlan_tci[0] = 0xAFFE;
	flow.vlan_tci[1] = 0x1002;
	CHECK(&flow, FINWAVE_SEND_RST, 1, 2, want_rst_qinq_ipv6_ts);
}

/* RFC 7323 3.2: no ACK bit, so TSecr is 0. */
static void rst_seg_ipv4_echoes_no_timestamp(void **state)
{
	struct fwm_flow flow = ipv4_flow();

	(void)state;
	flow.timestamps = true;
	flow.ts_offset = 1 - CLOCK;
	CHECK(&flow, FINWAVE_SEND_RST_SEG, 0x80000000, 0, want_rst_seg_ipv4_ts);
}

static void rst_syn_ipv6(void **state)
{
	struct fwm_flow flow = ipv6_flow();

	(void)state;
	CHECK(&flow, FINWAVE_SEND_RST_SYN, 0, 0x01020304, want_rst_syn_ipv6);
}

static void rst_syn_echoes_no_timestamp(void **state)
{
	struct fwm_flow flow = ipv6_flow();
	uint8_t frame[128];

	(void)state;
	flow.timestamps = true;
	assert_int_equal(build(&flow, FINWAVE_SEND_RST_SYN, 0, 1, frame), 86);
	assert_memory_equal(frame + 82, "\0\0\0\0", 4);
}

static void nothing_is_sent(void **state)
{
	struct fwm_flow flow = ipv4_flow();
	uint8_t frame[128];

	(void)state;
	assert_int_equal(build(&flow, FINWAVE_SEND_NONE, 0, 0, frame), 0);
	assert_int_equal(frame[0], 0xEE);
}

static uint16_t window_sent(const struct fwm_flow *flow)
{
	uint8_t frame[128];

	build(flow, FINWAVE_SEND_ACK, 0, 0, frame);
	return (uint16_t)(frame[48] << 8 | frame[49]);
}

static void window_of_an_ack(void **state)
{
	struct fwm_flow flow = ipv4_flow();

	(void)state;
	flow.rcv_edge = flow.rcv_nxt + 65535;
	assert_int_equal(window_sent(&flow), 65535);
	flow.rcv_edge++;
	assert_int_equal(window_sent(&flow), 65535);
	flow.rcv_wscale = 15;
	flow.rcv_edge = flow.rcv_nxt + 0x7FFFFFFF;
	assert_int_equal(window_sent(&flow), 65535);
	flow.rcv_edge = flow.rcv_nxt + 0x7FFF;
	assert_int_equal(window_sent(&flow), 0);
	flow.rcv_wscale = 0;
	flow.rcv_edge = flow.rcv_nxt;
	assert_int_equal(window_sent(&flow), 0);
	flow.rcv_edge = flow.rcv_nxt - 1;
	assert_int_equal(window_sent(&flow), 0);
}

/* What any flow sends, the parser must find sound and addressed to the peer. */
static void check_read_back(uint32_t kind)
{
	struct fwm_flow flow = kind & 1 ? ipv6_flow() : ipv4_flow();
	uint32_t seq = kind * 2654435761u, ack = ~seq;
	struct fwm_segment seg;
	uint8_t frame[128];
	size_t len;

	flow.timestamps = kind >> 1 & 1;
	flow.tuple.vlan_count = (uint8_t)((kind >> 2) % 3);
	flow.vlan_tci[0] = (uint16_t)kind;
	flow.vlan_tci[1] = (uint16_t)seq;
	flow.outer_88a8 = kind >> 4 & 1;
	flow.ttl = (uint8_t)seq;
	flow.tos = (uint8_t)(seq >> 8);
	flow.flow_label = seq >> 12;
	flow.fin_at = seq;
	len = build(&flow, FINWAVE_SEND_FIN, seq, ack, frame);
	assert_int_equal(fwm_parse(frame, len, false, false, &seg), FWM_SEGMENT);
	assert_false(seg.bad_frame || seg.bad_checksum);
	assert_int_equal(seg.seq, seq);
	assert_int_equal(seg.ack, ack);
	assert_int_equal(seg.flags, FIN | ACK);
	assert_int_equal(seg.payload, 0);
	assert_int_equal(seg.has_ts, flow.timestamps);
	assert_int_equal(seg.tuple.vlan_count, flow.tuple.vlan_count);
	assert_memory_equal(seg.tuple.local, flow.tuple.remote, 16);
	assert_memory_equal(seg.tuple.remote, flow.tuple.local, 16);
	assert_int_equal(seg.tuple.local_port, flow.tuple.remote_port);
}

static void every_kind_is_read_back(void **state)
{
	(void)state;
	for (uint32_t kind = 0; kind < 100000; kind++)
		check_read_back(kind);
}

/* Any part of the tail, in any kind of frame; the FIN only where the tail ends. */
static void check_text(uint32_t kind, uint16_t tail_len, uint16_t at, uint16_t text_len)
{
	struct fwm_flow flow = kind & 1 ? ipv6_flow() : ipv4_flow();
	static uint8_t frame[FWM_FRAME_BYTES + 1];
	uint32_t start = 0xFFFFFFFF - kind % 2000;
	struct fwm_segment seg;
	size_t len;

	flow.timestamps = kind >> 1 & 1;
	flow.tuple.vlan_count = (uint8_t)((kind >> 2) % 3);
	flow.tail_len = tail_len;
	flow.fin_at = start + tail_len;
	for (size_t i = 0; i < tail_len; i++)
		flow.tail[i] = (uint8_t)(i * 13 + kind);
	memset(frame, 0xEE, sizeof(frame));
	len = fwm_build_frame(&default_config, &flow, FINWAVE_SEND_FIN, start + at, 9, text_len,
	                      NOW, frame);
	assert_in_range(len, 60, FWM_FRAME_BYTES);
	assert_int_equal(frame[len], 0xEE);
	assert_int_equal(fwm_parse(frame, len, false, false, &seg), FWM_SEGMENT);
	assert_false(seg.bad_frame || seg.bad_checksum);
	assert_int_equal(seg.seq, start + at);
	assert_int_equal(seg.payload, text_len);
	assert_int_equal(seg.flags,
	                 ACK | (text_len ? PSH : 0) | (at + text_len == tail_len ? FIN : 0));
	if (len > 60)
		assert_memory_equal(frame + len - text_len, flow.tail + at, text_len);
}

static void text_of_every_length(void **state)
{
	(void)state;
	for (uint16_t n = 0; n <= FWM_TAIL_MAX; n++) {
		check_text(n * 7u, n, 0, n);
		check_text(n * 5u, FWM_TAIL_MAX, FWM_TAIL_MAX - n, n);
		check_text(n * 3u, FWM_TAIL_MAX, n / 2, n / 2);
	}
}

/* The RST of an owned connection comes from the peer, as far as the host can tell; no option, no ACK. */
static void host_rst_qinq_ipv6(void **state)
{
	struct fwm_flow flow = ipv6_flow();
	struct fwm_segment seg;
	uint8_t frame[128];

	(void)state;
	flow.timestamps = true;
	flow.tos = 0x12;
	flow.ttl = 33;
	flow.flow_label = 0xABCDE;
	flow.tuple.vlan_count = 2;
	flow.outer_88a8 = true;
	flow.vlan_tci[0] = 0xE001;
	flow.vlan_tci[1] = 2;
	assert_int_equal(build(&flow, FINWAVE_SEND_HOST_RST, 77, 0, frame), 82);
	assert_memory_equal(frame, flow.local_mac, 6);
	assert_memory_equal(frame + 6, flow.peer_mac, 6);
	assert_int_equal(fwm_parse(frame, 82, false, false, &seg), FWM_SEGMENT);
	assert_false(seg.bad_frame || seg.bad_checksum);
	assert_memory_equal(seg.tuple.local, flow.tuple.local, 16);
	assert_memory_equal(seg.tuple.remote, flow.tuple.remote, 16);
	assert_int_equal(seg.tuple.local_port, flow.tuple.local_port);
	assert_int_equal(seg.flags, RST);
	assert_int_equal(seg.seq, 77);
	assert_int_equal(seg.ack | seg.window | seg.has_ts, 0);
	fwm_parse(frame, 82, false, true, &seg); /* for what lies below */
	assert_int_equal(seg.vlan_tci[0], 0xE001);
	assert_int_equal(seg.vlan_tci[1], 2);
	assert_true(seg.outer_88a8);
	assert_int_equal(seg.tos, 0x12);
	assert_int_equal(seg.ttl, 33);
	assert_int_equal(seg.flow_label, 0xABCDE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ack_ipv4_is_padded_to_60),
		cmocka_unit_test(fin_vlan_with_timestamp_and_scaled_window),
		cmocka_unit_test(rst_qinq_ipv6_with_timestamp),
		cmocka_unit_test(rst_seg_ipv4_echoes_no_timestamp),
		cmocka_unit_test(rst_syn_ipv6),
		cmocka_unit_test(rst_syn_echoes_no_timestamp),
		cmocka_unit_test(nothing_is_sent),
		cmocka_unit_test(window_of_an_ack),
		cmocka_unit_test(every_kind_is_read_back),
		cmocka_unit_test(text_of_every_length),
		cmocka_unit_test(host_rst_qinq_ipv6),
	};

	return cmocka_run_group_tests_name("frame", tests, NULL, NULL) != 0;
}
