#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Captures of other people's stacks, which are not in this repository: every file of ../shared/captures
# (or of the folder FINWAVE_CAPTURES) replays with no unexplained difference at both widths, or is
# refused with exit status 2 and one line that names it. A table says which.
# Time limit: 900 s

set -u
BUILD=${BUILD:-build}
dir=${FINWAVE_CAPTURES:-../shared/captures}
out=$(mktemp)
trap 'rm -f "$out"' EXIT

if [ ! -d "$dir" ]; then
	echo "skipped: there is no folder $dir (FINWAVE_CAPTURES)"
	exit 77
fi

# refused FILE: status 2 means one line with the file's name.
refused() {
	[ "$(wc -l <"$out")" -eq 1 ] && grep -qF "$1" "$out"
}

bad=0
for file in "$dir"/*.pcap "$dir"/*.pcapng; do
	[ -e "$file" ] || continue
	for width in 64 512; do
		"$BUILD/finwave" replay "$file" --width $width --quiet >"$out" 2>&1
		status=$?
		if [ $status -gt 2 ] || [ $status -eq 1 ] || { [ $status -eq 2 ] && ! refused "$file"; }; then
			echo "FAILED (exit status $status): $file --width $width"
			cat "$out"
			bad=1
			continue
		fi
		case $status in
		0) line=$(sed -n 's/^ *\([0-9]* segments compared.*\)/\1/p' "$out") ;;
		2) line=$(cat "$out") ;;
		esac
		echo "$status  $(basename "$file")  $width bits: $line"
	done
done
exit $bad
