// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"
`include "finwave_rules.vh"

/*
 * The flow pipeline: the only place where a flow's record is read and written.
 *
 *   p0 address of record and key -> p1 -> p2 record, segment: differences -> p3 comparisons -> p4 classes
 *   -> p5 rule -> p6 decision, link -> p7 applied -> p8 deadline, frame to send, event -> p9 write back, retired
 *
 * Enters: operations from finwave_issue, never two on one flow within 10 clocks. Leaves, for each: the record,
 * at most one frame (p8), at most one event and one retire entry (p9), one verdict for a frame (p9). A frame that
 * needs neither text nor a mark is announced at p7, with all that does not depend on numbers (`early`).
 * Flows that were adopted decide by finwave_rule and finwave_transition, connections that are only tracked by
 * finwave_track. Latency: p0 to p8 is 8 clocks, always. It never stalls: finwave_issue issues only when there is room
 * behind.
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
    input  wire [CL_FLOWS-1:0]             p0_flow,
    input  wire                            p1_valid,
    input  wire [3:0]                      p1_op,
    input  wire                            p1_from_host,
    input  wire [CL_FLOWS-1:0]             p1_flow,
    input  wire [CL_SLOTS-1:0]             p1_slot,
    input  wire [31:0]                     p1_frame,

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
    output wire                            tail_take,      // the close has it now, p8
    output wire                            tail_free,      // the flow needs its buffer no longer, p8
    output wire [7:0]                      tail_freed,

    /* what a command or query came to, p9 */
    output wire                            done_valid,
    output wire [3:0]                      done_result,
    output wire [3:0]                      done_generation,
    output wire [`FINWAVE_REC_WIDTH-1:0]   done_rec,
    output wire [`FINWAVE_KEY_WIDTH-1:0]   done_key,
    output wire                            done_tracked,   // it is not adopted but tracked

    /* a SYN that may be tracked, p8 */
    output wire                            track_valid,
    output wire [`FINWAVE_TRACK_WIDTH-1:0] track_request,

    /* verdict on a frame whose flow was a candidate, in order */
    output wire                            verdict_valid,
    output wire                            verdict_pass,
    output wire                            host_verdict_valid,
    output wire                            host_verdict_pass,

    /* a frame that will be sent on the wire, without text or mark, p7: what does not depend on numbers */
    output wire                            early_soon,     // there may be one in this clock
    output wire                            early_valid,
    output wire [`FINWAVE_FRAME_LINK_WIDTH-1:0] early_link,

    /* frame to send, p8: on the wire without and with text, and towards the host */
    output wire                            send_may,       // none of these without it; known earlier
    output wire                            send_valid,
    output wire                            send_text_valid,
    output wire                            send_rst_valid,
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

    /* the MACs of an adopted flow's neighbour, 2 clocks after its number; whatever is read tells that it is in use */
    output wire                            neighbour_valid,
    output wire [7:0]                      neighbour,
    input  wire [95:0]                     neighbour_macs,
    output wire                            neighbour_used,

    /* looks for a flow that could make room: from `scan_start` on, one whole round */
    input  wire                            scan_start,
    output wire                            scan_done,
    output wire                            scan_found,
    output wire [CL_FLOWS-1:0]             scan_flow,

    /* the flow's number may be used again */
    output wire                            release_valid,
    output wire [CL_FLOWS-1:0]             release_flow,

    /* what the counts of flows follow, p9 */
    output wire                            owned,          // a tracked connection became a held flow
    output wire                            freed_held,     // with release_valid
    output wire                            untracked,

    /* retire port, p9 */
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
localparam ABOVE_WIDTH = `FINWAVE_REC_ABOVE_LINK_WIDTH;
localparam KEY_PARTS = 21;              // of 15 bits

localparam [3:0] ST_CLOSED      = `FINWAVE_TCP_STATE_CLOSED;
localparam [3:0] ST_ESTABLISHED = `FINWAVE_TCP_STATE_ESTABLISHED;
localparam [3:0] ST_FIN_WAIT_1  = `FINWAVE_TCP_STATE_FIN_WAIT_1;
localparam [3:0] ST_FIN_WAIT_2  = `FINWAVE_TCP_STATE_FIN_WAIT_2;
localparam [3:0] ST_CLOSE_WAIT  = `FINWAVE_TCP_STATE_CLOSE_WAIT;
localparam [3:0] ST_CLOSING     = `FINWAVE_TCP_STATE_CLOSING;
localparam [3:0] ST_LAST_ACK    = `FINWAVE_TCP_STATE_LAST_ACK;
localparam [3:0] ST_TIME_WAIT   = `FINWAVE_TCP_STATE_TIME_WAIT;

/* -- stores --------------------------------------------------------------------------------------------------- */

wire rec_wr_en;
wire [CL_FLOWS-1:0] rec_wr_flow;
wire [REC_WIDTH-1:0] rec_wr_data;
wire [REC_WIDTH-1:0] p2_ram_rec;        // without the link
wire [REC_WIDTH-ABOVE_WIDTH-1:0] p5_ram_link;
wire [KEY_WIDTH-1:0] p2_key;
reg [CL_FLOWS-1:0] p3_flow_reg = 0;

finwave_ram #(.WIDTH(ABOVE_WIDTH), .DEPTH(FLOW_COUNT))
rec_ram_inst (
    .clk(clk),
    .wr_en(rec_wr_en),
    .wr_addr(rec_wr_flow),
    .wr_data(rec_wr_data[`FINWAVE_REC_ABOVE_LINK]),
    .rd_addr(p0_flow),
    .rd_data(p2_ram_rec[`FINWAVE_REC_ABOVE_LINK])
);
assign p2_ram_rec[`FINWAVE_REC_LINK] = 0;

// what lies below TCP is needed late, and not carried along before
finwave_ram #(.WIDTH(REC_WIDTH - ABOVE_WIDTH), .DEPTH(FLOW_COUNT))
link_ram_inst (
    .clk(clk),
    .wr_en(rec_wr_en),
    .wr_addr(rec_wr_flow),
    .wr_data(rec_wr_data[`FINWAVE_REC_LINK]),
    .rd_addr(p3_flow_reg),
    .rd_data(p5_ram_link)
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

reg [CL_SLOTS-1:0] p3_slot_reg = 0, p4_slot_reg = 0, p5_slot_reg = 0, p6_slot_reg = 0;
reg p4_from_host_reg = 1'b0;

wire [SEG_WIDTH-1:0] p1_wire_segment, p1_host_segment;
wire [KEY_WIDTH-1:0] p1_wire_key, p1_host_key;
wire [LINK_WIDTH-1:0] p6_link;           // of the host's frame
wire p3_wire_ts, p3_host_ts, p4_wire_bad, p4_host_bad;
wire [31:0] p3_wire_tsval, p3_host_tsval;
wire p4_sum_ok;

finwave_slots #(.WIDTH(SEG_WIDTH), .DEPTH(2**CL_SLOTS))
segment_slots_inst (
    .clk(clk), .wr_en(segment_wr), .wr_slot(segment_slot), .wr_data(segment_data),
    .rd_slot(p1_slot), .rd_data(p1_wire_segment)
);

finwave_slots #(.WIDTH(SEG_WIDTH), .DEPTH(2**CL_SLOTS))
host_segment_slots_inst (
    .clk(clk), .wr_en(host_segment_wr), .wr_slot(host_segment_slot), .wr_data(host_segment_data),
    .rd_slot(p1_slot), .rd_data(p1_host_segment)
);

finwave_slots #(.WIDTH(KEY_WIDTH), .DEPTH(2**CL_SLOTS))
key_slots_inst (
    .clk(clk), .wr_en(key_wr), .wr_slot(key_slot), .wr_data(key_data),
    .rd_slot(p1_slot), .rd_data(p1_wire_key)
);

finwave_slots #(.WIDTH(KEY_WIDTH), .DEPTH(2**CL_SLOTS))
host_key_slots_inst (
    .clk(clk), .wr_en(host_key_wr), .wr_slot(host_key_slot), .wr_data(host_key_data),
    .rd_slot(p1_slot), .rd_data(p1_host_key)
);

finwave_slots #(.WIDTH(LINK_WIDTH), .DEPTH(2**CL_SLOTS))
link_slots_inst (
    .clk(clk), .wr_en(host_key_wr), .wr_slot(host_key_slot), .wr_data(host_link_data),
    .rd_slot(p6_slot_reg), .rd_data(p6_link)
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
    .rd_slot(p4_slot_reg), .rd_data(p4_sum_ok)
);

finwave_slots #(.WIDTH(1), .DEPTH(2**CL_SLOTS))
end_slots_inst (
    .clk(clk), .wr_en(end_wr), .wr_slot(end_slot), .wr_data(end_bad),
    .rd_slot(p4_slot_reg), .rd_data(p4_wire_bad)
);

finwave_slots #(.WIDTH(1), .DEPTH(2**CL_SLOTS))
host_end_slots_inst (
    .clk(clk), .wr_en(host_end_wr), .wr_slot(host_end_slot), .wr_data(host_end_bad),
    .rd_slot(p4_slot_reg), .rd_data(p4_host_bad)
);

assign wscale_slot = p4_slot_reg;
assign host_wscale_slot = p4_slot_reg;

wire p4_end_bad = p4_from_host_reg ? p4_host_bad : p4_wire_bad;

// what of the registers is compared with 0
reg fin_wait_2_on_reg = 1'b0, merge_on_reg = 1'b0, tail_on_reg = 1'b0;
reg room_seen_reg = 1'b0;               // room for events, as a look sees it: what writes one asks again

always @(posedge clk) begin
    fin_wait_2_on_reg <= fin_wait_2_timeout != 31'd0;
    merge_on_reg <= merge_window != 17'd0;
    tail_on_reg <= cmd_tail != 11'd0;
    room_seen_reg <= event_room;
end

/* -- p2: the record and the segment are there ----------------------------------------------------------------- */

reg p2_valid_reg = 1'b0;
reg [3:0] p2_op_reg = 4'd0;
reg [CL_FLOWS-1:0] p2_flow_reg = 0;
reg [CL_SLOTS-1:0] p2_slot_reg = 0;
reg [31:0] p2_frame_reg = 32'd0;
reg p2_from_host_reg = 1'b0;
reg [SEG_WIDTH-1:0] p2_segment_reg = 0;
reg [KEY_WIDTH-1:0] p2_seg_key_reg = 0;
reg p2_brings_rec_reg = 1'b0;           // ADOPT, TRACK: with a record of their own
reg p2_brings_key_reg = 1'b0;           // a segment
reg [47:0] p2_now_reg = 48'd0;

always @(posedge clk) begin
    p2_valid_reg <= p1_valid;
    p2_op_reg <= p1_op;
    p2_from_host_reg <= p1_from_host;
    p2_flow_reg <= p1_flow;
    p2_slot_reg <= p1_slot;
    p2_frame_reg <= p1_frame;
    p2_segment_reg <= p1_from_host ? p1_host_segment : p1_wire_segment;
    p2_seg_key_reg <= p1_from_host ? p1_host_key : p1_wire_key;
    p2_brings_rec_reg <= p1_op == `FINWAVE_OP_ADOPT || p1_op == `FINWAVE_OP_TRACK;
    p2_brings_key_reg <= p1_op == `FINWAVE_OP_SEGMENT || p1_op == `FINWAVE_OP_HOST || p1_op == `FINWAVE_OP_SYN;
    p2_now_reg <= now;

    if (rst) begin
        p2_valid_reg <= 1'b0;
    end
end

// the record that the operation is about: ADOPT and TRACK bring it along, UPDATE may move SND.NXT first
wire p2_is_close = p2_op_reg == `FINWAVE_OP_CLOSE || p2_op_reg == `FINWAVE_OP_SHUTDOWN;
wire p2_is_update = p2_op_reg == `FINWAVE_OP_UPDATE;
wire p2_before_fin = p2_ram_rec[`FINWAVE_REC_STATE] == ST_ESTABLISHED ||
                     p2_ram_rec[`FINWAVE_REC_STATE] == ST_CLOSE_WAIT;
reg [REC_WIDTH-1:0] p2_rec;
always @* begin
    p2_rec = p2_ram_rec;
    if (p2_brings_rec_reg) begin
        p2_rec = cmd_rec;
        p2_rec[`FINWAVE_REC_GENERATION] = p2_ram_rec[`FINWAVE_REC_GENERATION] + 4'd1;
    end
    if (p2_is_update && cmd_set_snd_nxt && p2_before_fin) begin
        p2_rec[`FINWAVE_REC_SND_NXT] = cmd_snd_nxt;
    end
    p2_rec[`FINWAVE_REC_LINK] = 0;
end

/* -- p3: beside the comparisons: is it this flow at all? ------------------------------------------------------ */

reg p3_valid_reg = 1'b0;
reg [3:0] p3_op_reg = 4'd0;
reg p3_from_host_reg = 1'b0;
reg [31:0] p3_frame_reg = 32'd0;
reg [SEG_WIDTH-1:0] p3_segment_reg = 0;
reg [KEY_WIDTH-1:0] p3_key_reg = 0;     // of the segment, which is the flow's if the operation applies, or the flow's
reg [REC_WIDTH-1:0] p3_rec_reg = 0;
reg [47:0] p3_now_reg = 48'd0;
reg [KEY_PARTS-1:0] p3_differs_reg = 0;
reg p3_held_reg = 1'b0;
reg p3_same_generation_reg = 1'b0;
reg p3_is_segment_reg = 1'b0, p3_is_sweep_reg = 1'b0, p3_is_adopt_reg = 1'b0, p3_is_evict_reg = 1'b0;
reg p3_may_evict_reg = 1'b0;
reg p3_reads_reg = 1'b0;                // an operation that may send

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
    p3_segment_reg <= p2_segment_reg;
    p3_key_reg <= p2_brings_key_reg ? p2_seg_key_reg : p2_key;
    p3_rec_reg <= p2_rec;
    p3_now_reg <= p2_now_reg;
    p3_held_reg <= p2_ram_rec[`FINWAVE_REC_STATE] != ST_CLOSED;
    // a tracked connection has no handle
    p3_same_generation_reg <= p2_ram_rec[`FINWAVE_REC_GENERATION] == cmd_generation &&
                              !p2_ram_rec[`FINWAVE_REC_TRACKED];
    p3_is_segment_reg <= p2_op_reg == `FINWAVE_OP_SEGMENT || p2_op_reg == `FINWAVE_OP_HOST;
    p3_is_sweep_reg <= p2_op_reg == `FINWAVE_OP_SWEEP;
    p3_is_adopt_reg <= p2_brings_rec_reg;
    p3_is_evict_reg <= p2_op_reg == `FINWAVE_OP_EVICT;
    p3_reads_reg <= p2_valid_reg && p2_op_reg != `FINWAVE_OP_LOOK;
    p3_may_evict_reg <= evict || p2_ram_rec[`FINWAVE_REC_STATE] != ST_TIME_WAIT;

    if (rst) begin
        p3_valid_reg <= 1'b0;
    end
end

assign neighbour_valid = p3_reads_reg;
assign neighbour = p3_rec_reg[`FINWAVE_REC_NEIGHBOUR];
// not only looks: one that meets the write of an operation misses what that operation read
assign neighbour_used = p3_valid_reg && p3_held_reg && !p3_rec_reg[`FINWAVE_REC_TRACKED];

/* -- p4: which kind of operation, on which kind of flow ------------------------------------------------------- */

reg p4_valid_reg = 1'b0;
reg [3:0] p4_op_reg = 4'd0;
reg p4_is_segment_reg = 1'b0;   // of either side
reg p4_is_command_reg = 1'b0;
reg p4_applies_reg = 1'b0;      // the flow is held, and the one that is meant whatever its tuple,
reg p4_may_apply_reg = 1'b0;    // or if its tuple does not differ, in
reg [1:0] p4_differs_reg = 2'd0;        // one half of the parts or the other
reg p4_bad_segment_reg = 1'b0;
reg p4_ts_reg = 1'b0;
reg [31:0] p4_tsval_reg = 32'd0;
reg [CL_FLOWS-1:0] p4_flow_reg = 0;
reg [31:0] p4_frame_reg = 32'd0;
reg [SEG_WIDTH-1:0] p4_segment_reg = 0;
reg [KEY_WIDTH-1:0] p4_key_reg = 0;
reg [REC_WIDTH-1:0] p4_rec_reg = 0;
reg [47:0] p4_now_reg = 48'd0;

wire p3_is_idle = p3_op_reg == `FINWAVE_OP_SYN || p3_op_reg == `FINWAVE_OP_LOOK || p3_op_reg == `FINWAVE_OP_QUERY;

always @(posedge clk) begin
    p4_valid_reg <= p3_valid_reg;
    p4_op_reg <= p3_op_reg;
    p4_from_host_reg <= p3_from_host_reg;
    p4_is_segment_reg <= p3_is_segment_reg;
    p4_is_command_reg <= !p3_is_segment_reg && !p3_is_sweep_reg && !p3_is_idle;
    p4_applies_reg <= p3_is_adopt_reg || (p3_held_reg && !p3_is_segment_reg &&
                                          (p3_is_sweep_reg || (p3_is_evict_reg && p3_may_evict_reg) ||
                                           p3_same_generation_reg));
    p4_may_apply_reg <= p3_held_reg && p3_is_segment_reg;
    p4_differs_reg <= {|p3_differs_reg[KEY_PARTS-1:KEY_PARTS/2], |p3_differs_reg[KEY_PARTS/2-1:0]};
    p4_bad_segment_reg <= p3_segment_reg[`FINWAVE_SEG_BAD];
    p4_ts_reg <= p3_from_host_reg ? p3_host_ts : p3_wire_ts;
    p4_tsval_reg <= p3_from_host_reg ? p3_host_tsval : p3_wire_tsval;
    p4_flow_reg <= p3_flow_reg;
    p4_slot_reg <= p3_slot_reg;
    p4_frame_reg <= p3_frame_reg;
    p4_segment_reg <= p3_segment_reg;
    p4_key_reg <= p3_key_reg;
    p4_rec_reg <= p3_rec_reg;
    p4_now_reg <= p3_now_reg;

    if (rst) begin
        p4_valid_reg <= 1'b0;
    end
end

wire p4_applies = p4_applies_reg || (p4_may_apply_reg && p4_differs_reg == 2'd0);
wire [3:0] p4_state = p4_rec_reg[`FINWAVE_REC_STATE];
wire p4_wscale_known = p4_from_host_reg ? host_wscale_known : wscale_known;
// a connection that nobody adopted, until its TIME-WAIT is the engine's
wire p4_tracked = p4_rec_reg[`FINWAVE_REC_TRACKED] && p4_op_reg != `FINWAVE_OP_ADOPT;
wire p4_unowned = p4_rec_reg[`FINWAVE_REC_TRACKED] && p4_state != ST_TIME_WAIT;
wire p4_follows = p4_unowned && p4_op_reg != `FINWAVE_OP_ADOPT && p4_op_reg != `FINWAVE_OP_TRACK;

/* -- the classes: p2 to p5 ------------------------------------------------------------------------------------ */

wire p5_reuse_ok, p5_ts_missing, p5_ts_old, p5_seq_ok, p5_seq_exact, p5_end_exact;
wire p5_ack_ok, p5_ack_new, p5_ack_all, p5_text_new, p5_seq_after, p5_text_cut;
wire p5_announce, p5_due, p5_ack_rested, p5_window_new, p5_ts_take;
wire [31:0] p5_tsval, p5_our_tsval, p5_ts_offset;

finwave_classify
classify_inst (
    .clk(clk),
    .linux_compat(linux_compat),
    .ack_interval(ack_interval),
    .ts_shift(ts_shift),
    .p2_rec(p2_ram_rec),
    .p2_now(p2_now_reg),
    .p2_seq(p2_segment_reg[`FINWAVE_SEG_SEQ]),
    .p2_seq_end(p2_segment_reg[`FINWAVE_SEG_SEQ_END]),
    .p2_text_end(p2_segment_reg[`FINWAVE_SEG_TEXT_END]),
    .p2_ack(p2_segment_reg[`FINWAVE_SEG_ACK]),
    .p2_window(p2_segment_reg[`FINWAVE_SEG_WINDOW]),
    .p3_rec(p3_rec_reg),
    .p3_now(p3_now_reg),
    .p3_text(p3_segment_reg[`FINWAVE_SEG_TEXT]),
    .p3_syn(p3_segment_reg[`FINWAVE_SEG_FLAG_SYN]),
    .p3_fin(p3_segment_reg[`FINWAVE_SEG_FLAG_FIN]),
    .p3_rst(p3_segment_reg[`FINWAVE_SEG_FLAG_RST]),
    .p3_credit(cmd_rcv_wnd),
    .p4_rec(p4_rec_reg),
    .p4_ts(p4_ts_reg),
    .p4_tsval(p4_tsval_reg),
    .p4_host_tsval(cmd_tsval),
    .p4_from_host(p4_from_host_reg),
    .p4_credit_set(cmd_set_rcv_wnd),
    .p5_reuse_ok(p5_reuse_ok),
    .p5_ts_missing(p5_ts_missing),
    .p5_ts_old(p5_ts_old),
    .p5_seq_ok(p5_seq_ok),
    .p5_seq_exact(p5_seq_exact),
    .p5_end_exact(p5_end_exact),
    .p5_ack_ok(p5_ack_ok),
    .p5_ack_new(p5_ack_new),
    .p5_text_new(p5_text_new),
    .p5_seq_after(p5_seq_after),
    .p5_text_cut(p5_text_cut),
    .p5_announce(p5_announce),
    .p5_due(p5_due),
    .p5_ack_rested(p5_ack_rested),
    .p5_window_new(p5_window_new),
    .p5_ts_take(p5_ts_take),
    .p5_tsval(p5_tsval),
    .p5_our_tsval(p5_our_tsval),
    .p5_ts_offset(p5_ts_offset)
);

wire p5_fin_out, p5_window_take, p5_window_shut, p5_may_go, p5_host_beyond, p5_host_newer, p5_fence_ends;
wire p5_fenced, p5_retries_left, p5_user_over, p5_snd_nxt_used, p5_again_goes;
wire [31:0] p5_fin_at;
wire [10:0] p5_go_len, p5_again_len;
wire p5_go_fin, p5_again_fin, p5_again_over, p5_again_una;

finwave_classify_send
classify_send_inst (
    .clk(clk),
    .p2_rec(p2_ram_rec),
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
    .p5_fin_out(p5_fin_out),
    .p5_ack_all(p5_ack_all),
    .p5_window_take(p5_window_take),
    .p5_window_shut(p5_window_shut),
    .p5_may_go(p5_may_go),
    .p5_again_goes(p5_again_goes),
    .p5_host_beyond(p5_host_beyond),
    .p5_host_newer(p5_host_newer),
    .p5_fence_ends(p5_fence_ends),
    .p5_fenced(p5_fenced),
    .p5_retries_left(p5_retries_left),
    .p5_user_over(p5_user_over),
    .p5_snd_nxt_used(p5_snd_nxt_used),
    .p5_fin_at(p5_fin_at),
    .p5_go_len(p5_go_len),
    .p5_go_fin(p5_go_fin),
    .p5_again_over(p5_again_over),
    .p5_again_una(p5_again_una),
    .p5_again_len(p5_again_len),
    .p5_again_fin(p5_again_fin)
);

wire p5_seq_una, p5_ack_nxt, p5_ack_rcv, p5_fin_differs, p5_fin_acked, p5_fin_passed;
wire p5_nxt_ahead, p5_ack_ahead, p5_edge_ahead;
wire [31:0] p5_edge;

finwave_classify_host
classify_host_inst (
    .clk(clk),
    .p2_rec(p2_ram_rec),
    .p2_seq(p2_segment_reg[`FINWAVE_SEG_SEQ]),
    .p2_seq_end(p2_segment_reg[`FINWAVE_SEG_SEQ_END]),
    .p2_ack(p2_segment_reg[`FINWAVE_SEG_ACK]),
    .p2_window(p2_segment_reg[`FINWAVE_SEG_WINDOW]),
    .p5_seq_una(p5_seq_una),
    .p5_ack_nxt(p5_ack_nxt),
    .p5_ack_rcv(p5_ack_rcv),
    .p5_fin_differs(p5_fin_differs),
    .p5_fin_acked(p5_fin_acked),
    .p5_fin_passed(p5_fin_passed),
    .p5_nxt_ahead(p5_nxt_ahead),
    .p5_ack_ahead(p5_ack_ahead),
    .p5_edge_ahead(p5_edge_ahead),
    .p5_edge(p5_edge)
);

/* -- p5: which rule applies ----------------------------------------------------------------------------------- */

reg p5_valid_reg = 1'b0;
reg [3:0] p5_op_reg = 4'd0;
reg p5_from_host_reg = 1'b0, p5_is_segment_reg = 1'b0, p5_is_syn_reg = 1'b0, p5_is_sweep_reg = 1'b0;
reg [15:0] p5_is_op_reg = 0;            // bit n: operation n, where rules decide
reg [15:0] p5_in_state_reg = 0;         // bit n: state n
reg p5_peer_closed_reg = 1'b0, p5_fin_unacked_reg = 1'b0;
reg p5_is_track_reg = 1'b0, p5_is_adopt_reg = 1'b0, p5_is_evict_reg = 1'b0, p5_brings_rec_reg = 1'b0;
reg p5_is_look_reg = 1'b0, p5_is_command_reg = 1'b0, p5_applies_reg = 1'b0;
reg p5_tracked_reg = 1'b0, p5_follows_reg = 1'b0, p5_bad_frame_reg = 1'b0, p5_bad_checksum_reg = 1'b0;
reg p5_before_close_reg = 1'b0, p5_host_closed_reg = 1'b0, p5_event_waits_reg = 1'b0;
reg [CL_FLOWS-1:0] p5_flow_reg = 0;
reg [31:0] p5_frame_reg = 32'd0;
reg [SEG_WIDTH-1:0] p5_segment_reg = 0;
reg [KEY_WIDTH-1:0] p5_key_reg = 0;
reg [REC_WIDTH-1:0] p5_rec_reg = 0;
reg [47:0] p5_now_reg = 48'd0;
reg p5_has_ts_reg = 1'b0, p5_wscale_known_reg = 1'b0, p5_wscale_found_reg = 1'b0;
reg [3:0] p5_wscale_reg = 4'd0;
reg p5_track_rst_reg = 1'b0;            // RST, or a SYN whose options are not known
integer op;

always @(posedge clk) begin
    p5_valid_reg <= p4_valid_reg;
    p5_op_reg <= p4_op_reg;
    p5_from_host_reg <= p4_from_host_reg;
    p5_is_segment_reg <= p4_is_segment_reg;
    p5_is_syn_reg <= p4_op_reg == `FINWAVE_OP_SYN;
    p5_is_sweep_reg <= p4_op_reg == `FINWAVE_OP_SWEEP;
    for (op = 0; op < 16; op = op + 1) begin
        p5_is_op_reg[op] <= p4_op_reg == op[3:0] && p4_valid_reg && p4_applies &&
                            (!p4_unowned || op[3:0] == `FINWAVE_OP_ADOPT || op[3:0] == `FINWAVE_OP_TRACK);
    end
    p5_is_track_reg <= p4_op_reg == `FINWAVE_OP_TRACK;
    p5_is_adopt_reg <= p4_op_reg == `FINWAVE_OP_ADOPT;
    p5_brings_rec_reg <= p4_op_reg == `FINWAVE_OP_ADOPT || p4_op_reg == `FINWAVE_OP_TRACK;
    p5_is_evict_reg <= p4_op_reg == `FINWAVE_OP_EVICT;
    p5_peer_closed_reg <= p4_state == ST_CLOSE_WAIT || p4_state == ST_CLOSING || p4_state == ST_LAST_ACK ||
                          p4_state == ST_TIME_WAIT;
    p5_fin_unacked_reg <= p4_state == ST_FIN_WAIT_1 || p4_state == ST_CLOSING || p4_state == ST_LAST_ACK;
    p5_in_state_reg <= 16'd1 << p4_state;
    p5_is_look_reg <= p4_op_reg == `FINWAVE_OP_LOOK;
    p5_is_command_reg <= p4_is_command_reg;
    p5_applies_reg <= p4_applies;
    p5_tracked_reg <= p4_tracked;
    p5_follows_reg <= p4_follows;
    p5_bad_frame_reg <= p4_end_bad || p4_bad_segment_reg;
    p5_bad_checksum_reg <= !p4_sum_ok && !p4_from_host_reg;
    p5_before_close_reg <= p4_state == ST_ESTABLISHED || p4_state == ST_CLOSE_WAIT;
    p5_host_closed_reg <= p4_state == ST_FIN_WAIT_1 || p4_state == ST_FIN_WAIT_2 || p4_state == ST_CLOSING ||
                          p4_state == ST_LAST_ACK;
    p5_event_waits_reg <= p4_rec_reg[`FINWAVE_REC_EV_PEER_FIN] ||
                          p4_rec_reg[`FINWAVE_REC_EV_COMPLETE] != `FINWAVE_EVENT_NONE;
    p5_flow_reg <= p4_flow_reg;
    p5_frame_reg <= p4_frame_reg;
    p5_segment_reg <= p4_segment_reg;
    p5_key_reg <= p4_key_reg;
    p5_slot_reg <= p4_slot_reg;
    p5_rec_reg <= p4_rec_reg;
    p5_now_reg <= p4_now_reg;
    p5_has_ts_reg <= p4_ts_reg;
    p5_wscale_known_reg <= p4_wscale_known;
    p5_track_rst_reg <= p4_segment_reg[`FINWAVE_SEG_FLAG_RST] ||
                        (p4_segment_reg[`FINWAVE_SEG_FLAG_SYN] && !p4_wscale_known);
    p5_wscale_found_reg <= p4_from_host_reg ? host_wscale_found : wscale_found;
    p5_wscale_reg <= p4_from_host_reg ? host_wscale : wscale;

    if (rst) begin
        p5_valid_reg <= 1'b0;
        p5_is_op_reg <= 0;
    end
end

wire [3:0] p5_state = p5_rec_reg[`FINWAVE_REC_STATE];
wire p5_half_close = p5_rec_reg[`FINWAVE_REC_HALF_CLOSE];
wire p5_syn = p5_segment_reg[`FINWAVE_SEG_FLAG_SYN];
wire p5_fin = p5_segment_reg[`FINWAVE_SEG_FLAG_FIN];
wire p5_rst = p5_segment_reg[`FINWAVE_SEG_FLAG_RST];
wire p5_ack = p5_segment_reg[`FINWAVE_SEG_FLAG_ACK];
wire p5_sound = !p5_bad_frame_reg && !p5_bad_checksum_reg;
wire p5_timer_due = p5_due && timers_on;
wire p5_timeout = p5_is_sweep_reg && p5_timer_due;
wire p5_acts = p5_applies_reg && (p5_is_segment_reg || p5_is_command_reg || p5_timeout);
wire p5_host_moves = p5_nxt_ahead && (p5_before_close_reg || !p5_host_beyond);

wire [`FINWAVE_RULES-1:0] p5_rule;
wire p5_linux_time_wait, p5_our_fin_acked, p5_our_text_goes, p5_progress, p5_zero_retries;
wire p5_text_too, p5_watching, p5_watched_hole, p5_merges, p5_ends_both, p5_announces, p5_can_abort;
wire [3:0] p5_passed_state, p5_passed_timer, p5_fin_state, p5_fin_timer;

finwave_rule
rule_inst (
    .is_op(p5_is_op_reg),
    .due(p5_timer_due),
    .in_state(p5_in_state_reg),
    .state(p5_state),
    .peer_closed(p5_peer_closed_reg),
    .fin_unacked(p5_fin_unacked_reg),
    .half_close(p5_half_close),
    .watch(p5_rec_reg[`FINWAVE_REC_WATCH]),
    .close_on_fin(p5_rec_reg[`FINWAVE_REC_CLOSE_ON_FIN]),
    .bad_frame(p5_bad_frame_reg),
    .bad_checksum(p5_bad_checksum_reg),
    .syn(p5_syn),
    .fin(p5_fin),
    .rst_flag(p5_rst),
    .ack(p5_ack),
    .reuse_ok(p5_reuse_ok),
    .ts_missing(p5_ts_missing),
    .ts_old(p5_ts_old),
    .seq_ok(p5_seq_ok),
    .seq_exact(p5_seq_exact),
    .end_exact(p5_end_exact),
    .ack_ok(p5_ack_ok),
    .ack_new(p5_ack_new),
    .ack_all(p5_ack_all),
    .text(p5_segment_reg[`FINWAVE_SEG_TEXT]),
    .text_new(p5_text_new),
    .seq_after(p5_seq_after),
    .text_cut(p5_text_cut),
    .window_shut(p5_window_shut),
    .may_go(p5_may_go),
    .again_goes(p5_again_goes),
    .host_beyond(p5_host_beyond),
    .host_newer(p5_host_newer),
    .host_moves(p5_host_moves),
    .fenced(p5_fenced),
    .retries_left(p5_retries_left),
    .user_over(p5_user_over),
    .set_snd_nxt(cmd_set_snd_nxt),
    .snd_nxt_used(p5_snd_nxt_used),
    .tail(tail_on_reg),
    .announce(p5_announce),
    .merge(merge_on_reg),
    .linux_compat(linux_compat),
    .time_wait_rst(time_wait_rst),
    .syn_rst(syn_rst),
    .rule(p5_rule),
    .linux_time_wait(p5_linux_time_wait),
    .our_fin_acked(p5_our_fin_acked),
    .our_text_goes(p5_our_text_goes),
    .progress(p5_progress),
    .zero_retries(p5_zero_retries),
    .text_too(p5_text_too),
    .watching(p5_watching),
    .watched_hole(p5_watched_hole),
    .merges(p5_merges),
    .ends_both(p5_ends_both),
    .announces(p5_announces),
    .passed_state(p5_passed_state),
    .passed_timer(p5_passed_timer),
    .fin_state(p5_fin_state),
    .fin_timer(p5_fin_timer),
    .can_abort(p5_can_abort)
);

wire [3:0] p5_track_state;
wire p5_track_ended, p5_track_own, p5_open_wire, p5_open_host, p5_track_take, p5_track_fin;

finwave_track
track_inst (
    .from_host(p5_from_host_reg),
    .in_state(p5_in_state_reg),
    .syn(p5_syn),
    .fin(p5_fin),
    .rst_flag(p5_track_rst_reg),
    .ack(p5_ack),
    .seq_una(p5_seq_una),
    .end_exact(p5_end_exact),
    .ack_nxt(p5_ack_nxt),
    .ack_rcv(p5_ack_rcv),
    .seq_ok(p5_seq_ok),
    .ack_ok(p5_ack_ok),
    .fin_out(p5_fin_out && p5_host_closed_reg),
    .fin_differs(p5_fin_differs),
    .host_beyond(p5_nxt_ahead),
    .fin_acked(p5_fin_acked),
    .fin_passed(p5_fin_passed),
    .next_state(p5_track_state),
    .ended(p5_track_ended),
    .own(p5_track_own),
    .open_wire(p5_open_wire),
    .open_host(p5_open_host),
    .take(p5_track_take),
    .take_fin(p5_track_fin)
);

wire p5_counts = p5_is_segment_reg && p5_sound;
wire p5_track_counts = p5_counts && p5_follows_reg;

// a look asks for a sweep of its own: only that one waits for others on the flow
reg due_reg = 1'b0;
reg [CL_FLOWS-1:0] due_flow_reg = 0;

always @(posedge clk) begin
    due_reg <= p5_valid_reg && p5_is_look_reg &&
               (p5_timer_due || (p5_event_waits_reg && room_seen_reg) ||
                (p5_rec_reg[`FINWAVE_REC_LIMITED] && p5_ack_rested));
    due_flow_reg <= p5_flow_reg;

    if (rst) begin
        due_reg <= 1'b0;
    end
end

assign due_valid = due_reg;
assign due_flow = due_flow_reg;

finwave_oldest #(.FLOW_COUNT(FLOW_COUNT))
oldest_inst (
    .clk(clk),
    .rst(rst),
    .evict(evict),
    .start(scan_start),
    .look_valid(p5_valid_reg && p5_is_look_reg),
    .look_flow(p5_flow_reg),
    .look_time_wait(p5_in_state_reg[ST_TIME_WAIT]),
    .look_closed(p5_in_state_reg[ST_CLOSED]),
    .look_tracked(p5_rec_reg[`FINWAVE_REC_TRACKED]),
    .look_deadline(p5_rec_reg[`FINWAVE_REC_DEADLINE]),
    .done(scan_done),
    .found(scan_found),
    .flow(scan_flow)
);

/* -- p6: the decision ----------------------------------------------------------------------------------------- */

reg p6_valid_reg = 1'b0;
reg p6_busy_reg = 1'b0;             // anything but a look
reg p6_acts_reg = 1'b0;             // decided: segment of a held flow, command, timeout
reg p6_sweep_reg = 1'b0;            // sweep without a timeout
reg [3:0] p6_op_reg = 4'd0;
reg p6_is_segment_reg = 1'b0, p6_from_host_reg = 1'b0, p6_is_command_reg = 1'b0, p6_is_syn_reg = 1'b0;
reg p6_applies_reg = 1'b0, p6_follows_reg = 1'b0, p6_tracked_reg = 1'b0, p6_sound_reg = 1'b0;
reg [CL_FLOWS-1:0] p6_flow_reg = 0;
reg [31:0] p6_frame_reg = 32'd0;
reg [SEG_WIDTH-1:0] p6_segment_reg = 0;
reg [KEY_WIDTH-1:0] p6_key_reg = 0;
reg [REC_WIDTH-1:0] p6_rec_reg = 0;     // with the link; of a tracked connection without MACs, which are here:
reg [95:0] p6_macs_reg = 0;
reg [47:0] p6_now_reg = 48'd0;
reg p6_has_ts_reg = 1'b0, p6_wscale_known_reg = 1'b0, p6_wscale_found_reg = 1'b0;
reg [3:0] p6_wscale_reg = 4'd0;

reg [`FINWAVE_RULES-1:0] p6_rule_reg = 0;
reg p6_linux_time_wait_reg = 1'b0, p6_our_fin_acked_reg = 1'b0, p6_our_text_goes_reg = 1'b0, p6_fin_unacked_reg = 1'b0;
reg p6_progress_reg = 1'b0, p6_zero_retries_reg = 1'b0, p6_text_too_reg = 1'b0, p6_watching_reg = 1'b0;
reg p6_watched_hole_reg = 1'b0, p6_merges_reg = 1'b0, p6_ends_both_reg = 1'b0, p6_announces_reg = 1'b0;
reg p6_can_abort_reg = 1'b0, p6_rto_over_reg = 1'b0, p6_go_some_reg = 1'b0, p6_again_some_reg = 1'b0;
reg [3:0] p6_passed_state_reg = 4'd0, p6_passed_timer_reg = 4'd0, p6_fin_state_reg = 4'd0, p6_fin_timer_reg = 4'd0;
// what is decided without a rule
reg p6_established_reg = 1'b0, p6_fin_wait_2_reg = 1'b0;
reg [3:0] p6_state_reg = 4'd0, p6_adopt_timer_reg = 4'd0, p6_track_state_reg = 4'd0;
reg p6_is_track_reg = 1'b0, p6_is_adopt_reg = 1'b0, p6_counts_reg = 1'b0, p6_timeout_reg = 1'b0, p6_gone_reg = 1'b0;
reg p6_track_own_reg = 1'b0, p6_track_ended_reg = 1'b0;
reg p6_open_wire_reg = 1'b0, p6_open_host_reg = 1'b0, p6_track_take_reg = 1'b0, p6_track_fin_reg = 1'b0;

reg p6_may_go_reg = 1'b0, p6_again_goes_reg = 1'b0, p6_fence_ends_reg = 1'b0, p6_rested_reg = 1'b0;
reg p6_text_cut_reg = 1'b0, p6_ack_new_reg = 1'b0, p6_window_new_reg = 1'b0, p6_window_take_reg = 1'b0;
reg p6_ts_take_reg = 1'b0, p6_host_moves_reg = 1'b0, p6_nxt_ahead_reg = 1'b0, p6_ack_ahead_reg = 1'b0;
reg p6_edge_ahead_reg = 1'b0, p6_go_fin_reg = 1'b0, p6_again_fin_reg = 1'b0;
reg [31:0] p6_tsval_reg = 0, p6_our_tsval_reg = 0, p6_ts_offset_reg = 0, p6_edge_reg = 0;
reg [31:0] p6_fin_at_reg = 0, p6_go_first_reg = 0, p6_again_first_reg = 0;
reg [10:0] p6_go_len_reg = 0, p6_again_len_reg = 0;

wire [31:0] p5_tail_at = p5_rec_reg[`FINWAVE_REC_FIN_AT] - {21'd0, p5_rec_reg[`FINWAVE_REC_TAIL_LEN]};

// ADOPT: the timer that the adopted state needs
wire [3:0] p5_adopt_timer =
    p5_in_state_reg[ST_FIN_WAIT_1] || p5_in_state_reg[ST_CLOSING] || p5_in_state_reg[ST_LAST_ACK] ?
        `FINWAVE_TIMER_RTO_FIRST :
    p5_in_state_reg[ST_TIME_WAIT] ? `FINWAVE_TIMER_TIME_WAIT :
    p5_in_state_reg[ST_FIN_WAIT_2] && !p5_half_close ? `FINWAVE_TIMER_FIN_WAIT_2 : `FINWAVE_TIMER_STOP;

always @(posedge clk) begin
    p6_valid_reg <= p5_valid_reg;
    p6_busy_reg <= p5_valid_reg && !p5_is_look_reg && !p5_is_syn_reg;
    p6_acts_reg <= p5_valid_reg && p5_acts;
    p6_sweep_reg <= p5_valid_reg && p5_is_sweep_reg && !(p5_applies_reg && p5_timer_due);
    p6_op_reg <= p5_timeout ? `FINWAVE_OP_TIMEOUT : p5_op_reg;
    p6_is_segment_reg <= p5_valid_reg && p5_is_segment_reg;
    p6_from_host_reg <= p5_from_host_reg;
    p6_is_command_reg <= p5_valid_reg && p5_is_command_reg;
    p6_is_syn_reg <= p5_valid_reg && p5_is_syn_reg;
    p6_applies_reg <= p5_applies_reg;
    p6_follows_reg <= p5_follows_reg;
    p6_tracked_reg <= p5_tracked_reg;
    p6_sound_reg <= p5_sound;
    p6_flow_reg <= p5_flow_reg;
    p6_frame_reg <= p5_frame_reg;
    p6_segment_reg <= p5_segment_reg;
    p6_key_reg <= p5_key_reg;
    p6_slot_reg <= p5_slot_reg;
    p6_rec_reg <= p5_rec_reg;
    if (p5_rec_reg[`FINWAVE_REC_TRACKED]) begin
        p6_rec_reg[`FINWAVE_REC_ADOPTED] <= 0;
    end
    p6_rec_reg[`FINWAVE_REC_LINK] <= p5_brings_rec_reg ? cmd_rec[`FINWAVE_REC_LINK] : p5_ram_link;
    p6_macs_reg <= p5_rec_reg[`FINWAVE_REC_TRACKED] ? p5_rec_reg[`FINWAVE_REC_MACS] : neighbour_macs;
    p6_now_reg <= p5_now_reg;
    p6_has_ts_reg <= p5_has_ts_reg;
    p6_wscale_known_reg <= p5_wscale_known_reg;
    p6_wscale_found_reg <= p5_wscale_found_reg;
    p6_wscale_reg <= p5_wscale_reg;

    p6_rto_over_reg <= {1'b0, rto_max} < {p5_rec_reg[`FINWAVE_REC_RTO], 1'b0};
    p6_rule_reg <= p5_rule;
    p6_linux_time_wait_reg <= p5_linux_time_wait;
    p6_our_fin_acked_reg <= p5_our_fin_acked;
    p6_our_text_goes_reg <= p5_our_text_goes;
    p6_fin_unacked_reg <= p5_fin_unacked_reg;
    p6_progress_reg <= p5_progress;
    p6_zero_retries_reg <= p5_zero_retries;
    p6_text_too_reg <= p5_text_too;
    p6_watching_reg <= p5_watching;
    p6_watched_hole_reg <= p5_watched_hole;
    p6_merges_reg <= p5_merges;
    p6_ends_both_reg <= p5_ends_both;
    p6_announces_reg <= p5_announces;
    p6_can_abort_reg <= p5_can_abort;
    p6_passed_state_reg <= p5_passed_state;
    p6_passed_timer_reg <= p5_passed_timer;
    p6_fin_state_reg <= p5_fin_state;
    p6_fin_timer_reg <= p5_fin_timer;

    p6_state_reg <= p5_state;
    p6_established_reg <= p5_in_state_reg[ST_ESTABLISHED];
    p6_fin_wait_2_reg <= p5_in_state_reg[ST_FIN_WAIT_2];
    p6_adopt_timer_reg <= p5_is_adopt_reg ? p5_adopt_timer : `FINWAVE_TIMER_KEEP;
    p6_is_track_reg <= p5_is_track_reg;
    p6_is_adopt_reg <= p5_is_adopt_reg;
    p6_counts_reg <= p5_counts;
    p6_timeout_reg <= p5_timeout;
    p6_gone_reg <= !p5_is_segment_reg && (p5_timeout || p5_is_evict_reg);
    p6_track_state_reg <= p5_track_state;
    p6_track_own_reg <= p5_track_own;
    p6_track_ended_reg <= p5_track_ended;
    p6_open_wire_reg <= p5_track_counts && p5_open_wire;
    p6_open_host_reg <= p5_track_counts && p5_open_host;
    p6_track_take_reg <= p5_track_counts && p5_track_take;
    p6_track_fin_reg <= p5_track_fin;

    p6_may_go_reg <= p5_may_go;
    p6_again_goes_reg <= p5_again_goes;
    p6_fence_ends_reg <= p5_fence_ends;
    p6_rested_reg <= p5_ack_rested;
    p6_text_cut_reg <= p5_text_cut;
    p6_ack_new_reg <= p5_ack_new;
    p6_window_new_reg <= p5_window_new;
    p6_window_take_reg <= p5_window_take;
    p6_ts_take_reg <= p5_ts_take;
    p6_host_moves_reg <= p5_host_moves;
    p6_nxt_ahead_reg <= p5_nxt_ahead;
    p6_ack_ahead_reg <= p5_ack_ahead;
    p6_edge_ahead_reg <= p5_edge_ahead;
    p6_tsval_reg <= p5_tsval;
    p6_our_tsval_reg <= p5_our_tsval;
    p6_ts_offset_reg <= p5_ts_offset;
    p6_edge_reg <= p5_edge;
    p6_fin_at_reg <= p5_fin_at;
    p6_go_first_reg <= p5_from_host_reg ? p5_segment_reg[`FINWAVE_SEG_SEQ_END] : p5_rec_reg[`FINWAVE_REC_SND_NXT];
    p6_go_len_reg <= p5_go_len;
    p6_go_some_reg <= p5_go_len != 11'd0;
    p6_go_fin_reg <= p5_go_fin;
    p6_again_first_reg <= p5_again_over ? p5_rec_reg[`FINWAVE_REC_FIN_AT] :
                          p5_again_una ? p5_rec_reg[`FINWAVE_REC_SND_UNA] : p5_tail_at;
    p6_again_len_reg <= p5_again_len;
    p6_again_some_reg <= p5_again_len != 11'd0;
    p6_again_fin_reg <= p5_again_fin;

    if (rst) begin
        p6_valid_reg <= 1'b0;
        p6_busy_reg <= 1'b0;
        p6_acts_reg <= 1'b0;
        p6_sweep_reg <= 1'b0;
        p6_is_segment_reg <= 1'b0;
        p6_is_command_reg <= 1'b0;
        p6_is_syn_reg <= 1'b0;
        p6_rule_reg <= 0;
    end
end

wire [3:0] p6_next_state, p6_timer, p6_completion;
wire [5:0] p6_reason;
wire [2:0] p6_send;
wire p6_limited, p6_pass, p6_peer_fin, p6_free, p6_refuse, p6_take_ack, p6_take_text, p6_take_fin, p6_take_host;
wire p6_queue_fin, p6_send_again, p6_owe_ack, p6_set_half_close, p6_clear_half_close;
wire p6_sends_fin, p6_sends_bare, p6_sends_rst_seg, p6_sends_rst_syn;
wire p6_syn = p6_segment_reg[`FINWAVE_SEG_FLAG_SYN];
wire p6_fin = p6_segment_reg[`FINWAVE_SEG_FLAG_FIN];
wire p6_rst = p6_segment_reg[`FINWAVE_SEG_FLAG_RST];
wire p6_ack = p6_segment_reg[`FINWAVE_SEG_FLAG_ACK];

// a tracked connection also ends by its idle timer, and to make room
wire p6_own = p6_follows_reg && p6_counts_reg && p6_track_own_reg;
wire p6_ended = p6_follows_reg && (p6_gone_reg || (p6_counts_reg && p6_track_ended_reg));
// without a rule the state stays
wire [3:0] p6_stay_state = p6_ended ? ST_CLOSED :
                           p6_follows_reg && p6_counts_reg ? p6_track_state_reg : p6_state_reg;

finwave_transition
transition_inst (
    .rule(p6_rule_reg),
    .linux_time_wait(p6_linux_time_wait_reg),
    .our_fin_acked(p6_our_fin_acked_reg),
    .our_text_goes(p6_our_text_goes_reg),
    .fin_unacked(p6_fin_unacked_reg),
    .text_too(p6_text_too_reg),
    .watching(p6_watching_reg),
    .watched_hole(p6_watched_hole_reg),
    .merges(p6_merges_reg),
    .ends_both(p6_ends_both_reg),
    .announces(p6_announces_reg),
    .passed_state(p6_passed_state_reg),
    .passed_timer(p6_passed_timer_reg),
    .fin_state(p6_fin_state_reg),
    .fin_timer(p6_fin_timer_reg),
    .can_abort(p6_can_abort_reg),
    .state(p6_stay_state),
    .established(p6_established_reg),
    .fin_wait_2(p6_fin_wait_2_reg),
    .shutdown(p6_op_reg == `FINWAVE_OP_SHUTDOWN),
    .ack(p6_ack),
    .ack_owed(p6_rec_reg[`FINWAVE_REC_ACK_OWED]),
    .may_go(p6_may_go_reg),
    .again_goes(p6_again_goes_reg),
    .fence_ends(p6_fence_ends_reg),
    .give_up_silent(give_up_silent),
    .next_state(p6_next_state),
    .reason(p6_reason),
    .send(p6_send),
    .sends_fin(p6_sends_fin),
    .sends_bare(p6_sends_bare),
    .sends_rst_seg(p6_sends_rst_seg),
    .sends_rst_syn(p6_sends_rst_syn),
    .completion(p6_completion),
    .limited(p6_limited),
    .pass(p6_pass),
    .peer_fin(p6_peer_fin),
    .free(p6_free),
    .refuse(p6_refuse),
    .take_ack(p6_take_ack),
    .take_text(p6_take_text),
    .take_fin(p6_take_fin),
    .take_host(p6_take_host),
    .queue_fin(p6_queue_fin),
    .send_again(p6_send_again),
    .owe_ack(p6_owe_ack),
    .set_half_close(p6_set_half_close),
    .clear_half_close(p6_clear_half_close),
    .timer(p6_timer)
);

// a segment that is not sound leaves the record of a tracked connection as it is
wire p6_untouched = p6_is_segment_reg && !p6_counts_reg;
wire [3:0] p6_other_timer = !p6_follows_reg ? (p6_is_track_reg ? `FINWAVE_TIMER_TRACK_IDLE : p6_adopt_timer_reg) :
                            p6_untouched ? `FINWAVE_TIMER_KEEP : p6_ended ? `FINWAVE_TIMER_STOP :
                            p6_own ? `FINWAVE_TIMER_TIME_WAIT : `FINWAVE_TIMER_TRACK_IDLE;
wire [5:0] p6_other_reason = p6_is_track_reg ? `FINWAVE_REASON_TRACK_STARTED :
                             p6_is_adopt_reg ? `FINWAVE_REASON_COMMAND_DONE :
                             !p6_follows_reg ? `FINWAVE_REASON_NONE :
                             p6_timeout_reg ? `FINWAVE_REASON_TRACK_EXPIRED :
                             p6_own ? `FINWAVE_REASON_TRACK_OWNED :
                             p6_ended ? `FINWAVE_REASON_TRACK_ENDED : `FINWAVE_REASON_TRACK_PASSED;

// a SYN that may be tracked: of an unknown tuple, or one that just took a TIME-WAIT over
wire p6_took_over = p6_rule_reg[`FINWAVE_RULE_REUSED] || p6_rule_reg[`FINWAVE_RULE_HOST_REUSED];
wire p6_track = transparent && p6_sound_reg && p6_syn && !p6_ack && !p6_rst && !p6_fin && p6_wscale_known_reg &&
                (p6_is_syn_reg || p6_took_over);

// RFC 5961 7: limited ACKs of the whole engine, in periods of 2^20 ticks
reg [11:0] period_reg = 12'd0;
reg p6_period_new_reg = 1'b0;
reg [15:0] spent_reg = 16'd0;       // in this period, before the operation in p6
reg [15:0] budget_less_reg = 16'd0;
reg budget_reg = 1'b0;              // there is some left
reg unlimited_reg = 1'b0, single_reg = 1'b0;        // ack_budget is 0, is 1

wire p5_period_new = p5_valid_reg && p5_now_reg[31:20] != period_reg;
wire p6_limited_sent = p6_limited && p6_rested_reg && budget_reg;
wire p6_held_back = p6_limited && !p6_limited_sent;

always @(posedge clk) begin
    p6_period_new_reg <= p5_period_new;
    if (p5_valid_reg) begin
        period_reg <= p5_now_reg[31:20];
    end
    budget_less_reg <= ack_budget - 16'd1;
    unlimited_reg <= ack_budget == 16'd0;
    single_reg <= ack_budget == 16'd1;
    if (p6_period_new_reg || p6_limited_sent) begin
        spent_reg <= p6_period_new_reg ? {15'd0, p6_limited_sent} : spent_reg + 16'd1;
    end
    budget_reg <= p5_period_new || unlimited_reg ||
                  (p6_period_new_reg ? !p6_limited_sent || !single_reg :
                   p6_limited_sent ? spent_reg < budget_less_reg : spent_reg < ack_budget);

    if (rst) begin
        p6_period_new_reg <= 1'b0;
        period_reg <= 12'd0;
        spent_reg <= 16'd0;
        budget_reg <= 1'b0;
    end
end

/* -- p7: the decision is carried out -------------------------------------------------------------------------- */

reg p7_busy_reg = 1'b0, p7_acts_reg = 1'b0, p7_sweep_reg = 1'b0, p7_early_reg = 1'b0, p7_soon_reg = 1'b0;
reg p7_is_segment_reg = 1'b0, p7_from_host_reg = 1'b0, p7_is_close_reg = 1'b0, p7_is_command_reg = 1'b0;
reg p7_is_query_reg = 1'b0, p7_adopt_reg = 1'b0, p7_started_reg = 1'b0, p7_update_reg = 1'b0;
reg p7_applies_reg = 1'b0, p7_follows_reg = 1'b0, p7_silent_reg = 1'b0;
reg [3:0] p7_op_reg = 4'd0;
reg [CL_FLOWS-1:0] p7_flow_reg = 0;
reg [31:0] p7_frame_reg = 32'd0;
reg [SEG_WIDTH-1:0] p7_segment_reg = 0;
reg [KEY_WIDTH-1:0] p7_key_reg = 0;
reg [LINK_WIDTH-1:0] p7_link_reg = 0;
reg [REC_WIDTH-1:0] p7_rec_reg = 0;
reg [95:0] p7_macs_reg = 0;
reg [47:0] p7_now_reg = 48'd0;
reg [3:0] p7_state_reg = 4'd0, p7_timer_reg = 4'd0, p7_completion_reg = 4'd0;
reg [5:0] p7_reason_reg = 6'd0;
reg [2:0] p7_send_reg = 3'd0, p7_decided_reg = 3'd0;    // what leaves, and what would without the limits
reg p7_pass_reg = 1'b0, p7_peer_fin_reg = 1'b0, p7_free_reg = 1'b0, p7_refuse_reg = 1'b0;
reg p7_take_ack_reg = 1'b0, p7_take_text_reg = 1'b0, p7_take_fin_reg = 1'b0, p7_take_host_reg = 1'b0;
reg p7_queue_fin_reg = 1'b0, p7_send_again_reg = 1'b0, p7_zero_retries_reg = 1'b0, p7_progress_reg = 1'b0;
reg p7_owe_ack_reg = 1'b0, p7_set_half_close_reg = 1'b0, p7_clear_half_close_reg = 1'b0;
reg p7_limited_sent_reg = 1'b0, p7_held_back_reg = 1'b0, p7_rest_over_reg = 1'b0;
reg p7_text_cut_reg = 1'b0, p7_ack_new_reg = 1'b0, p7_window_new_reg = 1'b0, p7_window_take_reg = 1'b0;
reg p7_ts_take_reg = 1'b0, p7_host_moves_reg = 1'b0, p7_nxt_ahead_reg = 1'b0, p7_ack_ahead_reg = 1'b0;
reg p7_edge_ahead_reg = 1'b0, p7_go_fin_reg = 1'b0, p7_again_fin_reg = 1'b0;
reg p7_sends_fin_reg = 1'b0, p7_sends_rst_seg_reg = 1'b0, p7_sends_rst_syn_reg = 1'b0, p7_bare_reg = 1'b0;
reg p7_go_some_reg = 1'b0, p7_again_some_reg = 1'b0;
reg p7_own_reg = 1'b0, p7_open_wire_reg = 1'b0, p7_open_host_reg = 1'b0;
reg p7_track_take_reg = 1'b0, p7_track_fin_reg = 1'b0, p7_track_reg = 1'b0;
reg p7_has_ts_reg = 1'b0, p7_wscale_found_reg = 1'b0;
reg [3:0] p7_wscale_reg = 4'd0;
reg [31:0] p7_tsval_reg = 0, p7_our_tsval_reg = 0, p7_ts_offset_reg = 0, p7_edge_reg = 0, p7_credit_edge_reg = 0;
reg [31:0] p7_fin_at_reg = 0, p7_go_first_reg = 0, p7_again_first_reg = 0, p7_go_end_reg = 0, p7_again_end_reg = 0;
reg [31:0] p7_snd_nxt_more_reg = 0, p7_snd_nxt_less_reg = 0;
reg [10:0] p7_go_len_reg = 0, p7_again_len_reg = 0;
reg [27:0] p7_rto_doubled_reg = 0;

wire p6_is_close = p6_op_reg == `FINWAVE_OP_CLOSE || p6_op_reg == `FINWAVE_OP_SHUTDOWN;
wire [2:0] p6_all_send = p6_own && p6_acts_reg ? `FINWAVE_SEND_HOST_RST : p6_send;

always @(posedge clk) begin
    p7_busy_reg <= p6_busy_reg;
    p7_acts_reg <= p6_acts_reg;
    p7_sweep_reg <= p6_sweep_reg;
    p7_soon_reg <= p6_acts_reg;         // has no reset, so that it is no second name of p7_acts_reg, which is far away
    p7_early_reg <= p6_acts_reg && p6_sends_bare && !p6_held_back;
    p7_is_segment_reg <= p6_is_segment_reg;
    p7_from_host_reg <= p6_from_host_reg;
    p7_is_close_reg <= p6_is_close;
    p7_is_command_reg <= p6_is_command_reg;
    p7_is_query_reg <= p6_valid_reg && p6_op_reg == `FINWAVE_OP_QUERY;
    p7_adopt_reg <= p6_op_reg == `FINWAVE_OP_ADOPT;
    p7_started_reg <= p6_op_reg == `FINWAVE_OP_TRACK;
    p7_update_reg <= p6_op_reg == `FINWAVE_OP_UPDATE;
    p7_applies_reg <= p6_applies_reg;
    p7_follows_reg <= p6_follows_reg;
    p7_silent_reg <= p6_tracked_reg;
    p7_op_reg <= p6_op_reg;
    p7_flow_reg <= p6_flow_reg;
    p7_frame_reg <= p6_frame_reg;
    p7_segment_reg <= p6_segment_reg;
    p7_key_reg <= p6_key_reg;
    p7_link_reg <= p6_link;
    p7_rec_reg <= p6_rec_reg;
    p7_macs_reg <= p6_macs_reg;
    p7_now_reg <= p6_now_reg;
    p7_state_reg <= p6_next_state;
    p7_timer_reg <= p6_timer | p6_other_timer;
    p7_reason_reg <= p6_reason | p6_other_reason;
    p7_completion_reg <= p6_tracked_reg ? `FINWAVE_EVENT_NONE : p6_completion;
    p7_decided_reg <= p6_all_send;
    p7_sends_fin_reg <= p6_sends_fin;
    p7_sends_rst_seg_reg <= p6_sends_rst_seg;
    p7_sends_rst_syn_reg <= p6_sends_rst_syn;
    p7_bare_reg <= p6_queue_fin && !p6_is_close;
    p7_send_reg <= p6_held_back ? `FINWAVE_SEND_NONE : p6_all_send;
    p7_limited_sent_reg <= p6_limited_sent;
    p7_held_back_reg <= p6_held_back;
    p7_rest_over_reg <= p6_sweep_reg && p6_rested_reg && p6_rec_reg[`FINWAVE_REC_LIMITED];
    p7_pass_reg <= p6_follows_reg || p6_pass;
    p7_peer_fin_reg <= p6_peer_fin && !p6_tracked_reg;
    p7_free_reg <= p6_free || (p6_acts_reg && p6_ended);
    p7_refuse_reg <= p6_refuse;
    p7_take_ack_reg <= p6_take_ack;
    p7_take_text_reg <= p6_take_text;
    p7_take_fin_reg <= p6_take_fin;
    p7_take_host_reg <= p6_take_host;
    p7_queue_fin_reg <= p6_queue_fin;
    p7_send_again_reg <= p6_send_again;
    p7_zero_retries_reg <= p6_zero_retries_reg;
    p7_progress_reg <= p6_progress_reg;
    p7_owe_ack_reg <= p6_owe_ack;
    p7_set_half_close_reg <= p6_set_half_close;
    p7_clear_half_close_reg <= p6_clear_half_close;
    p7_text_cut_reg <= p6_text_cut_reg;
    p7_ack_new_reg <= p6_ack_new_reg;
    p7_window_new_reg <= p6_window_new_reg;
    p7_window_take_reg <= p6_window_take_reg;
    p7_ts_take_reg <= p6_ts_take_reg;
    p7_host_moves_reg <= p6_host_moves_reg;
    p7_nxt_ahead_reg <= p6_nxt_ahead_reg;
    p7_ack_ahead_reg <= p6_ack_ahead_reg;
    p7_edge_ahead_reg <= p6_edge_ahead_reg;
    p7_own_reg <= p6_own;
    p7_open_wire_reg <= p6_open_wire_reg;
    p7_open_host_reg <= p6_open_host_reg;
    p7_track_take_reg <= p6_track_take_reg;
    p7_track_fin_reg <= p6_track_fin_reg;
    p7_track_reg <= p6_track;
    p7_has_ts_reg <= p6_has_ts_reg;
    p7_wscale_found_reg <= p6_wscale_found_reg;
    p7_wscale_reg <= p6_wscale_reg;
    p7_tsval_reg <= p6_tsval_reg;
    p7_our_tsval_reg <= p6_our_tsval_reg;
    p7_ts_offset_reg <= p6_ts_offset_reg;
    p7_edge_reg <= p6_edge_reg;
    p7_credit_edge_reg <= p6_rec_reg[`FINWAVE_REC_RCV_NXT] + {1'b0, cmd_rcv_wnd};
    p7_fin_at_reg <= p6_fin_at_reg;
    p7_go_first_reg <= p6_go_first_reg;
    p7_go_len_reg <= p6_go_len_reg;
    p7_go_some_reg <= p6_go_some_reg;
    p7_go_fin_reg <= p6_go_fin_reg;
    p7_go_end_reg <= p6_go_first_reg + {21'd0, p6_go_len_reg} + {31'd0, p6_go_fin_reg};
    p7_again_first_reg <= p6_again_first_reg;
    p7_again_len_reg <= p6_again_len_reg;
    p7_again_some_reg <= p6_again_some_reg;
    p7_again_fin_reg <= p6_again_fin_reg;
    p7_again_end_reg <= p6_again_first_reg + {21'd0, p6_again_len_reg} + {31'd0, p6_again_fin_reg};
    p7_snd_nxt_more_reg <= p6_rec_reg[`FINWAVE_REC_SND_NXT] + 32'd1;
    p7_snd_nxt_less_reg <= p6_rec_reg[`FINWAVE_REC_SND_NXT] - 32'd1;
    p7_rto_doubled_reg <= p6_rto_over_reg ? rto_max : p6_rec_reg[`FINWAVE_REC_RTO] << 1;

    if (rst) begin
        p7_busy_reg <= 1'b0;
        p7_acts_reg <= 1'b0;
        p7_sweep_reg <= 1'b0;
        p7_early_reg <= 1'b0;
        p7_is_segment_reg <= 1'b0;
        p7_is_command_reg <= 1'b0;
        p7_is_query_reg <= 1'b0;
        p7_rest_over_reg <= 1'b0;
        p7_track_reg <= 1'b0;
    end
end

assign early_soon = p7_soon_reg;
assign early_valid = p7_early_reg;
assign early_link = {p7_rec_reg[`FINWAVE_REC_FLOW_LABEL], p7_rec_reg[`FINWAVE_REC_TOS], p7_rec_reg[`FINWAVE_REC_TTL],
                     p7_rec_reg[`FINWAVE_REC_OUTER_88A8], p7_rec_reg[`FINWAVE_REC_PCP_INNER],
                     p7_rec_reg[`FINWAVE_REC_PCP_OUTER], p7_macs_reg, p7_key_reg};

// how long the timer runs
reg [30:0] p7_duration;
always @* begin
    case (p7_timer_reg)
        `FINWAVE_TIMER_TIME_WAIT: p7_duration = time_wait;
        `FINWAVE_TIMER_FIN_WAIT_2: p7_duration = fin_wait_2_timeout;
        `FINWAVE_TIMER_MERGE: p7_duration = {14'd0, merge_window};
        `FINWAVE_TIMER_TRACK_IDLE: p7_duration = track_idle;
        `FINWAVE_TIMER_RTO_BACKOFF: p7_duration = {3'd0, p7_rto_doubled_reg};
        default: p7_duration = {3'd0, p7_rec_reg[`FINWAVE_REC_RTO]};
    endcase
end

wire [REC_WIDTH-1:0] p7_applied, p7_new_rec;
wire [`FINWAVE_FRAME_WIDTH-1:0] p7_frame;
wire [31:0] p7_frame_from;
wire p7_tail_done, p7_timer_set, p7_some_text;

finwave_apply
apply_inst (
    .adopt(p7_adopt_reg),
    .update(p7_update_reg),
    .close(p7_is_close_reg),
    .state(p7_state_reg),
    .send(p7_decided_reg),
    .sends_text(p7_sends_fin_reg),
    .sends_rst_seg(p7_sends_rst_seg_reg),
    .sends_rst_syn(p7_sends_rst_syn_reg),
    .to_host(p7_own_reg),
    .host_acked(p7_track_take_reg && p7_from_host_reg && p7_ack_ahead_reg),
    .bare(p7_bare_reg),
    .sent(!p7_held_back_reg),
    .limited_sent(p7_limited_sent_reg),
    .limited_clear(p7_rest_over_reg),
    .take_ack(p7_take_ack_reg),
    .take_text(p7_take_text_reg),
    .take_fin(p7_take_fin_reg),
    .take_host(p7_take_host_reg),
    .queue_fin(p7_queue_fin_reg),
    .send_again(p7_send_again_reg),
    .zero_retries(p7_zero_retries_reg),
    .owe_ack(p7_owe_ack_reg),
    .set_half_close(p7_set_half_close_reg),
    .clear_half_close(p7_clear_half_close_reg),
    .progress(p7_progress_reg),
    .timer(p7_timer_reg),
    .duration(p7_duration),
    .set_rcv_wnd(cmd_set_rcv_wnd),
    .rec(p7_rec_reg),
    .key(p7_key_reg),
    .macs(p7_macs_reg),
    .now(p7_now_reg[31:0]),
    .seg_seq_end(p7_segment_reg[`FINWAVE_SEG_SEQ_END]),
    .seg_text_end(p7_segment_reg[`FINWAVE_SEG_TEXT_END]),
    .seg_ack(p7_segment_reg[`FINWAVE_SEG_ACK]),
    .seg_window(p7_segment_reg[`FINWAVE_SEG_WINDOW]),
    .seg_ack_flag(p7_segment_reg[`FINWAVE_SEG_FLAG_ACK]),
    .text_cut(p7_text_cut_reg),
    .ack_new(p7_ack_new_reg),
    .window_new(p7_window_new_reg),
    .window_take(p7_window_take_reg),
    .ts_take(p7_ts_take_reg),
    .tsval(p7_tsval_reg),
    .our_tsval(p7_our_tsval_reg),
    .ts_offset(p7_ts_offset_reg),
    .credit_edge(p7_credit_edge_reg),
    .rto_doubled(p7_rto_doubled_reg),
    .fin_wait_2_on(fin_wait_2_on_reg),
    .host_moves(p7_host_moves_reg),
    .ack_ahead(p7_ack_ahead_reg),
    .edge_ahead(p7_edge_ahead_reg),
    .host_edge(p7_edge_reg),
    .fin_at(p7_fin_at_reg),
    .close_tail(cmd_tail),
    .close_buffer(tail_buffer),
    .go_first(p7_go_first_reg),
    .go_len(p7_go_len_reg),
    .go_some(p7_go_some_reg),
    .go_fin(p7_go_fin_reg),
    .again_first(p7_again_first_reg),
    .again_len(p7_again_len_reg),
    .again_some(p7_again_some_reg),
    .again_fin(p7_again_fin_reg),
    .snd_nxt_more(p7_snd_nxt_more_reg),
    .snd_nxt_less(p7_snd_nxt_less_reg),
    .go_end(p7_go_end_reg),
    .again_end(p7_again_end_reg),
    .new_rec(p7_applied),
    .timer_set(p7_timer_set),
    .some_text(p7_some_text),
    .tail_done(p7_tail_done),
    .frame(p7_frame),
    .frame_from(p7_frame_from)
);

finwave_track_apply
track_apply_inst (
    .from_host(p7_from_host_reg),
    .open_wire(p7_open_wire_reg),
    .open_host(p7_open_host_reg),
    .take(p7_track_take_reg),
    .take_fin(p7_track_fin_reg),
    .applied(p7_applied),
    .rec(p7_rec_reg),
    .link(p7_link_reg[`FINWAVE_LINK_REST]),
    .seg_seq(p7_segment_reg[`FINWAVE_SEG_SEQ]),
    .seg_seq_end(p7_segment_reg[`FINWAVE_SEG_SEQ_END]),
    .seg_ack(p7_segment_reg[`FINWAVE_SEG_ACK]),
    .seg_window(p7_segment_reg[`FINWAVE_SEG_WINDOW]),
    .has_ts(p7_has_ts_reg),
    .tsval(p7_tsval_reg),
    .has_wscale(p7_wscale_found_reg),
    .wscale(p7_wscale_reg),
    .ack_new(p7_ack_new_reg),
    .window_new(p7_window_new_reg),
    .window_take(p7_window_take_reg),
    .ts_take(p7_ts_take_reg),
    .ts_offset(p7_ts_offset_reg),
    .nxt_ahead(p7_nxt_ahead_reg),
    .ack_ahead(p7_ack_ahead_reg),
    .edge_ahead(p7_edge_ahead_reg),
    .edge_at(p7_edge_reg),
    .new_rec(p7_new_rec)
);

wire p7_sends = p7_acts_reg && p7_send_reg != `FINWAVE_SEND_NONE;
wire p7_text = p7_send_reg == `FINWAVE_SEND_FIN && p7_some_text;

/* -- p8: write back, frame, mark ------------------------------------------------------------------------------ */

reg p8_busy_reg = 1'b0, p8_acts_reg = 1'b0, p8_sweep_reg = 1'b0;
reg p8_is_segment_reg = 1'b0, p8_from_host_reg = 1'b0, p8_is_command_reg = 1'b0, p8_is_query_reg = 1'b0;
reg p8_adopt_reg = 1'b0, p8_started_reg = 1'b0, p8_applies_reg = 1'b0, p8_follows_reg = 1'b0, p8_silent_reg = 1'b0;
reg [3:0] p8_op_reg = 4'd0;
reg [CL_FLOWS-1:0] p8_flow_reg = 0;
reg [31:0] p8_number_reg = 32'd0;
reg [REC_WIDTH-1:0] p8_rec_reg = 0;     // its deadline counts from `p8_from`
reg [95:0] p8_macs_reg = 0;
reg [31:0] p8_from_reg = 32'd0;
reg [47:0] p8_now_reg = 48'd0;
reg [3:0] p8_old_state_reg = 4'd0, p8_completion_reg = 4'd0;
reg [5:0] p8_reason_reg = 6'd0;
reg [2:0] p8_send_reg = 3'd0;
reg p8_pass_reg = 1'b0, p8_peer_fin_reg = 1'b0, p8_free_reg = 1'b0, p8_refuse_reg = 1'b0;
reg p8_held_back_reg = 1'b0, p8_rest_over_reg = 1'b0, p8_own_reg = 1'b0;
reg p8_tail_take_reg = 1'b0, p8_tail_free_reg = 1'b0;
reg [7:0] p8_tail_reg = 8'd0;
reg [`FINWAVE_FRAME_WIDTH-1:0] p8_frame_reg = 0;
reg [31:0] p8_frame_from_reg = 32'd0;
reg p8_text_reg = 1'b0;
reg p8_send_bare_reg = 1'b0, p8_send_text_reg = 1'b0, p8_send_rst_reg = 1'b0;
reg p8_track_reg = 1'b0;
reg [`FINWAVE_TRACK_WIDTH-1:KEY_WIDTH] p8_track_request_reg = 0;        // but for the key

always @(posedge clk) begin
    p8_busy_reg <= p7_busy_reg;
    p8_acts_reg <= p7_acts_reg;
    p8_sweep_reg <= p7_sweep_reg;
    p8_is_segment_reg <= p7_is_segment_reg;
    p8_from_host_reg <= p7_from_host_reg;
    p8_is_command_reg <= p7_is_command_reg;
    p8_is_query_reg <= p7_is_query_reg;
    p8_adopt_reg <= p7_adopt_reg;
    p8_started_reg <= p7_started_reg;
    p8_applies_reg <= p7_applies_reg;
    p8_follows_reg <= p7_follows_reg;
    p8_silent_reg <= p7_silent_reg;
    p8_op_reg <= p7_op_reg;
    p8_flow_reg <= p7_flow_reg;
    p8_number_reg <= p7_frame_reg;
    p8_rec_reg <= p7_new_rec;
    p8_macs_reg <= p7_open_host_reg ? p7_link_reg[`FINWAVE_LINK_MACS] : p7_macs_reg;
    p8_from_reg <= p7_timer_set ? p7_now_reg[31:0] : 32'd0;
    p8_now_reg <= p7_now_reg;
    p8_old_state_reg <= p7_rec_reg[`FINWAVE_REC_STATE];
    p8_completion_reg <= p7_completion_reg;
    p8_reason_reg <= p7_reason_reg;
    p8_send_reg <= p7_send_reg;
    p8_pass_reg <= p7_pass_reg;
    p8_peer_fin_reg <= p7_peer_fin_reg;
    p8_free_reg <= p7_free_reg;
    p8_refuse_reg <= p7_refuse_reg;
    p8_held_back_reg <= p7_held_back_reg;
    p8_rest_over_reg <= p7_rest_over_reg;
    p8_own_reg <= p7_acts_reg && p7_own_reg;
    p8_tail_take_reg <= p7_acts_reg && p7_is_close_reg && p7_queue_fin_reg && tail_on_reg;
    p8_tail_free_reg <= p7_acts_reg && !p7_refuse_reg && !p7_follows_reg && p7_tail_done;
    p8_tail_reg <= p7_rec_reg[`FINWAVE_REC_TAIL];
    p8_frame_reg <= p7_frame;
    p8_frame_from_reg <= p7_frame_from;
    p8_text_reg <= p7_text;
    p8_send_bare_reg <= p7_sends && !p7_text && p7_send_reg != `FINWAVE_SEND_HOST_RST;
    p8_send_text_reg <= p7_sends && p7_text;
    p8_send_rst_reg <= p7_sends && p7_send_reg == `FINWAVE_SEND_HOST_RST;
    p8_track_reg <= p7_track_reg;
    p8_track_request_reg <= {
        p7_frame_reg, p7_from_host_reg, p7_wscale_reg, p7_wscale_found_reg,
        p7_from_host_reg ? p7_ts_offset_reg : p7_tsval_reg,
        p7_has_ts_reg, p7_segment_reg[`FINWAVE_SEG_SEQ_END], p7_segment_reg[`FINWAVE_SEG_SEQ], p7_link_reg
    };

    if (rst) begin
        p8_busy_reg <= 1'b0;
        p8_acts_reg <= 1'b0;
        p8_sweep_reg <= 1'b0;
        p8_is_segment_reg <= 1'b0;
        p8_is_command_reg <= 1'b0;
        p8_is_query_reg <= 1'b0;
        p8_rest_over_reg <= 1'b0;
        p8_own_reg <= 1'b0;
        p8_tail_take_reg <= 1'b0;
        p8_tail_free_reg <= 1'b0;
        p8_track_reg <= 1'b0;
        p8_send_bare_reg <= 1'b0;
        p8_send_text_reg <= 1'b0;
        p8_send_rst_reg <= 1'b0;
    end
end

// what a frame of ours must leave behind
wire p7_passes = p7_is_segment_reg && (!p7_applies_reg || p7_pass_reg);
wire p7_to_host = p7_send_reg == `FINWAVE_SEND_HOST_RST;
reg p8_host_passes_reg = 1'b0, p8_wire_passes_reg = 1'b0, p8_to_host_reg = 1'b0;
reg p8_own_mark_reg = 1'b0;         // the frame that brings the operation is the newest one
reg p8_marks_reg = 1'b0;
wire host_marked, wire_marked;
wire [9:0] host_mark, wire_mark;

finwave_pending
host_pending_inst (
    .clk(clk),
    .rst(rst),
    .pass(p8_host_passes_reg),
    .pass_number(p8_number_reg[9:0]),
    .other_number(host_number),
    .marked(host_marked),
    .mark(host_mark)
);

finwave_pending
wire_pending_inst (
    .clk(clk),
    .rst(rst),
    .pass(p8_wire_passes_reg),
    .pass_number(p8_number_reg[9:0]),
    .other_number(wire_number),
    .marked(wire_marked),
    .mark(wire_mark)
);

wire p8_marked = p8_marks_reg && (p8_own_mark_reg || (p8_to_host_reg ? wire_marked : host_marked));
wire [9:0] p8_mark = p8_own_mark_reg ? p8_number_reg[9:0] : p8_to_host_reg ? wire_mark : host_mark;

always @(posedge clk) begin
    p8_host_passes_reg <= p7_passes && p7_from_host_reg;
    p8_wire_passes_reg <= p7_passes && !p7_from_host_reg;
    p8_to_host_reg <= p7_to_host;
    p8_own_mark_reg <= p7_passes && p7_from_host_reg != p7_to_host;
    p8_marks_reg <= p7_to_host || p7_send_reg == `FINWAVE_SEND_FIN;

    if (rst) begin
        p8_host_passes_reg <= 1'b0;
        p8_wire_passes_reg <= 1'b0;
    end
end

// what of the checksums does not depend on the decision
wire [15:0] p8_ip_sum;
wire [20:0] p6_tcp_sum;
reg [20:0] p7_tcp_sum_reg = 0, p8_tcp_sum_reg = 0;

finwave_frame_sums
frame_sums_inst (
    .clk(clk),
    .p3_key(p3_key_reg),
    .p3_ts(p3_rec_reg[`FINWAVE_REC_TIMESTAMPS]),
    .p6_ttl(p6_rec_reg[`FINWAVE_REC_TTL]),
    .p6_tos(p6_rec_reg[`FINWAVE_REC_TOS]),
    .p6_tcp_sum(p6_tcp_sum),
    .p8_ip_sum(p8_ip_sum)
);

always @(posedge clk) begin
    p7_tcp_sum_reg <= p6_tcp_sum;
    p8_tcp_sum_reg <= p7_tcp_sum_reg;
end

reg [`FINWAVE_FRAME_WIDTH-1:0] p8_frame;
always @* begin
    p8_frame = p8_frame_reg;
    p8_frame[`FINWAVE_FRAME_RCV_WND] = p8_frame_reg[`FINWAVE_FRAME_RCV_WND] - p8_frame_from_reg;
    p8_frame[`FINWAVE_FRAME_IP_SUM] = p8_ip_sum;
    p8_frame[`FINWAVE_FRAME_TCP_SUM] = p8_tcp_sum_reg;
    p8_frame[`FINWAVE_FRAME_MARKED] = p8_marked;
    p8_frame[`FINWAVE_FRAME_MARK] = p8_mark;
end

// events: at once when there is room and none of this flow waits, else from the record, by the sweep
wire p8_fin_waits = p8_rec_reg[`FINWAVE_REC_EV_PEER_FIN];
wire [3:0] p8_end_waits = p8_rec_reg[`FINWAVE_REC_EV_COMPLETE];
wire p8_flush = p8_sweep_reg && event_room && (p8_fin_waits || p8_end_waits != `FINWAVE_EVENT_NONE);
wire p8_event = p8_acts_reg && !p8_silent_reg && (p8_peer_fin_reg || p8_free_reg);
wire p8_event_now = p8_event && event_room && !p8_fin_waits;
wire p8_event_later = p8_event && !p8_event_now;

wire [31:0] p8_deadline = p8_rec_reg[`FINWAVE_REC_DEADLINE] + p8_from_reg;

reg [REC_WIDTH-1:0] p8_new_rec;
always @* begin
    p8_new_rec = p8_rec_reg;
    p8_new_rec[`FINWAVE_REC_DEADLINE] = p8_deadline;
    if (p8_rec_reg[`FINWAVE_REC_TRACKED]) begin
        p8_new_rec[`FINWAVE_REC_MACS] = p8_macs_reg;
    end
    if (p8_event_later && p8_peer_fin_reg) begin
        p8_new_rec[`FINWAVE_REC_EV_PEER_FIN] = 1'b1;
        p8_new_rec[`FINWAVE_REC_EV_FIN_STATE] = p8_old_state_reg;
    end
    if (p8_event_later && p8_free_reg) begin
        p8_new_rec[`FINWAVE_REC_EV_COMPLETE] = p8_completion_reg;
        p8_new_rec[`FINWAVE_REC_EV_STATE] = p8_old_state_reg;
    end
    if (p8_flush && p8_fin_waits) begin
        p8_new_rec[`FINWAVE_REC_EV_PEER_FIN] = 1'b0;
    end else if (p8_flush) begin
        p8_new_rec[`FINWAVE_REC_EV_COMPLETE] = `FINWAVE_EVENT_NONE;
    end
end

wire p8_wr = (p8_acts_reg && !p8_refuse_reg) || p8_flush || p8_rest_over_reg;

assign send_may = p8_acts_reg;
assign send_valid = p8_send_bare_reg;
assign send_text_valid = p8_send_text_reg;
assign send_rst_valid = p8_send_rst_reg;
assign send_frame = p8_frame;

assign tail_take = p8_tail_take_reg;
assign tail_free = p8_tail_free_reg;
assign tail_freed = p8_tail_reg;

assign track_valid = p8_track_reg;
assign track_request = {p8_track_request_reg, p8_frame_reg[`FINWAVE_FRAME_KEY]};

/* -- p9: what others learn of it ------------------------------------------------------------------------------ */

reg p9_retire_reg = 1'b0;
reg p9_event_reg = 1'b0;
reg [3:0] p9_event_kind_reg = 4'd0, p9_event_state_reg = 4'd0;
reg p9_release_reg = 1'b0;
reg p9_verdict_reg = 1'b0, p9_verdict_pass_reg = 1'b0;
reg p9_from_host_reg = 1'b0, p9_is_track_reg = 1'b0;
reg p9_owned_reg = 1'b0, p9_freed_held_reg = 1'b0, p9_untracked_reg = 1'b0;
reg [10:0] p9_text_reg = 11'd0;
reg p9_done_reg = 1'b0;
reg [3:0] p9_result_reg = 4'd0;
reg [3:0] p9_op_reg = 4'd0, p9_old_state_reg = 4'd0, p9_completion_reg = 4'd0;
reg [CL_FLOWS-1:0] p9_flow_reg = 0;
reg [31:0] p9_frame_reg = 0, p9_seq_reg = 0, p9_ack_reg = 0;
reg [5:0] p9_reason_reg = 6'd0;
reg [2:0] p9_send_reg = 3'd0;
reg p9_limited_reg = 1'b0, p9_free_reg = 1'b0, p9_peer_fin_reg = 1'b0;
reg [47:0] p9_now_reg = 48'd0;
reg [REC_WIDTH-1:0] p9_rec_reg = 0;         // as it is written
reg p9_wr_reg = 1'b0;
reg [KEY_WIDTH-1:0] p9_key_reg = 0;

always @(posedge clk) begin
    p9_retire_reg <= p8_acts_reg;
    p9_event_reg <= p8_event_now || p8_flush;
    p9_event_kind_reg <= p8_flush ? (p8_fin_waits ? `FINWAVE_EVENT_PEER_FIN : p8_end_waits) :
                         p8_peer_fin_reg ? `FINWAVE_EVENT_PEER_FIN : p8_completion_reg;
    p9_event_state_reg <= !p8_flush ? p8_old_state_reg :
                          p8_fin_waits ? p8_rec_reg[`FINWAVE_REC_EV_FIN_STATE]
                                       : p8_rec_reg[`FINWAVE_REC_EV_STATE];
    p9_release_reg <= (p8_event_now && p8_free_reg) || (p8_flush && !p8_fin_waits) ||
                      (p8_acts_reg && p8_silent_reg && p8_free_reg);
    p9_from_host_reg <= p8_from_host_reg && p8_is_segment_reg;
    p9_is_track_reg <= p8_op_reg == `FINWAVE_OP_TRACK;
    p9_owned_reg <= p8_own_reg;
    p9_untracked_reg <= p8_acts_reg && p8_follows_reg && p8_free_reg;
    p9_freed_held_reg <= !(p8_acts_reg && p8_follows_reg);
    p9_text_reg <= p8_text_reg ? p8_frame_reg[`FINWAVE_FRAME_TEXT_LEN] : 11'd0;
    p9_verdict_reg <= p8_is_segment_reg;
    p9_verdict_pass_reg <= !p8_applies_reg || p8_pass_reg;
    p9_done_reg <= p8_is_command_reg || p8_is_query_reg;
    p9_result_reg <= !p8_applies_reg ? `FINWAVE_CMD_RESULT_NO_FLOW :
                     p8_refuse_reg && p8_is_command_reg ? `FINWAVE_CMD_RESULT_BAD_STATE :
                     `FINWAVE_CMD_RESULT_OK;
    p9_op_reg <= p8_op_reg;
    p9_old_state_reg <= p8_adopt_reg || p8_started_reg ? ST_CLOSED : p8_old_state_reg;
    p9_completion_reg <= p8_completion_reg;
    p9_flow_reg <= clear_en ? clear_flow : p8_flow_reg;
    p9_wr_reg <= clear_en || p8_wr;
    p9_frame_reg <= p8_number_reg;
    p9_seq_reg <= p8_send_reg == `FINWAVE_SEND_NONE ? 32'd0 : p8_frame_reg[`FINWAVE_FRAME_SEQ];
    p9_ack_reg <= p8_send_reg == `FINWAVE_SEND_NONE ? 32'd0 : p8_frame_reg[`FINWAVE_FRAME_ACK];
    p9_reason_reg <= p8_reason_reg;
    p9_send_reg <= p8_send_reg;
    p9_limited_reg <= p8_held_back_reg;
    p9_free_reg <= p8_free_reg;
    p9_peer_fin_reg <= p8_peer_fin_reg;
    p9_now_reg <= p8_now_reg;
    p9_rec_reg <= p8_new_rec;
    p9_key_reg <= p8_frame_reg[`FINWAVE_FRAME_KEY];
    if (clear_en) begin
        p9_rec_reg <= 0;
    end

    if (rst) begin
        p9_retire_reg <= 1'b0;
        p9_event_reg <= 1'b0;
        p9_release_reg <= 1'b0;
        p9_verdict_reg <= 1'b0;
        p9_done_reg <= 1'b0;
        p9_owned_reg <= 1'b0;
        p9_untracked_reg <= 1'b0;
    end
end

assign rec_wr_en = p9_wr_reg;
assign rec_wr_flow = p9_flow_reg;
assign rec_wr_data = p9_rec_reg;

assign done_valid = p9_done_reg;
assign done_result = p9_result_reg;
assign done_generation = p9_rec_reg[`FINWAVE_REC_GENERATION];
assign done_rec = p9_rec_reg;
assign done_key = p9_key_reg;

assign done_tracked = p9_rec_reg[`FINWAVE_REC_TRACKED] && p9_rec_reg[`FINWAVE_REC_STATE] != ST_TIME_WAIT;

assign verdict_valid = p9_verdict_reg && !p9_from_host_reg;
assign verdict_pass = p9_verdict_pass_reg;
assign host_verdict_valid = p9_verdict_reg && p9_from_host_reg;
assign host_verdict_pass = p9_verdict_pass_reg;

assign event_valid = p9_event_reg;
assign event_kind = p9_event_kind_reg;
assign event_state = p9_event_state_reg;
assign event_flow = p9_flow_reg;
assign event_generation = p9_rec_reg[`FINWAVE_REC_GENERATION];
assign event_snd_nxt = p9_rec_reg[`FINWAVE_REC_SND_NXT];
assign event_rcv_nxt = p9_rec_reg[`FINWAVE_REC_RCV_NXT];

assign release_valid = p9_release_reg;
assign release_flow = p9_flow_reg;
assign owned = p9_owned_reg;
assign freed_held = p9_freed_held_reg;
assign untracked = p9_untracked_reg;

assign rt_valid = p9_retire_reg;
assign rt_op = p9_op_reg;
assign rt_flow = p9_flow_reg;
assign rt_generation = p9_rec_reg[`FINWAVE_REC_GENERATION];
assign rt_from_host = p9_is_track_reg ? track_from_host : p9_from_host_reg;
assign rt_frame = p9_is_track_reg ? track_frame : p9_frame_reg;
assign rt_text = p9_text_reg;
assign rt_old_state = p9_old_state_reg;
assign rt_new_state = p9_rec_reg[`FINWAVE_REC_STATE];
assign rt_reason = p9_reason_reg;
assign rt_send = p9_send_reg;
assign rt_ack_limited = p9_limited_reg;
assign rt_pass = p9_verdict_reg && p9_verdict_pass_reg;
assign rt_freed = p9_free_reg;
assign rt_completion = p9_completion_reg;
assign rt_peer_fin = p9_peer_fin_reg;
assign rt_seq = p9_seq_reg;
assign rt_ack = p9_ack_reg;
assign rt_now = p9_now_reg;

assign busy = (p1_valid && p1_op != `FINWAVE_OP_LOOK) ||
              (p2_valid_reg && p2_op_reg != `FINWAVE_OP_LOOK) ||
              (p3_valid_reg && p3_op_reg != `FINWAVE_OP_LOOK) || (p4_valid_reg && p4_op_reg != `FINWAVE_OP_LOOK) ||
              (p5_valid_reg && !p5_is_look_reg) || p6_busy_reg || p7_busy_reg || p7_track_reg || p8_busy_reg ||
              p8_acts_reg || p8_track_reg || due_reg || p9_retire_reg || p9_event_reg;

endmodule

`resetall
