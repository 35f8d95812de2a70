# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
"""Moves what a placement of nextpnr-ecp5 tears apart; tools/fpga.py calls this between place and route.

The analytical placer ends without a look at single cells: a LUT of four inputs may lie forty tiles from all that it
is connected with, and one of those bounds the clock. Here late LUTs and flip-flops go to free places near their
neighbours. A move is kept when less is late after it: the sum over all nets of how far their longest path is beyond
the target, cubed. Only the attribute NEXTPNR_BEL changes. Delays are estimated from distance; nextpnr's own timing, after
routing, is what counts.

    refine(placed.json, refined.json, target) -> (worst path before, after, cells moved), ns by the estimate

What is moved: LUTs that are neither carry nor RAM, alone, as two with a multiplexer, or with the flip-flop behind them;
flip-flops without a LUT; block RAMs, which change places. Flip-flops of a slice share CE, those of a tile clock and
LSR: more than the device asks for, as much as nextpnr does.
"""

import collections
import heapq
import itertools
import json
import re

BASE, TILE, SAME = 0.40, 0.037, 0.25    # ns: of a wire, for each tile of its way, inside a tile
LUT, CARRY_IN, CARRY_ON, MUX = 0.14, 0.44, 0.035, 0.1
START = {"TRELLIS_FF": 0.31, "DP16KD": 0.6, "TRELLIS_COMB": 0.31}
CONTROL = 0.2                           # more setup at CE and LSR
OUTPUTS = {"TRELLIS_COMB": ("F", "OFX", "FCO"), "TRELLIS_FF": ("Q",), "TRELLIS_IO": ("O",), "DCCA": ("CLKO",)}
FIXED = ("F1", "FXA", "FXB", "FCI")     # wires of their own between the LUTs of a slice or a chain
CLOCKS = ("CLK", "CLKA", "CLKB", "WCK")
WRITES = ("WD", "WRE", "WAD0", "WAD1", "WAD2", "WAD3", "DI0", "DI1")    # of a LUT as RAM: its own start
ENOUGH = 1e-4                           # ns^3: what is less is no improvement
NEVER = -9.0                            # ns: of what has no time, constants and pins
REACH = 6                               # tiles around a place that are searched for a free one
PLACES = 2                              # free places that are tried around each
PATHS = 400                             # late paths that are worked on


def outputs(cell):
    """Names of a cell's output ports."""
    kind = cell["type"]
    if kind in OUTPUTS:
        return OUTPUTS[kind]
    return [p for p in cell["connections"] if p.startswith(("DO", "WADO", "WDO"))]


class Design:
    """Cells, where they lie, and the arcs between them."""

    def __init__(self, netlist):
        self.cells = max((m["cells"] for m in netlist["modules"].values()), key=len)
        self.at, self.site, self.taken = {}, {}, {}
        self.driver, self.sinks = {}, collections.defaultdict(list)
        self.drives, self.reads = collections.defaultdict(list), collections.defaultdict(list)
        for name, cell in self.cells.items():
            self.put(name, cell["attributes"]["NEXTPNR_BEL"])
            out = outputs(cell)
            for port, bits in cell["connections"].items():
                for bit in bits:
                    if not isinstance(bit, int):
                        continue
                    if port in out:
                        self.driver[bit] = (name, port)
                        self.drives[name].append(bit)
                    elif port not in CLOCKS:
                        self.sinks[bit].append((name, port))
        for bit in self.driver:
            for name, _ in self.sinks[bit]:
                self.reads[name].append(bit)
        self.order = self.sorted_bits()

    def put(self, name, bel):
        x, y = re.match(r"X(\d+)/Y(\d+)/", bel).groups()
        self.at[name], self.site[name], self.taken[bel] = (int(x), int(y)), bel, name
        self.cells[name]["attributes"]["NEXTPNR_BEL"] = bel

    def inputs(self, bit):
        """The nets that a combinational output depends on, with their port and the delay through the cell."""
        name, out = self.driver[bit]
        cell = self.cells[name]
        if cell["type"] != "TRELLIS_COMB":
            return
        for port, bits in cell["connections"].items():
            if port in OUTPUTS["TRELLIS_COMB"] or port in CLOCKS or port in WRITES:
                continue
            if not depends(out, port):
                continue
            for source in bits:
                if isinstance(source, int) and source in self.driver:
                    yield source, port, self.through(port, out)

    @staticmethod
    def through(port, out):
        """ns from an input of a LUT to one of its outputs."""
        if port == "FCI":
            return CARRY_ON if out == "FCO" else CARRY_IN
        if out == "FCO":
            return CARRY_IN
        return MUX if port in FIXED or port == "M" else LUT

    def sorted_bits(self):
        """Combinational nets, each behind all that it depends on."""
        order, seen = [], set()
        for first in self.driver:
            stack = [(first, False)]
            while stack:
                bit, done = stack.pop()
                if done:
                    order.append(bit)
                elif bit not in seen:
                    seen.add(bit)
                    stack.append((bit, True))
                    stack.extend((source, False) for source, _, _ in self.inputs(bit) if source not in seen)
        return order

    def constant(self, bit):
        return self.driver[bit][0].startswith("$PACKER")

    def kind(self, bit):
        return self.cells[self.driver[bit][0]]["type"]


def depends(out, port):
    """Whether an output of a LUT depends on this input: only multiplexers on what comes from beside."""
    return out == "OFX" or port not in ("F1", "FXA", "FXB", "M")


def way(a, b):
    """Delay of a wire from tile to tile."""
    far = abs(a[0] - b[0]) + abs(a[1] - b[1])
    return BASE + TILE * far if far else SAME


class Timing:
    """When each net is there, and how long what follows takes: estimated from where cells lie."""

    def __init__(self, design, target):
        self.design, self.target = design, target
        self.index = {bit: i for i, bit in enumerate(design.order)}
        # of each net: what it depends on, and what depends on it: (cell, wire of its own, ns in the cell, net)
        self.before = {bit: [(s, design.driver[s][0], p in FIXED, d) for s, p, d in design.inputs(bit)]
                       for bit in design.order}
        self.after = {bit: [(name, port in FIXED, self.follows(name, port)) for name, port in design.sinks[bit]]
                      for bit in design.order}
        self.there, self.left = {}, {None: 0.0}
        for bit in design.order:
            self.there[bit] = self.arrival(bit)
        for bit in reversed(design.order):
            self.left[bit] = self.remaining(bit)
        self.late = sum(self.lateness(self.length(bit)) for bit in design.order)

    def follows(self, name, port):
        """What follows a sink: (ns, net); no net where a path ends."""
        cell = self.design.cells[name]
        if cell["type"] != "TRELLIS_COMB" or port in WRITES:
            return [(CONTROL if port in ("CE", "LSR") else 0.0, None)]
        return [(self.design.through(port, p), bit) for p in OUTPUTS["TRELLIS_COMB"]
                for bit in cell["connections"].get(p, []) if bit in self.index and depends(p, port)]

    def arrival(self, bit):
        at, here = self.design.at, self.design.at[self.design.driver[bit][0]]
        if not self.before[bit]:
            return NEVER if self.design.constant(bit) else START.get(self.design.kind(bit), NEVER)
        return max(self.there[source] + delay + (0.0 if own else way(at[name], here))
                   for source, name, own, delay in self.before[bit])

    def remaining(self, bit):
        at, here, left = self.design.at, self.design.at[self.design.driver[bit][0]], self.left
        return max(((0.0 if own else way(here, at[name])) + delay + left[following]
                    for name, own, follows in self.after[bit] for delay, following in follows), default=NEVER)

    def length(self, bit):
        """Of the longest path over a net."""
        return self.there[bit] + self.left[bit]

    def lateness(self, length):
        return max(0.0, length - self.target) ** 3

    def moved(self, names):
        """Works out again what changes because cells lie elsewhere. Returns how it was, for undo()."""
        design, was = self.design, {}
        driven = [bit for name in names for bit in design.drives[name]]
        ahead = [b for bit in driven for b in [bit] + self.next_of(bit)]
        self.spread(ahead, 1, self.there, self.arrival, self.next_of, was)
        back = driven + [bit for name in names for bit in design.reads[name]]
        self.spread(back, -1, self.left, self.remaining, lambda bit: [arc[0] for arc in self.before[bit]], was)
        self.late += self.gain(was)
        return was

    def next_of(self, bit):
        return [following for _, _, follows in self.after[bit] for _, following in follows if following]

    def spread(self, bits, way_on, values, work_out, more, was):
        """From these nets on, in order, as far as values change."""
        queue = [(way_on * self.index[bit], bit) for bit in set(bits)]
        heapq.heapify(queue)
        queued = set(bits)
        while queue:
            bit = heapq.heappop(queue)[1]
            queued.discard(bit)
            new = work_out(bit)
            if abs(new - values[bit]) < 1e-9:
                continue
            was.setdefault(bit, (self.there[bit], self.left[bit]))
            values[bit] = new
            for other in more(bit):
                if other not in queued:
                    queued.add(other)
                    heapq.heappush(queue, (way_on * self.index[other], other))

    def undo(self, was):
        self.late -= self.gain(was)
        for bit, (there, left) in was.items():
            self.there[bit], self.left[bit] = there, left

    def gain(self, was):
        """How much more is late now than it was."""
        return sum(self.lateness(self.length(bit)) - self.lateness(there + left) for bit, (there, left) in was.items())

    def worst(self, without=()):
        """The net with the longest path, and its length."""
        bit = max((b for b in self.index if b not in without), key=self.length, default=None)
        return bit, self.length(bit) if bit else NEVER

    def path(self, bit):
        """Nets and cells of the longest path over a net, from its start to its end."""
        nets, at = [bit], self.design.at
        while self.before[nets[0]]:
            here = at[self.design.driver[nets[0]][0]]
            nets.insert(0, max(self.before[nets[0]], key=lambda a, here=here: self.there[a[0]] + a[3] + (
                0.0 if a[2] else way(at[a[1]], here)))[0])
        cells = [self.design.driver[net][0] for net in nets]
        while bit is not None:
            here = at[self.design.driver[bit][0]]
            _, bit, name = max(((0.0 if own else way(here, at[n])) + d + self.left[following], following or 0, n)
                               for n, own, follows in self.after[bit] for d, following in follows)
            bit = bit or None
            cells.append(name)
            nets += [bit] if bit else []
        return nets, cells


class Unit:
    """What moves as one, each cell with its part of a slice (K: LUT, FF) and number there: a LUT, a flip-flop, a LUT
    with the flip-flop behind it, or two LUTs with a multiplexer, which fill a slice (`whole`)."""

    def __init__(self, *cells, whole=False):
        self.cells, self.whole = [c for c in cells if c[0]], whole
        self.names = [c[0] for c in self.cells]
        self.flipflops = [c[0] for c in self.cells if c[1] == "FF"]


class Refiner:
    """Moves units, and says whether that was for the better."""

    def __init__(self, design, timing):
        self.design, self.timing = design, timing
        self.blocks = [name for name, cell in design.cells.items() if cell["type"] == "DP16KD"]
        self.tiles = {at for name, at in design.at.items() if "/SLICE" in design.site[name]}
        self.barred = set()             # slices with carry, RAM or a multiplexer on M; tiles with RAM: no flip-flops
        self.ram_tiles = set()
        for name, cell in design.cells.items():
            mode = cell["parameters"].get("MODE", "").strip()
            if cell["type"] == "TRELLIS_COMB" and (mode or cell["connections"].get("M")):
                self.barred.add(design.site[name].rsplit(".", 1)[0])
            if mode in ("DPRAM", "RAMW_BLOCK") or cell["type"] == "TRELLIS_RAMW":
                self.ram_tiles.add(design.at[name])
        self.lsr = {tile: collections.Counter() for tile in self.tiles}
        for name, cell in design.cells.items():
            if cell["type"] == "TRELLIS_FF":
                self.lsr[design.at[name]][self.reset_of(name)] += 1

    def reset_of(self, name):
        cell = self.design.cells[name]
        return str([cell["connections"].get(p) for p in ("CLK", "LSR")] +
                   [cell["parameters"].get(p) for p in ("CLKMUX", "LSRMUX", "SRMODE")])

    def control_of(self, name):
        cell = self.design.cells[name]
        return self.reset_of(name) + str([cell["connections"].get("CE"), cell["parameters"].get("CEMUX")])

    # -- what may move ---------------------------------------------------------------------------------------------

    def unit_of(self, name):
        """The unit that a cell belongs to, or nothing."""
        design, cell = self.design, self.design.cells[name]
        if cell["type"] == "TRELLIS_FF":
            if not cell["connections"].get("DI"):
                return Unit((name, "FF", 0))
            name = design.driver.get(cell["connections"]["DI"][0], (None,))[0]
            if not name:
                return None
            cell = design.cells[name]
        if cell["type"] != "TRELLIS_COMB" or cell["parameters"].get("MODE", "").strip() or name.startswith("$PACKER"):
            return None
        slice_name = design.site[name].rsplit(".", 1)[0]
        low = design.taken.get(slice_name + ".K0")
        if low and design.cells[low]["connections"].get("F1"):
            return self.pair_of(slice_name)
        if any(cell["connections"].get(p) for p in ("M", "OFX", "FXA", "FXB")) or self.feeds(name, FIXED):
            return None
        return Unit((name, "K", 0), (self.behind(name), "FF", 0))

    def pair_of(self, slice_name):
        """Two LUTs and the multiplexer behind them, unless another multiplexer follows."""
        low, high, first, second = (self.design.taken.get(slice_name + part) for part in (".K0", ".K1", ".FF0", ".FF1"))
        cells = self.design.cells
        if not high or any(cells[high]["connections"].get(p) for p in ("M", "OFX", "FXA", "FXB")) or \
                self.feeds(low, ("FXA", "FXB")) or (first and not cells[first]["connections"].get("DI")) or \
                (second and not cells[second]["connections"].get("DI")):
            return None
        return Unit((low, "K", 0), (high, "K", 1), (first, "FF", 0), (second, "FF", 1), whole=True)

    def feeds(self, name, ports):
        design = self.design
        return any(port in ports for out in ("F", "OFX") for bit in design.cells[name]["connections"].get(out, [])
                   for _, port in design.sinks[bit])

    def behind(self, name):
        """The flip-flop that a LUT drives by the wire inside its slice."""
        design = self.design
        return next((n for bit in design.cells[name]["connections"]["F"] for n, port in design.sinks[bit]
                     if port == "DI"), None)

    # -- where it may go -------------------------------------------------------------------------------------------

    def fits(self, unit, tile, letter, index):
        slice_name, taken = "X%d/Y%d/SLICE%s." % (*tile, letter), self.design.taken
        if unit.whole and (index or any(slice_name + part in taken for part in ("K0", "K1", "FF0", "FF1"))):
            return False
        if any("%s%s%d" % (slice_name, part, index + offset) in taken for _, part, offset in unit.cells):
            return False
        return not unit.flipflops or self.flipflop_fits(unit, tile, slice_name, index)

    def flipflop_fits(self, unit, tile, slice_name, index):
        taken, flipflop = self.design.taken, unit.flipflops[0]
        if slice_name[:-1] in self.barred or tile in self.ram_tiles:
            return False
        lut = taken.get("%sK%d" % (slice_name, index))
        if lut and self.behind(lut):
            return False
        other = taken.get("%sFF%d" % (slice_name, 1 - index))
        if other and self.control_of(other) != self.control_of(flipflop):
            return False
        resets = {r for r, n in self.lsr[tile].items() if n}
        return not resets or self.reset_of(flipflop) in resets

    def places(self, unit, centre):
        """Free places around a tile, the nearest first."""
        for far in range(REACH + 1):
            for dx in range(-far, far + 1):
                for dy in {far - abs(dx), abs(dx) - far}:
                    tile = (centre[0] + dx, centre[1] + dy)
                    if tile not in self.tiles:
                        continue
                    for letter in "ABCD":
                        for index in (0, 1):
                            if self.fits(unit, tile, letter, index):
                                yield tile, letter, index
                                break

    def move(self, unit, tile, letter, index):
        """Without a look whether that is for the better."""
        design = self.design
        if unit.whole:
            self.barred.discard(design.site[unit.names[0]].rsplit(".", 1)[0])
            self.barred.add("X%d/Y%d/SLICE%s" % (*tile, letter))
        for name in unit.flipflops:
            self.lsr[design.at[name]][self.reset_of(name)] -= 1
            self.lsr[tile][self.reset_of(name)] += 1
        for name in unit.names:
            del design.taken[design.site[name]]
        for name, part, offset in unit.cells:
            design.put(name, "X%d/Y%d/SLICE%s.%s%d" % (*tile, letter, part, index + offset))

    def place_of(self, unit):
        """Where a unit lies, as places() says it."""
        name, _, offset = unit.cells[0]
        site = self.design.site[name]
        return self.design.at[name], site[site.index("SLICE") + 5], int(site[-1]) - offset

    def swap(self, one, other):
        """Two block RAMs change their places."""
        here, there = self.design.site[one], self.design.site[other]
        self.design.put(one, there)
        self.design.put(other, here)

    # -- whether that is better --------------------------------------------------------------------------------------

    def try_moves(self, group, centre, number):
        """Move the units of a group to the free places around a tile, each to the `number`th. Kept when less is late."""
        late, undo = self.timing.late, []
        for unit in group:
            place = next(itertools.islice(self.places(unit, centre), number, None), None)
            if place:
                undo.append((unit, self.place_of(unit)))
                self.move(unit, *place)
        was = self.timing.moved([name for unit, _ in undo for name in unit.names])
        if self.timing.late < late - ENOUGH:
            return True
        for unit, place in reversed(undo):
            self.move(unit, *place)
        self.timing.undo(was)
        return False

    def try_swap(self, one, other):
        """Swap two block RAMs; kept when less is late."""
        late = self.timing.late
        self.swap(one, other)
        was = self.timing.moved([one, other])
        if self.timing.late < late - ENOUGH:
            return True
        self.swap(one, other)
        self.timing.undo(was)
        return False

    def improve(self, cells):
        """Work on a path: units alone, units that follow each other together, block RAMs. Whether anything went."""
        design, units = self.design, []
        for name in cells:
            unit = self.unit_of(name) if design.cells[name]["type"] in ("TRELLIS_COMB", "TRELLIS_FF") else None
            if not (unit and units and isinstance(units[-1], Unit) and units[-1].names == unit.names):
                units.append(unit or name)
        at = [design.at[u.names[0] if isinstance(u, Unit) else u] for u in units]
        for first, last in itertools.combinations(range(len(units) + 1), 2):
            group = units[first:last]
            if not all(isinstance(unit, Unit) for unit in group):
                continue
            ends = at[max(0, first - 1)], at[min(last, len(at) - 1)]
            half = tuple((ends[0][i] + ends[1][i]) // 2 for i in (0, 1))
            for centre in dict.fromkeys((half, *ends)):
                if any(self.try_moves(group, centre, number) for number in range(PLACES)):
                    return True
        blocks = [name for name in cells if design.cells[name]["type"] == "DP16KD"]
        return any(self.try_swap(one, other) for one in blocks for other in self.blocks if one != other)


def refine(source, result, target):
    """Reads a placed design, writes it with late cells moved; see the head of this file."""
    with open(source, encoding="utf-8") as file:
        netlist = json.load(file)
    design = Design(netlist)
    timing = Timing(design, target)
    refiner, first, sites, given_up = Refiner(design, timing), timing.worst()[1], dict(design.site), set()
    for _ in range(PATHS):
        bit, length = timing.worst(given_up)
        if length <= target:
            break
        nets, cells = timing.path(bit)
        if not refiner.improve(cells):
            given_up.update(nets)
    with open(result, "w", encoding="utf-8") as file:
        json.dump(netlist, file)
    return first, timing.worst()[1], sum(design.site[name] != site for name, site in sites.items())


if __name__ == "__main__":
    import sys
    print("worst path %.2f ns, then %.2f ns; %d cells moved" % refine(sys.argv[1], sys.argv[2], float(sys.argv[3])))
