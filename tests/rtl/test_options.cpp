/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_options against a walk over the bytes: every data offset, every place of the timestamp, all
 * option lengths, broken and cut ones, random bytes; back to back and with gaps. The answer must come
 * exactly 7 clocks after its header, and only then.
 */
#include "dut.h"

#include <cstring>
#include <deque>
#include <vector>

#include "Voptions.h"

static constexpr unsigned LATENCY = 7, SPACE = 40;

struct Header {
	uint8_t offset; /* data offset, 0 to 15 */
	uint8_t bytes[SPACE];
};

struct Found {
	bool ts;
	uint32_t tsval;
};

/* RFC 9293 3.1. */
static Found walk(const Header &h)
{
	const unsigned end = h.offset < 5 ? 0 : (h.offset - 5u) * 4;
	const uint8_t *p = h.bytes;

	for (unsigned at = 0; at < end && p[at] != 0;) {
		const unsigned len = p[at] == 1 ? 1 : at + 1 < end ? p[at + 1] : 0;

		if (len == 0 || (len == 1 && p[at] != 1) || at + len > end)
			break;
		if (p[at] == 8 && len == 10)
			return { true, static_cast<uint32_t>(p[at + 2]) << 24 | p[at + 3] << 16 |
				               p[at + 4] << 8 | p[at + 5] };
		at += len;
	}
	return { false, 0 };
}

class OptionsBench
{
public:
	explicit OptionsBench(uint64_t seed) : random(seed)
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

	~OptionsBench()
	{
		for (unsigned i = 0; i < LATENCY; i++)
			rest();
		assert_true(expected_.empty());
	}

	bool waiting() const { return !expected_.empty(); }

	fws::Random random;
	unsigned found = 0, missed = 0;

private:
	struct Expected {
		uint64_t clock;
		uint8_t slot;
		Header header;
	};

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
		print_error("data offset %u, options", e.header.offset);
		for (uint8_t byte : e.header.bytes)
			print_error(" %02x", byte);
		fail_msg("slot %u: timestamp %u %08x; expected slot %u: %u %08x", dut_->out_slot,
		         dut_->out_ts, dut_->out_tsval, e.slot, want.ts, want.tsval);
	}

	Dut<Voptions> dut_{ 1 };
	std::deque<Expected> expected_;
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

static void timestamp_at_every_place(void **)
{
	OptionsBench bench(1);

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
static void option_of_every_length_before_it(void **)
{
	OptionsBench bench(2);

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

static void end_of_list_hides_the_timestamp(void **)
{
	OptionsBench bench(3);

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

static void first_of_two_timestamps_counts(void **)
{
	OptionsBench bench(4);

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

static void random_lists(uint64_t seed, unsigned gap)
{
	OptionsBench bench(seed);

	for (unsigned i = 0; i < 100000; i++) {
		bench.send(random_options(bench.random));
		while (gap && bench.random.below(gap))
			bench.rest();
	}
	assert_true(bench.found > 20000 && bench.missed > 20000);
}

static void random_lists_back_to_back(void **)
{
	random_lists(5, 0);
}
static void random_lists_with_gaps(void **)
{
	random_lists(6, 2);
}

static void random_bytes(void **)
{
	OptionsBench bench(7);

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
		cmocka_unit_test(timestamp_at_every_place),
		cmocka_unit_test(option_of_every_length_before_it),
		cmocka_unit_test(end_of_list_hides_the_timestamp),
		cmocka_unit_test(first_of_two_timestamps_counts),
		cmocka_unit_test(random_lists_back_to_back),
		cmocka_unit_test(random_lists_with_gaps),
		cmocka_unit_test(random_bytes),
	};

	return cmocka_run_group_tests_name("options", tests, nullptr, nullptr) ? 1 : 0;
}
