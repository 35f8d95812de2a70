// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * FIFO on finwave_ram, for wide words and who takes one now and then.
 *
 * A word is visible 3 clocks after it was written, but not before 3 clocks after its predecessor was taken. It comes
 * from the memory's output register. One place stays free: DEPTH - 1 words at most, and more are the writer's mistake,
 * who watches `level`.
 * The memory is written with `wr_may`, in the free place: `wr_valid` only moves the pointer, and may come late.
 */
module finwave_deep_fifo #(
    parameter WIDTH = 32,
    parameter DEPTH = 64,
    parameter CL_DEPTH = $clog2(DEPTH)
) (
    input  wire                  clk,
    input  wire                  rst,

    input  wire                  wr_may,        // `wr_valid` is not set without it; known earlier
    input  wire                  wr_valid,
    input  wire [WIDTH-1:0]      wr_data,

    output wire                  rd_valid,
    output wire [WIDTH-1:0]      rd_data,
    input  wire                  rd_ready,

    output wire [CL_DEPTH-1:0]   level
);

generate
    if (DEPTH != 1 << CL_DEPTH) begin : g_bad
        finwave_error_DEPTH_must_be_a_power_of_two guard ();
    end
endgenerate

reg [CL_DEPTH-1:0] wr_ptr_reg = 0;
reg [CL_DEPTH-1:0] stored_ptr_reg = 0;      // a clock ago: the memory has had the time to read what is before it
reg [CL_DEPTH-1:0] rd_ptr_reg = 0;
reg [CL_DEPTH-1:0] level_reg = 0;
reg rd_valid_reg = 1'b0;
reg took_reg = 1'b0;                        // the pointer moved: the memory reads

wire pop = rd_valid_reg && rd_ready;

assign rd_valid = rd_valid_reg;
assign level = level_reg;

finwave_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH))
ram_inst (
    .clk(clk),
    .wr_en(wr_may),
    .wr_addr(wr_ptr_reg),
    .wr_data(wr_data),
    .rd_addr(rd_ptr_reg),
    .rd_data(rd_data)
);

always @(posedge clk) begin
    if (wr_valid) begin
        wr_ptr_reg <= wr_ptr_reg + 1'b1;
    end
    stored_ptr_reg <= wr_ptr_reg;
    if (pop) begin
        rd_ptr_reg <= rd_ptr_reg + 1'b1;
    end
    case ({wr_valid, pop})
        2'b10: level_reg <= level_reg + 1'b1;
        2'b01: level_reg <= level_reg - 1'b1;
        default: begin end
    endcase
    took_reg <= pop;
    rd_valid_reg <= stored_ptr_reg != rd_ptr_reg && !pop && !took_reg;

    if (rst) begin
        wr_ptr_reg <= 0;
        stored_ptr_reg <= 0;
        rd_ptr_reg <= 0;
        level_reg <= 0;
        rd_valid_reg <= 1'b0;
        took_reg <= 1'b0;
    end
end

`ifdef FORMAL
always @(posedge clk) begin
    if (!rst) begin
        assert (!(wr_valid && &level_reg));
        assert (wr_may || !wr_valid);
        assert (level_reg == wr_ptr_reg - rd_ptr_reg);
    end
end
`endif

endmodule

`resetall
