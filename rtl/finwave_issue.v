// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * Decides what enters the flow pipeline, one operation a clock: segments from the wire in their order, else segments of
 * the host in theirs, else the manager's operation, else the timer sweep.
 *
 * The sweep looks at every record in turn, in free clocks. A look only reads: it waits for nobody and nobody waits
 * for it. What a look finds due comes back (`due_*`) and is done by an operation of its own.
 *
 * Two operations on one flow must not be in the pipeline at once (the second would read the record before the
 * first wrote it): the second waits here until the first is written, at most 5 clocks, and what stands behind it waits
 * with it, in order. Operations on different flows follow each other clock by clock.
 *
 * Enters: per direction find events (one per frame) and end events (the frame is whole; its facts are in time for the
 *   pipeline), requests of the manager. Leaves: operations. Latency from find event: 2 clocks.
 * A frame without a candidate flow ends here, unless it is a SYN that may be tracked. When the wire leaves no clock
 * free, the host has one in 8, manager or sweep have one in 8192.
 */
module finwave_issue #(
    parameter FLOW_COUNT = 4096,
    parameter CL_FLOWS = $clog2(FLOW_COUNT),
    parameter CL_SLOTS = 5
) (
    input  wire                clk,
    input  wire                rst,

    input  wire                sweep_enable,
    input  wire                track_enable,   // SYNs of unknown tuples are operations, too
    input  wire                room,           // what operations may produce has room behind the pipeline

    /* frames from the wire */
    input  wire                wire_valid,
    output wire                wire_take,
    input  wire [CL_SLOTS-1:0] wire_slot,
    input  wire                wire_hit,
    input  wire                wire_syn,
    input  wire [CL_FLOWS-1:0] wire_flow,
    input  wire [31:0]         wire_frame,

    /* frames of the host */
    input  wire                host_valid,
    output wire                host_take,
    input  wire [CL_SLOTS-1:0] host_slot,
    input  wire                host_hit,
    input  wire                host_syn,
    input  wire [CL_FLOWS-1:0] host_flow,
    input  wire [31:0]         host_frame,

    /* manager */
    input  wire                mgr_valid,
    output wire                mgr_ready,
    input  wire [3:0]          mgr_op,
    input  wire [CL_FLOWS-1:0] mgr_flow,

    /* what the sweep found due */
    input  wire                due_valid,
    input  wire [CL_FLOWS-1:0] due_flow,

    /* operations, p0 */
    output wire                p0_valid,
    output wire [3:0]          p0_op,
    output wire                p0_from_host,
    output wire [CL_FLOWS-1:0] p0_flow,
    output wire [CL_SLOTS-1:0] p0_slot,
    output wire [31:0]         p0_frame,

    output wire                busy            // operations wait here
);

/* -- whose turn it is ------------------------------------------------------------------------------------------- */

wire head_free;                         // the first stage takes something in this clock
wire turn;                              // a turn of manager or sweep, whatever waits
reg [2:0] host_wait_reg = 3'd0;         // clocks in which the wire left the host no room

wire host_turn = host_valid && &host_wait_reg;

assign wire_take = wire_valid && head_free && !turn && !host_turn;
assign host_take = host_valid && head_free && !turn && !wire_take;

always @(posedge clk) begin
    host_wait_reg <= host_take || !host_valid ? 3'd0 : host_wait_reg + {2'd0, !(&host_wait_reg)};
    if (rst) begin
        host_wait_reg <= 3'd0;
    end
end

/* -- the sweep ------------------------------------------------------------------------------------------------ */

localparam DUE_DEPTH = 16;
localparam [4:0] DUE_ROOM = 5'd8;       // looks that are under way may still find something

reg [CL_FLOWS-1:0] look_flow_reg = 0;
reg [12:0] wait_reg = 13'd0;            // clocks in which segments left no room for others
reg turn_reg = 1'b0;

wire due_head_valid;
wire [CL_FLOWS-1:0] due_head;
wire [4:0] due_level;
wire look_enable = sweep_enable && due_level < DUE_ROOM;

assign turn = turn_reg;

wire load_wire = wire_take && (wire_hit || (wire_syn && track_enable));
wire load_host = host_take && (host_hit || (host_syn && track_enable));
wire load_seg = load_wire || load_host;
wire load_mgr = head_free && !load_seg && mgr_valid;
wire load_due = head_free && !load_seg && !load_mgr && due_head_valid;
wire load_look = head_free && !load_seg && !load_mgr && !load_due && look_enable;

wire load_other = load_mgr || load_due || load_look;
wire wanted = mgr_valid || sweep_enable;

assign mgr_ready = load_mgr;

finwave_fifo #(.WIDTH(CL_FLOWS), .DEPTH(DUE_DEPTH))
due_inst (
    .clk(clk),
    .rst(rst),
    .wr_valid(due_valid),
    .wr_data(due_flow),
    .rd_valid(due_head_valid),
    .rd_data(due_head),
    .rd_ready(load_due),
    .level(due_level)
);

always @(posedge clk) begin
    turn_reg <= &wait_reg && wanted && !load_other;
    wait_reg <= load_other || !wanted ? 13'd0 : wait_reg + {12'd0, !(&wait_reg)};
    if (load_look) begin
        look_flow_reg <= look_flow_reg + 1'b1;
    end

    if (rst) begin
        look_flow_reg <= 0;
        wait_reg <= 13'd0;
        turn_reg <= 1'b0;
    end
end

/* -- two stages: find out which operations under way are on the same flow, then wait for them -------------------- */

reg hd0_valid_reg = 1'b0;
reg hd0_from_host_reg = 1'b0;
reg [3:0] hd0_op_reg = 4'd0;
reg [CL_FLOWS-1:0] hd0_flow_reg = 0;
reg [CL_SLOTS-1:0] hd0_slot_reg = 0;
reg [31:0] hd0_frame_reg = 32'd0;

reg hd1_valid_reg = 1'b0;
reg hd1_from_host_reg = 1'b0;
reg [3:0] hd1_op_reg = 4'd0;
reg [CL_FLOWS-1:0] hd1_flow_reg = 0;
reg [CL_SLOTS-1:0] hd1_slot_reg = 0;
reg [31:0] hd1_frame_reg = 32'd0;
reg [5:1] hd1_conflict_reg = 5'd0;      // bit n: the operation in stage pn is on this flow

// flows of the operations in p1 to p4; p5 is written when hd0 may be issued at the earliest
reg [4:1] way_valid_reg = 4'd0;
reg [4*CL_FLOWS-1:0] way_flow_reg = 0;

wire hd0_is_look = hd0_op_reg == `FINWAVE_OP_LOOK;
// what writes no record, or has none
wire hd1_is_look = hd1_op_reg == `FINWAVE_OP_LOOK || hd1_op_reg == `FINWAVE_OP_SYN;
wire issue = hd1_valid_reg && (hd1_is_look || (hd1_conflict_reg == 5'd0 && room));
wire advance = hd0_valid_reg && (!hd1_valid_reg || issue);
reg [5:1] hd0_conflict;
integer i;

assign head_free = !hd0_valid_reg || advance;

always @* begin
    hd0_conflict[1] = issue && !hd1_is_look && hd0_flow_reg == hd1_flow_reg;
    for (i = 1; i <= 4; i = i + 1) begin
        hd0_conflict[i+1] = way_valid_reg[i] && hd0_flow_reg == way_flow_reg[CL_FLOWS*(i-1) +: CL_FLOWS];
    end
end

always @(posedge clk) begin
    if (head_free) begin
        hd0_valid_reg <= load_seg || load_mgr || load_due || load_look;
        hd0_from_host_reg <= load_host;
        hd0_op_reg <= load_wire ? (wire_hit ? `FINWAVE_OP_SEGMENT : `FINWAVE_OP_SYN) :
                      load_host ? (host_hit ? `FINWAVE_OP_HOST : `FINWAVE_OP_SYN) :
                      load_mgr ? mgr_op : load_due ? `FINWAVE_OP_SWEEP : `FINWAVE_OP_LOOK;
        hd0_flow_reg <= load_wire ? wire_flow : load_host ? host_flow : load_mgr ? mgr_flow :
                        load_due ? due_head : look_flow_reg;
        hd0_slot_reg <= load_wire ? wire_slot : host_slot;
        hd0_frame_reg <= load_wire ? wire_frame : host_frame;
    end

    hd1_conflict_reg <= {hd1_conflict_reg[4:1], 1'b0};
    if (issue) begin
        hd1_valid_reg <= 1'b0;
    end
    if (advance) begin
        hd1_valid_reg <= 1'b1;
        hd1_op_reg <= hd0_op_reg;
        hd1_from_host_reg <= hd0_from_host_reg;
        hd1_flow_reg <= hd0_flow_reg;
        hd1_slot_reg <= hd0_slot_reg;
        hd1_frame_reg <= hd0_frame_reg;
        hd1_conflict_reg <= hd0_conflict;
    end

    way_valid_reg <= {way_valid_reg[3:1], issue && !hd1_is_look};
    way_flow_reg <= {way_flow_reg[3*CL_FLOWS-1:0], hd1_flow_reg};

    if (rst) begin
        hd0_valid_reg <= 1'b0;
        hd1_valid_reg <= 1'b0;
        way_valid_reg <= 4'd0;
    end
end

assign p0_valid = issue;
assign p0_op = hd1_op_reg;
assign p0_from_host = hd1_from_host_reg;
assign p0_flow = hd1_flow_reg;
assign p0_slot = hd1_slot_reg;
assign p0_frame = hd1_frame_reg;

assign busy = (hd0_valid_reg && !hd0_is_look) || (hd1_valid_reg && hd1_op_reg != `FINWAVE_OP_LOOK) || due_head_valid;

`ifdef FORMAL
// what is issued is on no flow that is still in p1 to p5
reg p5_valid_reg = 1'b0;
reg [CL_FLOWS-1:0] p5_flow_reg = 0;
always @(posedge clk) begin
    p5_valid_reg <= way_valid_reg[4];
    p5_flow_reg <= way_flow_reg[3*CL_FLOWS +: CL_FLOWS];
    if (!rst && issue && !hd1_is_look) begin
        for (i = 1; i <= 4; i = i + 1) begin
            assert (!(way_valid_reg[i] && way_flow_reg[CL_FLOWS*(i-1) +: CL_FLOWS] == hd1_flow_reg));
        end
        assert (!(p5_valid_reg && p5_flow_reg == hd1_flow_reg));
    end
end
`endif

endmodule

`resetall
