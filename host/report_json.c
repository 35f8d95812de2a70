/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <errno.h>
#include <jansson.h>

#include "report.h"

static json_t *number(size_t value)
{
	return json_integer((json_int_t)value);
}

/* State names, each once where the state changes. */
static json_t *path_of(const struct play *play)
{
	json_t *path = json_array();
	int last = -1;

	for (size_t i = 0; i < play->event_count; i++) {
		if (play->events[i].new_state == last)
			continue;
		last = play->events[i].new_state;
		json_array_append_new(path,
		                      json_string(finwave_state_name((enum finwave_state)last)));
	}
	return path;
}

static json_t *differences(const struct result *result, enum compare_verdict verdict)
{
	json_t *list = json_array();

	for (size_t i = 0; i < result->comparison.count; i++) {
		const struct comparison_item *item = &result->comparison.items[i];
		json_t *entry;

		if (item->verdict != verdict)
			continue;
		entry = json_object();
		json_object_set_new(entry, "frame",
		                    number(compare_frame_number(result->play, item)));
		if (verdict == COMPARE_EXPLAINED)
			json_object_set_new(entry, "rule", json_string(item->rule));
		json_object_set_new(entry, "detail", json_string(item->detail));
		json_array_append_new(list, entry);
	}
	return list;
}

static void set_latency(json_t *object, const struct report *report, const struct result *result)
{
	const struct play_event *ack = play_fin_ack(result->play);
	double us;

	json_object_set_new(object, "fin_to_ack_cycles", ack ? number(ack->clocks) : json_null());
	json_object_set_new(
		object, "fin_to_ack_ns",
		ack ? json_real((double)ack->clocks * 1e3 / report->replay->engine->clock_mhz)
		    : json_null());
	json_object_set_new(object, "capture_fin_to_ack_us",
	                    report_captured_ack(report, result, &us) ? json_real(us) : json_null());
}

static json_t *connection(const struct report *report, const struct result *result)
{
	const struct conn *c = result->play->plan.conn;
	char opener[REPORT_END_BYTES], other[REPORT_END_BYTES], local[REPORT_END_BYTES];
	json_t *object = json_object();

	report_end(c, 0, opener);
	report_end(c, 1, other);
	report_end(c, result->play->plan.side, local);
	json_object_set_new(object, "id", number(c->id));
	json_object_set_new(object, "tuple", json_sprintf("%s > %s", opener, other));
	json_object_set_new(object, "local", json_string(local));
	json_object_set_new(object, "role", json_string(report_role_name(result->role)));
	json_object_set_new(object, "close", json_string(conn_close_name(c->close)));
	json_object_set_new(object, "path", path_of(result->play));
	json_object_set_new(object, "compared", number(result->comparison.count));
	json_object_set_new(object, "equal", number(result->comparison.equal));
	json_object_set_new(object, "explained", differences(result, COMPARE_EXPLAINED));
	json_object_set_new(object, "unexplained", differences(result, COMPARE_UNEXPLAINED));
	set_latency(object, report, result);
	return object;
}

static json_t *connections(const struct report *report)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->count; i++)
		if (report->results[i].play->status != PLAY_REFUSED)
			json_array_append_new(list, connection(report, &report->results[i]));
	return list;
}

static json_t *skipped(const struct report *report)
{
	json_t *object = json_object();

	for (size_t i = 0; i < REPORT_SKIPPED && report->skipped[i].reason; i++)
		json_object_set_new(object, report->skipped[i].reason,
		                    number(report->skipped[i].count));
	return object;
}

static json_t *engine(const struct report *report)
{
	json_t *object = json_object();

	json_object_set_new(object, "data_width", number(report->data_width));
	json_object_set_new(object, "flows", number(report->flow_count));
	json_object_set_new(object, "clock_mhz", json_real(report->replay->engine->clock_mhz));
	return object;
}

static json_t *rate(uint64_t count, double seconds)
{
	return json_real(seconds > 0 ? (double)count / seconds : 0);
}

static json_t *summary(const struct report *report)
{
	const struct replay *replay = report->replay;
	const struct replay_stats *stats = &replay->stats;
	json_t *object = json_object();

	json_object_set_new(object, "frames", number(replay->capture->count));
	json_object_set_new(object, "connections", number(replay->conns->connections));
	json_object_set_new(object, "closing", number(replay->conns->closing));
	json_object_set_new(object, "compared", number(report->totals.compared));
	json_object_set_new(object, "equal", number(report->totals.equal));
	json_object_set_new(object, "explained", number(report->totals.explained));
	json_object_set_new(object, "unexplained", number(report->totals.unexplained));
	json_object_set_new(object, "skipped", skipped(report));
	json_object_set_new(object, "engine_cycles", number(stats->clocks));
	json_object_set_new(object, "cycles_per_second", rate(stats->clocks, stats->seconds));
	json_object_set_new(object, "frames_per_second", rate(stats->frames, stats->seconds));
	json_object_set_new(object, "engine", engine(report));
	return object;
}

bool report_json_write(const char *path, const struct report *report)
{
	json_t *root = json_object();
	bool good;

	json_object_set_new(root, "connections", connections(report));
	json_object_set_new(root, "summary", summary(report));
	errno = 0;
	good = root && !json_dump_file(root, path, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	json_decref(root);
	return good;
}
