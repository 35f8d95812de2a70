/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "align.h"
#include "finwave_regs.h"
#include "rules.h"

#define COST_DIFFERENT 2u /* less than two without counterpart */
#define COST_KIND 3u

/* The engine's segments and the captured ones. */
struct sequences {
	const struct capture *capture;
	const struct play *play;
	size_t *events, event_count;
	size_t *places, place_count;
	size_t refused_count;            /* frames of the host */
	size_t first_event, first_place; /* of the part that is being aligned */
};

bool compare_is_refused(const struct play *play, const struct play_event *event)
{
	return event->op == FINWAVE_OP_HOST && event->cause != PLAY_NO_PLACE &&
	       play->fate[event->cause] == PLAY_HELD_BACK;
}

static struct rule_case case_of(const struct sequences *s, size_t event, size_t place)
{
	struct rule_case rc = { .capture = s->capture, .play = s->play, .place = place };

	if (event != COMPARE_NONE)
		rc.event = &s->play->events[event];
	if (place != COMPARE_NONE)
		rc.frame = conn_frame(s->capture, s->play->plan.conn, place);
	return rc;
}

static bool collect(struct sequences *s)
{
	const struct plan *plan = &s->play->plan;

	s->events = calloc(s->play->event_count + 1, sizeof(*s->events));
	s->places = calloc(plan->conn->count + 1, sizeof(*s->places));
	if (!s->events || !s->places)
		return false;
	for (size_t i = 0; i < s->play->event_count; i++) {
		if (s->play->events[i].emitted)
			s->events[s->event_count++] = i;
		s->refused_count += compare_is_refused(s->play, &s->play->events[i]);
	}
	for (size_t i = plan->adopt_at; i < plan->conn->count; i++)
		if (plan->steps[i].counts)
			s->places[s->place_count++] = i;
	return true;
}

/* What may stand side by side: equal segments, the same FIN, two RSTs, ACKs of the same number. */
static unsigned pair_cost(const void *ctx, size_t a, size_t b)
{
	const struct sequences *s = ctx;
	const size_t event = s->events[s->first_event + a], place = s->places[s->first_place + b];
	const struct rule_case rc = case_of(s, event, place);
	const struct play_segment *e = &rc.event->segment;
	uint8_t both = e->flags & rc.frame->flags;

	if (!compare_differences(&rc))
		return 0;
	if (both & TCP_RST)
		return COST_DIFFERENT;
	if (rc.frame->flags & TCP_RST)
		return rc.event->cause != PLAY_NO_PLACE && !(e->flags & TCP_FIN) &&
		                       !(rc.frame->flags & TCP_ACK) && rc.event->cause < place &&
		                       conn_frame(s->capture, s->play->plan.conn, rc.event->cause)
		                                       ->ack == rc.frame->seq
		               ? COST_KIND
		               : ALIGN_NEVER;
	if (both & TCP_FIN)
		return rc.frame->seq + rc.frame->payload == e->seq ? COST_DIFFERENT : COST_KIND;
	if ((e->flags | rc.frame->flags) & (TCP_FIN | TCP_RST))
		return ALIGN_NEVER;
	return e->ack == rc.frame->ack ? COST_DIFFERENT : ALIGN_NEVER;
}

static void append(char *text, size_t size, const char *separator, const char *more)
{
	size_t len = strlen(text);

	if (len < size)
		snprintf(text + len, size - len, "%s%s", len ? separator : "", more);
}

static void judge(const struct rule_case *rc, struct comparison_item *item)
{
	unsigned open = compare_differences(rc);

	item->verdict = open ? COMPARE_EXPLAINED : COMPARE_EQUAL;
	for (size_t i = 0; open && i < compare_rule_count; i++) {
		const struct rule *rule = &compare_rules[i];
		char detail[sizeof(item->detail)] = "";

		if (!(rule->explains & open) || !rule->check(rc, detail, sizeof(detail)))
			continue;
		open &= ~rule->explains;
		append(item->rule, sizeof(item->rule), "+", rule->name);
		append(item->detail, sizeof(item->detail), "; ", detail);
	}
	if (open)
		item->verdict = COMPARE_UNEXPLAINED;
}

static void describe_segment(char *text, size_t size, uint8_t flags, uint32_t seq, uint32_t ack,
                             uint32_t payload, bool ts)
{
	snprintf(text, size, "%s%s%s seq %u ack %u length %u%s", flags & TCP_FIN ? "FIN," : "",
	         flags & TCP_RST ? "RST," : "", flags & TCP_ACK ? "ACK" : "no ACK", seq, ack,
	         payload, ts ? " with timestamps" : "");
}

/* No rule holds: both sides as they are. */
static void describe(const struct rule_case *rc, struct comparison_item *item)
{
	char engine[80] = "nothing", captured[80] = "nothing";

	if (compare_differences(rc) == DIFF_REFUSED)
		snprintf(engine, sizeof(engine), "the host's frame is refused (%s)",
		         replay_reason_name(rc->event->reason));
	else if (rc->event)
		describe_segment(engine, sizeof(engine), rc->event->segment.flags,
		                 rc->event->segment.seq, rc->event->segment.ack,
		                 rc->event->segment.payload, rc->event->segment.ts);
	if (rc->frame)
		describe_segment(captured, sizeof(captured), rc->frame->flags, rc->frame->seq,
		                 rc->frame->ack, rc->frame->payload, rc->frame->has_ts);
	item->rule[0] = '\0';
	snprintf(item->detail, sizeof(item->detail), "engine: %s; captured: %s", engine, captured);
}

static void add_item(const struct sequences *s, struct comparison *out, size_t event, size_t place)
{
	struct comparison_item *item = &out->items[out->count++];
	struct rule_case rc = case_of(s, event, place);

	memset(item, 0, sizeof(*item));
	item->event = event;
	item->place = place;
	judge(&rc, item);
	if (item->verdict == COMPARE_UNEXPLAINED)
		describe(&rc, item);
	out->equal += item->verdict == COMPARE_EQUAL;
	out->explained += item->verdict == COMPARE_EXPLAINED;
	out->unexplained += item->verdict == COMPARE_UNEXPLAINED;
}

/* The frames of the host that the engine did not let out: none has a counterpart. */
static void add_refused(const struct sequences *s, struct comparison *out)
{
	for (size_t i = 0; i < s->play->event_count; i++)
		if (compare_is_refused(s->play, &s->play->events[i]))
			add_item(s, out, i, s->play->events[i].cause);
}

/* Aligns the parts [first_event, events) and [first_place, places), and goes on behind them. */
static bool judge_part(struct sequences *s, struct comparison *out, size_t events, size_t places)
{
	unsigned char *steps;
	size_t count, a = s->first_event, b = s->first_place;

	if (!align(events - a, places - b, pair_cost, s, &steps, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		add_item(s, out, steps[i] == ALIGN_SKIP_B ? COMPARE_NONE : s->events[a++],
		         steps[i] == ALIGN_SKIP_A ? COMPARE_NONE : s->places[b++]);
	free(steps);
	s->first_event = events;
	s->first_place = places;
	return true;
}

/* The captured segment at which the host gave the command that made this one leave. */
static bool find_anchor(const struct sequences *s, size_t event, size_t *place)
{
	const struct play_event *e = &s->play->events[s->events[event]];

	if (e->op == FINWAVE_OP_SEGMENT || e->op == FINWAVE_OP_TIMEOUT)
		return false;
	for (*place = s->first_place; *place < s->place_count; (*place)++)
		if (s->places[*place] == e->cause)
			return true;
	return false;
}

/* A FIN or RST by command stands beside the captured one; what lies between those is aligned. */
static bool judge_all(struct sequences *s, struct comparison *out)
{
	size_t place;

	out->items =
		calloc(s->event_count + s->place_count + s->refused_count + 1, sizeof(*out->items));
	if (!out->items)
		return false;
	for (size_t event = 0; event < s->event_count; event++) {
		if (!find_anchor(s, event, &place))
			continue;
		if (!judge_part(s, out, event, place))
			return false;
		add_item(s, out, s->events[event], s->places[place]);
		s->first_event++;
		s->first_place++;
	}
	if (!judge_part(s, out, s->event_count, s->place_count))
		return false;
	add_refused(s, out);
	return true;
}

bool compare_play(const struct capture *capture, const struct play *play, struct comparison *out)
{
	struct sequences s = { .capture = capture, .play = play };
	bool good;

	memset(out, 0, sizeof(*out));
	if (play->status == PLAY_REFUSED)
		return true;
	good = collect(&s) && judge_all(&s, out);
	free(s.events);
	free(s.places);
	return good;
}

void compare_free(struct comparison *comparison)
{
	free(comparison->items);
	memset(comparison, 0, sizeof(*comparison));
}

size_t compare_frame_number(const struct play *play, const struct comparison_item *item)
{
	if (item->place != COMPARE_NONE)
		return play_frame_number(play, item->place);
	if (play->events[item->event].cause != PLAY_NO_PLACE)
		return play_frame_number(play, play->events[item->event].cause);
	return play_frame_number(play, play->plan.own_fin < play->plan.conn->count
	                                       ? play->plan.own_fin
	                                       : play->plan.adopt_at);
}
