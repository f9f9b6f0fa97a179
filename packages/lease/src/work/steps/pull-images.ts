import { blame } from "../failure.ts";
import type { Step } from "../work.ts";

/** Brings each distinct image of the manifest to the node; one that is here is not asked for again. */
export const pullImages: Step = {
	name: "pull",
	budgetMs: (timings) => timings.stepMs.pull,
	async run({ engine, manifest, journal }, signal) {
		const first = new Map(Object.entries(manifest.services).map(([service, { image }]) => [image, { service, index: 0 }]));
		const bytes = new Map<string, { done: number; total: number | null }>();
		await Promise.all(
			[...first].map(([image, subject]) =>
				blame("pull", subject, () =>
					engine.images.pull(
						image,
						{
							policy: "if-missing",
							onProgress: ({ doneBytes, totalBytes }) => {
								bytes.set(image, { done: doneBytes, total: totalBytes });
								journal.progress("pull", sum([...bytes.values()]), [...bytes.keys()].join(", "));
							},
						},
						{ signal },
					),
				),
			),
		);
	},
};

/** The total stays unknown until every image's is known. */
const sum = (parts: readonly { readonly done: number; readonly total: number | null }[]) => ({
	done: parts.reduce((all, part) => all + part.done, 0),
	total: parts.some((part) => part.total === null) ? null : parts.reduce((all, part) => all + (part.total ?? 0), 0),
	unit: "bytes" as const,
});
