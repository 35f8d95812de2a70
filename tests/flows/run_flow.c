/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Runs the scripts of tests/flows against the Verilated engine, each in an engine of its own.
 *
 *   run_flow [--width 64|512] [--repeat N] [--stall SEED] [FILE | FOLDER]...
 *
 * Without a path all of tests/flows, without a width both. --repeat replaces counts above it (0: none;
 * 1400 without the option: more closes than the engine has records). --stall: random stalls on every
 * stream, from SEED.
 * README.md describes the language.
 *
 * What the script does not list must not happen: every frame and every event is asked for, and the
 * scoreboard compares each decision and each byte with the model. Exit status: 0; 1 when a script failed;
 * 2 for a script that cannot be understood; 77 is not used.
 */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "finwave_regs.h"
#include "run.h"

enum {
	EXIT_BAD = 2,
	LONGEST_TIMER = INT32_MAX, /* ticks */
};

struct options {
	unsigned width;
	uint32_t repeat;
	bool stall;
	uint64_t seed;
};

static int do_flow(struct run *run, const struct script_step *step)
{
	run->flow = &run->flows[step->number];
	return 0;
}

static int do_wait(struct run *run, const struct script_step *step)
{
	uint64_t target = run->last + step->delay;

	if (come_to(run, step))
		return -1;
	step_done(run, target);
	return 0;
}

/* ---- scripts --------------------------------------------------------------------------------- */

static int do_step(struct run *run, const struct script_step *step)
{
	switch (step->kind) {
	case SCRIPT_SET:
		return do_set(run, step);
	case SCRIPT_FLOW:
		return do_flow(run, step);
	case SCRIPT_TUPLE:
		return do_tuple(run, step);
	case SCRIPT_SHIFT:
		return do_shift(run, step);
	case SCRIPT_SEND:
	case SCRIPT_HOST:
		return do_send(run, step);
	case SCRIPT_EXPECT:
	case SCRIPT_EXPECT_UP:
		return do_expect(run, step);
	case SCRIPT_UP:
	case SCRIPT_DOWN:
		return do_pass(run, step);
	case SCRIPT_EVENT:
	case SCRIPT_STATE:
	case SCRIPT_REASON:
	case SCRIPT_COUNTER:
	case SCRIPT_HELD:
	case SCRIPT_TRACKED:
	case SCRIPT_TAILS_FREE:
		return do_check(run, step);
	case SCRIPT_WAIT:
		return do_wait(run, step);
	default:
		return do_command(run, step);
	}
}

/* Steps from `at`, `times` over, to the `end` that belongs to it; *at is behind it then. */
static int do_steps(struct run *run, size_t *at, uint32_t times)
{
	size_t begin = *at, i = *at;

	while (times--)
		for (i = begin; i < run->script->count; i++) {
			run->step = &run->script->steps[i];
			if (run->step->kind == SCRIPT_END)
				break;
			if (do_step(run, run->step))
				return -1;
		}
	*at = i + 1;
	return 0;
}

static int do_all(struct run *run, uint32_t repeat)
{
	for (size_t i = 0; i < run->script->count;) {
		const struct script_step *step = run->step = &run->script->steps[i];
		uint32_t times = step->number;

		if (step->kind != SCRIPT_REPEAT) {
			if (do_step(run, step))
				return -1;
			i++;
			continue;
		}
		if (repeat && times > repeat)
			times = repeat;
		i++;
		if (do_steps(run, &i, times))
			return -1;
	}
	return 0;
}

/* Connections that nobody adopted have no handle: their timers end them. */
static int outlive(struct run *run)
{
	uint32_t held = 0, tracked = 0;

	if (settle(run) || finwave_read32(run->rig.dev, FINWAVE_REG_FLOWS_HELD, &held) ||
	    finwave_read32(run->rig.dev, FINWAVE_REG_FLOWS_TRACKED, &tracked))
		return -1;
	return held || tracked ? advance(run, now(run) + LONGEST_TIMER) : 0;
}

/* Nothing that the script did not ask for; then what it left is released and the engine must be empty. */
static int finish(struct run *run)
{
	struct finwave_event event;

	if (settle(run) || nothing_waits(run))
		return -1;
	if (finwave_next_event(run->rig.dev, &event) == 1)
		return failed(run, "event not expected: %s %s", finwave_event_name(event.kind),
		              finwave_state_name(event.state));
	for (size_t i = 0; i < SCRIPT_FLOWS; i++)
		if (run->flows[i].adopted && !finwave_release(run->rig.dev, run->flows[i].handle))
			finwave_next_event(run->rig.dev, &event);
	if (outlive(run) || nothing_waits(run))
		return -1;
	return run->rig.lib.finish(run->rig.sim) ? failed(run, "the engine is not empty") : 0;
}

static int run_script(const struct script *script, unsigned width, const struct options *options)
{
	const struct finwave_sim_config config = { .size = sizeof(config),
		                                   .stall = options->stall,
		                                   .seed = options->seed };
	static struct run run;
	int rc;

	memset(&run, 0, sizeof(run));
	run.script = script;
	run.width = width;
	run.flow = run.flows;
	if (rig_open(&run.rig, width, &config))
		return -1;
	run.last = now(&run);
	rc = do_all(&run, options->repeat);
	if (!rc)
		rc = finish(&run);
	rig_close(&run.rig);
	return rc;
}

/* ---- files ----------------------------------------------------------------------------------- */

struct tally {
	unsigned run, failed;
	bool bad;
};

static void run_file(const char *path, const struct options *options, struct tally *tally)
{
	static const unsigned widths[] = { 64, 512 };
	struct script script;

	if (script_read(path, &script)) {
		tally->bad = true;
	} else {
		for (size_t i = 0; i < 2; i++) {
			if (options->width && options->width != widths[i])
				continue;
			tally->run++;
			if (run_script(&script, widths[i], options))
				tally->failed++;
		}
	}
	script_free(&script);
}

static int wanted(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && (!dot || strcmp(dot, ".flow") == 0);
}

static void run_path(const char *path, const struct options *options, struct tally *tally,
                     bool named);

static void run_folder(const char *path, const struct options *options, struct tally *tally)
{
	struct dirent **entries;
	char name[PATH_MAX];
	int count = scandir(path, &entries, wanted, alphasort);

	for (int i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
		run_path(name, options, tally, false);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void run_path(const char *path, const struct options *options, struct tally *tally,
                     bool named)
{
	const char *dot = strrchr(path, '.');
	struct stat status;

	if (stat(path, &status)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		tally->bad = true;
	} else if (S_ISDIR(status.st_mode)) {
		run_folder(path, options, tally);
	} else if (named || (dot && strcmp(dot, ".flow") == 0)) {
		run_file(path, options, tally);
	}
}

static int usage(void)
{
	fprintf(stderr,
	        "run_flow [--width 64|512] [--repeat N] [--stall SEED] [FILE | FOLDER]...\n");
	return EXIT_BAD;
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{ "width", required_argument, NULL, 'w' },
		{ "repeat", required_argument, NULL, 'r' },
		{ "stall", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	struct options options = { .repeat = 1400 };
	struct tally tally = { 0 };
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'w')
			options.width = (unsigned)strtoul(optarg, NULL, 10);
		else if (option == 'r')
			options.repeat = (uint32_t)strtoul(optarg, NULL, 10);
		else if (option == 's')
			options.seed = strtoull(optarg, NULL, 10);
		else
			return usage();
		options.stall |= option == 's';
	}
	if (options.width && options.width != 64 && options.width != 512)
		return usage();
	if (optind == argc)
		run_path("tests/flows", &options, &tally, true);
	for (; optind < argc; optind++)
		run_path(argv[optind], &options, &tally, true);
	if (tally.bad)
		return EXIT_BAD;
	if (!tally.run) {
		fprintf(stderr, "there is no script\n");
		return EXIT_BAD;
	}
	printf("%u scripts run, %u failed\n", tally.run, tally.failed);
	return tally.failed ? 1 : 0;
}
