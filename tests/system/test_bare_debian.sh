#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Both bootstrap commands in a bare Debian: a fresh minbase, a clone of the last commit, nothing else.
# Time limit: 7200 s
#
#   tests/system/test_bare_debian.sh [SUITE [root | sudo]]
#
# bookworm as root without sudo, then trixie as an ordinary user with sudo, if not told otherwise.
# Before that, without rights: bootstrap must name the missing packages and fail. The mirror and the
# way to it are those of this system's apt. Needs root, debootstrap, git and a network, else 77.

set -eu
cd "$(dirname "$0")/../.."

skip() {
	echo "skipped: $*"
	exit 77
}

fail() {
	echo "test_bare_debian: $*" >&2
	exit 1
}

# The Debian archive that this system uses; the security archive has another label.
mirror() {
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' |
		sort -u | head -n 1
}

# What this system's apt knows about the way to it: proxies, checks.
apt_options() {
	apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-|Retries)' || true
}

# A command in the chroot; its mounts and processes go when it ends.
inside() {
	unshare --mount --pid --fork --mount-proc="$ROOT/proc" env -i HOME=/root TERM=dumb \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		chroot "$ROOT" "$@"
}

in_source() {
	inside sh -c 'cd /src/finwave && exec "$@"' sh "$@"
}

as_user() {
	in_source setpriv --reuid=1000 --regid=1000 --clear-groups "$@"
}

stage() {
	echo "---- $SUITE, $HOW: $*"
	date +'     %H:%M:%S'
}

run_suite() {
	SUITE=$1 HOW=$2
	ROOT=$DIR/$SUITE
	stage "debootstrap --variant=minbase $SUITE $MIRROR"
	debootstrap --variant=minbase "$SUITE" "$ROOT" "$MIRROR" >"$DIR/log" 2>&1 ||
		{ tail -n 5 "$DIR/log"; fail "debootstrap $SUITE failed"; }
	apt_options >"$ROOT/etc/apt/apt.conf.d/99finwave-test"
	mkdir "$ROOT/src"
	git -c safe.directory='*' clone -q --no-hardlinks . "$ROOT/src/finwave"
	chown -R 1000:1000 "$ROOT/src"

	stage 'bootstrap run without rights must name what is missing'
	if as_user ./bootstrap run >"$DIR/log" 2>&1; then
		fail 'bootstrap run succeeded without rights'
	fi
	grep -q 'missing: make g++ .*as root: apt-get install .*libpcap-dev' "$DIR/log" ||
		{ cat "$DIR/log"; fail 'bootstrap did not name the missing packages'; }

	if [ "$HOW" = sudo ]; then
		inside sh -c 'apt-get -q update && apt-get -q -y install --no-install-recommends sudo &&
			useradd -u 1000 user &&
			echo "user ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/user' >"$DIR/log" 2>&1 ||
			{ tail -n 5 "$DIR/log"; fail 'no sudo to test with'; }
		run=as_user
	else
		chown -R 0:0 "$ROOT/src"
		run=in_source
	fi
	stage './bootstrap run'
	$run ./bootstrap run || fail "$SUITE: bootstrap run failed"
	stage './bootstrap test'
	$run ./bootstrap test || fail "$SUITE: bootstrap test failed"
	stage 'done'
	rm -rf "$ROOT"
}

[ "$(id -u)" -eq 0 ] || skip 'a chroot needs root'
for tool in debootstrap git unshare apt-get; do
	command -v $tool >/dev/null || skip "$tool is not installed"
done
MIRROR=$(mirror)
[ -n "$MIRROR" ] || skip "this system's apt has no Debian mirror"
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
trap 'exit 130' INT TERM

if [ $# -gt 0 ]; then
	run_suite "$1" "${2:-root}"
else
	run_suite bookworm root
	run_suite trixie sudo
fi
