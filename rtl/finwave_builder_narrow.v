// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Sends frames on a 64-bit stream; the first beat leaves in the clock in which the frame is offered.
 *
 * The first beats hold addresses only: while they leave, the checksum is worked out (ready before beat 6).
 * Enters: what of a frame descriptor does not depend on numbers, taken with `in_ready`, and in the next clock the rest
 * of it (`late`). Leaves: beats. No gap between frames.
 */
module finwave_builder_narrow #(
    parameter DATA_WIDTH = 64
) (
    input  wire                            clk,
    input  wire                            rst,

    input  wire                            in_valid,
    output wire                            in_ready,
    input  wire [`FINWAVE_FRAME_LINK_WIDTH-1:0] in_link,
    input  wire [`FINWAVE_FRAME_WIDTH-1:`FINWAVE_FRAME_LINK_WIDTH] late,

    output wire                            out_valid,
    input  wire                            out_ready,
    output wire [63:0]                     out_data,
    output wire [7:0]                      out_keep,
    output wire                            out_last,

    output wire                            busy
);

generate
    if (DATA_WIDTH != 64) begin : g_bad
        finwave_error_narrow_builder_is_64_bits_wide guard ();
    end
endgenerate

function [63:0] swap(input [63:0] bytes);
    swap = {bytes[7:0], bytes[15:8], bytes[23:16], bytes[31:24],
            bytes[39:32], bytes[47:40], bytes[55:48], bytes[63:56]};
endfunction

reg [3:0] beat_reg = 4'd0;              // beat that leaves next; 0: none under way
reg late_wait_reg = 1'b0;               // `late` comes in this clock
reg [`FINWAVE_FRAME_WIDTH-1:0] frame_reg = 0;

wire [`FINWAVE_FRAME_WIDTH-1:0] frame =
    {late_wait_reg ? late : frame_reg[`FINWAVE_FRAME_WIDTH-1:`FINWAVE_FRAME_LINK_WIDTH],
     frame_reg[`FINWAVE_FRAME_LINK_WIDTH-1:0]};
wire [63:0] row_1st, row;
wire under_way = beat_reg != 4'd0;
wire first = beat_reg == 4'd1;
wire [6:0] len;
wire [15:0] window;
wire [2:0] sum_at;
wire [16:0] folded;

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
    .frame(frame),
    .window(16'd0),
    .text_len(11'd0),
    .load(first),
    .next(out_ready),
    .row_0th(),
    .row_1st(row_1st),
    .row(row),
    .len(len),
    .sum_at(sum_at)
);

finwave_tcp_sum
tcp_sum_inst (
    .clk(clk),
    .en(1'b1),
    .frame(frame_reg),
    .window(window),
    .folded(folded)
);

// known two beats after the start, used from the sixth on
reg [3:0] last_beat_reg = 4'd0;
reg [7:0] last_keep_reg = 8'hFF;
reg [2:0] sum_at_reg = 3'd0;
reg [15:0] sum_reg = 16'd0;
wire start = !under_way && in_valid && out_ready;
wire [63:0] plain = !under_way ? swap(in_link[410:347]) : first ? swap(row_1st) : swap(row);

// window and checksum, bytes 14 + 4 tags + IP + 14 to + 17: in which half of the beat that leaves next
reg window_first_reg = 1'b0, window_last_reg = 1'b0;
wire [63:0] sums = swap(({64{window_first_reg}} & {window, sum_reg, 32'd0}) |
                        ({64{window_last_reg}} & {32'd0, window, sum_reg}));
wire [3:0] next_beat = beat_reg + 4'd1;

assign in_ready = !under_way && out_ready;
assign out_valid = under_way || in_valid;
assign out_last = under_way && beat_reg == last_beat_reg;
assign out_keep = out_last ? last_keep_reg : 8'hFF;
assign out_data = plain | sums;
assign busy = under_way;

always @(posedge clk) begin
    // whether it starts is known late: every frame that may is taken
    if (!under_way) begin
        frame_reg[`FINWAVE_FRAME_LINK_WIDTH-1:0] <= in_link;
    end
    if (start) begin
        beat_reg <= 4'd1;
    end else if (under_way && out_ready) begin
        beat_reg <= out_last ? 4'd0 : next_beat;
        window_first_reg <= {sum_at_reg, next_beat} == {3'b000, 4'd6} || {sum_at_reg, next_beat} == {3'b010, 4'd7} ||
                            {sum_at_reg, next_beat} == {3'b101, 4'd9};
        window_last_reg <= {sum_at_reg, next_beat} == {3'b001, 4'd6} || {sum_at_reg, next_beat} == {3'b100, 4'd8} ||
                           {sum_at_reg, next_beat} == {3'b110, 4'd9};
    end
    last_beat_reg <= len[6:3] - {3'd0, len[2:0] == 3'd0};
    last_keep_reg <= len[2:0] != 3'd0 ? ~(8'hFF << len[2:0]) : 8'hFF;
    sum_at_reg <= sum_at;
    sum_reg <= ~(folded[15:0] + {15'd0, folded[16]});
    late_wait_reg <= start;
    if (late_wait_reg) begin
        frame_reg[`FINWAVE_FRAME_WIDTH-1:`FINWAVE_FRAME_LINK_WIDTH] <= late;
    end

    if (rst) begin
        beat_reg <= 4'd0;
        window_first_reg <= 1'b0;
        window_last_reg <= 1'b0;
    end
end

endmodule

`resetall
