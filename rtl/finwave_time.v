// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * The engine's clock: a 48-bit counter of ticks.
 *
 * One tick every `tick_cycles` / 256 clocks, without drift (the rest is carried on). `skip` adds
 * whole ticks in one clock: a simulation passes idle time with it, a board ties it to 0.
 * Fewer than 256 (one clock) is taken as 256.
 */
module finwave_time (
    input  wire        clk,
    input  wire        rst,

    input  wire [23:0] tick_cycles,
    input  wire [31:0] skip,

    output wire [47:0] now
);

reg [24:0] phase_reg = 25'd0;
reg tick_reg = 1'b0;
reg [47:0] now_reg = 48'd0;

reg signed [25:0] step_reg = 26'd0;     // of a clock in which a tick ends

wire [24:0] phase_sum = phase_reg + 25'd256;
wire [25:0] phase_over = {1'b0, phase_reg} + step_reg;

assign now = now_reg;

always @(posedge clk) begin
    step_reg <= 26'd256 - {2'b0, tick_cycles};
    tick_reg <= !phase_over[25];
    phase_reg <= phase_over[25] ? phase_sum : phase_over[24:0];
    if (tick_cycles[23:8] == 16'd0) begin
        phase_reg <= 25'd0;
    end
    now_reg <= now_reg + {16'd0, skip} + {47'd0, tick_reg};

    if (rst) begin
        phase_reg <= 25'd0;
        tick_reg <= 1'b0;
        now_reg <= 48'd0;
    end
end

endmodule

`resetall
