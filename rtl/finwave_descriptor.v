// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_regs.vh"
`include "finwave_record.vh"

/*
 * The descriptor of a command, CMD_FLOW to CMD_USER_TIMEOUT, and what it means: a record and a key.
 *
 * Enters: words, one chosen by `wr_en`, its bytes by `wr_strb`. Leaves: the command's fields; those that are worked out
 * (the RTO: asked for, or the first, at most the largest) follow 4 clocks after what they are made of.
 */
module finwave_descriptor #(
    parameter WORDS = 27
) (
    input  wire                          clk,
    input  wire                          rst,

    input  wire [WORDS-1:0]              wr_en,
    input  wire [3:0]                    wr_strb,
    input  wire [31:0]                   wr_data,

    input  wire [27:0]                   rto_first,
    input  wire [27:0]                   rto_max,
    input  wire [4:0]                    fin_retries,

    output wire [19:0]                   cmd_flow,
    output wire [3:0]                    cmd_generation,
    output wire [3:0]                    cmd_state,
    output wire [`FINWAVE_KEY_WIDTH-1:0] cmd_key,
    output wire [`FINWAVE_REC_WIDTH-1:0] cmd_rec,        // but for the number of its neighbour
    output wire [95:0]                   cmd_macs,
    output wire                          cmd_set_snd_nxt,
    output wire                          cmd_set_rcv_wnd,
    output wire [31:0]                   cmd_snd_nxt,
    output wire [30:0]                   cmd_rcv_wnd,
    output wire [31:0]                   cmd_tsval,
    output wire [10:0]                   cmd_tail
);

localparam [32*WORDS-1:0] RESET = {{32*WORDS-328{1'b0}}, `FINWAVE_CMD_IP_TTL_RESET, 320'd0};

wire [32*WORDS-1:0] desc;

finwave_words #(.COUNT(WORDS), .RESET(RESET))
words_inst (
    .clk(clk),
    .rst(rst),
    .wr_en(wr_en),
    .wr_strb(wr_strb),
    .wr_data(wr_data),
    .words(desc)
);

wire [31:0] desc_flags = desc[32*1 +: 32];
wire ipv6 = desc_flags[`FINWAVE_CMD_FLAGS_IPV6_LSB];
wire [1:0] tags = desc_flags[`FINWAVE_CMD_FLAGS_VLAN_COUNT_MSB:`FINWAVE_CMD_FLAGS_VLAN_COUNT_LSB];
wire [4:0] retries = desc_flags[`FINWAVE_CMD_FLAGS_RETRIES_MSB:`FINWAVE_CMD_FLAGS_RETRIES_LSB];
wire [15:0] outer = desc[32*15+16 +: 16];
wire [15:0] inner = desc[32*15 +: 16];
wire [30:0] user_timeout = desc[32*26 +: 31];

// an RTO of 0 counts as 1 tick
reg [27:0] rto_default_reg = 28'd1;
reg rto_given_reg = 1'b0;
reg [27:0] rto_asked_reg = 28'd1;
reg [27:0] rto_late_reg = 28'd1;
reg rto_over_reg = 1'b0;
reg [27:0] rto_reg = 28'd1;
// a user timeout of less than a unit counts as one
reg short_reg = 1'b0;

always @(posedge clk) begin
    rto_default_reg <= {rto_first[27:1], rto_first[0] || rto_first[27:1] == 27'd0};
    rto_given_reg <= desc[32*9 +: 28] != 28'd0;
    rto_asked_reg <= rto_given_reg ? desc[32*9 +: 28] : rto_default_reg;
    rto_late_reg <= rto_asked_reg;
    rto_over_reg <= rto_asked_reg > rto_max;
    rto_reg <= rto_over_reg ? rto_max : rto_late_reg;
    short_reg <= user_timeout[13:0] != 14'd0 && user_timeout[30:14] == 17'd0;
end

reg [`FINWAVE_REC_WIDTH-1:0] rec;
reg [`FINWAVE_KEY_WIDTH-1:0] key;

always @* begin
    rec = 0;
    rec[`FINWAVE_REC_STATE] = desc_flags[`FINWAVE_CMD_FLAGS_STATE_MSB:`FINWAVE_CMD_FLAGS_STATE_LSB];
    rec[`FINWAVE_REC_HALF_CLOSE] = desc_flags[`FINWAVE_CMD_FLAGS_HALF_CLOSE_LSB];
    rec[`FINWAVE_REC_TIMESTAMPS] = desc_flags[`FINWAVE_CMD_FLAGS_TIMESTAMPS_LSB];
    rec[`FINWAVE_REC_SND_WSCALE] = desc_flags[`FINWAVE_CMD_FLAGS_SND_WSCALE_MSB:`FINWAVE_CMD_FLAGS_SND_WSCALE_LSB];
    rec[`FINWAVE_REC_RCV_WSCALE] = desc_flags[`FINWAVE_CMD_FLAGS_RCV_WSCALE_MSB:`FINWAVE_CMD_FLAGS_RCV_WSCALE_LSB];
    rec[`FINWAVE_REC_MAX_RETRIES] = retries != 5'd0 ? retries : fin_retries;
    rec[`FINWAVE_REC_SND_UNA] = desc[32*2 +: 32];
    rec[`FINWAVE_REC_SND_NXT] = desc[32*3 +: 32];
    rec[`FINWAVE_REC_RCV_NXT] = desc[32*4 +: 32];
    rec[`FINWAVE_REC_MAX_WND] = desc[32*6 +: 16];
    rec[`FINWAVE_REC_TS_RECENT] = desc[32*7 +: 32];
    rec[`FINWAVE_REC_RTO] = rto_reg;
    rec[`FINWAVE_REC_PCP_OUTER] = outer[15:12];
    rec[`FINWAVE_REC_PCP_INNER] = inner[15:12];
    rec[`FINWAVE_REC_OUTER_88A8] = desc_flags[`FINWAVE_CMD_FLAGS_OUTER_88A8_LSB];
    rec[`FINWAVE_REC_TTL] = desc[32*10 +: 8];
    rec[`FINWAVE_REC_TOS] = desc[32*10+8 +: 8];
    rec[`FINWAVE_REC_FLOW_LABEL] = desc[32*11 +: 20];
    rec[`FINWAVE_REC_WATCH] = desc_flags[`FINWAVE_CMD_FLAGS_WATCH_LSB];
    rec[`FINWAVE_REC_CLOSE_ON_FIN] = desc_flags[`FINWAVE_CMD_FLAGS_CLOSE_ON_FIN_LSB];
    rec[`FINWAVE_REC_SND_WND] = desc_flags[`FINWAVE_CMD_FLAGS_SET_SND_WND_LSB] ? desc[32*6+16 +: 16]
                                                                              : desc[32*6 +: 16];
    rec[`FINWAVE_REC_USER_TIMEOUT] = {user_timeout[30:15], user_timeout[14] || short_reg};
end

always @* begin
    key = 0;
    key[`FINWAVE_KEY_IPV6] = ipv6;
    key[`FINWAVE_KEY_VLAN_COUNT] = tags;
    key[`FINWAVE_KEY_VID_OUTER] = tags != 2'd0 ? outer[11:0] : 12'd0;
    key[`FINWAVE_KEY_VID_INNER] = tags == 2'd2 ? inner[11:0] : 12'd0;
    key[`FINWAVE_KEY_LOCAL] = {desc[32*16 +: 32],
                               {desc[32*17 +: 32], desc[32*18 +: 32], desc[32*19 +: 32]} & {96{ipv6}}};
    key[`FINWAVE_KEY_REMOTE] = {desc[32*20 +: 32],
                                {desc[32*21 +: 32], desc[32*22 +: 32], desc[32*23 +: 32]} & {96{ipv6}}};
    key[`FINWAVE_KEY_LOCAL_PORT] = desc[32*24+16 +: 16];
    key[`FINWAVE_KEY_REMOTE_PORT] = desc[32*24 +: 16];
end

assign cmd_flow = desc[19:0];
assign cmd_generation = desc[23:20];
assign cmd_state = rec[`FINWAVE_REC_STATE];
assign cmd_key = key;
assign cmd_rec = rec;
assign cmd_macs = {desc[32*12 +: 32], desc[32*13 +: 32], desc[32*14 +: 32]};
assign cmd_set_snd_nxt = desc_flags[`FINWAVE_CMD_FLAGS_SET_SND_NXT_LSB];
assign cmd_set_rcv_wnd = desc_flags[`FINWAVE_CMD_FLAGS_SET_RCV_WND_LSB];
assign cmd_snd_nxt = desc[32*3 +: 32];
assign cmd_rcv_wnd = desc[32*5 +: 31];
assign cmd_tsval = desc[32*8 +: 32];
assign cmd_tail = desc[32*25 +: 11];

endmodule

`resetall
