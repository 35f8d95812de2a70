/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Random segments of the engine: as a descriptor (FINWAVE_FRAME_...), and as the frame that must come of it,
 * worked out here byte by byte.
 */
#ifndef FINWAVE_TESTS_SEGMENTS_H
#define FINWAVE_TESTS_SEGMENTS_H

#include "record.h"

#include <cstring>
#include <vector>

using Bytes = std::vector<uint8_t>;

struct Segment {
	bool ipv6, timestamps, outer_88a8, marked;
	unsigned tags;
	uint8_t local[16], remote[16], macs[12];
	uint16_t tci[2], local_port, remote_port, flags;
	uint8_t ttl, tos, wscale, tail;
	uint32_t flow_label, seq, ack, window, tsval, tsecr;
	unsigned from, mark;
	Bytes text;

	unsigned tcp_header() const { return timestamps ? 32 : 20; }
};

/* ---- random ones ------------------------------------------------------------------------------------- */

class SegmentGenerator
{
public:
	explicit SegmentGenerator(uint64_t seed) : random_(seed) {}

	/* All but the text, its place and the mark. */
	Segment next()
	{
		Segment s = {};

		s.ipv6 = random_.below(2);
		s.timestamps = random_.below(2);
		s.outer_88a8 = random_.below(2);
		s.tags = random_.below(3);
		fill(s.local, s.ipv6 ? 16 : 4);
		fill(s.remote, s.ipv6 ? 16 : 4);
		fill(s.macs, 12);
		for (uint16_t &tci : s.tci)
			tci = static_cast<uint16_t>(random_.next());
		s.local_port = static_cast<uint16_t>(number());
		s.remote_port = static_cast<uint16_t>(number());
		s.flags = (s.timestamps ? 0x8000 : 0x5000) | (random_.next() & 0x1ff);
		s.ttl = static_cast<uint8_t>(random_.next());
		s.tos = static_cast<uint8_t>(number());
		s.wscale = random_.below(15) & 15;
		s.flow_label = random_.below(1 << 20);
		s.seq = number();
		s.ack = number();
		s.window = random_.below(4) ? random_.below(1 << 24) : number();
		s.tsval = number();
		s.tsecr = number();
		return s;
	}

private:
	/* Often all ones or zeros, for the carries of the checksum. */
	uint32_t number()
	{
		const uint32_t kind = random_.below(4);

		return kind == 0   ? 0
		       : kind == 1 ? UINT32_MAX
		                   : static_cast<uint32_t>(random_.next());
	}

	void fill(uint8_t *bytes, unsigned count)
	{
		const uint32_t kind = random_.below(8);

		for (unsigned i = 0; i < count; i++)
			bytes[i] = kind == 0   ? 0
			           : kind == 1 ? 0xff
			                       : static_cast<uint8_t>(random_.next());
	}

	fws::Random random_;
};

/* ---- the frame ----------------------------------------------------------------------------------------- */

inline void add16(Bytes &bytes, unsigned value)
{
	bytes.push_back(static_cast<uint8_t>(value >> 8));
	bytes.push_back(static_cast<uint8_t>(value));
}

inline void add32(Bytes &bytes, uint32_t value)
{
	add16(bytes, value >> 16);
	add16(bytes, value & 0xffff);
}

inline void add(Bytes &bytes, const uint8_t *from, size_t count)
{
	bytes.insert(bytes.end(), from, from + count);
}

/* RFC 1071: the sum of words of 16 bits with the carries carried round. */
inline uint32_t ones_sum(uint32_t sum, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		sum += i % 2 ? bytes[i] : bytes[i] * 256u;
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

inline Bytes tcp_of(const Segment &s)
{
	const bool none = s.window >> 31;
	const uint32_t window = none ? 0 : s.window >> s.wscale;
	const unsigned addresses = s.ipv6 ? 16 : 4;
	Bytes tcp;
	uint32_t sum;

	add16(tcp, s.local_port);
	add16(tcp, s.remote_port);
	add32(tcp, s.seq);
	add32(tcp, s.ack);
	add16(tcp, s.flags);
	add16(tcp, window > 0xffff ? 0xffff : window);
	add32(tcp, 0);
	if (s.timestamps) {
		add32(tcp, 0x0101080a);
		add32(tcp, s.tsval);
		add32(tcp, s.tsecr);
	}
	add(tcp, s.text.data(), s.text.size());
	sum = ones_sum(static_cast<uint32_t>(6 + tcp.size()), s.local, addresses);
	sum = ones_sum(sum, s.remote, addresses);
	sum = ~ones_sum(sum, tcp.data(), tcp.size()) & 0xffff;
	tcp[16] = static_cast<uint8_t>(sum >> 8);
	tcp[17] = static_cast<uint8_t>(sum);
	return tcp;
}

inline Bytes ipv4_header(const Segment &s, size_t tcp_len)
{
	Bytes ip;
	uint32_t sum;

	add16(ip, 0x4500u + s.tos);
	add16(ip, static_cast<unsigned>(20 + tcp_len));
	add32(ip, 0x00004000);
	add16(ip, s.ttl * 256u + 6);
	add16(ip, 0);
	add(ip, s.local, 4);
	add(ip, s.remote, 4);
	sum = ~ones_sum(0, ip.data(), ip.size()) & 0xffff;
	ip[10] = static_cast<uint8_t>(sum >> 8);
	ip[11] = static_cast<uint8_t>(sum);
	return ip;
}

inline Bytes ipv6_header(const Segment &s, size_t tcp_len)
{
	Bytes ip;

	add32(ip, 6u << 28 | static_cast<uint32_t>(s.tos) << 20 | s.flow_label);
	add16(ip, static_cast<unsigned>(tcp_len));
	add16(ip, 6 * 256u + s.ttl);
	add(ip, s.local, 16);
	add(ip, s.remote, 16);
	return ip;
}

inline Bytes frame_of(const Segment &s)
{
	const Bytes tcp = tcp_of(s);
	const Bytes ip = s.ipv6 ? ipv6_header(s, tcp.size()) : ipv4_header(s, tcp.size());
	Bytes frame;

	add(frame, s.macs, 12);
	for (unsigned i = 0; i < s.tags; i++) {
		add16(frame, i == 0 && s.outer_88a8 ? 0x88a8 : 0x8100);
		add16(frame, s.tci[i]);
	}
	add16(frame, s.ipv6 ? 0x86dd : 0x0800);
	add(frame, ip.data(), ip.size());
	add(frame, tcp.data(), tcp.size());
	if (frame.size() < 60)
		frame.resize(60);
	return frame;
}

/* The RST to the host that is made of it, in the peer's name: ends and MACs exchanged, no options, no ACK. */
inline Segment reset_of(const Segment &s)
{
	Segment r = s;

	memcpy(r.local, s.remote, sizeof(r.local));
	memcpy(r.remote, s.local, sizeof(r.remote));
	memcpy(r.macs, s.macs + 6, 6);
	memcpy(r.macs + 6, s.macs, 6);
	r.local_port = s.remote_port;
	r.remote_port = s.local_port;
	r.timestamps = false;
	r.flags = 0x5004;
	r.ack = r.window = r.tsval = r.tsecr = 0;
	r.wscale = 0;
	return r;
}

/* ---- the descriptor ------------------------------------------------------------------------------------- */

struct Descriptor {
	uint32_t words[(FRAME_BITS + 31) / 32] = {};

	void put(unsigned at, unsigned width, uint64_t value) { put_bits(words, at, width, value); }
};

inline void describe_key(Descriptor &d, const Segment &s)
{
	for (unsigned i = 0; i < (s.ipv6 ? 16u : 4u); i++) {
		d.put(FRAME_KEY + KEY_LOCAL + 8 * (15 - i), 8, s.local[i]);
		d.put(FRAME_KEY + KEY_REMOTE + 8 * (15 - i), 8, s.remote[i]);
	}
	d.put(FRAME_KEY + KEY_LOCAL_PORT, 16, s.local_port);
	d.put(FRAME_KEY + KEY_REMOTE_PORT, 16, s.remote_port);
	d.put(FRAME_KEY + KEY_IPV6, 1, s.ipv6);
	d.put(FRAME_KEY + KEY_VID_OUTER, 12, s.tci[0] & 0xfff);
	d.put(FRAME_KEY + KEY_VID_INNER, 12, s.tci[1] & 0xfff);
	d.put(FRAME_KEY + KEY_VLAN_COUNT, 2, s.tags);
}

/* What the flow pipeline works out before: without text. */
inline void describe_sums(Descriptor &d, const Segment &s)
{
	uint32_t sum = s.local_port + s.remote_port + 6u + s.tcp_header();

	for (unsigned i = 0; i < (s.ipv6 ? 16u : 4u); i += 2)
		sum += s.local[i] * 256u + s.local[i + 1] + s.remote[i] * 256u + s.remote[i + 1];
	if (s.timestamps)
		sum += 0x0101 + 0x080a;
	d.put(FRAME_TCP_SUM, 21, sum);
	if (!s.ipv6) {
		const Bytes ip = ipv4_header(s, s.tcp_header());

		d.put(FRAME_IP_SUM, 16, ip[10] * 256u + ip[11]);
	}
}

inline Descriptor descriptor_of(const Segment &s)
{
	Descriptor d;

	describe_key(d, s);
	for (unsigned i = 0; i < 12; i++)
		d.put(FRAME_MACS + 8 * (11 - i), 8, s.macs[i]);
	d.put(FRAME_PCP_OUTER, 4, s.tci[0] >> 12);
	d.put(FRAME_PCP_INNER, 4, s.tci[1] >> 12);
	d.put(FRAME_OUTER_88A8, 1, s.outer_88a8);
	d.put(FRAME_TTL, 8, s.ttl);
	d.put(FRAME_TOS, 8, s.tos);
	d.put(FRAME_FLOW_LABEL, 20, s.flow_label);
	d.put(FRAME_SEQ, 32, s.seq);
	d.put(FRAME_ACK, 32, s.ack);
	d.put(FRAME_FLAGS, 16, s.flags);
	d.put(FRAME_RCV_WND, 32, s.window);
	d.put(FRAME_RCV_WSCALE, 4, s.wscale);
	d.put(FRAME_TIMESTAMPS, 1, s.timestamps);
	d.put(FRAME_TSVAL, 32, s.tsval);
	d.put(FRAME_TSECR, 32, s.tsecr);
	describe_sums(d, s);
	d.put(FRAME_TEXT_LEN, 11, s.text.size());
	d.put(FRAME_TEXT_FROM, 11, s.from);
	d.put(FRAME_TAIL, 8, s.tail);
	d.put(FRAME_MARKED, 1, s.marked);
	d.put(FRAME_MARK, 10, s.mark);
	return d;
}

/* ---- beats that come out ---------------------------------------------------------------------------------- */

/*
 * Puts frames together again, and looks after the stream: what waits does not change, a frame that has begun
 * has no gap when `gapless`, every beat but the last one is full.
 */
template <unsigned BYTES> class FrameReader
{
public:
	/* In every clock; true: a frame is complete. */
	template <class Data>
	bool look(bool valid, bool ready, const Data &data, uint64_t keep, bool last, bool gapless)
	{
		const int count = __builtin_popcountll(keep);
		Bytes beat;

		if (done_)
			got_.clear();
		done_ = false;
		if (!valid) {
			if (waited_ || (gapless && !got_.empty()))
				fail_msg("a beat was taken back, or a gap inside a frame");
			return false;
		}
		assert_true(count > 0 && keep == (FULL >> (BYTES - static_cast<unsigned>(count))));
		assert_true(last || keep == FULL);
		beat.assign(reinterpret_cast<const uint8_t *>(&data),
		            reinterpret_cast<const uint8_t *>(&data) + count);
		if (waited_ && (beat != before_ || last != before_last_))
			fail_msg("a beat changes while it waits");
		before_ = beat;
		before_last_ = last;
		waited_ = !ready;
		if (waited_)
			return false;
		got_.insert(got_.end(), beat.begin(), beat.end());
		done_ = last;
		return last;
	}

	bool inside() const { return !done_ && !got_.empty(); }
	const Bytes &frame() const { return got_; }

private:
	static constexpr uint64_t FULL = BYTES == 64 ? UINT64_MAX : (1ull << BYTES % 64) - 1;

	Bytes got_, before_;
	bool waited_ = false, before_last_ = false, done_ = false;
};

inline void assert_same_frame(const Bytes &got, const Bytes &want)
{
	size_t i = 0;

	if (got == want)
		return;
	while (i < got.size() && i < want.size() && got[i] == want[i])
		i++;
	fail_msg("%zu bytes, expected %zu; byte %zu is %02x, expected %02x", got.size(),
	         want.size(), i, i < got.size() ? got[i] : 0, i < want.size() ? want[i] : 0);
}

#endif
