import { newId } from "@berth/core";
import { expect, test } from "vitest";
import { type Bench, bounded } from "./bench.ts";

/** A real container costs a second of a slow machine to run and to end, so of those there are fewer. */
const CROWD = { unlabelled: 300, dead: 150 };
/** Making the crowd takes nearly all of it. */
const TIMEOUT_MS = 300_000;

export function crowdCases(bench: () => Bench): void {
	test(`${CROWD.unlabelled} containers without a label and ${CROWD.dead} dead ones, none ours, change no answer and cost no call`, {
		timeout: TIMEOUT_MS,
	}, async () => {
		const { counted, web } = bench();
		const look = async () => {
			const before = counted.calls();
			const none = await counted.engine.containers.list({ leaseId: newId() }, bounded());
			const forNone = counted.calls() - before;
			const ours = await counted.engine.containers.list({ managed: true }, bounded());
			const known = new Set(ours.flatMap(({ leaseId }) => leaseId ?? []));
			const { containers } = await counted.engine.upkeep.orphans(async () => ({ leaseIds: known, tenantIds: new Set() }), bounded());
			return { none, forNone, ours: ours.map(({ id }) => id).sort(), orphans: containers, calls: counted.calls() - before };
		};
		await counted.engine.host.info(bounded());
		const alone = await look();
		await bench().addForeignCrowd(CROWD);
		expect(await look()).toEqual(alone);
		expect(alone).toMatchObject({ none: [], forNone: 1, orphans: [] });
		expect(alone.ours).toContain(web.id);
	});
}
