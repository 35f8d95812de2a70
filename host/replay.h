/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Runs a capture through the engine. In one pass every closing connection has one end played, all
 * at once, at their capture times; `--role both` makes two passes, one after the other in the same
 * engine. Frames of flows that are not held are checked to come out unchanged and in order.
 */
#ifndef HOST_REPLAY_H
#define HOST_REPLAY_H

#include "engine.h"
#include "outpcap.h"
#include "plan.h"

#define PLAY_NO_PLACE SIZE_MAX

enum replay_role { REPLAY_ACTIVE, REPLAY_PASSIVE };

enum play_status {
	PLAY_BEFORE, /* not adopted yet */
	PLAY_HELD,
	PLAY_FREED,
	PLAY_REFUSED, /* the engine did not take the flow; see `refused` */
};

/* What became of a frame. */
enum play_fate {
	PLAY_UNSENT,
	PLAY_PASSED,   /* not of a held flow: came out to the host unchanged */
	PLAY_TAKEN,    /* of the held flow, not passed up */
	PLAY_TAKEN_UP, /* of the held flow, passed up */
	/* of the played end's host, while the flow was held */
	PLAY_LET_OUT,
	PLAY_HELD_BACK, /* refused: it did not come out */
};

struct play_segment {
	uint32_t seq, ack, payload;
	uint8_t flags;
	bool ts;
};

/* One retired entry of the flow, with the segment that it made leave. */
struct play_event {
	uint8_t op, reason, send, old_state, new_state, completion;
	bool ack_limited, freed, peer_fin;
	size_t cause;     /* place of the frame that it answers, or at which the command was
	                            given; PLAY_NO_PLACE: timer, or the end of the capture */
	uint64_t time_ns; /* since the first frame of the capture */
	bool emitted;
	struct play_segment segment;
	uint64_t clocks; /* SEGMENT: last beat in to first beat out */
};

struct play {
	struct plan plan;
	enum play_status status;
	const char *refused;
	finwave_flow flow;    /* handle of libfinwave */
	uint32_t retire_flow; /* its number and generation on the retire port */
	uint8_t retire_generation;
	struct play_event *events;
	size_t event_count, event_room;
	uint8_t *fate;        /* enum play_fate, one a place */
	size_t command_place; /* cause of the command that is being carried out */
	uint32_t edge;        /* right edge that the engine was told */
	bool no_tail;         /* no buffer was free for the text of the FIN: the host sent it */
	unsigned completions; /* completion events that libfinwave gave */
};

struct replay_stats {
	uint64_t frames; /* fed to the engine */
	uint64_t clocks;
	double seconds;   /* of wall time */
	uint64_t checked; /* retired entries compared with the model */
};

struct replay {
	struct capture *capture;
	struct conn_set *conns;
	struct engine *engine;
	struct outpcap *out;    /* or NULL */
	struct play **plays[2]; /* by role; one a played connection */
	size_t play_count[2];
	uint64_t out_ns; /* time in the file of --out at which this pass starts */
	struct replay_stats stats;
	const char *error; /* what went wrong: the scoreboard's text, or ours; NULL if nothing */
	char error_text[512];
};

/* One pass. False: replay->error says why. */
bool replay_run(struct replay *replay, enum replay_role role);
/* All flows free, nothing in flight? */
bool replay_finish(struct replay *replay);
void replay_free(struct replay *replay);

/* The last event with which the flow was freed, or NULL. */
const struct play_event *play_freed_by(const struct play *play);
/* The event that took the peer's FIN, if an ACK left for it; or NULL. */
const struct play_event *play_fin_ack(const struct play *play);
const char *replay_reason_name(uint8_t reason);
/* Number in the capture, from 1, of a place. */
size_t play_frame_number(const struct play *play, size_t place);

#endif
