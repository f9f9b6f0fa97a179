import fc from "fast-check";
import { expect, test } from "vitest";
import { createDockerEngine } from "./docker-engine.ts";
import { createLogOrder } from "./log-order.ts";
import type { CountedLine } from "./log-position.ts";
import { inspectAnswer, json, startScriptedDaemon } from "./scripted-daemon.ts";

const at = (nano: number) => `2030-01-01T00:00:00.${String(nano).padStart(9, "0")}Z`;
const call = () => ({ signal: AbortSignal.timeout(20_000) });

test("lines leave in the order of their stamps, however they came, and none before its time", () => {
	const arrival = fc.array(fc.record({ nano: fc.nat(20), isError: fc.boolean() }), { maxLength: 30 });
	fc.assert(
		fc.property(arrival, fc.nat(20), (entries, cut) => {
			const order = createLogOrder();
			const lines = entries.map(
				({ nano, isError }, nth): CountedLine => ({
					stream: isError ? "stderr" : "stdout",
					at: at(nano),
					endAt: at(nano),
					nth,
					text: `${nth}`,
					truncated: false,
				}),
			);
			for (const line of lines) order.add(line);
			const [early, late] = [order.take(at(cut)), order.take(null)];
			expect(early.every(({ endAt }) => endAt <= at(cut)) && late.every(({ endAt }) => endAt > at(cut))).toBe(true);
			const stamps = [...early, ...late].map(({ endAt }) => endAt);
			expect(stamps).toEqual(stamps.toSorted());
			expect(new Set([...early, ...late])).toEqual(new Set(lines));
			expect(order.size).toBe(0);
		}),
	);
});

const entry = (kind: 1 | 2, nano: number, text: string) => {
	const bytes = Buffer.from(`${at(nano)} ${text}\n`);
	const header = Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0]);
	header.writeUInt32BE(bytes.length, 4);
	return Buffer.concat([header, bytes]);
};

test("history, a tail and a follower agree on the order of lines that were written out of order", async () => {
	await using scripted = await startScriptedDaemon();
	const written = [entry(1, 1, "a"), entry(2, 5, "d"), entry(1, 3, "b"), entry(2, 6, "e"), entry(1, 5, "c")];
	const live = [entry(1, 9_000_000, "g"), entry(2, 8_000_000, "f")];
	scripted.on("GET /containers/c/json", json(inspectAnswer("c", {})));
	scripted.on("GET /containers/c/logs", (request, response) => {
		const query = new URL(request.url ?? "", "http://daemon").searchParams;
		response.write(Buffer.concat(written));
		if (query.get("follow") !== "true") return void response.end();
		for (const one of live) response.write(one);
	});
	const engine = createDockerEngine({ socketPath: scripted.socketPath, installation: "x" });
	const texts: string[] = [];
	const cursors: string[] = [];
	for await (const message of engine.logs.read("c", { follow: true }, call())) {
		if (message.kind === "line") texts.push(message.text);
		if (message.kind === "line") cursors.push(`${message.cursor.at} ${message.cursor.ordinal}`);
		if (texts.length === 7) break;
	}
	expect(texts.join("")).toBe("abcdefg");
	expect(cursors).toEqual(cursors.toSorted());
	const tail = await engine.logs.tail("c", 3, call());
	expect(tail.map(({ text }) => text).join("")).toBe("cde");
	const last: string[] = [];
	for await (const message of engine.logs.read("c", { follow: true, tail: 2 }, call())) {
		if (message.kind === "line") last.push(message.text);
		if (last.length === 4) break;
	}
	expect(last.join("")).toBe("defg");
	await engine.close();
});

test("a follower's first tail goes into order with what is written after it and was stamped before its last line", async () => {
	await using scripted = await startScriptedDaemon();
	scripted.on("GET /containers/c/json", json(inspectAnswer("c", {})));
	scripted.on("GET /containers/c/logs", (request, response) => {
		const query = new URL(request.url ?? "", "http://daemon").searchParams;
		response.write(Buffer.concat([entry(1, 1, "a"), entry(1, 2, "b"), entry(1, 6, "e")]));
		if (query.get("follow") !== "true") return void response.end();
		for (const late of [entry(2, 4, "c"), entry(2, 5, "d"), entry(1, 9, "f")]) response.write(late);
	});
	const engine = createDockerEngine({ socketPath: scripted.socketPath, installation: "x", limits: { logHoldMs: 200 } });
	const texts: string[] = [];
	for await (const message of engine.logs.read("c", { follow: true, tail: 2 }, call())) {
		if (message.kind === "line") texts.push(message.text);
		if (texts.length === 5) break;
	}
	expect(texts.join("")).toBe("bcdef");
	await engine.close();
});
