// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
//
// Included by OpenNIC's box_250mhz.sv: finwave between the functions and the CMAC ports.

generate
    if (USE_PHYS_FUNC == 0 || NUM_PHYS_FUNC != NUM_CMAC_PORT || NUM_QDMA != 1) begin : g_bad_shell
        finwave_error_a_function_for_each_port_and_one_QDMA_are_needed guard ();
    end
endgenerate

// the other users' resets: nobody is there
assign mod_rst_done[15:1] = {15{1'b1}};

finwave_box_250mhz #(
    .NUM_INTF(NUM_CMAC_PORT)
)
finwave_box_250mhz_inst (
    .s_axil_awaddr(axil_port_awaddr),
    .s_axil_awvalid(axil_port_awvalid),
    .s_axil_awready(axil_port_awready),
    .s_axil_wdata(axil_port_wdata),
    .s_axil_wstrb(axil_port_wstrb),
    .s_axil_wvalid(axil_port_wvalid),
    .s_axil_wready(axil_port_wready),
    .s_axil_bresp(axil_port_bresp),
    .s_axil_bvalid(axil_port_bvalid),
    .s_axil_bready(axil_port_bready),
    .s_axil_araddr(axil_port_araddr),
    .s_axil_arvalid(axil_port_arvalid),
    .s_axil_arready(axil_port_arready),
    .s_axil_rdata(axil_port_rdata),
    .s_axil_rresp(axil_port_rresp),
    .s_axil_rvalid(axil_port_rvalid),
    .s_axil_rready(axil_port_rready),
    .s_axis_qdma_h2c_tvalid(s_axis_qdma_h2c_tvalid),
    .s_axis_qdma_h2c_tdata(s_axis_qdma_h2c_tdata),
    .s_axis_qdma_h2c_tkeep(s_axis_qdma_h2c_tkeep),
    .s_axis_qdma_h2c_tlast(s_axis_qdma_h2c_tlast),
    .s_axis_qdma_h2c_tuser_size(s_axis_qdma_h2c_tuser_size),
    .s_axis_qdma_h2c_tuser_src(s_axis_qdma_h2c_tuser_src),
    .s_axis_qdma_h2c_tuser_dst(s_axis_qdma_h2c_tuser_dst),
    .s_axis_qdma_h2c_tready(s_axis_qdma_h2c_tready),
    .m_axis_qdma_c2h_tvalid(m_axis_qdma_c2h_tvalid),
    .m_axis_qdma_c2h_tdata(m_axis_qdma_c2h_tdata),
    .m_axis_qdma_c2h_tkeep(m_axis_qdma_c2h_tkeep),
    .m_axis_qdma_c2h_tlast(m_axis_qdma_c2h_tlast),
    .m_axis_qdma_c2h_tuser_size(m_axis_qdma_c2h_tuser_size),
    .m_axis_qdma_c2h_tuser_src(m_axis_qdma_c2h_tuser_src),
    .m_axis_qdma_c2h_tuser_dst(m_axis_qdma_c2h_tuser_dst),
    .m_axis_qdma_c2h_tready(m_axis_qdma_c2h_tready),
    .m_axis_adap_tx_250mhz_tvalid(m_axis_adap_tx_250mhz_tvalid),
    .m_axis_adap_tx_250mhz_tdata(m_axis_adap_tx_250mhz_tdata),
    .m_axis_adap_tx_250mhz_tkeep(m_axis_adap_tx_250mhz_tkeep),
    .m_axis_adap_tx_250mhz_tlast(m_axis_adap_tx_250mhz_tlast),
    .m_axis_adap_tx_250mhz_tuser_size(m_axis_adap_tx_250mhz_tuser_size),
    .m_axis_adap_tx_250mhz_tuser_src(m_axis_adap_tx_250mhz_tuser_src),
    .m_axis_adap_tx_250mhz_tuser_dst(m_axis_adap_tx_250mhz_tuser_dst),
    .m_axis_adap_tx_250mhz_tready(m_axis_adap_tx_250mhz_tready),
    .s_axis_adap_rx_250mhz_tvalid(s_axis_adap_rx_250mhz_tvalid),
    .s_axis_adap_rx_250mhz_tdata(s_axis_adap_rx_250mhz_tdata),
    .s_axis_adap_rx_250mhz_tkeep(s_axis_adap_rx_250mhz_tkeep),
    .s_axis_adap_rx_250mhz_tlast(s_axis_adap_rx_250mhz_tlast),
    .s_axis_adap_rx_250mhz_tuser_size(s_axis_adap_rx_250mhz_tuser_size),
    .s_axis_adap_rx_250mhz_tuser_src(s_axis_adap_rx_250mhz_tuser_src),
    .s_axis_adap_rx_250mhz_tuser_dst(s_axis_adap_rx_250mhz_tuser_dst),
    .s_axis_adap_rx_250mhz_tready(s_axis_adap_rx_250mhz_tready),
    .mod_rstn(mod_rstn[0]),
    .mod_rst_done(mod_rst_done[0]),
    .axil_aclk(axil_aclk),
    .axis_aclk(axis_aclk)
);
