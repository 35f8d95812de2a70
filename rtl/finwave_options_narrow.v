// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Finds the timestamp and the window scale among the TCP options (RFC 9293 3.1, RFC 7323 2.2, 3.2), in any place and
 * order, while the beats of a 64-bit stream go by.
 *
 * Enters: every beat as two words; 3 clocks behind it, whether the options start in it and whether the TCP header is
 * complete with it (finwave_header). Leaves, 3 clocks after the header event: whether there is a timestamp, and its
 * TSval; from the clock behind that on, by slot, the window scale (above 14: 14).
 *
 * Where an option starts depends on all lengths before it. A window is the beat's bytes, a byte late: place 0 is the
 * last byte of the beat before, so that a kind and its length are always in one window. For each place the way
 * through the window is worked out ahead, as where it leaves it and which places it steps on; a walk is then one
 * choice out of eight a beat. The walk does not look at the header's end: it may run beyond it, and what it finds
 * counts only when it lies before the end. Of two options of a kind the first one counts.
 */
module finwave_options_narrow #(
    parameter CL_SLOTS = 5
) (
    input  wire                clk,
    input  wire                rst,

    input  wire                beat_valid,
    input  wire [63:0]         beat_words,    // the first word low

    /* 3 clocks behind the beat */
    input  wire                start,         // the first word of the options is in it ..
    input  wire                start_lane,    // .. as its first or second word; stands until the header event
    input  wire                hdr_valid,
    input  wire [CL_SLOTS-1:0] hdr_slot,
    input  wire [3:0]          hdr_offset,    // TCP data offset

    output wire                out_valid,
    output wire [CL_SLOTS-1:0] out_slot,
    output wire                out_ts,
    output wire [31:0]         out_tsval,

    input  wire [CL_SLOTS-1:0] rd_slot,
    output wire                rd_found,
    output wire [3:0]          rd_wscale
);

// a way: {end of the walk, place}
localparam WAY = 7;

// bit n: a beat is in stage n + 1
reg [3:0] valid_reg = 4'd0;

integer i;
genvar g;

/* -- 1: every byte as the start of an option -------------------------------------------------------------------- */

reg [7:0] last_reg = 8'd0;              // of the beat before
reg [63:0] s1_words_reg = 64'd0;
reg [8*WAY-1:0] s1_way_reg = 0;         // place behind the option, from the start of the window on
reg [7:0] s1_ts_reg = 8'd0, s1_scale_reg = 8'd0;

wire [71:0] window = {last_reg, beat_words[31:0], beat_words[63:32]};   // the first byte high

generate
    for (g = 0; g < 8; g = g + 1) begin : g_step
        localparam [31:0] PLACE = g;
        wire [7:0] kind = window[71-8*g -: 8];
        wire [7:0] len = window[63-8*g -: 8];
        wire nop = kind == 8'd1;
        wire [5:0] behind = PLACE[5:0] + len[5:0];
        // no header has 48 bytes of options
        wire done = kind == 8'd0 || (!nop && (len[7:1] == 7'd0 || len >= 8'd48));

        always @(posedge clk) begin
            if (beat_valid) begin
                s1_way_reg[WAY*g +: WAY] <= {done, nop ? PLACE[5:0] + 6'd1 : behind};
                s1_ts_reg[g] <= kind == 8'd8 && len == 8'd10;
                s1_scale_reg[g] <= kind == 8'd3 && len == 8'd3;
            end
        end
    end
endgenerate

/* -- 2: ways through half a window, with the places that they step on ------------------------------------------- */

localparam MARKED = WAY + 4;            // {places, way}

// from place n of this half on; what leads to a place before the end of the half leads on from there
function [4*MARKED-1:0] through_half(input [4*WAY-1:0] steps, input half);
    reg [4*MARKED-1:0] ways;
    reg [WAY-1:0] step;
    integer n;
    begin
        ways = 0;
        for (n = 3; n >= 0; n = n - 1) begin
            step = steps[WAY*n +: WAY];
            if (!step[6] && step[5:2] == {3'd0, half}) begin
                ways[MARKED*n +: MARKED] = ways[MARKED*step[1:0] +: MARKED];
            end else begin
                ways[MARKED*n +: MARKED] = {4'd0, step};
            end
            ways[MARKED*n+WAY+n] = 1'b1;
        end
        through_half = ways;
    end
endfunction

reg [63:0] s2_words_reg = 64'd0;
reg [4*MARKED-1:0] s2_low_reg = 0, s2_high_reg = 0;
reg [7:0] s2_ts_reg = 8'd0, s2_scale_reg = 8'd0;

/* -- 3: ways through the window ----------------------------------------------------------------------------------- */

localparam WHOLE = WAY + 8;

reg [63:0] s3_words_reg = 64'd0;
reg [8*WHOLE-1:0] s3_ways_reg = 0;
reg [7:0] s3_ts_reg = 8'd0, s3_scale_reg = 8'd0;

always @(posedge clk) begin
    valid_reg <= {valid_reg[2:0], beat_valid};
    if (beat_valid) begin
        last_reg <= beat_words[39:32];
        s1_words_reg <= beat_words;
    end
    if (valid_reg[0]) begin
        s2_words_reg <= s1_words_reg;
        s2_low_reg <= through_half(s1_way_reg[0 +: 4*WAY], 1'b0);
        s2_high_reg <= through_half(s1_way_reg[4*WAY +: 4*WAY], 1'b1);
        s2_ts_reg <= s1_ts_reg;
        s2_scale_reg <= s1_scale_reg;
    end
    if (valid_reg[1]) begin
        s3_words_reg <= s2_words_reg;
        s3_ts_reg <= s2_ts_reg;
        s3_scale_reg <= s2_scale_reg;
    end

    if (rst) begin
        valid_reg <= 4'd0;
    end
end

generate
    for (g = 0; g < 4; g = g + 1) begin : g_way
        wire [MARKED-1:0] low = s2_low_reg[MARKED*g +: MARKED];
        wire [MARKED-1:0] high = s2_high_reg[MARKED*low[1:0] +: MARKED];
        wire into_high = !low[6] && low[5:3] == 3'd0;

        always @(posedge clk) begin
            if (valid_reg[1]) begin
                s3_ways_reg[WHOLE*g +: WHOLE] <=
                    {high[WAY +: 4] & {4{into_high}}, low[WAY +: 4], into_high ? high[0 +: WAY] : low[0 +: WAY]};
                s3_ways_reg[WHOLE*(g+4) +: WHOLE] <=
                    {s2_high_reg[MARKED*g+WAY +: 4], 4'd0, s2_high_reg[MARKED*g +: WAY]};
            end
        end
    end
endgenerate

/* -- 4: the walk ---------------------------------------------------------------------------------------------- */

reg walk_done_reg = 1'b0;
reg [5:0] walk_reg = 6'd0;              // place in the window that comes next
reg [63:0] s4_words_reg = 64'd0;
reg s4_start_reg = 1'b0;
reg [2:0] s4_row_reg = 3'd0;            // beats since the start
reg [7:0] s4_ts_reg = 8'd0, s4_scale_reg = 8'd0;
reg s4_hdr_reg = 1'b0;
reg [CL_SLOTS-1:0] s4_slot_reg = 0;
reg [3:0] s4_limit_reg = 4'd0;          // words from the start of row 0 to the end of the header

wire walk_done = walk_done_reg && !start;
wire [5:0] walk = start ? {3'd0, start_lane, 2'd1} : walk_reg;
wire lands = !walk_done && walk[5:3] == 3'd0;
wire [WHOLE-1:0] way = s3_ways_reg[WHOLE*walk[2:0] +: WHOLE];
wire [5:0] walk_next = lands ? way[5:0] : walk;

always @(posedge clk) begin
    if (valid_reg[2]) begin
        walk_done_reg <= lands ? way[6] : walk_done;
        walk_reg <= {walk_next[5:3] - 3'd1, walk_next[2:0]};
        s4_words_reg <= s3_words_reg;
        s4_start_reg <= start;
        s4_row_reg <= start ? 3'd0 : s4_row_reg + 3'd1;
        s4_ts_reg <= s3_ts_reg & way[WAY +: 8] & {8{lands}};
        s4_scale_reg <= s3_scale_reg & way[WAY +: 8] & {8{lands}};
    end
    s4_hdr_reg <= hdr_valid;
    s4_slot_reg <= hdr_slot;
    s4_limit_reg <= hdr_offset < 4'd5 ? 4'd0 : hdr_offset - 4'd5 + {3'd0, start_lane};

    if (rst) begin
        s4_hdr_reg <= 1'b0;
    end
end

/* -- 5: values: TSval ends in the window behind the one in which its option starts ---------------------------- */

reg [55:0] s5_words_reg = 56'd0;        // without the first byte
reg s5_hit_reg = 1'b0;
reg [2:0] s5_place_reg = 3'd0;
reg s5_scale_late_reg = 1'b0;           // a window scale of which only the value is still to come
reg ts_reg = 1'b0, scale_reg = 1'b0;
reg [3:0] ts_at_reg = 4'd0;             // word with the end of the option
reg [3:0] scale_at_reg = 4'd0;
reg [31:0] tsval_reg = 32'd0;
reg [7:0] shift_reg = 8'd0;
reg s5_hdr_reg = 1'b0;
reg [CL_SLOTS-1:0] s5_slot_reg = 0;
reg [3:0] s5_limit_reg = 4'd0;

wire [63:0] s4_bytes = {s4_words_reg[31:0], s4_words_reg[63:32]};
wire [87:0] both = {s5_words_reg, s4_bytes[63:32]};
// bit n: the value of a window scale is byte n
wire [7:0] scale_at = {s4_scale_reg[6:0], s5_scale_late_reg && !s4_start_reg};

reg [2:0] scale_first;
always @* begin
    scale_first = 3'd0;
    for (i = 7; i >= 0; i = i - 1) begin
        if (scale_at[i]) begin
            scale_first = i[2:0];
        end
    end
end

always @(posedge clk) begin
    if (valid_reg[3]) begin
        s5_words_reg <= s4_bytes[55:0];
        s5_hit_reg <= s4_ts_reg != 8'd0;
        s5_place_reg <= {|s4_ts_reg[7:4],
                         s4_ts_reg[7] || s4_ts_reg[6] || s4_ts_reg[3] || s4_ts_reg[2],
                         s4_ts_reg[7] || s4_ts_reg[5] || s4_ts_reg[3] || s4_ts_reg[1]};
        s5_scale_late_reg <= s4_scale_reg[7];

        ts_reg <= !s4_start_reg && (ts_reg || s5_hit_reg);
        if (!ts_reg) begin
            ts_at_reg <= {s4_row_reg, s5_place_reg[2]};
            tsval_reg <= both[87-8*s5_place_reg -: 32];
        end
        scale_reg <= scale_at != 8'd0 || (scale_reg && !s4_start_reg);
        if (!scale_reg || s4_start_reg) begin
            scale_at_reg <= {s4_row_reg, scale_first[2]};
            shift_reg <= s4_bytes[63-8*scale_first -: 8];
        end
    end
    s5_hdr_reg <= s4_hdr_reg;
    s5_slot_reg <= s4_slot_reg;
    s5_limit_reg <= s4_limit_reg;

    if (rst) begin
        s5_hdr_reg <= 1'b0;
    end
end

/* -- 6: what lies before the end of the header ---------------------------------------------------------------- */

reg s6_hdr_reg = 1'b0;
reg [CL_SLOTS-1:0] s6_slot_reg = 0;
reg s6_ts_reg = 1'b0, s6_scale_reg = 1'b0;
reg [31:0] s6_tsval_reg = 32'd0;
reg [3:0] s6_shift_reg = 4'd0;

always @(posedge clk) begin
    s6_hdr_reg <= s5_hdr_reg;
    if (s5_hdr_reg) begin
        s6_slot_reg <= s5_slot_reg;
        s6_ts_reg <= ts_reg && ts_at_reg < s5_limit_reg;
        s6_tsval_reg <= tsval_reg;
        s6_scale_reg <= scale_reg && scale_at_reg < s5_limit_reg;
        s6_shift_reg <= shift_reg > 8'd14 ? 4'd14 : shift_reg[3:0];
    end

    if (rst) begin
        s6_hdr_reg <= 1'b0;
    end
end

assign out_valid = s6_hdr_reg;
assign out_slot = s6_slot_reg;
assign out_ts = s6_ts_reg;
assign out_tsval = s6_tsval_reg;

finwave_slots #(.WIDTH(5), .DEPTH(2**CL_SLOTS))
slots_inst (
    .clk(clk),
    .wr_en(s6_hdr_reg),
    .wr_slot(s6_slot_reg),
    .wr_data({s6_scale_reg, s6_scale_reg ? s6_shift_reg : 4'd0}),
    .rd_slot(rd_slot),
    .rd_data({rd_found, rd_wscale})
);

endmodule

`resetall
