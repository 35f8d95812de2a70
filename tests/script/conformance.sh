#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Scenarios that are not in the repository pass at both widths. FINWAVE_CONFORMANCE names the folder
# (default ../shared/conformance).

set -u
BUILD=${BUILD:-build}
folder=${FINWAVE_CONFORMANCE:-../shared/conformance}
failed=0

set -- "$folder"/*.pkt
if [ ! -e "$1" ]; then
	echo "conformance: skipped: there is no scenario in $folder"
	exit 77
fi
for options in '--width 64' '--width 512' '--width 64 --compat rfc' '--width 512 --stall rand:1'; do
	# shellcheck disable=SC2086 # the options are words
	"$BUILD/finwave" script --quiet $options "$@" || failed=1
done
exit $failed
