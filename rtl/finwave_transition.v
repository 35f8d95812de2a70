// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_rules.vh"

/*
 * The TCP state transition, RFC 9293 3.10: combinational and pure, the second half of a decision.
 *
 * Enters: the rule that finwave_rule found, a clock before, and what it found out beside it. Leaves: the next state
 * and what is to be done. Every output is an OR over rules. Without a rule nothing is done, and the state stays.
 */
module finwave_transition (
    input  wire [`FINWAVE_RULES-1:0] rule,
    input  wire                      linux_time_wait,
    input  wire                      our_fin_acked,
    input  wire                      our_text_goes,
    input  wire                      fin_unacked,
    input  wire                      text_too,
    input  wire                      watching,
    input  wire                      watched_hole,
    input  wire                      merges,
    input  wire                      ends_both,
    input  wire                      announces,
    input  wire [3:0]                passed_state,
    input  wire [3:0]                passed_timer,
    input  wire [3:0]                fin_state,
    input  wire [3:0]                fin_timer,
    input  wire                      can_abort,

    /* the event, as finwave_rule had it */
    input  wire [3:0]                state,
    input  wire                      established,   // the state is
    input  wire                      fin_wait_2,
    input  wire                      shutdown,      // the command, not CLOSE
    input  wire                      ack,
    input  wire                      ack_owed,
    input  wire                      may_go,
    input  wire                      again_goes,
    input  wire                      fence_ends,
    input  wire                      give_up_silent,

    /* the decision */
    output wire [3:0]                next_state,
    output wire [5:0]                reason,
    output wire [2:0]                send,
    output wire                      sends_fin,     // the same, one by one
    output wire                      sends_bare,    // anything but that
    output wire                      sends_rst_seg,
    output wire                      sends_rst_syn,
    output wire [3:0]                completion,
    output wire                      limited,
    output wire                      pass,
    output wire                      peer_fin,
    output wire                      free,
    output wire                      refuse,
    output wire                      take_ack,
    output wire                      take_text,
    output wire                      take_fin,
    output wire                      take_host,
    output wire                      queue_fin,
    output wire                      send_again,
    output wire                      owe_ack,
    output wire                      set_half_close,
    output wire                      clear_half_close,
    output wire [3:0]                timer
);

localparam [3:0] ST_FIN_WAIT_1  = `FINWAVE_TCP_STATE_FIN_WAIT_1;
localparam [3:0] ST_LAST_ACK    = `FINWAVE_TCP_STATE_LAST_ACK;
localparam [3:0] ST_TIME_WAIT   = `FINWAVE_TCP_STATE_TIME_WAIT;

function [5:0] only(input when, input [5:0] value);
    only = value & {6{when}};
endfunction

function [3:0] nibble(input when, input [3:0] value);
    nibble = value & {4{when}};
endfunction

/* -- groups of rules ---------------------------------------------------------------------------------------------- */

// segments that passed all checks
wire after_fin = rule[`FINWAVE_RULE_AFTER_FIN] || rule[`FINWAVE_RULE_LINUX_ACK];
wire quiet = after_fin || rule[`FINWAVE_RULE_HOLE] || rule[`FINWAVE_RULE_TAKE_TEXT] || rule[`FINWAVE_RULE_NOTHING];
wire passes = quiet || rule[`FINWAVE_RULE_TAKE_FIN];
wire text_goes = passes && our_text_goes;
// the end of the flow
wire orderly = rule[`FINWAVE_RULE_AGAIN_ENDS] || rule[`FINWAVE_RULE_FIN_ACKED] || rule[`FINWAVE_RULE_OUT_TIME_WAIT];
wire reset = rule[`FINWAVE_RULE_RST_ACCEPTED] || rule[`FINWAVE_RULE_SYN_RESET_IN];
wire taken_over = rule[`FINWAVE_RULE_REUSED] || rule[`FINWAVE_RULE_HOST_REUSED];
wire aborted = rule[`FINWAVE_RULE_HOST_RST] || rule[`FINWAVE_RULE_ABORT];
// our FIN takes its number now
wire ends_now = rule[`FINWAVE_RULE_TAKE_FIN] && ends_both;
wire closes = rule[`FINWAVE_RULE_CLOSE] || rule[`FINWAVE_RULE_HOST_FIN];

assign free = orderly || reset || taken_over || aborted || rule[`FINWAVE_RULE_UNWANTED] ||
              rule[`FINWAVE_RULE_OUT_GIVE_UP] || rule[`FINWAVE_RULE_OUT_FIN_WAIT_2] || rule[`FINWAVE_RULE_RELEASE] ||
              rule[`FINWAVE_RULE_EVICT];

assign completion = nibble(orderly, `FINWAVE_EVENT_ORDERLY) | nibble(reset, `FINWAVE_EVENT_RESET) |
                    nibble(taken_over, `FINWAVE_EVENT_REUSED) | nibble(aborted, `FINWAVE_EVENT_ABORTED_HOST) |
                    nibble(rule[`FINWAVE_RULE_UNWANTED], `FINWAVE_EVENT_ABORTED_DATA) |
                    nibble(rule[`FINWAVE_RULE_OUT_GIVE_UP], `FINWAVE_EVENT_GAVE_UP) |
                    nibble(rule[`FINWAVE_RULE_OUT_FIN_WAIT_2], `FINWAVE_EVENT_FIN_WAIT_2_EXPIRED) |
                    nibble(rule[`FINWAVE_RULE_RELEASE], `FINWAVE_EVENT_RELEASED) |
                    nibble(rule[`FINWAVE_RULE_EVICT], `FINWAVE_EVENT_EVICTED);

/* -- state and timer ---------------------------------------------------------------------------------------------- */

wire stays = !(free || closes || quiet || rule[`FINWAVE_RULE_TAKE_FIN] || rule[`FINWAVE_RULE_AGAIN_CLOSES]);

assign next_state = nibble(stays, state) | nibble(quiet, passed_state) |
                    nibble(rule[`FINWAVE_RULE_TAKE_FIN], fin_state) |
                    nibble(rule[`FINWAVE_RULE_AGAIN_CLOSES], ST_TIME_WAIT) |
                    nibble(closes && established, ST_FIN_WAIT_1) | nibble(closes && !established, ST_LAST_ACK);

wire linux_restarts = linux_time_wait && (rule[`FINWAVE_RULE_PAWS] || (rule[`FINWAVE_RULE_OUTSIDE] && ack));

assign timer =
    nibble(free || rule[`FINWAVE_RULE_OUT_MERGE] || rule[`FINWAVE_RULE_OUT_STOP], `FINWAVE_TIMER_STOP) |
    nibble(rule[`FINWAVE_RULE_AGAIN_TIME_WAIT] || rule[`FINWAVE_RULE_AGAIN_CLOSES] || linux_restarts,
           `FINWAVE_TIMER_TIME_WAIT) |
    nibble(quiet, passed_timer) | nibble(rule[`FINWAVE_RULE_TAKE_FIN], fin_timer) |
    nibble(closes || (rule[`FINWAVE_RULE_HOST_PASSED] && fin_unacked && fence_ends), `FINWAVE_TIMER_RTO_FIRST) |
    nibble(rule[`FINWAVE_RULE_OUT_FENCED], `FINWAVE_TIMER_RTO_COUNT) |
    nibble(rule[`FINWAVE_RULE_OUT_AGAIN], `FINWAVE_TIMER_RTO_BACKOFF) |
    nibble(rule[`FINWAVE_RULE_READER_GONE] && fin_wait_2, `FINWAVE_TIMER_FIN_WAIT_2);

/* -- what leaves -------------------------------------------------------------------------------------------------- */

// answers an ACK that the rate limits may hold back
wire challenge = rule[`FINWAVE_RULE_PAWS] || rule[`FINWAVE_RULE_RST_CHALLENGE] || rule[`FINWAVE_RULE_SYN_CHALLENGE] ||
                 rule[`FINWAVE_RULE_OUTSIDE] || rule[`FINWAVE_RULE_ACK_UNACCEPTABLE];
// RFC 5681 4.2: at once, never limited
wire ack_hole = rule[`FINWAVE_RULE_HOLE] && !watched_hole;
wire ack_fin = rule[`FINWAVE_RULE_TAKE_FIN] && !ends_both && !merges;
wire ack_text = rule[`FINWAVE_RULE_TAKE_TEXT] && !watching;
wire ack_again = rule[`FINWAVE_RULE_AGAIN] || rule[`FINWAVE_RULE_AGAIN_TIME_WAIT] || rule[`FINWAVE_RULE_AGAIN_CLOSES];
wire ack_late = ack_owed && (rule[`FINWAVE_RULE_HOST_FIN] || rule[`FINWAVE_RULE_OUT_MERGE] ||
                             (rule[`FINWAVE_RULE_CLOSE] && !may_go));
wire sends_ack = challenge || ack_again || ack_late || (rule[`FINWAVE_RULE_UPDATE] && announces) ||
                 (!our_text_goes && (after_fin || ack_hole || ack_fin || ack_text));
// what the window lets go now carries the ACK along
assign sends_fin = text_goes || ends_now || rule[`FINWAVE_RULE_OUT_AGAIN] || (rule[`FINWAVE_RULE_CLOSE] && may_go) ||
                 (rule[`FINWAVE_RULE_HOST_PASSED] && fin_unacked && fence_ends && may_go);
wire sends_rst = (rule[`FINWAVE_RULE_OUT_GIVE_UP] && !give_up_silent) || (rule[`FINWAVE_RULE_ABORT] && can_abort);
wire answers_syn = rule[`FINWAVE_RULE_SYN_RESET_IN] || rule[`FINWAVE_RULE_SYN_RESET_OUT];

assign sends_rst_seg = rule[`FINWAVE_RULE_UNWANTED] || (answers_syn && ack);
assign sends_rst_syn = answers_syn && !ack;
assign sends_bare = sends_ack || sends_rst || answers_syn || rule[`FINWAVE_RULE_UNWANTED];

assign send = (`FINWAVE_SEND_ACK & {3{sends_ack}}) | (`FINWAVE_SEND_FIN & {3{sends_fin}}) |
              (`FINWAVE_SEND_RST & {3{sends_rst}}) | (`FINWAVE_SEND_RST_SYN & {3{sends_rst_syn}}) |
              (`FINWAVE_SEND_RST_SEG & {3{sends_rst_seg}});
assign limited = challenge || (after_fin && !our_text_goes);
assign send_again = rule[`FINWAVE_RULE_OUT_AGAIN] || (text_goes && again_goes);
assign pass = taken_over || rule[`FINWAVE_RULE_OUTSIDE_WATCHED] || rule[`FINWAVE_RULE_TAKE_TEXT] ||
              (rule[`FINWAVE_RULE_TAKE_FIN] && text_too) || (rule[`FINWAVE_RULE_HOLE] && watched_hole) ||
              rule[`FINWAVE_RULE_HOST_BAD] || rule[`FINWAVE_RULE_HOST_RST] || take_host;

/* -- what counts -------------------------------------------------------------------------------------------------- */

assign take_ack = passes || rule[`FINWAVE_RULE_FIN_ACKED] || rule[`FINWAVE_RULE_UNWANTED];
assign take_text = rule[`FINWAVE_RULE_TAKE_TEXT] || (rule[`FINWAVE_RULE_TAKE_FIN] && text_too);
assign take_fin = rule[`FINWAVE_RULE_TAKE_FIN];
assign peer_fin = rule[`FINWAVE_RULE_TAKE_FIN];
assign take_host = rule[`FINWAVE_RULE_HOST_FIN] || rule[`FINWAVE_RULE_HOST_PASSED];
assign queue_fin = ends_now || closes;
assign owe_ack = rule[`FINWAVE_RULE_TAKE_FIN] && merges;
assign set_half_close = rule[`FINWAVE_RULE_HOST_FIN] || (rule[`FINWAVE_RULE_CLOSE] && shutdown);
assign clear_half_close = ends_now || rule[`FINWAVE_RULE_READER_GONE] || (rule[`FINWAVE_RULE_CLOSE] && !shutdown);
assign refuse = rule[`FINWAVE_RULE_REFUSED];

/* -- why ---------------------------------------------------------------------------------------------------------- */

wire ack_counted = rule[`FINWAVE_RULE_NOTHING] && our_fin_acked;
wire ack_nothing = rule[`FINWAVE_RULE_LINUX_ACK] || (rule[`FINWAVE_RULE_NOTHING] && !our_fin_acked);
wire outside = rule[`FINWAVE_RULE_OUTSIDE] || rule[`FINWAVE_RULE_OUTSIDE_WATCHED];
wire done = rule[`FINWAVE_RULE_CLOSE] || rule[`FINWAVE_RULE_READER_GONE] || rule[`FINWAVE_RULE_ABORT] ||
            rule[`FINWAVE_RULE_UPDATE] || rule[`FINWAVE_RULE_RELEASE];

assign reason =
    only(rule[`FINWAVE_RULE_BAD_FRAME], `FINWAVE_REASON_BAD_FRAME) |
    only(rule[`FINWAVE_RULE_BAD_CHECKSUM], `FINWAVE_REASON_BAD_CHECKSUM) |
    only(rule[`FINWAVE_RULE_REUSED], `FINWAVE_REASON_SYN_REUSED) |
    only(rule[`FINWAVE_RULE_NO_TIMESTAMP], `FINWAVE_REASON_TS_MISSING) |
    only(rule[`FINWAVE_RULE_PAWS], `FINWAVE_REASON_PAWS) |
    only(rule[`FINWAVE_RULE_RST_OUTSIDE], `FINWAVE_REASON_RST_OUT_OF_WINDOW) |
    only(rule[`FINWAVE_RULE_RST_IGNORED], `FINWAVE_REASON_RST_IGNORED) |
    only(rule[`FINWAVE_RULE_RST_ACCEPTED], `FINWAVE_REASON_RST_ACCEPTED) |
    only(rule[`FINWAVE_RULE_RST_CHALLENGE], `FINWAVE_REASON_RST_CHALLENGE) |
    only(rule[`FINWAVE_RULE_SYN_CHALLENGE], `FINWAVE_REASON_SYN_CHALLENGE) |
    only(answers_syn, `FINWAVE_REASON_SYN_RESET) |
    only(ack_again || rule[`FINWAVE_RULE_AGAIN_ENDS], `FINWAVE_REASON_FIN_REPEATED) |
    only(outside, `FINWAVE_REASON_OUT_OF_WINDOW) |
    only(rule[`FINWAVE_RULE_NO_ACK], `FINWAVE_REASON_NO_ACK) |
    only(rule[`FINWAVE_RULE_ACK_UNACCEPTABLE], `FINWAVE_REASON_ACK_UNACCEPTABLE) |
    only(rule[`FINWAVE_RULE_FIN_ACKED] || ack_counted, `FINWAVE_REASON_ACK_OF_FIN) |
    only(rule[`FINWAVE_RULE_UNWANTED], `FINWAVE_REASON_DATA_AFTER_CLOSE) |
    only(rule[`FINWAVE_RULE_AFTER_FIN], `FINWAVE_REASON_DATA_AFTER_FIN) |
    only(ack_nothing, `FINWAVE_REASON_ACK_NOTHING) |
    only(rule[`FINWAVE_RULE_HOLE], `FINWAVE_REASON_DATA_OUT_OF_ORDER) |
    only(rule[`FINWAVE_RULE_TAKE_FIN], `FINWAVE_REASON_FIN_ACCEPTED) |
    only(rule[`FINWAVE_RULE_TAKE_TEXT], `FINWAVE_REASON_DATA_ACCEPTED) |
    only(rule[`FINWAVE_RULE_HOST_BAD] || rule[`FINWAVE_RULE_HOST_PASSED], `FINWAVE_REASON_HOST_PASSED) |
    only(rule[`FINWAVE_RULE_HOST_REUSED], `FINWAVE_REASON_HOST_REUSED) |
    only(rule[`FINWAVE_RULE_HOST_SYN], `FINWAVE_REASON_HOST_SYN_HELD) |
    only(rule[`FINWAVE_RULE_HOST_RST], `FINWAVE_REASON_HOST_RST) |
    only(rule[`FINWAVE_RULE_HOST_REFUSED], `FINWAVE_REASON_HOST_REFUSED) |
    only(rule[`FINWAVE_RULE_HOST_FIN], `FINWAVE_REASON_HOST_FIN) |
    only(rule[`FINWAVE_RULE_OUT_FENCED], `FINWAVE_REASON_TIMEOUT_FENCED) |
    only(rule[`FINWAVE_RULE_OUT_AGAIN], `FINWAVE_REASON_TIMEOUT_RETRANSMIT) |
    only(rule[`FINWAVE_RULE_OUT_GIVE_UP], `FINWAVE_REASON_TIMEOUT_GIVE_UP) |
    only(rule[`FINWAVE_RULE_OUT_FIN_WAIT_2], `FINWAVE_REASON_TIMEOUT_FIN_WAIT_2) |
    only(rule[`FINWAVE_RULE_OUT_TIME_WAIT], `FINWAVE_REASON_TIMEOUT_TIME_WAIT) |
    only(rule[`FINWAVE_RULE_OUT_MERGE], `FINWAVE_REASON_TIMEOUT_MERGE) |
    only(done, `FINWAVE_REASON_COMMAND_DONE) |
    only(rule[`FINWAVE_RULE_EVICT], `FINWAVE_REASON_EVICTED) |
    only(rule[`FINWAVE_RULE_REFUSED], `FINWAVE_REASON_COMMAND_REFUSED);

endmodule

`resetall
