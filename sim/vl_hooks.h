/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Forced into every file of Verilator's run time: what it would print goes to finwave_vl_print(), so
 * that a failed assertion becomes text of the simulation and nothing is printed.
 */
#ifndef FINWAVE_SIM_VL_HOOKS_H
#define FINWAVE_SIM_VL_HOOKS_H

int finwave_vl_print(const char *form, ...) __attribute__((format(printf, 1, 2)));

#define VL_PRINTF finwave_vl_print
#define VL_USER_STOP
#define VL_USER_FATAL
#define VL_USER_FINISH

#endif
