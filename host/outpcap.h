/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Writes frames to a nanosecond pcap file. Frames may be added a little out of order: those added
 * between two flushes are sorted by time.
 */
#ifndef HOST_OUTPCAP_H
#define HOST_OUTPCAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outpcap;

/* NULL: not writable or out of memory, errno is set. "-" is the standard output. */
struct outpcap *outpcap_open(const char *path);
bool outpcap_add(struct outpcap *out, uint64_t time_ns, const uint8_t *bytes, size_t len);
bool outpcap_flush(struct outpcap *out);
/* Flushes and frees; false if the file is not whole (errno is set). NULL is fine. */
bool outpcap_close(struct outpcap *out);

#endif
