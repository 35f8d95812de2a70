// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Keyed hash of a tuple: 2 clocks, one a clock. Nothing moves without `en`.
 *
 * First every nibble of the tuple goes, mixed with the secret, through a 4-bit S-box: without it the hash
 * would be linear and tuples that collide under one secret would collide under all. Then come parities of
 * about 60 bits each, chosen by a fixed matrix (a row is MATRIX(bit) below). Bits 0 to 31 of the hash, the tag,
 * are parities. Each bit above, of the row, is one XOR three of the tag's XOR the product of two more: ports and
 * addresses that count up pass the S-boxes as a linear space, which so thin a matrix alone would send to a part
 * of the rows. Four levels of small LUTs, and two behind the register.
 */
module finwave_hash #(
    parameter KEY_WIDTH = 315,
    parameter HASH_WIDTH = 50
) (
    input  wire                  clk,
    input  wire                  en,
    input  wire [127:0]          secret,
    input  wire [KEY_WIDTH-1:0]  key,
    output wire [HASH_WIDTH-1:0] hash
);

localparam WIDTH = (KEY_WIDTH + 3) / 4 * 4;
localparam TAG_WIDTH = 32;
localparam [63:0] SBOX = 64'h21748FE3DA09B65C;

// row of the matrix: 3 of 16 bits set, drawn by a xorshift generator that starts from the row's number
function [WIDTH-1:0] matrix(input integer row);
    reg [31:0] x;
    integer n;
    begin
        x = 32'h2545F491 ^ (row * 32'h9E3779B1);
        matrix = 0;
        for (n = 0; n < WIDTH; n = n + 1) begin
            x = x ^ (x << 13);
            x = x ^ (x >> 17);
            x = x ^ (x << 5);
            matrix[n] = x[11:8] < 4'd3;
        end
    end
endfunction

wire [WIDTH-1:0] padded = {{WIDTH-KEY_WIDTH{1'b0}}, key};
reg [WIDTH-1:0] mixed_reg = 0;
reg mixed_en_reg = 1'b0;
reg [HASH_WIDTH-1:0] parity_reg = 0;

assign hash[TAG_WIDTH-1:0] = parity_reg[TAG_WIDTH-1:0];

always @(posedge clk) begin
    mixed_en_reg <= en;
end

genvar g;
generate
    for (g = 0; g < WIDTH/4; g = g + 1) begin : g_nibble
        wire [3:0] nibble = padded[4*g +: 4] ^ secret[4*(g % 32) +: 4];
        always @(posedge clk) begin
            if (en) begin
                mixed_reg[4*g +: 4] <= SBOX[4*nibble +: 4];
            end
        end
    end
    for (g = 0; g < HASH_WIDTH; g = g + 1) begin : g_bit
        localparam [WIDTH-1:0] ROW = matrix(g);
        always @(posedge clk) begin
            if (mixed_en_reg) begin
                parity_reg[g] <= ^(mixed_reg & ROW);
            end
        end
        if (g >= TAG_WIDTH) begin : g_row
            // five of the tag's parities, other ones for each bit
            localparam N = g - TAG_WIDTH;
            assign hash[g] = parity_reg[g] ^ parity_reg[(3*N + 2) % TAG_WIDTH] ^ parity_reg[(3*N + 5) % TAG_WIDTH]
                           ^ parity_reg[(3*N + 8) % TAG_WIDTH]
                           ^ (parity_reg[2*N % TAG_WIDTH] & parity_reg[(2*N + 1 + 8*(N/16)) % TAG_WIDTH]);
        end
    end
endgenerate

endmodule

`resetall
