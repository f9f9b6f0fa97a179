import { AppError, type OperationId } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import { describe, expect, it } from "vitest";
import { noLog, noMetrics } from "../observe.ts";
import { createManualClock, settled } from "../testing/manual-clock.ts";
import { aLease, leaseId } from "../testing/records.ts";
import type { Worked } from "../work/run-work.ts";
import { createInbox } from "./inbox.ts";
import { createLeaseActor, dueMs } from "./lease-actor.ts";
import { createActorRegistry } from "./registry.ts";
import type { WorkReport, WorkSignals } from "./worker.ts";

interface Run {
	readonly lease: LeaseRecord;
	readonly preempted: AbortSignal;
	readonly cancelled: AbortSignal;
	readonly report: WorkReport;
	readonly end: PromiseWithResolvers<Worked>;
}

/** An actor whose row, work and engine are in the test's hands. */
function stage(row: LeaseRecord | null) {
	const clock = createManualClock();
	const runs: Run[] = [];
	const looks: LeaseRecord[] = [];
	const dues: number[] = [];
	const counts = { panics: 0, refused: 0, claimsLost: 0 };
	const world = { row, lookThrows: null as Error | null, findThrows: null as Error | null };
	const tools = {
		leases: {
			async find() {
				if (world.findThrows) throw world.findThrows;
				return world.row && { ...world.row, readAt: clock.now() };
			},
		},
		nodeId: aLease().nodeId,
		clock,
		log: noLog,
		metrics: { ...noMetrics, panicked: () => void counts.panics++, refusedMessage: () => void counts.refused++ },
		runWork: (lease: LeaseRecord, signals: WorkSignals, report: WorkReport) => {
			const end = Promise.withResolvers<Worked>();
			runs.push({ lease, ...signals, report, end });
			return end.promise;
		},
		async look(lease: LeaseRecord) {
			looks.push(lease);
			if (world.lookThrows) throw world.lookThrows;
		},
		onDue: (row: LeaseRecord) => void dues.push(row.readAt.getTime() - dueMs(row)),
		onClaimLost: () => void counts.claimsLost++,
	};
	return { clock, runs, looks, dues, counts, world, tools, actor: createLeaseActor(leaseId, tools) };
}

const working = aLease({ state: "provisioning" });

describe("an actor", () => {
	it("works on what its row says, one worker at a time, however often it is told to look", async () => {
		const { actor, runs, world } = stage(working);
		for (let i = 0; i < 5; i++) actor.offer({ cause: "hint" });
		await settled();
		actor.offer({ cause: "poll" });
		await settled();
		expect(runs).toHaveLength(1);
		expect(actor.state).toMatchObject({ busy: true, current: "work: provisioning" });
		world.row = aLease();
		runs[0]?.end.resolve("done");
		await settled();
		expect(actor.state).toMatchObject({ busy: false, lastMove: { from: "provisioning", to: "ready" } });
		expect(runs).toHaveLength(1);
	});

	it("stops a worker whose work is not wanted any more, and waits for it before it does the next", async () => {
		const { actor, runs, world } = stage(working);
		actor.offer({ cause: "hint" });
		await settled();
		world.row = aLease({ state: "deprovisioning" });
		actor.offer({ cause: "hint" });
		await settled();
		expect(runs[0]?.preempted.aborted).toBe(true);
		expect(runs).toHaveLength(1);
		runs[0]?.end.reject(new AppError("ABORTED"));
		await settled();
		expect(runs.map((run) => run.lease.state)).toEqual(["provisioning", "deprovisioning"]);
	});

	it("has work given up that somebody cancels, waits for how that ends, and takes no other operation's cancel for it", async () => {
		const { actor, runs, world } = stage(working);
		actor.offer({ cause: "hint" });
		await settled();
		world.row = { ...working, cancelRequested: "another" as OperationId };
		actor.offer({ cause: "hint" });
		await settled();
		expect(runs[0]?.cancelled.aborted).toBe(false);
		world.row = { ...working, cancelRequested: working.operationId };
		actor.offer({ cause: "hint" });
		await settled();
		expect([runs[0]?.cancelled.aborted, runs[0]?.preempted.aborted, runs.length]).toEqual([true, false, 1]);
		actor.offer({ cause: "poll" });
		await settled();
		world.row = aLease({ state: "failed" });
		runs[0]?.end.resolve("done");
		await settled();
		expect(actor.state).toMatchObject({ busy: false, lastMove: { to: "failed" } });
	});

	it("counts once how late work began that was due, however often that work is interrupted, and never a quarantine", async () => {
		const { actor, clock, runs, dues, world } = stage(aLease({ state: "provisioning", wakeAt: null }));
		world.row = aLease({ state: "provisioning", stateSince: new Date(clock.now().getTime() - 40) });
		actor.offer({ cause: "hint" });
		await settled();
		runs[0]?.end.reject(new AppError("DATABASE_UNAVAILABLE"));
		await settled();
		await clock.advance(5_000);
		expect([runs.length, dues]).toEqual([2, [40]]);
		world.row = aLease({ state: "deprovisioning", stateSince: clock.now(), quarantinedAt: clock.now() });
		runs[1]?.end.resolve("done");
		await settled();
		await clock.advance(60_000);
		world.row = { ...world.row, quarantinedAt: null };
		actor.offer({ cause: "hint" });
		await settled();
		expect([runs.length, dues]).toEqual([3, [40]]);
		// A timer is due when it says, and not since the state began.
		world.row = { ...world.row, wakeAt: new Date(clock.now().getTime() - 7) };
		runs[2]?.end.resolve("later");
		await settled();
		expect([runs.length, dues]).toEqual([4, [40, 7]]);
	});

	it("begins cancelled work as cancelled", async () => {
		const { actor, runs } = stage({ ...working, cancelRequested: working.operationId });
		actor.offer({ cause: "hint" });
		await settled();
		expect(runs[0]?.cancelled.aborted).toBe(true);
	});

	it("says how many go before its work, and what it does when its turn has come", async () => {
		const { actor, runs } = stage(working);
		actor.offer({ cause: "hint" });
		await settled();
		runs[0]?.report.onWait(() => 3);
		expect(actor.state).toMatchObject({ busy: true, queued: true, current: "waiting for a lane: 3 before it" });
		runs[0]?.report.onWait(null);
		runs[0]?.report.onStep(() => "pull");
		expect(actor.state).toMatchObject({ queued: false, current: "work: provisioning", step: "pull" });
	});

	it("waits for a worker that does not let go no longer than it must", async () => {
		const { actor, runs, world, clock } = stage(working);
		actor.offer({ cause: "hint" });
		await settled();
		world.row = aLease({ state: "deprovisioning" });
		actor.offer({ cause: "hint" });
		await settled();
		await clock.advance(30_000);
		expect(runs.map((run) => run.lease.state)).toEqual(["provisioning", "deprovisioning"]);
	});

	it("comes back to work the database interrupted, each time a little later", async () => {
		const { actor, runs, clock } = stage(working);
		actor.offer({ cause: "hint" });
		await settled();
		for (const waitMs of [100, 200, 400]) {
			runs.at(-1)?.end.reject(new AppError("DATABASE_UNAVAILABLE"));
			await settled();
			const count = runs.length;
			await clock.advance(waitMs - 1);
			expect(runs).toHaveLength(count);
			await clock.advance(1);
			expect(runs).toHaveLength(count + 1);
		}
	});

	it("leaves work alone until its row's timer has run out", async () => {
		const { actor, runs, clock, world } = stage(null);
		world.row = aLease({ state: "deprovisioning", wakeAt: new Date(clock.now().getTime() + 5_000) });
		actor.offer({ cause: "poll" });
		await settled();
		expect(runs).toHaveLength(0);
		await clock.advance(5_000);
		expect(runs).toHaveLength(1);
	});

	it("takes no work in quarantine and lets go of what it has", async () => {
		const { actor, runs, world } = stage(working);
		actor.offer({ cause: "hint" });
		await settled();
		world.row = { ...working, quarantinedAt: new Date() };
		actor.offer({ cause: "hint" });
		runs[0]?.end.reject(new AppError("ABORTED"));
		await settled();
		actor.offer({ cause: "poll" });
		await settled();
		expect(runs).toHaveLength(1);
		expect(runs[0]?.preempted.aborted).toBe(true);
	});

	it("looks at a stopped lease, too, and at none that is closed", async () => {
		const { actor, looks, world } = stage(aLease({ state: "stopped" }));
		actor.offer({ cause: "engine", detail: "start web-0" });
		await settled();
		expect(looks).toHaveLength(1);
		world.row = aLease({ state: "closed" });
		actor.offer({ cause: "reconcile" });
		await settled();
		expect(looks).toHaveLength(1);
	});

	it("looks at a lease's containers when something happened to them, also while a worker had them", async () => {
		const { actor, runs, world, looks } = stage(aLease());
		actor.offer({ cause: "hint" });
		await settled();
		expect(looks).toHaveLength(0);
		actor.offer({ cause: "engine", detail: "die web-0", isBad: true });
		await settled();
		expect(looks).toHaveLength(1);
		world.row = working;
		actor.offer({ cause: "hint" });
		await settled();
		actor.offer({ cause: "engine", detail: "start web-0" });
		actor.offer({ cause: "engine", detail: "die web-0", isBad: true });
		world.row = aLease();
		runs[0]?.end.resolve("done");
		await settled();
		expect(looks).toHaveLength(2);
	});

	it("survives a handler that throws, counts it, and looks again", async () => {
		const { actor, counts, world, looks, clock } = stage(aLease());
		world.lookThrows = new TypeError("planned");
		actor.offer({ cause: "reconcile" });
		await settled();
		expect(counts.panics).toBe(1);
		world.lookThrows = null;
		await clock.advance(100);
		expect(looks).toHaveLength(2);
	});

	it("says when the claim is lost, and draws no conclusion from a silent engine", async () => {
		const { actor, counts, world, clock } = stage(aLease());
		world.lookThrows = new AppError("ENGINE_UNREACHABLE");
		actor.offer({ cause: "reconcile" });
		await settled();
		expect(clock.sleepers).toBe(0);
		world.findThrows = new AppError("CLAIM_LOST");
		actor.offer({ cause: "hint" });
		await settled();
		expect(counts).toEqual({ panics: 0, refused: 0, claimsLost: 1 });
	});

	it("stops with its worker, and takes nothing afterwards", async () => {
		const { actor, runs } = stage(working);
		actor.offer({ cause: "hint" });
		await settled();
		const stopped = actor.stop();
		runs[0]?.end.reject(new AppError("ABORTED"));
		await stopped;
		expect(actor.offer({ cause: "hint" })).toBe(false);
	});
});

it("an inbox is bounded, joins equal messages, and refuses what does not fit", () => {
	const inbox = createInbox(2);
	const offer = (detail: string) => inbox.offer({ cause: "engine", detail });
	expect([offer("a"), offer("a"), offer("b"), offer("c"), offer("b")]).toEqual([true, true, true, false, true]);
	expect([inbox.depth, inbox.high, inbox.refused]).toEqual([2, 2, 1]);
	expect(inbox.take()).toMatchObject({ detail: "a" });
	expect([offer("c"), inbox.depth]).toEqual([true, 2]);
});

it("an inbox tells since when its oldest message waits, also when an equal one comes after it", () => {
	const inbox = createInbox();
	const at = (ms: number) => ({ at: new Date(ms) });
	expect(inbox.oldestAt).toBeNull();
	for (const [cause, ms] of [
		["hint", 1],
		["poll", 2],
		["hint", 3],
	] as const)
		inbox.offer({ cause, ...at(ms) });
	expect(inbox.oldestAt).toEqual(new Date(1));
	inbox.take();
	expect(inbox.oldestAt).toEqual(new Date(2));
});

it("a registry forgets actors that have rested, and none that work", async () => {
	const { tools, clock, world, runs } = stage(working);
	const registry = createActorRegistry(tools);
	registry.route(leaseId, { cause: "hint" });
	await settled();
	await clock.advance(1_000);
	registry.passivate(500);
	expect(registry.states().size).toBe(1);
	world.row = aLease();
	runs[0]?.end.resolve("done");
	await settled();
	registry.passivate(500);
	expect(registry.states().size).toBe(1);
	await clock.advance(500);
	registry.passivate(500);
	expect(registry.states().size).toBe(0);
});

it("a registry restarts an actor once its worker has ended, with nothing of what it knew but how often it was restarted", async () => {
	const { tools, runs } = stage(working);
	const registry = createActorRegistry(tools);
	registry.route(leaseId, { cause: "hint" });
	await settled();
	const asked = [registry.restart(leaseId), registry.restart(leaseId)];
	await settled();
	expect([runs[0]?.preempted.aborted, registry.route(leaseId, { cause: "hint" }), runs.length]).toEqual([true, false, 1]);
	runs[0]?.end.reject(new AppError("ABORTED"));
	await Promise.all(asked);
	await settled();
	expect(runs.map(({ lease }) => lease.state)).toEqual(["provisioning", "provisioning"]);
	expect(registry.stateOf(leaseId)).toMatchObject({ restarts: 1, refused: 0, busy: true });
	expect(
		registry
			.stateOf(leaseId)
			?.handled()
			.map(({ message }) => message),
	).toEqual(["reconcile: restarted by hand"]);
	const stopping = registry.stop();
	runs[1]?.end.reject(new AppError("ABORTED"));
	await stopping;
	await registry.restart(leaseId);
	expect([registry.states().size, runs.length]).toEqual([0, 2]);
});

it("an actor that is stopped while it reads its row begins no work that nobody could stop", async () => {
	const { actor, runs } = stage(working);
	actor.offer({ cause: "hint" });
	await actor.stop();
	await settled();
	expect(runs).toEqual([]);
});

it("a registry makes an actor for a lease that has none when it is restarted, which looks at its containers", async () => {
	const { tools, looks } = stage(aLease());
	const registry = createActorRegistry(tools);
	await registry.restart(leaseId);
	await settled();
	expect([looks.length, registry.stateOf(leaseId)?.restarts]).toEqual([1, 1]);
});
