/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave.h needs no other header before it, may be included twice, and every function that it
 * declares is in the shared library. test_driver_header.cpp says the same in C++.
 */
#include "finwave.h"
#include "finwave.h"

int every_function_links_in_cpp(void);

static int every_function_links(void)
{
	struct finwave_transport transport = { .size = sizeof(transport) };
	struct finwave_flow_config flow_config = { .size = sizeof(flow_config) };
	struct finwave_config config = { .size = sizeof(config) };
	struct finwave_info info = { .size = sizeof(info) };
	struct finwave_flow_info flow_info;
	struct finwave_event event;
	struct finwave_dev *dev = NULL;
	finwave_flow flow = 0;
	const char *name;
	uint64_t count;
	uint32_t value = 0;
	int refused = 0;

	refused += finwave_open("nowhere", &dev) < 0;
	refused += finwave_open_transport(&transport, NULL, &dev) < 0;
	refused += finwave_read32(dev, 0, &value) < 0;
	refused += finwave_write32(dev, 0, value) < 0;
	refused += finwave_get_info(dev, &info) < 0;
	refused += finwave_get_config(dev, &config) < 0;
	refused += finwave_set_config(dev, &config) < 0;
	refused += finwave_enable(dev, true) < 0;
	refused += finwave_adopt(dev, &flow_config, &flow) < 0;
	refused += finwave_close_flow(dev, flow, NULL) < 0;
	refused += finwave_shutdown(dev, flow, &value) < 0;
	refused += finwave_close_tail(dev, flow, NULL, "", 0) < 0;
	refused += finwave_shutdown_tail(dev, flow, &value, "bye", 3) < 0;
	refused += finwave_abort(dev, flow) < 0;
	refused += finwave_release(dev, flow) < 0;
	refused += finwave_update(dev, flow, &value, NULL) < 0;
	refused += finwave_query(dev, flow, &flow_info) < 0;
	refused += finwave_next_event(dev, &event) < 0;
	refused += finwave_counter(dev, 0, &name, &count) < 0;
	refused += !finwave_state_name(FINWAVE_CLOSED) || !finwave_event_name(FINWAVE_RESET);
	refused += !finwave_strerror(0) || !finwave_version();
	finwave_close(dev);
	return refused == 19;
}

int main(void)
{
	return every_function_links() && every_function_links_in_cpp() ? 0 : 1;
}
