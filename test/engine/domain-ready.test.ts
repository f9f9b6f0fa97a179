import { isDomainReady } from "@berth/engine/ingress";
import { expect, test } from "vitest";
import { type Answer, startDnsServer } from "./dns-server.ts";

const call = { signal: new AbortController().signal };
const known: Answer = { v4: ["192.0.2.7"] };
const NEVER_MS = 3_600_000;

async function ask(answers: readonly Answer[], gate: { readonly quorum?: number; readonly timeoutMs?: number } = {}) {
	await using stack = new AsyncDisposableStack();
	const servers = await Promise.all(answers.map(async (answer) => stack.use(await startDnsServer(answer))));
	return await isDomainReady("shop.example.org", { timeoutMs: NEVER_MS, ...gate, resolvers: servers.map(({ address }) => address) }, call);
}

test("a domain is ready when more than half of the resolvers know an address of it, of either family", async () => {
	expect(await ask([known, { v6: 1 }, "no-such-name"])).toMatchObject({ ready: true, known: 2, asked: 3, needed: 2 });
	expect(await ask([known, "no-such-name", "no-such-name"])).toMatchObject({ ready: false, needed: 2 });
	expect(await ask([{}, {}, known])).toMatchObject({ ready: false });
	expect(await ask([known])).toMatchObject({ ready: true, needed: 1 });
});

test("it is decided without the resolvers that can no longer change it", async () => {
	expect(await ask([known, "silence", known])).toMatchObject({ ready: true });
	expect(await ask(["no-such-name", "silence", {}])).toMatchObject({ ready: false });
});

test("a quorum of one's own is kept within the number of resolvers", async () => {
	expect(await ask([known, "silence", "silence"], { quorum: 1 })).toMatchObject({ ready: true, needed: 1 });
	expect(await ask([known, known], { quorum: 9 })).toMatchObject({ ready: true, needed: 2 });
});

test("resolvers that keep silent are a no when the time is over, and no resolver is a no at once", async () => {
	expect(await ask(["silence", "silence", known], { timeoutMs: 200 })).toMatchObject({ ready: false, known: 1 });
	expect(await isDomainReady("shop.example.org", { resolvers: [] }, call)).toMatchObject({ ready: false, asked: 0 });
});

test("a question that is given up is ABORTED, and a resolver that is no address is refused", async () => {
	await using server = await startDnsServer("silence");
	const leaving = new AbortController();
	const given = isDomainReady("shop.example.org", { resolvers: [server.address], timeoutMs: NEVER_MS }, { signal: leaving.signal });
	leaving.abort();
	await expect(given).rejects.toMatchObject({ code: "ABORTED" });
	await expect(isDomainReady("shop.example.org", { resolvers: ["dns.example"] }, call)).rejects.toMatchObject({ code: "BAD_INPUT" });
});
