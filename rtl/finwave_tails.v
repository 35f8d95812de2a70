// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * The buffers for text that closes bring along: 2048 bytes each, given out and taken back.
 *
 * One buffer, while there is a free one, is the one that software fills (`stage_*`, words of 4
 * bytes, the first byte high); `take` gives it to a flow and the next free one follows it.
 * A buffer that a flow lets go (`free_*`) becomes free only when every frame with text that was
 * asked for before, or in the same clock (`sent`), has been made from its text (`made`, one each,
 * in order): until then it is not written again.
 * Row r of a buffer is its bytes 8 r to 8 r + 7, first byte high, two clocks after `rd_addr`.
 * After reset all buffers become free, one a clock; later one every other clock. Writing without `stage_room` does
 * nothing.
 */
module finwave_tails #(
    parameter TAIL_COUNT = 16,
    parameter CL_TAILS = $clog2(TAIL_COUNT),
    parameter CL_SENDS = 8              // four times as many as may be asked for and not made: so many may be
                                        // made while buffers wait their turn to come back
) (
    input  wire                clk,
    input  wire                rst,

    /* the buffer that is filled */
    input  wire                stage_wr,
    input  wire [8:0]          stage_word,
    input  wire [31:0]         stage_data,
    output wire                stage_room,
    output wire [CL_TAILS-1:0] stage_buffer,
    input  wire                take,

    /* buffers that come back */
    input  wire                free_valid,
    input  wire [CL_TAILS-1:0] free_buffer,
    output wire [CL_TAILS:0]   free_count,      // the one that is filled included

    /* frames that are made of their text */
    input  wire                sent,
    input  wire                made,
    input  wire [CL_TAILS+7:0] rd_addr,         // buffer, row
    output wire [63:0]         rd_row,

    output wire                busy             // a buffer comes back, but not yet
);

/* -- text: even words, odd words --------------------------------------------------------------- */

reg stage_room_reg = 1'b0;
reg [CL_TAILS-1:0] stage_buffer_reg = 0;

genvar g;
generate
    for (g = 0; g < 2; g = g + 1) begin : g_half
        finwave_ram #(.WIDTH(32), .DEPTH(TAIL_COUNT*256))
        ram_inst (
            .clk(clk),
            .wr_en(stage_wr && stage_room_reg && stage_word[0] == (g == 1)),
            .wr_addr({stage_buffer_reg, stage_word[8:1]}),
            .wr_data(stage_data),
            .rd_addr(rd_addr),
            .rd_data(rd_row[32*(1-g) +: 32])
        );
    end
endgenerate

/* -- buffers that come back wait behind the frames before them --------------------------------- */

reg [CL_SENDS-1:0] sent_reg = 0;        // modulo 2^CL_SENDS
reg [CL_SENDS-1:0] made_reg = 0;
reg [CL_TAILS:0] fill_reg = 0;          // numbers given out since reset; the high bit: all

wire back_valid;
wire [CL_SENDS-1:0] back_sent;
wire [CL_TAILS-1:0] back_buffer;
wire [CL_TAILS:0] back_level;
wire [CL_SENDS-1:0] sent_next = sent_reg + {{CL_SENDS-1{1'b0}}, sent};
wire [CL_SENDS-1:0] ahead = made_reg - back_sent;       // negative: not all made
wire filling = !fill_reg[CL_TAILS];
reg back_take_reg = 1'b0;               // decided a clock before

finwave_fifo #(.WIDTH(CL_SENDS+CL_TAILS), .DEPTH(TAIL_COUNT))
back_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(free_valid),
    .wr_valid(free_valid),
    .wr_data({sent_next, free_buffer}),
    .rd_valid(back_valid),
    .rd_data({back_sent, back_buffer}),
    .rd_ready(back_take_reg),
    .level(back_level)
);

/* -- free ones --------------------------------------------------------------------------------- */

wire next_valid;
wire [CL_TAILS-1:0] next_buffer;
wire [CL_TAILS:0] next_level;
wire next_take = !stage_room_reg || take;

finwave_fifo #(.WIDTH(CL_TAILS), .DEPTH(TAIL_COUNT))
free_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(filling || back_take_reg),
    .wr_valid(filling || back_take_reg),
    .wr_data(filling ? fill_reg[CL_TAILS-1:0] : back_buffer),
    .rd_valid(next_valid),
    .rd_data(next_buffer),
    .rd_ready(next_take),
    .level(next_level)
);

assign stage_room = stage_room_reg;
assign stage_buffer = stage_buffer_reg;
assign free_count = next_level + {{CL_TAILS{1'b0}}, stage_room_reg};
assign busy = back_level != 0;

always @(posedge clk) begin
    if (next_take) begin
        stage_room_reg <= next_valid;
        stage_buffer_reg <= next_buffer;
    end
    fill_reg <= fill_reg + {{CL_TAILS{1'b0}}, filling};
    back_take_reg <= back_valid && !ahead[CL_SENDS-1] && !filling && !back_take_reg;
    sent_reg <= sent_next;
    made_reg <= made_reg + {{CL_SENDS-1{1'b0}}, made};

    if (rst) begin
        stage_room_reg <= 1'b0;
        back_take_reg <= 1'b0;
        fill_reg <= 0;
        sent_reg <= 0;
        made_reg <= 0;
    end
end

`ifdef FORMAL
always @(posedge clk) begin
    if (!rst) begin
        // every number is somewhere once at most
        assert ({1'b0, free_count} + {1'b0, back_level} <= {2'b01, {CL_TAILS{1'b0}}});
    end
end
`endif

endmodule

`resetall
