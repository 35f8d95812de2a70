// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * The window field of a segment: RCV.WND scaled, at most 65535, 0 when there is none (RFC 7323 2.3).
 * Two clocks.
 */
module finwave_window (
    input  wire        clk,
    input  wire        en,
    input  wire [31:0] wnd,         // bytes; negative: none
    input  wire [3:0]  wscale,
    output wire [15:0] window
);

reg none_reg = 1'b0;
reg [31:0] coarse_reg = 32'd0;      // shifted by whole nibbles
reg [1:0] fine_reg = 2'd0;
reg [15:0] window_reg = 16'd0;
wire [31:0] scaled = coarse_reg >> fine_reg;

assign window = window_reg;

always @(posedge clk) begin
    if (en) begin
        none_reg <= wnd[31];
        coarse_reg <= wnd >> {wscale[3:2], 2'd0};
        fine_reg <= wscale[1:0];
        window_reg <= none_reg ? 16'd0 : scaled[31:16] != 16'd0 ? 16'hFFFF : scaled[15:0];
    end
end

endmodule

`resetall
