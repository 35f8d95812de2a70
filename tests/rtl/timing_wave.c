/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "timing_wave.h"

#include <string.h>

enum {
	CELL = 36,   /* width of a clock */
	ROW = 24,    /* height of a row, */
	LEVEL = 16,  /* and of what is drawn in it */
	GAP = 8,     /* above a group */
	NAMES = 190, /* width of the names */
	HEAD = 64,
	FOOT = 28,
	SLOPE = 3,
};

struct wave_row *wave_add(struct wave *wave, const char *group, const char *name)
{
	struct wave_row *row = wave->rows + wave->count;

	if (wave->count == WAVE_ROWS)
		return NULL;
	memset(row, 0, sizeof(*row));
	row->group = group;
	row->name = name;
	wave->count++;
	return row;
}

static bool begins_group(const struct wave *wave, unsigned i)
{
	return i == 0 || strcmp(wave->rows[i].group, wave->rows[i - 1].group) != 0;
}

/* ---- WaveDrom ---------------------------------------------------------------------------------- */

static void json_levels(const struct wave *wave, const struct wave_row *row, FILE *out)
{
	for (unsigned c = 0; c < wave->clocks; c++)
		fputc(c && row->level[c] == row->level[c - 1] ? '.'
		      : row->level[c]                         ? '1'
		                                              : '0',
		      out);
}

static void json_labels(const struct wave *wave, const struct wave_row *row, FILE *out)
{
	for (unsigned c = 0; c < wave->clocks; c++) {
		const bool same = c && !strcmp(row->label[c], row->label[c - 1]);

		fputc(same ? '.' : *row->label[c] ? '=' : 'x', out);
	}
}

static void json_data(const struct wave *wave, const struct wave_row *row, FILE *out)
{
	const char *comma = "";

	fprintf(out, ", \"data\": [");
	for (unsigned c = 0; c < wave->clocks; c++) {
		if (!*row->label[c] || (c && !strcmp(row->label[c], row->label[c - 1])))
			continue;
		fprintf(out, "%s\"%s\"", comma, row->label[c]);
		comma = ", ";
	}
	fprintf(out, "]");
}

static void json_node(const struct wave *wave, unsigned row, FILE *out)
{
	const int at = row == wave->from_row ? 0 : wave->distance;

	if (row != wave->from_row && row != wave->to_row)
		return;
	fprintf(out, ", \"node\": \"");
	for (int c = wave->first; c < at; c++)
		fputc('.', out);
	fprintf(out, "%c\"", row == wave->from_row ? 'a' : 'b');
}

static void json_row(const struct wave *wave, unsigned i, FILE *out)
{
	const struct wave_row *row = wave->rows + i;

	fprintf(out, "{\"name\": \"%s\", \"wave\": \"", row->name);
	(row->labels ? json_labels : json_levels)(wave, row, out);
	fprintf(out, "\"");
	if (row->labels)
		json_data(wave, row, out);
	json_node(wave, i, out);
	fprintf(out, "}");
}

void wave_json(const struct wave *wave, FILE *out)
{
	fprintf(out, "{\"head\": {\"text\": \"%s\", \"tick\": %d},\n", wave->title, wave->first);
	fprintf(out, " \"foot\": {\"text\": \"%s\"},\n", wave->foot);
	fprintf(out, " \"edge\": [\"a<->b %d clocks\"],\n", wave->distance);
	fprintf(out, " \"signal\": [\n  {\"name\": \"clk\", \"wave\": \"p");
	for (unsigned c = 1; c < wave->clocks; c++)
		fputc('.', out);
	fprintf(out, "\"}");
	for (unsigned i = 0; i < wave->count; i++) {
		if (begins_group(wave, i))
			fprintf(out, "%s,\n  [\"%s\"", i ? "]" : "", wave->rows[i].group);
		fprintf(out, ",\n   ");
		json_row(wave, i, out);
	}
	fprintf(out, "]\n ]}\n");
}

/* ---- SVG --------------------------------------------------------------------------------------- */

static unsigned row_top(const struct wave *wave, unsigned row)
{
	unsigned y = HEAD + ROW;

	for (unsigned i = 0; i <= row; i++) {
		if (begins_group(wave, i))
			y += GAP;
		if (i < row)
			y += ROW;
	}
	return y;
}

static unsigned clock_left(unsigned clock)
{
	return NAMES + CELL * clock;
}

static void svg_clock(const struct wave *wave, FILE *out)
{
	const unsigned y = HEAD;

	fprintf(out, "<path class=\"w\" d=\"M%u %u", NAMES, y + LEVEL);
	for (unsigned c = 0; c < wave->clocks; c++)
		fprintf(out, "V%uh%dV%uh%d", y, CELL / 2, y + LEVEL, CELL / 2);
	fprintf(out, "\"/>\n");
	for (unsigned c = 0; c < wave->clocks; c++)
		fprintf(out, "<text class=\"n\" x=\"%u\" y=\"%u\">%d</text>\n",
		        clock_left(c) + CELL / 2, y - 8, wave->first + (int)c);
}

static void svg_levels(const struct wave *wave, const struct wave_row *row, unsigned y, FILE *out)
{
	fprintf(out, "<path class=\"w\" d=\"M%u %u", NAMES, y + (row->level[0] ? 0 : LEVEL));
	for (unsigned c = 0; c < wave->clocks; c++) {
		if (c && row->level[c] != row->level[c - 1])
			fprintf(out, "l%d %d", SLOPE, row->level[c] ? -LEVEL : LEVEL);
		fprintf(out, "H%u", clock_left(c + 1));
	}
	fprintf(out, "\"/>\n");
}

static void svg_label(unsigned from, unsigned to, const char *label, unsigned y, FILE *out)
{
	const unsigned left = clock_left(from), right = clock_left(to);

	if (!*label) {
		fprintf(out, "<path class=\"x\" d=\"M%u %uH%u\"/>\n", left, y + LEVEL / 2, right);
		return;
	}
	fprintf(out, "<path class=\"d\" d=\"M%u %ul%d %dH%ul%d %dl%d %dH%uz\"/>\n", left,
	        y + LEVEL / 2, SLOPE, -LEVEL / 2, right - SLOPE, SLOPE, LEVEL / 2, -SLOPE,
	        LEVEL / 2, left + SLOPE);
	fprintf(out, "<text class=\"l\" x=\"%u\" y=\"%u\">%s</text>\n", (left + right) / 2, y + 12,
	        label);
}

static void svg_labels(const struct wave *wave, const struct wave_row *row, unsigned y, FILE *out)
{
	unsigned from = 0;

	for (unsigned c = 1; c <= wave->clocks; c++) {
		if (c < wave->clocks && !strcmp(row->label[c], row->label[from]))
			continue;
		svg_label(from, c, row->label[from], y, out);
		from = c;
	}
}

static void svg_row(const struct wave *wave, unsigned i, FILE *out)
{
	const struct wave_row *row = wave->rows + i;
	const unsigned y = row_top(wave, i);

	if (begins_group(wave, i))
		fprintf(out, "<text class=\"g\" x=\"8\" y=\"%u\">%s</text>\n", y + 12, row->group);
	fprintf(out, "<text class=\"r\" x=\"%u\" y=\"%u\">%s</text>\n", NAMES - 8, y + 12,
	        row->name);
	(row->labels ? svg_labels : svg_levels)(wave, row, y, out);
}

static void svg_distance(const struct wave *wave, unsigned bottom, FILE *out)
{
	const unsigned from = clock_left((unsigned)-wave->first) + CELL / 2;
	const unsigned to = from + CELL * (unsigned)wave->distance;

	fprintf(out, "<path class=\"m\" d=\"M%u %uV%uM%u %uV%u\"/>\n", from, HEAD, bottom + 4, to,
	        HEAD, bottom + 4);
	fprintf(out, "<path class=\"a\" d=\"M%u %uH%um4 -3l-4 3l4 3M%u %uH%um-4 -3l4 3l-4 3\"/>\n",
	        (from + to) / 2, bottom, from, (from + to) / 2, bottom, to);
	fprintf(out, "<text class=\"b\" x=\"%u\" y=\"%u\">%d clocks</text>\n", (from + to) / 2,
	        bottom + 14, wave->distance);
}

void wave_svg(const struct wave *wave, FILE *out)
{
	const unsigned bottom = row_top(wave, wave->count - 1) + ROW + GAP;
	const unsigned width = clock_left(wave->clocks) + 16, height = bottom + FOOT + 16;

	fprintf(out,
	        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
	        "viewBox=\"0 0 %u %u\">\n",
	        width, height, width, height);
	fprintf(out, "<!-- Made by make diagrams from the waveform of a simulation, do not edit. "
	             "SPDX-License-Identifier: BSD-2-Clause -->\n");
	fprintf(out,
	        "<style>text{font:11px sans-serif;fill:#222}.t{font-size:14px;font-weight:bold}"
	        ".n,.l,.b{text-anchor:middle}.n{font-size:9px;fill:#666}.l{font-size:10px}"
	        ".r{text-anchor:end}.g{font-weight:bold}.b{font-weight:bold;fill:#b00020}"
	        "path{fill:none}.w{stroke:#222}.d{stroke:#222;fill:#e8eef7}.x{stroke:#bbb}"
	        ".m{stroke:#b00020;stroke-dasharray:2 3}.a{stroke:#b00020}"
	        ".c{stroke:#eee}</style>\n");
	fprintf(out, "<rect width=\"%u\" height=\"%u\" fill=\"#fff\"/>\n", width, height);
	fprintf(out, "<text class=\"t\" x=\"8\" y=\"22\">%s</text>\n", wave->title);
	for (unsigned c = 0; c <= wave->clocks; c++)
		fprintf(out, "<path class=\"c\" d=\"M%u %uV%u\"/>\n", clock_left(c), HEAD - 4,
		        bottom - GAP);
	svg_clock(wave, out);
	fprintf(out, "<text class=\"r\" x=\"%u\" y=\"%u\">clk</text>\n", NAMES - 8, HEAD + 12);
	for (unsigned i = 0; i < wave->count; i++)
		svg_row(wave, i, out);
	svg_distance(wave, bottom, out);
	fprintf(out, "<text x=\"8\" y=\"%u\">%s</text>\n</svg>\n", height - 8, wave->foot);
}
