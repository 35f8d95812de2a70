/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Finds the Verilated engine. Not part of the public interface.
 */
#ifndef FINWAVE_LOAD_LIBRARY_H
#define FINWAVE_LOAD_LIBRARY_H

/*
 * Loads the shared library `name` from $FINWAVE_SIM_DIR, the program's folder, this library's folder or
 * the loader's path, the first that has it. -ENOENT: nowhere; -ENOEXEC: there, and no good (dlerror() says why).
 */
int finwave_load_library(const char *name, void **library);

#endif
