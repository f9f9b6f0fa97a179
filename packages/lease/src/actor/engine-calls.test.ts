import { expect, test } from "vitest";
import { createManualClock } from "../testing/manual-clock.ts";
import { followCalls } from "./engine-calls.ts";

test("calls are told from when they begin until they return or fail, with what they are about and nothing else that they were told", async () => {
	const clock = createManualClock();
	const ends: { readonly resolve: (value: string) => void; readonly reject: (error: Error) => void }[] = [];
	const asked = () => new Promise<string>((resolve, reject) => ends.push({ resolve, reject }));
	const { engine, calls } = followCalls(
		{
			close: () => "closed",
			containers: { ensure: (_spec: object) => asked(), start: (_id: string) => asked(), list: (_selector: object) => asked() },
			logs: { cost: () => ({ lines: 1 }) },
		},
		clock,
	);
	const begunAt = clock.now();
	const first = engine.containers.ensure({ name: "shop-web-0", env: { PASSWORD: "hidden" } });
	void clock.advance(5_000);
	const second = engine.containers.start("c1").catch((error: Error) => error.message);
	const third = engine.containers.list({ leaseId: "x" });
	expect([engine.logs.cost(), engine.close()]).toEqual([{ lines: 1 }, "closed"]);
	expect(calls()).toEqual([
		{ call: "containers.ensure", target: "shop-web-0", startedAt: begunAt },
		{ call: "containers.start", target: "c1", startedAt: clock.now() },
		{ call: "containers.list", target: null, startedAt: clock.now() },
	]);
	ends[0]?.resolve("made");
	ends[1]?.reject(new Error("no"));
	expect([await first, await second]).toEqual(["made", "no"]);
	expect(calls().map(({ call }) => call)).toEqual(["containers.list"]);
	ends[2]?.resolve("[]");
	await third;
	expect(calls()).toEqual([]);
});
