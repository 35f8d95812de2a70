/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#include <stdio.h>
#include <string.h>

#include "finwave_regs.h"
#include "rules.h"

#define TLP_NS 200000000u       /* Linux and RFC 8985: an RTO is no shorter */
#define DUPLICATE_NS 100000000u /* two taps see a frame within this time */

#define DIFF_HOLE (DIFF_ACK | DIFF_LACKING | DIFF_EXTRA)

/* ---- looking at the capture ----------------------------------------------------------------- */

static const struct frame *at(const struct rule_case *rc, size_t place)
{
	return conn_frame(rc->capture, rc->play->plan.conn, place);
}

static uint64_t time_at(const struct rule_case *rc, size_t place)
{
	return rc->capture->frames[rc->play->plan.conn->frames[place]].time_ns -
	       rc->capture->frames[0].time_ns;
}

static size_t count_of(const struct rule_case *rc)
{
	return rc->play->plan.conn->count;
}

static size_t number(const struct rule_case *rc, size_t place)
{
	return play_frame_number(rc->play, place);
}

static bool is_own(const struct rule_case *rc, size_t place)
{
	return conn_sender(rc->play->plan.conn, at(rc, place)) == rc->play->plan.side;
}

static bool is_own_ack(const struct rule_case *rc, size_t place)
{
	return is_own(rc, place) && (at(rc, place)->flags & TCP_ACK);
}

/* Does the frame carry the number `seq`, as text or FIN? */
static bool carries(const struct frame *f, uint32_t seq)
{
	return !seq_after(f->seq, seq) && seq_after(frame_seq_end(f), seq) && !(f->flags & TCP_RST);
}

/* A frame of one end in [from, before) that carries `seq`; `before` if there is none. */
static size_t find_carrier(const struct rule_case *rc, bool own, size_t from, size_t before,
                           uint32_t seq)
{
	while (from < before && (is_own(rc, from) != own || !carries(at(rc, from), seq)))
		from++;
	return from;
}

/* Is every number of [seq, end) in frames of one end between the places? `first`: the first one. */
static bool is_carried(const struct rule_case *rc, bool own, size_t from, size_t before,
                       uint32_t seq, uint32_t end, size_t *first)
{
	*first = find_carrier(rc, own, from, before, seq);
	while (seq_before(seq, end)) {
		size_t place = find_carrier(rc, own, from, before, seq);

		if (place == before)
			return false;
		seq = frame_seq_end(at(rc, place));
	}
	return true;
}

static bool is_pure_ack(uint8_t flags)
{
	return (flags & (TCP_ACK | TCP_FIN | TCP_SYN | TCP_RST)) == TCP_ACK;
}

static bool is_ack_event(const struct rule_case *rc)
{
	return rc->event && is_pure_ack(rc->event->segment.flags) && !rc->event->segment.payload;
}

static bool is_ack_frame(const struct rule_case *rc)
{
	return rc->frame && is_pure_ack(rc->frame->flags) && !rc->frame->payload;
}

/* The same frame, seen twice: the IP ID tells it from one sent again. */
static bool is_copy(const struct rule_case *rc, size_t a, size_t b)
{
	const struct frame *x = at(rc, a), *y = at(rc, b);

	return x->seq == y->seq && x->ack == y->ack && x->flags == y->flags &&
	       x->payload == y->payload && x->window == y->window && x->tsval == y->tsval &&
	       !x->ipv6 && x->ip_id && x->ip_id == y->ip_id && is_own(rc, a) == is_own(rc, b) &&
	       time_at(rc, b) - time_at(rc, a) < DUPLICATE_NS;
}

static bool find_copy(const struct rule_case *rc, size_t place, size_t *earlier)
{
	for (size_t i = 0; i < place; i++)
		if (is_copy(rc, i, place)) {
			*earlier = i;
			return true;
		}
	return false;
}

/* ---- looking at the engine ------------------------------------------------------------------ */

/* RCV.NXT of the engine before the frame at `place`: each step of it was acknowledged. */
static uint32_t rcv_nxt_before(const struct rule_case *rc, size_t place)
{
	uint32_t rcv_nxt = rc->play->plan.flow.rcv_nxt;

	for (size_t i = 0; i < rc->play->event_count; i++) {
		const struct play_event *e = &rc->play->events[i];

		if (e->emitted && (e->segment.flags & TCP_ACK) &&
		    (e->cause < place ||
		     (e->cause == PLAY_NO_PLACE && e->time_ns < time_at(rc, place))))
			rcv_nxt = seq_max(rcv_nxt, e->segment.ack);
	}
	return rcv_nxt;
}

static uint8_t state_before(const struct rule_case *rc, size_t place)
{
	uint8_t state = FINWAVE_TCP_STATE_ESTABLISHED;

	for (size_t i = 0; i < rc->play->event_count; i++) {
		const struct play_event *e = &rc->play->events[i];

		if (e->cause < place ||
		    (e->cause == PLAY_NO_PLACE && e->time_ns < time_at(rc, place)))
			state = e->new_state;
	}
	return state;
}

static const struct play_event *event_of(const struct rule_case *rc, size_t cause)
{
	for (size_t i = 0; i < rc->play->event_count; i++)
		if (rc->play->events[i].op == FINWAVE_OP_SEGMENT &&
		    rc->play->events[i].cause == cause)
			return &rc->play->events[i];
	return NULL;
}

/* ---- the differences ------------------------------------------------------------------------ */

static uint32_t fin_number(const struct frame *f)
{
	return f->seq + f->payload;
}

unsigned compare_differences(const struct rule_case *rc)
{
	const struct play_segment *e;
	const struct frame *f = rc->frame;
	unsigned diff = 0;
	uint8_t flags;

	if (!rc->event)
		return DIFF_LACKING;
	if (!f)
		return DIFF_EXTRA;
	if (compare_is_refused(rc->play, rc->event))
		return DIFF_REFUSED;
	e = &rc->event->segment;
	if (!(e->flags & TCP_RST) && (f->flags & TCP_RST))
		return DIFF_KIND;
	flags = e->flags ^ f->flags;
	if (f->payload != e->payload) {
		diff |= DIFF_PAYLOAD;
		flags &= (uint8_t)~TCP_PSH; /* it is the data's */
	}
	if (flags)
		diff |= DIFF_FLAGS;
	if (fin_number(f) != e->seq + e->payload)
		diff |= DIFF_SEQ;
	if ((e->flags & f->flags & TCP_ACK) && e->ack != f->ack)
		diff |= DIFF_ACK;
	if (e->ts != f->has_ts)
		diff |= DIFF_TS;
	return diff;
}

/* ---- pairs ---------------------------------------------------------------------------------- */

static bool check_fin_with_data(const struct rule_case *rc, char *detail, size_t size)
{
	const struct plan *plan = &rc->play->plan;

	if (!(rc->event->segment.flags & rc->frame->flags & TCP_FIN) || !rc->frame->payload ||
	    rc->event->segment.payload || fin_number(rc->frame) != rc->event->segment.seq ||
	    (plan->steps[rc->place].route != PLAN_SPLIT && !rc->play->no_tail))
		return false;
	if (rc->frame->fault == FRAME_CUT || rc->frame->fault == FRAME_LENGTH)
		snprintf(detail, size, "same FIN number; its %u bytes are not whole in the capture",
		         rc->frame->payload);
	else
		snprintf(detail, size, "same FIN number; the host sent the %u bytes as a segment",
		         rc->frame->payload);
	return true;
}

static bool check_psh(const struct rule_case *rc, char *detail, size_t size)
{
	const struct play_segment *e = &rc->event->segment;

	if ((e->flags ^ rc->frame->flags) != TCP_PSH ||
	    (rc->frame->payload && !(e->flags & TCP_FIN)))
		return false;
	snprintf(detail, size, "flags differ in PSH only, on a segment %s",
	         rc->frame->payload ? "with FIN, which implies it (RFC 9293 3.10.7.4)"
	                            : "without text");
	return true;
}

static bool check_ecn(const struct rule_case *rc, char *detail, size_t size)
{
	uint8_t differ = rc->event->segment.flags ^ rc->frame->flags;

	if (!(differ & (TCP_ECE | TCP_CWR)) || differ & ~(TCP_ECE | TCP_CWR | TCP_PSH))
		return false;
	snprintf(detail, size, "flags differ in ECE or CWR only (RFC 3168)");
	return true;
}

static bool is_acked_by_other(const struct rule_case *rc, size_t before, uint32_t seq)
{
	for (size_t i = 0; i < before; i++)
		if (!is_own(rc, i) && (at(rc, i)->flags & TCP_ACK) && at(rc, i)->ack == seq)
			return true;
	return false;
}

static bool is_rst_form(const struct rule_case *rc)
{
	uint8_t engine = rc->event->segment.flags, captured = rc->frame->flags;

	return (engine & captured & TCP_RST) && !rc->frame->payload &&
	       !((engine ^ captured) & ~(TCP_ACK | TCP_PSH));
}

/* The number, when it differs in a way that is not rst-form's, is another rule's to explain. */
static bool check_rst_bits(const struct rule_case *rc, char *detail, size_t size)
{
	if (!is_rst_form(rc))
		return false;
	snprintf(detail, size, "both reset; they differ in:%s%s",
	         (rc->event->segment.flags ^ rc->frame->flags) & TCP_ACK ? " ACK bit" : "",
	         rc->event->segment.ts == rc->frame->has_ts ? "" : " timestamp option");
	return true;
}

static bool check_rst_form(const struct rule_case *rc, char *detail, size_t size)
{
	const struct play_segment *e = &rc->event->segment;
	const struct frame *f = rc->frame;

	if (!is_rst_form(rc))
		return false;
	if (e->seq != f->seq && !is_acked_by_other(rc, rc->place, f->seq))
		return false;
	snprintf(detail, size, "both reset, %s; they differ in:%s%s%s",
	         e->seq == f->seq ? "at the same number"
	                          : "the captured one at a number that the other end acknowledged",
	         e->seq == f->seq ? "" : " number",
	         (e->flags ^ f->flags) & TCP_ACK ? " ACK bit" : "",
	         e->ts == f->has_ts ? "" : " timestamp option");
	return true;
}

static bool check_ack_in_flight(const struct rule_case *rc, char *detail, size_t size)
{
	uint32_t engine = rc->event->segment.ack, captured = rc->frame->ack;
	size_t first;

	if (!seq_before(captured, engine) ||
	    !is_carried(rc, false, 0, rc->place, captured, engine, &first))
		return false;
	snprintf(detail, size,
	         "left before frame %zu reached it: that was captured earlier, but the "
	         "segment does not acknowledge it",
	         number(rc, first));
	return true;
}

static bool check_capture_order(const struct rule_case *rc, char *detail, size_t size)
{
	uint32_t engine = rc->event->segment.ack, captured = rc->frame->ack;
	size_t first;

	if (!seq_after(captured, engine) ||
	    !is_carried(rc, false, rc->place + 1, count_of(rc), engine, captured, &first))
		return false;
	snprintf(detail, size, "acknowledges frame %zu, which was captured after it",
	         number(rc, first));
	return true;
}

/* ACKs of the same number, the captured one after data that its end sent meanwhile. */
static bool check_ack_after_data(const struct rule_case *rc, char *detail, size_t size)
{
	const struct play_segment *e = &rc->event->segment;
	size_t first;

	if (!is_ack_event(rc) || !is_ack_frame(rc) || e->ack != rc->frame->ack ||
	    !seq_after(rc->frame->seq, e->seq) || rc->event->cause == PLAY_NO_PLACE ||
	    !is_carried(rc, true, rc->event->cause, rc->place, e->seq, rc->frame->seq, &first))
		return false;
	snprintf(detail, size,
	         "same number acknowledged later, after the %u numbers that the end sent "
	         "from frame %zu on",
	         rc->frame->seq - e->seq, number(rc, first));
	return true;
}

/* ACKs of the same number, in another order with what the end sent than in the capture. */
static bool check_seq_order(const struct rule_case *rc, char *detail, size_t size)
{
	const struct play_segment *e = &rc->event->segment;
	size_t cause = rc->event->cause, first;

	if (!is_ack_event(rc) || !is_ack_frame(rc) || e->ack != rc->frame->ack ||
	    cause == PLAY_NO_PLACE)
		return false;
	if (seq_after(rc->frame->seq, e->seq)) {
		if (!is_carried(rc, true, cause, count_of(rc), e->seq, rc->frame->seq, &first))
			return false;
		snprintf(detail, size, "left behind frame %zu, which was captured after it",
		         number(rc, first));
		return true;
	}
	if (!is_carried(rc, true, 0, cause > rc->place ? cause : rc->place, rc->frame->seq, e->seq,
	                &first))
		return false;
	snprintf(detail, size, "left before frame %zu, and the engine's ACK behind it",
	         number(rc, first));
	return true;
}

/* Does the other end's newest window before the place reach as far as `seq`? */
static bool is_in_window(const struct rule_case *rc, size_t place, uint32_t seq)
{
	uint8_t shift = rc->play->plan.flow.snd_wscale;

	while (place-- > 0) {
		const struct frame *f = at(rc, place);

		if (!is_own(rc, place) && (f->flags & (TCP_ACK | TCP_RST)) == TCP_ACK)
			return !seq_after(seq, f->ack + ((uint32_t)f->window
			                                 << (f->flags & TCP_SYN ? 0 : shift)));
	}
	return false;
}

/* The captured end had sent more by then, into its window, and no frame of the capture has it. */
static bool check_missing_sent(const struct rule_case *rc, char *detail, size_t size)
{
	const struct play_segment *e = &rc->event->segment;
	bool resets = e->flags & rc->frame->flags & TCP_RST;
	uint32_t missing = e->seq;
	size_t place;

	if (!(resets || (is_ack_event(rc) && is_ack_frame(rc) && e->ack == rc->frame->ack)) ||
	    !seq_after(rc->frame->seq, e->seq) || !is_in_window(rc, rc->place, rc->frame->seq - 1))
		return false;
	while ((place = find_carrier(rc, true, 0, count_of(rc), missing)) != count_of(rc))
		missing = frame_seq_end(at(rc, place));
	if (!seq_before(missing, rc->frame->seq))
		return false;
	snprintf(detail, size,
	         "its end had sent %u numbers more; no frame of the capture carries number %u of "
	         "them",
	         rc->frame->seq - e->seq, missing - e->seq + 1);
	return true;
}

static bool check_no_socket(const struct rule_case *rc, char *detail, size_t size)
{
	const struct frame *f = rc->frame;
	size_t cause = rc->event ? rc->event->cause : PLAY_NO_PLACE;

	if (!f || !(f->flags & TCP_RST) || (f->flags & TCP_ACK))
		return false;
	if (!rc->event)
		for (size_t i = rc->place; cause == PLAY_NO_PLACE && i-- > rc->play->plan.adopt_at;)
			if (!is_own(rc, i) && at(rc, i)->ack == f->seq)
				cause = i;
	if (cause == PLAY_NO_PLACE || is_own(rc, cause) || cause > rc->place ||
	    at(rc, cause)->ack != f->seq || rc->play->fate[cause] == PLAY_PASSED)
		return false;
	snprintf(detail, size,
	         "the captured stack had no connection any more and answered frame %zu "
	         "with its ACK number (RFC 9293 3.10.7.1)",
	         number(rc, cause));
	return true;
}

/* ---- a hole before what the engine could take ----------------------------------------------- */

/* Has the engine stopped short of a number that the capture is beyond? Its RCV.NXT is the hole. */
static bool find_hole(const struct rule_case *rc, uint32_t *hole)
{
	if (rc->event ? !(rc->event->segment.flags & TCP_ACK) : !is_ack_frame(rc))
		return false;
	*hole = rc->event ? rc->event->segment.ack : rcv_nxt_before(rc, rc->place);
	if (rc->frame)
		return (rc->frame->flags & TCP_ACK) && seq_after(rc->frame->ack, *hole);
	/* The engine's own: an ACK of the hole, in answer to something beyond it. */
	return is_ack_event(rc) && rc->event->cause != PLAY_NO_PLACE &&
	       !is_own(rc, rc->event->cause) &&
	       (seq_after(at(rc, rc->event->cause)->seq, *hole) ||
	        (at(rc, rc->event->cause)->fault != FRAME_SOUND));
}

static bool check_faulty(const struct rule_case *rc, enum frame_fault fault, const char *what,
                         char *detail, size_t size)
{
	uint32_t hole;

	if (!find_hole(rc, &hole))
		return false;
	for (size_t i = rc->play->plan.adopt_at; i < count_of(rc); i++) {
		if (is_own(rc, i) || !carries(at(rc, i), hole) || at(rc, i)->fault != fault ||
		    rc->play->fate[i] != PLAY_TAKEN)
			continue;
		snprintf(detail, size, "frame %zu, the next in order, %s: dropped", number(rc, i),
		         what);
		return true;
	}
	return false;
}

static bool check_checksum(const struct rule_case *rc, char *detail, size_t size)
{
	return check_faulty(rc, FRAME_CHECKSUM, "has a wrong checksum", detail, size);
}

static bool check_snapped(const struct rule_case *rc, char *detail, size_t size)
{
	return check_faulty(rc, FRAME_CUT, "is cut in the capture", detail, size);
}

static bool check_ip_length(const struct rule_case *rc, char *detail, size_t size)
{
	return check_faulty(rc, FRAME_LENGTH, "has an IP length that cannot be", detail, size);
}

static bool check_too_long(const struct rule_case *rc, char *detail, size_t size)
{
	return check_faulty(rc, FRAME_LONG,
	                    "is longer than the engine stores (joined before it was "
	                    "captured)",
	                    detail, size);
}

static bool check_missing(const struct rule_case *rc, char *detail, size_t size)
{
	uint32_t hole;

	if (!find_hole(rc, &hole) || find_carrier(rc, false, 0, count_of(rc), hole) != count_of(rc))
		return false;
	if (rc->frame)
		snprintf(detail, size,
		         "acknowledges %u more; no frame of the capture carries the "
		         "first of them",
		         rc->frame->ack - hole);
	else
		snprintf(detail, size,
		         "frame %zu starts %u numbers further on; no frame of the "
		         "capture carries the first of them",
		         number(rc, rc->event->cause), at(rc, rc->event->cause)->seq - hole);
	return true;
}

static bool check_reassembly(const struct rule_case *rc, char *detail, size_t size)
{
	uint32_t hole;

	if (!find_hole(rc, &hole))
		return false;
	for (size_t i = rc->play->plan.adopt_at; i < count_of(rc); i++) {
		const struct play_event *e;

		if (is_own(rc, i) || !carries(at(rc, i), hole))
			continue;
		e = event_of(rc, i);
		if (!e || e->reason != FINWAVE_REASON_DATA_OUT_OF_ORDER)
			continue;
		snprintf(detail, size,
		         "frame %zu came before its turn; the engine keeps nothing out "
		         "of order and the capture does not bring it again",
		         number(rc, i));
		return true;
	}
	return false;
}

/* ---- the engine sent, the capture has nothing ----------------------------------------------- */

static bool check_delayed_extra(const struct rule_case *rc, char *detail, size_t size)
{
	if (!is_ack_event(rc) || rc->event->cause == PLAY_NO_PLACE)
		return false;
	for (size_t i = rc->event->cause + 1; i < count_of(rc); i++)
		if (is_own_ack(rc, i) && at(rc, i)->ack == rc->event->segment.ack) {
			snprintf(detail, size, "frame %zu acknowledges the same number later",
			         number(rc, i));
			return true;
		}
	return false;
}

static bool check_coalesced(const struct rule_case *rc, char *detail, size_t size)
{
	if (!is_ack_event(rc) || rc->event->cause == PLAY_NO_PLACE)
		return false;
	for (size_t i = rc->event->cause + 1; i < count_of(rc); i++)
		if (is_own_ack(rc, i) && seq_after(at(rc, i)->ack, rc->event->segment.ack)) {
			snprintf(detail, size, "frame %zu acknowledges this and more at once",
			         number(rc, i));
			return true;
		}
	return false;
}

static bool check_duplicate_extra(const struct rule_case *rc, char *detail, size_t size)
{
	size_t cause = rc->event->cause, earlier;

	if (!is_ack_event(rc) || cause == PLAY_NO_PLACE || !find_copy(rc, cause, &earlier))
		return false;
	snprintf(detail, size, "answers frame %zu, which is frame %zu captured again",
	         number(rc, cause), number(rc, earlier));
	return true;
}

/* Reasons whose ACK tells the other end nothing that it was not told before. */
static bool is_reminder(uint8_t reason)
{
	switch (reason) {
	case FINWAVE_REASON_FIN_REPEATED:
	case FINWAVE_REASON_OUT_OF_WINDOW:
	case FINWAVE_REASON_PAWS:
	case FINWAVE_REASON_ACK_UNACCEPTABLE:
	case FINWAVE_REASON_RST_CHALLENGE:
	case FINWAVE_REASON_SYN_CHALLENGE:
	case FINWAVE_REASON_DATA_AFTER_FIN:
		return true;
	default:
		return false;
	}
}

static bool check_repeated_extra(const struct rule_case *rc, char *detail, size_t size)
{
	if (!is_ack_event(rc) || rc->event->cause == PLAY_NO_PLACE ||
	    !is_reminder(rc->event->reason))
		return false;
	for (size_t i = 0; i < rc->event->cause; i++)
		if (is_own_ack(rc, i) && !seq_before(at(rc, i)->ack, rc->event->segment.ack)) {
			snprintf(detail, size,
			         "answers frame %zu (%s), which brings nothing new: "
			         "frame %zu had acknowledged as much",
			         number(rc, rc->event->cause),
			         replay_reason_name(rc->event->reason), number(rc, i));
			return true;
		}
	return false;
}

/* The next captured segment of the end, after what the engine answered. */
static size_t next_own(const struct rule_case *rc)
{
	size_t i = rc->event->cause + 1;

	while (i < count_of(rc) && !is_own(rc, i))
		i++;
	return i;
}

static bool check_rst_instead(const struct rule_case *rc, char *detail, size_t size)
{
	size_t next;

	if (!is_ack_event(rc) || rc->event->cause == PLAY_NO_PLACE)
		return false;
	next = next_own(rc);
	if (next == count_of(rc) || !(at(rc, next)->flags & TCP_RST))
		return false;
	snprintf(detail, size,
	         "the captured end's next segment is the RST of frame %zu, without ACK "
	         "number or before this one",
	         number(rc, next));
	return true;
}

/* A later connection of the same addresses and ports knocked while the flow was in TIME_WAIT. */
static bool check_tuple_reuse(const struct rule_case *rc, char *detail, size_t size)
{
	if (!is_ack_event(rc) || rc->event->reason != FINWAVE_REASON_SYN_CHALLENGE ||
	    rc->event->cause != PLAY_NO_PLACE)
		return false;
	snprintf(detail, size,
	         "challenge ACK (RFC 5961 4) to the SYN of a later connection of the "
	         "tuple, which came in %s",
	         finwave_state_name((enum finwave_state)rc->event->old_state));
	return true;
}

static bool check_end_silent(const struct rule_case *rc, char *detail, size_t size)
{
	if (!is_ack_event(rc) || rc->event->cause == PLAY_NO_PLACE || next_own(rc) != count_of(rc))
		return false;
	snprintf(detail, size,
	         "the capture holds no segment of this end after frame %zu, and %zu of "
	         "the other",
	         number(rc, rc->event->cause), count_of(rc) - rc->event->cause - 1);
	return true;
}

/*
 * Text or a FIN of the end follows, which left before the frame that the engine answers reached it,
 * and the capture has no ACK of that one.
 */
static bool check_last_ack(const struct rule_case *rc, char *detail, size_t size)
{
	size_t cause = rc->event->cause, last = 0;

	if (!is_ack_event(rc) || cause == PLAY_NO_PLACE || is_own(rc, cause) ||
	    frame_seq_end(at(rc, cause)) != rc->event->segment.ack)
		return false;
	for (size_t i = cause + 1; i < count_of(rc); i++) {
		const struct frame *f = at(rc, i);

		if (!is_own_ack(rc, i) || (f->flags & TCP_RST))
			continue;
		/* One that has nothing but the lower number to say did not cross it. */
		if (!seq_before(f->ack, rc->event->segment.ack) ||
		    (is_pure_ack(f->flags) && !f->payload))
			return false;
		last = i;
	}
	if (!last)
		return false;
	snprintf(detail, size,
	         "frame %zu, the last of this end, left before frame %zu reached it, whose ACK is "
	         "not in the capture",
	         number(rc, last), number(rc, cause));
	return true;
}

/* The number of the FIN that the engine sent, and of the first byte that it may send again with it. */
static bool find_fin(const struct rule_case *rc, uint32_t *first, uint32_t *fin)
{
	for (size_t i = 0; i < rc->play->event_count; i++) {
		const struct play_segment *e = &rc->play->events[i].segment;

		if (!rc->play->events[i].emitted || !(e->flags & TCP_FIN))
			continue;
		*first = e->seq;
		*fin = e->seq + e->payload;
		return true;
	}
	return false;
}

static bool check_rto_extra(const struct rule_case *rc, char *detail, size_t size)
{
	const struct play_segment *e = &rc->event->segment;
	uint32_t first, fin;

	if (rc->event->reason != FINWAVE_REASON_TIMEOUT_RETRANSMIT || !find_fin(rc, &first, &fin) ||
	    seq_before(e->seq, first) || seq_after(e->seq + e->payload, fin))
		return false;
	snprintf(detail, size, "the engine's FIN%s again, same number, by its own RTO at %.6f s",
	         e->payload ? " with its text" : "", (double)rc->event->time_ns / 1e9);
	return true;
}

static bool check_give_up(const struct rule_case *rc, char *detail, size_t size)
{
	uint32_t first, fin;

	if (rc->event->reason != FINWAVE_REASON_TIMEOUT_GIVE_UP || !find_fin(rc, &first, &fin))
		return false;
	for (size_t i = rc->play->plan.adopt_at; i < count_of(rc); i++)
		if (!is_own(rc, i) && at(rc, i)->fault == FRAME_SOUND &&
		    (at(rc, i)->flags & TCP_ACK) && !(at(rc, i)->flags & TCP_RST) &&
		    at(rc, i)->ack == fin + 1)
			return false;
	snprintf(detail, size,
	         "retries used up at %.6f s: no sound frame of the capture acknowledges "
	         "the FIN",
	         (double)rc->event->time_ns / 1e9);
	return true;
}

/* ---- the capture has it, the engine sent nothing -------------------------------------------- */

static bool check_before_adoption(const struct rule_case *rc, char *detail, size_t size)
{
	if (!is_ack_frame(rc) || seq_after(rc->frame->ack, rc->play->plan.flow.rcv_nxt))
		return false;
	snprintf(detail, size,
	         "acknowledges only what came before frame %zu, where the engine took "
	         "over",
	         number(rc, rc->play->plan.adopt_at));
	return true;
}

/* An earlier captured segment of the end with the same ACK number. */
static bool find_same_ack(const struct rule_case *rc, bool window_differs, size_t *earlier)
{
	for (size_t i = rc->place; i-- > 0;)
		if (is_own_ack(rc, i) && !(at(rc, i)->flags & TCP_RST) &&
		    at(rc, i)->ack == rc->frame->ack) {
			*earlier = i;
			return (at(rc, i)->window != rc->frame->window) == window_differs;
		}
	return false;
}

static bool check_window_update(const struct rule_case *rc, char *detail, size_t size)
{
	size_t earlier;

	if (!is_ack_frame(rc) || !find_same_ack(rc, true, &earlier))
		return false;
	snprintf(detail, size, "same ACK number as frame %zu, window %u instead of %u",
	         number(rc, earlier), rc->frame->window, at(rc, earlier)->window);
	return true;
}

static bool check_duplicate_ack(const struct rule_case *rc, char *detail, size_t size)
{
	size_t earlier;

	if (!is_ack_frame(rc) || !find_same_ack(rc, false, &earlier))
		return false;
	snprintf(detail, size, "acknowledges nothing beyond frame %zu", number(rc, earlier));
	return true;
}

static bool check_keep_alive(const struct rule_case *rc, char *detail, size_t size)
{
	bool seen = false;
	uint32_t end = 0;

	for (size_t i = 0; i < rc->place; i++)
		if (is_own(rc, i) && !(at(rc, i)->flags & TCP_RST)) {
			end = seen ? seq_max(end, frame_seq_end(at(rc, i)))
			           : frame_seq_end(at(rc, i));
			seen = true;
		}
	if (!is_ack_frame(rc) || !seen || rc->frame->seq != end - 1 ||
	    seq_after(rc->frame->ack, rcv_nxt_before(rc, rc->place)))
		return false;
	snprintf(detail, size, "one number below what its end had sent (RFC 9293 3.8.4)");
	return true;
}

static bool check_delayed_lacking(const struct rule_case *rc, char *detail, size_t size)
{
	if (!is_ack_frame(rc))
		return false;
	for (size_t i = 0; i < rc->play->event_count; i++) {
		const struct play_event *e = &rc->play->events[i];

		if (!e->emitted || !(e->segment.flags & TCP_ACK) ||
		    e->segment.ack != rc->frame->ack || e->cause >= rc->place)
			continue;
		snprintf(detail, size, "the engine acknowledged the same number %.6f s earlier",
		         ((double)time_at(rc, rc->place) - (double)e->time_ns) / 1e9);
		return true;
	}
	return false;
}

static bool check_partial(const struct rule_case *rc, char *detail, size_t size)
{
	size_t place;

	if (!is_ack_frame(rc) || seq_after(rc->frame->ack, rcv_nxt_before(rc, rc->place)))
		return false;
	place = find_carrier(rc, false, rc->play->plan.adopt_at, rc->place, rc->frame->ack);
	if (place == rc->place || at(rc, place)->seq == rc->frame->ack)
		return false;
	snprintf(detail, size, "acknowledges a part of frame %zu, which was joined in the capture",
	         number(rc, place));
	return true;
}

static bool check_ack_limit(const struct rule_case *rc, char *detail, size_t size)
{
	if (!is_ack_frame(rc) || rc->frame->ack != rcv_nxt_before(rc, rc->place))
		return false;
	for (size_t i = 0; i < rc->play->event_count; i++) {
		const struct play_event *e = &rc->play->events[i];

		if (!e->ack_limited || e->cause >= rc->place)
			continue;
		snprintf(detail, size, "the engine held back its ACK to frame %zu (%s, RFC 5961 7)",
		         number(rc, e->cause), replay_reason_name(e->reason));
		return true;
	}
	return false;
}

static bool check_duplicate_lacking(const struct rule_case *rc, char *detail, size_t size)
{
	size_t earlier;

	if (!find_copy(rc, rc->place, &earlier))
		return false;
	snprintf(detail, size, "is frame %zu captured again", number(rc, earlier));
	return true;
}

/* The place of the captured FIN before this one, of the same number; this may be text of it alone. */
static bool find_fin_before(const struct rule_case *rc, size_t *place)
{
	uint32_t first, fin, end = fin_number(rc->frame);

	if (!find_fin(rc, &first, &fin) ||
	    (rc->frame->flags & TCP_FIN
	             ? end != fin
	             : !rc->frame->payload || !seq_after(end, first) || seq_after(end, fin)))
		return false;
	for (*place = rc->place; (*place)-- > rc->play->plan.adopt_at;)
		if (is_own(rc, *place) && (at(rc, *place)->flags & TCP_FIN) &&
		    fin_number(at(rc, *place)) == fin)
			return true;
	return false;
}

/* Stacks of BSD descent set FIN in every ACK until it is acknowledged. */
static bool check_fin_in_ack(const struct rule_case *rc, char *detail, size_t size)
{
	size_t before;

	if (!(rc->frame->flags & TCP_FIN) || !find_fin_before(rc, &before) ||
	    !seq_after(rc->frame->ack, at(rc, before)->ack))
		return false;
	snprintf(detail, size, "the FIN number of frame %zu again, on an ACK of %u more",
	         number(rc, before), rc->frame->ack - at(rc, before)->ack);
	return true;
}

static bool check_fin_again(const struct rule_case *rc, bool early, char *detail, size_t size)
{
	size_t before;
	uint64_t after;

	if (!find_fin_before(rc, &before))
		return false;
	after = time_at(rc, rc->place) - time_at(rc, before);
	if ((after < TLP_NS) != early)
		return false;
	snprintf(detail, size, "%s again, %.6f s after frame %zu",
	         rc->frame->flags & TCP_FIN ? "the same FIN number" : "text of the FIN",
	         (double)after / 1e9, number(rc, before));
	return true;
}

static bool check_tlp(const struct rule_case *rc, char *detail, size_t size)
{
	return check_fin_again(rc, true, detail, size);
}

static bool check_rto_lacking(const struct rule_case *rc, char *detail, size_t size)
{
	return check_fin_again(rc, false, detail, size);
}

/* The event that freed the flow before the captured frame left; NULL if it was still held. */
static const struct play_event *freed_before(const struct rule_case *rc)
{
	const struct play_event *freed = play_freed_by(rc->play);

	if (!freed)
		return NULL;
	if (freed->cause == PLAY_NO_PLACE)
		return freed->time_ns < time_at(rc, rc->place) ? freed : NULL;
	return freed->cause < rc->place ? freed : NULL;
}

static bool check_after_reset(const struct rule_case *rc, char *detail, size_t size)
{
	const struct play_event *freed = freed_before(rc);

	if (!freed || freed->reason != FINWAVE_REASON_RST_ACCEPTED)
		return false;
	snprintf(detail, size,
	         "frame %zu, a RST exactly at RCV.NXT, had ended the flow; the captured "
	         "stack had not taken it",
	         number(rc, freed->cause));
	return true;
}

/* How many captured RSTs of the end from `from` on, before the one at hand, have its number? */
static size_t count_rsts(const struct rule_case *rc, size_t from)
{
	size_t count = 0;

	for (; from < rc->place; from++)
		count += is_own(rc, from) && (at(rc, from)->flags & TCP_RST) &&
		         at(rc, from)->seq == rc->frame->seq;
	return count;
}

/*
 * The engine passed frames up after the flow was gone; the host's stack answers each with a RST.
 * The n-th such RST is for the n-th frame that it could answer.
 */
static bool check_after_free(const struct rule_case *rc, char *detail, size_t size)
{
	const struct play_event *freed = freed_before(rc);
	size_t before;

	if (!freed || !(rc->frame->flags & TCP_RST))
		return false;
	before = count_rsts(rc,
	                    freed->cause == PLAY_NO_PLACE ? rc->play->plan.adopt_at : freed->cause);
	/* The first of them answers the frame that the engine answered. */
	if (before && freed->emitted && freed->segment.seq == rc->frame->seq)
		before--;
	for (size_t i = rc->play->plan.adopt_at; i < rc->place; i++) {
		if (is_own(rc, i) || rc->play->fate[i] != PLAY_PASSED ||
		    !(at(rc, i)->flags & TCP_ACK) || at(rc, i)->ack != rc->frame->seq)
			continue;
		if (before--)
			continue;
		snprintf(detail, size,
		         "the flow was freed before (%s); frame %zu passed to the host, "
		         "whose stack answers it",
		         replay_reason_name(freed->reason), number(rc, i));
		return true;
	}
	return false;
}

static bool check_repeated_rst(const struct rule_case *rc, char *detail, size_t size)
{
	if (!(rc->frame->flags & TCP_RST))
		return false;
	for (size_t i = rc->place; i-- > rc->play->plan.adopt_at;)
		if (is_own(rc, i) && (at(rc, i)->flags & TCP_RST) &&
		    at(rc, i)->seq == rc->frame->seq) {
			snprintf(detail, size, "the RST of frame %zu again, same number",
			         number(rc, i));
			return true;
		}
	return false;
}

static bool check_timer(const struct rule_case *rc, char *detail, size_t size)
{
	const struct play_event *freed = freed_before(rc);

	if (!freed || freed->op != FINWAVE_OP_TIMEOUT)
		return false;
	snprintf(detail, size, "the engine's timer had freed the flow (%s) %.6f s before",
	         replay_reason_name(freed->reason),
	         ((double)time_at(rc, rc->place) - (double)freed->time_ns) / 1e9);
	return true;
}

static bool check_rst_not_due(const struct rule_case *rc, char *detail, size_t size)
{
	const struct play_event *freed = freed_before(rc);
	uint8_t state = state_before(rc, rc->place);

	if (!(rc->frame->flags & TCP_RST))
		return false;
	if (freed ? freed->completion != FINWAVE_EVENT_ORDERLY
	          : state != FINWAVE_TCP_STATE_CLOSING && state != FINWAVE_TCP_STATE_LAST_ACK &&
	                    state != FINWAVE_TCP_STATE_TIME_WAIT)
		return false;
	snprintf(detail, size, "both FINs were out (%s): RFC 9293 3.10.5 has no RST to send then",
	         finwave_state_name((enum finwave_state)state));
	return true;
}

/* ---- the engine did not let a frame of the host out ------------------------------------------ */

/* The SYN of this very connection, behind frames that can only follow it. */
static bool check_late_syn(const struct rule_case *rc, char *detail, size_t size)
{
	const struct conn_side *side = &rc->play->plan.conn->side[rc->play->plan.side];

	if (rc->event->reason != FINWAVE_REASON_HOST_SYN_HELD || !(rc->frame->flags & TCP_SYN) ||
	    !side->has_isn || rc->frame->seq != side->isn)
		return false;
	for (size_t i = 0; i < rc->place; i++)
		if (is_own(rc, i) && !(at(rc, i)->flags & (TCP_SYN | TCP_RST))) {
			snprintf(detail, size,
			         "the SYN with which this connection began, captured behind frame "
			         "%zu, which followed it; the engine lets no SYN out while it "
			         "holds the flow",
			         number(rc, i));
			return true;
		}
	return false;
}

/* Text behind the FIN that the captured end itself had sent. */
static bool check_beyond_fin(const struct rule_case *rc, char *detail, size_t size)
{
	size_t fin = rc->play->plan.own_fin;

	if (rc->event->reason != FINWAVE_REASON_HOST_REFUSED || fin >= rc->place ||
	    !seq_after(fin_number(rc->frame), fin_number(at(rc, fin))))
		return false;
	snprintf(detail, size, "%u numbers beyond the FIN that its end had sent in frame %zu",
	         fin_number(rc->frame) - fin_number(at(rc, fin)), number(rc, fin));
	return true;
}

/* Tried in this order. */
const struct rule compare_rules[] = {
	/* pairs */
	{ "fin-with-data", DIFF_PAYLOAD, check_fin_with_data },
	{ "psh", DIFF_FLAGS, check_psh },
	{ "ecn", DIFF_FLAGS, check_ecn },
	{ "rst-form", DIFF_FLAGS | DIFF_SEQ | DIFF_TS, check_rst_form },
	{ "rst-form", DIFF_FLAGS | DIFF_TS, check_rst_bits },
	{ "ack-in-flight", DIFF_ACK, check_ack_in_flight },
	{ "capture-order", DIFF_ACK, check_capture_order },
	{ "delayed-ack", DIFF_SEQ, check_ack_after_data },
	{ "capture-order", DIFF_SEQ, check_seq_order },
	{ "missing-frame", DIFF_SEQ, check_missing_sent },
	{ "no-socket", DIFF_KIND, check_no_socket },
	/* either */
	{ "checksum-offload", DIFF_HOLE, check_checksum },
	{ "snapped-frame", DIFF_HOLE, check_snapped },
	{ "ip-length", DIFF_HOLE, check_ip_length },
	{ "long-frame", DIFF_HOLE, check_too_long },
	{ "missing-frame", DIFF_HOLE, check_missing },
	{ "no-reassembly", DIFF_HOLE, check_reassembly },
	/* the engine's alone */
	{ "duplicate-frame", DIFF_EXTRA, check_duplicate_extra },
	{ "delayed-ack", DIFF_EXTRA, check_delayed_extra },
	{ "coalesced-ack", DIFF_EXTRA, check_coalesced },
	{ "repeated-ack", DIFF_EXTRA, check_repeated_extra },
	{ "rst-instead", DIFF_EXTRA, check_rst_instead },
	{ "tuple-reuse", DIFF_EXTRA, check_tuple_reuse },
	{ "end-silent", DIFF_EXTRA, check_end_silent },
	{ "last-ack-missing", DIFF_EXTRA, check_last_ack },
	{ "rto-time", DIFF_EXTRA, check_rto_extra },
	{ "give-up", DIFF_EXTRA, check_give_up },
	/* the capture's alone */
	{ "duplicate-frame", DIFF_LACKING, check_duplicate_lacking },
	{ "before-adoption", DIFF_LACKING, check_before_adoption },
	{ "after-reset", DIFF_LACKING, check_after_reset },
	{ "after-free", DIFF_LACKING, check_after_free },
	{ "keep-alive", DIFF_LACKING, check_keep_alive },
	{ "window-update", DIFF_LACKING, check_window_update },
	{ "ack-limit", DIFF_LACKING, check_ack_limit },
	{ "duplicate-ack", DIFF_LACKING, check_duplicate_ack },
	{ "delayed-ack", DIFF_LACKING, check_delayed_lacking },
	{ "partial-ack", DIFF_LACKING, check_partial },
	{ "fin-in-ack", DIFF_LACKING, check_fin_in_ack },
	{ "tlp", DIFF_LACKING, check_tlp },
	{ "rto-time", DIFF_LACKING, check_rto_lacking },
	{ "no-socket", DIFF_LACKING, check_no_socket },
	{ "repeated-rst", DIFF_LACKING, check_repeated_rst },
	{ "timer", DIFF_LACKING, check_timer },
	{ "rst-not-due", DIFF_LACKING, check_rst_not_due },
	/* of the host */
	{ "late-syn", DIFF_REFUSED, check_late_syn },
	{ "beyond-fin", DIFF_REFUSED, check_beyond_fin },
};

const size_t compare_rule_count = sizeof(compare_rules) / sizeof(compare_rules[0]);
