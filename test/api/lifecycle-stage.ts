import { type BerthClient, berthErrorOf } from "@berth/client";
import { expect } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, type TestApi, type TestApiOptions } from "./fixture.ts";

/** A service whose node works, and a tenant that commands leases there. */
export interface LifecycleStage extends AsyncDisposable {
	readonly berth: TestApi;
	readonly client: BerthClient;
	/** Waits until nothing is under way. */
	ended(leaseId: string): Promise<Waited>;
	/** A lease that serves: one instance of `web`, without a disk unless the size has one. */
	readyLease(name: string, sku?: string, manifest?: object): Promise<string>;
}

type Waited = Awaited<ReturnType<BerthClient["lease"]["wait"]["query"]>>;

export async function createLifecycleStage(options: TestApiOptions = {}): Promise<LifecycleStage> {
	const berth = await createTestApi(options);
	const { client } = await berth.member("acme");
	const { catalog } = berth.api.database.stores;
	// Sizes without a disk beside the fixture's, which has one.
	const bare = { name: "bare", cpuMillis: 100, memoryBytes: 2 ** 26, diskBytes: 0, pidsMax: 64, position: 1, enabled: true };
	await catalog.putSku(bare);
	await catalog.putSku({ ...bare, name: "larger", memoryBytes: 2 ** 27 });
	await nodeWorks(berth);
	const ended = async (leaseId: string) => {
		const waited = await client.lease.wait.query({ leaseId, timeoutMs: 25_000 });
		if (!waited.met) throw new Error(`the lease is ${waited.lease.state} for too long`);
		return waited;
	};
	return {
		berth,
		client,
		ended,
		async readyLease(name, sku = "bare", manifest = asStack()) {
			const { leaseId } = await client.lease.provision.mutate({ name, items: [{ service: "web", sku }], manifest });
			expect((await ended(leaseId)).lease.state).toBe("ready");
			return leaseId;
		},
		[Symbol.asyncDispose]: () => berth[Symbol.asyncDispose](),
	};
}

export const nodeWorks = (berth: TestApi) =>
	waitUntil(() => berth.api.agent()?.status().claimed, { timeoutMs: 20_000, what: "the node to be claimed" });

export const web = { image: "shop:1", ports: { "80/tcp": {} } };
export const asStack = (over: object = {}) => ({ services: { web: { ...web, ...over } } });

/** An image that has written to its volume by the time it serves. */
export const keeper = asStack({ image: "shop:keeps-data" });

/** An id as ours are, of nothing. */
export const nobody = "01900000-0000-7000-8000-00000000dead";
export const soon = () => new Date(Date.now() + 3_600_000).toISOString();

export const refusalOf = (call: Promise<unknown>) =>
	call.then(
		() => null,
		(err: unknown) => berthErrorOf(err),
	);
export const codesOf = async (calls: readonly Promise<unknown>[]) =>
	(await Promise.all(calls.map(refusalOf))).map((refusal) => refusal?.code);
