/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdio.h>
#include <string.h>

#include "record.h"

enum { VALUE_SIZE = 24 };

struct moment {
	uint64_t tick, base;
};

typedef void field_text(const struct finwave_flow_info *info, const struct moment *moment,
                        char text[VALUE_SIZE]);

#define NUMBER_FIELD(name)                                                                         \
	static void name##_text(const struct finwave_flow_info *info, const struct moment *moment, \
	                        char text[VALUE_SIZE])                                             \
	{                                                                                          \
		(void)moment;                                                                      \
		snprintf(text, VALUE_SIZE, "%u", (unsigned)info->name);                            \
	}

NUMBER_FIELD(snd_una)
NUMBER_FIELD(snd_nxt)
NUMBER_FIELD(rcv_nxt)
NUMBER_FIELD(rcv_wnd)
NUMBER_FIELD(retries)
NUMBER_FIELD(half_close)

static void state_text(const struct finwave_flow_info *info, const struct moment *moment,
                       char text[VALUE_SIZE])
{
	(void)moment;
	snprintf(text, VALUE_SIZE, "%s", finwave_state_name(info->state));
}

static void rto_text(const struct finwave_flow_info *info, const struct moment *moment,
                     char text[VALUE_SIZE])
{
	(void)moment;
	snprintf(text, VALUE_SIZE, "%g", (double)info->rto_us / 1e6);
}

/* Deadlines are the low 32 bits of a tick; no timer runs longer than 2^31 ticks. */
static void timer_text(const struct finwave_flow_info *info, const struct moment *moment,
                       char text[VALUE_SIZE])
{
	int32_t left = (int32_t)(info->deadline - (uint32_t)moment->tick);
	int64_t due = (int64_t)(moment->tick - moment->base) + left;

	if (info->timer_running)
		snprintf(text, VALUE_SIZE, "%.6f", (double)due / 1e6);
	else
		snprintf(text, VALUE_SIZE, "off");
}

static const struct {
	const char *name;
	field_text *text;
	const char *rest; /* not worth saying */
} fields[] = {
	{ "", state_text, "" },
	{ "snd_una", snd_una_text, "" },
	{ "snd_nxt", snd_nxt_text, "" },
	{ "rcv_nxt", rcv_nxt_text, "" },
	{ "rcv_wnd", rcv_wnd_text, "" },
	{ "timer", timer_text, "off" },
	{ "rto", rto_text, "" },
	{ "retries", retries_text, "0" },
	{ "half_close", half_close_text, "0" },
};

static void write_fields(const struct finwave_flow_info *before,
                         const struct finwave_flow_info *info, const struct moment *moment,
                         char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && used < size; i++) {
		char old[VALUE_SIZE] = "", new[VALUE_SIZE];

		fields[i].text(info, moment, new);
		if (before)
			fields[i].text(before, moment, old);
		if (!strcmp(before ? old : fields[i].rest, new))
			continue;
		used += (size_t)snprintf(text + used, size - used, "%s%s%s%s%s%s", used ? ", " : "",
		                         fields[i].name, *fields[i].name ? " " : "", old,
		                         before ? " > " : "", new);
	}
}

void record_text(const struct finwave_flow_info *info, uint64_t tick, uint64_t base, char *text,
                 size_t size)
{
	const struct moment moment = { tick, base };

	write_fields(NULL, info, &moment, text, size);
}

void record_changes(const struct finwave_flow_info *before, const struct finwave_flow_info *info,
                    uint64_t tick, uint64_t base, char *text, size_t size)
{
	const struct moment moment = { tick, base };

	write_fields(before, info, &moment, text, size);
}
