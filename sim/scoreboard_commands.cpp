/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* The scoreboard: registers, commands and events, as the host sees them. */
#include "scoreboard.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "fields.h"
#include "report.h"

namespace fws
{

/* ---- what the host wrote and read ------------------------------------------------------------ */

/* The registers as they stand, in use from `clock` on. */
Scoreboard::Config Scoreboard::config_now(uint64_t clock) const
{
	auto at = [this](uint32_t offset) { return registers_[offset / 4]; };
	uint32_t control = at(FINWAVE_REG_CONTROL);
	fwm_config c{};

	c.linux_compat = FIELD(control, CONTROL_LINUX_COMPAT);
	c.time_wait_rst = FIELD(control, CONTROL_TIME_WAIT_RST);
	c.syn_rst = FIELD(control, CONTROL_SYN_RST);
	c.give_up_silent = FIELD(control, CONTROL_GIVE_UP_SILENT);
	c.transparent = FIELD(control, CONTROL_TRANSPARENT);
	c.merge_window = FIELD(at(FINWAVE_REG_MERGE_WINDOW), MERGE_WINDOW_VALUE);
	c.track_idle = FIELD(at(FINWAVE_REG_TRACK_IDLE), TRACK_IDLE_VALUE);
	c.time_wait = FIELD(at(FINWAVE_REG_TIME_WAIT), TIME_WAIT_VALUE);
	c.rto_first = FIELD(at(FINWAVE_REG_RTO_FIRST), RTO_FIRST_VALUE);
	c.rto_max = FIELD(at(FINWAVE_REG_RTO_MAX), RTO_MAX_VALUE);
	c.r2 = FIELD(at(FINWAVE_REG_R2), R2_VALUE);
	c.fin_wait_2_timeout = FIELD(at(FINWAVE_REG_FIN_WAIT_2_TIMEOUT), FIN_WAIT_2_TIMEOUT_VALUE);
	c.ack_interval = FIELD(at(FINWAVE_REG_ACK_INTERVAL), ACK_INTERVAL_VALUE);
	c.ack_budget = static_cast<uint16_t>(FIELD(at(FINWAVE_REG_ACK_BUDGET), ACK_BUDGET_VALUE));
	c.fin_retries = static_cast<uint8_t>(FIELD(at(FINWAVE_REG_FIN_RETRIES), FIN_RETRIES_VALUE));
	c.ts_shift = static_cast<uint8_t>(FIELD(at(FINWAVE_REG_TS_CLOCK), TS_CLOCK_SHIFT));
	return { c, FIELD(control, CONTROL_EVICT) != 0, clock, NEVER };
}

/* From now on the engine may use the registers as they stand; as before, too, until the write ends. */
void Scoreboard::config_write(uint64_t clock)
{
	uint32_t control = registers_[FINWAVE_REG_CONTROL / 4];

	configs_.push_back(config_now(clock));
	if (!FIELD(control, CONTROL_ENABLE))
		enabled_since_ = NEVER;
	if (!FIELD(control, CONTROL_TRANSPARENT))
		transparent_since_ = NEVER;
}

static bool is_config(uint32_t offset)
{
	return offset == FINWAVE_REG_CONTROL || offset == FINWAVE_REG_MERGE_WINDOW ||
	       offset == FINWAVE_REG_TRACK_IDLE ||
	       (offset >= FINWAVE_REG_TS_CLOCK && offset <= FINWAVE_REG_ACK_BUDGET);
}

void Scoreboard::write_begins(uint32_t offset, uint32_t value, uint64_t clock)
{
	if (offset % 4 || offset / 4 >= REGISTER_WORDS)
		return;
	overwritten_ = registers_[offset / 4];
	registers_[offset / 4] = value;
	if (is_config(offset))
		config_write(clock);
	if (offset == FINWAVE_REG_DOORBELL)
		ring(value, clock);
}

/* The descriptor and the tail as they stand. */
void Scoreboard::ring(uint32_t value, uint64_t clock)
{
	ringing_ = Command{};
	ringing_.open = true;
	ringing_.op = static_cast<uint8_t>(FIELD(value, DOORBELL_OP));
	ringing_.clock = clock;
	memcpy(ringing_.words.data(), &registers_[FINWAVE_REG_CMD_FLOW / 4],
	       sizeof(ringing_.words));
	ringing_.tail_known = tail_known();
	for (unsigned i = 0; i < ringing_.tail_known; i++)
		ringing_.tail[i] = static_cast<uint8_t>(
			registers_[FINWAVE_REG_TAIL_DATA / 4 + i / 4] >> (24 - 8 * (i % 4)));
	rings_ = true;
	query_valid_ = false;
}

/* Bytes at the start of the free tail buffer that the host wrote. */
unsigned Scoreboard::tail_known() const
{
	unsigned words = 0;

	while (words < tail_words_.size() && tail_words_[words])
		words++;
	return 4 * words;
}

void Scoreboard::tail_written(uint32_t offset, bool slave_error)
{
	uint32_t word = (offset - FINWAVE_REG_TAIL_DATA) / 4;

	if (offset >= FINWAVE_REG_TAIL_DATA && word < tail_words_.size() && !slave_error)
		tail_words_[word] = true;
}

void Scoreboard::write_ends(uint32_t offset, uint32_t value, bool slave_error, uint64_t clock)
{
	if (offset % 4 || offset / 4 >= REGISTER_WORDS)
		return;
	if (slave_error)
		registers_[offset / 4] = overwritten_;
	tail_written(offset, slave_error);
	if (is_config(offset)) {
		for (size_t i = 0; i + 1 < configs_.size(); i++)
			configs_[i].until = std::min(configs_[i].until, clock + LAG);
		if (slave_error)
			configs_.push_back(config_now(clock));
		if (enabled_since_ == NEVER &&
		    FIELD(registers_[FINWAVE_REG_CONTROL / 4], CONTROL_ENABLE))
			enabled_since_ = clock;
		if (transparent_since_ == NEVER &&
		    FIELD(registers_[FINWAVE_REG_CONTROL / 4], CONTROL_TRANSPARENT))
			transparent_since_ = clock;
	}
	if (offset == FINWAVE_REG_DOORBELL) {
		if (!slave_error || ringing_.retired) {
			command_finished(clock);
			command_ = ringing_;
		}
		rings_ = false;
	}
	if (offset == FINWAVE_REG_EVENT_POP && !slave_error && FIELD(value, EVENT_POP_POP))
		event_popped(clock);
}

void Scoreboard::read_ends(uint32_t offset, uint32_t value, uint64_t clock)
{
	if (offset == FINWAVE_REG_STATUS && !FIELD(value, STATUS_COMMAND_BUSY))
		command_finished(clock);
	else if (offset == FINWAVE_REG_CAPABILITY) {
		event_depth_ = 1u << FIELD(value, CAPABILITY_EVENT_DEPTH);
		tail_buffers_ = 1u << FIELD(value, CAPABILITY_TAIL_BUFFERS);
	} else if (offset == FINWAVE_REG_CMD_RESULT)
		check_result(static_cast<uint8_t>(FIELD(value, CMD_RESULT_CODE)), clock);
	else if (offset == FINWAVE_REG_CMD_HANDLE)
		check_handle(value, clock);
	else if (offset >= FINWAVE_REG_EVENT_TYPE && offset <= FINWAVE_REG_EVENT_RCV_NXT)
		event_read(offset, value);
	else if (offset >= FINWAVE_REG_FLOW_FLAGS && offset <= FINWAVE_REG_FLOW_TAIL)
		check_query(offset, value, clock);
}

/* ---- commands -------------------------------------------------------------------------------- */

/* The host knows that the command is done. */
void Scoreboard::command_finished(uint64_t clock)
{
	Command &c = command_;

	if (!c.open)
		return;
	c.open = false;
	c.finished = clock;
	if (c.op == FINWAVE_OP_ADOPT && c.retired) {
		Flow &flow = flows_[c.flow];

		if (flow.model.state != FINWAVE_TCP_STATE_CLOSED &&
		    flow.model.generation == c.generation)
			flow.held_since = clock;
	}
	if (c.op == FINWAVE_OP_QUERY) {
		query_flow_ = FIELD(c.word(FINWAVE_REG_CMD_FLOW), CMD_FLOW_ID);
		if (query_flow_ >= flows_.size())
			return;
		const Flow &flow = flows_[query_flow_];

		query_ = flow.model;
		query_valid_ = flow.last_clock < c.clock &&
		               query_.state != FINWAVE_TCP_STATE_CLOSED &&
		               query_.generation ==
		                       FIELD(c.word(FINWAVE_REG_CMD_FLOW), CMD_FLOW_GENERATION);
	}
}

/* The command that an entry belongs to. */
Scoreboard::Command *Scoreboard::working(const Retire &entry)
{
	bool fits = !command_.retired && command_.op == entry.op;

	if (fits && command_.open)
		return &command_;
	if (rings_ && !ringing_.retired && ringing_.op == entry.op)
		return &ringing_;
	return fits && entry.clock <= command_.finished + LAG ? &command_ : nullptr;
}

const char *Scoreboard::wrong_no_flow() const
{
	uint32_t handle = command_.word(FINWAVE_REG_CMD_FLOW);
	uint32_t id = FIELD(handle, CMD_FLOW_ID);

	if (command_.op == FINWAVE_OP_ADOPT)
		return "ADOPT names no flow";
	if (id >= flows_.size() || flows_[id].model.state == FINWAVE_TCP_STATE_CLOSED ||
	    flows_[id].model.tracked ||
	    flows_[id].model.generation != FIELD(handle, CMD_FLOW_GENERATION))
		return nullptr;
	return "the flow is held";
}

/* A flow that ended keeps number and tuple until its completion has a place in the queue. */
bool Scoreboard::waits_for_event(const Key &key) const
{
	return std::any_of(events_.begin(), events_.end(), [&](const auto &waiting) {
		return key_of(flows_[waiting.first].model.tuple) == key;
	});
}

const char *Scoreboard::wrong_exists() const
{
	if (command_.op != FINWAVE_OP_ADOPT)
		return "only ADOPT can say so";
	const Key key = key_of(adopt_of(command_, 0).flow.tuple);
	auto found = tuples_.find(key);

	if (last_free_ >= command_.clock)
		return nullptr;
	if (found == tuples_.end())
		return waits_for_event(key) ? nullptr : "the tuple is not held";
	const fwm_flow &flow = flows_[found->second].model;

	return flow.tracked && flow.state != FINWAVE_TCP_STATE_TIME_WAIT
	               ? "the tuple is only tracked"
	               : nullptr;
}

/* Pairs of MACs of adopted flows; of tracked ones none is kept beside the record. */
const char *Scoreboard::wrong_neighbours() const
{
	std::set<std::array<uint8_t, 12>> pairs;

	if (command_.op != FINWAVE_OP_ADOPT)
		return "only ADOPT can say so";
	for (const Flow &flow : flows_) {
		std::array<uint8_t, 12> pair;

		if (flow.model.state == FINWAVE_TCP_STATE_CLOSED || flow.model.tracked)
			continue;
		std::copy_n(flow.model.peer_mac, 6, pair.begin());
		std::copy_n(flow.model.local_mac, 6, pair.begin() + 6);
		pairs.insert(pair);
	}
	if (pairs.size() >= NEIGHBOURS || last_free_ >= command_.clock)
		return nullptr;
	return "there are places for more";
}

const char *Scoreboard::wrong_no_buffer() const
{
	const Command &c = command_;
	uint32_t len = FIELD(c.word(FINWAVE_REG_CMD_TAIL), CMD_TAIL_LEN);

	if (c.op != FINWAVE_OP_CLOSE && c.op != FINWAVE_OP_SHUTDOWN)
		return "only CLOSE and SHUTDOWN can say so";
	if (len == 0)
		return "there is no tail";
	if (len <= FWM_TAIL_MAX && tails_ < tail_buffers_ && last_tail_free_ + LAG < c.clock)
		return "a tail buffer is free";
	return nullptr;
}

/* Of a command that did not retire: what is wrong with this result, NULL if nothing. */
const char *Scoreboard::wrong_result(uint8_t code) const
{
	const Command &c = command_;
	uint32_t state = FIELD(c.word(FINWAVE_REG_CMD_FLAGS), CMD_FLAGS_STATE);
	bool adopt = c.op == FINWAVE_OP_ADOPT;

	switch (code) {
	case FINWAVE_CMD_RESULT_OK:
		return c.op == FINWAVE_OP_QUERY ? nullptr : "done, but it never retired";
	case FINWAVE_CMD_RESULT_BAD_OP:
		return c.op >= FINWAVE_OP_ADOPT && c.op <= FINWAVE_OP_QUERY ? "the command is known"
		                                                            : nullptr;
	case FINWAVE_CMD_RESULT_BAD_STATE:
		if (!adopt)
			return "a refusal by state must retire";
		return state >= FINWAVE_TCP_STATE_ESTABLISHED &&
		                       state <= FINWAVE_TCP_STATE_TIME_WAIT
		               ? "the state can be adopted"
		               : nullptr;
	case FINWAVE_CMD_RESULT_NO_FLOW:
		return wrong_no_flow();
	case FINWAVE_CMD_RESULT_EXISTS:
		return wrong_exists();
	case FINWAVE_CMD_RESULT_NEIGHBOURS:
		return wrong_neighbours();
	case FINWAVE_CMD_RESULT_NO_BUFFER:
		return wrong_no_buffer();
	case FINWAVE_CMD_RESULT_TABLE_FULL:
	case FINWAVE_CMD_RESULT_ALIAS:
		return adopt ? nullptr : "only ADOPT can say so";
	case FINWAVE_CMD_RESULT_DISABLED:
		return enabled_since_ < c.clock ? "the engine is enabled" : nullptr;
	default:
		return "no such result";
	}
}

void Scoreboard::check_result(uint8_t code, uint64_t clock)
{
	const Command &c = command_;
	const char *wrong = nullptr;

	if (c.open || c.finished == 0)
		return;
	if (!c.retired)
		wrong = wrong_result(code);
	else if (code != c.result)
		wrong = "the model says otherwise";
	if (wrong)
		report_at(clock,
		          format("CMD_RESULT of %s, flow %u: engine %s, %s (model %s)",
		                 op_name(c.op).c_str(), c.flow, result_name(code).c_str(), wrong,
		                 c.retired ? result_name(c.result).c_str() : "did not retire"));
}

void Scoreboard::check_handle(uint32_t value, uint64_t clock)
{
	const Command &c = command_;
	uint32_t id = FIELD(value, CMD_HANDLE_ID), generation = FIELD(value, CMD_HANDLE_GENERATION);

	if (c.open || !c.retired || c.op != FINWAVE_OP_ADOPT)
		return;
	if (id != c.flow || generation != c.generation)
		report_at(clock,
		          format("CMD_HANDLE of ADOPT: flow %u generation %u, retired as flow %u "
		                 "generation %u",
		                 id, generation, c.flow, c.generation));
}

static uint32_t flow_flags(const fwm_flow &q)
{
	auto put = [](uint32_t value, uint32_t shift) { return value << shift; };

	return put(q.state, FINWAVE_FLOW_FLAGS_STATE_SHIFT) |
	       put(q.timestamps, FINWAVE_FLOW_FLAGS_TIMESTAMPS_SHIFT) |
	       put(q.tuple.ipv6, FINWAVE_FLOW_FLAGS_IPV6_SHIFT) |
	       put(q.tuple.vlan_count, FINWAVE_FLOW_FLAGS_VLAN_COUNT_SHIFT) |
	       put(q.snd_wscale, FINWAVE_FLOW_FLAGS_SND_WSCALE_SHIFT) |
	       put(q.rcv_wscale, FINWAVE_FLOW_FLAGS_RCV_WSCALE_SHIFT) |
	       put(q.retries, FINWAVE_FLOW_FLAGS_RETRIES_SHIFT) |
	       put(q.half_close, FINWAVE_FLOW_FLAGS_HALF_CLOSE_SHIFT) |
	       put(q.timer, FINWAVE_FLOW_FLAGS_TIMER_SHIFT) |
	       put(q.watch, FINWAVE_FLOW_FLAGS_WATCH_SHIFT) |
	       put(q.ack_owed, FINWAVE_FLOW_FLAGS_ACK_OWED_SHIFT) |
	       put(q.tracked, FINWAVE_FLOW_FLAGS_TRACKED_SHIFT);
}

/* The flow window as it must be; false if it is not known. `mask`: the bits that are. */
bool Scoreboard::query_value(uint32_t offset, uint32_t *value, uint32_t *mask) const
{
	const fwm_flow &q = query_;
	int32_t window = static_cast<int32_t>(q.rcv_edge - q.rcv_nxt);
	bool fin_out =
		q.state != FINWAVE_TCP_STATE_ESTABLISHED && q.state != FINWAVE_TCP_STATE_CLOSE_WAIT;
	bool unacked = q.state == FINWAVE_TCP_STATE_FIN_WAIT_1 ||
	               q.state == FINWAVE_TCP_STATE_CLOSING ||
	               q.state == FINWAVE_TCP_STATE_LAST_ACK;

	*mask = UINT32_MAX;
	switch (offset) {
	case FINWAVE_REG_FLOW_FLAGS:
		*value = flow_flags(q);
		return true;
	case FINWAVE_REG_FLOW_SND_UNA:
		*value = q.snd_una;
		return true;
	case FINWAVE_REG_FLOW_SND_NXT:
		*value = q.snd_nxt;
		return true;
	case FINWAVE_REG_FLOW_RCV_NXT:
		*value = q.rcv_nxt;
		return true;
	case FINWAVE_REG_FLOW_RCV_WND:
		*value = window > 0 ? static_cast<uint32_t>(window) : 0;
		return true;
	case FINWAVE_REG_FLOW_TS_RECENT:
		*value = q.ts_recent;
		return q.timestamps;
	case FINWAVE_REG_FLOW_DEADLINE:
		*value = q.deadline;
		return q.timer;
	case FINWAVE_REG_FLOW_RTO:
		*value = q.rto;
		return !q.tracked;
	case FINWAVE_REG_FLOW_FIN_AT:
		*value = q.fin_at;
		return fin_out && !q.tracked;
	case FINWAVE_REG_FLOW_TAIL:
		*value = static_cast<uint32_t>(q.tail_len) << FINWAVE_FLOW_TAIL_TAIL_SHIFT |
		         static_cast<uint32_t>(q.snd_wnd) << FINWAVE_FLOW_TAIL_SND_WND_SHIFT;
		if (!unacked)
			*mask = FINWAVE_FLOW_TAIL_SND_WND_MASK;
		return true;
	default:
		return false;
	}
}

void Scoreboard::check_query(uint32_t offset, uint32_t value, uint64_t clock)
{
	uint32_t model = 0, mask = 0;

	if (!query_valid_ || !query_value(offset, &model, &mask) || !((model ^ value) & mask))
		return;
	report_at(clock, format("QUERY of flow %u: register 0x%03x is 0x%08x, the model "
	                        "has 0x%08x\n  ",
	                        query_flow_, offset, value, model) +
	                         flow_text(query_));
}

/* ---- events ---------------------------------------------------------------------------------- */

void Scoreboard::event_read(uint32_t offset, uint32_t value)
{
	unsigned index = (offset - FINWAVE_REG_EVENT_TYPE) / 4;

	if (index == 0)
		event_seen_mask_ = 0;
	event_seen_[index] = value;
	event_seen_mask_ |= 1u << index;
}

void Scoreboard::check_event(const Event &due, uint64_t clock)
{
	uint32_t kind = FIELD(event_seen_[0], EVENT_TYPE_KIND),
		 state = FIELD(event_seen_[0], EVENT_TYPE_STATE);
	uint32_t id = FIELD(event_seen_[1], EVENT_FLOW_ID);
	Table table;

	table.row("kind", event_name(kind), event_name(due.kind));
	table.row("state", state_name(state), state_name(due.state));
	table.number("generation", FIELD(event_seen_[1], EVENT_FLOW_GENERATION), due.generation);
	if (event_seen_mask_ & 4 && due.exact)
		table.number("snd_nxt", event_seen_[2], due.snd_nxt);
	if (event_seen_mask_ & 8 && due.exact)
		table.number("rcv_nxt", event_seen_[3], due.rcv_nxt);
	if (kind != due.kind || state != due.state ||
	    FIELD(event_seen_[1], EVENT_FLOW_GENERATION) != due.generation ||
	    (event_seen_mask_ & 4 && due.exact && event_seen_[2] != due.snd_nxt) ||
	    (event_seen_mask_ & 8 && due.exact && event_seen_[3] != due.rcv_nxt))
		report_at(clock, format("event of flow %u differs\n", id) + table.text());
}

void Scoreboard::event_popped(uint64_t clock)
{
	bool seen = (event_seen_mask_ & 3) == 3;
	uint32_t id = FIELD(event_seen_[1], EVENT_FLOW_ID);

	if (event_seen_mask_ & 1 && FIELD(event_seen_[0], EVENT_TYPE_KIND) == FINWAVE_EVENT_NONE)
		return;
	if (!seen) {
		events_lost_sight_ = true;
		return;
	}
	auto found = events_.find(id);

	if (found == events_.end()) {
		if (!events_lost_sight_)
			report_at(clock,
			          format("event %s of flow %u that was not due",
			                 event_name(FIELD(event_seen_[0], EVENT_TYPE_KIND)).c_str(),
			                 id));
		return;
	}
	if (!events_lost_sight_)
		check_event(found->second.front(), clock);
	found->second.pop_front();
	events_due_--;
	if (found->second.empty())
		events_.erase(found);
	event_seen_mask_ = 0;
}

bool Scoreboard::events_outstanding(uint32_t *count) const
{
	*count = events_due_;
	return !events_lost_sight_;
}

} // namespace fws
