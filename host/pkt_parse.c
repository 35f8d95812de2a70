/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pkt_parse.h"

#define DEFAULT_TOLERANCE_US 4000u
#define DEFAULT_PORT 8080u
#define DEFAULT_MTU 1500u
#define LONGEST_SECONDS 1e9

/* ---- the options at the head ---------------------------------------------------------------- */

static bool option_number(struct lexer *lexer, double least, double most, double *number)
{
	const char *text = lexer->word.value_text;
	char *end = NULL;

	if (text)
		*number = strtod(text, &end);
	if (text && end != text && !*end && *number >= least && *number <= most)
		return true;
	return lex_fail(lexer, "--%s must be a number from %.0f to %.0f, as --%s=%.0f",
	                lexer->word.text, least, most, lexer->word.text, least);
}

static bool option_ip_version(struct lexer *lexer, struct pkt_options *options)
{
	const char *text = lexer->word.value_text ? lexer->word.value_text : "";

	options->ipv6 = !strcmp(text, "ipv6");
	return options->ipv6 || !strcmp(text, "ipv4") || !strcmp(text, "ipv4-mapped-ipv6") ||
	       lex_fail(lexer, "--ip_version must be ipv4, ipv6 or ipv4-mapped-ipv6, not %s", text);
}

static bool option_compat(struct lexer *lexer, struct pkt_options *options)
{
	const char *text = lexer->word.value_text ? lexer->word.value_text : "";

	options->compat_linux = !strcmp(text, "linux");
	return options->compat_linux || !strcmp(text, "rfc") ||
	       lex_fail(lexer, "--finwave_compat must be linux or rfc, not %s", text);
}

/* --finwave_set=NAME=VALUE, several separated by commas; --define=NAME=VALUE. */
static bool option_settings(struct lexer *lexer, struct pkt_setting **settings, size_t *count,
                            bool several)
{
	char *text, *value, *next;

	if (!lexer->word.value_text)
		return lex_fail(lexer, "--%s needs a value, as --%s=NAME=1", lexer->word.text,
		                lexer->word.text);
	text = lex_alloc(lexer, strlen(lexer->word.value_text) + 1);
	if (text)
		strcpy(text, lexer->word.value_text);
	for (; text; text = next) {
		next = several ? strchr(text, ',') : NULL;
		if (next)
			*next++ = 0;
		value = strchr(text, '=');
		if (!value)
			return lex_fail(lexer, "%s: write it as NAME=VALUE", text);
		*value++ = 0;
		*settings = lex_grow(lexer, *settings, *count, sizeof(**settings));
		if (!*settings)
			return false;
		(*settings)[(*count)++] = (struct pkt_setting){ .name = text,
			                                        .value = value,
			                                        .line = lexer->word.line };
	}
	return !lexer->failed;
}

enum pkt_mode pkt_mode(const char *name)
{
	static const char *const names[] = {
		[PKT_HANDOVER] = "handover",
		[PKT_WATCH] = "watch",
		[PKT_CLOSE_ON_FIN] = "close-on-fin",
		[PKT_TRANSPARENT] = "transparent",
		[PKT_HOST] = "host",
	};

	for (unsigned i = PKT_HANDOVER; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return (enum pkt_mode)i;
	return PKT_NO_MODE;
}

static bool option_mode(struct lexer *lexer, struct pkt_options *options)
{
	const char *text = lexer->word.value_text ? lexer->word.value_text : "";

	options->mode = pkt_mode(text);
	return options->mode != PKT_NO_MODE ||
	       lex_fail(lexer, "--finwave_mode must be %s, not %s", PKT_MODES, text);
}

/* Those that do not matter here are taken as they are. */
static bool parse_option(struct lexer *lexer)
{
	struct pkt_script *script = lexer->script;
	struct pkt_options *options = &script->options;
	const char *name = lexer->word.text;
	double number = 0;
	bool good = true;

	if (!strcmp(name, "ip_version"))
		return option_ip_version(lexer, options);
	if (!strcmp(name, "finwave_compat"))
		return option_compat(lexer, options);
	if (!strcmp(name, "finwave_mode"))
		return option_mode(lexer, options);
	if (!strcmp(name, "finwave_set"))
		return option_settings(lexer, &script->settings, &script->setting_count, true);
	if (!strcmp(name, "define"))
		return option_settings(lexer, &script->defines, &script->define_count, false);
	if (!strcmp(name, "local_ip")) {
		options->local_ip = lexer->word.value_text;
	} else if (!strcmp(name, "remote_ip")) {
		options->remote_ip = lexer->word.value_text;
	} else if (!strcmp(name, "tolerance_usecs")) {
		good = option_number(lexer, 0, 1e9, &number);
		options->tolerance_us = (uint64_t)number;
	} else if (!strcmp(name, "tolerance_percent")) {
		good = option_number(lexer, 0, 100, &number);
		options->tolerance_percent = number;
	} else if (!strcmp(name, "tcp_ts_tick_usecs")) {
		good = option_number(lexer, 0, 1e6, &number);
		options->ts_tick_us = (uint32_t)number;
	} else if (!strcmp(name, "bind_port")) {
		good = option_number(lexer, 1, 65535, &number);
		options->bind_port = (uint16_t)number;
	} else if (!strcmp(name, "connect_port")) {
		good = option_number(lexer, 1, 65535, &number);
		options->connect_port = (uint16_t)number;
	} else if (!strcmp(name, "mtu")) {
		good = option_number(lexer, 68, 65535, &number);
		options->mtu = (uint16_t)number;
	}
	return good;
}

static bool parse_options(struct lexer *lexer)
{
	while (lexer->word.kind == LEX_OPTION) {
		if (!parse_option(lexer))
			return false;
		lex_next(lexer);
	}
	return !lexer->failed;
}

/* ---- times ---------------------------------------------------------------------------------- */

static bool parse_seconds(struct lexer *lexer, uint64_t *us)
{
	double seconds =
		lexer->word.kind == LEX_FLOAT ? lexer->word.number : (double)lexer->word.value;

	if (lexer->word.kind != LEX_FLOAT && lexer->word.kind != LEX_INTEGER)
		return lex_fail(lexer, "expected a time in seconds instead of %s",
		                lex_shown(lexer));
	if (seconds < 0 || seconds > LONGEST_SECONDS)
		return lex_fail(lexer, "a time of %s s cannot be; write seconds from 0",
		                lex_shown(lexer));
	*us = (uint64_t)(seconds * 1e6 + .5);
	lex_next(lexer);
	return true;
}

/* +T, T, *, +T~+T, T~T. */
static bool parse_time(struct lexer *lexer, struct pkt_time *time)
{
	*time = (struct pkt_time){ .kind = PKT_ANY_TIME };
	if (lex_take_sign(lexer, '*'))
		return true;
	time->kind = lex_take_sign(lexer, '+') ? PKT_RELATIVE : PKT_ABSOLUTE;
	if (time->kind == PKT_ABSOLUTE && lexer->word.kind != LEX_FLOAT &&
	    lexer->word.kind != LEX_INTEGER)
		return lex_fail(lexer, "expected a time, as +0.1, instead of %s", lex_shown(lexer));
	if (!parse_seconds(lexer, &time->at))
		return false;
	time->end = time->at;
	time->range = lex_take_sign(lexer, '~');
	if (!time->range)
		return true;
	lex_take_sign(lexer, '+');
	if (!parse_seconds(lexer, &time->end))
		return false;
	return time->end >= time->at ||
	       lex_fail(lexer, "this range of time runs backward; write the earlier time first");
}

/* ---- events --------------------------------------------------------------------------------- */

static bool parse_call(struct lexer *lexer, struct pkt_event *event)
{
	bool blocking = lexer->word.kind == LEX_ELLIPSIS;
	uint64_t end = 0;

	if (blocking) {
		lex_next(lexer);
		if (!parse_seconds(lexer, &end))
			return false;
	}
	if (lexer->word.kind != LEX_WORD)
		return lex_fail(lexer,
		                "expected <, >, a call, `commands` or %%{ code }%% instead of %s",
		                lex_shown(lexer));
	event->kind = PKT_CALL;
	if (!pkt_parse_call(lexer, &event->call))
		return false;
	event->call.blocking = blocking;
	event->call.end = end;
	return !blocking || end >= event->time.at ||
	       lex_fail(lexer, "this call ends before it begins; write the earlier time first");
}

static bool parse_action(struct lexer *lexer, struct pkt_event *event)
{
	if (lexer->word.kind == LEX_SHELL || lexer->word.kind == LEX_PYTHON) {
		event->kind = lexer->word.kind == LEX_SHELL ? PKT_SHELL : PKT_PYTHON;
		event->text = lexer->word.text;
		lex_next(lexer);
		return !lexer->failed;
	}
	if (lex_is_sign(lexer, '<') || lex_is_sign(lexer, '>')) {
		event->kind = PKT_SEGMENT;
		event->segment.inbound = lex_is_sign(lexer, '<');
		lex_next(lexer);
		return pkt_parse_segment(lexer, &event->segment);
	}
	return parse_call(lexer, event);
}

static bool check_time(struct lexer *lexer, const struct pkt_event *event)
{
	bool waits = event->kind == PKT_SEGMENT && !event->segment.inbound;

	if (waits || (event->time.kind != PKT_ANY_TIME && !event->time.range))
		return true;
	lexer->word.line = event->line;
	return lex_fail(lexer,
	                "* and a range of time stand before outgoing segments (>) only; write +T");
}

static bool parse_event(struct lexer *lexer)
{
	struct pkt_script *script = lexer->script;
	struct pkt_event *event;

	script->events = lex_grow(lexer, script->events, script->count, sizeof(*script->events));
	if (!script->events)
		return false;
	event = &script->events[script->count];
	memset(event, 0, sizeof(*event));
	event->line = lexer->word.line;
	/* Commands before the first and behind the last event have no time. */
	if (lexer->word.kind != LEX_SHELL && !parse_time(lexer, &event->time))
		return false;
	if (!parse_action(lexer, event) || !check_time(lexer, event))
		return false;
	script->count++;
	return true;
}

/* Absolute times must not run backward. */
static bool check_order(struct lexer *lexer)
{
	const struct pkt_script *script = lexer->script;
	uint64_t last = 0;

	for (size_t i = 0; i < script->count; i++) {
		const struct pkt_event *event = &script->events[i];

		if (event->time.kind != PKT_ABSOLUTE)
			continue;
		lexer->word.line = event->line;
		if (event->time.at < last)
			return lex_fail(lexer,
			                "time runs backward, from %.6f to %.6f s; write +T for a "
			                "time after the event before",
			                (double)last / 1e6, (double)event->time.at / 1e6);
		last = event->time.at;
	}
	return true;
}

bool pkt_parse(const char *path, const char *text, struct pkt_script *script,
               char error[PKT_ERROR_BYTES])
{
	struct lexer lexer;

	memset(script, 0, sizeof(*script));
	script->path = path;
	script->options = (struct pkt_options){ .compat_linux = true,
		                                .tolerance_us = DEFAULT_TOLERANCE_US,
		                                .bind_port = DEFAULT_PORT,
		                                .connect_port = DEFAULT_PORT,
		                                .mtu = DEFAULT_MTU };
	lex_start(&lexer, script, text, error);
	if (lexer.failed || !parse_options(&lexer))
		return false;
	while (lexer.word.kind != LEX_END)
		if (!parse_event(&lexer))
			return false;
	if (!lexer.failed && !script->count)
		lex_fail(&lexer, "there is no event in it");
	return !lexer.failed && check_order(&lexer);
}

/* ---- files ---------------------------------------------------------------------------------- */

/* All of the file and a zero byte, from malloc(); NULL: errno. */
static char *read_all(FILE *file, size_t *len)
{
	size_t room = 4096;
	char *text = malloc(room), *larger;

	*len = 0;
	while (text) {
		*len += fread(text + *len, 1, room - *len - 1, file);
		if (*len < room - 1)
			break;
		room *= 2;
		larger = realloc(text, room);
		if (!larger)
			free(text);
		text = larger;
	}
	if (!text)
		return NULL;
	text[*len] = 0;
	if (!ferror(file))
		return text;
	free(text);
	return NULL;
}

bool pkt_read(const char *path, struct pkt_script *script, char error[PKT_ERROR_BYTES])
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	size_t len = 0;
	bool good = false;

	memset(script, 0, sizeof(*script));
	if (file)
		text = read_all(file, &len);
	if (!text)
		snprintf(error, PKT_ERROR_BYTES, "%s: %s; name a script that can be read", path,
		         strerror(errno));
	else if (strlen(text) != len)
		snprintf(error, PKT_ERROR_BYTES, "%s: has zero bytes in it; name a script", path);
	else
		good = pkt_parse(path, text, script, error);
	free(text);
	if (file)
		fclose(file);
	return good;
}
