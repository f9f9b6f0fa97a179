import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { createTestApi } from "./fixture.ts";

test("a connection on which nothing was asked does not hold up a stop", async () => {
	await using server = await createTestApi();
	const socket = connect({ host: "127.0.0.1", port: server.api.port });
	await once(socket, "connect");
	expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
	const ended = once(socket, "close");
	await server.api.stop();
	await ended;
	expect(server.logged.map((line) => JSON.parse(line)).find(({ op, part }) => op === "shutdown" && part === "server")).toMatchObject({
		outcome: "ended",
		durationMs: expect.toSatisfy((ms: number) => ms < 900, "less than the time to drain"),
	});
});
