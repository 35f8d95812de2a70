#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Every function of finwave.h has a manual page, no page has one more, and mandoc finds nothing to
# say about the pages (but that the pages they refer to are not installed).

set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

grep -o 'finwave_[a-z0-9_]*(' driver/finwave.h | tr -d '(' | sort -u >"$dir/declared"
sed -n 's/^\.Nm \(finwave_[a-z0-9_]*\).*/\1/p' docs/man/*.3 | sort >"$dir/described"
diff "$dir/declared" "$dir/described"

if ! command -v mandoc >/dev/null; then
	echo 'man-pages: skipped: mandoc is not installed'
	exit 77
fi
if mandoc -Tlint docs/man/*.[1-8] | grep -v 'referenced manual not found'; then
	exit 1
fi
