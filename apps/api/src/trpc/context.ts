import type { AppError, Spans } from "@berth/core";
import type { Principal } from "../auth/principal.ts";
import type { Services } from "./services.ts";

/** What every procedure gets: one per HTTP request, one per WebSocket. */
export interface Context {
	readonly requestId: string;
	readonly headers: Headers;
	/** Where the caller is. */
	readonly address: string;
	/** The tenant the caller named, by id or name; null for their first. */
	tenantWanted(): string | null;
	readonly services: Services;
	/** How what is called is followed. */
	readonly spans: Spans;
	findPrincipal(): Promise<Principal | null>;
	/** Counts a call against what a caller or a tenant may make. Errors  RATE_LIMITED (`data.retryAfterMs`). */
	charge(what: "caller" | "tenant", id: string): Promise<void>;
	/** Adds facts to what will be logged. Never a secret, never a body. */
	note(fields: { readonly userId?: string; readonly tenantId?: string; readonly leaseId?: string }): void;
	/** A procedure returned, or refused; what it refused with is told to `failed`. */
	ran(op: string, ok: boolean, durationMs: number): void;
	failed(op: string, error: AppError): void;
	/** Counts an open subscription; returns its undo. Errors  RATE_LIMITED when this reader has too many open. */
	openStream(feed: string): () => void;
	/** Resolves when the connection can take more, so a slow reader slows its own source and nobody else's. */
	drained(signal: AbortSignal): Promise<void>;
}
