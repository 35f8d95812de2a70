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
    input  wire       from_host,
    input  wire [3:0] state,
    input  wire       syn,
    input  wire       fin,
    input  wire       rst_flag,
    input  wire       ack,
    input  wire       seq_una,        // of the host: SEG.SEQ = SND.UNA
    input  wire       end_exact,      // SEG.SEQ+SEG.LEN = RCV.NXT
    input  wire       ack_nxt,        // SEG.ACK = SND.NXT
    input  wire       ack_rcv,        // of the host: SEG.ACK = RCV.NXT
    input  wire       seq_ok,
    input  wire       ack_ok,
    input  wire       fin_out,        // the host's FIN was seen
    input  wire       fin_differs,    // the peer's FIN was seen before, at another number
    input  wire       host_beyond,    // of the host: SEG.SEQ+SEG.LEN after SND.NXT
    input  wire       fin_acked,      // of the host: the peer's FIN was seen, RCV.NXT is behind it now
    input  wire       fin_passed,     // of the host: and even further

    output reg  [3:0] next_state,
    output reg        ended,
    output reg        own,
    output reg        open_wire,      // the SYN+ACK of the peer counts
    output reg        open_host,      // the SYN+ACK of the host counts
    output reg        take,           // SND.NXT and SND.UNA, windows, RCV.NXT follow
    output reg        take_fin
);

localparam [3:0] ST_CLOSED       = `FINWAVE_TCP_STATE_CLOSED;
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

wire opening = state == ST_LISTEN || state == ST_SYN_SENT || state == ST_SYN_RECEIVED;
wire opened = !opening || (state == ST_SYN_RECEIVED && !from_host && !syn && ack && ack_nxt);
wire [3:0] state_open = opening ? ST_ESTABLISHED : state;
wire peer_syn_again = syn && !ack && end_exact;

// the host acknowledged the peer's FIN; its own FIN comes behind that
wire [3:0] state_acked = !fin_acked ? state :
                         state == ST_ESTABLISHED ? ST_CLOSE_WAIT :
                         state == ST_FIN_WAIT_1 ? ST_CLOSING : state;

always @* begin
    next_state = state;
    ended = 1'b0;
    own = 1'b0;
    open_wire = 1'b0;
    open_host = 1'b0;
    take = 1'b0;
    take_fin = 1'b0;

    if (rst_flag || (syn && fin)) begin
        ended = 1'b1;
    end else if (!opened) begin
        case (state)
            ST_SYN_SENT: begin
                if (from_host) begin
                    ended = !(syn && !ack && seq_una);
                end else if (syn && ack && ack_nxt) begin
                    open_wire = 1'b1;
                    next_state = ST_ESTABLISHED;
                end else begin
                    ended = syn;
                end
            end
            ST_LISTEN: begin
                if (from_host) begin
                    open_host = syn && ack && ack_rcv;
                    next_state = open_host ? ST_SYN_RECEIVED : ST_LISTEN;
                    ended = !open_host;
                end else begin
                    ended = !peer_syn_again;
                end
            end
            default: begin
                // SYN_RECEIVED
                ended = from_host ? !(syn && ack && seq_una && ack_rcv) : syn && !peer_syn_again;
            end
        endcase
    end else if (from_host) begin
        if (syn || !ack || (fin_out && host_beyond) || fin_passed) begin
            ended = 1'b1;
        end else begin
            take = 1'b1;
            take_fin = fin;
            next_state = state_acked;
            if (state == ST_FIN_WAIT_2 && fin_acked) begin
                own = 1'b1;
                next_state = ST_TIME_WAIT;
            end else if (fin && state_acked == ST_ESTABLISHED) begin
                next_state = ST_FIN_WAIT_1;
            end else if (fin && state_acked == ST_CLOSE_WAIT) begin
                next_state = ST_LAST_ACK;
            end
        end
    end else if (syn) begin
        ended = 1'b1;
    end else begin
        next_state = state_open;
        if (ack && seq_ok && ack_ok) begin
            take = 1'b1;
            if (fin && fin_differs) begin
                ended = 1'b1;
            end else if (fin_out && ack_nxt && state == ST_LAST_ACK) begin
                ended = 1'b1;
            end else if (fin_out && ack_nxt && state == ST_CLOSING) begin
                own = 1'b1;
                next_state = ST_TIME_WAIT;
            end else if (fin_out && ack_nxt && state == ST_FIN_WAIT_1) begin
                next_state = ST_FIN_WAIT_2;
            end
            take_fin = fin && !ended;
        end
    end

    if (ended) begin
        next_state = ST_CLOSED;
        take = 1'b0;
    end
end

endmodule

`resetall
