// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * Connections that nobody adopted: their record starts with a SYN that passes, follows what both ends say, and ends
 * with hands off, or with the engine as owner of TIME-WAIT. All that belongs to them passes.
 */
#include "internal.h"

#include <string.h>

static uint32_t end_of(const struct fwm_segment *seg)
{
	return seg->seq + fwm_seg_len(seg);
}

/* ---- the first SYN ----------------------------------------------------------------------------- */

bool fwm_may_track(const struct fwm_segment *seg, bool from_host)
{
	uint8_t flags = seg->flags & (FWM_SYN | FWM_ACK | FWM_RST | FWM_FIN);

	return flags == FWM_SYN && !seg->bad_frame && (from_host || !seg->bad_checksum);
}

/* What lies below TCP: the host's own SYN shows its way to the peer. */
static void take_link(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	memcpy(flow->peer_mac, seg->dst_mac, sizeof(flow->peer_mac));
	memcpy(flow->local_mac, seg->src_mac, sizeof(flow->local_mac));
	memcpy(flow->vlan_tci, seg->vlan_tci, sizeof(flow->vlan_tci));
	flow->outer_88a8 = seg->outer_88a8;
	flow->ttl = seg->ttl;
	flow->tos = seg->tos;
	flow->flow_label = seg->flow_label;
}

/* RFC 7323 5.4: the host's clock goes on in the engine's RSTs and ACKs. */
static void take_host_clock(const struct fwm_config *cfg, struct fwm_flow *flow,
                            const struct fwm_segment *seg, uint64_t now)
{
	if (seg->has_ts)
		flow->ts_offset = seg->tsval - fwm_ts_clock(cfg, now);
}

static void start_from_host(const struct fwm_config *cfg, struct fwm_flow *flow,
                            const struct fwm_segment *seg, uint64_t now)
{
	flow->state = FINWAVE_TCP_STATE_SYN_SENT;
	flow->snd_una = seg->seq;
	flow->snd_nxt = end_of(seg);
	flow->rcv_wscale = seg->wscale;
	take_link(flow, seg);
	take_host_clock(cfg, flow, seg, now);
}

static void start_from_wire(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	flow->state = FINWAVE_TCP_STATE_LISTEN;
	flow->rcv_nxt = end_of(seg);
	flow->rcv_edge = flow->rcv_nxt;
	flow->snd_wscale = seg->wscale;
	flow->ts_recent = seg->tsval;
}

void fwm_track(const struct fwm_config *cfg, const struct fwm_segment *seg, bool from_host,
               uint64_t now, struct fwm_flow *flow, struct fwm_result *out)
{
	*flow = (struct fwm_flow){
		.tracked = true,
		.generation = flow->generation,
		.tuple = seg->tuple,
		.timestamps = seg->has_ts,
		.wscale_offered = seg->has_wscale,
	};
	if (from_host)
		start_from_host(cfg, flow, seg, now);
	else
		start_from_wire(flow, seg);
	fwm_set_timer(cfg, flow, FWM_TIMER_TRACK_IDLE, now);
	*out = (struct fwm_result){
		.old_state = FINWAVE_TCP_STATE_CLOSED,
		.new_state = flow->state,
		.reason = FINWAVE_REASON_TRACK_STARTED,
	};
}

/* ---- what a segment leaves in the record ------------------------------------------------------- */

/* RFC 7323 2.2 and 3.2: what counts was offered in both SYNs. */
static void agree(struct fwm_flow *flow, const struct fwm_segment *seg, uint8_t *answered_shift)
{
	*answered_shift = seg->wscale;
	if (!flow->wscale_offered || !seg->has_wscale) {
		flow->snd_wscale = 0;
		flow->rcv_wscale = 0;
	}
	flow->timestamps = flow->timestamps && seg->has_ts;
}

/* The peer's SYN+ACK, 3.10.7.3. */
static void answer_from_wire(struct fwm_flow *flow, const struct fwm_segment *seg)
{
	agree(flow, seg, &flow->snd_wscale);
	flow->snd_una = seg->ack;
	flow->rcv_nxt = end_of(seg);
	flow->rcv_edge = flow->rcv_nxt;
	if (flow->timestamps)
		flow->ts_recent = seg->tsval;
}

/* The host's SYN+ACK, 3.10.7.2. Its window is not scaled (RFC 7323 2.2). */
static void answer_from_host(const struct fwm_config *cfg, struct fwm_flow *flow,
                             const struct fwm_segment *seg, uint64_t now)
{
	agree(flow, seg, &flow->rcv_wscale);
	flow->snd_una = seg->seq;
	flow->snd_nxt = end_of(seg);
	flow->rcv_edge = flow->rcv_nxt + seg->window;
	take_link(flow, seg);
	take_host_clock(cfg, flow, seg, now);
}

static void take_from_wire(struct fwm_flow *flow, const struct fwm_segment *seg, bool fin)
{
	fwm_take_ack(flow, seg);
	if (!fin)
		return;
	flow->peer_fin_seen = true;
	flow->peer_fin_at = end_of(seg) - 1;
}

static void take_from_host(const struct fwm_config *cfg, struct fwm_flow *flow,
                           const struct fwm_segment *seg, bool fin, uint64_t now)
{
	fwm_host_sent(flow, seg);
	fwm_host_acknowledged(flow, seg);
	if (flow->timestamps)
		take_host_clock(cfg, flow, seg, now);
	if (fin)
		flow->fin_at = end_of(seg) - 1;
}

static void take(const struct fwm_config *cfg, struct fwm_flow *flow, const struct fwm_segment *seg,
                 bool from_host, const struct fwm_track_decision *track, uint64_t now)
{
	if (track->open_wire)
		answer_from_wire(flow, seg);
	if (track->open_host)
		answer_from_host(cfg, flow, seg, now);
	if (track->take && from_host)
		take_from_host(cfg, flow, seg, track->take_fin, now);
	else if (track->take)
		take_from_wire(flow, seg, track->take_fin);
}

/* ---- the step ---------------------------------------------------------------------------------- */

/* A FIN of the host was seen, and nothing after it. */
static bool fin_out(const struct fwm_flow *flow)
{
	bool seen = flow->state > FINWAVE_TCP_STATE_ESTABLISHED &&
	            flow->state != FINWAVE_TCP_STATE_CLOSE_WAIT;

	return seen && fwm_fin_out(flow);
}

/* The host acknowledges: how far is RCV.NXT then, against the peer's FIN. */
static void classify_host_ack(const struct fwm_flow *flow, const struct fwm_segment *seg,
                              struct fwm_track_class *class)
{
	uint32_t behind_fin = flow->peer_fin_at + 1;
	uint32_t rcv_nxt = fwm_after(seg->ack, flow->rcv_nxt) ? seg->ack : flow->rcv_nxt;

	class->fin_acked = flow->peer_fin_seen && !fwm_before(rcv_nxt, behind_fin);
	class->fin_passed = flow->peer_fin_seen && fwm_after(rcv_nxt, behind_fin);
}

static void classify(const struct fwm_flow *flow, const struct fwm_segment *seg, bool from_host,
                     struct fwm_track_class *class)
{
	uint32_t end = end_of(seg);

	*class = (struct fwm_track_class){
		.from_host = from_host,
		.state = flow->state,
		.syn = (seg->flags & FWM_SYN) != 0,
		.fin = (seg->flags & FWM_FIN) != 0,
		.rst = (seg->flags & FWM_RST) != 0,
		.ack = (seg->flags & FWM_ACK) != 0,
		.seq_una = seg->seq == flow->snd_una,
		.end_exact = end == flow->rcv_nxt,
		.ack_nxt = seg->ack == flow->snd_nxt,
		.ack_rcv = seg->ack == flow->rcv_nxt,
		.seq_ok = fwm_seq_ok(flow, seg),
		.ack_ok = fwm_ack_ok(flow, seg),
		.fin_out = fin_out(flow),
		.fin_differs = flow->peer_fin_seen && end - 1 != flow->peer_fin_at,
		.host_beyond = fwm_after(end, flow->snd_nxt),
	};
	classify_host_ack(flow, seg, class);
}

/* What the flow's record and the outside see of it. */
static void conclude(const struct fwm_track_decision *track, struct fwm_decision *out)
{
	*out = (struct fwm_decision){
		.state = track->state,
		.reason = FINWAVE_REASON_TRACK_PASSED,
		.timer = FWM_TIMER_TRACK_IDLE,
	};
	if (track->ended)
		fwm_decide_free(out, FINWAVE_REASON_TRACK_ENDED, FINWAVE_EVENT_NONE);
	if (track->own) {
		out->reason = FINWAVE_REASON_TRACK_OWNED;
		out->send = FINWAVE_SEND_HOST_RST;
		out->timer = FWM_TIMER_TIME_WAIT;
	}
	out->pass = true;
}

void fwm_track_segment(const struct fwm_config *cfg, struct fwm_flow *flow,
                       const struct fwm_segment *seg, bool from_host, uint64_t now,
                       struct fwm_result *out)
{
	struct fwm_decision decision = { .state = flow->state,
		                         .reason = FINWAVE_REASON_TRACK_PASSED,
		                         .pass = true };
	struct fwm_track_class class;
	struct fwm_track_decision track;

	if (!seg->bad_frame && (from_host || !seg->bad_checksum)) {
		classify(flow, seg, from_host, &class);
		fwm_track_decide(&class, &track);
		take(cfg, flow, seg, from_host, &track, now);
		conclude(&track, &decision);
	}
	fwm_apply(cfg, flow, seg, &decision, now, out);
}
