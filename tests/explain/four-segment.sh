#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# The walk of the textbooks: six states on the right sides, and u, v, w as arithmetic on the numbers that
# were printed, also where they wrap. Then the same for a half-close, where w is not v.

set -u
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

# Rows of the ladder: state of A, marks, flags, letters, numbers, state of B.
rows() {
	sed -nE 's/^ +[0-9.]+  ([A-Z_0-9]+) +(-->|<--|\.\.\.) ([A-Z ]+) (seq=[^ ]+ ack=[^ ]+)( len=[0-9]+)? +seq ([0-9]+) ack ([0-9]+) +(-->|<--|\.\.\.) ([A-Z_0-9]+)$/\1 \2 \3:\4\5:\6 \7:\9/p' "$1" |
		tr : '\t'
}

# letter NAME: its number by the legend
letter() {
	sed -n "s/^  $1 = \([0-9]*\) .*/\1/p" "$dir/out"
}

equal() {
	if [ "$2" != "$3" ]; then
		echo "$1: is $2, should be $3"
		failed=1
	fi
}

plus() {
	echo $((($1 + $2) % 4294967296))
}

# walk ISN_A ISN_B WIDTH
walk() {
	"$BUILD/finwave" explain four-segment --isn-a "$1" --isn-b "$2" --width "$3" >"$dir/out" || failed=1
	u=$(letter u) v=$(letter v) w=$(letter w)
	equal u "$u" "$(plus "$1" 1)"
	equal v "$v" "$(plus "$2" 1)"
	equal w "$w" "$v"
	{
		printf 'FIN_WAIT_1 --> FIN ACK\tseq=u ack=v\t%s %s\tCLOSE_WAIT\n' "$u" "$v"
		printf 'FIN_WAIT_2 <-- ACK\tseq=v ack=u+1\t%s %s\tCLOSE_WAIT\n' "$v" "$(plus "$u" 1)"
		printf 'TIME_WAIT <-- FIN ACK\tseq=w ack=u+1\t%s %s\tLAST_ACK\n' "$w" "$(plus "$u" 1)"
		printf 'TIME_WAIT --> ACK\tseq=u+1 ack=w+1\t%s %s\tCLOSED\n' "$(plus "$u" 1)" "$(plus "$w" 1)"
	} >"$dir/expected"
	rows "$dir/out" >"$dir/rows"
	diff "$dir/expected" "$dir/rows" || failed=1
	equal 'the end' "$(sed -nE 's/^ +[0-9.]+  ([A-Z_]+) +([A-Z_]+)$/\1 \2/p' "$dir/out")" 'CLOSED CLOSED'
	grep -q '^  A: ESTABLISHED > FIN_WAIT_1 > FIN_WAIT_2 > TIME_WAIT > CLOSED (ORDERLY)$' "$dir/out" || failed=1
	grep -q '^  B: ESTABLISHED > CLOSE_WAIT > LAST_ACK > CLOSED (ORDERLY)$' "$dir/out" || failed=1
}

# half ISN_A ISN_B: B's 3 bytes lie between v and w
half() {
	"$BUILD/finwave" explain half-close --isn-a "$1" --isn-b "$2" >"$dir/out" || failed=1
	u=$(letter u) v=$(letter v) w=$(letter w)
	equal w "$w" "$(plus "$v" 3)"
	{
		printf 'FIN_WAIT_2 <-- ACK\tseq=v ack=u+1 len=3\t%s %s\tCLOSE_WAIT\n' "$v" "$(plus "$u" 1)"
		printf 'FIN_WAIT_2 --> ACK\tseq=u+1 ack=v+3\t%s %s\tCLOSE_WAIT\n' "$(plus "$u" 1)" "$w"
		printf 'TIME_WAIT <-- FIN ACK\tseq=w ack=u+1\t%s %s\tLAST_ACK\n' "$w" "$(plus "$u" 1)"
		printf 'TIME_WAIT --> ACK\tseq=u+1 ack=w+1\t%s %s\tCLOSED\n' "$(plus "$u" 1)" "$(plus "$w" 1)"
	} >"$dir/expected"
	rows "$dir/out" | tail -n 4 >"$dir/rows"
	diff "$dir/expected" "$dir/rows" || failed=1
}

for width in 64 512; do
	walk 999 4999 $width
	walk 4294967294 4294967295 $width
	walk 4294967295 4294967294 $width
	walk 2147483646 2147483647 $width
done
for isn in 0 4294967290 4294967292 4294967293 4294967294 4294967295; do
	half $isn $isn
done
exit $failed
