// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Adder tree: the sum of COUNT numbers, LEVELS clocks later (1 for up to 4 numbers, 2 up to 16, 3 up to 64).
 * `en` holds the whole tree still when it is 0.
 */
module finwave_sum #(
    parameter COUNT = 16,
    parameter WIDTH = 16,
    parameter LEVELS = COUNT <= 4 ? 1 : COUNT <= 16 ? 2 : 3
) (
    input  wire                      clk,
    input  wire                      en,
    input  wire [COUNT*WIDTH-1:0]    in,
    output wire [WIDTH+2*LEVELS-1:0] out
);

localparam COUNT_1 = (COUNT + 3) / 4;
localparam COUNT_2 = (COUNT_1 + 3) / 4;

wire [COUNT_1*(WIDTH+2)-1:0] sums_1;

finwave_sum_level #(.COUNT(COUNT), .WIDTH(WIDTH))
level_1_inst (.clk(clk), .en(en), .in(in), .out(sums_1));

generate
    if (LEVELS == 1) begin : g_one
        assign out = sums_1;
    end else begin : g_more
        wire [COUNT_2*(WIDTH+4)-1:0] sums_2;

        finwave_sum_level #(.COUNT(COUNT_1), .WIDTH(WIDTH+2))
        level_2_inst (.clk(clk), .en(en), .in(sums_1), .out(sums_2));

        if (LEVELS == 2) begin : g_two
            assign out = sums_2;
        end else begin : g_three
            finwave_sum_level #(.COUNT(COUNT_2), .WIDTH(WIDTH+4))
            level_3_inst (.clk(clk), .en(en), .in(sums_2), .out(out));
        end
    end
endgenerate

endmodule

`resetall
