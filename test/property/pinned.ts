import type { Deed, Wanted } from "./deed.ts";

/** A history that once failed, kept as it was told: a seed would tell another one as soon as the generators change. */
export interface Pin {
	/** What went wrong in it. */
	readonly what: string;
	readonly story: readonly Deed[];
}

const sound: Wanted = { web: "app:2", db: "app:keeps-data", init: "app:exits-0-after-1", quantity: 2, stopFirst: false };

/** Replayed first in each run. The seeds that found them are those of their day. */
export const pinned: readonly Pin[] = [
	{
		what: "the release of an update that a close overtook was deployed for ever, as the reopened lease showed",
		story: [
			{ kind: "provision", wanted: sound },
			{ kind: "rest" },
			{ kind: "scale", lease: 0, web: 2, db: 2 },
			{ kind: "close", lease: 0, key: null, data: "retain" },
			{ kind: "rest" },
			{ kind: "reopen", lease: 0, key: 0 },
		],
	},
	{
		what: "a close never ended where the agent's clock was ahead of the database's",
		story: [
			{ kind: "provision", wanted: sound },
			{ kind: "rest" },
			{ kind: "jump", hours: 1 },
			{ kind: "close", lease: 0, key: null, data: "retain" },
			{ kind: "rest" },
		],
	},
	{
		what: "a close whose first try failed waited for an agent's clock that was behind",
		story: [
			{ kind: "provision", wanted: sound },
			{ kind: "rest" },
			{ kind: "jump", hours: -1 },
			{ kind: "failCall", operation: "containers.remove", replacement: false, late: false },
			{ kind: "close", lease: 0, key: null, data: "retain" },
			{ kind: "rest" },
		],
	},
];
