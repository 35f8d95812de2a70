// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * finwave: TCP connection teardown engine, a bump in the wire between a MAC and a host.
 *
 *   wire rx -> parser ---> flow table -> issue -> flow pipeline -> builder, text -> arbiter -> wire tx
 *         \-> frame store -> host rx    ^           |  ^                             ^
 *                                       |  events <-/   \- manager, timer sweep      |
 *   host tx -> parser ------------------/                                            |
 *         \-> frame store -----------------------------------------------------------/
 *
 * Frames of flows that are not known pass in both directions, unchanged and in order; out of reset, disabled
 * or full, all do. FIN (last beat in) to ACK (first beat out): 16 clocks at 64 bits, 23 at 512, unless
 * the wire is busy with another frame or the flow with another operation.
 * docs/theory.md says what is decided, rtl/regs/finwave.rdl what software sees.
 */
module finwave #(
    parameter DATA_WIDTH = 64,              // bits of a stream beat: 64, 128, 256 or 512
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter RX_USER_WIDTH = 1,            // tuser[0] = bad frame; the rest is carried along
    parameter TX_USER_WIDTH = 1,
    parameter FLOW_COUNT = 4096,            // 256 to 1,048,576, a power of two
    parameter TAIL_COUNT = 16,              // buffers of 2 KiB for text that goes with a FIN: 4 to 256, a power of two
    parameter TICK_CYCLES = 40000,          // reset value of TICK_CYCLES: clocks per tick, 16.8 fixed point
    parameter AXIL_ADDR_WIDTH = 12
) (
    input  wire                       clk,
    input  wire                       rst,

    /* from the MAC */
    input  wire [DATA_WIDTH-1:0]      s_axis_wire_rx_tdata,
    input  wire [KEEP_WIDTH-1:0]      s_axis_wire_rx_tkeep,
    input  wire                       s_axis_wire_rx_tvalid,
    output wire                       s_axis_wire_rx_tready,
    input  wire                       s_axis_wire_rx_tlast,
    input  wire [RX_USER_WIDTH-1:0]   s_axis_wire_rx_tuser,

    /* to the host */
    output wire [DATA_WIDTH-1:0]      m_axis_host_rx_tdata,
    output wire [KEEP_WIDTH-1:0]      m_axis_host_rx_tkeep,
    output wire                       m_axis_host_rx_tvalid,
    input  wire                       m_axis_host_rx_tready,
    output wire                       m_axis_host_rx_tlast,
    output wire [RX_USER_WIDTH-1:0]   m_axis_host_rx_tuser,

    /* from the host */
    input  wire [DATA_WIDTH-1:0]      s_axis_host_tx_tdata,
    input  wire [KEEP_WIDTH-1:0]      s_axis_host_tx_tkeep,
    input  wire                       s_axis_host_tx_tvalid,
    output wire                       s_axis_host_tx_tready,
    input  wire                       s_axis_host_tx_tlast,
    input  wire [TX_USER_WIDTH-1:0]   s_axis_host_tx_tuser,

    /* to the MAC; tuser is 0 on the frames that the engine makes */
    output wire [DATA_WIDTH-1:0]      m_axis_wire_tx_tdata,
    output wire [KEEP_WIDTH-1:0]      m_axis_wire_tx_tkeep,
    output wire                       m_axis_wire_tx_tvalid,
    input  wire                       m_axis_wire_tx_tready,
    output wire                       m_axis_wire_tx_tlast,
    output wire [TX_USER_WIDTH-1:0]   m_axis_wire_tx_tuser,

    /* registers */
    input  wire [AXIL_ADDR_WIDTH-1:0] s_axil_awaddr,
    input  wire [2:0]                 s_axil_awprot,
    input  wire                       s_axil_awvalid,
    output wire                       s_axil_awready,
    input  wire [31:0]                s_axil_wdata,
    input  wire [3:0]                 s_axil_wstrb,
    input  wire                       s_axil_wvalid,
    output wire                       s_axil_wready,
    output wire [1:0]                 s_axil_bresp,
    output wire                       s_axil_bvalid,
    input  wire                       s_axil_bready,
    input  wire [AXIL_ADDR_WIDTH-1:0] s_axil_araddr,
    input  wire [2:0]                 s_axil_arprot,
    input  wire                       s_axil_arvalid,
    output wire                       s_axil_arready,
    output wire [31:0]                s_axil_rdata,
    output wire [1:0]                 s_axil_rresp,
    output wire                       s_axil_rvalid,
    input  wire                       s_axil_rready,

    output wire                       irq,

    /* ticks added to the time in this clock; 0 on a board, idle time skipped in simulation */
    input  wire [31:0]                tick_skip,

    /* retire port, observation only: one entry a segment, command (but QUERY) and timeout, in order */
    output wire                       rt_valid,
    output wire [3:0]                 rt_op,          // FINWAVE_OP_*
    output wire                       rt_from_host,   // HOST; TRACK: the SYN was the host's
    output wire [19:0]                rt_flow,
    output wire [3:0]                 rt_generation,
    output wire [31:0]                rt_frame,       // SEGMENT, HOST, TRACK: number of the frame on its side, from 0
    output wire [3:0]                 rt_old_state,
    output wire [3:0]                 rt_new_state,
    output wire [5:0]                 rt_reason,
    output wire [2:0]                 rt_send,        // FINWAVE_SEND_*; NONE when a limit held the ACK back
    output wire [10:0]                rt_text,        // bytes of text in what is sent
    output wire                       rt_ack_limited, // an ACK was held back by the limits
    output wire                       rt_pass,        // SEGMENT, HOST: the frame passes
    output wire                       rt_freed,
    output wire [3:0]                 rt_completion,  // FINWAVE_EVENT_*, NONE if not freed
    output wire                       rt_peer_fin,
    output wire [31:0]                rt_seq,         // of the segment that is sent
    output wire [31:0]                rt_ack,
    output wire [47:0]                rt_now,         // ticks that the decision saw

    /* nothing on its way: no frame held, no command, no event in flight, nothing queued to send */
    output wire                       quiet
);

localparam CL_FLOWS = $clog2(FLOW_COUNT);
localparam CL_ROWS = CL_FLOWS - 2;
localparam NARROW = DATA_WIDTH == 64;   // a frame of TCP takes 7 clocks or more: less has to wait at a time
localparam CL_SLOTS = NARROW ? 4 : 5;   // frames on their way to a decision
localparam CL_EVENTS = 6;
localparam ENTRY_WIDTH = 33 + CL_FLOWS;
localparam CL_TAILS = $clog2(TAIL_COUNT);
localparam REASONS = 48;
localparam OTHERS = 12;               // counters of other events
localparam CL_COUNTERS = $clog2(REASONS + OTHERS);
localparam [CL_SLOTS:0] PENDING_MAX = NARROW ? 8 : 20;
localparam END_DELAY = NARROW ? 2 : 3;    // a frame is issued when its facts will be there in time

generate
    if (DATA_WIDTH != 64 && DATA_WIDTH != 128 && DATA_WIDTH != 256 && DATA_WIDTH != 512) begin : g_bad_width
        finwave_error_DATA_WIDTH_must_be_64_128_256_or_512 guard ();
    end
    if (FLOW_COUNT < 256 || FLOW_COUNT > 1048576 || FLOW_COUNT != 2**CL_FLOWS) begin : g_bad_count
        finwave_error_FLOW_COUNT_must_be_a_power_of_two_from_256_to_1048576 guard ();
    end
    if (AXIL_ADDR_WIDTH < 12) begin : g_bad_addr
        finwave_error_AXIL_ADDR_WIDTH_must_be_12_or_more guard ();
    end
endgenerate

/* -- wires between the blocks -------------------------------------------------------------------------------- */

wire enable, linux_compat, time_wait_rst, syn_rst, give_up_silent, transparent, evict;
wire [23:0] tick_cycles;
wire [3:0] ts_shift;
wire [30:0] time_wait, r2, fin_wait_2_timeout, ack_interval;
wire [27:0] rto_max;
wire [15:0] ack_budget;
wire [16:0] merge_window;
wire [30:0] track_idle;
wire [127:0] hash_key;
wire [47:0] now;

wire key_valid, key_tcp, segment_valid, ts_valid, ts_found, sum_valid, sum_ok, end_valid, end_bad;
wire [`FINWAVE_KEY_WIDTH-1:0] key;
wire [`FINWAVE_SEG_WIDTH-1:0] segment;
wire [31:0] tsval;
wire [CL_SLOTS-1:0] key_slot, segment_slot, ts_slot, sum_slot, end_slot;

wire [CL_SLOTS-1:0] wscale_slot;
wire wscale_known, wscale_found;
wire [3:0] wscale;

wire host_key_valid, host_key_tcp, host_segment_valid, host_ts_valid, host_ts_found, host_end_valid, host_end_bad;
wire [`FINWAVE_KEY_WIDTH-1:0] host_key;
wire [`FINWAVE_LINK_WIDTH-1:0] host_link;
wire [`FINWAVE_SEG_WIDTH-1:0] host_segment;
wire [31:0] host_tsval;
wire [CL_SLOTS-1:0] host_key_slot, host_segment_slot, host_ts_slot, host_end_slot, host_wscale_slot;
wire host_wscale_known, host_wscale_found;
wire [3:0] host_wscale;

wire host_look_valid, host_look_ready, host_look_tcp, host_find_soon, host_find_valid, host_waits;
wire [CL_SLOTS-1:0] host_look_slot;
wire [`FINWAVE_KEY_WIDTH-1:0] host_look_key;

wire find_soon, find_valid, find_hit;
wire [CL_FLOWS-1:0] find_flow;

wire look_valid, look_ready, look_waits, look_raw, look_done;
wire [`FINWAVE_KEY_WIDTH-1:0] look_key;
wire [CL_ROWS-1:0] look_raw_row_a, look_raw_row_b, look_row_a, look_row_b, look_other_row;
wire [2:0] look_way;
wire [31:0] look_tag;
wire [7:0] look_match, look_taken, table_wr_ways;
wire [CL_FLOWS-1:0] look_flow;
wire [ENTRY_WIDTH-1:0] look_entry, table_wr_entry;
wire [CL_ROWS-1:0] table_wr_row_a, table_wr_row_b;

wire wire_valid, wire_take, wire_hit, wire_syn, wire_busy;
wire [CL_SLOTS-1:0] wire_slot;
wire [CL_FLOWS-1:0] wire_flow;
wire [31:0] wire_frame;
wire host_valid, host_take, host_hit, host_syn, host_busy;
wire [CL_SLOTS-1:0] host_slot;
wire [CL_FLOWS-1:0] host_flow;
wire [31:0] host_frame;
wire issue_busy;
wire op_valid, op_ready;
wire [3:0] op;
wire [CL_FLOWS-1:0] op_flow;
wire p1_valid;
wire [3:0] p1_op;
wire p1_from_host;
wire [CL_FLOWS-1:0] p0_flow, p1_flow;
wire [CL_SLOTS-1:0] p1_slot;
wire [31:0] p1_frame;

wire done_valid;
wire [3:0] done_result, done_generation;
wire [`FINWAVE_REC_WIDTH-1:0] done_rec;
wire [`FINWAVE_KEY_WIDTH-1:0] done_key;
wire done_tracked;
wire verdict_valid, verdict_pass, host_verdict_valid, host_verdict_pass;
wire send_valid, send_room, send_text_valid, text_room, send_rst_valid, rst_room;
wire early_soon, early_valid, send_may;
wire [`FINWAVE_FRAME_LINK_WIDTH-1:0] early_link;
wire [`FINWAVE_FRAME_WIDTH-1:0] send_frame;
wire event_valid, event_room;
wire [3:0] event_kind, event_state, event_generation;
wire [CL_FLOWS-1:0] event_flow;
wire [31:0] event_snd_nxt, event_rcv_nxt;
wire event_head_valid, event_take;
wire [95:0] event_head;
wire [CL_EVENTS:0] event_level;
wire due_valid, release_valid;
wire [CL_FLOWS-1:0] due_flow, release_flow;
wire [CL_FLOWS-1:0] retired_flow;
wire pipe_busy;
wire scan_start, neighbours_scan_start, scan_done, scan_found;
wire [CL_FLOWS-1:0] scan_flow;
wire owned, freed_held, untracked;
wire neighbour_valid, neighbour_used, neighbour_find, neighbour_done, neighbour_found;
wire [7:0] neighbour, neighbour_index;
wire [95:0] neighbour_macs;

wire track_push;
wire [`FINWAVE_TRACK_WIDTH-1:0] track_request;
wire track_valid, track_take, track_from_host, track_busy, tracking, tracked;
wire [`FINWAVE_KEY_WIDTH-1:0] track_key, new_key;
wire [`FINWAVE_REC_WIDTH-1:0] track_rec;
wire [31:0] track_frame;

wire stage_wr, stage_room, tail_take, tail_free;
wire [8:0] stage_word, tails_free;
wire [31:0] stage_data;
wire [7:0] stage_buffer, tail_freed;

wire init_done, fault, manager_busy, clear_en, flow_key_wr, adopted, refused, queried;
wire [CL_FLOWS-1:0] clear_flow;
wire cmd_start, cmd_busy, cmd_set_snd_nxt, cmd_set_rcv_wnd;
wire [3:0] cmd_op, cmd_generation, cmd_state, cmd_result, cmd_done_generation;
wire [19:0] cmd_flow;
wire [CL_FLOWS-1:0] cmd_done_flow;
wire [`FINWAVE_KEY_WIDTH-1:0] cmd_key;
wire [`FINWAVE_REC_WIDTH-1:0] cmd_rec;
wire [95:0] cmd_macs;
wire [31:0] cmd_snd_nxt, cmd_tsval;
wire [30:0] cmd_rcv_wnd;
wire [10:0] cmd_tail;
wire counter_en;
wire [CL_COUNTERS-1:0] counter_index;
wire [63:0] counter_data;

wire engine_wants, engine_valid, engine_ready, engine_last, engine_sent, builder_busy, arbiter_busy;
wire [DATA_WIDTH-1:0] engine_data;
wire [KEEP_WIDTH-1:0] engine_keep;
wire text_valid, text_ready, text_last, text_busy;
wire [DATA_WIDTH-1:0] text_data;
wire [KEEP_WIDTH-1:0] text_keep;
wire host_tx_valid, host_tx_ready, host_tx_last;
wire [DATA_WIDTH-1:0] host_tx_data;
wire [KEEP_WIDTH-1:0] host_tx_keep;
wire [TX_USER_WIDTH-1:0] host_tx_user;
wire [9:0] host_tx_number;
wire host_store_room, host_store_busy;
wire store_valid, store_ready, store_last;
wire [DATA_WIDTH-1:0] store_data;
wire [KEEP_WIDTH-1:0] store_keep;
wire [RX_USER_WIDTH-1:0] store_user;
wire [9:0] store_number;
wire store_room, store_busy, passed;
wire laid_valid, laid_rst, laid_ready, laid_last;       // frames with text, and RSTs to the host
wire [DATA_WIDTH-1:0] laid_data;
wire [KEEP_WIDTH-1:0] laid_keep;
wire waits_valid, waits_ready, waits_last;      // RSTs to the host, before they meet the others
wire [DATA_WIDTH-1:0] waits_data;
wire [KEEP_WIDTH-1:0] waits_keep;
wire rst_valid, rst_ready, rst_last, rst_busy, rx_arbiter_busy;
wire [DATA_WIDTH-1:0] rst_data;
wire [KEEP_WIDTH-1:0] rst_keep;

/* -- both inputs: taken while there is room for what a frame may cause ------------------------------------------- */

reg rx_ready_reg = 1'b0, tx_ready_reg = 1'b0;
reg rx_shut_reg = 1'b1, tx_shut_reg = 1'b1;     // the opposite, for the frame stores, which are far away
reg rx_inside_reg = 1'b0, tx_inside_reg = 1'b0;
reg [CL_SLOTS:0] pending_reg = 0, tx_pending_reg = 0;   // whole frames that finwave_issue has not let go
reg [1:0] took_reg = 2'd0;              // what it let go in the clock before
reg [2:0] host_wait_reg = 3'd0;         // clocks in which the host's lookup found none free,
reg [5:0] mgr_wait_reg = 6'd0;          // and the manager's
reg mgr_waits_reg = 1'b0;
reg adopted_reg = 1'b0, owned_reg = 1'b0, freed_held_reg = 1'b0;    // a clock ago, far away
reg followed_reg = 1'b0, untracked_reg = 1'b0;
reg [CL_FLOWS:0] held_reg = 0;
reg [CL_FLOWS:0] tracked_reg = 0;
reg known_reg = 1'b0;                   // there is a flow, held or tracked
reg [END_DELAY-1:0] end_reg = 0, host_end_reg = 0;
reg enabled_reg = 1'b0;
reg [5:0] moves_reg = 6'h3F;           // parts in which something was on its way a clock ago
reg quiet_reg = 1'b0;
reg table_empty_reg = 1'b0;

wire rx_take = s_axis_wire_rx_tvalid && rx_ready_reg;
wire rx_end = rx_take && s_axis_wire_rx_tlast;
wire tx_take = s_axis_host_tx_tvalid && tx_ready_reg;
wire tx_end = tx_take && s_axis_host_tx_tlast;
// a clock without a beat from the wire is one without its lookup
wire gap = &host_wait_reg || &mgr_wait_reg;
wire rx_room = store_room && pending_reg < PENDING_MAX && !gap;
wire tx_room = host_store_room && tx_pending_reg < PENDING_MAX;

assign s_axis_wire_rx_tready = rx_ready_reg;
assign s_axis_host_tx_tready = tx_ready_reg;

always @(posedge clk) begin
    rx_ready_reg <= rx_room;
    tx_ready_reg <= tx_room;
    rx_shut_reg <= !rx_room;
    tx_shut_reg <= !tx_room;
    if (rx_take) begin
        rx_inside_reg <= !s_axis_wire_rx_tlast;
    end
    if (tx_take) begin
        tx_inside_reg <= !s_axis_host_tx_tlast;
    end
    took_reg <= {host_take, wire_take};
    pending_reg <= pending_reg + {{CL_SLOTS{1'b0}}, rx_end} - {{CL_SLOTS{1'b0}}, took_reg[0]};
    tx_pending_reg <= tx_pending_reg + {{CL_SLOTS{1'b0}}, tx_end} - {{CL_SLOTS{1'b0}}, took_reg[1]};
    host_wait_reg <= host_waits ? host_wait_reg + 3'd1 : 3'd0;
    mgr_waits_reg <= look_waits;
    mgr_wait_reg <= mgr_waits_reg ? mgr_wait_reg + 6'd1 : 6'd0;
    adopted_reg <= adopted;
    owned_reg <= owned;
    freed_held_reg <= release_valid && freed_held;
    followed_reg <= tracked;
    untracked_reg <= untracked;
    held_reg <= held_reg + {{CL_FLOWS{1'b0}}, adopted_reg} + {{CL_FLOWS{1'b0}}, owned_reg}
                         - {{CL_FLOWS{1'b0}}, freed_held_reg};
    tracked_reg <= tracked_reg + {{CL_FLOWS{1'b0}}, followed_reg}
                               - {{CL_FLOWS{1'b0}}, owned_reg} - {{CL_FLOWS{1'b0}}, untracked_reg};
    known_reg <= held_reg != 0 || tracked_reg != 0;
    end_reg <= {end_reg[END_DELAY-2:0], end_valid};
    host_end_reg <= {host_end_reg[END_DELAY-2:0], host_end_valid};
    enabled_reg <= enable && init_done;
    table_empty_reg <= held_reg == 0 && tracked_reg == 0 && !adopted_reg && !followed_reg && !manager_busy;
    moves_reg <= {s_axis_wire_rx_tvalid || rx_inside_reg || pending_reg != 0 || store_busy || wire_busy,
                  s_axis_host_tx_tvalid || tx_inside_reg || tx_pending_reg != 0 || host_store_busy || host_busy,
                  host_look_valid || issue_busy || manager_busy || track_busy || cmd_start,
                  pipe_busy,
                  builder_busy || text_busy || text_valid || arbiter_busy,
                  rst_busy || rst_valid || rx_arbiter_busy};
    quiet_reg <= moves_reg == 0;

    if (rst) begin
        rx_ready_reg <= 1'b0;
        tx_ready_reg <= 1'b0;
        rx_shut_reg <= 1'b1;
        tx_shut_reg <= 1'b1;
        rx_inside_reg <= 1'b0;
        tx_inside_reg <= 1'b0;
        pending_reg <= 0;
        tx_pending_reg <= 0;
        took_reg <= 2'd0;
        host_wait_reg <= 3'd0;
        mgr_waits_reg <= 1'b0;
        mgr_wait_reg <= 6'd0;
        adopted_reg <= 1'b0;
        owned_reg <= 1'b0;
        freed_held_reg <= 1'b0;
        followed_reg <= 1'b0;
        untracked_reg <= 1'b0;
        held_reg <= 0;
        tracked_reg <= 0;
        known_reg <= 1'b0;
        end_reg <= 0;
        host_end_reg <= 0;
        enabled_reg <= 1'b0;
        moves_reg <= 6'h3F;
        quiet_reg <= 1'b0;
    end
end

/* -- what is learnt from a frame, and where it waits ------------------------------------------------------------- */

finwave_parser #(
    .DATA_WIDTH(DATA_WIDTH),
    .CL_SLOTS(CL_SLOTS)
)
parser_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(rx_take),
    .in_data(s_axis_wire_rx_tdata),
    .in_keep(s_axis_wire_rx_tkeep),
    .in_last(s_axis_wire_rx_tlast),
    .in_bad(s_axis_wire_rx_tuser[0]),
    .key_valid(key_valid),
    .key_tcp(key_tcp),
    .key(key),
    .key_slot(key_slot),
    .key_link(),
    .segment_valid(segment_valid),
    .segment_slot(segment_slot),
    .segment(segment),
    .ts_valid(ts_valid),
    .ts_slot(ts_slot),
    .ts_found(ts_found),
    .tsval(tsval),
    .wscale_slot(wscale_slot),
    .wscale_known(wscale_known),
    .wscale_found(wscale_found),
    .wscale(wscale),
    .sum_valid(sum_valid),
    .sum_slot(sum_slot),
    .sum_ok(sum_ok),
    .end_valid(end_valid),
    .end_slot(end_slot),
    .end_bad(end_bad)
);

finwave_parser #(
    .DATA_WIDTH(DATA_WIDTH),
    .CL_SLOTS(CL_SLOTS),
    .FROM_HOST(1)
)
host_parser_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(tx_take),
    .in_data(s_axis_host_tx_tdata),
    .in_keep(s_axis_host_tx_tkeep),
    .in_last(s_axis_host_tx_tlast),
    .in_bad(s_axis_host_tx_tuser[0]),
    .key_valid(host_key_valid),
    .key_tcp(host_key_tcp),
    .key(host_key),
    .key_slot(host_key_slot),
    .key_link(host_link),
    .segment_valid(host_segment_valid),
    .segment_slot(host_segment_slot),
    .segment(host_segment),
    .ts_valid(host_ts_valid),
    .ts_slot(host_ts_slot),
    .ts_found(host_ts_found),
    .tsval(host_tsval),
    .wscale_slot(host_wscale_slot),
    .wscale_known(host_wscale_known),
    .wscale_found(host_wscale_found),
    .wscale(host_wscale),
    .sum_valid(),
    .sum_slot(),
    .sum_ok(),
    .end_valid(host_end_valid),
    .end_slot(host_end_slot),
    .end_bad(host_end_bad)
);

finwave_fifo #(.WIDTH(`FINWAVE_KEY_WIDTH + CL_SLOTS + 1), .DEPTH(2**CL_SLOTS))
host_look_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(host_key_valid),
    .wr_valid(host_key_valid),
    .wr_data({host_key_tcp && enabled_reg, host_key_slot, host_key}),
    .rd_valid(host_look_valid),
    .rd_data({host_look_tcp, host_look_slot, host_look_key}),
    .rd_ready(host_look_ready),
    .level()
);

finwave_frame_store #(
    .DATA_WIDTH(DATA_WIDTH),
    .USER_WIDTH(RX_USER_WIDTH)
)
frame_store_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(s_axis_wire_rx_tvalid && !rx_shut_reg),
    .in_data(s_axis_wire_rx_tdata),
    .in_keep(s_axis_wire_rx_tkeep),
    .in_last(s_axis_wire_rx_tlast),
    .in_user(s_axis_wire_rx_tuser),
    .room(store_room),
    .find_valid(find_valid),
    .find_hit(find_hit),
    .verdict_valid(verdict_valid),
    .verdict_pass(verdict_pass),
    .out_valid(store_valid),
    .out_ready(store_ready),
    .out_data(store_data),
    .out_keep(store_keep),
    .out_last(store_last),
    .out_user(store_user),
    .out_number(store_number),
    .passed(passed),
    .busy(store_busy)
);

finwave_frame_store #(
    .DATA_WIDTH(DATA_WIDTH),
    .USER_WIDTH(TX_USER_WIDTH),
    .GIANT_PASSES(1)
)
host_store_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(s_axis_host_tx_tvalid && !tx_shut_reg),
    .in_data(s_axis_host_tx_tdata),
    .in_keep(s_axis_host_tx_tkeep),
    .in_last(s_axis_host_tx_tlast),
    .in_user(s_axis_host_tx_tuser),
    .room(host_store_room),
    .find_valid(host_find_valid),
    .find_hit(find_hit),
    .verdict_valid(host_verdict_valid),
    .verdict_pass(host_verdict_pass),
    .out_valid(host_tx_valid),
    .out_ready(host_tx_ready),
    .out_data(host_tx_data),
    .out_keep(host_tx_keep),
    .out_last(host_tx_last),
    .out_user(host_tx_user),
    .out_number(host_tx_number),
    .passed(),
    .busy(host_store_busy)
);

finwave_flow_table #(
    .FLOW_COUNT(FLOW_COUNT),
    .CL_SLOTS(CL_SLOTS),
    .KEY_WIDTH(`FINWAVE_KEY_WIDTH)
)
flow_table_inst (
    .clk(clk),
    .rst(rst),
    .secret(hash_key),
    .look_valid(key_valid),
    .look_tcp(key_tcp && enabled_reg),
    .look_key(key),
    .look_slot(key_slot),
    .find_soon(find_soon),
    .find_valid(find_valid),
    .find_slot(),
    .find_hit(find_hit),
    .find_flow(find_flow),
    .host_valid(host_look_valid),
    .host_ready(host_look_ready),
    .host_tcp(host_look_tcp),
    .host_key(host_look_key),
    .host_slot(host_look_slot),
    .host_find_soon(host_find_soon),
    .host_find_valid(host_find_valid),
    .host_waits(host_waits),
    .mgr_valid(look_valid),
    .mgr_ready(look_ready),
    .mgr_waits(look_waits),
    .mgr_raw(look_raw),
    .mgr_key(look_key),
    .mgr_raw_row_a(look_raw_row_a),
    .mgr_raw_row_b(look_raw_row_b),
    .mgr_way(look_way),
    .mgr_done(look_done),
    .mgr_row_a(look_row_a),
    .mgr_row_b(look_row_b),
    .mgr_tag(look_tag),
    .mgr_match(look_match),
    .mgr_taken(look_taken),
    .mgr_flow(look_flow),
    .mgr_entry(look_entry),
    .mgr_other_row(look_other_row),
    .wr_ways(table_wr_ways),
    .wr_row_a(table_wr_row_a),
    .wr_row_b(table_wr_row_b),
    .wr_entry(table_wr_entry)
);

/* -- decisions ------------------------------------------------------------------------------------------------ */

wire segment_syn = segment[`FINWAVE_SEG_FLAG_SYN] && !segment[`FINWAVE_SEG_FLAG_ACK] &&
                   !segment[`FINWAVE_SEG_FLAG_RST] && !segment[`FINWAVE_SEG_FLAG_FIN];
wire host_segment_syn = host_segment[`FINWAVE_SEG_FLAG_SYN] && !host_segment[`FINWAVE_SEG_FLAG_ACK] &&
                        !host_segment[`FINWAVE_SEG_FLAG_RST] && !host_segment[`FINWAVE_SEG_FLAG_FIN];

finwave_waiting #(
    .CL_FLOWS(CL_FLOWS),
    .CL_SLOTS(CL_SLOTS)
)
wire_waiting_inst (
    .clk(clk),
    .rst(rst),
    .find_soon(find_soon),
    .find_valid(find_valid),
    .find_hit(find_hit),
    .find_flow(find_flow),
    .end_valid(end_reg[END_DELAY-1]),
    .key_valid(key_valid),
    .key_slot(key_slot),
    .syn_valid(segment_valid && segment_syn),
    .syn_slot(segment_slot),
    .out_valid(wire_valid),
    .out_take(wire_take),
    .out_slot(wire_slot),
    .out_hit(wire_hit),
    .out_syn(wire_syn),
    .out_flow(wire_flow),
    .out_frame(wire_frame),
    .busy(wire_busy)
);

finwave_waiting #(
    .CL_FLOWS(CL_FLOWS),
    .CL_SLOTS(CL_SLOTS)
)
host_waiting_inst (
    .clk(clk),
    .rst(rst),
    .find_soon(host_find_soon),
    .find_valid(host_find_valid),
    .find_hit(find_hit),
    .find_flow(find_flow),
    .end_valid(host_end_reg[END_DELAY-1]),
    .key_valid(host_key_valid),
    .key_slot(host_key_slot),
    .syn_valid(host_segment_valid && host_segment_syn),
    .syn_slot(host_segment_slot),
    .out_valid(host_valid),
    .out_take(host_take),
    .out_slot(host_slot),
    .out_hit(host_hit),
    .out_syn(host_syn),
    .out_flow(host_flow),
    .out_frame(host_frame),
    .busy(host_busy)
);

finwave_issue #(
    .FLOW_COUNT(FLOW_COUNT),
    .CL_SLOTS(CL_SLOTS),
    .SPACED(NARROW)
)
issue_inst (
    .clk(clk),
    .rst(rst),
    .sweep_enable(init_done && known_reg),
    .track_enable(transparent && enabled_reg),
    .room(send_room && text_room && rst_room),
    .wire_valid(wire_valid),
    .wire_take(wire_take),
    .wire_slot(wire_slot),
    .wire_hit(wire_hit),
    .wire_syn(wire_syn),
    .wire_flow(wire_flow),
    .wire_frame(wire_frame),
    .host_valid(host_valid),
    .host_take(host_take),
    .host_slot(host_slot),
    .host_hit(host_hit),
    .host_syn(host_syn),
    .host_flow(host_flow),
    .host_frame(host_frame),
    .mgr_valid(op_valid),
    .mgr_ready(op_ready),
    .mgr_op(op),
    .mgr_flow(op_flow),
    .due_valid(due_valid),
    .due_flow(due_flow),
    .p0_flow(p0_flow),
    .p1_valid(p1_valid),
    .p1_op(p1_op),
    .p1_from_host(p1_from_host),
    .p1_flow(p1_flow),
    .p1_slot(p1_slot),
    .p1_frame(p1_frame),
    .busy(issue_busy)
);

finwave_track_start
track_start_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(track_push),
    .in_request(track_request),
    .out_valid(track_valid),
    .out_take(track_take),
    .out_key(track_key),
    .out_rec(track_rec),
    .out_from_host(track_from_host),
    .out_frame(track_frame),
    .busy(track_busy)
);

// of the flow that is entered: stands long before the operation that takes it
reg [`FINWAVE_REC_WIDTH-1:0] new_rec_reg = 0;
always @(posedge clk) begin
    new_rec_reg <= tracking ? track_rec : cmd_rec;
    if (!tracking) begin
        new_rec_reg[`FINWAVE_REC_NEIGHBOUR] <= neighbour_index;
    end
end

finwave_neighbours
neighbours_inst (
    .clk(clk),
    .rst(rst),
    .rd_valid(neighbour_valid),
    .rd_index(neighbour),
    .rd_macs(neighbour_macs),
    .find(neighbour_find),
    .macs(cmd_macs),
    .done(neighbour_done),
    .found(neighbour_found),
    .index(neighbour_index),
    .scan_start(neighbours_scan_start),
    .scan_done(scan_done),
    .used(neighbour_used),
    .used_index(neighbour)
);

finwave_flow_pipe #(
    .FLOW_COUNT(FLOW_COUNT),
    .CL_SLOTS(CL_SLOTS)
)
flow_pipe_inst (
    .clk(clk),
    .rst(rst),
    .linux_compat(linux_compat),
    .time_wait_rst(time_wait_rst),
    .syn_rst(syn_rst),
    .give_up_silent(give_up_silent),
    .transparent(transparent && enabled_reg),
    .evict(evict),
    .time_wait(time_wait),
    .rto_max(rto_max),
    .r2(r2),
    .fin_wait_2_timeout(fin_wait_2_timeout),
    .ack_interval(ack_interval),
    .merge_window(merge_window),
    .track_idle(track_idle),
    .ack_budget(ack_budget),
    .ts_shift(ts_shift),
    .timers_on(enabled_reg),
    .now(now),
    .wire_number(store_number),
    .host_number(host_tx_number),
    .p0_flow(p0_flow),
    .p1_valid(p1_valid),
    .p1_op(p1_op),
    .p1_from_host(p1_from_host),
    .p1_flow(p1_flow),
    .p1_slot(p1_slot),
    .p1_frame(p1_frame),
    .segment_wr(segment_valid),
    .segment_slot(segment_slot),
    .segment_data(segment),
    .key_wr(key_valid),
    .key_slot(key_slot),
    .key_data(key),
    .ts_wr(ts_valid),
    .ts_slot(ts_slot),
    .ts_found(ts_found),
    .tsval(tsval),
    .sum_wr(sum_valid),
    .sum_slot(sum_slot),
    .sum_ok(sum_ok),
    .end_wr(end_valid),
    .end_slot(end_slot),
    .end_bad(end_bad),
    .wscale_slot(wscale_slot),
    .wscale_known(wscale_known),
    .wscale_found(wscale_found),
    .wscale(wscale),
    .host_segment_wr(host_segment_valid),
    .host_segment_slot(host_segment_slot),
    .host_segment_data(host_segment),
    .host_key_wr(host_key_valid),
    .host_key_slot(host_key_slot),
    .host_key_data(host_key),
    .host_link_data(host_link),
    .host_ts_wr(host_ts_valid),
    .host_ts_slot(host_ts_slot),
    .host_ts_found(host_ts_found),
    .host_tsval(host_tsval),
    .host_end_wr(host_end_valid),
    .host_end_slot(host_end_slot),
    .host_end_bad(host_end_bad),
    .host_wscale_slot(host_wscale_slot),
    .host_wscale_known(host_wscale_known),
    .host_wscale_found(host_wscale_found),
    .host_wscale(host_wscale),
    .clear_en(clear_en),
    .clear_flow(clear_flow),
    .flow_key_wr(flow_key_wr),
    .flow_key_flow(op_flow),
    .flow_key(new_key),
    .cmd_rec(new_rec_reg),
    .track_from_host(track_from_host),
    .track_frame(track_frame),
    .cmd_generation(cmd_generation),
    .cmd_set_snd_nxt(cmd_set_snd_nxt),
    .cmd_set_rcv_wnd(cmd_set_rcv_wnd),
    .cmd_snd_nxt(cmd_snd_nxt),
    .cmd_rcv_wnd(cmd_rcv_wnd),
    .cmd_tsval(cmd_tsval),
    .cmd_tail(cmd_tail),
    .tail_buffer(stage_buffer),
    .tail_take(tail_take),
    .tail_free(tail_free),
    .tail_freed(tail_freed),
    .done_valid(done_valid),
    .done_result(done_result),
    .done_generation(done_generation),
    .done_rec(done_rec),
    .done_key(done_key),
    .done_tracked(done_tracked),
    .track_valid(track_push),
    .track_request(track_request),
    .verdict_valid(verdict_valid),
    .verdict_pass(verdict_pass),
    .host_verdict_valid(host_verdict_valid),
    .host_verdict_pass(host_verdict_pass),
    .early_soon(early_soon),
    .early_valid(early_valid),
    .early_link(early_link),
    .send_may(send_may),
    .send_valid(send_valid),
    .send_text_valid(send_text_valid),
    .send_rst_valid(send_rst_valid),
    .send_frame(send_frame),
    .event_room(event_room),
    .event_valid(event_valid),
    .event_kind(event_kind),
    .event_state(event_state),
    .event_flow(event_flow),
    .event_generation(event_generation),
    .event_snd_nxt(event_snd_nxt),
    .event_rcv_nxt(event_rcv_nxt),
    .due_valid(due_valid),
    .due_flow(due_flow),
    .neighbour_valid(neighbour_valid),
    .neighbour(neighbour),
    .neighbour_macs(neighbour_macs),
    .neighbour_used(neighbour_used),
    .scan_start(scan_start || neighbours_scan_start),
    .scan_done(scan_done),
    .scan_found(scan_found),
    .scan_flow(scan_flow),
    .release_valid(release_valid),
    .release_flow(release_flow),
    .owned(owned),
    .freed_held(freed_held),
    .untracked(untracked),
    .rt_valid(rt_valid),
    .rt_op(rt_op),
    .rt_from_host(rt_from_host),
    .rt_flow(retired_flow),
    .rt_generation(rt_generation),
    .rt_frame(rt_frame),
    .rt_old_state(rt_old_state),
    .rt_new_state(rt_new_state),
    .rt_reason(rt_reason),
    .rt_send(rt_send),
    .rt_text(rt_text),
    .rt_ack_limited(rt_ack_limited),
    .rt_pass(rt_pass),
    .rt_freed(rt_freed),
    .rt_completion(rt_completion),
    .rt_peer_fin(rt_peer_fin),
    .rt_seq(rt_seq),
    .rt_ack(rt_ack),
    .rt_now(rt_now),
    .busy(pipe_busy)
);

finwave_manager #(
    .FLOW_COUNT(FLOW_COUNT)
)
manager_inst (
    .clk(clk),
    .rst(rst),
    .enable(enable),
    .init_done(init_done),
    .fault(fault),
    .busy(manager_busy),
    .cmd_start(cmd_start),
    .cmd_op(cmd_op),
    .cmd_flow(cmd_flow),
    .cmd_state(cmd_state),
    .cmd_key(cmd_key),
    .cmd_tail(cmd_tail),
    .tail_room(stage_room),
    .cmd_busy(cmd_busy),
    .cmd_result(cmd_result),
    .cmd_done_flow(cmd_done_flow),
    .cmd_done_generation(cmd_done_generation),
    .cmd_queried(queried),
    .adopted(adopted),
    .tracked(tracked),
    .refused(refused),
    .track_valid(track_valid),
    .track_key(track_key),
    .track_take(track_take),
    .tracking(tracking),
    .new_key(new_key),
    .neighbour_find(neighbour_find),
    .neighbour_done(neighbour_done),
    .neighbour_found(neighbour_found),
    .scan_start(scan_start),
    .scan_done(scan_done),
    .scan_found(scan_found),
    .scan_flow(scan_flow),
    .look_valid(look_valid),
    .look_ready(look_ready),
    .look_raw(look_raw),
    .look_key(look_key),
    .look_raw_row_a(look_raw_row_a),
    .look_raw_row_b(look_raw_row_b),
    .look_way(look_way),
    .look_done(look_done),
    .look_row_a(look_row_a),
    .look_row_b(look_row_b),
    .look_other_row(look_other_row),
    .look_tag(look_tag),
    .look_match(look_match),
    .look_taken(look_taken),
    .look_flow(look_flow),
    .look_entry(look_entry),
    .table_wr_ways(table_wr_ways),
    .table_wr_row_a(table_wr_row_a),
    .table_wr_row_b(table_wr_row_b),
    .table_wr_entry(table_wr_entry),
    .op_valid(op_valid),
    .op_ready(op_ready),
    .op(op),
    .op_flow(op_flow),
    .done_valid(done_valid),
    .done_result(done_result),
    .done_generation(done_generation),
    .done_key(done_key),
    .done_tracked(done_tracked),
    .release_valid(release_valid),
    .release_flow(release_flow),
    .clear_en(clear_en),
    .clear_flow(clear_flow),
    .key_wr(flow_key_wr)
);

/* -- to the wire ------------------------------------------------------------------------------------------------ */

finwave_builder #(.DATA_WIDTH(DATA_WIDTH))
builder_inst (
    .clk(clk),
    .rst(rst),
    .early_soon(early_soon),
    .early_valid(early_valid),
    .early_link(early_link),
    .send_may(send_may),
    .send_valid(send_valid),
    .send_frame(send_frame),
    .room(send_room),
    .other_number(host_tx_number),
    .out_wants(engine_wants),
    .out_valid(engine_valid),
    .out_ready(engine_ready),
    .out_data(engine_data),
    .out_keep(engine_keep),
    .out_last(engine_last),
    .busy(builder_busy)
);

finwave_text #(
    .DATA_WIDTH(DATA_WIDTH),
    .TAIL_COUNT(TAIL_COUNT)
)
text_inst (
    .clk(clk),
    .rst(rst),
    .stage_wr(stage_wr),
    .stage_word(stage_word),
    .stage_data(stage_data),
    .stage_room(stage_room),
    .stage_buffer(stage_buffer),
    .take(tail_take),
    .free_valid(tail_free),
    .free_buffer(tail_freed),
    .free_count(tails_free),
    .send_may(send_may),
    .send_text_valid(send_text_valid),
    .send_rst_valid(send_rst_valid),
    .send_frame(send_frame),
    .room(text_room),
    .other_number(host_tx_number),
    .out_valid(laid_valid),
    .out_rst(laid_rst),
    .out_ready(laid_ready || laid_rst),
    .out_data(laid_data),
    .out_keep(laid_keep),
    .out_last(laid_last),
    .busy(text_busy)
);

finwave_skid #(.WIDTH(DATA_WIDTH + KEEP_WIDTH + 1))
text_skid_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(laid_valid && !laid_rst),
    .in_ready(laid_ready),
    .in_data({laid_last, laid_keep, laid_data}),
    .out_valid(text_valid),
    .out_ready(text_ready),
    .out_data({text_last, text_keep, text_data})
);

finwave_arbiter #(
    .DATA_WIDTH(DATA_WIDTH),
    .USER_WIDTH(TX_USER_WIDTH)
)
tx_arbiter_inst (
    .clk(clk),
    .rst(rst),
    .engine_wants(engine_wants),
    .engine_valid(engine_valid),
    .engine_ready(engine_ready),
    .engine_data(engine_data),
    .engine_keep(engine_keep),
    .engine_last(engine_last),
    .text_valid(text_valid),
    .text_ready(text_ready),
    .text_data(text_data),
    .text_keep(text_keep),
    .text_last(text_last),
    .passing_valid(host_tx_valid),
    .passing_ready(host_tx_ready),
    .passing_data(host_tx_data),
    .passing_keep(host_tx_keep),
    .passing_last(host_tx_last),
    .passing_user(host_tx_user),
    .out_valid(m_axis_wire_tx_tvalid),
    .out_ready(m_axis_wire_tx_tready),
    .out_data(m_axis_wire_tx_tdata),
    .out_keep(m_axis_wire_tx_tkeep),
    .out_last(m_axis_wire_tx_tlast),
    .out_user(m_axis_wire_tx_tuser),
    .engine_sent(engine_sent),
    .busy(arbiter_busy)
);

/* -- to the host ------------------------------------------------------------------------------------------------- */

finwave_host_queue #(.DATA_WIDTH(DATA_WIDTH))
host_queue_inst (
    .clk(clk),
    .rst(rst),
    .send_valid(send_rst_valid),
    .send_marked(send_frame[`FINWAVE_FRAME_MARKED]),
    .send_mark(send_frame[`FINWAVE_FRAME_MARK]),
    .room(rst_room),
    .other_number(store_number),
    .in_valid(laid_valid && laid_rst),
    .in_data(laid_data),
    .in_keep(laid_keep),
    .in_last(laid_last),
    .out_valid(waits_valid),
    .out_ready(waits_ready),
    .out_data(waits_data),
    .out_keep(waits_keep),
    .out_last(waits_last),
    .busy(rst_busy)
);

finwave_skid #(.WIDTH(DATA_WIDTH + KEEP_WIDTH + 1))
host_skid_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(waits_valid),
    .in_ready(waits_ready),
    .in_data({waits_last, waits_keep, waits_data}),
    .out_valid(rst_valid),
    .out_ready(rst_ready),
    .out_data({rst_last, rst_keep, rst_data})
);

finwave_arbiter #(
    .DATA_WIDTH(DATA_WIDTH),
    .USER_WIDTH(RX_USER_WIDTH)
)
rx_arbiter_inst (
    .clk(clk),
    .rst(rst),
    .passing_valid(store_valid),
    .passing_ready(store_ready),
    .passing_data(store_data),
    .passing_keep(store_keep),
    .passing_last(store_last),
    .passing_user(store_user),
    .engine_wants(rst_valid),
    .engine_valid(rst_valid),
    .engine_ready(rst_ready),
    .engine_data(rst_data),
    .engine_keep(rst_keep),
    .engine_last(rst_last),
    .text_valid(1'b0),
    .text_ready(),
    .text_data({DATA_WIDTH{1'b0}}),
    .text_keep({KEEP_WIDTH{1'b0}}),
    .text_last(1'b0),
    .out_valid(m_axis_host_rx_tvalid),
    .out_ready(m_axis_host_rx_tready),
    .out_data(m_axis_host_rx_tdata),
    .out_keep(m_axis_host_rx_tkeep),
    .out_last(m_axis_host_rx_tlast),
    .out_user(m_axis_host_rx_tuser),
    .engine_sent(),
    .busy(rx_arbiter_busy)
);

/* -- to the host's software --------------------------------------------------------------------------------------- */

// flow numbers as software sees them: 20 bits
wire [19:0] event_flow_wide;
assign event_flow_wide[CL_FLOWS-1:0] = event_flow;
assign rt_flow[CL_FLOWS-1:0] = retired_flow;
generate
    if (CL_FLOWS < 20) begin : g_wide
        assign event_flow_wide[19:CL_FLOWS] = 0;
        assign rt_flow[19:CL_FLOWS] = 0;
    end
endgenerate

finwave_events #(.CL_DEPTH(CL_EVENTS))
events_inst (
    .clk(clk),
    .rst(rst),
    .event_valid(event_valid),
    .event_data({event_kind, event_state, event_generation, event_flow_wide, event_snd_nxt, event_rcv_nxt}),
    .room(event_room),
    .head_valid(event_head_valid),
    .head_data(event_head),
    .head_take(event_take),
    .level(event_level)
);

finwave_time
time_inst (
    .clk(clk),
    .rst(rst),
    .tick_cycles(tick_cycles),
    .skip(tick_skip),
    .now(now)
);

reg [OTHERS-1:0] inc_reg = 0;
reg reason_valid_reg = 1'b0;
reg [CL_COUNTERS-1:0] reason_reg = 0;

always @(posedge clk) begin
    inc_reg <= {
        s_axis_host_tx_tvalid && !tx_ready_reg,
        tracked,
        s_axis_wire_rx_tvalid && !rx_ready_reg,
        refused,
        rt_valid && rt_freed,
        adopted,
        rt_valid && rt_ack_limited,
        rt_valid && rt_op == `FINWAVE_OP_SEGMENT,
        engine_sent,
        tx_end,
        passed,
        rx_end
    };
    reason_valid_reg <= rt_valid;
    reason_reg <= rt_reason;
end

finwave_counters #(
    .REASONS(REASONS),
    .OTHERS(OTHERS)
)
counters_inst (
    .clk(clk),
    .rst(rst),
    .reason_valid(reason_valid_reg),
    .reason(reason_reg),
    .inc(inc_reg),
    .rd_en(counter_en),
    .rd_index(counter_index),
    .rd_data(counter_data)
);

finwave_registers #(
    .ADDR_WIDTH(AXIL_ADDR_WIDTH),
    .DATA_WIDTH(DATA_WIDTH),
    .FLOW_COUNT(FLOW_COUNT),
    .TICK_CYCLES(TICK_CYCLES),
    .CL_EVENTS(CL_EVENTS),
    .CL_TAILS(CL_TAILS),
    .CL_COUNTERS(CL_COUNTERS)
)
registers_inst (
    .clk(clk),
    .rst(rst),
    .s_axil_awaddr(s_axil_awaddr),
    .s_axil_awvalid(s_axil_awvalid),
    .s_axil_awready(s_axil_awready),
    .s_axil_wdata(s_axil_wdata),
    .s_axil_wstrb(s_axil_wstrb),
    .s_axil_wvalid(s_axil_wvalid),
    .s_axil_wready(s_axil_wready),
    .s_axil_bresp(s_axil_bresp),
    .s_axil_bvalid(s_axil_bvalid),
    .s_axil_bready(s_axil_bready),
    .s_axil_araddr(s_axil_araddr),
    .s_axil_arvalid(s_axil_arvalid),
    .s_axil_arready(s_axil_arready),
    .s_axil_rdata(s_axil_rdata),
    .s_axil_rresp(s_axil_rresp),
    .s_axil_rvalid(s_axil_rvalid),
    .s_axil_rready(s_axil_rready),
    .irq(irq),
    .enable(enable),
    .linux_compat(linux_compat),
    .time_wait_rst(time_wait_rst),
    .syn_rst(syn_rst),
    .give_up_silent(give_up_silent),
    .transparent(transparent),
    .evict(evict),
    .tick_cycles(tick_cycles),
    .ts_shift(ts_shift),
    .time_wait(time_wait),
    .rto_max(rto_max),
    .r2(r2),
    .fin_wait_2_timeout(fin_wait_2_timeout),
    .ack_interval(ack_interval),
    .ack_budget(ack_budget),
    .merge_window(merge_window),
    .track_idle(track_idle),
    .hash_key(hash_key),
    .init_done(init_done),
    .fault(fault),
    .quiet(quiet_reg),
    .now(now),
    .flows_held(held_reg),
    .flows_tracked(tracked_reg),
    .tails_free(tails_free),
    .table_empty(table_empty_reg),
    .counter_en(counter_en),
    .counter_index(counter_index),
    .counter_data(counter_data),
    .cmd_start(cmd_start),
    .cmd_op(cmd_op),
    .cmd_flow(cmd_flow),
    .cmd_generation(cmd_generation),
    .cmd_state(cmd_state),
    .cmd_key(cmd_key),
    .cmd_rec(cmd_rec),
    .cmd_macs(cmd_macs),
    .cmd_set_snd_nxt(cmd_set_snd_nxt),
    .cmd_set_rcv_wnd(cmd_set_rcv_wnd),
    .cmd_snd_nxt(cmd_snd_nxt),
    .cmd_rcv_wnd(cmd_rcv_wnd),
    .cmd_tsval(cmd_tsval),
    .cmd_tail(cmd_tail),
    .stage_wr(stage_wr),
    .stage_word(stage_word),
    .stage_data(stage_data),
    .stage_room(stage_room),
    .cmd_busy(cmd_busy || cmd_start),
    .cmd_result(cmd_result),
    .cmd_done_flow(cmd_done_flow),
    .cmd_done_generation(cmd_done_generation),
    .queried(queried),
    .queried_rec(done_rec),
    .queried_key(done_key),
    .event_valid(event_head_valid),
    .event_data(event_head),
    .event_take(event_take),
    .event_level(event_level)
);

assign quiet = quiet_reg;

endmodule

`resetall
