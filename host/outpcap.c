/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#define _DEFAULT_SOURCE /* for pcap.h */
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outpcap.h"

#define SNAPLEN 262144

struct entry {
	uint64_t time_ns, order;
	uint8_t *bytes;
	size_t len;
};

struct outpcap {
	pcap_t *pcap;
	pcap_dumper_t *dumper;
	struct entry *entries;
	size_t count, room;
	uint64_t order;
	uint64_t last_ns; /* time never runs back in the file */
};

struct outpcap *outpcap_open(const char *path)
{
	struct outpcap *out = calloc(1, sizeof(*out));

	if (!out)
		return NULL;
	out->pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, SNAPLEN,
	                                                 PCAP_TSTAMP_PRECISION_NANO);
	if (out->pcap)
		out->dumper = pcap_dump_open(out->pcap, path);
	if (out->dumper)
		return out;
	if (out->pcap)
		pcap_close(out->pcap);
	free(out);
	return NULL;
}

static bool make_room(struct outpcap *out)
{
	size_t room = out->room ? 2 * out->room : 64;
	void *entries;

	if (out->count < out->room)
		return true;
	entries = realloc(out->entries, room * sizeof(*out->entries));
	if (!entries)
		return false;
	out->entries = entries;
	out->room = room;
	return true;
}

bool outpcap_add(struct outpcap *out, uint64_t time_ns, const uint8_t *bytes, size_t len)
{
	struct entry *entry;

	if (!make_room(out))
		return false;
	entry = &out->entries[out->count];
	entry->bytes = malloc(len ? len : 1);
	if (!entry->bytes)
		return false;
	memcpy(entry->bytes, bytes, len);
	entry->len = len;
	entry->time_ns = time_ns;
	entry->order = out->order++;
	out->count++;
	return true;
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->time_ns != y->time_ns)
		return x->time_ns < y->time_ns ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void write_entry(struct outpcap *out, const struct entry *entry)
{
	struct pcap_pkthdr header;
	uint64_t ns = entry->time_ns > out->last_ns ? entry->time_ns : out->last_ns;

	out->last_ns = ns;
	memset(&header, 0, sizeof(header));
	header.ts.tv_sec = (time_t)(ns / 1000000000u);
	header.ts.tv_usec = (suseconds_t)(ns % 1000000000u); /* the file's unit: nanoseconds */
	header.caplen = header.len = (bpf_u_int32)entry->len;
	pcap_dump((unsigned char *)out->dumper, &header, entry->bytes);
}

bool outpcap_flush(struct outpcap *out)
{
	if (out->count)
		qsort(out->entries, out->count, sizeof(*out->entries), compare_entries);
	for (size_t i = 0; i < out->count; i++) {
		write_entry(out, &out->entries[i]);
		free(out->entries[i].bytes);
	}
	out->count = 0;
	return !ferror(pcap_dump_file(out->dumper));
}

bool outpcap_close(struct outpcap *out)
{
	bool good;

	if (!out)
		return true;
	good = outpcap_flush(out) && !pcap_dump_flush(out->dumper);
	pcap_dump_close(out->dumper);
	pcap_close(out->pcap);
	free(out->entries);
	free(out);
	return good;
}
