/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Every register of finwave_reg_table.h against the RTL, over AXI4-Lite: values after reset, walking
 * ones, read-only ones that stay, no register behind another's offset, SLVERR where none is. Part-word
 * writes are tested where the byte strobes can be reached, at the module.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "finwave_reg_table.h"
#include "finwave_regs.h"
#include "finwave_sim.h"

#define MAP_WORDS 0x400u

enum access { RO, RW, WO };

struct reg {
	const char *name;
	uint32_t offset, count, stride, readable, writable, reset, reset_known;
	enum access access;
};

#define REG(name, offset, count, stride, readable, writable, reset, known, access) \
	{ #name, offset, count, stride, readable, writable, reset, known, access },
static const struct reg regs[] = { FINWAVE_REG_TABLE(REG) };

/* One word of the map; reg is NULL where there is none. */
struct word {
	const struct reg *reg;
	uint32_t offset;
};

static struct word map[MAP_WORDS];

static void fill_map(void)
{
	for (uint32_t i = 0; i < MAP_WORDS; i++)
		map[i].offset = 4 * i;
	for (size_t i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
		for (uint32_t k = 0; k < regs[i].count; k++)
			map[(regs[i].offset + k * regs[i].stride) / 4].reg = &regs[i];
}

/* These change while a test looks at them: the time, and STATUS.quiet and init_done. */
static int is_alive(const struct reg *reg)
{
	return reg->offset == FINWAVE_REG_TIME_LOW || reg->offset == FINWAVE_REG_TIME_HIGH ||
	       reg->offset == FINWAVE_REG_STATUS;
}

/* ---- the engine ----------------------------------------------------------------------------- */

static int open_engine(void **state)
{
	/* At 156.25 MHz the harness writes what TICK_CYCLES is after reset. */
	const struct finwave_sim_config config = {
		.size = sizeof(config),
		.clock_mhz = 156.25,
		.no_score = true,
	};
	struct finwave_sim *sim;

	assert_int_equal(finwave_sim_open(&config, &sim), 0);
	*state = sim;
	return 0;
}

static int close_engine(void **state)
{
	const char *error = finwave_sim_error(*state);

	if (error)
		fail_msg("%s", error);
	finwave_sim_close(*state);
	return 0;
}

static uint32_t read_word(struct finwave_sim *sim, const struct word *word)
{
	uint32_t value = 0;
	int err = finwave_sim_read32(sim, word->offset, &value);

	if (err)
		fail_msg("read of %s at 0x%03X: error %d", word->reg->name, word->offset, err);
	return value;
}

static void write_word(struct finwave_sim *sim, const struct word *word, uint32_t value)
{
	int err = finwave_sim_write32(sim, word->offset, value);

	if (err)
		fail_msg("write of %s at 0x%03X: error %d", word->reg->name, word->offset, err);
}

static void expect_word(struct finwave_sim *sim, const struct word *word, uint32_t want,
                        const char *when)
{
	uint32_t value = read_word(sim, word);

	if (value != want)
		fail_msg("%s at 0x%03X is 0x%08X %s, not 0x%08X", word->reg->name, word->offset,
		         value, when, want);
}

/* ---- the tests ------------------------------------------------------------------------------ */

static void reset_values(void **state)
{
	for (uint32_t i = 0; i < MAP_WORDS; i++) {
		const struct reg *reg = map[i].reg;

		if (!reg || reg->access == WO || is_alive(reg))
			continue;
		if (reg->reset_known)
			expect_word(*state, &map[i], reg->reset, "after reset");
		else if (read_word(*state, &map[i]) & ~reg->readable)
			fail_msg("%s: bits that have no name are not 0", reg->name);
	}
}

static void build_parameters(void **state)
{
	const struct word *flows = &map[FINWAVE_REG_FLOW_COUNT / 4];
	const struct word *capability = &map[FINWAVE_REG_CAPABILITY / 4];

	expect_word(*state, flows, finwave_sim_flow_count(), "as built");
	assert_int_equal(read_word(*state, capability) & FINWAVE_CAPABILITY_DATA_WIDTH_MASK,
	                 finwave_sim_data_width());
}

static void walking_ones(void **state)
{
	for (uint32_t i = 0; i < MAP_WORDS; i++) {
		const struct reg *reg = map[i].reg;

		if (!reg || reg->access != RW)
			continue;
		for (unsigned bit = 0; bit < 32; bit++) {
			write_word(*state, &map[i], 1u << bit);
			expect_word(*state, &map[i], 1u << bit & reg->writable, "after one bit");
			write_word(*state, &map[i], ~(1u << bit));
			expect_word(*state, &map[i], ~(1u << bit) & reg->writable, "after a zero");
		}
		write_word(*state, &map[i], reg->reset);
	}
}

static uint32_t pattern(uint32_t word)
{
	return (word + 1) * 0x9E3779B1u;
}

static void no_register_stands_for_another(void **state)
{
	for (uint32_t i = 0; i < MAP_WORDS; i++)
		if (map[i].reg && map[i].reg->access == RW)
			write_word(*state, &map[i], pattern(i));
	for (uint32_t i = 0; i < MAP_WORDS; i++)
		if (map[i].reg && map[i].reg->access == RW)
			expect_word(*state, &map[i], pattern(i) & map[i].reg->writable,
			            "after all were written");
}

static void read_only_stays(void **state)
{
	for (uint32_t i = 0; i < MAP_WORDS; i++) {
		uint32_t before;

		if (!map[i].reg || map[i].reg->access != RO || is_alive(map[i].reg))
			continue;
		before = read_word(*state, &map[i]);
		write_word(*state, &map[i], ~before);
		expect_word(*state, &map[i], before, "after it was written");
	}
}

static void write_only_reads_zero(void **state)
{
	for (uint32_t i = 0; i < MAP_WORDS; i++)
		if (map[i].reg && map[i].reg->access == WO)
			expect_word(*state, &map[i], 0, "when read");
}

static void holes_answer_slverr(void **state)
{
	for (uint32_t i = 0; i < MAP_WORDS; i++) {
		uint32_t value;

		if (map[i].reg)
			continue;
		if (finwave_sim_read32(*state, map[i].offset, &value) != -EIO)
			fail_msg("read of nothing at 0x%03X: no SLVERR", map[i].offset);
		if (finwave_sim_write32(*state, map[i].offset, 0xFFFFFFFFu) != -EIO)
			fail_msg("write of nothing at 0x%03X: no SLVERR", map[i].offset);
	}
	reset_values(state);
}

static void unknown_command_is_refused(void **state)
{
	uint32_t value = 0;

	assert_int_equal(finwave_sim_write32(*state, FINWAVE_REG_DOORBELL, 15), 0);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(finwave_sim_read32(*state, FINWAVE_REG_STATUS, &value), 0);
		if (!(value & FINWAVE_STATUS_COMMAND_BUSY_MASK))
			break;
	}
	assert_false(value & FINWAVE_STATUS_COMMAND_BUSY_MASK);
	expect_word(*state, &map[FINWAVE_REG_CMD_RESULT / 4], FINWAVE_CMD_RESULT_BAD_OP,
	            "after an unknown command");
}

static void pop_of_no_event_changes_nothing(void **state)
{
	assert_int_equal(finwave_sim_write32(*state, FINWAVE_REG_EVENT_POP, 1), 0);
	expect_word(*state, &map[FINWAVE_REG_EVENT_COUNT / 4], 0, "after a pop of nothing");
}

#define ON_ENGINE(test) cmocka_unit_test_setup_teardown(test, open_engine, close_engine)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_ENGINE(reset_values),
		ON_ENGINE(build_parameters),
		ON_ENGINE(walking_ones),
		ON_ENGINE(no_register_stands_for_another),
		ON_ENGINE(read_only_stays),
		ON_ENGINE(write_only_reads_zero),
		ON_ENGINE(holes_answer_slverr),
		ON_ENGINE(unknown_command_is_refused),
		ON_ENGINE(pop_of_no_event_changes_nothing),
	};

	fill_map();
	return cmocka_run_group_tests_name("registers", tests, NULL, NULL);
}
