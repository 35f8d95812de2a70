// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Verifies the IPv4 header checksum and the TCP checksum of each frame while it arrives.
 *
 * Enters: the words of a beat with their place in the IP packet (finwave_header). What is no TCP, or bad by its end
 *   event or its header, gets a verdict that means nothing.
 * Leaves: one verdict per frame, in order, a fixed number of clocks after its last beat
 *   (LEVELS + 5: 7 at 64 bits, 8 at 512). Bytes behind the IP length (Ethernet padding) are not summed.
 * Sources: RFC 1071, RFC 9293 3.1 (pseudo header), RFC 8200 8.1. IPv6 has no header checksum.
 */
module finwave_checksum #(
    parameter DATA_WIDTH = 64,
    parameter CL_SLOTS = 5,
    parameter WORDS = DATA_WIDTH / 32,
    parameter CL_WORDS = $clog2(WORDS),
    parameter ROW_WIDTH = 12 - CL_WORDS
) (
    input  wire                   clk,
    input  wire                   rst,

    input  wire                   words_valid,
    input  wire                   words_last,
    input  wire [CL_SLOTS-1:0]    words_slot,
    input  wire [DATA_WIDTH-1:0]  words,
    input  wire [15:0]            words_extra,
    input  wire [WORDS-1:0]       words_ip,
    input  wire [WORDS-1:0]       words_tcp,
    input  wire [CL_WORDS-1:0]    words_shift,
    input  wire [ROW_WIDTH-1:0]   words_row,
    input  wire [ROW_WIDTH-1:0]   words_extra_row,
    input  wire                   words_ipv6,
    input  wire [16:0]            words_ip_len,
    input  wire [15:0]            words_l4_len,   // one clock behind the words

    output wire                   sum_valid,
    output wire [CL_SLOTS-1:0]    sum_slot,
    output wire                   sum_ok
);

localparam OPERANDS = 2*WORDS + 2;
localparam LEVELS = OPERANDS <= 4 ? 1 : OPERANDS <= 16 ? 2 : 3;
localparam SUM_WIDTH = 16 + 2*LEVELS;
localparam DELAY = LEVELS + 1;      // from stage d's input to the accumulator
localparam TCP_WIDTH = 29;          // sum of 12,000 bytes
localparam IP_WIDTH = 23;           // sum of 60 bytes needs 21

/* -- c: where the packet ends, as row and lane ------------------------------------------------------- */

reg c_valid_reg = 1'b0;
reg c_last_reg = 1'b0;
reg [CL_SLOTS-1:0] c_slot_reg = 0;
reg [DATA_WIDTH-1:0] c_words_reg = 0;
reg [15:0] c_extra_reg = 16'd0;
reg [WORDS-1:0] c_ip_reg = 0, c_tcp_reg = 0;
reg [WORDS-1:0] c_behind_reg = 0;   // lanes of the row before
reg c_ipv6_reg = 1'b0;
reg c_below_reg = 1'b0;             // this row is below the one in which the packet ends
reg c_equal_reg = 1'b0;             // it is this row
reg c_before_reg = 1'b0;            // it is the row before
reg c_extra_end_reg = 1'b0;         // it ends in the beat's extra bytes
reg [CL_WORDS-1:0] c_end_reg = 0;   // lane of the word in which it ends
reg [1:0] c_rest_reg = 2'd0;        // bytes of that word

// a packet that ends in a row beyond these is longer than its frame may be
wire [ROW_WIDTH-1:0] end_row = words_ip_len[13:CL_WORDS+2];
wire [CL_WORDS-1:0] end_lane = words_ip_len[CL_WORDS+1:2];
wire [CL_WORDS-1:0] extra_lane = -words_shift;

genvar g;
generate
    for (g = 0; g < WORDS; g = g + 1) begin : g_behind
        localparam [31:0] LANES_BEHIND = WORDS - g;
        always @(posedge clk) begin
            if (words_valid) begin
                c_behind_reg[g] <= {1'b0, words_shift} >= LANES_BEHIND[CL_WORDS:0];
            end
        end
    end
endgenerate

always @(posedge clk) begin
    c_valid_reg <= words_valid;
    if (words_valid) begin
        c_last_reg <= words_last;
        c_slot_reg <= words_slot;
        c_words_reg <= words;
        c_extra_reg <= words_extra;
        c_ip_reg <= words_ip;
        c_tcp_reg <= words_tcp;
        c_ipv6_reg <= words_ipv6;
        c_below_reg <= words_row < end_row;
        c_equal_reg <= words_row == end_row;
        c_before_reg <= c_equal_reg;        // rows count one by one
        c_extra_end_reg <= words_last && words_extra_row == end_row && extra_lane == end_lane;
        c_end_reg <= end_lane;
        c_rest_reg <= words_ip_len[1:0];
    end

    if (rst) begin
        c_valid_reg <= 1'b0;
    end
end

/* -- d: the halves that count ----------------------------------------------------------------------- */

reg [OPERANDS*16-1:0] d_tcp_reg = 0;
reg [WORDS*32-1:0] d_ip_reg = 0;

// lanes before the end of the packet in its row, and the one with its last bytes
wire [WORDS-1:0] c_whole = ~({WORDS{1'b1}} << c_end_reg);
wire [WORDS-1:0] c_part = {{WORDS-1{1'b0}}, 1'b1} << c_end_reg;

generate
    for (g = 0; g < WORDS; g = g + 1) begin : g_lane
        wire below = c_below_reg || (c_behind_reg[g] && c_equal_reg);
        wire equal = c_behind_reg[g] ? c_before_reg : c_equal_reg;
        wire whole = c_tcp_reg[g] && (below || (equal && c_whole[g]));
        wire part = c_tcp_reg[g] && equal && c_part[g];
        wire [3:0] bytes = {4{whole}} |
                           ({4{part}} & {c_rest_reg != 2'd0, c_rest_reg[1], c_rest_reg == 2'd3, 1'b0});
        wire [31:0] word = c_words_reg[32*g +: 32];

        always @(posedge clk) begin
            if (c_valid_reg) begin
                d_tcp_reg[32*g +: 32] <= word & {{8{bytes[3]}}, {8{bytes[2]}}, {8{bytes[1]}}, {8{bytes[0]}}};
                d_ip_reg[32*g +: 32] <= word & {32{c_ip_reg[g]}};
            end
        end
    end
endgenerate

always @(posedge clk) begin
    if (c_valid_reg) begin
        d_tcp_reg[32*WORDS +: 16] <= c_extra_reg & {{8{c_extra_end_reg && c_rest_reg != 2'd0}},
                                                    {8{c_extra_end_reg && c_rest_reg[1]}}};
        d_tcp_reg[32*WORDS+16 +: 16] <= words_l4_len & {16{c_last_reg}};
    end
end

/* -- tree, then over the beats of the frame ---------------------------------------------------------- */

wire [SUM_WIDTH-1:0] tcp_sum, ip_sum;

finwave_sum #(.COUNT(OPERANDS), .WIDTH(16), .LEVELS(LEVELS))
tcp_sum_inst (.clk(clk), .en(1'b1), .in(d_tcp_reg), .out(tcp_sum));

finwave_sum #(.COUNT(2*WORDS), .WIDTH(16), .LEVELS(LEVELS))
ip_sum_inst (.clk(clk), .en(1'b1), .in(d_ip_reg), .out(ip_sum));

reg [DELAY-1:0] valid_reg = 0;
reg [DELAY-1:0] last_reg = 0;
reg [DELAY-1:0] ipv6_reg = 0;
reg [DELAY*CL_SLOTS-1:0] slot_reg = 0;

reg acc_first_reg = 1'b1;
reg acc_valid_reg = 1'b0;
reg [CL_SLOTS-1:0] acc_slot_reg = 0;
reg acc_ipv6_reg = 1'b0;
reg [TCP_WIDTH-1:0] acc_tcp_reg = 0;
reg [IP_WIDTH-1:0] acc_ip_reg = 0;

reg fold_valid_reg = 1'b0;
reg [CL_SLOTS-1:0] fold_slot_reg = 0;
reg [16:0] fold_tcp_reg = 17'd0;
reg [16:0] fold_ip_reg = 17'd0;
reg fold_ipv6_reg = 1'b0;

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
    ipv6_reg <= {ipv6_reg[DELAY-2:0], c_ipv6_reg};
    slot_reg <= {slot_reg[(DELAY-1)*CL_SLOTS-1:0], c_slot_reg};

    acc_valid_reg <= valid_reg[DELAY-1] && last_reg[DELAY-1];
    acc_slot_reg <= slot_reg[(DELAY-1)*CL_SLOTS +: CL_SLOTS];
    if (valid_reg[DELAY-1]) begin
        acc_first_reg <= last_reg[DELAY-1];
        acc_ipv6_reg <= ipv6_reg[DELAY-1];
        // the protocol number of the pseudo header is 6
        acc_tcp_reg <= (acc_first_reg ? 6 : acc_tcp_reg) + {{TCP_WIDTH-SUM_WIDTH{1'b0}}, tcp_sum};
        acc_ip_reg <= (acc_first_reg ? 0 : acc_ip_reg) + {{IP_WIDTH-SUM_WIDTH{1'b0}}, ip_sum};
    end

    fold_valid_reg <= acc_valid_reg;
    fold_slot_reg <= acc_slot_reg;
    fold_ipv6_reg <= acc_ipv6_reg;
    fold_tcp_reg <= {{33-TCP_WIDTH{1'b0}}, acc_tcp_reg[TCP_WIDTH-1:16]} + {1'b0, acc_tcp_reg[15:0]};
    fold_ip_reg <= {{33-IP_WIDTH{1'b0}}, acc_ip_reg[IP_WIDTH-1:16]} + {1'b0, acc_ip_reg[15:0]};

    out_valid_reg <= fold_valid_reg;
    out_slot_reg <= fold_slot_reg;
    out_ok_reg <= folds_to_ones(fold_tcp_reg) && (fold_ipv6_reg || folds_to_ones(fold_ip_reg));

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
