// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * Carries out what finwave_track decided: what else changes in the record of a tracked connection. Combinational.
 *
 * Every number comes ready from the classifiers; docs/theory.md, "Transparent", says what follows what.
 */
module finwave_track_apply (
    /* the decision */
    input  wire                            from_host,
    input  wire                            open_wire,
    input  wire                            open_host,
    input  wire                            take,
    input  wire                            take_fin,

    /* the record as finwave_apply left it: state and timer are in it */
    input  wire [`FINWAVE_REC_WIDTH-1:0]   applied,

    /* the record, the segment, and the numbers made of them */
    input  wire [`FINWAVE_REC_WIDTH-1:0]   rec,
    input  wire [`FINWAVE_REC_LINK_WIDTH-1:0] link,
    input  wire [31:0]                     seg_seq,
    input  wire [31:0]                     seg_seq_end,
    input  wire [31:0]                     seg_ack,
    input  wire [15:0]                     seg_window,
    input  wire                            has_ts,
    input  wire [31:0]                     tsval,
    input  wire                            has_wscale,
    input  wire [3:0]                      wscale,
    input  wire                            ack_new,
    input  wire                            window_new,
    input  wire                            window_take,
    input  wire                            ts_take,
    input  wire [31:0]                     ts_offset,
    input  wire                            nxt_ahead,
    input  wire                            ack_ahead,
    input  wire                            edge_ahead,
    input  wire [31:0]                     edge_at,

    output reg  [`FINWAVE_REC_WIDTH-1:0]   new_rec
);

wire both_ts = rec[`FINWAVE_REC_TIMESTAMPS] && has_ts;
wire both_wscale = rec[`FINWAVE_REC_WSCALE_OFFERED] && has_wscale;
wire [31:0] last = seg_seq_end - 32'd1;

always @* begin
    new_rec = applied;

    // the SYN+ACK: what both SYNs had counts
    if (open_wire || open_host) begin
        new_rec[`FINWAVE_REC_TIMESTAMPS] = both_ts;
        new_rec[`FINWAVE_REC_SND_WSCALE] = !both_wscale ? 4'd0 : open_wire ? wscale : rec[`FINWAVE_REC_SND_WSCALE];
        new_rec[`FINWAVE_REC_RCV_WSCALE] = !both_wscale ? 4'd0 : open_host ? wscale : rec[`FINWAVE_REC_RCV_WSCALE];
    end
    if (open_wire) begin
        new_rec[`FINWAVE_REC_SND_UNA] = seg_ack;
        new_rec[`FINWAVE_REC_RCV_NXT] = seg_seq_end;
        new_rec[`FINWAVE_REC_RCV_EDGE] = seg_seq_end;
        new_rec[`FINWAVE_REC_TS_RECENT] = tsval;
    end
    if (open_host) begin
        new_rec[`FINWAVE_REC_SND_UNA] = seg_seq;
        new_rec[`FINWAVE_REC_SND_NXT] = seg_seq_end;
        new_rec[`FINWAVE_REC_RCV_EDGE] = seg_ack + {16'd0, seg_window};
        new_rec[`FINWAVE_REC_TS_OFFSET] = ts_offset;
        new_rec[`FINWAVE_REC_LINK] = link;
    end

    if (take && from_host) begin
        if (nxt_ahead) begin
            new_rec[`FINWAVE_REC_SND_NXT] = seg_seq_end;
        end
        if (ack_ahead) begin
            new_rec[`FINWAVE_REC_RCV_NXT] = seg_ack;
        end
        if (edge_ahead) begin
            new_rec[`FINWAVE_REC_RCV_EDGE] = edge_at;
        end
        if (both_ts) begin
            new_rec[`FINWAVE_REC_TS_OFFSET] = ts_offset;
        end
        if (take_fin) begin
            new_rec[`FINWAVE_REC_FIN_AT] = last;
        end
    end
    if (take && !from_host) begin
        if (ack_new) begin
            new_rec[`FINWAVE_REC_SND_UNA] = seg_ack;
        end
        if (window_take) begin
            new_rec[`FINWAVE_REC_SND_WND] = seg_window;
        end
        if (window_new) begin
            new_rec[`FINWAVE_REC_MAX_WND] = seg_window;
        end
        if (ts_take) begin
            new_rec[`FINWAVE_REC_TS_RECENT] = tsval;
        end
        if (take_fin) begin
            new_rec[`FINWAVE_REC_PEER_FIN_SEEN] = 1'b1;
            new_rec[`FINWAVE_REC_PEER_FIN_AT] = last;
        end
    end
end

endmodule

`resetall
