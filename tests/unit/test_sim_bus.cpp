/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The harness without RTL: stalls, bus models on wires that join a source to a sink, broken bus rules,
 * and the scoreboard fed by an engine that is the model itself, right or with one thing changed.
 */
#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

extern "C" {
#include <cmocka.h>
}

#include "axil_master.h"
#include "axis_sink.h"
#include "axis_source.h"
#include "scoreboard.h"

using namespace fws;

/* ---- stalls ---------------------------------------------------------------------------------- */

static void stall_without_seed_never_rests(void **)
{
	Stall stall;

	for (unsigned i = 0; i < 1000; i++)
		assert_false(stall.now());
}

static void stall_same_seed_same_clocks(void **)
{
	Stall a(7), b(7), c(8);
	unsigned rests = 0, differs = 0;

	for (unsigned i = 0; i < 10000; i++) {
		bool rest = a.now();

		assert_int_equal(rest, b.now());
		rests += rest;
		differs += rest != c.now();
	}
	assert_in_range(rests, 2000, 8000);
	assert_true(differs > 1000);
}

/* ---- streams --------------------------------------------------------------------------------- */

struct Wide {
	uint8_t bytes[64];
};

/* The wires of one stream. */
template <class Data, class Keep> struct Wires {
	Data data{};
	Keep keep{};
	uint8_t valid = 0, ready = 0, last = 0, user = 0;

	auto port() { return axis_port(data, keep, valid, ready, last, user); }
};

static std::vector<uint8_t> pattern(size_t len, uint64_t seed)
{
	std::vector<uint8_t> bytes(len);
	Random random(seed);

	for (uint8_t &byte : bytes)
		byte = static_cast<uint8_t>(random.next());
	return bytes;
}

template <class Data, class Keep> static void loop(const Stall &idle, const Stall &stall)
{
	constexpr size_t COUNT = 300;
	Wires<Data, Keep> wires;
	Random garbage(1);
	FrameStore store(&garbage);
	Fault fault;
	AxisSource<decltype(wires.port())> source(wires.port(), store, idle);
	AxisSink<decltype(wires.port())> sink(wires.port(), "loop", fault, stall);
	size_t got = 0;

	for (size_t i = 0; i < COUNT; i++) {
		std::vector<uint8_t> frame = pattern(1 + i * 5, i);

		assert_int_equal(store.add(frame.data(), frame.size(), i % 3 == 0), i);
	}
	for (uint64_t clock = 0; got < COUNT && clock < 1000000; clock++) {
		source.sample(clock);
		sink.sample(clock, 0, [&](OutFrame &&frame) {
			assert_true(frame.data == pattern(1 + got * 5, got));
			assert_int_equal(frame.bad, got % 3 == 0);
			assert_int_equal(frame.last_clock, store.arrival(got));
			assert_true(frame.first_clock <= frame.last_clock);
			got++;
		});
		source.drive();
		sink.drive();
	}
	assert_int_equal(got, COUNT);
	assert_false(fault.set());
	assert_true(source.idle() && sink.idle() && store.empty());
}

static void stream_64_bits_no_stall(void **)
{
	loop<uint64_t, uint8_t>(Stall(), Stall());
}
static void stream_64_bits_idle_and_stall(void **)
{
	loop<uint64_t, uint8_t>(Stall(1), Stall(2));
}
static void stream_512_bits_no_stall(void **)
{
	loop<Wide, uint64_t>(Stall(), Stall());
}
static void stream_512_bits_idle_and_stall(void **)
{
	loop<Wide, uint64_t>(Stall(3), Stall(4));
}

struct SinkTest {
	Wires<uint64_t, uint8_t> wires;
	Fault fault;
	AxisSink<decltype(wires.port())> sink{ wires.port(), "test", fault, Stall() };
	unsigned frames = 0;

	void beat(uint8_t valid, uint8_t ready, uint64_t data, uint8_t keep, uint8_t last)
	{
		wires.valid = valid;
		wires.ready = ready;
		wires.data = data;
		wires.keep = keep;
		wires.last = last;
		sink.sample(0, 0, [&](OutFrame &&) { frames++; });
	}

	void expect(const char *text)
	{
		assert_non_null(fault.text());
		assert_non_null(strstr(fault.text(), text));
	}
};

static void sink_valid_falls_before_ready(void **)
{
	SinkTest t;

	t.beat(1, 0, 5, 0xff, 0);
	assert_false(t.fault.set());
	t.beat(0, 1, 5, 0xff, 0);
	t.expect("tvalid fell");
}

static void sink_data_changes_before_ready(void **)
{
	SinkTest t;

	t.beat(1, 0, 5, 0xff, 0);
	t.beat(1, 1, 6, 0xff, 0);
	t.expect("tdata changed");
}

static void sink_last_changes_before_ready(void **)
{
	SinkTest t;

	t.beat(1, 0, 5, 0xff, 0);
	t.beat(1, 0, 5, 0xff, 1);
	t.expect("tlast");
}

static void sink_keep_before_last(void **)
{
	SinkTest t;

	t.beat(1, 1, 5, 0x7f, 0);
	t.expect("not all ones before tlast");
}

static void sink_keep_with_hole(void **)
{
	SinkTest t;

	t.beat(1, 1, 5, 0x05, 1);
	t.expect("run of ones");
}

static void sink_keep_empty(void **)
{
	SinkTest t;

	t.beat(1, 1, 5, 0x00, 1);
	t.expect("run of ones");
}

/* ---- AXI4-Lite ------------------------------------------------------------------------------- */

struct LitePins {
	uint16_t awaddr, araddr;
	uint8_t awprot, awvalid, awready, wstrb, wvalid, wready, bresp, bvalid, bready;
	uint8_t arprot, arvalid, arready, rresp, rvalid, rready;
	uint32_t wdata, rdata;

	AxilPort<uint16_t> port()
	{
		return { &awaddr, &araddr, &awprot, &awvalid, &awready, &wstrb,   &wvalid,
			 &wready, &bresp,  &bvalid, &bready,  &arprot,  &arvalid, &arready,
			 &rresp,  &rvalid, &rready, &wdata,   &rdata };
	}
};

/* A slave with one register; address 0xffc answers SLVERR. One clock is sample, slave, drive. */
struct LiteTest {
	LitePins pins{};
	Fault fault;
	AxilMaster<uint16_t> master;
	uint32_t value = 0;
	bool have_address = false, have_data = false;

	explicit LiteTest(const Stall &stall) : master(pins.port(), fault, stall)
	{
		pins.awready = pins.wready = pins.arready = 1;
	}

	void slave()
	{
		if (pins.awvalid && pins.awready)
			have_address = true;
		if (pins.wvalid && pins.wready)
			have_data = true;
		if (pins.bvalid && pins.bready)
			pins.bvalid = 0;
		if (pins.rvalid && pins.rready)
			pins.rvalid = 0;
		if (have_address && have_data) {
			have_address = have_data = false;
			pins.bvalid = 1;
			pins.bresp = pins.awaddr == 0xffc ? 2 : 0;
			value = pins.wdata;
		}
		if (pins.arvalid && pins.arready) {
			pins.rvalid = 1;
			pins.rresp = pins.araddr == 0xffc ? 2 : 0;
			pins.rdata = value;
		}
		pins.awready = !have_address && !pins.bvalid;
		pins.wready = !have_data && !pins.bvalid;
		pins.arready = !pins.rvalid;
	}

	void finish()
	{
		for (unsigned i = 0; master.busy() && i < 1000; i++) {
			master.sample(i);
			slave();
			master.drive();
		}
		assert_false(master.busy());
		assert_false(fault.set());
	}
};

static void lite_accesses(const Stall &stall)
{
	LiteTest t(stall);

	for (uint32_t i = 0; i < 100; i++) {
		t.master.write(0x10, i * 77);
		t.finish();
		assert_false(t.master.slave_error());
		t.master.read(0x10);
		t.finish();
		assert_false(t.master.slave_error());
		assert_int_equal(t.master.value(), i * 77);
	}
	t.master.write(0xffc, 1);
	t.finish();
	assert_true(t.master.slave_error());
	t.master.read(0xffc);
	t.finish();
	assert_true(t.master.slave_error());
}

static void lite_no_delay(void **)
{
	lite_accesses(Stall());
}
static void lite_random_delays(void **)
{
	lite_accesses(Stall(5));
}

static void lite_response_unasked(void **)
{
	LiteTest t{ Stall() };

	t.pins.bvalid = 1;
	t.master.sample(0);
	assert_non_null(strstr(t.fault.text(), "nobody asked"));
}

static void lite_response_too_early(void **)
{
	LiteTest t{ Stall() };

	t.master.write(0, 0);
	t.pins.bvalid = 1;
	t.master.sample(0);
	assert_non_null(strstr(t.fault.text(), "before its request"));
}

/* ---- scoreboard ------------------------------------------------------------------------------ */

constexpr uint32_t FLOW = 9, GENERATION = 3;
constexpr uint32_t SND_NXT = 0x1000, RCV_NXT = 0xfffffff0;

/* An engine that is the model, at the pins of the scoreboard. */
struct ScoreBench {
	Fault fault;
	FrameStore wire, host;
	Scoreboard score{ fault, wire, host, 16, true };
	fwm_config config{};
	fwm_limits limits{};
	fwm_flow flow{};
	uint64_t clock = 1000, now = 5000;
	Retire entry{};
	fwm_result result{};

	ScoreBench()
	{
		config.time_wait = FINWAVE_TIME_WAIT_RESET;
		config.rto_first = FINWAVE_RTO_FIRST_RESET;
		config.rto_max = FINWAVE_RTO_MAX_RESET;
		config.r2 = FINWAVE_R2_RESET;
		config.fin_wait_2_timeout = FINWAVE_FIN_WAIT_2_TIMEOUT_RESET;
		config.ack_interval = FINWAVE_ACK_INTERVAL_RESET;
		config.ack_budget = FINWAVE_ACK_BUDGET_RESET;
		config.fin_retries = FINWAVE_FIN_RETRIES_RESET;
		config.ts_shift = FINWAVE_TS_CLOCK_RESET;
		config.merge_window = FINWAVE_MERGE_WINDOW_RESET;
		config.track_idle = FINWAVE_TRACK_IDLE_RESET;
		score.read_ends(FINWAVE_REG_CAPABILITY,
		                4u << FINWAVE_CAPABILITY_EVENT_DEPTH_SHIFT |
		                        1u << FINWAVE_CAPABILITY_TAIL_BUFFERS_SHIFT,
		                1);
		write(FINWAVE_REG_CONTROL, FINWAVE_CONTROL_ENABLE_MASK);
	}

	void write(uint32_t offset, uint32_t value)
	{
		score.write_begins(offset, value, clock++);
		score.write_ends(offset, value, false, clock++);
	}

	void read(uint32_t offset, uint32_t value) { score.read_ends(offset, value, clock++); }

	void command_done() { read(FINWAVE_REG_STATUS, FINWAVE_STATUS_INIT_DONE_MASK); }

	void write_descriptor(uint32_t state)
	{
		write(FINWAVE_REG_CMD_FLOW, FLOW | GENERATION << FINWAVE_CMD_FLOW_GENERATION_SHIFT);
		write(FINWAVE_REG_CMD_FLAGS, state << FINWAVE_CMD_FLAGS_STATE_SHIFT);
		write(FINWAVE_REG_CMD_SND_UNA, SND_NXT);
		write(FINWAVE_REG_CMD_SND_NXT, SND_NXT);
		write(FINWAVE_REG_CMD_RCV_NXT, RCV_NXT);
		write(FINWAVE_REG_CMD_RCV_WND, 10000);
		write(FINWAVE_REG_CMD_MAX_WND, 1000);
		write(FINWAVE_REG_CMD_MAC_0, 0x02000000);
		write(FINWAVE_REG_CMD_MAC_1, 0x00010200);
		write(FINWAVE_REG_CMD_MAC_2, 0x00000002);
		write(FINWAVE_REG_CMD_LOCAL, 0x0a000001);
		write(FINWAVE_REG_CMD_REMOTE, 0x0a000002);
		write(FINWAVE_REG_CMD_PORTS, 80u << FINWAVE_CMD_PORTS_LOCAL_SHIFT | 4321);
	}

	Adopt descriptor(uint8_t state)
	{
		static const uint8_t peer[] = { 2, 0, 0, 0, 0, 1 }, local[] = { 2, 0, 0, 0, 0, 2 };
		Adopt adopt{};

		adopt.flow.state = state;
		adopt.flow.generation = GENERATION;
		adopt.flow.snd_una = adopt.flow.snd_nxt = SND_NXT;
		adopt.flow.rcv_nxt = RCV_NXT;
		adopt.flow.max_wnd = 1000;
		adopt.flow.ttl = 64;
		memcpy(adopt.flow.peer_mac, peer, 6);
		memcpy(adopt.flow.local_mac, local, 6);
		adopt.flow.tuple.local[0] = adopt.flow.tuple.remote[0] = 10;
		adopt.flow.tuple.local[3] = 1;
		adopt.flow.tuple.remote[3] = 2;
		adopt.flow.tuple.local_port = 80;
		adopt.flow.tuple.remote_port = 4321;
		adopt.rcv_wnd = 10000;
		return adopt;
	}

	/* `result` as the retire port would show it */
	void make_entry(uint8_t op)
	{
		entry = {};
		entry.op = op;
		entry.old_state = result.old_state;
		entry.new_state = result.new_state;
		entry.reason = result.reason;
		entry.send = result.send;
		entry.completion = result.completion;
		entry.generation = GENERATION;
		entry.ack_limited = result.ack_limited;
		entry.pass = result.pass;
		entry.freed = result.freed;
		entry.peer_fin = result.peer_fin;
		entry.flow = FLOW;
		entry.seq = result.seq;
		entry.ack = result.ack;
		entry.text = result.text_len;
		entry.from_host = op == FINWAVE_OP_HOST;
		entry.now = now;
		entry.clock = clock;
	}

	void retire() { score.retire(entry); }

	/* The frame of that decision, or another, on the wire (or towards the host). */
	void leaves(const fwm_result &what)
	{
		OutFrame out;

		out.data.assign(what.frame, what.frame + what.frame_len);
		out.first_clock = out.last_clock = clock;
		if (what.to_host)
			score.host_out(std::move(out));
		else
			score.wire_out(std::move(out));
		settle_clocks();
	}
	void frame_leaves() { leaves(result); }

	void host_frame_leaves(uint64_t number)
	{
		const InFrame *frame = host.find(number);
		OutFrame out;

		assert_non_null(frame);
		out.data.assign(frame->data.data(), frame->data.data() + frame->len);
		out.first_clock = out.last_clock = clock;
		score.wire_out(std::move(out));
		settle_clocks();
	}

	void settle_clocks()
	{
		for (uint64_t i = 0; i < Scoreboard::LAG + 2; i++)
			score.tick(clock++);
	}

	void adopt(uint8_t state)
	{
		Adopt in = descriptor(state);

		write_descriptor(state);
		fwm_adopt(&config, &in, now, &flow, &result);
		score.write_begins(FINWAVE_REG_DOORBELL, FINWAVE_OP_ADOPT, clock++);
		score.write_ends(FINWAVE_REG_DOORBELL, FINWAVE_OP_ADOPT, false, clock++);
		make_entry(FINWAVE_OP_ADOPT);
		retire();
		command_done();
		assert_null(fault.text());
	}

	void ring(uint8_t op, uint16_t tail_len = 0)
	{
		static const uint8_t zeros[FWM_TAIL_MAX] = {};
		HostCommand command{};

		command.op = op;
		command.tail_len = tail_len;
		command.tail = zeros;
		write(FINWAVE_REG_DOORBELL, op);
		fwm_command(&config, &flow, &command, now, &result);
		make_entry(op);
	}

	/* A frame from the peer, wholly in. */
	void arrive(uint8_t flags, uint32_t seq, uint32_t ack)
	{
		fwm_flow peer = flow;

		peer.tuple = flow.tuple;
		std::swap(peer.tuple.local, peer.tuple.remote);
		std::swap(peer.tuple.local_port, peer.tuple.remote_port);
		uint8_t frame[128];
		size_t len =
			fwm_build_frame(&config, &peer, FINWAVE_SEND_ACK, seq, ack, 0, now, frame);

		frame[14 + 20 + 13] = flags;
		fix_checksum(frame);
		wire.add(frame, len, false);
		wire.entering()->first_clock = clock;
		wire.arrived(clock++);
	}

	/* A frame of the host, wholly in; returns its number. */
	uint64_t host_sends(uint8_t flags, uint32_t seq, uint32_t ack)
	{
		uint8_t frame[128];
		size_t len =
			fwm_build_frame(&config, &flow, FINWAVE_SEND_ACK, seq, ack, 0, now, frame);
		uint64_t number;

		frame[14 + 20 + 13] = flags;
		number = host.add(frame, len, false);
		host.entering()->first_clock = clock;
		host.arrived(clock++);
		return number;
	}

	static void fix_checksum(uint8_t *frame)
	{
		uint32_t sum = 6 + 20;

		frame[50] = frame[51] = 0;
		for (unsigned i = 26; i < 54; i += 2)
			sum += static_cast<uint32_t>(frame[i] << 8 | frame[i + 1]);
		sum = (sum & 0xffff) + (sum >> 16);
		sum = (sum & 0xffff) + (sum >> 16);
		frame[50] = static_cast<uint8_t>(~sum >> 8);
		frame[51] = static_cast<uint8_t>(~sum);
	}

	void segment()
	{
		const InFrame *frame = wire.find(wire.entered() - 1);
		Segment parsed;

		assert_int_equal(fwm_parse(frame->data.data(), frame->len, false, false, &parsed),
		                 FWM_SEGMENT);
		assert_false(parsed.bad_frame || parsed.bad_checksum);
		fwm_segment(&config, &limits, &flow, &parsed, now, &result);
		make_entry(FINWAVE_OP_SEGMENT);
		entry.frame = static_cast<uint32_t>(wire.entered() - 1);
	}

	/* The host's newest frame, as an operation on the flow or as the SYN that starts tracking. */
	void host_segment(uint8_t op)
	{
		const InFrame *frame = host.find(host.entered() - 1);
		Segment parsed;

		assert_int_equal(fwm_parse(frame->data.data(), frame->len, false, true, &parsed),
		                 FWM_SEGMENT);
		if (op == FINWAVE_OP_TRACK)
			fwm_track(&config, &parsed, true, now, &flow, &result);
		else
			fwm_host(&config, &flow, &parsed, now, &result);
		make_entry(op);
		entry.from_host = true;
		entry.frame = static_cast<uint32_t>(host.entered() - 1);
	}

	void host_retires(uint8_t op)
	{
		host_segment(op);
		retire();
		assert_null(fault.text());
	}

	void segment_retires(uint8_t flags, uint32_t seq, uint32_t ack)
	{
		arrive(flags, seq, ack);
		segment();
		retire();
		assert_null(fault.text());
	}

	void set_transparent()
	{
		config.transparent = true;
		write(FINWAVE_REG_CONTROL,
		      FINWAVE_CONTROL_ENABLE_MASK | FINWAVE_CONTROL_TRANSPARENT_MASK);
		clock += 2 * Scoreboard::LAG;
	}

	/* SND_NXT and RCV_NXT are behind the SYNs: the host's SYN passes and is tracked. */
	void track()
	{
		set_transparent();
		flow = descriptor(FINWAVE_TCP_STATE_CLOSED).flow;
		host_sends(2, SND_NXT - 1, 0);
		host_segment(FINWAVE_OP_TRACK);
		host_frame_leaves(0);
		entry.clock = clock;
		retire();
		assert_null(fault.text());
	}

	/* The host closes first: its ACK of the peer's FIN, frame 2 from the wire, is next. */
	void track_to_fin_wait_2()
	{
		track();
		segment_retires(0x12, RCV_NXT - 1, SND_NXT);
		host_sends(0x10, SND_NXT, RCV_NXT);
		host_retires(FINWAVE_OP_HOST);
		host_sends(0x11, SND_NXT, RCV_NXT);
		host_retires(FINWAVE_OP_HOST);
		segment_retires(0x10, RCV_NXT, SND_NXT + 1);
		segment_retires(0x11, RCV_NXT, SND_NXT + 1);
		assert_int_equal(flow.state, FINWAVE_TCP_STATE_FIN_WAIT_2);
		host_frame_leaves(1);
		host_frame_leaves(2);
	}

	void write_tail(unsigned words)
	{
		for (unsigned i = 0; i < words; i++)
			write(FINWAVE_REG_TAIL_DATA + 4 * i, 0);
	}

	void timeout()
	{
		fwm_timeout(&config, &flow, now, &result);
		make_entry(FINWAVE_OP_TIMEOUT);
	}

	void event(uint32_t kind, uint32_t state)
	{
		read(FINWAVE_REG_EVENT_TYPE, kind | state << FINWAVE_EVENT_TYPE_STATE_SHIFT);
		read(FINWAVE_REG_EVENT_FLOW,
		     FLOW | GENERATION << FINWAVE_EVENT_FLOW_GENERATION_SHIFT);
		read(FINWAVE_REG_EVENT_SND_NXT, flow.snd_nxt);
		read(FINWAVE_REG_EVENT_RCV_NXT, flow.rcv_nxt);
		write(FINWAVE_REG_EVENT_POP, 1);
	}

	void close_flow()
	{
		adopt(FINWAVE_TCP_STATE_ESTABLISHED);
		ring(FINWAVE_OP_CLOSE);
		retire();
		command_done();
		frame_leaves();
		assert_null(fault.text());
	}

	void expect(const char *text)
	{
		assert_non_null(fault.text());
		if (!strstr(fault.text(), text))
			fail_msg("\"%s\" is not in: %s", text, fault.text());
	}
};

static void score_whole_close_agrees(void **)
{
	ScoreBench b;
	uint64_t due;

	b.close_flow();
	b.read(FINWAVE_REG_CMD_RESULT, FINWAVE_CMD_RESULT_OK);
	assert_true(b.score.deadline(&due));
	assert_int_equal(due, b.now + b.config.rto_first);
	b.now = due;
	b.timeout();
	assert_int_equal(b.result.reason, FINWAVE_REASON_TIMEOUT_RETRANSMIT);
	b.retire();
	b.frame_leaves();
	b.arrive(0x11, RCV_NXT, SND_NXT + 1);
	b.segment();
	assert_int_equal(b.result.new_state, FINWAVE_TCP_STATE_TIME_WAIT);
	b.retire();
	b.frame_leaves();
	b.event(FINWAVE_EVENT_PEER_FIN, FINWAVE_TCP_STATE_FIN_WAIT_1);
	assert_true(b.score.deadline(&due));
	assert_int_equal(due, b.now + b.config.time_wait);
	b.now = due + 3;
	b.timeout();
	b.retire();
	b.event(FINWAVE_EVENT_ORDERLY, FINWAVE_TCP_STATE_TIME_WAIT);
	assert_false(b.score.deadline(&due));
	assert_true(b.score.drained());
	assert_null(b.fault.text());
	assert_int_equal(b.score.checked, 5);
}

static void score_wrong_state(void **)
{
	ScoreBench b;

	b.close_flow();
	b.arrive(0x11, RCV_NXT, SND_NXT + 1);
	b.segment();
	b.entry.new_state = FINWAVE_TCP_STATE_CLOSING;
	b.retire();
	b.expect("! new_state    CLOSING              TIME_WAIT");
	b.expect("local 10.0.0.1:80 remote 10.0.0.2:4321");
	b.expect("frame 0");
}

static void score_wrong_sequence(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.ring(FINWAVE_OP_CLOSE);
	b.entry.seq++;
	b.retire();
	b.expect("! seq          0x1001               0x1000");
}

static void score_wrong_byte_on_wire(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.ring(FINWAVE_OP_CLOSE);
	b.retire();
	b.result.frame[3] ^= 1;
	b.frame_leaves();
	b.expect("neither the next of the engine's nor the host's");
	b.expect("! 0000");
}

static void score_frame_missing(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.ring(FINWAVE_OP_CLOSE);
	b.retire();
	b.score.settled();
	b.expect("never left");
}

static void score_frame_before_its_entry(void **)
{
	ScoreBench b;
	OutFrame out;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.ring(FINWAVE_OP_CLOSE);
	out.data.assign(b.result.frame, b.result.frame + b.result.frame_len);
	out.first_clock = out.last_clock = b.clock;
	b.score.wire_out(std::move(out));
	for (unsigned i = 0; i < Scoreboard::LAG - 1; i++)
		b.score.tick(b.clock++);
	b.retire();
	b.settle_clocks();
	assert_null(b.fault.text());
}

static void score_command_nobody_rang(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.ring(FINWAVE_OP_CLOSE);
	b.entry.op = FINWAVE_OP_ABORT;
	b.retire();
	b.expect("nobody rang");
}

static void score_generation_reused(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.ring(FINWAVE_OP_RELEASE);
	b.retire();
	b.command_done();
	b.write(FINWAVE_REG_DOORBELL, FINWAVE_OP_ADOPT);
	b.result = {};
	b.result.new_state = FINWAVE_TCP_STATE_ESTABLISHED;
	b.result.reason = FINWAVE_REASON_COMMAND_DONE;
	b.make_entry(FINWAVE_OP_ADOPT);
	b.retire();
	b.expect("the generation is that of the flow before");
}

static void score_timeout_too_early(void **)
{
	ScoreBench b;

	b.close_flow();
	b.now += b.config.rto_first;
	b.timeout();
	b.entry.now--;
	b.retire();
	b.expect("too early");
}

static void score_timeout_without_timer(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.make_entry(FINWAVE_OP_TIMEOUT);
	b.retire();
	b.expect("no timer runs");
}

static void score_time_goes_back(void **)
{
	ScoreBench b;

	b.close_flow();
	b.now -= 2;
	b.arrive(0x10, RCV_NXT, SND_NXT + 1);
	b.segment();
	b.retire();
	b.expect("time went back");
}

static void score_result_differs(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_LAST_ACK);
	b.ring(FINWAVE_OP_CLOSE);
	b.retire();
	b.command_done();
	b.read(FINWAVE_REG_CMD_RESULT, FINWAVE_CMD_RESULT_OK);
	b.expect("model BAD_STATE");
}

static void score_no_flow_for_a_held_flow(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_LAST_ACK);
	b.write(FINWAVE_REG_DOORBELL, FINWAVE_OP_CLOSE);
	b.command_done();
	b.read(FINWAVE_REG_CMD_RESULT, FINWAVE_CMD_RESULT_NO_FLOW);
	b.expect("the flow is held");
}

/* What leaves towards the host, as the oldest frames from the wire. */
static void host_gets(ScoreBench &b, uint64_t number, bool change)
{
	const InFrame *frame = b.wire.find(number);
	OutFrame out;

	out.data.assign(frame->data.begin(),
	                frame->data.begin() + static_cast<ptrdiff_t>(frame->len));
	if (change)
		out.data[20] ^= 0x80;
	out.first_clock = out.last_clock = b.clock;
	b.score.host_out(std::move(out));
	b.settle_clocks();
}

static void score_foreign_frame_passes(void **)
{
	ScoreBench b;
	Delivery delivery;

	b.flow = b.descriptor(FINWAVE_TCP_STATE_ESTABLISHED).flow;
	b.arrive(0x10, 1, 1);
	b.arrive(0x10, 2, 2);
	host_gets(b, 0, false);
	host_gets(b, 1, false);
	assert_null(b.fault.text());
	assert_true(b.score.next_delivery(&delivery));
	assert_int_equal(delivery.cause, 0);
	assert_int_equal(delivery.port, FINWAVE_SIM_HOST);
	assert_true(b.score.next_delivery(&delivery));
	assert_int_equal(delivery.cause, 1);
	assert_false(b.score.next_delivery(&delivery));
}

static void score_foreign_frame_altered(void **)
{
	ScoreBench b;

	b.flow = b.descriptor(FINWAVE_TCP_STATE_ESTABLISHED).flow;
	b.arrive(0x10, 1, 1);
	host_gets(b, 0, true);
	b.expect("another or altered one left");
}

static void score_frame_lost_without_entry(void **)
{
	ScoreBench b;

	b.flow = b.descriptor(FINWAVE_TCP_STATE_ESTABLISHED).flow;
	b.arrive(0x10, 1, 1);
	b.arrive(0x10, 2, 2);
	host_gets(b, 1, false);
	b.expect("frame 0 is due");
}

static void score_frame_vanished(void **)
{
	ScoreBench b;

	b.flow = b.descriptor(FINWAVE_TCP_STATE_ESTABLISHED).flow;
	b.arrive(0x10, 1, 1);
	b.score.settled();
	b.expect("vanished");
}

static void score_held_frame_passed_without_entry(void **)
{
	ScoreBench b;

	b.close_flow();
	b.arrive(0x10, RCV_NXT, SND_NXT + 1);
	host_gets(b, 0, false);
	b.expect("never retired");
}

static void score_dropped_frame_left(void **)
{
	ScoreBench b;

	b.close_flow();
	b.arrive(0x10, RCV_NXT, SND_NXT + 1);
	b.arrive(0x10, RCV_NXT, SND_NXT + 1);
	b.segment();
	b.entry.frame = 0;
	b.retire();
	assert_null(b.fault.text());
	OutFrame out;

	out.data = { 1, 2, 3 };
	out.first_clock = out.last_clock = b.clock;
	b.score.host_out(std::move(out));
	b.settle_clocks();
	b.expect("frame 1 is due");
}

/* ---- scoreboard: frames of the host ------------------------------------------------------------ */

static void score_host_frame_passes(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.host_sends(0x10, SND_NXT, RCV_NXT);
	b.host_retires(FINWAVE_OP_HOST);
	b.host_frame_leaves(0);
	b.score.settled();
	assert_null(b.fault.text());
}

static void score_host_frame_without_entry(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.host_sends(0x10, SND_NXT, RCV_NXT);
	b.host_frame_leaves(0);
	b.expect("frame 0 of the host left and never retired");
}

static void score_refused_frame_vanishes(void **)
{
	ScoreBench b;

	b.close_flow();
	b.host_sends(0x04, SND_NXT + 1, RCV_NXT);
	b.host_retires(FINWAVE_OP_HOST);
	assert_int_equal(b.result.reason, FINWAVE_REASON_HOST_REFUSED);
	b.host_sends(0x10, SND_NXT, RCV_NXT);
	b.host_retires(FINWAVE_OP_HOST);
	b.host_frame_leaves(1);
	b.score.settled();
	assert_null(b.fault.text());
}

static void score_refused_frame_leaves(void **)
{
	ScoreBench b;
	uint64_t number;
	OutFrame out;

	b.close_flow();
	number = b.host_sends(0x04, SND_NXT + 1, RCV_NXT);
	out.data.assign(b.host.find(number)->data.data(), b.host.find(number)->data.data() + 60);
	b.host_retires(FINWAVE_OP_HOST);
	out.first_clock = out.last_clock = b.clock;
	b.score.wire_out(std::move(out));
	b.settle_clocks();
	b.expect("it is frame 0 of the host, which retired as dropped");
}

static void score_entry_of_the_wrong_side(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.host_sends(0x10, SND_NXT, RCV_NXT);
	b.host_segment(FINWAVE_OP_HOST);
	b.entry.from_host = false;
	b.retire();
	b.expect("rt_from_host does not fit");
}

static void close_behind_host_frame(ScoreBench &b)
{
	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.host_sends(0x10, SND_NXT, RCV_NXT);
	b.host_retires(FINWAVE_OP_HOST);
	b.ring(FINWAVE_OP_CLOSE);
	b.retire();
	b.command_done();
}

static void score_fin_behind_host_frame(void **)
{
	ScoreBench b;

	close_behind_host_frame(b);
	b.host_frame_leaves(0);
	b.frame_leaves();
	b.score.settled();
	assert_null(b.fault.text());
}

static void score_fin_overtakes_host_frame(void **)
{
	ScoreBench b;

	close_behind_host_frame(b);
	b.frame_leaves();
	b.expect("a FIN overtook the host's frame 0");
}

static void score_fin_may_overtake_later_frame(void **)
{
	ScoreBench b;
	fwm_result fin;

	close_behind_host_frame(b);
	fin = b.result;
	b.host_frame_leaves(0);
	b.host_sends(0x10, SND_NXT, RCV_NXT);
	b.host_retires(FINWAVE_OP_HOST);
	b.leaves(fin);
	b.host_frame_leaves(1);
	b.score.settled();
	assert_null(b.fault.text());
}

/* The engine's ACK is, byte for byte, the host's: whichever comes first. */
static void score_twins(void **)
{
	for (bool host_first : { true, false }) {
		ScoreBench b;
		fwm_result ack;

		b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
		b.segment_retires(0x11, RCV_NXT, SND_NXT);
		ack = b.result;
		assert_int_equal(ack.send, FINWAVE_SEND_ACK);
		b.host_sends(0x10, SND_NXT, RCV_NXT + 1);
		b.host_retires(FINWAVE_OP_HOST);
		b.host_sends(0x10, SND_NXT, RCV_NXT);
		b.host_retires(FINWAVE_OP_HOST);
		b.leaves(ack);
		if (!host_first)
			b.leaves(ack);
		b.host_frame_leaves(1);
		if (host_first)
			b.leaves(ack);
		b.score.settled();
		assert_null(b.fault.text());
		assert_int_equal(b.score.made, 1);
	}
}

/* ---- scoreboard: tails ------------------------------------------------------------------------- */

static void close_with_tail(ScoreBench &b, unsigned words)
{
	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.write_tail(words);
	b.write(FINWAVE_REG_CMD_TAIL, 10);
	b.ring(FINWAVE_OP_CLOSE, 10);
	b.retire();
	b.command_done();
}

static void score_text_and_bare_swap(void **)
{
	ScoreBench b;
	fwm_result text;

	close_with_tail(b, 3);
	assert_null(b.fault.text());
	text = b.result;
	assert_int_equal(text.text_len, 10);
	b.segment_retires(0x11, RCV_NXT, SND_NXT);
	assert_int_equal(b.result.send, FINWAVE_SEND_ACK);
	b.frame_leaves();
	b.leaves(text);
	b.score.settled();
	assert_null(b.fault.text());
}

static void score_text_length_differs(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.write_tail(3);
	b.write(FINWAVE_REG_CMD_TAIL, 10);
	b.ring(FINWAVE_OP_CLOSE, 10);
	b.entry.text = 9;
	b.retire();
	b.expect("! text         0x9                  0xa");
}

static void score_tail_not_written(void **)
{
	ScoreBench b;

	close_with_tail(b, 2);
	b.expect("the test did not write all words of the tail");
}

static void score_no_buffer_while_one_is_free(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.write(FINWAVE_REG_CMD_TAIL, 10);
	b.clock += 2 * Scoreboard::LAG;
	b.write(FINWAVE_REG_DOORBELL, FINWAVE_OP_CLOSE);
	b.command_done();
	b.read(FINWAVE_REG_CMD_RESULT, FINWAVE_CMD_RESULT_NO_BUFFER);
	b.expect("a tail buffer is free");
}

static void score_no_buffer_too_long(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.write(FINWAVE_REG_CMD_TAIL, FWM_TAIL_MAX + 1);
	b.clock += 2 * Scoreboard::LAG;
	b.write(FINWAVE_REG_DOORBELL, FINWAVE_OP_CLOSE);
	b.command_done();
	b.read(FINWAVE_REG_CMD_RESULT, FINWAVE_CMD_RESULT_NO_BUFFER);
	assert_null(b.fault.text());
}

/* ---- scoreboard: tracking and eviction ----------------------------------------------------------- */

static void score_tracked_until_owned(void **)
{
	ScoreBench b;
	uint64_t due;

	b.track_to_fin_wait_2();
	assert_int_equal(b.score.flows_tracked(), 1);
	assert_int_equal(b.score.flows_held(), 0);
	for (uint64_t number = 0; number < 3; number++)
		host_gets(b, number, false);
	b.host_sends(0x10, SND_NXT + 1, RCV_NXT + 1);
	b.host_retires(FINWAVE_OP_HOST);
	assert_int_equal(b.result.reason, FINWAVE_REASON_TRACK_OWNED);
	b.frame_leaves();
	b.host_frame_leaves(3);
	assert_int_equal(b.score.flows_tracked(), 0);
	assert_int_equal(b.score.flows_held(), 1);
	assert_true(b.score.deadline(&due));
	b.now = due;
	b.timeout();
	b.retire();
	assert_true(b.score.drained());
	assert_null(b.fault.text());
}

static void score_host_rst_overtakes(void **)
{
	ScoreBench b;

	b.track_to_fin_wait_2();
	host_gets(b, 0, false);
	host_gets(b, 1, false);
	b.host_sends(0x10, SND_NXT + 1, RCV_NXT + 1);
	b.host_retires(FINWAVE_OP_HOST);
	assert_true(b.result.to_host);
	b.frame_leaves();
	b.expect("a RST towards the host overtook frame 2 from the wire");
}

static void score_track_twice(void **)
{
	ScoreBench b;

	b.track();
	b.entry.flow = FLOW + 1;
	b.retire();
	b.expect("the frame is no SYN that passed and was not tracked before");
}

static void score_track_while_it_is_off(void **)
{
	ScoreBench b;

	b.flow = b.descriptor(FINWAVE_TCP_STATE_CLOSED).flow;
	b.host_sends(2, SND_NXT - 1, 0);
	b.host_segment(FINWAVE_OP_TRACK);
	b.retire();
	b.expect("CONTROL.transparent is off");
}

static void score_lone_syn_not_tracked(void **)
{
	ScoreBench b;

	b.set_transparent();
	b.flow = b.descriptor(FINWAVE_TCP_STATE_CLOSED).flow;
	b.host_sends(2, SND_NXT - 1, 0);
	b.host_frame_leaves(0);
	b.score.settled();
	b.expect("a lone SYN of the host was not tracked");
}

static void score_two_syns_not_tracked(void **)
{
	ScoreBench b;

	b.set_transparent();
	b.flow = b.descriptor(FINWAVE_TCP_STATE_CLOSED).flow;
	b.host_sends(2, SND_NXT - 1, 0);
	b.host_frame_leaves(0);
	b.arrive(2, RCV_NXT - 1, 0);
	host_gets(b, 0, false);
	b.score.settled();
	assert_null(b.fault.text());
}

static void evict(ScoreBench &b)
{
	fwm_evict(&b.config, &b.flow, b.now, &b.result);
	b.make_entry(FINWAVE_OP_EVICT);
	b.retire();
}

static void score_evict_without_adopt(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_TIME_WAIT);
	b.clock += 2 * Scoreboard::LAG;
	evict(b);
	b.expect("no ADOPT is under way");
}

static void score_evict_with_room(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_TIME_WAIT);
	b.write(FINWAVE_REG_CMD_PORTS, 1);
	b.write(FINWAVE_REG_DOORBELL, FINWAVE_OP_ADOPT);
	evict(b);
	b.expect("the table is not full");
}

/* Its tracking ends when the host adopts it. */
static void score_evict_of_the_tuple_itself(void **)
{
	ScoreBench b;

	b.track();
	b.write_descriptor(FINWAVE_TCP_STATE_ESTABLISHED);
	b.write(FINWAVE_REG_DOORBELL, FINWAVE_OP_ADOPT);
	evict(b);
	assert_null(b.fault.text());
	assert_int_equal(b.score.flows_tracked(), 0);
}

/* Flow 0 is in TIME_WAIT for longer than the others; all of them but the last are there. */
static void fill(ScoreBench &b)
{
	for (uint32_t id = 0; id < 16; id++) {
		Adopt in = b.descriptor(FINWAVE_TCP_STATE_TIME_WAIT);

		b.write_descriptor(FINWAVE_TCP_STATE_TIME_WAIT);
		b.write(FINWAVE_REG_CMD_PORTS, id);
		b.flow = {};
		in.flow.tuple.local_port = 0;
		in.flow.tuple.remote_port = static_cast<uint16_t>(id);
		b.now += 1000;
		fwm_adopt(&b.config, &in, b.now, &b.flow, &b.result);
		b.write(FINWAVE_REG_DOORBELL, FINWAVE_OP_ADOPT);
		b.make_entry(FINWAVE_OP_ADOPT);
		b.entry.flow = id;
		b.retire();
		b.command_done();
		b.clock += 30000;
		assert_null(b.fault.text());
	}
	b.write(FINWAVE_REG_CONTROL, FINWAVE_CONTROL_ENABLE_MASK | FINWAVE_CONTROL_EVICT_MASK);
	b.clock += 2 * Scoreboard::LAG;
	b.write(FINWAVE_REG_CMD_PORTS, 16);
	b.write(FINWAVE_REG_DOORBELL, FINWAVE_OP_ADOPT);
	fwm_evict(&b.config, &b.flow, b.now, &b.result);
	b.make_entry(FINWAVE_OP_EVICT);
}

static void score_evict_the_oldest(void **)
{
	ScoreBench b;

	fill(b);
	b.entry.flow = 0;
	b.retire();
	assert_null(b.fault.text());
	assert_int_equal(b.score.flows_held(), 15);
}

static void score_evict_a_younger_one(void **)
{
	ScoreBench b;

	fill(b);
	b.entry.flow = 1;
	b.retire();
	b.expect("it is not the flow that is longest in TIME_WAIT");
}

/* ---- scoreboard: what the host reads ------------------------------------------------------------ */

static void score_event_differs(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_ESTABLISHED);
	b.ring(FINWAVE_OP_RELEASE);
	b.retire();
	b.event(FINWAVE_EVENT_ORDERLY, FINWAVE_TCP_STATE_ESTABLISHED);
	b.expect("! kind         ORDERLY              RELEASED");
}

static void score_query_differs(void **)
{
	ScoreBench b;

	b.close_flow();
	b.write(FINWAVE_REG_DOORBELL, FINWAVE_OP_QUERY);
	b.command_done();
	b.read(FINWAVE_REG_FLOW_SND_NXT, SND_NXT + 1);
	b.read(FINWAVE_REG_FLOW_RCV_WND, 10000);
	assert_null(b.fault.text());
	b.read(FINWAVE_REG_FLOW_SND_NXT, SND_NXT);
	b.expect("QUERY of flow 9");
}

static void score_query_fin_at_differs(void **)
{
	ScoreBench b;

	b.close_flow();
	b.write(FINWAVE_REG_DOORBELL, FINWAVE_OP_QUERY);
	b.command_done();
	b.read(FINWAVE_REG_FLOW_FIN_AT, SND_NXT);
	b.read(FINWAVE_REG_FLOW_TAIL, 1000u << FINWAVE_FLOW_TAIL_SND_WND_SHIFT);
	assert_null(b.fault.text());
	b.read(FINWAVE_REG_FLOW_FIN_AT, SND_NXT + 1);
	b.expect("register 0x320");
}

static void score_flow_left_at_the_end(void **)
{
	ScoreBench b;

	b.close_flow();
	assert_false(b.score.drained());
	b.expect("1 flows are still held, 0 tracked");
}

static void score_config_write_either_value(void **)
{
	ScoreBench b;

	b.adopt(FINWAVE_TCP_STATE_TIME_WAIT);
	b.arrive(0x14, RCV_NXT, SND_NXT);
	/* the engine may have seen the RST before the register changed */
	b.segment();
	b.write(FINWAVE_REG_CONTROL,
	        FINWAVE_CONTROL_ENABLE_MASK | FINWAVE_CONTROL_TIME_WAIT_RST_MASK);
	b.retire();
	assert_null(b.fault.text());
	/* but not long after */
	b.arrive(0x14, RCV_NXT, SND_NXT);
	b.clock += 2 * Scoreboard::LAG;
	b.segment();
	b.retire();
	b.expect("RST_IGNORED");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stall_without_seed_never_rests),
		cmocka_unit_test(stall_same_seed_same_clocks),
		cmocka_unit_test(stream_64_bits_no_stall),
		cmocka_unit_test(stream_64_bits_idle_and_stall),
		cmocka_unit_test(stream_512_bits_no_stall),
		cmocka_unit_test(stream_512_bits_idle_and_stall),
		cmocka_unit_test(sink_valid_falls_before_ready),
		cmocka_unit_test(sink_data_changes_before_ready),
		cmocka_unit_test(sink_last_changes_before_ready),
		cmocka_unit_test(sink_keep_before_last),
		cmocka_unit_test(sink_keep_with_hole),
		cmocka_unit_test(sink_keep_empty),
		cmocka_unit_test(lite_no_delay),
		cmocka_unit_test(lite_random_delays),
		cmocka_unit_test(lite_response_unasked),
		cmocka_unit_test(lite_response_too_early),
		cmocka_unit_test(score_whole_close_agrees),
		cmocka_unit_test(score_wrong_state),
		cmocka_unit_test(score_wrong_sequence),
		cmocka_unit_test(score_wrong_byte_on_wire),
		cmocka_unit_test(score_frame_missing),
		cmocka_unit_test(score_frame_before_its_entry),
		cmocka_unit_test(score_command_nobody_rang),
		cmocka_unit_test(score_generation_reused),
		cmocka_unit_test(score_timeout_too_early),
		cmocka_unit_test(score_timeout_without_timer),
		cmocka_unit_test(score_time_goes_back),
		cmocka_unit_test(score_result_differs),
		cmocka_unit_test(score_no_flow_for_a_held_flow),
		cmocka_unit_test(score_foreign_frame_passes),
		cmocka_unit_test(score_foreign_frame_altered),
		cmocka_unit_test(score_frame_lost_without_entry),
		cmocka_unit_test(score_frame_vanished),
		cmocka_unit_test(score_held_frame_passed_without_entry),
		cmocka_unit_test(score_dropped_frame_left),
		cmocka_unit_test(score_host_frame_passes),
		cmocka_unit_test(score_host_frame_without_entry),
		cmocka_unit_test(score_refused_frame_vanishes),
		cmocka_unit_test(score_refused_frame_leaves),
		cmocka_unit_test(score_entry_of_the_wrong_side),
		cmocka_unit_test(score_fin_behind_host_frame),
		cmocka_unit_test(score_fin_overtakes_host_frame),
		cmocka_unit_test(score_fin_may_overtake_later_frame),
		cmocka_unit_test(score_twins),
		cmocka_unit_test(score_text_and_bare_swap),
		cmocka_unit_test(score_text_length_differs),
		cmocka_unit_test(score_tail_not_written),
		cmocka_unit_test(score_no_buffer_while_one_is_free),
		cmocka_unit_test(score_no_buffer_too_long),
		cmocka_unit_test(score_tracked_until_owned),
		cmocka_unit_test(score_host_rst_overtakes),
		cmocka_unit_test(score_track_twice),
		cmocka_unit_test(score_track_while_it_is_off),
		cmocka_unit_test(score_lone_syn_not_tracked),
		cmocka_unit_test(score_two_syns_not_tracked),
		cmocka_unit_test(score_evict_without_adopt),
		cmocka_unit_test(score_evict_with_room),
		cmocka_unit_test(score_evict_of_the_tuple_itself),
		cmocka_unit_test(score_evict_the_oldest),
		cmocka_unit_test(score_evict_a_younger_one),
		cmocka_unit_test(score_event_differs),
		cmocka_unit_test(score_query_differs),
		cmocka_unit_test(score_query_fin_at_differs),
		cmocka_unit_test(score_flow_left_at_the_end),
		cmocka_unit_test(score_config_write_either_value),
	};

	return cmocka_run_group_tests_name("sim_bus", tests, NULL, NULL);
}
