/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "scoreboard.h"

#include <algorithm>
#include <cstring>

#include "report.h"

namespace fws
{

#define FIELD(value, name) (((value)&FINWAVE_##name##_MASK) >> FINWAVE_##name##_SHIFT)

/* ---- setting up ------------------------------------------------------------------------------ */

Scoreboard::Scoreboard(Fault &fault, FrameStore &wire, FrameStore &host, uint32_t flow_count,
                       bool compare)
	: fault_(fault), wire_(wire), host_(host), compare_(compare), flows_(flow_count)
{
	registers_[FINWAVE_REG_TIME_WAIT / 4] = FINWAVE_TIME_WAIT_RESET;
	registers_[FINWAVE_REG_RTO_FIRST / 4] = FINWAVE_RTO_FIRST_RESET;
	registers_[FINWAVE_REG_RTO_MAX / 4] = FINWAVE_RTO_MAX_RESET;
	registers_[FINWAVE_REG_FIN_RETRIES / 4] = FINWAVE_FIN_RETRIES_RESET;
	registers_[FINWAVE_REG_R2 / 4] = FINWAVE_R2_RESET;
	registers_[FINWAVE_REG_FIN_WAIT_2_TIMEOUT / 4] = FINWAVE_FIN_WAIT_2_TIMEOUT_RESET;
	registers_[FINWAVE_REG_ACK_INTERVAL / 4] = FINWAVE_ACK_INTERVAL_RESET;
	registers_[FINWAVE_REG_ACK_BUDGET / 4] = FINWAVE_ACK_BUDGET_RESET;
	registers_[FINWAVE_REG_TS_CLOCK / 4] = FINWAVE_TS_CLOCK_RESET;
	registers_[FINWAVE_REG_CONTROL / 4] = FINWAVE_CONTROL_RESET;
	registers_[FINWAVE_REG_CMD_IP / 4] = FINWAVE_CMD_IP_RESET;
	configs_.push_back({ config_now(), 0, NEVER });
}

bool Scoreboard::Key::operator==(const Key &other) const
{
	return memcmp(words, other.words, sizeof(words)) == 0;
}

size_t Scoreboard::KeyHash::operator()(const Key &key) const
{
	uint64_t hash = 0;

	for (uint64_t word : key.words)
		hash = (hash ^ word) * 0x9E3779B97F4A7C15u ^ hash >> 29;
	return hash;
}

Scoreboard::Key Scoreboard::key_of(const fwm_tuple &tuple)
{
	Key key{};

	memcpy(&key.words[0], tuple.local, 16);
	memcpy(&key.words[2], tuple.remote, 16);
	key.words[4] = uint64_t{ tuple.local_port } << 48 | uint64_t{ tuple.remote_port } << 32 |
	               uint64_t{ tuple.vlan_id[0] } << 20 | uint64_t{ tuple.vlan_id[1] } << 8 |
	               uint64_t{ tuple.vlan_count } << 1 | tuple.ipv6;
	return key;
}

/* ---- reports --------------------------------------------------------------------------------- */

void Scoreboard::report_at(uint64_t clock, const std::string &what)
{
	if (compare_)
		fault_.report(format("clock %llu: ", static_cast<unsigned long long>(clock)) +
		              what);
}

void Scoreboard::report(const Retire &entry, const std::string &what, const Flow &flow)
{
	std::string text = format("tick %llu: %s of flow %u generation %u",
	                          static_cast<unsigned long long>(entry.now),
	                          op_name(entry.op).c_str(), entry.flow, entry.generation);

	if (entry.op == FINWAVE_OP_SEGMENT)
		text += format(", frame %u", entry.frame);
	text += ": " + what + "\nmodel's flow: generation " +
	        std::to_string(flow.model.generation) + " " + tuple_text(flow.model.tuple) +
	        "\n  " + flow_text(flow.model) + "\n";
	if (entry.op == FINWAVE_OP_SEGMENT) {
		const InFrame *frame = wire_.find(frame_number(entry.frame));

		if (frame)
			text += "segment: " + segment_text(segment_) + "\n" +
			        frame_text(frame->data.data(), frame->len);
	}
	report_at(entry.clock, text);
}

void Scoreboard::report_step(const Retire &entry, const Flow &flow, const fwm_config &config,
                             const Step &step)
{
	const fwm_result &r = step.result;
	Table table;

	table.row("old_state", state_name(entry.old_state), state_name(r.old_state));
	table.row("new_state", state_name(entry.new_state), state_name(r.new_state));
	table.row("reason", reason_name(entry.reason), reason_name(r.reason));
	table.row("send", send_name(entry.send), send_name(r.send));
	table.number("ack_limited", entry.ack_limited, r.ack_limited);
	table.number("pass", entry.pass, r.pass);
	table.number("freed", entry.freed, r.freed);
	table.row("completion", event_name(entry.completion), event_name(r.completion));
	table.number("peer_fin", entry.peer_fin, r.peer_fin);
	if (r.send != FINWAVE_SEND_NONE || entry.send != FINWAVE_SEND_NONE) {
		table.number("seq", entry.seq, r.seq);
		table.number("ack", entry.ack, r.ack);
	}
	report(entry,
	       "engine and model differ\n" + table.text() + "model's flow after: " +
	               flow_text(step.flow) + "\nconfig: " + config_text(config),
	       flow);
}

/* ---- what the host wrote and read ------------------------------------------------------------ */

fwm_config Scoreboard::config_now() const
{
	auto at = [this](uint32_t offset) { return registers_[offset / 4]; };
	uint32_t control = at(FINWAVE_REG_CONTROL);
	fwm_config c{};

	c.linux_compat = FIELD(control, CONTROL_LINUX_COMPAT);
	c.time_wait_rst = FIELD(control, CONTROL_TIME_WAIT_RST);
	c.syn_rst = FIELD(control, CONTROL_SYN_RST);
	c.give_up_silent = FIELD(control, CONTROL_GIVE_UP_SILENT);
	c.time_wait = FIELD(at(FINWAVE_REG_TIME_WAIT), TIME_WAIT_VALUE);
	c.rto_first = FIELD(at(FINWAVE_REG_RTO_FIRST), RTO_FIRST_VALUE);
	c.rto_max = FIELD(at(FINWAVE_REG_RTO_MAX), RTO_MAX_VALUE);
	c.r2 = FIELD(at(FINWAVE_REG_R2), R2_VALUE);
	c.fin_wait_2_timeout = FIELD(at(FINWAVE_REG_FIN_WAIT_2_TIMEOUT), FIN_WAIT_2_TIMEOUT_VALUE);
	c.ack_interval = FIELD(at(FINWAVE_REG_ACK_INTERVAL), ACK_INTERVAL_VALUE);
	c.ack_budget = static_cast<uint16_t>(FIELD(at(FINWAVE_REG_ACK_BUDGET), ACK_BUDGET_VALUE));
	c.fin_retries = static_cast<uint8_t>(FIELD(at(FINWAVE_REG_FIN_RETRIES), FIN_RETRIES_VALUE));
	c.ts_shift = static_cast<uint8_t>(FIELD(at(FINWAVE_REG_TS_CLOCK), TS_CLOCK_SHIFT));
	return c;
}

/* From now on the engine may use the registers as they stand; as before, too, until the write ends. */
void Scoreboard::config_write(uint64_t clock)
{
	bool enable = FIELD(registers_[FINWAVE_REG_CONTROL / 4], CONTROL_ENABLE);

	configs_.push_back({ config_now(), clock, NEVER });
	if (!enable)
		enabled_since_ = NEVER;
}

static bool is_config(uint32_t offset)
{
	return offset == FINWAVE_REG_CONTROL ||
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
	if (offset != FINWAVE_REG_DOORBELL)
		return;
	ringing_ = Command{};
	ringing_.open = true;
	ringing_.op = static_cast<uint8_t>(FIELD(value, DOORBELL_OP));
	ringing_.clock = clock;
	memcpy(ringing_.words.data(), &registers_[FINWAVE_REG_CMD_FLOW / 4],
	       sizeof(ringing_.words));
	rings_ = true;
	query_valid_ = false;
}

void Scoreboard::write_ends(uint32_t offset, uint32_t value, bool slave_error, uint64_t clock)
{
	if (offset % 4 || offset / 4 >= REGISTER_WORDS)
		return;
	if (slave_error)
		registers_[offset / 4] = overwritten_;
	if (is_config(offset)) {
		for (size_t i = 0; i + 1 < configs_.size(); i++)
			configs_[i].until = std::min(configs_[i].until, clock + LAG);
		if (slave_error)
			configs_.push_back({ config_now(), clock, NEVER });
		if (enabled_since_ == NEVER &&
		    FIELD(registers_[FINWAVE_REG_CONTROL / 4], CONTROL_ENABLE))
			enabled_since_ = clock;
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
	else if (offset == FINWAVE_REG_CAPABILITY)
		event_depth_ = 1u << FIELD(value, CAPABILITY_EVENT_DEPTH);
	else if (offset == FINWAVE_REG_CMD_RESULT)
		check_result(static_cast<uint8_t>(FIELD(value, CMD_RESULT_CODE)), clock);
	else if (offset == FINWAVE_REG_CMD_HANDLE)
		check_handle(value, clock);
	else if (offset >= FINWAVE_REG_EVENT_TYPE && offset <= FINWAVE_REG_EVENT_RCV_NXT)
		event_read(offset, value);
	else if (offset >= FINWAVE_REG_FLOW_FLAGS && offset <= FINWAVE_REG_FLOW_RTO)
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

/* Of a command that did not retire: what is wrong with this result, NULL if nothing. */
const char *Scoreboard::wrong_result(uint8_t code) const
{
	const Command &c = command_;
	uint32_t id = FIELD(c.word(FINWAVE_REG_CMD_FLOW), CMD_FLOW_ID);
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
		if (adopt)
			return "ADOPT names no flow";
		if (id >= flows_.size() || flows_[id].model.state == FINWAVE_TCP_STATE_CLOSED ||
		    flows_[id].model.generation !=
		            FIELD(c.word(FINWAVE_REG_CMD_FLOW), CMD_FLOW_GENERATION))
			return nullptr;
		return "the flow is held";
	case FINWAVE_CMD_RESULT_EXISTS:
		if (!adopt)
			return "only ADOPT can say so";
		if (tuples_.count(key_of(adopt_of(c, 0).flow.tuple)) || last_free_ >= c.clock)
			return nullptr;
		return "the tuple is not held";
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

void Scoreboard::check_query(uint32_t offset, uint32_t value, uint64_t clock)
{
	const fwm_flow &q = query_;
	int32_t window = static_cast<int32_t>(q.rcv_edge - q.rcv_nxt);
	uint32_t model = value;

	if (!query_valid_)
		return;
	switch (offset) {
	case FINWAVE_REG_FLOW_FLAGS:
		model = static_cast<uint32_t>(q.state) << FINWAVE_FLOW_FLAGS_STATE_SHIFT |
		        static_cast<uint32_t>(q.timestamps) << FINWAVE_FLOW_FLAGS_TIMESTAMPS_SHIFT |
		        static_cast<uint32_t>(q.tuple.ipv6) << FINWAVE_FLOW_FLAGS_IPV6_SHIFT |
		        static_cast<uint32_t>(q.tuple.vlan_count)
		                << FINWAVE_FLOW_FLAGS_VLAN_COUNT_SHIFT |
		        static_cast<uint32_t>(q.snd_wscale) << FINWAVE_FLOW_FLAGS_SND_WSCALE_SHIFT |
		        static_cast<uint32_t>(q.rcv_wscale) << FINWAVE_FLOW_FLAGS_RCV_WSCALE_SHIFT |
		        static_cast<uint32_t>(q.retries) << FINWAVE_FLOW_FLAGS_RETRIES_SHIFT |
		        static_cast<uint32_t>(q.half_close) << FINWAVE_FLOW_FLAGS_HALF_CLOSE_SHIFT |
		        static_cast<uint32_t>(q.timer) << FINWAVE_FLOW_FLAGS_TIMER_SHIFT;
		break;
	case FINWAVE_REG_FLOW_SND_UNA:
		model = q.snd_una;
		break;
	case FINWAVE_REG_FLOW_SND_NXT:
		model = q.snd_nxt;
		break;
	case FINWAVE_REG_FLOW_RCV_NXT:
		model = q.rcv_nxt;
		break;
	case FINWAVE_REG_FLOW_RCV_WND:
		model = window > 0 ? static_cast<uint32_t>(window) : 0;
		break;
	case FINWAVE_REG_FLOW_TS_RECENT:
		model = q.timestamps ? q.ts_recent : value;
		break;
	case FINWAVE_REG_FLOW_DEADLINE:
		model = q.timer ? q.deadline : value;
		break;
	case FINWAVE_REG_FLOW_RTO:
		model = q.rto;
		break;
	default:
		break;
	}
	if (model != value)
		report_at(clock, format("QUERY of flow %u: register 0x%03x is 0x%08x, the model "
		                        "has 0x%08x\n  ",
		                        query_flow_, offset, value, model) +
		                         flow_text(q));
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

/* ---- retired entries ------------------------------------------------------------------------- */

uint64_t Scoreboard::frame_number(uint32_t low) const
{
	uint64_t newest = wire_.entered() - 1;

	return newest - (static_cast<uint32_t>(newest) - low);
}

static void put_words(uint8_t *to, const uint32_t *words, unsigned count)
{
	for (unsigned i = 0; i < 4 * count; i++)
		to[i] = static_cast<uint8_t>(words[i / 4] >> (24 - 8 * (i % 4)));
}

Adopt Scoreboard::adopt_of(const Command &c, uint8_t generation) const
{
	uint32_t flags = c.word(FINWAVE_REG_CMD_FLAGS), vlan = c.word(FINWAVE_REG_CMD_VLAN);
	uint32_t ip = c.word(FINWAVE_REG_CMD_IP), ports = c.word(FINWAVE_REG_CMD_PORTS);
	uint32_t first_mac = (FINWAVE_REG_CMD_MAC_0 - FINWAVE_REG_CMD_FLOW) / 4;
	uint32_t local = (FINWAVE_REG_CMD_LOCAL - FINWAVE_REG_CMD_FLOW) / 4;
	uint32_t remote = (FINWAVE_REG_CMD_REMOTE - FINWAVE_REG_CMD_FLOW) / 4;
	Adopt a{};
	fwm_flow &f = a.flow;
	uint8_t macs[12];

	f.state = static_cast<uint8_t>(FIELD(flags, CMD_FLAGS_STATE));
	f.timestamps = FIELD(flags, CMD_FLAGS_TIMESTAMPS);
	f.half_close = FIELD(flags, CMD_FLAGS_HALF_CLOSE);
	f.snd_wscale = static_cast<uint8_t>(FIELD(flags, CMD_FLAGS_SND_WSCALE));
	f.rcv_wscale = static_cast<uint8_t>(FIELD(flags, CMD_FLAGS_RCV_WSCALE));
	f.max_retries = static_cast<uint8_t>(FIELD(flags, CMD_FLAGS_RETRIES));
	f.outer_88a8 = FIELD(flags, CMD_FLAGS_OUTER_88A8);
	f.generation = generation;
	f.snd_una = c.word(FINWAVE_REG_CMD_SND_UNA);
	f.snd_nxt = c.word(FINWAVE_REG_CMD_SND_NXT);
	f.rcv_nxt = c.word(FINWAVE_REG_CMD_RCV_NXT);
	f.max_wnd =
		static_cast<uint16_t>(FIELD(c.word(FINWAVE_REG_CMD_MAX_WND), CMD_MAX_WND_VALUE));
	f.ts_recent = c.word(FINWAVE_REG_CMD_TS_RECENT);
	f.ttl = static_cast<uint8_t>(FIELD(ip, CMD_IP_TTL));
	f.tos = static_cast<uint8_t>(FIELD(ip, CMD_IP_TOS));
	f.flow_label = FIELD(c.word(FINWAVE_REG_CMD_FLOW_LABEL), CMD_FLOW_LABEL_VALUE);
	put_words(macs, &c.words[first_mac], 3);
	memcpy(f.peer_mac, macs, 6);
	memcpy(f.local_mac, macs + 6, 6);
	f.vlan_tci[0] = static_cast<uint16_t>(FIELD(vlan, CMD_VLAN_OUTER));
	f.vlan_tci[1] = static_cast<uint16_t>(FIELD(vlan, CMD_VLAN_INNER));
	f.tuple.ipv6 = FIELD(flags, CMD_FLAGS_IPV6);
	f.tuple.vlan_count = static_cast<uint8_t>(FIELD(flags, CMD_FLAGS_VLAN_COUNT));
	for (unsigned i = 0; i < f.tuple.vlan_count && i < 2; i++)
		f.tuple.vlan_id[i] = f.vlan_tci[i] & 0xfff;
	put_words(f.tuple.local, &c.words[local], f.tuple.ipv6 ? 4 : 1);
	put_words(f.tuple.remote, &c.words[remote], f.tuple.ipv6 ? 4 : 1);
	f.tuple.local_port = static_cast<uint16_t>(FIELD(ports, CMD_PORTS_LOCAL));
	f.tuple.remote_port = static_cast<uint16_t>(FIELD(ports, CMD_PORTS_REMOTE));
	a.rcv_wnd = FIELD(c.word(FINWAVE_REG_CMD_RCV_WND), CMD_RCV_WND_VALUE);
	a.tsval = c.word(FINWAVE_REG_CMD_TSVAL);
	a.rto = FIELD(c.word(FINWAVE_REG_CMD_RTO), CMD_RTO_VALUE);
	return a;
}

const char *Scoreboard::implausible_segment(const Retire &entry, const Flow &flow)
{
	uint64_t number = frame_number(entry.frame);
	const InFrame *frame = wire_.find(number);

	if (!frame || number >= wire_.entered())
		return "no such frame is in the engine";
	if (frame->fate != Fate::UNKNOWN)
		return "the frame retired before";
	if (number < flow.last_frame)
		return "out of order within the flow";
	if (fwm_parse(frame->data.data(), frame->len, frame->bad, &segment_) != FWM_SEGMENT)
		return "the frame is no TCP segment that could be held";
	if (flow.model.state == FINWAVE_TCP_STATE_CLOSED)
		return "the flow is closed";
	if (!fwm_tuple_equal(&segment_.tuple, &flow.model.tuple))
		return "the frame is of another tuple";
	return nullptr;
}

const char *Scoreboard::implausible_adopt(const Retire &entry, const Flow &flow)
{
	const Command *command = working(entry);

	if (!command)
		return "nobody rang for it";
	if (flow.model.state != FINWAVE_TCP_STATE_CLOSED)
		return "the number is in use";
	if (flow.used && flow.model.generation == entry.generation)
		return "the generation is that of the flow before";
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

/* What no step of the model could explain, NULL if nothing. */
const char *Scoreboard::implausible(const Retire &entry, const Flow &flow)
{
	if (entry.now < now_)
		return "time went back";
	switch (entry.op) {
	case FINWAVE_OP_SEGMENT:
		return implausible_segment(entry, flow);
	case FINWAVE_OP_TIMEOUT:
		return implausible_timeout(entry, flow);
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

void Scoreboard::run_command(const Retire &entry, const fwm_config &config, Step *step)
{
	const Command &c = *working(entry);
	uint32_t flags = c.word(FINWAVE_REG_CMD_FLAGS);
	HostCommand command{};

	command.op = entry.op;
	command.set_snd_nxt = FIELD(flags, CMD_FLAGS_SET_SND_NXT);
	command.set_rcv_wnd = FIELD(flags, CMD_FLAGS_SET_RCV_WND);
	command.snd_nxt = c.word(FINWAVE_REG_CMD_SND_NXT);
	command.rcv_wnd = FIELD(c.word(FINWAVE_REG_CMD_RCV_WND), CMD_RCV_WND_VALUE);
	fwm_command(&config, &step->flow, &command, entry.now, &step->result);
}

void Scoreboard::run_model(const Retire &entry, const Flow &flow, const fwm_config &config,
                           Step *step)
{
	step->flow = flow.model;
	step->limits = limits_;
	switch (entry.op) {
	case FINWAVE_OP_SEGMENT:
		fwm_segment(&config, &step->limits, &step->flow, &segment_, entry.now,
		            &step->result);
		break;
	case FINWAVE_OP_TIMEOUT:
		fwm_timeout(&config, &step->flow, entry.now, &step->result);
		break;
	case FINWAVE_OP_ADOPT: {
		Adopt adopt = adopt_of(*working(entry), entry.generation);

		fwm_adopt(&config, &adopt, entry.now, &step->flow, &step->result);
		break;
	}
	default:
		run_command(entry, config, step);
		break;
	}
}

static bool agrees(const Retire &e, const fwm_result &r)
{
	return e.old_state == r.old_state && e.new_state == r.new_state && e.reason == r.reason &&
	       e.send == r.send && e.ack_limited == r.ack_limited && e.pass == r.pass &&
	       e.freed == r.freed && e.completion == r.completion && e.peer_fin == r.peer_fin &&
	       (e.send == FINWAVE_SEND_NONE || (e.seq == r.seq && e.ack == r.ack));
}

/* Runs the model with each configuration that the engine may have used; false if none explains the entry. */
bool Scoreboard::choose(const Retire &entry, const Flow &flow, Step *step)
{
	while (configs_.size() > 1 && configs_.front().until < entry.clock)
		configs_.erase(configs_.begin());
	for (size_t i = configs_.size(); i-- > 0;) {
		run_model(entry, flow, configs_[i].values, step);
		if (agrees(entry, step->result))
			return true;
	}
	run_model(entry, flow, configs_.back().values, step);
	if (!compare_)
		return true;
	report_step(entry, flow, configs_.back().values, *step);
	return false;
}

void Scoreboard::set_deadline(const Retire &entry, Flow &flow)
{
	uint64_t tick;

	if (!fwm_next_deadline(&flow.model, entry.now, &tick))
		return;
	if (due_.size() > 4 * size_t{ held_ } + 1024) {
		due_.clear();
		for (uint32_t id = 0; id < flows_.size(); id++)
			if (flows_[id].model.timer &&
			    flows_[id].model.state != FINWAVE_TCP_STATE_CLOSED &&
			    &flows_[id] != &flow)
				due_.push_back({ flows_[id].deadline, id });
		std::make_heap(due_.begin(), due_.end());
	}
	flow.deadline = tick;
	due_.push_back({ tick, entry.flow });
	std::push_heap(due_.begin(), due_.end());
}

bool Scoreboard::deadline(uint64_t *tick)
{
	while (!due_.empty()) {
		const Flow &flow = flows_[due_.front().flow];

		if (flow.model.state != FINWAVE_TCP_STATE_CLOSED && flow.model.timer &&
		    flow.deadline == due_.front().deadline) {
			*tick = flow.deadline;
			return true;
		}
		std::pop_heap(due_.begin(), due_.end());
		due_.pop_back();
	}
	return false;
}

std::string Scoreboard::deadline_text()
{
	uint64_t tick;

	if (!deadline(&tick))
		return "no timer";
	const Flow &flow = flows_[due_.front().flow];

	return format("the timer of flow %u, due at tick %llu, ", due_.front().flow,
	              static_cast<unsigned long long>(tick)) +
	       tuple_text(flow.model.tuple) + "\n  " + flow_text(flow.model);
}

void Scoreboard::forget_deadline()
{
	uint64_t tick;

	if (deadline(&tick))
		flows_[due_.front().flow].model.timer = false;
}

void Scoreboard::commit_events(const Retire &entry, const Step &step)
{
	const fwm_result &r = step.result;
	Event event = { FINWAVE_EVENT_PEER_FIN,     r.old_state,       step.flow.generation,
		        events_due_ < event_depth_, step.flow.snd_nxt, step.flow.rcv_nxt };

	if (r.peer_fin) {
		events_[entry.flow].push_back(event);
		events_due_++;
	}
	if (r.completion != FINWAVE_EVENT_NONE) {
		event.kind = r.completion;
		event.exact = events_due_ < event_depth_;
		events_[entry.flow].push_back(event);
		events_due_++;
	}
}

void Scoreboard::commit_command(const Retire &entry, const Step &step)
{
	Command *command = working(entry);

	if (!command)
		return;
	command->retired = true;
	command->result = step.result.result;
	command->flow = entry.flow;
	command->generation = entry.generation;
	if (entry.op == FINWAVE_OP_ADOPT && !command->open)
		flows_[entry.flow].held_since = entry.clock;
}

void Scoreboard::commit_tuple(const Retire &entry, const Flow &flow)
{
	if (entry.op == FINWAVE_OP_ADOPT) {
		tuples_[key_of(flow.model.tuple)] = entry.flow;
		held_++;
		adopted_++;
	}
	if (entry.freed) {
		tuples_.erase(key_of(flow.model.tuple));
		held_ -= held_ > 0;
		freed_++;
		last_free_ = entry.clock;
	}
}

void Scoreboard::commit(const Retire &entry, Flow &flow, const Step &step)
{
	const fwm_result &r = step.result;
	bool adopt = entry.op == FINWAVE_OP_ADOPT;

	flow.model = step.flow;
	if (r.freed)
		flow.model.state = FINWAVE_TCP_STATE_CLOSED;
	limits_ = step.limits;
	flow.last_clock = entry.clock;
	if (adopt) {
		flow.used = true;
		flow.held_since = NEVER;
		flow.last_frame = 0;
	}
	commit_tuple(entry, flow);
	commit_events(entry, step);
	if (entry.op != FINWAVE_OP_SEGMENT && entry.op != FINWAVE_OP_TIMEOUT)
		commit_command(entry, step);
	set_deadline(entry, flow);
	reasons_[r.reason & 63]++;
	acks_limited_ += r.ack_limited;
}

void Scoreboard::record(const Retire &entry, uint64_t number)
{
	finwave_sim_retire out{};

	out.op = entry.op;
	out.old_state = entry.old_state;
	out.new_state = entry.new_state;
	out.reason = entry.reason;
	out.send = entry.send;
	out.completion = entry.completion;
	out.generation = entry.generation;
	out.ack_limited = entry.ack_limited;
	out.pass = entry.pass;
	out.freed = entry.freed;
	out.peer_fin = entry.peer_fin;
	out.flow = entry.flow;
	out.seq = entry.seq;
	out.ack = entry.ack;
	out.frame = number;
	out.clock = entry.clock;
	out.tick = entry.now;
	retired_.push_back(out);
}

/* Frames that were dropped do not wait for anything. */
void Scoreboard::release_dropped()
{
	for (InFrame *frame = wire_.oldest(); frame && frame->fate == Fate::DROP;
	     frame = wire_.oldest())
		wire_.release();
}

void Scoreboard::retire(const Retire &entry)
{
	uint64_t number = NEVER;
	const char *wrong;
	Step step{};

	if (entry.flow >= flows_.size()) {
		report_at(entry.clock,
		          format("the engine retired flow %u of %zu", entry.flow, flows_.size()));
		return;
	}
	Flow &flow = flows_[entry.flow];

	wrong = implausible(entry, flow);
	if (wrong) {
		report(entry, std::string("the engine cannot do that: ") + wrong, flow);
		return;
	}
	if (!choose(entry, flow, &step))
		return;
	now_ = entry.now;
	if (entry.op == FINWAVE_OP_SEGMENT) {
		number = frame_number(entry.frame);
		wire_.find(number)->fate = entry.pass ? Fate::PASS : Fate::DROP;
		flow.last_frame = number + 1;
		segments++;
	}
	if (step.result.frame_len) {
		Expected expected;

		memcpy(expected.frame, step.result.frame, sizeof(expected.frame));
		expected.len = step.result.frame_len;
		expected.cause = number;
		expected_.push_back(expected);
	}
	commit(entry, flow, step);
	record(entry, number);
	release_dropped();
	entries++;
	checked += compare_;
}

/* ---- frames that leave ----------------------------------------------------------------------- */

void Scoreboard::deliver(OutFrame &frame, finwave_sim_port port, bool from_engine, uint64_t cause)
{
	left += port == FINWAVE_SIM_WIRE;
	made += from_engine;
	passed += port == FINWAVE_SIM_HOST;
	deliveries_.push_back({ std::move(frame), port, from_engine, cause });
}

void Scoreboard::wire_out(OutFrame &&frame)
{
	wire_waiting_.push_back(std::move(frame));
}

void Scoreboard::host_out(OutFrame &&frame)
{
	host_waiting_.push_back(std::move(frame));
}

bool Scoreboard::match_engine_frame(OutFrame &frame)
{
	if (expected_.empty() || frame.bad || frame.data.size() != expected_.front().len ||
	    memcmp(frame.data.data(), expected_.front().frame, expected_.front().len) != 0)
		return false;
	deliver(frame, FINWAVE_SIM_WIRE, true, expected_.front().cause);
	expected_.pop_front();
	return true;
}

static bool same(const OutFrame &out, const InFrame &in)
{
	return out.data.size() == in.len && out.bad == in.bad &&
	       memcmp(out.data.data(), in.data.data(), in.len) == 0;
}

bool Scoreboard::match_host_frame(OutFrame &frame)
{
	const InFrame *oldest = host_.oldest();

	if (!oldest || !same(frame, *oldest))
		return false;
	deliver(frame, FINWAVE_SIM_WIRE, false, host_.oldest_number());
	host_.release();
	return true;
}

void Scoreboard::report_wire_frame(const OutFrame &frame)
{
	std::string text =
		"a frame left on the wire that is neither the next of the engine's nor the host's";
	const InFrame *oldest = host_.oldest();

	if (frame.bad)
		text += " (tuser says bad)";
	text += "\n";
	if (!expected_.empty())
		text += frames_text("engine", frame.data.data(), frame.data.size(), "model",
		                    expected_.front().frame, expected_.front().len);
	if (oldest)
		text += frames_text("engine", frame.data.data(), frame.data.size(),
		                    "next frame of the host", oldest->data.data(), oldest->len);
	if (expected_.empty() && !oldest)
		text += "none was expected:\n" + frame_text(frame.data.data(), frame.data.size());
	report_at(frame.first_clock, text);
}

void Scoreboard::match_wire(uint64_t clock)
{
	while (!wire_waiting_.empty()) {
		OutFrame &frame = wire_waiting_.front();

		if (!match_engine_frame(frame) && !match_host_frame(frame)) {
			if (clock <= frame.last_clock + LAG)
				return;
			report_wire_frame(frame);
			deliver(frame, FINWAVE_SIM_WIRE, true, NEVER);
		}
		wire_waiting_.pop_front();
	}
}

/* The flow was held, as the host could know, from before the frame began until now. */
bool Scoreboard::should_be_held(const InFrame &frame, std::string *who)
{
	Segment segment;

	if (tuples_.empty() || enabled_since_ > frame.first_clock ||
	    fwm_parse(frame.data.data(), frame.len, frame.bad, &segment) != FWM_SEGMENT)
		return false;
	auto found = tuples_.find(key_of(segment.tuple));

	if (found == tuples_.end() || flows_[found->second].held_since > frame.first_clock)
		return false;
	*who = format("flow %u, ", found->second) + tuple_text(segment.tuple) + "\n" +
	       segment_text(segment);
	return true;
}

/* Reports what is wrong with a frame that left towards the host; false if it is none of the wire's. */
bool Scoreboard::explain_host(const OutFrame &frame)
{
	const InFrame *oldest = wire_.oldest();
	std::string who;

	if (!oldest) {
		report_at(frame.first_clock,
		          "a frame left towards the host that did not come from the wire\n" +
		                  frame_text(frame.data.data(), frame.data.size()));
		return false;
	}
	if (!same(frame, *oldest))
		report_at(frame.first_clock,
		          format("towards the host: frame %llu is due (%s), another or altered one "
		                 "left%s\n",
		                 static_cast<unsigned long long>(wire_.oldest_number()),
		                 oldest->fate == Fate::PASS ? "retired with pass"
		                                            : "it never retired",
		                 frame.bad != oldest->bad ? ", tuser differs" : "") +
		                  frames_text("left", frame.data.data(), frame.data.size(), "due",
		                              oldest->data.data(), oldest->len));
	else if (oldest->fate == Fate::UNKNOWN && compare_ && should_be_held(*oldest, &who))
		report_at(frame.first_clock,
		          format("frame %llu of a held flow went to the host and never retired: ",
		                 static_cast<unsigned long long>(wire_.oldest_number())) +
		                  who);
	return true;
}

void Scoreboard::match_host(uint64_t clock)
{
	while (!host_waiting_.empty() && clock > host_waiting_.front().last_clock + LAG) {
		bool known = explain_host(host_waiting_.front());

		deliver(host_waiting_.front(), FINWAVE_SIM_HOST, false,
		        known ? wire_.oldest_number() : NEVER);
		if (known)
			wire_.release();
		release_dropped();
		host_waiting_.pop_front();
	}
}

void Scoreboard::settled()
{
	match_wire(NEVER);
	match_host(NEVER);
	if (!expected_.empty())
		report_at(0, "the engine is quiet, but this frame of its own never left\n" +
		                     frame_text(expected_.front().frame, expected_.front().len));
	if (const InFrame *frame = wire_.oldest())
		report_at(frame->last_clock,
		          format("frame %llu from the wire vanished: %s\n",
		                 static_cast<unsigned long long>(wire_.oldest_number()),
		                 frame->fate == Fate::PASS ? "it retired with pass"
		                                           : "it never retired") +
		                  frame_text(frame->data.data(), frame->len));
	if (const InFrame *frame = host_.oldest())
		report_at(frame->last_clock,
		          format("frame %llu from the host vanished\n",
		                 static_cast<unsigned long long>(host_.oldest_number())) +
		                  frame_text(frame->data.data(), frame->len));
}

bool Scoreboard::drained()
{
	settled();
	for (uint32_t id = 0; held_ && id < flows_.size(); id++)
		if (flows_[id].model.state != FINWAVE_TCP_STATE_CLOSED) {
			report_at(flows_[id].last_clock,
			          format("%u flows are still held; the first is %u, ", held_, id) +
			                  tuple_text(flows_[id].model.tuple) + "\n  " +
			                  flow_text(flows_[id].model));
			return false;
		}
	return !fault_.set();
}

/* ---- for the caller -------------------------------------------------------------------------- */

bool Scoreboard::next_delivery(Delivery *out)
{
	if (deliveries_.empty())
		return false;
	*out = std::move(deliveries_.front());
	deliveries_.pop_front();
	return true;
}

bool Scoreboard::next_retired(finwave_sim_retire *out)
{
	if (retired_.empty())
		return false;
	*out = retired_.front();
	retired_.pop_front();
	return true;
}

bool Scoreboard::counter(uint32_t offset, uint64_t *value) const
{
	uint32_t reason = (offset - FINWAVE_REG_REASON_COUNT) / 8;

	switch (offset) {
	case FINWAVE_REG_COUNT_WIRE_RX:
		*value = wire_.entered();
		return true;
	case FINWAVE_REG_COUNT_HOST_RX:
		*value = passed;
		return true;
	case FINWAVE_REG_COUNT_HOST_TX:
		*value = host_.entered();
		return true;
	case FINWAVE_REG_COUNT_SENT:
		*value = made;
		return true;
	case FINWAVE_REG_COUNT_HELD:
		*value = segments;
		return true;
	case FINWAVE_REG_COUNT_ACK_LIMITED:
		*value = acks_limited_;
		return true;
	case FINWAVE_REG_COUNT_ADOPTED:
		*value = adopted_;
		return true;
	case FINWAVE_REG_COUNT_FREED:
		*value = freed_;
		return true;
	default:
		break;
	}
	if (offset < FINWAVE_REG_REASON_COUNT || reason >= FINWAVE_REG_REASON_COUNT_COUNT / 2)
		return false;
	*value = reasons_[reason];
	return true;
}

} // namespace fws
