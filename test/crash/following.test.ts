import type { LeaseFeedMessage, LeaseListMessage, LogMessage } from "@berth/core";
import { describe, expect, it } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import type { LeaseWorld } from "./lease-world.ts";
import { sharedDatabase } from "./shared-database.ts";

const { world: newWorld } = sharedDatabase();

/** Collects what a subscription says until it is stopped. */
function collect<T>(subscribe: (signal: AbortSignal) => AsyncIterable<T>): {
	readonly heard: T[];
	readonly done: Promise<void>;
	stop(): Promise<void>;
} {
	const over = new AbortController();
	const heard: T[] = [];
	const done = (async () => {
		for await (const message of subscribe(over.signal)) heard.push(message);
	})();
	done.catch(() => undefined);
	return {
		heard,
		done,
		async stop() {
			over.abort();
			await done;
		},
	};
}

const until = (what: string, holds: () => boolean) => waitUntil(holds, { timeoutMs: 20_000, what });
const texts = (heard: readonly LogMessage[]) => heard.flatMap((one) => (one.kind === "line" ? [one.text] : []));
const containerOf = (world: LeaseWorld, service: string) => {
	const found = world.host.containers().find((one) => one.service === service && one.phase === "running");
	if (!found) throw new Error(`no container of ${service} runs`);
	return found.id;
};

describe("a subscriber of a lease", () => {
	it("hears every event once and in order, resumes where it stood, and is reset when its position is not in the log", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const { service, caller } = world;
		const id = await world.provision("one");
		const first = collect<LeaseFeedMessage>((signal) => service.watch(caller, id, {}, signal));
		await world.rests(id, ["ready"]);
		await until("ready to be heard", () => first.heard.at(-1)?.lease.state === "ready");
		await first.stop();
		expect(first.heard[0]?.kind).toBe("reset");
		expect(first.heard.slice(1).every((message) => message.kind === "change")).toBe(true);
		const position = first.heard.at(-1)?.lease.eventSeq ?? 0;

		await service.restart(caller, { leaseId: id });
		const second = collect<LeaseFeedMessage>((signal) => service.watch(caller, id, { afterSeq: position }, signal));
		const lease = await world.rests(id, ["ready"]);
		await until("the restart to be heard", () => second.heard.flatMap((message) => message.events).at(-1)?.seq === lease.eventSeq);
		await second.stop();
		const seqs = second.heard.flatMap((message) => message.events.map((event) => event.seq));
		expect(second.heard.map((message) => message.kind)).not.toContain("reset");
		expect(seqs).toEqual(Array.from({ length: lease.eventSeq - position }, (_, i) => position + 1 + i));

		const third = collect<LeaseFeedMessage>((signal) => service.watch(caller, id, { afterSeq: 9_999 }, signal));
		await until("a reset", () => third.heard.length > 0);
		await third.stop();
		expect(third.heard[0]).toMatchObject({ kind: "reset", lease: { id, state: "ready" } });
	});

	it("of a list hears the page first and then each change, closings too, and nothing of another tenant", async () => {
		await using world = await newWorld();
		await using other = await newWorld();
		world.startAgent();
		other.startAgent();
		await Promise.all([world.nodeLives(), other.nodeLives()]);
		const id = await world.provision("one");
		await world.rests(id, ["ready"]);
		const list = collect<LeaseListMessage>((signal) => world.service.watchList(world.caller, signal));
		await until("the page", () => list.heard.length > 0);
		expect(list.heard[0]).toMatchObject({ kind: "reset", leases: [{ id, state: "ready" }] });
		await other.provision("elsewhere");
		await world.service.close(world.caller, { leaseId: id });
		await until("the closing", () => list.heard.some((message) => message.kind === "change" && message.lease.state === "closed"));
		await list.stop();
		expect(list.heard.slice(1).every((message) => message.kind === "change" && message.lease.id === id)).toBe(true);
	});
});

describe("the log of a lease", () => {
	it("merges its instances by time, goes on live, and resumes without losing or repeating a line", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const { service, caller, host } = world;
		const id = await world.provision("one");
		await world.rests(id, ["ready"]);
		const [db, web] = [containerOf(world, "db"), containerOf(world, "web")];
		const say = async (container: string, text: string) => {
			host.print(container, [{ text }]);
			// The simulated daemon stamps lines by the millisecond.
			const at = Date.now();
			await until("the next millisecond", () => Date.now() > at);
		};
		await say(db, "db 1");
		await say(web, "web 1");
		await say(db, "db 2");
		const first = collect<LogMessage>((signal) => service.logs(caller, id, { tail: 2, follow: true }, signal));
		await until("the backlog", () => first.heard.length === 2);
		await say(web, "web 2");
		await until("the live line", () => texts(first.heard).includes("web 2"));
		await first.stop();
		expect(texts(first.heard)).toEqual(["web 1", "db 2", "web 2"]);

		await say(db, "db 3");
		await say(web, "web 3");
		const after = first.heard[0]?.cursor ?? "";
		const second = collect<LogMessage>((signal) => service.logs(caller, id, { tail: 100, follow: true, after }, signal));
		await until("all since", () => second.heard.length === 4);
		await second.stop();
		expect(texts(second.heard)).toEqual(["db 2", "web 2", "db 3", "web 3"]);
		await expect(async () => {
			for await (const _ of service.logs(caller, id, { tail: 1, follow: false, after: "???" }, AbortSignal.timeout(10_000)));
		}).rejects.toMatchObject({ code: "BAD_INPUT" });
	});

	it("follows the new instances of a restart, tells who comes and goes, and ends with the lease", async () => {
		await using world = await newWorld();
		world.startAgent();
		await world.nodeLives();
		const { service, caller, host } = world;
		const id = await world.provision("one");
		await world.rests(id, ["ready"]);
		const log = collect<LogMessage>((signal) => service.logs(caller, id, { services: ["web"], tail: 10, follow: true }, signal));
		host.print(containerOf(world, "web"), [{ text: "old" }]);
		await until("the old line", () => texts(log.heard).includes("old"));
		await service.restart(caller, { leaseId: id });
		await world.rests(id, ["ready"]);
		host.print(containerOf(world, "web"), [{ text: "new" }]);
		await until("the new line", () => texts(log.heard).includes("new"));
		const said = log.heard.map((one) => (one.kind === "line" ? one.text : one.kind === "instance" ? one.what : one.kind));
		expect(said.filter((one) => one !== "ended")).toEqual(["old", "started", "new"]);
		expect(said).toContain("ended");
		await service.close(caller, { leaseId: id });
		await world.rests(id, ["closed"]);
		await log.done;
	});
});
