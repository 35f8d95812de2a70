// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * AXI4-Lite from one clock to another, of any frequency and phase.
 *
 *   s_clk:  access -> request word, req toggles --> 2 flip-flops --> m_clk: access on m_axil
 *           answer <- ack differs no more <-- 2 flip-flops <-- answer word, ack toggles
 *
 * One access at a time, a write and a read in turn when both wait. The words stand still from the toggle on until it
 * has come back, so they are read when they have long been stable: only req_reg and ack_reg are sampled by the other
 * clock while they may change. Their paths, and those of the words, have no other constraint than to be shorter than
 * two clocks of the side that reads (docs/boards.md has the lines).
 * Time: 2 to 3 clocks of each side more than the slave takes, and 3 of s_clk.
 * Both sides are reset together, each for 4 clocks of either side or longer; an access under way is lost.
 */
module finwave_axil_cdc #(
    parameter ADDR_WIDTH = 12
) (
    /* from the master */
    input  wire                  s_clk,
    input  wire                  s_rst,
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

    /* to the slave */
    input  wire                  m_clk,
    input  wire                  m_rst,
    output wire [ADDR_WIDTH-1:0] m_axil_awaddr,
    output wire                  m_axil_awvalid,
    input  wire                  m_axil_awready,
    output wire [31:0]           m_axil_wdata,
    output wire [3:0]            m_axil_wstrb,
    output wire                  m_axil_wvalid,
    input  wire                  m_axil_wready,
    input  wire [1:0]            m_axil_bresp,
    input  wire                  m_axil_bvalid,
    output wire                  m_axil_bready,
    output wire [ADDR_WIDTH-1:0] m_axil_araddr,
    output wire                  m_axil_arvalid,
    input  wire                  m_axil_arready,
    input  wire [31:0]           m_axil_rdata,
    input  wire [1:0]            m_axil_rresp,
    input  wire                  m_axil_rvalid,
    output wire                  m_axil_rready
);

/* -- what crosses ------------------------------------------------------------------------------------------------ */

reg req_reg = 1'b0;                     // s_clk: toggles when the request word is there
reg req_write_reg = 1'b0;
reg [ADDR_WIDTH-1:0] req_addr_reg = 0;
reg [31:0] req_data_reg = 32'd0;
reg [3:0] req_strb_reg = 4'd0;

reg ack_reg = 1'b0;                     // m_clk: toggles when the answer word is there
reg [1:0] ack_resp_reg = 2'd0;
reg [31:0] ack_data_reg = 32'd0;

(* ASYNC_REG = "TRUE" *) reg [1:0] req_sync_reg = 2'd0;    // m_clk
(* ASYNC_REG = "TRUE" *) reg [1:0] ack_sync_reg = 2'd0;    // s_clk

/* -- the master's side -------------------------------------------------------------------------------------------- */

reg wr_ready_reg = 1'b0, rd_ready_reg = 1'b0;
reg bvalid_reg = 1'b0, rvalid_reg = 1'b0;
reg [1:0] resp_reg = 2'd0;
reg [31:0] rdata_reg = 32'd0;
reg busy_reg = 1'b0;                    // from the take to the answer of the other side

wire wr_take = s_axil_awvalid && s_axil_wvalid && wr_ready_reg;
wire rd_take = s_axil_arvalid && rd_ready_reg;
wire wr_wants = s_axil_awvalid && s_axil_wvalid;
wire s_free = !busy_reg && !wr_ready_reg && !rd_ready_reg && !bvalid_reg && !rvalid_reg;

assign s_axil_awready = wr_ready_reg;
assign s_axil_wready = wr_ready_reg;
assign s_axil_arready = rd_ready_reg;
assign s_axil_bvalid = bvalid_reg;
assign s_axil_bresp = resp_reg;
assign s_axil_rvalid = rvalid_reg;
assign s_axil_rresp = resp_reg;
assign s_axil_rdata = rdata_reg;

always @(posedge s_clk) begin
    ack_sync_reg <= {ack_sync_reg[0], ack_reg};

    // the kind that was served last waits when both want
    wr_ready_reg <= s_free && wr_wants && !(s_axil_arvalid && req_write_reg);
    rd_ready_reg <= s_free && s_axil_arvalid && !(wr_wants && !req_write_reg);

    if (s_axil_bready) begin
        bvalid_reg <= 1'b0;
    end
    if (s_axil_rready) begin
        rvalid_reg <= 1'b0;
    end
    if (wr_take || rd_take) begin
        busy_reg <= 1'b1;
        req_reg <= !req_reg;
        req_write_reg <= wr_take;
        req_addr_reg <= wr_take ? s_axil_awaddr : s_axil_araddr;
        req_data_reg <= s_axil_wdata;
        req_strb_reg <= s_axil_wstrb;
    end else if (busy_reg && ack_sync_reg[1] == req_reg) begin
        busy_reg <= 1'b0;
        bvalid_reg <= req_write_reg;
        rvalid_reg <= !req_write_reg;
        resp_reg <= ack_resp_reg;
        rdata_reg <= ack_data_reg;
    end

    if (s_rst) begin
        ack_sync_reg <= 2'd0;
        wr_ready_reg <= 1'b0;
        rd_ready_reg <= 1'b0;
        bvalid_reg <= 1'b0;
        rvalid_reg <= 1'b0;
        busy_reg <= 1'b0;
        req_reg <= 1'b0;
        req_write_reg <= 1'b0;
    end
end

/* -- the slave's side --------------------------------------------------------------------------------------------- */

reg awvalid_reg = 1'b0, wvalid_reg = 1'b0, arvalid_reg = 1'b0;
reg wr_wait_reg = 1'b0, rd_wait_reg = 1'b0;     // an answer is awaited

wire m_start = req_sync_reg[1] != ack_reg && !wr_wait_reg && !rd_wait_reg;
wire wr_done = wr_wait_reg && m_axil_bvalid;
wire rd_done = rd_wait_reg && m_axil_rvalid;

assign m_axil_awaddr = req_addr_reg;
assign m_axil_awvalid = awvalid_reg;
assign m_axil_wdata = req_data_reg;
assign m_axil_wstrb = req_strb_reg;
assign m_axil_wvalid = wvalid_reg;
assign m_axil_bready = wr_wait_reg;
assign m_axil_araddr = req_addr_reg;
assign m_axil_arvalid = arvalid_reg;
assign m_axil_rready = rd_wait_reg;

always @(posedge m_clk) begin
    req_sync_reg <= {req_sync_reg[0], req_reg};

    awvalid_reg <= (m_start && req_write_reg) || (awvalid_reg && !m_axil_awready);
    wvalid_reg <= (m_start && req_write_reg) || (wvalid_reg && !m_axil_wready);
    arvalid_reg <= (m_start && !req_write_reg) || (arvalid_reg && !m_axil_arready);
    wr_wait_reg <= (m_start && req_write_reg) || (wr_wait_reg && !m_axil_bvalid);
    rd_wait_reg <= (m_start && !req_write_reg) || (rd_wait_reg && !m_axil_rvalid);
    if (wr_done || rd_done) begin
        ack_reg <= req_sync_reg[1];
        ack_resp_reg <= rd_done ? m_axil_rresp : m_axil_bresp;
        ack_data_reg <= m_axil_rdata;
    end

    if (m_rst) begin
        req_sync_reg <= 2'd0;
        awvalid_reg <= 1'b0;
        wvalid_reg <= 1'b0;
        arvalid_reg <= 1'b0;
        wr_wait_reg <= 1'b0;
        rd_wait_reg <= 1'b0;
        ack_reg <= 1'b0;
    end
end

`ifdef FORMAL
always @(posedge s_clk) begin
    if (!s_rst) begin
        assert (!(bvalid_reg && rvalid_reg));
        assert (!(busy_reg && (bvalid_reg || rvalid_reg || wr_ready_reg || rd_ready_reg)));
        // without a request under way both sides agree
        assert (busy_reg || ack_sync_reg[1] == req_reg);
    end
end
always @(posedge m_clk) begin
    if (!m_rst) begin
        assert (!(wr_wait_reg && rd_wait_reg));
        assert (wr_wait_reg || (!awvalid_reg && !wvalid_reg));
        assert (rd_wait_reg || !arvalid_reg);
    end
end
`endif

endmodule

`resetall
