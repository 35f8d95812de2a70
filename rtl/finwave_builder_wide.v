// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Sends frames on a stream of 128 to 512 bits: one frame a clock when it fits one beat.
 *
 * Its first beat holds checksums, so it leaves 4 clocks after the frame was taken. Enters: frame descriptors.
 * Leaves: beats, no gap between frames that came without one. The pipeline stands still while its last
 * stage cannot move on.
 */
module finwave_builder_wide #(
    parameter DATA_WIDTH = 512,
    parameter KEEP_WIDTH = DATA_WIDTH / 8
) (
    input  wire                            clk,
    input  wire                            rst,

    input  wire                            in_valid,
    output wire                            in_ready,
    input  wire [`FINWAVE_FRAME_WIDTH-1:0] in_frame,

    output wire                            out_valid,
    input  wire                            out_ready,
    output wire [DATA_WIDTH-1:0]           out_data,
    output wire [KEEP_WIDTH-1:0]           out_keep,
    output wire                            out_last,

    output wire                            busy
);

localparam BYTES = 94;
localparam BEATS = (BYTES + KEEP_WIDTH - 1) / KEEP_WIDTH;
localparam FIELD = BEATS * DATA_WIDTH;

/* -- d0: descriptor; d2: laid out, window; d3: checksum ------------------------------------------------ */

reg [3:0] valid_reg = 4'd0;
reg [`FINWAVE_FRAME_WIDTH-1:0] d0_frame_reg = 0, d1_frame_reg = 0;
reg [751:0] d2_bytes_reg = 0, d3_bytes_reg = 0;
reg [6:0] d2_len_reg = 0, d3_len_reg = 0;
reg [2:0] d2_sum_at_reg = 0, d3_sum_at_reg = 0;

reg [15:0] d3_window_reg = 0;

wire [15:0] d2_window;
wire [751:0] d1_bytes;
wire [6:0] d1_len;
wire [2:0] d1_sum_at;
wire [15:0] d3_sum;
wire advance;

finwave_window
window_inst (
    .clk(clk),
    .en(advance),
    .wnd(d0_frame_reg[`FINWAVE_FRAME_RCV_WND]),
    .wscale(d0_frame_reg[`FINWAVE_FRAME_RCV_WSCALE]),
    .window(d2_window)
);

finwave_frame_layout
layout_inst (
    .frame(d1_frame_reg),
    .text_len(11'd0),
    .bytes(d1_bytes),
    .len(d1_len),
    .sum_at(d1_sum_at)
);

finwave_tcp_sum
tcp_sum_inst (
    .clk(clk),
    .en(advance),
    .frame(d0_frame_reg),
    .window(d2_window),
    .unfolded(),
    .sum(d3_sum)
);

/* -- beats -------------------------------------------------------------------------------------------------- */

reg [2:0] beat_reg = 3'd0;

reg [751:0] d3_sum_field;               // and the window, before it
always @* begin
    d3_sum_field = 752'd0;
    case (d3_sum_at_reg)
        3'b000: d3_sum_field[751-8*48 -: 32] = {d3_window_reg, d3_sum};
        3'b001: d3_sum_field[751-8*52 -: 32] = {d3_window_reg, d3_sum};
        3'b010: d3_sum_field[751-8*56 -: 32] = {d3_window_reg, d3_sum};
        3'b100: d3_sum_field[751-8*68 -: 32] = {d3_window_reg, d3_sum};
        3'b101: d3_sum_field[751-8*72 -: 32] = {d3_window_reg, d3_sum};
        default: d3_sum_field[751-8*76 -: 32] = {d3_window_reg, d3_sum};
    endcase
end

wire [751:0] d3_whole = d3_bytes_reg | d3_sum_field;
wire [FIELD-1:0] lanes;

genvar g;
generate
    for (g = 0; g < BEATS*KEEP_WIDTH; g = g + 1) begin : g_lane
        if (g < BYTES) begin : g_byte
            assign lanes[8*g +: 8] = d3_whole[751-8*g -: 8];
        end else begin : g_zero
            assign lanes[8*g +: 8] = 8'd0;
        end
    end
endgenerate

wire [9:0] sent = {7'd0, beat_reg} * KEEP_WIDTH[9:0];
wire [9:0] left = {3'd0, d3_len_reg} - sent;

assign out_valid = valid_reg[3];
assign out_last = left <= KEEP_WIDTH[9:0];
assign out_data = lanes[DATA_WIDTH*beat_reg +: DATA_WIDTH];
assign out_keep = out_last && left != KEEP_WIDTH[9:0] ? ~({KEEP_WIDTH{1'b1}} << left) : {KEEP_WIDTH{1'b1}};
assign advance = !valid_reg[3] || (out_ready && out_last);
assign in_ready = advance;
assign busy = valid_reg != 4'd0;

always @(posedge clk) begin
    if (advance) begin
        valid_reg <= {valid_reg[2:0], in_valid};
        d0_frame_reg <= in_frame;
        d1_frame_reg <= d0_frame_reg;
        d2_bytes_reg <= d1_bytes;
        d2_len_reg <= d1_len;
        d2_sum_at_reg <= d1_sum_at;
        d3_bytes_reg <= d2_bytes_reg;
        d3_len_reg <= d2_len_reg;
        d3_sum_at_reg <= d2_sum_at_reg;
        d3_window_reg <= d2_window;
    end
    if (valid_reg[3] && out_ready) begin
        beat_reg <= out_last ? 3'd0 : beat_reg + 3'd1;
    end

    if (rst) begin
        valid_reg <= 4'd0;
        beat_reg <= 3'd0;
    end
end

endmodule

`resetall
