/** Seconds of named stages, in the order they were begun. */
export class Stopwatch {
	readonly #startedMs: number;
	readonly #stages: { readonly name: string; readonly ms: number }[] = [];

	/** `startedMs`: when the whole began, milliseconds since 1970; what passed until now is the stage `first`. */
	constructor(startedMs: number, first: string) {
		this.#startedMs = startedMs;
		this.#stages.push({ name: first, ms: Date.now() - startedMs });
	}

	async measure<T>(name: string, work: () => Promise<T>): Promise<T> {
		const begun = performance.now();
		try {
			return await work();
		} finally {
			this.#stages.push({ name, ms: performance.now() - begun });
		}
	}

	/** One line per stage: `  build        12.3 s`. */
	lines(): string[] {
		const width = Math.max(...this.#stages.map(({ name }) => name.length));
		return this.#stages.map(({ name, ms }) => `  ${name.padEnd(width)} ${(ms / 1_000).toFixed(1).padStart(7)} s`);
	}

	totalSeconds(): string {
		return ((Date.now() - this.#startedMs) / 1_000).toFixed(1);
	}
}
