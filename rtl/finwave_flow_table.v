// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Finds the flow of a tuple: two banks of four ways, 2 * FLOW_COUNT places in all, so that every flow number can
 * be given out before a tuple finds no place.
 *
 * A place holds {valid, 32-bit tag, flow number}; the whole tuple is kept by flow number (record pipeline) and
 * compared there, so a find here is a candidate, never a verdict. The row of the second bank is the
 * row of the first XOR low bits of the tag (finwave_hash): a place can be moved to the other bank without its tuple.
 *
 * Enters: one lookup a clock: for a frame from the wire, else for one of the host or of the manager, which stands ready
 * in a register. Latency: 6 clocks, 7 for the host, 8 for the manager, and those in which they wait for the wire.
 * Leaves: per frame one find event, in order; find_slot, find_hit and find_flow belong to either direction. For the
 * manager: rows, tag, which places match, which are taken.
 */
module finwave_flow_table #(
    parameter FLOW_COUNT = 4096,
    parameter CL_FLOWS = $clog2(FLOW_COUNT),
    parameter CL_ROWS = CL_FLOWS - 2,
    parameter CL_SLOTS = 5,
    parameter KEY_WIDTH = 315,
    parameter ENTRY_WIDTH = 33 + CL_FLOWS
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire [127:0]           secret,

    /* lookups of frames; look_tcp = 0 passes through and finds nothing */
    input  wire                   look_valid,
    input  wire                   look_tcp,
    input  wire [KEY_WIDTH-1:0]   look_key,
    input  wire [CL_SLOTS-1:0]    look_slot,

    output wire                   find_soon,      // a clock before find_valid
    output wire                   find_valid,
    output wire [CL_SLOTS-1:0]    find_slot,
    output wire                   find_hit,
    output wire [CL_FLOWS-1:0]    find_flow,

    /* the same for frames of the host */
    input  wire                   host_valid,
    output wire                   host_ready,
    input  wire                   host_tcp,
    input  wire [KEY_WIDTH-1:0]   host_key,
    input  wire [CL_SLOTS-1:0]    host_slot,
    output wire                   host_find_soon,
    output wire                   host_find_valid,
    output wire                   host_waits,     // in this clock its lookup, for the wire's

    /* lookups of the manager: by tuple, or raw by rows. Taken in a clock without one of the host. */
    input  wire                   mgr_valid,
    output wire                   mgr_ready,
    output wire                   mgr_waits,
    input  wire                   mgr_raw,
    input  wire [KEY_WIDTH-1:0]   mgr_key,
    input  wire [CL_ROWS-1:0]     mgr_raw_row_a,
    input  wire [CL_ROWS-1:0]     mgr_raw_row_b,
    input  wire [2:0]             mgr_way,        // place whose entry is shown: {bank, way}

    output wire                   mgr_done,
    output wire [CL_ROWS-1:0]     mgr_row_a,
    output wire [CL_ROWS-1:0]     mgr_row_b,
    output wire [31:0]            mgr_tag,
    output wire [7:0]             mgr_match,
    output wire [7:0]             mgr_taken,
    output wire [CL_FLOWS-1:0]    mgr_flow,
    output wire [ENTRY_WIDTH-1:0] mgr_entry,
    output wire [CL_ROWS-1:0]     mgr_other_row,  // where that entry could stand in the other bank

    /* writes */
    input  wire [7:0]             wr_ways,        // {bank b, bank a}
    input  wire [CL_ROWS-1:0]     wr_row_a,
    input  wire [CL_ROWS-1:0]     wr_row_b,
    input  wire [ENTRY_WIDTH-1:0] wr_entry
);

genvar g;
integer i;

/* -- s0 to s2: hash ---------------------------------------------------------------------------------- */

wire [31:0] s2_tag;
wire [CL_ROWS-1:0] s2_row_a, s2_row_b;

reg other_host_reg = 1'b0, other_mgr_reg = 1'b0;        // whose lookup stands ready
reg other_tcp_reg = 1'b0;
reg [CL_SLOTS-1:0] other_slot_reg = 0;
reg [KEY_WIDTH-1:0] other_key_reg = 0;
wire other_valid = other_host_reg || other_mgr_reg;
wire other_free = !other_valid || !look_valid;

assign host_ready = other_free;
assign mgr_ready = other_free && !host_valid;
assign host_waits = look_valid && other_valid && (other_host_reg || host_valid);
assign mgr_waits = (look_valid && other_mgr_reg) || (mgr_valid && !mgr_ready);

always @(posedge clk) begin
    if (other_free) begin
        other_host_reg <= host_valid;
        other_mgr_reg <= mgr_valid && !host_valid;
        other_tcp_reg <= host_tcp;
        other_slot_reg <= host_slot;
        other_key_reg <= host_valid ? host_key : mgr_key;
    end

    if (rst) begin
        other_host_reg <= 1'b0;
        other_mgr_reg <= 1'b0;
    end
end

finwave_hash #(
    .KEY_WIDTH(KEY_WIDTH),
    .ROW_WIDTH(CL_ROWS)
)
hash_inst (
    .clk(clk),
    .en(look_valid || other_valid),
    .secret(secret),
    .other(!look_valid),
    .key(look_key),
    .other_key(other_key_reg),
    .given(mgr_reg[1] && mgr_raw),
    .given_row_a(mgr_raw_row_a),
    .given_row_b(mgr_raw_row_b),
    .tag(s2_tag),
    .row_a(s2_row_a),
    .row_b(s2_row_b)
);

// what goes along: one bit a stage for each kind of lookup
reg [6:1] look_reg = 0;
reg [6:1] host_reg = 0;
reg [5:1] tcp_reg = 0;
reg [6:1] mgr_reg = 0;
reg [6*CL_SLOTS-1:0] slots_reg = 0;

always @(posedge clk) begin
    look_reg <= {look_reg[5:1], look_valid};
    host_reg <= {host_reg[5:1], other_host_reg && !look_valid};
    tcp_reg <= {tcp_reg[4:1], look_valid ? look_tcp : other_host_reg && other_tcp_reg};
    mgr_reg <= {mgr_reg[5:1], other_mgr_reg && !look_valid};
    slots_reg <= {slots_reg[5*CL_SLOTS-1:0], look_valid ? look_slot : other_slot_reg};

    if (rst) begin
        look_reg <= 0;
        host_reg <= 0;
        mgr_reg <= 0;
    end
end

/* -- s2 to s4: both banks ------------------------------------------------------------------------------ */

wire [8*ENTRY_WIDTH-1:0] s4_entries;

generate
    for (g = 0; g < 8; g = g + 1) begin : g_way
        finwave_ram #(
            .WIDTH(ENTRY_WIDTH),
            .DEPTH(2**CL_ROWS)
        )
        ram_inst (
            .clk(clk),
            .wr_en(wr_ways[g]),
            .wr_addr(g < 4 ? wr_row_a : wr_row_b),
            .wr_data(wr_entry),
            .rd_addr(g < 4 ? s2_row_a : s2_row_b),
            .rd_data(s4_entries[ENTRY_WIDTH*g +: ENTRY_WIDTH])
        );
    end
endgenerate

reg [31:0] s3_tag_reg = 0, s4_tag_reg = 0, s5_tag_reg = 0, s6_tag_reg = 0;
reg [CL_ROWS-1:0] s3_row_a_reg = 0, s4_row_a_reg = 0, s5_row_a_reg = 0, s6_row_a_reg = 0;
reg [CL_ROWS-1:0] s3_row_b_reg = 0, s4_row_b_reg = 0, s5_row_b_reg = 0, s6_row_b_reg = 0;

/* -- s5: which places match; s6: whose they are ---------------------------------------------------------- */

reg [7:0] s5_match_reg = 8'd0, s6_match_reg = 8'd0;
reg [7:0] s5_taken_reg = 8'd0, s6_taken_reg = 8'd0;
reg [8*CL_FLOWS-1:0] s5_flows_reg = 0;
reg [ENTRY_WIDTH-1:0] s5_entry_reg = 0, s6_entry_reg = 0;
reg [CL_ROWS-1:0] s6_other_row_reg = 0;
reg s6_hit_reg = 1'b0;
reg [CL_FLOWS-1:0] s6_flow_reg = 0;
reg [CL_FLOWS-1:0] s5_flow;

// a place that is being moved matches twice, with the same number
always @* begin
    s5_flow = 0;
    for (i = 0; i < 8; i = i + 1) begin
        s5_flow = s5_flow | (s5_flows_reg[CL_FLOWS*i +: CL_FLOWS] & {CL_FLOWS{s5_match_reg[i]}});
    end
end

generate
    for (g = 0; g < 8; g = g + 1) begin : g_match
        wire [ENTRY_WIDTH-1:0] entry = s4_entries[ENTRY_WIDTH*g +: ENTRY_WIDTH];
        always @(posedge clk) begin
            s5_taken_reg[g] <= entry[ENTRY_WIDTH-1];
            s5_match_reg[g] <= entry[ENTRY_WIDTH-1] && entry[CL_FLOWS +: 32] == s4_tag_reg;
            s5_flows_reg[CL_FLOWS*g +: CL_FLOWS] <= entry[CL_FLOWS-1:0];
        end
    end
endgenerate

always @(posedge clk) begin
    s3_tag_reg <= s2_tag;
    s3_row_a_reg <= s2_row_a;
    s3_row_b_reg <= s2_row_b;
    s4_tag_reg <= s3_tag_reg;
    s4_row_a_reg <= s3_row_a_reg;
    s4_row_b_reg <= s3_row_b_reg;
    s5_tag_reg <= s4_tag_reg;
    s5_row_a_reg <= s4_row_a_reg;
    s5_row_b_reg <= s4_row_b_reg;
    s5_entry_reg <= s4_entries[ENTRY_WIDTH*mgr_way +: ENTRY_WIDTH];
    s6_tag_reg <= s5_tag_reg;
    s6_row_a_reg <= s5_row_a_reg;
    s6_row_b_reg <= s5_row_b_reg;
    s6_match_reg <= s5_match_reg;
    s6_taken_reg <= s5_taken_reg;
    s6_entry_reg <= s5_entry_reg;
    s6_other_row_reg <= (mgr_way[2] ? s5_row_b_reg : s5_row_a_reg) ^ s5_entry_reg[CL_FLOWS +: CL_ROWS];
    s6_flow_reg <= s5_flow;
    s6_hit_reg <= s5_match_reg != 8'd0 && tcp_reg[5];
end

assign find_soon = look_reg[5];
assign find_valid = look_reg[6];
assign host_find_soon = host_reg[5];
assign host_find_valid = host_reg[6];
assign find_slot = slots_reg[5*CL_SLOTS +: CL_SLOTS];
assign find_hit = s6_hit_reg;
assign find_flow = s6_flow_reg;

// the manager has time; what it got stays until its next lookup
reg m_done_reg = 1'b0;
reg [CL_ROWS-1:0] m_row_a_reg = 0, m_row_b_reg = 0, m_other_row_reg = 0;
reg [31:0] m_tag_reg = 0;
reg [7:0] m_match_reg = 8'd0, m_taken_reg = 8'd0;
reg [CL_FLOWS-1:0] m_flow_reg = 0;
reg [ENTRY_WIDTH-1:0] m_entry_reg = 0;

always @(posedge clk) begin
    m_done_reg <= mgr_reg[6] && !rst;
    if (mgr_reg[6]) begin
        m_row_a_reg <= s6_row_a_reg;
        m_row_b_reg <= s6_row_b_reg;
        m_tag_reg <= s6_tag_reg;
        m_match_reg <= s6_match_reg;
        m_taken_reg <= s6_taken_reg;
        m_flow_reg <= s6_flow_reg;
        m_entry_reg <= s6_entry_reg;
        m_other_row_reg <= s6_other_row_reg;
    end
end

assign mgr_done = m_done_reg;
assign mgr_row_a = m_row_a_reg;
assign mgr_row_b = m_row_b_reg;
assign mgr_tag = m_tag_reg;
assign mgr_match = m_match_reg;
assign mgr_taken = m_taken_reg;
assign mgr_flow = m_flow_reg;
assign mgr_entry = m_entry_reg;
assign mgr_other_row = m_other_row_reg;

endmodule

`resetall
