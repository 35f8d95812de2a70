/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Where fields lie in the wide words of rtl/finwave_record.vh that the tests of modules drive and read, and a
 * tuple of the model as such a word.
 */
#ifndef FINWAVE_TESTS_RECORD_H
#define FINWAVE_TESTS_RECORD_H

#include "contracts.h"
#include "dut.h"

/* FINWAVE_KEY_...; IPv4 addresses stand in the high 32 bits of theirs. */
enum {
	KEY_REMOTE_PORT = 0,
	KEY_LOCAL_PORT = 16,
	KEY_REMOTE = 32,
	KEY_LOCAL = 160,
	KEY_IPV6 = 288,
	KEY_VID_INNER = 289,
	KEY_VID_OUTER = 301,
	KEY_VLAN_COUNT = 313,
	KEY_BITS = 315,
	KEY_WORDS = 10
};

struct Key {
	uint32_t words[KEY_WORDS] = {};
};

inline void put_address(Key &key, unsigned at, const uint8_t *bytes, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		put_bits(key.words, at + 8 * (15 - i), 8, bytes[i]);
}

inline Key key_of(const fwm_tuple &tuple)
{
	const unsigned count = tuple.ipv6 ? 16 : 4;
	Key key;

	put_bits(key.words, KEY_REMOTE_PORT, 16, tuple.remote_port);
	put_bits(key.words, KEY_LOCAL_PORT, 16, tuple.local_port);
	put_address(key, KEY_REMOTE, tuple.remote, count);
	put_address(key, KEY_LOCAL, tuple.local, count);
	put_bits(key.words, KEY_IPV6, 1, tuple.ipv6);
	put_bits(key.words, KEY_VID_OUTER, 12, tuple.vlan_id[0]);
	put_bits(key.words, KEY_VID_INNER, 12, tuple.vlan_id[1]);
	put_bits(key.words, KEY_VLAN_COUNT, 2, tuple.vlan_count);
	return key;
}

inline Key ipv4_key(uint32_t local, uint32_t remote, unsigned local_port, unsigned remote_port)
{
	Key key;

	put_bits(key.words, KEY_REMOTE + 96, 32, remote);
	put_bits(key.words, KEY_LOCAL + 96, 32, local);
	put_bits(key.words, KEY_REMOTE_PORT, 16, remote_port);
	put_bits(key.words, KEY_LOCAL_PORT, 16, local_port);
	return key;
}

/* The low halves of the addresses and the remote port; else as every tuple of this kind. */
inline Key ipv6_key(uint64_t local, uint64_t remote, unsigned remote_port)
{
	Key key;

	put_bits(key.words, KEY_LOCAL, 64, local);
	put_bits(key.words, KEY_LOCAL + 64, 64, 0x20010db800000000);
	put_bits(key.words, KEY_REMOTE, 64, remote);
	put_bits(key.words, KEY_REMOTE + 64, 64, 0x20010db800000001);
	put_bits(key.words, KEY_LOCAL_PORT, 16, 443);
	put_bits(key.words, KEY_REMOTE_PORT, 16, remote_port);
	put_bits(key.words, KEY_IPV6, 1, 1);
	return key;
}

/* FINWAVE_SEG_... */
enum {
	SEG_SEQ = 0,
	SEG_SEQ_END = 32,
	SEG_TEXT_END = 64,
	SEG_ACK = 96,
	SEG_WINDOW = 128,
	SEG_FLAG_FIN = 144,
	SEG_FLAG_SYN = 145,
	SEG_FLAG_RST = 146,
	SEG_FLAG_ACK = 147,
	SEG_TEXT = 148,
	SEG_BAD = 149
};

/* FINWAVE_FRAME_... */
enum {
	FRAME_KEY = 0,
	FRAME_MACS = 315,
	FRAME_PCP_OUTER = 411,
	FRAME_PCP_INNER = 415,
	FRAME_OUTER_88A8 = 419,
	FRAME_TTL = 420,
	FRAME_TOS = 428,
	FRAME_FLOW_LABEL = 436,
	FRAME_SEQ = 456,
	FRAME_ACK = 488,
	FRAME_FLAGS = 520,
	FRAME_RCV_WND = 536,
	FRAME_RCV_WSCALE = 568,
	FRAME_TIMESTAMPS = 572,
	FRAME_TSVAL = 573,
	FRAME_TSECR = 605,
	FRAME_IP_SUM = 637,
	FRAME_TCP_SUM = 653,
	FRAME_TEXT_LEN = 674,
	FRAME_TEXT_FROM = 685,
	FRAME_TAIL = 696,
	FRAME_MARKED = 704,
	FRAME_MARK = 705,
	FRAME_BITS = 715
};

#endif
