import { createHash, randomBytes } from "node:crypto";
import { EXEC_PROTOCOL, EXEC_TICKET_PREFIX, type Millis, SECOND } from "@berth/core";
import type { ExecTicketRecord, ExecTicketStore } from "@berth/db";
import type { Principal } from "../auth/principal.ts";

/** Promises of one session each. They are rows, so that any process behind a proxy may keep what another one gave. */
export interface ExecTickets {
	issue(ticket: ExecTicketRecord): Promise<{ readonly ticket: string; readonly forMs: Millis }>;
	/** Null when it is over, was taken, or never was. */
	take(ticket: string): Promise<ExecTicketRecord | null>;
}

/** Longer: one that leaks is good for longer. Shorter: a browser on a bad line does not come in time. */
const TICKET_MS = 30 * SECOND;
const SECRET_BYTES = 32;

export function createExecTickets(store: ExecTicketStore, ticketMs: Millis = TICKET_MS): ExecTickets {
	return {
		async issue(record) {
			const ticket = randomBytes(SECRET_BYTES).toString("base64url");
			await store.put(hashOf(ticket), record, ticketMs);
			return { ticket, forMs: ticketMs };
		},
		take: (ticket) => store.take(hashOf(ticket)),
	};
}

const hashOf = (ticket: string): string => createHash("sha256").update(ticket).digest("hex");

/** Names the credential that a session belongs to: the key, or the person. */
export const holderOf = ({ key, userId }: Principal): string => (key === null ? `user:${userId}` : `key:${key.id}`);

/** The ticket among the words of `Sec-WebSocket-Protocol`, where ours must stand beside it; null where it does not. */
export function ticketAmong(protocols: string | null): string | null {
	const words = (protocols ?? "").split(",").map((word) => word.trim());
	const ticket = words.find((word) => word.startsWith(EXEC_TICKET_PREFIX));
	return words.includes(EXEC_PROTOCOL) && ticket !== undefined ? ticket.slice(EXEC_TICKET_PREFIX.length) : null;
}
