import { AppError, newId } from "@berth/core";
import { expect, test } from "vitest";
import type { Context } from "../trpc/context.ts";
import { exportLogs } from "./log-export.ts";

/** A search that gives one line and then nothing, and says whether it still goes on. */
function stage(over: { readonly openStream?: () => () => void; readonly requestMs?: number; readonly firstMs?: number } = {}) {
	let running = 0;
	let streams = 0;
	async function* scanLogs(...[, , , , signal]: readonly [unknown, unknown, unknown, unknown, AbortSignal]) {
		running += 1;
		try {
			await new Promise((resolve) => setTimeout(resolve, over.firstMs ?? 0));
			if (signal.aborted) return;
			yield { kind: "line", at: "2030-01-01T00:00:00Z", service: "web", instance: 0, stream: "stdout", text: "hello" };
			if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
		} finally {
			running -= 1;
		}
	}
	const principal = { userId: "u", label: "user:a", isAdmin: true, memberships: [], key: null };
	const ctx = {
		findPrincipal: async () => principal,
		charge: async () => undefined,
		note: () => undefined,
		openStream:
			over.openStream ??
			(() => {
				streams += 1;
				return () => {
					streams -= 1;
				};
			}),
		services: { leases: { get: async () => ({ name: "shop" }), scanLogs }, policy: { requestMs: over.requestMs ?? 30_000 } },
		// The parts of it that an export touches.
	} as unknown as Context;
	const url = new URL(`http://berth/api/logs/export?leaseId=${newId()}`);
	return { ask: (gone = new AbortController().signal) => exportLogs(ctx, url, gone), running: () => running, streams: () => streams };
}

test("what is refused for too many streams searches nothing", async () => {
	const { ask, running } = stage({
		openStream: () => {
			throw new AppError("RATE_LIMITED");
		},
	});
	await expect(ask()).rejects.toMatchObject({ code: "RATE_LIMITED" });
	expect(running()).toBe(0);
});

test("a search whose reader went before its first line, or was told that it took too long, ends", async () => {
	const gone = stage();
	const left = new AbortController();
	const answer = await gone.ask(left.signal);
	expect([gone.running(), gone.streams()]).toEqual([1, 1]);
	left.abort();
	await expect.poll(() => [gone.running(), gone.streams()]).toEqual([0, 0]);
	await answer.text();

	const cancelled = stage();
	await (await cancelled.ask()).body?.cancel();
	await expect.poll(() => [cancelled.running(), cancelled.streams()]).toEqual([0, 0]);

	const late = stage({ requestMs: 1, firstMs: 20 });
	await expect(late.ask()).rejects.toMatchObject({ code: "TIMEOUT" });
	await expect.poll(() => [late.running(), late.streams()]).toEqual([0, 0]);
});
