// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * Carries a decision out: the record changes in place, the result says what happened, and the frame
 * that leaves is built from the record after the change.
 */
#include "internal.h"

static void start_timer(struct fwm_flow *flow, uint32_t ticks, uint64_t now)
{
	flow->timer = true;
	flow->deadline = (uint32_t)now + ticks;
}

/* `retries` stays at its largest value. */
static void count_retry(struct fwm_flow *flow)
{
	if (flow->retries < 31)
		flow->retries++;
}

/* RFC 6298 5.5. */
static void back_off(const struct fwm_config *cfg, struct fwm_flow *flow)
{
	uint32_t most = fwm_rto_max(cfg);
	uint64_t twice = 2 * (uint64_t)flow->rto;

	flow->rto = twice < most ? (uint32_t)twice : most;
	count_retry(flow);
}

void fwm_set_timer(const struct fwm_config *cfg, struct fwm_flow *flow, uint8_t timer, uint64_t now)
{
	switch (timer) {
	case FWM_TIMER_STOP:
		flow->timer = false;
		break;
	case FWM_TIMER_RTO_BACKOFF:
		back_off(cfg, flow);
		start_timer(flow, flow->rto, now);
		break;
	case FWM_TIMER_RTO_FIRST:
		flow->retries = 0;
		flow->first_fin = fwm_coarse_time(now);
		start_timer(flow, flow->rto, now);
		break;
	case FWM_TIMER_RTO_COUNT:
		count_retry(flow);
		start_timer(flow, flow->rto, now);
		break;
	case FWM_TIMER_RTO:
		start_timer(flow, flow->rto, now);
		break;
	case FWM_TIMER_TIME_WAIT:
		start_timer(flow, cfg->time_wait, now);
		break;
	case FWM_TIMER_FIN_WAIT_2:
		start_timer(flow, cfg->fin_wait_2_timeout, now);
		flow->timer = cfg->fin_wait_2_timeout != 0;
		break;
	case FWM_TIMER_MERGE:
		start_timer(flow, cfg->merge_window, now);
		break;
	case FWM_TIMER_TRACK_IDLE:
		start_timer(flow, cfg->track_idle, now);
		break;
	default: /* FWM_TIMER_KEEP */
		break;
	}
}

/*
 * 3.10.7.4 fifth, SND.WND: never from a segment older than the one that brought the present window. One at or behind
 * RCV.NXT is not, so that WL1 and WL2 need not be kept.
 */
static void take_window(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	bool newer = fwm_after(seg->ack, flow->snd_una);

	if (newer || (seg->ack == flow->snd_una && !fwm_before(seg->seq, flow->rcv_nxt)))
		flow->snd_wnd = seg->window;
	if (seg->window > flow->max_wnd) /* RFC 5961 5.2: MAX.SND.WND */
		flow->max_wnd = seg->window;
}

/* 3.10.7.4 fifth: SND.UNA and the window; RFC 7323 4.3 (2): TS.Recent. */
void fwm_take_ack(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	take_window(flow, seg);
	if (fwm_after(seg->ack, flow->snd_una))
		flow->snd_una = seg->ack;
	if (flow->timestamps && seg->has_ts && !fwm_after(seg->seq, flow->rcv_nxt))
		flow->ts_recent = seg->tsval;
}

/* 3.10.7.4 seventh: what lies beyond the window is not taken. */
static void take_text(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	uint32_t end = seg->seq + seg->payload;

	flow->rcv_nxt = fwm_after(end, flow->rcv_edge) ? flow->rcv_edge : end;
}

static void take_segment(struct fwm_flow *flow, const struct fwm_segment *seg,
                         const struct fwm_decision *decision)
{
	if (decision->take_ack)
		fwm_take_ack(flow, seg);
	if (decision->take_text)
		take_text(flow, seg);
	if (decision->take_fin)
		flow->rcv_nxt++;
	if (decision->take_host)
		fwm_take_host(flow, seg);
}

static void change_flow(const struct fwm_config *cfg, struct fwm_flow *flow,
                        const struct fwm_segment *seg, const struct fwm_decision *decision,
                        uint64_t now)
{
	take_segment(flow, seg, decision);
	if (decision->set_half_close)
		flow->half_close = true;
	if (decision->clear_half_close)
		flow->half_close = false;
	if (decision->zero_retries)
		flow->retries = 0;
	if (decision->progress)
		flow->first_fin = fwm_coarse_time(now);
	if (decision->owe_ack)
		flow->ack_owed = true;
	fwm_set_timer(cfg, flow, decision->timer, now);
	flow->state = decision->state;
}

/* One segment of what is left of our stream; SND.NXT is behind everything that was sent (3.3.1). */
static void number_text(struct fwm_flow *flow, bool again, struct fwm_result *out)
{
	uint32_t end;

	out->seq = again ? fwm_again_from(flow) : flow->snd_nxt;
	out->ack = flow->rcv_nxt;
	out->text_len = fwm_text_len(flow, out->seq, again);
	end = fwm_text_end(flow, out->seq, out->text_len);
	if (fwm_after(end, flow->snd_nxt))
		flow->snd_nxt = end;
}

/* SEQ and ACK of what is sent: 3.10.7.4 (ACK), 3.10.4 (FIN), 3.10.5 (RST), 3.5.2 (answers). */
static void number_segment(struct fwm_flow *flow, const struct fwm_segment *seg, bool again,
                           struct fwm_result *out)
{
	switch (out->send) {
	case FINWAVE_SEND_ACK:
	case FINWAVE_SEND_RST:
		out->seq = flow->snd_nxt;
		out->ack = flow->rcv_nxt;
		break;
	case FINWAVE_SEND_FIN:
		number_text(flow, again, out);
		break;
	case FINWAVE_SEND_RST_SEG:
		out->seq = seg->ack;
		break;
	case FINWAVE_SEND_RST_SYN:
		out->ack = seg->seq + fwm_seg_len(seg);
		break;
	case FINWAVE_SEND_HOST_RST: /* RFC 5961 3.2: only a RST exactly at RCV.NXT counts */
		out->seq = flow->rcv_nxt;
		out->to_host = true;
		break;
	default: /* FINWAVE_SEND_NONE */
		break;
	}
}

/* An owed ACK is paid by whatever carries RCV.NXT. A record that is free is nobody's. */
static void settle(struct fwm_flow *flow, const struct fwm_result *out)
{
	bool paid = out->send == FINWAVE_SEND_ACK || out->send == FINWAVE_SEND_FIN ||
	            out->send == FINWAVE_SEND_RST;

	if (paid || out->freed)
		flow->ack_owed = false;
	if (out->freed || !fwm_fin_unacknowledged(flow->state))
		flow->tail_len = 0; /* nothing of it is sent again */
	if (out->freed)
		flow->tracked = false;
}

/* A connection that nobody adopted has nobody to tell. */
static void say(const struct fwm_flow *flow, const struct fwm_decision *decision,
                struct fwm_result *out)
{
	out->old_state = flow->state;
	out->new_state = decision->state;
	out->reason = decision->reason;
	out->send = decision->send;
	out->pass = decision->pass;
	out->freed = decision->free;
	out->peer_fin = decision->peer_fin && !flow->tracked;
	out->completion = flow->tracked ? FINWAVE_EVENT_NONE : decision->completion;
	out->result = decision->refuse ? FINWAVE_CMD_RESULT_BAD_STATE : FINWAVE_CMD_RESULT_OK;
}

void fwm_apply(const struct fwm_config *cfg, struct fwm_flow *flow, const struct fwm_segment *seg,
               const struct fwm_decision *decision, uint64_t now, struct fwm_result *out)
{
	say(flow, decision, out);
	change_flow(cfg, flow, seg, decision, now);
	number_segment(flow, seg, decision->send_again, out);
	out->frame_len = fwm_build_frame(cfg, flow, out->send, out->seq, out->ack, out->text_len,
	                                 now, out->frame);
	settle(flow, out);
}
