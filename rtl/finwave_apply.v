// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * Carries a decision out: the record as it is written back, and the frame that leaves. Combinational.
 *
 * Every number comes ready from finwave_classify; here they are only chosen. RFC 9293 3.10.
 */
module finwave_apply (
    /* the decision */
    input  wire                            adopt,
    input  wire                            update,
    input  wire                            close,          // CLOSE, SHUTDOWN
    input  wire [3:0]                      state,
    input  wire [2:0]                      send,           // as decided
    input  wire                            sends_text,     // the same, one by one: text and FIN
    input  wire                            sends_rst_seg,
    input  wire                            sends_rst_syn,
    input  wire                            to_host,
    input  wire                            host_acked,     // tracked: the host's segment moves RCV.NXT
    input  wire                            bare,           // the FIN goes now, alone
    input  wire                            sent,           // and not held back by the limits
    input  wire                            limited_sent,   // a limited ACK leaves
    input  wire                            limited_clear,  // the sweep found the last one long ago
    input  wire                            take_ack,
    input  wire                            take_text,
    input  wire                            take_fin,
    input  wire                            take_host,
    input  wire                            queue_fin,
    input  wire                            send_again,
    input  wire                            zero_retries,
    input  wire                            owe_ack,
    input  wire                            set_half_close,
    input  wire                            clear_half_close,
    input  wire                            progress,
    input  wire [3:0]                      timer,
    input  wire [30:0]                     duration,       // of the timer, if it starts
    input  wire                            set_rcv_wnd,

    /* the record, the segment, and the numbers made of them */
    input  wire [`FINWAVE_REC_WIDTH-1:0]   rec,
    input  wire [`FINWAVE_KEY_WIDTH-1:0]   key,
    input  wire [95:0]                     macs,
    input  wire [31:0]                     now,
    input  wire [31:0]                     seg_seq_end,
    input  wire [31:0]                     seg_text_end,
    input  wire [31:0]                     seg_ack,
    input  wire [15:0]                     seg_window,
    input  wire                            seg_ack_flag,
    input  wire                            text_cut,
    input  wire                            ack_new,
    input  wire                            window_new,     // larger than any before
    input  wire                            window_take,    // the newest
    input  wire                            ts_take,
    input  wire [31:0]                     tsval,
    input  wire [31:0]                     our_tsval,
    input  wire [31:0]                     ts_offset,
    input  wire [31:0]                     credit_edge,
    input  wire [27:0]                     rto_doubled,
    input  wire                            fin_wait_2_on,
    input  wire                            host_moves,     // SND.NXT, by a segment of the host
    input  wire                            ack_ahead,      // of the host: SEG.ACK after RCV.NXT
    input  wire                            edge_ahead,
    input  wire [31:0]                     host_edge,
    input  wire [31:0]                     fin_at,         // of a FIN that is queued now
    input  wire [10:0]                     close_tail,     // with so much text
    input  wire [7:0]                      close_buffer,
    input  wire [31:0]                     go_first,       // segment from SND.NXT on
    input  wire [10:0]                     go_len,
    input  wire                            go_some,        // not without text
    input  wire                            go_fin,
    input  wire [31:0]                     again_first,    // segment from what is unacknowledged
    input  wire [10:0]                     again_len,
    input  wire                            again_some,
    input  wire                            again_fin,
    input  wire [31:0]                     snd_nxt_more,   // SND.NXT + 1
    input  wire [31:0]                     snd_nxt_less,   // SND.NXT - 1
    input  wire [31:0]                     go_end,         // their ends, FIN counted
    input  wire [31:0]                     again_end,

    output reg  [`FINWAVE_REC_WIDTH-1:0]   new_rec,        // its deadline is yet to come: `timer_set`
    output wire                            timer_set,      // from now on: what is there is the duration
    output wire                            some_text,      // the segment of ours is not without
    output wire                            tail_done,      // the tail is acknowledged, or the flow is freed
    output reg  [`FINWAVE_FRAME_WIDTH-1:0] frame,          // without sums and mark; RCV_WND: the window's edge,
    output wire [31:0]                     frame_from      // to be taken off it: where the window begins
);

localparam [3:0] ST_ESTABLISHED = `FINWAVE_TCP_STATE_ESTABLISHED;
localparam [3:0] ST_FIN_WAIT_1  = `FINWAVE_TCP_STATE_FIN_WAIT_1;
localparam [3:0] ST_FIN_WAIT_2  = `FINWAVE_TCP_STATE_FIN_WAIT_2;
localparam [3:0] ST_CLOSING     = `FINWAVE_TCP_STATE_CLOSING;
localparam [3:0] ST_LAST_ACK    = `FINWAVE_TCP_STATE_LAST_ACK;

wire [31:0] old_rcv_nxt = rec[`FINWAVE_REC_RCV_NXT];
wire [31:0] old_rcv_edge = rec[`FINWAVE_REC_RCV_EDGE];
wire [31:0] snd_nxt = rec[`FINWAVE_REC_SND_NXT];
wire [31:0] old_fin_at = rec[`FINWAVE_REC_FIN_AT];
wire [3:0] old_state = rec[`FINWAVE_REC_STATE];
wire [10:0] old_tail = rec[`FINWAVE_REC_TAIL_LEN];
// carries RCV.NXT
wire pays = sent && (send == `FINWAVE_SEND_ACK || send == `FINWAVE_SEND_FIN || send == `FINWAVE_SEND_RST);
// our text and FIN: the segment that goes, and where it ends
wire [31:0] first = bare ? snd_nxt : send_again ? again_first : go_first;
wire [10:0] text_len = bare ? 11'd0 : send_again ? again_len : go_len;
assign some_text = !bare && (send_again ? again_some : go_some);
wire with_fin = bare || (send_again ? again_fin : go_fin);
wire [31:0] again_diff = again_end - snd_nxt;
wire [31:0] again_less = snd_nxt - again_end;
wire again_beyond = !again_diff[31] && again_less[31];
// the host's own segment moves SND.NXT, or ours
wire [31:0] snd_nxt_host = take_host && host_moves ? seg_seq_end : snd_nxt;
wire [31:0] snd_nxt_after = !sends_text ? snd_nxt_host : bare ? snd_nxt_more : !send_again ? go_end :
                            again_beyond ? again_end : snd_nxt;
wire before_peer_fin = old_state == ST_ESTABLISHED || old_state == ST_FIN_WAIT_1 || old_state == ST_FIN_WAIT_2;
wire follow_host = take_host && rec[`FINWAVE_REC_WATCH] && seg_ack_flag && before_peer_fin;

assign tail_done = old_tail != 11'd0 && state != ST_FIN_WAIT_1 && state != ST_CLOSING && state != ST_LAST_ACK;

wire [31:0] ts_recent = take_ack && ts_take ? tsval : rec[`FINWAVE_REC_TS_RECENT];
wire [4:0] retries = rec[`FINWAVE_REC_RETRIES];
// bytes of the tail before the segment
wire [10:0] text_from = close ? 11'd0 : first[10:0] - old_fin_at[10:0] + old_tail;
wire is_rst = to_host || send == `FINWAVE_SEND_RST || sends_rst_seg || sends_rst_syn;
assign timer_set = timer != `FINWAVE_TIMER_KEEP && timer != `FINWAVE_TIMER_STOP;
wire rto_first = timer == `FINWAVE_TIMER_RTO_FIRST;
wire backoff = timer == `FINWAVE_TIMER_RTO_BACKOFF;

// RCV.NXT and the edge of the window that a frame of ours tells
reg [31:0] rcv_nxt;
reg [31:0] edge_now;

always @* begin
    rcv_nxt = old_rcv_nxt;
    edge_now = old_rcv_edge;
    if (follow_host) begin
        rcv_nxt = ack_ahead ? seg_ack : old_rcv_nxt;
        edge_now = edge_ahead ? host_edge : old_rcv_edge;
    end else if (update && set_rcv_wnd) begin
        edge_now = credit_edge;
    end else if (take_fin) begin
        rcv_nxt = seg_seq_end;
    end else if (take_text) begin
        rcv_nxt = text_cut ? old_rcv_edge : seg_text_end;
    end
end

assign frame_from = rcv_nxt & {32{!is_rst}};

always @* begin
    new_rec = rec;
    new_rec[`FINWAVE_REC_STATE] = state;
    new_rec[`FINWAVE_REC_HALF_CLOSE] = (rec[`FINWAVE_REC_HALF_CLOSE] || set_half_close) && !clear_half_close;
    new_rec[`FINWAVE_REC_ACK_OWED] = owe_ack || (rec[`FINWAVE_REC_ACK_OWED] && !pays);
    new_rec[`FINWAVE_REC_SND_NXT] = snd_nxt_after;
    if (queue_fin) begin
        new_rec[`FINWAVE_REC_FIN_AT] = fin_at;
        new_rec[`FINWAVE_REC_TAIL_LEN] = close ? close_tail : 11'd0;
        new_rec[`FINWAVE_REC_TAIL] = close_buffer;
    end
    if (tail_done) begin
        new_rec[`FINWAVE_REC_TAIL_LEN] = 11'd0;
    end
    new_rec[`FINWAVE_REC_RCV_NXT] = rcv_nxt;
    new_rec[`FINWAVE_REC_TS_RECENT] = ts_recent;
    if (take_ack && ack_new) begin
        new_rec[`FINWAVE_REC_SND_UNA] = seg_ack;
    end
    if (take_ack && window_take) begin
        new_rec[`FINWAVE_REC_SND_WND] = seg_window;
    end
    if (take_ack && window_new) begin
        new_rec[`FINWAVE_REC_MAX_WND] = seg_window;
    end
    new_rec[`FINWAVE_REC_RCV_EDGE] = edge_now;
    if (adopt) begin
        new_rec[`FINWAVE_REC_FIN_AT] = snd_nxt_less;
        new_rec[`FINWAVE_REC_TS_OFFSET] = ts_offset;
        new_rec[`FINWAVE_REC_RCV_EDGE] = credit_edge;
    end

    // RFC 6298 5, RFC 9293 3.10.8
    case (timer)
        `FINWAVE_TIMER_KEEP: begin end
        `FINWAVE_TIMER_STOP: new_rec[`FINWAVE_REC_TIMER] = 1'b0;
        `FINWAVE_TIMER_FIN_WAIT_2: new_rec[`FINWAVE_REC_TIMER] = fin_wait_2_on;
        default: new_rec[`FINWAVE_REC_TIMER] = 1'b1;
    endcase
    if (timer_set) begin
        new_rec[`FINWAVE_REC_DEADLINE] = {1'b0, duration};
    end
    if (rto_first || progress) begin
        new_rec[`FINWAVE_REC_FIRST_FIN] = now[31:14];
    end
    if (rto_first || zero_retries) begin
        new_rec[`FINWAVE_REC_RETRIES] = 5'd0;
    end
    if (backoff) begin
        new_rec[`FINWAVE_REC_RTO] = rto_doubled;
    end
    if (backoff || timer == `FINWAVE_TIMER_RTO_COUNT) begin
        new_rec[`FINWAVE_REC_RETRIES] = retries + {4'd0, retries != 5'd31};
    end

    // RFC 5961 7
    if (limited_sent) begin
        new_rec[`FINWAVE_REC_LIMITED] = 1'b1;
        new_rec[`FINWAVE_REC_LIMITED_AT] = now;
    end
    if (limited_clear) begin
        new_rec[`FINWAVE_REC_LIMITED] = 1'b0;
    end
end

always @* begin
    frame = 0;
    frame[`FINWAVE_FRAME_KEY] = key;
    frame[`FINWAVE_FRAME_MACS] = macs;
    frame[`FINWAVE_FRAME_PCP_OUTER] = rec[`FINWAVE_REC_PCP_OUTER];
    frame[`FINWAVE_FRAME_PCP_INNER] = rec[`FINWAVE_REC_PCP_INNER];
    frame[`FINWAVE_FRAME_OUTER_88A8] = rec[`FINWAVE_REC_OUTER_88A8];
    frame[`FINWAVE_FRAME_TTL] = rec[`FINWAVE_REC_TTL];
    frame[`FINWAVE_FRAME_TOS] = rec[`FINWAVE_REC_TOS];
    frame[`FINWAVE_FRAME_FLOW_LABEL] = rec[`FINWAVE_REC_FLOW_LABEL];
    frame[`FINWAVE_FRAME_RCV_WSCALE] = rec[`FINWAVE_REC_RCV_WSCALE];
    frame[`FINWAVE_FRAME_TIMESTAMPS] = rec[`FINWAVE_REC_TIMESTAMPS];
    frame[`FINWAVE_FRAME_TSVAL] = our_tsval;
    frame[`FINWAVE_FRAME_TSECR] = ts_recent;
    // data offset; then C E U A P R S F
    frame[`FINWAVE_FRAME_FLAGS] = {rec[`FINWAVE_REC_TIMESTAMPS] ? 4'd8 : 4'd5, 4'd0,
                                   3'd0, !sends_rst_seg && !to_host,
                                   sends_text && some_text, is_rst, 1'b0, sends_text && with_fin};
    frame[`FINWAVE_FRAME_RCV_WND] = edge_now & {32{!is_rst}};
    frame[`FINWAVE_FRAME_SEQ] = sends_text ? first : sends_rst_seg ? seg_ack : snd_nxt_host & {32{!sends_rst_syn}};
    frame[`FINWAVE_FRAME_ACK] = sends_rst_syn ? seg_seq_end : rcv_nxt & {32{!sends_rst_seg && !to_host}};
    if (sends_rst_seg || sends_rst_syn) begin
        frame[`FINWAVE_FRAME_TSECR] = 32'd0;
    end
    // RST towards the host, exactly where it expects the next byte
    if (to_host) begin
        frame[`FINWAVE_FRAME_SEQ] = host_acked ? seg_ack : old_rcv_nxt;
    end
    frame[`FINWAVE_FRAME_TAIL] = close ? close_buffer : rec[`FINWAVE_REC_TAIL];
    frame[`FINWAVE_FRAME_TEXT_LEN] = text_len & {11{sends_text}};
    frame[`FINWAVE_FRAME_TEXT_FROM] = text_from & {11{sends_text}};
end

endmodule

`resetall
