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
 * Enters: record and segment at p2 as read, at p3 as the operation is about it; at p4 the segment's timestamp. Leaves
 * (p5): the classes that finwave_rule takes, and the numbers that a decision may store. p2 makes differences (p3 that
 * of the deadline), p3 compares them, p4 joins the comparisons. Three clocks, one event a clock.
 * All comparisons of sequence numbers are modulo 2^32 (RFC 9293 3.4): signs of differences, never "<".
 */
module finwave_classify (
    input  wire                          clk,

    /* registers */
    input  wire                          linux_compat,
    input  wire [30:0]                   ack_interval,
    input  wire [3:0]                    ts_shift,

    /* p2 */
    input  wire [`FINWAVE_REC_WIDTH-1:0] p2_rec,
    input  wire [47:0]                   p2_now,
    input  wire [31:0]                   p2_seq,
    input  wire [31:0]                   p2_seq_end,    // SEG.SEQ + SEG.LEN
    input  wire [31:0]                   p2_text_end,   // SEG.SEQ + PAYLOAD
    input  wire [31:0]                   p2_ack,
    input  wire [15:0]                   p2_window,

    /* p3 */
    input  wire [`FINWAVE_REC_WIDTH-1:0] p3_rec,
    input  wire [47:0]                   p3_now,
    input  wire                          p3_text,
    input  wire                          p3_syn,
    input  wire                          p3_fin,
    input  wire                          p3_rst,
    input  wire [30:0]                   p3_credit,     // UPDATE: CMD_RCV_WND

    /* p4 */
    input  wire [`FINWAVE_REC_WIDTH-1:0] p4_rec,
    input  wire                          p4_ts,
    input  wire [31:0]                   p4_tsval,
    input  wire [31:0]                   p4_host_tsval, // ADOPT: CMD_TSVAL
    input  wire                          p4_from_host,  // the segment is the host's: its TSval is ours
    input  wire                          p4_credit_set, // UPDATE: the credit is valid

    /* p5: classes */
    output wire                          p5_reuse_ok,
    output reg                           p5_ts_missing,
    output reg                           p5_ts_old,
    output reg                           p5_seq_ok,
    output reg                           p5_seq_exact,
    output reg                           p5_end_exact,
    output reg                           p5_ack_ok,
    output reg                           p5_ack_new,
    output reg                           p5_text_new,
    output reg                           p5_seq_after,
    output reg                           p5_text_cut,
    output reg                           p5_announce,   // UPDATE: a window that was small opens
    output reg                           p5_due,        // the timer runs and its deadline is not after now
    output reg                           p5_ack_rested, // the flow's last limited ACK is long enough ago

    /* p5: numbers */
    output reg                           p5_window_new, // SEG.WND above max_wnd
    output reg                           p5_ts_take,    // TSval may become TS.Recent
    output reg  [31:0]                   p5_tsval,      // of the segment
    output reg  [31:0]                   p5_our_tsval,  // of a frame that we send now
    output reg  [31:0]                   p5_ts_offset   // our TSval as the host has it - timestamp clock
);

/* -- p2: differences ------------------------------------------------------------------------------------ */

wire [31:0] p2_rcv_nxt = p2_rec[`FINWAVE_REC_RCV_NXT];
wire [31:0] p2_rcv_edge = p2_rec[`FINWAVE_REC_RCV_EDGE];

// negative: the segment's window is larger. Not modulo: sizes
wire [16:0] p2_max_less = {1'b0, p2_rec[`FINWAVE_REC_MAX_WND]} - {1'b0, p2_window};

reg [31:0] p3_offset_reg = 0, p3_end_offset_reg = 0, p3_text_diff_reg = 0, p3_room_reg = 0;
reg [31:0] p3_una_diff_reg = 0, p3_nxt_diff_reg = 0, p3_limit_diff_reg = 0;
reg p3_window_new_reg = 0;

always @(posedge clk) begin
    p3_offset_reg <= p2_seq - p2_rcv_nxt;
    p3_end_offset_reg <= p2_seq_end - p2_rcv_nxt;
    p3_text_diff_reg <= p2_text_end - p2_rcv_nxt;
    p3_room_reg <= p2_rcv_edge - p2_rcv_nxt;
    p3_una_diff_reg <= p2_ack - p2_rec[`FINWAVE_REC_SND_UNA];
    p3_nxt_diff_reg <= p2_ack - p2_rec[`FINWAVE_REC_SND_NXT];
    p3_limit_diff_reg <= p2_now[31:0] - p2_rec[`FINWAVE_REC_LIMITED_AT];
    p3_window_new_reg <= p2_max_less[16];
end

/* -- p3: comparisons ------------------------------------------------------------------------------------- */

wire p3_no_room = p3_room_reg == 32'd0;
wire [31:0] p3_due_diff = p3_now[31:0] - p3_rec[`FINWAVE_REC_DEADLINE];
wire [31:0] p3_shift = p3_room_reg - {1'b0, p3_credit};
wire [31:0] p3_text_room = p3_room_reg - p3_text_diff_reg;
wire [47:0] p3_ts_clock = p3_now >> ts_shift;

reg p4_seq_zero_reg = 0, p4_seq_before_reg = 0, p4_seq_in_reg = 0, p4_end_zero_reg = 0, p4_last_in_reg = 0;
reg p4_no_window_reg = 0, p4_small_reg = 0, p4_shift_reg = 0, p4_nxt_ok_reg = 0, p4_ack_new_reg = 0;
reg p4_text_new_reg = 0, p4_text_cut_reg = 0, p4_due_reg = 0, p4_rested_reg = 0, p4_window_new_reg = 0;
reg p4_no_len_reg = 0, p4_only_fin_reg = 0, p4_rst_reg = 0;
reg [31:0] p4_una_diff_reg = 0, p4_max_wnd_reg = 0, p4_ts_clock_reg = 0;

always @(posedge clk) begin
    p4_seq_zero_reg <= p3_offset_reg == 32'd0;
    p4_seq_before_reg <= p3_offset_reg[31];
    p4_seq_in_reg <= p3_offset_reg < p3_room_reg;
    p4_end_zero_reg <= p3_end_offset_reg == 32'd0;
    p4_last_in_reg <= !(p3_room_reg < p3_end_offset_reg);
    p4_no_window_reg <= p3_room_reg[31] || p3_no_room;
    p4_small_reg <= p3_room_reg[31] || p3_room_reg < 32'd1460;      // not modulo: a size
    p4_shift_reg <= p3_shift[31];
    p4_nxt_ok_reg <= p3_nxt_diff_reg[31] || p3_nxt_diff_reg == 32'd0;
    p4_ack_new_reg <= !p3_una_diff_reg[31] && p3_una_diff_reg != 32'd0;
    p4_text_new_reg <= p3_text && !p3_text_diff_reg[31] && p3_text_diff_reg != 32'd0;
    p4_text_cut_reg <= p3_text_room[31];
    p4_due_reg <= p3_rec[`FINWAVE_REC_TIMER] && !p3_due_diff[31];
    p4_rested_reg <= !p3_rec[`FINWAVE_REC_LIMITED] || !(p3_limit_diff_reg < {1'b0, ack_interval});
    p4_window_new_reg <= p3_window_new_reg;
    p4_no_len_reg <= !p3_text && !p3_syn && !p3_fin;
    p4_only_fin_reg <= p3_fin && !p3_text && !p3_syn;
    p4_rst_reg <= p3_rst;
    p4_una_diff_reg <= p3_una_diff_reg;
    p4_max_wnd_reg <= {16'd0, p3_rec[`FINWAVE_REC_MAX_WND]} << p3_rec[`FINWAVE_REC_SND_WSCALE];
    p4_ts_clock_reg <= p3_ts_clock[31:0];
end

/* -- p4: classes ------------------------------------------------------------------------------------------ */

wire p4_timestamps = p4_rec[`FINWAVE_REC_TIMESTAMPS];
wire p4_both_ts = p4_timestamps && p4_ts;
wire [31:0] p4_ts_diff = p4_tsval - p4_rec[`FINWAVE_REC_TS_RECENT];
wire p4_ts_equal = p4_tsval == p4_rec[`FINWAVE_REC_TS_RECENT];
wire p4_ts_newer = !p4_ts_diff[31] && !p4_ts_equal;
wire p4_seq_after = !p4_seq_before_reg && !p4_seq_zero_reg;
wire [31:0] p4_una_room = p4_una_diff_reg + p4_max_wnd_reg;

reg p5_both_ts_reg = 0, p5_ts_newer_reg = 0, p5_ts_equal_reg = 0, p5_ts_alone_reg = 0, p5_seq_before_reg = 0;

// RFC 6191 2; Linux: sequence or timestamp
assign p5_reuse_ok = linux_compat ? (p5_seq_after && !p5_ts_old) || p5_ts_newer_reg :
                     p5_both_ts_reg ? p5_ts_newer_reg || (p5_ts_equal_reg && !p5_seq_before_reg) :
                     !p5_seq_before_reg || p5_ts_alone_reg;

always @(posedge clk) begin
    p5_both_ts_reg <= p4_both_ts;
    p5_ts_newer_reg <= p4_both_ts && p4_ts_newer;
    p5_ts_equal_reg <= p4_ts_equal;
    p5_ts_alone_reg <= !p4_timestamps && p4_ts;
    p5_seq_before_reg <= p4_seq_before_reg;
    p5_ts_missing <= p4_timestamps && !p4_ts;
    p5_ts_old <= p4_both_ts && p4_ts_diff[31];
    // RFC 9293 3.10.7.4, the table of acceptability
    p5_seq_ok <= p4_no_len_reg ? p4_seq_zero_reg || (!p4_no_window_reg && p4_seq_in_reg) :
                 p4_no_window_reg ? (p4_only_fin_reg || p4_rst_reg) && p4_seq_zero_reg :
                 p4_seq_in_reg || (!p4_end_zero_reg && p4_last_in_reg);
    p5_seq_exact <= p4_seq_zero_reg;
    p5_end_exact <= p4_end_zero_reg;
    // RFC 5961 5.2
    p5_ack_ok <= p4_nxt_ok_reg && !p4_una_room[31];
    p5_ack_new <= p4_ack_new_reg;
    p5_text_new <= p4_text_new_reg;
    p5_seq_after <= p4_seq_after;
    p5_text_cut <= p4_text_cut_reg;
    // RFC 9293 3.8.6.2.2
    p5_announce <= p4_credit_set && p4_small_reg && p4_shift_reg;
    p5_due <= p4_due_reg;
    p5_ack_rested <= p4_rested_reg;

    p5_window_new <= p4_window_new_reg;
    p5_ts_take <= p4_both_ts && !p4_seq_after;
    p5_tsval <= p4_tsval;
    p5_our_tsval <= p4_rec[`FINWAVE_REC_TS_OFFSET] + p4_ts_clock_reg;
    p5_ts_offset <= (p4_from_host ? p4_tsval : p4_host_tsval) - p4_ts_clock_reg;
end

endmodule

`resetall
