#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# make bench: the measured table, on stdout and as build/bench.json.

set -eu
BUILD=${BUILD:-build}
CAPTURE=tests/captures/fifty.pcap
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

for width in 64 512; do
	"$BUILD/tests/bench/bench" $width >"$tmp/$width"
	"$BUILD/finwave" replay "$CAPTURE" --width $width --quiet --json "$tmp/replay" >"$tmp/out" ||
		{ cat "$tmp/out" >&2; exit 1; }
	sed -n 's/.*"frames_per_second": *\([0-9]*\).*/replay_frames_per_second \1/p' \
		"$tmp/replay" >>"$tmp/$width"
done

awk 'FNR == 1 { printf "%s", NR == 1 ? "{\n" : "\n  },\n"
		name = FILENAME; sub(/.*\//, "", name); printf "  \"width_%s\": {", name }
	{ printf "%s\n    \"%s\": %s", (FNR == 1 ? "" : ","), $1, $2 }
	END { print "\n  }\n}" }' "$tmp/64" "$tmp/512" >"$BUILD/bench.json"

echo "$(uname -m), $(nproc) cores, $("${VERILATOR:-verilator}" --version | cut -d ' ' -f 1-2)"
printf '%-34s %14s %14s\n' '' '64 bits' '512 bits'
paste -d ' ' "$tmp/64" "$tmp/512" | awk '{ printf "%-34s %14s %14s\n", $1, $2, $4 }'
