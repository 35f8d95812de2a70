#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Every event in every state must have a scenario (.pkt) in tests/flows/<event>-<state>/, and where the engine
# holds the flow a script (.flow) too; or a line in tests/flows/NA says why it cannot happen. Each bug of other
# stacks must have its test by name, each of the twenty statements its scenario in tests/flows/seed/.
#
#   tools/check-matrix.sh [--table]      --table prints the number of scenarios/scripts of each cell
#
# Prints what is missing or stray. Exit status 0, 1 when there was any, 2 when called wrongly.

set -u
cd "$(dirname "$0")/.." || exit 2
LC_ALL=C
export LC_ALL

FLOWS=tests/flows
# The first three are the host's, the engine never sees them; closed is a tuple that is not held.
FLOW_STATES='closed established fin-wait-1 fin-wait-2 close-wait closing last-ack time-wait'
STATES="listen syn-sent syn-received $FLOW_STATES"
EVENTS='rcv-fin rcv-fin-ack rcv-ack rcv-data rcv-rst rcv-rst-ack rcv-syn rcv-syn-ack rcv-syn-fin
	timeout cmd-close cmd-shutdown cmd-abort'
# Commands of the library, that no application knows, and frames of the host, that it does not send by itself.
FLOW_EVENTS="$EVENTS cmd-update cmd-release host-data host-fin host-rst host-syn"
# What takes more than one event: folders that need not be there.
MODES='fence tail merge window watch transparent config'
STATEMENTS=20
# Teardown bugs that others shipped: each is a test by this name.
NAMED='rcv-fin-established/hole-before-fin rcv-fin-fin-wait-1/own-fin-unsent
	rcv-ack-last-ack/not-of-fin rcv-rst-close-wait/no-reply rcv-ack-closing/timer-armed
	rcv-fin-time-wait/reack-and-restart rcv-fin-time-wait/bad-seq
	timeout-fin-wait-1/retransmit-fin timeout-fin-wait-1/same-seq
	cmd-close-established/fin-lost rcv-ack-time-wait/silent
	rcv-fin-fin-wait-2/ack-bit-clear rcv-ack-time-wait/rate-limit
	rcv-rst-fin-wait-1/out-of-window'
# The same where a scenario, one connection long, cannot show it.
NAMED_FLOW='soak/close-100k-reuse'

TABLE=0
case ${1:-} in
'') ;;
--table) TABLE=1 ;;
*)
	echo "tools/check-matrix.sh: $1 is not understood; there is only --table" >&2
	exit 2
	;;
esac

# files_in KIND CELL
files_in() {
	find "$FLOWS/$2" -maxdepth 1 -name "*.$1" 2>/dev/null | wc -l
}

reason_of() {
	sed -n "s/^$1[[:space:]][[:space:]]*\(.\)/\1/p" "$FLOWS/NA"
}

# check_cell KIND CELL
check_cell() {
	count=$(files_in "$1" "$2")
	reason=$(reason_of "$2")
	if [ "$count" -eq 0 ] && [ -z "$reason" ]; then
		echo "$FLOWS/$2: no .$1, and no reason in $FLOWS/NA"
	elif [ "$count" -ne 0 ] && [ -n "$reason" ]; then
		echo "$FLOWS/NA: $2 cannot happen, yet it has $count tests (.$1)"
	fi
}

# cells EVENTS STATES
cells() {
	for event in $1; do
		for state in $2; do
			echo "$event-$state"
		done
	done
}

modes() {
	for mode in $MODES; do
		for state in $STATES; do
			echo "$mode-$state"
		done
	done
}

check_cells() {
	for cell in $(cells "$EVENTS" "$STATES"); do
		check_cell pkt "$cell"
	done
	for cell in $(cells "$FLOW_EVENTS" "$FLOW_STATES"); do
		check_cell flow "$cell"
	done
}

# What stands in the folders or in NA and is no cell.
check_stray() {
	{
		find "$FLOWS" -mindepth 2 \( -name '*.flow' -o -name '*.pkt' \) |
			sed "s,^$FLOWS/,,; s,/[^/]*\$,," | sort -u
		sed -n 's/^\([^#[:space:]][^[:space:]]*\).*/\1/p' "$FLOWS/NA"
	} | while read -r folder; do
		{
			cells "$FLOW_EVENTS" "$STATES"
			modes
			echo soak
			echo seed
		} | grep -qx "$folder" || echo "$FLOWS/$folder: no event in a state"
	done
}

check_named() {
	for name in $NAMED; do
		for kind in flow pkt; do
			[ -e "$FLOWS/$name.$kind" ] ||
				echo "$FLOWS/$name.$kind: the test of a known bug is missing"
		done
	done
	for name in $NAMED_FLOW; do
		[ -e "$FLOWS/$name.flow" ] || echo "$FLOWS/$name.flow: the test of a known bug is missing"
	done
}

check_statements() {
	number=1
	while [ "$number" -le "$STATEMENTS" ]; do
		two=$(printf '%02d' "$number")
		found=$(find "$FLOWS/seed" -name "$two*.pkt" 2>/dev/null | wc -l)
		[ "$found" -ne 0 ] || echo "$FLOWS/seed/$two-*.pkt: no scenario of statement $number"
		number=$((number + 1))
	done
}

# has WORD IN-LIST
has() {
	for word in $2; do
		[ "$word" != "$1" ] || return 0
	done
	return 1
}

# show_cell EVENT STATE: scenarios/scripts; - for what cannot happen or is not asked for.
show_cell() {
	scenarios=- scripts=-
	! has "$1" "$EVENTS" || scenarios=$(files_in pkt "$1-$2")
	! has "$2" "$FLOW_STATES" || scripts=$(files_in flow "$1-$2")
	[ -z "$(reason_of "$1-$2")" ] || scenarios=- scripts=-
	printf '%14s' "$scenarios/$scripts"
}

print_table() {
	printf '%-14s' ''
	for state in $STATES; do
		printf '%14s' "$state"
	done
	echo
	for event in $FLOW_EVENTS; do
		printf '%-14s' "$event"
		for state in $STATES; do
			show_cell "$event" "$state"
		done
		echo
	done
}

[ "$TABLE" -eq 0 ] || print_table
problems=$(
	check_cells
	check_stray
	check_named
	check_statements
)
if [ -n "$problems" ]; then
	echo "$problems"
	exit 1
fi
echo "every event in every state has its test: $(find "$FLOWS" -name '*.pkt' | wc -l) scenarios," \
	"$(find "$FLOWS" -name '*.flow' | wc -l) scripts"
