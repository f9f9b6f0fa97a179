import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/free-port.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, type TestApi } from "./fixture.ts";

/** Stands where the dashboard's own server does; a test answers each request itself. */
const asked: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly res: ServerResponse }[] = [];
const pages = createServer((req, res) => {
	asked.push({ path: req.url ?? "", headers: req.headers, res });
	res.writeHead(200, { "content-type": "text/html", "x-powered-by": "pages", "x-frame-options": "ALLOWALL" }).write("first");
});

let berth: TestApi;
let port: number;
const listen = () => new Promise<void>((resolve) => pages.listen(port, "127.0.0.1", resolve));
beforeAll(async () => {
	port = await freePort();
	await listen();
	berth = await createTestApi({ webUrl: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
	pages.closeAllConnections();
	await new Promise((resolve) => pages.close(resolve));
	await berth[Symbol.asyncDispose]();
});

test("a page is streamed as it comes, under our own headers", async () => {
	const answer = await fetch(`${berth.url}/leases/abc?tab=logs`, { headers: { "x-request-id": "page-request-1" } });
	const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
	expect((await reader?.read())?.value).toBe("first");
	const [{ path, headers, res } = { path: "", headers: {}, res: null }] = asked;
	expect(path).toBe("/leases/abc?tab=logs");
	expect(headers).toMatchObject({
		"x-request-id": "page-request-1",
		"x-forwarded-proto": "http",
		"x-forwarded-host": new URL(berth.url).host,
	});
	res?.end("second");
	expect((await reader?.read())?.value).toBe("second");
	expect(answer.headers.get("x-powered-by")).toBeNull();
	expect(answer.headers.get("x-frame-options")).toBe("DENY");
	expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});

test("a connection that the dashboard's server closes as it is taken again costs nobody a page", async () => {
	const nth = (path: string, count: number) =>
		waitUntil(() => asked.filter((one) => one.path === path)[count - 1], { timeoutMs: 30_000, what: `${path} to be asked for` });
	const first = fetch(`${berth.url}/first`);
	(await nth("/first", 1)).res.end();
	await (await first).text();
	pages.prependOnceListener("request", ({ socket }) => socket.destroy());
	const second = fetch(`${berth.url}/second`);
	(await nth("/second", 2)).res.end();
	expect((await second).status).toBe(200);
});

test("the other spelling of this machine is sent to the one that has the session", async () => {
	const other = berth.url.replace("localhost", "127.0.0.1");
	const answer = await fetch(`${other}/leases?a=1`, { redirect: "manual" });
	expect([answer.status, answer.headers.get("location")]).toEqual([307, `${berth.url}/leases?a=1`]);
	expect((await fetch(`${other}/healthz`)).status).toBe(200);
});

test("while the dashboard's server is away a plain page says so, and the API answers", async () => {
	pages.closeAllConnections();
	await new Promise((resolve) => pages.close(resolve));
	const answer = await fetch(`${berth.url}/leases`);
	expect(answer.status).toBe(503);
	expect(await answer.text()).toContain("dashboard does not answer");
	expect((await fetch(`${berth.url}/healthz`)).status).toBe(200);
	await listen();
});
