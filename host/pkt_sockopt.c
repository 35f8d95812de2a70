/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Options of sockets, and what is ready on them. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "pkt_call.h"

#define O_RDWR_NUMBER 2
#define O_NONBLOCK_NUMBER 0x800

/* A field of {onoff=1, linger=0} by its name or its place; false: not there. */
static bool field(const struct pkt_expr *expr, const char *name, size_t place, int64_t *value)
{
	if (expr->kind != PKT_STRUCT && expr->kind != PKT_LIST)
		return false;
	for (size_t i = 0; i < expr->count; i++) {
		const struct pkt_expr *item = expr->items[i];

		if (item->kind == PKT_STRUCT && expr->count == 1)
			return field(item, name, place, value);
		if (item->kind == PKT_FIELD ? strstr(item->text, name) != NULL : i == place)
			return pkt_value(item, value);
	}
	return false;
}

static bool set_linger(struct call *call, struct sock *sock)
{
	int64_t on, seconds;

	if (!field(call->pkt->arguments[3], "onoff", 0, &on) ||
	    !field(call->pkt->arguments[3], "linger", 1, &seconds))
		return call_bad(call, "SO_LINGER takes {onoff=1, linger=0}");
	sock->linger = on != 0;
	sock->linger_s = (uint32_t)seconds;
	return true;
}

/* The engine hears of it with the adoption; who was adopted early is adopted again. */
static int set_user_timeout(struct call *call, struct sock *sock, int64_t ms)
{
	sock->user_timeout_ms = ms > 0 && ms < 2000000 ? (uint32_t)ms : 0;
	return sock->watch ? handover_adopt_again(&call->run->handover, sock) : 0;
}

static int set_linger2(struct call *call, uint32_t seconds)
{
	call->run->stack.fin_wait_2_us = seconds * 1000000ull;
	return handover_set_linger2(&call->run->handover, seconds);
}

/* What it says about the closing is done; others are taken as they are. */
bool call_setsockopt(struct call *call)
{
	struct sock *sock = call_sock(call);
	const struct pkt_call *pkt = call->pkt;
	int64_t value = 0;

	if (call->bad)
		return false;
	if (pkt->count < 4)
		return call_bad(call, "setsockopt takes a socket, a level, a name and a value");
	if (!sock)
		return true;
	if (call_is(pkt, 2, "SO_LINGER"))
		return set_linger(call, sock);
	pkt_value(pkt->arguments[3], &value);
	if (call_is(pkt, 2, "TCP_USER_TIMEOUT"))
		call->result = set_user_timeout(call, sock, value);
	else if (call_is(pkt, 2, "TCP_NOOPT"))
		sock->no_options = value != 0;
	else if (call_is(pkt, 2, "TCP_LINGER2") && value > 0 && value < 2000)
		call->result = set_linger2(call, (uint32_t)value);
	return true;
}

/* SO_ERROR is compared with what the scenario says, other options are not. */
bool call_getsockopt(struct call *call)
{
	struct sock *sock = call_sock(call);
	const struct pkt_call *pkt = call->pkt;
	int64_t want;
	int error;

	if (call->bad || !sock || !call_is(pkt, 2, "SO_ERROR") || pkt->count < 4 ||
	    !pkt_value(pkt->arguments[3], &want))
		return !call->bad;
	error = stack_take_error(sock);
	if (error != want)
		return run_fail(call->run, "SO_ERROR differs:\n  expected: %s\n  got:      %s",
		                want ? pkt_errno_name((int)want) : "0",
		                error ? pkt_errno_name(error) : "0");
	return true;
}

bool call_fcntl(struct call *call)
{
	struct sock *sock = call_sock(call);
	int64_t flags;

	if (!sock)
		return !call->bad;
	if (call_is(call->pkt, 1, "F_GETFL")) {
		call->result = O_RDWR_NUMBER | (sock->nonblocking ? O_NONBLOCK_NUMBER : 0);
	} else if (call_is(call->pkt, 1, "F_SETFL")) {
		if (!call_number(call, 2, &flags))
			return false;
		sock->nonblocking = flags & O_NONBLOCK_NUMBER;
	} else {
		return call_bad(call, "fcntl takes F_GETFL or F_SETFL");
	}
	return true;
}

bool call_ioctl(struct call *call)
{
	struct sock *sock = call_sock(call);
	int64_t want, got;

	if (!sock || call->pkt->count < 3)
		return !call->bad;
	if (call_is(call->pkt, 1, "SIOCINQ") || call_is(call->pkt, 1, "FIONREAD"))
		got = sock->unread;
	else if (call_is(call->pkt, 1, "SIOCOUTQ"))
		got = sock->snd_end - sock->snd_una;
	else if (call_is(call->pkt, 1, "SIOCOUTQNSD"))
		got = sock->snd_end - sock->snd_nxt;
	else
		return call_bad(call, "ioctl takes SIOCINQ, SIOCOUTQ or SIOCOUTQNSD");
	if (!pkt_value(call->pkt->arguments[2], &want) || want == got)
		return true;
	return run_fail(call->run, "%s differs:\n  expected: %" PRId64 "\n  got:      %" PRId64,
	                call->pkt->arguments[1]->text, want, got);
}

/* ---- poll ------------------------------------------------------------------------------------ */

static int64_t ready(struct run *run, const struct sock *sock)
{
	bool reading = sock->unread || sock->eof || sock->read_shut, both;
	int64_t in = 1, out = 4, error = 8, hang_up = 0x10, peer_hang_up = 0x2000, events = 0;

	if (sock->state == STACK_LISTEN)
		for (size_t i = 0; i < STACK_SOCKS; i++)
			reading |= run->stack.socks[i].used && run->stack.socks[i].connected &&
			           run->stack.socks[i].listener == sock;
	both = sock->done || ((sock->eof || sock->read_shut) && sock->write_shut);
	events |= reading ? in : 0;
	events |= sock->connected || sock->done ? out : 0;
	events |= sock->error ? error : 0;
	events |= both ? hang_up : 0;
	events |= sock->eof || sock->read_shut ? peer_hang_up : 0;
	return events;
}

static bool poll_one(struct call *call, const struct pkt_expr *expr)
{
	int64_t fd, events, want = 0, got = 0, always = 8 | 0x10;
	struct sock *sock;

	if (!field(expr, "fd", 0, &fd) || !field(expr, "events", 1, &events))
		return call_bad(call, "poll takes [{fd=3, events=POLLIN, revents=POLLIN}]");
	for (size_t i = 0; i < expr->count; i++)
		if (expr->items[i]->kind == PKT_FIELD && !strcmp(expr->items[i]->text, "revents") &&
		    !pkt_value(expr->items[i], &want))
			return call_bad(call, "revents is not known");
	sock = stack_by_fd(&call->run->stack, (int)fd);
	if (sock)
		got = ready(call->run, sock) & (events | always);
	call->result += got != 0;
	return want == got ||
	       run_fail(call->run,
	                "revents differ:\n  expected: %#" PRIx64 "\n  got:      %#" PRIx64,
	                (uint64_t)want, (uint64_t)got);
}

bool call_poll(struct call *call)
{
	const struct pkt_expr *list = call->pkt->count ? call->pkt->arguments[0] : NULL;

	if (!list || list->kind != PKT_LIST)
		return call_bad(call, "poll takes [{fd=3, events=POLLIN, revents=POLLIN}]");
	for (size_t i = 0; i < list->count; i++)
		if (!poll_one(call, list->items[i]))
			return false;
	return true;
}
