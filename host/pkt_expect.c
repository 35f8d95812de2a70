/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* What left, and what the scenario asks for. */
#include <stdio.h>
#include <string.h>

#include "pkt_run.h"

bool run_nothing_waits(struct run *run, uint64_t tick)
{
	char text[SEGMENT_TEXT_BYTES];

	/* packetdrill looks at what leaves only while it waits for a segment. */
	while (run->seen_count && run->behind_last && run_oldest(run)->answers_unacceptable)
		run_drop_oldest(run);
	if (!run->seen_count || run_oldest(run)->tick >= tick)
		return true;
	run_seen_text(run, run_oldest(run), text);
	return run_fail(run,
	                "a segment left that no line asks for:\n"
	                "  expected: none\n"
	                "  got:      %.6f > %s",
	                run_seconds(run, run_oldest(run)->tick), text);
}

/* A scenario may show in one line what left in pieces. The pieces that follow, up to `payload` bytes. */
static void join(struct run *run, uint32_t payload, struct run_seen *whole)
{
	while (run->seen_count && whole->frame.payload && whole->frame.payload < payload) {
		const struct frame *next = &run_oldest(run)->frame;

		if (next->seq != whole->frame.seq + whole->frame.payload || !next->payload ||
		    whole->frame.payload + next->payload > payload ||
		    next->src_port != whole->frame.src_port ||
		    (next->flags ^ whole->frame.flags) & (TCP_SYN | TCP_RST | TCP_ACK))
			return;
		whole->frame.payload += next->payload;
		whole->frame.flags |= next->flags;
		run_drop_oldest(run);
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

	run_written_text(want, text);
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

	run_written_text(want, expected);
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

	run_written_text(want, text);
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
	seen = *run_oldest(run);
	run_drop_oldest(run);
	join(run, segment->payload, &seen);
	run_learn(run, &seen, segment);
	run_to_written(run, &seen, &got);
	at = segment_find_option(segment->options, segment->option_bytes, OPTION_TS);
	if (at + 10 <= segment->option_bytes && seen.frame.has_ts) {
		run_note_timestamp(&run->conn, get32(segment->options + at + 2), seen.frame.tsval);
		run_to_written(run, &seen, &got);
	}
	what = differ(run, segment, &seen, &got);
	if (what)
		return different(run, segment, what, &got, seen.tick);
	return (seen.tick >= from && seen.tick <= to) ||
	       wrong_time(run, segment, from, to, seen.tick);
}
