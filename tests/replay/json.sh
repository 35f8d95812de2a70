#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# --json holds every key that docs/replay.md names, its counts agree, and stalls change no result.

set -eu
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
capture=tests/captures/fifty.pcap

"$BUILD/finwave" replay "$capture" --quiet --json "$dir/plain.json"
for key in id tuple local role close path compared equal explained unexplained fin_to_ack_cycles \
	fin_to_ack_ns capture_fin_to_ack_us frames connections closing skipped engine_cycles \
	cycles_per_second frames_per_second engine data_width flows clock_mhz frame rule detail; do
	grep -q "\"$key\": " "$dir/plain.json" || {
		echo "no key $key"
		exit 1
	}
done

# value KEY: the last one, which is the summary's.
value() {
	sed -n "s/.*\"$1\": \([0-9][0-9]*\),*\$/\1/p" "$dir/plain.json" | tail -n 1
}
[ "$(value connections)" = 50 ]
[ "$(value closing)" = 50 ]
[ "$(value compared)" = $(($(value equal) + $(value explained) + $(value unexplained))) ]
[ "$(grep -c '"role": "active"' "$dir/plain.json")" = 50 ]
[ "$(grep -c '"role": "passive"' "$dir/plain.json")" = 50 ]

# Clocks and speeds may differ, nothing else.
results() {
	grep -v -e cycles -e _per_second -e fin_to_ack_ns -e '"detail"' "$1"
}
results "$dir/plain.json" >"$dir/want"
for seed in 1 2; do
	"$BUILD/finwave" replay "$capture" --quiet --json "$dir/stalled.json" --stall "rand:$seed"
	results "$dir/stalled.json" >"$dir/got"
	diff "$dir/want" "$dir/got"
done
