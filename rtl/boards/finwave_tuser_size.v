// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Gives the frames of the engine the size that OpenNIC has beside each beat, tuser_size: bytes of the frame without
 * FCS. Frames that came with a size keep theirs.
 *
 *   beat 0, 512 bits:  | MACs 12 | type | ...                     IPv4: total length  at type + 4
 *                      | MACs 12 | tag 4 | type | ...             IPv6: payload length at type + 6
 *                      | MACs 12 | tag 4 | tag 4 | type | ...     tag: 0x8100 or 0x88A8
 *
 * A frame of the engine is IPv4 or IPv6 with at most two tags, padded to 60 bytes, so its first beat says how long it
 * is. in_user = {src, size, 1}: a frame with its size; 0: one of the engine, which gets OWN_SRC.
 * Latency 1 clock, one beat a clock; in_ready comes from a register.
 */
module finwave_tuser_size #(
    parameter [15:0] OWN_SRC = 16'd1
) (
    input  wire         clk,
    input  wire         rst,

    input  wire         in_valid,
    output wire         in_ready,
    input  wire [511:0] in_data,
    input  wire [63:0]  in_keep,
    input  wire         in_last,
    input  wire [32:0]  in_user,

    output wire         out_valid,
    input  wire         out_ready,
    output wire [511:0] out_data,
    output wire [63:0]  out_keep,
    output wire         out_last,
    output wire [15:0]  out_size,
    output wire [15:0]  out_src
);

localparam [15:0] MIN_SIZE = 16'd60;

// two bytes, the first one high
function [15:0] word(input [511:0] data, input [5:0] at);
    word = {data[8*at +: 8], data[8*(at + 6'd1) +: 8]};
endfunction

function is_tag(input [15:0] kind);
    is_tag = kind == 16'h8100 || kind == 16'h88A8;
endfunction

wire tag_0 = is_tag(word(in_data, 6'd12));
wire tag_1 = tag_0 && is_tag(word(in_data, 6'd16));
wire [5:0] ip_at = tag_1 ? 6'd22 : tag_0 ? 6'd18 : 6'd14;
wire ipv6 = word(in_data, ip_at - 6'd2) == 16'h86DD;
wire [15:0] ip_size = ipv6 ? word(in_data, ip_at + 6'd4) + 16'd40 : word(in_data, ip_at + 6'd2);
wire [15:0] sum = ip_size + {10'd0, ip_at};
wire [15:0] first_size = sum < MIN_SIZE ? MIN_SIZE : sum;

reg inside_reg = 1'b0;                  // behind the first beat of a frame
reg [15:0] size_reg = 16'd0;

wire take = in_valid && in_ready;
wire [15:0] own_size = inside_reg ? size_reg : first_size;
wire [31:0] src_size = in_user[0] ? in_user[32:1] : {OWN_SRC, own_size};

always @(posedge clk) begin
    if (take) begin
        inside_reg <= !in_last;
        size_reg <= own_size;
    end
    if (rst) begin
        inside_reg <= 1'b0;
    end
end

finwave_skid #(.WIDTH(512 + 64 + 1 + 32))
skid_inst (
    .clk(clk),
    .rst(rst),
    .in_valid(in_valid),
    .in_ready(in_ready),
    .in_data({src_size, in_last, in_keep, in_data}),
    .out_valid(out_valid),
    .out_ready(out_ready),
    .out_data({out_src, out_size, out_last, out_keep, out_data})
);

`ifdef FORMAL
// what the headers say is what the beats hold
reg [15:0] bytes_reg = 16'd0;           // in whole beats before
reg [15:0] bytes;
integer i;
always @* begin
    bytes = bytes_reg;
    for (i = 0; i < 64; i = i + 1) begin
        bytes = bytes + {15'd0, in_keep[i]};
    end
end
always @(posedge clk) begin
    if (take) begin
        bytes_reg <= in_last ? 16'd0 : bytes;
    end
    if (rst) begin
        bytes_reg <= 16'd0;
    end
    if (!rst && take && in_last && !in_user[0]) begin
        assert (bytes == own_size);
    end
end
`endif

endmodule

`resetall
