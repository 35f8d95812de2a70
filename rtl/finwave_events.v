// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"

/*
 * Queue of events for the host (finwave.rdl, EVENT_*).
 *
 * `room` is clear while the queue could not take what is under way: the flow pipeline then keeps the event in the
 * record and sends it later, so none is lost.
 */
module finwave_events #(
    parameter CL_DEPTH = 6
) (
    input  wire              clk,
    input  wire              rst,

    input  wire              event_valid,
    input  wire [95:0]       event_data,
    output wire              room,

    output wire              head_valid,
    output wire [95:0]       head_data,
    input  wire              head_take,
    output wire [CL_DEPTH:0] level
);

localparam UNDER_WAY = 3;

reg room_reg = 1'b0;

assign room = room_reg;

finwave_fifo #(.WIDTH(96), .DEPTH(2**CL_DEPTH))
queue_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(event_valid),
    .wr_valid(event_valid),
    .wr_data(event_data),
    .rd_valid(head_valid),
    .rd_data(head_data),
    .rd_ready(head_take),
    .level(level)
);

always @(posedge clk) begin
    room_reg <= level < 2**CL_DEPTH - UNDER_WAY;
    if (rst) begin
        room_reg <= 1'b0;
    end
end

endmodule

`resetall
