#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Both ends of the connections of one scenario.
#
#   ends.py SCENARIO NAMESPACE_A NAMESPACE_B ADDRESS_B
#
# One process opens the client's sockets in namespace A and the server's in namespace B, so that it can
# say who closes when. Frames are lost by nft rules in the namespaces: at `ingress` of the receiver
# (the capture shows the frame) or at `egress` of the sender (the capture does not).

import ctypes
import os
import socket
import struct
import subprocess
import sys
import time

PORT = 8080
MESSAGE = b"finwave"
# Longer than a delayed ACK and a round trip; shorter than a retransmission.
PAUSE = 0.12

libc = ctypes.CDLL(None, use_errno=True)


def enter(namespace):
    fd = os.open("/var/run/netns/" + namespace, os.O_RDONLY)
    if libc.setns(fd, 0x40000000):
        raise OSError(ctypes.get_errno(), "setns " + namespace)
    os.close(fd)


class Ends:
    def __init__(self, namespace_a, namespace_b, address):
        self.a, self.b, self.address = namespace_a, namespace_b, address
        self.family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.listener = self.socket_in(self.b)
        self.listener.bind((address, PORT))
        self.listener.listen(64)

    def socket_in(self, namespace):
        enter(namespace)
        sock = socket.socket(self.family, socket.SOCK_STREAM)
        sock.settimeout(10)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return sock

    def connect(self, port=0):
        client = self.socket_in(self.a)
        if port:
            client.bind(("", port))
        client.connect((self.address, PORT))
        server, _ = self.listener.accept()
        server.settimeout(10)
        return client, server

    def talk(self, port=0, rounds=2):
        """A connection on which both sides have sent something."""
        client, server = self.connect(port)
        for _ in range(rounds):
            client.sendall(MESSAGE)
            assert server.recv(100) == MESSAGE
            server.sendall(MESSAGE[::-1])
            assert client.recv(100) == MESSAGE[::-1]
        time.sleep(PAUSE)
        return client, server

    @staticmethod
    def lose(namespace, hook, match, count=1):
        """The next `count` frames that match are lost."""
        rules = f"""table netdev loss
            delete table netdev loss
            table netdev loss {{
                chain c {{
                    type filter hook {hook} device "eth0" priority 0;
                    {match} numgen inc mod 1000000 lt {count} drop
                }}
            }}"""
        subprocess.run(["ip", "netns", "exec", namespace, "nft", "-f", "-"],
                       input=rules.encode(), check=True)


def end_of_stream(sock):
    assert sock.recv(100) == b""


def linger_0(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


FIN = "tcp flags & (fin | rst) == fin"
BARE_ACK = "tcp flags == ack"
DATA = "tcp flags & (psh | fin) == psh"


def four_segment(ends, before_server_close=lambda: None, before_client_close=lambda: None,
                 pause=PAUSE):
    client, server = ends.talk()
    before_client_close()
    client.close()
    end_of_stream(server)
    time.sleep(pause)
    before_server_close()
    server.close()
    time.sleep(PAUSE)


def server_first(ends):
    client, server = ends.talk()
    server.close()
    end_of_stream(client)
    time.sleep(PAUSE)
    client.close()


def three_segment(ends):
    client, server = ends.talk()
    client.close()
    end_of_stream(server)
    server.close()


def simultaneous(ends):
    client, server = ends.talk()
    client.close()
    server.close()


def half_close(ends):
    client, server = ends.talk()
    client.shutdown(socket.SHUT_WR)
    end_of_stream(server)
    for _ in range(4):
        server.sendall(MESSAGE * 100)
        time.sleep(0.03)
    server.close()
    while client.recv(4096):
        pass
    client.close()


def fin_with_data(ends):
    client, server = ends.talk()
    client.send(MESSAGE, socket.MSG_MORE)
    client.shutdown(socket.SHUT_WR)
    assert server.recv(100) == MESSAGE
    end_of_stream(server)
    time.sleep(PAUSE)
    server.send(MESSAGE * 20, socket.MSG_MORE)
    server.close()
    assert client.recv(200) == MESSAGE * 20
    end_of_stream(client)
    client.close()


def fin_behind_data(ends):
    client, server = ends.talk()
    server.sendall(MESSAGE * 2500)
    server.close()
    while client.recv(65536):
        pass
    client.close()


def reset(ends):
    client, server = ends.talk()
    linger_0(client)
    client.close()
    time.sleep(PAUSE)
    server.close()


def reset_in_close_wait(ends):
    client, server = ends.talk()
    client.close()
    end_of_stream(server)
    time.sleep(PAUSE)
    linger_0(server)
    server.close()


def data_after_close(ends):
    client, server = ends.talk()
    client.close()
    end_of_stream(server)
    time.sleep(PAUSE)
    server.sendall(MESSAGE)
    time.sleep(PAUSE)
    server.close()


def lost_fin(ends):
    four_segment(ends, before_client_close=lambda: ends.lose(ends.b, "ingress", FIN))
    time.sleep(1)


def lost_fin_unseen(ends):
    four_segment(ends, before_client_close=lambda: ends.lose(ends.a, "egress", FIN))
    time.sleep(1)


def lost_second_fin(ends):
    four_segment(ends, before_server_close=lambda: ends.lose(ends.a, "ingress", FIN))
    time.sleep(1)


def lost_ack_of_fin(ends):
    four_segment(ends, before_client_close=lambda: ends.lose(ends.a, "ingress", BARE_ACK),
                 pause=0.6)


def lost_last_ack(ends):
    four_segment(ends, before_server_close=lambda: ends.lose(ends.b, "ingress", BARE_ACK, 2))
    time.sleep(2)


def hole_before_fin(ends):
    client, server = ends.talk()
    ends.lose(ends.b, "ingress", DATA)
    client.sendall(MESSAGE)
    client.close()
    assert server.recv(100) == MESSAGE
    end_of_stream(server)
    time.sleep(PAUSE)
    server.close()


def give_up(ends):
    client, server = ends.talk()
    ends.lose(ends.b, "ingress", "meta l4proto tcp", 999)
    client.close()
    time.sleep(8)
    ends.lose(ends.b, "egress", "meta l4proto tcp", 999)
    linger_0(server)
    server.close()


def time_wait_reuse(ends):
    port = 40000
    client, server = ends.talk(port)
    server.close()
    end_of_stream(client)
    time.sleep(PAUSE)
    client.close()
    time.sleep(1.2)
    client, server = ends.talk(port)
    client.close()
    end_of_stream(server)
    time.sleep(PAUSE)
    server.close()


def fifty(ends):
    pairs = [ends.connect() for _ in range(50)]
    for client, server in pairs:
        client.sendall(MESSAGE)
    for client, server in pairs:
        assert server.recv(100) == MESSAGE
        server.sendall(MESSAGE)
        assert client.recv(100) == MESSAGE
    time.sleep(PAUSE)
    for i, (client, server) in enumerate(pairs):
        (server if i % 5 == 4 else client).close()
        if i % 5 == 3:
            server.close()
    time.sleep(PAUSE)
    for i, (client, server) in enumerate(pairs):
        (client if i % 5 == 4 else server).close()


def main():
    name, *where = sys.argv[1:]
    ends = Ends(*where)
    globals()[name.replace("-", "_")](ends)
    time.sleep(PAUSE)
    for namespace in ends.a, ends.b:
        subprocess.run(["ip", "netns", "exec", namespace, "nft", "flush", "ruleset"], check=True)


main()
