// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * fwm_parse(): frames of another builder (scapy 2.5) as they are, spoilt in one place, cut at every
 * length; then frames with options, tags and padding that no well-behaved sender makes.
 */
#include "test_model.h"

/* clang-format off */
static const uint8_t fin_odd_ipv4[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x07,
	0x08, 0x00, 0x45, 0x00, 0x00, 0x3F, 0x12, 0x34, 0x00, 0x00, 0x39, 0x06,
	0x83, 0x49, 0xC6, 0x33, 0x64, 0x07, 0xC0, 0x00, 0x02, 0x01, 0x9C, 0x40,
	0x00, 0x50, 0xFF, 0xFF, 0xFF, 0xFD, 0x01, 0x02, 0x03, 0x04, 0xA0, 0x19,
	0x12, 0x34, 0x36, 0xB9, 0x00, 0x00, 0x02, 0x04, 0x05, 0xB4, 0x04, 0x02,
	0x08, 0x0A, 0xA1, 0xA2, 0xA3, 0xA4, 0xB1, 0xB2, 0xB3, 0xB4, 0x01, 0x03,
	0x03, 0x07, 0x62, 0x79, 0x65,
};

static const uint8_t ack_options_qinq[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x07,
	0x88, 0xA8, 0x00, 0x64, 0x81, 0x00, 0x70, 0xC8, 0x08, 0x00, 0x47, 0x00,
	0x00, 0x30, 0x00, 0x07, 0x00, 0x00, 0x03, 0x06, 0xBE, 0x7D, 0xC6, 0x33,
	0x64, 0x07, 0xC0, 0x00, 0x02, 0x01, 0x07, 0x07, 0x04, 0x00, 0x00, 0x00,
	0x00, 0x01, 0x9C, 0x40, 0x00, 0x50, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00,
	0x00, 0x06, 0x50, 0x10, 0x00, 0x09, 0x26, 0xF4, 0x00, 0x00,
};

static const uint8_t data_ipv6[] = {
	0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x07,
	0x86, 0xDD, 0x60, 0x30, 0x00, 0x09, 0x00, 0x41, 0x06, 0x40, 0x20, 0x01,
	0x0D, 0xB8, 0x00, 0x07, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x09, 0x20, 0x01, 0x0D, 0xB8, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0xFF, 0xFF, 0x01, 0xBB, 0x7F, 0xFF,
	0xFF, 0xFF, 0x00, 0x00, 0x00, 0x01, 0x80, 0x18, 0xFF, 0xFF, 0x88, 0x46,
	0x00, 0x00, 0x01, 0x01, 0x08, 0x0A, 0x00, 0x00, 0x00, 0x07, 0x00, 0x00,
	0x00, 0x08, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09,
	0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15,
	0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x20,
};
/* clang-format on */

/* ---- sound frames ------------------------------------------------------------------------------ */

/* Parses a copy that ends where its memory ends, so that a sanitizer sees every byte too many. */
static enum fwm_frame_kind parse_copy(const uint8_t *frame, size_t len, struct fwm_segment *seg)
{
	uint8_t *copy = malloc(len + 1);
	enum fwm_frame_kind kind;

	assert_non_null(copy);
	memcpy(copy + 1, frame, len);
	memset(seg, 0xEE, sizeof(*seg));
	kind = fwm_parse(copy + 1, len, false, false, seg);
	free(copy);
	return kind;
}

static struct fwm_segment parse(const uint8_t *frame, size_t len)
{
	struct fwm_segment seg;

	assert_int_equal(parse_copy(frame, len, &seg), FWM_SEGMENT);
	return seg;
}

static void rcv_fin_ipv4_with_odd_payload(void **state)
{
	struct fwm_segment seg = parse(fin_odd_ipv4, sizeof(fin_odd_ipv4));

	(void)state;
	assert_false(seg.bad_frame || seg.bad_checksum);
	assert_false(seg.tuple.ipv6);
	assert_memory_equal(seg.tuple.local, "\xC0\0\2\1\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_memory_equal(seg.tuple.remote, "\xC6\x33\x64\7\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_int_equal(seg.tuple.local_port, 80);
	assert_int_equal(seg.tuple.remote_port, 40000);
	assert_int_equal(seg.tuple.vlan_count, 0);
	assert_int_equal(seg.seq, 0xFFFFFFFD);
	assert_int_equal(seg.ack, 0x01020304);
	assert_int_equal(seg.flags, FIN | PSH | ACK);
	assert_int_equal(seg.window, 0x1234);
	assert_int_equal(seg.payload, 3);
	assert_true(seg.has_ts);
	assert_int_equal(seg.tsval, 0xA1A2A3A4);
	assert_int_equal(seg.tsecr, 0xB1B2B3B4);
}

static void rcv_ack_qinq_with_ip_options(void **state)
{
	struct fwm_segment seg = parse(ack_options_qinq, sizeof(ack_options_qinq));

	(void)state;
	assert_false(seg.bad_frame || seg.bad_checksum);
	assert_int_equal(seg.tuple.vlan_count, 2);
	assert_int_equal(seg.tuple.vlan_id[0], 100);
	assert_int_equal(seg.tuple.vlan_id[1], 200);
	assert_int_equal(seg.seq, 5);
	assert_int_equal(seg.payload, 0);
	assert_false(seg.has_ts);
}

static void rcv_data_ipv6(void **state)
{
	struct fwm_segment seg = parse(data_ipv6, sizeof(data_ipv6));

	(void)state;
	assert_false(seg.bad_frame || seg.bad_checksum);
	assert_true(seg.tuple.ipv6);
	assert_memory_equal(seg.tuple.local, data_ipv6 + 38, 16);
	assert_memory_equal(seg.tuple.remote, data_ipv6 + 22, 16);
	assert_int_equal(seg.tuple.local_port, 443);
	assert_int_equal(seg.tuple.remote_port, 65535);
	assert_int_equal(seg.payload, 33);
	assert_int_equal(seg.tsval, 7);
	assert_int_equal(seg.tsecr, 8);
}

/* Ethernet padding is not summed, whatever it holds. */
static void rcv_padding_is_not_summed(void **state)
{
	uint8_t frame[sizeof(fin_odd_ipv4) + 9];
	struct fwm_segment seg;

	(void)state;
	memset(frame, 0xA5, sizeof(frame));
	memcpy(frame, fin_odd_ipv4, sizeof(fin_odd_ipv4));
	for (size_t len = sizeof(fin_odd_ipv4); len <= sizeof(frame); len++) {
		seg = parse(frame, len);
		assert_false(seg.bad_frame || seg.bad_checksum);
		assert_int_equal(seg.payload, 3);
	}
}

static void rcv_marked_by_the_mac(void **state)
{
	struct fwm_segment seg;

	(void)state;
	assert_int_equal(fwm_parse(data_ipv6, sizeof(data_ipv6), true, false, &seg), FWM_SEGMENT);
	assert_true(seg.bad_frame);
	assert_int_equal(seg.tuple.local_port, 443);
	assert_int_equal(seg.payload, 0);
}

/* ---- one byte spoilt --------------------------------------------------------------------------- */

enum verdict { PASSES, SOUND, BAD_FRAME, BAD_CHECKSUM };

struct spoilt {
	const char *name;
	const uint8_t *frame;
	size_t len, at;
	uint8_t value;
	enum verdict want;
};

#define OF(frame) frame, sizeof(frame)

/* clang-format off */
static const struct spoilt spoilt[] = {
	{ "rcv-arp", OF(fin_odd_ipv4), 13, 0x06, PASSES },
	{ "rcv-ipv6-type-on-ipv4", OF(fin_odd_ipv4), 12, 0x86, PASSES },
	{ "rcv-ipv4-version-5", OF(fin_odd_ipv4), 14, 0x55, PASSES },
	{ "rcv-ipv4-ihl-4", OF(fin_odd_ipv4), 14, 0x44, PASSES },
	{ "rcv-ipv4-ihl-0", OF(fin_odd_ipv4), 14, 0x40, PASSES },
	{ "rcv-ipv4-ihl-beyond-length", OF(ack_options_qinq), 22, 0x4F, PASSES },
	{ "rcv-ipv4-length-one-less", OF(fin_odd_ipv4), 17, 0x3E, BAD_CHECKSUM },
	{ "rcv-ipv4-length-one-more", OF(fin_odd_ipv4), 17, 0x40, BAD_FRAME },
	{ "rcv-ipv4-length-of-headers-only", OF(fin_odd_ipv4), 17, 0x3C, BAD_CHECKSUM },
	{ "rcv-ipv4-length-below-headers", OF(fin_odd_ipv4), 17, 0x3B, BAD_FRAME },
	{ "rcv-ipv4-length-below-tcp", OF(fin_odd_ipv4), 17, 0x27, BAD_FRAME },
	{ "rcv-ipv4-length-0", OF(fin_odd_ipv4), 17, 0, BAD_FRAME },
	{ "rcv-ipv4-length-huge", OF(fin_odd_ipv4), 16, 0xFF, BAD_FRAME },
	{ "rcv-ipv4-dont-fragment", OF(fin_odd_ipv4), 20, 0x40, BAD_CHECKSUM },
	{ "rcv-ipv4-reserved-flag", OF(fin_odd_ipv4), 20, 0x80, BAD_CHECKSUM },
	{ "rcv-ipv4-more-fragments", OF(fin_odd_ipv4), 20, 0x20, PASSES },
	{ "rcv-ipv4-fragment-offset-high", OF(fin_odd_ipv4), 20, 0x10, PASSES },
	{ "rcv-ipv4-fragment-offset-low", OF(fin_odd_ipv4), 21, 0x01, PASSES },
	{ "rcv-ipv4-ttl", OF(fin_odd_ipv4), 22, 56, BAD_CHECKSUM },
	{ "rcv-ipv4-udp", OF(fin_odd_ipv4), 23, 17, PASSES },
	{ "rcv-ipv4-header-checksum", OF(fin_odd_ipv4), 25, 0x48, BAD_CHECKSUM },
	{ "rcv-ipv4-address", OF(fin_odd_ipv4), 30, 0xC1, BAD_CHECKSUM },
	{ "rcv-tcp-port", OF(fin_odd_ipv4), 35, 0x41, BAD_CHECKSUM },
	{ "rcv-tcp-data-offset-4", OF(fin_odd_ipv4), 46, 0x40, BAD_FRAME },
	{ "rcv-tcp-data-offset-0", OF(fin_odd_ipv4), 46, 0x00, BAD_FRAME },
	{ "rcv-tcp-data-offset-beyond-length", OF(fin_odd_ipv4), 46, 0xB0, BAD_FRAME },
	{ "rcv-tcp-data-offset-within-length", OF(fin_odd_ipv4), 46, 0x90, BAD_CHECKSUM },
	{ "rcv-tcp-checksum", OF(fin_odd_ipv4), 51, 0xB8, BAD_CHECKSUM },
	{ "rcv-tcp-odd-last-byte", OF(fin_odd_ipv4), 76, 0x66, BAD_CHECKSUM },
	{ "rcv-ipv4-option", OF(ack_options_qinq), 44, 0x05, BAD_CHECKSUM },
	{ "rcv-qinq-priority", OF(ack_options_qinq), 14, 0xE0, SOUND },
	{ "rcv-qinq-outer-8100", OF(ack_options_qinq), 12, 0x81, PASSES },
	{ "rcv-ipv6-version-4", OF(data_ipv6), 14, 0x40, PASSES },
	{ "rcv-ipv6-hop-by-hop", OF(data_ipv6), 20, 0, PASSES },
	{ "rcv-ipv6-fragment", OF(data_ipv6), 20, 44, PASSES },
	{ "rcv-ipv6-hop-limit", OF(data_ipv6), 21, 1, SOUND },
	{ "rcv-ipv6-flow-label", OF(data_ipv6), 17, 1, SOUND },
	{ "rcv-ipv6-length-one-more", OF(data_ipv6), 19, 0x42, BAD_FRAME },
	{ "rcv-ipv6-length-of-headers-only", OF(data_ipv6), 19, 32, BAD_CHECKSUM },
	{ "rcv-ipv6-length-below-headers", OF(data_ipv6), 19, 31, BAD_FRAME },
	{ "rcv-ipv6-length-0", OF(data_ipv6), 19, 0, BAD_FRAME },
	{ "rcv-ipv6-address", OF(data_ipv6), 53, 2, BAD_CHECKSUM },
};
/* clang-format on */

static enum verdict verdict_of(const uint8_t *frame, size_t len)
{
	struct fwm_segment seg;

	if (parse_copy(frame, len, &seg) == FWM_NOT_TCP)
		return PASSES;
	if (seg.bad_frame)
		return BAD_FRAME;
	return seg.bad_checksum ? BAD_CHECKSUM : SOUND;
}

static void run_spoilt(void **state)
{
	const struct spoilt *row = *state;
	uint8_t frame[256];

	memcpy(frame, row->frame, row->len);
	assert_int_equal(verdict_of(frame, row->len), SOUND);
	frame[row->at] = row->value;
	assert_int_equal(verdict_of(frame, row->len), row->want);
}

/* A frame that is cut is bad as soon as its ports are there, and nobody's before. */
static void check_cut(const uint8_t *frame, size_t len, size_t ports_end)
{
	for (size_t cut = 0; cut < len; cut++)
		assert_int_equal(verdict_of(frame, cut), cut < ports_end ? PASSES : BAD_FRAME);
}

static void rcv_cut_at_every_length(void **state)
{
	(void)state;
	check_cut(OF(fin_odd_ipv4), 38);
	check_cut(OF(ack_options_qinq), 54);
	check_cut(OF(data_ipv6), 58);
}

/* The IP length agrees with the cut frame, but leaves no room for a TCP header. */
static void rcv_cut_with_the_length_to_match(void **state)
{
	uint8_t frame[sizeof(fin_odd_ipv4)];

	(void)state;
	memcpy(frame, fin_odd_ipv4, sizeof(frame));
	for (size_t cut = 38; cut < 74; cut++) {
		frame[17] = (uint8_t)(cut - 14);
		assert_int_equal(verdict_of(frame, cut), BAD_FRAME);
	}
}

/* ---- frames made here -------------------------------------------------------------------------- */

struct packet {
	unsigned tags;
	uint16_t tpid[3], tci[3];
	const char *options; /* of TCP, `options_len` bytes, a multiple of 4 */
	size_t options_len, payload;
};

/* One's complement sum the slow way: the bytes as one big number, modulo 65535. */
static uint16_t checksum_of(uint32_t start, const uint8_t *p, size_t len)
{
	uint64_t rest = start % 65535;

	for (size_t i = 0; i < len; i++)
		rest = (rest + (uint64_t)p[i] * (i % 2 ? 1 : 256)) % 65535;
	return (uint16_t)(65535 - rest);
}

static void store16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static size_t make_tcp(const struct packet *pkt, const uint8_t *addresses, uint8_t *tcp)
{
	size_t hdr = 20 + pkt->options_len, len = hdr + pkt->payload;
	uint32_t pseudo = 6 + (uint32_t)len;

	memset(tcp, 0, len);
	store16(tcp, 1000);
	store16(tcp + 2, 2000);
	tcp[12] = (uint8_t)(hdr / 4 << 4);
	tcp[13] = ACK;
	memcpy(tcp + 20, pkt->options, pkt->options_len);
	memset(tcp + hdr, 0x5A, pkt->payload);
	for (size_t i = 0; i < 8; i += 2)
		pseudo += (uint32_t)(addresses[i] << 8 | addresses[i + 1]);
	store16(tcp + 16, checksum_of(pseudo, tcp, len));
	return len;
}

static size_t make(const struct packet *pkt, uint8_t *frame)
{
	static const uint8_t ip_template[20] = { 0x45, 0, 0,  0, 0, 0, 0,  0, 64, 6,
		                                 0,    0, 10, 0, 0, 1, 10, 0, 0,  2 };
	uint8_t *p = frame + 12;
	size_t len;

	memset(frame, 0, 12);
	for (unsigned i = 0; i < pkt->tags; i++, p += 4) {
		store16(p, pkt->tpid[i]);
		store16(p + 2, pkt->tci[i]);
	}
	store16(p, 0x0800);
	p += 2;
	memcpy(p, ip_template, 20);
	len = make_tcp(pkt, p + 12, p + 20);
	store16(p + 2, 20 + len);
	store16(p + 10, checksum_of(0, p, 20));
	return (size_t)(p - frame) + 20 + len;
}

struct option_row {
	const char *name, *bytes;
	size_t len;
	bool has_ts;
	int shift; /* -1: none */
};

#define OPTIONS(bytes) bytes, sizeof(bytes) - 1
#define TS_OPTION "\x08\x0A\1\2\3\4\5\6\7\x08"

/* clang-format off */
static const struct option_row options[] = {
	{ "options-none", OPTIONS(""), false, -1 },
	{ "options-timestamp-last", OPTIONS("\1\1" TS_OPTION), true, -1 },
	{ "options-timestamp-first", OPTIONS(TS_OPTION "\1\1"), true, -1 },
	{ "options-timestamp-at-odd-place", OPTIONS("\1" TS_OPTION "\1"), true, -1 },
	{ "options-timestamp-then-end", OPTIONS(TS_OPTION "\0\0"), true, -1 },
	{ "options-sack-first", OPTIONS("\1\1\5\x0A" "aaaabbbb" "\1\1" TS_OPTION), true, -1 },
	{ "options-unknown-first", OPTIONS("\xFD\4zz" TS_OPTION "\1\1"), true, -1 },
	{ "options-full-header", OPTIONS("\xFE\x1Exxxxxxxxxxxxxxxxxxxxxxxxxxxx" TS_OPTION), true, -1 },
	{ "options-nops-only", OPTIONS("\1\1\1\1\1\1\1\1"), false, -1 },
	{ "options-end-before-timestamp", OPTIONS("\0\1" TS_OPTION), false, -1 },
	{ "options-length-0", OPTIONS("\3\0" TS_OPTION), false, -1 },
	{ "options-length-1", OPTIONS("\3\1" TS_OPTION), false, -1 },
	{ "options-length-past-header", OPTIONS("\1\1\3\x0B" "aaaaaaaa"), false, -1 },
	{ "options-kind-without-length", OPTIONS("\1\1\1\x08"), false, -1 },
	{ "options-timestamp-past-header", OPTIONS("\1\1\x08\x0A" "aaaa"), false, -1 },
	{ "options-timestamp-length-9", OPTIONS("\x08\x09" "aaaaaaa\1\1\1"), false, -1 },
	{ "options-timestamp-length-11", OPTIONS("\x08\x0B" "aaaaaaaaa\1"), false, -1 },
	{ "options-timestamp-length-4-then-right", OPTIONS("\x08\4zz\1\1" TS_OPTION), true, -1 },
	{ "options-timestamp-inside-unknown", OPTIONS("\xFD\x0C" TS_OPTION), false, -1 },
	{ "options-two-timestamps",
	  OPTIONS(TS_OPTION "\x08\x0A" "aaaabbbb"), true, -1 },
	{ "options-window-scale", OPTIONS("\1\3\3\7"), false, 7 },
	{ "options-window-scale-0", OPTIONS("\3\3\0\1"), false, 0 },
	{ "options-window-scale-14", OPTIONS("\3\3\x0E\1"), false, 14 },
	{ "options-window-scale-15", OPTIONS("\3\3\x0F\1"), false, 14 },
	{ "options-window-scale-255", OPTIONS("\3\3\xFF\1"), false, 14 },
	{ "options-window-scale-last", OPTIONS("\1\1\1\1\1\3\3\5"), false, 5 },
	{ "options-window-scale-then-timestamp", OPTIONS("\1\3\3\7\1\1" TS_OPTION), true, 7 },
	{ "options-timestamp-then-window-scale", OPTIONS(TS_OPTION "\1\1\1\3\3\7"), true, 7 },
	{ "options-two-window-scales", OPTIONS("\3\3\2\3\3\7\1\1"), false, 2 },
	{ "options-window-scale-length-4-then-right", OPTIONS("\3\4\7\7\3\3\2\1"), false, 2 },
	{ "options-window-scale-length-2-then-right", OPTIONS("\3\2\3\3\2\1\1\1"), false, 2 },
	{ "options-window-scale-past-header", OPTIONS("\1\1\3\3"), false, -1 },
	{ "options-end-before-window-scale", OPTIONS("\0\3\3\7"), false, -1 },
	{ "options-of-a-syn", OPTIONS("\2\4\5\xB4\4\2" TS_OPTION "\1\3\3\x0A"), true, 10 },
	{ "options-timestamp-then-broken-then-window-scale",
	  OPTIONS(TS_OPTION "\xFD\1\3\3\7\1"), true, -1 },
};
/* clang-format on */

/* A length that is no multiple of four is filled up with EOL. */
static void run_options(void **state)
{
	const struct option_row *row = *state;
	char padded[40] = { 0 };
	struct packet pkt = { .options = padded };
	struct fwm_segment seg;
	uint8_t frame[256];

	memcpy(padded, row->bytes, row->len);
	pkt.options_len = (row->len + 3) / 4 * 4;
	seg = parse(frame, make(&pkt, frame));
	assert_false(seg.bad_frame || seg.bad_checksum);
	assert_int_equal(seg.payload, 0);
	assert_int_equal(seg.has_ts, row->has_ts);
	assert_int_equal(seg.tsval, row->has_ts ? 0x01020304 : 0);
	assert_int_equal(seg.tsecr, row->has_ts ? 0x05060708 : 0);
	assert_int_equal(seg.has_wscale, row->shift >= 0);
	assert_int_equal(seg.wscale, row->shift >= 0 ? row->shift : 0);
}

static void tags_none_to_two_of_either_type(void **state)
{
	static const uint16_t types[] = { 0x8100, 0x88A8 };
	struct packet pkt = { .options = "", .tci = { 0xE001, 0x3FFE, 0 } };
	struct fwm_segment seg;
	uint8_t frame[256];

	(void)state;
	for (unsigned i = 0; i < 12; i++) {
		pkt.tags = i / 4;
		pkt.tpid[0] = types[i % 2];
		pkt.tpid[1] = types[i / 2 % 2];
		seg = parse(frame, make(&pkt, frame));
		assert_false(seg.bad_frame || seg.bad_checksum);
		assert_int_equal(seg.tuple.vlan_count, pkt.tags);
		assert_int_equal(seg.tuple.vlan_id[0], pkt.tags > 0 ? 1 : 0);
		assert_int_equal(seg.tuple.vlan_id[1], pkt.tags > 1 ? 0xFFE : 0);
	}
}

static void tags_three_pass(void **state)
{
	struct packet pkt = { .options = "", .tags = 3, .tpid = { 0x8100, 0x8100, 0x8100 } };
	uint8_t frame[256];

	(void)state;
	assert_int_equal(verdict_of(frame, make(&pkt, frame)), PASSES);
}

static void tags_of_the_old_qinq_type_pass(void **state)
{
	struct packet pkt = { .options = "", .tags = 1, .tpid = { 0x9100 } };
	uint8_t frame[256];

	(void)state;
	assert_int_equal(verdict_of(frame, make(&pkt, frame)), PASSES);
}

/* Every payload length, and the longest IPv4 datagram, whose sum must not overflow. */
static void payload_of_every_length(void **state)
{
	static uint8_t frame[65535 + 14];
	const size_t longest = 12000 - 40;
	struct packet pkt = { .options = "" };
	struct fwm_segment seg = { 0 };

	(void)state;
	for (pkt.payload = 0; pkt.payload <= longest;
	     pkt.payload += pkt.payload < 1500 ? 1 : (longest - 1500) / 4) {
		seg = parse(frame, make(&pkt, frame));
		assert_false(seg.bad_frame || seg.bad_checksum);
		assert_int_equal(seg.payload, pkt.payload);
	}
	assert_int_equal(seg.payload, longest);
	pkt.payload = longest + 1;
	assert_true(parse(frame, make(&pkt, frame)).bad_frame);
	assert_int_equal(fwm_parse(frame, make(&pkt, frame), false, true, &seg), FWM_SEGMENT);
	assert_true(seg.bad_frame);
}

/* ---- frames of the host ------------------------------------------------------------------------ */

/* The same frame from the other side: the tuple is swapped, nothing else differs. */
static void check_both_sides(const uint8_t *frame, size_t len)
{
	struct fwm_segment wire, host;

	assert_int_equal(fwm_parse(frame, len, false, false, &wire), FWM_SEGMENT);
	assert_int_equal(fwm_parse(frame, len, false, true, &host), FWM_SEGMENT);
	assert_memory_equal(host.tuple.local, wire.tuple.remote, 16);
	assert_memory_equal(host.tuple.remote, wire.tuple.local, 16);
	assert_int_equal(host.tuple.local_port, wire.tuple.remote_port);
	assert_int_equal(host.tuple.remote_port, wire.tuple.local_port);
	assert_int_equal(host.tuple.ipv6, wire.tuple.ipv6);
	assert_int_equal(host.tuple.vlan_count, wire.tuple.vlan_count);
	assert_memory_equal(host.tuple.vlan_id, wire.tuple.vlan_id, sizeof(wire.tuple.vlan_id));
	assert_int_equal(host.seq, wire.seq);
	assert_int_equal(host.ack, wire.ack);
	assert_int_equal(host.flags, wire.flags);
	assert_int_equal(host.window, wire.window);
	assert_int_equal(host.payload, wire.payload);
	assert_int_equal(host.tsval, wire.tsval);
	assert_int_equal(host.wscale, wire.wscale);
	assert_memory_equal(host.dst_mac, frame, 6);
	assert_memory_equal(host.src_mac, frame + 6, 6);
}

static void host_frames_are_seen_from_our_end(void **state)
{
	(void)state;
	check_both_sides(OF(fin_odd_ipv4));
	check_both_sides(OF(ack_options_qinq));
	check_both_sides(OF(data_ipv6));
}

static struct fwm_segment parse_host(const uint8_t *frame, size_t len)
{
	struct fwm_segment seg;

	assert_int_equal(fwm_parse(frame, len, false, true, &seg), FWM_SEGMENT);
	assert_false(seg.bad_frame || seg.bad_checksum);
	return seg;
}

static void host_frames_show_what_lies_below(void **state)
{
	struct fwm_segment seg = parse_host(OF(fin_odd_ipv4));

	(void)state;
	assert_int_equal(seg.ttl, 0x39);
	assert_int_equal(seg.tos | seg.flow_label | seg.vlan_tci[0] | seg.outer_88a8, 0);
	seg = parse_host(OF(ack_options_qinq));
	assert_int_equal(seg.ttl, 3);
	assert_int_equal(seg.vlan_tci[0], 0x0064);
	assert_int_equal(seg.vlan_tci[1], 0x70C8);
	assert_true(seg.outer_88a8);
	seg = parse_host(OF(data_ipv6));
	assert_int_equal(seg.ttl, 0x40);
	assert_int_equal(seg.tos, 0x03);
	assert_int_equal(seg.flow_label, 9);
}

/* A NIC may have to fill checksums in: they are not looked at. Lengths are. */
static void host_frames_need_no_checksums(void **state)
{
	uint8_t frame[sizeof(fin_odd_ipv4)];
	struct fwm_segment seg;

	(void)state;
	memcpy(frame, fin_odd_ipv4, sizeof(frame));
	memset(frame + 24, 0, 2);
	memset(frame + 50, 0, 2);
	frame[15] = 0x2E;
	seg = parse_host(OF(frame));
	assert_int_equal(seg.tos, 0x2E);
	frame[17]++;
	assert_int_equal(fwm_parse(OF(frame), false, true, &seg), FWM_SEGMENT);
	assert_true(seg.bad_frame);
	assert_int_equal(seg.ttl | seg.seq | seg.dst_mac[0], 0);
	assert_int_equal(seg.tuple.local_port, 40000);
}

/* ---- tuples ------------------------------------------------------------------------------------ */

static const struct fwm_tuple tuple = {
	.ipv6 = true,
	.local = { 1, [15] = 2 },
	.remote = { 3, [15] = 4 },
	.local_port = 5,
	.remote_port = 6,
	.vlan_count = 2,
	.vlan_id = { 7, 8 },
};

static void tuple_differs_in_each_part(void **state)
{
	struct fwm_tuple other[] = { tuple, tuple, tuple, tuple, tuple, tuple, tuple, tuple };

	(void)state;
	assert_true(fwm_tuple_equal(&tuple, &other[0]));
	other[0].ipv6 = false;
	other[1].local[15] = 0;
	other[2].remote[15] = 0;
	other[3].local_port = 0;
	other[4].remote_port = 0;
	other[5].vlan_count = 1;
	other[6].vlan_id[0] = 0;
	other[7].vlan_id[1] = 0;
	for (size_t i = 0; i < COUNT_OF(other); i++)
		assert_false(fwm_tuple_equal(&tuple, &other[i]));
}

static void tuple_ignores_what_it_does_not_use(void **state)
{
	struct fwm_tuple a = tuple, b = tuple;

	(void)state;
	a.ipv6 = b.ipv6 = false;
	a.vlan_count = b.vlan_count = 1;
	b.local[4] = 9;
	b.remote[15] = 9;
	b.vlan_id[1] = 9;
	assert_true(fwm_tuple_equal(&a, &b));
}

int main(void)
{
	const struct CMUnitTest sound[] = {
		cmocka_unit_test(rcv_fin_ipv4_with_odd_payload),
		cmocka_unit_test(rcv_ack_qinq_with_ip_options),
		cmocka_unit_test(rcv_data_ipv6),
		cmocka_unit_test(rcv_padding_is_not_summed),
		cmocka_unit_test(rcv_marked_by_the_mac),
		cmocka_unit_test(rcv_cut_at_every_length),
		cmocka_unit_test(rcv_cut_with_the_length_to_match),
		cmocka_unit_test(tags_none_to_two_of_either_type),
		cmocka_unit_test(tags_three_pass),
		cmocka_unit_test(tags_of_the_old_qinq_type_pass),
		cmocka_unit_test(payload_of_every_length),
		cmocka_unit_test(host_frames_are_seen_from_our_end),
		cmocka_unit_test(host_frames_show_what_lies_below),
		cmocka_unit_test(host_frames_need_no_checksums),
		cmocka_unit_test(tuple_differs_in_each_part),
		cmocka_unit_test(tuple_ignores_what_it_does_not_use),
	};
	int failed = cmocka_run_group_tests_name("frames", sound, NULL, NULL);

	failed += RUN_ROWS(spoilt, run_spoilt);
	failed += RUN_ROWS(options, run_options);
	return failed != 0;
}
