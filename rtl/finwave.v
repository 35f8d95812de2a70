// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * finwave: TCP connection teardown engine, a bump in the wire between a MAC and a host.
 *
 * Ports only; the body follows.
 */
module finwave #(
    parameter DATA_WIDTH = 64,              // bits of a stream beat: 64, 128, 256 or 512
    parameter KEEP_WIDTH = DATA_WIDTH / 8,
    parameter RX_USER_WIDTH = 1,            // tuser[0] = bad frame; the rest is carried along
    parameter TX_USER_WIDTH = 1,
    parameter FLOW_COUNT = 4096,            // 256 to 1,048,576, a power of two
    parameter TICK_CYCLES = 40000,          // reset value of TICK_CYCLES: clocks per tick, 16.8 fixed point
    parameter AXIL_ADDR_WIDTH = 12
) (
    input  wire                       clk,
    input  wire                       rst,

    /* from the MAC */
    input  wire [DATA_WIDTH-1:0]      s_axis_wire_rx_tdata,
    input  wire [KEEP_WIDTH-1:0]      s_axis_wire_rx_tkeep,
    input  wire                       s_axis_wire_rx_tvalid,
    output wire                       s_axis_wire_rx_tready,
    input  wire                       s_axis_wire_rx_tlast,
    input  wire [RX_USER_WIDTH-1:0]   s_axis_wire_rx_tuser,

    /* to the host */
    output wire [DATA_WIDTH-1:0]      m_axis_host_rx_tdata,
    output wire [KEEP_WIDTH-1:0]      m_axis_host_rx_tkeep,
    output wire                       m_axis_host_rx_tvalid,
    input  wire                       m_axis_host_rx_tready,
    output wire                       m_axis_host_rx_tlast,
    output wire [RX_USER_WIDTH-1:0]   m_axis_host_rx_tuser,

    /* from the host */
    input  wire [DATA_WIDTH-1:0]      s_axis_host_tx_tdata,
    input  wire [KEEP_WIDTH-1:0]      s_axis_host_tx_tkeep,
    input  wire                       s_axis_host_tx_tvalid,
    output wire                       s_axis_host_tx_tready,
    input  wire                       s_axis_host_tx_tlast,
    input  wire [TX_USER_WIDTH-1:0]   s_axis_host_tx_tuser,

    /* to the MAC; tuser is 0 on the frames that the engine makes */
    output wire [DATA_WIDTH-1:0]      m_axis_wire_tx_tdata,
    output wire [KEEP_WIDTH-1:0]      m_axis_wire_tx_tkeep,
    output wire                       m_axis_wire_tx_tvalid,
    input  wire                       m_axis_wire_tx_tready,
    output wire                       m_axis_wire_tx_tlast,
    output wire [TX_USER_WIDTH-1:0]   m_axis_wire_tx_tuser,

    /* registers */
    input  wire [AXIL_ADDR_WIDTH-1:0] s_axil_awaddr,
    input  wire [2:0]                 s_axil_awprot,
    input  wire                       s_axil_awvalid,
    output wire                       s_axil_awready,
    input  wire [31:0]                s_axil_wdata,
    input  wire [3:0]                 s_axil_wstrb,
    input  wire                       s_axil_wvalid,
    output wire                       s_axil_wready,
    output wire [1:0]                 s_axil_bresp,
    output wire                       s_axil_bvalid,
    input  wire                       s_axil_bready,
    input  wire [AXIL_ADDR_WIDTH-1:0] s_axil_araddr,
    input  wire [2:0]                 s_axil_arprot,
    input  wire                       s_axil_arvalid,
    output wire                       s_axil_arready,
    output wire [31:0]                s_axil_rdata,
    output wire [1:0]                 s_axil_rresp,
    output wire                       s_axil_rvalid,
    input  wire                       s_axil_rready,

    output wire                       irq,

    /* ticks added to the time in this clock; 0 on a board, idle time skipped in simulation */
    input  wire [31:0]                tick_skip,

    /* retire port, observation only: one entry a segment, command (but QUERY) and timeout, in order */
    output wire                       rt_valid,
    output wire [3:0]                 rt_op,          // FINWAVE_OP_*
    output wire [19:0]                rt_flow,
    output wire [3:0]                 rt_generation,
    output wire [31:0]                rt_frame,       // SEGMENT: number of the frame from the wire, from 0
    output wire [3:0]                 rt_old_state,
    output wire [3:0]                 rt_new_state,
    output wire [5:0]                 rt_reason,
    output wire [2:0]                 rt_send,        // FINWAVE_SEND_*; NONE when a limit held the ACK back
    output wire                       rt_ack_limited, // an ACK was held back by the limits
    output wire                       rt_pass,        // SEGMENT: the frame goes up to the host
    output wire                       rt_freed,
    output wire [3:0]                 rt_completion,  // FINWAVE_EVENT_*, NONE if not freed
    output wire                       rt_peer_fin,
    output wire [31:0]                rt_seq,         // of the segment that is sent
    output wire [31:0]                rt_ack,
    output wire [47:0]                rt_now,         // ticks that the decision saw

    /* nothing on its way: no frame held, no command, no event in flight, nothing queued to send */
    output wire                       quiet
);
endmodule

`resetall
