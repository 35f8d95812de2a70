#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# The boards' modules have the parameters and ports that the boards expect: by name, order, direction, range and
# default, compared with corundum-ports.txt and opennic-ports.txt. Parameters FINWAVE_... are our own.
# FINWAVE_CORUNDUM and FINWAVE_OPENNIC: checkouts of those; then the lists are compared with the sources, too.

set -u
cd "$(dirname "$0")/../.." || exit 2
LC_ALL=C
export LC_ALL
dir=${TMPDIR:-/tmp}
failed=0

# The head of the module in a file, as lines of a list.
interface() {
	awk '
	{ sub(/\r$/, "") }
	/`ifdef/ { skip = 1 }
	/`endif/ { skip = 0; next }
	skip { next }
	{
		sub(/\/\/.*/, "")
		while (match($0, /\/\*[^*]*\*\//)) $0 = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
		if (comment) { if (!sub(/.*\*\//, "")) next; comment = 0 }
		if (sub(/\/\*.*/, "")) comment = 1
		sub(/[ \t]*$/, ""); sub(/,$/, "")
	}
	/^module / { inside = 1; next }
	inside && /^\)[ \t]*;/ { exit }
	!inside { next }
	$1 == "parameter" {
		sub(/^[ \t]*parameter[ \t]+(int[ \t]+)?/, "")
		name = $1
		sub(/^[^=]*=[ \t]*/, ""); gsub(/[ \t]/, "")
		if ($0 ~ /^\([A-Z0-9_]+\/8\)$/) { sub(/^\(/, ""); sub(/\)$/, "") }
		if (name !~ /^FINWAVE_/) print "parameter", name, name == "APP_ID" ? "*" : $0
	}
	$1 == "input" || $1 == "output" {
		way = $1; name = $NF; range = "[0:0]"
		if (match($0, /\[.*\]/)) { range = substr($0, RSTART, RLENGTH); gsub(/[ \t]/, "", range) }
		print way, name, range
	}' "$1"
}

# compare LIST FILE
compare() {
	if [ ! -e "$2" ]; then
		echo "$2: not there"
		failed=1
		return
	fi
	grep -v '^#' "tests/boards/$1" >"$dir/list.$$"
	interface "$2" >"$dir/have.$$"
	if ! diff "$dir/list.$$" "$dir/have.$$"; then
		echo "$2 is not as tests/boards/$1"
		failed=1
	fi
	echo "$2: $(grep -c '^p' "$dir/have.$$") parameters, $(grep -vc '^p' "$dir/have.$$") ports"
	rm -f "$dir/list.$$" "$dir/have.$$"
}

compare corundum-ports.txt rtl/boards/corundum/mqnic_app_block.v
compare opennic-ports.txt tests/boards/finwave_box_rig.v
[ -z "${FINWAVE_CORUNDUM:-}" ] ||
	compare corundum-ports.txt "$FINWAVE_CORUNDUM/fpga/app/template/rtl/mqnic_app_block.v"
[ -z "${FINWAVE_OPENNIC:-}" ] ||
	compare opennic-ports.txt "$FINWAVE_OPENNIC/src/box_250mhz/box_250mhz.sv"
exit $failed
