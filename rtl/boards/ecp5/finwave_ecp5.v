// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

/*
 * What `make fpga` places: the whole engine, 64 bits, with registers on all its ports and few enough pins for any
 * package.
 *
 * Enters: one bit a clock, shifted through a chain as long as the engine's inputs; `load` copies the chain into the
 * rank of registers that drives the engine. (The copy keeps synthesis from merging the engine's own delay lines into
 * the chain.) Leaves: the parity of everything that the engine says, registered at the engine's outputs and after
 * every level of the tree, so that the measured paths are the engine's.
 * The retire port is for observation and stays open, as on a board; `tick_skip` is 0.
 */
module finwave_ecp5 #(
    parameter FLOW_COUNT = 2048,
    parameter TAIL_COUNT = 16
) (
    input  wire clk,
    input  wire rst,
    input  wire serial,
    input  wire load,
    output wire parity
);

localparam STREAM = 64 + 8 + 1 + 1 + 1;         // data, keep, valid, last, user
localparam AXIL_ADDR_WIDTH = 12;
localparam AXIL_IN = 2*(AXIL_ADDR_WIDTH + 3 + 1) + 32 + 4 + 1 + 1 + 1;
localparam INPUTS = 2*STREAM + 2 + AXIL_IN + 1;
localparam OUTPUTS = 2*STREAM + 2 + 3 + 2 + 1 + 32 + 2 + 1 + 1 + 1;
localparam GROUP = 8;
localparam GROUPS = (OUTPUTS + GROUP - 1) / GROUP;
localparam TOPS = (GROUPS + GROUP - 1) / GROUP;

reg [INPUTS-1:0] chain_reg = 0;
reg [INPUTS-1:0] in_reg = 0;
reg [GROUPS*GROUP-1:0] out_reg = 0;
reg [TOPS*GROUP-1:0] group_reg = 0;
reg [TOPS-1:0] top_reg = 0;
reg parity_reg = 1'b0;
wire [OUTPUTS-1:0] out;

assign parity = parity_reg;

integer i;

always @(posedge clk) begin
    chain_reg <= {chain_reg[INPUTS-2:0], serial};
    if (load) begin
        in_reg <= chain_reg;
    end
    out_reg <= {{GROUPS*GROUP-OUTPUTS{1'b0}}, out};
    for (i = 0; i < GROUPS; i = i + 1) begin
        group_reg[i] <= ^out_reg[GROUP*i +: GROUP];
    end
    for (i = 0; i < TOPS; i = i + 1) begin
        top_reg[i] <= ^group_reg[GROUP*i +: GROUP];
    end
    parity_reg <= ^top_reg;
end

wire [31:0] rdata;

finwave #(
    .DATA_WIDTH(64),
    .FLOW_COUNT(FLOW_COUNT),
    .TAIL_COUNT(TAIL_COUNT),
    .AXIL_ADDR_WIDTH(AXIL_ADDR_WIDTH)
)
finwave_inst (
    .clk(clk),
    .rst(in_reg[INPUTS-1]),
    .s_axis_wire_rx_tdata(in_reg[63:0]),
    .s_axis_wire_rx_tkeep(in_reg[71:64]),
    .s_axis_wire_rx_tvalid(in_reg[72]),
    .s_axis_wire_rx_tready(out[0]),
    .s_axis_wire_rx_tlast(in_reg[73]),
    .s_axis_wire_rx_tuser(in_reg[74]),
    .m_axis_host_rx_tdata(out[64:1]),
    .m_axis_host_rx_tkeep(out[72:65]),
    .m_axis_host_rx_tvalid(out[73]),
    .m_axis_host_rx_tready(in_reg[75]),
    .m_axis_host_rx_tlast(out[74]),
    .m_axis_host_rx_tuser(out[75]),
    .s_axis_host_tx_tdata(in_reg[139:76]),
    .s_axis_host_tx_tkeep(in_reg[147:140]),
    .s_axis_host_tx_tvalid(in_reg[148]),
    .s_axis_host_tx_tready(out[76]),
    .s_axis_host_tx_tlast(in_reg[149]),
    .s_axis_host_tx_tuser(in_reg[150]),
    .m_axis_wire_tx_tdata(out[140:77]),
    .m_axis_wire_tx_tkeep(out[148:141]),
    .m_axis_wire_tx_tvalid(out[149]),
    .m_axis_wire_tx_tready(in_reg[151]),
    .m_axis_wire_tx_tlast(out[150]),
    .m_axis_wire_tx_tuser(out[151]),
    .s_axil_awaddr(in_reg[163:152]),
    .s_axil_awprot(in_reg[166:164]),
    .s_axil_awvalid(in_reg[167]),
    .s_axil_awready(out[152]),
    .s_axil_wdata(in_reg[199:168]),
    .s_axil_wstrb(in_reg[203:200]),
    .s_axil_wvalid(in_reg[204]),
    .s_axil_wready(out[153]),
    .s_axil_bresp(out[155:154]),
    .s_axil_bvalid(out[156]),
    .s_axil_bready(in_reg[205]),
    .s_axil_araddr(in_reg[217:206]),
    .s_axil_arprot(in_reg[220:218]),
    .s_axil_arvalid(in_reg[221]),
    .s_axil_arready(out[157]),
    .s_axil_rdata(out[189:158]),
    .s_axil_rresp(out[191:190]),
    .s_axil_rvalid(out[192]),
    .s_axil_rready(in_reg[222]),
    .irq(out[193]),
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
    .quiet(out[194])
);

endmodule

`resetall
