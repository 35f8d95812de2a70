#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Every event in every state must have a test in tests/flows/<event>-<state>/, or a line in
# tests/flows/NA that says why it cannot happen; and each bug of other stacks its test by name.
#
#   tools/check-matrix.sh [--table]      --table prints the number of scripts of each cell
#
# Prints what is missing or stray. Exit status 0, 1 when there was any, 2 when called wrongly.

set -u
cd "$(dirname "$0")/.." || exit 2
LC_ALL=C
export LC_ALL

FLOWS=tests/flows
STATES='closed established fin-wait-1 fin-wait-2 close-wait closing last-ack time-wait'
EVENTS='rcv-fin rcv-fin-ack rcv-ack rcv-data rcv-rst rcv-rst-ack rcv-syn rcv-syn-ack rcv-syn-fin
	timeout cmd-close cmd-shutdown cmd-abort cmd-update cmd-release
	host-data host-fin host-rst host-syn'
# What takes more than one event: folders that need not be there.
MODES='fence tail merge window watch transparent config'
# Teardown bugs that others shipped: each is a test by this name.
NAMED='rcv-fin-established/hole-before-fin rcv-fin-fin-wait-1/own-fin-unsent
	rcv-ack-last-ack/not-of-fin rcv-rst-close-wait/no-reply rcv-ack-closing/timer-armed
	rcv-fin-time-wait/reack-and-restart rcv-fin-time-wait/bad-seq
	timeout-fin-wait-1/retransmit-fin timeout-fin-wait-1/same-seq
	cmd-close-established/fin-lost soak/close-100k-reuse rcv-ack-time-wait/silent
	rcv-fin-fin-wait-2/ack-bit-clear rcv-ack-time-wait/rate-limit
	rcv-rst-fin-wait-1/out-of-window'

TABLE=0
case ${1:-} in
'') ;;
--table) TABLE=1 ;;
*)
	echo "tools/check-matrix.sh: $1 is not understood; there is only --table" >&2
	exit 2
	;;
esac

scripts_in() {
	find "$FLOWS/$1" -maxdepth 1 -name '*.flow' 2>/dev/null | wc -l
}

reason_of() {
	sed -n "s/^$1[[:space:]][[:space:]]*\(.\)/\1/p" "$FLOWS/NA"
}

check_cell() {
	count=$(scripts_in "$1")
	reason=$(reason_of "$1")
	if [ "$count" -eq 0 ] && [ -z "$reason" ]; then
		echo "$FLOWS/$1: no test, and no reason in $FLOWS/NA"
	elif [ "$count" -ne 0 ] && [ -n "$reason" ]; then
		echo "$FLOWS/NA: $1 cannot happen, yet it has $count tests"
	fi
}

cells() {
	for event in $EVENTS; do
		for state in $STATES; do
			echo "$event-$state"
		done
	done
}

modes() {
	for mode in $MODES; do
		for state in $STATES listen syn-sent syn-received; do
			echo "$mode-$state"
		done
	done
}

# What stands in the folders or in NA and is no cell.
check_stray() {
	{
		find "$FLOWS" -mindepth 2 -name '*.flow' | sed "s,^$FLOWS/,,; s,/[^/]*\$,," | sort -u
		sed -n 's/^\([^#[:space:]][^[:space:]]*\).*/\1/p' "$FLOWS/NA"
	} | while read -r folder; do
		{
			cells
			modes
			echo soak
		} | grep -qx "$folder" || echo "$FLOWS/$folder: no event in a state"
	done
}

check_named() {
	for name in $NAMED; do
		[ -e "$FLOWS/$name.flow" ] || echo "$FLOWS/$name.flow: the test of a known bug is missing"
	done
}

print_table() {
	printf '%-14s' ''
	for state in $STATES; do
		printf '%12s' "$state"
	done
	echo
	for event in $EVENTS; do
		printf '%-14s' "$event"
		for state in $STATES; do
			count=$(scripts_in "$event-$state")
			[ "$count" -ne 0 ] || count=$([ -n "$(reason_of "$event-$state")" ] && echo - || echo MISSING)
			printf '%12s' "$count"
		done
		echo
	done
}

[ "$TABLE" -eq 0 ] || print_table
problems=$(
	for cell in $(cells); do
		check_cell "$cell"
	done
	check_stray
	check_named
)
if [ -n "$problems" ]; then
	echo "$problems"
	exit 1
fi
echo "every event in every state has its test: $(find "$FLOWS" -name '*.flow' | wc -l) scripts"
