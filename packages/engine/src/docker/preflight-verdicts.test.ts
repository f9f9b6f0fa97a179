import { AppError } from "@berth/core";
import { describe, expect, test } from "vitest";
import {
	judgeApiVersion,
	judgeClock,
	judgeLimits,
	judgeLogDriver,
	judgeReachable,
	judgeStorageDriver,
	judgeVersion,
} from "./preflight-verdicts.ts";
import { info } from "./wire.ts";

const facts = (changes: object = {}) =>
	info.parse({
		ServerVersion: "27.0",
		OperatingSystem: "Linux",
		OSType: "linux",
		Architecture: "x86_64",
		NCPU: 2,
		MemTotal: 1,
		Driver: "overlay2",
		CgroupVersion: "2",
		DockerRootDir: "/var/lib/docker",
		SystemTime: "2030-01-01T00:00:00Z",
		MemoryLimit: true,
		SwapLimit: true,
		CpuCfsQuota: true,
		PidsLimit: true,
		Plugins: { Log: ["json-file"] },
		...changes,
	});
const api = (ApiVersion: string) => ({ Version: "1", ApiVersion, MinAPIVersion: null });
const up = { ok: true, latencyMs: 2, error: null };
const down = { ok: false, latencyMs: 2, error: new AppError("ENGINE_UNREACHABLE", { data: { errno: "EACCES" } }) };

describe("preflight verdicts", () => {
	test("a daemon that answers twice is fine, once is doubtful, never is a blocker that names the socket's rights", () => {
		expect(judgeReachable([up, up], null).severity).toBe("ok");
		expect(judgeReachable([up, down], null).severity).toBe("warning");
		const rights = "it belongs to 0:998";
		expect(judgeReachable([down, down], rights)).toMatchObject({ severity: "blocker", remedy: expect.stringContaining(rights) });
	});

	test.each([
		["1.41", "ok"],
		["1.52", "ok"],
		["1.40", "blocker"],
		["1.9", "blocker"],
	])("API %s is %s", (version, severity) => {
		expect(judgeApiVersion(api(version)).severity).toBe(severity);
	});

	test("limits that are decoration are named", () => {
		expect(judgeLimits(facts()).severity).toBe("ok");
		expect(judgeLimits(facts({ CgroupVersion: "1" })).severity).toBe("info");
		expect(judgeLimits(facts({ SwapLimit: false, PidsLimit: false }))).toMatchObject({
			severity: "warning",
			seen: expect.stringContaining("swap, pids"),
		});
	});

	test("a storage driver that copies images is a warning", () => {
		expect(judgeStorageDriver(facts()).severity).toBe("ok");
		expect(judgeStorageDriver(facts({ Driver: "vfs" })).severity).toBe("warning");
	});

	test("the daemon's clock may lie anywhere within the time the question took", () => {
		const at = Date.parse("2030-01-01T00:00:00Z");
		expect(judgeClock("2030-01-01T00:00:00Z", at - 60_000, at + 60_000).severity).toBe("ok");
		expect(judgeClock("2030-01-01T00:00:00Z", at + 5_001, at + 5_002).severity).toBe("warning");
		expect(judgeClock("2030-01-01T00:00:00Z", at - 5_002, at - 5_001).severity).toBe("warning");
		expect(judgeClock("noon", at, at).severity).toBe("warning");
	});

	test("an engine without json-file logs is a blocker", () => {
		expect(judgeLogDriver(facts()).severity).toBe("ok");
		expect(judgeLogDriver(facts({ Plugins: { Log: ["journald"] } })).severity).toBe("blocker");
	});
});

test.each([
	["28.3.1", "ok"],
	["v25.0.1", "ok"],
	["20.10.24+dfsg1", "info"],
	["31.0.0-rc.1", "info"],
	["19.03.15", "warning"],
	["dev", "warning"],
])("the engine %s is %s", (Version, severity) => {
	expect(judgeVersion({ Version }).severity).toBe(severity);
});
