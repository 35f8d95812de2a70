/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The pins: the Verilated engine with its bus models.
 *
 * In every clock all models sample what the pins showed before the rising edge, the edge is
 * evaluated, then all models drive and the falling edge evaluates what depends on inputs alone.
 */
#include "Vfinwave.h"

#include "axil_master.h"
#include "axis_sink.h"
#include "axis_source.h"
#include "engine.h"
#include "report.h"
#include "vl.h"

namespace
{

constexpr unsigned RESET_CLOCKS = 16;

using Top = Vfinwave;

#define STREAM(top, name)                                                           \
	fws::axis_port((top).name##_tdata, (top).name##_tkeep, (top).name##_tvalid, \
	               (top).name##_tready, (top).name##_tlast, (top).name##_tuser)

auto axil_port(Top &t)
{
	using Addr = std::remove_reference_t<decltype(t.s_axil_awaddr)>;

	return fws::AxilPort<Addr>{
		&t.s_axil_awaddr,  &t.s_axil_araddr,  &t.s_axil_awprot, &t.s_axil_awvalid,
		&t.s_axil_awready, &t.s_axil_wstrb,   &t.s_axil_wvalid, &t.s_axil_wready,
		&t.s_axil_bresp,   &t.s_axil_bvalid,  &t.s_axil_bready, &t.s_axil_arprot,
		&t.s_axil_arvalid, &t.s_axil_arready, &t.s_axil_rresp,  &t.s_axil_rvalid,
		&t.s_axil_rready,  &t.s_axil_wdata,   &t.s_axil_rdata,
	};
}

using Port = decltype(STREAM(std::declval<Top &>(), s_axis_wire_rx));
using Axil =
	fws::AxilMaster<std::remove_reference_t<decltype(std::declval<Top &>().s_axil_awaddr)>>;

class Core final : public finwave_sim
{
public:
	explicit Core(const finwave_sim_config &config)
		: finwave_sim(config),
		  vl_({ config.clock_mhz, config.seed, config.random_start, config.trace }),
		  top_(vl_.top()), axil_(axil_port(top_), fault_, stall(1)),
		  wire_source_(STREAM(top_, s_axis_wire_rx), wire_, stall(2)),
		  host_source_(STREAM(top_, s_axis_host_tx), host_, stall(3)),
		  wire_sink_(STREAM(top_, m_axis_wire_tx), "m_axis_wire_tx", fault_, stall(4)),
		  host_sink_(STREAM(top_, m_axis_host_rx), "m_axis_host_rx", fault_, stall(5))
	{
		if (vl_.trace_failed())
			fault_.report(std::string("cannot write the waveform ") + config.trace);
	}

private:
	void reset() override
	{
		top_.rst = 1;
		top_.tick_skip = 0;
		vl_.fall();
		for (unsigned i = 0; i < RESET_CLOCKS; i++) {
			vl_.rise();
			vl_.fall();
		}
		vl_.rise();
		top_.rst = 0;
		vl_.fall();
	}

	bool step() override { return clock(); }

	bool steps(uint64_t clocks) override
	{
		while (clocks--)
			if (!clock())
				return false;
		return true;
	}

	bool resting() override
	{
		return top_.quiet && !top_.rt_valid && wire_source_.idle() && host_source_.idle() &&
		       wire_sink_.idle() && host_sink_.idle();
	}

	void axil_write(uint32_t offset, uint32_t value) override { axil_.write(offset, value); }
	void axil_read(uint32_t offset) override { axil_.read(offset); }
	bool axil_busy() override { return axil_.busy(); }
	bool axil_error() override { return axil_.slave_error(); }
	uint32_t axil_value() override { return axil_.value(); }

	bool clock()
	{
		sample();
		vl_.rise();
		pass_time(top_.tick_skip);
		drive();
		vl_.fall();
		if (__builtin_expect(vl_.stopped(), 0))
			fault_.report("clock " + std::to_string(clock_) + ": " + fws::vl_said());
		return !fault_.set();
	}

	void sample()
	{
		axil_.sample(clock_);
		wire_source_.sample(clock_);
		host_source_.sample(clock_);
		if (top_.rt_valid)
			retire();
		wire_sink_.sample(clock_, tick_, [this](fws::OutFrame &&frame) {
			score_.wire_out(std::move(frame));
		});
		host_sink_.sample(clock_, tick_, [this](fws::OutFrame &&frame) {
			score_.host_out(std::move(frame));
		});
		score_.tick(clock_);
	}

	void drive()
	{
		axil_.drive();
		wire_source_.drive();
		host_source_.drive();
		wire_sink_.drive();
		host_sink_.drive();
		top_.tick_skip = skip_;
		skip_ = 0;
	}

	void retire()
	{
		fws::Retire entry;

		entry.op = top_.rt_op;
		entry.old_state = top_.rt_old_state;
		entry.new_state = top_.rt_new_state;
		entry.reason = top_.rt_reason;
		entry.send = top_.rt_send;
		entry.completion = top_.rt_completion;
		entry.generation = top_.rt_generation;
		entry.ack_limited = top_.rt_ack_limited;
		entry.pass = top_.rt_pass;
		entry.freed = top_.rt_freed;
		entry.peer_fin = top_.rt_peer_fin;
		entry.from_host = top_.rt_from_host;
		entry.text = top_.rt_text;
		entry.flow = top_.rt_flow;
		entry.frame = top_.rt_frame;
		entry.seq = top_.rt_seq;
		entry.ack = top_.rt_ack;
		entry.now = top_.rt_now;
		entry.clock = clock_;
		check_time(entry.now);
		score_.retire(entry);
	}

	fws::Vl<Top> vl_;
	Top &top_;
	Axil axil_;
	fws::AxisSource<Port> wire_source_, host_source_;
	fws::AxisSink<Port> wire_sink_, host_sink_;
};

} // namespace

finwave_sim *fws::make_engine(const finwave_sim_config &config)
{
	return new Core(config);
}
