import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { CallbackId } from "@berth/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer, type TestApi } from "./fixture.ts";

interface Received {
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** A receiver that answers with the given statuses in turn, then with the last of them. */
async function receiver(statuses: readonly number[]) {
	const received: Received[] = [];
	const server = createServer((req, res) => {
		let body = "";
		req.setEncoding("utf8");
		req.on("data", (text: string) => (body += text));
		req.on("end", () => {
			received.push({ headers: req.headers, body });
			res.writeHead(statuses[Math.min(received.length, statuses.length) - 1] ?? 200, { location: "/elsewhere" }).end("ok");
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	return { received, url: `http://127.0.0.1:${port}/hook`, close: () => new Promise((resolve) => server.close(resolve)) };
}

let berth: TestApi;
beforeAll(async () => {
	berth = await createTestApi();
});
afterAll(() => berth[Symbol.asyncDispose]());

test("an operation's end is told once, signed with the tenant's own key", async () => {
	const { client } = await berth.member("acme");
	const hook = await receiver([200]);
	const { leaseId, operationId } = await client.lease.provision.mutate({ ...oneContainer("told"), callbackUrl: hook.url });
	await waitUntil(() => hook.received.length > 0, { timeoutMs: 30_000, what: "the callback" });
	const [{ headers, body } = { headers: {}, body: "" }] = hook.received;
	const { key } = await client.policy.callbackKey.query();
	const [, seconds, digest] = /^t=(\d+),sha256=([0-9a-f]{64})$/.exec(String(headers["x-berth-signature"])) ?? [];
	const signed = [seconds, "POST", "/hook", createHash("sha256").update(body).digest("hex")].join("\n");
	expect(createHmac("sha256", key).update(signed).digest("hex")).toBe(digest);
	expect(Math.abs(Number(seconds) - Date.now() / 1_000)).toBeLessThan(60);
	expect(JSON.parse(body)).toMatchObject({ leaseId, operationId });
	// The receiver's log line and ours are written one after the other.
	const id = String(headers["x-berth-callback"]) as CallbackId;
	await waitUntil(async () => (await berth.api.database.callbacks.find(id))?.deliveredAt ?? null, {
		timeoutMs: 20_000,
		what: "the delivery to be noted",
	});
	await berth.restart();
	await client.lease.get.query({ leaseId });
	expect(hook.received).toHaveLength(1);
	await hook.close();
});

test("a receiver that fails is asked again, a redirect is not followed, and the second answer counts", async () => {
	const { client } = await berth.member("patient");
	const hook = await receiver([307, 200]);
	const { leaseId } = await client.lease.provision.mutate({ ...oneContainer("asked-again"), callbackUrl: hook.url });
	await waitUntil(() => hook.received.length >= 2, { timeoutMs: 50_000, what: "the second try" });
	expect(hook.received.map(({ headers }) => headers["x-berth-callback"])).toEqual([
		hook.received[0]?.headers["x-berth-callback"],
		hook.received[0]?.headers["x-berth-callback"],
	]);
	expect((await client.lease.get.query({ leaseId })).state).toBe("ready");
	await hook.close();
});

test("the log tells each try, to the lease's own tenant alone, and a callback can be sent again", async () => {
	const { client } = await berth.member("looking");
	const { client: stranger } = await berth.member("stranger");
	const hook = await receiver([500, 204]);
	const { leaseId, operationId } = await client.lease.provision.mutate({ ...oneContainer("logged"), callbackUrl: hook.url });
	const owed = await waitUntil(
		async () => (await client.callback.list.query({ leaseId })).callbacks.find(({ state }) => state === "delivered") ?? null,
		{ timeoutMs: 50_000, what: "the delivery" },
	);
	expect(owed).toMatchObject({ operationId, url: hook.url, attempts: 2, lastError: null, body: { state: "succeeded" } });
	const { attempts: tries } = await client.callback.attempts.query({ callbackId: owed.id });
	expect(tries.map(({ status, error }) => [status, error])).toEqual([
		[500, "The receiver answered 500."],
		[204, null],
	]);
	for (const asked of [
		() => stranger.callback.list.query({ leaseId }),
		() => stranger.callback.attempts.query({ callbackId: owed.id }),
		() => stranger.callback.redeliver.mutate({ callbackId: owed.id }),
	])
		await expect(asked()).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
	expect(hook.received).toHaveLength(2);
	expect(await client.callback.redeliver.mutate({ callbackId: owed.id })).toMatchObject({ id: owed.id, state: "owed" });
	await waitUntil(() => hook.received.length === 3, { timeoutMs: 30_000, what: "the third try" });
	expect(new Set(hook.received.map(({ headers }) => headers["x-berth-callback"]))).toEqual(new Set([owed.id]));
	await hook.close();
});
