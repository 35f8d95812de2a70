#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# ram_of_blocks_reads_as_the_plain_one: rtl/boards/ecp5/finwave_ram.v, at every depth that a block has a width for,
# against rtl/finwave_ram.v: random writes and reads, each word that comes out compared. The block RAM under it
# is sim/gates/dp16kd.v. Reads of the row that is written in that clock are left out: they may give anything.
# Needs iverilog (exit 77 without).

set -eu
cd "$(dirname "$0")/../.."
command -v iverilog >/dev/null 2>&1 || {
	echo 'skipped: iverilog is not installed'
	exit 77
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed 's/^module finwave_ram /module plain_ram /' rtl/finwave_ram.v >"$dir/plain_ram.v"
cat >"$dir/bench.v" <<'VERILOG'
`timescale 1ns / 1ps
module shape #(parameter WIDTH = 1, parameter DEPTH = 2, parameter CL = $clog2(DEPTH)) (input wire clk);
reg wr_en = 0;
reg [CL-1:0] wr_addr = 0, rd_addr = 0;
reg [WIDTH-1:0] wr_data = 0;
reg [2:0] known = 0;
wire [WIDTH-1:0] plain, blocks;
integer n = 0, compared = 0, i;
reg [DEPTH-1:0] written = 0;
plain_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH)) plain_inst (
    .clk(clk), .wr_en(wr_en), .wr_addr(wr_addr), .wr_data(wr_data), .rd_addr(rd_addr), .rd_data(plain));
finwave_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH)) blocks_inst (
    .clk(clk), .wr_en(wr_en), .wr_addr(wr_addr), .wr_data(wr_data), .rd_addr(rd_addr), .rd_data(blocks));
always @(posedge clk) begin
    n <= n + 1;
    if (wr_en) written[wr_addr] <= 1'b1;
    wr_en <= $random;
    wr_addr <= n[0] ? n[CL:1] : $random;
    for (i = 0; i < WIDTH; i = i + 32) wr_data <= {wr_data, $random};
    rd_addr <= n % 3 == 0 ? wr_addr : n[CL:1] - n[3:2];
    known <= {known[1:0], written[rd_addr] && !(wr_en && wr_addr == rd_addr)};
    if (known[1]) begin
        compared <= compared + 1;
        if (plain !== blocks) begin
            $display("%0d x %0d: clock %0d: %h, expected %h", DEPTH, WIDTH, n, blocks, plain);
            $fatal(1);
        end
    end
    if (n == 6000) begin
        $display("%0d x %0d: %0d words compared", DEPTH, WIDTH, compared);
        if (compared < 100) $fatal(1);
    end
end
endmodule
module bench;
reg clk = 0;
always #1 clk = !clk;
shape #(.WIDTH(37), .DEPTH(2048)) records (clk);
shape #(.WIDTH(44), .DEPTH(512)) places (clk);
shape #(.WIDTH(75), .DEPTH(2048)) beats (clk);
shape #(.WIDTH(37), .DEPTH(16)) few (clk);
shape #(.WIDTH(37), .DEPTH(32)) shallow (clk);
shape #(.WIDTH(19), .DEPTH(1024)) rows (clk);
shape #(.WIDTH(9), .DEPTH(4096)) quarters (clk);
shape #(.WIDTH(3), .DEPTH(8192)) pairs (clk);
shape #(.WIDTH(2), .DEPTH(16384)) singles (clk);
initial #12010 $finish;
endmodule
VERILOG
iverilog -g2012 -o "$dir/bench" -s bench "$dir/bench.v" "$dir/plain_ram.v" rtl/boards/ecp5/finwave_ram.v sim/gates/dp16kd.v
vvp -n "$dir/bench" >"$dir/out" || {
	cat "$dir/out"
	exit 1
}
cat "$dir/out"
[ "$(grep -c 'words compared' "$dir/out")" -eq 9 ]
