// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Queues the frames that the flow pipeline decided on and sends them.
 *
 * A frame that finds the queue empty and the stream free starts at once; at 64 bits two clocks later, or, when it is
 * announced (`early_valid`), a clock before it comes: the first beat holds MAC addresses only. A frame that is marked
 * waits, and what came after it, until the frame of the other source that it must leave behind is gone (finwave_mark).
 * `room` falls while the queue could still take everything that is under way, so that nothing is ever lost here.
 */
module finwave_builder #(
    parameter DATA_WIDTH = 64,
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter QUEUE_DEPTH = DATA_WIDTH == 64 ? 16 : 32
) (
    input  wire                            clk,
    input  wire                            rst,

    /* a frame without mark that comes in the next clock: what does not depend on numbers; none comes in this one */
    input  wire                            early_soon,     // `early_valid` is not set without it; known earlier
    input  wire                            early_valid,
    input  wire [`FINWAVE_FRAME_LINK_WIDTH-1:0] early_link,

    input  wire                            send_may,       // `send_valid` is not set without it; known earlier
    input  wire                            send_valid,
    input  wire [`FINWAVE_FRAME_WIDTH-1:0] send_frame,
    output wire                            room,
    input  wire [9:0]                      other_number,   // frame of the other source that leaves now or next

    output wire                            out_wants,      // `out_valid` is not set without it; known earlier
    output wire                            out_valid,
    input  wire                            out_ready,
    output wire [DATA_WIDTH-1:0]           out_data,
    output wire [KEEP_WIDTH-1:0]           out_keep,
    output wire                            out_last,

    output wire                            busy
);

localparam CL_DEPTH = $clog2(QUEUE_DEPTH);
localparam DIRECT = DATA_WIDTH != 64;    // a frame that is not announced goes past the empty queue
localparam [31:0] UNDER_WAY = `FINWAVE_FRAMES_UNDER_WAY(DATA_WIDTH);
localparam [31:0] ROOM_TO = QUEUE_DEPTH - UNDER_WAY;

wire queue_valid;
wire [`FINWAVE_FRAME_WIDTH-1:0] queue_frame;
wire [CL_DEPTH:0] level;
reg room_reg = 1'b0;
wire sender_busy;
wire may_start;
wire started;                           // what comes now has started a clock before
wire push = send_valid && !started;
wire take, pop;                         // the oldest frame starts, and leaves the queue

finwave_mark #(.DEPTH(QUEUE_DEPTH), .DIRECT(DIRECT))
mark_inst (
    .clk(clk),
    .rst(rst),
    .push(push),
    .push_marked(send_frame[`FINWAVE_FRAME_MARKED]),
    .push_mark(send_frame[`FINWAVE_FRAME_MARK]),
    .pop(take),
    .other_number(other_number),
    .may_start(may_start)
);

finwave_fifo #(
    .WIDTH(`FINWAVE_FRAME_WIDTH),
    .DEPTH(QUEUE_DEPTH),
    .BYPASS(DIRECT)
)
queue_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(send_may),
    .wr_valid(push),
    .wr_data(send_frame),
    .rd_valid(queue_valid),
    .rd_data(queue_frame),
    .rd_ready(pop),
    .level(level)
);

generate
    if (DATA_WIDTH == 64) begin : g_narrow
        // 600 flip-flops hang on `queue_valid`: whether the stream has a beat does not wait for it
        reg queue_none_reg = 1'b1;
        always @(posedge clk) begin
            queue_none_reg <= rst || (!push && (level == 0 || (level == 1 && pop)));
        end

        finwave_builder_narrow
        sender_inst (
            .clk(clk),
            .rst(rst),
            .queue_valid(queue_valid),
            .queue_none(queue_none_reg),
            .queue_frame(queue_frame),
            .may_start(may_start),
            .take(take),
            .pop(pop),
            .early_soon(early_soon),
            .early_valid(early_valid),
            .early_link(early_link),
            .early_started(started),
            .late(send_frame[`FINWAVE_FRAME_WIDTH-1:`FINWAVE_FRAME_LINK_WIDTH]),
            .out_wants(out_wants),
            .out_valid(out_valid),
            .out_ready(out_ready),
            .out_data(out_data),
            .out_keep(out_keep),
            .out_last(out_last),
            .busy(sender_busy)
        );
    end else begin : g_wide
        wire in_ready;
        wire in_valid = (queue_valid || push) && may_start;

        assign out_wants = out_valid;
        assign started = 1'b0;
        assign take = in_valid && in_ready;
        assign pop = take;

        finwave_builder_wide #(.DATA_WIDTH(DATA_WIDTH))
        sender_inst (
            .clk(clk),
            .rst(rst),
            .in_valid(in_valid),
            .in_ready(in_ready),
            .in_frame(queue_valid ? queue_frame : send_frame),
            .out_valid(out_valid),
            .out_ready(out_ready),
            .out_data(out_data),
            .out_keep(out_keep),
            .out_last(out_last),
            .busy(sender_busy)
        );
    end
endgenerate

always @(posedge clk) begin
    room_reg <= level < ROOM_TO[CL_DEPTH:0];
    if (rst) begin
        room_reg <= 1'b0;
    end
end

assign room = room_reg;
assign busy = queue_valid || sender_busy;

`ifdef FORMAL
always @(posedge clk) begin
    // operations are two clocks apart where frames are announced (finwave_issue, SPACED)
    assert (rst || DATA_WIDTH != 64 || !(early_valid && send_valid));
    assert (rst || early_soon || !early_valid);
    assert (rst || send_may || !send_valid);
    assert (rst || out_wants || !out_valid);
end
`endif

endmodule

`resetall
