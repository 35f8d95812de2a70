// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * The flow window: what the last QUERY found, kept, and read word by word.
 *
 * Enters: record and key with `queried`. Leaves, 2 clocks after `word` (which stays) and in the clock after `en`: that
 * word, or zeros without `en`.
 */
module finwave_flow_words (
    input  wire                          clk,
    input  wire                          rst,

    input  wire                          queried,
    input  wire [`FINWAVE_REC_WIDTH-1:0] rec,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] key,

    input  wire [3:0]                    word,
    input  wire                          en,
    output wire [31:0]                   value
);

localparam WINDOW_WORD = 4;             // RCV.WND
localparam RTO_WORD = 7;
localparam TAIL_WORD = 9;               // in its low half
localparam RETRIES = `FINWAVE_FLOW_FLAGS_RETRIES_LSB;
localparam TRACKED = `FINWAVE_FLOW_FLAGS_TRACKED_LSB;

reg [319:0] words_reg = 0;
reg queried_reg = 1'b0;
reg [31:0] low_reg = 32'd0, middle_reg = 32'd0, high_reg = 32'd0;
reg [31:0] value_reg = 32'd0;
wire [31:0] wnd = rec[`FINWAVE_REC_RCV_EDGE] - rec[`FINWAVE_REC_RCV_NXT];

always @(posedge clk) begin
    if (queried) begin
        words_reg <= {
            rec[`FINWAVE_REC_SND_WND], 5'd0, rec[`FINWAVE_REC_TAIL_LEN],
            rec[`FINWAVE_REC_FIN_AT],
            4'd0, rec[`FINWAVE_REC_RTO],
            rec[`FINWAVE_REC_DEADLINE],
            rec[`FINWAVE_REC_TS_RECENT],
            wnd,
            rec[`FINWAVE_REC_RCV_NXT],
            rec[`FINWAVE_REC_SND_NXT],
            rec[`FINWAVE_REC_SND_UNA],
            6'd0, rec[`FINWAVE_REC_TRACKED], rec[`FINWAVE_REC_ACK_OWED], rec[`FINWAVE_REC_WATCH],
            rec[`FINWAVE_REC_TIMER], rec[`FINWAVE_REC_HALF_CLOSE], rec[`FINWAVE_REC_RETRIES],
            rec[`FINWAVE_REC_RCV_WSCALE], rec[`FINWAVE_REC_SND_WSCALE],
            key[`FINWAVE_KEY_VLAN_COUNT], key[`FINWAVE_KEY_IPV6],
            rec[`FINWAVE_REC_TIMESTAMPS], rec[`FINWAVE_REC_STATE]
        };
    end
    // behind its edge there is none; of a tracked connection no RTO, no retries, no tail
    queried_reg <= queried;
    if (queried_reg && words_reg[TRACKED]) begin
        words_reg[RETRIES +: 5] <= 5'd0;
        words_reg[32*RTO_WORD +: 32] <= 32'd0;
        words_reg[32*TAIL_WORD +: 16] <= 16'd0;
    end
    if (queried_reg && words_reg[32*WINDOW_WORD+31]) begin
        words_reg[32*WINDOW_WORD +: 32] <= 32'd0;
    end

    low_reg <= words_reg[32*word[1:0] +: 32];
    middle_reg <= words_reg[128+32*word[1:0] +: 32];
    high_reg <= word[0] ? words_reg[288 +: 32] : words_reg[256 +: 32];
    value_reg <= word[3] ? high_reg : word[2] ? middle_reg : low_reg;
    if (!en) begin
        value_reg <= 32'd0;
    end

    if (rst) begin
        words_reg <= 0;
        queried_reg <= 1'b0;
    end
end

assign value = value_reg;

endmodule

`resetall
