// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/* The Internet checksum (RFC 1071). A frame is far too short to overflow 32 bits. */
#include "bytes.h"

uint32_t fwm_sum(uint32_t sum, const uint8_t *p, size_t len)
{
	for (; len >= 2; len -= 2, p += 2)
		sum += fwm_get16(p);
	if (len)
		sum += (uint32_t)p[0] << 8;
	return sum;
}

uint32_t fwm_sum_pseudo(bool ipv6, const uint8_t *src, const uint8_t *dst, uint32_t tcp_len)
{
	size_t addr_len = ipv6 ? 16 : 4;
	uint32_t sum = FWM_TCP + (tcp_len >> 16) + (tcp_len & 0xFFFF);

	return fwm_sum(fwm_sum(sum, src, addr_len), dst, addr_len);
}

uint16_t fwm_fold(uint32_t sum)
{
	sum = (sum >> 16) + (sum & 0xFFFF);
	sum = (sum >> 16) + (sum & 0xFFFF);
	return (uint16_t)sum;
}
