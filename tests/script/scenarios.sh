#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# scenarios.sh [FILE.pkt...]: scenarios (all of this folder) pass at both widths, with stalls, over IPv6, and when
# every sequence number wraps. What they say of the wire holds in every mode, but for those that name one.

set -u
BUILD=${BUILD:-build}
failed=0

# play OPTIONS FILE...: the options are one argument.
play() {
	options=$1
	shift
	# shellcheck disable=SC2086 # the options are words
	if [ $# -gt 0 ] && ! "$BUILD/finwave" script --quiet $options "$@"; then
		echo "failed with $options"
		failed=1
	fi
}

[ $# -gt 0 ] || set -- tests/script/*.pkt
for options in '--width 64' '--width 512' '--width 64 --stall rand:1' '--width 512 --stall rand:2' \
	'--width 64 --isn 4294967295,4294967295' '--width 512 --isn 4294967294,4294967000'; do
	play "$options" "$@"
done
# The buffer, and with it the windows that some ask for, depends on the MSS.
# shellcheck disable=SC2046 # no name has a space
for options in '--ip-version ipv6' '--ip-version ipv6 --width 512'; do
	play "$options" $(grep -L '> .* win ' "$@")
done
# shellcheck disable=SC2046
for mode in watch transparent host; do
	play "--mode $mode" $(grep -L -e '^--finwave_mode' "$@")
done
exit $failed
