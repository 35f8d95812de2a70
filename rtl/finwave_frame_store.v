// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Keeps the frames from the wire until it is known whose they are, then passes them to the host or drops them.
 *
 * A frame whose tuple is not in the flow table leaves while it still arrives; a candidate's frame waits for its
 * verdict.
 * Frames keep their order and are not changed. Enters: beats, one disposition per frame (`find_*`, in order),
 * one verdict per candidate (in order). Leaves: frames to the host.
 * What is to be done with the next two frames is decided ahead, so that the gate asks two registers only.
 * `room` falls early enough for what is under way. A candidate's frame that fills the whole store before it ends
 * (over 12,000 bytes: finwave_header marks it bad) is dropped while it arrives; with GIANT_PASSES it is passed, and
 * its verdict, when it comes, changes nothing.
 * `out_number` counts all frames from 0, modulo 1024, dropped ones too: what it was two clocks ago, with `out_valid`
 * that of the beat, else that of the next frame that could leave. So every frame with a lower number is gone, or was
 * dropped. While a frame waits at `out_*`, no more than some 256 behind it are dropped: numbers that are compared with
 * `out_number` (finwave_mark) are less than 512 from it.
 */
module finwave_frame_store #(
    parameter DATA_WIDTH = 64,
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter USER_WIDTH = 1,
    parameter DEPTH = 131072 / DATA_WIDTH,      // beats: 16 KiB
    parameter GIANT_PASSES = 0
) (
    input  wire                  clk,
    input  wire                  rst,

    input  wire                  in_valid,
    input  wire [DATA_WIDTH-1:0] in_data,
    input  wire [KEEP_WIDTH-1:0] in_keep,
    input  wire                  in_last,
    input  wire [USER_WIDTH-1:0] in_user,
    output wire                  room,

    input  wire                  find_valid,
    input  wire                  find_hit,
    input  wire                  verdict_valid,
    input  wire                  verdict_pass,

    output wire                  out_valid,
    input  wire                  out_ready,
    output wire [DATA_WIDTH-1:0] out_data,
    output wire [KEEP_WIDTH-1:0] out_keep,
    output wire                  out_last,
    output wire [USER_WIDTH-1:0] out_user,
    output wire [9:0]            out_number,

    output wire                  passed,        // a whole frame was passed
    output wire                  busy
);

localparam CL_DEPTH = $clog2(DEPTH);
localparam BEAT_WIDTH = DATA_WIDTH + KEEP_WIDTH + USER_WIDTH + 1;
localparam FRAMES = 128;                        // frames that may wait, each with its disposition
localparam CL_FRAMES = $clog2(FRAMES);
localparam [31:0] FULL_AT = DEPTH - 20;
localparam [31:0] ROOM_TO = DEPTH - 16;
localparam [31:0] FRAMES_TO = FRAMES - 16;

/* -- beats ------------------------------------------------------------------------------------ */

reg [CL_DEPTH:0] wr_ptr_reg = 0;
reg [CL_DEPTH:0] rd_ptr_reg = 0;
reg [CL_DEPTH:0] level_reg = 0;                 // written, not yet read from the memory
reg full_reg = 1'b0;
reg room_reg = 1'b0;

wire [BEAT_WIDTH-1:0] ram_data;
wire head_valid, head_take;
wire [BEAT_WIDTH-1:0] head_data;
wire read, ahead_busy;
reg level_some_reg = 1'b0;                      // level_reg is not 0

finwave_ram #(.WIDTH(BEAT_WIDTH), .DEPTH(DEPTH))
beat_ram_inst (
    .clk(clk),
    .wr_en(in_valid),
    .wr_addr(wr_ptr_reg[CL_DEPTH-1:0]),
    .wr_data({in_user, in_last, in_keep, in_data}),
    .rd_addr(rd_ptr_reg[CL_DEPTH-1:0]),
    .rd_data(ram_data)
);

finwave_ahead #(.WIDTH(BEAT_WIDTH))
ahead_inst (
    .clk(clk),
    .rst(rst),
    .want(level_some_reg),
    .read(read),
    .ram_data(ram_data),
    .head_valid(head_valid),
    .head_data(head_data),
    .head_take(head_take),
    .busy(ahead_busy)
);

/* -- frames: what is to be done with the next ones, decided ahead of the gate ------------------- */

reg find_valid_reg = 1'b0, find_hit_reg = 1'b0;  // from far away
reg verdict_valid_reg = 1'b0, verdict_pass_reg = 1'b0;
wire found_valid, found_hit, found_ready, known_valid, known_hit;
wire next_valid, next_pass, next_ready, judged_valid, judged_pass;
wire verdict_room, verdict_there, decided_ready;
wire decided, pass;                             // of the frame at the gate
wire gate_take, gate_last;
reg [CL_FRAMES:0] stored_reg = 0;              // whole frames in store, the one that leaves included
reg stored_none_reg = 1'b1;
reg too_long_reg = 1'b0;                        // the next frame fills the store, and has no verdict yet
reg giant_reg = 1'b0;                           // decided before its verdict; that is taken when it comes

finwave_fifo #(.WIDTH(1), .DEPTH(FRAMES), .HEAD(1))
known_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(find_valid_reg),
    .wr_valid(find_valid_reg),
    .wr_data(find_hit_reg),
    .rd_valid(found_valid),
    .rd_data(found_hit),
    .rd_ready(found_ready),
    .level()
);

// the queues may lie far from here, and from each other
finwave_skid #(.WIDTH(1))
known_skid_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(found_valid),
    .in_ready(found_ready),
    .in_data(found_hit),
    .out_valid(known_valid),
    .out_ready(verdict_room && verdict_there),
    .out_data(known_hit)
);

finwave_fifo #(.WIDTH(1), .DEPTH(FRAMES), .HEAD(1))
judged_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(verdict_valid_reg),
    .wr_valid(verdict_valid_reg),
    .wr_data(verdict_pass_reg),
    .rd_valid(next_valid),
    .rd_data(next_pass),
    .rd_ready(next_ready),
    .level()
);

finwave_skid #(.WIDTH(1))
judged_skid_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(next_valid),
    .in_ready(next_ready),
    .in_data(next_pass),
    .out_valid(judged_valid),
    .out_ready(giant_reg || (verdict_room && known_valid && known_hit)),
    .out_data(judged_pass)
);

reg far_reg = 1'b0;                             // numbers have run on too far from the frame that waits at `out_*`
assign verdict_room = decided_ready && !far_reg;
assign verdict_there = !giant_reg && (!known_hit || judged_valid || too_long_reg);

finwave_skid #(.WIDTH(1))
decided_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(known_valid && verdict_there && !far_reg),
    .in_ready(decided_ready),
    .in_data(!known_hit || (judged_valid ? judged_pass : GIANT_PASSES != 0)),
    .out_valid(decided),
    .out_ready(gate_take && gate_last),
    .out_data(pass)
);

/* -- the gate --------------------------------------------------------------------------------- */

reg left_reg = 1'b0, passed_reg = 1'b0;         // a clock ago: a frame left its place, and was passed
wire skid_ready;

assign gate_last = head_data[DATA_WIDTH+KEEP_WIDTH];
assign head_take = decided && (!pass || skid_ready);
assign gate_take = head_valid && head_take;

finwave_skid #(.WIDTH(BEAT_WIDTH))
skid_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(head_valid && decided && pass),
    .in_ready(skid_ready),
    .in_data(head_data),
    .out_valid(out_valid),
    .out_ready(out_ready),
    .out_data({out_user, out_last, out_keep, out_data})
);

/* -- numbers, a clock behind, by events from registers: they are compared far away ---------------- */

reg [9:0] number_reg = 10'd0;                   // of the frame at the gate
reg [9:0] out_number_reg = 10'd0;
reg gone_reg = 1'b0;                            // a clock ago: the last beat of a frame went
wire behind_gate;                               // passed, but its last beat has not gone
wire [9:0] behind_number;
wire [9:0] behind_by = number_reg - behind_number;

finwave_fifo #(.WIDTH(10), .DEPTH(4))
numbers_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(passed_reg),
    .wr_valid(passed_reg),
    .wr_data(number_reg),
    .rd_valid(behind_gate),
    .rd_data(behind_number),
    .rd_ready(gone_reg),
    .level()
);

assign room = room_reg;
assign out_number = out_number_reg;
assign passed = passed_reg;
assign busy = level_some_reg || ahead_busy || giant_reg || out_valid || found_valid || known_valid || decided ||
              next_valid || judged_valid;

always @(posedge clk) begin
    if (in_valid) begin
        wr_ptr_reg <= wr_ptr_reg + 1'b1;
    end
    if (read) begin
        rd_ptr_reg <= rd_ptr_reg + 1'b1;
    end
    case ({in_valid, read})
        2'b10: level_reg <= level_reg + 1'b1;
        2'b01: level_reg <= level_reg - 1'b1;
        default: begin end
    endcase
    level_some_reg <= in_valid || (read ? level_reg[CL_DEPTH:1] != 0 : level_some_reg);
    find_valid_reg <= find_valid;
    find_hit_reg <= find_hit;
    verdict_valid_reg <= verdict_valid;
    verdict_pass_reg <= verdict_pass;
    full_reg <= level_reg > FULL_AT[CL_DEPTH:0];
    room_reg <= level_reg < ROOM_TO[CL_DEPTH:0] && stored_reg < FRAMES_TO[CL_FRAMES:0];

    left_reg <= gate_take && gate_last;
    passed_reg <= gate_take && gate_last && pass;
    gone_reg <= out_valid && out_ready && out_last;
    far_reg <= behind_gate && behind_by[9:8] != 0;
    out_number_reg <= behind_gate ? behind_number : number_reg;
    case ({in_valid && in_last, left_reg})
        2'b10: begin
            stored_reg <= stored_reg + 1'b1;
            stored_none_reg <= 1'b0;
        end
        2'b01: begin
            stored_reg <= stored_reg - 1'b1;
            stored_none_reg <= stored_reg[CL_FRAMES:1] == 0;
        end
        default: begin end
    endcase

    if (left_reg) begin
        number_reg <= number_reg + 10'd1;
    end
    // no whole frame is in store: what is known next is known of the one that still arrives
    too_long_reg <= full_reg && stored_none_reg && known_valid && known_hit && !judged_valid && !giant_reg;
    if (too_long_reg && !judged_valid && !giant_reg && !far_reg) begin
        giant_reg <= 1'b1;
    end else if (judged_valid) begin
        giant_reg <= 1'b0;
    end

    if (rst) begin
        find_valid_reg <= 1'b0;
        verdict_valid_reg <= 1'b0;
        wr_ptr_reg <= 0;
        rd_ptr_reg <= 0;
        level_reg <= 0;
        level_some_reg <= 1'b0;
        stored_none_reg <= 1'b1;
        full_reg <= 1'b0;
        room_reg <= 1'b0;
        stored_reg <= 0;
        giant_reg <= 1'b0;
        too_long_reg <= 1'b0;
        far_reg <= 1'b0;
        number_reg <= 10'd0;
        out_number_reg <= 10'd0;
        gone_reg <= 1'b0;
        left_reg <= 1'b0;
        passed_reg <= 1'b0;
    end
end

endmodule

`resetall
