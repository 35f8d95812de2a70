/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* What Verilator's run time calls instead of printing and ending the process. */
#include "vl_hooks.h"

#include "vl.h"

#include <cstdarg>
#include <cstdio>

static constexpr size_t SAID_MAX = 4096;
static thread_local std::string said;

int finwave_vl_print(const char *form, ...)
{
	char text[1024];
	va_list args;

	va_start(args, form);
	int length = vsnprintf(text, sizeof(text), form, args);
	va_end(args);
	if (said.size() < SAID_MAX)
		said += text;
	return length;
}

static void stop(const char *what, const char *file, int line)
{
	finwave_vl_print("%s at %s:%d\n", what, file ? file : "?", line);
	Verilated::threadContextp()->gotFinish(true);
}

void vl_stop(const char *file, int line, const char *) VL_MT_UNSAFE
{
	stop("stopped", file, line);
}

void vl_fatal(const char *file, int line, const char *, const char *what) VL_MT_UNSAFE
{
	stop(what, file, line);
}

void vl_finish(const char *file, int line, const char *) VL_MT_UNSAFE
{
	stop("$finish", file, line);
}

namespace fws
{

std::string vl_said()
{
	std::string text;

	text.swap(said);
	return text;
}

} // namespace fws
