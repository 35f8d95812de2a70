// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * A frame's header, laid out as finwave_frame_layout does, 8 bytes after 8 bytes.
 *
 * Rows 0 and 1 (addresses, first tag or type) are there while `link` is; `load` looks at it too, then `row` is
 * row 2 of `frame`, and the next one after each clock with `next`; zeros behind the end and after `clear`. A field of
 * `frame`, and what comes beside it, is looked at only while it is in `row`. The first byte is the high one; the TCP
 * checksum is left 0: `sum_high` and `sum_low` tell that it is the second half of the first or of the second word of
 * `row`.
 *
 * Words of 4 bytes, `start` is the type and the first 2 bytes of IP; even and odd ones take turns, whoever is first:
 *
 *   IPv6   inner  start   2 ..                                              11 | 12 ..        19
 *   IPv4                                      inner  start   7 ..           11 | TCP
 *           0      1      2      3      4      5      6      7      8 ..
 */
module finwave_frame_rows (
    input  wire                                 clk,

    input  wire [`FINWAVE_FRAME_LINK_WIDTH-1:0] link,
    input  wire [`FINWAVE_FRAME_WIDTH-1:0]      frame,
    input  wire [10:0]                          tcp_len,    // header and text
    input  wire [10:0]                          ip_len,     // 20 more
    input  wire [15:0]                          window,
    input  wire                                 clear,
    input  wire                                 load,
    input  wire                                 next,

    output wire [63:0]                          row_0th,
    output wire [63:0]                          row_1st,
    output wire [63:0]                          row,
    output wire                                 sum_high,
    output wire                                 sum_low,
    output wire [6:0]                           len,        // as finwave_frame_layout
    output wire [2:0]                           sum_at
);

/* -- the first rows -------------------------------------------------------------------------------------------- */

wire [`FINWAVE_KEY_WIDTH-1:0] link_key = link[`FINWAVE_FRAME_KEY];
wire link_ipv6 = link_key[`FINWAVE_KEY_IPV6];
wire [1:0] link_tags = link_key[`FINWAVE_KEY_VLAN_COUNT];
wire [95:0] macs = link[`FINWAVE_FRAME_MACS];
wire [19:0] link_label = link[`FINWAVE_FRAME_FLOW_LABEL];
wire [31:0] outer = {link[`FINWAVE_FRAME_OUTER_88A8] ? 16'h88A8 : 16'h8100,
                     link[`FINWAVE_FRAME_PCP_OUTER], link_key[`FINWAVE_KEY_VID_OUTER]};
wire [31:0] link_start = link_ipv6 ? {16'h86DD, 4'd6, link[`FINWAVE_FRAME_TOS], link_label[19:16]}
                                   : {16'h0800, 8'h45, link[`FINWAVE_FRAME_TOS]};

assign row_0th = macs[95:32];
assign row_1st = {macs[31:0], link_tags != 2'd0 ? outer : link_start};

/* -- the rows that follow -------------------------------------------------------------------------------------- */

wire [`FINWAVE_KEY_WIDTH-1:0] key = frame[`FINWAVE_FRAME_KEY];
wire ipv6 = key[`FINWAVE_KEY_IPV6];
wire [1:0] tags = key[`FINWAVE_KEY_VLAN_COUNT];
wire ts = frame[`FINWAVE_FRAME_TIMESTAMPS];
wire [19:0] label = frame[`FINWAVE_FRAME_FLOW_LABEL];
wire [127:0] local_addr = key[`FINWAVE_KEY_LOCAL];
wire [127:0] remote_addr = key[`FINWAVE_KEY_REMOTE];
wire [31:0] seq = frame[`FINWAVE_FRAME_SEQ];
wire [31:0] ack = frame[`FINWAVE_FRAME_ACK];
wire [31:0] tsval = frame[`FINWAVE_FRAME_TSVAL];
wire [31:0] tsecr = frame[`FINWAVE_FRAME_TSECR];
wire [31:0] inner = {16'h8100, frame[`FINWAVE_FRAME_PCP_INNER], key[`FINWAVE_KEY_VID_INNER]};

wire [10*32-1:0] evens = {
    tsval[15:0], tsecr[31:16],
    32'h00000101,
    ack[15:0], frame[`FINWAVE_FRAME_FLAGS],
    key[`FINWAVE_KEY_REMOTE_PORT], seq[31:16],
    ipv6 ? remote_addr[47:16] : {local_addr[111:96], remote_addr[127:112]},
    ipv6 ? remote_addr[111:80] : {16'h4000, frame[`FINWAVE_FRAME_TTL], 8'd6},
    ipv6 ? local_addr[47:16] : {16'h0800, 8'h45, frame[`FINWAVE_FRAME_TOS]},
    local_addr[111:80],
    label[15:0], 5'd0, tcp_len,
    inner
};

wire [10*32-1:0] odds = {
    tsecr[15:0], 16'd0,
    16'h080A, tsval[31:16],
    window, 16'd0,
    seq[15:0], ack[31:16],
    ipv6 ? remote_addr[15:0] : remote_addr[111:96], key[`FINWAVE_KEY_LOCAL_PORT],
    ipv6 ? remote_addr[79:48] : {frame[`FINWAVE_FRAME_IP_SUM], local_addr[127:112]},
    ipv6 ? {local_addr[15:0], remote_addr[127:112]} : {5'd0, ip_len, 16'h0000},
    ipv6 ? local_addr[79:48] : inner,
    8'd6, frame[`FINWAVE_FRAME_TTL], local_addr[127:112],
    16'h86DD, 4'd6, frame[`FINWAVE_FRAME_TOS], label[19:16]
};

reg [9:0] even_at_reg = 10'd0;          // which one is in `row`, one bit each
reg [9:0] odd_at_reg = 10'd0;
reg odd_first_reg = 1'b0;
reg [31:0] even, odd;
integer i;

always @* begin
    even = 32'd0;
    odd = 32'd0;
    for (i = 0; i < 10; i = i + 1) begin
        even = even | (evens[32*i +: 32] & {32{even_at_reg[i]}});
        odd = odd | (odds[32*i +: 32] & {32{odd_at_reg[i]}});
    end
end

always @(posedge clk) begin
    if (load) begin
        odd_first_reg <= link_ipv6 == link_tags[0];
        even_at_reg <= 10'd0;
        odd_at_reg <= 10'd0;
        case ({link_ipv6, link_tags})
            3'b100: begin even_at_reg[1] <= 1'b1; odd_at_reg[1] <= 1'b1; end
            3'b101: begin even_at_reg[1] <= 1'b1; odd_at_reg[0] <= 1'b1; end
            3'b110, 3'b111: begin even_at_reg[0] <= 1'b1; odd_at_reg[0] <= 1'b1; end
            3'b000: begin even_at_reg[4] <= 1'b1; odd_at_reg[3] <= 1'b1; end
            3'b001: begin even_at_reg[3] <= 1'b1; odd_at_reg[3] <= 1'b1; end
            default: begin even_at_reg[3] <= 1'b1; odd_at_reg[2] <= 1'b1; end
        endcase
    end else if (next) begin
        // the last four words are the option's
        even_at_reg <= {even_at_reg[8], even_at_reg[7] && ts, even_at_reg[6:0], 1'b0};
        odd_at_reg <= {odd_at_reg[8], odd_at_reg[7] && ts, odd_at_reg[6:0], 1'b0};
    end
    if (clear) begin
        even_at_reg <= 10'd0;
        odd_at_reg <= 10'd0;
    end
end

assign row = odd_first_reg ? {odd, even} : {even, odd};
assign sum_high = odd_at_reg[7] && odd_first_reg;
assign sum_low = odd_at_reg[7] && !odd_first_reg;
assign sum_at = {ipv6, tags};

wire [6:0] bare = (ipv6 ? 7'd74 : 7'd54) + (ts ? 7'd12 : 7'd0) + {3'd0, tags, 2'd0};
assign len = bare < 7'd60 ? 7'd60 : bare;

endmodule

`resetall
