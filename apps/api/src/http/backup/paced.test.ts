import { isAppError } from "@berth/core";
import { expect, it, vi } from "vitest";
import { pacedBody, pacedSource } from "./paced.ts";

const chunk = new Uint8Array(8);
async function* forever(onEnd: () => void): AsyncGenerator<Uint8Array, void, undefined> {
	try {
		for (;;) yield chunk;
	} finally {
		onEnd();
	}
}

it("gives up a source that gives nothing, and waits as long as its reader likes", async () => {
	const hangs = async function* () {
		yield chunk;
		await new Promise(() => undefined);
	};
	const read: Uint8Array[] = [];
	const reading = (async () => {
		for await (const one of pacedSource(hangs(), 20)) {
			// Longer than the source may take.
			await new Promise((resolve) => setTimeout(resolve, 40));
			read.push(one);
		}
	})();
	await expect(reading).rejects.toSatisfy((error) => isAppError(error, "TIMEOUT"));
	expect(read).toEqual([chunk]);
});

it("gives up who is there and gives or takes a byte now and then, and nobody who is slow for once", async () => {
	const tick = () => new Promise((resolve) => setTimeout(resolve, 5));
	const drips = async function* () {
		for (;;) {
			await tick();
			yield chunk;
		}
	};
	const reading = (async () => {
		for await (const _ of pacedSource(drips(), 60));
	})();
	await expect(reading).rejects.toSatisfy((error) => isAppError(error, "TIMEOUT"));

	const [onBroken, onEnd, ended] = [vi.fn(), vi.fn(), vi.fn()];
	const reader = pacedBody(forever(ended), { idleMs: 60, onBroken, onEnd }).getReader();
	await vi.waitFor(async () => {
		await reader.read();
		expect(onBroken).toHaveBeenCalledOnce();
	});
	expect(isAppError(onBroken.mock.calls[0]?.[0], "TIMEOUT")).toBe(true);

	const large = async function* () {
		for (let sent = 0; sent < 3; sent++) {
			await tick();
			yield new Uint8Array(64 * 1024);
		}
	};
	let bytes = 0;
	for await (const one of pacedSource(large(), 2_000)) bytes += one.length;
	expect(bytes).toBe(3 * 64 * 1024);
});

it("ends a source that is left early", async () => {
	const ended = vi.fn();
	for await (const _ of pacedSource(forever(ended), 1_000)) break;
	await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
});

it("cuts the connection of a reader that takes nothing, and ends what is read for it", async () => {
	const [onBroken, onEnd, ended] = [vi.fn(), vi.fn(), vi.fn()];
	const reader = pacedBody(forever(ended), { idleMs: 20, onBroken, onEnd }).getReader();
	expect((await reader.read()).value).toEqual(chunk);
	await vi.waitFor(() => expect(onBroken).toHaveBeenCalledOnce());
	await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
	expect(onEnd).toHaveBeenCalledOnce();
	expect(isAppError(onBroken.mock.calls[0]?.[0], "TIMEOUT")).toBe(true);
});

it("cuts the connection when what is read fails, so that it does not look whole", async () => {
	const [onBroken, onEnd] = [vi.fn(), vi.fn()];
	const fails = async function* () {
		yield chunk;
		throw new Error("the disk is gone");
	};
	const reader = pacedBody(fails(), { idleMs: 1_000, onBroken, onEnd }).getReader();
	await reader.read();
	await expect(reader.read()).rejects.toThrow("the disk is gone");
	expect(onBroken).toHaveBeenCalledOnce();
	expect(onEnd).toHaveBeenCalledOnce();
});

it("ends what is read when its reader goes away, and is told once of a good end", async () => {
	const [onBroken, onEnd, ended] = [vi.fn(), vi.fn(), vi.fn()];
	const left = pacedBody(forever(ended), { idleMs: 1_000, onBroken, onEnd }).getReader();
	await left.read();
	await left.cancel();
	expect(ended).toHaveBeenCalledOnce();
	const short = async function* () {
		yield chunk;
	};
	expect(await new Response(pacedBody(short(), { idleMs: 1_000, onBroken, onEnd })).arrayBuffer()).toHaveProperty("byteLength", 8);
	expect(onEnd).toHaveBeenCalledTimes(2);
	expect(onBroken).not.toHaveBeenCalled();
});
