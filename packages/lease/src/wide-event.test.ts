import { AppError, type ErrorCode } from "@berth/core";
import { expect, it } from "vitest";
import type { Log } from "./observe.ts";
import { createManualClock } from "./testing/manual-clock.ts";
import { runUnit, type WideEvent } from "./wide-event.ts";

function stage() {
	const lines: { readonly level: string; readonly fields: object }[] = [];
	const counted: [string, number][] = [];
	const at = (level: string) => (fields: object) => void lines.push({ level, fields });
	const log: Log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
	const clock = createManualClock();
	const event = (): WideEvent => ({ op: "sweep.reap", kind: "timer", ok: true, nodeId: "n" });
	const unit = { log, clock, quiet: true, count: (outcome: string, durationMs: number) => void counted.push([outcome, durationMs]) };
	return { lines, counted, clock, event, unit };
}

it("a unit of work has one line and one count, however it ends, and what it threw goes on", async () => {
	const { lines, counted, clock, event, unit } = stage();
	await runUnit(unit, event(), () => clock.advance(30));
	await runUnit({ ...unit, quiet: false }, event(), async (own) => void Object.assign(own, { version: 7 }));
	const thrown = new AppError("NO_SPACE");
	await expect(runUnit(unit, event(), () => Promise.reject(thrown))).rejects.toBe(thrown);
	expect(lines).toMatchObject([
		{ level: "debug", fields: { op: "sweep.reap", ok: true, durationMs: 30, nodeId: "n" } },
		{ level: "info", fields: { ok: true, version: 7 } },
		{ level: "warn", fields: { ok: false, code: "NO_SPACE", err: thrown } },
	]);
	expect(counted).toEqual([
		["ok", 30],
		["ok", 0],
		["NO_SPACE", 0],
	]);
});

it("of what is tried again by itself only a bug is an error, and what others tell of already is a detail", async () => {
	const { lines, event, unit } = stage();
	const codes: ErrorCode[] = ["DATABASE_UNAVAILABLE", "ENGINE_UNREACHABLE", "CLAIM_LOST", "ABORTED", "INVALID_STATE"];
	for (const code of codes) await runUnit(unit, event(), () => Promise.reject(new AppError(code))).catch(() => undefined);
	await runUnit(unit, event(), () => Promise.reject(new TypeError("a bug"))).catch(() => undefined);
	expect(lines.map(({ level }) => level)).toEqual(["warn", "debug", "debug", "debug", "debug", "error"]);
	expect(lines.at(-1)?.fields).toMatchObject({ code: "INTERNAL", err: { cause: { message: "a bug" } } });
});
