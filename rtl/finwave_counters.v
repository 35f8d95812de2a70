// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * Counters of 64 bits: one for each reason, of which one a clock counts, and others, which may all count in every
 * clock.
 *
 * Each counts for itself in 8 bits that come round (the reasons in a small memory, the others in flip-flops). One
 * after the other, a step in 2 clocks, the wide memory is brought up to date: its low 8 bits become the small counter,
 * and the rest goes on by one when that came round. A read is such a step, so that it shows every event up to the
 * clock before. Between two steps of a counter are fewer than 256 clocks (reads are 4 clocks or more apart).
 *
 * `rd_en` is one clock, in which `rd_index` (reasons, then the others) is there and for one more; `rd_data` is valid
 * in the 4th clock after it. All are cleared in the first 2*COUNT clocks after reset, in which there is no reason and
 * no read.
 */
module finwave_counters #(
    parameter REASONS = 48,
    parameter OTHERS = 12,
    parameter COUNT = REASONS + OTHERS,
    parameter CL_COUNT = $clog2(COUNT)
) (
    input  wire                clk,
    input  wire                rst,

    input  wire                reason_valid,
    input  wire [CL_COUNT-1:0] reason,
    input  wire [OTHERS-1:0]   inc,

    input  wire                rd_en,
    input  wire [CL_COUNT-1:0] rd_index,
    output wire [63:0]         rd_data
);

localparam SMALL = 8;
localparam [31:0] LAST = COUNT - 1;
localparam [31:0] FIRST_OTHER = REASONS;

generate
    if (COUNT > 64) begin : g_bad
        finwave_error_more_than_64_counters guard ();
    end
endgenerate

/* -- small counters ------------------------------------------------------------------------------------------- */

reg phase_reg = 1'b0;                   // 0: the memory is read; 1: it is written
reg clear_reg = 1'b1;                   // first round after reset
reg [CL_COUNT-1:0] turn_reg = 0;
reg [CL_COUNT-1:0] s1_index_reg = 0;

// two copies, for two readers
reg [SMALL-1:0] count_mem [0:COUNT-1];
reg [SMALL-1:0] turn_mem [0:COUNT-1];
reg count_wr_reg = 1'b0, count_clear_reg = 1'b0;
reg [CL_COUNT-1:0] count_index_reg = 0;
reg [SMALL-1:0] count_reg = 0;
wire [SMALL-1:0] counted = count_clear_reg ? {SMALL{1'b0}} : count_reg + 1'b1;

always @(posedge clk) begin
    count_wr_reg <= clear_reg || reason_valid;
    count_clear_reg <= clear_reg;
    count_index_reg <= clear_reg ? turn_reg : reason;
    // the same one again: it is not written yet
    count_reg <= count_wr_reg && count_index_reg == reason ? counted : count_mem[reason];
    if (count_wr_reg) begin
        count_mem[count_index_reg] <= counted;
        turn_mem[count_index_reg] <= counted;
    end
end

reg [SMALL*OTHERS-1:0] other_reg = 0;
reg [OTHERS-1:0] s1_other_reg = 0;      // one-hot: which of them s1_index_reg is
reg s1_reason_reg = 1'b0;
reg [SMALL-1:0] other;
integer i;

always @* begin
    other = 0;
    for (i = 0; i < OTHERS; i = i + 1) begin
        other = other | (other_reg[SMALL*i +: SMALL] & {SMALL{s1_other_reg[i]}});
    end
end

always @(posedge clk) begin
    for (i = 0; i < OTHERS; i = i + 1) begin
        if (inc[i]) begin
            other_reg[SMALL*i +: SMALL] <= other_reg[SMALL*i +: SMALL] + 1'b1;
        end
    end
    if (rst) begin
        other_reg <= 0;
    end
end

/* -- steps: address, then the memory's two clocks, then the sum, held for two clocks, then it is written ------- */

reg want_reg = 1'b0;                    // a read in the next step
wire want = want_reg || rd_en;
wire [CL_COUNT-1:0] index = want ? rd_index : turn_reg;

reg [SMALL-1:0] s2_small_reg = 0;
reg [SMALL-1:0] s3_small_reg = 0;
reg [63-SMALL:0] s3_old_reg = 0;
reg s3_round_reg = 1'b0;
reg [CL_COUNT-1:0] s3_index_reg = 0;
reg [63:0] s4_new_reg = 64'd0;
reg [CL_COUNT-1:0] s4_index_reg = 0;
reg s1_clear_reg = 1'b1;
wire [63:0] s2_old;
wire [63-SMALL:0] s3_high = s3_old_reg + {{63-SMALL{1'b0}}, s3_round_reg};

finwave_ram #(.WIDTH(64), .DEPTH(2**CL_COUNT))
ram_inst (
    .clk(clk),
    .wr_en(phase_reg),
    .wr_addr(s4_index_reg),
    .wr_data(s4_new_reg),
    .rd_addr(index),
    .rd_data(s2_old)
);

always @(posedge clk) begin
    phase_reg <= !phase_reg;
    want_reg <= want && phase_reg;
    s2_small_reg <= other | (turn_mem[s1_index_reg] & {SMALL{s1_reason_reg && !s1_clear_reg}});
    if (!phase_reg) begin
        if (!want) begin
            turn_reg <= turn_reg == LAST[CL_COUNT-1:0] ? {CL_COUNT{1'b0}} : turn_reg + 1'b1;
            if (turn_reg == LAST[CL_COUNT-1:0]) begin
                clear_reg <= 1'b0;
            end
        end
        s1_index_reg <= index;
        s1_reason_reg <= index < FIRST_OTHER[CL_COUNT-1:0];
        for (i = 0; i < OTHERS; i = i + 1) begin
            s1_other_reg[i] <= index == FIRST_OTHER[CL_COUNT-1:0] + i[CL_COUNT-1:0];
        end
        s3_small_reg <= s2_small_reg;
        s3_old_reg <= s2_old[63:SMALL];
        s3_round_reg <= s2_small_reg < s2_old[SMALL-1:0];
        s3_index_reg <= s1_index_reg;
        s1_clear_reg <= clear_reg;
        if (s1_clear_reg) begin
            s3_old_reg <= 0;
            s3_round_reg <= 1'b0;
        end
    end else begin
        s4_new_reg <= {s3_high, s3_small_reg};
        s4_index_reg <= s3_index_reg;
    end

    if (rst) begin
        phase_reg <= 1'b0;
        clear_reg <= 1'b1;
        s1_clear_reg <= 1'b1;
        turn_reg <= 0;
        want_reg <= 1'b0;
    end
end

assign rd_data = {s3_high, s3_small_reg};

endmodule

`resetall
