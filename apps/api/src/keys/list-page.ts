import type { z } from "zod";
import { defined } from "../trpc/defined.ts";
import type { keyListInput } from "./key-inputs.ts";
import { toKeyView } from "./key-view.ts";
import type { KeyPlace, Keys } from "./keys.ts";

/** A page of keys, for a tenant and for admins alike. */
export async function listPage(keys: Keys, place: KeyPlace, { limit, cursor, includeRevoked }: z.infer<typeof keyListInput>) {
	const found = await keys.list(place, defined({ limit: limit + 1, after: cursor, includeRevoked }));
	const page = found.slice(0, limit);
	return { keys: page.map(toKeyView), next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
}
