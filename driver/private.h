/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * What the files of libfinwave share: the handle, register access, the check of sized arguments.
 * Only what finwave.h declares is visible outside.
 */
#ifndef FINWAVE_PRIVATE_H
#define FINWAVE_PRIVATE_H

#pragma GCC visibility push(default)
#include "finwave.h"
#pragma GCC visibility pop
#include "finwave_regs.h"

#define ALL_ONES 0xFFFFFFFFu /* what a bus answers for a device that is gone */

/* Bytes of text that a tail buffer takes. */
#define TAIL_MAX (FINWAVE_REG_TAIL_DATA_COUNT * FINWAVE_REG_TAIL_DATA_STRIDE)

struct finwave_dev {
	struct finwave_transport transport;
	void *ctx;
	bool command_pending; /* the last command was rung and not seen to end */
};

/* Field of a register's value, and the other way round (the value must fit). */
#define FIELD_GET(reg_field, value) \
	((FINWAVE_##reg_field##_MASK & (value)) >> FINWAVE_##reg_field##_SHIFT)
#define FIELD_PUT(reg_field, value) ((uint32_t)(value) << FINWAVE_##reg_field##_SHIFT)
#define FIELD_FITS(reg_field, value) \
	((uint32_t)(value) <= FINWAVE_##reg_field##_MASK >> FINWAVE_##reg_field##_SHIFT)

/*
 * Reads STATUS until (STATUS & mask) == want, at most `reads` times: -ETIMEDOUT. There is no clock:
 * a read takes time on a board, and is what makes time pass in a simulation.
 */
int finwave_wait_status(struct finwave_dev *dev, uint32_t mask, uint32_t want, uint32_t reads);

/* Reads CONTROL; -ENODEV when the engine is gone. */
int finwave_read_control(struct finwave_dev *dev, uint32_t *control);

/* Is the argument at least as large as the library's own (-EINVAL), the rest 0 (-E2BIG)? */
int finwave_check_size(const void *arg, size_t size, size_t known);
/* Zeroes an argument for output but for its size. */
void finwave_clear_output(void *arg, size_t size);

/* The transport behind "sim:"; `options` is what follows the colon. */
int finwave_open_sim(const char *options, struct finwave_dev **dev);

#endif
