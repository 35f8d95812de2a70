#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# finwave.core by FuseSoC itself: lint at 64 and 512 bits, the bench of the sim target at both, and what the
# synth target hands to Yosys. Time limit: 1200 s
#
#   tests/pack/fusesoc.sh [lint | sim | setup | synth]...    lint, sim and setup when none is given
#
# synth runs Yosys (many minutes): `make nightly` does. Without FuseSoC it is skipped, and without the tool of
# a target that target; tools/check-core.sh compares lists, version and parameters on every machine.
# FUSESOC names the program, if it is not `fusesoc`.

set -u
cd "$(dirname "$0")/../.." || exit 2
FUSESOC=${FUSESOC:-fusesoc}
CORE=finwave:finwave:finwave
SMALL='--FLOW_COUNT 256'
[ $# -gt 0 ] || set -- lint sim setup

command -v "$FUSESOC" >/dev/null 2>&1 || {
	echo 'skipped: FuseSoC is not installed; python3 -m venv DIR && DIR/bin/pip install fusesoc, then FUSESOC=DIR/bin/fusesoc'
	exit 77
}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
# neither the settings nor the cores of whoever runs this
XDG_CONFIG_HOME=$dir/config XDG_CACHE_HOME=$dir/cache XDG_DATA_HOME=$dir/data
export XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME

fail() {
	cat "$dir/log"
	echo "fusesoc: $*" >&2
	exit 1
}

# fuse TARGET WIDTH [OPTION...]; what is made goes to $dir/TARGET
fuse() {
	target=$1 width=$2
	shift 2
	rm -rf "${dir:?}/$target"
	# shellcheck disable=SC2086 # $SMALL is words
	"$FUSESOC" --cores-root . run "$@" --target="$target" --work-root="$dir/$target" "$CORE" \
		--DATA_WIDTH "$width" $SMALL >"$dir/log" 2>&1 ||
		fail "target $target at $width bits"
}

have() {
	command -v "$1" >/dev/null 2>&1 && return
	echo "target $2 is left out: $1 is not installed"
	return 1
}

"$FUSESOC" --cores-root . core show "$CORE" >"$dir/log" 2>&1 || fail 'the core is not understood'
for step; do
	case $step in
	lint)
		have verilator lint || continue
		for width in 64 512; do
			fuse lint $width
			grep -q '%Warning' "$dir/log" && fail "warnings at $width bits"
			echo "lint at $width bits: clean"
		done
		;;
	sim)
		have verilator sim || continue
		for width in 64 512; do
			fuse sim $width
			grep "^finwave: $width bits, 256 flows: a flow was closed" "$dir/log" ||
				fail "the bench did not run at $width bits"
		done
		;;
	setup)
		fuse synth 64 --setup
		grep -rq 'chparam -set FLOW_COUNT 256' "$dir/synth" || fail 'the parameters do not reach Yosys'
		echo 'synth: set up'
		;;
	synth)
		have yosys synth || continue
		fuse synth 64
		netlist=$(find "$dir/synth" -name '*.json' -size +1000k)
		[ -n "$netlist" ] || fail 'no netlist was written'
		grep -q '"type": "\$' "$netlist" && fail 'cells are left that no ECP5 has'
		echo "synth: $(grep -c '"type": "LUT4"' "$netlist") LUT4, $(grep -c '"type": "TRELLIS_FF"' "$netlist") flip-flops"
		;;
	*)
		echo "tests/pack/fusesoc.sh: no step $step; there are: lint sim setup synth" >&2
		exit 2
		;;
	esac
done
