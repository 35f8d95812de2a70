// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Says when a frame of the engine may start: once the frame of the other source that it is marked
 * with is gone.
 *
 * Enters: one `push` per frame, in order, with its mark, which is no more than 511 ahead and 512
 * behind (finwave_pending); `pop` when the oldest of them started; `other_number`, the number
 * (modulo 1024) of the other source's frame that is leaving or will leave next: all before it are
 * gone. Leaves: `may_start`, for the oldest frame, or, with DIRECT, when none waits, for the one that is pushed
 * in this clock without a mark; with one, a clock later; without DIRECT, two or three clocks later. With FAR,
 * which is for those without DIRECT that are in no hurry, one more: what waits may lie far from what may start.
 * A mark is compared from the clock in which it comes on, one a clock, and the answer is kept:
 * however long the frame itself then waits, numbers that come round do not hold it up.
 */
module finwave_mark #(
    parameter DEPTH = 32,
    parameter DIRECT = 1,
    parameter FAR = 0
) (
    input  wire       clk,
    input  wire       rst,

    input  wire       push,
    input  wire       push_marked,
    input  wire [9:0] push_mark,
    input  wire       pop,
    input  wire [9:0] other_number,

    output wire       may_start
);

localparam CL_DEPTH = $clog2(DEPTH);

generate
    if (DEPTH != 1 << CL_DEPTH) begin : g_bad
        finwave_error_DEPTH_must_be_a_power_of_two guard ();
    end
    if (FAR != 0 && DIRECT != 0) begin : g_bad_far
        finwave_error_FAR_is_without_DIRECT guard ();
    end
endgenerate

reg [CL_DEPTH-1:0] wr_ptr_reg = 0;
reg [CL_DEPTH:0] waiting_reg = 0;       // pushed, other frame not gone
reg waiting_some_reg = 1'b0;
reg [CL_DEPTH:0] released_reg = 0;      // may start, did not
reg released_some_reg = 1'b0;

reg [CL_DEPTH-1:0] next_ptr_reg = 1;    // behind the one that is looked at
reg head_marked_reg = 1'b0;             // the oldest that waits
reg [9:0] head_mark_reg = 10'd0;
reg head_passed_reg = 1'b0;             // the other frame was gone a clock ago

wire next_marked;
wire [9:0] next_mark;

finwave_slots #(.WIDTH(11), .DEPTH(DEPTH))
marks_inst (
    .clk(clk),
    .wr_en(push),
    .wr_slot(wr_ptr_reg),
    .wr_data({push_marked, push_mark}),
    .rd_slot(next_ptr_reg),
    .rd_data({next_marked, next_mark})
);

wire more_wait = waiting_reg[CL_DEPTH:1] != 0;
// behind the mark: 1 to 511 (modulo 1024)
wire [9:0] head_distance = head_mark_reg - other_number;
wire [9:0] push_distance = push_mark - other_number;
reg release_late_reg = 1'b0;
wire release_one = waiting_some_reg ? !head_marked_reg || head_passed_reg : DIRECT != 0 && push && !push_marked;

wire release_counts = FAR != 0 ? release_late_reg : release_one;

assign may_start = released_some_reg || (DIRECT != 0 && release_one);

always @(posedge clk) begin
    wr_ptr_reg <= wr_ptr_reg + {{CL_DEPTH-1{1'b0}}, push};
    if (release_one) begin
        next_ptr_reg <= next_ptr_reg + 1'b1;
    end
    // what comes late only chooses
    case ({release_one, push})
        2'b10: begin
            waiting_reg <= waiting_reg - 1'b1;
            waiting_some_reg <= more_wait;
        end
        2'b01: begin
            waiting_reg <= waiting_reg + 1'b1;
            waiting_some_reg <= 1'b1;
        end
        default: begin end
    endcase
    release_late_reg <= release_one;
    case ({release_counts, pop})
        2'b10: begin
            released_reg <= released_reg + 1'b1;
            released_some_reg <= 1'b1;
        end
        2'b01: begin
            released_reg <= released_reg - 1'b1;
            released_some_reg <= released_reg[CL_DEPTH:1] != 0;
        end
        default: begin end
    endcase
    head_passed_reg <= head_distance[9];
    if (!waiting_some_reg || release_one) begin
        {head_marked_reg, head_mark_reg} <= more_wait ? {next_marked, next_mark} : {push_marked, push_mark};
        head_passed_reg <= DIRECT != 0 && !more_wait && push_distance[9];
    end

    if (rst) begin
        wr_ptr_reg <= 0;
        next_ptr_reg <= 1;
        waiting_reg <= 0;
        waiting_some_reg <= 1'b0;
        released_reg <= 0;
        released_some_reg <= 1'b0;
        release_late_reg <= 1'b0;
    end
end

`ifdef FORMAL
always @(posedge clk) begin
    if (!rst) begin
        assert (!(pop && !may_start));
        // bit CL_DEPTH is set when all are taken, and then alone
        assert (!(waiting_reg[CL_DEPTH] && (push || released_reg != 0)));
        assert (!(released_reg[CL_DEPTH] && (push || waiting_reg != 0)));
    end
end
`endif

endmodule

`resetall
