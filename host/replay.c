/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#define _DEFAULT_SOURCE /* clock_gettime */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exchange.h"
#include "finwave_regs.h"

/* After the capture's end: longer than any timer chain of the engine with its defaults. */
#define TAIL_STEP_NS 60000000000u
#define TAIL_STEPS 40
#define PASS_GAP_NS 1000000000u
#define IPV6_BYTES 40u
#define SWEEPS 3 /* after which an event that did not come will not */

struct pass {
	struct replay *replay;
	enum replay_role role;
	struct exchange x;
	const struct engine *engine;
	size_t completions; /* that libfinwave gave */
};

const struct play_event *play_freed_by(const struct play *play)
{
	for (size_t i = play->event_count; i-- > 0;)
		if (play->events[i].freed)
			return &play->events[i];
	return NULL;
}

const struct play_event *play_fin_ack(const struct play *play)
{
	for (size_t i = 0; i < play->event_count; i++)
		if (play->events[i].peer_fin && play->events[i].op == FINWAVE_OP_SEGMENT)
			return play->events[i].emitted ? &play->events[i] : NULL;
	return NULL;
}

size_t play_frame_number(const struct play *play, size_t place)
{
	return play->plan.conn->frames[place] + 1;
}

const char *replay_reason_name(uint8_t reason)
{
#define NAME(name, code) [code] = #name,
	static const char *const names[] = { FINWAVE_REASON_LIST(NAME) };
#undef NAME

	return reason < sizeof(names) / sizeof(names[0]) ? names[reason] : "UNKNOWN";
}

static uint8_t state_of(const struct play *play)
{
	return play->event_count ? play->events[play->event_count - 1].new_state
	                         : (uint8_t)FINWAVE_TCP_STATE_CLOSED;
}

/* ---- commands ------------------------------------------------------------------------------- */

/* A command that comes too late for its flow is not a fault: the flow ended before. */
static bool check_command(struct pass *pass, const struct play *play, const char *what, int err)
{
	if (!err || err == -ENOENT || err == -EALREADY)
		return exchange_settle(&pass->x);
	return exchange_fail(&pass->x, "connection %u: %s failed: %s", play->plan.conn->id, what,
	                     finwave_strerror(err));
}

static bool adopt(struct pass *pass, struct play *play)
{
	const struct finwave_flow_config *flow = &play->plan.flow;
	int err;

	if (!exchange_settle(&pass->x))
		return false;
	pass->x.adopting = play;
	play->command_place = play->plan.adopt_at;
	play->edge = flow->rcv_nxt + flow->rcv_wnd;
	err = finwave_adopt(pass->engine->dev, flow, &play->flow);
	if (err == -ENOSPC || err == -EEXIST) {
		play->status = PLAY_REFUSED;
		play->refused =
			err == -ENOSPC ? "refused: table full" : "refused: tuple still held";
		err = 0;
	} else if (!err) {
		play->status = PLAY_HELD;
	}
	if (!check_command(pass, play, "adopt", err))
		return false;
	pass->x.adopting = NULL;
	return true;
}

/* Only the window's right edge where it moved, and SND.NXT where the engine did not see it move. */
static bool update(struct pass *pass, struct play *play, const struct plan_step *step)
{
	bool edge = step->has_edge && seq_after(step->edge, play->edge);
	struct finwave_flow_info info;
	uint32_t wnd = 0;
	int err = 0;

	if (edge) {
		err = finwave_query(pass->engine->dev, play->flow, &info);
		wnd = seq_after(step->edge, info.rcv_nxt) ? step->edge - info.rcv_nxt : 0;
		play->edge = step->edge;
	}
	if (!err && (edge || step->has_nxt))
		err = finwave_update(pass->engine->dev, play->flow,
		                     step->has_nxt ? &step->snd_nxt : NULL, edge ? &wnd : NULL);
	return check_command(pass, play, "update", err);
}

/* ---- text of the host ----------------------------------------------------------------------- */

/* The frame with its first `length` bytes of text, and no FIN. */
static uint8_t *cut_text(const struct capture_frame *frame, size_t length)
{
	struct frame f = frame->f;
	uint8_t *bytes = malloc(f.payload_offset + length);
	size_t ip_bytes = f.payload_offset + length - f.ip_offset;

	if (!bytes)
		return NULL;
	f.ip_end = f.payload_offset + length;
	memcpy(bytes, frame->bytes, f.ip_end);
	if (f.ipv6)
		ip_bytes -= IPV6_BYTES;
	bytes[f.ip_offset + (f.ipv6 ? 4 : 2)] = (uint8_t)(ip_bytes >> 8);
	bytes[f.ip_offset + (f.ipv6 ? 5 : 3)] = (uint8_t)ip_bytes;
	bytes[f.tcp_offset + 13] = (uint8_t)(f.flags & ~TCP_FIN);
	frame_fix_checksums(bytes, &f);
	return bytes;
}

/* The host sends the text of a frame up to the number `end` as a segment of its own. */
static bool send_text(struct pass *pass, size_t index, uint32_t end)
{
	const struct capture_frame *frame = &pass->replay->capture->frames[index];
	const struct frame *f = &frame->f;
	uint8_t *bytes;

	if (f->fault == FRAME_CUT || f->fault == FRAME_LENGTH || !seq_after(end, f->seq))
		return true; /* the text is not there to be sent, or none of it is the host's */
	bytes = cut_text(frame, end - f->seq);
	return bytes ? exchange_send(&pass->x, FINWAVE_SIM_HOST, index, bytes,
	                             f->payload_offset + end - f->seq)
	             : exchange_fail(&pass->x, "out of memory");
}

/* The end of what the host sends of a frame that has text of the FIN. */
static uint32_t end_of_text(const struct play *play, const struct plan_step *step,
                            const struct frame *f)
{
	return step->route == PLAN_TAIL && !play->no_tail
	               ? play->plan.steps[play->plan.own_fin].snd_nxt
	               : f->seq + f->payload;
}

/* RFC 9293 3.10.5 has nothing to send in the other states: there a RST is no wish of the user. */
static bool can_abort(uint8_t state)
{
	return state == FINWAVE_TCP_STATE_ESTABLISHED || state == FINWAVE_TCP_STATE_FIN_WAIT_1 ||
	       state == FINWAVE_TCP_STATE_FIN_WAIT_2 || state == FINWAVE_TCP_STATE_CLOSE_WAIT;
}

static bool is_open(const struct play *play)
{
	return state_of(play) == FINWAVE_TCP_STATE_ESTABLISHED ||
	       state_of(play) == FINWAVE_TCP_STATE_CLOSE_WAIT;
}

/* The close of the end's first FIN. The engine may have closed before (close_on_peer_fin). */
static bool close_flow(struct pass *pass, struct play *play)
{
	const struct plan *plan = &play->plan;
	const struct plan_step *step = &plan->steps[plan->own_fin];
	size_t index = plan->conn->frames[plan->own_fin];
	const struct capture_frame *frame = &pass->replay->capture->frames[index];
	bool shutdown = step->command == PLAN_SHUTDOWN;
	uint32_t end = step->snd_nxt;
	int err = 0;

	if (!is_open(play))
		return true;
	if (plan->tail) {
		err = (shutdown ? finwave_shutdown_tail : finwave_close_tail)(
			pass->engine->dev, play->flow, &end, frame->bytes + frame->f.payload_offset,
			frame->f.payload);
		play->no_tail = err == -ENOBUFS;
		end += frame->f.payload;
	}
	if (play->no_tail && !(send_text(pass, index, end) && exchange_settle(&pass->x)))
		return false;
	if (!plan->tail || play->no_tail)
		err = (shutdown ? finwave_shutdown : finwave_close_flow)(pass->engine->dev,
		                                                         play->flow, &end);
	return check_command(pass, play, shutdown ? "shutdown" : "close", err);
}

static bool command(struct pass *pass, struct play *play, const struct plan_step *step)
{
	switch (step->command) {
	case PLAN_CLOSE:
	case PLAN_SHUTDOWN:
		return close_flow(pass, play);
	case PLAN_ABORT:
		if (!can_abort(state_of(play)))
			return true;
		return check_command(pass, play, "abort",
		                     finwave_abort(pass->engine->dev, play->flow));
	case PLAN_UPDATE:
		return update(pass, play, step);
	default:
		return true;
	}
}

/* ---- one frame ------------------------------------------------------------------------------ */

/*
 * The host opens the tuple again while the engine still holds the flow before (TIME_WAIT): it takes
 * that back first.
 */
static bool release_older(struct pass *pass, const struct conn *c, const struct frame *f)
{
	struct play *older = c->older ? c->older->play : NULL;

	if (!(f->flags & TCP_SYN) || !older || older->status != PLAY_HELD ||
	    conn_sender(older->plan.conn, f) != older->plan.side)
		return true;
	older->command_place = PLAY_NO_PLACE;
	return exchange_settle(&pass->x) &&
	       check_command(pass, older, "release",
	                     finwave_release(pass->engine->dev, older->flow));
}

/* The flow is not held: what its end sent is the host's, but a FIN or ACK after the end of it. */
static bool is_hosts(const struct play *play, const struct plan_step *step, const struct frame *f)
{
	return play->status != PLAY_FREED || step->route == PLAN_HOST || (f->flags & TCP_RST);
}

/* What the script has before the frame. */
static bool prepare_frame(struct pass *pass, struct play *play, const struct plan_step *step)
{
	size_t place = play->command_place;
	struct finwave_dev *dev = pass->engine->dev;

	if (step->full_close &&
	    !check_command(pass, play, "close", finwave_close_flow(dev, play->flow, NULL)))
		return false;
	if (step->has_sent && is_open(play) &&
	    !check_command(pass, play, "update",
	                   finwave_update(dev, play->flow, &step->sent, NULL)))
		return false;
	if (!step->close_first)
		return true;
	play->command_place = play->plan.own_fin; /* it stands beside that one */
	if (!close_flow(pass, play))
		return false;
	play->command_place = place;
	return true;
}

static bool play_held(struct pass *pass, struct play *play, size_t index,
                      const struct plan_step *step)
{
	const struct frame *f = &pass->replay->capture->frames[index].f;
	bool good = prepare_frame(pass, play, step);

	if (good && (step->route == PLAN_SPLIT || step->route == PLAN_TAIL))
		good = send_text(pass, index, end_of_text(play, step, f));
	else if (good && step->route != PLAN_ENGINE)
		good = exchange_send(&pass->x,
		                     step->route == PLAN_WIRE ? FINWAVE_SIM_WIRE : FINWAVE_SIM_HOST,
		                     index, NULL, 0);
	return good && exchange_settle(&pass->x) && command(pass, play, step);
}

static bool play_frame(struct pass *pass, struct play *play, size_t index)
{
	const struct capture_frame *frame = &pass->replay->capture->frames[index];
	const struct plan_step *step = &play->plan.steps[frame->place];

	if (frame->place == play->plan.adopt_at && !adopt(pass, play))
		return false;
	if (frame->place > play->plan.adopt_at && !exchange_settle(&pass->x))
		return false;
	play->command_place = frame->place;
	if (play->status == PLAY_HELD)
		return play_held(pass, play, index, step);
	if (step->route == PLAN_WIRE)
		return exchange_send(&pass->x, FINWAVE_SIM_WIRE, index, NULL, 0);
	if (!is_hosts(play, step, &frame->f))
		return true;
	return exchange_send(&pass->x, FINWAVE_SIM_HOST, index, NULL, 0);
}

static bool run_frame(struct pass *pass, size_t index)
{
	const struct capture_frame *frame = &pass->replay->capture->frames[index];
	struct conn *c = frame->conn;
	bool from_host;

	if (frame->time_ns > pass->x.start_ns &&
	    !exchange_advance(&pass->x, frame->time_ns - pass->x.start_ns))
		return false;
	if (!c)
		return exchange_send(&pass->x, FINWAVE_SIM_WIRE, index, NULL, 0);
	from_host = conn_sender(c, &frame->f) == c->local;
	if (from_host && !release_older(pass, c, &frame->f))
		return false;
	if (c->play)
		return play_frame(pass, c->play, index);
	return exchange_send(&pass->x, from_host ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE, index, NULL,
	                     0);
}

/* ---- events of the library ------------------------------------------------------------------ */

static struct play *find_handle(const struct pass *pass, finwave_flow flow)
{
	struct play **plays = pass->replay->plays[pass->role];

	for (size_t i = pass->replay->play_count[pass->role]; i-- > 0;)
		if ((plays[i]->status == PLAY_HELD || plays[i]->status == PLAY_FREED) &&
		    plays[i]->flow == flow && !plays[i]->completions)
			return plays[i];
	return NULL;
}

/* Each must be of a flow of ours; a completion must be what the flow was freed with. */
static bool take_library_event(struct pass *pass, const struct finwave_event *event)
{
	struct play *play = find_handle(pass, event->flow);
	const struct play_event *freed;

	if (!play)
		return exchange_fail(&pass->x, "an event %s came for a flow that is not held",
		                     finwave_event_name(event->kind));
	if (event->kind == FINWAVE_PEER_FIN)
		return true;
	freed = play_freed_by(play);
	if (!freed || freed->completion != event->kind)
		return exchange_fail(&pass->x,
		                     "connection %u: the completion %s is not what ended it",
		                     play->plan.conn->id, finwave_event_name(event->kind));
	play->completions++;
	pass->completions++;
	return true;
}

static bool poll_library(struct pass *pass)
{
	struct finwave_event event;
	int got;

	while ((got = finwave_next_event(pass->engine->dev, &event)) == 1)
		if (!take_library_event(pass, &event))
			return false;
	return !got || exchange_fail(&pass->x, "the event queue fails: %s", finwave_strerror(got));
}

/* When the queue is full, completions wait in their records and come at a later sweep. */
static bool take_library_events(struct pass *pass)
{
	unsigned fruitless = 0;

	while (pass->x.news) {
		size_t before = pass->completions;

		if (!poll_library(pass))
			return false;
		fruitless = pass->completions == before ? fruitless + 1 : 0;
		pass->x.news = pass->completions != pass->x.freed && fruitless < SWEEPS;
		if (pass->x.news && !exchange_sweep(&pass->x))
			return false;
	}
	return true;
}

/* ---- a pass --------------------------------------------------------------------------------- */

/* The side that the host is on: the played end, and the same end wherever the tuple comes again. */
static unsigned local_side(const struct conn *c, enum replay_role role)
{
	const struct conn *like = c->original ? c->original : c->older;

	if (c->skip == CONN_PLAYED)
		return role == REPLAY_ACTIVE ? c->active : !c->active;
	if (!like)
		return 0;
	/* The sides of the two may be numbered differently. */
	return c->side[0].port == like->side[like->local].port &&
	                       !memcmp(c->side[0].addr, like->side[like->local].addr, 16)
	               ? 0
	               : 1;
}

static struct play *new_play(struct pass *pass, struct conn *c)
{
	struct play *play = calloc(1, sizeof(*play));

	if (!play)
		return NULL;
	play->fate = calloc(c->count, sizeof(*play->fate));
	if (play->fate && plan_make(pass->replay->capture, c, c->local, &play->plan))
		return play;
	free(play->fate);
	free(play);
	return NULL;
}

static bool prepare(struct pass *pass)
{
	struct replay *replay = pass->replay;
	struct conn_set *set = replay->conns;
	struct play **plays = calloc(set->count + 1, sizeof(*plays));

	if (!plays)
		return exchange_fail(&pass->x, "out of memory");
	replay->plays[pass->role] = plays;
	for (size_t i = 0; i < set->count; i++) {
		struct conn *c = set->conns[i];

		c->local = local_side(c, pass->role);
		c->play = NULL;
		if (c->skip != CONN_PLAYED)
			continue;
		c->play = new_play(pass, c);
		if (!c->play)
			return exchange_fail(&pass->x, "out of memory");
		plays[replay->play_count[pass->role]++] = c->play;
	}
	return true;
}

static bool is_any_held(const struct pass *pass)
{
	for (size_t i = 0; i < pass->replay->play_count[pass->role]; i++)
		if (pass->replay->plays[pass->role][i]->status == PLAY_HELD)
			return true;
	return false;
}

/*
 * At the end of the capture: an end that never closed takes its flow back, one that is half closed
 * reads no more. All others run on until their timers free them.
 */
static bool end_flow(struct pass *pass, struct play *play)
{
	uint8_t state = state_of(play);

	play->command_place = PLAY_NO_PLACE;
	if (play->status != PLAY_HELD)
		return true;
	if (is_open(play))
		return check_command(pass, play, "release",
		                     finwave_release(pass->engine->dev, play->flow));
	if (play->plan.own_fin < play->plan.conn->count &&
	    play->plan.steps[play->plan.own_fin].command == PLAN_SHUTDOWN &&
	    (state == FINWAVE_TCP_STATE_FIN_WAIT_1 || state == FINWAVE_TCP_STATE_FIN_WAIT_2))
		return check_command(pass, play, "close",
		                     finwave_close_flow(pass->engine->dev, play->flow, NULL));
	return true;
}

static bool run_tail(struct pass *pass)
{
	if (!exchange_settle(&pass->x))
		return false;
	for (size_t i = 0; i < pass->replay->play_count[pass->role]; i++)
		if (!end_flow(pass, pass->replay->plays[pass->role][i]))
			return false;
	for (unsigned i = 0; i < TAIL_STEPS && is_any_held(pass); i++)
		if (!take_library_events(pass) ||
		    !exchange_advance(&pass->x, pass->x.now_ns + TAIL_STEP_NS))
			return false;
	if (is_any_held(pass))
		return exchange_fail(&pass->x, "flows are still held %u minutes after the capture",
		                     TAIL_STEPS);
	return take_library_events(pass);
}

static bool check_completions(struct pass *pass)
{
	for (size_t i = 0; i < pass->replay->play_count[pass->role]; i++) {
		const struct play *play = pass->replay->plays[pass->role][i];

		if (play->status == PLAY_FREED && play->completions != 1)
			return exchange_fail(&pass->x, "connection %u: no completion event came",
			                     play->plan.conn->id);
	}
	return true;
}

static bool run_pass(struct pass *pass)
{
	if (!prepare(pass))
		return false;
	for (size_t i = 0; i < pass->replay->capture->count; i++)
		if (!run_frame(pass, i) || !take_library_events(pass))
			return false;
	if (!run_tail(pass) || !check_completions(pass))
		return false;
	pass->replay->out_ns += exchange_time(&pass->x) + PASS_GAP_NS;
	return true;
}

static double now_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Of use only to flows that are adopted with `watch`. */
static bool set_merge_window(struct pass *pass)
{
	struct finwave_config config = { .size = sizeof(config) };
	int err = finwave_get_config(pass->engine->dev, &config);

	config.merge_window_us = PLAN_MERGE_WINDOW;
	if (!err)
		err = finwave_set_config(pass->engine->dev, &config);
	return !err ||
	       exchange_fail(&pass->x, "the engine cannot be set up: %s", finwave_strerror(err));
}

bool replay_run(struct replay *replay, enum replay_role role)
{
	struct pass pass = { .replay = replay, .role = role, .engine = replay->engine };
	double start = now_seconds();
	bool good = exchange_open(&pass.x, replay) && set_merge_window(&pass) && run_pass(&pass);

	exchange_close(&pass.x);
	replay->stats.seconds += now_seconds() - start;
	return good;
}

bool replay_finish(struct replay *replay)
{
	const struct engine *engine = replay->engine;
	struct finwave_sim_stats stats;
	int err = engine->api.finish(engine->sim);

	engine->api.stats(engine->sim, &stats);
	replay->stats.clocks = stats.clocks;
	replay->stats.checked = stats.checked;
	if (!err)
		return true;
	replay->error = engine->api.error(engine->sim);
	if (!replay->error)
		replay->error = "the engine is not idle at the end";
	return false;
}

void replay_free(struct replay *replay)
{
	for (unsigned role = 0; role < 2; role++) {
		for (size_t i = 0; i < replay->play_count[role]; i++) {
			plan_free(&replay->plays[role][i]->plan);
			free(replay->plays[role][i]->events);
			free(replay->plays[role][i]->fate);
			free(replay->plays[role][i]);
		}
		free(replay->plays[role]);
		replay->plays[role] = NULL;
		replay->play_count[role] = 0;
	}
}
