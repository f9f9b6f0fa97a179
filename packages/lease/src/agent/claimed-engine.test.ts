import { AppError } from "@berth/core";
import type { Call, Engine } from "@berth/engine";
import { describe, expect, it } from "vitest";
import { settled } from "../testing/manual-clock.ts";
import { claimedEngine } from "./claimed-engine.ts";

/** An engine whose calls last until the test ends them, and a claim that the test may take away. */
function stage() {
	const asked: { readonly id: string; readonly call: Call; readonly end: PromiseWithResolvers<string> }[] = [];
	const answer = (id: string, call: Call) => {
		const end = Promise.withResolvers<string>();
		asked.push({ id, call, end });
		return end.promise;
	};
	const claim = { holds: true };
	// Of the engine only what is called here.
	const engine = { containers: { start: answer, inspect: answer } } as unknown as Engine;
	return { asked, claim, engine: claimedEngine(engine, () => claim.holds) };
}

describe("an engine under a claim", () => {
	it("changes nothing more when the claim may be lost, and can still be read", async () => {
		const { engine, claim, asked } = stage();
		claim.holds = false;
		const { signal } = new AbortController();
		await expect(engine.containers.start("one", { signal })).rejects.toMatchObject({ code: "CLAIM_LOST" });
		void engine.containers.inspect("one", { signal });
		expect(asked).toHaveLength(1);
	});

	it("gives up what is being changed while the node is ours", async () => {
		const { engine, asked } = stage();
		const control = new AbortController();
		const started = engine.containers.start("one", { signal: control.signal });
		control.abort(new AppError("ABORTED"));
		expect(asked[0]?.call.signal.aborted).toBe(true);
		asked[0]?.end.reject(new AppError("ABORTED"));
		await expect(started).rejects.toMatchObject({ code: "ABORTED" });
	});

	it("leaves what is being changed alone when it may be another's by now, and waits for it no longer", async () => {
		const { engine, asked, claim } = stage();
		const control = new AbortController();
		const started = engine.containers.start("one", { signal: control.signal });
		claim.holds = false;
		control.abort(new AppError("ABORTED"));
		await expect(started).rejects.toMatchObject({ code: "CLAIM_LOST" });
		expect(asked[0]?.call.signal.aborted).toBe(false);
		asked[0]?.end.reject(new Error("nobody hears this"));
		await settled();
	});

	it("passes answers and errors on as they are", async () => {
		const { engine, asked } = stage();
		const { signal } = new AbortController();
		const [good, bad] = [engine.containers.start("one", { signal }), engine.containers.start("two", { signal })];
		asked[0]?.end.resolve("done");
		asked[1]?.end.reject(new AppError("NOT_FOUND"));
		expect(await good).toBe("done");
		await expect(bad).rejects.toMatchObject({ code: "NOT_FOUND" });
	});
});
