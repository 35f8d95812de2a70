// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Memory with one write port and one read port; the read data comes two clocks after the address
 * (array register and output register, so that a block RAM runs at its full speed).
 *
 * A read in the clock of a write to the same address may give anything: whoever uses this keeps such pairs apart, or
 * does not act on what it read (looks of the sweep are repeated, and the operation that writes tells of its neighbour;
 * a table entry that is being written is of a flow that no frame can have been promised yet, or of one that is freed).
 * Contents are undefined until written.
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

reg [WIDTH-1:0] array_reg = {WIDTH{1'b0}};
reg [WIDTH-1:0] out_reg = {WIDTH{1'b0}};

assign rd_data = out_reg;

always @(posedge clk) begin
    out_reg <= array_reg;
end

// never of LUTs, however small; large ones as the tool likes
generate
    if (DEPTH <= 1024) begin : g_block
        (* ram_style = "block" *)
        reg [WIDTH-1:0] mem [0:DEPTH-1];

        always @(posedge clk) begin
            if (wr_en) begin
                mem[wr_addr] <= wr_data;
            end
            array_reg <= mem[rd_addr];
        end
    end else begin : g_large
        reg [WIDTH-1:0] mem [0:DEPTH-1];

        always @(posedge clk) begin
            if (wr_en) begin
                mem[wr_addr] <= wr_data;
            end
            array_reg <= mem[rd_addr];
        end
    end
endgenerate

endmodule

`resetall
