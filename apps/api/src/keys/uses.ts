import { type ApiKeyId, type Clock, HOUR, MINUTE } from "@berth/core";
import type { KeyStore } from "@berth/db";
import type { Log } from "@berth/lease";

const KEYS_MAX = 10_000;

/** When and from where each key was last used: told once a minute, and no call waits for it or fails by it. */
export function createUses(store: Pick<KeyStore, "touch">, clock: Clock, log: Log) {
	const told = new Map<ApiKeyId, { readonly atMs: number; readonly address: string }>();
	return {
		note(id: ApiKeyId, address: string): void {
			const nowMs = clock.monotonicMs();
			const last = told.get(id);
			if (last !== undefined && nowMs - last.atMs < MINUTE) return;
			told.delete(id);
			told.set(id, { atMs: nowMs, address });
			for (const oldest of told.keys()) {
				if (told.size <= KEYS_MAX) break;
				told.delete(oldest);
			}
			store.touch(id, address).catch((err: unknown) => {
				told.delete(id);
				log.warn({ op: "keys", err }, "the use of a key could not be noted");
			});
		},
		/** Whether it was used from there not long ago. */
		isKnown(id: ApiKeyId, address: string): boolean {
			const last = told.get(id);
			return last?.address === address && clock.monotonicMs() - last.atMs < HOUR;
		},
		forget: (id: ApiKeyId): void => {
			told.delete(id);
		},
	};
}
