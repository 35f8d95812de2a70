/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * The two C headers that the harness stands between. In C a structure and a function may share a name;
 * here the structures get names of their own.
 */
#ifndef FINWAVE_SIM_CONTRACTS_H
#define FINWAVE_SIM_CONTRACTS_H

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC visibility push(default)
#include "finwave_sim.h"
#pragma GCC visibility pop
#include "finwave_model.h"
#pragma GCC diagnostic pop

namespace fws
{

using Segment = struct fwm_segment;
using Adopt = struct fwm_adopt;
using HostCommand = struct fwm_command;
using Stats = struct finwave_sim_stats;

} // namespace fws
#endif
