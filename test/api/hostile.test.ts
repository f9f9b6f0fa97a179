import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { berthErrorOf, createBerthClient } from "@berth/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { waitUntil } from "../support/wait-until.ts";
import { cookiesOf, createTestApi, type Person, type TestApi, takeLink } from "./fixture.ts";
import { nodeWorks } from "./lifecycle-stage.ts";

const PASSWORD = "correct horse battery";

/** Answers at once and reads no body, as the dashboard's server does for pages. */
const pages: Server = createServer((req, res) => {
	asked.push(`${req.method} ${req.url} ${req.headers["content-length"] ?? "-"}`);
	res.end(`page ${req.url}`);
});
const asked: string[] = [];
let berth: TestApi;
let owner: Person;
beforeAll(async () => {
	pages.listen(0, "127.0.0.1");
	await once(pages, "listening");
	const { port } = pages.address() as AddressInfo;
	berth = await createTestApi({ webUrl: `http://127.0.0.1:${port}`, settings: { TRUST_PROXY: "true" } });
	owner = await berth.member("acme");
	await nodeWorks(berth);
});
afterAll(async () => {
	await berth[Symbol.asyncDispose]();
	pages.closeAllConnections();
	pages.close();
});

/** What comes back of bytes that no client of ours would send, until the connection ends or `enough` was said. */
async function say(text: string, enough: RegExp): Promise<string> {
	const socket = connect(Number(new URL(berth.url).port), "127.0.0.1");
	let heard = "";
	socket.on("error", () => undefined);
	const over = once(socket, "close");
	const told = Promise.withResolvers<void>();
	socket.on("data", (bytes) => {
		heard += bytes.toString("latin1");
		if (enough.test(heard)) told.resolve();
	});
	socket.write(text);
	await Promise.race([over, told.promise]);
	socket.destroy();
	return heard;
}
const codeOf = (call: Promise<unknown>) =>
	call.then(
		() => "none",
		(err: unknown) => berthErrorOf(err).code,
	);
let addresses = 0;
const signIn = (email: string, password: string, cookie = "") => {
	addresses += 1;
	const headers = {
		"content-type": "application/json",
		"x-forwarded-for": `203.0.${Math.floor(addresses / 250)}.${addresses % 250}`,
		cookie,
	};
	return fetch(`${berth.url}/api/auth/sign-in/email`, { method: "POST", headers, body: JSON.stringify({ email, password }) });
};
const tokenOf = (url: string) => new URL(url).hash.replace(/^#(token|link)=/, "");

test("a request to upgrade at whatever is no address ends that connection, and not the service", async () => {
	const upgrade = (target: string) =>
		say(
			`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
			/\r\n\r\n/,
		);
	for (const target of ["//", "///", "//:", "/\\", "http://", "http://[", "*", "/trpc?tenant=%", "//api/exec", "/api/exec?a=%zz"])
		expect([target, await upgrade(target)]).toEqual([target, expect.stringMatching(/^(HTTP\/1\.1 4\d\d|$)/)]);
	expect((await fetch(`${berth.url}/healthz`)).status).toBe(200);
});

test("a page is asked for alone: no length without a body takes the next one's request, and nothing is sent there", async () => {
	const heard = await say("GET /bent HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n", /page \/bent/);
	expect(heard).toContain("200 OK");
	for (let nth = 0; nth < 5; nth += 1) expect(await (await fetch(`${berth.url}/straight-${nth}`)).text()).toBe(`page /straight-${nth}`);
	const sent = await fetch(`${berth.url}/form`, { method: "POST", body: "a=1" });
	expect([sent.status, sent.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
	expect(asked).toContain("GET /bent -");
	expect(asked.some((one) => one.startsWith("POST"))).toBe(false);
});

test("nobody opens sockets without end, and one that closes makes room", async () => {
	const { cookie } = await berth.member("sockets");
	const dial = () => {
		const socket = new WebSocket(`${berth.url.replace("http", "ws")}/trpc`, { headers: { cookie } });
		return new Promise<{ readonly status: number; readonly socket: WebSocket }>((resolve, reject) => {
			socket.once("open", () => resolve({ status: 101, socket }));
			socket.once("unexpected-response", (_req, answer) => resolve({ status: answer.statusCode ?? 0, socket }));
			socket.once("error", reject);
		});
	};
	const open = await Promise.all(Array.from({ length: 200 }, dial));
	expect(new Set(open.map(({ status }) => status))).toEqual(new Set([101]));
	expect((await dial()).status).toBe(429);
	open[0]?.socket.terminate();
	const again = await waitUntil(async () => ((await dial()).status === 101 ? true : null), { timeoutMs: 30_000, what: "room for another" });
	expect(again).toBe(true);
	for (const { socket } of open) socket.terminate();
});

test("a stolen key gets hold of no other key of its owner", async () => {
	const make = (name: string, over: object = {}) =>
		owner.client.key.create.mutate({ name, scopes: ["read", "write"], expiresInDays: 7, ...over });
	const [stolen, other] = [await make("stolen", { cidrs: ["127.0.0.0/8", "::1"] }), await make("other")];
	const thief = createBerthClient({ url: berth.url, apiKey: stolen.key });
	expect(await codeOf(thief.key.rotate.mutate({ keyId: other.id, overlap: "0s" }))).toBe("NOT_FOUND");
	expect(await codeOf(createBerthClient({ url: berth.url, apiKey: other.key }).key.self.query())).toBe("none");
	const child = await thief.key.create.mutate({ name: "child", scopes: ["read"], expiresInDays: 7 });
	expect(await codeOf(thief.key.rotate.mutate({ keyId: child.id }))).toBe("none");
	// What it keeps by rotating itself ends with it.
	const again = await thief.key.rotate.mutate({ keyId: stolen.id });
	await owner.client.key.revoke.mutate({ keyId: stolen.id });
	expect(await codeOf(createBerthClient({ url: berth.url, apiKey: again.key }).key.self.query())).toBe("UNAUTHENTICATED");
});

test("an admin's key for some leases is none for the installation", async () => {
	const admin = await berth.admin();
	const { leaseId } = await owner.client.lease.provision.mutate({
		name: "bound",
		items: [{ sku: "small" }],
		manifest: { image: "shop:1" },
	});
	const made = await admin.client.admin.keys.create.mutate({
		name: "bound",
		scopes: ["read", "admin:read", "admin:write"],
		leaseIds: [leaseId],
		expiresInDays: 7,
	});
	const client = createBerthClient({ url: berth.url, apiKey: made.key });
	expect(await codeOf(client.lease.get.query({ leaseId }))).toBe("none");
	expect(await codeOf(client.admin.tenants.list.query())).toBe("FORBIDDEN");
	expect(await codeOf(client.admin.tenants.create.mutate({ name: "mine" }))).toBe("FORBIDDEN");
});

test("whoever is kept out or removed lets nobody in by what they handed out, and whoever becomes an admin is no admin by an old link", async () => {
	const admin = await berth.admin();
	const stranger = createBerthClient({ url: berth.url });
	const account = { name: "Eve", password: PASSWORD };
	const bad = await berth.member("bad");
	const { user } = await bad.client.me.get.query();
	const [one, two] = [1, 2].map((nth) => bad.client.invitation.create.mutate({ email: `friend-${nth}@example.org`, role: "owner" }));
	await admin.client.admin.users.suspend.mutate({ userId: user.id });
	expect(await codeOf(stranger.invitation.accept.mutate({ token: tokenOf((await one)?.url ?? ""), account }))).toBe("NOT_FOUND");
	await admin.client.admin.users.remove.mutate({ userId: user.id });
	expect(await codeOf(stranger.invitation.accept.mutate({ token: tokenOf((await two)?.url ?? ""), account }))).toBe("NOT_FOUND");

	await berth.api.accounts.ensureUser({ email: "rising@example.org" });
	const { url } = await berth.api.accounts.createSignInLink("rising@example.org", 60_000);
	const [rising] = await berth.api.database.stores.people.listUsers({ limit: 1, search: "rising@example.org" });
	await admin.client.admin.users.setAdmin.mutate({ userId: rising?.id ?? "", isAdmin: true });
	expect((await takeLink(url)).status).toBe(401);
	const next = await berth.api.accounts.createSignInLink("rising@example.org", 60_000);
	await admin.client.admin.users.endSessions.mutate({ userId: rising?.id ?? "" });
	expect((await takeLink(next.url)).status).toBe(401);
});

test("whoever made an account at somebody else's address is not let in where an admin names that address", async () => {
	const admin = await berth.admin();
	const email = "victim@example.org";
	const { url } = await owner.client.invitation.create.mutate({ email });
	const stranger = createBerthClient({ url: berth.url });
	await stranger.invitation.accept.mutate({ token: tokenOf(url), account: { name: "Not them", password: PASSWORD } });
	const secret = await admin.client.admin.tenants.create.mutate({ name: "secret" });
	expect(await codeOf(admin.client.admin.members.invite.mutate({ tenantId: secret.id, email, role: "owner" }))).toBe("CONFLICT");
	const squatter = createBerthClient({ url: berth.url, headers: { cookie: cookiesOf(await signIn(email, PASSWORD)) } });
	expect((await squatter.me.get.query()).tenants.map(({ name }) => name)).toEqual(["acme"]);
});

test("a password is guessed at seldom from however many addresses, and a browser that is known is not kept out by that", async () => {
	const person = await berth.member("guessed");
	const email = "guessed@example.org";
	await person.client.me.setPassword.mutate({ newPassword: PASSWORD });
	const known = cookiesOf(await signIn(email, PASSWORD));
	// Without the session: what is left is that this browser was signed in.
	const browser = known
		.split("; ")
		.filter((pair) => pair.startsWith("berth.known_browser="))
		.join("; ");
	expect(browser).not.toBe("");
	// At once, as a net of machines would.
	const guesses = await Promise.all(Array.from({ length: 40 }, (_, nth) => signIn(email, `wrong ${nth}`).then(({ status }) => status)));
	const counts = (all: readonly number[]) => [401, 429].map((status) => all.filter((one) => one === status).length);
	expect(counts(guesses)).toEqual([30, 10]);
	expect((await signIn(email, PASSWORD)).status).toBe(429);
	expect((await signIn(email, PASSWORD, browser)).status).toBe(200);
	expect((await signIn("acme@example.org", "wrong password", browser)).status).toBe(401);
	// Nor is it a way to guess more.
	const more = await Promise.all(
		Array.from({ length: 15 }, (_, nth) => signIn(email, `wrong ${nth}`, browser).then(({ status }) => status)),
	);
	expect(counts(more)).toEqual([10, 5]);
	const { url } = await berth.api.accounts.createSignInLink(email, 60_000);
	expect((await takeLink(url)).status).toBe(200);
	const tries: string[] = [];
	for (let nth = 0; nth < 12; nth += 1)
		tries.push(await codeOf(person.client.me.setPassword.mutate({ newPassword: "another battery", currentPassword: `wrong ${nth}` })));
	expect([tries[0], tries.at(-1)]).toEqual(["FORBIDDEN", "RATE_LIMITED"]);
});

test("strangers' calls are counted by where they come from, a network of IPv6 as one, in a batch as well", async () => {
	const call = async (from: string) => {
		const batch = Array.from({ length: 100 }, () => "signIn.ways").join(",");
		const answer = await fetch(`${berth.url}/trpc/${batch}?batch=1`, { headers: { "x-forwarded-for": from } });
		return ((await answer.json()) as readonly { readonly error?: { readonly data: { readonly code: string } } }[]).map(
			({ error }) => error?.data.code ?? "none",
		);
	};
	const first = await Promise.all(["1", "2", "3", "4"].map((host) => call(`2001:db8:1:2::${host}`)));
	expect(new Set(first.flat())).toEqual(new Set(["none", "RATE_LIMITED"]));
	expect(new Set(await call("2001:db8:1:3::1"))).toEqual(new Set(["none"]));
});
