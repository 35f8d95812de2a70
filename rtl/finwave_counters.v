// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * COUNT counters of 64 bits. Each first counts in a few flip-flops; one after the other they are added to the
 * memory, each once in COUNT clocks, so that all may count in every clock.
 *
 * A count is visible COUNT + 2 clocks after its event at the latest. Read data comes one clock after `rd_index`.
 */
module finwave_counters #(
    parameter COUNT = 42,
    parameter CL_COUNT = $clog2(COUNT)
) (
    input  wire                clk,
    input  wire                rst,

    input  wire [COUNT-1:0]    inc,

    input  wire [CL_COUNT-1:0] rd_index,
    output wire [63:0]         rd_data
);

localparam SMALL = CL_COUNT;            // holds COUNT increments

reg [63:0] mem [0:COUNT-1];
reg [COUNT*SMALL-1:0] small_reg = 0;
reg [CL_COUNT-1:0] turn_reg = 0;
reg clear_reg = 1'b1;                   // first round after reset: the memory is set to 0

reg add_reg = 1'b0;
reg [CL_COUNT-1:0] add_turn_reg = 0;
reg [SMALL-1:0] add_small_reg = 0;
reg [63:0] add_old_reg = 64'd0;
reg [63:0] rd_data_reg = 64'd0;

assign rd_data = rd_data_reg;

integer i;

always @(posedge clk) begin
    for (i = 0; i < COUNT; i = i + 1) begin
        if (inc[i]) begin
            small_reg[SMALL*i +: SMALL] <= small_reg[SMALL*i +: SMALL] + 1'b1;
        end
    end
    small_reg[SMALL*turn_reg +: SMALL] <= {{SMALL-1{1'b0}}, inc[turn_reg]};
    if (rst) begin
        small_reg <= 0;
    end
end

localparam [31:0] LAST = COUNT - 1;

always @(posedge clk) begin
    turn_reg <= turn_reg == LAST[CL_COUNT-1:0] ? {CL_COUNT{1'b0}} : turn_reg + 1'b1;
    if (turn_reg == LAST[CL_COUNT-1:0]) begin
        clear_reg <= 1'b0;
    end

    add_reg <= 1'b1;
    add_turn_reg <= turn_reg;
    add_small_reg <= small_reg[SMALL*turn_reg +: SMALL];
    add_old_reg <= clear_reg ? 64'd0 : mem[turn_reg];
    if (add_reg) begin
        mem[add_turn_reg] <= add_old_reg + {{64-SMALL{1'b0}}, add_small_reg};
    end
    rd_data_reg <= mem[rd_index];

    if (rst) begin
        turn_reg <= 0;
        clear_reg <= 1'b1;
        add_reg <= 1'b0;
    end
end

endmodule

`resetall
