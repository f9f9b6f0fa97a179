// @vitest-environment node
import type { LeaseEvent, LeaseEventBody, LogMessage } from "@berth/core";
import { expect, test } from "vitest";
import { createLogBuffer } from "./log-buffer.ts";
import { marksOf, withMarks } from "./log-marks.ts";

const at = (second: number) => `2025-02-01T12:00:${String(second).padStart(2, "0")}.000Z`;
const event = (seq: number, body: LeaseEventBody): LeaseEvent => ({
	leaseId: "l",
	seq,
	at: at(seq),
	operationId: null,
	actor: "user:ada",
	body,
});
const instance = (state: "running" | "exited", over: object = {}): LeaseEventBody => ({
	type: "instance",
	instance: { service: "web", index: 0, generation: 1, state, health: "none", exitCode: null, oomKilled: false, ...over },
});
const line = (second: number): LogMessage => ({
	kind: "line",
	cursor: `c${second}`,
	service: "web",
	instance: 0,
	stream: "stdout",
	at: at(second),
	text: `line ${second}`,
	truncated: false,
});
const shown = (isFromStart: boolean) => {
	const buffer = createLogBuffer();
	buffer.add([line(3), { kind: "instance", cursor: "n", service: "web", instance: 0, what: "ended", at: at(4) }, line(9), line(20)]);
	const marks = marksOf([
		event(1, instance("running")),
		event(2, { type: "release", number: 2, cause: "update", rollbackOf: null }),
		event(4, instance("exited", { exitCode: 137, oomKilled: true })),
		event(5, { type: "moved", from: "ready", to: "restarting", event: "restartRequested", reason: null, message: null }),
		event(6, instance("running", { generation: 2 })),
		event(7, instance("running", { generation: 2, health: "healthy" })),
		event(30, instance("exited", { generation: 2, exitCode: 3 })),
	]);
	return withMarks(buffer.rows(), marks, isFromStart).map(({ message, text }) => (message.kind === "mark" ? `- ${message.text}` : text));
};

test("ends with their reason, starts, releases and requests stand between the lines where they happened, each once", () => {
	expect(shown(false)).toEqual([
		"line 3",
		"- web-0 was killed: out of memory",
		"- restart, asked for by ada",
		"- web-0 started",
		"line 9",
		"line 20",
		"- web-0 exited with code 3",
	]);
	expect(shown(true).slice(0, 3)).toEqual(["- web-0 started", "- release 2 (update)", "line 3"]);
});
