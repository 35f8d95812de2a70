// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * fwm_track_decide(): what a segment that passes says about a connection that nobody adopted. Row by row the table of
 * docs/theory.md: the host's state as RFC 9293 3.10.7.2 to 3.10.7.4 must have it when the segment passed. In doubt:
 * hands off.
 */
#include "internal.h"

/* The host's kernel goes on alone. */
static void hands_off(struct fwm_track_decision *out)
{
	*out = (struct fwm_track_decision){ .state = FINWAVE_TCP_STATE_CLOSED, .ended = true };
}

/* Both FINs are acknowledged: TIME-WAIT is the engine's. */
static void own(struct fwm_track_decision *out)
{
	out->state = FINWAVE_TCP_STATE_TIME_WAIT;
	out->own = true;
}

/* 3.10.7.3: the answer to the host's SYN. A SYN alone would be a simultaneous open. */
static void syn_sent_wire(const struct fwm_track_class *in, struct fwm_track_decision *out)
{
	if (!in->syn)
		return;
	if (!in->ack || !in->ack_nxt) {
		hands_off(out);
		return;
	}
	out->state = FINWAVE_TCP_STATE_ESTABLISHED;
	out->open_wire = true;
}

/* Nothing but the same SYN again (3.8.1). */
static void syn_sent_host(const struct fwm_track_class *in, struct fwm_track_decision *out)
{
	if (!in->syn || in->ack || !in->seq_una)
		hands_off(out);
}

static void listen_wire(const struct fwm_track_class *in, struct fwm_track_decision *out)
{
	if (!in->syn || in->ack || !in->end_exact)
		hands_off(out);
}

/* 3.10.7.2 third: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> */
static void listen_host(const struct fwm_track_class *in, struct fwm_track_decision *out)
{
	if (!in->syn || !in->ack || !in->ack_rcv) {
		hands_off(out);
		return;
	}
	out->state = FINWAVE_TCP_STATE_SYN_RECEIVED;
	out->open_host = true;
}

/* 3.10.7.4 eighth and fifth. A FIN at another number than before: somebody lies. */
static void open_wire(const struct fwm_track_class *in, struct fwm_track_decision *out)
{
	if (in->syn || (in->ack && in->seq_ok && in->ack_ok && in->fin && in->fin_differs)) {
		hands_off(out);
		return;
	}
	if (!in->ack || !in->seq_ok || !in->ack_ok)
		return;
	out->take = true;
	out->take_fin = in->fin;
	if (!in->fin_out || !in->ack_nxt)
		return;
	if (out->state == FINWAVE_TCP_STATE_FIN_WAIT_1)
		out->state = FINWAVE_TCP_STATE_FIN_WAIT_2;
	else if (out->state == FINWAVE_TCP_STATE_CLOSING)
		own(out);
	else if (out->state == FINWAVE_TCP_STATE_LAST_ACK) /* over: both kernels know */
		hands_off(out);
}

/* The host has acknowledged the peer's FIN. */
static void peer_fin_acknowledged(struct fwm_track_decision *out)
{
	if (out->state == FINWAVE_TCP_STATE_ESTABLISHED)
		out->state = FINWAVE_TCP_STATE_CLOSE_WAIT;
	else if (out->state == FINWAVE_TCP_STATE_FIN_WAIT_1)
		out->state = FINWAVE_TCP_STATE_CLOSING;
	else if (out->state == FINWAVE_TCP_STATE_FIN_WAIT_2)
		own(out);
}

/* 3.10.4: the host's FIN. One that comes again leaves the state alone. */
static void host_closes(struct fwm_track_decision *out)
{
	out->take_fin = true;
	if (out->state == FINWAVE_TCP_STATE_ESTABLISHED)
		out->state = FINWAVE_TCP_STATE_FIN_WAIT_1;
	else if (out->state == FINWAVE_TCP_STATE_CLOSE_WAIT)
		out->state = FINWAVE_TCP_STATE_LAST_ACK;
}

static void open_host(const struct fwm_track_class *in, struct fwm_track_decision *out)
{
	if (in->syn || !in->ack || (in->fin_out && in->host_beyond) || in->fin_passed) {
		hands_off(out);
		return;
	}
	out->take = true;
	if (in->fin_acked)
		peer_fin_acknowledged(out);
	if (in->fin)
		host_closes(out);
}

/* 3.10.7.4: the peer's SYN again, or the ACK of the host's. */
static void syn_received_wire(const struct fwm_track_class *in, struct fwm_track_decision *out)
{
	bool same_syn = in->syn && !in->ack && in->end_exact;

	if (same_syn)
		return;
	if (in->syn) {
		hands_off(out);
		return;
	}
	if (!in->ack || !in->ack_nxt)
		return;
	out->state = FINWAVE_TCP_STATE_ESTABLISHED;
	open_wire(in, out);
}

/* Nothing but the same SYN+ACK again. */
static void syn_received_host(const struct fwm_track_class *in, struct fwm_track_decision *out)
{
	if (!in->syn || !in->ack || !in->seq_una || !in->ack_rcv)
		hands_off(out);
}

static bool known(uint8_t state)
{
	return state >= FINWAVE_TCP_STATE_LISTEN && state <= FINWAVE_TCP_STATE_LAST_ACK;
}

void fwm_track_decide(const struct fwm_track_class *in, struct fwm_track_decision *out)
{
	*out = (struct fwm_track_decision){ .state = in->state };
	if (!known(in->state))
		return;
	if (in->rst || (in->syn && in->fin)) {
		hands_off(out);
		return;
	}
	switch (in->state) {
	case FINWAVE_TCP_STATE_SYN_SENT:
		(in->from_host ? syn_sent_host : syn_sent_wire)(in, out);
		return;
	case FINWAVE_TCP_STATE_LISTEN:
		(in->from_host ? listen_host : listen_wire)(in, out);
		return;
	case FINWAVE_TCP_STATE_SYN_RECEIVED:
		(in->from_host ? syn_received_host : syn_received_wire)(in, out);
		return;
	default: /* ESTABLISHED and later */
		(in->from_host ? open_host : open_wire)(in, out);
	}
}
