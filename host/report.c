/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#define _DEFAULT_SOURCE /* inet_ntop */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

const char *report_role_name(enum replay_role role)
{
	return role == REPLAY_ACTIVE ? "active" : "passive";
}

void report_end(const struct conn *c, unsigned side, char text[REPORT_END_BYTES])
{
	char address[INET6_ADDRSTRLEN] = "?";

	inet_ntop(c->ipv6 ? AF_INET6 : AF_INET, c->side[side].addr, address, sizeof(address));
	snprintf(text, REPORT_END_BYTES, c->ipv6 ? "[%s]:%u" : "%s:%u", address,
	         c->side[side].port);
}

/* The place of the other end's FIN that the engine took; else of its first one. */
static size_t find_peer_fin(const struct report *report, const struct play *play)
{
	const struct conn *c = play->plan.conn;

	for (size_t i = 0; i < play->event_count; i++)
		if (play->events[i].peer_fin && play->events[i].cause != PLAY_NO_PLACE)
			return play->events[i].cause;
	for (size_t i = play->plan.adopt_at; i < c->count; i++) {
		const struct frame *f = conn_frame(report->replay->capture, c, i);

		if (conn_sender(c, f) != play->plan.side && (f->flags & TCP_FIN))
			return i;
	}
	return c->count;
}

bool report_captured_ack(const struct report *report, const struct result *result, double *us)
{
	const struct capture *capture = report->replay->capture;
	const struct conn *c = result->play->plan.conn;
	size_t fin = find_peer_fin(report, result->play);
	uint32_t end;

	if (fin == c->count)
		return false;
	end = frame_seq_end(conn_frame(capture, c, fin));
	for (size_t i = fin + 1; i < c->count; i++) {
		const struct frame *f = conn_frame(capture, c, i);

		if (conn_sender(c, f) != result->play->plan.side || !(f->flags & TCP_ACK) ||
		    seq_before(f->ack, end))
			continue;
		*us = (double)(int64_t)(capture->frames[c->frames[i]].time_ns -
		                        capture->frames[c->frames[fin]].time_ns) /
		      1e3;
		return true;
	}
	return false;
}

static void skip(struct report *report, const char *reason)
{
	for (size_t i = 0; i < REPORT_SKIPPED; i++) {
		if (report->skipped[i].reason && strcmp(report->skipped[i].reason, reason))
			continue;
		report->skipped[i].reason = reason;
		report->skipped[i].count++;
		return;
	}
}

static void add_totals(struct report_totals *totals, const struct comparison *c)
{
	totals->compared += c->count;
	totals->equal += c->equal;
	totals->explained += c->explained;
	totals->unexplained += c->unexplained;
}

bool report_make(const struct replay *replay, unsigned roles, struct report *report)
{
	const struct engine_api *api = &replay->engine->api;
	size_t room = replay->play_count[0] + replay->play_count[1] + 1;

	memset(report, 0, sizeof(*report));
	report->replay = replay;
	report->data_width = api->data_width();
	report->flow_count = api->flow_count();
	report->results = calloc(room, sizeof(*report->results));
	if (!report->results)
		return false;
	for (size_t i = 0; i < replay->conns->count; i++)
		if (replay->conns->conns[i]->skip != CONN_PLAYED)
			skip(report, conn_skip_name(replay->conns->conns[i]->skip));
	for (unsigned role = 0; role < 2; role++)
		for (size_t i = 0; (roles & 1u << role) && i < replay->play_count[role]; i++) {
			struct result *result = &report->results[report->count++];

			result->play = replay->plays[role][i];
			result->role = (enum replay_role)role;
			if (!compare_play(replay->capture, result->play, &result->comparison))
				return false;
			add_totals(&report->totals, &result->comparison);
			if (result->play->status == PLAY_REFUSED)
				skip(report, result->play->refused);
		}
	return true;
}

void report_free(struct report *report)
{
	for (size_t i = 0; i < report->count; i++)
		compare_free(&report->results[i].comparison);
	free(report->results);
	memset(report, 0, sizeof(*report));
}
