/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * bench WIDTH: measures the Verilated engine; one line "name value" for each figure, in the order of
 * docs/performance.md, which says what each one means. Exit status 0; 1 when the engine or the scoreboard
 * fails, when an answer is missing, or when the count of segments is not the one that was sent; 2 when
 * called wrongly.
 *
 * Clocks are those of the simulation and are the same on every machine. The speed of the simulation is
 * per second of processor time, the best of several short stretches: it runs in one thread, and other work
 * on the machine counts less that way.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "finwave_regs.h"
#include "packet.h"
#include "rig.h"

enum {
	LIMIT = 10000000,  /* clocks */
	LOADED = 3072,     /* flows of the measurements under load */
	FOREIGN_EVERY = 4, /* one frame in so many belongs to no flow */
	FOREIGN_PORT = 50000,
	WIRE_BYTES = 84, /* 60, FCS, preamble and gap: the smallest frame's place on an Ethernet */
	RATE_FLOWS = 2048,
	RATE_ROUNDS = 2,
	SAME = 2000,
	HOST_FRAMES = 300,
	HOST_PAYLOAD = 1460, /* a frame of 1,514 bytes */
	HOST_FINS = 200,
	HOST_SPACING = 97, /* clocks; prime, so that FINs meet every part of a host frame */
	COMMANDS = 32,
	TAIL = 1460,
	PASSING = 50, /* frames of other flows, from the smallest to the largest */
	CLOSES = 1000,
	STRETCHES = 8,
	IDLE_CLOCKS = 100000, /* of one stretch */
	SND_NXT = 1000,
	RCV_NXT = 5000,
};

struct spread {
	uint64_t min, max;
};

static const struct spread no_spread = { UINT64_MAX, 0 };

/* What one kind of FIN looks like. */
struct shape {
	bool ipv6, timestamps, outer_88a8;
	uint8_t tags;
	unsigned ip_option_words, tcp_nops;
	size_t payload;
};

struct bench {
	unsigned width;
	struct rig rig;
	struct spread alone, line_rate, back_to_back, unmixed, host_busy, command, tail;
	struct spread passing[2]; /* by enum finwave_sim_port, where they enter */
	unsigned shapes;
	uint64_t line_rate_stalled, back_to_back_stalled;
	double segments_per_clock, same_flow, close_clocks, wire_close_clocks, busy_rate, idle_rate;
};

static double processor_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int start(struct bench *b)
{
	const struct finwave_sim_config config = { .size = sizeof(config) };

	return rig_open(&b->rig, b->width, &config);
}

static uint64_t clocks(struct bench *b)
{
	struct finwave_sim_stats stats;

	b->rig.lib.stats(b->rig.sim, &stats);
	return stats.clocks;
}

static int settle(struct bench *b)
{
	return b->rig.lib.settle(b->rig.sim, LIMIT);
}

/* ---- flows and frames ------------------------------------------------------------------------ */

static const struct shape plain; /* IPv4, no tags, no options, no data: the smallest frame */

static struct finwave_flow_config flow_config(const struct shape *shape, unsigned i)
{
	struct finwave_flow_config c = {
		.size = sizeof(c),
		.state = FINWAVE_ESTABLISHED,
		.ipv6 = shape->ipv6,
		.timestamps = shape->timestamps,
		.local_addr = { 192, 0, 2, 1 },
		.remote_addr = { 198, 51, 100, 1 },
		.local_port = 443,
		.remote_port = (uint16_t)(1024 + i),
		.local_mac = { 2, 0, 0, 0, 0, 2 },
		.peer_mac = { 2, 0, 0, 0, 0, 1 },
		.vlan_count = shape->tags,
		.vlan_tci = { 100, 200 },
		.outer_88a8 = shape->outer_88a8,
		.snd_una = SND_NXT,
		.snd_nxt = SND_NXT,
		.rcv_nxt = RCV_NXT,
		.rcv_wnd = 65535,
		.max_wnd = 65535,
	};

	return c;
}

static int adopt(struct bench *b, const struct shape *shape, unsigned i, finwave_flow *flow)
{
	const struct finwave_flow_config config = flow_config(shape, i);

	return finwave_adopt(b->rig.dev, &config, flow);
}

static int adopt_many(struct bench *b, unsigned count)
{
	finwave_flow flow;
	int rc = 0;

	for (unsigned i = 0; i < count && !rc; i++)
		rc = adopt(b, &plain, i, &flow);
	return rc;
}

static int send_packet(struct bench *b, const struct shape *shape, unsigned i, struct packet packet)
{
	const struct finwave_flow_config config = flow_config(shape, i);
	uint8_t frame[PACKET_MAX];
	size_t len = packet_build(&config, &packet, frame);
	int64_t rc =
		b->rig.lib.send(b->rig.sim, packet.from_host ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE,
	                        frame, len, false);

	return rc < 0 ? (int)rc : 0;
}

static int send_plain(struct bench *b, unsigned i, uint8_t flags, uint32_t seq, uint32_t ack)
{
	return send_packet(
		b, &plain, i,
		(struct packet){ .flags = flags, .seq = seq, .ack = ack, .window = 1000 });
}

static int send_fin(struct bench *b, unsigned i)
{
	return send_plain(b, i, TH_FIN | TH_ACK, RCV_NXT, SND_NXT);
}

/* ---- what came of it ------------------------------------------------------------------------- */

static void spread_add(struct spread *spread, uint64_t value)
{
	if (value < spread->min)
		spread->min = value;
	if (value > spread->max)
		spread->max = value;
}

/* Adds the answers that wait. Returns their number, or -errno. */
static int answers(struct bench *b, struct spread *spread)
{
	struct finwave_sim_frame frame;
	int count = 0, rc;

	while ((rc = b->rig.lib.receive(b->rig.sim, &frame)) == 1) {
		if (!frame.from_engine || frame.cause == UINT64_MAX)
			continue;
		spread_add(spread, frame.first_clock - b->rig.lib.arrival(b->rig.sim, frame.cause));
		count++;
	}
	return rc < 0 ? rc : count;
}

static int expect_answers(struct bench *b, struct spread *spread, int expected)
{
	int count = answers(b, spread);

	return count < 0 ? count : count == expected ? 0 : -EPROTO;
}

/* Clocks from the first retired segment to the last, divided by the segments behind the first. */
static int spacing(struct bench *b, int expected, double *out)
{
	struct finwave_sim_retire entry;
	uint64_t first = 0, last = 0;
	int count = 0;

	while (b->rig.lib.retired(b->rig.sim, &entry) == 1) {
		if (entry.frame == UINT64_MAX)
			continue;
		if (!count++)
			first = entry.clock;
		last = entry.clock;
	}
	*out = (double)(last - first) / (expected - 1);
	return count == expected ? 0 : -EPROTO;
}

static int read_stalled(struct bench *b, uint64_t *stalled)
{
	const char *name;
	int rc;

	for (unsigned i = 0; !(rc = finwave_counter(b->rig.dev, i, &name, stalled)); i++)
		if (!strcmp(name, "COUNT_STALLED"))
			return 0;
	return rc;
}

/* ---- FIN to ACK ------------------------------------------------------------------------------ */

/* Shape number n of all combinations; false behind the last. */
static bool next_shape(unsigned n, struct shape *shape)
{
	static const unsigned nops[] = { 0, 3, 28 };
	static const size_t payloads[] = { 0, 1, 7, 1460 };
	unsigned ip, tags;

	shape->payload = payloads[n % 4];
	n /= 4;
	shape->tcp_nops = nops[n % 3];
	n /= 3;
	shape->timestamps = n % 2;
	n /= 2;
	tags = n % 4;
	shape->outer_88a8 = tags == 3;
	shape->tags = (uint8_t)(tags == 3 ? 2 : tags);
	ip = n / 4;
	shape->ipv6 = ip == 11;
	shape->ip_option_words = shape->ipv6 ? 0 : ip;
	return ip <= 11;
}

static int measure_alone(struct bench *b)
{
	struct shape shape;
	finwave_flow flow;
	int rc = 0;

	for (unsigned i = 0; next_shape(i, &shape) && !rc; i++) {
		const struct packet fin = {
			.flags = TH_FIN | TH_ACK,
			.seq = RCV_NXT,
			.ack = SND_NXT,
			.window = 1000,
			.timestamps = shape.timestamps,
			.tsval = 1,
			.ip_option_words = shape.ip_option_words,
			.tcp_nops = shape.tcp_nops,
			.payload = shape.payload,
		};

		rc = adopt(b, &shape, i, &flow);
		if (!rc)
			rc = send_packet(b, &shape, i, fin);
		if (!rc)
			rc = settle(b);
		if (!rc)
			rc = expect_answers(b, &b->alone, 1);
		b->shapes = i + 1;
	}
	return rc;
}

/* FINs of LOADED flows and between them foreign frames; `wire_bytes` for each, 0: no gap at all. */
static int load(struct bench *b, unsigned wire_bytes, struct spread *spread, uint64_t *stalled)
{
	int rc = adopt_many(b, LOADED);
	unsigned beat = b->width / 8, fins = 0;

	for (unsigned i = 0; fins < LOADED && !rc; i++) {
		if (i % FOREIGN_EVERY)
			rc = send_fin(b, fins++);
		else
			rc = send_plain(b, FOREIGN_PORT, TH_ACK, i, 0);
		if (!rc && wire_bytes)
			rc = b->rig.lib.run(b->rig.sim,
			                    (i + 1) * wire_bytes / beat - i * wire_bytes / beat);
	}
	if (!rc)
		rc = settle(b);
	if (!rc)
		rc = expect_answers(b, spread, LOADED);
	return rc ? rc : read_stalled(b, stalled);
}

static int measure_line_rate(struct bench *b)
{
	return load(b, WIRE_BYTES, &b->line_rate, &b->line_rate_stalled);
}

static int measure_back_to_back(struct bench *b)
{
	return load(b, 0, &b->back_to_back, &b->back_to_back_stalled);
}

static int measure_host_busy(struct bench *b)
{
	const struct packet big = {
		.flags = TH_ACK, .from_host = true, .payload = HOST_PAYLOAD, .window = 1000
	};
	int rc = adopt_many(b, HOST_FINS);

	for (unsigned i = 0; i < HOST_FRAMES && !rc; i++)
		rc = send_packet(b, &plain, FOREIGN_PORT, big);
	for (unsigned i = 0; i < HOST_FINS && !rc; i++) {
		rc = send_fin(b, i);
		if (!rc)
			rc = b->rig.lib.run(b->rig.sim, HOST_SPACING);
	}
	if (!rc)
		rc = settle(b);
	return rc ? rc : expect_answers(b, &b->host_busy, HOST_FINS);
}

/* ---- rates ----------------------------------------------------------------------------------- */

/* Every segment is answered: the first FIN of a flow, then the same again. */
static int measure_segments(struct bench *b)
{
	double clocks_per_segment;
	int rc = adopt_many(b, RATE_FLOWS);

	for (unsigned i = 0; i < RATE_FLOWS * RATE_ROUNDS && !rc; i++)
		rc = send_fin(b, i % RATE_FLOWS);
	if (!rc)
		rc = settle(b);
	if (!rc)
		rc = expect_answers(b, &b->unmixed, RATE_FLOWS * RATE_ROUNDS);
	if (!rc)
		rc = spacing(b, RATE_FLOWS * RATE_ROUNDS, &clocks_per_segment);
	if (!rc)
		b->segments_per_clock = 1 / clocks_per_segment;
	return rc;
}

static int measure_same_flow(struct bench *b)
{
	finwave_flow flow;
	int rc = adopt(b, &plain, 0, &flow);

	for (unsigned i = 0; i < SAME && !rc; i++)
		rc = send_plain(b, 0, TH_ACK, RCV_NXT, SND_NXT);
	if (!rc)
		rc = settle(b);
	return rc ? rc : spacing(b, SAME, &b->same_flow);
}

/* ---- closes ---------------------------------------------------------------------------------- */

/* From the doorbell's write on the bus to the FIN's first beat. */
static int measure_command(struct bench *b)
{
	struct finwave_sim_frame frame;
	finwave_flow flow;
	int rc = 0;

	for (unsigned i = 0; i < COMMANDS && !rc; i++) {
		uint64_t rung;

		rc = adopt(b, &plain, i, &flow);
		if (!rc)
			rc = finwave_write32(b->rig.dev, FINWAVE_REG_CMD_FLOW, flow);
		if (!rc)
			rc = finwave_write32(b->rig.dev, FINWAVE_REG_CMD_FLAGS, 0);
		rung = clocks(b) + 1; /* the bus model drives the pins one clock later */
		if (!rc)
			rc = finwave_write32(b->rig.dev, FINWAVE_REG_DOORBELL, FINWAVE_OP_CLOSE);
		if (!rc)
			rc = settle(b);
		if (!rc)
			rc = b->rig.lib.receive(b->rig.sim, &frame) == 1 ? 0 : -EPROTO;
		if (!rc)
			spread_add(&b->command, frame.first_clock - rung);
	}
	return rc;
}

/* The same with text: from the doorbell to the first beat of the frame that carries text and FIN. */
static int measure_tail(struct bench *b)
{
	struct finwave_sim_frame frame;
	const uint8_t text[TAIL] = { 0 };
	finwave_flow flow;
	int rc = 0;

	for (unsigned i = 0; i < COMMANDS && !rc; i++) {
		uint64_t rung;

		rc = adopt(b, &plain, i, &flow);
		for (uint32_t at = 0; at < TAIL && !rc; at += 4)
			rc = finwave_write32(b->rig.dev, FINWAVE_REG_TAIL_DATA + at, text[at]);
		if (!rc)
			rc = finwave_write32(b->rig.dev, FINWAVE_REG_CMD_FLOW, flow);
		if (!rc)
			rc = finwave_write32(b->rig.dev, FINWAVE_REG_CMD_FLAGS, 0);
		if (!rc)
			rc = finwave_write32(b->rig.dev, FINWAVE_REG_CMD_TAIL, TAIL);
		rung = clocks(b) + 1; /* the bus model drives the pins one clock later */
		if (!rc)
			rc = finwave_write32(b->rig.dev, FINWAVE_REG_DOORBELL, FINWAVE_OP_CLOSE);
		if (!rc)
			rc = settle(b);
		if (!rc)
			rc = b->rig.lib.receive(b->rig.sim, &frame) == 1 ? 0 : -EPROTO;
		if (!rc)
			spread_add(&b->tail, frame.first_clock - rung);
		if (!rc)
			rc = finwave_release(b->rig.dev, flow);
	}
	return rc;
}

/* ---- frames that are nobody's ------------------------------------------------------------------ */

/* One frame through the engine at rest: the clock of its first beat out, and of the call that sent it. */
static int pass_one(struct bench *b, struct packet packet, uint64_t *sent, uint64_t *left)
{
	struct finwave_sim_frame frame;
	int rc;

	*sent = clocks(b);
	rc = send_packet(b, &plain, FOREIGN_PORT, packet);
	if (!rc)
		rc = settle(b);
	if (!rc)
		rc = b->rig.lib.receive(b->rig.sim, &frame) == 1 ? 0 : -EPROTO;
	*left = frame.first_clock;
	return rc;
}

/* From the first beat in to the first beat out. Both sources start as many clocks after the call. */
static int measure_passing(struct bench *b)
{
	const struct packet smallest = { .flags = TH_ACK };
	const uint64_t beats = (60 + b->width / 8 - 1) / (b->width / 8);
	uint64_t sent, left, delay;
	int rc = pass_one(b, smallest, &sent, &left);

	delay = b->rig.lib.arrival(b->rig.sim, 0) - (beats - 1) - sent;
	for (unsigned i = 0; i < 2 * PASSING && !rc; i++) {
		const bool from_host = i % 2;
		const struct packet packet = { .flags = TH_ACK,
			                       .from_host = from_host,
			                       .payload = i / 2 * HOST_PAYLOAD / (PASSING - 1) };

		rc = pass_one(b, packet, &sent, &left);
		spread_add(&b->passing[from_host ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE],
		           left - sent - delay);
	}
	return rc;
}

/* ---- whole closes ------------------------------------------------------------------------------ */

/* Pops one event if one waits; counts the flows that ended. */
static int pop_event(struct bench *b, unsigned *ended)
{
	struct finwave_event event;
	int rc = finwave_next_event(b->rig.dev, &event);

	*ended += rc == 1 && event.kind == FINWAVE_ORDERLY;
	return rc < 0 ? rc : 0;
}

/* An active close of four segments: our FIN, its ACK, the peer's FIN, our ACK; then TIME_WAIT. */
static int begin_close(struct bench *b, unsigned i)
{
	finwave_flow flow;
	int rc = adopt(b, &plain, i, &flow);

	if (!rc)
		rc = finwave_close_flow(b->rig.dev, flow, NULL);
	if (!rc)
		rc = send_plain(b, i, TH_ACK, RCV_NXT, SND_NXT + 1);
	if (!rc)
		rc = send_plain(b, i, TH_FIN | TH_ACK, RCV_NXT, SND_NXT + 1);
	return rc;
}

static int measure_closes(struct bench *b)
{
	struct finwave_config config = { .size = sizeof(config) };
	unsigned ended = 0;
	uint64_t before;
	int rc = finwave_get_config(b->rig.dev, &config);

	config.time_wait_us = 1;
	if (!rc)
		rc = finwave_set_config(b->rig.dev, &config);
	before = clocks(b);
	for (unsigned i = 0; i < CLOSES && !rc; i++) {
		rc = begin_close(b, i);
		for (unsigned events = 0; events < 2 && !rc; events++)
			rc = pop_event(b, &ended);
	}
	while (!rc && ended < CLOSES)
		rc = pop_event(b, &ended);
	b->close_clocks = (double)(clocks(b) - before) / CLOSES;
	return rc ? rc : b->rig.lib.finish(b->rig.sim);
}

/* The two segments that come from the peer in each active close, as fast as the stream takes them. */
static int measure_wire_closes(struct bench *b)
{
	double clocks_per_segment;
	int rc = 0;

	for (unsigned i = 0; i < RATE_FLOWS && !rc; i++) {
		struct finwave_flow_config config = flow_config(&plain, i);
		finwave_flow flow;

		config.state = FINWAVE_FIN_WAIT_1;
		config.snd_nxt = SND_NXT + 1;
		rc = finwave_adopt(b->rig.dev, &config, &flow);
	}
	for (unsigned i = 0; i < RATE_FLOWS && !rc; i++)
		rc = send_plain(b, i, TH_ACK, RCV_NXT, SND_NXT + 1);
	for (unsigned i = 0; i < RATE_FLOWS && !rc; i++)
		rc = send_plain(b, i, TH_FIN | TH_ACK, RCV_NXT, SND_NXT + 1);
	if (!rc)
		rc = settle(b);
	if (!rc)
		rc = spacing(b, 2 * RATE_FLOWS, &clocks_per_segment);
	if (!rc)
		b->wire_close_clocks = 2 * clocks_per_segment;
	return rc;
}

/* ---- speed of the simulation ------------------------------------------------------------------ */

/* Clocks per second until the engine is quiet, or for so many clocks; the better of it and *best. */
static int stretch(struct bench *b, uint64_t count, double *best)
{
	uint64_t before = clocks(b);
	double begin = processor_seconds(), rate;
	int rc = count ? b->rig.lib.run(b->rig.sim, count) : settle(b);

	rate = (double)(clocks(b) - before) / (processor_seconds() - begin);
	if (rate > *best)
		*best = rate;
	return rc;
}

static int measure_speed(struct bench *b)
{
	struct spread unused = no_spread;
	int rc = 0;

	for (unsigned i = 0; i < STRETCHES && !rc; i++)
		rc = stretch(b, IDLE_CLOCKS, &b->idle_rate);
	if (!rc)
		rc = adopt_many(b, RATE_FLOWS);
	for (unsigned n = 0; n < STRETCHES && !rc; n++) {
		for (unsigned i = 0; i < 4 * RATE_FLOWS * b->width / 64 && !rc; i++)
			rc = send_fin(b, i % RATE_FLOWS);
		if (!rc)
			rc = stretch(b, 0, &b->busy_rate);
		if (!rc && answers(b, &unused) < 0)
			rc = -EIO;
	}
	return rc;
}

/* ---- the table --------------------------------------------------------------------------------- */

static int run(struct bench *b)
{
	static int (*const steps[])(struct bench *) = {
		measure_alone,    measure_line_rate, measure_back_to_back, measure_host_busy,
		measure_segments, measure_same_flow, measure_command,      measure_tail,
		measure_passing,  measure_closes,    measure_wire_closes,  measure_speed,
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && !rc; i++) {
		rc = start(b);
		if (rc)
			return rc;
		rc = steps[i](b);
		if (rc) {
			rig_report(&b->rig);
			fprintf(stderr, "bench: measurement %zu at %u bits: %s\n", i + 1, b->width,
			        finwave_strerror(rc));
		}
		rig_close(&b->rig);
	}
	return rc;
}

static void print_count(const char *name, uint64_t value)
{
	printf("%s %llu\n", name, (unsigned long long)value);
}

static void print_spread(const char *name, const struct spread *spread)
{
	printf("%s_min %llu\n", name, (unsigned long long)spread->min);
	printf("%s_max %llu\n", name, (unsigned long long)spread->max);
}

static void print_closes(const char *name, double clocks_per_close)
{
	printf("clocks_per_%s %.1f\n", name, clocks_per_close);
	printf("%ss_per_second_156_25_mhz %.0f\n", name, 156.25e6 / clocks_per_close);
	printf("%ss_per_second_250_mhz %.0f\n", name, 250e6 / clocks_per_close);
}

static void print(const struct bench *b)
{
	struct spread all = b->alone;

	spread_add(&all, b->line_rate.min);
	spread_add(&all, b->line_rate.max);
	print_spread("fin_to_ack_clocks", &all);
	printf("segments_per_clock %.4f\n", b->segments_per_clock);
	printf("same_flow_clocks %.2f\n", b->same_flow);
	printf("sim_clocks_per_second %.0f\n", b->busy_rate);
	printf("sim_clocks_per_second_idle %.0f\n", b->idle_rate);
	print_count("fin_shapes", b->shapes);
	print_spread("fin_to_ack_clocks_alone", &b->alone);
	print_spread("fin_to_ack_clocks_line_rate", &b->line_rate);
	print_spread("fin_to_ack_clocks_back_to_back", &b->back_to_back);
	print_spread("fin_to_ack_clocks_unmixed", &b->unmixed);
	print_spread("fin_to_ack_clocks_host_busy", &b->host_busy);
	print_count("stalled_clocks_line_rate", b->line_rate_stalled);
	print_count("stalled_clocks_back_to_back", b->back_to_back_stalled);
	print_spread("command_to_fin_clocks", &b->command);
	print_spread("tail_to_fin_clocks", &b->tail);
	print_spread("passing_clocks_wire", &b->passing[FINWAVE_SIM_WIRE]);
	print_spread("passing_clocks_host", &b->passing[FINWAVE_SIM_HOST]);
	print_closes("close", b->close_clocks);
	print_closes("wire_close", b->wire_close_clocks);
}

int main(int argc, char **argv)
{
	struct bench b = {
		.alone = no_spread,
		.line_rate = no_spread,
		.back_to_back = no_spread,
		.unmixed = no_spread,
		.host_busy = no_spread,
		.command = no_spread,
		.tail = no_spread,
		.passing = { no_spread, no_spread },
	};

	b.width = argc == 2 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
	if (!b.width) {
		fprintf(stderr, "usage: bench WIDTH\n");
		return 2;
	}
	if (run(&b))
		return 1;
	print(&b);
	return 0;
}
