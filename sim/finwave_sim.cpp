/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/* The C interface: checks arguments, keeps exceptions inside. */
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <new>

#include "engine.h"

namespace
{

constexpr double MHZ_MIN = 1,
		 MHZ_MAX = 65535; /* TICK_CYCLES has 24 bits, 8 of them behind the point */
constexpr double MHZ_64 = 156.25, MHZ_WIDE = 250;

/* What memory or a caller's structure cannot give. */
template <class Call> auto guarded(Call &&call) -> decltype(call())
{
	try {
		return call();
	} catch (const std::bad_alloc &) {
		return -ENOMEM;
	}
}

int read_config(const struct finwave_sim_config *given, struct finwave_sim_config *config)
{
	*config = {};
	if (given) {
		if (given->size < offsetof(struct finwave_sim_config, no_score))
			return -EINVAL;
		memcpy(config, given, std::min(given->size, sizeof(*config)));
	}
	config->size = sizeof(*config);
	if (config->clock_mhz == 0)
		config->clock_mhz = FINWAVE_SIM_WIDTH == 64 ? MHZ_64 : MHZ_WIDE;
	return config->clock_mhz >= MHZ_MIN && config->clock_mhz <= MHZ_MAX ? 0 : -EINVAL;
}

} // namespace

int finwave_sim_open(const struct finwave_sim_config *given, struct finwave_sim **out)
{
	struct finwave_sim_config config;

	if (!out)
		return -EINVAL;
	*out = nullptr;
	int rc = read_config(given, &config);

	if (rc)
		return rc;
	return guarded([&] {
		std::unique_ptr<finwave_sim> sim(fws::make_engine(config));
		int started = sim->start();

		/* the caller may ask finwave_sim_error() what is wrong */
		*out = sim.release();
		return started;
	});
}

void finwave_sim_close(struct finwave_sim *sim)
{
	delete sim;
}

unsigned finwave_sim_data_width(void)
{
	return FINWAVE_SIM_WIDTH;
}

unsigned finwave_sim_flow_count(void)
{
	return FINWAVE_SIM_FLOWS;
}

int finwave_sim_read32(struct finwave_sim *sim, uint32_t offset, uint32_t *value)
{
	return guarded([&] { return sim->read32(offset, value); });
}

int finwave_sim_write32(struct finwave_sim *sim, uint32_t offset, uint32_t value)
{
	return guarded([&] { return sim->write32(offset, value); });
}

int64_t finwave_sim_send(struct finwave_sim *sim, enum finwave_sim_port port, const uint8_t *frame,
                         size_t len, bool bad)
{
	return guarded([&] { return sim->send(port, frame, len, bad); });
}

int finwave_sim_run(struct finwave_sim *sim, uint64_t clocks)
{
	return guarded([&] { return sim->run(clocks); });
}

int finwave_sim_settle(struct finwave_sim *sim, uint64_t limit)
{
	return guarded([&] { return sim->settle(limit); });
}

int finwave_sim_advance(struct finwave_sim *sim, uint64_t tick)
{
	return guarded([&] { return sim->advance(tick); });
}

int finwave_sim_receive(struct finwave_sim *sim, struct finwave_sim_frame *frame)
{
	return guarded([&] { return sim->receive(frame); });
}

int finwave_sim_retired(struct finwave_sim *sim, struct finwave_sim_retire *entry)
{
	return guarded([&] { return sim->retired(entry); });
}

uint64_t finwave_sim_arrival(struct finwave_sim *sim, uint64_t frame)
{
	return sim->arrival(frame);
}

uint64_t finwave_sim_tick(struct finwave_sim *sim)
{
	return sim->tick();
}

void finwave_sim_stats(struct finwave_sim *sim, struct finwave_sim_stats *stats)
{
	sim->stats(stats);
}

const char *finwave_sim_error(struct finwave_sim *sim)
{
	return sim->error();
}

int finwave_sim_finish(struct finwave_sim *sim)
{
	return guarded([&] { return sim->finish(); });
}
