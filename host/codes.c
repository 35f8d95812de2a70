/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <string.h>

#include "codes.h"
#include "finwave.h"
#include "finwave_regs.h"

#define COUNT(table) (sizeof(table) / sizeof(table[0]))

static const char *const reasons[] = {
#define TEXT(name, text) [FINWAVE_REASON_##name] = text,
	FINWAVE_REASON_TEXTS(TEXT)
#undef TEXT
};

static const char *const events[] = {
#define TEXT(name, text) [FINWAVE_EVENT_##name] = text,
	FINWAVE_EVENT_TEXTS(TEXT)
#undef TEXT
};

static const char *const states[] = {
#define TEXT(name, text) [FINWAVE_TCP_STATE_##name] = text,
	FINWAVE_TCP_STATE_TEXTS(TEXT)
#undef TEXT
};

static const char *const state_names[] = {
#define NAME(name, code) [code] = #name,
	FINWAVE_TCP_STATE_LIST(NAME)
#undef NAME
};

static const char *const ops[] = {
#define TEXT(name, text) [FINWAVE_OP_##name] = text,
	FINWAVE_OP_TEXTS(TEXT)
#undef TEXT
};

static const char *const op_names[] = {
#define NAME(name, code) [code] = #name,
	FINWAVE_OP_LIST(NAME)
#undef NAME
};

static const char *const reason_clauses[COUNT(reasons)] = {
	[FINWAVE_REASON_BAD_FRAME] = "RFC 9293 3.1",
	[FINWAVE_REASON_BAD_CHECKSUM] = "RFC 9293 3.1, MUST-3",
	[FINWAVE_REASON_OUT_OF_WINDOW] = "RFC 9293 3.10.7.4, first",
	[FINWAVE_REASON_PAWS] = "RFC 7323 5.3",
	[FINWAVE_REASON_TS_MISSING] = "RFC 7323 3.2",
	[FINWAVE_REASON_RST_OUT_OF_WINDOW] = "RFC 9293 3.10.7.4, first",
	[FINWAVE_REASON_RST_CHALLENGE] = "RFC 5961 3.2",
	[FINWAVE_REASON_RST_ACCEPTED] = "RFC 9293 3.10.7.4, second",
	[FINWAVE_REASON_RST_IGNORED] = "RFC 1337 3",
	[FINWAVE_REASON_SYN_CHALLENGE] = "RFC 5961 4.2",
	[FINWAVE_REASON_SYN_RESET] = "RFC 793 3.9, fourth",
	[FINWAVE_REASON_SYN_REUSED] = "RFC 6191 2; RFC 9293 3.6.1, MAY-2",
	[FINWAVE_REASON_NO_ACK] = "RFC 9293 3.10.7.4, fifth",
	[FINWAVE_REASON_ACK_UNACCEPTABLE] = "RFC 5961 5.2",
	[FINWAVE_REASON_ACK_NOTHING] = "RFC 9293 3.10.7.4, fifth",
	[FINWAVE_REASON_ACK_OF_FIN] = "RFC 9293 3.10.7.4, fifth",
	[FINWAVE_REASON_DATA_ACCEPTED] = "RFC 9293 3.10.7.4, seventh",
	[FINWAVE_REASON_DATA_OUT_OF_ORDER] = "RFC 5681 4.2",
	[FINWAVE_REASON_DATA_AFTER_CLOSE] = "RFC 9293 3.6.1, SHLD-3",
	[FINWAVE_REASON_DATA_AFTER_FIN] = "RFC 9293 3.10.7.4, seventh",
	[FINWAVE_REASON_FIN_ACCEPTED] = "RFC 9293 3.10.7.4, eighth",
	[FINWAVE_REASON_FIN_REPEATED] = "RFC 9293 3.10.7.4, first and eighth",
	[FINWAVE_REASON_TIMEOUT_RETRANSMIT] = "RFC 6298 5.4 to 5.6",
	[FINWAVE_REASON_TIMEOUT_GIVE_UP] = "RFC 9293 3.8.3, MUST-20",
	[FINWAVE_REASON_TIMEOUT_TIME_WAIT] = "RFC 9293 3.10.8; 3.6.1, MUST-13",
};

static const char *const command_clauses[] = {
	[FINWAVE_OP_CLOSE] = "RFC 9293 3.10.4",
	[FINWAVE_OP_SHUTDOWN] = "RFC 9293 3.10.4; 3.6, case 1",
	[FINWAVE_OP_ABORT] = "RFC 9293 3.10.5",
};

static const char *text_of(const char *const *table, size_t count, unsigned code)
{
	return code < count && table[code] ? table[code] : "";
}

const char *codes_reason(unsigned reason)
{
	return text_of(reasons, COUNT(reasons), reason);
}

const char *codes_event(unsigned event)
{
	return text_of(events, COUNT(events), event);
}

const char *codes_state(unsigned state)
{
	return text_of(states, COUNT(states), state);
}

const char *codes_command(unsigned op)
{
	if (op == FINWAVE_OP_SEGMENT || op == FINWAVE_OP_TIMEOUT)
		return "";
	return text_of(ops, COUNT(ops), op);
}

const char *codes_op_name(unsigned op)
{
	return text_of(op_names, COUNT(op_names), op);
}

const char *codes_state_name(unsigned state)
{
	return text_of(state_names, COUNT(state_names), state);
}

/* Letters and digits count, in either case. */
static bool same_name(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a == '_' || *a == '-' || *a == ' ')
			a++;
		while (*b == '_' || *b == '-' || *b == ' ')
			b++;
		if ((*a >= 'a' && *a <= 'z' ? *a - 'a' + 'A' : *a) != *b)
			return false;
		if (!*a)
			return true;
	}
}

int codes_find_state(const char *name)
{
	for (unsigned i = 0; i < COUNT(state_names); i++)
		if (state_names[i] && same_name(name, state_names[i]))
			return (int)i;
	return -1;
}

const char *codes_refusal(int result)
{
	switch (result) {
	case -ENOENT:
		return "ENOENT";
	case -EALREADY:
		return "EALREADY";
	default:
		return finwave_strerror(result);
	}
}

const char *codes_clause(const struct finwave_sim_retire *retire)
{
	if (retire->reason == FINWAVE_REASON_COMMAND_DONE ||
	    retire->reason == FINWAVE_REASON_COMMAND_REFUSED)
		return text_of(command_clauses, COUNT(command_clauses), retire->op);
	return text_of(reason_clauses, COUNT(reason_clauses), retire->reason);
}
