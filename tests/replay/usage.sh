#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Bad usage and bad input: exit status 2 and one line that names what is wrong. Help and version: 0.

set -u
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
good=tests/captures/four-segment.pcap

# expect LINE-PART ARGUMENT...
expect() {
	part=$1
	shift
	"$BUILD/finwave" "$@" >"$dir/out" 2>"$dir/err"
	status=$?
	if [ "$status" != 2 ] || [ "$(wc -l <"$dir/err")" != 1 ] || [ -s "$dir/out" ] ||
		! grep -q "^finwave: " "$dir/err" || ! grep -qF -e "$part" "$dir/err"; then
		echo "finwave $*: status $status, expected 2 and a line with: $part"
		cat "$dir/err"
		failed=1
	fi
}

: >"$dir/empty.pcap"
head -c 24 "$good" >"$dir/frameless.pcap"
head -c 500 "$good" >"$dir/short.pcap"
echo 'no capture' >"$dir/text.pcap"

expect 'no such command' unplay "$good"
expect 'name a capture' replay
expect 'one capture at a time' replay "$good" "$good"
expect '--role both,passive' replay "$good" --role both,passive
expect '--width 128' replay "$good" --width 128
expect '--clock-mhz fast' replay "$good" --clock-mhz fast
expect '--clock-mhz 0' replay "$good" --clock-mhz 0
expect '--stall rand:' replay "$good" --stall rand:
expect '--stall some' replay "$good" --stall some
expect "--nonsense" replay "$good" --nonsense
expect '--json' replay "$good" --json
expect "$dir/none.pcap: No such file" replay "$dir/none.pcap"
expect "$dir: is a directory" replay "$dir"
expect 'is empty' replay "$dir/empty.pcap"
expect 'holds no frame' replay "$dir/frameless.pcap"
expect 'cut short or damaged after frame' replay "$dir/short.pcap"
expect 'neither pcap nor pcapng' replay "$dir/text.pcap"
expect "$dir/none/out.pcap" replay "$good" --out "$dir/none/out.pcap"

for option in --help --version; do
	"$BUILD/finwave" $option | grep -q finwave || failed=1
done
"$BUILD/finwave" replay --help | grep -q -e --fix-checksums || failed=1
exit $failed
