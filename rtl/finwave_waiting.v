// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Frames of one direction that are found in the flow table, or not, until they are whole.
 *
 * Enters: one find event per frame, in order, each announced a clock ahead; end events; which of the frames are plain
 * SYNs, by slot. Leaves: the oldest frame, as soon as it has ended and its facts are in time for the pipeline. A frame
 * that finds the queue empty is offered in the clock of its find event. `frame` counts from 0, and slots go round with
 * it. That a frame is offered is a register, however far away the flow table is; so is what a frame that is not taken
 * at once is kept in: whether it is taken is known late, and moves nothing in the queue.
 */
module finwave_waiting #(
    parameter CL_FLOWS = 12,
    parameter CL_SLOTS = 5
) (
    input  wire                clk,
    input  wire                rst,

    input  wire                find_soon,      // there is a find event in the next clock
    input  wire                find_valid,
    input  wire                find_hit,
    input  wire [CL_FLOWS-1:0] find_flow,
    input  wire                end_valid,

    input  wire                key_valid,      // a new frame in this slot
    input  wire [CL_SLOTS-1:0] key_slot,
    input  wire                syn_valid,      // it is a SYN, and nothing else
    input  wire [CL_SLOTS-1:0] syn_slot,

    output wire                out_valid,
    input  wire                out_take,       // only with `out_valid`
    output wire [CL_SLOTS-1:0] out_slot,
    output wire                out_hit,
    output wire                out_syn,
    output wire [CL_FLOWS-1:0] out_flow,
    output wire [31:0]         out_frame,

    output wire                busy
);

localparam ENTRY_WIDTH = 1 + CL_FLOWS;

reg [CL_SLOTS+1:0] whole_reg = 0;       // frames that ended and have not left
reg whole_some_reg = 1'b0;
reg [31:0] frame_reg = 32'd0;
reg [CL_SLOTS-1:0] next_slot_reg = 1;   // of the frame behind the oldest
reg [2**CL_SLOTS-1:0] syn_reg = 0;
reg head_syn_reg = 1'b0;                // that of the oldest frame
reg head_valid_reg = 1'b0;
reg out_valid_reg = 1'b0;               // it is offered, or the one that is kept
reg kept_reg = 1'b0;                    // one was offered and not taken
reg kept_hit_reg = 1'b0, kept_syn_reg = 1'b0;
reg [CL_FLOWS-1:0] kept_flow_reg = 0;
reg [31:0] kept_frame_reg = 32'd0;

// a clock later: what kind of segment it is comes 3 clocks behind the key, or more
reg key_valid_reg = 1'b0;
reg [CL_SLOTS-1:0] key_slot_reg = 0;

wire queue_valid;
wire [ENTRY_WIDTH-1:0] queue_data;
wire [CL_SLOTS:0] queue_level;
wire bypass = !queue_valid;             // the newest find is the oldest frame
wire [ENTRY_WIDTH-1:0] head = bypass ? {find_hit, find_flow} : queue_data;
wire [CL_SLOTS-1:0] slot = frame_reg[CL_SLOTS-1:0];
wire go = head_valid_reg && !kept_reg;  // the oldest frame leaves the queue: it is taken, or kept

assign out_valid = out_valid_reg;
assign {out_hit, out_flow} = kept_reg ? {kept_hit_reg, kept_flow_reg} : head;
assign out_syn = kept_reg ? kept_syn_reg : head_syn_reg;
assign out_frame = kept_reg ? kept_frame_reg : frame_reg;
assign out_slot = out_frame[CL_SLOTS-1:0];

finwave_fifo #(
    .WIDTH(ENTRY_WIDTH),
    .DEPTH(2**CL_SLOTS),
    .HEAD(1),
    .BYPASS(1)
)
queue_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(find_valid),
    .wr_valid(find_valid),
    .wr_data({find_hit, find_flow}),
    .rd_valid(queue_valid),
    .rd_data(queue_data),
    .rd_ready(go),
    .level(queue_level)
);

// frames that have ended, and such that will be found, in the next clock: behind the one that goes, or all
wire whole_behind = whole_reg[CL_SLOTS+1:1] != 0 || end_valid;
wire found_behind = queue_level[CL_SLOTS:1] != 0 || (queue_valid && find_valid) || find_soon;
wire whole_some = whole_some_reg || end_valid;
wire found_some = queue_valid || find_valid || find_soon;
wire head_valid_next = go ? whole_behind && found_behind : whole_some && found_some;

always @(posedge clk) begin
    head_valid_reg <= head_valid_next;
    kept_reg <= out_valid_reg && !out_take;
    out_valid_reg <= head_valid_next || (out_valid_reg && !out_take);
    if (!kept_reg) begin
        {kept_hit_reg, kept_flow_reg} <= head;
        kept_syn_reg <= head_syn_reg;
        kept_frame_reg <= frame_reg;
    end
    case ({end_valid, go})
        2'b10: begin
            whole_reg <= whole_reg + 1'b1;
            whole_some_reg <= 1'b1;
        end
        2'b01: begin
            whole_reg <= whole_reg - 1'b1;
            whole_some_reg <= whole_reg[CL_SLOTS+1:1] != 0;
        end
        default: begin end
    endcase
    if (go) begin
        frame_reg <= frame_reg + 32'd1;
        next_slot_reg <= next_slot_reg + 1'b1;
    end
    head_syn_reg <= go ? syn_reg[next_slot_reg] || (syn_valid && syn_slot == next_slot_reg)
                       : syn_reg[slot] || (syn_valid && syn_slot == slot);
    key_valid_reg <= key_valid;
    key_slot_reg <= key_slot;
    if (key_valid_reg) begin
        syn_reg[key_slot_reg] <= 1'b0;
    end
    if (syn_valid) begin
        syn_reg[syn_slot] <= 1'b1;
    end

    if (rst) begin
        head_valid_reg <= 1'b0;
        out_valid_reg <= 1'b0;
        kept_reg <= 1'b0;
        whole_reg <= 0;
        whole_some_reg <= 1'b0;
        frame_reg <= 32'd0;
        next_slot_reg <= 1;
        key_valid_reg <= 1'b0;
        syn_reg <= 0;
    end
end

assign busy = whole_some_reg || queue_level != 0 || kept_reg;

`ifdef FORMAL
always @(posedge clk) begin
    if (!rst) begin
        assert (out_valid_reg == (head_valid_reg || kept_reg));
        assert (out_valid_reg || !out_take);
    end
end
`endif

endmodule

`resetall
