// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"
`include "finwave_rules.vh"

/*
 * finwave_rule and finwave_transition as one, without the register between them: the whole decision, for
 * tests/rtl/test_transition.cpp. A timeout is a sweep that finds the flow due.
 */
module finwave_decision_rig (
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
    input  wire       linux_compat,
    input  wire       time_wait_rst,
    input  wire       syn_rst,
    input  wire       give_up_silent,
    output wire [3:0] next_state,
    output wire [5:0] reason,
    output wire [2:0] send,
    output wire [3:0] completion,
    output wire       limited,
    output wire       pass,
    output wire       peer_fin,
    output wire       free,
    output wire       refuse,
    output wire       take_ack,
    output wire       take_text,
    output wire       take_fin,
    output wire       take_host,
    output wire       queue_fin,
    output wire       send_again,
    output wire       zero_retries,
    output wire       progress,
    output wire       owe_ack,
    output wire       set_half_close,
    output wire       clear_half_close,
    output wire [3:0] timer,
    output wire       one_rule          // at most one applies
);

wire [`FINWAVE_RULES-1:0] rule;
wire linux_time_wait, our_fin_acked, our_text_goes, text_too, watched_hole, merges, ends_both, announces;
wire can_abort, watching;
wire [3:0] passed_state, passed_timer, fin_state, fin_timer;
wire timeout = op == `FINWAVE_OP_TIMEOUT;
wire fin_unacked = state == `FINWAVE_TCP_STATE_FIN_WAIT_1 || state == `FINWAVE_TCP_STATE_CLOSING ||
                   state == `FINWAVE_TCP_STATE_LAST_ACK;
wire peer_closed = state == `FINWAVE_TCP_STATE_CLOSE_WAIT || state == `FINWAVE_TCP_STATE_CLOSING ||
                   state == `FINWAVE_TCP_STATE_LAST_ACK || state == `FINWAVE_TCP_STATE_TIME_WAIT;

assign one_rule = (rule & (rule - 1'b1)) == 0;

finwave_rule
rule_inst (
    .is_op(16'd1 << (timeout ? `FINWAVE_OP_SWEEP : op)),
    .due(timeout),
    .in_state(16'd1 << state),
    .state(state),
    .peer_closed(peer_closed),
    .fin_unacked(fin_unacked),
    .half_close(half_close),
    .watch(watch),
    .close_on_fin(close_on_fin),
    .bad_frame(bad_frame),
    .bad_checksum(bad_checksum),
    .syn(syn),
    .fin(fin),
    .rst_flag(rst_flag),
    .ack(ack),
    .reuse_ok(reuse_ok),
    .ts_missing(ts_missing),
    .ts_old(ts_old),
    .seq_ok(seq_ok),
    .seq_exact(seq_exact),
    .end_exact(end_exact),
    .ack_ok(ack_ok),
    .ack_new(ack_new),
    .ack_all(ack_all),
    .text(text),
    .text_new(text_new),
    .seq_after(seq_after),
    .text_cut(text_cut),
    .window_shut(window_shut),
    .may_go(may_go),
    .again_goes(again_goes),
    .host_beyond(host_beyond),
    .host_newer(host_newer),
    .host_moves(host_moves),
    .fenced(fenced),
    .retries_left(retries_left),
    .user_over(user_over),
    .set_snd_nxt(set_snd_nxt),
    .snd_nxt_used(snd_nxt_used),
    .tail(tail),
    .announce(announce),
    .merge(merge),
    .linux_compat(linux_compat),
    .time_wait_rst(time_wait_rst),
    .syn_rst(syn_rst),
    .rule(rule),
    .linux_time_wait(linux_time_wait),
    .our_fin_acked(our_fin_acked),
    .our_text_goes(our_text_goes),
    .progress(progress),
    .zero_retries(zero_retries),
    .text_too(text_too),
    .watching(watching),
    .watched_hole(watched_hole),
    .merges(merges),
    .ends_both(ends_both),
    .announces(announces),
    .passed_state(passed_state),
    .passed_timer(passed_timer),
    .fin_state(fin_state),
    .fin_timer(fin_timer),
    .can_abort(can_abort)
);

finwave_transition
transition_inst (
    .rule(rule),
    .linux_time_wait(linux_time_wait),
    .our_fin_acked(our_fin_acked),
    .our_text_goes(our_text_goes),
    .fin_unacked(fin_unacked),
    .text_too(text_too),
    .watching(watching),
    .watched_hole(watched_hole),
    .merges(merges),
    .ends_both(ends_both),
    .announces(announces),
    .passed_state(passed_state),
    .passed_timer(passed_timer),
    .fin_state(fin_state),
    .fin_timer(fin_timer),
    .can_abort(can_abort),
    .state(state),
    .established(state == `FINWAVE_TCP_STATE_ESTABLISHED),
    .fin_wait_2(state == `FINWAVE_TCP_STATE_FIN_WAIT_2),
    .shutdown(op == `FINWAVE_OP_SHUTDOWN),
    .ack(ack),
    .ack_owed(ack_owed),
    .may_go(may_go),
    .again_goes(again_goes),
    .fence_ends(fence_ends),
    .give_up_silent(give_up_silent),
    .next_state(next_state),
    .reason(reason),
    .send(send),
    .sends_fin(),
    .sends_bare(),
    .sends_rst_seg(),
    .sends_rst_syn(),
    .completion(completion),
    .limited(limited),
    .pass(pass),
    .peer_fin(peer_fin),
    .free(free),
    .refuse(refuse),
    .take_ack(take_ack),
    .take_text(take_text),
    .take_fin(take_fin),
    .take_host(take_host),
    .queue_fin(queue_fin),
    .send_again(send_again),
    .owe_ack(owe_ack),
    .set_half_close(set_half_close),
    .clear_half_close(clear_half_close),
    .timer(timer)
);

endmodule

`resetall
