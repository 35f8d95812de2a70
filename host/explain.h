/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * `finwave explain`: a close as two engines play it, or what one engine does in a state.
 */
#ifndef HOST_EXPLAIN_H
#define HOST_EXPLAIN_H

#include <stdio.h>

#include "pair.h"

/* Exit status: 0; 1 the simulation failed; 2 bad usage. argv[0] is "explain". */
int command_explain(int argc, char **argv);

/*
 * Every event against an engine whose flow is in `state`, as a table. False: pair->error says why; the
 * pair is open, and only A is used.
 */
bool explain_state(FILE *file, struct pair *pair, unsigned state);

#endif
