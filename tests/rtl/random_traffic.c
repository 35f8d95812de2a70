/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "random.h"

#include <string.h>

/* ---- into the engine ------------------------------------------------------------------------- */

int random_send(struct run *run, enum finwave_sim_port port, const uint8_t *frame, size_t len,
                bool bad)
{
	int64_t number = run->rig.lib.send(run->rig.sim, port, frame, len, bad);

	if (number < 0)
		return (int)number;
	return ++run->queued > QUEUE_MAX ? random_settle(run) : 0;
}

int random_delayed(struct run *run)
{
	int rc = 0;

	for (unsigned i = 0; i < HELD_BACK && !rc; i++) {
		struct delayed *delayed = &run->delayed[i];

		if (delayed->steps && --delayed->steps == 0)
			rc = random_send(run, delayed->port, delayed->data, delayed->len, false);
	}
	return rc;
}

static bool hold_back(struct run *run, enum finwave_sim_port port, const uint8_t *frame, size_t len)
{
	struct delayed *delayed = &run->delayed[draw_below(&run->draw, HELD_BACK)];

	if (delayed->steps)
		return false;
	memcpy(delayed->data, frame, len);
	delayed->len = len;
	delayed->port = port;
	delayed->steps = 1 + draw_below(&run->draw, 30);
	return true;
}

/* What a network does to a frame, and a little more. */
int random_impaired(struct run *run, enum finwave_sim_port port, uint8_t *frame, size_t len)
{
	struct draw *d = &run->draw;
	/* of the host only what lies below TCP: no checksum would catch a number that jumps */
	uint32_t damage = port == FINWAVE_SIM_HOST ? 26 : (uint32_t)len;
	unsigned copies = draw_chance(d, 8) ? 1 + draw_below(d, 3) : 1;
	int rc = 0;

	if (draw_chance(d, 3))
		return 0;
	if (draw_chance(d, 4))
		frame[draw_below(d, damage)] ^= (uint8_t)(1u << draw_below(d, 8));
	if (draw_chance(d, 2))
		len = 1 + draw_below(d, (uint32_t)len);
	if (draw_chance(d, 5) && hold_back(run, port, frame, len))
		return 0;
	while (copies-- && !rc)
		rc = random_send(run, port, frame, len, draw_chance(d, 1));
	return rc;
}

/* ---- from the wire --------------------------------------------------------------------------- */

static void tame_segment(struct draw *d, const struct slot *slot, struct packet *p)
{
	p->flags = (uint8_t)PICK(d, TH_ACK, TH_FIN | TH_ACK, TH_FIN | TH_ACK, TH_PSH | TH_ACK);
	p->seq = slot->rcv_nxt;
	p->ack = slot->snd_nxt;
	if (p->flags == (TH_FIN | TH_ACK) && draw_chance(d, 30))
		p->seq--;
	if (p->flags & TH_PSH)
		p->payload = 1 + draw_below(d, 100);
}

static void wild_segment(struct draw *d, const struct slot *slot, struct packet *p)
{
	uint32_t wnd = slot->config.rcv_wnd,
		 sent = (uint32_t)slot->config.max_wnd << slot->config.snd_wscale;

	p->flags = (uint8_t)PICK(d, TH_ACK, TH_ACK, TH_FIN | TH_ACK, TH_FIN | TH_ACK, TH_RST,
	                         TH_RST | TH_ACK, TH_SYN, TH_SYN | TH_ACK, TH_FIN, 0,
	                         TH_FIN | TH_SYN | TH_ACK, TH_FIN | TH_PSH | TH_URG | TH_ACK,
	                         TH_RST | TH_FIN | TH_ACK, draw_word(d) & 0xff);
	p->payload = PICK(d, 0, 0, 0, 1, 2, 10, 101, draw_below(d, 1400));
	p->seq = slot->rcv_nxt + PICK(d, 0, 0, 0, 1, 0xffffffffu, wnd, wnd - 1, wnd + 1,
	                              0u - (uint32_t)p->payload, wnd - (uint32_t)p->payload,
	                              1u - (uint32_t)p->payload, 0x7fffffffu, 0x80000000u,
	                              draw_word(d));
	p->ack = slot->snd_nxt + PICK(d, 0, 0, 0, 0, 1, 0xffffffffu, 0u - sent, 0u - sent - 1,
	                              0u - sent + 1, 0x80000000u, draw_word(d));
}

static void add_options(struct draw *d, struct slot *slot, struct packet *p)
{
	p->window = (uint16_t)PICK(d, 0, 0, 1, 10, 700, 65535, draw_word(d));
	p->timestamps = slot->config.timestamps != draw_chance(d, 5);
	if (draw_chance(d, 10))
		slot->ts++;
	p->tsval = slot->ts + PICK(d, 0, 0, 0, 0, 0, 1, 0xffffffffu, 0x7fffffffu, 0x80000000u);
	p->tsecr = draw_word(d);
	p->has_wscale = p->flags & TH_SYN && draw_chance(d, 50);
	p->wscale = (uint8_t)draw_below(d, 16);
	p->tcp_nops = draw_chance(d, 20) ? draw_below(d, p->has_wscale ? 26 : 29) : 0;
	p->ip_option_words = draw_chance(d, 10) ? draw_below(d, 11) : 0;
	p->padding = draw_chance(d, 10) ? draw_below(d, 30) : 0;
}

int random_segment(struct run *run, struct slot *slot)
{
	struct packet packet = { 0 };
	uint8_t frame[PACKET_MAX];

	if (draw_chance(&run->draw, 45))
		tame_segment(&run->draw, slot, &packet);
	else
		wild_segment(&run->draw, slot, &packet);
	add_options(&run->draw, slot, &packet);
	return random_impaired(run, FINWAVE_SIM_WIRE, frame,
	                       packet_build(&slot->config, &packet, frame));
}

int random_noise(struct run *run)
{
	struct draw *d = &run->draw;
	uint8_t frame[PACKET_MAX];
	size_t len = 1 + draw_below(d, 1514);

	draw_bytes(d, frame, len);
	if (draw_chance(d, 50) && len > 40) {
		static const uint8_t type[] = { 0x08, 0x00, 0x45 };

		memcpy(frame + 12, type, sizeof(type));
		frame[23] = 6;
	}
	return random_send(run, draw_chance(d, 70) ? FINWAVE_SIM_WIRE : FINWAVE_SIM_HOST, frame,
	                   len, draw_chance(d, 5));
}

/* ---- from the host --------------------------------------------------------------------------- */

/* The next of its stream, or nothing but an ACK, which with `watch` may take more. */
static void tame_host_frame(struct draw *d, struct slot *slot, struct packet *p)
{
	uint32_t most = slot->fenced ? slot->fenced : PICK(d, 0, 0, 1, 1400);

	p->flags = TH_ACK;
	p->seq = slot->snd_nxt;
	p->ack = slot->rcv_nxt + (slot->config.watch ? PICK(d, 0, 0, 1, 100) : 0);
	if (most && draw_chance(d, 80))
		p->payload = 1 + draw_below(d, most > 1400 ? 1400 : most);
	if (slot->fenced && draw_chance(d, 5))
		p->payload++;
	slot->snd_nxt += (uint32_t)p->payload;
	slot->fenced -= slot->fenced < p->payload ? slot->fenced : (uint32_t)p->payload;
}

static void wild_host_frame(struct draw *d, const struct slot *slot, struct packet *p)
{
	p->flags = (uint8_t)PICK(d, TH_ACK, TH_ACK, TH_FIN | TH_ACK, TH_FIN | TH_ACK, TH_FIN,
	                         TH_RST, TH_RST | TH_ACK, TH_SYN, TH_SYN, TH_SYN | TH_ACK, 0,
	                         draw_word(d) & 0xff);
	p->payload = PICK(d, 0, 0, 0, 1, 100, draw_below(d, 1400));
	/* no jump by half the number space: whatever comes of it is no TCP's business */
	p->seq = slot->snd_nxt + PICK(d, 0, 0, 0, 1, 0xffffffffu, 0u - (uint32_t)p->payload, 5000,
	                              100000, 0u - 100000, 0xf0000000u);
	p->ack = slot->rcv_nxt + PICK(d, 0, 0, 0, 1, 0xffffffffu, 1000, 0x80000000u, draw_word(d));
}

int random_host_frame(struct run *run, struct slot *slot)
{
	struct draw *d = &run->draw;
	struct packet packet = { .from_host = true };
	uint8_t frame[PACKET_MAX];
	size_t len;

	if (draw_chance(d, slot->fenced ? 92 : 60))
		tame_host_frame(d, slot, &packet);
	else
		wild_host_frame(d, slot, &packet);
	add_options(d, slot, &packet);
	len = packet_build(&slot->config, &packet, frame);
	if (draw_chance(d, 10)) /* the NIC has yet to fill the checksum in */
		frame[len - 1 - draw_below(d, (uint32_t)(len > 20 ? 20 : len))] ^= 0x55;
	return random_impaired(run, FINWAVE_SIM_HOST, frame, len);
}
