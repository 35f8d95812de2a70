#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# engine_elaborates_within_its_area: what `make fpga` places, elaborated and not mapped: block RAMs, bits of flip-flops,
# of small memories and of adders, each against its bound. A bound is about a tenth above the figure of
# the day when it was set; who goes over it finds out why, or raises it and says so.
# Needs yosys (exit 77 without).

set -eu
cd "$(dirname "$0")/../.."
command -v yosys >/dev/null 2>&1 || {
	echo 'skipped: yosys is not installed'
	exit 77
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
files=$(sed -n 's,^\(rtl/.*\.v\)$,\1,p' rtl/finwave.f | grep -v '/finwave_ram\.v$')
# shellcheck disable=SC2086 # a list of files without blanks
yosys -q -p "read_verilog -lib sim/gates/dp16kd.v
	read_verilog -Irtl -Irtl/regs $(echo $files) rtl/boards/ecp5/finwave_ecp5.v rtl/boards/ecp5/finwave_ram.v
	hierarchy -check -top finwave_ecp5
	proc; flatten; opt_clean
	tee -q -o $dir/stat stat -width" >"$dir/log" 2>&1 || {
	cat "$dir/log"
	exit 1
}

# Sum of widths over the cells that match.
bits() {
	sed 's/^ *\([0-9][0-9]*\)  *\(\$[a-z0-9_]*\) *$/\2 \1/' "$dir/stat" | awk -v what="$1" '
		$1 ~ what { width = $1; sub(/.*_/, "", width); sum += width * $2 } END { print sum + 0 }'
}

bad=0
within() {
	echo "$1: $2 (bound $3)"
	if [ "$2" -eq 0 ] && [ "$3" -gt 0 ] || [ "$2" -gt "$3" ]; then
		echo "$1: out of bounds"
		bad=1
	fi
}

within 'block RAMs, 18 kbit' "$(grep -w DP16KD "$dir/stat" | grep -oE '[0-9]+( |$)' | tail -n 1)" 167
within 'bits of flip-flops' "$(bits '^[$](dff|sdff|dffe|sdffe|adff)')" 33000
within 'bits of small memories' "$(sed -n 's/.*Number of memory bits: *//p; s/^ *\([0-9]*\) memory bits$/\1/p' "$dir/stat" | tail -n 1)" 77000
within 'bits of adders' "$(bits '^[$](add|sub|alu|neg)')" 11200
exit "$bad"
