// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"
`include "finwave_rules.vh"

/*
 * Which rule of RFC 9293 3.10 an event comes under: combinational and pure, the first half of a decision.
 *
 * Enters: one classified event (a segment of either side, a command or timeout; every comparison is already made).
 * Leaves: `rule`, one bit set or none, and what finwave_transition would have to find out about a segment that passes
 * all checks. Order of checks and names are those of docs/theory.md; the reference model's fwm_decide() has the same
 * inputs as this module and the same outputs as finwave_transition, and tests/rtl/test_transition.cpp compares them
 * over all inputs.
 */
module finwave_rule (
    /* the event; SWEEP is a timeout when `due` */
    input  wire [15:0]               is_op,         // bit n: operation n, on a flow that decides by rules
    input  wire                      due,
    input  wire [15:0]               in_state,      // bit n: state n
    input  wire [3:0]                state,
    input  wire                      peer_closed,   // CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT
    input  wire                      fin_unacked,   // FIN_WAIT_1, CLOSING, LAST_ACK
    input  wire                      half_close,
    input  wire                      watch,
    input  wire                      close_on_fin,
    input  wire                      bad_frame,
    input  wire                      bad_checksum,
    input  wire                      syn,
    input  wire                      fin,
    input  wire                      rst_flag,
    input  wire                      ack,
    input  wire                      reuse_ok,
    input  wire                      ts_missing,
    input  wire                      ts_old,
    input  wire                      seq_ok,
    input  wire                      seq_exact,
    input  wire                      end_exact,
    input  wire                      ack_ok,
    input  wire                      ack_new,
    input  wire                      ack_all,
    input  wire                      text,
    input  wire                      text_new,
    input  wire                      seq_after,
    input  wire                      text_cut,
    input  wire                      window_shut,
    input  wire                      may_go,
    input  wire                      again_goes,
    input  wire                      host_beyond,
    input  wire                      host_newer,
    input  wire                      host_moves,
    input  wire                      fenced,
    input  wire                      retries_left,
    input  wire                      user_over,
    input  wire                      set_snd_nxt,
    input  wire                      snd_nxt_used,
    input  wire                      tail,
    input  wire                      announce,
    input  wire                      merge,

    /* choices */
    input  wire                      linux_compat,
    input  wire                      time_wait_rst,
    input  wire                      syn_rst,

    output wire [`FINWAVE_RULES-1:0] rule,

    /* for the second half */
    output wire                      linux_time_wait,
    output wire                      our_fin_acked,
    output wire                      our_text_goes,
    output wire                      progress,      // of a segment that passes, or of the host's
    output wire                      zero_retries,
    output wire                      text_too,      // with TAKE_FIN: its text counts as well
    output wire                      watching,      // text is the host's; its stack acknowledges it
    output wire                      watched_hole,  // with HOLE: the host sees to it
    output wire                      merges,        // with TAKE_FIN: the ACK waits for the host's FIN
    output wire                      ends_both,     // with TAKE_FIN: the close is ours at once
    output wire                      announces,     // with UPDATE
    output wire [3:0]                passed_state,  // a segment that passes, without FIN
    output wire [3:0]                passed_timer,
    output wire [3:0]                fin_state,     // and with one
    output wire [3:0]                fin_timer,
    output wire                      can_abort      // the peer still expects something
);

localparam [3:0] ST_ESTABLISHED = `FINWAVE_TCP_STATE_ESTABLISHED;
localparam [3:0] ST_FIN_WAIT_1  = `FINWAVE_TCP_STATE_FIN_WAIT_1;
localparam [3:0] ST_FIN_WAIT_2  = `FINWAVE_TCP_STATE_FIN_WAIT_2;
localparam [3:0] ST_CLOSE_WAIT  = `FINWAVE_TCP_STATE_CLOSE_WAIT;
localparam [3:0] ST_CLOSING     = `FINWAVE_TCP_STATE_CLOSING;
localparam [3:0] ST_LAST_ACK    = `FINWAVE_TCP_STATE_LAST_ACK;
localparam [3:0] ST_TIME_WAIT   = `FINWAVE_TCP_STATE_TIME_WAIT;

wire established = in_state[ST_ESTABLISHED];
wire fin_wait_1 = in_state[ST_FIN_WAIT_1];
wire fin_wait_2 = in_state[ST_FIN_WAIT_2];
wire closing = in_state[ST_CLOSING];
wire last_ack = in_state[ST_LAST_ACK];
wire in_time_wait = in_state[ST_TIME_WAIT];
wire reading = established || half_close;
wire can_close = established || in_state[ST_CLOSE_WAIT];
assign watching = watch && (established || (half_close && !peer_closed));
wire rst_kills_time_wait = time_wait_rst || linux_compat;

assign linux_time_wait = linux_compat && in_time_wait;
assign our_fin_acked = fin_unacked && ack_all;
assign our_text_goes = fin_unacked && !ack_all && (may_go || again_goes);
assign can_abort = can_close || fin_wait_1 || fin_wait_2;

wire is_segment = is_op[`FINWAVE_OP_SEGMENT];
wire is_host = is_op[`FINWAVE_OP_HOST];
wire is_timeout = is_op[`FINWAVE_OP_SWEEP] && due;
wire is_close = is_op[`FINWAVE_OP_CLOSE] || is_op[`FINWAVE_OP_SHUTDOWN];
wire is_update = is_op[`FINWAVE_OP_UPDATE];

/* -- segments of the peer: the first check that fails decides ----------------------------------------------------- */

// RFC 6191 2: a new connection may take the tuple
wire reused = in_time_wait && syn && !ack && !rst_flag && !fin && reuse_ok;
// RFC 7323 3.2, 5.3 R1
wire no_timestamp = ts_missing && !rst_flag && !syn && !linux_compat;
wire paws = ts_old && !rst_flag;
wire sound = is_segment && !bad_frame && !bad_checksum;

assign rule[`FINWAVE_RULE_BAD_FRAME] = is_segment && bad_frame;
assign rule[`FINWAVE_RULE_BAD_CHECKSUM] = is_segment && !bad_frame && bad_checksum;
assign rule[`FINWAVE_RULE_REUSED] = sound && reused;
assign rule[`FINWAVE_RULE_NO_TIMESTAMP] = sound && !reused && no_timestamp;
assign rule[`FINWAVE_RULE_PAWS] = sound && !reused && !no_timestamp && paws;

// 3.10.7.4, first and second: an unacceptable RST is dropped without an answer; RFC 1337 3; Linux: only the exact
// number counts in TIME-WAIT, anything else is silence; RFC 5961 3.2
wire rst_timely = sound && rst_flag;         // what comes before passes every RST
wire rst_ignored = seq_ok && in_time_wait && !rst_kills_time_wait;
wire rst_outside = !seq_ok || (in_time_wait && linux_compat && !seq_exact);
assign rule[`FINWAVE_RULE_RST_OUTSIDE] = rst_timely && rst_outside;
assign rule[`FINWAVE_RULE_RST_IGNORED] = rst_timely && rst_ignored;
assign rule[`FINWAVE_RULE_RST_ACCEPTED] = rst_timely && !rst_outside && !rst_ignored && seq_exact;
assign rule[`FINWAVE_RULE_RST_CHALLENGE] = rst_timely && !rst_outside && !rst_ignored && !seq_exact;

// RFC 5961 4.2, whatever the sequence number. RFC 793 3.9: an error in the window; outside it, a connection attempt
// that must fail
wire syn_timely = sound && syn && !rst_flag && !reused && !ts_old;
assign rule[`FINWAVE_RULE_SYN_CHALLENGE] = syn_timely && !syn_rst;
assign rule[`FINWAVE_RULE_SYN_RESET_IN] = syn_timely && syn_rst && seq_ok;
assign rule[`FINWAVE_RULE_SYN_RESET_OUT] = syn_timely && syn_rst && !seq_ok;

// our ACK was lost: answer again, and count the peer's ACK of our FIN
wire plain = sound && !rst_flag && !syn && !(ts_missing && !linux_compat) && !ts_old;
wire outside = plain && !seq_ok;
wire again = fin && ack && end_exact && peer_closed;
wire again_closes = closing && ack_ok && ack_all;
wire again_ends = last_ack && ack_ok && ack_all;
assign rule[`FINWAVE_RULE_AGAIN_TIME_WAIT] = outside && again && in_time_wait;
assign rule[`FINWAVE_RULE_AGAIN_CLOSES] = outside && again && again_closes;
assign rule[`FINWAVE_RULE_AGAIN_ENDS] = outside && again && again_ends;
assign rule[`FINWAVE_RULE_AGAIN] = outside && again && !in_time_wait && !again_closes && !again_ends;
// whether the host has it, and which edge it gave, only its stack knows
wire watched_text = watching && text && !fin;
assign rule[`FINWAVE_RULE_OUTSIDE_WATCHED] = outside && !again && watched_text;
assign rule[`FINWAVE_RULE_OUTSIDE] = outside && !again && !watched_text;

// 3.10.7.4, fifth; RFC 5961 5.2
wire in_window = plain && seq_ok;
assign rule[`FINWAVE_RULE_NO_ACK] = in_window && !ack;
assign rule[`FINWAVE_RULE_ACK_UNACCEPTABLE] = in_window && ack && !ack_ok;
wire acked = in_window && ack && ack_ok;
wire fin_acked = last_ack && ack_all;
// 3.6.1 SHLD-3: nobody will read it
wire unwanted = text_new && !reading && !peer_closed;
assign rule[`FINWAVE_RULE_FIN_ACKED] = acked && fin_acked;
assign rule[`FINWAVE_RULE_UNWANTED] = acked && unwanted;

/* -- segments that pass all checks: text and FIN, 3.10.7.4, seventh and eighth ------------------------------------ */

wire passes = acked && !fin_acked && !unwanted;
wire more = text_new || fin;
wire hole = (text || fin) && seq_after;
wire takes_fin = fin && !(text_new && text_cut);
wire opens = passes && !peer_closed;
assign rule[`FINWAVE_RULE_AFTER_FIN] = passes && peer_closed && more;
// Linux: only a bare ACK exactly at RCV.NXT is taken in silence
assign rule[`FINWAVE_RULE_LINUX_ACK] = passes && linux_time_wait && !more && !seq_exact;
assign rule[`FINWAVE_RULE_HOLE] = opens && hole;
assign rule[`FINWAVE_RULE_TAKE_FIN] = opens && !hole && takes_fin;
assign rule[`FINWAVE_RULE_TAKE_TEXT] = opens && !hole && !takes_fin && text_new;
assign rule[`FINWAVE_RULE_NOTHING] = passes && (peer_closed ? !more && !(linux_time_wait && !seq_exact)
                                                            : !hole && !takes_fin && !text_new);

// 3.8.3: something got through; 3.8.6.1: or the peer lives, its window is closed
wire through = passes && fin_unacked && !ack_all;
wire host_through = rule[`FINWAVE_RULE_HOST_PASSED] && fin_unacked && host_moves;
assign progress = (through && ack_new) || host_through;
assign zero_retries = (through && (ack_new || window_shut)) || host_through;

// fifth: the ACK
wire closed_fully = closing && ack_all;
assign passed_state = fin_wait_1 && ack_all ? ST_FIN_WAIT_2 : closed_fully ? ST_TIME_WAIT : state;
// RFC 6298 5.3, 5.1
assign passed_timer = closed_fully || linux_time_wait ? `FINWAVE_TIMER_TIME_WAIT :
                      fin_wait_1 && ack_all ? (half_close ? `FINWAVE_TIMER_STOP : `FINWAVE_TIMER_FIN_WAIT_2) :
                      fin_unacked && (ack_new || our_text_goes) ? `FINWAVE_TIMER_RTO : `FINWAVE_TIMER_KEEP;

assign text_too = text_new;
assign watched_hole = watching && !fin;
// ACK and FIN in one: three segments
assign ends_both = established && close_on_fin;
assign merges = established && !close_on_fin && watch && merge;
assign fin_state = established ? (close_on_fin ? ST_LAST_ACK : ST_CLOSE_WAIT) :
                   fin_wait_1 && !ack_all ? ST_CLOSING : ST_TIME_WAIT;
assign fin_timer = established ? (close_on_fin ? `FINWAVE_TIMER_RTO_FIRST :
                                  merges ? `FINWAVE_TIMER_MERGE : `FINWAVE_TIMER_KEEP) :
                   fin_wait_1 && !ack_all ? passed_timer : `FINWAVE_TIMER_TIME_WAIT;

/* -- segments of the host ----------------------------------------------------------------------------------------- */

wire host_sound = is_host && !bad_frame;
// RFC 1122 4.2.2.13
wire host_reuses = syn && !ack && in_time_wait && host_newer;
wire host_plain = host_sound && !syn;
wire host_refused = rst_flag ? !can_close : !can_close && host_beyond && (text || fin);
assign rule[`FINWAVE_RULE_HOST_BAD] = is_host && bad_frame;
assign rule[`FINWAVE_RULE_HOST_REUSED] = host_sound && host_reuses;
assign rule[`FINWAVE_RULE_HOST_SYN] = host_sound && syn && !host_reuses;
assign rule[`FINWAVE_RULE_HOST_RST] = host_plain && rst_flag && can_close;
assign rule[`FINWAVE_RULE_HOST_REFUSED] = host_plain && host_refused;
// its SHUTDOWN
assign rule[`FINWAVE_RULE_HOST_FIN] = host_plain && !rst_flag && fin && can_close;
assign rule[`FINWAVE_RULE_HOST_PASSED] = host_plain && !rst_flag && !(fin && can_close) && !host_refused;

/* -- timeouts ----------------------------------------------------------------------------------------------------- */

wire tries = is_timeout && fin_unacked && !user_over && retries_left;
assign rule[`FINWAVE_RULE_OUT_FENCED] = tries && fenced;
// RFC 6298 5.4 to 5.6
assign rule[`FINWAVE_RULE_OUT_AGAIN] = tries && !fenced;
// 3.8.3
assign rule[`FINWAVE_RULE_OUT_GIVE_UP] = is_timeout && fin_unacked && !(!user_over && retries_left);
assign rule[`FINWAVE_RULE_OUT_FIN_WAIT_2] = is_timeout && fin_wait_2;
assign rule[`FINWAVE_RULE_OUT_TIME_WAIT] = is_timeout && in_time_wait;
// the host did not close in time
assign rule[`FINWAVE_RULE_OUT_MERGE] = is_timeout && in_state[ST_CLOSE_WAIT];
assign rule[`FINWAVE_RULE_OUT_STOP] = is_timeout && !fin_unacked && !fin_wait_2 && !in_time_wait &&
                                      !in_state[ST_CLOSE_WAIT];

/* -- commands ----------------------------------------------------------------------------------------------------- */

// 3.10.4
wire closes = can_close && !snd_nxt_used;
// the reader is gone too
wire reader_gone = is_op[`FINWAVE_OP_CLOSE] && half_close && !tail && (fin_wait_1 || fin_wait_2);
wire update_refused = set_snd_nxt && !can_close;
assign rule[`FINWAVE_RULE_CLOSE] = is_close && closes;
assign rule[`FINWAVE_RULE_READER_GONE] = is_close && !closes && reader_gone;
// 3.10.5
assign rule[`FINWAVE_RULE_ABORT] = is_op[`FINWAVE_OP_ABORT];
assign rule[`FINWAVE_RULE_UPDATE] = is_update && !update_refused;
assign rule[`FINWAVE_RULE_RELEASE] = is_op[`FINWAVE_OP_RELEASE];
assign rule[`FINWAVE_RULE_EVICT] = is_op[`FINWAVE_OP_EVICT] && in_time_wait;
assign rule[`FINWAVE_RULE_REFUSED] = (is_close && !closes && !reader_gone) || (is_update && update_refused) ||
                                     (is_op[`FINWAVE_OP_EVICT] && !in_time_wait);
// 3.8.6.2.2: the window opened
assign announces = announce && !watch && !peer_closed && reading;

endmodule

`resetall
