/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Names that scenarios use, with Linux's numbers. */
#include <errno.h>
#include <string.h>

#include "pkt_run.h"

struct symbol {
	const char *name;
	int64_t value;
};

static const struct symbol errnos[] = {
	{ "EPIPE", EPIPE },
	{ "EAGAIN", EAGAIN },
	{ "EWOULDBLOCK", EAGAIN },
	{ "EINPROGRESS", EINPROGRESS },
	{ "EALREADY", EALREADY },
	{ "EISCONN", EISCONN },
	{ "ENOTCONN", ENOTCONN },
	{ "ECONNREFUSED", ECONNREFUSED },
	{ "ECONNRESET", ECONNRESET },
	{ "ECONNABORTED", ECONNABORTED },
	{ "ETIMEDOUT", ETIMEDOUT },
	{ "EHOSTUNREACH", EHOSTUNREACH },
	{ "ENETUNREACH", ENETUNREACH },
	{ "EADDRINUSE", EADDRINUSE },
	{ "EADDRNOTAVAIL", EADDRNOTAVAIL },
	{ "EBADF", EBADF },
	{ "EINVAL", EINVAL },
	{ "EINTR", EINTR },
	{ "ENOMEM", ENOMEM },
	{ "ENOPROTOOPT", ENOPROTOOPT },
	{ "EOPNOTSUPP", EOPNOTSUPP },
	{ "EPROTO", EPROTO },
	{ "EMSGSIZE", EMSGSIZE },
	{ "EFAULT", EFAULT },
	{ "EMFILE", EMFILE },
	{ "EDESTADDRREQ", EDESTADDRREQ },
	{ "EACCES", EACCES },
	{ "EPERM", EPERM },
};

static const struct symbol constants[] = {
	{ "O_RDONLY", 0 },       { "O_WRONLY", 1 },       { "O_RDWR", 2 },
	{ "O_NONBLOCK", 0x800 }, { "SHUT_RD", 0 },        { "SHUT_WR", 1 },
	{ "SHUT_RDWR", 2 },      { "POLLIN", 1 },         { "POLLPRI", 2 },
	{ "POLLOUT", 4 },        { "POLLERR", 8 },        { "POLLHUP", 0x10 },
	{ "POLLRDNORM", 0x40 },  { "POLLWRNORM", 0x100 }, { "POLLRDHUP", 0x2000 },
};

static const struct symbol *find(const struct symbol *symbols, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(symbols[i].name, name))
			return &symbols[i];
	return NULL;
}

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

bool pkt_symbol(const char *name, int64_t *value)
{
	const struct symbol *symbol = find(errnos, COUNT(errnos), name);

	if (!symbol)
		symbol = find(constants, COUNT(constants), name);
	if (symbol)
		*value = symbol->value;
	return symbol;
}

const char *pkt_errno_name(int number)
{
	for (size_t i = 0; i < COUNT(errnos); i++)
		if (errnos[i].value == number)
			return errnos[i].name;
	return strerror(number);
}

bool pkt_value(const struct pkt_expr *expr, int64_t *value)
{
	int64_t one;

	if (expr->kind == PKT_INTEGER) {
		*value = expr->integer;
		return true;
	}
	if (expr->kind == PKT_WORD)
		return pkt_symbol(expr->text, value);
	if ((expr->kind == PKT_LIST || expr->kind == PKT_FIELD) && expr->count == 1)
		return pkt_value(expr->items[0], value);
	if (expr->kind != PKT_OR)
		return false;
	*value = 0;
	for (size_t i = 0; i < expr->count; i++) {
		if (!pkt_value(expr->items[i], &one))
			return false;
		*value |= one;
	}
	return true;
}
