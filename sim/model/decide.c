// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * fwm_decide(): what a classified segment, command or timeout leads to. A pure function: no record,
 * no time, no sequence number enters it. Segments are in decide_segment.c, those of the host in host.c.
 */
#include "internal.h"

void fwm_decide_free(struct fwm_decision *out, uint8_t reason, uint8_t completion)
{
	out->state = FINWAVE_TCP_STATE_CLOSED;
	out->reason = reason;
	out->completion = completion;
	out->free = true;
	out->timer = FWM_TIMER_STOP;
}

static void refuse(struct fwm_decision *out)
{
	out->reason = FINWAVE_REASON_COMMAND_REFUSED;
	out->refuse = true;
}

/*
 * 3.10.4: the FIN "should be queued until all preceding SENDs have been segmentized". What the fence or the peer's
 * window (3.8.6) holds back goes later; the ACK that waited for it does not.
 */
static void queue_fin(const struct fwm_class *in, struct fwm_decision *out)
{
	bool established = in->state == FINWAVE_TCP_STATE_ESTABLISHED;

	if (in->snd_nxt_used) {
		refuse(out);
		return;
	}
	out->state = established ? FINWAVE_TCP_STATE_FIN_WAIT_1 : FINWAVE_TCP_STATE_LAST_ACK;
	out->queue_fin = true;
	if (in->may_go)
		out->send = FINWAVE_SEND_FIN;
	else if (in->ack_owed)
		out->send = FINWAVE_SEND_ACK;
	out->set_half_close = in->op == FINWAVE_OP_SHUTDOWN;
	out->clear_half_close = in->op == FINWAVE_OP_CLOSE;
	out->timer = FWM_TIMER_RTO_FIRST;
}

/* A half-closed flow is closed for good: nobody reads any more. Our FIN is queued or out already. */
static void close_reader(struct fwm_decision *out)
{
	out->clear_half_close = true;
	if (out->state == FINWAVE_TCP_STATE_FIN_WAIT_2)
		out->timer = FWM_TIMER_FIN_WAIT_2;
}

/* RFC 9293 3.10.4. */
static void decide_close(const struct fwm_class *in, struct fwm_decision *out)
{
	out->reason = FINWAVE_REASON_COMMAND_DONE;
	switch (in->state) {
	case FINWAVE_TCP_STATE_ESTABLISHED:
	case FINWAVE_TCP_STATE_CLOSE_WAIT:
		queue_fin(in, out);
		return;
	case FINWAVE_TCP_STATE_FIN_WAIT_1:
	case FINWAVE_TCP_STATE_FIN_WAIT_2:
		if (in->op == FINWAVE_OP_CLOSE && in->half_close && !in->tail) {
			close_reader(out);
			return;
		}
		refuse(out); /* "error: connection closing" */
		return;
	default:
		refuse(out);
	}
}

/* RFC 9293 3.10.5: CLOSING, LAST-ACK and TIME-WAIT send nothing. */
static void decide_abort(const struct fwm_class *in, struct fwm_decision *out)
{
	fwm_decide_free(out, FINWAVE_REASON_COMMAND_DONE, FINWAVE_EVENT_ABORTED_HOST);
	switch (in->state) {
	case FINWAVE_TCP_STATE_ESTABLISHED:
	case FINWAVE_TCP_STATE_FIN_WAIT_1:
	case FINWAVE_TCP_STATE_FIN_WAIT_2:
	case FINWAVE_TCP_STATE_CLOSE_WAIT:
		out->send = FINWAVE_SEND_RST;
		return;
	default:
		return;
	}
}

/* 3.8.6.2.2 (MUST-39): who was told of a small window hears when it grows. With `watch` the host's stack tells. */
static bool may_announce(const struct fwm_class *in)
{
	bool reader = in->state == FINWAVE_TCP_STATE_FIN_WAIT_1 ||
	                              in->state == FINWAVE_TCP_STATE_FIN_WAIT_2
	                      ? in->half_close
	                      : in->state == FINWAVE_TCP_STATE_ESTABLISHED;

	return in->announce && reader && !in->watch;
}

/* From the close on the engine counts SND.NXT itself: the end of the host's stream is known (3.6). */
static void decide_update(const struct fwm_class *in, struct fwm_decision *out)
{
	out->reason = FINWAVE_REASON_COMMAND_DONE;
	if (in->set_snd_nxt && !fwm_before_close(in->state))
		refuse(out);
	else if (may_announce(in))
		out->send = FINWAVE_SEND_ACK;
}

/* 3.6.1: a full table may take the place of a TIME-WAIT. */
static void decide_evict(const struct fwm_class *in, struct fwm_decision *out)
{
	if (in->state != FINWAVE_TCP_STATE_TIME_WAIT)
		refuse(out);
	else
		fwm_decide_free(out, FINWAVE_REASON_EVICTED, FINWAVE_EVENT_EVICTED);
}

static void give_up(const struct fwm_class *in, struct fwm_decision *out)
{
	fwm_decide_free(out, FINWAVE_REASON_TIMEOUT_GIVE_UP, FINWAVE_EVENT_GAVE_UP);
	if (!in->give_up_silent)
		out->send = FINWAVE_SEND_RST;
}

/*
 * RFC 6298 5.4 to 5.6 while retries are left; RFC 9293 3.8.3 (MUST-20, SHLD-11) after that, the user timeout
 * (3.8.3 (d), RFC 5482) before. Behind the fence nothing was sent: there is nothing to repeat.
 */
static void decide_rto(const struct fwm_class *in, struct fwm_decision *out)
{
	if (in->user_over || !in->retries_left) {
		give_up(in, out);
	} else if (in->fenced) {
		out->reason = FINWAVE_REASON_TIMEOUT_FENCED;
		out->timer = FWM_TIMER_RTO_COUNT;
	} else {
		out->reason = FINWAVE_REASON_TIMEOUT_RETRANSMIT;
		out->send = FINWAVE_SEND_FIN;
		out->send_again = true;
		out->timer = FWM_TIMER_RTO_BACKOFF;
	}
}

/* RFC 9293 3.8.6.3, MUST-40: the ACK waited for our FIN as long as it may. */
static void decide_merge_over(const struct fwm_class *in, struct fwm_decision *out)
{
	out->reason = FINWAVE_REASON_TIMEOUT_MERGE;
	out->timer = FWM_TIMER_STOP;
	out->send = in->ack_owed ? FINWAVE_SEND_ACK : FINWAVE_SEND_NONE;
}

static void decide_timeout(const struct fwm_class *in, struct fwm_decision *out)
{
	switch (in->state) {
	case FINWAVE_TCP_STATE_FIN_WAIT_1:
	case FINWAVE_TCP_STATE_CLOSING:
	case FINWAVE_TCP_STATE_LAST_ACK:
		decide_rto(in, out);
		return;
	case FINWAVE_TCP_STATE_CLOSE_WAIT:
		decide_merge_over(in, out);
		return;
	case FINWAVE_TCP_STATE_FIN_WAIT_2:
		fwm_decide_free(out, FINWAVE_REASON_TIMEOUT_FIN_WAIT_2,
		                FINWAVE_EVENT_FIN_WAIT_2_EXPIRED);
		return;
	case FINWAVE_TCP_STATE_TIME_WAIT: /* MUST-13 */
		fwm_decide_free(out, FINWAVE_REASON_TIMEOUT_TIME_WAIT, FINWAVE_EVENT_ORDERLY);
		return;
	default: /* no timer runs in ESTABLISHED */
		out->timer = FWM_TIMER_STOP;
	}
}

static void decide_command(const struct fwm_class *in, struct fwm_decision *out)
{
	switch (in->op) {
	case FINWAVE_OP_CLOSE:
	case FINWAVE_OP_SHUTDOWN:
		decide_close(in, out);
		return;
	case FINWAVE_OP_ABORT:
		decide_abort(in, out);
		return;
	case FINWAVE_OP_UPDATE:
		decide_update(in, out);
		return;
	case FINWAVE_OP_RELEASE:
		fwm_decide_free(out, FINWAVE_REASON_COMMAND_DONE, FINWAVE_EVENT_RELEASED);
		return;
	case FINWAVE_OP_EVICT:
		decide_evict(in, out);
		return;
	default:
		refuse(out);
	}
}

/* A flow that is not held: every frame passes, nothing can be closed. */
static void decide_not_held(const struct fwm_class *in, struct fwm_decision *out)
{
	if (in->op == FINWAVE_OP_SEGMENT || in->op == FINWAVE_OP_HOST)
		out->pass = true;
	else if (in->op != FINWAVE_OP_TIMEOUT)
		refuse(out);
}

void fwm_decide(const struct fwm_class *in, struct fwm_decision *out)
{
	*out = (struct fwm_decision){ .state = in->state };
	if (!fwm_synchronized(in->state))
		decide_not_held(in, out);
	else if (in->op == FINWAVE_OP_SEGMENT)
		fwm_decide_segment(in, out);
	else if (in->op == FINWAVE_OP_HOST)
		fwm_decide_host(in, out);
	else if (in->op == FINWAVE_OP_TIMEOUT)
		decide_timeout(in, out);
	else
		decide_command(in, out);
}
