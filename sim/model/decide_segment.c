// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * What a classified segment leads to: the order of RFC 9293 3.10.7.4, with the checks of RFC 7323,
 * 5961, 1337 and 6191 in their places, numbered as in docs/theory.md.
 *
 * Each step looks at one thing and returns true when nothing else of the segment counts. A step that
 * ends the segment without `pass` drops the frame.
 */
#include "internal.h"

#define TIME_WAIT FINWAVE_TCP_STATE_TIME_WAIT

/* The states in which the peer's FIN was taken. */
static bool peer_fin_seen(uint8_t state)
{
	return state == FINWAVE_TCP_STATE_CLOSE_WAIT || state == FINWAVE_TCP_STATE_CLOSING ||
	       state == FINWAVE_TCP_STATE_LAST_ACK || state == TIME_WAIT;
}

/* The host's stack acknowledges text itself while it reads. */
static bool watched(const struct fwm_class *in)
{
	bool waits = in->state == FINWAVE_TCP_STATE_FIN_WAIT_1 ||
	             in->state == FINWAVE_TCP_STATE_FIN_WAIT_2;

	return in->watch &&
	       (in->state == FINWAVE_TCP_STATE_ESTABLISHED || (waits && in->half_close));
}

static bool drop(struct fwm_decision *out, uint8_t reason)
{
	out->reason = reason;
	return true;
}

/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> */
static bool answer_ack(struct fwm_decision *out, uint8_t reason)
{
	out->send = FINWAVE_SEND_ACK;
	return drop(out, reason);
}

/* The same under the limits of RFC 5961 7. */
static bool answer_limited(struct fwm_decision *out, uint8_t reason)
{
	out->limited = true;
	return answer_ack(out, reason);
}

/* Linux restarts 2 MSL where the RFCs do not. */
static void linux_restart(const struct fwm_class *in, struct fwm_decision *out)
{
	if (in->linux_compat && in->state == TIME_WAIT)
		out->timer = FWM_TIMER_TIME_WAIT;
}

static bool step_frame(const struct fwm_class *in, struct fwm_decision *out)
{
	if (in->bad_frame)
		return drop(out, FINWAVE_REASON_BAD_FRAME);
	if (in->bad_checksum) /* RFC 9293 3.1: MUST-3 */
		return drop(out, FINWAVE_REASON_BAD_CHECKSUM);
	return false;
}

/* Step 0, RFC 6191 2 and RFC 9293 3.6.1 MAY-2: a new connection may take a TIME-WAIT over. */
static bool step_reuse(const struct fwm_class *in, struct fwm_decision *out)
{
	bool plain_syn = in->syn && !in->ack && !in->rst && !in->fin;

	if (in->state != TIME_WAIT || !plain_syn || !in->reuse_ok)
		return false;
	fwm_decide_free(out, FINWAVE_REASON_SYN_REUSED, FINWAVE_EVENT_REUSED);
	out->pass = true;
	return true;
}

/* Step 1: RFC 7323 3.2 (a segment without the option) and 5.3 R1; never on a RST (5.2). */
static bool step_timestamps(const struct fwm_class *in, struct fwm_decision *out)
{
	if (in->rst)
		return false;
	if (in->ts_missing && !in->syn && !in->linux_compat)
		return drop(out, FINWAVE_REASON_TS_MISSING);
	if (!in->ts_old)
		return false;
	linux_restart(in, out);
	return answer_limited(out, FINWAVE_REASON_PAWS);
}

/* Step 4, RFC 5961 4: whatever the sequence number. syn_rst: RFC 793, only in the window freed. */
static bool answer_syn(const struct fwm_class *in, struct fwm_decision *out)
{
	if (!in->syn_rst)
		return answer_limited(out, FINWAVE_REASON_SYN_CHALLENGE);
	if (in->seq_ok)
		fwm_decide_free(out, FINWAVE_REASON_SYN_RESET, FINWAVE_EVENT_RESET);
	out->send = in->ack ? FINWAVE_SEND_RST_SEG : FINWAVE_SEND_RST_SYN;
	return drop(out, FINWAVE_REASON_SYN_RESET);
}

/* Step 6 for states with our FIN out: it is acknowledged now. True when the flow is freed by it. */
static bool fin_acknowledged(const struct fwm_class *in, struct fwm_decision *out)
{
	out->reason = FINWAVE_REASON_ACK_OF_FIN;
	switch (in->state) {
	case FINWAVE_TCP_STATE_FIN_WAIT_1:
		out->state = FINWAVE_TCP_STATE_FIN_WAIT_2;
		out->timer = in->half_close ? FWM_TIMER_STOP : FWM_TIMER_FIN_WAIT_2;
		return false;
	case FINWAVE_TCP_STATE_CLOSING:
		out->state = TIME_WAIT;
		out->timer = FWM_TIMER_TIME_WAIT;
		return false;
	default: /* LAST-ACK: "delete the TCB, enter the CLOSED state, and return" */
		fwm_decide_free(out, FINWAVE_REASON_ACK_OF_FIN, FINWAVE_EVENT_ORDERLY);
		return true;
	}
}

/* The peer's FIN again: our ACK of it was lost. 3.10.7.4, eighth: TIME-WAIT restarts 2 MSL. */
static bool answer_repeated_fin(const struct fwm_class *in, struct fwm_decision *out)
{
	bool fin_out =
		in->state == FINWAVE_TCP_STATE_CLOSING || in->state == FINWAVE_TCP_STATE_LAST_ACK;

	if (in->state == TIME_WAIT)
		out->timer = FWM_TIMER_TIME_WAIT;
	if (fin_out && in->ack_ok && in->ack_all && fin_acknowledged(in, out))
		return drop(out, FINWAVE_REASON_FIN_REPEATED);
	return answer_ack(out, FINWAVE_REASON_FIN_REPEATED);
}

/* Step 2, 3.10.7.4 first: only segments that are not acceptable end here. */
static bool step_sequence(const struct fwm_class *in, struct fwm_decision *out)
{
	if (in->seq_ok)
		return false;
	if (in->rst) /* 3.5.3, RFC 5961 3.2 */
		return drop(out, FINWAVE_REASON_RST_OUT_OF_WINDOW);
	if (in->syn)
		return answer_syn(in, out);
	if (in->fin && in->ack && in->end_exact && peer_fin_seen(in->state))
		return answer_repeated_fin(in, out);
	/* what the host has, and which edge it gave, only its stack knows */
	if (watched(in) && in->text && !in->fin) {
		out->pass = true;
		return drop(out, FINWAVE_REASON_OUT_OF_WINDOW);
	}
	if (in->ack)
		linux_restart(in, out);
	return answer_limited(out, FINWAVE_REASON_OUT_OF_WINDOW);
}

/* Step 3, 3.10.7.4 second and RFC 5961 3.2; RFC 1337 2 (F1) in TIME-WAIT. */
static bool step_rst(const struct fwm_class *in, struct fwm_decision *out)
{
	if (!in->rst)
		return false;
	if (in->state == TIME_WAIT && !in->time_wait_rst && !in->linux_compat)
		return drop(out, FINWAVE_REASON_RST_IGNORED);
	if (!in->seq_exact && in->state == TIME_WAIT && in->linux_compat)
		return drop(out, FINWAVE_REASON_RST_OUT_OF_WINDOW);
	if (!in->seq_exact)
		return answer_limited(out, FINWAVE_REASON_RST_CHALLENGE);
	fwm_decide_free(out, FINWAVE_REASON_RST_ACCEPTED, FINWAVE_EVENT_RESET);
	return true;
}

/* Step 4, 3.10.7.4 fourth. */
static bool step_syn(const struct fwm_class *in, struct fwm_decision *out)
{
	return in->syn && answer_syn(in, out);
}

/* Steps 5 and 6, 3.10.7.4 fifth, with the range of RFC 5961 5.2. */
static bool step_ack(const struct fwm_class *in, struct fwm_decision *out)
{
	if (!in->ack)
		return drop(out, FINWAVE_REASON_NO_ACK);
	if (!in->ack_ok)
		return answer_limited(out, FINWAVE_REASON_ACK_UNACCEPTABLE);
	out->take_ack = true;
	if (!fwm_fin_unacknowledged(in->state))
		return false;
	if (in->ack_all)
		return fin_acknowledged(in, out);
	if (in->ack_new) /* RFC 6298 5.3 */
		out->timer = FWM_TIMER_RTO;
	return false;
}

/* RFC 5681 4.2: a hole is answered at once, by the host's stack which may keep it (SHLD-31). */
static bool out_of_order(const struct fwm_class *in, struct fwm_decision *out)
{
	if (!watched(in) || !in->text || in->fin)
		return answer_ack(out, FINWAVE_REASON_DATA_OUT_OF_ORDER);
	out->pass = true;
	return drop(out, FINWAVE_REASON_DATA_OUT_OF_ORDER);
}

static void accept_text(const struct fwm_class *in, struct fwm_decision *out)
{
	out->take_text = true;
	out->pass = true;
	out->reason = FINWAVE_REASON_DATA_ACCEPTED;
	if (!watched(in))
		out->send = FINWAVE_SEND_ACK;
}

/* Step 7, 3.10.7.4 seventh. */
static bool step_text(const struct fwm_class *in, struct fwm_decision *out)
{
	bool reader = in->state == FINWAVE_TCP_STATE_ESTABLISHED || in->half_close;

	if (peer_fin_seen(in->state)) { /* "This should not occur": nothing follows a FIN */
		if (!in->text_new && !in->fin)
			return false;
		linux_restart(in, out);
		return answer_limited(out, FINWAVE_REASON_DATA_AFTER_FIN);
	}
	if (!reader && in->text_new) { /* 3.6.1 SHLD-3 */
		fwm_decide_free(out, FINWAVE_REASON_DATA_AFTER_CLOSE, FINWAVE_EVENT_ABORTED_DATA);
		out->send = FINWAVE_SEND_RST_SEG;
		return true;
	}
	if (in->seq_after && (in->text || in->fin))
		return out_of_order(in, out);
	if (in->text_new)
		accept_text(in, out);
	return false;
}

/* The peer closes first. Our FIN may go at once (3.5, Figure 6 with its middle segments in one), or the ACK waits for
 * it a little: 3.8.6.3 allows 0.5 s. */
static bool passive_close(const struct fwm_class *in, struct fwm_decision *out)
{
	if (in->close_on_fin) {
		out->state = FINWAVE_TCP_STATE_LAST_ACK;
		out->send = FINWAVE_SEND_FIN;
		out->queue_fin = true;
		out->clear_half_close = true;
		out->timer = FWM_TIMER_RTO_FIRST;
		return drop(out, FINWAVE_REASON_FIN_ACCEPTED);
	}
	out->state = FINWAVE_TCP_STATE_CLOSE_WAIT;
	if (!in->watch || !in->merge)
		return answer_ack(out, FINWAVE_REASON_FIN_ACCEPTED);
	out->owe_ack = true;
	out->timer = FWM_TIMER_MERGE;
	return drop(out, FINWAVE_REASON_FIN_ACCEPTED);
}

/* Step 8, 3.10.7.4 eighth: what stands in order here starts at RCV.NXT. */
static bool step_fin(const struct fwm_class *in, struct fwm_decision *out)
{
	bool cut = in->text_new && in->text_cut; /* the FIN stands behind what was not taken */

	if (!in->fin || cut || peer_fin_seen(in->state))
		return false;
	out->take_fin = true;
	out->peer_fin = true;
	switch (out->state) {
	case FINWAVE_TCP_STATE_ESTABLISHED:
		return passive_close(in, out);
	case FINWAVE_TCP_STATE_FIN_WAIT_1: /* ours is not acknowledged, or it were FIN-WAIT-2 */
		out->state = FINWAVE_TCP_STATE_CLOSING;
		break;
	default:
		out->state = TIME_WAIT;
		out->timer = FWM_TIMER_TIME_WAIT;
	}
	return answer_ack(out, FINWAVE_REASON_FIN_ACCEPTED);
}

/* Step 9. */
static bool step_rest(const struct fwm_class *in, struct fwm_decision *out)
{
	if (out->reason == FINWAVE_REASON_NONE) {
		out->reason = FINWAVE_REASON_ACK_NOTHING;
		linux_restart(in, out);
		if (in->linux_compat && in->state == TIME_WAIT && !in->seq_exact)
			answer_limited(out, FINWAVE_REASON_ACK_NOTHING);
	}
	return true;
}

/*
 * What step 6 means for the part of the tail that waits, known only when nothing freed the flow. 3.8.6: the window may
 * have opened; the text takes the place of an ACK, for it carries one. 3.8.6.1 (MUST-37): nobody gives a closed window
 * up.
 */
static void send_tail(const struct fwm_class *in, struct fwm_decision *out)
{
	if (!out->take_ack || !fwm_fin_unacknowledged(in->state) || in->ack_all || out->free)
		return;
	out->zero_retries = in->window_shut || in->ack_new;
	out->progress = in->ack_new;
	if (!in->may_go && !in->again_goes)
		return;
	out->send = FINWAVE_SEND_FIN;
	out->send_again = in->again_goes;
	out->limited = false;
	out->timer = FWM_TIMER_RTO;
}

void fwm_decide_segment(const struct fwm_class *in, struct fwm_decision *out)
{
	static bool (*const steps[])(const struct fwm_class *, struct fwm_decision *) = {
		step_frame, step_reuse, step_timestamps, step_sequence, step_rst,
		step_syn,   step_ack,   step_text,       step_fin,      step_rest,
	};
	size_t i = 0;

	while (!steps[i](in, out))
		i++;
	send_tail(in, out);
}
