// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Merges the engine's frames, bare and with text, into a stream that passes, whole frames only: the host's to the
 * wire, and the wire's to the host (no text there).
 *
 * Whose turn it is, finwave_turn says: the engine's frames are few and short, and somebody waits for them, so they
 * go first. A frame that must leave behind one that passes is not offered before (finwave_mark). Nothing is
 * lost: who waits, waits by its ready. While the engine `wants`, no other frame begins, though none of its own may
 * come.
 * tuser is 0 on the engine's frames. Latency 1 clock.
 */
module finwave_arbiter #(
    parameter DATA_WIDTH = 64,
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter USER_WIDTH = 1
) (
    input  wire                  clk,
    input  wire                  rst,

    input  wire                  engine_wants,  // `engine_valid` is not set without it; known earlier
    input  wire                  engine_valid,
    output wire                  engine_ready,
    input  wire [DATA_WIDTH-1:0] engine_data,
    input  wire [KEEP_WIDTH-1:0] engine_keep,
    input  wire                  engine_last,

    input  wire                  text_valid,
    output wire                  text_ready,
    input  wire [DATA_WIDTH-1:0] text_data,
    input  wire [KEEP_WIDTH-1:0] text_keep,
    input  wire                  text_last,

    input  wire                  passing_valid,
    output wire                  passing_ready,
    input  wire [DATA_WIDTH-1:0] passing_data,
    input  wire [KEEP_WIDTH-1:0] passing_keep,
    input  wire                  passing_last,
    input  wire [USER_WIDTH-1:0] passing_user,

    output wire                  out_valid,
    input  wire                  out_ready,
    output wire [DATA_WIDTH-1:0] out_data,
    output wire [KEEP_WIDTH-1:0] out_keep,
    output wire                  out_last,
    output wire [USER_WIDTH-1:0] out_user,

    output wire                  engine_sent,   // a whole frame of the engine left this block, a clock ago
    output wire                  busy
);

localparam BEAT_WIDTH = DATA_WIDTH + KEEP_WIDTH + 1;

wire skid_ready, engine_may, text_may, passing_may, text_first, in_frame;
// who offers nothing is not chosen; that the engine offers its beat comes late and chooses nothing
wire engine_goes = engine_may && engine_wants;
wire valid = (engine_goes && engine_valid) || (text_may && text_valid) || (passing_may && passing_valid);
wire other_last = text_first ? text_last : passing_last;
wire last = engine_goes ? engine_last : other_last;
wire engines = engine_goes || text_first;

finwave_turn
turn_inst (
    .clk(clk),
    .rst(rst),
    .bare_valid(engine_wants),
    .text_valid(text_valid),
    .passing_valid(passing_valid),
    .bare_may(engine_may),
    .text_may(text_may),
    .passing_may(passing_may),
    .text_first(text_first),
    .in_frame(in_frame),
    .step(valid && skid_ready),
    .last(last)
);

assign engine_ready = skid_ready && engine_may;
assign text_ready = skid_ready && text_may;
assign passing_ready = skid_ready && passing_may;
reg sent_reg = 1'b0;

assign engine_sent = sent_reg;

always @(posedge clk) begin
    sent_reg <= valid && skid_ready && last && engines && !rst;
end

assign busy = in_frame || out_valid;

wire [BEAT_WIDTH+USER_WIDTH-1:0] other_beat = text_first ? {{USER_WIDTH{1'b0}}, text_last, text_keep, text_data}
                                            : {passing_user, passing_last, passing_keep, passing_data};

finwave_skid #(.WIDTH(BEAT_WIDTH + USER_WIDTH))
skid_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(valid),
    .in_ready(skid_ready),
    .in_data(engine_goes ? {{USER_WIDTH{1'b0}}, engine_last, engine_keep, engine_data} : other_beat),
    .out_valid(out_valid),
    .out_ready(out_ready),
    .out_data({out_user, out_last, out_keep, out_data})
);

endmodule

`resetall
