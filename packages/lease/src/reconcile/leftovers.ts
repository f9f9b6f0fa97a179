import type { Clock } from "@berth/core";

/** A container or a network of ours on the host that belongs to nobody we know. */
export interface Leftover {
	readonly kind: "container" | "network";
	readonly id: string;
	readonly name: string;
	/** Of a container: its image and what it does. */
	readonly image: string | null;
	readonly phase: string | null;
	/** What its labels say, as they say it. */
	readonly leaseId: string | null;
	readonly tenantId: string | null;
	readonly why: "no-such-lease" | "lease-closed" | "names-no-lease" | "no-open-lease" | "names-no-tenant";
	/** What was done about it. One that names nobody is never removed by itself: whose it is only a person can tell. */
	readonly fate: "kept" | "removed" | "failed";
}

/** The same with how often it was seen in a row. */
export interface SeenLeftover extends Leftover {
	readonly since: Date;
	readonly sightings: number;
}

export interface Leftovers {
	/** Begins a look at all of the host. What an earlier look saw stands until this one has ended. */
	look(): { saw(leftover: Leftover): void; end(): void };
	/** What the last whole look saw, that which was seen most often first, and what a look saw that broke off. */
	seen(): readonly SeenLeftover[];
}

/** Shown at most; there are more only where something else makes them. */
const SHOWN_MAX = 500;

/** What was seen is in memory alone. A look that broke off is no evidence that something is gone. */
export function createLeftovers(clock: Clock): Leftovers {
	let seen = new Map<string, SeenLeftover>();
	return {
		look() {
			const now = new Map<string, SeenLeftover>();
			return {
				saw(leftover) {
					const key = `${leftover.kind} ${leftover.id}`;
					if (!now.has(key) && now.size >= SHOWN_MAX) return;
					const before = seen.get(key);
					// What is told of one again in the same look is no further sighting.
					const one = now.get(key) ?? { since: before?.since ?? clock.now(), sightings: (before?.sightings ?? 0) + 1 };
					now.set(key, { ...leftover, since: one.since, sightings: one.sightings });
					if (leftover.fate === "failed") seen.set(key, { ...leftover, since: one.since, sightings: one.sightings });
				},
				end: () => {
					seen = now;
				},
			};
		},
		seen: () => [...seen.values()].toSorted((a, b) => b.sightings - a.sightings || (a.name < b.name ? -1 : 1)),
	};
}
