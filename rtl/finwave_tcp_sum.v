// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * The TCP checksum of a frame to send: what finwave_frame_sums began, with the fields that the decision chose.
 *
 * Latency: 3 clocks while `en` is set. `unfolded` has 18 bits, `sum` is the checksum (RFC 1071). `window` comes two
 * clocks after the frame.
 */
module finwave_tcp_sum (
    input  wire                            clk,
    input  wire                            en,
    input  wire [`FINWAVE_FRAME_WIDTH-1:0] frame,
    input  wire [15:0]                     window,     // two clocks later
    output wire [17:0]                     unfolded,
    output wire [15:0]                     sum
);

wire ts = frame[`FINWAVE_FRAME_TIMESTAMPS];
wire [31:0] seq = frame[`FINWAVE_FRAME_SEQ];
wire [31:0] ack = frame[`FINWAVE_FRAME_ACK];
wire [31:0] tsval = frame[`FINWAVE_FRAME_TSVAL];
wire [31:0] tsecr = frame[`FINWAVE_FRAME_TSECR];

wire [2*23-1:0] sums;
reg [17:0] ts_sum_reg = 18'd0;
reg [23:0] total_reg = 24'd0;
reg [17:0] unfolded_reg = 18'd0;
// the high part is 2 at most, and then the low one is small: a carry leaves zeros behind
wire [16:0] once = {1'b0, unfolded_reg[15:0]} + {15'd0, unfolded_reg[17:16]};

finwave_sum_level #(.COUNT(6), .WIDTH(21))
sums_inst (
    .clk(clk),
    .en(en),
    .in({frame[`FINWAVE_FRAME_TCP_SUM], 5'd0, frame[`FINWAVE_FRAME_FLAGS],
         5'd0, seq[31:16], 5'd0, seq[15:0], 5'd0, ack[31:16], 5'd0, ack[15:0]}),
    .out(sums)
);

always @(posedge clk) begin
    if (en) begin
        ts_sum_reg <= !ts ? 18'd0 : ({2'd0, tsval[31:16]} + {2'd0, tsval[15:0]})
                                  + ({2'd0, tsecr[31:16]} + {2'd0, tsecr[15:0]});
        total_reg <= ({1'd0, sums[0 +: 23]} + {1'd0, sums[23 +: 23]}) + {6'd0, ts_sum_reg};
        unfolded_reg <= ({2'd0, total_reg[15:0]} + {10'd0, total_reg[23:16]}) + {2'd0, window};
    end
end

assign unfolded = unfolded_reg;
assign sum = ~{once[15:1], once[0] | once[16]};

endmodule

`resetall
