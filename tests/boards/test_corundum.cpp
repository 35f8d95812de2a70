/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * mqnic_app_block with two ports, at 64 and 512 bits, under random traffic and random back-pressure on every stream:
 * disabled, it passes every beat as it came; enabled, flows close through libfinwave over s_axil_app_ctrl on each port,
 * what is nobody's passes as it came; the increments on m_axis_stat add up to the engines' counters.
 */
#include "closing.h"

#include <map>

#include "axil_master.h"
#include "Vcorundum512.h"
#include "Vcorundum64.h"

enum {
	TX_USER = 17,
	RX_USER = 97,
	STAT_BASE = 1024,
	STATS = 64,
	COUNTERS = 60,
	HOST_RX = (FINWAVE_REG_COUNT_HOST_RX - FINWAVE_REG_REASON_COUNT) / 8,
	HOST_STALLED = (FINWAVE_REG_COUNT_HOST_STALLED - FINWAVE_REG_REASON_COUNT) / 8,
	REFUSED = (FINWAVE_REG_COUNT_REFUSED - FINWAVE_REG_REASON_COUNT) / 8,
};

/* ---- the board -------------------------------------------------------------------------------------------- */

#define AXIS(name, user)                                                        \
	Port                                                                    \
	{                                                                       \
		{ PIN(t, name##_tdata, WIDTH), PIN(t, name##_tkeep, WIDTH / 8), \
		  PIN(t, name##_tlast, 1), PIN(t, name##_tuser, user) },        \
			PIN(t, name##_tvalid, 1), PIN(t, name##_tready, 1)      \
	}
#define AXIS_IF(name, id, dest, user)                                           \
	Port                                                                    \
	{                                                                       \
		{ PIN(t, name##_tdata, WIDTH), PIN(t, name##_tkeep, WIDTH / 8), \
		  PIN(t, name##_tlast, 1),     PIN(t, name##_tid, id),          \
		  PIN(t, name##_tdest, dest),  PIN(t, name##_tuser, user) },    \
			PIN(t, name##_tvalid, 1), PIN(t, name##_tready, 1)      \
	}
#define COMPLETIONS(name)                                                                   \
	Port                                                                                \
	{                                                                                   \
		{ PIN(t, name##_ts, 96), PIN(t, name##_tag, 16) }, PIN(t, name##_valid, 1), \
			PIN(t, name##_ready, 1)                                             \
	}

template <class Top> auto axil_port(Top &t)
{
	using Addr = std::remove_reference_t<decltype(t.s_axil_app_ctrl_awaddr)>;

	return fws::AxilPort<Addr>{
		&t.s_axil_app_ctrl_awaddr,  &t.s_axil_app_ctrl_araddr,  &t.s_axil_app_ctrl_awprot,
		&t.s_axil_app_ctrl_awvalid, &t.s_axil_app_ctrl_awready, &t.s_axil_app_ctrl_wstrb,
		&t.s_axil_app_ctrl_wvalid,  &t.s_axil_app_ctrl_wready,  &t.s_axil_app_ctrl_bresp,
		&t.s_axil_app_ctrl_bvalid,  &t.s_axil_app_ctrl_bready,  &t.s_axil_app_ctrl_arprot,
		&t.s_axil_app_ctrl_arvalid, &t.s_axil_app_ctrl_arready, &t.s_axil_app_ctrl_rresp,
		&t.s_axil_app_ctrl_rvalid,  &t.s_axil_app_ctrl_rready,  &t.s_axil_app_ctrl_wdata,
		&t.s_axil_app_ctrl_rdata,
	};
}

/* One port's traffic in the core clock. */
struct Sync {
	std::deque<Bytes> to_host, to_wire;
	FrameSource mac, nic;
	FrameSink host, wire;

	Sync(const Port &rx_in, const Port &rx_out, const Port &tx_in, const Port &tx_out,
	     unsigned lane, uint64_t seed, bool enabled)
		: mac(rx_in, lane, seed, to_host), nic(tx_in, lane, seed + 10, to_wire),
		  host("sync rx", rx_out, lane, seed + 20, to_host, Bytes(enabled ? 13 : 0, 0)),
		  wire("sync tx", tx_out, lane, seed + 30, to_wire, Bytes(enabled ? 3 : 0, 0))
	{
	}
};

template <class Top, unsigned WIDTH> class Corundum final : public Board
{
public:
	/* enabled: frames of the NIC have tags with the MSB set; what leaves with tuser 0 is the engine's. */
	Corundum(uint64_t seed, bool enabled)
		: dut_(seed), random_(seed), enabled_(enabled), stat_waits_(seed + 5),
		  axil_(axil_port(*dut_.operator->()), fault_, fws::Stall(seed + 6))
	{
		build(seed);
		dut_->clk = 0;
		drive();
		dut_.reset();
	}

	void traffic(bool on) override { traffic_ = on; }

	void run(unsigned clocks) override
	{
		for (unsigned i = 0; i < clocks; i++)
			clock();
	}

	/* Until all that went in is out again. */
	void drain()
	{
		traffic_ = false;
		for (Words &w : words_)
			w.stop();
		for (unsigned i = 0; i < 200000 && !empty(); i++)
			clock();
		assert_true(empty());
	}

	void from_mac(unsigned port, Bytes frame, bool passes) override
	{
		Bytes rest(13, 0);

		fill(random_, rest.data(), rest.size());
		rest[0] &= 0xfe;
		rest[12] &= 1;
		rest[5] |= 1;
		send(sync_[port]->mac, { std::move(frame), rest, passes });
	}

	void from_nic(unsigned port, Bytes frame) override
	{
		send(sync_[port]->nic, { std::move(frame), nic_user(), true });
	}

	/* It came with tuser 0. */
	Bytes engine_frame(unsigned port, bool to_host) override
	{
		FrameSink &sink = to_host ? sync_[port]->host : sync_[port]->wire;

		for (unsigned i = 0; i < 20000 && sink.engine_frames().empty(); i++)
			clock();
		if (sink.engine_frames().empty())
			fail_msg("port %u: the engine sends nothing", port);
		const Bytes frame = sink.engine_frames().front().bytes;

		sink.engine_frames().pop_front();
		return frame;
	}

	size_t engine_frames(unsigned port)
	{
		return sync_[port]->wire.engine_frames().size() +
		       sync_[port]->host.engine_frames().size();
	}

	int read32(uint32_t offset, uint32_t *value) override
	{
		axil_.read(offset);
		wait_access();
		*value = axil_.value();
		return axil_.slave_error() ? -EIO : 0;
	}

	int write32(uint32_t offset, uint32_t value) override
	{
		axil_.write(offset, value);
		wait_access();
		return axil_.slave_error() ? -EIO : 0;
	}

	/* Nothing on m_axis_stat for as long as it takes to name every counter. */
	void settle_stats()
	{
		uint64_t before = stat_words_ + 1;

		for (unsigned i = 0; i < 100 && stat_words_ != before; i++) {
			before = stat_words_;
			run(6 * PORTS * STATS);
		}
		assert_int_equal(stat_words_, before);
	}

	uint64_t stat(unsigned id) const
	{
		const auto found = stats_.find(id);

		return found == stats_.end() ? 0 : found->second;
	}

	uint64_t beats(unsigned port)
	{
		return sync_[port]->host.beats() + sync_[port]->wire.beats();
	}
	uint64_t fewest_words() const
	{
		uint64_t fewest = UINT64_MAX;

		for (const Words &w : words_)
			fewest = std::min(fewest, w.count());
		return fewest;
	}
	size_t stats_seen() const { return stats_.size(); }

private:
	void build(uint64_t seed)
	{
		Top *t = dut_.operator->();

		for (unsigned n = 0; n < PORTS; n++) {
			const uint64_t s = seed * 1000 + n * 100;

			sync_[n] = std::make_unique<Sync>(
				AXIS(s_axis_sync_rx, RX_USER), AXIS(m_axis_sync_rx, RX_USER),
				AXIS(s_axis_sync_tx, TX_USER), AXIS(m_axis_sync_tx, TX_USER), n,
				s + 50, enabled_);
			words_.emplace_back("direct tx", AXIS(s_axis_direct_tx, TX_USER),
			                    AXIS(m_axis_direct_tx, TX_USER), n, s);
			words_.emplace_back("direct rx", AXIS(s_axis_direct_rx, RX_USER),
			                    AXIS(m_axis_direct_rx, RX_USER), n, s + 3);
			words_.emplace_back("if tx", AXIS_IF(s_axis_if_tx, 12, 4, TX_USER),
			                    AXIS_IF(m_axis_if_tx, 12, 4, TX_USER), n, s + 6);
			words_.emplace_back("if rx", AXIS_IF(s_axis_if_rx, 1, 8, RX_USER),
			                    AXIS_IF(m_axis_if_rx, 1, 8, RX_USER), n, s + 9);
			words_.emplace_back("direct tx_cpl", COMPLETIONS(s_axis_direct_tx_cpl),
			                    COMPLETIONS(m_axis_direct_tx_cpl), n, s + 12);
			words_.emplace_back("sync tx_cpl", COMPLETIONS(s_axis_sync_tx_cpl),
			                    COMPLETIONS(m_axis_sync_tx_cpl), n, s + 15);
			words_.emplace_back("if tx_cpl", COMPLETIONS(s_axis_if_tx_cpl),
			                    COMPLETIONS(m_axis_if_tx_cpl), n, s + 18);
		}
	}

	void send(FrameSource &source, Frame frame)
	{
		const uint64_t number = source.add(std::move(frame));

		for (unsigned i = 0; i < 20000 && source.frames() <= number; i++)
			clock();
		assert_true(source.frames() > number);
		run(100);
	}

	/* Frames of nobody: of any length, some of them TCP. */
	Bytes foreign()
	{
		Bytes bytes(1 + random_.below(random_.below(4) ? 150 : 1600));

		fill(random_, bytes.data(), bytes.size());
		if (random_.below(2) && bytes.size() >= 60) {
			const uint8_t head[] = { 8, 0, 0x45, 0, 0, 46, 0, 0, 0x40, 0, 64, 6 };

			memcpy(&bytes[12], head, sizeof(head));
		}
		return bytes;
	}

	void feed()
	{
		for (unsigned n = 0; n < PORTS; n++) {
			if (sync_[n]->mac.waiting() == 0)
				sync_[n]->mac.add({ foreign(), {}, true });
			if (sync_[n]->nic.waiting() == 0)
				sync_[n]->nic.add({ foreign(), nic_user(), true });
		}
	}

	/* {tag, bad}: the tag's MSB says that it is the NIC's. */
	Bytes nic_user()
	{
		if (!enabled_)
			return {};
		return { static_cast<uint8_t>(random_.next() & 0xfe),
			 static_cast<uint8_t>(random_.next()), 1 };
	}

	bool empty() const
	{
		for (const Words &w : words_)
			if (!w.empty())
				return false;
		for (const auto &s : sync_)
			if (!s->mac.empty() || !s->nic.empty() || !s->to_host.empty() ||
			    !s->to_wire.empty() || s->wire.inside())
				return false;
		return true;
	}

	void drive()
	{
		if (traffic_)
			feed();
		for (Words &w : words_)
			w.drive();
		for (auto &s : sync_) {
			s->mac.drive();
			s->nic.drive();
			s->host.drive();
			s->wire.drive();
		}
		axil_.drive();
		dut_->m_axis_stat_tready = !stat_waits_.now();
		dut_->direct_tx_clk = random_.below(4) & 3;
		dut_->direct_rx_clk = random_.below(4) & 3;
		dut_->jtag_tdi = random_.below(2) & 1;
	}

	void clock()
	{
		drive();
		dut_.settle();
		for (Words &w : words_)
			w.sample();
		for (auto &s : sync_) {
			s->mac.sample();
			s->nic.sample();
			s->host.sample();
			s->wire.sample();
		}
		axil_.sample(dut_.clock());
		if (fault_.set())
			fail_msg("%s", fault_.text());
		sample_stat();
		look_at_the_rest();
		dut_.edge();
	}

	void sample_stat()
	{
		if (stat_waits && (!dut_->m_axis_stat_tvalid || dut_->m_axis_stat_tid != stat_id ||
		                   dut_->m_axis_stat_tdata != stat_data))
			fail_msg("m_axis_stat changed while it waited");
		stat_id = dut_->m_axis_stat_tid;
		stat_data = dut_->m_axis_stat_tdata;
		stat_waits = dut_->m_axis_stat_tvalid && !dut_->m_axis_stat_tready;
		if (!dut_->m_axis_stat_tvalid || stat_waits)
			return;
		assert_true(stat_data > 0);
		stats_[stat_id] += stat_data;
		stat_words_++;
	}

	/* Tied off as in the template. */
	void look_at_the_rest()
	{
		assert_true(!dut_->m_axil_ctrl_awvalid && !dut_->m_axil_ctrl_wvalid &&
		            !dut_->m_axil_ctrl_arvalid && dut_->m_axil_ctrl_bready &&
		            dut_->m_axil_ctrl_rready);
		assert_true(!dut_->m_axis_ctrl_dma_read_desc_valid &&
		            !dut_->m_axis_ctrl_dma_write_desc_valid &&
		            !dut_->m_axis_data_dma_read_desc_valid &&
		            !dut_->m_axis_data_dma_write_desc_valid);
		assert_true(!dut_->m_axi_ddr_awvalid && !dut_->m_axi_ddr_wvalid &&
		            !dut_->m_axi_ddr_arvalid && !dut_->m_axi_hbm_awvalid &&
		            !dut_->m_axi_hbm_wvalid && !dut_->m_axi_hbm_arvalid);
		assert_int_equal(dut_->gpio_out, 0);
		assert_int_equal(dut_->jtag_tdo, dut_->jtag_tdi);
	}

	void wait_access()
	{
		for (unsigned i = 0; i < 10000 && axil_.busy(); i++)
			clock();
		assert_false(axil_.busy());
	}

	using Addr =
		std::remove_reference_t<decltype(std::declval<Top &>().s_axil_app_ctrl_awaddr)>;

	Dut<Top> dut_;
	fws::Random random_;
	const bool enabled_;
	fws::Stall stat_waits_;
	fws::Fault fault_;
	fws::AxilMaster<Addr> axil_;
	std::unique_ptr<Sync> sync_[PORTS];
	std::deque<Words> words_;
	std::map<unsigned, uint64_t> stats_;
	uint64_t stat_words_ = 0;
	uint32_t stat_id = 0, stat_data = 0;
	bool stat_waits = false, traffic_ = false;
};

/* ---- tests ------------------------------------------------------------------------------------------------ */

/* rst_to_host: the stream's count has the engine's RSTs in it, the register has not. */
template <class Corundum>
static void compare_counters(Corundum &board, Host &host, unsigned rst_to_host)
{
	for (unsigned i = 0; i < COUNTERS; i++) {
		const uint64_t named = board.stat(STAT_BASE + STATS * host.port() + i);
		const uint64_t counted = host.counter(i) + (i == HOST_RX ? rst_to_host : 0);

		if (i != REFUSED && named != counted)
			fail_msg("port %u counter %u: increments %llu, register %llu", host.port(),
			         i, static_cast<unsigned long long>(named),
			         static_cast<unsigned long long>(counted));
	}
}

template <class Top, unsigned WIDTH> static void disabled_passes_every_beat_as_it_came(void **)
{
	Corundum<Top, WIDTH> board(WIDTH, false);

	board.traffic(true);
	board.run(WIDTH == 64 ? 100000 : 40000);
	board.drain();
	for (unsigned n = 0; n < PORTS; n++) {
		Host host(board, n);

		assert_true(board.beats(n) > 10000);
		assert_int_equal(board.engine_frames(n), 0);
		assert_int_equal(host.open(), 0);
		board.settle_stats();
		compare_counters(board, host, 0);
		assert_true(host.counter(HOST_STALLED) > 0);
	}
	assert_true(board.fewest_words() > 8000);
}

template <class Top, unsigned WIDTH> static void close_on_each_port(uint64_t seed)
{
	Corundum<Top, WIDTH> board(seed, true);
	Host a(board, 0), b(board, 1);

	board.run(600);
	a.start(false, 256);
	b.start(true, 256);
	expect_no_third_port(board);
	board.traffic(true);
	close_both_ways(a, b);
	close_with_tail(a, true, 2, 1000);
	take_time_wait_over(b);

	board.drain();
	board.settle_stats();
	for (Host *h : { &a, &b }) {
		assert_int_equal(board.engine_frames(h->port()), 0);
		assert_true(board.beats(h->port()) > 500);
		assert_int_equal(h->counter(FINWAVE_REASON_FIN_ACCEPTED), 1);
		compare_counters(board, *h, h == &b);
	}
}

template <class Top, unsigned WIDTH> static void enabled_closes_on_each_port(void **)
{
	for (uint64_t seed = 1; seed <= 4; seed++)
		close_on_each_port<Top, WIDTH>(seed);
}

#define AT(width, name)                                                                       \
	{                                                                                     \
#name ", " #width " bits", name < Vcorundum##width, width>, nullptr, nullptr, \
			nullptr                                                               \
	}

int main()
{
	const CMUnitTest tests[] = {
		AT(64, disabled_passes_every_beat_as_it_came),
		AT(512, disabled_passes_every_beat_as_it_came),
		AT(64, enabled_closes_on_each_port),
		AT(512, enabled_closes_on_each_port),
	};

	return cmocka_run_group_tests_name("corundum", tests, nullptr, nullptr) ? 1 : 0;
}
