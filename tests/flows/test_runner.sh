#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# What run_flow says of a script that cannot be understood (status 2, file and line), and that each kind of
# line does fail (status 1) when the engine does something else.

set -u
BUILD=${BUILD:-build}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0

# run STATUS TEXT: the script on stdin ends with STATUS and TEXT stands in what is said.
run() {
	cat >"$dir/x.flow"
	"$BUILD/tests/flows/run_flow" --width 64 "$dir/x.flow" >"$dir/out" 2>&1
	status=$?
	if [ "$status" -ne "$1" ] || ! grep -qF "$2" "$dir/out"; then
		echo "status $status instead of $1, or not said: $2; for:"
		cat "$dir/x.flow" "$dir/out"
		failed=1
	fi
}

bad() {
	run 2 "x.flow:2: $2" <<-EOF
		adopt(ESTABLISHED) = 0
		$1
	EOF
}

wrong() {
	run 1 "x.flow:3: at 64 bits: $2" <<-EOF
		adopt(ESTABLISHED) = 0
		< F. 1:1(0) ack 1
		$1
	EOF
}

bad 'fly()' "'fly' is not understood"
bad 'close = 0' "'(' is missing before ="
bad 'close()' "'=' is missing before the end of the line"
bad 'close() = -1 EFOO' "'EFOO' is no error"
bad 'close() = 0 now' "'now' is not understood here"
bad 'adopt(OPEN) = 0' "'OPEN' is no state"
bad 'adopt(ESTABLISHED speed 3) = 0' "'speed' is nothing that adopt takes"
bad 'adopt(ESTABLISHED max_wnd 65536) = 0' 'max_wnd is at most 65535'
bad '< X. 1:1(0) ack 1' "'X' is no flag"
bad '< F. 1:2(0) ack 1' '1:2 is not a text of 0 bytes'
bad '< F. 1(0) ack 1' "'1' is not SEQ:END(LENGTH)"
bad '< F. 1:1(0)' 'the ACK flag stands without ack'
bad '< F. 1:1(0) ack x' "'x' is not a number of 32 bits"
bad '< F. 1:1(0) ack 4294967296' "'4294967296' is not a number of 32 bits"
bad '< F. 1:1(0) ack 1 win 65536' 'a window has 16 bits'
bad '< F. 1:1(0) ack 1 <TS val 1 ecr 2' "'>' is missing behind the option"
bad '> F. 1:1(0) ack 1 bad_tcp_sum' "'bad_tcp_sum' is not understood here"
bad '+x close() = 0' "'x' is not a time in seconds"
bad 'set colour 1' "'colour' is no setting"
bad 'set time_wait 3000' 'a timer holds at most 2147 seconds'
bad 'event BANG ESTABLISHED' "'BANG' is no event"
bad 'reason WHY' "'WHY' is no reason"
bad 'state ESTABLISHED mood 1' "state has no 'mood'"
bad 'flow 64' 'flows are numbered 0 to 63'
bad 'end' 'end without repeat'
bad 'repeat 2' 'repeat without end'
bad 'close(1 tail) = 0' "')' is not a number of 32 bits"
bad 'close(tail 2001) = 0' 'a tail has at most 2000 bytes'
bad 'shutdown(tail 1 2) = 0' "')' is missing before 2"
bad 'tuple(open 1)' "'open' is nothing that adopt takes"
bad 'tuple()  = 0' "'=' is not understood here"
bad 'shift us 1' "'host' is missing before us"
bad 'host X. 1:1(0) ack 1' "'X' is no flag"
bad 'up R 1:1(0) cut 3' "'cut' is not understood here"
bad 'v later' "'later' is not understood here"
bad 'v 1' "'1' is not understood here"
bad '< S 0:0(0) <speed 3>' "'speed' is no option"
bad '< S 0:0(0) <wscale 256>' '256 is too large for the option'
bad '< S 0:0(0) <mss 1,nop> <nop>' "'<nop>' is not understood here"
bad '< S 0:0(0) <mss 1,TS val 1 ecr 2,mss 2,TS val 1 ecr 2,TS val 1 ecr 2,TS val 1 ecr 2>' 'more than 40 bytes of options'
bad 'adopt(ESTABLISHED snd_wnd 65536) = 0' 'snd_wnd is at most 65535'
bad 'set evict 2' 'evict is at most 1'
bad 'held' "'' is not a number of 32 bits"

wrong '> . 1:1(0) ack 1' 'instead there was: > . 1:1(0) ack 2 win 9999'
wrong '> F. 1:1(0) ack 2' 'instead there was'
wrong '> . 2:2(0) ack 2' 'instead there was'
wrong '> . 1:1(0) ack 2 win 10000' 'instead there was'
wrong '> . 1:1(0) ack 2 <TS val 1 ecr 1>' 'instead there was'
wrong '+1 > . 1:1(0) ack 2' 'not expected at'
wrong '^' 'the segment was dropped'
wrong 'event PEER_FIN FIN_WAIT_1' 'the event is PEER_FIN ESTABLISHED'
wrong 'state CLOSE_WAIT' 'not expected at'
wrong 'reason NO_ACK' 'the reason is FIN_ACCEPTED'
wrong 'counter COUNT_HELD 7' 'COUNT_HELD is 1'
wrong 'counter HELD 1' 'there is no counter HELD'

wrong 'v' 'instead there was: > . 1:1(0) ack 2'
wrong 'up R 1:1(0)' 'nothing was sent'
wrong 'held 2' 'it is 1'
wrong 'tracked 1' 'it is 0'
wrong 'tails_free 15' 'it is 16'

# after TEXT SAID: what comes on a host frame that passes, and one that does not.
after() {
	run 1 "x.flow:$1: at 64 bits: $3" <<-EOF
		adopt(ESTABLISHED) = 0
		close(1 tail 10) = 0
		> FP. 1:11(10) ack 1
		host P. 1:2(1) ack 1
		$2
	EOF
}
after 5 'v' 'the segment was dropped'
after 5 '> . 1:1(0) ack 1' 'nothing was sent'
after 5 'state FIN_WAIT_1 fin_at 10' 'check 1: it is 11'
after 5 'state FIN_WAIT_1 tail_len 9' 'check 1: it is 10'
after 5 'state FIN_WAIT_1 snd_wnd 1' 'check 1: it is 1000'
after 5 'state FIN_WAIT_1 watch 1' 'check 1: it is 0'
after 5 'state FIN_WAIT_1 ack_owed 1' 'check 1: it is 0'
run 1 'x.flow:3: at 64 bits: not expected at' <<'SCRIPT'
adopt(ESTABLISHED) = 0
host P. 1:2(1) ack 1
close() = 0
SCRIPT
run 1 'x.flow:3: at 64 bits: instead there was: v (frame 0 passes)' <<'SCRIPT'
adopt(ESTABLISHED) = 0
host P. 1:2(1) ack 1
> P. 1:2(1) ack 1
SCRIPT
# Shifted numbers: the text is not that of its place.
run 1 'x.flow:3: at 64 bits: instead there was: > FP. 1:11(10) ack 1' <<'SCRIPT'
adopt(ESTABLISHED) = 0
close(tail 10) = 0
> FP. 1:12(11) ack 1
SCRIPT
# A connection that nobody adopted ends in TIME-WAIT, with a RST towards the host.
owned() {
	run 1 "$1" <<-EOF
		set transparent 1
		tuple()
		host S 0:0(0)
		v
		< S. 0:0(0) ack 1
		^
		host F. 1:1(0) ack 1
		v
		< F. 1:1(0) ack 2
		^
		host . 2:2(0) ack 2
		v
		$2
	EOF
}
owned 'x.flow:13: at 64 bits: instead there was: up R 2:2(0)' 'up R 3:3(0)'
owned 'x.flow:13: at 64 bits: instead there was: up R 2:2(0)' '^'
owned 'x.flow:13: at 64 bits: it is 0' 'tracked 1'
run 1 'x.flow:3: at 64 bits: the result is' <<'SCRIPT'
adopt(FIN_WAIT_1) = 0
< . 1:1(0) ack 1
close() = 0
SCRIPT
run 1 'x.flow:2: at 64 bits: event not expected: RESET' <<'SCRIPT'
adopt(FIN_WAIT_1) = 0
< R 1:1(0)
SCRIPT
run 1 'x.flow:2: at 64 bits: check 2: it is 1' <<'SCRIPT'
adopt(FIN_WAIT_1) = 0
state FIN_WAIT_1 snd_nxt 2 snd_una 2
SCRIPT
run 1 'x.flow:2: at 64 bits: too early' <<'SCRIPT'
adopt(TIME_WAIT) = 0
+61 event ORDERLY TIME_WAIT
SCRIPT
run 1 'x.flow:2: at 64 bits: there is no event' <<'SCRIPT'
adopt(TIME_WAIT) = 0
+59 event ORDERLY TIME_WAIT
SCRIPT
run 1 'x.flow:2: at 64 bits: nothing was sent' <<'SCRIPT'
adopt(FIN_WAIT_1) = 0
+.9 > F. 1:1(0) ack 1
SCRIPT
run 0 '1 scripts run, 0 failed' <<'SCRIPT'
adopt(FIN_WAIT_1) = 0
+1 > F. 1:1(0) ack 1
SCRIPT
: >"$dir/empty.flow"
"$BUILD/tests/flows/run_flow" "$dir/empty.flow" "$dir/none.flow" >"$dir/out" 2>&1
status=$?
if [ "$status" -ne 2 ] || ! grep -q 'empty.flow:0: there is no step' "$dir/out" ||
	! grep -q 'none.flow: No such file' "$dir/out"; then
	echo "status $status for an empty script and one that is missing"
	cat "$dir/out"
	failed=1
fi
exit "$failed"
