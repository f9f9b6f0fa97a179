import { type Clock, MINUTE } from "@berth/core";
import type { PeopleStore } from "@berth/db";
import type { Log } from "@berth/lease";

const PEOPLE_MAX = 10_000;

/** When each person last asked for anything: told once a minute, and no call waits for it or fails by it. */
export function createSightings(store: Pick<PeopleStore, "seen">, clock: Clock, log: Log): (userId: string) => void {
	const told = new Map<string, number>();
	return (userId) => {
		const nowMs = clock.monotonicMs();
		const last = told.get(userId);
		if (last !== undefined && nowMs - last < MINUTE) return;
		told.delete(userId);
		told.set(userId, nowMs);
		for (const oldest of told.keys()) {
			if (told.size <= PEOPLE_MAX) break;
			told.delete(oldest);
		}
		store.seen(userId).catch((err: unknown) => {
			told.delete(userId);
			log.warn({ op: "people", err }, "it could not be noted that somebody was here");
		});
	};
}
