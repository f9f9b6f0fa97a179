import type { ErrorCode } from "@berth/core";
import type { Principal } from "../auth/accounts.ts";
import type { Services } from "./services.ts";

/** How one call went, for the log line of its request. */
export interface Outcome {
	readonly op: string;
	readonly ok: boolean;
	readonly code?: ErrorCode;
	readonly durationMs: number;
}

/** What every procedure gets: one per HTTP request, one per WebSocket. */
export interface Context {
	readonly requestId: string;
	readonly headers: Headers;
	/** The tenant the caller named, by id or name; null for their first. */
	readonly tenantWanted: string | null;
	readonly services: Services;
	findPrincipal(): Promise<Principal | null>;
	/** Adds facts to what will be logged. Never a secret, never a body. */
	note(fields: { readonly userId?: string; readonly tenantId?: string }): void;
	ran(outcome: Outcome): void;
	/** Resolves when the connection can take more, so a slow reader slows its own source and nobody else's. */
	drained(signal: AbortSignal): Promise<void>;
}
