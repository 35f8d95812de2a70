// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * A frame's header, laid out as finwave_frame_layout does, 8 bytes after 8 bytes.
 *
 * Rows 0 and 1 (addresses, first tag or type) are there while `frame` is; `load` takes what follows, then `row` is
 * row 2, and the next one after each clock with `next`; zeros behind the end. `frame` stays from the clock of `load`
 * on. The first byte is the high one; the TCP checksum is left 0.
 *
 * What follows the tags is kept as words of 4 bytes: the second half of IP's first word and on. Two of them are a row,
 * or, behind one tag, the second of a pair and the first of the next one; two tags are a row of their own.
 */
module finwave_frame_rows (
    input  wire                            clk,

    input  wire [`FINWAVE_FRAME_WIDTH-1:0] frame,
    input  wire [15:0]                     window,
    input  wire [10:0]                     text_len,
    input  wire                            load,
    input  wire                            next,

    output wire [63:0]                     row_0th,
    output wire [63:0]                     row_1st,
    output wire [63:0]                     row,
    output wire [6:0]                      len,        // as finwave_frame_layout
    output wire [2:0]                      sum_at
);

wire [`FINWAVE_KEY_WIDTH-1:0] key = frame[`FINWAVE_FRAME_KEY];
wire ipv6 = key[`FINWAVE_KEY_IPV6];
wire [1:0] tags = key[`FINWAVE_KEY_VLAN_COUNT];
wire [95:0] macs = frame[`FINWAVE_FRAME_MACS];
wire ts = frame[`FINWAVE_FRAME_TIMESTAMPS];

wire [31:0] outer = {frame[`FINWAVE_FRAME_OUTER_88A8] ? 16'h88A8 : 16'h8100,
                     frame[`FINWAVE_FRAME_PCP_OUTER], key[`FINWAVE_KEY_VID_OUTER]};
wire [31:0] inner = {16'h8100, frame[`FINWAVE_FRAME_PCP_INNER], key[`FINWAVE_KEY_VID_INNER]};
wire [19:0] label = frame[`FINWAVE_FRAME_FLOW_LABEL];
// EtherType and the first two bytes of IP
wire [31:0] start = ipv6 ? {16'h86DD, 4'd6, frame[`FINWAVE_FRAME_TOS], label[19:16]}
                         : {16'h0800, 8'h45, frame[`FINWAVE_FRAME_TOS]};

wire [15:0] tcp_len = (ts ? 16'd32 : 16'd20) + {5'd0, text_len};
wire [15:0] ip_len = (ts ? 16'd52 : 16'd40) + {5'd0, text_len};
wire [127:0] local_addr = key[`FINWAVE_KEY_LOCAL];
wire [127:0] remote_addr = key[`FINWAVE_KEY_REMOTE];

wire [271:0] tcp = {
    key[`FINWAVE_KEY_LOCAL_PORT], key[`FINWAVE_KEY_REMOTE_PORT],
    frame[`FINWAVE_FRAME_SEQ],
    frame[`FINWAVE_FRAME_ACK],
    frame[`FINWAVE_FRAME_FLAGS], window,
    32'd0,
    {32'h0101080A, frame[`FINWAVE_FRAME_TSVAL], frame[`FINWAVE_FRAME_TSECR]} & {96{ts}},
    16'd0
};

wire [143:0] ipv4_rest = {
    ip_len,
    32'h00004000,
    frame[`FINWAVE_FRAME_TTL], 8'd6, frame[`FINWAVE_FRAME_IP_SUM],
    local_addr[127:96],
    remote_addr[127:96]
};

wire [303:0] ipv6_rest = {
    label[15:0],
    tcp_len, 8'd6, frame[`FINWAVE_FRAME_TTL],
    local_addr,
    remote_addr
};

reg [575:0] words_reg = 0;              // the next word high
reg [31:0] kept_reg = 32'd0;            // second word of the pair before
reg tags_reg = 1'b0;                    // two tags: the second one and the type are the next row
reg odd_reg = 1'b0;

always @(posedge clk) begin
    if (load) begin
        words_reg <= ipv6 ? {ipv6_rest, tcp} : {ipv4_rest, tcp, 160'd0};
        kept_reg <= start;
        tags_reg <= tags[1];
        odd_reg <= tags[0];
    end else if (next) begin
        tags_reg <= 1'b0;
        if (!tags_reg) begin
            words_reg <= {words_reg[511:0], 64'd0};
            kept_reg <= words_reg[543:512];
        end
    end
end

assign row_0th = macs[95:32];
assign row_1st = {macs[31:0], tags != 2'd0 ? outer : start};
assign row = tags_reg ? {inner, kept_reg} : odd_reg ? {kept_reg, words_reg[575:544]} : words_reg[575:512];
assign sum_at = {ipv6, tags};

wire [6:0] bare = (ipv6 ? 7'd74 : 7'd54) + (ts ? 7'd12 : 7'd0) + {3'd0, tags, 2'd0};
assign len = bare < 7'd60 ? 7'd60 : bare;

endmodule

`resetall
