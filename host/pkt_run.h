/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Plays a scenario: segments of the peer go to the engine's wire, calls of the application to the
 * host's TCP, and every segment that leaves must be the one that the scenario asks for, in its time.
 * Time is the engine's, in ticks of 1 us.
 */
#ifndef HOST_PKT_RUN_H
#define HOST_PKT_RUN_H

#include "handover.h"
#include "pkt.h"

#define RUN_SEEN 1024u /* frames that left and were not asked for yet */
#define RUN_TIMESTAMPS 64u
#define RUN_REASONS 64u

enum run_result { RUN_PASSED, RUN_FAILED, RUN_BAD };

struct run_options {
	struct engine_options engine;
	const struct pkt_setting *settings;
	size_t setting_count;
	enum pkt_mode mode; /* PKT_NO_MODE: the scenario's */
	bool verbose, ladder;
	bool has_isn, has_peer_isn;
	uint32_t isn, peer_isn;
};

/* A frame that left the engine's wire. */
struct run_seen {
	uint64_t tick;
	struct frame frame;
	uint16_t urgent;
	uint8_t options[SEGMENT_OPTION_BYTES], option_bytes;
	bool from_engine;
	bool answers_unacceptable; /* an ACK that says only what is expected */
	bool number_zero;          /* a RST whose number is 0, not one of ours */
};

/* Why the engine decided about a frame of the peer as it did; that one is in its hands. */
struct run_reason {
	uint64_t frame;
	uint8_t reason;
	bool passed; /* to the host, too */
};

/* The connection that the scenario's segments are about: its numbers, written and on the wire. */
struct run_conn {
	bool open;
	uint16_t local_port, remote_port;
	bool has_local, has_remote;
	uint32_t local_isn, local_written, remote_isn, remote_written;
	/* TSval of outgoing segments, written and on the wire */
	uint32_t ts_written[RUN_TIMESTAMPS], ts_sent[RUN_TIMESTAMPS];
	size_t ts_count;
	uint32_t ts_first_written, ts_first_sent;
};

struct run {
	const struct pkt_script *script;
	const struct run_options *options;
	const struct pkt_event *event; /* the present one, or NULL */
	enum pkt_mode mode;
	struct engine engine;
	struct stack stack;
	struct handover handover;
	struct run_conn conn;
	struct run_seen seen[RUN_SEEN];
	size_t seen_first, seen_count;
	struct run_reason reasons[RUN_REASONS];
	size_t reason_count;
	uint64_t answers[RUN_REASONS]; /* frames of the host: to what is not acceptable */
	size_t answer_count;
	size_t last_expected; /* place of the last > line; none: 0 */
	bool behind_last;     /* no > line comes any more */
	uint64_t base, last;  /* ticks: of the start, of the event before */
	bool last_inbound;    /* the event before was an incoming segment with a time of its own */
	bool work;            /* frames are on their way into the engine */
	const struct pkt_event *waiting; /* a call that has not ended yet */
	uint64_t waiting_end;
	uint16_t next_port;
	uint64_t random;
	char held[4096]; /* lines of the ladder */
	bool holding;
	bool bad;
	char error[1024];
	uint8_t frame[SEGMENT_FRAME_BYTES];
};

/* Plays it. RUN_FAILED and RUN_BAD leave lines of text in run->error. `run` is large. */
enum run_result run_script(struct run *run, const struct pkt_script *script,
                           const struct run_options *options);

/* ---- between the parts ----------------------------------------------------------------------- */

/* Records the first error, with file and line. Always false. */
__attribute__((format(printf, 2, 3))) bool run_fail(struct run *run, const char *format, ...);
/* The same for what the scenario must not ask for. */
__attribute__((format(printf, 2, 3))) bool run_bad(struct run *run, const char *format, ...);

/* The same for what the engine or its scoreboard reports. */
bool run_engine_failed(struct run *run, const char *what, int err);

/* pkt_start.c */
bool run_start(struct run *run);

/* pkt_run.c */
uint64_t run_now(const struct run *run);
/* Seconds since the start. */
double run_seconds(const struct run *run, uint64_t tick);
/* Until nothing moves; the host's TCP has seen all that came up. */
bool run_settle(struct run *run);

/* pkt_wire.c */
bool run_inject(struct run *run, const struct pkt_segment *segment);
bool run_expect(struct run *run, const struct pkt_segment *segment, uint64_t from, uint64_t to);
/* No frame may wait that left before `tick`: no line can ask for it any more. */
bool run_nothing_waits(struct run *run, uint64_t tick);
bool run_take_frame(struct run *run, const struct finwave_sim_frame *frame);
const char *run_state_name(struct run *run);

/* pkt_call.c */
bool run_call(struct run *run, const struct pkt_event *event);
/* Looks again at a call that waits. */
bool run_call_again(struct run *run);
/* NULL: the call is known. Else what is wrong with it. */
const char *run_call_unknown(const struct pkt_call *call);

/* A frame that the engine sends the host in the peer's name. */
void run_show_raised(struct run *run, const struct frame *frame, uint64_t tick);

/* pkt_ladder.c */
enum run_hands { RUN_HOST, RUN_ENGINE, RUN_BOTH };
void run_ladder_start(const struct run *run);
/* Lines from now on are printed behind that of the incoming segment, run_ladder_incoming(). */
void run_ladder_hold(struct run *run);
void run_ladder_incoming(struct run *run, enum run_hands hands, const char *text, uint64_t tick);
void run_ladder_segment(struct run *run, bool inbound, enum run_hands hands, const char *text,
                        uint64_t tick);
void run_ladder_call(struct run *run, const struct pkt_call *call);

/* pkt_symbols.c */
bool pkt_symbol(const char *name, int64_t *value);
const char *pkt_errno_name(int number);
/* The number that an expression stands for; false: none. */
bool pkt_value(const struct pkt_expr *expr, int64_t *value);

#endif
