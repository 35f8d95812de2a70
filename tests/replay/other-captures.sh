#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Captures that are not in the repository: each replays with no unexplained difference at both widths, or
# ends with one line that says why not. FINWAVE_CAPTURES names the folder (default ../shared/captures).

set -u
BUILD=${BUILD:-build}
folder=${FINWAVE_CAPTURES:-../shared/captures}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

if [ ! -d "$folder" ]; then
	echo "other-captures: skipped: there is no folder $folder"
	exit 77
fi
for capture in "$folder"/*.pcap "$folder"/*.pcapng; do
	[ -e "$capture" ] || continue
	for width in 64 512; do
		"$BUILD/finwave" replay "$capture" --width "$width" >"$dir/out" 2>"$dir/err"
		status=$?
		echo "$(basename "$capture"), $width bits: $status," \
			"$(tail -n 1 "$dir/err")$(grep 'segments compared' "$dir/out" | tail -n 1)"
		[ "$status" = 0 ] && continue
		[ "$status" = 2 ] && [ "$(wc -l <"$dir/err")" = 1 ] && continue
		failed=1
		cat "$dir/out" "$dir/err"
	done
done
exit $failed
