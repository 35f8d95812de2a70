/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "random.h"

#include <string.h>

static void start_tuple(struct run *run, unsigned index)
{
	struct finwave_flow_config *c = &run->connections[index].tuple;
	struct draw *d = &run->draw;

	c->size = sizeof(*c);
	c->ipv6 = draw_chance(d, 40);
	draw_bytes(d, c->local_addr, c->ipv6 ? 16 : 4);
	draw_bytes(d, c->remote_addr, c->ipv6 ? 16 : 4);
	draw_bytes(d, c->local_mac, 6);
	draw_bytes(d, c->peer_mac, 6);
	c->local_port = (uint16_t)(CONNECTION_PORT + index);
	c->remote_port = SERVER_PORT;
	c->vlan_count = (uint8_t)PICK(d, 0, 0, 1, 2);
	c->vlan_tci[0] = (uint16_t)draw_next(d);
	c->vlan_tci[1] = (uint16_t)draw_next(d);
	c->outer_88a8 = draw_chance(d, 50);
}

static void start_connection(struct run *run, unsigned index)
{
	struct connection *c = &run->connections[index];
	struct draw *d = &run->draw;
	struct ends_plan plan = {
		.host_opens = draw_chance(d, 50),
		.both_open = draw_chance(d, 3),
		.host_iss =
			draw_chance(d, 30) ? draw_word(d) : c->host.nxt + 1 + draw_below(d, 100000),
		.peer_iss =
			draw_chance(d, 30) ? draw_word(d) : c->peer.nxt + 1 + draw_below(d, 100000),
		.host_bytes = PICK(d, 0, 0, 1, 3000),
		.peer_bytes = PICK(d, 0, 0, 1, 3000),
		.host_closes = draw_chance(d, 95),
		.peer_closes = draw_chance(d, 95),
		.host_timestamps = draw_chance(d, 80),
		.peer_timestamps = draw_chance(d, 80),
		.wscale = draw_chance(d, 70),
	};

	ends_start(c, &plan, d);
	run->restarts[index]++;
}

void random_connections_start(struct run *run)
{
	for (unsigned i = 0; i < CONNECTIONS; i++) {
		start_tuple(run, i);
		start_connection(run, i);
	}
}

static int send_packet(struct run *run, const struct connection *c, const struct packet *packet)
{
	uint8_t frame[PACKET_MAX];
	size_t len = packet_build(&c->tuple, packet, frame);
	enum finwave_sim_port port = packet->from_host ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE;

	if (draw_chance(&run->draw, 25))
		return random_impaired(run, port, frame, len);
	return random_send(run, port, frame, len, false);
}

/* A segment that no end sent, near what they expect. */
static void forged(struct draw *d, const struct connection *c, struct packet *p)
{
	const struct end *from, *to;

	p->from_host = draw_chance(d, 50);
	from = p->from_host ? &c->host : &c->peer;
	to = p->from_host ? &c->peer : &c->host;
	p->flags = (uint8_t)PICK(d, TH_RST, TH_SYN, TH_SYN | TH_ACK, TH_FIN | TH_ACK,
	                         TH_SYN | TH_FIN, TH_ACK, draw_word(d) & 0xff);
	p->seq = to->rcv_nxt + PICK(d, 0, 0, 1, 0xffffffffu, draw_word(d));
	p->ack = to->nxt + PICK(d, 0, 0, 1, 0xffffffffu, draw_word(d));
	p->payload = PICK(d, 0, 0, 10);
	p->timestamps = from->timestamps;
	p->tsval = draw_word(d);
}

/* One of them does something. */
int random_connection(struct run *run)
{
	struct draw *d = &run->draw;
	unsigned index = draw_below(d, CONNECTIONS);
	struct connection *c = &run->connections[index];
	struct packet packet = { 0 };

	c->clock += draw_below(d, 3);
	if (draw_chance(d, 2)) {
		forged(d, c, &packet);
		return send_packet(run, c, &packet);
	}
	if ((ends_over(c) && draw_chance(d, 50)) || draw_below(d, 400) == 0)
		start_connection(run, index);
	if (ends_act(c, draw_chance(d, 50), d, &packet))
		return send_packet(run, c, &packet);
	return 0;
}

void random_connection_gets(struct run *run, const struct finwave_sim_frame *frame)
{
	bool host = frame->port == FINWAVE_SIM_HOST;
	struct delayed *answer = &run->answers[run->answered];
	struct connection *c;
	struct packet_seen seen;
	struct packet packet;
	unsigned index;

	if (frame->bad || frame->len < 54 || !packet_read(frame->data, frame->len, &seen))
		return;
	index = (unsigned)(host ? seen.remote_port : seen.local_port) - CONNECTION_PORT;
	if (index >= CONNECTIONS || (host ? seen.local_port : seen.remote_port) != SERVER_PORT)
		return;
	c = &run->connections[index];
	if (draw_chance(&run->draw, 5) || !ends_receive(c, host, &seen, &packet) ||
	    run->answered == ANSWERS)
		return;
	answer->len = packet_build(&c->tuple, &packet, answer->data);
	answer->port = host ? FINWAVE_SIM_HOST : FINWAVE_SIM_WIRE;
	run->answered++;
}

int random_answers(struct run *run)
{
	unsigned count = run->answered;
	int rc = 0;

	/* sending may settle, and what comes out then is answered behind these */
	for (unsigned i = 0; i < count && !rc; i++)
		rc = random_send(run, run->answers[i].port, run->answers[i].data,
		                 run->answers[i].len, false);
	run->answered -= count;
	memmove(run->answers, run->answers + count, run->answered * sizeof(run->answers[0]));
	return rc;
}
