/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Two small TCPs that talk through the engine: a host that knows nothing of it, and its peer. Enough of
 * RFC 9293 to open from either side or both, send text, close in any order, repeat what got lost and
 * reset what they do not know. No timers: the test says which end acts.
 */
#ifndef FINWAVE_TESTS_ENDS_H
#define FINWAVE_TESTS_ENDS_H

#include <stdbool.h>
#include <stdint.h>

#include "draw.h"
#include "packet.h"

enum end_state {
	END_CLOSED,
	END_LISTEN,
	END_SYN_SENT,
	END_SYN_RECEIVED,
	END_OPEN, /* until both FINs are acknowledged */
	END_TIME_WAIT,
};

struct end {
	enum end_state state;
	uint32_t iss, irs, una, nxt, rcv_nxt;
	uint32_t left;  /* bytes of text that it still wants to send */
	bool wants_fin; /* it closes behind them */
	bool fin_out, peer_fin, passive;
	bool timestamps, wscale; /* offers them; from the handshake on: has them */
	uint8_t shift;
	uint32_t ts_offset, ts_recent;
};

struct connection {
	struct finwave_flow_config tuple;
	struct end host, peer;
	uint32_t clock; /* TSval clock of both, the test moves it */
};

struct ends_plan {
	bool host_opens, both_open;
	uint32_t host_iss, peer_iss, host_bytes, peer_bytes;
	bool host_closes, peer_closes;
	bool host_timestamps, peer_timestamps, wscale;
};

/* A new connection on that tuple; what was before is forgotten. */
void ends_start(struct connection *c, const struct ends_plan *plan, struct draw *d);

/* What that end sends now, on its own: something new, something again, or an ACK. False: nothing. */
bool ends_act(struct connection *c, bool host, struct draw *d, struct packet *out);

/* A segment reaches that end. True: it answers with *out. */
bool ends_receive(struct connection *c, bool host, const struct packet_seen *in,
                  struct packet *out);

/* Neither end has anything to say any more. */
bool ends_over(const struct connection *c);

#endif
