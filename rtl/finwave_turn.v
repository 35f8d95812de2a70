// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Whose frame goes next where the engine's frames and passing ones share a stream: whole frames.
 *
 * The engine goes first: its bare frames, then those with text, then the others'. After 8 of the
 * engine in a row a passing frame that waits has its turn, and after 8 bare ones one with text:
 * a peer that makes the engine answer all the time can silence neither.
 * Answers in the same clock; `step` tells that a beat of the frame whose turn it is was taken.
 */
module finwave_turn (
    input  wire       clk,
    input  wire       rst,

    input  wire       bare_valid,
    input  wire       text_valid,
    input  wire       passing_valid,

    output wire       bare_may,     // does not depend on `bare_valid`
    output wire [1:0] turn,         // 0: bare, 1: with text, 2: passing
    output wire       in_frame,     // behind the first beat of a frame

    input  wire       step,
    input  wire       last          // that beat is the last one of its frame
);

localparam [1:0] BARE = 2'd0, TEXT = 2'd1, PASSING = 2'd2;

reg inside_reg = 1'b0;
reg [1:0] turn_reg = BARE;
reg [3:0] row_reg = 4'd0;           // of the engine since the last passing one, up to 8
reg [3:0] bare_row_reg = 4'd0;      // bare ones since the last one with text, up to 8

wire passing_due = row_reg[3] && passing_valid;
wire text_due = bare_row_reg[3] && text_valid;
wire [1:0] first = passing_due ? PASSING :
                   text_due ? TEXT :
                   bare_valid ? BARE :
                   text_valid ? TEXT : PASSING;

assign bare_may = inside_reg ? turn_reg == BARE : !passing_due && !text_due;
assign turn = inside_reg ? turn_reg : first;
assign in_frame = inside_reg;

always @(posedge clk) begin
    if (step) begin
        inside_reg <= !last;
        turn_reg <= turn;
        if (last) begin
            row_reg <= turn == PASSING ? 4'd0 : row_reg + {3'd0, !row_reg[3]};
        end
        if (last && turn != PASSING) begin
            bare_row_reg <= turn == TEXT ? 4'd0 : bare_row_reg + {3'd0, !bare_row_reg[3]};
        end
    end

    if (rst) begin
        inside_reg <= 1'b0;
        row_reg <= 4'd0;
        bare_row_reg <= 4'd0;
    end
end

endmodule

`resetall
