import { isCancel, password } from "@clack/prompts";
import { readAll } from "../manifest/read-file.ts";
import type { Run } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";

/** A key that somebody has: from the environment, standard input, or a prompt. Never an argument: those are seen by everybody here. */
export async function readKey({ env }: Run): Promise<string> {
	if (env.apiKey !== null) return env.apiKey;
	if (!process.stdin.isTTY) {
		const text = (await readAll()).trim();
		if (text !== "") return text;
		throw new Failure("usage", "There is no key: set BERTH_API_KEY, or send it to standard input.");
	}
	const answer = await password({ message: "API key", output: process.stderr });
	if (isCancel(answer) || typeof answer !== "string" || answer.trim() === "") throw new Failure("failure", "Nothing was done.");
	return answer.trim();
}
