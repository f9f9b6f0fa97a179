import { AppError } from "@berth/core";
import type { Gate } from "./lane-gate.ts";
import type { LaneRequest } from "./lane-queue.ts";

/** The lane of one piece of work. It is another's while everything of the work only waits. */
export interface Lane {
	/** Runs something that changes the node, with a lane. */
	busy<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T>;
	/** Runs something that only waits: for a container to be ready, for bytes. Has the lane again when nothing more is waited for. */
	aside<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T>;
	/** Runs a pull when it is its turn among those of the node. */
	pull<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T>;
}

export interface LaneParts {
	readonly work: Gate;
	readonly pull: Gate;
	readonly request: LaneRequest;
	/** Whether the request has a lane already. */
	readonly isHeld: boolean;
	/** Whether what it wants a lane for frees room. */
	readonly isClosing: () => boolean;
}

/** Whoever makes one calls `leave` when the work is over, whatever became of it. */
export function createLane({ work, pull, request: first, isHeld, isClosing }: LaneParts): Lane & { leave(): void } {
	const over = new AbortController();
	let held: LaneRequest | null = isHeld ? first : null;
	let entering: Promise<void> | null = null;
	let busy = 0;
	let aside = 0;

	const drop = () => {
		if (held === null) return;
		const mine = held;
		held = null;
		work.leave(mine);
	};
	const dropIfWaiting = () => {
		if (busy === 0 && aside > 0) drop();
	};
	const enter = async () => {
		const request = { ...first, closing: isClosing(), resuming: true };
		await work.enter(request, over.signal);
		if (over.signal.aborted) {
			work.leave(request);
			throw over.signal.reason;
		}
		held = request;
		dropIfWaiting();
	};
	/** One wait for all that the work wants at the same time; whoever gives up does not end it for the others. */
	const hold = async (signal: AbortSignal) => {
		while (held === null) {
			entering ??= enter().finally(() => {
				entering = null;
			});
			await unlessAborted(entering, signal);
		}
	};
	const besides = async <T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> => {
		aside += 1;
		dropIfWaiting();
		try {
			return await run();
		} finally {
			aside -= 1;
			// The wait for the lane belongs to what was waited for, which may take long, and not to the short step that comes next.
			if (aside === 0) await hold(signal).catch(() => undefined);
		}
	};

	return {
		async busy(signal, run) {
			busy += 1;
			try {
				await hold(signal);
				return await run();
			} finally {
				busy -= 1;
				dropIfWaiting();
			}
		},
		aside: besides,
		pull: (signal, run) =>
			besides(signal, async () => {
				const request = { ...first, closing: false, resuming: false };
				await pull.enter(request, signal);
				try {
					return await run();
				} finally {
					pull.leave(request);
				}
			}),
		leave() {
			over.abort(new AppError("ABORTED"));
			drop();
		},
	};
}

/** The same promise, left behind when the signal fires. */
function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const give = () => reject(signal.reason);
		if (signal.aborted) {
			promise.catch(() => undefined);
			return give();
		}
		signal.addEventListener("abort", give, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", give));
	});
}
