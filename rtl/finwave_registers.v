// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * The register file of rtl/regs/finwave.rdl on AXI4-Lite.
 *
 * A read takes 5 clocks, a write 2; in the first 130 after reset none is taken. Holes answer SLVERR; a write to a
 * read-only register is accepted and changes nothing. Byte strobes are honoured. Low words of 64-bit counters and of
 * the time latch their high words.
 *
 * What software writes stands in flip-flops for the engine and once more in a small memory, which a read looks at:
 * 64 words, the settings (0x000 to 0x07F) and the descriptor (0x200 to 0x27F). After reset every word of it is written
 * once; constants stand there too.
 */
module finwave_registers #(
    parameter ADDR_WIDTH = 12,
    parameter DATA_WIDTH = 64,
    parameter FLOW_COUNT = 4096,
    parameter CL_FLOWS = $clog2(FLOW_COUNT),
    parameter TICK_CYCLES = 40000,
    parameter CL_EVENTS = 6,
    parameter CL_TAILS = 4,
    parameter CL_COUNTERS = 6
) (
    input  wire                          clk,
    input  wire                          rst,

    /* AXI4-Lite */
    input  wire [ADDR_WIDTH-1:0]         s_axil_awaddr,
    input  wire                          s_axil_awvalid,
    output wire                          s_axil_awready,
    input  wire [31:0]                   s_axil_wdata,
    input  wire [3:0]                    s_axil_wstrb,
    input  wire                          s_axil_wvalid,
    output wire                          s_axil_wready,
    output wire [1:0]                    s_axil_bresp,
    output wire                          s_axil_bvalid,
    input  wire                          s_axil_bready,
    input  wire [ADDR_WIDTH-1:0]         s_axil_araddr,
    input  wire                          s_axil_arvalid,
    output wire                          s_axil_arready,
    output wire [31:0]                   s_axil_rdata,
    output wire [1:0]                    s_axil_rresp,
    output wire                          s_axil_rvalid,
    input  wire                          s_axil_rready,
    output wire                          irq,

    /* choices and times */
    output wire                          enable,
    output wire                          linux_compat,
    output wire                          time_wait_rst,
    output wire                          syn_rst,
    output wire                          give_up_silent,
    output wire                          transparent,
    output wire                          evict,
    output wire [23:0]                   tick_cycles,
    output wire [3:0]                    ts_shift,
    output wire [30:0]                   time_wait,
    output wire [27:0]                   rto_max,
    output wire [30:0]                   r2,
    output wire [30:0]                   fin_wait_2_timeout,
    output wire [30:0]                   ack_interval,
    output wire [15:0]                   ack_budget,
    output wire [16:0]                   merge_window,
    output wire [30:0]                   track_idle,
    output wire [127:0]                  hash_key,

    /* what there is to see */
    input  wire                          init_done,
    input  wire                          fault,
    input  wire                          quiet,
    input  wire [47:0]                   now,
    input  wire [CL_FLOWS:0]             flows_held,
    input  wire [CL_FLOWS:0]             flows_tracked,
    input  wire [8:0]                    tails_free,
    input  wire                          table_empty,
    output wire                          counter_en,
    output wire [CL_COUNTERS-1:0]        counter_index,
    input  wire [63:0]                   counter_data,

    /* commands */
    output wire                          cmd_start,
    output wire [3:0]                    cmd_op,
    output wire [19:0]                   cmd_flow,
    output wire [3:0]                    cmd_generation,
    output wire [3:0]                    cmd_state,
    output wire [`FINWAVE_KEY_WIDTH-1:0] cmd_key,
    output wire [`FINWAVE_REC_WIDTH-1:0] cmd_rec,
    output wire [95:0]                   cmd_macs,
    output wire                          cmd_set_snd_nxt,
    output wire                          cmd_set_rcv_wnd,
    output wire [31:0]                   cmd_snd_nxt,
    output wire [30:0]                   cmd_rcv_wnd,
    output wire [31:0]                   cmd_tsval,
    output wire [10:0]                   cmd_tail,
    input  wire                          cmd_busy,
    input  wire [3:0]                    cmd_result,
    input  wire [CL_FLOWS-1:0]           cmd_done_flow,
    input  wire [3:0]                    cmd_done_generation,

    /* text that goes with a FIN */
    output wire                          stage_wr,
    output wire [8:0]                    stage_word,
    output wire [31:0]                   stage_data,
    input  wire                          stage_room,

    /* flow window */
    input  wire                          queried,
    input  wire [`FINWAVE_REC_WIDTH-1:0] queried_rec,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] queried_key,

    /* events: {kind, state, generation, flow, snd_nxt, rcv_nxt} */
    input  wire                          event_valid,
    input  wire [95:0]                   event_data,
    output wire                          event_take,
    input  wire [CL_EVENTS:0]            event_level
);

localparam [1:0] RESP_OKAY = 2'b00, RESP_SLVERR = 2'b10;
localparam [31:0] FLOWS = FLOW_COUNT;
localparam [31:0] WIDTH = DATA_WIDTH;
localparam [31:0] EVENTS = CL_EVENTS;
localparam [31:0] TAILS = CL_TAILS;
localparam [31:0] TICK = TICK_CYCLES;

localparam [11:0] HASH_KEY_AT = `FINWAVE_REG_HASH_KEY;
localparam [11:0] COUNTERS_END = `FINWAVE_REG_COUNT_HOST_STALLED + 4 * `FINWAVE_REG_COUNT_HOST_STALLED_COUNT;
localparam [11:0] TAIL_END = `FINWAVE_REG_TAIL_DATA + 4 * `FINWAVE_REG_TAIL_DATA_COUNT;
localparam [3:0] WINDOW_WORDS = 4'd10;
localparam [11:0] HOLE = 12'hFFC;       // what an address beyond the map stands for
localparam WORDS = 27;                  // of the descriptor, from CMD_FLOW on
localparam SETTINGS = 32;               // words from 0 on
localparam [SETTINGS-1:0] HASH_KEY_WORDS = 32'hF << HASH_KEY_AT[6:2];

localparam [6:0] CONTROL_RESET = {
    `FINWAVE_CONTROL_EVICT_RESET, `FINWAVE_CONTROL_TRANSPARENT_RESET,
    `FINWAVE_CONTROL_GIVE_UP_SILENT_RESET, `FINWAVE_CONTROL_SYN_RST_RESET, `FINWAVE_CONTROL_TIME_WAIT_RST_RESET,
    `FINWAVE_CONTROL_LINUX_COMPAT_RESET, `FINWAVE_CONTROL_ENABLE_RESET};

/* -- addresses -------------------------------------------------------------------------------------------------- */

wire aw_beyond, ar_beyond;
generate
    if (ADDR_WIDTH > 12) begin : g_beyond
        assign aw_beyond = s_axil_awaddr[ADDR_WIDTH-1:12] != 0;
        assign ar_beyond = s_axil_araddr[ADDR_WIDTH-1:12] != 0;
    end else begin : g_exact
        assign aw_beyond = 1'b0;
        assign ar_beyond = 1'b0;
    end
endgenerate

function is_counter(input [11:0] addr);
    is_counter = addr[11:10] == 2'b01 && addr < COUNTERS_END;
endfunction

function is_tail(input [11:0] addr);
    is_tail = addr[11] && addr < TAIL_END;
endfunction

function is_window(input [11:0] addr);
    is_window = addr[11:6] == 6'b001100 && addr[5:2] < WINDOW_WORDS;
endfunction

function is_desc(input [11:0] addr);
    is_desc = addr[11:7] == 5'b00100 && addr[6:2] < WORDS;
endfunction

// commands and events
function is_queue(input [11:0] addr);
    is_queue = addr[11:7] == 5'b00001 && (addr[6] ? addr[5:2] <= 4'd5 : addr[5:2] <= 4'd2);
endfunction

// bits that software writes: of a setting (0 when there are none), and of a word of the descriptor
function [31:0] setting_mask(input [4:0] word);
    case ({5'd0, word, 2'b00})
        `FINWAVE_REG_CONTROL: setting_mask = 32'h0000007F;
        `FINWAVE_REG_IRQ_ENABLE: setting_mask = 32'h00000001;
        `FINWAVE_REG_TICK_CYCLES: setting_mask = 32'h00FFFFFF;
        `FINWAVE_REG_TS_CLOCK: setting_mask = 32'h0000000F;
        `FINWAVE_REG_TIME_WAIT, `FINWAVE_REG_R2, `FINWAVE_REG_FIN_WAIT_2_TIMEOUT, `FINWAVE_REG_ACK_INTERVAL,
        `FINWAVE_REG_TRACK_IDLE: setting_mask = 32'h7FFFFFFF;
        `FINWAVE_REG_RTO_FIRST, `FINWAVE_REG_RTO_MAX: setting_mask = 32'h0FFFFFFF;
        `FINWAVE_REG_FIN_RETRIES: setting_mask = 32'h0000001F;
        `FINWAVE_REG_ACK_BUDGET: setting_mask = 32'h0000FFFF;
        `FINWAVE_REG_MERGE_WINDOW: setting_mask = 32'h0001FFFF;
        `FINWAVE_REG_HASH_KEY, `FINWAVE_REG_HASH_KEY + 12'd4, `FINWAVE_REG_HASH_KEY + 12'd8,
        `FINWAVE_REG_HASH_KEY + 12'd12: setting_mask = 32'hFFFFFFFF;
        default: setting_mask = 32'd0;
    endcase
endfunction

function is_setting(input [11:0] addr);
    is_setting = addr[11:7] == 5'd0 && (setting_mask(addr[6:2]) & 32'd1) != 32'd0;
endfunction

function [31:0] desc_mask(input [4:0] word);
    case (word)
        5'd0: desc_mask = 32'h00FFFFFF;
        5'd1: desc_mask = 32'h1F7FFFFF;
        5'd5, 5'd26: desc_mask = 32'h7FFFFFFF;
        5'd10: desc_mask = 32'h0000FFFF;
        5'd9: desc_mask = 32'h0FFFFFFF;
        5'd11: desc_mask = 32'h000FFFFF;
        5'd25: desc_mask = 32'h000007FF;
        default: desc_mask = 32'hFFFFFFFF;
    endcase
endfunction

// what stands in the memory after reset
function [31:0] reset_word(input [5:0] word);
    case ({2'b00, word[5], 2'b00, word[4:0], 2'b00})
        `FINWAVE_REG_ID: reset_word = `FINWAVE_ID_VALUE_RESET;
        `FINWAVE_REG_VERSION: reset_word = {8'd0, `FINWAVE_VERSION_MAJOR_RESET, `FINWAVE_VERSION_MINOR_RESET,
                                            `FINWAVE_VERSION_PATCH_RESET};
        `FINWAVE_REG_FLOW_COUNT: reset_word = FLOWS;
        `FINWAVE_REG_CAPABILITY: reset_word = {8'd0, TAILS[3:0], EVENTS[3:0], WIDTH[15:0]};
        `FINWAVE_REG_CONTROL: reset_word = {25'd0, CONTROL_RESET};
        `FINWAVE_REG_IRQ_ENABLE: reset_word = {31'd0, `FINWAVE_IRQ_ENABLE_EVENT_RESET};
        `FINWAVE_REG_TICK_CYCLES: reset_word = {8'd0, TICK[23:0]};
        `FINWAVE_REG_TS_CLOCK: reset_word = {28'd0, `FINWAVE_TS_CLOCK_SHIFT_RESET};
        `FINWAVE_REG_TIME_WAIT: reset_word = {1'b0, `FINWAVE_TIME_WAIT_VALUE_RESET};
        `FINWAVE_REG_RTO_FIRST: reset_word = {4'd0, `FINWAVE_RTO_FIRST_VALUE_RESET};
        `FINWAVE_REG_RTO_MAX: reset_word = {4'd0, `FINWAVE_RTO_MAX_VALUE_RESET};
        `FINWAVE_REG_FIN_RETRIES: reset_word = {27'd0, `FINWAVE_FIN_RETRIES_VALUE_RESET};
        `FINWAVE_REG_R2: reset_word = {1'b0, `FINWAVE_R2_VALUE_RESET};
        `FINWAVE_REG_FIN_WAIT_2_TIMEOUT: reset_word = {1'b0, `FINWAVE_FIN_WAIT_2_TIMEOUT_VALUE_RESET};
        `FINWAVE_REG_ACK_INTERVAL: reset_word = {1'b0, `FINWAVE_ACK_INTERVAL_VALUE_RESET};
        `FINWAVE_REG_ACK_BUDGET: reset_word = {16'd0, `FINWAVE_ACK_BUDGET_VALUE_RESET};
        `FINWAVE_REG_MERGE_WINDOW: reset_word = {15'd0, `FINWAVE_MERGE_WINDOW_VALUE_RESET};
        `FINWAVE_REG_TRACK_IDLE: reset_word = {1'b0, `FINWAVE_TRACK_IDLE_VALUE_RESET};
        `FINWAVE_REG_HASH_KEY, `FINWAVE_REG_HASH_KEY + 12'd4, `FINWAVE_REG_HASH_KEY + 12'd8,
        `FINWAVE_REG_HASH_KEY + 12'd12: reset_word = `FINWAVE_HASH_KEY_VALUE_RESET;
        `FINWAVE_REG_CMD_IP: reset_word = {24'd0, `FINWAVE_CMD_IP_TTL_RESET};
        default: reset_word = 32'd0;
    endcase
endfunction

// the same as tables: chosen by multiplexers, two levels of logic
function [64*32-1:0] reset_words(input unused);
    integer i;
    for (i = 0; i < 64; i = i + 1) begin
        reset_words[32*i +: 32] = reset_word(i[5:0]);
    end
endfunction

function [64*32-1:0] masks(input unused);
    integer i;
    for (i = 0; i < 32; i = i + 1) begin
        masks[32*i +: 32] = setting_mask(i[4:0]);
        masks[32*(32+i) +: 32] = desc_mask(i[4:0]);
    end
endfunction

localparam [64*32-1:0] RESET_WORDS = reset_words(1'b0);
localparam [64*32-1:0] MASKS = masks(1'b0);

/* -- writes: w0 is taken, w1 is done ---------------------------------------------------------------------------- */

reg walking_reg = 1'b1;                 // after reset: two clocks for each word of the memory
reg [7:0] walk_reg = 8'd0;
reg [31:0] walk_word_reg = 32'd0;       // in time for the second clock, whose data counts

reg w0_valid_reg = 1'b0;                // address and data are here
reg [11:0] w0_addr_reg = 12'd0;
reg [31:0] w0_data_reg = 32'd0;
reg [3:0] w0_strb_reg = 4'd0;

reg w1_valid_reg = 1'b0;
reg [4:0] w1_known_reg = 5'd0;          // what there is: SLVERR when there is nothing,
reg w1_late_reg = 1'b0;                 // or it cannot be written now
reg w1_desc_reg = 1'b0, w1_tail_reg = 1'b0, w1_hash_key_reg = 1'b0, w1_doorbell_reg = 1'b0, w1_pop_reg = 1'b0;
reg w1_setting_reg = 1'b0;
reg [31:0] w1_mask_reg = 32'd0;
reg [SETTINGS-1:0] w1_setting_en_reg = 0;
reg [WORDS-1:0] w1_desc_en_reg = 0;
reg stage_wr_reg = 1'b0;               // the tail's buffers are far away
reg [8:0] stage_word_reg = 9'd0;
reg [31:0] stage_data_reg = 32'd0;
reg bvalid_reg = 1'b0;
reg [1:0] bresp_reg = RESP_OKAY;

wire wr_idle = !w0_valid_reg && !w1_valid_reg && !bvalid_reg && !walking_reg;
wire wr_offered = s_axil_awvalid && s_axil_wvalid;
wire w0_low = w0_addr_reg[11:7] == 5'd0 && w0_addr_reg[6:2] <= 5'd28;     // the last one is TAIL_FREE
wire w0_desc = is_desc(w0_addr_reg);
wire w0_tail = is_tail(w0_addr_reg);
wire w0_hash_key = w0_addr_reg[11:4] == HASH_KEY_AT[11:4];
wire w0_busy = cmd_busy || cmd_start_reg;

// a descriptor stays as it is while its command runs, the hash key while it has placed a flow
wire w1_allowed = (!w1_hash_key_reg || table_empty);

reg cmd_start_reg = 1'b0;
reg [3:0] cmd_op_reg = 4'd0;
reg event_take_reg = 1'b0;

integer lane;

always @(posedge clk) begin
    // one write at a time: taken, then done, then answered
    w0_valid_reg <= wr_idle && wr_offered;
    w1_valid_reg <= w0_valid_reg;
    walk_word_reg <= RESET_WORDS[32*walk_reg[6:1] +: 32];
    if (walking_reg) begin
        walk_reg <= walk_reg + 8'd1;
        w0_addr_reg <= {2'b00, walk_reg[6], 2'b00, walk_reg[5:1], 2'b00};
        w0_data_reg <= walk_word_reg;
        w0_strb_reg <= 4'hF;
        if (walk_reg[7] && walk_reg[1]) begin
            walking_reg <= 1'b0;
        end
    end else if (wr_idle) begin
        w0_addr_reg <= aw_beyond ? HOLE : s_axil_awaddr[11:0];
        w0_data_reg <= s_axil_wdata;
        w0_strb_reg <= s_axil_wstrb;
    end

    w1_mask_reg <= MASKS[32*{w0_addr_reg[9], w0_addr_reg[6:2]} +: 32] | {32{walking_reg && !w0_addr_reg[9]}};
    w1_setting_reg <= w0_valid_reg && is_setting(w0_addr_reg);
    w1_desc_reg <= w0_valid_reg && w0_desc && !w0_busy;
    w1_hash_key_reg <= w0_hash_key;
    w1_tail_reg <= w0_valid_reg && w0_tail && !w0_busy && stage_room;
    w1_doorbell_reg <= w0_valid_reg && {w0_addr_reg[11:2], 2'b00} == `FINWAVE_REG_DOORBELL && init_done && !w0_busy;
    w1_pop_reg <= w0_valid_reg && {w0_addr_reg[11:2], 2'b00} == `FINWAVE_REG_EVENT_POP;
    w1_known_reg <= {w0_low, w0_desc, w0_tail, is_counter(w0_addr_reg),
                     is_window(w0_addr_reg) || is_queue(w0_addr_reg)};
    w1_late_reg <= (w0_desc && w0_busy) || (w0_tail && (w0_busy || !stage_room)) ||
                  ({w0_addr_reg[11:2], 2'b00} == `FINWAVE_REG_DOORBELL && (w0_busy || !init_done));
    stage_wr_reg <= w1_tail_reg;
    stage_word_reg <= w0_addr_reg[10:2];
    stage_data_reg <= w0_data_reg & {{8{w0_strb_reg[3]}}, {8{w0_strb_reg[2]}},
                                     {8{w0_strb_reg[1]}}, {8{w0_strb_reg[0]}}};
    for (lane = 0; lane < SETTINGS; lane = lane + 1) begin
        w1_setting_en_reg[lane] <= w0_valid_reg && w0_addr_reg[11:7] == 5'd0 && w0_addr_reg[6:2] == lane[4:0];
    end
    for (lane = 0; lane < WORDS; lane = lane + 1) begin
        w1_desc_en_reg[lane] <= w0_valid_reg && !w0_busy && w0_addr_reg[11:7] == 5'b00100 &&
                                w0_addr_reg[6:2] == lane[4:0];
    end

    if (s_axil_bready) begin
        bvalid_reg <= 1'b0;
    end
    if (w1_valid_reg) begin
        bvalid_reg <= 1'b1;
        bresp_reg <= w1_known_reg == 5'd0 || w1_late_reg || !w1_allowed ? RESP_SLVERR : RESP_OKAY;
    end
    cmd_start_reg <= w1_doorbell_reg && w0_strb_reg[0];
    if (w1_doorbell_reg) begin
        cmd_op_reg <= w0_data_reg[3:0];
    end
    event_take_reg <= w1_pop_reg && w0_data_reg[0] && w0_strb_reg[0];

    if (rst) begin
        walking_reg <= 1'b1;
        walk_reg <= 8'd0;
        w0_valid_reg <= 1'b0;
        w1_valid_reg <= 1'b0;
        w1_setting_reg <= 1'b0;
        w1_desc_reg <= 1'b0;
        w1_tail_reg <= 1'b0;
        w1_doorbell_reg <= 1'b0;
        w1_pop_reg <= 1'b0;
        w1_setting_en_reg <= 0;
        w1_desc_en_reg <= 0;
        bvalid_reg <= 1'b0;
        cmd_start_reg <= 1'b0;
        event_take_reg <= 1'b0;
    end
end

/* -- settings for the engine ------------------------------------------------------------------------------------- */

wire [32*SETTINGS-1:0] settings;
reg [27:0] rto_max_reg = `FINWAVE_RTO_MAX_VALUE_RESET;

finwave_words #(.COUNT(SETTINGS), .RESET(RESET_WORDS[32*SETTINGS-1:0]))
settings_inst (
    .clk(clk),
    .rst(rst),
    .wr_en(w1_setting_en_reg & ({SETTINGS{1'b1}} ^ (HASH_KEY_WORDS & {SETTINGS{!table_empty}}))),
    .wr_strb(w0_strb_reg),
    .wr_data(w0_data_reg),
    .words(settings)
);

assign {evict, transparent, give_up_silent, syn_rst, time_wait_rst, linux_compat, enable} =
    settings[8*`FINWAVE_REG_CONTROL +: 7];
wire irq_enable = settings[8*`FINWAVE_REG_IRQ_ENABLE];
assign tick_cycles = settings[8*`FINWAVE_REG_TICK_CYCLES +: 24];
assign ts_shift = settings[8*`FINWAVE_REG_TS_CLOCK +: 4];
assign time_wait = settings[8*`FINWAVE_REG_TIME_WAIT +: 31];
wire [27:0] rto_first = settings[8*`FINWAVE_REG_RTO_FIRST +: 28];
wire [27:0] rto_asked = settings[8*`FINWAVE_REG_RTO_MAX +: 28];
wire [4:0] fin_retries = settings[8*`FINWAVE_REG_FIN_RETRIES +: 5];
assign r2 = settings[8*`FINWAVE_REG_R2 +: 31];
assign fin_wait_2_timeout = settings[8*`FINWAVE_REG_FIN_WAIT_2_TIMEOUT +: 31];
assign ack_interval = settings[8*`FINWAVE_REG_ACK_INTERVAL +: 31];
assign ack_budget = settings[8*`FINWAVE_REG_ACK_BUDGET +: 16];
assign merge_window = settings[8*`FINWAVE_REG_MERGE_WINDOW +: 17];
assign track_idle = settings[8*`FINWAVE_REG_TRACK_IDLE +: 31];
assign hash_key = settings[8*`FINWAVE_REG_HASH_KEY +: 128];
assign rto_max = rto_max_reg;

always @(posedge clk) begin
    // 0 counts as 1 tick
    rto_max_reg <= {rto_asked[27:1], rto_asked[0] || rto_asked[27:1] == 27'd0};
    if (rst) begin
        rto_max_reg <= `FINWAVE_RTO_MAX_VALUE_RESET;
    end
end

/* -- and for reading -------------------------------------------------------------------------------------------- */

reg r0_valid_reg = 1'b0;
reg [11:0] r0_addr_reg = 12'd0;
wire [5:0] rd_word = {r0_addr_reg[9], r0_addr_reg[6:2]};
wire [31:0] shadow;
wire shadow_wr = walking_reg ? !walk_reg[0] : (w1_setting_reg && w1_allowed) || w1_desc_reg;

genvar g;
generate
    for (g = 0; g < 4; g = g + 1) begin : g_byte
        finwave_slots #(.WIDTH(8), .DEPTH(64))
        shadow_inst (
            .clk(clk),
            .wr_en(shadow_wr && w0_strb_reg[g]),
            .wr_slot({w0_addr_reg[9], w0_addr_reg[6:2]}),
            .wr_data(w0_data_reg[8*g +: 8] & w1_mask_reg[8*g +: 8]),
            .rd_slot(rd_word),
            .rd_data(shadow[8*g +: 8])
        );
    end
endgenerate

/* -- reads: r0 is taken, r1 knows what it is, r2 has it, r3 joins, r4 answers ----------------------------------- */

reg [4:1] step_reg = 4'd0;
reg rvalid_reg = 1'b0;
reg [1:0] rresp_reg = RESP_OKAY;
reg [31:0] rdata_reg = 32'd0;
reg [15:0] time_high_reg = 16'd0;
reg [31:0] counter_high_reg = 32'd0;

wire rd_idle = !r0_valid_reg && step_reg == 4'd0 && !rvalid_reg && !walking_reg;
wire [11:0] r0_at = {r0_addr_reg[11:2], 2'b00};
wire r0_low = r0_addr_reg[11:7] == 5'd0 && r0_addr_reg[6:2] <= 5'd28;

reg r1_shadow_reg = 1'b0, r1_window_reg = 1'b0, r1_event_reg = 1'b0;
reg r1_counter_low_reg = 1'b0, r1_counter_high_reg = 1'b0, r1_bad_reg = 1'b0;
reg r1_status_reg = 1'b0, r1_irq_reg = 1'b0, r1_time_low_reg = 1'b0, r1_time_high_reg = 1'b0, r1_held_reg = 1'b0;
reg r1_tracked_reg = 1'b0, r1_tail_free_reg = 1'b0, r1_result_reg = 1'b0, r1_handle_reg = 1'b0;
reg [31:0] r1_shadow_data_reg = 32'd0, r1_event_word_reg = 32'd0;

reg [31:0] r2_shadow_reg = 32'd0, r2_event_reg = 32'd0, r2_engine_reg = 32'd0;
reg [31:0] r3_value_reg = 32'd0;
reg [31:0] r4_value_reg = 32'd0;
wire [31:0] r2_window;

// the oldest event; the flow pipeline's order of its fields
reg [31:0] event_word;
always @* begin
    event_word = 32'd0;
    case (r0_addr_reg[4:2])
        3'd0: event_word[CL_EVENTS:0] = event_level;
        3'd1: event_word[7:0] = {event_data[91:88], event_data[95:92]} & {8{event_valid}};
        3'd2: event_word[23:0] = event_data[87:64] & {24{event_valid}};
        3'd3: event_word = event_data[63:32] & {32{event_valid}};
        3'd4: event_word = event_data[31:0] & {32{event_valid}};
        default: event_word = 32'd0;
    endcase
end

// what else only the engine writes
reg [31:0] engine_word;
always @* begin
    engine_word = now[31:0] & {32{r1_time_low_reg}};
    engine_word[15:0] = engine_word[15:0] | (time_high_reg & {16{r1_time_high_reg}});
    engine_word[CL_FLOWS:0] = engine_word[CL_FLOWS:0] | (flows_held & {CL_FLOWS+1{r1_held_reg}})
                            | (flows_tracked & {CL_FLOWS+1{r1_tracked_reg}});
    engine_word[8:0] = engine_word[8:0] | (tails_free & {9{r1_tail_free_reg}});
    engine_word[CL_FLOWS-1:0] = engine_word[CL_FLOWS-1:0] | (cmd_done_flow & {CL_FLOWS{r1_handle_reg}});
    engine_word[23:20] = engine_word[23:20] | (cmd_done_generation & {4{r1_handle_reg}});
    engine_word[4:0] = engine_word[4:0]
                     | ({quiet, fault, event_valid, cmd_busy, init_done} & {5{r1_status_reg}})
                     | {4'd0, event_valid && r1_irq_reg} | {1'b0, cmd_result & {4{r1_result_reg}}};
end

finwave_flow_words
flow_words_inst (
    .clk(clk),
    .rst(rst),
    .queried(queried),
    .rec(queried_rec),
    .key(queried_key),
    .word(r0_addr_reg[5:2]),
    .en(r1_window_reg),
    .value(r2_window)
);

always @(posedge clk) begin
    // one read at a time
    r0_valid_reg <= rd_idle && s_axil_arvalid;
    step_reg <= {step_reg[3:1], r0_valid_reg};
    if (rd_idle) begin
        r0_addr_reg <= ar_beyond ? HOLE : s_axil_araddr[11:0];
    end

    r1_shadow_data_reg <= shadow;
    r1_event_word_reg <= event_word;
    r1_shadow_reg <= is_setting(r0_addr_reg) || r0_addr_reg[11:4] == 8'd0 || is_desc(r0_addr_reg);
    r1_window_reg <= is_window(r0_addr_reg);
    r1_event_reg <= r0_addr_reg[11:6] == 6'b000011;
    r1_counter_low_reg <= is_counter(r0_addr_reg) && !r0_addr_reg[2];
    r1_counter_high_reg <= is_counter(r0_addr_reg) && r0_addr_reg[2];
    r1_status_reg <= r0_at == `FINWAVE_REG_STATUS;
    r1_irq_reg <= r0_at == `FINWAVE_REG_IRQ_STATUS;
    r1_time_low_reg <= r0_at == `FINWAVE_REG_TIME_LOW;
    r1_time_high_reg <= r0_at == `FINWAVE_REG_TIME_HIGH;
    r1_held_reg <= r0_at == `FINWAVE_REG_FLOWS_HELD;
    r1_tracked_reg <= r0_at == `FINWAVE_REG_FLOWS_TRACKED;
    r1_tail_free_reg <= r0_at == `FINWAVE_REG_TAIL_FREE;
    r1_result_reg <= r0_at == `FINWAVE_REG_CMD_RESULT;
    r1_handle_reg <= r0_at == `FINWAVE_REG_CMD_HANDLE;
    r1_bad_reg <= !(r0_low || is_desc(r0_addr_reg) || is_tail(r0_addr_reg) || is_counter(r0_addr_reg) ||
                    is_window(r0_addr_reg) || is_queue(r0_addr_reg));

    r2_shadow_reg <= r1_shadow_data_reg;
    if (!r1_shadow_reg) begin
        r2_shadow_reg <= 32'd0;
    end
    r2_event_reg <= r1_event_word_reg;
    if (!r1_event_reg) begin
        r2_event_reg <= 32'd0;
    end
    r2_engine_reg <= engine_word;
    if (r1_time_low_reg && step_reg[1]) begin
        time_high_reg <= now[47:32];
    end

    r3_value_reg <= r2_shadow_reg | r2_event_reg | r2_engine_reg | r2_window;
    r4_value_reg <= r3_value_reg | (counter_high_reg & {32{r1_counter_high_reg}});

    if (s_axil_rready) begin
        rvalid_reg <= 1'b0;
    end
    if (step_reg[4]) begin
        rvalid_reg <= 1'b1;
        rresp_reg <= r1_bad_reg ? RESP_SLVERR : RESP_OKAY;
        rdata_reg <= r4_value_reg | (counter_data[31:0] & {32{r1_counter_low_reg}});
    end
    if (step_reg[4] && r1_counter_low_reg) begin
        counter_high_reg <= counter_data[63:32];
    end

    if (rst) begin
        r0_valid_reg <= 1'b0;
        step_reg <= 4'd0;
        rvalid_reg <= 1'b0;
        time_high_reg <= 16'd0;
        counter_high_reg <= 32'd0;
    end
end

assign s_axil_awready = w0_valid_reg;
assign s_axil_wready = w0_valid_reg;
assign s_axil_bvalid = bvalid_reg;
assign s_axil_bresp = bresp_reg;
assign s_axil_arready = r0_valid_reg;
assign s_axil_rvalid = rvalid_reg;
assign s_axil_rresp = rresp_reg;
assign s_axil_rdata = rdata_reg;

assign irq = irq_enable && event_valid;
// reasons come first, the other counters follow them
assign counter_en = r0_valid_reg && r0_addr_reg[11:10] == 2'b01 && !r0_addr_reg[2];
assign counter_index = r0_addr_reg[3 +: CL_COUNTERS];
assign stage_wr = stage_wr_reg;
assign stage_word = stage_word_reg;
assign stage_data = stage_data_reg;
assign event_take = event_take_reg;
assign cmd_start = cmd_start_reg;
assign cmd_op = cmd_op_reg;

finwave_descriptor #(.WORDS(WORDS))
descriptor_inst (
    .clk(clk),
    .rst(rst),
    .wr_en(w1_desc_en_reg),
    .wr_strb(w0_strb_reg),
    .wr_data(w0_data_reg),
    .rto_first(rto_first),
    .rto_max(rto_max_reg),
    .fin_retries(fin_retries),
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
    .cmd_tail(cmd_tail)
);

endmodule

`resetall
