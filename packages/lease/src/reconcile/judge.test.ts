import { describe, expect, it } from "vitest";
import { aLease, anInstance, anObservation } from "../testing/records.ts";
import { diff, needsLook } from "./diff.ts";
import { isQuiet, judge } from "./judge.ts";

const host = "127.0.0.1";
const two = [{ service: "web", sku: "tiny", quantity: 2, cpuMillis: 1, memoryBytes: 1, diskBytes: 0, pidsMax: 1 }];

describe("a ready lease", () => {
	it("whose instance runs needs nothing", () => {
		expect(isQuiet(judge(aLease(), [anInstance()], [anObservation()], host))).toBe(true);
	});

	it.each([
		["exited", anObservation({ phase: "exited", exitCode: 1 }), "ContainerExited"],
		["was killed for memory", anObservation({ phase: "exited", exitCode: 137, oomKilled: true }), "OutOfMemory"],
		["is dead to the daemon", anObservation({ phase: "dead" }), "ContainerExited"],
		["is not there", null, "InstanceMissing"],
	])("has lost an instance that %s", (_what, observed, reason) => {
		const { dead } = judge(aLease(), [anInstance()], observed ? [observed] : [], host);
		expect(dead).toMatchObject([{ service: "web", index: 0, reason }]);
	});

	it.each(["paused", "restarting", "stopping", "created"] as const)("has lost nothing while one is %s: that proves no death", (phase) => {
		expect(judge(aLease(), [anInstance()], [anObservation({ phase })], host).dead).toEqual([]);
	});

	it("counts what it was admitted for, and not what happens to be seen", () => {
		const { dead } = judge(aLease({ items: two }), [anInstance(), anInstance({ index: 1 })], [anObservation()], host);
		expect(dead).toMatchObject([{ index: 1, reason: "InstanceMissing" }]);
	});

	it("is rid of containers of every other generation, and its death is judged by its own alone", () => {
		const old = anObservation({ generation: 1, phase: "exited" });
		const lease = aLease({ generation: 2, observedGeneration: 2 });
		const { stale, dead } = judge(
			lease,
			[anInstance({ generation: 2, containerId: "c-web-0-2" })],
			[old, anObservation({ generation: 2 })],
			host,
		);
		expect(stale).toEqual([old]);
		expect(dead).toEqual([]);
	});

	it("shows another health, another port or another start as a changed row", () => {
		const sick = anObservation({ health: "unhealthy" });
		expect(judge(aLease(), [anInstance()], [sick], host).changed).toMatchObject([{ state: "unhealthy", health: "unhealthy" }]);
		const moved = anObservation({ ports: [{ port: 80, protocol: "tcp", hostIp: "0.0.0.0", hostPort: 9 }] });
		expect(judge(aLease(), [anInstance()], [moved], host).changed).toMatchObject([{ endpoints: [{ url: "http://127.0.0.1:9" }] }]);
	});
});

describe("a failed lease", () => {
	const failed = aLease({ state: "failed" });
	it("that served once recovers when all of its instances run and are healthy", () => {
		const lease = { ...failed, items: two };
		const rows = [anInstance(), anInstance({ index: 1 })];
		expect(judge(lease, rows, [anObservation(), anObservation({ index: 1 })], host).recovered).toBe(true);
		expect(judge(lease, rows, [anObservation(), anObservation({ index: 1, health: "starting" })], host).recovered).toBe(false);
		expect(judge(lease, rows, [anObservation()], host).recovered).toBe(false);
	});

	it("that never served does not recover; what runs of it is to be stopped, and what was kept is kept", () => {
		const never = aLease({ state: "failed", observedGeneration: null });
		const result = judge(never, [anInstance()], [anObservation(), anObservation({ generation: 7 })], host);
		expect(result.recovered).toBe(false);
		expect(result.strays).toMatchObject([{ generation: 1 }]);
		expect(result.stale).toMatchObject([{ generation: 7 }]);
	});

	it("has no news of a death", () => {
		expect(judge(failed, [anInstance({ state: "exited" })], [anObservation({ phase: "exited" })], host).dead).toEqual([]);
	});
});

it.each(["provisioning", "restarting", "deprovisioning", "failing", "stopped", "closed"] as const)(
	"nothing is judged of a lease that is %s",
	(state) => {
		expect(isQuiet(judge(aLease({ state }), [], [anObservation({ phase: "exited", generation: 9 })], host))).toBe(true);
		expect(needsLook(aLease({ state }), [], [], host)).toBe(state !== "stopped" && state !== "closed");
	},
);

it("what no open lease accounts for is ownerless; networks of tenants with leases stay", () => {
	const lost = anObservation({ leaseId: "01900000-0000-7000-8000-00000000dead" });
	const bare = anObservation({ leaseId: null });
	const network = (tenantId: string | null) => ({ id: "n", name: `of-${tenantId}`, tenantId, containers: 0 });
	const { ownerless, emptyNetworks } = diff({
		containers: [anObservation(), lost, bare],
		networks: [network(aLease().tenantId), network("01900000-0000-7000-8000-00000000beef"), network(null)],
		leases: [aLease()],
	});
	expect([...ownerless.values()]).toEqual([[lost]]);
	expect(emptyNetworks.map((one) => one.tenantId)).toEqual(["01900000-0000-7000-8000-00000000beef"]);
});
