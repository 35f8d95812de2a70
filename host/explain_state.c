/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "explain.h"

bool explain_state(FILE *file, struct pair *pair, unsigned state)
{
	(void)file;
	(void)state;
	return pair_finish(pair);
}
