/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_neighbours: a pair of MACs has one number as long as a flow that lives has it, whatever is read meanwhile;
 * numbers of the others are given out again.
 */
#include <array>
#include <map>
#include <vector>

#include "Vneighbours.h"
#include "draw.h"
#include "dut.h"

enum {
	PLACES = 256,
	MAC_WORDS = 3,
	NEW_CLOCKS = 264,
	RESET_CLOCKS = 290,
	ROUND_CLOCKS = 500,
	LIMIT = 4000
};

using Pair = std::array<uint32_t, MAC_WORDS>;

static Pair pair_of(uint32_t number)
{
	struct draw draw = { number };

	return { draw_word(&draw), draw_word(&draw), draw_word(&draw) };
}

/* Another one with the same hash: the XOR of its bytes. */
static Pair twin_of(Pair pair)
{
	pair[0] ^= 0x5a000000;
	pair[2] ^= 0x0000005a;
	return pair;
}

class Table
{
public:
	Table()
	{
		dut_.reset();
		dut_->rd_valid = dut_->find = dut_->used = dut_->scan_done = 0;
		for (unsigned i = 0; i < RESET_CLOCKS; i++)
			clock();
	}

	/* The number of a pair, -1 when there is no room. */
	int find(const Pair &pair)
	{
		for (unsigned i = 0; i < MAC_WORDS; i++)
			dut_->macs[i] = pair[i];
		dut_->find = 1;
		clock();
		dut_->find = 0;
		clocks_ = 1;
		while (!done()) {
			assert_true(++clocks_ < LIMIT);
			clock();
		}
		if (!dut_->found)
			return -1;
		entered_[dut_->index] = pair;
		return dut_->index;
	}

	/* A find that does not end while every clock reads, and ends when they do not. */
	void find_behind_reads(const Pair &pair, unsigned clocks)
	{
		reads_ = 100;
		for (unsigned i = 0; i < MAC_WORDS; i++)
			dut_->macs[i] = pair[i];
		dut_->find = 1;
		clock();
		dut_->find = 0;
		for (unsigned i = 0; i < clocks; i++) {
			clock();
			assert_false(done());
		}
		reads_ = 50;
		while (!done())
			clock();
	}

	unsigned clocks() const { return clocks_; }
	unsigned rounds() const { return rounds_; }
	void read_often(unsigned percent) { reads_ = percent; }

	std::array<bool, PLACES> live{}; /* by number: what a round finds */

private:
	/* A read of a place that lives, and what must come. */
	struct Read {
		bool counts = false;
		Pair pair{};
	};

	bool done()
	{
		dut_.settle();
		return dut_->done;
	}

	/* A look at each record, in some order, then the end of the round; in its first clock that of one before. */
	void drive_round()
	{
		dut_->used = dut_->scan_done = 0;
		if (dut_->scan_start) {
			rounds_++;
			left_ = ROUND_CLOCKS;
		}
		if (left_ == 0)
			return;
		left_--;
		dut_->used_index = left_ % PLACES;
		dut_->used = live[left_ % PLACES];
		dut_->scan_done = left_ == 0 || dut_->scan_start;
	}

	void clock()
	{
		const Read due = reads_late_[1];

		dut_.settle();
		drive_round();
		dut_->rd_valid = draw_chance(&draw_, reads_);
		dut_->rd_index = static_cast<uint8_t>(draw_next(&draw_));
		dut_.settle();
		for (unsigned i = 0; due.counts && i < MAC_WORDS; i++)
			assert_int_equal(dut_->rd_macs[i], due.pair[i]);
		reads_late_[1] = reads_late_[0];
		reads_late_[0] = { dut_->rd_valid && live[dut_->rd_index],
			           entered_[dut_->rd_index] };
		dut_.edge();
	}

	Dut<Vneighbours> dut_{ 1 };
	struct draw draw_ = { 1 };
	std::map<uint8_t, Pair> entered_;
	std::array<Read, 2> reads_late_;
	unsigned reads_ = 0, left_ = 0, clocks_ = 0, rounds_ = 0;
};

/* Numbers of the pairs 0 to 255, all different. */
static std::vector<int> fill(Table &table)
{
	std::array<bool, PLACES> given{};
	std::vector<int> numbers;

	for (uint32_t i = 0; i < PLACES; i++) {
		const int number = table.find(pair_of(i));

		assert_true(number >= 0);
		assert_false(given[number]);
		given[number] = true;
		table.live[number] = true;
		numbers.push_back(number);
	}
	return numbers;
}

static void a_pair_that_is_there_is_found_in_8_clocks_a_new_one_in_264(void **)
{
	Table table;
	const int first = table.find(pair_of(1));

	assert_int_equal(table.clocks(), NEW_CLOCKS);
	assert_int_equal(table.find(pair_of(1)), first);
	assert_int_equal(table.clocks(), 8);
}

static void pairs_of_the_same_hash_have_numbers_of_their_own(void **)
{
	Table table;
	const int one = table.find(pair_of(7)), other = table.find(twin_of(pair_of(7)));

	assert_int_equal(other, (one + 1) % PLACES);
	assert_int_equal(table.find(pair_of(7)), one);
	assert_int_equal(table.find(twin_of(pair_of(7))), other);
	assert_int_equal(table.clocks(), 9);
}

static void all_256_places_are_given_out_without_a_round(void **)
{
	Table table;
	const std::vector<int> numbers = fill(table);

	for (uint32_t i = 0; i < PLACES; i++)
		assert_int_equal(table.find(pair_of(i)), numbers[i]);
	assert_int_equal(table.rounds(), 0);
}

static void a_257th_pair_has_no_place_while_all_live(void **)
{
	Table table;
	const std::vector<int> numbers = fill(table);

	assert_int_equal(table.find(pair_of(PLACES)), -1);
	assert_int_equal(table.rounds(), 1);
	for (uint32_t i = 0; i < PLACES; i++)
		assert_int_equal(table.find(pair_of(i)), numbers[i]);
	assert_int_equal(table.find(pair_of(PLACES)), -1);
	assert_int_equal(table.rounds(), 2);
}

static void a_257th_pair_takes_the_place_of_one_that_no_flow_has(void **)
{
	Table table;
	const std::vector<int> numbers = fill(table);

	table.live[numbers[77]] = table.live[numbers[200]] = false;
	const int place = table.find(pair_of(PLACES));
	const int next = table.find(pair_of(PLACES + 1));

	assert_int_equal(table.rounds(), 1);
	assert_true(place == numbers[77] || place == numbers[200]);
	assert_int_equal(next, numbers[77] + numbers[200] - place);
	table.live[place] = table.live[next] = true;
	assert_int_equal(table.find(pair_of(77)), -1);
	assert_int_equal(table.find(pair_of(PLACES)), place);
}

static void a_pair_whose_flows_are_gone_keeps_its_place_until_another_needs_it(void **)
{
	Table table;
	const std::vector<int> numbers = fill(table);

	table.live[numbers[9]] = table.live[numbers[10]] = false;
	assert_int_equal(table.find(pair_of(9)), numbers[9]);
	assert_int_equal(table.rounds(), 0);
	assert_true(table.find(pair_of(PLACES)) >= 0);
	assert_int_equal(table.rounds(), 1);
}

static void reads_come_first(void **)
{
	Table table;

	fill(table);
	table.find_behind_reads(pair_of(3), 1000);
	assert_true(table.find(pair_of(3)) >= 0);
}

/* Pairs come and go, reads of those that live in half of the clocks. */
static void what_lives_reads_the_same_at_any_time(void **)
{
	Table table;
	struct draw draw = { 5 };
	std::map<uint32_t, int> live;
	unsigned refused = 0;

	table.read_often(50);
	for (unsigned i = 0; i < 4000; i++) {
		const uint32_t pair = draw_below(&draw, 400);
		const int number = table.find(pair_of(pair));

		if (live.count(pair))
			assert_int_equal(number, live[pair]);
		if (number < 0) {
			assert_int_equal(live.size(), PLACES);
			refused++;
		} else {
			assert_true(live.count(pair) || !table.live[number]);
			table.live[number] = true;
			live[pair] = number;
		}
		while (!live.empty() && draw_chance(&draw, 15)) {
			auto gone =
				std::next(live.begin(),
			                  draw_below(&draw, static_cast<uint32_t>(live.size())));

			table.live[gone->second] = false;
			live.erase(gone);
		}
	}
	assert_true(refused > 10);
	assert_true(table.rounds() > refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pair_that_is_there_is_found_in_8_clocks_a_new_one_in_264),
		cmocka_unit_test(pairs_of_the_same_hash_have_numbers_of_their_own),
		cmocka_unit_test(all_256_places_are_given_out_without_a_round),
		cmocka_unit_test(a_257th_pair_has_no_place_while_all_live),
		cmocka_unit_test(a_257th_pair_takes_the_place_of_one_that_no_flow_has),
		cmocka_unit_test(
			a_pair_whose_flows_are_gone_keeps_its_place_until_another_needs_it),
		cmocka_unit_test(reads_come_first),
		cmocka_unit_test(what_lives_reads_the_same_at_any_time),
	};

	return cmocka_run_group_tests(tests, nullptr, nullptr);
}
