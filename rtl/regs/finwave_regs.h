/* Made by tools/regs.sh from rtl/regs/finwave.rdl, do not edit. SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
#ifndef FINWAVE_REGS_H
#define FINWAVE_REGS_H

/* enum tcp_state, 4 bits */
#define FINWAVE_TCP_STATE_CLOSED 0u  /* No connection (RFC 9293 3.3.2) */
#define FINWAVE_TCP_STATE_LISTEN 1u  /* Never held; tracked: the peer's SYN passed, the host has not answered */
#define FINWAVE_TCP_STATE_SYN_SENT 2u  /* Never held; tracked: the host's SYN passed */
#define FINWAVE_TCP_STATE_SYN_RECEIVED 3u  /* Never held; tracked: the host's SYN+ACK passed */
#define FINWAVE_TCP_STATE_ESTABLISHED 4u  /* Adopted, neither FIN seen */
#define FINWAVE_TCP_STATE_FIN_WAIT_1 5u  /* Our FIN is out, not acknowledged */
#define FINWAVE_TCP_STATE_FIN_WAIT_2 6u  /* Our FIN is acknowledged, the peer's not seen */
#define FINWAVE_TCP_STATE_CLOSE_WAIT 7u  /* The peer's FIN is acknowledged, ours not sent */
#define FINWAVE_TCP_STATE_CLOSING 8u  /* Both FINs are out, ours not acknowledged */
#define FINWAVE_TCP_STATE_LAST_ACK 9u  /* The peer closed first, our FIN is out */
#define FINWAVE_TCP_STATE_TIME_WAIT 10u  /* Both FINs acknowledged, waiting for 2 MSL */

/* enum op, 4 bits */
#define FINWAVE_OP_SEGMENT 0u  /* A segment of a held flow arrived from the wire */
#define FINWAVE_OP_TIMEOUT 1u  /* The flow's deadline passed */
#define FINWAVE_OP_ADOPT 2u  /* Take over a flow in the given state */
#define FINWAVE_OP_CLOSE 3u  /* Send our FIN; data from the peer is no longer wanted */
#define FINWAVE_OP_SHUTDOWN 4u  /* Send our FIN; data from the peer is still taken (half-close) */
#define FINWAVE_OP_ABORT 5u  /* RFC 9293 3.10.5: reset the connection */
#define FINWAVE_OP_UPDATE 6u  /* Renew snd_nxt and the receive credit */
#define FINWAVE_OP_RELEASE 7u  /* Forget the flow and send nothing: it is the host's again */
#define FINWAVE_OP_QUERY 8u  /* Copy the flow's record into the flow window */
#define FINWAVE_OP_HOST 9u  /* A segment of a known flow came from the host */
#define FINWAVE_OP_TRACK 10u  /* Transparent: a SYN passed, its connection is followed from here on */
#define FINWAVE_OP_EVICT 11u  /* The table is full: the flow makes room */

/* enum cmd_result, 4 bits */
#define FINWAVE_CMD_RESULT_OK 0u  /* Done */
#define FINWAVE_CMD_RESULT_BAD_OP 1u  /* Unknown command */
#define FINWAVE_CMD_RESULT_BAD_STATE 2u  /* The command does not fit the flow's state (RFC 9293: connection closing) */
#define FINWAVE_CMD_RESULT_NO_FLOW 3u  /* No such flow: freed, or the handle is of an earlier flow */
#define FINWAVE_CMD_RESULT_TABLE_FULL 4u  /* ADOPT: no free record or slot; the host keeps the flow */
#define FINWAVE_CMD_RESULT_EXISTS 5u  /* ADOPT: this tuple is held already */
#define FINWAVE_CMD_RESULT_ALIAS 6u  /* ADOPT: another flow has the same hash; the host keeps the flow */
#define FINWAVE_CMD_RESULT_DISABLED 7u  /* The engine is not enabled or still initialising */
#define FINWAVE_CMD_RESULT_NO_BUFFER 8u  /* CLOSE, SHUTDOWN: no tail buffer is free, or the tail is longer than one takes */
#define FINWAVE_CMD_RESULT_NEIGHBOURS 9u  /* ADOPT: 256 other pairs of MACs are in use by adopted flows; the host keeps the flow */

/* enum reason, 6 bits */
#define FINWAVE_REASON_NONE 0u  /* Nothing happened */
#define FINWAVE_REASON_BAD_FRAME 1u  /* Dropped: cut short, lengths disagree, or marked bad by the MAC */
#define FINWAVE_REASON_BAD_CHECKSUM 2u  /* Dropped: IPv4 or TCP checksum wrong */
#define FINWAVE_REASON_OUT_OF_WINDOW 3u  /* ACK, or text passes (WATCH): sequence not acceptable (9293 3.10.7.4) */
#define FINWAVE_REASON_PAWS 4u  /* ACK: timestamp older than TS.Recent (7323 5) */
#define FINWAVE_REASON_TS_MISSING 5u  /* Dropped: no timestamp on a flow that negotiated it (7323 3.2) */
#define FINWAVE_REASON_RST_OUT_OF_WINDOW 6u  /* Dropped: RST outside the window (9293 3.5.3) */
#define FINWAVE_REASON_RST_CHALLENGE 7u  /* ACK: RST in the window, not exact (5961 3) */
#define FINWAVE_REASON_RST_ACCEPTED 8u  /* Freed: RST exactly at RCV.NXT */
#define FINWAVE_REASON_RST_IGNORED 9u  /* Dropped: RST in TIME-WAIT (1337) */
#define FINWAVE_REASON_SYN_CHALLENGE 10u  /* ACK: SYN in a synchronized state (5961 4) */
#define FINWAVE_REASON_SYN_RESET 11u  /* RST: SYN in a synchronized state, SYN_RST chosen (793) */
#define FINWAVE_REASON_SYN_REUSED 12u  /* Freed and passed: newer SYN in TIME-WAIT (6191) */
#define FINWAVE_REASON_NO_ACK 13u  /* Dropped: the ACK bit is off */
#define FINWAVE_REASON_ACK_UNACCEPTABLE 14u  /* ACK: acknowledges the unsent or the long past (5961 5) */
#define FINWAVE_REASON_ACK_NOTHING 15u  /* Accepted, changes no state */
#define FINWAVE_REASON_ACK_OF_FIN 16u  /* Accepted: acknowledges our FIN */
#define FINWAVE_REASON_DATA_ACCEPTED 17u  /* ACK, passed up: data in order inside the credit */
#define FINWAVE_REASON_DATA_OUT_OF_ORDER 18u  /* Duplicate ACK, dropped: a hole before the data or FIN */
#define FINWAVE_REASON_DATA_AFTER_CLOSE 19u  /* RST, freed: new data after a full close (9293 3.6.1 SHLD-3) */
#define FINWAVE_REASON_DATA_AFTER_FIN 20u  /* ACK, text ignored: text or FIN beyond the peer's FIN */
#define FINWAVE_REASON_FIN_ACCEPTED 21u  /* ACK: the peer's FIN in order */
#define FINWAVE_REASON_FIN_REPEATED 22u  /* ACK: the peer's FIN again */
#define FINWAVE_REASON_TIMEOUT_RETRANSMIT 23u  /* FIN sent again (6298) */
#define FINWAVE_REASON_TIMEOUT_GIVE_UP 24u  /* Freed: retries used up (9293 3.8.3) */
#define FINWAVE_REASON_TIMEOUT_FIN_WAIT_2 25u  /* Freed: the peer's FIN never came */
#define FINWAVE_REASON_TIMEOUT_TIME_WAIT 26u  /* Freed: 2 MSL passed */
#define FINWAVE_REASON_COMMAND_DONE 27u  /* Command carried out */
#define FINWAVE_REASON_COMMAND_REFUSED 28u  /* Command refused: the state does not allow it */
#define FINWAVE_REASON_TIMEOUT_FENCED 29u  /* Nothing sent: our FIN waits for the host's data */
#define FINWAVE_REASON_TIMEOUT_MERGE 30u  /* ACK: the merge window is over, the host has not closed */
#define FINWAVE_REASON_HOST_PASSED 31u  /* Host: passed; SND.NXT follows */
#define FINWAVE_REASON_HOST_REFUSED 32u  /* Host: dropped: beyond the end of the stream that it closed, or a RST of a flow that it gave away */
#define FINWAVE_REASON_HOST_FIN 33u  /* Host: its own FIN passed; taken as SHUTDOWN */
#define FINWAVE_REASON_HOST_RST 34u  /* Host: its own RST passed before the close; freed */
#define FINWAVE_REASON_HOST_REUSED 35u  /* Host: freed and passed: its newer SYN in TIME-WAIT (1122 4.2.2.13) */
#define FINWAVE_REASON_HOST_SYN_HELD 36u  /* Host: dropped: a SYN on a tuple that is still held */
#define FINWAVE_REASON_EVICTED 37u  /* Freed: the table is full, the oldest TIME-WAIT made room */
#define FINWAVE_REASON_TRACK_STARTED 38u  /* Transparent: tracking starts with a SYN */
#define FINWAVE_REASON_TRACK_PASSED 39u  /* Transparent: passed */
#define FINWAVE_REASON_TRACK_ENDED 40u  /* Transparent: passed; hands off from here on */
#define FINWAVE_REASON_TRACK_OWNED 41u  /* Transparent: passed; TIME-WAIT is the engine's, RST to the host */
#define FINWAVE_REASON_TRACK_EXPIRED 42u  /* Transparent: hands off, nothing passed for TRACK_IDLE */

/* enum event, 4 bits */
#define FINWAVE_EVENT_NONE 0u  /* No event */
#define FINWAVE_EVENT_PEER_FIN 1u  /* The peer closed its side; not a completion */
#define FINWAVE_EVENT_ORDERLY 2u  /* Completion: closed in order */
#define FINWAVE_EVENT_RESET 3u  /* Completion: reset by the peer, or by a SYN under SYN_RST */
#define FINWAVE_EVENT_GAVE_UP 4u  /* Completion: our FIN was never acknowledged */
#define FINWAVE_EVENT_ABORTED_DATA 5u  /* Completion: data came after a full close */
#define FINWAVE_EVENT_ABORTED_HOST 6u  /* Completion: ABORT */
#define FINWAVE_EVENT_REUSED 7u  /* Completion: a new SYN took the tuple over in TIME-WAIT */
#define FINWAVE_EVENT_FIN_WAIT_2_EXPIRED 8u  /* Completion: the peer's FIN never came */
#define FINWAVE_EVENT_RELEASED 9u  /* Completion: RELEASE */
#define FINWAVE_EVENT_EVICTED 10u  /* Completion: the oldest TIME-WAIT made room in a full table */

/* enum send, 3 bits */
#define FINWAVE_SEND_NONE 0u  /* Nothing is sent */
#define FINWAVE_SEND_ACK 1u  /* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> */
#define FINWAVE_SEND_FIN 2u  /* What is left of the tail and our FIN, as far as the peer's window allows: <SEQ=first><ACK=RCV.NXT><CTL=FIN,ACK> or ACK alone */
#define FINWAVE_SEND_RST 3u  /* Active reset: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK> */
#define FINWAVE_SEND_RST_SEG 4u  /* Answer to a segment with ACK: <SEQ=SEG.ACK><CTL=RST> */
#define FINWAVE_SEND_RST_SYN 5u  /* Answer to a SYN without ACK: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> */
#define FINWAVE_SEND_HOST_RST 6u  /* Towards the host, in the peer's name: <SEQ=RCV.NXT><CTL=RST> */

/* offsets of the registers, in bytes */
#define FINWAVE_REG_ID 0x000u  /* Identity */
#define FINWAVE_REG_VERSION 0x004u  /* Register map version */
#define FINWAVE_REG_FLOW_COUNT 0x008u  /* Flows that fit */
#define FINWAVE_REG_CAPABILITY 0x00Cu  /* Capabilities */
#define FINWAVE_REG_STATUS 0x010u  /* Status */
#define FINWAVE_REG_CONTROL 0x014u  /* Control */
#define FINWAVE_REG_IRQ_STATUS 0x018u  /* Interrupt status */
#define FINWAVE_REG_IRQ_ENABLE 0x01Cu  /* Interrupt enable */
#define FINWAVE_REG_TICK_CYCLES 0x020u  /* Clocks per tick */
#define FINWAVE_REG_TIME_LOW 0x024u  /* Time, low */
#define FINWAVE_REG_TIME_HIGH 0x028u  /* Time, high */
#define FINWAVE_REG_TS_CLOCK 0x02Cu  /* Timestamp clock */
#define FINWAVE_REG_TIME_WAIT 0x030u  /* TIME-WAIT (2 MSL), ticks */
#define FINWAVE_REG_RTO_FIRST 0x034u  /* First RTO when ADOPT gives none, ticks */
#define FINWAVE_REG_RTO_MAX 0x038u  /* Largest RTO, ticks */
#define FINWAVE_REG_FIN_RETRIES 0x03Cu  /* FIN retransmissions when ADOPT gives none */
#define FINWAVE_REG_R2 0x040u  /* R2: shortest time before giving up, ticks */
#define FINWAVE_REG_FIN_WAIT_2_TIMEOUT 0x044u  /* FIN-WAIT-2 timeout of a full close, ticks; 0 is off */
#define FINWAVE_REG_ACK_INTERVAL 0x048u  /* Least time between limited ACKs of a flow, ticks; 0 is no limit */
#define FINWAVE_REG_ACK_BUDGET 0x04Cu  /* Limited ACKs of the engine in 2^20 ticks; 0 is no limit */
#define FINWAVE_REG_HASH_KEY 0x050u  /* Hash key */
#define FINWAVE_REG_HASH_KEY_COUNT 4u
#define FINWAVE_REG_HASH_KEY_STRIDE 4u
#define FINWAVE_REG_FLOWS_HELD 0x060u  /* Flows held */
#define FINWAVE_REG_FLOWS_TRACKED 0x064u  /* Connections tracked (transparent) */
#define FINWAVE_REG_MERGE_WINDOW 0x068u  /* Merge window of WATCH flows, ticks; 0 is off */
#define FINWAVE_REG_TRACK_IDLE 0x06Cu  /* Idle time after which a connection is tracked no longer, ticks */
#define FINWAVE_REG_TAIL_FREE 0x070u  /* Tail buffers that are free */
#define FINWAVE_REG_DOORBELL 0x080u  /* Doorbell */
#define FINWAVE_REG_CMD_RESULT 0x084u  /* Result of the last command */
#define FINWAVE_REG_CMD_HANDLE 0x088u  /* Flow of the last command */
#define FINWAVE_REG_EVENT_COUNT 0x0C0u  /* Events waiting */
#define FINWAVE_REG_EVENT_TYPE 0x0C4u  /* Oldest event: what */
#define FINWAVE_REG_EVENT_FLOW 0x0C8u  /* Oldest event: flow */
#define FINWAVE_REG_EVENT_SND_NXT 0x0CCu  /* Oldest event: SND.NXT */
#define FINWAVE_REG_EVENT_RCV_NXT 0x0D0u  /* Oldest event: RCV.NXT */
#define FINWAVE_REG_EVENT_POP 0x0D4u  /* Drop the oldest event */
#define FINWAVE_REG_CMD_FLOW 0x200u  /* Flow that is meant */
#define FINWAVE_REG_CMD_FLAGS 0x204u  /* Flags of the descriptor */
#define FINWAVE_REG_CMD_SND_UNA 0x208u  /* SND.UNA */
#define FINWAVE_REG_CMD_SND_NXT 0x20Cu  /* SND.NXT */
#define FINWAVE_REG_CMD_RCV_NXT 0x210u  /* RCV.NXT */
#define FINWAVE_REG_CMD_RCV_WND 0x214u  /* RCV.WND, bytes: the credit for data */
#define FINWAVE_REG_CMD_MAX_WND 0x218u  /* Windows seen from the peer, unscaled */
#define FINWAVE_REG_CMD_TS_RECENT 0x21Cu  /* TS.Recent */
#define FINWAVE_REG_CMD_TSVAL 0x220u  /* TSval that the host would send now */
#define FINWAVE_REG_CMD_RTO 0x224u  /* First RTO, ticks; 0 takes RTO_FIRST */
#define FINWAVE_REG_CMD_IP 0x228u  /* IP fields of our frames */
#define FINWAVE_REG_CMD_FLOW_LABEL 0x22Cu  /* IPv6 flow label of our frames */
#define FINWAVE_REG_CMD_MAC_0 0x230u  /* Peer's (next hop's) MAC, bytes 0 to 3, byte 0 high */
#define FINWAVE_REG_CMD_MAC_1 0x234u  /* Peer's MAC bytes 4, 5 (high half), our MAC bytes 0, 1 */
#define FINWAVE_REG_CMD_MAC_2 0x238u  /* Our MAC bytes 2 to 5 */
#define FINWAVE_REG_CMD_VLAN 0x23Cu  /* VLAN tags (TCI) */
#define FINWAVE_REG_CMD_LOCAL 0x240u  /* Our address, first word first; IPv4 in word 0 */
#define FINWAVE_REG_CMD_LOCAL_COUNT 4u
#define FINWAVE_REG_CMD_LOCAL_STRIDE 4u
#define FINWAVE_REG_CMD_REMOTE 0x250u  /* Peer's address, first word first; IPv4 in word 0 */
#define FINWAVE_REG_CMD_REMOTE_COUNT 4u
#define FINWAVE_REG_CMD_REMOTE_STRIDE 4u
#define FINWAVE_REG_CMD_PORTS 0x260u  /* Ports */
#define FINWAVE_REG_CMD_TAIL 0x264u  /* CLOSE, SHUTDOWN: bytes of text in TAIL_DATA that go with our FIN */
#define FINWAVE_REG_CMD_USER_TIMEOUT 0x268u  /* ADOPT: user timeout of the close, ticks (RFC 5482); 0 is none */
#define FINWAVE_REG_FLOW_FLAGS 0x300u  /* State and options of the flow */
#define FINWAVE_REG_FLOW_SND_UNA 0x304u  /* SND.UNA */
#define FINWAVE_REG_FLOW_SND_NXT 0x308u  /* SND.NXT */
#define FINWAVE_REG_FLOW_RCV_NXT 0x30Cu  /* RCV.NXT */
#define FINWAVE_REG_FLOW_RCV_WND 0x310u  /* RCV.WND, bytes */
#define FINWAVE_REG_FLOW_TS_RECENT 0x314u  /* TS.Recent */
#define FINWAVE_REG_FLOW_DEADLINE 0x318u  /* Deadline of the timer, low word of ticks */
#define FINWAVE_REG_FLOW_RTO 0x31Cu  /* RTO now, ticks */
#define FINWAVE_REG_FLOW_FIN_AT 0x320u  /* Sequence number of our FIN, from the close on */
#define FINWAVE_REG_FLOW_TAIL 0x324u  /* What is left to send */
#define FINWAVE_REG_REASON_COUNT 0x400u  /* Segments, commands and timeouts by reason */
#define FINWAVE_REG_REASON_COUNT_COUNT 96u
#define FINWAVE_REG_REASON_COUNT_STRIDE 4u
#define FINWAVE_REG_COUNT_WIRE_RX 0x580u  /* Frames from the wire */
#define FINWAVE_REG_COUNT_WIRE_RX_COUNT 2u
#define FINWAVE_REG_COUNT_WIRE_RX_STRIDE 4u
#define FINWAVE_REG_COUNT_HOST_RX 0x588u  /* Frames passed to the host */
#define FINWAVE_REG_COUNT_HOST_RX_COUNT 2u
#define FINWAVE_REG_COUNT_HOST_RX_STRIDE 4u
#define FINWAVE_REG_COUNT_HOST_TX 0x590u  /* Frames from the host */
#define FINWAVE_REG_COUNT_HOST_TX_COUNT 2u
#define FINWAVE_REG_COUNT_HOST_TX_STRIDE 4u
#define FINWAVE_REG_COUNT_SENT 0x598u  /* Frames that the engine sent on the wire */
#define FINWAVE_REG_COUNT_SENT_COUNT 2u
#define FINWAVE_REG_COUNT_SENT_STRIDE 4u
#define FINWAVE_REG_COUNT_HELD 0x5A0u  /* Segments of held flows */
#define FINWAVE_REG_COUNT_HELD_COUNT 2u
#define FINWAVE_REG_COUNT_HELD_STRIDE 4u
#define FINWAVE_REG_COUNT_ACK_LIMITED 0x5A8u  /* ACKs withheld by the rate limits */
#define FINWAVE_REG_COUNT_ACK_LIMITED_COUNT 2u
#define FINWAVE_REG_COUNT_ACK_LIMITED_STRIDE 4u
#define FINWAVE_REG_COUNT_ADOPTED 0x5B0u  /* Flows adopted */
#define FINWAVE_REG_COUNT_ADOPTED_COUNT 2u
#define FINWAVE_REG_COUNT_ADOPTED_STRIDE 4u
#define FINWAVE_REG_COUNT_FREED 0x5B8u  /* Flows freed */
#define FINWAVE_REG_COUNT_FREED_COUNT 2u
#define FINWAVE_REG_COUNT_FREED_STRIDE 4u
#define FINWAVE_REG_COUNT_REFUSED 0x5C0u  /* ADOPTs refused: full, alias or neighbours */
#define FINWAVE_REG_COUNT_REFUSED_COUNT 2u
#define FINWAVE_REG_COUNT_REFUSED_STRIDE 4u
#define FINWAVE_REG_COUNT_STALLED 0x5C8u  /* Clocks in which the wire had to wait */
#define FINWAVE_REG_COUNT_STALLED_COUNT 2u
#define FINWAVE_REG_COUNT_STALLED_STRIDE 4u
#define FINWAVE_REG_COUNT_TRACKED 0x5D0u  /* Connections that tracking started with */
#define FINWAVE_REG_COUNT_TRACKED_COUNT 2u
#define FINWAVE_REG_COUNT_TRACKED_STRIDE 4u
#define FINWAVE_REG_COUNT_HOST_STALLED 0x5D8u  /* Clocks in which the host had to wait */
#define FINWAVE_REG_COUNT_HOST_STALLED_COUNT 2u
#define FINWAVE_REG_COUNT_HOST_STALLED_STRIDE 4u
#define FINWAVE_REG_TAIL_DATA 0x800u  /* Tail: bytes 4n to 4n+3, the first one high */
#define FINWAVE_REG_TAIL_DATA_COUNT 365u
#define FINWAVE_REG_TAIL_DATA_STRIDE 4u

/* fields (a mask is in place: value & MASK) and values after reset */
#define FINWAVE_ID_VALUE_SHIFT 0u
#define FINWAVE_ID_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_ID_RESET 0x46494E57u
#define FINWAVE_VERSION_PATCH_SHIFT 0u
#define FINWAVE_VERSION_PATCH_MASK 0x000000FFu
#define FINWAVE_VERSION_MINOR_SHIFT 8u
#define FINWAVE_VERSION_MINOR_MASK 0x0000FF00u
#define FINWAVE_VERSION_MAJOR_SHIFT 16u
#define FINWAVE_VERSION_MAJOR_MASK 0x00FF0000u
#define FINWAVE_VERSION_RESET 0x00020100u
#define FINWAVE_FLOW_COUNT_VALUE_SHIFT 0u
#define FINWAVE_FLOW_COUNT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CAPABILITY_DATA_WIDTH_SHIFT 0u
#define FINWAVE_CAPABILITY_DATA_WIDTH_MASK 0x0000FFFFu  /* Bits of a stream beat */
#define FINWAVE_CAPABILITY_EVENT_DEPTH_SHIFT 16u
#define FINWAVE_CAPABILITY_EVENT_DEPTH_MASK 0x000F0000u  /* log2 of the event queue's depth */
#define FINWAVE_CAPABILITY_TAIL_BUFFERS_SHIFT 20u
#define FINWAVE_CAPABILITY_TAIL_BUFFERS_MASK 0x00F00000u  /* log2 of the number of tail buffers */
#define FINWAVE_STATUS_INIT_DONE_SHIFT 0u
#define FINWAVE_STATUS_INIT_DONE_MASK 0x00000001u  /* Tables are cleared; commands are taken */
#define FINWAVE_STATUS_COMMAND_BUSY_SHIFT 1u
#define FINWAVE_STATUS_COMMAND_BUSY_MASK 0x00000002u  /* A command is being carried out */
#define FINWAVE_STATUS_EVENT_AVAILABLE_SHIFT 2u
#define FINWAVE_STATUS_EVENT_AVAILABLE_MASK 0x00000004u  /* The event queue holds at least one event */
#define FINWAVE_STATUS_FAULT_SHIFT 3u
#define FINWAVE_STATUS_FAULT_MASK 0x00000008u  /* A state machine met an impossible state; sticky */
#define FINWAVE_STATUS_QUIET_SHIFT 4u
#define FINWAVE_STATUS_QUIET_MASK 0x00000010u  /* Nothing is on its way through the engine */
#define FINWAVE_STATUS_RESET 0x00000000u
#define FINWAVE_CONTROL_ENABLE_SHIFT 0u
#define FINWAVE_CONTROL_ENABLE_MASK 0x00000001u  /* 0: the engine is a wire */
#define FINWAVE_CONTROL_LINUX_COMPAT_SHIFT 1u
#define FINWAVE_CONTROL_LINUX_COMPAT_MASK 0x00000002u  /* Do what Linux does where it differs from the RFCs */
#define FINWAVE_CONTROL_TIME_WAIT_RST_SHIFT 2u
#define FINWAVE_CONTROL_TIME_WAIT_RST_MASK 0x00000004u  /* TIME-WAIT: 0 ignore RST (1337), 1 accept it */
#define FINWAVE_CONTROL_SYN_RST_SHIFT 3u
#define FINWAVE_CONTROL_SYN_RST_MASK 0x00000008u  /* SYN in a synchronized state: 0 challenge ACK, 1 RST (793) */
#define FINWAVE_CONTROL_GIVE_UP_SILENT_SHIFT 4u
#define FINWAVE_CONTROL_GIVE_UP_SILENT_MASK 0x00000010u  /* Retries used up: 0 RST to the peer, 1 silence */
#define FINWAVE_CONTROL_TRANSPARENT_SHIFT 5u
#define FINWAVE_CONTROL_TRANSPARENT_MASK 0x00000020u  /* Take TIME-WAIT over from hosts that know nothing of the engine */
#define FINWAVE_CONTROL_EVICT_SHIFT 6u
#define FINWAVE_CONTROL_EVICT_MASK 0x00000040u  /* ADOPT into a full table: 0 refuse, 1 evict the oldest TIME-WAIT */
#define FINWAVE_CONTROL_RESET 0x00000000u
#define FINWAVE_IRQ_STATUS_EVENT_SHIFT 0u
#define FINWAVE_IRQ_STATUS_EVENT_MASK 0x00000001u  /* event_available */
#define FINWAVE_IRQ_STATUS_RESET 0x00000000u
#define FINWAVE_IRQ_ENABLE_EVENT_SHIFT 0u
#define FINWAVE_IRQ_ENABLE_EVENT_MASK 0x00000001u
#define FINWAVE_IRQ_ENABLE_RESET 0x00000000u
#define FINWAVE_TICK_CYCLES_VALUE_SHIFT 0u
#define FINWAVE_TICK_CYCLES_VALUE_MASK 0x00FFFFFFu  /* Clocks per tick in 1/256 (16.8 fixed point); 40000 is 1 us at 156.25 MHz */
#define FINWAVE_TICK_CYCLES_RESET 0x00009C40u
#define FINWAVE_TIME_LOW_VALUE_SHIFT 0u
#define FINWAVE_TIME_LOW_VALUE_MASK 0xFFFFFFFFu  /* Ticks since reset; reading latches TIME_HIGH */
#define FINWAVE_TIME_LOW_RESET 0x00000000u
#define FINWAVE_TIME_HIGH_VALUE_SHIFT 0u
#define FINWAVE_TIME_HIGH_VALUE_MASK 0x0000FFFFu
#define FINWAVE_TIME_HIGH_RESET 0x00000000u
#define FINWAVE_TS_CLOCK_SHIFT_SHIFT 0u
#define FINWAVE_TS_CLOCK_SHIFT_MASK 0x0000000Fu  /* TSval counts ticks / 2^shift */
#define FINWAVE_TS_CLOCK_RESET 0x0000000Au
#define FINWAVE_TIME_WAIT_VALUE_SHIFT 0u
#define FINWAVE_TIME_WAIT_VALUE_MASK 0x7FFFFFFFu
#define FINWAVE_TIME_WAIT_RESET 0x03938700u
#define FINWAVE_RTO_FIRST_VALUE_SHIFT 0u
#define FINWAVE_RTO_FIRST_VALUE_MASK 0x0FFFFFFFu
#define FINWAVE_RTO_FIRST_RESET 0x000F4240u
#define FINWAVE_RTO_MAX_VALUE_SHIFT 0u
#define FINWAVE_RTO_MAX_VALUE_MASK 0x0FFFFFFFu
#define FINWAVE_RTO_MAX_RESET 0x07270E00u
#define FINWAVE_FIN_RETRIES_VALUE_SHIFT 0u
#define FINWAVE_FIN_RETRIES_VALUE_MASK 0x0000001Fu
#define FINWAVE_FIN_RETRIES_RESET 0x00000008u
#define FINWAVE_R2_VALUE_SHIFT 0u
#define FINWAVE_R2_VALUE_MASK 0x7FFFFFFFu
#define FINWAVE_R2_RESET 0x05F5E100u
#define FINWAVE_FIN_WAIT_2_TIMEOUT_VALUE_SHIFT 0u
#define FINWAVE_FIN_WAIT_2_TIMEOUT_VALUE_MASK 0x7FFFFFFFu
#define FINWAVE_FIN_WAIT_2_TIMEOUT_RESET 0x03938700u
#define FINWAVE_ACK_INTERVAL_VALUE_SHIFT 0u
#define FINWAVE_ACK_INTERVAL_VALUE_MASK 0x7FFFFFFFu
#define FINWAVE_ACK_INTERVAL_RESET 0x0007A120u
#define FINWAVE_ACK_BUDGET_VALUE_SHIFT 0u
#define FINWAVE_ACK_BUDGET_VALUE_MASK 0x0000FFFFu
#define FINWAVE_ACK_BUDGET_RESET 0x000003E8u
#define FINWAVE_HASH_KEY_VALUE_SHIFT 0u
#define FINWAVE_HASH_KEY_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_HASH_KEY_RESET 0x9E3779B9u
#define FINWAVE_FLOWS_HELD_VALUE_SHIFT 0u
#define FINWAVE_FLOWS_HELD_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_FLOWS_HELD_RESET 0x00000000u
#define FINWAVE_FLOWS_TRACKED_VALUE_SHIFT 0u
#define FINWAVE_FLOWS_TRACKED_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_FLOWS_TRACKED_RESET 0x00000000u
#define FINWAVE_MERGE_WINDOW_VALUE_SHIFT 0u
#define FINWAVE_MERGE_WINDOW_VALUE_MASK 0x0001FFFFu
#define FINWAVE_MERGE_WINDOW_RESET 0x000001F4u
#define FINWAVE_TRACK_IDLE_VALUE_SHIFT 0u
#define FINWAVE_TRACK_IDLE_VALUE_MASK 0x7FFFFFFFu
#define FINWAVE_TRACK_IDLE_RESET 0x11E1A300u
#define FINWAVE_TAIL_FREE_VALUE_SHIFT 0u
#define FINWAVE_TAIL_FREE_VALUE_MASK 0x0000FFFFu
#define FINWAVE_DOORBELL_OP_SHIFT 0u
#define FINWAVE_DOORBELL_OP_MASK 0x0000000Fu
#define FINWAVE_DOORBELL_RESET 0x00000000u
#define FINWAVE_CMD_RESULT_CODE_SHIFT 0u
#define FINWAVE_CMD_RESULT_CODE_MASK 0x0000000Fu
#define FINWAVE_CMD_RESULT_RESET 0x00000000u
#define FINWAVE_CMD_HANDLE_ID_SHIFT 0u
#define FINWAVE_CMD_HANDLE_ID_MASK 0x000FFFFFu  /* Flow number */
#define FINWAVE_CMD_HANDLE_GENERATION_SHIFT 20u
#define FINWAVE_CMD_HANDLE_GENERATION_MASK 0x00F00000u  /* Generation: tells a flow from the one before */
#define FINWAVE_CMD_HANDLE_RESET 0x00000000u
#define FINWAVE_EVENT_COUNT_VALUE_SHIFT 0u
#define FINWAVE_EVENT_COUNT_VALUE_MASK 0x0000FFFFu
#define FINWAVE_EVENT_COUNT_RESET 0x00000000u
#define FINWAVE_EVENT_TYPE_KIND_SHIFT 0u
#define FINWAVE_EVENT_TYPE_KIND_MASK 0x0000000Fu
#define FINWAVE_EVENT_TYPE_STATE_SHIFT 4u
#define FINWAVE_EVENT_TYPE_STATE_MASK 0x000000F0u  /* State before */
#define FINWAVE_EVENT_TYPE_RESET 0x00000000u
#define FINWAVE_EVENT_FLOW_ID_SHIFT 0u
#define FINWAVE_EVENT_FLOW_ID_MASK 0x000FFFFFu
#define FINWAVE_EVENT_FLOW_GENERATION_SHIFT 20u
#define FINWAVE_EVENT_FLOW_GENERATION_MASK 0x00F00000u
#define FINWAVE_EVENT_FLOW_RESET 0x00000000u
#define FINWAVE_EVENT_SND_NXT_VALUE_SHIFT 0u
#define FINWAVE_EVENT_SND_NXT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_EVENT_SND_NXT_RESET 0x00000000u
#define FINWAVE_EVENT_RCV_NXT_VALUE_SHIFT 0u
#define FINWAVE_EVENT_RCV_NXT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_EVENT_RCV_NXT_RESET 0x00000000u
#define FINWAVE_EVENT_POP_POP_SHIFT 0u
#define FINWAVE_EVENT_POP_POP_MASK 0x00000001u
#define FINWAVE_EVENT_POP_RESET 0x00000000u
#define FINWAVE_CMD_FLOW_ID_SHIFT 0u
#define FINWAVE_CMD_FLOW_ID_MASK 0x000FFFFFu
#define FINWAVE_CMD_FLOW_GENERATION_SHIFT 20u
#define FINWAVE_CMD_FLOW_GENERATION_MASK 0x00F00000u
#define FINWAVE_CMD_FLOW_RESET 0x00000000u
#define FINWAVE_CMD_FLAGS_STATE_SHIFT 0u
#define FINWAVE_CMD_FLAGS_STATE_MASK 0x0000000Fu  /* ADOPT: state of the flow */
#define FINWAVE_CMD_FLAGS_TIMESTAMPS_SHIFT 4u
#define FINWAVE_CMD_FLAGS_TIMESTAMPS_MASK 0x00000010u  /* ADOPT: timestamps were negotiated */
#define FINWAVE_CMD_FLAGS_IPV6_SHIFT 5u
#define FINWAVE_CMD_FLAGS_IPV6_MASK 0x00000020u  /* ADOPT: IPv6 */
#define FINWAVE_CMD_FLAGS_VLAN_COUNT_SHIFT 6u
#define FINWAVE_CMD_FLAGS_VLAN_COUNT_MASK 0x000000C0u  /* ADOPT: VLAN tags, 0 to 2 */
#define FINWAVE_CMD_FLAGS_SND_WSCALE_SHIFT 8u
#define FINWAVE_CMD_FLAGS_SND_WSCALE_MASK 0x00000F00u  /* ADOPT: shift of the peer's window */
#define FINWAVE_CMD_FLAGS_RCV_WSCALE_SHIFT 12u
#define FINWAVE_CMD_FLAGS_RCV_WSCALE_MASK 0x0000F000u  /* ADOPT: shift of our window */
#define FINWAVE_CMD_FLAGS_RETRIES_SHIFT 16u
#define FINWAVE_CMD_FLAGS_RETRIES_MASK 0x001F0000u  /* ADOPT: FIN retransmissions, 0 takes FIN_RETRIES */
#define FINWAVE_CMD_FLAGS_HALF_CLOSE_SHIFT 21u
#define FINWAVE_CMD_FLAGS_HALF_CLOSE_MASK 0x00200000u  /* ADOPT: in FIN-WAIT-1/2, the host still reads (SHUTDOWN was called) */
#define FINWAVE_CMD_FLAGS_OUTER_88A8_SHIFT 22u
#define FINWAVE_CMD_FLAGS_OUTER_88A8_MASK 0x00400000u  /* ADOPT: outer tag is 0x88A8, not 0x8100 */
#define FINWAVE_CMD_FLAGS_SET_SND_NXT_SHIFT 24u
#define FINWAVE_CMD_FLAGS_SET_SND_NXT_MASK 0x01000000u  /* CLOSE, SHUTDOWN, UPDATE: CMD_SND_NXT is valid */
#define FINWAVE_CMD_FLAGS_SET_RCV_WND_SHIFT 25u
#define FINWAVE_CMD_FLAGS_SET_RCV_WND_MASK 0x02000000u  /* UPDATE: CMD_RCV_WND is valid, counted from RCV.NXT now */
#define FINWAVE_CMD_FLAGS_WATCH_SHIFT 26u
#define FINWAVE_CMD_FLAGS_WATCH_MASK 0x04000000u  /* ADOPT: the host keeps the data path: its stack acknowledges data, the engine the FIN */
#define FINWAVE_CMD_FLAGS_CLOSE_ON_FIN_SHIFT 27u
#define FINWAVE_CMD_FLAGS_CLOSE_ON_FIN_MASK 0x08000000u  /* ADOPT: answer the peer's FIN with ours at once (three segments) */
#define FINWAVE_CMD_FLAGS_SET_SND_WND_SHIFT 28u
#define FINWAVE_CMD_FLAGS_SET_SND_WND_MASK 0x10000000u  /* ADOPT: CMD_MAX_WND.snd_wnd is valid, else it is taken as max_wnd */
#define FINWAVE_CMD_FLAGS_RESET 0x00000000u
#define FINWAVE_CMD_SND_UNA_VALUE_SHIFT 0u
#define FINWAVE_CMD_SND_UNA_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CMD_SND_UNA_RESET 0x00000000u
#define FINWAVE_CMD_SND_NXT_VALUE_SHIFT 0u
#define FINWAVE_CMD_SND_NXT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CMD_SND_NXT_RESET 0x00000000u
#define FINWAVE_CMD_RCV_NXT_VALUE_SHIFT 0u
#define FINWAVE_CMD_RCV_NXT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CMD_RCV_NXT_RESET 0x00000000u
#define FINWAVE_CMD_RCV_WND_VALUE_SHIFT 0u
#define FINWAVE_CMD_RCV_WND_VALUE_MASK 0x7FFFFFFFu
#define FINWAVE_CMD_RCV_WND_RESET 0x00000000u
#define FINWAVE_CMD_MAX_WND_VALUE_SHIFT 0u
#define FINWAVE_CMD_MAX_WND_VALUE_MASK 0x0000FFFFu  /* The largest */
#define FINWAVE_CMD_MAX_WND_SND_WND_SHIFT 16u
#define FINWAVE_CMD_MAX_WND_SND_WND_MASK 0xFFFF0000u  /* The newest */
#define FINWAVE_CMD_MAX_WND_RESET 0x00000000u
#define FINWAVE_CMD_TS_RECENT_VALUE_SHIFT 0u
#define FINWAVE_CMD_TS_RECENT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CMD_TS_RECENT_RESET 0x00000000u
#define FINWAVE_CMD_TSVAL_VALUE_SHIFT 0u
#define FINWAVE_CMD_TSVAL_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CMD_TSVAL_RESET 0x00000000u
#define FINWAVE_CMD_RTO_VALUE_SHIFT 0u
#define FINWAVE_CMD_RTO_VALUE_MASK 0x0FFFFFFFu
#define FINWAVE_CMD_RTO_RESET 0x00000000u
#define FINWAVE_CMD_IP_TTL_SHIFT 0u
#define FINWAVE_CMD_IP_TTL_MASK 0x000000FFu  /* TTL or hop limit */
#define FINWAVE_CMD_IP_TOS_SHIFT 8u
#define FINWAVE_CMD_IP_TOS_MASK 0x0000FF00u  /* TOS or traffic class */
#define FINWAVE_CMD_IP_RESET 0x00000040u
#define FINWAVE_CMD_FLOW_LABEL_VALUE_SHIFT 0u
#define FINWAVE_CMD_FLOW_LABEL_VALUE_MASK 0x000FFFFFu
#define FINWAVE_CMD_FLOW_LABEL_RESET 0x00000000u
#define FINWAVE_CMD_MAC_0_VALUE_SHIFT 0u
#define FINWAVE_CMD_MAC_0_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CMD_MAC_0_RESET 0x00000000u
#define FINWAVE_CMD_MAC_1_VALUE_SHIFT 0u
#define FINWAVE_CMD_MAC_1_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CMD_MAC_1_RESET 0x00000000u
#define FINWAVE_CMD_MAC_2_VALUE_SHIFT 0u
#define FINWAVE_CMD_MAC_2_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CMD_MAC_2_RESET 0x00000000u
#define FINWAVE_CMD_VLAN_INNER_SHIFT 0u
#define FINWAVE_CMD_VLAN_INNER_MASK 0x0000FFFFu  /* Inner tag, or 0 */
#define FINWAVE_CMD_VLAN_OUTER_SHIFT 16u
#define FINWAVE_CMD_VLAN_OUTER_MASK 0xFFFF0000u  /* Outer tag, or the only one */
#define FINWAVE_CMD_VLAN_RESET 0x00000000u
#define FINWAVE_CMD_LOCAL_VALUE_SHIFT 0u
#define FINWAVE_CMD_LOCAL_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CMD_LOCAL_RESET 0x00000000u
#define FINWAVE_CMD_REMOTE_VALUE_SHIFT 0u
#define FINWAVE_CMD_REMOTE_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_CMD_REMOTE_RESET 0x00000000u
#define FINWAVE_CMD_PORTS_REMOTE_SHIFT 0u
#define FINWAVE_CMD_PORTS_REMOTE_MASK 0x0000FFFFu  /* Peer's port */
#define FINWAVE_CMD_PORTS_LOCAL_SHIFT 16u
#define FINWAVE_CMD_PORTS_LOCAL_MASK 0xFFFF0000u  /* Our port */
#define FINWAVE_CMD_PORTS_RESET 0x00000000u
#define FINWAVE_CMD_TAIL_LEN_SHIFT 0u
#define FINWAVE_CMD_TAIL_LEN_MASK 0x000007FFu
#define FINWAVE_CMD_TAIL_RESET 0x00000000u
#define FINWAVE_CMD_USER_TIMEOUT_VALUE_SHIFT 0u
#define FINWAVE_CMD_USER_TIMEOUT_VALUE_MASK 0x7FFFFFFFu
#define FINWAVE_CMD_USER_TIMEOUT_RESET 0x00000000u
#define FINWAVE_FLOW_FLAGS_STATE_SHIFT 0u
#define FINWAVE_FLOW_FLAGS_STATE_MASK 0x0000000Fu
#define FINWAVE_FLOW_FLAGS_TIMESTAMPS_SHIFT 4u
#define FINWAVE_FLOW_FLAGS_TIMESTAMPS_MASK 0x00000010u
#define FINWAVE_FLOW_FLAGS_IPV6_SHIFT 5u
#define FINWAVE_FLOW_FLAGS_IPV6_MASK 0x00000020u
#define FINWAVE_FLOW_FLAGS_VLAN_COUNT_SHIFT 6u
#define FINWAVE_FLOW_FLAGS_VLAN_COUNT_MASK 0x000000C0u
#define FINWAVE_FLOW_FLAGS_SND_WSCALE_SHIFT 8u
#define FINWAVE_FLOW_FLAGS_SND_WSCALE_MASK 0x00000F00u
#define FINWAVE_FLOW_FLAGS_RCV_WSCALE_SHIFT 12u
#define FINWAVE_FLOW_FLAGS_RCV_WSCALE_MASK 0x0000F000u
#define FINWAVE_FLOW_FLAGS_RETRIES_SHIFT 16u
#define FINWAVE_FLOW_FLAGS_RETRIES_MASK 0x001F0000u  /* FIN retransmissions so far */
#define FINWAVE_FLOW_FLAGS_HALF_CLOSE_SHIFT 21u
#define FINWAVE_FLOW_FLAGS_HALF_CLOSE_MASK 0x00200000u
#define FINWAVE_FLOW_FLAGS_TIMER_SHIFT 22u
#define FINWAVE_FLOW_FLAGS_TIMER_MASK 0x00400000u  /* A timer runs */
#define FINWAVE_FLOW_FLAGS_WATCH_SHIFT 23u
#define FINWAVE_FLOW_FLAGS_WATCH_MASK 0x00800000u  /* Adopted with WATCH */
#define FINWAVE_FLOW_FLAGS_ACK_OWED_SHIFT 24u
#define FINWAVE_FLOW_FLAGS_ACK_OWED_MASK 0x01000000u  /* The ACK of the peer's FIN waits for ours */
#define FINWAVE_FLOW_FLAGS_TRACKED_SHIFT 25u
#define FINWAVE_FLOW_FLAGS_TRACKED_MASK 0x02000000u  /* Not adopted but tracked */
#define FINWAVE_FLOW_FLAGS_RESET 0x00000000u
#define FINWAVE_FLOW_SND_UNA_VALUE_SHIFT 0u
#define FINWAVE_FLOW_SND_UNA_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_FLOW_SND_UNA_RESET 0x00000000u
#define FINWAVE_FLOW_SND_NXT_VALUE_SHIFT 0u
#define FINWAVE_FLOW_SND_NXT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_FLOW_SND_NXT_RESET 0x00000000u
#define FINWAVE_FLOW_RCV_NXT_VALUE_SHIFT 0u
#define FINWAVE_FLOW_RCV_NXT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_FLOW_RCV_NXT_RESET 0x00000000u
#define FINWAVE_FLOW_RCV_WND_VALUE_SHIFT 0u
#define FINWAVE_FLOW_RCV_WND_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_FLOW_RCV_WND_RESET 0x00000000u
#define FINWAVE_FLOW_TS_RECENT_VALUE_SHIFT 0u
#define FINWAVE_FLOW_TS_RECENT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_FLOW_TS_RECENT_RESET 0x00000000u
#define FINWAVE_FLOW_DEADLINE_VALUE_SHIFT 0u
#define FINWAVE_FLOW_DEADLINE_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_FLOW_DEADLINE_RESET 0x00000000u
#define FINWAVE_FLOW_RTO_VALUE_SHIFT 0u
#define FINWAVE_FLOW_RTO_VALUE_MASK 0x0FFFFFFFu
#define FINWAVE_FLOW_RTO_RESET 0x00000000u
#define FINWAVE_FLOW_FIN_AT_VALUE_SHIFT 0u
#define FINWAVE_FLOW_FIN_AT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_FLOW_FIN_AT_RESET 0x00000000u
#define FINWAVE_FLOW_TAIL_TAIL_SHIFT 0u
#define FINWAVE_FLOW_TAIL_TAIL_MASK 0x000007FFu  /* Bytes of text that the engine holds */
#define FINWAVE_FLOW_TAIL_SND_WND_SHIFT 16u
#define FINWAVE_FLOW_TAIL_SND_WND_MASK 0xFFFF0000u  /* The peer's newest window, unscaled */
#define FINWAVE_FLOW_TAIL_RESET 0x00000000u
#define FINWAVE_REASON_COUNT_VALUE_SHIFT 0u
#define FINWAVE_REASON_COUNT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_REASON_COUNT_RESET 0x00000000u
#define FINWAVE_COUNT_WIRE_RX_VALUE_SHIFT 0u
#define FINWAVE_COUNT_WIRE_RX_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_WIRE_RX_RESET 0x00000000u
#define FINWAVE_COUNT_HOST_RX_VALUE_SHIFT 0u
#define FINWAVE_COUNT_HOST_RX_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_HOST_RX_RESET 0x00000000u
#define FINWAVE_COUNT_HOST_TX_VALUE_SHIFT 0u
#define FINWAVE_COUNT_HOST_TX_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_HOST_TX_RESET 0x00000000u
#define FINWAVE_COUNT_SENT_VALUE_SHIFT 0u
#define FINWAVE_COUNT_SENT_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_SENT_RESET 0x00000000u
#define FINWAVE_COUNT_HELD_VALUE_SHIFT 0u
#define FINWAVE_COUNT_HELD_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_HELD_RESET 0x00000000u
#define FINWAVE_COUNT_ACK_LIMITED_VALUE_SHIFT 0u
#define FINWAVE_COUNT_ACK_LIMITED_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_ACK_LIMITED_RESET 0x00000000u
#define FINWAVE_COUNT_ADOPTED_VALUE_SHIFT 0u
#define FINWAVE_COUNT_ADOPTED_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_ADOPTED_RESET 0x00000000u
#define FINWAVE_COUNT_FREED_VALUE_SHIFT 0u
#define FINWAVE_COUNT_FREED_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_FREED_RESET 0x00000000u
#define FINWAVE_COUNT_REFUSED_VALUE_SHIFT 0u
#define FINWAVE_COUNT_REFUSED_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_REFUSED_RESET 0x00000000u
#define FINWAVE_COUNT_STALLED_VALUE_SHIFT 0u
#define FINWAVE_COUNT_STALLED_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_STALLED_RESET 0x00000000u
#define FINWAVE_COUNT_TRACKED_VALUE_SHIFT 0u
#define FINWAVE_COUNT_TRACKED_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_TRACKED_RESET 0x00000000u
#define FINWAVE_COUNT_HOST_STALLED_VALUE_SHIFT 0u
#define FINWAVE_COUNT_HOST_STALLED_VALUE_MASK 0xFFFFFFFFu
#define FINWAVE_COUNT_HOST_STALLED_RESET 0x00000000u
#define FINWAVE_TAIL_DATA_BYTES_SHIFT 0u
#define FINWAVE_TAIL_DATA_BYTES_MASK 0xFFFFFFFFu
#define FINWAVE_TAIL_DATA_RESET 0x00000000u

/* X(name, value) of every member of enum tcp_state */
#define FINWAVE_TCP_STATE_LIST(X) \
	X(CLOSED, 0u) \
	X(LISTEN, 1u) \
	X(SYN_SENT, 2u) \
	X(SYN_RECEIVED, 3u) \
	X(ESTABLISHED, 4u) \
	X(FIN_WAIT_1, 5u) \
	X(FIN_WAIT_2, 6u) \
	X(CLOSE_WAIT, 7u) \
	X(CLOSING, 8u) \
	X(LAST_ACK, 9u) \
	X(TIME_WAIT, 10u)

/* X(name, value) of every member of enum op */
#define FINWAVE_OP_LIST(X) \
	X(SEGMENT, 0u) \
	X(TIMEOUT, 1u) \
	X(ADOPT, 2u) \
	X(CLOSE, 3u) \
	X(SHUTDOWN, 4u) \
	X(ABORT, 5u) \
	X(UPDATE, 6u) \
	X(RELEASE, 7u) \
	X(QUERY, 8u) \
	X(HOST, 9u) \
	X(TRACK, 10u) \
	X(EVICT, 11u)

/* X(name, value) of every member of enum cmd_result */
#define FINWAVE_CMD_RESULT_LIST(X) \
	X(OK, 0u) \
	X(BAD_OP, 1u) \
	X(BAD_STATE, 2u) \
	X(NO_FLOW, 3u) \
	X(TABLE_FULL, 4u) \
	X(EXISTS, 5u) \
	X(ALIAS, 6u) \
	X(DISABLED, 7u) \
	X(NO_BUFFER, 8u) \
	X(NEIGHBOURS, 9u)

/* X(name, value) of every member of enum reason */
#define FINWAVE_REASON_LIST(X) \
	X(NONE, 0u) \
	X(BAD_FRAME, 1u) \
	X(BAD_CHECKSUM, 2u) \
	X(OUT_OF_WINDOW, 3u) \
	X(PAWS, 4u) \
	X(TS_MISSING, 5u) \
	X(RST_OUT_OF_WINDOW, 6u) \
	X(RST_CHALLENGE, 7u) \
	X(RST_ACCEPTED, 8u) \
	X(RST_IGNORED, 9u) \
	X(SYN_CHALLENGE, 10u) \
	X(SYN_RESET, 11u) \
	X(SYN_REUSED, 12u) \
	X(NO_ACK, 13u) \
	X(ACK_UNACCEPTABLE, 14u) \
	X(ACK_NOTHING, 15u) \
	X(ACK_OF_FIN, 16u) \
	X(DATA_ACCEPTED, 17u) \
	X(DATA_OUT_OF_ORDER, 18u) \
	X(DATA_AFTER_CLOSE, 19u) \
	X(DATA_AFTER_FIN, 20u) \
	X(FIN_ACCEPTED, 21u) \
	X(FIN_REPEATED, 22u) \
	X(TIMEOUT_RETRANSMIT, 23u) \
	X(TIMEOUT_GIVE_UP, 24u) \
	X(TIMEOUT_FIN_WAIT_2, 25u) \
	X(TIMEOUT_TIME_WAIT, 26u) \
	X(COMMAND_DONE, 27u) \
	X(COMMAND_REFUSED, 28u) \
	X(TIMEOUT_FENCED, 29u) \
	X(TIMEOUT_MERGE, 30u) \
	X(HOST_PASSED, 31u) \
	X(HOST_REFUSED, 32u) \
	X(HOST_FIN, 33u) \
	X(HOST_RST, 34u) \
	X(HOST_REUSED, 35u) \
	X(HOST_SYN_HELD, 36u) \
	X(EVICTED, 37u) \
	X(TRACK_STARTED, 38u) \
	X(TRACK_PASSED, 39u) \
	X(TRACK_ENDED, 40u) \
	X(TRACK_OWNED, 41u) \
	X(TRACK_EXPIRED, 42u)

/* X(name, value) of every member of enum event */
#define FINWAVE_EVENT_LIST(X) \
	X(NONE, 0u) \
	X(PEER_FIN, 1u) \
	X(ORDERLY, 2u) \
	X(RESET, 3u) \
	X(GAVE_UP, 4u) \
	X(ABORTED_DATA, 5u) \
	X(ABORTED_HOST, 6u) \
	X(REUSED, 7u) \
	X(FIN_WAIT_2_EXPIRED, 8u) \
	X(RELEASED, 9u) \
	X(EVICTED, 10u)

/* X(name, value) of every member of enum send */
#define FINWAVE_SEND_LIST(X) \
	X(NONE, 0u) \
	X(ACK, 1u) \
	X(FIN, 2u) \
	X(RST, 3u) \
	X(RST_SEG, 4u) \
	X(RST_SYN, 5u) \
	X(HOST_RST, 6u)

/* X(name, description) of every member of enum tcp_state */
#define FINWAVE_TCP_STATE_TEXTS(X) \
	X(CLOSED, "No connection (RFC 9293 3.3.2)") \
	X(LISTEN, "Never held; tracked: the peer's SYN passed, the host has not answered") \
	X(SYN_SENT, "Never held; tracked: the host's SYN passed") \
	X(SYN_RECEIVED, "Never held; tracked: the host's SYN+ACK passed") \
	X(ESTABLISHED, "Adopted, neither FIN seen") \
	X(FIN_WAIT_1, "Our FIN is out, not acknowledged") \
	X(FIN_WAIT_2, "Our FIN is acknowledged, the peer's not seen") \
	X(CLOSE_WAIT, "The peer's FIN is acknowledged, ours not sent") \
	X(CLOSING, "Both FINs are out, ours not acknowledged") \
	X(LAST_ACK, "The peer closed first, our FIN is out") \
	X(TIME_WAIT, "Both FINs acknowledged, waiting for 2 MSL")

/* X(name, description) of every member of enum op */
#define FINWAVE_OP_TEXTS(X) \
	X(SEGMENT, "A segment of a held flow arrived from the wire") \
	X(TIMEOUT, "The flow's deadline passed") \
	X(ADOPT, "Take over a flow in the given state") \
	X(CLOSE, "Send our FIN; data from the peer is no longer wanted") \
	X(SHUTDOWN, "Send our FIN; data from the peer is still taken (half-close)") \
	X(ABORT, "RFC 9293 3.10.5: reset the connection") \
	X(UPDATE, "Renew snd_nxt and the receive credit") \
	X(RELEASE, "Forget the flow and send nothing: it is the host's again") \
	X(QUERY, "Copy the flow's record into the flow window") \
	X(HOST, "A segment of a known flow came from the host") \
	X(TRACK, "Transparent: a SYN passed, its connection is followed from here on") \
	X(EVICT, "The table is full: the flow makes room")

/* X(name, description) of every member of enum cmd_result */
#define FINWAVE_CMD_RESULT_TEXTS(X) \
	X(OK, "Done") \
	X(BAD_OP, "Unknown command") \
	X(BAD_STATE, "The command does not fit the flow's state (RFC 9293: connection closing)") \
	X(NO_FLOW, "No such flow: freed, or the handle is of an earlier flow") \
	X(TABLE_FULL, "ADOPT: no free record or slot; the host keeps the flow") \
	X(EXISTS, "ADOPT: this tuple is held already") \
	X(ALIAS, "ADOPT: another flow has the same hash; the host keeps the flow") \
	X(DISABLED, "The engine is not enabled or still initialising") \
	X(NO_BUFFER, "CLOSE, SHUTDOWN: no tail buffer is free, or the tail is longer than one takes") \
	X(NEIGHBOURS, "ADOPT: 256 other pairs of MACs are in use by adopted flows; the host keeps the flow")

/* X(name, description) of every member of enum reason */
#define FINWAVE_REASON_TEXTS(X) \
	X(NONE, "Nothing happened") \
	X(BAD_FRAME, "Dropped: cut short, lengths disagree, or marked bad by the MAC") \
	X(BAD_CHECKSUM, "Dropped: IPv4 or TCP checksum wrong") \
	X(OUT_OF_WINDOW, "ACK, or text passes (WATCH): sequence not acceptable (9293 3.10.7.4)") \
	X(PAWS, "ACK: timestamp older than TS.Recent (7323 5)") \
	X(TS_MISSING, "Dropped: no timestamp on a flow that negotiated it (7323 3.2)") \
	X(RST_OUT_OF_WINDOW, "Dropped: RST outside the window (9293 3.5.3)") \
	X(RST_CHALLENGE, "ACK: RST in the window, not exact (5961 3)") \
	X(RST_ACCEPTED, "Freed: RST exactly at RCV.NXT") \
	X(RST_IGNORED, "Dropped: RST in TIME-WAIT (1337)") \
	X(SYN_CHALLENGE, "ACK: SYN in a synchronized state (5961 4)") \
	X(SYN_RESET, "RST: SYN in a synchronized state, SYN_RST chosen (793)") \
	X(SYN_REUSED, "Freed and passed: newer SYN in TIME-WAIT (6191)") \
	X(NO_ACK, "Dropped: the ACK bit is off") \
	X(ACK_UNACCEPTABLE, "ACK: acknowledges the unsent or the long past (5961 5)") \
	X(ACK_NOTHING, "Accepted, changes no state") \
	X(ACK_OF_FIN, "Accepted: acknowledges our FIN") \
	X(DATA_ACCEPTED, "ACK, passed up: data in order inside the credit") \
	X(DATA_OUT_OF_ORDER, "Duplicate ACK, dropped: a hole before the data or FIN") \
	X(DATA_AFTER_CLOSE, "RST, freed: new data after a full close (9293 3.6.1 SHLD-3)") \
	X(DATA_AFTER_FIN, "ACK, text ignored: text or FIN beyond the peer's FIN") \
	X(FIN_ACCEPTED, "ACK: the peer's FIN in order") \
	X(FIN_REPEATED, "ACK: the peer's FIN again") \
	X(TIMEOUT_RETRANSMIT, "FIN sent again (6298)") \
	X(TIMEOUT_GIVE_UP, "Freed: retries used up (9293 3.8.3)") \
	X(TIMEOUT_FIN_WAIT_2, "Freed: the peer's FIN never came") \
	X(TIMEOUT_TIME_WAIT, "Freed: 2 MSL passed") \
	X(COMMAND_DONE, "Command carried out") \
	X(COMMAND_REFUSED, "Command refused: the state does not allow it") \
	X(TIMEOUT_FENCED, "Nothing sent: our FIN waits for the host's data") \
	X(TIMEOUT_MERGE, "ACK: the merge window is over, the host has not closed") \
	X(HOST_PASSED, "Host: passed; SND.NXT follows") \
	X(HOST_REFUSED, "Host: dropped: beyond the end of the stream that it closed, or a RST of a flow that it gave away") \
	X(HOST_FIN, "Host: its own FIN passed; taken as SHUTDOWN") \
	X(HOST_RST, "Host: its own RST passed before the close; freed") \
	X(HOST_REUSED, "Host: freed and passed: its newer SYN in TIME-WAIT (1122 4.2.2.13)") \
	X(HOST_SYN_HELD, "Host: dropped: a SYN on a tuple that is still held") \
	X(EVICTED, "Freed: the table is full, the oldest TIME-WAIT made room") \
	X(TRACK_STARTED, "Transparent: tracking starts with a SYN") \
	X(TRACK_PASSED, "Transparent: passed") \
	X(TRACK_ENDED, "Transparent: passed; hands off from here on") \
	X(TRACK_OWNED, "Transparent: passed; TIME-WAIT is the engine's, RST to the host") \
	X(TRACK_EXPIRED, "Transparent: hands off, nothing passed for TRACK_IDLE")

/* X(name, description) of every member of enum event */
#define FINWAVE_EVENT_TEXTS(X) \
	X(NONE, "No event") \
	X(PEER_FIN, "The peer closed its side; not a completion") \
	X(ORDERLY, "Completion: closed in order") \
	X(RESET, "Completion: reset by the peer, or by a SYN under SYN_RST") \
	X(GAVE_UP, "Completion: our FIN was never acknowledged") \
	X(ABORTED_DATA, "Completion: data came after a full close") \
	X(ABORTED_HOST, "Completion: ABORT") \
	X(REUSED, "Completion: a new SYN took the tuple over in TIME-WAIT") \
	X(FIN_WAIT_2_EXPIRED, "Completion: the peer's FIN never came") \
	X(RELEASED, "Completion: RELEASE") \
	X(EVICTED, "Completion: the oldest TIME-WAIT made room in a full table")

/* X(name, description) of every member of enum send */
#define FINWAVE_SEND_TEXTS(X) \
	X(NONE, "Nothing is sent") \
	X(ACK, "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>") \
	X(FIN, "What is left of the tail and our FIN, as far as the peer's window allows: <SEQ=first><ACK=RCV.NXT><CTL=FIN,ACK> or ACK alone") \
	X(RST, "Active reset: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=RST,ACK>") \
	X(RST_SEG, "Answer to a segment with ACK: <SEQ=SEG.ACK><CTL=RST>") \
	X(RST_SYN, "Answer to a SYN without ACK: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>") \
	X(HOST_RST, "Towards the host, in the peer's name: <SEQ=RCV.NXT><CTL=RST>")

/* X(name, offset of the low word) of every 64-bit counter */
#define FINWAVE_COUNT_LIST(X) \
	X(WIRE_RX, FINWAVE_REG_COUNT_WIRE_RX) \
	X(HOST_RX, FINWAVE_REG_COUNT_HOST_RX) \
	X(HOST_TX, FINWAVE_REG_COUNT_HOST_TX) \
	X(SENT, FINWAVE_REG_COUNT_SENT) \
	X(HELD, FINWAVE_REG_COUNT_HELD) \
	X(ACK_LIMITED, FINWAVE_REG_COUNT_ACK_LIMITED) \
	X(ADOPTED, FINWAVE_REG_COUNT_ADOPTED) \
	X(FREED, FINWAVE_REG_COUNT_FREED) \
	X(REFUSED, FINWAVE_REG_COUNT_REFUSED) \
	X(STALLED, FINWAVE_REG_COUNT_STALLED) \
	X(TRACKED, FINWAVE_REG_COUNT_TRACKED) \
	X(HOST_STALLED, FINWAVE_REG_COUNT_HOST_STALLED)

#endif
