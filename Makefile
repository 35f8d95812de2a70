# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# Top of the build. `make` alone prints the targets. Each folder adds its own rules in a .mk
# fragment; a fragment appends what it builds to ALL_TARGETS, UNIT_TESTS and RTL_TESTS (programs in
# build/tests/), and SCRIPT_TESTS (scripts).
#
# V=1 shows the commands. WERROR= builds with warnings only. Everything goes to build/.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
SHELL := /bin/sh

BUILD     := build
VERSION   := $(shell sed -n 's/^\#\# \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | head -n 1)

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := g++
endif
VERILATOR ?= verilator
IVERILOG  ?= iverilog
YOSYS     ?= yosys
PKGCONFIG ?= pkg-config
INSTALL   ?= install
WERROR    ?= -Werror

WARNINGS  := -Wall -Wextra -Wconversion -Wshadow
OPT       ?= -O2 -g
# SANITIZE is set by `make asan`.
CFLAGS    ?= $(OPT)
CXXFLAGS  ?= $(OPT)
override CFLAGS   += -std=c11 $(WARNINGS) -Wmissing-prototypes $(WERROR) $(SANITIZE)
override CXXFLAGS += -std=c++17 $(WARNINGS) $(WERROR) $(SANITIZE)
DEPFLAGS   = -MMD -MP
CPPFLAGS  ?=
override LDFLAGS  += $(SANITIZE)
# The Verilated code is built by Verilator's own rules and flags.
unexport CFLAGS CXXFLAGS LDFLAGS

PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include

# Short lines unless V=1:  $(call say,CC,what)
ifeq ($(V),1)
Q :=
say = :
else
Q := @
say = printf '  %-8s%s\n' $(1) $(2)
endif

ALL_TARGETS  :=
UNIT_TESTS   :=
RTL_TESTS    :=
SCRIPT_TESTS :=

FRAGMENTS := sim/sim.mk sim/gates/gates.mk sim/model/model.mk driver/driver.mk host/host.mk tests/flows/flows.mk \
	tests/modules.mk tests/boards/boards.mk tests/tests.mk
-include $(FRAGMENTS)

.PHONY: help all check test lint unit rtl captures bench diagrams fpga gates asan nightly install uninstall dist clean

help:
	@echo 'finwave $(VERSION): make TARGET'
	@echo
	@echo '  all        the command, the library and the engine for simulation, in $(BUILD)/'
	@echo '  check      every test, with the lint; ends with "N passed, N failed, N skipped"'
	@echo '  test T=F   one test by its path: a .c or .cpp of tests/, a .sh, a capture,'
	@echo '             a .pkt, or a script or folder of tests/flows'
	@echo '  lint       static checks of all sources with every tool that is installed'
	@echo '  unit       the C unit tests alone'
	@echo '  rtl        the module and engine tests under Verilator alone'
	@echo '  captures   the replay tests and every committed capture alone'
	@echo '  bench      the measured table; also $(BUILD)/bench.json'
	@echo '  fpga       size and clock rate by Yosys and nextpnr; $(BUILD)/fpga.json'
	@echo '  diagrams   the timing diagrams of docs/timing.md anew'
	@echo '  gates      the netlist of Yosys against the RTL, captures through both (long)'
	@echo '  asan       the unit tests with address and undefined-behaviour sanitizers'
	@echo '  nightly    check, asan, gates, ten million random segments, a million closes, and both'
	@echo '             commands on bare Debian (root, network; hours)'
	@echo '  install    into DESTDIR and PREFIX ($(PREFIX))'
	@echo '  uninstall  removes what install put there'
	@echo '  dist       finwave-$(VERSION).tar.gz of the committed files, in $(BUILD)/'
	@echo '  clean      removes $(BUILD)/'

all: $(ALL_TARGETS)

# The library and its pages are the driver's part; the engine for simulation lies beside it, where
# the library looks for it.
install: all install-driver
	$(Q)$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR) $(DESTDIR)$(MANDIR)/man1
	$(Q)$(INSTALL) -m 755 $(BUILD)/finwave $(DESTDIR)$(BINDIR)
	$(Q)$(INSTALL) -m 755 $(SIM_LIBRARIES) $(DESTDIR)$(LIBDIR)
	$(Q)$(INSTALL) -m 644 docs/man/finwave.1 $(DESTDIR)$(MANDIR)/man1

uninstall: uninstall-driver
	$(Q)rm -f $(DESTDIR)$(BINDIR)/finwave $(DESTDIR)$(MANDIR)/man1/finwave.1 \
		$(addprefix $(DESTDIR)$(LIBDIR)/,$(notdir $(SIM_LIBRARIES)))

clean:
	rm -rf $(BUILD)

dist:
	@mkdir -p $(BUILD)
	git archive --format=tar.gz --prefix=finwave-$(VERSION)/ \
		-o $(BUILD)/finwave-$(VERSION).tar.gz HEAD
