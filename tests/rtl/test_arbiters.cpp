/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_arbiter, with text and without: whose turn it is, in every clock, against the rule written down once
 * more; a beat a clock, one clock late, nothing lost.
 *
 * finwave_marks_rig: with a store, the senders and what keeps the marks. A frame of the engine that must leave
 * frames behind comes out after them, as soon as they are out; no long row of dropped frames, nor numbers that come
 * round while one waits, hold it up.
 */
#include "segments.h"

#include <algorithm>
#include <cstring>
#include <deque>

#include "Vmarks_rx512.h"
#include "Vmarks_rx64.h"
#include "Vmarks_tx128.h"
#include "Vmarks_tx256.h"
#include "Vmarks_tx512.h"
#include "Vmarks_tx64.h"
#include "Varbiter512.h"
#include "Varbiter64.h"

/* ---- the arbiters alone ------------------------------------------------------------------------------- */

static const unsigned BARE = 0, TEXT = 1, PASSING = 2, SOURCES = 3;

struct Beat {
	uint64_t number; /* in the low bytes of the data */
	uint8_t keep, user;
	bool last;
};

static bool operator==(const Beat &a, const Beat &b)
{
	return a.number == b.number && a.keep == b.keep && a.user == b.user && a.last == b.last;
}

/* A stream that offers frames of 1 to 6 beats; what is offered stays until it is taken. */
class Source
{
public:
	void start(uint64_t seed, fws::Stall idle)
	{
		random_ = fws::Random(seed);
		idle_ = idle;
		beat_.number = seed << 32;
	}

	void stop() { stopped_ = true; }
	bool stopped() const { return stopped_ && !offered_ && left_ == 0; }

	void drive()
	{
		if (offered_ || (stopped_ && left_ == 0) || (left_ == 0 && idle_.now()))
			return;
		if (left_ == 0)
			left_ = 1 + random_.below(6);
		left_--;
		offered_ = true;
		beat_.number++;
		beat_.last = left_ == 0;
		beat_.keep = beat_.last ? 0xff >> random_.below(8) & 0xff : 0xff;
		beat_.user = random_.below(2) & 1;
	}

	void taken() { offered_ = false; }
	bool offered() const { return offered_; }
	const Beat &beat() const { return beat_; }

private:
	fws::Random random_{ 0 };
	fws::Stall idle_;
	Beat beat_ = {};
	unsigned left_ = 0;
	bool offered_ = false, stopped_ = false;
};

/* Data and keep of any width: the low 8 bytes and bits count. */
template <class Data, class Keep> void put_beat(Data &data, Keep &keep, const Beat &beat)
{
	memcpy(&data, &beat.number, 8);
	keep = beat.keep;
}

/* The ports of the two, by source. */
/* To the host there is no text. */
template <class Top, bool WITH_TEXT> struct Ports {
	static void put(Top *top, const Source *s, bool wants)
	{
		top->engine_wants = wants;
		top->engine_valid = s[BARE].offered();
		top->engine_last = s[BARE].beat().last;
		put_beat(top->engine_data, top->engine_keep, s[BARE].beat());
		top->text_valid = TEXTS && s[TEXT].offered();
		top->text_last = s[TEXT].beat().last;
		put_beat(top->text_data, top->text_keep, s[TEXT].beat());
		top->passing_valid = s[PASSING].offered();
		top->passing_last = s[PASSING].beat().last;
		top->passing_user = s[PASSING].beat().user;
		put_beat(top->passing_data, top->passing_keep, s[PASSING].beat());
	}
	static bool ready(Top *top, unsigned source)
	{
		return source == BARE   ? top->engine_ready
		       : source == TEXT ? top->text_ready
		                        : top->passing_ready;
	}
	static constexpr bool TEXTS = WITH_TEXT;
};

/* The rule: whose frame begins. */
class Turn
{
public:
	/* While the engine `wants`, it is as if it offered a beat. */
	unsigned next(const Source *s, bool wants) const
	{
		if (row_ >= 8 && waits_[PASSING])
			return PASSING;
		if (bare_row_ >= 8 && waits_[TEXT])
			return TEXT;
		if (wants)
			return BARE;
		for (unsigned i = 0; i < SOURCES; i++)
			if (s[i].offered())
				return i;
		return SOURCES;
	}

	void went(unsigned source)
	{
		row_ = source == PASSING ? 0 : row_ + 1;
		if (source != PASSING)
			bare_row_ = source == TEXT ? 0 : bare_row_ + 1;
	}

	/* At the end of a clock: who offers a beat that was not taken has waited. */
	void clock(const Source *s)
	{
		for (unsigned i = 0; i < SOURCES; i++)
			waits_[i] = s[i].offered();
	}

private:
	unsigned row_ = 0, bare_row_ = 0;
	bool waits_[SOURCES] = {};
};

template <class Top, class Ports> class ArbiterBench
{
public:
	/* Each bit of `idle`: that source does not always offer. */
	ArbiterBench(uint64_t seed, unsigned idle, bool stall)
		: waits_(stall ? fws::Stall(seed) : fws::Stall())
	{
		for (unsigned i = 0; i < SOURCES; i++)
			sources_[i].start(seed + i + 1,
			                  idle >> i & 1 ? fws::Stall(seed + 10 * i) : fws::Stall());
		if (!Ports::TEXTS)
			sources_[TEXT].stop();
		Ports::put(dut_.operator->(), sources_, false);
		dut_->out_ready = 0;
		dut_.reset();
		dut_.step();
	}

	void silence(unsigned source) { sources_[source].stop(); }

	void run(unsigned clocks)
	{
		for (unsigned i = 0; i < clocks; i++)
			clock();
	}

	void finish()
	{
		for (Source &s : sources_)
			s.stop();
		for (unsigned i = 0; i < 10000 && (!under_way_.empty() || !all_stopped()); i++)
			clock();
		assert_true(under_way_.empty() && all_stopped());
		dut_.settle();
		assert_false(dut_->busy);
		assert_int_equal(sent_, frames_[BARE] + frames_[TEXT]);
	}

	unsigned frames(unsigned source) const { return frames_[source]; }
	unsigned beats() const { return beats_; }

private:
	bool all_stopped() const
	{
		return sources_[BARE].stopped() && sources_[TEXT].stopped() &&
		       sources_[PASSING].stopped();
	}

	void clock()
	{
		for (Source &s : sources_)
			s.drive();
		wants_ = sources_[BARE].offered() ||
		         (!sources_[BARE].stopped() && hesitates_.below(8) == 0);
		Ports::put(dut_.operator->(), sources_, wants_);
		dut_->out_ready = !waits_.now();
		dut_.settle();
		look_at_output();
		take();
		dut_.edge();
	}

	void look_at_output()
	{
		Beat beat = {};

		/* one clock late: what was taken before is there */
		inside_skid_ = under_way_.size();
		assert_int_equal(dut_->out_valid, inside_skid_ != 0);
		if (!dut_->out_valid)
			return;
		memcpy(&beat.number, &dut_->out_data, 8);
		beat.keep = dut_->out_keep & 0xff;
		beat.user = dut_->out_user;
		beat.last = dut_->out_last;
		assert_true(beat == under_way_.front());
		if (dut_->out_ready) {
			under_way_.pop_front();
			beats_++;
		}
	}

	void take()
	{
		const unsigned turn = inside_ < SOURCES ? inside_ : turn_.next(sources_, wants_);
		bool sent = false;

		for (unsigned i = 0; i < SOURCES; i++) {
			const bool ready = Ports::ready(dut_.operator->(), i);

			if (i != turn)
				assert_false(ready && sources_[i].offered());
			else if (sources_[i].offered() && (!waits_.on() || inside_skid_ < 2))
				assert_true(ready);
			if (!ready || !sources_[i].offered())
				continue;
			Beat beat = sources_[i].beat();
			if (i != PASSING)
				beat.user = 0;
			under_way_.push_back(beat);
			sources_[i].taken();
			inside_ = beat.last ? SOURCES : i;
			if (beat.last) {
				turn_.went(i);
				frames_[i]++;
				sent = i != PASSING;
			}
		}
		/* it tells what left a clock ago */
		assert_int_equal(dut_->engine_sent, just_sent_);
		just_sent_ = sent;
		sent_ += sent;
		turn_.clock(sources_);
	}

	Dut<Top> dut_{ 1 };
	bool just_sent_ = false;
	Source sources_[SOURCES];
	fws::Stall waits_;
	fws::Random hesitates_{ 7 }; /* wants, and offers nothing */
	bool wants_ = false;
	Turn turn_;
	std::deque<Beat> under_way_;
	size_t inside_skid_ = 0;
	unsigned inside_ = SOURCES, frames_[SOURCES] = {}, sent_ = 0, beats_ = 0;
};

template <class Top, class Ports> static void takes_turns(void **)
{
	for (unsigned round = 0; round < 16; round++) {
		ArbiterBench<Top, Ports> bench(round, round & 7, round & 8);

		bench.run(20000);
		bench.finish();
	}
}

/* All want all the time: every ninth frame is a passing one, every ninth of the engine's one with text. */
template <class Top, class Ports> static void silences_nobody(void **)
{
	ArbiterBench<Top, Ports> bench(1, 0, false);

	bench.run(40000);
	assert_true(bench.beats() >= 39999);
	const unsigned engine = bench.frames(BARE) + bench.frames(TEXT);
	assert_in_range(bench.frames(PASSING), engine / 8 - 1, engine / 8 + 1);
	if (Ports::TEXTS)
		assert_in_range(bench.frames(TEXT), engine / 9 - 1, engine / 9 + 1);
	bench.finish();
}

/* ---- with marks --------------------------------------------------------------------------------------- */

struct Load {
	unsigned idle_passing, idle_bare, idle_text; /* in 256 */
	unsigned miss, drop;                         /* in 256, drop: of the others */
	unsigned max_len;
	bool stall;
};

template <class Top, unsigned BYTES, bool TO_HOST> class MarksBench
{
public:
	explicit MarksBench(uint64_t seed) : random_(seed), segments_(seed), waits_(seed)
	{
		dut_->in_valid = dut_->find_valid = dut_->verdict_valid = dut_->pass = 0;
		dut_->bare_valid = dut_->text_valid = dut_->stage_wr = dut_->out_ready = 0;
		dut_.reset();
		if (!TO_HOST)
			stage();
	}

	/* Until so many passing frames have entered. */
	void run(const Load &load, unsigned count)
	{
		const size_t end = entered_ + count;

		load_ = load;
		for (unsigned i = 0; entered_ < end; i++) {
			if (i > 3000 * count)
				fail_msg("it stands still");
			clock(true);
		}
	}

	/* The engine's frames alone, so many clocks. */
	void answer(unsigned clocks)
	{
		load_.idle_passing = 256;
		load_.idle_bare = load_.idle_text = 128;
		for (unsigned i = 0; i < clocks; i++)
			clock(false);
	}

	/* No more passing frames: nothing may wait for one. */
	void finish()
	{
		load_.idle_passing = load_.idle_bare = load_.idle_text = 256;
		for (unsigned i = 0; i < 100000 && waiting(); i++)
			clock(false);
		assert_false(waiting());
		/* dropped frames are read, too */
		for (unsigned i = 0; i < 3000 && dut_->busy; i++)
			clock(false);
		assert_false(dut_->busy);
	}

	unsigned engine_frames() const { return engine_seen_; }

private:
	struct Passing {
		Bytes bytes;
		bool hit, pass;
	};
	struct Sent {
		Bytes bytes;
		uint64_t behind; /* all passing frames before this one come first */
	};

	bool waiting()
	{
		skip_dropped();
		return out_ < frames_.size() || !sent_[BARE].empty() || !sent_[TEXT].empty() ||
		       decided_ < frames_.size();
	}

	void skip_dropped()
	{
		while (out_ < frames_.size() && !frames_[out_].pass)
			out_++;
	}

	bool chance(unsigned of_256) { return random_.below(256) < of_256; }

	/* The one buffer that is used. */
	void stage()
	{
		text_.resize(1460);
		for (uint8_t &b : text_)
			b = static_cast<uint8_t>(random_.next());
		for (unsigned i = 0; i < 10; i++)
			dut_.step();
		dut_.settle();
		assert_true(dut_->stage_room);
		for (unsigned i = 0; i < 365; i++) {
			dut_->stage_wr = 1;
			dut_->stage_word = i & 511;
			dut_->stage_data = static_cast<uint32_t>(text_[4 * i]) << 24 |
			                   static_cast<uint32_t>(text_[4 * i + 1]) << 16 |
			                   static_cast<uint32_t>(text_[4 * i + 2]) << 8 |
			                   text_[4 * i + 3];
			dut_.step();
		}
		dut_->stage_wr = 0;
	}

	void clock(bool more)
	{
		enter(more);
		decide();
		send();
		dut_->out_ready = !load_.stall || !waits_.now();
		dut_.settle();
		room_ = dut_->in_room;
		bare_room_ = dut_->bare_room;
		text_room_ = dut_->text_room;
		look();
		dut_.edge();
		/* what was decided in this clock counts from the next one on */
		newest_ = newest_next_;
	}

	/* ---- passing frames ---- */

	void enter(bool more)
	{
		dut_->in_valid = 0;
		if (in_at_ == 0 && (!more || !room_ || chance(load_.idle_passing)))
			return;
		if (!room_)
			return;
		if (in_at_ == 0)
			begin_passing();
		const Bytes &bytes = frames_.back().bytes;
		const size_t count = std::min<size_t>(BYTES, bytes.size() - in_at_);
		dut_->in_valid = 1;
		memcpy(&dut_->in_data, bytes.data() + in_at_, count);
		const uint64_t keep = UINT64_MAX >> (64 - count);
		memcpy(&dut_->in_keep, &keep, sizeof(dut_->in_keep));
		in_at_ += count;
		dut_->in_last = in_at_ == bytes.size();
		dut_->in_user = bytes[1] & 1;
		if (dut_->in_last) {
			in_at_ = 0;
			entered_++;
		}
	}

	void begin_passing()
	{
		Passing p;

		p.bytes.resize(60 + random_.below(load_.max_len - 59));
		for (uint8_t &b : p.bytes)
			b = static_cast<uint8_t>(random_.next());
		p.bytes[0] = 0xaa;
		p.hit = !chance(load_.miss);
		p.pass = !p.hit || !chance(load_.drop);
		frames_.push_back(p);
	}

	/* One disposition and one verdict a clock, each in order, some time after the frame. */
	void decide()
	{
		dut_->find_valid = dut_->verdict_valid = dut_->pass = 0;
		if (found_ < frames_.size() && chance(128)) {
			dut_->find_valid = 1;
			dut_->find_hit = frames_[found_++].hit;
		}
		if (decided_ >= found_ || decided_ >= entered_ || chance(64) ||
		    (decided_ == found_ - 1 && dut_->find_valid))
			return;
		const Passing &p = frames_[decided_++];
		dut_->verdict_valid = p.hit;
		dut_->verdict_pass = p.pass;
		if (!p.pass)
			return;
		/* of the others the engine does not know when they pass */
		dut_->pass = p.hit;
		dut_->pass_number = (decided_ - 1) & 1023;
		if (p.hit)
			newest_next_ = decided_;
	}

	/* ---- the engine's ---- */

	void send()
	{
		dut_->bare_valid = dut_->text_valid = 0;
		if (bare_room_ && !chance(load_.idle_bare))
			offer(BARE);
		else if (!TO_HOST && text_room_ && !chance(load_.idle_text))
			offer(TEXT);
	}

	void offer(unsigned kind)
	{
		Segment s = segments_.next();

		s.macs[TO_HOST ? 6 : 0] = 0xee;
		s.macs[TO_HOST ? 7 : 1] = kind & 1;
		if (kind == TEXT) {
			s.from = random_.below(1461);
			s.text.assign(text_.begin() + s.from,
			              text_.begin() + s.from + random_.below(1461 - s.from));
		}
		dut_->leave_behind = random_.below(2) & 1;
		dut_->bare_valid = kind == BARE;
		dut_->text_valid = kind == TEXT;
		const Descriptor d = descriptor_of(s);
		for (unsigned i = 0; i < sizeof(d.words) / 4; i++)
			dut_->frame[i] = d.words[i];
		sent_[kind].push_back(
			{ frame_of(TO_HOST ? reset_of(s) : s), dut_->leave_behind ? newest_ : 0 });
	}

	/* ---- what comes out ---- */

	void look()
	{
		if (!reader_.look(dut_->out_valid, dut_->out_ready, dut_->out_data, dut_->out_keep,
		                  dut_->out_last, false))
			return;
		const Bytes &frame = reader_.frame();
		if (frame[0] == 0xaa)
			look_at_passing(frame);
		else
			look_at_engine(frame, frame[1] & 1);
	}

	/* Those of which the engine knows nothing leave as soon as they are found. */
	void look_at_passing(const Bytes &frame)
	{
		skip_dropped();
		assert_true(out_ < found_);
		assert_same_frame(frame, frames_[out_].bytes);
		assert_int_equal(dut_->out_user, frame[1] & 1);
		out_++;
	}

	void look_at_engine(const Bytes &frame, unsigned kind)
	{
		assert_false(sent_[kind].empty());
		const Sent &want = sent_[kind].front();
		assert_same_frame(frame, want.bytes);
		assert_int_equal(dut_->out_user, 0);
		for (size_t i = out_; i < want.behind; i++)
			if (frames_[i].pass)
				fail_msg("the engine's frame %u overtakes passing frame %zu",
				         engine_seen_, i);
		sent_[kind].pop_front();
		engine_seen_++;
	}

	Dut<Top> dut_{ 1 };
	fws::Random random_;
	SegmentGenerator segments_;
	fws::Stall waits_;
	FrameReader<BYTES> reader_;
	Load load_ = {};
	Bytes text_;
	std::vector<Passing> frames_;
	std::deque<Sent> sent_[2];
	bool room_ = false, bare_room_ = false, text_room_ = false;
	size_t in_at_ = 0, entered_ = 0, found_ = 0, decided_ = 0, out_ = 0;
	uint64_t newest_ = 0, newest_next_ = 0;
	unsigned engine_seen_ = 0;
};

/* The numbers of passing frames come round often while frames with text wait for their turn. */
template <class Top, unsigned BYTES, bool TO_HOST> static void overtakes_nobody(void **)
{
	static const Load loads[] = {
		{ 0, 0, 0, 64, 64, 200, false },       { 0, 128, 128, 64, 64, 1500, true },
		{ 0, 256, 0, 128, 0, 60, false },      { 250, 200, 200, 64, 128, 300, true },
		{ 0, 256, 256, 0, 256, 60, false },    { 0, 128, 0, 0, 250, 60, false },
		{ 250, 128, 128, 0, 128, 100, false }, { 128, 0, 256, 64, 64, 9000, true },
		{ 0, 250, 250, 250, 0, 60, true },
	};

	for (unsigned seed = 0; seed < 3; seed++) {
		MarksBench<Top, BYTES, TO_HOST> bench(seed);

		for (const Load &load : loads)
			bench.run(load, load.max_len > 1000 ? 200 : 1500);
		bench.finish();
		for (const Load &load : loads) {
			bench.run(load, 100);
			bench.finish();
		}
		assert_true(bench.engine_frames() > 2000);
	}
}

/* As many dropped ones as would make an old number look like one to come. */
template <class Top, unsigned BYTES, bool TO_HOST> static void forgets_what_is_gone(void **)
{
	const Load pass = { 0, 256, 256, 0, 0, 60, false },
		   drop = { 0, 256, 256, 0, 256, 60, false };
	MarksBench<Top, BYTES, TO_HOST> bench(1);

	for (unsigned i = 0; i < 20; i++) {
		bench.run(pass, 1 + i % 3);
		bench.finish();
		bench.run(drop, 450 + 37 * i);
		bench.finish();
		bench.answer(200);
		bench.finish();
	}
	assert_true(bench.engine_frames() > 200);
}

int main()
{
	const CMUnitTest tests[] = {
		{ "to the wire, turns, 64 bits", takes_turns<Varbiter64, Ports<Varbiter64, true>>,
		  nullptr, nullptr, nullptr },
		{ "to the wire, turns, 512 bits",
		  takes_turns<Varbiter512, Ports<Varbiter512, true>>, nullptr, nullptr, nullptr },
		{ "to the host, turns, 64 bits", takes_turns<Varbiter64, Ports<Varbiter64, false>>,
		  nullptr, nullptr, nullptr },
		{ "to the host, turns, 512 bits",
		  takes_turns<Varbiter512, Ports<Varbiter512, false>>, nullptr, nullptr, nullptr },
		{ "to the wire, nobody is silenced",
		  silences_nobody<Varbiter64, Ports<Varbiter64, true>>, nullptr, nullptr, nullptr },
		{ "to the host, nobody is silenced",
		  silences_nobody<Varbiter64, Ports<Varbiter64, false>>, nullptr, nullptr,
		  nullptr },
		{ "to the wire, marks, 64 bits", overtakes_nobody<Vmarks_tx64, 8, false>, nullptr,
		  nullptr, nullptr },
		{ "to the wire, marks, 128 bits", overtakes_nobody<Vmarks_tx128, 16, false>,
		  nullptr, nullptr, nullptr },
		{ "to the wire, marks, 256 bits", overtakes_nobody<Vmarks_tx256, 32, false>,
		  nullptr, nullptr, nullptr },
		{ "to the wire, marks, 512 bits", overtakes_nobody<Vmarks_tx512, 64, false>,
		  nullptr, nullptr, nullptr },
		{ "to the host, marks, 64 bits", overtakes_nobody<Vmarks_rx64, 8, true>, nullptr,
		  nullptr, nullptr },
		{ "to the host, marks, 512 bits", overtakes_nobody<Vmarks_rx512, 64, true>, nullptr,
		  nullptr, nullptr },
		{ "to the wire, old marks", forgets_what_is_gone<Vmarks_tx64, 8, false>, nullptr,
		  nullptr, nullptr },
		{ "to the host, old marks", forgets_what_is_gone<Vmarks_rx64, 8, true>, nullptr,
		  nullptr, nullptr },
	};

	return cmocka_run_group_tests_name("arbiters", tests, nullptr, nullptr) ? 1 : 0;
}
