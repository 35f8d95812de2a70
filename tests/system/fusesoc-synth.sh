#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# The synth target of finwave.core, which keeps Yosys busy for many minutes. Time limit: 3600 s

exec sh "$(dirname "$0")/../pack/fusesoc.sh" synth
