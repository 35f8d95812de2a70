#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Bad usage of explain: exit status 2 and one line that names what is wrong. The list and the help: 0.

set -u
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

# expect LINE-PART ARGUMENT...
expect() {
	part=$1
	shift
	"$BUILD/finwave" explain "$@" >"$dir/out" 2>"$dir/err"
	status=$?
	if [ "$status" != 2 ] || [ "$(wc -l <"$dir/err")" != 1 ] || [ -s "$dir/out" ] ||
		! grep -q "^finwave: " "$dir/err" || ! grep -qF -e "$part" "$dir/err"; then
		echo "finwave explain $*: status $status, expected 2 and a line with: $part"
		cat "$dir/err"
		failed=1
	fi
}

expect 'five-segment: no such scenario or state; there are four-segment' five-segment
expect ' TIME_WAIT' five-segment
expect 'no such scenario or state' ''
expect 'no such scenario or state' FIN_WAIT
expect 'no such scenario or state' FIN_WAIT_11
expect 'one scenario or state at a time' four-segment reset
expect '--width 128: must be 64 or 512' four-segment --width 128
expect '--isn-a -1: must be a number' four-segment --isn-a -1
expect '--isn-a 1x: must be a number' four-segment --isn-a 1x
expect '--isn-b 4294967296: must be a number' four-segment --isn-b 4294967296
expect '--isn-b: needs a value' four-segment --isn-b
expect '--nonsense: no such option' --nonsense
expect 'time_wait_us: must be NAME=VALUE' four-segment --set time_wait_us
expect 'speed is no setting; they are linux_compat time_wait_rst' four-segment --set speed=1
expect 'syn_rst=2: must be a number from 0 to 1' four-segment --set syn_rst=2
expect 'ack_budget=65536: must be a number from 0 to 65535' four-segment --set ack_budget=65536
expect 'r2_us=: must be a number' four-segment --set r2_us=
expect 'r2_us=1s: must be a number' four-segment --set r2_us=1s
expect 'r2_us=99999999999999999999: must be' four-segment --set r2_us=99999999999999999999
expect 'ts_shift=16: must be a number from 0 to 15' four-segment --set ts_shift=16
expect 'choose longer times' give-up --set rto_first_us=1 --set rto_max_us=1

"$BUILD/finwave" explain >"$dir/out" || failed=1
grep -q '^  four-segment  *A closes' "$dir/out" || failed=1
grep -q '^  TIME_WAIT  *Both FINs' "$dir/out" || failed=1
"$BUILD/finwave" explain --help | grep -q -e --isn-a || failed=1
"$BUILD/finwave" --help | grep -q 'finwave explain' || failed=1
exit $failed
