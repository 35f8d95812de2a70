/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* The scoreboard: what an entry must fulfil before the model is asked. */
#include "scoreboard.h"

#include <algorithm>

#include "fields.h"

namespace fws
{

const char *Scoreboard::implausible_segment(const Retire &entry, const Flow &flow)
{
	uint64_t number = frame_number(entry);
	const InFrame *frame = store(entry.from_host).find(number);

	if (entry.from_host != (entry.op == FINWAVE_OP_HOST))
		return "rt_from_host does not fit the operation";
	if (!frame || number >= store(entry.from_host).entered())
		return "no such frame is in the engine";
	if (frame->fate != Fate::UNKNOWN)
		return "the frame retired before";
	if (number < flow.last_frame[entry.from_host])
		return "out of order within the flow";
	if (fwm_parse(frame->data.data(), frame->len, frame->bad, entry.from_host, &segment_) !=
	    FWM_SEGMENT)
		return "the frame is no TCP segment that could be held";
	if (flow.model.state == FINWAVE_TCP_STATE_CLOSED)
		return "the flow is closed";
	if (!fwm_tuple_equal(&segment_.tuple, &flow.model.tuple))
		return "the frame is of another tuple";
	return nullptr;
}

/* A new flow's number and generation. */
const char *Scoreboard::implausible_number(const Retire &entry, const Flow &flow) const
{
	if (flow.model.state != FINWAVE_TCP_STATE_CLOSED)
		return "the number is in use";
	if (flow.used && flow.model.generation == entry.generation)
		return "the generation is that of the flow before";
	return nullptr;
}

const char *Scoreboard::implausible_adopt(const Retire &entry, const Flow &flow)
{
	const Command *command = working(entry);

	if (!command)
		return "nobody rang for it";
	if (implausible_number(entry, flow))
		return implausible_number(entry, flow);
	if (tuples_.count(key_of(adopt_of(*command, 0).flow.tuple)))
		return "the tuple is held already";
	return nullptr;
}

const char *Scoreboard::implausible_command(const Retire &entry, const Flow &flow)
{
	const Command *command = working(entry);

	if (!command)
		return "nobody rang for it";
	if (FIELD(command->word(FINWAVE_REG_CMD_FLOW), CMD_FLOW_ID) != entry.flow)
		return "the host named another flow";
	if (flow.model.state == FINWAVE_TCP_STATE_CLOSED)
		return "the flow is closed: NO_FLOW does not retire";
	if (FIELD(command->word(FINWAVE_REG_CMD_FLOW), CMD_FLOW_GENERATION) !=
	    flow.model.generation)
		return "the host's handle is of another generation: NO_FLOW does not retire";
	if (flow.model.generation != entry.generation)
		return "wrong generation";
	if (FIELD(command->word(FINWAVE_REG_CMD_TAIL), CMD_TAIL_LEN) > command->tail_known &&
	    (entry.op == FINWAVE_OP_CLOSE || entry.op == FINWAVE_OP_SHUTDOWN))
		return "the test did not write all words of the tail";
	return nullptr;
}

const char *Scoreboard::implausible_timeout(const Retire &entry, const Flow &flow)
{
	if (flow.model.state == FINWAVE_TCP_STATE_CLOSED)
		return "the flow is closed";
	if (flow.model.generation != entry.generation)
		return "wrong generation";
	if (!flow.model.timer)
		return "no timer runs";
	if (flow.deadline > entry.now)
		return "too early";
	return nullptr;
}

bool Scoreboard::transparent() const
{
	return std::any_of(configs_.begin(), configs_.end(),
	                   [](const Config &c) { return c.values.transparent; });
}

/* The SYN of a TRACK, which may have left by now; it goes to segment_. */
bool Scoreboard::find_syn(const Retire &entry)
{
	uint64_t number = frame_number(entry);
	const InFrame *frame = store(entry.from_host).find(number);

	for (const Syn &syn : syns_[entry.from_host])
		if (syn.number == number) {
			segment_ = syn.segment;
			return true;
		}
	return frame && frame->last_clock != NEVER && !frame->tracked &&
	       frame->fate != Fate::DROP &&
	       fwm_parse(frame->data.data(), frame->len, frame->bad, entry.from_host, &segment_) ==
	               FWM_SEGMENT &&
	       !segment_.bad_frame && !segment_.bad_checksum &&
	       fwm_may_track(&segment_, entry.from_host);
}

const char *Scoreboard::implausible_track(const Retire &entry, const Flow &flow)
{
	if (!transparent())
		return "CONTROL.transparent is off";
	if (!find_syn(entry))
		return "the frame is no SYN that passed and was not tracked before";
	if (tuples_.count(key_of(segment_.tuple)))
		return "the tuple is in the table already";
	return implausible_number(entry, flow);
}

/* The ADOPT that is under way, NULL if none. */
const Scoreboard::Command *Scoreboard::adopting(uint64_t clock) const
{
	if (rings_ && ringing_.op == FINWAVE_OP_ADOPT && !ringing_.retired)
		return &ringing_;
	if (command_.op != FINWAVE_OP_ADOPT || command_.retired)
		return nullptr;
	return command_.open || clock <= command_.finished + LAG ? &command_ : nullptr;
}

/* No number is free: a freed flow keeps its own until its completion is out and it is cleaned away. */
bool Scoreboard::is_full() const
{
	constexpr size_t CLEANING = 4;

	return events_lost_sight_ || tuples_.size() + events_due_ + CLEANING >= flows_.size();
}

bool Scoreboard::may_evict() const
{
	return std::any_of(configs_.begin(), configs_.end(),
	                   [](const Config &c) { return c.evict; });
}

/* None in TIME_WAIT has an earlier deadline that was the same for a while. */
bool Scoreboard::is_oldest_time_wait(const Retire &entry, const Flow &flow) const
{
	constexpr uint64_t A_WHILE = 20000;

	if (flow.model.state != FINWAVE_TCP_STATE_TIME_WAIT)
		return false;
	return std::none_of(flows_.begin(), flows_.end(), [&](const Flow &other) {
		return other.model.state == FINWAVE_TCP_STATE_TIME_WAIT && other.model.timer &&
		       other.deadline < flow.deadline &&
		       other.deadline_clock + A_WHILE < entry.clock;
	});
}

const char *Scoreboard::implausible_evict(const Retire &entry, const Flow &flow)
{
	const Command *command = adopting(entry.clock);
	bool followed = flow.model.tracked && flow.model.state != FINWAVE_TCP_STATE_TIME_WAIT;

	if (!command)
		return "no ADOPT is under way";
	if (flow.model.state == FINWAVE_TCP_STATE_CLOSED)
		return "the flow is closed";
	if (flow.model.generation != entry.generation)
		return "wrong generation";
	if (followed && key_of(adopt_of(*command, 0).flow.tuple) == key_of(flow.model.tuple))
		return nullptr;
	if (!is_full())
		return "the table is not full";
	if (followed)
		return nullptr;
	if (!may_evict())
		return "CONTROL.evict is off";
	return is_oldest_time_wait(entry, flow) ? nullptr
	                                        : "it is not the flow that is longest in TIME_WAIT";
}

/* What no step of the model could explain, NULL if nothing. */
const char *Scoreboard::implausible(const Retire &entry, const Flow &flow)
{
	if (entry.now < now_)
		return "time went back";
	switch (entry.op) {
	case FINWAVE_OP_SEGMENT:
	case FINWAVE_OP_HOST:
		return implausible_segment(entry, flow);
	case FINWAVE_OP_TIMEOUT:
		return implausible_timeout(entry, flow);
	case FINWAVE_OP_TRACK:
		return implausible_track(entry, flow);
	case FINWAVE_OP_EVICT:
		return implausible_evict(entry, flow);
	case FINWAVE_OP_ADOPT:
		return implausible_adopt(entry, flow);
	case FINWAVE_OP_CLOSE:
	case FINWAVE_OP_SHUTDOWN:
	case FINWAVE_OP_ABORT:
	case FINWAVE_OP_UPDATE:
	case FINWAVE_OP_RELEASE:
		return implausible_command(entry, flow);
	default:
		return "this operation does not retire";
	}
}

} // namespace fws
