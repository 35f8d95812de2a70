/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The TCP connections of a capture: which frames are whose, how each one closes, and what both ends
 * know at a given frame.
 *
 * A connection is one use of a pair of addresses and ports: a SYN with another initial sequence
 * number starts the next one. Its two directions may carry different VLAN tags. The same frames
 * seen again under other tags are a copy, not a connection of its own.
 */
#ifndef HOST_CONN_H
#define HOST_CONN_H

#include "capture.h"

struct play;

enum conn_close {
	CONN_FOUR_SEGMENT,  /* FIN, ACK, FIN (or more between) */
	CONN_THREE_SEGMENT, /* FIN, FIN+ACK */
	CONN_SIMULTANEOUS,  /* the second FIN does not acknowledge the first */
	CONN_RESET,         /* a RST ended it before both FINs were seen */
	CONN_HALF_CLOSE,    /* new data was sent in answer to a FIN, and taken */
	CONN_UNFINISHED,    /* one FIN only */
};

/* Why a connection is not played; CONN_PLAYED otherwise. */
enum conn_skip {
	CONN_PLAYED,
	CONN_OPEN,     /* no FIN, and no RST that ends it */
	CONN_REFUSED,  /* never established: SYN answered by RST, or by nothing */
	CONN_COPY,     /* the same connection on another VLAN */
	CONN_NO_STATE, /* nothing before the close shows the sequence numbers */
};

struct conn_side {
	bool seen; /* sent at least one frame */
	uint8_t addr[16];
	uint16_t port;
	bool has_isn;
	uint32_t isn;
	uint32_t base;      /* isn, or the first sequence number seen less one */
	uint8_t vlan_count; /* of the frames that it sends */
	uint16_t vlan_id[2];
	bool has_syn, syn_ts, syn_wscale;
	uint8_t wscale;
	uint16_t mss; /* that it announced in its SYN; 0: none */
};

struct conn {
	unsigned id; /* 1, 2, ... in order of the first frame; 0: a copy */
	bool ipv6;
	struct conn_side side[2]; /* 0 opened the connection */
	size_t *frames;           /* indices into the capture */
	size_t count, room;
	enum conn_skip skip;
	enum conn_close close;
	unsigned active;       /* side that sent the first FIN, or the RST */
	size_t first_close;    /* place of that FIN or RST in frames */
	struct conn *original; /* of a copy */
	struct play *play;     /* while it is played */
	unsigned local;        /* side that the host is on in this run */
	struct conn *older;    /* earlier connection with the same addresses and ports */
	bool superseded;       /* there is a later one */
	struct conn *next_in_bucket;
};

struct conn_set {
	struct conn **conns; /* copies too, in order of the first frame */
	size_t count, room;
	size_t connections; /* without the copies */
	size_t closing;
	struct conn **buckets;
};

/* What one side knows and has shown, before a given frame. */
struct conn_view {
	bool known;        /* una, nxt are known */
	bool has_rcv;      /* rcv_nxt is known */
	uint32_t una, nxt; /* of its own sequence numbers: acknowledged, sent (FIN not counted) */
	uint32_t rcv_nxt;  /* in order from the other side, FIN not counted */
	uint32_t acked;    /* highest ACK number that it sent */
	bool has_acked;
	uint16_t window;     /* newest window field */
	bool window_of_syn;  /* it stood in a SYN, and is not scaled */
	uint16_t max_window; /* largest, outside SYNs */
	bool has_ts, has_recent;
	uint32_t tsval; /* newest that it sent, at ts_time */
	uint64_t ts_time;
	uint32_t ts_recent;       /* TS.Recent of RFC 7323 */
	bool last_ts;             /* its newest segment carried timestamps */
	const struct frame *last; /* newest frame that it sent */
};

/* Fills capture->frames[].conn and place. False: out of memory. */
bool conn_find_all(struct capture *capture, struct conn_set *set);
void conn_free_all(struct conn_set *set);

/* 0 or 1: which side sent the frame. */
unsigned conn_sender(const struct conn *c, const struct frame *f);
const struct frame *conn_frame(const struct capture *capture, const struct conn *c, size_t place);

/* What both sides know before the frame at `place`. */
void conn_view_at(const struct capture *capture, const struct conn *c, size_t place,
                  struct conn_view view[2]);

const char *conn_close_name(enum conn_close close);
const char *conn_skip_name(enum conn_skip skip);

#endif
