/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#define _DEFAULT_SOURCE /* getopt_long */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "codes.h"
#include "explain.h"
#include "settings.h"
#include "story_print.h"

#define EXIT_BAD 2
#define SETTINGS_MAX 32u
/* Then A's and B's first bytes are number 1000 and 5000. */
#define ISN_A 999u
#define ISN_B 4999u

struct options {
	const char *name;
	bool fields;
	const char *settings[SETTINGS_MAX];
	struct pair_options pair;
};

static const char help[] =
	"usage: finwave explain [SCENARIO|STATE] [--fields] [--set NAME=VALUE]... [--isn-a N]\n"
	"                       [--isn-b N] [--width 64|512]\n"
	"\n"
	"SCENARIO: two engines play the two ends of a connection that closes, and the ladder of "
	"what\n"
	"they sent is printed, with the numbers, the records and the clauses of the RFCs.\n"
	"STATE: what one engine answers to every event in that state.\n"
	"Without either the names of all of them; time-wait is the scenario, TIME_WAIT the state.\n"
	"\n"
	"  --fields          after every step the fields of the records that changed, not all "
	"fields\n"
	"                    after a change of state\n"
	"  --set NAME=VALUE  a setting of both engines, as syn_rst=1 or time_wait_us=240000000\n"
	"  --isn-a N         initial sequence number of A, 999 by default, so that u is 1000\n"
	"  --isn-b N         that of B, 4999 by default\n"
	"  --width N         bits of a stream beat, 64 (default) or 512\n";

__attribute__((format(printf, 1, 2))) static int bad(const char *format, ...)
{
	va_list args;

	fputs("finwave: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return EXIT_BAD;
}

/* ---- names ----------------------------------------------------------------------------------- */

static void list_all(FILE *file)
{
	const struct story *story;

	fputs("Scenarios:\n", file);
	for (size_t i = 0; (story = story_at(i)) != NULL; i++)
		fprintf(file, "  %-20s %s\n", story->name, story->title);
	fputs("States:\n", file);
	for (unsigned i = 0; *codes_state_name(i); i++)
		fprintf(file, "  %-20s %s\n", codes_state_name(i), codes_state(i));
}

static int bad_name(const char *name)
{
	const struct story *story;

	fprintf(stderr, "finwave: %s: no such scenario or state; there are", name);
	for (size_t i = 0; (story = story_at(i)) != NULL; i++)
		fprintf(stderr, " %s", story->name);
	for (unsigned i = 0; *codes_state_name(i); i++)
		fprintf(stderr, " %s", codes_state_name(i));
	fputc('\n', stderr);
	return EXIT_BAD;
}

/* ---- options --------------------------------------------------------------------------------- */

enum { OPT_FIELDS = 256, OPT_SET, OPT_ISN_A, OPT_ISN_B, OPT_WIDTH, OPT_HELP };

static const struct option long_options[] = {
	{ "fields", no_argument, NULL, OPT_FIELDS },
	{ "set", required_argument, NULL, OPT_SET },
	{ "isn-a", required_argument, NULL, OPT_ISN_A },
	{ "isn-b", required_argument, NULL, OPT_ISN_B },
	{ "width", required_argument, NULL, OPT_WIDTH },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static int take_set(const char *text, struct options *o)
{
	struct finwave_config scratch = { .size = sizeof(scratch) };
	char error[512];

	if (!settings_apply(text, &scratch, error, sizeof(error)))
		return bad("--set %s", error);
	if (o->pair.setting_count == SETTINGS_MAX)
		return bad("--set: at most %u settings", SETTINGS_MAX);
	o->settings[o->pair.setting_count++] = text;
	return 0;
}

static int take_isn(const char *name, const char *text, uint32_t *isn)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || *text < '0' || *text > '9' || *end || value > UINT32_MAX)
		return bad("%s %s: must be a number from 0 to 4294967295", name, text);
	*isn = (uint32_t)value;
	return 0;
}

static int take_width(const char *text, struct options *o)
{
	if (strcmp(text, "64") && strcmp(text, "512"))
		return bad("--width %s: must be 64 or 512", text);
	o->pair.engine.width = strcmp(text, "64") ? 512 : 64;
	return 0;
}

/* `word`: the option as it was written. */
static int take_option(int option, const char *word, struct options *o)
{
	switch (option) {
	case OPT_FIELDS:
		o->fields = true;
		return 0;
	case OPT_SET:
		return take_set(optarg, o);
	case OPT_ISN_A:
		return take_isn("--isn-a", optarg, &o->pair.isn[PAIR_A]);
	case OPT_ISN_B:
		return take_isn("--isn-b", optarg, &o->pair.isn[PAIR_B]);
	case OPT_WIDTH:
		return take_width(optarg, o);
	case OPT_HELP:
		fputs(help, stdout);
		exit(EXIT_SUCCESS);
	case ':':
		return bad("%s: needs a value; see finwave explain --help", word);
	default:
		return bad("%s: no such option; see finwave explain --help", word);
	}
}

static int parse_options(int argc, char **argv, struct options *o)
{
	int option, status;

	*o = (struct options){ .pair = { .engine = { .width = 64 }, .isn = { ISN_A, ISN_B } } };
	o->pair.settings = o->settings;
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", long_options, NULL)) != -1) {
		status = take_option(option, argv[optind - (*argv[optind - 1] == '-')], o);
		if (status)
			return status;
	}
	if (optind + 1 < argc)
		return bad("%s: one scenario or state at a time; see finwave explain --help",
		           argv[optind + 1]);
	o->name = argv[optind];
	return 0;
}

/* ---- the command ----------------------------------------------------------------------------- */

static void print_engines(const struct pair *pair, unsigned engines)
{
	uint64_t checked = 0;

	for (unsigned i = 0; i < engines; i++) {
		const struct engine *e = &pair->end[i].engine;
		struct finwave_sim_stats stats;

		e->api.stats(e->sim, &stats);
		checked += stats.checked;
	}
	printf("  %u bits; %llu decisions checked against the model\n",
	       pair->end[PAIR_A].engine.api.data_width(), (unsigned long long)checked);
}

static bool play(const struct options *o, const struct story *story, struct pair *pair)
{
	if (!story_play(story, pair))
		return false;
	story_print(stdout, story, pair, o->pair.isn, o->fields);
	print_engines(pair, 2);
	return true;
}

static int run(const struct options *o, const struct story *story, int state)
{
	struct pair *pair = calloc(1, sizeof(*pair));
	int status = EXIT_SUCCESS;
	bool good;

	if (!pair)
		return bad("%s", strerror(ENOMEM));
	good = pair_open(pair, &o->pair);
	if (good && story)
		good = play(o, story, pair);
	else if (good && explain_state(stdout, pair, (unsigned)state))
		print_engines(pair, 1);
	else
		good = false;
	if (!good) {
		fprintf(stderr, "finwave: %s: %s\n", o->name, pair->error);
		status = pair->bad_input ? EXIT_BAD : EXIT_FAILURE;
	}
	pair_close(pair);
	free(pair);
	return status;
}

int command_explain(int argc, char **argv)
{
	struct options o;
	const struct story *story;
	int state, status = parse_options(argc, argv, &o);

	if (status)
		return status;
	if (!o.name) {
		list_all(stdout);
		return EXIT_SUCCESS;
	}
	story = story_find(o.name);
	state = codes_find_state(o.name);
	return story || state >= 0 ? run(&o, story, state) : bad_name(o.name);
}
