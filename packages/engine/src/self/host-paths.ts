import type { Call } from "../call.ts";
import { detectSelf, type SelfSource } from "./detect-self.ts";
import type { Placement } from "./placement.ts";

/**
 * How the daemon calls paths below a directory of ours, found out at the first question and kept: where a process runs does not
 * change while it lives.
 *
 * Errors  those of the daemon while it was not found out yet; BAD_INPUT for a path that the daemon cannot see.
 */
export function createHostPaths(source: SelfSource, directory: string): (path: string, call: Call) => Promise<string> {
	let known: Placement | null = null;
	return async (path, call) => {
		known ??= await detectSelf(source, directory, call);
		return known.toHostPath(path);
	};
}
