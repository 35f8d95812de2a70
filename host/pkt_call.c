/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Calls of the application, on the host's TCP. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "pkt_call.h"

#define ANY_FD 1000 /* of what a scenario does not expect to get */

/* ---- arguments ------------------------------------------------------------------------------- */

bool call_bad(struct call *call, const char *what)
{
	call->bad = what;
	return false;
}

bool call_number(struct call *call, size_t index, int64_t *value)
{
	if (index < call->pkt->count && pkt_value(call->pkt->arguments[index], value))
		return true;
	return call_bad(call, "an argument that must be a number is none");
}

bool call_is(const struct pkt_call *pkt, size_t index, const char *word)
{
	return index < pkt->count && pkt->arguments[index]->kind == PKT_WORD &&
	       !strcmp(pkt->arguments[index]->text, word);
}

static bool has_argument(const struct pkt_call *pkt, const char *word)
{
	for (size_t i = 0; i < pkt->count; i++)
		if (call_is(pkt, i, word))
			return true;
	return false;
}

/* The socket of the first argument. NULL: EBADF is the result, or `bad` is set. */
struct sock *call_sock(struct call *call)
{
	int64_t fd;
	struct sock *sock = NULL;

	if (!call_number(call, 0, &fd))
		return NULL;
	if (fd >= 0 && fd <= INT_MAX)
		sock = stack_by_fd(&call->run->stack, (int)fd);
	if (!sock)
		call->result = -EBADF;
	return sock;
}

/* ---- opening and closing ----------------------------------------------------------------------- */

/* The number that a scenario gives a socket is the one that it gets. */
static int fd_of_result(const struct pkt_call *pkt)
{
	int64_t fd;

	return pkt_value(pkt->result, &fd) && fd >= 0 && fd < ANY_FD ? (int)fd : ANY_FD;
}

static bool call_socket(struct call *call)
{
	int fd = fd_of_result(call->pkt);

	if (stack_by_fd(&call->run->stack, fd))
		return call_bad(call, "this number is a socket's already; close it first");
	if (!stack_socket(&call->run->stack, fd))
		return call_bad(call, "too many sockets");
	call->result = fd;
	return true;
}

static bool call_bind(struct call *call)
{
	struct sock *sock = call_sock(call);
	uint16_t port = call->run->script->options.bind_port;

	if (sock)
		call->result = stack_bind(&call->run->stack, sock, port);
	return !call->bad;
}

static bool call_listen(struct call *call)
{
	struct sock *sock = call_sock(call);

	if (sock) {
		call->result = stack_listen(&call->run->stack, sock);
		call->run->conn.open = false;
	}
	return !call->bad;
}

static bool call_accept(struct call *call)
{
	struct sock *sock = call_sock(call);
	int fd = fd_of_result(call->pkt);

	if (!sock)
		return !call->bad;
	if (stack_by_fd(&call->run->stack, fd))
		return call_bad(call, "this number is a socket's already; close it first");
	call->result = stack_accept(&call->run->stack, sock, fd);
	if (!call->result)
		call->result = fd;
	return true;
}

static bool call_connect(struct call *call)
{
	struct sock *sock = call_sock(call);

	if (!sock)
		return !call->bad;
	/* Its SYN tells which ports and numbers the scenario is about from now on. */
	if (sock->state == STACK_CLOSED && !sock->error)
		call->run->conn.open = false;
	call->result =
		stack_connect(&call->run->stack, sock, call->run->script->options.connect_port);
	return true;
}

/* A call to connect() that waits. */
static int64_t connected(struct sock *sock)
{
	if (sock->error)
		return -stack_take_error(sock);
	return sock->connected ? 0 : -EINPROGRESS;
}

static bool call_shutdown(struct call *call)
{
	struct sock *sock = call_sock(call);
	int64_t how;

	if (!call_number(call, 1, &how))
		return false;
	if (!sock)
		return !call->bad;
	if (how < 0 || how > 2)
		call->result = -EINVAL;
	else
		call->result = stack_shutdown(&call->run->stack, sock, (enum stack_how)(how + 1));
	return true;
}

static bool call_close(struct call *call)
{
	struct sock *sock = call_sock(call);

	if (sock)
		call->result = stack_close(&call->run->stack, sock);
	return !call->bad;
}

/* ---- data ------------------------------------------------------------------------------------ */

static bool count_argument(struct call *call, int64_t *count)
{
	if (!call_number(call, 2, count))
		return false;
	return (*count >= 0 && *count <= INT_MAX / 4) || call_bad(call, "this count cannot be");
}

static bool call_read(struct call *call)
{
	struct sock *sock = call_sock(call);
	int64_t count;

	if (!count_argument(call, &count))
		return false;
	if (sock && sock->unread && has_argument(call->pkt, "MSG_PEEK"))
		call->result = count < sock->unread ? count : sock->unread;
	else if (sock)
		call->result = stack_read(&call->run->stack, sock, (uint32_t)count);
	return !call->bad;
}

static bool call_write(struct call *call)
{
	struct sock *sock = call_sock(call);
	int64_t count;

	if (!count_argument(call, &count))
		return false;
	if (sock)
		call->result = stack_write(&call->run->stack, sock, (uint32_t)count);
	return !call->bad;
}

/* The bytes of [{..., 1000}, {..., 20}] anywhere in an argument. */
static int64_t vector_bytes(const struct pkt_expr *expr)
{
	int64_t sum = 0, value;

	if (expr->kind == PKT_STRUCT && expr->count == 2 && expr->items[0]->kind == PKT_ELLIPSIS &&
	    pkt_value(expr->items[1], &value))
		return value;
	for (size_t i = 0; i < expr->count; i++)
		sum += vector_bytes(expr->items[i]);
	return sum;
}

static bool vector(struct call *call, bool write)
{
	struct sock *sock = call_sock(call);
	int64_t count = 0;

	for (size_t i = 1; i < call->pkt->count; i++)
		count += vector_bytes(call->pkt->arguments[i]);
	if (count < 0 || count > INT_MAX / 4)
		return call_bad(call, "this count cannot be");
	if (sock)
		call->result = write ? stack_write(&call->run->stack, sock, (uint32_t)count)
		                     : stack_read(&call->run->stack, sock, (uint32_t)count);
	return !call->bad;
}

static bool call_readv(struct call *call)
{
	return vector(call, false);
}

static bool call_writev(struct call *call)
{
	return vector(call, true);
}

static bool call_pass(struct call *call)
{
	call->any = true;
	return true;
}

/* ---- all of them ------------------------------------------------------------------------------- */

static const struct known {
	const char *name;
	bool (*function)(struct call *call);
} known[] = {
	{ "socket", call_socket },
	{ "bind", call_bind },
	{ "listen", call_listen },
	{ "accept", call_accept },
	{ "accept4", call_accept },
	{ "connect", call_connect },
	{ "shutdown", call_shutdown },
	{ "close", call_close },
	{ "read", call_read },
	{ "recv", call_read },
	{ "recvfrom", call_read },
	{ "recvmsg", call_readv },
	{ "readv", call_readv },
	{ "write", call_write },
	{ "send", call_write },
	{ "sendto", call_write },
	{ "sendmsg", call_writev },
	{ "writev", call_writev },
	{ "setsockopt", call_setsockopt },
	{ "getsockopt", call_getsockopt },
	{ "fcntl", call_fcntl },
	{ "ioctl", call_ioctl },
	{ "poll", call_poll },
	{ "getsockname", call_pass },
	{ "getpeername", call_pass },
};

static const struct known *find(const char *name)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].name, name))
			return &known[i];
	return NULL;
}

const char *run_call_unknown(const struct pkt_call *call)
{
	static char text[160];
	int64_t value;

	if (call->error && !pkt_symbol(call->error, &value)) {
		snprintf(text, sizeof(text), "%.40s is no errno that is known here", call->error);
		return text;
	}
	if (find(call->name))
		return NULL;
	snprintf(text, sizeof(text),
	         "the call %.40s() is not known here; docs/script.md lists the calls", call->name);
	return text;
}

/* ---- results --------------------------------------------------------------------------------- */

static void result_text(int64_t result, char *text, size_t size)
{
	if (result < 0)
		snprintf(text, size, "-1 %s", pkt_errno_name((int)-result));
	else
		snprintf(text, size, "%" PRId64, result);
}

static bool compare(struct call *call)
{
	const struct pkt_expr *result = call->pkt->result;
	char got[80], expected[80];
	int64_t want = 0, error = 0;

	if (call->any || result->kind == PKT_ELLIPSIS)
		return true;
	if (!pkt_value(result, &want))
		return run_bad(call->run, "the result of %s() is no number; write 0 or -1 EAGAIN",
		               call->pkt->name);
	if (call->pkt->error)
		pkt_symbol(call->pkt->error, &error);
	if (want < 0 ? call->result < 0 && (!error || -call->result == error)
	             : call->result == want)
		return true;
	result_text(call->result, got, sizeof(got));
	if (want < 0 && error)
		result_text(-error, expected, sizeof(expected));
	else
		snprintf(expected, sizeof(expected), "%" PRId64, want);
	return run_fail(call->run, "the result of %s() differs:\n  expected: %s\n  got:      %s",
	                call->pkt->name, expected, got);
}

static bool would_wait(const struct call *call)
{
	return call->result == -EAGAIN || call->result == -EINPROGRESS;
}

bool run_call(struct run *run, const struct pkt_event *event)
{
	struct call call = { .run = run, .pkt = &event->call };

	run_ladder_call(run, call.pkt);
	if (!find(call.pkt->name)->function(&call)) {
		if (call.bad)
			run_bad(run, "%s(): %s", call.pkt->name, call.bad);
		return false;
	}
	if (call.pkt->blocking && would_wait(&call)) {
		run->waiting = event;
		return true;
	}
	return compare(&call);
}

/* connect() is not made twice. */
static void make_again(struct call *call)
{
	struct sock *sock;

	if (strcmp(call->pkt->name, "connect")) {
		find(call->pkt->name)->function(call);
		return;
	}
	sock = call_sock(call);
	if (sock)
		call->result = connected(sock);
}

bool run_call_again(struct run *run)
{
	const struct pkt_event *event = run->waiting, *present = run->event;
	struct call call = { .run = run };
	uint64_t tolerance = run->script->options.tolerance_us, now = run_now(run);
	bool good;

	if (!event)
		return true;
	call.pkt = &event->call;
	make_again(&call);
	if (would_wait(&call))
		return true;
	run->waiting = NULL;
	run->event = event;
	good = compare(&call);
	if (good && (now + tolerance < run->waiting_end || now > run->waiting_end + tolerance))
		good = run_fail(
			run, "%s() ended at another time:\n  expected: %.6f\n  got:      %.6f",
			call.pkt->name, run_seconds(run, run->waiting_end), run_seconds(run, now));
	run->event = present;
	return good;
}
