import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import type { CliStage } from "./stage.ts";

/** Where and as whom a command runs. */
export function contexts(of: () => CliStage): void {
	const alone = { BERTH_URL: "", BERTH_API_KEY: "" };

	test("a key comes by standard input or the environment, is kept for its owner alone, and is used until it is forgotten", async () => {
		const told = await of().json(["login", of().berth.url, "--with-key", "--name", "here", "--tenant", "acme"], {
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

	test("a login by the browser keeps the key that somebody confirmed, which is of its own; the next one takes its place, and logout ends it", async () => {
		const { client } = await of().berth.member("acme");
		const { tenants } = await client.me.get.query();
		const tenantId = tenants[0]?.id ?? "";
		const file = join(of().dir, "contexts.json");
		const kept = async () => JSON.parse(await readFile(file, "utf8")).contexts.web as { readonly apiKey: string; readonly keyId: string };
		const logIn = async () => {
			const { running, code } = await begun(["--name", "web", "--scope", "deploy", "--tenant", "acme"]);
			await client.device.confirm.mutate({ code, tenantId, scopes: ["deploy"], expiresInDays: 7 });
			const ended = await running.ended;
			expect([ended.code, ended.stderr.trim().split("\n").length]).toEqual([0, 1]);
			expect(ended.stdout + ended.stderr).not.toMatch(/berth_[0-9a-f]{32}_/);
			expect(JSON.parse(ended.stdout)).toMatchObject({
				context: "web",
				user: "acme@example.org",
				tenants: ["acme"],
				keyId: (await kept()).keyId,
			});
			return kept();
		};
		const states = async () => {
			const { keys } = await client.key.list.query({ includeRevoked: true, limit: 200 });
			return Object.fromEntries(keys.map(({ id, scopes, revokedAt }) => [id, [scopes.join(), revokedAt !== null]]));
		};
		const first = await logIn();
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		expect((await of().run(["ls", "-q"], { env: alone })).code).toBe(0);
		expect((await of().run(["exec", "nobody", "true"], { env: alone })).code).toBe(3);
		const second = await logIn();
		expect(await states()).toMatchObject({ [first.keyId]: ["deploy", true], [second.keyId]: ["deploy", false] });
		expect(await of().json(["logout"], { env: alone })).toEqual({ removed: "web", keyRevoked: true });
		expect(await states()).toMatchObject({ [second.keyId]: ["deploy", true] });
		expect(await readFile(file, "utf8")).not.toContain(second.apiKey);
		expect((await of().run(["ls"], { env: { ...alone, BERTH_URL: of().berth.url, BERTH_API_KEY: second.apiKey } })).code).toBe(6);

		// A key that somebody had is not ours to end, and one that is kept is told to be.
		await of().json(["login", of().berth.url, "--with-key", "--name", "mine"], { env: alone, input: of().key });
		expect(await of().json(["logout", "mine"], { env: alone })).toEqual({ removed: "mine", keyRevoked: false });
		expect((await of().run(["ls", "-q"])).code).toBe(0);
		const third = await logIn();
		expect(await of().json(["logout", "web", "--keep-key"], { env: alone })).toEqual({ removed: "web", keyRevoked: false });
		expect(await states()).toMatchObject({ [third.keyId]: ["deploy", false] });
	});

	test("a login that is denied or interrupted, or that the server does not know how to begin, keeps nothing", async () => {
		const { client } = await of().berth.member("acme");
		const denied = await begun(["--name", "refused"]);
		await client.device.deny.mutate({ code: denied.code });
		expect(await denied.running.ended).toMatchObject({ code: 4, stdout: "", stderr: expect.stringContaining("denied") });
		const stopped = await begun(["--name", "refused"]);
		stopped.running.interrupt();
		expect(await stopped.running.ended).toMatchObject({ code: 130, stdout: "" });
		expect(await of().run(["login", "not-an-address", "--json"], { env: alone })).toMatchObject({ code: 2 });
		expect(await of().run(["login", of().berth.url, "--scope", "everything", "--json"], { env: alone })).toMatchObject({ code: 2 });
		expect(await of().run(["logout", "refused", "--json"], { env: alone })).toMatchObject({ code: 3 });
		expect(await of().json(["context", "ls"], { env: alone })).not.toContainEqual(expect.objectContaining({ name: "refused" }));
	});

	/** Begins a login, and tells the code that it shows. */
	async function begun(args: readonly string[]) {
		const running = of().start(["login", of().berth.url, ...args, "--json"], { env: alone });
		const told = await waitUntil(() => /^\{.*\}$/m.exec(running.told())?.[0] ?? null, { timeoutMs: 60_000, what: "the code" });
		const { login } = JSON.parse(told) as { readonly login: { readonly userCode: string; readonly urlWithCode: string } };
		expect(login.urlWithCode).toBe(`${of().berth.url}/device?code=${login.userCode}`);
		return { running, code: login.userCode };
	}

	test("a key that is refused is kept nowhere", async () => {
		const refused = await of().run(["login", of().berth.url, "--with-key", "--name", "wrong", "--json"], {
			env: alone,
			input: "berth_nobody_nothing",
		});
		expect(refused.code).toBe(6);
		expect(await of().json(["context", "ls"], { env: alone })).not.toContainEqual(expect.objectContaining({ name: "wrong" }));
	});
}
