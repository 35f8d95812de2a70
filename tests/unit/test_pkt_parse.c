/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* The reader of scenarios: what it makes of good lines, and what it says of bad ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "frame.h"
#include "pkt.h"
#include "pkt_run.h"
#include "segment.h"
#include "settings.h"

static char error[PKT_ERROR_BYTES];

static bool parse(const char *text, struct pkt_script *script)
{
	*error = 0;
	return pkt_parse("s.pkt", text, script, error);
}

/* The only event of a scenario. */
static const struct pkt_event *one(const char *text, struct pkt_script *script)
{
	if (!parse(text, script))
		fail_msg("%s", error);
	assert_int_equal(script->count, 1);
	return &script->events[0];
}

/* ---- times ------------------------------------------------------------------------------------ */

static void test_times(void **state)
{
	static const struct {
		const char *text;
		enum pkt_time_kind kind;
		bool range;
		uint64_t at, end;
	} cases[] = {
		{ "0 > . 1:1(0) ack 1", PKT_ABSOLUTE, false, 0, 0 },
		{ "0.1 > . 1:1(0) ack 1", PKT_ABSOLUTE, false, 100000, 100000 },
		{ ".25 > . 1:1(0) ack 1", PKT_ABSOLUTE, false, 250000, 250000 },
		{ "+0 > . 1:1(0) ack 1", PKT_RELATIVE, false, 0, 0 },
		{ "+.1 > . 1:1(0) ack 1", PKT_RELATIVE, false, 100000, 100000 },
		{ "  +0.000001 > . 1:1(0) ack 1", PKT_RELATIVE, false, 1, 1 },
		{ "+60 > . 1:1(0) ack 1", PKT_RELATIVE, false, 60000000, 60000000 },
		{ "+.3~+.400 > . 1:1(0) ack 1", PKT_RELATIVE, true, 300000, 400000 },
		{ "+0~0.2 > . 1:1(0) ack 1", PKT_RELATIVE, true, 0, 200000 },
		{ "0.1~0.3 > . 1:1(0) ack 1", PKT_ABSOLUTE, true, 100000, 300000 },
		{ "* > . 1:1(0) ack 1", PKT_ANY_TIME, false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pkt_script script;
		const struct pkt_time *time = &one(cases[i].text, &script)->time;

		assert_int_equal(time->kind, cases[i].kind);
		assert_int_equal(time->range, cases[i].range);
		assert_int_equal(time->at, cases[i].at);
		assert_int_equal(time->end, cases[i].end);
		pkt_free(&script);
	}
}

/* ---- segments --------------------------------------------------------------------------------- */

static void test_segments(void **state)
{
	static const struct {
		const char *text, *shown;
		uint8_t flags;
	} cases[] = {
		{ "S 0:0(0) win 10", "S 0:0(0) win 10", TCP_SYN },
		{ "S. 0:0(0) ack 1 win 10", "S. 0:0(0) ack 1 win 10", TCP_SYN | TCP_ACK },
		{ ". 1:1001(1000) ack 7 win 0", ". 1:1001(1000) ack 7 win 0", TCP_ACK },
		{ "FP. 1:2(1) ack 1 win 5", "FP. 1:2(1) ack 1 win 5", TCP_FIN | TCP_PSH | TCP_ACK },
		{ "R 7:7(0) win 3", "R 7:7(0) win 3", TCP_RST },
		{ "- 7:7(0) win 3", "- 7:7(0) win 3", 0 },
		{ "SEW 0:0(0) win 3", "SEW 0:0(0) win 3", TCP_SYN | TCP_ECE | TCP_CWR },
		{ "PU. 1:11(10) ack 1 win 3 urg 5", "PU. 1:11(10) ack 1 win 3 urg 5",
		  TCP_PSH | TCP_URG | TCP_ACK },
		{ ". 4294967295:9(10) ack 1 win 3", ". 4294967295:9(10) ack 1 win 3", TCP_ACK },
		{ "[ect0] . 1:1(0) ack 1 win 1", ". 1:1(0) ack 1 win 1", TCP_ACK },
		{ "(tos 0x10, flowlabel 0x1) 5 > 6 . 1:1(0) ack 1 win 1", ". 1:1(0) ack 1 win 1",
		  TCP_ACK },
		{ "S 0:0(0) win 1 <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7>",
		  "S 0:0(0) win 1 <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7>", TCP_SYN },
		{ ". 1:1(0) ack 1 win 1 <nop, nop, sack 1001:2001 3001:4001>",
		  ". 1:1(0) ack 1 win 1 <nop,nop,sack 1001:2001 3001:4001>", TCP_ACK },
		{ "S 0:0(0) win 1 <FO 12ab>", "S 0:0(0) win 1 <FO 12ab>", TCP_SYN },
		/* The peer's options are filled up. */
		{ "S 0:0(0) win 1 <wscale 7>", "S 0:0(0) win 1 <wscale 7,eol>", TCP_SYN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pkt_script script;
		const struct pkt_segment *p;
		struct segment s;
		char line[200], text[SEGMENT_TEXT_BYTES];

		snprintf(line, sizeof(line), "+0 < %s", cases[i].text);
		p = &one(line, &script)->segment;
		assert_true(p->inbound);
		s = (struct segment){ .flags = p->flags,
			              .seq = p->seq,
			              .ack = p->ack,
			              .payload = p->payload,
			              .urgent = p->urgent,
			              .option_bytes = p->option_bytes };
		memcpy(s.options, p->options, p->option_bytes);
		segment_text(&s, p->window, text);
		assert_string_equal(text, cases[i].shown);
		assert_int_equal(p->flags, cases[i].flags);
		pkt_free(&script);
	}
}

static void test_any_options(void **state)
{
	struct pkt_script script;
	const struct pkt_segment *p = &one("+0 > . 1:1(0) ack 1 <...>", &script)->segment;

	(void)state;
	assert_false(p->inbound);
	assert_true(p->any_options);
	assert_false(p->has_window);
	pkt_free(&script);
	p = &one("+0 > 80 > 5000 . 1:1(0) ack 1", &script)->segment;
	assert_int_equal(p->src_port, 80);
	assert_int_equal(p->dst_port, 5000);
	assert_false(p->any_options);
	pkt_free(&script);
}

/* ---- calls ------------------------------------------------------------------------------------ */

static void test_calls(void **state)
{
	struct pkt_script script;
	const struct pkt_call *call;
	int64_t value;

	(void)state;
	call = &one("0.1...0.2 connect(3, ..., ...) = -1 EINPROGRESS (Operation now)", &script)
	                ->call;
	assert_string_equal(call->name, "connect");
	assert_int_equal(call->count, 3);
	assert_int_equal(call->arguments[1]->kind, PKT_ELLIPSIS);
	assert_true(call->blocking);
	assert_int_equal(call->end, 200000);
	assert_string_equal(call->error, "EINPROGRESS");
	assert_true(pkt_value(call->result, &value));
	assert_int_equal(value, -1);
	pkt_free(&script);

	call = &one("+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0", &script)->call;
	assert_true(pkt_value(call->arguments[2], &value));
	assert_int_equal(value, 0x802);
	pkt_free(&script);

	call = &one("+0 fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)", &script)->call;
	assert_true(pkt_value(call->result, &value));
	assert_int_equal(value, 2);
	pkt_free(&script);

	call = &one("+0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0", &script)
	                ->call;
	assert_int_equal(call->arguments[3]->kind, PKT_STRUCT);
	assert_string_equal(call->arguments[3]->items[1]->text, "linger");
	pkt_free(&script);

	call = &one("+0 sendmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 9}], msg_flags=0}, 0) = 9",
	            &script)
	                ->call;
	assert_int_equal(call->count, 3);
	assert_null(run_call_unknown(call));
	pkt_free(&script);
}

/* ---- the rest --------------------------------------------------------------------------------- */

static void test_head(void **state)
{
	struct pkt_script script;

	(void)state;
	assert_true(parse("--ip_version=ipv6 --tolerance_usecs=75000\n--mss=1000\n--dry_run\n"
	                  "--finwave_set=rto_max_us=5,fin_retries=2\n--define=N=7\n"
	                  "--finwave_compat=rfc "
	                  "// a comment\n# another\n/* one\nmore */ `x # y`\n"
	                  "+0 %{ print('#') }%\n+0 read(3, ..., N) = N\n",
	                  &script));
	assert_true(script.options.ipv6);
	assert_false(script.options.compat_linux);
	assert_int_equal(script.options.tolerance_us, 75000);
	assert_int_equal(script.setting_count, 2);
	assert_string_equal(script.settings[1].name, "fin_retries");
	assert_string_equal(script.settings[1].value, "2");
	assert_int_equal(script.count, 3);
	assert_int_equal(script.events[0].kind, PKT_SHELL);
	assert_int_equal(script.events[1].kind, PKT_PYTHON);
	assert_int_equal(script.events[2].line, 11);
	assert_int_equal(script.events[2].call.result->integer, 7);
	pkt_free(&script);
}

static void test_bad(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "s.pkt:1: there is no event in it" },
		{ "--ip_version=5\n", "s.pkt:1: --ip_version must be ipv4, ipv6" },
		{ "--tolerance_usecs=x\n", "s.pkt:1: --tolerance_usecs must be a number" },
		{ "--finwave_compat=bsd\n",
		  "s.pkt:1: --finwave_compat must be linux or rfc, not bsd" },
		{ "--finwave_set\n", "s.pkt:1: --finwave_set needs a value" },
		{ "--finwave_set=a\n", "s.pkt:1: a: write it as NAME=VALUE" },
		{ "\n\nhello", "s.pkt:3: expected a time, as +0.1, instead of hello" },
		{ "+0", "s.pkt:1: expected <, >, a call, `commands` or %{ code }% instead of the "
		        "end" },
		{ "-1 close(3) = 0", "s.pkt:1: a time of -1 s cannot be" },
		{ "+.2~+.1 > . 1:1(0) ack 1", "s.pkt:1: this range of time runs backward" },
		{ "1 close(3) = 0\n0 close(4) = 0", "s.pkt:2: time runs backward, from 1.000000" },
		{ "+0~+1 < . 1:1(0) ack 1",
		  "s.pkt:1: * and a range of time stand before outgoing" },
		{ "1...0.5 read(3, ..., 1) = 1", "s.pkt:1: this call ends before it begins" },
		{ "+0 < 1:1(0)", "s.pkt:1: expected > instead of :" },
		{ "+0 < Sx 1:1(0)", "s.pkt:1: x in Sx is no flag" },
		{ "+0 < . 1:1 ack 1", "s.pkt:1: expected ( instead of ack" },
		{ "+0 < . 1:3(1) ack 1", "s.pkt:1: 1:3(1) does not add up" },
		{ "+0 < . 1:1(0) ack x", "s.pkt:1: expected ack, a number, instead of x" },
		{ "+0 < . 1:1(0) ack 1 win 65536", "s.pkt:1: win must be from 0 to 65535" },
		{ "+0 < . 1:1(0) ack 4294967296", "s.pkt:1: ack must be from 0 to 4294967295" },
		{ "+0 < . 1:1(0) ack 1 <mss>", "s.pkt:1: expected mss, a number, instead of >" },
		{ "+0 < . 1:1(0) ack 1 <TS 1>", "s.pkt:1: expected TS val NUMBER ecr NUMBER" },
		{ "+0 < . 1:1(0) ack 1 <FO 1>", "s.pkt:1: 1 is no cookie" },
		{ "+0 < . 1:1(0) ack 1 <...>", "s.pkt:1: <...> stands behind outgoing segments" },
		{ "+0 > . 1:1(0) ack 1 <nop>", "s.pkt:1: these options are 1 bytes; write nop" },
		{ "+0 < . 1:1(0) <TS val 1 ecr 1,TS val 1 ecr 1,TS val 1 ecr 1,TS val 1 ecr 1,nop>",
		  "s.pkt:1: these options take more than 40 bytes" },
		{ "+0 < udp (1000)", "s.pkt:1: udp is not played here" },
		{ "+0 < [ect9] . 1:1(0)", "s.pkt:1: expected noecn, ect0" },
		{ "+0 close 3", "s.pkt:1: expected ( instead of 3" },
		{ "+0 close(3)", "s.pkt:1: expected = instead of the end" },
		{ "+0 close(3 = 0", "s.pkt:1: expected ) instead of =" },
		{ "+0 f(1,2,3,4,5,6,7,8,9) = 0", "s.pkt:1: f takes no more than 8 arguments" },
		{ "+0 f([[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]) = 0", "s.pkt:1: too many brackets" },
		{ "+0 `ls\n\n", "s.pkt:1: this has no end; write ` behind it" },
		{ "+0 %{ x }", "s.pkt:1: this has no end; write }% behind it" },
		{ "\n/* x", "s.pkt:2: this comment has no end" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pkt_script script;

		assert_false(parse(cases[i].text, &script));
		if (strncmp(error, cases[i].error, strlen(cases[i].error)))
			fail_msg("%s\n  gives    %s\n  expected %s", cases[i].text, error,
			         cases[i].error);
		pkt_free(&script);
	}
}

static void test_settings(void **state)
{
	struct finwave_config config = { .size = sizeof(config) };

	(void)state;
	assert_null(settings_set(&config, "time_wait_us", "1000000"));
	assert_null(settings_set(&config, "ack_budget", "0x10"));
	assert_null(settings_set(&config, "linux_compat", "1"));
	assert_int_equal(config.time_wait_us, 1000000);
	assert_int_equal(config.ack_budget, 16);
	assert_true(config.linux_compat);
	assert_non_null(strstr(settings_set(&config, "linux_compat", "2"), "from 0 to 1"));
	assert_non_null(strstr(settings_set(&config, "ts_shift", "-1"), "from 0 to 15"));
	assert_non_null(strstr(settings_set(&config, "x", "1"), "x is no setting"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),       cmocka_unit_test(test_segments),
		cmocka_unit_test(test_any_options), cmocka_unit_test(test_calls),
		cmocka_unit_test(test_head),        cmocka_unit_test(test_bad),
		cmocka_unit_test(test_settings),
	};

	return cmocka_run_group_tests_name("pkt_parse", tests, NULL, NULL);
}
