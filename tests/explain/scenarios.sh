#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Every scenario at both widths: exit status 0, the walk of both ends, the reasons that it is there for,
# and a text of at most 110 columns. The list names them all and no other.

set -u
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

fail() {
	echo "$*"
	failed=1
}

active='ESTABLISHED > FIN_WAIT_1 > FIN_WAIT_2 > TIME_WAIT > CLOSED (ORDERLY)'
passive='ESTABLISHED > CLOSE_WAIT > LAST_ACK > CLOSED (ORDERLY)'
crossing='ESTABLISHED > FIN_WAIT_1 > CLOSING > TIME_WAIT > CLOSED (ORDERLY)'

# play NAME [OPTION...]
play() {
	for width in 64 512; do
		if ! "$BUILD/finwave" explain "$@" --width $width >"$dir/$width" 2>"$dir/err" || [ -s "$dir/err" ]; then
			fail "$*: at $width bits it fails"
			cat "$dir/err"
		fi
		grep -nE '.{111}|[^[:print:]]| $' "$dir/$width" && fail "$*: too wide, or not plain text"
	done
	# Clocks differ, and so do the microseconds that commands take.
	for width in 64 512; do
		sed -E 's/[0-9]+\.[0-9]{6}/T/g; s/^ +T/T/; s/^  [0-9]+ bits/N bits/; s/ +/ /g' "$dir/$width" |
			tr -s ' \n' '  ' >"$dir/plain.$width"
	done
	cmp -s "$dir/plain.64" "$dir/plain.512" || fail "$*: the widths differ"
}

# scenario NAME WALK_A WALK_B REASON...
scenario() {
	name=$1 a=$2 b=$3
	shift 3
	play "$name" --fields
	play "$name"
	for walk in "A: $a" "B: $b"; do
		tr -s ' \n' '  ' <"$dir/64" | grep -qF " $walk" || fail "$name: the walk is not $walk"
	done
	for reason in "$@"; do
		grep -qE -e "$reason" "$dir/64" || fail "$name: no $reason"
	done
	echo "$name" >>"$dir/names"
}

scenario four-segment "$active" "$passive" FIN_ACCEPTED ACK_OF_FIN TIMEOUT_TIME_WAIT 'RFC 9293 3.10.7.4'
scenario three-segment 'ESTABLISHED > FIN_WAIT_1 > TIME_WAIT > CLOSED (ORDERLY)' \
	'LAST_ACK > CLOSED (ORDERLY)' 'FIN ACK seq=w ack=u\+1'
scenario simultaneous "$crossing" "$crossing" '\.\.\. FIN ACK seq=u ack=v .* --> CLOSING' \
	'CLOSING +<-- FIN ACK seq=w ack=u '
scenario half-close "$active" "$passive" DATA_ACCEPTED 'up to the host' 'w = 5003 .*v\+3'
scenario fin-with-data 'FIN_WAIT_1 > FIN_WAIT_2 > TIME_WAIT > CLOSED (ORDERLY)' "$passive" \
	'FIN ACK seq=u ack=v len=3' 'ACK seq=v ack=u\+4'
scenario lost-fin "$active" "$passive" TIMEOUT_RETRANSMIT ' X ' 'retries 1'
scenario lost-ack-of-fin "$active" "$passive" TIMEOUT_RETRANSMIT FIN_REPEATED
scenario lost-last-ack "$active" "$passive" FIN_REPEATED 'TIME_WAIT +<-- FIN ACK seq=w'
scenario time-wait "$active > (listens) > TIME_WAIT > (listens) (REUSED) > (open again)" \
	"$passive > (SYN sent) > (open again)" OUT_OF_WINDOW 'held back' RST_IGNORED SYN_REUSED TIMEOUT_TIME_WAIT
scenario no-time-wait-lesson 'ESTABLISHED > FIN_WAIT_1 > FIN_WAIT_2 > TIME_WAIT > CLOSED (RELEASED)' \
	'ESTABLISHED > CLOSE_WAIT > LAST_ACK > CLOSED (RESET)' 'no such connection, RST' RST_ACCEPTED
scenario reset 'ESTABLISHED > FIN_WAIT_1 > FIN_WAIT_2 > CLOSED (RESET)' \
	'ESTABLISHED > CLOSE_WAIT > CLOSED (ABORTED_HOST)' RST_CHALLENGE RST_ACCEPTED
scenario give-up 'ESTABLISHED > FIN_WAIT_1 > CLOSED (GAVE_UP)' 'ESTABLISHED > CLOSED (RESET)' \
	'retries 8' TIMEOUT_GIVE_UP
scenario syn-in-last-ack 'ESTABLISHED > FIN_WAIT_1 > FIN_WAIT_2 > CLOSED (RELEASED) > (SYN sent)' \
	'ESTABLISHED > CLOSE_WAIT > LAST_ACK > CLOSED (RESET)' SYN_CHALLENGE RST_ACCEPTED
scenario abort 'ESTABLISHED > CLOSED (ABORTED_HOST)' 'ESTABLISHED > CLOSED (RESET)' 'RST ACK seq=u ack=v'

# The answer of RFC 793, and a retransmission limit, by the settings.
play syn-in-last-ack --set syn_rst=1
for part in SYN_RESET 'RST ACK seq=0 ack=u+50002' 'connection refused'; do
	grep -qF "$part" "$dir/64" || fail "syn_rst=1: no $part"
done
play give-up --set fin_retries=2 --set r2_us=1 --set give_up_silent=1
[ "$(grep -c TIMEOUT_RETRANSMIT "$dir/64")" = 2 ] || fail 'fin_retries=2: not two retransmissions'
grep -q ' RST ACK ' "$dir/64" && fail 'give_up_silent=1: a RST'
play four-segment --set time_wait_us=0xE4E1C00
grep -q '^  240\.03.*CLOSED' "$dir/64" || fail 'time_wait_us: it is not 240 s'
# A command that comes too late (1 ms: less than the network's 10 ms, more than an engine of either width takes to settle),
# and an end that no timer ends.
play no-time-wait-lesson --set fin_wait_2_us=1000
grep -q 'A: release.*: refused, ENOENT$' "$dir/64" || fail 'fin_wait_2_us=1000: the release is not refused'
play give-up --set give_up_silent=1
grep -q 'B: release: nothing more' "$dir/64" || fail 'give_up_silent=1: B is not taken back'

"$BUILD/finwave" explain | sed -n '/^States/q;s/^  \([^ ]*\) .*/\1/p' >"$dir/listed"
diff "$dir/names" "$dir/listed" || fail 'the list is not what was played here'
exit $failed
