/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * bench WIDTH: counts clocks of the Verilated engine; one line "name value" for each figure.
 * Exit status 0, 1 when the engine or the scoreboard fails.
 *
 * FIN to ACK: from the clock of the FIN's last beat in to that of the ACK's first beat out. FINs of
 * minimum size come one by one; at line rate (84 bytes each on the wire: 64 with FCS, preamble, gap),
 * each of another flow; and back to back, without the gap that every Ethernet has: then input and
 * output are both full, and what once had to wait makes all behind it wait.
 * A close over the library: ADOPT, the peer's FIN, CLOSE, the ACK of our FIN, both events, with all
 * register accesses; the next begins when the commands of the one before are done.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "packet.h"
#include "rig.h"

enum {
	LIMIT = 10000000,
	SINGLE = 64,
	LOADED = 2048,
	WIRE_BYTES = 84,
	SAME = 2000,
	CLOSES = 1000,
	IDLE_CLOCKS = 1000000,
	SND_NXT = 1000,
	RCV_NXT = 5000,
};

struct spread {
	uint64_t min, max;
};

struct bench {
	unsigned width;
	struct rig rig;
	struct spread single, line_rate, back_to_back;
	double segments_per_clock, same_flow, close_clocks, busy_rate, idle_rate;
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int start(struct bench *b)
{
	const struct finwave_sim_config config = { .size = sizeof(config) };

	return rig_open(&b->rig, b->width, &config);
}

/* Flow number i: no timestamps, so that its segments have the minimum size. */
static struct finwave_flow_config flow_config(unsigned i)
{
	struct finwave_flow_config c = {
		.size = sizeof(c),
		.state = FINWAVE_ESTABLISHED,
		.local_addr = { 192, 0, 2, 1 },
		.remote_addr = { 198, 51, 100, 1 },
		.local_port = 443,
		.remote_port = (uint16_t)(1024 + i),
		.local_mac = { 2, 0, 0, 0, 0, 2 },
		.peer_mac = { 2, 0, 0, 0, 0, 1 },
		.snd_una = SND_NXT,
		.snd_nxt = SND_NXT,
		.rcv_nxt = RCV_NXT,
		.rcv_wnd = 65535,
		.max_wnd = 65535,
	};

	return c;
}

static int adopt(struct bench *b, unsigned i, finwave_flow *flow)
{
	const struct finwave_flow_config config = flow_config(i);

	return finwave_adopt(b->rig.dev, &config, flow);
}

static int send(struct bench *b, unsigned i, uint8_t flags, uint32_t seq, uint32_t ack)
{
	const struct finwave_flow_config config = flow_config(i);
	const struct packet packet = { .flags = flags, .seq = seq, .ack = ack, .window = 1000 };
	uint8_t frame[PACKET_MAX];
	size_t len = packet_build(&config, &packet, frame);

	return b->rig.lib.send(b->rig.sim, FINWAVE_SIM_WIRE, frame, len, false) < 0 ? -EIO : 0;
}

static uint64_t clocks(struct bench *b)
{
	struct finwave_sim_stats stats;

	b->rig.lib.stats(b->rig.sim, &stats);
	return stats.clocks;
}

/* Adds the answers that wait. Returns their number, or -EIO. */
static int answers(struct bench *b, struct spread *spread)
{
	struct finwave_sim_frame frame;
	int count = 0, rc;

	while ((rc = b->rig.lib.receive(b->rig.sim, &frame)) == 1) {
		uint64_t delay;

		if (!frame.from_engine || frame.cause == UINT64_MAX)
			continue;
		delay = frame.first_clock - b->rig.lib.arrival(b->rig.sim, frame.cause);
		if (delay < spread->min)
			spread->min = delay;
		if (delay > spread->max)
			spread->max = delay;
		count++;
	}
	return rc < 0 ? rc : count;
}

/* Clocks between the first and the last retired segment, divided by the segments between. */
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

static int measure_single(struct bench *b)
{
	for (unsigned i = 0; i < SINGLE; i++) {
		finwave_flow flow;
		int rc = adopt(b, i, &flow);

		if (!rc)
			rc = send(b, i, TH_FIN | TH_ACK, RCV_NXT, SND_NXT);
		if (!rc)
			rc = b->rig.lib.settle(b->rig.sim, LIMIT);
		if (!rc)
			rc = answers(b, &b->single) == 1 ? 0 : -EPROTO;
		if (rc)
			return rc;
	}
	return 0;
}

static int adopt_many(struct bench *b)
{
	finwave_flow flow;
	int rc = 0;

	for (unsigned i = 0; i < LOADED && !rc; i++)
		rc = adopt(b, i, &flow);
	return rc;
}

static int measure_line_rate(struct bench *b)
{
	int rc = adopt_many(b);
	unsigned beat = b->width / 8;

	for (unsigned i = 0; i < LOADED && !rc; i++) {
		rc = send(b, i, TH_FIN | TH_ACK, RCV_NXT, SND_NXT);
		if (!rc)
			rc = b->rig.lib.run(b->rig.sim,
			                    (i + 1) * WIRE_BYTES / beat - i * WIRE_BYTES / beat);
	}
	if (!rc)
		rc = b->rig.lib.settle(b->rig.sim, LIMIT);
	if (!rc)
		rc = answers(b, &b->line_rate) == LOADED ? 0 : -EPROTO;
	return rc;
}

static int measure_back_to_back(struct bench *b)
{
	double begin, clocks_per_segment;
	uint64_t before;
	int rc = adopt_many(b);

	for (unsigned i = 0; i < LOADED && !rc; i++)
		rc = send(b, i, TH_FIN | TH_ACK, RCV_NXT, SND_NXT);
	before = clocks(b);
	begin = seconds();
	if (!rc)
		rc = b->rig.lib.settle(b->rig.sim, LIMIT);
	b->busy_rate = (double)(clocks(b) - before) / (seconds() - begin);
	if (!rc)
		rc = answers(b, &b->back_to_back) == LOADED ? 0 : -EPROTO;
	if (!rc)
		rc = spacing(b, LOADED, &clocks_per_segment);
	if (!rc)
		b->segments_per_clock = 1 / clocks_per_segment;
	return rc;
}

static int measure_same_flow(struct bench *b)
{
	finwave_flow flow;
	int rc = adopt(b, 0, &flow);

	for (unsigned i = 0; i < SAME && !rc; i++)
		rc = send(b, 0, TH_ACK, RCV_NXT, SND_NXT);
	if (!rc)
		rc = b->rig.lib.settle(b->rig.sim, LIMIT);
	if (!rc)
		rc = spacing(b, SAME, &b->same_flow);
	return rc;
}

static int one_close(struct bench *b, unsigned i, int *events)
{
	struct finwave_event event;
	finwave_flow flow;
	int rc = adopt(b, i, &flow);

	if (!rc)
		rc = send(b, i, TH_FIN | TH_ACK, RCV_NXT, SND_NXT);
	while (!rc && (rc = finwave_next_event(b->rig.dev, &event)) >= 0) {
		*events += rc;
		if (rc == 1 && event.flow == flow && event.kind == FINWAVE_PEER_FIN)
			break;
		rc = 0;
	}
	if (rc < 0)
		return rc;
	rc = finwave_close_flow(b->rig.dev, flow, NULL);
	if (!rc)
		rc = send(b, i, TH_ACK, RCV_NXT + 1, SND_NXT + 1);
	return rc;
}

static int measure_closes(struct bench *b)
{
	uint64_t before = clocks(b);
	struct finwave_event event;
	int events = 0, rc = 0;

	for (unsigned i = 0; i < CLOSES && !rc; i++)
		rc = one_close(b, i, &events);
	while (!rc && events < 2 * CLOSES) {
		rc = finwave_next_event(b->rig.dev, &event);
		events += rc > 0;
		rc = rc < 0 ? rc : 0;
	}
	b->close_clocks = (double)(clocks(b) - before) / CLOSES;
	if (!rc)
		rc = b->rig.lib.finish(b->rig.sim);
	return rc;
}

static int measure_idle(struct bench *b)
{
	double begin = seconds();
	int rc = b->rig.lib.run(b->rig.sim, IDLE_CLOCKS);

	b->idle_rate = IDLE_CLOCKS / (seconds() - begin);
	return rc;
}

static int run(struct bench *b)
{
	static int (*const steps[])(struct bench *) = {
		measure_single,    measure_line_rate, measure_back_to_back,
		measure_same_flow, measure_closes,    measure_idle,
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

static void print_spread(const char *when, const struct spread *spread)
{
	printf("fin_to_ack_clocks_%smin %llu\n", when, (unsigned long long)spread->min);
	printf("fin_to_ack_clocks_%smax %llu\n", when, (unsigned long long)spread->max);
}

static void print(const struct bench *b)
{
	print_spread("", &b->single);
	print_spread("line_rate_", &b->line_rate);
	print_spread("back_to_back_", &b->back_to_back);
	printf("segments_per_clock %.4f\n", b->segments_per_clock);
	printf("same_flow_clocks %.2f\n", b->same_flow);
	printf("clocks_per_close %.1f\n", b->close_clocks);
	printf("closes_per_second_156_25_mhz %.0f\n", 156.25e6 / b->close_clocks);
	printf("closes_per_second_250_mhz %.0f\n", 250e6 / b->close_clocks);
	printf("sim_clocks_per_second %.0f\n", b->busy_rate);
	printf("sim_clocks_per_second_idle %.0f\n", b->idle_rate);
}

int main(int argc, char **argv)
{
	const struct spread none = { UINT64_MAX, 0 };
	struct bench b = { .single = none, .line_rate = none, .back_to_back = none };

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
