/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdbool.h>
#include <string.h>

#include "wrapped.h"

void print_wrapped(FILE *file, const char *lead, const char *text)
{
	size_t indent = strlen(lead), column = indent;
	bool first = true;

	fputs(lead, file);
	while (*text) {
		size_t word = strcspn(text, " ");

		if (!first && column + 1 + word > WRAPPED_COLUMNS) {
			fprintf(file, "\n%*s", (int)indent, "");
			column = indent;
			first = true;
		}
		fprintf(file, "%s%.*s", first ? "" : " ", (int)word, text);
		column += word + !first;
		first = false;
		text += word;
		text += strspn(text, " ");
	}
	fputc('\n', file);
}
