// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * COUNT counters as a stream of increments: {tid = ID_BASE + counter, tdata = how often it counted since it was last
 * named}. Increments of 0 are not sent.
 *
 * Each counter first counts in a few flip-flops; one after the other they are added to a memory, each once in COUNT
 * clocks, so that all may count in every clock. The counters are named in turn: an event is out after COUNT + 4
 * clocks while tready is 1 and nothing else counts, after COUNT * COUNT clocks at worst. Nothing is lost while
 * tready is 0: 2^32 - 1 events of each counter fit. What is more than one tdata holds goes in several.
 */
module finwave_stat #(
    parameter COUNT = 64,                   // 4 or more
    parameter INC_WIDTH = 24,
    parameter ID_WIDTH = 12,
    parameter ID_BASE = 0,
    parameter CL_COUNT = $clog2(COUNT)
) (
    input  wire                 clk,
    input  wire                 rst,

    input  wire [COUNT-1:0]     inc,

    output wire [INC_WIDTH-1:0] m_axis_tdata,
    output wire [ID_WIDTH-1:0]  m_axis_tid,
    output wire                 m_axis_tvalid,
    input  wire                 m_axis_tready
);

localparam SMALL = CL_COUNT + 1;            // holds COUNT increments
localparam [31:0] LAST = COUNT - 1;
localparam [31:0] BASE = ID_BASE;
localparam [31:0] INC_MAX = INC_WIDTH < 32 ? 2**INC_WIDTH - 1 : 32'hFFFFFFFF;

generate
    if (COUNT < 4) begin : g_bad_count
        finwave_error_COUNT_must_be_4_or_more guard ();
    end
    if (ID_WIDTH < 32 && ID_BASE + COUNT > 2**ID_WIDTH) begin : g_bad_id
        finwave_error_ID_WIDTH_must_hold_ID_BASE_and_all_counters guard ();
    end
endgenerate

reg [31:0] mem [0:COUNT-1];
reg [COUNT*SMALL-1:0] small_reg = 0;
reg [CL_COUNT-1:0] p0_turn_reg = 0;
reg clear_reg = 1'b1;                       // first round after reset: the memory is set to 0

reg p1_valid_reg = 1'b0, p2_valid_reg = 1'b0;
reg [CL_COUNT-1:0] p1_turn_reg = 0, p2_turn_reg = 0;
reg [31:0] p1_old_reg = 32'd0, p2_sum_reg = 32'd0;
reg [SMALL-1:0] p1_small_reg = 0;
reg [CL_COUNT-1:0] want_reg = 0;            // whose turn it is to be named

reg tvalid_reg = 1'b0;
reg [31:0] tdata_reg = 32'd0;
reg [31:0] tid_reg = 32'd0;

wire [32:0] p1_sum = {1'b0, p1_old_reg} + {{33-SMALL{1'b0}}, p1_small_reg};
wire p2_due = p2_valid_reg && p2_turn_reg == want_reg;
wire p2_send = p2_due && p2_sum_reg != 32'd0 && (!tvalid_reg || m_axis_tready);
wire [31:0] p2_sent = p2_sum_reg < INC_MAX ? p2_sum_reg : INC_MAX;

wire p0_last = p0_turn_reg == LAST[CL_COUNT-1:0];
wire want_last = want_reg == LAST[CL_COUNT-1:0];

assign m_axis_tvalid = tvalid_reg;
generate
    if (INC_WIDTH > 32) begin : g_wide_data
        assign m_axis_tdata = {{INC_WIDTH-32{1'b0}}, tdata_reg};
    end else begin : g_data
        assign m_axis_tdata = tdata_reg[INC_WIDTH-1:0];
    end
    if (ID_WIDTH > 32) begin : g_wide_id
        assign m_axis_tid = {{ID_WIDTH-32{1'b0}}, tid_reg};
    end else begin : g_id
        assign m_axis_tid = tid_reg[ID_WIDTH-1:0];
    end
endgenerate

integer i;

always @(posedge clk) begin
    for (i = 0; i < COUNT; i = i + 1) begin
        if (inc[i]) begin
            small_reg[SMALL*i +: SMALL] <= small_reg[SMALL*i +: SMALL] + 1'b1;
        end
    end
    small_reg[SMALL*p0_turn_reg +: SMALL] <= {{SMALL-1{1'b0}}, inc[p0_turn_reg]};
    if (rst) begin
        small_reg <= 0;
    end
end

always @(posedge clk) begin
    p0_turn_reg <= p0_last ? {CL_COUNT{1'b0}} : p0_turn_reg + 1'b1;
    if (p0_last) begin
        clear_reg <= 1'b0;
    end

    p1_valid_reg <= 1'b1;
    p1_turn_reg <= p0_turn_reg;
    p1_small_reg <= small_reg[SMALL*p0_turn_reg +: SMALL];
    p1_old_reg <= clear_reg ? 32'd0 : mem[p0_turn_reg];

    p2_valid_reg <= p1_valid_reg;
    p2_turn_reg <= p1_turn_reg;
    p2_sum_reg <= p1_sum[31:0];

    if (p2_valid_reg) begin
        mem[p2_turn_reg] <= p2_send ? p2_sum_reg - p2_sent : p2_sum_reg;
    end
    if (p2_send || (p2_due && p2_sum_reg == 32'd0)) begin
        want_reg <= want_last ? {CL_COUNT{1'b0}} : want_reg + 1'b1;
    end

    if (m_axis_tready) begin
        tvalid_reg <= 1'b0;
    end
    if (p2_send) begin
        tvalid_reg <= 1'b1;
        tdata_reg <= p2_sent;
        tid_reg <= BASE + {{32-CL_COUNT{1'b0}}, p2_turn_reg};
    end

    if (rst) begin
        p0_turn_reg <= 0;
        clear_reg <= 1'b1;
        p1_valid_reg <= 1'b0;
        p2_valid_reg <= 1'b0;
        want_reg <= 0;
        tvalid_reg <= 1'b0;
    end
end

`ifdef FORMAL
always @(posedge clk) begin
    if (!rst && p1_valid_reg) begin
        assert (!p1_sum[32]);
    end
end
`endif

endmodule

`resetall
