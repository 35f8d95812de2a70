#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# The text of a FIN leaves with the engine's, and a close of three segments has three: both as captured.

set -eu
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for capture in three-segment qinq fin-behind-data; do
	"$BUILD/finwave" replay "tests/captures/$capture.pcap" >"$dir/out"
	if ! grep -q '^  3 segments compared, 3 equal, 0 explained, 0 unexplained' "$dir/out"; then
		echo "$capture: not three equal segments"
		cat "$dir/out"
		exit 1
	fi
done

# Linux sets no PSH on text that was corked: the one difference that is left.
"$BUILD/finwave" replay tests/captures/fin-with-data.pcap >"$dir/out"
grep -q '^  4 segments compared, 2 equal, 2 explained, 0 unexplained' "$dir/out"
[ "$(grep -c '^  *= psh: ' "$dir/out")" = 2 ]
[ "$(grep -c '^  *= ' "$dir/out")" = 2 ]
