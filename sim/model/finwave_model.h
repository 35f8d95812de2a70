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

/* The registers that decide. Names and units are those of finwave.rdl. */
struct fwm_config {
	bool linux_compat, time_wait_rst, syn_rst, give_up_silent;
	uint32_t time_wait, rto_first, rto_max, r2, fin_wait_2_timeout, ack_interval;
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
	uint32_t snd_una, snd_nxt, rcv_nxt, rcv_edge;
	uint8_t snd_wscale, rcv_wscale;
	uint16_t max_wnd;
	uint32_t ts_recent, ts_offset;
	uint32_t deadline, rto; /* deadline: low word of ticks */
	uint64_t limited_at;    /* whole time, so that `limited` need not be swept here */
	uint32_t first_fin;     /* now >> 14, 18 bits */
	uint8_t retries, max_retries, generation;
	struct fwm_tuple tuple;
	uint8_t peer_mac[6], local_mac[6];
	uint16_t vlan_tci[2]; /* outer first, whole TCI; fwm_adopt() takes tuple.vlan_id from it */
	bool outer_88a8;
	uint8_t ttl, tos;
	uint32_t flow_label;
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
};

/* A command's descriptor, as the registers CMD_... */
struct fwm_command {
	uint8_t op; /* FINWAVE_OP_... */
	bool set_snd_nxt, set_rcv_wnd;
	uint32_t snd_nxt, rcv_wnd;
};

/* flow: identity, state, sequence numbers, options; max_retries 0 takes the default. */
struct fwm_adopt {
	struct fwm_flow flow;
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
	size_t frame_len;   /* bytes in frame, 0 if nothing is sent */
	uint8_t frame[128]; /* the whole frame that must leave, padded to 60 */
};

/* The classified input of one decision and its outcome: the same bits as finwave_transition.v. */
struct fwm_class {
	uint8_t op; /* FINWAVE_OP_SEGMENT, TIMEOUT, CLOSE, SHUTDOWN, ABORT, UPDATE, RELEASE */
	uint8_t state;
	bool half_close;
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
	bool ack_all;            /* SEG.ACK = SND.NXT */
	bool text;               /* PAYLOAD > 0 */
	bool text_new;           /* text reaches beyond RCV.NXT */
	bool seq_after;          /* SEG.SEQ after RCV.NXT */
	bool text_cut;           /* text reaches beyond rcv_edge */
	bool retries_left;       /* TIMEOUT: another retransmission is due */
	bool set_snd_nxt;        /* UPDATE, CLOSE, SHUTDOWN */
	bool linux_compat, time_wait_rst, syn_rst, give_up_silent;
};

enum fwm_timer {
	FWM_TIMER_KEEP,
	FWM_TIMER_STOP,        /* also whenever the flow is freed */
	FWM_TIMER_RTO,         /* again with the present RTO (6298 5.3) */
	FWM_TIMER_RTO_FIRST,   /* the same, for the first FIN */
	FWM_TIMER_RTO_BACKOFF, /* retries + 1, RTO doubled, then as RTO */
	FWM_TIMER_TIME_WAIT,
	FWM_TIMER_FIN_WAIT_2, /* none when its register is 0 */
};

struct fwm_decision {
	uint8_t state, reason, send, completion;
	bool limited; /* the ACK is subject to the limits */
	bool pass, peer_fin, free, refuse;
	bool take_ack; /* SND.UNA, max_wnd, TS.Recent are updated (step 6) */
	bool take_text, take_fin;
	bool send_fin; /* SND.NXT + 1, retries 0, first_fin = now; not for a retransmission */
	bool set_half_close, clear_half_close; /* SHUTDOWN; CLOSE, set before or not */
	uint8_t timer;                         /* enum fwm_timer */
};

/*
 * A state that is never held (CLOSED and its like) lets segments pass, refuses commands and does
 * nothing on a timeout. Where no ACK number is processed take_ack is false.
 */
void fwm_decide(const struct fwm_class *in, struct fwm_decision *out);

/* Frame bytes -> segment. `bad` is tuser[0] of the MAC. */
enum fwm_frame_kind fwm_parse(const uint8_t *frame, size_t len, bool bad, struct fwm_segment *out);
bool fwm_tuple_equal(const struct fwm_tuple *a, const struct fwm_tuple *b);

/*
 * The frame of a FINWAVE_SEND_... with these numbers, from the record as it is; at most 128 bytes.
 * Returns its length, 0 for FINWAVE_SEND_NONE.
 */
size_t fwm_build_frame(const struct fwm_config *cfg, const struct fwm_flow *flow, uint8_t send,
                       uint32_t seq, uint32_t ack, uint64_t now, uint8_t *frame);

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

#ifdef __cplusplus
}
#endif
#endif
