import { noLog } from "@berth/lease";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createShutdown } from "./shutdown.ts";

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

test("what began last ends first, once, and a failing part keeps no other from ending", async () => {
	const ended: string[] = [];
	const shutdown = createShutdown({ drainMs: 8_000, log: noLog });
	shutdown.add("database", async () => void ended.push("database"));
	shutdown.add("engine", async () => {
		throw new Error("broken");
	});
	shutdown.add("server", async () => void ended.push("server"));
	await Promise.all([shutdown.run(), shutdown.run()]);
	expect(ended).toEqual(["server", "database"]);
});

test("parts that never end are left behind in less than twenty seconds", async () => {
	const shutdown = createShutdown({ drainMs: 8_000, log: noLog });
	for (const name of ["a", "b", "c", "d", "e", "f", "g"]) shutdown.add(name, () => new Promise(() => undefined));
	let isDone = false;
	const done = shutdown.run().then(() => {
		isDone = true;
	});
	await vi.advanceTimersByTimeAsync(20_000);
	expect(isDone).toBe(true);
	await done;
});

test("a second signal takes away the time to drain", async () => {
	const given: number[] = [];
	const shutdown = createShutdown({ drainMs: 8_000, log: noLog });
	for (const name of ["a", "b"]) shutdown.add(name, async (drainMs) => void given.push(drainMs));
	shutdown.hurry();
	await shutdown.run();
	expect(given).toEqual([0, 0]);
});
