import { z } from "zod";
import type { PullProgress } from "../engine.ts";

/** One message of a pull. Its text is never read, but to tell a layer from a remark. */
export const pullMessage = z.object({
	id: z.string().optional(),
	status: z.string().optional(),
	progressDetail: z.object({ current: z.number().optional(), total: z.number().optional(), units: z.string().optional() }).nullish(),
	error: z.string().optional(),
	errorDetail: z.object({ message: z.string().optional() }).nullish(),
});
export type PullMessage = z.infer<typeof pullMessage>;

interface Layer {
	/** Bytes downloaded, the most ever said: extracting counts from zero again. */
	done: number;
	total: number | null;
	isComplete: boolean;
	isExtracting: boolean;
}

/** What a layer's message starts with; the same words since the first daemons. */
const layerStatus = /^(Pulling fs layer|Waiting|Downloading|Verifying|Download complete|Extracting|Pull complete|Already exists)/;

/**
 * Adds up the messages of a pull.
 *
 * A total is null while any layer's size is unknown, which is normal: some image stores never say it. Neither figure ever falls.
 */
export function createPullProgress() {
	const layers = new Map<string, Layer>();
	let doneMax = 0;
	let totalMax: number | null = null;

	return {
		add({ id, status = "", progressDetail }: PullMessage): void {
			if (id === undefined || !layerStatus.test(status)) return;
			const layer = layers.get(id) ?? { done: 0, total: null, isComplete: false, isExtracting: false };
			layers.set(id, layer);
			if (status.startsWith("Downloading") && isBytes(progressDetail)) {
				layer.done = Math.max(layer.done, progressDetail?.current ?? 0);
				layer.total = progressDetail?.total ?? layer.total;
			}
			if (status === "Already exists") Object.assign(layer, { done: 0, total: 0, isComplete: true });
			if (/^(Download complete|Verifying|Extracting|Pull complete)/.test(status)) layer.done = layer.total ?? layer.done;
			if (status === "Pull complete") Object.assign(layer, { isComplete: true, total: layer.total ?? layer.done });
		},
		now(): PullProgress {
			const all = [...layers.values()];
			const sum = (of: (layer: Layer) => number) => all.reduce((total, layer) => total + of(layer), 0);
			const isKnown = all.length > 0 && all.every(({ total }) => total !== null);
			doneMax = Math.max(
				doneMax,
				sum(({ done }) => done),
			);
			if (isKnown)
				totalMax = Math.max(
					totalMax ?? 0,
					doneMax,
					sum(({ total }) => total ?? 0),
				);
			return {
				doneBytes: doneMax,
				totalBytes: totalMax,
				layers: all.length,
				layersDone: all.filter(({ isComplete }) => isComplete).length,
			};
		},
	};
}

/** The newer image store counts seconds where it extracts. */
const isBytes = (detail: PullMessage["progressDetail"]): boolean => !detail?.units || detail.units === "bytes";
