// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Sends frames on a 64-bit stream; the first beat leaves in the clock in which the frame may start.
 *
 * The first beats hold addresses only: while they leave, the checksum is worked out (ready when beat 5 leaves). Every
 * beat but the first waits in a register, whole, for its turn.
 * Enters: the oldest frame of the queue, there a clock or more when it `may_start`; `pop` says that it was copied.
 * Or, with no frame in the queue, `early_link`: what of a frame does not depend on numbers, a clock before the rest of
 * it (`late`); `early_started` tells with that clock. Leaves: beats. No gap between frames.
 */
module finwave_builder_narrow #(
    parameter DATA_WIDTH = 64
) (
    input  wire                            clk,
    input  wire                            rst,

    input  wire                            queue_valid,
    input  wire                            queue_none,  // the opposite, from a register of its own
    input  wire [`FINWAVE_FRAME_WIDTH-1:0] queue_frame,
    input  wire                            may_start,
    output wire                            take,        // it starts
    output wire                            pop,         // one clock later

    input  wire                            early_soon,  // `early_valid` is not set without it; known earlier
    input  wire                            early_valid,
    input  wire [`FINWAVE_FRAME_LINK_WIDTH-1:0] early_link,
    output wire                            early_started,
    input  wire [`FINWAVE_FRAME_WIDTH-1:`FINWAVE_FRAME_LINK_WIDTH] late,

    output wire                            out_wants,   // `out_valid` is not set without it; known earlier
    output wire                            out_valid,
    input  wire                            out_ready,
    output wire [63:0]                     out_data,
    output wire [7:0]                      out_keep,
    output wire                            out_last,

    output wire                            busy
);

localparam LINK = `FINWAVE_FRAME_LINK_WIDTH;

generate
    if (DATA_WIDTH != 64) begin : g_bad
        finwave_error_narrow_builder_is_64_bits_wide guard ();
    end
endgenerate

function [63:0] swap(input [63:0] bytes);
    swap = {bytes[7:0], bytes[15:8], bytes[23:16], bytes[31:24],
            bytes[39:32], bytes[47:40], bytes[55:48], bytes[63:56]};
endfunction

reg under_way_reg = 1'b0;               // behind the first beat
reg [3:0] beat_reg = 4'd0;              // that leaves next
reg last_reg = 1'b0;                    // it is the last one
reg [7:0] keep_reg = 8'hFF;
reg [63:0] data_reg = 64'd0;
reg early_reg = 1'b0;                   // started a clock ago: the rest comes, from `late`
reg copied_reg = 1'b0;                  // or it was the queue's
reg [`FINWAVE_FRAME_WIDTH-1:0] frame_reg = 0;

// known two beats after the start
reg [3:0] last_beat_reg = 4'd0;
reg [7:0] last_keep_reg = 8'hFF;

wire early = early_valid && queue_none;
wire start = !under_way_reg && (may_start || early) && out_ready;
wire [LINK-1:0] link = queue_valid ? frame_reg[LINK-1:0] : early_link;
// a length may be in the second row
wire ts = early_reg ? late[`FINWAVE_FRAME_TIMESTAMPS] : frame_reg[`FINWAVE_FRAME_TIMESTAMPS];

wire [63:0] row_0th, row_1st, row;
wire sum_high, sum_low;
wire [6:0] len;
wire [15:0] window, sum;
wire [63:0] sums = {16'd0, sum & {16{sum_high}}, 16'd0, sum & {16{sum_low}}};
wire [3:0] next_beat = beat_reg + 4'd1;
wire next_last = !last_reg && next_beat == last_beat_reg;

finwave_window
window_inst (
    .clk(clk),
    .en(1'b1),
    .wnd(frame_reg[`FINWAVE_FRAME_RCV_WND]),
    .wscale(frame_reg[`FINWAVE_FRAME_RCV_WSCALE]),
    .window(window)
);

finwave_frame_rows
rows_inst (
    .clk(clk),
    .link(link),
    .frame(frame_reg),
    .tcp_len(ts ? 11'd32 : 11'd20),
    .ip_len(ts ? 11'd52 : 11'd40),
    .window(window),
    .clear(last_reg),
    .load(!under_way_reg),
    .next(out_ready),
    .row_0th(row_0th),
    .row_1st(row_1st),
    .row(row),
    .sum_high(sum_high),
    .sum_low(sum_low),
    .len(len),
    .sum_at()
);

finwave_tcp_sum
tcp_sum_inst (
    .clk(clk),
    .en(1'b1),
    .frame(frame_reg),
    .window(window),
    .unfolded(),
    .sum(sum)
);

assign take = !under_way_reg && may_start && out_ready;
assign pop = copied_reg;
assign early_started = early_reg;
assign out_wants = under_way_reg || may_start || early_soon;
assign out_valid = under_way_reg || may_start || early;
assign out_last = last_reg;
assign out_keep = keep_reg;
assign out_data = under_way_reg ? data_reg : swap(row_0th);
assign busy = under_way_reg;

always @(posedge clk) begin
    if (!under_way_reg || out_ready) begin
        data_reg <= swap(under_way_reg ? sums | row : row_1st);
    end
    if (!under_way_reg) begin
        under_way_reg <= start;
        beat_reg <= 4'd1;
    end else if (out_ready) begin
        under_way_reg <= !last_reg;
        beat_reg <= next_beat;
        last_reg <= next_last;
        keep_reg <= next_last ? last_keep_reg : 8'hFF;
    end
    last_beat_reg <= len[6:3] - {3'd0, len[2:0] == 3'd0};
    last_keep_reg <= len[2:0] != 3'd0 ? ~(8'hFF << len[2:0]) : 8'hFF;

    // whether it starts is known late: what may start next is there before
    if (!under_way_reg || last_reg) begin
        frame_reg[LINK-1:0] <= queue_valid ? queue_frame[LINK-1:0] : early_link;
    end
    if (!under_way_reg || last_reg || early_reg) begin
        frame_reg[`FINWAVE_FRAME_WIDTH-1:LINK] <= early_reg ? late : queue_frame[`FINWAVE_FRAME_WIDTH-1:LINK];
    end
    early_reg <= start && !queue_valid;
    copied_reg <= start && queue_valid;

    if (rst) begin
        under_way_reg <= 1'b0;
        last_reg <= 1'b0;
        keep_reg <= 8'hFF;
        early_reg <= 1'b0;
        copied_reg <= 1'b0;
    end
end

endmodule

`resetall
