/** Rings for one waiter; rings before anybody waits are kept as one. */
export interface Bell {
	ring(): void;
	/** Resolves at the next ring, at once when it rang since the last wait; also when the signal fires. */
	wait(signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
	let rang = false;
	let waiting: PromiseWithResolvers<void> | null = null;
	return {
		ring() {
			rang = true;
			waiting?.resolve();
		},
		async wait(signal) {
			if (!rang && !signal.aborted) {
				const ring = Promise.withResolvers<void>();
				const giveUp = () => ring.resolve();
				waiting = ring;
				signal.addEventListener("abort", giveUp, { once: true });
				await ring.promise;
				signal.removeEventListener("abort", giveUp);
				waiting = null;
			}
			rang = false;
		},
	};
}
