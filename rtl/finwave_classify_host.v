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
 * Enters (p2): record and segment. Leaves (p4): the classes that finwave_track takes, and the window's new edge.
 * Two clocks; comparisons modulo 2^32.
 */
module finwave_classify_host (
    input  wire                          clk,

    /* p2 */
    input  wire [`FINWAVE_REC_WIDTH-1:0] p2_rec,
    input  wire [31:0]                   p2_seq,
    input  wire [31:0]                   p2_seq_end,
    input  wire [31:0]                   p2_ack,
    input  wire [15:0]                   p2_window,

    /* p4 */
    output reg                           p4_seq_una,
    output reg                           p4_ack_nxt,
    output reg                           p4_ack_rcv,
    output reg                           p4_fin_differs,
    output reg                           p4_fin_acked,
    output reg                           p4_fin_passed,
    output reg                           p4_nxt_ahead,      // SEG.SEQ+SEG.LEN after SND.NXT
    output reg                           p4_ack_ahead,      // SEG.ACK after RCV.NXT
    output reg                           p4_edge_ahead,     // the offered edge after rcv_edge
    output reg  [31:0]                   p4_edge,           // SEG.ACK + SEG.WND, scaled
    output reg  [31:0]                   p4_wnd             // RCV.WND when ACK and edge have counted
);

wire [31:0] p2_rcv_nxt = p2_rec[`FINWAVE_REC_RCV_NXT];
wire [31:0] p2_peer_fin_at = p2_rec[`FINWAVE_REC_PEER_FIN_AT];

reg [31:0] p3_seq_una_reg = 0, p3_ack_nxt_reg = 0, p3_ack_rcv_reg = 0, p3_ack_edge_reg = 0;
reg [31:0] p3_end_nxt_reg = 0, p3_end_fin_reg = 0, p3_ack_fin_reg = 0, p3_rcv_fin_reg = 0;
reg [31:0] p3_ack_reg = 0, p3_wnd_reg = 0;
reg p3_seen_reg = 1'b0;

always @(posedge clk) begin
    p3_seq_una_reg <= p2_seq - p2_rec[`FINWAVE_REC_SND_UNA];
    p3_ack_nxt_reg <= p2_ack - p2_rec[`FINWAVE_REC_SND_NXT];
    p3_ack_rcv_reg <= p2_ack - p2_rcv_nxt;
    p3_ack_edge_reg <= p2_ack - p2_rec[`FINWAVE_REC_RCV_EDGE];
    p3_end_nxt_reg <= p2_seq_end - p2_rec[`FINWAVE_REC_SND_NXT];
    p3_end_fin_reg <= p2_seq_end - p2_peer_fin_at;
    p3_ack_fin_reg <= p2_ack - p2_peer_fin_at;
    p3_rcv_fin_reg <= p2_rcv_nxt - p2_peer_fin_at;
    p3_ack_reg <= p2_ack;
    p3_wnd_reg <= {16'd0, p2_window} << p2_rec[`FINWAVE_REC_RCV_WSCALE];
    p3_seen_reg <= p2_rec[`FINWAVE_REC_PEER_FIN_SEEN];
end

wire p3_ack_ahead = !p3_ack_rcv_reg[31] && p3_ack_rcv_reg != 32'd0;
wire p3_nxt_ahead = !p3_end_nxt_reg[31] && p3_end_nxt_reg != 32'd0;
wire [31:0] p3_edge_diff = p3_ack_edge_reg + p3_wnd_reg;
wire p3_edge_ahead = !p3_edge_diff[31] && p3_edge_diff != 32'd0;
// RCV.NXT, once the ACK counted, less the peer's FIN
wire [31:0] p3_behind = p3_ack_ahead ? p3_ack_fin_reg : p3_rcv_fin_reg;
wire p3_fin_acked = p3_seen_reg && !p3_behind[31] && p3_behind != 32'd0;

always @(posedge clk) begin
    p4_seq_una <= p3_seq_una_reg == 32'd0;
    p4_ack_nxt <= p3_ack_nxt_reg == 32'd0;
    p4_ack_rcv <= p3_ack_rcv_reg == 32'd0;
    p4_fin_differs <= p3_seen_reg && p3_end_fin_reg != 32'd1;
    p4_fin_acked <= p3_fin_acked;
    p4_fin_passed <= p3_fin_acked && p3_behind != 32'd1;
    p4_nxt_ahead <= p3_nxt_ahead;
    p4_ack_ahead <= p3_ack_ahead;
    p4_edge_ahead <= p3_edge_ahead;
    p4_edge <= p3_ack_reg + p3_wnd_reg;
    p4_wnd <= (p3_edge_ahead ? p3_wnd_reg : 32'd0 - p3_ack_edge_reg) + (p3_ack_ahead ? 32'd0 : p3_ack_rcv_reg);
end

endmodule

`resetall
