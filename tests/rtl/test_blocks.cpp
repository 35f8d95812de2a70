/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The small blocks, each against a few lines of C++: finwave_fifo, finwave_deep_fifo, finwave_skid,
 * finwave_counters, finwave_time, finwave_sum.
 */
#include "dut.h"

#include <deque>
#include <vector>

#include "Vcounters.h"
#include "Vdeep_fifo.h"
#include "Vfifo.h"
#include "Vfifo_head.h"
#include "Vfifo_past.h"
#include "Vskid.h"
#include "Vsum4.h"
#include "Vsum35.h"
#include "Vsum7.h"
#include "Vtime.h"

/* ---- finwave_fifo, 16 words of 32 bits ------------------------------------------------------------ */

/*
 * Writes and reads that come in bursts, so that it is empty and full again and again. With BYPASS a word that finds the
 * queue empty and its reader ready goes past it.
 */
template <class Fifo, bool BYPASS> static void fifo_keeps_order_empty_to_full(void **)
{
	Dut<Fifo> dut(1);
	fws::Random random(1);
	fws::Stall write(2), read(3);
	std::deque<uint32_t> words;
	unsigned full = 0, empty = 0;

	dut->wr_valid = dut->rd_ready = 0;
	dut.reset();
	for (unsigned i = 0; i < 100000; i++) {
		dut->wr_valid = words.size() < 16 && !write.now();
		dut->wr_may = dut->wr_valid || random.next() % 2;
		dut->wr_data = static_cast<uint32_t>(random.next());
		dut->rd_ready = !read.now();
		dut.settle();
		assert_int_equal(dut->level, words.size());
		assert_int_equal(dut->rd_valid, !words.empty());
		if (dut->rd_valid)
			assert_int_equal(dut->rd_data, words.front());
		full += words.size() == 16;
		empty += words.empty();
		if (dut->wr_valid && !(BYPASS && words.empty() && dut->rd_ready))
			words.push_back(dut->wr_data);
		if (dut->rd_valid && dut->rd_ready)
			words.pop_front();
		dut.edge();
	}
	assert_true(full > 1000 && empty > 1000);
}

static void fifo_reset_empties_it(void **)
{
	Dut<Vfifo> dut(1);

	dut->wr_valid = dut->rd_ready = 0;
	dut.reset();
	dut->wr_may = dut->wr_valid = 1;
	for (unsigned i = 0; i < 5; i++)
		dut.step();
	dut->wr_valid = 0;
	dut.reset();
	dut.settle();
	assert_false(dut->rd_valid);
	assert_int_equal(dut->level, 0);
}

/* ---- finwave_deep_fifo, 15 words of 32 bits ------------------------------------------------------- */

/* Words may be seen 3 clocks after they came, and 3 clocks after the one before them was taken: then they are. */
static void deep_fifo_keeps_order_and_shows_a_word_in_3_clocks(void **)
{
	struct Word {
		uint32_t data;
		unsigned from;
	};
	Dut<Vdeep_fifo> dut(1);
	fws::Random random(1);
	fws::Stall write(2), read(3);
	std::deque<Word> words;
	unsigned full = 0, empty = 0, next = 0;

	dut->wr_valid = dut->rd_ready = 0;
	dut.reset();
	for (unsigned i = 0; i < 100000; i++) {
		dut->wr_valid = words.size() < 15 && !write.now();
		dut->wr_may = dut->wr_valid || random.next() % 2;
		dut->wr_data = static_cast<uint32_t>(random.next());
		dut->rd_ready = !read.now();
		dut.settle();
		assert_int_equal(dut->level, words.size());
		const bool seen = !words.empty() && i >= words.front().from && i >= next;
		assert_int_equal(dut->rd_valid, seen);
		if (seen)
			assert_int_equal(dut->rd_data, words.front().data);
		full += words.size() == 15;
		empty += words.empty();
		if (seen && dut->rd_ready) {
			words.pop_front();
			next = i + 3;
		}
		if (dut->wr_valid)
			words.push_back({ dut->wr_data, i + 3 });
		dut.edge();
	}
	assert_true(full > 1000 && empty > 1000);
}

static void deep_fifo_reset_empties_it(void **)
{
	Dut<Vdeep_fifo> dut(1);

	for (unsigned i = 0; i < 8; i++) {
		dut->wr_valid = dut->wr_may = dut->rd_ready = 0;
		dut.reset();
		dut->wr_may = dut->wr_valid = 1;
		for (unsigned j = 0; j < i; j++)
			dut.step();
		dut->wr_may = dut->wr_valid = 0;
		dut.reset();
		for (unsigned j = 0; j < 5; j++) {
			dut.settle();
			assert_false(dut->rd_valid);
			assert_int_equal(dut->level, 0);
			dut.step();
		}
	}
}

/* ---- finwave_skid, 32 bits --------------------------------------------------------------------------- */

struct SkidRun {
	Dut<Vskid> dut{ 1 };
	fws::Random random{ 1 };
	fws::Stall idle, wait;
	std::deque<uint32_t> inside;
	uint64_t taken = 0;
	bool offered = false;

	/* What is offered stays until it is taken, as the streams demand. */
	void drive()
	{
		if (!offered && !idle.now()) {
			offered = true;
			dut->in_data = static_cast<uint32_t>(random.next());
		}
		dut->in_valid = offered;
		dut->out_ready = !wait.now();
	}

	void step()
	{
		drive();
		dut.settle();
		assert_int_equal(dut->out_valid, !inside.empty());
		if (dut->out_valid)
			assert_int_equal(dut->out_data, inside.front());
		if (dut->out_valid && dut->out_ready)
			inside.pop_front();
		if (dut->in_valid && dut->in_ready) {
			inside.push_back(dut->in_data);
			offered = false;
			taken++;
		}
		dut.edge();
	}

	void run(unsigned clocks)
	{
		dut->in_valid = dut->out_ready = 0;
		dut.reset();
		dut.step(); /* ready comes from a register */
		for (unsigned i = 0; i < clocks; i++)
			step();
	}
};

static void skid_keeps_order(void **)
{
	SkidRun run;

	run.idle = fws::Stall(4);
	run.wait = fws::Stall(5);
	run.run(100000);
	assert_true(run.taken > 20000);
}

static void skid_never_waits_a_beat_a_clock(void **)
{
	SkidRun run;

	run.run(1000);
	assert_int_equal(run.taken, 1000);
}

/* Neither side's wires reach the other in the same clock. */
static void skid_cuts_the_wires(void **)
{
	Dut<Vskid> dut(1);
	fws::Random random(6);

	dut->in_valid = dut->out_ready = 0;
	dut.reset();
	for (unsigned i = 0; i < 1000; i++) {
		dut->in_valid = random.below(2) & 1;
		dut->in_data = static_cast<uint32_t>(random.next());
		dut->out_ready = random.below(2) & 1;
		dut.settle();
		const uint32_t ready = dut->in_ready, valid = dut->out_valid, data = dut->out_data;
		const uint8_t in = dut->in_valid, out = dut->out_ready;
		dut->in_valid = !in;
		dut->out_ready = !out;
		dut.settle();
		assert_true(dut->in_ready == ready && dut->out_valid == valid &&
		            dut->out_data == data);
		dut->in_valid = in;
		dut->out_ready = out;
		dut.step();
	}
}

/* ---- finwave_counters: 30 reasons, 12 others ------------------------------------------------------ */

enum { REASONS = 30, OTHERS = 12, COUNTERS = REASONS + OTHERS, NO_REASON = REASONS };

struct CounterRun {
	Dut<Vcounters> dut{ 1 };
	uint64_t counts[COUNTERS] = {};

	void start()
	{
		dut->inc = 0;
		dut->reason_valid = dut->rd_en = 0;
		dut->reason = dut->rd_index = 0;
		dut.reset();
		for (uint64_t &count : counts)
			count = 0;
		for (unsigned i = 0; i < 2 * COUNTERS; i++)
			step(0, NO_REASON);
	}

	void step(uint32_t inc, unsigned reason)
	{
		dut->inc = inc & ((1u << OTHERS) - 1);
		dut->reason_valid = reason < REASONS;
		dut->reason = reason & 63;
		if (reason < REASONS)
			counts[reason]++;
		for (unsigned i = 0; i < OTHERS; i++)
			counts[REASONS + i] += inc >> i & 1;
		dut.step();
	}

	/* In the 4th clock all events are seen that came up to the one before the read, and none of later ones. */
	void check(unsigned i)
	{
		const uint64_t count = counts[i];

		dut->rd_en = 1;
		dut->rd_index = i & 63;
		step(0, NO_REASON);
		dut->rd_en = 0;
		for (unsigned clock = 1; clock < 4; clock++)
			step(0, NO_REASON);
		dut.settle();
		if (dut->rd_data != count)
			fail_msg("counter %u: %llu, expected %llu", i,
			         static_cast<unsigned long long>(dut->rd_data),
			         static_cast<unsigned long long>(count));
	}

	void check_all()
	{
		for (unsigned i = 0; i < COUNTERS; i++)
			check(i);
	}
};

static void counters_start_at_zero(void **)
{
	CounterRun run;

	run.start();
	run.check_all();
	for (unsigned i = 0; i < 500; i++)
		run.step(UINT32_MAX, i % REASONS);
	run.start();
	run.check_all();
}

/* One reason in every clock, for long, or another one each time. */
static void counters_all_in_every_clock(void **)
{
	CounterRun run;

	run.start();
	for (unsigned round = 0; round < 50; round++) {
		for (unsigned i = 0; i < 1000 + round; i++)
			run.step(UINT32_MAX, round % 2 ? i % REASONS : round % REASONS);
		run.check_all();
	}
}

/* Read as often as the registers can, while they count. */
static void counters_random_events(void **)
{
	CounterRun run;
	fws::Random random(7);

	run.start();
	for (unsigned round = 0; round < 20000; round++) {
		const unsigned clocks = random.below(round % 100 ? 4 : 500);

		for (unsigned i = 0; i < clocks; i++)
			run.step(static_cast<uint32_t>(random.next() | random.next()),
			         random.below(REASONS + 2));
		run.check(round % 2 ? unsigned{ REASONS } : random.below(COUNTERS));
	}
	run.check_all();
}

/* ---- finwave_time -------------------------------------------------------------------------------------- */

/* After n clocks as many ticks as fit, at every single clock: no drift, no jitter above one clock. */
static void run_time(uint32_t cycles, uint64_t clocks)
{
	Dut<Vtime> dut(1);
	uint64_t ticks = 0, phase = 0;

	dut->tick_cycles = cycles;
	dut->skip = 0;
	dut.reset();
	dut.step();
	for (uint64_t i = 0; i < clocks; i++) {
		phase += 256;
		if (phase >= cycles) {
			phase = cycles < 256 ? 0 : phase - cycles;
			ticks++;
		}
		dut.step();
		if (dut->now != ticks)
			fail_msg("tick_cycles %u: %llu ticks after %llu clocks, expected %llu",
			         cycles, static_cast<unsigned long long>(dut->now),
			         static_cast<unsigned long long>(i + 1),
			         static_cast<unsigned long long>(ticks));
	}
	/* the same once more, without a loop */
	assert_int_equal(ticks, clocks * 256 / (cycles < 256 ? 256 : cycles));
}

/* 1 us at each of these clocks: MHz * 256. */
static void time_is_exact_at_any_clock(void **)
{
	static const uint32_t cycles[] = {
		40000,    /* 156.25 MHz */
		64000,    /* 250 MHz */
		82500,    /* 322.265625 MHz */
		25600,    /* 100 MHz */
		0xffffff, /* the most */
		257,      /* the least that is no whole clock */
		256,      255, 1, 0,
	};

	for (uint32_t c : cycles)
		run_time(c, 1000003);
}

static void time_skips_whole_ticks(void **)
{
	Dut<Vtime> dut(1), plain(1);
	fws::Random random(8);
	uint64_t skipped = 0;

	dut->tick_cycles = plain->tick_cycles = 700;
	dut->skip = plain->skip = 0;
	dut.reset();
	plain.reset();
	for (unsigned i = 0; i < 100000; i++) {
		dut->skip = random.below(8) ? 0 : static_cast<uint32_t>(random.next());
		skipped += dut->skip;
		dut.step();
		plain.step();
		assert_int_equal(dut->now, (plain->now + skipped) & 0xffffffffffff);
	}
}

/* ---- finwave_sum ----------------------------------------------------------------------------------------- */

/* The sum of what entered LEVELS clocks with `en` ago. */
template <class Top> static void run_sum(unsigned count, unsigned width, unsigned levels)
{
	Dut<Top> dut(1);
	fws::Random random(count);
	std::deque<uint64_t> sums;

	for (unsigned n = 0; n < 20000; n++) {
		const uint64_t ones = random.below(8) ? 0 : UINT64_MAX;
		uint64_t sum = 0;

		for (unsigned i = 0; i < count; i++) {
			const uint64_t value = (random.next() | ones) & ((1ull << width) - 1);

			put_bits(dut->in, i * width, width, value);
			sum += value;
		}
		dut->en = random.below(4) != 0;
		if (dut->en)
			sums.push_back(sum);
		dut.step();
		if (sums.size() > levels)
			sums.pop_front();
		if (sums.size() == levels)
			assert_int_equal(dut->out, sums.front());
	}
}

static void sum_of_4(void **)
{
	run_sum<Vsum4>(4, 17, 1);
}
static void sum_of_7(void **)
{
	run_sum<Vsum7>(7, 17, 2);
}
static void sum_of_35(void **)
{
	run_sum<Vsum35>(35, 17, 3);
}

int main()
{
	const CMUnitTest tests[] = {
		{ "fifo_keeps_order_empty_to_full", fifo_keeps_order_empty_to_full<Vfifo, false>,
		  nullptr, nullptr, nullptr },
		{ "fifo_keeps_order_empty_to_full, HEAD",
		  fifo_keeps_order_empty_to_full<Vfifo_head, false>, nullptr, nullptr, nullptr },
		{ "fifo_keeps_order_empty_to_full, HEAD and BYPASS",
		  fifo_keeps_order_empty_to_full<Vfifo_past, true>, nullptr, nullptr, nullptr },
		cmocka_unit_test(fifo_reset_empties_it),
		cmocka_unit_test(deep_fifo_keeps_order_and_shows_a_word_in_3_clocks),
		cmocka_unit_test(deep_fifo_reset_empties_it),
		cmocka_unit_test(skid_keeps_order),
		cmocka_unit_test(skid_never_waits_a_beat_a_clock),
		cmocka_unit_test(skid_cuts_the_wires),
		cmocka_unit_test(counters_start_at_zero),
		cmocka_unit_test(counters_all_in_every_clock),
		cmocka_unit_test(counters_random_events),
		cmocka_unit_test(time_is_exact_at_any_clock),
		cmocka_unit_test(time_skips_whole_ticks),
		cmocka_unit_test(sum_of_4),
		cmocka_unit_test(sum_of_7),
		cmocka_unit_test(sum_of_35),
	};

	return cmocka_run_group_tests_name("blocks", tests, nullptr, nullptr) ? 1 : 0;
}
