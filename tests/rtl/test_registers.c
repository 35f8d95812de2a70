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

static void run_command(struct finwave_sim *sim, uint32_t op)
{
	uint32_t status = FINWAVE_STATUS_COMMAND_BUSY_MASK;

	assert_int_equal(finwave_sim_write32(sim, FINWAVE_REG_DOORBELL, op), 0);
	for (int i = 0; i < 1000 && status & FINWAVE_STATUS_COMMAND_BUSY_MASK; i++)
		assert_int_equal(finwave_sim_read32(sim, FINWAVE_REG_STATUS, &status), 0);
	assert_false(status & FINWAVE_STATUS_COMMAND_BUSY_MASK);
}

static void unknown_command_is_refused(void **state)
{
	run_command(*state, 15);
	expect_word(*state, &map[FINWAVE_REG_CMD_RESULT / 4], FINWAVE_CMD_RESULT_BAD_OP,
	            "after an unknown command");
}

static void pop_of_no_event_changes_nothing(void **state)
{
	assert_int_equal(finwave_sim_write32(*state, FINWAVE_REG_EVENT_POP, 1), 0);
	expect_word(*state, &map[FINWAVE_REG_EVENT_COUNT / 4], 0, "after a pop of nothing");
}

/* A FIN that fills no buffer is taken with the window closed; RCV.NXT is past its edge then. */
static void flow_window_behind_the_edge_is_zero(void **state)
{
	static const struct {
		uint32_t offset, value;
	} words[] = {
		{ FINWAVE_REG_CONTROL, FINWAVE_CONTROL_ENABLE_MASK },
		{ FINWAVE_REG_CMD_FLAGS, FINWAVE_TCP_STATE_ESTABLISHED },
		{ FINWAVE_REG_CMD_SND_UNA, 0xFFFFFFFFu },
		{ FINWAVE_REG_CMD_SND_NXT, 0xFFFFFFFFu },
		{ FINWAVE_REG_CMD_RCV_NXT, 5000 },
		{ FINWAVE_REG_CMD_MAX_WND, 501 },
		{ FINWAVE_REG_CMD_LOCAL, 0xC0000201u },
		{ FINWAVE_REG_CMD_REMOTE, 0xC6336407u },
		{ FINWAVE_REG_CMD_PORTS, 443u << FINWAVE_CMD_PORTS_LOCAL_SHIFT | 50000u },
	};
	/* 198.51.100.7:50000 to 192.0.2.1:443, FIN and ACK, seq 5000, ack 2^32 - 1 */
	static const uint8_t fin[60] = {
		0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x02, 0x08, 0x00,
		0x45, 0x00, 0x00, 0x28, 0x00, 0x01, 0x00, 0x00, 0x40, 0x06, 0x8e, 0x93, 0xc6, 0x33,
		0x64, 0x07, 0xc0, 0x00, 0x02, 0x01, 0xc3, 0x50, 0x01, 0xbb, 0x00, 0x00, 0x13, 0x88,
		0xff, 0xff, 0xff, 0xff, 0x50, 0x11, 0x01, 0xf5, 0xe9, 0x0e, 0x00, 0x00,
	};
	uint32_t handle = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(finwave_sim_write32(*state, words[i].offset, words[i].value), 0);
	run_command(*state, FINWAVE_OP_ADOPT);
	expect_word(*state, &map[FINWAVE_REG_CMD_RESULT / 4], FINWAVE_CMD_RESULT_OK, "after ADOPT");
	handle = read_word(*state, &map[FINWAVE_REG_CMD_HANDLE / 4]);

	assert_true(finwave_sim_send(*state, FINWAVE_SIM_WIRE, fin, sizeof(fin), false) == 0);
	assert_int_equal(finwave_sim_settle(*state, 10000), 0);
	write_word(*state, &map[FINWAVE_REG_CMD_FLOW / 4], handle);
	run_command(*state, FINWAVE_OP_QUERY);
	expect_word(*state, &map[FINWAVE_REG_FLOW_RCV_NXT / 4], 5001, "after the FIN");
	expect_word(*state, &map[FINWAVE_REG_FLOW_RCV_WND / 4], 0, "after the FIN");
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
		ON_ENGINE(flow_window_behind_the_edge_is_zero),
	};

	fill_map();
	return cmocka_run_group_tests_name("registers", tests, NULL, NULL);
}
