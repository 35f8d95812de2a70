#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# scenarios.sh: all scenarios (.pkt) of this folder pass: over IPv4 and IPv6, at both widths, with stalls, when
# every sequence number wraps, and when the host acknowledges data. Those that a line "// Needs: ..." marks are left out.
#
# scenarios.sh FILE.pkt|FOLDER...: these, over both and at both widths. A file runs marked or not, and prints its
# ladder; of a folder run_flow runs the .flow scripts too.
#
# Where Linux and the RFCs differ these scenarios say what the RFCs do; those with --finwave_compat=rfc fail otherwise.

set -u
BUILD=${BUILD:-build}
failed=0

# play OPTIONS FILE...
play() {
	options=$1
	shift
	# shellcheck disable=SC2086 # the options are words
	if ! "$BUILD/finwave" script --quiet $options "$@"; then
		echo "failed with $options"
		failed=1
	fi
}

# Those below a folder that are not left out.
scenarios_of() {
	find "$1" -name '*.pkt' -exec grep -L '^// Needs: ' {} + | sort
}

tell_left_out() {
	find "$1" -name '*.pkt' -exec grep -H '^// Needs: ' {} + | sort |
		sed 's,:// Needs:,: left out; needs,'
}

play_all() {
	# shellcheck disable=SC2046 # no name has a space
	set -- $(scenarios_of tests/flows)
	for options in '--ip-version ipv4 --width 64' '--ip-version ipv6 --width 64' \
		'--ip-version ipv4 --width 512' '--ip-version ipv6 --width 512 --stall rand:2' \
		'--ip-version ipv4 --width 64 --stall rand:1 --isn 4294967295,4294967294' \
		'--ip-version ipv6 --width 64 --compat rfc'; do
		play "$options" "$@"
	done
	# shellcheck disable=SC2046 # no name has a space
	play '--ip-version ipv4 --width 64 --mode watch' $(grep -L '^--.*finwave_mode=' "$@")
	tell_left_out tests/flows
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
	tell_left_out "$1"
	# shellcheck disable=SC2046 # no name has a space
	set -- $(scenarios_of "$1")
	[ $# -eq 0 ] || play_these "$@"
}

[ $# -gt 0 ] || play_all
for path in "$@"; do
	if [ -d "$path" ]; then
		play_folder "$path"
	else
		"$BUILD/finwave" script --ladder "$path" || failed=1
		play_these "$path"
	fi
done
exit $failed
