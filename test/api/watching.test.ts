import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { startTraceCollector } from "../support/trace-collector.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createTestApi, oneContainer } from "./fixture.ts";

const root = join(import.meta.dirname, "../..");
const within = <T>(what: string, look: () => T | Promise<T>) => waitUntil(look, { timeoutMs: 60_000, what });

/** The commands of a section of the operator's page, in order. */
async function commandsOf(section: string): Promise<string[]> {
	const page = await readFile(join(root, "docs/operations.md"), "utf8");
	const body = page.split(`\n## ${section}\n`)[1]?.split("\n## ")[0] ?? "";
	return [...body.matchAll(/^```sh\n(.+?)\n```$/gms)].map(([, command]) => command ?? "");
}

async function run(command: string, cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
	const child = spawn("sh", ["-euc", command], {
		cwd,
		env: { PATH: process.env.PATH, ...env },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
	expect([command, code]).toEqual([command, 0]);
	return output;
}

/** The sum of a figure's series whose labels are these. */
function sumOf(figures: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
	const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
	const lines = figures.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
	return lines.filter((line) => wanted.every((one) => line.includes(one))).reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

test("the operator's page leads to figures of everything that was done, and to the lines of one command", async () => {
	await using collector = await startTraceCollector();
	const METRICS_TOKEN = "a-token-of-the-test";
	await using berth = await createTestApi({ settings: { METRICS_TOKEN, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
	const { client, cookie } = await berth.member("acme");
	const place = await mkdtemp(join(tmpdir(), "berth-watching-"));
	try {
		const provisioned = async (name: string) => {
			const { leaseId } = await within("a node to lease on", () => client.lease.provision.mutate(oneContainer(name)));
			await client.lease.wait.query({ leaseId, states: ["ready"] });
			return leaseId;
		};
		// What is due before an agent has any work is nobody's lag, so the second one counts.
		await provisioned("first");
		const leaseId = await provisioned("second");
		const heard: string[] = [];
		const watching = client.lease.watch.subscribe({ leaseId }, { onData: ({ data }) => void heard.push(data.kind) });
		await within("the feed to begin", () => heard.includes("reset"));
		const restarted = await fetch(`${berth.url}/trpc/lease.restart`, {
			method: "POST",
			headers: { cookie, "content-type": "application/json" },
			body: JSON.stringify({ leaseId }),
		});
		const { result } = (await restarted.json()) as { readonly result: { readonly data: { readonly operationId: string } } };
		await client.lease.wait.query({ leaseId, operationId: result.data.operationId });
		// The first message after the one it began with counts as soon as the next one is asked for.
		await within("two changes in the feed", () => heard.filter((kind) => kind === "change").length > 1);
		watching.unsubscribe();

		const [askFigures, findLines, ...others] = await commandsOf("Watch it");
		if (askFigures === undefined || findLines === undefined) throw new Error("the page has lost its commands");
		expect(others).toEqual([]);
		const figures = await within("sweeps and lags to be counted", async () => {
			const said = await run(askFigures, place, { METRICS_TOKEN, BERTH_URL: berth.url });
			return (
				sumOf(said, "sweep_stage_seconds_count", { stage: "orphans", outcome: "ok" }) > 0 &&
				sumOf(said, "feed_lag_seconds_count") > 0 &&
				said
			);
		});
		expect(sumOf(figures, "db_query_seconds_count", { query: "leases.create", outcome: "ok" })).toBe(2);
		expect(sumOf(figures, "lease_wake_lag_seconds_count")).toBeGreaterThanOrEqual(2);
		expect(sumOf(figures, "lease_wake_lag_seconds_sum")).toBeLessThan(30);
		expect(sumOf(figures, "reconcile_seconds_count", { outcome: "ok" })).toBeGreaterThan(0);
		// Nobody has asked /readyz.
		expect(sumOf(figures, "check_healthy", { check: "database" })).toBe(1);

		const traceId = restarted.headers.get("x-trace-id") ?? "";
		await mkdir(join(place, ".berth/log"), { recursive: true });
		await writeFile(join(place, ".berth/log/api.log"), berth.logged.join(""));
		const lines = (await run(findLines, place, { TRACE_ID: traceId }))
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as Record<string, unknown>);
		expect(lines.find(({ op }) => op === "lease.restart")).toMatchObject({
			kind: "inbound",
			ok: true,
			leaseId,
			requestId: expect.any(String),
			durationMs: expect.any(Number),
		});
		expect(lines.find(({ op }) => op === "work.restart")).toMatchObject({
			kind: "actor",
			ok: true,
			leaseId,
			nodeId: expect.any(String),
			version: expect.any(Number),
			outcome: "replaceSucceeded",
			phases: { create: expect.any(Number) },
		});
		expect(lines.filter(({ msg }) => msg === "lease moved").map(({ to }) => to)).toEqual(["restarting", "ready"]);

		// The rest has one line for each unit too, though no trace.
		const all = berth.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
		for (const [op, kind] of [
			["actor.message", "actor"],
			["reconcile", "timer"],
			["sweep.reap", "timer"],
		])
			expect(all.find((line) => line.op === op)).toMatchObject({
				kind,
				ok: true,
				level: "debug",
				nodeId: expect.any(String),
				durationMs: expect.any(Number),
			});
	} finally {
		await rm(place, { recursive: true, force: true });
	}
});

test("the configuration to start from asks where figures are, and loads rules and dashboards that are there", async () => {
	const load = async (name: string) => parse(await readFile(join(root, "deploy/observability", name), "utf8")) as Record<string, unknown>;
	const prometheus = await load("prometheus.yml");
	expect(prometheus).toMatchObject({ rule_files: ["alerts.yml"], scrape_configs: [{ job_name: "berth", metrics_path: "/metrics" }] });
	expect(Object.keys(await load("alerts.yml"))).toEqual(["groups"]);
	expect(await load("grafana-dashboards.yml")).toMatchObject({
		apiVersion: 1,
		providers: [{ type: "file", options: { path: expect.stringMatching(/^\//) } }],
	});
});
