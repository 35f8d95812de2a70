// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
// besides rtl/finwave.f
rtl/boards/corundum/mqnic_app_block.v
rtl/boards/finwave_axil_split.v
rtl/boards/finwave_port_counts.v
rtl/boards/finwave_stat.v
