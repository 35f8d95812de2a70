#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
"""Synthesis, place and route of the engine with Yosys and nextpnr; `make fpga` calls this.

    tools/fpga.py [--out DIR] [--seeds N] [--jobs N] [--flows N] [--tails N] [--xilinx yes|no] [--docs]

Writes DIR/fpga.json and prints its table. Results are kept in DIR by a hash of the RTL, the parameters and the tools'
versions: what did not change is not run again. --docs puts the tables into docs/fpga.md.

ECP5: rtl/boards/ecp5/finwave_ecp5.v at 64 bits, placed and routed once a seed for LFE5UM5G-85F grade 8. Grades 7 and 6
exist for LFE5UM-85F only, the same die: each routed design is timed again with their delays, not placed again. A seed
that is not routed in 30 minutes of processor time is given up and named, and the next one is taken.
UltraScale+: counts of cells, LUT sites and levels of logic after Yosys's mapping, no place and route (there is no open
tool).

Exit status: 1 when a tool fails (its log is named), 2 for wrong use or missing tools.
"""

import argparse
import ast
import bisect
import collections
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time

import fpga_refine

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GRADES = {"8": ("--um5g-85k", "8"), "7": ("--um-85k", "7"), "6": ("--um-85k", "6")}
FREQUENCY = "170"      # MHz asked for at grade 8
TARGET = 5.5           # ns: how long a path fpga_refine lets be, estimated from distance
LIMIT = 30             # minutes of processor time to route a seed: in a jam router1 goes on for hours
NEXTPNR = (0, 11)      # the oldest whose placement is any good for this engine: 0.7's is a third slower
NEXTPNR_COMMAND = ("nextpnr-ecp5", "--package", "CABGA756", "--freq", FREQUENCY, "--timing-allow-fail",
                   "--lpf-allow-unconstrained", "-q")
ECP5_SCRIPT = (
    "read_verilog -lib sim/gates/dp16kd.v",
    "read_verilog -Irtl -Irtl/regs {files}",
    "chparam -set FLOW_COUNT {flows} -set TAIL_COUNT {tails} finwave_ecp5",
    "synth_ecp5 -abc9 -top finwave_ecp5 -run begin:check",
    "blackbox =A:whitebox")
# width, flows, script of abc9: flow3mfs takes the fewest LUTs, but does not come to an end where thousands of URAMs are
# chosen among
XILINX = (("64 bits, 4,096 flows", 64, 4096, "flow3mfs"), ("512 bits, 65,536 flows", 512, 65536, "flow3mfs"),
          ("512 bits, 1,048,576 flows", 512, 1048576, "default"))
XILINX_OPTIONS = "-abc9 -flatten -family xcup -uram -noiopad -noclkbuf -top finwave"
XILINX_SCRIPT = (
    "read_verilog -Irtl -Irtl/regs {files}",
    "chparam -set DATA_WIDTH {width} -set FLOW_COUNT {flows} finwave",
    "synth_xilinx " + XILINX_OPTIONS + " -run begin:map_luts",
    # its map_luts but for xilinx_dffopt, which makes clock enables inputs of LUTs: two LUT3 that share a site become
    # two LUT6 that do not; and with another script of abc9 (-W: its delay of a wire)
    "opt_expr -mux_undef -noclkinv",
    "read_verilog -icells -lib -specify +/xilinx/abc9_model.v",
    "scratchpad -copy abc9.script.{abc9} abc9.script",
    "abc9 -W 300",
    "clean",
    "xilinx_srl -fixed -minlen 3",
    "techmap -map +/xilinx/lut_map.v -map +/xilinx/cells_map.v -D LUT_WIDTH=6",
    "opt_lut_ins -tech xilinx",
    "synth_xilinx " + XILINX_OPTIONS + " -run finalize:check",
    "blackbox =A:whitebox")
MEMORY_SITES = {       # LUT sites that a LUT RAM or a shift register takes
    "RAM32M16": 8, "RAM64M8": 8, "RAM32X16DR8": 8, "RAM64X8SW": 8, "RAM32M": 4, "RAM64M": 4,
    "RAM32X1S": 1, "RAM64X1S": 1, "RAM128X1S": 2, "RAM256X1S": 4, "RAM512X1S": 8,
    "RAM32X1D": 2, "RAM64X1D": 2, "RAM128X1D": 4, "RAM256X1D": 8, "SRLC32E": 1}
NEAR = 250             # readers of a net, before a LUT and behind it in the netlist, among which paired() looks


class Failed(Exception):
    """A tool failed; the message says which and where its log is."""


class GaveUp(Exception):
    """A seed took longer than LIMIT."""


def say(text):
    print("fpga: " + text, file=sys.stderr, flush=True)


class Tools:
    """Yosys and nextpnr-ecp5: the system's if new enough, else those that tools/fpga-tools.sh brings."""

    def __init__(self, out):
        self.prefix = []
        if not (shutil.which("yosys") and shutil.which("nextpnr-ecp5") and self.new_enough()):
            if out.split(os.sep)[0] == os.pardir:
                say("--out %s: name a folder in the repository, the tools that are fetched see no other" % out)
                sys.exit(2)
            self.prefix = [os.path.join(ROOT, "tools/fpga-tools.sh"), os.path.join(out, "tools")]
            if subprocess.run(self.prefix, check=False).returncode != 0:
                sys.exit(2)
        self.yosys = self.version("yosys", "-V").split("(")[0].strip()
        self.nextpnr = re.search(r"Version ([^)]*)", self.version("nextpnr-ecp5", "--version")).group(1)

    def new_enough(self):
        found = re.search(r"Version (\d+)\.(\d+)", self.version("nextpnr-ecp5", "--version"))
        return found and tuple(int(part) for part in found.groups()) >= NEXTPNR

    def version(self, *command):
        done = subprocess.run(self.prefix + list(command), cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            say("%s does not run: %s" % (command[0], done.stderr.strip()))
            sys.exit(2)
        return done.stdout + done.stderr

    def run(self, log, *command, minutes=None):
        # the soft limit ends it by a signal that nothing else sends; the hard one is for who ignores that
        limit = ["prlimit", "--cpu=%d:%d" % (60 * minutes, 60 * minutes + 60)] if minutes else []
        with open(log, "w", encoding="utf-8") as file:
            done = subprocess.run(limit + self.prefix + list(command), cwd=ROOT, stdout=file, stderr=file, check=False)
        if done.returncode in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
            raise GaveUp()
        if done.returncode != 0:
            raise Failed("%s failed, see %s" % (command[0], log))


def rtl_files(variant):
    """The file list; files of rtl/boards/<variant> take the place of those of the same name."""
    folder = os.path.join("rtl/boards", variant) if variant else None
    own = sorted(f for f in os.listdir(os.path.join(ROOT, folder)) if f.endswith(".v")) if folder else []
    with open(os.path.join(ROOT, "rtl/finwave.f"), encoding="utf-8") as file:
        files = [line.strip() for line in file if line.strip().endswith(".v")]
    return [f for f in files if os.path.basename(f) not in own] + [os.path.join(folder, f) for f in own]


def digest(files, *more):
    """Of what the tools read: comments, assertions and spaces do not count."""
    total = hashlib.sha256(repr(more).encode())
    for folder, pattern in (("rtl", ".vh"), ("rtl/regs", ".vh")):
        files = files + [os.path.join(folder, f) for f in sorted(os.listdir(os.path.join(ROOT, folder)))
                         if f.endswith(pattern)]
    for name in files:
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            code = re.sub(r"/\*.*?\*/|//[^\n]*|`ifdef FORMAL(?:(?!`else).)*?`endif", " ", file.read(), flags=re.S)
        total.update((name + " ".join(code.split())).encode())
    return total.hexdigest()[:16]


def cells(stat):
    """Cells of the whole design in Yosys's `stat -json`."""
    with open(stat, encoding="utf-8") as file:
        return json.load(file)["design"]["num_cells_by_type"]


def progress(task, start, done, count):
    say("%s (%d of %d, %d s)" % (task, done, count, time.time() - start))


# -- ECP5 ------------------------------------------------------------------------------------------------------------


def synthesize_ecp5(tools, out, flows, tails):
    files = rtl_files("ecp5")
    script = "; ".join(ECP5_SCRIPT).format(files=" ".join(files), flows=flows, tails=tails)
    base = os.path.join(out, "ecp5-" + digest(files + ["sim/gates/dp16kd.v"], tools.yosys, script))
    if not os.path.exists(base + ".stat.json"):
        say("synthesis for ECP5, %d flows (some minutes)" % flows)
        tools.run(base + ".synth.log", "yosys", "-q", "-p", script + "; write_json %s.json; tee -q -o %s.stat.part stat -json"
                  % (base, base))
        os.rename(base + ".stat.part", base + ".stat.json")
    return base, cells(base + ".stat.json")


def plain(cell):
    """A cell's instance path without what the tools added."""
    parts = [p for p in cell.split(".") if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*(_inst|_reg)?", p)]
    return ".".join(p for p in parts if not p.startswith("genblk")) or cell


def in_words(report):
    """The worst path as the code names it: signals of the RTL on the way, with the time at which each is there."""
    with open(report, encoding="utf-8") as file:
        paths = json.load(file)["critical_paths"]
    path = max((p["path"] for p in paths if "async" not in p["from"] + p["to"]),
               key=lambda p: sum(s["delay"] for s in p))
    at, names, levels, carried = 0.0, [], 0, False
    for step in path:
        at += step["delay"]
        if step["type"] == "logic":     # a carry chain is one level
            levels += not carried
            carried = step["to"]["port"] == "FCO"
        net = step.get("net", "").split("$")[-1] if step.get("net", "").startswith("$abc") else step.get("net", "")
        net = re.sub(r"(\.genblk\d+)+\..*", "", net.split("lut\\")[-1]).replace("finwave_inst.", "").lstrip("\\")
        if net and not re.match(r"\d+_Y", net) and not net.startswith(("$", "auto", "techmap")) and "aiger" not in net and not net.isdigit():
            names.append("%s (%.1f ns)" % (net, at))
    return "%d levels, %.2f ns: %s" % (levels, at, " -> ".join(names) or plain(path[0]["from"]["cell"]))


def achieved(report):
    with open(report, encoding="utf-8") as file:
        return round(min(clock["achieved"] for clock in json.load(file)["fmax"].values()), 2)


def place(tools, base, seed):
    """One seed at grade 8, and the same design timed at grades 7 and 6. Returns MHz by grade, and the worst path;
    nothing when it was given up."""
    placed = "%s.nextpnr-%s.%sMHz.s%d" % (base, tools.nextpnr, FREQUENCY, seed)
    if not os.path.exists(placed + ".placed.json"):
        # placed by `static`: what `heap` (the default) places has more than routers can undo (docs/decisions.md)
        tools.run(placed + ".log", *NEXTPNR_COMMAND, *GRADES["8"][:1], "--speed", "8", "--placer", "static", "--router",
                  "router1", "--seed", str(seed), "--json", base + ".json", "--no-route", "--write", placed + ".part",
                  "--log", placed + ".place.log")
        os.rename(placed + ".part", placed + ".placed.json")
    name = "%s.r%s" % (placed, code_of("tools/fpga_refine.py", "tools/fpga_valid.py", target=TARGET))
    if os.path.exists(name + ".gaveup") or not route(tools, placed, name, seed):
        return None
    return {grade: timed(tools, name, grade) for grade in GRADES}, in_words(name + ".g8.json")


def route(tools, placed, name, seed):
    """Moves cells of late paths and routes. False when that was given up."""
    if os.path.exists(name + ".g8.json"):
        return True
    say("seed %d: by distance the longest path was %.1f ns, and is %.1f ns with %d cells moved" % (
        seed, *fpga_refine.refine(placed + ".placed.json", name + ".refined.json", TARGET)))
    try:
        tools.run(name + ".log", *NEXTPNR_COMMAND, *GRADES["8"][:1], "--speed", "8", "--json", name + ".refined.json",
                  "--no-pack", "--no-place", "--pre-route", "tools/fpga_valid.py", "--write", name + ".routed.json",
                  "--report", name + ".part", "--log", name + ".route.log", minutes=LIMIT)
    except GaveUp:
        with open(name + ".gaveup", "w", encoding="utf-8") as file:
            file.write("not routed in %d minutes of processor time\n" % LIMIT)
        return False
    os.rename(name + ".part", name + ".g8.json")
    return True


def timed(tools, name, grade):
    """MHz of a routed design at a grade: 8 is routed, with the delays of the others it is timed only."""
    if not os.path.exists("%s.g%s.json" % (name, grade)):
        device, speed = GRADES[grade]
        tools.run("%s.g%s.log" % (name, grade), *NEXTPNR_COMMAND, device, "--speed", speed, "--json",
                  name + ".routed.json", "--no-pack", "--no-place", "--report", name + ".part" + grade)
        os.rename(name + ".part" + grade, "%s.g%s.json" % (name, grade))
    return achieved("%s.g%s.json" % (name, grade))


def code_of(*files, target):
    """Hash of Python files without their comments and docstrings, and of what the first of them aims at."""
    total = hashlib.sha256(repr(target).encode())
    for name in files:
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            tree = ast.parse(file.read())
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
                node.body = node.body[1:]
        total.update(ast.dump(tree).encode())
    return total.hexdigest()[:8]


def place_seeds(tools, base, options):
    """Seeds from 1 on, until so many as were asked for are routed. Returns their results, and which were given up."""
    start, results, gave_up, tasks = time.time(), {}, [], {}
    say("placing and routing %d seeds, %d at a time (10 to 30 minutes each)" % (options.seeds, options.jobs))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        while len(results) < options.seeds:
            while len(results) + len(tasks) < options.seeds:
                seed = 1 + len(results) + len(gave_up) + len(tasks)
                tasks[pool.submit(place, tools, base, seed)] = seed
            done, _ = concurrent.futures.wait(tasks, return_when=concurrent.futures.FIRST_COMPLETED)
            for task in done:
                seed = tasks.pop(task)
                if task.result():
                    results[seed] = task.result()
                    progress("seed %d: %.1f MHz at grade 8" % (seed, results[seed][0]["8"]), start, len(results),
                             options.seeds)
                else:
                    gave_up.append(seed)
                    say("seed %d: not routed in %d minutes of processor time; another one instead" % (seed, LIMIT))
                    if len(gave_up) > 2 * options.seeds:
                        raise Failed("%d seeds were given up" % len(gave_up))
    return results, sorted(gave_up)


def ecp5(tools, options):
    base, count = synthesize_ecp5(tools, options.out, options.flows, options.tails)
    results, gave_up = place_seeds(tools, base, options)
    summary = {"device": "LFE5UM5G-85F (grade 8), LFE5UM-85F (7, 6)", "width": 64, "flows": options.flows,
               "tails": options.tails, "lut": count.get("LUT4", 0), "ff": count.get("TRELLIS_FF", 0),
               "carry": count.get("CCU2C", 0), "lut_ram": count.get("TRELLIS_DPR16X4", 0),
               "block_ram": count.get("DP16KD", 0)}
    summary["seeds"], summary["gave_up"] = sorted(results), gave_up
    for grade in GRADES:
        mhz = [results[seed][0][grade] for seed in sorted(results)]
        summary["grade_" + grade] = {"fmax_mhz_median": round(statistics.median(mhz), 2), "fmax_mhz_min": min(mhz),
                                     "fmax_mhz_max": max(mhz), "seeds": mhz}
    worst = min(results, key=lambda seed: results[seed][0]["8"])
    summary["worst_path"] = results[worst][1]
    return summary


# -- UltraScale+ -------------------------------------------------------------------------------------------------------


def mapped(netlist):
    """The cells of the mapped design, in the netlist's order."""
    with open(netlist, encoding="utf-8") as file:
        return next(m for m in json.load(file)["modules"].values() if "top" in m["attributes"])["cells"]


def logic(netlist):
    """Of each LUT, and of each inverter, which takes one as well: the nets that it reads, and whether it must come out
    at O6, as what feeds a carry's S or a wide multiplexer must."""
    o6 = {bit for cell in netlist.values() for port, bits in cell["connections"].items()
          if cell["type"] + port in ("CARRY4S", "MUXF7I0", "MUXF7I1") for bit in bits}
    return [({bit for port, bits in cell["connections"].items() if port != "O" for bit in bits if isinstance(bit, int)},
             cell["connections"]["O"][0] in o6)     # constants are text, not int
            for cell in netlist.values() if re.fullmatch(r"LUT\d|INV", cell["type"])]


def paired(luts):
    """LUT sites for what logic() found. Two share one when together they read at most five nets, at least one of them
    both (a placer puts strangers together only in need), and not both come out at O6. Who has the fewest partners
    chooses first and takes the one who has the fewest: the same each time, and near the most pairs there can be. Of a
    net with more than NEAR readers on a side each looks at those."""
    readers = {}
    for lut, (inputs, _) in enumerate(luts):
        for net in inputs if len(inputs) <= 5 else ():
            readers.setdefault(net, []).append(lut)

    def partners(lut):
        inputs, o6 = luts[lut]
        near = set()
        for net in inputs if len(inputs) <= 5 else ():
            at = bisect.bisect_left(readers[net], lut)
            near.update(readers[net][max(0, at - NEAR):at + NEAR + 1])
        near.discard(lut)
        return [other for other in near if len(inputs | luts[other][0]) <= 5 and not (o6 and luts[other][1])]

    choice = {lut: (len(partners(lut)), lut) for lut in range(len(luts))}
    taken = set()
    for lut in sorted(choice, key=choice.get):
        free = [other for other in partners(lut) if other not in taken] if lut not in taken else ()
        if free:
            taken |= {lut, min(free, key=choice.get)}
    return len(luts) - len(taken) // 2


def memory(netlist):
    """LUT sites of LUT RAMs and shift registers. Two SRL16E share one when clock, enable and address are the same."""
    short = collections.Counter(tuple(cell["connections"][port][0] for port in ("CLK", "CE", "A0", "A1", "A2", "A3"))
                                for cell in netlist.values() if cell["type"] == "SRL16E")
    return (sum(MEMORY_SITES[cell["type"]] for cell in netlist.values()
                if re.fullmatch(r"RAM\d+[MX].*|SRLC.*", cell["type"])) + sum((n + 1) // 2 for n in short.values()))


def levels(netlist):
    """Levels of logic between registers: each LUT one, a carry chain one, wide multiplexers none."""
    outputs = {"O", "CO", "LO"}
    drivers, depth = {}, {}
    for name, cell in netlist.items():
        if re.match(r"LUT\d|CARRY|MUXF|INV", cell["type"]):
            for port, bits in cell["connections"].items():
                for bit in bits if port in outputs else []:
                    drivers[bit] = name
    sys.setrecursionlimit(100000)

    def deep(name):
        if name not in depth:
            depth[name] = 0     # a loop through a carry's unused output ends here
            cell = netlist[name]
            before = [deep(drivers[b]) for p, bits in cell["connections"].items() if p not in outputs
                      for b in bits if b in drivers and drivers[b] != name]
            chained = cell["type"].startswith("CARRY") and any(
                netlist[drivers[b]]["type"].startswith("CARRY") for b in cell["connections"].get("CI", [])
                if b in drivers)
            depth[name] = max(before, default=0) + (cell["type"][:3] == "LUT" or
                                                    (cell["type"].startswith("CARRY") and not chained))
        return depth[name]

    return max(deep(name) for name in drivers.values())


def xilinx(tools, options):
    files, summary = rtl_files(None), {}
    for title, width, flows, abc9 in XILINX:
        script = "; ".join(XILINX_SCRIPT).format(files=" ".join(files), width=width, flows=flows, abc9=abc9)
        base = os.path.join(options.out, "xcup-" + digest(files, tools.yosys, script))
        if not os.path.exists(base + ".stat.json"):
            say("mapping for UltraScale+, " + title)
            tools.run(base + ".log", "yosys", "-q", "-p", script + "; write_json %s.json; tee -q -o %s.stat.part stat -json"
                      % (base, base))
            os.rename(base + ".stat.part", base + ".stat.json")
        count = cells(base + ".stat.json")
        total = lambda pattern, found=count: sum(n for cell, n in found.items() if re.fullmatch(pattern, cell))
        netlist = mapped(base + ".json")
        luts = logic(netlist)
        sites = paired(luts)
        summary[title] = {"lut": len(luts), "lut_paired": sites, "lut_all": sites + memory(netlist),
                          "lut_ram": total(r"RAM\d+[MX].*"), "srl": total("SRL.*"),
                          "ff": total("FD.E"), "carry4": total("CARRY4"),
                          "bram36": total("RAMB36E2") + total("RAMB18E2") / 2, "uram": total("URAM288"),
                          "levels": levels(netlist)}
    return summary


# -- tables --------------------------------------------------------------------------------------------------------------


def table(result):
    lines = []
    if "ecp5_85f" in result:
        e = result["ecp5_85f"]
        lines += ["| ECP5-85F, 64 bits, {flows:,} flows | Fmax, median | min | max | seeds |".format(**e),
                  "| --- | ---: | ---: | ---: | --- |"]
        lines += ["| grade %s | %.1f MHz | %.1f | %.1f | %s |" % (
            g, e["grade_" + g]["fmax_mhz_median"], e["grade_" + g]["fmax_mhz_min"], e["grade_" + g]["fmax_mhz_max"],
            ", ".join("%.1f" % mhz for mhz in e["grade_" + g]["seeds"])) for g in GRADES]
        lines += ["", "Seeds: %s%s." % (", ".join(map(str, e["seeds"])), "; given up, not routed in %d minutes of processor "
                                       "time: %s" % (LIMIT, ", ".join(map(str, e["gave_up"]))) if e["gave_up"] else "")]
        lines += ["", "| LUT4 | FF | carry (CCU2C) | LUT RAM (DPR16X4) | block RAM (DP16KD, of 208) |",
                  "| ---: | ---: | ---: | ---: | ---: |",
                  "| {lut:,} | {ff:,} | {carry:,} | {lut_ram:,} | {block_ram} |".format(**e),
                  "", "Worst path of the slowest seed at grade 8: " + e["worst_path"] + "."]
    if "xcup" in result:
        lines += ["", "| UltraScale+, after mapping | LUT | paired | LUT RAM | SRL | all LUTs | FF | CARRY4 | RAMB36 | "
                  "URAM | levels |",
                  "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
        lines += ["| %s | %s |" % (title, " | ".join(
            "{:,}".format(x[k]) for k in (
                "lut", "lut_paired", "lut_ram", "srl", "lut_all", "ff", "carry4", "bram36", "uram", "levels")))
                  for title, x in result["xcup"].items()]
    lines += ["", "%s, nextpnr-ecp5 %s." % (result["tools"]["yosys"], result["tools"]["nextpnr_ecp5"])]
    return "\n".join(lines)


def write_docs(text):
    page = os.path.join(ROOT, "docs/fpga.md")
    with open(page, encoding="utf-8") as file:
        old = file.read()
    new = re.sub(r"(<!-- begin: make fpga -->\n).*(<!-- end: make fpga -->)",
                 lambda m: m.group(1) + text + "\n" + m.group(2), old, flags=re.S)
    with open(page, "w", encoding="utf-8") as file:
        file.write(new)


def main():
    parser = argparse.ArgumentParser(description="synthesis, place and route with open tools")
    parser.add_argument("--out", default=os.path.join(ROOT, "build/fpga"))
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--flows", type=int, default=2048)
    parser.add_argument("--tails", type=int, default=16)
    parser.add_argument("--xilinx", choices=("yes", "no"), default="yes")
    parser.add_argument("--ecp5", choices=("yes", "no"), default="yes")
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/fpga.md")
    options = parser.parse_args()
    options.out = os.path.relpath(os.path.abspath(options.out), ROOT)
    os.chdir(ROOT)
    os.makedirs(options.out, exist_ok=True)
    tools = Tools(options.out)
    result = {"tools": {"yosys": tools.yosys, "nextpnr_ecp5": tools.nextpnr}}
    try:
        if options.ecp5 == "yes":
            result["ecp5_85f"] = ecp5(tools, options)
        if options.xilinx == "yes":
            result["xcup"] = xilinx(tools, options)
    except Failed as error:
        say(str(error))
        return 1
    with open(os.path.join(options.out, "..", "fpga.json"), "w", encoding="utf-8") as file:
        json.dump(result, file, indent=4)
        file.write("\n")
    print(table(result))
    if options.docs:
        write_docs(table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
