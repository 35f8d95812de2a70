// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Small memory that is read in the same clock as its address: facts about the frames on their way,
 * kept by slot (frame number modulo DEPTH). One write port, one read port.
 */
module finwave_slots #(
    parameter WIDTH = 32,
    parameter DEPTH = 32,
    parameter CL_DEPTH = $clog2(DEPTH)
) (
    input  wire                clk,

    input  wire                wr_en,
    input  wire [CL_DEPTH-1:0] wr_slot,
    input  wire [WIDTH-1:0]    wr_data,

    input  wire [CL_DEPTH-1:0] rd_slot,
    output wire [WIDTH-1:0]    rd_data
);

reg [WIDTH-1:0] mem [0:DEPTH-1];

assign rd_data = mem[rd_slot];

always @(posedge clk) begin
    if (wr_en) begin
        mem[wr_slot] <= wr_data;
    end
end

endmodule

`resetall
