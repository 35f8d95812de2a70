/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * A field of a register, by the names that tools/regs.sh gives: FIELD(value, CONTROL_ENABLE).
 */
#ifndef FINWAVE_SIM_FIELDS_H
#define FINWAVE_SIM_FIELDS_H

#include "finwave_regs.h"

#define FIELD(value, name) (((value)&FINWAVE_##name##_MASK) >> FINWAVE_##name##_SHIFT)

#endif
