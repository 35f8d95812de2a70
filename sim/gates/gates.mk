# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# The engine's netlist, as Yosys makes it for an ECP5, in the harness of the RTL: the same libfinwave_sim64.so with
# another core. Everything is built once more in build/gates, for 256 flows: the RTL is compared at that size.
# docs/verification.md says what is gates here and what is not.
#
# GATES_CAPTURES are the captures that go through both.

GATES_FLOWS    ?= 256
GATES_CAPTURES ?= tests/captures/four-segment.pcap tests/captures/lost-fin.pcap tests/captures/ipv6.pcap \
	tests/captures/fin-with-data.pcap

.PHONY: gates gates-compare
gates:
	@$(MAKE) BUILD=$(BUILD)/gates SIM_FLOWS=$(GATES_FLOWS) SIM_WIDTHS=64 gates-compare

# ---- inside build/gates --------------------------------------------------------------------------
GATES_DIR := $(BUILD)/netlist
GATES_MODELS := sim/gates/dp16kd.v sim/gates/mult18x18d.v

$(GATES_DIR)/netlist.v: sim/gates/synth.sh $(SIM_RTL)
	@$(call say,YOSYS,$@)
	$(Q)YOSYS=$(YOSYS) sim/gates/synth.sh $(GATES_DIR) 64 $(SIM_FLOWS)

# No assertions and no waveform: neither is in a netlist.
$(GATES_DIR)/rtl/Vfinwave.mk: $(GATES_DIR)/netlist.v $(GATES_MODELS) sim/gates/gates.vlt sim/gates/gates.mk
	@mkdir -p $(@D)
	@$(call say,RTL,$(@D))
	$(Q)$(VERILATOR) --cc --top-module finwave --prefix Vfinwave -O3 --x-assign fast --x-initial fast \
		-Wno-fatal --output-split 20000 --output-split-cfuncs 2000 -CFLAGS '-fPIC -fvisibility=hidden' \
		-I$(GATES_DIR)/cells --Mdir $(@D) sim/gates/gates.vlt $(GATES_MODELS) \
		$(GATES_DIR)/cells/models.v $(GATES_DIR)/netlist.v

$(GATES_DIR)/rtl/Vfinwave__ALL.a: $(GATES_DIR)/rtl/Vfinwave.mk
	@$(call say,CXX,$@)
	$(Q)$(MAKE) -s -C $(@D) -f Vfinwave.mk CXX=$(CXX) AR=$(AR) OPT_FAST='-O1' OPT_SLOW='-O0' \
		Vfinwave__ALL.a >$(@D)/build.log 2>&1 || { cat $(@D)/build.log >&2; exit 1; }

$(GATES_DIR)/core.o: sim/core.cpp $(GATES_DIR)/rtl/Vfinwave.mk
	@$(call say,CXX,$@)
	$(Q)$(CXX) $(CPPFLAGS) $(SIM_INCLUDE) -isystem $(GATES_DIR)/rtl $(SIM_CXXFLAGS) $(DEPFLAGS) \
		-DFINWAVE_SIM_WIDTH=64 -c -o $@ $<

$(GATES_DIR)/libfinwave_sim64.so: $(addprefix $(SIM_DIR)/64/,finwave_sim.o engine.o) \
		$(GATES_DIR)/core.o $(GATES_DIR)/rtl/Vfinwave__ALL.a $(SIM_COMMON) $(SIM_RUNTIME) \
		$(BUILD)/libfinwave_model.a sim/finwave_sim.map
	@$(call say,LD,$@)
	$(Q)$(CXX) -shared $(LDFLAGS) -Wl,-z,defs -Wl,--version-script=sim/finwave_sim.map -o $@ \
		$(filter %.o %.a,$^) -lz -lpthread

-include $(wildcard $(GATES_DIR)/*.d)

gates-compare: $(BUILD)/finwave $(BUILD)/libfinwave_sim64.so $(GATES_DIR)/libfinwave_sim64.so
	@cat $(GATES_DIR)/cells.txt
	@BUILD=$(BUILD) sim/gates/compare.sh $(GATES_DIR) $(GATES_CAPTURES)
