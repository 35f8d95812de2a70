# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# The reference model: build/libfinwave_model.a, and its unit tests, which need nothing else.

MODEL_SOURCES := $(addprefix sim/model/,apply.c bytes.c command.c decide.c decide_segment.c \
	decide_track.c frame.c host.c parse.c segment.c text.c timeout.c track.c)
MODEL_OBJECTS := $(MODEL_SOURCES:%.c=$(BUILD)/%.o)
MODEL_LIB     := $(BUILD)/libfinwave_model.a
MODEL_INCLUDE := -Isim/model -Irtl/regs

$(MODEL_OBJECTS): $(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(MODEL_INCLUDE) $(CFLAGS) -fPIC $(DEPFLAGS) -c -o $@ $<

$(MODEL_LIB): $(MODEL_OBJECTS)
	@$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/tests/unit/test_model_%: tests/unit/test_model_%.c $(MODEL_LIB)
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(MODEL_INCLUDE) $(CFLAGS) $(DEPFLAGS) -MF $@.d $(LDFLAGS) -o $@ $< \
		$(MODEL_LIB) -lcmocka

-include $(MODEL_OBJECTS:.o=.d)
