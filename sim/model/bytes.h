/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Network byte order and the Internet checksum (RFC 1071), for the parser and the builder. */
#ifndef FINWAVE_MODEL_BYTES_H
#define FINWAVE_MODEL_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "finwave_model.h"

enum { FWM_IPV4 = 0x0800, FWM_IPV6 = 0x86DD, FWM_VLAN = 0x8100, FWM_SVLAN = 0x88A8, FWM_TCP = 6 };

static inline uint16_t fwm_get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t fwm_get32(const uint8_t *p)
{
	return (uint32_t)fwm_get16(p) << 16 | fwm_get16(p + 2);
}

static inline uint8_t *fwm_put16(uint8_t *p, uint16_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
	return p + 2;
}

static inline uint8_t *fwm_put32(uint8_t *p, uint32_t value)
{
	return fwm_put16(fwm_put16(p, (uint16_t)(value >> 16)), (uint16_t)value);
}

/* Adds `len` bytes to a running sum; an odd last byte is the high half of a word (RFC 1071 1). */
uint32_t fwm_sum(uint32_t sum, const uint8_t *p, size_t len);

/* The sum over the pseudo header of RFC 9293 3.1 (IPv4) or RFC 8200 8.1 (IPv6). */
uint32_t fwm_sum_pseudo(bool ipv6, const uint8_t *src, const uint8_t *dst, uint32_t tcp_len);

/* Folds to 16 bits: 0xFFFF over data with its right checksum. */
uint16_t fwm_fold(uint32_t sum);

#endif
