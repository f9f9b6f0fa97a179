import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { openAudience } from "../bench/fanout/audience.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer, type Person, type TestApi, takeLink } from "./fixture.ts";

let berth: TestApi;
let owner: Person;
let leaseId: string;
beforeAll(async () => {
	berth = await createTestApi({ settings: { LOG_LEVEL: "warn", CALLS_PER_CALLER: "0", CALLS_PER_TENANT: "0" } });
	owner = await berth.member("acme");
	await waitUntil(() => berth.api.agent()?.status().claimed, { timeoutMs: 60_000, what: "the node to be claimed" });
	({ leaseId } = await owner.client.lease.provision.mutate(oneContainer("shop")));
	await owner.client.lease.wait.query({ leaseId, states: ["ready"] });
});
afterAll(() => berth[Symbol.asyncDispose]());

const within = (what: string) => ({ timeoutMs: 90_000, what });
const wsUrl = () => `${berth.url.replace("http", "ws")}/trpc`;
const headersOf = (cookie: string) => ({ cookie, origin: berth.url });
const watchIt = (nth: number) => ({ id: nth + 1, method: "subscription", params: { path: "lease.watch", input: { leaseId } } });

/** A message of `lease.watch` as it stands on a socket. */
interface Sent {
	readonly id: number;
	readonly result?: {
		readonly data?: {
			readonly data: {
				readonly kind: string;
				readonly lease: { readonly eventSeq: number };
				readonly events?: readonly { readonly seq: number }[];
			};
		};
	};
}

async function openSocket(cookie: string): Promise<WebSocket> {
	const socket = new WebSocket(wsUrl(), { perMessageDeflate: false, headers: headersOf(cookie) });
	await once(socket, "open");
	return socket;
}

/** Members of the tenant beside its owner, each of whom may have so many streams open. */
async function members(count: number): Promise<string[]> {
	const { client } = await berth.admin();
	const tenantId = (await client.admin.tenants.list.query({})).tenants.find(({ name }) => name === "acme")?.id ?? "";
	const cookies: string[] = [];
	for (let nth = 0; nth < count; nth += 1) {
		const { link } = await client.admin.members.invite.mutate({ tenantId, email: `reader-${nth}@example.org` });
		cookies.push((await takeLink(link?.url ?? "")).cookie);
	}
	return cookies;
}

// Nobody waits for these: they pass while the others run.
test.concurrent("a socket is asked whether it is alive: one that does not answer is ended, one that does stays", async () => {
	// In this order, so that when the silent one is ended the other's time to answer is over, too.
	const [alive, silent] = [await openSocket(owner.cookie), await openSocket(owner.cookie)];
	const asked = { silent: 0, alive: 0 };
	silent.on("message", (data: Buffer) => {
		if (data.toString() === "PING") asked.silent += 1;
	});
	alive.on("message", (data: Buffer) => {
		if (data.toString() !== "PING") return;
		asked.alive += 1;
		alive.send("PONG");
	});
	await waitUntil(() => silent.readyState === WebSocket.CLOSED, within("the silent one to be ended"));
	expect([asked.silent, alive.readyState]).toEqual([1, WebSocket.OPEN]);
	expect(asked.alive).toBeGreaterThan(0);
	alive.terminate();
});

test.concurrent("a stream over HTTP shows that it is alive while there is nothing to tell", async () => {
	const input = encodeURIComponent(JSON.stringify({ leaseId }));
	const over = new AbortController();
	const answer = await fetch(`${berth.url}/trpc/lease.watch?input=${input}`, {
		headers: { cookie: owner.cookie, accept: "text/event-stream" },
		signal: over.signal,
	});
	let heard = "";
	const reading = (async () => {
		for await (const chunk of answer.body ?? []) heard += Buffer.from(chunk).toString();
	})().catch(() => undefined);
	await waitUntil(() => heard.includes("event: ping"), within("a sign of life"));
	over.abort();
	await reading;
});

test("a thousand subscribers are each told of every change though one more does not read, for whom little is kept", async () => {
	const CHANGES = 40;
	const SLOW = 200;
	const [slowCookie = "", ...cookies] = await members(6);
	const audience = await openAudience({
		url: wsUrl(),
		headers: cookies.map(headersOf),
		sockets: 50,
		perSocket: 20,
		ask: watchIt,
		isTold: (text) => text.includes('"type":"data"'),
	});
	const slow = await openSocket(slowCookie);
	const seen = { begun: 0, bytes: 0, last: 0, gapless: true, closed: 0 };
	const positions = new Map<number, number>();
	slow.on("close", (code) => {
		seen.closed = code;
	});
	slow.on("message", (data: Buffer) => {
		const text = data.toString();
		if (text === "PING") return slow.send("PONG");
		const { id, result } = JSON.parse(text) as Sent;
		const told = result?.data?.data;
		if (told === undefined) return;
		if (told.kind === "reset") seen.begun += 1;
		else {
			seen.bytes += data.length;
			for (const { seq } of told.events ?? []) {
				seen.gapless &&= seq === (positions.get(id) ?? 0) + 1;
				positions.set(id, seq);
			}
		}
		positions.set(id, told.lease.eventSeq);
		seen.last = Math.min(...positions.values());
	});
	try {
		for (let nth = 0; nth < SLOW; nth += 1) slow.send(JSON.stringify(watchIt(nth)));
		await waitUntil(() => seen.begun === SLOW, within("the slow one's streams to begin"));
		slow.pause();
		const told: number[] = [];
		for (let nth = 1; nth <= CHANGES; nth += 1) {
			const expiresAt = new Date(Date.now() + 86_400_000 + nth * 60_000).toISOString();
			told.push((await audience.hear(() => owner.client.lease.renew.mutate({ leaseId, expiresAt }))).length);
		}
		expect(told).toEqual(Array.from({ length: CHANGES }, () => 1_000));
		const { eventSeq } = await owner.client.lease.get.query({ leaseId });
		slow.resume();
		// Who is behind for long is dropped, or ended for not saying that it is alive; otherwise it catches up by what was put together for it.
		await waitUntil(() => seen.closed !== 0 || seen.last >= eventSeq, within("the slow one to catch up or to be dropped"));
		expect([0, 1006, 4008]).toContain(seen.closed);
		expect(seen.gapless).toBe(true);
		const inAll = audience.last().length * CHANGES * SLOW;
		// The rest is what both ends of a connection hold below us.
		expect([seen.bytes < inAll / 2, `${seen.bytes} of ${inAll}`]).toEqual([true, `${seen.bytes} of ${inAll}`]);
	} finally {
		slow.terminate();
		audience.close();
	}
});
