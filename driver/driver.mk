# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# libfinwave: static, shared, its pkg-config file, its manual pages.

MANDIR ?= $(PREFIX)/share/man

DRIVER_VERSION := $(shell cat VERSION)
DRIVER_SONAME  := libfinwave.so.1
DRIVER_SO      := $(BUILD)/$(DRIVER_SONAME).0.0
DRIVER_OBJECTS := $(patsubst driver/%.c,$(BUILD)/driver/%.o,$(wildcard driver/*.c))
DRIVER_MAN3    := $(wildcard docs/man/*.3)
DRIVER_MAN7    := $(wildcard docs/man/*.7)
DRIVER_CPPFLAGS = -Idriver -Irtl/regs -Isim -DFINWAVE_VERSION='"$(DRIVER_VERSION)"'

ALL_TARGETS += $(BUILD)/libfinwave.a $(DRIVER_SO) $(BUILD)/libfinwave.pc

$(BUILD)/driver/%.o: driver/%.c VERSION
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(DRIVER_CPPFLAGS) $(CFLAGS) -fPIC -fvisibility=hidden $(DEPFLAGS) \
		-c -o $@ $<

$(BUILD)/libfinwave.a: $(DRIVER_OBJECTS)
	@$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(DRIVER_SO): $(DRIVER_OBJECTS) driver/libfinwave.map
	@$(call say,LD,$@)
	$(Q)$(CC) -shared $(LDFLAGS) -Wl,-soname,$(DRIVER_SONAME) -Wl,-z,defs \
		-Wl,--version-script=driver/libfinwave.map -o $@ $(DRIVER_OBJECTS) -ldl
	$(Q)ln -sf $(notdir $@) $(BUILD)/$(DRIVER_SONAME)
	$(Q)ln -sf $(DRIVER_SONAME) $(BUILD)/libfinwave.so

$(BUILD)/libfinwave.pc: driver/libfinwave.pc.in VERSION driver/driver.mk
	@mkdir -p $(@D)
	@$(call say,GEN,$@)
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
		-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(DRIVER_VERSION)|' $< >$@

-include $(wildcard $(BUILD)/driver/*.d)

.PHONY: install-driver uninstall-driver
install-driver: $(BUILD)/libfinwave.a $(DRIVER_SO)
	@# PREFIX may differ from that of the build.
	$(Q)$(MAKE) -s -B $(BUILD)/libfinwave.pc
	$(Q)$(INSTALL) -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR) \
		$(DESTDIR)$(MANDIR)/man3 $(DESTDIR)$(MANDIR)/man7
	$(Q)$(INSTALL) -m 644 driver/finwave.h $(DESTDIR)$(INCLUDEDIR)
	$(Q)$(INSTALL) -m 644 $(BUILD)/libfinwave.a $(DESTDIR)$(LIBDIR)
	$(Q)$(INSTALL) -m 755 $(DRIVER_SO) $(DESTDIR)$(LIBDIR)
	$(Q)ln -sf $(notdir $(DRIVER_SO)) $(DESTDIR)$(LIBDIR)/$(DRIVER_SONAME)
	$(Q)ln -sf $(DRIVER_SONAME) $(DESTDIR)$(LIBDIR)/libfinwave.so
	$(Q)$(INSTALL) -m 644 $(BUILD)/libfinwave.pc $(DESTDIR)$(LIBDIR)/pkgconfig
	$(Q)$(INSTALL) -m 644 $(DRIVER_MAN3) $(DESTDIR)$(MANDIR)/man3
	$(Q)$(INSTALL) -m 644 $(DRIVER_MAN7) $(DESTDIR)$(MANDIR)/man7

uninstall-driver:
	$(Q)rm -f $(DESTDIR)$(INCLUDEDIR)/finwave.h $(DESTDIR)$(LIBDIR)/libfinwave.a \
		$(DESTDIR)$(LIBDIR)/$(notdir $(DRIVER_SO)) $(DESTDIR)$(LIBDIR)/$(DRIVER_SONAME) \
		$(DESTDIR)$(LIBDIR)/libfinwave.so $(DESTDIR)$(LIBDIR)/pkgconfig/libfinwave.pc \
		$(addprefix $(DESTDIR)$(MANDIR)/man3/,$(notdir $(DRIVER_MAN3))) \
		$(addprefix $(DESTDIR)$(MANDIR)/man7/,$(notdir $(DRIVER_MAN7)))
