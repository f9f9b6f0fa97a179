import { describe, expect, test } from "vitest";
import { createMailbox } from "./mailbox.ts";
import { mapBounded } from "./map-bounded.ts";
import { createSingleFlight } from "./single-flight.ts";
import { settles, within } from "./within.ts";

const never = new AbortController().signal;
const gate = <T = void>() => Promise.withResolvers<T>();

describe("single flight", () => {
	test("runs once for all who come meanwhile, and anew afterwards", async () => {
		const flight = createSingleFlight<number>("x");
		const { promise, resolve } = gate<number>();
		let runs = 0;
		const work = () => {
			runs++;
			return promise;
		};
		const join = () => flight.join("a", never, work);
		const both = [join(), join()];
		resolve(7);
		expect(await Promise.all(both)).toEqual([7, 7]);
		await join();
		expect(runs).toBe(2);
	});

	test("a caller who gives up leaves the others alone; the last one ends the work", async () => {
		const flight = createSingleFlight<void>("x");
		const [first, second] = [new AbortController(), new AbortController()];
		let shared: AbortSignal | undefined;
		const work = (signal: AbortSignal) => {
			shared = signal;
			return new Promise<void>(() => undefined);
		};
		const calls = [flight.join("a", first.signal, work), flight.join("a", second.signal, work)].map((call) =>
			call.catch((error: unknown) => error),
		);
		first.abort();
		expect(await calls[0]).toMatchObject({ code: "ABORTED" });
		expect(shared?.aborted).toBe(false);
		second.abort();
		expect(await calls[1]).toMatchObject({ code: "ABORTED" });
		expect(shared?.aborted).toBe(true);
	});
});

describe("mailbox", () => {
	test("keeps the newest and counts what it dropped", async () => {
		const mail = createMailbox<number>(4);
		for (let item = 1; item <= 10; item++) mail.push(item);
		const kept: number[] = [];
		while (mail.size > 0) kept.push(await mail.take("x", never));
		expect(kept.at(-1)).toBe(10);
		expect(kept.length + mail.takeDropped()).toBe(10);
		expect(mail.takeDropped()).toBe(0);
	});

	test("wakes who waits, and frees who gives up", async () => {
		const mail = createMailbox<string>(4);
		const waiting = mail.take("x", never);
		mail.push("a");
		expect(await waiting).toBe("a");
		await expect(mail.take("x", AbortSignal.abort())).rejects.toMatchObject({ code: "ABORTED" });
	});
});

describe("bounds", () => {
	test("free the caller at the deadline and at an abort, whatever the work does", async () => {
		const stuck = () => new Promise<never>(() => undefined);
		await expect(within({ op: "x", ms: 5, signals: [] }, stuck)).rejects.toMatchObject({ code: "TIMEOUT", data: { op: "x", afterMs: 5 } });
		await expect(within({ op: "x", ms: 60_000, signals: [never, AbortSignal.abort()] }, stuck)).rejects.toMatchObject({ code: "ABORTED" });
	});

	test("say whether something settled in time, also when it failed", async () => {
		expect(await settles(Promise.reject(new Error("x")), 60_000)).toBe(true);
		expect(await settles(new Promise(() => undefined), 5)).toBe(false);
	});

	test("map with no more at once than allowed, in order, and begin nothing after a failure", async () => {
		let running = 0;
		let most = 0;
		const mapped = await mapBounded([1, 2, 3, 4, 5], 2, async (n) => {
			most = Math.max(most, ++running);
			await Promise.resolve();
			running--;
			return n * 2;
		});
		expect([mapped, most]).toEqual([[2, 4, 6, 8, 10], 2]);
		const begun: number[] = [];
		const failing = mapBounded([1, 2, 3], 1, async (n) => {
			begun.push(n);
			throw new Error("x");
		});
		await expect(failing).rejects.toThrow("x");
		expect(begun).toEqual([1]);
	});
});
