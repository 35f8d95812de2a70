/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The reference model: what RFC 9293 and its companions (5961, 1337, 6191, 7323, 6298) demand of the
 * end that finwave plays, as docs/theory.md fixes their choices. Pure functions over explicit
 * structures: no globals, no allocation, no clock of its own.
 *
 * A step (fwm_segment, fwm_command, fwm_timeout) compares its input with the record, which gives the
 * bits of struct fwm_class, asks fwm_decide(), and carries the decision out on the record. Everything
 * that leaves is built here too, byte by byte. The caller finds the flow of a segment (fwm_parse() and
 * fwm_tuple_equal()) and that of a command (number and generation).
 */
#ifndef FINWAVE_MODEL_H
#define FINWAVE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	FWM_TAIL_MAX = 1460,                 /* bytes of text that a close may bring */
	FWM_FRAME_BYTES = 94 + FWM_TAIL_MAX, /* of the longest frame that the engine sends */
};

/* The registers that decide. Names and units are those of finwave.rdl. */
struct fwm_config {
	bool linux_compat, time_wait_rst, syn_rst, give_up_silent, transparent;
	uint32_t time_wait, rto_first, rto_max, r2, fin_wait_2_timeout, ack_interval;
	uint32_t merge_window, track_idle;
	uint16_t ack_budget;
	uint8_t fin_retries, ts_shift;
};

/* Rate limit of the whole engine (RFC 5961 7). Zero-initialise. */
struct fwm_limits {
	uint16_t sent;   /* limited ACKs sent in this period */
	uint16_t period; /* now >> 20, low 12 bits, of the last candidate */
};

/* The tuple, seen from our end. IPv4 addresses stand in the first four bytes, the rest is 0. */
struct fwm_tuple {
	bool ipv6;
	uint8_t local[16], remote[16];
	uint16_t local_port, remote_port;
	uint8_t vlan_count;
	uint16_t vlan_id[2]; /* outer first; 0 where there is none. TPIDs are not compared */
};

struct fwm_flow {
	uint8_t state; /* FINWAVE_TCP_STATE_... */
	bool half_close, timestamps, timer, limited;
	bool watch, close_on_fin, ack_owed;
	uint32_t snd_una, snd_nxt, rcv_nxt, rcv_edge;
	uint32_t fin_at;   /* number of our FIN, from the close on */
	uint16_t tail_len; /* bytes of text before it that the engine holds */
	uint8_t snd_wscale, rcv_wscale;
	uint16_t max_wnd, snd_wnd;
	uint32_t ts_recent, ts_offset;
	uint32_t deadline, rto; /* deadline: low word of ticks */
	uint64_t limited_at;    /* whole time, so that `limited` need not be swept here */
	uint32_t first_fin;     /* of the close: now >> 14, 18 bits */
	uint32_t user_timeout;  /* ticks, 0 is none */
	uint8_t retries, max_retries, generation;
	struct fwm_tuple tuple;
	uint8_t peer_mac[6], local_mac[6];
	uint16_t vlan_tci[2]; /* outer first, whole TCI; fwm_adopt() takes tuple.vlan_id from it */
	bool outer_88a8;
	uint8_t ttl, tos;
	uint32_t flow_label;
	/* A connection that nobody adopted: SYN_SENT, LISTEN, SYN_RECEIVED are states of it, too. */
	bool tracked, wscale_offered, peer_fin_seen;
	uint32_t peer_fin_at;
	uint8_t tail[FWM_TAIL_MAX];
};

/* A parsed frame. */
enum fwm_frame_kind {
	FWM_NOT_TCP, /* passes: not a segment that the engine could hold */
	FWM_SEGMENT, /* a TCP segment, sound or not: see bad_frame, bad_checksum */
};

struct fwm_segment {
	struct fwm_tuple tuple; /* whose frame it is: valid in a bad frame too */
	bool bad_frame;         /* lengths disagree or tuser[0]: all below is 0 */
	bool bad_checksum;
	uint32_t seq, ack;
	uint8_t flags; /* TCP flags byte: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32 */
	uint16_t window;
	uint32_t payload; /* bytes */
	bool has_ts;
	uint32_t tsval, tsecr;
	bool has_wscale;
	uint8_t wscale; /* at most 14 */
	/* Of a frame of the host: what lies below TCP, for a tracked connection. */
	uint8_t dst_mac[6], src_mac[6];
	uint16_t vlan_tci[2];
	bool outer_88a8;
	uint8_t ttl, tos;
	uint32_t flow_label;
};

/* A command's descriptor, as the registers CMD_... */
struct fwm_command {
	uint8_t op; /* FINWAVE_OP_... */
	bool set_snd_nxt, set_rcv_wnd;
	uint32_t snd_nxt, rcv_wnd;
	uint16_t tail_len; /* CLOSE, SHUTDOWN: at most FWM_TAIL_MAX; `tail` holds so many bytes */
	const uint8_t *tail;
};

/*
 * flow: identity, state, sequence numbers, options; max_retries 0 takes the default. What the close sets (fin_at,
 * tail) and what only tracking has is not looked at.
 */
struct fwm_adopt {
	struct fwm_flow flow;
	bool set_snd_wnd; /* else flow.snd_wnd is taken from flow.max_wnd */
	uint32_t rcv_wnd, tsval, rto;
};

/* What one step does. The flow itself was changed in place. */
struct fwm_result {
	uint8_t old_state, new_state, reason; /* FINWAVE_REASON_... */
	uint8_t send;                         /* FINWAVE_SEND_... */
	bool ack_limited;                     /* a limited ACK was held back */
	bool pass;                            /* segment: the frame goes up to the host */
	bool freed;
	bool peer_fin;      /* event PEER_FIN */
	uint8_t completion; /* FINWAVE_EVENT_... or NONE */
	uint32_t seq, ack;  /* of the segment that is sent */
	uint8_t result;     /* command: FINWAVE_CMD_RESULT_... */
	bool to_host;       /* the frame leaves towards the host (HOST_RST), else on the wire */
	uint16_t text_len;  /* of the segment that is sent */
	size_t frame_len;   /* bytes in frame, 0 if nothing is sent */
	uint8_t frame[FWM_FRAME_BYTES]; /* the whole frame that must leave, padded to 60 */
};

/* The classified input of one decision and its outcome: the same bits as finwave_transition.v. */
struct fwm_class {
	uint8_t op; /* FINWAVE_OP_SEGMENT, HOST, TIMEOUT, CLOSE, SHUTDOWN, ABORT, UPDATE, RELEASE, EVICT */
	uint8_t state;
	bool half_close, watch, close_on_fin, ack_owed; /* of the record */
	bool bad_frame, bad_checksum;
	bool syn, fin, rst, ack; /* flags of the segment */
	bool reuse_ok;           /* step 0's comparison, whatever the state and flags */
	bool ts_missing;         /* the flow has timestamps, the segment none */
	bool ts_old;             /* both have them and TSval is before TS.Recent */
	bool seq_ok;             /* acceptable (step 2) */
	bool seq_exact;          /* SEG.SEQ = RCV.NXT */
	bool end_exact;          /* SEG.SEQ+SEG.LEN = RCV.NXT */
	bool ack_ok;             /* acceptable (step 6) */
	bool ack_new;            /* SEG.ACK after SND.UNA */
	bool ack_all;            /* our FIN is out and SEG.ACK = SND.NXT */
	bool text;               /* PAYLOAD > 0 */
	bool text_new;           /* text reaches beyond RCV.NXT */
	bool seq_after;          /* SEG.SEQ after RCV.NXT */
	bool text_cut;           /* text reaches beyond rcv_edge */
	bool window_shut;        /* SEGMENT: snd_wnd is 0 when the segment has counted */
	bool may_go; /* SEGMENT: of the tail something unsent may go once the segment has counted. HOST: the
	                segment ends the fence, and something may go. CLOSE, SHUTDOWN: something may go */
	bool again_goes; /* SEGMENT: the window opens behind what was sent beyond it: that may go again */
	bool host_beyond;  /* HOST: SEG.SEQ+SEG.LEN after fin_at - tail_len */
	bool host_newer;   /* HOST: SEG.SEQ not before SND.NXT */
	bool host_moves;   /* HOST: SND.NXT moves */
	bool fence_ends;   /* HOST: the close was fenced and this segment ends it */
	bool fenced;       /* TIMEOUT */
	bool retries_left; /* TIMEOUT: retries < max_retries, or age < R2 */
	bool user_over;    /* TIMEOUT: the user timeout is over */
	bool set_snd_nxt;  /* UPDATE, CLOSE, SHUTDOWN */
	bool snd_nxt_used; /* CLOSE, SHUTDOWN: set_snd_nxt and CMD_SND_NXT before SND.NXT */
	bool tail;         /* CLOSE, SHUTDOWN: there is one */
	bool announce; /* UPDATE: set_rcv_wnd, RCV.WND was below 1,460, the edge moves forward */
	bool merge;    /* MERGE_WINDOW is not 0 */
	bool linux_compat, time_wait_rst, syn_rst, give_up_silent;
};

enum fwm_timer {
	FWM_TIMER_KEEP,
	FWM_TIMER_STOP,        /* also whenever the flow is freed */
	FWM_TIMER_RTO,         /* again with the present RTO (6298 5.3) */
	FWM_TIMER_RTO_FIRST,   /* the same; retries 0, first_fin = now */
	FWM_TIMER_RTO_BACKOFF, /* retries + 1, RTO doubled, then as RTO */
	FWM_TIMER_TIME_WAIT,
	FWM_TIMER_FIN_WAIT_2, /* none when its register is 0 */
	FWM_TIMER_MERGE,
	FWM_TIMER_TRACK_IDLE,
	FWM_TIMER_RTO_COUNT, /* retries + 1, then as RTO: nothing was sent that could be too much */
};

struct fwm_decision {
	uint8_t state, reason, send, completion;
	bool limited; /* the ACK is subject to the limits */
	bool pass, peer_fin, free, refuse;
	bool take_ack; /* SND.UNA, snd_wnd, max_wnd, TS.Recent are updated (step 6) */
	bool take_text, take_fin;
	bool take_host;  /* HOST: SND.NXT moves; with watch RCV.NXT and rcv_edge, too */
	bool queue_fin;  /* fin_at, tail_len are set: CLOSE, SHUTDOWN, close_on_fin, HOST_FIN */
	bool send_again; /* FINWAVE_SEND_FIN goes from what is unacknowledged, else from SND.NXT */
	bool zero_retries; /* retries = 0: the other side lives, though its window may be closed */
	bool progress;     /* first_fin = now: something of ours got through */
	bool owe_ack;      /* ack_owed is set */
	bool set_half_close;   /* SHUTDOWN, HOST_FIN */
	bool clear_half_close; /* CLOSE, close_on_fin: set before or not */
	uint8_t timer;         /* enum fwm_timer */
};

/*
 * Tracked connections decide with fewer bits (finwave_track.v). `own` and `ended` exclude each other; neither: the
 * connection goes on in `state`. Bad frames never come here.
 */
struct fwm_track_class {
	bool from_host;
	uint8_t state; /* LISTEN, SYN_SENT, SYN_RECEIVED, ESTABLISHED to LAST_ACK */
	bool syn, fin, rst, ack;
	bool seq_una;   /* from_host: SEG.SEQ = SND.UNA */
	bool end_exact; /* SEG.SEQ+SEG.LEN = RCV.NXT */
	bool ack_nxt;   /* SEG.ACK = SND.NXT */
	bool ack_rcv;   /* from_host: SEG.ACK = RCV.NXT */
	bool seq_ok, ack_ok;
	bool fin_out;     /* a FIN of the host was seen: SND.NXT = fin_at + 1 */
	bool fin_differs; /* a FIN of the peer was seen before, at another number */
	bool host_beyond; /* from_host: SEG.SEQ+SEG.LEN after SND.NXT */
	bool fin_acked; /* from_host: the peer's FIN was seen, and with SEG.ACK counted RCV.NXT is behind it */
	bool fin_passed; /* from_host: the same, and RCV.NXT after peer_fin_at + 1 */
};

struct fwm_track_decision {
	uint8_t state;
	bool ended, own;
	bool open_wire, open_host; /* the answering SYN+ACK counts: from the wire, from the host */
	bool take;                 /* updates of "ESTABLISHED and later" */
	bool take_fin;             /* from_host: fin_at; from the wire: peer_fin_at, seen */
};

void fwm_track_decide(const struct fwm_track_class *in, struct fwm_track_decision *out);

/*
 * A state that is never held (CLOSED and its like) lets segments pass, refuses commands and does
 * nothing on a timeout. Where no ACK number is processed take_ack is false.
 */
void fwm_decide(const struct fwm_class *in, struct fwm_decision *out);

/*
 * Frame bytes -> segment. `bad` is tuser[0] of the MAC. from_host: the source is our end, checksums are not looked
 * at, and what lies below TCP is read.
 */
enum fwm_frame_kind fwm_parse(const uint8_t *frame, size_t len, bool bad, bool from_host,
                              struct fwm_segment *out);
bool fwm_tuple_equal(const struct fwm_tuple *a, const struct fwm_tuple *b);

/*
 * The frame of a FINWAVE_SEND_... with these numbers, from the record as it is; at most FWM_FRAME_BYTES. SEND_FIN:
 * `text_len` bytes of the tail from `seq` on, and the FIN if that reaches fin_at. Returns its length, 0 for
 * FINWAVE_SEND_NONE.
 */
size_t fwm_build_frame(const struct fwm_config *cfg, const struct fwm_flow *flow, uint8_t send,
                       uint32_t seq, uint32_t ack, uint16_t text_len, uint64_t now, uint8_t *frame);

/* When the flow's timer is due: `now` if that is past. False when no timer runs. */
bool fwm_next_deadline(const struct fwm_flow *flow, uint64_t now, uint64_t *tick);

/*
 * Steps. `now` is the 48-bit tick counter that the decision saw.
 *
 * fwm_adopt: BAD_STATE leaves *flow alone. fwm_command: QUERY and what has no flow to act on (NO_FLOW,
 * BAD_OP) have reason NONE, for they do not retire. fwm_timeout: reason NONE, nothing changed, when no
 * timer is due.
 */
void fwm_adopt(const struct fwm_config *cfg, const struct fwm_adopt *in, uint64_t now,
               struct fwm_flow *flow, struct fwm_result *out);
void fwm_segment(const struct fwm_config *cfg, struct fwm_limits *limits, struct fwm_flow *flow,
                 const struct fwm_segment *seg, uint64_t now, struct fwm_result *out);
void fwm_command(const struct fwm_config *cfg, struct fwm_flow *flow, const struct fwm_command *cmd,
                 uint64_t now, struct fwm_result *out);
void fwm_timeout(const struct fwm_config *cfg, struct fwm_flow *flow, uint64_t now,
                 struct fwm_result *out);

/*
 * A segment of the host, as fwm_parse() reads it with `from_host`: the flow's own or a tracked one's. fwm_segment()
 * and fwm_timeout() take tracked flows as well. fwm_evict() makes room in a full table.
 */
void fwm_host(const struct fwm_config *cfg, struct fwm_flow *flow, const struct fwm_segment *seg,
              uint64_t now, struct fwm_result *out);
void fwm_evict(const struct fwm_config *cfg, struct fwm_flow *flow, uint64_t now,
               struct fwm_result *out);

/* Does this sound segment, whose tuple is not in the table, start tracking (CONTROL.transparent apart)? */
bool fwm_may_track(const struct fwm_segment *seg, bool from_host);
/* It does: reason TRACK_STARTED, *flow is filled anew (but its generation). */
void fwm_track(const struct fwm_config *cfg, const struct fwm_segment *seg, bool from_host,
               uint64_t now, struct fwm_flow *flow, struct fwm_result *out);

#ifdef __cplusplus
}
#endif
#endif
