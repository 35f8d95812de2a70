# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# run_flow runs the .flow scripts of tests/flows: all of them as one of the RTL tests, one or one folder by
# `make test T=tests/flows/...`. The scenarios (.pkt) are those of scenarios.sh.

FLOW_BUILD  := $(BUILD)/tests/flows
FLOW_RUNNER := $(FLOW_BUILD)/run_flow

RTL_TESTS    += $(FLOW_RUNNER)
SCRIPT_TESTS += tools/check-matrix.sh tools/check-testplan.sh

$(FLOW_BUILD)/script.o: tests/flows/script.c
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/rtl $(SIM_TEST_CFLAGS) -c -o $@ $<

$(FLOW_RUNNER): tests/flows/run_flow.c $(FLOW_BUILD)/script.o $(SIM_TEST_OBJECTS) \
		$(BUILD)/libfinwave.a | $(SIM_LIBRARIES)
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/rtl $(SIM_TEST_CFLAGS) -MF $@.d $(LDFLAGS) -o $@ \
		$(filter %.c %.o %.a,$^) -ldl
