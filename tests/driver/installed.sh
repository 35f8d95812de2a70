#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# What `make install-driver` puts down is enough for a stranger: the shared library shows finwave_*
# and nothing else, pkg-config finds it, the example of docs/programming.md compiles against it and
# prints what the page says, and `make uninstall-driver` leaves no file behind.

set -eu
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset MAKEFLAGS MAKELEVEL || :

fail() {
	echo "installed: $*" >&2
	exit 1
}

driver_make() {
	make -s BUILD="$BUILD" DESTDIR="$dir/stage" PREFIX=/usr LIBDIR=/usr/lib "$@"
}

if ! command -v pkg-config >/dev/null; then
	echo 'installed: skipped: pkg-config is not installed'
	exit 77
fi

# ---- install -------------------------------------------------------------------------------------
driver_make install-driver
lib=$dir/stage/usr/lib
version=$(sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | head -n 1)

# ---- symbols -------------------------------------------------------------------------------------
nm -D --defined-only "$lib/libfinwave.so.1" | awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' |
	sort >"$dir/exported"
grep -o 'finwave_[a-z0-9_]*(' driver/finwave.h | tr -d '(' | sort -u >"$dir/declared"
diff "$dir/declared" "$dir/exported" || fail 'the library does not export what finwave.h declares'
nm -D --defined-only "$lib/libfinwave.so.1" | grep -vE ' T finwave_| A FINWAVE_1$' &&
	fail 'more than finwave_* is exported'
readelf -d "$lib/libfinwave.so.1" | grep -q 'SONAME.*\[libfinwave\.so\.1\]' || fail 'wrong soname'

# ---- a program of somebody else ------------------------------------------------------------------
export PKG_CONFIG_PATH="$lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$dir/stage"
[ "$(pkg-config --modversion libfinwave)" = "$version" ] || fail "pkg-config: not version $version"
awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' docs/programming.md >"$dir/example.c"
awk '/^It prints$/ { on = 1; next } /^[^ ]/ { on = 0 } on && /./ { sub(/^    /, ""); print }' \
	docs/programming.md >"$dir/expected"
[ -s "$dir/example.c" ] || fail 'no example in docs/programming.md'
[ -s "$dir/expected" ] || fail 'docs/programming.md does not say what the example prints'
# shellcheck disable=SC2046 # options
${CC:-cc} -std=c11 -Wall -Wextra -Werror -o "$dir/example" "$dir/example.c" \
	$(pkg-config --cflags --libs libfinwave)
# shellcheck disable=SC2046 # options
${CC:-cc} -o "$dir/static" "$dir/example.c" $(pkg-config --cflags libfinwave) \
	"$lib/libfinwave.a" -ldl
if [ -e "$BUILD/libfinwave_sim64.so" ]; then
	sim=$(cd "$BUILD" && pwd)
	FINWAVE_SIM_DIR=$sim LD_LIBRARY_PATH=$lib "$dir/example" >"$dir/printed"
	diff "$dir/expected" "$dir/printed" || fail 'the example prints something else'
fi

# ---- uninstall -----------------------------------------------------------------------------------
driver_make uninstall-driver
left=$(find "$dir/stage" ! -type d)
[ -z "$left" ] || fail "left behind: $left"
