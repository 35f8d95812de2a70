/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * What the files of the model share and nobody else needs: sequence arithmetic, the ranges of
 * states, and the step that carries a decision out.
 */
#ifndef FINWAVE_MODEL_INTERNAL_H
#define FINWAVE_MODEL_INTERNAL_H

#include "finwave_model.h"
#include "finwave_regs.h"

enum { FWM_FIN = 1, FWM_SYN = 2, FWM_RST = 4, FWM_PSH = 8, FWM_ACK = 16 };

/* RFC 9293 3.4: a before b, modulo 2^32. */
static inline bool fwm_before(uint32_t a, uint32_t b)
{
	return ((a - b) >> 31) != 0;
}

static inline bool fwm_after(uint32_t a, uint32_t b)
{
	return a != b && !fwm_before(a, b);
}

/* RFC 9293 3.3.2: the states that the engine can hold. */
static inline bool fwm_synchronized(uint8_t state)
{
	return state >= FINWAVE_TCP_STATE_ESTABLISHED && state <= FINWAVE_TCP_STATE_TIME_WAIT;
}

/* Our FIN is not queued yet: the host's stream goes on. */
static inline bool fwm_before_close(uint8_t state)
{
	return state == FINWAVE_TCP_STATE_ESTABLISHED || state == FINWAVE_TCP_STATE_CLOSE_WAIT;
}

/* Our FIN is queued or was sent, and no ACK of it was seen: the RTO runs. */
static inline bool fwm_fin_unacknowledged(uint8_t state)
{
	return state == FINWAVE_TCP_STATE_FIN_WAIT_1 || state == FINWAVE_TCP_STATE_CLOSING ||
	       state == FINWAVE_TCP_STATE_LAST_ACK;
}

/* RCV.WND: 0 when the edge is before RCV.NXT. */
static inline uint32_t fwm_rcv_wnd(const struct fwm_flow *flow)
{
	return fwm_before(flow->rcv_edge, flow->rcv_nxt) ? 0 : flow->rcv_edge - flow->rcv_nxt;
}

/* SEG.LEN counts SYN and FIN (RFC 9293 3.4). */
static inline uint32_t fwm_seg_len(const struct fwm_segment *seg)
{
	return seg->payload + ((seg->flags & FWM_SYN) ? 1 : 0) + ((seg->flags & FWM_FIN) ? 1 : 0);
}

/* Where the engine's own part of the stream starts, from the close on. */
static inline uint32_t fwm_tail_at(const struct fwm_flow *flow)
{
	return flow->fin_at - flow->tail_len;
}

/* Not held: everything passes, until it is owned in TIME-WAIT. */
static inline bool fwm_only_tracked(const struct fwm_flow *flow)
{
	return flow->tracked && flow->state != FINWAVE_TCP_STATE_TIME_WAIT;
}

/* The timestamp clock (RFC 7323 5.4). */
static inline uint32_t fwm_ts_clock(const struct fwm_config *cfg, uint64_t now)
{
	return (uint32_t)(now >> cfg->ts_shift);
}

/* Step 2: the table of RFC 9293 3.10.7.4. Step 6: the range of RFC 5961 5.2. */
bool fwm_seq_ok(const struct fwm_flow *flow, const struct fwm_segment *seg);
bool fwm_ack_ok(const struct fwm_flow *flow, const struct fwm_segment *seg);

/* The tail and our FIN (text.c); to be asked from the close on only. */
bool fwm_fin_out(const struct fwm_flow *flow);
bool fwm_fenced(const struct fwm_flow *flow);
bool fwm_may_go(const struct fwm_flow *flow);
bool fwm_again_goes(const struct fwm_flow *before, const struct fwm_flow *after);
uint32_t fwm_again_from(const struct fwm_flow *flow);
uint16_t fwm_text_len(const struct fwm_flow *flow, uint32_t first, bool again);
/* The number behind the segment: the FIN counts when the text reaches it. */
uint32_t fwm_text_end(const struct fwm_flow *flow, uint32_t first, uint16_t text_len);

/* Updates of the record: step 6's, and those of a host's segment (SND.NXT; RCV.NXT and its edge; both). */
void fwm_take_ack(struct fwm_flow *flow, const struct fwm_segment *seg);
void fwm_host_sent(struct fwm_flow *flow, const struct fwm_segment *seg);
void fwm_host_acknowledged(struct fwm_flow *flow, const struct fwm_segment *seg);
void fwm_take_host(struct fwm_flow *flow, const struct fwm_segment *seg);

/* A segment of a tracked connection that is not owned. *out is 0. */
void fwm_track_segment(const struct fwm_config *cfg, struct fwm_flow *flow,
                       const struct fwm_segment *seg, bool from_host, uint64_t now,
                       struct fwm_result *out);

/* The decisions on a segment and on one of the host; fwm_decide() sorts the rest. */
void fwm_decide_segment(const struct fwm_class *in, struct fwm_decision *out);
void fwm_decide_host(const struct fwm_class *in, struct fwm_decision *out);

/* The outcome that is common to all decisions that free the flow. */
void fwm_decide_free(struct fwm_decision *out, uint8_t reason, uint8_t completion);

/* Starts a class: the bits of the record and of the configuration, all others 0. Then those of a segment alone. */
void fwm_class_begin(struct fwm_class *class, const struct fwm_config *cfg,
                     const struct fwm_flow *flow, uint8_t op);
void fwm_class_segment(struct fwm_class *class, const struct fwm_segment *seg);

/*
 * Carries `decision` out on the flow and fills the result, with the frame that leaves. `seg` is the
 * segment that caused it, or NULL.
 */
void fwm_apply(const struct fwm_config *cfg, struct fwm_flow *flow, const struct fwm_segment *seg,
               const struct fwm_decision *decision, uint64_t now, struct fwm_result *out);

/* Starts, restarts or stops the flow's timer (enum fwm_timer). */
void fwm_set_timer(const struct fwm_config *cfg, struct fwm_flow *flow, uint8_t timer,
                   uint64_t now);

/* An RTO of 0 counts as 1 tick. */
static inline uint32_t fwm_rto_max(const struct fwm_config *cfg)
{
	return cfg->rto_max ? cfg->rto_max : 1;
}

/* first_fin, R2 and the user timeout are compared in units of 2^14 ticks, 18 bits. */
static inline uint32_t fwm_coarse_time(uint64_t now)
{
	return (uint32_t)now >> 14;
}

#endif
