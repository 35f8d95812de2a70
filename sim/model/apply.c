// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * Carries a decision out: the record changes in place, the result says what happened, and the frame
 * that leaves is built from the record after the change.
 */
#include "internal.h"

void fwm_class_config(struct fwm_class *class, const struct fwm_config *cfg)
{
	class->linux_compat = cfg->linux_compat;
	class->time_wait_rst = cfg->time_wait_rst;
	class->syn_rst = cfg->syn_rst;
	class->give_up_silent = cfg->give_up_silent;
}

static void start_timer(struct fwm_flow *flow, uint32_t ticks, uint64_t now)
{
	flow->timer = true;
	flow->deadline = (uint32_t)now + ticks;
}

/* RFC 6298 5.5; `retries` stays at its largest value. */
static void back_off(const struct fwm_config *cfg, struct fwm_flow *flow)
{
	uint32_t most = fwm_rto_max(cfg);
	uint64_t twice = 2 * (uint64_t)flow->rto;

	flow->rto = twice < most ? (uint32_t)twice : most;
	if (flow->retries < 31)
		flow->retries++;
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
	case FWM_TIMER_RTO:
	case FWM_TIMER_RTO_FIRST:
		start_timer(flow, flow->rto, now);
		break;
	case FWM_TIMER_TIME_WAIT:
		start_timer(flow, cfg->time_wait, now);
		break;
	case FWM_TIMER_FIN_WAIT_2:
		start_timer(flow, cfg->fin_wait_2_timeout, now);
		flow->timer = cfg->fin_wait_2_timeout != 0;
		break;
	default: /* FWM_TIMER_KEEP */
		break;
	}
}

/* 3.10.7.4 fifth: SND.UNA; RFC 5961 5.2: MAX.SND.WND; RFC 7323 4.3 (2): TS.Recent. */
static void take_ack(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	if (fwm_after(seg->ack, flow->snd_una))
		flow->snd_una = seg->ack;
	if (seg->window > flow->max_wnd)
		flow->max_wnd = seg->window;
	if (flow->timestamps && seg->has_ts && !fwm_after(seg->seq, flow->rcv_nxt))
		flow->ts_recent = seg->tsval;
}

/* 3.10.7.4 seventh: what lies beyond the window is not taken. */
static void take_text(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	uint32_t end = seg->seq + seg->payload;

	flow->rcv_nxt = fwm_after(end, flow->rcv_edge) ? flow->rcv_edge : end;
}

static void count_first_fin(struct fwm_flow *flow, uint64_t now)
{
	flow->snd_nxt++;
	flow->retries = 0;
	flow->first_fin = fwm_coarse_time(now);
}

static void change_flow(const struct fwm_config *cfg, struct fwm_flow *flow,
                        const struct fwm_segment *seg, const struct fwm_decision *decision,
                        uint64_t now)
{
	if (decision->take_ack)
		take_ack(flow, seg);
	if (decision->take_text)
		take_text(flow, seg);
	if (decision->take_fin)
		flow->rcv_nxt++;
	if (decision->send_fin)
		count_first_fin(flow, now);
	if (decision->set_half_close)
		flow->half_close = true;
	if (decision->clear_half_close)
		flow->half_close = false;
	fwm_set_timer(cfg, flow, decision->timer, now);
	flow->state = decision->state;
}

/* SEQ and ACK of what is sent: 3.10.7.4 (ACK), 3.10.4 (FIN), 3.10.5 (RST), 3.5.2 (answers). */
static void number_segment(const struct fwm_flow *flow, const struct fwm_segment *seg,
                           struct fwm_result *out)
{
	switch (out->send) {
	case FINWAVE_SEND_ACK:
	case FINWAVE_SEND_RST:
		out->seq = flow->snd_nxt;
		out->ack = flow->rcv_nxt;
		break;
	case FINWAVE_SEND_FIN:
		out->seq = flow->snd_nxt - 1;
		out->ack = flow->rcv_nxt;
		break;
	case FINWAVE_SEND_RST_SEG:
		out->seq = seg->ack;
		break;
	case FINWAVE_SEND_RST_SYN:
		out->ack = seg->seq + fwm_seg_len(seg);
		break;
	default: /* FINWAVE_SEND_NONE */
		break;
	}
}

void fwm_apply(const struct fwm_config *cfg, struct fwm_flow *flow, const struct fwm_segment *seg,
               const struct fwm_decision *decision, uint64_t now, struct fwm_result *out)
{
	out->old_state = flow->state;
	out->new_state = decision->state;
	out->reason = decision->reason;
	out->send = decision->send;
	out->pass = decision->pass;
	out->freed = decision->free;
	out->peer_fin = decision->peer_fin;
	out->completion = decision->completion;
	out->result = decision->refuse ? FINWAVE_CMD_RESULT_BAD_STATE : FINWAVE_CMD_RESULT_OK;
	change_flow(cfg, flow, seg, decision, now);
	number_segment(flow, seg, out);
	out->frame_len = fwm_build_frame(cfg, flow, out->send, out->seq, out->ack, now, out->frame);
}
