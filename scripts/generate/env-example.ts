import { describeConfig } from "@berth/api/config";

const WIDTH = 100;

/** Breaks a sentence into comment lines. */
function comment(text: string): string[] {
	const lines = [""];
	for (const word of text.split(" ")) {
		const line = lines.at(-1) ?? "";
		if (line !== "" && line.length + word.length + 3 > WIDTH) lines.push(word);
		else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
	}
	return lines.map((line) => `# ${line}`);
}

/** The environment's reference, as a file to copy: every variable with what it does, all of them commented out. */
export function envExample(): string {
	const blocks = describeConfig().map((key) => [
		...comment(key.description),
		...(key.secret ? [`# Secret; ${key.name}_FILE may name a file that holds it.`] : []),
		...(key.required ? ["# Required by the api; ./scripts/up provides it when it is absent."] : []),
		`#${key.name}=${key.default ?? ""}`,
	]);
	return [
		"# Settings of the api. Copy to .env and uncomment what you change; ./scripts/up reads it, and listens on port 3000, or the",
		"# next free one, when PORT is absent.",
		"# Written by scripts/generate from apps/api's own table: edit that, then run pnpm generate.",
		...blocks.flatMap((block) => ["", ...block]),
		"",
	].join("\n");
}
