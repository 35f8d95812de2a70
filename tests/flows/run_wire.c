/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Frames, both ways, and the time that passes between them. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "run.h"

enum { SETTLE_LIMIT = 4000000 }; /* clocks */

int failed(const struct run *run, const char *format, ...)
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

uint64_t now(const struct run *run)
{
	return run->rig.lib.tick(run->rig.sim);
}

/* ---- what came out --------------------------------------------------------------------------- */

/* No period of a power of two: a block of the wrong place shows. */
uint8_t tail_byte(uint32_t seq)
{
	return (uint8_t)(seq % 251 ^ seq >> 16);
}

static bool tail_holds(const struct packet_seen *packet, const uint8_t *frame, size_t len)
{
	for (size_t i = 0; i < packet->payload; i++)
		if (packet->text_at + i >= len ||
		    frame[packet->text_at + i] != tail_byte(packet->seq + (uint32_t)i))
			return false;
	return true;
}

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
	seen->tail = !packet_read(frame->data, frame->len, &seen->packet) ||
	             tail_holds(&seen->packet, frame->data, frame->len);
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

int settle(struct run *run)
{
	if (run->rig.lib.settle(run->rig.sim, SETTLE_LIMIT))
		return failed(run, "the engine does not come to rest");
	return collect(run);
}

int advance(struct run *run, uint64_t tick)
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
	bool up = seen->port == FINWAVE_SIM_HOST;
	uint32_t seq = p->seq - (up ? adopt->peer_isn : adopt->local_isn);
	char flags[9];
	int used;

	if (!seen->from_engine) {
		snprintf(text, sizeof(text), "%s (frame %llu passes)", up ? "^" : "v",
		         (unsigned long long)seen->cause);
		return text;
	}
	script_flags_text(p->flags, flags);
	used = snprintf(text, sizeof(text), "%s %s %u:%u(%u)", up ? "up" : ">", flags, seq,
	                seq + p->payload, p->payload);
	if (p->flags & TH_ACK)
		used += snprintf(text + used, sizeof(text) - (size_t)used, " ack %u",
		                 p->ack - (up ? adopt->local_isn : adopt->peer_isn));
	used += snprintf(text + used, sizeof(text) - (size_t)used, " win %u", p->window);
	if (p->timestamps)
		used += snprintf(text + used, sizeof(text) - (size_t)used, " <TS val %u ecr %u>",
		                 p->tsval, p->tsecr);
	if (!seen->tail)
		snprintf(text + used, sizeof(text) - (size_t)used, ", with other text");
	return text;
}

/* No frame may wait that no line asked for. */
int nothing_waits(const struct run *run)
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
int come_to(struct run *run, const struct script_step *step)
{
	uint64_t target = run->last + step->delay;

	if (step->delayed && advance(run, target))
		return -1;
	return nothing_waits(run);
}

/* Until shortly before a step that expects; nothing may have come by then. */
int come_near(struct run *run, const struct script_step *step, uint64_t *target)
{
	*target = run->last + step->delay;
	if (!step->delayed || !step->delay)
		return settle(run);
	if (step->delay <= TOLERANCE)
		return 0;
	return advance(run, *target - TOLERANCE) ? -1 : nothing_waits(run);
}

/* A little further, so that what came is seen soon; false behind the time of the step. */
bool come_nearer(struct run *run, const struct script_step *step, uint64_t target)
{
	if (!step->delayed || now(run) >= target + TOLERANCE)
		return false;
	return !advance(run, now(run) + TOLERANCE / 12);
}

void step_done(struct run *run, uint64_t tick)
{
	run->last = tick;
}

/* Brings the first frame in the queue that the engine did not make to its front. */
static void passing_first(struct queue *queue)
{
	size_t at = 0;
	struct seen found;

	while (at < queue->count && queue->frames[(queue->first + at) % FRAMES_MAX].from_engine)
		at++;
	if (at == queue->count)
		return;
	found = queue->frames[(queue->first + at) % FRAMES_MAX];
	for (; at > 0; at--)
		queue->frames[(queue->first + at) % FRAMES_MAX] =
			queue->frames[(queue->first + at - 1) % FRAMES_MAX];
	queue->frames[queue->first] = found;
}

/* ---- segments -------------------------------------------------------------------------------- */

static size_t tcp_at(const struct finwave_flow_config *config, const struct packet *packet)
{
	size_t ip = 14 + 4u * config->vlan_count;

	return ip + (config->ipv6 ? 40 : 20 + 4 * packet->ip_option_words);
}

int do_send(struct run *run, const struct script_step *step)
{
	const struct finwave_flow_config *config = &run->flow->adopt.config;
	const struct script_adopt *adopt = &run->flow->adopt;
	const struct script_segment *segment = &step->segment;
	bool host = step->kind == SCRIPT_HOST;
	enum finwave_sim_port port = host ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE;
	struct packet packet = segment->packet;
	uint8_t frame[PACKET_MAX];
	size_t len;

	if (come_to(run, step))
		return -1;
	packet.from_host = host;
	packet.seq += host ? adopt->local_isn : adopt->peer_isn;
	packet.ack += host ? adopt->peer_isn : adopt->local_isn;
	len = packet_build(config, &packet, frame);
	if (segment->bad_ip_sum)
		frame[14 + 4u * config->vlan_count + 10] ^= 1;
	if (segment->bad_tcp_sum)
		frame[tcp_at(config, &packet) + 16] ^= 1;
	if (segment->cut + 14 > len)
		return failed(run, "the frame has only %zu bytes", len);
	run->sent[port] =
		run->rig.lib.send(run->rig.sim, port, frame, len - segment->cut, segment->bad);
	if (run->sent[port] < 0)
		return failed(run, "the frame is not taken");
	if (settle(run))
		return -1;
	step_done(run, now(run));
	return 0;
}

/* A RST that goes up speaks in the peer's name. */
static bool same_numbers(const struct run *run, const struct packet *want,
                         const struct packet_seen *got, bool up)
{
	const struct finwave_flow_config *config = &run->flow->adopt.config;
	uint32_t local = run->flow->adopt.local_isn, peer = run->flow->adopt.peer_isn;
	uint16_t source = up ? config->remote_port : config->local_port;
	uint16_t destination = up ? config->local_port : config->remote_port;

	return got->local_port == source && got->remote_port == destination &&
	       got->seq - (up ? peer : local) == want->seq &&
	       (!(want->flags & TH_ACK) || got->ack - (up ? local : peer) == want->ack);
}

static bool same_segment(const struct run *run, const struct script_segment *want,
                         const struct seen *seen)
{
	const struct packet_seen *got = &seen->packet;
	const struct packet *p = &want->packet;

	return seen->from_engine && seen->tail &&
	       same_numbers(run, p, got, seen->port == FINWAVE_SIM_HOST) &&
	       got->flags == p->flags && got->payload == p->payload &&
	       (!want->has_win || got->window == p->window) && got->timestamps == p->timestamps &&
	       (!p->timestamps || (got->tsval == p->tsval && got->tsecr == p->tsecr));
}

int do_expect(struct run *run, const struct script_step *step)
{
	enum finwave_sim_port port =
		step->kind == SCRIPT_EXPECT_UP ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE;
	const struct seen *seen;
	uint64_t target;

	if (come_near(run, step, &target))
		return -1;
	while (!(seen = next_frame(run, port)) && come_nearer(run, step, target))
		;
	if (!seen)
		return failed(run, "nothing was sent");
	if (!same_segment(run, &step->segment, seen))
		return failed(run, "instead there was: %s", describe(run, seen));
	if (seen->tick + TOLERANCE < target || seen->tick > target + TOLERANCE)
		return failed(run, "sent %+.6f s away from its time",
		              (double)((int64_t)seen->tick - (int64_t)target) / 1e6);
	step_done(run, seen->tick);
	return 0;
}

int do_pass(struct run *run, const struct script_step *step)
{
	bool up = step->kind == SCRIPT_UP;
	int64_t sent = run->sent[up ? FINWAVE_SIM_WIRE : FINWAVE_SIM_HOST];
	const struct seen *seen;

	if (settle(run))
		return -1;
	if (step->late)
		passing_first(&run->queues[FINWAVE_SIM_WIRE]);
	seen = next_frame(run, up ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE);
	if (!seen)
		return failed(run, "the segment was dropped");
	if (seen->from_engine || seen->cause != (uint64_t)sent)
		return failed(run, "instead there was: %s", describe(run, seen));
	return 0;
}
