# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# OpenNIC's build sources a file of this name. No vendor core is needed: box_250mhz_address_map.v splits the addresses.
