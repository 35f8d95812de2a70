// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * finwave in the 250 MHz box of the OpenNIC shell (https://github.com/Xilinx/open-nic-shell), in the place of its
 * p2p_250mhz: one engine for each CMAC port, one function a port, one QDMA.
 *
 *   CMAC --> adap_rx --> engine of this port --> tuser_size --> qdma_c2h --> host
 *   CMAC <-- adap_tx <-- tuser_size <-- engine of this port <-- qdma_h2c <-- host
 *
 * While an engine is not enabled its port is what p2p_250mhz makes of it: every beat leaves as it came with its size
 * and source; the destination is port i (1 << 6 + i) or function i (1 << i).
 * Frames that the engine makes get their size from their headers, before their first beat leaves (finwave_tuser_size);
 * their source is the function, or for a RST to the host the port, in whose name they are sent.
 *
 * Registers come in axil_aclk and cross to axis_aclk (finwave_axil_cdc). mod_rstn and mod_rst_done: finwave_box_reset;
 * a reset while an access is under way loses its answer.
 * No interrupt: the box has no wire for one.
 */
module finwave_box_250mhz #(
    parameter NUM_INTF = 1,                 // CMAC ports, and functions
    parameter FLOW_COUNT = 4096,            // of each port
    parameter TAIL_COUNT = 16,
    parameter TICK_CYCLES = 64000           // 1 us of 250 MHz, 16.8 fixed point
) (
    /* registers, in axil_aclk, from box_250mhz_address_map */
    input  wire [11:0]                 s_axil_awaddr,
    input  wire [NUM_INTF-1:0]         s_axil_awvalid,
    output wire [NUM_INTF-1:0]         s_axil_awready,
    input  wire [31:0]                 s_axil_wdata,
    input  wire [3:0]                  s_axil_wstrb,
    input  wire [NUM_INTF-1:0]         s_axil_wvalid,
    output wire [NUM_INTF-1:0]         s_axil_wready,
    output wire [2*NUM_INTF-1:0]       s_axil_bresp,
    output wire [NUM_INTF-1:0]         s_axil_bvalid,
    input  wire [NUM_INTF-1:0]         s_axil_bready,
    input  wire [11:0]                 s_axil_araddr,
    input  wire [NUM_INTF-1:0]         s_axil_arvalid,
    output wire [NUM_INTF-1:0]         s_axil_arready,
    output wire [32*NUM_INTF-1:0]      s_axil_rdata,
    output wire [2*NUM_INTF-1:0]       s_axil_rresp,
    output wire [NUM_INTF-1:0]         s_axil_rvalid,
    input  wire [NUM_INTF-1:0]         s_axil_rready,

    /* from the host */
    input  wire [NUM_INTF-1:0]         s_axis_qdma_h2c_tvalid,
    input  wire [512*NUM_INTF-1:0]     s_axis_qdma_h2c_tdata,
    input  wire [64*NUM_INTF-1:0]      s_axis_qdma_h2c_tkeep,
    input  wire [NUM_INTF-1:0]         s_axis_qdma_h2c_tlast,
    input  wire [16*NUM_INTF-1:0]      s_axis_qdma_h2c_tuser_size,
    input  wire [16*NUM_INTF-1:0]      s_axis_qdma_h2c_tuser_src,
    input  wire [16*NUM_INTF-1:0]      s_axis_qdma_h2c_tuser_dst,
    output wire [NUM_INTF-1:0]         s_axis_qdma_h2c_tready,

    /* to the host */
    output wire [NUM_INTF-1:0]         m_axis_qdma_c2h_tvalid,
    output wire [512*NUM_INTF-1:0]     m_axis_qdma_c2h_tdata,
    output wire [64*NUM_INTF-1:0]      m_axis_qdma_c2h_tkeep,
    output wire [NUM_INTF-1:0]         m_axis_qdma_c2h_tlast,
    output wire [16*NUM_INTF-1:0]      m_axis_qdma_c2h_tuser_size,
    output wire [16*NUM_INTF-1:0]      m_axis_qdma_c2h_tuser_src,
    output wire [16*NUM_INTF-1:0]      m_axis_qdma_c2h_tuser_dst,
    input  wire [NUM_INTF-1:0]         m_axis_qdma_c2h_tready,

    /* to the CMAC */
    output wire [NUM_INTF-1:0]         m_axis_adap_tx_250mhz_tvalid,
    output wire [512*NUM_INTF-1:0]     m_axis_adap_tx_250mhz_tdata,
    output wire [64*NUM_INTF-1:0]      m_axis_adap_tx_250mhz_tkeep,
    output wire [NUM_INTF-1:0]         m_axis_adap_tx_250mhz_tlast,
    output wire [16*NUM_INTF-1:0]      m_axis_adap_tx_250mhz_tuser_size,
    output wire [16*NUM_INTF-1:0]      m_axis_adap_tx_250mhz_tuser_src,
    output wire [16*NUM_INTF-1:0]      m_axis_adap_tx_250mhz_tuser_dst,
    input  wire [NUM_INTF-1:0]         m_axis_adap_tx_250mhz_tready,

    /* from the CMAC */
    input  wire [NUM_INTF-1:0]         s_axis_adap_rx_250mhz_tvalid,
    input  wire [512*NUM_INTF-1:0]     s_axis_adap_rx_250mhz_tdata,
    input  wire [64*NUM_INTF-1:0]      s_axis_adap_rx_250mhz_tkeep,
    input  wire [NUM_INTF-1:0]         s_axis_adap_rx_250mhz_tlast,
    input  wire [16*NUM_INTF-1:0]      s_axis_adap_rx_250mhz_tuser_size,
    input  wire [16*NUM_INTF-1:0]      s_axis_adap_rx_250mhz_tuser_src,
    input  wire [16*NUM_INTF-1:0]      s_axis_adap_rx_250mhz_tuser_dst,
    output wire [NUM_INTF-1:0]         s_axis_adap_rx_250mhz_tready,

    input  wire                        mod_rstn,
    output wire                        mod_rst_done,
    input  wire                        axil_aclk,
    input  wire                        axis_aclk
);

localparam USER = 34;                       // {src, size, the frame came with them, bad}

wire axil_rst, axis_rst;

finwave_box_reset
reset_inst (
    .clk(axil_aclk),
    .mod_rstn(mod_rstn),
    .mod_rst_done(mod_rst_done),
    .rst(axil_rst),
    .other_clk(axis_aclk),
    .other_rst(axis_rst)
);

genvar n;
generate
    for (n = 0; n < NUM_INTF; n = n + 1) begin : g_port
        localparam [15:0] FUNCTION = 16'd1 << n;
        localparam [15:0] CMAC = 16'd64 << n;

        wire [11:0] awaddr, araddr;
        wire [31:0] wdata, rdata;
        wire [3:0] wstrb;
        wire [1:0] bresp, rresp;
        wire awvalid, awready, wvalid, wready, bvalid, bready, arvalid, arready, rvalid, rready;

        finwave_axil_cdc
        cdc_inst (
            .s_clk(axil_aclk),
            .s_rst(axil_rst),
            .s_axil_awaddr(s_axil_awaddr),
            .s_axil_awvalid(s_axil_awvalid[n]),
            .s_axil_awready(s_axil_awready[n]),
            .s_axil_wdata(s_axil_wdata),
            .s_axil_wstrb(s_axil_wstrb),
            .s_axil_wvalid(s_axil_wvalid[n]),
            .s_axil_wready(s_axil_wready[n]),
            .s_axil_bresp(s_axil_bresp[2*n +: 2]),
            .s_axil_bvalid(s_axil_bvalid[n]),
            .s_axil_bready(s_axil_bready[n]),
            .s_axil_araddr(s_axil_araddr),
            .s_axil_arvalid(s_axil_arvalid[n]),
            .s_axil_arready(s_axil_arready[n]),
            .s_axil_rdata(s_axil_rdata[32*n +: 32]),
            .s_axil_rresp(s_axil_rresp[2*n +: 2]),
            .s_axil_rvalid(s_axil_rvalid[n]),
            .s_axil_rready(s_axil_rready[n]),
            .m_clk(axis_aclk),
            .m_rst(axis_rst),
            .m_axil_awaddr(awaddr),
            .m_axil_awvalid(awvalid),
            .m_axil_awready(awready),
            .m_axil_wdata(wdata),
            .m_axil_wstrb(wstrb),
            .m_axil_wvalid(wvalid),
            .m_axil_wready(wready),
            .m_axil_bresp(bresp),
            .m_axil_bvalid(bvalid),
            .m_axil_bready(bready),
            .m_axil_araddr(araddr),
            .m_axil_arvalid(arvalid),
            .m_axil_arready(arready),
            .m_axil_rdata(rdata),
            .m_axil_rresp(rresp),
            .m_axil_rvalid(rvalid),
            .m_axil_rready(rready)
        );

        wire rx_valid, rx_ready, rx_last, tx_valid, tx_ready, tx_last;
        wire [511:0] rx_data, tx_data;
        wire [63:0] rx_keep, tx_keep;
        wire [USER-1:0] rx_user, tx_user;

        finwave #(
            .DATA_WIDTH(512),
            .RX_USER_WIDTH(USER),
            .TX_USER_WIDTH(USER),
            .FLOW_COUNT(FLOW_COUNT),
            .TAIL_COUNT(TAIL_COUNT),
            .TICK_CYCLES(TICK_CYCLES)
        )
        finwave_inst (
            .clk(axis_aclk),
            .rst(axis_rst),
            .s_axis_wire_rx_tdata(s_axis_adap_rx_250mhz_tdata[512*n +: 512]),
            .s_axis_wire_rx_tkeep(s_axis_adap_rx_250mhz_tkeep[64*n +: 64]),
            .s_axis_wire_rx_tvalid(s_axis_adap_rx_250mhz_tvalid[n]),
            .s_axis_wire_rx_tready(s_axis_adap_rx_250mhz_tready[n]),
            .s_axis_wire_rx_tlast(s_axis_adap_rx_250mhz_tlast[n]),
            .s_axis_wire_rx_tuser({s_axis_adap_rx_250mhz_tuser_src[16*n +: 16],
                                   s_axis_adap_rx_250mhz_tuser_size[16*n +: 16], 2'b10}),
            .m_axis_host_rx_tdata(rx_data),
            .m_axis_host_rx_tkeep(rx_keep),
            .m_axis_host_rx_tvalid(rx_valid),
            .m_axis_host_rx_tready(rx_ready),
            .m_axis_host_rx_tlast(rx_last),
            .m_axis_host_rx_tuser(rx_user),
            .s_axis_host_tx_tdata(s_axis_qdma_h2c_tdata[512*n +: 512]),
            .s_axis_host_tx_tkeep(s_axis_qdma_h2c_tkeep[64*n +: 64]),
            .s_axis_host_tx_tvalid(s_axis_qdma_h2c_tvalid[n]),
            .s_axis_host_tx_tready(s_axis_qdma_h2c_tready[n]),
            .s_axis_host_tx_tlast(s_axis_qdma_h2c_tlast[n]),
            .s_axis_host_tx_tuser({s_axis_qdma_h2c_tuser_src[16*n +: 16],
                                   s_axis_qdma_h2c_tuser_size[16*n +: 16], 2'b10}),
            .m_axis_wire_tx_tdata(tx_data),
            .m_axis_wire_tx_tkeep(tx_keep),
            .m_axis_wire_tx_tvalid(tx_valid),
            .m_axis_wire_tx_tready(tx_ready),
            .m_axis_wire_tx_tlast(tx_last),
            .m_axis_wire_tx_tuser(tx_user),
            .s_axil_awaddr(awaddr),
            .s_axil_awprot(3'd0),
            .s_axil_awvalid(awvalid),
            .s_axil_awready(awready),
            .s_axil_wdata(wdata),
            .s_axil_wstrb(wstrb),
            .s_axil_wvalid(wvalid),
            .s_axil_wready(wready),
            .s_axil_bresp(bresp),
            .s_axil_bvalid(bvalid),
            .s_axil_bready(bready),
            .s_axil_araddr(araddr),
            .s_axil_arprot(3'd0),
            .s_axil_arvalid(arvalid),
            .s_axil_arready(arready),
            .s_axil_rdata(rdata),
            .s_axil_rresp(rresp),
            .s_axil_rvalid(rvalid),
            .s_axil_rready(rready),
            .irq(),
            .tick_skip(32'd0),
            .rt_valid(),
            .rt_op(),
            .rt_from_host(),
            .rt_flow(),
            .rt_generation(),
            .rt_frame(),
            .rt_old_state(),
            .rt_new_state(),
            .rt_reason(),
            .rt_send(),
            .rt_text(),
            .rt_ack_limited(),
            .rt_pass(),
            .rt_freed(),
            .rt_completion(),
            .rt_peer_fin(),
            .rt_seq(),
            .rt_ack(),
            .rt_now(),
            .quiet()
        );

        finwave_tuser_size #(.OWN_SRC(CMAC))
        rx_size_inst (
            .clk(axis_aclk),
            .rst(axis_rst),
            .in_valid(rx_valid),
            .in_ready(rx_ready),
            .in_data(rx_data),
            .in_keep(rx_keep),
            .in_last(rx_last),
            .in_user(rx_user[USER-1:1]),
            .out_valid(m_axis_qdma_c2h_tvalid[n]),
            .out_ready(m_axis_qdma_c2h_tready[n]),
            .out_data(m_axis_qdma_c2h_tdata[512*n +: 512]),
            .out_keep(m_axis_qdma_c2h_tkeep[64*n +: 64]),
            .out_last(m_axis_qdma_c2h_tlast[n]),
            .out_size(m_axis_qdma_c2h_tuser_size[16*n +: 16]),
            .out_src(m_axis_qdma_c2h_tuser_src[16*n +: 16])
        );

        finwave_tuser_size #(.OWN_SRC(FUNCTION))
        tx_size_inst (
            .clk(axis_aclk),
            .rst(axis_rst),
            .in_valid(tx_valid),
            .in_ready(tx_ready),
            .in_data(tx_data),
            .in_keep(tx_keep),
            .in_last(tx_last),
            .in_user(tx_user[USER-1:1]),
            .out_valid(m_axis_adap_tx_250mhz_tvalid[n]),
            .out_ready(m_axis_adap_tx_250mhz_tready[n]),
            .out_data(m_axis_adap_tx_250mhz_tdata[512*n +: 512]),
            .out_keep(m_axis_adap_tx_250mhz_tkeep[64*n +: 64]),
            .out_last(m_axis_adap_tx_250mhz_tlast[n]),
            .out_size(m_axis_adap_tx_250mhz_tuser_size[16*n +: 16]),
            .out_src(m_axis_adap_tx_250mhz_tuser_src[16*n +: 16])
        );

        assign m_axis_qdma_c2h_tuser_dst[16*n +: 16] = FUNCTION;
        assign m_axis_adap_tx_250mhz_tuser_dst[16*n +: 16] = CMAC;
    end
endgenerate

endmodule

`resetall
