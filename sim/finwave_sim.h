/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The Verilated engine as a shared library (libfinwave_sim64.so, libfinwave_sim512.so): clock, bus
 * models, random stalls, scoreboard against the reference model. One thread per simulation.
 * Functions return 0 or a count, or -errno; nothing is printed and nothing exits.
 *
 * Time: the engine runs clock by clock. finwave_sim_advance() runs until the given tick and skips
 * clocks in which nothing can happen; ticks are 1/1,000,000 s (TICK_CYCLES is set for clock_mhz).
 */
#ifndef FINWAVE_SIM_H
#define FINWAVE_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct finwave_sim;

struct finwave_sim_config {
	size_t size;      /* sizeof(struct finwave_sim_config) */
	double clock_mhz; /* 0: 156.25 at 64 bits, 250 at 512 */
	bool stall;       /* random stall and idle on every stream, from seed */
	uint64_t seed;
	const char *trace; /* FST file or NULL */
	bool no_score; /* report no differences (benchmarks); the model still runs, for its timers */
	bool random_start; /* registers and memories start with random values, from seed */
};

enum finwave_sim_port { FINWAVE_SIM_WIRE, FINWAVE_SIM_HOST };

/* A frame that left the engine. */
struct finwave_sim_frame {
	enum finwave_sim_port port; /* WIRE: to the peer; HOST: up to the host */
	const uint8_t *data;        /* valid until the next call on this simulation */
	size_t len;
	bool from_engine; /* the engine made it; false: it came from the other side. At HOST: a RST in
	                     the peer's name, when the engine takes TIME_WAIT over */
	bool bad;         /* tuser[0] at its end */
	uint64_t first_clock, last_clock; /* of its first and last beat */
	uint64_t tick;                    /* time of the first beat */
	uint64_t
		cause; /* from_engine: number of the frame from the wire (finwave_sim_send's return) that
	                                it answers, or UINT64_MAX for a command, a timeout or a frame of the host. Else:
	                                number of the very frame that came out */
};

/* One entry of the retire port, with what caused it. */
struct finwave_sim_retire {
	uint8_t op, old_state, new_state, reason, send, completion, generation;
	bool ack_limited, pass, freed, peer_fin;
	bool from_host; /* HOST, and a TRACK that a frame of the host caused */
	uint16_t text;  /* bytes of text in the segment that is sent */
	uint32_t flow, seq, ack;
	uint64_t frame; /* SEGMENT, HOST, TRACK: number of the frame on its port, else UINT64_MAX */
	uint64_t clock, tick;
};

struct finwave_sim_stats {
	uint64_t clocks; /* simulated, skipped ones not counted */
	uint64_t ticks;  /* engine time */
	uint64_t frames_in, frames_out, held, passed, made; /* frames */
	uint64_t checked; /* retired entries compared with the model */
};

/* config NULL: defaults. When it fails, *out is NULL or a simulation that only finwave_sim_error() and
 * finwave_sim_close() take. */
int finwave_sim_open(const struct finwave_sim_config *config, struct finwave_sim **out);
/* Ends the simulation (NULL is fine); closes the trace. */
void finwave_sim_close(struct finwave_sim *sim);

unsigned finwave_sim_data_width(void);
unsigned finwave_sim_flow_count(void);

/* AXI4-Lite accesses; they take clocks. -EIO on SLVERR, -ETIMEDOUT without an answer. */
int finwave_sim_read32(struct finwave_sim *sim, uint32_t offset, uint32_t *value);
int finwave_sim_write32(struct finwave_sim *sim, uint32_t offset, uint32_t value);

/* Queues a frame to arrive on a port (WIRE: from the peer, HOST: from the host). Returns its number on that
 * port, counted from 0. It enters as soon as the stream takes it. */
int64_t finwave_sim_send(struct finwave_sim *sim, enum finwave_sim_port port, const uint8_t *frame,
                         size_t len, bool bad);

/* Runs so many clocks. / Runs until nothing is in flight (-ETIMEDOUT after `limit` clocks). */
int finwave_sim_run(struct finwave_sim *sim, uint64_t clocks);
int finwave_sim_settle(struct finwave_sim *sim, uint64_t limit);

/* Settles, then lets time pass until `tick`, stopping at every timer of the engine on the way. */
int finwave_sim_advance(struct finwave_sim *sim, uint64_t tick);

/* Next frame that left / next retired entry: 1, or 0 if there is none. In order on each port; a frame
 * may be kept back up to 64 clocks, until the entry that explains it retired. What is not fetched is kept. */
int finwave_sim_receive(struct finwave_sim *sim, struct finwave_sim_frame *frame);
int finwave_sim_retired(struct finwave_sim *sim, struct finwave_sim_retire *entry);

/* The clock in which the last beat of that wire frame was taken, or UINT64_MAX. */
uint64_t finwave_sim_arrival(struct finwave_sim *sim, uint64_t frame);
uint64_t finwave_sim_tick(struct finwave_sim *sim);
void finwave_sim_stats(struct finwave_sim *sim, struct finwave_sim_stats *stats);

/* The first difference between engine and model, broken bus rule or failed assertion, as text for a
 * person; NULL if none. From then on every call that returns int or int64_t gives -EIO. */
const char *finwave_sim_error(struct finwave_sim *sim);
/* At the end: all flows free, no timer runs, nothing in flight. 0, or -EBUSY with finwave_sim_error() set. */
int finwave_sim_finish(struct finwave_sim *sim);

#ifdef __cplusplus
}
#endif
#endif
