// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Sends frames with text of a tail buffer, and RSTs to the host: lays one out in a memory, sums it, then sends it.
 *
 *   +-------------------------+------------------------------------------+-----------------+
 *   | finwave_frame_rows      | TEXT_LEN bytes of TAIL from TEXT_FROM on | 0s, up to 60 B  |
 *   +-------------------------+------------------------------------------+-----------------+
 *
 * Enters: frame descriptors, with TEXT_LEN + TEXT_FROM up to 1460 (RFC 9293 3.7.1: an MSS of
 * Ethernet), and what finwave_tails wants; a RST, whose TEXT_LEN is 0, is turned (finwave_host_rst).
 * Leaves: frames, one after the other, each without a gap once it has begun; `out_rst` says that it is for the host.
 * From descriptor to first beat: 14 to 20 clocks and one for each 8 bytes, rounded up to whole beats. RSTs follow each
 * other in 35 clocks or fewer.
 * A frame with text that is marked waits until the frame of the other source that it must leave behind is gone
 * (finwave_mark), and what came after it waits, too; a RST waits for nobody else. `room` falls while the queue could
 * still take everything under way.
 */
module finwave_text #(
    parameter DATA_WIDTH = 64,
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter TAIL_COUNT = 16,
    parameter QUEUE_DEPTH = DATA_WIDTH == 64 ? 16 : 64
) (
    input  wire                            clk,
    input  wire                            rst,

    /* tail buffers: see finwave_tails */
    input  wire                            stage_wr,
    input  wire [8:0]                      stage_word,
    input  wire [31:0]                     stage_data,
    output wire                            stage_room,
    output wire [7:0]                      stage_buffer,
    input  wire                            take,
    input  wire                            free_valid,
    input  wire [7:0]                      free_buffer,
    output wire [8:0]                      free_count,

    /* frames to send */
    input  wire                            send_may,       // neither comes without it; known earlier
    input  wire                            send_text_valid,
    input  wire                            send_rst_valid,
    input  wire [`FINWAVE_FRAME_WIDTH-1:0] send_frame,
    output wire                            room,
    input  wire [9:0]                      other_number,   // see finwave_mark

    output wire                            out_valid,
    output wire                            out_rst,
    input  wire                            out_ready,
    output wire [DATA_WIDTH-1:0]           out_data,
    output wire [KEEP_WIDTH-1:0]           out_keep,
    output wire                            out_last,

    output wire                            busy
);

localparam CL_TAILS = $clog2(TAIL_COUNT);
localparam CL_DEPTH = $clog2(QUEUE_DEPTH);
localparam CL_KEEP = $clog2(KEEP_WIDTH);
localparam CL_ROWS = 8;                         // 2 KiB
localparam BANKS = DATA_WIDTH / 64;
localparam CL_BANKS = $clog2(BANKS);
localparam [31:0] UNDER_WAY = `FINWAVE_FRAMES_UNDER_WAY(DATA_WIDTH);
localparam [31:0] ROOM_TO = QUEUE_DEPTH - 1 - UNDER_WAY;    // with the frame that is made as many as marks have places
localparam [31:0] BANK_MASK = BANKS - 1;        // row in its beat

generate
    if (DATA_WIDTH != 64 && DATA_WIDTH != 128 && DATA_WIDTH != 256 && DATA_WIDTH != 512)
    begin : g_bad_width
        finwave_error_DATA_WIDTH_must_be_64_128_256_or_512 guard ();
    end
    if (TAIL_COUNT < 4 || TAIL_COUNT > 256 || TAIL_COUNT != 1 << CL_TAILS) begin : g_bad_count
        finwave_error_TAIL_COUNT_must_be_a_power_of_two_from_4_to_256 guard ();
    end
    if (QUEUE_DEPTH <= UNDER_WAY + 1 || QUEUE_DEPTH != 1 << CL_DEPTH) begin : g_bad_depth
        finwave_error_QUEUE_DEPTH_must_be_a_power_of_two_and_hold_what_is_under_way guard ();
    end
endgenerate

/* -- descriptors and marks --------------------------------------------------------------------- */

localparam [1:0] ST_IDLE = 2'd0, ST_HEAD = 2'd1, ST_COPY = 2'd2, ST_SEND = 2'd3;
localparam [3:0] HEADER_AT = 4'd1;              // steps of ST_HEAD: the header is looked at,
localparam [3:0] END_AT = 4'd2;                 // where it ends and the text begins,
localparam [3:0] LEN_AT = 4'd3;                 // where it ends
localparam [3:0] SUM_AT = 4'd7;                 // steps of ST_SEND: all is summed,
localparam [3:0] READY_AT = 4'd8;               // and written;
localparam [3:0] READ_AT = READY_AT - (BANKS == 1 ? 4'd6 : BANKS == 2 ? 4'd3 : BANKS == 4 ? 4'd1 : 4'd0);   // beats are
                                                // read: the one that holds the checksum, not before that is there

reg [1:0] state_reg = ST_IDLE, state_next;
reg [3:0] step_reg = 4'd0, step_next;
reg next_frame, start;                          // descriptor taken; first beat may leave
reg room_reg = 1'b0;
reg out_valid_reg = 1'b0;
reg [DATA_WIDTH-1:0] out_data_reg = 0;
reg [KEEP_WIDTH-1:0] out_keep_reg = 0;
reg out_last_reg = 1'b0;
reg out_rst_reg = 1'b0;

wire queue_valid, queue_rst;
wire [`FINWAVE_FRAME_WIDTH-1:0] queue_frame;
wire to_host;                                   // the frame that is made is a RST
wire [`FINWAVE_FRAME_WIDTH-1:0] frame;
wire [CL_DEPTH-1:0] level;
wire may_start;

finwave_deep_fifo #(.WIDTH(1 + `FINWAVE_FRAME_WIDTH), .DEPTH(QUEUE_DEPTH))
queue_inst (
    .clk(clk),
    .rst(rst),
    .wr_may(send_may),
    .wr_valid(send_text_valid || send_rst_valid),
    .wr_data({send_rst_valid, send_frame}),
    .rd_valid(queue_valid),
    .rd_data({queue_rst, queue_frame}),
    .rd_ready(next_frame),
    .level(level)
);

finwave_host_rst
host_rst_inst (
    .clk(clk),
    .en(next_frame),
    .in_rst(queue_rst),
    .in_frame(queue_frame),
    .out_rst(to_host),
    .out_frame(frame)
);

finwave_mark #(.DEPTH(QUEUE_DEPTH), .DIRECT(0), .FAR(1))
mark_inst (
    .clk(clk),
    .rst(rst),
    .push(send_text_valid),
    .push_marked(send_frame[`FINWAVE_FRAME_MARKED]),
    .push_mark(send_frame[`FINWAVE_FRAME_MARK]),
    .pop(start && !to_host),
    .other_number(other_number),
    .may_start(may_start)
);

/* -- header ------------------------------------------------------------------------------------ */

wire [10:0] text_len = frame[`FINWAVE_FRAME_TEXT_LEN];
wire [10:0] text_from = frame[`FINWAVE_FRAME_TEXT_FROM];

// the IPv4 checksum counts the text's length (RFC 1624 3)
wire [15:0] ip_plain = ~frame[`FINWAVE_FRAME_IP_SUM];
wire [16:0] ip_longer = {1'b0, ip_plain} + {6'd0, text_len};
reg [16:0] ip_longer_reg = 17'd0;
reg [15:0] ip_sum_reg = 16'd0;
reg [10:0] tcp_len_reg = 11'd0, ip_len_reg = 11'd0;
reg [`FINWAVE_FRAME_WIDTH-1:0] laid_out;

always @* begin
    laid_out = frame;
    laid_out[`FINWAVE_FRAME_IP_SUM] = ip_sum_reg;
end

wire [15:0] window;
wire [63:0] row_0th, row_1st, next_row;
wire load_header = state_reg == ST_HEAD && step_reg == HEADER_AT;
wire shift_header;
wire [6:0] len;
wire [2:0] sum_at;
wire [17:0] header_sum;

finwave_window
window_inst (
    .clk(clk),
    .en(1'b1),
    .wnd(frame[`FINWAVE_FRAME_RCV_WND]),
    .wscale(frame[`FINWAVE_FRAME_RCV_WSCALE]),
    .window(window)
);

finwave_frame_rows
rows_inst (
    .clk(clk),
    .link(frame[`FINWAVE_FRAME_LINK_WIDTH-1:0]),
    .frame(laid_out),
    .tcp_len(tcp_len_reg),
    .ip_len(ip_len_reg),
    .window(window),
    .clear(1'b0),
    .load(load_header),
    .next(shift_header),
    .row_0th(row_0th),
    .row_1st(row_1st),
    .row(next_row),
    .sum_high(),
    .sum_low(),
    .len(len),
    .sum_at(sum_at)
);

finwave_tcp_sum
tcp_sum_inst (
    .clk(clk),
    .en(1'b1),
    .frame(frame),
    .window(window),
    .unfolded(header_sum),
    .sum()
);

// where the header ends: only two kinds are shorter than a frame may be
wire bare_ipv4 = !frame[`FINWAVE_FRAME_TIMESTAMPS] && !sum_at[2] && !sum_at[1];
wire [6:0] text_at = !bare_ipv4 ? len : sum_at[0] ? 7'd58 : 7'd54;
// the checksum is the second half of this word of 4 bytes
wire [4:0] sum_word = (sum_at[2] ? 5'd17 : 5'd12) + {3'd0, sum_at[1:0]};

/* -- rows of 8 bytes: header, text, zeros ------------------------------------------------------ */

reg [6:0] text_at_reg = 7'd0;
reg [10:0] end_reg = 11'd0;                     // behind the text
reg [CL_KEEP-1:0] over_reg = 0;                 // bytes of the last beat; 0: all
reg [CL_ROWS-1:0] last_row_reg = 0;             // of the last beat
reg [CL_ROWS-CL_BANKS-1:0] before_last_reg = 0; // the beat before it
reg [CL_ROWS-1:0] row_reg = 0;                  // that is asked for

// byte 0 of a row takes byte `skew` of 16: the text's row before this one's, and this one's
reg [3:0] skew_reg = 4'd0;
reg [7:0] text_row_reg = 8'd0;                  // the text's row that is asked for

wire made = state_reg == ST_SEND && step_reg == 4'd0;    // all of it was asked for
wire tails_busy;
wire [7:0] tail = frame[`FINWAVE_FRAME_TAIL];
wire [63:0] tail_row;
reg [63:0] before_reg = 64'd0;
reg [2:0] asked_reg = 3'd0;                     // r1, r2, r3 hold a row
reg [CL_ROWS-1:0] r1_row_reg = 0, r2_row_reg = 0, r3_row_reg = 0;
reg [7:0] r2_mask_reg = 8'd0;                   // bytes of text, first one high
reg [63:0] r3_text_reg = 64'd0, r3_head_reg = 64'd0;

reg r1_late_reg = 1'b0, r2_late_reg = 1'b0;         // behind the rows of the MACs
reg [63:0] r2_late_row_reg = 64'd0;
assign shift_header = asked_reg[0] && r1_late_reg;

wire [7:0] text_at_row = {4'd0, text_at_reg[6:3]};
reg [7:0] first_mask_reg = 8'd0, last_mask_reg = 8'd0;      // bytes of text in its first row and in its last
reg r1_first_reg = 1'b0, r1_behind_reg = 1'b0;  // the row where text begins; behind that
reg r1_last_reg = 1'b0, r1_before_reg = 1'b0;   // the row where it ends; before that
wire [7:0] behind_start = first_mask_reg & {8{r1_first_reg}} | {8{r1_behind_reg}};
wire [7:0] before_end = last_mask_reg & {8{r1_last_reg}} | {8{r1_before_reg}};
wire [127:0] two_rows = {before_reg, tail_row} << {skew_reg[2:0], 3'd0};

reg [63:0] r2_text_mask;
integer i;
always @* begin
    for (i = 0; i < 8; i = i + 1) begin
        r2_text_mask[8*i +: 8] = {8{r2_mask_reg[i]}};
    end
end

finwave_tails #(
    .TAIL_COUNT(TAIL_COUNT),
    .CL_SENDS(CL_DEPTH + 2)
)
tails_inst (
    .clk(clk),
    .rst(rst),
    .stage_wr(stage_wr),
    .stage_word(stage_word),
    .stage_data(stage_data),
    .stage_room(stage_room),
    .stage_buffer(stage_buffer[CL_TAILS-1:0]),
    .take(take),
    .free_valid(free_valid),
    .free_buffer(free_buffer[CL_TAILS-1:0]),
    .free_count(free_count[CL_TAILS:0]),
    .sent(send_text_valid),
    .made(made && !to_host),
    .rd_addr({tail[CL_TAILS-1:0], text_row_reg}),
    .rd_row(tail_row),
    .busy(tails_busy)
);

generate
    if (CL_TAILS < 8) begin : g_few
        assign stage_buffer[7:CL_TAILS] = 0;
        assign free_count[8:CL_TAILS+1] = 0;
    end
endgenerate

/* -- sums -------------------------------------------------------------------------------------- */

reg r4_valid_reg = 1'b0;
reg [17:0] r4_sum_reg = 18'd0;
reg [25:0] text_sum_reg = 26'd0;
reg [16:0] folded_text_reg = 17'd0;
reg [17:0] total_reg = 18'd0;
reg [16:0] folded_reg = 17'd0;
wire [15:0] sum = ~(folded_reg[15:0] + {15'd0, folded_reg[16]});

reg [63:0] sum_row_reg = 64'd0;                 // the row that holds the checksum
reg [3:0] sum_row_number_reg = 4'd0;
reg sum_low_reg = 1'b0;
wire sum_wr = state_reg == ST_SEND && step_reg == SUM_AT;

/* -- the frame's memory: one bank for each 8 bytes of a beat ----------------------------------- */

wire row_wr = asked_reg[2] || sum_wr;
wire [CL_ROWS-1:0] row_number = sum_wr ? {4'd0, sum_row_number_reg} : r3_row_reg;
wire [63:0] row_data = sum_wr ? sum_row_reg | (sum_low_reg ? {48'd0, sum} : {16'd0, sum, 32'd0})
                              : r3_text_reg | r3_head_reg;

reg [CL_ROWS-CL_BANKS-1:0] beat_reg = 0;        // that leaves next
reg [CL_ROWS-CL_BANKS-1:0] read_reg = 0;        // that is read next
reg reading_reg = 1'b0, more_reg = 1'b1;        // reads may begin; not all are done
reg begun_reg = 1'b0, last_reg = 1'b0;          // of the beat that leaves next: not the first one; the last one
wire [DATA_WIDTH-1:0] ram_beat, beat;
wire beat_valid, read;
reg load;                                       // a beat leaves

finwave_ahead #(.WIDTH(DATA_WIDTH))
ahead_inst (
    .clk(clk),
    .rst(rst),
    .want(reading_reg && more_reg),
    .read(read),
    .ram_data(ram_beat),
    .head_valid(beat_valid),
    .head_data(beat),
    .head_take(load),
    .busy()
);

genvar g, b;
generate
    for (g = 0; g < BANKS; g = g + 1) begin : g_bank
        localparam [CL_ROWS-1:0] NUMBER = g;
        wire [63:0] row;
        finwave_ram #(.WIDTH(64), .DEPTH((1 << CL_ROWS) / BANKS))
        bank_inst (
            .clk(clk),
            .wr_en(row_wr && (row_number & BANK_MASK[CL_ROWS-1:0]) == NUMBER),
            .wr_addr(row_number[CL_ROWS-1:CL_BANKS]),
            .wr_data(row_data),
            .rd_addr(read_reg),
            .rd_data(row)
        );
        for (b = 0; b < 8; b = b + 1) begin : g_byte
            assign ram_beat[64*g+8*b +: 8] = row[63-8*b -: 8];
        end
    end
endgenerate

/* -- what is done when ------------------------------------------------------------------------- */

wire out_free = !out_valid_reg || out_ready;
wire [CL_ROWS-CL_BANKS-1:0] last_beat = last_row_reg[CL_ROWS-1:CL_BANKS];
wire ask = state_reg == ST_COPY;

always @* begin
    state_next = state_reg;
    step_next = step_reg + 4'd1;
    next_frame = 1'b0;
    load = 1'b0;
    start = 1'b0;
    case (state_reg)
        // ST_IDLE: the oldest descriptor
        ST_IDLE: begin
            next_frame = 1'b1;
            step_next = 4'd0;
            if (queue_valid) begin
                state_next = ST_HEAD;
            end
        end
        // ST_HEAD: lay the header out
        ST_HEAD: if (step_reg == LEN_AT) begin
            state_next = ST_COPY;
        end
        // ST_COPY: ask for the rows
        ST_COPY: begin
            step_next = 4'd0;
            if (row_reg == last_row_reg) begin
                state_next = ST_SEND;
            end
        end
        // ST_SEND: wait for the last row, put the checksum in its place, send
        default: begin
            step_next = step_reg == READY_AT ? step_reg : step_reg + 4'd1;
            load = out_free && beat_valid && (begun_reg || may_start || to_host);
            start = load && !begun_reg;
            if (load && last_reg) begin
                state_next = ST_IDLE;
            end
        end
    endcase
end

wire [10:0] len_padded = end_reg < 11'd60 ? 11'd60 : end_reg;

always @(posedge clk) begin
    state_reg <= state_next;
    step_reg <= step_next;
    room_reg <= level < ROOM_TO[CL_DEPTH-1:0];

    if (next_frame) begin
        text_sum_reg <= 26'd0;
        row_reg <= 0;
    end
    tcp_len_reg <= (frame[`FINWAVE_FRAME_TIMESTAMPS] ? 11'd32 : 11'd20) + text_len;
    ip_len_reg <= (frame[`FINWAVE_FRAME_TIMESTAMPS] ? 11'd52 : 11'd40) + text_len;
    ip_longer_reg <= ip_longer;
    ip_sum_reg <= ~(ip_longer_reg[15:0] + {15'd0, ip_longer_reg[16]});
    if (load_header) begin
        text_at_reg <= text_at;
        sum_row_number_reg <= sum_word[4:1];
        sum_low_reg <= sum_word[0];
    end
    if (state_reg == ST_HEAD && step_reg == END_AT) begin
        end_reg <= {4'd0, text_at_reg} + text_len;
        skew_reg <= {1'b1, text_from[2:0]} - {1'b0, text_at_reg[2:0]};
    end
    if (state_reg == ST_HEAD && step_reg == LEN_AT) begin
        text_row_reg <= text_from[10:3] + {7'd0, skew_reg[3]} - {4'd0, text_at_reg[6:3]};
        over_reg <= len_padded[CL_KEEP-1:0];
        last_row_reg <= (len_padded[10:3] - {7'd0, len_padded[2:0] == 3'd0})
                      | BANK_MASK[CL_ROWS-1:0];
    end

    // rows
    if (ask) begin
        row_reg <= row_reg + 1'b1;
        text_row_reg <= text_row_reg + 8'd1;
    end
    asked_reg <= {asked_reg[1:0], ask};
    r1_row_reg <= row_reg;
    first_mask_reg <= 8'hFF >> text_at_reg[2:0];
    last_mask_reg <= ~(8'hFF >> end_reg[2:0]);
    r1_first_reg <= row_reg == text_at_row;
    r1_behind_reg <= row_reg > text_at_row;
    r1_last_reg <= row_reg == end_reg[10:3];
    r1_before_reg <= row_reg < end_reg[10:3];
    r2_row_reg <= r1_row_reg;
    r2_mask_reg <= behind_start & before_end;
    before_reg <= tail_row;
    r3_row_reg <= r2_row_reg;
    r3_text_reg <= two_rows[127:64] & r2_text_mask;
    r1_late_reg <= row_reg[CL_ROWS-1:1] != 0;
    r2_late_reg <= r1_late_reg;
    r2_late_row_reg <= next_row;
    r3_head_reg <= r2_late_reg ? r2_late_row_reg : r2_row_reg[0] ? row_1st : row_0th;
    if (asked_reg[2] && r3_row_reg == {4'd0, sum_row_number_reg}) begin
        sum_row_reg <= row_data;
    end
    reading_reg <= state_reg == ST_SEND && step_reg >= READ_AT;
    if (state_reg != ST_SEND) begin
        read_reg <= 0;
        more_reg <= 1'b1;
    end else if (read) begin
        read_reg <= read_reg + 1'b1;
        more_reg <= read_reg != last_beat;
    end

    // sums
    r4_valid_reg <= asked_reg[2];
    r4_sum_reg <= ({2'd0, r3_text_reg[63:48]} + {2'd0, r3_text_reg[47:32]})
                + ({2'd0, r3_text_reg[31:16]} + {2'd0, r3_text_reg[15:0]});
    if (r4_valid_reg) begin
        text_sum_reg <= text_sum_reg + {8'd0, r4_sum_reg};
    end
    folded_text_reg <= {1'b0, text_sum_reg[15:0]} + {7'd0, text_sum_reg[25:16]};
    total_reg <= ({1'b0, folded_text_reg} + header_sum) + {7'd0, text_len};
    folded_reg <= {1'b0, total_reg[15:0]} + {15'd0, total_reg[17:16]};

    // beats
    // `load` comes late: it chooses
    before_last_reg <= last_beat - 1'b1;
    last_reg <= load ? beat_reg == before_last_reg : beat_reg == last_beat;
    if (load) begin
        beat_reg <= last_reg ? 0 : beat_reg + 1'b1;
        begun_reg <= !last_reg;
        out_data_reg <= beat;
        out_last_reg <= last_reg;
        out_rst_reg <= to_host;
        out_keep_reg <= last_reg && over_reg != 0 ? ~({KEEP_WIDTH{1'b1}} << over_reg)
                                                   : {KEEP_WIDTH{1'b1}};
    end
    if (out_free) begin
        out_valid_reg <= load;
    end

    if (rst) begin
        state_reg <= ST_IDLE;
        room_reg <= 1'b0;
        asked_reg <= 3'd0;
        r4_valid_reg <= 1'b0;
        beat_reg <= 0;
        begun_reg <= 1'b0;
        out_valid_reg <= 1'b0;
    end
end

assign room = room_reg;
assign out_valid = out_valid_reg;
assign out_rst = out_rst_reg;
assign out_data = out_data_reg;
assign out_keep = out_keep_reg;
assign out_last = out_last_reg;
assign busy = level != 0 || state_reg != ST_IDLE || out_valid_reg || tails_busy;

`ifdef FORMAL
always @(posedge clk) begin
    if (!rst) begin
        // one that has begun goes on: a beat follows in the clock in which its predecessor leaves
        assert (!(begun_reg && !out_valid_reg));
        assert (begun_reg == (beat_reg != 0));
        assert (!send_rst_valid || send_frame[`FINWAVE_FRAME_TEXT_LEN] == 0);
        assert (end_reg <= 11'd1554 || state_reg != ST_COPY);
    end
end
`endif

endmodule

`resetall
