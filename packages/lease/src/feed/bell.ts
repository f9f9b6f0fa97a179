/** Rings for one waiter; rings before anybody waits are kept as one. */
export interface Bell {
	ring(): void;
	/** Resolves at the next ring, at once when it rang since the last wait; also when the signal fires. */
	wait(signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
	let rang = false;
	let wake: (() => void) | null = null;
	return {
		ring() {
			rang = true;
			wake?.();
		},
		async wait(signal) {
			if (!rang && !signal.aborted) {
				const { promise, resolve } = Promise.withResolvers<void>();
				wake = resolve;
				signal.addEventListener("abort", resolve as () => void, { once: true });
				await promise;
				signal.removeEventListener("abort", resolve as () => void);
				wake = null;
			}
			rang = false;
		},
	};
}
