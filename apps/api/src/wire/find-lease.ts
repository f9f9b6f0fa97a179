import type { BackendLease } from "@berth/db";
import type { WireContext } from "./context.ts";
import { NAME_CHARS_MAX } from "./protocol.ts";
import { notProvisioned, WireRefusal } from "./refusal.ts";

/** Errors  WireRefusal 400 when a field that must be there is not. */
export function requireFields(fields: Readonly<Record<string, string | { readonly length: number }>>): void {
	for (const [name, value] of Object.entries(fields)) if (value.length === 0) throw new WireRefusal(400, `${name} is required`);
}

/** Errors  WireRefusal 400 for a name that nothing could be found by. */
export function assertName(uuid: string): void {
	if (uuid.length > NAME_CHARS_MAX) throw new WireRefusal(400, `lease_uuid has more than ${NAME_CHARS_MAX} characters`);
}

/** The open lease of that name, null when there is none. */
export async function findOpen({ stores }: Pick<WireContext, "stores">, uuid: string): Promise<BackendLease | null> {
	if (uuid.length > NAME_CHARS_MAX || uuid.includes("\0")) return null;
	const found = await stores.backend.find(uuid);
	return found === null || found.state === "closed" ? null : found;
}

/** Errors  WireRefusal 404. */
export async function getOpen(context: Pick<WireContext, "stores">, uuid: string): Promise<BackendLease> {
	const found = await findOpen(context, uuid);
	if (found === null) throw notProvisioned();
	return found;
}
