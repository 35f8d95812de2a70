// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Addresses of OpenNIC's 250 MHz box (BAR 2 from 0x100000 on; the shell has taken that off): the register file of
 * port n from n << 12 on. A page without a port answers SLVERR. The box has no strobes: every write is of a word.
 *
 * OpenNIC's build reads a file of this name.
 */
module box_250mhz_address_map #(
    parameter NUM_INTF = 1
) (
    input  wire                   aclk,
    input  wire                   areset,

    /* from the shell */
    input  wire                   s_axil_awvalid,
    input  wire [31:0]            s_axil_awaddr,
    output wire                   s_axil_awready,
    input  wire                   s_axil_wvalid,
    input  wire [31:0]            s_axil_wdata,
    output wire                   s_axil_wready,
    output wire                   s_axil_bvalid,
    output wire [1:0]             s_axil_bresp,
    input  wire                   s_axil_bready,
    input  wire                   s_axil_arvalid,
    input  wire [31:0]            s_axil_araddr,
    output wire                   s_axil_arready,
    output wire                   s_axil_rvalid,
    output wire [31:0]            s_axil_rdata,
    output wire [1:0]             s_axil_rresp,
    input  wire                   s_axil_rready,

    /* to the ports: address, data and strobes are common */
    output wire [11:0]            m_axil_awaddr,
    output wire [NUM_INTF-1:0]    m_axil_awvalid,
    input  wire [NUM_INTF-1:0]    m_axil_awready,
    output wire [31:0]            m_axil_wdata,
    output wire [3:0]             m_axil_wstrb,
    output wire [NUM_INTF-1:0]    m_axil_wvalid,
    input  wire [NUM_INTF-1:0]    m_axil_wready,
    input  wire [2*NUM_INTF-1:0]  m_axil_bresp,
    input  wire [NUM_INTF-1:0]    m_axil_bvalid,
    output wire [NUM_INTF-1:0]    m_axil_bready,
    output wire [11:0]            m_axil_araddr,
    output wire [NUM_INTF-1:0]    m_axil_arvalid,
    input  wire [NUM_INTF-1:0]    m_axil_arready,
    input  wire [32*NUM_INTF-1:0] m_axil_rdata,
    input  wire [2*NUM_INTF-1:0]  m_axil_rresp,
    input  wire [NUM_INTF-1:0]    m_axil_rvalid,
    output wire [NUM_INTF-1:0]    m_axil_rready
);

finwave_axil_split #(
    .COUNT(NUM_INTF),
    .ADDR_WIDTH(20),
    .PAGE_WIDTH(12)
)
split_inst (
    .clk(aclk),
    .rst(areset),
    .s_axil_awaddr(s_axil_awaddr[19:0]),
    .s_axil_awvalid(s_axil_awvalid),
    .s_axil_awready(s_axil_awready),
    .s_axil_wdata(s_axil_wdata),
    .s_axil_wstrb(4'hF),
    .s_axil_wvalid(s_axil_wvalid),
    .s_axil_wready(s_axil_wready),
    .s_axil_bresp(s_axil_bresp),
    .s_axil_bvalid(s_axil_bvalid),
    .s_axil_bready(s_axil_bready),
    .s_axil_araddr(s_axil_araddr[19:0]),
    .s_axil_arvalid(s_axil_arvalid),
    .s_axil_arready(s_axil_arready),
    .s_axil_rdata(s_axil_rdata),
    .s_axil_rresp(s_axil_rresp),
    .s_axil_rvalid(s_axil_rvalid),
    .s_axil_rready(s_axil_rready),
    .m_axil_awaddr(m_axil_awaddr),
    .m_axil_awvalid(m_axil_awvalid),
    .m_axil_awready(m_axil_awready),
    .m_axil_wdata(m_axil_wdata),
    .m_axil_wstrb(m_axil_wstrb),
    .m_axil_wvalid(m_axil_wvalid),
    .m_axil_wready(m_axil_wready),
    .m_axil_bresp(m_axil_bresp),
    .m_axil_bvalid(m_axil_bvalid),
    .m_axil_bready(m_axil_bready),
    .m_axil_araddr(m_axil_araddr),
    .m_axil_arvalid(m_axil_arvalid),
    .m_axil_arready(m_axil_arready),
    .m_axil_rdata(m_axil_rdata),
    .m_axil_rresp(m_axil_rresp),
    .m_axil_rvalid(m_axil_rvalid),
    .m_axil_rready(m_axil_rready)
);

endmodule

`resetall
