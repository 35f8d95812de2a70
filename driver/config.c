/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Engine-wide settings. Times in registers are ticks of 1 us: whoever knows the clock (the board,
 * the harness) sets TICK_CYCLES so, and the library leaves it alone. A setting that its register
 * cannot hold is refused before anything is written.
 */
#include <errno.h>
#include <string.h>

#include "private.h"

/* Settings that are a register of their own: X(register, field, member of the struct, its type). */
#define PLAIN_SETTINGS(X)                                     \
	X(TS_CLOCK, SHIFT, ts_shift, uint8_t)                 \
	X(TIME_WAIT, VALUE, time_wait_us, uint32_t)           \
	X(RTO_FIRST, VALUE, rto_first_us, uint32_t)           \
	X(RTO_MAX, VALUE, rto_max_us, uint32_t)               \
	X(FIN_RETRIES, VALUE, fin_retries, uint8_t)           \
	X(R2, VALUE, r2_us, uint32_t)                         \
	X(FIN_WAIT_2_TIMEOUT, VALUE, fin_wait_2_us, uint32_t) \
	X(ACK_INTERVAL, VALUE, ack_interval_us, uint32_t)     \
	X(ACK_BUDGET, VALUE, ack_budget, uint16_t)            \
	X(MERGE_WINDOW, VALUE, merge_window_us, uint32_t)     \
	X(TRACK_IDLE, VALUE, track_idle_us, uint32_t)

/* Settings that are bits of CONTROL. */
#define CONTROL_SETTINGS(X)               \
	X(LINUX_COMPAT, linux_compat)     \
	X(TIME_WAIT_RST, time_wait_rst)   \
	X(SYN_RST, syn_rst)               \
	X(GIVE_UP_SILENT, give_up_silent) \
	X(TRANSPARENT, transparent)       \
	X(EVICT, evict)

static int read_hash_key(struct finwave_dev *dev, uint32_t key[FINWAVE_REG_HASH_KEY_COUNT])
{
	int err = 0;

	for (uint32_t i = 0; i < FINWAVE_REG_HASH_KEY_COUNT && !err; i++)
		err = finwave_read32(dev, FINWAVE_REG_HASH_KEY + i * FINWAVE_REG_HASH_KEY_STRIDE,
		                     &key[i]);
	return err;
}

/* A new key makes the flows that are held unfindable, so it waits until there are none. */
static int write_hash_key(struct finwave_dev *dev, const uint32_t key[FINWAVE_REG_HASH_KEY_COUNT])
{
	uint32_t old[FINWAVE_REG_HASH_KEY_COUNT], held;
	int err;

	err = read_hash_key(dev, old);
	if (err || !memcmp(old, key, sizeof(old)))
		return err;
	err = finwave_read32(dev, FINWAVE_REG_FLOWS_HELD, &held);
	if (err)
		return err;
	if (held)
		return -EBUSY;
	for (uint32_t i = 0; i < FINWAVE_REG_HASH_KEY_COUNT && !err; i++)
		err = finwave_write32(dev, FINWAVE_REG_HASH_KEY + i * FINWAVE_REG_HASH_KEY_STRIDE,
		                      key[i]);
	return err;
}

int finwave_get_config(struct finwave_dev *dev, struct finwave_config *config)
{
	uint32_t value;
	int err;

	if (!dev || !config)
		return -EINVAL;
	err = finwave_check_size(config, config->size, sizeof(*config));
	if (err)
		return err;
	finwave_clear_output(config, config->size);

	err = finwave_read_control(dev, &value);
	if (err)
		return err;
#define GET(field, member) config->member = FIELD_GET(CONTROL_##field, value);
	CONTROL_SETTINGS(GET)
#undef GET
#define GET(reg, field, member, type)                         \
	err = finwave_read32(dev, FINWAVE_REG_##reg, &value); \
	if (err)                                              \
		return err;                                   \
	config->member = (type)FIELD_GET(reg##_##field, value);
	PLAIN_SETTINGS(GET)
#undef GET
	return read_hash_key(dev, config->hash_key);
}

static bool config_is_valid(const struct finwave_config *config)
{
#define FITS(reg, field, member, type)                  \
	if (!FIELD_FITS(reg##_##field, config->member)) \
		return false;
	PLAIN_SETTINGS(FITS)
#undef FITS
	return config->rto_first_us && config->rto_max_us && config->track_idle_us;
}

static int write_control(struct finwave_dev *dev, const struct finwave_config *config)
{
	uint32_t control;
	int err = finwave_read_control(dev, &control);

	if (err)
		return err;
#define PUT(field, member)                          \
	control &= ~FINWAVE_CONTROL_##field##_MASK; \
	control |= FIELD_PUT(CONTROL_##field, config->member);
	CONTROL_SETTINGS(PUT)
#undef PUT
	return finwave_write32(dev, FINWAVE_REG_CONTROL, control);
}

int finwave_set_config(struct finwave_dev *dev, const struct finwave_config *config)
{
	int err;

	if (!dev || !config)
		return -EINVAL;
	err = finwave_check_size(config, config->size, sizeof(*config));
	if (err)
		return err;
	if (!config_is_valid(config))
		return -EINVAL;

	err = write_hash_key(dev, config->hash_key);
	if (err)
		return err;
#define PUT(reg, field, member, type)                                                            \
	err = finwave_write32(dev, FINWAVE_REG_##reg, FIELD_PUT(reg##_##field, config->member)); \
	if (err)                                                                                 \
		return err;
	PLAIN_SETTINGS(PUT)
#undef PUT
	return write_control(dev, config);
}
