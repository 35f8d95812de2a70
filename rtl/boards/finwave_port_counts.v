// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"

/*
 * What one engine counts, as seen on its ports: bit n of `inc` is set for a clock when the counter at
 * FINWAVE_REG_REASON_COUNT + 8 * n goes up by one. One clock late.
 *
 * Two differ from the registers: bit 49 (COUNT_HOST_RX) counts the engine's RSTs to the host too, and bit 56
 * (COUNT_REFUSED) stays 0, as no port shows it. The engine counts a frame to the host when it is let go, this
 * when it has left; the sums are the same as soon as the engine is quiet.
 */
module finwave_port_counts (
    input  wire        clk,
    input  wire        rst,

    /* retire port */
    input  wire        rt_valid,
    input  wire [3:0]  rt_op,
    input  wire [5:0]  rt_reason,
    input  wire [2:0]  rt_send,
    input  wire        rt_freed,
    input  wire        rt_ack_limited,

    /* {valid, ready, last} of three streams */
    input  wire [2:0]  wire_rx,
    input  wire [2:0]  host_rx,
    input  wire [2:0]  host_tx,

    output wire [63:0] inc
);

localparam REASONS = `FINWAVE_REG_REASON_COUNT_COUNT / 2;

reg [63:0] inc_reg = 64'd0;

assign inc = inc_reg;

generate
    if (REASONS != 48) begin : g_bad_map
        finwave_error_the_register_map_has_other_counters guard ();
    end
endgenerate

always @(posedge clk) begin
    inc_reg <= {
        4'd0,
        host_tx[2] && !host_tx[1],
        rt_valid && rt_op == `FINWAVE_OP_TRACK,
        wire_rx[2] && !wire_rx[1],
        1'b0,
        rt_valid && rt_freed,
        rt_valid && rt_op == `FINWAVE_OP_ADOPT,
        rt_valid && rt_ack_limited,
        rt_valid && rt_op == `FINWAVE_OP_SEGMENT,
        rt_valid && rt_send != `FINWAVE_SEND_NONE && rt_send != `FINWAVE_SEND_HOST_RST,
        &host_tx,
        &host_rx,
        &wire_rx,
        rt_valid ? {{REASONS-1{1'b0}}, 1'b1} << rt_reason : {REASONS{1'b0}}
    };
    if (rst) begin
        inc_reg <= 64'd0;
    end
end

endmodule

`resetall
