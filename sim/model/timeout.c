// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * Timers, and eviction. A deadline is the low word of the time; it lies at most 2^31 - 1 ticks ahead when it is set.
 */
#include "internal.h"

static bool is_due(const struct fwm_flow *flow, uint64_t now)
{
	return flow->timer && !fwm_after(flow->deadline, (uint32_t)now);
}

/* Time since the close, in units of 2^14 ticks. */
static uint32_t age_of(const struct fwm_flow *flow, uint64_t now)
{
	return (fwm_coarse_time(now) - flow->first_fin) & 0x3FFFF;
}

/* Less than a unit counts as one. */
static uint32_t coarse_timeout(uint32_t ticks)
{
	return ticks >> 14 ? ticks >> 14 : 1;
}

static void classify(const struct fwm_config *cfg, const struct fwm_flow *flow, uint64_t now,
                     struct fwm_class *class)
{
	uint32_t age = age_of(flow, now);

	fwm_class_begin(class, cfg, flow, FINWAVE_OP_TIMEOUT);
	class->fenced = fwm_fenced(flow);
	/* RFC 9293 3.8.3: give up when both the count and R2 (MUST-20, SHLD-11) are used up. */
	class->retries_left = flow->retries < flow->max_retries || age < cfg->r2 >> 14;
	/* RFC 5482: the user's own limit. */
	class->user_over = flow->user_timeout != 0 && age >= coarse_timeout(flow->user_timeout);
}

bool fwm_next_deadline(const struct fwm_flow *flow, uint64_t now, uint64_t *tick)
{
	uint32_t ahead = flow->deadline - (uint32_t)now;

	if (!flow->timer)
		return false;
	*tick = is_due(flow, now) ? now : now + ahead;
	return true;
}

void fwm_timeout(const struct fwm_config *cfg, struct fwm_flow *flow, uint64_t now,
                 struct fwm_result *out)
{
	struct fwm_class class;
	struct fwm_decision decision = { 0 };

	*out = (struct fwm_result){ .old_state = flow->state, .new_state = flow->state };
	if (!is_due(flow, now))
		return;
	if (fwm_only_tracked(flow)) {
		fwm_decide_free(&decision, FINWAVE_REASON_TRACK_EXPIRED, FINWAVE_EVENT_NONE);
	} else {
		classify(cfg, flow, now, &class);
		fwm_decide(&class, &decision);
	}
	fwm_apply(cfg, flow, NULL, &decision, now, out);
}

void fwm_evict(const struct fwm_config *cfg, struct fwm_flow *flow, uint64_t now,
               struct fwm_result *out)
{
	struct fwm_class class;
	struct fwm_decision decision = { 0 };

	*out = (struct fwm_result){ 0 };
	if (fwm_only_tracked(flow)) {
		fwm_decide_free(&decision, FINWAVE_REASON_TRACK_ENDED, FINWAVE_EVENT_NONE);
	} else {
		fwm_class_begin(&class, cfg, flow, FINWAVE_OP_EVICT);
		fwm_decide(&class, &decision);
	}
	fwm_apply(cfg, flow, NULL, &decision, now, out);
}
