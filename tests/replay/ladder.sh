#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# The ladder fits 110 columns, has no colours, and a plain close reads as it should.

set -eu
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for capture in tests/captures/*.pcap; do
	"$BUILD/finwave" replay "$capture" >"$dir/out"
	# The line with the file's name is as long as that.
	if grep -v "^$capture" "$dir/out" | grep -E '.{111}|[^[:print:]]'; then
		echo "$capture: too wide, or not plain text"
		exit 1
	fi
done

"$BUILD/finwave" replay tests/captures/four-segment.pcap --role active >"$dir/out"
grep -q 'path: ESTABLISHED > FIN_WAIT_1 > FIN_WAIT_2 > TIME_WAIT > CLOSED (ORDERLY' "$dir/out"
grep -q 'FIN to ACK: engine [0-9]* clocks, [0-9.]* ns at 156.25 MHz; captured stack' "$dir/out"
grep -q 'verdict: equal; 2 segments compared, 2 equal' "$dir/out"
grep -qE -e '-> +FIN,ACK +15 +15 +FIN,ACK +15 +15 +#13 +FIN_WAIT_1' "$dir/out"
[ "$("$BUILD/finwave" replay tests/captures/four-segment.pcap --quiet | grep -c FIN_WAIT)" = 0 ]
