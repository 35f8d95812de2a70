// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Keyed hash of a tuple, of two sources, to a tag and a row in each of two banks: 2 clocks, one a clock. Nothing moves
 * without `en`.
 *
 * First every nibble of the tuple goes, mixed with the secret, through a 4-bit S-box: without it the hash
 * would be linear and tuples that collide under one secret would collide under all. Then come parities in two steps,
 * so that few wires cross: of four bits from nibbles that lie near each other (each bit is in two of them), then of
 * 13 to 49 of those. Which, is fixed: drawn once, such that two tuples that differ in up to three nibbles never have
 * the same tag, whatever the secret, and that tables of many kinds fill the rows (tests/rtl/test_hash.cpp). The bits of
 * the tag are parities. Each bit of a row is one XOR the product of two of the tag: ports and addresses that count up
 * pass the S-boxes as a linear space, which so thin a matrix alone would send to a part of the rows. The rows differ by
 * the tag's low bits, so a tag and one row give the other; that difference is in the parities of row b, not behind
 * them. Rows that are given instead come in the clock after `en`. Three or four levels of small LUTs in each step, and
 * one behind the register, before the memories.
 */
module finwave_hash #(
    parameter KEY_WIDTH = 315,
    parameter ROW_WIDTH = 18
) (
    input  wire                  clk,
    input  wire                  en,
    input  wire [127:0]          secret,
    input  wire                  other,     // take `other_key`
    input  wire [KEY_WIDTH-1:0]  key,
    input  wire [KEY_WIDTH-1:0]  other_key,
    input  wire                  given,     // a clock after `en`: these rows, whatever the tuple
    input  wire [ROW_WIDTH-1:0]  given_row_a,
    input  wire [ROW_WIDTH-1:0]  given_row_b,
    output wire [31:0]           tag,
    output wire [ROW_WIDTH-1:0]  row_a,
    output wire [ROW_WIDTH-1:0]  row_b      // row_a ^ tag's low bits
);

localparam WIDTH = (KEY_WIDTH + 3) / 4 * 4;
localparam TAG_WIDTH = 32;
localparam [63:0] SBOX = 64'h21748FE3DA09B65C;

localparam NIBBLES = WIDTH / 4;
localparam NEAR = 2 * NIBBLES;
localparam [31:0] TAG_DRAWN_FROM = 32'hB11598B2;
localparam [31:0] ROW_DRAWN_FROM = 32'h4A59AE1B;
// so many nibbles further is the one whose bit 3, 2, 1, 0 a near parity takes: two kinds of them
localparam [63:0] FURTHER = {8'd19, 8'd17, 8'd7, 8'd0, 8'd11, 8'd4, 8'd1, 8'd0};

generate
    if (ROW_WIDTH > TAG_WIDTH) begin : g_bad
        finwave_error_ROW_WIDTH_must_be_at_most_32 guard ();
    end
endgenerate

function [31:0] xorshift(input [31:0] x);
    begin
        xorshift = x ^ (x << 13);
        xorshift = xorshift ^ (xorshift >> 17);
        xorshift = xorshift ^ (xorshift << 5);
    end
endfunction

// the near parities that a bit takes, first the tag's, then row a's: each is in about four of the tag's bits, and in
// three of 16 of the row's
function [NEAR-1:0] chosen(input integer out);
    reg [31:0] x;
    integer n;
    begin
        x = out < TAG_WIDTH ? TAG_DRAWN_FROM : TAG_DRAWN_FROM ^ (out * ROW_DRAWN_FROM);
        for (n = 0; n < NEAR; n = n + 1) begin
            x = xorshift(x);
            chosen[n] = out < TAG_WIDTH ? x[4:0] == out[4:0] || x[12:8] == out[4:0] || x[20:16] == out[4:0] ||
                                          x[28:24] == out[4:0]
                                        : x[11:8] < 4'd3;
        end
    end
endfunction

function [NEAR-1:0] near_parities(input [WIDTH-1:0] mixed);
    integer n, place;
    for (n = 0; n < NEAR; n = n + 1) begin
        near_parities[n] = 1'b0;
        for (place = 0; place < 4; place = place + 1) begin
            near_parities[n] = near_parities[n] ^
                mixed[4*((n + {24'd0, FURTHER[8*(4*(n/NIBBLES)+place) +: 8]}) % NIBBLES) + place];
        end
    end
endfunction

wire [WIDTH-1:0] padded = {{WIDTH-KEY_WIDTH{1'b0}}, other ? other_key : key};
wire [WIDTH-1:0] mixed;
reg [NEAR-1:0] near_reg = 0;
reg near_en_reg = 1'b0;
reg [TAG_WIDTH-1:0] tag_reg = 0;
reg given_reg = 1'b0;
reg [ROW_WIDTH-1:0] parity_a_reg = 0, parity_b_reg = 0;

assign tag = tag_reg;

always @(posedge clk) begin
    near_en_reg <= en;
    if (en) begin
        near_reg <= near_parities(mixed);
    end
    if (near_en_reg) begin
        given_reg <= given;
    end
end

genvar g;
generate
    for (g = 0; g < WIDTH/4; g = g + 1) begin : g_nibble
        wire [3:0] nibble = padded[4*g +: 4] ^ secret[4*(g % 32) +: 4];
        assign mixed[4*g +: 4] = SBOX[4*nibble +: 4];
    end
    for (g = 0; g < TAG_WIDTH; g = g + 1) begin : g_tag
        localparam [NEAR-1:0] CHOSEN = chosen(g);
        always @(posedge clk) begin
            if (near_en_reg) begin
                tag_reg[g] <= ^(near_reg & CHOSEN);
            end
        end
    end
    for (g = 0; g < ROW_WIDTH; g = g + 1) begin : g_row
        localparam [NEAR-1:0] CHOSEN_A = chosen(TAG_WIDTH + g);
        localparam [NEAR-1:0] CHOSEN_B = CHOSEN_A ^ chosen(g);
        wire product = tag_reg[2*g % TAG_WIDTH] & tag_reg[(2*g + 1 + 8*(g/16)) % TAG_WIDTH] & !given_reg;
        assign row_a[g] = parity_a_reg[g] ^ product;
        assign row_b[g] = parity_b_reg[g] ^ product;
        always @(posedge clk) begin
            if (near_en_reg) begin
                parity_a_reg[g] <= given ? given_row_a[g] : ^(near_reg & CHOSEN_A);
                parity_b_reg[g] <= given ? given_row_b[g] : ^(near_reg & CHOSEN_B);
            end
        end
    end
endgenerate

endmodule

`resetall
