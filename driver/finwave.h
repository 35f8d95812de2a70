/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * libfinwave: hand TCP connections to a finwave engine and learn how they ended.
 *
 * Every function returns 0 (or a count) or -errno. The library prints nothing and never exits.
 * One handle belongs to one thread at a time. A NULL handle or pointer is -EINVAL where NULL is not
 * said to be allowed; -ENODEV means that the engine is gone, -ETIMEDOUT that it does not answer.
 *
 * Structures that begin with `size` carry sizeof of the caller's header there, set by the caller,
 * also where the library fills the rest. Smaller than the library knows: -EINVAL. Larger: what the
 * library does not know must be 0 (-E2BIG) and comes back as 0.
 *
 *   pointer                         who frees it      valid until
 *   struct finwave_dev              finwave_close()   then
 *   struct finwave_transport        the caller        finwave_open_transport() returns
 *   ctx of a transport              the caller        finwave_close(), which calls close(ctx)
 *   strings that functions return   nobody            for ever (constants)
 *   all other pointers              the caller        the call returns
 */
#ifndef FINWAVE_H
#define FINWAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct finwave_dev;

/*
 * How registers are reached: 32-bit accesses at byte offsets. `close` may be NULL; it is called by
 * finwave_close(), and not when opening failed. The others return 0 or -errno.
 */
struct finwave_transport {
	size_t size; /* sizeof(struct finwave_transport) */
	int (*read32)(void *ctx, uint32_t offset, uint32_t *value);
	int (*write32)(void *ctx, uint32_t offset, uint32_t value);
	void (*close)(void *ctx);
};

/* TCP states, numbered as the hardware does (finwave_regs.h). */
enum finwave_state {
	FINWAVE_CLOSED = 0,
	FINWAVE_ESTABLISHED = 4,
	FINWAVE_FIN_WAIT_1 = 5,
	FINWAVE_FIN_WAIT_2 = 6,
	FINWAVE_CLOSE_WAIT = 7,
	FINWAVE_CLOSING = 8,
	FINWAVE_LAST_ACK = 9,
	FINWAVE_TIME_WAIT = 10,
};

/* A flow to hand over. Zero-initialise, set size, fill in. Bytes of addresses as on the wire. */
struct finwave_flow_config {
	size_t size;
	enum finwave_state state;
	bool ipv6, timestamps, half_close;
	uint8_t local_addr[16], remote_addr[16]; /* IPv4 in the first four bytes */
	uint16_t local_port, remote_port;
	uint8_t local_mac[6], peer_mac[6];
	uint8_t vlan_count;
	uint16_t vlan_tci[2]; /* outer first */
	bool outer_88a8;
	uint8_t ttl, tos; /* ttl 0: 64 */
	uint32_t flow_label;
	uint32_t snd_una, snd_nxt, rcv_nxt; /* our FIN counted if the state says it was sent */
	uint32_t rcv_wnd;                   /* bytes that the host can still take */
	uint8_t snd_wscale, rcv_wscale;
	uint16_t max_wnd;          /* largest window field seen from the peer */
	uint32_t ts_recent, tsval; /* newest of the peer; what the host would send now */
	uint32_t rto_us;           /* 0: the engine's default */
	uint8_t retries;           /* 0: the engine's default */
	bool watch;                /* the host's stack acknowledges the data, the engine the FIN */
	bool close_on_peer_fin; /* ESTABLISHED: answer the peer's FIN with ours (three segments) */
	bool has_snd_wnd;       /* snd_wnd is known; else max_wnd is taken for it */
	uint16_t snd_wnd;       /* newest window field seen from the peer */
	uint32_t user_timeout_us; /* of the close, RFC 5482; 0: none */
};

/*
 * Engine-wide settings; read them, change some, write them back. Times in microseconds.
 * time_wait_us 0: no TIME_WAIT, and nothing that it protects from (docs/programming.md).
 * hash_key can change only while no flow is held (-EBUSY).
 */
struct finwave_config {
	size_t size;
	bool linux_compat, time_wait_rst, syn_rst, give_up_silent;
	uint32_t time_wait_us, rto_first_us, rto_max_us, r2_us, fin_wait_2_us, ack_interval_us;
	uint16_t ack_budget;
	uint8_t fin_retries, ts_shift;
	uint32_t hash_key[4];
	bool transparent; /* take TIME_WAIT over from hosts that adopt nothing */
	bool evict;       /* a full table: the oldest TIME_WAIT makes room for an adoption */
	uint32_t merge_window_us; /* watch: how long the peer's FIN waits for ours, below 2^17 */
	uint32_t track_idle_us;   /* transparent: a connection is let go after this time; not 0 */
};

struct finwave_info {
	size_t size;
	uint32_t flow_count, data_width, event_depth;
	uint8_t version_major, version_minor, version_patch; /* of the register map */
	bool fault; /* a state machine met an impossible state: reset the engine */
	uint32_t flows_held;
	uint32_t flows_tracked;                     /* transparent: not adopted, but followed */
	uint32_t tail_buffers, tail_free, tail_max; /* tail_max: bytes that one buffer takes */
};

typedef uint32_t finwave_flow; /* handle: number and generation */

enum finwave_event_kind {
	FINWAVE_PEER_FIN = 1,
	FINWAVE_ORDERLY,
	FINWAVE_RESET,
	FINWAVE_GAVE_UP,
	FINWAVE_ABORTED_DATA,
	FINWAVE_ABORTED_HOST,
	FINWAVE_REUSED,
	FINWAVE_FIN_WAIT_2_EXPIRED,
	FINWAVE_RELEASED,
	FINWAVE_EVICTED,
};

struct finwave_event {
	enum finwave_event_kind kind; /* all but PEER_FIN end the flow */
	finwave_flow flow;
	enum finwave_state state; /* before */
	uint32_t snd_nxt, rcv_nxt;
};

struct finwave_flow_info {
	enum finwave_state state;
	bool half_close, timer_running;
	uint32_t snd_una, snd_nxt, rcv_nxt, rcv_wnd, ts_recent, rto_us;
	uint32_t deadline; /* ticks, low word */
	uint8_t retries;
	bool watch;
	bool ack_owed;              /* the ACK of the peer's FIN waits for our FIN */
	bool tracked;               /* not adopted (transparent) */
	uint32_t fin_at;            /* sequence number of our FIN, from the close on */
	uint16_t tail_len, snd_wnd; /* text that the engine still holds; the peer's newest window */
};

/*
 * "sim:64" to "sim:512" (or "sim:", which is 64): the Verilated engine in this process, from
 * libfinwave_sim64.so to libfinwave_sim512.so in $FINWAVE_SIM_DIR, beside the program, beside the
 * library, or where the loader looks. -ENOENT: not found. -ENOEXEC: found, but cannot be loaded.
 * -ENODEV: no finwave there. -EPROTONOSUPPORT: its register map is newer than the library.
 */
int finwave_open(const char *where, struct finwave_dev **dev);
/* Over the caller's own register access. */
int finwave_open_transport(const struct finwave_transport *transport, void *ctx,
                           struct finwave_dev **dev);
/* NULL is fine. Flows that are held stay with the engine. */
void finwave_close(struct finwave_dev *dev);

/* Any register, for diagnosis and tests: -EINVAL outside the map's 4 KiB or not a multiple of 4. */
int finwave_read32(struct finwave_dev *dev, uint32_t offset, uint32_t *value);
int finwave_write32(struct finwave_dev *dev, uint32_t offset, uint32_t value);

int finwave_get_info(struct finwave_dev *dev, struct finwave_info *info);
int finwave_get_config(struct finwave_dev *dev, struct finwave_config *config);
int finwave_set_config(struct finwave_dev *dev, const struct finwave_config *config);
int finwave_enable(struct finwave_dev *dev, bool on);

/*
 * -ENOSPC: full (of flows, or of pairs of MACs), or its hash is taken; the host keeps the flow. -EEXIST: held already.
 * -ENETDOWN: the engine is not enabled. -EINVAL: bad argument, nothing was sent to the engine.
 */
int finwave_adopt(struct finwave_dev *dev, const struct finwave_flow_config *config,
                  finwave_flow *flow);
/*
 * snd_nxt: the end of the host's own stream; the FIN waits until the host's frames up to it have
 * passed the engine. NULL: what has passed by now is all.
 * -ENOENT: no such flow any more. -EALREADY: it is closing already, or sent more than snd_nxt says.
 */
int finwave_close_flow(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt);
int finwave_shutdown(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt);
/*
 * The same, and the engine sends `len` bytes of text behind the host's stream, with the FIN, again
 * until they are acknowledged. len 0 is the plain call; tail may then be NULL. More than the peer's
 * MSS (less 12 with timestamps) is the caller's mistake: the engine knows no MSS.
 * -EMSGSIZE: more than tail_max of finwave_info; nothing was sent to the engine. -ENOBUFS: no tail
 * buffer is free, the flow is as before: the host sends the text itself and closes plainly.
 */
int finwave_close_tail(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt,
                       const void *tail, size_t len);
int finwave_shutdown_tail(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt,
                          const void *tail, size_t len);
int finwave_abort(struct finwave_dev *dev, finwave_flow flow);
int finwave_release(struct finwave_dev *dev, finwave_flow flow);
/*
 * One of the two may be NULL. rcv_wnd counts from rcv_nxt now; the peer is told when it had less
 * than 1,460 bytes left. -EALREADY: snd_nxt, and our FIN is out.
 */
int finwave_update(struct finwave_dev *dev, finwave_flow flow, const uint32_t *snd_nxt,
                   const uint32_t *rcv_wnd);
int finwave_query(struct finwave_dev *dev, finwave_flow flow, struct finwave_flow_info *info);

/* 1 and the oldest event, which is then gone, or 0 if none waits. */
int finwave_next_event(struct finwave_dev *dev, struct finwave_event *event);

/*
 * Counters by number, with the names of docs/registers.md (COUNT_WIRE_RX, REASON_PAWS):
 * for (i = 0; finwave_counter(dev, i, &name, &value) == 0; i++). -ERANGE past the end.
 */
int finwave_counter(struct finwave_dev *dev, unsigned index, const char **name, uint64_t *value);

/* Texts, never NULL. The error may have either sign. */
const char *finwave_strerror(int error);
const char *finwave_state_name(enum finwave_state state);
const char *finwave_event_name(enum finwave_event_kind kind);
const char *finwave_version(void); /* of the library */

#ifdef __cplusplus
}
#endif
#endif
