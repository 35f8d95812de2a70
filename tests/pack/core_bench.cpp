/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The sim target of finwave.core: the Verilated engine alone, with nothing of sim/ or driver/. While it is
 * disabled a frame passes each way; then a flow is adopted, the peer's FIN is answered by an ACK, a CLOSE
 * command by our FIN, and the peer's last ACK ends the flow. Every stream and register is moved by hand.
 * Exit status: 0, 1 with a line that says what differs. For any DATA_WIDTH and FLOW_COUNT.
 */
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "Vfinwave.h"
#include "finwave_regs.h"
#include "verilated.h"

/* Called by Verilator's run time of before 5.0, without a context. */
double sc_time_stamp()
{
	return 0;
}

namespace
{

using Frame = std::vector<uint8_t>;

constexpr uint64_t LIMIT = 1000000; /* clocks */
constexpr uint8_t FIN = 1, ACK = 16;
constexpr uint32_t SND_NXT = 0xffffffff, RCV_NXT = 5000; /* our FIN takes the last number */
constexpr uint16_t LOCAL_PORT = 443, REMOTE_PORT = 43210;
constexpr size_t IP = 14, TCP = IP + 20, LENGTH = 60;

VerilatedContext context;
Vfinwave top(&context);
uint64_t clocks;
Frame wire_frame, host_frame;                /* on their way out */
std::vector<Frame> wire_frames, host_frames; /* out */

constexpr size_t BEAT = sizeof(top.s_axis_wire_rx_tdata);

[[noreturn]] void fail(const char *what)
{
	fprintf(stderr, "clock %llu: %s\n", static_cast<unsigned long long>(clocks), what);
	exit(1);
}

void check(bool good, const char *what)
{
	if (!good)
		fail(what);
}

template <class Data, class Keep>
void take(const Data &data, Keep keep, bool valid, bool last, Frame &frame,
          std::vector<Frame> &frames)
{
	uint8_t bytes[BEAT];

	if (!valid)
		return;
	memcpy(bytes, &data, BEAT);
	for (size_t i = 0; i < BEAT && (keep >> i & 1); i++)
		frame.push_back(bytes[i]);
	if (last) {
		frames.push_back(frame);
		frame.clear();
	}
}

/* One clock; what the pins show before the rising edge is what the edge takes. */
void clock()
{
	if (++clocks > LIMIT)
		fail("no end");
	take(top.m_axis_wire_tx_tdata, top.m_axis_wire_tx_tkeep, top.m_axis_wire_tx_tvalid,
	     top.m_axis_wire_tx_tlast, wire_frame, wire_frames);
	take(top.m_axis_host_rx_tdata, top.m_axis_host_rx_tkeep, top.m_axis_host_rx_tvalid,
	     top.m_axis_host_rx_tlast, host_frame, host_frames);
	top.clk = 1;
	top.eval();
	top.clk = 0;
	top.eval();
	context.timeInc(1);
	check(!context.gotFinish(), "an assertion failed");
}

void run(unsigned count)
{
	while (count--)
		clock();
}

template <class Pin> void set(Pin &pin, uint32_t value)
{
	pin = static_cast<Pin>(value);
}

uint32_t read(uint32_t offset)
{
	set(top.s_axil_araddr, offset);
	top.s_axil_arvalid = top.s_axil_rready = 1;
	top.eval();
	for (bool taken = false; !top.s_axil_rvalid;) {
		taken = taken || top.s_axil_arready;
		clock();
		top.s_axil_arvalid = !taken;
		top.eval();
	}
	check(top.s_axil_rresp == 0, "a read is refused");
	const uint32_t value = top.s_axil_rdata;

	clock();
	top.s_axil_rready = 0;
	top.eval();
	return value;
}

void write(uint32_t offset, uint32_t value)
{
	bool address = false, data = false;

	set(top.s_axil_awaddr, offset);
	top.s_axil_wdata = value;
	top.s_axil_wstrb = 0xf;
	top.s_axil_awvalid = top.s_axil_wvalid = top.s_axil_bready = 1;
	top.eval();
	while (!top.s_axil_bvalid) {
		address = address || top.s_axil_awready;
		data = data || top.s_axil_wready;
		clock();
		top.s_axil_awvalid = !address;
		top.s_axil_wvalid = !data;
		top.eval();
	}
	check(top.s_axil_bresp == 0, "a write is refused");
	clock();
	top.s_axil_bready = 0;
	top.eval();
}

template <class Data, class Keep>
void send(Data &data, Keep &keep, uint8_t &valid, const uint8_t &ready, uint8_t &last,
          const Frame &frame)
{
	for (size_t at = 0; at < frame.size(); at += BEAT) {
		const size_t left = frame.size() - at, bytes = left < BEAT ? left : BEAT;
		uint8_t beat[BEAT] = {};

		memcpy(beat, &frame[at], bytes);
		memcpy(&data, beat, BEAT);
		keep = static_cast<Keep>(~uint64_t{ 0 } >> (64 - bytes));
		last = left <= BEAT;
		valid = 1;
		top.eval();
		while (!ready)
			clock();
		clock();
	}
	valid = 0;
	top.eval();
}

void send_from_wire(const Frame &frame)
{
	send(top.s_axis_wire_rx_tdata, top.s_axis_wire_rx_tkeep, top.s_axis_wire_rx_tvalid,
	     top.s_axis_wire_rx_tready, top.s_axis_wire_rx_tlast, frame);
}

void send_from_host(const Frame &frame)
{
	send(top.s_axis_host_tx_tdata, top.s_axis_host_tx_tkeep, top.s_axis_host_tx_tvalid,
	     top.s_axis_host_tx_tready, top.s_axis_host_tx_tlast, frame);
}

Frame next(std::vector<Frame> &frames)
{
	while (frames.empty())
		clock();

	const Frame frame = frames.front();

	frames.erase(frames.begin());
	return frame;
}

void put(Frame &frame, size_t at, uint32_t value, unsigned bytes)
{
	while (bytes--)
		frame[at++] = static_cast<uint8_t>(value >> 8 * bytes);
}

uint32_t get(const Frame &frame, size_t at, unsigned bytes)
{
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | frame[at++];
	return value;
}

/* The sum of words in ones' complement; 0xffff over what holds a right checksum. */
uint16_t sum(const Frame &frame, size_t from, size_t to, uint32_t start)
{
	for (; from < to; from += 2)
		start += get(frame, from, 2);
	while (start >> 16)
		start = (start & 0xffff) + (start >> 16);
	return static_cast<uint16_t>(start);
}

uint16_t tcp_sum(const Frame &frame)
{
	return sum(frame, IP + 12, TCP + 20, 6 + 20); /* addresses too, protocol and length */
}

/* A bare segment of the flow, of the peer. */
Frame segment(uint8_t flags, uint32_t seq, uint32_t ack)
{
	const uint8_t head[TCP] = { 2,  0, 0, 0, 0, 2,  2, 0, 0, 0,   0,  1,   8, 0,   0x45, 0, 0,
		                    40, 0, 0, 0, 0, 64, 6, 0, 0, 198, 51, 100, 1, 192, 0,    2, 1 };
	Frame frame(LENGTH, 0);

	memcpy(frame.data(), head, sizeof(head));
	put(frame, TCP, REMOTE_PORT, 2);
	put(frame, TCP + 2, LOCAL_PORT, 2);
	put(frame, TCP + 4, seq, 4);
	put(frame, TCP + 8, ack, 4);
	frame[TCP + 12] = 0x50;
	frame[TCP + 13] = flags;
	put(frame, TCP + 14, 1000, 2);
	put(frame, IP + 10, static_cast<uint16_t>(~sum(frame, IP, TCP, 0)), 2);
	put(frame, TCP + 16, static_cast<uint16_t>(~tcp_sum(frame)), 2);
	return frame;
}

void expect_segment(uint8_t flags, uint32_t seq, uint32_t ack)
{
	const Frame frame = next(wire_frames);

	check(frame.size() == LENGTH, "the engine's frame is not of 60 bytes");
	check(sum(frame, IP, TCP, 0) == 0xffff, "the IP checksum is wrong");
	check(tcp_sum(frame) == 0xffff, "the TCP checksum is wrong");
	check(get(frame, IP + 16, 4) == 0xc6336401, "the frame does not go to the peer");
	check(get(frame, TCP, 4) == (uint32_t{ LOCAL_PORT } << 16 | REMOTE_PORT), "wrong ports");
	check(frame[TCP + 13] == flags, "wrong flags");
	check(get(frame, TCP + 4, 4) == seq, "wrong sequence number");
	check(get(frame, TCP + 8, 4) == ack, "wrong acknowledgment number");
}

void command(uint32_t op)
{
	write(FINWAVE_REG_DOORBELL, op);
	while (read(FINWAVE_REG_STATUS) & FINWAVE_STATUS_COMMAND_BUSY_MASK)
		;
	check(read(FINWAVE_REG_CMD_RESULT) == FINWAVE_CMD_RESULT_OK, "a command is refused");
}

void adopt()
{
	static const uint32_t words[][2] = {
		{ FINWAVE_REG_CMD_FLAGS, FINWAVE_TCP_STATE_ESTABLISHED },
		{ FINWAVE_REG_CMD_SND_UNA, SND_NXT },
		{ FINWAVE_REG_CMD_SND_NXT, SND_NXT },
		{ FINWAVE_REG_CMD_RCV_NXT, RCV_NXT },
		{ FINWAVE_REG_CMD_RCV_WND, 65535 },
		{ FINWAVE_REG_CMD_MAX_WND, 65535 },
		{ FINWAVE_REG_CMD_RTO, 0 },
		{ FINWAVE_REG_CMD_IP, 64 },
		{ FINWAVE_REG_CMD_MAC_0, 0x02000000 },
		{ FINWAVE_REG_CMD_MAC_1, 0x00010200 },
		{ FINWAVE_REG_CMD_MAC_2, 0x00000002 },
		{ FINWAVE_REG_CMD_VLAN, 0 },
		{ FINWAVE_REG_CMD_LOCAL, 0xc0000201 },
		{ FINWAVE_REG_CMD_REMOTE, 0xc6336401 },
		{ FINWAVE_REG_CMD_PORTS, uint32_t{ LOCAL_PORT } << 16 | REMOTE_PORT },
		{ FINWAVE_REG_CMD_USER_TIMEOUT, 0 },
	};

	for (const auto &word : words)
		write(word[0], word[1]);
	command(FINWAVE_OP_ADOPT);
}

void reset()
{
	top.rst = 1;
	top.tick_skip = 0;
	top.m_axis_wire_tx_tready = top.m_axis_host_rx_tready = 1;
	run(16);
	top.rst = 0;
	check(read(FINWAVE_REG_ID) == FINWAVE_ID_RESET, "this is not the engine");
	while (!(read(FINWAVE_REG_STATUS) & FINWAVE_STATUS_INIT_DONE_MASK))
		;
}

void pass()
{
	const Frame frame = segment(FIN | ACK, RCV_NXT, SND_NXT);

	send_from_wire(frame);
	check(next(host_frames) == frame, "a frame from the wire is changed");
	send_from_host(frame);
	check(next(wire_frames) == frame, "a frame of the host is changed");
}

/* The peer closes first: FIN, ACK, our FIN, ACK. */
void close()
{
	adopt();
	const uint32_t flow = read(FINWAVE_REG_CMD_HANDLE);

	check(read(FINWAVE_REG_FLOWS_HELD) == 1, "the flow is not held");
	send_from_wire(segment(FIN | ACK, RCV_NXT, SND_NXT));
	expect_segment(ACK, SND_NXT, RCV_NXT + 1);
	write(FINWAVE_REG_CMD_FLOW, flow);
	write(FINWAVE_REG_CMD_FLAGS, 0);
	write(FINWAVE_REG_CMD_TAIL, 0);
	command(FINWAVE_OP_CLOSE);
	expect_segment(FIN | ACK, SND_NXT, RCV_NXT + 1);
	send_from_wire(segment(ACK, RCV_NXT + 1, SND_NXT + 1));
	while (read(FINWAVE_REG_FLOWS_HELD))
		;
	check(host_frames.empty() && wire_frames.empty(), "a frame too many");
	check(!(read(FINWAVE_REG_STATUS) & FINWAVE_STATUS_FAULT_MASK), "STATUS shows a fault");
}

} // namespace

int main(int argc, char **argv)
{
	context.commandArgs(argc, argv);
	reset();
	pass();
	write(FINWAVE_REG_CONTROL, FINWAVE_CONTROL_ENABLE_MASK);
	pass();
	close();
	printf("finwave: %zu bits, %u flows: a flow was closed in %llu clocks\n", 8 * BEAT,
	       read(FINWAVE_REG_FLOW_COUNT), static_cast<unsigned long long>(clocks));
	top.final();
	return 0;
}
