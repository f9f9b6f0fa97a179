import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { watchBacklog } from "./socket-backlog.ts";

const MIB = 1 << 20;
const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
beforeAll(() => (server.address() === null ? once(server, "listening") : undefined));
afterAll(() => {
	for (const client of server.clients) client.terminate();
	server.close();
});

/** Both ends of one connection. */
async function connected() {
	const arrived = once(server, "connection");
	const reader = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
	const [[writer]] = (await Promise.all([arrived, once(reader, "open")])) as unknown as readonly [readonly [WebSocket], unknown];
	let drops = 0;
	const backlog = watchBacklog(writer, () => {
		drops += 1;
	});
	return { reader, writer, backlog, drops: () => drops };
}

test("a reader that does not read holds its own source back and keeps little; another one is told meanwhile", async () => {
	const [slow, quick] = [await connected(), await connected()];
	slow.reader.pause();
	let heard = 0;
	quick.reader.on("message", () => {
		heard += 1;
	});
	const over = new AbortController();
	const tell = async ({ writer, backlog }: typeof slow, times: number) => {
		let most = 0;
		for (let nth = 0; nth < times; nth += 1) {
			await backlog.drained(over.signal);
			writer.send(Buffer.alloc(MIB / 4));
			most = Math.max(most, writer.bufferedAmount);
		}
		return most;
	};
	const held = { most: 0, end: "" };
	const slowly = tell(slow, 1_000).then(
		() => "all of it was taken",
		(err: unknown) => (err instanceof Error ? err.name : "unknown"),
	);
	await tell(quick, 100);
	await expect.poll(() => heard, { timeout: 30_000 }).toBe(100);
	held.most = slow.writer.bufferedAmount;
	over.abort();
	held.end = await slowly;
	expect(held.end).not.toBe("all of it was taken");
	expect(held.most).toBeGreaterThan(0);
	expect(held.most).toBeLessThan(2 * MIB);
	expect([slow.drops(), quick.drops()]).toEqual([0, 0]);
});

test("one that lets too much pile up in spite of it is dropped, once", async () => {
	const { reader, writer, backlog, drops } = await connected();
	reader.pause();
	const closed = once(writer, "close");
	for (let nth = 0; nth < 40; nth += 1) writer.send(Buffer.alloc(MIB));
	await expect(backlog.drained(new AbortController().signal)).rejects.toMatchObject({ code: "ABORTED" });
	await closed;
	expect(drops()).toBe(1);
});
