#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# replay.sh CAPTURE: both ends of every connection of a capture, in turn, at both widths, must close
# as captured. Called by tests/run for each committed capture.

set -u
BUILD=${BUILD:-build}
if [ ! -x "$BUILD/finwave" ]; then
	echo "$BUILD/finwave is not built"
	exit 1
fi
for width in 64 512; do
	echo "+ $BUILD/finwave replay $1 --role both --width $width"
	"$BUILD/finwave" replay "$1" --role both --width "$width" || exit 1
done
