// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Finds the flow that makes room in a full table, among the looks of the timer sweep.
 *
 * From `start` on it sees one look at every record. A connection that is only tracked is the first choice (its host's
 * kernel knows all that it needs); with `evict` the flow in TIME-WAIT whose deadline comes first is the second.
 * Leaves: `done`, FLOW_COUNT looks after `start`, with `found` and `flow`. `flow` follows a clock behind the choice.
 */
module finwave_oldest #(
    parameter FLOW_COUNT = 4096,
    parameter CL_FLOWS = $clog2(FLOW_COUNT)
) (
    input  wire                clk,
    input  wire                rst,
    input  wire                evict,

    input  wire                start,
    input  wire                look_valid,
    input  wire [CL_FLOWS-1:0] look_flow,
    input  wire                look_time_wait,
    input  wire                look_closed,
    input  wire                look_tracked,
    input  wire [31:0]         look_deadline,

    output wire                done,
    output wire                found,
    output wire [CL_FLOWS-1:0] flow
);

reg running_reg = 1'b0;
reg done_reg = 1'b0;
reg [CL_FLOWS-1:0] left_reg = 0;
reg found_reg = 1'b0;
reg tracked_reg = 1'b0;
reg chosen_reg = 1'b0, last_reg = 1'b0; // a clock ago: the look was the best so far, was the last one
reg [CL_FLOWS-1:0] chosen_flow_reg = 0;
reg [CL_FLOWS-1:0] flow_reg = 0;
reg [31:0] deadline_reg = 32'd0;

// the look, a clock later,
reg seen_reg = 1'b0, seen_tracked_reg = 1'b0, seen_time_wait_reg = 1'b0;
reg [CL_FLOWS-1:0] seen_flow_reg = 0;
reg [31:0] seen_deadline_reg = 32'd0;

// and two: its deadline was compared with the best's, and with that of the look before it, which may be the best now
reg judged_reg = 1'b0, judged_tracked_reg = 1'b0, judged_time_wait_reg = 1'b0;
reg [CL_FLOWS-1:0] judged_flow_reg = 0;
reg [31:0] judged_deadline_reg = 32'd0;
reg before_best_reg = 1'b0, before_last_reg = 1'b0;

wire [31:0] from_best = seen_deadline_reg - deadline_reg;
wire [31:0] from_last = seen_deadline_reg - judged_deadline_reg;
wire sooner = chosen_reg ? before_last_reg : before_best_reg;
wire better = !tracked_reg && (judged_tracked_reg || (judged_time_wait_reg && (!found_reg || sooner)));

always @(posedge clk) begin
    seen_reg <= running_reg && look_valid && !start;
    seen_tracked_reg <= running_reg && look_valid && look_tracked && !look_time_wait && !look_closed;
    seen_time_wait_reg <= running_reg && look_valid && look_time_wait && evict;
    seen_flow_reg <= look_flow;
    seen_deadline_reg <= look_deadline;

    judged_reg <= running_reg && seen_reg && !start;
    judged_tracked_reg <= seen_tracked_reg;
    judged_time_wait_reg <= seen_time_wait_reg;
    judged_flow_reg <= seen_flow_reg;
    judged_deadline_reg <= seen_deadline_reg;
    before_best_reg <= from_best[31];
    before_last_reg <= from_last[31];

    chosen_reg <= running_reg && judged_reg && better;
    chosen_flow_reg <= judged_flow_reg;
    if (chosen_reg) begin
        flow_reg <= chosen_flow_reg;
    end
    last_reg <= 1'b0;
    done_reg <= last_reg && !start;
    if (running_reg && judged_reg) begin
        left_reg <= left_reg - 1'b1;
        if (better) begin
            found_reg <= 1'b1;
            tracked_reg <= judged_tracked_reg;
            deadline_reg <= judged_deadline_reg;
        end
        if (left_reg == 0) begin
            running_reg <= 1'b0;
            last_reg <= 1'b1;
        end
    end
    if (start) begin
        running_reg <= 1'b1;
        last_reg <= 1'b0;
        left_reg <= {CL_FLOWS{1'b1}};
        found_reg <= 1'b0;
        tracked_reg <= 1'b0;
    end

    if (rst) begin
        running_reg <= 1'b0;
        seen_reg <= 1'b0;
        judged_reg <= 1'b0;
        last_reg <= 1'b0;
        done_reg <= 1'b0;
    end
end

assign done = done_reg;
assign found = found_reg;
assign flow = flow_reg;

endmodule

`resetall
