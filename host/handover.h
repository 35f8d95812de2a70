/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * Between the host's TCP and the engine: gives connections away through libfinwave, and brings back
 * what the engine says of them.
 */
#ifndef HOST_HANDOVER_H
#define HOST_HANDOVER_H

#include "engine.h"
#include "stack.h"

struct handover {
	struct engine *engine;
	struct stack *stack;
};

/* ctx of the stack's `ops` below. */
int handover_adopt(struct handover *handover, struct sock *sock);
/* With what is new about it; before the close only. */
int handover_adopt_again(struct handover *handover, struct sock *sock);
int handover_finish(struct handover *handover, struct sock *sock, enum stack_fin fin,
                    uint32_t tail);
int handover_abort(struct handover *handover, struct sock *sock);
int handover_update(struct handover *handover, struct sock *sock);

/* Events and progress of all connections that the engine holds, told to the stack. 0 or -errno. */
int handover_poll(struct handover *handover);
/* The tick of the earliest timer of a held connection, STACK_NEVER: none. */
uint64_t handover_deadline(struct handover *handover);
/* FINWAVE_CLOSED and up, of a socket that the engine holds. */
enum finwave_state handover_state(struct handover *handover, const struct sock *sock);
/* Gives back all that the engine still holds. */
int handover_release_all(struct handover *handover);

/* FIN-WAIT-2 of the whole engine, for TCP_LINGER2. */
int handover_set_linger2(struct handover *handover, uint32_t seconds);

#endif
