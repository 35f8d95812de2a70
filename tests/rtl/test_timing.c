/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The timing diagrams of docs/timing.md, out of the waveform of a simulation: a FIN that is answered and a
 * CLOSE command, at 64 and 512 bits, one engine at rest each, nothing else under way.
 *
 *   test_timing            what is committed must be what the simulation gives; exit status 0 or 1
 *   test_timing --write    writes docs/timing/ and the tables of docs/timing.md (make diagrams)
 *
 * What is drawn inside the engine are the signals of rtl/finwave.v that are named below; who renames one there
 * renames it here.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "finwave_reg_table.h"
#include "finwave_regs.h"
#include "packet.h"
#include "rig.h"
#include "timing_trace.h"
#include "timing_wave.h"

#define FOLDER "docs/timing"
#define PAGE "docs/timing.md"
#define BEGIN "<!-- timing -->\n"
#define END "<!-- end of timing -->\n"

enum {
	LIMIT = 100000, /* clocks */
	BEFORE = 2,     /* clocks drawn before the first thing that happens, */
	AFTER = 2,      /* and after the last */
	SND_NXT = 1000,
	RCV_NXT = 5000,
	FLAGS_AT = 47, /* of an IPv4 frame without tags and options */
	NO_SIGNAL = -1,
};

#define STREAM(X, id, name)           \
	X(id##_VALID, name "_tvalid") \
	X(id##_READY, name "_tready") \
	X(id##_LAST, name "_tlast")   \
	X(id##_DATA, name "_tdata")

/* The clock comes first, and the members of a stream stand together. */
#define SIGNALS(X)                           \
	X(CLK, "clk")                        \
	STREAM(X, WIRE_RX, "s_axis_wire_rx") \
	STREAM(X, HOST_RX, "m_axis_host_rx") \
	STREAM(X, HOST_TX, "s_axis_host_tx") \
	STREAM(X, WIRE_TX, "m_axis_wire_tx") \
	X(AWVALID, "s_axil_awvalid")         \
	X(AWREADY, "s_axil_awready")         \
	X(AWADDR, "s_axil_awaddr")           \
	X(WVALID, "s_axil_wvalid")           \
	X(WREADY, "s_axil_wready")           \
	X(WDATA, "s_axil_wdata")             \
	X(BVALID, "s_axil_bvalid")           \
	X(RT_VALID, "rt_valid")              \
	X(RT_OP, "rt_op")                    \
	X(RT_OLD_STATE, "rt_old_state")      \
	X(RT_NEW_STATE, "rt_new_state")      \
	X(KEY_VALID, "key_valid")            \
	X(FIND_VALID, "find_valid")          \
	X(SEGMENT_VALID, "segment_valid")    \
	X(SUM_VALID, "sum_valid")            \
	X(END_VALID, "end_valid")            \
	X(CMD_START, "cmd_start")            \
	X(OP_VALID, "op_valid")              \
	X(OP, "op")                          \
	X(P1_VALID, "p1_valid")              \
	X(P1_OP, "p1_op")                    \
	X(SEND_VALID, "send_valid")          \
	X(ENGINE_VALID, "engine_valid")

#define AS_ENUM(id, name) S_##id,
#define AS_NAME(id, name) name,
enum signal { SIGNALS(AS_ENUM) S_COUNT };
static const char *const signal_names[] = { SIGNALS(AS_NAME) };

/* A step on the way, seen when a signal is set and, if there is one, another has a value. */
struct step {
	const char *row, *text; /* in the picture, in the table */
	int signal, with;
	uint64_t value;
	bool beside; /* not on the longest way: only has to be in time */
};

static const struct step fin_steps[] = {
	{ "tuple", "tuple: addresses and ports are known", S_KEY_VALID, NO_SIGNAL, 0, true },
	{ "TCP header", "TCP header: it is known", S_SEGMENT_VALID, NO_SIGNAL, 0, true },
	{ "flow", "flow: the table has a candidate", S_FIND_VALID, NO_SIGNAL, 0, true },
	{ "checksum", "checksum: it is judged", S_SUM_VALID, NO_SIGNAL, 0, true },
	{ "end", "end: the parser has seen the frame end", S_END_VALID, NO_SIGNAL, 0, false },
	{ "p1", "p1: the segment enters the flow pipeline", S_P1_VALID, S_P1_OP, FINWAVE_OP_SEGMENT,
	  false },
	{ "p8", "p8: the ACK is whole", S_SEND_VALID, NO_SIGNAL, 0, false },
	{ "builder", "builder: the ACK's first beat is made", S_ENGINE_VALID, NO_SIGNAL, 0, false },
	{ NULL, "wire tx: the ACK's first beat is there", S_WIRE_TX_VALID, NO_SIGNAL, 0, false },
};

static const struct step close_steps[] = {
	{ "command", "command: the register file hands it on", S_CMD_START, NO_SIGNAL, 0, false },
	{ "manager", "manager: it asks for an operation", S_OP_VALID, S_OP, FINWAVE_OP_CLOSE,
	  false },
	{ "p1", "p1: the operation enters the flow pipeline", S_P1_VALID, S_P1_OP, FINWAVE_OP_CLOSE,
	  false },
	{ "p8", "p8: the FIN is whole", S_SEND_VALID, NO_SIGNAL, 0, false },
	{ "builder", "builder: the FIN's first beat is made", S_ENGINE_VALID, NO_SIGNAL, 0, false },
	{ NULL, "wire tx: the FIN's first beat is there", S_WIRE_TX_VALID, NO_SIGNAL, 0, false },
};

enum { STEPS_MAX = 16 };

struct scenario {
	const char *name, *title; /* name NULL: measured, not drawn */
	const char *column;
	unsigned width;
	bool command; /* a CLOSE instead of a FIN from the peer */
	size_t payload;
	unsigned zero; /* the clock from which is counted, in the trace */
	int at[STEPS_MAX];
};

static struct scenario fins[] = {
	{ "fin-to-ack-64", "FIN to ACK, 64 bits", "64 bits", 64, false, 0, 0, { 0 } },
	{ "fin-to-ack-512", "FIN to ACK, 512 bits", "512 bits, 1 beat", 512, false, 0, 0, { 0 } },
	{ NULL, NULL, "2 beats", 512, false, 74, 0, { 0 } },
	{ NULL, NULL, "3 beats", 512, false, 138, 0, { 0 } },
};

static struct scenario closes[] = {
	{ "close-to-fin-64", "CLOSE command to FIN, 64 bits", "64 bits", 64, true, 0, 0, { 0 } },
	{ "close-to-fin-512",
	  "CLOSE command to FIN, 512 bits",
	  "512 bits",
	  512,
	  true,
	  0,
	  0,
	  { 0 } },
};

struct kind {
	const struct step *steps;
	unsigned step_count;
	struct scenario *scenarios;
	unsigned count;
	const char *head, *start;
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct kind kinds[] = {
	{ fin_steps, COUNT(fin_steps), fins, COUNT(fins), "FIN in, ACK out",
	  "the last beat of the FIN is taken" },
	{ close_steps, COUNT(close_steps), closes, COUNT(closes), "Command in, FIN out",
	  "the write of DOORBELL is on the bus" },
};

static bool writing;
static int bad;

/* ---- what is simulated ------------------------------------------------------------------------- */

static const struct finwave_flow_config flow_config = {
	.size = sizeof(flow_config),
	.state = FINWAVE_ESTABLISHED,
	.local_addr = { 192, 0, 2, 1 },
	.remote_addr = { 198, 51, 100, 1 },
	.local_port = 443,
	.remote_port = 1024,
	.local_mac = { 2, 0, 0, 0, 0, 2 },
	.peer_mac = { 2, 0, 0, 0, 0, 1 },
	.snd_una = SND_NXT,
	.snd_nxt = SND_NXT,
	.rcv_nxt = RCV_NXT,
	.rcv_wnd = 65535,
	.max_wnd = 65535,
};

static int send_fin(struct rig *rig, size_t payload)
{
	const struct packet fin = { .flags = TH_FIN | TH_ACK,
		                    .seq = RCV_NXT,
		                    .ack = SND_NXT,
		                    .window = 1000,
		                    .payload = payload };
	uint8_t frame[PACKET_MAX];
	const size_t len = packet_build(&flow_config, &fin, frame);
	const int64_t rc = rig->lib.send(rig->sim, FINWAVE_SIM_WIRE, frame, len, false);

	return rc < 0 ? (int)rc : 0;
}

static int ring_close(struct rig *rig, finwave_flow flow)
{
	int rc = finwave_write32(rig->dev, FINWAVE_REG_CMD_FLOW, flow);

	if (!rc)
		rc = finwave_write32(rig->dev, FINWAVE_REG_CMD_FLAGS, 0);
	if (!rc)
		rc = finwave_write32(rig->dev, FINWAVE_REG_DOORBELL, FINWAVE_OP_CLOSE);
	return rc;
}

static int simulate(const struct scenario *s, const char *file)
{
	const struct finwave_sim_config config = { .size = sizeof(config), .trace = file };
	struct rig rig;
	finwave_flow flow;
	int rc = rig_open(&rig, s->width, &config);

	if (rc)
		return rc;
	rc = finwave_adopt(rig.dev, &flow_config, &flow);
	if (!rc)
		rc = rig.lib.settle(rig.sim, LIMIT);
	if (!rc)
		rc = s->command ? ring_close(&rig, flow) : send_fin(&rig, s->payload);
	if (!rc)
		rc = rig.lib.settle(rig.sim, LIMIT);
	if (rc)
		rig_report(&rig);
	rig_close(&rig);
	return rc;
}

/* ---- what the waveform says -------------------------------------------------------------------- */

static bool set(const struct timing_trace *t, unsigned clock, int signal)
{
	return timing_trace_number(t, clock, (unsigned)signal) != 0;
}

static bool taken(const struct timing_trace *t, unsigned clock, int valid)
{
	return set(t, clock, valid) && set(t, clock, valid + S_WIRE_RX_READY - S_WIRE_RX_VALID);
}

static bool is_start(const struct scenario *s, const struct timing_trace *t, unsigned clock)
{
	if (s->command)
		return set(t, clock, S_AWVALID) &&
		       timing_trace_number(t, clock, S_AWADDR) == FINWAVE_REG_DOORBELL &&
		       timing_trace_number(t, clock, S_WDATA) == FINWAVE_OP_CLOSE;
	return taken(t, clock, S_WIRE_RX_VALID) && set(t, clock, S_WIRE_RX_LAST);
}

static bool step_is_at(const struct step *step, const struct timing_trace *t, unsigned clock)
{
	return set(t, clock, step->signal) &&
	       (step->with == NO_SIGNAL ||
	        timing_trace_number(t, clock, (unsigned)step->with) == step->value);
}

/* The first clock of the frame that arrives, or of the command's write. */
static unsigned first_clock(const struct scenario *s, const struct timing_trace *t)
{
	unsigned clock = s->zero;

	while (!s->command && clock && set(t, clock - 1, S_WIRE_RX_VALID))
		clock--;
	return clock;
}

static unsigned last_clock(const struct timing_trace *t)
{
	unsigned clock = t->clocks - 1;

	while (clock && !set(t, clock, S_WIRE_TX_VALID))
		clock--;
	return clock;
}

static int find_steps(const struct kind *kind, struct scenario *s, const struct timing_trace *t)
{
	s->zero = 0;
	for (unsigned c = 0; c < t->clocks && !s->zero; c++)
		if (is_start(s, t, c))
			s->zero = c;
	for (unsigned i = 0; i < kind->step_count; i++) {
		unsigned c = first_clock(s, t);

		while (c < t->clocks && !step_is_at(kind->steps + i, t, c))
			c++;
		if (!s->zero || c == t->clocks) {
			fprintf(stderr, "%s: never seen: %s\n", s->column, kind->steps[i].text);
			return -EPROTO;
		}
		s->at[i] = (int)c - (int)s->zero;
	}
	return 0;
}

static int distance(const struct kind *kind, const struct scenario *s)
{
	return s->at[kind->step_count - 1];
}

/* ---- the picture ------------------------------------------------------------------------------- */

struct picture {
	const struct kind *kind;
	const struct scenario *scenario;
	const struct timing_trace *trace;
	unsigned begin; /* its first clock in the trace */
	struct wave wave;
};

static struct wave_row *add_levels(struct picture *p, const char *group, const char *name,
                                   int signal)
{
	struct wave_row *row = wave_add(&p->wave, group, name);

	for (unsigned c = 0; row && c < p->wave.clocks; c++)
		row->level[c] = set(p->trace, p->begin + c, signal);
	return row;
}

static const char *frame_name(uint8_t flags)
{
	return flags & TH_RST ? "RST" : flags & TH_FIN ? "FIN" : flags & TH_SYN ? "SYN" : "ACK";
}

/* Each beat gets its number in its frame, the first one the frame's name in place of it. */
static void label_beats(const struct picture *p, struct wave_row *row, int valid)
{
	const int data = valid + S_WIRE_RX_DATA - S_WIRE_RX_VALID;
	const int last = valid + S_WIRE_RX_LAST - S_WIRE_RX_VALID;
	const unsigned bytes = p->scenario->width / 8;
	unsigned beat = 0, first = 0;

	for (unsigned c = 0; c < p->wave.clocks; c++) {
		if (!set(p->trace, p->begin + c, valid))
			continue;
		if (beat == 0)
			first = c;
		snprintf(row->label[c], sizeof(row->label[c]), "%u", beat + 1);
		if (FLAGS_AT / bytes == beat)
			snprintf(row->label[first], sizeof(row->label[first]), "%s",
			         frame_name(timing_trace_byte(p->trace, p->begin + c,
			                                      (unsigned)data, FLAGS_AT % bytes)));
		if (!taken(p->trace, p->begin + c, valid))
			continue;
		beat = set(p->trace, p->begin + c, last) ? 0 : beat + 1;
	}
}

/* A stream on which nothing moves is not drawn. Returns the number of its row tvalid. */
static unsigned add_stream(struct picture *p, const char *group, int valid)
{
	const unsigned number = p->wave.count;
	struct wave_row *row;
	bool moves = false;

	for (unsigned c = 0; c < p->wave.clocks; c++)
		moves = moves || set(p->trace, p->begin + c, valid);
	if (!moves)
		return number;
	add_levels(p, group, "tvalid", valid);
	add_levels(p, group, "tready", valid + S_WIRE_RX_READY - S_WIRE_RX_VALID);
	add_levels(p, group, "tlast", valid + S_WIRE_RX_LAST - S_WIRE_RX_VALID);
	row = wave_add(&p->wave, group, "beat");
	if (row) {
		row->labels = true;
		label_beats(p, row, valid);
	}
	return number;
}

static const char *register_name(uint64_t offset)
{
#define NAME_OF(name, at, count, stride, readable, writable, reset, fixed, access) \
	if (offset - at < count * stride)                                          \
		return #name;
	FINWAVE_REG_TABLE(NAME_OF)
	return "?";
}

static void add_bus(struct picture *p)
{
	struct wave_row *row;

	add_levels(p, "AXI4-Lite", "awvalid", S_AWVALID);
	add_levels(p, "AXI4-Lite", "awready", S_AWREADY);
	add_levels(p, "AXI4-Lite", "wvalid", S_WVALID);
	add_levels(p, "AXI4-Lite", "wready", S_WREADY);
	row = wave_add(&p->wave, "AXI4-Lite", "register");
	for (unsigned c = 0; row && c < p->wave.clocks; c++)
		if (set(p->trace, p->begin + c, S_AWVALID))
			snprintf(row->label[c], sizeof(row->label[c]), "%s",
			         register_name(
					 timing_trace_number(p->trace, p->begin + c, S_AWADDR)));
	if (row)
		row->labels = true;
	add_levels(p, "AXI4-Lite", "bvalid", S_BVALID);
}

static void add_inside(struct picture *p)
{
	for (unsigned i = 0; i < p->kind->step_count; i++) {
		const struct step *step = p->kind->steps + i;
		struct wave_row *row = step->row ? wave_add(&p->wave, "inside", step->row) : NULL;

		for (unsigned c = 0; row && c < p->wave.clocks; c++)
			row->level[c] = step_is_at(step, p->trace, p->begin + c);
	}
}

static const char *state_name(uint64_t state)
{
#define STATE_NAME(name, value) \
	if (state == value)     \
		return #name;
	FINWAVE_TCP_STATE_LIST(STATE_NAME)
	return "?";
}

static const char *op_name(uint64_t op)
{
#define OP_NAME(name, value) \
	if (op == value)     \
		return #name;
	FINWAVE_OP_LIST(OP_NAME)
	return "?";
}

static void say_retired(struct picture *p)
{
	for (unsigned c = 0; c < p->wave.clocks; c++)
		if (set(p->trace, p->begin + c, S_RT_VALID))
			snprintf(p->wave.foot, sizeof(p->wave.foot),
			         "Retired: %s, %s to %s. Under beat: the frame's name, then its "
			         "beats by number.",
			         op_name(timing_trace_number(p->trace, p->begin + c, S_RT_OP)),
			         state_name(timing_trace_number(p->trace, p->begin + c,
			                                        S_RT_OLD_STATE)),
			         state_name(timing_trace_number(p->trace, p->begin + c,
			                                        S_RT_NEW_STATE)));
}

static int draw(struct picture *p)
{
	const struct scenario *s = p->scenario;
	const unsigned first = first_clock(s, p->trace), last = last_clock(p->trace);

	p->begin = first - BEFORE;
	p->wave.first = (int)p->begin - (int)s->zero;
	p->wave.clocks = last + AFTER + 1 - p->begin;
	if (p->wave.clocks > WAVE_CLOCKS) {
		fprintf(stderr, "%s: %u clocks do not fit the picture\n", s->name, p->wave.clocks);
		return -E2BIG;
	}
	p->wave.distance = distance(p->kind, s);
	snprintf(p->wave.title, sizeof(p->wave.title), "%s: %d clocks", s->title, p->wave.distance);
	if (s->command)
		add_bus(p);
	p->wave.from_row = s->command ? 0 : add_stream(p, "wire rx", S_WIRE_RX_VALID);
	add_stream(p, "host tx", S_HOST_TX_VALID);
	add_inside(p);
	add_levels(p, "retire port", "rt_valid", S_RT_VALID);
	say_retired(p);
	add_stream(p, "host rx", S_HOST_RX_VALID);
	p->wave.to_row = add_stream(p, "wire tx", S_WIRE_TX_VALID);
	return p->wave.count < WAVE_ROWS ? 0 : -E2BIG;
}

/* ---- files ------------------------------------------------------------------------------------- */

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;

	if (!f)
		return NULL;
	if (getdelim(&text, &room, '\0', f) < 0) {
		free(text);
		text = NULL;
	}
	fclose(f);
	return text;
}

/* Writes the file, or says when it holds something else. */
static void put_file(const char *path, const char *text)
{
	char *there = read_file(path);
	FILE *f;

	if (there && !strcmp(there, text)) {
		free(there);
		return;
	}
	free(there);
	if (!writing) {
		fprintf(stderr, "%s is not what the simulation gives now\n", path);
		bad = 1;
		return;
	}
	f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f)) {
		perror(path);
		bad = 1;
		return;
	}
	printf("%s\n", path);
}

static void put_wave(const struct wave *wave, const char *name, const char *ending,
                     void (*print)(const struct wave *wave, FILE *out))
{
	char path[128], *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out) {
		bad = 1;
		return;
	}
	print(wave, out);
	fclose(out);
	snprintf(path, sizeof(path), FOLDER "/%s.%s", name, ending);
	put_file(path, text);
	free(text);
}

/* ---- the tables -------------------------------------------------------------------------------- */

static void print_head(const struct kind *kind, const char *first, FILE *out)
{
	fprintf(out, "| %s |", first);
	for (unsigned i = 0; i < kind->count; i++)
		fprintf(out, " %s |", kind->scenarios[i].column);
	fprintf(out, "\n| --- |");
	for (unsigned i = 0; i < kind->count; i++)
		fprintf(out, " ---: |");
	fprintf(out, "\n");
}

/* How long each step of the longest way takes; together they are the latency. */
static void print_way(const struct kind *kind, FILE *out)
{
	int before[STEPS_MAX] = { 0 };

	print_head(kind, "Clocks of each step", out);
	for (unsigned i = 0; i < kind->step_count; i++) {
		if (kind->steps[i].beside)
			continue;
		fprintf(out, "| %s |", kind->steps[i].text);
		for (unsigned s = 0; s < kind->count; s++) {
			fprintf(out, " %d |", kind->scenarios[s].at[i] - before[s]);
			before[s] = kind->scenarios[s].at[i];
		}
		fprintf(out, "\n");
	}
	fprintf(out, "| **together** |");
	for (unsigned s = 0; s < kind->count; s++)
		fprintf(out, " **%d** |", before[s]);
	fprintf(out, "\n");
}

/* In which clock each thing is seen. */
static void print_clocks(const struct kind *kind, FILE *out)
{
	print_head(kind, "Seen in clock", out);
	fprintf(out, "| %s |", kind->start);
	for (unsigned s = 0; s < kind->count; s++)
		fprintf(out, " 0 |");
	fprintf(out, "\n");
	for (unsigned i = 0; i < kind->step_count; i++) {
		fprintf(out, "| %s |", kind->steps[i].text);
		for (unsigned s = 0; s < kind->count; s++)
			fprintf(out, " %d |", kind->scenarios[s].at[i]);
		fprintf(out, "\n");
	}
}

static void print_kind(const struct kind *kind, FILE *out)
{
	fprintf(out, "## %s\n", kind->head);
	for (unsigned s = 0; s < kind->count; s++)
		if (kind->scenarios[s].name)
			fprintf(out, "![%s: %d clocks](timing/%s.svg)\n\n",
			        kind->scenarios[s].title, distance(kind, kind->scenarios + s),
			        kind->scenarios[s].name);
	print_way(kind, out);
	fprintf(out, "\n");
	print_clocks(kind, out);
}

static void put_page(void)
{
	char *page = read_file(PAGE), *begin = page ? strstr(page, BEGIN) : NULL;
	char *end = begin ? strstr(begin, END) : NULL, *text = NULL;
	size_t size;
	FILE *out = end ? open_memstream(&text, &size) : NULL;

	if (!out) {
		fprintf(stderr, "%s: has no lines %sand %s", PAGE, BEGIN, END);
		bad = 1;
		free(page);
		return;
	}
	fwrite(page, 1, (size_t)(begin - page) + strlen(BEGIN), out);
	for (size_t i = 0; i < COUNT(kinds); i++) {
		print_kind(kinds + i, out);
		fprintf(out, i + 1 < COUNT(kinds) ? "\n" : "");
	}
	fputs(end, out);
	fclose(out);
	put_file(PAGE, text);
	free(text);
	free(page);
}

/* ---- one after the other ------------------------------------------------------------------------ */

static int play(const struct kind *kind, struct scenario *s, const char *file)
{
	static struct picture picture;
	struct timing_trace trace = { .clocks = 0 };
	int rc = simulate(s, file);

	if (!rc)
		rc = timing_trace_read(file, signal_names, S_COUNT, &trace);
	if (!rc)
		rc = find_steps(kind, s, &trace);
	memset(&picture, 0, sizeof(picture));
	picture.kind = kind;
	picture.scenario = s;
	picture.trace = &trace;
	if (!rc && s->name) {
		rc = draw(&picture);
		if (!rc) {
			put_wave(&picture.wave, s->name, "json", wave_json);
			put_wave(&picture.wave, s->name, "svg", wave_svg);
		}
	}
	timing_trace_free(&trace);
	return rc;
}

int main(int argc, char **argv)
{
	char *file;
	int rc = 0;

	writing = argc == 2 && !strcmp(argv[1], "--write");
	if (argc > 1 && !writing) {
		fprintf(stderr, "usage: test_timing [--write]\n");
		return 2;
	}
	if (asprintf(&file, "%s/finwave-timing-%d.fst",
	             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid()) < 0)
		return 1;
	if (writing)
		mkdir(FOLDER, 0777);
	for (size_t i = 0; i < COUNT(kinds) && !rc; i++)
		for (unsigned s = 0; s < kinds[i].count && !rc; s++)
			rc = play(kinds + i, kinds[i].scenarios + s, file);
	unlink(file);
	free(file);
	if (rc)
		return 1;
	put_page();
	if (bad && !writing)
		fprintf(stderr, "If the change of the RTL is meant: make diagrams, look at " PAGE
		                " and its text, commit.\n");
	return bad;
}
