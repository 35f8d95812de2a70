# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# The Verilated engine as a shared library, one for each stream width: libfinwave_sim64.so and
# libfinwave_sim512.so by default, 128 and 256 on demand (make build/libfinwave_sim128.so). Waveform and
# random start values are chosen at run time: unused they cost 0.5 % of the instructions of a clock, a
# build without them would double the time of the build.
#
# SIM_FLOWS sets the size of the flow table.

SIM_WIDTHS ?= 64 512
SIM_FLOWS  ?= 4096

SIM_DIR      := $(BUILD)/sim
SIM_RTL      := $(wildcard rtl/*.v rtl/*.vh rtl/*.vlt rtl/*.f rtl/regs/*.vh)
SIM_ROOT      = $(or $(VERILATOR_ROOT),$(shell $(VERILATOR) --getenv VERILATOR_ROOT))
SIM_INCLUDE   = -Isim -Isim/model -Irtl/regs -isystem $(SIM_ROOT)/include \
	-isystem $(SIM_ROOT)/include/vltstd
SIM_CXXFLAGS  = $(CXXFLAGS) -O3 -fPIC -fvisibility=hidden -fno-gnu-unique -DFINWAVE_SIM_FLOWS=$(SIM_FLOWS)
SIM_VERILATE := --cc --top-module finwave --prefix Vfinwave -O3 --assert +define+FORMAL --trace-fst \
	--x-assign unique --x-initial unique -GFLOW_COUNT=$(SIM_FLOWS) \
	-Irtl -Irtl/regs -CFLAGS '-fPIC -fvisibility=hidden'
SIM_LIBRARIES := $(SIM_WIDTHS:%=$(BUILD)/libfinwave_sim%.so)
SIM_COMMON    := $(addprefix $(SIM_DIR)/,scoreboard.o scoreboard_commands.o scoreboard_frames.o \
	scoreboard_plausible.o report.o vl.o)
SIM_RUNTIME   := $(addprefix $(SIM_DIR)/runtime/,verilated.o verilated_threads.o verilated_fst_c.o)

# Not under a sanitizer: its run time cannot be linked into a shared library.
ifeq ($(SANITIZE),)
ALL_TARGETS += $(SIM_LIBRARIES)
endif

# Verilator's run time, with its messages and its exit taken over (vl_hooks.h).
$(SIM_DIR)/runtime/%.o: sim/vl_hooks.h sim/sim.mk
	@mkdir -p $(@D)
	@$(call say,CXX,$@)
	$(Q)$(CXX) -std=gnu++17 -O2 -fPIC -fvisibility=hidden -fno-gnu-unique -w -DVM_TRACE=1 -DVM_TRACE_FST=1 \
		-DVM_COVERAGE=0 -DVM_SC=0 -include sim/vl_hooks.h $(SIM_INCLUDE) -c -o $@ $(SIM_ROOT)/include/$*.cpp

$(SIM_COMMON): $(SIM_DIR)/%.o: sim/%.cpp
	@mkdir -p $(@D)
	@$(call say,CXX,$@)
	$(Q)$(CXX) $(CPPFLAGS) $(SIM_INCLUDE) $(SIM_CXXFLAGS) $(DEPFLAGS) -c -o $@ $<

$(SIM_DIR)/names.sv: sim/names.awk rtl/regs/finwave_regs.vh
	@mkdir -p $(@D)
	$(Q)awk -f $^ >$@

# $(call sim_library,width)
define sim_library
$(SIM_DIR)/$(1)/rtl/Vfinwave.mk: $(SIM_RTL) $(SIM_DIR)/names.sv sim/trace_names.sv sim/sim.mk
	@mkdir -p $$(@D)
	@$$(call say,RTL,$$(@D))
	$$(Q)$$(VERILATOR) $(SIM_VERILATE) -GDATA_WIDTH=$(1) --Mdir $$(@D) rtl/finwave.vlt -f rtl/finwave.f \
		$(SIM_DIR)/names.sv sim/trace_names.sv

$(SIM_DIR)/$(1)/rtl/Vfinwave__ALL.a: $(SIM_DIR)/$(1)/rtl/Vfinwave.mk
	@$$(call say,CXX,$$@)
	$$(Q)$$(MAKE) -s -C $$(@D) -f Vfinwave.mk CXX=$$(CXX) AR=$$(AR) OPT_FAST='-O3' OPT_SLOW='-O0' \
		Vfinwave__ALL.a >$$(@D)/build.log 2>&1 || { cat $$(@D)/build.log >&2; exit 1; }

$(SIM_DIR)/$(1)/core.o: $(SIM_DIR)/$(1)/rtl/Vfinwave.mk
$(addprefix $(SIM_DIR)/$(1)/,core.o engine.o finwave_sim.o): $(SIM_DIR)/$(1)/%.o: sim/%.cpp
	@mkdir -p $$(@D)
	@$$(call say,CXX,$$@)
	$$(Q)$$(CXX) $$(CPPFLAGS) $$(SIM_INCLUDE) -isystem $(SIM_DIR)/$(1)/rtl $$(SIM_CXXFLAGS) $$(DEPFLAGS) \
		-DFINWAVE_SIM_WIDTH=$(1) -c -o $$@ $$<

$(BUILD)/libfinwave_sim$(1).so: $(addprefix $(SIM_DIR)/$(1)/,finwave_sim.o engine.o core.o rtl/Vfinwave__ALL.a) \
		$(SIM_COMMON) $(SIM_RUNTIME) $(BUILD)/libfinwave_model.a sim/finwave_sim.map
	@$$(call say,LD,$$@)
	$$(Q)$$(CXX) -shared $$(LDFLAGS) -Wl,-z,defs -Wl,--version-script=sim/finwave_sim.map -o $$@ \
		$$(filter %.o %.a,$$^) -lz -lpthread

-include $$(wildcard $(SIM_DIR)/$(1)/*.d)
endef

$(foreach width,64 128 256 512,$(eval $(call sim_library,$(width))))

-include $(wildcard $(SIM_DIR)/*.d)

# ---- tests ---------------------------------------------------------------------------------------

UNIT_TESTS += $(BUILD)/tests/unit/test_sim_bus
$(BUILD)/tests/unit/test_sim_bus: tests/unit/test_sim_bus.cpp $(filter-out %/vl.o,$(SIM_COMMON)) \
		$(BUILD)/libfinwave_model.a
	@mkdir -p $(@D)
	@$(call say,CXX,$@)
	$(Q)$(CXX) $(CPPFLAGS) -Isim -Isim/model -Irtl/regs $(CXXFLAGS) $(DEPFLAGS) -MF $@.d $(LDFLAGS) -o $@ \
		$(filter %.cpp %.o %.a,$^) -lcmocka

SIM_TEST_PARTS   := $(addprefix $(BUILD)/tests/rtl/,rig.o simlib.o)
SIM_TEST_OBJECTS := $(SIM_TEST_PARTS) $(addprefix $(BUILD)/host/,packet.o segment.o frame.o)
SIM_TEST_CFLAGS   = -D_GNU_SOURCE -Isim -Idriver -Ihost -Irtl/regs $(CFLAGS) $(DEPFLAGS)

$(SIM_TEST_PARTS): $(BUILD)/tests/rtl/%.o: tests/rtl/%.c
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(SIM_TEST_CFLAGS) -c -o $@ $<
