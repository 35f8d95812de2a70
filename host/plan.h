/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The script of one connection with one end played by the engine: the state to adopt, and what
 * happens at each captured frame.
 */
#ifndef HOST_PLAN_H
#define HOST_PLAN_H

#include "conn.h"
#include "finwave.h"

enum plan_route {
	PLAN_WIRE,   /* of the other end: arrives from the wire */
	PLAN_HOST,   /* of the played end, before its close or data: the host sends it */
	PLAN_SPLIT,  /* its FIN with data: the host sends the data, the engine the FIN */
	PLAN_TAIL,   /* its FIN with data, or such data again: all of the tail is the engine's */
	PLAN_ENGINE, /* its FIN, ACK or RST: the engine has to send it */
};

enum plan_command {
	PLAN_NOTHING,
	PLAN_CLOSE,
	PLAN_SHUTDOWN,
	PLAN_ABORT,
	PLAN_UPDATE,
};

struct plan_step {
	enum plan_route route;
	bool full_close;           /* before the frame: the half-closed end stops reading */
	bool has_sent;             /* before the frame: UPDATE, SND.NXT is `sent`, for data that */
	uint32_t sent;             /* the engine did not see pass */
	bool close_first;          /* before the frame: the close, which was captured later */
	enum plan_command command; /* after the frame */
	uint32_t snd_nxt;          /* CLOSE, SHUTDOWN: end of the host's stream; UPDATE: SND.NXT */
	bool has_nxt;              /* UPDATE: the engine takes the frame for none */
	bool has_edge;             /* UPDATE: the end moved its window's right edge */
	uint32_t edge;
	bool counts; /* one of the segments that the end sent to close */
};

/* How the passive end of a close of three segments acknowledges the FIN by its own. */
enum plan_merge {
	PLAN_APART,
	PLAN_WINDOW, /* adopted with `watch`: the ACK waits for the close */
	PLAN_ANSWER, /* adopted with `close_on_peer_fin` */
};

/* The longest wait of PLAN_WINDOW, in microseconds; MERGE_WINDOW takes no more. */
#define PLAN_MERGE_WINDOW 131071u

struct plan {
	const struct conn *conn;
	unsigned side;   /* the played end */
	size_t adopt_at; /* place before which the flow is adopted */
	struct finwave_flow_config flow;
	struct plan_step *steps; /* one a place */
	size_t own_fin;          /* place of its first FIN, or the number of frames */
	bool tail;               /* the text of that FIN is the engine's */
	enum plan_merge merge;
	bool missing_before; /* data that the capture lacks was reckoned as received */
};

/* False: out of memory. */
bool plan_make(const struct capture *capture, const struct conn *c, unsigned side,
               struct plan *plan);
void plan_free(struct plan *plan);

#endif
