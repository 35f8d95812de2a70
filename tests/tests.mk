# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# How tests are built and run. tests/unit/test_X.c and tests/rtl/test_X.{c,cpp} become
# build/tests/{unit,rtl}/test_X; tests/<group>/X.sh is a test as it is. A test that needs more than
# the library has its own rule in the .mk fragment of its owner; that rule wins over the pattern here.

TESTS_BUILD := $(BUILD)/tests
TESTS_RUN   := BUILD=$(BUILD) tests/run

UNIT_TESTS += $(patsubst tests/unit/%.c,$(TESTS_BUILD)/unit/%,$(wildcard tests/unit/test_*.c))
RTL_TESTS  += $(patsubst tests/rtl/%.cpp,$(TESTS_BUILD)/rtl/%,$(wildcard tests/rtl/test_*.cpp))
RTL_TESTS  += $(patsubst tests/rtl/%.c,$(TESTS_BUILD)/rtl/%,$(wildcard tests/rtl/test_*.c))

# tests/system needs root and a network: only `make nightly` runs it.
TESTS_GROUPS  := $(filter-out unit rtl captures system bench,$(patsubst tests/%/,%,$(wildcard tests/*/)))
SCRIPT_TESTS  += $(foreach g,$(TESTS_GROUPS),$(sort $(wildcard tests/$(g)/*.sh)))
CAPTURE_TESTS := $(sort $(wildcard tests/captures/*.pcap tests/captures/*.pcapng))
SYSTEM_TESTS  := $(sort $(wildcard tests/system/*.sh))
LINT_TESTS    := $(addprefix lint:,$(shell tools/lint.sh --list))

override UNIT_TESTS := $(sort $(UNIT_TESTS))
override RTL_TESTS  := $(sort $(RTL_TESTS))

TESTS_LIBS := $(BUILD)/libfinwave.a
$(TESTS_BUILD)/unit/%: tests/unit/%.c $(TESTS_LIBS)
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) -Idriver -Irtl/regs -Isim -Isim/model $(CFLAGS) $(DEPFLAGS) -MF $@.d \
		$(LDFLAGS) -o $@ $< $(TESTS_LIBS) -lcmocka -ldl

# ---- tests of the whole engine: they load it at run time, by width ---------------------------------
ENGINE_TESTS := $(addprefix $(TESTS_BUILD)/rtl/test_,smoke random events reuse evict timing)
ENGINE_PARTS := $(addprefix $(TESTS_BUILD)/rtl/,ends.o random.o random_traffic.o random_connections.o)

$(ENGINE_PARTS): $(TESTS_BUILD)/rtl/%.o: tests/rtl/%.c
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(SIM_TEST_CFLAGS) -c -o $@ $<

$(TESTS_BUILD)/rtl/test_random: $(ENGINE_PARTS)
$(TESTS_BUILD)/rtl/test_reuse: $(TESTS_BUILD)/rtl/ends.o

# The timing diagrams read the waveform back with the reader that Verilator brings along.
TIMING_FST   := $(addprefix $(TESTS_BUILD)/rtl/fst/,fstapi.o fastlz.o lz4.o)
TIMING_PARTS := $(addprefix $(TESTS_BUILD)/rtl/,timing_trace.o timing_wave.o)
$(TIMING_FST): $(TESTS_BUILD)/rtl/fst/%.o:
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(OPT) -w -DFST_CONFIG_INCLUDE='"fst_config.h"' -I$(SIM_ROOT)/include/gtkwave -c -o $@ \
		$(SIM_ROOT)/include/gtkwave/$*.c

$(TIMING_PARTS): $(TESTS_BUILD)/rtl/%.o: tests/rtl/%.c
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) -isystem $(SIM_ROOT)/include $(SIM_TEST_CFLAGS) -c -o $@ $<

$(TESTS_BUILD)/rtl/test_timing: $(TIMING_PARTS) $(TIMING_FST)
$(TESTS_BUILD)/rtl/test_timing: SIM_TEST_LIBS := -lz -lpthread

diagrams: $(TESTS_BUILD)/rtl/test_timing
	BUILD=$(BUILD) $< --write

$(ENGINE_TESTS): $(TESTS_BUILD)/rtl/%: tests/rtl/%.c $(SIM_TEST_OBJECTS) $(TESTS_LIBS) | $(SIM_LIBRARIES)
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(SIM_TEST_CFLAGS) -MF $@.d $(LDFLAGS) -o $@ $(filter %.c %.o,$^) \
		$(TESTS_LIBS) -lcmocka -ldl $(SIM_TEST_LIBS)

-include $(wildcard $(TESTS_BUILD)/*/*.d)

check: all $(UNIT_TESTS) $(RTL_TESTS)
	@$(TESTS_RUN) $(LINT_TESTS) $(UNIT_TESTS) $(RTL_TESTS) $(SCRIPT_TESTS) $(CAPTURE_TESTS)

unit: all $(UNIT_TESTS)
	@$(TESTS_RUN) $(UNIT_TESTS)

rtl: all $(RTL_TESTS)
	@$(TESTS_RUN) $(RTL_TESTS)

captures: all
	@$(TESTS_RUN) $(filter tests/replay/%,$(SCRIPT_TESTS)) $(CAPTURE_TESTS)

lint:
	@$(TESTS_RUN) $(LINT_TESTS)

# ---- measurements --------------------------------------------------------------------------------
BENCH := $(TESTS_BUILD)/bench/bench
$(BENCH): tests/bench/bench.c $(SIM_TEST_OBJECTS) $(TESTS_LIBS)
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/rtl $(SIM_TEST_CFLAGS) -MF $@.d $(LDFLAGS) -o $@ \
		$(filter %.c %.o %.a,$^) -ldl

bench: all $(BENCH)
	@BUILD=$(BUILD) VERILATOR=$(VERILATOR) sh tests/bench/bench.sh

# Ten million segments and a million closes, an hour or so: they say how far they are.
NIGHTLY_SEGMENTS ?= 10000000
NIGHTLY_CLOSES   ?= 1000000
NIGHTLY_SEED     ?= 1

nightly: check asan
	$(TESTS_BUILD)/rtl/test_events --closes $(NIGHTLY_CLOSES)
	$(TESTS_BUILD)/rtl/test_random --seed $(NIGHTLY_SEED) --segments $(NIGHTLY_SEGMENTS) --flows 4096
	$(TESTS_BUILD)/rtl/test_reuse --seed $(NIGHTLY_SEED) --count 100000
	@$(MAKE) gates
	@$(TESTS_RUN) $(SYSTEM_TESTS)

# ---- one test by its path ------------------------------------------------------------------------
# What tests/run knows the test by, and what must be built for it.
TEST_PATH := $(patsubst ./%,%,$(T))
ifneq ($(filter tests/unit/%.c tests/unit/%.cpp,$(TEST_PATH)),)
TEST_ITEM  := $(BUILD)/$(basename $(TEST_PATH))
TEST_NEEDS := $(TEST_ITEM)
else ifneq ($(filter tests/rtl/%.c tests/rtl/%.cpp tests/boards/%.cpp,$(TEST_PATH)),)
TEST_ITEM  := $(BUILD)/$(basename $(TEST_PATH))
TEST_NEEDS := all $(TEST_ITEM)
else ifneq ($(filter tests/flows/%.pkt,$(TEST_PATH)),)
TEST_ITEM  := $(TEST_PATH)
TEST_NEEDS := all
else ifneq ($(filter tests/flows tests/flows/%,$(TEST_PATH)),)
TEST_ITEM  := $(patsubst tests/flows/%.c,$(BUILD)/tests/flows/%,$(TEST_PATH))
TEST_NEEDS := all $(FLOW_RUNNER)
else
TEST_ITEM  := $(TEST_PATH)
TEST_NEEDS := all
endif

ifeq ($(T),)
test:
	@echo 'make test T=FILE: name a test, as tests/unit/test_driver.c' >&2; exit 2
else ifeq ($(wildcard $(TEST_PATH)),)
test:
	@echo '$(T): no such test; they are in tests/' >&2; exit 2
else
test: $(TEST_NEEDS)
	@BUILD=$(BUILD) tests/run --verbose $(TEST_ITEM)
endif

# ---- sanitizers ----------------------------------------------------------------------------------
# A build of its own; leaks count. The Verilated engine is left out: it is built by Verilator. gcc warns
# of conversions in the code that the sanitizers add, so a warning is none here.
asan:
	@$(MAKE) BUILD=$(BUILD)/asan OPT='-O1 -g' WERROR= \
		SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' unit

# Place and route takes minutes a seed: not part of any test. FPGA= takes options of tools/fpga.py.
fpga:
	@python3 tools/fpga.py --out $(BUILD)/fpga $(FPGA)
