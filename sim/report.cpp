/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include "report.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdarg>
#include <cstdio>

#include "finwave_regs.h"

namespace fws
{

std::string format(const char *form, ...)
{
	char text[512];
	va_list args;

	va_start(args, form);
	vsnprintf(text, sizeof(text), form, args);
	va_end(args);
	return text;
}

#define NAME_CASE(name, code) \
	case code:            \
		return #name;
#define NAME_FUNCTION(function, LIST)              \
	std::string function(unsigned code)        \
	{                                          \
		switch (code) {                    \
			LIST(NAME_CASE)            \
		}                                  \
		return "?" + std::to_string(code); \
	}

NAME_FUNCTION(state_name, FINWAVE_TCP_STATE_LIST)
NAME_FUNCTION(op_name, FINWAVE_OP_LIST)
NAME_FUNCTION(reason_name, FINWAVE_REASON_LIST)
NAME_FUNCTION(send_name, FINWAVE_SEND_LIST)
NAME_FUNCTION(event_name, FINWAVE_EVENT_LIST)
NAME_FUNCTION(result_name, FINWAVE_CMD_RESULT_LIST)

static std::string address_text(const uint8_t *address, bool ipv6)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop(ipv6 ? AF_INET6 : AF_INET, address, text, sizeof(text));
	return ipv6 ? "[" + std::string(text) + "]" : text;
}

std::string tuple_text(const fwm_tuple &tuple)
{
	std::string text = "local " + address_text(tuple.local, tuple.ipv6) + ":" +
	                   std::to_string(tuple.local_port) + " remote " +
	                   address_text(tuple.remote, tuple.ipv6) + ":" +
	                   std::to_string(tuple.remote_port);

	for (unsigned i = 0; i < tuple.vlan_count && i < 2; i++)
		text += " vlan " + std::to_string(tuple.vlan_id[i]);
	return text;
}

std::string flow_text(const fwm_flow &flow)
{
	std::string text =
		format("%s%s%s%s%s%s una %08x nxt %08x fin_at %08x tail %u rcv %08x edge %08x "
	               "max_wnd %u snd_wnd %u<<%u rcv_wscale %u",
	               state_name(flow.state).c_str(), flow.half_close ? " half-close" : "",
	               flow.tracked ? " tracked" : "", flow.watch ? " watch" : "",
	               flow.close_on_fin ? " close-on-fin" : "", flow.ack_owed ? " ack-owed" : "",
	               flow.snd_una, flow.snd_nxt, flow.fin_at, flow.tail_len, flow.rcv_nxt,
	               flow.rcv_edge, flow.max_wnd, flow.snd_wnd, flow.snd_wscale, flow.rcv_wscale);

	if (flow.timestamps)
		text += format(" ts_recent %08x ts_offset %08x", flow.ts_recent, flow.ts_offset);
	if (flow.timer)
		text += format(" deadline %08x", flow.deadline);
	text += format(" rto %u retries %u/%u first_fin %05x user_timeout %u", flow.rto,
	               flow.retries, flow.max_retries, flow.first_fin, flow.user_timeout);
	if (flow.peer_fin_seen)
		text += format(" peer_fin_at %08x", flow.peer_fin_at);
	if (flow.limited)
		text += format(" limited_at %llu",
		               static_cast<unsigned long long>(flow.limited_at));
	return text;
}

std::string segment_text(const Segment &segment)
{
	static const char letters[] = "FSRPAUEC";
	std::string text;

	for (unsigned i = 0; i < 8; i++)
		if (segment.flags >> i & 1)
			text += letters[i];
	text = format("flags %s seq %08x ack %08x win %u payload %u",
	              text.empty() ? "-" : text.c_str(), segment.seq, segment.ack, segment.window,
	              segment.payload);
	if (segment.has_ts)
		text += format(" tsval %08x tsecr %08x", segment.tsval, segment.tsecr);
	if (segment.has_wscale)
		text += format(" wscale %u", segment.wscale);
	if (segment.bad_frame)
		text += " BAD FRAME";
	if (segment.bad_checksum)
		text += " BAD CHECKSUM";
	return text;
}

std::string config_text(const fwm_config &c)
{
	return format("linux_compat %d time_wait_rst %d syn_rst %d give_up_silent %d time_wait %u "
	              "rto_first %u rto_max %u r2 %u fin_wait_2 %u ack_interval %u ack_budget %u "
	              "fin_retries %u ts_shift %u transparent %d merge_window %u track_idle %u",
	              c.linux_compat, c.time_wait_rst, c.syn_rst, c.give_up_silent, c.time_wait,
	              c.rto_first, c.rto_max, c.r2, c.fin_wait_2_timeout, c.ack_interval,
	              c.ack_budget, c.fin_retries, c.ts_shift, c.transparent, c.merge_window,
	              c.track_idle);
}

static std::string hex_line(const uint8_t *data, size_t len, size_t at)
{
	std::string text;

	for (size_t i = at; i < at + 16; i++) {
		text += i < len ? format("%02x", data[i]) : "  ";
		if (i % 2)
			text += ' ';
	}
	return text;
}

std::string frames_text(const char *left, const uint8_t *a, size_t a_len, const char *right,
                        const uint8_t *b, size_t b_len)
{
	std::string text = format("        %-41s%s\n", format("%s, %zu bytes", left, a_len).c_str(),
	                          format("%s, %zu bytes", right, b_len).c_str());

	for (size_t at = 0; at < std::max(a_len, b_len); at += 16) {
		std::string line_a = hex_line(a, a_len, at), line_b = hex_line(b, b_len, at);

		text += format("%c %04zx  %s %s\n", line_a == line_b ? ' ' : '!', at,
		               line_a.c_str(), line_b.c_str());
	}
	return text;
}

std::string frame_text(const uint8_t *data, size_t len)
{
	std::string text;

	for (size_t at = 0; at < len; at += 16)
		text += format("  %04zx  %s\n", at, hex_line(data, len, at).c_str());
	return text;
}

static std::string table_line(char mark, const char *name, const char *engine, const char *model)
{
	return format("%c %-12s %-20s %s\n", mark, name, engine, model);
}

void Table::row(const char *name, const std::string &engine, const std::string &model)
{
	rows_ += table_line(engine == model ? ' ' : '!', name, engine.c_str(), model.c_str());
}

void Table::number(const char *name, uint32_t engine, uint32_t model)
{
	row(name, format("0x%x", engine), format("0x%x", model));
}

std::string Table::text() const
{
	return table_line(' ', "", "engine", "model") + rows_;
}

} // namespace fws
