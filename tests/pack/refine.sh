#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# cells_of_late_paths_go_where_they_may: tools/fpga_refine.py on placements of a few cells.

set -eu
cd "$(dirname "$0")/../.."
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=tools exec python3 - <<'PY'
import json
import os
import tempfile
import unittest

import fpga_refine

FAR = (60, 40)


class Placement:
    """Cells, each put somewhere; refined() says where they lie then."""

    def __init__(self):
        self.cells, self.nets = {}, {}

    def net(self, name):
        return self.nets.setdefault(name, 2 + len(self.nets))

    def add(self, name, kind, tile, part, parameters=None, **ports):
        self.cells[name] = {
            "type": kind, "parameters": parameters or {},
            "attributes": {"NEXTPNR_BEL": "X%d/Y%d/%s" % (*tile, part)},
            "connections": {port: [self.net(net)] for port, net in ports.items()}}

    def lut(self, name, tile, part, **ports):
        self.add(name, "TRELLIS_COMB", tile, part, **ports)

    def flipflop(self, name, tile, part, **ports):
        self.add(name, "TRELLIS_FF", tile, part, **dict({"CLK": "clock"}, **ports))

    def refined(self, target=1.5):
        with tempfile.TemporaryDirectory() as folder:
            placed, result = os.path.join(folder, "placed.json"), os.path.join(folder, "refined.json")
            with open(placed, "w", encoding="utf-8") as file:
                json.dump({"modules": {"engine": {"cells": self.cells}}}, file)
            self.before, self.after, self.moved = fpga_refine.refine(placed, result, target)
            with open(result, encoding="utf-8") as file:
                cells = json.load(file)["modules"]["engine"]["cells"]
        return {name: cell["attributes"]["NEXTPNR_BEL"] for name, cell in cells.items()}


def torn():
    """Two flip-flops side by side, and the LUT between them far away; tiles around them are known by what lies there."""
    p = Placement()
    p.flipflop("from", (10, 10), "SLICEA.FF0", M="in", Q="q")
    p.flipflop("to", (12, 10), "SLICEA.FF0", M="x", Q="out")
    p.flipflop("between", (11, 10), "SLICEA.FF0", M="other", Q="more")
    p.lut("lut", FAR, "SLICEA.K0", A="q", F="x")
    return p


class Refine(unittest.TestCase):
    def test_a_lut_far_from_its_neighbours_comes_back(self):
        p = torn()
        at = p.refined()
        self.assertIn(at["lut"].split("/")[0], ("X10", "X11", "X12"))
        self.assertGreater(p.before, 6)
        self.assertLess(p.after, 1.5)
        self.assertGreater(p.moved, 0)

    def test_within_the_target_nothing_moves(self):
        p = torn()
        self.assertEqual(p.refined(target=9), {n: c["attributes"]["NEXTPNR_BEL"] for n, c in p.cells.items()})

    def test_a_carry_stays(self):
        p = torn()
        p.cells["lut"]["parameters"]["MODE"] = "CCU2"
        self.assertEqual(p.refined()["lut"], "X60/Y40/SLICEA.K0")

    def test_a_place_that_is_taken_stays_taken(self):
        p = torn()
        for x in (10, 11, 12):
            for letter in "ABCD":
                for index in (0, 1):
                    p.lut("full%d%s%d" % (x, letter, index), (x, 10), "SLICE%s.K%d" % (letter, index), A="q2", F="f%d%s%d" % (
                        x, letter, index))
        at = p.refined()
        self.assertEqual(len(set(at.values())), len(at))

    def test_a_lut_and_the_flipflop_behind_it_go_together(self):
        p = torn()
        p.flipflop("behind", FAR, "SLICEA.FF0", DI="x", Q="far")
        at = p.refined()
        self.assertNotIn("X60", at["lut"])
        self.assertEqual(at["lut"].replace("K", "FF"), at["behind"])

    def test_flipflops_of_a_tile_keep_one_reset(self):
        p = Placement()
        p.flipflop("from", (10, 10), "SLICEA.FF0", M="in", Q="q", LSR="reset")
        p.flipflop("torn", FAR, "SLICEA.FF0", M="q", Q="x", LSR="other_reset")
        p.flipflop("to", (12, 10), "SLICEA.FF0", M="x", Q="out", LSR="reset")
        p.flipflop("free", (12, 12), "SLICEA.FF0", M="in", Q="free", LSR="other_reset")
        resets = {}
        for name, bel in p.refined().items():
            resets.setdefault(bel.rsplit("/", 1)[0], set()).update(p.cells[name]["connections"]["LSR"])
        self.assertEqual([len(found) for found in resets.values()], [1] * len(resets))
        self.assertLess(p.after, 1.5)

    def test_two_luts_with_a_multiplexer_stay_a_slice(self):
        p = torn()
        p.cells.pop("lut")
        p.lut("low", FAR, "SLICEA.K0", A="q", M="select", F1="high", OFX="x", F="low")
        p.lut("high", FAR, "SLICEA.K1", A="q", F="high")
        at = p.refined()
        self.assertNotIn("X60", at["low"])
        self.assertEqual(at["low"].replace("K0", "K1"), at["high"])

    def test_block_rams_change_places(self):
        p = Placement()
        p.add("ram", "DP16KD", (60, 46), "EBR0", DOB0="data")
        p.add("next", "DP16KD", (10, 46), "EBR0", DIA0="data")
        p.add("idle", "DP16KD", (14, 46), "EBR0")
        at = p.refined()
        self.assertEqual((at["ram"], at["idle"]), ("X14/Y46/EBR0", "X60/Y46/EBR0"))


unittest.main(verbosity=2)
PY
