/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The host's TCP of `finwave script`: what a kernel does with a connection, after RFC 9293 and, where it
 * leaves a choice, as Linux does. The mode says what of it the engine does:
 *
 *   STACK_HANDOVER      at the first closing event (close, shutdown, a FIN, RST or SYN of the peer) the
 *                       connection is handed to the engine through `ops`; the stack keeps the reader,
 *                       the writer and the retransmission of what it sent, and sends data only
 *   STACK_WATCH         handed over when it is established; the stack goes on acknowledging data
 *   STACK_CLOSE_ON_FIN  the same, and the engine answers the peer's FIN with ours
 *   STACK_ALONE         nothing is handed over: the closing states are played here too (stack_close.c)
 *
 * Calls of the application return a count or 0, or -errno; -EAGAIN and -EINPROGRESS mean that a
 * blocking call would wait. Nothing here knows the simulation: time and frames come from outside.
 */
#ifndef HOST_STACK_H
#define HOST_STACK_H

#include "segment.h"

#define STACK_SOCKS 64u
#define STACK_RANGES 8u /* of data that came before its turn */
#define STACK_NEVER UINT64_MAX

enum stack_state {
	STACK_CLOSED,
	STACK_LISTEN,
	STACK_SYN_SENT,
	STACK_SYN_RCVD,
	STACK_ESTABLISHED,
	STACK_FIN_WAIT_1, /* this one and the next: only of what is not handed over */
	STACK_FIN_WAIT_2,
	STACK_CLOSE_WAIT,
	STACK_CLOSING,
	STACK_LAST_ACK,
	STACK_TIME_WAIT,
	STACK_HELD, /* by the engine */
};

enum stack_mode { STACK_HANDOVER, STACK_WATCH, STACK_CLOSE_ON_FIN, STACK_ALONE };

enum stack_fin {
	STACK_FIN_NONE,
	STACK_FIN_SHUTDOWN, /* the application goes on reading */
	STACK_FIN_CLOSE,
};

struct stack_range {
	uint32_t start, end;
};

struct sock {
	bool used;
	int fd; /* -1: not accepted yet, or the application closed it */
	enum stack_state state;
	struct sock *listener;    /* of a connection that was not accepted yet */
	struct segment_path path; /* src: this end */
	bool passive, bound, nonblocking, no_options;

	/*
	 * send: numbers up to snd_end are for the stack to send: what the application has written, less
	 * the tail that the engine sends, and a FIN of the stack's own that has left (fin_sent)
	 */
	uint32_t iss, snd_una, snd_nxt, snd_end, snd_wnd, snd_wl1, snd_wl2, mss, cwnd;
	uint32_t held_nxt; /* HELD: SND.NXT of the engine, behind our FIN when it is out */
	uint16_t max_wnd;  /* largest window field of the peer */
	uint8_t snd_wscale, rcv_wscale;
	bool scaling, sack, timestamps;
	uint32_t ts_offset, ts_recent;

	/* receive */
	uint32_t irs, rcv_nxt, rcv_edge, unread;
	struct stack_range ranges[STACK_RANGES]; /* newest first */
	size_t range_count;
	bool has_peer_fin; /* not handed over: the peer's FIN has come, perhaps before its turn */
	uint32_t peer_fin_at;

	/* timer of what is not acknowledged */
	uint64_t deadline; /* STACK_NEVER: off */
	uint64_t rto_us, srtt_us, rttvar_us, sent_us;
	uint32_t timed_seq; /* sent at sent_us, its ACK gives a round trip time */
	uint64_t ack_due;   /* an ACK that waits; STACK_NEVER: none */
	bool timing, limited;
	unsigned tries;
	uint64_t tried_us;   /* since when the first of them has no answer */
	uint64_t limited_us; /* time of the last rate-limited ACK */

	/* application */
	int error;
	bool connected, eof, read_shut, write_shut, done;
	enum stack_fin fin, fin_given; /* wanted, told to the engine */
	bool fin_sent;                 /* by the stack itself */
	bool linger;
	uint32_t linger_s, user_timeout_ms;

	bool kept;     /* the engine was full: as STACK_ALONE */
	bool watch;    /* HELD: the stack acknowledges data */
	uint32_t flow; /* HELD: the engine's handle */
};

/* What the stack needs from outside. The functions that return int give 0 or -errno. */
struct stack_ops {
	uint64_t (*now)(void *ctx); /* microseconds */
	void (*send)(void *ctx, const struct segment_path *path, const struct segment *segment);
	int (*adopt)(void *ctx, struct sock *sock);
	/*
	 * Our FIN behind snd_end, the last `tail` bytes before it with it; or a half-close becomes a full
	 * one. -ENOBUFS: not with a tail, nothing is done.
	 */
	int (*finish)(void *ctx, struct sock *sock, enum stack_fin fin, uint32_t tail);
	int (*abort)(void *ctx, struct sock *sock);
	/* How many bytes from rcv_nxt on it takes. */
	int (*update)(void *ctx, struct sock *sock);
};

/* What the host offers in its SYN and SYN-ACK. */
struct stack_offer {
	uint16_t mss, window;
	uint8_t wscale;
	bool scaling, sack, timestamps;
	/* The order in which its options stand, from the script, when they are the same set. */
	uint8_t options[SEGMENT_OPTION_BYTES], option_bytes;
};

struct stack {
	const struct stack_ops *ops;
	void *ctx;
	enum stack_mode mode;
	struct sock socks[STACK_SOCKS];
	struct stack_offer syn, syn_ack;
	struct segment_path path; /* addresses of both ends; src: the host */
	uint16_t next_port;
	uint32_t receive_window; /* bytes of a socket's buffer */
	uint64_t least_rto_us, time_wait_us, fin_wait_2_us, r2_us;
	unsigned fin_retries;
	bool delay_ack;    /* of data that comes in order */
	unsigned ts_shift; /* a timestamp counts 2^ts_shift us */
	uint64_t random;   /* of initial sequence numbers */
	bool fixed_isn;
	uint32_t isn;
	bool answering; /* what is sent answers a segment that is not acceptable */
	int failed;     /* first -errno of `ops`, which ends the run */
};

void stack_init(struct stack *stack, const struct stack_ops *ops, void *ctx);

/* ---- the application ------------------------------------------------------------------------- */

struct sock *stack_by_fd(struct stack *stack, int fd);
/* NULL: no room. */
struct sock *stack_socket(struct stack *stack, int fd);
int stack_bind(struct stack *stack, struct sock *sock, uint16_t port);
int stack_listen(struct stack *stack, struct sock *sock);
int stack_connect(struct stack *stack, struct sock *sock, uint16_t port);
/* 0 and the new socket at `fd`. */
int stack_accept(struct stack *stack, struct sock *listener, int fd);
int stack_read(struct stack *stack, struct sock *sock, uint32_t count);
int stack_write(struct stack *stack, struct sock *sock, uint32_t count);
enum stack_how { STACK_SHUT_RD = 1, STACK_SHUT_WR = 2, STACK_SHUT_RDWR = 3 };
int stack_shutdown(struct stack *stack, struct sock *sock, enum stack_how how);
int stack_close(struct stack *stack, struct sock *sock);
/* SO_ERROR: the pending error as a positive errno, which is then gone. */
int stack_take_error(struct sock *sock);

/* ---- the wire -------------------------------------------------------------------------------- */

/* Before a segment of the peer enters the engine: hands its connection over if that must be first. */
void stack_before(struct stack *stack, const struct frame *frame);
/* A frame that the engine passed to the host. */
void stack_input(struct stack *stack, const struct frame *frame);

/* The earliest timer, STACK_NEVER: none. Timers whose time has come. */
uint64_t stack_deadline(const struct stack *stack);
void stack_run_timers(struct stack *stack);

/* ---- what the engine says of a connection that it holds ----------------------------------------- */

struct sock *stack_by_flow(struct stack *stack, uint32_t flow);
/* Numbers of the engine: acknowledged by the peer, its window in bytes, SND.NXT. */
void stack_held_progress(struct stack *stack, struct sock *sock, uint32_t snd_una, uint32_t snd_wnd,
                         uint32_t snd_nxt);
void stack_held_eof(struct stack *stack, struct sock *sock);
/* The engine has freed it; `error` is what the application is told, 0 if nothing. */
void stack_held_done(struct stack *stack, struct sock *sock, int error);

#endif
