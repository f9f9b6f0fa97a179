import { AppError } from "@berth/core";

/** What of a Dockerfile decides what its build may reach. */
export interface DockerfileReach {
	/** Images of the host or a registry it stands on or copies from; null for one that is named by a variable. */
	readonly bases: readonly (string | null)[];
	/** Whether it may fetch something from an address by itself. */
	readonly fetches: boolean;
}

/**
 * Reads which images and addresses a Dockerfile names. Says rather too much than too little.
 *
 * Source  Dockerfile reference: FROM, ADD, COPY, ONBUILD, the parser directive `escape`.
 */
export function readDockerfile(text: string): DockerfileReach {
	const stages = new Set<string>();
	const bases: (string | null)[] = [];
	let fetches = false;
	let stage = 0;
	const use = (name: string) => {
		if (name.toLowerCase() === "scratch" || stages.has(name.toLowerCase())) return;
		bases.push(name.includes("$") ? null : name);
	};
	for (const line of logicalLines(text)) {
		const [verb = "", ...words] = line
			.replace(/^(\s*onbuild\s)+/i, "")
			.trim()
			.split(/\s+/);
		const flags = words.filter((word) => word.startsWith("--"));
		const rest = words.filter((word) => !word.startsWith("--"));
		if (/^from$/i.test(verb)) {
			use(rest[0] ?? "");
			stages.add(String(stage++));
			if (/^as$/i.test(rest[1] ?? "")) stages.add((rest[2] ?? "").toLowerCase());
		}
		if (/^(copy|add)$/i.test(verb)) for (const flag of flags) if (flag.startsWith("--from=")) use(flag.slice("--from=".length));
		if (/^add$/i.test(verb) && rest.some((word) => /[$\\]|:\/\/|git@|github\.com/i.test(word))) fetches = true;
	}
	if (stage === 0)
		throw new AppError("BAD_INPUT", { message: "The Dockerfile names no image to begin with.", data: { why: "dockerfile" } });
	return { bases, fetches };
}

function logicalLines(text: string): string[] {
	const atEnd = /^\s*#\s*escape\s*=\s*`\s*$/im.test(text) ? /[`\\][ \t]*$/ : /\\[ \t]*$/;
	const lines: string[] = [];
	let open = "";
	for (const line of text.split(/\r?\n/)) {
		if (/^\s*#/.test(line) || (open !== "" && line.trim() === "")) continue;
		const joined = open + line;
		const continues = atEnd.test(joined);
		open = continues ? joined.replace(atEnd, "") : "";
		if (!continues) lines.push(joined);
	}
	return open === "" ? lines : [...lines, open];
}
