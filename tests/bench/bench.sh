#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# make bench: the measured tables as Markdown on stdout, every figure in $BUILD/bench.json.
# docs/performance.md says what they mean.
#
# Environment: BUILD (build), VERILATOR (verilator). Exit status: 0, 1 when a measurement failed.

set -eu
BUILD=${BUILD:-build}
CAPTURE=tests/captures/fifty.pcap
RUNS=3
LC_ALL=C
export LC_ALL

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The best of some runs: wall clock, and the machine may have other work.
replay_rate() {
	for _ in $(seq $RUNS); do
		"$BUILD/finwave" replay "$CAPTURE" --width "$1" --quiet --json "$tmp/replay" >"$tmp/out" ||
			{ cat "$tmp/out" >&2; exit 1; }
		sed -n 's/.*"frames_per_second": *\([0-9]*\).*/\1/p' "$tmp/replay"
	done | sort -n | tail -n 1
}

for width in 64 512; do
	"$BUILD/tests/bench/bench" $width >"$tmp/figures"
	rate=$(replay_rate $width)
	[ -n "$rate" ] || { echo "$CAPTURE: the replay gave no frames_per_second" >&2; exit 1; }
	sed "/^sim_clocks_per_second /a replay_frames_per_second $rate" "$tmp/figures" >"$tmp/$width"
done

awk 'FNR == 1 { printf "%s", NR == 1 ? "{\n" : "\n  },\n"
		name = FILENAME; sub(/.*\//, "", name); printf "  \"width_%s\": {", name }
	{ printf "%s\n    \"%s\": %s", (FNR == 1 ? "" : ","), $1, $2 }
	END { print "\n  }\n}" }' "$tmp/64" "$tmp/512" >"$BUILD/bench.json"

# Rows of "name text"; NAME_* stands for NAME_min to NAME_max. Lines that begin with | are taken as they are.
table() {
	awk 'function grouped(n,  out) {
			for (out = ""; n !~ /[.]/ && length(n) > 3; n = substr(n, 1, length(n) - 3))
				out = "," substr(n, length(n) - 2) out
			return n out
		}
		function figure(width, name,  low) {
			if (name !~ /\*$/)
				return grouped(value[width, name])
			sub(/\*$/, "", name)
			low = value[width, name "min"]
			if (low == value[width, name "max"])
				return low
			return low " to " value[width, name "max"]
		}
		FILENAME != "-" { width = FILENAME; sub(/.*\//, "", width); value[width, $1] = $2; next }
		/^\|/ { print; next }
		{ name = $1; sub(/^[^ ]* /, "")
			printf "| %s | %s | %s |\n", $0, figure(64, name), figure(512, name) }' \
		"$tmp/64" "$tmp/512" -
}

table <<EOT
| Counted in clocks, the same on every machine | 64 bits | 512 bits |
| --- | ---: | ---: |
fin_to_ack_clocks_* FIN to ACK: the next two rows together
fin_to_ack_clocks_alone_* ... alone, $(sed -n 's/fin_shapes \(.*\)\(...\)$/\1,\2/p' "$tmp/64") shapes
fin_to_ack_clocks_line_rate_* ... smallest FINs at line rate among foreign frames
fin_to_ack_clocks_back_to_back_* ... the same without any gap between frames
fin_to_ack_clocks_unmixed_* ... and without foreign frames, so that every clock of the stream brings work
fin_to_ack_clocks_host_busy_* ... while the host sends frames of 1,514 bytes without a gap
stalled_clocks_line_rate Clocks in which the wire waited, at line rate
stalled_clocks_back_to_back ... without any gap between frames
segments_per_clock Segments per clock, different flows, smallest frames without a gap, each answered
same_flow_clocks Clocks between segments of one flow
command_to_fin_clocks_* CLOSE command to FIN
tail_to_fin_clocks_* ... with 1,460 bytes of text
passing_clocks_wire_* Frame of another flow, wire to host, first beat to first beat
passing_clocks_host_* ... host to wire
clocks_per_close A whole active close with all its register accesses
clocks_per_wire_close The peer's two segments of such a close
EOT
echo
table <<EOT
| Derived: closes per second | 64 bits | 512 bits |
| --- | ---: | ---: |
closes_per_second_156_25_mhz At 156.25 MHz, with all register accesses
closes_per_second_250_mhz At 250 MHz, with all register accesses
wire_closes_per_second_156_25_mhz At 156.25 MHz, the peer's segments alone
wire_closes_per_second_250_mhz At 250 MHz, the peer's segments alone
EOT
echo
table <<EOT
| Speed of the simulation, on the machine below | 64 bits | 512 bits |
| --- | ---: | ---: |
sim_clocks_per_second Clocks per second of processor time, stream full, each segment answered and compared with the model
sim_clocks_per_second_idle Clocks per second of processor time, nothing under way
replay_frames_per_second Frames per second of wall clock, \`finwave replay $CAPTURE\`
EOT
echo
echo "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1) ($(uname -m)), $(nproc) CPUs," \
	"$(uname -s) $(uname -r), $("${VERILATOR:-verilator}" --version | cut -d ' ' -f 1-2)," \
	"$("${CXX:-g++}" --version | head -n 1)."
