/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Random traffic over a few hundred flows, everything compared with the model by the scoreboard.
 *
 *   test_random [--seed N] [--count STEPS | --segments N] [--width W] [--flows N] [--stall]
 *               [--random-start] [--full] [--log] [--trace FILE]
 *
 * Flows are adopted in every state and closed, with and without text of the engine's own, shut down,
 * aborted, updated, released, queried; their peers send segments around the edges of the windows with any
 * flags, timestamps and options, over IPv4 and IPv6, with 0 to 2 tags; their hosts send what is left of their
 * streams, and what they must not; whole connections that nobody adopts open and close in every order;
 * frames of both sides are lost, doubled, held back, corrupted and cut; frames of flows that are not
 * known run along; time jumps. With --full the table has no room in most settings. At the end all flows
 * are aborted and nothing may be left.
 *
 * Without --seed it runs its fixed list, which must reach every reason. --segments runs until so many frames
 * came from the wire and says how far it is. The same options give the same clocks. A failure prints
 * the command line that repeats it.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finwave_regs.h"
#include "random.h"

enum { EXIT_BAD = 2, PROGRESS = 1 << 17 };

/* ---- commands -------------------------------------------------------------------------------- */

/* The end of the host's stream: behind what the engine saw, or not. */
static uint32_t stream_end(struct run *run, const struct slot *slot)
{
	return slot->snd_nxt + PICK(&run->draw, 0, 0, 1, 100, 3000, 20000, 0xffffffffu);
}

static int random_close(struct run *run, struct slot *slot, finwave_flow flow, bool shut)
{
	static uint8_t text[FINWAVE_REG_TAIL_DATA_COUNT * 4 + 1];
	struct draw *d = &run->draw;
	bool ahead = draw_chance(d, 40);
	uint32_t end = stream_end(run, slot);
	size_t len = draw_chance(d, 40)
	                     ? PICK(d, 1, 2, 3, 4, 100, 1000, 1460, 1461, draw_below(d, 1460))
	                     : 0;
	int rc;

	draw_bytes(d, text, len);
	rc = (shut ? finwave_shutdown_tail : finwave_close_tail)(run->rig.dev, flow,
	                                                         ahead ? &end : NULL, text, len);
	if (!rc && ahead)
		slot->fenced = end - slot->snd_nxt;
	run->no_buffer += rc == -ENOBUFS;
	return rc == -EMSGSIZE || rc == -ENOBUFS ? 0 : rc;
}

static int step_command(struct run *run, struct slot *slot)
{
	struct draw *d = &run->draw;
	finwave_flow flow = slot->held && !draw_chance(d, 3) ? slot->handle : slot->old_handle;
	uint32_t snd_nxt = slot->snd_nxt + draw_below(d, 3), wnd = PICK(d, 0, 1, 1000, 100000);
	struct finwave_flow_info info;
	unsigned what = draw_below(d, 16);
	int rc;

	if (what < 5)
		rc = random_close(run, slot, flow, false);
	else if (what < 7)
		rc = random_close(run, slot, flow, true);
	else if (what == 7)
		rc = finwave_abort(run->rig.dev, flow);
	else if (what == 8)
		rc = finwave_release(run->rig.dev, flow);
	else if (what < 12)
		rc = finwave_update(run->rig.dev, flow, draw_chance(d, 30) ? &snd_nxt : NULL, &wnd);
	else
		rc = finwave_query(run->rig.dev, flow, &info);
	return rc && rc != -ENOENT && rc != -EALREADY ? rc : random_collect(run);
}

/* ---- settings -------------------------------------------------------------------------------- */

static void draw_config(struct draw *d, struct finwave_config *config)
{
	config->linux_compat = draw_chance(d, 30);
	config->time_wait_rst = draw_chance(d, 30);
	config->syn_rst = draw_chance(d, 30);
	config->give_up_silent = draw_chance(d, 30);
	config->time_wait_us = PICK(d, 0, 1, 5000, 60000000, 60000000, 240000000);
	/* a fenced close counts RTOs until R2: with a long R2 they must not be short */
	config->rto_max_us = PICK(d, 2000, 2000000, 120000000);
	config->rto_first_us = config->rto_max_us < 1000000 ? 2000 : PICK(d, 200000, 1000000);
	config->r2_us =
		config->rto_max_us < 1000000 ? PICK(d, 0, 20000) : PICK(d, 0, 1000000, 100000000);
	config->fin_wait_2_us = PICK(d, 0, 1000, 60000000);
	config->ack_interval_us = PICK(d, 0, 1, 1000, 500000);
	config->ack_budget = (uint16_t)PICK(d, 0, 3, 50, 1000);
	config->fin_retries = (uint8_t)PICK(d, 0, 1, 8, 31);
	config->ts_shift = (uint8_t)PICK(d, 0, 10, 15);
	config->transparent = draw_chance(d, 60);
	config->evict = draw_chance(d, 60);
	config->merge_window_us = PICK(d, 0, 500, 131071);
	config->track_idle_us = PICK(d, 2000, 1000000, 300000000);
}

/*
 * The engine's settings, while no flow is held: a timer that runs out during the write could see either
 * value.
 */
static int step_config(struct run *run)
{
	struct finwave_config config = { .size = sizeof(config) };
	int rc = random_abort_all(run);

	if (!rc)
		rc = finwave_get_config(run->rig.dev, &config);
	if (rc)
		return rc;
	draw_config(&run->draw, &config);
	if (run->options->full) {
		config.time_wait_us = 240000000;
		config.evict = draw_chance(&run->draw, 85);
	}
	rc = finwave_set_config(run->rig.dev, &config);
	run->transparent = config.transparent;
	run->short_rto = config.r2_us < 1000000;
	run->quiet_after = 1 + (config.time_wait_us > config.track_idle_us ? config.time_wait_us
	                                                                   : config.track_idle_us);
	if (!rc)
		rc = random_clocks(run, 100);
	if (!rc && run->options->full)
		rc = random_fill(run);
	return rc;
}

/* ---- steps ----------------------------------------------------------------------------------- */

static int step_time(struct run *run)
{
	uint64_t ticks = PICK(&run->draw, 1, 10, 1000, 200000, 500000, 1000000, 5000000, 60000000);
	int rc = random_events(run, FLOWS_MAX);

	return rc ? rc : random_wait(run, ticks);
}

/* A handful of frames that enter without a pause. */
static int step_burst(struct run *run)
{
	unsigned count = 2 + draw_below(&run->draw, 12);
	int rc = 0;

	while (count-- && !rc) {
		struct slot *slot = &run->slots[draw_below(&run->draw, run->options->flows)];

		rc = draw_chance(&run->draw, 70) ? random_segment(run, slot)
		                                 : random_host_frame(run, slot);
	}
	return rc;
}

static int step_traffic(struct run *run, struct slot *slot, unsigned what)
{
	if (run->transparent && what < 350)
		return random_connection(run);
	if (what < 740)
		return random_segment(run, slot);
	if (what < 960)
		return random_host_frame(run, slot);
	if (what < 980)
		return random_noise(run);
	return step_burst(run);
}

/* More tails at once than there are buffers. */
static int step_tails(struct run *run)
{
	const uint8_t text[FINWAVE_REG_TAIL_DATA_COUNT * 4] = { 0 };
	int rc = 0;

	for (unsigned i = 0; i < 30 && !rc; i++) {
		struct slot *slot = &run->slots[draw_below(&run->draw, run->options->flows)];

		if (!slot->held)
			rc = random_adopt(run, slot);
		if (!rc && slot->held)
			rc = finwave_close_tail(run->rig.dev, slot->handle, NULL, text,
			                        1 + draw_below(&run->draw, sizeof(text)));
		run->no_buffer += rc == -ENOBUFS;
		if (rc == -ENOBUFS || rc == -EALREADY || rc == -ENOENT)
			rc = 0;
	}
	return rc ? rc : random_collect(run);
}

/* Rare and long: in proportion to how long they take. */
static int step_rare(struct run *run)
{
	const struct options *o = run->options;
	uint32_t rarity = o->segments ? 40 : 1;

	if (draw_below(&run->draw, 10 * rarity) == 0)
		return step_tails(run);
	if (o->full && draw_below(&run->draw, 20 * rarity) == 0)
		return random_fill(run);
	if (draw_below(&run->draw, rarity + o->flows / 300) == 0)
		return step_time(run);
	return draw_below(&run->draw, 15 * rarity) == 0 ? step_config(run) : 0;
}

static int step(struct run *run)
{
	const struct options *o = run->options;
	struct draw *d = &run->draw;
	struct slot *slot = &run->slots[draw_below(d, o->flows)];
	unsigned what = draw_below(d, 1000);
	int rc = random_delayed(run);

	if (!rc)
		rc = random_answers(run);
	for (unsigned i = 0; i < 3 && !slot->held; i++)
		slot = &run->slots[draw_below(d, o->flows)];
	if (rc)
		return rc;
	if (what < 700 || (o->segments && draw_chance(d, 70)))
		return step_traffic(run, slot, draw_below(d, 1000));
	if (what < 780)
		return random_adopt(run, &run->slots[draw_below(d, o->flows)]);
	if (what < 880)
		return step_command(run, slot);
	if (what < 930)
		return random_clocks(run, draw_below(d, 200));
	if (what < 985)
		return random_events(run, 1 + draw_below(d, 20));
	return step_rare(run);
}

/* ---- one run --------------------------------------------------------------------------------- */

static bool goes_on(struct run *run)
{
	struct finwave_sim_stats stats;

	if (!run->options->segments)
		return run->step < run->options->count;
	if (run->step % 256)
		return true;
	run->rig.lib.stats(run->rig.sim, &stats);
	if (run->step % PROGRESS == 0) {
		printf("  %llu of %llu segments, %llu entries compared, %llu clocks\n",
		       (unsigned long long)stats.frames_in,
		       (unsigned long long)run->options->segments,
		       (unsigned long long)stats.checked, (unsigned long long)stats.clocks);
		fflush(stdout);
	}
	return stats.frames_in < run->options->segments;
}

static int run_steps(struct run *run)
{
	const struct options *o = run->options;
	int rc = step_config(run);

	for (unsigned i = 0; i < o->flows; i++)
		random_tuple(run, i);
	random_connections_start(run);
	for (run->step = 0; !rc && goes_on(run); run->step++)
		rc = step(run);
	if (!rc)
		rc = random_abort_all(run);
	return rc ? rc : run->rig.lib.finish(run->rig.sim);
}

static void print_repeat(const struct run *run, int rc)
{
	const struct options *o = run->options;

	if (!rig_report(&run->rig))
		fprintf(stderr, "a call failed: %s\n", finwave_strerror(rc));
	fprintf(stderr, "repeat with: --seed %llu --%s %llu --width %u --flows %u%s%s%s\n",
	        (unsigned long long)o->seed, o->segments ? "segments" : "count",
	        (unsigned long long)(o->segments ? o->segments : o->count), o->width, o->flows,
	        o->stall ? " --stall" : "", o->random_start ? " --random-start" : "",
	        o->full ? " --full" : "");
}

static void print_result(const struct run *run, int rc)
{
	const struct options *o = run->options;
	struct finwave_sim_stats stats;
	unsigned reasons = 0;

	run->rig.lib.stats(run->rig.sim, &stats);
	for (unsigned i = 0; i < 64; i++)
		reasons += run->reasons[i] != 0;
	printf("seed %llu, %u bits%s%s%s: %s after %llu steps: %llu frames in, %llu held, %llu "
	       "made, %llu entries checked, %llu adopted, %llu refused, %llu tracked, %llu "
	       "evicted, %llu without buffer, %llu freed, %u reasons, %llu clocks\n",
	       (unsigned long long)o->seed, o->width, o->stall ? ", stall" : "",
	       o->random_start ? ", random start" : "", o->full ? ", full" : "",
	       rc ? "FAILED" : "ok", (unsigned long long)run->step,
	       (unsigned long long)stats.frames_in, (unsigned long long)stats.held,
	       (unsigned long long)stats.made, (unsigned long long)stats.checked,
	       (unsigned long long)run->adopted, (unsigned long long)run->refused,
	       (unsigned long long)run->tracked, (unsigned long long)run->evicted,
	       (unsigned long long)run->no_buffer, (unsigned long long)run->freed, reasons,
	       (unsigned long long)stats.clocks);
	fflush(stdout);
	if (rc)
		print_repeat(run, rc);
}

/* Adds what it reached to `reached`. */
static int run_one(const struct options *options, uint64_t reached[64])
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
		run->draw.state = options->seed;
		rc = run_steps(run);
		print_result(run, rc);
		for (unsigned i = 0; i < 64; i++)
			reached[i] += run->reasons[i];
		rig_close(&run->rig);
	}
	free(run);
	return rc;
}

/* ---- the fixed list -------------------------------------------------------------------------- */

#define NAME_REASON(name, code) [code] = #name,

/* Every reason but NONE, or false. */
static bool check_reasons(const uint64_t reached[64])
{
	static const char *const names[64] = { FINWAVE_REASON_LIST(NAME_REASON) };
	unsigned count = 0, known = 0;

	for (unsigned i = 1; i < 64; i++) {
		if (!names[i])
			continue;
		known++;
		count += reached[i] != 0;
		if (reached[i])
			printf("  %s %llu\n", names[i], (unsigned long long)reached[i]);
		else
			fprintf(stderr, "the reason %s was never reached\n", names[i]);
	}
	printf("%u of %u reasons reached\n", count, known);
	return count == known;
}

/* What `make check` runs. */
static int run_list(const struct options *given)
{
	static const struct {
		uint64_t seed;
		unsigned width;
		bool stall, random_start, full;
	} list[] = {
		{ 1, 64, false, false, false }, { 2, 64, true, false, false },
		{ 3, 64, true, true, false },   { 4, 512, false, false, false },
		{ 5, 512, true, false, false }, { 6, 512, true, true, false },
		{ 7, 64, false, false, true },
	};
	uint64_t reached[64] = { 0 };
	int failed = 0;

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		struct options options = *given;

		options.seed = list[i].seed;
		options.width = list[i].width;
		options.stall = list[i].stall;
		options.random_start = list[i].random_start;
		options.full = list[i].full;
		failed |= run_one(&options, reached) != 0;
	}
	return failed || !check_reasons(reached);
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
		{ "seed", 1, NULL, 's' },
		{ "count", 1, NULL, 'c' },
		{ "width", 1, NULL, 'w' },
		{ "flows", 1, NULL, 'f' },
		{ "trace", 1, NULL, 't' },
		{ "stall", 0, NULL, 'S' },
		{ "random-start", 0, NULL, 'r' },
		{ "segments", 1, NULL, 'n' },
		{ "full", 0, NULL, 'F' },
		{ "log", 0, NULL, 'l' },
		{ NULL, 0, NULL, 0 },
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
		case 'n':
			o->segments = number;
			break;
		case 'l':
			o->log = true;
			break;
		case 'F':
			o->full = true;
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

	uint64_t reached[64] = { 0 };

	if (!parse_options(argc, argv, &options))
		return EXIT_BAD;
	if (!options.seed_given && !options.segments)
		return run_list(&options) ? 1 : 0;
	return run_one(&options, reached) ? 1 : 0;
}
