// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Reads a finwave_ram ahead of who takes its words, and so hides the memory's two clocks.
 *
 * Enters: `want`, there is a word at the reader's address; `ram_data`, the memory's output. Leaves: `read`, that word
 * is asked for and the address moves on; the words in order at `head_data`, each until `head_take`.
 * From `read` to `head_valid`: 3 clocks. `busy` while a word is on its way or waits.
 */
module finwave_ahead #(
    parameter WIDTH = 64,
    parameter DEPTH = 8
) (
    input  wire             clk,
    input  wire             rst,

    input  wire             want,
    output wire             read,
    input  wire [WIDTH-1:0] ram_data,

    output wire             head_valid,
    output wire [WIDTH-1:0] head_data,
    input  wire             head_take,

    output wire             busy
);

localparam CL_DEPTH = $clog2(DEPTH);

reg [1:0] reading_reg = 2'd0;                   // reads under way: {output register, memory}

reg took_reg = 1'b0;                            // a word was taken, far away
reg [CL_DEPTH:0] used_reg = 0;                  // words asked for and not taken a clock ago
reg room_reg = 1'b0;                            // known a clock late: for one more

assign read = want && room_reg;
assign busy = reading_reg != 2'd0 || head_valid;

finwave_fifo #(.WIDTH(WIDTH), .DEPTH(DEPTH), .HEAD(1))
queue_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(reading_reg[1]),
    .wr_valid(reading_reg[1]),
    .wr_data(ram_data),
    .rd_valid(head_valid),
    .rd_data(head_data),
    .rd_ready(head_take),
    .level()
);

always @(posedge clk) begin
    reading_reg <= {reading_reg[0], read};
    room_reg <= used_reg < DEPTH - 2;
    took_reg <= head_take && head_valid;
    case ({read, took_reg})
        2'b10: used_reg <= used_reg + 1'b1;
        2'b01: used_reg <= used_reg - 1'b1;
        default: begin end
    endcase

    if (rst) begin
        reading_reg <= 2'd0;
        room_reg <= 1'b0;
        took_reg <= 1'b0;
        used_reg <= 0;
    end
end

endmodule

`resetall
