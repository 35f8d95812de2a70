// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * The flow pipeline: the only place where a flow's record is read and written.
 *
 *   p0 address of record and key -> p1 -> p2 record, segment: differences -> p3 classes -> p4 decision
 *   -> p5 write back, frame to send, event -> p6 retired
 *
 * Enters: operations from finwave_issue, never two on one flow within 6 clocks. Leaves, for each: the record,
 * at most one frame (p5), at most one event and one retire entry (p6), one verdict for a frame (p6).
 * Flows that were adopted decide by finwave_transition, connections that are only tracked by finwave_track.
 * Latency: p0 to p5 is 5 clocks, always. It never stalls: finwave_issue issues only when there is room behind.
 */
module finwave_flow_pipe #(
    parameter FLOW_COUNT = 4096,
    parameter CL_FLOWS = $clog2(FLOW_COUNT),
    parameter CL_SLOTS = 5
) (
    input  wire                            clk,
    input  wire                            rst,

    /* registers */
    input  wire                            linux_compat,
    input  wire                            time_wait_rst,
    input  wire                            syn_rst,
    input  wire                            give_up_silent,
    input  wire                            transparent,
    input  wire                            evict,
    input  wire [30:0]                     time_wait,
    input  wire [27:0]                     rto_max,
    input  wire [30:0]                     r2,
    input  wire [30:0]                     fin_wait_2_timeout,
    input  wire [30:0]                     ack_interval,
    input  wire [16:0]                     merge_window,
    input  wire [30:0]                     track_idle,
    input  wire [15:0]                     ack_budget,
    input  wire [3:0]                      ts_shift,
    input  wire                            timers_on,
    input  wire [47:0]                     now,

    /* the frames that the frame stores let out now or next */
    input  wire [9:0]                      wire_number,
    input  wire [9:0]                      host_number,

    /* operations */
    input  wire                            p0_valid,
    input  wire [3:0]                      p0_op,
    input  wire                            p0_from_host,
    input  wire [CL_FLOWS-1:0]             p0_flow,
    input  wire [CL_SLOTS-1:0]             p0_slot,
    input  wire [31:0]                     p0_frame,

    /* facts about frames from the wire, by slot */
    input  wire                            segment_wr,
    input  wire [CL_SLOTS-1:0]             segment_slot,
    input  wire [`FINWAVE_SEG_WIDTH-1:0]        segment_data,
    input  wire                            key_wr,
    input  wire [CL_SLOTS-1:0]             key_slot,
    input  wire [`FINWAVE_KEY_WIDTH-1:0]   key_data,
    input  wire                            ts_wr,
    input  wire [CL_SLOTS-1:0]             ts_slot,
    input  wire                            ts_found,
    input  wire [31:0]                     tsval,
    input  wire                            sum_wr,
    input  wire [CL_SLOTS-1:0]             sum_slot,
    input  wire                            sum_ok,
    input  wire                            end_wr,
    input  wire [CL_SLOTS-1:0]             end_slot,
    input  wire                            end_bad,
    output wire [CL_SLOTS-1:0]             wscale_slot,
    input  wire                            wscale_known,
    input  wire                            wscale_found,
    input  wire [3:0]                      wscale,

    /* facts about frames of the host, by slot */
    input  wire                            host_segment_wr,
    input  wire [CL_SLOTS-1:0]             host_segment_slot,
    input  wire [`FINWAVE_SEG_WIDTH-1:0]   host_segment_data,
    input  wire                            host_key_wr,
    input  wire [CL_SLOTS-1:0]             host_key_slot,
    input  wire [`FINWAVE_KEY_WIDTH-1:0]   host_key_data,
    input  wire [`FINWAVE_LINK_WIDTH-1:0]  host_link_data,
    input  wire                            host_ts_wr,
    input  wire [CL_SLOTS-1:0]             host_ts_slot,
    input  wire                            host_ts_found,
    input  wire [31:0]                     host_tsval,
    input  wire                            host_end_wr,
    input  wire [CL_SLOTS-1:0]             host_end_slot,
    input  wire                            host_end_bad,
    output wire [CL_SLOTS-1:0]             host_wscale_slot,
    input  wire                            host_wscale_known,
    input  wire                            host_wscale_found,
    input  wire [3:0]                      host_wscale,

    /* the manager: clearing, keys, the host's command */
    input  wire                            clear_en,
    input  wire [CL_FLOWS-1:0]             clear_flow,
    input  wire                            flow_key_wr,
    input  wire [CL_FLOWS-1:0]             flow_key_flow,
    input  wire [`FINWAVE_KEY_WIDTH-1:0]   flow_key,
    input  wire [`FINWAVE_REC_WIDTH-1:0]   cmd_rec,        // ADOPT, TRACK
    input  wire                            track_from_host, // TRACK: which frame started it
    input  wire [31:0]                     track_frame,
    input  wire [3:0]                      cmd_generation,
    input  wire                            cmd_set_snd_nxt,
    input  wire                            cmd_set_rcv_wnd,
    input  wire [31:0]                     cmd_snd_nxt,
    input  wire [30:0]                     cmd_rcv_wnd,
    input  wire [31:0]                     cmd_tsval,
    input  wire [10:0]                     cmd_tail,
    input  wire [7:0]                      tail_buffer,    // where its text is
    output wire                            tail_take,      // the close has it now, p5
    output wire                            tail_free,      // the flow needs its buffer no longer, p5
    output wire [7:0]                      tail_freed,

    /* what a command or query came to, p6 */
    output wire                            done_valid,
    output wire [3:0]                      done_result,
    output wire [3:0]                      done_generation,
    output wire [`FINWAVE_REC_WIDTH-1:0]   done_rec,
    output wire [`FINWAVE_KEY_WIDTH-1:0]   done_key,
    output wire                            done_tracked,   // it is not adopted but tracked

    /* a SYN that may be tracked, p5 */
    output wire                            track_valid,
    output wire [`FINWAVE_TRACK_WIDTH-1:0] track_request,

    /* verdict on a frame whose flow was a candidate, in order */
    output wire                            verdict_valid,
    output wire                            verdict_pass,
    output wire                            host_verdict_valid,
    output wire                            host_verdict_pass,

    /* frame to send, p5: on the wire without and with text, and towards the host */
    output wire                            send_valid,
    output wire                            send_text_valid,
    output wire                            send_host_valid,
    output wire [`FINWAVE_FRAME_WIDTH-1:0] send_frame,

    /* events */
    input  wire                            event_room,
    output wire                            event_valid,
    output wire [3:0]                      event_kind,
    output wire [3:0]                      event_state,
    output wire [CL_FLOWS-1:0]             event_flow,
    output wire [3:0]                      event_generation,
    output wire [31:0]                     event_snd_nxt,
    output wire [31:0]                     event_rcv_nxt,

    /* a look found something due */
    output wire                            due_valid,
    output wire [CL_FLOWS-1:0]             due_flow,

    /* looks for a flow that could make room: from `scan_start` on, one whole round */
    input  wire                            scan_start,
    output wire                            scan_done,
    output wire                            scan_found,
    output wire [CL_FLOWS-1:0]             scan_flow,

    /* the flow's number may be used again */
    output wire                            release_valid,
    output wire [CL_FLOWS-1:0]             release_flow,

    /* what the counts of flows follow, p6 */
    output wire                            owned,          // a tracked connection became a held flow
    output wire                            freed_held,     // with release_valid
    output wire                            untracked,

    /* retire port, p6 */
    output wire                            rt_valid,
    output wire [3:0]                      rt_op,
    output wire                            rt_from_host,
    output wire [CL_FLOWS-1:0]             rt_flow,
    output wire [3:0]                      rt_generation,
    output wire [31:0]                     rt_frame,
    output wire [3:0]                      rt_old_state,
    output wire [3:0]                      rt_new_state,
    output wire [5:0]                      rt_reason,
    output wire [2:0]                      rt_send,
    output wire [10:0]                     rt_text,
    output wire                            rt_ack_limited,
    output wire                            rt_pass,
    output wire                            rt_freed,
    output wire [3:0]                      rt_completion,
    output wire                            rt_peer_fin,
    output wire [31:0]                     rt_seq,
    output wire [31:0]                     rt_ack,
    output wire [47:0]                     rt_now,

    output wire                            busy
);

localparam REC_WIDTH = `FINWAVE_REC_WIDTH;
localparam KEY_WIDTH = `FINWAVE_KEY_WIDTH;
localparam SEG_WIDTH = `FINWAVE_SEG_WIDTH;
localparam LINK_WIDTH = `FINWAVE_LINK_WIDTH;
localparam KEY_PARTS = 21;              // of 15 bits

localparam [3:0] ST_CLOSED      = `FINWAVE_TCP_STATE_CLOSED;
localparam [3:0] ST_ESTABLISHED = `FINWAVE_TCP_STATE_ESTABLISHED;
localparam [3:0] ST_FIN_WAIT_1  = `FINWAVE_TCP_STATE_FIN_WAIT_1;
localparam [3:0] ST_FIN_WAIT_2  = `FINWAVE_TCP_STATE_FIN_WAIT_2;
localparam [3:0] ST_CLOSE_WAIT  = `FINWAVE_TCP_STATE_CLOSE_WAIT;
localparam [3:0] ST_CLOSING     = `FINWAVE_TCP_STATE_CLOSING;
localparam [3:0] ST_LAST_ACK    = `FINWAVE_TCP_STATE_LAST_ACK;
localparam [3:0] ST_TIME_WAIT   = `FINWAVE_TCP_STATE_TIME_WAIT;

/* -- stores ---------------------------------------------------------------------------------------------- */

wire rec_wr_en;
wire [CL_FLOWS-1:0] rec_wr_flow;
wire [REC_WIDTH-1:0] rec_wr_data;
wire [REC_WIDTH-1:0] p2_ram_rec;
wire [KEY_WIDTH-1:0] p2_key;

finwave_ram #(.WIDTH(REC_WIDTH), .DEPTH(FLOW_COUNT))
rec_ram_inst (
    .clk(clk),
    .wr_en(rec_wr_en),
    .wr_addr(rec_wr_flow),
    .wr_data(rec_wr_data),
    .rd_addr(p0_flow),
    .rd_data(p2_ram_rec)
);

finwave_ram #(.WIDTH(KEY_WIDTH), .DEPTH(FLOW_COUNT))
key_ram_inst (
    .clk(clk),
    .wr_en(flow_key_wr),
    .wr_addr(flow_key_flow),
    .wr_data(flow_key),
    .rd_addr(p0_flow),
    .rd_data(p2_key)
);

reg p1_valid_reg = 1'b0;
reg [3:0] p1_op_reg = 4'd0;
reg [CL_FLOWS-1:0] p1_flow_reg = 0;
reg [CL_SLOTS-1:0] p1_slot_reg = 0;
reg p1_from_host_reg = 1'b0;
reg [31:0] p1_frame_reg = 32'd0;

reg [CL_SLOTS-1:0] p3_slot_reg = 0;
reg p3_from_host_reg = 1'b0;

wire [SEG_WIDTH-1:0] p1_wire_segment, p1_host_segment;
wire [KEY_WIDTH-1:0] p1_wire_key, p1_host_key;
wire [LINK_WIDTH-1:0] p3_link;
wire p3_wire_ts, p3_host_ts, p3_wire_bad, p3_host_bad;
wire [31:0] p3_wire_tsval, p3_host_tsval;
wire p3_sum_ok;

finwave_slots #(.WIDTH(SEG_WIDTH), .DEPTH(2**CL_SLOTS))
segment_slots_inst (
    .clk(clk), .wr_en(segment_wr), .wr_slot(segment_slot), .wr_data(segment_data),
    .rd_slot(p1_slot_reg), .rd_data(p1_wire_segment)
);

finwave_slots #(.WIDTH(SEG_WIDTH), .DEPTH(2**CL_SLOTS))
host_segment_slots_inst (
    .clk(clk), .wr_en(host_segment_wr), .wr_slot(host_segment_slot), .wr_data(host_segment_data),
    .rd_slot(p1_slot_reg), .rd_data(p1_host_segment)
);

finwave_slots #(.WIDTH(KEY_WIDTH), .DEPTH(2**CL_SLOTS))
key_slots_inst (
    .clk(clk), .wr_en(key_wr), .wr_slot(key_slot), .wr_data(key_data),
    .rd_slot(p1_slot_reg), .rd_data(p1_wire_key)
);

finwave_slots #(.WIDTH(KEY_WIDTH), .DEPTH(2**CL_SLOTS))
host_key_slots_inst (
    .clk(clk), .wr_en(host_key_wr), .wr_slot(host_key_slot), .wr_data(host_key_data),
    .rd_slot(p1_slot_reg), .rd_data(p1_host_key)
);

finwave_slots #(.WIDTH(LINK_WIDTH), .DEPTH(2**CL_SLOTS))
link_slots_inst (
    .clk(clk), .wr_en(host_key_wr), .wr_slot(host_key_slot), .wr_data(host_link_data),
    .rd_slot(p3_slot_reg), .rd_data(p3_link)
);

finwave_slots #(.WIDTH(33), .DEPTH(2**CL_SLOTS))
ts_slots_inst (
    .clk(clk), .wr_en(ts_wr), .wr_slot(ts_slot), .wr_data({ts_found, tsval}),
    .rd_slot(p3_slot_reg), .rd_data({p3_wire_ts, p3_wire_tsval})
);

finwave_slots #(.WIDTH(33), .DEPTH(2**CL_SLOTS))
host_ts_slots_inst (
    .clk(clk), .wr_en(host_ts_wr), .wr_slot(host_ts_slot), .wr_data({host_ts_found, host_tsval}),
    .rd_slot(p3_slot_reg), .rd_data({p3_host_ts, p3_host_tsval})
);

finwave_slots #(.WIDTH(1), .DEPTH(2**CL_SLOTS))
sum_slots_inst (
    .clk(clk), .wr_en(sum_wr), .wr_slot(sum_slot), .wr_data(sum_ok),
    .rd_slot(p3_slot_reg), .rd_data(p3_sum_ok)
);

finwave_slots #(.WIDTH(1), .DEPTH(2**CL_SLOTS))
end_slots_inst (
    .clk(clk), .wr_en(end_wr), .wr_slot(end_slot), .wr_data(end_bad),
    .rd_slot(p3_slot_reg), .rd_data(p3_wire_bad)
);

finwave_slots #(.WIDTH(1), .DEPTH(2**CL_SLOTS))
host_end_slots_inst (
    .clk(clk), .wr_en(host_end_wr), .wr_slot(host_end_slot), .wr_data(host_end_bad),
    .rd_slot(p3_slot_reg), .rd_data(p3_host_bad)
);

assign wscale_slot = p3_slot_reg;
assign host_wscale_slot = p3_slot_reg;

wire p3_ts = p3_from_host_reg ? p3_host_ts : p3_wire_ts;
wire [31:0] p3_tsval = p3_from_host_reg ? p3_host_tsval : p3_wire_tsval;
wire p3_end_bad = p3_from_host_reg ? p3_host_bad : p3_wire_bad;

/* -- p1, p2 ------------------------------------------------------------------------------------------------ */

reg p2_valid_reg = 1'b0;
reg [3:0] p2_op_reg = 4'd0;
reg [CL_FLOWS-1:0] p2_flow_reg = 0;
reg [CL_SLOTS-1:0] p2_slot_reg = 0;
reg [31:0] p2_frame_reg = 32'd0;
reg p2_from_host_reg = 1'b0;
reg [SEG_WIDTH-1:0] p2_segment_reg = 0;
reg [KEY_WIDTH-1:0] p2_seg_key_reg = 0;
reg [47:0] p2_now_reg = 48'd0;

always @(posedge clk) begin
    p1_valid_reg <= p0_valid;
    p1_op_reg <= p0_op;
    p1_from_host_reg <= p0_from_host;
    p1_flow_reg <= p0_flow;
    p1_slot_reg <= p0_slot;
    p1_frame_reg <= p0_frame;

    p2_valid_reg <= p1_valid_reg;
    p2_op_reg <= p1_op_reg;
    p2_from_host_reg <= p1_from_host_reg;
    p2_flow_reg <= p1_flow_reg;
    p2_slot_reg <= p1_slot_reg;
    p2_frame_reg <= p1_frame_reg;
    if (p1_op_reg == `FINWAVE_OP_SEGMENT || p1_op_reg == `FINWAVE_OP_HOST || p1_op_reg == `FINWAVE_OP_SYN) begin
        p2_segment_reg <= p1_from_host_reg ? p1_host_segment : p1_wire_segment;
        p2_seg_key_reg <= p1_from_host_reg ? p1_host_key : p1_wire_key;
    end
    p2_now_reg <= now;

    if (rst) begin
        p1_valid_reg <= 1'b0;
        p2_valid_reg <= 1'b0;
    end
end

// the record that the operation is about: ADOPT and TRACK bring it along, UPDATE may move SND.NXT first
wire p2_is_adopt = p2_op_reg == `FINWAVE_OP_ADOPT || p2_op_reg == `FINWAVE_OP_TRACK;
wire p2_is_close = p2_op_reg == `FINWAVE_OP_CLOSE || p2_op_reg == `FINWAVE_OP_SHUTDOWN;
wire p2_is_update = p2_op_reg == `FINWAVE_OP_UPDATE;
wire p2_before_fin = p2_ram_rec[`FINWAVE_REC_STATE] == ST_ESTABLISHED ||
                     p2_ram_rec[`FINWAVE_REC_STATE] == ST_CLOSE_WAIT;
reg [REC_WIDTH-1:0] p2_rec;
always @* begin
    p2_rec = p2_ram_rec;
    if (p2_is_adopt) begin
        p2_rec = cmd_rec;
        p2_rec[`FINWAVE_REC_GENERATION] = p2_ram_rec[`FINWAVE_REC_GENERATION] + 4'd1;
    end
    if (p2_is_update && cmd_set_snd_nxt && p2_before_fin) begin
        p2_rec[`FINWAVE_REC_SND_NXT] = cmd_snd_nxt;
    end
end

wire p4_reuse_ok, p4_ts_missing, p4_ts_old, p4_seq_ok, p4_seq_exact, p4_end_exact;
wire p4_ack_ok, p4_ack_new, p4_ack_all, p4_text_new, p4_seq_after, p4_text_cut;
wire p4_announce, p4_due, p4_ack_rested, p4_window_new, p4_ts_take;
wire [31:0] p4_tsval, p4_our_tsval, p4_ts_offset, p4_wnd, p4_wnd_text, p4_wnd_end, p4_credit_edge;
wire [31:0] p4_at_rto, p4_at_backoff, p4_at_time_wait, p4_at_fin_wait_2, p4_at_merge, p4_at_track_idle;
wire [27:0] p4_rto_doubled;

finwave_classify
classify_inst (
    .clk(clk),
    .linux_compat(linux_compat),
    .time_wait(time_wait),
    .rto_max(rto_max),
    .fin_wait_2_timeout(fin_wait_2_timeout),
    .ack_interval(ack_interval),
    .merge_window(merge_window),
    .track_idle(track_idle),
    .ts_shift(ts_shift),
    .p2_rec(p2_rec),
    .p2_now(p2_now_reg),
    .p2_seq(p2_segment_reg[`FINWAVE_SEG_SEQ]),
    .p2_seq_end(p2_segment_reg[`FINWAVE_SEG_SEQ_END]),
    .p2_text_end(p2_segment_reg[`FINWAVE_SEG_TEXT_END]),
    .p2_ack(p2_segment_reg[`FINWAVE_SEG_ACK]),
    .p2_window(p2_segment_reg[`FINWAVE_SEG_WINDOW]),
    .p2_text(p2_segment_reg[`FINWAVE_SEG_TEXT]),
    .p2_syn(p2_segment_reg[`FINWAVE_SEG_FLAG_SYN]),
    .p2_fin(p2_segment_reg[`FINWAVE_SEG_FLAG_FIN]),
    .p2_rst(p2_segment_reg[`FINWAVE_SEG_FLAG_RST]),
    .p2_credit(cmd_rcv_wnd),
    .p2_credit_set(cmd_set_rcv_wnd),
    .p2_host_tsval(cmd_tsval),
    .p2_from_host(p2_from_host_reg),
    .p3_ts(p3_ts),
    .p3_tsval(p3_tsval),
    .p4_reuse_ok(p4_reuse_ok),
    .p4_ts_missing(p4_ts_missing),
    .p4_ts_old(p4_ts_old),
    .p4_seq_ok(p4_seq_ok),
    .p4_seq_exact(p4_seq_exact),
    .p4_end_exact(p4_end_exact),
    .p4_ack_ok(p4_ack_ok),
    .p4_ack_new(p4_ack_new),
    .p4_text_new(p4_text_new),
    .p4_seq_after(p4_seq_after),
    .p4_text_cut(p4_text_cut),
    .p4_announce(p4_announce),
    .p4_due(p4_due),
    .p4_ack_rested(p4_ack_rested),
    .p4_window_new(p4_window_new),
    .p4_ts_take(p4_ts_take),
    .p4_tsval(p4_tsval),
    .p4_our_tsval(p4_our_tsval),
    .p4_ts_offset(p4_ts_offset),
    .p4_wnd(p4_wnd),
    .p4_wnd_text(p4_wnd_text),
    .p4_wnd_end(p4_wnd_end),
    .p4_credit_edge(p4_credit_edge),
    .p4_at_rto(p4_at_rto),
    .p4_at_backoff(p4_at_backoff),
    .p4_at_time_wait(p4_at_time_wait),
    .p4_at_fin_wait_2(p4_at_fin_wait_2),
    .p4_at_merge(p4_at_merge),
    .p4_at_track_idle(p4_at_track_idle),
    .p4_rto_doubled(p4_rto_doubled)
);

wire p4_fin_out, p4_window_take, p4_window_shut, p4_may_go, p4_host_beyond, p4_host_newer, p4_fence_ends;
wire p4_fenced, p4_retries_left, p4_user_over, p4_snd_nxt_used, p4_again_goes;
wire [31:0] p4_fin_at, p4_go_first, p4_again_first;
wire [10:0] p4_go_len, p4_again_len;
wire p4_go_fin, p4_again_fin;

finwave_classify_send
classify_send_inst (
    .clk(clk),
    .p2_rec(p2_rec),
    .p2_is_segment(p2_op_reg == `FINWAVE_OP_SEGMENT),
    .p2_is_host(p2_from_host_reg),
    .p2_is_close(p2_is_close),
    .p2_fin(p2_segment_reg[`FINWAVE_SEG_FLAG_FIN]),
    .p2_seq(p2_segment_reg[`FINWAVE_SEG_SEQ]),
    .p2_seq_end(p2_segment_reg[`FINWAVE_SEG_SEQ_END]),
    .p2_ack(p2_segment_reg[`FINWAVE_SEG_ACK]),
    .p2_window(p2_segment_reg[`FINWAVE_SEG_WINDOW]),
    .p2_set_snd_nxt(cmd_set_snd_nxt),
    .p2_close_nxt(cmd_snd_nxt),
    .p2_close_tail(cmd_tail),
    .p2_now(p2_now_reg[31:14]),
    .r2(r2[30:14]),
    .p4_fin_out(p4_fin_out),
    .p4_ack_all(p4_ack_all),
    .p4_window_take(p4_window_take),
    .p4_window_shut(p4_window_shut),
    .p4_may_go(p4_may_go),
    .p4_again_goes(p4_again_goes),
    .p4_host_beyond(p4_host_beyond),
    .p4_host_newer(p4_host_newer),
    .p4_fence_ends(p4_fence_ends),
    .p4_fenced(p4_fenced),
    .p4_retries_left(p4_retries_left),
    .p4_user_over(p4_user_over),
    .p4_snd_nxt_used(p4_snd_nxt_used),
    .p4_fin_at(p4_fin_at),
    .p4_go_first(p4_go_first),
    .p4_go_len(p4_go_len),
    .p4_go_fin(p4_go_fin),
    .p4_again_first(p4_again_first),
    .p4_again_len(p4_again_len),
    .p4_again_fin(p4_again_fin)
);

wire p4_seq_una, p4_ack_nxt, p4_ack_rcv, p4_fin_differs, p4_fin_acked, p4_fin_passed;
wire p4_nxt_ahead, p4_ack_ahead, p4_edge_ahead;
wire [31:0] p4_edge, p4_host_wnd;

finwave_classify_host
classify_host_inst (
    .clk(clk),
    .p2_rec(p2_rec),
    .p2_seq(p2_segment_reg[`FINWAVE_SEG_SEQ]),
    .p2_seq_end(p2_segment_reg[`FINWAVE_SEG_SEQ_END]),
    .p2_ack(p2_segment_reg[`FINWAVE_SEG_ACK]),
    .p2_window(p2_segment_reg[`FINWAVE_SEG_WINDOW]),
    .p4_seq_una(p4_seq_una),
    .p4_ack_nxt(p4_ack_nxt),
    .p4_ack_rcv(p4_ack_rcv),
    .p4_fin_differs(p4_fin_differs),
    .p4_fin_acked(p4_fin_acked),
    .p4_fin_passed(p4_fin_passed),
    .p4_nxt_ahead(p4_nxt_ahead),
    .p4_ack_ahead(p4_ack_ahead),
    .p4_edge_ahead(p4_edge_ahead),
    .p4_edge(p4_edge),
    .p4_wnd(p4_host_wnd)
);

/* -- p3: beside the classes: is it this flow at all? ----------------------------------------------------------- */

reg p3_valid_reg = 1'b0;
reg [3:0] p3_op_reg = 4'd0;
reg [CL_FLOWS-1:0] p3_flow_reg = 0;
reg [31:0] p3_frame_reg = 32'd0;
reg [SEG_WIDTH-1:0] p3_segment_reg = 0;
reg [KEY_WIDTH-1:0] p3_seg_key_reg = 0;
reg [KEY_WIDTH-1:0] p3_key_reg = 0;
reg [REC_WIDTH-1:0] p3_rec_reg = 0;
reg [47:0] p3_now_reg = 48'd0;
reg [KEY_PARTS-1:0] p3_differs_reg = 0;
reg p3_held_reg = 1'b0;
reg p3_same_generation_reg = 1'b0;

genvar g;
generate
    for (g = 0; g < KEY_PARTS; g = g + 1) begin : g_key
        always @(posedge clk) begin
            p3_differs_reg[g] <= p2_key[15*g +: 15] != p2_seg_key_reg[15*g +: 15];
        end
    end
endgenerate

always @(posedge clk) begin
    p3_valid_reg <= p2_valid_reg;
    p3_op_reg <= p2_op_reg;
    p3_from_host_reg <= p2_from_host_reg;
    p3_flow_reg <= p2_flow_reg;
    p3_slot_reg <= p2_slot_reg;
    p3_frame_reg <= p2_frame_reg;
    if (p2_op_reg != `FINWAVE_OP_LOOK) begin
        p3_segment_reg <= p2_segment_reg;
        p3_key_reg <= p2_key;
        p3_seg_key_reg <= p2_seg_key_reg;
    end
    p3_rec_reg <= p2_rec;
    p3_now_reg <= p2_now_reg;
    p3_held_reg <= p2_ram_rec[`FINWAVE_REC_STATE] != ST_CLOSED;
    p3_same_generation_reg <= p2_ram_rec[`FINWAVE_REC_GENERATION] == cmd_generation;

    if (rst) begin
        p3_valid_reg <= 1'b0;
    end
end

/* -- p4: the decision --------------------------------------------------------------------------------------------- */

reg p4_valid_reg = 1'b0;
reg [3:0] p4_op_reg = 4'd0;
reg p4_from_host_reg = 1'b0;
reg p4_is_segment_reg = 1'b0;   // of either side
reg p4_is_syn_reg = 1'b0;
reg p4_is_sweep_reg = 1'b0;
reg p4_is_look_reg = 1'b0;
reg p4_is_command_reg = 1'b0;
reg p4_applies_reg = 1'b0;      // the flow is held, and the one that is meant
reg p4_bad_frame_reg = 1'b0;
reg p4_bad_checksum_reg = 1'b0;
reg [CL_FLOWS-1:0] p4_flow_reg = 0;
reg [31:0] p4_frame_reg = 32'd0;
reg [SEG_WIDTH-1:0] p4_segment_reg = 0;
reg [KEY_WIDTH-1:0] p4_key_reg = 0;
reg [KEY_WIDTH-1:0] p4_seg_key_reg = 0;
reg [LINK_WIDTH-1:0] p4_link_reg = 0;
reg p4_has_ts_reg = 1'b0;
reg p4_wscale_known_reg = 1'b0, p4_wscale_found_reg = 1'b0;
reg [3:0] p4_wscale_reg = 4'd0;
reg [REC_WIDTH-1:0] p4_rec_reg = 0;
reg [47:0] p4_now_reg = 48'd0;
reg [31:0] p4_snd_nxt_more_reg = 32'd0;
reg [31:0] p4_snd_nxt_less_reg = 32'd0;

wire p3_is_segment = p3_op_reg == `FINWAVE_OP_SEGMENT || p3_op_reg == `FINWAVE_OP_HOST;
wire p3_is_syn = p3_op_reg == `FINWAVE_OP_SYN;
wire p3_is_sweep = p3_op_reg == `FINWAVE_OP_SWEEP;
wire p3_is_look = p3_op_reg == `FINWAVE_OP_LOOK;
wire p3_is_query = p3_op_reg == `FINWAVE_OP_QUERY;
wire p3_is_adopt = p3_op_reg == `FINWAVE_OP_ADOPT || p3_op_reg == `FINWAVE_OP_TRACK;
wire p3_is_evict = p3_op_reg == `FINWAVE_OP_EVICT;
wire p3_may_evict = evict || p3_rec_reg[`FINWAVE_REC_STATE] != ST_TIME_WAIT;

always @(posedge clk) begin
    p4_valid_reg <= p3_valid_reg;
    p4_op_reg <= p3_op_reg;
    p4_from_host_reg <= p3_from_host_reg;
    p4_is_segment_reg <= p3_is_segment;
    p4_is_syn_reg <= p3_is_syn;
    p4_is_sweep_reg <= p3_is_sweep;
    p4_is_look_reg <= p3_is_look;
    p4_is_command_reg <= !p3_is_segment && !p3_is_syn && !p3_is_sweep && !p3_is_look && !p3_is_query;
    // a tracked connection has no handle
    p4_applies_reg <= p3_is_adopt || (p3_held_reg && (p3_is_segment ? p3_differs_reg == 0 :
                                                      p3_is_sweep || (p3_is_evict && p3_may_evict) ||
                                                      (p3_same_generation_reg && !p3_rec_reg[`FINWAVE_REC_TRACKED])));
    p4_bad_frame_reg <= p3_end_bad || p3_segment_reg[`FINWAVE_SEG_BAD];
    p4_bad_checksum_reg <= !p3_sum_ok && !p3_from_host_reg;
    p4_flow_reg <= p3_flow_reg;
    p4_frame_reg <= p3_frame_reg;
    if (!p3_is_look) begin
        p4_segment_reg <= p3_segment_reg;
        p4_key_reg <= p3_key_reg;
        p4_seg_key_reg <= p3_seg_key_reg;
        p4_link_reg <= p3_link;
    end
    p4_rec_reg <= p3_rec_reg;
    p4_now_reg <= p3_now_reg;
    p4_has_ts_reg <= p3_ts;
    p4_wscale_known_reg <= p3_from_host_reg ? host_wscale_known : wscale_known;
    p4_wscale_found_reg <= p3_from_host_reg ? host_wscale_found : wscale_found;
    p4_wscale_reg <= p3_from_host_reg ? host_wscale : wscale;
    p4_snd_nxt_more_reg <= p3_rec_reg[`FINWAVE_REC_SND_NXT] + 32'd1;
    p4_snd_nxt_less_reg <= p3_rec_reg[`FINWAVE_REC_SND_NXT] - 32'd1;

    if (rst) begin
        p4_valid_reg <= 1'b0;
    end
end

wire [3:0] p4_state = p4_rec_reg[`FINWAVE_REC_STATE];
wire p4_before_close = p4_state == ST_ESTABLISHED || p4_state == ST_CLOSE_WAIT;
wire p4_host_moves = p4_nxt_ahead && (p4_before_close || !p4_host_beyond);
wire p4_timer_due = p4_due && timers_on;
wire p4_timeout = p4_is_sweep_reg && p4_timer_due;
wire [3:0] p4_transition_op = p4_timeout ? `FINWAVE_OP_TIMEOUT : p4_op_reg;

wire [3:0] p4_next_state;
wire [5:0] p4_reason;
wire [2:0] p4_send;
wire [3:0] p4_timer;
wire [3:0] p4_completion;
wire p4_limited, p4_pass, p4_peer_fin, p4_free, p4_refuse, p4_take_ack, p4_take_text, p4_take_fin;
wire p4_take_host, p4_queue_fin, p4_send_again, p4_zero_retries, p4_owe_ack;
wire p4_progress, p4_set_half_close, p4_clear_half_close;
wire p4_syn = p4_segment_reg[`FINWAVE_SEG_FLAG_SYN];
wire p4_fin = p4_segment_reg[`FINWAVE_SEG_FLAG_FIN];
wire p4_rst = p4_segment_reg[`FINWAVE_SEG_FLAG_RST];
wire p4_ack = p4_segment_reg[`FINWAVE_SEG_FLAG_ACK];

finwave_transition
transition_inst (
    .op(p4_transition_op),
    .state(p4_state),
    .half_close(p4_rec_reg[`FINWAVE_REC_HALF_CLOSE]),
    .watch(p4_rec_reg[`FINWAVE_REC_WATCH]),
    .close_on_fin(p4_rec_reg[`FINWAVE_REC_CLOSE_ON_FIN]),
    .ack_owed(p4_rec_reg[`FINWAVE_REC_ACK_OWED]),
    .bad_frame(p4_bad_frame_reg),
    .bad_checksum(p4_bad_checksum_reg),
    .syn(p4_syn),
    .fin(p4_fin),
    .rst_flag(p4_rst),
    .ack(p4_ack),
    .reuse_ok(p4_reuse_ok),
    .ts_missing(p4_ts_missing),
    .ts_old(p4_ts_old),
    .seq_ok(p4_seq_ok),
    .seq_exact(p4_seq_exact),
    .end_exact(p4_end_exact),
    .ack_ok(p4_ack_ok),
    .ack_new(p4_ack_new),
    .ack_all(p4_ack_all),
    .text(p4_segment_reg[`FINWAVE_SEG_TEXT]),
    .text_new(p4_text_new),
    .seq_after(p4_seq_after),
    .text_cut(p4_text_cut),
    .window_shut(p4_window_shut),
    .may_go(p4_may_go),
    .again_goes(p4_again_goes),
    .host_beyond(p4_host_beyond),
    .host_newer(p4_host_newer),
    .host_moves(p4_host_moves),
    .fence_ends(p4_fence_ends),
    .fenced(p4_fenced),
    .retries_left(p4_retries_left),
    .user_over(p4_user_over),
    .set_snd_nxt(cmd_set_snd_nxt),
    .snd_nxt_used(p4_snd_nxt_used),
    .tail(cmd_tail != 11'd0),
    .announce(p4_announce),
    .merge(merge_window != 17'd0),
    .linux_compat(linux_compat),
    .time_wait_rst(time_wait_rst),
    .syn_rst(syn_rst),
    .give_up_silent(give_up_silent),
    .next_state(p4_next_state),
    .reason(p4_reason),
    .send(p4_send),
    .completion(p4_completion),
    .limited(p4_limited),
    .pass(p4_pass),
    .peer_fin(p4_peer_fin),
    .free(p4_free),
    .refuse(p4_refuse),
    .take_ack(p4_take_ack),
    .take_text(p4_take_text),
    .take_fin(p4_take_fin),
    .take_host(p4_take_host),
    .queue_fin(p4_queue_fin),
    .send_again(p4_send_again),
    .zero_retries(p4_zero_retries),
    .owe_ack(p4_owe_ack),
    .set_half_close(p4_set_half_close),
    .clear_half_close(p4_clear_half_close),
    .progress(p4_progress),
    .timer(p4_timer)
);

// a connection that nobody adopted, until its TIME-WAIT is the engine's
wire p4_tracked = p4_rec_reg[`FINWAVE_REC_TRACKED] && p4_op_reg != `FINWAVE_OP_ADOPT;
wire p4_follows = p4_tracked && p4_state != ST_TIME_WAIT && p4_op_reg != `FINWAVE_OP_TRACK;
wire p4_host_closed = p4_state == ST_FIN_WAIT_1 || p4_state == ST_FIN_WAIT_2 || p4_state == ST_CLOSING ||
                      p4_state == ST_LAST_ACK;
wire p4_sound = !p4_bad_frame_reg && !p4_bad_checksum_reg;
wire [3:0] p4_track_state;
wire p4_track_ended, p4_track_own, p4_open_wire, p4_open_host, p4_track_take, p4_track_fin;

finwave_track
track_inst (
    .from_host(p4_from_host_reg),
    .state(p4_state),
    .syn(p4_syn),
    .fin(p4_fin),
    .rst_flag(p4_rst || (p4_syn && !p4_wscale_known_reg)),
    .ack(p4_ack),
    .seq_una(p4_seq_una),
    .end_exact(p4_end_exact),
    .ack_nxt(p4_ack_nxt),
    .ack_rcv(p4_ack_rcv),
    .seq_ok(p4_seq_ok),
    .ack_ok(p4_ack_ok),
    .fin_out(p4_fin_out && p4_host_closed),
    .fin_differs(p4_fin_differs),
    .host_beyond(p4_nxt_ahead),
    .fin_acked(p4_fin_acked),
    .fin_passed(p4_fin_passed),
    .next_state(p4_track_state),
    .ended(p4_track_ended),
    .own(p4_track_own),
    .open_wire(p4_open_wire),
    .open_host(p4_open_host),
    .take(p4_track_take),
    .take_fin(p4_track_fin)
);

// a tracked connection also ends by its idle timer, and to make room
wire p4_follows_segment = p4_follows && p4_is_segment_reg;
wire p4_follows_end = p4_follows && (p4_is_segment_reg ? p4_sound && p4_track_ended
                                                       : p4_timeout || p4_op_reg == `FINWAVE_OP_EVICT);
wire p4_follows_own = p4_follows_segment && p4_sound && p4_track_own;
wire [5:0] p4_follows_reason = p4_timeout ? `FINWAVE_REASON_TRACK_EXPIRED :
                               p4_follows_own ? `FINWAVE_REASON_TRACK_OWNED :
                               p4_follows_end ? `FINWAVE_REASON_TRACK_ENDED : `FINWAVE_REASON_TRACK_PASSED;

// a SYN that may be tracked: of an unknown tuple, or one that just took a TIME-WAIT over
wire p4_plain_syn = p4_syn && !p4_ack && !p4_rst && !p4_fin;
wire p4_took_over = p4_is_segment_reg && p4_applies_reg && !p4_follows &&
                    (p4_reason == `FINWAVE_REASON_SYN_REUSED || p4_reason == `FINWAVE_REASON_HOST_REUSED);
wire p4_track = p4_valid_reg && transparent && p4_sound && p4_plain_syn && p4_wscale_known_reg &&
                (p4_is_syn_reg || p4_took_over);

// ADOPT: the timer that the adopted state needs
wire [3:0] p4_adopt_timer =
    p4_state == ST_FIN_WAIT_1 || p4_state == ST_CLOSING || p4_state == ST_LAST_ACK ? `FINWAVE_TIMER_RTO_FIRST :
    p4_state == ST_TIME_WAIT ? `FINWAVE_TIMER_TIME_WAIT :
    p4_state == ST_FIN_WAIT_2 && !p4_rec_reg[`FINWAVE_REC_HALF_CLOSE] ? `FINWAVE_TIMER_FIN_WAIT_2 :
    `FINWAVE_TIMER_STOP;

// a look asks for a sweep of its own: only that one waits for others on the flow
wire p4_event_waits = p4_rec_reg[`FINWAVE_REC_EV_PEER_FIN] ||
                      p4_rec_reg[`FINWAVE_REC_EV_COMPLETE] != `FINWAVE_EVENT_NONE;
assign due_valid = p4_valid_reg && p4_is_look_reg &&
                   (p4_timer_due || (p4_event_waits && event_room) ||
                    (p4_rec_reg[`FINWAVE_REC_LIMITED] && p4_ack_rested));
assign due_flow = p4_flow_reg;

finwave_oldest #(.FLOW_COUNT(FLOW_COUNT))
oldest_inst (
    .clk(clk),
    .rst(rst),
    .evict(evict),
    .start(scan_start),
    .look_valid(p4_valid_reg && p4_is_look_reg),
    .look_flow(p4_flow_reg),
    .look_state(p4_state),
    .look_tracked(p4_rec_reg[`FINWAVE_REC_TRACKED]),
    .look_deadline(p4_rec_reg[`FINWAVE_REC_DEADLINE]),
    .done(scan_done),
    .found(scan_found),
    .flow(scan_flow)
);

/* -- p5: limits, write back, frame -------------------------------------------------------------------------------- */

reg p5_busy_reg = 1'b0;             // anything but a look
reg p5_acts_reg = 1'b0;             // decided: segment of a held flow, command, timeout
reg p5_sweep_reg = 1'b0;            // sweep without a timeout
reg p5_is_segment_reg = 1'b0;
reg p5_from_host_reg = 1'b0;
reg p5_is_close_reg = 1'b0;
reg p5_follows_reg = 1'b0;          // a connection that is only tracked
reg p5_silent_reg = 1'b0;           // it has no events
reg p5_is_command_reg = 1'b0;
reg p5_is_query_reg = 1'b0;
reg p5_adopt_reg = 1'b0;
reg p5_started_reg = 1'b0;          // tracking
reg p5_update_reg = 1'b0;
reg p5_applies_reg = 1'b0;
reg [3:0] p5_op_reg = 4'd0;
reg [CL_FLOWS-1:0] p5_flow_reg = 0;
reg [31:0] p5_frame_reg = 32'd0;
reg [KEY_WIDTH-1:0] p5_key_reg = 0;
reg [REC_WIDTH-1:0] p5_rec_reg = 0;
reg [47:0] p5_now_reg = 48'd0;
reg [3:0] p5_state_reg = 4'd0;
reg [5:0] p5_reason_reg = 6'd0;
reg [2:0] p5_send_reg = 3'd0;
reg [3:0] p5_timer_reg = 4'd0;
reg [3:0] p5_completion_reg = 4'd0;
reg p5_limited_reg = 1'b0, p5_pass_reg = 1'b0, p5_peer_fin_reg = 1'b0, p5_free_reg = 1'b0;
reg p5_refuse_reg = 1'b0, p5_take_ack_reg = 1'b0, p5_take_text_reg = 1'b0, p5_take_fin_reg = 1'b0;
reg p5_take_host_reg = 1'b0, p5_queue_fin_reg = 1'b0, p5_send_again_reg = 1'b0, p5_zero_retries_reg = 1'b0;
reg p5_owe_ack_reg = 1'b0, p5_set_half_close_reg = 1'b0, p5_clear_half_close_reg = 1'b0, p5_progress_reg = 1'b0;
reg p5_rested_reg = 1'b0, p5_period_new_reg = 1'b0;
reg p5_text_cut_reg = 1'b0, p5_ack_new_reg = 1'b0, p5_window_new_reg = 1'b0, p5_ts_take_reg = 1'b0;
reg p5_window_take_reg = 1'b0, p5_ack_flag_reg = 1'b0;
reg p5_host_moves_reg = 1'b0, p5_nxt_ahead_reg = 1'b0, p5_ack_ahead_reg = 1'b0, p5_edge_ahead_reg = 1'b0;
reg [31:0] p5_edge_reg = 0, p5_host_wnd_reg = 0;
reg [31:0] p5_fin_at_reg = 0, p5_go_first_reg = 0, p5_again_first_reg = 0, p5_go_end_reg = 0, p5_again_end_reg = 0;
reg [10:0] p5_go_len_reg = 0, p5_again_len_reg = 0;
reg p5_go_fin_reg = 1'b0, p5_again_fin_reg = 1'b0;
reg p5_track_reg = 1'b0, p5_has_ts_reg = 1'b0, p5_wscale_found_reg = 1'b0;
reg [3:0] p5_wscale_reg = 4'd0;
reg [KEY_WIDTH-1:0] p5_seg_key_reg = 0;
reg [LINK_WIDTH-1:0] p5_link_reg = 0;
reg p5_track_ended_reg = 1'b0, p5_track_own_reg = 1'b0, p5_open_wire_reg = 1'b0, p5_open_host_reg = 1'b0;
reg p5_track_take_reg = 1'b0, p5_track_fin_reg = 1'b0, p5_sound_reg = 1'b0;
reg [15:0] p5_window_reg = 16'd0;
reg [31:0] p5_seq_reg = 0, p5_seq_end_reg = 0, p5_text_end_reg = 0, p5_ack_reg = 0;
reg [31:0] p5_tsval_reg = 0, p5_our_tsval_reg = 0, p5_ts_offset_reg = 0;
reg [31:0] p5_wnd_reg = 0, p5_wnd_text_reg = 0, p5_wnd_end_reg = 0, p5_credit_edge_reg = 0;
reg [31:0] p5_at_rto_reg = 0, p5_at_backoff_reg = 0, p5_at_time_wait_reg = 0, p5_at_fin_wait_2_reg = 0;
reg [31:0] p5_at_merge_reg = 0, p5_at_track_idle_reg = 0;
reg [27:0] p5_rto_doubled_reg = 0;
reg p5_fin_wait_2_on_reg = 1'b0;
reg [31:0] p5_snd_nxt_more_reg = 0, p5_snd_nxt_less_reg = 0;

// RFC 5961 7: limited ACKs of the whole engine, in periods of 2^20 ticks
reg [11:0] period_reg = 12'd0;
reg [15:0] spent_reg = 16'd0;

wire p4_is_track = p4_op_reg == `FINWAVE_OP_TRACK;
wire p4_is_adopt = p4_op_reg == `FINWAVE_OP_ADOPT || p4_is_track;
wire p4_acts = p4_applies_reg && (p4_is_segment_reg || p4_is_command_reg || p4_timeout);

always @(posedge clk) begin
    p5_busy_reg <= p4_valid_reg && !p4_is_look_reg && !p4_is_syn_reg;
    p5_acts_reg <= p4_valid_reg && p4_acts;
    p5_sweep_reg <= p4_valid_reg && p4_is_sweep_reg && !(p4_applies_reg && p4_timer_due);
    p5_is_segment_reg <= p4_valid_reg && p4_is_segment_reg;
    p5_from_host_reg <= p4_from_host_reg;
    p5_is_close_reg <= p4_op_reg == `FINWAVE_OP_CLOSE || p4_op_reg == `FINWAVE_OP_SHUTDOWN;
    p5_follows_reg <= p4_follows;
    p5_silent_reg <= p4_tracked;
    p5_is_command_reg <= p4_valid_reg && p4_is_command_reg;
    p5_is_query_reg <= p4_valid_reg && p4_op_reg == `FINWAVE_OP_QUERY;
    p5_adopt_reg <= p4_is_adopt && !p4_is_track;
    p5_started_reg <= p4_is_track;
    p5_update_reg <= p4_op_reg == `FINWAVE_OP_UPDATE;
    p5_applies_reg <= p4_applies_reg;
    p5_op_reg <= p4_transition_op;
    p5_flow_reg <= p4_flow_reg;
    p5_frame_reg <= p4_frame_reg;
    if (!p4_is_look_reg) begin
        p5_key_reg <= p4_key_reg;
        p5_rec_reg <= p4_rec_reg;
    end
    p5_now_reg <= p4_now_reg;
    p5_state_reg <= p4_follows ? (p4_follows_end ? ST_CLOSED : p4_sound ? p4_track_state : p4_state)
                               : p4_next_state;
    p5_reason_reg <= p4_is_track ? `FINWAVE_REASON_TRACK_STARTED :
                     p4_is_adopt ? `FINWAVE_REASON_COMMAND_DONE :
                     p4_follows ? p4_follows_reason : p4_reason;
    p5_send_reg <= !p4_acts ? `FINWAVE_SEND_NONE :
                   p4_follows ? (p4_follows_own ? `FINWAVE_SEND_HOST_RST : `FINWAVE_SEND_NONE) : p4_send;
    p5_timer_reg <= p4_is_adopt ? p4_adopt_timer : p4_timer;
    p5_completion_reg <= p4_acts && !p4_tracked ? p4_completion : `FINWAVE_EVENT_NONE;
    p5_limited_reg <= p4_valid_reg && p4_acts && p4_limited && !p4_follows;
    p5_pass_reg <= p4_follows || p4_pass;
    p5_peer_fin_reg <= p4_acts && p4_peer_fin && !p4_tracked;
    p5_free_reg <= p4_acts && (p4_follows ? p4_follows_end : p4_free);
    p5_refuse_reg <= p4_refuse && !p4_follows;
    p5_take_ack_reg <= p4_take_ack;
    p5_take_text_reg <= p4_take_text;
    p5_take_fin_reg <= p4_take_fin;
    p5_take_host_reg <= p4_take_host;
    p5_queue_fin_reg <= p4_queue_fin;
    p5_send_again_reg <= p4_send_again;
    p5_zero_retries_reg <= p4_zero_retries;
    p5_owe_ack_reg <= p4_owe_ack;
    p5_progress_reg <= p4_progress;
    p5_set_half_close_reg <= p4_set_half_close;
    p5_clear_half_close_reg <= p4_clear_half_close;
    p5_rested_reg <= p4_ack_rested;
    p5_text_cut_reg <= p4_text_cut;
    p5_ack_new_reg <= p4_ack_new;
    p5_window_new_reg <= p4_window_new;
    p5_ts_take_reg <= p4_ts_take;
    p5_window_take_reg <= p4_window_take;
    p5_ack_flag_reg <= p4_ack;
    p5_nxt_ahead_reg <= p4_nxt_ahead;
    p5_host_moves_reg <= p4_host_moves;
    p5_ack_ahead_reg <= p4_ack_ahead;
    p5_edge_ahead_reg <= p4_edge_ahead;
    p5_edge_reg <= p4_edge;
    p5_host_wnd_reg <= p4_host_wnd;
    p5_fin_at_reg <= p4_fin_at;
    p5_go_first_reg <= p4_go_first;
    p5_go_len_reg <= p4_go_len;
    p5_go_fin_reg <= p4_go_fin;
    p5_go_end_reg <= p4_go_first + {21'd0, p4_go_len} + {31'd0, p4_go_fin};
    p5_again_first_reg <= p4_again_first;
    p5_again_len_reg <= p4_again_len;
    p5_again_fin_reg <= p4_again_fin;
    p5_again_end_reg <= p4_again_first + {21'd0, p4_again_len} + {31'd0, p4_again_fin};
    p5_track_reg <= p4_track;
    p5_has_ts_reg <= p4_has_ts_reg;
    p5_wscale_found_reg <= p4_wscale_found_reg;
    p5_wscale_reg <= p4_wscale_reg;
    p5_seg_key_reg <= p4_seg_key_reg;
    p5_link_reg <= p4_link_reg;
    p5_track_ended_reg <= p4_follows_end;
    p5_track_own_reg <= p4_follows_own;
    p5_open_wire_reg <= p4_sound && p4_open_wire;
    p5_open_host_reg <= p4_sound && p4_open_host;
    p5_track_take_reg <= p4_sound && p4_track_take;
    p5_track_fin_reg <= p4_track_fin;
    p5_sound_reg <= p4_sound;
    p5_window_reg <= p4_segment_reg[`FINWAVE_SEG_WINDOW];
    p5_seq_reg <= p4_segment_reg[`FINWAVE_SEG_SEQ];
    p5_seq_end_reg <= p4_segment_reg[`FINWAVE_SEG_SEQ_END];
    p5_text_end_reg <= p4_segment_reg[`FINWAVE_SEG_TEXT_END];
    p5_ack_reg <= p4_segment_reg[`FINWAVE_SEG_ACK];
    p5_tsval_reg <= p4_tsval;
    p5_our_tsval_reg <= p4_our_tsval;
    p5_ts_offset_reg <= p4_ts_offset;
    p5_wnd_reg <= p4_wnd;
    p5_wnd_text_reg <= p4_wnd_text;
    p5_wnd_end_reg <= p4_wnd_end;
    p5_credit_edge_reg <= p4_credit_edge;
    p5_at_rto_reg <= p4_at_rto;
    p5_at_backoff_reg <= p4_at_backoff;
    p5_at_time_wait_reg <= p4_at_time_wait;
    p5_at_fin_wait_2_reg <= p4_at_fin_wait_2;
    p5_at_merge_reg <= p4_at_merge;
    p5_at_track_idle_reg <= p4_at_track_idle;
    p5_rto_doubled_reg <= p4_rto_doubled;
    p5_fin_wait_2_on_reg <= fin_wait_2_timeout != 31'd0;
    p5_snd_nxt_more_reg <= p4_snd_nxt_more_reg;
    p5_snd_nxt_less_reg <= p4_snd_nxt_less_reg;

    p5_period_new_reg <= p4_valid_reg && p4_now_reg[31:20] != period_reg;
    if (p4_valid_reg) begin
        period_reg <= p4_now_reg[31:20];
    end

    if (rst) begin
        p5_busy_reg <= 1'b0;
        p5_acts_reg <= 1'b0;
        p5_sweep_reg <= 1'b0;
        p5_is_segment_reg <= 1'b0;
        p5_is_command_reg <= 1'b0;
        p5_is_query_reg <= 1'b0;
        p5_limited_reg <= 1'b0;
        p5_track_reg <= 1'b0;
        p5_period_new_reg <= 1'b0;
        period_reg <= 12'd0;
    end
end

wire [15:0] p5_spent = p5_period_new_reg ? 16'd0 : spent_reg;
wire p5_budget = ack_budget == 16'd0 || p5_spent < ack_budget;
wire p5_held_back = p5_limited_reg && !(p5_rested_reg && p5_budget);
wire p5_limited_sent = p5_limited_reg && !p5_held_back;
wire [2:0] p5_send = p5_held_back ? `FINWAVE_SEND_NONE : p5_send_reg;

always @(posedge clk) begin
    spent_reg <= p5_spent + {15'd0, p5_limited_sent};
    if (rst) begin
        spent_reg <= 16'd0;
    end
end

wire p5_rest_over = p5_sweep_reg && p5_rested_reg && p5_rec_reg[`FINWAVE_REC_LIMITED];

wire [15:0] p5_ip_sum;
wire [20:0] p5_tcp_sum;

finwave_frame_sums
frame_sums_inst (
    .clk(clk),
    .p2_key(p2_key),
    .p2_rec(p2_ram_rec),
    .p5_ip_sum(p5_ip_sum),
    .p5_tcp_sum(p5_tcp_sum)
);

wire [REC_WIDTH-1:0] p5_applied;
wire [`FINWAVE_FRAME_WIDTH-1:0] p5_applied_frame;
wire p5_tail_done;

finwave_apply
apply_inst (
    .adopt(p5_adopt_reg),
    .update(p5_update_reg),
    .close(p5_is_close_reg),
    .state(p5_state_reg),
    .send(p5_send_reg),
    .sent(p5_send != `FINWAVE_SEND_NONE),
    .limited_sent(p5_limited_sent),
    .limited_clear(p5_rest_over),
    .take_ack(p5_take_ack_reg),
    .take_text(p5_take_text_reg),
    .take_fin(p5_take_fin_reg),
    .take_host(p5_take_host_reg),
    .queue_fin(p5_queue_fin_reg),
    .send_again(p5_send_again_reg),
    .zero_retries(p5_zero_retries_reg),
    .owe_ack(p5_owe_ack_reg),
    .set_half_close(p5_set_half_close_reg),
    .clear_half_close(p5_clear_half_close_reg),
    .progress(p5_progress_reg),
    .timer(p5_timer_reg),
    .set_rcv_wnd(cmd_set_rcv_wnd),
    .rec(p5_rec_reg),
    .key(p5_key_reg),
    .now(p5_now_reg[31:0]),
    .seg_seq_end(p5_seq_end_reg),
    .seg_text_end(p5_text_end_reg),
    .seg_ack(p5_ack_reg),
    .seg_window(p5_window_reg),
    .seg_ack_flag(p5_ack_flag_reg),
    .text_cut(p5_text_cut_reg),
    .ack_new(p5_ack_new_reg),
    .window_new(p5_window_new_reg),
    .window_take(p5_window_take_reg),
    .ts_take(p5_ts_take_reg),
    .tsval(p5_tsval_reg),
    .our_tsval(p5_our_tsval_reg),
    .ts_offset(p5_ts_offset_reg),
    .wnd(p5_wnd_reg),
    .wnd_text(p5_wnd_text_reg),
    .wnd_end(p5_wnd_end_reg),
    .credit_edge(p5_credit_edge_reg),
    .at_rto(p5_at_rto_reg),
    .at_backoff(p5_at_backoff_reg),
    .at_time_wait(p5_at_time_wait_reg),
    .at_fin_wait_2(p5_at_fin_wait_2_reg),
    .at_merge(p5_at_merge_reg),
    .rto_doubled(p5_rto_doubled_reg),
    .fin_wait_2_on(p5_fin_wait_2_on_reg),
    .host_moves(p5_host_moves_reg),
    .ack_ahead(p5_ack_ahead_reg),
    .edge_ahead(p5_edge_ahead_reg),
    .host_edge(p5_edge_reg),
    .host_wnd(p5_host_wnd_reg),
    .credit(cmd_rcv_wnd),
    .fin_at(p5_fin_at_reg),
    .close_tail(cmd_tail),
    .close_buffer(tail_buffer),
    .go_first(p5_go_first_reg),
    .go_len(p5_go_len_reg),
    .go_fin(p5_go_fin_reg),
    .again_first(p5_again_first_reg),
    .again_len(p5_again_len_reg),
    .again_fin(p5_again_fin_reg),
    .snd_nxt_more(p5_snd_nxt_more_reg),
    .snd_nxt_less(p5_snd_nxt_less_reg),
    .go_end(p5_go_end_reg),
    .again_end(p5_again_end_reg),
    .mark_valid(p5_mark_valid),
    .mark(p5_mark),
    .ip_sum(p5_ip_sum),
    .tcp_sum(p5_tcp_sum),
    .new_rec(p5_applied),
    .tail_done(p5_tail_done),
    .frame(p5_applied_frame)
);

wire [REC_WIDTH-1:0] p5_tracked_rec;

finwave_track_apply
track_apply_inst (
    .from_host(p5_from_host_reg),
    .state(p5_state_reg),
    .ended(p5_track_ended_reg),
    .own(p5_track_own_reg),
    .open_wire(p5_open_wire_reg),
    .open_host(p5_open_host_reg),
    .take(p5_track_take_reg),
    .take_fin(p5_track_fin_reg),
    .rec(p5_rec_reg),
    .link(p5_link_reg),
    .seg_seq(p5_seq_reg),
    .seg_seq_end(p5_seq_end_reg),
    .seg_ack(p5_ack_reg),
    .seg_window(p5_window_reg),
    .has_ts(p5_has_ts_reg),
    .tsval(p5_tsval_reg),
    .has_wscale(p5_wscale_found_reg),
    .wscale(p5_wscale_reg),
    .ack_new(p5_ack_new_reg),
    .window_new(p5_window_new_reg),
    .window_take(p5_window_take_reg),
    .ts_take(p5_ts_take_reg),
    .ts_offset(p5_ts_offset_reg),
    .nxt_ahead(p5_nxt_ahead_reg),
    .ack_ahead(p5_ack_ahead_reg),
    .edge_ahead(p5_edge_ahead_reg),
    .edge_at(p5_edge_reg),
    .at_time_wait(p5_at_time_wait_reg),
    .at_track_idle(p5_at_track_idle_reg),
    .new_rec(p5_tracked_rec)
);

// a segment that is not sound leaves the record of a tracked connection as it is
wire p5_untouched = p5_follows_reg && p5_is_segment_reg && !p5_sound_reg;
reg [REC_WIDTH-1:0] p5_decided;
always @* begin
    p5_decided = p5_untouched ? p5_rec_reg : p5_follows_reg ? p5_tracked_rec : p5_applied;
    if (p5_started_reg) begin
        p5_decided = p5_rec_reg;
        p5_decided[`FINWAVE_REC_TIMER] = 1'b1;
        p5_decided[`FINWAVE_REC_DEADLINE] = p5_at_track_idle_reg;
    end
end

reg [`FINWAVE_FRAME_WIDTH-1:0] p5_frame;
always @* begin
    p5_frame = p5_applied_frame;
    // RST towards the host, exactly where it expects the next byte
    if (p5_follows_reg) begin
        p5_frame[`FINWAVE_FRAME_SEQ] = p5_tracked_rec[`FINWAVE_REC_RCV_NXT];
        p5_frame[`FINWAVE_FRAME_ACK] = 32'd0;
    end
end

/* -- p5: what a frame of ours must leave behind ------------------------------------------------------------------ */

wire p5_passes = p5_is_segment_reg && (!p5_applies_reg || p5_pass_reg);
wire p5_host_passes = p5_passes && p5_from_host_reg;
wire p5_wire_passes = p5_passes && !p5_from_host_reg;
wire p5_to_host = p5_send_reg == `FINWAVE_SEND_HOST_RST;
wire host_marked, wire_marked;
wire [9:0] host_mark, wire_mark;

finwave_pending
host_pending_inst (
    .clk(clk),
    .rst(rst),
    .pass(p5_host_passes),
    .pass_number(p5_frame_reg[9:0]),
    .other_number(host_number),
    .marked(host_marked),
    .mark(host_mark)
);

finwave_pending
wire_pending_inst (
    .clk(clk),
    .rst(rst),
    .pass(p5_wire_passes),
    .pass_number(p5_frame_reg[9:0]),
    .other_number(wire_number),
    .marked(wire_marked),
    .mark(wire_mark)
);

// the frame that brings the operation is the newest one
wire p5_own_mark = p5_to_host ? p5_wire_passes : p5_host_passes;
wire p5_mark_valid = p5_own_mark || (p5_to_host ? wire_marked : host_marked);
wire [9:0] p5_mark = p5_own_mark ? p5_frame_reg[9:0] : p5_to_host ? wire_mark : host_mark;

// events: at once when there is room and none of this flow waits, else from the record, by the sweep
wire p5_fin_waits = p5_rec_reg[`FINWAVE_REC_EV_PEER_FIN];
wire [3:0] p5_end_waits = p5_rec_reg[`FINWAVE_REC_EV_COMPLETE];
wire p5_flush = p5_sweep_reg && event_room && (p5_fin_waits || p5_end_waits != `FINWAVE_EVENT_NONE);
wire p5_event = p5_acts_reg && !p5_silent_reg && (p5_peer_fin_reg || p5_free_reg);
wire p5_event_now = p5_event && event_room && !p5_fin_waits;
wire p5_event_later = p5_event && !p5_event_now;
wire [3:0] p5_old_state = p5_rec_reg[`FINWAVE_REC_STATE];

reg [REC_WIDTH-1:0] p5_new_rec;
always @* begin
    p5_new_rec = p5_decided;
    if (p5_event_later && p5_peer_fin_reg) begin
        p5_new_rec[`FINWAVE_REC_EV_PEER_FIN] = 1'b1;
        p5_new_rec[`FINWAVE_REC_EV_FIN_STATE] = p5_old_state;
    end
    if (p5_event_later && p5_free_reg) begin
        p5_new_rec[`FINWAVE_REC_EV_COMPLETE] = p5_completion_reg;
        p5_new_rec[`FINWAVE_REC_EV_STATE] = p5_old_state;
    end
    if (p5_flush && p5_fin_waits) begin
        p5_new_rec[`FINWAVE_REC_EV_PEER_FIN] = 1'b0;
    end else if (p5_flush) begin
        p5_new_rec[`FINWAVE_REC_EV_COMPLETE] = `FINWAVE_EVENT_NONE;
    end
end

assign rec_wr_en = clear_en || (p5_acts_reg && !p5_refuse_reg) || p5_flush || p5_rest_over;
assign rec_wr_flow = clear_en ? clear_flow : p5_flow_reg;
assign rec_wr_data = clear_en ? {REC_WIDTH{1'b0}} : p5_new_rec;

wire p5_sends = p5_acts_reg && p5_send != `FINWAVE_SEND_NONE;
wire p5_text = p5_send == `FINWAVE_SEND_FIN && p5_frame[`FINWAVE_FRAME_TEXT_LEN] != 11'd0;

assign send_valid = p5_sends && !p5_text && !p5_to_host;
assign send_text_valid = p5_sends && p5_text;
assign send_host_valid = p5_sends && p5_to_host;
assign send_frame = p5_frame;

assign tail_take = p5_acts_reg && p5_is_close_reg && p5_queue_fin_reg && cmd_tail != 11'd0;
assign tail_free = p5_acts_reg && !p5_refuse_reg && !p5_follows_reg && p5_tail_done;
assign tail_freed = p5_rec_reg[`FINWAVE_REC_TAIL];

assign track_valid = p5_track_reg;
assign track_request = {
    p5_frame_reg, p5_from_host_reg, p5_wscale_reg, p5_wscale_found_reg, p5_ts_offset_reg, p5_tsval_reg, p5_has_ts_reg,
    p5_seq_end_reg, p5_seq_reg, p5_link_reg, p5_seg_key_reg
};

/* -- p6: what others learn of it ----------------------------------------------------------------------------------- */

reg p6_retire_reg = 1'b0;
reg p6_event_reg = 1'b0;
reg [3:0] p6_event_kind_reg = 4'd0, p6_event_state_reg = 4'd0;
reg p6_release_reg = 1'b0;
reg p6_verdict_reg = 1'b0, p6_verdict_pass_reg = 1'b0;
reg p6_from_host_reg = 1'b0, p6_is_track_reg = 1'b0;
reg p6_owned_reg = 1'b0, p6_freed_held_reg = 1'b0, p6_untracked_reg = 1'b0;
reg [10:0] p6_text_reg = 11'd0;
reg p6_done_reg = 1'b0;
reg [3:0] p6_result_reg = 4'd0;
reg [3:0] p6_op_reg = 4'd0, p6_old_state_reg = 4'd0, p6_completion_reg = 4'd0;
reg [CL_FLOWS-1:0] p6_flow_reg = 0;
reg [31:0] p6_frame_reg = 0, p6_seq_reg = 0, p6_ack_reg = 0;
reg [5:0] p6_reason_reg = 6'd0;
reg [2:0] p6_send_reg = 3'd0;
reg p6_limited_reg = 1'b0, p6_free_reg = 1'b0, p6_peer_fin_reg = 1'b0;
reg [47:0] p6_now_reg = 48'd0;
reg [REC_WIDTH-1:0] p6_rec_reg = 0;
reg [KEY_WIDTH-1:0] p6_key_reg = 0;

always @(posedge clk) begin
    p6_retire_reg <= p5_acts_reg;
    p6_event_reg <= p5_event_now || p5_flush;
    p6_event_kind_reg <= p5_flush ? (p5_fin_waits ? `FINWAVE_EVENT_PEER_FIN : p5_end_waits) :
                         p5_peer_fin_reg ? `FINWAVE_EVENT_PEER_FIN : p5_completion_reg;
    p6_event_state_reg <= !p5_flush ? p5_old_state :
                          p5_fin_waits ? p5_rec_reg[`FINWAVE_REC_EV_FIN_STATE]
                                       : p5_rec_reg[`FINWAVE_REC_EV_STATE];
    p6_release_reg <= (p5_event_now && p5_free_reg) || (p5_flush && !p5_fin_waits) ||
                      (p5_acts_reg && p5_silent_reg && p5_free_reg);
    p6_from_host_reg <= p5_from_host_reg && p5_is_segment_reg;
    p6_is_track_reg <= p5_op_reg == `FINWAVE_OP_TRACK;
    p6_owned_reg <= p5_acts_reg && p5_track_own_reg;
    p6_untracked_reg <= p5_acts_reg && p5_follows_reg && p5_free_reg;
    p6_freed_held_reg <= !(p5_acts_reg && p5_follows_reg);
    p6_text_reg <= p5_text ? p5_frame[`FINWAVE_FRAME_TEXT_LEN] : 11'd0;
    p6_verdict_reg <= p5_is_segment_reg;
    p6_verdict_pass_reg <= !p5_applies_reg || p5_pass_reg;
    p6_done_reg <= p5_is_command_reg || p5_is_query_reg;
    p6_result_reg <= !p5_applies_reg ? `FINWAVE_CMD_RESULT_NO_FLOW :
                     p5_refuse_reg && p5_is_command_reg ? `FINWAVE_CMD_RESULT_BAD_STATE :
                     `FINWAVE_CMD_RESULT_OK;
    p6_op_reg <= p5_op_reg;
    p6_old_state_reg <= p5_adopt_reg || p5_started_reg ? ST_CLOSED : p5_old_state;
    p6_completion_reg <= p5_completion_reg;
    p6_flow_reg <= p5_flow_reg;
    p6_frame_reg <= p5_frame_reg;
    p6_seq_reg <= p5_send == `FINWAVE_SEND_NONE ? 32'd0 : p5_frame[`FINWAVE_FRAME_SEQ];
    p6_ack_reg <= p5_send == `FINWAVE_SEND_NONE ? 32'd0 : p5_frame[`FINWAVE_FRAME_ACK];
    p6_reason_reg <= p5_reason_reg;
    p6_send_reg <= p5_send;
    p6_limited_reg <= p5_held_back;
    p6_free_reg <= p5_free_reg;
    p6_peer_fin_reg <= p5_peer_fin_reg;
    p6_now_reg <= p5_now_reg;
    if (p5_busy_reg) begin
        p6_rec_reg <= p5_decided;
        p6_key_reg <= p5_key_reg;
    end

    if (rst) begin
        p6_retire_reg <= 1'b0;
        p6_event_reg <= 1'b0;
        p6_release_reg <= 1'b0;
        p6_verdict_reg <= 1'b0;
        p6_done_reg <= 1'b0;
        p6_owned_reg <= 1'b0;
        p6_untracked_reg <= 1'b0;
    end
end

assign done_valid = p6_done_reg;
assign done_result = p6_result_reg;
assign done_generation = p6_rec_reg[`FINWAVE_REC_GENERATION];
assign done_rec = p6_rec_reg;
assign done_key = p6_key_reg;

assign done_tracked = p6_rec_reg[`FINWAVE_REC_TRACKED] && p6_rec_reg[`FINWAVE_REC_STATE] != ST_TIME_WAIT;

assign verdict_valid = p6_verdict_reg && !p6_from_host_reg;
assign verdict_pass = p6_verdict_pass_reg;
assign host_verdict_valid = p6_verdict_reg && p6_from_host_reg;
assign host_verdict_pass = p6_verdict_pass_reg;

assign event_valid = p6_event_reg;
assign event_kind = p6_event_kind_reg;
assign event_state = p6_event_state_reg;
assign event_flow = p6_flow_reg;
assign event_generation = p6_rec_reg[`FINWAVE_REC_GENERATION];
assign event_snd_nxt = p6_rec_reg[`FINWAVE_REC_SND_NXT];
assign event_rcv_nxt = p6_rec_reg[`FINWAVE_REC_RCV_NXT];

assign release_valid = p6_release_reg;
assign release_flow = p6_flow_reg;
assign owned = p6_owned_reg;
assign freed_held = p6_freed_held_reg;
assign untracked = p6_untracked_reg;

assign rt_valid = p6_retire_reg;
assign rt_op = p6_op_reg;
assign rt_flow = p6_flow_reg;
assign rt_generation = p6_rec_reg[`FINWAVE_REC_GENERATION];
assign rt_from_host = p6_is_track_reg ? track_from_host : p6_from_host_reg;
assign rt_frame = p6_is_track_reg ? track_frame : p6_frame_reg;
assign rt_text = p6_text_reg;
assign rt_old_state = p6_old_state_reg;
assign rt_new_state = p6_rec_reg[`FINWAVE_REC_STATE];
assign rt_reason = p6_reason_reg;
assign rt_send = p6_send_reg;
assign rt_ack_limited = p6_limited_reg;
assign rt_pass = p6_verdict_reg && p6_verdict_pass_reg;
assign rt_freed = p6_free_reg;
assign rt_completion = p6_completion_reg;
assign rt_peer_fin = p6_peer_fin_reg;
assign rt_seq = p6_seq_reg;
assign rt_ack = p6_ack_reg;
assign rt_now = p6_now_reg;

assign busy = p5_acts_reg || p6_retire_reg || p6_event_reg ||
              (p1_valid_reg && p1_op_reg != `FINWAVE_OP_LOOK) ||
              (p2_valid_reg && p2_op_reg != `FINWAVE_OP_LOOK) ||
              (p3_valid_reg && !p3_is_look) || (p4_valid_reg && !p4_is_look_reg) || p5_busy_reg;

endmodule

`resetall
