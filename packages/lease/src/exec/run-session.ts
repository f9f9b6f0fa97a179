import { type ExecExit, isAppError, isClosing, type SessionEnd } from "@berth/core";
import type { ExecOutput } from "@berth/engine";
import type { OpenSession } from "./exec-service.ts";
import type { ExecTools, Running } from "./exec-tools.ts";
import { readExit } from "./read-exit.ts";

/** A session under way, and what ends it for another reason than its user's. */
export interface RunningSession extends OpenSession {
	stop(because: SessionEnd): void;
}

/** Watches over a program that somebody talks with: its limits, its user's right, its lease. */
export function runSession(tools: ExecTools, running: Running): RunningSession {
	const { clock, limits, hub, stores } = tools;
	const { program, caller, leaseId, opened } = running;
	const over = new AbortController();
	const ended = Promise.withResolvers<ExecExit>();
	const begunMs = clock.monotonicMs();
	let heardMs = begunMs;
	const hear = () => {
		heardMs = clock.monotonicMs();
	};
	const finish = (exit: ExecExit) => {
		if (over.signal.aborted) return;
		over.abort();
		unsubscribe();
		ended.resolve(exit);
	};
	const stop = (because: SessionEnd) => finish({ exitCode: null, because });

	const idleLeft = () => limits.idleMs - (clock.monotonicMs() - heardMs);
	const wholeLeft = () => limits.wholeMs - (clock.monotonicMs() - begunMs);
	const every = (wait: () => number, then: () => Promise<void> | void) => {
		const watch = async () => {
			while (!over.signal.aborted) {
				await clock.sleep(Math.max(1, wait()), over.signal);
				await then();
			}
		};
		// It is over: the only way a sleep is cut short.
		watch().catch(() => undefined);
	};
	const lookAtLease = () => {
		stores.leases.find(leaseId, caller.scope).then(
			(lease) => (lease === null || isClosing(lease.state)) && stop("lease_closed"),
			() => undefined,
		);
	};
	const unsubscribe = hub.subscribe({ leaseId, onHint: lookAtLease, onResync: lookAtLease, onPoll: () => undefined });
	every(idleLeft, () => (idleLeft() <= 0 ? stop("idle") : undefined));
	every(wholeLeft, () => (wholeLeft() <= 0 ? stop("too_long") : undefined));
	every(
		() => limits.recheckMs,
		() =>
			running
				.mayStill()
				.then(undefined, (err: unknown) => (isAppError(err, "FORBIDDEN", "UNAUTHENTICATED", "NOT_FOUND") ? stop("forbidden") : undefined)),
	);
	// Between the look before and the subscription it may have begun to close.
	lookAtLease();

	async function* output(): AsyncGenerator<ExecOutput, void, undefined> {
		try {
			for await (const piece of program.output) {
				if (over.signal.aborted) return;
				if (!opened.terminal) hear();
				yield piece;
			}
			if (!over.signal.aborted) finish(await readExit(tools, running, over.signal));
		} catch {
			// Of a program that we ended ourselves, or the engine went: no more is known of it.
			stop("failed");
		}
	}
	return {
		opened,
		output: output(),
		async write(bytes) {
			hear();
			await program.write(bytes);
		},
		end: () => program.end(),
		async resize(size) {
			await program.resize(size, { signal: over.signal }).catch((err: unknown) => {
				// One that is over has no size, and a size that was not taken is no reason to end what goes on.
				if (!isAppError(err)) throw err;
			});
		},
		times: () => ({ idleMs: Math.max(0, Math.round(idleLeft())), wholeMs: Math.max(0, Math.round(wholeLeft())) }),
		leave: () => stop("left"),
		stop,
		ended: ended.promise,
	};
}
