// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Finds the timestamp option among the TCP options (RFC 9293 3.1, RFC 7323 3.2), in any place and order.
 *
 * Enters: the words of a TCP header, one header a clock. Leaves, 7 clocks later: whether there is a
 * timestamp, and its TSval. The walk ends at EOL and at a length below 2; it may run past the header, and what it
 * finds counts only when it lies inside.
 *
 * Where an option starts depends on all lengths before it. The walk is cut into words: for every word and each
 * place in it where an option may start, the way through is worked out at once ("ways"); then the ways of
 * neighbouring words are joined, two words a clock, from the header's start on. A place is a number of bytes
 * from the start of the next word; DONE and FOUND end the walk.
 */
module finwave_options #(
    parameter CL_SLOTS = 5
) (
    input  wire                clk,
    input  wire                rst,

    input  wire                in_valid,
    input  wire [CL_SLOTS-1:0] in_slot,
    input  wire [319:0]        in_words,      // 10 words, the first one low
    input  wire [3:0]          in_offset,     // TCP data offset

    output wire                out_valid,
    output wire [CL_SLOTS-1:0] out_slot,
    output wire                out_ts,
    output wire [31:0]         out_tsval
);

localparam STARTS = 32;         // a timestamp of 10 bytes starts at byte 30 at the latest

// a way: {end of the walk, timestamp found, place}; when found, place is the byte inside the pair or word
localparam WAY = 8;
localparam [WAY-1:0] DONE = 8'b10_000000;

localparam STAGES = 7;

// bit n: a header is in stage n + 1; a stage without one stands still
reg [STAGES-1:0] valid_reg = 0;

function [7:0] byte_of(input [319:0] words, input integer n);
    byte_of = words[32*(n/4) + 8*(3 - n%4) +: 8];
endfunction

genvar g;

/* -- 1: every byte as the start of an option ------------------------------------------------------- */

// no header has 48 bytes of options
function [WAY-1:0] step_of(input [7:0] kind, input [7:0] len);
    if (kind == 8'd0) begin
        step_of = DONE;
    end else if (kind == 8'd1) begin
        step_of = 8'd1;
    end else if (len < 8'd2 || len >= 8'd48) begin
        step_of = DONE;
    end else begin
        step_of = {1'b0, kind == 8'd8 && len == 8'd10, len[5:0]};
    end
endfunction

reg [STARTS*WAY-1:0] step_reg = 0;      // place relative to this byte
reg [319:0] s1_words_reg = 0;

generate
    for (g = 0; g < STARTS; g = g + 1) begin : g_step
        always @(posedge clk) begin
            if (in_valid) begin
                step_reg[WAY*g +: WAY] <= step_of(byte_of(in_words, g), byte_of(in_words, g + 1));
            end
        end
    end
endgenerate

/* -- 2: every place of a word as the start of a walk through that word ------------------------------ */

function [4*WAY-1:0] ways_of(input [4*WAY-1:0] steps);
    reg [WAY-1:0] step_0, step_1, step_2, step_3, way_0, way_1, way_2, way_3;
    begin
        {step_3, step_2, step_1, step_0} = steps;
        way_3 = step_3[7] ? DONE : step_3[6] ? 8'b01_000011 : step_3 - 8'd1;
        way_2 = step_2[7] ? DONE : step_2[6] ? 8'b01_000010 :
                step_2[5:0] == 6'd1 ? way_3 : step_2 - 8'd2;
        way_1 = step_1[7] ? DONE : step_1[6] ? 8'b01_000001 :
                step_1[5:0] == 6'd1 ? way_2 :
                step_1[5:0] == 6'd2 ? way_3 : step_1 - 8'd3;
        way_0 = step_0[7] ? DONE : step_0[6] ? 8'b01_000000 :
                step_0[5:0] == 6'd1 ? way_1 :
                step_0[5:0] == 6'd2 ? way_2 :
                step_0[5:0] == 6'd3 ? way_3 : step_0 - 8'd4;
        ways_of = {way_3, way_2, way_1, way_0};
    end
endfunction

reg [STARTS*WAY-1:0] word_reg = 0;      // place relative to the next word; found: byte of the word
reg [319:0] s2_words_reg = 0;

generate
    for (g = 0; g < STARTS/4; g = g + 1) begin : g_word
        always @(posedge clk) begin
            if (valid_reg[0]) begin
                word_reg[WAY*4*g +: 4*WAY] <= ways_of(step_reg[WAY*4*g +: 4*WAY]);
            end
        end
    end
endgenerate

/* -- 3: two words as one: eight places of entry ------------------------------------------------------- */

// what a way into these four places leads to; a find in the second word of a pair lies 4 bytes on
function [WAY-1:0] through_word(input [4*WAY-1:0] ways, input [1:0] place, input second);
    reg [WAY-1:0] way;
    begin
        way = ways[WAY*place +: WAY];
        through_word = way[6] ? {way[7:3], second, way[1:0]} : way;
    end
endfunction

reg [STARTS*WAY-1:0] pair_reg = 0;      // place relative to the next pair; found: byte of the pair
reg [319:0] s3_words_reg = 0;

generate
    for (g = 0; g < STARTS; g = g + 1) begin : g_pair
        wire [4*WAY-1:0] second = word_reg[WAY*(8*(g/8)+4) +: 4*WAY];
        wire [WAY-1:0] first = word_reg[WAY*g +: WAY];
        localparam [31:0] PLACE = g;
        always @(posedge clk) begin
            if (!valid_reg[1]) begin
                pair_reg[WAY*g +: WAY] <= pair_reg[WAY*g +: WAY];
            end else if (g % 8 >= 4) begin
                pair_reg[WAY*g +: WAY] <= through_word(second, PLACE[1:0], 1'b1);
            end else if (first[7:6] != 2'd0) begin
                pair_reg[WAY*g +: WAY] <= first;
            end else if (first[5:2] != 4'd0) begin
                pair_reg[WAY*g +: WAY] <= first - 8'd4;
            end else begin
                pair_reg[WAY*g +: WAY] <= through_word(second, first[1:0], 1'b1);
            end
        end
    end
endgenerate

/* -- 4, 5, 6: from the start of the options through pair after pair ----------------------------------- */

// {pair of the find, way}
function [WAY+1:0] through_pair(input [WAY+1:0] now, input [8*WAY-1:0] ways, input [1:0] pair);
    if (now[7:6] != 2'd0) begin
        through_pair = now;
    end else if (now[5:3] != 3'd0) begin
        through_pair = {pair, now[7:0] - 8'd8};
    end else begin
        through_pair = {pair, ways[WAY*now[2:0] +: WAY]};
    end
endfunction

reg [16*WAY-1:0] s4_pairs_reg = 0;
reg [8*WAY-1:0] s5_pairs_reg = 0;
reg [WAY+1:0] s4_way_reg = 0, s5_way_reg = 0;
reg s6_found_reg = 1'b0;
reg [4:0] s6_start_reg = 5'd0;
wire [WAY+1:0] s6_way = through_pair(s5_way_reg, s5_pairs_reg, 2'd3);
reg [319:0] s4_words_reg = 0, s5_words_reg = 0, s6_words_reg = 0;

always @(posedge clk) begin
    if (in_valid) begin
        s1_words_reg <= in_words;
    end
    if (valid_reg[0]) begin
        s2_words_reg <= s1_words_reg;
    end
    if (valid_reg[1]) begin
        s3_words_reg <= s2_words_reg;
    end
    if (valid_reg[2]) begin
        s4_way_reg <= through_pair({2'd0, pair_reg[0 +: WAY]}, pair_reg[8*WAY +: 8*WAY], 2'd1);
        s4_pairs_reg <= pair_reg[16*WAY +: 16*WAY];
        s4_words_reg <= s3_words_reg;
    end
    if (valid_reg[3]) begin
        s5_way_reg <= through_pair(s4_way_reg, s4_pairs_reg[0 +: 8*WAY], 2'd2);
        s5_pairs_reg <= s4_pairs_reg[8*WAY +: 8*WAY];
        s5_words_reg <= s4_words_reg;
    end
    if (valid_reg[4]) begin
        s6_found_reg <= s6_way[6];
        s6_start_reg <= {s6_way[9:8], s6_way[2:0]};
        s6_words_reg <= s5_words_reg;
    end
end

/* -- 7: the value, two bytes behind the option's start ------------------------------------------------- */

reg [STAGES*CL_SLOTS-1:0] slot_reg = 0;
reg [(STAGES-1)*4-1:0] offset_reg = 0;
reg ts_reg = 1'b0;
reg [31:0] tsval_reg = 32'd0;

function [31:0] tsval_at(input [319:0] words, input [4:0] start);
    integer n;
    begin
        tsval_at = 32'd0;
        for (n = 0; n <= 30; n = n + 1) begin
            if (start == n[4:0]) begin
                tsval_at = {byte_of(words, n + 2), byte_of(words, n + 3), byte_of(words, n + 4), byte_of(words, n + 5)};
            end
        end
    end
endfunction

always @(posedge clk) begin
    valid_reg <= {valid_reg[STAGES-2:0], in_valid};
    offset_reg <= {offset_reg[(STAGES-2)*4-1:0], in_offset};
    slot_reg <= {slot_reg[(STAGES-1)*CL_SLOTS-1:0], in_slot};
    if (valid_reg[5]) begin
        // it ends before the header: start + 10 <= 4 * (offset - 5)
        ts_reg <= s6_found_reg && {1'b0, s6_start_reg} + 6'd30 <= {offset_reg[(STAGES-2)*4 +: 4], 2'd0};
        tsval_reg <= tsval_at(s6_words_reg, s6_start_reg);
    end

    if (rst) begin
        valid_reg <= 0;
    end
end

assign out_valid = valid_reg[STAGES-1];
assign out_slot = slot_reg[(STAGES-1)*CL_SLOTS +: CL_SLOTS];
assign out_ts = ts_reg;
assign out_tsval = tsval_reg;

endmodule

`resetall
