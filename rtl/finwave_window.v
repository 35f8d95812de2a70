// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * The window field of a segment: RCV.WND scaled, at most 65535, 0 when there is none (RFC 7323 2.3).
 * One clock.
 */
module finwave_window (
    input  wire        clk,
    input  wire        en,
    input  wire [31:0] wnd,         // bytes; negative: none
    input  wire [3:0]  wscale,
    output wire [15:0] window
);

reg [15:0] window_reg = 16'd0;
wire [31:0] scaled = wnd >> wscale;

assign window = window_reg;

always @(posedge clk) begin
    if (en) begin
        window_reg <= wnd[31] ? 16'd0 : scaled[31:16] != 16'd0 ? 16'hFFFF : scaled[15:0];
    end
end

endmodule

`resetall
