/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Plays a story, step by step.
 */
#include "stories.h"

#define STORY_WINDOW 65535u

static bool tell(struct pair *pair, const struct story_step *step)
{
	return pair_sync(pair) && pair_note(pair, PAIR_TOLD, step->side, step->text);
}

static bool say(struct pair *pair, const struct story_step *step)
{
	return pair_sync(pair) && pair_note(pair, PAIR_SAID, step->side, step->text);
}

static bool send(struct pair *pair, const struct story_step *step)
{
	const struct pair_end *end = &pair->end[step->side];
	const struct packet packet = { .flags = step->flags,
		                       .seq = end->snd_nxt + step->offset,
		                       .ack = step->flags & TCP_ACK ? end->rcv_nxt : 0,
		                       .window = step->flags & TCP_RST ? 0 : STORY_WINDOW,
		                       .payload = step->count,
		                       .from_host = true };

	return say(pair, step) && pair_send(pair, step->side, &packet);
}

static bool open_again(struct pair *pair, const struct story_step *step)
{
	struct pair_end *end = &pair->end[step->side];
	const struct packet packet = { .flags = TCP_SYN,
		                       .seq = end->snd_nxt + PAIR_ISN_STEP,
		                       .window = STORY_WINDOW,
		                       .from_host = true };

	end->host = PAIR_HOST_OPENING;
	end->snd_una = end->snd_nxt = packet.seq;
	return say(pair, step) && pair_send(pair, step->side, &packet);
}

static bool order(struct pair *pair, const struct story_step *step)
{
	struct pair_network *network = &pair->network[step->side];

	if (step->action == STORY_LOSE) {
		network->lose = step->count;
		network->lose_flags = step->flags;
	} else {
		network->copies = step->count;
		network->later = step->ticks;
	}
	return tell(pair, step);
}

static bool listen(struct pair *pair, const struct story_step *step)
{
	struct pair_end *end = &pair->end[step->side];

	end->listens = true;
	if (end->host == PAIR_HOST_NONE)
		end->host = PAIR_HOST_LISTEN;
	return say(pair, step);
}

static bool play_step(struct pair *pair, const struct story_step *step)
{
	switch (step->action) {
	case STORY_SAY:
		return tell(pair, step);
	case STORY_ADOPT:
		return pair_adopt(pair, step->side, step->state, false, step->text);
	case STORY_CLOSE:
		return pair_command(pair, step->side, PAIR_CLOSE, step->text);
	case STORY_SHUTDOWN:
		return pair_command(pair, step->side, PAIR_SHUTDOWN, step->text);
	case STORY_ABORT:
		return pair_command(pair, step->side, PAIR_ABORT, step->text);
	case STORY_RELEASE:
		return pair_command(pair, step->side, PAIR_RELEASE, step->text);
	case STORY_SEND:
		return send(pair, step);
	case STORY_OPEN:
		return open_again(pair, step);
	case STORY_LISTEN:
		return listen(pair, step);
	case STORY_LOSE:
	case STORY_COPY:
		return order(pair, step);
	case STORY_UNTIL:
		return pair_until(pair, step->side, step->state);
	default:
		return pair_quiet(pair);
	}
}

/* An end that nothing ends any more, for example by the settings: its host takes the flow back. */
static bool release_rest(struct pair *pair)
{
	for (unsigned side = 0; side < 2; side++)
		if (pair->end[side].held &&
		    !pair_command(pair, (enum pair_side)side, PAIR_RELEASE,
		                  "release: nothing more will happen to it"))
			return false;
	return true;
}

bool story_play(const struct story *story, struct pair *pair)
{
	for (size_t i = 0; i < story->count; i++)
		if (!play_step(pair, &story->steps[i]))
			return false;
	return pair_play_out(pair) && release_rest(pair) && pair_finish(pair);
}
