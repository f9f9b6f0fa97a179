import type { CollectOptions, ImageFate } from "./upkeep-group.ts";

/** What is known of one candidate. */
export interface SeenImage {
	readonly ref: string;
	/** Null when it is not on the host. */
	readonly image: { readonly id: string; readonly sizeBytes: number } | null;
	readonly isUsed: boolean;
}

/**
 * Which of the named images shall go, without touching any: the longest unused first, until those that stay are within the bound.
 *
 * Returns the fates in that order; `would-remove` is what to remove. Several names of one image count its size once.
 */
export function planCollection(
	{ candidates, minAgeMs = 0, keepBytes = 0 }: Omit<CollectOptions, "dryRun">,
	seen: readonly SeenImage[],
	nowMs: number,
): ImageFate[] {
	const byRef = new Map(seen.map((one) => [one.ref, one]));
	const lastUsedMs = new Map<string, number>();
	for (const { ref, lastUsedAt } of candidates) lastUsedMs.set(ref, Math.max(lastUsedMs.get(ref) ?? 0, Date.parse(lastUsedAt)));
	const refs = [...lastUsedMs.keys()].toSorted((a, b) => (lastUsedMs.get(a) ?? 0) - (lastUsedMs.get(b) ?? 0));
	const namesLeft = new Map<string, number>();
	let heldBytes = 0;
	for (const ref of refs) {
		const image = byRef.get(ref)?.image;
		if (!image) continue;
		const names = namesLeft.get(image.id) ?? 0;
		if (names === 0) heldBytes += image.sizeBytes;
		namesLeft.set(image.id, names + 1);
	}
	return refs.map((ref) => {
		const { image = null, isUsed = false } = byRef.get(ref) ?? {};
		if (!image) return { ref, fate: "gone", sizeBytes: null };
		const { id, sizeBytes } = image;
		if (isUsed) return { ref, fate: "in-use", sizeBytes };
		if (nowMs - (lastUsedMs.get(ref) ?? nowMs) < minAgeMs) return { ref, fate: "too-young", sizeBytes };
		if (keepBytes > 0 && heldBytes <= keepBytes) return { ref, fate: "kept", sizeBytes };
		const left = (namesLeft.get(id) ?? 1) - 1;
		namesLeft.set(id, left);
		if (left === 0) heldBytes -= sizeBytes;
		return { ref, fate: "would-remove", sizeBytes };
	});
}
