/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Captures for the tests of host/, built frame by frame in memory or in a file. Side 0 is
 * 10.0.0.1:1000, side 1 is 10.0.0.2:80.
 */
#ifndef TESTS_HOST_FRAMES_H
#define TESTS_HOST_FRAMES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conn.h"

#define FIN TCP_FIN
#define SYN TCP_SYN
#define RST TCP_RST
#define PSH TCP_PSH
#define ACK TCP_ACK

#define MAX_FRAME 2048

struct spec {
	unsigned from; /* side */
	uint8_t flags;
	uint32_t seq, ack, payload;
	uint16_t vlan;   /* 0: untagged */
	uint16_t window; /* 0: 1000 */
	uint16_t ip_id;
	bool ts;
	uint32_t tsval;
	bool bad_checksum;
	uint64_t time_us; /* 0: 1000 after the frame before */
};

static inline size_t put_bytes(uint8_t *p, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		p[i] = (uint8_t)(value >> (8 * (bytes - 1 - i)));
	return bytes;
}

static inline size_t put_ethernet(uint8_t *p, const struct spec *s)
{
	size_t at = 0;

	at += put_bytes(p + at, 0x02000000, 4);
	at += put_bytes(p + at, s->from ? 1 : 2, 2);
	at += put_bytes(p + at, 0x02000000, 4);
	at += put_bytes(p + at, s->from ? 2 : 1, 2);
	if (s->vlan) {
		at += put_bytes(p + at, 0x8100, 2);
		at += put_bytes(p + at, s->vlan, 2);
	}
	return at + put_bytes(p + at, 0x0800, 2);
}

static inline size_t put_ipv4(uint8_t *p, const struct spec *s, size_t tcp_bytes)
{
	size_t at = put_bytes(p, 0x4500, 2);

	at += put_bytes(p + at, (uint32_t)(20 + tcp_bytes), 2);
	at += put_bytes(p + at, s->ip_id, 2);
	at += put_bytes(p + at, 0x4000, 2);
	at += put_bytes(p + at, 0x4006, 2);
	at += put_bytes(p + at, 0, 2);
	at += put_bytes(p + at, 0x0A000001 + s->from, 4);
	return at + put_bytes(p + at, 0x0A000002 - s->from, 4);
}

/* Returns the length of the frame. */
static inline size_t build_frame(uint8_t *p, const struct spec *s)
{
	size_t options = s->ts ? 12 : 0, at = put_ethernet(p, s);
	struct frame f;

	at += put_ipv4(p + at, s, 20 + options + s->payload);
	at += put_bytes(p + at, s->from ? 80 : 1000, 2);
	at += put_bytes(p + at, s->from ? 1000 : 80, 2);
	at += put_bytes(p + at, s->seq, 4);
	at += put_bytes(p + at, s->ack, 4);
	at += put_bytes(p + at, (uint32_t)(5 + options / 4) << 4, 1);
	at += put_bytes(p + at, s->flags, 1);
	at += put_bytes(p + at, s->window ? s->window : 1000, 2);
	at += put_bytes(p + at, 0, 4);
	if (s->ts) {
		at += put_bytes(p + at, 0x0101080A, 4);
		at += put_bytes(p + at, s->tsval, 4);
		at += put_bytes(p + at, 1, 4);
	}
	assert_true(at + s->payload <= MAX_FRAME);
	memset(p + at, 0x55, s->payload);
	at += s->payload;
	frame_dissect(p, at, &f);
	frame_fix_checksums(p, &f);
	if (s->bad_checksum)
		p[at - 1] ^= 0xFF;
	return at;
}

/* A capture of `count` frames, and its connections. */
struct scene {
	struct capture capture;
	struct conn_set conns;
};

static inline void scene_open(struct scene *scene, const struct spec *specs, size_t count)
{
	uint64_t us = 0;

	memset(scene, 0, sizeof(*scene));
	scene->capture.path = "scene";
	scene->capture.frames = calloc(count, sizeof(*scene->capture.frames));
	assert_non_null(scene->capture.frames);
	for (size_t i = 0; i < count; i++) {
		struct capture_frame *frame = &scene->capture.frames[i];
		uint8_t *bytes = malloc(MAX_FRAME);

		assert_non_null(bytes);
		us = specs[i].time_us ? specs[i].time_us : us + 1000;
		frame->time_ns = us * 1000;
		frame->bytes = bytes;
		frame->len = build_frame(bytes, &specs[i]);
		frame_dissect(bytes, frame->len, &frame->f);
	}
	scene->capture.count = count;
	assert_true(conn_find_all(&scene->capture, &scene->conns));
}

static inline void scene_close(struct scene *scene)
{
	conn_free_all(&scene->conns);
	capture_close(&scene->capture);
}

#endif
