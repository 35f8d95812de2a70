// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
//
// Included by OpenNIC's box_250mhz.sv: its AXI4-Lite to the ports.

wire [11:0]                   axil_port_awaddr;
wire [NUM_CMAC_PORT-1:0]      axil_port_awvalid;
wire [NUM_CMAC_PORT-1:0]      axil_port_awready;
wire [31:0]                   axil_port_wdata;
wire [3:0]                    axil_port_wstrb;
wire [NUM_CMAC_PORT-1:0]      axil_port_wvalid;
wire [NUM_CMAC_PORT-1:0]      axil_port_wready;
wire [2*NUM_CMAC_PORT-1:0]    axil_port_bresp;
wire [NUM_CMAC_PORT-1:0]      axil_port_bvalid;
wire [NUM_CMAC_PORT-1:0]      axil_port_bready;
wire [11:0]                   axil_port_araddr;
wire [NUM_CMAC_PORT-1:0]      axil_port_arvalid;
wire [NUM_CMAC_PORT-1:0]      axil_port_arready;
wire [32*NUM_CMAC_PORT-1:0]   axil_port_rdata;
wire [2*NUM_CMAC_PORT-1:0]    axil_port_rresp;
wire [NUM_CMAC_PORT-1:0]      axil_port_rvalid;
wire [NUM_CMAC_PORT-1:0]      axil_port_rready;

box_250mhz_address_map #(
    .NUM_INTF(NUM_CMAC_PORT)
)
address_map_inst (
    .aclk(axil_aclk),
    .areset(!internal_box_rstn),
    .s_axil_awaddr(s_axil_awaddr),
    .s_axil_awvalid(s_axil_awvalid),
    .s_axil_awready(s_axil_awready),
    .s_axil_wdata(s_axil_wdata),
    .s_axil_wvalid(s_axil_wvalid),
    .s_axil_wready(s_axil_wready),
    .s_axil_bresp(s_axil_bresp),
    .s_axil_bvalid(s_axil_bvalid),
    .s_axil_bready(s_axil_bready),
    .s_axil_araddr(s_axil_araddr),
    .s_axil_arvalid(s_axil_arvalid),
    .s_axil_arready(s_axil_arready),
    .s_axil_rdata(s_axil_rdata),
    .s_axil_rresp(s_axil_rresp),
    .s_axil_rvalid(s_axil_rvalid),
    .s_axil_rready(s_axil_rready),
    .m_axil_awaddr(axil_port_awaddr),
    .m_axil_awvalid(axil_port_awvalid),
    .m_axil_awready(axil_port_awready),
    .m_axil_wdata(axil_port_wdata),
    .m_axil_wstrb(axil_port_wstrb),
    .m_axil_wvalid(axil_port_wvalid),
    .m_axil_wready(axil_port_wready),
    .m_axil_bresp(axil_port_bresp),
    .m_axil_bvalid(axil_port_bvalid),
    .m_axil_bready(axil_port_bready),
    .m_axil_araddr(axil_port_araddr),
    .m_axil_arvalid(axil_port_arvalid),
    .m_axil_arready(axil_port_arready),
    .m_axil_rdata(axil_port_rdata),
    .m_axil_rresp(axil_port_rresp),
    .m_axil_rvalid(axil_port_rvalid),
    .m_axil_rready(axil_port_rready)
);
