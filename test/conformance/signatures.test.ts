import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Asked, send, sign } from "./signed-client.ts";
import { createStage, SECRET, type Stage } from "./stage.ts";

const BEFORE = "the-secret-of-before-the-secret-of-before";

let stage: Stage;
beforeAll(async () => {
	stage = await createStage({ WIRE_SECRET_BEFORE: BEFORE });
});
afterAll(() => stage[Symbol.asyncDispose]());

const nowS = () => Math.floor(Date.now() / 1_000);
const list: Asked = { method: "GET", target: "/provisions?limit=10" };
const ask = (asked: Asked, signature: string | null) =>
	send(stage.port, { ...asked, headers: signature === null ? {} : { "x-fred-signature": signature } });
const invalid = [401, { error: "invalid signature" }];
const answerOf = async (asked: Asked, signature: string | null) => {
	const { status, json } = await ask(asked, signature);
	return status === 200 ? 200 : [status, json];
};

test("only what was signed with the secret, over this very request and lately, is answered", async () => {
	const good = sign(SECRET, list, nowS());
	expect(await answerOf(list, null)).toEqual([401, { error: "missing signature" }]);
	expect(await answerOf(list, good)).toBe(200);
	expect(
		await answerOf(
			list,
			` t=${nowS() - 1} , sha256=${sign(SECRET, list, nowS() - 1)
				.slice(-64)
				.toUpperCase()} `,
		),
	).toBe(200);
	const wrong = [
		sign("another-secret-another-secret-another", list, nowS()),
		sign(SECRET, { ...list, target: "/provisions?limit=11" }, nowS()),
		sign(SECRET, { ...list, method: "POST" }, nowS()),
		sign(SECRET, { ...list, body: "x" }, nowS()),
		sign(SECRET, list, nowS() - 305),
		sign(SECRET, list, nowS() + 70),
		good.split(",").toReversed().join(","),
		good.slice(0, -1),
		`${good},`,
		"t=,sha256=",
		"nonsense",
	];
	for (const signature of wrong) expect(await answerOf(list, signature)).toEqual(invalid);
	expect(await answerOf(list, sign(SECRET, list, nowS() - 290))).toBe(200);
	// While it is being replaced.
	expect(await answerOf(list, sign(BEFORE, list, nowS()))).toBe(200);
	expect(await answerOf(list, sign(SECRET, list, nowS() + 50))).toBe(200);
});

test("a request that was recorded changes nothing a second time, by this process or another", async () => {
	const body = JSON.stringify({ lease_uuid: randomUUID() });
	const close: Asked = { method: "POST", target: "/deprovision", body };
	const signature = sign(SECRET, close, nowS());
	expect(await answerOf(close, signature)).toBe(200);
	expect(await answerOf(close, signature)).toEqual(invalid);
	expect(await answerOf(close, signature.toUpperCase().replace("T=", "t=").replace("SHA256=", "sha256="))).toEqual(invalid);
	const other = await stage.berth.also({ ROLE: "api" });
	const elsewhere = await send(other.wirePort ?? 0, { ...close, headers: { "x-fred-signature": signature } });
	expect([elsewhere.status, elsewhere.json]).toEqual(invalid);
	// The same asked anew is another request.
	expect(await answerOf(close, sign(SECRET, close, nowS() - 100))).toBe(200);
});

test("a client may read one thing twice in a second, and nobody may read it with that later", async () => {
	const read: Asked = { method: "GET", target: "/provisions?limit=20" };
	const signature = sign(SECRET, read, nowS() - 7);
	expect(await Promise.all([answerOf(read, signature), answerOf(read, signature)])).toEqual([200, 200]);
	await expect.poll(() => answerOf(read, signature), { timeout: 20_000, interval: 250 }).toEqual(invalid);
});

test("what is not signed is not read, what is too large is not checked, and what is just as large as it may be is", async () => {
	const cap = 2 * 2 ** 20;
	const post = (bytes: number): Asked => ({ method: "POST", target: "/provision", body: "x".repeat(bytes) });
	expect(await answerOf(post(cap + 1), null)).toEqual([401, { error: "missing signature" }]);
	expect(await answerOf(post(cap + 1), "t=1,sha256=00")).toEqual([413, { error: "request body too large" }]);
	expect(await answerOf(post(cap), "t=1,sha256=00")).toEqual(invalid);
	expect(await answerOf(post(cap), sign(SECRET, post(cap), nowS()))).toEqual([400, { error: "invalid request body" }]);
	// Of unknown length: it is counted as it comes.
	const answer = await chunked(stage.port, cap + 1);
	expect(answer).toMatch(/^HTTP\/1\.1 413 /);
	expect(answer).toContain('{"error":"request body too large"}');
});

function chunked(port: number, bytes: number): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect(port, "127.0.0.1");
		let text = "";
		socket.setEncoding("utf8");
		socket.on("data", (part: string) => (text += part));
		socket.on("close", () => resolve(text));
		socket.on("error", reject);
		socket.write("POST /provision HTTP/1.1\r\nhost: here\r\nx-fred-signature: t=1,sha256=00\r\ntransfer-encoding: chunked\r\n\r\n");
		socket.write(`${bytes.toString(16)}\r\n`);
		socket.write("x".repeat(bytes));
	});
}
