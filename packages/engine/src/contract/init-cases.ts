import { type LeaseId, newId } from "@berth/core";
import { expect, test } from "vitest";
import type { ContainerSpec } from "../spec.ts";
import type { InstanceKind } from "../status/instance-kind.ts";
import { type ExpectedInstance, instanceStatus } from "../status/instance-status.ts";
import { isReady, worstStatus } from "../status/worst-status.ts";
import { type Bench, bounded, failureOf, observeUntil, run, specOf } from "./bench.ts";
import { follow } from "./follow.ts";

const ENOUGH_MS = 60_000;

export function initCases(bench: () => Bench): void {
	const begin = (spec: ContainerSpec, options = {}, call = bounded()) =>
		bench().engine.exits.runInit(spec, { timeoutMs: ENOUGH_MS, ...options }, call);
	const seenOf = (name: string) => bench().engine.containers.inspect(name, bounded());

	test("an init runs to exit 0, is left standing as completed, and is not run again", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.finisher);
		const first = await begin(spec);
		expect(first).toEqual({ id: expect.any(String), changed: true, finishedAt: expect.any(String) });
		const seen = await seenOf(spec.name);
		expect(instanceStatus({ kind: "init", seen, stopWanted: false })).toBe("completed");
		expect(await begin(spec)).toEqual({ ...first, changed: false });
		expect((await seenOf(spec.name)).startedAt).toBe(seen.startedAt);
		expect((await engine.logs.tail(first.id, 10, bounded())).map(({ text }) => text)).toEqual(["all done"]);
		await engine.containers.remove(first.id, bounded());
	});

	test("an init that fails says with what code and what it printed last, is left standing, and is run anew when asked again", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.exiter);
		const { code, data } = await failureOf(begin(spec));
		expect({ code, data }).toMatchObject({ code: "INSTANCE_EXITED", data: { exitCode: 3, oomKilled: false, tries: 1 } });
		expect(data.logTail).toContain("it failed");
		const before = await seenOf(spec.name);
		expect(instanceStatus({ kind: "init", seen: before, stopWanted: false })).toBe("failed");
		expect(await failureOf(begin(spec, { tries: 2 }))).toMatchObject({ code: "INSTANCE_EXITED", data: { exitCode: 3, tries: 2 } });
		const after = await seenOf(spec.name);
		expect([after.id, Date.parse(after.startedAt ?? "") > Date.parse(before.startedAt ?? "")]).toEqual([before.id, true]);
		await engine.containers.remove(before.id, bounded());
	});

	test("an init that does not end in time is a timeout with what it printed last, and is gone", async () => {
		const spec = specOf(bench(), bench().images.chatty);
		const { code, data } = await failureOf(begin(spec, { timeoutMs: 8_000 }));
		expect({ code, tail: data.logTail }).toEqual({
			code: "TIMEOUT",
			tail: expect.arrayContaining([expect.stringMatching(/^(out|err) \d+$/)]),
		});
		expect(await seenOf(spec.name)).toMatchObject({ phase: "gone" });
	});

	test("an init that is given up is ended and gone", async () => {
		const spec = specOf(bench(), bench().images.stubborn);
		const giveUp = new AbortController();
		const outcome = failureOf(begin(spec, {}, { signal: giveUp.signal }));
		await observeUntil(bench(), spec.name, ({ phase }) => phase === "running", "it runs");
		giveUp.abort();
		expect(await outcome).toMatchObject({ code: "ABORTED" });
		expect(await seenOf(spec.name)).toMatchObject({ phase: "gone" });
	});

	test("an init that runs already, as after a restart of ours, is waited for and not started again", async () => {
		const { engine, images } = bench();
		const spec: ContainerSpec = { ...specOf(bench(), images.sleeper), kind: "init" };
		const id = await run(bench(), spec);
		const over = new AbortController();
		const watcher = follow(engine.events.subscribe({ signal: over.signal }));
		await watcher.until((items) => items.length > 0, "the events are heard");
		expect(await failureOf(begin(spec, { timeoutMs: 500 }))).toMatchObject({ code: "TIMEOUT" });
		const actions = () => watcher.items.flatMap((event) => (event.kind === "container" && event.id === id ? [event.action] : []));
		await watcher.until(() => actions().includes("destroy"), "it is removed");
		expect(actions()).not.toContain("start");
		over.abort();
		await watcher.ended;
	});

	test("an init with ports is refused before it is made", async () => {
		const spec = specOf(bench(), bench().images.finisher, { ports: [{ port: 80, protocol: "tcp" }] });
		expect(await failureOf(begin(spec))).toMatchObject({ code: "BAD_INPUT" });
		expect(await seenOf(spec.name)).toMatchObject({ phase: "gone" });
	});

	test("of a lease with an init, a main and a sidecar the init never counts against readiness, and the sidecar does", async () => {
		const { engine, images } = bench();
		const leaseId = newId<LeaseId>();
		const of = (service: string, image: string, kind: InstanceKind) => specOf(bench(), image, { leaseId, service, kind });
		const specs = {
			migrate: of("migrate", images.finisher, "init"),
			app: of("app", images.web, "main"),
			helper: of("helper", images.sleeper, "sidecar"),
		};
		const expected = async (): Promise<ExpectedInstance[]> => {
			const found = await engine.containers.list({ leaseId }, bounded());
			return Object.entries(specs).map(([service, { kind = "main" }]) => ({
				kind,
				seen: found.find((one) => one.service === service) ?? "missing",
				stopWanted: false,
			}));
		};
		const { id: migrate } = await begin(specs.migrate);
		const app = await run(bench(), specs.app);
		expect(isReady(await expected())).toBe(false);
		expect(worstStatus(await expected(), { closing: false })).toBe("failed");
		const helper = await run(bench(), specs.helper);
		const kinds = (await engine.containers.list({ leaseId }, bounded())).map(({ service, kind }) => [service, kind] as const);
		expect(Object.fromEntries(kinds)).toEqual({ migrate: "init", app: "main", helper: "sidecar" });
		expect(isReady(await expected())).toBe(true);
		expect(worstStatus(await expected(), { closing: false })).toBe("running");
		await engine.containers.remove(migrate, bounded());
		expect(isReady(await expected())).toBe(true);
		await bench().killFromOutside(helper);
		await observeUntil(bench(), helper, ({ phase }) => phase === "exited", "the sidecar has ended");
		expect(isReady(await expected())).toBe(false);
		expect(worstStatus(await expected(), { closing: false })).toBe("failed");
		for (const id of [app, helper]) await engine.containers.remove(id, bounded());
	});
}
