#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Holds tests/testplan (RFC clause, tabulator, tests) and the scenarios of tests/flows together: no clause without a
# test, no test that is not there, no scenario whose clause is not in the table or that cites none, and a scenario
# that the table names for a clause cites it in its comment at the top.
#
# Prints what is wrong. Exit status 0, 1 when there was any, 2 when called wrongly.

set -u
cd "$(dirname "$0")/.." || exit 2
LC_ALL=C
export LC_ALL
PLAN=tests/testplan

if [ $# -gt 0 ]; then
	echo "tools/check-testplan.sh: takes no argument" >&2
	exit 2
fi

# FILE<TAB>clause, for every clause that a scenario cites in its comment at the top; "none" when it cites none.
citations() {
	awk '
	function flush(found) {
		if (file == "") return
		found = 0
		while (match(text, /RFC [0-9]+ ((MUST|SHLD|MAY)-[0-9]+|[0-9]+(\.[0-9]+)*)/)) {
			print file "\t" substr(text, RSTART, RLENGTH)
			text = substr(text, RSTART + RLENGTH)
			found = 1
		}
		if (!found) print file "\tnone"
	}
	FNR == 1 { flush(); file = FILENAME; text = ""; top = 1 }
	!/^\/\// { top = 0 }
	top { text = text " " substr($0, 4) }
	END { flush() }
	' "$@" </dev/null
}

# clause<TAB>FILE, with each * replaced by what matches; the pattern itself when nothing does.
rows() {
	grep -v '^#' "$PLAN" | grep . | while IFS='	' read -r clause tests; do
		# shellcheck disable=SC2086 # patterns, to be expanded
		set -- $tests
		[ $# -gt 0 ] || printf '%s\t%s\n' "$clause" none
		for test in "$@"; do
			printf '%s\t%s\n' "$clause" "$test"
		done
	done
}

tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
rows >"$tmp/rows"
cut -f 1 "$tmp/rows" | sort -u >"$tmp/clauses"
citations tests/flows/*/*.pkt tests/script/*.pkt >"$tmp/citations"

problems=$(
	while IFS='	' read -r clause test; do
		if [ "$test" = none ]; then
			echo "$PLAN: $clause: no test"
		elif [ ! -e "$test" ]; then
			echo "$PLAN: $clause: there is no $test"
		fi
	done <"$tmp/rows"
	# Twice the same clause would hide one line from a reader.
	grep -v '^#' "$PLAN" | grep . | cut -f 1 | sort | uniq -d | sed "s,^,$PLAN: twice: ,"
	awk -F '\t' '
		FILENAME == ARGV[1] { known[$1] = 1; next }
		$2 == "none" && $1 ~ /^tests\/flows\// { print $1 ": cites no clause, as RFC 9293 3.10.7.4" }
		$2 != "none" && $1 ~ /^tests\/flows\// && !($2 in known) { print $1 ": " $2 " is not in tests/testplan" }
	' "$tmp/clauses" "$tmp/citations"
	awk -F '\t' '
		FILENAME == ARGV[1] { cited[$1 "\t" $2] = 1; next }
		$2 ~ /^tests\/flows\/.*\.pkt$/ && !(($2 "\t" $1) in cited) {
			print $2 ": does not cite " $1 ", for which tests/testplan names it"
		}
	' "$tmp/citations" "$tmp/rows"
)
if [ -n "$problems" ]; then
	echo "$problems"
	exit 1
fi
echo "$(wc -l <"$tmp/clauses") clauses, each with its tests"
