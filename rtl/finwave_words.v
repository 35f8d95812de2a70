// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Words that software writes and the engine sees all at once.
 *
 * Enters: data, the word that takes it (`wr_en`, one bit each) and its bytes (`wr_strb`). Leaves: all words, one clock
 * later. Bits that nobody looks at cost nothing.
 */
module finwave_words #(
    parameter COUNT = 32,
    parameter [32*COUNT-1:0] RESET = 0
) (
    input  wire                clk,
    input  wire                rst,

    input  wire [COUNT-1:0]    wr_en,
    input  wire [3:0]          wr_strb,
    input  wire [31:0]         wr_data,

    output wire [32*COUNT-1:0] words
);

reg [32*COUNT-1:0] words_reg = RESET;

assign words = words_reg;

integer word, lane;

always @(posedge clk) begin
    for (word = 0; word < COUNT; word = word + 1) begin
        for (lane = 0; lane < 4; lane = lane + 1) begin
            if (wr_en[word] && wr_strb[lane]) begin
                words_reg[32*word+8*lane +: 8] <= wr_data[8*lane +: 8];
            end
        end
    end
    if (rst) begin
        words_reg <= RESET;
    end
end

endmodule

`resetall
