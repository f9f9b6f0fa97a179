import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliStage, createCliStage } from "./stage.ts";

let stage: CliStage;
beforeAll(async () => {
	stage = await createCliStage();
	await writeFile(join(stage.dir, "manifest.yaml"), "image: shop:1\nenv:\n  MODE: one\n");
	await writeFile(join(stage.dir, "changed.yaml"), "image: shop:2\nenv:\n  MODE: two\n");
	await writeFile(join(stage.dir, "volume.json"), JSON.stringify({ image: "shop:keeps-data" }));
});
afterAll(() => stage[Symbol.asyncDispose]());

const asAdmin = () => ({ env: { BERTH_API_KEY: stage.adminKey } });
const up = (name: string, file = "manifest.yaml") => stage.json<Lease>(["up", "-f", file, "--name", name, "--size", "small", "--wait"]);

interface Lease {
	readonly lease: { readonly id: string; readonly state: string; readonly release: { readonly number: number } };
	readonly operation: { readonly state: string };
}

test("a lease lives from a file to its end, each command answering in JSON", async () => {
	const plan = await stage.json(["up", "-f", "manifest.yaml", "--name", "shop", "--size", "small", "--plan"]);
	expect(plan).toMatchObject({ action: "provision", services: [{ service: "app", sku: "small", quantity: 1 }] });
	expect(await stage.json(["ls"])).toMatchObject({ leases: [] });
	const { lease } = await up("shop");
	expect(lease.state).toBe("ready");
	expect(await stage.json(["up", "-f", "manifest.yaml", "--name", "shop"])).toMatchObject({ unchanged: true, leaseId: lease.id });
	expect(await stage.json(["up", "-f", "changed.yaml", "--name", "shop", "--plan"])).toMatchObject({
		action: "update",
		services: [{ action: "replace", because: expect.arrayContaining(["image"]) }],
	});
	const changed = await stage.json<Lease>(["up", "-f", "changed.yaml", "--name", "shop", "--wait"]);
	expect(changed).toMatchObject({ lease: { id: lease.id, release: { number: 2 } }, operation: { state: "succeeded" } });
	expect((await stage.json<{ leases: { name: string }[] }>(["ls"])).leases.map(({ name }) => name)).toEqual(["shop"]);
	expect(await stage.json(["get", "shop"])).toMatchObject({ id: lease.id, state: "ready" });
	expect(await stage.json(["releases", "ls", "shop"])).toMatchObject([
		{ number: 2, status: "active" },
		{ number: 1, status: "superseded" },
	]);
	const diff = await stage.json(["releases", "diff", "shop", "1", "2"]);
	expect(diff).toMatchObject({ services: [{ change: "changed" }] });
	expect(JSON.stringify(diff)).not.toContain('"two"');
	for (const [command, state] of [
		[["restart", "shop"], "ready"],
		[["scale", "shop", "app=2"], "ready"],
		[["stop", "shop"], "stopped"],
		[["start", "shop"], "ready"],
		[["rollback", "shop", "1"], "ready"],
	] as const)
		expect([command[0], await stage.json([...command, "--wait"])]).toEqual([
			command[0],
			expect.objectContaining({ lease: expect.objectContaining({ state }) }),
		]);
	const sampled = await stage.json<{ instances: unknown[] }>(["top", "shop", "--once"]);
	expect(sampled.instances).toHaveLength(1);
	const renewed = await stage.json<{ expiresAt: string | null }>(["renew", "shop", "7d"]);
	expect(Date.parse(renewed.expiresAt ?? "")).toBeGreaterThan(Date.now());
	expect(await stage.json(["renew", "shop", "never"])).toMatchObject({ expiresAt: null });
	expect((await stage.run(["logs", "shop", "--tail", "0"])).code).toBe(0);
	const events = (await stage.run(["events", "shop", "--json", "--limit", "200"])).stdout.trim().split("\n");
	const seqs = events.map((line) => JSON.parse(line).seq);
	expect(seqs).toEqual(Array.from(seqs, (_, at) => seqs[0] + at));
	expect(await stage.json(["close", "shop", "--wait"])).toMatchObject({ lease: { state: "closed" } });
});

test("data outlives its lease: an archive of it, what is kept, a lease of it, the same lease again", async () => {
	const { lease } = await up("store", "volume.json");
	await stage.json(["stop", "store", "--wait"]);
	await stage.json(["close", "store", "--wait", "--keep-data"]);
	const [kept] = await stage.json<{ id: string; leaseId: string; state: string }[]>(["retained"]);
	expect(kept).toMatchObject({ leaseId: lease.id, state: "active" });
	expect(await stage.json(["reopen", lease.id, "--wait"])).toMatchObject({ lease: { id: lease.id, state: "ready" } });
	await stage.json(["close", "store", "--wait"]);
	const [again] = await stage.json<{ id: string }[]>(["retained"]);
	const restored = await stage.json<Lease>(["restore", again?.id ?? "", "--name", "store-2", "--wait"]);
	expect(restored.lease.state).toBe("ready");
	expect(await stage.run(["close", "store-2", "--destroy-data"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
	expect(await stage.json(["close", "store-2", "--destroy-data", "--yes", "--wait"])).toMatchObject({ lease: { state: "closed" } });
});

test("what fails is tried again, and what is under way is given up", async () => {
	const failed = await stage.run(["up", "-f", "-", "--name", "broken", "--size", "small", "--wait", "--json"], {
		input: "image: shop:exits-3",
	});
	expect(failed).toMatchObject({ code: 1, stdout: "" });
	expect(JSON.parse(failed.stderr)).toMatchObject({ error: { code: "FAILED", data: { state: "failed", reason: "ContainerExited" } } });
	expect(await stage.run(["retry", "broken", "--wait"])).toMatchObject({ code: 1 });
	expect(await stage.json(["up", "-f", "manifest.yaml", "--name", "broken", "--wait"])).toMatchObject({ lease: { state: "ready" } });
	const late = await stage.run(["up", "-f", "-", "--name", "slow", "--size", "small", "--wait", "--timeout", "100ms", "--json"], {
		input: "image: shop:healthy-after-60000\nhealth_check: { test: [CMD, check] }\n",
	});
	expect(late).toMatchObject({ code: 5, stdout: "" });
	expect(JSON.parse(late.stderr)).toMatchObject({ error: { code: "TIMEOUT", data: { state: "provisioning" } } });
	expect(await stage.json(["cancel", "slow"])).toMatchObject({ cancelRequested: true });
	expect(await stage.run(["cancel", "broken"])).toMatchObject({ code: 1 });
});

test("a Compose file becomes a lease, and what cannot be had is told by line", async () => {
	const compose = [
		"services:",
		"  web:",
		"    image: shop:1",
		"    environment:",
		"      GREETING: $GREETING",
		"  cache:",
		"    image: cache:7",
		"",
	].join("\n");
	await writeFile(join(stage.dir, "compose.yaml"), compose);
	await writeFile(join(stage.dir, ".env"), "GREETING=hello\n");
	const { lease } = await stage.json<{ lease: { id: string; state: string; items: { service: string }[] } }>([
		"up",
		"-f",
		"compose.yaml",
		"--name",
		"stack",
		"--size",
		"small",
		"--wait",
	]);
	expect(lease.state).toBe("ready");
	expect(lease.items.map(({ service }) => service).sort()).toEqual(["cache", "web"]);
	const refused = await stage.run(["up", "-f", "-", "--compose", "--name", "stack", "--json"], {
		input: "services:\n  web:\n    image: shop:1\n    privileged: true\n",
	});
	expect(refused.code).toBe(4);
	expect(JSON.parse(refused.stderr).error.data.blocking).toMatchObject([{ line: 4, path: "services.web.privileged" }]);
	await stage.json(["close", "stack", "--wait", "--yes"]);
});

test("keys, webhooks and archives are looked after", async () => {
	const made = await stage.json<{ id: string; key: string }>(["keys", "create", "ci", "--scope", "read,deploy", "--days", "7"]);
	expect(made.key).toMatch(/^berth_/);
	const rotated = await stage.json<{ key: string }>(["keys", "rotate", made.id], { env: { BERTH_API_KEY: stage.key } });
	expect(rotated.key).not.toBe(made.key);
	expect((await stage.json<{ id: string }[]>(["keys", "ls"])).map(({ id }) => id)).toContain(made.id);
	await stage.json(["keys", "revoke", made.id]);
	expect((await stage.json<{ id: string }[]>(["keys", "ls"])).map(({ id }) => id)).not.toContain(made.id);
	const hook = await stage.json<{ webhook: { id: string } }>([
		"webhooks",
		"create",
		"https://hooks.example.org/berth",
		"--event",
		"lease.ready",
	]);
	expect(await stage.json(["webhooks", "ls"])).toMatchObject([{ id: hook.webhook.id, types: ["lease.ready"] }]);
	await stage.json(["webhooks", "test", hook.webhook.id]);
	expect(await stage.json<unknown[]>(["webhooks", "deliveries", hook.webhook.id])).toHaveLength(1);
	await stage.json(["webhooks", "rm", hook.webhook.id]);
	await up("archived", "volume.json");
	expect((await stage.run(["backup", "export", "archived", "--json"])).stderr).toContain("INVALID_STATE");
	await writeFile(join(stage.dir, "no.tar"), "no archive");
	expect(await stage.run(["backup", "import", "no.tar", "--json"])).toMatchObject({
		code: 2,
		stderr: expect.stringContaining("BAD_INPUT"),
	});
});

test("an admin sees the installation, and nobody else does", async () => {
	for (const what of ["actors", "capacity", "retention", "preflight", "tenants", "skus", "nodes"]) {
		expect([what, await stage.json(["admin", what], asAdmin())]).toEqual([what, expect.anything()]);
		expect(await stage.run(["admin", what])).toMatchObject({ code: 6 });
	}
	expect(await stage.json(["admin", "tenants"], asAdmin())).toMatchObject([{ name: "acme" }]);
});

describe("contexts", () => {
	const alone = { BERTH_URL: "", BERTH_API_KEY: "" };

	test("a key comes by standard input or the environment, is kept for its owner alone, and is used until it is forgotten", async () => {
		const told = await stage.json(["login", stage.berth.url, "--name", "here", "--tenant", "acme"], {
			env: alone,
			input: `${stage.key}\n`,
		});
		expect(told).toMatchObject({ context: "here", user: "acme@example.org", tenants: ["acme"] });
		const file = join(stage.dir, "contexts.json");
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		expect(await stage.json(["context", "ls"], { env: alone })).toMatchObject([{ name: "here", isCurrent: true }]);
		expect((await stage.run(["ls", "-q"], { env: alone })).code).toBe(0);
		expect(await stage.json(["doctor"], { env: alone })).toEqual(
			expect.arrayContaining([expect.objectContaining({ check: "key", ok: true })]),
		);
		expect(await stage.json(["version"], { env: alone })).toMatchObject({ client: expect.stringMatching(/^\d+\./) });
		await stage.json(["login", stage.berth.url, "--name", "admin"], { env: { BERTH_URL: "", BERTH_API_KEY: stage.adminKey } });
		await stage.json(["context", "use", "here"], { env: alone });
		// A key is shown to the installation that it is of, and to no other.
		const elsewhere = await stage.run(["ls"], { env: { BERTH_URL: "http://127.0.0.1:1", BERTH_API_KEY: "" } });
		expect(elsewhere).toMatchObject({ code: 6, stderr: expect.stringContaining("not logged in") });
		await stage.json(["context", "rm", "here"], { env: alone });
		expect(await readFile(file, "utf8")).not.toContain(stage.key);
		expect((await stage.run(["ls"], { env: alone })).code).toBe(6);
		expect((await stage.run(["admin", "nodes", "--context", "admin"], { env: alone })).code).toBe(0);
	});

	test("a key that is refused is kept nowhere", async () => {
		const refused = await stage.run(["login", stage.berth.url, "--name", "wrong", "--json"], { env: alone, input: "berth_nobody_nothing" });
		expect(refused.code).toBe(6);
		expect(await stage.json(["context", "ls"], { env: alone })).not.toContainEqual(expect.objectContaining({ name: "wrong" }));
	});
});

test.each([
	[["ls", "--no-such-option"], 2, "USAGE"],
	[["logs"], 2, "USAGE"],
	[["up", "-f", "none.yaml", "--name", "x"], 2, "USAGE"],
	[["get", "nobody"], 3, "NOT_FOUND"],
	[["restart", "019387f6-7c1a-7000-8000-000000000000"], 3, "NOT_FOUND"],
	[["up", "-f", "manifest.yaml", "--name", "big", "--size", "enormous"], 3, "SKU_UNKNOWN"],
] as const)("%j ends with %i and says so in JSON", async (args, code, name) => {
	const ended = await stage.run([...args, "--json"]);
	expect([ended.code, ended.stdout]).toEqual([code, ""]);
	expect(JSON.parse(ended.stderr)).toMatchObject({ error: { code: name, message: expect.any(String), retryable: false } });
});

test("a quota ends with 4, a server that is away with 1, no key with 6", async () => {
	const poor = await limited();
	expect(
		await stage.run(["up", "-f", "manifest.yaml", "--name", "too-many", "--size", "small", "--json"], { env: { BERTH_API_KEY: poor } }),
	).toMatchObject({ code: 4, stderr: expect.stringContaining("QUOTA_EXCEEDED") });
	expect(await stage.run(["ls", "--json"], { env: { BERTH_URL: "http://127.0.0.1:1" } })).toMatchObject({
		code: 1,
		stderr: expect.stringContaining("UNREACHABLE"),
	});
	expect(await stage.run(["ls", "--json"], { env: { BERTH_API_KEY: "berth_nobody_nothing" } })).toMatchObject({
		code: 6,
		stderr: expect.stringContaining("UNAUTHENTICATED"),
	});
});

/** The key of a tenant that may have nothing. */
async function limited() {
	const { client } = await stage.berth.member("poor");
	const { key } = await client.key.create.mutate({ name: "poor", scopes: ["read", "write"], expiresInDays: 7 });
	const { tenants } = await (await stage.berth.admin()).client.admin.tenants.list.query({});
	const tenantId = tenants.find(({ name }) => name === "poor")?.id ?? "";
	await (await stage.berth.admin()).client.admin.tenants.setQuota.mutate({ tenantId, leasesMax: 0 });
	return key;
}

test("every command there is was run by a test, and the page of the command line names no other", async () => {
	const page = await readFile(new URL("../../docs/cli.md", import.meta.url), "utf8");
	const [prose = "", reference = ""] = page.split("## Every command");
	const listed = [...reference.matchAll(/^### `berth ((?:[a-z]+ ?)+)/gm)].map(([, name = ""]) => name.trim());
	// Talking with a program needs a container of a real engine.
	expect(
		listed.filter((name) => name !== "exec" && !stage.ran.has(name) && ![...stage.ran].some((ran) => ran.split(" ")[0] === name)),
	).toEqual([]);
	const shown = [...prose.matchAll(/^(?:source <\()?berth ([a-z]+)/gm)].map(([, name = ""]) => name);
	expect(shown.length).toBeGreaterThan(5);
	expect(shown.filter((name) => name !== "completion" && !listed.some((one) => one.split(" ")[0] === name))).toEqual([]);
});
