// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`timescale 1ns / 1ps

/*
 * Simulation model of the ECP5's block RAM, as Yosys makes use of it: Yosys brings this cell as a black box only.
 *
 * 1,024 rows of 18 bits. A port of width 1, 2, 4, 9 or 18 takes a part of one row, of width 36 two rows: then A
 * writes and B reads, the low half on the pins of A and the high half on those of B. Widths below 9 leave bits 8
 * and 17 of a row alone. The low address bits of a port of 18 or 36 bits are byte enables of its writes. A
 * reset clears what was read, whatever the clock enable says, and keeps a write away.
 *
 * The output register of A alone (at a width of 36 A and B have it or have it not), chip selects, the write mode
 * WRITETHROUGH, inverted clocks and initial contents are not modelled: an instance that asks for one of them does
 * not elaborate. Contents start as zero. An asynchronous reset
 * (RESETMODE) must last over a clock edge, as it does when a register of the same clock drives it.
 *
 * What a port reads in the clock in which the other one writes the same row is undefined on the chip. Here it gets
 * the complement of what was there, so that a netlist that lets it matter cannot pass for equal.
 */
module DP16KD (
    input  wire DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9,
    input  wire DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0,
    input  wire ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0,
    input  wire CEA, OCEA, CLKA, WEA, RSTA, CSA2, CSA1, CSA0,
    output wire DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9,
    output wire DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1, DOA0,
    input  wire DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9,
    input  wire DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0,
    input  wire ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0,
    input  wire CEB, OCEB, CLKB, WEB, RSTB, CSB2, CSB1, CSB0,
    output wire DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9,
    output wire DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1, DOB0
);

parameter DATA_WIDTH_A = 18;
parameter DATA_WIDTH_B = 18;
parameter REGMODE_A = "NOREG";
parameter REGMODE_B = "NOREG";
parameter RESETMODE = "SYNC";
parameter ASYNC_RESET_RELEASE = "SYNC";
parameter CSDECODE_A = "0b000";
parameter CSDECODE_B = "0b000";
parameter WRITEMODE_A = "NORMAL";
parameter WRITEMODE_B = "NORMAL";
parameter CLKAMUX = "CLKA";
parameter CLKBMUX = "CLKB";
parameter GSR = "ENABLED";
parameter [319:0] INITVAL_00 = 0, INITVAL_01 = 0, INITVAL_02 = 0, INITVAL_03 = 0;
parameter [319:0] INITVAL_04 = 0, INITVAL_05 = 0, INITVAL_06 = 0, INITVAL_07 = 0;
parameter [319:0] INITVAL_08 = 0, INITVAL_09 = 0, INITVAL_0A = 0, INITVAL_0B = 0;
parameter [319:0] INITVAL_0C = 0, INITVAL_0D = 0, INITVAL_0E = 0, INITVAL_0F = 0;
parameter [319:0] INITVAL_10 = 0, INITVAL_11 = 0, INITVAL_12 = 0, INITVAL_13 = 0;
parameter [319:0] INITVAL_14 = 0, INITVAL_15 = 0, INITVAL_16 = 0, INITVAL_17 = 0;
parameter [319:0] INITVAL_18 = 0, INITVAL_19 = 0, INITVAL_1A = 0, INITVAL_1B = 0;
parameter [319:0] INITVAL_1C = 0, INITVAL_1D = 0, INITVAL_1E = 0, INITVAL_1F = 0;
parameter [319:0] INITVAL_20 = 0, INITVAL_21 = 0, INITVAL_22 = 0, INITVAL_23 = 0;
parameter [319:0] INITVAL_24 = 0, INITVAL_25 = 0, INITVAL_26 = 0, INITVAL_27 = 0;
parameter [319:0] INITVAL_28 = 0, INITVAL_29 = 0, INITVAL_2A = 0, INITVAL_2B = 0;
parameter [319:0] INITVAL_2C = 0, INITVAL_2D = 0, INITVAL_2E = 0, INITVAL_2F = 0;
parameter [319:0] INITVAL_30 = 0, INITVAL_31 = 0, INITVAL_32 = 0, INITVAL_33 = 0;
parameter [319:0] INITVAL_34 = 0, INITVAL_35 = 0, INITVAL_36 = 0, INITVAL_37 = 0;
parameter [319:0] INITVAL_38 = 0, INITVAL_39 = 0, INITVAL_3A = 0, INITVAL_3B = 0;
parameter [319:0] INITVAL_3C = 0, INITVAL_3D = 0, INITVAL_3E = 0, INITVAL_3F = 0;
localparam [319:0] CONTENTS =
        INITVAL_00 | INITVAL_01 | INITVAL_02 | INITVAL_03 | INITVAL_04 | INITVAL_05 | INITVAL_06 | INITVAL_07 |
        INITVAL_08 | INITVAL_09 | INITVAL_0A | INITVAL_0B | INITVAL_0C | INITVAL_0D | INITVAL_0E | INITVAL_0F |
        INITVAL_10 | INITVAL_11 | INITVAL_12 | INITVAL_13 | INITVAL_14 | INITVAL_15 | INITVAL_16 | INITVAL_17 |
        INITVAL_18 | INITVAL_19 | INITVAL_1A | INITVAL_1B | INITVAL_1C | INITVAL_1D | INITVAL_1E | INITVAL_1F |
        INITVAL_20 | INITVAL_21 | INITVAL_22 | INITVAL_23 | INITVAL_24 | INITVAL_25 | INITVAL_26 | INITVAL_27 |
        INITVAL_28 | INITVAL_29 | INITVAL_2A | INITVAL_2B | INITVAL_2C | INITVAL_2D | INITVAL_2E | INITVAL_2F |
        INITVAL_30 | INITVAL_31 | INITVAL_32 | INITVAL_33 | INITVAL_34 | INITVAL_35 | INITVAL_36 | INITVAL_37 |
        INITVAL_38 | INITVAL_39 | INITVAL_3A | INITVAL_3B | INITVAL_3C | INITVAL_3D | INITVAL_3E | INITVAL_3F;

generate
    if (CONTENTS != 0) begin : g_bad_contents
        finwave_error_initial_contents_of_DP16KD_are_not_modelled guard ();
    end
    if (REGMODE_A != (DATA_WIDTH_B == 36 ? REGMODE_B : "NOREG") || CSDECODE_A != "0b000" || CSDECODE_B != "0b000" ||
        WRITEMODE_A == "WRITETHROUGH" || WRITEMODE_B == "WRITETHROUGH" ||
        CLKAMUX != "CLKA" || CLKBMUX != "CLKB") begin : g_bad_mode
        finwave_error_this_use_of_DP16KD_is_not_modelled guard ();
    end
    if (DATA_WIDTH_A != 36 && DATA_WIDTH_B == 36 && DATA_WIDTH_A < 18) begin : g_bad_width
        finwave_error_these_widths_of_DP16KD_are_not_modelled guard ();
    end
endgenerate

reg [17:0] mem [0:1023];
reg [17:0] a_reg = 18'd0, b_reg = 18'd0, b_high_reg = 18'd0;
integer i;

initial begin
    for (i = 0; i < 1024; i = i + 1) begin
        mem[i] = 18'd0;
    end
end

wire [13:0] ada = {ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0};
wire [13:0] adb = {ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0};
wire [17:0] dia = {DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9,
                   DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0};
wire [17:0] dib = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9,
                   DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0};

// where the lowest bit of a port's word lies in its row
function [4:0] place;
    input integer width;
    input [3:0] low;
    case (width)
        1: place = {2'b00, low[2:0]} + (low[3] ? 5'd9 : 5'd0);
        2: place = {2'b00, low[2:1], 1'b0} + (low[3] ? 5'd9 : 5'd0);
        4: place = {2'b00, low[2], 2'b00} + (low[3] ? 5'd9 : 5'd0);
        9: place = low[3] ? 5'd9 : 5'd0;
        default: place = 5'd0;
    endcase
endfunction

// which bits of a row a write takes
function [17:0] mask;
    input integer width;
    input [3:0] low;
    case (width)
        1: mask = 18'h00001 << place(width, low);
        2: mask = 18'h00003 << place(width, low);
        4: mask = 18'h0000f << place(width, low);
        9: mask = 18'h001ff << place(width, low);
        default: mask = {{9{low[1]}}, {9{low[0]}}};
    endcase
endfunction

wire wr_a = CEA && WEA && !RSTA;
wire wr_b = CEB && WEB && !RSTB && DATA_WIDTH_A != 36;
wire [9:0] row_a = DATA_WIDTH_A == 36 ? {ada[13:5], 1'b0} : ada[13:4];
wire [9:0] row_b = DATA_WIDTH_B == 36 ? {adb[13:5], 1'b0} : adb[13:4];
wire [17:0] mask_a = wr_a ? mask(DATA_WIDTH_A, ada[3:0]) : 18'd0;
wire [17:0] mask_a_high = wr_a && DATA_WIDTH_A == 36 ? {{9{ada[3]}}, {9{ada[2]}}} : 18'd0;
wire [17:0] mask_b = wr_b ? mask(DATA_WIDTH_B, adb[3:0]) : 18'd0;
wire [17:0] data_a = DATA_WIDTH_A == 36 ? dia : dia << place(DATA_WIDTH_A, ada[3:0]);
wire [17:0] data_b = dib << place(DATA_WIDTH_B, adb[3:0]);
wire [9:0] row_a_high = row_a | 10'd1;
wire [9:0] row_b_high = row_b | 10'd1;

// what the other port is writing in the row that this one reads
wire [17:0] hit_a = mask_b & {18{row_a == row_b}};
wire [17:0] hit_b = (mask_a & {18{row_a == row_b}}) | (mask_a_high & {18{row_a_high == row_b}});
wire [17:0] hit_b_high = (mask_a & {18{row_a == row_b_high}}) | (mask_a_high & {18{row_a_high == row_b_high}});

always @(posedge CLKA) begin
    if (CEA && (!wr_a || WRITEMODE_A == "READBEFOREWRITE")) begin
        a_reg <= (mem[row_a] ^ hit_a) >> place(DATA_WIDTH_A, ada[3:0]);
    end
    if (RSTA) begin
        a_reg <= 18'd0;
    end
    if (wr_a) begin
        mem[row_a] <= (mem[row_a] & ~mask_a) | (data_a & mask_a);
    end
    if (wr_a && DATA_WIDTH_A == 36) begin
        mem[row_a_high] <= (mem[row_a_high] & ~mask_a_high) | (dib & mask_a_high);
    end
    if (wr_b) begin
        mem[row_b] <= (mem[row_b] & ~mask_b) | (data_b & mask_b);
    end
end

always @(posedge CLKB) begin
    if (CEB && (!wr_b || WRITEMODE_B == "READBEFOREWRITE")) begin
        b_reg <= (mem[row_b] ^ hit_b) >> place(DATA_WIDTH_B, adb[3:0]);
        b_high_reg <= mem[row_b_high] ^ hit_b_high;
    end
    if (RSTB) begin
        b_reg <= 18'd0;
        b_high_reg <= 18'd0;
    end
end

wire clear_a = RESETMODE == "ASYNC" && RSTA;
wire clear_b = RESETMODE == "ASYNC" && RSTB;
reg [17:0] b_out_reg = 18'd0, b_out_high_reg = 18'd0;

// the output register
always @(posedge CLKB) begin
    if (OCEB) begin
        b_out_reg <= b_reg & {18{!RSTB}};
        b_out_high_reg <= b_high_reg & {18{!RSTB}};
    end
end

wire [17:0] b_low = REGMODE_B == "OUTREG" ? b_out_reg : b_reg;
wire [17:0] b_high = REGMODE_B == "OUTREG" ? b_out_high_reg : b_high_reg;
wire [17:0] doa = DATA_WIDTH_B == 36 ? b_low & {18{!clear_b}} : a_reg & {18{!clear_a}};
wire [17:0] dob = (DATA_WIDTH_B == 36 ? b_high : b_low) & {18{!clear_b}};

assign {DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9,
        DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1, DOA0} = doa;
assign {DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9,
        DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1, DOB0} = dob;

endmodule
