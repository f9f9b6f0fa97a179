import { AppError, type VolumeId } from "@berth/core";
import type { LeaseRecord, RetentionRecord } from "@berth/db";
import { expect, test } from "vitest";
import { noLog } from "../../observe.ts";
import { aLease } from "../../testing/records.ts";
import type { Work } from "../work.ts";
import { createDeprovisionPlan } from "./deprovision.ts";

const volume = { id: "01900000-0000-7000-8000-000000000101" as VolumeId, service: "web", index: 0, quotaBytes: 1 };

interface Seen {
	readonly stands: boolean;
	readonly restored: boolean;
	/** What looking into it tells; an error when absent. */
	readonly holds?: boolean;
}

/** What becomes of the data of a lease when it is closed. */
async function leave(lease: Partial<LeaseRecord>, at: Seen) {
	const plan = createDeprovisionPlan();
	// Only what the last look and the end of the plan ask for.
	const work = {
		lease: aLease({ volumes: [volume], ...lease }),
		clock: { now: () => new Date() },
		log: noLog,
		networks: { removeUnused: async () => undefined },
		engine: {
			volumes: {
				list: async () => (at.stands ? [{ id: volume.id }] : []),
				holdsData: async () => {
					if (at.holds === undefined) throw new AppError("ENGINE_UNREACHABLE");
					return { holds: at.holds };
				},
			},
		},
		stores: { retentions: { findRestoring: async () => (at.restored ? ({} as RetentionRecord) : null) } },
		retentionGraceMs: 1_000,
		manifest: { services: {} },
		items: [],
	} as unknown as Work;
	await plan.steps.find(({ name }) => name === "clean")?.run(work, new AbortController().signal, Promise.resolve());
	return plan.succeed(work).retain;
}
const leftBy = async (...given: Parameters<typeof leave>) => (await leave(...given))?.state;

test("data is given up only of a lease that certainly never had any; data that is missing may come back", async () => {
	const gone = { stands: false, restored: false };
	expect(await leftBy({ activeRelease: null }, gone)).toBe("reaping");
	expect(await leftBy({ activeRelease: null }, { ...gone, stands: true })).toBe("active");
	expect(await leftBy({ activeRelease: null }, { ...gone, restored: true })).toBe("active");
	expect(await leftBy({ activeRelease: 1 }, gone)).toBe("active");
	expect(await leftBy({ activeRelease: 1, closeData: "destroy" }, { ...gone, stands: true })).toBe("reaping");
});

test("a volume is given up beside what is kept only when somebody looked and found nothing of a program's in it", async () => {
	const seen = { stands: true, restored: false };
	expect(await leave({ activeRelease: 1 }, { ...seen, holds: false })).toMatchObject({
		state: "active",
		reclaim: { volumeIds: [volume.id] },
	});
	expect(await leave({ activeRelease: 1 }, { ...seen, holds: true })).not.toHaveProperty("reclaim");
	expect(await leave({ activeRelease: 1 }, seen)).not.toHaveProperty("reclaim");
	expect(await leave({ activeRelease: 1, closeData: "destroy" }, { ...seen, holds: false })).toMatchObject({ because: "closed" });
});
