// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
// besides rtl/finwave.f
rtl/boards/opennic/finwave_box_250mhz.v
rtl/boards/opennic/box_250mhz/box_250mhz_address_map.v
rtl/boards/finwave_axil_cdc.v
rtl/boards/finwave_axil_split.v
rtl/boards/finwave_box_reset.v
rtl/boards/finwave_tuser_size.v
