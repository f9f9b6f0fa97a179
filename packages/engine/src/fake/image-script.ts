import type { Program } from "./program.ts";

/** How the container of an image behaves. Empty: it runs for ever, with no health check and no word. */
export interface ImageScript {
	/** Ends by itself this long after its start, with `exitCode` (0). */
	readonly exitsAfterMs?: number;
	readonly exitCode?: number;
	/** Its end is the kernel's, for want of memory: exit code 137. */
	readonly outOfMemory?: boolean;
	/** The image brings a health check. As with the real engine it is only told of: the one in the spec decides. */
	readonly healthCheck?: boolean;
	/** What a check in the spec finds, and when; healthy at once when absent. */
	readonly healthyAfterMs?: number;
	/** Turns unhealthy; when it was to become healthy before, it does so first. */
	readonly unhealthyAfterMs?: number;
	/** What probes over the network find: a server that listens this long after the start, at once when absent, … */
	readonly listensAfterMs?: number;
	/** … on these ports, on all when absent, … */
	readonly listensOn?: readonly number[];
	/** … and answers these paths so, and every other with 200. */
	readonly statuses?: Readonly<Record<string, number>>;
	/** What it prints at each start. */
	readonly prints?: readonly PrintedLine[];
	/** Memory its process has in use while it runs; 1 MiB when absent. */
	readonly usesBytes?: number;
	/** Ends by SIGKILL alone. */
	readonly ignoresSigterm?: boolean;
	/** The daemon's words for why its process cannot be started. */
	readonly cannotStart?: string;
	/** What can be run inside beside it, by the first word of the argv. */
	readonly programs?: Readonly<Record<string, Program>>;
	readonly user?: string;
	/** Paths it declares as volumes. */
	readonly volumes?: readonly string[];
	readonly exposedPorts?: readonly string[];
}

export interface PrintedLine {
	readonly stream?: "stdout" | "stderr";
	readonly text: string;
}

const words: readonly (readonly [RegExp, (count: number, ms: number) => ImageScript])[] = [
	[/^exits-(\d+)(?:-after-(\d+))?$/, (exitCode, ms) => ({ exitCode, exitsAfterMs: ms })],
	[/^oom-after-(\d+)$/, (ms) => ({ outOfMemory: true, exitsAfterMs: ms })],
	[/^healthy-after-(\d+)$/, (ms) => ({ healthyAfterMs: ms })],
	[/^unhealthy-after-(\d+)$/, (ms) => ({ unhealthyAfterMs: ms })],
	[/^listens-after-(\d+)$/, (ms) => ({ listensAfterMs: ms })],
	[/^prints-(\d+)$/, (count) => ({ prints: Array.from({ length: count }, (_, i) => ({ text: `line ${i + 1}` })) })],
	[/^uses-(\d+)-mib$/, (mib) => ({ usesBytes: mib * 1_048_576 })],
	[/^ignores-sigterm$/, () => ({ ignoresSigterm: true })],
	[/^keeps-data$/, () => ({ volumes: ["/data"] })],
	[/^cannot-start$/, () => ({ cannotStart: "exec: no such file or directory" })],
];

/**
 * The script an image's tag spells, word by word between dots: `app:prints-3.exits-1-after-200`.
 *
 * Words it does not know mean nothing, so `app:1.4` runs for ever. Times are milliseconds.
 */
export function scriptOfTag(reference: string): ImageScript {
	const tag = /:([\w.-]+)$/.exec(reference)?.[1] ?? "";
	let script: ImageScript = {};
	for (const word of tag.split(".")) {
		for (const [pattern, spell] of words) {
			const found = pattern.exec(word);
			if (found) script = { ...script, ...spell(Number(found[1] ?? 0), Number(found[2] ?? 0)) };
		}
	}
	return script;
}
