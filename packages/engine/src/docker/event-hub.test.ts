import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import type { EngineEvent } from "../engine.ts";
import { createDockerEngine } from "./docker-engine.ts";
import { type ScriptedDaemon, startScriptedDaemon } from "./scripted-daemon.ts";

const BASE_NANO = 1_893_456_000_000_000_000;
const line = (nth: number, action: string) =>
	`${JSON.stringify({ Type: "container", Action: action, Actor: { ID: `c${nth}`, Attributes: {} }, timeNano: BASE_NANO + nth * 1_000_000_000 })}\n`;
const word = (event: EngineEvent) => (event.kind === "container" ? `${event.action} ${event.id}` : event.kind);

/** Hands out each connection of the event stream as it is opened. */
function connections(scripted: ScriptedDaemon) {
	const open: ServerResponse[] = [];
	let came = Promise.withResolvers<void>();
	scripted.on("GET /events", (_, response) => {
		response.writeHead(200).flushHeaders();
		open.push(response);
		came.resolve();
	});
	return {
		open,
		async next(): Promise<ServerResponse> {
			await came.promise;
			came = Promise.withResolvers();
			const newest = open.at(-1);
			if (!newest) throw new Error("no connection");
			return newest;
		},
	};
}
const engineOf = (scripted: ScriptedDaemon) => createDockerEngine({ socketPath: scripted.socketPath, installation: "x" });
const reader = (engine: ReturnType<typeof engineOf>, signal = new AbortController().signal) => {
	const events = engine.events.subscribe({ signal })[Symbol.asyncIterator]();
	return async () => {
		const { value, done } = await events.next();
		return done ? "end" : word(value);
	};
};

test("all subscribers share one stream, and it ends with the last of them", async () => {
	await using scripted = await startScriptedDaemon();
	const { open, next } = connections(scripted);
	const engine = engineOf(scripted);
	const leave = [new AbortController(), new AbortController()];
	const readers = leave.map(({ signal }) => reader(engine, signal));
	const hear = () => Promise.all(readers.map((read) => read().catch((error: unknown) => error)));
	const heard = hear();
	const response = await next();
	expect(await heard).toEqual(["resync", "resync"]);
	response.write(line(1, "start"));
	expect(await hear()).toEqual(["start c1", "start c1"]);
	expect(open).toHaveLength(1);
	const closed = new Promise((resolve) => response.on("close", resolve));
	const pending = hear();
	for (const controller of leave) controller.abort();
	expect(await pending).toMatchObject([{ code: "ABORTED" }, { code: "ABORTED" }]);
	await closed;
	await engine.close();
});

test("a lost stream is told, opened again from the last event on, and what it repeats is not told twice", async () => {
	await using scripted = await startScriptedDaemon();
	const { next } = connections(scripted);
	const engine = engineOf(scripted);
	const read = reader(engine);
	const heard = read();
	const first = await next();
	expect(await heard).toBe("resync");
	first.write(line(1, "start") + line(2, "die"));
	expect([await read(), await read()]).toEqual(["start c1", "die c2"]);
	await scripted.stop();
	expect(await read()).toBe("disconnected");
	await scripted.start();
	const second = await next();
	expect(await read()).toBe("resync");
	const since = Number(new URLSearchParams(scripted.requests.at(-1)?.split("?")[1]).get("since"));
	expect(Math.abs(since - (BASE_NANO / 1e9 + 2))).toBeLessThan(0.1);
	second.write(line(2, "die") + line(3, "destroy"));
	expect(await read()).toBe("destroy c3");
	expect(engine.events.lastSeenAt()).not.toBeNull();
	await engine.close();
	expect(await read()).toBe("end");
});

test("an event that cannot be read is no reason to lose the others, but to look at everything", async () => {
	await using scripted = await startScriptedDaemon();
	const { next } = connections(scripted);
	const engine = engineOf(scripted);
	const read = reader(engine);
	const heard = read();
	const response = await next();
	expect(await heard).toBe("resync");
	response.write(`{"odd":true}\n${line(1, "start")}`);
	expect([await read(), await read()]).toEqual(["resync", "start c1"]);
	await engine.close();
});
