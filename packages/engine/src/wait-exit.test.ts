import { type LeaseId, newId, systemClock, type TenantId } from "@berth/core";
import { expect, test } from "vitest";
import { createFakeEngine } from "./fake/fake-engine.ts";
import { createFakeHost } from "./fake/fake-host.ts";
import { createWaitExit } from "./wait-exit.ts";

const tenantId = newId<TenantId>();
const call = { signal: new AbortController().signal };
const never = 3_600_000;

async function open(image: string, options: { readonly pollMs?: number; readonly deaf?: boolean } = {}) {
	const engine = createFakeEngine(createFakeHost({ everyImagePublished: true }), { installation: "ours" });
	await engine.networks.ensure({ name: "net", tenantId }, call);
	await engine.images.pull(image, { policy: "if-missing" }, call);
	const { id } = await engine.containers.ensure(
		{
			name: "init",
			owner: { tenantId, leaseId: newId<LeaseId>() },
			service: "init",
			kind: "init",
			index: 0,
			generation: 1,
			image,
			env: {},
			labels: {},
			ports: [],
			tmpfs: [],
			network: { name: "net", aliases: [] },
			resources: { cpuMillis: 100, memoryBytes: 1, pidsMax: 1 },
			stopGraceMs: 0,
			init: true,
		},
		call,
	);
	const silence = { next: () => Promise.reject(new Error("no events here")) };
	const events = options.deaf ? { subscribe: () => ({ [Symbol.asyncIterator]: () => silence }) } : engine.events;
	const { waitExit } = createWaitExit({ containers: engine.containers, events, clock: systemClock, pollMs: options.pollMs ?? never });
	return { engine, id, waitExit };
}

test("an end is told by its event, with its code, also of a container that is started later", async () => {
	const { engine, id, waitExit } = await open("app:exits-3-after-20");
	const ended = waitExit(id, { timeoutMs: never }, call);
	await engine.containers.start(id, call);
	expect(await ended).toMatchObject({ exitCode: 3, oomKilled: false, finishedAt: expect.any(String) });
	expect(await waitExit(id, { timeoutMs: 0 }, call)).toMatchObject({ exitCode: 3 });
});

test("an end is found by looking when events cannot be had", async () => {
	const { engine, id, waitExit } = await open("app:exits-0-after-20", { deaf: true, pollMs: 5 });
	await engine.containers.start(id, call);
	expect(await waitExit(id, { timeoutMs: never }, call)).toMatchObject({ exitCode: 0 });
});

test("a removal is NOT_FOUND, a wait that takes too long TIMEOUT, and one given up ABORTED", async () => {
	const { engine, id, waitExit } = await open("app:1");
	await engine.containers.start(id, call);
	await expect(waitExit(id, { timeoutMs: 10 }, call)).rejects.toMatchObject({ code: "TIMEOUT" });
	const leaving = new AbortController();
	const given = waitExit(id, { timeoutMs: never }, { signal: leaving.signal });
	leaving.abort();
	await expect(given).rejects.toMatchObject({ code: "ABORTED" });
	const removed = waitExit(id, { timeoutMs: never }, call);
	await engine.containers.remove(id, call);
	await expect(removed).rejects.toMatchObject({ code: "NOT_FOUND" });
});
