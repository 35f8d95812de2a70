// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * rtl/finwave_ram.v for ECP5, in its place in the file list: the same contract, block RAM with its output register.
 *
 * Yosys infers DP16KD without the register, and 4.3 ns from clock to output then bound the whole chip (docs/fpga.md).
 * Here every block is written out: as wide as the depth allows without a multiplexer behind it (512 x 36 to
 * 16,384 x 1). Port A writes, port B reads; at 36 bits the low half of a word is on the data pins of A, the high
 * half on those of B. A few rows, up to 16, are LUT RAM, which lies beside what it serves. tests/pack/ecp5-ram.sh
 * compares the two modules.
 */
module finwave_ram #(
    parameter WIDTH = 32,
    parameter DEPTH = 256,
    parameter CL_DEPTH = $clog2(DEPTH)
) (
    input  wire                clk,

    input  wire                wr_en,
    input  wire [CL_DEPTH-1:0] wr_addr,
    input  wire [WIDTH-1:0]    wr_data,

    input  wire [CL_DEPTH-1:0] rd_addr,
    output wire [WIDTH-1:0]    rd_data
);

// bits of a word in one block, and the place of the address's lowest bit on its 14 address pins
localparam SLICE = CL_DEPTH <= 9 ? 36 : CL_DEPTH == 10 ? 18 : CL_DEPTH == 11 ? 9
                 : CL_DEPTH == 12 ? 4 : CL_DEPTH == 13 ? 2 : 1;
localparam SHIFT = CL_DEPTH <= 9 ? 5 : 14 - CL_DEPTH;
localparam SLICES = (WIDTH + SLICE - 1) / SLICE;

generate
    if (CL_DEPTH > 14) begin : g_bad
        finwave_error_DEPTH_must_be_at_most_16384 guard ();
    end
endgenerate

wire [SLICES*SLICE-1:0] wide_in = {{SLICES*SLICE-WIDTH{1'b0}}, wr_data};
wire [SLICES*SLICE-1:0] wide_out;
wire [13:0] a = {{14-CL_DEPTH{1'b0}}, wr_addr} << SHIFT;
wire [13:0] b = {{14-CL_DEPTH{1'b0}}, rd_addr} << SHIFT;
wire [WIDTH-1:0] small_out;

// byte enables of 36 and of 18 bits stand on the lowest address pins
wire [13:0] a_pins = SLICE == 36 ? a | 14'd15 : SLICE == 18 ? a | 14'd3 : a;

assign rd_data = DEPTH <= 16 ? small_out : wide_out[WIDTH-1:0];

genvar g;
generate
    if (DEPTH <= 16) begin : g_small
        (* ram_style = "distributed" *)
        reg [WIDTH-1:0] mem [0:DEPTH-1];
        reg [CL_DEPTH-1:0] rd_addr_reg = 0;     // fewer flip-flops than behind the memory
        reg [WIDTH-1:0] out_reg = {WIDTH{1'b0}};

        assign small_out = out_reg;

        always @(posedge clk) begin
            if (wr_en) begin
                mem[wr_addr] <= wr_data;
            end
            rd_addr_reg <= rd_addr;
            out_reg <= mem[rd_addr_reg];
        end
    end else for (g = 0; g < SLICES; g = g + 1) begin : g_slice
        wire [35:0] in = {{36-SLICE{1'b0}}, wide_in[SLICE*g +: SLICE]};
        wire [17:0] out_a, out_b;
        wire [35:0] out = SLICE == 36 ? {out_b, out_a} : {18'd0, out_b};

        assign wide_out[SLICE*g +: SLICE] = out[SLICE-1:0];

        DP16KD #(
            .DATA_WIDTH_A(SLICE),
            .DATA_WIDTH_B(SLICE),
            .REGMODE_A(SLICE == 36 ? "OUTREG" : "NOREG"),
            .REGMODE_B("OUTREG"),
            .RESETMODE("SYNC"),
            .ASYNC_RESET_RELEASE("SYNC"),
            .WRITEMODE_A("NORMAL"),
            .WRITEMODE_B("NORMAL"),
            .CSDECODE_A("0b000"),
            .CSDECODE_B("0b000"),
            .GSR("AUTO")
        )
        block_inst (
            .CLKA(clk), .CLKB(clk),
            .CEA(wr_en), .OCEA(1'b1), .WEA(wr_en), .RSTA(1'b0),
            .CEB(1'b1), .OCEB(1'b1), .WEB(1'b0), .RSTB(1'b0),
            .CSA0(1'b0), .CSA1(1'b0), .CSA2(1'b0), .CSB0(1'b0), .CSB1(1'b0), .CSB2(1'b0),
            .ADA0(a_pins[0]), .ADA1(a_pins[1]), .ADA2(a_pins[2]), .ADA3(a_pins[3]), .ADA4(a_pins[4]),
            .ADA5(a_pins[5]), .ADA6(a_pins[6]), .ADA7(a_pins[7]), .ADA8(a_pins[8]), .ADA9(a_pins[9]),
            .ADA10(a_pins[10]), .ADA11(a_pins[11]), .ADA12(a_pins[12]), .ADA13(a_pins[13]),
            .ADB0(b[0]), .ADB1(b[1]), .ADB2(b[2]), .ADB3(b[3]), .ADB4(b[4]), .ADB5(b[5]), .ADB6(b[6]), .ADB7(b[7]),
            .ADB8(b[8]), .ADB9(b[9]), .ADB10(b[10]), .ADB11(b[11]), .ADB12(b[12]), .ADB13(b[13]),
            .DIA0(in[0]), .DIA1(in[1]), .DIA2(in[2]), .DIA3(in[3]), .DIA4(in[4]), .DIA5(in[5]), .DIA6(in[6]),
            .DIA7(in[7]), .DIA8(in[8]), .DIA9(in[9]), .DIA10(in[10]), .DIA11(in[11]), .DIA12(in[12]), .DIA13(in[13]),
            .DIA14(in[14]), .DIA15(in[15]), .DIA16(in[16]), .DIA17(in[17]),
            .DIB0(in[18]), .DIB1(in[19]), .DIB2(in[20]), .DIB3(in[21]), .DIB4(in[22]), .DIB5(in[23]), .DIB6(in[24]),
            .DIB7(in[25]), .DIB8(in[26]), .DIB9(in[27]), .DIB10(in[28]), .DIB11(in[29]), .DIB12(in[30]),
            .DIB13(in[31]), .DIB14(in[32]), .DIB15(in[33]), .DIB16(in[34]), .DIB17(in[35]),
            .DOA0(out_a[0]), .DOA1(out_a[1]), .DOA2(out_a[2]), .DOA3(out_a[3]), .DOA4(out_a[4]), .DOA5(out_a[5]),
            .DOA6(out_a[6]), .DOA7(out_a[7]), .DOA8(out_a[8]), .DOA9(out_a[9]), .DOA10(out_a[10]), .DOA11(out_a[11]),
            .DOA12(out_a[12]), .DOA13(out_a[13]), .DOA14(out_a[14]), .DOA15(out_a[15]), .DOA16(out_a[16]),
            .DOA17(out_a[17]),
            .DOB0(out_b[0]), .DOB1(out_b[1]), .DOB2(out_b[2]), .DOB3(out_b[3]), .DOB4(out_b[4]), .DOB5(out_b[5]),
            .DOB6(out_b[6]), .DOB7(out_b[7]), .DOB8(out_b[8]), .DOB9(out_b[9]), .DOB10(out_b[10]), .DOB11(out_b[11]),
            .DOB12(out_b[12]), .DOB13(out_b[13]), .DOB14(out_b[14]), .DOB15(out_b[15]), .DOB16(out_b[16]),
            .DOB17(out_b[17])
        );
    end
endgenerate

endmodule

`resetall
