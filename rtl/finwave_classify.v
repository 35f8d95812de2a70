// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * Makes every comparison that a decision needs: a flow's record against a segment and the time.
 *
 * Enters (stage p2): record, segment, time. p3: the segment's timestamp. Leaves (p4): the classes that
 * finwave_transition takes, and the numbers that a decision may store. Two clocks, one event a clock.
 * All comparisons of sequence numbers are modulo 2^32 (RFC 9293 3.4): signs of differences, never "<".
 */
module finwave_classify (
    input  wire                          clk,

    /* registers */
    input  wire                          linux_compat,
    input  wire [30:0]                   time_wait,
    input  wire [27:0]                   rto_max,
    input  wire [30:0]                   fin_wait_2_timeout,
    input  wire [30:0]                   ack_interval,
    input  wire [16:0]                   merge_window,
    input  wire [30:0]                   track_idle,
    input  wire [3:0]                    ts_shift,

    /* p2 */
    input  wire [`FINWAVE_REC_WIDTH-1:0] p2_rec,
    input  wire [47:0]                   p2_now,
    input  wire [31:0]                   p2_seq,
    input  wire [31:0]                   p2_seq_end,    // SEG.SEQ + SEG.LEN
    input  wire [31:0]                   p2_text_end,   // SEG.SEQ + PAYLOAD
    input  wire [31:0]                   p2_ack,
    input  wire [15:0]                   p2_window,
    input  wire                          p2_text,
    input  wire                          p2_syn,
    input  wire                          p2_fin,
    input  wire                          p2_rst,
    input  wire [30:0]                   p2_credit,     // UPDATE: CMD_RCV_WND
    input  wire                          p2_credit_set, // UPDATE: it is valid
    input  wire [31:0]                   p2_host_tsval, // ADOPT: CMD_TSVAL
    input  wire                          p2_from_host,  // the segment is the host's: its TSval is ours

    /* p3 */
    input  wire                          p3_ts,
    input  wire [31:0]                   p3_tsval,

    /* p4: classes */
    output reg                           p4_reuse_ok,
    output reg                           p4_ts_missing,
    output reg                           p4_ts_old,
    output reg                           p4_seq_ok,
    output reg                           p4_seq_exact,
    output reg                           p4_end_exact,
    output reg                           p4_ack_ok,
    output reg                           p4_ack_new,
    output reg                           p4_text_new,
    output reg                           p4_seq_after,
    output reg                           p4_text_cut,
    output reg                           p4_announce,   // UPDATE: a window that was small opens
    output reg                           p4_due,        // the timer runs and its deadline is not after now
    output reg                           p4_ack_rested, // the flow's last limited ACK is long enough ago

    /* p4: numbers */
    output reg                           p4_window_new, // SEG.WND above max_wnd
    output reg                           p4_ts_take,    // TSval may become TS.Recent
    output reg  [31:0]                   p4_tsval,      // of the segment
    output reg  [31:0]                   p4_our_tsval,  // of a frame that we send now
    output reg  [31:0]                   p4_ts_offset,  // our TSval as the host has it - timestamp clock
    output reg  [31:0]                   p4_wnd,        // rcv_edge - RCV.NXT
    output reg  [31:0]                   p4_wnd_text,   // the same with RCV.NXT = text_end
    output reg  [31:0]                   p4_wnd_end,    // the same with RCV.NXT = seq_end
    output reg  [31:0]                   p4_credit_edge,
    output reg  [31:0]                   p4_at_rto,     // deadlines
    output reg  [31:0]                   p4_at_backoff,
    output reg  [31:0]                   p4_at_time_wait,
    output reg  [31:0]                   p4_at_fin_wait_2,
    output reg  [31:0]                   p4_at_merge,
    output reg  [31:0]                   p4_at_track_idle,
    output reg  [27:0]                   p4_rto_doubled
);

/* -- p2: differences ------------------------------------------------------------------------------------ */

wire [31:0] p2_rcv_nxt = p2_rec[`FINWAVE_REC_RCV_NXT];
wire [31:0] p2_rcv_edge = p2_rec[`FINWAVE_REC_RCV_EDGE];
wire [27:0] p2_rto = p2_rec[`FINWAVE_REC_RTO];
wire [47:0] p2_ts_clock = p2_now >> ts_shift;

reg [31:0] p3_offset_reg = 0, p3_end_offset_reg = 0, p3_text_diff_reg = 0;
reg [31:0] p3_room_reg = 0, p3_wnd_text_reg = 0, p3_wnd_end_reg = 0;
reg [31:0] p3_una_diff_reg = 0, p3_nxt_diff_reg = 0;
reg [31:0] p3_due_diff_reg = 0, p3_limit_diff_reg = 0;
reg [31:0] p3_max_wnd_reg = 0, p3_credit_edge_reg = 0, p3_credit_reg = 0;
reg [31:0] p3_ts_clock_reg = 0, p3_now_reg = 0;
reg [31:0] p3_ts_recent_reg = 0, p3_ts_offset_reg = 0, p3_host_tsval_reg = 0;
reg [27:0] p3_rto_reg = 0, p3_rto_doubled_reg = 0;
reg p3_text_reg = 0, p3_syn_reg = 0, p3_fin_reg = 0, p3_rst_reg = 0, p3_window_new_reg = 0;
reg p3_credit_set_reg = 0, p3_from_host_reg = 0, p3_timer_reg = 0, p3_limited_reg = 0, p3_timestamps_reg = 0;

always @(posedge clk) begin
    p3_offset_reg <= p2_seq - p2_rcv_nxt;
    p3_end_offset_reg <= p2_seq_end - p2_rcv_nxt;
    p3_text_diff_reg <= p2_text_end - p2_rcv_nxt;
    p3_room_reg <= p2_rcv_edge - p2_rcv_nxt;
    p3_wnd_text_reg <= p2_rcv_edge - p2_text_end;
    p3_wnd_end_reg <= p2_rcv_edge - p2_seq_end;
    p3_una_diff_reg <= p2_ack - p2_rec[`FINWAVE_REC_SND_UNA];
    p3_nxt_diff_reg <= p2_ack - p2_rec[`FINWAVE_REC_SND_NXT];
    p3_due_diff_reg <= p2_now[31:0] - p2_rec[`FINWAVE_REC_DEADLINE];
    p3_limit_diff_reg <= p2_now[31:0] - p2_rec[`FINWAVE_REC_LIMITED_AT];
    p3_max_wnd_reg <= {16'd0, p2_rec[`FINWAVE_REC_MAX_WND]} << p2_rec[`FINWAVE_REC_SND_WSCALE];
    p3_credit_edge_reg <= p2_rcv_nxt + {1'b0, p2_credit};
    p3_credit_reg <= {1'b0, p2_credit};
    p3_credit_set_reg <= p2_credit_set;
    p3_from_host_reg <= p2_from_host;
    p3_ts_clock_reg <= p2_ts_clock[31:0];
    p3_now_reg <= p2_now[31:0];
    p3_ts_recent_reg <= p2_rec[`FINWAVE_REC_TS_RECENT];
    p3_ts_offset_reg <= p2_rec[`FINWAVE_REC_TS_OFFSET];
    p3_host_tsval_reg <= p2_host_tsval;
    p3_rto_reg <= p2_rto;
    p3_rto_doubled_reg <= {p2_rto, 1'b0} > {1'b0, rto_max} ? rto_max : {p2_rto[26:0], 1'b0};
    p3_text_reg <= p2_text;
    p3_syn_reg <= p2_syn;
    p3_fin_reg <= p2_fin;
    p3_rst_reg <= p2_rst;
    p3_window_new_reg <= p2_window > p2_rec[`FINWAVE_REC_MAX_WND];
    p3_timer_reg <= p2_rec[`FINWAVE_REC_TIMER];
    p3_limited_reg <= p2_rec[`FINWAVE_REC_LIMITED];
    p3_timestamps_reg <= p2_rec[`FINWAVE_REC_TIMESTAMPS];
end

/* -- p3: classes ------------------------------------------------------------------------------------------ */

wire p3_seq_zero = p3_offset_reg == 32'd0;
wire p3_end_zero = p3_end_offset_reg == 32'd0;
wire p3_no_window = p3_room_reg[31] || p3_room_reg == 32'd0;
wire p3_seq_inside = p3_offset_reg < p3_room_reg;
wire p3_last_inside = !p3_end_zero && p3_end_offset_reg <= p3_room_reg;
wire p3_no_len = !p3_text_reg && !p3_syn_reg && !p3_fin_reg;
wire p3_only_fin = p3_fin_reg && !p3_text_reg && !p3_syn_reg;

wire p3_both_ts = p3_timestamps_reg && p3_ts;
wire [31:0] p3_ts_diff = p3_tsval - p3_ts_recent_reg;
wire p3_ts_equal = p3_tsval == p3_ts_recent_reg;
wire p3_ts_newer = !p3_ts_diff[31] && !p3_ts_equal;
wire p3_seq_before = p3_offset_reg[31];
wire p3_seq_is_after = !p3_seq_before && !p3_seq_zero;
wire p3_small = p3_no_window || p3_room_reg < 32'd1460;     // not modulo: a size
wire [31:0] p3_shift = p3_room_reg - p3_credit_reg;
wire [31:0] p3_una_room = p3_una_diff_reg + p3_max_wnd_reg;

always @(posedge clk) begin
    // RFC 6191 2; Linux: sequence or timestamp
    p4_reuse_ok <= linux_compat ? (p3_seq_is_after && !(p3_both_ts && p3_ts_diff[31])) || (p3_both_ts && p3_ts_newer) :
                   p3_both_ts ? p3_ts_newer || (p3_ts_equal && !p3_seq_before) :
                   !p3_seq_before || (!p3_timestamps_reg && p3_ts);
    p4_ts_missing <= p3_timestamps_reg && !p3_ts;
    p4_ts_old <= p3_both_ts && p3_ts_diff[31];
    // RFC 9293 3.10.7.4, the table of acceptability
    p4_seq_ok <= p3_no_len ? p3_seq_zero || (!p3_no_window && p3_seq_inside) :
                 p3_no_window ? (p3_only_fin || p3_rst_reg) && p3_seq_zero :
                 p3_seq_inside || p3_last_inside;
    p4_seq_exact <= p3_seq_zero;
    p4_end_exact <= p3_end_zero;
    // RFC 5961 5.2
    p4_ack_ok <= (p3_nxt_diff_reg[31] || p3_nxt_diff_reg == 32'd0) && !p3_una_room[31];
    p4_ack_new <= !p3_una_diff_reg[31] && p3_una_diff_reg != 32'd0;
    p4_text_new <= p3_text_reg && !p3_text_diff_reg[31] && p3_text_diff_reg != 32'd0;
    p4_seq_after <= p3_seq_is_after;
    p4_text_cut <= p3_wnd_text_reg[31];
    // RFC 9293 3.8.6.2.2
    p4_announce <= p3_credit_set_reg && p3_small && p3_shift[31];
    p4_due <= p3_timer_reg && !p3_due_diff_reg[31];
    p4_ack_rested <= !p3_limited_reg || p3_limit_diff_reg >= {1'b0, ack_interval};

    p4_window_new <= p3_window_new_reg;
    p4_ts_take <= p3_both_ts && !p3_seq_is_after;
    p4_tsval <= p3_tsval;
    p4_our_tsval <= p3_ts_offset_reg + p3_ts_clock_reg;
    p4_ts_offset <= (p3_from_host_reg ? p3_tsval : p3_host_tsval_reg) - p3_ts_clock_reg;
    p4_wnd <= p3_room_reg;
    p4_wnd_text <= p3_wnd_text_reg;
    p4_wnd_end <= p3_wnd_end_reg;
    p4_credit_edge <= p3_credit_edge_reg;
    p4_at_rto <= p3_now_reg + {4'd0, p3_rto_reg};
    p4_at_backoff <= p3_now_reg + {4'd0, p3_rto_doubled_reg};
    p4_at_time_wait <= p3_now_reg + {1'b0, time_wait};
    p4_at_fin_wait_2 <= p3_now_reg + {1'b0, fin_wait_2_timeout};
    p4_at_merge <= p3_now_reg + {15'd0, merge_window};
    p4_at_track_idle <= p3_now_reg + {1'b0, track_idle};
    p4_rto_doubled <= p3_rto_doubled_reg;
end

endmodule

`resetall
