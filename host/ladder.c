/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Text for people, at most 110 columns, no colours. One row a segment from the adoption on: what
 * the engine sent beside what its end sent in the capture, and what the other end sent.
 */
#include <stdlib.h>
#include <string.h>

#include "finwave_regs.h"
#include "report.h"
#include "wrapped.h"

#define ROWS_HEAD 160 /* of a long ladder, so many rows at its start and end are shown */
#define ROWS_TAIL 40

enum row_kind { ROW_PEER, ROW_HOST, ROW_ITEM };

struct row {
	enum row_kind kind;
	size_t place; /* where it stands; frames first, then what followed from them */
	size_t index; /* ITEM: in the comparison */
	bool late;    /* ITEM: the engine's answer to the frame at place, or its timer's */
};

struct ladder {
	FILE *file;
	const struct report *report;
	const struct result *result;
	const struct play *play;
	const struct conn *conn;
	struct row *rows;
	size_t count;
};

/* ---- rows ----------------------------------------------------------------------------------- */

static const struct capture_frame *frame_at(const struct ladder *l, size_t place)
{
	return &l->report->replay->capture->frames[l->conn->frames[place]];
}

static double seconds_at(const struct ladder *l, size_t place)
{
	return (double)(int64_t)(frame_at(l, place)->time_ns -
	                         l->report->replay->capture->frames[0].time_ns) /
	       1e9;
}

/* The place after which a timer struck. */
static size_t place_of_time(const struct ladder *l, uint64_t time_ns)
{
	size_t place = l->play->plan.adopt_at;

	while (place + 1 < l->conn->count && seconds_at(l, place + 1) * 1e9 <= (double)time_ns)
		place++;
	return place;
}

static void add_row(struct ladder *l, enum row_kind kind, size_t place, size_t index, bool late)
{
	l->rows[l->count++] = (struct row){ kind, place, index, late };
}

static void add_items(struct ladder *l)
{
	for (size_t i = 0; i < l->result->comparison.count; i++) {
		const struct comparison_item *item = &l->result->comparison.items[i];
		const struct play_event *event;

		if (item->event == COMPARE_NONE) {
			add_row(l, ROW_ITEM, item->place, i, false);
			continue;
		}
		event = &l->play->events[item->event];
		add_row(l, ROW_ITEM,
		        event->cause != PLAY_NO_PLACE ? event->cause
		                                      : place_of_time(l, event->time_ns),
		        i, true);
	}
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	if (x->late != y->late)
		return x->late ? 1 : -1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static bool make_rows(struct ladder *l)
{
	const struct plan *plan = &l->play->plan;

	l->rows = calloc(l->conn->count + l->result->comparison.count + 1, sizeof(*l->rows));
	if (!l->rows)
		return false;
	for (size_t i = plan->adopt_at; i < l->conn->count; i++) {
		if (plan->steps[i].route == PLAN_WIRE)
			add_row(l, ROW_PEER, i, 0, false);
		else if (!plan->steps[i].counts && l->play->fate[i] != PLAY_HELD_BACK)
			add_row(l, ROW_HOST, i, 0, false);
	}
	add_items(l);
	qsort(l->rows, l->count, sizeof(*l->rows), compare_rows);
	return true;
}

/* ---- cells ---------------------------------------------------------------------------------- */

static const char *flags_name(uint8_t flags)
{
	switch (flags & (TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK)) {
	case TCP_ACK:
		return "ACK";
	case TCP_FIN | TCP_ACK:
		return "FIN,ACK";
	case TCP_RST | TCP_ACK:
		return "RST,ACK";
	case TCP_SYN | TCP_ACK:
		return "SYN,ACK";
	case TCP_FIN:
		return "FIN";
	case TCP_RST:
		return "RST";
	case TCP_SYN:
		return "SYN";
	case 0:
		return "none";
	default:
		return "odd";
	}
}

/* `from_played`: sent by the played end. */
static void print_numbers(const struct ladder *l, char *text, size_t size, bool from_played,
                          uint8_t flags, uint32_t seq, uint32_t ack)
{
	unsigned sender = from_played ? l->play->plan.side : !l->play->plan.side;
	char ack_text[12] = "-";

	if (flags & TCP_ACK)
		snprintf(ack_text, sizeof(ack_text), "%u", ack - l->conn->side[!sender].base);
	snprintf(text, size, "%-7s %10u %10s", flags_name(flags), seq - l->conn->side[sender].base,
	         ack_text);
}

static void print_captured(const struct ladder *l, char *text, size_t size, size_t place)
{
	const struct frame *f = &frame_at(l, place)->f;
	char numbers[48], bytes[12] = "", frame[16];

	print_numbers(l, numbers, sizeof(numbers), conn_sender(l->conn, f) == l->play->plan.side,
	              f->flags, f->seq, f->ack);
	if (f->payload)
		snprintf(bytes, sizeof(bytes), "+%u", f->payload);
	snprintf(frame, sizeof(frame), "#%zu", play_frame_number(l->play, place));
	snprintf(text, size, "%s %-6s %6s", numbers, bytes, frame);
}

static void print_row(const struct ladder *l, double seconds, const char *direction,
                      const char *engine, const char *captured, const char *state)
{
	char line[160];
	int length = snprintf(line, sizeof(line), "%14.6f %2s  %-29s  %-43s  %s", seconds,
	                      direction, engine, captured, state);

	while (length > 0 && line[length - 1] == ' ')
		line[--length] = '\0';
	fprintf(l->file, "%s\n", line);
}

/* ---- printing the rows ---------------------------------------------------------------------- */

static const struct play_event *event_at(const struct ladder *l, size_t place)
{
	for (size_t i = 0; i < l->play->event_count; i++)
		if (l->play->events[i].cause == place &&
		    l->play->events[i].op == FINWAVE_OP_SEGMENT)
			return &l->play->events[i];
	return NULL;
}

static const char *state_name(uint8_t state)
{
	return finwave_state_name((enum finwave_state)state);
}

/* What of a frame did not go the plain way. */
static void describe_event(char *text, size_t size, const struct play_event *event)
{
	text[0] = '\0';
	if (!event)
		return;
	switch (event->reason) {
	case FINWAVE_REASON_ACK_NOTHING:
	case FINWAVE_REASON_ACK_OF_FIN:
	case FINWAVE_REASON_DATA_ACCEPTED:
	case FINWAVE_REASON_FIN_ACCEPTED:
	case FINWAVE_REASON_FIN_REPEATED:
	case FINWAVE_REASON_RST_ACCEPTED:
		return;
	default:
		snprintf(text, size, "%s%s", replay_reason_name(event->reason),
		         event->ack_limited ? ", ACK held" : "");
	}
}

static void print_peer(const struct ladder *l, size_t place)
{
	const struct play_event *event = event_at(l, place);
	char captured[96], engine[48];

	print_captured(l, captured, sizeof(captured), place);
	describe_event(engine, sizeof(engine), event);
	print_row(l, seconds_at(l, place), "<-", engine, captured,
	          l->play->fate[place] == PLAY_PASSED ? "to host"
	          : event                             ? state_name(event->new_state)
	                                              : "");
}

static void print_host(const struct ladder *l, size_t place)
{
	char captured[96];

	print_captured(l, captured, sizeof(captured), place);
	print_row(l, seconds_at(l, place), "->", "(from the host)", captured, "");
}

static void print_verdict(const struct ladder *l, const struct comparison_item *item)
{
	char lead[80];

	if (item->verdict == COMPARE_EQUAL)
		return;
	if (item->verdict == COMPARE_EXPLAINED)
		snprintf(lead, sizeof(lead), "%19s= %s: ", "", item->rule);
	else
		snprintf(lead, sizeof(lead), "%19s! unexplained: ", "");
	print_wrapped(l->file, lead, item->detail);
}

/* An answer left as many clocks after the frame; ticks are too coarse for it. */
static double seconds_of(const struct ladder *l, const struct play_event *event)
{
	if (event->op != FINWAVE_OP_SEGMENT || event->cause == PLAY_NO_PLACE)
		return (double)event->time_ns / 1e9;
	return seconds_at(l, event->cause) +
	       (double)event->clocks / l->report->replay->engine->clock_mhz / 1e6;
}

/* What an item has of the engine. */
static void print_engine(const struct ladder *l, char *text, size_t size,
                         const struct play_event *event)
{
	if (event->op == FINWAVE_OP_HOST && !event->emitted)
		snprintf(text, size, "%s", replay_reason_name(event->reason));
	else
		print_numbers(l, text, size, true, event->segment.flags, event->segment.seq,
		              event->segment.ack);
}

static void print_item(const struct ladder *l, const struct comparison_item *item)
{
	const struct play_event *event =
		item->event == COMPARE_NONE ? NULL : &l->play->events[item->event];
	char engine[48] = "", captured[96] = "";

	if (event)
		print_engine(l, engine, sizeof(engine), event);
	if (item->place != COMPARE_NONE)
		print_captured(l, captured, sizeof(captured), item->place);
	print_row(l, event ? seconds_of(l, event) : seconds_at(l, item->place), "->", engine,
	          captured, event ? state_name(event->new_state) : "");
	print_verdict(l, item);
}

static void print_rows(const struct ladder *l)
{
	fprintf(l->file, "%14s %2s  %-7s %10s %10s  %-7s %10s %10s %-6s %6s  %s\n", "time s", "",
	        "engine", "seq", "ack", "capture", "seq", "ack", "bytes", "frame", "state");
	for (size_t i = 0; i < l->count; i++) {
		const struct row *row = &l->rows[i];

		if (l->count > ROWS_HEAD + ROWS_TAIL && i == ROWS_HEAD) {
			fprintf(l->file, "%14s    %zu rows left out\n", "...",
			        l->count - ROWS_HEAD - ROWS_TAIL);
			i = l->count - ROWS_TAIL - 1;
			continue;
		}
		if (row->kind == ROW_PEER)
			print_peer(l, row->place);
		else if (row->kind == ROW_HOST)
			print_host(l, row->place);
		else
			print_item(l, &l->result->comparison.items[row->index]);
	}
}

/* ---- head and foot -------------------------------------------------------------------------- */

static void print_head(const struct ladder *l)
{
	const struct plan *plan = &l->play->plan;
	char opener[REPORT_END_BYTES], other[REPORT_END_BYTES], local[REPORT_END_BYTES];
	char text[3 * REPORT_END_BYTES + 80], vlan[24] = "";

	report_end(l->conn, 0, opener);
	report_end(l->conn, 1, other);
	report_end(l->conn, plan->side, local);
	if (plan->flow.vlan_count)
		snprintf(vlan, sizeof(vlan),
		         plan->flow.vlan_count == 1 ? " vlan %u" : " vlan %u,%u",
		         plan->flow.vlan_tci[0] & 0xFFFu, plan->flow.vlan_tci[1] & 0xFFFu);
	snprintf(text, sizeof(text), "%s > %s%s, %s", opener, other, vlan,
	         conn_close_name(l->conn->close));
	fprintf(l->file, "connection %u\n", l->conn->id);
	print_wrapped(l->file, "  ", text);
	snprintf(text, sizeof(text), "engine plays the %s end, %s, adopted before frame %zu%s",
	         report_role_name(l->result->role), local,
	         play_frame_number(l->play, plan->adopt_at),
	         plan->flow.timestamps ? ", with timestamps" : "");
	print_wrapped(l->file, "  ", text);
	if (plan->missing_before)
		print_wrapped(l->file, "  ",
		              "data before the close is missing from the capture; its "
		              "end acknowledged it, so it is reckoned as received");
}

static void print_path(const struct ladder *l)
{
	char text[512] = "";
	int last = -1;

	for (size_t i = 0; i < l->play->event_count; i++) {
		size_t length = strlen(text);

		if (l->play->events[i].new_state == last)
			continue;
		last = l->play->events[i].new_state;
		snprintf(text + length, sizeof(text) - length, "%s%s", length ? " > " : "",
		         state_name((uint8_t)last));
	}
	if (play_freed_by(l->play)) {
		size_t length = strlen(text);

		snprintf(text + length, sizeof(text) - length, " (%s at %.6f s)",
		         finwave_event_name(
				 (enum finwave_event_kind)play_freed_by(l->play)->completion),
		         (double)play_freed_by(l->play)->time_ns / 1e9);
	}
	print_wrapped(l->file, "  path: ", text);
}

static void print_latency(const struct ladder *l)
{
	const struct play_event *ack = play_fin_ack(l->play);
	double us;

	if (ack)
		fprintf(l->file, "  FIN to ACK: engine %llu clocks, %.1f ns at %g MHz",
		        (unsigned long long)ack->clocks,
		        (double)ack->clocks * 1e3 / l->report->replay->engine->clock_mhz,
		        l->report->replay->engine->clock_mhz);
	if (report_captured_ack(l->report, l->result, &us))
		fprintf(l->file, "%s captured stack %.3f us", ack ? ";" : "  FIN to ACK:", us);
	else if (ack)
		fprintf(l->file, "; none in the capture");
	else
		return;
	fputc('\n', l->file);
}

static void print_comparison(FILE *file, size_t compared, size_t equal, size_t explained,
                             size_t unexplained)
{
	fprintf(file, "%zu segments compared, %zu equal, %zu explained, %zu unexplained\n",
	        compared, equal, explained, unexplained);
}

void ladder_print(FILE *file, const struct report *report, const struct result *result)
{
	const struct comparison *comparison = &result->comparison;
	struct ladder l = { .file = file,
		            .report = report,
		            .result = result,
		            .play = result->play,
		            .conn = result->play->plan.conn };

	print_head(&l);
	if (result->play->status == PLAY_REFUSED) {
		fprintf(file, "  not played, %s\n\n", result->play->refused);
		return;
	}
	if (make_rows(&l))
		print_rows(&l);
	free(l.rows);
	print_path(&l);
	print_latency(&l);
	fprintf(file, "  verdict: %s; ",
	        comparison->unexplained ? "DIFFERENT"
	        : comparison->explained ? "explained"
	                                : "equal");
	print_comparison(file, comparison->count, comparison->equal, comparison->explained,
	                 comparison->unexplained);
	fputc('\n', file);
}

static void print_capture_notes(FILE *file, const struct capture *c)
{
	if (c->made_headers)
		fprintf(file, "  link type %s: Ethernet headers were made\n",
		        c->link_type ? c->link_type : "unknown");
	if (c->fixed_checksums)
		fprintf(file, "  %zu frames had wrong checksums, recomputed (--fix-checksums)\n",
		        c->fixed_checksums);
	else if (c->bad_checksums)
		fprintf(file,
		        "  %zu frames have wrong checksums (offload?): dropped if of a held "
		        "flow; --fix-checksums repairs\n",
		        c->bad_checksums);
	if (c->snapped)
		fprintf(file, "  %zu frames are cut (snap length): dropped if of a held flow\n",
		        c->snapped);
	if (c->bad_lengths)
		fprintf(file,
		        "  %zu frames have an IP length that cannot be (TSO): dropped if of a "
		        "held flow\n",
		        c->bad_lengths);
	if (c->too_long)
		fprintf(file,
		        "  %zu frames are longer than the engine stores (TSO, GRO): dropped if of "
		        "a held flow\n",
		        c->too_long);
	if (c->fragments)
		fprintf(file, "  %zu IP fragments and %zu tunnel frames passed\n", c->fragments,
		        c->tunnels);
}

void ladder_summary(FILE *file, const struct report *report)
{
	const struct replay *replay = report->replay;
	const struct replay_stats *stats = &replay->stats;
	const struct report_totals *t = &report->totals;

	fprintf(file, "%s: %zu frames, %zu connections, %zu closing\n", replay->capture->path,
	        replay->capture->count, replay->conns->connections, replay->conns->closing);
	print_capture_notes(file, replay->capture);
	for (size_t i = 0; i < REPORT_SKIPPED && report->skipped[i].reason; i++)
		fprintf(file, "  skipped %zu: %s\n", report->skipped[i].count,
		        report->skipped[i].reason);
	fputs("  ", file);
	print_comparison(file, t->compared, t->equal, t->explained, t->unexplained);
	fprintf(file,
	        "  engine: %u bits, %u flows, %g MHz; %llu clocks, %llu decisions checked "
	        "against the model\n",
	        report->data_width, report->flow_count, replay->engine->clock_mhz,
	        (unsigned long long)stats->clocks, (unsigned long long)stats->checked);
	if (stats->seconds > 0)
		fprintf(file, "  %.2f s: %.0f clocks/s, %.0f frames/s\n", stats->seconds,
		        (double)stats->clocks / stats->seconds,
		        (double)stats->frames / stats->seconds);
}
