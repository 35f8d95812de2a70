// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Cuts a stream in two: `in_ready` and everything that goes out come from registers.
 *
 * Latency 1 clock, one beat a clock. A beat that arrives while the output waits is kept in a second register.
 */
module finwave_skid #(
    parameter WIDTH = 8
) (
    input  wire             clk,
    input  wire             rst,

    input  wire             in_valid,
    output wire             in_ready,
    input  wire [WIDTH-1:0] in_data,

    output wire             out_valid,
    input  wire             out_ready,
    output wire [WIDTH-1:0] out_data
);

reg out_valid_reg = 1'b0;
reg [WIDTH-1:0] out_data_reg = 0;
reg spare_valid_reg = 1'b0;
reg [WIDTH-1:0] spare_data_reg = 0;
reg in_ready_reg = 1'b0;

wire out_free = out_ready || !out_valid_reg;
wire take = in_valid && in_ready_reg;
wire spare_next = !out_free && (spare_valid_reg || take);
wire [WIDTH-1:0] next_data = spare_valid_reg ? spare_data_reg : in_data;

assign in_ready = in_ready_reg;
assign out_valid = out_valid_reg;
assign out_data = out_data_reg;

always @(posedge clk) begin
    if (out_free) begin
        out_valid_reg <= spare_valid_reg || take;
        out_data_reg <= next_data;
    end
    // whether there is something to keep is known late: what may be is kept
    spare_data_reg <= next_data;
    spare_valid_reg <= spare_next;
    // with the spare in use nothing more is taken
    in_ready_reg <= !spare_next;

    if (rst) begin
        out_valid_reg <= 1'b0;
        spare_valid_reg <= 1'b0;
        in_ready_reg <= 1'b0;
    end
end

`ifdef FORMAL
reg past_valid_reg = 1'b0;
reg past_stuck_reg = 1'b0;
reg [WIDTH-1:0] past_data_reg = 0;
always @(posedge clk) begin
    past_valid_reg <= !rst;
    past_stuck_reg <= !rst && out_valid_reg && !out_ready;
    past_data_reg <= out_data_reg;
    if (past_valid_reg && past_stuck_reg && !rst) begin
        assert (out_valid_reg && out_data_reg == past_data_reg);
    end
    if (past_valid_reg && !rst) begin
        assert (!(spare_valid_reg && in_ready_reg));
        assert (!(spare_valid_reg && !out_valid_reg));
    end
end
`endif

endmodule

`resetall
