/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The command finwave script: plays scenarios, each with an engine of its own. Exit status: 0 all
 * passed, 1 one failed, 2 a scenario or the command line cannot be understood.
 */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "pkt_run.h"
#include "settings.h"

#define SETTINGS_MOST 64u

const char command_script_usage[] =
	"       finwave script FILE.pkt... [--mode MODE] [--compat linux|rfc] [--ladder]\n"
	"                      [--set NAME=VALUE] [--ip-version ipv4|ipv6] [--isn LOCAL[,PEER]]\n"
	"                      [--width 64|512] [--stall none|rand:SEED] [--trace FILE.fst]\n"
	"                      [--verbose] [--quiet]\n";

const char command_script_help[] =
	"\n"
	"script plays scenarios in packetdrill's syntax: a small TCP of its own opens the\n"
	"connections and moves the data, from the first FIN or close on the engine answers. Every\n"
	"segment that leaves must be in the scenario.\n"
	"\n"
	"  --mode MODE        what the engine does: handover (default), watch, close-on-fin,\n"
	"                     transparent, or host: nothing\n"
	"  --compat KIND      where Linux and the RFCs differ, do as linux or rfc, instead of\n"
	"                     what the scenario says (linux if it says nothing)\n"
	"  --ladder           print what crosses the wire, with the state after it\n"
	"  --set NAME=VALUE   a setting of the engine, as time_wait_us=1000000\n"
	"  --ip-version V     instead of what the scenario says\n"
	"  --isn N[,M]        initial sequence numbers of this end, and of the peer\n"
	"  --width, --stall, --trace  as for replay\n"
	"  --verbose          say what of a scenario is not carried out\n"
	"  --quiet            failures only\n"
	"\n"
	"Exit status: 0 all passed, 1 one failed, 2 one cannot be understood.\n";

struct script_options {
	struct run_options run;
	struct pkt_setting settings[SETTINGS_MOST];
	const char *ip_version, *compat; /* NULL: as the scenario says */
	bool quiet;
};

struct tally {
	unsigned run, failed;
	bool bad;
};

enum {
	OPT_COMPAT = 256,
	OPT_LADDER,
	OPT_SET,
	OPT_MODE,
	OPT_IP_VERSION,
	OPT_ISN,
	OPT_WIDTH,
	OPT_STALL,
	OPT_TRACE,
	OPT_VERBOSE,
	OPT_QUIET,
	OPT_HELP
};

static const struct option long_options[] = {
	{ "compat", required_argument, NULL, OPT_COMPAT },
	{ "ladder", no_argument, NULL, OPT_LADDER },
	{ "set", required_argument, NULL, OPT_SET },
	{ "mode", required_argument, NULL, OPT_MODE },
	{ "ip-version", required_argument, NULL, OPT_IP_VERSION },
	{ "ip_version", required_argument, NULL, OPT_IP_VERSION },
	{ "isn", required_argument, NULL, OPT_ISN },
	{ "width", required_argument, NULL, OPT_WIDTH },
	{ "stall", required_argument, NULL, OPT_STALL },
	{ "trace", required_argument, NULL, OPT_TRACE },
	{ "verbose", no_argument, NULL, OPT_VERBOSE },
	{ "quiet", no_argument, NULL, OPT_QUIET },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

/* ---- the command line ------------------------------------------------------------------------ */

static bool parse_number(const char *text, uint32_t *number, char **end)
{
	unsigned long long value;

	errno = 0;
	value = strtoull(text, end, 0);
	*number = (uint32_t)value;
	return !errno && *text >= '0' && *text <= '9' && value <= UINT32_MAX;
}

static bool parse_isn(const char *text, struct run_options *o)
{
	char *end;

	o->has_isn = parse_number(text, &o->isn, &end);
	if (!o->has_isn || (*end && *end != ','))
		return false;
	if (!*end)
		return true;
	o->has_peer_isn = parse_number(end + 1, &o->peer_isn, &end);
	return o->has_peer_isn && !*end;
}

static int take_setting(char *text, struct script_options *o)
{
	struct finwave_config scratch = { .size = sizeof(scratch) };
	char *value = strchr(text, '=');
	const char *wrong;

	if (!value)
		return options_bad("--set %s: write NAME=VALUE, as time_wait_us=1000000", text);
	if (o->run.setting_count == SETTINGS_MOST)
		return options_bad("--set %s: too many settings", text);
	*value++ = 0;
	wrong = settings_set(&scratch, text, value);
	if (wrong)
		return options_bad("--set %s", wrong);
	o->settings[o->run.setting_count++] = (struct pkt_setting){ text, value, 0 };
	o->run.settings = o->settings;
	return 0;
}

static int take_valued(int option, struct script_options *o)
{
	switch (option) {
	case OPT_COMPAT:
		o->compat = optarg;
		return !strcmp(optarg, "linux") || !strcmp(optarg, "rfc")
		               ? 0
		               : options_bad("--compat %s: must be linux or rfc", optarg);
	case OPT_SET:
		return take_setting(optarg, o);
	case OPT_MODE:
		o->run.mode = pkt_mode(optarg);
		return o->run.mode != PKT_NO_MODE
		               ? 0
		               : options_bad("--mode %s: must be " PKT_MODES, optarg);
	case OPT_IP_VERSION:
		o->ip_version = optarg;
		return !strcmp(optarg, "ipv4") || !strcmp(optarg, "ipv6")
		               ? 0
		               : options_bad("--ip-version %s: must be ipv4 or ipv6", optarg);
	case OPT_ISN:
		return parse_isn(optarg, &o->run)
		               ? 0
		               : options_bad(
					 "--isn %s: must be one or two numbers, as 1,4294967000",
					 optarg);
	case OPT_WIDTH:
		return options_width(optarg, &o->run.engine)
		               ? 0
		               : options_bad(OPTIONS_BAD_WIDTH, optarg);
	default:
		return options_stall(optarg, &o->run.engine)
		               ? 0
		               : options_bad(OPTIONS_BAD_STALL, optarg);
	}
}

/* `word`: the option as it was written. */
static int take_option(int option, const char *word, struct script_options *o)
{
	switch (option) {
	case OPT_LADDER:
		o->run.ladder = true;
		return 0;
	case OPT_VERBOSE:
		o->run.verbose = true;
		return 0;
	case OPT_QUIET:
		o->quiet = true;
		return 0;
	case OPT_TRACE:
		o->run.engine.trace = optarg;
		return 0;
	case OPT_HELP:
		printf("%s%s", command_script_usage, command_script_help);
		exit(EXIT_SUCCESS);
	case ':':
		return options_bad(OPTIONS_NO_VALUE, word);
	case '?':
		return options_bad(OPTIONS_BAD_NAME, word);
	default:
		return take_valued(option, o);
	}
}

static int parse_options(int argc, char **argv, struct script_options *o)
{
	int option, status;

	*o = (struct script_options){ .run = { .engine = { .width = 64 } } };
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", long_options, NULL)) != -1) {
		status = take_option(option, argv[optind - (*argv[optind - 1] == '-')], o);
		if (status)
			return status;
	}
	if (optind == argc)
		return options_bad("script: name a scenario; %s", "see finwave --help");
	if (o->run.engine.trace && optind + 1 < argc)
		return options_bad("--trace %s: takes one scenario at a time", o->run.engine.trace);
	return 0;
}

/* ---- scenarios ------------------------------------------------------------------------------- */

/* Calls that nobody knows are told before anything runs. */
static bool check_calls(const struct pkt_script *script, char error[PKT_ERROR_BYTES])
{
	for (size_t i = 0; i < script->count; i++) {
		const struct pkt_event *event = &script->events[i];
		const char *wrong = NULL;

		if (event->kind == PKT_CALL)
			wrong = run_call_unknown(&event->call);
		if (!wrong)
			continue;
		snprintf(error, PKT_ERROR_BYTES, "%s:%u: %s", script->path, event->line, wrong);
		return false;
	}
	return true;
}

static bool check_settings(const struct pkt_script *script, char error[PKT_ERROR_BYTES])
{
	struct finwave_config scratch = { .size = sizeof(scratch) };

	for (size_t i = 0; i < script->setting_count; i++) {
		const struct pkt_setting *setting = &script->settings[i];
		const char *wrong = settings_set(&scratch, setting->name, setting->value);

		if (!wrong)
			continue;
		snprintf(error, PKT_ERROR_BYTES, "%s:%u: --finwave_set: %s", script->path,
		         setting->line, wrong);
		return false;
	}
	return true;
}

static void tell_ignored(const struct pkt_script *script)
{
	for (size_t i = 0; i < script->count; i++) {
		const struct pkt_event *event = &script->events[i];

		if (event->kind == PKT_SHELL)
			fprintf(stderr, "%s:%u: shell commands are not carried out\n", script->path,
			        event->line);
		else if (event->kind == PKT_PYTHON)
			fprintf(stderr, "%s:%u: Python is not carried out\n", script->path,
			        event->line);
	}
}

static void play(const struct script_options *o, const struct pkt_script *script, struct run *run,
                 struct tally *tally)
{
	enum run_result result = run_script(run, script, &o->run);

	tally->run++;
	if (result == RUN_PASSED) {
		if (!o->quiet)
			printf("%s: ok\n", script->path);
		return;
	}
	tally->failed += result == RUN_FAILED;
	tally->bad |= result == RUN_BAD;
	fflush(stdout);
	fprintf(stderr, "%s\n", run->error);
	if (!o->quiet)
		printf("%s: failed\n", script->path);
}

static void play_file(const struct script_options *o, const char *path, struct run *run,
                      struct tally *tally)
{
	char error[PKT_ERROR_BYTES];
	struct pkt_script script;
	bool good = pkt_read(path, &script, error) && check_calls(&script, error) &&
	            check_settings(&script, error);

	if (!good) {
		fflush(stdout);
		fprintf(stderr, "%s\n", error);
		tally->bad = true;
		pkt_free(&script);
		return;
	}
	if (o->ip_version)
		script.options.ipv6 = !strcmp(o->ip_version, "ipv6");
	if (o->compat)
		script.options.compat_linux = !strcmp(o->compat, "linux");
	if (o->run.verbose)
		tell_ignored(&script);
	play(o, &script, run, tally);
	pkt_free(&script);
}

int command_script(int argc, char **argv)
{
	struct script_options o;
	struct tally tally = { 0 };
	struct run *run;
	int status = parse_options(argc, argv, &o);

	if (status)
		return status;
	run = malloc(sizeof(*run));
	if (!run)
		return options_bad("%s", strerror(ENOMEM));
	for (; optind < argc; optind++)
		play_file(&o, argv[optind], run, &tally);
	free(run);
	printf("%u scripts run, %u failed\n", tally.run, tally.failed);
	if (tally.bad)
		return EXIT_BAD;
	return tally.failed ? EXIT_DIFFERENT : EXIT_SUCCESS;
}
