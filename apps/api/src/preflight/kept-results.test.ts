import { AppError, systemClock } from "@berth/core";
import { ok, type PreflightResult } from "@berth/engine";
import { expect, test } from "vitest";
import { type ApiCheck, runApiChecks } from "./api-check.ts";
import { createKeptResults } from "./kept-results.ts";

const resultOf = (id: string, over: Partial<PreflightResult> = {}): PreflightResult => ({
	id,
	title: id,
	severity: "ok",
	seen: "fine",
	remedy: null,
	broke: false,
	docs: `docs/preflight.md#${id}`,
	durationMs: 1,
	checkedAt: "2030-01-01T00:00:00.000Z",
	...over,
});
const broken: Partial<PreflightResult> = {
	broke: true,
	severity: "warning",
	seen: "check_failed: too late",
	remedy: "Look.",
	checkedAt: "2030-01-02T00:00:00.000Z",
};

test("a check that comes to no end, is paused or is not run shows what it last found, with its time, as stale", () => {
	const kept = createKeptResults();
	expect(kept.merge([resultOf("disk", broken)])).toEqual([resultOf("disk", broken)]);
	kept.merge([resultOf("disk"), resultOf("ports", { severity: "blocker", seen: "taken", remedy: "Free it." }), resultOf("gone")]);
	const paused = { ...broken, seen: "check_paused: left alone" };
	const [disk, ports, gone] = kept.merge([resultOf("disk", paused), resultOf("ports", broken)]);
	expect(disk).toMatchObject({ severity: "warning", seen: "stale: fine (check_paused: left alone)", remedy: "Look." });
	expect(disk?.checkedAt).toBe("2030-01-01T00:00:00.000Z");
	expect(ports).toMatchObject({ severity: "blocker", seen: "stale: taken (check_failed: too late)", remedy: "Free it." });
	expect(gone).toMatchObject({ id: "gone", severity: "warning", seen: expect.stringContaining("stale: fine") });
	expect(kept.merge([resultOf("disk"), resultOf("ports"), resultOf("gone")]).every(({ severity }) => severity === "ok")).toBe(true);
});

test("a check that hangs or breaks is a warning of its own, without its words, and hinders no other", async () => {
	const warned: unknown[] = [];
	const log = { debug() {}, info() {}, error() {}, warn: (...line: unknown[]) => void warned.push(line) };
	const check = (id: string, judge: ApiCheck["judge"]): ApiCheck => ({ id, title: id, judge });
	const checks = [
		check("hangs", () => new Promise(() => undefined)),
		check("breaks", () => Promise.reject(new Error("postgres://u:hunter2@h"))),
		check("refused", () => Promise.reject(new AppError("DATABASE_UNAVAILABLE"))),
		check("works", () => ok("fine")),
	];
	const results = await runApiChecks(checks, { clock: systemClock, log, checkMs: 200 }, new AbortController().signal);
	const failed = { severity: "warning", broke: true, seen: expect.stringMatching(/^check_failed: /), remedy: expect.any(String) };
	expect(results).toMatchObject([failed, failed, failed, { id: "works", severity: "ok", broke: false }]);
	expect(JSON.stringify(results)).not.toContain("hunter2");
	expect(warned).toHaveLength(1);
});
