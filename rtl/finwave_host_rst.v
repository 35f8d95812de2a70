// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Turns a frame that the flow pipeline made for the wire into a RST to the host, in the peer's name.
 *
 * Enters: a frame descriptor whose SEQ is the host's RCV.NXT. Leaves, 1 clock later: the same with ends and MACs
 * exchanged and without options: Linux compares timestamps before it believes a RST in TIME-WAIT. What the sums that
 * come along counted for the timestamp option is taken out again (RFC 1071 2).
 */
module finwave_host_rst (
    input  wire                            clk,
    input  wire                            rst,

    input  wire                            in_valid,
    input  wire [`FINWAVE_FRAME_WIDTH-1:0] in_frame,

    output wire                            out_valid,
    output wire [`FINWAVE_FRAME_WIDTH-1:0] out_frame
);

localparam [15:0] OPTION_LEN = 16'd12;
localparam [20:0] OPTION_SUM = 21'd12 + 21'h0101 + 21'h080A;    // its length, and NOP NOP 8 10

reg valid_reg = 1'b0;
reg [`FINWAVE_FRAME_WIDTH-1:0] frame_reg = 0;
reg [`FINWAVE_FRAME_WIDTH-1:0] frame;

wire [`FINWAVE_KEY_WIDTH-1:0] key = in_frame[`FINWAVE_FRAME_KEY];
wire [95:0] macs = in_frame[`FINWAVE_FRAME_MACS];
wire ts = in_frame[`FINWAVE_FRAME_TIMESTAMPS];
// the complement of the sum: 12 less in the sum is 12 more here. With a carry at most 11 is left, so that the 1 that
// comes round stays in the last four bits
wire [16:0] ip_sum = {1'b0, in_frame[`FINWAVE_FRAME_IP_SUM]} + {1'b0, OPTION_LEN};
wire [3:0] ip_sum_low = ip_sum[3:0] + {3'd0, ip_sum[16]};
// all ones would say that the sum is 0, which no header's is (RFC 1624 3)
wire ip_sum_none = in_frame[`FINWAVE_FRAME_IP_SUM] == 16'hFFFF - OPTION_LEN;
reg [`FINWAVE_KEY_WIDTH-1:0] turned;

always @* begin
    turned = key;
    turned[`FINWAVE_KEY_LOCAL] = key[`FINWAVE_KEY_REMOTE];
    turned[`FINWAVE_KEY_REMOTE] = key[`FINWAVE_KEY_LOCAL];
    turned[`FINWAVE_KEY_LOCAL_PORT] = key[`FINWAVE_KEY_REMOTE_PORT];
    turned[`FINWAVE_KEY_REMOTE_PORT] = key[`FINWAVE_KEY_LOCAL_PORT];
end

always @* begin
    frame = in_frame;
    frame[`FINWAVE_FRAME_KEY] = turned;
    frame[`FINWAVE_FRAME_MACS] = {macs[47:0], macs[95:48]};
    frame[`FINWAVE_FRAME_TIMESTAMPS] = 1'b0;
    frame[`FINWAVE_FRAME_FLAGS] = {4'd5, 4'd0, 8'h04};
    frame[`FINWAVE_FRAME_ACK] = 32'd0;
    frame[`FINWAVE_FRAME_RCV_WND] = 32'd0;
    // nobody looks at these without the option: constants, which are not kept in the queue
    frame[`FINWAVE_FRAME_RCV_WSCALE] = 4'd0;
    frame[`FINWAVE_FRAME_TSVAL] = 32'd0;
    frame[`FINWAVE_FRAME_TSECR] = 32'd0;
    if (ts) begin
        frame[`FINWAVE_FRAME_IP_SUM] = {ip_sum[15:4], ip_sum_low} & {16{!ip_sum_none}};
        frame[`FINWAVE_FRAME_TCP_SUM] = in_frame[`FINWAVE_FRAME_TCP_SUM] - OPTION_SUM;
    end
end

always @(posedge clk) begin
    valid_reg <= in_valid;
    if (in_valid) begin
        frame_reg <= frame;
    end

    if (rst) begin
        valid_reg <= 1'b0;
    end
end

assign out_valid = valid_reg;
assign out_frame = frame_reg;

endmodule

`resetall
