import { describe, expect, test } from "vitest";
import { ConfigError, describeConfig, loadConfig } from "./config.ts";

const enough = { DATABASE_URL: "postgres://u:hunter2@h/db", AUTH_SECRET: "s".repeat(32) };

function problemsOf(env: Record<string, string>): readonly string[] {
	try {
		loadConfig(env);
	} catch (err) {
		if (err instanceof ConfigError) return err.problems;
		throw err;
	}
	return [];
}

describe("config", () => {
	test("the two secrets are enough, and the rest has defaults", () => {
		const config = loadConfig({ ...enough, PORT: "5000" });
		expect(config).toMatchObject({ HOST: "127.0.0.1", PUBLIC_URL: "http://localhost:5000", BODY_BYTES_MAX: 262_144, TRUST_PROXY: false });
		expect(config.ALLOWED_REGISTRIES).toEqual(["docker.io"]);
		expect(Object.isFrozen(config)).toBe(true);
	});

	test("all problems are told at once, each by its name", () => {
		const problems = problemsOf({ AUTH_SECRET: "short", PORT: "70000", REQUEST_TIMEOUT: "soon", TRUST_PROXY: "yes" });
		expect(problems.map((problem) => problem.split(":")[0])).toEqual([
			"DATABASE_URL",
			"PORT",
			"TRUST_PROXY",
			"REQUEST_TIMEOUT",
			"AUTH_SECRET",
		]);
		expect(problems.join()).not.toContain("short,");
	});

	test("a secret may stand in a file, but not in both places", () => {
		const config = loadConfig({ DATABASE_URL: enough.DATABASE_URL, AUTH_SECRET_FILE: "/run/auth" }, () => `${"f".repeat(40)}\n`);
		expect(config.AUTH_SECRET.reveal()).toBe("f".repeat(40));
		expect(problemsOf({ ...enough, AUTH_SECRET_FILE: "/run/auth" })).toEqual(["AUTH_SECRET_FILE: AUTH_SECRET is set too; set one of them"]);
		expect(problemsOf({ ...enough, AUTH_SECRET: "", AUTH_SECRET_FILE: "/nowhere/auth" })).toEqual([
			"AUTH_SECRET_FILE: /nowhere/auth cannot be read (ENOENT)",
		]);
	});

	test("what is printed holds no secret", () => {
		const printed = JSON.stringify(loadConfig({ ...enough, METRICS_TOKEN: "metrics-token-of-ours" }));
		expect(printed).not.toMatch(/hunter2|ssss|metrics-token/);
		expect(printed).toContain("[secret]");
	});

	test("sizes and spans are written as people write them", () => {
		expect(loadConfig({ ...enough, NODE_MEMORY: "2GiB", SESSION_TTL: "1d12h" })).toMatchObject({
			NODE_MEMORY: 2 ** 31,
			SESSION_TTL: 129_600_000,
		});
	});

	test("every default is a value its own key accepts, and every key says what it does", () => {
		expect(problemsOf({ ...enough })).toEqual([]);
		expect(describeConfig().filter(({ description }) => !description.endsWith("."))).toEqual([]);
	});
});
