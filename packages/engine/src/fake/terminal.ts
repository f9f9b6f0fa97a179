import { PassThrough } from "node:stream";
import type { ExecGroup, ExecTerminal } from "../exec-group.ts";
import type { Program } from "./program.ts";

type Options = Parameters<ExecGroup["openTerminal"]>[1];

/** A terminal that gives a program one line at a time and shows what was typed, as terminals do. */
export function openFakeTerminal(program: Program, { argv, env = {}, size: first }: Options, signal: AbortSignal): ExecTerminal {
	const output = new PassThrough();
	let size = first;
	let typed = "";
	let code: number | null = null;
	const end = () => void output.end();
	const take = (line: string) => {
		const { stdout = "", stderr = "", exitCode = 0 } = program({ argv, env, input: line, size });
		output.write((stdout + stderr).replaceAll("\n", "\r\n"));
		if (exitCode === null) return;
		code = exitCode;
		end();
	};
	signal.addEventListener("abort", end, { once: true });
	take("");
	return {
		output,
		write(bytes) {
			if (output.writableEnded) return;
			const text = Buffer.from(bytes).toString("utf8");
			output.write(text.replaceAll("\n", "\r\n"));
			const lines = (typed + text).split("\n");
			typed = lines.pop() ?? "";
			for (const line of lines) if (code === null) take(line);
		},
		async resize(asked) {
			size = asked;
		},
		exitCode: async () => code,
		async [Symbol.asyncDispose]() {
			signal.removeEventListener("abort", end);
			end();
		},
	};
}
