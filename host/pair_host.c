/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The host behind an engine of a pair: its commands to the engine, what it sends, and as much of a stack
 * as the stories need for frames of a connection that the engine does not hold.
 */
#include "pair.h"

#define HOST_WINDOW 65535u

/* ---- to the engine --------------------------------------------------------------------------- */

static bool command_done(struct pair *pair, enum pair_side side, struct pair_entry *entry, int err)
{
	if (!entry)
		return false;
	entry->result = err;
	return pair_settle(pair, side, entry);
}

bool pair_adopt(struct pair *pair, enum pair_side side, enum finwave_state state, bool half_close,
                const char *text)
{
	struct pair_end *end = &pair->end[side];
	struct finwave_flow_config config = end->address;
	struct pair_entry *entry;
	int err;

	if (!pair_sync(pair))
		return false;
	entry = pair_note(pair, PAIR_COMMAND, side, text);
	config.state = state;
	config.half_close = half_close;
	config.snd_una = end->snd_una;
	config.snd_nxt = end->snd_nxt;
	config.rcv_nxt = end->rcv_nxt;
	config.rcv_wnd = config.max_wnd = HOST_WINDOW;
	err = finwave_adopt(end->engine.dev, &config, &end->flow);
	if (err)
		return pair_fail(pair, "the flow is not adopted: %s", finwave_strerror(err));
	end->held = true;
	end->ended = false;
	end->host = PAIR_HOST_HELD;
	return command_done(pair, side, entry, err);
}

bool pair_command(struct pair *pair, enum pair_side side, enum pair_command command,
                  const char *text)
{
	struct pair_end *end = &pair->end[side];
	struct finwave_dev *dev = end->engine.dev;
	struct pair_entry *entry;

	if (!pair_sync(pair))
		return false;
	entry = pair_note(pair, PAIR_COMMAND, side, text);
	switch (command) {
	case PAIR_CLOSE:
		return command_done(pair, side, entry, finwave_close_flow(dev, end->flow, NULL));
	case PAIR_SHUTDOWN:
		return command_done(pair, side, entry, finwave_shutdown(dev, end->flow, NULL));
	case PAIR_ABORT:
		return command_done(pair, side, entry, finwave_abort(dev, end->flow));
	default:
		return command_done(pair, side, entry, finwave_release(dev, end->flow));
	}
}

/* New data below SND.NXT: the engine must know before the peer's ACK comes. */
static bool tell_snd_nxt(struct pair *pair, struct pair_end *end, uint32_t snd_nxt)
{
	struct finwave_sim_retire retire;
	int err;

	if (!end->held)
		return true;
	err = finwave_update(end->engine.dev, end->flow, &snd_nxt, NULL);
	if (err)
		return pair_fail(pair, "SND.NXT is not taken: %s", finwave_strerror(err));
	if (end->engine.api.settle(end->engine.sim, PAIR_SETTLE_CLOCKS))
		return pair_fail(pair, "the engine does not come to rest");
	while (end->engine.api.retired(end->engine.sim, &retire) == 1)
		;
	return pair_read_record(pair, (enum pair_side)(end - pair->end));
}

bool pair_send(struct pair *pair, enum pair_side side, const struct packet *packet)
{
	struct pair_end *end = &pair->end[side];
	uint8_t bytes[PACKET_MAX];
	size_t len = packet_build(&end->address, packet, bytes);
	uint32_t last =
		packet->seq + (uint32_t)packet->payload + !!(packet->flags & (TCP_FIN | TCP_SYN));

	if (packet->payload && !tell_snd_nxt(pair, end, last))
		return false;
	if (!(packet->flags & TCP_RST) && seq_after(last, end->snd_nxt))
		end->snd_nxt = last;
	if (end->engine.api.send(end->engine.sim, FINWAVE_SIM_HOST, bytes, len, false) < 0)
		return pair_fail(pair, "the host's frame is not taken");
	return pair_settle(pair, side, NULL);
}

/* ---- from the wire --------------------------------------------------------------------------- */

static bool answer(struct pair *pair, enum pair_side side, const char *text, uint8_t flags,
                   uint32_t seq, uint32_t ack)
{
	const struct packet packet = { .flags = flags,
		                       .seq = seq,
		                       .ack = ack,
		                       .window = flags & TCP_RST ? 0 : HOST_WINDOW,
		                       .from_host = true };

	return pair_note(pair, PAIR_SAID, side, text) && pair_send(pair, side, &packet);
}

/* RFC 9293 3.10.7.1: the answer of an end that knows nothing of the connection. */
static bool refuse(struct pair *pair, enum pair_side side, const struct frame *f)
{
	const char *text = pair->end[side].host == PAIR_HOST_OPENING
	                           ? "host: no answer to its SYN, RST (RFC 9293 3.10.7.3)"
	                           : "host: no such connection, RST (RFC 9293 3.10.7.1)";

	if (f->flags & TCP_RST)
		return true;
	if (f->flags & TCP_ACK)
		return answer(pair, side, text, TCP_RST, f->ack, 0);
	return answer(pair, side, text, TCP_RST | TCP_ACK, 0, frame_seq_end(f));
}

static bool accept_syn(struct pair *pair, enum pair_side side, const struct frame *f)
{
	struct pair_end *end = &pair->end[side];

	end->host = PAIR_HOST_OPEN;
	end->rcv_nxt = frame_seq_end(f);
	end->snd_una = end->snd_nxt += PAIR_ISN_STEP;
	return answer(pair, side, "host: takes the new connection", TCP_SYN | TCP_ACK, end->snd_una,
	              end->rcv_nxt);
}

static bool opened(struct pair *pair, enum pair_side side, const struct frame *f)
{
	struct pair_end *end = &pair->end[side];

	end->host = PAIR_HOST_OPEN;
	end->snd_una = f->ack;
	end->rcv_nxt = frame_seq_end(f);
	return answer(pair, side, "host: the new connection is open", TCP_ACK, end->snd_nxt,
	              end->rcv_nxt);
}

/* A connection of the host's own: it takes note, and answers when the story says so. */
static bool take(struct pair_end *end, const struct frame *f)
{
	if (f->seq == end->rcv_nxt)
		end->rcv_nxt = frame_seq_end(f);
	if (f->flags & TCP_ACK && seq_after(f->ack, end->snd_una))
		end->snd_una = f->ack;
	return true;
}

bool pair_host_receive(struct pair *pair, enum pair_side side, const struct frame *f)
{
	struct pair_end *end = &pair->end[side];
	bool syn = f->flags & TCP_SYN, ack = f->flags & TCP_ACK;

	switch (end->host) {
	case PAIR_HOST_OWN:
	case PAIR_HOST_OPEN:
		return take(end, f);
	case PAIR_HOST_LISTEN:
		return syn && !ack ? accept_syn(pair, side, f) : refuse(pair, side, f);
	case PAIR_HOST_OPENING:
		if (syn && ack && f->ack == end->snd_nxt)
			return opened(pair, side, f);
		if (f->flags & TCP_RST && ack && f->ack == end->snd_nxt) {
			end->host = PAIR_HOST_NONE;
			return pair_note(pair, PAIR_SAID, side, "host: connection refused");
		}
		return refuse(pair, side, f);
	default:
		return refuse(pair, side, f);
	}
}
