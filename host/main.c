/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The command finwave. Exit status: 0 all equal or explained; 1 a difference that nothing explains,
 * or engine and model disagree; 2 bad input or usage.
 */
#define _DEFAULT_SOURCE /* strcasecmp and friends of getopt_long */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "options.h"
#include "report.h"

#define ROLE_ACTIVE (1u << REPLAY_ACTIVE)
#define ROLE_PASSIVE (1u << REPLAY_PASSIVE)

struct options {
	const char *capture, *out, *json;
	unsigned roles;
	bool quiet;
	struct capture_options reading;
	struct engine_options engine;
};

static const char usage[] =
	"usage: finwave replay CAPTURE [--role both|active|passive] [--out FILE.pcap] [--json "
	"FILE]\n"
	"                      [--trace FILE.fst] [--width 64|512] [--clock-mhz N]\n"
	"                      [--stall none|rand:SEED] [--fix-checksums] [--quiet]\n"
	"       finwave explain [SCENARIO|STATE] [--fields] [--set NAME=VALUE]... [--isn-a N]\n"
	"                       [--isn-b N] [--width 64|512]\n";

static const char usage_end[] = "       finwave --help | --version\n";

static const char help[] =
	"\n"
	"replay plays one end of every TCP connection of the capture that closes, with the engine "
	"in\n"
	"simulation, and compares what it sends with what that end sent in the capture.\n"
	"\n"
	"  --role ROLE        the end that is played: active sent the first FIN (or the RST),\n"
	"                     passive is the other; both (default) plays each in turn\n"
	"  --out FILE.pcap    the wire, both directions, nanosecond pcap\n"
	"  --json FILE        the results for programs\n"
	"  --trace FILE.fst   waveform of the engine\n"
	"  --width N          bits of a stream beat, 64 (default) or 512\n"
	"  --clock-mhz N      clock of the engine, 1 to 1000 (156.25 at 64 bits, 250 at 512)\n"
	"  --stall rand:SEED  random stalls and idle beats on every stream (default none)\n"
	"  --fix-checksums    recompute wrong checksums before the frames enter\n"
	"  --quiet            the summary only\n"
	"\n"
	"explain plays a close with two engines, or every event in one state, and says "
	"what\n"
	"happens and why; finwave explain --help has its options, finwave explain alone all "
	"names.\n"
	"\n"
	"Exit status: 0 all equal or explained, 1 an unexplained difference or a mismatch between\n"
	"engine and model, 2 bad input or usage.\n";

static void print_help(void)
{
	printf("%s%s%s%s%s", usage, command_script_usage, usage_end, help, command_script_help);
	printf("\nSee finwave(1).\n");
}

static bool parse_role(const char *text, struct options *o)
{
	if (!strcmp(text, "both"))
		o->roles = ROLE_ACTIVE | ROLE_PASSIVE;
	else if (!strcmp(text, "active"))
		o->roles = ROLE_ACTIVE;
	else if (!strcmp(text, "passive"))
		o->roles = ROLE_PASSIVE;
	else
		return false;
	return true;
}

static bool parse_clock(const char *text, struct options *o)
{
	char *end;

	errno = 0;
	o->engine.clock_mhz = strtod(text, &end);
	return !errno && end != text && !*end && o->engine.clock_mhz >= 1 &&
	       o->engine.clock_mhz <= 1000;
}

enum {
	OPT_ROLE = 256,
	OPT_OUT,
	OPT_JSON,
	OPT_TRACE,
	OPT_WIDTH,
	OPT_CLOCK,
	OPT_STALL,
	OPT_FIX,
	OPT_QUIET,
	OPT_HELP
};

static const struct option long_options[] = {
	{ "role", required_argument, NULL, OPT_ROLE },
	{ "out", required_argument, NULL, OPT_OUT },
	{ "json", required_argument, NULL, OPT_JSON },
	{ "trace", required_argument, NULL, OPT_TRACE },
	{ "width", required_argument, NULL, OPT_WIDTH },
	{ "clock-mhz", required_argument, NULL, OPT_CLOCK },
	{ "stall", required_argument, NULL, OPT_STALL },
	{ "fix-checksums", no_argument, NULL, OPT_FIX },
	{ "quiet", no_argument, NULL, OPT_QUIET },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

/* `word`: the option as it was written. */
static int take_option(int option, const char *word, struct options *o)
{
	switch (option) {
	case OPT_ROLE:
		return parse_role(optarg, o)
		               ? 0
		               : options_bad("--role %s: must be both, active or passive", optarg);
	case OPT_WIDTH:
		return options_width(optarg, &o->engine) ? 0
		                                         : options_bad(OPTIONS_BAD_WIDTH, optarg);
	case OPT_CLOCK:
		return parse_clock(optarg, o)
		               ? 0
		               : options_bad("--clock-mhz %s: must be a number from 1 to 1000",
		                             optarg);
	case OPT_STALL:
		return options_stall(optarg, &o->engine) ? 0
		                                         : options_bad(OPTIONS_BAD_STALL, optarg);
	case OPT_OUT:
		o->out = optarg;
		return 0;
	case OPT_JSON:
		o->json = optarg;
		return 0;
	case OPT_TRACE:
		o->engine.trace = optarg;
		return 0;
	case OPT_FIX:
		o->reading.fix_checksums = true;
		return 0;
	case OPT_QUIET:
		o->quiet = true;
		return 0;
	case OPT_HELP:
		print_help();
		exit(EXIT_SUCCESS);
	case ':':
		return options_bad(OPTIONS_NO_VALUE, word);
	default:
		return options_bad(OPTIONS_BAD_NAME, word);
	}
}

static int parse_options(int argc, char **argv, struct options *o)
{
	int option, status;

	*o = (struct options){ .roles = ROLE_ACTIVE | ROLE_PASSIVE, .engine = { .width = 64 } };
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", long_options, NULL)) != -1) {
		status = take_option(option, argv[optind - (*argv[optind - 1] == '-')], o);
		if (status)
			return status;
	}
	if (optind == argc)
		return options_bad("replay: name a capture; %s", "see finwave --help");
	if (optind + 1 < argc)
		return options_bad("%s: one capture at a time; see finwave --help",
		                   argv[optind + 1]);
	o->capture = argv[optind];
	return 0;
}

static bool write_results(const struct options *o, const struct report *report)
{
	for (size_t i = 0; !o->quiet && i < report->count; i++)
		ladder_print(stdout, report, &report->results[i]);
	ladder_summary(stdout, report);
	if (!o->json || report_json_write(o->json, report))
		return true;
	fprintf(stderr, "finwave: %s: %s; name a writable file\n", o->json, strerror(errno));
	return false;
}

static int report(const struct options *o, const struct replay *replay)
{
	struct report results;
	int status = EXIT_SUCCESS;

	if (!report_make(replay, o->roles, &results))
		status = options_bad("%s", strerror(ENOMEM));
	else if (!write_results(o, &results))
		status = EXIT_BAD;
	else if (results.totals.unexplained)
		status = EXIT_DIFFERENT;
	report_free(&results);
	return status;
}

static int run(const struct options *o, struct replay *replay)
{
	bool good = true;

	for (unsigned role = 0; good && role < 2; role++)
		if (o->roles & 1u << role)
			good = replay_run(replay, (enum replay_role)role);
	if (good)
		good = replay_finish(replay);
	if (good)
		return report(o, replay);
	fprintf(stderr, "finwave: %s: %s\n", o->capture, replay->error);
	return EXIT_DIFFERENT;
}

static int run_engine(const struct options *o, struct capture *capture, struct conn_set *conns)
{
	struct engine engine;
	struct replay replay = { .capture = capture, .conns = conns, .engine = &engine };
	char error[512];
	int status;

	if (o->out) {
		replay.out = outpcap_open(o->out);
		if (!replay.out)
			return options_bad(
				"%s: cannot be written; name a file in a folder of yours", o->out);
	}
	if (engine_open(&engine, &o->engine, error, sizeof(error)))
		status = run(o, &replay);
	else
		status = options_bad("%s", error);
	replay_free(&replay);
	engine_close(&engine);
	if (!outpcap_close(replay.out) && !status)
		status = options_bad("%s: cannot be written whole; is the disk full?", o->out);
	return status;
}

static int command_replay(int argc, char **argv)
{
	struct options o;
	struct capture capture;
	struct conn_set conns;
	char error[1024];
	int status = parse_options(argc, argv, &o);

	if (status)
		return status;
	if (!capture_open(o.capture, &o.reading, &capture, error, sizeof(error)))
		return options_bad("%s", error);
	if (conn_find_all(&capture, &conns))
		status = run_engine(&o, &capture, &conns);
	else
		status = options_bad("%s", strerror(ENOMEM));
	conn_free_all(&conns);
	capture_close(&capture);
	return status;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "%s%s%s", usage, command_script_usage, usage_end);
		return EXIT_BAD;
	}
	if (!strcmp(argv[1], "--help")) {
		print_help();
		return EXIT_SUCCESS;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("finwave %s\n", finwave_version());
		return EXIT_SUCCESS;
	}
	if (!strcmp(argv[1], "replay"))
		return command_replay(argc - 1, argv + 1);
	if (!strcmp(argv[1], "explain"))
		return command_explain(argc - 1, argv + 1);
	if (!strcmp(argv[1], "script"))
		return command_script(argc - 1, argv + 1);
	return options_bad("%s: no such command; see finwave --help", argv[1]);
}
