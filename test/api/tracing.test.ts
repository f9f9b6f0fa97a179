import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { freePort } from "../support/free-port.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { type CollectedSpan, startTraceCollector } from "../support/trace-collector.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer } from "./fixture.ts";
import { openTab } from "./tab.ts";

const within = <T>(what: string, look: () => T | Promise<T>) => waitUntil(look, { timeoutMs: 60_000, what });

/** The parts that a span is a part of, from itself up to what was not collected. */
function lineOf(span: CollectedSpan, spans: readonly CollectedSpan[]): string[] {
	const parent = spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
	return parent === undefined ? [span.name] : [span.name, ...lineOf(parent, spans)];
}

test("one trace leads from a client's command through two processes to the calls of the engine and the callback, and holds no secret", async () => {
	await using collector = await startTraceCollector();
	const called = Promise.withResolvers<void>();
	const receiver = createServer((_req, res) => {
		res.end();
		called.resolve();
	}).listen(0, "127.0.0.1");
	await once(receiver, "listening");
	const settings = {
		OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
		OTEL_EXPORTER_OTLP_HEADERS: "x-collector-key=hunter2%20key",
	};
	await using berth = await createTestApi({ settings: { ...settings, ROLE: "api" } });
	try {
		await berth.also({ ROLE: "agent" });
		const { client, cookie } = await berth.member("acme");
		const { port } = receiver.address() as AddressInfo;
		const lease = {
			...oneContainer("traced"),
			manifest: { image: "shop:1", env: { PASSWORD: "hunter2-of-the-tenant" } },
			callbackUrl: `http://127.0.0.1:${port}/done?token=hunter2-of-the-url`,
		};
		const accepted = await within("a node to lease on", () => client.lease.provision.mutate(lease));
		await called.promise;

		const command = await within("the command", () =>
			collector.spans.find((span) => span.facts["operation.id"] === accepted.operationId && span.name === "lease provision"),
		);
		const ofTrace = () => collector.spans.filter(({ traceId }) => traceId === command.traceId);
		// Each process sends when it has gathered some, so the ends may come in any order.
		const ends = ["POST /trpc", "work provision", "callback deliver"];
		await within("the ends of the trace", () => ends.every((end) => ofTrace().some(({ name }) => name === end)));
		const find = (name: string) => {
			const found = ofTrace().find((span) => span.name === name);
			if (found === undefined)
				throw new Error(
					`no ${name} among ${ofTrace()
						.map((span) => span.name)
						.join(", ")}`,
				);
			return found;
		};

		const request = ["lease provision", "trpc lease.provision", "POST /trpc"];
		expect(lineOf(find("db leases.create"), collector.spans)).toEqual(["db leases.create", ...request]);
		const work = ["work provision", ...request];
		expect(lineOf(find("engine containers.ensure"), collector.spans)).toEqual(["engine containers.ensure", "step create", ...work]);
		expect(lineOf(find("engine containers.start"), collector.spans)).toEqual(["engine containers.start", "step start", ...work]);
		expect(lineOf(find("callback deliver"), collector.spans)).toEqual(["callback deliver", ...request]);
		// Its parent is the client's own part, which nobody sends.
		expect(find("POST /trpc").parentSpanId).toMatch(/^[0-9a-f]{16}$/);
		expect(ofTrace().filter(({ parentSpanId }) => parentSpanId === undefined)).toEqual([]);
		expect([find("lease provision").role, find("work provision").role]).toEqual(["api", "agent"]);
		expect(find("work provision").facts).toMatchObject({ "lease.id": accepted.leaseId, "operation.id": accepted.operationId });
		expect(ofTrace().filter(({ failed }) => failed !== null)).toEqual([]);

		// What is sent is what anybody who reads traces may know.
		const sent = collector.bodies.join("\n");
		for (const secret of ["hunter2", berth.secret, cookie.split("=")[1] ?? "", "PASSWORD", "example.org"])
			expect(sent).not.toContain(secret);
		expect(collector.headers[0]).toMatchObject({ "x-collector-key": "hunter2 key" });

		// The lines of the log lead to the trace: that of the request, of the move, and of the work in the other process.
		const lines = berth.logged.map((line) => JSON.parse(line) as { op?: string; msg: string; traceId?: string; phases?: object });
		const mine = lines.filter(({ traceId }) => traceId === command.traceId);
		expect(mine.map(({ op }) => op)).toEqual(expect.arrayContaining(["lease.provision", "work.provision", "callback.deliver"]));
		expect(mine.map(({ msg }) => msg)).toContain("lease moved");
		expect(mine.find(({ op }) => op === "work.provision")?.phases).toMatchObject({ create: expect.any(Number), start: expect.any(Number) });
	} finally {
		receiver.close();
	}
});

test("an answer names its trace, which goes on with the caller's, and a refusal is in it by its code alone", async () => {
	await using collector = await startTraceCollector();
	await using berth = await createTestApi({ settings: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
	const { client, cookie } = await berth.member("acme");
	const traceId = "0af7651916cd43dd8448eb211c80319c";
	const ask = (traceparent: string) =>
		fetch(`${berth.url}/trpc/lease.close`, {
			method: "POST",
			headers: { cookie, traceparent, "content-type": "application/json" },
			body: JSON.stringify({ leaseId: "01900000-0000-7000-8000-000000000001" }),
		});
	const answer = await ask(`00-${traceId}-b7ad6b7169203331-01`);
	expect([answer.status, answer.headers.get("x-trace-id")]).toEqual([404, traceId]);
	// A caller that does not want to be kept is not, and one that sends nonsense has a trace of its own.
	const unkept = await ask("00-11111111111111111111111111111111-b7ad6b7169203331-00");
	expect(unkept.headers.get("x-trace-id")).toBe("1".repeat(32));
	expect((await ask("00-zz-zz-01")).headers.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
	const refused = await within("the refusal", () =>
		collector.spans.find((span) => span.name === "trpc lease.close" && span.traceId === traceId),
	);
	expect(refused.failed).toBe("NOT_FOUND");
	// A browser's links begin one with each command. This one has no session, and is followed all the same.
	const tab = openTab(berth, { cookie: "", client });
	await expect(tab.client.lease.restart.mutate({ leaseId: "01900000-0000-7000-8000-000000000001" })).rejects.toMatchObject({
		data: { code: "UNAUTHENTICATED" },
	});
	await tab.close();
	const ofTab = await within("the tab's command", () => collector.spans.find(({ name }) => name === "trpc lease.restart"));
	expect(ofTab.failed).toBe("UNAUTHENTICATED");
	const ofTabs = await within("its request", () => collector.spans.find(({ spanId }) => spanId === ofTab.parentSpanId));
	expect(ofTabs.parentSpanId).toMatch(/^[0-9a-f]{16}$/);
	const own = await within("the last one", () =>
		collector.spans.find(({ name, parentSpanId }) => name === "POST /trpc" && parentSpanId === undefined),
	);
	expect(own.traceId).not.toBe(traceId);
	expect(collector.spans.map((span) => span.traceId)).not.toContain("1".repeat(32));
});

/** Starts the service in a process of its own and says which modules of the library it loaded. */
async function loadedBy(settings: Readonly<Record<string, string>>): Promise<string> {
	await using database = await createTestDatabase();
	const program = `
		import { registerHooks } from "node:module";
		const loaded = new Set();
		registerHooks({ load(url, context, next) { loaded.add(url); return next(url, context); } });
		const { startApi } = await import("@berth/api/compose");
		const { loadConfig } = await import("@berth/api/config");
		const api = await startApi(loadConfig());
		await fetch("http://127.0.0.1:" + api.port + "/trpc/me.get", { headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } });
		await api.stop();
		console.log("LOADED " + [...loaded].filter((url) => url.includes("opentelemetry")).join(" "));
		process.exit(0);`;
	const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
		cwd: new URL("..", import.meta.url).pathname,
		env: {
			...settings,
			PATH: process.env.PATH,
			DATABASE_URL: database.url,
			AUTH_SECRET: "s".repeat(32),
			PORT: String(await freePort()),
			ROLE: "api",
		},
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [output] = await Promise.all([text(child.stdout), once(child, "exit")]);
	return output.split("LOADED ")[1] ?? `it did not start: ${output}`;
}

test("without a collector nothing that sends traces is loaded", async () => {
	await using collector = await startTraceCollector();
	expect(await loadedBy({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })).toMatch(
		/sdk-trace.*exporter-trace-otlp-http|exporter-trace-otlp-http.*sdk-trace/,
	);
	const sentWith = collector.bodies.length;
	expect(sentWith).toBeGreaterThan(0);
	expect(await loadedBy({})).not.toMatch(/sdk-trace|exporter-trace|otlp|it did not start/);
	expect(collector.bodies.length).toBe(sentWith);
});
