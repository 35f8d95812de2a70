/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "random.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "finwave_regs.h"

/* ---- tuples and states ----------------------------------------------------------------------- */

static void change_tuple(struct draw *d, struct finwave_flow_config *c)
{
	switch (draw_below(d, 6)) {
	case 0:
		c->local_addr[draw_below(d, c->ipv6 ? 16 : 4)] ^= 1;
		break;
	case 1:
		c->remote_addr[draw_below(d, c->ipv6 ? 16 : 4)] ^= 0x80;
		break;
	case 2:
		c->local_port ^= 0x100;
		break;
	case 3:
		c->remote_port ^= 1;
		break;
	case 4:
		c->vlan_tci[0] ^= 0x10;
		break;
	default:
		c->vlan_tci[1] ^= 0x800;
		break;
	}
}

static void fresh_tuple(struct draw *d, struct finwave_flow_config *c)
{
	memset(c, 0, sizeof(*c));
	c->size = sizeof(*c);
	c->ipv6 = draw_chance(d, 40);
	draw_bytes(d, c->local_addr, c->ipv6 ? 16 : 4);
	draw_bytes(d, c->remote_addr, c->ipv6 ? 16 : 4);
	draw_neighbour(d, c->local_mac, c->peer_mac);
	c->local_port = (uint16_t)draw_next(d);
	c->remote_port = (uint16_t)draw_next(d);
	c->vlan_count = (uint8_t)PICK(d, 0, 0, 1, 2);
	c->vlan_tci[0] = (uint16_t)draw_next(d);
	c->vlan_tci[1] = (uint16_t)draw_next(d);
	c->outer_88a8 = draw_chance(d, 50);
}

/* Half of the tuples are another one with a single field changed. */
void random_tuple(struct run *run, unsigned index)
{
	struct finwave_flow_config *c = &run->slots[index].config;
	struct draw *d = &run->draw;

	run->slots[index].first_nxt = PICK(d, 0, 1, 0xffffffffu, 0x80000000u, draw_word(d));
	if (index && draw_chance(d, 50)) {
		const struct slot *like = &run->slots[draw_below(d, index)];

		*c = like->config; /* where a change does not count it is the same tuple */
		run->slots[index].first_nxt = like->first_nxt;
		change_tuple(d, c);
	} else {
		fresh_tuple(d, c);
	}
	run->slots[index].snd_nxt = run->slots[index].first_nxt;
}

/* The host's numbers stay near those before: its late frames of an earlier flow must not be half the
 * number space away. */
static void random_numbers(struct draw *d, uint32_t near, struct finwave_flow_config *c)
{
	c->snd_nxt = near + draw_below(d, 2);
	c->snd_una = c->snd_nxt - PICK(d, 0, 0, 1, 1000);
	if (c->state == FINWAVE_FIN_WAIT_2 || c->state == FINWAVE_TIME_WAIT)
		c->snd_una = c->snd_nxt;
	c->rcv_nxt = PICK(d, 0, 1, 0xffffffffu, 0x7fffffffu, draw_word(d));
	c->rcv_wnd = PICK(d, 0, 1, 100, 1460, 65535, 1 << 20, 1 << 30);
	c->snd_wscale = (uint8_t)PICK(d, 0, 0, 7, 14, draw_below(d, 15));
	c->rcv_wscale = (uint8_t)draw_below(d, 15);
	c->max_wnd = (uint16_t)PICK(d, 0, 1, 1000, 65535, draw_word(d));
	c->has_snd_wnd = draw_chance(d, 60);
	c->snd_wnd = (uint16_t)PICK(d, 0, 0, 1, 10, 500, 65535, c->max_wnd);
}

void random_state(struct run *run, struct slot *slot)
{
	struct finwave_flow_config *c = &slot->config;
	struct draw *d = &run->draw;

	c->state = (enum finwave_state)PICK(
		d, FINWAVE_ESTABLISHED, FINWAVE_ESTABLISHED, FINWAVE_ESTABLISHED,
		FINWAVE_ESTABLISHED, FINWAVE_FIN_WAIT_1, FINWAVE_FIN_WAIT_2, FINWAVE_CLOSE_WAIT,
		FINWAVE_CLOSE_WAIT, FINWAVE_CLOSING, FINWAVE_LAST_ACK, FINWAVE_TIME_WAIT);
	c->half_close = draw_chance(d, 30) &&
	                (c->state == FINWAVE_FIN_WAIT_1 || c->state == FINWAVE_FIN_WAIT_2);
	c->timestamps = draw_chance(d, 60);
	c->watch = draw_chance(d, 40);
	c->close_on_peer_fin = draw_chance(d, 20);
	c->user_timeout_us = PICK(d, 0, 0, 0, 1, 20000, 1000000, 100000000);
	c->ttl = (uint8_t)draw_next(d);
	c->tos = (uint8_t)draw_next(d);
	c->flow_label = draw_below(d, 1 << 20);
	random_numbers(d, slot->first_nxt, c);
	c->ts_recent = PICK(d, 0, 0xffffffffu, draw_word(d));
	c->tsval = draw_word(d);
	c->rto_us = run->short_rto ? PICK(d, 0, 1, 1000, 200000) : PICK(d, 0, 200000, 5000000);
	c->retries = (uint8_t)PICK(d, 0, 1, 2, 31);
}

/* ---- the engine's answers -------------------------------------------------------------------- */

static void let_go(struct run *run, uint32_t flow)
{
	struct slot *slot = &run->slots[run->slot_of[flow] - 1];

	run->slot_of[flow] = 0;
	if ((slot->handle & FINWAVE_CMD_HANDLE_ID_MASK) != flow)
		return;
	run->freed++;
	slot->held = false;
	slot->old_handle = slot->handle;
}

/* --log: what a wrong run did before. */
static void log_entry(const struct finwave_sim_retire *e)
{
	printf("%llu op %u flow %u/%u frame %lld%s: %u -> %u reason %u send %u seq %08x ack %08x "
	       "text %u%s%s\n",
	       (unsigned long long)e->tick, e->op, e->flow, e->generation, (long long)e->frame,
	       e->from_host ? " of the host" : "", e->old_state, e->new_state, e->reason, e->send,
	       e->seq, e->ack, e->text, e->pass ? " passes" : "", e->freed ? " freed" : "");
}

static void count_entry(struct run *run, const struct finwave_sim_retire *entry)
{
	run->reasons[entry->reason & 63]++;
	run->tracked += entry->op == FINWAVE_OP_TRACK;
	run->evicted += entry->op == FINWAVE_OP_EVICT;
}

static void take_entry(struct run *run, const struct finwave_sim_retire *entry)
{
	uint16_t index = run->slot_of[entry->flow];
	struct slot *slot = index ? &run->slots[index - 1] : NULL;

	count_entry(run, entry);
	if (run->options->log)
		log_entry(entry);
	if (!slot ||
	    slot->handle != ((uint32_t)entry->generation << FINWAVE_CMD_HANDLE_GENERATION_SHIFT |
	                     entry->flow))
		return; /* of a flow that this number or this tuple had before */
	if (entry->send == FINWAVE_SEND_ACK || entry->send == FINWAVE_SEND_FIN) {
		slot->snd_nxt = entry->seq + entry->text + (entry->send == FINWAVE_SEND_FIN);
		slot->rcv_nxt = entry->ack;
	}
	if (entry->freed)
		let_go(run, entry->flow);
}

int random_collect(struct run *run)
{
	struct finwave_sim_retire entry;
	struct finwave_sim_frame frame;
	int rc;

	while ((rc = run->rig.lib.retired(run->rig.sim, &entry)) == 1)
		take_entry(run, &entry);
	while (rc >= 0 && (rc = run->rig.lib.receive(run->rig.sim, &frame)) == 1)
		random_connection_gets(run, &frame);
	return rc;
}

int random_clocks(struct run *run, uint64_t clocks)
{
	int rc = run->rig.lib.run(run->rig.sim, clocks);

	return rc ? rc : random_collect(run);
}

int random_settle(struct run *run)
{
	int rc = run->rig.lib.settle(run->rig.sim, SETTLE_LIMIT);

	run->queued = 0;
	return rc ? rc : random_collect(run);
}

int random_events(struct run *run, unsigned count)
{
	struct finwave_event event;
	int rc = 1;

	while (count-- && rc == 1)
		rc = finwave_next_event(run->rig.dev, &event);
	return rc < 0 ? rc : random_collect(run);
}

/* Those that wait in records, too: the sweep brings them, one round of it at least. */
static int all_events(struct run *run)
{
	struct finwave_event event;
	int rc, found = 1;

	while (found > 0) {
		rc = random_clocks(run, 3 * (uint64_t)run->rig.lib.flow_count() + 1000);
		if (rc)
			return rc;
		found = finwave_next_event(run->rig.dev, &event);
		rc = found == 1 ? random_events(run, UINT32_MAX) : found;
		if (rc)
			return rc;
	}
	return 0;
}

int random_wait(struct run *run, uint64_t ticks)
{
	int rc = random_settle(run);

	if (!rc)
		rc = run->rig.lib.advance(run->rig.sim, run->rig.lib.tick(run->rig.sim) + ticks);
	return rc ? rc : random_collect(run);
}

/* ---- adoptions ------------------------------------------------------------------------------- */

int random_adopt(struct run *run, struct slot *slot)
{
	struct finwave_flow_config *c = &slot->config;
	uint32_t id;
	int rc;

	if (!slot->held)
		random_state(run, slot);
	rc = finwave_adopt(run->rig.dev, c, &slot->handle);
	if (rc == -ENOSPC || rc == -EEXIST) {
		run->refused++;
		return random_collect(run);
	}
	if (rc)
		return rc;
	id = slot->handle & FINWAVE_CMD_HANDLE_ID_MASK;
	if (run->slot_of[id]) /* freed, or the number would not be given out again */
		let_go(run, id);
	slot->held = true;
	slot->snd_nxt = c->snd_nxt;
	slot->rcv_nxt = c->rcv_nxt;
	slot->ts = c->ts_recent;
	slot->fenced = 0;
	run->slot_of[id] = (uint16_t)(slot - run->slots + 1);
	run->adopted++;
	return random_collect(run);
}

static void filler(struct run *run, struct finwave_flow_config *c)
{
	unsigned n = run->fillers++;

	memset(c, 0, sizeof(*c));
	c->size = sizeof(*c);
	c->state = FINWAVE_TIME_WAIT;
	c->local_addr[0] = 10;
	c->remote_addr[0] = 11;
	for (unsigned i = 0; i < 3; i++)
		c->remote_addr[1 + i] = (uint8_t)(n >> (16 - 8 * i));
	c->local_port = 80;
	c->remote_port = 1000;
	c->snd_nxt = c->snd_una = n;
}

/* Flows in TIME_WAIT, a few microseconds between them. */
int random_fill(struct run *run)
{
	uint32_t held = 0, tracked = 0, count = run->rig.lib.flow_count();
	int rc = random_events(run, UINT32_MAX);

	while (!rc) {
		struct finwave_flow_config config;
		finwave_flow flow;

		rc = finwave_read32(run->rig.dev, FINWAVE_REG_FLOWS_HELD, &held);
		if (!rc)
			rc = finwave_read32(run->rig.dev, FINWAVE_REG_FLOWS_TRACKED, &tracked);
		if (rc || held + tracked >= count)
			break;
		filler(run, &config);
		rc = finwave_adopt(run->rig.dev, &config, &flow);
		if (rc == -ENOSPC)
			return random_collect(run);
	}
	return rc ? rc : random_collect(run);
}

/* ---- the end of all flows -------------------------------------------------------------------- */

static int stop_tracking(struct run *run)
{
	struct finwave_config config = { .size = sizeof(config) };
	int rc = finwave_get_config(run->rig.dev, &config);

	config.transparent = false;
	run->transparent = false;
	return rc ? rc : finwave_set_config(run->rig.dev, &config);
}

static int abort_slots(struct run *run)
{
	int rc = 0;

	for (unsigned i = 0; i < run->options->flows && !rc; i++) {
		if (!run->slots[i].held)
			continue;
		rc = finwave_abort(run->rig.dev, run->slots[i].handle);
		if (rc == -ENOENT)
			rc = 0;
		if (!rc)
			rc = random_events(run, 4);
	}
	return rc;
}

/* What is tracked, and the fillers, end with time. */
int random_abort_all(struct run *run)
{
	int rc = random_settle(run);

	if (!rc && run->transparent)
		rc = stop_tracking(run);
	if (!rc)
		rc = abort_slots(run);
	if (!rc)
		rc = random_settle(run);
	if (!rc)
		rc = random_events(run, UINT32_MAX);
	if (!rc)
		rc = random_wait(run, run->quiet_after);
	return rc ? rc : all_events(run);
}
