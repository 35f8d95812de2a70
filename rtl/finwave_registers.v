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
 * A read takes 3 clocks, a write 2. Holes answer SLVERR; a write to a read-only register is accepted and
 * changes nothing. Byte strobes are honoured. Low words of 64-bit counters and of the time latch their high words.
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
localparam [3:0] WINDOW_WORDS = 4'd10;
localparam [11:0] HOLE = 12'hFFC;       // what an address beyond the map stands for
localparam WORDS = 27;                  // of the descriptor, from CMD_FLOW on

/* -- writes ----------------------------------------------------------------------------------------------------- */

reg wr_ready_reg = 1'b0;
reg wr_valid_reg = 1'b0;                // address and data are here
reg [11:0] wr_addr_reg = 12'd0;
reg [31:0] wr_data_reg = 32'd0;
reg [3:0] wr_strb_reg = 4'd0;
reg bvalid_reg = 1'b0;
reg [1:0] bresp_reg = RESP_OKAY;

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

wire wr_take = s_axil_awvalid && s_axil_wvalid && wr_ready_reg;

// the bytes that the strobes choose, in place of the old ones
function [31:0] merge(input [31:0] old, input [31:0] data, input [3:0] strb);
    merge = {strb[3] ? data[31:24] : old[31:24], strb[2] ? data[23:16] : old[23:16],
             strb[1] ? data[15:8] : old[15:8], strb[0] ? data[7:0] : old[7:0]};
endfunction

localparam [6:0] CONTROL_RESET = {
    `FINWAVE_CONTROL_EVICT_RESET, `FINWAVE_CONTROL_TRANSPARENT_RESET,
    `FINWAVE_CONTROL_GIVE_UP_SILENT_RESET, `FINWAVE_CONTROL_SYN_RST_RESET, `FINWAVE_CONTROL_TIME_WAIT_RST_RESET,
    `FINWAVE_CONTROL_LINUX_COMPAT_RESET, `FINWAVE_CONTROL_ENABLE_RESET};

reg [6:0] control_reg = CONTROL_RESET;
reg irq_enable_reg = `FINWAVE_IRQ_ENABLE_EVENT_RESET;
reg [23:0] tick_cycles_reg = TICK[23:0];
reg [3:0] ts_shift_reg = `FINWAVE_TS_CLOCK_SHIFT_RESET;
reg [30:0] time_wait_reg = `FINWAVE_TIME_WAIT_VALUE_RESET;
reg [27:0] rto_first_reg = `FINWAVE_RTO_FIRST_VALUE_RESET;
reg [27:0] rto_max_reg = `FINWAVE_RTO_MAX_VALUE_RESET;
reg [4:0] fin_retries_reg = `FINWAVE_FIN_RETRIES_VALUE_RESET;
reg [30:0] r2_reg = `FINWAVE_R2_VALUE_RESET;
reg [30:0] fin_wait_2_reg = `FINWAVE_FIN_WAIT_2_TIMEOUT_VALUE_RESET;
reg [30:0] ack_interval_reg = `FINWAVE_ACK_INTERVAL_VALUE_RESET;
reg [15:0] ack_budget_reg = `FINWAVE_ACK_BUDGET_VALUE_RESET;
reg [16:0] merge_window_reg = `FINWAVE_MERGE_WINDOW_VALUE_RESET;
reg [30:0] track_idle_reg = `FINWAVE_TRACK_IDLE_VALUE_RESET;
reg [127:0] hash_key_reg = {4{`FINWAVE_HASH_KEY_VALUE_RESET}};
localparam [32*WORDS-1:0] DESC_RESET = {{32*WORDS-328{1'b0}}, `FINWAVE_CMD_IP_TTL_RESET, 320'd0};
reg [32*WORDS-1:0] desc_reg = DESC_RESET;
reg cmd_start_reg = 1'b0;
reg [3:0] cmd_op_reg = 4'd0;
reg event_take_reg = 1'b0;

// bits of each descriptor word that exist
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

wire wr_desc = wr_addr_reg[11:7] == 5'b00100 && wr_addr_reg[6:2] < WORDS;
wire [4:0] wr_word = wr_addr_reg[6:2];
wire wr_tail = is_tail(wr_addr_reg);
wire wr_hash_key = wr_addr_reg[11:4] == HASH_KEY_AT[11:4];

reg [31:0] wr_old;
wire [31:0] wr_new = merge(wr_old, wr_data_reg, wr_strb_reg);

// registers that can be read back; also what a partial write keeps
function is_counter(input [11:0] addr);
    is_counter = addr[11:10] == 2'b01 &&
                 addr < `FINWAVE_REG_COUNT_HOST_STALLED + 4 * `FINWAVE_REG_COUNT_HOST_STALLED_COUNT;
endfunction

function is_tail(input [11:0] addr);
    is_tail = addr[11] && addr < `FINWAVE_REG_TAIL_DATA + 4 * `FINWAVE_REG_TAIL_DATA_COUNT;
endfunction

function is_window(input [11:0] addr);
    is_window = addr[11:6] == 6'b001100 && addr[5:2] < WINDOW_WORDS;
endfunction

/* -- reads ------------------------------------------------------------------------------------------------------- */

reg rd_ready_reg = 1'b0;
reg [2:0] rd_step_reg = 3'd0;
reg [11:0] rd_addr_reg = 12'd0;
reg rvalid_reg = 1'b0;
reg [1:0] rresp_reg = RESP_OKAY;
reg [31:0] rdata_reg = 32'd0;
reg [15:0] time_high_reg = 16'd0;
reg [31:0] counter_high_reg = 32'd0;
reg [319:0] window_reg = 0;             // flow window, 10 words
wire [31:0] queried_wnd = queried_rec[`FINWAVE_REC_RCV_EDGE] - queried_rec[`FINWAVE_REC_RCV_NXT];

wire rd_take = s_axil_arvalid && rd_ready_reg;
wire rd_desc = rd_addr_reg[11:7] == 5'b00100 && rd_addr_reg[6:2] < WORDS;
wire rd_window = is_window(rd_addr_reg);

// settings by address; one place for reading and for partial writes
reg [11:2] setting_addr;
reg [31:0] setting;
reg setting_found;

always @* begin
    setting_addr = wr_valid_reg ? wr_addr_reg[11:2] : rd_addr_reg[11:2];
    setting_found = 1'b1;
    setting = 32'd0;
    case ({setting_addr, 2'b00})
        `FINWAVE_REG_CONTROL: setting[6:0] = control_reg;
        `FINWAVE_REG_IRQ_ENABLE: setting[0] = irq_enable_reg;
        `FINWAVE_REG_TICK_CYCLES: setting[23:0] = tick_cycles_reg;
        `FINWAVE_REG_TS_CLOCK: setting[3:0] = ts_shift_reg;
        `FINWAVE_REG_TIME_WAIT: setting[30:0] = time_wait_reg;
        `FINWAVE_REG_RTO_FIRST: setting[27:0] = rto_first_reg;
        `FINWAVE_REG_RTO_MAX: setting[27:0] = rto_max_reg;
        `FINWAVE_REG_FIN_RETRIES: setting[4:0] = fin_retries_reg;
        `FINWAVE_REG_R2: setting[30:0] = r2_reg;
        `FINWAVE_REG_FIN_WAIT_2_TIMEOUT: setting[30:0] = fin_wait_2_reg;
        `FINWAVE_REG_ACK_INTERVAL: setting[30:0] = ack_interval_reg;
        `FINWAVE_REG_ACK_BUDGET: setting[15:0] = ack_budget_reg;
        `FINWAVE_REG_MERGE_WINDOW: setting[16:0] = merge_window_reg;
        `FINWAVE_REG_TRACK_IDLE: setting[30:0] = track_idle_reg;
        `FINWAVE_REG_HASH_KEY + 12'd0: setting = hash_key_reg[31:0];
        `FINWAVE_REG_HASH_KEY + 12'd4: setting = hash_key_reg[63:32];
        `FINWAVE_REG_HASH_KEY + 12'd8: setting = hash_key_reg[95:64];
        `FINWAVE_REG_HASH_KEY + 12'd12: setting = hash_key_reg[127:96];
        default: setting_found = 1'b0;
    endcase
end

reg [31:0] status;
reg status_found;

// everything that only the engine writes
always @* begin
    status_found = 1'b1;
    status = 32'd0;
    case ({rd_addr_reg[11:2], 2'b00})
        `FINWAVE_REG_ID: status = `FINWAVE_ID_VALUE_RESET;
        `FINWAVE_REG_VERSION: status = {8'd0, `FINWAVE_VERSION_MAJOR_RESET, `FINWAVE_VERSION_MINOR_RESET,
                                        `FINWAVE_VERSION_PATCH_RESET};
        `FINWAVE_REG_FLOW_COUNT: status = FLOWS;
        `FINWAVE_REG_CAPABILITY: status = {8'd0, TAILS[3:0], EVENTS[3:0], WIDTH[15:0]};
        `FINWAVE_REG_STATUS: status[4:0] = {quiet, fault, event_valid, cmd_busy, init_done};
        `FINWAVE_REG_IRQ_STATUS: status[0] = event_valid;
        `FINWAVE_REG_TIME_LOW: status = now[31:0];
        `FINWAVE_REG_TIME_HIGH: status[15:0] = time_high_reg;
        `FINWAVE_REG_FLOWS_HELD: status[CL_FLOWS:0] = flows_held;
        `FINWAVE_REG_FLOWS_TRACKED: status[CL_FLOWS:0] = flows_tracked;
        `FINWAVE_REG_TAIL_FREE: status[8:0] = tails_free;
        `FINWAVE_REG_DOORBELL: status = 32'd0;
        `FINWAVE_REG_CMD_RESULT: status[3:0] = cmd_result;
        `FINWAVE_REG_CMD_HANDLE: begin
            status[CL_FLOWS-1:0] = cmd_done_flow;
            status[23:20] = cmd_done_generation;
        end
        `FINWAVE_REG_EVENT_COUNT: status[CL_EVENTS:0] = event_level;
        `FINWAVE_REG_EVENT_TYPE: status[7:0] = event_valid ? {event_data[91:88], event_data[95:92]} : 8'd0;
        `FINWAVE_REG_EVENT_FLOW: status[23:0] = event_valid ? event_data[87:64] : 24'd0;
        `FINWAVE_REG_EVENT_SND_NXT: status = event_valid ? event_data[63:32] : 32'd0;
        `FINWAVE_REG_EVENT_RCV_NXT: status = event_valid ? event_data[31:0] : 32'd0;
        `FINWAVE_REG_EVENT_POP: status = 32'd0;
        default: status_found = is_tail(rd_addr_reg);
    endcase
end

reg wr_hole;
always @* begin
    wr_old = wr_desc ? desc_reg[32*wr_word +: 32] : setting;
    wr_hole = 1'b0;
    if (!wr_desc && !setting_found && !wr_tail && !is_counter(wr_addr_reg) && !is_window(wr_addr_reg)) begin
        case ({wr_addr_reg[11:2], 2'b00})
            `FINWAVE_REG_ID, `FINWAVE_REG_VERSION, `FINWAVE_REG_FLOW_COUNT, `FINWAVE_REG_CAPABILITY,
            `FINWAVE_REG_STATUS, `FINWAVE_REG_IRQ_STATUS, `FINWAVE_REG_TIME_LOW, `FINWAVE_REG_TIME_HIGH,
            `FINWAVE_REG_FLOWS_HELD, `FINWAVE_REG_FLOWS_TRACKED, `FINWAVE_REG_TAIL_FREE,
            `FINWAVE_REG_DOORBELL, `FINWAVE_REG_CMD_RESULT, `FINWAVE_REG_CMD_HANDLE,
            `FINWAVE_REG_EVENT_COUNT, `FINWAVE_REG_EVENT_TYPE, `FINWAVE_REG_EVENT_FLOW,
            `FINWAVE_REG_EVENT_SND_NXT, `FINWAVE_REG_EVENT_RCV_NXT, `FINWAVE_REG_EVENT_POP: wr_hole = 1'b0;
            default: wr_hole = 1'b1;
        endcase
    end
end

always @(posedge clk) begin
    // one write at a time: taken, then done, then answered
    wr_ready_reg <= !wr_ready_reg && s_axil_awvalid && s_axil_wvalid && !wr_valid_reg && !bvalid_reg;
    wr_valid_reg <= wr_take;
    if (wr_take) begin
        wr_addr_reg <= aw_beyond ? HOLE : s_axil_awaddr[11:0];
        wr_data_reg <= s_axil_wdata;
        wr_strb_reg <= s_axil_wstrb;
    end
    if (s_axil_bready) begin
        bvalid_reg <= 1'b0;
    end

    cmd_start_reg <= 1'b0;
    event_take_reg <= 1'b0;
    if (wr_valid_reg) begin
        bvalid_reg <= 1'b1;
        // a descriptor stays as it is while its command runs, the hash key while it has placed a flow
        bresp_reg <= wr_hole || (wr_desc && cmd_busy) || (wr_tail && (cmd_busy || !stage_room)) ||
                     (wr_hash_key && !table_empty) ? RESP_SLVERR : RESP_OKAY;
        if (wr_desc && !cmd_busy) begin
            desc_reg[32*wr_word +: 32] <= wr_new & desc_mask(wr_word);
        end
        if (wr_hash_key && table_empty) begin
            hash_key_reg[32*wr_addr_reg[3:2] +: 32] <= wr_new;
        end
        case ({wr_addr_reg[11:2], 2'b00})
            `FINWAVE_REG_CONTROL: control_reg <= wr_new[6:0];
            `FINWAVE_REG_IRQ_ENABLE: irq_enable_reg <= wr_new[0];
            `FINWAVE_REG_TICK_CYCLES: tick_cycles_reg <= wr_new[23:0];
            `FINWAVE_REG_TS_CLOCK: ts_shift_reg <= wr_new[3:0];
            `FINWAVE_REG_TIME_WAIT: time_wait_reg <= wr_new[30:0];
            `FINWAVE_REG_RTO_FIRST: rto_first_reg <= wr_new[27:0];
            `FINWAVE_REG_RTO_MAX: rto_max_reg <= wr_new[27:0];
            `FINWAVE_REG_FIN_RETRIES: fin_retries_reg <= wr_new[4:0];
            `FINWAVE_REG_R2: r2_reg <= wr_new[30:0];
            `FINWAVE_REG_FIN_WAIT_2_TIMEOUT: fin_wait_2_reg <= wr_new[30:0];
            `FINWAVE_REG_ACK_INTERVAL: ack_interval_reg <= wr_new[30:0];
            `FINWAVE_REG_ACK_BUDGET: ack_budget_reg <= wr_new[15:0];
            `FINWAVE_REG_MERGE_WINDOW: merge_window_reg <= wr_new[16:0];
            `FINWAVE_REG_TRACK_IDLE: track_idle_reg <= wr_new[30:0];
            `FINWAVE_REG_DOORBELL: begin
                cmd_start_reg <= init_done && !cmd_busy && !cmd_start_reg && wr_strb_reg[0];
                cmd_op_reg <= wr_data_reg[3:0];
                if (!init_done || cmd_busy || cmd_start_reg) begin
                    bresp_reg <= RESP_SLVERR;
                    cmd_op_reg <= cmd_op_reg;
                end
            end
            `FINWAVE_REG_EVENT_POP: event_take_reg <= wr_data_reg[0] && wr_strb_reg[0];
            default: begin end
        endcase
    end

    // one read at a time: address, counter memory, answer
    rd_ready_reg <= !rd_ready_reg && s_axil_arvalid && rd_step_reg == 3'd0 && !rvalid_reg;
    rd_step_reg <= {rd_step_reg[1:0], rd_take};
    if (wr_valid_reg && rd_step_reg[1]) begin
        rd_step_reg <= 3'b010;          // the settings are looked at by a write
    end
    if (rd_take) begin
        rd_addr_reg <= ar_beyond ? HOLE : s_axil_araddr[11:0];
    end
    if (s_axil_rready) begin
        rvalid_reg <= 1'b0;
    end
    if (rd_step_reg[1] && !wr_valid_reg) begin
        rvalid_reg <= 1'b1;
        rresp_reg <= RESP_OKAY;
        if (rd_desc) begin
            rdata_reg <= desc_reg[32*rd_addr_reg[6:2] +: 32];
        end else if (rd_window) begin
            rdata_reg <= window_reg[32*rd_addr_reg[5:2] +: 32];
        end else if (is_counter(rd_addr_reg)) begin
            rdata_reg <= rd_addr_reg[2] ? counter_high_reg : counter_data[31:0];
            if (!rd_addr_reg[2]) begin
                counter_high_reg <= counter_data[63:32];
            end
        end else if (setting_found) begin
            rdata_reg <= setting;
        end else if (status_found) begin
            rdata_reg <= status;
            if ({rd_addr_reg[11:2], 2'b00} == `FINWAVE_REG_TIME_LOW) begin
                time_high_reg <= now[47:32];
            end
        end else begin
            rdata_reg <= 32'd0;
            rresp_reg <= RESP_SLVERR;
        end
    end

    if (queried) begin
        window_reg <= {
            queried_rec[`FINWAVE_REC_SND_WND], 5'd0, queried_rec[`FINWAVE_REC_TAIL_LEN],
            queried_rec[`FINWAVE_REC_FIN_AT],
            4'd0, queried_rec[`FINWAVE_REC_RTO],
            queried_rec[`FINWAVE_REC_DEADLINE],
            queried_rec[`FINWAVE_REC_TS_RECENT],
            queried_wnd & {32{!queried_wnd[31]}},
            queried_rec[`FINWAVE_REC_RCV_NXT],
            queried_rec[`FINWAVE_REC_SND_NXT],
            queried_rec[`FINWAVE_REC_SND_UNA],
            6'd0, queried_rec[`FINWAVE_REC_TRACKED], queried_rec[`FINWAVE_REC_ACK_OWED],
            queried_rec[`FINWAVE_REC_WATCH], queried_rec[`FINWAVE_REC_TIMER], queried_rec[`FINWAVE_REC_HALF_CLOSE],
            queried_rec[`FINWAVE_REC_RETRIES],
            queried_rec[`FINWAVE_REC_RCV_WSCALE], queried_rec[`FINWAVE_REC_SND_WSCALE],
            queried_key[`FINWAVE_KEY_VLAN_COUNT], queried_key[`FINWAVE_KEY_IPV6],
            queried_rec[`FINWAVE_REC_TIMESTAMPS], queried_rec[`FINWAVE_REC_STATE]
        };
    end

    if (rst) begin
        wr_ready_reg <= 1'b0;
        wr_valid_reg <= 1'b0;
        bvalid_reg <= 1'b0;
        rd_ready_reg <= 1'b0;
        rd_step_reg <= 3'd0;
        rvalid_reg <= 1'b0;
        cmd_start_reg <= 1'b0;
        event_take_reg <= 1'b0;
        control_reg <= CONTROL_RESET;
        irq_enable_reg <= `FINWAVE_IRQ_ENABLE_EVENT_RESET;
        tick_cycles_reg <= TICK[23:0];
        ts_shift_reg <= `FINWAVE_TS_CLOCK_SHIFT_RESET;
        time_wait_reg <= `FINWAVE_TIME_WAIT_VALUE_RESET;
        rto_first_reg <= `FINWAVE_RTO_FIRST_VALUE_RESET;
        rto_max_reg <= `FINWAVE_RTO_MAX_VALUE_RESET;
        fin_retries_reg <= `FINWAVE_FIN_RETRIES_VALUE_RESET;
        r2_reg <= `FINWAVE_R2_VALUE_RESET;
        fin_wait_2_reg <= `FINWAVE_FIN_WAIT_2_TIMEOUT_VALUE_RESET;
        ack_interval_reg <= `FINWAVE_ACK_INTERVAL_VALUE_RESET;
        ack_budget_reg <= `FINWAVE_ACK_BUDGET_VALUE_RESET;
        merge_window_reg <= `FINWAVE_MERGE_WINDOW_VALUE_RESET;
        track_idle_reg <= `FINWAVE_TRACK_IDLE_VALUE_RESET;
        hash_key_reg <= {4{`FINWAVE_HASH_KEY_VALUE_RESET}};
        desc_reg <= DESC_RESET;
        window_reg <= 0;
        time_high_reg <= 16'd0;
        counter_high_reg <= 32'd0;
    end
end

assign s_axil_awready = wr_ready_reg;
assign s_axil_wready = wr_ready_reg;
assign s_axil_bvalid = bvalid_reg;
assign s_axil_bresp = bresp_reg;
assign s_axil_arready = rd_ready_reg;
assign s_axil_rvalid = rvalid_reg;
assign s_axil_rresp = rresp_reg;
assign s_axil_rdata = rdata_reg;

assign irq = irq_enable_reg && event_valid;
assign {evict, transparent, give_up_silent, syn_rst, time_wait_rst, linux_compat, enable} = control_reg;
assign tick_cycles = tick_cycles_reg;
assign ts_shift = ts_shift_reg;
assign time_wait = time_wait_reg;
assign rto_max = rto_max_reg != 28'd0 ? rto_max_reg : 28'd1;
assign r2 = r2_reg;
assign fin_wait_2_timeout = fin_wait_2_reg;
assign ack_interval = ack_interval_reg;
assign ack_budget = ack_budget_reg;
assign merge_window = merge_window_reg;
assign track_idle = track_idle_reg;
assign hash_key = hash_key_reg;
// reasons come first, the other counters follow them
assign counter_index = rd_addr_reg[3 +: CL_COUNTERS];
assign stage_wr = wr_valid_reg && wr_tail && !cmd_busy && stage_room;
assign stage_word = wr_addr_reg[10:2];
assign stage_data = merge(32'd0, wr_data_reg, wr_strb_reg);
assign event_take = event_take_reg;

/* -- the command's flow as a record and a key -------------------------------------------------------------------- */

wire [31:0] desc_flags = desc_reg[32*1 +: 32];
wire ipv6 = desc_flags[`FINWAVE_CMD_FLAGS_IPV6_LSB];
wire [1:0] tags = desc_flags[`FINWAVE_CMD_FLAGS_VLAN_COUNT_MSB:`FINWAVE_CMD_FLAGS_VLAN_COUNT_LSB];
wire [4:0] retries = desc_flags[`FINWAVE_CMD_FLAGS_RETRIES_MSB:`FINWAVE_CMD_FLAGS_RETRIES_LSB];
wire [15:0] outer = desc_reg[32*15+16 +: 16];
wire [15:0] inner = desc_reg[32*15 +: 16];
// an RTO of 0 counts as 1 tick
wire [27:0] rto_default = rto_first_reg != 28'd0 ? rto_first_reg : 28'd1;
wire [27:0] rto_asked = desc_reg[32*9 +: 28] != 28'd0 ? desc_reg[32*9 +: 28] : rto_default;

reg [`FINWAVE_REC_WIDTH-1:0] rec;
reg [`FINWAVE_KEY_WIDTH-1:0] key;

always @* begin
    rec = 0;
    rec[`FINWAVE_REC_STATE] = desc_flags[`FINWAVE_CMD_FLAGS_STATE_MSB:`FINWAVE_CMD_FLAGS_STATE_LSB];
    rec[`FINWAVE_REC_HALF_CLOSE] = desc_flags[`FINWAVE_CMD_FLAGS_HALF_CLOSE_LSB];
    rec[`FINWAVE_REC_TIMESTAMPS] = desc_flags[`FINWAVE_CMD_FLAGS_TIMESTAMPS_LSB];
    rec[`FINWAVE_REC_SND_WSCALE] = desc_flags[`FINWAVE_CMD_FLAGS_SND_WSCALE_MSB:`FINWAVE_CMD_FLAGS_SND_WSCALE_LSB];
    rec[`FINWAVE_REC_RCV_WSCALE] = desc_flags[`FINWAVE_CMD_FLAGS_RCV_WSCALE_MSB:`FINWAVE_CMD_FLAGS_RCV_WSCALE_LSB];
    rec[`FINWAVE_REC_MAX_RETRIES] = retries != 5'd0 ? retries : fin_retries_reg;
    rec[`FINWAVE_REC_SND_UNA] = desc_reg[32*2 +: 32];
    rec[`FINWAVE_REC_SND_NXT] = desc_reg[32*3 +: 32];
    rec[`FINWAVE_REC_RCV_NXT] = desc_reg[32*4 +: 32];
    rec[`FINWAVE_REC_MAX_WND] = desc_reg[32*6 +: 16];
    rec[`FINWAVE_REC_TS_RECENT] = desc_reg[32*7 +: 32];
    rec[`FINWAVE_REC_RTO] = rto_asked > rto_max ? rto_max : rto_asked;
    rec[`FINWAVE_REC_MACS] = {desc_reg[32*12 +: 32], desc_reg[32*13 +: 32], desc_reg[32*14 +: 32]};
    rec[`FINWAVE_REC_PCP_OUTER] = outer[15:12];
    rec[`FINWAVE_REC_PCP_INNER] = inner[15:12];
    rec[`FINWAVE_REC_OUTER_88A8] = desc_flags[`FINWAVE_CMD_FLAGS_OUTER_88A8_LSB];
    rec[`FINWAVE_REC_TTL] = desc_reg[32*10 +: 8];
    rec[`FINWAVE_REC_TOS] = desc_reg[32*10+8 +: 8];
    rec[`FINWAVE_REC_FLOW_LABEL] = desc_reg[32*11 +: 20];
    rec[`FINWAVE_REC_WATCH] = desc_flags[`FINWAVE_CMD_FLAGS_WATCH_LSB];
    rec[`FINWAVE_REC_CLOSE_ON_FIN] = desc_flags[`FINWAVE_CMD_FLAGS_CLOSE_ON_FIN_LSB];
    rec[`FINWAVE_REC_SND_WND] = desc_flags[`FINWAVE_CMD_FLAGS_SET_SND_WND_LSB] ? desc_reg[32*6+16 +: 16]
                                                                              : desc_reg[32*6 +: 16];
    // less than a unit counts as one
    rec[`FINWAVE_REC_USER_TIMEOUT] = desc_reg[32*26+14 +: 17] | {16'd0, desc_reg[32*26 +: 14] != 14'd0 &&
                                                                        desc_reg[32*26+14 +: 17] == 17'd0};
end

always @* begin
    key = 0;
    key[`FINWAVE_KEY_IPV6] = ipv6;
    key[`FINWAVE_KEY_VLAN_COUNT] = tags;
    key[`FINWAVE_KEY_VID_OUTER] = tags != 2'd0 ? outer[11:0] : 12'd0;
    key[`FINWAVE_KEY_VID_INNER] = tags == 2'd2 ? inner[11:0] : 12'd0;
    key[`FINWAVE_KEY_LOCAL] = {desc_reg[32*16 +: 32],
                               {desc_reg[32*17 +: 32], desc_reg[32*18 +: 32], desc_reg[32*19 +: 32]} & {96{ipv6}}};
    key[`FINWAVE_KEY_REMOTE] = {desc_reg[32*20 +: 32],
                                {desc_reg[32*21 +: 32], desc_reg[32*22 +: 32], desc_reg[32*23 +: 32]} & {96{ipv6}}};
    key[`FINWAVE_KEY_LOCAL_PORT] = desc_reg[32*24+16 +: 16];
    key[`FINWAVE_KEY_REMOTE_PORT] = desc_reg[32*24 +: 16];
end

assign cmd_start = cmd_start_reg;
assign cmd_op = cmd_op_reg;
assign cmd_flow = desc_reg[19:0];
assign cmd_generation = desc_reg[23:20];
assign cmd_state = rec[`FINWAVE_REC_STATE];
assign cmd_key = key;
assign cmd_rec = rec;
assign cmd_set_snd_nxt = desc_flags[`FINWAVE_CMD_FLAGS_SET_SND_NXT_LSB];
assign cmd_set_rcv_wnd = desc_flags[`FINWAVE_CMD_FLAGS_SET_RCV_WND_LSB];
assign cmd_snd_nxt = desc_reg[32*3 +: 32];
assign cmd_rcv_wnd = desc_reg[32*5 +: 31];
assign cmd_tsval = desc_reg[32*8 +: 32];
assign cmd_tail = desc_reg[32*25 +: 11];

endmodule

`resetall
