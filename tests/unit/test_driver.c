/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * libfinwave's handle against a transport that knows every access: what opening demands of the
 * engine, registers, information, settings, texts.
 */
#define _POSIX_C_SOURCE 200809L /* mkdtemp, setenv */
#include "test_driver.h"
#include <unistd.h>

#define INIT_READS (4096u + FLOWS)

/* ---- open ---------------------------------------------------------------------------------- */

static int try_open(struct fake *fake)
{
	struct finwave_dev *dev = NULL;
	int err = finwave_open_transport(&fake_transport, fake, &dev);

	assert_all_seen(fake);
	if (err)
		assert_null(dev);
	assert_int_equal(fake->closed, 0);
	finwave_close(dev);
	return err;
}

static void open_foreign_id_is_no_device(void **state)
{
	struct fake fake = { .count = 0 };

	(void)state;
	expect_read(&fake, FINWAVE_REG_ID, 0x12345678u);
	assert_int_equal(try_open(&fake), -ENODEV);
}

static void open_all_ones_is_no_device(void **state)
{
	struct fake fake = { .count = 0 };

	(void)state;
	expect_read(&fake, FINWAVE_REG_ID, ALL_ONES);
	assert_int_equal(try_open(&fake), -ENODEV);
	expect_read(&fake, FINWAVE_REG_ID, FINWAVE_ID_RESET);
	expect_read(&fake, FINWAVE_REG_VERSION, ALL_ONES);
	assert_int_equal(try_open(&fake), -ENODEV);
	expect_identity(&fake);
	expect_read(&fake, FINWAVE_REG_FLOW_COUNT, ALL_ONES);
	assert_int_equal(try_open(&fake), -ENODEV);
	expect_identity(&fake);
	expect_read(&fake, FINWAVE_REG_FLOW_COUNT, FLOWS);
	expect_read(&fake, FINWAVE_REG_STATUS, ALL_ONES);
	assert_int_equal(try_open(&fake), -ENODEV);
}

static void open_other_major_is_refused(void **state)
{
	struct fake fake = { .count = 0 };

	(void)state;
	expect_read(&fake, FINWAVE_REG_ID, FINWAVE_ID_RESET);
	expect_read(&fake, FINWAVE_REG_VERSION,
	            FINWAVE_VERSION_RESET + (1u << FINWAVE_VERSION_MAJOR_SHIFT));
	assert_int_equal(try_open(&fake), -EPROTONOSUPPORT);
}

static void open_earlier_major_is_refused(void **state)
{
	struct fake fake = { .count = 0 };

	(void)state;
	expect_read(&fake, FINWAVE_REG_ID, FINWAVE_ID_RESET);
	expect_read(&fake, FINWAVE_REG_VERSION, 1u << FINWAVE_VERSION_MAJOR_SHIFT);
	assert_int_equal(try_open(&fake), -EPROTONOSUPPORT);
}

static void open_other_minor_is_taken(void **state)
{
	struct fake fake = { .count = 0 };

	(void)state;
	expect_read(&fake, FINWAVE_REG_ID, FINWAVE_ID_RESET);
	expect_read(&fake, FINWAVE_REG_VERSION,
	            FINWAVE_VERSION_RESET + (7u << FINWAVE_VERSION_MINOR_SHIFT) + 3);
	expect_read(&fake, FINWAVE_REG_FLOW_COUNT, FLOWS);
	expect_read(&fake, FINWAVE_REG_STATUS, IDLE);
	assert_int_equal(try_open(&fake), 0);
	assert_int_equal(fake.closed, 1);
}

static void open_waits_for_init(void **state)
{
	struct fake fake = { .count = 0 };

	(void)state;
	expect_identity(&fake);
	expect_read(&fake, FINWAVE_REG_FLOW_COUNT, FLOWS);
	expect_reads(&fake, FINWAVE_REG_STATUS, 0, INIT_READS - 1);
	expect_read(&fake, FINWAVE_REG_STATUS, IDLE);
	assert_int_equal(try_open(&fake), 0);
}

static void open_init_never_done_times_out(void **state)
{
	struct fake fake = { .count = 0 };

	(void)state;
	expect_identity(&fake);
	expect_read(&fake, FINWAVE_REG_FLOW_COUNT, FLOWS);
	expect_reads(&fake, FINWAVE_REG_STATUS, 0, INIT_READS);
	assert_int_equal(try_open(&fake), -ETIMEDOUT);
}

static void open_bus_error_comes_back(void **state)
{
	static const uint32_t offsets[] = {
		FINWAVE_REG_ID,
		FINWAVE_REG_VERSION,
		FINWAVE_REG_FLOW_COUNT,
		FINWAVE_REG_STATUS,
	};
	static const uint32_t values[] = { FINWAVE_ID_RESET, FINWAVE_VERSION_RESET, FLOWS, IDLE };

	(void)state;
	for (unsigned failing = 0; failing < 4; failing++) {
		struct fake fake = { .count = 0 };

		for (unsigned i = 0; i < failing; i++)
			expect_read(&fake, offsets[i], values[i]);
		expect(&fake, READ, offsets[failing], 0, -EIO, 1);
		assert_int_equal(try_open(&fake), -EIO);
	}
}

static void open_bad_arguments(void **state)
{
	struct finwave_transport t = fake_transport;
	struct {
		struct finwave_transport transport;
		uint64_t unknown;
	} newer = { fake_transport, 1 };
	struct fake fake = { .count = 0 };
	struct finwave_dev *dev;

	(void)state;
	assert_int_equal(finwave_open_transport(NULL, &fake, &dev), -EINVAL);
	assert_int_equal(finwave_open_transport(&t, &fake, NULL), -EINVAL);
	t.size = sizeof(t) - 1;
	assert_int_equal(finwave_open_transport(&t, &fake, &dev), -EINVAL);
	newer.transport.size = sizeof(newer);
	assert_int_equal(finwave_open_transport(&newer.transport, &fake, &dev), -E2BIG);
	t = fake_transport;
	t.read32 = NULL;
	assert_int_equal(finwave_open_transport(&t, &fake, &dev), -EINVAL);
	t = fake_transport;
	t.write32 = NULL;
	assert_int_equal(finwave_open_transport(&t, &fake, &dev), -EINVAL);
	assert_int_equal(finwave_open(NULL, &dev), -EINVAL);
	assert_int_equal(finwave_open("sim:", NULL), -EINVAL);
	assert_int_equal(finwave_open("", &dev), -EINVAL);
	assert_int_equal(finwave_open("sim", &dev), -EINVAL);
	assert_int_equal(finwave_open("sim:63", &dev), -EINVAL);
	assert_int_equal(finwave_open("sim:../64", &dev), -EINVAL);
	assert_int_equal(finwave_open("tape:0", &dev), -EINVAL);
}

static void open_sim_without_its_library(void **state)
{
	const char *base = getenv("TMPDIR");
	char dir[1024], path[1100];
	struct finwave_dev *dev = NULL;
	FILE *file;

	(void)state;
	snprintf(dir, sizeof(dir), "%s/finwave-XXXXXX", base ? base : ".");
	assert_non_null(mkdtemp(dir));
	assert_int_equal(setenv("FINWAVE_SIM_DIR", dir, 1), 0);
	assert_int_equal(finwave_open("sim:256", &dev), -ENOENT);

	snprintf(path, sizeof(path), "%s/libfinwave_sim256.so", dir);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("not a library", file);
	fclose(file);
	assert_int_equal(finwave_open("sim:256", &dev), -ENOEXEC);
	assert_null(dev);

	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(unsetenv("FINWAVE_SIM_DIR"), 0);
}

static void open_without_close_callback(void **state)
{
	struct finwave_transport t = fake_transport;
	struct fake fake = { .count = 0 };
	struct finwave_dev *dev;

	(void)state;
	t.close = NULL;
	expect_identity(&fake);
	expect_read(&fake, FINWAVE_REG_FLOW_COUNT, FLOWS);
	expect_read(&fake, FINWAVE_REG_STATUS, IDLE);
	assert_int_equal(finwave_open_transport(&t, &fake, &dev), 0);
	finwave_close(dev);
	finwave_close(NULL);
}

/* ---- registers, info, enable --------------------------------------------------------------- */

static void registers_stay_inside_the_map(void **state)
{
	struct fixture *f = *state;
	uint32_t value = 0;

	expect_read(&f->fake, 0xFFCu, 7);
	assert_int_equal(finwave_read32(f->dev, 0xFFCu, &value), 0);
	assert_int_equal(value, 7);
	expect(&f->fake, WRITE, 0x014u, 1, -EIO, 1);
	assert_int_equal(finwave_write32(f->dev, 0x014u, 1), -EIO);
	assert_int_equal(finwave_read32(f->dev, 0x1000u, &value), -EINVAL);
	assert_int_equal(finwave_read32(f->dev, 0x002u, &value), -EINVAL);
	assert_int_equal(finwave_read32(f->dev, 0x000u, NULL), -EINVAL);
	assert_int_equal(finwave_read32(NULL, 0x000u, &value), -EINVAL);
	assert_int_equal(finwave_write32(f->dev, 0xFFFFFFFCu, 0), -EINVAL);
	assert_int_equal(finwave_write32(f->dev, 0x015u, 0), -EINVAL);
	assert_int_equal(finwave_write32(NULL, 0x014u, 0), -EINVAL);
}

static void expect_info(struct fake *fake, uint32_t status)
{
	expect_read(fake, FINWAVE_REG_VERSION, 0x00020103u);
	expect_read(fake, FINWAVE_REG_FLOW_COUNT, FLOWS);
	expect_read(fake, FINWAVE_REG_CAPABILITY,
	            512u | 6u << FINWAVE_CAPABILITY_EVENT_DEPTH_SHIFT |
	                    5u << FINWAVE_CAPABILITY_TAIL_BUFFERS_SHIFT);
	expect_read(fake, FINWAVE_REG_STATUS, status);
	expect_read(fake, FINWAVE_REG_FLOWS_HELD, 9);
	expect_read(fake, FINWAVE_REG_FLOWS_TRACKED, 200);
	expect_read(fake, FINWAVE_REG_TAIL_FREE, 31);
}

static void info_is_what_the_registers_say(void **state)
{
	struct fixture *f = *state;
	struct finwave_info info = { .size = sizeof(info) };

	expect_info(&f->fake, IDLE | FINWAVE_STATUS_FAULT_MASK);
	assert_int_equal(finwave_get_info(f->dev, &info), 0);
	assert_int_equal(info.version_major, 2);
	assert_int_equal(info.version_minor, 1);
	assert_int_equal(info.version_patch, 3);
	assert_int_equal(info.flow_count, FLOWS);
	assert_int_equal(info.data_width, 512);
	assert_int_equal(info.event_depth, 64);
	assert_int_equal(info.flows_held, 9);
	assert_int_equal(info.flows_tracked, 200);
	assert_int_equal(info.tail_buffers, 32);
	assert_int_equal(info.tail_free, 31);
	assert_int_equal(info.tail_max, 1460);
	assert_true(info.fault);
	assert_true(info.size == sizeof(info));

	expect_info(&f->fake, ALL_ONES);
	assert_int_equal(finwave_get_info(f->dev, &info), -ENODEV);
	expect(&f->fake, READ, FINWAVE_REG_VERSION, 0, -EIO, 1);
	assert_int_equal(finwave_get_info(f->dev, &info), -EIO);
	info.size = 3;
	assert_int_equal(finwave_get_info(f->dev, &info), -EINVAL);
	assert_int_equal(finwave_get_info(f->dev, NULL), -EINVAL);
	assert_int_equal(finwave_get_info(NULL, &info), -EINVAL);
}

static void info_of_a_larger_struct_is_zero_at_its_end(void **state)
{
	struct fixture *f = *state;
	struct {
		struct finwave_info info;
		uint64_t unknown;
	} newer = { .info.size = sizeof(newer) };

	expect_info(&f->fake, IDLE);
	assert_int_equal(finwave_get_info(f->dev, &newer.info), 0);
	assert_true(newer.info.size == sizeof(newer));
	assert_true(newer.unknown == 0);
}

static void enable_keeps_the_other_bits(void **state)
{
	struct fixture *f = *state;

	expect_read(&f->fake, FINWAVE_REG_CONTROL, FINWAVE_CONTROL_SYN_RST_MASK);
	expect_write(&f->fake, FINWAVE_REG_CONTROL,
	             FINWAVE_CONTROL_SYN_RST_MASK | FINWAVE_CONTROL_ENABLE_MASK);
	assert_int_equal(finwave_enable(f->dev, true), 0);
	expect_read(&f->fake, FINWAVE_REG_CONTROL,
	            FINWAVE_CONTROL_SYN_RST_MASK | FINWAVE_CONTROL_ENABLE_MASK);
	expect_write(&f->fake, FINWAVE_REG_CONTROL, FINWAVE_CONTROL_SYN_RST_MASK);
	assert_int_equal(finwave_enable(f->dev, false), 0);
	expect_read(&f->fake, FINWAVE_REG_CONTROL, ALL_ONES);
	assert_int_equal(finwave_enable(f->dev, true), -ENODEV);
	expect(&f->fake, READ, FINWAVE_REG_CONTROL, 0, -EIO, 1);
	assert_int_equal(finwave_enable(f->dev, true), -EIO);
	assert_int_equal(finwave_enable(NULL, true), -EINVAL);
}

/* ---- configuration ------------------------------------------------------------------------- */

static const struct finwave_config some_config = {
	.size = sizeof(some_config),
	.linux_compat = true,
	.give_up_silent = true,
	.time_wait_us = 240000000,
	.rto_first_us = 200000,
	.rto_max_us = 60000000,
	.r2_us = 1,
	.fin_wait_2_us = 0,
	.ack_interval_us = 500000,
	.ack_budget = 0,
	.fin_retries = 31,
	.ts_shift = 15,
	.hash_key = { 1, 2, 3, 4 },
	.transparent = true,
	.merge_window_us = 0x1FFFF,
	.track_idle_us = 0x7FFFFFFF,
};

static void expect_key_reads(struct fake *fake, const uint32_t key[4])
{
	for (uint32_t i = 0; i < 4; i++)
		expect_read(fake, FINWAVE_REG_HASH_KEY + 4 * i, key[i]);
}

static void expect_plain_settings(struct fake *fake, enum access access)
{
	const struct finwave_config *c = &some_config;

	expect(fake, access, FINWAVE_REG_TS_CLOCK, c->ts_shift, 0, 1);
	expect(fake, access, FINWAVE_REG_TIME_WAIT, c->time_wait_us, 0, 1);
	expect(fake, access, FINWAVE_REG_RTO_FIRST, c->rto_first_us, 0, 1);
	expect(fake, access, FINWAVE_REG_RTO_MAX, c->rto_max_us, 0, 1);
	expect(fake, access, FINWAVE_REG_FIN_RETRIES, c->fin_retries, 0, 1);
	expect(fake, access, FINWAVE_REG_R2, c->r2_us, 0, 1);
	expect(fake, access, FINWAVE_REG_FIN_WAIT_2_TIMEOUT, c->fin_wait_2_us, 0, 1);
	expect(fake, access, FINWAVE_REG_ACK_INTERVAL, c->ack_interval_us, 0, 1);
	expect(fake, access, FINWAVE_REG_ACK_BUDGET, c->ack_budget, 0, 1);
	expect(fake, access, FINWAVE_REG_MERGE_WINDOW, c->merge_window_us, 0, 1);
	expect(fake, access, FINWAVE_REG_TRACK_IDLE, c->track_idle_us, 0, 1);
}

#define SOME_CONTROL                                                               \
	(FINWAVE_CONTROL_LINUX_COMPAT_MASK | FINWAVE_CONTROL_GIVE_UP_SILENT_MASK | \
	 FINWAVE_CONTROL_TRANSPARENT_MASK)

static void config_reads_every_register(void **state)
{
	struct fixture *f = *state;
	struct finwave_config config = { .size = sizeof(config) };

	expect_read(&f->fake, FINWAVE_REG_CONTROL, SOME_CONTROL | FINWAVE_CONTROL_ENABLE_MASK);
	expect_plain_settings(&f->fake, READ);
	expect_key_reads(&f->fake, some_config.hash_key);
	assert_int_equal(finwave_get_config(f->dev, &config), 0);
	assert_true(config.linux_compat && config.give_up_silent && config.transparent);
	assert_false(config.time_wait_rst || config.syn_rst || config.evict);
	assert_int_equal(config.time_wait_us, some_config.time_wait_us);
	assert_int_equal(config.rto_first_us, some_config.rto_first_us);
	assert_int_equal(config.rto_max_us, some_config.rto_max_us);
	assert_int_equal(config.r2_us, some_config.r2_us);
	assert_int_equal(config.fin_wait_2_us, some_config.fin_wait_2_us);
	assert_int_equal(config.ack_interval_us, some_config.ack_interval_us);
	assert_int_equal(config.ack_budget, some_config.ack_budget);
	assert_int_equal(config.fin_retries, some_config.fin_retries);
	assert_int_equal(config.ts_shift, some_config.ts_shift);
	assert_int_equal(config.merge_window_us, some_config.merge_window_us);
	assert_int_equal(config.track_idle_us, some_config.track_idle_us);
	assert_memory_equal(config.hash_key, some_config.hash_key, sizeof(config.hash_key));

	expect_read(&f->fake, FINWAVE_REG_CONTROL, ALL_ONES);
	assert_int_equal(finwave_get_config(f->dev, &config), -ENODEV);
	config.size = 0;
	assert_int_equal(finwave_get_config(f->dev, &config), -EINVAL);
	assert_int_equal(finwave_get_config(f->dev, NULL), -EINVAL);
	assert_int_equal(finwave_get_config(NULL, &config), -EINVAL);
}

static void config_writes_settings_and_keeps_enable(void **state)
{
	struct fixture *f = *state;

	expect_key_reads(&f->fake, some_config.hash_key);
	expect_plain_settings(&f->fake, WRITE);
	expect_read(&f->fake, FINWAVE_REG_CONTROL,
	            FINWAVE_CONTROL_ENABLE_MASK | FINWAVE_CONTROL_SYN_RST_MASK);
	expect_write(&f->fake, FINWAVE_REG_CONTROL, FINWAVE_CONTROL_ENABLE_MASK | SOME_CONTROL);
	assert_int_equal(finwave_set_config(f->dev, &some_config), 0);
}

static void config_bits_are_those_of_control(void **state)
{
	struct finwave_config c = { .size = sizeof(c) };
	const struct {
		bool *setting;
		uint32_t mask;
	} rows[] = {
		{ &c.linux_compat, FINWAVE_CONTROL_LINUX_COMPAT_MASK },
		{ &c.time_wait_rst, FINWAVE_CONTROL_TIME_WAIT_RST_MASK },
		{ &c.syn_rst, FINWAVE_CONTROL_SYN_RST_MASK },
		{ &c.give_up_silent, FINWAVE_CONTROL_GIVE_UP_SILENT_MASK },
		{ &c.transparent, FINWAVE_CONTROL_TRANSPARENT_MASK },
		{ &c.evict, FINWAVE_CONTROL_EVICT_MASK },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		c = some_config;
		c.linux_compat = c.give_up_silent = c.transparent = false;
		*rows[i].setting = true;
		expect_key_reads(&f->fake, some_config.hash_key);
		expect_plain_settings(&f->fake, WRITE);
		expect_read(&f->fake, FINWAVE_REG_CONTROL, SOME_CONTROL);
		expect_write(&f->fake, FINWAVE_REG_CONTROL, rows[i].mask);
		assert_int_equal(finwave_set_config(f->dev, &c), 0);

		memset(&c, 0, sizeof(c));
		c.size = sizeof(c);
		expect_read(&f->fake, FINWAVE_REG_CONTROL, rows[i].mask);
		expect_plain_settings(&f->fake, READ);
		expect_key_reads(&f->fake, some_config.hash_key);
		assert_int_equal(finwave_get_config(f->dev, &c), 0);
		assert_true(*rows[i].setting);
		assert_all_seen(&f->fake);
	}
}

static void config_zero_is_off_where_it_may_be(void **state)
{
	struct finwave_config c = some_config;
	struct fixture *f = *state;

	c.time_wait_us = c.r2_us = c.fin_wait_2_us = c.ack_interval_us = c.merge_window_us = 0;
	c.ack_budget = c.fin_retries = c.ts_shift = 0;
	expect_key_reads(&f->fake, c.hash_key);
	expect_write(&f->fake, FINWAVE_REG_TS_CLOCK, 0);
	expect_write(&f->fake, FINWAVE_REG_TIME_WAIT, 0);
	expect_write(&f->fake, FINWAVE_REG_RTO_FIRST, c.rto_first_us);
	expect_write(&f->fake, FINWAVE_REG_RTO_MAX, c.rto_max_us);
	expect_write(&f->fake, FINWAVE_REG_FIN_RETRIES, 0);
	expect_write(&f->fake, FINWAVE_REG_R2, 0);
	expect_write(&f->fake, FINWAVE_REG_FIN_WAIT_2_TIMEOUT, 0);
	expect_write(&f->fake, FINWAVE_REG_ACK_INTERVAL, 0);
	expect_write(&f->fake, FINWAVE_REG_ACK_BUDGET, 0);
	expect_write(&f->fake, FINWAVE_REG_MERGE_WINDOW, 0);
	expect_write(&f->fake, FINWAVE_REG_TRACK_IDLE, c.track_idle_us);
	expect_read(&f->fake, FINWAVE_REG_CONTROL, 0);
	expect_write(&f->fake, FINWAVE_REG_CONTROL, SOME_CONTROL);
	assert_int_equal(finwave_set_config(f->dev, &c), 0);
}

static void config_new_key_needs_an_empty_table(void **state)
{
	static const uint32_t old[4] = { 1, 2, 3, 5 };
	struct fixture *f = *state;

	expect_key_reads(&f->fake, old);
	expect_read(&f->fake, FINWAVE_REG_FLOWS_HELD, 1);
	assert_int_equal(finwave_set_config(f->dev, &some_config), -EBUSY);

	expect_key_reads(&f->fake, old);
	expect_read(&f->fake, FINWAVE_REG_FLOWS_HELD, 0);
	for (uint32_t i = 0; i < 4; i++)
		expect_write(&f->fake, FINWAVE_REG_HASH_KEY + 4 * i, some_config.hash_key[i]);
	expect_plain_settings(&f->fake, WRITE);
	expect_read(&f->fake, FINWAVE_REG_CONTROL, SOME_CONTROL);
	expect_write(&f->fake, FINWAVE_REG_CONTROL, SOME_CONTROL);
	assert_int_equal(finwave_set_config(f->dev, &some_config), 0);
}

static void config_out_of_range_writes_nothing(void **state)
{
	struct fixture *f = *state;
	struct finwave_config c;

#define REFUSED(member, setting)                                           \
	do {                                                               \
		c = some_config;                                           \
		c.member = (setting);                                      \
		assert_int_equal(finwave_set_config(f->dev, &c), -EINVAL); \
	} while (0)
	REFUSED(time_wait_us, 1u << 31);
	REFUSED(rto_first_us, 1u << 28);
	REFUSED(rto_first_us, 0);
	REFUSED(rto_max_us, 1u << 28);
	REFUSED(rto_max_us, 0);
	REFUSED(r2_us, 1u << 31);
	REFUSED(fin_wait_2_us, 1u << 31);
	REFUSED(ack_interval_us, 1u << 31);
	REFUSED(fin_retries, 32);
	REFUSED(ts_shift, 16);
	REFUSED(merge_window_us, 1u << 17);
	REFUSED(track_idle_us, 1u << 31);
	REFUSED(track_idle_us, 0);
	REFUSED(size, sizeof(c) - 1);
#undef REFUSED
	assert_int_equal(finwave_set_config(f->dev, NULL), -EINVAL);
	assert_int_equal(finwave_set_config(NULL, &some_config), -EINVAL);
}

/* ---- texts --------------------------------------------------------------------------------- */

static void texts_are_never_null(void **state)
{
	(void)state;
	assert_string_equal(finwave_state_name(FINWAVE_FIN_WAIT_1), "FIN_WAIT_1");
	assert_string_equal(finwave_state_name((enum finwave_state)11), "UNKNOWN");
	assert_string_equal(finwave_event_name(FINWAVE_RELEASED), "RELEASED");
	assert_int_equal(FINWAVE_EVICTED, 10);
	assert_string_equal(finwave_event_name(FINWAVE_EVICTED), "EVICTED");
	assert_string_equal(finwave_event_name((enum finwave_event_kind)11), "UNKNOWN");
	assert_string_equal(finwave_strerror(0), "success");
	assert_string_equal(finwave_strerror(-EALREADY), finwave_strerror(EALREADY));
	assert_string_not_equal(finwave_strerror(-ENOBUFS), strerror(ENOBUFS));
	assert_string_not_equal(finwave_strerror(-EMSGSIZE), strerror(EMSGSIZE));
	for (int err = -200; err <= 200; err++)
		assert_non_null(finwave_strerror(err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_foreign_id_is_no_device),
		cmocka_unit_test(open_all_ones_is_no_device),
		cmocka_unit_test(open_other_major_is_refused),
		cmocka_unit_test(open_earlier_major_is_refused),
		cmocka_unit_test(open_other_minor_is_taken),
		cmocka_unit_test(open_waits_for_init),
		cmocka_unit_test(open_init_never_done_times_out),
		cmocka_unit_test(open_bus_error_comes_back),
		cmocka_unit_test(open_bad_arguments),
		cmocka_unit_test(open_sim_without_its_library),
		cmocka_unit_test(open_without_close_callback),
		WITH_DEVICE(registers_stay_inside_the_map),
		WITH_DEVICE(info_is_what_the_registers_say),
		WITH_DEVICE(info_of_a_larger_struct_is_zero_at_its_end),
		WITH_DEVICE(enable_keeps_the_other_bits),
		WITH_DEVICE(config_reads_every_register),
		WITH_DEVICE(config_writes_settings_and_keeps_enable),
		WITH_DEVICE(config_bits_are_those_of_control),
		WITH_DEVICE(config_zero_is_off_where_it_may_be),
		WITH_DEVICE(config_new_key_needs_an_empty_table),
		WITH_DEVICE(config_out_of_range_writes_nothing),
		cmocka_unit_test(texts_are_never_null),
	};

	return cmocka_run_group_tests_name("driver", tests, NULL, NULL);
}
