/** Whether the daemon of the machine answers. */
export interface DaemonSwitch {
	readonly reachable: boolean;
	/** Whether what happened during the last outage is told to those who come back. */
	readonly replayEvents: boolean;
	/** Calls back each time it goes away or comes back, until the returned function is called. */
	listen(heard: () => void): () => void;
	goDown(): void;
	comeUp(options: { readonly replayEvents: boolean }): void;
}

export function createDaemonSwitch(): DaemonSwitch {
	const listeners = new Set<() => void>();
	let reachable = true;
	let replayEvents = false;
	const turn = (to: boolean) => {
		if (reachable === to) return;
		reachable = to;
		for (const heard of listeners) heard();
	};
	return {
		get reachable() {
			return reachable;
		},
		get replayEvents() {
			return replayEvents;
		},
		listen(heard) {
			listeners.add(heard);
			return () => void listeners.delete(heard);
		},
		goDown: () => turn(false),
		comeUp(options) {
			replayEvents = options.replayEvents;
			turn(true);
		},
	};
}
