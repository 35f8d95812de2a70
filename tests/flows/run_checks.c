/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* What the engine says of itself. */
#include <errno.h>
#include <string.h>

#include "finwave_regs.h"
#include "run.h"

static int do_event(struct run *run, const struct script_step *step)
{
	struct finwave_event event;
	uint64_t target;
	int rc;

	if (come_near(run, step, &target))
		return -1;
	rc = finwave_next_event(run->rig.dev, &event);
	if (rc == 1 && step->delay > TOLERANCE)
		return failed(run, "too early: %s", finwave_event_name(event.kind));
	while (!rc && come_nearer(run, step, target))
		rc = finwave_next_event(run->rig.dev, &event);
	if (rc != 1)
		return failed(run, rc < 0 ? "events cannot be read" : "there is no event");
	if (event.kind != step->event || event.state != step->state ||
	    event.flow != run->flow->handle)
		return failed(run, "the event is %s %s of flow %x", finwave_event_name(event.kind),
		              finwave_state_name(event.state), event.flow);
	if (step->delayed)
		step_done(run, target);
	return 0;
}

static uint32_t check_value(const struct run *run, enum script_check_kind kind,
                            const struct finwave_flow_info *info)
{
	switch (kind) {
	case CHECK_SND_UNA:
		return info->snd_una - run->flow->adopt.local_isn;
	case CHECK_SND_NXT:
		return info->snd_nxt - run->flow->adopt.local_isn;
	case CHECK_RCV_NXT:
		return info->rcv_nxt - run->flow->adopt.peer_isn;
	case CHECK_RCV_WND:
		return info->rcv_wnd;
	case CHECK_TS_RECENT:
		return info->ts_recent;
	case CHECK_RTO:
		return info->rto_us;
	case CHECK_RETRIES:
		return info->retries;
	case CHECK_HALF_CLOSE:
		return info->half_close;
	case CHECK_FIN_AT:
		return info->fin_at - run->flow->adopt.local_isn;
	case CHECK_TAIL_LEN:
		return info->tail_len;
	case CHECK_SND_WND:
		return info->snd_wnd;
	case CHECK_WATCH:
		return info->watch;
	case CHECK_ACK_OWED:
		return info->ack_owed;
	default:
		return info->timer_running ? info->deadline - (uint32_t)run->last : SCRIPT_NO_TIMER;
	}
}

static int check_flow(const struct run *run, const struct script_step *step,
                      const struct finwave_flow_info *info)
{
	for (size_t i = 0; i < step->check_count; i++) {
		const struct script_check *check = &step->checks[i];
		uint32_t value = check_value(run, check->kind, info);
		bool running = check->kind == CHECK_TIMER && check->value && info->timer_running;
		uint32_t slack = running ? TOLERANCE : 0;

		if (value - check->value + slack > 2 * slack)
			return failed(run, "check %zu: it is %u (ticks, if a time)", i + 1, value);
	}
	return 0;
}

static int do_state(struct run *run, const struct script_step *step)
{
	struct finwave_flow_info info = { 0 };
	int rc;

	if (come_to(run, step))
		return -1;
	rc = finwave_query(run->rig.dev, run->flow->handle, &info);
	if (rc && rc != -ENOENT)
		return failed(run, "the flow cannot be read: %s", finwave_strerror(rc));
	if (info.state != step->state)
		return failed(run, "the state is %s", finwave_state_name(info.state));
	return check_flow(run, step, &info);
}

static int do_reason(struct run *run, const struct script_step *step)
{
	static const char *const names[] = {
#define NAME(name, code) [code] = #name,
		FINWAVE_REASON_LIST(NAME)
#undef NAME
	};

	if (settle(run))
		return -1;
	if (run->reason != step->number)
		return failed(run, "the reason is %s", names[run->reason]);
	return 0;
}

static int do_counter(struct run *run, const struct script_step *step)
{
	const char *name;
	uint64_t value;

	for (unsigned i = 0; finwave_counter(run->rig.dev, i, &name, &value) == 0; i++) {
		if (strcmp(name, step->name) != 0)
			continue;
		if (value == step->number)
			return 0;
		return failed(run, "%s is %llu", name, (unsigned long long)value);
	}
	return failed(run, "there is no counter %s", step->name);
}

static int do_register(struct run *run, const struct script_step *step, uint32_t offset)
{
	uint32_t value;

	if (settle(run))
		return -1;
	if (finwave_read32(run->rig.dev, offset, &value))
		return failed(run, "the register cannot be read");
	return value == step->number ? 0 : failed(run, "it is %u", value);
}

int do_check(struct run *run, const struct script_step *step)
{
	switch (step->kind) {
	case SCRIPT_EVENT:
		return do_event(run, step);
	case SCRIPT_STATE:
		return do_state(run, step);
	case SCRIPT_REASON:
		return do_reason(run, step);
	case SCRIPT_COUNTER:
		return do_counter(run, step);
	case SCRIPT_HELD:
		return do_register(run, step, FINWAVE_REG_FLOWS_HELD);
	case SCRIPT_TRACKED:
		return do_register(run, step, FINWAVE_REG_FLOWS_TRACKED);
	default:
		return do_register(run, step, FINWAVE_REG_TAIL_FREE);
	}
}
