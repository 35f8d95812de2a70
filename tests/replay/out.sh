#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# --out is a nanosecond pcap of the wire: it replays, and closes the same way. --trace is a waveform.

set -eu
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for name in four-segment half-close ipv6 qinq vlan reset; do
	"$BUILD/finwave" replay "tests/captures/$name.pcap" --quiet --role active \
		--out "$dir/wire.pcap" --json "$dir/first.json" >"$dir/log"
	magic=$(od -An -tx4 -N4 "$dir/wire.pcap" | tr -d ' ')
	[ "$magic" = a1b23c4d ] || [ "$magic" = 4d3cb2a1 ]
	"$BUILD/finwave" replay "$dir/wire.pcap" --quiet --role active --json "$dir/second.json" \
		>"$dir/log"
	grep '"close"' "$dir/first.json" >"$dir/want"
	grep '"close"' "$dir/second.json" | diff "$dir/want" -
done

"$BUILD/finwave" replay tests/captures/reset.pcap --quiet --trace "$dir/wave.fst" >"$dir/log"
[ -s "$dir/wave.fst" ]
