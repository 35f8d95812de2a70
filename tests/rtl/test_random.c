/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Random traffic over a few hundred flows, everything compared with the model by the scoreboard.
 *
 *   test_random [--seed N] [--count STEPS] [--width W] [--flows N] [--stall] [--random-start]
 *               [--trace FILE]
 *
 * Flows are adopted in every state and closed, shut down, aborted, updated, released, queried; their
 * peers send segments around the edges of the windows with any flags, timestamps and options, over
 * IPv4 and IPv6, with 0 to 2 tags; frames are lost, doubled, held back, corrupted and cut; frames of
 * flows that are not held and frames of the host run along; time jumps. At the end all flows are
 * aborted and nothing may be left.
 *
 * Without --seed it runs its fixed list. The same options give the same clocks. A failure prints the
 * command line that repeats it.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finwave_regs.h"
#include "packet.h"
#include "rig.h"

enum {
	FLOWS_MAX = 4096,
	HELD_BACK = 4,
	SETTLE_LIMIT = 2000000,
	QUEUE_MAX = 40,
	EXIT_BAD = 2,
};

/* One tuple with what we believe of its flow; the engine's own entries correct it. */
struct slot {
	struct finwave_flow_config config;
	finwave_flow handle, old_handle;
	bool held;
	uint32_t snd_nxt, rcv_nxt, ts;
};

struct delayed {
	uint8_t data[PACKET_MAX];
	size_t len;
	unsigned steps; /* 0: empty */
};

struct options {
	uint64_t seed, count;
	unsigned width, flows;
	bool stall, random_start, seed_given;
	const char *trace;
};

struct run {
	const struct options *options;
	struct rig rig;
	uint64_t random, step;
	struct slot slots[FLOWS_MAX];
	uint16_t slot_of[FLOWS_MAX]; /* by flow number, + 1 */
	struct delayed delayed[HELD_BACK];
	unsigned queued;
	uint64_t adopted, refused, freed, reasons[64];
};

/* ---- random numbers -------------------------------------------------------------------------- */

static uint64_t draw(struct run *run)
{
	uint64_t z = (run->random += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static uint32_t below(struct run *run, uint32_t limit)
{
	return (uint32_t)(((draw(run) >> 32) * limit) >> 32);
}

static bool chance(struct run *run, unsigned percent)
{
	return below(run, 100) < percent;
}

static uint32_t pick(struct run *run, const uint32_t *values, size_t count)
{
	return values[below(run, (uint32_t)count)];
}

#define PICK(run, ...)                               \
	pick(run, (const uint32_t[]){ __VA_ARGS__ }, \
	     sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

/* ---- flows ----------------------------------------------------------------------------------- */

static void random_bytes(struct run *run, uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		bytes[i] = (uint8_t)draw(run);
}

/* Half of the tuples are another one with a single field changed. */
static void make_tuple(struct run *run, unsigned index)
{
	struct finwave_flow_config *c = &run->slots[index].config;

	if (index && chance(run, 50)) {
		*c = run->slots[below(run, index)].config;
		switch (below(run, 6)) {
		case 0:
			c->local_addr[below(run, c->ipv6 ? 16 : 4)] ^= 1;
			break;
		case 1:
			c->remote_addr[below(run, c->ipv6 ? 16 : 4)] ^= 0x80;
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
		return;
	}
	c->size = sizeof(*c);
	c->ipv6 = chance(run, 40);
	random_bytes(run, c->local_addr, c->ipv6 ? 16 : 4);
	random_bytes(run, c->remote_addr, c->ipv6 ? 16 : 4);
	random_bytes(run, c->local_mac, 6);
	random_bytes(run, c->peer_mac, 6);
	c->local_port = (uint16_t)draw(run);
	c->remote_port = (uint16_t)draw(run);
	c->vlan_count = (uint8_t)PICK(run, 0, 0, 1, 2);
	c->vlan_tci[0] = (uint16_t)draw(run);
	c->vlan_tci[1] = (uint16_t)draw(run);
	c->outer_88a8 = chance(run, 50);
}

static void make_state(struct run *run, struct slot *slot)
{
	struct finwave_flow_config *c = &slot->config;

	c->state = (enum finwave_state)PICK(run, FINWAVE_ESTABLISHED, FINWAVE_ESTABLISHED,
	                                    FINWAVE_ESTABLISHED, FINWAVE_FIN_WAIT_1,
	                                    FINWAVE_FIN_WAIT_2, FINWAVE_CLOSE_WAIT, FINWAVE_CLOSING,
	                                    FINWAVE_LAST_ACK, FINWAVE_TIME_WAIT);
	c->half_close = chance(run, 30) &&
	                (c->state == FINWAVE_FIN_WAIT_1 || c->state == FINWAVE_FIN_WAIT_2);
	c->timestamps = chance(run, 60);
	c->ttl = (uint8_t)draw(run);
	c->tos = (uint8_t)draw(run);
	c->flow_label = below(run, 1 << 20);
	c->snd_nxt = (uint32_t)PICK(run, 0, 1, 0xffffffffu, 0x80000000u, (uint32_t)draw(run));
	c->snd_una = c->snd_nxt - PICK(run, 0, 0, 1, 1000);
	if (c->state == FINWAVE_FIN_WAIT_2 || c->state == FINWAVE_TIME_WAIT)
		c->snd_una = c->snd_nxt;
	c->rcv_nxt = (uint32_t)PICK(run, 0, 1, 0xffffffffu, 0x7fffffffu, (uint32_t)draw(run));
	c->rcv_wnd = (uint32_t)PICK(run, 0, 1, 100, 1460, 65535, 1 << 20, 1 << 30);
	c->snd_wscale = (uint8_t)below(run, 15);
	c->rcv_wscale = (uint8_t)below(run, 15);
	c->max_wnd = (uint16_t)PICK(run, 0, 1, 1000, 65535, (uint32_t)draw(run));
	c->ts_recent = (uint32_t)PICK(run, 0, 0xffffffffu, (uint32_t)draw(run));
	c->tsval = (uint32_t)draw(run);
	c->rto_us = (uint32_t)PICK(run, 0, 1, 1000, 200000, 5000000);
	c->retries = (uint8_t)PICK(run, 0, 1, 2, 31);
}

/* ---- the engine ------------------------------------------------------------------------------ */

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

static void take_entry(struct run *run, const struct finwave_sim_retire *entry)
{
	uint16_t index = run->slot_of[entry->flow];
	struct slot *slot = index ? &run->slots[index - 1] : NULL;

	run->reasons[entry->reason & 63]++;
	if (!slot ||
	    slot->handle != ((uint32_t)entry->generation << FINWAVE_CMD_HANDLE_GENERATION_SHIFT |
	                     entry->flow))
		return; /* of a flow that this number or this tuple had before */
	if (entry->send == FINWAVE_SEND_ACK || entry->send == FINWAVE_SEND_FIN) {
		slot->snd_nxt = entry->seq + (entry->send == FINWAVE_SEND_FIN);
		slot->rcv_nxt = entry->ack;
	}
	if (entry->freed)
		let_go(run, entry->flow);
}

/* Fetches what came out; the scoreboard has compared it. */
static int collect(struct run *run)
{
	struct finwave_sim_retire entry;
	struct finwave_sim_frame frame;
	int rc;

	while ((rc = run->rig.lib.retired(run->rig.sim, &entry)) == 1)
		take_entry(run, &entry);
	while (rc >= 0 && (rc = run->rig.lib.receive(run->rig.sim, &frame)) == 1)
		;
	return rc;
}

static int run_clocks(struct run *run, uint64_t clocks)
{
	int rc = run->rig.lib.run(run->rig.sim, clocks);

	return rc ? rc : collect(run);
}

static int settle(struct run *run)
{
	int rc = run->rig.lib.settle(run->rig.sim, SETTLE_LIMIT);

	run->queued = 0;
	return rc ? rc : collect(run);
}

static int read_events(struct run *run, unsigned count)
{
	struct finwave_event event;
	int rc = 1;

	while (count-- && rc == 1)
		rc = finwave_next_event(run->rig.dev, &event);
	return rc < 0 ? rc : collect(run);
}

/* ---- traffic --------------------------------------------------------------------------------- */

static int send_frame(struct run *run, enum finwave_sim_port port, const uint8_t *frame, size_t len,
                      bool bad)
{
	int64_t number = run->rig.lib.send(run->rig.sim, port, frame, len, bad);

	if (number < 0)
		return (int)number;
	return ++run->queued > QUEUE_MAX ? settle(run) : 0;
}

static int send_delayed(struct run *run)
{
	int rc = 0;

	for (unsigned i = 0; i < HELD_BACK && !rc; i++)
		if (run->delayed[i].steps && --run->delayed[i].steps == 0)
			rc = send_frame(run, FINWAVE_SIM_WIRE, run->delayed[i].data,
			                run->delayed[i].len, false);
	return rc;
}

static bool hold_back(struct run *run, const uint8_t *frame, size_t len)
{
	struct delayed *delayed = &run->delayed[below(run, HELD_BACK)];

	if (delayed->steps)
		return false;
	memcpy(delayed->data, frame, len);
	delayed->len = len;
	delayed->steps = 1 + below(run, 30);
	return true;
}

/* What a network does to a frame, and a little more. */
static int impair_and_send(struct run *run, uint8_t *frame, size_t len)
{
	unsigned copies = chance(run, 8) ? 1 + below(run, 3) : 1;
	int rc = 0;

	if (chance(run, 3))
		return 0;
	if (chance(run, 4)) {
		size_t at = below(run, (uint32_t)len);

		frame[at] ^= (uint8_t)(1u << below(run, 8));
	}
	if (chance(run, 2))
		len = 1 + below(run, (uint32_t)len);
	if (chance(run, 5) && hold_back(run, frame, len))
		return 0;
	while (copies-- && !rc)
		rc = send_frame(run, FINWAVE_SIM_WIRE, frame, len, chance(run, 1));
	return rc;
}

static void tame_segment(struct run *run, const struct slot *slot, struct packet *p)
{
	p->flags = (uint8_t)PICK(run, TH_ACK, TH_FIN | TH_ACK, TH_FIN | TH_ACK, TH_PSH | TH_ACK);
	p->seq = slot->rcv_nxt;
	p->ack = slot->snd_nxt;
	if (p->flags == (TH_FIN | TH_ACK) && chance(run, 30))
		p->seq--;
	if (p->flags & TH_PSH)
		p->payload = 1 + below(run, 100);
}

static void wild_segment(struct run *run, const struct slot *slot, struct packet *p)
{
	uint32_t wnd = slot->config.rcv_wnd,
		 sent = (uint32_t)slot->config.max_wnd << slot->config.snd_wscale;

	p->flags = (uint8_t)PICK(run, TH_ACK, TH_ACK, TH_FIN | TH_ACK, TH_FIN | TH_ACK, TH_RST,
	                         TH_RST | TH_ACK, TH_SYN, TH_SYN | TH_ACK, TH_FIN, 0,
	                         TH_FIN | TH_SYN | TH_ACK, TH_FIN | TH_PSH | TH_URG | TH_ACK,
	                         TH_RST | TH_FIN | TH_ACK, (uint32_t)draw(run) & 0xff);
	p->payload = PICK(run, 0, 0, 0, 1, 2, 10, 101, below(run, 1400));
	p->seq = slot->rcv_nxt + PICK(run, 0, 0, 0, 1, 0xffffffffu, wnd, wnd - 1, wnd + 1,
	                              0u - (uint32_t)p->payload, wnd - (uint32_t)p->payload,
	                              1u - (uint32_t)p->payload, 0x7fffffffu, 0x80000000u,
	                              (uint32_t)draw(run));
	p->ack = slot->snd_nxt + PICK(run, 0, 0, 0, 0, 1, 0xffffffffu, 0u - sent, 0u - sent - 1,
	                              0u - sent + 1, 0x80000000u, (uint32_t)draw(run));
}

static void add_options(struct run *run, struct slot *slot, struct packet *p)
{
	p->window = (uint16_t)draw(run);
	p->timestamps = slot->config.timestamps != chance(run, 5);
	if (chance(run, 10))
		slot->ts++;
	p->tsval = slot->ts + PICK(run, 0, 0, 0, 0, 0, 1, 0xffffffffu, 0x7fffffffu, 0x80000000u);
	p->tsecr = (uint32_t)draw(run);
	p->tcp_nops = chance(run, 20) ? below(run, 29) : 0;
	p->ip_option_words = chance(run, 10) ? below(run, 11) : 0;
	p->padding = chance(run, 10) ? below(run, 30) : 0;
}

static int step_segment(struct run *run, struct slot *slot)
{
	struct packet packet = { 0 };
	uint8_t frame[PACKET_MAX];

	if (chance(run, 45))
		tame_segment(run, slot, &packet);
	else
		wild_segment(run, slot, &packet);
	add_options(run, slot, &packet);
	return impair_and_send(run, frame, packet_build(&slot->config, &packet, frame));
}

/* The host sends whatever it likes, its own half of flows too. */
static int step_host_frame(struct run *run, struct slot *slot)
{
	struct packet packet = { .from_host = true, .flags = TH_ACK, .payload = below(run, 1400) };
	uint8_t frame[PACKET_MAX];
	size_t len;

	packet.seq = slot->snd_nxt;
	len = packet_build(&slot->config, &packet, frame);
	if (chance(run, 50)) {
		len = 1 + below(run, 1514);
		random_bytes(run, frame, len);
	}
	return send_frame(run, FINWAVE_SIM_HOST, frame, len, chance(run, 2));
}

static int step_noise(struct run *run)
{
	uint8_t frame[PACKET_MAX];
	size_t len = 1 + below(run, 1514);

	random_bytes(run, frame, len);
	if (chance(run, 50) && len > 40) {
		static const uint8_t type[] = { 0x08, 0x00, 0x45 };

		memcpy(frame + 12, type, sizeof(type));
		frame[23] = 6;
	}
	return send_frame(run, FINWAVE_SIM_WIRE, frame, len, chance(run, 5));
}

/* ---- commands -------------------------------------------------------------------------------- */

static int step_adopt(struct run *run, struct slot *slot)
{
	struct finwave_flow_config *c = &slot->config;
	uint32_t id;
	int rc;

	if (!slot->held)
		make_state(run, slot);
	rc = finwave_adopt(run->rig.dev, c, &slot->handle);
	if (rc == -ENOSPC || rc == -EEXIST) {
		run->refused++;
		return collect(run);
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
	run->slot_of[id] = (uint16_t)(slot - run->slots + 1);
	run->adopted++;
	return collect(run);
}

static int step_command(struct run *run, struct slot *slot)
{
	finwave_flow flow = slot->held && !chance(run, 3) ? slot->handle : slot->old_handle;
	uint32_t snd_nxt = slot->snd_nxt + below(run, 3), wnd = PICK(run, 0, 1, 1000, 100000);
	struct finwave_flow_info info;
	int rc;

	switch (below(run, 16)) {
	case 0:
	case 1:
	case 2:
	case 3:
	case 4:
		rc = finwave_close_flow(run->rig.dev, flow, chance(run, 30) ? &snd_nxt : NULL);
		break;
	case 5:
	case 6:
		rc = finwave_shutdown(run->rig.dev, flow, chance(run, 30) ? &snd_nxt : NULL);
		break;
	case 7:
		rc = finwave_abort(run->rig.dev, flow);
		break;
	case 8:
		rc = finwave_release(run->rig.dev, flow);
		break;
	case 9:
	case 10:
	case 11:
		rc = finwave_update(run->rig.dev, flow, chance(run, 30) ? &snd_nxt : NULL, &wnd);
		break;
	default:
		rc = finwave_query(run->rig.dev, flow, &info);
		break;
	}
	return rc && rc != -ENOENT && rc != -EALREADY ? rc : collect(run);
}

/* Ends all flows and takes their events. */
static int abort_all(struct run *run)
{
	int rc = settle(run);

	for (unsigned i = 0; i < run->options->flows && !rc; i++) {
		if (!run->slots[i].held)
			continue;
		rc = finwave_abort(run->rig.dev, run->slots[i].handle);
		if (rc == -ENOENT)
			rc = 0;
		if (!rc)
			rc = read_events(run, 4);
	}
	if (!rc)
		rc = settle(run);
	if (!rc)
		rc = read_events(run, UINT32_MAX);
	return rc;
}

/*
 * The engine's settings, while no flow is held: a timer that runs out during the write could see either
 * value.
 */
static int step_config(struct run *run)
{
	struct finwave_config config = { .size = sizeof(config) };
	int rc = abort_all(run);

	if (!rc)
		rc = finwave_get_config(run->rig.dev, &config);
	if (rc)
		return rc;
	config.linux_compat = chance(run, 30);
	config.time_wait_rst = chance(run, 30);
	config.syn_rst = chance(run, 30);
	config.give_up_silent = chance(run, 30);
	config.time_wait_us = PICK(run, 1, 5000, 60000000, 60000000, 240000000);
	config.rto_first_us = PICK(run, 2000, 1000000);
	config.rto_max_us = PICK(run, 2000, 2000000, 120000000);
	config.r2_us = config.rto_max_us < 1000000 ? PICK(run, 0, 20000)
	                                           : PICK(run, 0, 1000000, 100000000);
	config.fin_wait_2_us = PICK(run, 0, 1000, 60000000);
	config.ack_interval_us = PICK(run, 0, 1, 1000, 500000);
	config.ack_budget = (uint16_t)PICK(run, 0, 3, 50, 1000);
	config.fin_retries = (uint8_t)PICK(run, 0, 1, 8, 31);
	config.ts_shift = (uint8_t)PICK(run, 0, 10, 15);
	rc = finwave_set_config(run->rig.dev, &config);
	return rc ? rc : run_clocks(run, 100);
}

/* ---- time ------------------------------------------------------------------------------------ */

static int step_time(struct run *run)
{
	uint64_t ticks = PICK(run, 1, 10, 1000, 200000, 500000, 1000000, 5000000, 60000000);
	int rc = read_events(run, FLOWS_MAX);

	if (!rc)
		rc = settle(run);
	if (!rc)
		rc = run->rig.lib.advance(run->rig.sim, run->rig.lib.tick(run->rig.sim) + ticks);
	return rc ? rc : collect(run);
}

static int step(struct run *run)
{
	struct slot *slot = &run->slots[below(run, run->options->flows)];
	unsigned what = below(run, 1000);
	int rc = send_delayed(run);

	for (unsigned i = 0; i < 3 && !slot->held; i++)
		slot = &run->slots[below(run, run->options->flows)];
	if (rc)
		return rc;
	if (what < 620)
		return step_segment(run, slot);
	if (what < 700)
		return step_adopt(run, &run->slots[below(run, run->options->flows)]);
	if (what < 800)
		return step_command(run, slot);
	if (what < 860)
		return step_host_frame(run, slot);
	if (what < 880)
		return step_noise(run);
	if (what < 930)
		return run_clocks(run, below(run, 200));
	if (what < 985)
		return read_events(run, 1 + below(run, 20));
	if (what < 999)
		return step_time(run);
	return step_config(run);
}

/* ---- one run --------------------------------------------------------------------------------- */

static int run_steps(struct run *run)
{
	const struct options *o = run->options;
	int rc = step_config(run);

	for (unsigned i = 0; i < o->flows; i++)
		make_tuple(run, i);
	for (run->step = 0; run->step < o->count && !rc; run->step++)
		rc = step(run);
	if (!rc)
		rc = abort_all(run);
	return rc ? rc : run->rig.lib.finish(run->rig.sim);
}

static void print_result(const struct run *run, int rc)
{
	const struct options *o = run->options;
	struct finwave_sim_stats stats;
	unsigned reasons = 0;

	run->rig.lib.stats(run->rig.sim, &stats);
	for (unsigned i = 0; i < 64; i++)
		reasons += run->reasons[i] != 0;
	printf("seed %llu, %u bits%s%s: %s after %llu steps: %llu frames in, %llu held, %llu made, "
	       "%llu entries "
	       "checked, %llu adopted, %llu refused, %llu freed, %u reasons, %llu clocks\n",
	       (unsigned long long)o->seed, o->width, o->stall ? ", stall" : "",
	       o->random_start ? ", random start" : "", rc ? "FAILED" : "ok",
	       (unsigned long long)run->step, (unsigned long long)stats.frames_in,
	       (unsigned long long)stats.held, (unsigned long long)stats.made,
	       (unsigned long long)stats.checked, (unsigned long long)run->adopted,
	       (unsigned long long)run->refused, (unsigned long long)run->freed, reasons,
	       (unsigned long long)stats.clocks);
	if (!rc)
		return;
	if (!rig_report(&run->rig))
		fprintf(stderr, "a call failed: %s\n", finwave_strerror(rc));
	fprintf(stderr, "repeat with: --seed %llu --count %llu --width %u --flows %u%s%s\n",
	        (unsigned long long)o->seed, (unsigned long long)o->count, o->width, o->flows,
	        o->stall ? " --stall" : "", o->random_start ? " --random-start" : "");
}

static int run_one(const struct options *options)
{
	const struct finwave_sim_config config = {
		.size = sizeof(config),
		.stall = options->stall,
		.seed = options->seed,
		.trace = options->trace,
		.random_start = options->random_start,
	};
	struct run *run = calloc(1, sizeof(*run));
	int rc = run ? rig_open(&run->rig, options->width, &config) : -ENOMEM;

	if (!rc) {
		run->options = options;
		run->random = options->seed;
		rc = run_steps(run);
		print_result(run, rc);
		rig_close(&run->rig);
	}
	free(run);
	return rc;
}

/* What `make check` runs. */
static int run_list(const struct options *given)
{
	static const struct {
		uint64_t seed;
		unsigned width;
		bool stall, random_start;
	} list[] = {
		{ 1, 64, false, false },  { 2, 64, true, false },  { 3, 64, true, true },
		{ 4, 512, false, false }, { 5, 512, true, false }, { 6, 512, true, true },
	};
	int failed = 0;

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		struct options options = *given;

		options.seed = list[i].seed;
		options.width = list[i].width;
		options.stall = list[i].stall;
		options.random_start = list[i].random_start;
		failed |= run_one(&options) != 0;
	}
	return failed;
}

static bool parse_number(const char *name, const char *text, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 0);
	if (!errno && end != text && !*end)
		return true;
	fprintf(stderr, "--%s %s: not a number\n", name, text);
	return false;
}

static bool parse_options(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {
		{ "seed", 1, NULL, 's' },         { "count", 1, NULL, 'c' },
		{ "width", 1, NULL, 'w' },        { "flows", 1, NULL, 'f' },
		{ "trace", 1, NULL, 't' },        { "stall", 0, NULL, 'S' },
		{ "random-start", 0, NULL, 'r' }, { NULL, 0, NULL, 0 },
	};
	uint64_t number = 0;
	int c, index;

	while ((c = getopt_long(argc, argv, "", names, &index)) != -1) {
		if (c == '?')
			return false;
		if (names[index].has_arg && c != 't' &&
		    !parse_number(names[index].name, optarg, &number))
			return false;
		switch (c) {
		case 's':
			o->seed = number;
			o->seed_given = true;
			break;
		case 'c':
			o->count = number;
			break;
		case 'w':
			o->width = (unsigned)number;
			break;
		case 'f':
			o->flows = (unsigned)number;
			break;
		case 't':
			o->trace = optarg;
			break;
		case 'S':
			o->stall = true;
			break;
		default:
			o->random_start = true;
			break;
		}
	}
	if (o->flows >= 1 && o->flows <= FLOWS_MAX && optind == argc)
		return true;
	fprintf(stderr, "--flows: 1 to %d; no other arguments\n", FLOWS_MAX);
	return false;
}

int main(int argc, char **argv)
{
	struct options options = {
		.seed = 1,
		.count = 4000,
		.width = 64,
		.flows = 300,
	};

	if (!parse_options(argc, argv, &options))
		return EXIT_BAD;
	return (options.seed_given ? run_one(&options) : run_list(&options)) ? 1 : 0;
}
