import { newId } from "@berth/core";
import { expect, test } from "vitest";
import { type Bench, bounded } from "./bench.ts";

const CROWD = { unlabelled: 300, dead: 300 };
/** Outer bound; making the crowd on a loaded machine takes nearly all of it. */
const TIMEOUT_MS = 900_000;

export function crowdCases(bench: () => Bench): void {
	test(`${CROWD.unlabelled} containers without a label and ${CROWD.dead} dead ones, none ours, change no answer and cost one filtered list`, {
		timeout: TIMEOUT_MS,
	}, async () => {
		const { counted, web } = bench();
		const leaseId = newId();
		const asking = async <T>(ask: () => Promise<T>) => {
			const before = counted.calls().length;
			const answer = await ask();
			// Several are under way at once, so their order is nobody's.
			return { answer, calls: counted.calls().slice(before).toSorted() };
		};
		const look = async () => {
			const none = await asking(() => counted.engine.containers.list({ leaseId }, bounded()));
			const ours = await asking(() => counted.engine.containers.list({ managed: true }, bounded()));
			const known = new Set(ours.answer.flatMap((one) => one.leaseId ?? []));
			const orphans = await asking(() => counted.engine.upkeep.orphans(async () => ({ leaseIds: known, tenantIds: new Set() }), bounded()));
			return { none, ours, orphans };
		};
		// What is asked once per connection is asked now.
		await look();
		const alone = await look();
		const foreign = await bench().addForeignCrowd(CROWD);
		expect(new Set(foreign).size).toBe(CROWD.unlabelled + CROWD.dead);
		const crowded = await look();
		expect(crowded).toEqual(alone);
		expect(crowded.none.answer).toEqual([]);
		expect(crowded.none.calls).toHaveLength(1);
		expect(crowded.none.calls[0]).toContain(leaseId);
		expect(crowded.ours.answer.map(({ id }) => id)).toEqual([web.id]);
		expect(crowded.orphans.answer.containers).toEqual([]);
		const about = Object.values(crowded).flatMap(({ calls }) => calls);
		expect(foreign.filter((id) => about.some((call) => call.includes(id)))).toEqual([]);
	});
}
