/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * AXI4-Lite master: one access at a time, full handshake on all five channels, with or without random
 * delays on each. Watches that responses come only when asked for and stay until they are taken.
 */
#ifndef FINWAVE_SIM_AXIL_MASTER_H
#define FINWAVE_SIM_AXIL_MASTER_H

#include <cstdint>
#include <string>

#include "fault.h"
#include "stall.h"

namespace fws
{

template <class Addr> struct AxilPort {
	Addr *awaddr, *araddr;
	uint8_t *awprot, *awvalid, *awready, *wstrb, *wvalid, *wready, *bresp, *bvalid, *bready;
	uint8_t *arprot, *arvalid, *arready, *rresp, *rvalid, *rready;
	uint32_t *wdata, *rdata;
};

template <class Addr> class AxilMaster
{
public:
	AxilMaster(const AxilPort<Addr> &port, Fault &fault, const Stall &stall)
		: port_(port), fault_(fault), stall_(stall)
	{
		*port_.awprot = *port_.arprot = 0;
		*port_.awvalid = *port_.wvalid = *port_.arvalid = 0;
		*port_.bready = *port_.rready = 0;
		*port_.wstrb = 0xf;
	}

	void write(uint32_t offset, uint32_t value)
	{
		*port_.awaddr = static_cast<Addr>(offset);
		*port_.wdata = value;
		address_left_ = data_left_ = true;
		state_ = State::WRITE;
	}

	void read(uint32_t offset)
	{
		*port_.araddr = static_cast<Addr>(offset);
		address_left_ = true;
		state_ = State::READ;
	}

	bool busy() const { return state_ != State::IDLE; }
	bool slave_error() const { return response_ != 0; }
	uint32_t value() const { return value_; }

	void sample(uint64_t clock)
	{
		if (state_ == State::IDLE)
			check_silent(clock);
		else if (state_ == State::WRITE)
			sample_write(clock);
		else
			sample_read(clock);
	}

	void drive()
	{
		if (state_ == State::WRITE) {
			offer(port_.awvalid, address_left_);
			offer(port_.wvalid, data_left_);
			*port_.bready = !stall_.now();
		} else if (state_ == State::READ) {
			offer(port_.arvalid, address_left_);
			*port_.rready = !stall_.now();
		} else {
			*port_.bready = *port_.rready = 0;
		}
	}

private:
	enum class State { IDLE, WRITE, READ };

	void broken(uint64_t clock, const char *rule)
	{
		fault_.report("clock " + std::to_string(clock) +
		              ": AXI4-Lite breaks a bus rule: " + rule);
	}

	/* valid never falls before ready */
	void offer(uint8_t *valid, bool left)
	{
		if (!left)
			*valid = 0;
		else if (!*valid)
			*valid = !stall_.now();
	}

	void check_silent(uint64_t clock)
	{
		if (*port_.bvalid || *port_.rvalid)
			broken(clock, "a response that nobody asked for");
	}

	void sample_write(uint64_t clock)
	{
		if (*port_.awvalid && *port_.awready)
			address_left_ = false;
		if (*port_.wvalid && *port_.wready)
			data_left_ = false;
		respond(clock, *port_.bvalid, *port_.bready, *port_.bresp, 0);
	}

	void sample_read(uint64_t clock)
	{
		if (*port_.arvalid && *port_.arready)
			address_left_ = false;
		respond(clock, *port_.rvalid, *port_.rready, *port_.rresp, *port_.rdata);
	}

	void respond(uint64_t clock, bool valid, bool ready, uint8_t response, uint32_t value)
	{
		if (waiting_ && (!valid || response != response_ || value != value_))
			broken(clock, "a response changed before it was taken");
		if (!valid)
			return;
		if (address_left_ || (state_ == State::WRITE && data_left_))
			broken(clock, "a response before its request was taken");
		response_ = response;
		value_ = value;
		waiting_ = !ready;
		if (ready)
			state_ = State::IDLE;
	}

	const AxilPort<Addr> port_;
	Fault &fault_;
	Stall stall_;
	State state_ = State::IDLE;
	bool address_left_ = false, data_left_ = false, waiting_ = false;
	uint8_t response_ = 0;
	uint32_t value_ = 0;
};

} // namespace fws
#endif
