/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <string.h>

#include "pcapng.h"

#define BLOCK_SECTION 0x0A0D0D0Au
#define BLOCK_INTERFACE 1u
#define BLOCK_PACKET 2u /* obsolete */
#define BLOCK_SIMPLE 3u
#define BLOCK_ENHANCED 6u
#define MAGIC 0x1A2B3C4Du
#define MAGIC_SWAPPED 0x4D3C2B1Au
#define SNAPLEN 262144u
#define INTERFACES 65536u

struct walker {
	uint8_t *bytes;
	size_t len;
	size_t at;           /* of the block */
	bool swapped;        /* the section's byte order is not that of this machine */
	uint32_t type, size; /* of the block */
};

static uint32_t get32(const struct walker *w, size_t offset)
{
	uint32_t value;

	memcpy(&value, w->bytes + w->at + offset, 4);
	return w->swapped ? __builtin_bswap32(value) : value;
}

static uint16_t get16(const struct walker *w, size_t offset)
{
	uint16_t value;

	memcpy(&value, w->bytes + w->at + offset, 2);
	return w->swapped ? __builtin_bswap16(value) : value;
}

static void put32(const struct walker *w, size_t offset, uint32_t value)
{
	if (w->swapped)
		value = __builtin_bswap32(value);
	memcpy(w->bytes + w->at + offset, &value, 4);
}

static void put16(const struct walker *w, size_t offset, uint16_t value)
{
	if (w->swapped)
		value = __builtin_bswap16(value);
	memcpy(w->bytes + w->at + offset, &value, 2);
}

bool pcapng_is(const uint8_t *bytes, size_t len)
{
	uint32_t type = 0;

	if (len >= 4)
		memcpy(&type, bytes, 4);
	return type == BLOCK_SECTION;
}

/* Reads the block at `at`; false at the end or where the file is damaged. */
static bool read_block(struct walker *w)
{
	if (w->len - w->at < 12)
		return false;
	w->type = get32(w, 0);
	if (w->type == BLOCK_SECTION) {
		w->swapped = false;
		if (get32(w, 8) == MAGIC_SWAPPED)
			w->swapped = true;
		else if (get32(w, 8) != MAGIC)
			return false;
	}
	w->size = get32(w, 4);
	return w->size >= 12 && w->size % 4 == 0 && w->size <= w->len - w->at;
}

static bool is_interface(const struct walker *w)
{
	return w->type == BLOCK_INTERFACE && w->size >= 20;
}

/* The interface of a packet block; false for other blocks. */
static bool find_interface(const struct walker *w, uint32_t *interface)
{
	if (w->type == BLOCK_ENHANCED && w->size >= 16)
		*interface = get32(w, 8);
	else if (w->type == BLOCK_PACKET && w->size >= 16)
		*interface = get16(w, 8);
	else if (w->type == BLOCK_SIMPLE)
		*interface = 0;
	else
		return false;
	return *interface < INTERFACES;
}

/* The link type of the frames, or of the first interface; false when there are two. */
static bool find_link_type(struct walker w, unsigned link_types[2])
{
	static uint16_t types[INTERFACES]; /* of the section's interfaces */
	uint32_t count = 0, interface;
	bool found = false;

	for (; read_block(&w); w.at += w.size) {
		if (w.type == BLOCK_SECTION)
			count = 0;
		if (is_interface(&w) && count < INTERFACES)
			types[count++] = get16(&w, 8);
		if (!found && count == 1)
			link_types[0] = types[0];
		if (!find_interface(&w, &interface) || interface >= count)
			continue;
		if (found && types[interface] != link_types[0]) {
			link_types[1] = types[interface];
			return false;
		}
		found = true;
		link_types[0] = types[interface];
	}
	return true;
}

bool pcapng_unify(uint8_t *bytes, size_t len, unsigned link_types[2])
{
	struct walker w = { .bytes = bytes, .len = len };

	if (!find_link_type(w, link_types))
		return false;
	for (; read_block(&w); w.at += w.size)
		if (is_interface(&w)) {
			put16(&w, 8, (uint16_t)link_types[0]);
			put32(&w, 12, SNAPLEN);
		}
	return true;
}
