import { describe, expect, it } from "vitest";
import { aLease, anInstance, anItem, anObservation } from "../testing/records.ts";
import { emptyNetworksOf, needsLook, ownerlessOf } from "./diff.ts";
import { isQuiet, judge } from "./judge.ts";

const host = "127.0.0.1";
const two = { items: [anItem({ quantity: 2 })], serving: { "web-0": 1, "web-1": 1 } };

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

	it("counts what serves by its row, and not what happens to be seen", () => {
		const { dead } = judge(aLease(two), [anInstance(), anInstance({ index: 1 })], [anObservation()], host);
		expect(dead).toMatchObject([{ index: 1, reason: "InstanceMissing" }]);
	});

	it("is rid of containers that do not serve, and its death is judged by those that do, whatever generation each is of", () => {
		const lease = aLease({ generation: 3, serving: { "web-0": 2, "my-db-0": 1 } });
		const rows = [anInstance({ generation: 2, containerId: "c-web-0-2" }), anInstance({ service: "my-db", containerId: "c-my-db-0-1" })];
		const serves = [anObservation({ generation: 2 }), anObservation({ service: "my-db", generation: 1 })];
		const others = [
			anObservation({ generation: 1, phase: "exited" }),
			anObservation({ generation: 3 }),
			anObservation({ service: "my-db", generation: 2 }),
			anObservation({ index: 1, generation: 2 }),
		];
		const { stale, dead, strays, changed } = judge(lease, rows, [...others, ...serves], host);
		expect(stale).toEqual(others);
		expect([dead, strays, changed]).toEqual([[], [], []]);
		expect(judge(lease, rows, serves.slice(0, 1), host).dead).toMatchObject([{ service: "my-db", index: 0, generation: 1 }]);
	});

	it("keeps an init that has ended for as long as a row shows it, and stops one that runs again", () => {
		const init = anObservation({ service: "migrate", phase: "exited", exitCode: 0 });
		const rows = [anInstance(), anInstance({ service: "migrate", containerId: init.id, state: "exited", exitCode: 0 })];
		expect(isQuiet(judge(aLease(), rows, [anObservation(), init], host))).toBe(true);
		expect(judge(aLease(), rows, [anObservation(), { ...init, phase: "running" }], host).strays).toMatchObject([{ id: init.id }]);
		expect(judge(aLease(), [anInstance()], [anObservation(), init], host).stale).toEqual([init]);
	});

	it("adopts a container that serves and has no row", () => {
		expect(judge(aLease(), [], [anObservation()], host)).toMatchObject({ dead: [], stale: [], changed: [{ containerId: "c-web-0-1" }] });
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
		const lease = { ...failed, ...two };
		const rows = [anInstance(), anInstance({ index: 1 })];
		expect(judge(lease, rows, [anObservation(), anObservation({ index: 1 })], host).recovered).toBe(true);
		expect(judge(lease, rows, [anObservation(), anObservation({ index: 1, health: "starting" })], host).recovered).toBe(false);
		expect(judge(lease, rows, [anObservation()], host).recovered).toBe(false);
	});

	it("that never served does not recover; what runs of it is to be stopped, and what was kept is kept", () => {
		const never = aLease({ state: "failed", serving: null });
		const result = judge(never, [anInstance()], [anObservation(), anObservation({ generation: 7 })], host);
		expect(result.recovered).toBe(false);
		expect(result.strays).toMatchObject([{ generation: 1 }]);
		expect(result.stale).toMatchObject([{ generation: 7 }]);
	});

	it("has no news of a death", () => {
		expect(judge(failed, [anInstance({ state: "exited" })], [anObservation({ phase: "exited" })], host).dead).toEqual([]);
	});
});

describe("a stopped lease", () => {
	const stopped = aLease({ state: "stopped" });
	const row = anInstance({ state: "exited", exitCode: 0, endpoints: [] });
	const ended = anObservation({ phase: "exited", exitCode: 0 });
	it("whose container has ended needs nothing, and one that is gone is no death", () => {
		expect(isQuiet(judge(stopped, [row], [ended], host))).toBe(true);
		expect(judge(stopped, [row], [], host)).toMatchObject({ dead: [], changed: [{ state: "missing" }] });
	});

	it("has what runs of it stopped, and what never served removed", () => {
		const { strays, stale } = judge(stopped, [row], [anObservation(), anObservation({ generation: 2 })], host);
		expect(strays).toMatchObject([{ generation: 1 }]);
		expect(stale).toMatchObject([{ generation: 2 }]);
	});
});

it.each(["provisioning", "restarting", "updating", "deprovisioning", "failing", "stopping", "closed"] as const)(
	"nothing is judged of a lease that is %s",
	(state) => {
		expect(isQuiet(judge(aLease({ state }), [], [anObservation({ phase: "exited", generation: 9 })], host))).toBe(true);
		expect(needsLook(aLease({ state }), [], [], host)).toBe(state !== "closed");
	},
);

it("what no open lease accounts for is ownerless; networks of tenants with leases stay", () => {
	const lost = anObservation({ leaseId: "01900000-0000-7000-8000-00000000dead" });
	const bare = anObservation({ leaseId: null });
	const network = (tenantId: string | null) => ({ id: "n", name: `of-${tenantId}`, tenantId, containers: 0 });
	expect([...ownerlessOf([anObservation(), lost, bare], new Set([aLease().id])).values()]).toEqual([[lost]]);
	const networks = [network(aLease().tenantId), network("01900000-0000-7000-8000-00000000beef"), network(null)];
	const empty = emptyNetworksOf(networks, new Set([aLease().tenantId]));
	expect(empty.map((one) => one.tenantId)).toEqual(["01900000-0000-7000-8000-00000000beef"]);
});
