// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * AXI4-Lite from one master to COUNT slaves: each has a page of 2**PAGE_WIDTH bytes, slave n the one from
 * n << PAGE_WIDTH on.
 *
 * One write and one read at a time, independent of each other; 3 clocks more than the slave takes. A page that is
 * not there answers SLVERR. Address, data and strobes go to all slaves; a valid goes to one.
 */
module finwave_axil_split #(
    parameter COUNT = 1,
    parameter ADDR_WIDTH = 24,
    parameter PAGE_WIDTH = 12
) (
    input  wire                  clk,
    input  wire                  rst,

    /* from the master */
    input  wire [ADDR_WIDTH-1:0] s_axil_awaddr,
    input  wire                  s_axil_awvalid,
    output wire                  s_axil_awready,
    input  wire [31:0]           s_axil_wdata,
    input  wire [3:0]            s_axil_wstrb,
    input  wire                  s_axil_wvalid,
    output wire                  s_axil_wready,
    output wire [1:0]            s_axil_bresp,
    output wire                  s_axil_bvalid,
    input  wire                  s_axil_bready,
    input  wire [ADDR_WIDTH-1:0] s_axil_araddr,
    input  wire                  s_axil_arvalid,
    output wire                  s_axil_arready,
    output wire [31:0]           s_axil_rdata,
    output wire [1:0]            s_axil_rresp,
    output wire                  s_axil_rvalid,
    input  wire                  s_axil_rready,

    /* to the slaves */
    output wire [PAGE_WIDTH-1:0] m_axil_awaddr,
    output wire [COUNT-1:0]      m_axil_awvalid,
    input  wire [COUNT-1:0]      m_axil_awready,
    output wire [31:0]           m_axil_wdata,
    output wire [3:0]            m_axil_wstrb,
    output wire [COUNT-1:0]      m_axil_wvalid,
    input  wire [COUNT-1:0]      m_axil_wready,
    input  wire [2*COUNT-1:0]    m_axil_bresp,
    input  wire [COUNT-1:0]      m_axil_bvalid,
    output wire [COUNT-1:0]      m_axil_bready,
    output wire [PAGE_WIDTH-1:0] m_axil_araddr,
    output wire [COUNT-1:0]      m_axil_arvalid,
    input  wire [COUNT-1:0]      m_axil_arready,
    input  wire [32*COUNT-1:0]   m_axil_rdata,
    input  wire [2*COUNT-1:0]    m_axil_rresp,
    input  wire [COUNT-1:0]      m_axil_rvalid,
    output wire [COUNT-1:0]      m_axil_rready
);

localparam [1:0] RESP_SLVERR = 2'b10;

generate
    if (ADDR_WIDTH < PAGE_WIDTH || ADDR_WIDTH > 32 || COUNT > 2**(ADDR_WIDTH - PAGE_WIDTH)) begin : g_bad_width
        finwave_error_ADDR_WIDTH_must_hold_a_page_for_each_slave guard ();
    end
endgenerate

// one bit for each slave, none for a page that is not there
function [COUNT-1:0] select(input [ADDR_WIDTH-1:0] addr);
    integer n;
    for (n = 0; n < COUNT; n = n + 1) begin
        select[n] = addr >> PAGE_WIDTH == n[ADDR_WIDTH-1:0];
    end
endfunction

/* -- writes ---------------------------------------------------------------------------------------------------- */

reg wr_ready_reg = 1'b0;
reg [COUNT-1:0] wr_to_reg = 0;                  // whose answer is awaited
reg [COUNT-1:0] awvalid_reg = 0, wvalid_reg = 0;
reg [PAGE_WIDTH-1:0] awaddr_reg = 0;
reg [31:0] wdata_reg = 32'd0;
reg [3:0] wstrb_reg = 4'd0;
reg bvalid_reg = 1'b0;
reg [1:0] bresp_reg = 2'd0;

wire wr_take = s_axil_awvalid && s_axil_wvalid && wr_ready_reg;
wire [COUNT-1:0] wr_select = select(s_axil_awaddr);
reg [1:0] wr_resp;

assign s_axil_awready = wr_ready_reg;
assign s_axil_wready = wr_ready_reg;
assign s_axil_bvalid = bvalid_reg;
assign s_axil_bresp = bresp_reg;
assign m_axil_awaddr = awaddr_reg;
assign m_axil_awvalid = awvalid_reg;
assign m_axil_wdata = wdata_reg;
assign m_axil_wstrb = wstrb_reg;
assign m_axil_wvalid = wvalid_reg;
assign m_axil_bready = wr_to_reg;

integer i;

always @* begin
    wr_resp = 2'd0;
    for (i = 0; i < COUNT; i = i + 1) begin
        wr_resp = wr_resp | (wr_to_reg[i] ? m_axil_bresp[2*i +: 2] : 2'd0);
    end
end

always @(posedge clk) begin
    wr_ready_reg <= s_axil_awvalid && s_axil_wvalid && !wr_ready_reg && wr_to_reg == 0 && !bvalid_reg;
    awvalid_reg <= awvalid_reg & ~m_axil_awready;
    wvalid_reg <= wvalid_reg & ~m_axil_wready;
    if (wr_take) begin
        awaddr_reg <= s_axil_awaddr[PAGE_WIDTH-1:0];
        wdata_reg <= s_axil_wdata;
        wstrb_reg <= s_axil_wstrb;
        awvalid_reg <= wr_select;
        wvalid_reg <= wr_select;
        wr_to_reg <= wr_select;
        bvalid_reg <= wr_select == 0;
        bresp_reg <= RESP_SLVERR;
    end else if ((wr_to_reg & m_axil_bvalid) != 0) begin
        wr_to_reg <= 0;
        bvalid_reg <= 1'b1;
        bresp_reg <= wr_resp;
    end else if (s_axil_bready) begin
        bvalid_reg <= 1'b0;
    end

    if (rst) begin
        wr_ready_reg <= 1'b0;
        wr_to_reg <= 0;
        awvalid_reg <= 0;
        wvalid_reg <= 0;
        bvalid_reg <= 1'b0;
    end
end

/* -- reads ----------------------------------------------------------------------------------------------------- */

reg rd_ready_reg = 1'b0;
reg [COUNT-1:0] rd_to_reg = 0;
reg [COUNT-1:0] arvalid_reg = 0;
reg [PAGE_WIDTH-1:0] araddr_reg = 0;
reg rvalid_reg = 1'b0;
reg [1:0] rresp_reg = 2'd0;
reg [31:0] rdata_reg = 32'd0;

wire rd_take = s_axil_arvalid && rd_ready_reg;
wire [COUNT-1:0] rd_select = select(s_axil_araddr);
reg [1:0] rd_resp;
reg [31:0] rd_data;

assign s_axil_arready = rd_ready_reg;
assign s_axil_rvalid = rvalid_reg;
assign s_axil_rresp = rresp_reg;
assign s_axil_rdata = rdata_reg;
assign m_axil_araddr = araddr_reg;
assign m_axil_arvalid = arvalid_reg;
assign m_axil_rready = rd_to_reg;

integer j;

always @* begin
    rd_resp = 2'd0;
    rd_data = 32'd0;
    for (j = 0; j < COUNT; j = j + 1) begin
        rd_resp = rd_resp | (rd_to_reg[j] ? m_axil_rresp[2*j +: 2] : 2'd0);
        rd_data = rd_data | (rd_to_reg[j] ? m_axil_rdata[32*j +: 32] : 32'd0);
    end
end

always @(posedge clk) begin
    rd_ready_reg <= s_axil_arvalid && !rd_ready_reg && rd_to_reg == 0 && !rvalid_reg;
    arvalid_reg <= arvalid_reg & ~m_axil_arready;
    if (rd_take) begin
        araddr_reg <= s_axil_araddr[PAGE_WIDTH-1:0];
        arvalid_reg <= rd_select;
        rd_to_reg <= rd_select;
        rvalid_reg <= rd_select == 0;
        rresp_reg <= RESP_SLVERR;
        rdata_reg <= 32'd0;
    end else if ((rd_to_reg & m_axil_rvalid) != 0) begin
        rd_to_reg <= 0;
        rvalid_reg <= 1'b1;
        rresp_reg <= rd_resp;
        rdata_reg <= rd_data;
    end else if (s_axil_rready) begin
        rvalid_reg <= 1'b0;
    end

    if (rst) begin
        rd_ready_reg <= 1'b0;
        rd_to_reg <= 0;
        arvalid_reg <= 0;
        rvalid_reg <= 1'b0;
    end
end

`ifdef FORMAL
always @(posedge clk) begin
    if (!rst) begin
        assert ((wr_to_reg & (wr_to_reg - 1'b1)) == 0);
        assert ((rd_to_reg & (rd_to_reg - 1'b1)) == 0);
        assert ((awvalid_reg & ~wr_to_reg) == 0 && (wvalid_reg & ~wr_to_reg) == 0);
        assert ((arvalid_reg & ~rd_to_reg) == 0);
        assert (!(bvalid_reg && wr_to_reg != 0) && !(rvalid_reg && rd_to_reg != 0));
    end
end
`endif

endmodule

`resetall
