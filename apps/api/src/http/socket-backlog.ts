import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@berth/core";
import type { WebSocket } from "ws";

export interface Backlog {
	/** Resolves when the reader has taken most of what was sent. Errors  ABORTED with the signal. */
	drained(signal: AbortSignal): Promise<void>;
}

/** What may wait in memory for one reader before its sources are held back, and before it is given up. */
const HOLD_BYTES = 1 << 20;
const DROP_BYTES = 8 << 20;
const STALLED_MS = 20_000;
const LOOK_AGAIN_MS = 20;

/** 4000 to 4999 are for an application's own use. */
const SLOW_READER = 4008;

/**
 * Keeps what is buffered for one socket small: sources wait while a reader is behind, and a reader that stays behind, or lets
 * too much pile up in spite of it, is dropped with a reason. It comes back and goes on from the last message it took.
 */
export function watchBacklog(client: WebSocket, onDrop: () => void): Backlog {
	const drop = () => {
		if (client.readyState !== client.OPEN) return;
		onDrop();
		client.close(SLOW_READER, "slow reader");
		// It does not read, so it will not read the farewell either.
		setTimeout(() => client.terminate(), 1_000).unref();
	};
	client.on("message", () => {
		if (client.bufferedAmount > DROP_BYTES) drop();
	});
	return {
		async drained(signal) {
			const giveUpMs = performance.now() + STALLED_MS;
			while (client.bufferedAmount > HOLD_BYTES) {
				if (signal.aborted || client.readyState !== client.OPEN) throw new AppError("ABORTED");
				if (client.bufferedAmount > DROP_BYTES || performance.now() > giveUpMs) drop();
				await sleep(LOOK_AGAIN_MS, undefined, { ref: false });
			}
		},
	};
}
