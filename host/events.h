/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * What may happen to a flow: the rows of `finwave explain STATE`. The numbers of a segment are relative
 * to the flow's record, so that one table serves every state.
 */
#ifndef HOST_EVENTS_H
#define HOST_EVENTS_H

#include "pair.h"

enum event_kind { EVENT_SEGMENT, EVENT_TIMEOUT, EVENT_LAST_TIMEOUT, EVENT_COMMAND };
enum event_seq { EVENT_RCV_NXT, EVENT_FIN_NUMBER };
enum event_ack { EVENT_SND_UNA, EVENT_SND_NXT };

/* States in which a row says something of its own. */
enum event_needs { EVENT_ANY, EVENT_OUR_FIN, EVENT_READER, EVENT_RETRIES };

struct event_case {
	const char *name;
	enum event_kind kind;
	enum event_needs needs;
	uint8_t flags;
	enum event_seq seq;
	enum event_ack ack;
	uint32_t seq_offset, ack_offset, length;
	bool half_close;
	enum pair_command command;
};

/* NULL after the last. */
const struct event_case *events_at(size_t index);
bool events_fits(const struct event_case *event, enum finwave_state state);

/* Of a flow in that state. */
bool events_fin_sent(enum finwave_state state);
bool events_fin_acked(enum finwave_state state);
bool events_peer_fin(enum finwave_state state);

#endif
