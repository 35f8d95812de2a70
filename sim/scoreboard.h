/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Compares everything that the engine decides and emits with the reference model.
 *
 * It sees what the host wrote into the registers (not what the engine made of it), the retire port, and
 * whole frames at both outputs. Each retired entry runs one step of the model on the flow that it names;
 * all its fields must agree, and the frame that the model builds must leave next among the engine's
 * own: those with text, those without and those towards the host each in an order of their own. Frames
 * of either side must leave unchanged and in order on the other unless a retired entry dropped them.
 * A FIN, or text, leaves behind all frames of the host that retired with pass before; a RST
 * towards the host behind all such frames of the wire. The first difference goes to the Fault.
 *
 * scoreboard.cpp has the entries, scoreboard_plausible.cpp what an entry must fulfil before the model is
 * asked, scoreboard_commands.cpp registers and events, scoreboard_frames.cpp the frames.
 *
 * Cycles are never compared. A frame that left may wait LAG clocks for the entry that explains it.
 */
#ifndef FINWAVE_SIM_SCOREBOARD_H
#define FINWAVE_SIM_SCOREBOARD_H

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "contracts.h"
#include "fault.h"
#include "finwave_regs.h"
#include "frames.h"

namespace fws
{

/* One entry of the retire port as it stands on the pins. */
struct Retire {
	uint8_t op, old_state, new_state, reason, send, completion, generation;
	bool ack_limited, pass, freed, peer_fin, from_host;
	uint16_t text;
	uint32_t flow, frame, seq, ack;
	uint64_t now, clock;
};

/* A frame that left, with what it is. */
struct Delivery {
	OutFrame frame;
	finwave_sim_port port;
	bool from_engine;
	uint64_t cause;
};

class Scoreboard
{
public:
	static constexpr uint64_t LAG = 64;

	/* compare = false: the model runs (deadlines, causes), but no difference is reported. */
	Scoreboard(Fault &fault, FrameStore &wire, FrameStore &host, uint32_t flow_count,
	           bool compare);

	/* AXI4-Lite as the host drives it. A write may act before its response. */
	void write_begins(uint32_t offset, uint32_t value, uint64_t clock);
	void write_ends(uint32_t offset, uint32_t value, bool slave_error, uint64_t clock);
	void read_ends(uint32_t offset, uint32_t value, uint64_t clock);

	void retire(const Retire &entry);
	void wire_out(OutFrame &&frame);
	void host_out(OutFrame &&frame);

	/* Once a clock: explains what left, or reports it when LAG has passed. */
	void tick(uint64_t clock)
	{
		if (!wire_waiting_.empty())
			match_wire(clock);
		if (!host_waiting_.empty())
			match_host(clock);
	}

	/* The engine is quiet: everything must be explained by now. */
	void settled();
	/* At the end: no flow is held, no timer runs, nothing is expected. */
	bool drained();

	/* The earliest running timer; false if there is none. */
	bool deadline(uint64_t *tick);
	std::string deadline_text();
	/* Without comparison: the engine does not share this timer. */
	void forget_deadline();

	bool next_delivery(Delivery *out);
	bool next_retired(finwave_sim_retire *out);

	uint32_t flows_held() const { return held_; }
	/* Connections that are followed, not adopted, and not in TIME_WAIT yet. */
	uint32_t flows_tracked() const { return tracked_; }
	/* Events that were due and not popped; false if the host popped without looking. */
	bool events_outstanding(uint32_t *count) const;
	/* What the 64-bit counter at this offset must hold; false if it is not known. */
	bool counter(uint32_t offset, uint64_t *value) const;

	uint64_t entries = 0, checked = 0, segments = 0, passed = 0, made = 0, left = 0;

private:
	static constexpr unsigned DESCRIPTOR_WORDS =
		(FINWAVE_REG_CMD_USER_TIMEOUT - FINWAVE_REG_CMD_FLOW) / 4 + 1;
	static constexpr unsigned REGISTER_WORDS = 1024;
	static constexpr unsigned NEIGHBOURS = 256;

	struct Flow {
		fwm_flow model{};
		bool used = false;           /* held a flow at least once */
		uint64_t held_since = NEVER; /* clock at which the host could know */
		uint64_t deadline = 0;       /* 48 bits, of a running timer */
		uint64_t deadline_clock = 0; /* in which it was set */
		uint64_t last_frame[2] = {}; /* number + 1 of its last segment: wire, host */
		uint64_t last_clock = 0;     /* of its last entry */
	};

	struct Config {
		fwm_config values;
		bool evict;
		uint64_t from, until; /* clocks in which the engine may use it */
	};

	struct Command {
		bool open; /* rung, and its end was not seen */
		uint8_t op;
		std::array<uint32_t, DESCRIPTOR_WORDS> words;
		uint64_t clock, finished; /* rung; seen to be done, 0 if not yet */
		bool retired;
		uint8_t result, generation;
		uint32_t flow; /* ADOPT: the flow that came of it */
		std::array<uint8_t, FWM_TAIL_MAX> tail;
		unsigned tail_known; /* bytes of it that the host wrote into this buffer */

		uint32_t word(uint32_t offset) const
		{
			return words[(offset - FINWAVE_REG_CMD_FLOW) / 4];
		}
	};

	struct Expected {
		std::vector<uint8_t> frame;
		uint64_t cause;
		uint64_t behind; /* number + 1 of a frame of the other source that goes first */
	};

	/* A frame that could have been the engine's or the host's; it was taken for the engine's. */
	struct Swap {
		std::deque<Expected> *queue; /* nullptr: none, or it is settled */
		uint64_t host;               /* number of the host's frame */
		Expected expected;
	};

	/* A SYN that passed and may start tracking. */
	struct Syn {
		uint64_t number, clock; /* of its first beat */
		bool options_late;
		Segment segment;
	};

	/* A frame of the host that was dropped, for reports. */
	struct Dropped {
		uint64_t number;
		std::vector<uint8_t> data;
	};

	struct Event {
		uint8_t kind, state, generation;
		bool exact; /* sequence numbers cannot have moved on */
		uint32_t snd_nxt, rcv_nxt;
	};

	struct Due {
		uint64_t deadline;
		uint32_t flow;
		bool operator<(const Due &other) const { return deadline > other.deadline; }
	};

	struct Key {
		uint64_t words[5];
		bool operator==(const Key &other) const;
	};

	struct KeyHash {
		size_t operator()(const Key &key) const;
	};

	/* One step of the model on a copy, to be taken over if it agrees. */
	struct Step {
		fwm_flow flow;
		fwm_limits limits;
		fwm_result result;
	};

	static Key key_of(const fwm_tuple &tuple);

	void report(const Retire &entry, const std::string &what, const Flow &flow);
	void report_step(const Retire &entry, const Flow &flow, const fwm_config &config,
	                 const Step &step);
	void report_at(uint64_t clock, const std::string &what);

	Config config_now(uint64_t clock) const;
	void config_write(uint64_t clock);
	Adopt adopt_of(const Command &command, uint8_t generation) const;
	FrameStore &store(bool from_host) { return from_host ? host_ : wire_; }
	uint64_t frame_number(const Retire &entry);
	bool transparent() const;
	bool may_evict() const;

	const char *implausible(const Retire &entry, const Flow &flow);
	const char *implausible_segment(const Retire &entry, const Flow &flow);
	const char *implausible_track(const Retire &entry, const Flow &flow);
	const char *implausible_evict(const Retire &entry, const Flow &flow);
	const char *implausible_number(const Retire &entry, const Flow &flow) const;
	bool find_syn(const Retire &entry);
	bool is_full() const;
	bool is_oldest_time_wait(const Retire &entry, const Flow &flow) const;
	const Command *adopting(uint64_t clock) const;
	const char *implausible_adopt(const Retire &entry, const Flow &flow);
	const char *implausible_command(const Retire &entry, const Flow &flow);
	const char *implausible_timeout(const Retire &entry, const Flow &flow);

	void run_model(const Retire &entry, const Flow &flow, const fwm_config &config, Step *step);
	void run_command(const Retire &entry, const fwm_config &config, Step *step);
	bool options_late(const InFrame &frame, uint64_t number, bool from_host);
	bool options_unread(const Retire &entry, const Flow &flow);
	bool choose(const Retire &entry, const Flow &flow, Step *step);
	void commit(const Retire &entry, Flow &flow, const Step &step);
	void commit_tuple(const Retire &entry, bool was_followed, const Flow &flow);
	void commit_events(const Retire &entry, const Step &step);
	void commit_command(const Retire &entry, const Step &step);
	void commit_tail(const Retire &entry, bool held_before, const Flow &flow);
	void commit_frame(const Retire &entry, uint64_t number, Flow &flow);
	void expect_frame(const Retire &entry, uint64_t number, const fwm_result &result);
	void set_deadline(const Retire &entry, Flow &flow);
	void record(const Retire &entry, uint64_t number);

	void release(bool from_host);
	void release_dropped();
	void keep_syn(const InFrame &frame, bool from_host);
	void check_lone_syn();
	void match_wire(uint64_t clock);
	bool match_engine_frame(OutFrame &frame);
	bool match_queue(std::deque<Expected> &queue, OutFrame &frame);
	bool take_back();
	bool match_host_frame(OutFrame &frame, uint64_t clock);
	void report_wire_frame(const OutFrame &frame);
	bool report_overtaking(OutFrame &frame, std::deque<Expected> &queue);
	void report_due(const std::deque<Expected> &queue, const char *what);
	void match_host(uint64_t clock);
	bool match_up(OutFrame &frame);
	bool explain_host(const OutFrame &frame);
	bool should_be_held(const InFrame &frame, bool from_host, std::string *who);
	void deliver(OutFrame &frame, finwave_sim_port port, bool from_engine, uint64_t cause);

	void ring(uint32_t value, uint64_t clock);
	void tail_written(uint32_t offset, bool slave_error);
	unsigned tail_known() const;
	Command *working(const Retire &entry);
	void command_finished(uint64_t clock);
	void check_result(uint8_t code, uint64_t clock);
	const char *wrong_result(uint8_t code) const;
	const char *wrong_no_flow() const;
	bool waits_for_event(const Key &key) const;
	const char *wrong_exists() const;
	const char *wrong_neighbours() const;
	const char *wrong_no_buffer() const;
	void check_handle(uint32_t value, uint64_t clock);
	void check_query(uint32_t offset, uint32_t value, uint64_t clock);
	bool query_value(uint32_t offset, uint32_t *value, uint32_t *mask) const;
	void event_read(uint32_t offset, uint32_t value);
	void event_popped(uint64_t clock);
	void check_event(const Event &due, uint64_t clock);

	Fault &fault_;
	FrameStore &wire_, &host_;
	const bool compare_;
	std::vector<Flow> flows_;
	std::unordered_map<Key, uint32_t, KeyHash> tuples_;
	uint32_t held_ = 0, tracked_ = 0;
	fwm_limits limits_{};
	std::vector<Config> configs_; /* the newest last */
	std::array<uint32_t, REGISTER_WORDS> registers_{};
	uint32_t overwritten_ = 0; /* what the write in progress replaces */
	uint64_t enabled_since_ = NEVER, transparent_since_ = NEVER;
	uint64_t now_ = 0; /* rt_now of the last entry */

	std::vector<Due> due_;          /* heap, with entries that are out of date */
	Command command_{}, ringing_{}; /* accepted; written, not yet answered */
	bool rings_ = false;
	Segment segment_{};      /* of the entry at hand */
	uint64_t last_free_ = 0; /* clock */
	bool query_valid_ = false;
	uint32_t query_flow_ = 0;
	fwm_flow query_{};

	std::array<bool, FINWAVE_REG_TAIL_DATA_COUNT>
		tail_words_{};                  /* of the free buffer, written */
	uint32_t tails_ = 0, tail_buffers_ = 0; /* flows that hold one; how many there are */
	uint64_t last_tail_free_ = 0;           /* clock */

	std::deque<Expected> bare_, text_, up_; /* on the wire without and with text; to the host */
	uint64_t last_pass_[2] = {};            /* number + 1 of the last that retired with pass */
	std::deque<Syn> syns_[2];               /* newest last: wire, host */
	unsigned syns_seen_ = 0;                /* since the engine was quiet */
	std::deque<Dropped> dropped_;
	Swap swap_{};
	std::deque<OutFrame> wire_waiting_, host_waiting_;
	std::deque<Delivery> deliveries_;
	std::deque<finwave_sim_retire> retired_;

	std::unordered_map<uint32_t, std::deque<Event>> events_;
	uint32_t events_due_ = 0, event_depth_ = 0;
	bool events_lost_sight_ = false;
	uint32_t event_seen_[4] = {}; /* EVENT_TYPE, FLOW, SND_NXT, RCV_NXT */
	unsigned event_seen_mask_ = 0;

	uint64_t reasons_[64] = {};
	uint64_t acks_limited_ = 0, adopted_ = 0, freed_ = 0, followed_ = 0;
};

} // namespace fws
#endif
