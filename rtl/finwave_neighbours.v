// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * The neighbours of adopted flows: up to 256 pairs of MAC addresses, which a record names by a number of 8 bits.
 *
 * Read: 2 clocks after `rd_index`, in any clock with `rd_valid`.
 * Find: `macs` stand from `find` to `done`, which stays, with `found` and `index`, until the next find. A pair that is
 * not there is entered. The search begins where the pair's hash says and takes the clocks without `rd_valid`, one a
 * place: 8 for most pairs that are there, 264 for a new one; reads come first, without bound.
 * When all places are in use, it forgets that, asks for a round of looks at all records (`scan_start` to `scan_done`;
 * nobody else has one meanwhile), in which `used` names the places of those that live, and searches once more; or
 * gives up, not found. `used` may come at any time for a record that is read, and must for one that is read before it
 * is written: a look may miss what is being written.
 */
module finwave_neighbours (
    input  wire        clk,
    input  wire        rst,

    input  wire        rd_valid,
    input  wire [7:0]  rd_index,
    output wire [95:0] rd_macs,

    input  wire        find,            // never before `done`
    input  wire [95:0] macs,            // the peer's, then ours
    output wire        done,
    output wire        found,
    output wire [7:0]  index,

    output wire        scan_start,
    input  wire        scan_done,
    input  wire        used,
    input  wire [7:0]  used_index
);

localparam DELAY = 4;                   // clocks from the number of a place to the verdict on it
localparam SETTLED = 280;               // all are forgotten, and what was read of records before that is over
localparam PART = 16;                   // bits compared at once
localparam PARTS = 96 / PART;
localparam
    ST_FORGET = 0,                      // after reset, and before a round
    ST_IDLE = 1,
    ST_SEARCH = 2,
    ST_ENTER = 3,
    ST_ROUND = 4,
    STATES = 5;
localparam [STATES-1:0] AFTER_RESET = 1 << ST_FORGET;

reg [STATES-1:0] state_reg = AFTER_RESET;
reg [8:0] count_reg = 9'd0;             // of places: asked for, forgotten
reg wanted_reg = 1'b0, again_reg = 1'b0, start_reg = 1'b0;
reg done_reg = 1'b0, found_reg = 1'b0;
reg [7:0] index_reg = 8'd0;             // the pair's place, or the first that is free
reg place_found_reg = 1'b0;
reg known_reg = 1'b0;                   // the pair is in use there already

/* -- the pairs, and which places are in use ----------------------------------------------------------------- */

reg [7:0] place_reg = 8'd0;
wire forgets = state_reg[ST_FORGET] && !count_reg[8];
wire enters = state_reg[ST_ENTER];
wire asks = state_reg[ST_SEARCH] && !count_reg[8] && !rd_valid;
wire place_used;

// what is in use is not written again: it may be read in the same clock
finwave_ram #(.WIDTH(96), .DEPTH(256))
macs_ram_inst (
    .clk(clk),
    .wr_en(enters && !known_reg),
    .wr_addr(index_reg),
    .wr_data(macs),
    .rd_addr(rd_valid ? rd_index : place_reg),
    .rd_data(rd_macs)
);

// looks tell something new only in a round, where nothing else writes
finwave_slots #(.WIDTH(1), .DEPTH(256))
used_inst (
    .clk(clk),
    .wr_en(forgets || enters || used),
    .wr_slot(forgets ? count_reg[7:0] : enters ? index_reg : used_index),
    .wr_data(!forgets),
    .rd_slot(place_reg),
    .rd_data(place_used)
);

/* -- the search --------------------------------------------------------------------------------------------- */

reg [7:0] hash_reg = 8'd0, hash;
reg [PARTS-1:0] same_reg = 0;
reg match_reg = 1'b0;
// the place that was asked for, on its way beside its pair
reg [8*DELAY-1:0] place_late_reg = 0;
reg [DELAY-1:0] used_late_reg = 0, asked_late_reg = 0;
integer i;

always @* begin
    hash = 8'd0;
    for (i = 0; i < 12; i = i + 1) begin
        hash = hash ^ macs[8*i +: 8];
    end
end

wire seen = asked_late_reg[DELAY-1];
wire seen_used = used_late_reg[DELAY-1];
wire seen_free = seen && !seen_used && !place_found_reg;
wire seen_pair = seen && match_reg;
wire over = count_reg[8] && asked_late_reg == 0;

always @(posedge clk) begin
    hash_reg <= hash;
    for (i = 0; i < PARTS; i = i + 1) begin
        same_reg[i] <= rd_macs[PART*i +: PART] == macs[PART*i +: PART];
    end
    match_reg <= &same_reg;
    place_late_reg <= {place_late_reg[8*(DELAY-1)-1:0], place_reg};
    used_late_reg <= {used_late_reg[DELAY-2:0], place_used};
    asked_late_reg <= {asked_late_reg[DELAY-2:0], asks};

    start_reg <= 1'b0;
    if (find) begin
        wanted_reg <= 1'b1;
        done_reg <= 1'b0;
        found_reg <= 1'b0;
    end
    if (asks || state_reg[ST_FORGET]) begin
        count_reg <= count_reg + 9'd1;
    end
    if (asks) begin
        place_reg <= place_reg + 8'd1;
    end

    if (state_reg[ST_FORGET] && count_reg == SETTLED) begin
        state_reg <= 1 << (again_reg ? ST_ROUND : ST_IDLE);
        start_reg <= again_reg;
    end
    if (state_reg[ST_IDLE]) begin
        again_reg <= 1'b0;
    end
    if ((state_reg[ST_IDLE] && wanted_reg) || (state_reg[ST_ROUND] && scan_done && !start_reg)) begin
        state_reg <= 1 << ST_SEARCH;
        wanted_reg <= 1'b0;
        place_reg <= hash_reg;
        place_found_reg <= 1'b0;
        known_reg <= 1'b0;
        count_reg <= 9'd0;
    end
    if (state_reg[ST_SEARCH]) begin
        if (seen_free || seen_pair) begin
            index_reg <= place_late_reg[8*(DELAY-1) +: 8];
            place_found_reg <= 1'b1;
        end
        known_reg <= seen_pair && seen_used;
        if (seen_pair || (over && place_found_reg)) begin
            state_reg <= 1 << ST_ENTER;
        end else if (over) begin
            state_reg <= 1 << (again_reg ? ST_IDLE : ST_FORGET);
            done_reg <= again_reg;
            again_reg <= 1'b1;
            count_reg <= 9'd0;
        end
    end
    if (enters) begin
        state_reg <= 1 << ST_IDLE;
        done_reg <= 1'b1;
        found_reg <= 1'b1;
    end

    if (rst) begin
        state_reg <= AFTER_RESET;
        count_reg <= 9'd0;
        wanted_reg <= 1'b0;
        again_reg <= 1'b0;
        start_reg <= 1'b0;
        done_reg <= 1'b0;
        asked_late_reg <= 0;
    end
end

`ifdef FORMAL
reg asked_reg = 1'b0;
always @(posedge clk) begin
    asked_reg <= !rst && (find || (asked_reg && !done_reg));
    if (!rst) begin
        assert (!find || !asked_reg || done_reg);
    end
end
`endif

assign done = done_reg;
assign found = found_reg;
assign index = index_reg;
assign scan_start = start_reg;

endmodule

`resetall
