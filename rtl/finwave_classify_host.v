// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * What the host's own segments say of its end: what it acknowledged, which window it offers, whether the peer's
 * FIN is behind it. For flows with WATCH and for tracked connections (docs/theory.md).
 *
 * Enters (p2): record and segment. Leaves (p5): the classes that finwave_track takes, and the window's new edge.
 * Three clocks; comparisons modulo 2^32.
 */
module finwave_classify_host (
    input  wire                          clk,

    /* p2 */
    input  wire [`FINWAVE_REC_WIDTH-1:0] p2_rec,
    input  wire [31:0]                   p2_seq,
    input  wire [31:0]                   p2_seq_end,
    input  wire [31:0]                   p2_ack,
    input  wire [15:0]                   p2_window,

    /* p5 */
    output reg                           p5_seq_una,
    output reg                           p5_ack_nxt,
    output reg                           p5_ack_rcv,
    output reg                           p5_fin_differs,
    output reg                           p5_fin_acked,
    output reg                           p5_fin_passed,
    output reg                           p5_nxt_ahead,      // SEG.SEQ+SEG.LEN after SND.NXT
    output reg                           p5_ack_ahead,      // SEG.ACK after RCV.NXT
    output reg                           p5_edge_ahead,     // the offered edge after rcv_edge
    output reg  [31:0]                   p5_edge            // SEG.ACK + SEG.WND, scaled
);

wire [31:0] p2_rcv_nxt = p2_rec[`FINWAVE_REC_RCV_NXT];
wire [31:0] p2_peer_fin_at = p2_rec[`FINWAVE_REC_PEER_FIN_AT];

/* -- p2: differences --------------------------------------------------------------------------------------- */

reg [31:0] p3_seq_una_reg = 0, p3_ack_nxt_reg = 0, p3_ack_rcv_reg = 0, p3_edge_less_reg = 0;
reg [31:0] p3_end_nxt_reg = 0, p3_end_fin_reg = 0, p3_ack_fin_reg = 0, p3_rcv_fin_reg = 0;
reg [31:0] p3_ack_reg = 0;
reg [15:0] p3_window_reg = 0;
reg [3:0] p3_wscale_reg = 0;
reg p3_seen_reg = 1'b0;

always @(posedge clk) begin
    p3_seq_una_reg <= p2_seq - p2_rec[`FINWAVE_REC_SND_UNA];
    p3_ack_nxt_reg <= p2_ack - p2_rec[`FINWAVE_REC_SND_NXT];
    p3_ack_rcv_reg <= p2_ack - p2_rcv_nxt;
    p3_edge_less_reg <= p2_ack + ~p2_rec[`FINWAVE_REC_RCV_EDGE];     // their difference - 1
    p3_end_nxt_reg <= p2_seq_end - p2_rec[`FINWAVE_REC_SND_NXT];
    p3_end_fin_reg <= p2_seq_end - p2_peer_fin_at;
    p3_ack_fin_reg <= p2_ack - p2_peer_fin_at;
    p3_rcv_fin_reg <= p2_rcv_nxt - p2_peer_fin_at;
    p3_ack_reg <= p2_ack;
    p3_window_reg <= p2_window;
    p3_wscale_reg <= p2_rec[`FINWAVE_REC_RCV_WSCALE];
    p3_seen_reg <= p2_rec[`FINWAVE_REC_PEER_FIN_SEEN];
end

/* -- p3: comparisons ---------------------------------------------------------------------------------------- */

reg p4_seq_una_reg = 0, p4_ack_nxt_reg = 0, p4_ack_rcv_reg = 0, p4_fin_differs_reg = 0, p4_ack_ahead_reg = 0;
reg p4_nxt_ahead_reg = 0, p4_seen_reg = 0;
reg [31:0] p4_ack_fin_reg = 0, p4_rcv_fin_reg = 0, p4_edge_less_reg = 0, p4_ack_num_reg = 0, p4_wnd_reg = 0;

always @(posedge clk) begin
    p4_seq_una_reg <= p3_seq_una_reg == 32'd0;
    p4_ack_nxt_reg <= p3_ack_nxt_reg == 32'd0;
    p4_ack_rcv_reg <= p3_ack_rcv_reg == 32'd0;
    p4_fin_differs_reg <= p3_seen_reg && p3_end_fin_reg != 32'd1;
    p4_ack_ahead_reg <= !p3_ack_rcv_reg[31] && p3_ack_rcv_reg != 32'd0;
    p4_nxt_ahead_reg <= !p3_end_nxt_reg[31] && p3_end_nxt_reg != 32'd0;
    p4_seen_reg <= p3_seen_reg;
    p4_ack_fin_reg <= p3_ack_fin_reg;
    p4_rcv_fin_reg <= p3_rcv_fin_reg;
    p4_edge_less_reg <= p3_edge_less_reg;
    p4_ack_num_reg <= p3_ack_reg;
    p4_wnd_reg <= {16'd0, p3_window_reg} << p3_wscale_reg;
end

/* -- p4: classes --------------------------------------------------------------------------------------------- */

// RCV.NXT, once the ACK counted, less the peer's FIN
wire [31:0] p4_behind = p4_ack_ahead_reg ? p4_ack_fin_reg : p4_rcv_fin_reg;
wire p4_just = p4_behind[31:1] == 31'd0;                // 0 or 1 behind it
// positive: it is not negative, nor is it less one
wire [31:0] p4_edge_less = p4_edge_less_reg + p4_wnd_reg;
wire [31:0] p4_edge_diff = p4_edge_less_reg + p4_wnd_reg + 32'd1;

always @(posedge clk) begin
    p5_seq_una <= p4_seq_una_reg;
    p5_ack_nxt <= p4_ack_nxt_reg;
    p5_ack_rcv <= p4_ack_rcv_reg;
    p5_fin_differs <= p4_fin_differs_reg;
    p5_fin_acked <= p4_seen_reg && !p4_behind[31] && !(p4_just && !p4_behind[0]);
    p5_fin_passed <= p4_seen_reg && !p4_behind[31] && !p4_just;
    p5_nxt_ahead <= p4_nxt_ahead_reg;
    p5_ack_ahead <= p4_ack_ahead_reg;
    p5_edge_ahead <= !p4_edge_diff[31] && !p4_edge_less[31];
    p5_edge <= p4_ack_num_reg + p4_wnd_reg;
end

endmodule

`resetall
