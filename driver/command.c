/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Commands: fill the words of the descriptor that the command reads, ring the doorbell, wait until
 * the engine is done, turn its result into an errno. ADOPT fills all words but CMD_TAIL; CLOSE and
 * SHUTDOWN fill CMD_TAIL and the tail buffer; the others only CMD_FLOW, CMD_FLAGS and what the flags
 * declare valid.
 */
#include <errno.h>
#include <string.h>

#include "private.h"

#define COMMAND_READS 65536u /* of STATUS, before a command is given up */
#define DEFAULT_TTL 64u
#define MAX_WSCALE 14u /* RFC 7323 2.3 */

#define HANDLE_MASK (FINWAVE_CMD_HANDLE_ID_MASK | FINWAVE_CMD_HANDLE_GENERATION_MASK)

static int wait_idle(struct finwave_dev *dev)
{
	int err = finwave_wait_status(dev, FINWAVE_STATUS_COMMAND_BUSY_MASK, 0, COMMAND_READS);

	if (!err)
		dev->command_pending = false;
	return err;
}

/* The descriptor must stay as it is while a command runs: one that timed out may still do so. */
static int begin_command(struct finwave_dev *dev)
{
	return dev->command_pending ? wait_idle(dev) : 0;
}

static int result_to_errno(uint32_t code)
{
	switch (code) {
	case FINWAVE_CMD_RESULT_OK:
		return 0;
	case FINWAVE_CMD_RESULT_BAD_OP:
		return -EOPNOTSUPP;
	case FINWAVE_CMD_RESULT_BAD_STATE:
		return -EALREADY;
	case FINWAVE_CMD_RESULT_NO_FLOW:
		return -ENOENT;
	case FINWAVE_CMD_RESULT_TABLE_FULL:
	case FINWAVE_CMD_RESULT_ALIAS:
	case FINWAVE_CMD_RESULT_NEIGHBOURS:
		return -ENOSPC;
	case FINWAVE_CMD_RESULT_EXISTS:
		return -EEXIST;
	case FINWAVE_CMD_RESULT_DISABLED:
		return -ENETDOWN;
	case FINWAVE_CMD_RESULT_NO_BUFFER:
		return -ENOBUFS;
	case ALL_ONES:
		return -ENODEV;
	default:
		return -EPROTO;
	}
}

static int run_command(struct finwave_dev *dev, uint32_t op)
{
	uint32_t result;
	int err;

	err = finwave_write32(dev, FINWAVE_REG_DOORBELL, FIELD_PUT(DOORBELL_OP, op));
	if (err)
		return err;
	dev->command_pending = true;
	err = wait_idle(dev);
	if (err)
		return err;
	err = finwave_read32(dev, FINWAVE_REG_CMD_RESULT, &result);
	if (err)
		return err;
	return result_to_errno(result);
}

static uint32_t word(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static bool state_is_synchronized(enum finwave_state state)
{
	return state >= FINWAVE_ESTABLISHED && state <= FINWAVE_TIME_WAIT;
}

static bool flow_is_valid(const struct finwave_flow_config *c)
{
	return state_is_synchronized(c->state) && c->vlan_count <= 2 &&
	       c->snd_wscale <= MAX_WSCALE && c->rcv_wscale <= MAX_WSCALE &&
	       FIELD_FITS(CMD_FLOW_LABEL_VALUE, c->flow_label) &&
	       FIELD_FITS(CMD_RCV_WND_VALUE, c->rcv_wnd) && FIELD_FITS(CMD_RTO_VALUE, c->rto_us) &&
	       FIELD_FITS(CMD_FLAGS_RETRIES, c->retries) &&
	       FIELD_FITS(CMD_USER_TIMEOUT_VALUE, c->user_timeout_us) &&
	       c->snd_nxt - c->snd_una < 1u << 31;
}

static uint32_t adopt_flags(const struct finwave_flow_config *c)
{
	return FIELD_PUT(CMD_FLAGS_STATE, c->state) |
	       FIELD_PUT(CMD_FLAGS_TIMESTAMPS, c->timestamps) | FIELD_PUT(CMD_FLAGS_IPV6, c->ipv6) |
	       FIELD_PUT(CMD_FLAGS_VLAN_COUNT, c->vlan_count) |
	       FIELD_PUT(CMD_FLAGS_SND_WSCALE, c->snd_wscale) |
	       FIELD_PUT(CMD_FLAGS_RCV_WSCALE, c->rcv_wscale) |
	       FIELD_PUT(CMD_FLAGS_RETRIES, c->retries) |
	       FIELD_PUT(CMD_FLAGS_HALF_CLOSE, c->half_close) |
	       FIELD_PUT(CMD_FLAGS_OUTER_88A8, c->outer_88a8) |
	       FIELD_PUT(CMD_FLAGS_WATCH, c->watch) |
	       FIELD_PUT(CMD_FLAGS_CLOSE_ON_FIN, c->close_on_peer_fin) |
	       FIELD_PUT(CMD_FLAGS_SET_SND_WND, c->has_snd_wnd);
}

static uint32_t windows_word(const struct finwave_flow_config *c)
{
	return FIELD_PUT(CMD_MAX_WND_VALUE, c->max_wnd) |
	       FIELD_PUT(CMD_MAX_WND_SND_WND, c->has_snd_wnd ? c->snd_wnd : 0);
}

static uint32_t vlan_word(const struct finwave_flow_config *c)
{
	uint32_t outer = c->vlan_count > 0 ? c->vlan_tci[0] : 0u;
	uint32_t inner = c->vlan_count > 1 ? c->vlan_tci[1] : 0u;

	return FIELD_PUT(CMD_VLAN_OUTER, outer) | FIELD_PUT(CMD_VLAN_INNER, inner);
}

static int write_address(struct finwave_dev *dev, uint32_t offset, bool ipv6,
                         const uint8_t addr[16])
{
	int err = 0;

	for (uint32_t i = 0; i < 4 && !err; i++)
		err = finwave_write32(dev, offset + 4 * i, ipv6 || i == 0 ? word(addr + 4 * i) : 0);
	return err;
}

static int write_descriptor(struct finwave_dev *dev, const struct finwave_flow_config *c)
{
	const uint8_t mac_1[] = {
		c->peer_mac[4],
		c->peer_mac[5],
		c->local_mac[0],
		c->local_mac[1],
	};
	const struct {
		uint32_t offset, value;
	} words[] = {
		{ FINWAVE_REG_CMD_FLOW, 0 },
		{ FINWAVE_REG_CMD_FLAGS, adopt_flags(c) },
		{ FINWAVE_REG_CMD_SND_UNA, c->snd_una },
		{ FINWAVE_REG_CMD_SND_NXT, c->snd_nxt },
		{ FINWAVE_REG_CMD_RCV_NXT, c->rcv_nxt },
		{ FINWAVE_REG_CMD_RCV_WND, c->rcv_wnd },
		{ FINWAVE_REG_CMD_MAX_WND, windows_word(c) },
		{ FINWAVE_REG_CMD_TS_RECENT, c->ts_recent },
		{ FINWAVE_REG_CMD_TSVAL, c->tsval },
		{ FINWAVE_REG_CMD_RTO, c->rto_us },
		{ FINWAVE_REG_CMD_IP, FIELD_PUT(CMD_IP_TTL, c->ttl ? c->ttl : DEFAULT_TTL) |
		                              FIELD_PUT(CMD_IP_TOS, c->tos) },
		{ FINWAVE_REG_CMD_FLOW_LABEL, c->flow_label },
		{ FINWAVE_REG_CMD_MAC_0, word(c->peer_mac) },
		{ FINWAVE_REG_CMD_MAC_1, word(mac_1) },
		{ FINWAVE_REG_CMD_MAC_2, word(c->local_mac + 2) },
		{ FINWAVE_REG_CMD_VLAN, vlan_word(c) },
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && !err; i++)
		err = finwave_write32(dev, words[i].offset, words[i].value);
	if (!err)
		err = write_address(dev, FINWAVE_REG_CMD_LOCAL, c->ipv6, c->local_addr);
	if (!err)
		err = write_address(dev, FINWAVE_REG_CMD_REMOTE, c->ipv6, c->remote_addr);
	if (!err)
		err = finwave_write32(dev, FINWAVE_REG_CMD_PORTS,
		                      FIELD_PUT(CMD_PORTS_REMOTE, c->remote_port) |
		                              FIELD_PUT(CMD_PORTS_LOCAL, c->local_port));
	if (!err)
		err = finwave_write32(dev, FINWAVE_REG_CMD_USER_TIMEOUT, c->user_timeout_us);
	return err;
}

int finwave_adopt(struct finwave_dev *dev, const struct finwave_flow_config *config,
                  finwave_flow *flow)
{
	uint32_t handle;
	int err;

	if (!dev || !config || !flow)
		return -EINVAL;
	err = finwave_check_size(config, config->size, sizeof(*config));
	if (err)
		return err;
	if (!flow_is_valid(config))
		return -EINVAL;

	err = begin_command(dev);
	if (!err)
		err = write_descriptor(dev, config);
	if (!err)
		err = run_command(dev, FINWAVE_OP_ADOPT);
	if (!err)
		err = finwave_read32(dev, FINWAVE_REG_CMD_HANDLE, &handle);
	if (err)
		return err;
	*flow = handle & HANDLE_MASK;
	return 0;
}

/* CMD_FLOW, CMD_FLAGS and, where they are given, CMD_SND_NXT and CMD_RCV_WND. */
static int write_flow_words(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt,
                            const uint32_t *rcv_wnd)
{
	uint32_t flags = FIELD_PUT(CMD_FLAGS_SET_SND_NXT, !!snd_nxt) |
	                 FIELD_PUT(CMD_FLAGS_SET_RCV_WND, !!rcv_wnd);
	int err;

	err = finwave_write32(dev, FINWAVE_REG_CMD_FLOW, flow);
	if (!err)
		err = finwave_write32(dev, FINWAVE_REG_CMD_FLAGS, flags);
	if (!err && snd_nxt)
		err = finwave_write32(dev, FINWAVE_REG_CMD_SND_NXT, *snd_nxt);
	if (!err && rcv_wnd)
		err = finwave_write32(dev, FINWAVE_REG_CMD_RCV_WND, *rcv_wnd);
	return err;
}

/* Any command on a flow that is held, but CLOSE and SHUTDOWN. */
static int command_flow(struct finwave_dev *dev, uint32_t op, finwave_flow flow,
                        const uint32_t *snd_nxt, const uint32_t *rcv_wnd)
{
	int err;

	if (!dev || flow & ~HANDLE_MASK || (rcv_wnd && !FIELD_FITS(CMD_RCV_WND_VALUE, *rcv_wnd)))
		return -EINVAL;

	err = begin_command(dev);
	if (!err)
		err = write_flow_words(dev, flow, snd_nxt, rcv_wnd);
	return err ? err : run_command(dev, op);
}

/*
 * TAIL_DATA answers by an error while no buffer is free, and posted writes lose that error: so look
 * first. Only commands take buffers, so one that is free stays so until the doorbell.
 */
static int write_tail(struct finwave_dev *dev, const uint8_t *tail, size_t len)
{
	uint32_t buffers;
	int err;

	err = finwave_read32(dev, FINWAVE_REG_TAIL_FREE, &buffers);
	if (err)
		return err;
	if (buffers & ~FINWAVE_TAIL_FREE_VALUE_MASK)
		return -ENODEV;
	if (!buffers)
		return -ENOBUFS;
	for (size_t i = 0; i < len && !err; i += 4) {
		uint8_t bytes[4] = { 0 };

		memcpy(bytes, tail + i, len - i < 4 ? len - i : 4);
		err = finwave_write32(dev, FINWAVE_REG_TAIL_DATA + (uint32_t)i, word(bytes));
	}
	return err;
}

/* CLOSE and SHUTDOWN. CMD_TAIL keeps what the last one wrote, so it is written also when it is 0. */
static int end_stream(struct finwave_dev *dev, uint32_t op, finwave_flow flow,
                      const uint32_t *snd_nxt, const void *tail, size_t len)
{
	int err;

	if (!dev || flow & ~HANDLE_MASK || (!tail && len))
		return -EINVAL;
	if (len > TAIL_MAX)
		return -EMSGSIZE;

	err = begin_command(dev);
	if (!err && len)
		err = write_tail(dev, tail, len);
	if (!err)
		err = write_flow_words(dev, flow, snd_nxt, NULL);
	if (!err)
		err = finwave_write32(dev, FINWAVE_REG_CMD_TAIL, (uint32_t)len);
	return err ? err : run_command(dev, op);
}

int finwave_close_flow(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt)
{
	return end_stream(dev, FINWAVE_OP_CLOSE, flow, snd_nxt, NULL, 0);
}

int finwave_shutdown(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt)
{
	return end_stream(dev, FINWAVE_OP_SHUTDOWN, flow, snd_nxt, NULL, 0);
}

int finwave_close_tail(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt,
                       const void *tail, size_t len)
{
	return end_stream(dev, FINWAVE_OP_CLOSE, flow, snd_nxt, tail, len);
}

int finwave_shutdown_tail(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt,
                          const void *tail, size_t len)
{
	return end_stream(dev, FINWAVE_OP_SHUTDOWN, flow, snd_nxt, tail, len);
}

int finwave_abort(struct finwave_dev *dev, finwave_flow flow)
{
	return command_flow(dev, FINWAVE_OP_ABORT, flow, NULL, NULL);
}

int finwave_release(struct finwave_dev *dev, finwave_flow flow)
{
	return command_flow(dev, FINWAVE_OP_RELEASE, flow, NULL, NULL);
}

int finwave_update(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt,
                   const uint32_t *rcv_wnd)
{
	if (!snd_nxt && !rcv_wnd)
		return -EINVAL;
	return command_flow(dev, FINWAVE_OP_UPDATE, flow, snd_nxt, rcv_wnd);
}

int finwave_query(struct finwave_dev *dev, finwave_flow flow, struct finwave_flow_info *info)
{
	uint32_t flags, tail;
	int err;

	if (!info)
		return -EINVAL;
	err = command_flow(dev, FINWAVE_OP_QUERY, flow, NULL, NULL);
	if (err)
		return err;
	if ((err = finwave_read32(dev, FINWAVE_REG_FLOW_FLAGS, &flags)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOW_SND_UNA, &info->snd_una)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOW_SND_NXT, &info->snd_nxt)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOW_RCV_NXT, &info->rcv_nxt)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOW_RCV_WND, &info->rcv_wnd)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOW_TS_RECENT, &info->ts_recent)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOW_DEADLINE, &info->deadline)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOW_RTO, &info->rto_us)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOW_FIN_AT, &info->fin_at)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOW_TAIL, &tail)))
		return err;
	info->state = (enum finwave_state)FIELD_GET(FLOW_FLAGS_STATE, flags);
	info->half_close = FIELD_GET(FLOW_FLAGS_HALF_CLOSE, flags);
	info->timer_running = FIELD_GET(FLOW_FLAGS_TIMER, flags);
	info->retries = (uint8_t)FIELD_GET(FLOW_FLAGS_RETRIES, flags);
	info->watch = FIELD_GET(FLOW_FLAGS_WATCH, flags);
	info->ack_owed = FIELD_GET(FLOW_FLAGS_ACK_OWED, flags);
	info->tracked = FIELD_GET(FLOW_FLAGS_TRACKED, flags);
	info->tail_len = (uint16_t)FIELD_GET(FLOW_TAIL_TAIL, tail);
	info->snd_wnd = (uint16_t)FIELD_GET(FLOW_TAIL_SND_WND, tail);
	return 0;
}
