// SPDX-License-Identifier: BSD-2-Clause
// Copyright (c) 2026 The finwave authors
//
// finwave.h in C++: needs no other header before it, and its functions link as C.
#include "finwave.h"
#include "finwave.h"

extern "C" int every_function_links_in_cpp(void);

int every_function_links_in_cpp(void)
{
	finwave_flow_config flow_config = {};
	finwave_dev *dev = nullptr;
	finwave_flow flow = 0;

	flow_config.size = sizeof(flow_config);
	flow_config.state = FINWAVE_ESTABLISHED;
	const bool refused = finwave_open("nowhere", &dev) < 0 &&
	                     finwave_adopt(dev, &flow_config, &flow) < 0 &&
	                     finwave_close_flow(dev, flow, nullptr) < 0;
	finwave_close(dev);
	return refused;
}
