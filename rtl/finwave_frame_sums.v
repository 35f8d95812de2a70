// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * The part of a frame's checksums that does not depend on the decision, worked out beside it.
 *
 * Enters (p3): the flow's key and record. Leaves (p6): the IPv4 header checksum, complete, and the sum of what
 * TCP's checksum takes from addresses, ports, length, protocol and option header (RFC 1071, RFC 9293 3.1).
 */
module finwave_frame_sums (
    input  wire                          clk,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] p3_key,
    input  wire [`FINWAVE_REC_WIDTH-1:0] p3_rec,
    output wire [15:0]                   p6_ip_sum,
    output wire [20:0]                   p6_tcp_sum
);

wire p3_ts = p3_rec[`FINWAVE_REC_TIMESTAMPS];
wire [31:0] p3_local = p3_key[287:256];
wire [31:0] p3_remote = p3_key[159:128];

// IPv4 header: version, IHL, TOS; length; DF; TTL, protocol 6; addresses
wire [8*16-1:0] p3_ip = {
    8'h45, p3_rec[`FINWAVE_REC_TOS],
    p3_ts ? 16'd52 : 16'd40,
    16'h4000,
    p3_rec[`FINWAVE_REC_TTL], 8'd6,
    p3_local,
    p3_remote
};
wire [19:0] p5_ip_sum;

finwave_sum #(.COUNT(8), .WIDTH(16))
ip_sum_inst (.clk(clk), .en(1'b1), .in(p3_ip), .out(p5_ip_sum));

reg [15:0] p6_ip_sum_reg = 16'd0;
wire [16:0] p5_ip_folded = {1'b0, p5_ip_sum[15:0]} + {13'd0, p5_ip_sum[19:16]};

// addresses (zeros behind those of IPv4), ports; length + protocol; NOP, NOP, timestamp, 10
wire [20*16-1:0] p3_tcp = {
    p3_key[287:0],
    p3_ts ? 16'd32 + 16'd6 : 16'd20 + 16'd6,
    p3_ts ? 16'h0101 + 16'h080A : 16'd0
};
wire [21:0] p6_tcp;

finwave_sum #(.COUNT(20), .WIDTH(16))
tcp_sum_inst (.clk(clk), .en(1'b1), .in(p3_tcp), .out(p6_tcp));

always @(posedge clk) begin
    p6_ip_sum_reg <= ~(p5_ip_folded[15:0] + {15'd0, p5_ip_folded[16]});
end

assign p6_ip_sum = p6_ip_sum_reg;
assign p6_tcp_sum = p6_tcp[20:0];

endmodule

`resetall
