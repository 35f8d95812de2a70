// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * The tail and our FIN: what of them may go, and how much goes in one segment (docs/theory.md).
 *
 *   host's stream | tail_len bytes that the engine holds | FIN
 *                 ^ fwm_tail_at()                        ^ fin_at
 */
#include "internal.h"

/* U: how much the peer's window takes from `first` on. RFC 9293 3.8.6.2.1. */
static uint32_t usable(const struct fwm_flow *flow, uint32_t first)
{
	uint32_t edge = flow->snd_una + ((uint32_t)flow->snd_wnd << flow->snd_wscale);

	return fwm_before(edge, first) ? 0 : edge - first;
}

/* D: bytes of text from `first` on. */
static uint32_t text_left(const struct fwm_flow *flow, uint32_t first)
{
	return fwm_before(flow->fin_at, first) ? 0 : flow->fin_at - first;
}

bool fwm_fin_out(const struct fwm_flow *flow)
{
	return flow->snd_nxt == flow->fin_at + 1;
}

bool fwm_fenced(const struct fwm_flow *flow)
{
	return fwm_before(flow->snd_nxt, fwm_tail_at(flow));
}

/* 3.8.6.2.1, MUST-38 (SWS): all of it, or at least half of the largest window; a bare FIN takes no buffer. */
static bool sensible(const struct fwm_flow *flow, uint32_t left, uint32_t window)
{
	if (left <= window)
		return true;
	return window > 0 && 2 * window >= (uint32_t)flow->max_wnd << flow->snd_wscale;
}

bool fwm_may_go(const struct fwm_flow *flow)
{
	uint32_t first = flow->snd_nxt;
	uint32_t left = text_left(flow, first), window = usable(flow, first);

	if (fwm_fenced(flow) || fwm_after(first, flow->fin_at))
		return false;
	return sensible(flow, left, window);
}

/*
 * 3.8.6.1: what was sent of ours beyond the window, a probe, the peer may have thrown away; when the window opens it
 * goes again, or what follows would stand behind a hole.
 */
bool fwm_again_goes(const struct fwm_flow *before, const struct fwm_flow *after)
{
	uint32_t edge = before->snd_una + ((uint32_t)before->snd_wnd << before->snd_wscale);
	uint32_t first = fwm_again_from(after);
	uint32_t left = text_left(after, first), window = usable(after, first);

	if (fwm_before(before->snd_una, fwm_tail_at(before)) ||
	    !fwm_before(edge, before->snd_nxt) || after->snd_wnd <= before->snd_wnd)
		return false;
	return window > 0 && sensible(after, left, window);
}

/* 3.8.1: from what is unacknowledged of the engine's own; the host repeats what is the host's. */
uint32_t fwm_again_from(const struct fwm_flow *flow)
{
	uint32_t tail = fwm_tail_at(flow);
	uint32_t first = fwm_after(flow->snd_una, tail) ? flow->snd_una : tail;

	return fwm_after(first, flow->fin_at) ? flow->fin_at
	                                      : first; /* adopted with a wrong SND.UNA */
}

/* 3.8.6.1 (MUST-35, MUST-36): a window that is closed is probed with one byte. */
uint16_t fwm_text_len(const struct fwm_flow *flow, uint32_t first, bool again)
{
	uint32_t left = text_left(flow, first), window = usable(flow, first);

	if (left <= window)
		return (uint16_t)left;
	return (uint16_t)(window == 0 && again ? 1 : window);
}

uint32_t fwm_text_end(const struct fwm_flow *flow, uint32_t first, uint16_t text_len)
{
	uint32_t end = first + text_len;

	return end == flow->fin_at ? end + 1 : end;
}
