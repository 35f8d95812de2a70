# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# The command finwave. It finds the simulated engine beside itself when it runs.

HOST_OBJECTS  := $(patsubst host/%.c,$(BUILD)/host/%.o,$(wildcard host/*.c))
HOST_PARTS    := $(filter-out $(BUILD)/host/main.o,$(HOST_OBJECTS))
HOST_CPPFLAGS := -Ihost -Idriver -Irtl/regs -Isim
HOST_LIBS     := -lpcap -ljansson -ldl

ALL_TARGETS += $(BUILD)/finwave

$(BUILD)/host/%.o: host/%.c
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(HOST_CPPFLAGS) $(CFLAGS) $(DEPFLAGS) -c -o $@ $<

$(BUILD)/finwave: $(HOST_OBJECTS) $(BUILD)/libfinwave.a
	@$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(HOST_LIBS)

# The unit tests of the replay's parts need these objects, not only the library.
HOST_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,\
	$(wildcard tests/unit/test_capture*.c tests/unit/test_conn*.c tests/unit/test_compare*.c tests/unit/test_pkt*.c))

$(HOST_TESTS): $(BUILD)/tests/unit/%: tests/unit/%.c $(HOST_PARTS) $(BUILD)/libfinwave.a
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(HOST_CPPFLAGS) $(CFLAGS) $(DEPFLAGS) -MF $@.d $(LDFLAGS) -o $@ $< \
		$(HOST_PARTS) $(BUILD)/libfinwave.a -lcmocka $(HOST_LIBS)

-include $(wildcard $(BUILD)/host/*.d)
