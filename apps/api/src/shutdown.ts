import type { Log } from "@berth/lease";

/** Ends one thing. `drainMs` is how long it may wait for what runs; then it must abort it. */
export type Disposer = (drainMs: number) => Promise<void>;

export interface Shutdown {
	/** What is added last ends first. */
	add(name: string, dispose: Disposer): void;
	/** Ends everything, once; a second call joins the first. One that fails or hangs does not keep the others. */
	run(): Promise<void>;
	/** The second stage: nothing waits any longer. */
	hurry(): void;
}

// The whole takes less than twenty seconds: what supervisors grant before they kill.
const DISPOSER_MAX_MS = 4_000;

export function createShutdown(options: { readonly drainMs: number; readonly log: Log }): Shutdown {
	const { log } = options;
	const disposers: { readonly name: string; readonly dispose: Disposer }[] = [];
	const hurried = new AbortController();
	let running: Promise<void> | null = null;

	async function end(name: string, dispose: Disposer, drainMs: number) {
		const startedMs = performance.now();
		const late = Promise.withResolvers<"late">();
		const timer = setTimeout(() => late.resolve("late"), drainMs + DISPOSER_MAX_MS);
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
		const untilMs = performance.now() + options.drainMs;
		for (const { name, dispose } of disposers.toReversed()) {
			const leftMs = hurried.signal.aborted ? 0 : Math.max(0, untilMs - performance.now());
			await end(name, dispose, leftMs);
		}
	}

	return {
		add: (name, dispose) => disposers.push({ name, dispose }),
		run: () => (running ??= endAll()),
		hurry: () => hurried.abort(),
	};
}
