# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# run_flow runs the .flow scripts of tests/flows: all of them as one of the RTL tests, one or one folder by
# `make test T=tests/flows/...`. The scenarios (.pkt) are those of scenarios.sh.

FLOW_BUILD  := $(BUILD)/tests/flows
FLOW_RUNNER := $(FLOW_BUILD)/run_flow

RTL_TESTS    += $(FLOW_RUNNER)
SCRIPT_TESTS += tools/check-matrix.sh tools/check-testplan.sh

FLOW_PARTS := $(addprefix $(FLOW_BUILD)/,script.o script_words.o script_calls.o script_segment.o \
	run_wire.o run_calls.o run_checks.o)

$(FLOW_PARTS): $(FLOW_BUILD)/%.o: tests/flows/%.c
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/rtl $(SIM_TEST_CFLAGS) -c -o $@ $<

$(FLOW_RUNNER): tests/flows/run_flow.c $(FLOW_PARTS) $(SIM_TEST_OBJECTS) \
		$(BUILD)/libfinwave.a | $(SIM_LIBRARIES)
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/rtl $(SIM_TEST_CFLAGS) -MF $@.d $(LDFLAGS) -o $@ \
		$(filter %.c %.o %.a,$^) -ldl
