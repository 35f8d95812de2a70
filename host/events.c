/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "events.h"

#define BACK(bytes) ((uint32_t) - (bytes))
/* More than the largest window without scaling: RFC 5961 5.2 calls it the long past. */
#define LONG_PAST BACK(70000)

#define SEGMENT(text, bits, ...)                         \
	{                                                \
		.name = text, .flags = bits, __VA_ARGS__ \
	}
#define COMMAND(text, what)                                          \
	{                                                            \
		.name = text, .kind = EVENT_COMMAND, .command = what \
	}

static const struct event_case cases[] = {
	SEGMENT("FIN", TCP_FIN | TCP_ACK, .seq = EVENT_FIN_NUMBER),
	SEGMENT("FIN that acks our FIN", TCP_FIN | TCP_ACK, .seq = EVENT_FIN_NUMBER,
	        .ack = EVENT_SND_NXT, .needs = EVENT_OUR_FIN),
	SEGMENT("FIN behind a hole", TCP_FIN | TCP_ACK, .seq_offset = 100, .ack = EVENT_SND_NXT),
	SEGMENT("ACK of our FIN", TCP_ACK, .ack = EVENT_SND_NXT, .needs = EVENT_OUR_FIN),
	SEGMENT("ACK of nothing new", TCP_ACK, .ack = EVENT_SND_UNA),
	SEGMENT("ACK of the long past", TCP_ACK, .ack_offset = LONG_PAST),
	SEGMENT("ACK of the unsent", TCP_ACK, .ack = EVENT_SND_NXT, .ack_offset = 100),
	SEGMENT("data in order", TCP_ACK, .ack = EVENT_SND_NXT, .length = 3),
	SEGMENT("data, the host reads on", TCP_ACK, .ack = EVENT_SND_NXT, .length = 3,
	        .half_close = true, .needs = EVENT_READER),
	SEGMENT("data out of order", TCP_ACK, .ack = EVENT_SND_NXT, .seq_offset = 100, .length = 3),
	SEGMENT("data again, old", TCP_ACK, .ack = EVENT_SND_NXT, .seq_offset = BACK(100),
	        .length = 3),
	SEGMENT("RST at RCV.NXT", TCP_RST, .length = 0),
	SEGMENT("RST in the window", TCP_RST, .seq_offset = 100),
	SEGMENT("RST out of the window", TCP_RST, .seq_offset = BACK(100)),
	SEGMENT("SYN, newer", TCP_SYN, .seq_offset = PAIR_ISN_STEP),
	SEGMENT("SYN, older", TCP_SYN, .seq_offset = BACK(PAIR_ISN_STEP)),
	SEGMENT("SYN ACK", TCP_SYN | TCP_ACK, .ack = EVENT_SND_NXT),
	SEGMENT("SYN FIN", TCP_SYN | TCP_FIN, .length = 0),
	{ .name = "timeout", .kind = EVENT_TIMEOUT },
	{ .name = "timeouts to the end", .kind = EVENT_LAST_TIMEOUT, .needs = EVENT_RETRIES },
	COMMAND("close", PAIR_CLOSE),
	COMMAND("shutdown", PAIR_SHUTDOWN),
	COMMAND("abort", PAIR_ABORT),
	COMMAND("release", PAIR_RELEASE),
};

const struct event_case *events_at(size_t index)
{
	return index < sizeof(cases) / sizeof(cases[0]) ? &cases[index] : NULL;
}

static bool is_fin_out(enum finwave_state state)
{
	return state == FINWAVE_FIN_WAIT_1 || state == FINWAVE_CLOSING || state == FINWAVE_LAST_ACK;
}

bool events_fin_acked(enum finwave_state state)
{
	return state == FINWAVE_FIN_WAIT_2 || state == FINWAVE_TIME_WAIT;
}

bool events_fin_sent(enum finwave_state state)
{
	return is_fin_out(state) || events_fin_acked(state);
}

bool events_peer_fin(enum finwave_state state)
{
	return state == FINWAVE_CLOSE_WAIT || state == FINWAVE_CLOSING ||
	       state == FINWAVE_LAST_ACK || state == FINWAVE_TIME_WAIT;
}

bool events_fits(const struct event_case *event, enum finwave_state state)
{
	switch (event->needs) {
	case EVENT_OUR_FIN:
	case EVENT_RETRIES:
		return is_fin_out(state);
	case EVENT_READER:
		return state == FINWAVE_FIN_WAIT_1 || state == FINWAVE_FIN_WAIT_2;
	default:
		return true;
	}
}
