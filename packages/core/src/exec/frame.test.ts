import { expect, test } from "vitest";
import { decodeExecFrame, type ExecFrame, encodeExecFrame } from "./frame.ts";

const bytes = new Uint8Array([0, 255, 123, 10]);

const frames: readonly ExecFrame[] = [
	{ type: "stdin", bytes },
	{ type: "stdout", bytes },
	{ type: "stderr", bytes: new Uint8Array() },
	{ type: "resize", size: { columns: 1_000, rows: 1 } },
	{ type: "eof" },
	{ type: "ack", bytes: 4_000_000_000 },
	{ type: "exit", exit: { exitCode: 137, because: "instance_gone" } },
	{ type: "error", error: { code: "UNSUPPORTED", message: "no shell — none", data: { tried: ["sh"] }, retryable: false } },
	{ type: "ping", times: { idleMs: 1, wholeMs: 2 } },
	{ type: "opened", opened: { sessionId: "s", service: "web", index: 0, program: "bash", terminal: true } },
];

test("every frame is read as it was written, and its first byte alone says what it is", () => {
	expect(frames.map((frame) => decodeExecFrame(encodeExecFrame(frame)))).toEqual(frames);
	expect(new Set(frames.map((frame) => encodeExecFrame(frame)[0])).size).toBe(frames.length);
	// What is typed is never taken for anything else, whatever it looks like.
	const typed = new TextEncoder().encode('{"columns":1,"rows":1}');
	expect(decodeExecFrame(encodeExecFrame({ type: "stdin", bytes: typed }))).toEqual({ type: "stdin", bytes: typed });
});

test("what is no frame is null and never an error", () => {
	const strange = [[], [99], [3], [3, 0, 80, 0], [3, 0, 0, 0, 24], [3, 255, 255, 0, 24], [4, 1], [5], [5, 110, 117], [6, 34, 34], [9, 1]];
	for (const message of strange) expect(decodeExecFrame(new Uint8Array(message))).toBeNull();
});
