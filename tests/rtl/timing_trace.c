/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "timing_trace.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gtkwave/fstapi.h" /* Verilator brings the reader along with its writer */

#define TOP "finwave."

/* A value that a signal had; all of them are kept to the end, for the clocks point to them. */
struct text {
	struct text *next;
	char bits[];
};

struct reader {
	struct timing_trace *trace;
	const char *const *names;
	fstHandle *handles;
	const char **now, **before; /* before: as it was when the time of `now` began */
	uint64_t time;
	unsigned room;
	bool failed;
};

static bool is_named(const char *path, const char *name)
{
	const size_t length = strcspn(path, " [");
	const size_t wanted = strlen(TOP) + strlen(name);

	if (length < wanted || (length > wanted && path[length - wanted - 1] != '.'))
		return false;
	path += length - wanted;
	return !memcmp(path, TOP, strlen(TOP)) &&
	       !memcmp(path + strlen(TOP), name, wanted - strlen(TOP));
}

static int find_handles(struct reader *r, void *fst)
{
	char path[1024];
	struct fstHier *h;

	while ((h = fstReaderIterateHier(fst))) {
		if (h->htyp == FST_HT_SCOPE)
			fstReaderPushScope(fst, h->u.scope.name, NULL);
		else if (h->htyp == FST_HT_UPSCOPE)
			fstReaderPopScope(fst);
		if (h->htyp != FST_HT_VAR)
			continue;
		snprintf(path, sizeof(path), "%s.%s", fstReaderGetCurrentFlatScope(fst),
		         h->u.var.name);
		for (unsigned i = 0; i < r->trace->signals; i++)
			if (!r->handles[i] && is_named(path, r->names[i]))
				r->handles[i] = h->u.var.handle;
	}
	for (unsigned i = 0; i < r->trace->signals; i++) {
		if (!r->handles[i]) {
			fprintf(stderr, "the waveform has no signal %s%s\n", TOP, r->names[i]);
			return -ENOENT;
		}
		fstReaderSetFacProcessMask(fst, r->handles[i]);
	}
	return 0;
}

static const char *keep(struct reader *r, const char *bits)
{
	struct text *text = malloc(sizeof(*text) + strlen(bits) + 1);

	if (!text) {
		r->failed = true;
		return "";
	}
	strcpy(text->bits, bits);
	text->next = r->trace->memory;
	r->trace->memory = text;
	return text->bits;
}

static void add_clock(struct reader *r)
{
	struct timing_trace *t = r->trace;

	if (t->clocks == r->room) {
		const unsigned room = r->room ? 2 * r->room : 4096;
		const char **values =
			realloc(t->values, (size_t)room * t->signals * sizeof(*values));

		if (!values) {
			r->failed = true;
			return;
		}
		t->values = values;
		r->room = room;
	}
	memcpy(t->values + (size_t)t->clocks * t->signals, r->before,
	       t->signals * sizeof(*r->before));
	t->clocks++;
}

/* Signal 0 is the clock. */
static void change(void *ctx, uint64_t time, fstHandle handle, const unsigned char *value)
{
	struct reader *r = ctx;
	const char *bits;

	if (r->failed)
		return;
	if (time != r->time)
		memcpy(r->before, r->now, r->trace->signals * sizeof(*r->now));
	r->time = time;
	bits = keep(r, (const char *)value);
	for (unsigned i = 0; i < r->trace->signals; i++)
		if (r->handles[i] == handle)
			r->now[i] = bits;
	if (handle == r->handles[0] && *bits == '1')
		add_clock(r);
}

int timing_trace_read(const char *file, const char *const *names, unsigned count,
                      struct timing_trace *trace)
{
	struct reader r = { .trace = trace, .names = names };
	void *fst = fstReaderOpen(file);
	int rc = fst ? 0 : -EIO;

	memset(trace, 0, sizeof(*trace));
	trace->signals = count;
	r.handles = calloc(count, sizeof(*r.handles));
	r.now = calloc(count, sizeof(*r.now));
	r.before = calloc(count, sizeof(*r.before));
	if (!rc && (!r.handles || !r.now || !r.before))
		rc = -ENOMEM;
	for (unsigned i = 0; i < count && !rc; i++)
		r.now[i] = r.before[i] = "0";
	if (!rc)
		rc = find_handles(&r, fst);
	if (!rc && !fstReaderIterBlocks(fst, change, &r, NULL))
		rc = -EIO;
	if (!rc && r.failed)
		rc = -ENOMEM;
	if (fst)
		fstReaderClose(fst);
	else
		fprintf(stderr, "%s is no waveform\n", file);
	free(r.handles);
	free(r.now);
	free(r.before);
	return rc;
}

void timing_trace_free(struct timing_trace *trace)
{
	struct text *text = trace->memory;

	while (text) {
		struct text *next = text->next;

		free(text);
		text = next;
	}
	free(trace->values);
	memset(trace, 0, sizeof(*trace));
}

uint64_t timing_trace_number(const struct timing_trace *trace, unsigned clock, unsigned signal)
{
	const char *bits = trace->values[(size_t)clock * trace->signals + signal];
	uint64_t value = 0;

	while (*bits)
		value = value << 1 | (*bits++ == '1');
	return value;
}

uint8_t timing_trace_byte(const struct timing_trace *trace, unsigned clock, unsigned signal,
                          unsigned n)
{
	const char *bits = trace->values[(size_t)clock * trace->signals + signal];
	const size_t length = strlen(bits);
	uint8_t value = 0;

	if (length < 8 * (n + 1))
		return 0;
	for (unsigned i = 0; i < 8; i++)
		value = (uint8_t)(value << 1 | (bits[length - 8 * (n + 1) + i] == '1'));
	return value;
}
