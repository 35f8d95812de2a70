// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * The mark for the engine's next frame: the newest frame that was let pass, while it is not gone.
 *
 * Enters: `pass` with the number (modulo 1024) of a frame that passes, in order, before it can be
 * gone, and `other_number` as in finwave_mark. Leaves, from the next clock on: `marked`, `mark`.
 * What is gone is forgotten at once: no mark gets so old that it looks like one still to come.
 */
module finwave_pending (
    input  wire       clk,
    input  wire       rst,

    input  wire       pass,
    input  wire [9:0] pass_number,
    input  wire [9:0] other_number,

    output wire       marked,
    output wire [9:0] mark
);

reg marked_reg = 1'b0;
reg [9:0] mark_reg = 10'd0;
// negative: the mark is behind
wire [9:0] distance = mark_reg - other_number;

assign marked = marked_reg;
assign mark = mark_reg;

always @(posedge clk) begin
    if (pass) begin
        mark_reg <= pass_number;
    end
    marked_reg <= pass || (marked_reg && !distance[9]);

    if (rst) begin
        marked_reg <= 1'b0;
    end
end

endmodule

`resetall
