import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { asAdmin, type CliStage, up } from "./stage.ts";

/** Keys, webhooks, archives, and what admins see. */
export function lookingAfter(of: () => CliStage): void {
	test("keys, webhooks and archives are looked after", async () => {
		const made = await of().json<{ id: string; key: string }>(["keys", "create", "ci", "--scope", "read,deploy", "--days", "7"]);
		expect(made.key).toMatch(/^berth_/);
		const rotated = await of().json<{ key: string }>(["keys", "rotate", made.id], { env: { BERTH_API_KEY: of().key } });
		expect(rotated.key).not.toBe(made.key);
		expect((await of().json<{ id: string }[]>(["keys", "ls"])).map(({ id }) => id)).toContain(made.id);
		await of().json(["keys", "revoke", made.id]);
		expect((await of().json<{ id: string }[]>(["keys", "ls"])).map(({ id }) => id)).not.toContain(made.id);
		const hook = await of().json<{ webhook: { id: string } }>([
			"webhooks",
			"create",
			"https://hooks.example.org/berth",
			"--event",
			"lease.ready",
		]);
		expect(await of().json(["webhooks", "ls"])).toMatchObject([{ id: hook.webhook.id, types: ["lease.ready"] }]);
		const { secret } = await of().json<{ secret: string }>(["webhooks", "rotate", hook.webhook.id]);
		expect(secret).not.toBe("");
		const off = await of().json(["webhooks", "update", hook.webhook.id, "--event", "lease.closed,lease.failed", "--off"]);
		expect(off).toMatchObject({ enabled: false, url: "https://hooks.example.org/berth", types: ["lease.closed", "lease.failed"] });
		expect(await of().json(["webhooks", "update", hook.webhook.id, "--on"])).toMatchObject({ enabled: true });
		await of().json(["webhooks", "test", hook.webhook.id]);
		expect(await of().json<unknown[]>(["webhooks", "deliveries", hook.webhook.id])).toHaveLength(1);
		await of().json(["webhooks", "rm", hook.webhook.id]);
		await up(of(), "archived", "volume.json");
		expect((await of().run(["backup", "export", "archived", "--json"])).stderr).toContain("INVALID_STATE");
		await writeFile(join(of().dir, "no.tar"), "no archive");
		expect(await of().run(["backup", "import", "no.tar", "--json"])).toMatchObject({
			code: 2,
			stderr: expect.stringContaining("BAD_INPUT"),
		});
	});

	test("images that one built are listed and removed, and where nobody builds it says so", async () => {
		await mkdir(join(of().dir, "image"));
		expect(await of().run(["images", "build", "image", "-t", "app:1", "--json"])).toMatchObject({
			code: 2,
			stderr: expect.stringContaining("no Dockerfile"),
		});
		await writeFile(join(of().dir, "image/Dockerfile"), "FROM scratch\n");
		expect(await of().run(["images", "build", "image", "-t", "app:1", "--json"])).toMatchObject({
			code: 1,
			stderr: expect.stringContaining("UNSUPPORTED"),
		});
		for (const wrong of [["-t", "acme/app:1"], ["-t", "app:1", "-f", "../Dockerfile"], []])
			expect((await of().run(["images", "build", "image", ...wrong])).code).toBe(2);
		expect(await of().json(["images", "ls"])).toMatchObject({ images: [], refusal: { code: "UNSUPPORTED" } });
		expect((await of().run(["images", "rm", "app:1"])).code).toBe(3);
	});

	test("an admin sees the installation, and nobody else does", async () => {
		const lists = ["actors ls", "capacity", "retention", "preflight", "tenants", "skus", "nodes ls", "operations", "users", "config"];
		await Promise.all(
			lists.map(async (what) => {
				const found = await of().json(["admin", ...what.split(" ")], asAdmin(of()));
				expect([what, found]).toEqual([what, expect.anything()]);
				expect(await of().run(["admin", ...what.split(" ")])).toMatchObject({ code: 6 });
				// No setting that is a secret is told.
				expect(JSON.stringify(found)).not.toContain(of().berth.secret);
			}),
		);
		expect(await of().json(["admin", "tenants"], asAdmin(of()))).toMatchObject([{ name: "acme" }]);
	});

	test("an admin looks after keys of admins and images of the node, and follows what happens to every tenant", async () => {
		const admin = asAdmin(of());
		const made = await of().json<{ id: string; key: string }>(["admin", "keys", "create", "watcher", "--scope", "admin:read"], admin);
		const watcher = { env: { BERTH_API_KEY: made.key } };
		expect((await of().run(["admin", "keys", "create", "more", "--scope", "admin:write"], watcher)).code).toBe(6);
		expect((await of().json<{ id: string }[]>(["admin", "keys", "ls"], watcher)).map(({ id }) => id)).toContain(made.id);
		const rotated = await of().json<{ key: string }>(["admin", "keys", "rotate", made.id, "--overlap", "0s"], admin);
		expect((await of().run(["admin", "users"], { env: { BERTH_API_KEY: rotated.key } })).code).toBe(0);
		await of().json(["admin", "keys", "revoke", made.id], admin);
		expect((await of().run(["admin", "users"], { env: { BERTH_API_KEY: rotated.key } })).code).toBe(6);

		const following = of().start(["admin", "events", "-f", "--limit", "3", "--json"], admin);
		const events = () =>
			following
				.output()
				.split("\n")
				.filter((line) => line.endsWith("}"))
				.map((line) => JSON.parse(line));
		await waitUntil(() => events().length > 0, { timeoutMs: 60_000, what: "the first event" });
		const { lease } = await up(of(), "seen");
		const isReady = () => events().some(({ leaseId, body }) => leaseId === lease.id && body.type === "moved" && body.to === "ready");
		await waitUntil(isReady, { timeoutMs: 60_000, what: "the lease to be seen ready" });
		following.interrupt();
		expect((await following.ended).code).toBe(130);
		const mine = events().filter(({ leaseId }) => leaseId === lease.id);
		expect(mine.map(({ seq }) => seq)).toEqual(Array.from(mine, (_, at) => at + 1));
		const { stdout } = await of().run(["admin", "operations", "--state", "succeeded"], admin);
		expect(stdout).toMatch(/ seen +provision +succeeded /);

		expect(await of().json(["admin", "actors", "nudge", "seen"], admin)).toMatchObject({ leaseId: lease.id, ok: true });
		expect(await of().json(["admin", "actors", "restart", "seen"], admin)).toMatchObject({ leaseId: lease.id, ok: true });
		expect((await of().run(["admin", "actors", "restart", "nowhere"], admin)).code).toBe(3);
		expect((await of().run(["admin", "actors", "restart", "seen"])).code).toBe(6);
		expect(await of().json(["admin", "nodes", "cordon", "node-1"], admin)).toMatchObject({ name: "node-1" });
		const left = await of().json<{ name: string }[]>(["admin", "nodes", "left", "node-1"], admin);
		expect(left.map(({ name }) => name)).toContain("seen");
		expect((await of().run(["up", "-f", "manifest.yaml", "--name", "refused", "--size", "small"])).code).toBe(4);
		expect(await of().json(["admin", "nodes", "uncordon", "node-1"], admin)).toMatchObject({ cordonedAt: null });

		const { images } = await of().json<{ images: { ref: string; leases: number }[] }>(["admin", "images", "ls"], admin);
		expect(images.find(({ ref }) => ref?.includes("shop:1"))?.leases).toBeGreaterThan(0);
		const plan = await of().json<{ images: { fate: string }[] }>(["admin", "images", "collect", "--plan", "--older-than", "0s"], admin);
		expect(plan.images.map(({ fate }) => fate)).not.toContain("removed");
		const done = await of().json<{ images: { ref: string; fate: string }[] }>(["admin", "images", "collect"], admin);
		expect(done.images.filter(({ ref, fate }) => ref.includes("shop:1") && fate === "removed")).toEqual([]);
	});
}
