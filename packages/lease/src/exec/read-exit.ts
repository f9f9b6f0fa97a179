import { type ExecExit, isAppError, SECOND } from "@berth/core";
import type { ExecTools, Running } from "./exec-tools.ts";

const LOOK_AGAIN_MS = 50;
/** The end of a program's output comes a moment before its code; the end of its container a moment after. */
const PATIENCE_MS = 2 * SECOND;
const KILLED = 137;

/** How a program ended that says nothing any more: by itself, or with its container. */
export async function readExit({ engine, clock }: ExecTools, running: Running, signal: AbortSignal): Promise<ExecExit> {
	const giveUpMs = clock.monotonicMs() + PATIENCE_MS;
	const isGone = async () => {
		const { phase } = await engine.containers.inspect(running.containerId, { signal });
		return phase === "exited" || phase === "gone" || phase === "dead";
	};
	for (;;) {
		try {
			const exitCode = await running.program.exitCode({ signal });
			const mayBeKilled = exitCode === null || exitCode === KILLED;
			if (mayBeKilled && (await isGone())) return { exitCode, because: "instance_gone" };
			if (!mayBeKilled || clock.monotonicMs() > giveUpMs) return { exitCode, because: "exited" };
		} catch (err) {
			if (isAppError(err, "NOT_FOUND")) return { exitCode: null, because: "instance_gone" };
			throw err;
		}
		await clock.sleep(LOOK_AGAIN_MS, signal);
	}
}
