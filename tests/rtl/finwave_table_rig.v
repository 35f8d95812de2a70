// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

`resetall
`timescale 1ns / 1ps
`default_nettype none

`include "finwave_record.vh"

/*
 * The flow table and its manager, joined as in finwave.v. The host's commands, the lookups of frames and the
 * flow pipeline are the test's.
 */
module finwave_table_rig #(
    parameter FLOW_COUNT = 256,
    parameter CL_FLOWS = $clog2(FLOW_COUNT),
    parameter CL_SLOTS = 5
) (
    input  wire                          clk,
    input  wire                          rst,
    input  wire [127:0]                  secret,
    output wire                          init_done,
    output wire                          fault,
    output wire                          busy,

    /* the host's command */
    input  wire                          cmd_start,
    input  wire [3:0]                    cmd_op,
    input  wire [19:0]                   cmd_flow,
    input  wire [3:0]                    cmd_state,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] cmd_key,
    output wire                          cmd_busy,
    output wire [3:0]                    cmd_result,
    output wire [CL_FLOWS-1:0]           cmd_done_flow,

    /* lookups of frames */
    input  wire                          look_valid,
    input  wire                          look_tcp,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] look_key,
    input  wire [CL_SLOTS-1:0]           look_slot,
    output wire                          find_valid,
    output wire [CL_SLOTS-1:0]           find_slot,
    output wire                          find_hit,
    output wire [CL_FLOWS-1:0]           find_flow,

    /* of the host */
    input  wire                          host_valid,
    output wire                          host_ready,
    input  wire                          host_tcp,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] host_key,
    input  wire [CL_SLOTS-1:0]           host_slot,
    output wire                          host_find_valid,
    output wire                          host_waits,

    /* flow pipeline */
    output wire                          op_valid,
    input  wire                          op_ready,
    output wire [3:0]                    op,
    output wire [CL_FLOWS-1:0]           op_flow,
    input  wire                          done_valid,
    input  wire [3:0]                    done_result,
    input  wire [`FINWAVE_KEY_WIDTH-1:0] done_key,
    input  wire                          release_valid,
    input  wire [CL_FLOWS-1:0]           release_flow,
    output wire                          key_wr,

    /* the manager's lookups: the rows of the tuple, or those it asked for */
    output wire                          rows_valid,
    output wire [CL_FLOWS-3:0]           row_a,
    output wire [CL_FLOWS-3:0]           row_b
);

localparam CL_ROWS = CL_FLOWS - 2;
localparam ENTRY_WIDTH = 33 + CL_FLOWS;

wire mgr_valid, mgr_ready, mgr_raw, mgr_done;
wire [`FINWAVE_KEY_WIDTH-1:0] mgr_key;
wire [CL_ROWS-1:0] mgr_raw_row_a, mgr_raw_row_b, mgr_row_a, mgr_row_b, mgr_other_row;
wire [2:0] mgr_way;
wire [31:0] mgr_tag;
wire [7:0] mgr_match, mgr_taken, wr_ways;
wire [CL_FLOWS-1:0] mgr_flow;
wire [ENTRY_WIDTH-1:0] mgr_entry, wr_entry;
wire [CL_ROWS-1:0] wr_row_a, wr_row_b;

assign rows_valid = mgr_done;
assign row_a = mgr_row_a;
assign row_b = mgr_row_b;

finwave_flow_table #(
    .FLOW_COUNT(FLOW_COUNT),
    .CL_SLOTS(CL_SLOTS)
)
table_inst (
    .clk(clk),
    .rst(rst),
    .secret(secret),
    .look_valid(look_valid),
    .look_tcp(look_tcp),
    .look_key(look_key),
    .look_slot(look_slot),
    .host_valid(host_valid),
    .host_ready(host_ready),
    .host_waits(host_waits),
    .host_tcp(host_tcp),
    .host_key(host_key),
    .host_slot(host_slot),
    .host_find_soon(),
    .host_find_valid(host_find_valid),
    .find_soon(),
    .find_valid(find_valid),
    .find_slot(find_slot),
    .find_hit(find_hit),
    .find_flow(find_flow),
    .mgr_valid(mgr_valid),
    .mgr_ready(mgr_ready),
    .mgr_waits(),
    .mgr_raw(mgr_raw),
    .mgr_key(mgr_key),
    .mgr_raw_row_a(mgr_raw_row_a),
    .mgr_raw_row_b(mgr_raw_row_b),
    .mgr_way(mgr_way),
    .mgr_done(mgr_done),
    .mgr_row_a(mgr_row_a),
    .mgr_row_b(mgr_row_b),
    .mgr_tag(mgr_tag),
    .mgr_match(mgr_match),
    .mgr_taken(mgr_taken),
    .mgr_flow(mgr_flow),
    .mgr_entry(mgr_entry),
    .mgr_other_row(mgr_other_row),
    .wr_ways(wr_ways),
    .wr_row_a(wr_row_a),
    .wr_row_b(wr_row_b),
    .wr_entry(wr_entry)
);

// no flow makes room
wire scan_start;
reg scan_done_reg = 1'b0;

always @(posedge clk) begin
    scan_done_reg <= scan_start;
end

finwave_manager #(.FLOW_COUNT(FLOW_COUNT))
manager_inst (
    .clk(clk),
    .rst(rst),
    .enable(1'b1),
    .init_done(init_done),
    .fault(fault),
    .busy(busy),
    .cmd_start(cmd_start),
    .cmd_op(cmd_op),
    .cmd_flow(cmd_flow),
    .cmd_state(cmd_state),
    .cmd_key(cmd_key),
    .cmd_tail(11'd0),
    .tail_room(1'b1),
    .cmd_busy(cmd_busy),
    .cmd_result(cmd_result),
    .cmd_done_flow(cmd_done_flow),
    .cmd_done_generation(),
    .cmd_queried(),
    .adopted(),
    .tracked(),
    .refused(),
    .track_valid(1'b0),
    .track_key({`FINWAVE_KEY_WIDTH{1'b0}}),
    .track_take(),
    .tracking(),
    .new_key(),
    .neighbour_find(),
    .neighbour_done(1'b1),
    .neighbour_found(1'b1),
    .scan_start(scan_start),
    .scan_done(scan_done_reg),
    .scan_found(1'b0),
    .scan_flow({CL_FLOWS{1'b0}}),
    .look_valid(mgr_valid),
    .look_ready(mgr_ready),
    .look_raw(mgr_raw),
    .look_key(mgr_key),
    .look_raw_row_a(mgr_raw_row_a),
    .look_raw_row_b(mgr_raw_row_b),
    .look_way(mgr_way),
    .look_done(mgr_done),
    .look_row_a(mgr_row_a),
    .look_row_b(mgr_row_b),
    .look_other_row(mgr_other_row),
    .look_tag(mgr_tag),
    .look_match(mgr_match),
    .look_taken(mgr_taken),
    .look_flow(mgr_flow),
    .look_entry(mgr_entry),
    .table_wr_ways(wr_ways),
    .table_wr_row_a(wr_row_a),
    .table_wr_row_b(wr_row_b),
    .table_wr_entry(wr_entry),
    .op_valid(op_valid),
    .op_ready(op_ready),
    .op(op),
    .op_flow(op_flow),
    .done_valid(done_valid),
    .done_result(done_result),
    .done_generation(4'd0),
    .done_key(done_key),
    .done_tracked(1'b0),
    .release_valid(release_valid),
    .release_flow(release_flow),
    .clear_en(),
    .clear_flow(),
    .key_wr(key_wr)
);

endmodule

`resetall
