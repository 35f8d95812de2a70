// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * SYNs that may start tracking wait here for the manager; the oldest one as the record that it starts.
 *
 * Enters: one SYN a clock. Leaves, 3 clocks later at the earliest: key and record (docs/theory.md, "Transparent": the
 * first column of the table); the record is right from the second clock of `out_valid` on.
 * With 8 that wait, more are let be: their connections stay the host's alone.
 */
module finwave_track_start (
    input  wire                            clk,
    input  wire                            rst,

    input  wire                            in_valid,
    input  wire [`FINWAVE_TRACK_WIDTH-1:0] in_request,

    output wire                            out_valid,
    input  wire                            out_take,
    output wire [`FINWAVE_KEY_WIDTH-1:0]   out_key,
    output reg  [`FINWAVE_REC_WIDTH-1:0]   out_rec,
    output wire                            out_from_host,
    output wire [31:0]                     out_frame,

    output wire                            busy
);

localparam CL_COUNT = 3;                // that wait
localparam CL_DEPTH = CL_COUNT + 1;

wire [`FINWAVE_TRACK_WIDTH-1:0] request;
wire [CL_DEPTH-1:0] level;
reg from_host_reg = 1'b0;               // of the oldest, a clock later: long before the record is taken

finwave_deep_fifo #(.WIDTH(`FINWAVE_TRACK_WIDTH), .DEPTH(2**CL_DEPTH))
queue_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(in_valid),
    .wr_valid(in_valid && !level[CL_COUNT]),
    .wr_data(in_request),
    .rd_valid(out_valid),
    .rd_data(request),
    .rd_ready(out_take),
    .level(level)
);

assign out_key = request[`FINWAVE_TRACK_KEY];
assign out_from_host = from_host_reg;
assign out_frame = request[`FINWAVE_TRACK_FRAME];
assign busy = level != 0;

always @(posedge clk) begin
    from_host_reg <= request[`FINWAVE_TRACK_FROM_HOST];
end

always @* begin
    out_rec = 0;
    out_rec[`FINWAVE_REC_TRACKED] = 1'b1;
    out_rec[`FINWAVE_REC_TIMESTAMPS] = request[`FINWAVE_TRACK_TS];
    out_rec[`FINWAVE_REC_WSCALE_OFFERED] = request[`FINWAVE_TRACK_WSCALE_FOUND];
    if (out_from_host) begin
        out_rec[`FINWAVE_REC_STATE] = `FINWAVE_TCP_STATE_SYN_SENT;
        out_rec[`FINWAVE_REC_SND_UNA] = request[`FINWAVE_TRACK_SEQ];
        out_rec[`FINWAVE_REC_SND_NXT] = request[`FINWAVE_TRACK_SEQ_END];
        out_rec[`FINWAVE_REC_RCV_WSCALE] = request[`FINWAVE_TRACK_WSCALE];
        out_rec[`FINWAVE_REC_TS_OFFSET] = request[`FINWAVE_TRACK_TS_NUMBER];
        out_rec[`FINWAVE_REC_LINK] = request[`FINWAVE_TRACK_LINK];
        out_rec[`FINWAVE_REC_MACS] = request[`FINWAVE_TRACK_MACS];
    end else begin
        out_rec[`FINWAVE_REC_STATE] = `FINWAVE_TCP_STATE_LISTEN;
        out_rec[`FINWAVE_REC_RCV_NXT] = request[`FINWAVE_TRACK_SEQ_END];
        out_rec[`FINWAVE_REC_RCV_EDGE] = request[`FINWAVE_TRACK_SEQ_END];
        out_rec[`FINWAVE_REC_SND_WSCALE] = request[`FINWAVE_TRACK_WSCALE];
        out_rec[`FINWAVE_REC_TS_RECENT] = request[`FINWAVE_TRACK_TS_NUMBER];
    end
end

endmodule

`resetall
