#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Make what follows from rtl/regs/finwave.rdl: constants for C and Verilog, the register table for
# tests, docs/registers.md. A developer's tool: the results are committed.
#
#   tools/regs.sh           write them
#   tools/regs.sh --check   make them elsewhere and compare: 0 equal, 1 not, 77 no compiler for SystemRDL
set -eu

cd "$(dirname "$0")/.."

case ${1-} in
'' | --check) ;;
*)
	echo "usage: tools/regs.sh [--check]" >&2
	exit 2
	;;
esac

if ! python3 -c 'import systemrdl' 2>/dev/null; then
	echo "regs.sh: skipped: systemrdl-compiler is not installed (pip install peakrdl)" >&2
	exit 77
fi

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
python3 tools/regs_export.py rtl/regs/finwave.rdl "$made"

status=0
for file in rtl/regs/finwave_regs.h rtl/regs/finwave_regs.vh rtl/regs/finwave_reg_table.h docs/registers.md; do
	if [ "${1-}" = --check ]; then
		diff -u "$file" "$made/${file##*/}" || status=1
	else
		cat "$made/${file##*/}" >"$file"
	fi
done
[ $status = 0 ] || echo "regs.sh: generated files are stale: run tools/regs.sh and commit the result" >&2
exit $status
