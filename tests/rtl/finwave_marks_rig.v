// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * What frames meet on their way out, as it is put together in finwave but for the registers between: a store that lets
 * passing frames out, the senders of the engine's, and the arbiter. TO_HOST: no frames with text, and each bare one is
 * turned into a RST.
 */
module finwave_marks_rig #(
    parameter DATA_WIDTH = 64,
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter TO_HOST = 0
) (
    input  wire                            clk,
    input  wire                            rst,

    input  wire                            in_valid,
    input  wire [DATA_WIDTH-1:0]           in_data,
    input  wire [KEEP_WIDTH-1:0]           in_keep,
    input  wire                            in_last,
    input  wire                            in_user,
    output wire                            in_room,
    input  wire                            find_valid,
    input  wire                            find_hit,
    input  wire                            verdict_valid,
    input  wire                            verdict_pass,
    input  wire                            pass,           // the newest of the frames that pass
    input  wire [9:0]                      pass_number,

    input  wire                            stage_wr,
    input  wire [8:0]                      stage_word,
    input  wire [31:0]                     stage_data,
    output wire                            stage_room,

    input  wire                            bare_valid,
    input  wire                            text_valid,
    input  wire [`FINWAVE_FRAME_WIDTH-1:0] frame,
    input  wire                            leave_behind,   // all that pass until now
    output wire                            bare_room,
    output wire                            text_room,

    output wire                            out_valid,
    input  wire                            out_ready,
    output wire [DATA_WIDTH-1:0]           out_data,
    output wire [KEEP_WIDTH-1:0]           out_keep,
    output wire                            out_last,
    output wire                            out_user,
    output wire                            engine_sent,
    output wire                            busy
);

wire p_valid, p_ready, p_last, p_user;
wire e_valid, e_ready, e_last;
wire t_valid, t_ready, t_last;
wire [DATA_WIDTH-1:0] p_data, e_data, t_data;
wire [KEEP_WIDTH-1:0] p_keep, e_keep, t_keep;
wire [9:0] number;
wire e_wants;
wire store_busy, builder_busy, text_busy, arbiter_busy;

wire marked;
wire [9:0] mark;
wire [`FINWAVE_FRAME_WIDTH-1:0] send_frame = {mark, marked && leave_behind, frame[703:0]};

assign busy = store_busy || builder_busy || text_busy || arbiter_busy;

finwave_pending
pending_inst (
    .clk(clk),
    .rst(rst),
    .pass(pass),
    .pass_number(pass_number),
    .other_number(number),
    .marked(marked),
    .mark(mark)
);

finwave_frame_store #(.DATA_WIDTH(DATA_WIDTH), .GIANT_PASSES(TO_HOST == 0))
store_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(in_valid),
    .in_data(in_data),
    .in_keep(in_keep),
    .in_last(in_last),
    .in_user(in_user),
    .room(in_room),
    .find_valid(find_valid),
    .find_hit(find_hit),
    .verdict_valid(verdict_valid),
    .verdict_pass(verdict_pass),
    .out_valid(p_valid),
    .out_ready(p_ready),
    .out_data(p_data),
    .out_keep(p_keep),
    .out_last(p_last),
    .out_user(p_user),
    .out_number(number),
    .passed(),
    .busy(store_busy)
);

generate
    if (TO_HOST != 0) begin : g_to_host
        wire laid_valid, laid_last, text_has_room, rst_has_room, rst_busy;
        wire [DATA_WIDTH-1:0] laid_data;
        wire [KEEP_WIDTH-1:0] laid_keep;

        assign bare_room = text_has_room && rst_has_room;
        assign builder_busy = rst_busy;
        assign e_wants = e_valid;
        assign t_valid = 1'b0;
        assign text_room = 1'b0;

        finwave_text #(.DATA_WIDTH(DATA_WIDTH), .TAIL_COUNT(4))
        text_inst (
            .clk(clk),
            .rst(rst),
            .stage_wr(stage_wr),
            .stage_word(stage_word),
            .stage_data(stage_data),
            .stage_room(stage_room),
            .stage_buffer(),
            .take(1'b0),
            .free_valid(1'b0),
            .free_buffer(8'd0),
            .free_count(),
            .send_may(bare_valid),
            .send_text_valid(1'b0),
            .send_rst_valid(bare_valid),
            .send_frame(send_frame),
            .room(text_has_room),
            .other_number(10'd0),
            .out_valid(laid_valid),
            .out_rst(),
            .out_ready(1'b1),
            .out_data(laid_data),
            .out_keep(laid_keep),
            .out_last(laid_last),
            .busy(text_busy)
        );

        finwave_host_queue #(.DATA_WIDTH(DATA_WIDTH))
        host_queue_inst (
            .clk(clk),
            .rst(rst),
            .send_valid(bare_valid),
            .send_marked(send_frame[`FINWAVE_FRAME_MARKED]),
            .send_mark(send_frame[`FINWAVE_FRAME_MARK]),
            .room(rst_has_room),
            .other_number(number),
            .in_valid(laid_valid),
            .in_data(laid_data),
            .in_keep(laid_keep),
            .in_last(laid_last),
            .out_valid(e_valid),
            .out_ready(e_ready),
            .out_data(e_data),
            .out_keep(e_keep),
            .out_last(e_last),
            .busy(rst_busy)
        );

        finwave_arbiter #(.DATA_WIDTH(DATA_WIDTH))
        arbiter_inst (
            .clk(clk),
            .rst(rst),
            .passing_valid(p_valid),
            .passing_ready(p_ready),
            .passing_data(p_data),
            .passing_keep(p_keep),
            .passing_last(p_last),
            .passing_user(p_user),
            .engine_wants(e_wants),
            .engine_valid(e_valid),
            .engine_ready(e_ready),
            .engine_data(e_data),
            .engine_keep(e_keep),
            .engine_last(e_last),
            .text_valid(1'b0),
            .text_ready(),
            .text_data({DATA_WIDTH{1'b0}}),
            .text_keep({KEEP_WIDTH{1'b0}}),
            .text_last(1'b0),
            .out_valid(out_valid),
            .out_ready(out_ready),
            .out_data(out_data),
            .out_keep(out_keep),
            .out_last(out_last),
            .out_user(out_user),
            .engine_sent(engine_sent),
            .busy(arbiter_busy)
        );
    end else begin : g_to_wire
        finwave_builder #(.DATA_WIDTH(DATA_WIDTH))
        builder_inst (
            .clk(clk),
            .rst(rst),
            .early_soon(1'b0),
            .early_valid(1'b0),
            .early_link({`FINWAVE_FRAME_LINK_WIDTH{1'b0}}),
            .send_may(bare_valid),
            .send_valid(bare_valid),
            .send_frame(send_frame),
            .room(bare_room),
            .other_number(number),
            .out_wants(e_wants),
            .out_valid(e_valid),
            .out_ready(e_ready),
            .out_data(e_data),
            .out_keep(e_keep),
            .out_last(e_last),
            .busy(builder_busy)
        );

        finwave_text #(.DATA_WIDTH(DATA_WIDTH), .TAIL_COUNT(4))
        text_inst (
            .clk(clk),
            .rst(rst),
            .stage_wr(stage_wr),
            .stage_word(stage_word),
            .stage_data(stage_data),
            .stage_room(stage_room),
            .stage_buffer(),
            .take(1'b0),
            .free_valid(1'b0),
            .free_buffer(8'd0),
            .free_count(),
            .send_may(text_valid),
            .send_text_valid(text_valid),
            .send_rst_valid(1'b0),
            .send_frame(send_frame),
            .room(text_room),
            .other_number(number),
            .out_valid(t_valid),
            .out_rst(),
            .out_ready(t_ready),
            .out_data(t_data),
            .out_keep(t_keep),
            .out_last(t_last),
            .busy(text_busy)
        );

        finwave_arbiter #(.DATA_WIDTH(DATA_WIDTH))
        arbiter_inst (
            .clk(clk),
            .rst(rst),
            .engine_wants(e_wants),
            .engine_valid(e_valid),
            .engine_ready(e_ready),
            .engine_data(e_data),
            .engine_keep(e_keep),
            .engine_last(e_last),
            .text_valid(t_valid),
            .text_ready(t_ready),
            .text_data(t_data),
            .text_keep(t_keep),
            .text_last(t_last),
            .passing_valid(p_valid),
            .passing_ready(p_ready),
            .passing_data(p_data),
            .passing_keep(p_keep),
            .passing_last(p_last),
            .passing_user(p_user),
            .out_valid(out_valid),
            .out_ready(out_ready),
            .out_data(out_data),
            .out_keep(out_keep),
            .out_last(out_last),
            .out_user(out_user),
            .engine_sent(engine_sent),
            .busy(arbiter_busy)
        );
    end
endgenerate

endmodule

`resetall
