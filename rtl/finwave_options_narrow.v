// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Finds the timestamp and the window scale among the TCP options (RFC 9293 3.1, RFC 7323 2.2, 3.2), in any place and
 * order, while the beats of a 64-bit stream go by.
 *
 * Enters: every beat as two words; 2 clocks behind it, whether the options start in it, and 3 clocks behind it, whether
 * the TCP header is complete with it (finwave_header). Leaves, 3 clocks after the header event: whether there is a
 * timestamp, and its TSval; from the clock behind that on, by slot, the window scale (above 14: 14).
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

    /* 2 clocks behind the beat */
    input  wire                start,         // the first word of the options is in it ..
    input  wire                start_lane,    // .. as its first or second word

    /* 3 clocks behind the beat */
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

// a way: {end of the walk, place in the window that comes next; 60 to 63: places 4 to 7 of this one}
localparam WAY = 7;

// bit n: a beat is in stage n + 1
reg [3:0] valid_reg = 4'd0;

genvar g;

/* -- 1: every byte as the start of an option -------------------------------------------------------------------- */

reg [7:0] last_reg = 8'd0;              // of the beat before
reg [63:0] s1_words_reg = 64'd0;
reg [8*WAY-1:0] s1_way_reg = 0;         // behind the option; in the places 0 to 2 of a half not of NOPs
reg [11:0] s1_on_reg = 12'd0;           // of each half: from 0 to 3, 1 to 3, 0 to 2; NOPs in 2, 1, 0
reg [7:0] s1_ts_reg = 8'd0, s1_scale_reg = 8'd0;

wire [71:0] window = {last_reg, beat_words[31:0], beat_words[63:32]};   // the first byte high

generate
    for (g = 0; g < 8; g = g + 1) begin : g_step
        localparam [31:0] PLACE = g - 8;
        wire [7:0] kind = window[71-8*g -: 8];
        wire [7:0] len = window[63-8*g -: 8];
        wire nop = kind == 8'd1;
        wire last = kind == 8'd0;
        // no header has 48 bytes of options
        wire bad = len[7:1] == 7'd0 || len >= 8'd48;
        wire [5:0] behind = PLACE[5:0] + len[5:0];

        always @(posedge clk) begin
            if (beat_valid) begin
                s1_way_reg[WAY*g +: WAY] <= g % 4 == 3 && nop ? {1'b0, PLACE[5:0] + 6'd1} : {last || bad, behind};
                if (g % 4 < 3) begin
                    s1_on_reg[6*(g/4) + g % 4] <= nop;
                end
                if (g % 4 < 2) begin
                    s1_on_reg[6*(g/4) + 3 + g % 2] <= !nop && !last && len == 8'd2;
                end
                if (g % 4 == 0) begin
                    s1_on_reg[6*(g/4) + 5] <= !nop && !last && len == 8'd3;
                end
                s1_ts_reg[g] <= kind == 8'd8 && len == 8'd10;
                s1_scale_reg[g] <= kind == 8'd3 && len == 8'd3;
            end
        end
    end
endgenerate

/* -- 2: ways through half a window, with the places that they step on ------------------------------------------- */

localparam MARKED = WAY + 4;            // {places, way}

// from place n of a half on: the way of the last place in it that is stepped on, and all those places
function [4*MARKED-1:0] through_half(input [4*WAY-1:0] steps, input three, input [1:0] two, input [2:0] nop);
    reg on_1_2, on_1_3, on_0_2, on_0_3;
    begin
        on_1_2 = nop[1];
        on_1_3 = two[1] || (nop[1] && nop[2]);
        on_0_2 = two[0] || (nop[0] && nop[1]);
        on_0_3 = three || (two[0] && nop[2]) || (nop[0] && (two[1] || (nop[1] && nop[2])));
        through_half = {
            4'b1000, steps[3*WAY +: WAY],
            nop[2], 3'b100, nop[2] ? steps[3*WAY +: WAY] : steps[2*WAY +: WAY],
            on_1_3, on_1_2, 2'b10,
            on_1_3 ? steps[3*WAY +: WAY] : on_1_2 ? steps[2*WAY +: WAY] : steps[WAY +: WAY],
            on_0_3, on_0_2, nop[0], 1'b1,
            on_0_3 ? steps[3*WAY +: WAY] : on_0_2 ? steps[2*WAY +: WAY] :
            nop[0] ? steps[WAY +: WAY] : steps[0 +: WAY]};
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
        s2_low_reg <= through_half(s1_way_reg[0 +: 4*WAY], s1_on_reg[5], s1_on_reg[4:3], s1_on_reg[2:0]);
        s2_high_reg <= through_half(s1_way_reg[4*WAY +: 4*WAY], s1_on_reg[11], s1_on_reg[10:9], s1_on_reg[8:6]);
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
        wire into_high = !low[6] && low[5:3] == 3'd7;

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
reg [5:0] walk_reg = 6'd0;              // place, from the start of the beat in stage 3 on
reg start_reg = 1'b0;                   // the options start in that beat,
reg lane_reg = 1'b0;                    // and where in their first beat
reg [63:0] s4_words_reg = 64'd0;
reg s4_start_reg = 1'b0;
reg [2:0] s4_row_reg = 3'd0;            // beats since the start
reg [7:0] s4_ts_reg = 8'd0, s4_scale_reg = 8'd0;
reg s4_hdr_reg = 1'b0;
reg [CL_SLOTS-1:0] s4_slot_reg = 0;
reg [3:0] s4_limit_reg = 4'd0;          // words from the start of row 0 to the end of the header

wire lands = !walk_done_reg && walk_reg[5:3] == 3'd0;
wire [WHOLE-1:0] way = s3_ways_reg[WHOLE*walk_reg[2:0] +: WHOLE];

always @(posedge clk) begin
    if (valid_reg[2]) begin
        if (lands) begin
            walk_done_reg <= way[6];
            walk_reg <= way[5:0];
        end else begin
            walk_reg[5:3] <= walk_reg[5:3] - 3'd1;
        end
        s4_words_reg <= s3_words_reg;
        s4_start_reg <= start_reg;
        s4_row_reg <= start_reg ? 3'd0 : s4_row_reg + 3'd1;
        s4_ts_reg <= s3_ts_reg & way[WAY +: 8] & {8{lands}};
        s4_scale_reg <= s3_scale_reg & way[WAY +: 8] & {8{lands}};
    end
    if (valid_reg[1]) begin
        start_reg <= start;
        lane_reg <= start_lane;
        if (start) begin
            walk_done_reg <= 1'b0;
            walk_reg <= {3'd0, start_lane, 2'd1};
        end
    end
    s4_hdr_reg <= hdr_valid;
    s4_slot_reg <= hdr_slot;
    s4_limit_reg <= hdr_offset < 4'd5 ? 4'd0 : hdr_offset - 4'd5 + {3'd0, lane_reg};

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
wire scale_high = scale_at[3:0] == 4'd0;       // the first one is in the second half

function [7:0] first_of(input [2:0] at, input [31:0] bytes);
    first_of = at[0] ? bytes[31:24] : at[1] ? bytes[23:16] : at[2] ? bytes[15:8] : bytes[7:0];
endfunction

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
            scale_at_reg <= {s4_row_reg, scale_high};
            shift_reg <= scale_high ? first_of(scale_at[6:4], s4_bytes[31:0])
                                    : first_of(scale_at[2:0], s4_bytes[63:32]);
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
