import { AppError, isBuiltNamespace } from "@berth/core";
import { blame } from "../failure.ts";
import type { PlacedInstance } from "../instance-rows.ts";
import type { Step, Work } from "../work.ts";

/**
 * Brings the image of each service that is made anew to the node. One that is here is not asked for again, unless its service wants
 * that; what is to be downloaded waits for its turn among the node's pulls.
 */
export const pullImages: Step = {
	name: "pull",
	budgetMs: (timings) => timings.stepMs.pull,
	isNeeded: ({ layout }) => layout.inits.length + layout.coming.length > 0,
	looksFirst: true,
	async run(work, signal, begun) {
		const { journal, images } = work;
		const bytes = new Map<string, { done: number; total: number | null }>();
		const onBytes = (image: string, done: number, total: number | null) => {
			bytes.set(image, { done, total });
			journal.progress("pull", sum([...bytes.values()]), [...bytes.keys()].join(", "));
		};
		await Promise.all(
			[...wantedImages(work)].map(async ([image, wanted]) =>
				images.set(image, await bring(work, image, wanted, onBytes, { signal, begun })),
			),
		);
	},
};

interface WantedImage {
	readonly subject: PlacedInstance;
	readonly isAsked: boolean;
}

/** Each distinct image, blamed on the first instance that needs it. */
function wantedImages({ layout, manifest }: Work): Map<string, WantedImage> {
	const wanted = new Map<string, WantedImage>();
	for (const instance of [...layout.inits, ...layout.coming]) {
		const service = manifest.services[instance.service];
		if (service === undefined) throw new AppError("INTERNAL", { cause: new Error(`${instance.service} is not in its manifest`) });
		const before = wanted.get(service.image);
		wanted.set(service.image, {
			subject: before?.subject ?? instance,
			isAsked: before?.isAsked === true || service.pull_policy === "always",
		});
	}
	return wanted;
}

async function bring(
	{ engine, lease, journal, pulling }: Work,
	image: string,
	{ subject, isAsked }: WantedImage,
	onBytes: (image: string, done: number, total: number | null) => void,
	{ signal, begun }: { readonly signal: AbortSignal; readonly begun: Promise<void> },
) {
	return blame("pull", subject, async () => {
		const here = isAsked ? null : await engine.images.inspect(image, { signal });
		if (here) return here;
		// No registry has what was built here, and none is to be asked for it.
		if (isBuiltNamespace(image)) throw new AppError("IMAGE_NOT_FOUND", { data: { image } });
		await begun;
		const onProgress = (progress: { readonly doneBytes: number; readonly totalBytes: number | null }) =>
			onBytes(image, progress.doneBytes, progress.totalBytes);
		const policy = isAsked ? "always" : "if-missing";
		journal.progress("pull", null, `waiting to pull ${image}`);
		const pulled = await pulling(lease.tenantId, signal, () => engine.images.pull(image, { policy, onProgress }, { signal }));
		return pulled.image;
	});
}

/** The total stays unknown until every image's is known. */
const sum = (parts: readonly { readonly done: number; readonly total: number | null }[]) => ({
	done: parts.reduce((all, part) => all + part.done, 0),
	total: parts.some((part) => part.total === null) ? null : parts.reduce((all, part) => all + (part.total ?? 0), 0),
	unit: "bytes" as const,
});
