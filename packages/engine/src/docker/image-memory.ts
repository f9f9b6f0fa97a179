import { type Millis, SECOND, systemClock } from "@berth/core";
import type { ImageInspect } from "./wire.ts";

/** Images as they were seen a moment ago, for who compares in the end what the daemon made with what was remembered. */
export interface ImageMemory {
	note(ref: string, image: ImageInspect): void;
	/** Null when it was not looked at lately. */
	recall(ref: string): ImageInspect | null;
	forget(ref: string): void;
}

/** From a pull to the create behind it, also when many wait for their turn between them. */
const KEPT_MS: Millis = 10 * SECOND;
/** Only memory bounds how many. */
const IMAGES_MAX = 200;

export function createImageMemory(): ImageMemory {
	const seen = new Map<string, { readonly image: ImageInspect; readonly atMs: Millis }>();
	return {
		note(ref, image) {
			if (seen.size >= IMAGES_MAX) seen.clear();
			seen.set(ref, { image, atMs: systemClock.monotonicMs() });
		},
		recall(ref) {
			const found = seen.get(ref);
			return found !== undefined && systemClock.monotonicMs() - found.atMs < KEPT_MS ? found.image : null;
		},
		forget: (ref) => void seen.delete(ref),
	};
}
