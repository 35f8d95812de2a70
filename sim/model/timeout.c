// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * Timers. A deadline is the low word of the time; it lies at most 2^31 - 1 ticks ahead when it is set.
 */
#include "internal.h"

static bool is_due(const struct fwm_flow *flow, uint64_t now)
{
	return flow->timer && !fwm_after(flow->deadline, (uint32_t)now);
}

/* RFC 9293 3.8.3: give up when both the count and R2 (MUST-20, SHLD-11) are used up. */
static bool retries_left(const struct fwm_config *cfg, const struct fwm_flow *flow, uint64_t now)
{
	uint32_t since = (fwm_coarse_time(now) - flow->first_fin) & 0x3FFFF;

	return flow->retries < flow->max_retries || since < cfg->r2 >> 14;
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
	struct fwm_class class = {
		.op = FINWAVE_OP_TIMEOUT,
		.state = flow->state,
		.half_close = flow->half_close,
		.retries_left = retries_left(cfg, flow, now),
	};
	struct fwm_decision decision;

	*out = (struct fwm_result){ .old_state = flow->state, .new_state = flow->state };
	if (!is_due(flow, now))
		return;
	fwm_class_config(&class, cfg);
	fwm_decide(&class, &decision);
	fwm_apply(cfg, flow, NULL, &decision, now, out);
}
