/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "scoreboard.h"

#include <algorithm>
#include <cstring>

#include "fields.h"
#include "report.h"

namespace fws
{

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
	registers_[FINWAVE_REG_MERGE_WINDOW / 4] = FINWAVE_MERGE_WINDOW_RESET;
	registers_[FINWAVE_REG_TRACK_IDLE / 4] = FINWAVE_TRACK_IDLE_RESET;
	registers_[FINWAVE_REG_CONTROL / 4] = FINWAVE_CONTROL_RESET;
	registers_[FINWAVE_REG_CMD_IP / 4] = FINWAVE_CMD_IP_RESET;
	configs_.push_back(config_now(0));
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

static bool is_command(uint8_t op)
{
	return op >= FINWAVE_OP_ADOPT && op <= FINWAVE_OP_QUERY;
}

static bool has_frame(const Retire &entry)
{
	return entry.op == FINWAVE_OP_SEGMENT || entry.op == FINWAVE_OP_HOST ||
	       entry.op == FINWAVE_OP_TRACK;
}

void Scoreboard::report(const Retire &entry, const std::string &what, const Flow &flow)
{
	std::string text = format("tick %llu: %s of flow %u generation %u",
	                          static_cast<unsigned long long>(entry.now),
	                          op_name(entry.op).c_str(), entry.flow, entry.generation);

	bool framed = has_frame(entry);

	if (framed)
		text += format(", frame %u%s", entry.frame, entry.from_host ? " of the host" : "");
	text += ": " + what + "\nmodel's flow: generation " +
	        std::to_string(flow.model.generation) + " " + tuple_text(flow.model.tuple) +
	        "\n  " + flow_text(flow.model) + "\n";
	if (framed) {
		const InFrame *frame = store(entry.from_host).find(frame_number(entry));

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
		table.number("text", entry.text, r.text_len);
	}
	report(entry,
	       "engine and model differ\n" + table.text() + "model's flow after: " +
	               flow_text(step.flow) + "\nconfig: " + config_text(config),
	       flow);
}

/* ---- retired entries ------------------------------------------------------------------------- */

uint64_t Scoreboard::frame_number(const Retire &entry)
{
	uint64_t newest = store(entry.from_host).entered() - 1;

	return newest - (static_cast<uint32_t>(newest) - entry.frame);
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
	uint32_t windows = c.word(FINWAVE_REG_CMD_MAX_WND);
	uint32_t first_mac = (FINWAVE_REG_CMD_MAC_0 - FINWAVE_REG_CMD_FLOW) / 4;
	uint32_t local = (FINWAVE_REG_CMD_LOCAL - FINWAVE_REG_CMD_FLOW) / 4;
	uint32_t remote = (FINWAVE_REG_CMD_REMOTE - FINWAVE_REG_CMD_FLOW) / 4;
	Adopt a{};
	fwm_flow &f = a.flow;
	uint8_t macs[12];

	f.state = static_cast<uint8_t>(FIELD(flags, CMD_FLAGS_STATE));
	f.timestamps = FIELD(flags, CMD_FLAGS_TIMESTAMPS);
	f.half_close = FIELD(flags, CMD_FLAGS_HALF_CLOSE);
	f.watch = FIELD(flags, CMD_FLAGS_WATCH);
	f.close_on_fin = FIELD(flags, CMD_FLAGS_CLOSE_ON_FIN);
	f.snd_wscale = static_cast<uint8_t>(FIELD(flags, CMD_FLAGS_SND_WSCALE));
	f.rcv_wscale = static_cast<uint8_t>(FIELD(flags, CMD_FLAGS_RCV_WSCALE));
	f.max_retries = static_cast<uint8_t>(FIELD(flags, CMD_FLAGS_RETRIES));
	f.outer_88a8 = FIELD(flags, CMD_FLAGS_OUTER_88A8);
	f.generation = generation;
	f.snd_una = c.word(FINWAVE_REG_CMD_SND_UNA);
	f.snd_nxt = c.word(FINWAVE_REG_CMD_SND_NXT);
	f.rcv_nxt = c.word(FINWAVE_REG_CMD_RCV_NXT);
	f.max_wnd = static_cast<uint16_t>(FIELD(windows, CMD_MAX_WND_VALUE));
	f.snd_wnd = static_cast<uint16_t>(FIELD(windows, CMD_MAX_WND_SND_WND));
	f.user_timeout = FIELD(c.word(FINWAVE_REG_CMD_USER_TIMEOUT), CMD_USER_TIMEOUT_VALUE);
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
	a.set_snd_wnd = FIELD(flags, CMD_FLAGS_SET_SND_WND);
	a.rcv_wnd = FIELD(c.word(FINWAVE_REG_CMD_RCV_WND), CMD_RCV_WND_VALUE);
	a.tsval = c.word(FINWAVE_REG_CMD_TSVAL);
	a.rto = FIELD(c.word(FINWAVE_REG_CMD_RTO), CMD_RTO_VALUE);
	return a;
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
	command.tail_len = static_cast<uint16_t>(FIELD(c.word(FINWAVE_REG_CMD_TAIL), CMD_TAIL_LEN));
	command.tail = c.tail.data();
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
	case FINWAVE_OP_HOST:
		fwm_host(&config, &step->flow, &segment_, entry.now, &step->result);
		break;
	case FINWAVE_OP_TRACK:
		step->flow.generation = entry.generation;
		fwm_track(&config, &segment_, entry.from_host, entry.now, &step->flow,
		          &step->result);
		break;
	case FINWAVE_OP_EVICT:
		fwm_evict(&config, &step->flow, entry.now, &step->result);
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
	       (e.send == FINWAVE_SEND_NONE ||
	        (e.seq == r.seq && e.ack == r.ack && e.text == r.text_len));
}

/* A SYN whose options are not known in time: the engine lets the tracked connection be, as after a RST. */
bool Scoreboard::options_unread(const Retire &entry, const Flow &flow)
{
	uint64_t number = frame_number(entry);
	const InFrame *frame = store(entry.from_host).find(number);

	return entry.reason == FINWAVE_REASON_TRACK_ENDED && flow.model.tracked &&
	       has_frame(entry) && segment_.flags & 2 &&
	       options_late(*frame, number, entry.from_host);
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
	if (options_unread(entry, flow)) {
		segment_.flags |= 4;
		run_model(entry, flow, configs_.back().values, step);
		if (agrees(entry, step->result))
			return true;
		segment_.flags &= static_cast<uint8_t>(~4);
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
	if (due_.size() > 4 * tuples_.size() + 1024) {
		due_.clear();
		for (uint32_t id = 0; id < flows_.size(); id++)
			if (flows_[id].model.timer &&
			    flows_[id].model.state != FINWAVE_TCP_STATE_CLOSED &&
			    &flows_[id] != &flow)
				due_.push_back({ flows_[id].deadline, id });
		std::make_heap(due_.begin(), due_.end());
	}
	if (flow.deadline != tick)
		flow.deadline_clock = entry.clock;
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

static bool is_followed(const fwm_flow &flow)
{
	return flow.tracked && flow.state != FINWAVE_TCP_STATE_TIME_WAIT;
}

void Scoreboard::commit_tuple(const Retire &entry, bool was_followed, const Flow &flow)
{
	if (entry.op == FINWAVE_OP_ADOPT || entry.op == FINWAVE_OP_TRACK)
		tuples_[key_of(flow.model.tuple)] = entry.flow;
	held_ += entry.op == FINWAVE_OP_ADOPT;
	adopted_ += entry.op == FINWAVE_OP_ADOPT;
	tracked_ += entry.op == FINWAVE_OP_TRACK;
	followed_ += entry.op == FINWAVE_OP_TRACK;
	if (entry.freed) {
		tuples_.erase(key_of(flow.model.tuple));
		tracked_ -= was_followed;
		held_ -= !was_followed && held_ > 0;
		freed_++;
		last_free_ = entry.clock;
	} else if (was_followed && !is_followed(flow.model)) {
		tracked_--;
		held_++;
	}
}

/* The buffer of a tail is in use until our FIN is acknowledged. */
static bool holds_tail(const fwm_flow &flow)
{
	return flow.tail_len && !flow.tracked &&
	       (flow.state == FINWAVE_TCP_STATE_FIN_WAIT_1 ||
	        flow.state == FINWAVE_TCP_STATE_CLOSING ||
	        flow.state == FINWAVE_TCP_STATE_LAST_ACK);
}

void Scoreboard::commit_tail(const Retire &entry, bool held_before, const Flow &flow)
{
	bool holds = holds_tail(flow.model);

	if (held_before && !holds) {
		tails_--;
		last_tail_free_ = entry.clock;
	}
	if (held_before || !holds)
		return;
	tails_++;
	tail_words_ = {};
	if (tails_ > tail_buffers_)
		report(entry, format("%u tails are held in %u buffers", tails_, tail_buffers_),
		       flow);
}

void Scoreboard::commit(const Retire &entry, Flow &flow, const Step &step)
{
	const fwm_result &r = step.result;
	bool opened = entry.op == FINWAVE_OP_ADOPT || entry.op == FINWAVE_OP_TRACK;
	bool tail = holds_tail(flow.model);
	bool was_followed = !opened && is_followed(flow.model);

	flow.model = step.flow;
	if (r.freed)
		flow.model.state = FINWAVE_TCP_STATE_CLOSED;
	limits_ = step.limits;
	flow.last_clock = entry.clock;
	if (opened) {
		flow.used = true;
		flow.held_since =
			entry.op == FINWAVE_OP_TRACK ? entry.clock + LAG : uint64_t{ NEVER };
		flow.last_frame[0] = flow.last_frame[1] = 0;
	}
	commit_tuple(entry, was_followed, flow);
	commit_tail(entry, tail, flow);
	commit_events(entry, step);
	if (is_command(entry.op))
		commit_command(entry, step);
	set_deadline(entry, flow);
	reasons_[r.reason & 63]++;
	acks_limited_ += r.ack_limited;
}

/* The frame that the entry is about, on its way through the engine. */
void Scoreboard::commit_frame(const Retire &entry, uint64_t number, Flow &flow)
{
	InFrame *frame = store(entry.from_host).find(number);

	if (entry.op == FINWAVE_OP_TRACK) {
		auto &syns = syns_[entry.from_host];

		if (frame)
			frame->tracked = true;
		syns.erase(std::remove_if(syns.begin(), syns.end(),
		                          [number](const Syn &s) { return s.number == number; }),
		           syns.end());
		return;
	}
	frame->fate = entry.pass ? Fate::PASS : Fate::DROP;
	flow.last_frame[entry.from_host] = number + 1;
	if (entry.pass)
		last_pass_[entry.from_host] = std::max(last_pass_[entry.from_host], number + 1);
	segments += entry.op == FINWAVE_OP_SEGMENT;
}

void Scoreboard::expect_frame(const Retire &entry, uint64_t number, const fwm_result &result)
{
	auto &queue = result.to_host ? up_ : result.text_len ? text_ : bare_;
	Expected expected;

	if (!result.frame_len)
		return;
	expected.frame.assign(result.frame, result.frame + result.frame_len);
	expected.cause = entry.from_host ? uint64_t{ NEVER } : number;
	expected.behind = result.to_host                    ? last_pass_[0]
	                  : result.send == FINWAVE_SEND_FIN ? last_pass_[1]
	                                                    : 0;
	queue.push_back(std::move(expected));
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
	out.from_host = entry.from_host;
	out.text = entry.text;
	out.flow = entry.flow;
	out.seq = entry.seq;
	out.ack = entry.ack;
	out.frame = number;
	out.clock = entry.clock;
	out.tick = entry.now;
	retired_.push_back(out);
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
	commit(entry, flow, step);
	if (has_frame(entry)) {
		number = frame_number(entry);
		commit_frame(entry, number, flow);
	}
	expect_frame(entry, number, step.result);
	record(entry, number);
	release_dropped();
	entries++;
	checked += compare_;
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
	case FINWAVE_REG_COUNT_TRACKED:
		*value = followed_;
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
