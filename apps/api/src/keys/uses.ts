import { type ApiKeyId, type Clock, MINUTE } from "@berth/core";
import type { KeyStore } from "@berth/db";
import type { Log } from "@berth/lease";

const KEYS_MAX = 10_000;

/** When and from where each key was last used: told once a minute, and no call waits for it or fails by it. */
export function createUses(store: Pick<KeyStore, "touch">, clock: Clock, log: Log) {
	const told = new Map<ApiKeyId, number>();
	return {
		note(id: ApiKeyId, address: string): void {
			const nowMs = clock.monotonicMs();
			const lastMs = told.get(id);
			if (lastMs !== undefined && nowMs - lastMs < MINUTE) return;
			told.delete(id);
			told.set(id, nowMs);
			for (const oldest of told.keys()) {
				if (told.size <= KEYS_MAX) break;
				told.delete(oldest);
			}
			store.touch(id, address).catch((err: unknown) => {
				told.delete(id);
				log.warn({ op: "keys", err }, "the use of a key could not be noted");
			});
		},
	};
}
