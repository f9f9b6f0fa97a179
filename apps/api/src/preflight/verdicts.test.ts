import { DAY, systemClock } from "@berth/core";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../config.ts";
import { backupCheck, judgeBackup } from "./backup-check.ts";
import { judgeAdmins, judgeDatabaseClock, judgeIntegrity, judgeMigrated, judgeReachable, judgeSkus } from "./database-checks.ts";
import { judgeNames, namesOf } from "./dns-check.ts";
import { judgeNodeVersion } from "./node-version-check.ts";
import { judgeSecretFiles, judgeSecrets } from "./secret-checks.ts";
import { settingsChecks } from "./settings-checks.ts";
import { judgeStreaming } from "./streaming-check.ts";
import { judgeExpiry } from "./tls-check.ts";

const RANDOM = "Zk3vQ9xTn0LwB7mYhR2dJ5sPa8eGcUf1";

describe("the settings", () => {
	const severities = async (env: Record<string, string>) => {
		const config = loadConfig({ DATABASE_URL: "postgres://h/db", AUTH_SECRET: RANDOM, ...env });
		const signal = new AbortController().signal;
		const all = await Promise.all(settingsChecks(config).map(async (check) => [check.id, (await check.judge(signal)).severity] as const));
		return Object.fromEntries(all);
	};

	test("of a first start on one machine are well, but that all has one name", async () => {
		expect(await severities({ PUBLIC_HOST: "127.0.0.1" })).toEqual({
			public_url_https: "ok",
			cookie_secure: "ok",
			engine_address: "ok",
			bind_public_without_tls: "ok",
			trusted_proxy_broad: "ok",
			tenant_ports_apart: "ok",
			callbacks_public_only: "ok",
		});
	});

	test("that open it to others without care are told one by one", async () => {
		const open = {
			HOST: "0.0.0.0",
			DOCKER_HOST: "tcp://10.0.0.1:2375",
			PUBLIC_URL: "http://berth.example.org",
			TRUST_PROXY: "true",
			ALLOW_PRIVATE_CALLBACKS: "true",
		};
		expect(new Set(Object.values(await severities({ ...open, PUBLIC_HOST: "berth.example.org" })))).toEqual(new Set(["warning"]));
		expect(await severities({ ...open, PUBLIC_URL: "https://berth.example.org" })).toMatchObject({
			public_url_https: "ok",
			cookie_secure: "ok",
			bind_public_without_tls: "ok",
			trusted_proxy_broad: "warning",
		});
		expect(await severities({ TRUST_PROXY: "true" })).toMatchObject({ trusted_proxy_broad: "ok" });
	});
});

describe("the secrets", () => {
	test.each([
		["change-me-change-me-change-me-change-me", "blocker"],
		["s".repeat(40), "blocker"],
		["0123456789abcdef0123456789abcdef", "blocker"],
		[RANDOM, "ok"],
		["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "ok"],
	])("%s is %s, and is not said", (value, severity) => {
		const verdict = judgeSecrets([{ name: "AUTH_SECRET", value }]);
		expect(verdict.severity).toBe(severity);
		expect(JSON.stringify(verdict)).not.toContain(value);
	});

	test("must stand in files that their owner alone may read", () => {
		const file = { path: "/run/auth", isRegular: true, mode: 0o600, isOurs: true };
		expect(judgeSecretFiles([]).severity).toBe("ok");
		expect(judgeSecretFiles([file, { ...file, mode: 0o400 }]).severity).toBe("ok");
		expect(judgeSecretFiles([file, { ...file, mode: 0o640 }])).toMatchObject({ severity: "blocker", seen: "/run/auth has mode 640" });
		expect(judgeSecretFiles([{ ...file, isRegular: false }]).severity).toBe("blocker");
		expect(judgeSecretFiles([{ ...file, isOurs: false }])).toMatchObject({
			severity: "blocker",
			seen: expect.stringContaining("another user"),
		});
	});
});

describe("the database", () => {
	test("must answer, and have the schema of this program and of no other", () => {
		expect(judgeReachable({ latencyMs: 2, version: "15.3" }).severity).toBe("ok");
		expect(judgeReachable(null).severity).toBe("blocker");
		expect(judgeMigrated({ applied: 2, known: 2 }).severity).toBe("ok");
		expect(judgeMigrated({ applied: 1, known: 2 }).severity).toBe("blocker");
		expect(judgeMigrated({ applied: 3, known: 2 }).severity).toBe("blocker");
	});

	test.each([
		[1_000, "ok"],
		[6_500, "ok"],
		[6_501 + 5_000, "warning"],
		[-4_001, "warning"],
	])("whose clock reads %d between 1000 and 6500 is %s", (now, severity) => {
		expect(judgeDatabaseClock({ now: new Date(now), askedAtMs: 1_000, answeredAtMs: 6_500 }).severity).toBe(severity);
	});

	test("is whole: a page with a wrong checksum stops everything, the rest is said with what mends it", () => {
		const whole = { checksumFailures: 0, invalidIndexes: [], openConstraints: [] };
		expect(judgeIntegrity(whole).severity).toBe("ok");
		expect(judgeIntegrity({ ...whole, checksumFailures: null })).toMatchObject({
			severity: "ok",
			seen: expect.stringContaining("no checksums"),
		});
		expect(judgeIntegrity({ ...whole, checksumFailures: 1 }).severity).toBe("blocker");
		const mended = judgeIntegrity({ ...whole, invalidIndexes: ["lease_due_idx"], openConstraints: ["lease_check"] });
		expect(mended).toMatchObject({
			severity: "warning",
			remedy: expect.stringMatching(/REINDEX INDEX lease_due_idx.*VALIDATE CONSTRAINT lease_check/),
		});
	});

	test("has admins with passwords, and sizes with bounds", () => {
		expect(judgeAdmins({ admins: 1, adminsWithPassword: 0 }).severity).toBe("info");
		expect(judgeAdmins({ admins: 2, adminsWithPassword: 1 }).severity).toBe("ok");
		const small = { name: "small", memoryBytes: 1, cpuMillis: 1, pidsMax: 1 };
		expect(judgeSkus([small]).severity).toBe("ok");
		expect(judgeSkus([small, { ...small, name: "open", pidsMax: 0 }])).toMatchObject({
			severity: "warning",
			seen: "without a bound: open",
		});
	});
});

test.each([
	["v24.4.0", "ok"],
	["v22.19.0", "ok"],
	["v22.18.9", "warning"],
	["v20.19.0", "warning"],
	["v25.0.0", "info"],
])("Node %s is %s", (version, severity) => {
	expect(judgeNodeVersion(version).severity).toBe(severity);
});

test.each([
	[90, "ok"],
	[14, "ok"],
	[13.9, "warning"],
	[0, "blocker"],
	[-3, "blocker"],
])("a certificate that is good for %d days more is %s", (days, severity) => {
	const now = new Date("2030-01-01T00:00:00Z");
	expect(judgeExpiry(new Date(now.getTime() + days * DAY), now).severity).toBe(severity);
	expect(judgeExpiry(null, now).severity).toBe("info");
});

test("an answer that comes at once, or from somebody else, did not stream", () => {
	expect(judgeStreaming({ text: "first\nlast\n", aheadMs: 990 }).severity).toBe("ok");
	expect(judgeStreaming({ text: "first\nlast\n", aheadMs: 3 }).severity).toBe("warning");
	expect(judgeStreaming({ text: "<html>", aheadMs: 990 }).severity).toBe("warning");
	expect(judgeStreaming(null).severity).toBe("info");
});

describe("the last backup", () => {
	const now = new Date("2030-01-02T00:00:00Z");
	test.each([
		["2030-01-01T12:00:00Z", "ok"],
		["2030-01-02T00:04:00Z", "ok"],
		["2030-01-02T00:06:00Z", "warning"],
		["2029-12-31T23:59:59Z", "warning"],
		[null, "warning"],
	])("of %s is %s", (at, severity) => {
		expect(judgeBackup(at === null ? null : new Date(at), { path: "/m", ageMaxMs: DAY, now }).severity).toBe(severity);
	});

	test("is read from the time of the operator's file, and a file that cannot be read is a check that broke", async () => {
		const signal = new AbortController().signal;
		const clock = { ...systemClock, now: () => new Date(Date.now() + 2 * DAY) };
		const judge = async (path: string | null) => backupCheck({ path, ageMaxMs: 26 * 3_600_000 }, clock).judge(signal);
		expect(await judge(null)).toMatchObject({ severity: "info" });
		expect(await judge(`${import.meta.dirname}/nowhere`)).toMatchObject({
			severity: "warning",
			seen: expect.stringContaining("not there"),
		});
		expect(await judge(import.meta.filename)).toMatchObject({ severity: "warning", seen: expect.stringContaining("hours old") });
		await expect(judge(`${import.meta.filename}/below`)).rejects.toMatchObject({ code: "ENOTDIR" });
	});
});

test("only names are looked up, and one without an address is told from a name server without an answer", () => {
	const names = namesOf({ publicUrl: "https://berth.example.org", publicHost: "192.0.2.1", wildcardDomain: "apps.example.org" });
	expect(names).toEqual(["berth.example.org", "berth-check.apps.example.org"]);
	expect(namesOf({ publicUrl: "http://localhost:1", publicHost: "127.0.0.1", wildcardDomain: null })).toEqual([]);
	expect(judgeNames([]).severity).toBe("ok");
	expect(judgeNames([{ name: "a", failure: null }]).severity).toBe("ok");
	expect(judgeNames([{ name: "a", failure: "ENOTFOUND" }])).toMatchObject({ severity: "warning", seen: "a: has no address" });
	expect(judgeNames([{ name: "a", failure: "EAI_AGAIN" }]).remedy).toContain("name servers");
});
