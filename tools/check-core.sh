#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# finwave.core against what it repeats, without FuseSoC: its Verilog files are those of rtl/finwave.f, and
# its include files those of rtl/; every other file that it names is there; its version is the first of CHANGELOG.md; its
# parameters and their values are those of rtl/finwave.v (one whose value is worked out from another is no
# parameter of the core), each with type, place and description, and each target hands all of them on.
#
# It reads the file as it is written here, not any YAML. Exit status: 0, 1 with what differs.
#
#   tools/check-core.sh [CORE]      finwave.core when none is given

set -u
cd "$(dirname "$0")/.." || exit 2
LC_ALL=C
export LC_ALL
CORE=${1:-finwave.core}
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
bad=0

# same WHAT THERE: two files must be equal, one of the core and one of the sources.
same() {
	diff "$dir/core" "$dir/source" >"$dir/diff" && return
	sed -n "s|^< |$CORE: $1 not of $2: |p; s|^> |$CORE: lacks the $1 of $2: |p" "$dir/diff"
	bad=1
}

# The lines of one section of the top level, comments left out.
section() {
	awk -v name="$1:" '/^[^ #]/ { inside = $1 == name; next } inside && !/^ *#/' "$CORE"
}

# ---- version -------------------------------------------------------------------------------------
sed -n 's/^name: [^:]*:[^:]*:[^:]*:\(.*\)/\1/p' "$CORE" >"$dir/core"
sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | head -n 1 >"$dir/source"
same version CHANGELOG.md

# ---- files ---------------------------------------------------------------------------------------
section filesets | sed -n 's/^      - \([^:]*\).*/\1/p' >"$dir/files"
grep '\.v$' "$dir/files" | sort >"$dir/core"
sed -e 's,//.*,,' -e 's,#.*,,' rtl/finwave.f | grep '\.v$' | sort >"$dir/source"
same file rtl/finwave.f
grep '\.vh$' "$dir/files" | sort >"$dir/core"
find rtl -path rtl/boards -prune -o -name '*.vh' -print | sort >"$dir/source"
same 'include file' rtl/
while read -r file; do
	[ -f "$file" ] && continue
	echo "$CORE: $file is not there"
	bad=1
done <"$dir/files"

# ---- parameters ----------------------------------------------------------------------------------
section parameters | awk '
	function finish() {
		if (name != "" && lacks != "")
			print name > lacking
		if (name != "")
			print name, value
	}
	/^  [A-Z]/ { finish(); name = $1; sub(/:$/, "", name); value = "none"; seen = ""; lacks = "yes"; next }
	$1 == "default:" { value = $2 }
	NF > 1 { seen = seen " " $1 ($1 ~ /^(datatype|paramtype):$/ ? $2 : "") }
	seen ~ / datatype:int/ && seen ~ / paramtype:vlogparam/ && seen ~ / description:/ { lacks = "" }
	END { finish() }' lacking="$dir/lacking" | sort >"$dir/core"
sed -n '/^module finwave /,/^) *(/s/^ *parameter \([A-Z_]*\) = \([0-9]*\)\(,.*\| *\|  *\/\/.*\)$/\1 \2/p' \
	rtl/finwave.v | sort >"$dir/source"
[ -s "$dir/source" ] || {
	echo 'no parameters found in rtl/finwave.v'
	bad=1
}
same parameter rtl/finwave.v
if [ -s "$dir/lacking" ]; then
	sed "s|^|$CORE: datatype int, paramtype vlogparam and a description are wanted of |" "$dir/lacking"
	bad=1
fi

# ---- targets -------------------------------------------------------------------------------------
cut -d ' ' -f 1 "$dir/source" >"$dir/names"
section targets | awk '
	/^  [a-z]/ { target = $1; inside = 0 }
	/^    [a-z]/ { inside = $1 == "parameters:"; if (inside) given[target] = 1 }
	inside && /^      - / { name = $2; sub(/=.*/, "", name); print target, name }' >"$dir/handed"
for target in $(cut -d ' ' -f 1 "$dir/handed" | sort -u); do
	sed -n "s/^$target //p" "$dir/handed" | sort >"$dir/core"
	cp "$dir/names" "$dir/source"
	same parameter "rtl/finwave.v, in target ${target%:}"
done
for target in default lint sim synth; do
	section targets | grep -q "^  $target:" && continue
	echo "$CORE: has no target $target"
	bad=1
done
exit $bad
