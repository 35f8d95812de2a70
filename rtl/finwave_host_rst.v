// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Turns a frame that the flow pipeline made for the wire, when it is `in_rst`, into a RST to the host in the peer's
 * name.
 *
 * Enters: a frame descriptor; of a RST, its SEQ is the host's RCV.NXT. Leaves, 1 clock later, with `en`: the same, or
 * turned: ends and MACs exchanged and without options, as Linux compares timestamps before it believes a RST in
 * TIME-WAIT. What the sums that come along counted for the timestamp option is taken out again (RFC 1071 2).
 */
module finwave_host_rst (
    input  wire                            clk,
    input  wire                            en,

    input  wire                            in_rst,
    input  wire [`FINWAVE_FRAME_WIDTH-1:0] in_frame,

    output wire                            out_rst,
    output wire [`FINWAVE_FRAME_WIDTH-1:0] out_frame
);

localparam [15:0] OPTION_LEN = 16'd12;
localparam [20:0] OPTION_SUM = 21'd12 + 21'h0101 + 21'h080A;    // its length, and NOP NOP 8 10

reg rst_reg = 1'b0;
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
    if (ts) begin
        frame[`FINWAVE_FRAME_IP_SUM] = {ip_sum[15:4], ip_sum_low} & {16{!ip_sum_none}};
        frame[`FINWAVE_FRAME_TCP_SUM] = in_frame[`FINWAVE_FRAME_TCP_SUM] - OPTION_SUM;
    end
end

always @(posedge clk) begin
    if (en) begin
        rst_reg <= in_rst;
        frame_reg <= in_rst ? frame : in_frame;
    end
end

assign out_rst = rst_reg;
assign out_frame = frame_reg;

endmodule

`resetall
