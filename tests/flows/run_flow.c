/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Runs the scripts of tests/flows against the Verilated engine, each in an engine of its own.
 *
 *   run_flow [--width 64|512] [--repeat N] [FILE | FOLDER]...
 *
 * Without a path all of tests/flows, without a width both. --repeat replaces counts above it (0: none;
 * 1400 without the option: more closes than the engine has records). README.md describes the language.
 *
 * What the script does not list must not happen: every frame and every event is asked for, and the
 * scoreboard compares each decision and each byte with the model. Exit status: 0; 1 when a script failed;
 * 2 for a script that cannot be understood; 77 is not used.
 */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "finwave_regs.h"
#include "rig.h"
#include "script.h"

enum {
	SETTLE_LIMIT = 4000000, /* clocks */
	TOLERANCE = 60,         /* ticks: one sweep of the timers, and what stands in the way */
	FRAMES_MAX = 4096,      /* waiting to be asked for */
	EXIT_BAD = 2,
};

/* Of a frame that came out and was not asked for yet. */
struct seen {
	enum finwave_sim_port port;
	bool from_engine;
	uint64_t tick, cause;
	struct packet_seen packet;
};

/* A ring of frames, in the order in which they came out of one port. */
struct queue {
	struct seen frames[FRAMES_MAX];
	size_t first, count;
};

struct flow {
	bool adopted;
	struct script_adopt adopt;
	finwave_flow handle;
};

struct run {
	const struct script *script;
	const struct script_step *step;
	unsigned width;
	struct rig rig;
	struct flow flows[SCRIPT_FLOWS];
	struct flow *flow;
	uint64_t last;          /* tick of the last step: +T counts from it */
	int64_t sent;           /* number of the last frame sent */
	unsigned reason;        /* of the last retired entry */
	struct queue queues[2]; /* by enum finwave_sim_port */
};

struct options {
	unsigned width;
	uint32_t repeat;
};

static int failed(const struct run *run, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u: at %u bits: ", run->script->path, run->step ? run->step->line : 0,
	        run->width);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	rig_report(&run->rig);
	return -1;
}

static uint64_t now(const struct run *run)
{
	return run->rig.lib.tick(run->rig.sim);
}

/* ---- what came out --------------------------------------------------------------------------- */

static int take_frame(struct run *run, const struct finwave_sim_frame *frame)
{
	struct queue *queue = &run->queues[frame->port];
	struct seen *seen = &queue->frames[(queue->first + queue->count) % FRAMES_MAX];

	if (queue->count == FRAMES_MAX)
		return failed(run, "%d frames came that no line asked for", FRAMES_MAX);
	*seen = (struct seen){ .port = frame->port,
		               .from_engine = frame->from_engine,
		               .tick = frame->tick,
		               .cause = frame->cause };
	packet_read(frame->data, frame->len, &seen->packet);
	queue->count++;
	return 0;
}

static int collect(struct run *run)
{
	struct finwave_sim_retire entry;
	struct finwave_sim_frame frame;
	int rc;

	while ((rc = run->rig.lib.retired(run->rig.sim, &entry)) == 1)
		run->reason = entry.reason;
	while (!rc && (rc = run->rig.lib.receive(run->rig.sim, &frame)) == 1)
		rc = take_frame(run, &frame);
	return rc < 0 ? failed(run, "the simulation stopped") : 0;
}

static int settle(struct run *run)
{
	if (run->rig.lib.settle(run->rig.sim, SETTLE_LIMIT))
		return failed(run, "the engine does not come to rest");
	return collect(run);
}

static int advance(struct run *run, uint64_t tick)
{
	if (tick > now(run) && run->rig.lib.advance(run->rig.sim, tick))
		return failed(run, "time does not pass");
	return collect(run);
}

/* "> F. 2:2(0) ack 1 ..." as the script would say it. */
static const char *describe(const struct run *run, const struct seen *seen)
{
	static char text[160];
	const struct packet_seen *p = &seen->packet;
	const struct script_adopt *adopt = &run->flow->adopt;
	uint32_t seq = p->seq - adopt->local_isn;
	char flags[9];
	int used;

	if (seen->port == FINWAVE_SIM_HOST) {
		snprintf(text, sizeof(text), "^ (frame %llu goes up)",
		         (unsigned long long)seen->cause);
		return text;
	}
	script_flags_text(p->flags, flags);
	used = snprintf(text, sizeof(text), "> %s %u:%u(%u)", flags, seq, seq + p->payload,
	                p->payload);
	if (p->flags & TH_ACK)
		used += snprintf(text + used, sizeof(text) - (size_t)used, " ack %u",
		                 p->ack - adopt->peer_isn);
	used += snprintf(text + used, sizeof(text) - (size_t)used, " win %u", p->window);
	if (p->timestamps)
		snprintf(text + used, sizeof(text) - (size_t)used, " <TS val %u ecr %u>", p->tsval,
		         p->tsecr);
	return text;
}

/* No frame may wait that no line asked for. */
static int nothing_waits(const struct run *run)
{
	for (size_t i = 0; i < 2; i++) {
		const struct queue *queue = &run->queues[i];
		const struct seen *seen = &queue->frames[queue->first];

		if (queue->count)
			return failed(run, "not expected at %+.6f s: %s",
			              (double)((int64_t)seen->tick - (int64_t)run->last) / 1e6,
			              describe(run, seen));
	}
	return 0;
}

/* The oldest frame that left there, which is then gone. */
static const struct seen *next_frame(struct run *run, enum finwave_sim_port port)
{
	struct queue *queue = &run->queues[port];
	const struct seen *seen = &queue->frames[queue->first];

	if (!queue->count)
		return NULL;
	queue->first = (queue->first + 1) % FRAMES_MAX;
	queue->count--;
	return seen;
}

/* ---- time ------------------------------------------------------------------------------------ */

/* Until a step that acts: everything before it must have been asked for. */
static int come_to(struct run *run, const struct script_step *step)
{
	uint64_t target = run->last + step->delay;

	if (step->delayed && advance(run, target))
		return -1;
	return nothing_waits(run);
}

/* Until shortly before a step that expects; nothing may have come by then. */
static int come_near(struct run *run, const struct script_step *step, uint64_t *target)
{
	*target = run->last + step->delay;
	if (!step->delayed || !step->delay)
		return settle(run);
	if (step->delay <= TOLERANCE)
		return 0;
	return advance(run, *target - TOLERANCE) ? -1 : nothing_waits(run);
}

/* A little further, so that what came is seen soon; false behind the time of the step. */
static bool come_nearer(struct run *run, const struct script_step *step, uint64_t target)
{
	if (!step->delayed || now(run) >= target + TOLERANCE)
		return false;
	return !advance(run, now(run) + TOLERANCE / 12);
}

static void step_done(struct run *run, uint64_t tick)
{
	run->last = tick;
}

/* ---- segments -------------------------------------------------------------------------------- */

static int do_send(struct run *run, const struct script_step *step)
{
	const struct script_segment *segment = &step->segment;
	struct packet packet = segment->packet;
	uint8_t frame[PACKET_MAX];
	size_t len, tcp;

	if (come_to(run, step))
		return -1;
	packet.seq += run->flow->adopt.peer_isn;
	packet.ack += run->flow->adopt.local_isn;
	len = packet_build(&run->flow->adopt.config, &packet, frame);
	tcp = 14 + 4u * run->flow->adopt.config.vlan_count;
	if (segment->bad_ip_sum)
		frame[tcp + 10] ^= 1;
	if (segment->bad_tcp_sum)
		frame[tcp + (run->flow->adopt.config.ipv6 ? 40 : 20 + 4 * packet.ip_option_words) +
		      16] ^= 1;
	if (segment->cut + 14 > len)
		return failed(run, "the frame has only %zu bytes", len);
	run->sent = run->rig.lib.send(run->rig.sim, FINWAVE_SIM_WIRE, frame, len - segment->cut,
	                              segment->bad);
	if (run->sent < 0)
		return failed(run, "the frame is not taken");
	if (settle(run))
		return -1;
	step_done(run, now(run));
	return 0;
}

static bool same_segment(const struct run *run, const struct script_segment *want,
                         const struct packet_seen *got)
{
	const struct finwave_flow_config *config = &run->flow->adopt.config;
	const struct packet *p = &want->packet;

	return got->local_port == config->local_port && got->remote_port == config->remote_port &&
	       got->flags == p->flags && got->seq - run->flow->adopt.local_isn == p->seq &&
	       got->payload == p->payload &&
	       (!(p->flags & TH_ACK) || got->ack - run->flow->adopt.peer_isn == p->ack) &&
	       (!want->has_win || got->window == p->window) && got->timestamps == p->timestamps &&
	       (!p->timestamps || (got->tsval == p->tsval && got->tsecr == p->tsecr));
}

static int do_expect(struct run *run, const struct script_step *step)
{
	const struct seen *seen;
	uint64_t target;

	if (come_near(run, step, &target))
		return -1;
	while (!(seen = next_frame(run, FINWAVE_SIM_WIRE)) && come_nearer(run, step, target))
		;
	if (!seen)
		return failed(run, "nothing was sent");
	if (!seen->from_engine || !same_segment(run, &step->segment, &seen->packet))
		return failed(run, "instead there was: %s", describe(run, seen));
	if (seen->tick + TOLERANCE < target || seen->tick > target + TOLERANCE)
		return failed(run, "sent %+.6f s away from its time",
		              (double)((int64_t)seen->tick - (int64_t)target) / 1e6);
	step_done(run, seen->tick);
	return 0;
}

static int do_up(struct run *run, const struct script_step *step)
{
	const struct seen *seen;

	(void)step;
	if (settle(run))
		return -1;
	seen = next_frame(run, FINWAVE_SIM_HOST);
	if (!seen)
		return failed(run, "the segment was dropped");
	if (seen->cause != (uint64_t)run->sent)
		return failed(run, "instead there was: %s", describe(run, seen));
	return 0;
}

/* ---- commands -------------------------------------------------------------------------------- */

static int call_adopt(struct run *run, const struct script_step *step)
{
	struct finwave_flow_config *config = &run->flow->adopt.config;
	struct flow *flow = run->flow;
	uint16_t number = (uint16_t)(flow - run->flows);
	unsigned bytes;

	flow->adopt = step->adopt;
	bytes = config->ipv6 ? 16 : 4;
	for (unsigned i = 0; i < bytes; i++) {
		config->local_addr[i] = (uint8_t)(0x20 + i);
		config->remote_addr[i] = (uint8_t)(0xe0 - i);
	}
	memcpy(config->local_mac, (const uint8_t[]){ 2, 0, 0, 0, 0, 2 }, 6);
	memcpy(config->peer_mac, (const uint8_t[]){ 2, 0, 0, 0, 0, 1 }, 6);
	config->local_port = 80;
	config->remote_port = (uint16_t)(43210 + number);
	config->snd_una += flow->adopt.local_isn;
	config->snd_nxt += flow->adopt.local_isn;
	config->rcv_nxt += flow->adopt.peer_isn;
	flow->adopted = true;
	return finwave_adopt(run->rig.dev, config, &flow->handle);
}

static int call(struct run *run, const struct script_step *step)
{
	struct finwave_dev *dev = run->rig.dev;
	finwave_flow handle = run->flow->handle;
	uint32_t number = step->update.snd_nxt + run->flow->adopt.local_isn;
	const uint32_t *snd_nxt = step->update.has_snd_nxt ? &number : NULL;

	switch (step->kind) {
	case SCRIPT_ADOPT:
		return call_adopt(run, step);
	case SCRIPT_CLOSE:
		return finwave_close_flow(dev, handle, snd_nxt);
	case SCRIPT_SHUTDOWN:
		return finwave_shutdown(dev, handle, snd_nxt);
	case SCRIPT_ABORT:
		return finwave_abort(dev, handle);
	case SCRIPT_UPDATE:
		return finwave_update(dev, handle, snd_nxt,
		                      step->update.has_wnd ? &step->update.wnd : NULL);
	default:
		return finwave_release(dev, handle);
	}
}

static int do_command(struct run *run, const struct script_step *step)
{
	int rc;

	if (come_to(run, step))
		return -1;
	if (step->kind != SCRIPT_ADOPT && !run->flow->adopted)
		return failed(run, "this flow was never adopted");
	rc = call(run, step);
	if (settle(run))
		return -1;
	if (rc != step->result)
		return failed(run, "the result is %d: %s", rc, finwave_strerror(rc));
	step_done(run, now(run));
	return 0;
}

static int do_set(struct run *run, const struct script_step *step)
{
	struct finwave_config config = { .size = sizeof(config) };

	if (come_to(run, step))
		return -1;
	if (finwave_get_config(run->rig.dev, &config))
		return failed(run, "the settings cannot be read");
	script_apply_set(step, &config);
	if (finwave_set_config(run->rig.dev, &config))
		return failed(run, "the setting is refused");
	return 0;
}

/* ---- checks ---------------------------------------------------------------------------------- */

static int do_event(struct run *run, const struct script_step *step)
{
	struct finwave_event event;
	uint64_t target;
	int rc;

	if (come_near(run, step, &target))
		return -1;
	rc = finwave_next_event(run->rig.dev, &event);
	if (rc == 1 && step->delay > TOLERANCE)
		return failed(run, "too early: %s", finwave_event_name(event.kind));
	while (!rc && come_nearer(run, step, target))
		rc = finwave_next_event(run->rig.dev, &event);
	if (rc != 1)
		return failed(run, rc < 0 ? "events cannot be read" : "there is no event");
	if (event.kind != step->event || event.state != step->state ||
	    event.flow != run->flow->handle)
		return failed(run, "the event is %s %s of flow %x", finwave_event_name(event.kind),
		              finwave_state_name(event.state), event.flow);
	if (step->delayed)
		step_done(run, target);
	return 0;
}

static uint32_t check_value(const struct run *run, enum script_check_kind kind,
                            const struct finwave_flow_info *info)
{
	switch (kind) {
	case CHECK_SND_UNA:
		return info->snd_una - run->flow->adopt.local_isn;
	case CHECK_SND_NXT:
		return info->snd_nxt - run->flow->adopt.local_isn;
	case CHECK_RCV_NXT:
		return info->rcv_nxt - run->flow->adopt.peer_isn;
	case CHECK_RCV_WND:
		return info->rcv_wnd;
	case CHECK_TS_RECENT:
		return info->ts_recent;
	case CHECK_RTO:
		return info->rto_us;
	case CHECK_RETRIES:
		return info->retries;
	case CHECK_HALF_CLOSE:
		return info->half_close;
	default:
		return info->timer_running ? info->deadline - (uint32_t)run->last : SCRIPT_NO_TIMER;
	}
}

static int check_flow(const struct run *run, const struct script_step *step,
                      const struct finwave_flow_info *info)
{
	for (size_t i = 0; i < step->check_count; i++) {
		const struct script_check *check = &step->checks[i];
		uint32_t value = check_value(run, check->kind, info);
		bool running = check->kind == CHECK_TIMER && check->value && info->timer_running;
		uint32_t slack = running ? TOLERANCE : 0;

		if (value - check->value + slack > 2 * slack)
			return failed(run, "check %zu: it is %u (ticks, if a time)", i + 1, value);
	}
	return 0;
}

static int do_state(struct run *run, const struct script_step *step)
{
	struct finwave_flow_info info = { 0 };
	int rc;

	if (come_to(run, step))
		return -1;
	rc = finwave_query(run->rig.dev, run->flow->handle, &info);
	if (rc && rc != -ENOENT)
		return failed(run, "the flow cannot be read: %s", finwave_strerror(rc));
	if (info.state != step->state)
		return failed(run, "the state is %s", finwave_state_name(info.state));
	return check_flow(run, step, &info);
}

static int do_reason(struct run *run, const struct script_step *step)
{
	static const char *const names[] = {
#define NAME(name, code) [code] = #name,
		FINWAVE_REASON_LIST(NAME)
#undef NAME
	};

	if (settle(run))
		return -1;
	if (run->reason != step->number)
		return failed(run, "the reason is %s", names[run->reason]);
	return 0;
}

static int do_counter(struct run *run, const struct script_step *step)
{
	const char *name;
	uint64_t value;

	for (unsigned i = 0; finwave_counter(run->rig.dev, i, &name, &value) == 0; i++) {
		if (strcmp(name, step->name) != 0)
			continue;
		if (value == step->number)
			return 0;
		return failed(run, "%s is %llu", name, (unsigned long long)value);
	}
	return failed(run, "there is no counter %s", step->name);
}

static int do_flow(struct run *run, const struct script_step *step)
{
	run->flow = &run->flows[step->number];
	return 0;
}

static int do_wait(struct run *run, const struct script_step *step)
{
	uint64_t target = run->last + step->delay;

	if (come_to(run, step))
		return -1;
	step_done(run, target);
	return 0;
}

/* ---- scripts --------------------------------------------------------------------------------- */

static int do_step(struct run *run, const struct script_step *step)
{
	switch (step->kind) {
	case SCRIPT_SET:
		return do_set(run, step);
	case SCRIPT_FLOW:
		return do_flow(run, step);
	case SCRIPT_SEND:
		return do_send(run, step);
	case SCRIPT_EXPECT:
		return do_expect(run, step);
	case SCRIPT_UP:
		return do_up(run, step);
	case SCRIPT_EVENT:
		return do_event(run, step);
	case SCRIPT_STATE:
		return do_state(run, step);
	case SCRIPT_REASON:
		return do_reason(run, step);
	case SCRIPT_COUNTER:
		return do_counter(run, step);
	case SCRIPT_WAIT:
		return do_wait(run, step);
	default:
		return do_command(run, step);
	}
}

/* Steps from `at`, `times` over, to the `end` that belongs to it; *at is behind it then. */
static int do_steps(struct run *run, size_t *at, uint32_t times)
{
	size_t begin = *at, i = *at;

	while (times--)
		for (i = begin; i < run->script->count; i++) {
			run->step = &run->script->steps[i];
			if (run->step->kind == SCRIPT_END)
				break;
			if (do_step(run, run->step))
				return -1;
		}
	*at = i + 1;
	return 0;
}

static int do_all(struct run *run, uint32_t repeat)
{
	for (size_t i = 0; i < run->script->count;) {
		const struct script_step *step = run->step = &run->script->steps[i];
		uint32_t times = step->number;

		if (step->kind != SCRIPT_REPEAT) {
			if (do_step(run, step))
				return -1;
			i++;
			continue;
		}
		if (repeat && times > repeat)
			times = repeat;
		i++;
		if (do_steps(run, &i, times))
			return -1;
	}
	return 0;
}

/* Nothing that the script did not ask for; then what it left is released and the engine must be empty. */
static int finish(struct run *run)
{
	struct finwave_event event;

	if (settle(run) || nothing_waits(run))
		return -1;
	if (finwave_next_event(run->rig.dev, &event) == 1)
		return failed(run, "event not expected: %s %s", finwave_event_name(event.kind),
		              finwave_state_name(event.state));
	for (size_t i = 0; i < SCRIPT_FLOWS; i++)
		if (run->flows[i].adopted && !finwave_release(run->rig.dev, run->flows[i].handle))
			finwave_next_event(run->rig.dev, &event);
	if (settle(run) || nothing_waits(run))
		return -1;
	return run->rig.lib.finish(run->rig.sim) ? failed(run, "the engine is not empty") : 0;
}

static int run_script(const struct script *script, unsigned width, uint32_t repeat)
{
	static struct run run;
	int rc;

	memset(&run, 0, sizeof(run));
	run.script = script;
	run.width = width;
	run.flow = run.flows;
	if (rig_open(&run.rig, width, NULL))
		return -1;
	run.last = now(&run);
	rc = do_all(&run, repeat);
	if (!rc)
		rc = finish(&run);
	rig_close(&run.rig);
	return rc;
}

/* ---- files ----------------------------------------------------------------------------------- */

struct tally {
	unsigned run, failed;
	bool bad;
};

static void run_file(const char *path, const struct options *options, struct tally *tally)
{
	static const unsigned widths[] = { 64, 512 };
	struct script script;

	if (script_read(path, &script)) {
		tally->bad = true;
	} else {
		for (size_t i = 0; i < 2; i++) {
			if (options->width && options->width != widths[i])
				continue;
			tally->run++;
			if (run_script(&script, widths[i], options->repeat))
				tally->failed++;
		}
	}
	script_free(&script);
}

static int wanted(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && (!dot || strcmp(dot, ".flow") == 0);
}

static void run_path(const char *path, const struct options *options, struct tally *tally,
                     bool named);

static void run_folder(const char *path, const struct options *options, struct tally *tally)
{
	struct dirent **entries;
	char name[PATH_MAX];
	int count = scandir(path, &entries, wanted, alphasort);

	for (int i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
		run_path(name, options, tally, false);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void run_path(const char *path, const struct options *options, struct tally *tally,
                     bool named)
{
	const char *dot = strrchr(path, '.');
	struct stat status;

	if (stat(path, &status)) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		tally->bad = true;
	} else if (S_ISDIR(status.st_mode)) {
		run_folder(path, options, tally);
	} else if (named || (dot && strcmp(dot, ".flow") == 0)) {
		run_file(path, options, tally);
	}
}

static int usage(void)
{
	fprintf(stderr, "run_flow [--width 64|512] [--repeat N] [FILE | FOLDER]...\n");
	return EXIT_BAD;
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{ "width", required_argument, NULL, 'w' },
		{ "repeat", required_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 },
	};
	struct options options = { .repeat = 1400 };
	struct tally tally = { 0 };
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'w')
			options.width = (unsigned)strtoul(optarg, NULL, 10);
		else if (option == 'r')
			options.repeat = (uint32_t)strtoul(optarg, NULL, 10);
		else
			return usage();
	}
	if (options.width && options.width != 64 && options.width != 512)
		return usage();
	if (optind == argc)
		run_path("tests/flows", &options, &tally, true);
	for (; optind < argc; optind++)
		run_path(argv[optind], &options, &tally, true);
	if (tally.bad)
		return EXIT_BAD;
	if (!tally.run) {
		fprintf(stderr, "there is no script\n");
		return EXIT_BAD;
	}
	printf("%u scripts run, %u failed\n", tally.run, tally.failed);
	return tally.failed ? 1 : 0;
}
