// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * RSTs to the host: laid out by finwave_text, they wait here for the host, and nothing of finwave_text for them.
 *
 * Enters: each one when it is asked for, with its mark; then its beats, in order (`in_*`, whenever they come), no more
 * than 88 bytes a frame. Leaves: the frames, in order, one that is marked once the frame from the wire that it must
 * leave behind is gone (finwave_mark). From the last beat in to it being offered: 4 clocks.
 * `room` falls while those that are asked for and not gone, with all that are under way, still have a place.
 */
module finwave_host_queue #(
    parameter DATA_WIDTH = 64,
    parameter KEEP_WIDTH = DATA_WIDTH / 8
) (
    input  wire                  clk,
    input  wire                  rst,

    /* asked for */
    input  wire                  send_valid,
    input  wire                  send_marked,
    input  wire [9:0]            send_mark,
    output wire                  room,
    input  wire [9:0]            other_number,          // frame from the wire that leaves now or next

    /* laid out */
    input  wire                  in_valid,
    input  wire [DATA_WIDTH-1:0] in_data,
    input  wire [KEEP_WIDTH-1:0] in_keep,
    input  wire                  in_last,

    output wire                  out_valid,
    input  wire                  out_ready,
    output wire [DATA_WIDTH-1:0] out_data,
    output wire [KEEP_WIDTH-1:0] out_keep,
    output wire                  out_last,

    output wire                  busy
);

localparam FRAMES = 46;                         // of up to 11 beats
localparam CL_FRAMES = 6;
localparam CL_BEATS = 9;
localparam [31:0] UNDER_WAY = `FINWAVE_FRAMES_UNDER_WAY(DATA_WIDTH);
localparam [31:0] ROOM_TO = FRAMES - UNDER_WAY;
// the first byte of a beat is always there: its place is that of `last`
localparam BEAT_WIDTH = DATA_WIDTH + KEEP_WIDTH;

reg [CL_FRAMES:0] frames_reg = 0;               // asked for, not gone
reg room_reg = 1'b0;
reg [CL_BEATS-1:0] wr_ptr_reg = 0, rd_ptr_reg = 0;
reg begun_reg = 1'b0;                           // of the frame that leaves, the first beat is gone

wire may_start, head_valid, read;
wire [BEAT_WIDTH-1:0] ram_beat, head_beat;
wire take = out_valid && out_ready;
wire gone = take && out_last;

finwave_mark #(.DEPTH(1 << CL_FRAMES), .DIRECT(0), .FAR(1))
mark_inst (
    .clk(clk),
    .rst(rst),
    .push(send_valid),
    .push_marked(send_marked),
    .push_mark(send_mark),
    .pop(take && !begun_reg),
    .other_number(other_number),
    .may_start(may_start)
);

finwave_ram #(.WIDTH(BEAT_WIDTH), .DEPTH(1 << CL_BEATS))
ram_inst (
    .clk(clk),
    .wr_en(in_valid),
    .wr_addr(wr_ptr_reg),
    .wr_data({in_data, in_keep[KEEP_WIDTH-1:1], in_last}),
    .rd_addr(rd_ptr_reg),
    .rd_data(ram_beat)
);

finwave_ahead #(.WIDTH(BEAT_WIDTH))
ahead_inst (
    .clk(clk),
    .rst(rst),
    .want(rd_ptr_reg != wr_ptr_reg),
    .read(read),
    .ram_data(ram_beat),
    .head_valid(head_valid),
    .head_data(head_beat),
    .head_take(take),
    .busy()
);

always @(posedge clk) begin
    frames_reg <= frames_reg + {{CL_FRAMES{1'b0}}, send_valid} - {{CL_FRAMES{1'b0}}, gone};
    room_reg <= frames_reg < ROOM_TO[CL_FRAMES:0];
    wr_ptr_reg <= wr_ptr_reg + {{CL_BEATS-1{1'b0}}, in_valid};
    rd_ptr_reg <= rd_ptr_reg + {{CL_BEATS-1{1'b0}}, read};
    if (take) begin
        begun_reg <= !out_last;
    end

    if (rst) begin
        frames_reg <= 0;
        room_reg <= 1'b0;
        wr_ptr_reg <= 0;
        rd_ptr_reg <= 0;
        begun_reg <= 1'b0;
    end
end

assign room = room_reg;
assign out_valid = head_valid && (begun_reg || may_start);
assign out_data = head_beat[BEAT_WIDTH-1:KEEP_WIDTH];
assign out_keep = {head_beat[KEEP_WIDTH-1:1], 1'b1};
assign out_last = head_beat[0];
assign busy = frames_reg != 0;

`ifdef FORMAL
always @(posedge clk) begin
    if (!rst) begin
        assert (frames_reg <= FRAMES);
        assert (!in_valid || (in_keep[0] && (wr_ptr_reg + 1'b1) != rd_ptr_reg));
        assert (!in_valid || frames_reg != 0);
        assert (frames_reg != 0 || !head_valid);
    end
end
`endif

endmodule

`resetall
