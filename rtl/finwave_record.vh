// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

// Where each field lies in a flow's record, and in the key kept beside it. docs/theory.md says what
// the fields mean. A record of zeros is a free one.

`ifndef FINWAVE_RECORD_VH
`define FINWAVE_RECORD_VH

`define FINWAVE_REC_WIDTH          504

`define FINWAVE_REC_STATE           3:0
`define FINWAVE_REC_HALF_CLOSE      4
`define FINWAVE_REC_TIMESTAMPS      5
`define FINWAVE_REC_TIMER           6
`define FINWAVE_REC_LIMITED         7
`define FINWAVE_REC_EV_PEER_FIN     8          // PEER_FIN waits for room in the event queue
`define FINWAVE_REC_EV_COMPLETE     12:9       // completion that waits, or NONE
`define FINWAVE_REC_EV_FIN_STATE    16:13      // state before the PEER_FIN that waits
`define FINWAVE_REC_EV_STATE        20:17      // state before the completion that waits
`define FINWAVE_REC_GENERATION      24:21
`define FINWAVE_REC_SND_WSCALE      28:25
`define FINWAVE_REC_RCV_WSCALE      32:29
`define FINWAVE_REC_SND_UNA         64:33
`define FINWAVE_REC_SND_NXT         96:65
`define FINWAVE_REC_RCV_NXT         128:97
`define FINWAVE_REC_RCV_EDGE        160:129
`define FINWAVE_REC_MAX_WND         176:161
`define FINWAVE_REC_TS_RECENT       208:177
`define FINWAVE_REC_TS_OFFSET       240:209
`define FINWAVE_REC_DEADLINE        272:241
`define FINWAVE_REC_LIMITED_AT      304:273
`define FINWAVE_REC_PEER_FIN_AT     304:273    // while tracked: no ACK of ours is limited then
`define FINWAVE_REC_FIN_AT          336:305    // number of our FIN, from the close on
`define FINWAVE_REC_SND_WND         352:337
`define FINWAVE_REC_WATCH           353
`define FINWAVE_REC_CLOSE_ON_FIN    354
`define FINWAVE_REC_ACK_OWED        355
`define FINWAVE_REC_TRACKED         356
`define FINWAVE_REC_WSCALE_OFFERED  357
`define FINWAVE_REC_PEER_FIN_SEEN   358

// only of adopted flows
`define FINWAVE_REC_RTO             386:359
`define FINWAVE_REC_RETRIES         391:387
`define FINWAVE_REC_MAX_RETRIES     396:392
`define FINWAVE_REC_FIRST_FIN       414:397
`define FINWAVE_REC_TAIL_LEN        425:415    // bytes of text before our FIN that the engine holds
`define FINWAVE_REC_TAIL            433:426    // number of their buffer
`define FINWAVE_REC_USER_TIMEOUT    450:434    // units of 2^14 ticks; 0 is none
`define FINWAVE_REC_NEIGHBOUR       458:451    // number of the pair of MACs

`define FINWAVE_REC_ADOPTED         458:359    // all of these; of a tracked connection in their place:
`define FINWAVE_REC_MACS            454:359    // the peer's MAC, then ours

// what lies below TCP, but for the MACs
`define FINWAVE_REC_PCP_OUTER       462:459    // PCP and DEI of the tags
`define FINWAVE_REC_PCP_INNER       466:463
`define FINWAVE_REC_OUTER_88A8      467
`define FINWAVE_REC_TTL             475:468
`define FINWAVE_REC_TOS             483:476
`define FINWAVE_REC_FLOW_LABEL      503:484
`define FINWAVE_REC_LINK            503:459    // PCP_OUTER to FLOW_LABEL
`define FINWAVE_REC_LINK_WIDTH      45
`define FINWAVE_REC_ABOVE_LINK      458:0
`define FINWAVE_REC_ABOVE_LINK_WIDTH 459

`define FINWAVE_KEY_WIDTH          315

`define FINWAVE_KEY_REMOTE_PORT    15:0
`define FINWAVE_KEY_LOCAL_PORT     31:16
`define FINWAVE_KEY_REMOTE         159:32      // IPv4 in the high 32 bits
`define FINWAVE_KEY_LOCAL          287:160
`define FINWAVE_KEY_IPV6           288
`define FINWAVE_KEY_VID_INNER      300:289
`define FINWAVE_KEY_VID_OUTER      312:301
`define FINWAVE_KEY_VLAN_COUNT     314:313

// a frame to build: what the flow pipeline hands to the builder
`define FINWAVE_FRAME_WIDTH        715

`define FINWAVE_FRAME_LINK_WIDTH    456         // what does not depend on numbers: up to FLOW_LABEL

`define FINWAVE_FRAME_KEY           314:0
`define FINWAVE_FRAME_MACS          410:315
`define FINWAVE_FRAME_PCP_OUTER     414:411
`define FINWAVE_FRAME_PCP_INNER     418:415
`define FINWAVE_FRAME_OUTER_88A8    419
`define FINWAVE_FRAME_TTL           427:420
`define FINWAVE_FRAME_TOS           435:428
`define FINWAVE_FRAME_FLOW_LABEL    455:436
`define FINWAVE_FRAME_SEQ           487:456
`define FINWAVE_FRAME_ACK           519:488
`define FINWAVE_FRAME_FLAGS         535:520     // data offset and flags, as in the header
`define FINWAVE_FRAME_RCV_WND       567:536     // bytes; negative: none
`define FINWAVE_FRAME_RCV_WSCALE    571:568
`define FINWAVE_FRAME_TIMESTAMPS    572
`define FINWAVE_FRAME_TSVAL         604:573
`define FINWAVE_FRAME_TSECR         636:605
`define FINWAVE_FRAME_IP_SUM        652:637     // IPv4 header checksum, ready to send
`define FINWAVE_FRAME_TCP_SUM       673:653     // addresses, ports, length, protocol: not folded
`define FINWAVE_FRAME_TEXT_LEN      684:674     // bytes of the tail that go along; the sums above are without them
`define FINWAVE_FRAME_TEXT_FROM     695:685     // first of them in its buffer
`define FINWAVE_FRAME_TAIL          703:696     // number of the buffer
`define FINWAVE_FRAME_MARKED        704         // leaves behind the frame `MARK` of the other source
`define FINWAVE_FRAME_MARK          714:705     // low bits of that frame's number

// so many may still come, at a DATA_WIDTH, when a queue of them is so full that it has no room any more: finwave_issue
// goes by that 10 clocks before the frame, and at 64 bits issues in every other one at most (SPACED)
`define FINWAVE_FRAMES_UNDER_WAY(DATA_WIDTH) ((DATA_WIDTH) == 64 ? 5 : 10)

// what lies below TCP in a frame of the host: MACs, then the bits of FINWAVE_REC_LINK
`define FINWAVE_LINK_WIDTH         141

`define FINWAVE_LINK_MACS          95:0
`define FINWAVE_LINK_REST          140:96

// facts about a segment, kept by slot while its frame is on its way
`define FINWAVE_SEG_WIDTH          150

`define FINWAVE_SEG_SEQ            31:0
`define FINWAVE_SEG_SEQ_END        63:32       // SEG.SEQ + SEG.LEN
`define FINWAVE_SEG_TEXT_END       95:64       // SEG.SEQ + payload
`define FINWAVE_SEG_ACK            127:96
`define FINWAVE_SEG_WINDOW         143:128
`define FINWAVE_SEG_FLAG_FIN       144
`define FINWAVE_SEG_FLAG_SYN       145
`define FINWAVE_SEG_FLAG_RST       146
`define FINWAVE_SEG_FLAG_ACK       147
`define FINWAVE_SEG_TEXT           148         // payload is not empty
`define FINWAVE_SEG_BAD            149         // lengths in the headers disagree

// a SYN that may start tracking
`define FINWAVE_TRACK_WIDTH        591

`define FINWAVE_TRACK_KEY          314:0
`define FINWAVE_TRACK_MACS         410:315
`define FINWAVE_TRACK_LINK         455:411     // the bits of FINWAVE_REC_LINK
`define FINWAVE_TRACK_SEQ          487:456
`define FINWAVE_TRACK_SEQ_END      519:488
`define FINWAVE_TRACK_TS           520
`define FINWAVE_TRACK_TS_NUMBER    552:521     // TSval; of the host: TSval - timestamp clock
`define FINWAVE_TRACK_WSCALE_FOUND 553
`define FINWAVE_TRACK_WSCALE       557:554
`define FINWAVE_TRACK_FROM_HOST    558
`define FINWAVE_TRACK_FRAME        590:559     // number of the frame

// operations of the flow pipeline that software does not know
`define FINWAVE_OP_SYN             4'd13       // a SYN of a tuple that is not in the table: may it be tracked?
`define FINWAVE_OP_LOOK            4'd14       // is anything due? reads only
`define FINWAVE_OP_SWEEP           4'd15       // do what is due

// what a decision does to the flow's timer
`define FINWAVE_TIMER_KEEP         4'd0
`define FINWAVE_TIMER_STOP         4'd1
`define FINWAVE_TIMER_RTO          4'd2
`define FINWAVE_TIMER_RTO_FIRST    4'd3
`define FINWAVE_TIMER_RTO_BACKOFF  4'd4
`define FINWAVE_TIMER_TIME_WAIT    4'd5
`define FINWAVE_TIMER_FIN_WAIT_2   4'd6
`define FINWAVE_TIMER_MERGE        4'd7
`define FINWAVE_TIMER_TRACK_IDLE   4'd8
`define FINWAVE_TIMER_RTO_COUNT    4'd9

`endif
