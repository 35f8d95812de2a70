/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * A capture file, read whole: pcap (micro- and nanosecond, both byte orders) and pcapng through
 * libpcap. Every frame starts with an Ethernet header; link types without one get one made.
 */
#ifndef HOST_CAPTURE_H
#define HOST_CAPTURE_H

#include "frame.h"

struct conn;

struct capture_frame {
	uint64_t time_ns;     /* since 1970, as the file says */
	const uint8_t *bytes; /* owned by the capture */
	size_t len;           /* bytes captured, Ethernet header included */
	struct frame f;
	struct conn *conn; /* set by conn_find_all(); NULL: none */
	uint32_t place;    /* in the connection's list of frames */
};

struct capture {
	const char *path;
	struct capture_frame *frames;
	size_t count;
	const char *link_type; /* name of the link type in the file */
	bool made_headers;     /* Ethernet headers were made */
	size_t tcp, fragments, tunnels;
	size_t bad_checksums, fixed_checksums, snapped, bad_lengths, too_long;
};

struct capture_options {
	bool fix_checksums;
};

/*
 * Reads `path`. On failure returns false with one line, cause and advice, in `error`, and nothing
 * is left to free. `path` must outlive the capture.
 */
bool capture_open(const char *path, const struct capture_options *options, struct capture *out,
                  char *error, size_t error_size);
void capture_close(struct capture *capture);

#endif
