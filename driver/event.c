/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Events, one at a time from the engine's queue, and the 64-bit counters, whose high word the
 * engine keeps from the moment in which the low one is read.
 */
#include <errno.h>

#include "private.h"

int finwave_next_event(struct finwave_dev *dev, struct finwave_event *event)
{
	uint32_t count, type, flow;
	int err;

	if (!dev || !event)
		return -EINVAL;
	err = finwave_read32(dev, FINWAVE_REG_EVENT_COUNT, &count);
	if (err)
		return err;
	if (count & ~FINWAVE_EVENT_COUNT_VALUE_MASK)
		return -ENODEV;
	if (!count)
		return 0;
	if ((err = finwave_read32(dev, FINWAVE_REG_EVENT_TYPE, &type)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_EVENT_FLOW, &flow)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_EVENT_SND_NXT, &event->snd_nxt)) ||
	    (err = finwave_read32(dev, FINWAVE_REG_EVENT_RCV_NXT, &event->rcv_nxt)) ||
	    (err = finwave_write32(dev, FINWAVE_REG_EVENT_POP, FINWAVE_EVENT_POP_POP_MASK)))
		return err;
	event->kind = (enum finwave_event_kind)FIELD_GET(EVENT_TYPE_KIND, type);
	event->state = (enum finwave_state)FIELD_GET(EVENT_TYPE_STATE, type);
	event->flow = flow;
	return 1;
}

int finwave_counter(struct finwave_dev *dev, unsigned index, const char **name, uint64_t *value)
{
	static const struct {
		const char *name;
		uint32_t offset;
	} counters[] = {
	/* clang-format off */
#define COUNTER(counter, offset) { "COUNT_" #counter, offset },
		FINWAVE_COUNT_LIST(COUNTER)
#undef COUNTER
#define COUNTER(reason, code) \
	{ "REASON_" #reason, FINWAVE_REG_REASON_COUNT + 8 * (code) },
		FINWAVE_REASON_LIST(COUNTER)
#undef COUNTER
		/* clang-format on */
	};
	uint32_t low, high;
	int err;

	if (!dev || !name || !value)
		return -EINVAL;
	if (index >= sizeof(counters) / sizeof(counters[0]))
		return -ERANGE;
	if ((err = finwave_read32(dev, counters[index].offset, &low)) ||
	    (err = finwave_read32(dev, counters[index].offset + 4, &high)))
		return err;
	*name = counters[index].name;
	*value = (uint64_t)high << 32 | low;
	return 0;
}
