/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "align.h"

#define CELLS 33554432u /* of the table: a byte each */

/* Row a holds the columns [first(a), first(a) + width). */
struct table {
	size_t a_count, b_count, width;
	unsigned char *step;
	unsigned *cost; /* two rows */
};

static size_t first_column(const struct table *t, size_t a)
{
	size_t middle = t->a_count ? a * t->b_count / t->a_count : 0;
	size_t first = middle > t->width / 2 ? middle - t->width / 2 : 0;
	size_t last = t->b_count + 1 - t->width;

	return first < last ? first : last;
}

static unsigned cost_at(const struct table *t, size_t a, size_t b)
{
	size_t first = first_column(t, a);

	if (b < first || b - first >= t->width)
		return UINT_MAX / 2;
	return t->cost[(a % 2) * t->width + b - first];
}

/* The least cost of what follows a elements of one and b of the other, and the step to take. */
static void fill_cell(struct table *t, size_t a, size_t b, align_cost cost, const void *ctx)
{
	unsigned best = UINT_MAX / 2, here;
	unsigned char step = 0;
	size_t first = first_column(t, a);

	if (a == t->a_count && b == t->b_count)
		best = 0;
	if (b < t->b_count && (here = cost_at(t, a, b + 1) + ALIGN_SKIP) < best) {
		best = here;
		step = ALIGN_SKIP_B;
	}
	if (a < t->a_count && (here = cost_at(t, a + 1, b) + ALIGN_SKIP) < best) {
		best = here;
		step = ALIGN_SKIP_A;
	}
	if (a < t->a_count && b < t->b_count && (here = cost(ctx, a, b)) < ALIGN_NEVER &&
	    here + cost_at(t, a + 1, b + 1) <= best) {
		best = here + cost_at(t, a + 1, b + 1);
		step = ALIGN_PAIR;
	}
	t->cost[(a % 2) * t->width + b - first] = best;
	t->step[a * t->width + b - first] = step;
}

static void fill(struct table *t, align_cost cost, const void *ctx)
{
	for (size_t a = t->a_count + 1; a-- > 0;) {
		size_t first = first_column(t, a);

		for (size_t b = first + t->width; b-- > first;)
			fill_cell(t, a, b, cost, ctx);
	}
}

static size_t walk(const struct table *t, unsigned char *steps)
{
	size_t a = 0, b = 0, count = 0;

	while (a < t->a_count || b < t->b_count) {
		unsigned char step = t->step[a * t->width + b - first_column(t, a)];

		steps[count++] = step;
		a += step != ALIGN_SKIP_B;
		b += step != ALIGN_SKIP_A;
	}
	return count;
}

bool align(size_t a_count, size_t b_count, align_cost cost, const void *ctx, unsigned char **steps,
           size_t *step_count)
{
	struct table t = { .a_count = a_count, .b_count = b_count };
	size_t widest = CELLS / (a_count + 1);

	/* A row must reach the columns of the next one. */
	if (widest < 4 + 2 * (b_count / (a_count + 1)))
		widest = 4 + 2 * (b_count / (a_count + 1));
	t.width = b_count + 1 < widest ? b_count + 1 : widest;
	t.step = malloc((a_count + 1) * t.width);
	t.cost = malloc(2 * t.width * sizeof(*t.cost));
	*steps = malloc(a_count + b_count + 1);
	if (t.step && t.cost && *steps) {
		fill(&t, cost, ctx);
		*step_count = walk(&t, *steps);
	} else {
		free(*steps);
		*steps = NULL;
	}
	free(t.step);
	free(t.cost);
	return *steps;
}
