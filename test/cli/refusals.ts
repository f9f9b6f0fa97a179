import { expect, test } from "vitest";
import type { CliStage } from "./stage.ts";

/** What a command ends with that was refused. */
export function refusals(of: () => CliStage): void {
	test.each([
		[["ls", "--no-such-option"], 2, "USAGE"],
		[["logs"], 2, "USAGE"],
		[["up", "-f", "none.yaml", "--name", "x"], 2, "USAGE"],
		[["get", "nobody"], 3, "NOT_FOUND"],
		[["restart", "019387f6-7c1a-7000-8000-000000000000"], 3, "NOT_FOUND"],
		[["up", "-f", "manifest.yaml", "--name", "big", "--size", "enormous"], 3, "SKU_UNKNOWN"],
	] as const)("%j ends with %i and says so in JSON", async (args, code, name) => {
		const ended = await of().run([...args, "--json"]);
		expect([ended.code, ended.stdout]).toEqual([code, ""]);
		expect(JSON.parse(ended.stderr)).toMatchObject({ error: { code: name, message: expect.any(String), retryable: false } });
	});

	test("a quota ends with 4, a server that is away with 1, no key with 6", async () => {
		const poor = await limited();
		expect(
			await of().run(["up", "-f", "manifest.yaml", "--name", "too-many", "--size", "small", "--json"], { env: { BERTH_API_KEY: poor } }),
		).toMatchObject({ code: 4, stderr: expect.stringContaining("QUOTA_EXCEEDED") });
		expect(await of().run(["ls", "--json"], { env: { BERTH_URL: "http://127.0.0.1:1" } })).toMatchObject({
			code: 1,
			stderr: expect.stringContaining("UNREACHABLE"),
		});
		expect(await of().run(["ls", "--json"], { env: { BERTH_API_KEY: "berth_nobody_nothing" } })).toMatchObject({
			code: 6,
			stderr: expect.stringContaining("UNAUTHENTICATED"),
		});
	});

	/** The key of a tenant that may have nothing. */
	async function limited() {
		const { client } = await of().berth.member("poor");
		const { key } = await client.key.create.mutate({ name: "poor", scopes: ["read", "write"], expiresInDays: 7 });
		const { tenants } = await (await of().berth.admin()).client.admin.tenants.list.query({});
		const tenantId = tenants.find(({ name }) => name === "poor")?.id ?? "";
		await (await of().berth.admin()).client.admin.tenants.setQuota.mutate({ tenantId, leasesMax: 0 });
		return key;
	}
}
