import type { LeaseHint } from "./stores.ts";

/** Postgres sends a notice to the sessions of the same database alone, so one name serves every installation. */
export const HINT_CHANNEL = "berth_lease";

/** Reads a notice's payload; null when it is not one of ours. */
export function parseHint(payload: string | undefined): LeaseHint | null {
	try {
		const hint: unknown = JSON.parse(payload ?? "");
		return typeof hint === "object" && hint !== null && "leaseId" in hint && "seq" in hint ? (hint as LeaseHint) : null;
	} catch {
		return null;
	}
}
