// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Lays a frame out: Ethernet with 0 to 2 tags, IPv4 or IPv6, TCP, timestamp option. Combinational.
 *
 *   +------+------+-------------+------+---------------+-----------+------------------------+
 *   | dst  | src  | tags 0..8 B | type | IP 20 or 40 B | TCP 20 B  | NOP NOP TS 12 B, or 0s |
 *   +------+------+-------------+------+---------------+-----------+------------------------+
 *
 * `bytes` holds the first byte high; window and TCP checksum are left 0, `sum_at` tells their place. Behind the end are
 * zeros. `len` is at least 60 (IEEE 802.3 3.2.8, without FCS). The IP header counts `text_len` bytes that follow; the
 * others do not: `len` ends with the header, and the IPv4 checksum is taken as it is.
 * IPv4: no options, ID 0, DF (RFC 6864 4.1).
 */
module finwave_frame_layout (
    input  wire [`FINWAVE_FRAME_WIDTH-1:0] frame,
    input  wire [10:0]                     text_len,
    output wire [751:0]                    bytes,
    output wire [6:0]                      len,
    output wire [2:0]                      sum_at     // {IPv6, number of tags}: the place of window and checksum
);

wire [`FINWAVE_KEY_WIDTH-1:0] key = frame[`FINWAVE_FRAME_KEY];
wire ipv6 = key[`FINWAVE_KEY_IPV6];
wire [1:0] tags = key[`FINWAVE_KEY_VLAN_COUNT];
wire [127:0] local_addr = key[`FINWAVE_KEY_LOCAL];
wire [127:0] remote_addr = key[`FINWAVE_KEY_REMOTE];
wire ts = frame[`FINWAVE_FRAME_TIMESTAMPS];

wire [255:0] tcp = {
    key[`FINWAVE_KEY_LOCAL_PORT], key[`FINWAVE_KEY_REMOTE_PORT],
    frame[`FINWAVE_FRAME_SEQ],
    frame[`FINWAVE_FRAME_ACK],
    frame[`FINWAVE_FRAME_FLAGS],
    48'd0,
    {32'h0101080A, frame[`FINWAVE_FRAME_TSVAL], frame[`FINWAVE_FRAME_TSECR]} & {96{ts}}
};

wire [15:0] tcp_len = (ts ? 16'd32 : 16'd20) + {5'd0, text_len};

wire [159:0] ipv4_header = {
    8'h45, frame[`FINWAVE_FRAME_TOS], tcp_len + 16'd20,
    32'h00004000,
    frame[`FINWAVE_FRAME_TTL], 8'd6, frame[`FINWAVE_FRAME_IP_SUM],
    local_addr[127:96],
    remote_addr[127:96]
};

wire [319:0] ipv6_header = {
    4'd6, frame[`FINWAVE_FRAME_TOS], frame[`FINWAVE_FRAME_FLOW_LABEL],
    tcp_len, 8'd6, frame[`FINWAVE_FRAME_TTL],
    local_addr,
    remote_addr
};

wire [575:0] packet = ipv6 ? {ipv6_header, tcp} : {ipv4_header, tcp, 160'd0};
wire [15:0] ether_type = ipv6 ? 16'h86DD : 16'h0800;
wire [31:0] outer = {frame[`FINWAVE_FRAME_OUTER_88A8] ? 16'h88A8 : 16'h8100,
                     frame[`FINWAVE_FRAME_PCP_OUTER], key[`FINWAVE_KEY_VID_OUTER]};
wire [31:0] inner = {16'h8100, frame[`FINWAVE_FRAME_PCP_INNER], key[`FINWAVE_KEY_VID_INNER]};

assign bytes = {frame[`FINWAVE_FRAME_MACS],
                tags == 2'd0 ? {ether_type, packet, 64'd0} :
                tags == 2'd1 ? {outer, ether_type, packet, 32'd0} :
                               {outer, inner, ether_type, packet}};
assign sum_at = {ipv6, tags};

wire [6:0] bare = (ipv6 ? 7'd74 : 7'd54) + (ts ? 7'd12 : 7'd0) + {3'd0, tags, 2'd0};
assign len = bare < 7'd60 ? 7'd60 : bare;

endmodule

`resetall
