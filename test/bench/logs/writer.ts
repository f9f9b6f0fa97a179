import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What a container runs that prints whatever is sent to its port. */
export const PRINTER = ["sh", "-c", "while :; do nc -l -p 9000; done"];
export const PRINTER_PORT = 9_000;

/** As long as lines of programs usually are. */
const FILL = "x".repeat(60);
const STEP_MS = 10;
const line = /L(\d+) (\d+) /g;

/** The lines that stand in a text, with the time at which each was written. */
export const linesOf = (text: string): { readonly nth: number; readonly writtenAtMs: number }[] =>
	[...text.matchAll(line)].map(([, nth, at]) => ({ nth: Number(nth), writtenAtMs: Number(at) }));

/** Makes the container print numbered lines, each with the time at which it was written. */
export interface Writer {
	/** Lines so far. */
	readonly count: number;
	/** Writes at a steady pace. Returns the number of the first line and of the one after the last. */
	write(perSecond: number, forMs: number, signal: AbortSignal): Promise<{ readonly from: number; readonly to: number }>;
	close(): void;
}

export async function openWriter(port: number, host = "127.0.0.1"): Promise<Writer> {
	const socket = await new Promise<Socket>((resolve, reject) => {
		// The other side has nothing to say and says so at once.
		const opened = connect({ port, host, noDelay: true, allowHalfOpen: true }, () => resolve(opened));
		opened.once("error", reject);
	});
	// When it breaks, lines are missed, and that is told.
	socket.on("error", () => undefined);
	let count = 0;
	return {
		get count() {
			return count;
		},
		async write(perSecond, forMs, signal) {
			const from = count;
			const begun = performance.now();
			for (let elapsed = 0; elapsed < forMs; ) {
				await pause(STEP_MS, undefined, { signal });
				elapsed = Math.min(forMs, performance.now() - begun);
				let text = "";
				for (const due = from + Math.floor((elapsed * perSecond) / 1_000); count < due; count++)
					text += `L${count} ${Date.now()} ${FILL}\n`;
				if (text !== "") socket.write(text);
			}
			return { from, to: count };
		},
		close: () => socket.destroy(),
	};
}
