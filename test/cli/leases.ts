import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type CliStage, up, type WaitedLease } from "./stage.ts";

/** What becomes of leases, from a file to their end and after it. */
export function leases(of: () => CliStage): void {
	test("a lease lives from a file to its end, each command answering in JSON", async () => {
		const plan = await of().json(["up", "-f", "manifest.yaml", "--name", "shop", "--size", "small", "--plan"]);
		expect(plan).toMatchObject({ action: "provision", services: [{ service: "app", sku: "small", quantity: 1 }] });
		expect(await of().json(["ls"])).toMatchObject({ leases: [] });
		const { lease } = await up(of(), "shop");
		expect(lease.state).toBe("ready");
		expect(await of().json(["up", "-f", "manifest.yaml", "--name", "shop"])).toMatchObject({ unchanged: true, leaseId: lease.id });
		expect(await of().json(["up", "-f", "changed.yaml", "--name", "shop", "--plan"])).toMatchObject({
			action: "update",
			services: [{ action: "replace", because: expect.arrayContaining(["image"]) }],
		});
		const changed = await of().json<WaitedLease>(["up", "-f", "changed.yaml", "--name", "shop", "--wait"]);
		expect(changed).toMatchObject({ lease: { id: lease.id, release: { number: 2 } }, operation: { state: "succeeded" } });
		expect((await of().json<{ leases: { name: string }[] }>(["ls"])).leases.map(({ name }) => name)).toEqual(["shop"]);
		expect(await of().json(["get", "shop"])).toMatchObject({ id: lease.id, state: "ready" });
		expect(await of().json(["releases", "ls", "shop"])).toMatchObject([
			{ number: 2, status: "active" },
			{ number: 1, status: "superseded" },
		]);
		const diff = await of().json(["releases", "diff", "shop", "1", "2"]);
		expect(diff).toMatchObject({ services: [{ change: "changed" }] });
		expect(JSON.stringify(diff)).not.toContain('"two"');
		for (const [command, state] of [
			[["restart", "shop"], "ready"],
			[["restart", "shop", "--instance", "app-0"], "ready"],
			[["scale", "shop", "app=2"], "ready"],
			[["stop", "shop"], "stopped"],
			[["start", "shop"], "ready"],
			[["rollback", "shop", "1"], "ready"],
		] as const)
			expect([command[0], await of().json([...command, "--wait"])]).toEqual([
				command[0],
				expect.objectContaining({ lease: expect.objectContaining({ state }) }),
			]);
		expect(await of().run(["restart", "shop", "--instance", "app"])).toMatchObject({ code: 2, stderr: expect.stringContaining("web-0") });
		const sampled = await of().json<{ instances: unknown[] }>(["top", "shop", "--once"]);
		expect(sampled.instances).toHaveLength(1);
		const renewed = await of().json<{ expiresAt: string | null }>(["renew", "shop", "7d"]);
		expect(Date.parse(renewed.expiresAt ?? "")).toBeGreaterThan(Date.now());
		expect(await of().json(["renew", "shop", "never"])).toMatchObject({ expiresAt: null });
		expect((await of().run(["logs", "shop", "--tail", "0"])).code).toBe(0);
		const events = (await of().run(["events", "shop", "--json", "--limit", "200"])).stdout.trim().split("\n");
		const seqs = events.map((line) => JSON.parse(line).seq);
		expect(seqs).toEqual(Array.from(seqs, (_, at) => seqs[0] + at));
		expect(await of().json(["close", "shop", "--wait"])).toMatchObject({ lease: { state: "closed" } });
	});

	test("data outlives its lease: an archive of it, what is kept, a lease of it, the same lease again", async () => {
		const { lease } = await up(of(), "store", "volume.json");
		await of().json(["stop", "store", "--wait"]);
		await of().json(["close", "store", "--wait", "--keep-data"]);
		const [kept] = await of().json<{ id: string; leaseId: string; state: string }[]>(["retained"]);
		expect(kept).toMatchObject({ leaseId: lease.id, state: "active" });
		expect(await of().json(["reopen", lease.id, "--wait"])).toMatchObject({ lease: { id: lease.id, state: "ready" } });
		await of().json(["close", "store", "--wait"]);
		const [again] = await of().json<{ id: string }[]>(["retained"]);
		const restored = await of().json<WaitedLease>(["restore", again?.id ?? "", "--name", "store-2", "--wait"]);
		expect(restored.lease.state).toBe("ready");
		expect(await of().run(["close", "store-2", "--destroy-data"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
		expect(await of().json(["close", "store-2", "--destroy-data", "--yes", "--wait"])).toMatchObject({ lease: { state: "closed" } });
	});

	test("what fails is tried again, and what is under way is given up", async () => {
		const failed = await of().run(["up", "-f", "-", "--name", "broken", "--size", "small", "--wait", "--json"], {
			input: "image: shop:exits-3",
		});
		expect(failed).toMatchObject({ code: 1, stdout: "" });
		expect(JSON.parse(failed.stderr)).toMatchObject({ error: { code: "FAILED", data: { state: "failed", reason: "ContainerExited" } } });
		expect(await of().run(["retry", "broken", "--wait"])).toMatchObject({ code: 1 });
		expect(await of().json(["up", "-f", "manifest.yaml", "--name", "broken", "--wait"])).toMatchObject({ lease: { state: "ready" } });
		const late = await of().run(["up", "-f", "-", "--name", "slow", "--size", "small", "--wait", "--timeout", "100ms", "--json"], {
			input: "image: shop:healthy-after-60000\nhealth_check: { test: [CMD, check] }\n",
		});
		expect(late).toMatchObject({ code: 5, stdout: "" });
		expect(JSON.parse(late.stderr)).toMatchObject({ error: { code: "TIMEOUT", data: { state: "provisioning" } } });
		expect(await of().json(["cancel", "slow"])).toMatchObject({ cancelRequested: true });
		expect(await of().run(["cancel", "broken"])).toMatchObject({ code: 1 });
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
		await writeFile(join(of().dir, "compose.yaml"), compose);
		await writeFile(join(of().dir, ".env"), "GREETING=hello\n");
		const { lease } = await of().json<{ lease: { id: string; state: string; items: { service: string }[] } }>([
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
		const refused = await of().run(["up", "-f", "-", "--compose", "--name", "stack", "--json"], {
			input: "services:\n  web:\n    image: shop:1\n    privileged: true\n",
		});
		expect(refused.code).toBe(4);
		expect(JSON.parse(refused.stderr).error.data.blocking).toMatchObject([{ line: 4, path: "services.web.privileged" }]);
		await of().json(["close", "stack", "--wait", "--yes"]);
	});
}
