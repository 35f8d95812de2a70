// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Reads the fields of a TCP header and works out where the segment ends (RFC 9293 3.1, 3.4).
 *
 * Enters: the header's words, one header a clock. Leaves, 2 clocks later: the facts of the segment
 * (FINWAVE_SEG_*). A data offset below 5, or headers longer than the IP length, set FINWAVE_SEG_BAD.
 */
module finwave_segment #(
    parameter CL_SLOTS = 5
) (
    input  wire                          clk,
    input  wire                          rst,

    input  wire                          hdr_valid,
    input  wire [CL_SLOTS-1:0]           hdr_slot,
    input  wire [159:0]                  hdr_words,
    input  wire [17:0]                   hdr_l4_len,

    output wire                          segment_valid,
    output wire [CL_SLOTS-1:0]           segment_slot,
    output wire [`FINWAVE_SEG_WIDTH-1:0] segment
);

localparam FIN = 0, SYN = 1, RST = 2, ACK = 4;

wire [3:0] hdr_offset = hdr_words[32*3+28 +: 4];
wire [7:0] hdr_flags = hdr_words[32*3+16 +: 8];

reg d_valid_reg = 1'b0;
reg [CL_SLOTS-1:0] d_slot_reg = 0;
reg [31:0] d_seq_reg = 0, d_ack_reg = 0;
reg [15:0] d_window_reg = 0;
reg d_fin_reg = 0, d_syn_reg = 0, d_rst_reg = 0, d_ack_flag_reg = 0;
reg d_short_offset_reg = 0;
reg [17:0] d_payload_reg = 0;

reg e_valid_reg = 1'b0;
reg [CL_SLOTS-1:0] e_slot_reg = 0;
reg [`FINWAVE_SEG_WIDTH-1:0] e_segment_reg = 0;

wire [31:0] d_payload = {{15{d_payload_reg[17]}}, d_payload_reg[16:0]};

always @(posedge clk) begin
    d_valid_reg <= hdr_valid;
    if (hdr_valid) begin
        d_slot_reg <= hdr_slot;
        d_seq_reg <= hdr_words[32*1 +: 32];
        d_ack_reg <= hdr_words[32*2 +: 32];
        d_window_reg <= hdr_words[32*3 +: 16];
        d_fin_reg <= hdr_flags[FIN];
        d_syn_reg <= hdr_flags[SYN];
        d_rst_reg <= hdr_flags[RST];
        d_ack_flag_reg <= hdr_flags[ACK];
        d_short_offset_reg <= hdr_offset < 4'd5;
        d_payload_reg <= hdr_l4_len - {12'd0, hdr_offset, 2'd0};
    end

    e_valid_reg <= d_valid_reg;
    if (d_valid_reg) begin
        e_slot_reg <= d_slot_reg;
        e_segment_reg[`FINWAVE_SEG_SEQ] <= d_seq_reg;
        e_segment_reg[`FINWAVE_SEG_SEQ_END] <= d_seq_reg + d_payload +
                                               {30'd0, d_fin_reg && d_syn_reg, d_fin_reg ^ d_syn_reg};
        e_segment_reg[`FINWAVE_SEG_TEXT_END] <= d_seq_reg + d_payload;
        e_segment_reg[`FINWAVE_SEG_ACK] <= d_ack_reg;
        e_segment_reg[`FINWAVE_SEG_WINDOW] <= d_window_reg;
        e_segment_reg[`FINWAVE_SEG_FLAG_FIN] <= d_fin_reg;
        e_segment_reg[`FINWAVE_SEG_FLAG_SYN] <= d_syn_reg;
        e_segment_reg[`FINWAVE_SEG_FLAG_RST] <= d_rst_reg;
        e_segment_reg[`FINWAVE_SEG_FLAG_ACK] <= d_ack_flag_reg;
        e_segment_reg[`FINWAVE_SEG_TEXT] <= d_payload_reg != 18'd0;
        e_segment_reg[`FINWAVE_SEG_BAD] <= d_short_offset_reg || d_payload_reg[17];
    end

    if (rst) begin
        d_valid_reg <= 1'b0;
        e_valid_reg <= 1'b0;
    end
end

assign segment_valid = e_valid_reg;
assign segment_slot = e_slot_reg;
assign segment = e_segment_reg;

endmodule

`resetall
