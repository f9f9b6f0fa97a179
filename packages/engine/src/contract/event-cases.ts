import { expect, test } from "vitest";
import type { EngineEvent } from "../engine.ts";
import { type Bench, bounded, checkedBy, freshName, run, specOf } from "./bench.ts";
import { type Follower, follow } from "./follow.ts";

type ContainerEvent = Extract<EngineEvent, { kind: "container" }>;

const of = (items: readonly EngineEvent[], id: string): ContainerEvent[] =>
	items.filter((item): item is ContainerEvent => item.kind === "container" && item.id === id);
const happened = (id: string, action: ContainerEvent["action"]) => (items: readonly EngineEvent[]) =>
	of(items, id).some((event) => event.action === action);

export function eventCases(bench: () => Bench): void {
	const watching = async (
		count: number,
		work: (watchers: readonly Follower<EngineEvent>[]) => Promise<void>,
	): Promise<readonly Follower<EngineEvent>[]> => {
		const watch = new AbortController();
		const watchers = Array.from({ length: count }, () => follow(bench().engine.events.subscribe({ signal: watch.signal })));
		try {
			for (const watcher of watchers) await watcher.until((items) => items.length > 0, "the first event");
			await work(watchers);
		} finally {
			watch.abort();
			for (const watcher of watchers) await watcher.ended;
		}
		return watchers;
	};

	test("every subscriber is told to look first and then sees a container's life in order, with whose it is", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.healthy, { service: "api", index: 1, generation: 4, ...checkedBy("true") });
		let id = "";
		const watchers = await watching(2, async (open) => {
			id = await run(bench(), spec);
			for (const watcher of open) await watcher.until(happened(id, "health"), "it is healthy");
			await bench().killFromOutside(id);
			for (const watcher of open) await watcher.until(happened(id, "die"), "it died");
			await engine.containers.remove(id, bounded());
			for (const watcher of open) await watcher.until(happened(id, "destroy"), "it is gone");
		});
		const whose = { leaseId: spec.owner.leaseId, service: "api", index: 1, generation: 4 };
		const told = ["create", "start", "health", "die", "destroy"];
		for (const { items } of watchers) {
			expect(items[0]).toEqual({ kind: "resync", why: "connected" });
			const events = of(items, id).filter(({ action }) => told.includes(action));
			expect(events.map(({ action }) => action)).toEqual(told);
			for (const event of events) expect(event).toMatchObject(whose);
			expect(events[2]).toMatchObject({ health: "healthy", exitCode: null });
			expect(events[3]).toMatchObject({ health: null, exitCode: 137 });
		}
		expect(engine.events.lastSeenAt()).toBeInstanceOf(Date);
	});

	test("a container that exits by itself is told with its code, and nobody else's container is told at all", async () => {
		const { engine, neighbour, images } = bench();
		let id = "";
		let others: string[] = [];
		const [watcher] = await watching(1, async ([open]) => {
			const theirs = await neighbour.containers.ensure(specOf(bench(), images.sleeper), bounded());
			others = [await bench().addForeignContainer(freshName("foreign")), theirs.id];
			await neighbour.containers.remove(theirs.id, bounded());
			id = await run(bench(), specOf(bench(), images.exiter));
			await open?.until(happened(id, "die"), "it died");
		});
		expect(of(watcher?.items ?? [], id).find(({ action }) => action === "die")).toMatchObject({ exitCode: 3 });
		for (const other of others) expect(of(watcher?.items ?? [], other)).toEqual([]);
		await engine.containers.remove(id, bounded());
	});
}
