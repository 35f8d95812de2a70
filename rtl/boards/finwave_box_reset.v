// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * The reset handshake of an OpenNIC box: a low clock on `mod_rstn` starts a reset of DURATION clocks, in which
 * `mod_rst_done` is 0. So does power-up. All of it in `clk`; `other_rst` is the same reset in `other_clk`, which may
 * be any clock of which a few edges fall into DURATION.
 */
module finwave_box_reset #(
    parameter DURATION = 100                // clocks, at most 255
) (
    input  wire clk,
    input  wire mod_rstn,
    output wire mod_rst_done,
    output wire rst,

    input  wire other_clk,
    output wire other_rst
);

localparam [31:0] CLOCKS = DURATION;

reg [7:0] left_reg = CLOCKS[7:0];
reg done_reg = 1'b0;
reg rst_reg = 1'b1;
(* ASYNC_REG = "TRUE" *) reg [1:0] other_sync_reg = 2'b11;

generate
    if (DURATION < 8 || DURATION > 255) begin : g_bad_duration
        finwave_error_DURATION_must_be_8_to_255 guard ();
    end
endgenerate

assign mod_rst_done = done_reg;
assign rst = rst_reg;
assign other_rst = other_sync_reg[1];

always @(posedge clk) begin
    if (!mod_rstn) begin
        left_reg <= CLOCKS[7:0];
        done_reg <= 1'b0;
        rst_reg <= 1'b1;
    end else if (left_reg != 8'd0) begin
        left_reg <= left_reg - 8'd1;
    end else begin
        done_reg <= 1'b1;
        rst_reg <= 1'b0;
    end
end

always @(posedge other_clk) begin
    other_sync_reg <= {other_sync_reg[0], rst_reg};
end

endmodule

`resetall
