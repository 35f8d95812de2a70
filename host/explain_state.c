/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * One state, every event: for each row a flow is adopted in that state, the event is played, and what
 * the engine retired and sent is the row.
 */

#include <string.h>

#include "codes.h"
#include "events.h"
#include "explain.h"
#include "finwave_regs.h"
#include "letters.h"
#include "record.h"
#include "replay.h"
#include "wrapped.h"

enum { TEXT_SIZE = 160, SEEN_MAX = 64 };

struct table {
	FILE *file;
	struct pair *pair;
	enum finwave_state state;
	bool held; /* the engine holds flows in this state */
	struct letters letters;
	struct finwave_sim_retire seen[SEEN_MAX]; /* one for each reason and command in the table */
	size_t seen_count;
};

/* What one event led to. */
struct outcome {
	const struct pair_entry *decision; /* the last that was retired, or NULL */
	const struct pair_entry *entry;    /* the last arrival or command */
	const struct pair_entry *sent;     /* the last frame of the engine, or NULL */
	unsigned count;                    /* of timers that struck */
};

/* ---- a flow in the state --------------------------------------------------------------------- */

static void set_numbers(struct table *t)
{
	struct pair_end *end = &t->pair->end[PAIR_A];

	end->snd_una = t->letters.u + events_fin_acked(t->state);
	end->snd_nxt = t->letters.u + events_fin_sent(t->state);
	end->rcv_nxt = t->letters.w + events_peer_fin(t->state);
}

/* A flow that is not held: for commands its handle is of one that has ended. */
static bool make_ended(struct table *t)
{
	struct pair_end *end = &t->pair->end[PAIR_A];

	if (!pair_adopt(t->pair, PAIR_A, FINWAVE_ESTABLISHED, false, "adopt") ||
	    !pair_command(t->pair, PAIR_A, PAIR_RELEASE, "release"))
		return false;
	end->host = PAIR_HOST_OWN;
	return true;
}

static bool prepare(struct table *t, bool half_close)
{
	struct pair_end *end = &t->pair->end[PAIR_A];

	if (end->held && !pair_command(t->pair, PAIR_A, PAIR_RELEASE, "release"))
		return false;
	pair_forget(t->pair);
	t->pair->network[PAIR_A].lose = UINT32_MAX;
	end->listens = true;
	set_numbers(t);
	return t->held ? pair_adopt(t->pair, PAIR_A, t->state, half_close, "adopt") : make_ended(t);
}

/* ---- playing --------------------------------------------------------------------------------- */

static bool send_segment(struct table *t, const struct event_case *event)
{
	const struct pair_end *end = &t->pair->end[PAIR_A];
	struct packet packet = { .flags = event->flags, .window = 65535, .payload = event->length };

	packet.seq =
		(event->seq == EVENT_FIN_NUMBER ? t->letters.w : end->rcv_nxt) + event->seq_offset;
	if (event->flags & TCP_ACK)
		packet.ack = (event->ack == EVENT_SND_UNA ? end->snd_una : end->snd_nxt) +
		             event->ack_offset;
	return pair_inject(t->pair, PAIR_A, &packet);
}

static bool strike(struct table *t, bool to_the_end)
{
	struct pair_end *end = &t->pair->end[PAIR_A];

	if (!end->held || !end->info.timer_running)
		return true;
	return to_the_end ? pair_until(t->pair, PAIR_A, FINWAVE_CLOSED) : pair_step(t->pair);
}

static bool play(struct table *t, const struct event_case *event)
{
	switch (event->kind) {
	case EVENT_SEGMENT:
		return send_segment(t, event);
	case EVENT_TIMEOUT:
		return strike(t, false);
	case EVENT_LAST_TIMEOUT:
		return strike(t, true);
	default:
		return pair_command(t->pair, PAIR_A, event->command, event->name);
	}
}

static struct outcome find_outcome(const struct table *t, size_t first)
{
	const struct pair *pair = t->pair;
	struct outcome o = { NULL, NULL, NULL, 0 };

	for (size_t i = first; i < pair->log_count; i++) {
		const struct pair_entry *entry = &pair->log[i];

		if (entry->side != PAIR_A)
			continue;
		if (entry->retired)
			o.decision = entry;
		if (entry->kind == PAIR_ARRIVED || entry->kind == PAIR_COMMAND)
			o.entry = entry;
		if (entry->kind == PAIR_LOST && pair->frames[entry->frame].from_engine)
			o.sent = entry;
		o.count += entry->kind == PAIR_TIMER;
	}
	return o;
}

/* ---- printing -------------------------------------------------------------------------------- */

static void remember(struct table *t, const struct finwave_sim_retire *retire)
{
	bool command = retire->op != FINWAVE_OP_SEGMENT && retire->op != FINWAVE_OP_TIMEOUT;

	for (size_t i = 0; i < t->seen_count; i++)
		if (t->seen[i].reason == retire->reason &&
		    (!command || t->seen[i].op == retire->op))
			return;
	if (t->seen_count < SEEN_MAX)
		t->seen[t->seen_count++] = *retire;
}

/* Without the flags, which are the event's name. */
static void segment_text(const struct table *t, size_t first, char text[TEXT_SIZE])
{
	const struct pair *pair = t->pair;
	char all[TEXT_SIZE];
	const char *numbers;

	text[0] = '\0';
	if (first >= pair->log_count || pair->log[first].kind != PAIR_ARRIVED)
		return;
	letters_segment(&t->letters, false, true, &pair->frames[pair->log[first].frame].f, all,
	                sizeof(all));
	numbers = strstr(all, "seq=");
	snprintf(text, TEXT_SIZE, "%s", numbers ? numbers : "");
}

static void answer_text(const struct table *t, const struct event_case *event,
                        const struct outcome *o, char text[TEXT_SIZE])
{
	bool timer = event->kind == EVENT_TIMEOUT || event->kind == EVENT_LAST_TIMEOUT;

	if (o->entry && o->entry->result)
		snprintf(text, TEXT_SIZE, "refused, %s", codes_refusal(o->entry->result));
	else if (o->sent)
		letters_segment(&t->letters, true, true, &t->pair->frames[o->sent->frame].f, text,
		                TEXT_SIZE);
	else if (timer && !o->decision)
		snprintf(text, TEXT_SIZE, "no timer runs");
	else if (o->decision && o->decision->retire.ack_limited)
		snprintf(text, TEXT_SIZE, "ACK held back");
	else if (o->entry && o->entry->up)
		snprintf(text, TEXT_SIZE, "up to the host");
	else
		snprintf(text, TEXT_SIZE, "-");
}

/* What has no column: the host's part. */
static void print_more(const struct table *t, const struct outcome *o, size_t first)
{
	const struct pair *pair = t->pair;
	char text[TEXT_SIZE] = "";
	size_t used = 0;

	if (o->entry && o->entry->up && o->sent)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%sup to the host",
		                         used ? "; " : "");
	if (o->count > 1)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%safter %u timeouts",
		                         used ? "; " : "", o->count);
	for (size_t i = first; i < pair->log_count && used < sizeof(text); i++)
		if (pair->log[i].kind == PAIR_EVENT)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%sevent %s",
			                         used ? "; " : "",
			                         finwave_event_name(pair->log[i].event.kind));
	if (used)
		fprintf(t->file, "%54s%s\n", "", text);
}

static bool print_case(struct table *t, const struct event_case *event)
{
	struct outcome o;
	char segment[TEXT_SIZE], answer[TEXT_SIZE];
	const char *next = t->held ? codes_state_name(t->state) : "(host's)", *reason = "";
	size_t first;

	if (!prepare(t, event->half_close))
		return false;
	first = t->pair->log_count;
	if (!play(t, event))
		return false;
	o = find_outcome(t, first);
	segment_text(t, first, segment);
	answer_text(t, event, &o, answer);
	if (o.decision) {
		next = codes_state_name(o.decision->retire.new_state);
		reason = replay_reason_name(o.decision->retire.reason);
		remember(t, &o.decision->retire);
	}
	fprintf(t->file, "  %-24s %-25s  %-24s %s%*s%s\n", event->name, segment, answer, next,
	        *reason ? 13 - (int)strlen(next) : 0, "", reason);
	print_more(t, &o, first);
	return true;
}

static void print_reasons(const struct table *t)
{
	fputc('\n', t->file);
	for (size_t i = 0; i < t->seen_count; i++) {
		const struct finwave_sim_retire *r = &t->seen[i];
		bool command = *codes_command(r->op);
		char lead[48], text[TEXT_SIZE];

		snprintf(lead, sizeof(lead), "  %-19s ",
		         command ? codes_op_name(r->op) : replay_reason_name(r->reason));
		snprintf(text, sizeof(text), "%s%s%s%s",
		         command ? codes_command(r->op) : codes_reason(r->reason),
		         *codes_clause(r) ? " [" : "", codes_clause(r),
		         *codes_clause(r) ? "]" : "");
		print_wrapped(t->file, lead, text);
	}
}

/* The record just after the adoption, or why there is none. */
static bool print_record(struct table *t)
{
	struct pair_end *end = &t->pair->end[PAIR_A];
	struct finwave_flow_config config = end->address;
	char text[TEXT_SIZE];
	int err;

	if (t->held) {
		if (!prepare(t, false))
			return false;
		record_text(&end->info, t->pair->log[0].retire.tick, t->pair->log[0].retire.tick,
		            text, sizeof(text));
		print_wrapped(t->file, "  record after the adoption: ", text);
		return true;
	}
	config.state = t->state;
	err = finwave_adopt(end->engine.dev, &config, &end->flow);
	if (!err)
		return pair_fail(t->pair, "the engine adopts a flow in %s",
		                 codes_state_name(t->state));
	fprintf(t->file, "  adopt: refused, %s; the host's own stack answers\n",
	        finwave_strerror(err));
	return true;
}

static void print_head(const struct table *t)
{
	const struct letters *l = &t->letters;

	fprintf(t->file, "%s: %s\n", codes_state_name(t->state), codes_state(t->state));
	fprintf(t->file, "  u = %-10u  our FIN's number, sent or to be sent\n", l->u);
	fprintf(t->file, "  w = %-10u  the peer's FIN's number, taken or to come\n", l->w);
}

bool explain_state(FILE *file, struct pair *pair, unsigned state)
{
	const struct pair_end *end = &pair->end[PAIR_A];
	struct table t = {
		.file = file,
		.pair = pair,
		.state = (enum finwave_state)state,
		.held = state >= FINWAVE_TCP_STATE_ESTABLISHED,
		.letters = { .u = end->snd_nxt, .w = end->rcv_nxt, .has_w = true, .only_w = true }
	};
	const struct event_case *event;

	print_head(&t);
	if (!print_record(&t))
		return false;
	fprintf(file, "\n  %-24s %-25s  %-24s %-12s %s\n", "event", "", "answer", "next state",
	        "reason");
	for (size_t i = 0; (event = events_at(i)) != NULL; i++)
		if (events_fits(event, t.state) && !print_case(&t, event))
			return false;
	print_reasons(&t);
	if (pair->end[PAIR_A].held && !pair_command(pair, PAIR_A, PAIR_RELEASE, "release"))
		return false;
	return pair_finish(pair);
}
