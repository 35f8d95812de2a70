/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave in OpenNIC's 250 MHz box (finwave_box_rig stands for that), two ports, streams and registers on clocks that
 * drift against each other, random traffic and back-pressure: reset handshake; disabled, every beat passes as it came,
 * with the destination that p2p gives it; enabled, flows close through libfinwave, and each frame of the engine has
 * its size beside every one of its beats.
 */
#include "closing.h"

#include "axil_master.h"
#include "Vbox.h"

/* Pins behind last: source, size. */
#define AXIS(name)                                                                              \
	Port                                                                                    \
	{                                                                                       \
		{ PIN(t, name##_tdata, 512), PIN(t, name##_tkeep, 64), PIN(t, name##_tlast, 1), \
		  PIN(t, name##_tuser_src, 16), PIN(t, name##_tuser_size, 16) },                \
			PIN(t, name##_tvalid, 1), PIN(t, name##_tready, 1)                      \
	}

static Bytes source_of(unsigned bit)
{
	return { static_cast<uint8_t>(1u << bit), static_cast<uint8_t>(1u << bit >> 8) };
}

struct Streams {
	std::deque<Bytes> to_host, to_wire;
	FrameSource mac, nic;
	FrameSink host, wire;

	Streams(Vbox *t, unsigned n, uint64_t seed, bool enabled)
		: mac(AXIS(s_axis_adap_rx_250mhz), n, seed, to_host),
		  nic(AXIS(s_axis_qdma_h2c), n, seed + 10, to_wire),
		  host("c2h", AXIS(m_axis_qdma_c2h), n, seed + 20, to_host,
	               enabled ? source_of(6 + n) : Bytes()),
		  wire("adap tx", AXIS(m_axis_adap_tx_250mhz), n, seed + 30, to_wire,
	               enabled ? source_of(n) : Bytes())
	{
	}
};

class Box final : public Board
{
public:
	/* Periods in ps. Enabled: sources that are the engine's come from nobody else. */
	Box(uint64_t seed, bool enabled, unsigned axis_period, unsigned axil_period)
		: random_(seed), enabled_(enabled), axis_period_(axis_period),
		  axil_period_(axil_period)
	{
		context_.randReset(2);
		context_.randSeed(static_cast<int>(seed) + 1);
		top_ = std::make_unique<Vbox>(&context_, "box");
		for (unsigned n = 0; n < PORTS; n++)
			streams_[n] = std::make_unique<Streams>(top_.get(), n,
			                                        seed * 1000 + n * 100, enabled);
		axil_ = std::make_unique<fws::AxilMaster<IData>>(axil_port(), fault_,
		                                                 fws::Stall(seed + 6));
		top_->mod_rstn = 0xffff;
		top_->box_rstn = 0;
		axil_clock();
		axil_clock();
		top_->box_rstn = 1;
	}

	~Box() override { top_->final(); }

	void traffic(bool on) override { traffic_ = on; }

	void run(unsigned clocks) override
	{
		for (unsigned i = 0; i < clocks; i++)
			clock();
	}

	/* The shell's handshake: one low clock, then done falls and comes back. */
	void reset()
	{
		top_->mod_rstn = 0xfffe;
		axil_clock();
		top_->mod_rstn = 0xffff;
		axil_clock();
		assert_int_equal(top_->mod_rst_done, 0xfffe);
		unsigned clocks = 0;

		while (top_->mod_rst_done != 0xffff && clocks++ < 1000)
			axil_clock();
		assert_in_range(clocks, 90, 110);
		for (unsigned i = 0; i < 8; i++)
			axil_clock();
	}

	void from_mac(unsigned port, Bytes frame, bool passes) override
	{
		send(streams_[port]->mac, std::move(frame), passes);
	}

	void from_nic(unsigned port, Bytes frame) override
	{
		send(streams_[port]->nic, std::move(frame), true);
	}

	Bytes engine_frame(unsigned port, bool to_host) override
	{
		FrameSink &sink = to_host ? streams_[port]->host : streams_[port]->wire;

		for (unsigned i = 0; i < 20000 && sink.engine_frames().empty(); i++)
			clock();
		if (sink.engine_frames().empty())
			fail_msg("port %u: the engine sends nothing", port);
		const EngineFrame frame = sink.engine_frames().front();

		sink.engine_frames().pop_front();
		for (const Bytes &size : frame.rests)
			assert_int_equal(size[0] + 256u * size[1], frame.bytes.size());
		assert_true(frame.bytes.size() >= 60);
		assert_int_equal(frame.rests.size(), (frame.bytes.size() + 63) / 64);
		longest_ = std::max(longest_, frame.bytes.size());
		return frame.bytes;
	}

	size_t longest() const { return longest_; }
	size_t engine_frames(unsigned n)
	{
		return streams_[n]->wire.engine_frames().size() +
		       streams_[n]->host.engine_frames().size();
	}
	uint64_t beats_up(unsigned n) const { return streams_[n]->host.beats(); }
	uint64_t beats_down(unsigned n) const { return streams_[n]->wire.beats(); }

	int read32(uint32_t offset, uint32_t *value) override
	{
		axil_->read(offset);
		wait_access();
		*value = axil_->value();
		return axil_->slave_error() ? -EIO : 0;
	}

	int write32(uint32_t offset, uint32_t value) override
	{
		axil_->write(offset, value);
		wait_access();
		return axil_->slave_error() ? -EIO : 0;
	}

	void drain()
	{
		traffic_ = false;
		for (unsigned i = 0; i < 100000 && !empty(); i++)
			clock();
		assert_true(empty());
	}

private:
	fws::AxilPort<IData> axil_port()
	{
		Vbox &t = *top_;

		return {
			&t.s_axil_awaddr,  &t.s_axil_araddr,  &prot_[0],
			&t.s_axil_awvalid, &t.s_axil_awready, &strb_,
			&t.s_axil_wvalid,  &t.s_axil_wready,  &t.s_axil_bresp,
			&t.s_axil_bvalid,  &t.s_axil_bready,  &prot_[1],
			&t.s_axil_arvalid, &t.s_axil_arready, &t.s_axil_rresp,
			&t.s_axil_rvalid,  &t.s_axil_rready,  &t.s_axil_wdata,
			&t.s_axil_rdata,
		};
	}

	Bytes foreign()
	{
		Bytes bytes(1 + random_.below(random_.below(4) ? 200 : 1600));

		fill(random_, bytes.data(), bytes.size());
		return bytes;
	}

	/* Source and size of a frame stand still; the engine's sources are nobody else's. */
	Bytes user()
	{
		if (!enabled_)
			return {};
		return { 0, static_cast<uint8_t>(random_.next() | 0x80),
			 static_cast<uint8_t>(random_.next()),
			 static_cast<uint8_t>(random_.next()) };
	}

	void send(FrameSource &source, Bytes frame, bool passes)
	{
		const uint64_t number = source.add({ std::move(frame), user(), passes });

		for (unsigned i = 0; i < 20000 && source.frames() <= number; i++)
			clock();
		assert_true(source.frames() > number);
		run(100);
	}

	bool empty() const
	{
		for (const auto &s : streams_)
			if (!s->mac.empty() || !s->nic.empty() || !s->to_host.empty() ||
			    !s->to_wire.empty() || s->wire.inside() || s->host.inside())
				return false;
		return true;
	}

	/* The edge that comes next, of either clock or of both. */
	void next_edge()
	{
		const uint64_t now = std::min(axis_at_, axil_at_);
		const bool axis = axis_at_ == now, axil = axil_at_ == now;

		if (axis)
			drive_axis();
		if (axil)
			axil_->drive();
		top_->axis_aclk = axis ? 0 : top_->axis_aclk;
		top_->axil_aclk = axil ? 0 : top_->axil_aclk;
		top_->eval();
		if (axis)
			sample_axis();
		if (axil)
			axil_->sample(axil_clocks_);
		top_->axis_aclk = axis ? 1 : top_->axis_aclk;
		top_->axil_aclk = axil ? 1 : top_->axil_aclk;
		top_->eval();
		if (axis) {
			axis_at_ += axis_period_;
			axis_clocks_++;
		}
		if (axil) {
			axil_at_ += axil_period_;
			axil_clocks_++;
		}
		if (context_.gotFinish())
			fail_msg("%s", fws::vl_said().c_str());
		if (fault_.set())
			fail_msg("%s", fault_.text());
	}

	void drive_axis()
	{
		for (auto &s : streams_) {
			if (traffic_ && s->mac.waiting() == 0)
				s->mac.add({ foreign(), user(), true });
			if (traffic_ && s->nic.waiting() == 0)
				s->nic.add({ foreign(), user(), true });
			s->mac.drive();
			s->nic.drive();
			s->host.drive();
			s->wire.drive();
		}
		top_->s_axis_qdma_h2c_tuser_dst = static_cast<IData>(random_.next());
		top_->s_axis_adap_rx_250mhz_tuser_dst = static_cast<IData>(random_.next());
	}

	void sample_axis()
	{
		for (auto &s : streams_) {
			s->mac.sample();
			s->nic.sample();
			s->host.sample();
			s->wire.sample();
		}
		assert_int_equal(top_->m_axis_qdma_c2h_tuser_dst, 0x00020001);
		assert_int_equal(top_->m_axis_adap_tx_250mhz_tuser_dst, 0x00800040);
	}

	void clock()
	{
		const uint64_t end = axis_clocks_ + 1;

		while (axis_clocks_ < end)
			next_edge();
	}

	void axil_clock()
	{
		const uint64_t end = axil_clocks_ + 1;

		while (axil_clocks_ < end)
			next_edge();
	}

	void wait_access()
	{
		for (unsigned i = 0; i < 10000 && axil_->busy(); i++)
			axil_clock();
		assert_false(axil_->busy());
	}

	VerilatedContext context_;
	std::unique_ptr<Vbox> top_;
	fws::Random random_;
	const bool enabled_;
	const unsigned axis_period_, axil_period_;
	fws::Fault fault_;
	uint8_t prot_[2] = {}, strb_ = 0;
	std::unique_ptr<fws::AxilMaster<IData>> axil_;
	std::unique_ptr<Streams> streams_[PORTS];
	uint64_t axis_at_ = 1000, axil_at_ = 1700, axis_clocks_ = 0, axil_clocks_ = 0;
	size_t longest_ = 0;
	bool traffic_ = false;
};

/* OpenNIC's 250 and 125 MHz, locked and drifting; and registers on the faster clock. */
static const unsigned PERIODS[][2] = { { 4000, 8000 }, { 4000, 8011 }, { 4000, 3007 } };

static void reset_is_answered(void **)
{
	Box box(1, false, 4000, 8011);
	uint32_t value = 0;

	for (unsigned i = 0; i < 3; i++) {
		box.reset();
		assert_int_equal(box.read32(PAGE + FINWAVE_REG_ID, &value), 0);
		assert_int_equal(value, FINWAVE_ID_RESET);
	}
}

static void disabled_passes_every_beat_as_it_came(void **)
{
	Box box(2, false, 4000, 8011);

	box.reset();
	box.traffic(true);
	box.run(40000);
	box.drain();
	for (unsigned n = 0; n < PORTS; n++) {
		assert_true(box.beats_up(n) > 3000 && box.beats_down(n) > 3000);
		assert_int_equal(box.engine_frames(n), 0);
	}
}

static void enabled_closes_on_each_port(void **)
{
	for (uint64_t seed = 1; seed <= 3; seed++) {
		Box box(seed, true, PERIODS[seed - 1][0], PERIODS[seed - 1][1]);
		Host a(box, 0), b(box, 1);

		box.reset();
		box.run(600);
		a.start(false, 4096);
		b.start(true, 4096);
		expect_no_third_port(box);
		box.traffic(true);
		close_both_ways(a, b);
		take_time_wait_over(b);
		for (unsigned shape = 0; shape < 6; shape++)
			for (const unsigned text : { 0u, 1u, 6u, 20u, 64u, 700u, 1460u })
				close_with_tail(a, shape & 1, static_cast<uint8_t>(shape / 2),
				                text);
		box.drain();
		for (unsigned n = 0; n < PORTS; n++) {
			assert_int_equal(box.engine_frames(n), 0);
			assert_true(box.beats_up(n) > 500);
		}
		assert_true(box.longest() > 1500);
	}
}

int main()
{
	const CMUnitTest tests[] = {
		cmocka_unit_test(reset_is_answered),
		cmocka_unit_test(disabled_passes_every_beat_as_it_came),
		cmocka_unit_test(enabled_closes_on_each_port),
	};

	return cmocka_run_group_tests_name("opennic", tests, nullptr, nullptr) ? 1 : 0;
}
