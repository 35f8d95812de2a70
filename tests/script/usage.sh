#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# What `finwave script` says, and its exit status: 0 passed, 1 a segment that is not expected, missing,
# early, late or different, 2 a scenario or a command line that cannot be understood.

set -u
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
good=tests/script/active-close.pkt

wrong() {
	echo "finwave $*"
	cat "$dir/out" "$dir/err"
	failed=1
}

run() {
	"$BUILD/finwave" "$@" >"$dir/out" 2>"$dir/err"
	status=$?
}

# usage LINE-PART ARGUMENT...: status 2, one line on stderr
usage() {
	part=$1
	shift
	run script "$@"
	if [ "$status" != 2 ] || [ "$(wc -l <"$dir/err")" != 1 ] ||
		! grep -q '^finwave: ' "$dir/err" || ! grep -qF -e "$part" "$dir/err"; then
		wrong "$*: status $status, expected 2 and a line with: $part"
	fi
}

# Makes $dir/s.pkt: a connection that is open at line 8.
scenario() {
	cat >"$dir/s.pkt" <<-END
		--tolerance_usecs=4000
		// opened by us
		0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
		+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
		+0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
		+0 > S 0:0(0) <...>
		+.1 < S. 0:0(0) ack 1 win 32767 <mss 1460>
		+0 > . 1:1(0) ack 1
	END
}

# expect STATUS PART... : of the scenario in $dir/s.pkt
expect() {
	want=$1
	shift
	run script "$dir/s.pkt"
	[ "$status" = "$want" ] || wrong "$*: status $status, expected $want"
	for part; do
		grep -qF -e "$part" "$dir/err" || wrong "expected on stderr: $part"
	done
}

line() {
	printf '%s\n' "$@" >>"$dir/s.pkt"
}

usage 'name a scenario' --verbose
usage '--compat bsd' "$good" --compat bsd
usage '--width 128' "$good" --width 128
usage '--stall some' "$good" --stall some
usage '--set rto_max_us' "$good" --set rto_max_us
usage 'rto is no setting; they are linux_compat' "$good" --set rto=1
usage 'fin_retries=32: must be a number from 0 to 31' "$good" --set fin_retries=32
usage '--isn 1,' "$good" --isn 1,
usage '--ip-version 5' "$good" --ip-version 5
usage '--nonsense: no such option' "$good" --nonsense
usage 'takes one scenario at a time' "$good" "$good" --trace "$dir/t.fst"

# Passed.
scenario
line '+.1 close(3) = 0' '+0 > F. 1:1(0) ack 1' '+0 < R. 1:1(0) ack 2 win 0'
expect 0
grep -q "^$dir/s.pkt: ok$" "$dir/out" || wrong 'no line "ok"'
grep -q '^1 scripts run, 0 failed$' "$dir/out" || wrong 'no last line'
run script --quiet --ladder "$dir/s.pkt"
grep -q '^engine *0.2000.. *FIN_WAIT_1 *F. 1:1(0) ack 1 win 65535 *-->$' "$dir/out" || wrong 'no ladder'
run script --verbose tests/script/syntax.pkt
grep -q 'syntax.pkt:11: shell commands are not carried out' "$dir/err" || wrong 'nothing said of the shell'
grep -q 'syntax.pkt:25: Python is not carried out' "$dir/err" || wrong 'nothing said of Python'

# Not expected: in the middle, and at the end.
scenario
line '+.1 close(3) = 0' '+.1 < F. 1:1(0) ack 2 win 32767' '+0 > . 2:2(0) ack 2'
expect 1 "$dir/s.pkt:10: a segment left that no line asks for:" 'expected: none' \
	'got:      0.2' '> F. 1:1(0) ack 1 win 65535'
scenario
line '+.1 close(3) = 0'
expect 1 "$dir/s.pkt:9: a segment left that no line asks for:" '> F. 1:1(0) ack 1'

# Missing.
scenario
line '+.1 > F. 1:1(0) ack 1'
expect 1 "$dir/s.pkt:9: no segment left by 0.20" 'expected: > F. 1:1(0) ack 1' 'got:      none'

# Late and early.
scenario
line '+.1 close(3) = 0' '+.1 > F. 1:1(0) ack 1'
expect 1 "$dir/s.pkt:10: this segment left 0.096" 'too early' 'expected: 0.296'
scenario
line '+.1 close(3) = 0' '+0 > F. 1:1(0) ack 1' '+.2 > F. 1:1(0) ack 1'
expect 1 "$dir/s.pkt:11: no segment left by 0.40"

# Different.
for other in 'F. 1:1(0) ack 2|ack' 'F. 2:2(0) ack 1|sequence number' '. 1:1(0) ack 1|flags' \
	'F. 1:1(0) ack 1 win 7|win' 'F. 1:1(0) ack 1 <nop,nop,TS val 1 ecr 1>|options'; do
	scenario
	line '+.1 close(3) = 0' "+0 > ${other%|*}"
	expect 1 "$dir/s.pkt:10: another segment left (${other#*|}):" "expected: > ${other%|*}" \
		'got:      0.2' '> F. 1:1(0) ack 1 win 65535'
done

# A call that ends otherwise.
scenario
line '+0 read(3, ..., 10) = 0'
expect 1 "$dir/s.pkt:9: the result of read() differs:" 'expected: 0' 'got:      -1 EAGAIN'

# Cannot be understood: file, line, what is wrong. The others still run.
bad() {
	scenario
	line "$1"
	expect 2 "$dir/s.pkt:9: $2"
}
bad '+0 < F. 1:2(0) ack 1' '1:2(0) does not add up'
bad '+0 < X. 1:1(0) ack 1' 'X in X is no flag'
bad '+0 frob(3) = 0' 'the call frob() is not known here'
bad '+0 close(3) = -1 EWHAT' 'EWHAT is no errno'
bad '+0 > . 1:1(0) ack 1 <foo 3>' 'foo is no option'
bad '+0 < . 1:1(0) ack 1 <...>' '<...> stands behind outgoing segments'
bad '* close(3) = 0' '* and a range of time stand before outgoing segments'
bad '+0 < icmp unreachable' 'icmp is not played here'
bad '+x close(3) = 0' 'expected a time in seconds instead of x'
bad '+0 accept(3, ..., ...) = 4 `ls' 'this has no end'
bad '+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3' 'socket(): this number is a socket'
run script "$dir/s.pkt" "$good" "$dir/none.pkt"
[ "$status" = 2 ] || wrong "status $status, expected 2"
grep -q "^$good: ok$" "$dir/out" || wrong 'the other scenario did not run'
grep -q "^$dir/none.pkt: No such file" "$dir/err" || wrong 'nothing said of a file that is not there'
printf -- '--finwave_set=time_wait_us=x\n0 socket(...) = 3\n' >"$dir/s.pkt"
expect 2 "$dir/s.pkt:1: --finwave_set: time_wait_us=x: must be a number"
: >"$dir/s.pkt"
expect 2 "$dir/s.pkt:1: there is no event in it"

"$BUILD/finwave" script --help | grep -q -e --compat || wrong 'no help'
exit $failed
