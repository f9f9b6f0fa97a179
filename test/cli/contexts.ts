import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CliStage } from "./stage.ts";

/** Where and as whom a command runs. */
export function contexts(of: () => CliStage): void {
	const alone = { BERTH_URL: "", BERTH_API_KEY: "" };

	test("a key comes by standard input or the environment, is kept for its owner alone, and is used until it is forgotten", async () => {
		const told = await of().json(["login", of().berth.url, "--name", "here", "--tenant", "acme"], {
			env: alone,
			input: `${of().key}\n`,
		});
		expect(told).toMatchObject({ context: "here", user: "acme@example.org", tenants: ["acme"] });
		const file = join(of().dir, "contexts.json");
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		expect(await of().json(["context", "ls"], { env: alone })).toMatchObject([{ name: "here", isCurrent: true }]);
		expect((await of().run(["ls", "-q"], { env: alone })).code).toBe(0);
		expect(await of().json(["doctor"], { env: alone })).toEqual(
			expect.arrayContaining([expect.objectContaining({ check: "key", ok: true })]),
		);
		expect(await of().json(["version"], { env: alone })).toMatchObject({ client: expect.stringMatching(/^\d+\./) });
		await of().json(["login", of().berth.url, "--name", "admin"], { env: { BERTH_URL: "", BERTH_API_KEY: of().adminKey } });
		await of().json(["context", "use", "here"], { env: alone });
		// A key is shown to the installation that it is of, and to no other.
		const elsewhere = await of().run(["ls"], { env: { BERTH_URL: "http://127.0.0.1:1", BERTH_API_KEY: "" } });
		expect(elsewhere).toMatchObject({ code: 6, stderr: expect.stringContaining("not logged in") });
		await of().json(["context", "rm", "here"], { env: alone });
		expect(await readFile(file, "utf8")).not.toContain(of().key);
		expect((await of().run(["ls"], { env: alone })).code).toBe(6);
		expect((await of().run(["admin", "nodes", "--context", "admin"], { env: alone })).code).toBe(0);
	});

	test("a key that is refused is kept nowhere", async () => {
		const refused = await of().run(["login", of().berth.url, "--name", "wrong", "--json"], { env: alone, input: "berth_nobody_nothing" });
		expect(refused.code).toBe(6);
		expect(await of().json(["context", "ls"], { env: alone })).not.toContainEqual(expect.objectContaining({ name: "wrong" }));
	});
}
