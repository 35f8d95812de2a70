// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * Finds the TCP header of each frame, whatever the stream's width.
 *
 * Enters: the beats that the wire delivers, one a clock at most, bubbles anywhere.
 * Leaves: per frame exactly one key event (the tuple, or "not TCP": tcp = 0); one header event when the
 *   whole TCP header is in; the beats themselves as words, for the checksums and the options; one end event.
 * Latency from the beat: key 3 clocks, words 3, header and end 4. A frame's events come in the order key,
 *   header, end; key and end may share the clock in which their beat is the same.
 *
 * Frames are cut into words two bytes off the beats, so that every header from IP on is aligned:
 *
 *     word n = bytes 4n-2 .. 4n+1        word 3 ends with the EtherType
 *     +------------+------------+--- - - ---+-----------------+----------------- - -
 *     | dst, src MAC, EtherType | 0..2 tags | IPv4 / IPv6     | TCP, options, payload
 *     +------------+------------+--- - - ---+-----------------+----------------- - -
 *     n = 0        3            4           4 + tags          4 + tags + IHL (IPv6: 10)
 *
 * Nothing is collected and moved: the lanes of each beat are rotated, first by the number of tags, so that word k
 * of the IP packet always goes by in lane k % WORDS, then by IHL, so that word n of TCP goes by in lane n % WORDS.
 * One flag per word ("this beat holds it") is then the clock enable of the register that keeps it.
 * A lane whose word lies before the rotated start of the beat belongs to the row before: see words_row.
 *
 * Sources: RFC 9293 3.1, RFC 791 3.1, RFC 8200 3, IEEE 802.1Q. Not TCP for this engine, so not held:
 * fragments, IPv6 extension headers, three tags, IHL below 5, a frame that ends before the ports do.
 */
module finwave_header #(
    parameter DATA_WIDTH = 64,
    parameter CL_SLOTS = 5,
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter WORDS = DATA_WIDTH / 32,
    parameter KEY_WIDTH = 315,
    parameter CL_WORDS = $clog2(WORDS),
    parameter ROW_WIDTH = 12 - CL_WORDS,        // a row: as many words as a beat has; 16 kB of them
    parameter FROM_HOST = 0                     // 1: the source is our end, not the peer
) (
    input  wire                    clk,
    input  wire                    rst,

    /* beats taken from the wire */
    input  wire                    in_valid,
    input  wire [DATA_WIDTH-1:0]   in_data,
    input  wire [KEEP_WIDTH-1:0]   in_keep,
    input  wire                    in_last,
    input  wire                    in_bad,

    /* key event */
    output wire                    key_valid,
    output wire                    key_tcp,
    output wire [KEY_WIDTH-1:0]    key,
    output wire [CL_SLOTS-1:0]     key_slot,
    output wire [`FINWAVE_LINK_WIDTH-1:0] key_link, // what lies below TCP

    /* header event: the L4 words, word 0 first */
    output wire                    hdr_valid,
    output wire [CL_SLOTS-1:0]     hdr_slot,
    output wire [479:0]            hdr_words,
    output wire [17:0]             hdr_l4_len,    // IP length less IP header; negative: bit 17

    /* beats as they came, cut into words: 1 clock after the beat */
    output wire                    beat_valid,
    output wire [DATA_WIDTH-1:0]   beat_words,
    output wire                    options_start, // the beat 2 clocks ago holds the first word of the options ..
    output wire [CL_WORDS-1:0]     options_lane,  // .. in this lane

    /* words of a beat, word k of the IP packet in lane k % WORDS */
    output wire                    words_valid,
    output wire                    words_last,
    output wire [CL_SLOTS-1:0]     words_slot,
    output wire [DATA_WIDTH-1:0]   words,
    output wire [15:0]             words_extra,   // what the beat holds of one word more
    output wire [WORDS-1:0]        words_ip,      // words of an IPv4 header
    output wire [WORDS-1:0]        words_tcp,     // words that TCP sums, IP addresses too
    output wire [CL_WORDS-1:0]     words_shift,   // so many lanes, the last ones, are of the row before
    output wire [ROW_WIDTH-1:0]    words_row,     // row of the packet in the other lanes
    output wire [ROW_WIDTH-1:0]    words_extra_row,
    output wire                    words_ipv6,
    output wire [16:0]             words_ip_len,

    /* end event */
    output wire                    end_valid,
    output wire [CL_SLOTS-1:0]     end_slot,
    output wire                    end_bad        // marked bad, cut short, or no whole TCP header
);

localparam FIRST = 4;           // word of the IP header without tags
localparam L3_WORDS = 16;       // up to the ports
localparam L4_WORDS = 15;
localparam [31:0] OPTIONS = 5;  // their first word behind the start of TCP
localparam BEATS = (FIRST + 2 + L3_WORDS - 1) / WORDS + 1;
localparam L4_BEATS = (WORDS - 1 + L4_WORDS - 1) / WORDS + 1;
localparam [13:0] MAX_LEN = 14'd12000;  // bytes from IP on that the frame store can always hold

// lanes by which a beat is rotated when there are 0, 1, 2 tags
localparam SHIFT_0 = FIRST % WORDS;
localparam SHIFT_1 = (FIRST + 1) % WORDS;
localparam SHIFT_2 = (FIRST + 2) % WORDS;

// a beat starts two bytes into its first word
localparam [31:0] BASE_0 = 2 - 4*SHIFT_0, BASE_1 = 2 - 4*SHIFT_1, BASE_2 = 2 - 4*SHIFT_2;

integer i;
genvar g;

/* -- r1: the beat, its words, and what each of them would say as EtherType or as word 0, 1, 2 of IP ------------- */

reg r1_valid_reg = 1'b0;
reg r1_last_reg = 1'b0;
reg r1_bad_reg = 1'b0;
reg r1_first_reg = 1'b1;
reg [DATA_WIDTH-1:0] r1_words_reg = 0;
reg [15:0] r1_carry_reg = 16'd0;         // the last two bytes: of the next beat's word 0
reg [WORDS-1:0] r1_whole_reg = 0;        // the frame does not end inside the word or before it
reg [WORDS-1:0] r1_ipv4_reg = 0, r1_ipv6_reg = 0;
reg [4:3] r1_tag_reg = 2'd0;             // word 3, 4 of the frame is a tag, from its beat on
reg [WORDS-1:0] r1_version_4_reg = 0;    // 4, IHL at least 5
reg [WORDS-1:0] r1_version_6_reg = 0;
reg [4*WORDS-1:0] r1_ihl_reg = 0;        // of version 6: 10
reg [WORDS-1:0] r1_unbroken_reg = 0;     // MF and offset are 0
reg [WORDS-1:0] r1_next_reg = 0;         // IPv6 next header 6
reg [WORDS-1:0] r1_protocol_reg = 0;     // IPv4 protocol 6
reg [7:0] r1_bytes_reg = 8'd0;
reg [BEATS-1:0] r1_beat_reg = 0;         // one-hot; 0 behind the headers
reg [CL_SLOTS-1:0] r1_slot_reg = 0;

wire [DATA_WIDTH-1:0] in_words;
wire [WORDS-1:0] in_tag;
wire [BEATS-1:0] in_beat = {r1_beat_reg[BEATS-2:0] & {BEATS-1{!r1_first_reg}}, r1_first_reg};
wire [15:0] in_carry = {in_data[DATA_WIDTH-16 +: 8], in_data[DATA_WIDTH-8 +: 8]};
reg [7:0] in_bytes;

generate
    for (g = 0; g < WORDS; g = g + 1) begin : g_lane
        wire [15:0] low = {in_data[32*g +: 8], in_data[32*g+8 +: 8]};
        wire [15:0] high;
        if (g == 0) begin : g_carry
            assign high = r1_carry_reg;
        end else begin : g_inside
            assign high = {in_data[32*g-16 +: 8], in_data[32*g-8 +: 8]};
        end
        assign in_words[32*g +: 32] = {high, low};
        assign in_tag[g] = low == 16'h8100 || low == 16'h88A8;

        always @(posedge clk) begin
            if (in_valid) begin
                r1_whole_reg[g] <= !in_last || in_keep[4*g+1];
                r1_ipv4_reg[g] <= low == 16'h0800;
                r1_ipv6_reg[g] <= low == 16'h86DD;
                r1_version_4_reg[g] <= high[15:12] == 4'd4 && high[11:8] >= 4'd5;
                r1_version_6_reg[g] <= high[15:12] == 4'd6;
                r1_ihl_reg[4*g +: 4] <= high[15:12] == 4'd6 ? 4'd10 : high[11:8];
                r1_unbroken_reg[g] <= low[13:0] == 14'd0;
                r1_next_reg[g] <= low[15:8] == 8'd6;
                r1_protocol_reg[g] <= high[7:0] == 8'd6;
            end
        end
    end
endgenerate

always @* begin
    in_bytes = 8'd0;
    for (i = 0; i < KEEP_WIDTH; i = i + 1) begin
        if (in_keep[i] && (i == KEEP_WIDTH-1 || !in_keep[(i+1) % KEEP_WIDTH])) begin
            in_bytes = in_bytes | (i[7:0] + 8'd1);
        end
    end
end

always @(posedge clk) begin
    r1_valid_reg <= in_valid;
    if (in_valid) begin
        r1_last_reg <= in_last;
        r1_bad_reg <= in_last && in_bad;
        r1_words_reg <= in_words;
        r1_carry_reg <= in_carry;
        r1_bytes_reg <= in_bytes;
        r1_first_reg <= in_last;
        r1_beat_reg <= in_beat;
        for (i = 3; i <= 4; i = i + 1) begin
            if (in_beat[i/WORDS]) begin
                r1_tag_reg[i] <= in_tag[i%WORDS];
            end
        end
        r1_slot_reg <= r1_first_reg ? r1_slot_reg + 1'b1 : r1_slot_reg;
    end

    if (rst) begin
        r1_valid_reg <= 1'b0;
        r1_first_reg <= 1'b1;
        r1_slot_reg <= {CL_SLOTS{1'b1}};
    end
end

assign beat_valid = r1_valid_reg;
assign beat_words = r1_words_reg;

/* -- a: tags counted, lanes rotated by them: word k of the IP packet in lane k % WORDS -------------------------- */

wire h_none = !r1_tag_reg[3];
wire h_one = r1_tag_reg[3] && !r1_tag_reg[4];
wire h_two = r1_tag_reg[3] && r1_tag_reg[4];

reg a_valid_reg = 1'b0;
reg a_last_reg = 1'b0;
reg a_bad_reg = 1'b0;
reg a_first_reg = 1'b0;
reg a_one_reg = 1'b0, a_two_reg = 1'b0;  // tags
reg a_ipv4_reg = 1'b0, a_ipv6_reg = 1'b0;
reg [DATA_WIDTH-1:0] a_words_reg = 0;
reg [15:0] a_extra_reg = 16'd0;
reg [WORDS-1:0] a_whole_reg = 0;
reg [WORDS-1:0] a_on_reg = 0;            // the IP packet has begun in this lane
reg [L3_WORDS-1:0] a_in_reg = 0;         // word k is in this beat, and whole
reg [3:0] a_ihl_reg = 4'd0;
reg a_version_4_reg = 1'b0, a_version_6_reg = 1'b0, a_unbroken_reg = 1'b0, a_next_reg = 1'b0, a_protocol_reg = 1'b0;
reg [ROW_WIDTH-1:0] a_row_reg = 0;       // stays above MAX_LEN
reg [7:0] a_bytes_reg = 8'd0;            // of the IP packet from the start of its row on, signed
reg [23:0] a_vids_reg = 24'd0;
reg [104:0] a_link_reg = 0;              // MACs, PCP and DEI of both tags, the outer one is 0x88A8
reg [CL_SLOTS-1:0] a_slot_reg = 0;

localparam BITS = 32 + 4 + 6;            // word, IHL, flags
wire [BITS*WORDS-1:0] r1_lanes;
wire [DATA_WIDTH-1:0] r1_words;
wire [WORDS-1:0] r1_begins;              // word `lane` of the IP packet, the lane's first one, is in this beat
wire [WORDS-1:0] r1_whole, r1_version_4, r1_version_6, r1_unbroken, r1_next, r1_protocol;
wire [4*WORDS-1:0] r1_ihl;
wire [L3_WORDS-1:0] r1_in;
wire r1_untagged, r1_type;               // the EtherType of the packet is in this beat: without tags, at all

generate
    for (g = 0; g < WORDS; g = g + 1) begin : g_rotate
        localparam LANE_0 = (g + FIRST) % WORDS;
        localparam LANE_1 = (g + FIRST + 1) % WORDS;
        localparam LANE_2 = (g + FIRST + 2) % WORDS;
        assign r1_lanes[BITS*g +: BITS] = {r1_words_reg[32*g +: 32], r1_ihl_reg[4*g +: 4], r1_whole_reg[g],
                                           r1_version_4_reg[g], r1_version_6_reg[g],
                                           r1_unbroken_reg[g], r1_next_reg[g], r1_protocol_reg[g]};
        assign {r1_words[32*g +: 32], r1_ihl[4*g +: 4], r1_whole[g], r1_version_4[g],
                r1_version_6[g], r1_unbroken[g], r1_next[g], r1_protocol[g]} =
                   h_none ? r1_lanes[BITS*LANE_0 +: BITS] :
                   h_one ? r1_lanes[BITS*LANE_1 +: BITS] : r1_lanes[BITS*LANE_2 +: BITS];
        assign r1_begins[g] = h_none ? r1_beat_reg[(g+FIRST)/WORDS] :
                              h_one ? r1_beat_reg[(g+FIRST+1)/WORDS] : r1_beat_reg[(g+FIRST+2)/WORDS];
    end
    for (g = 0; g < L3_WORDS; g = g + 1) begin : g_here
        localparam WORD_0 = g + FIRST, WORD_1 = g + FIRST + 1, WORD_2 = g + FIRST + 2;
        assign r1_in[g] = h_none ? r1_beat_reg[WORD_0/WORDS] && r1_whole_reg[WORD_0%WORDS] :
                          h_one ? r1_beat_reg[WORD_1/WORDS] && r1_whole_reg[WORD_1%WORDS] :
                                  r1_beat_reg[WORD_2/WORDS] && r1_whole_reg[WORD_2%WORDS];
    end
endgenerate

assign r1_untagged = r1_beat_reg[(FIRST-1)/WORDS] && !r1_tag_reg[3];
assign r1_type = r1_untagged || (r1_beat_reg[FIRST/WORDS] && h_one) ||
                 (r1_beat_reg[(FIRST+1)/WORDS] && h_two);

always @(posedge clk) begin
    a_valid_reg <= r1_valid_reg;
    if (r1_valid_reg) begin
        a_last_reg <= r1_last_reg;
        a_bad_reg <= r1_bad_reg;
        a_first_reg <= r1_beat_reg[0];
        a_one_reg <= h_one;
        a_two_reg <= h_two;
        a_words_reg <= r1_words;
        a_extra_reg <= r1_carry_reg;
        a_whole_reg <= r1_whole;
        a_on_reg <= r1_begins | (a_on_reg & {WORDS{!r1_beat_reg[0]}});
        a_in_reg <= r1_in;
        a_row_reg <= r1_in[0] ? 0 : a_row_reg + {{ROW_WIDTH-1{1'b0}}, !(&a_row_reg[ROW_WIDTH-1:ROW_WIDTH-2])};
        a_bytes_reg <= r1_bytes_reg + (h_none ? BASE_0[7:0] : h_one ? BASE_1[7:0] : BASE_2[7:0]);
        a_slot_reg <= r1_slot_reg;
    end
    if (r1_valid_reg && r1_type) begin
        a_ipv4_reg <= r1_untagged ? r1_ipv4_reg[(FIRST-1)%WORDS] :
                      h_one ? r1_ipv4_reg[FIRST%WORDS] : r1_ipv4_reg[(FIRST+1)%WORDS];
        a_ipv6_reg <= r1_untagged ? r1_ipv6_reg[(FIRST-1)%WORDS] :
                      h_one ? r1_ipv6_reg[FIRST%WORDS] : r1_ipv6_reg[(FIRST+1)%WORDS];
    end
    if (r1_valid_reg && r1_in[0]) begin
        a_ihl_reg <= r1_ihl[3:0];
        a_version_4_reg <= r1_version_4[0];
        a_version_6_reg <= r1_version_6[0];
    end
    if (r1_valid_reg && r1_in[1]) begin
        a_unbroken_reg <= r1_unbroken[1];
        a_next_reg <= r1_next[1];
    end
    if (r1_valid_reg && r1_in[2]) begin
        a_protocol_reg <= r1_protocol[2%WORDS];
    end

    if (r1_valid_reg && r1_beat_reg[0]) begin
        a_link_reg[80 +: 16] <= r1_words_reg[0 +: 16];
        a_link_reg[48 +: 32] <= r1_words_reg[32 +: 32];
    end
    if (r1_valid_reg && r1_beat_reg[2/WORDS]) begin
        a_link_reg[16 +: 32] <= r1_words_reg[32*(2%WORDS) +: 32];
    end
    if (r1_valid_reg && r1_beat_reg[3/WORDS]) begin
        a_link_reg[0 +: 16] <= r1_words_reg[32*(3%WORDS)+16 +: 16];
        a_link_reg[104] <= r1_tag_reg[3] && r1_words_reg[32*(3%WORDS)+11];   // of the two tags
    end
    if (r1_valid_reg && r1_beat_reg[4/WORDS]) begin
        {a_link_reg[96 +: 4], a_vids_reg[12 +: 12]} <= {16{r1_tag_reg[3]}} & r1_words_reg[32*(4%WORDS)+16 +: 16];
    end
    if (r1_valid_reg && r1_beat_reg[5/WORDS]) begin
        {a_link_reg[100 +: 4], a_vids_reg[0 +: 12]} <= {16{h_two}} & r1_words_reg[32*(5%WORDS)+16 +: 16];
    end

    if (rst) begin
        a_valid_reg <= 1'b0;
    end
end

/* -- b: IP header kept word by word; tuple complete; lanes rotated by IHL ---------------------------------------- */

reg b_valid_reg = 1'b0;
reg b_last_reg = 1'b0;
reg b_bad_reg = 1'b0;
reg b_key_valid_reg = 1'b0;
reg b_key_done_reg = 1'b0;
reg b_key_tcp_reg = 1'b0;
reg b_tcp_reg = 1'b0;
reg b_ipv6_reg = 1'b0;
reg [1:0] b_tags_reg = 2'd0;
reg [23:0] b_vids_reg = 24'd0;
reg [127:0] b_source_reg = 128'd0, b_destination_reg = 128'd0;
reg [104:0] b_link_reg = 0;
reg [7:0] b_ttl_reg = 8'd0, b_tos_reg = 8'd0;
reg [19:0] b_flow_label_reg = 20'd0;
reg [CL_SLOTS-1:0] b_slot_reg = 0;
reg [DATA_WIDTH-1:0] b_words_reg = 0;
reg [15:0] b_extra_reg = 16'd0;
reg [WORDS-1:0] b_ip_reg = 0, b_tcp_words_reg = 0;
reg [CL_WORDS-1:0] b_shift_reg = 0;
reg [ROW_WIDTH-1:0] b_row_reg = 0, b_extra_row_reg = 0;
reg [3:0] b_ihl_reg = 4'd0;
reg [16:0] b_ip_len_reg = 17'd0;
reg [13:0] b_len_reg = 14'd0;            // bytes of the IP packet that are in
reg [CL_WORDS-1:0] b_l4_lane_reg = 0;    // lane of the beat, as it came, in which TCP starts
reg [L4_BEATS-1:0] b_l4_beat_reg = 0;    // one-hot: beats since the one in which TCP starts

wire [31:0] a_word [0:9];                // word k, in the beat that holds it

generate
    for (g = 0; g < 10; g = g + 1) begin : g_word
        assign a_word[g] = a_words_reg[32*(g%WORDS) +: 32];
    end
endgenerate

// IPv4: protocol 6, MF and offset 0. IPv6: next header 6
wire a_is_tcp = (a_ipv4_reg && a_version_4_reg && a_protocol_reg && a_unbroken_reg) ||
                (a_ipv6_reg && a_version_6_reg && a_next_reg);
wire a_ports_in, a_tcp, a_tcp_now, a_other_now;

generate
    if (WORDS == 2) begin : g_ports
        // word 0 tells in which beat of the frame the ports are, two beats or more ahead; the class is known one ahead
        reg tcp_reg = 1'b0;
        reg [BEATS-1:FIRST] at_reg = 0;
        reg lane_reg = 1'b0;
        reg ports_in_reg = 1'b0;
        wire [4:0] at = {1'b0, a_ihl_reg} + 5'd4 + {3'd0, a_two_reg, a_one_reg};

        always @(posedge clk) begin
            tcp_reg <= a_is_tcp;
            if (r1_valid_reg) begin
                ports_in_reg <= (r1_beat_reg[BEATS-1:FIRST] & at_reg) != 0 && r1_whole_reg[lane_reg];
            end
            if (a_in_reg[0]) begin
                lane_reg <= at[0];
            end
        end
        for (g = FIRST; g < BEATS; g = g + 1) begin : g_beat
            always @(posedge clk) begin
                if (a_in_reg[0]) begin
                    at_reg[g] <= at[4:1] == g[3:0];
                end
                if (a_first_reg) begin
                    at_reg[g] <= 1'b0;
                end
            end
        end
        assign a_ports_in = ports_in_reg;
        assign a_tcp = tcp_reg;
        assign a_other_now = !tcp_reg && a_in_reg[4];
    end else begin : g_ports
        assign a_ports_in = a_in_reg[a_ihl_reg];
        assign a_tcp = a_is_tcp;
        assign a_other_now = !a_is_tcp && a_in_reg[2];
    end
endgenerate

// three words, or five, tell what is no TCP: it must not wait for its end, which may lie beyond the frame store
assign a_tcp_now = a_tcp && a_ports_in;

wire [CL_WORDS-1:0] a_shift = a_two_reg ? SHIFT_2[CL_WORDS-1:0] : a_one_reg ? SHIFT_1[CL_WORDS-1:0]
                                                                            : SHIFT_0[CL_WORDS-1:0];
wire [3:0] a_l4_lane = a_ihl_reg + {{4-CL_WORDS{1'b0}}, a_shift};

// the lanes of this beat that hold words of an IPv4 header, IPv4 addresses, words of IPv6 before its addresses
reg [WORDS-1:0] a_header, a_address, a_before;
always @* begin
    a_header = 0;
    a_address = 0;
    a_before = 0;
    for (i = 0; i < L3_WORDS-1; i = i + 1) begin
        a_header[i%WORDS] = a_header[i%WORDS] || (a_in_reg[i] && a_ihl_reg > i[3:0]);
    end
    a_address[3%WORDS] = a_address[3%WORDS] || a_in_reg[3];
    a_address[4%WORDS] = a_address[4%WORDS] || a_in_reg[4];
    a_before[0] = a_in_reg[0];
    a_before[1] = a_in_reg[1];
end

always @(posedge clk) begin
    b_valid_reg <= a_valid_reg;
    b_key_valid_reg <= a_valid_reg && !b_key_done_reg && (a_tcp_now || a_other_now || a_last_reg);
    if (a_valid_reg) begin
        b_key_done_reg <= !a_last_reg && (b_key_done_reg || a_tcp_now || a_other_now);
        b_key_tcp_reg <= a_tcp_now;
        b_tcp_reg <= a_tcp;
        b_last_reg <= a_last_reg;
        b_bad_reg <= a_bad_reg;
        b_ipv6_reg <= a_ipv6_reg;
        b_tags_reg <= {a_two_reg, a_one_reg};
        b_vids_reg <= a_vids_reg;
        b_link_reg <= a_link_reg;
        b_slot_reg <= a_slot_reg;
        b_words_reg <= a_words_reg;
        b_extra_reg <= a_extra_reg;
        b_ip_reg <= a_ipv6_reg ? 0 : a_header;
        b_tcp_words_reg <= a_on_reg & ~(a_ipv6_reg ? a_before : a_header & ~a_address);
        b_shift_reg <= a_shift;
        b_row_reg <= a_row_reg;
        b_extra_row_reg <= a_row_reg + {{ROW_WIDTH-1{1'b0}}, a_shift == 0};
        b_ihl_reg <= a_ihl_reg;
        b_len_reg <= {a_row_reg, {CL_WORDS+2{1'b0}}} + {{6{a_bytes_reg[7]}}, a_bytes_reg};
        b_l4_lane_reg <= a_l4_lane[CL_WORDS-1:0];
        b_l4_beat_reg <= {b_l4_beat_reg[L4_BEATS-2:0] & {L4_BEATS-1{!a_first_reg}}, a_ports_in};
    end
    if (a_valid_reg && (a_ipv6_reg ? a_in_reg[1] : a_in_reg[0])) begin
        b_ip_len_reg <= (a_ipv6_reg ? {1'b0, a_word[1][31:16]} : {1'b0, a_word[0][15:0]}) +
                        (a_ipv6_reg ? 17'd40 : 17'd0);
    end
    // TOS or traffic class, flow label, TTL or hop limit
    if (a_valid_reg && a_in_reg[0]) begin
        b_tos_reg <= a_ipv6_reg ? a_word[0][27:20] : a_word[0][23:16];
        b_flow_label_reg <= a_word[0][19:0] & {20{a_ipv6_reg}};
    end
    if (a_valid_reg && (a_ipv6_reg ? a_in_reg[1] : a_in_reg[2])) begin
        b_ttl_reg <= a_ipv6_reg ? a_word[1][7:0] : a_word[2][31:24];
    end
    if (a_valid_reg && (a_ipv6_reg ? a_in_reg[2] : a_in_reg[3])) begin
        b_source_reg[127:96] <= a_ipv6_reg ? a_word[2] : a_word[3];
    end
    if (a_valid_reg && (a_ipv6_reg ? a_in_reg[6] : a_in_reg[4])) begin
        b_destination_reg[127:96] <= a_ipv6_reg ? a_word[6] : a_word[4];
    end

    if (rst) begin
        b_valid_reg <= 1'b0;
        b_key_valid_reg <= 1'b0;
        b_key_done_reg <= 1'b0;
    end
end

generate
    for (g = 1; g < 4; g = g + 1) begin : g_address
        always @(posedge clk) begin
            if (!a_ipv6_reg) begin
                b_source_reg[32*(3-g) +: 32] <= 32'd0;
                b_destination_reg[32*(3-g) +: 32] <= 32'd0;
            end else if (a_valid_reg) begin
                if (a_in_reg[2+g]) begin
                    b_source_reg[32*(3-g) +: 32] <= a_word[2+g];
                end
                if (a_in_reg[6+g]) begin
                    b_destination_reg[32*(3-g) +: 32] <= a_word[6+g];
                end
            end
        end
    end
endgenerate

// By IHL modulo WORDS: up to 4 lanes at once; above that by whole quads now and the rest a clock later.
reg [DATA_WIDTH-1:0] b_turned_reg = 0;
reg [WORDS-1:0] b_turned_whole_reg = 0;
wire [DATA_WIDTH-1:0] b_l4;              // word n of TCP in lane n % WORDS
wire [WORDS-1:0] b_l4_whole;
wire [31:0] b_ports;

generate
    if (WORDS <= 4) begin : g_turn
        for (g = 0; g < WORDS; g = g + 1) begin : g_word
            wire [CL_WORDS-1:0] from = g[CL_WORDS-1:0] + a_ihl_reg[CL_WORDS-1:0];
            always @(posedge clk) begin
                if (a_valid_reg) begin
                    b_turned_reg[32*g +: 32] <= a_words_reg[32*from +: 32];
                    b_turned_whole_reg[g] <= a_whole_reg[from];
                end
            end
        end
        assign b_l4 = b_turned_reg;
        assign b_l4_whole = b_turned_whole_reg;
        assign b_ports = b_turned_reg[31:0];
    end else begin : g_turn
        reg [31:0] ports_reg = 32'd0;
        for (g = 0; g < WORDS; g = g + 1) begin : g_word
            wire [CL_WORDS-1:0] from = g[CL_WORDS-1:0] + {a_ihl_reg[CL_WORDS-1:2], 2'd0};
            wire [CL_WORDS-1:0] from_rest = g[CL_WORDS-1:0] + {{CL_WORDS-2{1'b0}}, b_ihl_reg[1:0]};
            always @(posedge clk) begin
                if (a_valid_reg) begin
                    b_turned_reg[32*g +: 32] <= a_words_reg[32*from +: 32];
                    b_turned_whole_reg[g] <= a_whole_reg[from];
                end
            end
            assign b_l4[32*g +: 32] = b_turned_reg[32*from_rest +: 32];
            assign b_l4_whole[g] = b_turned_whole_reg[from_rest];
        end
        always @(posedge clk) begin
            if (a_valid_reg) begin
                ports_reg <= a_words_reg[32*a_ihl_reg[CL_WORDS-1:0] +: 32];
            end
        end
        assign b_ports = ports_reg;
    end
endgenerate

// {local address, remote address, local port, remote port}
assign key = {b_tags_reg, b_vids_reg, b_ipv6_reg,
              FROM_HOST != 0 ? {b_source_reg, b_destination_reg, b_ports}
                             : {b_destination_reg, b_source_reg, b_ports[15:0], b_ports[31:16]}};
assign key_valid = b_key_valid_reg;
assign key_tcp = b_key_tcp_reg;
assign key_slot = b_slot_reg;
assign key_link = {b_flow_label_reg, b_tos_reg, b_ttl_reg, b_link_reg};

assign words_valid = b_valid_reg;
assign words_last = b_last_reg;
assign words_slot = b_slot_reg;
assign words = b_words_reg;
assign words_extra = b_extra_reg;
assign words_ip = b_ip_reg;
assign words_tcp = b_tcp_words_reg;
assign words_shift = b_shift_reg;
assign words_row = b_row_reg;
assign words_extra_row = b_extra_row_reg;
assign words_ipv6 = b_ipv6_reg;
assign words_ip_len = b_ip_len_reg;

/* -- c: TCP header kept word by word ------------------------------------------------------------------------------ */

reg c_valid_reg = 1'b0;
reg c_last_reg = 1'b0;
reg c_bad_reg = 1'b0;
reg c_hdr_done_reg = 1'b0;
reg c_short_reg = 1'b0, c_long_reg = 1'b0;
reg [CL_SLOTS-1:0] c_slot_reg = 0;
reg [32*L4_WORDS-1:0] c_l4_reg = 0;
reg [17:0] c_l4_len_reg = 18'd0;

wire [L4_WORDS-1:0] b_here;              // this beat holds word n

generate
    for (g = 0; g < L4_WORDS; g = g + 1) begin : g_l4
        wire [WORDS-1:0] by_lane;
        genvar lane;
        for (lane = 0; lane < WORDS; lane = lane + 1) begin : g_from
            assign by_lane[lane] = b_l4_beat_reg[(lane+g)/WORDS];
        end
        assign b_here[g] = by_lane[b_l4_lane_reg];
        always @(posedge clk) begin
            if (b_valid_reg && b_here[g]) begin
                c_l4_reg[32*g +: 32] <= b_l4[32*(g%WORDS) +: 32];
            end
        end
    end
endgenerate

// the whole header is in with this beat; a data offset below 5 is told by the header event itself and counts as 5
wire c_hdr_now;

generate
    if (WORDS == 2) begin : g_end
        // word 3 tells in which beat since the start the header ends, and in which lane; beat 2 may be its own
        reg now_reg = 1'b0;
        reg [L4_BEATS-1:2] end_beat_reg = 0;
        reg end_lane_reg = 1'b0;
        wire [3:0] offset = b_l4[63:60];
        wire bare = offset <= 4'd5;
        wire [3:0] last = bare ? 4'd4 : offset - 4'd1;
        wire [2:0] end_at = last[3:1] + {2'd0, last[0] && b_l4_lane_reg[0]};
        wire now = b_l4_lane_reg[0] && b_l4_beat_reg[2] ? bare && b_l4_whole[0] :
                   (b_l4_beat_reg[L4_BEATS-1:2] & end_beat_reg) != 0 && b_l4_whole[end_lane_reg];

        always @(posedge clk) begin
            if (b_valid_reg) begin
                now_reg <= b_tcp_reg && now;
            end
            if (b_valid_reg && b_here[3]) begin
                end_lane_reg <= last[0];
            end
        end
        for (g = 2; g < L4_BEATS; g = g + 1) begin : g_beat
            always @(posedge clk) begin
                if (b_valid_reg && b_here[3]) begin
                    end_beat_reg[g] <= end_at == g[2:0];
                end
            end
        end
        assign c_hdr_now = now_reg;
    end else begin : g_end
        reg tcp_reg = 1'b0;
        reg [L4_WORDS:1] in_reg = 0;     // with this beat so many words are in
        wire [3:0] offset = c_l4_reg[32*3+28 +: 4];
        for (g = 0; g < L4_WORDS; g = g + 1) begin : g_in
            always @(posedge clk) begin
                if (b_valid_reg) begin
                    in_reg[g+1] <= b_here[g] && b_l4_whole[g%WORDS];
                end
            end
        end
        always @(posedge clk) begin
            if (b_valid_reg) begin
                tcp_reg <= b_tcp_reg;
            end
        end
        assign c_hdr_now = tcp_reg && (offset < 4'd5 ? in_reg[5] : in_reg[offset]);
    end
endgenerate

always @(posedge clk) begin
    c_valid_reg <= b_valid_reg;
    if (b_valid_reg) begin
        c_last_reg <= b_last_reg;
        c_bad_reg <= b_bad_reg;
        c_slot_reg <= b_slot_reg;
        c_short_reg <= {3'd0, b_len_reg} < b_ip_len_reg;
        c_long_reg <= b_len_reg > MAX_LEN;
        c_l4_len_reg <= {1'b0, b_ip_len_reg} - {12'd0, b_ihl_reg, 2'd0};
    end
    if (c_valid_reg) begin
        c_hdr_done_reg <= !c_last_reg && (c_hdr_done_reg || c_hdr_now);
    end

    if (rst) begin
        c_valid_reg <= 1'b0;
        c_hdr_done_reg <= 1'b0;
    end
end

assign hdr_valid = c_valid_reg && c_hdr_now;
assign hdr_slot = c_slot_reg;
assign hdr_words = c_l4_reg;
assign hdr_l4_len = c_l4_len_reg;

assign options_start = b_here[OPTIONS];
assign options_lane = b_l4_lane_reg + OPTIONS[CL_WORDS-1:0];

assign end_valid = c_valid_reg && c_last_reg;
assign end_slot = c_slot_reg;
assign end_bad = c_bad_reg || c_short_reg || c_long_reg || !(c_hdr_done_reg || c_hdr_now);

endmodule

`resetall
