/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* Reading captures: formats, link types, and the one line that a bad file deserves. */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <stdio.h>
#include <unistd.h>

#include "host_frames.h"

#define FILE_BYTES 4096

/* A file in the making. `swap`: the byte order that this machine has not. */
struct image {
	uint8_t bytes[FILE_BYTES];
	size_t len;
	bool swap;
};

static char folder[] = "/tmp/finwave-test-XXXXXX";
static char path[64];
static char error[512];

static void add16(struct image *image, uint16_t value)
{
	if (image->swap)
		value = __builtin_bswap16(value);
	memcpy(image->bytes + image->len, &value, 2);
	image->len += 2;
}

static void add32(struct image *image, uint32_t value)
{
	if (image->swap)
		value = __builtin_bswap32(value);
	memcpy(image->bytes + image->len, &value, 4);
	image->len += 4;
}

static void add_bytes(struct image *image, const void *bytes, size_t len)
{
	memcpy(image->bytes + image->len, bytes, len);
	image->len += len;
}

static void pcap_header(struct image *image, uint32_t magic, uint32_t link_type)
{
	add32(image, magic);
	add16(image, 2);
	add16(image, 4);
	add32(image, 0);
	add32(image, 0);
	add32(image, 65535);
	add32(image, link_type);
}

static void pcap_record(struct image *image, uint32_t fraction, const uint8_t *bytes,
                        uint32_t caplen, uint32_t len)
{
	add32(image, 1000);
	add32(image, fraction);
	add32(image, caplen);
	add32(image, len);
	add_bytes(image, bytes, caplen);
}

static size_t a_frame(uint8_t *bytes)
{
	const struct spec spec = { .flags = FIN | ACK, .seq = 7, .ack = 9, .ts = true, .tsval = 3 };

	return build_frame(bytes, &spec);
}

static void write_file(const struct image *image)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(image->bytes, 1, image->len, file), image->len);
	assert_int_equal(fclose(file), 0);
}

static bool open_image(const struct image *image, bool fix, struct capture *capture)
{
	const struct capture_options options = { .fix_checksums = fix };

	write_file(image);
	return capture_open(path, &options, capture, error, sizeof(error));
}

static void expect_good(const struct image *image, uint64_t time_ns)
{
	struct capture capture;

	assert_true(open_image(image, false, &capture));
	assert_int_equal(capture.count, 1);
	assert_int_equal(capture.frames[0].time_ns, time_ns);
	assert_int_equal(capture.frames[0].f.kind, FRAME_TCP);
	assert_int_equal(capture.frames[0].f.fault, FRAME_SOUND);
	assert_int_equal(capture.frames[0].f.seq, 7);
	assert_int_equal(capture.frames[0].f.tsval, 3);
	capture_close(&capture);
}

/* One line with the file's name, the cause, and what to do. */
static void expect_error(const struct image *image, const char *cause)
{
	struct capture capture;

	assert_false(open_image(image, false, &capture));
	assert_non_null(strstr(error, path));
	assert_non_null(strstr(error, cause));
	assert_null(strchr(error, '\n'));
}

static void expect_path_error(const char *name, const char *cause)
{
	const struct capture_options options = { .fix_checksums = false };
	struct capture capture;

	assert_false(capture_open(name, &options, &capture, error, sizeof(error)));
	assert_non_null(strstr(error, name));
	assert_non_null(strstr(error, cause));
}

static void pcap_of_both_units_and_byte_orders(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct image image = { .swap = i & 1 };
		uint8_t frame[MAX_FRAME];
		uint32_t len = (uint32_t)a_frame(frame);

		pcap_header(&image, i & 2 ? 0xA1B23C4D : 0xA1B2C3D4, 1);
		pcap_record(&image, 5, frame, len, len);
		expect_good(&image, 1000000000000 + (i & 2 ? 5 : 5000));
	}
}

/* A packet without its Ethernet header, behind `header`. */
static void expect_link(uint32_t link_type, const void *header, size_t header_len)
{
	struct image image = { .len = 0 };
	uint8_t frame[MAX_FRAME], packet[MAX_FRAME];
	size_t len = a_frame(frame) - 14;

	memcpy(packet, header, header_len);
	memcpy(packet + header_len, frame + 14, len);
	len += header_len;
	pcap_header(&image, 0xA1B2C3D4, link_type);
	pcap_record(&image, 0, packet, (uint32_t)len, (uint32_t)len);
	expect_good(&image, 1000000000000);
}

static void link_types_without_ethernet_get_a_header(void **state)
{
	static const uint8_t sll[16] = { 0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 8, 0 };
	static const uint8_t sll2[20] = { 8, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1 };
	static const uint8_t null[4] = { 2, 0, 0, 0 }, loop[4] = { 0, 0, 0, 2 };

	(void)state;
	expect_link(113, sll, sizeof(sll));
	expect_link(276, sll2, sizeof(sll2));
	expect_link(0, null, sizeof(null));
	expect_link(108, loop, sizeof(loop));
	expect_link(101, "", 0);
	expect_link(228, "", 0);
}

static void both_directions_get_matching_addresses(void **state)
{
	struct image image = { .len = 0 };
	struct capture capture;

	(void)state;
	pcap_header(&image, 0xA1B2C3D4, 101);
	for (unsigned from = 0; from < 2; from++) {
		const struct spec spec = { .from = from, .flags = ACK, .seq = 1, .ack = 1 };
		uint8_t frame[MAX_FRAME];
		uint32_t len = (uint32_t)build_frame(frame, &spec) - 14;

		pcap_record(&image, from, frame + 14, len, len);
	}
	assert_true(open_image(&image, false, &capture));
	assert_true(capture.made_headers);
	assert_memory_equal(capture.frames[0].f.src_mac, capture.frames[1].f.dst_mac, 6);
	assert_memory_equal(capture.frames[0].f.dst_mac, capture.frames[1].f.src_mac, 6);
	capture_close(&capture);
}

/* An engine has room for 256 pairs of MACs. */
static void many_hosts_get_few_addresses(void **state)
{
	enum { HOSTS = 40 };
	struct image image = { .len = 0 };
	struct capture capture;
	bool seen[256] = { false };
	unsigned addresses = 0;

	(void)state;
	pcap_header(&image, 0xA1B2C3D4, 101);
	for (unsigned host = 0; host < HOSTS; host++) {
		uint8_t frame[MAX_FRAME];
		uint32_t len = (uint32_t)a_frame(frame) - 14;

		frame[14 + 15] = (uint8_t)(3 * host);
		pcap_record(&image, host, frame + 14, len, len);
	}
	assert_true(open_image(&image, false, &capture));
	for (unsigned host = 0; host < HOSTS; host++) {
		const uint8_t *mac = capture.frames[host].f.src_mac;

		assert_memory_equal(mac, "\2\0\0\0", 5);
		addresses += !seen[mac[5]];
		seen[mac[5]] = true;
	}
	assert_in_range(addresses, 2, 16);
	capture_close(&capture);
}

static void other_link_type_is_named(void **state)
{
	struct image image = { .len = 0 };

	(void)state;
	pcap_header(&image, 0xA1B2C3D4, 105);
	expect_error(&image, "IEEE802_11");
}

static void cut_file_is_said(void **state)
{
	struct image image = { .len = 0 };
	uint8_t frame[MAX_FRAME];
	uint32_t len = (uint32_t)a_frame(frame);

	(void)state;
	pcap_header(&image, 0xA1B2C3D4, 1);
	pcap_record(&image, 0, frame, len, len);
	pcap_record(&image, 1, frame, len, len);
	image.len -= 5;
	expect_error(&image, "cut short or damaged after frame 1");
	image.len = 10;
	expect_error(&image, "cut short in its file header");
}

static void empty_and_frameless_files_are_said(void **state)
{
	struct image image = { .len = 0 };

	(void)state;
	expect_error(&image, "is empty");
	pcap_header(&image, 0xA1B2C3D4, 1);
	expect_error(&image, "holds no frame");
}

static void what_is_no_file_is_said(void **state)
{
	(void)state;
	expect_path_error("/nonexistent/capture", "No such file");
	expect_path_error(folder, "is a directory");
}

static void garbage_is_said(void **state)
{
	struct image image = { .len = 0 };

	(void)state;
	add_bytes(&image, "This is no capture, it is text.", 31);
	expect_error(&image, "neither pcap nor pcapng");
}

static void more_captured_than_there_was_is_said(void **state)
{
	struct image image = { .len = 0 };
	uint8_t frame[MAX_FRAME];
	uint32_t len = (uint32_t)a_frame(frame);

	(void)state;
	pcap_header(&image, 0xA1B2C3D4, 1);
	pcap_record(&image, 0, frame, len, len - 4);
	expect_error(&image, "frame 1");
}

static void no_tcp_is_said(void **state)
{
	struct image image = { .len = 0 };
	uint8_t frame[MAX_FRAME];
	uint32_t len = (uint32_t)a_frame(frame);

	(void)state;
	frame[14 + 9] = 17; /* UDP */
	pcap_header(&image, 0xA1B2C3D4, 1);
	pcap_record(&image, 0, frame, len, len);
	expect_error(&image, "none of its 1 frames is TCP");
	put_bytes(frame + 12, 0x8864, 2); /* PPPoE */
	image.len = 0;
	pcap_header(&image, 0xA1B2C3D4, 1);
	pcap_record(&image, 0, frame, len, len);
	expect_error(&image, "tunnels");
}

static void snapped_frame_is_kept_as_it_is(void **state)
{
	struct image image = { .len = 0 };
	struct capture capture;
	uint8_t frame[MAX_FRAME];
	const struct spec spec = { .flags = ACK, .seq = 7, .ack = 9, .payload = 100 };
	uint32_t len = (uint32_t)build_frame(frame, &spec);

	(void)state;
	pcap_header(&image, 0xA1B2C3D4, 1);
	pcap_record(&image, 0, frame, len - 60, len);
	assert_true(open_image(&image, false, &capture));
	assert_int_equal(capture.snapped, 1);
	assert_int_equal(capture.frames[0].f.fault, FRAME_CUT);
	assert_int_equal(capture.frames[0].f.payload, 100);
	assert_int_equal(capture.frames[0].len, len - 60);
	capture_close(&capture);
}

static void bad_checksum_is_counted_and_can_be_fixed(void **state)
{
	struct image image = { .len = 0 };
	struct capture capture;
	struct frame f;
	uint8_t frame[MAX_FRAME];
	const struct spec spec = {
		.flags = ACK, .seq = 7, .ack = 9, .payload = 3, .bad_checksum = true
	};
	uint32_t len = (uint32_t)build_frame(frame, &spec);

	(void)state;
	pcap_header(&image, 0xA1B2C3D4, 1);
	pcap_record(&image, 0, frame, len, len);
	assert_true(open_image(&image, false, &capture));
	assert_int_equal(capture.bad_checksums, 1);
	assert_int_equal(capture.frames[0].f.fault, FRAME_CHECKSUM);
	assert_memory_equal(capture.frames[0].bytes, frame, len);
	capture_close(&capture);

	assert_true(open_image(&image, true, &capture));
	assert_int_equal(capture.bad_checksums, 0);
	assert_int_equal(capture.fixed_checksums, 1);
	frame_dissect(capture.frames[0].bytes, capture.frames[0].len, &f);
	assert_int_equal(f.fault, FRAME_SOUND);
	capture_close(&capture);
}

/* ---- pcapng --------------------------------------------------------------------------------- */

static void block(struct image *image, uint32_t type, const void *body, size_t len)
{
	uint32_t size = (uint32_t)(12 + (len + 3) / 4 * 4);

	add32(image, type);
	add32(image, size);
	add_bytes(image, body, len);
	image->len += (4 - len % 4) % 4;
	add32(image, size);
}

static void section(struct image *image)
{
	struct image body = { .swap = image->swap };

	add32(&body, 0x1A2B3C4D);
	add16(&body, 1);
	add16(&body, 0);
	add32(&body, 0xFFFFFFFF);
	add32(&body, 0xFFFFFFFF);
	block(image, 0x0A0D0D0A, body.bytes, body.len);
}

static void interface(struct image *image, uint16_t link_type, uint32_t snaplen)
{
	struct image body = { .swap = image->swap };

	add16(&body, link_type);
	add16(&body, 0);
	add32(&body, snaplen);
	block(image, 1, body.bytes, body.len);
}

static void packet(struct image *image, uint32_t number, const uint8_t *bytes, uint32_t len)
{
	struct image body = { .swap = image->swap };
	uint64_t us = 1000000005;

	add32(&body, number);
	add32(&body, (uint32_t)(us >> 32));
	add32(&body, (uint32_t)us);
	add32(&body, len);
	add32(&body, len);
	add_bytes(&body, bytes, len);
	block(image, 6, body.bytes, body.len);
}

static void pcapng_of_both_byte_orders(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct image image = { .swap = i };
		uint8_t frame[MAX_FRAME];
		uint32_t len = (uint32_t)a_frame(frame);

		section(&image);
		interface(&image, 1, 65535);
		packet(&image, 0, frame, len);
		expect_good(&image, 1000000005000);
	}
}

static void pcapng_with_an_idle_interface_of_another_kind(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct image image = { .swap = i };
		uint8_t frame[MAX_FRAME];
		uint32_t len = (uint32_t)a_frame(frame);

		section(&image);
		interface(&image, 113, 8192);
		interface(&image, 1, 65535);
		packet(&image, 1, frame, len);
		expect_good(&image, 1000000005000);
	}
}

static void pcapng_with_frames_of_two_link_types_is_said(void **state)
{
	struct image image = { .len = 0 };
	uint8_t frame[MAX_FRAME];
	uint32_t len = (uint32_t)a_frame(frame);

	(void)state;
	section(&image);
	interface(&image, 1, 65535);
	interface(&image, 113, 65535);
	packet(&image, 0, frame, len);
	packet(&image, 1, frame, len);
	expect_error(&image, "two link types, 1 and 113");
}

static void pcapng_cut_short_is_said(void **state)
{
	struct image image = { .len = 0 };
	uint8_t frame[MAX_FRAME];
	uint32_t len = (uint32_t)a_frame(frame);

	(void)state;
	section(&image);
	interface(&image, 1, 65535);
	packet(&image, 0, frame, len);
	packet(&image, 0, frame, len);
	image.len -= 9;
	expect_error(&image, "cut short or damaged after frame 1");
}

/* Whatever the bytes: no crash, and no read past the end (run it under the sanitizers). */
static void any_bytes_are_dissected(void **state)
{
	const struct spec spec = {
		.flags = FIN | ACK, .seq = 7, .ack = 9, .payload = 20, .ts = true, .vlan = 5
	};
	uint32_t random = 1;

	(void)state;
	for (unsigned i = 0; i < 200000; i++) {
		uint8_t frame[MAX_FRAME], *exact;
		size_t len = build_frame(frame, &spec);
		struct frame f;

		for (unsigned flips = i % 4; flips; flips--) {
			random = random * 1664525 + 1013904223;
			frame[(random >> 8) % len] = (uint8_t)(random >> 24);
		}
		random = random * 1664525 + 1013904223;
		len -= i % 3 ? 0 : (random >> 8) % len;
		exact = malloc(len);
		assert_non_null(exact);
		memcpy(exact, frame, len);
		frame_dissect(exact, len, &f);
		free(exact);
	}
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/capture", folder);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcap_of_both_units_and_byte_orders),
		cmocka_unit_test(link_types_without_ethernet_get_a_header),
		cmocka_unit_test(both_directions_get_matching_addresses),
		cmocka_unit_test(many_hosts_get_few_addresses),
		cmocka_unit_test(other_link_type_is_named),
		cmocka_unit_test(cut_file_is_said),
		cmocka_unit_test(empty_and_frameless_files_are_said),
		cmocka_unit_test(what_is_no_file_is_said),
		cmocka_unit_test(garbage_is_said),
		cmocka_unit_test(more_captured_than_there_was_is_said),
		cmocka_unit_test(no_tcp_is_said),
		cmocka_unit_test(snapped_frame_is_kept_as_it_is),
		cmocka_unit_test(bad_checksum_is_counted_and_can_be_fixed),
		cmocka_unit_test(pcapng_of_both_byte_orders),
		cmocka_unit_test(pcapng_with_an_idle_interface_of_another_kind),
		cmocka_unit_test(pcapng_with_frames_of_two_link_types_is_said),
		cmocka_unit_test(pcapng_cut_short_is_said),
		cmocka_unit_test(any_bytes_are_dissected),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
