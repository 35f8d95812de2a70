#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# A cable between two network interfaces, with a length and a capture.
#
#   wire.py A B DELAY_MS SIDE FILE [TAG...]
#
# Carries every frame from interface A to B and back, DELAY_MS later, unchanged; with "none" something
# else carries them (a bridge) and it only captures. Writes what passes
# the end SIDE ("a" or "b") of the cable to FILE, a nanosecond pcap with the kernel's timestamps. With
# TAGs ("8100:100", outer first) the frames of the capture carry them: the cable is then a trunk
# between two switches that tag on the way in and untag on the way out.
# Prints "ready"; SIGTERM ends it, when what is on its way has arrived.

import heapq
import select
import signal
import socket
import struct
import sys
import threading
import time

ETH_P_ALL = 3
SO_TIMESTAMPNS = 35
SNAPLEN = 65535


def packet_socket(name):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    sock.bind((name, ETH_P_ALL))
    return sock


class Capture(threading.Thread):
    """Everything that one interface sends and receives, in the order of the kernel's timestamps."""

    def __init__(self, name, tags):
        super().__init__(daemon=True)
        self.sock = packet_socket(name)
        self.sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.tags = b"".join(struct.pack("!HH", *tag) for tag in tags)
        self.frames = []

    def run(self):
        while True:
            frame, extra, _, _ = self.sock.recvmsg(SNAPLEN, 128)
            for level, kind, data in extra:
                if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
                    seconds, nanoseconds = struct.unpack("qq", data[:16])
            self.frames.append((seconds, nanoseconds, frame[:12] + self.tags + frame[12:]))

    def write(self, path):
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, SNAPLEN, 1))
            for seconds, nanoseconds, frame in sorted(self.frames, key=lambda f: f[:2]):
                out.write(struct.pack("<IIII", seconds, nanoseconds, len(frame), len(frame)))
                out.write(frame)


def carry(ends, delay, stopped):
    """Until stopped() and nothing is on its way."""
    underway = []
    count = 0
    while underway or not stopped():
        wait = 0.05
        if underway:
            wait = min(wait, max(0.0, underway[0][0] - time.monotonic()))
        for sock in select.select(ends, [], [], wait)[0]:
            frame, address = sock.recvfrom(SNAPLEN)
            if address[2] == socket.PACKET_OUTGOING:
                continue
            other = ends[1] if sock is ends[0] else ends[0]
            heapq.heappush(underway, (time.monotonic() + delay, count, other, frame))
            count += 1
        while underway and underway[0][0] <= time.monotonic():
            _, _, sock, frame = heapq.heappop(underway)
            sock.send(frame)


def main():
    name_a, name_b, delay, side, path = sys.argv[1:6]
    tags = [tuple(int(n, base) for n, base in zip(tag.split(":"), (16, 10))) for tag in sys.argv[6:]]
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    capture = Capture(name_a if side == "a" else name_b, tags)
    ends = [] if delay == "none" else [packet_socket(name_a), packet_socket(name_b)]
    capture.start()
    print("ready", flush=True)
    carry(ends, 0 if delay == "none" else float(delay) / 1000, lambda: bool(stop))
    time.sleep(0.05)
    capture.write(path)


main()
