// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Whose frame goes next where the engine's frames and passing ones share a stream: whole frames.
 *
 * The engine goes first: its bare frames, then those with text, then the others'. After 8 of the
 * engine in a row a passing frame that has waited a clock has its turn, and after 8 bare ones one with text:
 * a peer that makes the engine answer all the time can silence neither. Who offers a beat offers it until it goes.
 * Answers in the same clock: who offers a beat and may, goes; of those that offer one, exactly one may. None of the
 * three answers depends on the own `valid`, that of the bare frames on none. `step` tells that such a beat was taken.
 */
module finwave_turn (
    input  wire       clk,
    input  wire       rst,

    input  wire       bare_valid,
    input  wire       text_valid,
    input  wire       passing_valid,

    output wire       bare_may,
    output wire       text_may,
    output wire       passing_may,
    output wire       text_first,   // if no bare one goes: the one with text, not the passing one
    output wire       in_frame,     // behind the first beat of a frame

    input  wire       step,
    input  wire       last          // that beat is the last one of its frame
);

reg inside_reg = 1'b0;
reg in_bare_reg = 1'b0, in_text_reg = 1'b0;
reg [3:0] row_reg = 4'd0;           // of the engine since the last passing one, up to 8
reg [3:0] bare_row_reg = 4'd0;      // bare ones since the last one with text, up to 8
reg passing_waits_reg = 1'b0, text_waits_reg = 1'b0;    // offered a clock ago, and still

wire passing_due = row_reg[3] && passing_waits_reg;
wire text_due = bare_row_reg[3] && text_waits_reg;
wire bare_goes = bare_may && bare_valid;
wire passing_goes = !bare_goes && !text_first;

assign bare_may = inside_reg ? in_bare_reg : !passing_due && !text_due;
assign text_may = inside_reg ? in_text_reg : !passing_due && (text_due || !bare_valid);
assign passing_may = inside_reg ? !in_bare_reg && !in_text_reg : passing_due || (!bare_valid && !text_valid);
assign text_first = inside_reg ? in_text_reg : text_valid && !passing_due;
assign in_frame = inside_reg;

always @(posedge clk) begin
    passing_waits_reg <= passing_valid && !(step && passing_goes);
    text_waits_reg <= text_valid && !(step && !bare_goes && text_first);
    if (step) begin
        inside_reg <= !last;
        in_bare_reg <= bare_goes;
        in_text_reg <= !bare_goes && text_first;
        if (last) begin
            row_reg <= passing_goes ? 4'd0 : row_reg + {3'd0, !row_reg[3]};
        end
        if (last && !passing_goes) begin
            bare_row_reg <= bare_goes ? bare_row_reg + {3'd0, !bare_row_reg[3]} : 4'd0;
        end
    end

    if (rst) begin
        inside_reg <= 1'b0;
        row_reg <= 4'd0;
        bare_row_reg <= 4'd0;
        passing_waits_reg <= 1'b0;
        text_waits_reg <= 1'b0;
    end
end

endmodule

`resetall
