/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * A scenario in packetdrill's syntax, read whole: text -> options and events. docs/script.md says
 * which part of the language there is. What cannot be understood is one line that names file and
 * line. Everything belongs to the script and lives until pkt_free().
 */
#ifndef HOST_PKT_H
#define HOST_PKT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PKT_OPTION_BYTES 40u
#define PKT_ARGUMENTS 8u

enum pkt_time_kind { PKT_RELATIVE, PKT_ABSOLUTE, PKT_ANY_TIME };

struct pkt_time {
	enum pkt_time_kind kind;
	bool range;
	uint64_t at, end; /* microseconds */
};

/* A TCP segment as it is written: numbers relative, options as on the wire. */
struct pkt_segment {
	bool inbound;
	uint8_t flags;
	uint16_t src_port, dst_port; /* 0: those of the connection */
	uint32_t seq, ack, payload;
	bool has_window, any_options, has_tos;
	uint16_t window, urgent;
	uint8_t tos, tos_mask, ttl;
	uint32_t flow_label;
	uint8_t options[PKT_OPTION_BYTES]; /* sequence numbers in SACK blocks relative too */
	uint8_t option_bytes;              /* a multiple of 4 */
};

enum pkt_expr_kind {
	PKT_ELLIPSIS,
	PKT_INTEGER,
	PKT_WORD,
	PKT_STRING,
	PKT_OR,     /* items joined by | */
	PKT_LIST,   /* [ ... ] */
	PKT_STRUCT, /* { ... } */
	PKT_FIELD,  /* text = items[0] */
	PKT_APPLY,  /* text(items) */
};

struct pkt_expr {
	enum pkt_expr_kind kind;
	int64_t integer;
	const char *text;
	struct pkt_expr **items;
	size_t count;
};

struct pkt_call {
	const char *name;
	struct pkt_expr *arguments[PKT_ARGUMENTS];
	size_t count;
	struct pkt_expr *result;
	const char *error; /* name of the errno, or NULL */
	bool blocking;     /* the call ends at `end`, not when it began */
	uint64_t end;
};

enum pkt_event_kind { PKT_SEGMENT, PKT_CALL, PKT_SHELL, PKT_PYTHON };

struct pkt_event {
	enum pkt_event_kind kind;
	unsigned line;
	struct pkt_time time;
	union {
		struct pkt_segment segment;
		struct pkt_call call;
		const char *text; /* PKT_SHELL, PKT_PYTHON */
	};
};

/* NAME=VALUE of --finwave_set and --define. */
struct pkt_setting {
	const char *name, *value;
	unsigned line;
};

/* What of a connection the engine does; docs/script.md says more. */
enum pkt_mode {
	PKT_NO_MODE,
	PKT_HANDOVER,
	PKT_WATCH,
	PKT_CLOSE_ON_FIN,
	PKT_TRANSPARENT,
	PKT_HOST, /* nothing: it is switched off */
};

struct pkt_options {
	bool ipv6;
	bool compat_linux; /* where Linux and the RFCs differ; else as the RFCs */
	enum pkt_mode mode;
	uint64_t tolerance_us;
	double tolerance_percent; /* of the time since the event before */
	uint32_t ts_tick_us;      /* 0: outgoing TSval is not compared */
	uint16_t bind_port, connect_port, mtu;
	const char *local_ip, *remote_ip; /* NULL: packetdrill's */
};

struct pkt_script {
	const char *path;
	struct pkt_options options;
	struct pkt_setting *settings, *defines;
	size_t setting_count, define_count;
	struct pkt_event *events;
	size_t count;
	void *memory;
};

#define PKT_ERROR_BYTES 512

/*
 * False: `error` holds "file:line: what is wrong; what to do". pkt_free() is to be called in either
 * case. `path` must outlive the script.
 */
bool pkt_read(const char *path, struct pkt_script *script, char error[PKT_ERROR_BYTES]);
/* The same from memory; `text` ends with a zero byte. */
bool pkt_parse(const char *path, const char *text, struct pkt_script *script,
               char error[PKT_ERROR_BYTES]);
void pkt_free(struct pkt_script *script);

#define PKT_MODES "handover, watch, close-on-fin, transparent or host"
/* PKT_NO_MODE: there is none of that name. */
enum pkt_mode pkt_mode(const char *name);

#endif
