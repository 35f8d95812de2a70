#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# rtl/boards/litex/finwave.py: its Instance names exactly the engine's ports but the retire port and `quiet`, each in
# its direction; with LiteX, frames go through both of its converters, and a LiteEth MAC with the engine in it becomes
# Verilog that Verilator reads without an error.
# FINWAVE_PYTHON: the Python that has migen, litex and liteeth. Without them the second half is skipped.

set -u
cd "$(dirname "$0")/../.." || exit 2
python=${FINWAVE_PYTHON:-python3}
dir=$(mktemp -d "${TMPDIR:-/tmp}/litex.XXXXXX") || exit 2
trap 'rm -rf "$dir"' EXIT
LC_ALL=C
export LC_ALL

sed -n 's/^ *\(input\|output\) *wire *\(\[[^]]*\]\)\{0,1\} *\([a-z_0-9]*\).*/\1 \3/p' rtl/finwave.v |
	grep -vE '^output (rt_.*|quiet)$' | sort >"$dir/ports"
sed -n 's/^ *\([io]\)_\([a-z_0-9]*\)=.*/\1 \2/p' rtl/boards/litex/finwave.py |
	sed 's/^i /input /; s/^o /output /' | sort >"$dir/names"
diff "$dir/ports" "$dir/names" || {
	echo 'the Instance in rtl/boards/litex/finwave.py does not name the ports of rtl/finwave.v'
	exit 1
}
echo "$(grep -c . "$dir/ports") ports"

command -v "$python" >/dev/null 2>&1 || {
	echo "skipped: the names were compared; $python is not installed"
	exit 77
}
"$python" - rtl/boards/litex/finwave.py tests/boards/litex_check.py <<'PY' || exit 1
import ast, sys
for path in sys.argv[1:]:
    ast.parse(open(path, encoding="utf-8").read(), path)
PY
"$python" -c 'import migen, litex, liteeth' 2>/dev/null || {
	echo "skipped: names and syntax were checked; $python has no migen, litex and liteeth"
	exit 77
}
PYTHONDONTWRITEBYTECODE=1 "$python" tests/boards/litex_check.py "$dir" || exit 1
verilator=${VERILATOR:-verilator}
command -v "$verilator" >/dev/null 2>&1 || {
	echo "skipped: the Verilog was not read; $verilator is not installed"
	exit 77
}
# what the generator writes has warnings of width and style; errors, wrong pins and double drivers count
(cd "$dir" && "$verilator" --lint-only -Wno-fatal -Werror-PINNOTFOUND \
	-Werror-MULTIDRIVEN -Werror-IMPLICIT --top-module finwave_litex_top -f finwave_litex_top.f \
	finwave_litex_top.v) >"$dir/log" 2>&1 || {
	grep -v '^ ' "$dir/log" | head -n 20
	echo 'Verilator does not read the Verilog of the MAC with the engine'
	exit 1
}
grep -q '^finwave #' "$dir/finwave_litex_top.v" || {
	echo 'the engine is not in the Verilog'
	exit 1
}
