/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The handle: open over a transport, know the engine by its identity, wait until its tables are
 * cleared, reach its registers, close.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

#define MAP_BYTES 0x1000u /* AXIL_ADDR_WIDTH is 12 */

int finwave_read32(struct finwave_dev *dev, uint32_t offset, uint32_t *value)
{
	if (!dev || !value || offset >= MAP_BYTES || offset % 4)
		return -EINVAL;
	return dev->transport.read32(dev->ctx, offset, value);
}

int finwave_write32(struct finwave_dev *dev, uint32_t offset, uint32_t value)
{
	if (!dev || offset >= MAP_BYTES || offset % 4)
		return -EINVAL;
	return dev->transport.write32(dev->ctx, offset, value);
}

int finwave_wait_status(struct finwave_dev *dev, uint32_t mask, uint32_t want, uint32_t reads)
{
	for (uint32_t i = 0; i < reads; i++) {
		uint32_t status;
		int err = finwave_read32(dev, FINWAVE_REG_STATUS, &status);

		if (err)
			return err;
		if (status == ALL_ONES)
			return -ENODEV;
		if ((status & mask) == want)
			return 0;
	}
	return -ETIMEDOUT;
}

int finwave_check_size(const void *arg, size_t size, size_t known)
{
	const unsigned char *bytes = arg;

	if (size < known)
		return -EINVAL;
	for (size_t i = known; i < size; i++)
		if (bytes[i])
			return -E2BIG;
	return 0;
}

void finwave_clear_output(void *arg, size_t size)
{
	memset((unsigned char *)arg + sizeof(size), 0, size - sizeof(size));
}

static int check_identity(struct finwave_dev *dev)
{
	uint32_t id, version;
	int err;

	err = finwave_read32(dev, FINWAVE_REG_ID, &id);
	if (err)
		return err;
	if (id != FINWAVE_ID_RESET)
		return -ENODEV;
	err = finwave_read32(dev, FINWAVE_REG_VERSION, &version);
	if (err)
		return err;
	if (version == ALL_ONES)
		return -ENODEV;
	if ((version ^ FINWAVE_VERSION_RESET) & FINWAVE_VERSION_MAJOR_MASK)
		return -EPROTONOSUPPORT;
	return 0;
}

static int wait_until_ready(struct finwave_dev *dev)
{
	uint32_t flows;
	int err;

	err = finwave_read32(dev, FINWAVE_REG_FLOW_COUNT, &flows);
	if (err)
		return err;
	if (flows == ALL_ONES)
		return -ENODEV;
	/* A record is cleared in a clock, or a few; a read takes more. */
	return finwave_wait_status(dev, FINWAVE_STATUS_INIT_DONE_MASK,
	                           FINWAVE_STATUS_INIT_DONE_MASK, 4096 + flows);
}

int finwave_open_transport(const struct finwave_transport *transport, void *ctx,
                           struct finwave_dev **dev)
{
	struct finwave_dev *new_dev;
	int err;

	if (!transport || !dev)
		return -EINVAL;
	err = finwave_check_size(transport, transport->size, sizeof(*transport));
	if (err)
		return err;
	if (!transport->read32 || !transport->write32)
		return -EINVAL;

	new_dev = calloc(1, sizeof(*new_dev));
	if (!new_dev)
		return -ENOMEM;
	new_dev->transport = *transport;
	new_dev->ctx = ctx;

	err = check_identity(new_dev);
	if (!err)
		err = wait_until_ready(new_dev);
	if (err) {
		free(new_dev);
		return err;
	}
	*dev = new_dev;
	return 0;
}

int finwave_open(const char *where, struct finwave_dev **dev)
{
	static const char sim[] = "sim:";

	if (!where || !dev || strncmp(where, sim, strlen(sim)))
		return -EINVAL;
	return finwave_open_sim(where + strlen(sim), dev);
}

void finwave_close(struct finwave_dev *dev)
{
	if (!dev)
		return;
	if (dev->transport.close)
		dev->transport.close(dev->ctx);
	free(dev);
}

int finwave_get_info(struct finwave_dev *dev, struct finwave_info *info)
{
	uint32_t version, flows, capability, status, held, tracked, tail_free;
	int err;

	if (!dev || !info)
		return -EINVAL;
	err = finwave_check_size(info, info->size, sizeof(*info));
	if (err)
		return err;

	if ((err = finwave_read32(dev, FINWAVE_REG_VERSION, &version)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOW_COUNT, &flows)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_CAPABILITY, &capability)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_STATUS, &status)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOWS_HELD, &held)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_FLOWS_TRACKED, &tracked)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_TAIL_FREE, &tail_free)))
		return err;
	if (status == ALL_ONES)
		return -ENODEV;

	finwave_clear_output(info, info->size);
	info->version_major = (uint8_t)FIELD_GET(VERSION_MAJOR, version);
	info->version_minor = (uint8_t)FIELD_GET(VERSION_MINOR, version);
	info->version_patch = (uint8_t)FIELD_GET(VERSION_PATCH, version);
	info->flow_count = flows;
	info->data_width = FIELD_GET(CAPABILITY_DATA_WIDTH, capability);
	info->event_depth = 1u << FIELD_GET(CAPABILITY_EVENT_DEPTH, capability);
	info->fault = FIELD_GET(STATUS_FAULT, status);
	info->flows_held = held;
	info->flows_tracked = tracked;
	info->tail_buffers = 1u << FIELD_GET(CAPABILITY_TAIL_BUFFERS, capability);
	info->tail_free = FIELD_GET(TAIL_FREE_VALUE, tail_free);
	info->tail_max = TAIL_MAX;
	return 0;
}

int finwave_read_control(struct finwave_dev *dev, uint32_t *control)
{
	int err = finwave_read32(dev, FINWAVE_REG_CONTROL, control);

	return !err && *control == ALL_ONES ? -ENODEV : err;
}

int finwave_enable(struct finwave_dev *dev, bool on)
{
	uint32_t control;
	int err = finwave_read_control(dev, &control);

	if (err)
		return err;
	control &= ~FINWAVE_CONTROL_ENABLE_MASK;
	return finwave_write32(dev, FINWAVE_REG_CONTROL, control | FIELD_PUT(CONTROL_ENABLE, on));
}

const char *finwave_version(void)
{
	return FINWAVE_VERSION;
}
