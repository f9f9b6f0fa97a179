import type { EventHub } from "./event-hub.ts";

/** Rings when something happened to a container, or when events may have been lost; rung meanwhile, the next wait is none. */
export interface ContainerBell {
	/** Its id, once it is known: events name no names. */
	listenTo(id: string): void;
	ring(): void;
	quiet(): void;
	wait(ms: number): Promise<void>;
	hangUp(): void;
}

/** `signals`: each of them rings too. */
export function createContainerBell(hub: EventHub, idOrName: string, signals: readonly AbortSignal[]): ContainerBell {
	let id = idOrName;
	let isRung = false;
	let wake: () => void = () => undefined;
	const ring = () => {
		isRung = true;
		wake();
	};
	const stop = hub.listen((message) => {
		if (message.kind !== "container" || message.id === id) ring();
	});
	for (const signal of signals) signal.addEventListener("abort", ring, { once: true });
	return {
		listenTo(found) {
			id = found;
		},
		ring,
		quiet() {
			isRung = false;
		},
		async wait(ms) {
			if (isRung || signals.some(({ aborted }) => aborted)) return;
			const { promise, resolve } = Promise.withResolvers<void>();
			const timer = setTimeout(resolve, ms);
			wake = resolve;
			await promise;
			clearTimeout(timer);
		},
		hangUp() {
			stop();
			for (const signal of signals) signal.removeEventListener("abort", ring);
		},
	};
}
