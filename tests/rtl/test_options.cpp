/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_options and finwave_options_narrow against a walk over the bytes: every data offset, every place of the
 * timestamp, all option lengths, broken and cut ones, random bytes; back to back and with gaps. The answer must come
 * exactly when the module promises it, and only then.
 */
#include "dut.h"

#include <cstring>
#include <deque>
#include <vector>

#include "Voptions.h"
#include "Voptionsnarrow.h"

static constexpr unsigned SPACE = 40;

struct Header {
	uint8_t offset; /* data offset, 0 to 15 */
	uint8_t bytes[SPACE];
};

struct Found {
	bool ts, scale;
	uint32_t tsval;
	uint8_t shift;
};

/* RFC 9293 3.1. */
static Found walk(const Header &h)
{
	const unsigned end = h.offset < 5 ? 0 : (h.offset - 5u) * 4;
	const uint8_t *p = h.bytes;
	Found found = {};

	for (unsigned at = 0; at < end && p[at] != 0;) {
		const unsigned len = p[at] == 1 ? 1 : at + 1 < end ? p[at + 1] : 0;

		if (len == 0 || (len == 1 && p[at] != 1) || at + len > end)
			break;
		if (p[at] == 8 && len == 10 && !found.ts) {
			found.ts = true;
			found.tsval = static_cast<uint32_t>(p[at + 2]) << 24 | p[at + 3] << 16 |
			              p[at + 4] << 8 | p[at + 5];
		}
		if (p[at] == 3 && len == 3 && !found.scale) {
			found.scale = true;
			found.shift = p[at + 2] > 14 ? 14 : p[at + 2];
		}
		at += len;
	}
	return found;
}

struct Expected {
	uint64_t clock;
	uint8_t slot;
	Header header;
};

static void fail_header(const Expected &e, unsigned slot, unsigned ts, uint32_t tsval)
{
	const Found want = walk(e.header);

	print_error("data offset %u, options", e.header.offset);
	for (uint8_t byte : e.header.bytes)
		print_error(" %02x", byte);
	fail_msg("slot %u: timestamp %u %08x; expected slot %u: %u %08x, window scale %u %u", slot,
	         ts, tsval, e.slot, want.ts, want.tsval, want.scale, want.shift);
}

/* Headers one a clock. */
class Wide
{
public:
	static constexpr unsigned LATENCY = 7;

	explicit Wide(uint64_t seed) : random(seed)
	{
		dut_->in_valid = 0;
		dut_.reset();
	}

	void send(const Header &header)
	{
		dut_->in_valid = 1;
		dut_->in_slot = slot_;
		dut_->in_offset = header.offset & 15;
		for (unsigned i = 0; i < SPACE; i++)
			put_bits(dut_->in_words, 32 * (i / 4) + 8 * (3 - i % 4), 8,
			         header.bytes[i]);
		expected_.push_back({ dut_.clock() + LATENCY, slot_, header });
		slot_ = (slot_ + 1) & 31;
		step();
	}

	/* A clock without a header; what stands on the wires then is no header either. */
	void rest()
	{
		dut_->in_valid = 0;
		for (unsigned i = 0; i < 10; i++)
			dut_->in_words[i] = static_cast<uint32_t>(random.next());
		step();
	}

	~Wide()
	{
		for (unsigned i = 0; i < LATENCY; i++)
			rest();
		assert_true(expected_.empty());
	}

	bool waiting() const { return !expected_.empty(); }

	fws::Random random;
	unsigned found = 0, missed = 0;

private:
	void step()
	{
		dut_.settle();
		check();
		dut_.edge();
	}

	void check()
	{
		const bool due = !expected_.empty() && expected_.front().clock == dut_.clock();

		assert_int_equal(dut_->out_valid, due);
		if (!due)
			return;
		compare(expected_.front());
		expected_.pop_front();
	}

	void compare(const Expected &e)
	{
		const Found want = walk(e.header);

		(want.ts ? found : missed)++;
		if (dut_->out_slot == e.slot && dut_->out_ts == want.ts &&
		    (!want.ts || dut_->out_tsval == want.tsval))
			return;
		fail_header(e, dut_->out_slot, dut_->out_ts, dut_->out_tsval);
	}

	Dut<Voptions> dut_{ 1 };
	std::deque<Expected> expected_;
	uint8_t slot_ = 0;
};

/*
 * Beats of two words: from the last word before the options on, or from their first one, to some beats behind the
 * header. What is said of a beat follows 2 clocks later (its start) and 3.
 */
class Narrow
{
public:
	static constexpr unsigned BEHIND = 3, LATENCY = BEHIND + 3;

	explicit Narrow(uint64_t seed) : random(seed)
	{
		dut_->beat_valid = dut_->start = dut_->hdr_valid = 0;
		dut_.reset();
	}

	void send(const Header &header)
	{
		const unsigned lane = random.below(2),
			       words = header.offset < 5 ? 0 : header.offset - 5u;
		const unsigned last = (words + 1 + lane) / 2, end = last + 1 + random.below(4);

		/* beat 0 ends before the options when they start as a beat's first word */
		for (unsigned beat = lane; beat <= end; beat++) {
			const int first = 2 * static_cast<int>(beat) - 2 - static_cast<int>(lane);

			while (random.below(8) == 0)
				rest();
			send_beat(header, first,
			          { beat == 1, beat == last, lane != 0, slot_, header.offset });
		}
		slot_ = (slot_ + 1) & 31;
	}

	void rest()
	{
		dut_->beat_valid = 0;
		dut_->beat_words = random.next();
		step({});
	}

	~Narrow()
	{
		for (unsigned i = 0; i <= LATENCY; i++)
			rest();
		assert_true(expected_.empty());
	}

	bool waiting() const { return !expected_.empty(); }

	fws::Random random;
	unsigned found = 0, missed = 0;

private:
	struct Said {
		bool start, complete, lane;
		uint8_t slot, offset;
	};

	void send_beat(const Header &header, int first, Said said)
	{
		uint64_t beat = random.next();

		for (int i = 0; i < 8; i++) {
			const int at = 4 * first + i, shift = 32 * (i / 4) + 8 * (3 - i % 4);

			if (at >= 0 && at < static_cast<int>(SPACE))
				beat = (beat & ~(0xffull << shift)) |
				       static_cast<uint64_t>(header.bytes[at]) << shift;
		}
		dut_->beat_valid = 1;
		dut_->beat_words = beat;
		if (said.complete)
			expected_.push_back({ dut_.clock() + LATENCY, said.slot, header });
		step(said);
	}

	void step(Said said)
	{
		said_.push_back(said);
		dut_->start = dut_->hdr_valid = 0;
		if (said_.size() >= BEHIND) {
			const Said &then = said_[said_.size() - BEHIND];

			dut_->start = then.start;
			dut_->start_lane = then.lane;
		}
		if (said_.size() > BEHIND) {
			const Said &then = said_.front();

			dut_->hdr_valid = then.complete;
			if (then.complete) {
				dut_->hdr_slot = then.slot;
				dut_->hdr_offset = then.offset & 15;
			}
			said_.pop_front();
		}
		dut_.settle();
		check();
		dut_.edge();
	}

	void check()
	{
		const bool due = !expected_.empty() && expected_.front().clock == dut_.clock();

		if (written_.clock + 1 == dut_.clock())
			check_scale();
		assert_int_equal(dut_->out_valid, due);
		if (!due)
			return;
		written_ = expected_.front();
		expected_.pop_front();

		const Found want = walk(written_.header);
		(want.ts ? found : missed)++;
		if (dut_->out_slot != written_.slot || dut_->out_ts != want.ts ||
		    (want.ts && dut_->out_tsval != want.tsval))
			fail_header(written_, dut_->out_slot, dut_->out_ts, dut_->out_tsval);
	}

	void check_scale()
	{
		const Found want = walk(written_.header);

		dut_->rd_slot = written_.slot;
		dut_.settle();
		if (dut_->rd_found == want.scale && dut_->rd_wscale == want.shift)
			return;
		print_error("window scale %u %u:\n", dut_->rd_found, dut_->rd_wscale);
		fail_header(written_, written_.slot, want.ts, want.tsval);
	}

	Dut<Voptionsnarrow> dut_{ 1 };
	std::deque<Expected> expected_;
	std::deque<Said> said_;
	Expected written_ = { UINT64_MAX - 1, 0, {} };
	uint8_t slot_ = 0;
};

/* A header of NOPs and a random offset that is mostly a legal one. */
static Header blank(fws::Random &random)
{
	Header h;

	h.offset = static_cast<uint8_t>(random.below(8) ? 5 + random.below(11) : random.below(16));
	memset(h.bytes, 1, sizeof(h.bytes));
	return h;
}

static void put_option(Header &h, unsigned at, uint8_t kind, uint8_t len, fws::Random &random)
{
	for (unsigned i = 0; i < len && at + i < SPACE; i++)
		h.bytes[at + i] = i == 0   ? kind
		                  : i == 1 ? len
		                           : static_cast<uint8_t>(random.next());
	if (len < 2 && at + 1 < SPACE)
		h.bytes[at] = kind, h.bytes[at + 1] = len;
}

/* ---- in order ------------------------------------------------------------------------------------ */

template <class Bench> static void timestamp_at_every_place(void **)
{
	Bench bench(1);

	for (unsigned offset = 0; offset < 16; offset++) {
		for (unsigned at = 0; at < SPACE; at++) {
			Header h = blank(bench.random);

			h.offset = static_cast<uint8_t>(offset);
			put_option(h, at, 8, 10, bench.random);
			bench.send(h);
		}
	}
	while (bench.waiting())
		bench.rest();
	/* 4 * (offset - 5) - 9 places for 10 bytes, from offset 8 on */
	assert_int_equal(bench.found, 3 + 7 + 11 + 15 + 19 + 23 + 27 + 31);
}

/* An option of every kind of length, at every place, before a timestamp that it may hide. */
template <class Bench> static void option_of_every_length_before_it(void **)
{
	Bench bench(2);

	for (unsigned len = 0; len < 256; len += len < 44 ? 1 : 53) {
		for (unsigned at = 0; at < SPACE; at++) {
			for (unsigned behind = 0; behind < 3; behind++) {
				Header h = blank(bench.random);

				h.offset = 15;
				put_option(h, at + len + behind, 8, 10, bench.random);
				put_option(h, at, 5, static_cast<uint8_t>(len), bench.random);
				bench.send(h);
			}
		}
	}
	assert_true(bench.found > 100 && bench.missed > 100);
}

template <class Bench> static void end_of_list_hides_the_timestamp(void **)
{
	Bench bench(3);

	for (unsigned eol = 0; eol < SPACE; eol++) {
		for (unsigned at = 0; at < SPACE; at++) {
			Header h = blank(bench.random);

			h.offset = 15;
			h.bytes[eol] = 0;
			put_option(h, at, 8, 10, bench.random);
			bench.send(h);
		}
	}
	assert_true(bench.found > 100 && bench.missed > 100);
}

template <class Bench> static void first_of_two_timestamps_counts(void **)
{
	Bench bench(4);

	for (unsigned first = 0; first + 20 <= SPACE; first++) {
		for (unsigned second = first + 10; second + 10 <= SPACE; second++) {
			Header h = blank(bench.random);

			h.offset = 15;
			put_option(h, first, 8, 10, bench.random);
			put_option(h, second, 8, 10, bench.random);
			bench.send(h);
		}
	}
	assert_int_equal(bench.missed, 0);
}

/* ---- random --------------------------------------------------------------------------------------- */

/* Options one behind the other, mostly well formed, the list cut anywhere. */
static Header random_options(fws::Random &random)
{
	static const uint8_t kinds[] = { 0, 1, 2, 3, 4, 5, 8, 8, 8, 254 };
	Header h = blank(random);
	unsigned at = 0;

	while (at < SPACE) {
		const uint8_t kind = kinds[random.below(sizeof(kinds))];
		uint8_t len = static_cast<uint8_t>(2 + random.below(12));

		if (kind == 8 && random.below(8))
			len = 10;
		if (random.below(30) == 0)
			len = static_cast<uint8_t>(random.next());
		if (kind == 0 && random.below(4))
			continue;
		if (kind < 2) {
			h.bytes[at++] = kind;
			continue;
		}
		put_option(h, at, kind, len, random);
		at += len < 2 ? 2 : len;
	}
	return h;
}

template <class Bench> static void random_lists(uint64_t seed, unsigned gap)
{
	Bench bench(seed);

	for (unsigned i = 0; i < 100000; i++) {
		bench.send(random_options(bench.random));
		while (gap && bench.random.below(gap))
			bench.rest();
	}
	assert_true(bench.found > 20000 && bench.missed > 20000);
}

template <class Bench> static void random_lists_back_to_back(void **)
{
	random_lists<Bench>(5, 0);
}
template <class Bench> static void random_lists_with_gaps(void **)
{
	random_lists<Bench>(6, 2);
}

template <class Bench> static void random_bytes(void **)
{
	Bench bench(7);

	for (unsigned i = 0; i < 100000; i++) {
		Header h = blank(bench.random);

		for (uint8_t &byte : h.bytes)
			byte = static_cast<uint8_t>(bench.random.below(12));
		bench.send(h);
	}
	assert_true(bench.found > 1000);
}

int main()
{
	const CMUnitTest tests[] = {
		cmocka_unit_test(timestamp_at_every_place<Wide>),
		cmocka_unit_test(option_of_every_length_before_it<Wide>),
		cmocka_unit_test(end_of_list_hides_the_timestamp<Wide>),
		cmocka_unit_test(first_of_two_timestamps_counts<Wide>),
		cmocka_unit_test(random_lists_back_to_back<Wide>),
		cmocka_unit_test(random_lists_with_gaps<Wide>),
		cmocka_unit_test(random_bytes<Wide>),
		cmocka_unit_test(timestamp_at_every_place<Narrow>),
		cmocka_unit_test(option_of_every_length_before_it<Narrow>),
		cmocka_unit_test(end_of_list_hides_the_timestamp<Narrow>),
		cmocka_unit_test(first_of_two_timestamps_counts<Narrow>),
		cmocka_unit_test(random_lists_back_to_back<Narrow>),
		cmocka_unit_test(random_lists_with_gaps<Narrow>),
		cmocka_unit_test(random_bytes<Narrow>),
	};

	return cmocka_run_group_tests_name("options", tests, nullptr, nullptr) ? 1 : 0;
}
