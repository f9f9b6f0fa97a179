import type { LeaseId, Millis } from "@berth/core";

/** A promise of one session in a container. */
export interface ExecTicketRecord {
	/** Whose it is, by the credential that asked: `user:<id>` or `key:<id>`. */
	readonly holder: string;
	/** The tenant its holder said they act for; null where they named none. */
	readonly tenantWanted: string | null;
	readonly leaseId: LeaseId;
	readonly service: string;
	readonly index: number;
	/** Null is a shell. */
	readonly argv: readonly string[] | null;
	/** Null is no terminal. */
	readonly size: { readonly columns: number; readonly rows: number } | null;
}

export interface ExecTicketStore {
	/** Keeps a ticket by the hash of its secret for so long. */
	put(hash: string, ticket: ExecTicketRecord, forMs: Millis): Promise<void>;
	/** Takes it: of two who ask at the same time one gets it, whichever process they ask. Null when it is over, taken, or never was. */
	take(hash: string): Promise<ExecTicketRecord | null>;
}
