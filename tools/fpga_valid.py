# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
"""Run by nextpnr-ecp5 before it routes (`--pre-route`, tools/fpga.py): every cell must lie where the device allows it,
which nextpnr does not ask of a placement that was read from a file."""

wrong = [cell.second.name for cell in ctx.cells if not ctx.isBelLocationValid(cell.second.bel, True)]
if wrong:
    raise ValueError("%d cells lie where they may not, the first is %s" % (len(wrong), wrong[0]))
