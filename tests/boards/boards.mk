# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Tests of rtl/boards: tests/boards/test_X.cpp with the Verilated boards and blocks that it names, each built once as
# build/tests/boards/vl/V<name>, assertions on. tests/boards/*.sh are tests as they are.

BOARDS_DIR := $(BUILD)/tests/boards
BOARDS_RTL := $(SIM_RTL) $(wildcard rtl/boards/*.v rtl/boards/*.vlt rtl/boards/*/*.v rtl/boards/*/*.f \
	rtl/boards/*/*/*.v rtl/boards/*/*/*.vh tests/boards/*.v)

# $(call board_dut,name,module,files,options,optimisation)
define board_dut
$(BOARDS_DIR)/vl/V$(1)/V$(1).mk: $(BOARDS_RTL) tests/boards/boards.mk
	@mkdir -p $$(@D)
	@$$(call say,RTL,$$(@D))
	$$(Q)$$(VERILATOR) $(MODULE_VERILATE) --top-module $(2) $(4) --prefix V$(1) --Mdir $$(@D) \
		rtl/finwave.vlt rtl/boards/boards.vlt $(3)
	@touch $$@

$(BOARDS_DIR)/vl/V$(1)/V$(1)__ALL.a: $(BOARDS_DIR)/vl/V$(1)/V$(1).mk
	@$$(call say,CXX,$$@)
	$$(Q)$$(MAKE) -s -C $$(@D) -f V$(1).mk CXX=$$(CXX) AR=$$(AR) VM_PARALLEL_BUILDS=0 OPT_FAST=$(5) \
		OPT_SLOW=-O0 V$(1)__ALL.a >$$(@D)/build.log 2>&1 || { cat $$(@D)/build.log >&2; exit 1; }
endef

# $(call board_test,test,duts)
define board_test
RTL_TESTS += $(BOARDS_DIR)/test_$(1)
$(BOARDS_DIR)/test_$(1): tests/boards/test_$(1).cpp $(foreach m,$(2),$(BOARDS_DIR)/vl/V$(m)/V$(m)__ALL.a) \
		$(BUILD)/host/packet.o $(BUILD)/host/frame.o $(BUILD)/host/segment.o $(SIM_DIR)/vl.o $(SIM_RUNTIME) \
		$(BUILD)/libfinwave.a
	@mkdir -p $$(@D)
	@$$(call say,CXX,$$@)
	$$(Q)$$(CXX) $$(CPPFLAGS) $(foreach m,$(2),-isystem $(BOARDS_DIR)/vl/V$(m)) -Idriver -Ihost $$(MODULE_CXXFLAGS) \
		$$(DEPFLAGS) -MF $$@.d $$(LDFLAGS) -o $$@ $$(filter %.cpp %.o %.a,$$^) -lcmocka -lz -ldl -lpthread
endef

# Corundum: two ports, the narrowest and the widest stream
CORUNDUM_SMALL := -GIF_COUNT=2 -GFINWAVE_FLOW_COUNT=256 -GFINWAVE_TAIL_COUNT=4
$(foreach w,64 512,$(eval $(call board_dut,corundum$(w),mqnic_app_block,-f rtl/finwave.f \
	-f rtl/boards/corundum/corundum.f,$(CORUNDUM_SMALL) -GAXIS_DATA_WIDTH=$(w),-O1)))
$(eval $(call board_test,corundum,corundum64 corundum512))

# OpenNIC: two ports of 512 bits
$(eval $(call board_dut,box,finwave_box_rig,-f rtl/finwave.f -f rtl/boards/opennic/opennic.f \
	tests/boards/finwave_box_rig.v,-Irtl/boards/opennic/box_250mhz -GNUM_PHYS_FUNC=2 -GNUM_CMAC_PORT=2,-O1))
$(eval $(call board_test,opennic,box))

$(eval $(call board_dut,axil_cdc,finwave_axil_cdc,rtl/boards/finwave_axil_cdc.v,,-O1))
$(eval $(call board_dut,stat4,finwave_stat,rtl/boards/finwave_stat.v,-GCOUNT=4 -GINC_WIDTH=8 -GID_BASE=7,-O1))
$(eval $(call board_dut,stat100,finwave_stat,rtl/boards/finwave_stat.v,-GCOUNT=100 -GID_BASE=7,-O1))
$(eval $(call board_test,board_blocks,axil_cdc stat4 stat100))
