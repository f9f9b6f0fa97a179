import { gunzipSync } from "node:zlib";
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { RequestEnv } from "./observe-requests.ts";
import { packAnswers } from "./pack-answers.ts";

const long = JSON.stringify({ leases: Array.from({ length: 500 }, (_, nth) => ({ name: `lease-${nth}` })) });
const app = new Hono<RequestEnv>();
app.use(packAnswers);
app.all("/trpc/lease.list", () => new Response(long, { headers: { "content-type": "application/json", vary: "accept" } }));
app.get("/trpc/policy.get,policy.callbackKey", () => new Response(long, { headers: { "content-type": "application/json" } }));
app.get("/trpc/me.get", () => new Response("{}", { headers: { "content-type": "application/json" } }));
app.get("/trpc/lease.watch", () => new Response(long, { headers: { "content-type": "text/event-stream" } }));

const ask = async (path: string, init: RequestInit = {}, accepted = "gzip, deflate, br") =>
	await app.request(`/trpc/${path}`, { ...init, headers: { "accept-encoding": accepted } });

test("a long answer of a query is sent compressed to whoever takes it so, and says that it depends on that", async () => {
	const answer = await ask("lease.list");
	const bytes = Buffer.from(await answer.arrayBuffer());
	expect(answer.headers.get("content-encoding")).toBe("gzip");
	expect(answer.headers.get("vary")).toBe("accept, accept-encoding");
	expect(bytes.byteLength).toBeLessThan(long.length / 4);
	expect(gunzipSync(bytes).toString()).toBe(long);
});

test("commands, secrets, short answers, streams, and answers for who refuses it are sent as they are", async () => {
	const plain = [
		await ask("lease.list", { method: "POST" }),
		await ask("policy.get,policy.callbackKey"),
		await ask("me.get"),
		await ask("lease.watch"),
		await ask("lease.list", {}, "identity"),
		await ask("lease.list", {}, "gzip;q=0, identity"),
	];
	expect(plain.map(({ headers }) => headers.get("content-encoding"))).toEqual(plain.map(() => null));
	expect(await plain[0]?.text()).toBe(long);
	expect(await plain[2]?.text()).toBe("{}");
});
