// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Merges the engine's frames to the host into the stream that passes from the wire, whole frames
 * only.
 *
 * Whose turn it is, finwave_turn says: the engine's go first; there are few. A frame that must
 * leave behind a frame from the wire is not offered before (finwave_mark). Nothing is lost: who
 * waits, waits by its ready.
 * tuser is 0 on the engine's frames. Latency 1 clock.
 */
module finwave_rx_arbiter #(
    parameter DATA_WIDTH = 64,
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter USER_WIDTH = 1
) (
    input  wire                  clk,
    input  wire                  rst,

    input  wire                  store_valid,
    output wire                  store_ready,
    input  wire [DATA_WIDTH-1:0] store_data,
    input  wire [KEEP_WIDTH-1:0] store_keep,
    input  wire                  store_last,
    input  wire [USER_WIDTH-1:0] store_user,

    input  wire                  engine_valid,
    output wire                  engine_ready,
    input  wire [DATA_WIDTH-1:0] engine_data,
    input  wire [KEEP_WIDTH-1:0] engine_keep,
    input  wire                  engine_last,

    output wire                  out_valid,
    input  wire                  out_ready,
    output wire [DATA_WIDTH-1:0] out_data,
    output wire [KEEP_WIDTH-1:0] out_keep,
    output wire                  out_last,
    output wire [USER_WIDTH-1:0] out_user,

    output wire                  engine_sent,   // a whole frame of the engine left this block
    output wire                  busy
);

localparam [1:0] STORE = 2'd2;

wire skid_ready, engine_may, in_frame;
wire [1:0] turn;
wire valid = turn == STORE ? store_valid : engine_valid;
wire last = turn == STORE ? store_last : engine_last;

finwave_turn
turn_inst (
    .clk(clk),
    .rst(rst),
    .bare_valid(engine_valid),
    .text_valid(1'b0),
    .passing_valid(store_valid),
    .bare_may(engine_may),
    .turn(turn),
    .in_frame(in_frame),
    .step(valid && skid_ready),
    .last(last)
);

assign engine_ready = skid_ready && engine_may;
assign store_ready = skid_ready && turn == STORE;
assign engine_sent = valid && skid_ready && last && turn != STORE;
assign busy = in_frame || out_valid;

finwave_skid #(.WIDTH(DATA_WIDTH + KEEP_WIDTH + USER_WIDTH + 1))
skid_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(valid),
    .in_ready(skid_ready),
    .in_data(turn == STORE ? {store_user, store_last, store_keep, store_data}
                           : {{USER_WIDTH{1'b0}}, engine_last, engine_keep, engine_data}),
    .out_valid(out_valid),
    .out_ready(out_ready),
    .out_data({out_user, out_last, out_keep, out_data})
);

endmodule

`resetall
