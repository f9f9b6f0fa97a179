import { expect, test } from "vitest";
import type { Bench } from "./bench.ts";
import { bounded, run, specOf } from "./bench.ts";
import { follow } from "./follow.ts";

/** Last, since they use the neighbour up. */
export function closeCases(bench: () => Bench): void {
	test("closing an engine ends its streams and nothing else, and may be done twice", async () => {
		const { engine, neighbour, images } = bench();
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const watcher = follow(neighbour.events.subscribe(bounded()));
		const reader = follow(neighbour.logs.read(id, { follow: true }, bounded()));
		await watcher.until((items) => items.length > 0, "the first event");
		await bench().print(id, "hello", 1);
		await reader.until((items) => items.length > 0, "the first line");
		await neighbour.close();
		await Promise.all([watcher.ended, reader.ended]);
		await neighbour.close();
		expect(await engine.containers.inspect(id, bounded())).toMatchObject({ phase: "running" });
		await engine.containers.remove(id, bounded());
	});
}
