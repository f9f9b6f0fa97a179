import { type DiagnosticId, newId } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { anEvent, createScene, newLease, newOperation } from "./fixture.ts";

let db: TestDatabase;
beforeAll(async () => {
	db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

test("everything of a change is written together and read back as it was given", async () => {
	const { leases, operations, reader } = db.database.stores;
	const { tenant, fence } = await createScene(db);
	const made = await leases.create(newLease(tenant.id));
	expect(made).toMatchObject({ version: 1, generation: 1, eventSeq: 1, state: "provisioning", holds: { cpuMillis: 500 } });
	expect(await leases.find(made.id, "all")).toEqual({ ...made, readAt: expect.any(Date) });
	const startedAt = new Date("2026-01-02T03:04:05.678Z");
	const instance = {
		service: "app",
		index: 0,
		generation: 1,
		containerId: "c0ffee",
		image: "berth/echo:1",
		state: "running" as const,
		health: "healthy" as const,
		exitCode: null,
		oomKilled: false,
		startedAt,
		endpoints: [{ service: "app", instance: 0, port: 80, protocol: "tcp" as const, host: "127.0.0.1", hostPort: 32_768, url: null }],
	};
	const restart = newOperation("restart", "restart-key");
	const diagnostic = {
		id: newId<DiagnosticId>(),
		operationId: restart.id,
		service: "app",
		index: 0,
		reason: "ContainerExited" as const,
		exitCode: 137,
		oomKilled: true,
		healthOutput: "a\0b",
		logTail: ["x\ud800y", "z"],
		detail: null,
	};
	const { lease, result } = await leases.change(made.id, { tenantId: tenant.id }, fence, (before, operation) => {
		expect(before).toEqual({ ...made, readAt: expect.any(Date) });
		expect(operation).toMatchObject({ id: made.operationId, kind: "provision", state: "queued", startedAt: null });
		return {
			result: "done",
			change: {
				set: {
					state: "restarting",
					generation: 2,
					serving: { "app-0": 1 },
					reason: "ContainerExited",
					message: "m",
					operationId: restart.id,
					attempt: 2,
					failCount: 3,
					deadlineInMs: null,
					wakeInMs: 5_000,
					quarantined: true,
				},
				newOperation: restart,
				operations: [{ id: made.operationId ?? restart.id, state: "succeeded", started: true }],
				releases: [{ number: 1, status: "active" }],
				instances: { put: [instance] },
				diagnostics: [diagnostic],
				callback: { operationId: restart.id, url: "http://127.0.0.1/cb", body: { ok: true } },
				events: [anEvent("a"), anEvent("b")],
			},
		};
	});
	expect(result).toBe("done");
	expect(lease).toMatchObject({
		version: 2,
		eventSeq: 3,
		state: "restarting",
		generation: 2,
		serving: { "app-0": 1 },
		activeRelease: 1,
		releaseSeq: 1,
		reason: "ContainerExited",
		message: "m",
		operationId: restart.id,
		attempt: 2,
		failCount: 3,
		deadlineAt: null,
		items: made.items,
	});
	expect(lease.wakeAt?.getTime()).toBeGreaterThan(Date.now());
	expect(lease.quarantinedAt).toBeInstanceOf(Date);
	expect(lease.stateSince.getTime()).toBeGreaterThan(made.stateSince.getTime());
	expect(await leases.find(made.id, "all")).toEqual({ ...lease, readAt: expect.any(Date) });
	expect(await operations.list(made.id, 10)).toMatchObject([
		{ id: restart.id, state: "queued" },
		{ id: made.operationId, state: "succeeded", startedAt: expect.any(Date), finishedAt: expect.any(Date) },
	]);
	expect((await reader.instances([made.id])).get(made.id)).toEqual([instance]);
	expect((await reader.currentReleases([made.id])).get(made.id)).toMatchObject({
		number: 1,
		status: "active",
		manifest: newLease(tenant.id).manifest,
	});
	expect(await reader.diagnostics(made.id, 5)).toMatchObject([{ ...diagnostic, healthOutput: "a\ufffdb", logTail: ["x\ufffdy", "z"] }]);
	const { events, complete } = await reader.events(made.id, 0, 10);
	expect([complete, events.map(({ seq, actor }) => [seq, actor])]).toEqual([
		true,
		[
			[1, "user:ada"],
			[2, "a"],
			[3, "b"],
		],
	]);
	expect(await db.database.callbacks.list(made.id, 5)).toMatchObject([{ operationId: restart.id, attempts: 0, body: { ok: true } }]);
});
