# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Sourced by OpenNIC's script/build.tcl, in this folder, when it is called with -user_plugin <this folder>.

set finwave_root [file normalize ../../..]
foreach list [list rtl/finwave.f rtl/boards/opennic/opennic.f] {
    set handle [open ${finwave_root}/${list}]
    foreach line [split [read $handle] "\n"] {
        if {[string match "rtl/*.v" $line] && ![string match "*_address_map.v" $line]} {
            read_verilog -quiet ${finwave_root}/${line}
        }
    }
    close $handle
}
lappend include_dirs ${finwave_root}/rtl ${finwave_root}/rtl/regs
