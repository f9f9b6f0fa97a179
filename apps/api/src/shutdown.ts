import type { Log } from "@berth/lease";

/** Ends one thing. `drainMs` is how long it may wait for what runs; then it must abort it. */
type Disposer = (drainMs: number) => Promise<void>;

export interface Shutdown {
	/** What is added last ends first. */
	add(name: string, dispose: Disposer): void;
	/** Ends everything, once; a second call joins the first. One that fails or hangs does not keep the others. */
	run(): Promise<void>;
	/** The second stage: nothing waits any longer. */
	hurry(): void;
}

// What a part may take beyond the drain, and all parts together: supervisors kill after twenty seconds.
const PART_MAX_MS = 4_000;
const WHOLE_MAX_MS = 18_000;

export function createShutdown(options: { readonly drainMs: number; readonly log: Log }): Shutdown {
	const { log } = options;
	const disposers: { readonly name: string; readonly dispose: Disposer }[] = [];
	const hurried = new AbortController();
	let running: Promise<void> | null = null;

	async function end(name: string, dispose: Disposer, drainMs: number, waitMs: number) {
		const startedMs = performance.now();
		const late = Promise.withResolvers<"late">();
		const timer = setTimeout(() => late.resolve("late"), waitMs);
		const outcome = await Promise.race([
			dispose(drainMs).then(
				() => "ended" as const,
				(err: unknown) => {
					log.warn({ op: "shutdown", part: name, err }, "a part did not end well");
					return "failed" as const;
				},
			),
			late.promise,
		]);
		clearTimeout(timer);
		log.debug({ op: "shutdown", part: name, outcome, durationMs: Math.round(performance.now() - startedMs) }, "part ended");
	}

	async function endAll() {
		const startedMs = performance.now();
		for (const { name, dispose } of disposers.toReversed()) {
			const spentMs = performance.now() - startedMs;
			const drainMs = hurried.signal.aborted ? 0 : Math.max(0, options.drainMs - spentMs);
			await end(name, dispose, drainMs, Math.min(drainMs + PART_MAX_MS, Math.max(0, WHOLE_MAX_MS - spentMs)));
		}
	}

	return {
		add: (name, dispose) => disposers.push({ name, dispose }),
		run: () => (running ??= endAll()),
		hurry: () => hurried.abort(),
	};
}
