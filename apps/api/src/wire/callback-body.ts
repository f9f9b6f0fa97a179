import type { OperationKind, OperationState, Reason } from "@berth/core";
import type { BackendFacts } from "@berth/db";
import { cutError, toFailure } from "./words.ts";

/** What the client is told of an operation's end. */
export interface BackendCallback {
	readonly lease_uuid: string;
	readonly status: "success" | "failed" | "deprovisioned";
	readonly error?: string;
	readonly backend: string;
	readonly retained?: true;
}

/** As it was recorded when the operation ended: see `endOperation`. */
interface Recorded {
	readonly kind: OperationKind;
	readonly state: OperationState;
	readonly reason: Reason | null;
	readonly data?: { readonly kept: boolean };
}

/**
 * A recorded callback in the protocol's form; null for what it has no word of: that a request took the place of another, whose own end
 * is told, and that somebody stopped the lease.
 */
export function toBackendCallback(
	recorded: Readonly<Record<string, unknown>>,
	{ uuid }: BackendFacts & { readonly uuid: string },
	backend: string,
): BackendCallback | null {
	// The body of every callback is made in one place, which writes these fields.
	const { kind, state, reason, data } = recorded as unknown as Recorded;
	const told = { lease_uuid: uuid, backend };
	if (state === "superseded" || (kind === "stop" && state === "succeeded")) return null;
	if (state !== "succeeded") return { ...told, status: "failed", error: cutError(toFailure(kind, state, reason).message) };
	if (kind !== "close") return { ...told, status: "success" };
	return { ...told, status: "deprovisioned", ...(data?.kept === true && { retained: true as const }) };
}
