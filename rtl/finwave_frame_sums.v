// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * The part of a frame's checksums that does not depend on the decision, worked out beside it.
 *
 * Enters: the flow's key and whether it has timestamps (p3), TTL and TOS (p6). Leaves: the sum of what TCP's checksum
 * takes from addresses, ports, length, protocol and option header (p6), and the IPv4 header checksum, complete (p8);
 * RFC 1071, RFC 9293 3.1.
 */
module finwave_frame_sums (
    input  wire                          clk,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] p3_key,
    input  wire                          p3_ts,
    input  wire [7:0]                    p6_ttl,
    input  wire [7:0]                    p6_tos,
    output wire [20:0]                   p6_tcp_sum,
    output wire [15:0]                   p8_ip_sum
);

/* -- IPv4: version, IHL; length; DF; protocol 6; addresses; then TTL and TOS --------------------------------------- */

wire [17:0] p4_addresses;
reg p4_ts_reg = 1'b0;
reg [18:0] p5_sum_reg = 0;
reg [16:0] p6_sum_reg = 0, p7_sum_reg = 0;
reg [15:0] p8_sum_reg = 0;

finwave_sum #(.COUNT(4), .WIDTH(16))
ip_sum_inst (.clk(clk), .en(1'b1), .in({p3_key[287:256], p3_key[159:128]}), .out(p4_addresses));

always @(posedge clk) begin
    p4_ts_reg <= p3_ts;
    p5_sum_reg <= {1'b0, p4_addresses} + 19'h4500 + 19'h4000 + 19'd6 + (p4_ts_reg ? 19'd52 : 19'd40);
    // the high part is 4 at most: when it carries, hardly anything is left below, and the next carry is the last
    p6_sum_reg <= {1'b0, p5_sum_reg[15:0]} + {14'd0, p5_sum_reg[18:16]};
    p7_sum_reg <= {1'b0, p6_sum_reg[15:0]} + {1'b0, p6_ttl, p6_tos} + {16'd0, p6_sum_reg[16]};
    p8_sum_reg <= ~(p7_sum_reg[15:0] + {15'd0, p7_sum_reg[16]});
end

assign p8_ip_sum = p8_sum_reg;

/* -- TCP: addresses (zeros behind those of IPv4), ports; length + protocol; NOP, NOP, timestamp, 10 ---------------- */

wire [20*16-1:0] p3_tcp = {
    p3_key[287:0],
    p3_ts ? 16'd32 + 16'd6 : 16'd20 + 16'd6,
    p3_ts ? 16'h0101 + 16'h080A : 16'd0
};
wire [21:0] p6_tcp;

finwave_sum #(.COUNT(20), .WIDTH(16))
tcp_sum_inst (.clk(clk), .en(1'b1), .in(p3_tcp), .out(p6_tcp));

assign p6_tcp_sum = p6_tcp[20:0];

endmodule

`resetall
