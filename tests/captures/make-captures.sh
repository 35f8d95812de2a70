#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Makes the captures of this folder, and INDEX.md: two Linux hosts (network namespaces) close TCP
# connections over a cable that wire.py captures. Nothing leaves the machine.
#
#   tests/captures/make-captures.sh [NAME...]     all, or those named (INDEX.md is then left alone)
#
# Needs root, iproute2, nftables, ethtool, python3. Removes its namespaces when it ends.

set -eu
cd "$(dirname "$0")"
A=finwave-a B=finwave-b W=finwave-w
wire=

# name | scenario of ends.py | side of the capture | one-way delay in ms | network | connections and how
# they close (the verdicts of `finwave replay`) | what it shows
table() {
	cat <<'T'
four-segment     |four-segment       |a|5 |ipv4|1 four-segment |The client closes, the server reads the end and closes 120 ms later.
passive-close    |four-segment       |b|5 |ipv4|1 four-segment |The same: the ACK of its peer's FIN is a delayed one.
server-first     |server-first       |b|5 |ipv4|1 four-segment |The server closes first, as HTTP/1.0 does.
three-segment    |three-segment      |b|5 |ipv4|1 three-segment|The server closes as soon as it reads the end: FIN, FIN+ACK, ACK.
simultaneous     |simultaneous       |a|20|ipv4|1 simultaneous |Both ends close at once and the FINs cross on the cable.
half-close       |half-close         |a|5 |ipv4|1 half-close   |shutdown(SHUT_WR), then 2800 bytes from the server, then its FIN.
fin-with-data    |fin-with-data      |a|5 |ipv4|1 half-close   |Both FINs carry the last data; the server's comes after the client's FIN.
fin-behind-data  |fin-behind-data    |a|5 |ipv4|1 three-segment|The server closes with 17500 bytes under way; the FIN is on the last segment.
reset            |reset              |a|5 |ipv4|1 reset        |SO_LINGER 0: the client aborts.
reset-close-wait |reset-in-close-wait|a|5 |ipv4|1 reset        |The client closes, the server aborts in CLOSE-WAIT.
data-after-close |data-after-close   |a|5 |ipv4|1 reset        |The server sends to a client that has closed for good: RST.
lost-fin         |lost-fin           |a|5 |ipv4|1 four-segment |The client's first FIN is lost on the way and sent again.
lost-fin-unseen  |lost-fin-unseen    |a|5 |ipv4|1 four-segment |The client's first FIN is lost before the cable: the capture has only the second.
lost-second-fin  |lost-second-fin    |b|5 |ipv4|1 four-segment |The server's FIN is lost on the way.
lost-ack-of-fin  |lost-ack-of-fin    |a|5 |ipv4|1 four-segment |The ACK of the client's FIN is lost at the client: FIN again, ACK again.
lost-last-ack    |lost-last-ack      |a|5 |ipv4|1 four-segment |The client's ACK of the server's FIN is lost twice: TIME-WAIT acknowledges again.
hole-before-fin  |hole-before-fin    |b|5 |ipv4|1 four-segment |The last data is lost, the FIN arrives first.
give-up          |give-up            |a|5 |ipv4|1 unfinished   |Nothing arrives from the client any more: FIN again until tcp_orphan_retries = 3.
time-wait-reuse  |time-wait-reuse    |b|5 |ipv4|2 four-segment |A SYN from the same port reopens a connection that is in TIME-WAIT.
ipv6             |four-segment       |a|5 |ipv6|1 four-segment |IPv6.
vlan             |four-segment       |a|5 |vlan|1 four-segment |802.1Q tag 100.
qinq             |three-segment      |b|5 |qinq|1 three-segment|802.1ad tag 200 around 802.1Q tag 100.
no-timestamps    |four-segment       |a|5 |nots|1 four-segment |net.ipv4.tcp_timestamps = 0.
offload          |four-segment       |a|0 |csum|1 four-segment |TCP checksums left to the hardware, so wrong in the capture.
fifty            |fifty              |a|5 |ipv4|50 40 four-segment, 10 simultaneous|Fifty connections close at once, ten of them from the server first, ten from both.
T
}

die() {
	echo "make-captures.sh: $*" >&2
	exit 1
}

in_ns() {
	ip netns exec "$@"
}

cleanup() {
	if [ -n "$wire" ] && kill "$wire" 2>/dev/null; then
		wait "$wire" || true
	fi
	for ns in $A $B $W; do
		ip netns del "$ns" 2>/dev/null || true
	done
}

# setup NETWORK: three fresh namespaces, A and B on a cable that ends in W.
setup() {
	cleanup
	for ns in $A $B $W; do
		ip netns add "$ns"
		in_ns "$ns" sysctl -q -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
			net.ipv6.conf.default.router_solicitations=0
	done
	in_ns $W sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	for end in "a $A 1" "b $B 2"; do
		# shellcheck disable=SC2086 # three words: set -- NETWORK PORT NAMESPACE NUMBER
		set -- "$1" $end
		ip -n "$3" link add eth0 type veth peer name "$2" netns $W
		ip -n "$3" link set dev eth0 address "02:00:00:00:00:0$4"
		in_ns "$3" ethtool -K eth0 gso off tso off gro off >/dev/null
		[ "$1" = csum ] || in_ns "$3" ethtool -K eth0 tx off rx off >/dev/null
		ip -n "$3" address add "192.0.2.$4/24" dev eth0
		ip -n "$3" address add "2001:db8::$4/64" dev eth0 nodad
		ip -n "$3" link set dev lo up
		ip -n "$3" link set dev eth0 up
		ip -n $W link set dev "$2" up
		in_ns "$3" sysctl -q -w net.ipv4.tcp_orphan_retries=3
		[ "$1" != nots ] || in_ns "$3" sysctl -q -w net.ipv4.tcp_timestamps=0
	done
	if [ "$1" = csum ]; then
		# unfinished checksums survive only inside the kernel
		ip -n $W link add br0 type bridge
		ip -n $W link set dev a master br0
		ip -n $W link set dev b master br0
		ip -n $W link set dev br0 up
	fi
	# what the interfaces say when they come up is not of interest
	sleep 1
}

make_one() {
	name=$1 scenario=$2 side=$3 delay=$4 network=$5
	setup "$network"
	address=192.0.2.2
	tags=
	case $network in
	csum) delay=none ;;
	ipv6) address=2001:db8::2 ;;
	vlan) tags=8100:100 ;;
	qinq) tags='88a8:200 8100:100' ;;
	esac
	mkfifo "$TMP/ready"
	# shellcheck disable=SC2086 # $tags are words
	ip netns exec $W python3 wire.py a b "$delay" "$side" "$TMP/$name.pcap" $tags >"$TMP/ready" &
	wire=$!
	read -r _ <"$TMP/ready"
	rm "$TMP/ready"
	python3 ends.py "$scenario" $A $B "$address" || die "$name: the scenario failed"
	kill "$wire"
	wait "$wire" || die "$name: the capture failed"
	wire=
	mv "$TMP/$name.pcap" .
	echo "$name.pcap: $(stat -c %s "$name.pcap") bytes"
}

index() {
	cat <<I
<!-- SPDX-License-Identifier: BSD-2-Clause -->
<!-- Copyright (c) 2026 The finwave authors -->
# Captures of Linux closing connections

Made by make-captures.sh on Linux $(uname -r | sed 's/-.*//') ($(uname -m)); do not edit by hand. Nanosecond pcap,
whole frames, the kernel's timestamps. The client is 192.0.2.1 or 2001:db8::1, the server .2 or ::2, port 8080.
"Seen at" is the end of the cable that was captured: what is lost behind it is in the capture, what is lost
before it is not. Lost frames were dropped by nft rules. "Closes" is what \`finwave replay\` must say.

| capture | seen at | delay one way | network | connections | closes | what |
| --- | --- | --- | --- | --- | --- | --- |
I
	table | while IFS='|' read -r name _ side delay network close what; do
		case $side in a) side=client ;; b) side=server ;; esac
		case $network in nots) network='no timestamps' ;; csum) network='checksum offload' ;; esac
		name=${name%% *} connections=${close%% *}
		close=$(echo "${close#* }" | sed 's/ *$//')
		delay=${delay%% *}
		echo "| $name.pcap | $side | $delay ms | $network | $connections | $close | $what |"
	done
}

[ "$(id -u)" -eq 0 ] || die 'network namespaces need root'
for tool in ip nft ethtool python3 sysctl; do
	command -v $tool >/dev/null || die "$tool is not installed"
done
TMP=$(mktemp -d)
trap 'cleanup; rm -rf "$TMP"' EXIT
trap 'exit 130' INT TERM

table >"$TMP/table"
while IFS='|' read -r name scenario side delay network _ <&3; do
	name=${name%% *}
	[ $# -eq 0 ] || case " $* " in *" $name "*) ;; *) continue ;; esac
	make_one "$name" "${scenario%% *}" "$side" "${delay%% *}" "$network"
done 3<"$TMP/table"
[ $# -gt 0 ] || index >INDEX.md
