import type { LeaseEvent, LogMessage } from "@berth/core";
import { expect, test } from "vitest";
import { createBerthServer } from "../support/berth-server.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { twoItems, twoServices, untilState } from "../support/stack.ts";
import { waitUntil } from "../support/wait-until.ts";

test("a stack of two services comes up, answers, says what it does, is restarted and leaves nothing when it is closed", async () => {
	const images = await ensureFixtureImages();
	await using database = await createTestDatabase();
	const host = createDockerHost();
	await using sweep = { [Symbol.asyncDispose]: () => host.sweep(database.database.installationId) };
	await using server = await createBerthServer({ databaseUrl: database.url });
	await server.start();
	const { client } = await server.signIn("acme");

	const manifest = twoServices(images);
	const accepted = await client.lease.provision.mutate({ name: "shop", items: twoItems, manifest });
	expect(accepted).toMatchObject({ state: "provisioning", joined: false });
	const ready = await untilState(client, accepted.leaseId, ["ready", "failed"]);
	expect(ready).toMatchObject({
		state: "ready",
		reason: null,
		operation: { kind: "provision", state: "succeeded" },
		release: { number: 1, status: "active" },
	});
	expect(ready.instances.map(({ service, state, generation }) => [service, state, generation])).toEqual([
		["store", "running", 1],
		["web", "running", 1],
	]);
	expect(ready.operation?.steps.every(({ state }) => state === "succeeded" || state === "skipped")).toBe(true);

	const answer = await fetch(ready.endpoints.find(({ service }) => service === "web")?.url ?? "");
	expect(answer.status).toBe(200);

	const chatty = await client.lease.provision.mutate({
		name: "talker",
		items: [{ sku: "micro" }],
		manifest: { image: images.chatty, init: true },
	});
	await untilState(client, chatty.leaseId, ["ready"]);
	const lines: LogMessage[] = [];
	const logs = client.lease.logs.subscribe(
		{ leaseId: chatty.leaseId, tail: 100, follow: true },
		{ onData: ({ data }) => lines.push(...data.messages) },
	);
	const texts = (stream: string) => lines.flatMap((line) => (line.kind === "line" && line.stream === stream ? [line.text] : []));
	await waitUntil(() => lines.filter(({ kind }) => kind === "line").length >= 80, { timeoutMs: 60_000, what: "80 lines" });
	logs.unsubscribe();
	expect(texts("stdout")).toEqual(Array.from({ length: 40 }, (_, at) => `out ${at + 1}`));
	expect(texts("stderr")).toEqual(Array.from({ length: 40 }, (_, at) => `err ${at + 1}`));

	const seen: LeaseEvent[] = [];
	const watch = client.lease.watch.subscribe({ leaseId: accepted.leaseId }, { onData: ({ data }) => seen.push(...data.events) });
	await waitUntil(() => client.lease.restart.mutate({ leaseId: accepted.leaseId }).then(() => true), {
		timeoutMs: 30_000,
		what: "the restart to be taken",
	});
	const restarted = await untilState(client, accepted.leaseId, ["ready", "failed"]);
	expect(restarted).toMatchObject({ state: "ready", generation: 2, operation: { kind: "restart", state: "succeeded" } });
	await waitUntil(() => seen.some(({ body }) => body.type === "moved" && body.event === "replaceSucceeded"), {
		timeoutMs: 30_000,
		what: "the feed to tell of the end",
	});
	watch.unsubscribe();
	const seqs = seen.map(({ seq }) => seq);
	expect(seqs).toEqual(seqs.map((_, at) => (seqs[0] ?? 0) + at));
	expect(await brokenInvariants(database.url, host)).toEqual([]);

	for (const leaseId of [accepted.leaseId, chatty.leaseId]) await client.lease.close.mutate({ leaseId });
	for (const leaseId of [accepted.leaseId, chatty.leaseId]) await untilState(client, leaseId, ["closed"]);
	expect(await brokenInvariants(database.url, host)).toEqual([]);
	expect(await host.leftovers(database.database.installationId)).toEqual({ containers: [], networks: [] });
	expect(server.output()).not.toContain("only-for-tests");
	expect(sweep).toBeDefined();
});
