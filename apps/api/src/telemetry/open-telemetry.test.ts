import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { AppError } from "@berth/core";
import { expect, test } from "vitest";
import { startOpenTelemetry } from "./open-telemetry.ts";

/** A sender whose collector keeps the names of what it was sent. */
async function stage(share = 1) {
	const bodies: string[] = [];
	const server = createServer((req, res) => {
		void text(req).then((body) => {
			bodies.push(body);
			res.end("{}");
		});
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const { spans, close } = startOpenTelemetry({ endpoint, headers: {}, share, resource: {}, onTrouble: () => undefined });
	return {
		spans,
		/** Sends what is left. */
		async sent() {
			await close(30_000);
			server.closeAllConnections();
			server.close();
			return bodies.join("");
		},
	};
}

test("what a part began and what outlives it is no part of it", async () => {
	const { spans, sent } = await stage();
	const goOn = Promise.withResolvers<void>();
	const late: Promise<string | null>[] = [];
	await spans.follow("request", { parent: null, kind: "asked" }, async () => {
		await spans.part("connect", {}, async () => {
			const outliving = async () => {
				await goOn.promise;
				spans.begin("late call").end();
				await spans.part("late part", {}, async () => undefined);
				return spans.current();
			};
			late.push(outliving());
		});
		expect(spans.current()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
	});
	goOn.resolve();
	expect([await Promise.all(late), spans.current()]).toEqual([[null], null]);
	spans.begin("nobody's call").end();
	const names = [...(await sent()).matchAll(/"name":"([^"]+)"/g)].map(([, name]) => name);
	expect(names.filter((name) => name !== "berth").sort((a = "", b = "") => a.localeCompare(b))).toEqual(["connect", "request"]);
});

test("an error ends a part with its code and without its words, and goes on", async () => {
	const { spans, sent } = await stage();
	const failing = spans.follow("work", { parent: null, kind: "later" }, () =>
		spans.part("step", {}, () => Promise.reject(new AppError("NO_SPACE", { message: "hunter2", cause: new Error("hunter3") }))),
	);
	await expect(failing).rejects.toMatchObject({ code: "NO_SPACE" });
	const body = await sent();
	expect(body.match(/"message":"NO_SPACE"/g)).toHaveLength(2);
	expect(body).not.toMatch(/hunter/);
});

test("how many traces are kept is not for the caller to say, and one that is not kept still has its id", async () => {
	const { spans, sent } = await stage(0);
	const traceId = "0af7651916cd43dd8448eb211c80319c";
	await spans.follow("request", { parent: `00-${traceId}-b7ad6b7169203331-01`, kind: "asked" }, async () => {
		expect(spans.current()).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
	});
	expect(await sent()).toBe("");
});
