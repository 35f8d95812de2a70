# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
"""finwave for LiteX and LiteEth.

Finwave is the engine with LiteEth's streams on both sides and its registers on an AXI4-Lite bus; FinwaveMAC is a
LiteEthMAC in wishbone mode with the engine between the MAC core and the memory interface:

    mac = FinwaveMAC(platform, phy, sys_clk_freq)
    self.bus.add_slave("finwave", mac.finwave.bus, SoCRegion(size=0x1000, cached=False))

docs/boards.md has the rest.
"""

import os

from migen import Cat, If, Instance, Replicate, Signal, ClockSignal, ResetSignal

from litex.gen import LiteXModule
from litex.soc.interconnect import axi, stream

from liteeth.common import eth_phy_description
from liteeth.mac.core import LiteEthMACCore
from liteeth.mac.wishbone import LiteEthMACWishboneInterface

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))


def axis_description(dw):
    """AXI4-Stream as the engine has it: user is 1 in a bad frame."""
    return stream.EndpointDescription([("data", dw), ("keep", dw // 8), ("user", 1)])


class LastBEToKeep(LiteXModule):
    """LiteEth's last_be (the last byte of the last beat, one-hot) as tkeep; no bit set: the beat is full."""

    def __init__(self, dw):
        self.sink = sink = stream.Endpoint(eth_phy_description(dw))
        self.source = source = stream.Endpoint(axis_description(dw))
        # bit n is kept when last_be has a bit at n or above
        upto = [sink.last_be[n:] != 0 for n in range(dw // 8)]
        self.comb += [
            source.valid.eq(sink.valid),
            sink.ready.eq(source.ready),
            source.last.eq(sink.last),
            source.data.eq(sink.data),
            source.user.eq(sink.error != 0),
            source.keep.eq(2**(dw // 8) - 1),
            If(sink.last & (sink.last_be != 0), source.keep.eq(Cat(*upto))),
        ]


class KeepToLastBE(LiteXModule):
    """The other way round."""

    def __init__(self, dw):
        self.sink = sink = stream.Endpoint(axis_description(dw))
        self.source = source = stream.Endpoint(eth_phy_description(dw))
        self.comb += [
            source.valid.eq(sink.valid),
            sink.ready.eq(source.ready),
            source.last.eq(sink.last),
            source.data.eq(sink.data),
            source.error.eq(Replicate(sink.user, dw // 8)),
            If(sink.last, source.last_be.eq(sink.keep & ~(sink.keep >> 1))),
        ]


class Finwave(LiteXModule):
    """The engine. wire_rx and host_tx go in, host_rx and wire_tx come out; all in the sys clock."""

    def __init__(self, platform, sys_clk_freq, data_width=64, flow_count=4096, tail_count=16):
        assert data_width in (64, 128, 256, 512)
        self.bus = bus = axi.AXILiteInterface(data_width=32, address_width=12)
        self.irq = Signal()

        self.from_wire = LastBEToKeep(data_width)
        self.from_host = LastBEToKeep(data_width)
        self.to_wire = KeepToLastBE(data_width)
        self.to_host = KeepToLastBE(data_width)
        self.wire_rx = self.from_wire.sink
        self.host_tx = self.from_host.sink
        self.wire_tx = self.to_wire.source
        self.host_rx = self.to_host.source
        wire_rx, host_tx = self.from_wire.source, self.from_host.source
        wire_tx, host_rx = self.to_wire.sink, self.to_host.sink

        self.specials += Instance("finwave",
            p_DATA_WIDTH=data_width,
            p_FLOW_COUNT=flow_count,
            p_TAIL_COUNT=tail_count,
            p_TICK_CYCLES=round(sys_clk_freq * 256 / 1e6),
            i_clk=ClockSignal(),
            i_rst=ResetSignal(),
            i_s_axis_wire_rx_tdata=wire_rx.data,
            i_s_axis_wire_rx_tkeep=wire_rx.keep,
            i_s_axis_wire_rx_tvalid=wire_rx.valid,
            o_s_axis_wire_rx_tready=wire_rx.ready,
            i_s_axis_wire_rx_tlast=wire_rx.last,
            i_s_axis_wire_rx_tuser=wire_rx.user,
            o_m_axis_host_rx_tdata=host_rx.data,
            o_m_axis_host_rx_tkeep=host_rx.keep,
            o_m_axis_host_rx_tvalid=host_rx.valid,
            i_m_axis_host_rx_tready=host_rx.ready,
            o_m_axis_host_rx_tlast=host_rx.last,
            o_m_axis_host_rx_tuser=host_rx.user,
            i_s_axis_host_tx_tdata=host_tx.data,
            i_s_axis_host_tx_tkeep=host_tx.keep,
            i_s_axis_host_tx_tvalid=host_tx.valid,
            o_s_axis_host_tx_tready=host_tx.ready,
            i_s_axis_host_tx_tlast=host_tx.last,
            i_s_axis_host_tx_tuser=host_tx.user,
            o_m_axis_wire_tx_tdata=wire_tx.data,
            o_m_axis_wire_tx_tkeep=wire_tx.keep,
            o_m_axis_wire_tx_tvalid=wire_tx.valid,
            i_m_axis_wire_tx_tready=wire_tx.ready,
            o_m_axis_wire_tx_tlast=wire_tx.last,
            o_m_axis_wire_tx_tuser=wire_tx.user,
            i_s_axil_awaddr=bus.aw.addr,
            i_s_axil_awprot=bus.aw.prot,
            i_s_axil_awvalid=bus.aw.valid,
            o_s_axil_awready=bus.aw.ready,
            i_s_axil_wdata=bus.w.data,
            i_s_axil_wstrb=bus.w.strb,
            i_s_axil_wvalid=bus.w.valid,
            o_s_axil_wready=bus.w.ready,
            o_s_axil_bresp=bus.b.resp,
            o_s_axil_bvalid=bus.b.valid,
            i_s_axil_bready=bus.b.ready,
            i_s_axil_araddr=bus.ar.addr,
            i_s_axil_arprot=bus.ar.prot,
            i_s_axil_arvalid=bus.ar.valid,
            o_s_axil_arready=bus.ar.ready,
            o_s_axil_rdata=bus.r.data,
            o_s_axil_rresp=bus.r.resp,
            o_s_axil_rvalid=bus.r.valid,
            i_s_axil_rready=bus.r.ready,
            o_irq=self.irq,
            i_tick_skip=0,
        )
        self.add_sources(platform)

    @staticmethod
    def add_sources(platform):
        with open(os.path.join(ROOT, "rtl", "finwave.f"), encoding="ascii") as files:
            for line in files:
                if line.startswith("rtl/"):
                    platform.add_source(os.path.join(ROOT, line.strip()))
        platform.add_verilog_include_path(os.path.join(ROOT, "rtl"))
        platform.add_verilog_include_path(os.path.join(ROOT, "rtl", "regs"))


class FinwaveMAC(LiteXModule):
    """LiteEthMAC(interface="wishbone") with the engine between its core and its memory interface."""

    def __init__(self, platform, phy, sys_clk_freq, dw=64, nrxslots=2, ntxslots=2, endianness="big",
        with_preamble_crc=True, flow_count=4096, tail_count=16):
        self.core = LiteEthMACCore(phy=phy, dw=dw, with_preamble_crc=with_preamble_crc)
        self.interface = LiteEthMACWishboneInterface(dw=dw, nrxslots=nrxslots, ntxslots=ntxslots,
            endianness=endianness)
        self.finwave = Finwave(platform, sys_clk_freq, dw, flow_count, tail_count)
        self.ev = self.interface.sram.ev
        self.bus_rx = self.interface.bus_rx
        self.bus_tx = self.interface.bus_tx
        self.comb += [
            self.core.source.connect(self.finwave.wire_rx),
            self.finwave.host_rx.connect(self.interface.sink),
            self.interface.source.connect(self.finwave.host_tx),
            self.finwave.wire_tx.connect(self.core.sink),
        ]

    def get_csrs(self):
        return self.interface.get_csrs() + self.core.get_csrs()
