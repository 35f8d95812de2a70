#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Checksum offload in the capture is said, counted and explained; --fix-checksums undoes it.

set -eu
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
capture=tests/captures/offload.pcap

"$BUILD/finwave" replay "$capture" --json "$dir/as-is.json" >"$dir/as-is"
grep -q 'frames have wrong checksums' "$dir/as-is"
grep -q '"checksum-offload"' "$dir/as-is.json"
"$BUILD/finwave" replay "$capture" --fix-checksums --json "$dir/fixed.json" >"$dir/fixed"
grep -q 'recomputed' "$dir/fixed"
grep -q 'verdict: equal' "$dir/fixed"
if grep -q '"checksum-offload"' "$dir/fixed.json"; then
	exit 1
fi
