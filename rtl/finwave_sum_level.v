// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * One level of an adder tree: every four neighbours become one sum, one clock later.
 */
module finwave_sum_level #(
    parameter COUNT = 4,
    parameter WIDTH = 16,
    parameter OUT_COUNT = (COUNT + 3) / 4
) (
    input  wire                           clk,
    input  wire                           en,
    input  wire [COUNT*WIDTH-1:0]         in,
    output wire [OUT_COUNT*(WIDTH+2)-1:0] out
);

wire [OUT_COUNT*4*WIDTH-1:0] padded;
reg [OUT_COUNT*(WIDTH+2)-1:0] out_reg = 0;

assign out = out_reg;
assign padded[COUNT*WIDTH-1:0] = in;

genvar g;
generate
    if (OUT_COUNT*4 > COUNT) begin : g_pad
        assign padded[OUT_COUNT*4*WIDTH-1:COUNT*WIDTH] = 0;
    end
    for (g = 0; g < OUT_COUNT; g = g + 1) begin : g_node
        wire [WIDTH+1:0] low = {2'd0, padded[(4*g+0)*WIDTH +: WIDTH]}
                             + {2'd0, padded[(4*g+1)*WIDTH +: WIDTH]};
        wire [WIDTH+1:0] high = {2'd0, padded[(4*g+2)*WIDTH +: WIDTH]}
                              + {2'd0, padded[(4*g+3)*WIDTH +: WIDTH]};
        always @(posedge clk) begin
            if (en) begin
                out_reg[g*(WIDTH+2) +: WIDTH+2] <= low + high;
            end
        end
    end
endgenerate

endmodule

`resetall
