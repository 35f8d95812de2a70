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
static bool seq_ok(const struct fwm_flow *flow, const struct fwm_segment *seg)
{
	uint32_t len = fwm_seg_len(seg);
	bool bare_fin = (seg->flags & (FWM_FIN | FWM_SYN)) == FWM_FIN && seg->payload == 0;

	if (fwm_rcv_wnd(flow) == 0)
		return seg->seq == flow->rcv_nxt &&
		       (len == 0 || bare_fin || (seg->flags & FWM_RST) != 0);
	return in_window(flow, seg->seq) || (len > 0 && in_window(flow, seg->seq + len - 1));
}

/* RFC 5961 5.2: SND.UNA - MAX.SND.WND <= SEG.ACK <= SND.NXT. */
static bool ack_ok(const struct fwm_flow *flow, const struct fwm_segment *seg)
{
	uint32_t oldest = flow->snd_una - ((uint32_t)flow->max_wnd << flow->snd_wscale);

	return !fwm_before(seg->ack, oldest) && !fwm_after(seg->ack, flow->snd_nxt);
}

static void classify(const struct fwm_config *cfg, const struct fwm_flow *flow,
                     const struct fwm_segment *seg, struct fwm_class *class)
{
	uint32_t text_end = seg->seq + seg->payload;
	bool both_ts = flow->timestamps && seg->has_ts;

	*class = (struct fwm_class){
		.op = FINWAVE_OP_SEGMENT,
		.state = flow->state,
		.half_close = flow->half_close,
		.bad_frame = seg->bad_frame,
		.bad_checksum = seg->bad_checksum,
		.syn = (seg->flags & FWM_SYN) != 0,
		.fin = (seg->flags & FWM_FIN) != 0,
		.rst = (seg->flags & FWM_RST) != 0,
		.ack = (seg->flags & FWM_ACK) != 0,
		.reuse_ok = reuse_ok(cfg, flow, seg),
		.ts_missing = flow->timestamps && !seg->has_ts,
		.ts_old = both_ts && fwm_before(seg->tsval, flow->ts_recent),
		.seq_ok = seq_ok(flow, seg),
		.seq_exact = seg->seq == flow->rcv_nxt,
		.end_exact = seg->seq + fwm_seg_len(seg) == flow->rcv_nxt,
		.ack_ok = ack_ok(flow, seg),
		.ack_new = fwm_after(seg->ack, flow->snd_una),
		.ack_all = seg->ack == flow->snd_nxt,
		.text = seg->payload > 0,
		.text_new = seg->payload > 0 && fwm_after(text_end, flow->rcv_nxt),
		.seq_after = fwm_after(seg->seq, flow->rcv_nxt),
		.text_cut = seg->payload > 0 && fwm_after(text_end, flow->rcv_edge),
	};
	fwm_class_config(class, cfg);
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
	classify(cfg, flow, seg, &class);
	fwm_decide(&class, &decision);
	if (decision.limited && !limits_allow(cfg, limits, flow, now)) {
		decision.send = FINWAVE_SEND_NONE;
		out->ack_limited = true;
	}
	fwm_apply(cfg, flow, seg, &decision, now, out);
}
