/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The parts of test_random: random.c has flows and their slots, random_traffic.c what both sides send,
 * random_connections.c whole connections that nobody adopts, test_random.c commands, settings, time and
 * the options. Functions return 0 or a negative error of the simulation or the library.
 */
#ifndef FINWAVE_TESTS_RANDOM_H
#define FINWAVE_TESTS_RANDOM_H

#include "draw.h"
#include "ends.h"
#include "packet.h"
#include "rig.h"

enum {
	FLOWS_MAX = 4096,
	CONNECTIONS = 24,
	HELD_BACK = 6,
	ANSWERS = 64,
	SETTLE_LIMIT = 4000000,
	QUEUE_MAX = 40,
	CONNECTION_PORT = 0x5000, /* of the host, the lowest */
	SERVER_PORT = 7777,
};

/* One tuple with what we believe of its flow; the engine's own entries correct it. */
struct slot {
	struct finwave_flow_config config;
	finwave_flow handle, old_handle;
	bool held;
	uint32_t first_nxt, snd_nxt, rcv_nxt, ts;
	uint32_t fenced; /* bytes that the host still has to send before our FIN may go */
};

struct delayed {
	uint8_t data[PACKET_MAX];
	size_t len;
	enum finwave_sim_port port;
	unsigned steps; /* 0: empty */
};

struct options {
	uint64_t seed, count, segments;
	unsigned width, flows;
	bool stall, random_start, full, log, seed_given;
	const char *trace;
};

struct run {
	const struct options *options;
	struct rig rig;
	struct draw draw;
	uint64_t step;
	bool transparent, short_rto; /* settings now; the latter: R2 is short, too */
	uint32_t quiet_after;        /* ticks in which all that is tracked or in TIME_WAIT ends */
	struct slot slots[FLOWS_MAX];
	uint16_t slot_of[FLOWS_MAX]; /* by flow number, + 1 */
	struct connection connections[CONNECTIONS];
	unsigned restarts[CONNECTIONS];
	struct delayed delayed[HELD_BACK], answers[ANSWERS];
	unsigned answered, queued, fillers;
	uint64_t adopted, refused, freed, tracked, evicted, no_buffer, reasons[64];
};

/* ---- random.c -------------------------------------------------------------------------------- */
void random_tuple(struct run *run, unsigned index);
void random_state(struct run *run, struct slot *slot);
/* Fetches what came out; the scoreboard has compared it. */
int random_collect(struct run *run);
int random_clocks(struct run *run, uint64_t clocks);
int random_settle(struct run *run);
int random_events(struct run *run, unsigned count);
int random_wait(struct run *run, uint64_t ticks);
/* Ends all flows and takes their events. */
int random_abort_all(struct run *run);
/* ADOPT of one slot. / Of tuples that nothing else happens to, until the table is full. */
int random_adopt(struct run *run, struct slot *slot);
int random_fill(struct run *run);

/* ---- random_traffic.c ------------------------------------------------------------------------ */
int random_send(struct run *run, enum finwave_sim_port port, const uint8_t *frame, size_t len,
                bool bad);
/* With what a network does to a frame. */
int random_impaired(struct run *run, enum finwave_sim_port port, uint8_t *frame, size_t len);
int random_delayed(struct run *run);
int random_segment(struct run *run, struct slot *slot);
int random_host_frame(struct run *run, struct slot *slot);
int random_noise(struct run *run);

/* ---- random_connections.c -------------------------------------------------------------------- */
void random_connections_start(struct run *run);
int random_connection(struct run *run);
/* A frame left: if it is one of theirs, the end that gets it may answer later. */
void random_connection_gets(struct run *run, const struct finwave_sim_frame *frame);
int random_answers(struct run *run);

#endif
