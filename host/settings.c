/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings.h"

#define FIELD(name) #name, offsetof(struct finwave_config, name)

struct setting {
	const char *name;
	size_t offset;
	unsigned bits; /* of the number; 1: a bool */
};

static const struct setting settings[] = {
	{ FIELD(linux_compat), 1 },     { FIELD(time_wait_rst), 1 }, { FIELD(syn_rst), 1 },
	{ FIELD(give_up_silent), 1 },   { FIELD(time_wait_us), 32 }, { FIELD(rto_first_us), 32 },
	{ FIELD(rto_max_us), 32 },      { FIELD(r2_us), 32 },        { FIELD(fin_wait_2_us), 32 },
	{ FIELD(ack_interval_us), 32 }, { FIELD(ack_budget), 16 },   { FIELD(fin_retries), 8 },
	{ FIELD(ts_shift), 8 },
};

#define SETTING_COUNT (sizeof(settings) / sizeof(settings[0]))

static const struct setting *find(const char *name, size_t length)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (strlen(settings[i].name) == length && !strncmp(settings[i].name, name, length))
			return &settings[i];
	return NULL;
}

static void list_names(char *text, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < SETTING_COUNT && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "",
		                         settings[i].name);
}

static void store(const struct setting *setting, uint64_t value, struct finwave_config *config)
{
	uint8_t *place = (uint8_t *)config + setting->offset;
	const uint8_t byte = (uint8_t)value;
	const uint16_t half = (uint16_t)value;
	const uint32_t word = (uint32_t)value;
	const bool on = value;

	if (setting->bits == 1)
		memcpy(place, &on, sizeof(on));
	else if (setting->bits == 8)
		memcpy(place, &byte, sizeof(byte));
	else if (setting->bits == 16)
		memcpy(place, &half, sizeof(half));
	else
		memcpy(place, &word, sizeof(word));
}

bool settings_apply(const char *text, struct finwave_config *config, char *error, size_t size)
{
	size_t length = strcspn(text, "=");
	const struct setting *setting = find(text, length);
	const char *number = text + length + 1;
	char *end, names[256];
	uint64_t value;

	if (!setting || !text[length]) {
		list_names(names, sizeof(names));
		snprintf(error, size, "%s: must be NAME=VALUE, NAME one of %s", text, names);
		return false;
	}
	errno = 0;
	value = strtoull(number, &end, 0);
	if (errno || *number < '0' || *number > '9' || *end || value >> setting->bits) {
		snprintf(error, size, "%s: the value must be a number from 0 to %llu", text,
		         (1ull << setting->bits) - 1);
		return false;
	}
	store(setting, value, config);
	return true;
}
