/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <string.h>

#include "stories.h"

#define SECOND 1000000u

#define ADOPT(end, as, words)                                                  \
	{                                                                      \
		.action = STORY_ADOPT, .side = end, .state = as, .text = words \
	}
#define BOTH_OPEN                                                                      \
	ADOPT(PAIR_A, FINWAVE_ESTABLISHED, "hands the open connection to its engine"), \
		ADOPT(PAIR_B, FINWAVE_ESTABLISHED, "hands the open connection to its engine")
#define UNTIL(end, as)                                          \
	{                                                       \
		.action = STORY_UNTIL, .side = end, .state = as \
	}
#define DO(what, end, words)                               \
	{                                                  \
		.action = what, .side = end, .text = words \
	}
#define CLOSE(end) DO(STORY_CLOSE, end, "close")
#define QUIET                         \
	{                             \
		.action = STORY_QUIET \
	}
#define LOSE(end, frames, only, words)                                                           \
	{                                                                                        \
		.action = STORY_LOSE, .side = end, .count = frames, .flags = only, .text = words \
	}
#define SEND(end, bits, bytes, further, words)                                    \
	{                                                                         \
		.action = STORY_SEND, .side = end, .flags = bits, .count = bytes, \
		.offset = further, .text = words                                  \
	}

static const struct story_step four_segment[] = {
	BOTH_OPEN,
	CLOSE(PAIR_A),
	UNTIL(PAIR_A, FINWAVE_FIN_WAIT_2),
	CLOSE(PAIR_B),
};

static const struct story_step three_segment[] = {
	ADOPT(PAIR_A, FINWAVE_ESTABLISHED, "hands the open connection to its engine"),
	CLOSE(PAIR_A),
	QUIET,
	SEND(PAIR_B, TCP_FIN | TCP_ACK, 0, 0,
	     "host: has nothing left to say, acknowledges and closes in one segment"),
	ADOPT(PAIR_B, FINWAVE_LAST_ACK, "hands the connection to its engine in LAST_ACK"),
};

static const struct story_step simultaneous[] = {
	BOTH_OPEN,
	CLOSE(PAIR_A),
	CLOSE(PAIR_B),
};

static const struct story_step half_close[] = {
	BOTH_OPEN,
	DO(STORY_SHUTDOWN, PAIR_A, "shutdown: sends no more, reads on"),
	UNTIL(PAIR_A, FINWAVE_FIN_WAIT_2),
	SEND(PAIR_B, TCP_PSH | TCP_ACK, 3, 0, "host: sends 3 bytes more"),
	QUIET,
	CLOSE(PAIR_B),
};

static const struct story_step fin_with_data[] = {
	ADOPT(PAIR_B, FINWAVE_ESTABLISHED, "hands the open connection to its engine"),
	SEND(PAIR_A, TCP_FIN | TCP_PSH | TCP_ACK, 3, 0,
	     "host: sends its last 3 bytes and its FIN in one segment"),
	ADOPT(PAIR_A, FINWAVE_FIN_WAIT_1, "hands the connection to its engine in FIN_WAIT_1"),
	UNTIL(PAIR_A, FINWAVE_FIN_WAIT_2),
	CLOSE(PAIR_B),
};

static const struct story_step lost_fin[] = {
	BOTH_OPEN,     LOSE(PAIR_A, 1, 0, "the network will lose A's FIN"),
	CLOSE(PAIR_A), UNTIL(PAIR_A, FINWAVE_FIN_WAIT_2),
	CLOSE(PAIR_B),
};

static const struct story_step lost_ack_of_fin[] = {
	BOTH_OPEN,     LOSE(PAIR_B, 1, 0, "the network will lose B's acknowledgment"),
	CLOSE(PAIR_A), UNTIL(PAIR_A, FINWAVE_FIN_WAIT_2),
	CLOSE(PAIR_B),
};

static const struct story_step lost_last_ack[] = {
	BOTH_OPEN,
	CLOSE(PAIR_A),
	UNTIL(PAIR_A, FINWAVE_FIN_WAIT_2),
	LOSE(PAIR_A, 1, 0, "the network will lose A's last acknowledgment"),
	CLOSE(PAIR_B),
};

static const struct story_step time_wait[] = {
	BOTH_OPEN,
	{ .action = STORY_COPY,
	  .side = PAIR_B,
	  .count = 2,
	  .ticks = 20 * SECOND,
	  .text = "the network will bring B's next segment again, twice, 20 s later" },
	SEND(PAIR_B, TCP_PSH | TCP_ACK, 3, 0, "host: sends 3 bytes"),
	QUIET,
	CLOSE(PAIR_A),
	UNTIL(PAIR_A, FINWAVE_FIN_WAIT_2),
	CLOSE(PAIR_B),
	UNTIL(PAIR_A, FINWAVE_CLOSED),
	DO(STORY_SAY, PAIR_A, "second act: a new connection from the same ports"),
	DO(STORY_LISTEN, PAIR_A, "host: takes new connections"),
	ADOPT(PAIR_A, FINWAVE_TIME_WAIT, "is in TIME_WAIT once more"),
	DO(STORY_OPEN, PAIR_B, "host: opens again, its numbers are newer"),
};

static const struct story_step no_time_wait_lesson[] = {
	BOTH_OPEN,
	CLOSE(PAIR_A),
	UNTIL(PAIR_A, FINWAVE_FIN_WAIT_2),
	LOSE(PAIR_A, 1, 0, "the network will lose A's last acknowledgment"),
	CLOSE(PAIR_B),
	UNTIL(PAIR_A, FINWAVE_TIME_WAIT),
	DO(STORY_RELEASE, PAIR_A, "release: does without TIME_WAIT, the flow is free at once"),
};

static const struct story_step reset[] = {
	BOTH_OPEN,
	CLOSE(PAIR_A),
	UNTIL(PAIR_A, FINWAVE_FIN_WAIT_2),
	SEND(PAIR_B, TCP_RST, 0, 100, "a forger's RST, in the window but not at RCV.NXT"),
	QUIET,
	DO(STORY_ABORT, PAIR_B, "abort: its program died"),
};

static const struct story_step give_up[] = {
	BOTH_OPEN,
	LOSE(PAIR_A, UINT32_MAX, TCP_FIN, "the network will lose every FIN of A"),
	CLOSE(PAIR_A),
};

static const struct story_step syn_in_last_ack[] = {
	BOTH_OPEN,
	CLOSE(PAIR_A),
	UNTIL(PAIR_A, FINWAVE_FIN_WAIT_2),
	DO(STORY_RELEASE, PAIR_A, "release: restarts and has forgotten the connection"),
	LOSE(PAIR_B, 1, TCP_FIN, "the network will lose B's FIN"),
	CLOSE(PAIR_B),
	DO(STORY_OPEN, PAIR_A, "host: opens a new connection from the same ports"),
};

static const struct story_step abort_steps[] = {
	BOTH_OPEN,
	DO(STORY_ABORT, PAIR_A, "abort"),
};

#define STEPS(table) table, sizeof(table) / sizeof(table[0])

static const struct story stories[] = {
	{ "four-segment", "A closes, B acknowledges and closes later: the usual walk",
	  "Each direction is closed by its own FIN and the ACK of it. Who closes first waits 2 MSL "
	  "in TIME_WAIT, who "
	  "closes second is done when its FIN is acknowledged.",
	  STEPS(four_segment) },
	{ "three-segment", "B has nothing left to send: its ACK and its FIN are one segment",
	  "FIN_WAIT_2 is left out. B's host sends this segment itself and then hands over: the "
	  "engine sends the ACK of "
	  "a FIN at once, and its own FIN with the host's close.",
	  STEPS(three_segment) },
	{ "simultaneous", "both close at once, the FINs cross: CLOSING",
	  "Neither FIN acknowledges the other. Both ends are active closers, and both wait in "
	  "TIME_WAIT.",
	  STEPS(simultaneous) },
	{ "half-close", "A sends no more but still takes what B sends",
	  "In FIN_WAIT_2 after a shutdown, data in order is acknowledged and goes up to the host. "
	  "w is now after v.",
	  STEPS(half_close) },
	{ "fin-with-data", "A's FIN carries its last 3 bytes",
	  "A FIN takes one sequence number behind the data: the ACK is u+3+1. A's host sends it, "
	  "the engine takes the "
	  "connection over with the FIN out.",
	  STEPS(fin_with_data) },
	{ "lost-fin", "A's FIN is lost: the timer sends it again",
	  "The same number again, after the RTO, and the RTO is doubled.", STEPS(lost_fin) },
	{ "lost-ack-of-fin", "the ACK of A's FIN is lost: A repeats its FIN, B its ACK",
	  "B has taken the FIN already: an old number, answered again, and nothing else changes.",
	  STEPS(lost_ack_of_fin) },
	{ "lost-last-ack", "the last ACK is lost: TIME_WAIT answers B's repeated FIN",
	  "This is the first reason for TIME_WAIT: without A's second ACK B would stay in "
	  "LAST_ACK. 2 MSL starts anew.",
	  STEPS(lost_last_ack) },
	{ "time-wait", "2 MSL, old duplicates that die in it, and a SYN that may end it",
	  "The second reason for TIME_WAIT: segments of the old connection that come late find "
	  "their own connection, "
	  "not a new one. A SYN with newer numbers is no old duplicate, and may pass.",
	  STEPS(time_wait) },
	{ "no-time-wait-lesson", "without TIME_WAIT: B's repeated FIN finds nobody",
	  "B sent and received everything, and yet its connection ends with an error.",
	  STEPS(no_time_wait_lesson) },
	{ "reset", "a RST ends the connection, a forged one does not",
	  "Only a RST at RCV.NXT counts. Another one in the window is answered by an ACK: an end "
	  "that really reset "
	  "answers that one with the right number.",
	  STEPS(reset) },
	{ "give-up", "no FIN of A arrives: retransmissions, and a RST at the end",
	  "The RTO doubles up to its limit. After the last retry and R2 the flow is freed.",
	  STEPS(give_up) },
	{ "syn-in-last-ack", "a new SYN meets B in LAST_ACK",
	  "RFC 5961 answers with an ACK, to which an end that forgot the connection replies RST; "
	  "RFC 793 answers with "
	  "RST (--set syn_rst=1). The handshake fails either way.",
	  STEPS(syn_in_last_ack) },
	{ "abort", "A aborts: one RST, and both ends are free",
	  "No FIN, no ACK, no TIME_WAIT. What was under way is lost.", STEPS(abort_steps) },
};

#define STORY_COUNT (sizeof(stories) / sizeof(stories[0]))

const struct story *story_at(size_t index)
{
	return index < STORY_COUNT ? &stories[index] : NULL;
}

const struct story *story_find(const char *name)
{
	for (size_t i = 0; i < STORY_COUNT; i++)
		if (!strcmp(stories[i].name, name))
			return &stories[i];
	return NULL;
}
