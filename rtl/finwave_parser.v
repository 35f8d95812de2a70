// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Everything that is learnt from a frame while it arrives: tuple, TCP header, timestamp, checksums.
 *
 * Enters: beats. Leaves: the events and facts of finwave_header, finwave_segment, finwave_options,
 * finwave_syn_options and finwave_checksum, each tagged with the frame's slot.
 */
module finwave_parser #(
    parameter DATA_WIDTH = 64,
    parameter CL_SLOTS = 5,
    parameter FROM_HOST = 0,            // 1: frames of the host; their checksums are not looked at
    parameter KEEP_WIDTH = DATA_WIDTH / 8
) (
    input  wire                          clk,
    input  wire                          rst,

    input  wire                          in_valid,
    input  wire [DATA_WIDTH-1:0]         in_data,
    input  wire [KEEP_WIDTH-1:0]         in_keep,
    input  wire                          in_last,
    input  wire                          in_bad,

    output wire                          key_valid,
    output wire                          key_tcp,
    output wire [`FINWAVE_KEY_WIDTH-1:0] key,
    output wire [CL_SLOTS-1:0]           key_slot,
    output wire [`FINWAVE_LINK_WIDTH-1:0] key_link,

    output wire                          segment_valid,
    output wire [CL_SLOTS-1:0]           segment_slot,
    output wire [`FINWAVE_SEG_WIDTH-1:0] segment,

    output wire                          ts_valid,
    output wire [CL_SLOTS-1:0]           ts_slot,
    output wire                          ts_found,
    output wire [31:0]                   tsval,

    /* window scale option: of a SYN, read once it is asked for */
    input  wire [CL_SLOTS-1:0]           wscale_slot,
    output wire                          wscale_known,  // the options of that frame were read
    output wire                          wscale_found,
    output wire [3:0]                    wscale,

    output wire                          sum_valid,
    output wire [CL_SLOTS-1:0]           sum_slot,
    output wire                          sum_ok,

    output wire                          end_valid,
    output wire [CL_SLOTS-1:0]           end_slot,
    output wire                          end_bad
);

localparam WORDS = DATA_WIDTH / 32;
localparam CL_WORDS = $clog2(WORDS);
localparam ROW_WIDTH = 12 - CL_WORDS;

wire hdr_valid;
wire [CL_SLOTS-1:0] hdr_slot;
wire [479:0] hdr_words;
wire [17:0] hdr_l4_len;
wire beat_valid, options_start;
wire [DATA_WIDTH-1:0] beat_words;
wire [CL_WORDS-1:0] options_lane;
wire words_valid, words_last, words_ipv6;
wire [CL_SLOTS-1:0] words_slot;
wire [DATA_WIDTH-1:0] words;
wire [15:0] words_extra;
wire [WORDS-1:0] words_ip, words_tcp;
wire [CL_WORDS-1:0] words_shift;
wire [ROW_WIDTH-1:0] words_row, words_extra_row;
wire [16:0] words_ip_len;

finwave_header #(
    .DATA_WIDTH(DATA_WIDTH),
    .CL_SLOTS(CL_SLOTS),
    .KEY_WIDTH(`FINWAVE_KEY_WIDTH),
    .FROM_HOST(FROM_HOST)
)
header_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(in_valid),
    .in_data(in_data),
    .in_keep(in_keep),
    .in_last(in_last),
    .in_bad(in_bad),
    .key_valid(key_valid),
    .key_tcp(key_tcp),
    .key(key),
    .key_slot(key_slot),
    .key_link(key_link),
    .hdr_valid(hdr_valid),
    .hdr_slot(hdr_slot),
    .hdr_words(hdr_words),
    .hdr_l4_len(hdr_l4_len),
    .beat_valid(beat_valid),
    .beat_words(beat_words),
    .options_start(options_start),
    .options_lane(options_lane),
    .words_valid(words_valid),
    .words_last(words_last),
    .words_slot(words_slot),
    .words(words),
    .words_extra(words_extra),
    .words_ip(words_ip),
    .words_tcp(words_tcp),
    .words_shift(words_shift),
    .words_row(words_row),
    .words_extra_row(words_extra_row),
    .words_ipv6(words_ipv6),
    .words_ip_len(words_ip_len),
    .end_valid(end_valid),
    .end_slot(end_slot),
    .end_bad(end_bad)
);

finwave_segment #(.CL_SLOTS(CL_SLOTS))
segment_inst (
    .clk(clk),
    .rst(rst),
    .hdr_valid(hdr_valid),
    .hdr_slot(hdr_slot),
    .hdr_words(hdr_words[159:0]),
    .hdr_l4_len(hdr_l4_len),
    .segment_valid(segment_valid),
    .segment_slot(segment_slot),
    .segment(segment)
);

generate
    if (DATA_WIDTH == 64) begin : g_narrow
        finwave_options_narrow #(.CL_SLOTS(CL_SLOTS))
        options_inst (
            .clk(clk),
            .rst(rst),
            .beat_valid(beat_valid),
            .beat_words(beat_words),
            .start(options_start),
            .start_lane(options_lane),
            .hdr_valid(hdr_valid),
            .hdr_slot(hdr_slot),
            .hdr_offset(hdr_words[32*3+28 +: 4]),
            .out_valid(ts_valid),
            .out_slot(ts_slot),
            .out_ts(ts_found),
            .out_tsval(tsval),
            .rd_slot(wscale_slot),
            .rd_found(wscale_found),
            .rd_wscale(wscale)
        );
        assign wscale_known = 1'b1;
    end else begin : g_wide
        finwave_options #(.CL_SLOTS(CL_SLOTS))
        options_inst (
            .clk(clk),
            .rst(rst),
            .in_valid(hdr_valid),
            .in_slot(hdr_slot),
            .in_words(hdr_words[479:160]),
            .in_offset(hdr_words[32*3+28 +: 4]),
            .out_valid(ts_valid),
            .out_slot(ts_slot),
            .out_ts(ts_found),
            .out_tsval(tsval)
        );

        finwave_syn_options #(.CL_SLOTS(CL_SLOTS))
        syn_options_inst (
            .clk(clk),
            .rst(rst),
            .in_valid(hdr_valid),
            .in_slot(hdr_slot),
            .in_syn(hdr_words[32*3+17]),
            .in_words(hdr_words[479:160]),
            .in_offset(hdr_words[32*3+28 +: 4]),
            .rd_slot(wscale_slot),
            .rd_known(wscale_known),
            .rd_found(wscale_found),
            .rd_wscale(wscale)
        );
    end
endgenerate

generate
    if (FROM_HOST != 0) begin : g_no_sum
        // a NIC behind us may still have to fill the checksums in
        assign sum_valid = 1'b0;
        assign sum_slot = 0;
        assign sum_ok = 1'b1;
    end else begin : g_sum
        finwave_checksum #(
            .DATA_WIDTH(DATA_WIDTH),
            .CL_SLOTS(CL_SLOTS)
        )
        checksum_inst (
            .clk(clk),
            .rst(rst),
            .words_valid(words_valid),
            .words_last(words_last),
            .words_slot(words_slot),
            .words(words),
            .words_extra(words_extra),
            .words_ip(words_ip),
            .words_tcp(words_tcp),
            .words_shift(words_shift),
            .words_row(words_row),
            .words_extra_row(words_extra_row),
            .words_ipv6(words_ipv6),
            .words_ip_len(words_ip_len),
            .words_l4_len(hdr_l4_len[15:0]),
            .sum_valid(sum_valid),
            .sum_slot(sum_slot),
            .sum_ok(sum_ok)
        );
    end
endgenerate

endmodule

`resetall
