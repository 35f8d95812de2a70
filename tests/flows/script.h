/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The scripts of tests/flows: text -> steps. The language is described in README.md; it is packetdrill's
 * where packetdrill has words for it.
 *
 * A script is read whole before anything runs. What cannot be understood is one line on stderr that
 * names file and line.
 */
#ifndef FINWAVE_TESTS_SCRIPT_H
#define FINWAVE_TESTS_SCRIPT_H

#include "finwave.h"
#include "packet.h"

#define SCRIPT_FLOWS 64   /* numbers that `flow` takes: 0 to 63 */
#define SCRIPT_CHECKS 12  /* of one `state` */
#define SCRIPT_NO_TIMER 0 /* value of `state ... timer` */
#define SCRIPT_TAIL 2000  /* bytes that close takes: more than the engine does */

enum script_kind {
	SCRIPT_SET,
	SCRIPT_FLOW,
	SCRIPT_TUPLE,
	SCRIPT_SHIFT,
	SCRIPT_ADOPT,
	SCRIPT_CLOSE,
	SCRIPT_SHUTDOWN,
	SCRIPT_ABORT,
	SCRIPT_UPDATE,
	SCRIPT_RELEASE,
	SCRIPT_SEND,   /* < */
	SCRIPT_EXPECT, /* > */
	SCRIPT_UP,     /* ^ */
	SCRIPT_HOST,
	SCRIPT_DOWN,      /* v */
	SCRIPT_EXPECT_UP, /* up */
	SCRIPT_EVENT,
	SCRIPT_STATE,
	SCRIPT_REASON,
	SCRIPT_COUNTER,
	SCRIPT_HELD,
	SCRIPT_TRACKED,
	SCRIPT_TAILS_FREE,
	SCRIPT_REPEAT,
	SCRIPT_END,
	SCRIPT_WAIT,
};

/* A segment with relative numbers, ours from our ISN, the peer's from the peer's. */
struct script_segment {
	struct packet packet;
	bool has_win, bad, bad_tcp_sum, bad_ip_sum;
	unsigned cut; /* bytes off the end of the frame */
};

/* How a flow is adopted: numbers in config are relative. */
struct script_adopt {
	struct finwave_flow_config config;
	uint32_t local_isn, peer_isn;
};

struct script_update {
	bool has_snd_nxt, has_wnd, has_tail;
	uint32_t snd_nxt, wnd, tail; /* tail: bytes */
};

enum script_check_kind {
	CHECK_SND_UNA,
	CHECK_SND_NXT,
	CHECK_RCV_NXT,
	CHECK_RCV_WND,
	CHECK_TS_RECENT,
	CHECK_RTO,
	CHECK_RETRIES,
	CHECK_HALF_CLOSE,
	CHECK_TIMER,
	CHECK_FIN_AT,
	CHECK_TAIL_LEN,
	CHECK_SND_WND,
	CHECK_WATCH,
	CHECK_ACK_OWED,
};

struct script_check {
	enum script_check_kind kind;
	uint32_t value;
};

struct script_step {
	enum script_kind kind;
	unsigned line;
	bool delayed;    /* +T stands before it */
	uint64_t delay;  /* ticks */
	int result;      /* commands: 0 or -errno */
	uint32_t number; /* flow, repeat, shift, value of what is counted; reason's code */
	bool late;       /* v: behind frames of the engine that are not asked for yet */
	bool peer;       /* shift: the peer's numbers, not ours */
	char name[32];   /* counter */
	enum finwave_event_kind event;
	enum finwave_state state;     /* event, state */
	struct finwave_config config; /* set: one member, see set_member */
	size_t set_member;
	struct script_adopt adopt;
	struct script_segment segment;
	struct script_update update; /* close and shutdown: snd_nxt, tail */
	struct script_check checks[SCRIPT_CHECKS];
	size_t check_count;
};

struct script {
	const char *path;
	struct script_step *steps;
	size_t count;
};

/* 0 or -1 with a line on stderr; free it in either case. */
int script_read(const char *path, struct script *script);
void script_free(struct script *script);

/* Copies the one member that a `set` step has into config. */
void script_apply_set(const struct script_step *step, struct finwave_config *config);

/* "F." and the like; text holds at least 9 bytes. */
void script_flags_text(uint8_t flags, char *text);

#endif
