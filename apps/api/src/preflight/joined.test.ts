import { expect, test } from "vitest";
import { joined } from "./joined.ts";

const quiet = new AbortController().signal;

test("whoever asks while a run is under way gets its result, and the next one a new run", async () => {
	const gates: PromiseWithResolvers<number>[] = [];
	const run = joined(() => {
		const gate = Promise.withResolvers<number>();
		gates.push(gate);
		return gate.promise;
	});
	const both = [run(quiet), run(quiet)];
	gates[0]?.resolve(1);
	expect(await Promise.all(both)).toEqual([1, 1]);
	const next = run(quiet);
	gates[1]?.reject(new Error("broke"));
	await expect(next).rejects.toThrow("broke");
	expect(gates).toHaveLength(2);
});

test("who gives up is freed at once, and the run ends when nobody waits any more", async () => {
	const signals: AbortSignal[] = [];
	const run = joined((signal) => {
		signals.push(signal);
		return new Promise<number>(() => undefined);
	});
	const [one, two] = [new AbortController(), new AbortController()];
	const waiting = [run(one.signal), run(two.signal)];
	one.abort();
	await expect(waiting[0]).rejects.toMatchObject({ code: "ABORTED" });
	expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
	two.abort();
	await expect(waiting[1]).rejects.toMatchObject({ code: "ABORTED" });
	expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
	await expect(run(AbortSignal.abort())).rejects.toMatchObject({ code: "ABORTED" });
	expect(signals).toHaveLength(1);
});
