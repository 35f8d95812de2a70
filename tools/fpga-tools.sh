#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Brings Yosys and nextpnr-ecp5 into a folder of its own, for systems that have none (Debian 12) or old ones (13):
#     tools/fpga-tools.sh DIR             fetches the coming Debian's packages and unpacks them below DIR (250 MB)
#     tools/fpga-tools.sh DIR COMMAND...  runs COMMAND with DIR's tools: same folder, same files
#
# Nothing outside DIR changes: apt works with lists, a cache and an empty status of its own (so that even the C library
# comes along), the packages are unpacked and not installed. COMMAND runs with DIR as its root, in a namespace of its
# own with this system's /proc, /dev, /tmp and the repository's folder in their places.
# Exit status: 2 when the packages cannot be fetched or namespaces are not allowed, else COMMAND's.

set -u
SUITE=forky
PACKAGES='yosys nextpnr-ecp5 dash coreutils'

die() {
	echo "fpga-tools: $*" >&2
	exit 2
}

fetch() {
	rm -rf "$DIR/system" "$DIR/complete"
	mkdir -p "$DIR/apt/lists/partial" "$DIR/apt/cache/archives/partial" "$DIR/system" || die "cannot write to $DIR"
	: >"$DIR/apt/status"
	mirror=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\{0,1\}\(http[^ ]*debian\/\{0,1\}\) .*/\2/p' \
		/etc/apt/sources.list /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	[ -e "$keys" ] || die "no $keys: install debian-archive-keyring"
	echo "deb [signed-by=$keys] ${mirror:-http://deb.debian.org/debian} $SUITE main" >"$DIR/apt/sources.list"
	set -- -o Dir::State="$DIR/apt" -o Dir::State::Lists="$DIR/apt/lists" -o Dir::State::status="$DIR/apt/status" \
		-o Dir::Cache="$DIR/apt/cache" -o Dir::Etc::SourceList="$DIR/apt/sources.list" \
		-o Dir::Etc::SourceParts=/dev/null -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Debug::NoLocking=1 -qq
	echo "fpga-tools: fetching $SUITE's packages" >&2
	apt-get "$@" update || die "cannot read the package lists of ${mirror:-deb.debian.org}"
	# shellcheck disable=SC2086 # a list
	apt-get "$@" -y --download-only install $PACKAGES >/dev/null || die "cannot fetch $PACKAGES"
	for dir in lib lib64 bin sbin; do
		mkdir -p "$DIR/system/usr/$dir"
		ln -sfn "usr/$dir" "$DIR/system/$dir"
	done
	for package in "$DIR"/apt/cache/archives/*.deb; do
		dpkg -x "$package" "$DIR/system" || die "cannot unpack $package"
	done
	ln -sf dash "$DIR/system/usr/bin/sh"
	mkdir -p "$DIR/system/proc" "$DIR/system/dev" "$DIR/system/tmp"
	rm -r "$DIR/apt"
	echo "$SUITE" >"$DIR/complete"
}

[ $# -ge 1 ] || die 'usage: tools/fpga-tools.sh DIR [COMMAND...]'
REPOSITORY=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1" || die "cannot write to $1"
DIR=$(cd "$1" && pwd)
shift
[ "$(cat "$DIR/complete" 2>/dev/null)" = "$SUITE" ] || fetch
[ $# -gt 0 ] || exit 0

mkdir -p "$DIR/system$REPOSITORY"
# shellcheck disable=SC2016 # for the inner shell
exec unshare --map-root-user --mount --propagation private sh -c '
	system=$0 repository=$1 here=$PWD
	shift
	for dir in "$repository" /proc /dev /tmp; do
		mount --rbind "$dir" "$system$dir" || exit 2
	done
	exec chroot "$system" /usr/bin/env -C "$here" "$@"' "$DIR/system" "$REPOSITORY" "$@"
