#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Captures through the engine's RTL and through its netlist: what crosses the wire must be the same, byte for byte and
# nanosecond for nanosecond, and so must what the replay says. Each run has the scoreboard of every simulation.
#
#   sim/gates/compare.sh GATES CAPTURE...    GATES: the folder of the netlist's libfinwave_sim64.so
#
# Environment: BUILD, with the command and the RTL's library, of as many flows as the netlist.
# Exit status: 0, 1 with what differs.

set -eu
BUILD=${BUILD:-build}
gates=$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# replay NAME FOLDER CAPTURE OPTION...
replay() {
	name=$1 folder=$2
	shift 2
	FINWAVE_SIM_DIR=$folder "$BUILD/finwave" replay "$@" --width 64 --out "$dir/$name.pcap" >"$dir/$name.txt" || {
		cat "$dir/$name.txt"
		echo "$1: the replay by the $name failed" >&2
		exit 1
	}
	grep -v 'frames/s\|per second\|wall' "$dir/$name.txt" >"$dir/$name.said" || :
}

for capture; do
	for stall in none rand:1; do
		replay RTL "$BUILD" "$capture" --stall $stall
		replay netlist "$gates" "$capture" --stall $stall
		cmp "$dir/RTL.pcap" "$dir/netlist.pcap" || exit 1
		diff "$dir/RTL.said" "$dir/netlist.said" || exit 1
		echo "$capture, stalls $stall: $(wc -c <"$dir/RTL.pcap") bytes, the same"
	done
done
