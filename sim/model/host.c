// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * A segment of the host. The engine watches what its own end sends: SND.NXT follows it, the fence ends with it, and
 * from the close on nothing of the host's may contradict what the engine says in its name.
 */
#include "internal.h"

#include <string.h>

/* ---- the decision ------------------------------------------------------------------------------ */

static void refuse_frame(struct fwm_decision *out, uint8_t reason)
{
	out->reason = reason;
	out->pass = false;
}

/* RFC 1122 4.2.2.13 (1), RFC 9293 3.6.1 MAY-2: the host opens anew, above the old numbers. Other SYNs wait. */
static void host_syn(const struct fwm_class *in, struct fwm_decision *out)
{
	bool reuse = in->state == FINWAVE_TCP_STATE_TIME_WAIT && !in->ack && in->host_newer;

	if (reuse)
		fwm_decide_free(out, FINWAVE_REASON_HOST_REUSED, FINWAVE_EVENT_REUSED);
	else
		refuse_frame(out, FINWAVE_REASON_HOST_SYN_HELD);
}

/* 3.10.5: the host aborts. After the close the flow is the engine's to abort. */
static void host_rst(const struct fwm_class *in, struct fwm_decision *out)
{
	if (fwm_before_close(in->state))
		fwm_decide_free(out, FINWAVE_REASON_HOST_RST, FINWAVE_EVENT_ABORTED_HOST);
	else
		refuse_frame(out, FINWAVE_REASON_HOST_REFUSED);
}

/* 3.10.4: the host's own FIN is its SHUTDOWN. */
static void host_fin(const struct fwm_class *in, struct fwm_decision *out)
{
	bool established = in->state == FINWAVE_TCP_STATE_ESTABLISHED;

	out->state = established ? FINWAVE_TCP_STATE_FIN_WAIT_1 : FINWAVE_TCP_STATE_LAST_ACK;
	out->reason = FINWAVE_REASON_HOST_FIN;
	out->take_host = true;
	out->queue_fin = true;
	out->set_half_close = true;
	out->timer = FWM_TIMER_RTO_FIRST;
	if (in->ack_owed) /* 3.8.6.3: who knows whether the host's FIN acknowledges the peer's */
		out->send = FINWAVE_SEND_ACK;
}

/* 3.10.4: the FIN was queued until all preceding data had been sent; now it has. */
static void host_rest(const struct fwm_class *in, struct fwm_decision *out)
{
	out->take_host = true;
	if (!fwm_fin_unacknowledged(in->state))
		return;
	out->zero_retries = in->host_moves;
	out->progress = in->host_moves;
	if (!in->fence_ends)
		return;
	out->timer = FWM_TIMER_RTO_FIRST;
	if (in->may_go)
		out->send = FINWAVE_SEND_FIN;
}

void fwm_decide_host(const struct fwm_class *in, struct fwm_decision *out)
{
	bool closed = !fwm_before_close(in->state);

	out->pass = true;
	out->reason = FINWAVE_REASON_HOST_PASSED;
	if (in->bad_frame)
		return;
	if (in->syn)
		host_syn(in, out);
	else if (in->rst)
		host_rst(in, out);
	else if (closed && in->host_beyond &&
	         (in->text || in->fin)) /* 3.6: nothing follows our FIN */
		refuse_frame(out, FINWAVE_REASON_HOST_REFUSED);
	else if (in->fin && !closed)
		host_fin(in, out);
	else
		host_rest(in, out);
}

/* ---- the record -------------------------------------------------------------------------------- */

void fwm_host_sent(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	uint32_t end = seg->seq + fwm_seg_len(seg);

	if (fwm_after(end, flow->snd_nxt))
		flow->snd_nxt = end;
}

void fwm_host_acknowledged(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	uint32_t edge = seg->ack + ((uint32_t)seg->window << flow->rcv_wscale);

	if (fwm_after(seg->ack, flow->rcv_nxt))
		flow->rcv_nxt = seg->ack;
	if (fwm_after(edge, flow->rcv_edge)) /* 3.8.6: the right edge never moves back */
		flow->rcv_edge = edge;
}

/* Before the peer's FIN: behind it the host's stack has nothing more to acknowledge. */
static bool host_acknowledges(const struct fwm_flow *flow, const struct fwm_segment *seg)
{
	bool reads = flow->state == FINWAVE_TCP_STATE_ESTABLISHED ||
	             flow->state == FINWAVE_TCP_STATE_FIN_WAIT_1 ||
	             flow->state == FINWAVE_TCP_STATE_FIN_WAIT_2;

	return flow->watch && reads && (seg->flags & FWM_ACK) != 0;
}

/* SEG.SEQ+SEG.LEN lies behind the host's own stream, which ends with its FIN when that was the host's own. */
static bool beyond(const struct fwm_flow *flow, const struct fwm_segment *seg)
{
	bool own_fin = (seg->flags & FWM_FIN) != 0 && flow->tail_len == 0 && fwm_fin_out(flow);
	uint32_t end = fwm_tail_at(flow) + (own_fin ? 1 : 0);

	return fwm_after(seg->seq + fwm_seg_len(seg), end);
}

/* From the close on the numbers behind the host's stream are the engine's: a bare ACK there moves nothing. */
void fwm_take_host(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	if (fwm_before_close(flow->state) || !beyond(flow, seg))
		fwm_host_sent(flow, seg);
	if (host_acknowledges(flow, seg))
		fwm_host_acknowledged(flow, seg);
}

/* ---- the step ---------------------------------------------------------------------------------- */

static void classify(const struct fwm_config *cfg, const struct fwm_flow *flow,
                     const struct fwm_segment *seg, struct fwm_class *class)
{
	struct fwm_flow after = *flow;

	fwm_take_host(&after, seg);
	fwm_class_begin(class, cfg, flow, FINWAVE_OP_HOST);
	fwm_class_segment(class, seg);
	class->host_beyond = beyond(flow, seg);
	class->host_moves = after.snd_nxt != flow->snd_nxt;
	class->host_newer = !fwm_before(seg->seq, flow->snd_nxt);
	class->fence_ends = fwm_fenced(flow) && !fwm_fenced(&after);
	class->may_go = class->fence_ends && fwm_may_go(&after);
}

/* The FIN is out with the frame: its number is the last of SND.NXT to be. */
static void queue_host_fin(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	struct fwm_flow after = *flow;

	fwm_host_sent(&after, seg);
	flow->fin_at = after.snd_nxt - 1;
	flow->tail_len = 0;
}

void fwm_host(const struct fwm_config *cfg, struct fwm_flow *flow, const struct fwm_segment *seg,
              uint64_t now, struct fwm_result *out)
{
	struct fwm_class class;
	struct fwm_decision decision;

	*out = (struct fwm_result){ 0 };
	if (fwm_only_tracked(flow)) {
		fwm_track_segment(cfg, flow, seg, true, now, out);
		return;
	}
	classify(cfg, flow, seg, &class);
	fwm_decide(&class, &decision);
	if (decision.queue_fin)
		queue_host_fin(flow, seg);
	fwm_apply(cfg, flow, seg, &decision, now, out);
}
