/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings.h"

#define SETTING(member, most)                                                 \
	{                                                                     \
#member, offsetof(struct finwave_config, member),             \
			sizeof(((struct finwave_config *)NULL)->member), most \
	}

static const struct setting {
	const char *name;
	size_t offset, size;
	unsigned long long most;
} settings[] = {
	SETTING(linux_compat, 1),
	SETTING(time_wait_rst, 1),
	SETTING(syn_rst, 1),
	SETTING(give_up_silent, 1),
	SETTING(time_wait_us, 0x7fffffff),
	SETTING(rto_first_us, 0x7fffffff),
	SETTING(rto_max_us, 0x7fffffff),
	SETTING(r2_us, 0x7fffffff),
	SETTING(fin_wait_2_us, 0x7fffffff),
	SETTING(ack_interval_us, 0x7fffffff),
	SETTING(ack_budget, 65535),
	SETTING(fin_retries, 31),
	SETTING(ts_shift, 15),
	SETTING(transparent, 1),
	SETTING(evict, 1),
	SETTING(merge_window_us, 131071),
	SETTING(track_idle_us, 0x7fffffff),
};

#define SETTING_COUNT (sizeof(settings) / sizeof(*settings))

static const struct setting *find(const char *name)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (!strcmp(settings[i].name, name))
			return &settings[i];
	return NULL;
}

static void store(struct finwave_config *config, const struct setting *setting,
                  unsigned long long number)
{
	unsigned char *member = (unsigned char *)config + setting->offset;
	uint32_t word = (uint32_t)number;
	uint16_t half = (uint16_t)number;

	if (setting->size == sizeof(word))
		memcpy(member, &word, sizeof(word));
	else if (setting->size == sizeof(half))
		memcpy(member, &half, sizeof(half));
	else
		*member = (unsigned char)number;
}

const char *settings_set(struct finwave_config *config, const char *name, const char *value)
{
	static char text[512];
	const struct setting *setting = find(name);
	unsigned long long number;
	char *end;
	size_t used = 0;

	if (!setting) {
		used = (size_t)snprintf(text, sizeof(text), "%.60s is no setting; they are", name);
		for (size_t i = 0; i < SETTING_COUNT; i++)
			used += (size_t)snprintf(text + used, sizeof(text) - used, " %s",
			                         settings[i].name);
		return text;
	}
	errno = 0;
	number = strtoull(value, &end, 0);
	if (!errno && *value >= '0' && *value <= '9' && !*end && number <= setting->most) {
		store(config, setting, number);
		return NULL;
	}
	snprintf(text, sizeof(text), "%s=%.60s: must be a number from 0 to %llu", name, value,
	         setting->most);
	return text;
}

bool settings_apply(const char *text, struct finwave_config *config, char *error, size_t size)
{
	size_t length = strcspn(text, "=");
	const char *wrong = "must be NAME=VALUE";
	char name[64];

	if (length < sizeof(name) && text[length]) {
		memcpy(name, text, length);
		name[length] = '\0';
		wrong = settings_set(config, name, text + length + 1);
	}
	if (wrong)
		snprintf(error, size, "%s: %s", text, wrong);
	return !wrong;
}
