import type { ActorView, Clock } from "@berth/core";
import type { Log } from "@berth/lease";
import type { ActorsSnapshot, Services } from "./trpc/services.ts";

const LOOK_EVERY_MS = 1_000;

/**
 * Snapshots of all actors for whoever watches: taken once a second while anybody does, however many they are, and told only
 * when something differs.
 */
export function createActorsWatch(
	read: () => Promise<readonly ActorView[]>,
	clock: Clock,
	log: Log,
): Pick<Services["actors"], "snapshot" | "watch"> {
	const wakes = new Set<() => void>();
	let watchers = 0;
	let latest: { readonly text: string; readonly snapshot: ActorsSnapshot } | null = null;
	let isLooking = false;
	const isWatched = () => watchers > 0;

	const snapshot = async (): Promise<ActorsSnapshot> => {
		const actors = await read();
		return { at: clock.now().toISOString(), actors };
	};

	async function look() {
		const taken = await snapshot();
		const text = JSON.stringify(taken.actors);
		if (text === latest?.text) return;
		latest = { text, snapshot: taken };
		for (const wake of wakes) wake();
	}

	async function lookWhileWatched() {
		isLooking = true;
		while (isWatched()) {
			await look().catch((err: unknown) => log.warn({ op: "actors.watch", err }, "actors could not be read"));
			await clock.sleep(LOOK_EVERY_MS);
		}
		latest = null;
		isLooking = false;
	}

	async function* watch(signal: AbortSignal): AsyncGenerator<ActorsSnapshot, void, undefined> {
		watchers += 1;
		if (!isLooking) void lookWhileWatched();
		try {
			let seen: string | null = null;
			while (!signal.aborted) {
				if (latest !== null && latest.text !== seen) {
					seen = latest.text;
					yield latest.snapshot;
				} else await nextChange(signal);
			}
		} finally {
			watchers -= 1;
		}
	}

	function nextChange(signal: AbortSignal): Promise<void> {
		return new Promise((resolve) => {
			const wake = () => {
				wakes.delete(wake);
				signal.removeEventListener("abort", wake);
				resolve();
			};
			wakes.add(wake);
			signal.addEventListener("abort", wake, { once: true });
		});
	}

	return { snapshot, watch };
}
