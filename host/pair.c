/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "finwave_regs.h"
#include "pair.h"
#include "settings.h"

#define SWEEP_SLACK 2000u
#define COPY_GAP 200000u /* ticks between copies of one frame */
#define NEVER UINT64_MAX

bool pair_fail(struct pair *pair, const char *format, ...)
{
	va_list args;

	if (*pair->error)
		return false;
	for (unsigned side = 0; side < 2; side++) {
		const struct engine *e = &pair->end[side].engine;
		const char *score = e->sim ? e->api.error(e->sim) : NULL;

		if (!score)
			continue;
		snprintf(pair->error, sizeof(pair->error), "engine %c: %s", "AB"[side], score);
		return false;
	}
	va_start(args, format);
	vsnprintf(pair->error, sizeof(pair->error), format, args);
	va_end(args);
	return false;
}

static uint64_t tick_of(const struct pair *pair, unsigned side)
{
	const struct engine *e = &pair->end[side].engine;

	return e->api.tick(e->sim);
}

static uint64_t now(const struct pair *pair)
{
	uint64_t a = tick_of(pair, PAIR_A), b = tick_of(pair, PAIR_B);

	return a > b ? a : b;
}

/* ---- the log --------------------------------------------------------------------------------- */

static void write_states(const struct pair *pair, struct pair_entry *entry)
{
	for (unsigned side = 0; side < 2; side++) {
		const struct pair_end *end = &pair->end[side];

		entry->after[side] =
			(struct pair_state){ end->held, end->ended, end->host, end->info };
	}
}

struct pair_entry *pair_note(struct pair *pair, enum pair_kind kind, enum pair_side side,
                             const char *text)
{
	struct pair_entry *entry = &pair->log[pair->log_count];

	if (pair->log_count == PAIR_LOG) {
		pair_fail(pair, "more than %u things happen; choose longer times", PAIR_LOG);
		pair->bad_input = true;
		return NULL;
	}
	pair->log_count++;
	*entry = (struct pair_entry){ .kind = kind,
		                      .side = side,
		                      .tick = tick_of(pair, side) - pair->base,
		                      .text = text,
		                      .frame = PAIR_NO_FRAME };
	write_states(pair, entry);
	return entry;
}

/* ---- frames ---------------------------------------------------------------------------------- */

static struct pair_frame *add_frame(struct pair *pair, const struct pair_frame *frame)
{
	if (pair->frame_count == PAIR_FRAMES) {
		pair_fail(pair, "more than %u frames move; choose longer times", PAIR_FRAMES);
		pair->bad_input = true;
		return NULL;
	}
	pair->frames[pair->frame_count] = *frame;
	return &pair->frames[pair->frame_count++];
}

/* The network's orders: is this frame lost? */
static bool loses(struct pair_network *network, const struct frame *f)
{
	if (!network->lose || (network->lose_flags && !(f->flags & network->lose_flags)))
		return false;
	network->lose--;
	return true;
}

static bool add_copies(struct pair *pair, struct pair_network *network, struct pair_frame frame)
{
	frame.copy = true;
	frame.due += network->later;
	for (; network->copies; network->copies--, frame.due += COPY_GAP)
		if (!add_frame(pair, &frame))
			return false;
	return true;
}

/* A frame left the wire port of `side`. */
static bool depart(struct pair *pair, enum pair_side side, const struct finwave_sim_frame *out)
{
	struct pair_network *network = &pair->network[side];
	struct pair_frame frame = { .from = side, .from_engine = out->from_engine };
	struct pair_entry *entry;
	bool lost;

	if (out->len > sizeof(frame.bytes))
		return pair_fail(pair, "a frame of %zu bytes left", out->len);
	memcpy(frame.bytes, out->data, out->len);
	frame.len = out->len;
	frame.left = out->tick;
	frame.due = out->tick + PAIR_DELAY;
	frame_dissect(frame.bytes, frame.len, &frame.f);
	lost = loses(network, &frame.f);
	frame.waiting = !lost;
	entry = pair_note(pair, lost ? PAIR_LOST : PAIR_LEFT, side, NULL);
	if (!entry || !add_frame(pair, &frame))
		return false;
	entry->frame = pair->frame_count - 1;
	entry->tick = frame.left - pair->base;
	return add_copies(pair, network, frame);
}

/* ---- what came out of an engine -------------------------------------------------------------- */

static void free_flow(struct pair_end *end)
{
	end->held = false;
	end->ended = true;
	end->host = end->listens ? PAIR_HOST_LISTEN : PAIR_HOST_NONE;
}

/* Retired entries belong to `about`, if there is one and no timer made them. */
static bool take_retired(struct pair *pair, enum pair_side side, struct pair_entry *about)
{
	struct pair_end *end = &pair->end[side];
	struct finwave_sim_retire retire;
	int rc;

	while ((rc = end->engine.api.retired(end->engine.sim, &retire)) == 1) {
		struct pair_entry *entry = about;

		if (retire.op == FINWAVE_OP_TIMEOUT)
			entry = pair_note(pair, PAIR_TIMER, side, NULL);
		else if (!about)
			entry = pair_note(pair, PAIR_ENGINE, side, NULL);
		if (!entry)
			return false;
		entry->retired = true;
		entry->retire = retire;
		entry->tick = retire.tick - pair->base;
		if (retire.freed)
			free_flow(end);
	}
	return rc == 0 || pair_fail(pair, "the simulation stopped");
}

bool pair_read_record(struct pair *pair, enum pair_side side)
{
	struct pair_end *end = &pair->end[side];
	int err;

	if (!end->held)
		return true;
	err = finwave_query(end->engine.dev, end->flow, &end->info);
	if (err)
		return pair_fail(pair, "the record cannot be read: %s", finwave_strerror(err));
	end->snd_una = end->info.snd_una;
	end->snd_nxt = end->info.snd_nxt;
	end->rcv_nxt = end->info.rcv_nxt;
	return true;
}

static bool take_frames(struct pair *pair, enum pair_side side, struct pair_entry *about)
{
	struct pair_end *end = &pair->end[side];
	struct finwave_sim_frame out;
	struct frame up = { 0 };
	int rc;

	while ((rc = end->engine.api.receive(end->engine.sim, &out)) == 1) {
		if (out.port == FINWAVE_SIM_WIRE) {
			if (!depart(pair, side, &out))
				return false;
			continue;
		}
		frame_dissect(out.data, out.len, &up);
		if (about)
			about->up = true;
	}
	if (rc)
		return pair_fail(pair, "the simulation stopped");
	return up.kind != FRAME_TCP || end->held || pair_host_receive(pair, side, &up);
}

static bool take_events(struct pair *pair, enum pair_side side)
{
	struct finwave_event event;
	struct pair_entry *entry;
	int rc;

	while ((rc = finwave_next_event(pair->end[side].engine.dev, &event)) == 1) {
		entry = pair_note(pair, PAIR_EVENT, side, NULL);
		if (!entry)
			return false;
		entry->event = event;
	}
	return rc == 0 || pair_fail(pair, "events cannot be read: %s", finwave_strerror(rc));
}

/* All that came out, with the record after it. */
static bool collect(struct pair *pair, enum pair_side side, struct pair_entry *about)
{
	size_t first = about ? (size_t)(about - pair->log) : pair->log_count;

	if (!take_retired(pair, side, about) || !pair_read_record(pair, side))
		return false;
	for (size_t i = first; i < pair->log_count; i++)
		write_states(pair, &pair->log[i]);
	return take_events(pair, side) && take_frames(pair, side, about);
}

bool pair_settle(struct pair *pair, enum pair_side side, struct pair_entry *about)
{
	const struct engine *e = &pair->end[side].engine;

	if (e->api.settle(e->sim, PAIR_SETTLE_CLOCKS))
		return pair_fail(pair, "the engine does not come to rest");
	return collect(pair, side, about);
}

/* ---- time ------------------------------------------------------------------------------------ */

static struct pair_frame *next_frame(struct pair *pair, bool copies)
{
	struct pair_frame *next = NULL;

	for (size_t i = 0; i < pair->frame_count; i++) {
		struct pair_frame *frame = &pair->frames[i];

		if (frame->waiting && (copies || !frame->copy) && (!next || frame->due < next->due))
			next = frame;
	}
	return next;
}

/* The tick at which the end's timer is due; NEVER without one. */
static uint64_t timer_of(const struct pair *pair, unsigned side)
{
	const struct pair_end *end = &pair->end[side];
	uint64_t tick = tick_of(pair, side);
	int32_t left = (int32_t)(end->info.deadline - (uint32_t)tick);

	if (!end->held || !end->info.timer_running)
		return NEVER;
	return left > 0 ? tick + (uint64_t)left : tick;
}

static bool advance(struct pair *pair, unsigned side, uint64_t tick)
{
	const struct engine *e = &pair->end[side].engine;
	int rc = 0;

	if (timer_of(pair, side) <= tick_of(pair, side))
		rc = e->api.run(e->sim, 2 * e->api.flow_count() + SWEEP_SLACK);
	else if (tick > tick_of(pair, side))
		rc = e->api.advance(e->sim, tick);
	if (rc)
		return pair_fail(pair, "time does not pass");
	return collect(pair, (enum pair_side)side, NULL);
}

bool pair_sync(struct pair *pair)
{
	uint64_t tick = now(pair);

	return advance(pair, PAIR_A, tick) && advance(pair, PAIR_B, tick);
}

static bool deliver(struct pair *pair, struct pair_frame *frame)
{
	enum pair_side side = pair_other(frame->from);
	const struct engine *e = &pair->end[side].engine;
	struct pair_entry *entry = pair_note(pair, PAIR_ARRIVED, side, NULL);

	if (!entry)
		return false;
	entry->frame = (size_t)(frame - pair->frames);
	frame->waiting = false;
	if (e->api.send(e->sim, FINWAVE_SIM_WIRE, frame->bytes, frame->len, false) < 0)
		return pair_fail(pair, "the frame is not taken");
	return pair_settle(pair, side, entry);
}

bool pair_step(struct pair *pair)
{
	struct pair_frame *frame = next_frame(pair, true);
	uint64_t next = frame ? frame->due : NEVER;

	for (unsigned side = 0; side < 2; side++)
		if (timer_of(pair, side) < next)
			next = timer_of(pair, side);
	if (!advance(pair, PAIR_A, next) || !advance(pair, PAIR_B, next))
		return false;
	return !frame || frame->due > now(pair) || deliver(pair, frame);
}

bool pair_quiet(struct pair *pair)
{
	while (next_frame(pair, false))
		if (!pair_step(pair))
			return false;
	return true;
}

static bool is_pending(struct pair *pair)
{
	return next_frame(pair, true) || timer_of(pair, PAIR_A) != NEVER ||
	       timer_of(pair, PAIR_B) != NEVER;
}

bool pair_play_out(struct pair *pair)
{
	while (is_pending(pair))
		if (!pair_step(pair))
			return false;
	return true;
}

static enum finwave_state state_of(const struct pair_end *end)
{
	return end->held ? end->info.state : FINWAVE_CLOSED;
}

bool pair_until(struct pair *pair, enum pair_side side, enum finwave_state state)
{
	while (state_of(&pair->end[side]) != state && is_pending(pair))
		if (!pair_step(pair))
			return false;
	return true;
}

bool pair_inject(struct pair *pair, enum pair_side side, const struct packet *packet)
{
	struct pair_frame frame = { .from = pair_other(side) }, *added;
	uint8_t bytes[PACKET_MAX];

	frame.len = packet_build(&pair->end[side].address, packet, bytes);
	if (frame.len > sizeof(frame.bytes))
		return pair_fail(pair, "a frame of %zu bytes", frame.len);
	memcpy(frame.bytes, bytes, frame.len);
	frame_dissect(frame.bytes, frame.len, &frame.f);
	added = add_frame(pair, &frame);
	return added && deliver(pair, added);
}

void pair_forget(struct pair *pair)
{
	pair->log_count = 0;
	pair->frame_count = 0;
}

/* ---- begin and end --------------------------------------------------------------------------- */

static bool apply_settings(struct pair *pair, unsigned side, const struct pair_options *options)
{
	struct finwave_dev *dev = pair->end[side].engine.dev;
	struct finwave_config config = { .size = sizeof(config) };
	int err = finwave_get_config(dev, &config);

	pair->bad_input = true;
	for (size_t i = 0; !err && i < options->setting_count; i++)
		if (!settings_apply(options->settings[i], &config, pair->error,
		                    sizeof(pair->error)))
			return false;
	if (!err)
		err = finwave_set_config(dev, &config);
	if (err)
		return pair_fail(pair, "the engine does not take these settings: %s",
		                 finwave_strerror(err));
	pair->bad_input = false;
	return true;
}

static void set_address(struct pair_end *end, unsigned side)
{
	static const uint8_t addresses[2][4] = { { 192, 0, 2, 1 }, { 198, 51, 100, 7 } };
	static const uint16_t ports[2] = { 40000, 443 };
	struct finwave_flow_config *c = &end->address;

	c->size = sizeof(*c);
	memcpy(c->local_addr, addresses[side], sizeof(addresses[side]));
	memcpy(c->remote_addr, addresses[!side], sizeof(addresses[!side]));
	c->local_port = ports[side];
	c->remote_port = ports[!side];
	c->local_mac[0] = c->peer_mac[0] = 2;
	c->local_mac[5] = side ? 0xb : 0xa;
	c->peer_mac[5] = side ? 0xa : 0xb;
}

bool pair_open(struct pair *pair, const struct pair_options *options)
{
	memset(pair, 0, sizeof(*pair));
	for (unsigned side = 0; side < 2; side++) {
		struct pair_end *end = &pair->end[side];

		if (!engine_open(&end->engine, &options->engine, pair->error,
		                 sizeof(pair->error))) {
			pair->bad_input = true;
			return false;
		}
		if (!apply_settings(pair, side, options))
			return false;
		set_address(end, side);
		end->host = PAIR_HOST_OWN;
		end->snd_una = end->snd_nxt = options->isn[side] + 1;
		end->rcv_nxt = options->isn[!side] + 1;
	}
	pair->base = now(pair);
	return pair_sync(pair);
}

void pair_close(struct pair *pair)
{
	engine_close(&pair->end[PAIR_A].engine);
	engine_close(&pair->end[PAIR_B].engine);
}

bool pair_finish(struct pair *pair)
{
	for (unsigned side = 0; side < 2; side++) {
		const struct engine *e = &pair->end[side].engine;

		if (e->api.finish(e->sim))
			return pair_fail(pair, "something is left in engine %c", "AB"[side]);
	}
	return true;
}
