/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* The scoreboard: frames that leave. */
#include "scoreboard.h"

#include <algorithm>
#include <cstring>

#include "fields.h"
#include "report.h"

namespace fws
{

/* ---- frames that leave ----------------------------------------------------------------------- */

void Scoreboard::deliver(OutFrame &frame, finwave_sim_port port, bool from_engine, uint64_t cause)
{
	left += port == FINWAVE_SIM_WIRE;
	made += from_engine && port == FINWAVE_SIM_WIRE;
	passed += !from_engine && port == FINWAVE_SIM_HOST;
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

/* ---- frames that are done with --------------------------------------------------------------- */

/* Where the TCP header of a sound frame starts. */
static size_t tcp_header(const InFrame &frame)
{
	auto type = [&frame](size_t at) { return frame.data[at] << 8 | frame.data[at + 1]; };
	size_t at = 12;

	while (type(at) == 0x8100 || type(at) == 0x88a8)
		at += 4;
	return at + (type(at) == 0x86dd ? 2 + 40 : 2 + 4 * size_t{ frame.data[at + 2] & 15u });
}

/*
 * The options of a SYN are read one a clock, one SYN at a time. Of one with more than the usual five, or close
 * behind another frame, which may be a SYN, the engine may not know them in time.
 */
bool Scoreboard::options_late(const InFrame &frame, uint64_t number, bool from_host)
{
	constexpr unsigned USUAL = 6;
	size_t at = tcp_header(frame), end = at + 4u * (frame.data[at + 12] >> 4);
	unsigned steps = 0;

	for (at += 20; at < end && frame.data[at] != 0; steps++) {
		size_t len = frame.data[at] == 1 ? 1 : frame.data[at + 1];

		if (len == 0)
			break;
		at += len;
	}
	return steps > USUAL ||
	       (number > 0 && store(from_host).arrival(number - 1) + LAG >= frame.first_clock);
}

/* A SYN that passed may start tracking a little later. */
void Scoreboard::keep_syn(const InFrame &frame, bool from_host)
{
	constexpr size_t KEPT = 64;
	Syn syn;

	if (fwm_parse(frame.data.data(), frame.len, frame.bad, from_host, &syn.segment) !=
	            FWM_SEGMENT ||
	    syn.segment.bad_frame || syn.segment.bad_checksum ||
	    !fwm_may_track(&syn.segment, from_host))
		return;
	syns_seen_++;
	if (frame.tracked)
		return;
	syn.number = store(from_host).oldest_number();
	syn.clock = frame.first_clock;
	syn.options_late = options_late(frame, syn.number, from_host);
	syns_[from_host].push_back(syn);
	if (syns_[from_host].size() > KEPT)
		syns_[from_host].pop_front();
}

void Scoreboard::release(bool from_host)
{
	const InFrame *frame = store(from_host).oldest();

	if (frame->fate != Fate::DROP && transparent())
		keep_syn(*frame, from_host);
	store(from_host).release();
}

/* Frames that were dropped do not wait for anything. */
void Scoreboard::release_dropped()
{
	constexpr size_t KEPT = 64;

	while (wire_.oldest() && wire_.oldest()->fate == Fate::DROP)
		release(false);
	for (const InFrame *frame = host_.oldest(); frame && frame->fate == Fate::DROP;
	     frame = host_.oldest()) {
		dropped_.push_back({ host_.oldest_number(),
		                     { frame->data.data(), frame->data.data() + frame->len } });
		if (dropped_.size() > KEPT)
			dropped_.pop_front();
		release(true);
	}
}

/*
 * The engine is quiet. A SYN that passed alone into an almost empty table, of a tuple that was not there for
 * a while, must have been tracked, unless its options were read too late.
 */
void Scoreboard::check_lone_syn()
{
	for (unsigned side = 0; side < 2 && syns_seen_ == 1; side++) {
		if (syns_[side].empty())
			continue;
		const Syn &syn = syns_[side].front();

		if (std::max(transparent_since_, enabled_since_) < syn.clock &&
		    tuples_.size() < flows_.size() / 4 &&
		    !tuples_.count(key_of(syn.segment.tuple)) && !syn.options_late &&
		    last_free_ + LAG < syn.clock && !command_.open &&
		    command_.finished + LAG < syn.clock)
			report_at(syn.clock, format("a lone SYN%s was not tracked: ",
			                            side ? " of the host" : "") +
			                             tuple_text(syn.segment.tuple) + "\n" +
			                             segment_text(syn.segment));
	}
	syns_seen_ = 0;
	syns_[0].clear();
	syns_[1].clear();
}

/* ---- on the wire ----------------------------------------------------------------------------- */

static bool same(const OutFrame &out, const InFrame &in)
{
	return out.data.size() == in.len && out.bad == in.bad &&
	       memcmp(out.data.data(), in.data.data(), in.len) == 0;
}

bool Scoreboard::match_queue(std::deque<Expected> &queue, OutFrame &frame)
{
	if (queue.empty() || frame.bad || frame.data != queue.front().frame ||
	    host_.oldest_number() < queue.front().behind)
		return false;
	const InFrame *oldest = host_.oldest();

	if (oldest && same(frame, *oldest))
		swap_ = { &queue, host_.oldest_number(), queue.front() };
	else if (swap_.queue == &queue)
		swap_.queue = nullptr;
	deliver(frame, FINWAVE_SIM_WIRE, true, queue.front().cause);
	queue.pop_front();
	return true;
}

/*
 * The last frame that was taken for the engine's was, byte for byte, the host's oldest as well, and neither of the two
 * left since: it was the host's. True if that was so.
 */
bool Scoreboard::take_back()
{
	if (!swap_.queue || swap_.host != host_.oldest_number())
		return false;
	made--;
	swap_.queue->push_front(swap_.expected);
	swap_.queue = nullptr;
	release(true);
	release_dropped();
	return true;
}

bool Scoreboard::match_engine_frame(OutFrame &frame)
{
	return match_queue(bare_, frame) || match_queue(text_, frame);
}

/* A frame that no entry spoke of yet is kept back, for it may be another one than the oldest. */
bool Scoreboard::match_host_frame(OutFrame &frame, uint64_t clock)
{
	const InFrame *oldest = host_.oldest();
	std::string who;

	if (!oldest || !same(frame, *oldest))
		return false;
	if (oldest->fate == Fate::UNKNOWN) {
		if (clock <= frame.last_clock + LAG)
			return false;
		if (compare_ && should_be_held(*oldest, true, &who))
			report_at(frame.first_clock,
			          format("frame %llu of the host left and never retired: ",
			                 static_cast<unsigned long long>(host_.oldest_number())) +
			                  who);
	}
	deliver(frame, FINWAVE_SIM_WIRE, false, host_.oldest_number());
	release(true);
	release_dropped();
	return true;
}

/* The frame is the next of its queue, but one of the other source had to go first. */
bool Scoreboard::report_overtaking(OutFrame &frame, std::deque<Expected> &queue)
{
	if (queue.empty() || frame.bad || frame.data != queue.front().frame)
		return false;
	report_at(frame.first_clock,
	          format("a FIN overtook the host's frame %llu: frame %llu retired with pass "
	                 "before it\n",
	                 static_cast<unsigned long long>(host_.oldest_number()),
	                 static_cast<unsigned long long>(queue.front().behind - 1)) +
	                  frame_text(frame.data.data(), frame.data.size()));
	queue.pop_front();
	return true;
}

void Scoreboard::report_wire_frame(const OutFrame &frame)
{
	std::string text =
		"a frame left on the wire that is neither the next of the engine's nor the host's";
	const InFrame *oldest = host_.oldest();

	if (frame.bad)
		text += " (tuser says bad)";
	for (const Dropped &dropped : dropped_)
		if (dropped.data == frame.data)
			text += format(": it is frame %llu of the host, which retired as dropped",
			               static_cast<unsigned long long>(dropped.number));
	text += "\n";
	for (const auto *queue : { &bare_, &text_ })
		if (!queue->empty())
			text += frames_text("engine", frame.data.data(), frame.data.size(), "model",
			                    queue->front().frame.data(),
			                    queue->front().frame.size());
	if (oldest)
		text += frames_text("engine", frame.data.data(), frame.data.size(),
		                    "next frame of the host", oldest->data.data(), oldest->len);
	if (bare_.empty() && text_.empty() && !oldest)
		text += "none was expected:\n" + frame_text(frame.data.data(), frame.data.size());
	report_at(frame.first_clock, text);
}

void Scoreboard::match_wire(uint64_t clock)
{
	while (!wire_waiting_.empty()) {
		OutFrame &frame = wire_waiting_.front();

		if (!match_engine_frame(frame) && !match_host_frame(frame, clock)) {
			if (clock <= frame.last_clock + LAG)
				return;
			if (take_back())
				continue;
			if (!report_overtaking(frame, bare_) && !report_overtaking(frame, text_))
				report_wire_frame(frame);
			deliver(frame, FINWAVE_SIM_WIRE, true, NEVER);
		}
		wire_waiting_.pop_front();
	}
}

/* ---- towards the host ------------------------------------------------------------------------ */

/* The flow was held, as the host could know, from before the frame began until now. */
bool Scoreboard::should_be_held(const InFrame &frame, bool from_host, std::string *who)
{
	Segment segment;

	if (tuples_.empty() || enabled_since_ > frame.first_clock ||
	    fwm_parse(frame.data.data(), frame.len, frame.bad, from_host, &segment) !=
	            FWM_SEGMENT ||
	    (from_host && segment.bad_frame))
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
	else if (oldest->fate == Fate::UNKNOWN && compare_ && should_be_held(*oldest, false, &who))
		report_at(frame.first_clock,
		          format("frame %llu of a held flow went to the host and never retired: ",
		                 static_cast<unsigned long long>(wire_.oldest_number())) +
		                  who);
	return true;
}

/* A RST of the engine's own, in the peer's name. */
bool Scoreboard::match_up(OutFrame &frame)
{
	const InFrame *oldest = wire_.oldest();

	if (up_.empty() || frame.bad || frame.data != up_.front().frame)
		return false;
	if (wire_.oldest_number() < up_.front().behind) {
		if (oldest && same(frame, *oldest))
			return false;
		report_at(frame.first_clock,
		          format("a RST towards the host overtook frame %llu from the wire: frame "
		                 "%llu retired with pass before it\n",
		                 static_cast<unsigned long long>(wire_.oldest_number()),
		                 static_cast<unsigned long long>(up_.front().behind - 1)) +
		                  frame_text(frame.data.data(), frame.data.size()));
	}
	deliver(frame, FINWAVE_SIM_HOST, true, up_.front().cause);
	up_.pop_front();
	return true;
}

void Scoreboard::match_host(uint64_t clock)
{
	while (!host_waiting_.empty() && clock > host_waiting_.front().last_clock + LAG) {
		OutFrame &frame = host_waiting_.front();

		if (!match_up(frame)) {
			bool known = explain_host(frame);

			deliver(frame, FINWAVE_SIM_HOST, false,
			        known ? wire_.oldest_number() : NEVER);
			if (known)
				release(false);
			release_dropped();
		}
		host_waiting_.pop_front();
	}
}

/* ---- the end --------------------------------------------------------------------------------- */

void Scoreboard::report_due(const std::deque<Expected> &queue, const char *where)
{
	if (!queue.empty())
		report_at(
			0,
			format("the engine is quiet, but this frame of its own never left %s\n",
		               where) +
				frame_text(queue.front().frame.data(), queue.front().frame.size()));
}

void Scoreboard::settled()
{
	match_wire(NEVER);
	match_host(NEVER);
	report_due(bare_, "on the wire");
	report_due(text_, "on the wire");
	report_due(up_, "towards the host");
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
	check_lone_syn();
}

bool Scoreboard::drained()
{
	settled();
	for (uint32_t id = 0; held_ + tracked_ && id < flows_.size(); id++)
		if (flows_[id].model.state != FINWAVE_TCP_STATE_CLOSED) {
			report_at(flows_[id].last_clock,
			          format("%u flows are still held, %u tracked; the first is %u, ",
			                 held_, tracked_, id) +
			                  tuple_text(flows_[id].model.tuple) + "\n  " +
			                  flow_text(flows_[id].model));
			return false;
		}
	return !fault_.set();
}

} // namespace fws
