/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "rig.h"

#include <stdio.h>
#include <string.h>

static int read32(void *ctx, uint32_t offset, uint32_t *value)
{
	struct rig *rig = ctx;

	return rig->lib.read32(rig->sim, offset, value);
}

static int write32(void *ctx, uint32_t offset, uint32_t value)
{
	struct rig *rig = ctx;

	return rig->lib.write32(rig->sim, offset, value);
}

int rig_open(struct rig *rig, unsigned width, const struct finwave_sim_config *config)
{
	static const struct finwave_transport transport = {
		.size = sizeof(transport),
		.read32 = read32,
		.write32 = write32,
	};
	int rc;

	memset(rig, 0, sizeof(*rig));
	rc = simlib_load(width, &rig->lib);
	if (rc)
		return rc;
	rc = rig->lib.open(config, &rig->sim);
	if (!rc)
		rc = finwave_open_transport(&transport, rig, &rig->dev);
	if (!rc)
		rc = finwave_enable(rig->dev, true);
	if (rc) {
		rig_report(rig);
		fprintf(stderr, "the engine of %u bits does not start: %d\n", width, rc);
		rig_close(rig);
	}
	return rc;
}

void rig_close(struct rig *rig)
{
	finwave_close(rig->dev);
	if (rig->lib.close)
		rig->lib.close(rig->sim);
	simlib_unload(&rig->lib);
	memset(rig, 0, sizeof(*rig));
}

bool rig_report(const struct rig *rig)
{
	const char *text = rig->sim ? rig->lib.error(rig->sim) : NULL;

	if (text)
		fprintf(stderr, "%s\n", text);
	return text != NULL;
}
