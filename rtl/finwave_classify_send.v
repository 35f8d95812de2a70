// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * What is left to send, and whether it may go: tail, FIN, fence and the peer's window (docs/theory.md, "The tail and
 * our FIN"; RFC 9293 3.8.6, RFC 6298).
 *
 * Enters (p2): the record, the segment's numbers, the close's numbers. Leaves (p4): the classes that
 * finwave_transition takes, and two candidates for a segment of ours: what goes on from SND.NXT (`go`), and what goes
 * again from what is unacknowledged (`again`). Two clocks. Everything is a sign of a sum, modulo 2^32.
 */
module finwave_classify_send (
    input  wire                          clk,

    /* p2 */
    input  wire [`FINWAVE_REC_WIDTH-1:0] p2_rec,
    input  wire                          p2_is_segment,
    input  wire                          p2_is_host,
    input  wire                          p2_is_close,       // CLOSE, SHUTDOWN
    input  wire                          p2_fin,
    input  wire [31:0]                   p2_seq,
    input  wire [31:0]                   p2_seq_end,
    input  wire [31:0]                   p2_ack,
    input  wire [15:0]                   p2_window,
    input  wire                          p2_set_snd_nxt,
    input  wire [31:0]                   p2_close_nxt,      // CMD_SND_NXT
    input  wire [10:0]                   p2_close_tail,     // CMD_TAIL
    input  wire [17:0]                   p2_now,            // units of 2^14 ticks
    input  wire [16:0]                   r2,

    /* p4: classes */
    output reg                           p4_fin_out,
    output reg                           p4_ack_all,        // our FIN is out and all is acknowledged
    output reg                           p4_window_take,    // SEG.WND becomes snd_wnd
    output reg                           p4_window_shut,
    output reg                           p4_may_go,
    output reg                           p4_again_goes,
    output reg                           p4_host_beyond,
    output reg                           p4_host_newer,
    output reg                           p4_fence_ends,
    output reg                           p4_fenced,
    output reg                           p4_retries_left,
    output reg                           p4_user_over,
    output reg                           p4_snd_nxt_used,

    /* p4: numbers */
    output reg  [31:0]                   p4_fin_at,         // of a close now
    output reg  [31:0]                   p4_go_first,
    output reg  [10:0]                   p4_go_len,
    output reg                           p4_go_fin,
    output reg  [31:0]                   p4_again_first,
    output reg  [10:0]                   p4_again_len,
    output reg                           p4_again_fin
);

/* -- p2: differences ------------------------------------------------------------------------------------ */

wire [31:0] p2_una = p2_rec[`FINWAVE_REC_SND_UNA];
wire [31:0] p2_nxt = p2_rec[`FINWAVE_REC_SND_NXT];
wire [31:0] p2_fin_at = p2_rec[`FINWAVE_REC_FIN_AT];
wire [10:0] p2_tail = p2_is_close ? p2_close_tail : p2_rec[`FINWAVE_REC_TAIL_LEN];
wire [31:0] p2_end = p2_set_snd_nxt ? p2_close_nxt : p2_nxt;
wire [31:0] p2_from = p2_is_host ? p2_seq_end : p2_nxt;
wire [3:0] p2_scale = p2_rec[`FINWAVE_REC_SND_WSCALE];

reg p3_fin_reg = 0, p3_wider_reg = 0;
reg p3_is_segment_reg = 0, p3_is_host_reg = 0, p3_set_reg = 0;
reg [31:0] p3_nxt_reg = 0, p3_fin_at_reg = 0, p3_end_nxt_reg = 0;
reg [31:0] p3_una_reg = 0, p3_una_diff_reg = 0, p3_nxt_diff_reg = 0, p3_una_from_reg = 0;
reg [31:0] p3_gap_reg = 0, p3_end_gap_reg = 0, p3_una_fin_reg = 0, p3_tail_at_reg = 0;
reg [31:0] p3_newer_reg = 0, p3_used_reg = 0, p3_fin_base_reg = 0, p3_from_reg = 0, p3_offset_reg = 0;
reg [31:0] p3_fin_add_reg = 0;
reg [31:0] p3_seg_wnd_reg = 0, p3_snd_wnd_reg = 0, p3_max_wnd_reg = 0;
reg [10:0] p3_tail_reg = 0;
reg [17:0] p3_age_reg = 0;
reg [16:0] p3_user_reg = 0;
reg p3_retries_left_reg = 0;
reg p3_window_shut_seg_reg = 0, p3_window_shut_rec_reg = 0;

always @(posedge clk) begin
    p3_is_segment_reg <= p2_is_segment;
    p3_is_host_reg <= p2_is_host;
    p3_fin_reg <= p2_fin;
    p3_wider_reg <= p2_window > p2_rec[`FINWAVE_REC_SND_WND];   // not modulo: sizes
    p3_set_reg <= p2_is_close && p2_set_snd_nxt;
    p3_una_reg <= p2_una;
    p3_nxt_reg <= p2_nxt;
    p3_fin_at_reg <= p2_fin_at;
    p3_end_nxt_reg <= p2_seq_end - p2_nxt;
    p3_una_diff_reg <= p2_ack - p2_una;
    p3_nxt_diff_reg <= p2_ack - p2_nxt;
    p3_una_from_reg <= p2_una - p2_from;
    p3_gap_reg <= p2_fin_at - p2_nxt;
    p3_end_gap_reg <= p2_fin_at - p2_seq_end;
    p3_una_fin_reg <= p2_una - p2_fin_at;
    p3_tail_at_reg <= p2_fin_at - {21'd0, p2_tail};
    p3_newer_reg <= p2_seq - p2_nxt;
    p3_offset_reg <= p2_seq - p2_rec[`FINWAVE_REC_RCV_NXT];
    p3_used_reg <= p2_close_nxt - p2_nxt;
    p3_from_reg <= p2_from;
    // the number of a FIN that is queued now: behind the tail, at SND.NXT, or the host's own
    p3_fin_base_reg <= p2_is_close ? p2_end : p2_nxt;
    p3_fin_add_reg <= p2_is_close ? {21'd0, p2_close_tail} : 32'd0;
    p3_seg_wnd_reg <= {16'd0, p2_window} << p2_scale;
    p3_snd_wnd_reg <= {16'd0, p2_rec[`FINWAVE_REC_SND_WND]} << p2_scale;
    p3_max_wnd_reg <= {16'd0, p2_is_segment && p2_window > p2_rec[`FINWAVE_REC_MAX_WND]     // not modulo: sizes
                              ? p2_window : p2_rec[`FINWAVE_REC_MAX_WND]} << p2_scale;
    p3_tail_reg <= p2_tail;
    p3_age_reg <= p2_now - p2_rec[`FINWAVE_REC_FIRST_FIN];
    p3_retries_left_reg <= p2_rec[`FINWAVE_REC_RETRIES] < p2_rec[`FINWAVE_REC_MAX_RETRIES];
    p3_user_reg <= p2_rec[`FINWAVE_REC_USER_TIMEOUT];
    p3_window_shut_seg_reg <= p2_window == 16'd0;
    p3_window_shut_rec_reg <= p2_rec[`FINWAVE_REC_SND_WND] == 16'd0;
end

/* -- p3: signs -------------------------------------------------------------------------------------------- */

wire p3_ack_same = p3_una_diff_reg == 32'd0;
wire p3_ack_new = !p3_una_diff_reg[31] && !p3_ack_same;
wire p3_window_take = p3_ack_new || (p3_ack_same && !p3_offset_reg[31]);
wire p3_counts = p3_is_segment_reg && p3_window_take;
wire p3_fin_out = &p3_gap_reg;
wire [31:0] p3_tail = {21'd0, p3_tail_reg};
wire [31:0] p3_fence = p3_tail - p3_gap_reg;            // negative: the host's data has not passed
// negative: the host's segment ends behind its stream, which its own FIN may end
wire p3_own_fin = p3_fin_reg && p3_tail_reg == 11'd0 && p3_fin_out;
wire [31:0] p3_beyond = p3_end_gap_reg - p3_tail + {31'd0, p3_own_fin};
wire p3_unsent = p3_gap_reg[31:11] == 21'd0 && !p3_fence[31];
wire [31:0] p3_left = p3_is_segment_reg ? p3_gap_reg : p3_tail;

// room in the peer's window from where we go on: with this segment's ACK and window, and without them
wire [31:0] p3_room_seg = p3_nxt_diff_reg + p3_seg_wnd_reg;
wire [31:0] p3_room_rec = p3_una_from_reg + p3_snd_wnd_reg;
wire [31:0] p3_spare_seg = p3_room_seg - p3_left;
wire [31:0] p3_spare_rec = p3_room_rec - p3_left;
wire [31:0] p3_room = p3_counts ? p3_room_seg : p3_room_rec;
wire p3_fits = p3_counts ? !p3_spare_seg[31] : !p3_spare_rec[31];
wire p3_some = !p3_room[31] && p3_room != 32'd0;
wire p3_half = {p3_room, 1'b0} >= {1'b0, p3_max_wnd_reg};   // not modulo: sizes; p3_some says that it is positive
wire p3_may = p3_left == 32'd0 || p3_fits || (p3_some && p3_half);
wire p3_age_left = p3_age_reg < {1'b0, r2};
wire p3_fence_ends = p3_fence[31] && p3_beyond == 32'd0;

// again: from SND.UNA, or from the start of the tail when the host's data is not acknowledged either
wire [31:0] p3_una_tail = p3_una_fin_reg + p3_tail;
wire p3_from_una = !p3_una_tail[31];
wire [31:0] p3_again_wnd = p3_is_segment_reg ? p3_seg_wnd_reg : p3_snd_wnd_reg;
wire [31:0] p3_again_end = p3_una_fin_reg + p3_again_wnd;
wire p3_again_fits = !p3_again_end[31];
wire [31:0] p3_again_room = p3_from_una ? p3_again_wnd : p3_una_tail + p3_again_wnd;
wire [31:0] p3_una_left = 32'd0 - p3_una_fin_reg;
wire [10:0] p3_again_left = p3_from_una ? p3_una_left[10:0] : p3_tail_reg;
// an adopted flow may have been handed over with its FIN acknowledged
wire p3_una_over = !p3_una_fin_reg[31] && p3_una_fin_reg != 32'd0;
wire p3_again_none = p3_again_room[31] || p3_again_room == 32'd0;
wire p3_again_half = {p3_again_room, 1'b0} >= {1'b0, p3_max_wnd_reg};    // not modulo: sizes
// SND.NXT is beyond the window as it was: what lies there the peer may have thrown away
wire p3_sent_beyond = p3_room_rec[31];
wire p3_opens = p3_is_segment_reg && p3_ack_same && !p3_offset_reg[31] && p3_wider_reg && p3_from_una &&
                p3_sent_beyond;

always @(posedge clk) begin
    p4_fin_out <= p3_fin_out;
    p4_ack_all <= p3_fin_out && p3_nxt_diff_reg == 32'd0;
    p4_window_take <= p3_window_take;
    p4_window_shut <= p3_window_take ? p3_window_shut_seg_reg : p3_window_shut_rec_reg;
    p4_may_go <= p3_is_segment_reg ? p3_unsent && p3_may :
                 p3_is_host_reg ? p3_fence_ends && p3_may :
                 p3_may && !(p3_set_reg && p3_used_reg != 32'd0);
    p4_again_goes <= p3_opens && !p3_again_none && (p3_again_fits || p3_again_half);
    p4_host_beyond <= p3_beyond[31];
    p4_host_newer <= !p3_newer_reg[31];
    p4_fence_ends <= p3_fence_ends;
    p4_fenced <= p3_fence[31];
    p4_retries_left <= p3_retries_left_reg || p3_age_left;
    p4_user_over <= p3_user_reg != 17'd0 && p3_age_reg >= {1'b0, p3_user_reg};
    p4_snd_nxt_used <= p3_set_reg && p3_used_reg[31];

    p4_fin_at <= p3_is_host_reg ? (p3_end_nxt_reg[31] ? p3_nxt_reg : p3_from_reg) - 32'd1
                                : p3_fin_base_reg + p3_fin_add_reg;
    p4_go_first <= p3_from_reg;
    p4_go_len <= p3_fits || p3_left == 32'd0 ? p3_left[10:0] : p3_room[10:0];
    p4_go_fin <= p3_fits || p3_left == 32'd0;
    p4_again_first <= p3_una_over ? p3_fin_at_reg : p3_from_una ? p3_una_reg : p3_tail_at_reg;
    p4_again_len <= p3_una_over ? 11'd0 :
                    p3_again_fits || p3_again_left == 11'd0 ? p3_again_left :
                    p3_again_none ? 11'd1 : p3_again_room[10:0];
    // the last byte goes, as a probe if need be, and the FIN with it
    p4_again_fin <= p3_una_over || p3_again_fits || p3_again_left[10:1] == 10'd0;
end

endmodule

`resetall
