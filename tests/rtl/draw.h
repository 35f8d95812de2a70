/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Random numbers of the tests (splitmix64): the same seed, the same run.
 */
#ifndef FINWAVE_TESTS_DRAW_H
#define FINWAVE_TESTS_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct draw {
	uint64_t state;
};

static inline uint64_t draw_next(struct draw *d)
{
	uint64_t z = (d->state += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static inline uint32_t draw_word(struct draw *d)
{
	return (uint32_t)draw_next(d);
}

static inline uint32_t draw_below(struct draw *d, uint32_t limit)
{
	return (uint32_t)(((draw_next(d) >> 32) * limit) >> 32);
}

static inline bool draw_chance(struct draw *d, unsigned percent)
{
	return draw_below(d, 100) < percent;
}

static inline uint32_t draw_pick(struct draw *d, const uint32_t *values, size_t count)
{
	return values[draw_below(d, (uint32_t)count)];
}

static inline void draw_bytes(struct draw *d, uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		bytes[i] = (uint8_t)draw_next(d);
}

/* One of 300 pairs of MAC addresses: an engine knows 256 neighbours at a time. */
static inline void draw_neighbour(struct draw *d, uint8_t *local_mac, uint8_t *peer_mac)
{
	struct draw pair = { draw_below(d, 300) };

	draw_bytes(&pair, local_mac, 6);
	draw_bytes(&pair, peer_mac, 6);
}

/* One of the values, the same chance for each. */
#define PICK(draw, ...)                                    \
	draw_pick(draw, (const uint32_t[]){ __VA_ARGS__ }, \
	          sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

#endif
