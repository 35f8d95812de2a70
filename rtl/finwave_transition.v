// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * The TCP state transition, RFC 9293 3.10: combinational and pure.
 *
 * Enters: one classified event (a segment of either side, a command or timeout; every comparison is already made).
 * Leaves: the next state and what is to be done. Order of checks and names are those of docs/theory.md;
 * the reference model's fwm_decide() has the same inputs and outputs, and tests/rtl/test_transition.cpp
 * compares the two over all inputs.
 */
module finwave_transition (
    /* the event */
    input  wire [3:0] op,
    input  wire [3:0] state,
    input  wire       half_close,
    input  wire       watch,
    input  wire       close_on_fin,
    input  wire       ack_owed,
    input  wire       bad_frame,
    input  wire       bad_checksum,
    input  wire       syn,
    input  wire       fin,
    input  wire       rst_flag,
    input  wire       ack,
    input  wire       reuse_ok,
    input  wire       ts_missing,
    input  wire       ts_old,
    input  wire       seq_ok,
    input  wire       seq_exact,
    input  wire       end_exact,
    input  wire       ack_ok,
    input  wire       ack_new,
    input  wire       ack_all,
    input  wire       text,
    input  wire       text_new,
    input  wire       seq_after,
    input  wire       text_cut,
    input  wire       window_shut,
    input  wire       may_go,
    input  wire       again_goes,
    input  wire       host_beyond,
    input  wire       host_newer,
    input  wire       host_moves,
    input  wire       fence_ends,
    input  wire       fenced,
    input  wire       retries_left,
    input  wire       user_over,
    input  wire       set_snd_nxt,
    input  wire       snd_nxt_used,
    input  wire       tail,
    input  wire       announce,
    input  wire       merge,

    /* choices */
    input  wire       linux_compat,
    input  wire       time_wait_rst,
    input  wire       syn_rst,
    input  wire       give_up_silent,

    /* the decision */
    output reg  [3:0] next_state,
    output reg  [5:0] reason,
    output reg  [2:0] send,
    output reg  [3:0] completion,
    output reg        limited,
    output reg        pass,
    output reg        peer_fin,
    output reg        free,
    output reg        refuse,
    output reg        take_ack,
    output reg        take_text,
    output reg        take_fin,
    output reg        take_host,
    output reg        queue_fin,
    output reg        send_again,
    output reg        zero_retries,
    output reg        progress,
    output reg        owe_ack,
    output reg        set_half_close,
    output reg        clear_half_close,
    output reg  [3:0] timer
);

localparam [3:0] ST_CLOSED      = `FINWAVE_TCP_STATE_CLOSED;
localparam [3:0] ST_ESTABLISHED = `FINWAVE_TCP_STATE_ESTABLISHED;
localparam [3:0] ST_FIN_WAIT_1  = `FINWAVE_TCP_STATE_FIN_WAIT_1;
localparam [3:0] ST_FIN_WAIT_2  = `FINWAVE_TCP_STATE_FIN_WAIT_2;
localparam [3:0] ST_CLOSE_WAIT  = `FINWAVE_TCP_STATE_CLOSE_WAIT;
localparam [3:0] ST_CLOSING     = `FINWAVE_TCP_STATE_CLOSING;
localparam [3:0] ST_LAST_ACK    = `FINWAVE_TCP_STATE_LAST_ACK;
localparam [3:0] ST_TIME_WAIT   = `FINWAVE_TCP_STATE_TIME_WAIT;

wire in_time_wait = state == ST_TIME_WAIT;
wire fin_unacked = state == ST_FIN_WAIT_1 || state == ST_CLOSING || state == ST_LAST_ACK;
wire peer_closed = state == ST_CLOSE_WAIT || state == ST_CLOSING || state == ST_LAST_ACK || in_time_wait;
wire reading = state == ST_ESTABLISHED || half_close;
wire can_close = state == ST_ESTABLISHED || state == ST_CLOSE_WAIT;
wire our_fin_acked = fin_unacked && ack_all;
wire our_text_goes = fin_unacked && !ack_all && (may_go || again_goes);
// the host's stack acknowledges what it reads
wire watching = watch && (state == ST_ESTABLISHED || (half_close && !peer_closed));
wire merging = watch && merge;
wire rst_kills_time_wait = time_wait_rst || linux_compat;

// the first check that fails decides; only a segment that passes them all reaches its ACK, text and FIN
wire reused = in_time_wait && syn && !ack && !rst_flag && !fin && reuse_ok;
wire no_timestamp = ts_missing && !rst_flag && !syn && !linux_compat;
wire paws = ts_old && !rst_flag;
wire repeated = !seq_ok && fin && ack && end_exact && peer_closed;

// answers an ACK that the rate limits may hold back
task limited_ack(input [5:0] why);
    begin
        reason = why;
        send = `FINWAVE_SEND_ACK;
        limited = 1'b1;
    end
endtask

task close_flow(input [3:0] how);
    begin
        next_state = ST_CLOSED;
        free = 1'b1;
        completion = how;
        timer = `FINWAVE_TIMER_STOP;
    end
endtask

// our FIN takes its number now
task queue_our_fin(input [3:0] where);
    begin
        next_state = where;
        queue_fin = 1'b1;
        timer = `FINWAVE_TIMER_RTO_FIRST;
    end
endtask

always @* begin
    next_state = state;
    reason = `FINWAVE_REASON_NONE;
    send = `FINWAVE_SEND_NONE;
    completion = `FINWAVE_EVENT_NONE;
    limited = 1'b0;
    pass = 1'b0;
    peer_fin = 1'b0;
    free = 1'b0;
    refuse = 1'b0;
    take_ack = 1'b0;
    take_text = 1'b0;
    take_fin = 1'b0;
    take_host = 1'b0;
    queue_fin = 1'b0;
    send_again = 1'b0;
    zero_retries = 1'b0;
    progress = 1'b0;
    owe_ack = 1'b0;
    set_half_close = 1'b0;
    clear_half_close = 1'b0;
    timer = `FINWAVE_TIMER_KEEP;

    case (op)
        `FINWAVE_OP_SEGMENT: begin
            if (bad_frame) begin
                reason = `FINWAVE_REASON_BAD_FRAME;
            end else if (bad_checksum) begin
                reason = `FINWAVE_REASON_BAD_CHECKSUM;
            end else if (reused) begin
                // RFC 6191 2: a new connection may take the tuple
                reason = `FINWAVE_REASON_SYN_REUSED;
                pass = 1'b1;
                close_flow(`FINWAVE_EVENT_REUSED);
            end else if (no_timestamp) begin
                // RFC 7323 3.2
                reason = `FINWAVE_REASON_TS_MISSING;
            end else if (paws) begin
                // RFC 7323 5.3 R1
                limited_ack(`FINWAVE_REASON_PAWS);
                timer = linux_compat && in_time_wait ? `FINWAVE_TIMER_TIME_WAIT : `FINWAVE_TIMER_KEEP;
            end else if (!seq_ok && rst_flag) begin
                // 3.10.7.4, first: an unacceptable RST is dropped without an answer
                reason = `FINWAVE_REASON_RST_OUT_OF_WINDOW;
            end else if (rst_flag && in_time_wait && !rst_kills_time_wait) begin
                // RFC 1337 3
                reason = `FINWAVE_REASON_RST_IGNORED;
            end else if (rst_flag && in_time_wait && linux_compat && !seq_exact) begin
                // Linux: only the exact number counts, anything else is silence
                reason = `FINWAVE_REASON_RST_OUT_OF_WINDOW;
            end else if (rst_flag && seq_exact) begin
                // 3.10.7.4, second
                reason = `FINWAVE_REASON_RST_ACCEPTED;
                close_flow(`FINWAVE_EVENT_RESET);
            end else if (rst_flag) begin
                // RFC 5961 3.2
                limited_ack(`FINWAVE_REASON_RST_CHALLENGE);
            end else if (syn && !syn_rst) begin
                // RFC 5961 4.2, whatever the sequence number
                limited_ack(`FINWAVE_REASON_SYN_CHALLENGE);
            end else if (syn) begin
                // RFC 793 3.9: an error in the window; outside it, a connection attempt that must fail
                reason = `FINWAVE_REASON_SYN_RESET;
                send = ack ? `FINWAVE_SEND_RST_SEG : `FINWAVE_SEND_RST_SYN;
                if (seq_ok) begin
                    close_flow(`FINWAVE_EVENT_RESET);
                end
            end else if (repeated) begin
                // our ACK was lost: answer again, and count the peer's ACK of our FIN
                reason = `FINWAVE_REASON_FIN_REPEATED;
                send = `FINWAVE_SEND_ACK;
                if (in_time_wait) begin
                    timer = `FINWAVE_TIMER_TIME_WAIT;
                end else if (state == ST_CLOSING && ack_ok && ack_all) begin
                    next_state = ST_TIME_WAIT;
                    timer = `FINWAVE_TIMER_TIME_WAIT;
                end else if (state == ST_LAST_ACK && ack_ok && ack_all) begin
                    send = `FINWAVE_SEND_NONE;
                    close_flow(`FINWAVE_EVENT_ORDERLY);
                end
            end else if (!seq_ok && watching && text && !fin) begin
                // whether the host has it, and which edge it gave, only its stack knows
                reason = `FINWAVE_REASON_OUT_OF_WINDOW;
                pass = 1'b1;
            end else if (!seq_ok) begin
                limited_ack(`FINWAVE_REASON_OUT_OF_WINDOW);
                timer = linux_compat && in_time_wait && ack ? `FINWAVE_TIMER_TIME_WAIT
                                                            : `FINWAVE_TIMER_KEEP;
            end else if (!ack) begin
                // 3.10.7.4, fifth
                reason = `FINWAVE_REASON_NO_ACK;
            end else if (!ack_ok) begin
                // RFC 5961 5.2
                limited_ack(`FINWAVE_REASON_ACK_UNACCEPTABLE);
            end else if (state == ST_LAST_ACK && ack_all) begin
                reason = `FINWAVE_REASON_ACK_OF_FIN;
                take_ack = 1'b1;
                close_flow(`FINWAVE_EVENT_ORDERLY);
            end else if (text_new && !reading && !peer_closed) begin
                // 3.6.1 SHLD-3: nobody will read it
                reason = `FINWAVE_REASON_DATA_AFTER_CLOSE;
                send = `FINWAVE_SEND_RST_SEG;
                take_ack = 1'b1;
                close_flow(`FINWAVE_EVENT_ABORTED_DATA);
            end else begin
                take_ack = 1'b1;
                // 3.8.3: something got through; 3.8.6.1: or the peer lives, its window is closed
                progress = fin_unacked && !ack_all && ack_new;
                zero_retries = fin_unacked && !ack_all && (ack_new || window_shut);
                // 3.10.7.4, fifth: the ACK
                if (state == ST_FIN_WAIT_1 && ack_all) begin
                    next_state = ST_FIN_WAIT_2;
                    timer = half_close ? `FINWAVE_TIMER_STOP : `FINWAVE_TIMER_FIN_WAIT_2;
                end else if (state == ST_CLOSING && ack_all) begin
                    next_state = ST_TIME_WAIT;
                    timer = `FINWAVE_TIMER_TIME_WAIT;
                end else if (fin_unacked && (ack_new || our_text_goes)) begin
                    // RFC 6298 5.3, 5.1
                    timer = `FINWAVE_TIMER_RTO;
                end
                reason = our_fin_acked ? `FINWAVE_REASON_ACK_OF_FIN : `FINWAVE_REASON_ACK_NOTHING;

                // seventh and eighth: text and FIN
                if (peer_closed) begin
                    if (text_new || fin) begin
                        limited_ack(`FINWAVE_REASON_DATA_AFTER_FIN);
                    end else if (linux_compat && in_time_wait && !seq_exact) begin
                        // Linux: only a bare ACK exactly at RCV.NXT is taken in silence
                        limited_ack(`FINWAVE_REASON_ACK_NOTHING);
                    end
                    if (linux_compat && in_time_wait) begin
                        timer = `FINWAVE_TIMER_TIME_WAIT;
                    end
                end else if ((text || fin) && seq_after) begin
                    // RFC 5681 4.2: at once, never limited
                    reason = `FINWAVE_REASON_DATA_OUT_OF_ORDER;
                    send = watching && !fin ? `FINWAVE_SEND_NONE : `FINWAVE_SEND_ACK;
                    pass = watching && !fin;
                end else begin
                    take_text = text_new;
                    take_fin = fin && !(text_new && text_cut);
                    pass = take_text;
                    if (take_text || take_fin) begin
                        reason = take_fin ? `FINWAVE_REASON_FIN_ACCEPTED : `FINWAVE_REASON_DATA_ACCEPTED;
                        send = watching && !take_fin ? `FINWAVE_SEND_NONE : `FINWAVE_SEND_ACK;
                    end
                    if (take_fin) begin
                        peer_fin = 1'b1;
                        if (state == ST_ESTABLISHED && close_on_fin) begin
                            // ACK and FIN in one: three segments
                            send = `FINWAVE_SEND_FIN;
                            clear_half_close = 1'b1;
                            queue_our_fin(ST_LAST_ACK);
                        end else if (state == ST_ESTABLISHED) begin
                            next_state = ST_CLOSE_WAIT;
                            if (merging) begin
                                owe_ack = 1'b1;
                                send = `FINWAVE_SEND_NONE;
                                timer = `FINWAVE_TIMER_MERGE;
                            end
                        end else if (state == ST_FIN_WAIT_1 && !ack_all) begin
                            next_state = ST_CLOSING;
                        end else begin
                            next_state = ST_TIME_WAIT;
                            timer = `FINWAVE_TIMER_TIME_WAIT;
                        end
                    end
                end

                // 3.10.7.4, fifth: what the window lets go now carries the ACK along
                if (our_text_goes) begin
                    send = `FINWAVE_SEND_FIN;
                    send_again = again_goes;
                    limited = 1'b0;
                end
            end
        end

        `FINWAVE_OP_HOST: begin
            if (bad_frame) begin
                reason = `FINWAVE_REASON_HOST_PASSED;
                pass = 1'b1;
            end else if (syn && !ack && in_time_wait && host_newer) begin
                // RFC 1122 4.2.2.13
                reason = `FINWAVE_REASON_HOST_REUSED;
                pass = 1'b1;
                close_flow(`FINWAVE_EVENT_REUSED);
            end else if (syn) begin
                reason = `FINWAVE_REASON_HOST_SYN_HELD;
            end else if (rst_flag && can_close) begin
                reason = `FINWAVE_REASON_HOST_RST;
                pass = 1'b1;
                close_flow(`FINWAVE_EVENT_ABORTED_HOST);
            end else if (rst_flag || (!can_close && host_beyond && (text || fin))) begin
                reason = `FINWAVE_REASON_HOST_REFUSED;
            end else if (fin && can_close) begin
                // its SHUTDOWN
                reason = `FINWAVE_REASON_HOST_FIN;
                pass = 1'b1;
                take_host = 1'b1;
                send = ack_owed ? `FINWAVE_SEND_ACK : `FINWAVE_SEND_NONE;
                set_half_close = 1'b1;
                queue_our_fin(state == ST_ESTABLISHED ? ST_FIN_WAIT_1 : ST_LAST_ACK);
            end else begin
                reason = `FINWAVE_REASON_HOST_PASSED;
                pass = 1'b1;
                take_host = 1'b1;
                progress = fin_unacked && host_moves;
                zero_retries = progress;
                if (fin_unacked && fence_ends) begin
                    send = may_go ? `FINWAVE_SEND_FIN : `FINWAVE_SEND_NONE;
                    timer = `FINWAVE_TIMER_RTO_FIRST;
                end
            end
        end

        `FINWAVE_OP_TIMEOUT: begin
            if (fin_unacked && !user_over && fenced && retries_left) begin
                reason = `FINWAVE_REASON_TIMEOUT_FENCED;
                timer = `FINWAVE_TIMER_RTO_COUNT;
            end else if (fin_unacked && !user_over && retries_left) begin
                // RFC 6298 5.4 to 5.6
                reason = `FINWAVE_REASON_TIMEOUT_RETRANSMIT;
                send = `FINWAVE_SEND_FIN;
                send_again = 1'b1;
                timer = `FINWAVE_TIMER_RTO_BACKOFF;
            end else if (fin_unacked) begin
                // 3.8.3
                reason = `FINWAVE_REASON_TIMEOUT_GIVE_UP;
                send = give_up_silent ? `FINWAVE_SEND_NONE : `FINWAVE_SEND_RST;
                close_flow(`FINWAVE_EVENT_GAVE_UP);
            end else if (state == ST_FIN_WAIT_2) begin
                reason = `FINWAVE_REASON_TIMEOUT_FIN_WAIT_2;
                close_flow(`FINWAVE_EVENT_FIN_WAIT_2_EXPIRED);
            end else if (in_time_wait) begin
                reason = `FINWAVE_REASON_TIMEOUT_TIME_WAIT;
                close_flow(`FINWAVE_EVENT_ORDERLY);
            end else if (state == ST_CLOSE_WAIT) begin
                // the host did not close in time
                reason = `FINWAVE_REASON_TIMEOUT_MERGE;
                send = ack_owed ? `FINWAVE_SEND_ACK : `FINWAVE_SEND_NONE;
                timer = `FINWAVE_TIMER_STOP;
            end else begin
                timer = `FINWAVE_TIMER_STOP;
            end
        end

        `FINWAVE_OP_CLOSE, `FINWAVE_OP_SHUTDOWN: begin
            if (can_close && !snd_nxt_used) begin
                // 3.10.4
                reason = `FINWAVE_REASON_COMMAND_DONE;
                send = may_go ? `FINWAVE_SEND_FIN : ack_owed ? `FINWAVE_SEND_ACK : `FINWAVE_SEND_NONE;
                set_half_close = op == `FINWAVE_OP_SHUTDOWN;
                clear_half_close = op == `FINWAVE_OP_CLOSE;
                queue_our_fin(state == ST_ESTABLISHED ? ST_FIN_WAIT_1 : ST_LAST_ACK);
            end else if (op == `FINWAVE_OP_CLOSE && half_close && !tail &&
                         (state == ST_FIN_WAIT_1 || state == ST_FIN_WAIT_2)) begin
                // the reader is gone too
                reason = `FINWAVE_REASON_COMMAND_DONE;
                clear_half_close = 1'b1;
                timer = state == ST_FIN_WAIT_2 ? `FINWAVE_TIMER_FIN_WAIT_2 : `FINWAVE_TIMER_KEEP;
            end else begin
                reason = `FINWAVE_REASON_COMMAND_REFUSED;
                refuse = 1'b1;
            end
        end

        `FINWAVE_OP_ABORT: begin
            // 3.10.5
            reason = `FINWAVE_REASON_COMMAND_DONE;
            send = can_close || state == ST_FIN_WAIT_1 || state == ST_FIN_WAIT_2 ? `FINWAVE_SEND_RST
                                                                                 : `FINWAVE_SEND_NONE;
            close_flow(`FINWAVE_EVENT_ABORTED_HOST);
        end

        `FINWAVE_OP_UPDATE: begin
            refuse = set_snd_nxt && !can_close;
            // 3.8.6.2.2: the window opened
            if (!refuse && announce && !watch && !peer_closed && reading) begin
                send = `FINWAVE_SEND_ACK;
            end
            reason = refuse ? `FINWAVE_REASON_COMMAND_REFUSED : `FINWAVE_REASON_COMMAND_DONE;
        end

        `FINWAVE_OP_RELEASE: begin
            reason = `FINWAVE_REASON_COMMAND_DONE;
            close_flow(`FINWAVE_EVENT_RELEASED);
        end

        `FINWAVE_OP_EVICT: begin
            if (in_time_wait) begin
                reason = `FINWAVE_REASON_EVICTED;
                close_flow(`FINWAVE_EVENT_EVICTED);
            end else begin
                reason = `FINWAVE_REASON_COMMAND_REFUSED;
                refuse = 1'b1;
            end
        end

        default: begin
            // ADOPT, QUERY and the sweep decide nothing here
        end
    endcase
end

endmodule

`resetall
