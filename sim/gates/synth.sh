#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# The engine as Yosys puts it together for an ECP5: a netlist of its cells, and Yosys's own simulation models of them.
#
#   sim/gates/synth.sh DIR WIDTH FLOWS    writes DIR/netlist.v, DIR/cells/, DIR/synth.log and DIR/cells.txt (a count)
#
# What synth_ecp5 does up to its mapping to cells, without abc9. Its last step is left out: it gives names to
# cells (minutes and gigabytes, and nothing else).
# Buses are split into bits: a carry chain on a bus looks like a loop to Verilator.
# Environment: YOSYS (yosys). Exit status: 0, 1 when Yosys failed.

set -eu
dir=$1 width=$2 flows=$3
YOSYS=${YOSYS:-yosys}
mkdir -p "$dir/cells"

# Where the models are: ecp5/ to 0.3x, lattice/ since.
for models in ecp5/cells_sim.v lattice/cells_sim_ecp5.v; do
	path=$("$YOSYS" -p "read_verilog -lib +/$models" 2>/dev/null |
		sed -n "s/^Parsing Verilog input from .\(.*cells_sim.*\.v\)' to AST.*/\1/p")
	[ -n "$path" ] && break
done
[ -n "$path" ] || {
	echo "$YOSYS brings no simulation models of the ECP5" >&2
	exit 1
}
# They are Yosys's; a copy, so that what they include is found.
for file in "$(dirname "$path")"/*.v*; do
	cat "$file" >"$dir/cells/$(basename "$file")"
done
mv "$dir/cells/$(basename "$path")" "$dir/cells/models.v"

options=
! "$YOSYS" -p 'help synth_ecp5' | grep -q -e '-noabc9' || options=-noabc9
cat >"$dir/synth.ys" <<EOT
read_verilog -Irtl -Irtl/regs $(sed -n '/^rtl.*\.v/p' rtl/finwave.f | tr '\n' ' ')
chparam -set DATA_WIDTH $width -set FLOW_COUNT $flows finwave
synth_ecp5 -top finwave $options -run begin:check
check -assert
splitnets
clean -purge
tee -q -o $dir/stat.txt stat
write_verilog -noattr -noexpr $dir/netlist.v
EOT
"$YOSYS" -q -t -l "$dir/synth.log" "$dir/synth.ys" || {
	tail -n 20 "$dir/synth.log" >&2
	exit 1
}
sed -n 's/^ *\([A-Z][A-Z0-9_]*\)  *\([0-9][0-9]*\)$/\2 \1/p' "$dir/stat.txt" >"$dir/cells.txt"
