#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# replay.sh CAPTURE: both ends of every connection of a capture, in turn, close as captured: at 64 and
# at 512 bits, and with random stalls. What closes must be what INDEX.md says.
# Called by tests/run for each committed capture.

set -u
BUILD=${BUILD:-build}
capture=$1
result=$(mktemp)
trap 'rm -f "$result"' EXIT

# "1 four-segment", or "40 four-segment, 10 simultaneous": what INDEX.md says.
expected() {
	grep -F "| $(basename "$capture") |" "$(dirname "$capture")/INDEX.md" |
		awk -F ' *[|] *' '{ print $7 ~ /^[0-9]/ ? $7 : $6 " " $7 }'
}

# The same of a result, in which each connection is there twice, once for each end.
found() {
	grep -o '"close": *"[^"]*"' "$result" | cut -d '"' -f 4 | sort | uniq -c |
		awk '{ printf "%s%g %s", (NR == 1 ? "" : ", "), $1 / 2, $2 } END { print "" }'
}

replay() {
	echo "+ $BUILD/finwave replay $capture --role both $*"
	"$BUILD/finwave" replay "$capture" --role both --json "$result" "$@" || exit 1
	if [ "$(found)" != "$(expected)" ]; then
		echo "closes: $(found); INDEX.md says: $(expected)"
		exit 1
	fi
}

if [ ! -x "$BUILD/finwave" ]; then
	echo "$BUILD/finwave is not built"
	exit 1
fi
replay --width 64
replay --width 512
replay --width 64 --stall rand:1
replay --width 512 --stall rand:2
