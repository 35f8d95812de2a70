/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Blocks of the boards alone. finwave_axil_cdc: reads and writes that wait at the same time, a slave that takes its
 * time and refuses some, clocks of any ratio: nothing is lost, doubled or mixed up. finwave_stat: the increments add
 * up, whatever the width of one and however long nobody takes them.
 */
#include "streams.h"

#include <algorithm>

#include "Vaxil_cdc.h"
#include "Vstat4.h"
#include "Vstat100.h"

/* ---- finwave_axil_cdc ---------------------------------------------------------------------------------------- */

struct Write {
	uint32_t addr, data, strb;

	bool operator==(const Write &o) const
	{
		return addr == o.addr && data == o.data && strb == o.strb;
	}
};

/* What the slave makes of an address. */
static uint32_t content(uint32_t addr)
{
	return addr * 2654435761u + 12345;
}
static unsigned answer(uint32_t addr)
{
	return addr % 5 ? 0 : 2;
}

class CdcBench
{
public:
	CdcBench(uint64_t seed, unsigned s_period, unsigned m_period)
		: random_(seed), s_stall_(seed + 1), m_stall_(seed + 2), s_period_(s_period),
		  m_period_(m_period)
	{
		context_.randReset(2);
		context_.randSeed(static_cast<int>(seed) + 1);
		top_ = std::make_unique<Vaxil_cdc>(&context_, "cdc");
		top_->s_axil_awvalid = top_->s_axil_wvalid = top_->s_axil_arvalid = 0;
		top_->m_axil_bvalid = top_->m_axil_rvalid = 0;
		top_->s_rst = top_->m_rst = 1;
		for (unsigned i = 0; i < 40; i++)
			edge();
		top_->s_rst = top_->m_rst = 0;
		running_ = true;
	}

	~CdcBench() { top_->final(); }

	void run(unsigned accesses)
	{
		limit_ = accesses;
		for (unsigned i = 0; i < accesses * 2000 && !done(); i++)
			edge();
		assert_true(done());
		assert_true(sent_ == got_);
		assert_true(turns_ > accesses / 2);
	}

private:
	bool done() const { return writes_ == limit_ && reads_ == limit_ && !top_->s_axil_bvalid; }

	void edge()
	{
		const uint64_t now = std::min(s_at_, m_at_);
		const bool s = s_at_ == now, m = m_at_ == now;

		if (running_ && s)
			drive_master();
		if (running_ && m)
			drive_slave();
		top_->s_clk = s ? 0 : top_->s_clk;
		top_->m_clk = m ? 0 : top_->m_clk;
		top_->eval();
		if (running_ && s)
			sample_master();
		if (running_ && m)
			sample_slave();
		top_->s_clk = s ? 1 : top_->s_clk;
		top_->m_clk = m ? 1 : top_->m_clk;
		top_->eval();
		if (context_.gotFinish())
			fail_msg("%s", fws::vl_said().c_str());
		s_at_ += s ? s_period_ : 0;
		m_at_ += m ? m_period_ : 0;
	}

	/* One write and one read under way, each with its own delays. */
	void drive_master()
	{
		if (!writing_ && started_writes_ < limit_ && !s_stall_.now()) {
			write_ = { random_.below(4096), static_cast<uint32_t>(random_.next()),
				   random_.below(16) };
			writing_ = aw_left_ = w_left_ = true;
			started_writes_++;
			sent_.push_back(write_);
		}
		if (!reading_ && started_reads_ < limit_ && !s_stall_.now()) {
			top_->s_axil_araddr = random_.below(4096) & 0xfff;
			reading_ = ar_left_ = true;
			started_reads_++;
		}
		top_->s_axil_awaddr = write_.addr & 0xfff;
		top_->s_axil_wdata = write_.data;
		top_->s_axil_wstrb = write_.strb & 0xf;
		top_->s_axil_awvalid = aw_left_ && (top_->s_axil_awvalid || !s_stall_.now());
		top_->s_axil_wvalid = w_left_ && (top_->s_axil_wvalid || !s_stall_.now());
		top_->s_axil_arvalid = ar_left_ && (top_->s_axil_arvalid || !s_stall_.now());
		top_->s_axil_bready = !s_stall_.now();
		top_->s_axil_rready = !s_stall_.now();
	}

	void sample_master()
	{
		if (top_->s_axil_bvalid) {
			assert_true(writing_ && !aw_left_ && !w_left_);
			assert_int_equal(top_->s_axil_bresp, answer(write_.addr));
		}
		if (top_->s_axil_rvalid) {
			assert_true(reading_ && !ar_left_);
			assert_int_equal(top_->s_axil_rresp, answer(top_->s_axil_araddr));
			assert_int_equal(top_->s_axil_rdata, content(top_->s_axil_araddr));
		}
		if (top_->s_axil_awvalid && top_->s_axil_awready)
			aw_left_ = false;
		if (top_->s_axil_wvalid && top_->s_axil_wready)
			w_left_ = false;
		if (top_->s_axil_arvalid && top_->s_axil_arready)
			ar_left_ = false;
		if (top_->s_axil_bvalid && top_->s_axil_bready) {
			writing_ = false;
			writes_++;
			turns_ += !last_write_;
			last_write_ = true;
		}
		if (top_->s_axil_rvalid && top_->s_axil_rready) {
			reading_ = false;
			reads_++;
			turns_ += last_write_;
			last_write_ = false;
		}
	}

	void drive_slave()
	{
		if (bvalid_taken_)
			top_->m_axil_bvalid = 0;
		if (rvalid_taken_)
			top_->m_axil_rvalid = 0;
		bvalid_taken_ = rvalid_taken_ = false;
		top_->m_axil_awready = !m_stall_.now();
		top_->m_axil_wready = !m_stall_.now();
		top_->m_axil_arready = !m_stall_.now();
		if (m_aw_ && m_w_ && !top_->m_axil_bvalid && !m_stall_.now()) {
			top_->m_axil_bvalid = 1;
			top_->m_axil_bresp = answer(m_write_.addr) & 3;
		}
		if (m_ar_ && !top_->m_axil_rvalid && !m_stall_.now()) {
			top_->m_axil_rvalid = 1;
			top_->m_axil_rresp = answer(m_araddr_) & 3;
			top_->m_axil_rdata = content(m_araddr_);
		}
		/* what nobody should read */
		if (!top_->m_axil_rvalid)
			top_->m_axil_rdata = static_cast<uint32_t>(random_.next());
	}

	void sample_slave()
	{
		const bool aw = top_->m_axil_awvalid && top_->m_axil_awready;
		const bool w = top_->m_axil_wvalid && top_->m_axil_wready;
		const bool ar = top_->m_axil_arvalid && top_->m_axil_arready;

		assert_false((aw && m_aw_) || (w && m_w_) || (ar && m_ar_));
		if (top_->m_axil_bvalid && top_->m_axil_bready) {
			got_.push_back(m_write_);
			bvalid_taken_ = true;
		}
		if (top_->m_axil_rvalid && top_->m_axil_rready)
			rvalid_taken_ = true;
		if (aw)
			m_write_.addr = top_->m_axil_awaddr;
		if (w) {
			m_write_.data = top_->m_axil_wdata;
			m_write_.strb = top_->m_axil_wstrb;
		}
		if (ar)
			m_araddr_ = top_->m_axil_araddr;
		m_aw_ = (m_aw_ || aw) && !bvalid_taken_;
		m_w_ = (m_w_ || w) && !bvalid_taken_;
		m_ar_ = (m_ar_ || ar) && !rvalid_taken_;
	}

	VerilatedContext context_;
	std::unique_ptr<Vaxil_cdc> top_;
	fws::Random random_;
	fws::Stall s_stall_, m_stall_;
	const unsigned s_period_, m_period_;
	uint64_t s_at_ = 1000, m_at_ = 1300;
	bool running_ = false;
	unsigned limit_ = 0, writes_ = 0, reads_ = 0, started_writes_ = 0, started_reads_ = 0;
	bool writing_ = false, reading_ = false, aw_left_ = false, w_left_ = false,
	     ar_left_ = false;
	Write write_ = {}, m_write_ = {};
	std::vector<Write> sent_, got_;
	bool m_aw_ = false, m_w_ = false, m_ar_ = false;
	bool bvalid_taken_ = false, rvalid_taken_ = false, last_write_ = false;
	uint32_t m_araddr_ = 0;
	unsigned turns_ = 0;
};

static void crossing_loses_and_doubles_nothing(void **)
{
	fws::Random random(1);

	CdcBench(1, 8000, 4000).run(500);
	CdcBench(2, 4000, 8000).run(500);
	CdcBench(3, 4000, 4000).run(500);
	for (uint64_t seed = 10; seed < 40; seed++)
		CdcBench(seed, 1000 + random.below(20000), 1000 + random.below(20000)).run(200);
}

/* ---- finwave_stat -------------------------------------------------------------------------------------------- */

/* When nobody takes, each counter may count in every clock. */
template <class Top, unsigned COUNT, unsigned MAX> static void increments_add_up(void **)
{
	for (uint64_t seed = 1; seed <= 4; seed++) {
		Dut<Top> dut(seed);
		fws::Random random(seed);
		fws::Stall waits(seed + 1);
		uint64_t counted[COUNT] = {}, named[COUNT] = {}, words = 0;
		bool waiting = false;
		unsigned id = 0, data = 0;

		memset(&dut->inc, 0, sizeof(dut->inc));
		dut->m_axis_tready = 0;
		dut.reset();
		for (unsigned clock = 0; clock < 60000; clock++) {
			const unsigned phase = clock / 5000;
			const bool more = phase < 8;

			for (unsigned i = 0; i < COUNT; i++) {
				const bool one = more && (phase == 3 || random.below(8) == 0);

				PIN(dut.operator->(), inc, 1).set(i, one);
				counted[i] += one;
			}
			dut->m_axis_tready = phase != 2 && phase != 3 && (!more || !waits.now());
			dut.settle();
			if (waiting)
				assert_true(dut->m_axis_tvalid && dut->m_axis_tid == id &&
				            dut->m_axis_tdata == data);
			id = dut->m_axis_tid;
			data = dut->m_axis_tdata;
			waiting = dut->m_axis_tvalid && !dut->m_axis_tready;
			if (dut->m_axis_tvalid && dut->m_axis_tready) {
				assert_true(id >= 7 && id < 7 + COUNT && data > 0 && data <= MAX);
				named[id - 7] += data;
				words++;
			}
			dut.edge();
		}
		assert_false(dut->m_axis_tvalid);
		assert_true(words > 100);
		for (unsigned i = 0; i < COUNT; i++)
			assert_int_equal(named[i], counted[i]);
	}
}

int main()
{
	const CMUnitTest tests[] = {
		cmocka_unit_test(crossing_loses_and_doubles_nothing),
		{ "increments_add_up, 4 counters of 8 bits", increments_add_up<Vstat4, 4, 255>,
		  nullptr, nullptr, nullptr },
		{ "increments_add_up, 100 counters of 24 bits",
		  increments_add_up<Vstat100, 100, 0xffffff>, nullptr, nullptr, nullptr },
	};

	return cmocka_run_group_tests_name("board blocks", tests, nullptr, nullptr) ? 1 : 0;
}
