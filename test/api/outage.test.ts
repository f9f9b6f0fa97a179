import { berthErrorOf } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer, type Person, type TestApi } from "./fixture.ts";
import { openTab } from "./tab.ts";
import { createTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

let database: TcpProxy;
let berth: TestApi;
let person: Person;
beforeAll(async () => {
	berth = await createTestApi({
		databaseVia: async (url) => {
			database = await createTcpProxy(url);
			return database.url;
		},
	});
	person = await berth.member("acme");
});
afterAll(async () => {
	await berth[Symbol.asyncDispose]();
	await database.cut();
});

test("while the database is away calls say so, and streams old and new are live once it is back", async () => {
	const { leaseId } = await person.client.lease.provision.mutate(oneContainer("outlives"));
	const tab = openTab(berth, person);
	const seqs: number[] = [];
	const late: string[] = [];
	const failed: string[] = [];
	const onError = (err: unknown) => failed.push(berthErrorOf(err).code);
	const watching = tab.client.lease.watch.subscribe({ leaseId }, { onData: ({ id }) => seqs.push(Number(id)), onError });
	await waitUntil(() => seqs.length > 0, { timeoutMs: 20_000, what: "the first message" });

	await database.cut();
	const refused = await waitUntil(
		() =>
			person.client.lease.get.query({ leaseId }).then(
				() => null,
				(err: unknown) => berthErrorOf(err),
			),
		{ timeoutMs: 20_000, what: "a call to be refused" },
	);
	expect(refused).toMatchObject({ code: "DATABASE_UNAVAILABLE", retryable: true });
	expect((await fetch(`${berth.url}/readyz`)).status).toBe(503);
	expect((await fetch(`${berth.url}/healthz`)).status).toBe(200);
	const listing = tab.client.lease.watchList.subscribe(undefined, {
		onData: (message) => {
			for (const lease of message.kind === "reset" ? message.leases : [message.lease]) late.push(lease.name);
		},
		onError,
	});

	await database.mend();
	await waitUntil(() => late.includes("outlives"), { timeoutMs: 30_000, what: "the list that was asked for meanwhile" });
	await waitUntil(async () => (await person.client.lease.close.mutate({ leaseId })).operationId, { timeoutMs: 20_000, what: "a close" });
	await waitUntil(async () => (await person.client.lease.get.query({ leaseId })).state === "closed", {
		timeoutMs: 30_000,
		what: "the end",
	});
	const { eventSeq } = await person.client.lease.get.query({ leaseId });
	await waitUntil(() => seqs.at(-1) === eventSeq, { timeoutMs: 20_000, what: "the last event on the old stream" });
	expect(failed).toEqual([]);
	watching.unsubscribe();
	listing.unsubscribe();
	await tab.close();
});
