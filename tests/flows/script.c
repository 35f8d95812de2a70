/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "script.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finwave_regs.h"

enum { WORDS_MAX = 64, LINE_LENGTH_MAX = 256, SECOND = 1000000 };

/* One line, cut into words. */
struct line {
	const char *path;
	unsigned number;
	char text[LINE_LENGTH_MAX];
	char *words[WORDS_MAX];
	size_t count, next;
};

static int complain(const struct line *line, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u: ", line->path, line->number);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return -1;
}

/* ---- words ----------------------------------------------------------------------------------- */

/* Blanks, parentheses, commas and `=` part words, and only `(`, `)` and `=` are words. */
static void cut_words(struct line *line, char *copy, size_t size)
{
	size_t used = 0;

	line->count = 0;
	line->next = 0;
	for (const char *p = line->text; *p && line->count < WORDS_MAX - 1;) {
		if (isspace((unsigned char)*p) || *p == ',') {
			p++;
			continue;
		}
		if (used + strlen(p) + 2 > size)
			return;
		line->words[line->count++] = copy + used;
		if (strchr("()=", *p))
			copy[used++] = *p++;
		else
			while (*p && !isspace((unsigned char)*p) && !strchr("()=,", *p))
				copy[used++] = *p++;
		copy[used++] = '\0';
	}
}

static const char *peek(const struct line *line)
{
	return line->next < line->count ? line->words[line->next] : "";
}

static const char *take(struct line *line)
{
	const char *word = peek(line);

	if (line->next < line->count)
		line->next++;
	return word;
}

static bool take_if(struct line *line, const char *word)
{
	if (strcmp(peek(line), word) != 0)
		return false;
	line->next++;
	return true;
}

static int take_exactly(struct line *line, const char *word)
{
	const char *found = *peek(line) ? peek(line) : "the end of the line";

	return take_if(line, word) ? 0 : complain(line, "'%s' is missing before %s", word, found);
}

static int take_end(struct line *line)
{
	return *peek(line) ? complain(line, "'%s' is not understood here", peek(line)) : 0;
}

/* A number modulo 2^32, decimal or 0x, also negative. */
static int parse_number(const struct line *line, const char *text, uint32_t *value)
{
	char *end;
	long long number = strtoll(text, &end, 0);

	if (!isdigit((unsigned char)text[text[0] == '-']) || *end || number > UINT32_MAX ||
	    number < -(long long)UINT32_MAX)
		return complain(line, "'%s' is not a number of 32 bits", text);
	*value = (uint32_t)number;
	return 0;
}

static int take_number(struct line *line, uint32_t *value)
{
	return parse_number(line, take(line), value);
}

/* Seconds with a fraction -> ticks. */
static int parse_time(const struct line *line, const char *text, uint64_t *ticks)
{
	char *end;
	double seconds = strtod(text, &end);

	if (!(isdigit((unsigned char)*text) || *text == '.') || *end || !(seconds <= 1e6))
		return complain(line, "'%s' is not a time in seconds", text);
	*ticks = (uint64_t)(seconds * SECOND + 0.5);
	return 0;
}

static int take_time(struct line *line, uint32_t *ticks)
{
	uint64_t value;

	if (parse_time(line, take(line), &value))
		return -1;
	if (value > INT32_MAX)
		return complain(line, "a timer holds at most 2147 seconds");
	*ticks = (uint32_t)value;
	return 0;
}

/* ---- names ----------------------------------------------------------------------------------- */

struct name {
	const char *text;
	uint32_t code;
};

#define NAME(text, code) { #text, code },
static const struct name states[] = { FINWAVE_TCP_STATE_LIST(NAME){ NULL, 0 } };
static const struct name events[] = { FINWAVE_EVENT_LIST(NAME){ NULL, 0 } };
static const struct name reasons[] = { FINWAVE_REASON_LIST(NAME){ NULL, 0 } };

static const struct name errors[] = {
	{ "EALREADY", EALREADY }, { "ENOENT", ENOENT }, { "EEXIST", EEXIST },
	{ "ENOSPC", ENOSPC },     { "EINVAL", EINVAL }, { NULL, 0 },
};

static int take_name(struct line *line, const char *what, const struct name *names, uint32_t *code)
{
	const char *word = take(line);

	for (; names->text; names++)
		if (strcmp(names->text, word) == 0) {
			*code = names->code;
			return 0;
		}
	return complain(line, "'%s' is no %s", word, what);
}

static int take_state(struct line *line, enum finwave_state *state)
{
	uint32_t code;

	if (take_name(line, "state", states, &code))
		return -1;
	*state = (enum finwave_state)code;
	return 0;
}

/* ---- members of structures, by name ------------------------------------------------------------ */

enum member_kind { MEMBER_BOOL, MEMBER_8, MEMBER_16, MEMBER_32, MEMBER_TIME };

struct member {
	const char *name;
	size_t offset;
	enum member_kind kind;
};

static int store(const struct line *line, const struct member *member, void *base, uint32_t value)
{
	static const uint32_t limits[] = { 1, UINT8_MAX, UINT16_MAX, UINT32_MAX, UINT32_MAX };
	uint8_t *at = (uint8_t *)base + member->offset;

	if (value > limits[member->kind])
		return complain(line, "%s is at most %u", member->name, limits[member->kind]);
	switch (member->kind) {
	case MEMBER_BOOL:
		*(bool *)at = value != 0;
		break;
	case MEMBER_8:
		*at = (uint8_t)value;
		break;
	case MEMBER_16:
		*(uint16_t *)(void *)at = (uint16_t)value;
		break;
	default:
		*(uint32_t *)(void *)at = value;
	}
	return 0;
}

static const struct member *find_member(const struct member *members, const char *name)
{
	for (; members->name; members++)
		if (strcmp(members->name, name) == 0)
			return members;
	return NULL;
}

static int take_member(struct line *line, const struct member *member, void *base)
{
	uint32_t value;
	int rc = member->kind == MEMBER_TIME ? take_time(line, &value) : take_number(line, &value);

	return rc ? rc : store(line, member, base, value);
}

#define SETTING(name, member, kind)                                 \
	{                                                           \
		name, offsetof(struct finwave_config, member), kind \
	}
static const struct member settings[] = {
	SETTING("linux_compat", linux_compat, MEMBER_BOOL),
	SETTING("time_wait_rst", time_wait_rst, MEMBER_BOOL),
	SETTING("syn_rst", syn_rst, MEMBER_BOOL),
	SETTING("give_up_silent", give_up_silent, MEMBER_BOOL),
	SETTING("time_wait", time_wait_us, MEMBER_TIME),
	SETTING("rto_first", rto_first_us, MEMBER_TIME),
	SETTING("rto_max", rto_max_us, MEMBER_TIME),
	SETTING("r2", r2_us, MEMBER_TIME),
	SETTING("fin_wait_2", fin_wait_2_us, MEMBER_TIME),
	SETTING("ack_interval", ack_interval_us, MEMBER_TIME),
	SETTING("ack_budget", ack_budget, MEMBER_16),
	SETTING("fin_retries", fin_retries, MEMBER_8),
	SETTING("ts_shift", ts_shift, MEMBER_8),
	{ NULL, 0, MEMBER_BOOL },
};

static int parse_set(struct line *line, struct script_step *step)
{
	const char *name = take(line);
	const struct member *member = find_member(settings, name);

	if (!member)
		return complain(line, "'%s' is no setting", name);
	step->set_member = (size_t)(member - settings);
	return take_member(line, member, &step->config);
}

void script_apply_set(const struct script_step *step, struct finwave_config *config)
{
	static const size_t sizes[] = { sizeof(bool), 1, 2, 4, 4 };
	const struct member *member = &settings[step->set_member];

	memcpy((uint8_t *)config + member->offset, (const uint8_t *)&step->config + member->offset,
	       sizes[member->kind]);
}

/* ---- adopt ------------------------------------------------------------------------------------- */

#define ADOPTED(name, member, kind)                               \
	{                                                         \
		name, offsetof(struct script_adopt, member), kind \
	}
static const struct member adopted[] = {
	ADOPTED("local_isn", local_isn, MEMBER_32),
	ADOPTED("peer_isn", peer_isn, MEMBER_32),
	ADOPTED("snd_una", config.snd_una, MEMBER_32),
	ADOPTED("snd_nxt", config.snd_nxt, MEMBER_32),
	ADOPTED("rcv_nxt", config.rcv_nxt, MEMBER_32),
	ADOPTED("rcv_wnd", config.rcv_wnd, MEMBER_32),
	ADOPTED("max_wnd", config.max_wnd, MEMBER_16),
	ADOPTED("snd_wscale", config.snd_wscale, MEMBER_8),
	ADOPTED("rcv_wscale", config.rcv_wscale, MEMBER_8),
	ADOPTED("ts_recent", config.ts_recent, MEMBER_32),
	ADOPTED("tsval", config.tsval, MEMBER_32),
	ADOPTED("rto", config.rto_us, MEMBER_TIME),
	ADOPTED("retries", config.retries, MEMBER_8),
	{ NULL, 0, MEMBER_BOOL },
};

/* What a flow of this state has when nothing else is said: all data acknowledged. */
static void adopt_defaults(struct script_adopt *adopt, enum finwave_state state)
{
	bool fin_out = state != FINWAVE_ESTABLISHED && state != FINWAVE_CLOSE_WAIT;
	bool fin_acked = state == FINWAVE_FIN_WAIT_2 || state == FINWAVE_TIME_WAIT;
	bool peer_fin = state != FINWAVE_ESTABLISHED && state != FINWAVE_FIN_WAIT_1 &&
	                state != FINWAVE_FIN_WAIT_2;

	adopt->config.size = sizeof(adopt->config);
	adopt->config.state = state;
	adopt->config.snd_nxt = fin_out ? 2 : 1;
	adopt->config.snd_una = fin_acked ? 2 : 1;
	adopt->config.rcv_nxt = peer_fin ? 2 : 1;
	adopt->config.rcv_wnd = 10000;
	adopt->config.max_wnd = 1000;
	adopt->config.tsval = 1000;
	adopt->local_isn = 0x10000000;
	adopt->peer_isn = 0x70000000;
}

static int adopt_tags(struct line *line, struct finwave_flow_config *config, unsigned count)
{
	uint32_t tci;

	config->vlan_count = (uint8_t)count;
	config->outer_88a8 = count == 2;
	for (unsigned i = 0; i < count; i++) {
		if (take_number(line, &tci))
			return -1;
		if (tci > UINT16_MAX)
			return complain(line, "a tag has 16 bits");
		config->vlan_tci[i] = (uint16_t)tci;
	}
	return 0;
}

static int adopt_word(struct line *line, struct script_adopt *adopt)
{
	const char *name = take(line);
	const struct member *member = find_member(adopted, name);

	if (strcmp(name, "ipv6") == 0)
		adopt->config.ipv6 = true;
	else if (strcmp(name, "half_close") == 0)
		adopt->config.half_close = true;
	else if (strcmp(name, "vlan") == 0)
		return adopt_tags(line, &adopt->config, 1);
	else if (strcmp(name, "qinq") == 0)
		return adopt_tags(line, &adopt->config, 2);
	else if (!member)
		return complain(line, "'%s' is nothing that adopt takes", name);
	else
		return take_member(line, member, adopt);
	return 0;
}

/* adopt(STATE ...): what follows the state replaces the defaults. */
static int parse_adopt(struct line *line, struct script_step *step)
{
	enum finwave_state state;

	if (take_state(line, &state))
		return -1;
	adopt_defaults(&step->adopt, state);
	while (*peek(line) && strcmp(peek(line), ")") != 0) {
		step->adopt.config.timestamps |= strcmp(peek(line), "ts_recent") == 0;
		if (adopt_word(line, &step->adopt))
			return -1;
	}
	return 0;
}

/* ---- the other commands ------------------------------------------------------------------------ */

/* close() or close(SND_NXT) */
static int parse_close(struct line *line, struct script_step *step)
{
	step->update.has_snd_nxt = strcmp(peek(line), ")") != 0;
	return step->update.has_snd_nxt ? take_number(line, &step->update.snd_nxt) : 0;
}

static int parse_update(struct line *line, struct script_step *step)
{
	struct script_update *update = &step->update;

	while (*peek(line) && strcmp(peek(line), ")") != 0) {
		if (take_if(line, "snd_nxt"))
			update->has_snd_nxt = true;
		else if (take_if(line, "wnd"))
			update->has_wnd = true;
		else
			return complain(line, "update takes snd_nxt and wnd, not '%s'", peek(line));
		if (take_number(line, strcmp(line->words[line->next - 1], "wnd") == 0
		                              ? &update->wnd
		                              : &update->snd_nxt))
			return -1;
	}
	return 0;
}

static int parse_nothing(struct line *line, struct script_step *step)
{
	(void)line;
	(void)step;
	return 0;
}

/* = 0, or as packetdrill writes an error: = -1 EALREADY */
static int parse_result(struct line *line, struct script_step *step)
{
	uint32_t value;

	if (take_exactly(line, "="))
		return -1;
	if (take_if(line, "0"))
		return 0;
	if (take_exactly(line, "-1") || take_name(line, "error", errors, &value))
		return -1;
	step->result = -(int)value;
	return 0;
}

static int parse_command(struct line *line, struct script_step *step,
                         int (*arguments)(struct line *, struct script_step *))
{
	if (take_exactly(line, "(") || arguments(line, step) || take_exactly(line, ")"))
		return -1;
	return parse_result(line, step);
}

/* ---- segments ---------------------------------------------------------------------------------- */

static const char flag_letters[] = "FSRP.U";

void script_flags_text(uint8_t flags, char *text)
{
	for (unsigned i = 0; flag_letters[i]; i++)
		if (flags >> i & 1)
			*text++ = flag_letters[i];
	*text = '\0';
}

static int parse_flags(struct line *line, struct packet *packet)
{
	const char *word = take(line);

	if (!*word)
		return complain(line, "the flags of the segment are missing");
	if (strcmp(word, "-") == 0)
		return 0;
	for (const char *p = word; *p; p++) {
		const char *letter = strchr(flag_letters, *p);

		if (!letter)
			return complain(line, "'%c' is no flag; they are %s", *p, flag_letters);
		packet->flags |= (uint8_t)(1u << (letter - flag_letters));
	}
	return 0;
}

/* SEQ:END(LENGTH); length counts text alone. */
static int parse_range(struct line *line, struct packet *packet)
{
	const char *word = take(line);
	const char *colon = strchr(word, ':');
	char first[32];
	uint32_t end, length;

	if (!colon || (size_t)(colon - word) >= sizeof(first))
		return complain(line, "'%s' is not SEQ:END(LENGTH)", word);
	memcpy(first, word, (size_t)(colon - word));
	first[colon - word] = '\0';
	if (parse_number(line, first, &packet->seq) || parse_number(line, colon + 1, &end) ||
	    take_exactly(line, "(") || take_number(line, &length) || take_exactly(line, ")"))
		return -1;
	if (end - packet->seq != length || length > 1500)
		return complain(line, "%s is not a text of %u bytes, at most 1500", word, length);
	packet->payload = length;
	return 0;
}

/* val V ecr E> */
static int parse_timestamps(struct line *line, struct packet *packet)
{
	char echo[32];
	size_t length;

	if (take_exactly(line, "val") || take_number(line, &packet->tsval) ||
	    take_exactly(line, "ecr"))
		return -1;
	length = strlen(peek(line));
	if (length < 2 || length >= sizeof(echo) || peek(line)[length - 1] != '>')
		return complain(line, "'>' is missing behind the option");
	memcpy(echo, take(line), length - 1);
	echo[length - 1] = '\0';
	packet->timestamps = true;
	return parse_number(line, echo, &packet->tsecr);
}

/* What can be wrong or unusual with a frame that is sent to the engine. */
static int parse_oddity(struct line *line, struct script_segment *segment)
{
	uint32_t number;

	if (take_if(line, "marked_bad"))
		segment->bad = true;
	else if (take_if(line, "bad_tcp_sum"))
		segment->bad_tcp_sum = true;
	else if (take_if(line, "bad_ip_sum"))
		segment->bad_ip_sum = true;
	else if (take_if(line, "cut")) {
		if (take_number(line, &number))
			return -1;
		segment->cut = number;
	} else if (take_if(line, "pad")) {
		if (take_number(line, &number))
			return -1;
		segment->packet.padding = number % 64;
	} else if (take_if(line, "ip_options")) {
		segment->packet.ip_option_words = 3;
	} else if (take_if(line, "nops")) {
		segment->packet.tcp_nops = 2;
	} else {
		return complain(line, "'%s' is not understood here", peek(line));
	}
	return 0;
}

static int parse_segment(struct line *line, struct script_step *step)
{
	struct script_segment *segment = &step->segment;
	struct packet *packet = &segment->packet;
	uint32_t window = 1000;

	if (parse_flags(line, packet) || parse_range(line, packet))
		return -1;
	if (take_if(line, "ack")) {
		if (take_number(line, &packet->ack))
			return -1;
	} else if (packet->flags & TH_ACK) {
		return complain(line, "the ACK flag stands without ack");
	}
	if (take_if(line, "win")) {
		segment->has_win = true;
		if (take_number(line, &window))
			return -1;
		if (window > UINT16_MAX)
			return complain(line, "a window has 16 bits");
	}
	packet->window = (uint16_t)window;
	if (take_if(line, "<TS") && parse_timestamps(line, packet))
		return -1;
	while (step->kind == SCRIPT_SEND && *peek(line))
		if (parse_oddity(line, segment))
			return -1;
	return 0;
}

/* ---- what is checked --------------------------------------------------------------------------- */

static int parse_event(struct line *line, struct script_step *step)
{
	uint32_t code;

	if (take_name(line, "event", events, &code))
		return -1;
	step->event = (enum finwave_event_kind)code;
	return take_state(line, &step->state);
}

static int parse_check(struct line *line, struct script_check *check)
{
	static const struct {
		const char *name;
		bool time;
	} checks[] = {
		[CHECK_SND_UNA] = { "snd_una", false },
		[CHECK_SND_NXT] = { "snd_nxt", false },
		[CHECK_RCV_NXT] = { "rcv_nxt", false },
		[CHECK_RCV_WND] = { "rcv_wnd", false },
		[CHECK_TS_RECENT] = { "ts_recent", false },
		[CHECK_RTO] = { "rto", true },
		[CHECK_RETRIES] = { "retries", false },
		[CHECK_HALF_CLOSE] = { "half_close", false },
		[CHECK_TIMER] = { "timer", true },
	};
	const char *name = take(line);

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (strcmp(checks[i].name, name) != 0)
			continue;
		check->kind = (enum script_check_kind)i;
		if (checks[i].time && strcmp(peek(line), "off") != 0)
			return take_time(line, &check->value);
		if (checks[i].time) {
			take(line);
			check->value = SCRIPT_NO_TIMER;
			return 0;
		}
		return take_number(line, &check->value);
	}
	return complain(line, "state has no '%s'", name);
}

static int parse_state(struct line *line, struct script_step *step)
{
	if (take_state(line, &step->state))
		return -1;
	while (*peek(line)) {
		if (step->check_count == SCRIPT_CHECKS)
			return complain(line, "more than %d checks", SCRIPT_CHECKS);
		if (parse_check(line, &step->checks[step->check_count++]))
			return -1;
	}
	return 0;
}

static int parse_reason(struct line *line, struct script_step *step)
{
	return take_name(line, "reason", reasons, &step->number);
}

static int parse_counter(struct line *line, struct script_step *step)
{
	const char *name = take(line);

	if (strlen(name) >= sizeof(step->name))
		return complain(line, "'%s' is no counter", name);
	strcpy(step->name, name);
	return take_number(line, &step->number);
}

static int parse_one_number(struct line *line, struct script_step *step)
{
	if (take_number(line, &step->number))
		return -1;
	if (step->kind == SCRIPT_FLOW && step->number >= SCRIPT_FLOWS)
		return complain(line, "flows are numbered 0 to %d", SCRIPT_FLOWS - 1);
	return 0;
}

/* ---- lines ------------------------------------------------------------------------------------- */

static const struct verb {
	const char *word;
	enum script_kind kind;
	bool command;
	int (*parse)(struct line *line, struct script_step *step);
} verbs[] = {
	{ "set", SCRIPT_SET, false, parse_set },
	{ "flow", SCRIPT_FLOW, false, parse_one_number },
	{ "adopt", SCRIPT_ADOPT, true, parse_adopt },
	{ "close", SCRIPT_CLOSE, true, parse_close },
	{ "shutdown", SCRIPT_SHUTDOWN, true, parse_close },
	{ "abort", SCRIPT_ABORT, true, parse_nothing },
	{ "update", SCRIPT_UPDATE, true, parse_update },
	{ "release", SCRIPT_RELEASE, true, parse_nothing },
	{ "<", SCRIPT_SEND, false, parse_segment },
	{ ">", SCRIPT_EXPECT, false, parse_segment },
	{ "^", SCRIPT_UP, false, parse_nothing },
	{ "event", SCRIPT_EVENT, false, parse_event },
	{ "state", SCRIPT_STATE, false, parse_state },
	{ "reason", SCRIPT_REASON, false, parse_reason },
	{ "counter", SCRIPT_COUNTER, false, parse_counter },
	{ "repeat", SCRIPT_REPEAT, false, parse_one_number },
	{ "end", SCRIPT_END, false, parse_nothing },
};

static int parse_verb(struct line *line, struct script_step *step)
{
	const char *word = take(line);

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].word, word) != 0)
			continue;
		step->kind = verbs[i].kind;
		if (verbs[i].command ? parse_command(line, step, verbs[i].parse)
		                     : verbs[i].parse(line, step))
			return -1;
		return take_end(line);
	}
	return complain(line, "'%s' is not understood", word);
}

static int parse_line(struct line *line, struct script_step *step)
{
	step->line = line->number;
	if (*peek(line) == '+') {
		step->delayed = true;
		if (parse_time(line, take(line) + 1, &step->delay))
			return -1;
	}
	if (step->delayed && !*peek(line)) {
		step->kind = SCRIPT_WAIT;
		return 0;
	}
	return parse_verb(line, step);
}

static struct script_step *new_step(struct script *script)
{
	size_t count = script->count;

	if (!(count & (count - 1))) {
		void *grown =
			realloc(script->steps, (count ? 2 * count : 1) * sizeof(script->steps[0]));

		if (!grown)
			return NULL;
		script->steps = grown;
	}
	script->count++;
	memset(&script->steps[count], 0, sizeof(script->steps[0]));
	return &script->steps[count];
}

static int read_line(struct script *script, struct line *line)
{
	char words[2 * LINE_LENGTH_MAX];
	char *comment = strstr(line->text, "//");
	struct script_step *step;

	if (strlen(line->text) == LINE_LENGTH_MAX - 1)
		return complain(line, "longer than %d characters", LINE_LENGTH_MAX - 2);
	if (comment)
		*comment = '\0';
	cut_words(line, words, sizeof(words));
	if (!line->count)
		return 0;
	step = new_step(script);
	return step ? parse_line(line, step) : complain(line, "out of memory");
}

/* repeat and end in pairs, not one in another. */
static int check_repeats(const struct script *script)
{
	struct line line = { .path = script->path };
	bool open = false;

	for (size_t i = 0; i < script->count; i++) {
		const struct script_step *step = &script->steps[i];
		bool begin = step->kind == SCRIPT_REPEAT;

		line.number = step->line;
		if (!begin && step->kind != SCRIPT_END)
			continue;
		if (begin == open)
			return complain(&line,
			                begin ? "repeat inside repeat" : "end without repeat");
		open = begin;
	}
	return open ? complain(&line, "repeat without end") : 0;
}

int script_read(const char *path, struct script *script)
{
	struct line line = { .path = path };
	FILE *file = fopen(path, "r");
	int rc = 0;

	*script = (struct script){ .path = path };
	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	while (!rc && fgets(line.text, sizeof(line.text), file)) {
		line.number++;
		rc = read_line(script, &line);
	}
	fclose(file);
	if (!rc && !script->count)
		rc = complain(&line, "there is no step in it");
	return rc ? rc : check_repeats(script);
}

void script_free(struct script *script)
{
	free(script->steps);
	*script = (struct script){ 0 };
}
