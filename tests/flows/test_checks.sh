#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# What tools/check-matrix.sh and tools/check-testplan.sh say when something is missing, in a copy.

set -u
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0
mkdir -p "$dir/tools" "$dir/tests"
cp tools/check-matrix.sh tools/check-testplan.sh "$dir/tools"
cp -r tests/flows tests/script tests/testplan "$dir/tests"
cd "$dir" || exit 1

# says SCRIPT STATUS TEXT
says() {
	"tools/$1" >out 2>&1
	status=$?
	if [ "$status" -ne "$2" ] || ! grep -qF "$3" out; then
		echo "$1: status $status instead of $2, or not said: $3"
		cat out
		failed=1
	fi
}

# without FILE|FOLDER SCRIPT TEXT: without it the script fails and says so.
without() {
	mv "$1" away
	says "$2" 1 "$3"
	mv away "$1"
}

says check-matrix.sh 0 'every event in every state has its test'
says check-testplan.sh 0 'clauses, each with its tests'
without tests/flows/rcv-fin-closing check-matrix.sh 'rcv-fin-closing: no .pkt, and no reason'
without tests/flows/rcv-rst-listen check-matrix.sh 'rcv-rst-listen: no .pkt, and no reason'
without tests/flows/cmd-update-closing check-matrix.sh 'cmd-update-closing: no .flow, and no reason'
without tests/flows/rcv-ack-last-ack/not-of-fin.pkt check-matrix.sh \
	'not-of-fin.pkt: the test of a known bug is missing'
without tests/flows/seed/08-last-ack.pkt check-matrix.sh 'no scenario of statement 8'
without tests/flows/seed/08-last-ack.pkt check-matrix.sh 'seed/08-*.pkt'
without tests/flows/rcv-rst-established/04-with-data.pkt check-testplan.sh \
	'RFC 9293 SHLD-2: there is no tests/flows/rcv-rst-established/04-with-data.pkt'

cp tests/flows/NA NA
echo 'rcv-fin-closing  never' >>tests/flows/NA
says check-matrix.sh 1 'rcv-fin-closing cannot happen, yet it has'
cp NA tests/flows/NA
mkdir tests/flows/rcv-fin-nowhere
cp tests/flows/rcv-fin-closing/01-again.pkt tests/flows/rcv-fin-nowhere
says check-matrix.sh 1 'rcv-fin-nowhere: no event in a state'
rm -r tests/flows/rcv-fin-nowhere

cp tests/testplan testplan
printf 'RFC 9999 1\t\n' >>tests/testplan
says check-testplan.sh 1 'RFC 9999 1: no test'
{
	cat testplan
	printf 'RFC 9999 1\ttests/flows/seed/08-last-ack.pkt\n'
} >tests/testplan
says check-testplan.sh 1 '08-last-ack.pkt: does not cite RFC 9999 1'
grep -v 'MUST-12' testplan >tests/testplan
says check-testplan.sh 1 'RFC 9293 MUST-12 is not in tests/testplan'
cp testplan tests/testplan
printf '// Nothing.\n    0 close(3) = 0\n' >tests/flows/rcv-fin-closing/09-nothing.pkt
says check-testplan.sh 1 '09-nothing.pkt: cites no clause'
exit $failed
