import { AppError, shells } from "@berth/core";
import type { Engine } from "@berth/engine";

/** Longer: a container that hangs is waited for. Shorter: one that is slow has no shell. */
const PROBE_MS = 10_000;
const REMEMBERED_MAX = 1_000;

/**
 * Which shell a container has: each is started with nothing to read, at which a shell ends well and what is not there does not.
 * Remembered by container, whose image does not change.
 *
 * Errors  UNSUPPORTED (`data.tried`) when it has none; those of the engine.
 */
export function createShellFinder(engine: Pick<Engine, "exec">) {
	const known = new Map<string, string>();
	return async (containerId: string, signal: AbortSignal): Promise<string> => {
		const found = known.get(containerId);
		if (found !== undefined) return found;
		for (const shell of shells) {
			const options = { argv: [shell], input: new Uint8Array(), timeoutMs: PROBE_MS, bytesMax: 1_024 };
			const { exitCode } = await engine.exec.run(containerId, options, { signal });
			if (exitCode !== 0) continue;
			known.set(containerId, shell);
			const [oldest] = known.keys();
			if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest);
			return shell;
		}
		throw new AppError("UNSUPPORTED", {
			message: `The image has no shell (${shells.join(", ")}). Name a program that it has.`,
			data: { why: "no_shell", tried: shells },
		});
	};
}
