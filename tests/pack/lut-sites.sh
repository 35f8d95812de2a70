#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# luts_share_a_site_where_the_hardware_can: the LUT sites that tools/fpga.py counts, on netlists of a few cells.

set -eu
cd "$(dirname "$0")/../.."
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=tools exec python3 - <<'PY'
import json
import os
import tempfile
import unittest
import unittest.mock

import fpga


def sites(*luts, others=()):
    """Of LUTs, each a text with its input nets (0 and 1 are constants) and its output, and of other cells."""
    cells, nets = {}, {}
    net = lambda name: name if name in "01" else nets.setdefault(name, 2 + len(nets))
    for lut in luts:
        *inputs, output = lut
        ports = {"I%d" % n: [net(name)] for n, name in enumerate(inputs)}
        cells["lut" + lut] = {"type": "LUT%d" % len(inputs), "connections": dict(ports, O=[net(output)])}
    for kind, ports in others:
        cells["other%d" % len(cells)] = {"type": kind, "connections": {p: list(map(net, n)) for p, n in ports.items()}}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "netlist.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"modules": {"LUT2": {"attributes": {}, "cells": {}},
                                   "engine": {"attributes": {"top": "1"}, "cells": cells}}}, file)
        return fpga.paired(fpga.logic(fpga.mapped(path)))


class Sites(unittest.TestCase):
    def test_five_nets_in_all_share(self):
        self.assertEqual(sites("abcx", "cdey"), 1)
        self.assertEqual(sites("abcdex", "abcdey"), 1)
        self.assertEqual(sites("abcdex", "ay"), 1)

    def test_six_nets_do_not(self):
        self.assertEqual(sites("abcdx", "aefy"), 2)

    def test_a_lut6_has_its_own(self):
        self.assertEqual(sites("abcdefx", "aby"), 2)

    def test_strangers_do_not_share(self):
        self.assertEqual(sites("abx", "cdy"), 2)

    def test_a_constant_is_no_acquaintance(self):
        self.assertEqual(sites("a1x", "b1y"), 2)

    def test_what_one_feeds_the_other_is_no_input_of_both(self):
        self.assertEqual(sites("abx", "xcy"), 2)

    def test_an_inverter_is_a_lut(self):
        self.assertEqual(sites(others=[("INV", {"I": "a", "O": "x"})]), 1)
        self.assertEqual(sites("aby", others=[("INV", {"I": "a", "O": "x"})]), 1)

    def test_a_carrys_select_shares_with_its_data(self):
        self.assertEqual(sites("abx", "aby", others=[("CARRY4", {"S": "x000", "DI": "y000"})]), 1)

    def test_two_selects_do_not_share(self):
        self.assertEqual(sites("abx", "aby", others=[("CARRY4", {"S": "xy00", "DI": "0000"})]), 2)

    def test_two_inputs_of_a_wide_multiplexer_do_not_share(self):
        self.assertEqual(sites("abx", "aby", others=[("MUXF7", {"I0": "x", "I1": "y", "S": "c", "O": "z"})]), 2)
        self.assertEqual(sites("abx", "aby", others=[("MUXF7", {"I0": "x", "I1": "d", "S": "y", "O": "z"})]), 1)

    def test_who_has_fewest_partners_chooses_first(self):
        # a chain of six; the third, were it first, would take the second
        self.assertEqual(sites("efgx", "cdex", "abcx", "ghix", "ijkx", "klmx"), 3)
        self.assertEqual(sites("cdex", "abcx", "ghix", "ijkx", "klmx", "efgx"), 3)

    def test_who_has_fewest_partners_is_chosen(self):
        # two threes, each with a net of its own (a, z); one of each reads n as well
        self.assertEqual(sites("abx", "acx", "anx", "nzx", "zdx", "zex"), 3)
        self.assertEqual(sites("anx", "abx", "acx", "zdx", "zex", "nzx"), 3)

    def test_a_site_holds_two(self):
        self.assertEqual(sites("abx", "aby", "abz"), 2)

    def test_of_a_net_with_many_readers_the_near_ones_are_looked_at(self):
        # the first and the last could share, four readers apart
        luts = ("anx", "cdefnx", "ghijnx", "klmonx", "bny")
        for near, count in ((3, 5), (4, 4)):
            with unittest.mock.patch.object(fpga, "NEAR", near):
                self.assertEqual(sites(*luts), count)

    def test_memory_takes_sites(self):
        self.assertEqual(fpga.memory({n: {"type": kind} for n, kind in enumerate(
            ["RAM32M16"] * 2 + ["RAM64X1D", "SRLC32E", "RAMB18E2", "LUT4"])}), 19)

    def test_two_short_shift_registers_share_when_what_moves_them_is_the_same(self):
        srl = lambda enable, a3: {"type": "SRL16E", "connections": {
            "CLK": [2], "CE": [enable], "A0": ["1"], "A1": ["1"], "A2": ["0"], "A3": [a3], "D": [3], "Q": [4]}}
        self.assertEqual(fpga.memory(dict(enumerate([srl(5, "0")] * 4))), 2)
        self.assertEqual(fpga.memory(dict(enumerate([srl(5, "0")] * 3))), 2)
        self.assertEqual(fpga.memory(dict(enumerate([srl(5, "0"), srl(5, "1"), srl(6, "0")]))), 3)


unittest.main(argv=["lut-sites"])
PY
