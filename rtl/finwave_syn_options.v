// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Reads the window scale option of SYNs (RFC 7323 2.2): one option a clock, one SYN at a time.
 *
 * Enters: the words of a TCP header, one header a clock; only SYNs are looked at. Leaves: by slot, whether the
 * options were read, whether there is a shift, and the shift (above 14: 14). A SYN that comes while another is
 * walked through stays unread: a SYN with the usual five options takes 6 clocks. RFC 9293 3.1 for the walk.
 */
module finwave_syn_options #(
    parameter CL_SLOTS = 5
) (
    input  wire                clk,
    input  wire                rst,

    input  wire                in_valid,
    input  wire [CL_SLOTS-1:0] in_slot,
    input  wire                in_syn,
    input  wire [319:0]        in_words,      // 10 words, the first one low
    input  wire [3:0]          in_offset,     // TCP data offset

    input  wire [CL_SLOTS-1:0] rd_slot,
    output wire                rd_known,
    output wire                rd_found,
    output wire [3:0]          rd_wscale
);

reg walk_reg = 1'b0;
reg [CL_SLOTS-1:0] slot_reg = 0;
reg [319:0] bytes_reg = 0;              // the first byte high
reg [5:0] at_reg = 6'd0;
reg [5:0] limit_reg = 6'd0;
reg [2**CL_SLOTS-1:0] known_reg = 0;

wire [319:0] in_bytes;
genvar g;
generate
    for (g = 0; g < 10; g = g + 1) begin : g_word
        assign in_bytes[319-32*g -: 32] = in_words[32*g +: 32];
    end
endgenerate

// the option under the walk, with zeros behind the header
wire [343:0] field = {bytes_reg, 24'd0};
wire [23:0] option = field[343 - 8*at_reg -: 24];
wire [7:0] kind = option[23:16];
wire [7:0] len = option[15:8];
wire [8:0] beyond = {3'd0, at_reg} + {1'b0, len};
wire nop = kind == 8'd1;
wire over = at_reg >= limit_reg || kind == 8'd0 || (!nop && (len < 8'd2 || beyond > {3'd0, limit_reg}));
wire found = !over && kind == 8'd3 && len == 8'd3;
wire done = walk_reg && (over || found);
wire [3:0] shift = option[7:0] > 8'd14 ? 4'd14 : option[3:0];
wire start = in_valid && in_syn && (!walk_reg || done);

finwave_slots #(.WIDTH(5), .DEPTH(2**CL_SLOTS))
slots_inst (
    .clk(clk),
    .wr_en(done),
    .wr_slot(slot_reg),
    .wr_data({found, found ? shift : 4'd0}),
    .rd_slot(rd_slot),
    .rd_data({rd_found, rd_wscale})
);

always @(posedge clk) begin
    if (done) begin
        walk_reg <= 1'b0;
        known_reg[slot_reg] <= 1'b1;
    end else if (walk_reg) begin
        at_reg <= nop ? at_reg + 6'd1 : beyond[5:0];
    end
    if (in_valid) begin
        known_reg[in_slot] <= 1'b0;
    end
    if (start) begin
        walk_reg <= 1'b1;
        slot_reg <= in_slot;
        bytes_reg <= in_bytes;
        at_reg <= 6'd0;
        limit_reg <= in_offset < 4'd5 ? 6'd0 : {in_offset - 4'd5, 2'b00};
    end

    if (rst) begin
        walk_reg <= 1'b0;
        known_reg <= 0;
    end
end

assign rd_known = known_reg[rd_slot];

endmodule

`resetall
