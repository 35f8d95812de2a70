#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Static checks of all sources.   tools/lint.sh [STEP...]      all steps without an argument
#                                 tools/lint.sh --list         the names of the steps
#
# A step ends with 0, 1 (what is wrong is printed), or 77 when its tool is not installed (said in its
# last line). With several steps the exit status is 1 when one failed, else 0.
#
# Waivers: rtl/finwave.vlt and rtl/boards/boards.vlt for Verilator, by signal name with a reason. A comparison that the rule on
# sequence numbers takes for one of theirs says "not modulo" and why in a comment on its line.

set -u
cd "$(dirname "$0")/.." || exit 2
LC_ALL=C
export LC_ALL
STEPS='spdx text rules filelist core verilator iverilog yosys regs shellcheck cppcheck clang-format'
WIDTHS='64 128 256 512'
VERILATOR=${VERILATOR:-verilator}
IVERILOG=${IVERILOG:-iverilog}
YOSYS=${YOSYS:-yosys}

skip() {
	echo "skipped: $*"
	exit 77
}

need() {
	command -v "$1" >/dev/null 2>&1 || skip "$1 is not installed"
}

need_rtl() {
	[ -e rtl/finwave.f ] || skip 'there is no rtl/finwave.f'
}

# Files of the repository by shell patterns, build products left out.
files() {
	find . -name .git -prune -o -path ./build -prune -o -name obj_dir -prune -o \
		-type f \( "$@" \) -print | sed 's,^\./,,' | sort
}

sources() {
	files -name '*.[chv]' -o -name '*.cpp' -o -name '*.vh' -o -name '*.vlt' -o -name '*.f' \
		-o -name '*.rdl' -o -name '*.core' -o -name '*.sh' -o -name '*.py' -o -name '*.mk' -o -name Makefile \
		-o -name '*.tcl' -o -name bootstrap -o -path ./tests/run -o -path ./.ci/run
}

rtl_files() {
	sed -e 's,//.*,,' -e 's,#.*,,' rtl/finwave.f | grep '\.v$'
}

# Boards: "list top options...", each read with the engine. The streams are 512 bits wide unless said otherwise.
BOARDS='corundum mqnic_app_block
corundum mqnic_app_block IF_COUNT=2 AXIS_DATA_WIDTH=64 APP_STAT_ENABLE=0
opennic finwave_box_250mhz NUM_INTF=2
opennic box_250mhz_address_map NUM_INTF=2'

board_files() {
	grep '^rtl/.*\.v$' "rtl/boards/$1/$1.f"
}

# Prints what it reads and fails if there was anything.
none() {
	if grep . | sed "s,^,$1: ," | grep .; then
		return 1
	fi
}

step_spdx() {
	for file in $(sources); do
		head -n 3 "$file" | grep -q 'SPDX-License-Identifier: BSD-2-Clause' || echo "$file"
	done | none 'no SPDX line at the top'
}

step_text() {
	bad=0
	for file in $(sources); do
		grep -nH '[[:space:]]$' "$file"
	done | none 'blank at the end of the line' || bad=1
	for file in $(sources); do
		case $file in
		rtl/regs/*) continue ;;
		*.[chv] | *.cpp | *.vh) ;;
		*) continue ;;
		esac
		expand "$file" | awk -v f="$file" 'length($0) > 120 { print f ":" NR }'
	done | none 'longer than 120 columns' || bad=1
	return "$bad"
}

# Comparison operators beside the name of a sequence number. A `<=` is a comparison inside
# parentheses or behind a `=`, otherwise an assignment.
sequence_compares() {
	awk '
	function tcp(name) { gsub(/ack_(budget|interval|limited)/, "", name); return name ~ /(^|_)(seq|ack|nxt|una|wnd)(_|$)/ }
	{
		line = $0
		if (line ~ /not modulo/) next
		sub(/\/\/.*/, "", line)
		gsub(/\[[^][]*\]/, "", line)
		if (comment) { if (!sub(/.*\*\//, "", line)) next; comment = 0 }
		gsub(/\/\*[^*]*\*\//, "", line)
		if (sub(/\/\*.*/, "", line)) comment = 1
		left = ""; assigned = 0; depth = 0
		for (i = 1; i <= length(line); i++) {
			c = substr(line, i, 1); two = substr(line, i, 2); three = substr(line, i, 3)
			if (three == "<<<" || three == ">>>") { i += 2; left = ""; continue }
			if (two == "<<" || two == ">>") { i++; left = ""; continue }
			if (c == "(") depth++
			if (c == ")") { depth--; continue }
			if (two == "==" || two == "!=") { i++; left = ""; continue }
			if (two == "<=" && depth == 0 && !assigned) { assigned = 1; i++; left = ""; continue }
			if (c == "<" || c == ">") {
				rest = substr(line, i + (two ~ /=$/ ? 2 : 1))
				sub(/^[ (]+/, "", rest); sub(/[^A-Za-z0-9_].*/, "", rest)
				sub(/ +$/, "", left)
				if (tcp(left) || tcp(rest)) { print FILENAME ":" FNR ": " $0; next }
				if (two ~ /=$/) i++
				left = ""; continue
			}
			if (c == "=") assigned = 1
			if (c ~ /[A-Za-z0-9_]/) {
				if (left ~ / $/) left = ""
				left = left c
			} else if (c == " ") { if (left != "") left = left " " }
			else left = ""
		}
	}' "$@"
}

step_rules() {
	need_rtl
	bad=0
	verilog=$(files -path './rtl/*.v' -o -path './rtl/*.vh')
	# shellcheck disable=SC2086,SC2046 # a list of files without blanks
	{
		grep -nE '^[^/]*`(ifdef|ifndef|elsif)' $verilog /dev/null |
			grep -vE '`(ifdef|ifndef) +(FORMAL|FINWAVE_[A-Z_]*VH)\b' |
			none 'only FORMAL and include guards may be asked for' || bad=1
		grep -nE '^[^/]*\$(random|urandom|display|write|monitor|strobe|finish|stop|time)\b' \
			$verilog /dev/null | none 'not for hardware' || bad=1
		grep -nE "'[bhdo]?[0-9]*[bhdo][xX]" $verilog /dev/null | none 'assigns X' || bad=1
		sequence_compares $verilog |
			none 'sequence numbers compared by < or > instead of modulo 2^32' || bad=1
		for file in $(echo "$verilog" | grep '\.v$'); do
			module=$(basename "$file" .v)
			grep -qE "^module +$module\b" "$file" || echo "$file"
		done | none 'holds no module of its own name' || bad=1
		for file in $(echo "$verilog" | grep '\.v$'); do
			grep -q '^`default_nettype none' "$file" || echo "$file"
		done | none 'has no `default_nettype none' || bad=1
	}
	return "$bad"
}

step_filelist() {
	need_rtl
	{
		files -path './rtl/finwave*.v'
		rtl_files
	} | sort | uniq -u | none 'not once on disk and once in rtl/finwave.f' || return 1
	{
		files -path './rtl/boards/*.v'
		cat rtl/boards/*/*.f | grep '^rtl/' | sort -u
	} | sort | uniq -u | none 'not both on disk and in a list of rtl/boards'
}

step_core() {
	[ -e finwave.core ] || skip 'there is no finwave.core'
	tools/check-core.sh
}

step_verilator() {
	need "$VERILATOR"
	need_rtl
	vlt=
	[ ! -e rtl/finwave.vlt ] || vlt=rtl/finwave.vlt
	for width in $WIDTHS; do
		# shellcheck disable=SC2086 # $vlt is empty or one word
		"$VERILATOR" --lint-only -Wall --language 1364-2005 -Irtl -Irtl/regs \
			--top-module finwave "-GDATA_WIDTH=$width" $vlt -f rtl/finwave.f || {
			echo "verilator: DATA_WIDTH $width"
			return 1
		}
	done
	echo "$BOARDS" | while read -r list top options; do
		# shellcheck disable=SC2046,SC2086 # lists of words
		"$VERILATOR" --lint-only -Wall --language 1364-2005 -Irtl -Irtl/regs --top-module "$top" \
			$(printf ' -G%s' $options | grep '=') $vlt rtl/boards/boards.vlt -f rtl/finwave.f \
			$(board_files "$list") </dev/null || {
			echo "verilator: $top $options"
			exit 1
		}
	done
}

step_iverilog() {
	need "$IVERILOG"
	need_rtl
	for width in $WIDTHS; do
		out=$("$IVERILOG" -g2005 -Wall -t null -Irtl -Irtl/regs -s finwave \
			"-Pfinwave.DATA_WIDTH=$width" -f rtl/finwave.f 2>&1) || out="$out (failed)"
		if [ -n "$out" ]; then
			printf '%s\n' "$out" "iverilog: DATA_WIDTH $width"
			return 1
		fi
	done
	echo "$BOARDS" | while read -r list top options; do
		# shellcheck disable=SC2046,SC2086 # lists of words
		out=$("$IVERILOG" -g2005 -Wall -t null -Irtl -Irtl/regs -s "$top" \
			$(printf " -P$top.%s" $options | grep '=') -f rtl/finwave.f $(board_files "$list") 2>&1 </dev/null) ||
			out="$out (failed)"
		if [ -n "$out" ]; then
			printf '%s\n' "$out" "iverilog: $top $options"
			exit 1
		fi
	done
}

step_yosys() {
	need "$YOSYS"
	need_rtl
	for width in 64 512; do
		"$YOSYS" -q -p "read_verilog -Irtl -Irtl/regs $(rtl_files | tr '\n' ' ');
			chparam -set DATA_WIDTH $width -set FLOW_COUNT 256 finwave;
			hierarchy -check -top finwave; proc; check -assert" || {
			echo "yosys: DATA_WIDTH $width"
			return 1
		}
	done
	# the engine itself was read above: its ports suffice here
	for board in "corundum mqnic_app_block -set FINWAVE_FLOW_COUNT 256 -set AXIS_DATA_WIDTH 64" \
		"opennic finwave_box_250mhz -set FLOW_COUNT 256"; do
		list=${board%% *}
		top=${board#* }
		"$YOSYS" -q -p "read_verilog -lib -Irtl -Irtl/regs rtl/finwave.v;
			read_verilog -Irtl -Irtl/regs rtl/finwave_skid.v $(board_files "$list" | tr '\n' ' ');
			chparam ${top#* } ${top%% *}; hierarchy -check -top ${top%% *}; proc; check -assert" || {
			echo "yosys: ${top%% *}"
			return 1
		}
	done
}

step_regs() {
	[ -x tools/regs.sh ] || skip 'there is no tools/regs.sh'
	tools/regs.sh --check
}

step_shellcheck() {
	need shellcheck
	# shellcheck disable=SC2046 # a list of files without blanks
	shellcheck -s sh -S warning $(grep -lE '^#! ?/bin/sh' $(sources))
}

# Not the tests: assertion macros are loops and jumps to cppcheck, and each program has its own names.
step_cppcheck() {
	need cppcheck
	# shellcheck disable=SC2046 # a list of files without blanks
	cppcheck -q --enable=warning,portability,performance --inline-suppr --error-exitcode=1 \
		--suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches --std=c11 --std=c++17 \
		-Idriver -Irtl/regs -Isim -Isim/model -Ihost \
		$(files -name '*.c' -o -name '*.cpp' | grep -v '^tests/')
}

# What clang-format makes of a file depends on its version: only that of Debian 12 is asked.
step_clang_format() {
	need clang-format
	clang-format --version | grep -q 'version 14\.' ||
		skip "clang-format 14 is meant, this is $(clang-format --version)"
	for file in $(files -name '*.[ch]' -o -name '*.cpp' | grep -v '^rtl/regs/'); do
		lines=$(clang-format "$file" | diff "$file" - | grep -c '^[<>]')
		[ "$lines" -eq 0 ] || echo "$file: $lines lines"
	done | none 'not as clang-format -i leaves it'
}

if [ "${1:-}" = --list ]; then
	echo "$STEPS"
	exit 0
fi
if [ $# -eq 1 ]; then
	case " $STEPS " in
	*" $1 "*) "step_$(echo "$1" | tr - _)" ;;
	*)
		echo "tools/lint.sh: no step $1; there are: $STEPS" >&2
		exit 2
		;;
	esac
	exit $?
fi
failed=0
# shellcheck disable=SC2086 # a list of words
[ $# -gt 0 ] || set -- $STEPS
for step; do
	"$0" "$step"
	case $? in
	0) echo "$step: clean" ;;
	77) echo "$step: not checked" ;;
	*)
		echo "$step: FAILED"
		failed=1
		;;
	esac
done
exit $failed
