#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
"""Turn rtl/regs/finwave.rdl into C, Verilog and Markdown; tools/regs.sh calls it.

usage: regs_export.py RDL OUTPUT_DIR

Writes finwave_regs.h, finwave_regs.vh, finwave_reg_table.h and registers.md. Needs the Python package
systemrdl-compiler (PeakRDL brings it along). The enums of the root scope and every register of the one
address map are exported; registers COUNT_* are pairs of words that hold one 64-bit counter.
"""

import re
import sys

from systemrdl import RDLCompileError, RDLCompiler

SOURCE = "rtl/regs/finwave.rdl"
MADE_BY = f"Made by tools/regs.sh from {SOURCE}, do not edit. SPDX-License-Identifier: BSD-2-Clause"
COPYRIGHT = "Copyright (c) 2026 The finwave authors"


class Field:
    def __init__(self, node):
        self.name = node.inst_name.upper()
        self.lsb, self.msb, self.width = node.lsb, node.msb, node.width
        self.mask = ((1 << self.width) - 1) << self.lsb
        self.reset = node.get_property("reset")
        self.desc = node.get_property("desc") or ""
        encode = node.get_property("encode")
        self.encode = encode.type_name if encode else ""
        self.readable, self.writable = node.is_sw_readable, node.is_sw_writable


class Register:
    def __init__(self, node):
        self.name = node.inst_name.upper()
        self.title = node.get_property("name")
        self.desc = node.get_property("desc", default=None) or ""
        self.offset = node.raw_address_offset
        self.count = node.array_dimensions[0] if node.is_array else 1
        self.stride = node.array_stride if node.is_array else 4
        self.is_array = node.is_array
        self.fields = [Field(f) for f in node.fields()]
        self.readable = sum(f.mask for f in self.fields if f.readable)
        self.writable = sum(f.mask for f in self.fields if f.writable)
        self.reset = sum((f.reset or 0) << f.lsb for f in self.fields)
        self.reset_known = sum(f.mask for f in self.fields if f.reset is not None)
        self.access = {(1, 1): "RW", (1, 0): "RO", (0, 1): "WO"}[bool(self.readable), bool(self.writable)]


class Enum:
    def __init__(self, enum, width):
        self.name, self.width = enum.type_name, width
        self.members = [(m.name, m.value, m.rdl_desc or "") for m in enum.members.values()]


def enum_width(text, name):
    """The compiler forgets how wide the values of an enum were written, so look at the text."""
    body = re.search(r"\benum\s+%s\s*\{(.*?)^\}" % name, text, re.S | re.M).group(1)
    widths = set(re.findall(r"=\s*(\d+)'d", body))
    if len(widths) != 1:
        sys.exit(f"{SOURCE}: enum {name}: give all values the same width, for example 4'd0")
    return int(widths.pop())


def load(path):
    compiler = RDLCompiler()
    try:
        compiler.compile_file(path)
        top = compiler.elaborate().top
    except RDLCompileError:
        sys.exit(2)
    with open(path, encoding="utf-8") as source:
        text = source.read()
    names = re.findall(r"^enum\s+(\w+)", text, re.M)
    types = {name: compiler.namespace.lookup_type(name) for name in names}
    enums = [Enum(types[name], enum_width(text, name)) for name in names]
    registers = sorted((Register(r) for r in top.registers()), key=lambda r: r.offset)
    return enums, registers


class Constants:
    """Lines of a header; refuses to define one name twice."""

    def __init__(self):
        self.lines, self.names = [], set()

    def define(self, name, value, comment=""):
        name = "FINWAVE_" + name
        if name in self.names:
            sys.exit(f"{SOURCE}: two things would be called {name}: rename one")
        self.names.add(name)
        self.lines.append((f"{name} {value}", comment))

    def heading(self, text):
        self.lines.append((None, text))

    def text(self, define, heading, comment):
        out = []
        for line, note in self.lines:
            if line is None:
                out += ["", heading % note]
            elif note:
                out += [define + line + "  " + comment % note]
            else:
                out += [define + line]
        return "\n".join(out) + "\n"


def counters_of(registers):
    counters = [r for r in registers if r.name.startswith("COUNT_")]
    for r in counters:
        if r.count != 2:
            sys.exit(f"{SOURCE}: {r.name}: a counter is two words, [2]")
    return counters


def x_macro(name, comment, rows):
    lines = [f"/* {comment} */", f"#define FINWAVE_{name}(X) \\"]
    lines += [f"\tX({row}) \\" for row in rows]
    lines[-1] = lines[-1][:-2]
    return "\n".join(lines) + "\n"


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def c_header(enums, registers):
    c = Constants()
    for e in enums:
        c.heading(f"enum {e.name}, {e.width} bits")
        for name, value, desc in e.members:
            c.define(f"{e.name.upper()}_{name}", f"{value}u", desc)
    c.heading("offsets of the registers, in bytes")
    for r in registers:
        c.define(f"REG_{r.name}", f"0x{r.offset:03X}u", r.title)
        if r.is_array:
            c.define(f"REG_{r.name}_COUNT", f"{r.count}u")
            c.define(f"REG_{r.name}_STRIDE", f"{r.stride}u")
    c.heading("fields (a mask is in place: value & MASK) and values after reset")
    for r in registers:
        for f in r.fields:
            c.define(f"{r.name}_{f.name}_SHIFT", f"{f.lsb}u")
            c.define(f"{r.name}_{f.name}_MASK", f"0x{f.mask:08X}u", f.desc)
        if r.reset_known:
            c.define(f"{r.name}_RESET", f"0x{r.reset:08X}u")
    body = c.text("#define ", "/* %s */", "/* %s */")
    lists = "\n".join(
        x_macro(f"{e.name.upper()}_LIST", f"X(name, value) of every member of enum {e.name}",
                [f"{name}, {value}u" for name, value, _ in e.members]) for e in enums)
    lists += "\n" + "\n".join(
        x_macro(f"{e.name.upper()}_TEXTS", f"X(name, description) of every member of enum {e.name}",
                [f"{name}, {c_string(desc)}" for name, _, desc in e.members]) for e in enums)
    lists += "\n" + x_macro("COUNT_LIST", "X(name, offset of the low word) of every 64-bit counter",
                            [f"{r.name[6:]}, FINWAVE_REG_{r.name}" for r in counters_of(registers)])
    return (f"/* {MADE_BY} */\n/* {COPYRIGHT} */\n#ifndef FINWAVE_REGS_H\n#define FINWAVE_REGS_H\n"
            f"{body}\n{lists}\n#endif\n")


def verilog_header(enums, registers):
    c = Constants()
    for e in enums:
        c.heading(f"enum {e.name}")
        c.define(f"{e.name.upper()}_WIDTH", str(e.width))
        for name, value, desc in e.members:
            c.define(f"{e.name.upper()}_{name}", f"{e.width}'d{value}", desc)
    c.heading("offsets of the registers, in bytes")
    for r in registers:
        c.define(f"REG_{r.name}", f"12'h{r.offset:03X}", r.title)
        if r.is_array:
            c.define(f"REG_{r.name}_COUNT", str(r.count))
            c.define(f"REG_{r.name}_STRIDE", str(r.stride))
    c.heading("fields and values after reset")
    for r in registers:
        for f in r.fields:
            prefix = f"{r.name}_{f.name}"
            c.define(f"{prefix}_LSB", str(f.lsb))
            c.define(f"{prefix}_MSB", str(f.msb))
            c.define(f"{prefix}_WIDTH", str(f.width), f.desc)
            if f.reset is not None:
                c.define(f"{prefix}_RESET", f"{f.width}'h{f.reset:X}")
        if r.reset_known:
            c.define(f"{r.name}_RESET", f"32'h{r.reset:08X}")
    body = c.text("`define ", "// %s", "// %s")
    return (f"// {MADE_BY}\n// {COPYRIGHT}\n`ifndef FINWAVE_REGS_VH\n`define FINWAVE_REGS_VH\n"
            f"{body}\n`endif\n")


def c_table(registers):
    rows = [f"{r.name}, 0x{r.offset:03X}u, {r.count}u, {r.stride}u, 0x{r.readable:08X}u, 0x{r.writable:08X}u, "
            f"0x{r.reset:08X}u, 0x{r.reset_known:08X}u, {r.access}" for r in registers]
    comment = ("Every register: X(name, offset, count, stride in bytes, readable bits, writable bits,\n"
               " * value after reset, bits of it that are fixed, access: RO, RW or WO)")
    return (f"/* {MADE_BY} */\n/* {COPYRIGHT} */\n#ifndef FINWAVE_REG_TABLE_H\n#define FINWAVE_REG_TABLE_H\n\n"
            f"/* clang-format off */\n"
            f"{x_macro('REG_TABLE', comment, rows)}\n#endif\n")


def cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")


def md_fields(r):
    out = ["| bits | name | access | reset | meaning |", "| --- | --- | --- | --- | --- |"]
    for f in r.fields:
        bits = str(f.lsb) if f.width == 1 else f"{f.msb}:{f.lsb}"
        access = {(1, 1): "rw", (1, 0): "r", (0, 1): "w"}[bool(f.readable), bool(f.writable)]
        reset = "by build" if f.reset is None else f"{f.reset:#x}" if f.reset > 9 else str(f.reset)
        link = f"[{f.encode}](#{f.encode})" if f.encode else ""
        meaning = "; ".join(filter(None, [cell(f.desc), link]))
        out.append(f"| {bits} | {f.name.lower()} | {access} | {reset} | {meaning} |")
    return out


def markdown(enums, registers):
    out = [f"<!-- {MADE_BY} -->", f"<!-- {COPYRIGHT} -->", "", "# Registers", "",
           "All registers are 32 bits wide; offsets are in bytes, times in ticks (`TICK_CYCLES` clocks, 1 us by",
           "default). Bits that are not named read 0 and ignore writes. An offset that is not listed answers SLVERR.",
           "In C the names are `FINWAVE_REG_<NAME>` and `FINWAVE_<NAME>_<FIELD>_SHIFT` and `_MASK` from",
           "`rtl/regs/finwave_regs.h`, in Verilog `` `FINWAVE_REG_<NAME> `` and",
           "`` `FINWAVE_<NAME>_<FIELD>_LSB `` and so on from `rtl/regs/finwave_regs.vh`.", "",
           "Counters are 64 bits in two words: reading the low word latches the high one. A command is carried out by",
           "filling the descriptor (`CMD_FLOW` to `CMD_PORTS`), writing its number to `DOORBELL`, waiting until",
           "`STATUS.command_busy` is 0 and reading `CMD_RESULT`. `ADOPT` reads the whole descriptor; the others read",
           "`CMD_FLOW`, `CMD_FLAGS` and the words that `CMD_FLAGS` declares valid. What `QUERY` finds stands in",
           "`FLOW_FLAGS` to `FLOW_RTO`. The oldest event stands in `EVENT_TYPE` to `EVENT_RCV_NXT` until `EVENT_POP`",
           "is written.", "",
           "| offset | name | access | reset | |", "| --- | --- | --- | --- | --- |"]
    for r in registers:
        offset = f"{r.offset:#05x}"
        name = f"[{r.name}](#{r.name.lower()})"
        if r.is_array:
            offset += f" to {r.offset + r.stride * (r.count - 1):#05x}"
            name += f" [{r.count}]"
        reset = f"{r.reset:#010x}" if r.reset_known else "by build"
        out.append(f"| {offset} | {name} | {r.access.lower()} | {reset} | {cell(r.title)} |")
    out += ["", "## Fields", ""]
    for r in registers:
        out += [f"### {r.name}", "", cell(r.title) + "." + (f" {cell(r.desc)}" if r.desc else ""), ""]
        out += md_fields(r) + [""]
    out += ["## Codes", ""]
    for e in enums:
        out += [f"### {e.name}", "", f"{e.width} bits; in C and Verilog `FINWAVE_{e.name.upper()}_<NAME>`.", "",
                "| code | name | meaning |", "| --- | --- | --- |"]
        out += [f"| {value} | {name} | {cell(desc)} |" for name, value, desc in e.members] + [""]
    return "\n".join(out).rstrip() + "\n"


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: regs_export.py RDL OUTPUT_DIR")
    enums, registers = load(sys.argv[1])
    outputs = {
        "finwave_regs.h": c_header(enums, registers),
        "finwave_regs.vh": verilog_header(enums, registers),
        "finwave_reg_table.h": c_table(registers),
        "registers.md": markdown(enums, registers),
    }
    for name, text in outputs.items():
        with open(f"{sys.argv[2]}/{name}", "w", encoding="utf-8") as out:
            out.write(text)


if __name__ == "__main__":
    main()
