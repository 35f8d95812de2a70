// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Verifies the IPv4 header checksum and the TCP checksum of each frame while it arrives.
 *
 * Enters: the words of a beat with their place in the IP packet (finwave_header).
 * Leaves: one verdict per frame, in order, a fixed number of clocks after its last beat
 *   (LEVELS + 5: 7 at 64 bits, 8 at 512). Bytes behind the IP length (Ethernet padding) are not summed.
 * Sources: RFC 1071, RFC 9293 3.1 (pseudo header), RFC 8200 8.1. IPv6 has no header checksum: ip_ok = 1.
 */
module finwave_checksum #(
    parameter DATA_WIDTH = 64,
    parameter CL_SLOTS = 5,
    parameter WORDS = DATA_WIDTH / 32,
    parameter [31:0] LANES = WORDS + 1,
    parameter LANES_WIDTH = LANES * 32
) (
    input  wire                   clk,
    input  wire                   rst,

    input  wire                   words_valid,
    input  wire                   words_last,
    input  wire [CL_SLOTS-1:0]    words_slot,
    input  wire [LANES_WIDTH-1:0] words,
    input  wire signed [15:0]     words_base,
    input  wire                   words_ipv6,
    input  wire [3:0]             words_ihl,
    input  wire [16:0]            words_ip_len,

    output wire                   sum_valid,
    output wire [CL_SLOTS-1:0]    sum_slot,
    output wire                   sum_ok
);

localparam signed [16:0] LANE_MAX = LANES[16:0];
localparam OPERANDS = 2*LANES + 1;
localparam LEVELS = OPERANDS <= 4 ? 1 : OPERANDS <= 16 ? 2 : 3;
localparam SUM_WIDTH = 17 + 2*LEVELS;
localparam DELAY = LEVELS + 1;      // from stage d's input to the accumulator

// lane in which word `place` of the packet lies, held summed 0 .. LANES
function [5:0] lane_of(input signed [15:0] place, input signed [15:0] base);
    reg signed [16:0] lane;
    begin
        lane = place - base;
        lane_of = lane < 0 ? 6'd0 : lane > LANE_MAX ? LANE_MAX[5:0] : lane[5:0];
    end
endfunction

/* -- c: borders in lanes of this beat -------------------------------------------------------------- */

reg c_valid_reg = 1'b0;
reg c_last_reg = 1'b0;
reg [CL_SLOTS-1:0] c_slot_reg = 0;
reg [LANES_WIDTH-1:0] c_words_reg = 0;
reg c_ipv6_reg = 1'b0;
reg [5:0] c_ip_reg = 6'd0;        // first word of the IP header
reg [5:0] c_l4_reg = 6'd0;        // first word behind it
reg [5:0] c_sum_reg = 6'd0;       // first word that TCP sums without a gap
reg [5:0] c_end_reg = 6'd0;       // word in which the packet ends
reg [1:0] c_rest_reg = 2'd0;      // bytes of that word
reg [5:0] c_addr_reg = 6'd0;      // IPv4 addresses: words 3 and 4
reg [5:0] c_addr_end_reg = 6'd0;
reg [16:0] c_pseudo_reg = 17'd0;  // TCP length + protocol

always @(posedge clk) begin
    c_valid_reg <= words_valid;
    if (words_valid) begin
        c_last_reg <= words_last;
        c_slot_reg <= words_slot;
        c_words_reg <= words;
        c_ipv6_reg <= words_ipv6;
        c_ip_reg <= lane_of(16'sd0, words_base);
        c_l4_reg <= lane_of($signed({12'd0, words_ihl}), words_base);
        c_sum_reg <= lane_of(words_ipv6 ? 16'sd2 : $signed({12'd0, words_ihl}), words_base);
        c_end_reg <= lane_of($signed({1'b0, words_ip_len[16:2]}), words_base);
        // no part of a word when the packet ended before this beat
        c_rest_reg <= $signed({1'b0, words_ip_len[16:2]}) >= words_base ? words_ip_len[1:0] : 2'd0;
        c_addr_reg <= lane_of(words_ipv6 ? 16'sd2 : 16'sd3, words_base);
        c_addr_end_reg <= lane_of(words_ipv6 ? 16'sd2 : 16'sd5, words_base);
        c_pseudo_reg <= words_ip_len - {11'd0, words_ihl, 2'd0} + 17'd6;
    end

    if (rst) begin
        c_valid_reg <= 1'b0;
    end
end

/* -- d: the halves that count ----------------------------------------------------------------------- */

reg [OPERANDS*17-1:0] d_tcp_reg = 0;
reg [OPERANDS*17-1:0] d_ip_reg = 0;

genvar g;
generate
    for (g = 0; g < LANES; g = g + 1) begin : g_lane
        localparam [31:0] LANE = g;
        // the last lane is the start of the next beat's first word: summed only behind the last beat
        wire here = g < WORDS || c_last_reg;
        wire summed = LANE[5:0] >= c_sum_reg && here;
        wire whole = summed && LANE[5:0] < c_end_reg;
        wire part = summed && LANE[5:0] == c_end_reg;
        wire address = LANE[5:0] >= c_addr_reg && LANE[5:0] < c_addr_end_reg && here;
        wire in_ip = LANE[5:0] >= c_ip_reg && LANE[5:0] < c_l4_reg && here && !c_ipv6_reg;
        wire [3:0] bytes = {4{whole || address}} |
                           ({4{part}} & {c_rest_reg != 2'd0, c_rest_reg[1], c_rest_reg == 2'd3, 1'b0});
        wire [31:0] word = c_words_reg[32*g +: 32];

        always @(posedge clk) begin
            if (c_valid_reg) begin
                d_tcp_reg[(2*g+0)*17 +: 17] <= {1'b0, word[31:24] & {8{bytes[3]}}, word[23:16] & {8{bytes[2]}}};
                d_tcp_reg[(2*g+1)*17 +: 17] <= {1'b0, word[15:8] & {8{bytes[1]}}, word[7:0] & {8{bytes[0]}}};
                d_ip_reg[(2*g+0)*17 +: 17] <= {1'b0, word[31:16] & {16{in_ip}}};
                d_ip_reg[(2*g+1)*17 +: 17] <= {1'b0, word[15:0] & {16{in_ip}}};
            end
        end
    end
endgenerate

always @(posedge clk) begin
    if (c_valid_reg) begin
        d_tcp_reg[2*LANES*17 +: 17] <= c_last_reg ? c_pseudo_reg : 17'd0;
        // nothing to add for IPv4; 16'hFFFF makes the sum of "no header" right
        d_ip_reg[2*LANES*17 +: 17] <= {1'b0, {16{c_ipv6_reg && c_last_reg}}};
    end
end

/* -- tree, then over the beats of the frame ---------------------------------------------------------- */

wire [SUM_WIDTH-1:0] tcp_sum, ip_sum;

finwave_sum #(.COUNT(OPERANDS), .WIDTH(17))
tcp_sum_inst (.clk(clk), .en(1'b1), .in(d_tcp_reg), .out(tcp_sum));

finwave_sum #(.COUNT(OPERANDS), .WIDTH(17))
ip_sum_inst (.clk(clk), .en(1'b1), .in(d_ip_reg), .out(ip_sum));

reg [DELAY-1:0] valid_reg = 0;
reg [DELAY-1:0] last_reg = 0;
reg [DELAY*CL_SLOTS-1:0] slot_reg = 0;

reg acc_first_reg = 1'b1;
reg acc_valid_reg = 1'b0;
reg [CL_SLOTS-1:0] acc_slot_reg = 0;
reg [31:0] acc_tcp_reg = 32'd0;
reg [31:0] acc_ip_reg = 32'd0;

reg fold_valid_reg = 1'b0;
reg [CL_SLOTS-1:0] fold_slot_reg = 0;
reg [16:0] fold_tcp_reg = 17'd0;
reg [16:0] fold_ip_reg = 17'd0;

reg out_valid_reg = 1'b0;
reg [CL_SLOTS-1:0] out_slot_reg = 0;
reg out_ok_reg = 1'b0;

// a sum of ones' complement numbers with its checksum is FFFF
function folds_to_ones(input [16:0] folded);
    folds_to_ones = folded == 17'h0FFFF || folded == 17'h1FFFE;
endfunction

always @(posedge clk) begin
    valid_reg <= {valid_reg[DELAY-2:0], c_valid_reg};
    last_reg <= {last_reg[DELAY-2:0], c_last_reg};
    slot_reg <= {slot_reg[(DELAY-1)*CL_SLOTS-1:0], c_slot_reg};

    acc_valid_reg <= valid_reg[DELAY-1] && last_reg[DELAY-1];
    acc_slot_reg <= slot_reg[(DELAY-1)*CL_SLOTS +: CL_SLOTS];
    if (valid_reg[DELAY-1]) begin
        acc_first_reg <= last_reg[DELAY-1];
        acc_tcp_reg <= (acc_first_reg ? 32'd0 : acc_tcp_reg) + {{32-SUM_WIDTH{1'b0}}, tcp_sum};
        acc_ip_reg <= (acc_first_reg ? 32'd0 : acc_ip_reg) + {{32-SUM_WIDTH{1'b0}}, ip_sum};
    end

    fold_valid_reg <= acc_valid_reg;
    fold_slot_reg <= acc_slot_reg;
    fold_tcp_reg <= {1'b0, acc_tcp_reg[31:16]} + {1'b0, acc_tcp_reg[15:0]};
    fold_ip_reg <= {1'b0, acc_ip_reg[31:16]} + {1'b0, acc_ip_reg[15:0]};

    out_valid_reg <= fold_valid_reg;
    out_slot_reg <= fold_slot_reg;
    out_ok_reg <= folds_to_ones(fold_tcp_reg) && folds_to_ones(fold_ip_reg);

    if (rst) begin
        valid_reg <= 0;
        acc_first_reg <= 1'b1;
        acc_valid_reg <= 1'b0;
        fold_valid_reg <= 1'b0;
        out_valid_reg <= 1'b0;
    end
end

assign sum_valid = out_valid_reg;
assign sum_slot = out_slot_reg;
assign sum_ok = out_ok_reg;

endmodule

`resetall
