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

enum { FWM_FIN = 1, FWM_SYN = 2, FWM_RST = 4, FWM_ACK = 16 };

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

/* Our FIN was sent and no ACK of it was seen: the RTO runs. */
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

/* The decisions on a segment; fwm_decide() sorts the rest. */
void fwm_decide_segment(const struct fwm_class *in, struct fwm_decision *out);

/* The outcome that is common to all decisions that free the flow. */
void fwm_decide_free(struct fwm_decision *out, uint8_t reason, uint8_t completion);

/* The bits of the configuration that a decision sees. */
void fwm_class_config(struct fwm_class *class, const struct fwm_config *cfg);

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

/* first_fin and R2 are compared in units of 2^14 ticks, 18 bits. */
static inline uint32_t fwm_coarse_time(uint64_t now)
{
	return (uint32_t)now >> 14;
}

#endif
