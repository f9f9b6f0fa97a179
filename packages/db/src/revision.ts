import { createHash } from "node:crypto";
import { AppError } from "@berth/core";

/** What people edit together, as one short word that differs when any of it does. What counts by itself is left out. */
export function revisionOf(record: object): string {
	const edited = Object.entries(record).filter(([key]) => !["id", "suspendedAt", "createdAt", "revision"].includes(key));
	const text = JSON.stringify(edited.toSorted(([one], [other]) => (one < other ? -1 : 1)));
	return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}

/** Errors  CONFLICT, with what it is now. */
export function assertRevision(record: object, expected: string): void {
	const revision = revisionOf(record);
	if (revision === expected) return;
	throw new AppError("CONFLICT", { message: "Somebody changed it meanwhile; look at it first.", data: { expected, revision } });
}
