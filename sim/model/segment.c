// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * A segment of a held flow: compares it with the record (the bits of struct fwm_class), decides, holds
 * a limited ACK back if RFC 5961 7 asks for it, and carries the rest out.
 */
#include "internal.h"

/* RFC 6191 2: "the last sequence number seen" is RCV.NXT-1, the peer's FIN. */
static bool reuse_ok(const struct fwm_config *cfg, const struct fwm_flow *flow,
                     const struct fwm_segment *seg)
{
	bool both = flow->timestamps && seg->has_ts;
	bool newer_seq = !fwm_before(seg->seq, flow->rcv_nxt);

	if (cfg->linux_compat)
		return (fwm_after(seg->seq, flow->rcv_nxt) &&
		        !(both && fwm_before(seg->tsval, flow->ts_recent))) ||
		       (both && fwm_after(seg->tsval, flow->ts_recent));
	if (both)
		return fwm_after(seg->tsval, flow->ts_recent) ||
		       (seg->tsval == flow->ts_recent && newer_seq);
	if (!flow->timestamps && seg->has_ts)
		return true;
	return newer_seq;
}

static bool in_window(const struct fwm_flow *flow, uint32_t seq)
{
	return !fwm_before(seq, flow->rcv_nxt) &&
	       fwm_before(seq, flow->rcv_nxt + fwm_rcv_wnd(flow));
}

/* The table of RFC 9293 3.10.7.4; a bare FIN and a RST take no buffer and are welcome in a closed window. */
bool fwm_seq_ok(const struct fwm_flow *flow, const struct fwm_segment *seg)
{
	uint32_t len = fwm_seg_len(seg);
	bool bare_fin = (seg->flags & (FWM_FIN | FWM_SYN)) == FWM_FIN && seg->payload == 0;

	if (fwm_rcv_wnd(flow) == 0)
		return seg->seq == flow->rcv_nxt &&
		       (len == 0 || bare_fin || (seg->flags & FWM_RST) != 0);
	return in_window(flow, seg->seq) || (len > 0 && in_window(flow, seg->seq + len - 1));
}

/* RFC 5961 5.2: SND.UNA - MAX.SND.WND <= SEG.ACK <= SND.NXT. */
bool fwm_ack_ok(const struct fwm_flow *flow, const struct fwm_segment *seg)
{
	uint32_t oldest = flow->snd_una - ((uint32_t)flow->max_wnd << flow->snd_wscale);

	return !fwm_before(seg->ack, oldest) && !fwm_after(seg->ack, flow->snd_nxt);
}

void fwm_class_begin(struct fwm_class *class, const struct fwm_config *cfg,
                     const struct fwm_flow *flow, uint8_t op)
{
	*class = (struct fwm_class){
		.op = op,
		.state = flow->state,
		.half_close = flow->half_close,
		.watch = flow->watch,
		.close_on_fin = flow->close_on_fin,
		.ack_owed = flow->ack_owed,
		.merge = cfg->merge_window != 0,
		.linux_compat = cfg->linux_compat,
		.time_wait_rst = cfg->time_wait_rst,
		.syn_rst = cfg->syn_rst,
		.give_up_silent = cfg->give_up_silent,
	};
}

void fwm_class_segment(struct fwm_class *class, const struct fwm_segment *seg)
{
	class->bad_frame = seg->bad_frame;
	class->bad_checksum = seg->bad_checksum;
	class->syn = (seg->flags & FWM_SYN) != 0;
	class->fin = (seg->flags & FWM_FIN) != 0;
	class->rst = (seg->flags & FWM_RST) != 0;
	class->ack = (seg->flags & FWM_ACK) != 0;
	class->text = seg->payload > 0;
}

/* Steps 0 and 1: timestamps of flow and segment. */
static void classify_timestamps(const struct fwm_config *cfg, const struct fwm_flow *flow,
                                const struct fwm_segment *seg, struct fwm_class *class)
{
	bool both = flow->timestamps && seg->has_ts;

	class->reuse_ok = reuse_ok(cfg, flow, seg);
	class->ts_missing = flow->timestamps && !seg->has_ts;
	class->ts_old = both && fwm_before(seg->tsval, flow->ts_recent);
}

/* Steps 2 and 7: where the segment stands against RCV.NXT and the window's edge. */
static void classify_place(const struct fwm_flow *flow, const struct fwm_segment *seg,
                           struct fwm_class *class)
{
	uint32_t text_end = seg->seq + seg->payload;

	class->seq_ok = fwm_seq_ok(flow, seg);
	class->seq_exact = seg->seq == flow->rcv_nxt;
	class->end_exact = seg->seq + fwm_seg_len(seg) == flow->rcv_nxt;
	class->seq_after = fwm_after(seg->seq, flow->rcv_nxt);
	class->text_new = class->text && fwm_after(text_end, flow->rcv_nxt);
	class->text_cut = class->text && fwm_after(text_end, flow->rcv_edge);
}

/* Step 6: the ACK number, and the peer's window once the segment has counted. */
static void classify_ack(const struct fwm_flow *flow, const struct fwm_segment *seg,
                         struct fwm_class *class)
{
	struct fwm_flow after = *flow;

	fwm_take_ack(&after, seg);
	class->ack_ok = fwm_ack_ok(flow, seg);
	class->ack_new = fwm_after(seg->ack, flow->snd_una);
	class->ack_all = fwm_fin_out(flow) && seg->ack == flow->snd_nxt;
	class->window_shut = after.snd_wnd == 0;
	class->may_go = fwm_may_go(&after);
	class->again_goes = seg->ack == flow->snd_una && fwm_again_goes(flow, &after);
}

static void classify(const struct fwm_config *cfg, const struct fwm_flow *flow,
                     const struct fwm_segment *seg, struct fwm_class *class)
{
	fwm_class_begin(class, cfg, flow, FINWAVE_OP_SEGMENT);
	fwm_class_segment(class, seg);
	classify_timestamps(cfg, flow, seg, class);
	classify_place(flow, seg, class);
	classify_ack(flow, seg, class);
}

/* The engine's budget is full again in each period of 2^20 ticks in which a candidate comes. */
static void renew_budget(struct fwm_limits *limits, uint64_t now)
{
	uint16_t period = (uint16_t)(now >> 20 & 0xFFF);

	if (period != limits->period)
		limits->sent = 0;
	limits->period = period;
}

/* RFC 5961 7. True when this ACK may go; it is counted then. */
static bool limits_allow(const struct fwm_config *cfg, struct fwm_limits *limits,
                         struct fwm_flow *flow, uint64_t now)
{
	renew_budget(limits, now);
	if (flow->limited && now - flow->limited_at < cfg->ack_interval)
		return false;
	if (cfg->ack_budget != 0 && limits->sent >= cfg->ack_budget)
		return false;
	if (limits->sent < UINT16_MAX)
		limits->sent++;
	flow->limited = true;
	flow->limited_at = now;
	return true;
}

void fwm_segment(const struct fwm_config *cfg, struct fwm_limits *limits, struct fwm_flow *flow,
                 const struct fwm_segment *seg, uint64_t now, struct fwm_result *out)
{
	struct fwm_class class;
	struct fwm_decision decision;

	*out = (struct fwm_result){ 0 };
	if (fwm_only_tracked(flow)) {
		fwm_track_segment(cfg, flow, seg, false, now, out);
		return;
	}
	classify(cfg, flow, seg, &class);
	fwm_decide(&class, &decision);
	if (decision.limited && !limits_allow(cfg, limits, flow, now)) {
		decision.send = FINWAVE_SEND_NONE;
		out->ack_limited = true;
	}
	if (decision.queue_fin) { /* close_on_fin: nothing of the host's is left to wait for */
		flow->fin_at = flow->snd_nxt;
		flow->tail_len = 0;
	}
	fwm_apply(cfg, flow, seg, &decision, now, out);
}
