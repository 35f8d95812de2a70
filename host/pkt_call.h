/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Between the parts that make the application's calls. */
#ifndef HOST_PKT_CALL_H
#define HOST_PKT_CALL_H

#include "pkt_run.h"

/* One call: its result, or what is wrong with how it is written. */
struct call {
	struct run *run;
	const struct pkt_call *pkt;
	int64_t result; /* -errno when it failed */
	bool any;       /* whatever the scenario says is right */
	const char *bad;
};

/* Says what is wrong with how it is written. Always false. */
bool call_bad(struct call *call, const char *what);
bool call_number(struct call *call, size_t index, int64_t *value);
/* The argument is this word. */
bool call_is(const struct pkt_call *pkt, size_t index, const char *word);
/* The socket of the first argument. NULL: EBADF is the result, or `bad` is set. */
struct sock *call_sock(struct call *call);

/* pkt_sockopt.c */
bool call_setsockopt(struct call *call);
bool call_getsockopt(struct call *call);
bool call_fcntl(struct call *call);
bool call_ioctl(struct call *call);
bool call_poll(struct call *call);

#endif
