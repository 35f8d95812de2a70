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
 *   whole TCP header is in; the beats themselves as words with their place in the packet, for the
 *   checksums; one end event.
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
 * Sources: RFC 9293 3.1, RFC 791 3.1, RFC 8200 3, IEEE 802.1Q. Not TCP for this engine, so not held:
 * fragments, IPv6 extension headers, three tags, IHL below 5, a frame that ends before the ports do.
 */
module finwave_header #(
    parameter DATA_WIDTH = 64,
    parameter CL_SLOTS = 5,
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter WORDS = DATA_WIDTH / 32,
    parameter KEY_WIDTH = 315,
    parameter LANES_WIDTH = (WORDS + 1) * 32,
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

    /* words of a beat with their place: word of lane 0 is number `words_base` of the IP packet */
    output wire                    words_valid,
    output wire                    words_last,
    output wire [CL_SLOTS-1:0]     words_slot,
    output wire [LANES_WIDTH-1:0]  words,
    output wire signed [15:0]      words_base,
    output wire                    words_ipv6,
    output wire [3:0]              words_ihl,
    output wire [16:0]             words_ip_len,

    /* end event */
    output wire                    end_valid,
    output wire [CL_SLOTS-1:0]     end_slot,
    output wire                    end_bad        // marked bad, cut short, or no whole TCP header
);

localparam HEADER_WORDS = 36;   // 6 before IP with two tags, 15 of IPv4, 15 of TCP
localparam L3_WORDS = 30;
localparam L4_WORDS = 15;
localparam SHIFTED_WORDS = L4_WORDS + 3;
localparam signed [17:0] MAX_LEN = 18'sd12000;   // bytes from IP on that the frame store can always hold

integer i;
genvar g;

/* -- r1: the beat, its words and the class of each word's low half as an EtherType -------------- */

reg r1_valid_reg = 1'b0;
reg r1_last_reg = 1'b0;
reg r1_bad_reg = 1'b0;
reg r1_first_reg = 1'b1;
reg [LANES_WIDTH-1:0] r1_words_reg = 0;
reg [WORDS-1:0] r1_tag_reg = 0;
reg [WORDS-1:0] r1_ipv4_reg = 0;
reg [WORDS-1:0] r1_ipv6_reg = 0;
reg [7:0] r1_bytes_reg = 8'd0;
reg [15:0] r1_word_base_reg = 16'd0;     // number of the word in lane 0
reg [5:0] r1_beat_reg = 6'd0;            // stays at 63
reg [15:0] r1_carry_reg = 16'd0;
reg [CL_SLOTS-1:0] r1_slot_reg = 0;

wire [LANES_WIDTH-1:0] in_words;
wire [WORDS-1:0] in_tag, in_ipv4, in_ipv6;
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
        assign in_ipv4[g] = low == 16'h0800;
        assign in_ipv6[g] = low == 16'h86DD;
    end
endgenerate

// the last two bytes of the beat: the next beat's word 0, summed here when there is no next beat
assign in_words[32*WORDS +: 32] = {in_data[DATA_WIDTH-16 +: 8], in_data[DATA_WIDTH-8 +: 8], 16'd0};

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
        r1_tag_reg <= in_tag;
        r1_ipv4_reg <= in_ipv4;
        r1_ipv6_reg <= in_ipv6;
        r1_bytes_reg <= in_bytes;
        r1_carry_reg <= {in_data[DATA_WIDTH-16 +: 8], in_data[DATA_WIDTH-8 +: 8]};
        r1_first_reg <= in_last;
        r1_word_base_reg <= r1_first_reg ? 16'd0 : r1_word_base_reg + WORDS[15:0];
        r1_beat_reg <= r1_first_reg ? 6'd0 : r1_beat_reg + {5'd0, r1_beat_reg != 6'd63};
        r1_slot_reg <= r1_first_reg ? r1_slot_reg + 1'b1 : r1_slot_reg;
    end

    if (rst) begin
        r1_valid_reg <= 1'b0;
        r1_first_reg <= 1'b1;
        r1_slot_reg <= {CL_SLOTS{1'b1}};
    end
end

/* -- a: header words collected; tags found; from here on words count from the IP header ---------- */

reg [32*HEADER_WORDS-1:0] h_words_reg = 0;
reg [5:3] h_tag_reg = 3'd0;
reg [5:3] h_ipv4_reg = 3'd0;
reg [5:3] h_ipv6_reg = 3'd0;

wire [32*HEADER_WORDS-1:0] h_words;
wire [5:3] h_tag, h_ipv4, h_ipv6;

generate
    for (g = 0; g < HEADER_WORDS; g = g + 1) begin : g_collect
        localparam [31:0] BEAT = g / WORDS;
        wire here = r1_beat_reg == BEAT[5:0];
        assign h_words[32*g +: 32] = here ? r1_words_reg[32*(g % WORDS) +: 32]
                                          : h_words_reg[32*g +: 32];
        if (g >= 3 && g <= 5) begin : g_type
            assign h_tag[g] = here ? r1_tag_reg[g % WORDS] : h_tag_reg[g];
            assign h_ipv4[g] = here ? r1_ipv4_reg[g % WORDS] : h_ipv4_reg[g];
            assign h_ipv6[g] = here ? r1_ipv6_reg[g % WORDS] : h_ipv6_reg[g];
        end
    end
endgenerate

wire [1:0] h_tags = !h_tag[3] ? 2'd0 : !h_tag[4] ? 2'd1 : 2'd2;
wire [6:0] r1_words_in = r1_last_reg ? {1'b0, r1_bytes_reg[7:2]} + {6'd0, r1_bytes_reg[1]}
                                     : WORDS[6:0];

reg a_valid_reg = 1'b0;
reg a_last_reg = 1'b0;
reg a_bad_reg = 1'b0;
reg [LANES_WIDTH-1:0] a_words_reg = 0;
reg signed [15:0] a_base_reg = 16'sd0;
reg [1:0] a_tags_reg = 2'd0;
reg a_ipv4_reg = 1'b0;
reg a_ipv6_reg = 1'b0;
reg [23:0] a_vids_reg = 24'd0;
reg [32*L3_WORDS-1:0] a_l3_reg = 0;
reg [104:0] a_link_reg = 0;              // MACs, PCP and DEI of both tags, the outer one is 0x88A8
reg signed [15:0] a_avail_reg = 16'sd0;  // whole words of the IP packet that are in
reg signed [17:0] a_len_reg = 18'sd0;    // bytes of the IP packet that are in
reg [CL_SLOTS-1:0] a_slot_reg = 0;

wire signed [15:0] r1_l3_base = r1_word_base_reg - 16'd4 - {14'd0, h_tags};

always @(posedge clk) begin
    a_valid_reg <= r1_valid_reg;
    if (r1_valid_reg) begin
        h_words_reg <= h_words;
        h_tag_reg <= h_tag;
        h_ipv4_reg <= h_ipv4;
        h_ipv6_reg <= h_ipv6;

        a_last_reg <= r1_last_reg;
        a_bad_reg <= r1_bad_reg;
        a_words_reg <= r1_words_reg;
        a_base_reg <= r1_l3_base;
        a_tags_reg <= h_tags;
        a_avail_reg <= r1_l3_base + $signed({9'd0, r1_words_in});
        // a beat starts two bytes into its word 0
        a_len_reg <= {r1_l3_base, 2'b10} + $signed({10'd0, r1_bytes_reg});
        a_slot_reg <= r1_slot_reg;
        a_vids_reg <= {h_tag[3] ? h_words[32*4+16 +: 12] : 12'd0,
                       h_tag[3] && h_tag[4] ? h_words[32*5+16 +: 12] : 12'd0};
        a_link_reg <= {h_tag[3] && h_words[32*3 +: 16] == 16'h88A8,
                       h_tag[3] && h_tag[4] ? h_words[32*5+28 +: 4] : 4'd0,
                       h_tag[3] ? h_words[32*4+28 +: 4] : 4'd0,
                       h_words[0 +: 16], h_words[32*1 +: 32], h_words[32*2 +: 32], h_words[32*3+16 +: 16]};
        a_ipv4_reg <= h_tags == 2'd0 ? h_ipv4[3] : h_tags == 2'd1 ? h_ipv4[4] : h_ipv4[5];
        a_ipv6_reg <= h_tags == 2'd0 ? h_ipv6[3] : h_tags == 2'd1 ? h_ipv6[4] : h_ipv6[5];
        a_l3_reg <= h_tags == 2'd0 ? h_words[32*4 +: 32*L3_WORDS] :
                    h_tags == 2'd1 ? h_words[32*5 +: 32*L3_WORDS] :
                                     h_words[32*6 +: 32*L3_WORDS];
    end

    if (rst) begin
        a_valid_reg <= 1'b0;
    end
end

/* -- b: IP header read; tuple complete; TCP words moved down by whole quads ----------------------- */

wire [3:0] a_version = a_l3_reg[31:28];
wire [3:0] a_ip_ihl = a_l3_reg[27:24];
wire [31:0] a_ip_1 = a_l3_reg[63:32];
wire [7:0] a_ip_protocol = a_l3_reg[32*2+16 +: 8];

wire a_is_ipv4 = a_ipv4_reg && a_version == 4'd4 && a_ip_ihl >= 4'd5;
wire a_is_ipv6 = a_ipv6_reg && a_version == 4'd6;
wire [3:0] a_ihl = a_ipv6_reg ? 4'd10 : a_ip_ihl;
wire [3:0] a_shift = a_ihl - 4'd5;
// IPv4: protocol 6, MF and offset 0. IPv6: next header 6
wire a_is_tcp = (a_is_ipv4 && a_ip_protocol == 8'd6 && a_ip_1[13:0] == 14'd0) ||
                (a_is_ipv6 && a_ip_1[15:8] == 8'd6);
wire a_ports_in = a_avail_reg > $signed({12'd0, a_ihl});
wire [16:0] a_ip_len = a_ipv6_reg ? {1'b0, a_ip_1[31:16]} + 17'd40 : {1'b0, a_l3_reg[15:0]};

wire [127:0] a_source = a_ipv6_reg
    ? {a_l3_reg[32*2 +: 32], a_l3_reg[32*3 +: 32], a_l3_reg[32*4 +: 32], a_l3_reg[32*5 +: 32]}
    : {a_l3_reg[32*3 +: 32], 96'd0};
wire [127:0] a_destination = a_ipv6_reg
    ? {a_l3_reg[32*6 +: 32], a_l3_reg[32*7 +: 32], a_l3_reg[32*8 +: 32], a_l3_reg[32*9 +: 32]}
    : {a_l3_reg[32*4 +: 32], 96'd0};

reg [31:0] a_ports;
always @* begin
    a_ports = 32'd0;
    for (i = 5; i <= 15; i = i + 1) begin
        if (a_ihl == i[3:0]) begin
            a_ports = a_ports | a_l3_reg[32*i +: 32];
        end
    end
end

// TTL or hop limit, TOS or traffic class, flow label
wire [7:0] a_ttl = a_ipv6_reg ? a_ip_1[7:0] : a_l3_reg[32*2+24 +: 8];
wire [7:0] a_tos = a_ipv6_reg ? a_l3_reg[27:20] : a_l3_reg[23:16];
wire [19:0] a_flow_label = a_ipv6_reg ? a_l3_reg[19:0] : 20'd0;

// {local address, remote address, local port, remote port}
wire [287:0] a_ends = FROM_HOST != 0 ? {a_source, a_destination, a_ports}
                                : {a_destination, a_source, a_ports[15:0], a_ports[31:16]};

reg [32*SHIFTED_WORDS-1:0] a_shifted;
always @* begin
    case (a_shift[3:2])
        2'd0: a_shifted = a_l3_reg[32*5 +: 32*SHIFTED_WORDS];
        2'd1: a_shifted = a_l3_reg[32*9 +: 32*SHIFTED_WORDS];
        default: a_shifted = {32'd0, a_l3_reg[32*13 +: 32*(SHIFTED_WORDS-1)]};
    endcase
end

reg b_valid_reg = 1'b0;
reg b_last_reg = 1'b0;
reg b_bad_reg = 1'b0;
reg b_key_valid_reg = 1'b0;
reg b_key_done_reg = 1'b0;
reg b_tcp_reg = 1'b0;
reg [KEY_WIDTH-1:0] b_key_reg = 0;
reg [`FINWAVE_LINK_WIDTH-1:0] b_link_reg = 0;
reg [CL_SLOTS-1:0] b_slot_reg = 0;
reg [LANES_WIDTH-1:0] b_words_reg = 0;
reg signed [15:0] b_base_reg = 16'sd0;
reg b_ipv6_reg = 1'b0;
reg [3:0] b_ihl_reg = 4'd0;
reg [1:0] b_shift_reg = 2'd0;
reg [16:0] b_ip_len_reg = 17'd0;
reg [32*SHIFTED_WORDS-1:0] b_shifted_reg = 0;
reg signed [15:0] b_avail_reg = 16'sd0;
reg signed [17:0] b_len_reg = 18'sd0;

wire a_tcp_now = a_is_tcp && a_ports_in;
// three words tell what is no TCP: it must not wait for its end, which may lie beyond the frame store
wire a_other_now = !a_is_tcp && a_avail_reg >= 16'sd3;

always @(posedge clk) begin
    b_valid_reg <= a_valid_reg;
    b_key_valid_reg <= a_valid_reg && !b_key_done_reg && (a_tcp_now || a_other_now || a_last_reg);
    if (a_valid_reg) begin
        b_key_done_reg <= !a_last_reg && (b_key_done_reg || a_tcp_now || a_other_now);
        b_tcp_reg <= a_tcp_now;
        b_last_reg <= a_last_reg;
        b_bad_reg <= a_bad_reg;
        b_key_reg <= {a_tags_reg, a_vids_reg, a_ipv6_reg, a_ends};
        b_link_reg <= {a_flow_label, a_tos, a_ttl, a_link_reg};
        b_slot_reg <= a_slot_reg;
        b_words_reg <= a_words_reg;
        b_base_reg <= a_base_reg;
        b_ipv6_reg <= a_ipv6_reg;
        b_ihl_reg <= a_ihl;
        b_shift_reg <= a_shift[1:0];
        b_ip_len_reg <= a_ip_len;
        b_shifted_reg <= a_shifted;
        b_avail_reg <= a_avail_reg - $signed({12'd0, a_ihl});
        b_len_reg <= a_len_reg;
    end

    if (rst) begin
        b_valid_reg <= 1'b0;
        b_key_valid_reg <= 1'b0;
        b_key_done_reg <= 1'b0;
    end
end

assign key_valid = b_key_valid_reg;
assign key_tcp = b_tcp_reg;
assign key = b_key_reg;
assign key_slot = b_slot_reg;
assign key_link = b_link_reg;

assign words_valid = b_valid_reg;
assign words_last = b_last_reg;
assign words_slot = b_slot_reg;
assign words = b_words_reg;
assign words_base = b_base_reg;
assign words_ipv6 = b_ipv6_reg;
assign words_ihl = b_ihl_reg;
assign words_ip_len = b_ip_len_reg;

/* -- c: TCP header at word 0 ---------------------------------------------------------------------- */

reg c_valid_reg = 1'b0;
reg c_last_reg = 1'b0;
reg c_bad_reg = 1'b0;
reg c_tcp_reg = 1'b0;
reg c_hdr_done_reg = 1'b0;
reg c_short_reg = 1'b0;
reg [CL_SLOTS-1:0] c_slot_reg = 0;
reg [32*L4_WORDS-1:0] c_l4_reg = 0;
reg signed [15:0] c_avail_reg = 16'sd0;
reg [17:0] c_l4_len_reg = 18'd0;

// a data offset below 5 is told by the header event itself; it must not wait for more words
wire [3:0] c_offset = c_l4_reg[32*3+28 +: 4] < 4'd5 ? 4'd5 : c_l4_reg[32*3+28 +: 4];
wire c_hdr_now = c_tcp_reg && c_avail_reg >= $signed({12'd0, c_offset});
wire c_hdr_event = c_valid_reg && c_hdr_now && !c_hdr_done_reg;

always @(posedge clk) begin
    c_valid_reg <= b_valid_reg;
    if (b_valid_reg) begin
        c_last_reg <= b_last_reg;
        c_bad_reg <= b_bad_reg;
        c_tcp_reg <= b_tcp_reg;
        c_slot_reg <= b_slot_reg;
        c_short_reg <= b_len_reg < $signed({1'b0, b_ip_len_reg}) || b_len_reg > MAX_LEN;
        c_avail_reg <= b_avail_reg;
        c_l4_len_reg <= {1'b0, b_ip_len_reg} - {12'd0, b_ihl_reg, 2'd0};
        case (b_shift_reg)
            2'd0: c_l4_reg <= b_shifted_reg[0 +: 32*L4_WORDS];
            2'd1: c_l4_reg <= b_shifted_reg[32*1 +: 32*L4_WORDS];
            2'd2: c_l4_reg <= b_shifted_reg[32*2 +: 32*L4_WORDS];
            default: c_l4_reg <= b_shifted_reg[32*3 +: 32*L4_WORDS];
        endcase
    end
    if (c_valid_reg) begin
        c_hdr_done_reg <= !c_last_reg && (c_hdr_done_reg || c_hdr_now);
    end

    if (rst) begin
        c_valid_reg <= 1'b0;
        c_hdr_done_reg <= 1'b0;
    end
end

assign hdr_valid = c_hdr_event;
assign hdr_slot = c_slot_reg;
assign hdr_words = c_l4_reg;
assign hdr_l4_len = c_l4_len_reg;

assign end_valid = c_valid_reg && c_last_reg;
assign end_slot = c_slot_reg;
assign end_bad = c_bad_reg || c_short_reg || !(c_hdr_done_reg || c_hdr_now);

endmodule

`resetall
