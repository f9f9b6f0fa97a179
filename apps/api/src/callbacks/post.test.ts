import type { lookup } from "node:dns";
import { createServer } from "node:http";
import { expect, test, vi } from "vitest";
import { AddressRefused } from "./pinned-lookup.ts";
import { post } from "./post.ts";

/** What the name leads to, one answer after the other, and how often it was asked for. */
const names = vi.hoisted(() => ({ answers: [] as string[], asked: 0 }));
vi.mock("node:dns", async (original) => ({
	...(await original<typeof import("node:dns")>()),
	lookup: ((_name: string, _options: object, done: (error: null, addresses: object[]) => void) => {
		const address = names.answers[Math.min(names.asked, names.answers.length - 1)] ?? "";
		names.asked += 1;
		done(null, [{ address, family: 4 }]);
	}) as unknown as typeof lookup,
}));

test("a name is judged at each connection by the address that is connected to, whatever it said before", async () => {
	// At every address of this host, so that the guard alone keeps a post from arriving.
	const heard: (string | undefined)[] = [];
	const server = createServer((req, res) => {
		heard.push(req.socket.localAddress);
		res.end();
	});
	await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
	try {
		const address = server.address();
		const port = typeof address === "object" ? address?.port : 0;
		const send = () =>
			post(new URL(`http://rebinds.example.org:${port}/`), {
				headers: {},
				body: "{}",
				signal: AbortSignal.timeout(20_000),
				mayGoTo: (one) => one === "127.0.0.1",
			});
		names.answers = ["127.0.0.1", "127.0.0.2", "127.0.0.1"];
		await expect(send()).resolves.toMatchObject({ status: 200 });
		await expect(send()).rejects.toBeInstanceOf(AddressRefused);
		await expect(send()).resolves.toMatchObject({ status: 200 });
		// Once for each: what was judged is what was connected to.
		expect(names.asked).toBe(3);
		expect(heard).toEqual(["127.0.0.1", "127.0.0.1"]);
	} finally {
		await new Promise((resolve) => server.close(resolve));
	}
});
