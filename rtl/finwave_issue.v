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
 * for it. What a look finds due comes back (`due_*`) and is done by an operation of its own. The manager's operation,
 * and the next of the sweep, stand ready in registers: what enters is decided late.
 *
 * Two operations on one flow must not be in the pipeline at once (the second would read the record before the
 * first wrote it): the second waits here until the first is written, at most 9 clocks, and what stands behind it waits
 * with it, in order. Operations on different flows follow each other clock by clock.
 *
 * The record is read while it is still found out whether the operation must wait (p0); one that waits reads again, and
 * therefore waits 2 clocks at least. The address goes to memories all over the chip, straight from a register.
 *
 * Enters: per direction find events (one per frame) and end events (the frame is whole; its facts are in time for the
 *   pipeline), requests of the manager. Leaves: the flow whose record is read, and operations a clock behind. Latency
 *   from find event: 2 clocks.
 * A frame without a candidate flow ends here, unless it is a SYN that may be tracked. When the wire leaves no clock
 * free, the host has one in 8, manager or sweep have one in 8192.
 */
module finwave_issue #(
    parameter FLOW_COUNT = 4096,
    parameter CL_FLOWS = $clog2(FLOW_COUNT),
    parameter CL_SLOTS = 5,
    parameter SPACED = 0                // at most one operation in two clocks, looks aside
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

    /* operations: the record to read, and behind it the operation */
    output wire [CL_FLOWS-1:0] p0_flow,
    output wire                p1_valid,
    output wire [3:0]          p1_op,
    output wire                p1_from_host,
    output wire [CL_FLOWS-1:0] p1_flow,
    output wire [CL_SLOTS-1:0] p1_slot,
    output wire [31:0]         p1_frame,

    output wire                busy            // operations wait here
);

/* -- whose turn it is ------------------------------------------------------------------------------------------- */

wire head_free;                         // the first stage takes something in this clock
wire turn;                              // a turn of manager or sweep, whatever waits
reg [2:0] host_wait_reg = 3'd0;         // clocks in which the wire left the host no room
reg host_long_reg = 1'b0;               // it is at its end: one waits

wire wire_next = wire_valid && !turn && !host_long_reg;
wire host_next = host_valid && !turn && (!wire_valid || host_long_reg);

assign wire_take = wire_next && head_free;
assign host_take = host_next && head_free;

always @(posedge clk) begin
    if (host_take || !host_valid) begin
        host_wait_reg <= 3'd0;
        host_long_reg <= 1'b0;
    end else if (!host_long_reg) begin
        host_wait_reg <= host_wait_reg + 3'd1;
        host_long_reg <= host_wait_reg == 3'd6;
    end
    if (rst) begin
        host_wait_reg <= 3'd0;
        host_long_reg <= 1'b0;
    end
end

/* -- the sweep ------------------------------------------------------------------------------------------------ */

localparam DUE_DEPTH = 16;
localparam [4:0] DUE_ROOM = 5'd4;       // looks that are under way may still find something

reg [CL_FLOWS-1:0] look_flow_reg = 0;
reg look_enable_reg = 1'b0;
reg track_enable_reg = 1'b0;
reg [12:0] wait_reg = 13'd0;            // clocks in which segments left no room for others
reg wait_long_reg = 1'b0;               // it is at its end
reg other_went_reg = 1'b0;              // they had room a clock ago
reg turn_reg = 1'b0;
// what stands ready
reg mgr_held_reg = 1'b0;
reg [3:0] mgr_op_reg = 4'd0;
reg [CL_FLOWS-1:0] mgr_flow_reg = 0;
reg sweep_held_reg = 1'b0;
reg sweep_due_reg = 1'b0;               // it is no look
reg [CL_FLOWS-1:0] sweep_flow_reg = 0;

wire due_head_valid;
wire [CL_FLOWS-1:0] due_head;
wire [4:0] due_level;

assign turn = turn_reg;

wire load_wire = wire_next && (wire_hit || (wire_syn && track_enable_reg));
wire load_host = host_next && (host_hit || (host_syn && track_enable_reg));
wire load_seg = load_wire || load_host;
wire load_mgr = head_free && !load_seg && mgr_held_reg;
wire load_sweep = head_free && !load_seg && !mgr_held_reg && sweep_held_reg;

wire load_other = load_mgr || load_sweep;
wire wanted = mgr_held_reg || sweep_held_reg;
// what is due comes in when none stands ready, a look also when one goes
wire fill_due = !sweep_held_reg && due_head_valid;
wire fill_look = (!sweep_held_reg || load_sweep) && !due_head_valid && look_enable_reg;

assign mgr_ready = !mgr_held_reg;

finwave_fifo #(.WIDTH(CL_FLOWS), .DEPTH(DUE_DEPTH))
due_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(due_valid),
    .wr_valid(due_valid),
    .wr_data(due_flow),
    .rd_valid(due_head_valid),
    .rd_data(due_head),
    .rd_ready(!sweep_held_reg),
    .level(due_level)
);

always @(posedge clk) begin
    track_enable_reg <= track_enable;
    look_enable_reg <= sweep_enable && due_level < DUE_ROOM;
    if (!mgr_held_reg) begin
        mgr_held_reg <= mgr_valid;
        mgr_op_reg <= mgr_op;
        mgr_flow_reg <= mgr_flow;
    end else if (load_mgr) begin
        mgr_held_reg <= 1'b0;
    end
    if (fill_due || fill_look) begin
        sweep_held_reg <= 1'b1;
    end else if (load_sweep) begin
        sweep_held_reg <= 1'b0;
    end
    if (!sweep_held_reg || load_sweep) begin
        sweep_due_reg <= due_head_valid;
        sweep_flow_reg <= due_head_valid ? due_head : look_flow_reg;
    end
    if (fill_look) begin
        look_flow_reg <= look_flow_reg + 1'b1;
    end

    // a turn ends with the first of them
    turn_reg <= wait_long_reg && wanted && !other_went_reg && !(turn_reg && head_free);
    other_went_reg <= load_other;
    if (other_went_reg || !wanted) begin
        wait_reg <= 13'd0;
        wait_long_reg <= 1'b0;
    end else if (!wait_long_reg) begin
        wait_reg <= wait_reg + 13'd1;
        wait_long_reg <= wait_reg == 13'h1FFE;
    end

    if (rst) begin
        look_flow_reg <= 0;
        look_enable_reg <= 1'b0;
        mgr_held_reg <= 1'b0;
        sweep_held_reg <= 1'b0;
        wait_reg <= 13'd0;
        wait_long_reg <= 1'b0;
        turn_reg <= 1'b0;
        other_went_reg <= 1'b0;
    end
end

/* -- two stages: find out which operations under way are on the same flow, then wait for them -------------------- */

localparam LAST = 9;                    // the stage that writes the record

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
reg [3:0] hd1_waits_reg = 4'd0;         // an operation on its flow is not written, or there is no room: in parts
wire hd1_wait = hd1_waits_reg != 4'd0; // never without an operation
reg [LAST:2] hd1_conflict_reg = 0;      // bit n: the operation in stage pn is on its flow
reg room_reg = 1'b0;

// flows of the operations in p2 to p9
reg [LAST:2] way_valid_reg = 0;
reg [(LAST-1)*CL_FLOWS-1:0] way_flow_reg = 0;

wire hd0_is_look = hd0_op_reg == `FINWAVE_OP_LOOK;
// what writes no record, or has none
wire hd0_is_free = hd0_is_look || hd0_op_reg == `FINWAVE_OP_SYN;
reg hd1_is_free_reg = 1'b0;
reg hd1_new_reg = 1'b0;                 // it came in the clock before
reg [CL_FLOWS-1:0] p0_flow_reg = 0;
wire hd1_stays = hd1_wait && (hd1_new_reg || hd1_conflict_reg != 0 || !room_reg);
wire issue = hd1_valid_reg && !hd1_wait;
wire advance = hd0_valid_reg && !hd1_wait;
reg [LAST:1] hd0_conflict;
integer i;

assign head_free = !hd0_valid_reg || !hd1_wait;
// which segment it would be is known before it is known that it is one
wire [CL_FLOWS-1:0] seg_flow = wire_next ? wire_flow : host_flow;
wire [CL_FLOWS-1:0] other_flow = mgr_held_reg ? mgr_flow_reg : sweep_flow_reg;
wire [CL_FLOWS-1:0] load_flow = load_seg ? seg_flow : other_flow;
wire [CL_FLOWS-1:0] kept_flow = hd1_stays ? hd1_flow_reg : hd0_flow_reg;

always @* begin
    hd0_conflict[1] = hd1_valid_reg && !hd1_is_free_reg && hd0_flow_reg == hd1_flow_reg;
    for (i = 2; i <= LAST; i = i + 1) begin
        hd0_conflict[i] = way_valid_reg[i] && hd0_flow_reg == way_flow_reg[CL_FLOWS*(i-2) +: CL_FLOWS];
    end
end

// one that the gap keeps back is not held by its flow: it goes a clock later
wire hd0_follows = SPACED != 0 && hd1_valid_reg && !hd1_is_free_reg;

always @(posedge clk) begin
    if (head_free) begin
        hd0_valid_reg <= load_seg || wanted;
        hd0_from_host_reg <= load_host;
        hd0_op_reg <= load_wire ? (wire_hit ? `FINWAVE_OP_SEGMENT : `FINWAVE_OP_SYN) :
                      load_host ? (host_hit ? `FINWAVE_OP_HOST : `FINWAVE_OP_SYN) :
                      mgr_held_reg ? mgr_op_reg : sweep_due_reg ? `FINWAVE_OP_SWEEP : `FINWAVE_OP_LOOK;
        hd0_flow_reg <= load_flow;
        hd0_slot_reg <= wire_next ? wire_slot : host_slot;
        hd0_frame_reg <= wire_next ? wire_frame : host_frame;
    end

    room_reg <= room;
    // what was in pn is in pn+1 now; what was in the last stage is written
    hd1_conflict_reg <= {hd1_conflict_reg[LAST-1:2], 1'b0};
    hd1_waits_reg <= {3'd0, hd1_stays};
    hd1_new_reg <= advance;
    p0_flow_reg <= hd1_stays || !head_free ? kept_flow : load_flow;
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
        hd1_is_free_reg <= hd0_is_free;
        hd1_conflict_reg <= hd0_conflict[LAST-1:1];
        hd1_waits_reg <= {|hd0_conflict[9:7], |hd0_conflict[6:4], |hd0_conflict[3:1],
                          hd0_follows || !room_reg} & {4{!hd0_is_free}};
    end

    way_valid_reg <= {way_valid_reg[LAST-1:2], issue && !hd1_is_free_reg};
    way_flow_reg <= {way_flow_reg[(LAST-2)*CL_FLOWS-1:0], hd1_flow_reg};

    if (rst) begin
        hd0_valid_reg <= 1'b0;
        hd1_valid_reg <= 1'b0;
        hd1_waits_reg <= 4'd0;
        room_reg <= 1'b0;
        way_valid_reg <= 0;
    end
end

assign p0_flow = p0_flow_reg;
assign p1_valid = issue;
assign p1_op = hd1_op_reg;
assign p1_from_host = hd1_from_host_reg;
assign p1_flow = hd1_flow_reg;
assign p1_slot = hd1_slot_reg;
assign p1_frame = hd1_frame_reg;

assign busy = (hd0_valid_reg && !hd0_is_look) || (hd1_valid_reg && hd1_op_reg != `FINWAVE_OP_LOOK) || due_head_valid ||
              mgr_held_reg || (sweep_held_reg && sweep_due_reg);

`ifdef FORMAL
// the record of what is issued was read when no operation on it was in p1 to p9
reg read_free_reg = 1'b0;
reg [CL_FLOWS-1:0] read_flow_reg = 0;
always @(posedge clk) begin
    read_flow_reg <= p0_flow;
    assert (rst || !p1_valid || read_flow_reg == p1_flow);
    assert (rst || host_valid || !host_long_reg);
    read_free_reg <= 1'b1;
    for (i = 2; i <= LAST; i = i + 1) begin
        if (way_valid_reg[i] && way_flow_reg[CL_FLOWS*(i-2) +: CL_FLOWS] == p0_flow) begin
            read_free_reg <= 1'b0;
        end
    end
    if (p1_valid && !hd1_is_free_reg && hd1_flow_reg == p0_flow) begin
        read_free_reg <= 1'b0;
    end
    if (!rst && issue && !hd1_is_free_reg) begin
        assert (read_free_reg);
    end
end
`endif

endmodule

`resetall
