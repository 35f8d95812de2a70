/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Old duplicates and reuse of a tuple.
 *
 *   test_reuse [--seed N] [--count STEPS]
 *
 * Connections open, send, close and open again on the same tuple, by either side, while copies of the
 * peer's segments wander in the network for up to 2 MSL. Half of the hosts know nothing of the engine
 * (transparent mode), half hand each connection over before it closes. Who opens anew while the engine
 * holds the tuple in TIME_WAIT takes any initial number; otherwise numbers grow with time, as those of
 * RFC 9293 3.4.1 do.
 *
 * The property, of each copy that arrives when a newer connection of its tuple was begun:
 *   1. While the engine holds the tuple (adopted, or in TIME_WAIT) the copy is not passed up.
 *   2. It never ends TIME_WAIT: what does is the newest connection's own SYN. (Counted and allowed: an old SYN
 *      with a timestamp, when the connection has none because an end declined: RFC 6191 2.)
 *   3. When it passes up to a host whose new connection is synchronized, that connection does not take it:
 *      its numbers are outside the window, or its timestamp is older than TS.Recent (RFC 7323).
 *      In SYN_SENT its ACK number is not that of the new SYN. (Left out: a host that an old SYN met before the
 *      new one, while the engine held nothing; it speaks with the old connection until that answers.)
 *
 * Time limit: 120 s
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ends.h"
#include "finwave_regs.h"
#include "rig.h"

enum {
	CONNECTIONS = 16,
	COPIES = 512,
	TWO_MSL = 1000000, /* ticks */
	WINDOW = 50000,    /* of both ends */
	SETTLE_LIMIT = 1000000,
	HOST_PORT = 0x5000,
	SERVER_PORT = 80,
	FLOWS = 1 << 20,
};

enum held { NOT_HELD, TRACKED, ADOPTED, TIME_WAIT };

struct tuple {
	struct connection c;
	unsigned incarnation;
	bool handover; /* the host adopts */
	bool adopted;  /* at the moment: the host's end is the engine */
	bool closing;  /* CLOSE was given */
	finwave_flow flow;
	enum held held;      /* by the engine, as its entries say */
	bool had_timestamps; /* the connection that the engine holds in TIME_WAIT */
	uint32_t id;         /* flow number, when held */
	unsigned old_opened; /* the incarnation that an old SYN met before its own */
};

/* A frame that an end sent, or a copy of it. */
struct sent {
	uint16_t tuple;
	unsigned incarnation;
	bool copy;
	bool timestamps; /* it has the option */
	bool reused;     /* it ended TIME_WAIT */
	enum held held;  /* by the engine when it decided about the frame */
};

struct copy {
	uint64_t due; /* tick; 0: empty */
	uint16_t tuple;
	unsigned incarnation;
	bool timestamps;
	uint16_t len;
	uint8_t data[256];
};

struct run {
	struct rig rig;
	struct draw draw;
	struct tuple tuples[CONNECTIONS];
	struct copy copies[COPIES];
	struct sent *sent[2]; /* from the peers, from the hosts; by number of the frame */
	size_t sent_size[2];
	int by_flow[FLOWS]; /* tuple + 1 */
	uint64_t copies_sent, old_sent, old_dropped, old_passed, old_syn, old_reused, reused,
		host_reused, begun[2], failures;
	const char *failure;
};

static uint64_t now(const struct run *run)
{
	return run->rig.lib.tick(run->rig.sim);
}

static bool before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* ---- frames into the engine -------------------------------------------------------------------- */

static int send_frame(struct run *run, enum finwave_sim_port port, const struct sent *what,
                      const uint8_t *frame, size_t len)
{
	int64_t number = run->rig.lib.send(run->rig.sim, port, frame, len, false);
	bool host = port == FINWAVE_SIM_HOST;

	if (number < 0)
		return (int)number;
	if ((size_t)number >= run->sent_size[host]) {
		size_t size = 2 * (size_t)number + 1024;
		struct sent *grown = realloc(run->sent[host], size * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		run->sent[host] = grown;
		run->sent_size[host] = size;
	}
	run->sent[host][number] = *what;
	return 0;
}

/* Up to three copies that arrive later, of which the last may be almost 2 MSL old. */
static void copy_later(struct run *run, unsigned tuple, bool timestamps, const uint8_t *frame,
                       size_t len)
{
	unsigned count = draw_chance(&run->draw, 50) ? draw_below(&run->draw, 4) : 0;

	while (count-- && len <= sizeof(run->copies[0].data)) {
		struct copy *copy = &run->copies[draw_below(&run->draw, COPIES)];

		if (copy->due)
			continue;
		copy->due = now(run) + 1 + draw_below(&run->draw, TWO_MSL - 1);
		copy->tuple = (uint16_t)tuple;
		copy->incarnation = run->tuples[tuple].incarnation;
		copy->timestamps = timestamps;
		copy->len = (uint16_t)len;
		memcpy(copy->data, frame, len);
	}
}

static int send_packet(struct run *run, unsigned tuple, const struct packet *packet)
{
	struct tuple *t = &run->tuples[tuple];
	const struct sent what = { (uint16_t)tuple,    t->incarnation, false,
		                   packet->timestamps, false,          NOT_HELD };
	uint8_t frame[PACKET_MAX];
	size_t len = packet_build(&t->c.tuple, packet, frame);

	if (!packet->from_host)
		copy_later(run, tuple, packet->timestamps, frame, len);
	return send_frame(run, packet->from_host ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE, &what,
	                  frame, len);
}

/* ---- what the engine says ---------------------------------------------------------------------- */

static void fail(struct run *run, const char *what)
{
	run->failures++;
	run->failure = what;
}

static enum held held_after(const struct finwave_sim_retire *entry, enum held held)
{
	if (entry->freed)
		return NOT_HELD;
	if (entry->op == FINWAVE_OP_TRACK)
		return TRACKED;
	if (entry->op == FINWAVE_OP_ADOPT)
		held = ADOPTED;
	return entry->new_state == FINWAVE_TCP_STATE_TIME_WAIT ? TIME_WAIT : held;
}

static struct tuple *tuple_of(struct run *run, const struct finwave_sim_retire *entry)
{
	if (entry->op == FINWAVE_OP_TRACK)
		run->by_flow[entry->flow] = run->sent[entry->from_host][entry->frame].tuple + 1;
	return run->by_flow[entry->flow] ? &run->tuples[run->by_flow[entry->flow] - 1] : NULL;
}

/*
 * An old copy must not end TIME_WAIT. RFC 6191 2 knows one exception: a SYN with a timestamp, on a connection
 * that has none because one of the two declined.
 */
static void check_reuse(struct run *run, struct sent *sent, const struct tuple *t)
{
	bool old = sent->copy || sent->incarnation != run->tuples[sent->tuple].incarnation;

	run->reused++;
	sent->reused = true;
	if (!old)
		return;
	if (t && sent->timestamps && !t->had_timestamps)
		run->old_reused++;
	else
		fail(run, "an old copy of a SYN ended TIME_WAIT");
}

static void take_entry(struct run *run, const struct finwave_sim_retire *entry)
{
	struct tuple *t = tuple_of(run, entry);

	if (entry->reason == FINWAVE_REASON_SYN_REUSED)
		check_reuse(run, &run->sent[0][entry->frame], t);
	run->host_reused += entry->reason == FINWAVE_REASON_HOST_REUSED;
	if (!t)
		return;
	if (entry->op == FINWAVE_OP_SEGMENT)
		run->sent[0][entry->frame].held = t->held;
	if (t->held != TIME_WAIT && entry->new_state == FINWAVE_TCP_STATE_TIME_WAIT)
		t->had_timestamps = t->c.host.timestamps;
	t->held = held_after(entry, t->held);
	if (entry->freed && t->adopted && entry->flow == t->id) {
		t->adopted = false;
		if (t->c.host.state == END_OPEN)
			t->c.host.state = END_CLOSED;
	}
}

/* Would the host's new connection take that old segment? */
static bool would_take(const struct end *host, const struct packet_seen *seen)
{
	uint32_t fin = seen->flags & TH_FIN ? 1 : 0, syn = seen->flags & TH_SYN ? 1 : 0;
	uint32_t len = seen->payload + fin + syn;
	uint32_t last = seen->seq + (len ? len - 1 : 0);

	if (host->timestamps && seen->timestamps && !(seen->flags & TH_RST) &&
	    before(seen->tsval, host->ts_recent))
		return false;
	return seen->seq - host->rcv_nxt < WINDOW || last - host->rcv_nxt < WINDOW;
}

static void check_old(struct run *run, struct tuple *t, const struct sent *sent,
                      const struct packet_seen *seen)
{
	const struct end *host = &t->c.host;

	run->old_passed++;
	if ((sent->held == ADOPTED || sent->held == TIME_WAIT) && !sent->reused)
		fail(run, "an old copy passed up while the engine held the tuple");
	if (host->state == END_SYN_SENT) {
		if (seen->flags & TH_ACK && seen->ack == host->nxt)
			fail(run, "an old copy acknowledges the new SYN");
		run->old_syn += !(seen->flags & TH_ACK);
		if (seen->flags & TH_SYN)
			t->old_opened = t->incarnation;
	} else if (host->state == END_LISTEN && seen->flags & TH_SYN) {
		t->old_opened = t->incarnation;
	} else if ((host->state == END_SYN_RECEIVED || host->state == END_OPEN) &&
	           t->old_opened != t->incarnation && would_take(host, seen)) {
		fail(run, "an old copy that the new connection takes passed up");
	}
}

static int answer(struct run *run, unsigned tuple, bool host, const struct packet_seen *seen)
{
	struct tuple *t = &run->tuples[tuple];
	struct packet packet;

	if (host && t->adopted)
		return 0;
	return ends_receive(&t->c, host, seen, &packet) ? send_packet(run, tuple, &packet) : 0;
}

static int gets(struct run *run, const struct finwave_sim_frame *frame)
{
	bool host = frame->port == FINWAVE_SIM_HOST;
	struct packet_seen seen;
	unsigned tuple;

	if (!packet_read(frame->data, frame->len, &seen))
		return 0;
	tuple = (unsigned)(host ? seen.remote_port : seen.local_port) - HOST_PORT;
	if (tuple >= CONNECTIONS)
		return 0;
	if (host && !frame->from_engine) {
		const struct sent *sent = &run->sent[0][frame->cause];

		if (sent->incarnation != run->tuples[tuple].incarnation) {
			check_old(run, &run->tuples[tuple], sent, &seen);
			return run->tuples[tuple].c.host.state == END_SYN_SENT
			               ? answer(run, tuple, true, &seen)
			               : 0;
		}
	}
	return answer(run, tuple, host, &seen);
}

/* The entries first: they say what the engine held when a frame left. */
static int collect(struct run *run)
{
	struct finwave_sim_retire entry;
	struct finwave_sim_frame frame;
	int rc;

	while ((rc = run->rig.lib.retired(run->rig.sim, &entry)) == 1)
		take_entry(run, &entry);
	while (rc == 0 && run->rig.lib.receive(run->rig.sim, &frame) == 1)
		rc = gets(run, &frame);
	return rc;
}

/* Runs until nobody answers any more. */
static int settle(struct run *run)
{
	struct finwave_event event;
	int rc = 0;

	for (unsigned i = 0; i < 8 && !rc; i++) {
		rc = run->rig.lib.settle(run->rig.sim, SETTLE_LIMIT);
		if (!rc)
			rc = collect(run);
	}
	while (!rc && finwave_next_event(run->rig.dev, &event) == 1)
		;
	return rc;
}

/* ---- connections -------------------------------------------------------------------------------- */

/* RFC 9293 3.4.1: one every 4 us, and never behind what was used. */
static uint32_t growing_number(struct run *run, const struct end *e)
{
	uint32_t clock = (uint32_t)(now(run) / 4);

	return before(clock, e->nxt + 1) ? e->nxt + 1 + draw_below(&run->draw, 1000) : clock;
}

static void begin(struct run *run, unsigned tuple)
{
	struct tuple *t = &run->tuples[tuple];
	struct draw *d = &run->draw;
	bool any = t->held == TIME_WAIT && draw_chance(d, 50);
	struct ends_plan plan = {
		.host_opens = draw_chance(d, 50),
		.host_iss = growing_number(run, &t->c.host),
		.peer_iss = growing_number(run, &t->c.peer),
		.host_bytes = PICK(d, 0, 1, 300),
		.peer_bytes = PICK(d, 0, 1, 300),
		.host_closes = true,
		.peer_closes = true,
		.host_timestamps = draw_chance(d, 70),
		.peer_timestamps = draw_chance(d, 70),
	};

	if (any && plan.host_opens)
		plan.host_iss = draw_word(d);
	else if (any)
		plan.peer_iss = draw_word(d);
	t->c.clock += 2;
	t->incarnation++;
	t->closing = false;
	run->begun[plan.host_opens]++;
	ends_start(&t->c, &plan, d);
	/* clocks do not go back between two connections */
	t->c.host.ts_offset = 1000;
	t->c.peer.ts_offset = 2000;
}

static int adopt(struct run *run, struct tuple *t)
{
	struct finwave_flow_config config = t->c.tuple;
	const struct end *e = &t->c.host;
	int rc;

	config.state = e->peer_fin ? FINWAVE_CLOSE_WAIT : FINWAVE_ESTABLISHED;
	config.timestamps = e->timestamps;
	config.snd_una = e->una;
	config.snd_nxt = e->nxt;
	config.rcv_nxt = e->rcv_nxt;
	config.rcv_wnd = WINDOW;
	config.max_wnd = WINDOW;
	config.ts_recent = e->ts_recent;
	config.tsval = t->c.clock + e->ts_offset;
	config.rto_us = TWO_MSL / 20;
	rc = finwave_adopt(run->rig.dev, &config, &t->flow);
	if (rc == -EEXIST)
		return 0;
	if (rc)
		return rc;
	t->id = t->flow & FINWAVE_CMD_HANDLE_ID_MASK;
	t->adopted = true;
	run->by_flow[t->id] = (int)(t - run->tuples) + 1;
	return 0;
}

/* The host's end, which the engine plays once it is adopted. */
static int host_acts(struct run *run, unsigned tuple)
{
	struct tuple *t = &run->tuples[tuple];
	struct end *e = &t->c.host;
	struct packet packet;
	int rc;

	if (t->adopted) {
		if (t->closing)
			return 0;
		t->closing = true;
		rc = finwave_close_flow(run->rig.dev, t->flow, NULL);
		return rc == -ENOENT || rc == -EALREADY ? 0 : rc;
	}
	if (t->handover && e->state == END_OPEN && !e->fin_out && e->una == e->nxt && !e->left)
		return adopt(run, t);
	if (t->handover)
		e->wants_fin = false;
	return ends_act(&t->c, true, &run->draw, &packet) ? send_packet(run, tuple, &packet) : 0;
}

static bool is_over(const struct tuple *t)
{
	return t->adopted ? t->held == TIME_WAIT : ends_over(&t->c);
}

static int act(struct run *run)
{
	unsigned tuple = draw_below(&run->draw, CONNECTIONS);
	struct tuple *t = &run->tuples[tuple];
	struct packet packet;

	t->c.clock = (uint32_t)(now(run) / 1000) + t->c.clock % 2;
	if (is_over(t) || !t->incarnation) {
		if (draw_chance(&run->draw, 40)) {
			t->adopted = false;
			begin(run, tuple);
		}
		return 0;
	}
	if (draw_chance(&run->draw, 50))
		return host_acts(run, tuple);
	return ends_act(&t->c, false, &run->draw, &packet) ? send_packet(run, tuple, &packet) : 0;
}

/* ---- copies ------------------------------------------------------------------------------------- */

static int send_copies(struct run *run)
{
	int rc = 0;

	for (unsigned i = 0; i < COPIES && !rc; i++) {
		struct copy *copy = &run->copies[i];
		const struct tuple *t = &run->tuples[copy->tuple];

		if (!copy->due || copy->due > now(run))
			continue;
		copy->due = 0;
		run->copies_sent++;
		run->old_sent += copy->incarnation != t->incarnation;
		rc = send_frame(run, FINWAVE_SIM_WIRE,
		                &(const struct sent){ copy->tuple, copy->incarnation, true,
		                                      copy->timestamps, false, NOT_HELD },
		                copy->data, copy->len);
	}
	return rc;
}

static int pass_time(struct run *run)
{
	uint64_t ticks = PICK(&run->draw, 1, 100, 1000, 20000, TWO_MSL / 10);

	return run->rig.lib.advance(run->rig.sim, now(run) + ticks);
}

static int step(struct run *run)
{
	int rc = act(run);

	if (!rc)
		rc = settle(run);
	if (!rc && draw_chance(&run->draw, 40))
		rc = pass_time(run);
	if (!rc)
		rc = collect(run);
	if (!rc)
		rc = send_copies(run);
	if (!rc)
		rc = settle(run);
	return run->failures ? -EPROTO : rc;
}

/* ---- one run ------------------------------------------------------------------------------------- */

static void set_tuple(struct run *run, unsigned i)
{
	struct finwave_flow_config *c = &run->tuples[i].c.tuple;

	c->size = sizeof(*c);
	c->ipv6 = i % 3 == 2;
	draw_bytes(&run->draw, c->local_addr, c->ipv6 ? 16 : 4);
	draw_bytes(&run->draw, c->remote_addr, c->ipv6 ? 16 : 4);
	draw_neighbour(&run->draw, c->local_mac, c->peer_mac);
	c->local_port = (uint16_t)(HOST_PORT + i);
	c->remote_port = SERVER_PORT;
	run->tuples[i].handover = i % 2;
}

static int start(struct run *run)
{
	struct finwave_config config = { .size = sizeof(config) };
	int rc = finwave_get_config(run->rig.dev, &config);

	config.transparent = true;
	config.time_wait_us = TWO_MSL;
	config.track_idle_us = 20 * TWO_MSL;
	config.ack_budget = 0;
	for (unsigned i = 0; i < CONNECTIONS; i++)
		set_tuple(run, i);
	return rc ? rc : finwave_set_config(run->rig.dev, &config);
}

static void print_result(const struct run *run, uint64_t seed, uint64_t steps, int rc)
{
	printf("seed %llu, %llu steps: %s: %llu connections begun by the host, %llu by the peer; "
	       "%llu copies sent, %llu of them old, %llu old ones passed up (%llu SYNs to a SYN), "
	       "none taken; %llu reuses by the peer (%llu by old SYNs with a timestamp that the "
	       "connection had not), %llu by the host\n",
	       (unsigned long long)seed, (unsigned long long)steps, rc ? "FAILED" : "ok",
	       (unsigned long long)run->begun[1], (unsigned long long)run->begun[0],
	       (unsigned long long)run->copies_sent, (unsigned long long)run->old_sent,
	       (unsigned long long)run->old_passed, (unsigned long long)run->old_syn,
	       (unsigned long long)run->reused, (unsigned long long)run->old_reused,
	       (unsigned long long)run->host_reused);
	fflush(stdout);
	if (!rc)
		return;
	if (run->failure)
		fprintf(stderr, "%s\n", run->failure);
	else if (!rig_report(&run->rig))
		fprintf(stderr, "a call failed: %s\n", finwave_strerror(rc));
	fprintf(stderr, "repeat with: --seed %llu --count %llu\n", (unsigned long long)seed,
	        (unsigned long long)steps);
}

/* Enough of everything, or the run proves nothing. */
static bool reached(const struct run *run)
{
	return run->old_sent > 100 && run->old_passed > 10 && run->reused > 10 &&
	       run->host_reused > 10;
}

static int run_one(uint64_t seed, uint64_t count)
{
	const struct finwave_sim_config config = { .size = sizeof(config), .seed = seed };
	struct run *run = calloc(1, sizeof(*run));
	int rc = run ? rig_open(&run->rig, 64, &config) : -ENOMEM;
	uint64_t steps = 0;

	if (!rc) {
		run->draw.state = seed;
		rc = start(run);
		for (; steps < count && !rc; steps++)
			rc = step(run);
		print_result(run, seed, steps, rc);
		if (!rc && !reached(run)) {
			fprintf(stderr, "too little happened\n");
			rc = -EPROTO;
		}
		free(run->sent[0]);
		free(run->sent[1]);
		rig_close(&run->rig);
	}
	free(run);
	return rc;
}

int main(int argc, char **argv)
{
	static const struct option names[] = {
		{ "seed", 1, NULL, 's' },
		{ "count", 1, NULL, 'c' },
		{ NULL, 0, NULL, 0 },
	};
	uint64_t seed = 0, count = 6000;
	int c, failed = 0;

	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 's')
			seed = strtoull(optarg, NULL, 0);
		else if (c == 'c')
			count = strtoull(optarg, NULL, 0);
		else
			return 2;
	}
	if (seed)
		return run_one(seed, count) ? 1 : 0;
	for (seed = 1; seed <= 3; seed++)
		failed |= run_one(seed, count) != 0;
	return failed;
}
