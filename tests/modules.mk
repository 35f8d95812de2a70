# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Tests of single modules of the RTL: tests/rtl/test_X.cpp with the Verilated modules that it names. Each
# module, at each set of parameters, is built once as build/tests/rtl/vl/V<name>, assertions on.

MODULE_DIR      := $(BUILD)/tests/rtl/vl
MODULE_VERILATE := --cc -O3 --assert +define+FORMAL --x-assign fast --x-initial unique --MP \
	-Wno-fatal -Irtl -Irtl/regs -Itests/rtl
MODULE_CXXFLAGS  = -D_GNU_SOURCE -Itests/rtl -Isim -Isim/model -Irtl/regs -isystem $(SIM_ROOT)/include \
	-isystem $(SIM_ROOT)/include/vltstd $(CXXFLAGS)

# $(call module_dut,name,module,file,options,optimisation)
define module_dut
$(MODULE_DIR)/V$(1)/V$(1).mk: $(3) rtl/finwave.vlt tests/modules.mk
	@mkdir -p $$(@D)
	@$$(call say,RTL,$$(@D))
	$$(Q)$$(VERILATOR) $(MODULE_VERILATE) --top-module $(2) $(4) --prefix V$(1) --Mdir $$(@D) \
		rtl/finwave.vlt $(3)

$(MODULE_DIR)/V$(1)/V$(1)__ALL.a: $(MODULE_DIR)/V$(1)/V$(1).mk
	@$$(call say,CXX,$$@)
	$$(Q)$$(MAKE) -s -C $$(@D) -f V$(1).mk CXX=$$(CXX) AR=$$(AR) VM_PARALLEL_BUILDS=0 OPT_FAST=$(5) \
		OPT_SLOW=-O0 V$(1)__ALL.a >$$(@D)/build.log 2>&1 || { cat $$(@D)/build.log >&2; exit 1; }
endef

# $(call module_test,test,modules)
define module_test
$(BUILD)/tests/rtl/test_$(1): tests/rtl/test_$(1).cpp $(foreach m,$(2),$(MODULE_DIR)/V$(m)/V$(m)__ALL.a) \
		$(SIM_DIR)/vl.o $(SIM_RUNTIME) $(MODEL_LIB)
	@mkdir -p $$(@D)
	@$$(call say,CXX,$$@)
	$$(Q)$$(CXX) $$(CPPFLAGS) $(foreach m,$(2),-isystem $(MODULE_DIR)/V$(m)) $$(MODULE_CXXFLAGS) \
		$$(DEPFLAGS) -MF $$@.d $$(LDFLAGS) -o $$@ $$(filter %.cpp %.o %.a,$$^) -lcmocka -lz -lpthread
endef

$(eval $(call module_dut,decision,finwave_decision_rig,tests/rtl/finwave_decision_rig.v,,-O3))
$(eval $(call module_test,transition,decision))

$(eval $(call module_dut,track,finwave_track,rtl/finwave_track.v,,-O3))
$(eval $(call module_test,track,track))

$(eval $(call module_dut,options,finwave_options,rtl/finwave_options.v,,-O1))
$(eval $(call module_dut,optionsnarrow,finwave_options_narrow,rtl/finwave_options_narrow.v,,-O1))
$(eval $(call module_test,options,options optionsnarrow))

$(eval $(call module_dut,neighbours,finwave_neighbours,rtl/finwave_neighbours.v,,-O1))
$(eval $(call module_test,neighbours,neighbours))

$(eval $(call module_dut,hash,finwave_hash,rtl/finwave_hash.v,,-O1))
$(eval $(call module_test,hash,hash))

$(eval $(call module_dut,table256,finwave_table_rig,tests/rtl/finwave_table_rig.v,-GFLOW_COUNT=256,-O1))
$(eval $(call module_dut,table4096,finwave_table_rig,tests/rtl/finwave_table_rig.v,-GFLOW_COUNT=4096,-O1))
$(eval $(call module_test,flow_table,table256 table4096))

MODULE_WIDTHS := 64 128 256 512
$(foreach w,$(MODULE_WIDTHS),$(eval \
	$(call module_dut,parser$(w),finwave_parser,rtl/finwave_parser.v,-GDATA_WIDTH=$(w),-O1)))
$(foreach w,64 512,$(eval \
	$(call module_dut,parserhost$(w),finwave_parser,rtl/finwave_parser.v,-GDATA_WIDTH=$(w) -GFROM_HOST=1,-O1)))
$(eval $(call module_test,parser,$(MODULE_WIDTHS:%=parser%) parserhost64 parserhost512))

$(foreach w,$(MODULE_WIDTHS),$(eval \
	$(call module_dut,builder$(w),finwave_builder,rtl/finwave_builder.v,-GDATA_WIDTH=$(w),-O1)))
$(eval $(call module_dut,frame_sums,finwave_frame_sums,rtl/finwave_frame_sums.v,,-O1))
$(eval $(call module_test,builder,$(MODULE_WIDTHS:%=builder%) frame_sums))

$(eval $(call module_dut,host_rst,finwave_host_rst,rtl/finwave_host_rst.v,,-O1))
$(eval $(call module_test,host_rst,host_rst))

# $(call text_dut,width,buffers)
text_dut = $(call module_dut,text$(1),finwave_text,rtl/finwave_text.v,-GDATA_WIDTH=$(1) -GTAIL_COUNT=$(2),-O1)
$(eval $(call text_dut,64,256))
$(eval $(call text_dut,128,4))
$(eval $(call text_dut,256,16))
$(eval $(call text_dut,512,16))
$(eval $(call module_test,text,$(MODULE_WIDTHS:%=text%)))

$(foreach w,64 512,$(eval \
	$(call module_dut,host_queue$(w),finwave_host_queue,rtl/finwave_host_queue.v,-GDATA_WIDTH=$(w),-O1)))
$(eval $(call module_test,host_queue,host_queue64 host_queue512))

# $(call store_dut,name,options)
store_dut = $(call module_dut,store$(1),finwave_frame_store,rtl/finwave_frame_store.v,$(2),-O1)
$(foreach w,64 512,$(eval $(call store_dut,$(w),-GDATA_WIDTH=$(w))))
$(foreach w,64 512,$(eval $(call store_dut,_giants$(w),-GDATA_WIDTH=$(w) -GGIANT_PASSES=1)))
$(eval $(call module_test,store,$(foreach w,64 512,store$(w) store_giants$(w))))

$(foreach w,64 512,$(eval \
	$(call module_dut,arbiter$(w),finwave_arbiter,rtl/finwave_arbiter.v,-GDATA_WIDTH=$(w),-O1)))
# $(call marks_dut,name,options)
marks_dut = $(call module_dut,marks_$(1),finwave_marks_rig,tests/rtl/finwave_marks_rig.v,$(2),-O1)
$(foreach w,$(MODULE_WIDTHS),$(eval $(call marks_dut,tx$(w),-GDATA_WIDTH=$(w))))
$(foreach w,64 512,$(eval $(call marks_dut,rx$(w),-GDATA_WIDTH=$(w) -GTO_HOST=1)))
$(eval $(call module_test,arbiters,arbiter64 arbiter512 \
	$(MODULE_WIDTHS:%=marks_tx%) marks_rx64 marks_rx512))

# $(call fifo_dut,name,options)
fifo_dut = $(call module_dut,fifo$(1),finwave_fifo,rtl/finwave_fifo.v,-GWIDTH=32 -GDEPTH=16 $(2),-O1)
$(eval $(call fifo_dut))
$(eval $(call fifo_dut,_head,-GHEAD=1))
$(eval $(call fifo_dut,_past,-GHEAD=1 -GBYPASS=1))
$(eval $(call module_dut,deep_fifo,finwave_deep_fifo,rtl/finwave_deep_fifo.v,-GWIDTH=32 -GDEPTH=16,-O1))
$(eval $(call module_dut,skid,finwave_skid,rtl/finwave_skid.v,-GWIDTH=32,-O1))
$(eval $(call module_dut,counters,finwave_counters,rtl/finwave_counters.v,-GREASONS=30 -GOTHERS=12,-O1))
$(eval $(call module_dut,time,finwave_time,rtl/finwave_time.v,,-O1))
$(foreach n,4 7 35,$(eval \
	$(call module_dut,sum$(n),finwave_sum,rtl/finwave_sum.v,-GCOUNT=$(n) -GWIDTH=17,-O1)))
$(eval $(call module_test,blocks,fifo fifo_head fifo_past deep_fifo skid counters time sum4 sum7 sum35))

-include $(wildcard $(MODULE_DIR)/*/*__ver.d)
