import type { NodeRecord } from "@berth/db";
import { expect, it } from "vitest";
import { aLease, anInstance, at } from "../testing/records.ts";
import { silentSince, toSummary } from "./to-view.ts";

const resources = { cpuMillis: 1, memoryBytes: 1, diskBytes: 1 };
const node = (over: Partial<NodeRecord> = {}): NodeRecord => ({
	id: aLease().nodeId,
	name: "one",
	capacity: resources,
	reserved: resources,
	hostPorts: null,
	retainedBytesMax: null,
	claimedBy: "me",
	claimedUntil: new Date(at.getTime() + 5_000),
	claimEpoch: 1,
	seenAt: at,
	cordonedAt: null,
	...over,
});
const later = (ms: number) => new Date(at.getTime() + ms);
const summary = (over: Partial<Parameters<typeof toSummary>[0]> = {}) =>
	toSummary({ lease: aLease(), tenantName: "t", node: node(), release: null, instances: [anInstance()], now: at, ...over });

it("a node is silent once nobody vouches for its engine or holds its claim", () => {
	expect(silentSince(node(), later(1_000))).toBeNull();
	expect(silentSince(node({ claimedUntil: later(60_000) }), later(31_000))).toBe(at.toISOString());
	expect(silentSince(node({ claimedUntil: null }), later(1_000))).toBe(at.toISOString());
	expect(silentSince(node({ claimedUntil: later(500) }), later(1_000))).toBe(at.toISOString());
});

it("silence is laid over the state and does not change it; a closed lease is known for good", () => {
	const gone = node({ claimedUntil: null });
	expect(summary({ node: gone })).toMatchObject({ state: "ready", unknownSince: at.toISOString() });
	expect(summary({ node: gone, lease: aLease({ state: "closed", closedAt: at }) })).toMatchObject({ state: "closed", unknownSince: null });
});

it("a ready lease with an instance that does not run well is degraded; one of another generation does not count", () => {
	expect(summary().degraded).toBe(false);
	expect(summary({ instances: [anInstance({ state: "unhealthy" })] }).degraded).toBe(true);
	expect(summary({ instances: [anInstance(), anInstance({ generation: 2, state: "exited" })] }).degraded).toBe(false);
});

it("what serves is told by instance: a change leaves some of them in the generation that made them", () => {
	const lease = aLease({ generation: 3, serving: { "web-0": 1, "web-1": 3 } });
	const endpoint = (instance: number) => ({
		service: "web",
		instance,
		port: 80,
		protocol: "tcp" as const,
		host: "127.0.0.1",
		hostPort: 32_000 + instance,
		url: null,
	});
	const [kept, added] = [anInstance({ endpoints: [endpoint(0)] }), anInstance({ index: 1, generation: 3, endpoints: [endpoint(1)] })];
	const failedTry = anInstance({ generation: 2, state: "exited", endpoints: [endpoint(2)] });
	const seen = summary({ lease, instances: [kept, added, failedTry] });
	expect(seen.endpoints.map(({ hostPort }) => hostPort)).toEqual([32_000, 32_001]);
	expect(seen.degraded).toBe(false);
	expect(summary({ lease, instances: [kept, { ...added, state: "exited" }] }).degraded).toBe(true);
});
