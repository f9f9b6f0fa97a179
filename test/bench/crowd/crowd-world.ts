import { randomUUID } from "node:crypto";
import { MINUTE, SECOND } from "@berth/core";
import type { FakeHost } from "@berth/engine/fake";
import type { Caller } from "@berth/lease";
import { createLeaseWorld, type LeaseWorld } from "../../crash/lease-world.ts";
import { brokenInvariants } from "../../support/invariants.ts";
import type { BenchContext } from "../bench.ts";

/** The rules on a real database and a simulated host, at the pace of the service, with many tenants. */
export interface CrowdWorld {
	readonly world: LeaseWorld;
	readonly tenants: readonly CrowdTenant[];
	/** A sentence for whatever database and host do not agree on though nothing is under way. */
	broken(): Promise<string[]>;
}

export interface CrowdTenant {
	readonly tenantId: LeaseWorld["tenantId"];
	readonly caller: Caller;
}

export async function openCrowdWorld(count: number, { onEnd }: BenchContext): Promise<CrowdWorld> {
	const world = await createLeaseWorld();
	onEnd(() => world[Symbol.asyncDispose]());
	// As in earnest, but for actors that rest: they are forgotten soon, so that what is held is what is needed.
	world.startAgent({ timings: { reconcileMs: MINUTE, pollMs: 5 * SECOND, sweepMs: MINUTE, passivateMs: SECOND } });
	await world.nodeLives();
	const tenants: CrowdTenant[] = [];
	for (let nth = 0; nth < count; nth++) {
		const { id: tenantId } = await world.stores.catalog.putTenant({ name: `crowd ${nth} ${randomUUID().slice(0, 8)}` });
		tenants.push({ tenantId, caller: { label: `user:${nth}`, scope: { tenantId }, seesValues: true } });
	}
	return { world, tenants, broken: () => brokenInvariants(world.test.url, { leftovers: async (of) => leftoversOf(world.host, of) }) };
}

/** What is on the simulated host, in the words of a real one. */
const leftoversOf = (host: FakeHost, installation: string) => ({
	containers: host
		.containers()
		.filter((one) => one.installation === installation)
		.map(({ id, name, phase, leaseId }) => ({ id, name, state: phase, leaseId: leaseId ?? undefined })),
	networks: host
		.networks()
		.filter((one) => one.installation === installation)
		.map(({ name }) => name),
});
