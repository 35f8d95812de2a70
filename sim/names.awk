# SPDX-License-Identifier: BSD-2-Clause
# Copyright (c) 2026 The finwave authors
#
# rtl/regs/finwave_regs.vh -> a SystemVerilog package for each enumeration, so that a waveform shows names.

function end_package() {
	if (members != "")
		printf "package finwave_names_%s;\ntypedef enum logic [%d:0] {%s} code_t;\nendpackage\n", name, width - 1, members
	members = ""
}

/^\/\/ enum / {
	end_package()
	name = $3
	prefix = "FINWAVE_" toupper(name) "_"
	next
}
/^\/\/ / { end_package(); name = ""; next }
name != "" && $1 == "`define" && index($2, prefix) == 1 {
	member = substr($2, length(prefix) + 1)
	if (member == "WIDTH")
		width = $3
	else
		members = members (members == "" ? "" : ", ") member " = " $3
}
END { end_package() }
