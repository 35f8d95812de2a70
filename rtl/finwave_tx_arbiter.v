// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Merges the engine's frames into the host's stream to the wire, whole frames only.
 *
 * The engine goes first: its frames are short and the peer waits for them. After 8 of them in a row a host that waits
 * has its turn, so that a peer that makes the engine answer all the time cannot silence it. Nothing is lost: who
 * waits, waits by its ready.
 * tuser is 0 on the engine's frames. Latency 1 clock.
 */
module finwave_tx_arbiter #(
    parameter DATA_WIDTH = 64,
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter USER_WIDTH = 1
) (
    input  wire                  clk,
    input  wire                  rst,

    input  wire                  engine_valid,
    output wire                  engine_ready,
    input  wire [DATA_WIDTH-1:0] engine_data,
    input  wire [KEEP_WIDTH-1:0] engine_keep,
    input  wire                  engine_last,

    input  wire                  host_valid,
    output wire                  host_ready,
    input  wire [DATA_WIDTH-1:0] host_data,
    input  wire [KEEP_WIDTH-1:0] host_keep,
    input  wire                  host_last,
    input  wire [USER_WIDTH-1:0] host_user,

    output wire                  out_valid,
    input  wire                  out_ready,
    output wire [DATA_WIDTH-1:0] out_data,
    output wire [KEEP_WIDTH-1:0] out_keep,
    output wire                  out_last,
    output wire [USER_WIDTH-1:0] out_user,

    output wire                  engine_sent,   // a whole frame of the engine left this block
    output wire                  busy
);

reg inside_reg = 1'b0;          // behind the first beat of a frame
reg host_turn_reg = 1'b0;       // whose frame it is
reg [3:0] row_reg = 4'd0;       // frames of the engine since the host's last one, up to 8

wire skid_ready;
wire engine_may = inside_reg ? !host_turn_reg : !row_reg[3] || !host_valid;
wire host_turn = inside_reg ? host_turn_reg : !(engine_valid && engine_may);
wire valid = host_turn ? host_valid : engine_valid;
wire last = host_turn ? host_last : engine_last;

assign engine_ready = skid_ready && engine_may;
assign host_ready = skid_ready && host_turn;
assign engine_sent = engine_ready && engine_valid && engine_last;
assign busy = inside_reg || out_valid;

finwave_skid #(.WIDTH(DATA_WIDTH + KEEP_WIDTH + USER_WIDTH + 1))
skid_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(valid),
    .in_ready(skid_ready),
    .in_data(host_turn ? {host_user, host_last, host_keep, host_data}
                       : {{USER_WIDTH{1'b0}}, engine_last, engine_keep, engine_data}),
    .out_valid(out_valid),
    .out_ready(out_ready),
    .out_data({out_user, out_last, out_keep, out_data})
);

always @(posedge clk) begin
    if (valid && skid_ready) begin
        inside_reg <= !last;
        host_turn_reg <= host_turn;
        if (last) begin
            row_reg <= host_turn ? 4'd0 : row_reg + {3'd0, !row_reg[3]};
        end
    end

    if (rst) begin
        inside_reg <= 1'b0;
        row_reg <= 4'd0;
    end
end

endmodule

`resetall
