/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Two Verilated engines back to back: A and B are the ends of one connection. What leaves the wire port
 * of one enters that of the other PAIR_DELAY ticks later, unless the network loses it or brings a copy
 * later still. One frame moves at a time, and both clocks are kept in step.
 *
 * All that happens is written down, in order, with the record of both ends as the engines show it then.
 * Behind each engine stands a small host (pair_host.c) that answers what the engine passes to it.
 * Functions give false when something failed; pair->error says what.
 */
#ifndef HOST_PAIR_H
#define HOST_PAIR_H

#include "engine.h"
#include "frame.h"
#include "packet.h"

#define PAIR_DELAY 10000u /* ticks from one end to the other */
#define PAIR_FRAMES 256u
#define PAIR_LOG 600u
#define PAIR_ISN_STEP 50000u /* numbers of a new connection are that much further on */
#define PAIR_NO_FRAME SIZE_MAX
#define PAIR_SETTLE_CLOCKS 20000000u

enum pair_side { PAIR_A, PAIR_B };

/* What stands behind an engine. */
enum pair_host {
	PAIR_HOST_HELD,    /* nothing of its own: the engine holds the connection */
	PAIR_HOST_OWN,     /* the connection is still the host's */
	PAIR_HOST_NONE,    /* no socket: answers as RFC 9293 3.10.7.1 says */
	PAIR_HOST_LISTEN,  /* takes a SYN */
	PAIR_HOST_OPENING, /* sent a SYN */
	PAIR_HOST_OPEN,    /* a new connection, none of the engine's */
};

struct pair_end {
	struct engine engine;
	finwave_flow flow;
	struct finwave_flow_config
		address; /* of the flow; its numbers are set when it is adopted */
	enum pair_host host;
	bool listens;                  /* the host takes a new SYN when the flow has ended */
	bool held;                     /* by the engine */
	bool ended;                    /* was held, and is no more */
	struct finwave_flow_info info; /* while held: the record, as finwave_query() shows it */
	uint32_t snd_una, snd_nxt, rcv_nxt; /* what the end knows, held or not */
};

struct pair_frame {
	enum pair_side from;
	bool from_engine;
	struct frame f;
	uint8_t bytes[128];
	size_t len;
	uint64_t left, due; /* ticks */
	bool copy;          /* another of the same frame */
	bool waiting;       /* under way */
};

/* What of an end is written down after each happening. */
struct pair_state {
	bool held, ended;
	enum pair_host host;
	struct finwave_flow_info info;
};

enum pair_kind {
	PAIR_TOLD,    /* text: about the story or the network */
	PAIR_SAID,    /* text: what a host does */
	PAIR_COMMAND, /* text; result; retired, if the engine carried it out */
	PAIR_LEFT,    /* frame */
	PAIR_LOST,    /* frame: left, and will not arrive */
	PAIR_ARRIVED, /* frame; up; retired, if the flow is held */
	PAIR_TIMER,   /* retired */
	PAIR_ENGINE,  /* retired: what else the engine did by itself */
	PAIR_EVENT,   /* event */
};

struct pair_entry {
	enum pair_kind kind;
	enum pair_side side; /* where it happened */
	uint64_t tick;       /* since the story began */
	const char *text;
	size_t frame;
	bool retired;
	struct finwave_sim_retire retire;
	int result;
	bool up; /* the frame went on to the host */
	struct finwave_event event;
	struct pair_state after[2];
};

/* The network's orders for what leaves an end. */
struct pair_network {
	unsigned lose;      /* so many frames */
	uint8_t lose_flags; /* of those with one of these flags; 0: of all */
	unsigned copies;    /* of the next frame, the first so many ticks later */
	uint64_t later;
};

struct pair {
	struct pair_end end[2];
	struct pair_network network[2];
	struct pair_frame frames[PAIR_FRAMES];
	size_t frame_count;
	struct pair_entry log[PAIR_LOG];
	size_t log_count;
	uint64_t base;  /* tick at which the story began */
	bool bad_input; /* an error of the options, not of the simulation */
	char error[1024];
};

struct pair_options {
	struct engine_options engine;
	uint32_t isn[2];             /* initial sequence numbers of A and B; the SYNs are counted */
	const char *const *settings; /* NAME=VALUE, see settings.h */
	size_t setting_count;
};

/* Both connections are still the hosts'. pair_close() is to be called after failure too. */
bool pair_open(struct pair *pair, const struct pair_options *options);
void pair_close(struct pair *pair);
/* Is all free, and nothing under way? */
bool pair_finish(struct pair *pair);

static inline enum pair_side pair_other(enum pair_side side)
{
	return side == PAIR_A ? PAIR_B : PAIR_A;
}

/* Always false; the harness's report goes first. */
__attribute__((format(printf, 2, 3))) bool pair_fail(struct pair *pair, const char *format, ...);
/* A line of the log. NULL when it is full, which is a failure. */
struct pair_entry *pair_note(struct pair *pair, enum pair_kind kind, enum pair_side side,
                             const char *text);

/* Brings both clocks to the later one. */
bool pair_sync(struct pair *pair);
/* Waits until the engine is at rest and takes what came out; what it decided belongs to `about` or NULL. */
bool pair_settle(struct pair *pair, enum pair_side side, struct pair_entry *about);
bool pair_read_record(struct pair *pair, enum pair_side side);

/* The flow, as its host knows it, goes to the engine in that state. */
bool pair_adopt(struct pair *pair, enum pair_side side, enum finwave_state state, bool half_close,
                const char *text);

enum pair_command { PAIR_CLOSE, PAIR_SHUTDOWN, PAIR_ABORT, PAIR_RELEASE };
bool pair_command(struct pair *pair, enum pair_side side, enum pair_command command,
                  const char *text);
/* The host of `side` sends; the engine, when it holds the flow, is told of new data before. */
bool pair_send(struct pair *pair, enum pair_side side, const struct packet *packet);

/* A frame of that kind arrives at `side` now, from nowhere. */
bool pair_inject(struct pair *pair, enum pair_side side, const struct packet *packet);
/* The log and the frames are forgotten. */
void pair_forget(struct pair *pair);

/* Time passes until the next frame arrived or the next timer struck: one of them is pending. */
bool pair_step(struct pair *pair);
/*
 * Time passes: until the end is in that state, or nothing more can happen; until no frame is under way,
 * late copies apart; until no frame at all is under way and no timer runs.
 */
bool pair_until(struct pair *pair, enum pair_side side, enum finwave_state state);
bool pair_quiet(struct pair *pair);
bool pair_play_out(struct pair *pair);

/* A frame came up to the host, which may answer. */
bool pair_host_receive(struct pair *pair, enum pair_side side, const struct frame *f);

#endif
