#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# tests/bench/refresh.sh [FILE...]: runs `make bench` and puts its tables between the two markers of
# each file (docs/performance.md). Exit status: 0, 1 when the bench failed, 2 when a file has no markers.

set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- docs/performance.md

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

make -s bench >"$tmp/bench"
sed -n '/^| Counted/,$p' "$tmp/bench" >"$tmp/tables"
for file; do
	if [ "$(grep -cE '^<!-- (end of )?bench -->$' "$file")" -ne 2 ]; then
		echo "$file: has no lines <!-- bench --> and <!-- end of bench -->" >&2
		exit 2
	fi
	awk -v tables="$tmp/tables" '
		/^<!-- end of bench -->$/ { inside = 0 }
		!inside { print }
		/^<!-- bench -->$/ { inside = 1; while ((getline line <tables) > 0) print line }' \
		"$file" >"$tmp/file"
	cat "$tmp/file" >"$file"
done
