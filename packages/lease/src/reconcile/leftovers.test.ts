import { expect, it } from "vitest";
import { createManualClock } from "../testing/manual-clock.ts";
import { createLeftovers, type Leftover } from "./leftovers.ts";

const stray = (id: string, fate: Leftover["fate"] = "kept"): Leftover => ({
	kind: "container",
	id,
	name: id,
	image: "app:1",
	phase: "running",
	leaseId: null,
	tenantId: null,
	why: "names-no-lease",
	fate,
});

it("what is left over is counted look by look, is forgotten when a whole look misses it, and never by one that broke off", async () => {
	const clock = createManualClock();
	const leftovers = createLeftovers(clock);
	const since = clock.now();
	const look = (ids: readonly string[], isWhole = true) => {
		const one = leftovers.look();
		for (const id of ids) one.saw(stray(id));
		if (isWhole) one.end();
		return leftovers.seen().map(({ id, sightings }) => [id, sightings]);
	};
	expect(look(["a", "b"])).toEqual([
		["a", 1],
		["b", 1],
	]);
	await clock.advance(60_000);
	expect(look(["a"])).toEqual([["a", 2]]);
	expect(look([], false)).toEqual([["a", 2]]);
	expect(look(["a", "a"])).toEqual([["a", 3]]);
	expect(leftovers.seen()[0]?.since).toEqual(since);
	expect(look(["b"])).toEqual([["b", 1]]);
	const broken = leftovers.look();
	broken.saw(stray("b", "failed"));
	expect(leftovers.seen()).toMatchObject([{ id: "b", fate: "failed", sightings: 2 }]);
	expect(look([])).toEqual([]);
});
