#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Every state in every spelling at both widths, and rows of the tables that RFC 9293 fixes.

set -u
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

fail() {
	echo "$*"
	failed=1
}

# table NAME [OPTION...]: the rows of a state, one blank between words, at both widths
table() {
	for width in 64 512; do
		"$BUILD/finwave" explain "$@" --width $width >"$dir/$width" 2>"$dir/err" || fail "$*: fails"
		cat "$dir/err"
		grep -nE '.{111}|[^[:print:]]| $' "$dir/$width" && fail "$*: too wide, or not plain text"
		sed "s/^  $width bits/  N bits/" "$dir/$width" | tr -s ' ' >"$dir/plain.$width"
	done
	cmp "$dir/plain.64" "$dir/plain.512" || fail "$*: the widths differ"
}

row() {
	grep -qxF -e " $1" "$dir/plain.64" || fail "$state: no row: $1"
}

for state in CLOSED LISTEN SYN_SENT SYN_RECEIVED ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 CLOSE_WAIT CLOSING \
	LAST_ACK TIME_WAIT; do
	table "$state"
	cp "$dir/64" "$dir/first"
	for name in "$(echo "$state" | tr A-Z_ a-z-)" "$(echo "$state" | tr _ -)" "$(echo "$state" | tr -d _)"; do
		# That one is a scenario.
		[ "$name" != time-wait ] || continue
		"$BUILD/finwave" explain "$name" | cmp - "$dir/first" || fail "$name: not as $state"
	done
	for event in FIN 'FIN behind a hole' 'ACK of nothing new' 'ACK of the long past' 'ACK of the unsent' \
		'data in order' 'data out of order' 'data again, old' 'RST at RCV.NXT' 'RST in the window' \
		'RST out of the window' 'SYN, newer' 'SYN, older' 'SYN ACK' 'SYN FIN' timeout close shutdown \
		abort release; do
		[ "$(grep -c "^  $event  " "$dir/64")" = 1 ] || fail "$state: not one row $event"
	done
	case $state in
	CLOSED | LISTEN | SYN_*)
		grep -q 'adopt: refused' "$dir/64" || fail "$state: was adopted"
		[ "$(grep -c 'up to the host  *(host.s)' "$dir/64")" = 15 ] || fail "$state: a frame did not pass"
		;;
	*)
		grep -q "record after the adoption: $state, snd_una 100[01], snd_nxt 100[01]" "$dir/64" ||
			fail "$state: no record"
		;;
	esac
done

state=ESTABLISHED
table $state
row 'FIN seq=w ack=u ACK seq=u ack=w+1 CLOSE_WAIT FIN_ACCEPTED'
row 'RST at RCV.NXT seq=w - CLOSED RST_ACCEPTED'
row 'close FIN ACK seq=u ack=w FIN_WAIT_1 COMMAND_DONE'
row 'timeout no timer runs ESTABLISHED'
state=FIN_WAIT_1
table $state
row 'FIN seq=w ack=u ACK seq=u+1 ack=w+1 CLOSING FIN_ACCEPTED'
row 'FIN that acks our FIN seq=w ack=u+1 ACK seq=u+1 ack=w+1 TIME_WAIT FIN_ACCEPTED'
row 'ACK of our FIN seq=w ack=u+1 - FIN_WAIT_2 ACK_OF_FIN'
row 'data in order seq=w ack=u+1 len=3 RST seq=u+1 CLOSED DATA_AFTER_CLOSE'
row 'data, the host reads on seq=w ack=u+1 len=3 ACK seq=u+1 ack=w+3 FIN_WAIT_2 DATA_ACCEPTED'
row 'timeout FIN ACK seq=u ack=w FIN_WAIT_1 TIMEOUT_RETRANSMIT'
row 'timeouts to the end RST ACK seq=u+1 ack=w CLOSED TIMEOUT_GIVE_UP'
row 'close refused, EALREADY FIN_WAIT_1 COMMAND_REFUSED'
state=FIN_WAIT_2
table $state
row 'FIN seq=w ack=u+1 ACK seq=u+1 ack=w+1 TIME_WAIT FIN_ACCEPTED'
row 'timeout - CLOSED TIMEOUT_FIN_WAIT_2'
state=CLOSE_WAIT
table $state
row 'FIN seq=w ack=u ACK seq=u ack=w+1 CLOSE_WAIT FIN_REPEATED'
row 'close FIN ACK seq=u ack=w+1 LAST_ACK COMMAND_DONE'
state=CLOSING
table $state
row 'ACK of our FIN seq=w+1 ack=u+1 - TIME_WAIT ACK_OF_FIN'
row 'ACK of nothing new seq=w+1 ack=u - CLOSING ACK_NOTHING'
row 'abort - CLOSED COMMAND_DONE'
state=LAST_ACK
table $state
row 'ACK of our FIN seq=w+1 ack=u+1 - CLOSED ACK_OF_FIN'
row 'ACK of nothing new seq=w+1 ack=u - LAST_ACK ACK_NOTHING'
row 'SYN, newer seq=w+50001 ACK seq=u+1 ack=w+1 LAST_ACK SYN_CHALLENGE'
state=TIME_WAIT
table $state
row 'FIN seq=w ack=u+1 ACK seq=u+1 ack=w+1 TIME_WAIT FIN_REPEATED'
row 'RST at RCV.NXT seq=w+1 - TIME_WAIT RST_IGNORED'
row 'SYN, newer seq=w+50001 up to the host CLOSED SYN_REUSED'
row 'timeout - CLOSED TIMEOUT_TIME_WAIT'

# Settings change the answers.
state=LAST_ACK
table $state --set syn_rst=1
row 'SYN, newer seq=w+50001 RST ACK seq=0 ack=w+50002 CLOSED SYN_RESET'
state=TIME_WAIT
table $state --set time_wait_rst=1
row 'RST at RCV.NXT seq=w+1 - CLOSED RST_ACCEPTED'
exit $failed
