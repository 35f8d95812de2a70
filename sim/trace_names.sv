// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors

/*
 * For the waveform only: the retire port once more, with names instead of codes. What it shows stands
 * until the next entry. Bound into the engine; the packages are made from
 * rtl/regs/finwave_regs.vh by names.awk.
 */
module finwave_trace_names (
    input wire       clk,
    input wire       rt_valid,
    input wire [3:0] rt_op,
    input wire [3:0] rt_old_state,
    input wire [3:0] rt_new_state,
    input wire [5:0] rt_reason,
    input wire [2:0] rt_send,
    input wire [3:0] rt_completion
);

finwave_names_op::code_t        op;
finwave_names_tcp_state::code_t old_state;
finwave_names_tcp_state::code_t new_state;
finwave_names_reason::code_t    reason;
finwave_names_send::code_t      send;
finwave_names_event::code_t     completion;

always @(posedge clk) begin
    if (rt_valid) begin
        op <= finwave_names_op::code_t'(rt_op);
        old_state <= finwave_names_tcp_state::code_t'(rt_old_state);
        new_state <= finwave_names_tcp_state::code_t'(rt_new_state);
        reason <= finwave_names_reason::code_t'(rt_reason);
        send <= finwave_names_send::code_t'(rt_send);
        completion <= finwave_names_event::code_t'(rt_completion);
    end
end

endmodule

bind finwave finwave_trace_names trace_names_inst (.*);
