/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * libpcap refuses a pcapng file whose interfaces differ in link type or snap length, though the
 * frames may all be of one. This makes the interface blocks of such a file, in memory, alike.
 */
#ifndef HOST_PCAPNG_H
#define HOST_PCAPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool pcapng_is(const uint8_t *bytes, size_t len);

/*
 * Changes `bytes` in place. False: its frames are of two link types, which are returned (numbers of
 * the file format). A damaged file is left to libpcap to complain of.
 */
bool pcapng_unify(uint8_t *bytes, size_t len, unsigned link_types[2]);

#endif
