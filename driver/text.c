/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Names and messages for people. The names are those of the register map, and the numbers of the
 * public enums are proved to be the hardware's.
 */
#include <errno.h>
#include <string.h>

#include "private.h"

#define SAME(name, hardware) \
	_Static_assert((unsigned)FINWAVE_##name == FINWAVE_##hardware##_##name, #name)
SAME(CLOSED, TCP_STATE);
SAME(ESTABLISHED, TCP_STATE);
SAME(FIN_WAIT_1, TCP_STATE);
SAME(FIN_WAIT_2, TCP_STATE);
SAME(CLOSE_WAIT, TCP_STATE);
SAME(CLOSING, TCP_STATE);
SAME(LAST_ACK, TCP_STATE);
SAME(TIME_WAIT, TCP_STATE);
SAME(PEER_FIN, EVENT);
SAME(ORDERLY, EVENT);
SAME(RESET, EVENT);
SAME(GAVE_UP, EVENT);
SAME(ABORTED_DATA, EVENT);
SAME(ABORTED_HOST, EVENT);
SAME(REUSED, EVENT);
SAME(FIN_WAIT_2_EXPIRED, EVENT);
SAME(RELEASED, EVENT);
SAME(EVICTED, EVENT);

#define NAME(name, code) [code] = #name,

const char *finwave_state_name(enum finwave_state state)
{
	static const char *const names[] = { FINWAVE_TCP_STATE_LIST(NAME) };

	return (unsigned)state < sizeof(names) / sizeof(names[0]) ? names[state] : "UNKNOWN";
}

const char *finwave_event_name(enum finwave_event_kind kind)
{
	static const char *const names[] = { FINWAVE_EVENT_LIST(NAME) };

	return (unsigned)kind < sizeof(names) / sizeof(names[0]) ? names[kind] : "UNKNOWN";
}

const char *finwave_strerror(int error)
{
	switch (error < 0 ? -error : error) {
	case 0:
		return "success";
	case EINVAL:
		return "an argument is missing or out of range";
	case E2BIG:
		return "the argument asks for something that this library is too old for";
	case ENODEV:
		return "there is no finwave engine, or it is gone";
	case EPROTONOSUPPORT:
		return "the engine's register map is newer than this library";
	case EPROTO:
		return "the engine gave an answer that this library does not know";
	case ETIMEDOUT:
		return "the engine did not finish in time";
	case EIO:
		return "a register access failed";
	case ENOENT:
		return "not found: the flow is gone, or the simulated engine is not installed";
	case ENOEXEC:
		return "the simulated engine's library cannot be loaded";
	case ENOSPC:
		return "the engine has no room for the flow; the host keeps it";
	case EEXIST:
		return "the engine holds this flow already";
	case EALREADY:
		return "the flow is closing already, or has sent more than the close says";
	case EMSGSIZE:
		return "the text is longer than a tail buffer";
	case ENOBUFS:
		return "no tail buffer is free; the host sends the text itself";
	case ENETDOWN:
		return "the engine is not enabled";
	case EBUSY:
		return "not while flows are held";
	case EOPNOTSUPP:
		return "the engine does not know this command";
	case ERANGE:
		return "there is no such counter";
	default:
		return strerror(error < 0 ? -error : error);
	}
}
