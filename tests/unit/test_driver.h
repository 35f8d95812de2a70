/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * A transport that knows in advance every register access, in order, and a device opened over it.
 * Any other access fails the test, and so does one that did not happen.
 */
#ifndef TEST_DRIVER_H
#define TEST_DRIVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "finwave.h"
#include "finwave_regs.h"

#define ALL_ONES 0xFFFFFFFFu
#define FLOWS 256u
#define IDLE FINWAVE_STATUS_INIT_DONE_MASK

/* ---- the transport with expectations ------------------------------------------------------- */

enum access { READ, WRITE };

struct expectation {
	enum access access;
	uint32_t offset, value;
	int err;
	uint32_t times;
};

struct fake {
	struct expectation queue[512]; /* a tail alone is 365 writes */
	unsigned count, next;
	unsigned closed;
};

static inline const char *access_name(enum access access)
{
	return access == READ ? "read" : "write";
}

static inline void expect(struct fake *fake, enum access access, uint32_t offset, uint32_t value,
                          int err, uint32_t times)
{
	assert_true(fake->count < sizeof(fake->queue) / sizeof(fake->queue[0]));
	fake->queue[fake->count++] = (struct expectation){ access, offset, value, err, times };
}

static inline void expect_read(struct fake *fake, uint32_t offset, uint32_t value)
{
	expect(fake, READ, offset, value, 0, 1);
}

static inline void expect_reads(struct fake *fake, uint32_t offset, uint32_t value, uint32_t times)
{
	expect(fake, READ, offset, value, 0, times);
}

static inline void expect_write(struct fake *fake, uint32_t offset, uint32_t value)
{
	expect(fake, WRITE, offset, value, 0, 1);
}

static inline struct expectation *take(struct fake *fake, enum access access, uint32_t offset)
{
	struct expectation *e = &fake->queue[fake->next];

	if (fake->next == fake->count)
		fail_msg("unexpected %s of 0x%03X", access_name(access), offset);
	if (e->access != access || e->offset != offset)
		fail_msg("%s of 0x%03X where %s of 0x%03X was expected (%u)", access_name(access),
		         offset, access_name(e->access), e->offset, fake->next);
	if (--e->times == 0)
		fake->next++;
	return e;
}

static inline int fake_read32(void *ctx, uint32_t offset, uint32_t *value)
{
	struct expectation *e = take(ctx, READ, offset);

	*value = e->value;
	return e->err;
}

static inline int fake_write32(void *ctx, uint32_t offset, uint32_t value)
{
	struct expectation *e = take(ctx, WRITE, offset);

	if (e->value != value)
		fail_msg("wrote 0x%08X to 0x%03X, expected 0x%08X", value, offset, e->value);
	return e->err;
}

static inline void fake_close(void *ctx)
{
	((struct fake *)ctx)->closed++;
}

static const struct finwave_transport fake_transport = {
	.size = sizeof(fake_transport),
	.read32 = fake_read32,
	.write32 = fake_write32,
	.close = fake_close,
};

static inline void assert_all_seen(struct fake *fake)
{
	if (fake->next != fake->count)
		fail_msg("%s of 0x%03X did not happen", access_name(fake->queue[fake->next].access),
		         fake->queue[fake->next].offset);
	fake->next = fake->count = 0;
}

static inline void expect_identity(struct fake *fake)
{
	expect_read(fake, FINWAVE_REG_ID, FINWAVE_ID_RESET);
	expect_read(fake, FINWAVE_REG_VERSION, FINWAVE_VERSION_RESET);
}

/* ---- a device that is open ----------------------------------------------------------------- */

struct fixture {
	struct fake fake;
	struct finwave_dev *dev;
};

static inline int open_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	expect_identity(&f->fake);
	expect_read(&f->fake, FINWAVE_REG_FLOW_COUNT, FLOWS);
	expect_read(&f->fake, FINWAVE_REG_STATUS, IDLE);
	assert_int_equal(finwave_open_transport(&fake_transport, &f->fake, &f->dev), 0);
	assert_all_seen(&f->fake);
	*state = f;
	return 0;
}

static inline int close_fixture(void **state)
{
	struct fixture *f = *state;

	assert_all_seen(&f->fake);
	finwave_close(f->dev);
	assert_int_equal(f->fake.closed, 1);
	free(f);
	return 0;
}

#define WITH_DEVICE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)

#endif
