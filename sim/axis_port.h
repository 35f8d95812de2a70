/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The signals of one AXI4-Stream as the Verilated top has them. Data is any type whose memory holds
 * the beat with byte 0 first (uint64_t, VlWide<>): the host must be little-endian.
 */
#ifndef FINWAVE_SIM_AXIS_PORT_H
#define FINWAVE_SIM_AXIS_PORT_H

#include <cstddef>
#include <cstdint>

namespace fws
{

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the bus models copy beats as they lie");

template <class D, class K> struct AxisPort {
	using Data = D;
	using Keep = K;
	static constexpr size_t BYTES = sizeof(D);
	static constexpr uint64_t FULL =
		BYTES == 64 ? UINT64_MAX : (uint64_t{ 1 } << (BYTES & 63)) - 1;

	D *data;
	K *keep;
	uint8_t *valid, *ready, *last, *user;
};

template <class D, class K>
AxisPort<D, K> axis_port(D &data, K &keep, uint8_t &valid, uint8_t &ready, uint8_t &last,
                         uint8_t &user)
{
	return { &data, &keep, &valid, &ready, &last, &user };
}

} // namespace fws
#endif
