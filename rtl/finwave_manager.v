// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * Carries out the host's commands and starts tracking, gives flow numbers out and takes them back; the only writer of
 * the flow table.
 *
 * Flow numbers live in one ring: alloc .. clean are free, clean .. tail are freed flows whose tuple still stands in the
 * table. They are cleaned before the next command, so a tuple can be adopted again at once.
 *
 * ADOPT: look the tuple up (held already? same hash?), find a place in the row with more room, else move one entry of
 * the row to its other bank (copy first, so that no lookup misses it); then key, record, and at last the table entry.
 * With the number comes that of its MACs, which finwave_neighbours finds.
 * Tracking is an ADOPT of a connection that a SYN started; when anything is in its way it is let be.
 * ADOPT without a free number: the timer sweep looks for a flow that makes room, which is evicted; then once more.
 * While this block works, frames pass by; it uses free clocks of the flow table and of the flow pipeline.
 * Times: clearing FLOW_COUNT clocks after reset; a command 15 clocks, ADOPT 30 to 300, 260 more with MACs that are
 * new, a round of the sweep more when the table of flows is full, and one when that of neighbours is.
 */
module finwave_manager #(
    parameter FLOW_COUNT = 4096,
    parameter CL_FLOWS = $clog2(FLOW_COUNT),
    parameter CL_ROWS = CL_FLOWS - 2,
    parameter ENTRY_WIDTH = 33 + CL_FLOWS
) (
    input  wire                          clk,
    input  wire                          rst,

    input  wire                          enable,
    output wire                          init_done,
    output wire                          fault,
    output wire                          busy,

    /* the host's command; what the descriptor says stands a clock before `cmd_start` */
    input  wire                          cmd_start,
    input  wire [3:0]                    cmd_op,
    input  wire [19:0]                   cmd_flow,
    input  wire [3:0]                    cmd_state,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] cmd_key,
    input  wire [10:0]                   cmd_tail,
    input  wire                          tail_room,      // a tail buffer is free
    output wire                          cmd_busy,
    output wire [3:0]                    cmd_result,
    output wire [CL_FLOWS-1:0]           cmd_done_flow,
    output wire [3:0]                    cmd_done_generation,
    output wire                          cmd_queried,
    output wire                          adopted,
    output wire                          tracked,
    output wire                          refused,

    /* a SYN that may be tracked */
    input  wire                          track_valid,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] track_key,
    output wire                          track_take,     // it is done with, or let be
    output wire                          tracking,       // the record is that of the SYN
    output wire [`FINWAVE_KEY_WIDTH-1:0] new_key,        // of the flow that is entered

    /* the neighbour of the flow that is adopted */
    output wire                          neighbour_find,
    input  wire                          neighbour_done,
    input  wire                          neighbour_found,

    /* a flow that could make room */
    output wire                          scan_start,
    input  wire                          scan_done,
    input  wire                          scan_found,
    input  wire [CL_FLOWS-1:0]           scan_flow,

    /* flow table */
    output wire                          look_valid,
    input  wire                          look_ready,
    output wire                          look_raw,
    output wire [`FINWAVE_KEY_WIDTH-1:0] look_key,
    output wire [CL_ROWS-1:0]            look_raw_row_a,
    output wire [CL_ROWS-1:0]            look_raw_row_b,
    output wire [2:0]                    look_way,
    input  wire                          look_done,
    input  wire [CL_ROWS-1:0]            look_row_a,
    input  wire [CL_ROWS-1:0]            look_row_b,
    input  wire [CL_ROWS-1:0]            look_other_row,
    input  wire [31:0]                   look_tag,
    input  wire [7:0]                    look_match,
    input  wire [7:0]                    look_taken,
    input  wire [CL_FLOWS-1:0]           look_flow,
    input  wire [ENTRY_WIDTH-1:0]        look_entry,
    output wire [7:0]                    table_wr_ways,
    output wire [CL_ROWS-1:0]            table_wr_row_a,
    output wire [CL_ROWS-1:0]            table_wr_row_b,
    output wire [ENTRY_WIDTH-1:0]        table_wr_entry,

    /* flow pipeline */
    output wire                          op_valid,
    input  wire                          op_ready,
    output wire [3:0]                    op,
    output wire [CL_FLOWS-1:0]           op_flow,
    input  wire                          done_valid,
    input  wire [3:0]                    done_result,
    input  wire [3:0]                    done_generation,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] done_key,
    input  wire                          done_tracked,
    input  wire                          release_valid,
    input  wire [CL_FLOWS-1:0]           release_flow,
    output wire                          clear_en,
    output wire [CL_FLOWS-1:0]           clear_flow,
    output wire                          key_wr
);

localparam [31:0] RING_FULL = FLOW_COUNT;
localparam [10:0] TAIL_MAX = 11'd1460;
localparam [31:0] CLEAR_LAST = FLOW_COUNT - 1;
localparam PART = 16;           // bits of a tuple that are compared at once
localparam PARTS = (`FINWAVE_KEY_WIDTH + PART - 1) / PART;

// one bit of the state each
localparam
    ST_CLEAR = 0,               // after reset
    ST_IDLE = 1,
    ST_FREED_NUMBER = 2,        // a freed flow: its number from the ring,
    ST_FREED_KEY = 3,           // its tuple,
    ST_FREED_LOOK = 4,          // its place in the table, which is cleared
    ST_OP = 5,                  // a command on one flow
    ST_NUMBER = 6,              // ADOPT: a free number
    ST_LOOK = 7,                // the tuple's rows
    ST_COMPARE = 8,             // an entry matches: the same tuple, or only the same hash?
    ST_VICTIM = 9,              // both rows full: an entry that could move
    ST_OTHER = 10,              // the row that it could move to
    ST_ADOPT = 11,              // record and key
    ST_ENTER = 12,              // table entry
    ST_SCAN = 13,               // no number is free: who makes room?
    ST_EVICT = 14,              // that flow goes
    ST_SAME = 15,               // the tuples were compared
    STATES = 16;
localparam [STATES-1:0] AFTER_RESET = 1 << ST_CLEAR;

reg [STATES-1:0] state_reg = AFTER_RESET, state_next;
reg lost_reg = 1'b0;            // no state: never
reg fault_reg = 1'b0, fault_next;
reg asked_reg = 1'b0;           // the lookup or operation of this state is under way
reg [1:0] wait_reg = 2'd0;      // clocks in a state that counts them, up to 3
reg [CL_FLOWS:0] clear_reg = 0;
reg clear_last_reg = 1'b0;

reg tracking_reg = 1'b0;
reg evicted_reg = 1'b0;         // room was made once for this command
reg busy_reg = 1'b0;
reg finished_reg = 1'b0;        // the command has its result
reg [3:0] finish_result_reg = 4'd0;
reg track_take_reg = 1'b0;
reg [3:0] result_reg = 4'd0;
reg [CL_FLOWS-1:0] flow_reg = 0;
reg [CL_FLOWS-1:0] done_flow_reg = 0;
reg [3:0] generation_reg = 4'd0;
reg [3:0] op_reg = 4'd0;
reg [`FINWAVE_KEY_WIDTH-1:0] key_reg = 0;    // of this flow
// it is loaded, and from the pipeline: registers of its own, since each of its bits reads them
reg key_load_reg = 1'b0, key_freed_reg = 1'b0;
wire key_freed_next = state_reg[ST_FREED_NUMBER] || (state_reg[ST_FREED_KEY] && !done_valid);
reg [PARTS-1:0] same_reg = 0;   // parts of the tuple that are the same
reg all_same_reg = 1'b0;        // all of them, a clock later

reg [CL_ROWS-1:0] row_a_reg = 0, row_b_reg = 0;
reg [31:0] tag_reg = 32'd0;
reg [7:0] place_reg = 8'd0;     // one-hot: the new entry's place
reg [2:0] victim_reg = 3'd0;
reg [ENTRY_WIDTH-1:0] victim_entry_reg = 0;
reg [CL_ROWS-1:0] victim_row_reg = 0;

/* -- the ring of flow numbers ------------------------------------------------------------------------------- */

reg [CL_FLOWS:0] alloc_reg = 0;
reg [CL_FLOWS:0] clean_reg = 0;
reg [CL_FLOWS:0] tail_reg = 0;

wire clearing = state_reg[ST_CLEAR];
wire [CL_FLOWS-1:0] ring_number;
reg [CL_FLOWS:0] free_reg = 0;          // numbers to give out, and freed ones that still have their place
reg [CL_FLOWS:0] freed_reg = 0;
reg ring_used_up_reg = 1'b0, freed_waits_reg = 1'b0;
wire ring_used_up = ring_used_up_reg;
wire freed_waits = freed_waits_reg;
wire cleaned = state_reg[ST_FREED_LOOK] && looked_reg;

finwave_ram #(.WIDTH(CL_FLOWS), .DEPTH(FLOW_COUNT))
ring_ram_inst (
    .clk(clk),
    .wr_en(clearing || release_valid),
    .wr_addr(clearing ? clear_reg[CL_FLOWS-1:0] : tail_reg[CL_FLOWS-1:0]),
    .wr_data(clearing ? clear_reg[CL_FLOWS-1:0] : release_flow),
    .rd_addr(state_reg[ST_FREED_NUMBER] ? clean_reg[CL_FLOWS-1:0] : alloc_reg[CL_FLOWS-1:0]),
    .rd_data(ring_number)
);

/* -- a place in the rows --------------------------------------------------------------------------------------- */

// lowest free way of a bank, one-hot; 0 when there is none
function [3:0] free_way(input [3:0] taken);
    free_way = ~taken & (taken + 4'd1);
endfunction

function [2:0] count(input [3:0] taken);
    count = {2'd0, taken[0]} + {2'd0, taken[1]} + {2'd0, taken[2]} + {2'd0, taken[3]};
endfunction

wire [3:0] free_a = free_way(look_taken[3:0]);
wire [3:0] free_b = free_way(look_taken[7:4]);
wire a_is_emptier = count(look_taken[3:0]) <= count(look_taken[7:4]);
// the victim of bank a moves to bank b and the other way round
wire [3:0] other_free = victim_reg[2] ? free_a : free_b;

// what a lookup brought, a clock after it came; the lookup itself stays as it is until the next
reg looked_reg = 1'b0;
reg is_there_reg = 1'b0;        // an entry matches
reg nowhere_reg = 1'b0;         // no place in the victim's other row
reg [7:0] free_place_reg = 8'd0, other_place_reg = 8'd0;

always @(posedge clk) begin
    looked_reg <= look_done && !rst;
    is_there_reg <= look_match != 8'd0;
    nowhere_reg <= other_free == 4'd0;
    free_place_reg <= free_a != 4'd0 && (a_is_emptier || free_b == 4'd0) ? {4'd0, free_a} : {free_b, 4'd0};
    other_place_reg <= victim_reg[2] ? {4'd0, free_a} : {free_b, 4'd0};
end

/* -- what each state does ---------------------------------------------------------------------------------------- */

// of the descriptor, which stands long before its command
reg adoptable_reg = 1'b0, flow_beyond_reg = 1'b0, tail_some_reg = 1'b0, tail_too_long_reg = 1'b0;
// of the command, in the clock behind cmd_start
reg refuse_reg = 1'b0;
reg [3:0] refuse_result_reg = 4'd0;
reg adopts_reg = 1'b0;
reg needs_room_reg = 1'b0;

wire adopts = cmd_op == `FINWAVE_OP_ADOPT;
wire closes = cmd_op == `FINWAVE_OP_CLOSE || cmd_op == `FINWAVE_OP_SHUTDOWN;
wire known_op = adopts || closes || cmd_op == `FINWAVE_OP_ABORT || cmd_op == `FINWAVE_OP_UPDATE ||
                cmd_op == `FINWAVE_OP_RELEASE || cmd_op == `FINWAVE_OP_QUERY;
// while disabled the engine is a wire: nothing that would send
wire sends = adopts || closes || cmd_op == `FINWAVE_OP_ABORT;

always @(posedge clk) begin
    adoptable_reg <= cmd_state >= `FINWAVE_TCP_STATE_ESTABLISHED && cmd_state <= `FINWAVE_TCP_STATE_TIME_WAIT &&
                     cmd_key[`FINWAVE_KEY_VLAN_COUNT] != 2'd3;
    flow_beyond_reg <= (cmd_flow >> CL_FLOWS) != 20'd0;
    tail_some_reg <= cmd_tail != 11'd0;
    tail_too_long_reg <= cmd_tail > TAIL_MAX;

    adopts_reg <= adopts;
    needs_room_reg <= closes && tail_some_reg;
    refuse_reg <= 1'b1;
    if (!known_op) begin
        refuse_result_reg <= `FINWAVE_CMD_RESULT_BAD_OP;
    end else if (sends && !enable) begin
        refuse_result_reg <= `FINWAVE_CMD_RESULT_DISABLED;
    end else if (adopts && !adoptable_reg) begin
        refuse_result_reg <= `FINWAVE_CMD_RESULT_BAD_STATE;
    end else if (!adopts && flow_beyond_reg) begin
        refuse_result_reg <= `FINWAVE_CMD_RESULT_NO_FLOW;
    end else begin
        refuse_result_reg <= `FINWAVE_CMD_RESULT_NO_BUFFER;
        refuse_reg <= closes && tail_some_reg && tail_too_long_reg;
    end
end

wire refuses = refuse_reg || (needs_room_reg && !tail_room);
wire last_victim = victim_reg == 3'd7;
wire track_waits = track_valid && !track_take_reg;

reg want_look, want_op, want_neighbour, finish, give_up;
reg [3:0] finish_result;
reg [7:0] write_ways;

// a state sets what it does; what it does not set is 0
always @* begin
    state_next = 0;
    fault_next = 1'b0;
    want_look = 1'b0;
    want_op = 1'b0;
    want_neighbour = 1'b0;
    finish = 1'b0;
    give_up = 1'b0;             // tracking: let it be
    finish_result = 4'd0;
    write_ways = 8'd0;

    // ST_CLEAR: records, table rows and the ring, one a clock
    if (state_reg[ST_CLEAR]) begin
        write_ways = write_ways | 8'hFF;
        if (clear_last_reg) begin
            state_next[ST_IDLE] = 1'b1;
        end else begin
            state_next[ST_CLEAR] = 1'b1;
        end
    end

    // ST_IDLE: freed flows first, then the host
    if (state_reg[ST_IDLE]) begin
        if (freed_waits) begin
            state_next[ST_FREED_NUMBER] = 1'b1;
        end else if (busy_reg && !finished_reg) begin
            if (refuses) begin
                finish = 1'b1;
                finish_result = finish_result | refuse_result_reg;
                state_next[ST_IDLE] = 1'b1;
            end else if (adopts_reg) begin
                state_next[ST_LOOK] = 1'b1;
            end else begin
                state_next[ST_OP] = 1'b1;
            end
        end else if (track_waits && enable && !busy_reg) begin
            state_next[ST_LOOK] = 1'b1;
        end else begin
            if (track_waits && !busy_reg) begin
                give_up = 1'b1;
            end
            state_next[ST_IDLE] = 1'b1;
        end
    end

    // ST_FREED_NUMBER: the ring's memory takes two clocks
    if (state_reg[ST_FREED_NUMBER]) begin
        if (wait_reg == 2'd3) begin
            state_next[ST_FREED_KEY] = 1'b1;
        end else begin
            state_next[ST_FREED_NUMBER] = 1'b1;
        end
    end

    // ST_FREED_KEY: a query brings the tuple
    if (state_reg[ST_FREED_KEY]) begin
        want_op = 1'b1;
        if (done_valid) begin
            state_next[ST_FREED_LOOK] = 1'b1;
        end else begin
            state_next[ST_FREED_KEY] = 1'b1;
        end
    end

    // ST_FREED_LOOK: clear the place that holds it
    if (state_reg[ST_FREED_LOOK]) begin
        want_look = 1'b1;
        if (looked_reg) begin
            write_ways = write_ways | look_match;
            state_next[ST_IDLE] = 1'b1;
        end else begin
            state_next[ST_FREED_LOOK] = 1'b1;
        end
    end

    // ST_OP: through the pipeline
    if (state_reg[ST_OP]) begin
        want_op = 1'b1;
        if (done_valid) begin
            finish = 1'b1;
            finish_result = finish_result | done_result;
            state_next[ST_IDLE] = 1'b1;
        end else begin
            state_next[ST_OP] = 1'b1;
        end
    end

    // ST_LOOK: is the tuple held? is there a place?
    if (state_reg[ST_LOOK]) begin
        want_look = 1'b1;
        if (!looked_reg) begin
            state_next[ST_LOOK] = 1'b1;
        end else if (tracking_reg && (is_there_reg || ring_used_up)) begin
            // when the SYN took the tuple over, its old place is cleared first
            if (!is_there_reg || !freed_waits) begin
                give_up = 1'b1;
            end
            state_next[ST_IDLE] = 1'b1;
        end else if (is_there_reg) begin
            state_next[ST_COMPARE] = 1'b1;
        end else if (!ring_used_up) begin
            state_next[ST_NUMBER] = 1'b1;
        end else if (!evicted_reg) begin
            state_next[ST_SCAN] = 1'b1;
        end else begin
            finish = 1'b1;
            finish_result = finish_result | `FINWAVE_CMD_RESULT_TABLE_FULL;
            state_next[ST_IDLE] = 1'b1;
        end
    end

    // ST_COMPARE: the whole tuple decides
    if (state_reg[ST_COMPARE]) begin
        want_op = 1'b1;
        if (!done_valid) begin
            state_next[ST_COMPARE] = 1'b1;
        end else if (done_tracked && !evicted_reg) begin
            // nobody adopted it: ours goes first
            state_next[ST_EVICT] = 1'b1;
        end else begin
            state_next[ST_SAME] = 1'b1;
        end
    end

    // ST_SAME: all of it, or only the hash
    if (state_reg[ST_SAME]) begin
        if (wait_reg == 2'd0) begin
            state_next[ST_SAME] = 1'b1;
        end else begin
            finish = 1'b1;
            finish_result = finish_result | (all_same_reg ? `FINWAVE_CMD_RESULT_EXISTS : `FINWAVE_CMD_RESULT_ALIAS);
            state_next[ST_IDLE] = 1'b1;
        end
    end

    // ST_SCAN: a round of the timer sweep
    if (state_reg[ST_SCAN]) begin
        if (!scan_done) begin
            state_next[ST_SCAN] = 1'b1;
        end else if (scan_found) begin
            state_next[ST_EVICT] = 1'b1;
        end else begin
            finish = 1'b1;
            finish_result = finish_result | `FINWAVE_CMD_RESULT_TABLE_FULL;
            state_next[ST_IDLE] = 1'b1;
        end
    end

    // ST_EVICT: its number and place are cleaned, then the command starts again
    if (state_reg[ST_EVICT]) begin
        want_op = 1'b1;
        if (done_valid) begin
            state_next[ST_IDLE] = 1'b1;
        end else begin
            state_next[ST_EVICT] = 1'b1;
        end
    end

    // ST_NUMBER: a free number, and the neighbour's; both rows full needs a move first
    if (state_reg[ST_NUMBER]) begin
        want_neighbour = wait_reg == 2'd0 && !tracking_reg;
        if (wait_reg != 2'd3 || !(tracking_reg || neighbour_done)) begin
            state_next[ST_NUMBER] = 1'b1;
        end else if (!tracking_reg && !neighbour_found) begin
            finish = 1'b1;
            finish_result = finish_result | `FINWAVE_CMD_RESULT_NEIGHBOURS;
            state_next[ST_IDLE] = 1'b1;
        end else if (place_reg != 8'd0) begin
            state_next[ST_ADOPT] = 1'b1;
        end else begin
            state_next[ST_VICTIM] = 1'b1;
        end
    end

    // ST_VICTIM: read one entry of the two rows
    if (state_reg[ST_VICTIM]) begin
        want_look = 1'b1;
        if (looked_reg) begin
            state_next[ST_OTHER] = 1'b1;
        end else begin
            state_next[ST_VICTIM] = 1'b1;
        end
    end

    // ST_OTHER: copy it to its other row, or try the next one
    if (state_reg[ST_OTHER]) begin
        want_look = 1'b1;
        if (!looked_reg) begin
            state_next[ST_OTHER] = 1'b1;
        end else begin
            write_ways = write_ways | other_place_reg;
            if (!nowhere_reg) begin
                state_next[ST_ADOPT] = 1'b1;
            end else if (!last_victim) begin
                state_next[ST_VICTIM] = 1'b1;
            end else begin
                if (tracking_reg) begin
                    give_up = 1'b1;
                end else begin
                    finish = 1'b1;
                end
                finish_result = finish_result | `FINWAVE_CMD_RESULT_TABLE_FULL;
                state_next[ST_IDLE] = 1'b1;
            end
        end
    end

    // ST_ADOPT: the record, and the key beside it
    if (state_reg[ST_ADOPT]) begin
        want_op = 1'b1;
        if (done_valid) begin
            state_next[ST_ENTER] = 1'b1;
        end else begin
            state_next[ST_ADOPT] = 1'b1;
        end
    end

    // ST_ENTER: from here on frames find the flow
    if (state_reg[ST_ENTER]) begin
        write_ways = write_ways | place_reg;
        if (!tracking_reg) begin
            finish = 1'b1;
        end
        state_next[ST_IDLE] = 1'b1;
    end

    if (lost_reg) begin
        state_next[ST_IDLE] = 1'b1;
        fault_next = 1'b1;
    end
end

wire moving = state_reg[ST_OTHER];
wire [PART*PARTS-1:0] differs = {{PART*PARTS-`FINWAVE_KEY_WIDTH{1'b0}}, done_key ^ key_reg};
integer part;
wire entering = state_reg[ST_ENTER];

// writes of the table, a clock later
reg [7:0] wr_ways_reg = 8'd0;
reg [CL_ROWS-1:0] wr_row_a_reg = 0, wr_row_b_reg = 0;
reg [ENTRY_WIDTH-1:0] wr_entry_reg = 0;

always @(posedge clk) begin
    wr_ways_reg <= write_ways;
    wr_row_a_reg <= clearing ? clear_reg[CL_ROWS-1:0] : entering ? row_a_reg : moving ? victim_row_reg : look_row_a;
    wr_row_b_reg <= clearing ? clear_reg[CL_ROWS-1:0] : entering ? row_b_reg : moving ? victim_row_reg : look_row_b;
    wr_entry_reg <= entering ? {1'b1, tag_reg, flow_reg} : moving ? victim_entry_reg : {ENTRY_WIDTH{1'b0}};

    state_reg <= state_next;
    lost_reg <= state_reg == 0 && !lost_reg;
    fault_reg <= fault_reg || fault_next;
    wait_reg <= state_reg[ST_FREED_NUMBER] || state_reg[ST_NUMBER] || state_reg[ST_SCAN] || state_reg[ST_SAME] ?
                wait_reg + {1'b0, wait_reg != 2'd3} : 2'd0;
    // who asks leaves with the answer
    asked_reg <= (asked_reg || (look_valid && look_ready) || (op_valid && op_ready)) && !looked_reg && !done_valid;
    clear_reg <= clearing ? clear_reg + 1'b1 : 0;
    clear_last_reg <= clear_reg == CLEAR_LAST[CL_FLOWS:0] - 1'b1;

    if (cmd_start) begin
        busy_reg <= 1'b1;
        evicted_reg <= 1'b0;
    end
    if (state_reg[ST_EVICT]) begin
        evicted_reg <= 1'b1;
    end
    finished_reg <= finish;
    finish_result_reg <= finish_result;
    track_take_reg <= give_up || tracked;
    if (finished_reg) begin
        busy_reg <= 1'b0;
        result_reg <= finish_result_reg;
        done_flow_reg <= flow_reg;
    end

    if (done_valid && (state_reg[ST_OP] || (state_reg[ST_ADOPT] && !tracking_reg))) begin
        generation_reg <= done_generation;
    end

    // ring
    if (clearing) begin
        alloc_reg <= 0;
        clean_reg <= RING_FULL[CL_FLOWS:0];
        tail_reg <= RING_FULL[CL_FLOWS:0];
        free_reg <= RING_FULL[CL_FLOWS:0];
        ring_used_up_reg <= 1'b0;
        freed_reg <= 0;
        freed_waits_reg <= 1'b0;
    end
    if (release_valid) begin
        tail_reg <= tail_reg + 1'b1;
    end
    if (cleaned) begin
        clean_reg <= clean_reg + 1'b1;
    end
    // counts of both, and whether they are 0, without a comparison in the way
    case ({cleaned, entering})
        2'b10: begin
            free_reg <= free_reg + 1'b1;
            ring_used_up_reg <= 1'b0;
        end
        2'b01: begin
            free_reg <= free_reg - 1'b1;
            ring_used_up_reg <= free_reg[CL_FLOWS:1] == 0;
        end
        default: begin end
    endcase
    case ({release_valid, cleaned})
        2'b10: begin
            freed_reg <= freed_reg + 1'b1;
            freed_waits_reg <= 1'b1;
        end
        2'b01: begin
            freed_reg <= freed_reg - 1'b1;
            freed_waits_reg <= freed_reg[CL_FLOWS:1] != 0;
        end
        default: begin end
    endcase
    if (entering) begin
        alloc_reg <= alloc_reg + 1'b1;
    end

    // the flow that this is about
    if (state_reg[ST_IDLE]) begin
        tracking_reg <= !busy_reg;
        op_reg <= busy_reg ? cmd_op : `FINWAVE_OP_TRACK;
        flow_reg <= cmd_flow[CL_FLOWS-1:0];
        victim_reg <= 3'd0;
    end
    if (state_reg[ST_FREED_NUMBER] || state_reg[ST_NUMBER]) begin
        flow_reg <= ring_number;
    end
    if (state_reg[ST_FREED_NUMBER]) begin
        op_reg <= `FINWAVE_OP_QUERY;
    end
    if (state_reg[ST_SCAN] && scan_done) begin
        flow_reg <= scan_flow;
        op_reg <= `FINWAVE_OP_EVICT;
    end
    if (state_reg[ST_COMPARE] && done_valid) begin
        op_reg <= `FINWAVE_OP_EVICT;
    end
    // in ST_IDLE and ST_FREED_KEY; in ST_FREED_NUMBER, too, where nobody looks
    key_load_reg <= state_next[ST_IDLE] || key_freed_next;
    key_freed_reg <= key_freed_next;
    if (key_load_reg) begin
        key_reg <= key_freed_reg ? done_key : busy_reg ? cmd_key : track_key;
    end
    all_same_reg <= &same_reg;
    for (part = 0; part < PARTS; part = part + 1) begin
        same_reg[part] <= differs[PART*part +: PART] == 0;
    end

    // rows and places
    if (state_reg[ST_LOOK] && looked_reg) begin
        row_a_reg <= look_row_a;
        row_b_reg <= look_row_b;
        tag_reg <= look_tag;
        place_reg <= free_place_reg;
        if (is_there_reg) begin
            flow_reg <= look_flow;
            op_reg <= `FINWAVE_OP_QUERY;
        end
    end
    if (state_reg[ST_VICTIM] && looked_reg) begin
        victim_entry_reg <= look_entry;
        victim_row_reg <= look_other_row;
    end
    if (moving && looked_reg) begin
        victim_reg <= victim_reg + 3'd1;
        place_reg <= 8'd1 << victim_reg;
    end

    if (rst) begin
        state_reg <= AFTER_RESET;
        lost_reg <= 1'b0;
        key_load_reg <= 1'b0;
        key_freed_reg <= 1'b0;
        fault_reg <= 1'b0;
        clear_reg <= 0;
        clear_last_reg <= 1'b0;
        asked_reg <= 1'b0;
        wait_reg <= 2'd0;
        finished_reg <= 1'b0;
        track_take_reg <= 1'b0;
        wr_ways_reg <= 8'd0;
        busy_reg <= 1'b0;
        tracking_reg <= 1'b0;
        evicted_reg <= 1'b0;
        result_reg <= `FINWAVE_CMD_RESULT_OK;
    end
end

assign init_done = !clearing;
assign fault = fault_reg;
assign busy = !state_reg[ST_IDLE] || freed_waits || busy_reg || release_valid || track_valid;

assign cmd_busy = busy_reg;
assign cmd_result = result_reg;
assign cmd_done_flow = done_flow_reg;
assign cmd_done_generation = generation_reg;
assign cmd_queried = state_reg[ST_OP] && done_valid && op_reg == `FINWAVE_OP_QUERY;
assign adopted = entering && !tracking_reg;
assign tracked = entering && tracking_reg;
assign tracking = tracking_reg;
assign track_take = track_take_reg;
assign new_key = key_reg;
assign neighbour_find = want_neighbour;
assign scan_start = state_reg[ST_SCAN] && wait_reg == 2'd0;
assign refused = finished_reg && (finish_result_reg == `FINWAVE_CMD_RESULT_TABLE_FULL ||
                                  finish_result_reg == `FINWAVE_CMD_RESULT_NEIGHBOURS ||
                                  finish_result_reg == `FINWAVE_CMD_RESULT_ALIAS);

assign look_valid = want_look && !asked_reg;
assign look_raw = state_reg[ST_VICTIM] || moving;
assign look_key = key_reg;
assign look_raw_row_a = moving ? victim_row_reg : row_a_reg;
assign look_raw_row_b = moving ? victim_row_reg : row_b_reg;
assign look_way = victim_reg;

assign table_wr_ways = wr_ways_reg;
assign table_wr_row_a = wr_row_a_reg;
assign table_wr_row_b = wr_row_b_reg;
assign table_wr_entry = wr_entry_reg;

assign op_valid = want_op && !asked_reg;
assign op = op_reg;
assign op_flow = flow_reg;
assign clear_en = clearing;
assign clear_flow = clear_reg[CL_FLOWS-1:0];
assign key_wr = state_reg[ST_ADOPT] && !asked_reg;

`ifdef FORMAL
always @(posedge clk) begin
    if (!rst) begin
        assert (key_load_reg || !(state_reg[ST_IDLE] || state_reg[ST_FREED_KEY]));
        assert (!key_load_reg || state_reg[ST_IDLE] || state_reg[ST_FREED_KEY] || state_reg[ST_FREED_NUMBER]);
        assert (key_freed_reg == (key_load_reg && !state_reg[ST_IDLE]));
    end
end
`endif

endmodule

`resetall
