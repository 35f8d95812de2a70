/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_parser at 64 to 512 bits against the model's fwm_parse(): random frames, sound and broken in every
 * way that changes what they are, back to back and with gaps. Each frame gives exactly one key, one checksum
 * and one end event, and a segment and a timestamp event when its TCP header is whole; in order, with its slot,
 * in the clock that the headers of the modules promise; only frames of the host have no checksum event. Behind the
 * end of a frame its bytes go on as if it were not cut, to tempt the parser to read them.
 */
#include "record.h"

#include <deque>
#include <memory>
#include <vector>

extern "C" {
#include "bytes.h"
}
#include "Vparser128.h"
#include "Vparser256.h"
#include "Vparser512.h"
#include "Vparser64.h"
#include "Vparserhost512.h"
#include "Vparserhost64.h"

static constexpr unsigned SLOTS = 32, MAX_BEAT = 64;

/* ---- frames ------------------------------------------------------------------------------------------ */

struct Frame {
	std::vector<uint8_t> bytes; /* `len` of them are sent; MAX_BEAT more follow */
	size_t len;
	bool bad;
};

class FrameGenerator
{
public:
	explicit FrameGenerator(uint64_t seed) : random_(seed) {}

	Frame next()
	{
		Frame frame;

		bytes_.clear();
		ethernet();
		ip();
		frame.bad = chance(20);
		frame.len = bytes_.size();
		if (chance(8))
			frame.len = 1 + random_.below(static_cast<uint32_t>(bytes_.size()));
		random_bytes(MAX_BEAT);
		frame.bytes = bytes_;
		return frame;
	}

private:
	bool chance(unsigned in) { return random_.below(in) == 0; }
	unsigned between(unsigned low, unsigned high)
	{
		return low + random_.below(high - low + 1);
	}

	void put(unsigned count, uint64_t value)
	{
		while (count--)
			bytes_.push_back(static_cast<uint8_t>(value >> 8 * count));
	}

	void random_bytes(unsigned count)
	{
		while (count--)
			bytes_.push_back(static_cast<uint8_t>(random_.next()));
	}

	void ethernet()
	{
		const unsigned tags = chance(12) ? 3 : random_.below(3);

		random_bytes(12);
		for (unsigned i = 0; i < tags; i++) {
			put(2, chance(16) ? 0x9100 : chance(2) ? 0x8100 : 0x88a8);
			random_bytes(2);
		}
	}

	void ip()
	{
		const bool ipv6 = chance(2);

		put(2, chance(16) ? 0x0806 : ipv6 ? 0x86dd : 0x0800);
		at_ = bytes_.size();
		if (ipv6)
			header_ipv6();
		else
			header_ipv4();
		tcp(ipv6);
	}

	void header_ipv4()
	{
		const unsigned ihl = chance(30) ? random_.below(5) : chance(2) ? 5 : between(5, 15);

		put(1, (chance(30) ? random_.next() & 0xf0 : 0x40) | ihl);
		random_bytes(5);
		put(2, chance(16) ? random_.next() : chance(2) ? 0x4000 : 0);
		random_bytes(1);
		put(1, chance(16) ? 17 : 6);
		put(2, 0);
		random_bytes(8 + (ihl > 5 ? 4 * (ihl - 5) : 0));
	}

	void header_ipv6()
	{
		put(4, (chance(30) ? random_.next() & 0xf0000000 : 0x60000000) |
		               random_.below(1 << 28));
		put(2, 0);
		put(1, chance(16) ? 44 : 6);
		random_bytes(33);
	}

	unsigned text_length()
	{
		if (chance(400)) /* the limit is 12,000 bytes from IP on */
			return 12000 - static_cast<unsigned>(bytes_.size() - at_) - between(0, 60);
		return chance(10) ? random_.below(1461) : chance(2) ? random_.below(80) : 0;
	}

	void tcp(bool ipv6)
	{
		const size_t tcp_at = bytes_.size();
		const unsigned offset = chance(30) ? random_.below(5) : between(5, 15);

		random_bytes(12);
		put(1, offset << 4 | random_.below(16));
		random_bytes(3);
		put(4, random_.below(65536));
		options(offset < 5 ? 0 : 4 * (offset - 5));
		random_bytes(text_length());
		finish(ipv6, tcp_at);
	}

	void options(unsigned left)
	{
		while (left >= 12 && chance(2)) {
			put(4, 0x0101080a);
			random_bytes(8);
			left -= 12;
		}
		while (left--)
			put(1, random_.below(12));
	}

	/* Lengths, checksums, padding; some of them wrong. */
	void finish(bool ipv6, size_t tcp_at)
	{
		size_t len = bytes_.size() - at_;

		if (chance(12))
			len = chance(2) ? len - random_.below(24) + 8 : random_.below(65536);
		fwm_put16(&bytes_[at_ + (ipv6 ? 4 : 2)],
		          static_cast<uint16_t>(ipv6 ? len - 40 : len));
		if (len + at_ <= bytes_.size() && len + at_ >= tcp_at + 20)
			checksums(ipv6, tcp_at, len);
		if (chance(12))
			bytes_[at_ + random_.below(static_cast<uint32_t>(bytes_.size() - at_))] ^=
				static_cast<uint8_t>(1 << random_.below(8));
		if (chance(2))
			random_bytes(between(1, 46));
	}

	void checksums(bool ipv6, size_t tcp_at, size_t len)
	{
		uint8_t *ip_at = &bytes_[at_];
		const size_t tcp_len = len - (tcp_at - at_), address = ipv6 ? 8 : 12;
		uint32_t sum =
			fwm_sum_pseudo(ipv6, ip_at + address, ip_at + address + (ipv6 ? 16 : 4),
		                       static_cast<uint32_t>(tcp_len));

		if (!ipv6)
			fwm_put16(ip_at + 10, static_cast<uint16_t>(
						      ~fwm_fold(fwm_sum(0, ip_at, tcp_at - at_))));
		sum = fwm_sum(sum, &bytes_[tcp_at], tcp_len);
		fwm_put16(&bytes_[tcp_at + 16], static_cast<uint16_t>(~fwm_fold(sum)));
	}

	fws::Random random_;
	std::vector<uint8_t> bytes_;
	size_t at_ = 0; /* of the IP header */
};

/* ---- what a frame must give -------------------------------------------------------------------------- */

struct Facts {
	unsigned slot;
	bool tcp, bad, sum_ok; /* bad: from the end event or the segment event */
	fws::Segment segment;
	size_t l4, l4_end; /* where the TCP header is; as long as it says, at least 20 */
	bool whole;        /* the frame reaches l4_end */
};

/* Does the IP header at `l3` promise TCP to this engine? Then only the ports, or the frame's end, decide. */
static bool promises_tcp(const Frame &frame, size_t l3)
{
	const uint8_t *ip = &frame.bytes[l3];
	const unsigned type = frame.bytes[l3 - 2] << 8 | frame.bytes[l3 - 1];

	if (type == 0x86dd)
		return ip[0] >> 4 == 6 && ip[6] == 6;
	return type == 0x0800 && ip[0] >> 4 == 4 && (ip[0] & 15) >= 5 && ip[9] == 6 &&
	       ((ip[6] << 8 | ip[7]) & 0x3fff) == 0;
}

static bool is_tag(const Frame &frame, size_t at)
{
	const unsigned type = frame.bytes[at] << 8 | frame.bytes[at + 1];

	return type == 0x8100 || type == 0x88a8;
}

/* The byte with which it is known whose frame this is, or, with `told` bytes from IP on, that it is nobody's. */
static size_t key_byte(const Frame &frame, const Facts &facts, size_t told)
{
	size_t l3 = 14;

	if (facts.tcp)
		return facts.l4 + 3;
	while (l3 < 22 && l3 + 4 <= frame.len && is_tag(frame, l3 - 2))
		l3 += 4;
	return l3 + told <= frame.len && !promises_tcp(frame, l3) ? l3 + told - 1 : frame.len - 1;
}

static Facts facts_of(const Frame &frame, unsigned slot, bool from_host)
{
	Facts f = {};

	f.slot = slot;
	f.tcp = fwm_parse(frame.bytes.data(), frame.len, frame.bad, from_host, &f.segment) ==
	        FWM_SEGMENT;
	f.bad = f.segment.bad_frame;
	f.sum_ok = !f.segment.bad_checksum;
	if (!f.tcp)
		return f;
	f.l4 = 14 + 4 * f.segment.tuple.vlan_count;
	f.l4 += f.segment.tuple.ipv6 ? 40 : (frame.bytes[f.l4] & 15) * 4;
	f.l4_end = f.l4 + 20;
	if (f.l4 + 13 <= frame.bytes.size() && frame.bytes[f.l4 + 12] >> 4 > 5)
		f.l4_end = f.l4 + (frame.bytes[f.l4 + 12] >> 4) * 4;
	f.whole = frame.len >= f.l4_end;
	return f;
}

/* ---- bench ------------------------------------------------------------------------------------------- */

template <class Top, unsigned BYTES, bool HOST> class ParserBench
{
public:
	ParserBench(uint64_t seed, bool gaps)
		: frames_(seed), stall_(gaps ? fws::Stall(seed) : fws::Stall())
	{
		dut_->in_valid = 0;
		dut_.reset();
	}

	void run(unsigned count)
	{
		for (unsigned i = 0; i < count; i++)
			send(frames_.next());
		for (unsigned i = 0; i < 32; i++)
			rest();
		assert_true(keys_.empty() && segments_.empty() && timestamps_.empty());
		assert_true(sums_.empty() && ends_.empty());
		print_message("%u frames, %u of them segments, %u bad, %u with a wrong checksum, "
		              "%u with a timestamp\n",
		              count, seen_tcp_, seen_bad_, seen_wrong_, seen_ts_);
		assert_true(seen_tcp_ > count / 3 && seen_bad_ > 50);
		assert_true((HOST || seen_wrong_ > 50) && seen_ts_ > 100 && seen_wscale_ > 10);
	}

private:
	/* In the clock `clock` an event of this frame is due. */
	struct Due {
		uint64_t clock;
		std::shared_ptr<const Facts> facts;
	};
	using Queue = std::deque<Due>;

	static constexpr unsigned SUM_LEVELS = BYTES <= 16 ? 2 : 3;
	static constexpr unsigned OPTIONS = BYTES == 8 ? 3 : 7;

	void send(const Frame &frame)
	{
		const auto facts = std::make_shared<Facts>(facts_of(frame, slot_, HOST));
		const size_t key_beat = key_byte(frame, *facts, BYTES == 8 ? 20 : 12) / BYTES;
		const size_t header_beat = (facts->l4_end - 1) / BYTES;
		const bool header = facts->tcp && facts->whole;

		slot_ = (slot_ + 1) % SLOTS;
		for (size_t beat = 0; beat * BYTES < frame.len; beat++) {
			while (stall_.now())
				rest();
			drive(frame, beat);
			if (beat == key_beat)
				keys_.push_back({ dut_.clock() + 3, facts });
			if (header && beat == header_beat) {
				segments_.push_back({ dut_.clock() + 4 + 2, facts });
				timestamps_.push_back({ dut_.clock() + 4 + OPTIONS, facts });
			}
			if (dut_->in_last) {
				ends_.push_back({ dut_.clock() + 4, facts });
				sums_.push_back({ dut_.clock() + 3 + SUM_LEVELS + 5, facts });
			}
			step();
		}
		seen_tcp_ += facts->tcp;
		seen_bad_ += facts->tcp && facts->bad;
		seen_wrong_ += facts->tcp && !facts->bad && !facts->sum_ok;
		seen_ts_ += facts->tcp && !facts->bad && facts->segment.has_ts;
	}

	void drive(const Frame &frame, size_t beat)
	{
		const size_t left = frame.len - beat * BYTES;
		const uint64_t all = BYTES == 64 ? UINT64_MAX : (1ull << BYTES % 64) - 1;
		const uint64_t keep = left >= BYTES ? all : (1ull << left) - 1;

		dut_->in_valid = 1;
		std::copy_n(&frame.bytes[beat * BYTES], BYTES,
		            reinterpret_cast<uint8_t *>(&dut_->in_data));
		dut_->in_keep = static_cast<std::decay_t<decltype(dut_->in_keep)>>(keep);
		dut_->in_last = left <= BYTES;
		dut_->in_bad = dut_->in_last && frame.bad;
	}

	void rest()
	{
		dut_->in_valid = 0;
		step();
	}

	void step()
	{
		dut_.settle();
		if (const Facts *f = due(keys_, "key", dut_->key_valid, dut_->key_slot))
			check_key(*f);
		/* the end comes before or after the segment event; either may say that it is bad */
		if (const Facts *f =
		            due(segments_, "segment", dut_->segment_valid, dut_->segment_slot))
			check_segment(*f);
		if (const Facts *f = due(timestamps_, "timestamp", dut_->ts_valid, dut_->ts_slot))
			check_timestamp(*f);
		if (const Facts *f = sum_event())
			check_sum(*f);
		if (const Facts *f = due(ends_, "end", dut_->end_valid, dut_->end_slot))
			check_end(*f);
		dut_.edge();
	}

	/* The frame whose event is in this clock; events come exactly when they are due. */
	const Facts *due(Queue &queue, const char *what, bool valid, unsigned slot)
	{
		const bool wanted = !queue.empty() && queue.front().clock == dut_.clock();

		if (valid != wanted)
			fail_msg("clock %llu: %s %s event",
			         static_cast<unsigned long long>(dut_.clock()),
			         valid ? "unexpected" : "no", what);
		if (!valid)
			return nullptr;
		now_ = queue.front().facts;
		queue.pop_front();
		if (slot != now_->slot)
			fail_msg("%s event of slot %u, not %u", what, slot, now_->slot);
		return now_.get();
	}

	/* Frames of the host are looked at in the same clock, though their sums are not. */
	const Facts *sum_event()
	{
		const bool wanted = !sums_.empty() && sums_.front().clock == dut_.clock();

		if (!HOST)
			return due(sums_, "checksum", dut_->sum_valid, dut_->sum_slot);
		assert_false(dut_->sum_valid);
		return wanted ? due(sums_, "checksum", true, sums_.front().facts->slot) : nullptr;
	}

	/* FINWAVE_LINK_*: what lies below TCP. */
	void check_link(const fws::Segment &s)
	{
		const unsigned tags = s.tuple.vlan_count;
		auto link = [this](unsigned at, unsigned width) {
			return static_cast<uint32_t>(get_bits(dut_->key_link, at, width));
		};

		for (unsigned i = 0; i < 6; i++) {
			assert_int_equal(link(88 - 8 * i, 8), s.dst_mac[i]);
			assert_int_equal(link(40 - 8 * i, 8), s.src_mac[i]);
		}
		assert_int_equal(link(96, 4), tags > 0 ? s.vlan_tci[0] >> 12 : 0);
		assert_int_equal(link(100, 4), tags > 1 ? s.vlan_tci[1] >> 12 : 0);
		assert_int_equal(link(104, 1), s.outer_88a8);
		assert_int_equal(link(105, 8), s.ttl);
		assert_int_equal(link(113, 8), s.tos);
		assert_int_equal(link(121, 20), s.flow_label);
	}

	/* A SYN's options that were read in time were read rightly. */
	void check_wscale(const Facts &f)
	{
		dut_->wscale_slot = static_cast<uint8_t>(f.slot);
		dut_.settle();
		if (!(f.segment.flags & 2) || !dut_->wscale_known)
			return;
		assert_int_equal(dut_->wscale_found, f.segment.has_wscale);
		assert_int_equal(dut_->wscale, f.segment.wscale);
		seen_wscale_ += f.segment.has_wscale;
	}

	void check_key(const Facts &f)
	{
		assert_int_equal(dut_->key_tcp, f.tcp);
		if (!f.tcp)
			return;
		const Key key = key_of(f.segment.tuple);
		for (unsigned i = 0; i < KEY_WORDS; i++)
			assert_int_equal(dut_->key[i], key.words[i]);
		if (HOST && !f.bad)
			check_link(f.segment);
	}

	uint32_t field(unsigned at, unsigned width)
	{
		return static_cast<uint32_t>(get_bits(dut_->segment, at, width));
	}

	/* A header that is whole tells itself whether its lengths agree. */
	void check_segment(const Facts &f)
	{
		const fws::Segment &s = f.segment;
		const bool syn = s.flags & 2, fin = s.flags & 1;

		segment_bad_[f.slot] = field(SEG_BAD, 1);
		if (f.bad)
			return;
		assert_int_equal(field(SEG_BAD, 1), 0);
		assert_int_equal(field(SEG_SEQ, 32), s.seq);
		assert_int_equal(field(SEG_SEQ_END, 32), s.seq + s.payload + syn + fin);
		assert_int_equal(field(SEG_TEXT_END, 32), s.seq + s.payload);
		assert_int_equal(field(SEG_ACK, 32), s.ack);
		assert_int_equal(field(SEG_WINDOW, 16), s.window);
		assert_int_equal(field(SEG_FLAG_FIN, 1), fin);
		assert_int_equal(field(SEG_FLAG_SYN, 1), syn);
		assert_int_equal(field(SEG_FLAG_RST, 1), s.flags >> 2 & 1);
		assert_int_equal(field(SEG_FLAG_ACK, 1), s.flags >> 4 & 1);
		assert_int_equal(field(SEG_TEXT, 1), s.payload > 0);
	}

	void check_timestamp(const Facts &f)
	{
		if (f.bad)
			return;
		assert_int_equal(dut_->ts_found, f.segment.has_ts);
		if (f.segment.has_ts)
			assert_int_equal(dut_->tsval, f.segment.tsval);
	}

	/* The last event of a frame: all that says that it is bad is in. */
	void check_sum(const Facts &f)
	{
		if (!f.tcp)
			return;
		if ((end_bad_[f.slot] || (f.whole && segment_bad_[f.slot])) != f.bad)
			fail_msg("slot %u: the frame is %s; end says %u, segment %u", f.slot,
			         f.bad ? "bad" : "sound", end_bad_[f.slot], segment_bad_[f.slot]);
		if (f.bad)
			return;
		if (!HOST)
			assert_int_equal(dut_->sum_ok, f.sum_ok);
		check_wscale(f);
	}

	void check_end(const Facts &f) { end_bad_[f.slot] = dut_->end_bad; }

	Dut<Top> dut_{ 1 };
	FrameGenerator frames_;
	fws::Stall stall_;
	Queue keys_, segments_, timestamps_, sums_, ends_;
	std::shared_ptr<const Facts> now_;
	bool segment_bad_[SLOTS] = {}, end_bad_[SLOTS] = {};
	unsigned slot_ = 0, seen_tcp_ = 0, seen_bad_ = 0, seen_wrong_ = 0, seen_ts_ = 0,
		 seen_wscale_ = 0;
};

template <class Top, unsigned BYTES, bool HOST = false> static void parse(void **)
{
	ParserBench<Top, BYTES, HOST>(BYTES, false).run(20000);
	ParserBench<Top, BYTES, HOST>(BYTES + 1, true).run(10000);
}

int main()
{
	const CMUnitTest tests[] = {
		{ "64 bits", parse<Vparser64, 8>, nullptr, nullptr, nullptr },
		{ "128 bits", parse<Vparser128, 16>, nullptr, nullptr, nullptr },
		{ "256 bits", parse<Vparser256, 32>, nullptr, nullptr, nullptr },
		{ "512 bits", parse<Vparser512, 64>, nullptr, nullptr, nullptr },
		{ "64 bits, of the host", parse<Vparserhost64, 8, true>, nullptr, nullptr,
		  nullptr },
		{ "512 bits, of the host", parse<Vparserhost512, 64, true>, nullptr, nullptr,
		  nullptr },
	};

	return cmocka_run_group_tests_name("parser", tests, nullptr, nullptr) ? 1 : 0;
}
