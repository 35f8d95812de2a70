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
 * Enters (p2): the record as read, the segment's numbers, the close's numbers. Leaves (p5): the classes that
 * finwave_rule takes, and two candidates for a segment of ours: what goes on from SND.NXT (`go`), and what goes again
 * from what is unacknowledged (`again`). p2 makes differences, p3 adds the windows, p4 compares. Three clocks.
 * Everything is a sign of a sum, modulo 2^32.
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

    /* p5: classes */
    output reg                           p5_fin_out,
    output reg                           p5_ack_all,        // our FIN is out and all is acknowledged
    output reg                           p5_window_take,    // SEG.WND becomes snd_wnd
    output reg                           p5_window_shut,
    output reg                           p5_may_go,
    output reg                           p5_again_goes,
    output reg                           p5_host_beyond,
    output reg                           p5_host_newer,
    output reg                           p5_fence_ends,
    output reg                           p5_fenced,
    output reg                           p5_retries_left,
    output reg                           p5_user_over,
    output reg                           p5_snd_nxt_used,

    /* p5: numbers */
    output reg  [31:0]                   p5_fin_at,         // of a close now
    output reg  [10:0]                   p5_go_len,
    output reg                           p5_go_fin,
    output reg                           p5_again_over,     // from: our FIN, which was acknowledged before
    output reg                           p5_again_una,      // from: SND.UNA; else: the start of the tail
    output reg  [10:0]                   p5_again_len,
    output reg                           p5_again_fin
);

/* -- p2: differences ------------------------------------------------------------------------------------ */

wire [31:0] p2_una = p2_rec[`FINWAVE_REC_SND_UNA];
wire [31:0] p2_nxt = p2_rec[`FINWAVE_REC_SND_NXT];
wire [31:0] p2_fin_at = p2_rec[`FINWAVE_REC_FIN_AT];
// a tracked connection has MACs there
wire [10:0] p2_tail = p2_is_close ? p2_close_tail :
                      p2_rec[`FINWAVE_REC_TAIL_LEN] & {11{!p2_rec[`FINWAVE_REC_TRACKED]}};
wire [3:0] p2_scale = p2_rec[`FINWAVE_REC_SND_WSCALE];
wire [15:0] p2_again = p2_is_segment ? p2_window : p2_rec[`FINWAVE_REC_SND_WND];

// negative: the segment's window is larger. Not modulo: sizes
wire [16:0] p2_narrower = {1'b0, p2_rec[`FINWAVE_REC_SND_WND]} - {1'b0, p2_window};
wire [16:0] p2_max_less = {1'b0, p2_rec[`FINWAVE_REC_MAX_WND]} - {1'b0, p2_window};

reg p3_fin_reg = 0, p3_wider_reg = 0, p3_max_new_reg = 0;
reg p3_is_segment_reg = 0, p3_is_host_reg = 0, p3_is_close_reg = 0, p3_set_reg = 0;
reg [31:0] p3_end_nxt_reg = 0, p3_una_diff_reg = 0, p3_nxt_diff_reg = 0, p3_una_end_reg = 0, p3_una_nxt_reg = 0;
reg [31:0] p3_gap_reg = 0, p3_end_gap_reg = 0, p3_una_fin_reg = 0, p3_newer_reg = 0, p3_used_reg = 0;
reg [31:0] p3_end_reg = 0, p3_nxt_reg = 0, p3_close_nxt_reg = 0, p3_offset_reg = 0;
reg [27:0] p3_seg_part_reg = 0, p3_snd_part_reg = 0, p3_again_part_reg = 0, p3_max_part_reg = 0;   // by whole nibbles
reg [1:0] p3_scale_reg = 0;             // and what is left of the scale
reg p3_max_zero_reg = 0;
reg [10:0] p3_tail_reg = 0;
reg [11:0] p3_tail_less_reg = 0;        // - 1
reg [17:0] p3_age_reg = 0;
reg [16:0] p3_user_reg = 0;
reg p3_retries_left_reg = 0, p3_shut_seg_reg = 0, p3_shut_rec_reg = 0;

always @(posedge clk) begin
    p3_is_segment_reg <= p2_is_segment;
    p3_is_host_reg <= p2_is_host;
    p3_is_close_reg <= p2_is_close;
    p3_set_reg <= p2_set_snd_nxt;
    p3_fin_reg <= p2_fin;
    p3_wider_reg <= p2_narrower[16];
    p3_max_new_reg <= p2_is_segment && p2_max_less[16];
    p3_end_nxt_reg <= p2_seq_end - p2_nxt;
    p3_una_diff_reg <= p2_ack - p2_una;
    p3_nxt_diff_reg <= p2_ack - p2_nxt;
    p3_una_end_reg <= p2_una - p2_seq_end;
    p3_una_nxt_reg <= p2_una - p2_nxt;
    p3_gap_reg <= p2_fin_at - p2_nxt;
    p3_end_gap_reg <= p2_fin_at - p2_seq_end;
    p3_una_fin_reg <= p2_una - p2_fin_at;
    p3_newer_reg <= p2_seq - p2_nxt;
    p3_offset_reg <= p2_seq - p2_rec[`FINWAVE_REC_RCV_NXT];
    p3_used_reg <= p2_close_nxt - p2_nxt;
    p3_end_reg <= p2_seq_end;
    p3_nxt_reg <= p2_nxt;
    p3_close_nxt_reg <= p2_close_nxt;
    p3_seg_part_reg <= {12'd0, p2_window} << {p2_scale[3:2], 2'd0};
    p3_snd_part_reg <= {12'd0, p2_rec[`FINWAVE_REC_SND_WND]} << {p2_scale[3:2], 2'd0};
    p3_again_part_reg <= {12'd0, p2_again} << {p2_scale[3:2], 2'd0};
    p3_max_part_reg <= {12'd0, p2_rec[`FINWAVE_REC_MAX_WND]} << {p2_scale[3:2], 2'd0};
    p3_scale_reg <= p2_scale[1:0];
    p3_max_zero_reg <= p2_rec[`FINWAVE_REC_MAX_WND] == 16'd0;
    p3_tail_reg <= p2_tail;
    p3_tail_less_reg <= {1'b0, p2_tail} - 12'd1;
    p3_age_reg <= p2_now - p2_rec[`FINWAVE_REC_FIRST_FIN];
    p3_retries_left_reg <= p2_rec[`FINWAVE_REC_RETRIES] < p2_rec[`FINWAVE_REC_MAX_RETRIES];
    p3_user_reg <= p2_rec[`FINWAVE_REC_USER_TIMEOUT];
    p3_shut_seg_reg <= p2_window == 16'd0;
    p3_shut_rec_reg <= p2_rec[`FINWAVE_REC_SND_WND] == 16'd0;
end

/* -- p3: the windows come in ------------------------------------------------------------------------------ */

wire [31:0] p3_tail = {21'd0, p3_tail_reg};
wire p3_ack_same = p3_una_diff_reg == 32'd0;
wire [31:0] p3_fence = p3_tail - p3_gap_reg;            // negative: the host's data has not passed
wire [31:0] p3_beyond = p3_end_gap_reg - p3_tail;
wire [31:0] p3_tail_less = {{20{p3_tail_less_reg[11]}}, p3_tail_less_reg};
wire [31:0] p3_seg_wnd = {4'd0, p3_seg_part_reg} << p3_scale_reg;
wire [31:0] p3_snd_wnd = {4'd0, p3_snd_part_reg} << p3_scale_reg;
wire [31:0] p3_again_wnd = {4'd0, p3_again_part_reg} << p3_scale_reg;
wire [31:0] p3_again_end = p3_una_fin_reg + p3_again_wnd;
// the number of a FIN that is queued now: the host's own, or behind the tail at SND.NXT
wire [31:0] p3_fin_base = p3_is_host_reg ? (p3_end_nxt_reg[31] ? p3_nxt_reg : p3_end_reg) :
                          p3_is_close_reg && p3_set_reg ? p3_close_nxt_reg : p3_nxt_reg;
wire [31:0] p3_max_wnd = {4'd0, p3_max_new_reg ? p3_seg_part_reg : p3_max_part_reg} << p3_scale_reg;
wire p3_max_none = !p3_max_new_reg && p3_max_zero_reg;
wire p3_gap_none = p3_gap_reg == 32'd0;
wire p3_tail_none = p3_tail_reg == 11'd0;
wire [31:0] p3_una_tail = p3_una_fin_reg + p3_tail;

reg p4_is_segment_reg = 0, p4_is_host_reg = 0, p4_fin_out_reg = 0, p4_nxt_zero_reg = 0, p4_ack_same_reg = 0;
reg p4_una_after_reg = 0, p4_in_order_reg = 0, p4_ends_itself_reg = 0, p4_near_reg = 0, p4_fenced_reg = 0;
reg p4_newer_reg = 0, p4_age_left_reg = 0, p4_user_over_reg = 0, p4_retries_left_reg = 0, p4_used_reg = 0;
reg p4_used_back_reg = 0, p4_shut_seg_reg = 0, p4_shut_rec_reg = 0, p4_wider_reg = 0, p4_una_over_reg = 0;
reg [31:0] p4_room_seg_reg = 0, p4_room_rec_reg = 0, p4_left_reg = 0, p4_fin_base_reg = 0;
reg p4_none_left_reg = 0, p4_from_una_reg = 0, p4_again_fits_reg = 0, p4_again_shut_reg = 0;
reg p4_una_left_none_reg = 0, p4_tail_none_reg = 0;
reg p4_beyond_reg = 0, p4_beyond_none_reg = 0, p4_beyond_last_reg = 0;
reg [31:0] p4_again_wnd_reg = 0, p4_again_sum_reg = 0, p4_max_wnd_reg = 0;
reg [10:0] p4_fin_add_reg = 0, p4_tail_reg = 0, p4_una_left_reg = 0;

always @(posedge clk) begin
    p4_is_segment_reg <= p3_is_segment_reg;
    p4_is_host_reg <= p3_is_host_reg;
    p4_fin_out_reg <= &p3_gap_reg;
    p4_nxt_zero_reg <= p3_nxt_diff_reg == 32'd0;
    p4_ack_same_reg <= p3_ack_same;
    p4_una_after_reg <= !p3_una_diff_reg[31];
    p4_in_order_reg <= !p3_offset_reg[31];
    p4_ends_itself_reg <= p3_fin_reg && p3_tail_none;
    p4_near_reg <= p3_gap_reg[31:11] == 21'd0;
    p4_fenced_reg <= p3_fence[31];
    p4_newer_reg <= !p3_newer_reg[31];
    p4_age_left_reg <= p3_age_reg < {1'b0, r2};
    p4_user_over_reg <= p3_user_reg != 17'd0 && !(p3_age_reg < {1'b0, p3_user_reg});
    p4_retries_left_reg <= p3_retries_left_reg;
    p4_used_reg <= p3_is_close_reg && p3_set_reg && p3_used_reg != 32'd0;
    p4_used_back_reg <= p3_is_close_reg && p3_set_reg && p3_used_reg[31];
    p4_shut_seg_reg <= p3_shut_seg_reg;
    p4_shut_rec_reg <= p3_shut_rec_reg;
    p4_wider_reg <= p3_wider_reg;
    // an adopted flow may have been handed over with its FIN acknowledged
    p4_una_over_reg <= !p3_una_fin_reg[31] && p3_una_fin_reg != 32'd0;

    // room in the peer's window from where we go on: with this segment's ACK and window, and without them
    p4_room_seg_reg <= p3_nxt_diff_reg + p3_seg_wnd;
    p4_room_rec_reg <= (p3_is_host_reg ? p3_una_end_reg : p3_una_nxt_reg) + p3_snd_wnd;
    p4_left_reg <= p3_is_segment_reg ? p3_gap_reg : p3_tail;
    p4_none_left_reg <= p3_is_segment_reg ? p3_gap_none : p3_tail_none;
    // negative: the host's segment ends behind its stream; 0; -1
    p4_beyond_reg <= p3_beyond[31];
    p4_beyond_none_reg <= p3_end_gap_reg == p3_tail;
    p4_beyond_last_reg <= p3_end_gap_reg == p3_tail_less;
    p4_from_una_reg <= !p3_una_tail[31];
    p4_again_fits_reg <= !p3_again_end[31];
    p4_again_sum_reg <= p3_una_tail + p3_again_wnd;
    p4_again_shut_reg <= p3_is_segment_reg ? p3_shut_seg_reg : p3_shut_rec_reg;
    p4_una_left_reg <= 11'd0 - p3_una_fin_reg[10:0];
    p4_una_left_none_reg <= p3_una_fin_reg[10:0] == 11'd0;
    p4_tail_none_reg <= p3_tail_none;
    p4_again_wnd_reg <= p3_again_wnd;
    // 1 for none: whatever is at least half of it is not 0
    p4_max_wnd_reg <= {p3_max_wnd[31:1], p3_max_wnd[0] || p3_max_none};
    p4_tail_reg <= p3_tail_reg;
    p4_fin_base_reg <= p3_fin_base;
    p4_fin_add_reg <= p3_is_host_reg ? 11'h7FF : p3_is_close_reg ? p3_tail_reg : 11'd0;
end

/* -- p4: signs -------------------------------------------------------------------------------------------- */

wire p4_window_take = p4_ack_same_reg ? p4_in_order_reg : p4_una_after_reg;
wire p4_counts = p4_is_segment_reg && p4_window_take;
// the host's own FIN may end its stream
wire p4_own_fin = p4_ends_itself_reg && p4_fin_out_reg;
wire p4_beyond_none = p4_own_fin ? p4_beyond_last_reg : p4_beyond_none_reg;
wire p4_fence_ends = p4_fenced_reg && p4_beyond_none;

wire [31:0] p4_spare_seg = p4_room_seg_reg - p4_left_reg;
wire [31:0] p4_spare_rec = p4_room_rec_reg - p4_left_reg;
wire [10:0] p4_room = p4_counts ? p4_room_seg_reg[10:0] : p4_room_rec_reg[10:0];
wire p4_fits = p4_counts ? !p4_spare_seg[31] : !p4_spare_rec[31];
// not modulo: sizes, and one below 0 is less than any
wire p4_less_seg = {1'b0, p4_room_seg_reg[30:0], 1'b0} < {1'b0, p4_max_wnd_reg};
wire p4_less_rec = {1'b0, p4_room_rec_reg[30:0], 1'b0} < {1'b0, p4_max_wnd_reg};
wire p4_goes_seg = !p4_spare_seg[31] || (!p4_room_seg_reg[31] && !p4_less_seg);
wire p4_goes_rec = !p4_spare_rec[31] || (!p4_room_rec_reg[31] && !p4_less_rec);
wire p4_may = p4_none_left_reg || (p4_counts ? p4_goes_seg : p4_goes_rec);
wire p4_gate = p4_is_segment_reg ? p4_near_reg && !p4_fenced_reg : p4_is_host_reg ? p4_fence_ends : !p4_used_reg;

// again: from SND.UNA, or from the start of the tail when the host's data is not acknowledged either
wire [31:0] p4_sum_less = p4_again_sum_reg - 32'd1;
wire [10:0] p4_again_room = p4_from_una_reg ? p4_again_wnd_reg[10:0] : p4_again_sum_reg[10:0];
wire p4_again_none = p4_from_una_reg ? p4_again_shut_reg : p4_again_sum_reg[31] || p4_sum_less[31];
wire [10:0] p4_again_left = p4_from_una_reg ? p4_una_left_reg : p4_tail_reg;
wire p4_again_all = p4_again_fits_reg || (p4_from_una_reg ? p4_una_left_none_reg : p4_tail_none_reg);
// only asked for with SND.UNA
wire p4_again_less = {p4_again_wnd_reg, 1'b0} < {1'b0, p4_max_wnd_reg};     // not modulo: sizes
// SND.NXT is beyond the window as it was: what lies there the peer may have thrown away. It got wider: it is not shut
wire p4_opens = p4_counts && p4_ack_same_reg && p4_wider_reg && p4_from_una_reg && p4_room_rec_reg[31];

always @(posedge clk) begin
    p5_fin_out <= p4_fin_out_reg;
    p5_ack_all <= p4_fin_out_reg && p4_nxt_zero_reg;
    p5_window_take <= p4_window_take;
    p5_window_shut <= p4_window_take ? p4_shut_seg_reg : p4_shut_rec_reg;
    p5_may_go <= p4_may && p4_gate;
    p5_again_goes <= p4_opens && (p4_again_fits_reg || !p4_again_less);
    p5_host_beyond <= p4_beyond_reg && !(p4_own_fin && p4_beyond_last_reg);
    p5_host_newer <= p4_newer_reg;
    p5_fence_ends <= p4_fence_ends;
    p5_fenced <= p4_fenced_reg;
    p5_retries_left <= p4_retries_left_reg || p4_age_left_reg;
    p5_user_over <= p4_user_over_reg;
    p5_snd_nxt_used <= p4_used_back_reg;

    p5_fin_at <= p4_fin_base_reg + {{21{p4_fin_add_reg[10] && p4_is_host_reg}}, p4_fin_add_reg};
    p5_go_len <= p4_fits || p4_none_left_reg ? p4_left_reg[10:0] : p4_room;
    p5_go_fin <= p4_fits || p4_none_left_reg;
    p5_again_over <= p4_una_over_reg;
    p5_again_una <= p4_from_una_reg;
    p5_again_len <= p4_una_over_reg ? 11'd0 :
                    p4_again_all ? p4_again_left :
                    p4_again_none ? 11'd1 : p4_again_room;
    // the last byte goes, as a probe if need be, and the FIN with it
    p5_again_fin <= p4_una_over_reg || p4_again_fits_reg || p4_again_left[10:1] == 10'd0;
end

endmodule

`resetall
