// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"

/*
 * Follows a connection that nobody adopted: which state its host must be in when this segment has passed.
 * Combinational and pure; docs/theory.md, "Transparent", has the table, the model's fwm_track_decide() the same
 * inputs and outputs, and tests/rtl/test_track.cpp compares the two over all inputs.
 *
 * Enters: one sound segment of either side, every comparison already made. Leaves: the next state; `ended`: hands
 * off; `own`: both FINs are acknowledged and the host is in TIME-WAIT, which becomes the engine's.
 */
module finwave_track (
    input  wire        from_host,
    input  wire [15:0] in_state,      // bit n: state n
    input  wire        syn,
    input  wire        fin,
    input  wire        rst_flag,
    input  wire        ack,
    input  wire        seq_una,        // of the host: SEG.SEQ = SND.UNA
    input  wire        end_exact,      // SEG.SEQ+SEG.LEN = RCV.NXT
    input  wire        ack_nxt,        // SEG.ACK = SND.NXT
    input  wire        ack_rcv,        // of the host: SEG.ACK = RCV.NXT
    input  wire        seq_ok,
    input  wire        ack_ok,
    input  wire        fin_out,        // the host's FIN was seen
    input  wire        fin_differs,    // the peer's FIN was seen before, at another number
    input  wire        host_beyond,    // of the host: SEG.SEQ+SEG.LEN after SND.NXT
    input  wire        fin_acked,      // of the host: the peer's FIN was seen, RCV.NXT is behind it now
    input  wire        fin_passed,     // of the host: and even further

    output wire [3:0]  next_state,     // where it does not end
    output wire        ended,
    output wire        own,
    output wire        open_wire,      // the SYN+ACK of the peer counts
    output wire        open_host,      // the SYN+ACK of the host counts
    output wire        take,           // SND.NXT and SND.UNA, windows, RCV.NXT follow
    output wire        take_fin
);

localparam [3:0] ST_LISTEN       = `FINWAVE_TCP_STATE_LISTEN;
localparam [3:0] ST_SYN_SENT     = `FINWAVE_TCP_STATE_SYN_SENT;
localparam [3:0] ST_SYN_RECEIVED = `FINWAVE_TCP_STATE_SYN_RECEIVED;
localparam [3:0] ST_ESTABLISHED  = `FINWAVE_TCP_STATE_ESTABLISHED;
localparam [3:0] ST_FIN_WAIT_1   = `FINWAVE_TCP_STATE_FIN_WAIT_1;
localparam [3:0] ST_FIN_WAIT_2   = `FINWAVE_TCP_STATE_FIN_WAIT_2;
localparam [3:0] ST_CLOSE_WAIT   = `FINWAVE_TCP_STATE_CLOSE_WAIT;
localparam [3:0] ST_CLOSING      = `FINWAVE_TCP_STATE_CLOSING;
localparam [3:0] ST_LAST_ACK     = `FINWAVE_TCP_STATE_LAST_ACK;
localparam [3:0] ST_TIME_WAIT    = `FINWAVE_TCP_STATE_TIME_WAIT;

wire listens = in_state[ST_LISTEN];
wire sent = in_state[ST_SYN_SENT];
wire received = in_state[ST_SYN_RECEIVED];
wire opening = listens || sent || received;
wire refused = rst_flag || (syn && fin);
wire peer_syn_again = syn && !ack && end_exact;

// the handshake: each SYN may come again, and nothing else
wire sent_ends = from_host ? !(syn && !ack && seq_una) : syn && !(ack && ack_nxt);
wire listens_ends = from_host ? !(syn && ack && ack_rcv) : !peer_syn_again;
wire received_ends = from_host ? !(syn && ack && seq_una && ack_rcv) : syn && !peer_syn_again;
wire opening_ends = (sent && sent_ends) || (listens && listens_ends) || (received && received_ends);

// segments of the host; when it acknowledged the peer's FIN, its own comes behind that
wire from_opened = from_host && !opening;
wire host_ends = syn || !ack || (fin_out && host_beyond) || fin_passed;
wire host_takes = from_opened && !refused && !host_ends;

// segments of the peer
wire to_opened = !from_host && (!opening || (received && ack && ack_nxt)) && !syn;
wire peer_counts = to_opened && ack && seq_ok && ack_ok;
wire our_fin_acked = fin_out && ack_nxt;
wire peer_ends = (fin && fin_differs) || (our_fin_acked && in_state[ST_LAST_ACK]);
wire peer_takes = peer_counts && !refused && !peer_ends;

assign open_wire = !refused && sent && !from_host && syn && ack && ack_nxt;
assign open_host = !refused && listens && from_host && syn && ack && ack_rcv;
assign take = host_takes || peer_takes;
assign take_fin = take && fin;
assign own = (host_takes && in_state[ST_FIN_WAIT_2] && fin_acked) ||
             (peer_takes && in_state[ST_CLOSING] && our_fin_acked);
assign ended = refused || opening_ends || (from_opened && host_ends) || (!from_host && !opening && syn) ||
               (peer_counts && peer_ends);

// where it goes when it does not end
wire host_acks = from_host && fin_acked;
wire peer_acks = !from_host && !syn && ack && seq_ok && ack_ok && our_fin_acked;    // behind the handshake

function [3:0] nibble(input when, input [3:0] value);
    nibble = value & {4{when}};
endfunction

assign next_state =
    nibble(listens, from_host ? ST_SYN_RECEIVED : ST_LISTEN) |
    nibble(sent, !from_host && syn ? ST_ESTABLISHED : ST_SYN_SENT) |
    nibble(received, to_opened ? ST_ESTABLISHED : ST_SYN_RECEIVED) |
    nibble(in_state[ST_ESTABLISHED], !from_host ? ST_ESTABLISHED :
                                     fin ? (fin_acked ? ST_LAST_ACK : ST_FIN_WAIT_1) :
                                     fin_acked ? ST_CLOSE_WAIT : ST_ESTABLISHED) |
    nibble(in_state[ST_FIN_WAIT_1], host_acks ? ST_CLOSING : peer_acks ? ST_FIN_WAIT_2 : ST_FIN_WAIT_1) |
    nibble(in_state[ST_FIN_WAIT_2], host_acks ? ST_TIME_WAIT : ST_FIN_WAIT_2) |
    nibble(in_state[ST_CLOSE_WAIT], from_host && fin ? ST_LAST_ACK : ST_CLOSE_WAIT) |
    nibble(in_state[ST_CLOSING], peer_acks ? ST_TIME_WAIT : ST_CLOSING) |
    nibble(in_state[ST_LAST_ACK], ST_LAST_ACK);

endmodule

`resetall
