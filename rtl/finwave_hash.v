// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Keyed hash of a tuple, of two sources: 2 clocks, one a clock. Nothing moves without `en`.
 *
 * First every nibble of the tuple goes, mixed with the secret, through a 4-bit S-box: without it the hash
 * would be linear and tuples that collide under one secret would collide under all. Then come parities in two steps,
 * so that few wires cross: of four bits from nibbles that lie near each other (each bit is in two of them), then of
 * about 20 of those. Which, is fixed: drawn once, such that two tuples that differ in up to three nibbles never have
 * the same tag, whatever the secret. Bits 0 to 31 of the hash, the tag, are parities. Each bit above, of the row, is
 * one XOR three of the tag's XOR the product of two more: ports and addresses that count up pass the S-boxes as a
 * linear space, which so thin a matrix alone would send to a part of the rows. Three levels of small LUTs in each step,
 * and two behind the register.
 */
module finwave_hash #(
    parameter KEY_WIDTH = 315,
    parameter HASH_WIDTH = 50
) (
    input  wire                  clk,
    input  wire                  en,
    input  wire [127:0]          secret,
    input  wire                  other,     // take `other_key`
    input  wire [KEY_WIDTH-1:0]  key,
    input  wire [KEY_WIDTH-1:0]  other_key,
    output wire [HASH_WIDTH-1:0] hash
);

localparam WIDTH = (KEY_WIDTH + 3) / 4 * 4;
localparam TAG_WIDTH = 32;
localparam [63:0] SBOX = 64'h21748FE3DA09B65C;

localparam NIBBLES = WIDTH / 4;
localparam NEAR = 2 * NIBBLES;
localparam [31:0] DRAWN_FROM = 32'hB11598B2;
// so many nibbles further is the one whose bit 3, 2, 1, 0 a near parity takes: two kinds of them
localparam [63:0] FURTHER = {8'd19, 8'd17, 8'd7, 8'd0, 8'd11, 8'd4, 8'd1, 8'd0};

function [31:0] xorshift(input [31:0] x);
    begin
        xorshift = x ^ (x << 13);
        xorshift = xorshift ^ (xorshift >> 17);
        xorshift = xorshift ^ (xorshift << 5);
    end
endfunction

// the near parities that a bit takes: each one is in four of the tag, and in an eighth of the others
function [NEAR-1:0] chosen(input integer out);
    reg [31:0] x;
    integer n;
    begin
        x = out < TAG_WIDTH ? DRAWN_FROM : DRAWN_FROM ^ (out * 32'h9E3779B1);
        for (n = 0; n < NEAR; n = n + 1) begin
            x = xorshift(x);
            chosen[n] = out < TAG_WIDTH ? x[4:0] == out[4:0] || x[12:8] == out[4:0] || x[20:16] == out[4:0] ||
                                          x[28:24] == out[4:0]
                                        : x[11:8] < 4'd2;
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
reg [HASH_WIDTH-1:0] parity_reg = 0;

assign hash[TAG_WIDTH-1:0] = parity_reg[TAG_WIDTH-1:0];

always @(posedge clk) begin
    near_en_reg <= en;
    if (en) begin
        near_reg <= near_parities(mixed);
    end
end

genvar g;
generate
    for (g = 0; g < WIDTH/4; g = g + 1) begin : g_nibble
        wire [3:0] nibble = padded[4*g +: 4] ^ secret[4*(g % 32) +: 4];
        assign mixed[4*g +: 4] = SBOX[4*nibble +: 4];
    end
    for (g = 0; g < HASH_WIDTH; g = g + 1) begin : g_bit
        localparam [NEAR-1:0] CHOSEN = chosen(g);
        always @(posedge clk) begin
            if (near_en_reg) begin
                parity_reg[g] <= ^(near_reg & CHOSEN);
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
