/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Segments as written and as they are on the wire. */
#include <stdio.h>
#include <string.h>

#include "finwave_regs.h"
#include "pkt_run.h"

/* ---- the connection -------------------------------------------------------------------------- */

static uint32_t new_isn(struct run *run)
{
	if (run->options->has_peer_isn)
		return run->options->peer_isn;
	run->random = run->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(run->random >> 32);
}

/* Of a scenario whose peer speaks first: to whoever listens. */
static void open_conn(struct run *run)
{
	struct run_conn *conn = &run->conn;

	if (conn->open)
		return;
	memset(conn, 0, sizeof(*conn));
	conn->open = true;
	conn->local_port = run->script->options.bind_port;
	conn->remote_port = run->next_port++;
	for (size_t i = 0; i < STACK_SOCKS; i++)
		if (run->stack.socks[i].used && run->stack.socks[i].state == STACK_LISTEN)
			conn->local_port = run->stack.socks[i].path.src_port;
}

/* Numbers count from the ISN; those of a segment with SYN are written as they are. */
static uint32_t local_offset(const struct run_conn *conn, uint8_t flags)
{
	return conn->local_isn - (flags & TCP_SYN ? conn->local_written : 0);
}

static uint32_t remote_offset(const struct run_conn *conn, uint8_t flags)
{
	return conn->remote_isn - (flags & TCP_SYN ? conn->remote_written : 0);
}

static const struct sock *sock_of(struct run *run)
{
	for (size_t i = 0; i < STACK_SOCKS; i++) {
		const struct sock *sock = &run->stack.socks[i];

		if (sock->used && sock->state != STACK_CLOSED && sock->state != STACK_LISTEN &&
		    sock->path.src_port == run->conn.local_port &&
		    sock->path.dst_port == run->conn.remote_port)
			return sock;
	}
	for (size_t i = 0; i < STACK_SOCKS; i++)
		if (run->stack.socks[i].used && run->stack.socks[i].state == STACK_LISTEN)
			return &run->stack.socks[i];
	return NULL;
}

const char *run_state_name(struct run *run)
{
	static const char *const names[] = {
		"CLOSED",     "LISTEN",     "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT_1",
		"FIN_WAIT_2", "CLOSE_WAIT", "CLOSING",  "LAST_ACK", "TIME_WAIT",
	};
	const struct sock *sock = sock_of(run);

	if (!sock)
		return names[STACK_CLOSED];
	if (sock->state != STACK_HELD)
		return names[sock->state];
	return finwave_state_name(handover_state(&run->handover, sock));
}

/* ---- options --------------------------------------------------------------------------------- */

static uint32_t sent_of_written(const struct run_conn *conn, uint32_t written)
{
	for (size_t i = conn->ts_count; i-- > 0;)
		if (conn->ts_written[i % RUN_TIMESTAMPS] == written)
			return conn->ts_sent[i % RUN_TIMESTAMPS];
	if (!conn->ts_count)
		return written;
	return written - conn->ts_first_written + conn->ts_first_sent;
}

static void note_timestamp(struct run_conn *conn, uint32_t written, uint32_t sent)
{
	if (!conn->ts_count) {
		conn->ts_first_written = written;
		conn->ts_first_sent = sent;
	}
	/* The ring forgets the oldest. */
	conn->ts_written[conn->ts_count % RUN_TIMESTAMPS] = written;
	conn->ts_sent[conn->ts_count % RUN_TIMESTAMPS] = sent;
	conn->ts_count++;
	if (conn->ts_count == 2 * RUN_TIMESTAMPS)
		conn->ts_count = RUN_TIMESTAMPS;
}

static void shift_sack(uint8_t *options, size_t len, uint32_t offset)
{
	size_t at = segment_find_option(options, len, OPTION_SACK);

	if (at == len)
		return;
	for (size_t i = at + 2; i + 4 <= at + options[at + 1]; i += 4)
		put32(options + i, get32(options + i) + offset);
}

/* ---- incoming -------------------------------------------------------------------------------- */

static void options_to_wire(const struct run_conn *conn, struct segment *s, uint32_t ack_offset)
{
	size_t at = segment_find_option(s->options, s->option_bytes, OPTION_TS);

	shift_sack(s->options, s->option_bytes, ack_offset);
	if (at + 10 <= s->option_bytes && (s->flags & TCP_ACK))
		put32(s->options + at + 6, sent_of_written(conn, get32(s->options + at + 6)));
}

static void set_path(struct run *run, const struct pkt_segment *written, struct segment_path *path)
{
	const struct segment_path *host = &run->stack.path;

	*path = (struct segment_path){ .ipv6 = host->ipv6 };
	memcpy(path->src_mac, host->dst_mac, 6);
	memcpy(path->dst_mac, host->src_mac, 6);
	memcpy(path->src, host->dst, 16);
	memcpy(path->dst, host->src, 16);
	path->src_port = written->src_port ? written->src_port : run->conn.remote_port;
	path->dst_port = written->dst_port ? written->dst_port : run->conn.local_port;
}

static void to_wire(struct run *run, const struct pkt_segment *written, struct segment *s)
{
	struct run_conn *conn = &run->conn;
	uint32_t ack_offset;

	open_conn(run);
	if (!conn->has_remote) {
		conn->has_remote = true;
		conn->remote_isn = new_isn(run);
		conn->remote_written = written->flags & TCP_SYN ? written->seq : 0;
	}
	/* Nothing of ours was seen yet, so any number may be acknowledged. */
	if (!conn->has_local && !conn->local_isn)
		conn->local_isn = new_isn(run);
	ack_offset = local_offset(conn, written->flags);
	*s = (struct segment){ .flags = written->flags,
		               .tos = written->tos,
		               .ttl = written->ttl,
		               .flow_label = written->flow_label,
		               .payload = written->payload,
		               .window = written->window,
		               .urgent = written->urgent,
		               .option_bytes = written->option_bytes };
	s->seq = written->seq + remote_offset(conn, written->flags);
	s->ack = written->flags & TCP_ACK ? written->ack + ack_offset : written->ack;
	memcpy(s->options, written->options, written->option_bytes);
	options_to_wire(conn, s, ack_offset);
}

static void written_text(const struct pkt_segment *written, char text[SEGMENT_TEXT_BYTES])
{
	struct segment s = { .flags = written->flags,
		             .seq = written->seq,
		             .ack = written->ack,
		             .payload = written->payload,
		             .urgent = written->urgent,
		             .option_bytes = written->option_bytes };
	size_t used;

	memcpy(s.options, written->options, written->option_bytes);
	segment_text(&s, written->has_window ? written->window : -1, text);
	used = strlen(text);
	if (written->any_options)
		snprintf(text + used, SEGMENT_TEXT_BYTES - used, " <...>");
}

/* In whose hands a frame of the peer was. */
static enum run_hands hands_of(const struct run *run, uint64_t number)
{
	size_t kept = run->reason_count < RUN_REASONS ? run->reason_count : RUN_REASONS;

	for (size_t i = 0; i < kept; i++)
		if (run->reasons[i].frame == number)
			return run->reasons[i].passed ? RUN_BOTH : RUN_ENGINE;
	return RUN_HOST;
}

bool run_inject(struct run *run, const struct pkt_segment *segment)
{
	struct segment_path path;
	struct segment s;
	struct frame frame;
	char text[SEGMENT_TEXT_BYTES];
	uint64_t tick = run_now(run);
	int64_t number;
	size_t len;

	to_wire(run, segment, &s);
	set_path(run, segment, &path);
	len = segment_build(&path, &s, run->frame);
	frame_dissect(run->frame, len, &frame);
	stack_before(&run->stack, &frame);
	/* Handing over takes frames of its own: the host's come first. */
	len = segment_build(&path, &s, run->frame);
	number = run->engine.api.send(run->engine.sim, FINWAVE_SIM_WIRE, run->frame, len, false);
	if (number < 0)
		return run_fail(run, "the segment is not taken");
	written_text(segment, text);
	run_ladder_hold(run);
	if (!run_settle(run))
		return false;
	run_ladder_incoming(run, hands_of(run, (uint64_t)number), text, tick);
	return true;
}

/* ---- outgoing -------------------------------------------------------------------------------- */

static struct run_seen *oldest(struct run *run)
{
	return &run->seen[run->seen_first % RUN_SEEN];
}

static void drop_oldest(struct run *run)
{
	run->seen_first = (run->seen_first + 1) % RUN_SEEN;
	run->seen_count--;
}

/* A SYN of ours tells our ISN. */
static void learn(struct run *run, const struct run_seen *seen, const struct pkt_segment *written)
{
	struct run_conn *conn = &run->conn;
	const struct frame *f = &seen->frame;

	if (!(f->flags & TCP_SYN) || (f->flags & TCP_RST))
		return;
	if (!conn->open) {
		memset(conn, 0, sizeof(*conn));
		conn->open = true;
		conn->local_port = f->src_port;
		conn->remote_port = f->dst_port;
	}
	conn->has_local = true;
	conn->local_isn = f->seq;
	conn->local_written = written && (written->flags & TCP_SYN) ? written->seq : 0;
}

/* A scenario may count timestamps in other ticks than the engine's 2^ts_shift us. */
static uint32_t written_of_sent(const struct run *run, uint32_t sent)
{
	const struct run_conn *conn = &run->conn;
	uint32_t tick = run->script->options.ts_tick_us;
	uint64_t since = sent - conn->ts_first_sent;

	if (tick)
		since = (since << run->stack.ts_shift) / tick;
	return (uint32_t)since + conn->ts_first_written;
}

/* The frame in the numbers that scenarios are written in. */
static void to_written(const struct run *run, const struct run_seen *seen, struct segment *s)
{
	const struct run_conn *conn = &run->conn;
	const struct frame *f = &seen->frame;
	bool lone_reset = seen->number_zero || (!conn->has_local && (f->flags & TCP_ACK));
	size_t at;

	*s = (struct segment){ .flags = f->flags,
		               .tos = f->tos,
		               .payload = f->payload,
		               .window = f->window,
		               .urgent = seen->urgent,
		               .option_bytes = seen->option_bytes };
	/* Who has no connection has no ISN: 3.10.7.1 takes 0. */
	s->seq = lone_reset ? f->seq : f->seq - local_offset(conn, f->flags);
	s->ack = f->flags & TCP_ACK ? f->ack - remote_offset(conn, f->flags) : f->ack;
	memcpy(s->options, seen->options, seen->option_bytes);
	shift_sack(s->options, s->option_bytes, -remote_offset(conn, f->flags));
	at = segment_find_option(s->options, s->option_bytes, OPTION_TS);
	if (at + 10 <= s->option_bytes && conn->ts_count)
		put32(s->options + at + 2, written_of_sent(run, get32(s->options + at + 2)));
}

static void seen_text(struct run *run, const struct run_seen *seen, char text[SEGMENT_TEXT_BYTES])
{
	struct segment s;

	to_written(run, seen, &s);
	segment_text(&s, s.window, text);
}

void run_show_raised(struct run *run, const struct frame *frame, uint64_t tick)
{
	struct segment s = { .flags = frame->flags,
		             .seq = frame->seq - remote_offset(&run->conn, frame->flags) };
	char text[SEGMENT_TEXT_BYTES];
	size_t used;

	if (frame->flags & TCP_ACK)
		s.ack = frame->ack - local_offset(&run->conn, frame->flags);
	segment_text(&s, -1, text);
	used = strlen(text);
	snprintf(text + used, sizeof(text) - used, "  (the engine, to the host)");
	run_ladder_segment(run, true, RUN_ENGINE, text, tick);
}

/* Why the engine answered what this frame answers; 0: it is not the engine's, or long ago. */
static unsigned reason_of(const struct run *run, const struct finwave_sim_frame *frame)
{
	size_t kept = run->reason_count < RUN_REASONS ? run->reason_count : RUN_REASONS;

	for (size_t i = 0; frame->from_engine && i < kept; i++)
		if (run->reasons[i].frame == frame->cause)
			return run->reasons[i].reason;
	return 0;
}

/* RFC 9293 3.10.7.4: the answer to a segment outside the window, and to a FIN that comes again. */
static bool answers_unacceptable(const struct run *run, const struct finwave_sim_frame *frame)
{
	size_t kept = run->answer_count < RUN_REASONS ? run->answer_count : RUN_REASONS;
	unsigned reason = reason_of(run, frame);

	for (size_t i = 0; !frame->from_engine && i < kept; i++)
		if (run->answers[i] == frame->cause)
			return true;
	return reason == FINWAVE_REASON_OUT_OF_WINDOW || reason == FINWAVE_REASON_FIN_REPEATED;
}

/* RFC 9293 3.10.7.1: the RST that answers a segment without ACK has number 0, not one of ours. */
static bool has_number_zero(const struct run *run, const struct finwave_sim_frame *frame,
                            const struct frame *f)
{
	bool lone = !f->seq && !f->window; /* an abort of the host's shows its window */

	return (f->flags & TCP_RST) && (f->flags & TCP_ACK) &&
	       (frame->from_engine ? reason_of(run, frame) == FINWAVE_REASON_SYN_RESET : lone);
}

bool run_take_frame(struct run *run, const struct finwave_sim_frame *frame)
{
	struct run_seen *seen = &run->seen[(run->seen_first + run->seen_count) % RUN_SEEN];
	char text[SEGMENT_TEXT_BYTES];
	size_t options, len;

	if (run->seen_count == RUN_SEEN)
		return run_fail(run, "%u segments left that no line asks for", RUN_SEEN);
	memset(seen, 0, sizeof(*seen));
	seen->tick = frame->tick;
	frame_dissect(frame->data, frame->len, &seen->frame);
	if (seen->frame.kind != FRAME_TCP || seen->frame.fault != FRAME_SOUND)
		return run_fail(run, "a frame left that is no sound TCP segment");
	options = seen->frame.tcp_offset + 20;
	len = seen->frame.payload_offset - options;
	memcpy(seen->options, frame->data + options, len);
	seen->option_bytes = (uint8_t)len;
	seen->urgent = get16(frame->data + seen->frame.tcp_offset + 18);
	seen->from_engine = frame->from_engine;
	seen->answers_unacceptable = answers_unacceptable(run, frame);
	seen->number_zero = has_number_zero(run, frame, &seen->frame);
	run->seen_count++;
	learn(run, seen, NULL);
	if (run->options->ladder) {
		seen_text(run, seen, text);
		run_ladder_segment(run, false, seen->from_engine ? RUN_ENGINE : RUN_HOST, text,
		                   seen->tick);
	}
	return true;
}

bool run_nothing_waits(struct run *run, uint64_t tick)
{
	char text[SEGMENT_TEXT_BYTES];

	/* packetdrill looks at what leaves only while it waits for a segment. */
	while (run->seen_count && run->behind_last && oldest(run)->answers_unacceptable)
		drop_oldest(run);
	if (!run->seen_count || oldest(run)->tick >= tick)
		return true;
	seen_text(run, oldest(run), text);
	return run_fail(run,
	                "a segment left that no line asks for:\n"
	                "  expected: none\n"
	                "  got:      %.6f > %s",
	                run_seconds(run, oldest(run)->tick), text);
}

/* A scenario may show in one line what left in pieces. The pieces that follow, up to `payload` bytes. */
static void join(struct run *run, uint32_t payload, struct run_seen *whole)
{
	while (run->seen_count && whole->frame.payload && whole->frame.payload < payload) {
		const struct frame *next = &oldest(run)->frame;

		if (next->seq != whole->frame.seq + whole->frame.payload || !next->payload ||
		    whole->frame.payload + next->payload > payload ||
		    next->src_port != whole->frame.src_port ||
		    (next->flags ^ whole->frame.flags) & (TCP_SYN | TCP_RST | TCP_ACK))
			return;
		whole->frame.payload += next->payload;
		whole->frame.flags |= next->flags;
		drop_oldest(run);
	}
}

static const char *options_differ(const struct run *run, const struct pkt_segment *want,
                                  const struct segment *got)
{
	size_t at = 0, size;
	uint32_t tick = run->script->options.ts_tick_us;
	int32_t off;

	if (want->option_bytes != got->option_bytes)
		return "options";
	while ((size = segment_option(want->options, want->option_bytes, at)) > 0) {
		const uint8_t *w = want->options + at, *g = got->options + at;

		if (*w != *g || (size > 1 && w[1] != g[1]))
			return "options";
		if (*w == OPTION_TS && size == 10) {
			off = (int32_t)(get32(w + 2) - get32(g + 2));
			if (get32(w + 6) != get32(g + 6))
				return "TS ecr";
			if (tick &&
			    (uint64_t)(off < 0 ? -(int64_t)off : off) * tick >
			            run->script->options.tolerance_us + (1u << run->stack.ts_shift))
				return "TS val";
		} else if (memcmp(w, g, size)) {
			return "options";
		}
		at += size;
	}
	return NULL;
}

/* What differs, or NULL. */
static const char *differ(const struct run *run, const struct pkt_segment *want,
                          const struct run_seen *seen, const struct segment *got)
{
	uint16_t src = want->src_port ? want->src_port : run->conn.local_port;
	uint16_t dst = want->dst_port ? want->dst_port : run->conn.remote_port;

	if (seen->frame.src_port != src || seen->frame.dst_port != dst)
		return "ports";
	/* Where a stack pushes its data is its own choice. */
	if ((want->flags ^ got->flags) & (want->payload ? ~TCP_PSH : ~0u))
		return "flags";
	if (want->seq != got->seq)
		return "sequence number";
	if (want->payload != got->payload)
		return "length";
	if (want->ack != got->ack)
		return "ack";
	if (want->has_window && want->window != got->window)
		return "win";
	if (want->urgent != got->urgent)
		return "urg";
	if (want->has_tos && (want->tos ^ got->tos) & want->tos_mask)
		return "tos";
	if (want->ttl && want->ttl != seen->frame.ttl)
		return "ttl";
	return want->any_options ? NULL : options_differ(run, want, got);
}

static bool missing(struct run *run, const struct pkt_segment *want, uint64_t to)
{
	char text[SEGMENT_TEXT_BYTES];

	written_text(want, text);
	return run_fail(run,
	                "no segment left by %.6f s:\n"
	                "  expected: > %s\n"
	                "  got:      none",
	                run_seconds(run, to), text);
}

static bool different(struct run *run, const struct pkt_segment *want, const char *what,
                      const struct segment *got, uint64_t tick)
{
	char expected[SEGMENT_TEXT_BYTES], text[SEGMENT_TEXT_BYTES];

	written_text(want, expected);
	segment_text(got, got->window, text);
	return run_fail(run,
	                "another segment left (%s):\n"
	                "  expected: > %s\n"
	                "  got:      %.6f > %s",
	                what, expected, run_seconds(run, tick), text);
}

static bool wrong_time(struct run *run, const struct pkt_segment *want, uint64_t from, uint64_t to,
                       uint64_t tick)
{
	char text[SEGMENT_TEXT_BYTES];
	double least = from > run->base ? run_seconds(run, from) : 0;

	written_text(want, text);
	return run_fail(run,
	                "this segment left %.6f s too %s:\n"
	                "  expected: %.6f to %.6f > %s\n"
	                "  got:      %.6f",
	                tick < from ? (double)(from - tick) / 1e6 : (double)(tick - to) / 1e6,
	                tick < from ? "early" : "late", least, run_seconds(run, to), text,
	                run_seconds(run, tick));
}

bool run_expect(struct run *run, const struct pkt_segment *segment, uint64_t from, uint64_t to)
{
	struct run_seen seen;
	struct segment got;
	const char *what;
	size_t at;

	if (!run->seen_count)
		return missing(run, segment, to);
	seen = *oldest(run);
	drop_oldest(run);
	join(run, segment->payload, &seen);
	learn(run, &seen, segment);
	to_written(run, &seen, &got);
	at = segment_find_option(segment->options, segment->option_bytes, OPTION_TS);
	if (at + 10 <= segment->option_bytes && seen.frame.has_ts) {
		note_timestamp(&run->conn, get32(segment->options + at + 2), seen.frame.tsval);
		to_written(run, &seen, &got);
	}
	what = differ(run, segment, &seen, &got);
	if (what)
		return different(run, segment, what, &got, seen.tick);
	return (seen.tick >= from && seen.tick <= to) ||
	       wrong_time(run, segment, from, to, seen.tick);
}
