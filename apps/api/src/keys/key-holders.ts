import type { ApiKeyId, Clock, Millis } from "@berth/core";
import type { KeyHolder } from "@berth/db";

export interface KeyHolders {
	/** Null when there is no such key, which is not remembered. */
	get(id: ApiKeyId): Promise<KeyHolder | null>;
	forget(id: ApiKeyId): void;
	forgetAll(): void;
}

// As long as a session is: longer, what another process took away lingers; shorter, each call of a program reads its key again.
const REMEMBER_MS: Millis = 10_000;
const ENTRIES_MAX = 10_000;

/** Rows of keys, remembered for seconds; those who ask at the same time share one read. What a key proves is looked at on every call. */
export function createKeyHolders(clock: Clock, read: (id: ApiKeyId) => Promise<KeyHolder | null>): KeyHolders {
	const held = new Map<ApiKeyId, { readonly value: Promise<KeyHolder | null>; readonly untilMs: number }>();
	return {
		get(id) {
			const known = held.get(id);
			if (known !== undefined && clock.monotonicMs() < known.untilMs) return known.value;
			const value = read(id);
			held.delete(id);
			held.set(id, { value, untilMs: clock.monotonicMs() + REMEMBER_MS });
			const drop = () => {
				if (held.get(id)?.value === value) held.delete(id);
			};
			value.then((holder) => holder ?? drop(), drop);
			for (const oldest of held.keys()) {
				if (held.size <= ENTRIES_MAX) break;
				held.delete(oldest);
			}
			return value;
		},
		forget: (id) => {
			held.delete(id);
		},
		forgetAll: () => held.clear(),
	};
}
