# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# libfinwave: static, shared, its pkg-config file, its manual pages.

MANDIR ?= $(PREFIX)/share/man

DRIVER_SONAME  := libfinwave.so.1
DRIVER_SO      := $(BUILD)/$(DRIVER_SONAME).0.0
DRIVER_OBJECTS := $(patsubst driver/%.c,$(BUILD)/driver/%.o,$(wildcard driver/*.c))
DRIVER_MAN3    := $(wildcard docs/man/*.3)
DRIVER_MAN7    := $(wildcard docs/man/*.7)
DRIVER_CPPFLAGS = -Idriver -Irtl/regs -Isim -DFINWAVE_VERSION='"$(VERSION)"'

ALL_TARGETS += $(BUILD)/libfinwave.a $(DRIVER_SO)

$(BUILD)/driver/%.o: driver/%.c
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(DRIVER_CPPFLAGS) $(CFLAGS) -fPIC -fvisibility=hidden $(DEPFLAGS) \
		-c -o $@ $<

# The version is the first heading of the change log.
$(BUILD)/driver/device.o: CHANGELOG.md

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

-include $(wildcard $(BUILD)/driver/*.d)

# The public header alone, in C and in C++, against the shared library.
$(BUILD)/tests/unit/test_driver_header: tests/unit/test_driver_header.c \
		tests/unit/test_driver_header.cpp driver/finwave.h $(DRIVER_SO)
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) -Idriver $(CFLAGS) -pedantic -c -o $@_c.o $<
	$(Q)$(CXX) -Idriver $(CXXFLAGS) -pedantic -c -o $@_cpp.o $(<:.c=.cpp)
	$(Q)$(CXX) $(LDFLAGS) -o $@ $@_c.o $@_cpp.o $(DRIVER_SO) -Wl,-rpath,'$$ORIGIN/../..'

# The simulated engine is where the loader looks: in build/.
$(BUILD)/tests/unit/test_driver_sim: tests/unit/test_driver_sim.c $(BUILD)/libfinwave.a
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) -Idriver $(CFLAGS) $(DEPFLAGS) -MF $@.d $(LDFLAGS) -Wl,-rpath,'$$ORIGIN/../..' \
		-o $@ $< $(BUILD)/libfinwave.a -lcmocka -ldl

# The register map against the RTL, without the library.
$(BUILD)/tests/rtl/test_registers: tests/rtl/test_registers.c $(BUILD)/libfinwave_sim64.so
	@mkdir -p $(@D)
	@$(call say,CC,$@)
	$(Q)$(CC) -Irtl/regs -Isim $(CFLAGS) $(DEPFLAGS) -MF $@.d $(LDFLAGS) -Wl,-rpath,'$$ORIGIN/../..' \
		-o $@ $< -L$(BUILD) -l:libfinwave_sim64.so -lcmocka

# A manual page is found by the name of each function in it: FILE=name pairs, its own name left out.
DRIVER_MAN_LINKS := $(foreach page,$(DRIVER_MAN3),$(patsubst %,$(notdir $(page))=%.3,$(filter-out \
	$(basename $(notdir $(page))),$(shell sed -n '/^\.Nd/q; s/^\.Nm \([a-z0-9_]*\).*/\1/p' $(page)))))

.PHONY: install-driver uninstall-driver
install-driver: $(BUILD)/libfinwave.a $(DRIVER_SO)
	$(Q)$(INSTALL) -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR) \
		$(DESTDIR)$(MANDIR)/man3 $(DESTDIR)$(MANDIR)/man7
	$(Q)$(INSTALL) -m 644 driver/finwave.h $(DESTDIR)$(INCLUDEDIR)
	$(Q)$(INSTALL) -m 644 $(BUILD)/libfinwave.a $(DESTDIR)$(LIBDIR)
	$(Q)$(INSTALL) -m 755 $(DRIVER_SO) $(DESTDIR)$(LIBDIR)
	$(Q)ln -sf $(notdir $(DRIVER_SO)) $(DESTDIR)$(LIBDIR)/$(DRIVER_SONAME)
	$(Q)ln -sf $(DRIVER_SONAME) $(DESTDIR)$(LIBDIR)/libfinwave.so
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
		-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' \
		driver/libfinwave.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/libfinwave.pc
	$(Q)$(INSTALL) -m 644 $(DRIVER_MAN3) $(DESTDIR)$(MANDIR)/man3
	$(Q)$(INSTALL) -m 644 $(DRIVER_MAN7) $(DESTDIR)$(MANDIR)/man7
	$(Q)for link in $(DRIVER_MAN_LINKS); do \
		ln -sf "$${link%%=*}" "$(DESTDIR)$(MANDIR)/man3/$${link#*=}" || exit 1; \
	done

uninstall-driver:
	$(Q)rm -f $(DESTDIR)$(INCLUDEDIR)/finwave.h $(DESTDIR)$(LIBDIR)/libfinwave.a \
		$(DESTDIR)$(LIBDIR)/$(notdir $(DRIVER_SO)) $(DESTDIR)$(LIBDIR)/$(DRIVER_SONAME) \
		$(DESTDIR)$(LIBDIR)/libfinwave.so $(DESTDIR)$(LIBDIR)/pkgconfig/libfinwave.pc \
		$(addprefix $(DESTDIR)$(MANDIR)/man3/,$(notdir $(DRIVER_MAN3))) \
		$(addprefix $(DESTDIR)$(MANDIR)/man7/,$(notdir $(DRIVER_MAN7)))
	$(Q)for link in $(DRIVER_MAN_LINKS); do \
		rm -f "$(DESTDIR)$(MANDIR)/man3/$${link#*=}" || exit 1; \
	done
