/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange.h"
#include "finwave_regs.h"

#define SETTLE_CLOCKS 20000000u
#define SWEEP_SLACK 1000u /* clocks of a sweep in which the pipeline was busy otherwise */
/* No timer of the engine runs longer than 2^31 ticks (36 minutes): a longer gap is shortened. */
#define GAP_NS 3600000000000u
#define NS_PER_TICK 1000u

bool exchange_fail(struct exchange *x, const char *format, ...)
{
	const struct engine *engine = x->replay->engine;
	const char *score = engine->api.error(engine->sim);
	va_list args;

	if (x->replay->error)
		return false;
	va_start(args, format);
	vsnprintf(x->replay->error_text, sizeof(x->replay->error_text), format, args);
	va_end(args);
	x->replay->error = score ? score : x->replay->error_text;
	return false;
}

bool exchange_open(struct exchange *x, struct replay *replay)
{
	const struct engine_api *api = &replay->engine->api;

	memset(x, 0, sizeof(*x));
	x->replay = replay;
	x->flow_count = api->flow_count();
	x->by_flow = calloc(x->flow_count, sizeof(*x->by_flow));
	x->base_tick = api->tick(replay->engine->sim) + 1;
	x->start_ns = replay->capture->frames[0].time_ns;
	return x->by_flow || exchange_fail(x, "out of memory");
}

void exchange_close(struct exchange *x)
{
	for (unsigned port = 0; port < 2; port++) {
		for (size_t i = 0; i < x->sent[port].count; i++)
			if (x->sent[port].items[i].owned)
				free((void *)(uintptr_t)x->sent[port].items[i].bytes);
		free(x->sent[port].items);
	}
	free(x->by_flow);
	free(x->awaited);
}

/* ---- time ----------------------------------------------------------------------------------- */

/* Time since the capture's first frame. Ticks of the gap before the last advance count as now. */
static uint64_t time_of_tick(const struct exchange *x, uint64_t tick)
{
	uint64_t ticks = tick > x->base_tick ? tick - x->base_tick : 0;

	return ticks * NS_PER_TICK + x->left_out_ns;
}

uint64_t exchange_time(const struct exchange *x)
{
	const struct engine *engine = x->replay->engine;

	return time_of_tick(x, engine->api.tick(engine->sim));
}

static bool save(struct exchange *x, uint64_t time_ns, const uint8_t *bytes, size_t len)
{
	uint64_t ns = x->start_ns + x->replay->out_ns + time_ns;

	if (!x->replay->out || outpcap_add(x->replay->out, ns, bytes, len))
		return true;
	return exchange_fail(x, "out of memory");
}

/* ---- retired entries ------------------------------------------------------------------------ */

static bool await(struct exchange *x, struct play *play, size_t event)
{
	if (x->awaited_count == x->awaited_room) {
		size_t room = x->awaited_room ? 2 * x->awaited_room : 64;
		void *awaited = realloc(x->awaited, room * sizeof(*x->awaited));

		if (!awaited)
			return exchange_fail(x, "out of memory");
		x->awaited = awaited;
		x->awaited_room = room;
	}
	x->awaited[x->awaited_count++] = (struct awaited){ play, event };
	return true;
}

static struct play_event *add_event(struct exchange *x, struct play *play)
{
	struct play_event *event;

	if (play->event_count == play->event_room) {
		size_t room = play->event_room ? 2 * play->event_room : 16;
		void *events = realloc(play->events, room * sizeof(*play->events));

		if (!events) {
			exchange_fail(x, "out of memory");
			return NULL;
		}
		play->events = events;
		play->event_room = room;
	}
	event = &play->events[play->event_count++];
	memset(event, 0, sizeof(*event));
	return event;
}

/* The frame with the harness's number on that port, or NULL. */
static struct sent *find_sent(struct exchange *x, enum finwave_sim_port port, uint64_t number)
{
	struct sent_list *list = &x->sent[port];

	if (number < list->base || number - list->base >= list->count)
		return NULL;
	return &list->items[number - list->base];
}

/* May the engine count the frame to the connection? A later one of the tuple may meet it too. */
static bool is_frame_of(const struct capture_frame *frame, const struct conn *c)
{
	for (const struct conn *d = frame->conn; d; d = d->older)
		if (d == c)
			return true;
	return false;
}

static enum play_fate fate_of(enum finwave_sim_port port, bool pass)
{
	if (port == FINWAVE_SIM_WIRE)
		return pass ? PLAY_TAKEN_UP : PLAY_TAKEN;
	return pass ? PLAY_LET_OUT : PLAY_HELD_BACK;
}

/*
 * A segment of a held flow, from the wire or from the host: it must be a frame of the connection that
 * was adopted. Only one that the engine drops as broken may be no segment to us.
 */
static bool take_segment(struct exchange *x, struct play *play,
                         const struct finwave_sim_retire *entry, size_t *cause)
{
	enum finwave_sim_port port = entry->from_host ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE;
	struct sent *sent = find_sent(x, port, entry->frame);
	const struct capture_frame *frame;

	if (!sent)
		return exchange_fail(x, "the engine retired a frame that was not sent");
	frame = &x->replay->capture->frames[sent->index];
	if (!is_frame_of(frame, play->plan.conn) &&
	    !(entry->reason == FINWAVE_REASON_BAD_FRAME && !frame->conn))
		return exchange_fail(x, "frame %zu was taken for connection %u, of which it is not",
		                     sent->index + 1, play->plan.conn->id);
	sent->retired = true;
	sent->passes = entry->pass;
	*cause = PLAY_NO_PLACE;
	if (frame->conn == play->plan.conn) {
		*cause = frame->place;
		play->fate[frame->place] = (uint8_t)fate_of(port, entry->pass);
	}
	return true;
}

static bool is_frame(uint8_t op)
{
	return op == FINWAVE_OP_SEGMENT || op == FINWAVE_OP_HOST;
}

static bool take_retired(struct exchange *x, const struct finwave_sim_retire *entry)
{
	struct play *play = x->by_flow[entry->flow % x->flow_count];
	size_t cause = PLAY_NO_PLACE;
	struct play_event *event;

	if (entry->op == FINWAVE_OP_ADOPT) {
		play = x->by_flow[entry->flow % x->flow_count] = x->adopting;
		if (!play)
			return exchange_fail(x, "the engine adopted a flow that nobody gave it");
		play->retire_flow = entry->flow;
		play->retire_generation = entry->generation;
	}
	if (!play || play->retire_generation != entry->generation)
		return exchange_fail(x, "the engine changed flow %u, which it does not hold",
		                     entry->flow);
	if (is_frame(entry->op) && !take_segment(x, play, entry, &cause))
		return false;
	if (!is_frame(entry->op) && entry->op != FINWAVE_OP_TIMEOUT)
		cause = play->command_place;
	event = add_event(x, play);
	if (!event)
		return false;
	event->op = entry->op;
	event->reason = entry->reason;
	event->send = entry->send;
	event->old_state = entry->old_state;
	event->new_state = entry->new_state;
	event->completion = entry->completion;
	event->ack_limited = entry->ack_limited;
	event->freed = entry->freed;
	event->peer_fin = entry->peer_fin;
	event->cause = cause;
	event->time_ns = time_of_tick(x, entry->tick);
	x->news = x->news || entry->freed || entry->peer_fin;
	if (entry->freed) {
		play->status = PLAY_FREED;
		x->freed++;
	}
	return entry->send == FINWAVE_SEND_NONE || await(x, play, play->event_count - 1);
}

/* ---- frames that came out ------------------------------------------------------------------- */

static bool is_of_flow(const struct frame *f, const struct finwave_flow_config *flow)
{
	if (f->kind != FRAME_TCP || f->ipv6 != flow->ipv6 || f->src_port != flow->local_port ||
	    f->dst_port != flow->remote_port || memcmp(f->src, flow->local_addr, 16) ||
	    memcmp(f->dst, flow->remote_addr, 16) || f->vlan_count != flow->vlan_count)
		return false;
	for (unsigned i = 0; i < f->vlan_count; i++)
		if ((f->vlan_tci[i] ^ flow->vlan_tci[i]) & 0xFFF)
			return false;
	return true;
}

/* The oldest awaited segment of the frame's flow; taken off the list. */
static struct play_event *match_awaited(struct exchange *x, const struct frame *f)
{
	for (size_t i = 0; i < x->awaited_count; i++) {
		struct awaited found = x->awaited[i];

		if (!is_of_flow(f, &found.play->plan.flow))
			continue;
		x->awaited_count--;
		memmove(&x->awaited[i], &x->awaited[i + 1],
		        (x->awaited_count - i) * sizeof(*x->awaited));
		return &found.play->events[found.event];
	}
	return NULL;
}

static bool take_made(struct exchange *x, const struct finwave_sim_frame *frame)
{
	const struct engine *engine = x->replay->engine;
	uint64_t time_ns = time_of_tick(x, frame->tick);
	const struct sent *sent = NULL;
	struct play_event *event;
	struct frame f;

	frame_dissect(frame->data, frame->len, &f);
	event = match_awaited(x, &f);
	if (!event || f.fault != FRAME_SOUND)
		return exchange_fail(x,
		                     "the engine sent a frame of %zu bytes that nothing asked for",
		                     frame->len);
	event->emitted = true;
	event->segment = (struct play_segment){ f.seq, f.ack, f.payload, f.flags, f.has_ts };
	if (event->op == FINWAVE_OP_SEGMENT) {
		sent = find_sent(x, FINWAVE_SIM_WIRE, frame->cause);
		event->clocks = frame->first_clock - engine->api.arrival(engine->sim, frame->cause);
	}
	if (sent)
		time_ns = sent->time_ns +
		          (uint64_t)((double)event->clocks * 1000.0 / engine->clock_mhz);
	return save(x, time_ns, frame->data, frame->len);
}

static size_t first_difference(const struct sent *sent, const struct finwave_sim_frame *frame)
{
	size_t i = 0;

	while (i < sent->len && i < frame->len && sent->bytes[i] == frame->data[i])
		i++;
	return i;
}

/* A frame that passed: it must be the next that was to come out on this side, byte for byte. */
static bool take_passed(struct exchange *x, const struct finwave_sim_frame *frame)
{
	enum finwave_sim_port from =
		frame->port == FINWAVE_SIM_HOST ? FINWAVE_SIM_WIRE : FINWAVE_SIM_HOST;
	struct sent_list *list = &x->sent[from];
	const struct sent *sent;

	while (list->next_out < list->decided && !list->items[list->next_out].passes)
		list->next_out++;
	if (list->next_out == list->decided)
		return exchange_fail(x, "a frame of %zu bytes came out to the %s that was not to",
		                     frame->len, from ? "wire" : "host");
	sent = &list->items[list->next_out++];
	if (sent->len != frame->len || frame->bad || memcmp(sent->bytes, frame->data, sent->len))
		return exchange_fail(x,
		                     "frame %zu (%zu bytes) did not pass unchanged: came out with "
		                     "%zu bytes, first difference at byte %zu",
		                     sent->index + 1, sent->len, frame->len,
		                     first_difference(sent, frame));
	if (from == FINWAVE_SIM_HOST)
		return save(x, sent->time_ns, frame->data, frame->len);
	return true;
}

/* Frames that no retired entry named are of no held flow: they pass. */
static bool decide(struct exchange *x, enum finwave_sim_port port)
{
	struct sent_list *list = &x->sent[port];

	for (; list->decided < list->count; list->decided++) {
		struct sent *sent = &list->items[list->decided];
		const struct capture_frame *frame = &x->replay->capture->frames[sent->index];
		struct play *play = frame->conn ? frame->conn->play : NULL;

		sent->decided = true;
		if (sent->retired)
			continue;
		sent->passes = true;
		if (port == FINWAVE_SIM_WIRE && play)
			play->fate[frame->place] = PLAY_PASSED;
	}
	return true;
}

static bool check_all_out(struct exchange *x, enum finwave_sim_port port)
{
	struct sent_list *list = &x->sent[port];

	for (; list->next_out < list->decided; list->next_out++)
		if (list->items[list->next_out].passes)
			return exchange_fail(x,
			                     "frame %zu was lost: it is of no held flow and did "
			                     "not come out",
			                     list->items[list->next_out].index + 1);
	return true;
}

/* All that left and retired since the last time; nothing is in flight. */
static bool collect(struct exchange *x)
{
	const struct engine *engine = x->replay->engine;
	struct finwave_sim_retire entry;
	struct finwave_sim_frame frame;
	int got;

	while ((got = engine->api.retired(engine->sim, &entry)) == 1)
		if (!take_retired(x, &entry))
			return false;
	if (got < 0 || engine->api.error(engine->sim))
		return exchange_fail(x, "the simulation stopped: %s", finwave_strerror(got));
	if (!decide(x, FINWAVE_SIM_WIRE) || !decide(x, FINWAVE_SIM_HOST))
		return false;
	while ((got = engine->api.receive(engine->sim, &frame)) == 1)
		if (!(frame.from_engine ? take_made(x, &frame) : take_passed(x, &frame)))
			return false;
	if (got < 0)
		return exchange_fail(x, "the simulation stopped: %s", finwave_strerror(got));
	if (x->awaited_count)
		return exchange_fail(x, "a segment of connection %u was to leave and did not",
		                     x->awaited[0].play->plan.conn->id);
	if (!check_all_out(x, FINWAVE_SIM_WIRE) || !check_all_out(x, FINWAVE_SIM_HOST))
		return false;
	return !x->replay->out || outpcap_flush(x->replay->out) ||
	       exchange_fail(x, "the file of --out cannot be written");
}

/* ---- in ------------------------------------------------------------------------------------- */

bool exchange_settle(struct exchange *x)
{
	const struct engine *engine = x->replay->engine;
	int err = engine->api.settle(engine->sim, SETTLE_CLOCKS);

	if (err)
		return exchange_fail(x, "the engine does not come to rest: %s",
		                     finwave_strerror(err));
	return collect(x);
}

bool exchange_sweep(struct exchange *x)
{
	const struct engine *engine = x->replay->engine;
	int err = engine->api.run(engine->sim, 2 * x->flow_count + SWEEP_SLACK);

	if (err)
		return exchange_fail(x, "the simulation stopped: %s", finwave_strerror(err));
	return exchange_settle(x);
}

static bool advance_ticks(struct exchange *x, uint64_t tick)
{
	const struct engine *engine = x->replay->engine;
	int err;

	if (tick <= engine->api.tick(engine->sim))
		return true;
	err = engine->api.advance(engine->sim, tick);
	if (err)
		return exchange_fail(x, "time does not pass in the engine: %s",
		                     finwave_strerror(err));
	return collect(x);
}

bool exchange_advance(struct exchange *x, uint64_t time_ns)
{
	uint64_t gap;

	if (time_ns <= x->now_ns)
		return true;
	gap = time_ns - x->now_ns;
	if (gap > GAP_NS) {
		uint64_t shown = x->now_ns + GAP_NS - x->left_out_ns;

		if (!advance_ticks(x, x->base_tick + shown / NS_PER_TICK))
			return false;
		x->left_out_ns += (gap - GAP_NS) / NS_PER_TICK * NS_PER_TICK;
	}
	x->now_ns = time_ns;
	return advance_ticks(x, x->base_tick + (time_ns - x->left_out_ns) / NS_PER_TICK);
}

static struct sent *add_sent(struct exchange *x, enum finwave_sim_port port)
{
	struct sent_list *list = &x->sent[port];

	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 256;
		void *items = realloc(list->items, room * sizeof(*list->items));

		if (!items)
			return NULL;
		list->items = items;
		list->room = room;
	}
	memset(&list->items[list->count], 0, sizeof(*list->items));
	return &list->items[list->count++];
}

bool exchange_send(struct exchange *x, enum finwave_sim_port port, size_t index, uint8_t *bytes,
                   size_t len)
{
	const struct engine *engine = x->replay->engine;
	const struct capture_frame *frame = &x->replay->capture->frames[index];
	struct sent *sent = add_sent(x, port);
	int64_t number;

	if (!sent) {
		free(bytes);
		return exchange_fail(x, "out of memory");
	}
	sent->owned = bytes;
	sent->bytes = bytes ? bytes : frame->bytes;
	sent->len = bytes ? len : frame->len;
	sent->index = index;
	sent->time_ns = x->now_ns;
	number = engine->api.send(engine->sim, port, sent->bytes, sent->len, false);
	if (number < 0)
		return exchange_fail(x, "frame %zu (%zu bytes) does not go in: %s", index + 1,
		                     sent->len, finwave_strerror((int)number));
	if (x->sent[port].count == 1)
		x->sent[port].base = (uint64_t)number;
	x->replay->stats.frames++;
	return port == FINWAVE_SIM_HOST || save(x, sent->time_ns, sent->bytes, sent->len);
}
