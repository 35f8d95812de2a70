# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
"""Called by litex.sh: frames through both converters, and the Verilog of a MAC with the engine, written to argv[1]."""

import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "rtl", "boards", "litex"))

from migen import ClockDomain, Module, run_simulation
from litex.gen import LiteXModule
from litex.gen.fhdl import verilog
from litex.soc.interconnect import stream
from liteeth.common import eth_phy_description

from finwave import Finwave, FinwaveMAC, KeepToLastBE, LastBEToKeep


class Chain(Module):
    """There and back; the middle is looked at."""

    def __init__(self, dw):
        self.submodules.a = LastBEToKeep(dw)
        self.submodules.b = KeepToLastBE(dw)
        self.comb += self.a.source.connect(self.b.sink)


def beats_of(frame, size, bad, full):
    for at in range(0, len(frame), size):
        part = frame[at:at + size]
        last = at + size >= len(frame)
        data = int.from_bytes(part + bytes(random.randrange(256) for _ in range(size - len(part))), "little")
        last_be = 1 << (len(part) - 1) if last and not (full and len(part) == size) else 0
        yield data, last_be, int(last), (1 << size) - 1 if last and bad else 0


def feed(sink, frames, size):
    for frame, bad in frames:
        for data, last_be, last, error in beats_of(frame, size, bad, random.random() < 0.5):
            while random.random() < 0.3:
                yield sink.valid.eq(0)
                yield
            yield sink.data.eq(data)
            yield sink.last_be.eq(last_be)
            yield sink.last.eq(last)
            yield sink.error.eq(error)
            yield sink.valid.eq(1)
            yield
            while not (yield sink.ready):
                yield
    yield sink.valid.eq(0)


def collect(source, middle, frames, size):
    for number, (frame, bad) in enumerate(frames):
        got = b""
        while True:
            yield source.ready.eq(int(random.random() < 0.7))
            yield
            if not ((yield source.valid) and (yield source.ready)):
                continue
            last = (yield source.last)
            last_be = (yield source.last_be)
            keep = (yield middle.keep)
            count = last_be.bit_length() if last else size
            assert last_be == (1 << (count - 1) if last else 0), "last_be is not one-hot, or set too early"
            assert keep == (1 << count) - 1, "tkeep"
            got += (yield source.data).to_bytes(size, "little")[:count]
            if last:
                assert ((yield source.error) != 0) == bad and (yield middle.user) == bad, "error"
                break
        assert got == frame, f"frame {number} is not what went in"


def check_converters(dw):
    random.seed(dw)
    size = dw // 8
    frames = [(bytes(random.randrange(256) for _ in range(random.randrange(1, 6 * size))), random.random() < 0.2)
        for _ in range(300)]
    dut = Chain(dw)
    run_simulation(dut, [feed(dut.a.sink, frames, size), collect(dut.b.source, dut.a.source, frames, size)])


class Platform:
    """What add_sources() needs of one."""

    def __init__(self):
        self.sources, self.paths = [], []

    def add_source(self, path):
        assert os.path.exists(path), path
        self.sources.append(path)

    def add_verilog_include_path(self, path):
        assert os.path.isdir(path), path
        self.paths.append(path)


class Phy(LiteXModule):
    """A PHY of 64 bits without hardware: its streams become ports."""

    def __init__(self, dw):
        self.dw = dw
        self.sink = stream.Endpoint(eth_phy_description(dw))
        self.source = stream.Endpoint(eth_phy_description(dw))


class Top(LiteXModule):
    def __init__(self, dw, platform):
        for name in ("sys", "eth_tx", "eth_rx"):
            setattr(self, "cd_" + name, ClockDomain(name))
        self.phy = Phy(dw)
        self.mac = FinwaveMAC(platform, self.phy, 156.25e6, dw)

    def ios(self):
        ios = {self.mac.finwave.irq}
        for endpoint in (self.phy.sink, self.phy.source):
            ios |= set(endpoint.flatten())
        bus = self.mac.finwave.bus
        for channel in (bus.aw, bus.w, bus.b, bus.ar, bus.r):
            ios |= set(channel.flatten())
        for wishbone in (self.mac.bus_rx, self.mac.bus_tx):
            ios |= set(wishbone.flatten())
        for name in ("sys", "eth_tx", "eth_rx"):
            domain = getattr(self, "cd_" + name)
            ios |= {domain.clk, domain.rst}
        return ios


def main():
    out = sys.argv[1]
    for dw in (64, 128):
        check_converters(dw)
        print(f"{dw} bits: 300 frames through both converters")
    platform = Platform()
    top = Top(64, platform)
    verilog.convert(top, ios=top.ios(), name="finwave_litex_top").write(os.path.join(out, "finwave_litex_top.v"))
    with open(os.path.join(out, "finwave_litex_top.f"), "w", encoding="ascii") as files:
        files.write("".join(f"+incdir+{path}\n" for path in platform.paths))
        files.write("".join(f"{path}\n" for path in platform.sources))
    print(f"Verilog with {len(platform.sources)} sources")


main()
