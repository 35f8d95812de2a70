// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
// with rtl/finwave.f, whose rtl/finwave_ram.v the one here replaces
rtl/boards/ecp5/finwave_ecp5.v
rtl/boards/ecp5/finwave_ram.v
