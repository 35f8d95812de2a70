#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# scenarios.sh: all scenarios (.pkt) of this folder pass: over IPv4 and IPv6, at both widths, with stalls, and
# when every sequence number wraps. Those that a line "// Needs: ..." marks are left out.
#
# scenarios.sh FILE.pkt|FOLDER...: these, marked or not, over both and at both widths; of a file it prints the
# ladder. Of a folder run_flow runs the .flow scripts too.
#
# Where Linux and the RFCs differ these scenarios say what the RFCs do.

set -u
BUILD=${BUILD:-build}
failed=0

# play OPTIONS FILE...
play() {
	options=$1
	shift
	# shellcheck disable=SC2086 # the options are words
	if ! "$BUILD/finwave" script --quiet --compat rfc $options "$@"; then
		echo "failed with $options"
		failed=1
	fi
}

play_all() {
	# shellcheck disable=SC2046 # no name has a space
	set -- $(grep -L '^// Needs: ' tests/flows/*/*.pkt)
	for options in '--ip-version ipv4 --width 64' '--ip-version ipv6 --width 64' \
		'--ip-version ipv4 --width 512' '--ip-version ipv6 --width 512' \
		'--ip-version ipv4 --width 64 --stall rand:1' '--ip-version ipv6 --width 512 --stall rand:2' \
		'--ip-version ipv4 --width 64 --isn 4294967295,4294967294'; do
		play "$options" "$@"
	done
	grep '^// Needs: ' tests/flows/*/*.pkt | sed 's,:// Needs:,: left out; needs,'
}

play_these() {
	for options in '--ip-version ipv4 --width 64' '--ip-version ipv6 --width 64' \
		'--ip-version ipv4 --width 512' '--ip-version ipv6 --width 512'; do
		play "$options" "$@"
	done
}

play_folder() {
	flows=$(find "$1" -name '*.flow' | head -n 1)
	if [ -n "$flows" ] && ! "$BUILD/tests/flows/run_flow" "$1"; then
		failed=1
	fi
	# shellcheck disable=SC2046 # no name has a space
	set -- $(find "$1" -name '*.pkt' | sort)
	[ $# -eq 0 ] || play_these "$@"
}

[ $# -gt 0 ] || play_all
for path in "$@"; do
	if [ -d "$path" ]; then
		play_folder "$path"
	else
		"$BUILD/finwave" script --compat rfc --ladder "$path" || failed=1
		play_these "$path"
	fi
done
exit $failed
