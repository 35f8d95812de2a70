// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Small FIFO; the oldest word is visible as soon as `rd_valid` is set (first word falls through).
 *
 * Latency: a word written in clock n is visible in clock n+1. Writing when full loses the word and is
 * the writer's mistake: it watches `level`.
 * The memory is written with `wr_may` while there is room: `wr_valid` only moves the pointer, and may come late.
 * With HEAD, `rd_data` comes from a register: the oldest word is kept beside the memory.
 * With BYPASS, `rd_ready` in the clock of a write takes the word out of an empty FIFO unseen: the reader had it from
 * `wr_data`. So the write itself never waits for what the reader does.
 */
module finwave_fifo #(
    parameter WIDTH = 32,
    parameter DEPTH = 16,
    parameter BYPASS = 0,
    parameter HEAD = 0,
    parameter CL_DEPTH = $clog2(DEPTH)
) (
    input  wire              clk,
    input  wire              rst,

    input  wire              wr_may,        // `wr_valid` is not set without it; known earlier
    input  wire              wr_valid,
    input  wire [WIDTH-1:0]  wr_data,

    output wire              rd_valid,
    output wire [WIDTH-1:0]  rd_data,
    input  wire              rd_ready,

    output wire [CL_DEPTH:0] level
);

reg [WIDTH-1:0] mem [0:DEPTH-1];
reg [CL_DEPTH:0] wr_ptr_reg = 0;
reg [CL_DEPTH:0] rd_ptr_reg = 0;
reg [CL_DEPTH:0] level_reg = 0;
reg rd_valid_reg = 1'b0;

wire push = wr_valid;
wire pop = (rd_valid_reg || (BYPASS != 0 && wr_valid)) && rd_ready;
// `push` and `pop` come late: they only choose
reg [CL_DEPTH:0] level_next;
reg rd_valid_next;

always @* begin
    case ({push, pop})
        2'b10: begin
            level_next = level_reg + 1'b1;
            rd_valid_next = 1'b1;
        end
        2'b01: begin
            level_next = level_reg - 1'b1;
            rd_valid_next = level_reg[CL_DEPTH:1] != 0;
        end
        default: begin
            level_next = level_reg;
            rd_valid_next = rd_valid_reg;
        end
    endcase
end

assign rd_valid = rd_valid_reg;
generate
    if (HEAD != 0) begin : g_head
        reg [WIDTH-1:0] head_reg = {WIDTH{1'b0}};
        reg [CL_DEPTH-1:0] next_ptr_reg = 1;    // the word behind the oldest
        wire only = level_reg[CL_DEPTH:1] == 0;

        assign rd_data = head_reg;

        always @(posedge clk) begin
            if (rd_ready || !rd_valid_reg) begin
                head_reg <= only ? wr_data : mem[next_ptr_reg];
            end
            if (pop) begin
                next_ptr_reg <= next_ptr_reg + 1'b1;
            end
            if (rst) begin
                next_ptr_reg <= 1;
            end
        end
    end else begin : g_memory
        assign rd_data = mem[rd_ptr_reg[CL_DEPTH-1:0]];
    end
endgenerate
assign level = level_reg;

always @(posedge clk) begin
    if (wr_may && !level_reg[CL_DEPTH]) begin
        mem[wr_ptr_reg[CL_DEPTH-1:0]] <= wr_data;
    end
    if (push) begin
        wr_ptr_reg <= wr_ptr_reg + 1'b1;
    end
    if (pop) begin
        rd_ptr_reg <= rd_ptr_reg + 1'b1;
    end
    level_reg <= level_next;
    rd_valid_reg <= rd_valid_next;

    if (rst) begin
        wr_ptr_reg <= 0;
        rd_ptr_reg <= 0;
        level_reg <= 0;
        rd_valid_reg <= 1'b0;
    end
end

`ifdef FORMAL
always @(posedge clk) begin
    if (!rst) begin
        // bit CL_DEPTH is set when it is full, and then alone
        assert (!(level_reg[CL_DEPTH] && level_reg[CL_DEPTH-1:0] != 0));
        assert (!(push && level_reg[CL_DEPTH]));
        assert (wr_may || !push);
        assert (level_reg == wr_ptr_reg - rd_ptr_reg);
    end
end
`endif

endmodule

`resetall
