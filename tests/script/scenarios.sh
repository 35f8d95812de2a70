#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# scenarios.sh [FILE.pkt...]: scenarios (all of this folder) pass at both widths, with stalls, and when every
# sequence number wraps.

set -u
BUILD=${BUILD:-build}
failed=0

[ $# -gt 0 ] || set -- tests/script/*.pkt
for options in '--width 64' '--width 512' '--width 64 --stall rand:1' '--width 512 --stall rand:2' \
	'--width 64 --isn 4294967295,4294967295' '--width 512 --isn 4294967294,4294967000'; do
	# shellcheck disable=SC2086 # the options are words
	if ! "$BUILD/finwave" script --quiet $options "$@"; then
		echo "failed with $options"
		failed=1
	fi
done
exit $failed
