import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer, type Person, type TestApi } from "./fixture.ts";
import { openTab } from "./tab.ts";

let berth: TestApi;
let person: Person;
beforeAll(async () => {
	berth = await createTestApi();
	person = await berth.member("acme");
});
afterAll(() => berth[Symbol.asyncDispose]());

const aLease = async (name: string) => (await person.client.lease.provision.mutate(oneContainer(name))).leaseId;
const ended = (leaseId: string) =>
	waitUntil(async () => (await person.client.lease.get.query({ leaseId })).operation?.finishedAt ?? null, {
		timeoutMs: 30_000,
		what: "the operation to end",
	});

/** What a reader saw of one lease: every event's seq in order, and how often the stream began anew. */
function reader() {
	const seqs: number[] = [];
	let resets = 0;
	return {
		seqs,
		resets: () => resets,
		onData: ({
			data,
		}: {
			readonly data: {
				readonly kind: string;
				readonly lease: { readonly eventSeq: number };
				readonly events: readonly { readonly seq: number }[];
			};
		}) => {
			if (data.kind === "reset") {
				resets += 1;
				seqs.push(data.lease.eventSeq);
			} else seqs.push(...data.events.map(({ seq }) => seq));
		},
	};
}
const isGapless = (seqs: readonly number[]) => seqs.every((seq, at) => at === 0 || seq === (seqs[at - 1] ?? 0) + 1);

test("a tab whose socket is cut comes back by itself and misses no event", async () => {
	const leaseId = await aLease("cut-socket");
	const tab = openTab(berth, person);
	const seen = reader();
	const subscription = tab.client.lease.watch.subscribe({ leaseId }, { onData: seen.onData });
	await waitUntil(() => seen.seqs.length > 0, { timeoutMs: 20_000, what: "the first message" });
	await ended(leaseId);
	tab.cut();
	await person.client.lease.restart.mutate({ leaseId });
	await ended(leaseId);
	const { eventSeq } = await person.client.lease.get.query({ leaseId });
	await waitUntil(() => (seen.seqs.at(-1) ?? 0) >= eventSeq, { timeoutMs: 20_000, what: "the last event" });
	expect(isGapless(seen.seqs)).toBe(true);
	expect(seen.resets()).toBe(1);
	expect(tab.statuses.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["connecting", "live", "reconnecting"]));
	expect(tab.statuses.at(-1)?.kind).toBe("live");
	subscription.unsubscribe();
	await tab.close();
});

test("a program's stream over a restart of the service goes on where it was", async () => {
	const leaseId = await aLease("sse-resume");
	const seen = reader();
	const subscription = person.client.lease.watch.subscribe({ leaseId }, { onData: seen.onData });
	await waitUntil(() => seen.seqs.length > 0, { timeoutMs: 20_000, what: "the first message" });
	await ended(leaseId);
	await berth.restart();
	await person.client.lease.close.mutate({ leaseId });
	const { eventSeq } = await waitUntil(
		async () => {
			const lease = await person.client.lease.get.query({ leaseId });
			return lease.state === "closed" ? lease : null;
		},
		{ timeoutMs: 30_000, what: "the lease to be closed" },
	);
	await waitUntil(() => (seen.seqs.at(-1) ?? 0) >= eventSeq, { timeoutMs: 30_000, what: "the last event" });
	expect(isGapless(seen.seqs)).toBe(true);
	expect(seen.resets()).toBe(1);
	subscription.unsubscribe();
});

test("one tab's socket carries its list, a lease and its log together", async () => {
	const leaseId = (await person.client.lease.provision.mutate(oneContainer("talks", "shop:prints-5"))).leaseId;
	const tab = openTab(berth, person);
	const lines: string[] = [];
	const names = new Set<string>();
	let state = "";
	const subscriptions = [
		tab.client.lease.watchList.subscribe(undefined, {
			onData: (message) => {
				for (const lease of message.kind === "reset" ? message.leases : [message.lease]) names.add(lease.name);
			},
		}),
		tab.client.lease.watch.subscribe({ leaseId }, { onData: ({ data }) => (state = data.lease.state) }),
		tab.client.lease.logs.subscribe(
			{ leaseId },
			{
				onData: ({ data }) => {
					for (const message of data.messages) if (message.kind === "line") lines.push(message.text);
				},
			},
		),
	];
	await waitUntil(() => state === "ready" && names.has("talks") && lines.length >= 5, { timeoutMs: 30_000, what: "all three streams" });
	expect(lines).toEqual(["line 1", "line 2", "line 3", "line 4", "line 5"]);
	for (const subscription of subscriptions) subscription.unsubscribe();
	await tab.close();
});

test("a socket without a session or of another origin is refused before it is one", async () => {
	const refusalOf = (headers: Readonly<Record<string, string>>, path = "/trpc") =>
		new Promise<number | "open">((resolve) => {
			const socket = new WebSocket(berth.url.replace("http", "ws") + path, { headers });
			socket.once("unexpected-response", (_request, response) => {
				resolve(response.statusCode ?? 0);
				socket.terminate();
			});
			socket.once("open", () => {
				resolve("open");
				socket.terminate();
			});
			socket.on("error", () => undefined);
		});
	expect(await refusalOf({ cookie: person.cookie, origin: "http://evil.example" })).toBe(403);
	expect(await refusalOf({ cookie: person.cookie, origin: "null" })).toBe(403);
	expect(await refusalOf({ origin: berth.url })).toBe(401);
	expect(await refusalOf({ cookie: person.cookie, origin: berth.url }, "/elsewhere")).toBe(404);
	expect(await refusalOf({ cookie: person.cookie, origin: berth.url })).toBe("open");
});

test("an admin watching the actors sees a new one come and settle", async () => {
	const { client: admin } = await berth.admin();
	const told: (readonly string[])[] = [];
	const subscription = admin.admin.actors.watch.subscribe(undefined, {
		onData: ({ actors }) => told.push(actors.map(({ leaseName, state }) => `${leaseName} ${state}`)),
	});
	await waitUntil(() => told.length > 0, { timeoutMs: 20_000, what: "the first snapshot" });
	await aLease("watched-actor");
	await waitUntil(() => told.some((rows) => rows.includes("watched-actor ready")), { timeoutMs: 30_000, what: "the actor to be shown" });
	subscription.unsubscribe();
	const rows = told.map((snapshot) => JSON.stringify(snapshot));
	expect(new Set(rows).size).toBeGreaterThan(1);
});
