/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* `set`, `tuple` and what commands take. */
#include <stddef.h>
#include <string.h>

#include "script_parse.h"

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
	SETTING("merge_window", merge_window_us, MEMBER_TIME),
	SETTING("track_idle", track_idle_us, MEMBER_TIME),
	SETTING("transparent", transparent, MEMBER_BOOL),
	SETTING("evict", evict, MEMBER_BOOL),
	SETTING("fin_retries", fin_retries, MEMBER_8),
	SETTING("ts_shift", ts_shift, MEMBER_8),
	{ NULL, 0, MEMBER_BOOL },
};

int parse_set(struct line *line, struct script_step *step)
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
	ADOPTED("snd_wnd", config.snd_wnd, MEMBER_16),
	ADOPTED("user_timeout", config.user_timeout_us, MEMBER_TIME),
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
	else if (strcmp(name, "watch") == 0)
		adopt->config.watch = true;
	else if (strcmp(name, "close_on_fin") == 0)
		adopt->config.close_on_peer_fin = true;
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
int parse_adopt(struct line *line, struct script_step *step)
{
	enum finwave_state state;

	if (take_state(line, &state))
		return -1;
	adopt_defaults(&step->adopt, state);
	while (*peek(line) && strcmp(peek(line), ")") != 0) {
		step->adopt.config.timestamps |= strcmp(peek(line), "ts_recent") == 0;
		step->adopt.config.has_snd_wnd |= strcmp(peek(line), "snd_wnd") == 0;
		if (adopt_word(line, &step->adopt))
			return -1;
	}
	return 0;
}

/* tuple(...): a connection that nobody adopts has no state, but addresses and first numbers. */
int parse_tuple(struct line *line, struct script_step *step)
{
	if (take_exactly(line, "("))
		return -1;
	adopt_defaults(&step->adopt, FINWAVE_ESTABLISHED);
	while (*peek(line) && strcmp(peek(line), ")") != 0)
		if (adopt_word(line, &step->adopt))
			return -1;
	return take_exactly(line, ")");
}

/* ---- the other commands ------------------------------------------------------------------------ */

/* close(), close(SND_NXT), close(SND_NXT tail N), close(tail N) */
int parse_close(struct line *line, struct script_step *step)
{
	struct script_update *update = &step->update;

	update->has_snd_nxt = strcmp(peek(line), ")") != 0 && strcmp(peek(line), "tail") != 0;
	if (update->has_snd_nxt && take_number(line, &update->snd_nxt))
		return -1;
	update->has_tail = take_if(line, "tail");
	if (!update->has_tail)
		return 0;
	if (take_number(line, &update->tail))
		return -1;
	return update->tail > SCRIPT_TAIL
	               ? complain(line, "a tail has at most %d bytes", SCRIPT_TAIL)
	               : 0;
}

int parse_update(struct line *line, struct script_step *step)
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
