/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * libfinwave's commands, events and counters against a transport that knows every access: the
 * words of each descriptor, the doorbell, the wait, what the results become, and what is refused
 * before the engine is touched.
 */
#include "test_driver.h"

#define COMMAND_READS 65536u
#define BUSY (FINWAVE_STATUS_INIT_DONE_MASK | FINWAVE_STATUS_COMMAND_BUSY_MASK)
#define FLOW 0x00500123u /* generation 5, number 0x123 */
#define TAIL_MAX 1460u

/* ---- commands ------------------------------------------------------------------------------ */

static const struct finwave_flow_config v6_flow = {
	.size = sizeof(v6_flow),
	.state = FINWAVE_FIN_WAIT_2,
	.ipv6 = true,
	.timestamps = true,
	.half_close = true,
	.local_addr = { 0x20, 0x01, 0x0d, 0xb8, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
	.remote_addr = { 0x20, 0x01, 0x0d, 0xb8, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb,
	                 0xfc, 0xfd, 0xfe, 0xff },
	.local_port = 443,
	.remote_port = 50000,
	.local_mac = { 0x02, 0x11, 0x12, 0x13, 0x14, 0x15 },
	.peer_mac = { 0x06, 0x21, 0x22, 0x23, 0x24, 0x25 },
	.vlan_count = 2,
	.vlan_tci = { 0x6064, 0x00C8 },
	.outer_88a8 = true,
	.ttl = 255,
	.tos = 0xB8,
	.flow_label = 0xFFFFF,
	.snd_una = 0xFFFFFFF0u,
	.snd_nxt = 0x10,
	.rcv_nxt = 0x80000000u,
	.rcv_wnd = 0x7FFFFFFFu,
	.snd_wscale = 14,
	.rcv_wscale = 7,
	.max_wnd = 0xFFFF,
	.ts_recent = 0x01020304,
	.tsval = 0x05060708,
	.rto_us = 0x0FFFFFFFu,
	.retries = 31,
	.watch = true,
	.close_on_peer_fin = true,
	.has_snd_wnd = true,
	.snd_wnd = 0x1234,
	.user_timeout_us = 0x7FFFFFFFu,
};

/* CMD_FLOW to CMD_PORTS, and CMD_USER_TIMEOUT; CMD_TAIL between them is not ADOPT's. */
static void expect_descriptor(struct fake *fake, const uint32_t words[26])
{
	for (uint32_t i = 0; i < 25; i++)
		expect_write(fake, FINWAVE_REG_CMD_FLOW + 4 * i, words[i]);
	expect_write(fake, FINWAVE_REG_CMD_USER_TIMEOUT, words[25]);
}

static void expect_doorbell(struct fake *fake, uint32_t op)
{
	expect_write(fake, FINWAVE_REG_DOORBELL, op);
	expect_reads(fake, FINWAVE_REG_STATUS, BUSY, 3);
	expect_read(fake, FINWAVE_REG_STATUS, IDLE);
}

static void expect_command(struct fake *fake, uint32_t op, uint32_t result)
{
	expect_doorbell(fake, op);
	expect_read(fake, FINWAVE_REG_CMD_RESULT, result);
}

static void adopt_ipv6_writes_all_words(void **state)
{
	static const uint32_t words[26] = {
		0,           0x1C7F7EB6u, 0xFFFFFFF0u, 0x10u,       0x80000000u, 0x7FFFFFFFu,
		0x1234FFFFu, 0x01020304u, 0x05060708u, 0x0FFFFFFFu, 0xB8FFu,     0xFFFFFu,
		0x06212223u, 0x24250211u, 0x12131415u, 0x606400C8u, 0x20010DB8u, 0x04050607u,
		0x08090A0Bu, 0x0C0D0E0Fu, 0x20010DB8u, 0xF4F5F6F7u, 0xF8F9FAFBu, 0xFCFDFEFFu,
		0x01BBC350u, 0x7FFFFFFFu,
	};
	struct fixture *f = *state;
	finwave_flow flow = 0;

	expect_descriptor(&f->fake, words);
	expect_command(&f->fake, FINWAVE_OP_ADOPT, FINWAVE_CMD_RESULT_OK);
	expect_read(&f->fake, FINWAVE_REG_CMD_HANDLE, FLOW);
	assert_int_equal(finwave_adopt(f->dev, &v6_flow, &flow), 0);
	assert_int_equal(flow, FLOW);
}

static void adopt_ipv4_writes_zero_where_nothing_is(void **state)
{
	static const uint32_t words[26] = {
		[1] = FINWAVE_TCP_STATE_ESTABLISHED,
		[10] = 64,
		[16] = 0xC0000201u,
		[20] = 0xC6336402u,
	};
	const struct finwave_flow_config config = {
		.size = sizeof(config),
		.state = FINWAVE_ESTABLISHED,
		.local_addr = { 192, 0, 2, 1, 0xEE, 0xEE },
		.remote_addr = { 198, 51, 100, 2, 0xEE, 0xEE },
		.vlan_tci = { 0xEEE, 0xEEE },
	};
	struct fixture *f = *state;
	finwave_flow flow = 0;

	expect_descriptor(&f->fake, words);
	expect_command(&f->fake, FINWAVE_OP_ADOPT, FINWAVE_CMD_RESULT_OK);
	expect_read(&f->fake, FINWAVE_REG_CMD_HANDLE, 0x00100000u);
	assert_int_equal(finwave_adopt(f->dev, &config, &flow), 0);
	assert_int_equal(flow, 0x00100000u);
}

static void adopt_one_tag_stands_in_the_outer_half(void **state)
{
	static const uint32_t words[26] = {
		[1] = FINWAVE_TCP_STATE_TIME_WAIT | 1u << FINWAVE_CMD_FLAGS_VLAN_COUNT_SHIFT,
		[10] = 64,
		[15] = 0x00640000u,
	};
	const struct finwave_flow_config config = {
		.size = sizeof(config),
		.state = FINWAVE_TIME_WAIT,
		.vlan_count = 1,
		.vlan_tci = { 100, 0xEEE },
	};
	struct fixture *f = *state;
	finwave_flow flow = 77;

	expect_descriptor(&f->fake, words);
	expect_command(&f->fake, FINWAVE_OP_ADOPT, FINWAVE_CMD_RESULT_TABLE_FULL);
	assert_int_equal(finwave_adopt(f->dev, &config, &flow), -ENOSPC);
	assert_int_equal(flow, 77);
}

static void adopt_new_modes_are_flags_of_their_own(void **state)
{
	static const struct {
		bool watch, close_on_peer_fin, has_snd_wnd;
		uint32_t flags, windows;
	} rows[] = {
		{ false, false, false, 0, 0x000001F5u },
		{ true, false, false, FINWAVE_CMD_FLAGS_WATCH_MASK, 0x000001F5u },
		{ false, true, false, FINWAVE_CMD_FLAGS_CLOSE_ON_FIN_MASK, 0x000001F5u },
		{ false, false, true, FINWAVE_CMD_FLAGS_SET_SND_WND_MASK, 0x001101F5u },
	};
	struct fixture *f = *state;
	struct finwave_flow_config config = {
		.size = sizeof(config),
		.state = FINWAVE_ESTABLISHED,
		.max_wnd = 501,
		.snd_wnd = 17,
	};
	finwave_flow flow;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t words[26] = { [6] = rows[i].windows, [10] = 64 };

		words[1] = FINWAVE_TCP_STATE_ESTABLISHED | rows[i].flags;
		config.watch = rows[i].watch;
		config.close_on_peer_fin = rows[i].close_on_peer_fin;
		config.has_snd_wnd = rows[i].has_snd_wnd;
		expect_descriptor(&f->fake, words);
		expect_command(&f->fake, FINWAVE_OP_ADOPT, FINWAVE_CMD_RESULT_OK);
		expect_read(&f->fake, FINWAVE_REG_CMD_HANDLE, FLOW);
		assert_int_equal(finwave_adopt(f->dev, &config, &flow), 0);
		assert_all_seen(&f->fake);
	}
}

static void adopt_closed_window_is_not_an_unknown_one(void **state)
{
	static const uint32_t words[26] = {
		[1] = FINWAVE_TCP_STATE_CLOSE_WAIT | FINWAVE_CMD_FLAGS_SET_SND_WND_MASK,
		[6] = 501,
		[10] = 64,
	};
	const struct finwave_flow_config config = {
		.size = sizeof(config),
		.state = FINWAVE_CLOSE_WAIT,
		.max_wnd = 501,
		.has_snd_wnd = true,
	};
	struct fixture *f = *state;
	finwave_flow flow;

	expect_descriptor(&f->fake, words);
	expect_command(&f->fake, FINWAVE_OP_ADOPT, FINWAVE_CMD_RESULT_OK);
	expect_read(&f->fake, FINWAVE_REG_CMD_HANDLE, FLOW);
	assert_int_equal(finwave_adopt(f->dev, &config, &flow), 0);
}

static void adopt_newer_struct_is_taken_when_its_end_is_zero(void **state)
{
	static const uint32_t words[26] = { [1] = FINWAVE_TCP_STATE_ESTABLISHED, [10] = 64 };
	struct {
		struct finwave_flow_config config;
		uint64_t unknown;
	} newer = { .config = { .size = sizeof(newer), .state = FINWAVE_ESTABLISHED } };
	struct fixture *f = *state;
	finwave_flow flow;

	expect_descriptor(&f->fake, words);
	expect_command(&f->fake, FINWAVE_OP_ADOPT, FINWAVE_CMD_RESULT_OK);
	expect_read(&f->fake, FINWAVE_REG_CMD_HANDLE, FLOW);
	assert_int_equal(finwave_adopt(f->dev, &newer.config, &flow), 0);
	newer.unknown = 1;
	assert_int_equal(finwave_adopt(f->dev, &newer.config, &flow), -E2BIG);
}

static void adopt_bad_arguments_touch_nothing(void **state)
{
	struct fixture *f = *state;
	struct finwave_flow_config c;
	finwave_flow flow = 77;

#define REFUSED(member, setting)                                             \
	do {                                                                 \
		c = v6_flow;                                                 \
		c.member = (setting);                                        \
		assert_int_equal(finwave_adopt(f->dev, &c, &flow), -EINVAL); \
	} while (0)
	REFUSED(size, sizeof(c) - 1);
	REFUSED(state, FINWAVE_CLOSED);
	REFUSED(state, (enum finwave_state)FINWAVE_TCP_STATE_SYN_RECEIVED);
	REFUSED(state, (enum finwave_state)11);
	REFUSED(vlan_count, 3);
	REFUSED(snd_wscale, 15);
	REFUSED(rcv_wscale, 15);
	REFUSED(flow_label, 0x100000);
	REFUSED(rcv_wnd, 0x80000000u);
	REFUSED(rto_us, 0x10000000u);
	REFUSED(retries, 32);
	REFUSED(user_timeout_us, 0x80000000u);
	REFUSED(snd_nxt, v6_flow.snd_una - 1);
	REFUSED(snd_nxt, v6_flow.snd_una + 0x80000000u);
#undef REFUSED
	assert_int_equal(finwave_adopt(f->dev, NULL, &flow), -EINVAL);
	assert_int_equal(finwave_adopt(f->dev, &v6_flow, NULL), -EINVAL);
	assert_int_equal(finwave_adopt(NULL, &v6_flow, &flow), -EINVAL);
	assert_int_equal(flow, 77);
}

static void expect_flow_words(struct fake *fake, uint32_t flags)
{
	expect_write(fake, FINWAVE_REG_CMD_FLOW, FLOW);
	expect_write(fake, FINWAVE_REG_CMD_FLAGS, flags);
}

/* CLOSE and SHUTDOWN, plain and with a tail, are one table of calls. */
static int close_plain(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt,
                       const void *tail, size_t len)
{
	(void)tail;
	(void)len;
	return finwave_close_flow(dev, flow, snd_nxt);
}

static int shutdown_plain(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt,
                          const void *tail, size_t len)
{
	(void)tail;
	(void)len;
	return finwave_shutdown(dev, flow, snd_nxt);
}

static const struct {
	uint32_t op;
	int (*call)(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt,
	            const void *tail, size_t len);
	bool takes_tail;
} closes[] = {
	{ FINWAVE_OP_CLOSE, close_plain, false },
	{ FINWAVE_OP_SHUTDOWN, shutdown_plain, false },
	{ FINWAVE_OP_CLOSE, finwave_close_tail, true },
	{ FINWAVE_OP_SHUTDOWN, finwave_shutdown_tail, true },
};

#define CLOSES (sizeof(closes) / sizeof(closes[0]))

static void expect_close_words(struct fake *fake, const uint32_t *snd_nxt, uint32_t len)
{
	expect_flow_words(fake, snd_nxt ? FINWAVE_CMD_FLAGS_SET_SND_NXT_MASK : 0);
	if (snd_nxt)
		expect_write(fake, FINWAVE_REG_CMD_SND_NXT, *snd_nxt);
	expect_write(fake, FINWAVE_REG_CMD_TAIL, len);
}

static void close_without_tail_writes_length_zero(void **state)
{
	struct fixture *f = *state;
	const uint32_t snd_nxt = 0xDEADBEEFu;

	for (size_t i = 0; i < CLOSES; i++) {
		expect_close_words(&f->fake, NULL, 0);
		expect_command(&f->fake, closes[i].op, FINWAVE_CMD_RESULT_OK);
		assert_int_equal(closes[i].call(f->dev, FLOW, NULL, NULL, 0), 0);

		expect_close_words(&f->fake, &snd_nxt, 0);
		expect_command(&f->fake, closes[i].op, FINWAVE_CMD_RESULT_OK);
		assert_int_equal(closes[i].call(f->dev, FLOW, &snd_nxt, "not looked at", 0), 0);
		assert_all_seen(&f->fake);
	}
}

static void close_tail_is_words_with_the_first_byte_high(void **state)
{
	static const uint8_t text[] = { 0xF1, 0x02, 0x03, 0x04, 0x85, 0x06, 0x07, 0x08 };
	static const struct {
		uint32_t len, words[2];
	} rows[] = {
		{ 1, { 0xF1000000u } },
		{ 2, { 0xF1020000u } },
		{ 3, { 0xF1020300u } },
		{ 4, { 0xF1020304u } },
		{ 5, { 0xF1020304u, 0x85000000u } },
		{ 7, { 0xF1020304u, 0x85060700u } },
		{ 8, { 0xF1020304u, 0x85060708u } },
	};
	struct fixture *f = *state;
	const uint32_t snd_nxt = 7;

	for (size_t i = 0; i < CLOSES; i++) {
		if (!closes[i].takes_tail)
			continue;
		for (size_t j = 0; j < sizeof(rows) / sizeof(rows[0]); j++) {
			const uint32_t *end = j % 2 ? &snd_nxt : NULL;

			expect_read(&f->fake, FINWAVE_REG_TAIL_FREE, 1);
			expect_write(&f->fake, FINWAVE_REG_TAIL_DATA, rows[j].words[0]);
			if (rows[j].len > 4)
				expect_write(&f->fake, FINWAVE_REG_TAIL_DATA + 4, rows[j].words[1]);
			expect_close_words(&f->fake, end, rows[j].len);
			expect_command(&f->fake, closes[i].op, FINWAVE_CMD_RESULT_OK);
			assert_int_equal(closes[i].call(f->dev, FLOW, end, text, rows[j].len), 0);
			assert_all_seen(&f->fake);
		}
	}
}

static void close_tail_longest_and_one_more(void **state)
{
	uint8_t text[TAIL_MAX + 1];
	struct fixture *f = *state;

	for (uint32_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i * 7 + i / 256);
	for (size_t i = 0; i < CLOSES; i++) {
		if (!closes[i].takes_tail)
			continue;
		expect_read(&f->fake, FINWAVE_REG_TAIL_FREE, 0xFFFF);
		for (uint32_t j = 0; j < TAIL_MAX; j += 4)
			expect_write(&f->fake, FINWAVE_REG_TAIL_DATA + j,
			             (uint32_t)text[j] << 24 | (uint32_t)text[j + 1] << 16 |
			                     (uint32_t)text[j + 2] << 8 | text[j + 3]);
		expect_close_words(&f->fake, NULL, TAIL_MAX);
		expect_command(&f->fake, closes[i].op, FINWAVE_CMD_RESULT_OK);
		assert_int_equal(closes[i].call(f->dev, FLOW, NULL, text, TAIL_MAX), 0);
		assert_all_seen(&f->fake);

		assert_int_equal(closes[i].call(f->dev, FLOW, NULL, text, TAIL_MAX + 1), -EMSGSIZE);
		assert_int_equal(closes[i].call(f->dev, FLOW, NULL, text, SIZE_MAX), -EMSGSIZE);
	}
}

static void close_tail_no_buffer_free_leaves_the_flow_alone(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < CLOSES; i++) {
		if (!closes[i].takes_tail)
			continue;
		expect_read(&f->fake, FINWAVE_REG_TAIL_FREE, 0);
		assert_int_equal(closes[i].call(f->dev, FLOW, NULL, "bye", 3), -ENOBUFS);

		/* The way out: the plain call says that there is no tail. */
		expect_close_words(&f->fake, NULL, 0);
		expect_command(&f->fake, closes[i].op, FINWAVE_CMD_RESULT_OK);
		assert_int_equal(closes[i].call(f->dev, FLOW, NULL, NULL, 0), 0);
	}
}

static void close_tail_errors_stop_before_the_doorbell(void **state)
{
	struct fixture *f = *state;

	expect_read(&f->fake, FINWAVE_REG_TAIL_FREE, ALL_ONES);
	assert_int_equal(finwave_close_tail(f->dev, FLOW, NULL, "bye", 3), -ENODEV);
	expect(&f->fake, READ, FINWAVE_REG_TAIL_FREE, 0, -EIO, 1);
	assert_int_equal(finwave_close_tail(f->dev, FLOW, NULL, "bye", 3), -EIO);
	expect_read(&f->fake, FINWAVE_REG_TAIL_FREE, 2);
	expect(&f->fake, WRITE, FINWAVE_REG_TAIL_DATA, 0x62796500u, -EIO, 1);
	assert_int_equal(finwave_close_tail(f->dev, FLOW, NULL, "bye", 3), -EIO);
	expect_flow_words(&f->fake, 0);
	expect(&f->fake, WRITE, FINWAVE_REG_CMD_TAIL, 0, -EIO, 1);
	assert_int_equal(finwave_shutdown(f->dev, FLOW, NULL), -EIO);
}

static void close_tail_waits_for_a_command_that_still_runs(void **state)
{
	struct fixture *f = *state;

	expect_flow_words(&f->fake, 0);
	expect_write(&f->fake, FINWAVE_REG_DOORBELL, FINWAVE_OP_ABORT);
	expect_reads(&f->fake, FINWAVE_REG_STATUS, BUSY, COMMAND_READS);
	assert_int_equal(finwave_abort(f->dev, FLOW), -ETIMEDOUT);

	expect_reads(&f->fake, FINWAVE_REG_STATUS, BUSY, 2);
	expect_read(&f->fake, FINWAVE_REG_STATUS, IDLE);
	expect_read(&f->fake, FINWAVE_REG_TAIL_FREE, 1);
	expect_write(&f->fake, FINWAVE_REG_TAIL_DATA, 0x62796500u);
	expect_close_words(&f->fake, NULL, 3);
	expect_command(&f->fake, FINWAVE_OP_CLOSE, FINWAVE_CMD_RESULT_NO_FLOW);
	assert_int_equal(finwave_close_tail(f->dev, FLOW, NULL, "bye", 3), -ENOENT);
}

static void abort_and_release_name_the_flow_only(void **state)
{
	struct fixture *f = *state;

	expect_flow_words(&f->fake, 0);
	expect_command(&f->fake, FINWAVE_OP_ABORT, FINWAVE_CMD_RESULT_OK);
	assert_int_equal(finwave_abort(f->dev, FLOW), 0);
	expect_flow_words(&f->fake, 0);
	expect_command(&f->fake, FINWAVE_OP_RELEASE, FINWAVE_CMD_RESULT_OK);
	assert_int_equal(finwave_release(f->dev, FLOW), 0);
}

static void update_sends_one_or_both(void **state)
{
	struct fixture *f = *state;
	const uint32_t snd_nxt = 5, rcv_wnd = 0x7FFFFFFFu, too_large = 0x80000000u;

	expect_flow_words(&f->fake, FINWAVE_CMD_FLAGS_SET_SND_NXT_MASK);
	expect_write(&f->fake, FINWAVE_REG_CMD_SND_NXT, snd_nxt);
	expect_command(&f->fake, FINWAVE_OP_UPDATE, FINWAVE_CMD_RESULT_OK);
	assert_int_equal(finwave_update(f->dev, FLOW, &snd_nxt, NULL), 0);

	expect_flow_words(&f->fake, FINWAVE_CMD_FLAGS_SET_RCV_WND_MASK);
	expect_write(&f->fake, FINWAVE_REG_CMD_RCV_WND, rcv_wnd);
	expect_command(&f->fake, FINWAVE_OP_UPDATE, FINWAVE_CMD_RESULT_OK);
	assert_int_equal(finwave_update(f->dev, FLOW, NULL, &rcv_wnd), 0);

	expect_flow_words(&f->fake,
	                  FINWAVE_CMD_FLAGS_SET_SND_NXT_MASK | FINWAVE_CMD_FLAGS_SET_RCV_WND_MASK);
	expect_write(&f->fake, FINWAVE_REG_CMD_SND_NXT, snd_nxt);
	expect_write(&f->fake, FINWAVE_REG_CMD_RCV_WND, rcv_wnd);
	expect_command(&f->fake, FINWAVE_OP_UPDATE, FINWAVE_CMD_RESULT_OK);
	assert_int_equal(finwave_update(f->dev, FLOW, &snd_nxt, &rcv_wnd), 0);

	assert_int_equal(finwave_update(f->dev, FLOW, NULL, NULL), -EINVAL);
	assert_int_equal(finwave_update(f->dev, FLOW, NULL, &too_large), -EINVAL);
}

static void query_reads_the_flow_window(void **state)
{
	struct fixture *f = *state;
	struct finwave_flow_info info;

	expect_flow_words(&f->fake, 0);
	expect_command(&f->fake, FINWAVE_OP_QUERY, FINWAVE_CMD_RESULT_OK);
	expect_read(&f->fake, FINWAVE_REG_FLOW_FLAGS,
	            FINWAVE_TCP_STATE_LAST_ACK | 31u << FINWAVE_FLOW_FLAGS_RETRIES_SHIFT |
	                    FINWAVE_FLOW_FLAGS_HALF_CLOSE_MASK | FINWAVE_FLOW_FLAGS_TIMER_MASK);
	for (uint32_t i = 1; i < 9; i++)
		expect_read(&f->fake, FINWAVE_REG_FLOW_FLAGS + 4 * i, 100 + i);
	expect_read(&f->fake, FINWAVE_REG_FLOW_TAIL, 0xFEDC05B4u);
	assert_int_equal(finwave_query(f->dev, FLOW, &info), 0);
	assert_int_equal(info.state, FINWAVE_LAST_ACK);
	assert_int_equal(info.retries, 31);
	assert_true(info.half_close && info.timer_running);
	assert_int_equal(info.snd_una, 101);
	assert_int_equal(info.snd_nxt, 102);
	assert_int_equal(info.rcv_nxt, 103);
	assert_int_equal(info.rcv_wnd, 104);
	assert_int_equal(info.ts_recent, 105);
	assert_int_equal(info.deadline, 106);
	assert_int_equal(info.rto_us, 107);
	assert_int_equal(info.fin_at, 108);
	assert_int_equal(info.tail_len, TAIL_MAX);
	assert_int_equal(info.snd_wnd, 0xFEDC);
	assert_false(info.watch || info.ack_owed || info.tracked);

	expect_flow_words(&f->fake, 0);
	expect_command(&f->fake, FINWAVE_OP_QUERY, FINWAVE_CMD_RESULT_NO_FLOW);
	assert_int_equal(finwave_query(f->dev, FLOW, &info), -ENOENT);
	assert_int_equal(finwave_query(f->dev, FLOW, NULL), -EINVAL);
}

static void query_flags_are_told_apart(void **state)
{
	struct finwave_flow_info info;
	const struct {
		const bool *flag;
		uint32_t mask;
	} rows[] = {
		{ &info.half_close, FINWAVE_FLOW_FLAGS_HALF_CLOSE_MASK },
		{ &info.timer_running, FINWAVE_FLOW_FLAGS_TIMER_MASK },
		{ &info.watch, FINWAVE_FLOW_FLAGS_WATCH_MASK },
		{ &info.ack_owed, FINWAVE_FLOW_FLAGS_ACK_OWED_MASK },
		{ &info.tracked, FINWAVE_FLOW_FLAGS_TRACKED_MASK },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		expect_flow_words(&f->fake, 0);
		expect_command(&f->fake, FINWAVE_OP_QUERY, FINWAVE_CMD_RESULT_OK);
		expect_read(&f->fake, FINWAVE_REG_FLOW_FLAGS,
		            FINWAVE_TCP_STATE_CLOSE_WAIT | rows[i].mask);
		for (uint32_t j = 1; j < 10; j++)
			expect_read(&f->fake, FINWAVE_REG_FLOW_FLAGS + 4 * j, 0);
		assert_int_equal(finwave_query(f->dev, FLOW, &info), 0);
		for (size_t j = 0; j < sizeof(rows) / sizeof(rows[0]); j++)
			assert_int_equal(*rows[j].flag, i == j);
		assert_all_seen(&f->fake);
	}
}

static void command_bad_arguments_touch_nothing(void **state)
{
	struct fixture *f = *state;
	struct finwave_flow_info info;
	const uint32_t snd_nxt = 0;

	assert_int_equal(finwave_close_flow(NULL, FLOW, NULL), -EINVAL);
	assert_int_equal(finwave_close_flow(f->dev, 0x01000000u, NULL), -EINVAL);
	assert_int_equal(finwave_shutdown(NULL, FLOW, NULL), -EINVAL);
	assert_int_equal(finwave_close_tail(NULL, FLOW, NULL, "bye", 3), -EINVAL);
	assert_int_equal(finwave_close_tail(f->dev, FLOW, NULL, NULL, 1), -EINVAL);
	assert_int_equal(finwave_close_tail(f->dev, 0x01000000u, NULL, "bye", 3), -EINVAL);
	assert_int_equal(finwave_shutdown_tail(NULL, FLOW, NULL, "bye", 3), -EINVAL);
	assert_int_equal(finwave_shutdown_tail(f->dev, FLOW, NULL, NULL, 1), -EINVAL);
	assert_int_equal(finwave_abort(NULL, FLOW), -EINVAL);
	assert_int_equal(finwave_release(NULL, FLOW), -EINVAL);
	assert_int_equal(finwave_update(NULL, FLOW, &snd_nxt, NULL), -EINVAL);
	assert_int_equal(finwave_query(NULL, FLOW, &info), -EINVAL);
}

static void command_results_become_errnos(void **state)
{
	static const struct {
		uint32_t result;
		int err;
	} rows[] = {
		{ FINWAVE_CMD_RESULT_OK, 0 },
		{ FINWAVE_CMD_RESULT_BAD_OP, -EOPNOTSUPP },
		{ FINWAVE_CMD_RESULT_BAD_STATE, -EALREADY },
		{ FINWAVE_CMD_RESULT_NO_FLOW, -ENOENT },
		{ FINWAVE_CMD_RESULT_TABLE_FULL, -ENOSPC },
		{ FINWAVE_CMD_RESULT_EXISTS, -EEXIST },
		{ FINWAVE_CMD_RESULT_ALIAS, -ENOSPC },
		{ FINWAVE_CMD_RESULT_DISABLED, -ENETDOWN },
		{ FINWAVE_CMD_RESULT_NO_BUFFER, -ENOBUFS },
		{ FINWAVE_CMD_RESULT_NEIGHBOURS, -ENOSPC },
		{ 15, -EPROTO },
		{ ALL_ONES, -ENODEV },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		expect_close_words(&f->fake, NULL, 0);
		expect_command(&f->fake, FINWAVE_OP_CLOSE, rows[i].result);
		assert_int_equal(finwave_close_flow(f->dev, FLOW, NULL), rows[i].err);
	}
}

static void command_stuck_times_out_and_is_waited_for(void **state)
{
	struct fixture *f = *state;

	expect_close_words(&f->fake, NULL, 0);
	expect_write(&f->fake, FINWAVE_REG_DOORBELL, FINWAVE_OP_CLOSE);
	expect_reads(&f->fake, FINWAVE_REG_STATUS, BUSY, COMMAND_READS);
	assert_int_equal(finwave_close_flow(f->dev, FLOW, NULL), -ETIMEDOUT);

	/* Still busy: the descriptor is left alone. */
	expect_reads(&f->fake, FINWAVE_REG_STATUS, BUSY, COMMAND_READS);
	assert_int_equal(finwave_abort(f->dev, FLOW), -ETIMEDOUT);

	/* Idle at last: the next command goes as usual, the one after it without the extra read. */
	expect_read(&f->fake, FINWAVE_REG_STATUS, IDLE);
	expect_flow_words(&f->fake, 0);
	expect_command(&f->fake, FINWAVE_OP_ABORT, FINWAVE_CMD_RESULT_OK);
	assert_int_equal(finwave_abort(f->dev, FLOW), 0);
	expect_flow_words(&f->fake, 0);
	expect_command(&f->fake, FINWAVE_OP_ABORT, FINWAVE_CMD_RESULT_NO_FLOW);
	assert_int_equal(finwave_abort(f->dev, FLOW), -ENOENT);
}

static void command_device_gone(void **state)
{
	struct fixture *f = *state;

	expect_close_words(&f->fake, NULL, 0);
	expect_write(&f->fake, FINWAVE_REG_DOORBELL, FINWAVE_OP_CLOSE);
	expect_read(&f->fake, FINWAVE_REG_STATUS, ALL_ONES);
	assert_int_equal(finwave_close_flow(f->dev, FLOW, NULL), -ENODEV);
}

static void command_bus_error_rings_no_doorbell(void **state)
{
	struct fixture *f = *state;
	finwave_flow flow;

	expect_write(&f->fake, FINWAVE_REG_CMD_FLOW, FLOW);
	expect(&f->fake, WRITE, FINWAVE_REG_CMD_FLAGS, 0, -EIO, 1);
	assert_int_equal(finwave_close_flow(f->dev, FLOW, NULL), -EIO);

	expect(&f->fake, WRITE, FINWAVE_REG_CMD_FLOW, 0, -EIO, 1);
	assert_int_equal(finwave_adopt(f->dev, &v6_flow, &flow), -EIO);
}

/* ---- events and counters ------------------------------------------------------------------- */

static void event_none_waits(void **state)
{
	struct fixture *f = *state;
	struct finwave_event event;

	expect_read(&f->fake, FINWAVE_REG_EVENT_COUNT, 0);
	assert_int_equal(finwave_next_event(f->dev, &event), 0);
	expect_read(&f->fake, FINWAVE_REG_EVENT_COUNT, ALL_ONES);
	assert_int_equal(finwave_next_event(f->dev, &event), -ENODEV);
	expect(&f->fake, READ, FINWAVE_REG_EVENT_COUNT, 0, -EIO, 1);
	assert_int_equal(finwave_next_event(f->dev, &event), -EIO);
	assert_int_equal(finwave_next_event(f->dev, NULL), -EINVAL);
	assert_int_equal(finwave_next_event(NULL, &event), -EINVAL);
}

static void event_is_read_and_then_popped(void **state)
{
	struct fixture *f = *state;
	struct finwave_event event;

	expect_read(&f->fake, FINWAVE_REG_EVENT_COUNT, 2);
	expect_read(&f->fake, FINWAVE_REG_EVENT_TYPE,
	            FINWAVE_EVENT_ORDERLY | FINWAVE_TCP_STATE_LAST_ACK
	                                            << FINWAVE_EVENT_TYPE_STATE_SHIFT);
	expect_read(&f->fake, FINWAVE_REG_EVENT_FLOW, FLOW);
	expect_read(&f->fake, FINWAVE_REG_EVENT_SND_NXT, 11);
	expect_read(&f->fake, FINWAVE_REG_EVENT_RCV_NXT, 12);
	expect_write(&f->fake, FINWAVE_REG_EVENT_POP, 1);
	assert_int_equal(finwave_next_event(f->dev, &event), 1);
	assert_int_equal(event.kind, FINWAVE_ORDERLY);
	assert_int_equal(event.state, FINWAVE_LAST_ACK);
	assert_int_equal(event.flow, FLOW);
	assert_int_equal(event.snd_nxt, 11);
	assert_int_equal(event.rcv_nxt, 12);
}

static void event_is_not_popped_after_a_bus_error(void **state)
{
	struct fixture *f = *state;
	struct finwave_event event;

	expect_read(&f->fake, FINWAVE_REG_EVENT_COUNT, 1);
	expect_read(&f->fake, FINWAVE_REG_EVENT_TYPE, 0);
	expect(&f->fake, READ, FINWAVE_REG_EVENT_FLOW, 0, -EIO, 1);
	assert_int_equal(finwave_next_event(f->dev, &event), -EIO);
}

static void counter_low_word_is_read_first(void **state)
{
	struct fixture *f = *state;
	const char *name = NULL;
	uint64_t value = 0;

	expect_read(&f->fake, FINWAVE_REG_COUNT_WIRE_RX, 0xFFFFFFFEu);
	expect_read(&f->fake, FINWAVE_REG_COUNT_WIRE_RX + 4, 3);
	assert_int_equal(finwave_counter(f->dev, 0, &name, &value), 0);
	assert_string_equal(name, "COUNT_WIRE_RX");
	assert_true(value == 0x3FFFFFFFEu);
	expect(&f->fake, READ, FINWAVE_REG_COUNT_WIRE_RX, 0, -EIO, 1);
	assert_int_equal(finwave_counter(f->dev, 0, &name, &value), -EIO);
	assert_int_equal(finwave_counter(NULL, 0, &name, &value), -EINVAL);
	assert_int_equal(finwave_counter(f->dev, 0, NULL, &value), -EINVAL);
	assert_int_equal(finwave_counter(f->dev, 0, &name, NULL), -EINVAL);
}

static void counter_list_ends_and_names_differ(void **state)
{
	static const uint32_t offsets[] = {
#define OFFSET(name, offset) offset,
		FINWAVE_COUNT_LIST(OFFSET)
#undef OFFSET
#define OFFSET(name, code) FINWAVE_REG_REASON_COUNT + 8 * (code),
			FINWAVE_REASON_LIST(OFFSET)
#undef OFFSET
	};
	enum { COUNTERS = sizeof(offsets) / sizeof(offsets[0]) };
	struct fixture *f = *state;
	const char *names[COUNTERS];
	uint64_t value;

	for (unsigned i = 0; i < COUNTERS; i++) {
		expect_read(&f->fake, offsets[i], i);
		expect_read(&f->fake, offsets[i] + 4, 0);
		assert_int_equal(finwave_counter(f->dev, i, &names[i], &value), 0);
		assert_true(value == i);
		for (unsigned j = 0; j < i; j++)
			assert_string_not_equal(names[i], names[j]);
		assert_all_seen(&f->fake);
	}
	assert_int_equal(finwave_counter(f->dev, COUNTERS, names, &value), -ERANGE);
	assert_string_equal(names[COUNTERS - 1], "REASON_TRACK_EXPIRED");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DEVICE(adopt_ipv6_writes_all_words),
		WITH_DEVICE(adopt_ipv4_writes_zero_where_nothing_is),
		WITH_DEVICE(adopt_one_tag_stands_in_the_outer_half),
		WITH_DEVICE(adopt_new_modes_are_flags_of_their_own),
		WITH_DEVICE(adopt_closed_window_is_not_an_unknown_one),
		WITH_DEVICE(adopt_newer_struct_is_taken_when_its_end_is_zero),
		WITH_DEVICE(adopt_bad_arguments_touch_nothing),
		WITH_DEVICE(close_without_tail_writes_length_zero),
		WITH_DEVICE(close_tail_is_words_with_the_first_byte_high),
		WITH_DEVICE(close_tail_longest_and_one_more),
		WITH_DEVICE(close_tail_no_buffer_free_leaves_the_flow_alone),
		WITH_DEVICE(close_tail_errors_stop_before_the_doorbell),
		WITH_DEVICE(close_tail_waits_for_a_command_that_still_runs),
		WITH_DEVICE(abort_and_release_name_the_flow_only),
		WITH_DEVICE(update_sends_one_or_both),
		WITH_DEVICE(query_reads_the_flow_window),
		WITH_DEVICE(query_flags_are_told_apart),
		WITH_DEVICE(command_bad_arguments_touch_nothing),
		WITH_DEVICE(command_results_become_errnos),
		WITH_DEVICE(command_stuck_times_out_and_is_waited_for),
		WITH_DEVICE(command_device_gone),
		WITH_DEVICE(command_bus_error_rings_no_doorbell),
		WITH_DEVICE(event_none_waits),
		WITH_DEVICE(event_is_read_and_then_popped),
		WITH_DEVICE(event_is_not_popped_after_a_bus_error),
		WITH_DEVICE(counter_low_word_is_read_first),
		WITH_DEVICE(counter_list_ends_and_names_differ),
	};

	return cmocka_run_group_tests_name("driver_commands", tests, NULL, NULL);
}
