import { PassThrough } from "node:stream";
import { AppError } from "@berth/core";
import type { ExecGroup, ExecOutput, ExecSession } from "../exec-group.ts";
import type { ContainerRecord } from "./container-record.ts";
import { watchContainer } from "./lifecycle.ts";
import type { Program } from "./program.ts";

type Options = Parameters<ExecGroup["open"]>[1];

const KILLED = 137;

/** Talks with a simulated program. A terminal gives it one line at a time and shows what was typed, as terminals do. */
export function openFakeSession(
	record: ContainerRecord,
	program: Program,
	{ argv, env = {}, size: first }: Options,
	signal: AbortSignal,
): ExecSession {
	const tty = first !== null;
	const output = new PassThrough({ objectMode: true, highWaterMark: 1_024 });
	let size = first;
	let typed = "";
	let code: number | null = null;
	let hasEnded = false;
	const say = (stream: ExecOutput["stream"], text: string) => {
		if (text !== "" && !output.writableEnded) output.write({ stream: tty ? "stdout" : stream, bytes: toBytes(text, tty) });
	};
	const over = () => {
		signal.removeEventListener("abort", over);
		unwatch();
		output.end();
	};
	const end = (with_: number) => {
		code ??= with_;
		over();
	};
	const take = (input: string, isLast: boolean) => {
		if (code !== null) return;
		const { stdout = "", stderr = "", exitCode = 0 } = program({ argv, env, input, isLast, size });
		say("stdout", stdout);
		say("stderr", stderr);
		if (exitCode !== null) end(exitCode);
	};
	const unwatch = watchContainer(record, () => {
		if (record.phase !== "running") end(KILLED);
	});
	signal.addEventListener("abort", over, { once: true });
	take("", false);
	return {
		output: output as AsyncIterable<ExecOutput>,
		async write(bytes) {
			if (output.writableEnded || hasEnded) return;
			const text = Buffer.from(bytes).toString("utf8");
			if (!tty) return take(text, false);
			say("stdout", text);
			const lines = (typed + text).split("\n");
			typed = lines.pop() ?? "";
			for (const line of lines) take(line, false);
		},
		end() {
			if (hasEnded) return;
			hasEnded = !tty;
			take(typed, true);
			typed = "";
		},
		async resize(asked) {
			if (tty) size = asked;
		},
		async exitCode() {
			if (record.phase === "gone") throw new AppError("NOT_FOUND", { data: { container: record.id } });
			return code;
		},
		async [Symbol.asyncDispose]() {
			end(KILLED);
		},
	};
}

const toBytes = (text: string, tty: boolean): Uint8Array => Buffer.from(tty ? text.replaceAll("\n", "\r\n") : text);
