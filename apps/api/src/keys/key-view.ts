import type { ApiKeyRecord } from "@berth/db";
import type { ShownKey } from "./keys.ts";

const iso = (date: Date | null) => date?.toISOString() ?? null;

/** A key as lists show it: nothing in it proves anything. */
export const toKeyView = ({ userId: _user, parentId: _parent, ...key }: ApiKeyRecord) => ({
	...key,
	expiresAt: key.expiresAt.toISOString(),
	formerUntil: iso(key.formerUntil),
	createdAt: key.createdAt.toISOString(),
	rotatedAt: iso(key.rotatedAt),
	lastUsedAt: iso(key.lastUsedAt),
	revokedAt: iso(key.revokedAt),
});

/** The one answer that has the key's text in it. */
export const toShownKey = ({ record, text }: ShownKey) => ({ ...toKeyView(record), key: text.reveal() });
