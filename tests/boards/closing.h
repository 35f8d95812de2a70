/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * A board with one engine a port, as software sees it: libfinwave over the registers of that port's page, frames of
 * the flow's two ends, and the closings that every board must bring about.
 */
#ifndef FINWAVE_TESTS_CLOSING_H
#define FINWAVE_TESTS_CLOSING_H

#include <cerrno>

#include "finwave.h"
#include "finwave_regs.h"
#include "streams.h"

extern "C" {
#include "packet.h"
}

enum { PORTS = 2, PAGE = 0x1000 };

class Board
{
public:
	virtual ~Board() = default;
	virtual int read32(uint32_t offset, uint32_t *value) = 0;
	virtual int write32(uint32_t offset, uint32_t value) = 0;
	virtual void traffic(bool on) = 0;
	virtual void run(unsigned clocks) = 0;
	/* Return when the frame is in; its port must let it through, or hold it. */
	virtual void from_mac(unsigned port, Bytes frame, bool passes) = 0;
	virtual void from_nic(unsigned port, Bytes frame) = 0;
	/* The next frame of the engine to the wire or to the host, marked as the board wants it. */
	virtual Bytes engine_frame(unsigned port, bool to_host) = 0;
};

class Host
{
public:
	Host(Board &board, unsigned port) : board_(board), port_(port) {}
	~Host() { finwave_close(dev); }
	Host(const Host &) = delete;
	Host &operator=(const Host &) = delete;

	unsigned port() const { return port_; }

	int open()
	{
		const finwave_transport transport = { sizeof(transport), read32, write32, nullptr };

		return finwave_open_transport(&transport, this, &dev);
	}

	/* TIME_WAIT for a few thousand clocks. */
	void start(bool transparent, unsigned flows)
	{
		finwave_config settings = {};
		finwave_info info = {};

		assert_int_equal(open(), 0);
		info.size = sizeof(info);
		assert_int_equal(finwave_get_info(dev, &info), 0);
		assert_int_equal(info.flow_count, flows);
		settings.size = sizeof(settings);
		assert_int_equal(finwave_get_config(dev, &settings), 0);
		settings.time_wait_us = 20;
		settings.transparent = transparent;
		assert_int_equal(finwave_set_config(dev, &settings), 0);
		assert_int_equal(finwave_enable(dev, true), 0);
	}

	/* The same tuple on every port: one must not know of the other. */
	void set_flow(bool ipv6 = false, uint8_t tags = 0)
	{
		config = {};
		config.size = sizeof(config);
		config.state = FINWAVE_ESTABLISHED;
		config.ipv6 = ipv6;
		config.timestamps = ipv6;
		config.vlan_count = tags;
		config.vlan_tci[0] = 0x6064;
		config.vlan_tci[1] = 0x0007;
		config.outer_88a8 = tags > 1;
		for (uint8_t i = 0; i < 16; i++) {
			config.local_addr[i] = static_cast<uint8_t>(0x20 + i);
			config.remote_addr[i] = static_cast<uint8_t>(0xe0 - i);
		}
		config.local_port = 80;
		config.remote_port = 43210;
		config.snd_una = config.snd_nxt = 0xffffffff;
		config.rcv_nxt = 5000;
		config.rcv_wnd = 10000;
		config.max_wnd = 2000;
	}

	int adopt() { return finwave_adopt(dev, &config, &flow); }

	void peer_sends(uint8_t flags, uint32_t seq, uint32_t ack, bool passes = false)
	{
		board_.from_mac(port_, frame_of(flags, seq, ack, false), passes);
	}

	void host_sends(uint8_t flags, uint32_t seq, uint32_t ack)
	{
		board_.from_nic(port_, frame_of(flags, seq, ack, true));
	}

	packet_seen expect_segment(uint8_t flags, uint32_t seq, uint32_t ack, bool to_host = false)
	{
		const Bytes frame = board_.engine_frame(port_, to_host);
		packet_seen seen = {};

		assert_true(packet_read(frame.data(), frame.size(), &seen));
		assert_int_equal(seen.flags, flags);
		assert_int_equal(seen.seq, seq);
		assert_int_equal(seen.ack, ack);
		assert_int_equal(seen.local_port, to_host ? 43210 : 80);
		assert_int_equal(seen.remote_port, to_host ? 80 : 43210);
		return seen;
	}

	void expect_event(finwave_event_kind kind)
	{
		finwave_event event = {};
		int got = 0;

		for (unsigned i = 0; i < 2000 && got == 0; i++)
			got = finwave_next_event(dev, &event);
		assert_int_equal(got, 1);
		assert_int_equal(event.kind, kind);
		assert_int_equal(event.flow, flow);
	}

	void expect_state(finwave_state state)
	{
		finwave_flow_info info = {};

		for (unsigned i = 0; i < 200; i++) {
			assert_int_equal(finwave_query(dev, flow, &info), 0);
			if (info.state == state)
				return;
		}
		fail_msg("port %u: state %s, not %s", port_, finwave_state_name(info.state),
		         finwave_state_name(state));
	}

	/* Until no flow is held, TIME_WAIT included. */
	void wait_free()
	{
		finwave_info info = {};

		info.size = sizeof(info);
		for (unsigned i = 0; i < 2000; i++) {
			assert_int_equal(finwave_get_info(dev, &info), 0);
			if (info.flows_held == 0)
				return;
		}
		fail_msg("port %u: a flow stays", port_);
	}

	/* At FINWAVE_REG_REASON_COUNT + 8 * index. */
	uint64_t counter(unsigned index)
	{
		const uint32_t at = FINWAVE_REG_REASON_COUNT + 8 * index;
		uint32_t low = 0, high = 0;

		assert_int_equal(finwave_read32(dev, at, &low), 0);
		assert_int_equal(finwave_read32(dev, at + 4, &high), 0);
		return static_cast<uint64_t>(high) << 32 | low;
	}

	finwave_dev *dev = nullptr;
	finwave_flow_config config = {};
	finwave_flow flow = 0;

private:
	static int read32(void *ctx, uint32_t offset, uint32_t *value)
	{
		const Host *h = static_cast<Host *>(ctx);

		return h->board_.read32(h->port_ * PAGE + offset, value);
	}

	static int write32(void *ctx, uint32_t offset, uint32_t value)
	{
		const Host *h = static_cast<Host *>(ctx);

		return h->board_.write32(h->port_ * PAGE + offset, value);
	}

	Bytes frame_of(uint8_t flags, uint32_t seq, uint32_t ack, bool from_host) const
	{
		packet p = {};
		uint8_t frame[PACKET_MAX];

		p.flags = flags;
		p.seq = seq;
		p.ack = ack;
		p.window = 2000;
		p.from_host = from_host;
		p.timestamps = config.timestamps;
		p.tsval = 1;
		const size_t len = packet_build(&config, &p, frame);

		return Bytes(frame, frame + len);
	}

	Board &board_;
	const unsigned port_;
};

/* Pages without a port are nobody's. */
inline void expect_no_third_port(Board &board)
{
	Host none(board, PORTS);
	uint32_t value;

	assert_int_equal(board.read32(PORTS * PAGE, &value), -EIO);
	assert_int_equal(board.write32(PORTS * PAGE + FINWAVE_REG_CONTROL, 1), -EIO);
	assert_int_equal(none.open(), -EIO);
}

/* At the same time on the same tuple: port a closes first, on port b the peer does; then b's host resets. */
inline void close_both_ways(Host &a, Host &b)
{
	a.set_flow();
	b.set_flow();
	assert_int_equal(a.adopt(), 0);
	assert_int_equal(b.adopt(), 0);
	assert_int_equal(a.adopt(), -EEXIST);

	assert_int_equal(finwave_close_flow(a.dev, a.flow, nullptr), 0);
	b.peer_sends(TH_FIN | TH_ACK, 5000, 0xffffffff);
	a.expect_segment(TH_FIN | TH_ACK, 0xffffffff, 5000);
	b.expect_segment(TH_ACK, 0xffffffff, 5001);
	b.expect_event(FINWAVE_PEER_FIN);
	b.expect_state(FINWAVE_CLOSE_WAIT);
	a.expect_state(FINWAVE_FIN_WAIT_1);
	a.peer_sends(TH_ACK, 5000, 0);
	a.expect_state(FINWAVE_FIN_WAIT_2);
	a.peer_sends(TH_FIN | TH_ACK, 5000, 0);
	a.expect_segment(TH_ACK, 0, 5001);
	assert_int_equal(finwave_close_flow(b.dev, b.flow, nullptr), 0);
	b.expect_segment(TH_FIN | TH_ACK, 0xffffffff, 5001);
	b.peer_sends(TH_ACK, 5001, 0);
	b.expect_event(FINWAVE_ORDERLY);
	a.expect_event(FINWAVE_PEER_FIN);
	a.expect_event(FINWAVE_ORDERLY);

	assert_int_equal(b.adopt(), 0);
	assert_int_equal(finwave_abort(b.dev, b.flow), 0);
	b.expect_segment(TH_RST | TH_ACK, 0xffffffff, 5000);
	b.expect_event(FINWAVE_ABORTED_HOST);
}

/* Every shape of a frame of the engine, with so much text. */
inline void close_with_tail(Host &h, bool ipv6, uint8_t tags, unsigned text)
{
	const Bytes tail(text, 0x5a);
	packet_seen seen;

	h.set_flow(ipv6, tags);
	assert_int_equal(h.adopt(), 0);
	assert_int_equal(finwave_close_tail(h.dev, h.flow, nullptr, tail.data(), tail.size()), 0);
	seen = h.expect_segment(text ? TH_FIN | TH_PSH | TH_ACK : TH_FIN | TH_ACK, 0xffffffff,
	                        5000);
	assert_int_equal(seen.payload, text);
	h.peer_sends(TH_RST, 5000, 0);
	h.expect_event(FINWAVE_RESET);
}

/* The host knows of no engine; when both FINs are acknowledged, it gets a RST in the peer's name. */
inline void take_time_wait_over(Host &h)
{
	h.set_flow();
	h.host_sends(TH_SYN, 100, 0);
	h.peer_sends(TH_SYN | TH_ACK, 900, 101, true);
	h.host_sends(TH_ACK, 101, 901);
	h.host_sends(TH_FIN | TH_ACK, 101, 901);
	h.peer_sends(TH_ACK, 901, 102, true);
	h.peer_sends(TH_FIN | TH_ACK, 901, 102, true);
	h.host_sends(TH_ACK, 102, 902);
	h.expect_segment(TH_RST, 902, 0, true);
	h.wait_free();
}

#endif
