/** A history that once failed: its seed and, when it was not the first of its run, the path that the failure printed. */
export interface Pin {
	readonly seed: number;
	readonly path: string;
}

/** Replayed first in each run. A pin holds as long as the deeds are generated as they were when it was made. */
export const pinned: readonly Pin[] = [];
