/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#define _DEFAULT_SOURCE /* for pcap.h */
#include <errno.h>
#include <pcap/pcap.h>
#include <pcap/sll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "capture.h"
#include "pcapng.h"

#define ETHER_BYTES 14u
#define ETHERTYPE_IPV4 0x0800u
#define ETHERTYPE_IPV6 0x86DDu
#define RAW_IP_OPENBSD 14 /* what OpenBSD calls DLT_RAW */

/* What has to be cut off in front, and where the ethertype of the packet is found. */
struct link {
	size_t header;
	uint16_t type;
};

struct reader {
	pcap_t *pcap;
	uint8_t *contents; /* of a pcapng file, which libpcap reads from memory */
	int link_type;
	const struct capture_options *options;
	struct capture *capture;
	size_t room;
	char *error;
	size_t error_size;
};

__attribute__((format(printf, 2, 3))) static bool fail(struct reader *r, const char *format, ...)
{
	va_list args;
	int n = snprintf(r->error, r->error_size, "%s: ", r->capture->path);

	va_start(args, format);
	if (n >= 0 && (size_t)n < r->error_size)
		vsnprintf(r->error + n, r->error_size - (size_t)n, format, args);
	va_end(args);
	return false;
}

static uint16_t ethertype_of_version(const uint8_t *p, size_t len)
{
	if (!len)
		return 0;
	if (p[0] >> 4 == 4)
		return ETHERTYPE_IPV4;
	return p[0] >> 4 == 6 ? ETHERTYPE_IPV6 : 0;
}

static bool is_link_type_known(int link_type)
{
	switch (link_type) {
	case DLT_EN10MB:
	case DLT_LINUX_SLL:
	case DLT_LINUX_SLL2:
	case DLT_NULL:
	case DLT_LOOP:
	case DLT_RAW:
	case DLT_IPV4:
	case DLT_IPV6:
	case RAW_IP_OPENBSD:
		return true;
	default:
		return false;
	}
}

/* The link header of a packet of a type without Ethernet header. */
static struct link find_link(int link_type, const uint8_t *p, size_t len)
{
	struct link link = { 0, 0 };

	switch (link_type) {
	case DLT_LINUX_SLL:
		link.header = SLL_HDR_LEN;
		if (len >= SLL_HDR_LEN)
			link.type = (uint16_t)(p[14] << 8 | p[15]);
		break;
	case DLT_LINUX_SLL2:
		link.header = SLL2_HDR_LEN;
		if (len >= SLL2_HDR_LEN)
			link.type = (uint16_t)(p[0] << 8 | p[1]);
		break;
	case DLT_NULL:
	case DLT_LOOP:
		/* The family's number differs between systems, the IP version does not. */
		link.header = 4;
		if (len > 4)
			link.type = ethertype_of_version(p + 4, len - 4);
		break;
	default:
		link.type = ethertype_of_version(p, len);
	}
	return link;
}

/*
 * A locally administered MAC made of the last four bytes of an address: one of 16, so that there are no more pairs
 * than an engine has room for (docs/limits.md, neighbours).
 */
static void make_mac(uint8_t mac[6], const uint8_t *last_four)
{
	uint8_t mixed = last_four[0] ^ last_four[1] ^ last_four[2] ^ last_four[3];

	memset(mac, 0, 6);
	mac[0] = 0x02;
	mac[5] = (mixed ^ mixed >> 4) & 0xf;
}

/* Puts an Ethernet header before the network packet `p`; `out` has room for it. */
static void make_ethernet(uint8_t *out, const uint8_t *p, size_t len, uint16_t type)
{
	static const uint8_t none[4];
	const uint8_t *src = none, *dst = none;

	/* Behind VLAN tags too: cooked captures keep them in the packet. */
	size_t at = type == 0x8100 || type == 0x88A8 ? 4 : 0;
	uint16_t inner = at && len >= 4 ? (uint16_t)(p[2] << 8 | p[3]) : type;

	if (inner == ETHERTYPE_IPV4 && len >= at + 20) {
		src = p + at + 12;
		dst = p + at + 16;
	} else if (inner == ETHERTYPE_IPV6 && len >= at + 40) {
		src = p + at + 20;
		dst = p + at + 36;
	}
	make_mac(out, dst);
	make_mac(out + 6, src);
	out[12] = (uint8_t)(type >> 8);
	out[13] = (uint8_t)type;
	memcpy(out + ETHER_BYTES, p, len);
}

/* The frame's bytes with an Ethernet header, from malloc(). */
static uint8_t *copy_packet(const struct reader *r, const uint8_t *p, size_t caplen, size_t *len)
{
	struct link link;
	uint8_t *bytes;

	if (r->link_type == DLT_EN10MB) {
		*len = caplen;
		bytes = malloc(caplen ? caplen : 1);
		if (bytes)
			memcpy(bytes, p, caplen);
		return bytes;
	}
	link = find_link(r->link_type, p, caplen);
	if (link.header > caplen)
		link.header = caplen;
	*len = caplen - link.header + ETHER_BYTES;
	bytes = malloc(*len);
	if (bytes)
		make_ethernet(bytes, p + link.header, caplen - link.header, link.type);
	return bytes;
}

static void count_frame(struct capture *c, const struct frame *f, bool snapped)
{
	c->snapped += snapped;
	c->tunnels += f->kind == FRAME_TUNNEL;
	c->fragments += f->kind == FRAME_FRAGMENT;
	if (f->kind != FRAME_TCP)
		return;
	c->tcp++;
	c->bad_checksums += f->fault == FRAME_CHECKSUM;
	c->bad_lengths += f->fault == FRAME_LENGTH;
	c->too_long += f->fault == FRAME_LONG;
}

static bool grow(struct reader *r)
{
	struct capture *c = r->capture;
	size_t room = r->room ? 2 * r->room : 1024;
	void *frames;

	if (c->count < r->room)
		return true;
	if (c->count >= UINT32_MAX / 2)
		return fail(r, "more than %u frames; split it with editcap -c", UINT32_MAX / 2);
	frames = realloc(c->frames, room * sizeof(*c->frames));
	if (!frames)
		return fail(r, "%s", strerror(ENOMEM));
	c->frames = frames;
	r->room = room;
	return true;
}

static bool add_frame(struct reader *r, const struct pcap_pkthdr *header, const uint8_t *packet)
{
	struct capture *c = r->capture;
	struct capture_frame *frame;
	uint8_t *bytes;

	if (header->caplen > header->len)
		return fail(r,
		            "frame %zu claims more captured bytes (%u) than it had (%u); the file "
		            "is damaged, make the capture again",
		            c->count + 1, header->caplen, header->len);
	if (!grow(r))
		return false;
	frame = &c->frames[c->count];
	memset(frame, 0, sizeof(*frame));
	frame->time_ns = (uint64_t)header->ts.tv_sec * 1000000000u + (uint64_t)header->ts.tv_usec;
	bytes = copy_packet(r, packet, header->caplen, &frame->len);
	if (!bytes)
		return fail(r, "%s", strerror(ENOMEM));
	frame->bytes = bytes;
	c->count++;
	frame_dissect(bytes, frame->len, &frame->f);
	if (r->options->fix_checksums && frame->f.kind == FRAME_TCP &&
	    frame->f.fault == FRAME_CHECKSUM) {
		frame_fix_checksums(bytes, &frame->f);
		frame->f.fault = FRAME_SOUND;
		c->fixed_checksums++;
	}
	count_frame(c, &frame->f, header->caplen < header->len);
	return true;
}

static bool read_frames(struct reader *r)
{
	struct pcap_pkthdr *header;
	const uint8_t *packet;
	int got;

	while ((got = pcap_next_ex(r->pcap, &header, &packet)) == 1)
		if (!add_frame(r, header, packet))
			return false;
	if (got == PCAP_ERROR_BREAK)
		return true;
	return fail(r,
	            "cut short or damaged after frame %zu (%s); take the whole file again, or "
	            "save what is left with: editcap FILE SAVED",
	            r->capture->count, pcap_geterr(r->pcap));
}

/* What there is instead of TCP. */
static bool check_content(struct reader *r)
{
	const struct capture *c = r->capture;

	if (!c->count)
		return fail(r, "holds no frame; capture while connections close");
	if (c->tcp)
		return true;
	if (c->tunnels)
		return fail(
			r,
			"no TCP: %zu of its %zu frames are tunnels (VXLAN, Geneve, GTP, GRE, "
			"IP in IP, PPPoE or MPLS), which the engine passes; capture inside of it",
			c->tunnels, c->count);
	if (c->fragments)
		return fail(r, "no TCP but in IP fragments, which the engine passes; capture where "
		               "packets are whole");
	return fail(r,
	            "none of its %zu frames is TCP over IPv4 or IPv6; capture with the filter tcp",
	            c->count);
}

static bool check_file(struct reader *r)
{
	struct stat st;

	if (stat(r->capture->path, &st))
		return fail(r, "%s; check the name", strerror(errno));
	if (S_ISDIR(st.st_mode))
		return fail(r, "is a directory; name a pcap or pcapng file in it");
	if (S_ISREG(st.st_mode) && !st.st_size)
		return fail(r, "is empty; capture to it, for example: tcpdump -i eth0 -w FILE tcp");
	return true;
}

/* Reads all of a pcapng file and makes its interfaces alike. Other files stay at their start. */
static bool read_pcapng(struct reader *r, FILE *file, size_t *len)
{
	uint8_t magic[4];
	unsigned types[2] = { 0, 0 };
	long size;

	if (fseek(file, 0, SEEK_END)) /* a pipe: as it is */
		return true;
	size = ftell(file);
	rewind(file);
	if (size <= 0 || fread(magic, 1, sizeof(magic), file) != sizeof(magic) ||
	    !pcapng_is(magic, sizeof(magic))) {
		rewind(file);
		return true;
	}
	rewind(file);
	*len = (size_t)size;
	r->contents = malloc(*len);
	if (!r->contents || fread(r->contents, 1, *len, file) != *len)
		return fail(r, "%s; check that it can be read",
		            strerror(r->contents ? EIO : ENOMEM));
	if (pcapng_unify(r->contents, *len, types))
		return true;
	return fail(r,
	            "has frames of two link types, %u and %u; keep one interface with: tshark -r "
	            "FILE -Y frame.interface_id==0 -w ONE",
	            types[0], types[1]);
}

/* libpcap's view of the file. */
static bool open_file(struct reader *r, char *cause)
{
	FILE *file = fopen(r->capture->path, "rb");
	size_t len = 0;

	if (!file)
		return fail(r, "%s; check its permissions", strerror(errno));
	if (!read_pcapng(r, file, &len)) {
		fclose(file);
		return false;
	}
	if (r->contents) {
		fclose(file);
		file = fmemopen(r->contents, len, "rb");
		if (!file)
			return fail(r, "%s", strerror(errno));
	}
	r->pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, cause);
	if (!r->pcap)
		fclose(file);
	return true;
}

static bool open_pcap(struct reader *r)
{
	char cause[PCAP_ERRBUF_SIZE] = "";

	if (!check_file(r) || !open_file(r, cause))
		return false;
	if (!r->pcap && strstr(cause, "truncated"))
		return fail(r, "is cut short in its file header; take the whole file again");
	if (!r->pcap && strstr(cause, "unknown file format"))
		return fail(
			r, "is neither pcap nor pcapng; unpack or convert it (editcap, tshark -w)");
	if (!r->pcap)
		return fail(r, "%s; check that it is a readable pcap or pcapng file", cause);
	r->link_type = pcap_datalink(r->pcap);
	r->capture->link_type = pcap_datalink_val_to_name(r->link_type);
	if (!is_link_type_known(r->link_type))
		return fail(
			r, "has link type %d (%s); capture Ethernet, Linux cooked, raw IP or null",
			r->link_type, r->capture->link_type ? r->capture->link_type : "unknown");
	r->capture->made_headers = r->link_type != DLT_EN10MB;
	return true;
}

bool capture_open(const char *path, const struct capture_options *options, struct capture *out,
                  char *error, size_t error_size)
{
	struct reader r = {
		.options = options, .capture = out, .error = error, .error_size = error_size
	};
	bool good;

	memset(out, 0, sizeof(*out));
	out->path = path;
	good = open_pcap(&r) && read_frames(&r) && check_content(&r);
	if (r.pcap)
		pcap_close(r.pcap);
	free(r.contents);
	if (!good)
		capture_close(out);
	return good;
}

void capture_close(struct capture *capture)
{
	for (size_t i = 0; i < capture->count; i++)
		free((void *)(uintptr_t)capture->frames[i].bytes);
	free(capture->frames);
	capture->frames = NULL;
	capture->count = 0;
}
