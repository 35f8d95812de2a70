// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
/*
 * Commands of the host. The caller has found the flow and compared the generation; a CLOSED record
 * answers NO_FLOW here as well. A refused command changes nothing.
 */
#include "internal.h"

#include <string.h>

enum { SMALL_WINDOW = 1460 }; /* Fr of 3.8.6.2.2, about one segment */

/* The timer that a flow of this state would have (RFC 9293 3.8.1, 3.6.1). */
static uint8_t timer_of_state(const struct fwm_flow *flow)
{
	if (fwm_fin_unacknowledged(flow->state))
		return FWM_TIMER_RTO_FIRST;
	if (flow->state == FINWAVE_TCP_STATE_TIME_WAIT)
		return FWM_TIMER_TIME_WAIT;
	if (flow->state == FINWAVE_TCP_STATE_FIN_WAIT_2 && !flow->half_close)
		return FWM_TIMER_FIN_WAIT_2;
	return FWM_TIMER_STOP;
}

/* The tuple follows the tags of the record, so that the two cannot disagree. */
static void set_vlan_ids(struct fwm_flow *flow)
{
	for (unsigned i = 0; i < 2; i++) {
		bool used = i < flow->tuple.vlan_count;

		flow->tuple.vlan_id[i] = used ? flow->vlan_tci[i] & 0xFFF : 0;
	}
}

static void set_clocks(const struct fwm_config *cfg, const struct fwm_adopt *in, uint64_t now,
                       struct fwm_flow *flow)
{
	uint32_t rto = in->rto ? in->rto : cfg->rto_first ? cfg->rto_first : 1;

	flow->ts_offset = in->tsval - fwm_ts_clock(cfg, now);
	flow->rto = rto < fwm_rto_max(cfg) ? rto : fwm_rto_max(cfg);
	flow->first_fin = 0;
	fwm_set_timer(cfg, flow, timer_of_state(flow), now);
}

/* What an adopted flow starts with. Our FIN is out where the state says so; what it acknowledges is not kept. */
static void start_afresh(struct fwm_flow *flow)
{
	flow->retries = 0;
	flow->limited = false;
	flow->limited_at = 0;
	flow->deadline = 0;
	flow->ack_owed = false;
	flow->fin_at = flow->snd_nxt - 1;
	flow->tail_len = 0;
	flow->tracked = false;
	flow->wscale_offered = false;
	flow->peer_fin_seen = false;
	flow->peer_fin_at = 0;
}

void fwm_adopt(const struct fwm_config *cfg, const struct fwm_adopt *in, uint64_t now,
               struct fwm_flow *flow, struct fwm_result *out)
{
	*out = (struct fwm_result){ .result = FINWAVE_CMD_RESULT_BAD_STATE };
	if (!fwm_synchronized(in->flow.state))
		return;
	*flow = in->flow;
	flow->rcv_edge = flow->rcv_nxt + in->rcv_wnd;
	start_afresh(flow);
	if (!in->set_snd_wnd)
		flow->snd_wnd = flow->max_wnd;
	if (flow->max_retries == 0)
		flow->max_retries = cfg->fin_retries;
	set_vlan_ids(flow);
	set_clocks(cfg, in, now, flow);
	out->old_state = FINWAVE_TCP_STATE_CLOSED;
	out->new_state = flow->state;
	out->reason = FINWAVE_REASON_COMMAND_DONE;
	out->result = FINWAVE_CMD_RESULT_OK;
}

/* 3.10.4: the end of the host's stream, the text that comes with the command, our FIN. */
static void queue_fin(struct fwm_flow *flow, const struct fwm_command *cmd)
{
	uint32_t end = cmd->set_snd_nxt ? cmd->snd_nxt : flow->snd_nxt;

	flow->tail_len = cmd->tail_len;
	flow->fin_at = end + cmd->tail_len;
	if (cmd->tail_len > 0)
		memcpy(flow->tail, cmd->tail, cmd->tail_len);
}

/* What the descriptor brings comes into force before the decision is carried out. */
static void take_descriptor(struct fwm_flow *flow, const struct fwm_command *cmd,
                            const struct fwm_decision *decision)
{
	bool update = cmd->op == FINWAVE_OP_UPDATE && !decision->refuse;

	if (decision->queue_fin)
		queue_fin(flow, cmd);
	if (cmd->set_snd_nxt && update)
		flow->snd_nxt = cmd->snd_nxt;
	if (cmd->set_rcv_wnd && update)
		flow->rcv_edge = flow->rcv_nxt + cmd->rcv_wnd;
}

static bool closes(uint8_t op)
{
	return op == FINWAVE_OP_CLOSE || op == FINWAVE_OP_SHUTDOWN;
}

static bool known_op(uint8_t op)
{
	return closes(op) || op == FINWAVE_OP_ABORT || op == FINWAVE_OP_UPDATE ||
	       op == FINWAVE_OP_RELEASE || op == FINWAVE_OP_QUERY;
}

/* Commands that are not retired: the flow stays, nothing is said but the result. */
static bool answer_only(const struct fwm_flow *flow, const struct fwm_command *cmd,
                        struct fwm_result *out)
{
	out->old_state = flow->state;
	out->new_state = flow->state;
	if (!known_op(cmd->op))
		out->result = FINWAVE_CMD_RESULT_BAD_OP;
	else if (!fwm_synchronized(flow->state) || flow->tracked) /* that has no handle */
		out->result = FINWAVE_CMD_RESULT_NO_FLOW;
	else if (closes(cmd->op) && cmd->tail_len > FWM_TAIL_MAX)
		out->result = FINWAVE_CMD_RESULT_NO_BUFFER;
	else
		return cmd->op == FINWAVE_OP_QUERY;
	return true;
}

/* 3.8.6.2.2: the window was small, and grows. */
static bool announces(const struct fwm_flow *flow, const struct fwm_command *cmd)
{
	return cmd->set_rcv_wnd && fwm_rcv_wnd(flow) < SMALL_WINDOW &&
	       fwm_after(flow->rcv_nxt + cmd->rcv_wnd, flow->rcv_edge);
}

static void classify(const struct fwm_config *cfg, const struct fwm_flow *flow,
                     const struct fwm_command *cmd, struct fwm_class *class)
{
	struct fwm_flow after = *flow;

	fwm_class_begin(class, cfg, flow, cmd->op);
	class->set_snd_nxt = cmd->set_snd_nxt;
	class->announce = announces(flow, cmd);
	if (!closes(cmd->op))
		return;
	queue_fin(&after, cmd);
	class->snd_nxt_used = cmd->set_snd_nxt && fwm_before(cmd->snd_nxt, flow->snd_nxt);
	class->tail = cmd->tail_len > 0;
	class->may_go = fwm_may_go(&after);
}

void fwm_command(const struct fwm_config *cfg, struct fwm_flow *flow, const struct fwm_command *cmd,
                 uint64_t now, struct fwm_result *out)
{
	struct fwm_class class;
	struct fwm_decision decision;

	*out = (struct fwm_result){ 0 };
	if (answer_only(flow, cmd, out))
		return;
	classify(cfg, flow, cmd, &class);
	fwm_decide(&class, &decision);
	take_descriptor(flow, cmd, &decision);
	fwm_apply(cfg, flow, NULL, &decision, now, out);
}
