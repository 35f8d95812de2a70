/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * One script in one engine: what the parts of run_flow share. Functions that return int give 0, or -1 with a
 * line on stderr.
 */
#ifndef FINWAVE_TESTS_RUN_H
#define FINWAVE_TESTS_RUN_H

#include "rig.h"
#include "script.h"

enum {
	TOLERANCE = 60,    /* ticks: one sweep of the timers, and what stands in the way */
	FRAMES_MAX = 4096, /* waiting to be asked for */
};

/* Of a frame that came out and was not asked for yet. */
struct seen {
	enum finwave_sim_port port;
	bool from_engine, tail; /* tail: its text is what tail_byte() says */
	uint64_t tick, cause;
	struct packet_seen packet;
};

/* A ring of frames, in the order in which they came out of one port. */
struct queue {
	struct seen frames[FRAMES_MAX];
	size_t first, count;
};

struct flow {
	bool named, adopted; /* named: by tuple or adopt */
	struct script_adopt adopt;
	finwave_flow handle;
};

struct run {
	const struct script *script;
	const struct script_step *step;
	unsigned width;
	struct rig rig;
	struct flow flows[SCRIPT_FLOWS];
	struct flow *flow;
	uint64_t last;          /* tick of the last step: +T counts from it */
	int64_t sent[2];        /* number of the last frame sent, by enum finwave_sim_port */
	unsigned reason;        /* of the last retired entry */
	struct queue queues[2]; /* by enum finwave_sim_port */
};

/* Says why the script fails; always -1. */
__attribute__((format(printf, 2, 3))) int failed(const struct run *run, const char *format, ...);

/* Of the text that `close(tail N)` brings, by its absolute sequence number. */
uint8_t tail_byte(uint32_t seq);

uint64_t now(const struct run *run);
int settle(struct run *run);

/* No frame may wait that no line asked for. */
int nothing_waits(const struct run *run);

/* Until a step that acts: everything before it must have been asked for. */
int come_to(struct run *run, const struct script_step *step);
/* Until shortly before a step that expects; nothing may have come by then. */
int come_near(struct run *run, const struct script_step *step, uint64_t *target);
/* A little further, so that what came is seen soon; false behind the time of the step. */
bool come_nearer(struct run *run, const struct script_step *step, uint64_t target);
void step_done(struct run *run, uint64_t tick);

/* Until that tick, whatever comes. */
int advance(struct run *run, uint64_t tick);

/* < and host; > and up; ^ and v */
int do_send(struct run *run, const struct script_step *step);
int do_expect(struct run *run, const struct script_step *step);
int do_pass(struct run *run, const struct script_step *step);

int do_set(struct run *run, const struct script_step *step);
int do_tuple(struct run *run, const struct script_step *step);
int do_shift(struct run *run, const struct script_step *step);
int do_command(struct run *run, const struct script_step *step);

/* event, state, reason, counter, and held, tracked, tails_free */
int do_check(struct run *run, const struct script_step *step);

#endif
