/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Frames to and from the engine in one pass, the clock of the capture, and the retire log, sorted
 * to the connections that are played. Checks that what is not held comes out unchanged, in order.
 */
#ifndef HOST_EXCHANGE_H
#define HOST_EXCHANGE_H

#include "replay.h"

struct sent {
	const uint8_t *bytes;
	size_t len;
	size_t index; /* in the capture */
	uint64_t time_ns;
	bool owned;           /* bytes are ours to free */
	bool retired, passes; /* a held flow's: the engine's word */
	bool decided;
};

struct sent_list {
	struct sent *items;
	size_t count, room;
	uint64_t base;   /* number that the harness gave the first */
	size_t decided;  /* so many from the start are decided */
	size_t next_out; /* the first that may still come out */
};

struct awaited {
	struct play *play;
	size_t event;
};

struct exchange {
	struct replay *replay;
	struct sent_list sent[2]; /* by enum finwave_sim_port */
	struct play **by_flow;    /* by number on the retire port */
	size_t flow_count;
	struct awaited *awaited; /* retired with something to send, not seen to leave yet */
	size_t awaited_count, awaited_room;
	struct play *adopting;
	uint64_t base_tick;   /* engine time of the capture's first frame */
	uint64_t start_ns;    /* time of that frame in the capture */
	uint64_t now_ns;      /* since then; never runs back */
	uint64_t left_out_ns; /* of long gaps in which nothing can happen */
	bool news;            /* an event of the library may wait */
	size_t freed;         /* flows, by the retire log */
};

bool exchange_open(struct exchange *x, struct replay *replay);
void exchange_close(struct exchange *x);

/* Engine time, as time since the capture's first frame. */
uint64_t exchange_time(const struct exchange *x);

/* Records what went wrong, unless something did before. Always false. */
__attribute__((format(printf, 2, 3))) bool exchange_fail(struct exchange *x, const char *format,
                                                         ...);

/* Lets time pass until the capture's `time_ns`. */
bool exchange_advance(struct exchange *x, uint64_t time_ns);
/* Waits until nothing is in flight, then looks at all that came out. */
bool exchange_settle(struct exchange *x);
/* Runs clocks enough for the engine to visit every record twice, which skipped time does not do. */
bool exchange_sweep(struct exchange *x);
/* Sends the frame at `index`, or `len` bytes at `bytes` (from malloc(), taken over) in its place. */
bool exchange_send(struct exchange *x, enum finwave_sim_port port, size_t index, uint8_t *bytes,
                   size_t len);

#endif
