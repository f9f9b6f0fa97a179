import type { Millis } from "@berth/core";
import type { Background } from "./background.ts";
import type { Limits } from "./limits.ts";

interface Silence {
	readonly waitMs: Limits["logSilentMs"];
	readonly background: Background;
	/** Whether something was missed. Its failure is no proof of anything. */
	look(): Promise<boolean>;
	/** Called once, when something was missed and is still not heard. */
	onMissed(): void;
}

/** Waits for silence until it is disposed of. */
export interface SilenceWatch extends Disposable {
	/** What is watched has spoken. */
	heard(): void;
	/** Something may have been missed: the next look comes after so long a silence, until one has found nothing. */
	suspect(afterMs: Millis): void;
}

/**
 * Doubts a stream that says nothing. Silence is the usual thing and no fault by itself, so each look that finds nothing makes the next
 * one rarer; the first word makes them as frequent as before.
 *
 * Cost  one look per silence; a timer that is only pushed on while the stream speaks.
 */
export function watchSilence({ waitMs, background, look, onMissed }: Silence): SilenceWatch {
	let firstMs = waitMs.first;
	let nextMs = firstMs;
	let words = 0;
	let isOver = false;
	const doubt = async () => {
		const before = words;
		const isMissed = await look().catch(() => false);
		if (isOver) return;
		if (isMissed && words === before) return onMissed();
		if (words === before) {
			firstMs = waitMs.first;
			nextMs = Math.min(nextMs * 2, waitMs.max);
		}
		arm();
	};
	const arm = () => {
		clearTimeout(timer);
		timer = setTimeout(() => void background.own(doubt()), nextMs);
	};
	let timer = setTimeout(() => void background.own(doubt()), nextMs);
	return {
		heard() {
			words++;
			if (nextMs === firstMs) return void timer.refresh();
			nextMs = firstMs;
			arm();
		},
		suspect(afterMs) {
			if (isOver) return;
			firstMs = Math.min(firstMs, afterMs);
			nextMs = firstMs;
			arm();
		},
		[Symbol.dispose]() {
			isOver = true;
			clearTimeout(timer);
		},
	};
}
