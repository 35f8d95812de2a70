// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

// The rules by which a flow moves: bits of a vector of which one at most is set. finwave_rule.v says when each applies,
// finwave_transition.v what follows.

`ifndef FINWAVE_RULES_VH
`define FINWAVE_RULES_VH

`define FINWAVE_RULES                  49

// segments: the first check that fails
`define FINWAVE_RULE_BAD_FRAME         0
`define FINWAVE_RULE_BAD_CHECKSUM      1
`define FINWAVE_RULE_REUSED            2
`define FINWAVE_RULE_NO_TIMESTAMP      3
`define FINWAVE_RULE_PAWS              4
`define FINWAVE_RULE_RST_OUTSIDE       5
`define FINWAVE_RULE_RST_IGNORED       6
`define FINWAVE_RULE_RST_ACCEPTED      7
`define FINWAVE_RULE_RST_CHALLENGE     8
`define FINWAVE_RULE_SYN_CHALLENGE     9
`define FINWAVE_RULE_SYN_RESET_IN      10
`define FINWAVE_RULE_SYN_RESET_OUT     11
`define FINWAVE_RULE_AGAIN             12
`define FINWAVE_RULE_AGAIN_TIME_WAIT   13
`define FINWAVE_RULE_AGAIN_CLOSES      14
`define FINWAVE_RULE_AGAIN_ENDS        15
`define FINWAVE_RULE_OUTSIDE_WATCHED   16
`define FINWAVE_RULE_OUTSIDE           17
`define FINWAVE_RULE_NO_ACK            18
`define FINWAVE_RULE_ACK_UNACCEPTABLE  19
`define FINWAVE_RULE_FIN_ACKED         20
`define FINWAVE_RULE_UNWANTED          21

// segments that passed all checks
`define FINWAVE_RULE_AFTER_FIN         22
`define FINWAVE_RULE_LINUX_ACK         23
`define FINWAVE_RULE_HOLE              24
`define FINWAVE_RULE_TAKE_FIN          25
`define FINWAVE_RULE_TAKE_TEXT         26
`define FINWAVE_RULE_NOTHING           27

// segments of the host
`define FINWAVE_RULE_HOST_BAD          28
`define FINWAVE_RULE_HOST_REUSED       29
`define FINWAVE_RULE_HOST_SYN          30
`define FINWAVE_RULE_HOST_RST          31
`define FINWAVE_RULE_HOST_REFUSED      32
`define FINWAVE_RULE_HOST_FIN          33
`define FINWAVE_RULE_HOST_PASSED       34

// timeouts
`define FINWAVE_RULE_OUT_FENCED        35
`define FINWAVE_RULE_OUT_AGAIN         36
`define FINWAVE_RULE_OUT_GIVE_UP       37
`define FINWAVE_RULE_OUT_FIN_WAIT_2    38
`define FINWAVE_RULE_OUT_TIME_WAIT     39
`define FINWAVE_RULE_OUT_MERGE         40
`define FINWAVE_RULE_OUT_STOP          41

// commands
`define FINWAVE_RULE_CLOSE             42
`define FINWAVE_RULE_READER_GONE       43
`define FINWAVE_RULE_ABORT             44
`define FINWAVE_RULE_UPDATE            45
`define FINWAVE_RULE_RELEASE           46
`define FINWAVE_RULE_EVICT             47
`define FINWAVE_RULE_REFUSED           48

`endif
