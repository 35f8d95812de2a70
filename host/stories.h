/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The stories of `finwave explain`: what the hosts and the network do. What follows from it, the engines
 * show.
 */
#ifndef HOST_STORIES_H
#define HOST_STORIES_H

#include "pair.h"

enum story_action {
	STORY_SAY,      /* text only */
	STORY_ADOPT,    /* state */
	STORY_CLOSE,    /* commands to the engine */
	STORY_SHUTDOWN, /* .. */
	STORY_ABORT,    /* .. */
	STORY_RELEASE,  /* .. */
	STORY_SEND,     /* the host sends: flags, count bytes, at SND.NXT + offset */
	STORY_OPEN,     /* the host sends a SYN for a new connection */
	STORY_LISTEN,   /* the host takes a SYN when the flow has ended */
	STORY_LOSE,  /* of what leaves side: count frames, with one of the flags if there are any */
	STORY_COPY,  /* the next frame that leaves side comes again count times, `ticks` later */
	STORY_UNTIL, /* time passes until side is in state, or nothing more can happen */
	STORY_QUIET, /* time passes until no frame is under way */
};

struct story_step {
	enum story_action action;
	enum pair_side side;
	const char *text;
	enum finwave_state state;
	uint8_t flags;
	uint32_t count, offset;
	uint64_t ticks;
};

struct story {
	const char *name;
	const char *title; /* one line for lists */
	const char *lesson;
	const struct story_step *steps;
	size_t count;
};

/* NULL after the last. */
const struct story *story_at(size_t index);
/* NULL: there is none of that name. */
const struct story *story_find(const char *name);

/* Plays it to its end: until no timer runs and no frame is under way. */
bool story_play(const struct story *story, struct pair *pair);

#endif
