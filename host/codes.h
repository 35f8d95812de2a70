/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * What the engine's codes mean, in the words of rtl/regs/finwave.rdl, and the clauses behind them
 * (docs/theory.md). Never NULL; an unknown code has an empty text.
 */
#ifndef HOST_CODES_H
#define HOST_CODES_H

#include "finwave_sim.h"

const char *codes_reason(unsigned reason);
const char *codes_event(unsigned event);
const char *codes_state(unsigned state);
/* Of a command; empty for segments and timeouts, which their reason explains. */
const char *codes_command(unsigned op);
const char *codes_op_name(unsigned op);

/* The number of the state with that name in any spelling (FIN-WAIT-1, fin_wait_1), or -1. */
int codes_find_state(const char *name);
const char *codes_state_name(unsigned state);

/* Why a command was refused, short. */
const char *codes_refusal(int result);

/* The RFC clause that a retired entry follows; empty when none says it. */
const char *codes_clause(const struct finwave_sim_retire *retire);

#endif
