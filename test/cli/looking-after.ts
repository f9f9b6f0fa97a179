import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
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

	test("an admin sees the installation, and nobody else does", async () => {
		const lists = ["actors", "capacity", "retention", "preflight", "tenants", "skus", "nodes"];
		await Promise.all(
			lists.map(async (what) => {
				expect([what, await of().json(["admin", what], asAdmin(of()))]).toEqual([what, expect.anything()]);
				expect(await of().run(["admin", what])).toMatchObject({ code: 6 });
			}),
		);
		expect(await of().json(["admin", "tenants"], asAdmin(of()))).toMatchObject([{ name: "acme" }]);
	});
}
