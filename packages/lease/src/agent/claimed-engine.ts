import { AppError } from "@berth/core";
import type { Engine } from "@berth/engine";
import { wrapEngine } from "./wrap-engine.ts";

/**
 * The engine for as long as the node is ours. The database refuses what is written under a lost claim; the engine knows no claims, so
 * a process that hung for longer than its own lasted must not go on where it stopped: another has the node by then.
 *
 * Once that may be so, nothing more is changed, and what is being changed is neither waited for nor given up: an engine that is told
 * to give up takes back what it made, which may be what the other goes on with.
 * `holds`  by our own clock alone; it is asked before each change.
 */
export const claimedEngine = (engine: Engine, holds: () => boolean): Engine =>
	wrapEngine(engine, {
		change(signal, ask) {
			if (!holds()) return Promise.reject(new AppError("CLAIM_LOST"));
			const mine = new AbortController();
			return new Promise((resolve, reject) => {
				const onAbort = () => {
					if (holds()) mine.abort(signal.reason);
					else reject(new AppError("CLAIM_LOST"));
				};
				if (signal.aborted) onAbort();
				else signal.addEventListener("abort", onAbort, { once: true });
				ask(mine.signal)
					.then(resolve, reject)
					.finally(() => signal.removeEventListener("abort", onAbort));
			});
		},
	});
